"""Rules over cells that follow from other cells: keys of several columns, ids made of other cells.

What can be reckoned from the rest of a row is wrong where it differs from that. Listed by name in
datapackage.json like the rules of helpers.checks.table_rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from helpers.checks.raw_tables import Finding, RawTable
from helpers.checks.table_rules import Findings
from helpers.public import own_names
from helpers.vocabulary import KINDS, STILL_HELD

# what names a row where no single cell does
KEYS_OF_SEVERAL = {
    "battle_deaths": ("period", "kind", "release"),
    "battle_deaths_cells": ("cell_id", "month"),
    "accepted": ("table", "row", "rule"),
    "districts": ("province_pcode", "district"),
}
# columns that are alike in all rows of one thing: the thing, and what follows from it
FOLLOWS = {
    "districts": ("province_pcode", ("region",)),
    "battle_deaths_cells": ("cell_id", ("lat", "lon", "share", "provinces")),
}
# half-degree cells of PRIO-GRID are counted from the south pole and the date line
CELLS_A_ROW, SIDE = 720, 0.5
# the two-letter codes of ISO 639-1
_CODES = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy "
    "da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht "
    "hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky "
    "la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny "
    "oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss "
    "st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo "
    "za zh zu "
)
LANGUAGES = frozenset(_CODES.split())


def key_of_its_own(table: RawTable) -> Findings:
    """Two rows with one key would both be counted."""
    # one row after the other, so that the later of two is named
    columns = KEYS_OF_SEVERAL[table.name]
    seen: dict[tuple, int] = {}
    for line, *cells in table.sound_cells(*columns):
        # a name in other capitals is the same name
        key = tuple(cell.casefold() for cell in cells)
        first = seen.setdefault(key, line)
        if first != line:
            expected = f"a value of its own; row {first} has the same {', '.join(columns)}"
            yield Finding(line, columns[-1], expected)


def alike_in_all_its_rows(table: RawTable) -> Findings:
    """What is true of a thing is true in every row of it; most rows decide."""
    # a slip in one row does not make all the others wrong
    thing, columns = FOLLOWS[table.name]
    for column in columns:
        rows: dict[str, list[tuple[int, str]]] = {}
        for line, name, cell in table.sound_cells(thing, column):
            rows.setdefault(name, []).append((line, cell))
        for name, members in rows.items():
            cells = [cell for _, cell in members]
            usual = max(cells, key=cells.count)
            for line, cell in members:
                if cell != usual:
                    expected = f"{usual!r}, as in the other rows of {name}"
                    yield Finding(line, column, expected)


def cell_of_its_point(table: RawTable) -> Findings:
    """The number of a half-degree cell follows from its middle."""
    # the middle of a cell lies a quarter of a degree from its sides, so rounding is safe
    for line, cell, lat, lon in table.sound_cells("cell_id", "lat", "lon"):
        row = int((float(lat) + 90) / SIDE)
        column = int((float(lon) + 180) / SIDE)
        number = row * CELLS_A_ROW + column + 1
        if int(cell) != number:
            expected = f"{number}, the cell round {lat}, {lon}"
            yield Finding(line, "cell_id", expected)


def named_by_its_ends(table: RawTable) -> Findings:
    """A stretch is called by its two nodes, so that a slip in either is seen."""
    for line, name, start, end in table.sound_cells(
        "segment_id", "from_node", "to_node"
    ):
        if name != f"{start}-{end}":
            expected = f"{start}-{end}, its two ends"
            yield Finding(line, "segment_id", expected)


def language_by_its_code(table: RawTable) -> Findings:
    """A country's letters are not its language's: ps, not af; uk, not ua."""
    for line, language in table.cells("language"):
        if language and language not in LANGUAGES:
            expected = "a two-letter code of ISO 639-1, such as fa, ps or en"
            yield Finding(line, "language", expected)


def state_without_a_day(table: RawTable) -> Findings:
    """A page that finds a place taken does not say when it was."""
    for line, event, tells, day in table.sound_cells("event", "tells", "date"):
        if event in KINDS and tells == "state" and day:
            expected = (
                "no day, for the row tells of a state; or a change in tells"
            )
            yield Finding(line, "date", expected)


def change_told_of_what_lasts(table: RawTable) -> Findings:
    """Whoever still holds a place has not changed it."""
    for line, event, tells in table.sound_cells("event", "tells"):
        # an attack that was beaten off leaves things as they were
        if event in STILL_HELD and tells == "change":
            yield Finding(line, "tells", f"state, for {event} is one")


def share_in_percent(table: RawTable) -> Findings:
    """A share of revenue has no other unit."""
    for line, measure, unit in table.sound_cells("measure", "unit"):
        if (measure == "share_of_revenue") != (unit == "percent"):
            yield Finding(
                line,
                "unit",
                "percent for a share_of_revenue, and for nothing else",
            )


def range_of_ids_in_order(table: RawTable) -> Findings:
    """A number in two collections would be collected twice."""
    # a dozen rows: each is set beside all before it
    taken: list[tuple[str, int, int, int]] = []
    for line, prefix, first, last in table.sound_cells(
        "prefix", "first", "last"
    ):
        low = int(first)
        high = int(last)
        if high < low:
            yield Finding(line, "last", f"a number not below first {first}")
            continue
        for other, low_2, high_2, row in taken:
            if other == prefix and low <= high_2 and low_2 <= high:
                expected = f"numbers of its own; row {row} has some of them"
                yield Finding(line, "first", expected)
        taken.append((prefix, low, high, line))


def month_of_the_calendar(table: RawTable) -> Findings:
    """A year, or a year and a month, that there was."""
    # the form of a period is the schema's; here is what a form cannot say
    for line, period in table.cells("period"):
        found = re.fullmatch(r"(\d{4})(?:-(\d\d))?", period)
        if not found:
            continue
        year = int(found[1])
        month = int(found[2] or 1)
        if not (1989 <= year <= 2026 and 1 <= month <= 12):
            yield Finding(
                line,
                "period",
                "a year from 1989 on, as 2021, or a month of it, 2021-06",
            )


def every_district_once(table: RawTable) -> Findings:
    """A district left out would count as one without people."""
    known = table.record.keys("districts", "pcode")
    there = {pcode for _, pcode in table.cells("pcode")}
    missing = sorted(known - there)
    # a row whose code is unsound is not missing
    if missing and not table.unsound:
        shown = ";".join(missing[:5])
        yield Finding(
            None, "pcode", "a row for every district of districts.csv", shown
        )


DERIVED: tuple[Callable, ...] = (
    key_of_its_own,
    alike_in_all_its_rows,
    cell_of_its_point,
    named_by_its_ends,
    language_by_its_code,
    state_without_a_day,
    change_told_of_what_lasts,
    share_in_percent,
    range_of_ids_in_order,
    month_of_the_calendar,
    every_district_once,
)


__dir__ = own_names(__name__)
