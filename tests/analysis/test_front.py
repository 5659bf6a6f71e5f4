"""The front: known answers on four districts in a row, and bad input."""

import numpy as np
import pandas as pd
import pytest

from helpers import control
from helpers.analysis import front

PAIRS = pd.DataFrame({"a": ["w", "x", "y"], "b": ["x", "y", "z"]})


def taliban(*pcodes):
    return pd.Series({pcode: pcode in pcodes for pcode in "wxyz"})


def test_a_district_in_the_middle_has_two_sides():
    assert len(front.on_front(taliban("x"), PAIRS)) == 2
    assert front.faced(taliban("x"), PAIRS) == ["w", "y"]


def test_there_is_no_front_where_one_side_holds_all():
    assert front.on_front(taliban(*"wxyz"), PAIRS).empty
    assert front.faced(taliban(), PAIRS) == []


def test_lengths_by_day_are_those_of_each_day():
    days = control("2021-06-20", "2021-06-23")
    from helpers.views.tilemap import hex_touching

    pairs = hex_touching()
    lengths = front.front_lengths(days, pairs)
    for date in days["date"].unique():
        held = front.on_day(days, date)["best"] == "taliban"
        assert lengths.at[date, "best"] == len(front.on_front(held, pairs))


def test_worlds_are_counted_one_by_one():
    holder = np.array([[2, 0, 0, 0], [2, 2, 2, 2], [0, 2, 0, 2]])
    counts = front.front_in_worlds(holder, np.array(list("wxyz")), PAIRS)
    assert counts.tolist() == [1, 0, 3]


def test_a_day_that_is_not_there_is_named():
    days = control("2021-06-20", "2021-06-23")
    with pytest.raises(ValueError, match="date 2022-01-01 lies outside the table"):
        front.on_day(days, "2022-01-01")
