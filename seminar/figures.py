"""The three figures of the kit: the curve, the map of one day, the roads to the north."""

from __future__ import annotations

from pathlib import Path

import matplotlib.pyplot as plt
import networkx as nx
import pandas as pd
from matplotlib.figure import Figure

from helpers import control, load
from helpers.analysis import roads
from helpers.views import roadmap, style, tilemap
from helpers.vocabulary import READINGS
from seminar import truths

# sharp on paper at the handout's size, small enough for a slow line
DPI = 150
# the part of the scheme between Kabul and the northern border, in units of its grid
NORTH_X = (10, 24)
NORTH_Y = 5.5
# dots as large as two letters; the star twice that, so that it is found first
TOWN = {
    "marker": "o",
    "color": "white",
    "markeredgecolor": "black",
    "markersize": 8,
}
KABUL = {
    "marker": "*",
    "color": style.BLUE,
    "markeredgecolor": "black",
    "markersize": 16,
}


def draw(folder: Path) -> dict[str, str]:
    """Draw the figures into a folder.

    Returns
    -------
    dict of str to str
        {name of the PNG file without its ending: text alternative}.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     list(draw(Path(folder)))
    ['curve', 'map', 'roads']
    """
    drawings = {
        "curve": curve(),
        "map": map_of_the_day(),
        "roads": roads_to_the_north(),
    }
    alts = {}
    for name, (figure, alt) in drawings.items():
        # no Software entry: the bytes do not depend on matplotlib's version string
        figure.savefig(
            folder / f"{name}.png", dpi=DPI, metadata={"Software": None}
        )
        plt.close(figure)
        alts[name] = alt
    return alts


def curve() -> tuple[Figure, str]:
    """Districts held by day: the best reading within the range of the other two.

    Examples
    --------
    >>> figure, alt = curve()
    >>> alt[:31]
    'Districts held by the Taliban, '
    >>> plt.close(figure)
    """
    # all readings at once: the band is made of those that are not quoted
    days = control()
    is_taliban = days[list(READINGS)] == truths.TALIBAN
    counts = is_taliban.groupby(days["date"]).sum()
    day = pd.Timestamp(truths.DAY)
    best = counts["best"]
    on_the_day = best[day]
    n_districts = len(load("districts"))
    figure, ax = plt.subplots(figsize=(8, 3.9))
    # whichever reading is on top
    low = counts.min(axis=1)
    high = counts.max(axis=1)
    style.band(ax, counts.index, low, best, high)
    # the seminar's day is marked: the hour begins with it
    ax.plot(day, on_the_day, "o", color=style.RUST)
    written = style.day(day)
    where = {"xytext": (-10, 14), "textcoords": "offset points", "ha": "right"}
    ax.annotate(written, (day, on_the_day), **where)
    ax.set_title(
        f"Districts held by the Taliban, of {n_districts}: best reading, range of the others"
    )
    ax.set_ylim(0, None)
    ax.set_xlim(counts.index[0], counts.index[-1])
    style.day_axis(ax)
    alt = (
        f"Districts held by the Taliban, best reading: {best.iloc[0]} of {n_districts} on 1 May "
        f"2021, {on_the_day} on {written}, {best.iloc[-1]} on 15 August."
    )
    return figure, alt


def map_of_the_day() -> tuple[Figure, str]:
    """One tile a district on the seminar's day.

    Examples
    --------
    >>> figure, alt = map_of_the_day()
    >>> alt[:23]
    'One tile a district: on'
    >>> plt.close(figure)
    """
    days = control(truths.DAY, truths.DAY).set_index("pcode")
    figure, ax = plt.subplots(figsize=(7.6, 5.4))
    tilemap.hex_map(ax, days["best"], days["support"], labels=True)
    tilemap.hex_key(figure)
    # both are counted: a contested district is nobody's in the text
    holder = days["best"]
    n_taliban = int((holder == "taliban").sum())
    n_contested = int((holder == "contested").sum())
    day = style.day(pd.Timestamp(truths.DAY))
    alt = (
        f"One tile a district: on {day} the Taliban held {n_taliban} of {len(days)} districts, "
        f"{n_contested} were contested."
    )
    return figure, alt


def roads_to_the_north() -> tuple[Figure, str]:
    """A scheme of the trunk roads from Kabul to the north.

    Examples
    --------
    >>> figure, alt = roads_to_the_north()
    >>> "Mazar-e-Sharif" in alt
    True
    >>> plt.close(figure)
    """
    # the north alone: the whole scheme has no room for names on a slide
    network = roads.graph()
    shown = [
        node for node, row in network.nodes(data=True) if _in_the_north(row)
    ]
    figure, ax = plt.subplots(figsize=(8, 4.6))
    north = network.subgraph(shown)
    roadmap.draw_network(ax, north)
    _name_towns(ax, north)
    ax.set_title(
        "Trunk roads from Kabul to the north (a scheme, not to scale)"
    )
    towns = sorted(network.nodes[node]["name"] for node in shown)
    # whoever cannot see the scheme gets every name on it
    names = ", ".join(towns)
    return (
        figure,
        f"A scheme of the trunk roads from Kabul to the north: {names}.",
    )


def _name_towns(ax: plt.Axes, network: nx.Graph) -> None:
    """A dot and a name for every town; Kabul, where every way begins, is a star."""
    beside = {
        "xytext": (7, 5),
        "textcoords": "offset points",
        "fontsize": 9,
    }
    # a pale ground keeps a name legible where a road runs under it
    ground = {
        "facecolor": "white",
        "alpha": 0.85,
        "linewidth": 0,
        "boxstyle": "square,pad=0.1",
    }
    for node, name in network.nodes(data="name"):
        spot = roadmap.place(network, node)
        mark = KABUL if node == "kabul" else TOWN
        ax.plot(*spot, **mark)
        # a second name in brackets would cover the next town
        short_name = name.split(" (")[0]
        ax.annotate(short_name, spot, bbox=ground, **beside)


def _in_the_north(node: dict) -> bool:
    left, right = NORTH_X
    return left < node["metro_x"] < right and node["metro_y"] > NORTH_Y
