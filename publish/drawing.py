"""The drawing of a place's record: a bar for each report over its bounds, by who speaks.

An SVG that stands in the page, so that it takes the page's colours, light and dark. All text in it
is escaped; every bar says in its title what it is, and the table below the drawing says the same.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from typing import NamedTuple

import pandas as pd

from helpers.views.style import short_day
from helpers.vocabulary import LAST, SPEAKER_LABELS, START

# Along the page everything lies in per cent of its width, down the page in pixels: one drawing is
# as wide as a desk or a phone, and its letters have the same size on both.
LEFT, RIGHT = 66, 14
BAR, STEP = 9, 13  # height of a bar and of a line, in pixels
STRIPE, APART = (
    18,
    24,
)  # height of a stripe of states, and from one to the next
TOP = 24
CURVE = 46  # height of the curve of the share of worlds
FIRST, END = pd.Timestamp(START), pd.Timestamp(LAST)
MONTHS = pd.date_range(FIRST, END, freq="MS")
DAY = pd.Timedelta(days=1)


class Bar(NamedTuple):
    """A report: its id, bounds, who speaks, what it says, and whether it dissents."""

    name: str
    lo: pd.Timestamp
    hi: pd.Timestamp
    speaker: str
    says: str
    dissents: bool


class Mark(NamedTuple):
    """An event: its day, its bounds, what it is called."""

    day: pd.Timestamp
    lo: pd.Timestamp
    hi: pd.Timestamp
    name: str


@cache
def x(day: pd.Timestamp) -> float:
    """Where a day lies, in per cent of the field; days outside the drawing lie on its edge.

    Examples
    --------
    >>> x(FIRST), x(END)
    (0.0, 100.0)
    """
    share = (day - FIRST) / (END - FIRST)
    # bounds may begin before May: the bar begins at the edge
    inside = min(1.0, max(0.0, share))
    return round(100 * inside, 2)


def _across(lo: pd.Timestamp, hi: pd.Timestamp) -> str:
    """Place and width of days from the first to the last of them."""
    # a bar on the edge can still be seen
    start = min(x(lo), 99.2)
    # a day is as wide as a day
    end = x(hi + DAY)
    width = round(end - start, 2)
    seen = max(0.8, width)
    return f'x="{start}%" width="{seen}%"'


def _box(colour: str, days: str, y: int, height: int, title: str = "") -> str:
    """A rectangle over some days, which may say what it is.

    Parameters
    ----------
    colour : str
        The class of its colour.
    days : str
        As from `_across`.
    y, height : int
        In pixels, from the top.
    title : str
    """
    shape = f'rect class="{escape(colour)}" {days} y="{y}" height="{height}"'
    if not title:
        return f"<{shape}/>"
    words = escape(title)
    return f"<{shape}><title>{words}</title></rect>"


def _upright(colour: str, day: pd.Timestamp, top: int, end: int) -> str:
    """A line down the drawing, on one day."""
    at = x(day)
    ends = f'x1="{at}%" x2="{at}%" y1="{top}" y2="{end}"'
    return f'<line class="{colour}" {ends}/>'


def _titled(title: str, shapes: Sequence[str]) -> str:
    """Shapes that say together what they are."""
    words = escape(title)
    inside = "".join(shapes)
    return f"<g><title>{words}</title>{inside}</g>"


def _beside(y: int, words: str) -> str:
    """Words at the left edge, of less weight than the drawing."""
    said = escape(words)
    return f'<text class="faint" x="0" y="{y}">{said}</text>'


def _field(height: int, parts: Sequence[str]) -> str:
    """The part of the drawing in which days lie, right of the names."""
    # a drawing within the drawing: its per cent are of what the names leave
    inside = "".join(parts)
    return f'<svg class="field" x="{LEFT}" height="{height}">{inside}</svg>'


def _whole(height: int, name: str, parts: Sequence[str]) -> str:
    inside = "".join(parts)
    label = escape(name)
    return f'<svg height="{height}" role="img" aria-label="{label}">{inside}</svg>'


def _axis(height: int) -> list[str]:
    """Months as lines with names."""
    above = TOP - 10
    parts = []
    for month in MONTHS:
        at = x(month)
        line = _upright("axis", month, TOP - 6, height - 4)
        parts.append(line)
        words = short_day(month)
        parts.append(f'<text x="{at}%" y="{above}">{words}</text>')
    return parts


def key(labels: Mapping[str, str]) -> str:
    """The colours of a drawing and what they mean, as a list that wraps.

    Parameters
    ----------
    labels : mapping
        Class of the colour to its words.

    Examples
    --------
    >>> key({"media": "outlet"})
    '<ul class="key"><li><i class="media"></i>outlet</li></ul>'
    """
    # outside the picture: a list breaks its lines on a phone
    items = ""
    for colour, words in labels.items():
        swatch = f'<i class="{escape(colour)}"></i>'
        said = escape(words)
        items += f"<li>{swatch}{said}</li>"
    return f'<ul class="key">{items}</ul>'


def _marks(marks: Sequence[Mark], height: int) -> list[str]:
    """Events as a line on their day within the band of their bounds."""
    top = TOP - 4
    end = height - 4
    parts = []
    for mark in marks:
        days = _across(mark.lo, mark.hi)
        # the best day within all days that the bounds leave
        band = _box("span", days, top, end - top)
        line = _upright("event", mark.day, top, end)
        parts.append(_titled(mark.name, [band, line]))
    return parts


def _bars(bars: Sequence[Bar], top: int) -> list[str]:
    """A line for each report."""
    parts = []
    for place, bar in enumerate(bars):
        y = top + place * STEP
        days = _across(bar.lo, bar.hi)
        shapes = [_box(bar.speaker, days, y, BAR)]
        # a frame, so that the colour of who speaks stays to be seen
        if bar.dissents:
            frame = _box("dissent", days, y, BAR)
            shapes.append(frame)
        parts.append(_titled(bar.says, shapes))
    return parts


def _names(bars: Sequence[Bar], top: int) -> list[str]:
    """The reports' names at the left, where every bar has the same room for its own."""
    parts = []
    for place, bar in enumerate(bars):
        y = top + place * STEP
        # letters stand on the lower edge of their bar
        name = _beside(y + BAR, bar.name)
        parts.append(name)
    return parts


def _curve(share: pd.Series, top: int) -> str:
    """The share of worlds in which the Taliban hold the place, day by day, as an area."""
    days = share.index
    points = []
    for day, value in share.items():
        at = x(day)
        # nought at the bottom, all worlds at the top
        down = CURVE * (1 - value)
        points.append(f"{at} {down:.1f}")
    first = x(days[0])
    last = x(days[-1])
    curve = "L".join(points)
    area = f"M{first} {CURVE}L{curve}L{last} {CURVE}Z"
    path = f'<path class="sure" d="{area}"/>'
    size = f'y="{top}" width="100%" height="{CURVE}"'
    # stretched along the page alone
    view = f'viewBox="0 0 100 {CURVE}" preserveAspectRatio="none"'
    return f"<svg {size} {view}>{path}</svg>"


def drawn(
    bars: Sequence[Bar],
    marks: Sequence[Mark],
    name: str,
    share: pd.Series | None = None,
) -> str:
    """The drawing of a place's record.

    Parameters
    ----------
    bars : sequence of Bar
        Its reports, in the order in which they are drawn.
    marks : sequence of Mark
        Its events.
    name : str
        What the drawing is called for those who do not see it.
    share : Series, optional
        By day, from 0 to 1: in how many worlds the Taliban hold it.

    Returns
    -------
    str
        A key and an SVG element as wide as the page.

    Examples
    --------
    >>> day = pd.Timestamp("2021-06-21")
    >>> bar = Bar("C1", day, day, "media", "C1: captured", False)
    >>> drawn([bar], [], "a drawing").count("<rect")
    1
    """
    # the curve, where there is one, has its own room above the bars
    room = CURVE + 8 if share is not None else 0
    top = TOP + room
    lines = STEP * len(bars)
    height = top + lines + 6
    # only those who speak here stand in the key
    speakers = {}
    for bar in bars:
        who = bar.speaker
        speakers[who] = SPEAKER_LABELS.get(who, who)
    # what comes later lies over what comes before
    inside = _axis(height)
    inside += _marks(marks, height)
    beside = _names(bars, top)
    if share is not None:
        inside.append(_curve(share, TOP))
        beside.append(_beside(TOP + 10, "share of"))
        beside.append(_beside(TOP + 24, "worlds"))
    inside += _bars(bars, top)
    field = _field(height, inside)
    whole = _whole(height, name, [*beside, field])
    return key(speakers) + whole


# the colours of holders: a cut road is contested ground
STATES = {"government": "linked", "contested": "cut", "taliban": "fallen"}


def states(days: pd.DataFrame, name: str) -> str:
    """A place's states day by day in each reading, as stripes.

    Parameters
    ----------
    days : DataFrame
        A row a day, a column a reading; cells are linked, cut or fallen.
    name : str
        What the drawing is called for those who do not see it.

    Examples
    --------
    >>> table = pd.DataFrame({"best": ["linked", "cut"]}, pd.date_range(FIRST, periods=2))
    >>> states(table, "a drawing").count("<rect")
    2
    """
    colours = {state: colour for colour, state in STATES.items()}
    readings = list(days)
    stripes = APART * len(readings)
    height = TOP + stripes + 6
    beside = []
    inside = []
    for place, reading in enumerate(readings):
        y = TOP + APART * place
        words = escape(reading)
        beside.append(f'<text x="0" y="{y + 13}">{words}</text>')
        for first, last, state in runs(days[reading]):
            begins = short_day(first)
            ends = short_day(last)
            says = f"{state}, {begins} to {ends}"
            colour = colours.get(state, "contested")
            across = _across(first, last)
            stripe = _box(colour, across, y, STRIPE, says)
            inside.append(stripe)
    # the months' lines are seen on the stripes
    inside += _axis(height)
    field = _field(height, inside)
    whole = _whole(height, name, [*beside, field])
    return key(STATES) + whole


def runs(column: pd.Series) -> list[tuple[pd.Timestamp, pd.Timestamp, str]]:
    """First day, last day and value of every stretch of days with one value.

    Examples
    --------
    >>> days = pd.date_range("2021-05-01", periods=3)
    >>> [value for _, _, value in runs(pd.Series(["a", "a", "b"], days))]
    ['a', 'b']
    """
    # a new stretch begins where the value changes
    is_new = column != column.shift()
    stretch = is_new.cumsum()
    found = []
    for _, part in column.groupby(stretch):
        days = part.index
        first = days[0]
        last = days[-1]
        value = str(part.iloc[0])
        found.append((first, last, value))
    return found
