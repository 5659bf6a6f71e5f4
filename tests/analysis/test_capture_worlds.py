"""Findings over worlds: one world that is the record gives what the record gives."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from helpers import control, load
from helpers.analysis import capture_worlds, claim_tests, event_study, timeline
from helpers.vocabulary import HOLDERS


@pytest.fixture(scope="module")
def one():
    """The best reading as the only world, and its table of days."""
    days = control()
    codes = pd.Categorical(days["best"], categories=HOLDERS).codes
    table = pd.Series(codes, pd.MultiIndex.from_frame(days[["pcode", "date"]])).unstack()
    table = table.loc[load("districts")["pcode"]]
    worlds = SimpleNamespace(
        holder=table.to_numpy(np.uint8)[None], pcodes=table.index.to_numpy(), days=table.columns
    )
    return worlds, days


def falls_of(one):
    """Days and provinces of all passings to the Taliban in that world."""
    worlds = one[0]
    _, district, day = np.nonzero(capture_worlds.falls(worlds))
    return worlds.days[day], pd.Series(worlds.pcodes[district]).str[:4]


def test_what_was_held_before_is_no_capture(one):
    worlds = one[0]
    fell = capture_worlds.falls(worlds)[0]
    held = worlds.holder[0] == 2
    assert not fell[:, 0].any()
    assert (fell.sum(axis=0)[1:] == (held[:, 1:] & ~held[:, :-1]).sum(axis=0)).all()


def test_provinces_add_up_to_the_country(one):
    fell = capture_worlds.falls(one[0])
    sums, names = capture_worlds.by_province(fell, one[0].pcodes)
    assert len(names) == 34
    assert (sums.sum(axis=1) == fell.sum(axis=1)).all()


def test_the_link_is_that_of_the_table_of_weeks(one):
    days, provinces = falls_of(one)
    weekly = claim_tests.weekly(days, provinces)
    counts = pd.DataFrame(np.random.default_rng(1).poisson(1.0, weekly.shape))
    expected = claim_tests.two_way_link(counts, weekly)["r"]
    assert capture_worlds.link(one[0], counts)[0] == pytest.approx(expected)


def test_the_near_effect_is_that_of_the_study(one):
    days, provinces = falls_of(one)
    fell = event_study.day_by_province(days, provinces)
    named = fell.shift(1, fill_value=False) | fell
    expected = event_study.study(named, fell, draws=9).near
    assert capture_worlds.near(one[0], named)[0] == pytest.approx(expected)


def test_capital_gaps_of_the_world_are_those_of_its_days(one):
    worlds, days = one
    middle, soon = capture_worlds.capital_gaps(worlds, load("districts"))
    halves = timeline.halves(days)
    fell = capture_worlds.falls(worlds)[0]
    districts = load("districts").set_index("pcode")
    gaps = []
    for row, pcode in enumerate(worlds.pcodes):
        if districts.loc[pcode, "is_capital"] and fell[row].any():
            last = worlds.days[np.flatnonzero(fell[row])[-1]]
            gaps.append((last - halves[pcode[:4]]).days)
    assert middle[0] == np.median(gaps)
    assert soon[0] == (np.array(gaps) <= 3).sum()


def test_the_shortest_span_is_that_of_the_slow_way(one):
    worlds = one[0]
    _, fell_on = np.nonzero(capture_worlds.falls(worlds)[0])
    dates = pd.Series(worlds.days[fell_on])
    first, last = timeline.shortest_window(dates[dates < "2021-08-01"])
    length = capture_worlds.shortest_halves(worlds)[0]
    assert length == (last - first).days + 1
    assert length < len(worlds.days) / 2
