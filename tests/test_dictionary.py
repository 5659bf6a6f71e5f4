"""The tables at the cursor: names complete, columns are explained, slips are named."""

import pytest

from helpers import describe, load, record
from helpers.tables import schema


def test_all_tables_are_listed_with_what_a_row_is():
    listed = describe()
    assert list(listed["table"]) == list(schema())
    assert (listed["rows"] == [len(load(name)) for name in schema()]).all()


@pytest.mark.parametrize("name", schema())
def test_every_column_is_explained(name):
    columns = describe(name)
    assert list(columns["column"]) == list(load(name).columns)
    assert columns["meaning"].str.len().gt(0).all()
    assert columns["filled"].between(0, 1).all()


def test_the_values_of_a_column_are_counted():
    counts = describe("reports", "event")
    assert counts["rows"].sum() == len(load("reports"))
    assert describe("claims", "provinces")["rows"].sum() >= len(load("claims"))


def test_names_of_tables_complete_in_the_lab():
    assert record._ipython_key_completions_() == list(schema())
    assert set(dir(record)) == set(schema())
    assert "reports" in record and len(record) == len(schema())
    assert record.reports.equals(record["reports"])


@pytest.mark.parametrize(
    "ask, fault, message",
    [
        (lambda: describe("report"), KeyError, "did you mean 'reports'"),
        (
            lambda: describe("reports", "evnt"),
            KeyError,
            "no column 'evnt' in reports: did you mean",
        ),
        (lambda: describe(7), KeyError, "no table 7"),
        (lambda: describe(["reports"]), KeyError, "no table"),
        (lambda: record["claim"], KeyError, "did you mean 'claims'"),
        (lambda: record.claim, AttributeError, "did you mean 'claims'"),
        (lambda: load("events"), KeyError, r"call helpers\.events\(\)"),
        (lambda: load("control"), KeyError, r"call helpers\.control\(\)"),
        (lambda: load(None), KeyError, "no table None"),
        (lambda: load("x" * 10_000), KeyError, "no table"),
        (lambda: load("<script>"), KeyError, "no table '<script>'"),
    ],
)
def test_a_name_that_is_none_is_answered_with_the_nearest(ask, fault, message):
    with pytest.raises(fault, match=message):
        ask()
