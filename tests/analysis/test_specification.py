"""The specification curve: a planted choice moves the number by what was planted."""

import numpy as np
import pandas as pd
import pytest

from helpers.analysis.specification import curve, moves, of_findings


@pytest.fixture
def choices():
    rng = np.random.default_rng(2021)
    return pd.DataFrame(
        {"retakings": rng.choice(["all", "none"], 600), "base": rng.choice(list("xyz"), 600)}
    )


def test_every_combination_has_a_row_and_every_world_is_in_one(choices):
    table = curve(choices, np.arange(600))
    assert len(table) == 6 and table["worlds"].sum() == 600
    assert table["median"].is_monotonic_increasing


def test_a_planted_choice_moves_the_number_by_what_was_planted(choices):
    noise = np.random.default_rng(1).normal(size=600)
    table = moves(choices, 7 * (choices["retakings"] == "all") + noise)
    row = table.loc["retakings"]
    assert row["moves"] == pytest.approx(7, abs=0.3)
    assert (row["lowest"], row["highest"]) == ("none", "all")
    assert row["share"] > 0.9 and table.loc["base", "share"] < 0.02


def test_where_no_choice_matters_the_dates_have_all_of_it(choices):
    table = moves(choices, np.random.default_rng(2).normal(size=600))
    assert table.loc["dates", "share"] > 0.97
    assert table.loc["dates", "moves"] == pytest.approx(3.3, abs=0.3)


def test_a_number_that_never_moves_is_moved_by_nothing(choices):
    assert (moves(choices, np.ones(600))["moves"].abs() < 1e-9).all()


def test_each_finding_names_the_choice_that_was_planted_for_it(choices):
    noise = np.random.default_rng(1).normal(size=600)
    by_rule = 7 * (choices["retakings"] == "all") + noise
    by_base = 0.1 * (9 * (choices["base"] == "x") + noise)
    table = of_findings(choices, {"count": by_rule, "share": by_base, "neither": noise})
    assert table["moved_by"].tolist() == ["retakings", "base", "dates"]
    assert table["by_how_much"].iloc[:2].to_numpy() == pytest.approx([7, 0.9], abs=0.3)
    assert (table["least"] < table["most"]).all()
