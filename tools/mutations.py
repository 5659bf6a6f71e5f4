"""The kinds of mutation by which the fuzzer spoils a table: what a rule can know, and the rest.

A kind takes the sound tables with the dice, and returns one spoilt table, or None where the dice
fell on a cell that cannot be spoilt so. It is noted by a decorator: `knowable` where a rule can
know that the outcome is wrong, `implausible` where it may be right, but should be looked at.
"""

from __future__ import annotations

import csv
import io
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pandas as pd

from helpers.checks.raw_tables import Row, read_rows
from helpers.tables import DATA, schema

# the fuzzer leaves out what nothing rests on
TABLES = [name for name in schema() if name != "accepted"]


class Spoilt(NamedTuple):
    """A spoilt table: its name, its bytes, and where the fault is (line None: the whole file)."""

    table: str
    raw: bytes
    line: int | None
    columns: frozenset[str]


@dataclass
class Source:
    """The sound tables as text, and the dice."""

    dice: random.Random
    tables: dict[str, dict[int, Row]] = field(default_factory=dict)

    def rows(self, name: str) -> dict[int, Row]:
        """The sound rows of a table; nobody changes them in place."""
        if name not in self.tables:
            self.tables[name] = read_rows(DATA / f"{name}.csv") or {}
        return self.tables[name]

    def fields(
        self, kinds: set[str], having: Callable = lambda _: True
    ) -> list[tuple[str, dict]]:
        """(table, field) of every column of some types."""
        return [
            (name, each)
            for name in TABLES
            for each in schema()[name]["schema"]["fields"]
            if each["type"] in kinds and having(each)
        ]

    def one_of(self, things: Iterable) -> Any:
        """One of some things, drawn in the order in which they come."""
        return self.dice.choice(list(things))

    def listed(self, name: str) -> list[Row]:
        """The sound rows of a table in a list of their own, to add to."""
        rows = self.rows(name)
        return list(rows.values())

    def any_line(self, name: str) -> int:
        """A line of a table."""
        lines = list(self.rows(name))
        return self.dice.choice(lines)

    def cell(self, name: str, line: int, column: str) -> str:
        """What a cell says."""
        row = self.rows(name)[line]
        return row[column]

    def is_empty(self, name: str, column: str) -> bool:
        """Is no cell of a column filled? Such a column has nothing to spoil."""
        return not any(row[column] for row in self.rows(name).values())

    def filled(self, name: str, column: str) -> int:
        """A line of a table whose cell in a column is filled."""
        return self.line_where(name, lambda row: row[column])

    def line_where(self, name: str, condition: Callable[[Row], Any]) -> int:
        """A line of a table whose row meets a condition."""
        rows = self.rows(name)
        lines = [line for line, row in rows.items() if condition(row)]
        return self.dice.choice(lines)


def written(name: str, rows: dict[int, Row] | list[Row]) -> bytes:
    """Write rows as the file of a table.

    Examples
    --------
    >>> written("accepted", [])
    b'table,row,rule,why,day\\n'
    """
    columns = [each["name"] for each in schema()[name]["schema"]["fields"]]
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows.values() if isinstance(rows, dict) else rows)
    return text.getvalue().encode("utf-8")


def put(
    source: Source, name: str, line: int, /, *also: str, **cells: str
) -> Spoilt:
    """Put cells into a line; `also` names further columns in which the fault may be seen.

    Examples
    --------
    >>> source = Source(random.Random(1))
    >>> spoilt = put(source, "crossings", 2, crossing_id="nowhere")
    >>> spoilt.table, spoilt.line
    ('crossings', 2)
    """
    rows = dict(source.rows(name))
    rows[line] = rows[line] | cells
    return Spoilt(name, written(name, rows), line, frozenset([*cells, *also]))


def _any_text(source: Source, change: Callable[[str], str]) -> Spoilt | None:
    name, each = source.dice.choice(source.fields({"string", "list"}))
    if source.is_empty(name, each["name"]):
        return None
    line = source.filled(name, each["name"])
    old = source.cell(name, line, each["name"])
    new = change(old)
    return (
        put(source, name, line, **{each["name"]: new}) if new != old else None
    )


def _inside(source: Source, text: str, what: str) -> str:
    place = source.dice.randint(1, max(1, len(text) - 1))
    return text[:place] + what + text[place:]


def _any_of(
    source: Source, kinds: set[str], new: str, **having
) -> Spoilt | None:
    rule = having.get("having", lambda _: True)
    name, each = source.dice.choice(source.fields(kinds, rule))
    column = each["name"]
    if source.is_empty(name, column):
        return None
    return put(source, name, source.filled(name, column), **{column: new})


KNOWABLE: dict[str, Callable[[Source], Spoilt | None]] = {}
IMPLAUSIBLE: dict[str, Callable[[Source], Spoilt | None]] = {}


def knowable(kind: Callable) -> Callable:
    """Note a kind of mutation of which a rule can know that it is wrong.

    Examples
    --------
    >>> def no_name(source):
    ...     return put(source, "crossings", 2, crossing_id="")
    >>> knowable(no_name) is KNOWABLE.pop("no_name")
    True
    """
    KNOWABLE[kind.__name__] = kind
    return kind


def implausible(kind: Callable) -> Callable:
    """Note a kind of mutation that may be right, but should be looked at.

    Examples
    --------
    >>> def another_name(source):
    ...     return put(source, "crossings", 2, name="Elsewhere")
    >>> implausible(another_name) is IMPLAUSIBLE.pop("another_name")
    True
    """
    IMPLAUSIBLE[kind.__name__] = kind
    return kind


# text

# what hides in a text: the name of the kind, the characters
HIDDEN = {
    "soft_hyphen": "\u00ad",
    "zero_width_space": "\u200b",
    "override_of_direction": "\u202e",
    "no_break_space": "\u00a0",
    "tab": "\t",
    "byte_order_mark_inside": "\ufeff",
    "two_spaces": "  ",
    "control": "\x07",
}
for _name, _what in HIDDEN.items():
    KNOWABLE[_name] = lambda source, what=_what: _any_text(
        source, lambda text: _inside(source, text, what)
    )


@knowable
def space_at_an_end(source: Source) -> Spoilt | None:
    # left over from a copied line
    return _any_text(
        source, lambda text: source.one_of([text + " ", " " + text])
    )


@knowable
def newline_in_a_cell(source: Source) -> Spoilt | None:
    # a cell that was typed in two lines
    return _any_text(source, lambda text: _inside(source, text, "\n"))


@knowable
def error_of_a_spreadsheet(source: Source) -> Spoilt | None:
    # a formula that lost its cells
    return _any_text(
        source, lambda _: source.one_of(["#REF!", "#N/A", "#NAME?", "#VALUE!"])
    )


@knowable
def required_cell_emptied(source: Source) -> Spoilt | None:
    # a cell deleted by mistake
    def must(each):
        return each.get("constraints", {}).get("required")

    kinds = {"string", "date", "integer", "number", "boolean", "list"}
    return _any_of(source, kinds, "", having=must)


@knowable
def word_outside_its_list(source: Source) -> Spoilt | None:
    # a word typed instead of chosen
    def enum(each):
        return "enum" in each.get("constraints", {})

    new = source.one_of(
        ["captured.", "Taliban", "unknown?", "GOVERNMENT", "takne", "x"]
    )
    return _any_of(source, {"string"}, new, having=enum)


@knowable
def note_too_long(source: Source) -> Spoilt | None:
    # one word over the limit
    name = source.one_of(["reports", "claims", "baseline", "milestones"])
    line = source.any_line(name)
    return put(source, name, line, note=" ".join(["word"] * 26))


@knowable
def key_of_nothing(source: Source) -> Spoilt | None:
    # a page, a district or a post that is in no table
    name = source.dice.choice(
        [n for n in TABLES if schema()[n]["schema"].get("foreignKeys")]
    )
    column = source.dice.choice(schema()[name]["schema"]["foreignKeys"])[
        "fields"
    ][0]
    if source.is_empty(name, column):
        return None
    line = source.filled(name, column)
    old = source.cell(name, line, column)
    new = "AF9999" if column == "pcode" else old + "x"
    return put(source, name, line, "province_pcode", **{column: new})


@knowable
def identifier_twice(source: Source) -> Spoilt | None:
    # a row copied to make a new one
    def unique(each):
        return each.get("constraints", {}).get("unique")

    name, each = source.dice.choice(source.fields({"string"}, unique))
    one, other = source.dice.sample(sorted(source.rows(name)), 2)
    first, second = sorted((one, other))
    value = source.rows(name)[first][each["name"]]
    if not value or not source.rows(name)[second][each["name"]]:
        return None
    return put(source, name, second, **{each["name"]: value})


@knowable
def address_that_runs(source: Source) -> Spoilt | None:
    # a link that would run in the reader's page
    line = source.any_line("sources")
    return put(source, "sources", line, url="javascript:alert(1)")


@knowable
def item_twice_in_a_list(source: Source) -> Spoilt | None:
    # a list put together from two
    name, each = source.dice.choice(source.fields({"list"}))
    column = each["name"]
    if source.is_empty(name, column):
        return None
    line = source.filled(name, column)
    old = source.cell(name, line, column)
    return put(source, name, line, **{column: f"{old};{old.split(';')[0]}"})


@knowable
def list_with_an_end_too_many(source: Source) -> Spoilt | None:
    # a list from which the last item was deleted
    name, each = source.dice.choice(source.fields({"list"}))
    column = each["name"]
    if source.is_empty(name, column):
        return None
    line = source.filled(name, column)
    return put(
        source, name, line, **{column: source.cell(name, line, column) + ";"}
    )


# numbers


def _number(source, new):
    return _any_of(source, {"integer", "number"}, new)


@knowable
def number_beyond_all(source: Source) -> Spoilt | None:
    # programs read it as infinity, or fail
    return _number(source, source.one_of(["1e400", "9" * 30, "1e39"]))


@knowable
def number_below_nought(source: Source) -> Spoilt | None:
    # a dash before the figure
    return _number(source, source.one_of(["-5", "-1000", "-99999"]))


@knowable
def number_in_words(source: Source) -> Spoilt | None:
    # a figure as it is printed
    return _number(
        source,
        source.one_of(
            ["many", "1,470", "1 470", "١٤٧", "~90", "nan", "1.2.3"]
        ),
    )


# days


@knowable
def day_of_another_form(source: Source) -> Spoilt | None:
    # days as people and spreadsheets write them
    new = source.one_of(
        ["21/06/2021", "21 June 2021", "2021-6-21", "44368", "2021-02-30"]
    )
    return _any_of(source, {"date"}, new)


@knowable
def day_of_another_calendar(source: Source) -> Spoilt | None:
    # days as pages of the region print them
    new = source.one_of(
        ["1400-03-31", "1400-04-02", "1442-11-10", "۱۴۰۰-۰۳-۳۱"]
    )
    return _any_of(source, {"date"}, new)


@knowable
def year_of_another_century(source: Source) -> Spoilt | None:
    # a slip of the first digits
    return _any_of(
        source,
        {"date"},
        source.one_of(["1921-06-21", "2121-06-21", "0021-06-21"]),
    )


@knowable
def event_of_another_year(source: Source) -> Spoilt | None:
    # a slip of the last digit
    name = source.one_of(["reports", "road_reports"])
    column = source.one_of(["date_lo", "date_hi"])
    line = source.filled(name, column)
    year = source.one_of(["2020", "2022", "2012"])
    new = year + source.cell(name, line, column)[4:]
    return put(
        source, name, line, "date_lo", "date_hi", "date", **{column: new}
    )


@knowable
def bounds_turned_round(source: Source) -> Spoilt | None:
    # the two typed into each other's cells
    name = source.one_of(["reports", "claims", "milestones", "road_reports"])
    lo, hi = (
        ("period_lo", "period_hi")
        if name == "claims"
        else ("date_lo", "date_hi")
    )
    rows = source.rows(name)
    lines = [
        line for line, row in rows.items() if row[lo] and row[lo] < row[hi]
    ]
    if not lines:
        return None
    line = source.dice.choice(lines)
    row = rows[line]
    return put(
        source, name, line, "date", "reported", **{lo: row[hi], hi: row[lo]}
    )


@knowable
def day_outside_its_bounds(source: Source) -> Spoilt | None:
    # bounds mended, the day forgotten
    name = source.one_of(["reports", "milestones", "road_reports"])
    line = source.filled(name, "date")
    hi = pd.Timestamp(source.cell(name, line, "date_hi")) + pd.Timedelta(
        days=3
    )
    return put(source, name, line, date=f"{hi:%Y-%m-%d}")


@knowable
def reported_before_it_began(source: Source) -> Spoilt | None:
    # a claim cannot be older than what it counts
    rows = source.rows("claims")
    line = source.line_where(
        "claims", lambda row: row["reported"] and row["period_lo"]
    )
    early = pd.Timestamp(rows[line]["period_lo"]) - pd.Timedelta(days=2)
    return put(source, "claims", line, reported=f"{early:%Y-%m-%d}")


@knowable
def published_after_it_was_read(source: Source) -> Spoilt | None:
    # the two days in each other's cells
    line = source.filled("sources", "accessed")
    return put(source, "sources", line, published="2026-12-24")


# rows and files


@knowable
def row_twice(source: Source) -> Spoilt | None:
    # pasted twice
    name = source.dice.choice(TABLES)
    rows = source.listed(name)
    row = source.dice.choice(rows)
    unkeyed = {"checks"}
    if name in unkeyed:
        return None
    columns = frozenset(
        schema()[name]["schema"]["fields"][n]["name"] for n in (0, 1)
    )
    own = frozenset(
        each["name"]
        for each in schema()[name]["schema"]["fields"]
        if each.get("constraints", {}).get("unique")
    )
    line = len(rows) + 2
    more = frozenset(["to_node", "hex_col", "is_capital", "row_id"])
    return Spoilt(
        name, written(name, [*rows, row]), line, columns | own | more
    )


@knowable
def same_content_under_a_new_id(source: Source) -> Spoilt | None:
    # entered twice
    name = source.one_of(
        ["reports", "claims", "milestones", "published_counts"]
    )
    rows = source.listed(name)
    first = schema()[name]["schema"]["fields"][0]["name"]
    copy = source.dice.choice(rows) | {first: "Z9999"}
    return Spoilt(
        name, written(name, [*rows, copy]), len(rows) + 2, frozenset([first])
    )


def _line_spoilt(source, change):
    name = source.dice.choice(TABLES)
    lines = written(name, source.rows(name)).decode().split("\n")
    number = source.dice.randint(2, len(lines) - 1)
    lines[number - 1] = change(lines[number - 1])
    return Spoilt(name, "\n".join(lines).encode(), number, frozenset([""]))


@knowable
def comma_too_many(source: Source) -> Spoilt | None:
    # a comma inside a cell without quotes does the same
    return _line_spoilt(source, lambda line: line + ",")


@knowable
def cell_lost(source: Source) -> Spoilt | None:
    # the last cell cut off
    return _line_spoilt(
        source,
        lambda line: (
            line.rpartition(",")[0] if '"' not in line else line + ","
        ),
    )


@knowable
def blank_line(source: Source) -> Spoilt | None:
    # left by an editor
    return _line_spoilt(source, lambda line: "\n" + line)


@knowable
def quote_left_open(source: Source) -> Spoilt | None:
    # swallows what follows
    return _line_spoilt(
        source,
        lambda line: '"' + line if not line.startswith('"') else line[1:],
    )


def _file_spoilt(source, change):
    name = source.dice.choice(TABLES)
    raw = written(name, source.rows(name))
    return Spoilt(name, change(raw), None, frozenset([""]))


@knowable
def mark_of_byte_order(source: Source) -> Spoilt | None:
    # what a spreadsheet calls UTF-8
    return _file_spoilt(source, lambda raw: b"\xef\xbb\xbf" + raw)


@knowable
def ends_of_lines_of_windows(source: Source) -> Spoilt | None:
    # what an editor or git makes of them there
    return _file_spoilt(source, lambda raw: raw.replace(b"\n", b"\r\n"))


@knowable
def semicolons_for_commas(source: Source) -> Spoilt | None:
    # a spreadsheet of a country that writes 1,5
    return _file_spoilt(source, lambda raw: raw.replace(b",", b";"))


@knowable
def latin_1(source: Source) -> Spoilt | None:
    # an editor that guessed the encoding
    return _file_spoilt(source, lambda raw: raw + "é\n".encode("latin-1"))


@knowable
def only_the_header(source: Source) -> Spoilt | None:
    # saved after a filter that left nothing
    return _file_spoilt(source, lambda raw: raw.partition(b"\n")[0] + b"\n")


@knowable
def column_renamed(source: Source) -> Spoilt | None:
    # the first letter typed twice
    return _file_spoilt(source, lambda raw: b"x" + raw)


@knowable
def columns_swapped(source: Source) -> Spoilt | None:
    # a column moved in a spreadsheet
    def swap(raw):
        head, _, rest = raw.partition(b"\n")
        one, other, *more = head.split(b",")
        return b",".join([other, one, *more]) + b"\n" + rest

    return _file_spoilt(source, swap)


# keys and places


@knowable
def province_of_another_district(source: Source) -> Spoilt | None:
    # the code of the row above
    line = source.filled("reports", "pcode")
    own = source.cell("reports", line, "province_pcode")
    other = source.one_of(
        [f"AF{n:02d}" for n in range(1, 35) if f"AF{n:02d}" != own]
    )
    return put(source, "reports", line, "except_pcodes", province_pcode=other)


@knowable
def checked_row_of_nothing(source: Source) -> Spoilt | None:
    # a row that was never there
    line = source.any_line("checks")
    return put(source, "checks", line, row_id="Z9998")


@knowable
def merged_with_nothing(source: Source) -> Spoilt | None:
    # a row that was deleted later
    line = source.filled("unplaced", "kept_as")
    return put(source, "unplaced", line, kept_as="Z9998")


@knowable
def unplaced_though_entered(source: Source) -> Spoilt | None:
    # placed after all, and left in the other list
    line = source.line_where(
        "unplaced", lambda row: row["meant_for"] == "reports"
    )
    entered = source.dice.choice(source.listed("reports"))["report_id"]
    return put(source, "unplaced", line, "kept_as", row_id=entered)


@knowable
def capital_flipped(source: Source) -> Spoilt | None:
    # one too many, or none
    rows = source.rows("districts")
    line = source.one_of(rows)
    flipped = "false" if rows[line]["is_capital"] == "true" else "true"
    spoilt = put(source, "districts", line, is_capital=flipped)
    # which of two is too many, and where one is missed, cannot be told
    return spoilt._replace(line=None)


@knowable
def province_named_otherwise(source: Source) -> Spoilt | None:
    # one row spelt anew
    line = source.any_line("districts")
    spoilt = put(source, "districts", line, province="Kabulistan")
    return spoilt._replace(line=None)


@knowable
def tile_taken(source: Source) -> Spoilt | None:
    # two districts, one hexagon
    rows = source.rows("districts")
    one, other = sorted(source.dice.sample(sorted(rows), 2))
    tile = {name: rows[one][name] for name in ("hex_col", "hex_row")}
    return (
        put(source, "districts", other, **tile) if all(tile.values()) else None
    )


@knowable
def neighbour_of_one_side(source: Source) -> Spoilt | None:
    # entered at one of the two
    rows = source.rows("districts")
    one, other = source.dice.sample(sorted(rows), 2)
    near = rows[one]["neighbours"].split(";")
    if rows[other]["pcode"] in near:
        return None
    new = ";".join([*near, rows[other]["pcode"]])
    return put(source, "districts", one, neighbours=new)


@knowable
def neighbour_of_itself(source: Source) -> Spoilt | None:
    # its own code among them
    rows = source.rows("districts")
    line = source.one_of(rows)
    new = f"{rows[line]['neighbours']};{rows[line]['pcode']}"
    return put(source, "districts", line, neighbours=new)


@knowable
def border_with_no_neighbour(source: Source) -> Spoilt | None:
    # India touches no district of Afghanistan in the list
    line = source.any_line("districts")
    return put(source, "districts", line, borders="IND")


@knowable
def exception_of_another_province(source: Source) -> Spoilt | None:
    # left out of a statement that never held it
    line = source.filled("reports", "except_pcodes")
    own = source.cell("reports", line, "province_pcode")
    other = "AF0101" if own != "AF01" else "AF0201"
    return put(source, "reports", line, except_pcodes=other)


@knowable
def exception_beside_a_district(source: Source) -> Spoilt | None:
    # a row of a district that leaves itself out
    line = source.filled("reports", "pcode")
    pcode = source.cell("reports", line, "pcode")
    return put(source, "reports", line, except_pcodes=pcode)


@knowable
def hub_renamed(source: Source) -> Spoilt | None:
    # the analyses name this node
    rows = source.rows("road_nodes")
    line = next(
        line for line, row in rows.items() if row["node_id"] == "kabul"
    )
    spoilt = put(source, "road_nodes", line, node_id="kabul_city")
    return spoilt._replace(line=None)


# figures that contradict each other


@knowable
def range_turned_round(source: Source) -> Spoilt | None:
    line = source.filled("customs", "value_hi")
    low = float(source.cell("customs", line, "value_hi")) * 2 + 1
    return put(source, "customs", line, "value_hi", value_lo=f"{low:.0f}")


@knowable
def count_range_turned_round(source: Source) -> Spoilt | None:
    line = source.filled("published_counts", "value_hi")
    return put(source, "published_counts", line, value_hi="1")


@knowable
def part_above_its_whole(source: Source) -> Spoilt | None:
    rows = source.rows("published_counts")
    fit = [
        n
        for n, row in rows.items()
        if row["denominator"] and row["unit"] != "percent"
    ]
    line = source.dice.choice(fit)
    new = str(int(rows[line]["denominator"]) + 9)
    return put(source, "published_counts", line, "value_hi", value=new)


@knowable
def share_above_100(source: Source) -> Spoilt | None:
    line = source.line_where(
        "published_counts", lambda row: row["unit"] == "percent"
    )
    return put(source, "published_counts", line, "value_hi", value="157")


@knowable
def claim_without_a_figure(source: Source) -> Spoilt | None:
    # all three cells emptied
    line = source.any_line("claims")
    return put(source, "claims", line, killed="", wounded="", captured="")


# roads


@knowable
def second_stretch_between_two_nodes(source: Source) -> Spoilt | None:
    # the same two towns on another road
    rows = source.listed("road_segments")
    copy = source.dice.choice(rows) | {
        "segment_id": "another",
        "road": "Another road",
    }
    raw = written("road_segments", [*rows, copy])
    return Spoilt("road_segments", raw, len(rows) + 2, frozenset(["to_node"]))


@knowable
def stretch_shorter_than_straight(source: Source) -> Spoilt | None:
    # a mile taken for a kilometre, and more
    rows = source.rows("road_segments")
    line = source.line_where(
        "road_segments", lambda row: float(row["length_km"]) > 30
    )
    new = f"{float(rows[line]['length_km']) / 3:.1f}"
    return put(source, "road_segments", line, length_km=new)


@knowable
def stretch_with_itself(source: Source) -> Spoilt | None:
    # both ends alike
    rows = source.rows("road_segments")
    line = source.one_of(rows)
    return put(source, "road_segments", line, to_node=rows[line]["from_node"])


@knowable
def stretch_beside_its_ends(source: Source) -> Spoilt | None:
    # the first district forgotten
    rows = source.rows("road_segments")
    line = source.line_where("road_segments", lambda row: ";" in row["pcodes"])
    left = ";".join(rows[line]["pcodes"].split(";")[1:])
    return put(source, "road_segments", line, "centre_pcodes", pcodes=left)


# implausible


def _twin(source, name, column, change):
    counts = Counter(row[column] for row in source.rows(name).values())
    often = [
        word
        for word, n in counts.items()
        if n >= 6 and len(word) >= 6 and word.isascii()
    ]
    word = source.dice.choice(sorted(often))
    line = source.line_where(name, lambda row: row[column] == word)
    return put(source, name, line, **{column: change(word)})


NAMES = [
    ("sources", "origin"),
    ("claims", "claimant"),
    ("sources", "publisher"),
]


@implausible
def twin_by_case(source: Source) -> Spoilt | None:
    # the same name in other capitals
    return _twin(source, *source.dice.choice(NAMES), str.swapcase)


@implausible
def twin_by_a_letter(source: Source) -> Spoilt | None:
    # a letter left out
    place = source.dice.randint(1, 4)

    def change(word):
        return word[:place] + word[place + 1 :]

    return _twin(source, *source.dice.choice(NAMES), change)


@implausible
def twin_by_look(source: Source) -> Spoilt | None:
    # Cyrillic letters that look Latin
    alike = str.maketrans(
        {"a": "а", "e": "е", "o": "о", "i": "і", "c": "с", "A": "А"}
    )
    return _twin(
        source,
        *source.dice.choice(NAMES),
        lambda word: word.translate(alike) + "",
    )


@implausible
def page_before_its_event(source: Source) -> Spoilt | None:
    # the day of publication too early
    rows = source.rows("reports")
    pages = source.rows("sources")
    used = {row["source_id"]: row for row in rows.values()}
    lines = [
        n
        for n, row in pages.items()
        if row["source_id"] in used and row["published"]
    ]
    line = source.dice.choice(lines)
    spoilt = put(source, "sources", line, published="2021-03-02")
    return spoilt._replace(columns=frozenset(["published"]))


@implausible
def killed_without_wounded(source: Source) -> Spoilt | None:
    # hardly anybody survives
    rows = source.rows("claims")
    line = source.line_where(
        "claims", lambda row: row["wounded"] not in ("", "0")
    )
    return put(
        source, "claims", line, killed=str(int(rows[line]["wounded"]) * 150)
    )


@implausible
def figure_ten_times(source: Source) -> Spoilt | None:
    # a nought too many
    rows = source.rows("claims")

    def national(row):
        return row["scope"] == "national" and int(row["killed"] or 0) >= 50

    line = source.one_of([n for n, row in rows.items() if national(row)])
    return put(
        source,
        "claims",
        line,
        "statement_id",
        killed=rows[line]["killed"] + "0",
    )


@implausible
def revenue_of_another_size(source: Source) -> Spoilt | None:
    # two noughts too many
    rows = source.rows("customs")
    groups = defaultdict(list)
    for line, row in rows.items():
        groups[row["crossing_id"], row["measure"], row["unit"]].append(line)
    many = sorted(
        line for lines in groups.values() if len(lines) > 2 for line in lines
    )
    line = source.dice.choice(many)
    high = {
        name: rows[line][name] + "00"
        for name in ("value_lo", "value_hi")
        if rows[line][name]
    }
    return put(source, "customs", line, **high)


@implausible
def local_over_provinces(source: Source) -> Spoilt | None:
    # a village in three provinces
    line = source.line_where("claims", lambda row: row["scope"] == "local")
    return put(source, "claims", line, provinces="AF01;AF09;AF30")


@implausible
def point_far_away(source: Source) -> Spoilt | None:
    # some degrees off, still inside the country
    name = source.one_of(["districts", "crossings", "road_nodes"])
    line = source.filled(name, "lat")
    lat = float(source.cell(name, line, "lat"))
    new = lat + 3.3 if lat < 34 else lat - 3.3
    return put(source, name, line, "neighbours", lat=f"{new:.4f}")


@implausible
def area_of_another_unit(source: Source) -> Spoilt | None:
    # hectares for square kilometres
    rows = source.rows("districts")
    line = source.filled("districts", "area_km2")
    new = float(rows[line]["area_km2"]) / 100
    return put(
        source,
        "districts",
        line,
        "neighbours",
        area_km2=f"{max(new, 1.0):.1f}",
    )


@implausible
def road_of_thrice_the_way(source: Source) -> Spoilt | None:
    # the length of a whole route
    rows = source.rows("road_segments")
    line = source.line_where(
        "road_segments", lambda row: float(row["length_km"]) > 15
    )
    new = min(float(rows[line]["length_km"]) * 3, 999)
    return put(source, "road_segments", line, length_km=f"{new:.1f}")


@implausible
def rows_cut_off(source: Source) -> Spoilt | None:
    # a file that was not written to its end
    name = source.dice.choice(TABLES)
    rows = source.listed(name)
    left = rows[: int(len(rows) * source.dice.uniform(0.3, 0.85))]
    return Spoilt(name, written(name, left), None, frozenset([""]))


@implausible
def word_for_nothing(source: Source) -> Spoilt | None:
    # what programs write for a gap
    name, column = source.dice.choice(
        [("reports", "note"), ("claims", "note"), ("sources", "origin")]
    )
    line = source.any_line(name)
    return put(
        source,
        name,
        line,
        **{column: source.one_of(["nan", "NULL", "None", "N/A"])},
    )


@implausible
def letters_broken(source: Source) -> Spoilt | None:
    # UTF-8 read as Windows-1252
    rows = source.rows("reports")
    far = [
        n for n, row in rows.items() if not row["place_as_printed"].isascii()
    ]
    line = source.dice.choice(far)
    raw = (
        rows[line]["place_as_printed"]
        .encode("utf-8")
        .decode("cp1252", errors="replace")
    )
    return put(source, "reports", line, place_as_printed=raw)


@implausible
def html_in_a_text(source: Source) -> Spoilt | None:
    # copied from a page's source
    name, column = source.one_of([("reports", "note"), ("crossings", "name")])
    line = source.any_line(name)
    return put(source, name, line, **{column: "<b>seized</b> the post"})


@implausible
def page_under_two_addresses(source: Source) -> Spoilt | None:
    # from a newsletter and from a search
    rows = source.listed("sources")
    page = source.dice.choice(rows)
    address = page["url"].partition("#")[0]
    tail = (
        "&utm_source=x"
        if "?" in address
        else source.one_of(["/", "?utm_source=x"])
    )
    if address.endswith("/"):
        tail = "?fbclid=1"
    copy = page | {"source_id": "copy-000000", "url": address + tail}
    raw = written("sources", [*rows, copy])
    return Spoilt(
        "sources", raw, len(rows) + 2, frozenset(["url", "source_id"])
    )


@implausible
def address_of_ones_own(source: Source) -> Spoilt | None:
    # a page that only its curator can open
    line = source.any_line("sources")
    new = source.dice.choice(
        [
            "http://localhost/a",
            "https://me:word@a.example/b",
            "http://10.0.0.1/",
        ]
    )
    return put(source, "sources", line, url=new)


@implausible
def name_of_a_neighbour(source: Source) -> Spoilt | None:
    # a spelling entered one row too low
    rows = source.rows("districts")
    line = source.one_of(rows)
    near = {row["pcode"]: row["district"] for row in rows.values()}
    same = [
        p
        for p in near
        if p[:4] == rows[line]["province_pcode"] and p != rows[line]["pcode"]
    ]
    name = near[source.dice.choice(same)]
    old = rows[line]["alt_names"]
    return put(
        source, "districts", line, alt_names=f"{old};{name}" if old else name
    )


@implausible
def said_again_under_a_new_id(source: Source) -> Spoilt | None:
    # entered twice, with another note
    rows = source.listed("reports")
    copy = source.dice.choice(rows) | {
        "report_id": "Z9999",
        "note": "Another note",
    }
    raw = written("reports", [*rows, copy])
    return Spoilt("reports", raw, len(rows) + 2, frozenset(["report_id"]))


@implausible
def statement_split(source: Source) -> Spoilt | None:
    # a print that lost its statement
    rows = source.rows("claims")
    size = Counter(
        (row["statement_id"], row["killed"], row["wounded"])
        for row in rows.values()
    )

    def key(row):
        return (row["statement_id"], row["killed"], row["wounded"])

    def figures(row):
        return len(row["killed"] + row["wounded"]) >= 4

    lines = [
        n for n, row in rows.items() if size[key(row)] > 2 and figures(row)
    ]
    return put(
        source,
        "claims",
        source.dice.choice(lines),
        statement_id="st-of-its-own",
    )


@implausible
def print_days_apart(source: Source) -> Spoilt | None:
    # a print that joined another statement
    rows = source.rows("claims")
    size = Counter(row["statement_id"] for row in rows.values())
    lines = [
        n
        for n, row in rows.items()
        if size[row["statement_id"]] > 2 and row["period_hi"]
    ]
    line = source.dice.choice(lines)
    apart = (
        "2021-08-20"
        if rows[line]["period_hi"] < "2021-07-15"
        else "2021-05-03"
    )
    days = dict.fromkeys(["reported", "period_lo", "period_hi"], apart)
    return put(source, "claims", line, "statement_id", **days)


@implausible
def district_deleted(source: Source) -> Spoilt | None:
    # a capture that loses its district
    rows = source.rows("reports")

    def named(row):
        return (
            row["pcode"]
            and not row["crossing_id"]
            and row["event"] == "captured"
        )

    line = source.one_of([n for n, row in rows.items() if named(row)])
    return put(source, "reports", line, pcode="")


@implausible
def district_next_door(source: Source) -> Spoilt | None:
    # a capture that moves to a neighbour
    rows = source.rows("reports")

    def named(row):
        return (
            row["pcode"]
            and not row["crossing_id"]
            and row["event"] == "captured"
        )

    line = source.one_of([n for n, row in rows.items() if named(row)])
    own = rows[line]["pcode"]
    same = [
        row["pcode"]
        for row in source.rows("districts").values()
        if row["pcode"][:4] == own[:4]
    ]
    return put(
        source,
        "reports",
        line,
        pcode=source.one_of([p for p in same if p != own]),
    )


@implausible
def month_mistaken(source: Source) -> Spoilt | None:
    # the 9th month for the 6th
    rows = source.rows("reports")

    def sharp(row):
        return (
            row["date"]
            and row["pcode"]
            and row["date_lo"][:7] == row["date_hi"][:7]
        )

    line = source.line_where(
        "reports", lambda row: sharp(row) and row["date"] < "2021-08-01"
    )
    later = {
        name: rows[line][name][:5] + "09" + rows[line][name][7:]
        for name in DAYS
    }
    later = {
        name: day.replace("09-31", "09-30") for name, day in later.items()
    }
    return put(source, "reports", line, **later)


DAYS = ("date", "date_lo", "date_hi")
