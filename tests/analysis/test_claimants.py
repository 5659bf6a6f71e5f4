"""Groups of claimants: everybody is in one, nobody in two of the same kind."""

import pytest

from helpers.analysis import claimants, claims


@pytest.fixture(scope="module")
def both():
    """Statements of the record and the ministry's calendar."""
    statements_table = claims.statements()
    return statements_table, claims.ministry_calendar(statements_table)


@pytest.mark.parametrize("groups", [claimants.ratio_groups, claimants.habit_groups])
def test_no_statement_is_counted_in_two_groups(both, groups):
    ids = [key for own in groups(*both).values() for key in own["statement_id"]]
    assert len(ids) == len(set(ids)) > 0


def test_every_statement_has_its_claimant_s_group(both):
    counted = sum(len(own) for own in claimants.habit_groups(*both).values())
    assert counted == len(both[0])


def test_one_number_for_the_last_digits_everywhere(both):
    from helpers.analysis.claim_tests import daily_heaping

    row = claimants.heaps(*both).iloc[0]
    daily = daily_heaping(both[1])
    assert (row["n"], row["share"]) == (daily["n"], daily["share"])


def test_lists_name_four_provinces_or_more(both):
    lists = claimants.daily_lists(both[1])
    assert lists.groupby("date").size().min() >= claimants.LIST_LEAST


def test_series_of_weeks_count_every_naming_inside_them(both):
    series = claimants.weekly_series(*both)
    counts, lists = series["Ministry's daily lists"]
    named = claimants.daily_lists(both[1])
    # fifteen weeks from 1 May end on 13 August
    named = named[named["date"] <= "2021-08-13"]
    assert counts.to_numpy().sum() == len(named)
    assert lists.sum() == named["date"].nunique()
