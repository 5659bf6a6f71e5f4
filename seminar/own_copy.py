"""A copy of the record that a student may change: add a report, hear the checks, see what moves.

The tables of data/ are never written to. The copy lies in a folder beside the notebook, so that a
closed laptop loses nothing; `OwnCopy.begin_again` throws it away.
"""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from helpers import captures, check, events, load
from helpers.tables import DATA, schema
from helpers.validation import line_of
from helpers.views.building import site_folder

# what the events of a copy rest on
NEEDED = ("reports", "sources", "districts", "crossings")
# the two rows of every comparison
WITHOUT, WITH = "without your report", "with your report"


class OwnCopy:
    """A student's copy of the reports and of what they refer to.

    Parameters
    ----------
    folder : where the copy lies; what it holds already is kept.
    without : report_ids to leave out, so that a student can enter them anew.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     copy = OwnCopy(folder, without=["C0001"])
    ...     "C0001" in set(copy.reports["report_id"])
    False
    """

    def __init__(
        self, folder: str | Path = "my_record", without: tuple[str, ...] = ()
    ) -> None:
        self.folder = _placed(Path(folder))
        self.without = tuple(without)
        # a notebook that is run again keeps what the student entered
        if not (self.folder / "reports.csv").exists():
            self.begin_again()

    def begin_again(self) -> None:
        """Throw the copy away and lay it out anew from the record."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for name in NEEDED:
            shutil.copy(DATA / f"{name}.csv", self.folder)
        rows = [
            row for row in self._rows() if row["report_id"] not in self.without
        ]
        self._write(rows)

    @property
    def reports(self) -> pd.DataFrame:
        """The reports of the copy, as `load` gives them."""
        return load("reports", self.folder / "reports.csv")

    def before(self) -> pd.DataFrame:
        """The reports that the copy began with."""
        reports = load("reports")
        return reports[~reports["report_id"].isin(self.without)]

    def sound_reports(self) -> pd.DataFrame:
        """The reports of the copy; those that it began with, and a word, while it has faults."""
        try:
            return self.reports
        except ValueError:  # a cell that no table can hold, such as three dots
            print(
                "Your copy still has faults, so nothing follows from it yet: mend what the checks "
                "name, enter the row again, then run this cell again."
            )
            return self.before()

    def add(self, report: Mapping[str, object]) -> None:
        """Add a report, or put it in the place of the one with the same report_id.

        Parameters
        ----------
        report : mapping of str to object
            {column: value}; a column that is left out is empty.

        Raises
        ------
        ValueError : a column is none of the table's; the message names them all.
        """
        columns = self._columns()
        # a misspelt column would be an empty cell, and the check would blame another thing
        strange = [name for name in report if name not in columns]
        if strange:
            raise ValueError(
                f"reports have no column {strange[0]!r}; they have {', '.join(columns)}"
            )
        new = dict.fromkeys(columns, "")
        new |= {name: _as_text(value) for name, value in report.items()}
        # a row that is corrected and entered again replaces itself
        others = [
            row for row in self._rows() if row["report_id"] != new["report_id"]
        ]
        self._write([*others, new])

    def check(self) -> bool:
        """Say every fault of the copy in words; True where there is none."""
        # the record's own checks: a student's row is held to no other rule
        faults = check(self.folder / "reports.csv")
        for fault in faults.itertuples():
            print(line_of(fault))
        if faults.empty:
            print(
                "No faults: the row fits the table. Whether it is true, no check can say."
            )
        return faults.empty

    def events(self) -> pd.DataFrame:
        """The events that follow from the copy by the record's own rule."""
        return events(self.sound_reports())

    def what_moved(self, pcode: str) -> pd.DataFrame:
        """The captures of one district, in the record and in the copy, side by side.

        Columns: date, date_lo, date_hi, support, n_origins, n_voices, reports; one row each for
        ``without your report`` and ``with your report``.
        """
        # both by the same rule: what differs is the report alone
        before = captures(events(self.before()))
        after = captures(events(self.sound_reports()))
        columns = [
            "date",
            "date_lo",
            "date_hi",
            "support",
            "n_origins",
            "n_voices",
            "reports",
        ]
        rows = {
            WITHOUT: before[before["pcode"] == pcode],
            WITH: after[after["pcode"] == pcode],
        }
        chosen = {name: table[columns] for name, table in rows.items()}
        # the number of a row in its table tells a student nothing
        return pd.concat(chosen).droplevel(1)

    def _columns(self) -> list[str]:
        fields = schema()["reports"]["schema"]["fields"]
        return [field["name"] for field in fields]

    def _rows(self) -> list[dict[str, str]]:
        with (self.folder / "reports.csv").open(
            encoding="utf-8", newline=""
        ) as stream:
            return list(csv.DictReader(stream))

    def _write(self, rows: list[dict[str, str]]) -> None:
        # whole or not at all: a laptop may close at any moment
        partial = self.folder / "reports.partial"
        with partial.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(
                stream, self._columns(), lineterminator="\n"
            )
            writer.writeheader()
            writer.writerows(rows)
        partial.replace(self.folder / "reports.csv")


def _placed(folder: Path) -> Path:
    # while the site is built, a notebook leaves nothing beside itself
    if site_folder():
        return Path(tempfile.mkdtemp()) / folder.name
    return folder


def _as_text(value: object) -> str:
    """A cell as the file holds it: days in ISO form, lists joined by semicolons."""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, (list, tuple)):
        return ";".join(str(item) for item in value)
    # an empty cell is how the tables say that nothing is known; three dots say no more than that
    return "" if value is None or value is ... else str(value)
