"""How near a district lies to roads, cities and borders."""

from collections.abc import Iterable

import networkx as nx
import numpy as np
import pandas as pd
from helpers.analysis.roads import arrays
from helpers.tables import load


TRUNK, EARTH, SEED = ("ring_road", "national"), 6371.0, 2021  # classes of road; kilometres


def region(pcodes: Iterable[str]) -> np.ndarray:
    """The region of each P-code (column `region` of districts), as an array of names.

    Examples
    --------
    >>> region(["AF0101", "AF1905"]).tolist()
    ['centre', 'north-east']
    """
    regions = load("districts").set_index("pcode")["region"].astype(str)
    return regions.loc[list(pcodes)].to_numpy(dtype=str)


def _kilometres(lat, lon, lats, lons):
    """Great-circle distances between two sets of points (degrees), as a matrix."""
    lat, lon, lats, lons = (np.radians(np.asarray(v, dtype=float)) for v in (lat, lon, lats, lons))
    half = (
        np.sin((lat[:, None] - lats) / 2) ** 2
        + np.cos(lat)[:, None] * np.cos(lats) * np.sin((lon[:, None] - lons) / 2) ** 2
    )
    return 2 * EARTH * np.arcsin(np.sqrt(half))


def _attach(net):
    """Kilometres from every district's point to every stretch (straight between its ends), and how far along it (0-1) that is."""
    places, (start, end) = load("districts"), net.ends.T
    lat, lon = places["lat"].to_numpy()[:, None], places["lon"].to_numpy()[:, None]
    scale = (
        EARTH * np.pi / 180
    )  # on a plane that touches the globe at the district: good to a few per mille at such distances
    east = lambda x: (x - lon) * scale * np.cos(np.radians(lat))
    lats, lons = net.data["lat"].to_numpy(), net.data["lon"].to_numpy()
    ax, ay, bx, by = (
        east(lons[start]),
        (lats[start] - lat) * scale,
        east(lons[end]),
        (lats[end] - lat) * scale,
    )
    along = np.clip(-(ax * (bx - ax) + ay * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2), 0, 1)
    return np.hypot(ax + along * (bx - ax), ay + along * (by - ay)), along


def _by_road(net):
    """Each district's nearest stretch, km to it, km along it from its start, and km to every node by the network."""
    off, along = _attach(net)
    rows, near = np.arange(len(off)), off.argmin(axis=1)
    off, done, (start, end) = off[rows, near], along[rows, near] * net.km[near], net.ends[near].T
    between = np.asarray(nx.floyd_warshall_numpy(net.network, weight="length_km"))
    to_node = np.minimum(
        between[start] + done[:, None], between[end] + (net.km[near] - done)[:, None]
    )
    return near, off, done, off[:, None] + to_node


def distances(kind="great_circle", trunk=TRUNK, network=None):
    """Kilometres from the point of each district to the trunk road, the nearest capital and the nearest crossing.

    kind : great_circle (straight) or road (straight to the nearest stretch of any class, then along the network).
    trunk : the classes of road that count. Returns columns trunk, capital, crossing; index pcode, in the order of `districts`.
    """
    if kind not in ("great_circle", "road"):
        raise ValueError(f"kind {kind!r} is neither great_circle nor road")
    net, places = arrays(network=network), load("districts")
    off, is_trunk = (
        _attach(net)[0],
        np.array([c in trunk for *_, c in net.network.edges(data="road_class")]),
    )
    if kind == "road":
        near, own, _, to_node = _by_road(net)
        to_trunk = np.where(
            is_trunk[near], own, to_node[:, np.unique(net.ends[is_trunk])].min(axis=1)
        )
    else:
        to_node = _kilometres(places["lat"], places["lon"], net.data["lat"], net.data["lon"])
        to_trunk = off[:, is_trunk].min(axis=1)
    nearest = {
        kind: to_node[:, (net.data["kind"] == kind).to_numpy()].min(axis=1)
        for kind in ("capital", "crossing")
    }
    return pd.DataFrame({"trunk": to_trunk, **nearest}, index=places["pcode"])


def weights(kind="neighbours", k=6, network=None):
    """(399 x 399) weights whose rows sum to 1: the districts that one touches, or its k nearest along the roads (by 1 / km).

    Zhukov (2012, Political Geography 31) found violence to spread along roads rather than over borders: the two are to be
    compared, not taken for one. A district that touches none has a row of zeros.
    """
    places, net = load("districts"), arrays(network=network)
    matrix, place = (
        np.zeros((len(places), len(places))),
        {p: i for i, p in enumerate(places["pcode"])},
    )
    if kind == "neighbours":
        for i, around in enumerate(places["neighbours"]):
            matrix[i, [place[p] for p in around]] = 1
    elif kind == "road":
        near, off, done, to_node = _by_road(net)
        (start, end), rest = net.ends[near].T, net.km[near] - done
        km = np.minimum(to_node[:, start] + done, to_node[:, end] + rest) + off
        km = np.where(near[:, None] == near, np.abs(done[:, None] - done) + off[:, None] + off, km)
        np.fill_diagonal(km, np.inf)
        nearest = np.argsort(km, axis=1, kind="stable")[:, :k]
        np.put_along_axis(
            matrix, nearest, 1 / np.maximum(np.take_along_axis(km, nearest, axis=1), 1), axis=1
        )
    else:
        raise ValueError(f"kind {kind!r} is neither neighbours nor road")
    return matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1e-12)
