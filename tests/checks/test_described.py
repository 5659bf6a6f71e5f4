"""A table that is not the one described is told of, whatever was changed, and nothing else is."""

import csv
import io
import json

import pandas as pd
import pytest
from small_record import SMALL, as_text

from helpers import check, validation
from helpers.checks.described import hash_of
from helpers.tables import DATA
from helpers.validation import other_than_described
from tools.codebook import PACKAGE, hashed


def test_the_record_is_the_one_described():
    text = PACKAGE.read_text(encoding="utf-8")
    assert hashed(text) == text, "make codebook"
    found = other_than_described()
    assert found.empty, found.to_string()


@pytest.fixture
def copy(tmp_path):
    """A folder with the record's tables and what describes them."""
    for path in [*DATA.glob("*.csv"), DATA / "README.md", PACKAGE]:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def rewritten(folder, name, change):
    """Let `change` edit the rows of a table in place, and write them."""
    file = folder / f"{name}.csv"
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))
    change(rows)
    file.write_text(as_text(name, rows), encoding="utf-8", newline="\n")
    return file


def first(rows, column):
    """The first row that has something in a column."""
    return next(row for row in rows if row[column])


def flip_the_baseline(rows):
    row = first(rows, "holder")
    row["holder"] = "taliban" if row["holder"] != "taliban" else "government"


def move_a_day_by_a_week(rows):
    row = first(rows, "date")
    for column in ("date", "date_lo", "date_hi"):
        later = pd.Timestamp(row[column]) + pd.Timedelta(days=7)
        row[column] = f"{later:%Y-%m-%d}"


def take_the_day_of_the_page(rows):
    pages = csv.DictReader(io.StringIO((DATA / "sources.csv").read_text(encoding="utf-8")))
    published = {page["source_id"]: page["published"] for page in pages}
    row = next(row for row in rows if row["date"] not in ("", published[row["source_id"]]))
    row["date"] = row["date_hi"] = published[row["source_id"]]


def widen_the_bounds(rows):
    first(rows, "date_lo")["date_lo"] = "2021-05-01"


def change_the_speaker(rows):
    row = first(rows, "claimed_by")
    row["claimed_by"] = "taliban" if row["claimed_by"] != "taliban" else "government"


def turn_two_rows(rows):
    rows[0], rows[1] = rows[1], rows[0]


# edits that leave every row sound
SILENT = [
    ("accepted", list.clear),
    ("baseline", flip_the_baseline),
    ("reports", move_a_day_by_a_week),
    ("reports", take_the_day_of_the_page),
    ("reports", widen_the_bounds),
    ("reports", change_the_speaker),
    ("crossings", turn_two_rows),
]


@pytest.mark.parametrize("name, edit", SILENT)
def test_an_edit_that_breaks_no_rule_is_told_of(copy, name, edit):
    assert other_than_described(copy).empty
    rewritten(copy, name, edit)
    assert list(other_than_described(copy)["file"]) == [f"{name}.csv"]


def test_how_many_rows_came_or_went_is_told(copy):
    file = rewritten(copy, "crossings", lambda rows: rows.pop())
    assert other_than_described(file)["value"].item() == "1 row fewer"
    file = rewritten(copy, "claims", lambda rows: rows.extend(rows[:2]))
    assert other_than_described(file)["value"].item() == "2 rows more"
    file = rewritten(copy, "customs", turn_two_rows)
    assert "as many rows" in other_than_described(file)["value"].item()
    # what cannot be read cannot be counted
    file.write_bytes(b"\xff")
    assert other_than_described(file)["value"].item() == "another table"


def test_line_ends_of_windows_are_the_same_table(copy):
    file = copy / "claims.csv"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    # a fault, but the same rows
    assert len(check(file)) and other_than_described(file).empty


PACKAGES = [
    None,
    "",
    "{",
    "[]",
    "{}",
    '{"resources": 5}',
    '{"resources": [5]}',
    '{"resources": [{"name": "claims"}]}',
    '{"resources": [{"path": ["claims.csv"], "hash": "sha256:0"}]}',
    '{"resources": [{"path": "claims.csv"}]}',
    '{"resources": [{"path": "claims.csv", "hash": 5}]}',
    '{"resources": [{"path": "claims.csv", "hash": "d41d8cd98f00b204e9800998ecf8427e"}]}',
]


@pytest.mark.parametrize("package", PACKAGES)
def test_without_a_hash_of_its_own_kind_nothing_is_said(record, package):
    if package is not None:
        (record / "datapackage.json").write_text(package, encoding="utf-8")
    assert other_than_described(record).empty


def test_a_folder_of_ones_own_may_be_described(record):
    file = record / "claims.csv"
    described = {"resources": [{"path": "claims.csv", "hash": hash_of(file)}]}
    (record / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    assert other_than_described(record).empty
    file.write_text(as_text("claims", SMALL["claims"][:1]), encoding="utf-8")
    assert list(other_than_described(record)["file"]) == ["claims.csv"]


def test_the_command_says_it_under_a_heading_of_its_own(copy, capsys):
    file = rewritten(copy, "baseline", flip_the_baseline)
    # it ends without an exit code: that a table changed is no fault
    validation.main([file])
    said = capsys.readouterr().out
    assert "no faults" in said
    assert "\n1 table other than described: `make codebook`" in said
    assert said.count("baseline.csv: found 'as many rows") == 1
    validation.main([DATA / "baseline.csv"])
    assert "described" not in capsys.readouterr().out
