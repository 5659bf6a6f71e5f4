"""The numbers that a figure draws, as a table: what stands behind every chart.

A map of tiles or roads says itself what it shows (`keep`). Everything else is read from the marks
of the axes, so that the table holds what was drawn and nothing else.
"""

from collections.abc import Callable, Iterator
from typing import Any

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.category import StrCategoryFormatter
from matplotlib.collections import (
    LineCollection,
    PathCollection,
    PolyCollection,
    QuadMesh,
)
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FuncFormatter

from helpers.public import own_names

# significant digits: a pixel is coarser
DIGITS = 6

# a mark this near to a tick or a text, in steps of the axis, stands at it
NEAR = 0.45

# columns that name a row, in this order
FIRST = ("panel", "series", "name", "name to")

Row = dict[str, Any]


def keep(ax: Axes, frame: pd.DataFrame) -> None:
    """Say what an axes draws, where its marks do not say it: a map of tiles knows its districts.

    Parameters
    ----------
    ax : Axes
    frame : DataFrame
        In readers' words; several of one axes are put beneath each other.

    Examples
    --------
    >>> ax = Figure().subplots()
    >>> keep(ax, pd.DataFrame({"district": ["Doshi"], "holder": ["Taliban"]}))
    >>> table_of(ax.figure)["holder"].tolist()
    ['Taliban']
    """
    # on the axes itself: it goes where the drawing goes
    kept = getattr(ax, "drawn_tables", [])
    ax.drawn_tables = [*kept, frame]


def table_of(fig: Figure) -> pd.DataFrame:
    """Everything that a figure draws.

    Parameters
    ----------
    fig : Figure
        Before it is closed.

    Returns
    -------
    DataFrame
        A row a mark. Columns are called after the axes where they have names; several panels are
        told apart by a column of that name. Empty where nothing was drawn.

    Examples
    --------
    >>> fig = Figure()
    >>> _ = fig.subplots().plot([1, 2], [3, 4], label="best")
    >>> table_of(fig).to_dict("list")
    {'series': ['best', 'best'], 'x': [1, 2], 'y': [3, 4]}
    """
    tables = []
    for number, ax in enumerate(fig.axes, 1):
        table = _of_axes(ax)
        # a colour bar, or the empty place of a row of panels
        if table.empty:
            continue
        table.insert(0, "panel", _panel(ax, number))
        tables.append(table)
    if not tables:
        return pd.DataFrame()
    whole = pd.concat(tables, ignore_index=True)
    if whole["panel"].nunique() == 1:
        whole = whole.drop(columns="panel")
    empty = whole.columns[whole.isna().all()]
    # what a row is about comes before its numbers
    first = [name for name in FIRST if name in whole]
    rest = [name for name in whole if name not in FIRST]
    return whole[first + rest].drop(columns=empty)


def csv_of(fig: Figure) -> str:
    """The table of a figure as CSV; empty where nothing was drawn.

    Parameters
    ----------
    fig : Figure
        Drawn by pandas' or matplotlib's usual calls.

    Examples
    --------
    >>> fig = Figure()
    >>> _ = fig.subplots().bar(["a"], [3])
    >>> csv_of(fig)
    'name,y\\na,3\\n'
    """
    table = table_of(fig)
    # the same line ends on every system
    if table.empty:
        return ""
    form = f"%.{DIGITS}g"
    return table.to_csv(index=False, lineterminator="\n", float_format=form)


def _panel(ax: Axes, number: int) -> str:
    title = ax.get_title(loc="left") or ax.get_title()
    return _on_one_line(title) or str(number)


def _on_one_line(text: str) -> str:
    """A text that may be broken into lines, as a cell of a table."""
    words = text.split()
    return " ".join(words)


def _of_axes(ax: Axes) -> pd.DataFrame:
    kept = getattr(ax, "drawn_tables", None)
    if kept:
        return pd.concat(kept, ignore_index=True)
    rows: list[Row] = []
    for read in (_lines, _bars, _collections, _images):
        rows += read(ax)
    # marks of one side only would leave a column of nothing
    table = pd.DataFrame(rows)
    if table.empty:
        return table
    return _named(ax, table)


def _named(ax: Axes, table: pd.DataFrame) -> pd.DataFrame:
    """Columns after their axes, values as a reader reads them."""
    written = {"x": _writer(ax, "x"), "y": _writer(ax, "y")}
    names = {}
    for axis, write in written.items():
        name = _axis_name(ax, axis, write)
        for column in (axis, f"{axis} to"):
            if column in table:
                table[column] = [write(value) for value in table[column]]
                names[column] = column.replace(axis, name, 1)
    # both axes may bear the same name
    if len(set(names.values())) == len(names):
        table = table.rename(columns=names)
    for column in table.select_dtypes("number"):
        table[column] = [_short(value) for value in table[column]]
    return table


def _axis_name(ax: Axes, axis: str, write: Callable) -> str:
    label = getattr(ax, f"get_{axis}label")()
    if label:
        return _on_one_line(label)
    # an axis of days or of names needs no label to be one
    return {_as_day: "day", _short: axis}.get(write, "name")


def _short(value: Any) -> Any:
    """A number without digits that nobody sees."""
    if value is None or not np.isfinite(value):
        return None
    number = float(f"{value:.{DIGITS}g}")
    return int(number) if number.is_integer() else number


def _as_day(value: Any) -> str | None:
    if value is None or not np.isfinite(value):
        return None
    return f"{mdates.num2date(value):%Y-%m-%d}"


def _writer(ax: Axes, axis: str) -> Callable[[Any], Any]:
    """How values of an axis are written: days, names of ticks or of texts beside, or numbers."""
    own = getattr(ax, f"{axis}axis")
    if _has_days(own):
        return _as_day
    places = _tick_names(own) or (_text_names(ax) if axis == "y" else {})
    if not places:
        return _short
    at = np.array(list(places))
    names = list(places.values())

    def write(value: Any) -> Any:
        if value is None or not np.isfinite(value):
            return None
        nearest = int(np.abs(at - value).argmin())
        near = abs(at[nearest] - value) <= NEAR
        return names[nearest] if near else _short(value)

    return write


def _has_days(axis: Axis) -> bool:
    formatter = axis.get_major_formatter()
    # the axes of this project write their days by a function of `style.day_axis`
    if isinstance(formatter, FuncFormatter):
        function = getattr(formatter.func, "__qualname__", "")
        if "day_axis" in function:
            return True
    if isinstance(formatter, mdates.DateFormatter):
        return True
    return isinstance(axis.get_major_locator(), mdates.DateLocator)


def _tick_names(axis: Axis) -> dict[float, str]:
    """Names of an axis of names, by their place."""
    formatter = axis.get_major_formatter()
    if isinstance(formatter, StrCategoryFormatter):
        return {place: name for name, place in formatter._units.items()}
    if not isinstance(formatter, FixedFormatter):
        return {}
    labels = [_on_one_line(label) for label in formatter.seq]
    # numbers that were written as text are numbers
    if not any(label and not label[0].isdigit() for label in labels):
        return {}
    places = dict(zip(axis.get_majorticklocs(), labels, strict=False))
    return {place: label for place, label in places.items() if label}


def _text_names(ax: Axes) -> dict[float, str]:
    """Names that stand as texts above the rows of a chart, by the row below them."""
    texts: dict[float, tuple[float, str]] = {}
    for text in ax.texts:
        x, y = text.get_position()
        words = _on_one_line(text.get_text())
        numeric = isinstance(x, int | float) and isinstance(y, int | float)
        has_letters = any(letter.isalpha() for letter in words)
        if not numeric or not has_letters:
            continue
        row = float(round(y))
        # the leftmost is the row's name, what follows it tells of its marks
        if row not in texts or x < texts[row][0]:
            texts[row] = (x, words)
    # a chart whose rows have no names has numbers
    if len(ax.get_yticks()):
        return {}
    return {row: words for row, (_, words) in texts.items()}


def _label(artist: Any) -> Row:
    label = str(artist.get_label())
    # matplotlib numbers what has no name
    if label.startswith("_"):
        return {}
    return {"series": _on_one_line(label)}


def _lines(ax: Axes) -> Iterator[Row]:
    """Points of lines and marks."""
    for line in ax.lines:
        # lines across the whole axes, and ties of names, draw no data
        if line.get_transform() != ax.transData or line.get_gid():
            continue
        points = line.get_xydata().astype(float)
        # a gap in the line is no point
        is_told = np.isfinite(points).all(axis=1)
        for x, y in points[is_told]:
            yield {**_label(line), "x": x, "y": y}


def _bars(ax: Axes) -> Iterator[Row]:
    """Bars by their middle and their end; stacked ones by their beginning too."""
    for container in ax.containers:
        if not isinstance(container, BarContainer):
            continue
        upright = container.orientation != "horizontal"
        # the middle of a bar is where its tick stands, and its name
        for bar in container.patches:
            x, y = bar.get_xy()
            width, height = bar.get_width(), bar.get_height()
            row = _label(container)
            if upright:
                yield {**row, "x": x + width / 2, "y": height}
            else:
                yield {**row, "x": width, "y": y + height / 2}


def _collections(ax: Axes) -> Iterator[Row]:
    for found in ax.collections:
        label = _label(found)
        if isinstance(found, PathCollection):
            yield from _points(found, label)
        elif isinstance(found, LineCollection):
            for segment in found.get_segments():
                ends = np.asarray(segment, dtype=float)
                # a stretch from one end to the other; a line of many points is an outline
                if len(ends) == 2:
                    (x, y), (x_to, y_to) = ends
                    yield {**label, "x": x, "y": y, "x to": x_to, "y to": y_to}
        elif isinstance(found, QuadMesh):
            yield from _grid(found.get_array(), label)
        elif isinstance(found, PolyCollection):
            yield from _areas(found, label)


def _points(found: PathCollection, label: Row) -> Iterator[Row]:
    values = found.get_array()
    points = np.asarray(found.get_offsets(), dtype=float)
    for place, (x, y) in enumerate(points):
        row = {**label, "x": x, "y": y}
        if values is not None:
            row["value"] = values[place]
        yield row


def _areas(found: PolyCollection, label: Row) -> Iterator[Row]:
    """A band by the least and the most at each place; tiles by their middle and value."""
    values = found.get_array()
    paths = found.get_paths()
    are_tiles = values is not None and len(values) == len(paths)
    for place, path in enumerate(paths):
        corners = np.asarray(path.vertices, dtype=float)
        if are_tiles:
            x, y = corners[:-1].mean(axis=0)
            yield {**label, "x": x, "y": y, "value": values[place]}
        elif len(corners) > 8:
            table = pd.DataFrame(corners, columns=["x", "y"])
            by_place = table.groupby("x")["y"]
            least = by_place.min()
            most = by_place.max()
            for x in least.index:
                yield {**label, "x": x, "y": least[x], "y to": most[x]}


def _images(ax: Axes) -> Iterator[Row]:
    for image in ax.images:
        yield from _grid(image.get_array(), {})


def _grid(array: Any, label: Row) -> Iterator[Row]:
    """Cells of a grid of values by row and column."""
    values = np.ma.filled(np.ma.asarray(array, dtype=float), np.nan)
    # a picture of colours has three numbers a cell, and says nothing
    if values.ndim != 2:
        return
    for (row, column), value in np.ndenumerate(values):
        if np.isfinite(value):
            x = float(column)
            y = float(row)
            yield {**label, "x": x, "y": y, "value": value}


__dir__ = own_names(__name__)
