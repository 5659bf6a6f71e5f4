"""How near a district lies to roads, cities, borders and other districts."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from helpers.analysis.roads import arrays
from helpers.public import own_names
from helpers.tables import load

# the classes of road that count as trunk roads
TRUNK = ("ring_road", "national")
EARTH = 6371.0  # kilometres, mean radius
KINDS = ("great_circle", "road")


class OnRoad(NamedTuple):
    """Where a district meets the network: its nearest stretch, and how far things are."""

    near: NDArray  # (districts,) number of the nearest stretch
    off: NDArray  # (districts,) km from the point to it
    done: NDArray  # (districts,) km along it, from its start
    to_node: NDArray  # (districts, nodes) km to every node by the network


def region(pcodes: Iterable[str]) -> NDArray:
    """The UN region of each district.

    Parameters
    ----------
    pcodes : iterable of str
        P-codes of districts.

    Returns
    -------
    array
        Names, one a P-code.

    Examples
    --------
    >>> region(["AF0101", "AF3201"]).tolist()
    ['centre', 'west']
    """
    # the table has the regions: no list of them in code
    by_pcode = load("districts").set_index("pcode")
    regions = by_pcode["region"].astype(str)
    asked = list(pcodes)
    return regions.loc[asked].to_numpy(dtype=str)


def great_circle(
    lat: ArrayLike, lon: ArrayLike, lats: ArrayLike, lons: ArrayLike
) -> NDArray:
    """Great-circle distances between two sets of points, by the haversine formula.

    Parameters
    ----------
    lat, lon : array-like
        Degrees of the first points, shape (n,).
    lats, lons : array-like
        Degrees of the second points, shape (m,).

    Returns
    -------
    array
        (n, m) kilometres.

    Examples
    --------
    >>> great_circle([0], [0], [0], [1]).round(1).tolist()  # a degree of the equator
    [[111.2]]
    """
    # one column for the points, one row for those that they are set against
    lat = _radians(lat)[:, None]
    lon = _radians(lon)[:, None]
    lats = _radians(lats)
    lons = _radians(lons)
    half_north = (lat - lats) / 2
    half_east = (lon - lons) / 2
    north = np.sin(half_north) ** 2
    east = np.sin(half_east) ** 2
    # the haversine formula: exact at small distances too
    half = north + np.cos(lat) * np.cos(lats) * east
    angle = 2 * np.arcsin(np.sqrt(half))
    return EARTH * angle


def _radians(degrees: ArrayLike) -> NDArray:
    numbers = np.asarray(degrees, dtype=float)
    return np.radians(numbers)


def _attach(net) -> tuple[NDArray, NDArray]:
    """Kilometres from every district's point to every stretch, and how far along it (0-1) that is.

    Stretches are straight between their ends, on a plane that touches the globe at the district:
    good to a few per mille at such distances.
    """
    places = load("districts")
    # columns, to be set against all nodes at once
    lat = places["lat"].to_numpy()[:, None]
    lon = places["lon"].to_numpy()[:, None]
    scale = EARTH * np.pi / 180
    # meridians come nearer to one another towards the pole
    narrower = np.cos(np.radians(lat))

    def plane(nodes):
        """Kilometres east and north of each district."""
        points = net.data.iloc[nodes]
        lons = points["lon"].to_numpy()
        lats = points["lat"].to_numpy()
        east = (lons - lon) * scale * narrower
        north = (lats - lat) * scale
        return east, north

    start, end = net.ends.T
    ax, ay = plane(start)
    bx, by = plane(end)
    east = bx - ax
    north = by - ay
    squared = east**2 + north**2
    # the foot of the perpendicular, held inside the stretch
    towards = -(ax * east + ay * north) / squared
    along = np.clip(towards, 0, 1)
    x = ax + along * east
    y = ay + along * north
    return np.hypot(x, y), along


def _by_road(net) -> OnRoad:
    """Each district's way to the network and from there to every node of it."""
    off, along = _attach(net)
    near = off.argmin(axis=1)
    rows = np.arange(len(off))
    off = off[rows, near]
    length = net.km[near]
    done = along[rows, near] * length
    rest = length - done
    start, end = net.ends[near].T
    by_km = nx.floyd_warshall_numpy(net.network, weight="length_km")
    between = np.asarray(by_km)
    # a district on a stretch can leave it by either end
    by_start = between[start] + done[:, None]
    by_end = between[end] + rest[:, None]
    to_node = np.minimum(by_start, by_end)
    all_nodes = off[:, None] + to_node
    return OnRoad(near, off, done, all_nodes)


def distances(
    kind: str = "great_circle",
    trunk: Collection[str] = TRUNK,
    network: nx.Graph | None = None,
) -> pd.DataFrame:
    """Kilometres from the point of each district to the trunk road, a capital and a crossing.

    Parameters
    ----------
    kind : str
        great_circle (straight) or road (straight to the nearest stretch of any class, then
        along the network).
    trunk : collection of str
        The classes of road that count.
    network : Graph, optional
        See `roads.arrays`; default: the record's.

    Returns
    -------
    DataFrame
        Columns trunk, capital, crossing (the nearest of each), km; index pcode, in the order of
        `districts`.

    Raises
    ------
    ValueError
        For another kind.

    Examples
    --------
    >>> bool(distances().loc["AF0101", "capital"] < 25)  # Kabul's own
    True
    """
    if kind not in KINDS:
        raise ValueError(f"kind {kind!r} is neither great_circle nor road")
    net = arrays(network=network)
    places = load("districts")
    classes = [
        road_class for *_, road_class in net.network.edges(data="road_class")
    ]
    # an array, so that it can pick columns of distances
    is_trunk = np.isin(classes, trunk)
    if kind == "road":
        on = _by_road(net)
        to_node = on.to_node
        trunk_nodes = np.unique(net.ends[is_trunk])
        # on a trunk road already, or by way of the nearest node of one
        to_trunk = np.where(
            is_trunk[on.near], on.off, to_node[:, trunk_nodes].min(axis=1)
        )
    else:
        nodes = net.data
        to_node = great_circle(
            places["lat"], places["lon"], nodes["lat"], nodes["lon"]
        )
        to_trunk = _attach(net)[0][:, is_trunk].min(axis=1)
    columns = {"trunk": to_trunk}
    for node_kind in ("capital", "crossing"):
        is_kind = net.data["kind"] == node_kind
        there = is_kind.to_numpy()
        # the nearest of them, whichever it is
        to_each = to_node[:, there]
        columns[node_kind] = to_each.min(axis=1)
    return pd.DataFrame(columns, index=places["pcode"])


def weights(
    kind: str = "neighbours", k: int = 6, network: nx.Graph | None = None
) -> NDArray:
    """Who is near whom: weights of every district for every other, each row summing to 1.

    Zhukov (2012, Political Geography 31) found violence to spread along roads rather than over
    borders: the two are to be compared, not taken for one.

    Parameters
    ----------
    kind : str
        "neighbours" (the districts that one touches, alike) or "road" (its k nearest along the
        roads, by 1 / km).
    k : int
        How many, for road.
    network : Graph, optional
        See `roads.arrays`; default: the record's.

    Returns
    -------
    array
        (399, 399) array in the order of `districts`; a district that touches none has a row of
        zeros.

    Raises
    ------
    ValueError
        For another kind.

    Examples
    --------
    >>> weights("road", k=4)[0].sum().round(6).tolist()
    1.0
    """
    if kind == "neighbours":
        matrix = touching()
    elif kind == "road":
        matrix = _nearest_by_road(arrays(network=network), k)
    else:
        raise ValueError(f"kind {kind!r} is neither neighbours nor road")
    # a district without neighbours keeps a row of zeros
    sums = matrix.sum(axis=1, keepdims=True)
    return matrix / np.maximum(sums, 1e-12)


def touching(districts: pd.DataFrame | None = None) -> NDArray:
    """Which districts border which.

    Parameters
    ----------
    districts : DataFrame, optional
        Table with pcode and neighbours; default: the record's. Neighbours that are not
        among its rows are passed over.

    Returns
    -------
    array
        (n, n) array of 0 and 1 in row order.

    Examples
    --------
    >>> matrix = touching()
    >>> bool((matrix == matrix.T).all())
    True
    """
    if districts is None:
        districts = load("districts")
    place = {pcode: i for i, pcode in enumerate(districts["pcode"])}
    shape = (len(place), len(place))
    matrix = np.zeros(shape)
    for i, around in enumerate(districts["neighbours"]):
        for pcode in around:
            # a part of the country may end beside a neighbour that it lacks
            if pcode in place:
                matrix[i, place[pcode]] = 1
    return matrix


def _nearest_by_road(net, k: int) -> NDArray:
    """1 / km to the k nearest districts by road, 0 to the others."""
    near, off, done, to_node = _by_road(net)
    start, end = net.ends[near].T
    rest = net.km[near] - done
    by_start = to_node[:, start] + done
    by_end = to_node[:, end] + rest
    by_nodes = np.minimum(by_start, by_end) + off
    # two districts on one stretch need no node between them
    on_one = near[:, None] == near
    apart = np.abs(done[:, None] - done)
    by_stretch = apart + off[:, None] + off
    km = np.where(on_one, by_stretch, by_nodes)
    np.fill_diagonal(km, np.inf)
    # stable: of two at one distance the first in the table, on every machine
    in_order = np.argsort(km, axis=1, kind="stable")
    nearest = in_order[:, :k]
    # points are no better than a kilometre
    nearest_km = np.take_along_axis(km, nearest, axis=1)
    closeness = 1 / np.maximum(nearest_km, 1)
    matrix = np.zeros_like(km)
    np.put_along_axis(matrix, nearest, closeness, axis=1)
    return matrix


__dir__ = own_names(__name__)
