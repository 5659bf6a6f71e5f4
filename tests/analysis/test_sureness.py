"""A number over many worlds: its range, in how many its finding holds, the sentence on it."""

import numpy as np
import pandas as pd
import pytest

from helpers.analysis.sureness import sentence, sure


def test_the_range_holds_nine_worlds_in_ten():
    found = sure(np.arange(101))
    assert (found.lo, found.median, found.hi) == (5, 50, 95)
    assert np.isnan(found.share) and found.worlds == 101


def test_worlds_that_give_no_number_are_counted_and_kept_out_of_the_range():
    found = sure([1, 1, np.nan, 1], holds=[True, True, False, True])
    assert (found.lo, found.hi, found.missing, found.worlds) == (1, 1, 1, 4)
    assert found.share == 0.75
    assert "1 of 4 worlds give no number" in sentence(found)


def test_a_verdict_that_cannot_be_told_does_not_hold():
    verdicts = pd.array([True, pd.NA, True, True], dtype="boolean")
    assert sure([1, 2, 3, 4], verdicts).share == 0.75


def test_no_world_gives_a_number():
    found = sure([np.nan, np.nan])
    assert np.isnan([found.lo, found.median, found.hi]).all() and found.missing == 2
    assert sentence(found) == "2 of 2 worlds give no number"


@pytest.mark.parametrize("failing, doubtful", [(0, False), (200, False), (201, True), (1000, True)])
def test_a_finding_that_fails_in_more_than_a_fifth_of_the_worlds_says_so(failing, doubtful):
    found = sure(np.zeros(1000), np.arange(1000) >= failing)
    assert found.doubtful is doubtful
    said = sentence(found)
    assert said.startswith(f"**fails in {failing:,} of 1,000" if doubtful else "holds in ")


def test_what_cannot_be_summed_up_is_refused():
    with pytest.raises(ValueError, match="no world"):
        sure([])
    with pytest.raises(ValueError, match="3 worlds, but values has 2"):
        sure([1, 2], [True, False, True])


@pytest.mark.parametrize("spread", [1, 10])
def test_the_range_covers_a_planted_draw_nine_times_in_ten(spread):
    rng = np.random.default_rng(2021)
    inside = []
    for _ in range(200):
        found = sure(rng.normal(0, spread, 400))
        inside.append(found.lo <= rng.normal(0, spread) <= found.hi)
    assert 0.84 <= np.mean(inside) <= 0.95
