"""The schematic map of the trunk roads: order and links are right, kilometres are not."""

from collections.abc import Collection

import networkx as nx
import numpy as np
import pandas as pd

from helpers.views import style

OPEN = {"color": style.SKY, "linewidth": 3, "zorder": 1}
DASHED = {"color": "black", "linewidth": 1.2, "linestyle": (0, (2, 1.5)), "zorder": 1}
# state of a capital: colour and mark differ, so that the map can be read without colour
CAPITALS = {"linked": ("white", "o"), "cut": (style.ORANGE, "X"), "fallen": ("black", "o")}


def place(network: nx.Graph, node: str) -> tuple[float, float]:
    """Where a node lies on the schematic map (columns metro_x and metro_y of road_nodes).

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

    Returns
    -------
    numpy.ndarray
        Shape (2, points): the x and the y of its ends and corners.

    Examples
    --------
    >>> from helpers.analysis import roads
    >>> course(roads.graph(), "kabul", "jalalabad").T.tolist()
    [[20.0, 6.0], [21.0, 5.0], [26.0, 5.0], [27.0, 6.0]]
    """
    bends = network.edges[start, end]["bends"]
    corners = [[float(number) for number in bend.split()] for bend in bends]
    # bends are written from the stretch's first end; the graph has no direction
    if network.edges[start, end]["from_node"] != start:
        corners.reverse()
    return np.array([place(network, start), *corners, place(network, end)]).T


def draw_network(
    ax,
    network: nx.Graph,
    *,
    shut: Collection[str] = (),
    open_look: dict | None = None,
    shut_look: dict | None = None,
) -> None:
    """Draw the stretches of a network on an axes as a schematic map, without its towns.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        The axes to draw on; its frame is switched off.
    network : networkx.Graph
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
    >>> len(ax.lines) == len(roads.graph().edges)
    True
    >>> plt.close(fig)
    """
    for start, end, segment in network.edges(data="segment_id"):
        look = (shut_look or DASHED) if segment in shut else (open_look or OPEN)
        ax.plot(*course(network, start, end), **look)
    ax.axis("off")


def draw_capitals(ax, network: nx.Graph, capitals: pd.DataFrame) -> None:
    """Mark every capital by its state, and Kabul by a star.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        The axes on which `draw_network` has drawn.
    network : networkx.Graph
        As `roads.graph` gives it.
    capitals : pandas.DataFrame
        One row a capital, with node_id and state, as `roads.cut_off` gives it.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from helpers.analysis import roads
    >>> fig, ax = plt.subplots()
    >>> draw_capitals(ax, roads.graph(), roads.cut_off("2021-06-22"))
    >>> len(ax.lines)
    34
    >>> plt.close(fig)
    """
    edge = {"markeredgecolor": "black"}
    for capital in capitals.itertuples():
        colour, mark = CAPITALS[capital.state]
        spot = place(network, capital.node_id)
        ax.plot(*spot, mark, color=colour, markersize=7, zorder=2, **edge)
    ax.plot(*place(network, "kabul"), "*", color=style.BLUE, markersize=13, zorder=3, **edge)
