"""The drawing of a place's record: a bar for each report over its bounds, by who speaks.

An SVG that stands in the page, so that it takes the page's colours, light and dark. All text in it
is escaped; every bar says in its title what it is, and the table below the drawing says the same.
"""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

import pandas as pd

from helpers.views.style import short_day
from helpers.vocabulary import LAST, SPEAKER_LABELS, START

# a page's column; on a phone the drawing scrolls rather than shrinks
WIDTH = 720
LEFT, RIGHT = 70, 20
BAR, STEP = 9, 13  # height of a bar and of a line, in pixels
TOP = 42
CURVE = 46  # height of the curve of the share of worlds
FIRST, END = pd.Timestamp(START), pd.Timestamp(LAST)
MONTHS = pd.date_range(FIRST, END, freq="MS")


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


def x(day: pd.Timestamp) -> float:
    """Where a day lies, in pixels; days outside the drawing lie on its edge.

    Examples
    --------
    >>> x(FIRST), x(END)
    (70.0, 700.0)
    """
    share = (day - FIRST) / (END - FIRST)
    # bounds may begin before May: the bar begins at the edge
    within = min(1.0, max(0.0, share))
    return round(LEFT + within * (WIDTH - LEFT - RIGHT), 1)


def _axis(height: int) -> list[str]:
    """Months as lines with names."""
    parts = []
    for month in MONTHS:
        at = x(month)
        # behind everything else
        parts.append(f'<path class="axis" d="M{at} {TOP - 6}V{height - 4}"/>')
        parts.append(f'<text x="{at}" y="{TOP - 10}">{short_day(month)}</text>')
    return parts


def _key(speakers: Sequence[str]) -> list[str]:
    """Who speaks, with their colours, above the bars."""
    parts = []
    at = 0
    for speaker in speakers:
        label = SPEAKER_LABELS.get(speaker, speaker)
        parts.append(f'<rect class="{escape(speaker)}" x="{at}" y="4" width="10" height="10"/>')
        parts.append(f'<text x="{at + 14}" y="13">{escape(label)}</text>')
        # about as wide as the letters are
        at += 34 + 7 * len(label)
    return parts


def _marks(marks: Sequence[Mark], height: int) -> list[str]:
    """Events as a line on their day within the band of their bounds."""
    parts = []
    for mark in marks:
        # a day is as wide as a day: the band of one day can be seen
        lo, hi = x(mark.lo), x(mark.hi + pd.Timedelta(days=1))
        title = f"<title>{escape(mark.name)}</title>"
        parts.append(
            f'<g>{title}<rect class="span" x="{lo}" y="{TOP - 4}" width="{max(2, hi - lo):.1f}" '
            f'height="{height - TOP}"/>'
            f'<path class="event" d="M{x(mark.day)} {TOP - 4}V{height - 4}"/></g>'
        )
    return parts


def _bars(bars: Sequence[Bar], top: int) -> list[str]:
    """A line for each report."""
    parts = []
    for place, bar in enumerate(bars):
        y = top + place * STEP
        lo, hi = x(bar.lo), x(bar.hi + pd.Timedelta(days=1))
        size = f'x="{lo}" y="{y}" width="{max(4, hi - lo):.1f}" height="{BAR}"'
        # a frame, so that the colour of who speaks stays to be seen
        outline = f'<rect class="dissent" {size}/>' if bar.dissents else ""
        # the name stands at the left, where every bar has the same room for it
        parts.append(
            f"<g><title>{escape(bar.says)}</title>"
            f'<text class="faint" x="0" y="{y + BAR}">{escape(bar.name)}</text>'
            f'<rect class="{escape(bar.speaker)}" {size}/>{outline}</g>'
        )
    return parts


def _curve(share: pd.Series, top: int) -> list[str]:
    """The share of worlds in which the Taliban hold the place, day by day, as an area."""
    points = [f"{x(day)} {top + CURVE * (1 - value):.1f}" for day, value in share.items()]
    # nought at the bottom, all worlds at the top
    base = top + CURVE
    area = f"M{x(share.index[0])} {base}L{'L'.join(points)}L{x(share.index[-1])} {base}Z"
    return [
        f'<path class="sure" d="{area}"/>',
        f'<text class="faint" x="0" y="{top + 10}">share of</text>',
        f'<text class="faint" x="0" y="{top + 24}">worlds</text>',
    ]


def drawn(
    bars: Sequence[Bar], marks: Sequence[Mark], name: str, share: pd.Series | None = None
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
        An SVG element.

    Examples
    --------
    >>> day = pd.Timestamp("2021-06-21")
    >>> bar = Bar("C1", day, day, "media", "C1: captured", False)
    >>> drawn([bar], [], "a drawing").count("<rect")
    2
    """
    top = TOP + (CURVE + 8 if share is not None else 0)
    height = top + STEP * len(bars) + 6
    # only those who speak here stand in the key
    speakers = list(dict.fromkeys(bar.speaker for bar in bars))
    parts = _key(speakers) + _axis(height) + _marks(marks, height)
    if share is not None:
        parts += _curve(share, TOP)
    parts += _bars(bars, top)
    box = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    return f'<svg {box} role="img" aria-label="{escape(name)}">{"".join(parts)}</svg>'


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
    5
    """
    # the colours of holders: a cut road is contested ground
    colours = {"linked": "government", "cut": "contested", "fallen": "taliban"}
    parts = []
    at = 0
    for state, colour in colours.items():
        parts.append(f'<rect class="{colour}" x="{at}" y="4" width="10" height="10"/>')
        parts.append(f'<text x="{at + 14}" y="13">{state}</text>')
        at += 90
    height = TOP + 24 * len(days.columns) + 6
    for place, reading in enumerate(days.columns):
        y = TOP + 24 * place
        parts.append(f'<text x="0" y="{y + 13}">{escape(reading)}</text>')
        for first, last, state in runs(days[reading]):
            lo, hi = x(first), x(last + pd.Timedelta(days=1))
            until = f"{state}, {short_day(first)} to {short_day(last)}"
            parts.append(
                f'<rect class="{colours.get(state, "contested")}" x="{lo}" y="{y}" '
                f'width="{max(1, hi - lo):.1f}" height="18"><title>{escape(until)}</title></rect>'
            )
    parts += _axis(height)
    box = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    return f'<svg {box} role="img" aria-label="{escape(name)}">{"".join(parts)}</svg>'


def runs(column: pd.Series) -> list[tuple[pd.Timestamp, pd.Timestamp, str]]:
    """First day, last day and value of every stretch of days with one value.

    Examples
    --------
    >>> days = pd.date_range("2021-05-01", periods=3)
    >>> [value for _, _, value in runs(pd.Series(["a", "a", "b"], days))]
    ['a', 'b']
    """
    # a new stretch begins where the value changes
    stretch = (column != column.shift()).cumsum()
    found = []
    for _, part in column.groupby(stretch):
        found.append((part.index[0], part.index[-1], str(part.iloc[0])))
    return found
