"""Rolling forecasts: they see no future, find what was planted, and gain nothing from noise."""

import numpy as np
import pandas as pd
import pytest

from helpers.analysis import forecast, hazard
from tools.planted_campaigns import DISTRICTS, TRAITS, campaign

START = pd.Timestamp("2021-06-17")


def table(effect, seed=1):
    """District-weeks in which a trait known beforehand raises the hazard by so much."""
    rng = np.random.default_rng(seed)
    trait = rng.normal(size=len(DISTRICTS))
    noise = rng.normal(size=len(DISTRICTS))
    traits = TRAITS.assign(trait=trait, noise=noise)
    return hazard.panel(campaign(rng, trait=effect * trait), None, traits)


def test_a_trait_that_matters_beats_the_pace_and_noise_does_not():
    rows = forecast.rolling(table(1.0), {"trait": ["trait"], "noise": ["noise"]}, START)
    scores = forecast.compare(rows, [forecast.PACE, "trait", "noise"], draws=200)
    assert scores.loc["trait", "gain_lo"] > 0 and scores.loc["trait", "log_gain_lo"] > 0
    assert not scores.loc["noise", "gain_lo"] > 0
    assert scores.loc[forecast.PACE, "gain"] == 0


def test_noise_beats_the_pace_no_oftener_than_it_should():
    won = 0
    for seed in range(6):
        rows = forecast.rolling(table(0.0, seed), {"noise": ["pace", "noise"]}, START)
        won += forecast.compare(rows, ["noise"], draws=200).loc["noise", "gain_lo"] > 0
    assert won <= 1


def test_a_forecast_knows_nothing_of_its_own_week():
    rows = table(1.0)
    other = rows.copy()
    late = other["week"] >= other["week"].max()
    other.loc[late, "captured"] = 1 - other.loc[late, "captured"]
    one, two = (forecast.rolling(t, {"trait": ["trait"]}, START)["trait"] for t in (rows, other))
    pd.testing.assert_series_equal(one, two)


def test_the_log_score_is_the_share_that_the_captured_one_was_given():
    weeks = pd.DataFrame({"week": [1, 1, 2, 2], "captured": [1, 0, 0, 1]})
    got = forecast.log_score(weeks, np.log([3, 1, 1, 1]))
    assert got == pytest.approx(np.log([0.75, 0.5]))
