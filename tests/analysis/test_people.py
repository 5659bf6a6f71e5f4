"""People under each holder: weights, bands, and one answer from readings and from worlds."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from helpers import control, load
from helpers.analysis import people

CONTEXT = pd.DataFrame(
    {
        "pcode": ["AF0101", "AF0102", "AF0103"],
        "people_worldpop_2020": pd.array([60, 30, pd.NA], "Int64"),
        "people_cso_2019": pd.array([50, 25, 25], "Int64"),
    }
)


def days_of(*holders):
    table = pd.DataFrame({"date": pd.Timestamp("2021-07-01"), "pcode": CONTEXT["pcode"]})
    return table.assign(best=holders, earliest=holders, latest=holders)


def test_a_district_weighs_as_many_as_live_there():
    shares = people.shares_held(days_of("taliban", "government", "taliban"), CONTEXT).iloc[0]
    assert shares["districts", "best"] == pytest.approx(2 / 3)
    # the district without a count is counted in a neighbour and weighs nothing itself
    assert shares["worldpop", "best"] == pytest.approx(60 / 90)
    assert shares["statistics office", "best"] == pytest.approx(75 / 100)


def test_contested_is_not_held():
    shares = people.shares_held(days_of("contested", "contested", "taliban"), CONTEXT).iloc[0]
    assert shares["statistics office", "best"] == pytest.approx(0.25)


def test_worlds_give_what_the_readings_give():
    days = days_of("taliban", "government", "taliban")
    holder = np.array([[[2], [0], [2]]], dtype=np.uint8)
    worlds = SimpleNamespace(pcodes=CONTEXT["pcode"].tolist(), holder=holder)
    drawn = people.shares_in_worlds(worlds, CONTEXT)
    shares = people.shares_held(days, CONTEXT)
    for count in ("districts", *people.COUNTS):
        assert drawn[count][0, 0] == pytest.approx(shares[count, "best"].iloc[0])


def test_shares_of_the_record_lie_between_nothing_and_all_and_readings_are_in_order():
    days = control("2021-07-01", "2021-07-31")
    shares = people.shares_held(days, load("district_context"))
    assert shares.min().min() >= 0 and shares.max().max() <= 1
    for count in ("districts", *people.COUNTS):
        assert (shares[count, "latest"] <= shares[count, "earliest"]).all()


def test_the_gap_is_in_points_and_by_week():
    shares = people.shares_held(control(), load("district_context"))
    gaps = people.weekly_gap(shares)
    assert (gaps.index.day_name() == "Friday").all()
    by_hand = 100 * (gaps["districts"] - (gaps["worldpop"] + gaps["statistics office"]) / 2)
    assert gaps["gap"].to_numpy() == pytest.approx(by_hand.to_numpy())
