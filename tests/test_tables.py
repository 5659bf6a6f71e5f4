"""Loading gives types; checking names every fault of a table at once, and only those."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_record import SMALL, as_text, listed, put

from helpers import check, load
from helpers.tables import DATA, schema

ROOT = Path(__file__).resolve().parent.parent
# load


@pytest.mark.parametrize("name", schema())
def test_every_field_has_the_type_of_the_schema(name):
    table = load(name)
    fields = schema()[name]["schema"]["fields"]
    assert list(table.columns) == [field["name"] for field in fields]
    text = (DATA / f"{name}.csv").read_text(encoding="utf-8")
    assert len(table) == text.count("\n") - 1
    for field in fields:
        column, enum = table[field["name"]], field.get("constraints", {}).get("enum")
        if field["type"] == "list":
            assert (
                column.map(type).eq(tuple).all()
                and column.map(
                    lambda items: all(isinstance(item, str) and item for item in items)
                ).all()
            )
        elif enum:
            assert column.dtype == pd.CategoricalDtype(enum, ordered=True)
        else:
            assert (
                column.dtype
                == {
                    "date": "datetime64[us]",
                    "integer": "Int64",
                    "number": "float64",
                    "boolean": "bool",
                    "string": "str",
                }[field["type"]]
            )
        if field.get("constraints", {}).get("required") and field["type"] != "list":
            assert column.notna().all()


def test_values_of_each_type(record):
    reports, districts = (
        load("reports", record / "reports.csv"),
        load("districts", record / "districts.csv"),
    )
    claims, nodes = (
        load("claims", record / "claims.csv"),
        load("published_counts", record / "published_counts.csv"),
    )
    assert reports["date"].iloc[0] == pd.Timestamp("2021-06-21") and pd.isna(
        reports["date"].iloc[1]
    )
    assert list(reports["event"]) == ["captured", "recaptured", "held", "captured"]
    assert reports["manner"].max() == "unknown" and (reports["event"] > "recaptured").sum() == 1
    assert list(reports["except_pcodes"]) == [(), (), (), ("AF0101", "AF0102")]
    assert reports["note"].iloc[0] == "Two words, or three" and pd.isna(reports["note"].iloc[1])
    assert list(districts["alt_names"]) == [("Kabul city", "Caboul"), (), ()]
    assert list(districts["is_capital"]) == [True, False, True]
    assert districts["district_fa"].iloc[0] == "کابل" and np.isnan(districts["area_km2"].iloc[1])
    assert (
        claims["killed"].iloc[0] == 147
        and claims["killed"].iloc[1] is pd.NA
        and claims["wounded"].sum() == 56
    )
    assert nodes["value"].iloc[0] == 104.0 and nodes["denominator"].iloc[0] == 407


def test_an_unknown_table_is_named_with_those_that_exist():
    with pytest.raises(KeyError, match="no table 'report'.*districts, sources, reports"):
        load("report")


def test_a_missing_file(tmp_path):
    with pytest.raises(FileNotFoundError):
        load("reports", tmp_path / "reports.csv")


@pytest.mark.parametrize(
    "name, cells",
    [
        ("reports", {"date": "21 June 2021"}),
        ("reports", {"date_lo": "2021-02-30"}),
        ("reports", {"event": "taken"}),
        ("claims", {"killed": "1.5"}),
        ("claims", {"killed": "1,470"}),
        ("claims", {"killed": "many"}),
        ("districts", {"is_capital": "yes"}),
        ("districts", {"is_capital": ""}),
        ("districts", {"lat": "34°"}),
    ],
)
def test_load_refuses_a_cell_that_does_not_fit_and_says_what_to_do(record, name, cells):
    with pytest.raises(ValueError, match=f"{name}.csv does not fit its schema .* run `make check`"):
        load(name, put(record, name, 2, **cells))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"report_id,pcode\nR0001,AF0101\n",
        b"\x89PNG\r\n\x1a\n\x00\xff\xfe",
        "réports,é\n".encode("latin-1"),
        b"a,b\n1,2,3\n",
        b'a,b\n"1,2\n',
    ],
)
def test_load_refuses_a_file_that_is_no_table(tmp_path, content):
    (tmp_path / "reports.csv").write_bytes(content)
    with pytest.raises(ValueError, match="does not fit its schema"):
        load("reports", tmp_path / "reports.csv")


def test_load_does_not_take_a_surplus_cell_for_an_index(record):
    file = record / "sources.csv"
    head, *rows = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([head, *(row + ",surplus" for row in rows)]), encoding="utf-8")
    with pytest.raises(ValueError, match="more cells than the header"):
        load("sources", file)


# check: one fault each, named in full


def test_a_sound_record_has_no_fault(record):
    assert listed(check(record)) == []
    assert all(listed(check(record / f"{name}.csv")) == [] for name in SMALL)


# table, line, cells, column in which the fault is found, what was expected
ONE_CELL = [
    ("reports", 2, {"date": "2021-13-01"}, "date", "a day of the calendar as YYYY-MM-DD"),
    ("reports", 2, {"date": "21/06/2021"}, "date", "a day as YYYY-MM-DD"),
    ("reports", 2, {"date": "2021-6-21"}, "date", "a day as YYYY-MM-DD"),
    ("reports", 3, {"date_hi": "2021-06-31"}, "date_hi", "a day of the calendar"),
    ("reports", 3, {"date_hi": ""}, "date_hi", "a value (Latest day"),
    ("reports", 2, {"date": "2021-06-22"}, "date", "a day from 2021-06-20 to 2021-06-21"),
    ("reports", 2, {"date": "2021-06-19"}, "date", "a day from 2021-06-20 to 2021-06-21"),
    ("reports", 3, {"date_lo": "2021-07-01"}, "date_hi", "a day not before date_lo 2021-07-01"),
    (
        "claims",
        2,
        {"period_lo": "2021-06-22"},
        "period_hi",
        "a day not before period_lo 2021-06-22",
    ),
    (
        "published_counts",
        2,
        {"as_of": "2021-06-23"},
        "as_of_hi",
        "a day not before as_of 2021-06-23",
    ),
    ("reports", 2, {"pcode": "AF0199"}, "pcode", "a key of districts.csv"),
    ("reports", 2, {"pcode": "AF1"}, "pcode", "the form AF\\d{4}"),
    ("reports", 2, {"pcode": "AF0101 "}, "pcode", "the form AF\\d{4}"),
    ("reports", 2, {"province_pcode": "AF02"}, "province_pcode", "AF01, the province of AF0101"),
    ("reports", 5, {"province_pcode": "AF77"}, "province_pcode", "AF77 is none"),
    (
        "reports",
        5,
        {"except_pcodes": "AF0101;AF0999"},
        "except_pcodes",
        "P-codes of districts.csv; AF0999 is none",
    ),
    (
        "reports",
        5,
        {"except_pcodes": "AF0101; AF0102"},
        "except_pcodes",
        "items separated by ';' alone",
    ),
    ("reports", 5, {"except_pcodes": "AF0101;"}, "except_pcodes", "items separated by ';' alone"),
    (
        "claims",
        2,
        {"provinces": "AF01;AF35"},
        "provinces",
        "P-codes of districts.csv; AF35 is none",
    ),
    (
        "districts",
        2,
        {"neighbours": "AF0102;AF9999"},
        "neighbours",
        "P-codes of districts.csv; AF9999 is none",
    ),
    (
        "road_segments",
        2,
        {"pcodes": "AF0101;AF0201;AF0101,AF0102"},
        "pcodes",
        "P-codes of districts.csv; AF0101,AF0102 is none",
    ),
    ("reports", 4, {"crossing_id": "door"}, "crossing_id", "a key of crossings.csv"),
    (
        "reports",
        4,
        {"pcode": "AF0101", "province_pcode": "AF01"},
        "pcode",
        "AF0201, the district of the crossing gate",
    ),
    ("reports", 4, {"pcode": ""}, "pcode", "AF0201, the district of the crossing gate"),
    ("reports", 4, {"source_id": "page-3"}, "source_id", "a key of sources.csv"),
    ("claims", 2, {"source_id": ""}, "source_id", "a value"),
    ("reports", 3, {"report_id": "R0001"}, "report_id", "a value of its own; row 2 has it"),
    ("sources", 3, {"url": "https://one.example/a"}, "url", "a value of its own; row 2 has it"),
    (
        "reports",
        2,
        {"event": "taken"},
        "event",
        "one of captured, recaptured, attacked_held, contested, held",
    ),
    ("reports", 2, {"event": "Captured"}, "event", "one of captured,"),
    ("claims", 2, {"killed": "-5"}, "killed", "0 or more"),
    ("claims", 2, {"killed": "1,470"}, "killed", "a whole number, digits only"),
    ("claims", 2, {"killed": "1 470"}, "killed", "a whole number, digits only"),
    ("claims", 2, {"killed": "1_470"}, "killed", "a whole number, digits only"),
    ("claims", 2, {"killed": "147.0"}, "killed", "a whole number, digits only"),
    ("claims", 2, {"killed": "١٤٧"}, "killed", "a whole number, digits only"),
    ("claims", 2, {"killed": "over 100"}, "killed", "a whole number, digits only"),
    ("claims", 3, {"wounded": ""}, "killed", "a figure in killed, wounded or captured"),
    ("districts", 2, {"lat": "91"}, "lat", "39 or less"),
    ("districts", 2, {"lat": "34,5"}, "lat", "a number, digits and a decimal point only"),
    ("districts", 2, {"lat": "nan"}, "lat", "a number, digits and a decimal point only"),
    ("districts", 2, {"is_capital": "yes"}, "is_capital", "true or false"),
    ("districts", 2, {"is_capital": "True"}, "is_capital", "true or false"),
    ("sources", 2, {"url": "one.example/a"}, "url", "the form https?://"),
    ("reports", 2, {"note": " ".join(["word"] * 26)}, "note", "25 words at most"),
    (
        "road_segments",
        3,
        {"segment_id": "raqi-kabul", "from_node": "raqi", "to_node": "kabul"},
        "to_node",
        "a stretch that is not there yet (it is in row 2)",
    ),
]


@pytest.mark.parametrize(
    "name, line, cells, column, expected",
    ONE_CELL,
    ids=lambda value: "-".join(value.values())[:24] if isinstance(value, dict) else None,
)
def test_one_bad_cell_is_one_fault(record, name, line, cells, column, expected):
    file = put(record, name, line, **cells)
    (fault,) = listed(check(file))
    found = cells.get(column, SMALL[name][line - 2].get(column, ""))
    assert fault[:4] == (f"{name}.csv", line, column, found)
    assert expected in fault[4]
    assert fault in listed(check(record))


def test_a_note_of_25_words_is_sound(record):
    assert listed(check(put(record, "reports", 2, note=" ".join(["word"] * 25)))) == []


def test_a_stretch_apart_from_the_network(record):
    rows = SMALL["road_segments"][:2]
    (record / "road_segments.csv").write_text(as_text("road_segments", rows), encoding="utf-8")
    (fault,) = listed(check(record / "road_segments.csv"))
    assert fault == (
        "road_segments.csv",
        None,
        "from_node",
        "d",
        "a stretch that joins them to the rest of the network",
    )


# what is done to the bytes of a sound reports.csv, then row, value, what was expected
BYTES = [
    (lambda raw: b"\xef\xbb\xbf" + raw, 1, "BOM", "UTF-8 with no byte order mark"),
    (lambda raw: raw.replace(b"\n", b"\r\n"), 1, "CR", "lines that end in LF alone"),
    (lambda raw: raw.replace(b"Gate", b"Ga\rte"), 4, "CR", "lines that end in LF alone"),
    (
        lambda raw: raw.replace(b"Gate", b'Ga"te'),
        4,
        'R0003,AF0201,AF02,,gate,Ga"te',
        "quotes only round a whole cell",
    ),
    (
        lambda raw: raw.replace(b'"Two words, or three"', b'"Two words, or three'),
        2,
        "R0001,AF0101",
        "quotes only round a whole cell",
    ),
    (
        lambda raw: raw.replace(b'"Two words, or three"', b'"Two "words", or three"'),
        2,
        "R0001,AF0101",
        "quotes only round a whole cell",
    ),
    (
        lambda raw: raw.replace(b'"Two words, or three"', b'"Two words,\nor three"'),
        2,
        "R0001,AF0101",
        "quotes only round a whole cell",
    ),
    (lambda raw: b"", None, "", "the file is empty"),
    (lambda raw: b" \n\n", None, "", "the file is empty"),
    (lambda raw: raw.decode().encode("utf-16"), 1, "\\xff\\xfe", "text in UTF-8"),
    (
        lambda raw: raw.replace("پغمان".encode(), "Päghman".encode("latin-1")),
        3,
        "\\xe4ghm",
        "text in UTF-8",
    ),
    (lambda raw: raw.replace(b"Gate", b"Ga\0te"), 4, "NUL byte", "text in UTF-8"),
    (lambda raw: b"\x89PNG\r\n\x1a\n" + bytes(range(256)), 1, "\\x89PNG", "text in UTF-8"),
    (lambda raw: b"PK\x03\x04\x14\x00\x06\x00", 1, "NUL byte", "text in UTF-8"),
    (lambda raw: raw.replace(b",", b";"), 1, "report_id;pcode", "commas between the columns"),
    (lambda raw: raw.replace(b",", b"\t"), 1, "report_id\tpcode", "commas between the columns"),
    (lambda raw: raw.partition(b"\n")[2], 1, "R0001,AF0101", "a header line: report_id,pcode"),
    (lambda raw: raw.replace(b"report_id", b"report"), 1, "", "a column report_id"),
    (
        lambda raw: raw.replace(b"Gate", b"G" * 200_000),
        4,
        "R0003",
        "a line of at most 131072 characters",
    ),
    (lambda raw: raw.replace(b"\nR0003", b"\n\nR0003"), 4, "", "no blank line"),
    *[
        (lambda raw, mark=mark: raw.replace(b"\nR0003", mark + b"\nR0003"), 4, "", "mark of git's")
        for mark in (b"\n<<<<<<< HEAD", b"\n=======", b"\n>>>>>>> main", b"\n||||||| 1a2b3c")
    ],
    (
        lambda raw: raw.replace(b",gate,Gate", b",gate,Gate, the"),
        4,
        "17 cells",
        "16 cells, as in the header",
    ),
    (lambda raw: raw.replace(b",gate,Gate", b",Gate"), 4, "15 cells", "16 cells, as in the header"),
]


@pytest.mark.parametrize("spoil, row, value, expected", BYTES)
def test_bytes_that_are_no_table(record, spoil, row, value, expected):
    file = record / "reports.csv"
    raw = file.read_bytes()
    file.write_bytes(spoil(raw))
    assert file.read_bytes() != raw
    first = listed(check(file))[0]
    assert first[:2] == ("reports.csv", row) and value in first[3] and expected in first[4]


@pytest.mark.parametrize(
    "keep, expected",
    [
        (lambda columns: columns[:-2] + columns[-1:], [("source_id", "", "a column source_id")]),
        (
            lambda columns: columns[2:],
            [("report_id", "", "a column report_id"), ("pcode", "", "a column pcode")],
        ),
        (lambda columns: columns + ["remark"], [("remark", "remark", "no such column")]),
        (
            lambda columns: columns[1::-1] + columns[2:],
            [("", "pcode,report_id,", "the columns in the order report_id,pcode,")],
        ),
    ],
)
def test_missing_surplus_and_swapped_columns(record, keep, expected):
    file = record / "reports.csv"
    table = pd.read_csv(file, dtype=str, keep_default_na=False).assign(remark="x")
    table[keep(list(table.columns)[:-1])].to_csv(file, index=False, lineterminator="\n")
    faults = listed(check(file))
    assert len(faults) == len(expected)
    for fault, (column, value, text) in zip(faults, expected, strict=True):
        assert (
            fault[1:3] == (1, column) and fault[3].startswith(value) and fault[4].startswith(text)
        )


def test_a_column_that_stands_twice(record):
    file = record / "reports.csv"
    file.write_text(
        file.read_text(encoding="utf-8").replace("place_as_printed", "pcode", 1), encoding="utf-8"
    )
    assert [(fault[2], fault[4]) for fault in listed(check(file))] == [
        ("place_as_printed", "a column place_as_printed"),
        ("pcode", "each column once"),
    ]


def test_all_faults_at_once_in_the_order_of_the_lines(record):
    rows = [dict(row) for row in SMALL["reports"]]
    rows[0] |= {"date": "soon", "pcode": "AF0199", "event": "taken"}
    rows[1] |= {"report_id": "R0001", "date_hi": "2021-06-01"}
    rows[2] |= {"claimed_by": "", "note": " ".join(["word"] * 30)}
    rows[3] |= {"except_pcodes": "AF9999", "source_id": "nowhere"}
    (record / "reports.csv").write_text(as_text("reports", rows), encoding="utf-8")
    put(record, "claims", 2, killed="-1")
    faults = listed(check(record))
    assert [fault[:3] for fault in faults if fault[0] == "claims.csv"] == [
        ("claims.csv", 2, "killed")
    ]
    here = [fault[1:3] for fault in faults if fault[0] == "reports.csv"]
    assert sorted(here) == [
        (2, "date"),
        (2, "event"),
        (2, "pcode"),
        (3, "date_hi"),
        (3, "report_id"),
        (4, "claimed_by"),
        (4, "note"),
        (5, "except_pcodes"),
        (5, "source_id"),
    ]
    assert [row for row, _ in here] == sorted(row for row, _ in here)


@pytest.mark.parametrize("name", ["report.csv", "reports2.csv", "notes.txt"])
def test_a_file_that_is_named_after_no_table(tmp_path, name):
    (tmp_path / name).write_text("a,b\n1,2\n")
    ((file, row, column, value, expected),) = listed(check(tmp_path / name))
    assert (file, row, column, value) == (
        name,
        None,
        "",
        name,
    ) and "districts, sources, reports" in expected


def test_a_path_with_nothing_to_check_is_a_fault(tmp_path):
    assert len(check(tmp_path)) == 1
    assert len(check(tmp_path / "nowhere")) == 1
    ((_, _, _, _, expected),) = listed(check(tmp_path / "reports.csv"))
    assert expected.startswith("a readable file")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: b"",
        lambda raw: b"\xff\xfe",
        lambda raw: raw.replace(b"pcode", b"code", 1),
        lambda raw: b"\0",
    ],
)
def test_a_broken_table_of_keys_is_named_where_it_is_needed(record, spoil):
    file = record / "districts.csv"
    file.write_bytes(spoil(file.read_bytes()))
    assert len(check(file)) >= 1
    faults = listed(check(record / "reports.csv"))
    assert faults and all(
        fault[1] is None and "a sound districts.csv" in fault[4] for fault in faults
    )


TEXTS = [
    "<script>alert(1)</script>",
    "=cmd()|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "NA",
    "null",
    "nan",
    "None",
    "1e5",
    "true",
    "{{7*7}}",
    'said "no"',
    "it's; a list",
    "%s",
    "`rm`",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_stays_the_text_that_it_is(record, text):
    file = put(record, "reports", 2, note=text, place_as_printed=text)
    assert listed(check(file)) == []
    table = load("reports", file)
    assert table["note"].iloc[0] == table["place_as_printed"].iloc[0] == text


# what a cell of one type may hold, and one of another may not
CELLS = "x -1 1,000 12 1.5 1e3 2021 true 2021-02-30 2021-05-01 AF01 AF0101 R0001 K0001 captured a;b"
JUNK = ["", *CELLS.split()]


@given(st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_check_is_never_laxer_than_frictionless(tmp_path, data):
    """Frictionless reads the same schema by itself: wherever it finds a bad cell, so does check."""
    from frictionless import Resource, Schema

    name = data.draw(st.sampled_from(["reports", "claims", "districts", "published_counts"]))
    own = schema()[name]["schema"]
    rows = [dict(row) for row in SMALL[name]]
    columns = st.sampled_from([field["name"] for field in own["fields"]])
    for _ in range(data.draw(st.integers(1, 4))):
        column = data.draw(columns)
        data.draw(st.sampled_from(rows))[column] = data.draw(st.sampled_from(JUNK))
    file = tmp_path / f"{name}.csv"
    file.write_text(as_text(name, rows), encoding="utf-8")
    # keys are looked up in tables that it does not have here
    of_cells = {key: own[key] for key in own.keys() - {"foreignKeys", "primaryKey"}}
    described = Schema.from_descriptor(of_cells)
    theirs = Resource(path=file.name, basepath=str(tmp_path), schema=described).validate()
    theirs = {(row, column) for row, column in theirs.flatten(["rowNumber", "fieldName"])}
    ours = {fault[1:3] for fault in listed(check(file))}
    assert theirs <= ours


@given(st.binary(max_size=40), st.integers(0, 2000), st.integers(0, 60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_make_check_fail(tmp_path, inserted, place, removed):
    raw = as_text("reports", SMALL["reports"]).encode()
    place %= len(raw) + 1
    (tmp_path / "reports.csv").write_bytes(raw[:place] + inserted + raw[place + removed :])
    (tmp_path / "sources.csv").write_bytes(inserted)
    check(tmp_path)


def test_every_constraint_of_the_schema_is_one_that_check_knows():
    fields = [field for table in schema().values() for field in table["schema"]["fields"]]
    assert {field["type"] for field in fields} <= {
        "string",
        "date",
        "integer",
        "number",
        "boolean",
        "list",
    }
    assert {rule for field in fields for rule in field.get("constraints", {})} <= {
        "required",
        "unique",
        "pattern",
        "enum",
        "minimum",
        "maximum",
    }
    for table in schema().values():
        unique = {
            field["name"]
            for field in table["schema"]["fields"]
            if field.get("constraints", {}).get("unique")
        }
        assert set(table["schema"].get("primaryKey", [])) <= unique
        assert all(len(key["fields"]) == 1 for key in table["schema"].get("foreignKeys", []))


# the command


def command(*arguments):
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, cwd=ROOT)


def test_the_command_prints_every_fault_and_ends_with_1(record):
    file = put(record, "reports", 3, date_hi="soon", event="taken")
    run = command("-m", "helpers.validation", str(file))
    assert run.returncode == 1 and "2 faults" in run.stderr
    assert run.stdout.splitlines()[:2] == [
        "reports.csv:3: event: found 'taken', expected one of captured, recaptured, "
        "attacked_held, contested, held",
        "reports.csv:3: date_hi: found 'soon', expected a day as YYYY-MM-DD (Latest day that the "
        "page allows)",
    ]


def test_the_command_ends_with_0_on_good_data_and_says_nothing_beside_it(record):
    run = command("-c", "from helpers.validation import main; main()")
    assert (run.returncode, run.stderr) == (0, "")
    # warnings stand apart, under the word that there are no faults
    assert run.stdout.startswith("no faults\n")
    run = command("-m", "helpers.validation", str(record), str(record / "claims.csv"))
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("no faults\n")


def test_nothing_is_written_by_a_check(record):
    put(record, "reports", 3, date_hi="soon")
    before = {path.name: path.read_bytes() for path in record.iterdir()}
    check(record)
    assert {path.name: path.read_bytes() for path in record.iterdir()} == before


# no stale state


def test_a_row_that_is_appended_shows_at_once(record, tmp_path):
    file = record / "reports.csv"
    before = len(load("reports", file))
    row = file.read_text(encoding="utf-8").splitlines()[1].replace("R0001", "R0099", 1)
    with file.open("a", encoding="utf-8") as handle:
        handle.write(row + "\n")
    assert len(load("reports", file)) == before + 1


def test_what_a_caller_changes_is_its_own():
    one = load("districts")
    one.loc[0, "district"] = "Elsewhere"
    one["more"] = 1
    del one["lat"]
    assert load("districts").loc[0, "district"] != "Elsewhere"
    assert {"lat"} <= set(load("districts").columns) and "more" not in load("districts")


def test_what_is_kept_is_forgotten_when_a_table_changes(monkeypatch, tmp_path):
    from helpers import tables

    calls = []

    @tables.kept
    def counted(word):
        calls.append(word)
        return len(calls)

    assert counted("a") == counted("a") == 1 and counted("b") == 2
    monkeypatch.setattr(tables, "data_stamp", lambda: "another state")
    assert counted("a") == 3


def test_loading_imports_little():
    code = "import sys; from helpers import load; print([m for m in sys.modules if m in %r])"
    heavy = {"scipy", "networkx", "matplotlib", "shapely", "folium", "statsmodels", "rapidfuzz"}
    run = command("-c", code % (heavy,))
    assert run.stdout.strip() == "[]", run.stdout + run.stderr


@pytest.mark.parametrize("first", ["numpy", "helpers", "scipy.linalg"])
def test_linear_algebra_works_in_one_thread_whatever_is_imported_first(first):
    code = (
        f"import {first}, helpers.tables, helpers.analysis, threadpoolctl\n"
        "pools = threadpoolctl.threadpool_info()\n"
        "print({p['num_threads'] for p in pools if p['user_api'] == 'blas'})"
    )
    assert command("-c", code).stdout.strip() == "{1}"
