"""Counts, spans and delays of captures, on tables made up and on the record."""

import pandas as pd
import pytest

from helpers import captures, control, events, load
from helpers.analysis import timeline


def test_the_shortest_span_is_the_shortest():
    dates = pd.Series(pd.to_datetime(["2021-05-01", "2021-05-09", "2021-06-01", "2021-06-03"]))
    first, last = timeline.shortest_window(dates)
    assert (first, last) == (pd.Timestamp("2021-06-01"), pd.Timestamp("2021-06-03"))
    whole = timeline.shortest_window(dates, share=1)
    assert whole == (dates.min(), dates.max())
    with pytest.raises(ValueError, match="there is none"):
        timeline.shortest_window(dates[:0])


def test_no_shorter_span_of_the_record_holds_half():
    table = captures(events())
    found = timeline.busiest(table)
    dates = table.loc[table["date"] < "2021-08-01", "date"]
    shorter = found.last - found.first - pd.Timedelta(days=1)
    inside = [dates.between(day, day + shorter).sum() for day in dates]
    assert max(inside) < len(dates) / 2 <= found.n


def test_all_districts_count_towards_the_half():
    days = pd.DataFrame(
        {
            "date": pd.to_datetime(["2021-06-01", "2021-06-02"] * 3),
            "pcode": ["AF0101"] * 2 + ["AF0102"] * 2 + ["AF0103"] * 2,
            "best": ["government", "taliban"] * 2 + ["government"] * 2,
        }
    )
    assert timeline.halves(days)["AF01"] == pd.Timestamp("2021-06-02")
    never = days.assign(best="government")
    assert timeline.halves(never).isna().all()


def test_a_retaking_ends_with_the_next_capture_and_not_with_an_earlier_one():
    rows = [
        ("a", "captured", "2021-06-01"),
        ("b", "recaptured", "2021-06-05"),
        ("c", "captured", "2021-06-15"),
        ("d", "captured", "2021-07-15"),
    ]
    table = pd.DataFrame(rows, columns=["event_id", "kind", "date"])
    table = table.assign(pcode="AF0101", crossing_id=pd.NA, date=pd.to_datetime(table["date"]))
    back = timeline.retaken(table)
    assert back["lost_again"].tolist() == [pd.Timestamp("2021-06-15")]
    assert back["held_days"].tolist() == [10]
    alone = timeline.retaken(table[table["event_id"].isin(["a", "b"])])
    assert alone["lost_again"].isna().all()


def test_capitals_are_measured_against_all_districts_of_their_province():
    spread = timeline.province_spread(captures(events()), control(), load("districts"))
    gap = timeline.capital_gaps(spread)
    assert gap.n <= 34
    assert 0 <= gap.at_once <= gap.n
    assert gap.lower <= gap.middle <= gap.upper


def test_the_second_origin_comes_at_once_or_later_or_never():
    rows = [
        ("a", "x", 0),
        ("a", "y", 0),
        ("b", "x", 0),
        ("b", "y", 4),
        ("c", "x", 2),
        ("c", "x", 3),
    ]
    table = pd.DataFrame(rows, columns=["event_id", "origin", "delay"])
    found = timeline.second_origin(table)
    assert found["n"] == 3
    assert found["at_once"] == found["later"] == found["never"] == pytest.approx(1 / 3)


def test_support_only_grows():
    table = timeline.dated_prints(captures(events()), load("reports"), load("sources"))
    growth = timeline.support_growth(table)
    assert (growth.diff().dropna() >= 0).all().all()
    assert (growth["1 or more"] >= growth["2 or more"]).all()
    found = timeline.second_origin(table)
    assert found["at_once"] == pytest.approx(growth.loc[1, "2 or more"])
