"""Cutting roads or flowing along them: planted offensives are told apart, chance is not taken."""

import numpy as np
import pandas as pd
import pytest

from helpers import load
from helpers.analysis import permutation, proximity, road_losses, road_order, roads
from helpers.analysis.road_losses import lost_targets, on_network

DAYS = pd.date_range("2021-05-01", periods=41, unit="us")
CUTTING, TOUCHING, BY_ROAD = road_order.SCORES


@pytest.fixture(scope="module")
def net():
    return roads.arrays()


@pytest.fixture(scope="module")
def places():
    return load("districts").set_index("pcode")


def planted(net, places, choose, seed, start=25, stay=1):
    """An offensive of forty days: each day two districts fall, in one province drawn at random.

    `choose` gives, from (net, state, candidates), a weight to each candidate; `start` districts
    are held at first; the offensive stays in a province for `stay` days, where enough still stand.
    """
    rng = np.random.default_rng(seed)
    province = places.loc[net.pcodes, "province_pcode"].to_numpy()
    may_fall = np.intersect1d(on_network(net), np.flatnonzero(~places["is_capital"].to_numpy()))
    state = np.zeros(len(net.pcodes), dtype=bool)
    state[rng.choice(may_fall, start, replace=False)] = True
    record = [state.copy()]
    where = ""
    for day in range(1, len(DAYS)):
        standing = may_fall[~state[may_fall]]
        names, counts = np.unique(province[standing], return_counts=True)
        open_to = names[counts > 2]
        if where not in open_to or day % stay == 0:
            where = rng.choice(open_to)
        here = standing[province[standing] == where]
        weight = choose(net, state, here)
        # a little noise decides between equals
        order = np.argsort(-(weight + 1e-6 * rng.random(len(here))))
        state[here[order[:2]]] = True
        record.append(state.copy())
    return np.array(record)


def at_random(net, state, here):
    return np.zeros(len(here))


def what_cuts_most(net, state, here):
    return lost_targets(net, state[None], here).sum(axis=0)[0]


def what_touches_most(net, state, here):
    return state.astype(float) @ proximity.weights("neighbours")[here].T


def ranks(net, gone, within="province"):
    everywhere = np.ones(len(net.pcodes), dtype=bool)
    design = road_order.Design(within, last=None)
    return road_order.rank_falls(gone, DAYS, everywhere, design)


def means(net, places, choose, seeds, within="province", **how):
    tables = [ranks(net, planted(net, places, choose, seed, **how), within) for seed in seeds]
    return pd.concat(tables)[list(road_order.SCORES)].mean()


def test_captures_at_random_in_each_province_rank_in_the_middle(net, places):
    found = means(net, places, at_random, range(12))
    assert found.between(0.47, 0.53).all(), found


def test_campaigns_from_province_to_province_look_like_flow_only_inside_regions(net, places):
    """Why provinces: a campaign brings its own neighbours, even where nothing spreads."""
    inside_regions = means(net, places, at_random, range(12), "region", stay=5)
    inside_provinces = means(net, places, at_random, range(12), stay=5)
    assert inside_regions[TOUCHING] > 0.525
    assert inside_provinces[TOUCHING] == pytest.approx(0.5, abs=0.03)


def test_an_offensive_that_cuts_roads_is_found_to(net, places):
    """Half the districts cut nobody, and each cut leaves less to cut: the rank is no higher."""
    found = means(net, places, what_cuts_most, range(6), start=3)
    assert found[CUTTING] > 0.55 and found[CUTTING] > found[TOUCHING]


def test_an_offensive_that_flows_is_found_to(net, places):
    found = means(net, places, what_touches_most, range(4))
    assert found[TOUCHING] > 0.7 and found[TOUCHING] > found[CUTTING]


def test_the_interval_holds_the_middle_about_as_often_as_it_says(net, places):
    held = 0
    for seed in range(30):
        table = ranks(net, planted(net, places, at_random, seed))
        interval = road_order.mean_rank(table, TOUCHING, draws=400)
        held += interval["lo"] <= 0.5 <= interval["hi"]
    assert held >= 24


def test_the_plain_design_gives_what_one_day_at_a_time_gives():
    """All worlds at once against the slower percentiles of one record."""
    fallen = roads.fallen_days()
    capitals, crossings = road_losses.losses()
    lost = capitals + crossings
    slow = permutation.percentiles(lost, fallen, proximity.region(lost.columns))
    plain = road_order.DESIGNS["every fall, inside regions"]
    named = np.ones(fallen.shape[1], dtype=bool)
    fast = road_order.rank_falls(fallen.to_numpy(), fallen.index, named, plain)
    assert len(slow) == len(fast)
    both = slow.merge(fast, on=["date", "pcode"])
    assert np.allclose(both["percentile"], both[CUTTING])


def test_two_worlds_at_once_are_each_what_they_are_alone(net, places):
    one, two = (planted(net, places, at_random, seed) for seed in (1, 2))
    together = ranks(net, np.stack([one, two]))
    alone = ranks(net, two)
    second = together[together["world"] == 1].reset_index(drop=True)
    columns = ["date", "pcode", *road_order.SCORES]
    pd.testing.assert_frame_equal(second[columns], alone[columns])


def test_a_place_that_nobody_knows_is_refused(net, places):
    with pytest.raises(ValueError, match="within 'street'"):
        ranks(net, planted(net, places, at_random, 1), "street")


def test_the_words_follow_the_numbers():
    def said(cut, flow):
        rows = [(CUTTING, *cut), (TOUCHING, *flow)]
        table = pd.DataFrame(rows, columns=["score", "lo", "hi"]).assign(mean=0.5)
        return road_order.verdict(table)

    assert "does not show" in said((0.4, 0.55), (0.55, 0.7))
    assert "did not clearly flow" in said((0.4, 0.55), (0.45, 0.7))
    assert "picked what cut most" in said((0.6, 0.7), (0.45, 0.6))
    assert "does not show" not in said((0.6, 0.7), (0.45, 0.6))
