"""What each district's fall alone would cut: how many capitals and crossings lose their last way.

`days`, `network`, `reading` and `rule` mean what they mean in `helpers.analysis.roads`.
"""

import networkx as nx
import numpy as np
import pandas as pd

from helpers.analysis.roads import (
    Arrays,
    arrays,
    cut,
    fallen_days,
    shortest_ways,
    spread,
)
from helpers.arguments import day_of
from helpers.district_days import control
from helpers.public import own_names
from helpers.vocabulary import READINGS


def losses(
    reading: str = "best",
    rule: str = "district",
    days: pd.DataFrame | None = None,
    network: nx.Graph | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """If one district fell alone: how many others that are linked would lose every way to Kabul?

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
    capitals, crossings : DataFrame
        Numbers of lost capitals and of lost crossings: one row a day on which Kabul stands, one
        column a district of the network but Kabul's; NaN once it has fallen.

    Examples
    --------
    >>> capitals, crossings = losses()
    >>> capitals.shape == crossings.shape
    True
    """
    net = arrays(rule, network)
    fallen = fallen_days(reading, days)
    # once Kabul has fallen nobody has a way to it
    own = net.home[net.kabul]
    fallen = fallen[~fallen.iloc[:, own]]
    gone = fallen.to_numpy()
    on = on_network(net)
    lost = lost_targets(net, gone, on)
    # whoever asks of cities does not ask of customs houses
    is_capital = np.isin(net.targets, net.capitals)
    tables = []
    for kind in (is_capital, ~is_capital):
        counts = lost[kind].sum(axis=0)
        table = pd.DataFrame(
            counts, index=fallen.index, columns=net.pcodes[on]
        )
        # a district that has fallen can fall no more: its cells stay empty
        tables.append(table.where(~gone[:, on]))
    return tables[0], tables[1]


def on_network(net: Arrays) -> np.ndarray:
    """Numbers of the districts through which a stretch runs, without Kabul's.

    Parameters
    ----------
    net : Arrays
        As `roads.arrays` gives it.

    Returns
    -------
    array of int
        Places in `net.pcodes`, in rising order.

    Examples
    --------
    >>> net = arrays()
    >>> net.home[net.kabul] in on_network(net)
    False
    """
    # Kabul's own fall would cut off everybody
    some_stretch = net.inside.any(axis=1)
    touched = np.flatnonzero(some_stretch)
    own = net.home[net.kabul]
    return np.setdiff1d(touched, own)


def lost_targets(net: Arrays, gone: np.ndarray, on: np.ndarray) -> np.ndarray:
    """Which capitals and crossings lose their last way if one more district falls.

    Parameters
    ----------
    net : Arrays
        As `roads.arrays` gives it.
    gone : array of bool
        Shape (cases, districts): what has fallen already.
    on : array
        Numbers of the districts that fall, each alone.

    Returns
    -------
    array of bool
        Shape (targets, cases, districts of `on`): the target is linked, and would not be.

    Examples
    --------
    >>> net = arrays()
    >>> nothing = np.zeros((1, len(net.pcodes)), dtype=bool)
    >>> lost_targets(net, nothing, on_network(net)).shape[1]
    1
    """
    shut = cut(net, gone)
    # one bit a district: all that may fall alone are followed through the network at once
    through = net.inside[on].T
    alone = np.packbits(through, axis=1)
    all_bits = np.where(shut, 255, 0).astype(np.uint8)
    closed = all_bits[:, :, None] | alone[:, None, :]
    # what is still reached when each of them falls
    left_open = ~closed
    bits = spread(net, left_open)[net.targets]
    reached = np.unpackbits(bits, axis=2, count=len(on)).astype(bool)
    homes = net.home[net.targets]
    fallen = gone[:, homes].T
    linked = spread(net, ~shut)[net.targets]
    # only what was linked can lose its way
    could_lose = linked & ~fallen
    # a town that falls is fallen, not cut off
    elsewhere = homes[:, None] != on
    asked = could_lose[:, :, None] & elsewhere[:, None, :]
    return asked & ~reached


def critical(
    date: str | pd.Timestamp | None = None,
    reading: str = "best",
    rule: str = "district",
    days: pd.DataFrame | None = None,
    network: nx.Graph | None = None,
) -> pd.DataFrame:
    """What each standing district's fall alone would cut, on a day or on average.

    Parameters
    ----------
    date : date, optional
        Default: the average over the days that each district stood.
    reading : str
        One of `vocabulary.READINGS`.
    rule : str
        What cuts a stretch, one of `roads.RULES`.
    days : DataFrame, optional
        As `control` gives it (default: the record's).
    network : Graph, optional
        See `roads.graph` (default: the record's).

    Returns
    -------
    DataFrame
        Most first: pcode, capitals, crossings, stood (days), lost (both; see `losses`), on_way
        (how many of them have their shortest way on the whole network through it: betweenness
        towards Kabul).

    Examples
    --------
    >>> critical("2021-05-01").columns.tolist()
    ['pcode', 'capitals', 'crossings', 'stood', 'lost', 'on_way']
    """
    capitals, crossings = losses(reading, rule, days, network)
    if date is not None:
        # one day, kept as a table so that the averages below hold for it too
        day = day_of(
            "date", date, capitals.index, "the days on which Kabul stood"
        )
        capitals = capitals.loc[[day]]
        crossings = crossings.loc[[day]]
    # over the days on which the district stood
    table = pd.DataFrame(
        {"capitals": capitals.mean(), "crossings": crossings.mean()}
    )
    table["stood"] = capitals.notna().sum()
    table["lost"] = table["capitals"] + table["crossings"]
    # beside the loss: betweenness counts usual ways, whether or not there are others
    table["on_way"] = betweenness(arrays(rule, network))
    stood = table[table["stood"] > 0]
    table = stood.rename_axis("pcode").reset_index()
    order = ["lost", "on_way", "pcode"]
    # ties in the order of P-codes, so that every machine gives one table
    return table.sort_values(
        order, ascending=[False, False, True], ignore_index=True
    )


def betweenness(net: Arrays) -> pd.Series:
    """On how many shortest ways between Kabul and the capitals and crossings a district lies.

    Parameters
    ----------
    net : Arrays
        As `roads.arrays` gives it.

    Returns
    -------
    Series of int
        Counts of ways, by P-code.

    Examples
    --------
    >>> int(betweenness(arrays())["AF0101"])
    48
    """
    _, routes = shortest_ways(net)
    # counted on the whole network: what was usual before anything was cut
    passed = np.zeros(len(net.pcodes), dtype=int)
    for node in net.data["node_id"][net.targets]:
        way = net.along(routes[node])
        through_way = net.inside[:, way]
        passed += through_way.any(axis=1)
    return pd.Series(passed, index=net.pcodes)


def beside_readings(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The averages of the best reading, with what is lost in all three beside them.

    Parameters
    ----------
    tables : dict
        By reading, as `critical` gives it.

    Returns
    -------
    DataFrame
        pcode, capitals, crossings, a column a reading (capitals and crossings lost), on way,
        stood; in the order of the best reading.

    Examples
    --------
    >>> beside_readings({"best": critical("2021-05-01")}).columns.tolist()
    ['pcode', 'capitals', 'crossings', 'best', 'on way', 'stood']
    """
    best = tables["best"].set_index("pcode")
    # the averages of one reading, and only the sums of the others
    table = best[["capitals", "crossings"]].copy()
    for reading, other in tables.items():
        by_pcode = other.set_index("pcode")
        table[reading] = by_pcode["lost"]
    table["on way"] = best["on_way"]
    table["stood"] = best["stood"]
    return table.reset_index()


def critical_on(
    date: str | pd.Timestamp, days: pd.DataFrame | None = None
) -> dict[str, pd.DataFrame]:
    """What each standing district's fall alone would cut on a day, in every reading.

    Parameters
    ----------
    date : str or Timestamp
        A day that `days` has.
    days : DataFrame, optional
        See `control` (default: the record's).

    Returns
    -------
    dict
        {reading: table as `critical` gives it}.

    Examples
    --------
    >>> sorted(critical_on("2021-05-01"))
    ['best', 'earliest', 'latest']
    """
    if days is None:
        days = control()
    # the day's rows alone: all days would be worked out for one
    day = day_of("date", date, days["date"])
    today = days[days["date"] == day]
    return {
        reading: critical(date, reading, days=today) for reading in READINGS
    }


__dir__ = own_names(__name__)
