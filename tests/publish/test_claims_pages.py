"""The ministry's figure of a day, as the pages of claims show it."""

import re

import pandas as pd
import pytest

from helpers.analysis import claims
from publish.claims_pages import ministry, said


@pytest.fixture(scope="module")
def prints_by_day():
    table = claims.prints()
    return {day: list(rows.itertuples()) for day, rows in table.groupby("day")}


def test_a_total_of_months_is_no_figure_of_the_day_on_which_it_was_issued(prints_by_day):
    rows = prints_by_day[pd.Timestamp("2021-05-08")]
    assert any(row.killed == 6320 for row in rows)
    assert ministry(rows) == "250"


def test_civilians_are_not_counted_among_the_taliban_killed(prints_by_day):
    rows = prints_by_day[pd.Timestamp("2021-05-16")]
    assert any(row.victim_side == "civilians" for row in rows)
    assert ministry(rows) == ""


def test_a_day_without_a_figure_on_its_page_has_none_in_the_calendar(prints_by_day):
    calendar = claims.ministry_calendar()
    told = calendar.loc[calendar["n_prints"] > 0, "date"]
    assert all(ministry(prints_by_day[day]) for day in told)


def test_a_bound_is_never_said_as_a_value(prints_by_day):
    rows = prints_by_day[pd.Timestamp("2021-06-22")]
    ceiling = [row for row in rows if row.claim_id == "K0753"]
    assert said(ceiling) == "1 print: at most 300 killed."


def test_whose_losses_a_statement_is_about_is_not_whose_word_it_is(site):
    """A police spokesman "of the Taliban" would be another man."""
    headings = []
    for path in sorted((site / "claims").glob("2021-*.html")):
        text = path.read_text(encoding="utf-8")
        headings += re.findall(r"<h2 id=\"[^\"]*\">(.*?)</h2>", text)
    on = [heading for heading in headings if ", on losses among " in heading]
    assert len(on) > 0.9 * len(headings) > 100
    assert [heading for heading in headings if re.search(r", of (the Taliban|gov)", heading)] == []
