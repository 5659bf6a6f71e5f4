"""How near a district lies to roads, cities and borders, and whether those that fell first lay nearer than chance puts them."""
import networkx as nx
import numpy as np
import pandas as pd

from helpers.roads import arrays
from helpers.tables import load

TRUNK, EARTH, SEED = ("ring_road", "national"), 6371.0, 2021  # classes of road; kilometres
REGIONS = {  # the eight regions by which the UN's offices in Afghanistan report
    "centre": "AF01 AF02 AF03 AF04 AF05 AF08", "highlands": "AF10 AF24", "east": "AF06 AF07 AF15 AF16",
    "south-east": "AF11 AF12 AF13 AF14", "south": "AF25 AF26 AF27 AF30 AF34", "west": "AF23 AF31 AF32 AF33",
    "north": "AF20 AF21 AF22 AF28 AF29", "north-east": "AF09 AF17 AF18 AF19"}
_REGION = {province: name for name, provinces in REGIONS.items() for province in provinces.split()}


def region(pcodes):
    """The region of each P-code, as an array of names."""
    return np.array([_REGION[pcode[:4]] for pcode in pcodes])


def _kilometres(lat, lon, lats, lons):
    """Great-circle distances between two sets of points (degrees), as a matrix."""
    lat, lon, lats, lons = (np.radians(np.asarray(v, dtype=float)) for v in (lat, lon, lats, lons))
    half = np.sin((lat[:, None] - lats) / 2) ** 2 + np.cos(lat)[:, None] * np.cos(lats) * np.sin((lon[:, None] - lons) / 2) ** 2
    return 2 * EARTH * np.arcsin(np.sqrt(half))


def _attach(net):
    """Kilometres from every district's point to every stretch (straight between its ends), and how far along it (0-1) that is."""
    places, (start, end) = load("districts"), net.ends.T
    lat, lon = places["lat"].to_numpy()[:, None], places["lon"].to_numpy()[:, None]
    scale = EARTH * np.pi / 180  # on a plane that touches the globe at the district: good to a few per mille at such distances
    east = lambda x: (x - lon) * scale * np.cos(np.radians(lat))
    lats, lons = net.data["lat"].to_numpy(), net.data["lon"].to_numpy()
    ax, ay, bx, by = east(lons[start]), (lats[start] - lat) * scale, east(lons[end]), (lats[end] - lat) * scale
    along = np.clip(-(ax * (bx - ax) + ay * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2), 0, 1)
    return np.hypot(ax + along * (bx - ax), ay + along * (by - ay)), along


def _by_road(net):
    """Each district's nearest stretch, km to it, km along it from its start, and km to every node by the network."""
    off, along = _attach(net)
    rows, near = np.arange(len(off)), off.argmin(axis=1)
    off, done, (start, end) = off[rows, near], along[rows, near] * net.km[near], net.ends[near].T
    between = np.asarray(nx.floyd_warshall_numpy(net.network, weight="length_km"))
    to_node = np.minimum(between[start] + done[:, None], between[end] + (net.km[near] - done)[:, None])
    return near, off, done, off[:, None] + to_node


def distances(kind="great_circle", trunk=TRUNK, network=None):
    """Kilometres from the point of each district to the trunk road, the nearest capital and the nearest crossing.

    kind : great_circle (straight) or road (straight to the nearest stretch of any class, then along the network).
    trunk : the classes of road that count. Returns columns trunk, capital, crossing; index pcode, in the order of `districts`.
    """
    if kind not in ("great_circle", "road"):
        raise ValueError(f"kind {kind!r} is neither great_circle nor road")
    net, places = arrays(network=network), load("districts")
    off, is_trunk = _attach(net)[0], np.array([c in trunk for *_, c in net.network.edges(data="road_class")])
    if kind == "road":
        near, own, _, to_node = _by_road(net)
        to_trunk = np.where(is_trunk[near], own, to_node[:, np.unique(net.ends[is_trunk])].min(axis=1))
    else:
        to_node = _kilometres(places["lat"], places["lon"], net.data["lat"], net.data["lon"])
        to_trunk = off[:, is_trunk].min(axis=1)
    nearest = {kind: to_node[:, (net.data["kind"] == kind).to_numpy()].min(axis=1) for kind in ("capital", "crossing")}
    return pd.DataFrame({"trunk": to_trunk, **nearest}, index=places["pcode"])


def weights(kind="neighbours", k=6, network=None):
    """(399 x 399) weights whose rows sum to 1: the districts that one touches, or its k nearest along the roads (by 1 / km).

    Zhukov (2012, Political Geography 31) found violence to spread along roads rather than over borders: the two are to be
    compared, not taken for one. A district that touches none has a row of zeros.
    """
    places, net = load("districts"), arrays(network=network)
    matrix, place = np.zeros((len(places), len(places))), {p: i for i, p in enumerate(places["pcode"])}
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
        np.put_along_axis(matrix, nearest, 1 / np.maximum(np.take_along_axis(km, nearest, axis=1), 1), axis=1)
    else:
        raise ValueError(f"kind {kind!r} is neither neighbours nor road")
    return matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1e-12)


def nearness_test(n, distance, order, within=None, permutations=10_000, draws=2_000, seed=SEED):
    """Did the first n to fall lie nearer than chance puts them, inside each region?

    distance : DataFrame (districts x measures). order : Series of their days of capture (NaT: none); districts that share the
    nth day all count as first. within : labels (default: `region`) inside which the captures are dealt out anew; one label
    for all makes it a test of the whole country.
    Returns one row a measure: n, of, first (mean of the first n), expected (their mean if dealt out at random), effect (first
    minus expected; below zero is nearer), lo, hi (95 %, bootstrap of districts inside region and outcome), percent (of
    expected), p (two-sided, by permutation), p_family (against the largest effect of any measure in each permutation:
    Westfall and Young 1993; it allows for the number of measures and for their being alike).
    Raises ValueError for an n that the captures do not reach.
    """
    rng, measure, days = np.random.default_rng(seed), distance.to_numpy(dtype=float), order.reindex(distance.index)
    if not 0 < n <= min(days.notna().sum(), len(days) - 1):
        raise ValueError(f"n {n}: there are {days.notna().sum()} captures among {len(days)} districts")
    first = (days <= days.sort_values().iloc[n - 1]).to_numpy()
    label, count = region(distance.index) if within is None else np.asarray(within), first.sum()
    share, dealt, drawn = np.zeros(len(first)), np.zeros((permutations, len(first)), np.float32), np.zeros((draws, len(first)))
    for name in np.unique(label):
        here = np.flatnonzero(label == name)
        k = first[here].sum()
        share[here] = k / len(here)
        if k:  # every row of random numbers is one way of dealing k captures to these districts
            chosen = here[rng.random((permutations, len(here))).argpartition(k - 1, axis=1)[:, :k]]
            np.put_along_axis(dealt, chosen, 1, axis=1)
        for cell in filter(len, (here[first[here]], here[~first[here]])):
            drawn[:, cell] = rng.multinomial(len(cell), np.full(len(cell), 1 / len(cell)), size=draws)
    expected, effect, null = share @ measure / count, (first - share) @ measure / count, (dealt - share) @ measure / count
    lo, hi = np.percentile((drawn * (first - share)) @ measure / count, [2.5, 97.5], axis=0)
    spread = np.maximum(null.std(axis=0), 1e-12)
    beyond = np.abs(null) >= np.abs(effect) - 1e-9
    farther = np.abs(null / spread).max(axis=1)[:, None] >= np.abs(effect / spread) - 1e-9
    p, p_family = ((1 + extreme.sum(axis=0)) / (permutations + 1) for extreme in (beyond, farther))
    return pd.DataFrame({"measure": distance.columns, "n": count, "of": len(first), "first": expected + effect,
                         "expected": expected, "effect": effect, "lo": lo, "hi": hi, "percent": 100 * effect / expected,
                         "p": p, "p_family": p_family})


def percentiles(scores, fallen, within=None):
    """Where each district that fell stood the day before among those still standing: 0 lowest score, 1 highest, 0.5 neither.

    scores, fallen : DataFrames (days x districts) of numbers (NaN: not compared) and bool. within : labels of the columns;
    the comparison stays inside each. Ties share their middle rank.
    Returns date, pcode, percentile of every fall that had another district to be compared with.
    """
    value, gone, rows = scores.to_numpy(dtype=float), fallen.loc[scores.index, scores.columns].to_numpy(), []
    label = np.zeros(value.shape[1]) if within is None else np.asarray(within)
    for day in range(1, len(value)):
        standing = ~gone[day - 1] & ~np.isnan(value[day - 1])
        for i in np.flatnonzero(gone[day] & standing):
            among, mine = value[day - 1][standing & (label == label[i])], value[day - 1, i]
            if len(among) > 1:
                below = (among < mine).sum() + ((among == mine).sum() - 1) / 2
                rows.append((scores.index[day], scores.columns[i], below / (len(among) - 1)))
    return pd.DataFrame(rows, columns=["date", "pcode", "percentile"])
