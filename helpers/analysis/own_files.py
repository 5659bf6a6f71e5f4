"""Files from outside: a spreadsheet saves a CSV in the ways of its country.

Some write semicolons or tabs between the columns, a mark before the first letter, or UTF-16. These
are read as they are; letters of an older code page may be any, and are answered with a remedy.
"""

from __future__ import annotations

import codecs
import csv
from pathlib import Path

from helpers.public import own_names
from helpers.tables import shown

SEPARATORS = ",;\t"
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# how the files of spreadsheet programs begin, newer and older ones
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
REMEDY = "save it as CSV in UTF-8 ('CSV UTF-8' in Excel)"


def form_of(path: Path) -> dict[str, str]:
    """How pandas is to read a CSV: its encoding, and what stands between its columns.

    Parameters
    ----------
    path : Path
        A file with a header line.

    Returns
    -------
    dict
        encoding and sep, as `pandas.read_csv` takes them.

    Raises
    ------
    ValueError
        For a workbook.
    OSError
        For what is no file.

    Examples
    --------
    >>> from helpers.tables import DATA
    >>> form_of(DATA / "reports.csv")
    {'encoding': 'utf-8-sig', 'sep': ','}
    """
    with path.open("rb") as file:
        begin = file.read(65_536)
    if begin.startswith(WORKBOOKS):
        raise ValueError(f"it is a workbook; {REMEDY}")
    encoding = "utf-16" if begin.startswith(UTF_16) else "utf-8-sig"
    # errors are told where the whole file is read
    text = begin.decode(encoding, errors="replace")
    header = text.partition("\n")[0]
    # a comma where none stands, as in a table of one column
    return {"encoding": encoding, "sep": max(SEPARATORS, key=header.count)}


def refuse_long_rows(path: Path, encoding: str, sep: str) -> None:
    """Raise for a row with more cells than the header.

    Parameters
    ----------
    path : Path
    encoding, sep : str
        As `form_of` gives them.

    Raises
    ------
    ValueError
        With the number of the line.

    Examples
    --------
    >>> from helpers.tables import DATA
    >>> refuse_long_rows(DATA / "crossings.csv", "utf-8", ",")
    """
    # pandas would take the first column for names of rows, and shift the others
    with path.open(encoding=encoding, newline="") as file:
        lines = csv.reader(file, delimiter=sep)
        width = len(next(lines, []))
        for cells in lines:
            if any(cells[width:]):
                raise ValueError(
                    f"line {lines.line_num} has more cells than the header; "
                    f"a {sep!r} inside a cell needs quotes round it"
                )


def not_read(path: Path, fault: Exception) -> str:
    """Say why a file could not be read, and what helps.

    Parameters
    ----------
    path : Path
    fault : Exception
        As raised when it was read.

    Returns
    -------
    str
        For the message.

    Examples
    --------
    >>> not_read(Path("own.csv"), FileNotFoundError())
    "there is no CSV file 'own.csv'"
    """
    name = shown(str(path))
    if isinstance(fault, FileNotFoundError):
        return f"there is no CSV file {name}"
    if isinstance(fault, UnicodeError):
        return f"{name} is not in UTF-8; {REMEDY}"
    # of what pandas says, the first line is enough
    reason = str(fault).partition("\n")[0]
    return f"{name} is no CSV that can be read: {reason[:120]}"


__dir__ = own_names(__name__)
