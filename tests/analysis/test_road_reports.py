"""The rule beside the reports: a rule that is true gains, one that is not does not."""

import numpy as np
import pandas as pd
import pytest

from helpers.analysis import road_reports

STRETCHES, DAYS = 40, 30


def planted(follows, seed, reports=80):
    """What `agreement` would give of reports that follow the rule with some probability."""
    rng = np.random.default_rng(seed)
    cut = rng.random((DAYS, STRETCHES)) < 0.3
    rows = []
    for number in range(reports):
        day = rng.integers(DAYS)
        true = np.flatnonzero(cut[day])
        stretch = rng.choice(true) if rng.random() < follows else rng.integers(STRETCHES)
        verdict = "hit" if cut[day, stretch] else "miss"
        rows.append((f"s{stretch}", f"desk {number}", day, "closed", cut[day].mean(), verdict))
    columns = ["segment_id", "origin", "date_hi", "status", "usual", "verdict"]
    return pd.DataFrame(rows, columns=columns)


def gain(table):
    score = road_reports.score(table)
    return score["hit rate"] - score["at random"]


def test_reports_that_follow_the_rule_gain_and_others_do_not():
    true = np.mean([gain(planted(1.0, seed)) for seed in range(20)])
    chance = np.mean([gain(planted(0.0, seed)) for seed in range(20)])
    assert true == pytest.approx(0.7, abs=0.03) and chance == pytest.approx(0, abs=0.03)


def test_the_interval_of_the_hit_rate_holds_its_true_value():
    held = 0
    for seed in range(40):
        score = road_reports.score(planted(0.5, seed))
        held += score["lo"] <= 0.5 + 0.5 * 0.3 <= score["hi"]
    assert held >= 34


def test_a_desk_that_prints_twice_counts_once():
    table = planted(0.5, 1)
    twice = pd.concat([table, table], ignore_index=True)
    assert road_reports.score(twice)["hit rate"] == road_reports.score(table)["hit rate"]


def test_two_rules_that_are_alike_are_not_told_apart():
    """Both meet a report with the same chance: the interval holds 0 about as often as it says."""
    held = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        one = planted(0.5, seed)
        other = one.assign(verdict=np.where(rng.random(len(one)) < 0.65, "hit", "miss"))
        found = road_reports.gain_difference(one, other, draws=400)
        held += found["lo"] <= 0 <= found["hi"]
    assert held >= 34


def test_a_rule_that_never_cuts_is_worse_than_one_that_is_true():
    one = planted(1.0, 3)
    found = road_reports.gain_difference(one, one.assign(verdict="miss", usual=0.0))
    assert road_reports.gain_difference(one) == found
    assert found["lo"] > 0 and found["mean"] == pytest.approx(gain(one))
