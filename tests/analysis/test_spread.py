"""Spread: a planted contagion comes back at its size, a planted campaign is not taken for one."""

import numpy as np
import pandas as pd
import pytest

from helpers import load
from helpers.analysis import spread
from tools.planted_campaigns import TRAITS, campaign


def ratios(contagion, likeness, runs, provinces="frailty"):
    """Log ratio of all neighbours against none, with its interval, in a row of runs."""
    rng = np.random.default_rng(2021)
    found = []
    for _ in range(runs):
        table = spread.day_panel(campaign(rng, contagion, likeness), None, TRAITS)
        found.append(np.log(spread.ratio(spread.fit(table, ["lag_1"], provinces), "lag_1", 1)))
    return pd.DataFrame(found)


@pytest.mark.parametrize("contagion, likeness", [(0.0, 1.0), (2.0, 0.0), (2.0, 1.0)])
def test_a_planted_contagion_comes_back_whatever_provinces_share(contagion, likeness):
    found = ratios(contagion, likeness, 8)
    inside = (found["lo"] <= contagion) & (contagion <= found["hi"])
    assert inside.sum() >= 6
    assert found["ratio"].mean() == pytest.approx(contagion, abs=0.6)


def test_a_campaign_of_provinces_passes_for_spread_where_provinces_are_left_out():
    without = ratios(0.0, 1.0, 5, "none")
    assert (without["lo"] > 0).sum() >= 3


def test_free_effects_of_provinces_hide_a_part_of_the_spread():
    assert ratios(2.0, 0.0, 5, "effects")["ratio"].mean() < 1.8


def test_a_fit_equals_that_of_a_library():
    from statsmodels.duration.hazard_regression import PHReg

    rng = np.random.default_rng(7)
    table = spread.day_panel(campaign(rng, 1.0), None, TRAITS)
    ours = spread.fit(table, ["lag_1"], "none")
    theirs = PHReg(
        np.ones(len(table)),
        table[["lag_1"]].to_numpy(),
        status=table["captured"],
        strata=table["week"].factorize()[0],
        ties="breslow",
    ).fit()
    assert ours.params["lag_1"] == pytest.approx(theirs.params[0], abs=1e-4)


def test_the_day_before_is_the_day_before():
    days = pd.date_range("2021-05-01", periods=4)
    fallen = pd.DataFrame({"a": days >= days[1], "b": days >= days[3], "c": False}, index=days)
    around = np.array([[0, 1, 0], [1, 0, 0], [0, 1, 0]])
    traits = pd.DataFrame({"province": "P"}, index=list("abc"))
    rows = spread.day_panel(fallen, None, traits, around, [1, 2, 3])
    b = rows[rows["pcode"] == "b"].iloc[0]
    assert b["captured"] == 1
    assert b[["lag_1", "lag_2", "lag_3"]].tolist() == [1, 1, 0]


def test_a_fall_that_nobody_names_is_compared_with_nothing_on_its_day():
    days = pd.date_range("2021-05-01", periods=2)
    fallen = pd.DataFrame({"a": [False, True], "b": [False, True], "c": False}, index=days)
    traits = pd.DataFrame({"province": "P"}, index=list("abc"))
    rows = spread.day_panel(fallen, {"a"}, traits, np.zeros((3, 3)), [1])
    assert rows["pcode"].tolist() == ["a", "c"]


def test_draws_widen_the_interval_by_what_they_disagree_on():
    one = pd.DataFrame([[0.04]], ["x"], ["x"])
    same = [spread.Fit(pd.Series({"x": 1.0}), one, -1.0, 9, 34)] * 3
    apart = [spread.Fit(pd.Series({"x": v}), one, -1.0, 9, 34) for v in (0.5, 1.0, 1.5)]
    assert spread.pooled(same, "x")["hi"] < spread.pooled(apart, "x")["hi"]


def test_lists_are_pages_that_name_many_districts():
    reports = load("reports")
    left = spread.without_lists(reports)
    captured = left[left["event"] == "captured"]
    assert captured.groupby("source_id")["pcode"].nunique().max() < spread.LIST
    assert spread.without_lists(reports, 10_000).equals(reports)


def test_a_word_that_is_none_is_refused():
    with pytest.raises(ValueError, match="'twins' is none of frailty"):
        spread.fit(pd.DataFrame(), [], "twins")
