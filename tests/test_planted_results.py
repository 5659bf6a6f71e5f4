"""What the bench wrote down: the models that the notebooks print hold what was planted."""

import pytest

from tools import planted_results


def test_the_weekly_model_holds_what_was_planted_and_regions_do_not():
    least, most = planted_results.cover("weekly model", "frailty")
    assert 0.92 <= least <= most <= 0.98
    assert planted_results.cover("weekly model", "effects")[0] < least


def test_joins_inside_provinces_take_no_campaign_for_spread():
    rows = planted_results.results("joins").set_index("case")
    nothing = rows.loc["nothing planted, inside provinces", "finds"]
    campaigns = rows.loc["campaigns of provinces, inside provinces", "finds"]
    assert max(nothing, campaigns) <= 0.08
    assert rows.loc["contagion 4, inside provinces", "finds"] > 0.8


def test_every_case_was_run_often_enough():
    for tool in ("weekly model", "joins"):
        assert (planted_results.results(tool)["runs"] >= 200).all()


def test_a_tool_that_was_not_tried_is_named():
    with pytest.raises(ValueError, match="'tea leaves' is not in bench_stats.csv"):
        planted_results.results("tea leaves")


def test_likeness_of_provinces_does_not_pass_for_neighbours():
    least, _ = planted_results.cover("weekly neighbours", "frailty")
    assert least >= 0.92
    assert planted_results.cover("weekly neighbours", "effects")[0] < 0.8
