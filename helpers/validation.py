"""Check the tables of data/ by their one schema, data/datapackage.json."""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from helpers.checks.cell_rules import cell_fault
from helpers.checks.contradictions import CONTRADICTIONS
from helpers.checks.derived_rules import DERIVED
from helpers.checks.described import unlike_its_description
from helpers.checks.plausibility import EVERYWHERE, WARNINGS
from helpers.checks.raw_tables import Finding, RawTable, Record, Row
from helpers.checks.slips import SLIPS
from helpers.checks.table_rules import KEYS, RULES
from helpers.public import own_names
from helpers.tables import DATA, schema, shown

# characters: what the csv module reads as one cell, unless another library has raised its limit
LONGEST = 131_072
# a quote may only open or close a cell, or stand doubled inside a quoted one
CONFLICT_MARKS = ("<<<<<<< ", "=======", ">>>>>>> ", "||||||| ")
QUOTED_CELL = re.compile(r'(^|,)"(?:[^"]|"")*"(?=,|$)')
COLUMNS = ["file", "row", "column", "value", "expected", "rule"]
# the names by which datapackage.json lists rules and warnings
ALL_RULES = RULES | {rule.__name__: rule for rule in DERIVED}
ALL_WARNINGS = WARNINGS | {
    each.__name__: each for each in (*SLIPS, *CONTRADICTIONS)
}


class Examined(NamedTuple):
    """One file under examination: its faults, and its table where the file could be read."""

    file: Path
    faults: list[Finding]
    table: RawTable | None


def check(path: str | Path | None = None) -> pd.DataFrame:
    """Find every fault of a table, or of all of data/.

    Judged are the bytes (UTF-8 with no BOM, LF, sound quotes), the header, every cell by its type
    and constraints in the schema, keys and foreign keys, and the rules that the schema lists by
    name. Bytes that leave a parser to guess end the check of their file. Foreign keys are looked
    up in the folder of the file, or in data/ for a table that the folder does not have.

    Parameters
    ----------
    path : path, optional
        A CSV file named after its table, or a folder that holds the tables (default data/).

    Returns
    -------
    DataFrame
        One row a fault; an empty one means good tables. Columns: file, row (line in the file,
        header = 1; NA for the whole file), column, value, expected, rule (the rule's name; "" for
        the bytes, the header and single cells).

    See Also
    --------
    implausible : what a rule cannot know to be wrong, and a person should look at.

    Examples
    --------
    >>> check().empty
    True
    """
    # faults alone: nobody should have to read warnings to know whether a table is sound
    return _as_table((each.file, each.faults) for each in examine(path))


def implausible(path: str | Path | None = None) -> pd.DataFrame:
    """Find what in a table, or in all of data/, is implausible, though it may be right.

    What was looked at stands in accepted.csv with the reason, and is left out here; a row of
    accepted.csv that quiets nothing any more is named itself.

    Parameters
    ----------
    path : path, optional
        As for `check`.

    Returns
    -------
    DataFrame
        As `check` returns it; `expected` says what would make the row right.

    Examples
    --------
    >>> list(implausible().columns)
    ['file', 'row', 'column', 'value', 'expected', 'rule']
    """
    # apart from the faults, for a warning may be right
    return _as_table(warnings_of(examine(path)))


def other_than_described(path: str | Path | None = None) -> pd.DataFrame:
    """Find the tables that are not those which the data package beside them describes.

    Told by the hashes in datapackage.json, which `make codebook` writes; a folder without them has
    nothing to compare with. A change that was meant and one that was not look the same.

    Parameters
    ----------
    path : path, optional
        As for `check`.

    Returns
    -------
    DataFrame
        As `check` returns it, one row a table.

    Examples
    --------
    >>> other_than_described().empty
    True
    """
    # a word of its own: no row is wrong by it, and every edit brings it
    return _as_table(_changed(examine(path)))


def _changed(examined: list[Examined]) -> Iterator[tuple[Path, list[Finding]]]:
    for each in examined:
        # a file that could not be read is another one all the same
        rows = len(each.table.rows) if each.table else None
        yield each.file, unlike_its_description(each.file, rows)


def _as_table(found: Iterable[tuple[Path, list[Finding]]]) -> pd.DataFrame:
    # an empty text in place of None: the value of a missing column
    rows = [
        (
            file.name,
            each.line,
            each.column,
            each.value or "",
            each.expected,
            each.rule,
        )
        for file, findings in found
        for each in findings
    ]
    return pd.DataFrame(rows, columns=COLUMNS).astype({"row": "Int64"})


def examine(
    path: str | Path | None = None, record: Record | None = None
) -> list[Examined]:
    """Examine a table, or all of data/, and keep what was read for the warnings.

    Parameters
    ----------
    path : path, optional
        As for `check`.
    record : Record, optional
        The other tables, where they were read already.

    Returns
    -------
    list of Examined
        One a file.

    Raises
    ------
    TypeError, ValueError
        For a path that is none.

    Examples
    --------
    >>> [each.file.name for each in examine(DATA / "claims.csv")]
    ['claims.csv']
    """
    given = DATA if path is None else path
    if not isinstance(given, (str, Path)) or not str(given):
        raise TypeError(
            f"path is that of a CSV file or a folder, not {shown(given)}"
        )
    path = Path(given)
    try:
        path = path.resolve()
        folder = path if path.is_dir() else path.parent
    except OSError as fault:
        reason = f"no path that the system takes ({fault.strerror})"
        raise ValueError(f"path {shown(str(given))} is {reason}") from fault
    record = record or Record(folder)
    return [_examined(file, record) for file in _files(path)]


def _files(path: Path) -> list[Path]:
    """The tables to check; a folder without any is a fault of its own."""
    if not path.is_dir():
        return [path]
    files = [path / f"{name}.csv" for name in schema()]
    # in data/ a table that is missing is a fault; elsewhere a folder may hold a few
    return [file for file in files if file.exists() or path == DATA] or [path]


def _examined(file: Path, record: Record) -> Examined:
    # bytes first: a parser that has to guess would name faults that are none
    if file.stem not in schema():
        names = ", ".join(schema())
        expected = f"a file named after a table: {names}"
        return Examined(file, [Finding(None, "", expected, file.name)], None)
    faults = _bytes_faults(file)
    if faults:
        return Examined(file, faults, None)
    return _table_faults(file, record)


# bytes: each of these faults would make a parser guess


def _bytes_faults(file: Path) -> list[Finding]:
    try:
        raw = file.read_bytes()
    except OSError as fault:
        return [
            Finding(None, "", f"a readable file ({fault.strerror})", str(file))
        ]
    # blanks alone: an editor leaves them where everything was deleted
    if not raw.strip():
        return [
            Finding(None, "", "a header line and rows; the file is empty", "")
        ]
    if raw.startswith(b"\xef\xbb\xbf"):
        expected = "UTF-8 with no byte order mark; save it as 'UTF-8', not 'UTF-8 with BOM'"
        return [Finding(1, "", expected, "BOM")]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        before = raw[: fault.start]
        line = before.count(b"\n") + 1
        return [
            Finding(
                line,
                "",
                "text in UTF-8; save it as 'CSV UTF-8'",
                repr(raw[fault.start : fault.start + 4]),
            )
        ]
    return _text_faults(text)


def _text_faults(text: str) -> list[Finding]:
    # the first of these is enough: all others follow from it
    stops = {
        "\0": ("NUL byte", "text in UTF-8"),
        "\r": (
            "CR",
            "lines that end in LF alone; in an editor save with LF (Unix) line ends, in a"
            " checkout run `git config core.autocrlf false` and check the files out again",
        ),
    }
    for character, (name, expected) in stops.items():
        if character in text:
            line = text[: text.index(character)].count("\n") + 1
            return [Finding(line, "", expected, name)]
    lines = text.split("\n")
    if lines[-1]:
        expected = "a line that ends; the file was cut off, or its last line end is missing"
        return [Finding(len(lines), "", expected, lines[-1][-60:])]
    if "," not in lines[0]:
        expected = "a header line with commas between the columns"
        return [Finding(1, "", expected, lines[0][:60])]
    return [
        found
        for number, line in enumerate(lines, 1)
        for found in _line_faults(number, line)
    ]


def _line_faults(number: int, line: str) -> Iterator[Finding]:
    # the rest of such a line is told of by the number of its cells
    if line.startswith(CONFLICT_MARKS):
        expected = "no mark of git's: two changes met here, keep one of them"
        yield Finding(number, "", expected, line[:60])
    # a quote left open would swallow the lines after it
    if len(line) > LONGEST:
        yield Finding(
            number, "", f"a line of at most {LONGEST} characters", line[:60]
        )
    if '"' in line and '"' in QUOTED_CELL.sub(r"\1", line):
        expected = 'quotes only round a whole cell, and doubled ("") inside it'
        yield Finding(number, "", expected, line[:60])


# header, cells, rules


def _table_faults(file: Path, record: Record) -> Examined:
    """The faults of the header, the cells and the rules, in the order of the lines."""
    # all faults at once, so that a file is mended in one go
    fields = {
        field["name"]: field
        for field in schema()[file.stem]["schema"]["fields"]
    }
    with open(file, encoding="utf-8", newline="") as handle:
        header, *lines = csv.reader(handle)
    faults = _header_faults(header, list(fields))
    if not fields.keys() & header or len(set(header)) < len(header):
        return Examined(file, faults, None)
    if not lines and not schema()[file.stem].get("mayBeEmpty"):
        faults.append(Finding(None, "", "rows under the header", ""))
    rows, shape_faults = _rows(header, lines, fields)
    faults += shape_faults
    faults += _cell_faults(
        rows, [fields[name] for name in header if name in fields]
    )
    faults += _unique_faults(rows, fields)
    # without a column no rule can trust a row: each may need what is missing
    unsound = rows.keys() if fields.keys() - header else ()
    table = RawTable(file.stem, rows, record, set(unsound))
    _blank(table, faults)
    faults += _rule_faults(table)
    return Examined(
        file, sorted(faults, key=lambda fault: fault.line or 0), table
    )


def _blank(table: RawTable, faults: list[Finding]) -> None:
    """Empty the cells that are faulty by themselves, so that no rule judges them again."""
    for fault in faults:
        if fault.line is None:
            continue
        table.unsound.add(fault.line)
        if fault.column in table.columns and fault.line in table.rows:
            table.rows[fault.line][fault.column] = ""


def _header_faults(header: list[str], columns: list[str]) -> list[Finding]:
    # a file without one column of its own is another table
    printed = ",".join(header)[:60]
    if not set(columns) & set(header):
        return [Finding(1, "", f"a header line: {','.join(columns)}", printed)]
    faults = [
        Finding(1, name, f"a column {name}", "")
        for name in columns
        if name not in header
    ]
    faults += [
        Finding(1, name, "no such column", name)
        for name in header
        if name not in columns
    ]
    if len(set(header)) < len(header):
        twice = [name for name in columns if header.count(name) > 1]
        return faults + [
            Finding(1, name, "each column once", name) for name in twice
        ]
    if not faults and header != columns:
        names = ",".join(columns)
        expected = f"the columns in the order {names}"
        return [Finding(1, "", expected, printed)]
    return faults


def _rows(
    header: list[str], lines: list[list[str]], fields: dict
) -> tuple[dict[int, Row], list[Finding]]:
    """The rows as {line: {column: text}}, and the lines that are no rows."""
    # a row of another length cannot be told cell from cell
    rows, faults = {}, []
    for number, cells in enumerate(lines, 2):
        if len(cells) == len(header):
            row = dict.fromkeys(fields, "")
            row.update(zip(header, cells, strict=True))
            rows[number] = row
        elif cells:
            expected = (
                f"{len(header)} cells, as in the header; "
                "a comma inside a cell needs quotes round it"
            )
            faults.append(Finding(number, "", expected, f"{len(cells)} cells"))
        else:
            faults.append(Finding(number, "", "no blank line", ""))
    return rows, faults


def _cell_faults(rows: dict[int, Row], fields: list[dict]) -> list[Finding]:
    faults = []
    for field in fields:
        name = field["name"]
        # most values stand in many rows: each is judged once
        judged: dict[str, str] = {}
        for number, row in rows.items():
            value = row[name]
            if value not in judged:
                judged[value] = cell_fault(value, field)
            if judged[value]:
                faults.append(Finding(number, name, judged[value], value))
    return faults


def _unique_faults(rows: dict[int, Row], fields: dict) -> list[Finding]:
    # the first row keeps the value, each later one is named
    faults = []
    for name, field in fields.items():
        if not field.get("constraints", {}).get("unique"):
            continue
        seen: dict[str, int] = {}
        for number, row in rows.items():
            first = seen.setdefault(row[name], number)
            if row[name] and first != number:
                expected = f"a value of its own; row {first} has it"
                faults.append(Finding(number, name, expected, row[name]))
    return faults


def _rule_faults(table: RawTable) -> list[Finding]:
    # keys first, so that a rule does not stumble over a key of nothing
    faults = []
    for rule in KEYS:
        faults += _judged(rule, table)
    _blank(table, faults)
    listed = [rule["name"] for rule in schema()[table.name].get("rules", [])]
    for name in listed:
        faults += _judged(ALL_RULES[name], table)
    return faults


def _judged(rule, table: RawTable) -> Iterator[Finding]:
    """What one rule finds, with the values that it found and its name."""
    for found in rule(table):
        value = found.value
        if value is None:
            value = table.rows[found.line][found.column]
        yield found._replace(value=value, rule=rule.__name__)


# warnings


def warnings_of(examined: list[Examined]) -> list[tuple[Path, list[Finding]]]:
    """Find what is implausible in examined files and was not looked at yet.

    Parameters
    ----------
    examined : list of Examined
        As `examine` returns them.

    Returns
    -------
    list of (Path, list of Finding)

    Examples
    --------
    >>> [file.name for file, found in warnings_of(examine(DATA / "crossings.csv"))]
    ['crossings.csv']
    """
    readable = [each for each in examined if each.table]
    if not readable:
        return []
    # all were read beside the same other tables
    accepted = _accepted(readable[0].table.record)
    given = set()
    left = []
    for each in readable:
        warnings = _found_by_warnings(each.table)
        given |= {key for _, key in warnings}
        loud = [warning for warning, key in warnings if key not in accepted]
        left.append((each.file, loud))
    # only a look at everything tells that nothing is quieted by a row
    if len(readable) == len(schema()):
        unneeded = [
            _unneeded(row) for key, row in accepted.items() if key not in given
        ]
        left.append((DATA / "accepted.csv", unneeded))
    return left


def _found_by_warnings(table: RawTable) -> list[tuple[Finding, tuple]]:
    """(warning, key under which it may have been accepted) of everything implausible."""
    # warnings that hold for every table, then those that its schema lists
    listed = [
        warning["name"] for warning in schema()[table.name].get("warnings", [])
    ]
    found = []
    for warning in [*EVERYWHERE, *(ALL_WARNINGS[name] for name in listed)]:
        try:
            found += list(_judged(warning, table))
        except (ValueError, KeyError, OverflowError, ZeroDivisionError):
            # another table that it looks at is faulty, and its faults are named
            continue
    return [
        (each, (table.name, _row_key(table, each.line), each.rule))
        for each in found
    ]


def _row_key(table: RawTable, line: int | None) -> str:
    """How accepted.csv names a row: its identifier, or its first cell and its source."""
    if line is None:
        return ""
    first = schema()[table.name]["schema"]["fields"][0]
    row = table.rows[line]
    name = row[first["name"]]
    if first.get("constraints", {}).get("unique"):
        return name
    return f"{name} {row.get('source_id', '')}".strip()


def _accepted(record: Record) -> dict[tuple, tuple[int, Row]]:
    """{(table, row, rule): (line, row of accepted.csv)}"""
    # a folder of one's own may have none
    if "accepted" not in schema():
        return {}
    rows = record.rows("accepted").items()
    return {
        (row["table"], row["row"], row["rule"]): (line, row)
        for line, row in rows
    }


def _unneeded(accepted: tuple[int, Row]) -> Finding:
    # left in place, it would quiet a fault that comes back for another reason
    line, row = accepted
    name = f"{row['table']} {row['row']}".strip()
    expected = "a warning that is still given; take the row out"
    return Finding(
        line, "rule", expected, f"{name}: {row['rule']}", "acceptance_unneeded"
    )


# the command


def line_of(found: Any) -> str:
    """Write one fault as a line: file:row: column: found …, expected …

    Parameters
    ----------
    found : namedtuple
        A row of what `check` returns, as `itertuples` gives it.

    Returns
    -------
    str

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> line_of(SimpleNamespace(file="a.csv", row=2, column="b", value="1", expected="2"))
    "a.csv:2: b: found '1', expected 2"
    """
    # the form that editors turn into a link: file:line:
    row = "" if pd.isna(found.row) else f":{found.row}"
    column = f" {found.column}:" if found.column else ""
    return f"{found.file}{row}:{column} found {found.value!r}, expected {found.expected}"


def main(paths: Iterable[str] = ()) -> None:
    """Print every fault of files, of folders, or of data/, then every warning, then every change.

    Ends with exit code 1 if there are faults; the rest alone ends with 0.

    Parameters
    ----------
    paths : iterable of str
        Files or folders to check in place of data/, as the command line gives them.

    Examples
    --------
    >>> main([DATA / "crossings.csv"]) # doctest: +ELLIPSIS
    no faults...
    """
    # examined once, for faults and warnings both
    examined = [each for path in paths or [None] for each in examine(path)]
    faults = _as_table((each.file, each.faults) for each in examined)
    for fault in faults.itertuples():
        print(line_of(fault))
    if faults.empty:
        print("no faults")
    warnings = _as_table(warnings_of(examined))
    remedy = "mend the row, or say in data/accepted.csv why it is right"
    # by its rule a warning can be accepted
    lines = [
        f"{line_of(warning)} [{warning.rule}]"
        for warning in warnings.itertuples()
    ]
    _tell(f"{_count(warnings, 'warning')}: {remedy}", lines)
    # last, for it tells neither what nor where
    changed = _as_table(_changed(examined))
    remedy = "`make codebook` describes anew what was meant, and git takes back what was not"
    lines = [line_of(table) for table in changed.itertuples()]
    _tell(f"{_count(changed, 'table')} other than described: {remedy}", lines)
    if len(faults):
        sys.exit(_count(faults, "fault"))


def _tell(heading: str, lines: list[str]) -> None:
    # nothing found, nothing said
    if lines:
        print(f"\n{heading}")
    for line in lines:
        print(line)


def _count(found: pd.DataFrame, noun: str) -> str:
    # one fault is no faults
    return f"{len(found):,} {noun}{'s' if len(found) > 1 else ''}"


__dir__ = own_names(__name__)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        prog="python -m helpers.validation",
        description="Check the tables of data/: every fault (exit 1), then what is implausible "
        "and what is not as datapackage.json describes it (exit 0).",
    )
    parser.add_argument(
        "path", nargs="*", help="CSV files or folders (default: data/)"
    )
    main(parser.parse_args().path)
