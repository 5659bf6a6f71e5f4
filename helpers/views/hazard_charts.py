"""Drawings of hazard ratios, forecasts and traits: intervals in rows, legible on a phone."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure

from helpers.views import style
from helpers.views.style import plt
from helpers.views.tilemap import hex_centres, hex_corners

ROW = 0.42  # inches a row of intervals
TICKS = (0.25, 0.5, 1, 2, 4)


def whisker(ax: Axes, row: pd.Series, y: float, colour: str, hollow: bool = False) -> None:
    """Draw an estimate with its interval.

    Parameters
    ----------
    ax : axes. row : ratio, lo, hi. y : height. colour : of both. hollow : an open mark.

    Examples
    --------
    >>> fig, ax = plt.subplots()
    >>> whisker(ax, pd.Series({"ratio": 1.2, "lo": 0.9, "hi": 1.6}), 0, style.BLUE)
    >>> plt.close(fig)
    """
    face = "white" if hollow else colour
    ax.plot([row["lo"], row["hi"]], [y, y], color=colour, linewidth=1.8)
    ax.plot(row["ratio"], y, "o", markersize=6, color=colour, markerfacecolor=face)


def ratio_axis(ax: Axes, ticks: Sequence[float] = TICKS) -> None:
    """Turn an axis into one of ratios, with a line at 1.

    Examples
    --------
    >>> fig, ax = plt.subplots()
    >>> ratio_axis(ax)
    >>> ax.get_xscale()
    'log'
    >>> plt.close(fig)
    """
    ax.set_xscale("log")
    ax.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    ax.minorticks_off()
    ax.axvline(1, color="black", linewidth=0.9)


def forest(
    groups: Mapping[str, pd.DataFrame],
    labels: Mapping[str, str],
    title: str,
    ticks: Sequence[float] = TICKS,
) -> tuple[Figure, Axes]:
    """Draw ratios in rows, one mark a group, the groups named beside their first row.

    Parameters
    ----------
    groups : name to ratio, lo, hi by term.
    labels : term to its words; the order of the rows.
    title : the finding.
    ticks : of the axis.

    Returns
    -------
    Figure and axes.

    Examples
    --------
    >>> row = pd.DataFrame({"ratio": [2.0], "lo": [1.5], "hi": [3.0]}, index=["road"])
    >>> fig, ax = forest({"all": row}, {"road": "Far from a road"}, "A title")
    >>> [tick.get_text() for tick in ax.get_yticklabels()]
    ['Far from a road']
    >>> plt.close(fig)
    """
    fig, ax = plt.subplots(figsize=(7, 1.3 + ROW * len(labels)))
    colours = (style.BLUE, style.RUST, style.GREY)
    terms = list(labels)
    shifts = np.linspace(-0.17, 0.17, len(groups)) if len(groups) > 1 else [0.0]
    for ratios, shift, colour in zip(groups.values(), shifts, colours, strict=False):
        for term in ratios.index.intersection(terms):
            whisker(ax, ratios.loc[term], terms.index(term) + shift, colour)
    ratio_axis(ax, ticks)
    rows_of(ax, list(labels.values()))
    _name_groups(ax, list(groups), colours)
    ax.set_title(title)
    return fig, ax


def _name_groups(ax: Axes, names: list[str], colours: Sequence[str]) -> None:
    if len(names) < 2:
        return
    words = [f"● {name}" for name in names]
    # above the rows: beside a mark a name would cover the next one's interval
    for place, (word, colour) in enumerate(zip(words, colours, strict=False)):
        left = place / len(words)
        ax.text(left, 1.01, word, color=colour, transform=ax.transAxes, va="bottom", fontsize=9)


def rows_of(ax: Axes, labels: Sequence[str]) -> None:
    """Name the rows of an axis, the first one on top.

    Examples
    --------
    >>> fig, ax = plt.subplots()
    >>> rows_of(ax, ["a", "b"])
    >>> [tick.get_text() for tick in ax.get_yticklabels()]
    ['a', 'b']
    >>> plt.close(fig)
    """
    ax.set_yticks(range(len(labels)), labels)
    ax.set_ylim(len(labels) - 0.4, -0.7)
    ax.grid(visible=False, axis="y")


def value_map(ax: Axes, values: pd.Series, title: str, colours: str = "cividis") -> PolyCollection:
    """Draw one tile a district, coloured by a number; grey hatching: none.

    Parameters
    ----------
    ax : axes.
    values : by P-code, in the order of `districts`.
    title : what is shown.
    colours : a matplotlib colour map.

    Returns
    -------
    The tiles, for a colour bar.

    Examples
    --------
    >>> from helpers import load
    >>> fig, ax = plt.subplots()
    >>> values = pd.Series(1.0, load("districts")["pcode"])
    >>> len(value_map(ax, values, "Ones").get_paths())
    399
    >>> plt.close(fig)
    """
    corners = hex_corners()
    given = values.notna().to_numpy()
    none = PolyCollection(corners[~given], facecolor="#E4E4E4", edgecolor="white", hatch="....")
    ax.add_collection(none)
    numbers = values.to_numpy(dtype=float)[given]
    tiles = PolyCollection(corners[given], array=numbers, cmap=colours, edgecolor="white")
    tiles.set_linewidth(0.3)
    ax.add_collection(tiles)
    _province_lines(ax, corners, values.index)
    left, low = hex_centres().min(axis=0) - 1
    right, high = hex_centres().max(axis=0) + 1
    ax.set(aspect="equal", xlim=(left, right), ylim=(low, high))
    ax.set_title(title, fontsize=11)
    ax.axis("off")
    return tiles


def _province_lines(ax: Axes, corners: np.ndarray, pcodes: pd.Index) -> None:
    """Edges of tiles that no other tile of the province shares."""
    edges: dict[tuple, list] = {}
    for tile, pcode in zip(corners, pcodes, strict=True):
        for one, other in zip(tile, np.roll(tile, -1, axis=0), strict=True):
            # two tiles write one edge from either end, with a little rounding
            key = tuple(sorted([tuple(one.round(3)), tuple(other.round(3))]))
            edges.setdefault(key, []).append(pcode[:4])
    lines = [list(key) for key, homes in edges.items() if len(set(homes)) > 1 or len(homes) == 1]
    ax.add_collection(LineCollection(lines, color="black", linewidth=0.8, capstyle="round"))


def shares(
    table: pd.DataFrame, title: str, label: str, middle: float | None = None
) -> tuple[Figure, Axes]:
    """Draw estimates with intervals in rows, each written out.

    Parameters
    ----------
    table : ratio, lo, hi; index the rows' names.
    title : the finding. label : of the axis. middle : a line to compare with.

    Returns
    -------
    Figure and axes.

    Examples
    --------
    >>> table = pd.DataFrame({"ratio": [0.7], "lo": [0.6], "hi": [0.8]}, index=["reach"])
    >>> fig, ax = shares(table, "A title", "share of pairs", 0.5)
    >>> ax.texts[0].get_text()
    '0.70'
    >>> plt.close(fig)
    """
    fig, ax = plt.subplots(figsize=(7, 1.5 + 0.5 * len(table)))
    for y, (_, row) in enumerate(table.iterrows()):
        whisker(ax, row, y, style.BLUE)
        place = (row["ratio"], y)
        written = f"{row['ratio']:.2f}"
        ax.annotate(written, place, (0, 6), textcoords="offset points", ha="center", fontsize=9)
    if middle is not None:
        ax.axvline(middle, color="black", linewidth=0.9)
    rows_of(ax, list(table.index))
    ax.set_xlabel(label)
    ax.set_title(title)
    return fig, ax
