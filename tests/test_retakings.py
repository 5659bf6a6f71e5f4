"""How probable a told retaking is: who tells it, and what others say of the place."""

import pytest
from rows import said, table

from helpers import events
from helpers.retakings import TELLERS, retakings
from helpers.worlds import taliban_probability, worlds

FALL = [said("captured", 10, origin=desk, by=by) for desk, by in (("a", "media"), ("b", "analyst"))]
ALONE = said("recaptured", 20, origin="c", by="government")


def told(*rows):
    """The row of the retaking in a small record."""
    reports = table([*FALL, *rows])
    (row,) = retakings(events(reports), reports).itertuples()
    return row


def test_on_the_record_a_retaking_of_several_voices_is_the_more_probable():
    table_of_all = retakings()
    mean = table_of_all.groupby("told_by")["probability"].mean()
    assert mean[TELLERS[2]] > mean[TELLERS[0]] > 0.5
    denied = table_of_all["speaks_against"] & ~table_of_all["speaks_for"]
    assert table_of_all.loc[denied, "probability"].max() < 0.5
    assert table_of_all["event_id"].is_unique


def test_what_others_say_moves_a_retaking():
    bare = told(ALONE)
    assert not bare.speaks_for and not bare.speaks_against and bare.told_by == TELLERS[0]
    again = told(ALONE, said("captured", 30, origin="d"))
    held = told(ALONE, said("held", 25, tells="state", origin="d"))
    denied = told({**ALONE, "status": "disputed"})
    still_lost = told(ALONE, said("captured", 26, tells="state", origin="d"))
    assert again.speaks_for and held.speaks_for
    assert denied.speaks_against and still_lost.speaks_against
    for more in (again, held):
        assert more.probability > bare.probability
    for less in (denied, still_lost):
        assert less.probability < bare.probability


def test_six_desks_of_one_side_are_no_second_voice():
    one = told(ALONE)
    six = told(*[said("recaptured", 20, origin=desk, by="government") for desk in "abcdef"])
    assert six.told_by == one.told_by
    assert six.probability == pytest.approx(one.probability)


def test_a_record_without_retakings_has_none():
    reports = table(FALL)
    assert len(retakings(events(reports), reports)) == 0


def test_the_probability_of_a_day_follows_what_was_learned_of_the_retaking():
    """Doshi on 15 July: the Taliban hold it where the government's word, denied, is not true."""
    doshi = retakings().set_index("event_id")["probability"]["AF0903-r1"]
    held = taliban_probability(1000).loc["AF0903", "2021-07-15"]
    assert held == pytest.approx(1 - doshi, abs=0.06)


def test_worlds_leave_it_a_choice():
    assert set(worlds(100).choices["retakings"]) == {"all", "rule", "admitted"}
