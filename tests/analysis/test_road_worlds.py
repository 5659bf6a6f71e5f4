"""The roads in many worlds: the three readings taken as worlds give what the readings give."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from helpers import captures, control, events, load
from helpers.analysis import (
    permutation,
    proximity,
    road_cases,
    road_facts,
    road_nearness,
    road_order,
    road_reports,
    road_worlds,
    roads,
)
from helpers.vocabulary import READINGS

DAY = "2021-06-22"
IMAM, DOSHI = "AF1905", "AF0903"


@pytest.fixture(scope="module")
def days():
    return control()


@pytest.fixture(scope="module")
def worlds(days):
    """The three readings as three worlds, their districts in another order."""
    pcodes = load("districts")["pcode"][::-1].to_numpy()
    dates = pd.DatetimeIndex(days["date"].unique())
    holder = []
    for reading in READINGS:
        table = days.pivot(index="pcode", columns="date", values=reading).loc[pcodes]
        holder.append(table.apply(lambda column: column.cat.codes).to_numpy())
    return SimpleNamespace(holder=np.array(holder, dtype=np.uint8), pcodes=pcodes, days=dates)


@pytest.fixture(scope="module")
def in_worlds(worlds):
    return road_worlds.road_worlds(worlds)


def test_capitals_are_cut_off_as_in_the_readings(days, in_worlds):
    for world, reading in enumerate(READINGS):
        states = roads.cut_off(DAY, reading, days=days).set_index("node_id")["state"]
        assert road_worlds.cut_off_on(in_worlds, DAY)[world] == (states == "cut").sum()
    share = road_worlds.share_cut_off(in_worlds, DAY)
    assert set(share * 3) <= {0, 1, 2, 3}


def test_the_lead_is_that_of_the_histories(days, in_worlds):
    expected = [roads.history(reading, days=days)["lead"].median() for reading in READINGS]
    assert road_worlds.median_lead(in_worlds).tolist() == expected


def test_a_fall_closes_what_the_day_closed(days, in_worlds):
    around = road_cases.roads_of("kunduz")
    own = road_facts.place_facts(IMAM).stretches
    for world, reading in enumerate(READINGS):
        shut = roads.cut_stretches(reading, days=days)
        fell = road_cases.first_falls(IMAM, days)[reading]
        facts = road_facts.closing_facts(shut, around, fell, own)
        assert road_worlds.closed_by(in_worlds, IMAM, around)[world] == facts.n_closed


@pytest.mark.parametrize("rule", roads.RULES)
def test_a_fall_takes_the_last_way_as_in_the_cases(days, in_worlds, rule):
    northern = road_cases.northern_capitals().index
    cases = road_cases.fall_cases(DOSHI, northern, "2021-07-01", days)
    lost = cases[cases["rule"] == rule]["lost"]
    # a capital is cut by this fall or was cut before, never both
    assert all(not set(row.before) & set(row.lost) for row in cases.itertuples())
    expected = [len(set(nodes) & set(northern)) for nodes in lost]
    assert road_worlds.lost_by(in_worlds, DOSHI, northern, rule).tolist() == expected


def test_reports_are_met_as_in_the_agreement(days, in_worlds):
    found = road_worlds.gain_over_chance(in_worlds)
    for world, reading in enumerate(READINGS):
        score = road_reports.score(road_reports.agreement("district", reading, days))
        assert found[world] == pytest.approx(score["hit rate"] - score["at random"])


def test_mean_ranks_are_those_of_the_readings(days, in_worlds):
    named = np.isin(in_worlds.net.pcodes, captures(events())["pcode"])
    fallen = {reading: roads.fallen_days(reading, days) for reading in READINGS}
    one_by_one = road_order.by_reading(fallen, named)
    together = road_worlds.mean_ranks(in_worlds, named)
    for score in road_order.SCORES:
        mine = one_by_one[one_by_one["score"] == score]["mean"]
        assert np.allclose(together[score], mine)


def test_a_day_beyond_the_worlds_is_refused(in_worlds):
    with pytest.raises(ValueError, match="date 2022-01-01 lies outside the worlds"):
        road_worlds.cut_off_on(in_worlds, "2022-01-01")


# the p values that are worked out instead of drawn


def order_as_worlds(order, in_worlds):
    """An order of capture as one world: every district falls on its day, and stays."""
    rank = pd.Series(order).reindex(in_worlds.net.pcodes).to_numpy()
    length = len(in_worlds.dates)
    gone = rank[None, None, :] <= np.arange(length)[None, :, None]
    return road_worlds.RoadWorlds(in_worlds.net, in_worlds.dates, gone, None, None)


def test_exact_p_values_are_those_of_ten_thousand_dealings():
    rng = np.random.default_rng(5)
    pcodes = load("districts")["pcode"]
    distance = pd.DataFrame({"a": rng.exponential(50, 399), "b": rng.normal(size=399)}, pcodes)
    label = proximity.region(pcodes)
    first = rng.random((1, 399)) < 0.25
    order = pd.Series(np.where(first[0], 1, 2), pcodes).map(lambda d: pd.Timestamp(2021, 5, d))
    exact = road_worlds._exact_p(first, distance.to_numpy(), label)[0]
    dealt = permutation.nearness_test(int(first.sum()), distance, order, label, 10_000)
    assert np.allclose(exact, dealt["p"], atol=0.02)


def test_chance_is_clear_of_chance_as_rarely_as_it_should_be(in_worlds):
    rng = np.random.default_rng(2021)
    pcodes = in_worlds.net.pcodes
    distance = pd.DataFrame({"km": rng.exponential(50, len(pcodes))}, index=pcodes)
    label = proximity.region(pcodes)
    clear = 0
    for _ in range(60):
        order = dict(zip(pcodes, rng.permutation(len(pcodes)) // 4 + 1, strict=True))
        world = order_as_worlds(order, in_worlds)
        clear += road_worlds.clear_tests(world, distance, label, [50])[0]
    # one test a run: 3 of 60 expected; more than 8 would come up once in a hundred times
    assert clear <= stats.binom.ppf(0.99, 60, 0.05)


def test_captures_that_follow_the_distance_are_clear_in_every_world(in_worlds):
    pcodes = in_worlds.net.pcodes
    km = pd.Series(np.random.default_rng(1).exponential(50, len(pcodes)), pcodes)
    world = order_as_worlds((km.rank() // 4 + 1).to_dict(), in_worlds)
    found = road_nearness.clear_in_worlds(world, km.to_frame("km"))
    assert found["region"][0] == found["province"][0] == len(road_nearness.FIRST)
