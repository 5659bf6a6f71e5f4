"""Drawings of hazard ratios, forecasts and traits: intervals in rows, legible on a phone."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from helpers.analysis import hazard
from helpers.public import own_names
from helpers.views import figure_data, style
from helpers.views.style import plt
from helpers.views.tilemap import edges_patch, hex_centres, hex_corners

ROW = 0.5  # inches a row of intervals
# of the first, second, third group
COLOURS = (style.BLUE, style.RUST, style.GREY)
AXIS = "← later  |  hazard ratio  |  sooner →"
TICKS = (0.25, 0.5, 1, 2, 4)


def whisker(
    ax: Axes, row: pd.Series, y: float, colour: str, hollow: bool = False
) -> None:
    """Draw an estimate with its interval.

    Parameters
    ----------
    ax : Axes
    row : Series
        ratio, lo, hi.
    y : float
        Height on the axes.
    colour : str
        Of the mark and its line.
    hollow : bool
        Draw an open mark.

    Examples
    --------
    >>> fig, ax = plt.subplots()
    >>> whisker(ax, pd.Series({"ratio": 1.2, "lo": 0.9, "hi": 1.6}), 0, style.BLUE)
    >>> plt.close(fig)
    """
    # an open mark reads as the lesser of two
    face = "white" if hollow else colour
    ax.plot([row["lo"], row["hi"]], [y, y], color=colour, linewidth=1.8)
    ax.plot(
        row["ratio"], y, "o", markersize=6, color=colour, markerfacecolor=face
    )


def ratio_axis(ax: Axes, ticks: Sequence[float] = TICKS) -> None:
    """Turn an axis into one of ratios, with a line at 1.

    Parameters
    ----------
    ax : Axes
        Its x axis is turned.
    ticks : sequence of float
        The ratios that are written.

    Examples
    --------
    >>> fig, ax = plt.subplots()
    >>> ratio_axis(ax)
    >>> ax.get_xscale()
    'log'
    >>> plt.close(fig)
    """
    # half and twice are as far from 1 as each other
    ax.set_xscale("log")
    ax.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    # a log axis would write a number at every tenth
    ax.minorticks_off()
    ax.axvline(1, color="black", linewidth=0.9, zorder=style.BEHIND)


def forest(
    groups: Mapping[str, pd.DataFrame],
    labels: Mapping,
    title: str,
    ticks: Sequence[float] = TICKS,
) -> tuple[Figure, Axes]:
    """Draw ratios in rows, one mark a group, the groups named on top in their colour.

    Parameters
    ----------
    groups : mapping of str to DataFrame
        Name to ratio, lo, hi by term.
    labels : mapping
        Term to its words; the order of the rows.
    title : str
        The finding.
    ticks : sequence of float
        Of the axis.

    Returns
    -------
    (Figure, Axes)

    Examples
    --------
    >>> row = pd.DataFrame({"ratio": [2.0], "lo": [1.5], "hi": [3.0]}, index=["road"])
    >>> fig, ax = forest({"all": row}, {"road": "Far from a road"}, "A title")
    >>> ax.texts[0].get_text()
    'Far from a road'
    >>> plt.close(fig)
    """
    # few rows get no less than what a title and an axis need
    height = max(3.4, 1.3 + ROW * len(labels))
    size = (7, height)
    fig, ax = plt.subplots(figsize=size)
    terms = list(labels)
    # marks of one row stand under each other, none hides another
    shifts = [0.0] if len(groups) == 1 else np.linspace(0, 0.3, len(groups))
    drawn = zip(groups.values(), shifts, COLOURS, strict=False)
    for ratios, shift, colour in drawn:
        for term in ratios.index.intersection(terms):
            whisker(ax, ratios.loc[term], terms.index(term) + shift, colour)
    ratio_axis(ax, ticks)
    rows_of(ax, list(labels.values()))
    ax.set_xlabel(AXIS)
    # room for the names of the groups, which stand under the title
    several = len(groups) > 1
    ax.set_title(f"{title}\n" if several else title)
    if several:
        _name_groups(ax, list(groups))
    return fig, ax


def _name_groups(ax: Axes, names: list[str]) -> None:
    """Beside a mark a name would cover the next one's interval; so they stand on top."""
    for place, (name, colour) in enumerate(zip(names, COLOURS, strict=False)):
        left = place / len(names)
        where = {"transform": ax.transAxes, "va": "bottom", "fontsize": 9}
        ax.text(left, 1.01, f"● {name}", color=colour, **where)


def rows_of(ax: Axes, labels: Sequence[str]) -> None:
    """Name the rows of an axis above their marks, the first row on top.

    Parameters
    ----------
    ax : Axes
    labels : sequence of str
        A name a row, from the top.

    Examples
    --------
    >>> fig, ax = plt.subplots()
    >>> rows_of(ax, ["a", "b"])
    >>> [text.get_text() for text in ax.texts]
    ['a', 'b']
    >>> plt.close(fig)
    """
    ax.set_yticks([])
    ax.set_ylim(len(labels) - 0.4, -0.75)
    # above, not beside: on a phone a column of names leaves no room for the marks
    look = {
        "transform": ax.get_yaxis_transform(),
        "va": "bottom",
        "fontsize": 9,
    }
    for place, words in enumerate(labels):
        ax.text(
            0.005,
            place - 0.2,
            words,
            bbox=style.PLATE,
            zorder=style.OVER_LINES,
            **look,
        )


def show_forest(
    groups: Mapping[str, pd.DataFrame],
    title: str,
    about: str,
    labels: Mapping | None = None,
    ticks: Sequence[float] = TICKS,
    cover: bool = False,
) -> None:
    """Show a `forest` with a text alternative that gives the first group's ratios.

    Parameters
    ----------
    groups : mapping of str to DataFrame
        See `forest`.
    title : str
        See `forest`.
    about : str
        What is shown, for the text alternative.
    labels : mapping, optional
        Term to words; default: the traits of the first group by their own names.
    ticks : sequence of float
        See `forest`.
    cover : bool
        See `style.show`.

    Examples
    --------
    >>> row = pd.DataFrame({"ratio": [2.0], "lo": [1.5], "hi": [3.0]}, index=["road"])
    >>> show_forest({"all": row}, "A title", "Hazard ratios, as an example of what is shown")
    {...}
    """
    name, ratios = next(iter(groups.items()))
    # the traits bear one name in all figures (`hazard.TERMS`)
    if labels is None:
        labels = {term: hazard.TERMS[term][0] for term in ratios.index}
    fig, _ = forest(groups, labels, title, ticks)
    rows = []
    for term, row in ratios.iterrows():
        # what is not drawn is not read aloud either
        if term in labels:
            interval = f"{row['lo']:.2f} to {row['hi']:.2f}"
            rows.append(f"{labels[term]} {row['ratio']:.2f} ({interval})")
    said = "; ".join(rows)
    style.show(
        fig, f"{about}, with 95% intervals; {name}: {said}.", cover=cover
    )


def tide(week: pd.DataFrame, title: str) -> Figure:
    """Draw the share of districts at risk that were captured, week by week; the last one grey.

    Parameters
    ----------
    week : DataFrame
        at_risk, captured; index the first day of each week.
    title : str
        The finding.

    Returns
    -------
    Figure

    Examples
    --------
    >>> days = pd.to_datetime(["2021-05-06", "2021-05-13"])
    >>> fig = tide(pd.DataFrame({"at_risk": [9, 8], "captured": [1, 2]}, index=days), "A title")
    >>> fig.axes[0].texts[1].get_text()
    '2'
    >>> plt.close(fig)
    """
    # shares: fewer are at risk from week to week
    rate = week["captured"] / week["at_risk"]
    size = (7.5, 4.2)
    fig, ax = plt.subplots(figsize=size)
    # the last days are no part of the model
    colours = [style.BLUE] * (len(week) - 1) + [style.GREY]
    ax.bar(range(len(week)), rate, color=colours)
    bars = zip(week["captured"], rate, strict=True)
    for place, (captured, height) in enumerate(bars):
        ax.annotate(
            f"{captured}",
            (place, height),
            (0, 2),
            textcoords="offset points",
            ha="center",
        )
    labels = [style.short_day(day) for day in week.index]
    ax.set_xticks(range(len(week)), labels, rotation=60)
    ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    ax.set_ylabel("share (number: captures)")
    # room for the number over the highest bar
    ax.set_ylim(0, rate.max() * 1.12)
    ax.set_title(title)
    return fig


def two_maps(
    reach: pd.Series, first_day: pd.Series, title: str = ""
) -> Figure:
    """Draw the state's reach and the day of the first capture side by side.

    Parameters
    ----------
    reach : Series
        Share by P-code, in the order of `districts`.
    first_day : Series
        Days since 1 May by P-code; districts without one are dotted.
    title : str
        The finding.

    Returns
    -------
    Figure

    Examples
    --------
    >>> reach = hazard.reach()
    >>> len(two_maps(reach, 100 * reach).axes)
    4
    >>> plt.close("all")
    """
    fig, (left, right) = plt.subplots(1, 2, figsize=(9, 4.8))
    # under the maps: beside them the bars would take their width
    across = {"shrink": 0.7, "orientation": "horizontal"}
    tiles = value_map(left, reach, "Polling centres counted in 2019")
    bar = fig.colorbar(tiles, ax=left, **across)
    bar.ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    tiles = value_map(
        right,
        first_day.reindex(reach.index),
        "First capture (dotted: none named)",
    )
    # few fell before 20 May: most of the colours are for the rest
    tiles.set_clim(20, 106)
    bar = fig.colorbar(tiles, ax=right, **across)
    # days since 1 May
    bar.set_ticks([31, 61, 92], labels=["1 Jun", "1 Jul", "1 Aug"])
    # over both maps, at the left as every title
    fig.suptitle(title, x=0.01, ha="left")
    return fig


def stacked(fig: Figure) -> None:
    """Put two maps one under the other, for a phone.

    Parameters
    ----------
    fig : Figure
        Two maps side by side; changed in place.

    Examples
    --------
    >>> fig, axes = plt.subplots(1, 2)
    >>> stacked(fig)
    >>> fig.get_size_inches().tolist()
    [4.0, 8.4]
    >>> plt.close(fig)
    """
    # the layout engine would undo the places that are set here
    fig.set_layout_engine("none")
    fig.set_size_inches(4.0, 8.4)
    # bars of colour are axes too
    maps = [ax for ax in fig.axes if not hasattr(ax, "_colorbar")]
    bars = [ax for ax in fig.axes if hasattr(ax, "_colorbar")]
    # above the first map: two lines of the finding, and the map's own title
    for place, ax in enumerate(maps):
        ax.set_position([0.02, 0.535 - 0.465 * place, 0.96, 0.36])
    for place, ax in enumerate(bars):
        # a bar of colour keeps the proportions of its first drawing otherwise
        ax.set_box_aspect(None)
        ax.set_aspect("auto")
        ax.set_position([0.15, 0.52 - 0.465 * place, 0.7, 0.015])


def refit_strips(
    fits: Mapping[str, pd.DataFrame], labels: Mapping[str, str]
) -> Figure:
    """Draw the ratios of many fits as dots in one row a trait, beside the main model's interval.

    Parameters
    ----------
    fits : mapping of str to DataFrame
        See `refits.refits`; the first is the main model.
    labels : mapping of str to str
        Term to its words.

    Returns
    -------
    Figure

    Examples
    --------
    >>> row = pd.DataFrame({"ratio": [2.0], "lo": [1.5], "hi": [3.0]}, index=["road"])
    >>> fig = refit_strips({"as above": row, "again": row}, {"road": "Far from a road"})
    >>> len(fig.axes[0].lines)  # an interval, its mark, the line at 1, the dots
    4
    >>> plt.close(fig)
    """
    names = list(fits)
    # the first is what the others are compared with
    main = fits[names[0]]
    fig, ax = forest({"the main model": main}, labels, "")
    n_same = 0
    for place, term in enumerate(labels):
        found = [
            fits[name].loc[term]
            for name in names[1:]
            if term in fits[name].index
        ]
        ratios = [row["ratio"] for row in found]
        is_more = main.loc[term, "ratio"] > 1
        n_same += all((ratio > 1) == is_more for ratio in ratios)
        # under the main model's interval, so that neither hides the other
        level = np.full(len(ratios), place + 0.25)
        ax.plot(ratios, level, "o", color=style.RUST, markersize=4, alpha=0.55)
    ax.set_title(
        f"{n_same} of {len(labels)} traits keep their side of 1 in all {len(fits)} fits"
    )
    ax.set_xlabel(
        "hazard ratio: main model with 95% interval; dots: other fits"
    )
    return fig


def value_map(
    ax: Axes, values: pd.Series, title: str, colours: str = "cividis"
) -> PolyCollection:
    """Draw one tile a district, coloured by a number; grey hatching: none.

    Parameters
    ----------
    ax : Axes
        Axes.
    values : Series
        By P-code, in the order of `districts`.
    title : str
        What is shown.
    colours : str
        A matplotlib colour map.

    Returns
    -------
    PolyCollection
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
    # tiles, not outlines: every district is as large as another
    corners = hex_corners()
    # missing is not zero: it gets no colour of the scale
    given = values.notna().to_numpy()
    figure_data.keep(
        ax, pd.DataFrame({"P-code": values.index, title: values.to_numpy()})
    )
    none = PolyCollection(
        corners[~given], facecolor="#E4E4E4", edgecolor="white", hatch="...."
    )
    ax.add_collection(none)
    numbers = values.to_numpy(dtype=float)[given]
    tiles = PolyCollection(
        corners[given], array=numbers, cmap=colours, edgecolor="white"
    )
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
    lines = [
        list(key)
        for key, homes in edges.items()
        if len(set(homes)) > 1 or len(homes) == 1
    ]
    ax.add_patch(
        edges_patch(
            lines, edgecolor=style.INK, linewidth=0.8, capstyle="round"
        )
    )


def shares(
    table: pd.DataFrame, title: str, label: str, middle: float | None = None
) -> tuple[Figure, Axes]:
    """Draw estimates with intervals in rows, each written out.

    Parameters
    ----------
    table : DataFrame
        ratio, lo, hi; index the rows' names.
    title : str
        The finding.
    label : str
        Of the axis.
    middle : float, optional
        Where a line stands to compare with.

    Returns
    -------
    (Figure, Axes)

    Examples
    --------
    >>> table = pd.DataFrame({"ratio": [0.7], "lo": [0.6], "hi": [0.8]}, index=["reach"])
    >>> fig, ax = shares(table, "A title", "share of pairs", 0.5)
    >>> ax.texts[0].get_text()
    '0.70'
    >>> plt.close(fig)
    """
    height = 1.5 + ROW * len(table)
    size = (7, height)
    fig, ax = plt.subplots(figsize=size)
    for y, (_, row) in enumerate(table.iterrows()):
        whisker(ax, row, y, style.BLUE)
        place = (row["ratio"], y)
        # the number is written, since rows of one figure are compared in the text
        written = f"{row['ratio']:.2f}"
        ax.annotate(
            written,
            place,
            (0, 6),
            textcoords="offset points",
            ha="center",
            fontsize=9,
        )
    if middle is not None:
        ax.axvline(middle, color="black", linewidth=0.9, zorder=style.BEHIND)
    rows_of(ax, list(table.index))
    ax.set_xlabel(label)
    ax.set_title(title)
    return fig, ax


def show_shares(
    table: pd.DataFrame, title: str, label: str, middle: float | None = None
) -> None:
    """Show `shares` with a text alternative that gives every row.

    Parameters
    ----------
    table : DataFrame
        See `shares`.
    title : str
        See `shares`.
    label : str
        See `shares`.
    middle : float, optional
        See `shares`.

    Examples
    --------
    >>> table = pd.DataFrame({"ratio": [0.7], "lo": [0.6], "hi": [0.8]}, index=["reach"])
    >>> show_shares(table, "A title", "the share of pairs that are ranked rightly")
    {...}
    """
    fig, _ = shares(table, title, label, middle)
    rows = []
    for name, row in table.iterrows():
        interval = f"{row['lo']:.2f} to {row['hi']:.2f}"
        rows.append(f"{name} {row['ratio']:.2f} ({interval})")
    said = "; ".join(rows)
    style.show(fig, f"{label}, with 95% intervals: {said}.")


__dir__ = own_names(__name__)
