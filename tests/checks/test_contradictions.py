"""What the rows of one place, a note, or a page's name say against a cell is warned of."""

from collections import defaultdict

from helpers.checks.contradictions import (
    DENIAL,
    DESKS,
    denial_without_its_status,
    kind_against_all_others,
    loss_told_by_the_loser,
    origin_in_brackets,
)
from helpers.checks.raw_tables import RawTable, Record
from helpers.vocabulary import GOVERNMENT_VOICES, KINDS

OTHER = dict(zip(KINDS, reversed(KINDS), strict=True))


def spoilt(name, line, **cells):
    record = Record()
    rows = record.rows(name)
    return RawTable(name, rows | {line: rows[line] | cells}, record)


def lines(found):
    return {each.line for each in found}


def test_a_fall_that_becomes_a_retaking_is_warned_of_where_several_desks_tell_of_its_day():
    record = Record()
    desk = {row["source_id"]: row["origin"] for row in record.rows("sources").values()}
    told = defaultdict(dict)
    retaken = set()
    for line, row in record.rows("reports").items():
        place = row["pcode"], row["crossing_id"]
        if row["event"] == "recaptured":
            retaken.add(place)
        sharp = row["date_lo"] == row["date_hi"] and row["tells"] == "change"
        if sharp and row["event"] == "captured" and row["pcode"]:
            told[*place, row["date_hi"]].setdefault(desk[row["source_id"]], line)
    # places that nobody tells to have been retaken: a retaking there stands alone
    days = [
        list(each.values())
        for (*place, _), each in told.items()
        if len(each) > DESKS and tuple(place) not in retaken
    ]
    assert len(days) > 20
    for first, *_ in days[:20]:
        table = spoilt("reports", first, event=OTHER["captured"])
        assert first in lines(kind_against_all_others(table))


def test_a_denial_whose_status_is_lost_is_warned_of():
    rows = Record().rows("reports")
    denied = [
        line
        for line, row in rows.items()
        if row["status"] == "disputed" and row["event"] in KINDS and DENIAL.search(row["note"])
    ]
    assert len(denied) > 20
    cleared = {line: row | {"status": "confirmed"} for line, row in rows.items()}
    found = lines(denial_without_its_status(RawTable("reports", cleared, Record())))
    assert set(denied) <= found
    assert not set(denied) & lines(denial_without_its_status(RawTable("reports", rows, Record())))


def test_a_loss_that_the_loser_tells_is_warned_of_where_it_stands_as_a_claim():
    rows = Record().rows("reports")
    told = {
        line
        for line, row in rows.items()
        if row["event"] == "captured"
        and row["claimed_by"] in GOVERNMENT_VOICES
        and row["status"] == "confirmed"
    }
    assert len(told) > 500
    claimed = {line: row | {"status": "claimed"} for line, row in rows.items()}
    assert told <= lines(loss_told_by_the_loser(RawTable("reports", claimed, Record())))
    assert not told & lines(loss_told_by_the_loser(RawTable("reports", rows, Record())))


def test_a_copy_that_becomes_an_origin_is_warned_of():
    rows = Record().rows("sources")
    line = next(n for n, row in rows.items() if row["publisher"].endswith("(BBC text)"))
    assert line in lines(origin_in_brackets(spoilt("sources", line, origin="Cayman Mama")))
    assert line not in lines(origin_in_brackets(RawTable("sources", rows, Record())))
