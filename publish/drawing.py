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
    # a day is as wide as a day; a bar on the edge can still be seen
    start = min(x(lo), 99.2)
    end = x(hi + DAY)
    width = max(0.8, round(end - start, 2))
    return f'x="{start}%" width="{width}%"'


def _field(height: int, parts: Sequence[str]) -> str:
    """The part of the drawing in which days lie, right of the names."""
    # a drawing within the drawing: its per cent are of what the names leave
    inside = "".join(parts)
    return f'<svg class="field" x="{LEFT}" height="{height}">{inside}</svg>'


def _whole(height: int, name: str, parts: Sequence[str]) -> str:
    inside = "".join(parts)
    return f'<svg height="{height}" role="img" aria-label="{escape(name)}">{inside}</svg>'


def _axis(height: int) -> list[str]:
    """Months as lines with names."""
    parts = []
    for month in MONTHS:
        at = x(month)
        # behind everything else
        line = f'x1="{at}%" x2="{at}%" y1="{TOP - 6}" y2="{height - 4}"'
        parts.append(f'<line class="axis" {line}/>')
        parts.append(
            f'<text x="{at}%" y="{TOP - 10}">{short_day(month)}</text>'
        )
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
    items = [
        f'<li><i class="{escape(colour)}"></i>{escape(words)}</li>'
        for colour, words in labels.items()
    ]
    return f'<ul class="key">{"".join(items)}</ul>'


def _marks(marks: Sequence[Mark], height: int) -> list[str]:
    """Events as a line on their day within the band of their bounds."""
    parts = []
    for mark in marks:
        title = f"<title>{escape(mark.name)}</title>"
        at = x(mark.day)
        # the best day within all days that the bounds leave
        line = f'x1="{at}%" x2="{at}%" y1="{TOP - 4}" y2="{height - 4}"'
        band = f'{_across(mark.lo, mark.hi)} y="{TOP - 4}" height="{height - TOP}"'
        parts.append(
            f'<g>{title}<rect class="span" {band}/><line class="event" {line}/></g>'
        )
    return parts


def _bars(bars: Sequence[Bar], top: int) -> list[str]:
    """A line for each report."""
    parts = []
    for place, bar in enumerate(bars):
        y = top + place * STEP
        size = f'{_across(bar.lo, bar.hi)} y="{y}" height="{BAR}"'
        # a frame, so that the colour of who speaks stays to be seen
        outline = f'<rect class="dissent" {size}/>' if bar.dissents else ""
        title = f"<title>{escape(bar.says)}</title>"
        parts.append(
            f'<g>{title}<rect class="{escape(bar.speaker)}" {size}/>{outline}</g>'
        )
    return parts


def _names(bars: Sequence[Bar], top: int) -> list[str]:
    """The reports' names at the left, where every bar has the same room for its own."""
    parts = []
    for place, bar in enumerate(bars):
        y = top + place * STEP + BAR
        parts.append(
            f'<text class="faint" x="0" y="{y}">{escape(bar.name)}</text>'
        )
    return parts


def _curve(share: pd.Series, top: int) -> str:
    """The share of worlds in which the Taliban hold the place, day by day, as an area."""
    points = [
        f"{x(day)} {CURVE * (1 - value):.1f}" for day, value in share.items()
    ]
    # nought at the bottom, all worlds at the top
    first = x(share.index[0])
    last = x(share.index[-1])
    curve = "L".join(points)
    area = f"M{first} {CURVE}L{curve}L{last} {CURVE}Z"
    box = f'y="{top}" width="100%" height="{CURVE}" viewBox="0 0 100 {CURVE}"'
    # stretched along the page alone
    return f'<svg {box} preserveAspectRatio="none"><path class="sure" d="{area}"/></svg>'


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
    height = top + STEP * len(bars) + 6
    # only those who speak here stand in the key
    speakers = {
        bar.speaker: SPEAKER_LABELS.get(bar.speaker, bar.speaker)
        for bar in bars
    }
    # what comes later lies over what comes before
    inside = _axis(height) + _marks(marks, height)
    beside = _names(bars, top)
    if share is not None:
        inside.append(_curve(share, TOP))
        beside.append(
            f'<text class="faint" x="0" y="{TOP + 10}">share of</text>'
        )
        beside.append(
            f'<text class="faint" x="0" y="{TOP + 24}">worlds</text>'
        )
    inside += _bars(bars, top)
    field = _field(height, inside)
    return key(speakers) + _whole(height, name, [*beside, field])


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
    height = TOP + 24 * len(days.columns) + 6
    beside = []
    inside = []
    for place, reading in enumerate(days.columns):
        y = TOP + 24 * place
        beside.append(f'<text x="0" y="{y + 13}">{escape(reading)}</text>')
        for first, last, state in runs(days[reading]):
            until = f"{state}, {short_day(first)} to {short_day(last)}"
            colour = colours.get(state, "contested")
            inside.append(
                f'<rect class="{colour}" {_across(first, last)} y="{y}" height="18">'
                f"<title>{escape(until)}</title></rect>"
            )
    field = _field(height, inside + _axis(height))
    return key(STATES) + _whole(height, name, [*beside, field])


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
        found.append((part.index[0], part.index[-1], str(part.iloc[0])))
    return found
