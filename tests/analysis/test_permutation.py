"""The permutation tests: planted effects are found, and chance is called chance."""

import numpy as np
import pandas as pd
import pytest

from helpers import load
from helpers.analysis import permutation, proximity
from tools.planted_campaigns import campaign

DAYS = pd.date_range("2021-05-01", "2021-05-10", unit="us")
FIRST = DAYS[0]


def planted(seed=1, within=1.0):
    """Distances and an order of capture in which the near ones fell first, in every region."""
    pcodes = load("districts")["pcode"]
    km = np.random.default_rng(seed).exponential(50, len(pcodes))
    distance = pd.DataFrame({"km": km}, index=pcodes)
    place = (distance["km"] * within).rank()
    return distance, FIRST + pd.to_timedelta(place, unit="D")


def first_fallen(n, distance, order, **choices):
    """The test of the first n to fall, of one distance."""
    tests = permutation.nearness_test(n, distance, order, **choices)
    (found,) = tests.itertuples()
    return found


def test_a_planted_effect_is_found_and_its_sign_is_right():
    distance, near_first = planted()
    found = first_fallen(100, distance, near_first, permutations=999)
    assert found.effect < 0 and found.hi < 0
    assert found.p == pytest.approx(1 / 1000)
    _, far_first = planted(within=-1.0)
    turned = first_fallen(100, distance, far_first, permutations=999)
    assert turned.effect > 0 and turned.lo > 0


def test_what_differs_only_between_regions_is_no_effect_within_them():
    """Whole regions fall first: the country-wide test sees nearness, the one within does not."""
    pcodes = load("districts")["pcode"]
    number = pd.Series(pd.factorize(proximity.region(pcodes))[0], index=pcodes)
    distance = pd.DataFrame({"km": 10.0 + number})
    order = FIRST + pd.to_timedelta(number, unit="D")
    inside = first_fallen(150, distance, order, permutations=499)
    assert inside.effect == pytest.approx(0)
    assert inside.p == 1
    all_alike = np.zeros(len(pcodes))
    country = first_fallen(150, distance, order, within=all_alike, permutations=499)
    assert country.effect < 0
    assert country.p < 0.01


def test_chance_is_called_chance_about_as_often_as_it_should_be():
    distance, order = planted()
    rng = np.random.default_rng(2021)
    shuffled = [pd.Series(rng.permutation(order), order.index) for _ in range(60)]
    found = [first_fallen(80, distance, each, permutations=199) for each in shuffled]
    p = np.array([each.p for each in found])
    assert np.mean(p < 0.1) < 0.25
    assert np.mean(p) == pytest.approx(0.5, abs=0.15)


def test_the_family_is_never_surer_than_the_single_test_and_runs_repeat():
    distance, order = planted()
    noise = np.random.default_rng(3).normal(size=len(distance))
    distance = distance.assign(noise=noise, km2=distance["km"] ** 2)
    shuffled = np.random.default_rng(4).permutation(order)
    order = pd.Series(shuffled, order.index)
    first = permutation.nearness_test(60, distance, order, permutations=300)
    assert (first["p_family"] >= first["p"]).all()
    again = permutation.nearness_test(60, distance, order, permutations=300)
    pd.testing.assert_frame_equal(first, again)


def test_captures_that_share_the_last_day_all_count():
    distance, order = planted()
    twelfth = order.sort_values().iloc[11]
    order[order <= twelfth] = order.min()
    assert first_fallen(10, distance, order, permutations=9).n == 12
    with pytest.raises(ValueError, match="captures among"):
        permutation.nearness_test(len(order) + 1, distance, order)


def test_percentiles_compare_with_those_that_stood_the_day_before():
    places = list("abcd")
    scores = pd.DataFrame([[1.0, 2, 3, 9]] * 3, DAYS[:3], places)
    # d had fallen before, then c falls, then a; b stands
    fallen = [[0, 0, 0, 1], [0, 0, 1, 1], [1, 0, 1, 1]]
    fallen = pd.DataFrame(fallen, DAYS[:3], places).astype(bool)

    def found(scores, **choices):
        table = permutation.percentiles(scores, fallen, **choices)
        return dict(zip(table["pcode"], table["percentile"], strict=True))

    assert found(scores) == {"c": 1.0, "a": 0.0}
    assert found(scores * 0) == {"c": 0.5, "a": 0.5}
    assert found(scores, within=[1, 1, 2, 2]) == {"a": 0.0}


@pytest.mark.parametrize("contagion, likeness", [(0.0, 0.0), (4.0, 0.7)])
def test_intervals_cover_where_captures_spread_and_provinces_fall_as_one(contagion, likeness):
    """Truth: the mean of many campaigns in which the far fall later by a planted ratio."""
    rng = np.random.default_rng(2021)
    km = proximity.distances()[["trunk"]]
    doublings = np.log2(km.clip(lower=1))
    far = (doublings - doublings.mean()) / doublings.std()
    found = []
    for _ in range(30):
        fallen = campaign(rng, contagion, likeness, trait=-0.3 * far["trunk"].to_numpy())
        # the first day on which it is fallen; none where it never is
        order = fallen.idxmax().where(fallen.any())
        if order.notna().sum() >= 100:
            found.append(first_fallen(100, doublings, order, permutations=9))
    truth = np.mean([each.effect for each in found])
    inside = [each.lo <= truth <= each.hi for each in found]
    assert np.mean(inside) >= 0.85
