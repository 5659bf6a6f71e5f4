"""The event study on planted answers: size, power, bands, and what it refuses."""

import numpy as np
import pandas as pd
import pytest

from helpers import captures, events
from helpers.analysis import event_study


@pytest.fixture(scope="module")
def fell():
    """Days on which a district of a province fell, from the record."""
    table = captures(events())
    return event_study.day_by_province(table["date"], table["pcode"].str[:4])


def named_by_chance(fell, seed, extra=0.0):
    """Namings that depend on day and province, and on captures of the days round it if planted."""
    rng = np.random.default_rng(seed)
    n_days, n_provinces = fell.shape
    of_day = rng.normal(0, 0.5, (n_days, 1))
    of_province = rng.normal(0, 1, (1, n_provinces))
    chance = 1 / (1 + np.exp(1 - of_day - of_province))
    layers = event_study._lagged(fell.to_numpy(float))
    lags = list(event_study.LAGS)
    near = layers[[lags.index(lag) for lag in event_study.NEAR]].any(axis=0)
    with_link = np.clip(chance + extra * near, 0, 1)
    return pd.DataFrame(rng.random(fell.shape) < with_link)


def studies(fell, runs, extra=0.0, draws=199):
    """Studies of so many namings by chance, a link of `extra` planted in each."""
    tables = [named_by_chance(fell, seed, extra) for seed in range(runs)]
    return [event_study.study(named, fell, draws=draws) for named in tables]


def share_of_alarms(found):
    return np.mean([study.p < 0.05 for study in found])


def mean_effect(found):
    return np.mean([study.near for study in found])


def test_where_nothing_is_planted_alarms_are_rare(fell):
    found = studies(fell, 40)
    assert share_of_alarms(found) <= 0.15
    assert abs(mean_effect(found)) < 2


def test_a_planted_link_of_twelve_points_is_found_and_its_size_too(fell):
    found = studies(fell, 15, extra=0.12)
    assert share_of_alarms(found) >= 0.8
    assert mean_effect(found) == pytest.approx(11, abs=2.5)


def test_lags_far_from_the_planted_ones_stay_at_nothing(fell):
    found = studies(fell, 15, extra=0.2, draws=9)
    by_lag = pd.concat([study.lags for study in found]).groupby("lag")["effect"].mean()
    assert abs(by_lag[[-6, -5, 5, 6]].mean()) < 2


def test_days_on_which_a_side_did_not_speak_are_left_out_and_not_counted_as_silence(fell):
    named = named_by_chance(fell, 1)
    spoke = np.arange(len(fell)) % 3 > 0
    found = event_study.study(named, fell, spoke, draws=9)
    inside = named.to_numpy()[spoke]
    assert found.named == inside.sum()
    assert found.base == pytest.approx(100 * inside.mean())
    # what stands on the days left out cannot matter
    emptied = named.mul(spoke, axis=0).astype(bool)
    assert event_study.study(emptied, fell, spoke, draws=9).near == found.near


def test_the_study_is_the_same_each_time(fell):
    named = named_by_chance(fell, 2)
    one, again = (event_study.study(named, fell, draws=49) for _ in range(2))
    assert one.near == again.near and one.p == again.p


def test_tables_that_do_not_match_or_are_empty_are_refused(fell):
    with pytest.raises(ValueError, match="not of one shape"):
        event_study.study(fell, fell.iloc[:5])
    with pytest.raises(ValueError, match="nothing is named"):
        event_study.study(fell & False, fell)


def test_the_permuted_products_agree_with_least_squares_done_plainly(fell):
    named = named_by_chance(fell, 3)
    layers = event_study._lagged(fell.to_numpy(float))
    outcome = 100 * event_study._centred(named.to_numpy(float))
    order = np.random.default_rng(1).permutation(fell.shape[1])
    effects_of = event_study._all_lags(layers, outcome)
    quick = effects_of(order)
    # a column a lag, its provinces dealt out in that order
    dealt = event_study._centred(layers)[:, :, order]
    design = dealt.reshape(len(layers), -1).T
    plain = np.linalg.lstsq(design, outcome.ravel(), rcond=None)[0]
    assert quick == pytest.approx(plain)
