"""Findings on captures in many worlds, on two worlds made by hand."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from helpers import captures, control, events, load
from helpers.analysis import finding_worlds, front
from helpers.worlds import _origins

G, T = 0, 2
DAYS = pd.date_range("2021-06-01", periods=5)
# the first district falls, is retaken and falls again; the second falls once, later in one world
HOLDER = [
    [[G, T, G, T, T], [G, G, T, T, T]],
    [[G, T, G, G, T], [G, G, G, G, T]],
]
DRAWN = SimpleNamespace(
    holder=np.array(HOLDER, dtype=np.uint8), pcodes=np.array(["AF0101", "AF0102"]), days=DAYS
)


def named(*events):
    return pd.DataFrame({"event_id": events, "pcode": [event[:6] for event in events]})


@pytest.mark.parametrize(
    ("events", "last", "expected"),
    [
        (["AF0101-c1", "AF0102-c1"], "2021-06-05", [2, 2]),
        (["AF0101-c1", "AF0102-c1"], "2021-06-03", [2, 1]),
        # no page names the second fall of the first district: it is not counted
        (["AF0101-c1"], "2021-06-05", [1, 1]),
        (["AF0101-c1", "AF0101-c2"], "2021-06-05", [2, 2]),
        (["AF0101-c2"], "2021-06-04", [1, 0]),
    ],
)
def test_a_capture_is_counted_by_its_number(events, last, expected):
    spans = [("2021-06-01", last)]
    assert finding_worlds.captured(DRAWN, spans, named(*events)).tolist() == expected


def test_a_capture_on_an_earlier_day_has_its_second_page_later():
    prints_table = pd.DataFrame(
        {
            "event_id": ["AF0101-c1"] * 3 + ["AF0102-c1"],
            "origin": ["a", "a", "b", "a"],
            "published": pd.to_datetime(["2021-06-02", "2021-06-03", "2021-06-03", "2021-06-03"]),
        }
    )
    table = named("AF0101-c1", "AF0102-c1")
    # the first fell on 2 June and had two origins on the next day; the second never had
    found = finding_worlds.second_in_time(DRAWN, table, prints_table)
    assert found.tolist() == [0.5, 0.5]
    same_day = finding_worlds.second_in_time(DRAWN, table, prints_table, late=0)
    assert same_day.tolist() == [0.0, 0.0]


@pytest.mark.parametrize("choice", ["own", "copied"])
def test_findings_said_to_be_the_same_in_all_worlds_do_not_hang_on_uncredited_outlets(choice):
    # worlds differ in whether an outlet without a credit is an origin of its own; what rests on
    # two origins, or on two voices, is told without a range, so it must be the same in both
    sources = load("sources")
    of_page = _origins(sources)[choice]
    own = sources["source_id"].map(of_page)
    found = captures(events(load("reports"), sources.assign(origin=own)))
    best = captures(events())
    for table in (found, best):
        table["twice"] = table["n_origins"] > 1
        table["shared"] = table["support"] >= "corroborated"
    assert found["shared"].mean() == pytest.approx(best["shared"].mean(), abs=0.005)
    twice = [table.loc[table["twice"], "pcode"].nunique() for table in (found, best)]
    assert twice[0] == twice[1]


def test_without_names_every_fall_counts():
    assert finding_worlds.captured(DRAWN, [("2021-06-01", "2021-06-05")]).tolist() == [3, 3]


@pytest.mark.parametrize("date", ["2021-05-02", "2021-07-15", "2021-08-12", "2021-08-15"])
def test_the_record_as_one_world_has_as_many_late_provinces_as_the_record(date):
    # a range over worlds beside a number that was counted otherwise would compare two things
    days = control()
    held = days.pivot(index="pcode", columns="date", values="best") == "taliban"
    holder = np.where(held, T, G).astype(np.uint8)
    one = SimpleNamespace(holder=holder[None], pcodes=held.index.to_numpy(), days=held.columns)
    share = front.held_by_province(days, load("districts"))
    late = front.unreached(share, 0.5, date)
    assert finding_worlds.late_provinces(one, date).tolist() == [len(late)]
    # a province that is never half held, as Panjshir on 15 August, is late too
    assert "Panjsher" in late
