"""The tables as one Excel workbook: each a sheet, header in bold and always in sight.

The library makes the book, its styles and its sheets with their headers. The rows are written into
the sheets as text: the library takes an element of a tree for each of a hundred thousand cells.
"""

import datetime
import html
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from publish.plain_tables import lists_joined

WIDEST = 60  # letters of a column
LONGEST_NAME = 31  # letters of the name of a sheet
DAY_NOUGHT = pd.Timestamp("1899-12-30")  # from which spreadsheets count days
END = "</sheetData>"
# the library writes the time of the day into the book
WRITTEN = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
ALWAYS = b"2021-08-15T00:00:00Z"


def workbook(
    tables: Mapping[str, pd.DataFrame],
) -> Iterator[tuple[str, bytes]]:
    """The files of which a workbook is made, the same bytes each time.

    Parameters
    ----------
    tables : mapping
        The name of each sheet, and its table.

    Yields
    ------
    tuple of str and bytes
        Name within the zip that the book is, and content.

    Examples
    --------
    >>> day = pd.Timestamp("2021-06-22")
    >>> files = dict(workbook({"days": pd.DataFrame({"day": [day], "n": [3]})}))
    >>> b'<v>44369</v></c><c r="B2" t="n"><v>3</v>' in files["xl/worksheets/sheet1.xml"]
    True
    """
    # sheets that are only ever added to are written as they come
    book = Workbook(write_only=True)
    rows = {}
    for place, (name, table) in enumerate(tables.items(), start=1):
        # days stay days, so that a spreadsheet can count and filter by them
        plain = lists_joined(table)
        day_style = _sheet(book, name[:LONGEST_NAME], plain)
        rows[f"xl/worksheets/sheet{place}.xml"] = _rows(plain, day_style)
    buffer = io.BytesIO()
    book.save(buffer)
    with zipfile.ZipFile(buffer) as made:
        for name in made.namelist():
            content = made.read(name)
            if name in rows:
                content = content.replace(
                    END.encode(), f"{rows[name]}{END}".encode()
                )
            yield (
                name,
                WRITTEN.sub(ALWAYS, content)
                if name == "docProps/core.xml"
                else content,
            )


def _sheet(book: Workbook, name: str, plain: pd.DataFrame) -> int:
    """A sheet with its header alone; returns the number of the style of days."""
    sheet = book.create_sheet(name)
    # the names of columns stay in sight while one scrolls
    sheet.freeze_panes = "A2"
    for place, column in enumerate(plain.columns, start=1):
        longest = 0
        if len(plain):
            written = plain[column].astype(str)
            longest = int(written.str.len().max())
        width = min(WIDEST, max(len(column), longest) + 2)
        sheet.column_dimensions[get_column_letter(place)].width = width
    head = [WriteOnlyCell(sheet, value=column) for column in plain.columns]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    return WriteOnlyCell(sheet, value=datetime.date(2021, 8, 15)).style_id


def _rows(plain: pd.DataFrame, day_style: int) -> str:
    """All rows below the header, as a sheet holds them."""
    columns = []
    for place, name in enumerate(plain.columns, start=1):
        look, write = _kind(plain[name], day_style)
        columns.append((get_column_letter(place), look, plain[name], write))
    cells = [list(_cells(*column)) for column in columns]
    lines = zip(*cells, strict=True)
    return "".join(
        f'<row r="{n}">{"".join(line)}</row>'
        for n, line in enumerate(lines, start=2)
    )


def _cells(
    letter: str, look: str, column: pd.Series, write: Callable[[Any], str]
) -> Iterator[str]:
    """The cells of a column; what is missing is no cell."""
    is_known = column.notna()
    cells = zip(column, is_known, strict=True)
    for row, (value, known) in enumerate(cells, start=2):
        yield (
            f'<c r="{letter}{row}" {look}>{write(value)}</c>' if known else ""
        )


def _kind(
    column: pd.Series, day_style: int
) -> tuple[str, Callable[[Any], str]]:
    """What a sheet calls the cells of a column, and how each is written."""
    if pd.api.types.is_datetime64_any_dtype(column):
        return f's="{day_style}" t="n"', _day
    if pd.api.types.is_bool_dtype(column):
        return 't="b"', _number
    if pd.api.types.is_numeric_dtype(column):
        return 't="n"', _number
    # text, whatever it begins with: no spreadsheet takes it for a formula
    return 't="inlineStr"', _text


def _day(value: pd.Timestamp) -> str:
    return f"<v>{(value - DAY_NOUGHT).days}</v>"


def _number(value: Any) -> str:
    return f"<v>{value:.16g}</v>"


def _text(value: Any) -> str:
    plain = ILLEGAL_CHARACTERS_RE.sub("", str(value))
    escaped = html.escape(plain, quote=False)
    # blanks at an end would else be lost
    space = ' xml:space="preserve"' if plain != plain.strip() else ""
    return f"<is><t{space}>{escaped}</t></is>"
