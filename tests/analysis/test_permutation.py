"""The permutation tests: planted effects are found, and chance is called chance."""

import numpy as np
import pandas as pd
import pytest

from helpers import load
from helpers.analysis import permutation, proximity
from tools.planted_campaigns import campaign

DAYS = pd.date_range("2021-05-01", "2021-05-10", unit="us")


def planted(seed=1, within=1.0):
    """Distances and an order of capture in which the near ones fell first, in every region."""
    pcodes = load("districts")["pcode"]
    distance = pd.DataFrame(
        {"km": np.random.default_rng(seed).exponential(50, len(pcodes))}, index=pcodes
    )
    return distance, pd.Timestamp("2021-05-01") + pd.to_timedelta(
        (distance["km"] * within).rank(), unit="D"
    )


def test_a_planted_effect_is_found_and_its_sign_is_right():
    distance, order = planted()
    found = permutation.nearness_test(100, distance, order, permutations=999).iloc[0]
    assert found["effect"] < 0 and found["hi"] < 0 and found["p"] == pytest.approx(1 / 1000)
    turned = permutation.nearness_test(
        100, distance, planted(within=-1.0)[1], permutations=999
    ).iloc[0]
    assert turned["effect"] > 0 and turned["lo"] > 0


def test_what_differs_only_between_regions_is_no_effect_within_them():
    """Whole regions fall first: the country-wide test sees nearness, the one within does not."""
    pcodes = load("districts")["pcode"]
    number = pd.Series(pd.factorize(proximity.region(pcodes))[0], index=pcodes)
    distance = pd.DataFrame({"km": 10.0 + number})
    order = pd.Timestamp("2021-05-01") + pd.to_timedelta(number, unit="D")
    inside = permutation.nearness_test(150, distance, order, permutations=499).iloc[0]
    country = permutation.nearness_test(
        150, distance, order, within=np.zeros(len(pcodes)), permutations=499
    ).iloc[0]
    assert inside["effect"] == pytest.approx(0) and inside["p"] == 1
    assert country["effect"] < 0 and country["p"] < 0.01


def test_chance_is_called_chance_about_as_often_as_it_should_be():
    distance, order = planted()
    rng = np.random.default_rng(2021)
    shuffled = [pd.Series(rng.permutation(order), order.index) for _ in range(60)]
    p = [
        permutation.nearness_test(80, distance, o, permutations=199)["p"].iloc[0] for o in shuffled
    ]
    assert 0 <= np.mean(np.array(p) < 0.1) < 0.25 and np.mean(p) == pytest.approx(0.5, abs=0.15)


def test_the_family_is_never_surer_than_the_single_test_and_runs_repeat():
    distance, order = planted()
    distance = distance.assign(
        noise=np.random.default_rng(3).normal(size=len(distance)), km2=distance["km"] ** 2
    )
    order = pd.Series(np.random.default_rng(4).permutation(order), order.index)
    first = permutation.nearness_test(60, distance, order, permutations=300)
    assert (first["p_family"] >= first["p"]).all()
    pd.testing.assert_frame_equal(
        first, permutation.nearness_test(60, distance, order, permutations=300)
    )


def test_captures_that_share_the_last_day_all_count():
    distance, order = planted()
    order[order <= order.sort_values().iloc[11]] = order.min()
    assert permutation.nearness_test(10, distance, order, permutations=9)["n"].iloc[0] == 12
    with pytest.raises(ValueError, match="captures among"):
        permutation.nearness_test(len(order) + 1, distance, order)


def test_percentiles_compare_with_those_that_stood_the_day_before():
    days, places = DAYS[:3], ["a", "b", "c", "d"]
    scores = pd.DataFrame([[1.0, 2, 3, 9]] * 3, index=days, columns=places)
    fallen = pd.DataFrame(
        [[0, 0, 0, 1], [0, 0, 1, 1], [1, 0, 1, 1]], index=days, columns=places
    ).astype(bool)
    assert permutation.percentiles(scores, fallen)[["pcode", "percentile"]].values.tolist() == [
        ["c", 1.0],
        ["a", 0.0],
    ]
    assert permutation.percentiles(scores * 0, fallen)["percentile"].tolist() == [0.5, 0.5]
    assert permutation.percentiles(scores, fallen, within=[1, 1, 2, 2])[
        ["pcode", "percentile"]
    ].values.tolist() == [["a", 0.0]]


@pytest.mark.parametrize("contagion, likeness", [(0.0, 0.0), (4.0, 0.7)])
def test_intervals_cover_where_captures_spread_and_provinces_fall_as_one(contagion, likeness):
    """Truth: the mean of many campaigns in which the far fall later by a planted ratio."""
    rng = np.random.default_rng(2021)
    log = np.log2(proximity.distances().clip(lower=1))[["trunk"]]
    far = ((log - log.mean()) / log.std())["trunk"].to_numpy()
    rows = []
    for _ in range(30):
        fallen = campaign(rng, contagion, likeness, trait=-0.3 * far)
        day = fallen.index[fallen.to_numpy().argmax(axis=0)].to_series(index=fallen.columns)
        order = day.where(fallen.any())
        if order.notna().sum() >= 100:
            found = permutation.nearness_test(100, log, order, permutations=9).iloc[0]
            rows.append(found[["effect", "lo", "hi"]].astype(float))
    table = pd.DataFrame(rows)
    truth = table["effect"].mean()
    assert ((table["lo"] <= truth) & (truth <= table["hi"])).mean() >= 0.85
