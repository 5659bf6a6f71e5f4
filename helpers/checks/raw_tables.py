"""The tables as the text that stands in the files, for the rules that look beyond one cell."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from helpers.public import own_names
from helpers.tables import DATA, schema

Row = dict[str, str]


class Finding(NamedTuple):
    """What a rule finds: line in the file (None: the whole file), column, and what it expected.

    `value` is what was found there; None means the cell itself. `rule` is filled by the caller.
    """

    line: int | None
    column: str
    expected: str
    value: str | None = None
    rule: str = ""


def read_rows(path: Path) -> dict[int, Row] | None:
    """Read a file as {line: {column: text}}; None where it is no sound table.

    Parameters
    ----------
    path : Path
        A CSV file, UTF-8.

    Returns
    -------
    dict or None
        A line that has more or fewer cells than the header is left out.

    Examples
    --------
    >>> read_rows(DATA / "crossings.csv")[2]["crossing_id"]
    'islam_qala'
    """
    # broken files are named by the checks; here they only have no keys
    try:
        with open(path, encoding="utf-8", newline="") as handle:
            header, *lines = csv.reader(handle)
    except (OSError, ValueError, csv.Error):
        return None
    # the header is line 1
    return {
        number: dict(zip(header, cells, strict=True))
        for number, cells in enumerate(lines, 2)
        if len(cells) == len(header)
    }


@dataclass
class RawTable:
    """One table under examination.

    Attributes
    ----------
    name : str
        Of the table in data/.
    rows : dict
        {line: {column: text}}; cells that are unsound by themselves are empty.
    record : Record
        The other tables.
    unsound : set of int
        The lines with unsound cells, which no rule that needs them judges.
    """

    name: str
    rows: dict[int, Row]
    record: Record
    unsound: set[int] = field(default_factory=set)

    @cached_property
    def columns(self) -> list[str]:
        # the columns that the table should have, whatever its header says
        return [
            each["name"] for each in schema()[self.name]["schema"]["fields"]
        ]

    def cells(self, *columns: str) -> Iterator[tuple]:
        """Yield (line, cell, cell, ...) of some columns, of every row."""
        # names in place of look-ups keep the rules short
        for line, row in self.rows.items():
            yield line, *(row[column] for column in columns)

    def sound_cells(self, *columns: str) -> Iterator[tuple]:
        """Yield (line, cell, cell, ...) of the rows without an unsound cell."""
        for line, row in self.sound.items():
            yield line, *(row[column] for column in columns)

    @cached_property
    def sound(self) -> dict[int, Row]:
        """The rows without an unsound cell."""
        # kept, for many rules go through the same rows
        return {
            line: row
            for line, row in self.rows.items()
            if line not in self.unsound
        }


@dataclass
class Record:
    """The tables of a folder (or of data/, where the folder lacks one), each read once."""

    folder: Path = DATA
    known: dict[str, dict[int, Row] | None] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)

    def rows(self, name: str) -> dict[int, Row]:
        """Return the rows of a table; a broken one is noted in `broken` and has none."""
        # a folder of one's own may hold a single table, and leans on data/ for the rest
        if name not in self.known:
            path = self.folder / f"{name}.csv"
            if not path.exists():
                path = DATA / path.name
            rows = read_rows(path)
            self.known[name] = rows
        rows = self.known[name]
        if not rows or not self._has_columns(name, rows):
            self.broken.add(name)
            return {}
        return rows

    def _has_columns(self, name: str, rows: dict[int, Row]) -> bool:
        # the first row stands for all: rows of another length were left out
        columns = {each["name"] for each in schema()[name]["schema"]["fields"]}
        first = next(iter(rows.values()))
        return columns <= first.keys()

    def by_key(self, name: str, column: str) -> dict[str, Row]:
        """Return {key: row} of a table."""
        # the last of two rows with one key wins; that there are two is a fault of its own
        return {row[column]: row for row in self.rows(name).values()}

    def keys(self, name: str, column: str) -> set[str]:
        """Return the keys that a table has."""
        # an empty key is one too: a reference that is empty is not looked up
        return {row[column] for row in self.rows(name).values()}


__dir__ = own_names(__name__)
