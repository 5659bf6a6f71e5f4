"""Intervals in closed form agree with a library's."""

import numpy as np
import pytest
from scipy import stats

from helpers.analysis.intervals import jackknife, wilson


@pytest.mark.parametrize("hits, n", [(0, 7), (1, 1), (7, 7), (58, 171), (25, 133)])
def test_wilson_agrees_with_scipy(hits, n):
    expected = stats.binomtest(hits, n).proportion_ci(method="wilson")
    assert wilson(hits, n) == pytest.approx((expected.low, expected.high))


def test_wilson_takes_arrays_and_refuses_what_is_no_share():
    lo, hi = wilson([1, 2], [4, 4])
    share = np.array([0.25, 0.5])
    assert ((lo < share) & (share < hi)).all()
    for hits, n in ((3, 2), (-1, 2), (0, 0)):
        with pytest.raises(ValueError, match="expected at least one trial"):
            wilson(hits, n)


def test_wilson_covers_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(1)
    hits = rng.binomial(40, 0.3, 4000)
    trials = np.full(4000, 40)
    lo, hi = wilson(hits, trials)
    inside = (lo <= 0.3) & (hi >= 0.3)
    assert inside.mean() == pytest.approx(0.95, abs=0.02)


def test_leaving_out_each_of_many_values_gives_the_interval_of_their_mean():
    values = np.random.default_rng(5).normal(size=30)
    without = (values.sum() - values) / 29
    error = stats.sem(values)
    by_formula = stats.t.ppf(0.975, 29) * error
    assert jackknife(without) == pytest.approx(by_formula)
    # a group whose absence leaves no number is no group
    assert jackknife([*without, np.nan]) == pytest.approx(by_formula)
