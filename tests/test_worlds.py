"""Draws: equally defensible records, the same for the same seed."""

import numpy as np
import pandas as pd

from helpers import control, load
from helpers.worlds import BLOCK, worlds


def test_the_same_seed_gives_the_same_worlds_whatever_draws_them():
    one, two = worlds(2 * BLOCK, seed=5), worlds(2 * BLOCK, seed=5, n_jobs=2)
    assert (one.holder == two.holder).all()
    pd.testing.assert_frame_equal(one.choices, two.choices)
    other = worlds(BLOCK, seed=6)
    assert (other.holder != one.holder[:BLOCK]).any()


def test_a_shorter_draw_is_the_beginning_of_a_longer_one():
    few, many = worlds(30), worlds(130)
    assert (few.holder == many.holder[:30]).all()
    assert few.choices.equals(many.choices.head(30))


def test_worlds_have_a_byte_a_cell_and_the_days_of_the_record():
    draws = worlds(3)
    assert draws.holder.dtype == np.uint8 and draws.holder.max() <= 2
    assert draws.holder.shape == (3, len(load("districts")), len(draws.days))
    assert (draws.days[0], draws.days[-1]) == (
        pd.Timestamp("2021-05-01"),
        pd.Timestamp("2021-09-06"),
    )
    assert list(draws.pcodes) == list(load("districts")["pcode"])


def test_the_best_reading_lies_among_the_worlds():
    """On most days its count of districts is within the middle nine tenths of the worlds."""
    counts = worlds(500).held()
    days = control("2021-05-01", "2021-09-06")
    best = (days["best"] == "taliban").groupby(days["date"]).sum().to_numpy()
    low, high = np.quantile(counts, [0.05, 0.95], axis=0)
    assert ((low <= best) & (best <= high)).mean() > 0.8
