"""Drawings of how sure the record is: answers, counts beside others', desks, worlds."""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from helpers.public import own_names
from helpers.views import figure_data, style
from helpers.views.drawing import FOR_PRINT
from helpers.views.style import plt

# colour and hatching: told apart in grey as well
ANSWERS = {
    "captured": (style.BLUE, ""),
    "held before": (style.GREY, ".."),
    "not reported separately": (style.YELLOW, "//"),
    "nothing": ("white", ""),
}
# those who counted often enough for a mark of their own
COUNTERS = {
    "Afghanistan Analysts Network": (style.ORANGE, "o"),
    "Long War Journal": (style.RUST, "s"),
    "Gen. Mark Milley": (style.GREEN, "D"),
    "Taliban": (style.PINK, "^"),
}
# the words of the notebook for what a world may choose otherwise
CHOICES = {
    "retakings": "which retakings count",
    "baseline": "who held what before May",
    "uncredited": "outlets without a credit",
    "alone": "whose word alone suffices",
    "dates": "dates inside their bounds",
}
# an option that is no word of English by itself
OPTIONS = {"not_taliban": "not the Taliban"}


def answer_bars(by_province: pd.DataFrame, title: str) -> Figure:
    """Draw stacked bars of the four answers, a row a province.

    Parameters
    ----------
    by_province : DataFrame
        Districts by province (rows) and answer (columns).
    title : str
        The finding.

    Returns
    -------
    Figure

    Examples
    --------
    >>> table = pd.DataFrame({"captured": [3]}, index=["Kunduz"])
    >>> len(answer_bars(table, "A title").axes[0].patches)
    1
    >>> plt.close("all")
    """
    size = (7, 8.8)
    fig, ax = plt.subplots(figsize=size)
    # each answer begins where the last one ended
    left = np.zeros(len(by_province))
    for name, (colour, hatch) in ANSWERS.items():
        if name in by_province:
            look = {
                "color": colour,
                "hatch": hatch,
                "edgecolor": "white",
                "label": name,
            }
            ax.barh(by_province.index, by_province[name], left=left, **look)
            left += by_province[name].to_numpy()
    # outside: no corner is free in a figure of 34 bars
    fig.legend(loc="outside lower left", ncols=3)
    ax.set_xlabel("districts")
    ax.set_title(title)
    return fig


def counts_over_line(
    counts: pd.DataFrame, stock: pd.DataFrame, title: str
) -> Figure:
    """Draw published counts of districts held over our line and band.

    Parameters
    ----------
    counts : DataFrame
        See `holder_counts`.
    stock : DataFrame
        Rows of `reconcile.reconcile`.
    title : str
        The finding.

    Returns
    -------
    Figure

    Examples
    --------
    >>> days = pd.date_range("2021-05-01", periods=2)
    >>> counts = pd.DataFrame({"best": [1, 2], "latest": [1, 1]}, index=days)
    >>> stock = pd.DataFrame({"publisher": ["Taliban"], "as_of": days[:1], "value": [3]})
    >>> fig = counts_over_line(counts, stock, "A title")
    >>> fig.axes[0].get_title(loc="left")
    'A title'
    >>> plt.close(fig)
    """
    size = (7.5, 5)
    fig, ax = plt.subplots(figsize=size)
    # whichever reading is on top
    low, high = counts.min(axis=1), counts.max(axis=1)
    style.band(ax, counts.index, low, counts["best"], high)
    for name, (colour, mark) in COUNTERS.items():
        own = stock[stock["publisher"] == name]
        ax.plot(
            own["as_of"],
            own["value"],
            mark,
            color=colour,
            label=name,
            markersize=5,
        )
    # many counters with a figure or two: one mark for all
    others = stock[~stock["publisher"].isin(COUNTERS)]
    ax.plot(
        others["as_of"], others["value"], ".", color=style.GREY, label="others"
    )
    ax.legend(loc="upper left")
    ax.set_ylabel("districts held (line and band: ours)")
    # from nought: a band over a cut axis looks wider than it is
    ax.set_ylim(0, None)
    style.day_axis(ax)
    ax.set_title(title)
    return fig


def lateness_rows(table: pd.DataFrame, title: str) -> Figure:
    """Draw each origin's lateness with its 95 % interval.

    Parameters
    ----------
    table : DataFrame
        See `desks.lateness`.
    title : str
        The finding.

    Returns
    -------
    Figure

    Examples
    --------
    >>> table = pd.DataFrame({"events": [12], "mean": [0.1], "error": [0.2]}, index=["AFP"])
    >>> fig = lateness_rows(table, "A title")
    >>> [tick.get_text() for tick in fig.axes[0].get_yticklabels()]
    ['AFP (12)']
    >>> plt.close(fig)
    """
    height = 0.28 * len(table) + 1.4
    size = (7, height)
    fig, ax = plt.subplots(figsize=size)
    # how many events it rests on stands beside the name
    names = [f"{origin} ({n})" for origin, n in table["events"].items()]
    # 1.96 standard errors: 95 % of a normal distribution
    half = 1.96 * table["error"]
    ax.errorbar(
        table["mean"], names, xerr=half, fmt="o", color=style.BLUE, capsize=2
    )
    # left of the line an origin is earlier than the others
    ax.axvline(0, color="black", linewidth=0.8)
    ax.set_xlabel("days later (+) than the others, mean and 95% interval")
    ax.set_title(title)
    return fig


def support_bars(support: pd.Series, title: str) -> Figure:
    """Draw how many captures have which support.

    Parameters
    ----------
    support : Series
        Captures by support, in its order.
    title : str
        The finding.

    Returns
    -------
    Figure

    Examples
    --------
    >>> fig = support_bars(pd.Series({"single": 3}), "A title")
    >>> fig.axes[0].texts[0].get_text()
    '3'
    >>> plt.close(fig)
    """
    size = (7, 2.8)
    fig, ax = plt.subplots(figsize=size)
    # darker the more it rests on
    colours = (style.YELLOW, style.SKY, style.BLUE, "#003B5C")
    ax.barh(support.index.astype(str), support, color=colours[: len(support)])
    for place, n in enumerate(support):
        style.label(ax, n, place, f"{n}")
    ax.set_xlabel("captures")
    ax.set_title(title)
    return fig


def language_weeks(weekly: pd.DataFrame, title: str) -> Figure:
    """Draw reports by language (rows) and week (columns), darker the more.

    Parameters
    ----------
    weekly : DataFrame
        Counts; columns are the first days of weeks.
    title : str
        The finding.

    Returns
    -------
    Figure

    Examples
    --------
    >>> weeks = pd.DatetimeIndex(["2021-05-01"])
    >>> fig = language_weeks(pd.DataFrame([[4]], ["English"], weeks), "A title")
    >>> fig.axes[0].texts[0].get_text()
    '4'
    >>> plt.close(fig)
    """
    size = (9, 4.2)
    fig, ax = plt.subplots(figsize=size)
    # the numbers themselves: the shade is their logarithm
    named = weekly.rename_axis(index="language", columns="week")
    counts = named.stack().rename("reports")
    figure_data.keep(ax, counts.reset_index())
    # a week of 400 would leave the others white
    ax.imshow(np.log1p(weekly), aspect="auto", cmap="Blues")
    days = [style.short_day(day) for day in weekly.columns]
    ax.set_xticks(range(len(days)), days, rotation=60, fontsize=9)
    ax.set_yticks(range(len(weekly)), weekly.index)
    ax.grid(visible=False)
    for (row, column), n in np.ndenumerate(weekly.to_numpy()):
        # a nought is left out
        words = n or ""
        text = ax.text(column, row, words, ha="center", va="center")
        text.set_fontsize(8)
        text.set_color("white" if n > 40 else "black")
        # on a phone the shade alone must do
        text.set_gid(FOR_PRINT)
    ax.set_title(title)
    return fig


def moves_bars(moved: pd.DataFrame, title: str, label: str) -> Figure:
    """Draw how far each choice moves a number.

    Parameters
    ----------
    moved : DataFrame
        See `specification.moves`.
    title : str
        The finding.
    label : str
        The unit.

    Returns
    -------
    Figure

    Examples
    --------
    >>> moved = pd.DataFrame({"moves": [3.0], "lowest": ["a"], "highest": ["b"]}, index=["alone"])
    >>> fig = moves_bars(moved, "A title", "districts")
    >>> fig.axes[0].texts[0].get_text()
    'whose word alone suffices (a → b)'
    >>> plt.close(fig)
    """
    order = moved.sort_values("moves", ascending=False)
    height = 1.2 + 0.6 * len(order)
    size = (7, height)
    fig, ax = plt.subplots(figsize=size)
    # thin bars: the words stand between them
    ax.barh(range(len(order)), order["moves"], color=style.BLUE, height=0.4)
    for place, (name, row) in enumerate(order.iterrows()):
        # dates have no two ends to name: they are drawn, not chosen
        words = CHOICES.get(name, name)
        lowest = row["lowest"]
        if lowest:
            words += f" ({lowest} → {row['highest']})"
        # above its bar: on a phone a column of names leaves no room for the bars
        ax.text(0, place - 0.25, words, va="bottom", fontsize=9)
        by = row["moves"]
        style.label(ax, by, place, f"{by:.0f}", fontsize=9)
    ax.set_yticks([])
    ax.set_ylim(len(order) - 0.5, -0.8)
    ax.set_xlabel(label)
    ax.set_title(title)
    return fig


def specification(table: pd.DataFrame, title: str, label: str) -> Figure:
    """Draw a number under every combination of choices, and below it which choices these are.

    Parameters
    ----------
    table : DataFrame
        See `specification.curve`.
    title : str
        The finding.
    label : str
        Of the number.

    Returns
    -------
    Figure

    Examples
    --------
    >>> table = pd.DataFrame({"rule": ["a", "b"], "worlds": 5, "lo": 1, "median": [2, 3], "hi": 4})
    >>> len(specification(table, "A title", "districts").axes)
    2
    >>> plt.close("all")
    """
    # whatever choices the worlds have
    numbers = ("worlds", "lo", "median", "hi")
    choices = [name for name in table if name not in numbers]
    shape = {"figsize": (7.5, 6.4), "height_ratios": [1.1, 1.4]}
    # one axis below the other: a dot above stands over the choices that made it
    fig, (top, below) = plt.subplots(2, 1, sharex=True, **shape)
    place = np.arange(len(table))
    # nine worlds in ten of one combination: the days that were drawn
    top.vlines(place, table["lo"], table["hi"], color=style.SKY, linewidth=3)
    top.plot(place, table["median"], ".", color=style.BLUE, markersize=5)
    top.set_ylabel(label)
    top.set_title(title)
    names = []
    for choice in choices:
        for option in table[choice].unique():
            is_made = table[choice] == option
            made = place[is_made.to_numpy()]
            row = np.full(len(made), len(names))
            below.plot(made, row, "|", color="black", markersize=7)
            words = OPTIONS.get(option, option)
            names.append(f"{choice}: {words}")
    below.set_yticks(range(len(names)), names)
    # the first choice on top, as it is named first in the text
    below.set_ylim(len(names) - 0.5, -0.5)
    below.grid(visible=False)
    below.set_xticks([])
    below.set_xlabel("combinations of choices, from the least to the most")
    return fig


def missed_rows(estimates: Mapping[str, tuple], title: str) -> Figure:
    """Draw how many captures were missed by each method, with 95 % intervals.

    A bound from below has no upper end: its line ends in an arrow.

    Parameters
    ----------
    estimates : mapping of str to tuple
        Name to `unreported.Missed`.
    title : str
        The finding.

    Returns
    -------
    Figure

    Examples
    --------
    >>> from helpers.analysis.unreported import Missed
    >>> fig = missed_rows({"Chao": Missed(198, 8, 3, 22)}, "A title")
    >>> fig.axes[0].texts[-1].get_text()
    '8 (3 to 22)'
    >>> plt.close(fig)
    """
    height = 1.3 + 0.55 * len(estimates)
    size = (7, height)
    fig, ax = plt.subplots(figsize=size)
    farthest = _farthest(estimates.values())
    for place, (name, found) in enumerate(estimates.items()):
        missed = found.missed
        end = min(found.hi, farthest)
        is_open = end < found.hi
        line = [found.lo, end]
        ax.plot(line, [place, place], color=style.BLUE, linewidth=2)
        ax.plot(missed, place, "o", color=style.BLUE)
        if is_open:
            ax.plot(end, place, ">", color=style.BLUE)
        # above its line, as in the figure of choices
        ax.text(0, place - 0.22, name, va="bottom", fontsize=9)
        upper = "or more" if is_open else f"to {end:.0f}"
        words = f"{missed:.0f} ({found.lo:.0f} {upper})"
        style.label(ax, end, place, words, fontsize=9)
    ax.set_yticks([])
    ax.set_ylim(len(estimates) - 0.5, -0.8)
    # room for the words at the right end
    ax.set_xlim(0, 1.4 * farthest)
    ax.set_xlabel("captures that no page names, with 95% interval")
    ax.set_title(title)
    return fig


def _farthest(estimates: Iterable) -> float:
    """The upper end that lies farthest; the farthest estimate where no interval has an end."""
    ends = []
    numbers = []
    for found in estimates:
        numbers.append(found.missed)
        # a bound from below has no upper end
        if np.isfinite(found.hi):
            ends.append(found.hi)
    return max(ends or numbers)


__dir__ = own_names(__name__)
