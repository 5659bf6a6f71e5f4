"""Bad input to every function of the face: the message names what was expected, in few words."""

import inspect

import numpy as np
import pandas as pd
import pytest

import helpers
from helpers import check, control, describe, events, find, holder_counts, load, record, resolve
from helpers.analysis.compare import compare
from helpers.views import answers

HUGE = "x" * 100_000
HOSTILE = "<script>alert(1)</script>'; DROP TABLE reports; --\u202e{{7*7}}%s%n"
ODD = [None, 5, -1, 1.5, float("nan"), True, b"bytes", [], {}, (), object(), HUGE, HOSTILE, ""]
TABLE = pd.DataFrame({"a": [1]})

# the function, the argument, and values that are right though they look odd
ASKED = [
    (load, "name", []),
    (resolve, "name", [HUGE, HOSTILE]),
    (lambda province: resolve("Doshi", province), "province", [None]),
    (describe, "table", [None]),
    (lambda column: describe("reports", column), "column", [None]),
    (lambda kind: find(kind=kind), "kind", [None]),
    (lambda manner: find(manner=manner), "manner", [None]),
    (lambda month: find(month=month), "month", [None]),
    (lambda province: find(province=province), "province", [None]),
    (lambda district: find(district=district), "district", [None]),
    (lambda km: find(near_road_km=km), "near_road_km", [None, 5, 1.5]),
    (lambda support: find(support=support), "support", [None]),
    (lambda start: find(start=start), "start", [None]),
    (lambda end: find(end=end), "end", [None]),
    (lambda crossings: find(crossings=crossings), "crossings", [True]),
    (lambda table: find(events_table=table), "events_table", [None]),
    (lambda table: compare(table), "table", []),
    (lambda values: answers.where_map(values, "A map"), "values", []),
    (lambda found: answers.events_map(found), "found", []),
    (lambda found: answers.timeline(found), "found", []),
    (lambda start: control(start, "2021-05-03"), "start", [None]),
    (lambda end: control("2021-05-01", end), "end", [None]),
    (lambda days: holder_counts(days), "days", []),
    (lambda table: helpers.captures(table), "events_table", []),
]


def same(one, other):
    """Whether two odd values are the one that is meant: True is no 1 here."""
    return type(one) is type(other) and (one is other or one == other)


CASES = [
    pytest.param(
        function, value, id=f"{place}-{argument}-{str(value)[:12]!r}-{type(value).__name__}"
    )
    for place, (function, argument, right) in enumerate(ASKED)
    for value in ODD
    if not any(same(value, each) for each in right)
]


@pytest.mark.parametrize("function, value", CASES)
def test_what_is_wrong_is_refused_in_words(function, value):
    with pytest.raises((ValueError, TypeError, KeyError)) as caught:
        function(value)
    message = str(caught.value)
    # a person reads it: some words, what was expected, no page of what was given
    assert 10 < len(message) < 1_200, message[:300]
    assert HUGE[:200] not in message
    # of the library itself, not of what it is built on
    raised = caught.traceback[-1].path
    assert "site-packages" not in str(raised), f"{raised}: {message}"


@pytest.mark.parametrize("value", [5, 1.5, b"bytes", [], HUGE, HOSTILE, "", TABLE])
def test_check_answers_any_path_with_a_fault_or_a_word(value):
    try:
        found = check(value)
    except (TypeError, ValueError) as fault:
        assert "path" in str(fault)
    else:
        assert len(found)


@pytest.mark.parametrize("value", [5, "x", [1], {"a": 1}, TABLE, np.zeros(3)])
def test_events_takes_a_table_of_reports_alone(value):
    with pytest.raises((TypeError, ValueError, KeyError)) as caught:
        events(value)
    assert "reports" in str(caught.value)


@pytest.mark.parametrize("name", ["reprots", "", HUGE, 5, None])
def test_a_table_that_is_not_there_is_answered_with_the_nearest(name):
    with pytest.raises(KeyError, match="no table"):
        record[name]


def test_every_function_of_the_face_was_tried():
    text = inspect.getsource(inspect.getmodule(test_every_function_of_the_face_was_tried))
    functions = [name for name in helpers.FACE if inspect.isfunction(getattr(helpers, name))]
    missing = [name for name in functions if f"{name}(" not in text and f"({name}," not in text]
    assert missing == ["bounded"]
