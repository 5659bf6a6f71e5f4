"""An own table beside the record: what agrees, what does not, and what cannot be told."""

import pandas as pd
import pytest

from helpers import control, events, load
from helpers.analysis import compare as module
from helpers.analysis.compare import compare, on_a_map, summary
from helpers.vocabulary import HOLDERS, KINDS


def own(**columns):
    return pd.DataFrame(columns)


def test_the_words_are_those_of_the_record():
    assert set(module.EVENT_WORDS) == set(KINDS) and set(module.HOLDER_WORDS) == set(HOLDERS)


def test_the_records_own_events_all_match():
    found = events()
    found = found[found["crossing_id"].isna()]
    table = own(place=found["pcode"], day=found["date"], event=found["kind"].astype(str))
    assert compare(table)["verdict"].eq("matched").all()


def test_the_records_own_holders_all_match():
    days = control("2021-07-01", "2021-07-02")
    table = own(place=days["pcode"], day=days["date"], holder=days["best"].astype(str))
    assert compare(table)["verdict"].eq("matched").all()


def test_days_outside_the_bounds_are_earlier_or_later_and_far_ones_missing():
    (event,) = events().query("event_id == 'AF1905-c1'").itertuples()
    shift = lambda day, days: day + pd.Timedelta(days=days)  # noqa: E731  said once, used thrice
    days = [shift(event.date_lo, -2), shift(event.date_hi, 2), shift(event.date_hi, 60)]
    table = own(place=["AF1905"] * 3, day=days, event=["captured"] * 3)
    compared = compare(table)
    assert compared["verdict"].tolist() == ["earlier", "later", "missing"]
    assert compared["days"].iloc[1] == (days[1] - event.date).days


def test_an_ambiguous_name_is_listed_and_not_guessed():
    table = own(district=["Baharak", "Baharak", "Zzyzx"], day="2021-06-21", event="captured")
    table["province"] = [None, "Takhar", None]
    compared = compare(table)
    assert compared["verdict"].tolist()[::2] == ["ambiguous", "unknown_place"]
    assert {"AF1706", "AF1803"} <= set(compared["candidates"].iloc[0])
    assert compared["pcode"].iloc[1] == "AF1803" and pd.isna(compared["pcode"].iloc[0])


def test_days_outside_the_record_or_none_are_said_so():
    table = own(place=["AF1905"] * 2, day=["2020-01-01", None], event=["captured"] * 2)
    assert compare(table)["verdict"].tolist() == ["outside", "no_day"]


def test_a_day_of_another_calendar_is_answered_with_the_gregorian_one():
    with pytest.raises(ValueError, match="the Gregorian day is 2021-06-21"):
        compare(own(place=["AF1905"], day=["1400/03/31"], event=["captured"]))


def test_the_columns_of_acled_are_known():
    table = own(
        event_date=["21 June 2021", "21 June 2021"],
        admin1=["Kunduz", "Kunduz"],
        admin2=["Imam Sahib", "Imam Sahib"],
        sub_event_type=["Non-state actor overtakes territory", "Armed clash"],
        event_type=["Battles", "Battles"],
    )
    assert compare(table)["verdict"].tolist() == ["matched", "not_compared"]


def test_an_own_table_from_a_file(tmp_path):
    path = tmp_path / "own.csv"
    own(place=["Имам-Сахиб"], province=["Кундуз"], day=["2021-06-21"], holder=["Taliban"]).to_csv(
        path, index=False
    )
    (row,) = compare(path).itertuples()
    assert row.pcode == "AF1905" and row.our_holder in HOLDERS


def test_summary_and_map_count_what_was_compared():
    table = own(place=["AF1905", "AF1905", "Baharak"], day="2021-06-21", event="captured")
    compared = compare(table)
    assert summary(compared)["rows"].sum() == 3
    assert on_a_map(compared).to_dict() == {"AF1905": "matched"}


@pytest.mark.parametrize(
    "table, fault, message",
    [
        (7, TypeError, "a DataFrame or the path of a CSV was expected, not int"),
        (None, TypeError, "not NoneType"),
        ("nowhere.csv", ValueError, "there is no CSV file 'nowhere.csv'"),
        (pd.DataFrame(), ValueError, "the table is empty"),
        (own(place=["a"], event=["captured"]), ValueError, "no column for day was found"),
        (own(day=["2021-06-21"], event=["x"]), ValueError, "no column for place was found"),
        (own(place=["a"], day=["2021-06-21"]), ValueError, "no column for holder or event"),
    ],
)
def test_what_is_no_table_is_named(table, fault, message):
    with pytest.raises(fault, match=message):
        compare(table)


def test_a_column_that_does_not_exist_is_named_with_the_nearest():
    table = own(place=["AF1905"], day=["2021-06-21"], event=["captured"])
    with pytest.raises(ValueError, match="no column 'places' for place: did you mean 'place'"):
        compare(table, place="places")


def test_hostile_and_huge_names_are_unknown_places():
    names = ["<script>alert(1)</script>", "x" * 100_000, "'; drop table", "=cmd()"]
    compared = compare(own(place=names, day="2021-06-21", event="captured"))
    assert set(compared["verdict"].astype(str)) <= {"unknown_place", "ambiguous"}
    assert compared["pcode"].isna().all()


def test_nothing_of_the_own_table_is_lost():
    table = own(place=["AF1905"], day=["2021-06-21"], event=["captured"], note=["mine"])
    compared = compare(table)
    assert list(compared.columns[:4]) == list(table.columns) and len(compared) == len(table)
    assert len(load("districts")) == 399


@pytest.mark.parametrize(
    "days, read",
    [
        (["13/07/2021", "06/07/2021"], "2021-07-06"),
        (["07/13/2021", "06/07/2021"], "2021-06-07"),
        (["13.07.2021", "7.7.2021"], "2021-07-07"),
    ],
)
def test_the_other_days_tell_which_comes_first(days, read):
    compared = compare(own(place=["AF1905"] * 2, day=days, event="captured"))
    assert compared["days"].iloc[1] == (pd.Timestamp(read) - compared["our_date"].iloc[1]).days


@pytest.mark.parametrize("days", [["06/07/2021"], ["13/07/2021", "07/13/2021"]])
def test_days_that_may_be_read_in_two_ways_are_refused(days):
    with pytest.raises(ValueError, match="may be read in two ways; write days as YYYY-MM-DD"):
        compare(own(place=["AF1905"] * len(days), day=days, event="captured"))


def test_what_was_not_compared_has_a_hint():
    table = own(
        place=["AF1905", "Baharak", "Zzyzx Qqq", "AF1905", "AF1905", "AF1905"],
        day=["2021-06-21"] * 4 + ["2020-01-01", None],
        event=["captured"] * 3 + ["capured", "captured", "captured"],
    )
    hints = compare(table)["hint"].tolist()
    assert hints[0] == "" and "AF1803" in hints[1] and "no district is called so" in hints[2]
    assert "did you mean 'captured' or 'recaptured'" in hints[3]
    assert "2021-05-01" in hints[4] and "YYYY-MM-DD" in hints[5]


ROWS = ["place,day,event", "Imam Sahib,2021-06-21,captured"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_spreadsheets_csv_is_read_in_its_own_form(tmp_path, encoding, separator, line_end):
    path = tmp_path / "own.csv"
    # emptied rows are saved too
    text = line_end.join([*ROWS, ",,", ",,", ""]).replace(",", separator)
    path.write_bytes(text.encode(encoding))
    assert compare(path)["verdict"].tolist() == ["matched"]


@pytest.mark.parametrize(
    "content, words",
    [
        ("place,day,event\nDoši,2021-06-21,captured".encode("cp1250"), "save it as CSV in UTF-8"),
        ("place,day,event\nدوشي,2021-06-21,captured".encode("cp1256"), "save it as CSV in UTF-8"),
        (b"PK\x03\x04 and the rest", "it is a workbook; save it as CSV in UTF-8"),
        (b"place,day,event\nDoshi,June 21, 2021,captured", "needs quotes round it"),
        (b"place,day,event\n,,\n", "the table is empty"),
        (b"", "no CSV that can be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_answered_with_the_remedy(tmp_path, content, words):
    path = tmp_path / "own.csv"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=words):
        compare(path)


@pytest.mark.parametrize(
    "day",
    ["June 2021", "2021-06", "2021", "21 June", "June 20-22, 2021", "10:30", "44368"],
)
def test_what_is_no_one_day_is_never_filled_in(day):
    compared = compare(own(place=["AF1905"], day=[day], event="captured"))
    assert compared["verdict"].tolist() == ["no_day"]


@pytest.mark.parametrize(
    "day",
    [
        *["2021-06-21T22:00:00Z", "2021-06-21 23:30+04:30", "21.06.2021 00:00", "21-Jun-21"],
        *["Monday, 21 June 2021", "21.06.21", "20210621", "۲۰۲۱-۰۶-۲۱", 20210621],
        *[pd.Timestamp("2021-06-21 23:00", tz="Asia/Kabul"), pd.Timestamp("2021-06-21").date()],
    ],
)
def test_a_day_is_read_as_it_is_written_whatever_its_hour(day):
    compared = compare(own(place=["AF1905"], day=[day], event="captured"))
    assert compared["verdict"].tolist() == ["matched"]


@pytest.mark.parametrize("mark", "/.-")
@pytest.mark.parametrize("year", ["2021", "21"])
def test_no_way_of_writing_is_read_in_two_ways(mark, year):
    day = mark.join(["06", "07", year])
    with pytest.raises(ValueError, match="may be read in two ways"):
        compare(own(place=["AF1905"], day=[day], event="captured"))


def test_columns_named_as_those_of_the_answer_are_kept_apart():
    table = own(pcode=["AF1905"], day=["2021-06-21"], event=["captured"], hint=["mine"], days=[7])
    once = compare(table)
    assert once.loc[0, ["own_pcode", "own_hint", "own_days"]].tolist() == ["AF1905", "mine", 7]
    assert once.loc[0, "pcode"] == "AF1905" and once.loc[0, "hint"] == ""
    again = compare(once)
    assert again.columns.is_unique and again["verdict"].tolist() == ["matched"]


def test_a_column_that_stands_twice_is_named():
    table = pd.DataFrame([["AF1905", "2021-06-21", "captured", "x"]])
    table.columns = ["place", "day", "event", "place"]
    with pytest.raises(ValueError, match="has column 'place' twice"):
        compare(table)


def test_a_hint_is_no_list_of_the_country():
    compared = compare(own(place=[None, "Zzyzx", 5], day="2021-06-21", event="captured"))
    hints = compared["hint"].tolist()
    assert hints == ["the row names no place", *["no district is called so"] * 2]


def test_quotes_round_a_word_do_not_matter():
    table = own(place=["“AF1905”"], day=["2021-06-21"], event=["“Captured”"])
    assert compare(table.assign(place="AF1905"))["verdict"].tolist() == ["matched"]
