"""Maps of the trunk roads: on the ground, and as a scheme in which kilometres are not to scale."""

from collections.abc import Collection

import networkx as nx
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.public import own_names
from helpers.views import drawing, figure_data, style
from helpers.views.cells import outline
from helpers.views.names import place_names, settle
from helpers.views.style import plt

# inches; a phone gets the same drawing narrower, its names placed anew (`for_phone`)
MAP_SIZE = (6.4, 4.9)
METRO_SIZE = (6.4, 6.8)
NAME_SIZE = 9  # points: 11 pixels on a phone

# whole and dashed, not only two colours: the map can be read without colour
OPEN = {"color": style.SKY, "linewidth": 3, "zorder": 1}
DASHED = {
    "color": style.INK,
    "linewidth": 1.2,
    "linestyle": (0, (2, 1.5)),
    "zorder": 1,
}
# state of a capital: colour and mark differ, so that the map can be read without colour
CAPITALS = {
    "linked": ("white", "o"),
    "cut": (style.ORANGE, "X"),
    "fallen": (style.INK, "o"),
}

# colour and width of a road on the ground, by road_class
ROADS = {
    "ring_road": (style.BLUE, 2.6),
    "national": (style.SKY, 1.8),
    "regional": (style.GREY, 1.1),
    "link": (style.GREY, 1.1),
}


def place(network: nx.Graph, node: str) -> tuple[float, float]:
    """Where a node lies on the schematic map (columns metro_x and metro_y of road_nodes).

    Parameters
    ----------
    network : Graph
        As `roads.graph` gives it.
    node : str
        A node_id.

    Returns
    -------
    (float, float)
        In units of its grid, to the right and up.

    Examples
    --------
    >>> from helpers.analysis import roads
    >>> place(roads.graph(), "kabul")
    (20.0, 6.0)
    """
    data = network.nodes[node]
    return data["metro_x"], data["metro_y"]


def course(network: nx.Graph, start: str, end: str) -> np.ndarray:
    """The line of one stretch on the schematic map, from node to node by way of its bends.

    Parameters
    ----------
    network : Graph
        As `roads.graph` gives it.
    start, end : str
        node_ids.

    Returns
    -------
    array
        Shape (2, points): the x and the y of its ends and corners.

    Examples
    --------
    >>> from helpers.analysis import roads
    >>> course(roads.graph(), "kabul", "jalalabad").T.tolist()
    [[20.0, 6.0], [21.0, 5.0], [27.5, 5.0], [28.5, 6.0]]
    """
    stretch = network.edges[start, end]
    corners = []
    for bend in stretch["bends"]:
        x, y = bend.split()
        corners.append([float(x), float(y)])
    # bends are written from the stretch's first end; the graph has no direction
    if stretch["from_node"] != start:
        corners.reverse()
    points = [place(network, start), *corners, place(network, end)]
    return np.array(points).T


def draw_network(
    ax: Axes,
    network: nx.Graph,
    *,
    shut: Collection[str] = (),
    open_look: dict | None = None,
    shut_look: dict | None = None,
) -> None:
    """Draw the stretches of a network on an axes as a schematic map, without its towns.

    Parameters
    ----------
    ax : Axes
        The axes to draw on; its frame is switched off.
    network : Graph
        As `roads.graph` gives it, or a subgraph of it.
    shut : collection of str
        The segment_ids that are cut.
    open_look, shut_look : dict
        Line properties of open and of cut stretches; default: OPEN and DASHED.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from helpers.analysis import roads
    >>> fig, ax = plt.subplots()
    >>> draw_network(ax, roads.graph(), shut={"kabul-maidan_shahr"})
    >>> len(ax.lines)  # open and cut
    2
    >>> plt.close(fig)
    """
    ways: dict[bool, list] = {True: [], False: []}
    gap = np.full((2, 1), np.nan)
    for start, end, segment in network.edges(data="segment_id"):
        # one line with gaps draws ten times as fast as a line a stretch
        ways[segment in shut] += [course(network, start, end), gap]
    looks = {True: shut_look or DASHED, False: open_look or OPEN}
    for is_shut, look in looks.items():
        if ways[is_shut]:
            ax.plot(*np.concatenate(ways[is_shut], axis=1), **look)
    figure_data.keep(ax, stretches_table(network, shut))
    ax.axis("off")


def stretches_table(network: nx.Graph, shut: Collection[str]) -> pd.DataFrame:
    """What a schematic map shows of its stretches, a row each.

    Parameters
    ----------
    network : Graph
        As `roads.graph` gives it.
    shut : collection of str
        The segment_ids that are cut.

    Returns
    -------
    DataFrame
        what, name, state: "cut" or "open".

    Examples
    --------
    >>> from helpers.analysis import roads
    >>> table = stretches_table(roads.graph(), {"kabul-maidan_shahr"})
    >>> int((table["state"] == "cut").sum())
    1
    """
    rows = []
    for start, end, segment in network.edges(data="segment_id"):
        # by the names of its ends, as a reader knows it
        ends = [network.nodes[node].get("name", node) for node in (start, end)]
        state = "cut" if segment in shut else "open"
        rows.append(
            {"what": "stretch", "name": " - ".join(ends), "state": state}
        )
    return pd.DataFrame(rows)


def draw_capitals(
    ax: Axes, network: nx.Graph, capitals: pd.DataFrame, size: float = 7
) -> None:
    """Mark every capital by its state, and Kabul by a star.

    Parameters
    ----------
    ax : Axes
        The axes on which `draw_network` has drawn.
    network : Graph
        As `roads.graph` gives it.
    capitals : DataFrame
        One row a capital, with node_id and state, as `roads.cut_off` gives it.
    size : float
        Size of a mark, in points.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from helpers.analysis import roads
    >>> fig, ax = plt.subplots()
    >>> draw_capitals(ax, roads.graph(), roads.cut_off("2021-06-22"))
    >>> len(ax.lines)  # one a state, and Kabul
    4
    >>> plt.close(fig)
    """
    edge = {"markeredgecolor": style.INK, "linestyle": "none", "zorder": 2}
    for state, (colour, mark) in CAPITALS.items():
        is_so = capitals["state"] == state
        nodes = capitals.loc[is_so, "node_id"]
        spots = np.array([place(network, node) for node in nodes])
        # on most days some state has no capital: two empty rows, not none
        spots = spots.reshape(-1, 2).T
        ax.plot(*spots, marker=mark, color=colour, markersize=size, **edge)
    names = [
        network.nodes[node].get("name", node) for node in capitals["node_id"]
    ]
    # beneath the stretches: one table a map
    shown = pd.DataFrame({"what": "capital", "name": names})
    figure_data.keep(
        ax, shown.assign(state=capitals["state"].astype(str).to_numpy())
    )
    # above the capitals: Kabul is where every way is measured to
    edge["zorder"] = 3
    ax.plot(
        *place(network, "kabul"),
        marker="*",
        color=style.BLUE,
        markersize=2 * size,
        **edge,
    )


def short_name(name: str) -> str:
    """A name without what stands in brackets or after a stroke.

    Parameters
    ----------
    name : str
        Of a node, as road_nodes.csv has it.

    Examples
    --------
    >>> short_name("Zaranj/Milak"), short_name("Chaghcharan (Firozkoh)")
    ('Zaranj', 'Chaghcharan')
    """
    # a second name would take the room of a neighbour's first
    first = name.split(" (")[0]
    return first.split("/")[0]


def metro_map(
    network: nx.Graph,
    capitals: pd.DataFrame,
    shut: Collection[str],
    title: str,
) -> Figure:
    """The schematic map of one day, with the names of all capitals.

    Parameters
    ----------
    network : Graph
        As `roads.graph` gives it.
    capitals : DataFrame
        As `roads.cut_off` gives it.
    shut : collection of str
        The segment_ids that are cut.
    title : str

    Returns
    -------
    Figure

    Examples
    --------
    >>> from helpers.analysis import roads
    >>> fig = metro_map(roads.graph(), roads.cut_off("2021-06-22"), (), "22 June 2021")
    >>> style.plt.close(fig)
    """
    # roads first, so that capitals lie over them
    fig, ax = plt.subplots(figsize=METRO_SIZE)
    draw_network(ax, network, shut=shut)
    draw_capitals(ax, network, capitals)
    ax.set_title(title)
    drawing.wrap_titles(fig)
    # what is cut off is the news: those names choose their places first
    order = capitals.sort_values(
        "state", key=lambda state: state != "cut", kind="stable"
    )
    nodes = ["kabul", *order["node_id"]]
    spots = [place(network, node) for node in nodes]
    names = [short_name(network.nodes[node]["name"]) for node in nodes]
    place_names(ax, spots, names, fontsize=NAME_SIZE)
    return fig


def metro_maps(
    network: nx.Graph,
    capitals: dict,
    shut: dict,
    titles: dict,
    title: str = "",
) -> Figure:
    """Small schematic maps of several days, two in a row, without names.

    Parameters
    ----------
    network : Graph
        As `roads.graph` gives it.
    capitals, shut, titles : dict
        By day: as `roads.cut_off` gives it, the segment_ids that are cut, the title.
    title : str
        The finding, above them all.

    Returns
    -------
    Figure

    Examples
    --------
    >>> from helpers.analysis import roads
    >>> day = "2021-06-22"
    >>> fig = metro_maps(roads.graph(), {day: roads.cut_off(day)}, {day: ()}, {day: "22 June"})
    >>> style.plt.close(fig)
    """
    # two in a row, rounded up
    rows = -(-len(capitals) // 2)
    size = (6.4, 2.6 * rows)
    fig, axes = plt.subplots(rows, 2, figsize=size, squeeze=False)
    # an odd number of days leaves an empty place
    for ax in axes.flat:
        ax.axis("off")
    for ax, day in zip(axes.flat, capitals, strict=False):
        draw_network(ax, network, shut=shut[day])
        draw_capitals(ax, network, capitals[day], size=5)
        ax.set_title(titles[day], fontsize=10)
    # nothing above the panels where nothing is to be said
    if title:
        fig.suptitle(title, x=0.02, ha="left")
    return fig


def draw_outline(ax: Axes) -> None:
    """Draw the country's outline, with a degree of longitude as wide as it is at 34 degrees north.

    Parameters
    ----------
    ax : Axes
        In degrees of longitude and latitude.

    Examples
    --------
    >>> fig, ax = style.plt.subplots()
    >>> draw_outline(ax)
    >>> style.plt.close(fig)
    """
    # the outer ring: Afghanistan has no holes and no islands
    border = outline().exterior
    ax.plot(*border.xy, color=style.GREY, linewidth=0.8)
    # 1 / cos(34°): the middle of the country
    ax.set_aspect(1.2)
    ax.axis("off")


def ground_map(
    network: nx.Graph, named: Collection[str], title: str
) -> Figure:
    """The roads where they run, straight between their ends, with the capitals and crossings.

    Parameters
    ----------
    network : Graph
        As `roads.graph` gives it.
    named : collection of str
        node_ids of the towns whose names are written.
    title : str

    Returns
    -------
    Figure

    Examples
    --------
    >>> from helpers.analysis import roads
    >>> fig = ground_map(roads.graph(), ["kabul"], "Trunk roads")
    >>> style.plt.close(fig)
    """
    fig, ax = plt.subplots(figsize=MAP_SIZE)
    draw_outline(ax)
    # straight between nodes: the record holds no course on the ground
    spot = {
        node: (data["lon"], data["lat"])
        for node, data in network.nodes(data=True)
    }
    for road_class, (colour, width) in ROADS.items():
        ways = [np.full((2, 1), np.nan)]
        for start, end, kind in network.edges(data="road_class"):
            if kind == road_class:
                way = np.array([spot[start], spot[end]]).T
                # the gap after each: one line with gaps draws faster than many
                ways += [way, ways[0]]
        ax.plot(*np.concatenate(ways, axis=1), color=colour, linewidth=width)
    for end, mark in {"capital": "o", "crossing": "s"}.items():
        kinds = network.nodes(data="kind")
        ends = [spot[node] for node, kind in kinds if kind == end]
        look = {
            "color": "white",
            "markeredgecolor": style.INK,
            "markersize": 5,
        }
        ax.plot(*np.array(ends).T, mark, **look)
    figure_data.keep(ax, _nodes_table(network))
    ax.set_title(title)
    drawing.wrap_titles(fig)
    names = [short_name(network.nodes[node]["name"]) for node in named]
    place_names(ax, [spot[node] for node in named], names, fontsize=NAME_SIZE)
    return fig


def _nodes_table(network: nx.Graph) -> pd.DataFrame:
    """Where the towns of a map on the ground lie, a row each."""
    rows = []
    for _, data in network.nodes(data=True):
        place = {"latitude": data["lat"], "longitude": data["lon"]}
        rows.append({"name": data["name"], "kind": str(data["kind"]), **place})
    return pd.DataFrame(rows)


# colour, mark and month of fall of a crossing: the three differ also in grey
MONTHS = {
    6: (style.SKY, "o", "June"),
    7: (style.BLUE, "s", "July"),
    8: (style.INK, "D", "August"),
}


def crossing_map(falls: pd.DataFrame, title: str) -> Figure:
    """Crossings by the month of their fall, each with its name and day.

    Parameters
    ----------
    falls : DataFrame
        Columns name, date, lat, lon; rows without a point are left out.
    title : str

    Returns
    -------
    Figure

    Examples
    --------
    >>> day = pd.Timestamp("2021-07-08")
    >>> row = {"name": "Islam Qala", "date": day, "lat": 34.7, "lon": 61.1}
    >>> fig = crossing_map(pd.DataFrame([row]), "Crossings")
    >>> style.plt.close(fig)
    """
    fig, ax = plt.subplots(figsize=MAP_SIZE)
    draw_outline(ax)
    # from west to east: neighbours on the northern border make room for each other
    shown = falls.dropna(subset=["lat"]).sort_values("lon")
    for month, (colour, mark, name) in MONTHS.items():
        is_then = shown["date"].dt.month == month
        mine = shown[is_then]
        look = {"color": colour, "markeredgecolor": style.INK, "label": name}
        ax.plot(mine["lon"], mine["lat"], mark, **look)
    days = shown["date"].map(style.short_day)
    figure_data.keep(ax, shown[["name", "lat", "lon"]].assign(fell=days))
    # names stand outside the country's line, where the roads do not run
    ax.set(title=title, xlim=(57.5, 76.5), ylim=(28.8, 40.6))
    ax.legend(loc="upper left", fontsize=NAME_SIZE)
    drawing.wrap_titles(fig)
    names = []
    for fall in shown.itertuples(index=False):
        name = short_name(fall.name)
        day = style.short_day(fall.date)
        # on two lines: one long line would meet the next crossing
        names.append(f"{name}\n{day}")
    spots = list(zip(shown["lon"], shown["lat"], strict=True))
    place_names(ax, spots, names, fontsize=NAME_SIZE)
    return fig


def for_phone(fig: style.plt.Figure) -> None:
    """Make a map narrower in place, its names placed anew: for `narrow` of `style.show`.

    Parameters
    ----------
    fig : style.plt.Figure
        style.plt.Figure
        Changed in place.

    Examples
    --------
    >>> from helpers.analysis import roads
    >>> fig = ground_map(roads.graph(), ["kabul"], "Trunk roads")
    >>> for_phone(fig)
    >>> fig.get_size_inches().tolist()
    [4.0, 3.4]
    >>> style.plt.close(fig)
    """
    # a map as wide as a telephone, not a wide one made small: its names stay legible
    width, height = fig.get_size_inches()
    # names keep their size and need the room; a map on the ground cannot be stretched
    taller = 1.35 if all(ax.get_aspect() == "auto" for ax in fig.axes) else 1.1
    narrower = drawing.NARROW / width
    # to a tenth of an inch, so that the picture has a whole number of pixels
    own_height = round(height * narrower * taller, 1)
    fig.set_size_inches(drawing.NARROW, own_height)
    drawing.wrap_titles(fig)
    for ax in fig.axes:
        settle(ax)


__dir__ = own_names(__name__)
