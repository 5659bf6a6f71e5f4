"""Joins: province campaigns are no spread; a planted contagion is, inside provinces too."""

import numpy as np
import pandas as pd

from helpers.analysis import diffusion
from tools.planted_campaigns import DISTRICTS, campaign


def as_days(fallen):
    """A table as `control` gives it, of the best reading."""
    holder = np.where(fallen.to_numpy(), "taliban", "government")
    table = pd.DataFrame(holder, fallen.index, fallen.columns)
    long = table.rename_axis("date").reset_index().melt("date", var_name="pcode", value_name="best")
    return long


def rejected(contagion, bursts, within, runs, measure="pairs_p"):
    """In what share of runs the test of all weeks together is below 0.05."""
    rng = np.random.default_rng(2021)
    labels = DISTRICTS[within].astype(str).to_numpy()
    below = []
    for _ in range(runs):
        days = as_days(campaign(rng, contagion, bursts=bursts))
        table = diffusion.join_counts(days, DISTRICTS, within=labels, permutations=99)
        below.append(table[measure].iloc[-1] < 0.05)
    return np.mean(below)


def test_campaigns_of_provinces_pass_for_spread_inside_regions_and_not_inside_provinces():
    assert rejected(0.0, 3.5, "region", 6) >= 0.5
    assert rejected(0.0, 3.5, "province", 10) <= 0.3


def test_a_planted_contagion_is_found_inside_provinces():
    assert rejected(4.0, 0.0, "province", 5, "p") >= 0.6
