"""Calendars, counts over time and intervals, drawn for a narrow column that a phone can show."""

from collections.abc import Mapping

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.arguments import as_day
from helpers.public import own_names
from helpers.views import style
from helpers.views.style import plt

WIDTH = 6.4  # inches; a phone gets the same drawing narrower (`style.show`)
ROW = 0.25  # inches a row of a calendar


def count_bands(
    counts: Mapping[str, pd.DataFrame], colours: Mapping[str, str], title: str
) -> tuple[Figure, Axes]:
    """Numbers over time: the best reading as a line, the three readings as a band.

    Parameters
    ----------
    counts : dict of str to DataFrame
        By name: one row a day, one column a reading, "best" among them.
    colours : dict
        Colour by name.
    title : str

    Returns
    -------
    (Figure, Axes)
        For labels and marks to be added.

    Examples
    --------
    >>> days = pd.date_range("2021-05-01", periods=3)
    >>> counts = pd.DataFrame({"best": [1, 2, 3], "latest": [0, 1, 2]}, index=days)
    >>> fig, ax = count_bands({"cut off": counts}, {"cut off": style.BLUE}, "Capitals")
    >>> style.plt.close(fig)
    """
    size = (WIDTH, 3.4)
    fig, ax = plt.subplots(figsize=size)
    for name, table in counts.items():
        # whichever reading is on top
        low = table.min(axis=1)
        high = table.max(axis=1)
        style.band(ax, table.index, low, table["best"], high, colours[name])
    ax.set_title(title)
    month_ticks(ax)
    return fig, ax


def label_lines(
    ax: Axes, where: Mapping[str, tuple[pd.DataFrame, str]], gap: float = 2
) -> None:
    """Write the name of each line of `count_bands` above it, in its colour.

    Parameters
    ----------
    ax : Axes
    where : dict
        By name: its table and the day above which the name stands.
    gap : float
        How far above the band, in data units.

    Examples
    --------
    >>> days = pd.date_range("2021-05-01", periods=3)
    >>> counts = pd.DataFrame({"best": [1, 2, 3], "latest": [0, 1, 2]}, index=days)
    >>> fig, ax = count_bands({"cut off": counts}, {"cut off": style.BLUE}, "Capitals")
    >>> label_lines(ax, {"cut off": (counts, "2021-05-02")})
    >>> style.plt.close(fig)
    """
    lines = zip(ax.lines, where.items(), strict=True)
    for line, (name, (table, date)) in lines:
        at = pd.Timestamp(date)
        # above the band, which is what could cover the words
        height = table.loc[at].max() + gap
        # to the left of its day: what comes later is higher
        ax.text(
            at,
            height,
            name,
            color=line.get_color(),
            ha="right",
            fontweight="bold",
        )


def write(
    ax: Axes, date: str | pd.Timestamp, height: float, text: str, colour: str
) -> None:
    """Write words at a day and a height, in the colour of what they name.

    Parameters
    ----------
    ax : Axes
        The axes.
    date : str or Timestamp
        Where the middle of the words stands.
    height : float
        Where the middle of the words stands.
    text, colour : str
        What is written.

    Examples
    --------
    >>> fig, ax = style.plt.subplots()
    >>> write(ax, "2021-06-20", 3, "posts", style.BLUE)
    >>> style.plt.close(fig)
    """
    # in the colour of its line, so that no legend is needed
    ax.text(
        as_day("date", date),
        height,
        text,
        color=colour,
        ha="center",
        fontweight="bold",
    )


def steps(ax: Axes, series: pd.Series, colour: str, linestyle: str) -> None:
    """A number by day as a line of steps: it holds from its day to the next.

    Parameters
    ----------
    ax : Axes
        The axes.
    series : Series
        Index days.
    colour, linestyle : str
        Of the line.

    Examples
    --------
    >>> fig, ax = style.plt.subplots()
    >>> days = pd.date_range("2021-05-01", periods=2)
    >>> steps(ax, pd.Series([1, 2], index=days), style.RUST, "--")
    >>> style.plt.close(fig)
    """
    # where "post": what fell on a day is lost from that day on
    ax.step(
        series.index, series, where="post", color=colour, linestyle=linestyle
    )


def mark_days(ax: Axes, days: Mapping[str, str]) -> None:
    """A dotted line at each day, with its words at the top.

    Parameters
    ----------
    ax : Axes
        Its x axis is one of days.
    days : mapping
        The words of each day, by ISO day.

    Examples
    --------
    >>> fig, ax = style.plt.subplots()
    >>> mark_days(ax, {"2021-06-20": "Doshi falls"})
    >>> style.plt.close(fig)
    """
    for date, text in days.items():
        at = pd.Timestamp(date)
        ax.axvline(at, color=style.GREY, linewidth=0.8, linestyle=":")
        # left of the line: what comes after it is what the reader looks for
        beside = {
            "xytext": (-4, -2),
            "textcoords": "offset points",
            "ha": "right",
            "va": "top",
        }
        ax.annotate(
            text, (at, 1), xycoords=("data", "axes fraction"), **beside
        )


def month_ticks(ax: Axes) -> None:
    """Ticks on the first and the fifteenth, written as 15 Jun.

    Parameters
    ----------
    ax : Axes
        Its x axis has days.

    Examples
    --------
    >>> fig, ax = style.plt.subplots()
    >>> month_ticks(ax)
    >>> style.plt.close(fig)
    """
    # numbered months, not names: no locale
    ax.xaxis.set_major_locator(mdates.DayLocator(bymonthday=[1]))
    ax.xaxis.set_minor_locator(mdates.DayLocator(bymonthday=[15]))
    style.day_axis(ax)


def _calendar(rows: int, title: str):
    size = (WIDTH, 1 + ROW * rows)
    fig, ax = plt.subplots(figsize=size)
    ax.set_title(title)
    # the first row on top, as in a table
    ax.set_ylim(rows - 0.4, -0.6)
    month_ticks(ax)
    return fig, ax


def capital_calendar(line: pd.DataFrame, title: str) -> Figure:
    """From cut off to fallen: one row a capital.

    Parameters
    ----------
    line : DataFrame
        Columns capital, first_cut, fell, lead (days), and min and max: the least and the greatest
        first_cut over the readings.
    title : str

    Returns
    -------
    Figure

    Examples
    --------
    >>> day = pd.Timestamp("2021-06-22")
    >>> row = {"capital": "A", "first_cut": day, "min": day, "max": day}
    >>> row |= {"fell": day + pd.Timedelta(days=9), "lead": 9}
    >>> fig = capital_calendar(pd.DataFrame([row]), "From cut off to fallen")
    >>> style.plt.close(fig)
    """
    fig, ax = _calendar(len(line), title)
    rows = range(len(line))
    ax.hlines(
        rows, line["first_cut"], line["fell"], color=style.SKY, linewidth=4
    )
    # thin over thick: the range of the readings within the days cut off
    ax.hlines(rows, line["min"], line["max"], color=style.INK, linewidth=1)
    ax.plot(
        line["first_cut"],
        rows,
        "X",
        color=style.ORANGE,
        markeredgecolor=style.INK,
    )
    ax.plot(line["fell"], rows, "o", color=style.INK)
    pairs = zip(line["fell"], line["lead"], strict=True)
    for row, (fell, lead) in enumerate(pairs):
        # the days in figures, since the bars start on different days
        style.label(ax, fell, row, f" {lead}", fontsize=9)
    ax.set_yticks(rows, line["capital"])
    return fig


def post_calendar(
    falls: pd.DataFrame, town: pd.Series, retaken: pd.DataFrame, title: str
) -> Figure:
    """The fall of every border post within its bounds, and of the district centre behind it.

    Parameters
    ----------
    falls : DataFrame
        By crossing_id: name, date, date_lo, date_hi.
    town : Series
        Day on which the district centre fell, by crossing_id.
    retaken : DataFrame
        Columns crossing_id, date: retakings that somebody reported.
    title : str

    Returns
    -------
    Figure

    Examples
    --------
    >>> day = pd.Timestamp("2021-07-08")
    >>> row = {"name": "A", "date": day, "date_lo": day, "date_hi": day}
    >>> falls = pd.DataFrame([row], index=["a"])
    >>> none = pd.DataFrame({"crossing_id": [], "date": pd.to_datetime([])})
    >>> fig = post_calendar(falls, pd.Series([day], index=["a"]), none, "Posts")
    >>> style.plt.close(fig)
    """
    fig, ax = _calendar(len(falls), title)
    row = pd.Series(range(len(falls)), falls.index)
    ax.hlines(
        row, falls["date_lo"], falls["date_hi"], color=style.BLUE, linewidth=3
    )
    ax.plot(falls["date"], row, "o", color=style.BLUE)
    # hollow and larger: where both fell on one day, both are seen
    hollow = {"markerfacecolor": "none", "color": style.INK, "markersize": 10}
    ax.plot(town, row[town.index], "s", **hollow)
    # a post that was retaken twice has two marks in its row
    again = row.reindex(retaken["crossing_id"])
    ax.plot(
        retaken["date"],
        again,
        "^",
        color=style.ORANGE,
        markeredgecolor=style.INK,
    )
    ax.set_yticks(row, falls["name"])
    return fig


def grouped_intervals(
    table: pd.DataFrame,
    title: str,
    zero: float,
    xlim: tuple[float, float],
    xlabel: str,
) -> Figure:
    """Estimates with their intervals, in groups one below the other.

    Parameters
    ----------
    table : DataFrame
        Columns group, label, mean, lo, hi and, if some are to be hollow, filled (bool).
    title : str
    zero : float
        Where the line of no effect stands.
    xlim : (float, float)
        (float, float)
        (float, float).
    xlabel : str

    Returns
    -------
    Figure

    Examples
    --------
    >>> row = {"group": "roads", "label": "best", "mean": 0.6, "lo": 0.5, "hi": 0.7}
    >>> fig = grouped_intervals(pd.DataFrame([row]), "Ranks", 0.5, (0, 1), "rank")
    >>> style.plt.close(fig)
    """
    groups = table["group"].unique()
    # a row and a half for the name of each group
    height = len(table) + 1.5 * len(groups)
    size = (WIDTH, 1.1 + 0.26 * height)
    fig, ax = plt.subplots(figsize=size)
    # no column: all of them count alike
    filled = pd.Series(True, table.index)
    if "filled" in table:
        filled = table["filled"]
    ticks = {}
    y = 0.0
    for group in groups:
        # the name of a group stands above its rows, where there is room for its words
        words = {"va": "center", "fontweight": "bold", "fontsize": 10}
        paper = style.PLATE
        ax.text(xlim[0], y, f" {group}", bbox=paper, **words)
        for row in table[table["group"] == group].itertuples():
            y += 1
            face = style.BLUE if filled[row.Index] else "white"
            ax.plot([row.lo, row.hi], [y, y], color=style.BLUE)
            ax.plot(row.mean, y, "o", color=style.BLUE, markerfacecolor=face)
            ticks[y] = row.label
        y += 1.5
    # under the dots a reader must see at once on which side of it they lie
    ax.axvline(zero, color=style.INK, linewidth=0.8)
    ax.set_yticks(list(ticks), list(ticks.values()))
    ax.set(title=title, xlim=xlim, ylim=(y - 0.6, -0.8), xlabel=xlabel)
    ax.grid(axis="y", visible=False)
    return fig


def money_by_post(revenue: pd.DataFrame, title: str) -> Figure:
    """Printed revenue by post on a log scale: a dot a figure, the least and the greatest written.

    Parameters
    ----------
    revenue : DataFrame
        Columns post, lo, hi (NaN: at least lo), in million dollars a month.
    title : str

    Returns
    -------
    Figure

    Examples
    --------
    >>> revenue = pd.DataFrame({"post": ["A", "A"], "lo": [1.0, 20.0], "hi": [1.0, None]})
    >>> fig = money_by_post(revenue, "Revenue")
    >>> style.plt.close(fig)
    """
    posts = revenue["post"].unique()
    fig, ax = plt.subplots(figsize=(WIDTH, 1.2 + 0.5 * len(posts)))
    for row, post in enumerate(posts):
        mine = revenue[revenue["post"] == post]
        ranges = mine.dropna(subset="hi")
        # a line where a page prints a range, a dot where it prints one figure
        ax.hlines(
            [row] * len(ranges), ranges["lo"], ranges["hi"], color=style.BLUE
        )
        known = mine[mine["hi"].notna()]
        floors = mine[mine["hi"].isna()]
        ax.plot(
            known["hi"], [row] * len(known), "o", color=style.BLUE, alpha=0.6
        )
        # a triangle points where the true figure lies, if the page is right
        ax.plot(floors["lo"], [row] * len(floors), ">", color=style.RUST)
        least = mine["lo"].min()
        most = mine[["lo", "hi"]].max(axis=None)
        # two figures that nearly agree need one label
        for value in {most} if most < 1.3 * least else {least, most}:
            above = {
                "xytext": (0, 8),
                "textcoords": "offset points",
                "ha": "center",
            }
            ax.annotate(
                f"{value:.2g}" if value < 10 else f"{value:.0f}",
                (value, row),
                **above,
            )
    ax.set_yticks(range(len(posts)), posts)
    ax.set(title=title, xscale="log", ylim=(len(posts) - 0.4, -0.8))
    # plain numbers: powers of ten are no way to read dollars
    ax.xaxis.set_major_formatter("{x:g}")
    ax.set_xlabel("million dollars a month")
    return fig


__dir__ = own_names(__name__)
