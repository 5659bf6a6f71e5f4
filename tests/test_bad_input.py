"""Bad input to every function of the face: the message names what was expected, in few words."""

import ast
import inspect
import re
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

import helpers
from helpers import (
    bounded,
    check,
    control,
    describe,
    events,
    find,
    holder_counts,
    load,
    record,
    resolve,
    who_held,
)
from helpers.analysis import (
    borders,
    capture_worlds,
    claim_tests,
    front,
    ged,
    hazard,
    people,
    road_cases,
    road_facts,
    road_losses,
    road_order,
    road_worlds,
    roads,
)
from helpers.analysis.compare import compare
from helpers.views import answers, capture_charts, explore, front_charts, road_tables, webmap
from helpers.worlds import Worlds

HUGE = "x" * 100_000
HOSTILE = "<script>alert(1)</script>'; DROP TABLE reports; --\u202e{{7*7}}%s%n"
TABLE = pd.DataFrame({"a": [1]})
# of each kind the one that goes astray most
TELLING = [None, 5, float("nan"), [], object(), HUGE, HOSTILE, TABLE]
# each function with each of these is dear together
OTHERS = [
    *[-1, 1.5, True, b"bytes", {}, (), "", pd.NA, pd.NaT],
    *[np.int64(5), np.bool_(True), TABLE["a"]],
]
# of one day, in the form of control()
DAYS = pd.DataFrame(
    {"date": ["2021-06-22"], **dict.fromkeys(("best", "earliest", "latest"), "taliban")}
)
OWN = pd.DataFrame({"place": ["Doshi"], "day": ["2021-06-21"], "event": ["captured"]})

WHEN = pd.date_range("2021-06-21", "2021-06-23")
SHUT = pd.DataFrame({"a-b": [False] * len(WHEN)}, index=WHEN)
HELD = pd.DataFrame({each: [1, 1, 1] for each in ("earliest", "best", "latest")}, index=WHEN)
FALLEN = pd.DataFrame({"event_id": ["a"], "pcode": ["AF0101"], "date": WHEN[:1]})
A_DAY = DAYS.assign(date=WHEN[1:2], pcode="AF0102")
# so many worlds, days and districts as are enough to be asked for one day
FEW = SimpleNamespace(
    holder=np.zeros((2, 1, len(WHEN)), dtype=np.uint8), days=WHEN, pcodes=np.array(["AF0101"])
)
FEW_PEOPLE = {count: np.zeros((2, len(WHEN))) for count in ("districts", *people.COUNTS)}
PANEL = (np.zeros((2, len(WHEN), 1), dtype=bool), WHEN, np.array([1]), np.ones((2, 1), dtype=bool))

# every other function that is asked for one day, with the name that it gives the day
ON_A_DAY = [
    (lambda day: roads.cut_off(day, days=A_DAY), "date", []),
    (lambda day: roads.only_by("AF0101", day, days=A_DAY), "date", []),
    (lambda day: road_cases.cut_on(SHUT, day), "date", []),
    (lambda day: road_facts.closing_facts(SHUT, ["a-b"], day, []), "fell", []),
    (lambda day: road_losses.critical(day, days=A_DAY), "date", [None]),
    (lambda day: road_losses.critical_on(day, A_DAY), "date", []),
    (lambda day: road_order.find_falls(*PANEL, last=day), "last", [None]),
    (lambda day: road_worlds.road_worlds(FEW, last=day), "last", []),
    (lambda day: road_worlds.RoadWorlds(None, WHEN, None, None, None).day(day), "date", []),
    (lambda day: borders.PostWorlds(WHEN, FEW.holder[0], None).on(day), "date", []),
    (lambda day: Worlds(FEW.holder, FEW.pcodes, WHEN, None).on(day), "date", []),
    (lambda day: front.on_day(A_DAY, day), "date", []),
    (lambda day: front.held_in_worlds(FEW, day), "date", []),
    (lambda day: people.gap_on(FEW_PEOPLE, WHEN, day), "day", []),
    (lambda day: capture_worlds.shortest_halves(FEW, day), "before", []),
    (lambda day: claim_tests.weekly([], [], start=day), "start", []),
    (lambda day: claim_tests.share_lost(FALLEN, ["AF01"], day, "2021-06-22"), "start", []),
    (lambda day: claim_tests.share_lost(FALLEN, ["AF01"], "2021-06-22", day), "end", []),
    (lambda day: hazard.rank_with(HELD["best"], HELD["best"], until=day), "until", []),
    (lambda day: capture_charts.one_day(HELD, day, 399), "date", []),
    (lambda day: front_charts.front_map(A_DAY, day), "date", []),
    (lambda day: explore.day_html(day, "best"), "date", []),
    (lambda day: explore.readings_html("best", "latest", day), "date", []),
    (lambda day: road_tables.event_story(FALLEN, "AF0101", day), "before", []),
    (lambda day: webmap.control_map(days=A_DAY, events_table=FALLEN, day=day), "day", []),
]

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
    (lambda region: find(region=region), "region", [None]),
    (lambda road: find(road=road), "road", [None]),
    (
        lambda km: find(near_road_km=km),
        "near_road_km",
        [None, 5, 1.5, np.int64(5)],
    ),
    (lambda support: find(support=support), "support", [None]),
    (lambda start: find(start=start), "start", [None]),
    (lambda end: find(end=end), "end", [None]),
    (lambda crossings: find(crossings=crossings), "crossings", [True, np.bool_(True)]),
    (lambda table: find(events_table=table), "events_table", [None]),
    (lambda table: compare(table), "table", []),
    (lambda place: compare(OWN, place=place), "place", [None]),
    (lambda district: who_held(district, "2021-06-22"), "district", []),
    (lambda start: who_held("Doshi", start), "start", []),
    (lambda end: who_held("Doshi", "2021-06-22", end), "end", [None]),
    (lambda values: answers.where_map(values, "A map"), "values", []),
    (lambda title: answers.where_map({"AF1905": 1}, title), "title", [HUGE, HOSTILE, ""]),
    (
        lambda order: answers.where_map({"AF1905": "a"}, "A map", order=order),
        "order",
        [None, TABLE],
    ),
    (
        lambda colours: answers.where_map({"AF1905": "a"}, "A map", colours=colours),
        "colours",
        [None, {}],
    ),
    (
        lambda still: answers.where_map({"AF1905": "a"}, "A map", still=still),
        "still",
        [True, np.bool_(True)],
    ),
    (lambda found: answers.to_excel(found, "found.xlsx"), "found", []),
    (lambda path: answers.to_excel(find(district="Doshi"), path), "path", []),
    (lambda path: ged.read(path), "path", []),
    (lambda start: ged.read("ged.csv", start=start), "start", []),
    (lambda date: explore.day(date), "date", []),
    (lambda reading: explore.day("2021-06-22", reading), "reading", []),
    (lambda found: answers.events_map(found), "found", []),
    (lambda found: answers.timeline(found), "found", []),
    (lambda start: control(start, "2021-05-03"), "start", [None]),
    (lambda end: control("2021-05-01", end), "end", [None]),
    (lambda table: control("2021-06-22", events=table), "events", [None]),
    (lambda table: control("2021-06-22", baseline=table), "baseline", [None]),
    (lambda table: control("2021-06-22", reports=table), "reports", [None]),
    *ON_A_DAY,
    (lambda days: holder_counts(days), "days", []),
    (lambda holder: holder_counts(DAYS, holder), "holder", []),
    (lambda table: bounded(table), "events_table", []),
    (lambda table: helpers.captures(table), "events_table", []),
]


def same(one, other):
    """Whether two odd values are the one that is meant: True is no 1 here."""
    if one is other:
        return True
    plain = (int, float, str, bool, np.generic, dict)
    return type(one) is type(other) and isinstance(one, plain) and bool(one == other)


CASES = [
    pytest.param(
        function,
        argument,
        value,
        id=f"{place}-{argument}-{str(value)[:12]!r}-{type(value).__name__}",
        marks=marks,
    )
    for place, (function, argument, right) in enumerate(ASKED)
    for values, marks in ((TELLING, ()), (OTHERS, pytest.mark.thorough))
    for value in values
    if not any(same(value, each) for each in right)
]


# what a message calls an argument whose name says less than its kind
ALSO = {
    "name": "table|place name|P-code",
    "district": "place name|district|P-code",
    "place": "place|no column",
    "path": "path|file|workbook",
    "values": "values|place name",
    "order": "order|kinds",
    "table": "table|DataFrame|CSV|no column",
}


@pytest.mark.parametrize("function, argument, value", CASES)
def test_what_is_wrong_is_refused_in_words(function, argument, value):
    with pytest.raises((ValueError, TypeError, KeyError, FileNotFoundError)) as caught:
        function(value)
    message = str(caught.value)
    # it says which argument is meant, and not merely what Python could not do with it
    assert re.search(ALSO.get(argument, argument), message), message
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


def saved_and_read(table):
    """A table as pandas reads it back from a CSV: its days are text."""
    return pd.read_csv(StringIO(table.to_csv(index=False)))


def in_utc(table):
    return table.assign(date=table["date"].dt.tz_localize("UTC"))


@pytest.mark.parametrize("other", [saved_and_read, in_utc])
@pytest.mark.parametrize(
    "function, argument, made",
    [
        (events, "reports", lambda: load("reports")),
        (lambda table: control("2021-06-22", reports=table), "reports", lambda: load("reports")),
        (lambda table: control("2021-06-22", events=table), "events", events),
        (lambda table: find(events_table=table), "events_table", events),
        (lambda table: bounded(events(), table), "reports", lambda: load("reports")),
    ],
)
def test_days_that_are_text_are_named_with_the_remedy(function, argument, made, other):
    table = other(made())
    with pytest.raises(TypeError, match=f"{argument} is a table .* holds no days: use pd.to_dat"):
        function(table)


@pytest.mark.parametrize("number", ["3", -1, float("nan"), None, [3]])
@pytest.mark.parametrize("name", ["sharp", "gap"])
def test_the_numbers_of_the_rule_are_numbers_of_days(name, number):
    with pytest.raises(ValueError, match=f"{name} is a number of days"):
        events(**{name: number})


@pytest.mark.parametrize("name", ["reprots", "", HUGE, 5, None])
def test_a_table_that_is_not_there_is_answered_with_the_nearest(name):
    with pytest.raises(KeyError, match="no table"):
        record[name]


# another calendar, another year, half a day, two ways to read it, a moment of another zone
NO_DAYS = [
    "1400-04-01",
    "2022-06-22",
    "2021-06",
    "6/7/2021",
    pd.Timestamp("2021-06-22", tz="Asia/Kabul"),
]


@pytest.mark.parametrize("place", range(len(ON_A_DAY)))
@pytest.mark.parametrize("day", NO_DAYS, ids=str)
def test_a_day_that_is_none_of_the_record_is_refused_by_name(place, day):
    function, argument, _ = ON_A_DAY[place]
    with pytest.raises(ValueError, match=f"{argument}") as caught:
        function(day)
    if day == "1400-04-01":
        assert "the Gregorian day is 2021-06-22" in str(caught.value)


def test_a_table_without_days_says_so():
    with pytest.raises(
        ValueError, match="date '2021-06-22' is no day of the table, which has none"
    ):
        front.on_day(A_DAY[:0], "2021-06-22")


def test_no_function_reads_a_callers_day_by_itself():
    """Pandas takes a number for nanoseconds and half a day for a whole one, without a word."""
    root = Path(helpers.__file__).parent
    found = []
    for file in sorted(root.rglob("*.py")):
        for function in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef) and file.name != "arguments.py":
                given = {each.arg for each in ast.walk(function.args) if isinstance(each, ast.arg)}
                calls = [each for each in ast.walk(function) if isinstance(each, ast.Call)]
                read = [f"{file.name}: {ast.unparse(call)}" for call in calls if reads(call, given)]
                found += read
    assert found == []


def reads(call, given):
    """Whether a call makes a day of an argument as it came."""
    is_pandas = ast.unparse(call.func) == "pd.Timestamp"
    return is_pandas and any(isinstance(each, ast.Name) and each.id in given for each in call.args)


def test_every_function_of_the_face_was_tried():
    text = inspect.getsource(inspect.getmodule(test_every_function_of_the_face_was_tried))
    functions = [name for name in helpers.FACE if inspect.isfunction(getattr(helpers, name))]
    missing = [name for name in functions if f"{name}(" not in text and f"({name}," not in text]
    assert missing == []
