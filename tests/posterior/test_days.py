"""Intervals of the model: what widens them and what does not."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from rows import said, table

from helpers.posterior import intervals
from helpers.posterior.days import LONE_MORE, of_lone_report

weights = st.lists(st.integers(0, 50), min_size=12, max_size=12).filter(any)


def widths(*rows):
    found = intervals(table(list(rows)))
    return (found["hi"] - found["lo"]).dt.days.tolist()


def test_a_vague_list_takes_nothing_from_a_page_that_names_the_day():
    dated = said("captured", 30)
    lists = [said("captured", 1, 60, origin=desk) for desk in "bcdef"]
    assert widths(dated, *lists) <= widths(dated)


def test_another_page_of_the_same_day_never_widens_the_interval():
    pages = [said("captured", 30, origin=desk) for desk in "abcdef"]
    found = [widths(*pages[:count])[0] for count in range(1, 7)]
    assert found == sorted(found, reverse=True)


@given(weights, st.integers(0, 11), st.integers(0, 3), st.sampled_from([0.5, 0.8, 0.95]))
def test_a_lone_report_is_widened_alike_on_both_sides_and_no_farther(parts, lo, width, level):
    """Whatever side the probability leans to; but fewer days within its bounds may do."""
    hi = min(lo + width, 11)
    probability = np.array(parts) / sum(parts)
    first, last = of_lone_report(probability, level, lo, hi)
    enough = level + LONE_MORE - 1e-9
    assert probability[first : last + 1].sum() >= enough
    if lo <= first and last <= hi:
        return
    by = max(lo - first, last - hi)
    assert (first, last) == (max(lo - by, 0), min(hi + by, 11))
    nearer = probability[max(lo - by + 1, 0) : hi + by]
    assert nearer.sum() < enough + 2e-9
