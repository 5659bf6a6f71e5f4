"""The trunk-road network: which stretches a capture cut, which capitals lost every way to Kabul.

The rule. A stretch is cut on the days on which the Taliban hold a district that it runs through
(rule `district`), or one whose centre lies on the road (rule `centre`). Contested counts as held
by the government. A capital is `fallen` when its own district is the Taliban's, else `cut` when
every way to Kabul uses a cut stretch, else `linked`. A stretch names the districts of both its
ends, so no way leads through a fallen town. Whether traffic really stopped is another matter: see
`helpers.analysis.road_reports`.

Everywhere `days` is a table as `control` returns it (default: control()), `network` one of `graph`
(default: graph()).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np
import pandas as pd

from helpers.arguments import day_of
from helpers.district_days import control
from helpers.public import own_names
from helpers.tables import kept, load
from helpers.vocabulary import HOLDERS, READINGS

# their numbers are the codes of LINKED, CUT and FALLEN below
STATES = ("linked", "cut", "fallen")
LINKED, CUT, FALLEN = range(3)

# which column of road_segments lists the districts that cut a stretch
RULES = {"district": "pcodes", "centre": "centre_pcodes"}

# the node from which every way is measured
KABUL = "kabul"


def graph(
    nodes: pd.DataFrame | None = None, segments: pd.DataFrame | None = None
) -> nx.Graph:
    """The network as a graph; nodes and edges carry the columns of road_nodes and road_segments.

    Parameters
    ----------
    nodes, segments : DataFrame, optional
        As `load("road_nodes")` and `load("road_segments")` give them (the default).

    Returns
    -------
    Graph
        Undirected; nodes are node_ids, edges are stretches with length_km.

    Raises
    ------
    ValueError
        For a stretch between unknown nodes, or a second one between the same two.

    Examples
    --------
    >>> network = graph()
    >>> network.edges["kabul", "charikar"]["road_class"]
    'ring_road'
    """
    if nodes is None:
        nodes = load("road_nodes")
    if segments is None:
        segments = load("road_segments")
    # without directions: whoever can leave a place can come back to it
    network = nx.Graph()
    for node in nodes.to_dict("records"):
        network.add_node(node["node_id"], **node)
    for segment in segments.to_dict("records"):
        _add_stretch(network, segment)
    return network


def _add_stretch(network: nx.Graph, segment: dict) -> None:
    # names first: the messages below need all three
    name, start, end = (
        segment[key] for key in ("segment_id", "from_node", "to_node")
    )
    for node in (start, end):
        if node not in network:
            raise ValueError(
                f"road_segments: stretch {name}: no node is called {node!r}; "
                "add it to road_nodes, or mend its name"
            )
    # a graph keeps one edge between two nodes: a second would replace the first unseen
    if network.has_edge(start, end):
        other_way = network.edges[start, end]
        other = other_way["segment_id"]
        raise ValueError(
            f"road_segments: stretch {name} joins what {other} joins already; "
            "put a node on one of them"
        )
    network.add_edge(start, end, **segment)


@dataclass(frozen=True)
class Arrays:
    """The network as arrays, for work on many days or worlds at once.

    Nodes, stretches and districts are numbers here, in the order of the network and of
    `load("districts")`.

    Attributes
    ----------
    network : networkx.Graph
        What the arrays were made from.
    data : pandas.DataFrame
        The nodes' columns.
    pcodes : numpy.ndarray
        P-code of each district.
    ids : list of str
        segment_id of each stretch.
    km : numpy.ndarray
        Length of each stretch.
    ends : numpy.ndarray
        Shape (stretches, 2): its two nodes.
    inside : numpy.ndarray of bool
        Shape (districts, stretches): does the stretch run through the district?
    home : numpy.ndarray
        District of each node.
    kabul : int
        The node Kabul.
    capitals, targets : numpy.ndarray
        The other capitals; these and the crossings.
    """

    network: nx.Graph
    data: pd.DataFrame
    pcodes: np.ndarray
    ids: list
    km: np.ndarray
    ends: np.ndarray
    inside: np.ndarray
    home: np.ndarray
    kabul: int
    capitals: np.ndarray
    targets: np.ndarray

    def along(self, route: Sequence[str]) -> list[int]:
        """The stretches of a route, given as node_ids in order."""
        pairs = zip(route, route[1:], strict=False)
        # networkx finds a stretch from either end
        edges = self.network.edges
        names = [edges[pair]["segment_id"] for pair in pairs]
        return [self.ids.index(name) for name in names]


def arrays(rule: str = "district", network: nx.Graph | None = None) -> Arrays:
    """The network as arrays.

    Parameters
    ----------
    rule : str
        What cuts a stretch, one of `roads.RULES`.
    network : Graph, optional
        See `roads.graph` (default: the record's).

    Returns
    -------
    Arrays
        Kept, where it is the record's network: not to be changed.

    Raises
    ------
    ValueError
        For a rule that is not one of RULES.

    Examples
    --------
    >>> net = arrays("centre")
    >>> net.inside.shape == (len(net.pcodes), len(net.ids))
    True
    >>> len(net.capitals)
    33
    """
    if rule not in RULES:
        raise ValueError(f"rule {rule!r} is none of {', '.join(RULES)}")
    # most callers ask for the record's own network, and none changes what it gets
    return (
        _arrays_of_the_record(rule)
        if network is None
        else _arrays(rule, network)
    )


@kept
def _arrays_of_the_record(rule: str) -> Arrays:
    return _arrays(rule, graph())


def _arrays(rule: str, network: nx.Graph) -> Arrays:
    records = [node for _, node in network.nodes(data=True)]
    data = pd.DataFrame(records)
    edges = [edge for *_, edge in network.edges(data=True)]
    node_number = {node: i for i, node in enumerate(network)}
    pcodes = load("districts")["pcode"].to_numpy()
    district_number = {pcode: i for i, pcode in enumerate(pcodes)}
    # districts by stretches: true where the rule says that the district cuts it
    inside = np.zeros((len(pcodes), len(edges)), dtype=bool)
    for i, edge in enumerate(edges):
        column = RULES[rule]
        through = [district_number[pcode] for pcode in edge[column]]
        inside[through, i] = True
    # Kabul has no way to itself that could be lost
    away = data["node_id"] != KABUL
    ends = [
        (node_number[edge["from_node"]], node_number[edge["to_node"]])
        for edge in edges
    ]
    return Arrays(
        network=network,
        data=data,
        pcodes=pcodes,
        ids=[edge["segment_id"] for edge in edges],
        km=np.array([edge["length_km"] for edge in edges]),
        ends=np.array(ends),
        inside=inside,
        home=data["pcode"].map(district_number).to_numpy(),
        # positions instead of names: a world is then a block of numbers
        kabul=node_number[KABUL],
        capitals=np.flatnonzero((data["kind"] == "capital") & away),
        targets=np.flatnonzero(
            data["kind"].isin(["capital", "crossing"]) & away
        ),
    )


def cut(net: Arrays, fallen: np.ndarray) -> np.ndarray:
    """Which stretches are cut, in many cases (days, or worlds and days) at once.

    Parameters
    ----------
    net : Arrays
        As `arrays` gives it.
    fallen : array of bool
        Shape (..., districts): is the district the Taliban's?

    Returns
    -------
    array of bool
        Shape (stretches, ...).

    Examples
    --------
    >>> net = arrays()
    >>> bool(cut(net, np.zeros(len(net.pcodes), dtype=bool)).any())
    False
    """
    # districts first: each is then one block of memory, which matters for thousands of worlds
    in_front = np.moveaxis(np.asarray(fallen), -1, 0)
    by_district = np.ascontiguousarray(in_front)
    # one district on its way is enough to cut a stretch
    stretches = [by_district[through].any(axis=0) for through in net.inside.T]
    return np.stack(stretches)


def spread(net: Arrays, free: np.ndarray) -> np.ndarray:
    """Which nodes Kabul reaches over free stretches, in many cases at once.

    Parameters
    ----------
    net : Arrays
        As `arrays` gives it.
    free : array
        Shape (stretches, ...): of bool, or of unsigned integers each bit of which is a case.

    Returns
    -------
    array
        Shape (nodes, ...), of the same type.

    Examples
    --------
    >>> net = arrays()
    >>> bool(spread(net, np.ones(len(net.ids), dtype=bool)).all())
    True
    """
    # of the type of what is passable: bits are spread as booleans are
    shape = (len(net.data), *free.shape[1:])
    found = np.zeros(shape, dtype=free.dtype)
    found[net.kabul] = ~found[net.kabul]  # true, or all bits set
    before = np.zeros_like(found)
    # a sweep over all stretches carries a node further by one at least: few are needed
    while not np.array_equal(found, before):
        before = found.copy()
        for (start, end), passable in zip(net.ends, free, strict=True):
            # a stretch has no direction
            at_an_end = found[start] | found[end]
            either = at_an_end & passable
            found[start] |= either
            found[end] |= either
    return found


def capital_states(
    net: Arrays, fallen: np.ndarray, shut: np.ndarray | None = None
) -> np.ndarray:
    """State of every capital but Kabul, in many cases (days, or worlds and days) at once.

    Parameters
    ----------
    net : Arrays
        As `arrays` gives it.
    fallen : array of bool
        Shape (..., districts): is the district the Taliban's?
    shut : array of bool, optional
        As `cut` gives it, where that is known already.

    Returns
    -------
    array of uint8
        Shape (..., capitals): LINKED, CUT or FALLEN.

    Examples
    --------
    >>> net = arrays()
    >>> capital_states(net, np.ones((2, len(net.pcodes)), dtype=bool)).min() == FALLEN
    np.True_
    """
    if shut is None:
        shut = cut(net, fallen)
    # eight cases a byte: a thousand worlds of a hundred days are followed at once
    by_stretch = shut.reshape(len(shut), -1)
    free = np.packbits(~by_stretch, axis=1)
    bits = spread(net, free)[net.capitals]
    flat = np.unpackbits(bits, axis=1, count=shut[0].size)
    cases = shut.shape[1:]
    shaped = flat.reshape(len(net.capitals), *cases)
    reached = shaped.astype(bool)
    # cases first, capitals last, as in the array that was given
    in_cases = np.moveaxis(reached, 0, -1)
    states = np.where(in_cases, LINKED, CUT).astype(np.uint8)
    # a fallen town is fallen, whatever its roads
    homes = net.home[net.capitals]
    states[fallen[..., homes]] = FALLEN
    return states


def shortest_ways(
    net: Arrays, shut: np.ndarray | None = None
) -> tuple[dict, dict]:
    """Shortest ways from Kabul over stretches that are not cut.

    Parameters
    ----------
    net : Arrays
        As `arrays` gives it.
    shut : array of bool, optional
        Shape (stretches,); default: none is cut.

    Returns
    -------
    km, routes : dict
        Length and node_ids of the way, by node_id; nodes without a way are missing.

    Examples
    --------
    >>> km, routes = shortest_ways(arrays())
    >>> routes["charikar"]
    ['kabul', 'charikar']
    """
    free = nx.Graph()
    # it stands for itself even when all its roads are cut
    free.add_node(KABUL)
    for i, (start, end, km) in enumerate(net.network.edges(data="length_km")):
        # a way over an end that is cut off is no way: such stretches are left out, not made longer
        if shut is None or not shut[i]:
            free.add_edge(start, end, weight=km)
    return nx.single_source_dijkstra(free, KABUL)


def fallen_days(
    reading: str = "best", days: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Is a district the Taliban's?

    Parameters
    ----------
    reading : str
        One of `vocabulary.READINGS`.
    days : DataFrame, optional
        See `control` (default: the record's).

    Returns
    -------
    DataFrame of bool
        One row a day, one column a P-code.

    Raises
    ------
    ValueError
        For a reading that is not one of READINGS.

    Examples
    --------
    >>> bool(fallen_days().loc["2021-06-22", "AF1905"])
    True
    """
    if reading not in READINGS:
        names = ", ".join(READINGS)
        raise ValueError(f"reading {reading!r} is none of {names}")
    if days is None:
        days = control()
    row, dates = pd.factorize(days["date"], sort=True)
    codes = load("districts")["pcode"]
    pcodes = pd.Index(codes, name="pcode")
    # filled cell by cell: ten times as fast as a pivot, and asked for many times
    shape = (len(dates), len(pcodes))
    fallen = np.zeros(shape, dtype=bool)
    # contested is not the Taliban's: only the last of HOLDERS counts
    column = pcodes.get_indexer(days["pcode"])
    taliban = days[reading] == HOLDERS[-1]
    fallen[row, column] = taliban
    index = pd.Index(dates, name="date")
    return pd.DataFrame(fallen, index=index, columns=pcodes)


def cut_stretches(
    reading: str = "best",
    rule: str = "district",
    days: pd.DataFrame | None = None,
    network: nx.Graph | None = None,
) -> pd.DataFrame:
    """Is a stretch cut?

    Parameters
    ----------
    reading : str
        One of `vocabulary.READINGS`.
    rule : str
        What cuts a stretch, one of `roads.RULES`.
    days : DataFrame, optional
        See `control` (default: the record's).
    network : Graph, optional
        See `roads.graph` (default: the record's).

    Returns
    -------
    DataFrame of bool
        One row a day, one column a segment_id.

    Examples
    --------
    >>> cut_stretches().loc["2021-06-22"].any()
    np.True_
    """
    net = arrays(rule, network)
    fallen = fallen_days(reading, days)
    shut = cut(net, fallen.to_numpy())
    # a row a day, as the other tables by day have it
    return pd.DataFrame(shut.T, index=fallen.index, columns=net.ids)


def cut_off_days(
    rule: str = "district",
    days: pd.DataFrame | None = None,
    network: nx.Graph | None = None,
) -> pd.DataFrame:
    """State of every capital but Kabul on every day, in every reading.

    Parameters
    ----------
    rule : str
        What cuts a stretch, one of `roads.RULES`.
    days : DataFrame, optional
        See `control` (default: the record's).
    network : Graph, optional
        See `roads.graph` (default: the record's).

    Returns
    -------
    DataFrame
        Columns date, reading, node_id, capital, pcode, state (one of STATES, ordered).

    Examples
    --------
    >>> states = cut_off_days()
    >>> states.groupby("reading").size().nunique()
    1
    """
    net = arrays(rule, network)
    if days is None:
        days = control()
    # days are looked up once for all readings
    return pd.concat(
        [
            _states_table(net, reading, fallen_days(reading, days))
            for reading in READINGS
        ],
        ignore_index=True,
    )


def _states_table(
    net: Arrays, reading: str, fallen: pd.DataFrame
) -> pd.DataFrame:
    # day by day, and inside a day in the order of the capitals
    states = capital_states(net, fallen.to_numpy())
    columns = ["node_id", "name", "pcode"]
    capitals = net.data.loc[net.capitals, columns]
    copies = [capitals] * len(fallen)
    table = pd.concat(copies, ignore_index=True)
    dates = np.repeat(fallen.index, len(capitals))
    table.insert(0, "date", dates)
    table.insert(1, "reading", reading)
    codes = states.ravel()
    table["state"] = pd.Categorical.from_codes(codes, STATES, ordered=True)
    return table.rename(columns={"name": "capital"})


def cut_off(
    date: str | pd.Timestamp,
    reading: str = "best",
    rule: str = "district",
    days: pd.DataFrame | None = None,
    network: nx.Graph | None = None,
) -> pd.DataFrame:
    """Which capitals have no way to Kabul on a day, and what is left to the others.

    Parameters
    ----------
    date : str or Timestamp
        A day that `days` has.
    reading : str
        One of `vocabulary.READINGS`.
    rule : str
        What cuts a stretch, one of `roads.RULES`.
    days : DataFrame, optional
        See `control` (default: the record's).
    network : Graph, optional
        See `roads.graph` (default: the record's).

    Returns
    -------
    DataFrame
        One row a capital but Kabul: node_id, capital, pcode, state (one of STATES), km (shortest
        way over stretches that are not cut; NaN without one), detour_km (how much longer than on
        the whole network), route (node_ids).

    Raises
    ------
    TypeError, ValueError
        For what is no day, or one that `days` does not have.

    Examples
    --------
    >>> capitals = cut_off("2021-06-22").set_index("capital")
    >>> capitals.loc["Bamyan", "state"] in STATES
    True
    """
    # one day of the record is enough: what was cut before may be open again
    if days is None:
        days = control()
    day = day_of("date", date, days["date"])
    today = days[days["date"] == day]
    net = arrays(rule, network)
    fallen = fallen_days(reading, today)
    shut = cut(net, fallen.to_numpy()[0])
    km, routes = shortest_ways(net, shut)
    # the same ways with nothing cut: what a detour is measured against
    whole_km, _ = shortest_ways(net)
    states = _states_table(net, reading, fallen)
    table = states.drop(columns=["date", "reading"])
    linked = table["state"] == "linked"
    all_km = table["node_id"].map(km)
    table["km"] = all_km.where(linked)
    usual = table["node_id"].map(whole_km)
    table["detour_km"] = (table["km"] - usual).round(1)
    # only a linked capital has a way of its own: the town of a fallen one ends no journey
    known = table["node_id"].where(linked)
    table["route"] = [
        tuple(routes[node]) if pd.notna(node) else () for node in known
    ]
    return table


def cut_off_capitals(
    date: str | pd.Timestamp,
    reading: str = "best",
    rule: str = "district",
    days: pd.DataFrame | None = None,
    network: nx.Graph | None = None,
) -> list[str]:
    """Names of the capitals that have no way to Kabul on a day, from A to Z.

    Parameters
    ----------
    date : str or Timestamp
        A day that `days` has.
    reading : str
        One of `vocabulary.READINGS`.
    rule : str
        What cuts a stretch, one of `roads.RULES`.
    days : DataFrame, optional
        See `control` (default: the record's).
    network : Graph, optional
        See `roads.graph` (default: the record's).

    Returns
    -------
    list of str
        Empty where all have a way.

    Raises
    ------
    TypeError, ValueError
        For what is no day, or one that `days` does not have.

    Examples
    --------
    >>> "Kabul" in cut_off_capitals("2021-06-22")
    False
    """
    table = cut_off(date, reading, rule, days, network)
    is_cut = table["state"] == "cut"
    return sorted(table.loc[is_cut, "capital"])


@dataclass(frozen=True)
class _Story:
    """What `history` knows of all days: stretches and nodes come first, days second."""

    net: Arrays
    dates: pd.DatetimeIndex
    gone: np.ndarray  # (days, districts)
    shut: np.ndarray  # (stretches, days)
    reached: np.ndarray  # (nodes, days)
    stands: np.ndarray  # (days,): Kabul has not fallen
    km: dict
    routes: dict

    def way(self, capital: int) -> list[int]:
        """The stretches of a capital's shortest way on the whole network."""
        node = self.net.data["node_id"][capital]
        return self.net.along(self.routes[node])


def history(
    reading: str = "best",
    rule: str = "district",
    days: pd.DataFrame | None = None,
    network: nx.Graph | None = None,
) -> pd.DataFrame:
    """How each capital lost its ways to Kabul, up to the day before Kabul's own fall.

    Parameters
    ----------
    reading : str
        One of `vocabulary.READINGS`.
    rule : str
        What cuts a stretch, one of `roads.RULES`.
    days : DataFrame, optional
        See `control` (default: the record's).
    network : Graph, optional
        See `roads.graph` (default: the record's).

    Returns
    -------
    DataFrame
        One row a capital: node_id, capital, pcode; way_cut (first day on which its shortest way is
        cut), way_cut_by (the fallen districts on it), detour_km (what is left then is so much
        longer; NaN: nothing is left); first_cut (first day without any way), cut_by (captures of
        that day but for any one of which a way were left; where no single one decides, those of
        the day on its shortest way, or else on the network; empty on the first day of the record),
        days_cut, fell (the last day on which it fell), lead (days from first_cut to fell).

    Examples
    --------
    >>> table = history().set_index("node_id")
    >>> bool((table["lead"].dropna() >= 0).all())
    True
    """
    net = arrays(rule, network)
    fallen = fallen_days(reading, days)
    gone = fallen.to_numpy()
    shut = cut(net, gone)
    km, routes = shortest_ways(net)
    # Kabul's own fall ends the question: there is nothing left to be cut off from
    own = net.home[net.kabul]
    stands = ~gone[:, own]
    reached = spread(net, ~shut)
    story = _Story(net, fallen.index, gone, shut, reached, stands, km, routes)
    # days and ways were worked out once, for all capitals
    rows = [_history_row(story, capital) for capital in net.capitals]
    # without it a column whose days are all missing would have another type
    table = pd.DataFrame(rows).rename(columns={"name": "capital"})
    dates = ["way_cut", "first_cut", "fell"]
    day_columns = table[dates]
    table[dates] = day_columns.astype("datetime64[us]")
    # the lead is a whole number of days, or missing
    gap = table["fell"] - table["first_cut"]
    table["lead"] = gap.dt.days.astype("Int64")
    return table


def _history_row(story: _Story, capital: int) -> dict:
    columns = ["node_id", "name", "pcode"]
    row = story.net.data.loc[capital, columns].to_dict()
    # two losses: of the way that drivers took, and of the last one that was left
    row |= _shortest_way_lost(story, capital)
    row |= _last_way_lost(story, capital)
    return row


def _shortest_way_lost(story: _Story, capital: int) -> dict:
    net = story.net
    way = story.way(capital)
    way_is_cut = story.shut[way].any(axis=0)
    lost = np.flatnonzero(way_is_cut & story.stands)
    if len(lost) == 0:
        return {"way_cut": pd.NaT, "way_cut_by": (), "detour_km": np.nan}
    day = lost[0]
    # every district along the way that had fallen by then may have cut it
    along = net.inside[:, way]
    on_way = along.any(axis=1)
    node = net.data["node_id"][capital]
    shut = story.shut[:, day]
    km_left, _ = shortest_ways(net, shut)
    # a capital that no way reaches any more has no detour
    km = km_left.get(node, np.nan)
    fallen = on_way & story.gone[day]
    return {
        "way_cut": story.dates[day],
        "way_cut_by": tuple(net.pcodes[fallen]),
        "detour_km": km - story.km[node],
    }


def _last_way_lost(story: _Story, capital: int) -> dict:
    own = story.net.home[capital]
    home = story.gone[:, own]
    # a fallen town is not cut off, even where no road reaches it
    unreached = ~story.reached[capital]
    cut_days = np.flatnonzero(unreached & ~home & story.stands)
    # the day of a fall is the first of a row of held days
    changes = np.diff(home, prepend=False)
    falls = np.flatnonzero(changes & home)
    lost = {
        "first_cut": pd.NaT,
        "cut_by": (),
        "days_cut": len(cut_days),
        "fell": pd.NaT,
    }
    if len(cut_days):
        first = cut_days[0]
        lost["first_cut"] = story.dates[first]
        # of what fell before the record begins, no day is known
        if first:
            lost["cut_by"] = _decisive(story, first, capital)
    if len(falls):
        # the last fall counts: a town that was retaken had not been lost for good
        last = falls[-1]
        lost["fell"] = story.dates[last]
    return lost


def _decisive(story: _Story, day: int, capital: int) -> tuple:
    net = story.net
    gone = story.gone
    # only what fell that day can have cut the last way
    on_roads = net.inside.any(axis=1)
    stood_before = ~gone[day - 1]
    is_new = gone[day] & stood_before & on_roads
    new = np.flatnonzero(is_new)
    that_day = gone[[day]]
    spared = np.repeat(that_day, len(new), axis=0)
    # a case each: all as it was that day, but one district is spared
    cases = np.arange(len(new))
    spared[cases, new] = False
    shut = cut(net, spared)
    would_reach = spread(net, ~shut)[capital]
    single = new[would_reach]
    # where each alone would have been enough, those on the shortest way are named
    way = story.way(capital)
    touched = net.inside[np.ix_(new, way)]
    touches = touched.any(axis=1)
    on_way = new[touches]
    # else all that fell that day: they cut it together
    for chosen in (single, on_way):
        if len(chosen):
            return tuple(net.pcodes[chosen])
    return tuple(net.pcodes[new])


def only_by(
    pcode: str,
    date: str | pd.Timestamp,
    reading: str = "best",
    rule: str = "district",
    days: pd.DataFrame | None = None,
    network: nx.Graph | None = None,
) -> list[str]:
    """Capitals that are cut off on a day but would have a way if this one district had not fallen.

    Parameters
    ----------
    pcode : str
        P-code of the district.
    date : str or Timestamp
        A day that `days` has.
    reading : str
        One of `vocabulary.READINGS`.
    rule : str
        What cuts a stretch, one of `roads.RULES`.
    days : DataFrame, optional
        See `control` (default: the record's).
    network : Graph, optional
        See `roads.graph` (default: the record's).

    Returns
    -------
    list of str
        Their node_ids.

    Examples
    --------
    >>> only_by("AF0101", "2021-05-01")
    []
    """
    net = arrays(rule, network)
    fallen = fallen_days(reading, days)
    day = day_of("date", date, fallen.index)
    today = fallen.loc[[day]]
    # the same day, had this one district not fallen
    spared = today.assign(**{pcode: False})
    now = capital_states(net, today.to_numpy())[0]
    without = capital_states(net, spared.to_numpy())[0]
    linked_without = (now == CUT) & (without == LINKED)
    by_it = net.capitals[linked_without]
    return net.data["node_id"].to_numpy()[by_it].tolist()


def capital_counts(states: pd.DataFrame, state: str) -> pd.DataFrame:
    """How many capitals are in one state on each day, in each reading.

    Parameters
    ----------
    states : DataFrame
        As `cut_off_days` gives it.
    state : str
        One of STATES.

    Returns
    -------
    DataFrame
        One row a day, one column a reading.

    Raises
    ------
    ValueError
        For a state that is not one of STATES.

    Examples
    --------
    >>> counts = capital_counts(cut_off_days(), "cut")
    >>> bool((counts["best"] <= 33).all())
    True
    """
    if state not in STATES:
        names = ", ".join(STATES)
        raise ValueError(f"state {state!r} is none of {names}")
    is_it = states["state"] == state
    # unstacked by the reading, to stand beside one another as in other tables
    by_day = is_it.groupby([states["date"], states["reading"]])
    counts = by_day.sum().unstack()
    return counts[list(READINGS)]


def published_lengths(network: nx.Graph | None = None) -> pd.DataFrame:
    """The published lengths of routes beside the shortest ways of the network.

    Parameters
    ----------
    network : Graph, optional
        See `graph` (default: the record's).

    Returns
    -------
    DataFrame
        The columns of route_lengths, network (km) and ratio (network to print).

    Examples
    --------
    >>> bool((published_lengths()["ratio"] > 0).all())
    True
    """
    # a published length is of a route, not of a straight line: it is met by the shortest way
    if network is None:
        network = graph()
    routes = load("route_lengths")
    pairs = zip(routes["from_node"], routes["to_node"], strict=True)
    routes["network"] = [
        nx.shortest_path_length(network, start, end, weight="length_km")
        for start, end in pairs
    ]
    routes["ratio"] = routes["network"] / routes["length_km"]
    return routes


__dir__ = own_names(__name__)
