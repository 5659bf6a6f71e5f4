"""Two captures looked at closely: what the fall of one district cut, in every rule and reading.

`days`, `network`, `reading` and `rule` mean what they mean in `helpers.analysis.roads`.
"""

from collections.abc import Collection, Sequence

import networkx as nx
import pandas as pd

from helpers.analysis.roads import (
    KABUL,
    RULES,
    cut_off_days,
    cut_stretches,
    fallen_days,
    graph,
    only_by,
)
from helpers.arguments import day_of
from helpers.district_days import control
from helpers.public import own_names
from helpers.tables import load
from helpers.vocabulary import READINGS

# the UN's two northern regions; the roads from Kabul reach them by the Salang or by Herat
NORTHERN = ("north", "north-east")
ONE_DAY = pd.Timedelta(days=1)

# from the first day of the record to the eve of Kabul's fall
SIX_DAYS = tuple(
    pd.Timestamp(date)
    for date in (
        "2021-05-01",
        "2021-06-07",
        "2021-06-22",
        "2021-07-15",
        "2021-08-06",
        "2021-08-14",
    )
)


def all_cuts(
    days: pd.DataFrame | None = None,
) -> dict[tuple[str, str], pd.DataFrame]:
    """Cut stretches by day (see `roads.cut_stretches`) under every rule and reading.

    Parameters
    ----------
    days : DataFrame, optional
        As `control` gives it (default: the record's).

    Returns
    -------
    dict
        {(rule, reading): days by stretches, as booleans}.

    Examples
    --------
    >>> sorted(all_cuts())[0]
    ('centre', 'best')
    """
    # worked out once for all six
    if days is None:
        days = control()
    return {
        (rule, reading): cut_stretches(reading, rule, days)
        for rule in RULES
        for reading in READINGS
    }


def stretch_names() -> pd.Series:
    """The two ends of each stretch in words, by segment_id.

    Returns
    -------
    Series of str
        Such as "Kabul to Maidan Shahr".

    Examples
    --------
    >>> stretch_names()["charikar-kabul"]
    'Charikar to Kabul'
    """
    # a stretch is known to a reader by its ends, not by its id
    segments = load("road_segments").set_index("segment_id")
    # names as on the map
    by_node = load("road_nodes").set_index("node_id")
    name = by_node["name"]
    start = segments["from_node"].map(name)
    end = segments["to_node"].map(name)
    return start + " to " + end


def northern_capitals() -> pd.Series:
    """The provinces of the northern capitals, by node_id.

    Returns
    -------
    Series of str
        Names of provinces.

    Examples
    --------
    >>> northern_capitals()["mazar_e_sharif"]
    'Balkh'
    """
    # capitals alone: crossings and road towns have no province of their own to lose
    nodes = load("road_nodes").query("kind == 'capital'")
    districts = load("districts").set_index("pcode")
    region = nodes["pcode"].map(districts["region"].astype(str))
    northern = region.isin(NORTHERN)
    capitals = nodes[northern].set_index("node_id")
    return capitals["pcode"].map(districts["province"])


def first_cuts(cuts: dict, stretches: Sequence[str]) -> pd.DataFrame:
    """The first day on which each stretch is cut.

    Parameters
    ----------
    cuts : dict
        As `all_cuts` gives it.
    stretches : sequence of str
        Their segment_ids.

    Returns
    -------
    DataFrame
        One row a stretch, one column "rule, reading"; NaT where it is never cut.

    Examples
    --------
    >>> first_cuts(all_cuts(), ["charikar-kabul"]).shape
    (1, 6)
    """
    columns = {}
    for (rule, reading), shut in cuts.items():
        chosen = shut[list(stretches)]
        # of a stretch that was never cut, idxmax would give the first day
        columns[f"{rule}, {reading}"] = chosen.idxmax().where(chosen.any())
    return pd.DataFrame(columns)


def without_district(pcode: str, network: nx.Graph | None = None) -> nx.Graph:
    """The network less every stretch that runs through one district.

    Parameters
    ----------
    pcode : str
        Of the district.
    network : Graph, optional
        See `roads.graph` (default: the record's).

    Returns
    -------
    Graph
        A view of `network`.

    Examples
    --------
    >>> "kabul" in without_district("AF1905")
    True
    """
    if network is None:
        network = graph()
    # a stretch through the district is shut however short its part inside
    stretches = network.edges(data="pcodes")
    left = [
        (start, end)
        for start, end, through in stretches
        if pcode not in through
    ]
    # a view: the network of the record itself stays whole
    return network.edge_subgraph(left)


def way_round(
    pcode: str, node: str, network: nx.Graph | None = None
) -> tuple[float, list[str]]:
    """The shortest way from Kabul to a node that avoids one district.

    Parameters
    ----------
    pcode : str
        The district that is avoided.
    node : str
        Where the way ends.
    network : Graph, optional
        See `roads.graph` (default: the record's).

    Returns
    -------
    km : float
    stretches : list of str
        Their segment_ids, from Kabul on.

    Examples
    --------
    >>> km, stretches = way_round("AF0903", "charikar")
    >>> stretches
    ['charikar-kabul']
    """
    left = without_district(pcode, network)
    # networkx raises where no way is left
    found = nx.single_source_dijkstra(left, KABUL, node, weight="length_km")
    km, route = found
    # a route is given by its nodes; the stretches lie between them
    pairs = zip(route, route[1:], strict=False)
    return km, [left.edges[pair]["segment_id"] for pair in pairs]


def isolated(
    pcode: str,
    nodes: Collection[str],
    stretch: str | None = None,
    network: nx.Graph | None = None,
) -> set[str]:
    """Which nodes have no way to Kabul when one district and one stretch are cut, and no other.

    Parameters
    ----------
    pcode : str
        The district.
    nodes : collection of str
        The node_ids asked about.
    stretch : str, optional
        segment_id of the stretch; default: none.
    network : Graph, optional
        See `roads.graph` (default: the record's).

    Returns
    -------
    set of str
        node_ids.

    Examples
    --------
    >>> isolated("AF0903", ["charikar"])
    set()
    """
    left = without_district(pcode, network)
    stretches = left.edges(data="segment_id")
    # the second cut: what one more loss would mean is asked of every stretch in turn
    passable = [
        (start, end) for start, end, name in stretches if name != stretch
    ]
    reached = nx.node_connected_component(left.edge_subgraph(passable), KABUL)
    return set(nodes) - reached


def first_falls(
    pcode: str, days: pd.DataFrame | None = None
) -> dict[str, pd.Timestamp]:
    """The first day on which a district is the Taliban's, by reading.

    Parameters
    ----------
    pcode : str
        Of the district.
    days : DataFrame, optional
        See `control` (default: the record's).

    Returns
    -------
    dict
        {reading: day}.

    Examples
    --------
    >>> sorted(first_falls("AF1905"))
    ['best', 'earliest', 'latest']
    """
    # the table once for all three: to fill it takes longer than to ask it
    if days is None:
        days = control()
    # of booleans idxmax is the first true one
    return {
        reading: fallen_days(reading, days)[pcode].idxmax()
        for reading in READINGS
    }


def fall_cases(
    pcode: str,
    nodes: Collection[str],
    until: str,
    days: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """What one district's fall cut, by rule and reading.

    Parameters
    ----------
    pcode : str
        The district.
    nodes : collection of str
        node_ids of the capitals asked about before its fall.
    until : date
        The last day on which a way that opens again counts.
    days : DataFrame, optional
        As `control` gives it (default: the record's).

    Returns
    -------
    DataFrame
        One row a rule and reading: rule, reading, fell, before (of `nodes`, those cut off on the
        eve and without this district too), lost (capitals cut off on the day that would have a
        way but for this district),
        again (those of them that are linked on some day up to `until`); lists of node_ids.

    Examples
    --------
    >>> len(fall_cases("AF0903", ["mazar_e_sharif"], "2021-07-01"))
    6
    """
    # every rule and reading is given the same days
    if days is None:
        days = control()
    # the day differs by reading
    falls = first_falls(pcode, days)
    # rule and reading side by side: a result that hangs on one of them is seen to
    rows = []
    for rule in RULES:
        states = cut_off_days(rule, days)
        for reading, fell in falls.items():
            # the states of all capitals, a row a day
            mine = states[states["reading"] == reading]
            # the state before the fall tells what this fall did and what had been done already
            state = mine.pivot(index="date", columns="node_id", values="state")
            lost = only_by(pcode, fell, reading, rule, days)
            # linked again later: the loss did not last
            after = state.loc[fell:until, lost]
            linked = (after == "linked").any()
            # cut before: not this fall's doing
            eve = state.loc[fell - ONE_DAY]
            row = {"rule": rule, "reading": reading, "fell": fell}
            # a way that opened again on the day itself, and was cut by this fall, is its doing
            cut_before = [node for node in sorted(nodes) if eve[node] == "cut"]
            row["before"] = [node for node in cut_before if node not in lost]
            row["lost"] = lost
            row["again"] = [node for node in lost if linked[node]]
            rows.append(row)
    return pd.DataFrame(rows)


def pcode_of(name: str) -> str:
    """The P-code of a district by its OCHA name.

    Parameters
    ----------
    name : str
        As districts.csv spells it.

    Raises
    ------
    ValueError
        If no district, or more than one, bears the name.

    Examples
    --------
    >>> pcode_of("Imam Sahib")
    'AF1905'
    """
    districts = load("districts")
    # the exact name: likeness of names is the business of resolve()
    has_name = districts["district"] == name
    found = districts.loc[has_name, "pcode"].tolist()
    if len(found) != 1:
        raise ValueError(
            f"name {name!r}: {len(found)} districts are called so; see resolve()"
        )
    return found[0]


def cut_on(shut: pd.DataFrame, date: str | pd.Timestamp) -> set[str]:
    """The segment_ids that are cut on a day.

    Parameters
    ----------
    shut : DataFrame
        As `roads.cut_stretches` gives it.
    date : str or Timestamp
        One of the days of `shut`.

    Returns
    -------
    set of str
        segment_ids.

    Examples
    --------
    >>> len(cut_on(cut_stretches(), "2021-05-01")) < len(cut_on(cut_stretches(), "2021-08-14"))
    True
    """
    # a day without its time, as in the table
    day = day_of("date", date, shut.index)
    today = shut.loc[day]
    return set(today.index[today])


def on_eve(cuts: dict, falls: dict, stretches: Sequence[str]) -> pd.DataFrame:
    """Was each stretch cut on the eve of a fall, by rule and reading?

    Parameters
    ----------
    cuts : dict
        As `all_cuts` gives it.
    falls : dict
        Day of the fall, by reading.
    stretches : sequence of str
        Their segment_ids.

    Returns
    -------
    DataFrame of bool
        One row a stretch, one column "rule, reading".

    Examples
    --------
    >>> on_eve(all_cuts(), first_falls("AF0903"), ["charikar-kabul"]).shape
    (1, 6)
    """
    # the eve differs by reading, as the day of the fall does
    columns = {}
    for (rule, reading), shut in cuts.items():
        columns[f"{rule}, {reading}"] = shut.loc[
            falls[reading] - ONE_DAY, list(stretches)
        ]
    return pd.DataFrame(columns)


def falls_nearby(
    captures_table: pd.DataFrame, pcode: str, days: int
) -> list[str]:
    """Other districts of the province that were captured within some days of a district's fall.

    Parameters
    ----------
    captures_table : DataFrame
        District captures, as `helpers.captures` gives them.
    pcode : str
        The district.
    days : int

    Returns
    -------
    list of str
        P-codes in the order of the record.

    Examples
    --------
    >>> from helpers import captures, events
    >>> "AF1905" in falls_nearby(captures(events()), "AF1905", 3)
    False
    """
    # the first capture: a later one would put the eve after a retaking
    mine = captures_table["pcode"] == pcode
    fell = captures_table.loc[mine, "date"].iloc[0]
    # in days before or after: the order inside a few days is often not known
    province = load("districts").set_index("pcode")["province"]
    gap = (captures_table["date"] - fell).abs()
    window = pd.Timedelta(days=days)
    near = gap <= window
    same = captures_table["pcode"].map(province) == province[pcode]
    other = captures_table["pcode"] != pcode
    found = captures_table[near & same & other]
    return found["pcode"].unique().tolist()


def provinces_of(
    nodes: Collection[str], province: pd.Series, own: str
) -> list[str]:
    """The provinces of some capitals, without a district's own, from A to Z.

    Parameters
    ----------
    nodes : collection of str
        node_ids; those that `province` does not have are left out.
    province : Series
        Province by node_id.
    own : str
        The province that is not counted.

    Returns
    -------
    list of str
        Names of provinces, each once.

    Examples
    --------
    >>> provinces_of(["x", "y"], pd.Series({"x": "Balkh", "y": "Baghlan"}), "Baghlan")
    ['Balkh']
    """
    chosen = province.index.isin(list(nodes))
    found = province[chosen]
    # its own capital is not lost to it: a fallen town is fallen, not cut off
    return sorted(set(found) - {own})


def landmark_capitals(
    network: nx.Graph, km_to: dict, near: float = 150, far: float = 350
) -> list:
    """Capitals whose names tell a reader where a map is: Kabul, and towns far enough apart.

    Those on the ring road count from `near` kilometres by road from Kabul, others from `far`.

    Parameters
    ----------
    network : Graph
        As `roads.graph` gives it.
    km_to : dict
        By node_id, kilometres by road from Kabul.
    near, far : float
        Kilometres.

    Returns
    -------
    list of str
        Their node_ids.

    Examples
    --------
    >>> km, _ = nx.single_source_dijkstra(graph(), KABUL, weight="length_km")
    >>> {"kabul", "herat", "kandahar"} <= set(landmark_capitals(graph(), km))
    True
    """
    ring = set()
    for start, end, kind in network.edges(data="road_class"):
        if kind == "ring_road":
            ring |= {start, end}
    # fewer names on the ring, where towns stand close
    capitals = [
        node for node, kind in network.nodes(data="kind") if kind == "capital"
    ]
    return [
        node
        for node in capitals
        if node == KABUL or km_to[node] > (near if node in ring else far)
    ]


def roads_of(node: str, network: nx.Graph | None = None) -> list[str]:
    """The segment_ids of the stretches that end at a node.

    Parameters
    ----------
    node : str
        A node_id.
    network : Graph, optional
        See `roads.graph` (default: the record's).

    Returns
    -------
    list of str
        segment_ids.

    Examples
    --------
    >>> len(roads_of("kunduz"))
    5
    """
    # from either end: a stretch has no direction
    if network is None:
        network = graph()
    return [segment for *_, segment in network.edges(node, data="segment_id")]


def lost_with(
    pcode: str,
    stretches: Sequence[str],
    nodes: Collection[str],
    network: nx.Graph | None = None,
) -> pd.Series:
    """How many nodes have no way to Kabul when a district and one more stretch are cut.

    Parameters
    ----------
    pcode : str
        The district that is cut.
    stretches : sequence of str
        segment_ids, each cut beside it by itself.
    nodes : collection of str
        Whose ways are asked for.
    network : Graph, optional
        See `roads.graph` (default: the record's).

    Returns
    -------
    Series
        By segment_id of the stretch.

    Examples
    --------
    >>> lost_with("AF0903", ["charikar-kabul"], ["charikar"]).tolist()
    [0]
    """
    # one stretch at a time, beside the district itself
    counts = {
        name: len(isolated(pcode, nodes, name, network)) for name in stretches
    }
    return pd.Series(counts)


__dir__ = own_names(__name__)
