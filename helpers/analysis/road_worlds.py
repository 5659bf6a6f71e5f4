"""What notebook 03 finds about roads, in many worlds at once.

A world is the record as it may equally well be read: other days inside the bounds, other retakings
believed, another baseline (`helpers.worlds`). Every function gives one number a world.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd
import scipy  # its parts are loaded when they are used

from helpers.analysis.road_order import SCORES, STRICT, Design, rank_falls
from helpers.analysis.roads import (
    CUT,
    LINKED,
    Arrays,
    arrays,
    capital_states,
    cut,
)
from helpers.arguments import as_day, day_of
from helpers.public import own_names
from helpers.tables import load
from helpers.vocabulary import END, START, TALIBAN_CODE

NEVER = -1  # the number of a day that does not come


class Worlds(Protocol):
    """What is asked of `helpers.worlds.Worlds`."""

    holder: np.ndarray  # (worlds, districts, days), codes of HOLDERS
    pcodes: Sequence[str]
    days: pd.DatetimeIndex


@dataclass(frozen=True)
class RoadWorlds:
    """The roads in many worlds: who has fallen, what is cut, which capitals are cut off."""

    net: Arrays
    dates: pd.DatetimeIndex
    gone: np.ndarray  # (worlds, days, districts) bool: the Taliban's
    shut: np.ndarray  # (stretches, worlds, days) bool: cut
    states: np.ndarray  # (worlds, days, capitals): LINKED, CUT or FALLEN

    def day(self, date) -> int:
        """Number of a day.

        Raises
        ------
        TypeError, ValueError
            For what is no day, or one that the worlds do not have.
        """
        day = day_of("date", date, self.dates, "the worlds")
        return int(self.dates.get_loc(day))

    def district(self, pcode: str) -> int:
        """Number of a district."""
        is_it = self.net.pcodes == pcode
        return int(np.flatnonzero(is_it)[0])


def road_worlds(
    worlds: Worlds, rule: str = "district", last: str = END
) -> RoadWorlds:
    """The roads in every world, on every day up to the last.

    Parameters
    ----------
    worlds : Worlds
        As `helpers.worlds.worlds` gives it.
    rule : str
        One of `roads.RULES`.
    last : date
        The last day.

    Returns
    -------
    RoadWorlds
        By world and day: fallen districts, cut stretches, states of the capitals.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> pcodes = load("districts")["pcode"]
    >>> days = pd.date_range("2021-05-01", periods=2)
    >>> empty = np.zeros((3, len(pcodes), 2), dtype=np.uint8)
    >>> road_worlds(SimpleNamespace(holder=empty, pcodes=pcodes, days=days)).states.shape
    (3, 2, 33)
    """
    net = arrays(rule)
    dates = pd.DatetimeIndex(worlds.days)
    # later days have no capital to reach
    upto = dates <= as_day("last", last)
    # worlds and network may list districts in another order
    columns = pd.Index(worlds.pcodes)
    rows = columns.get_indexer(net.pcodes)
    # a slice, not a choice of days: the latter copies all worlds
    codes = worlds.holder[:, :, : upto.sum()]
    # days before districts, as the functions of roads take them
    days_first = np.ascontiguousarray(codes.transpose(0, 2, 1))
    gone = days_first == TALIBAN_CODE
    as_they_are = np.arange(len(rows))
    if (rows != as_they_are).any():
        gone = gone[:, :, rows]
    shut = cut(net, gone)
    states = capital_states(net, gone, shut)
    return RoadWorlds(net, dates[upto], gone, shut, states)


def cut_off_on(roads: RoadWorlds, date: str | pd.Timestamp) -> np.ndarray:
    """How many capitals are cut off on a day, in each world.

    Parameters
    ----------
    roads : RoadWorlds
        As `road_worlds` gives it.
    date : str or Timestamp
        A day that the worlds have.

    Returns
    -------
    array of int, (worlds,)
        Counts of capitals.

    Examples
    --------
    >>> roads = _nothing_fallen()
    >>> cut_off_on(roads, "2021-05-01").tolist()
    [0, 0]
    """
    day = roads.day(date)
    is_cut = roads.states[:, day] == CUT
    return is_cut.sum(axis=1)


def share_cut_off(roads: RoadWorlds, date: str | pd.Timestamp) -> pd.Series:
    """In what share of the worlds each capital is cut off on a day, by node_id.

    Parameters
    ----------
    roads : RoadWorlds
        As `road_worlds` gives it.
    date : str or Timestamp
        A day that the worlds have.

    Returns
    -------
    Series
        Shares from 0 to 1.

    Examples
    --------
    >>> share_cut_off(_nothing_fallen(), "2021-05-01").max()
    np.float64(0.0)
    """
    # a share of worlds is no probability: worlds are choices, all defensible
    day = roads.day(date)
    is_cut = roads.states[:, day] == CUT
    share = is_cut.mean(axis=0)
    node_ids = roads.net.data["node_id"]
    capitals = node_ids.iloc[roads.net.capitals]
    return pd.Series(share, index=capitals)


def median_lead(roads: RoadWorlds) -> np.ndarray:
    """Median days from a capital's being cut off to its fall, in each world.

    Capitals that never were cut off, or did not fall, have no part in it; a world without any
    other gives NaN.

    Parameters
    ----------
    roads : RoadWorlds
        As `road_worlds` gives it.

    Returns
    -------
    array, (worlds,)
        Days; NaN in a world in which no capital has both days.

    Examples
    --------
    >>> np.isnan(median_lead(_nothing_fallen())).all()
    np.True_
    """
    net = roads.net
    # Kabul's own fall cuts no capital off: there is nothing left to reach
    own = net.home[net.kabul]
    kabul_stands = ~roads.gone[:, :, [own]]
    is_cut = roads.states == CUT
    cut_off = is_cut & kabul_stands
    first = _first(cut_off)
    homes = net.home[net.capitals]
    home = roads.gone[:, :, homes]
    falls = home.copy()
    # a fall is the first of a row of held days
    falls[:, 1:] &= ~home[:, :-1]
    # the last fall counts: a capital that was retaken had not been lost for good
    # seen from the end, the last fall is the first
    from_the_end = _first(falls[:, ::-1])
    last_day = home.shape[1] - 1
    last = last_day - from_the_end
    fell = falls.any(axis=1)
    was_cut = first != NEVER
    known = was_cut & fell
    lead = np.where(known, last - first, np.nan)
    medians = np.full(len(lead), np.nan)
    some_known = known.any(axis=1)
    # of the capitals that have both days, which differ from world to world
    for world in np.flatnonzero(some_known):
        medians[world] = np.nanmedian(lead[world])
    return medians


def _first(true: np.ndarray) -> np.ndarray:
    """Number of the first day that is true, along the second axis; NEVER where none is."""
    # argmax of booleans is 0 where none is true
    first = true.argmax(axis=1)
    ever = true.any(axis=1)
    return np.where(ever, first, NEVER)


def closed_by(
    roads: RoadWorlds, pcode: str, stretches: Collection[str]
) -> np.ndarray:
    """How many of some stretches a district's own fall closed, in each world.

    Parameters
    ----------
    roads : RoadWorlds
    pcode : str
        The district; a world in which it does not fall, or had fallen at first, gives NaN.
    stretches : collection of str
        segment_ids of the stretches that count.

    Returns
    -------
    array, (worlds,)
        Counts of stretches; NaN in a world in which the district does not fall.

    Examples
    --------
    >>> np.isnan(closed_by(_nothing_fallen(), "AF1905", ["kunduz-imam_sahib"])).all()
    np.True_
    """
    net = roads.net
    own = roads.district(pcode)
    # the district's own stretches among those asked for
    chosen = np.isin(net.ids, list(stretches))
    mine = np.flatnonzero(chosen & net.inside[own])
    fell = _first(roads.gone[:, :, own])
    # on the first day there is no eve to compare with
    known = fell > 0
    world = np.flatnonzero(known)
    eve_day = fell[world] - 1
    eve = roads.shut[mine][:, world, eve_day]
    counts = np.full(len(fell), np.nan)
    # on the day itself every stretch through the district is cut
    counts[world] = (~eve).sum(axis=0)
    return counts


def lost_by(
    roads: RoadWorlds,
    pcode: str,
    nodes: Collection[str],
    rule: str = "district",
) -> np.ndarray:
    """How many capitals lost their last way by one district's fall, in each world.

    Parameters
    ----------
    roads : RoadWorlds
    pcode : str
        The district; a world in which it does not fall, or had fallen at first, gives NaN.
    nodes : collection of str
        node_ids of the capitals that count.
    rule : str
        One of `roads.RULES`.

    Returns
    -------
    array, (worlds,)
        Counts of capitals; NaN in a world in which the district does not fall.

    Examples
    --------
    >>> np.isnan(lost_by(_nothing_fallen(), "AF0903", ["mazar_e_sharif"])).all()
    np.True_
    """
    net = arrays(rule)
    own = roads.district(pcode)
    node_ids = net.data["node_id"].iloc[net.capitals]
    counted = node_ids.isin(list(nodes)).to_numpy()
    fell = _first(roads.gone[:, :, own])
    world = np.flatnonzero(fell > 0)
    # all as it was that day, but this district is spared
    fallen = roads.gone[world, fell[world]]
    spared = fallen.copy()
    spared[:, own] = False
    now = capital_states(net, fallen)
    without = capital_states(net, spared)
    counts = np.full(len(fell), np.nan)
    lost = (now == CUT) & (without == LINKED)
    counts[world] = (lost & counted).sum(axis=1)
    return counts


def gain_over_chance(roads: RoadWorlds) -> np.ndarray:
    """By how much the rule meets reports of closed roads more often than chance, in each world.

    Parameters
    ----------
    roads : RoadWorlds
        As `road_worlds` gives it.

    Returns
    -------
    array, (worlds,)
        A difference of shares: 0 where chance would meet as many.

    Examples
    --------
    >>> gain_over_chance(_nothing_fallen()).tolist()  # nothing is cut: no hit, none at random
    [0.0, 0.0]
    """
    closed = load("road_reports").query("status == 'closed'")
    pages = load("sources")[["source_id", "origin"]]
    closed = closed.merge(pages, on="source_id")
    # a desk that prints one piece of news twice has seen it once
    closed = closed.drop_duplicates(["segment_id", "origin", "date_hi"])
    # from Kabul's fall on the question has no meaning
    in_time = closed["date_hi"] < roads.dates[-1]
    closed = closed[in_time]
    n_worlds = roads.shut.shape[1]
    total = np.zeros(n_worlds)
    for report in closed.itertuples():
        not_before = roads.dates >= report.date_lo
        not_after = roads.dates <= report.date_hi
        inside = not_before & not_after
        # in doubt of the day the rule gets the benefit: cut once is enough
        cut_once = roads.shut[:, :, inside].any(axis=2)
        own = roads.net.ids.index(report.segment_id)
        # chance is a stretch taken at random, in that world and on those days
        at_random = cut_once.mean(axis=0)
        total += cut_once[own] - at_random
    return total / len(closed)


def mean_ranks(
    roads: RoadWorlds, named: np.ndarray, design: Design = STRICT
) -> pd.DataFrame:
    """Mean percentile of those that fell by each of `road_order.SCORES`, in each world.

    Parameters
    ----------
    roads : RoadWorlds
    named : array of bool
        Shape (districts,): does a page report its capture by name?
    design : Design

    Returns
    -------
    DataFrame
        A row a world, a column a score.

    Examples
    --------
    >>> roads = _nothing_fallen()
    >>> mean_ranks(roads, np.ones(roads.gone.shape[2], dtype=bool)).shape
    (2, 3)
    """
    ranks = rank_falls(roads.gone, roads.dates, named, design)
    by_world = ranks.groupby("world")[list(SCORES)]
    means = by_world.mean()
    # a world without any fall keeps its row
    return means.reindex(range(len(roads.gone)))


def clear_tests(
    roads: RoadWorlds,
    distance: pd.DataFrame,
    labels: np.ndarray,
    first: Sequence[int],
) -> np.ndarray:
    """In each world, how many tests of nearness are clear of chance once their number is allowed.

    The mean and the spread of the dealings are worked out, not drawn: dealing k of N districts of
    a label without putting back gives both exactly; the p value takes the sum over the labels as
    normal.

    Parameters
    ----------
    roads : RoadWorlds
    distance : DataFrame
        Measures of the eligible districts, by P-code.
    labels : array
        Label of each, inside which captures are dealt out.
    first : sequence of int
        How many captures count as the first.

    Returns
    -------
    array of int, (worlds,)
        Counts of tests whose q is below 0.05.

    Examples
    --------
    >>> roads = _nothing_fallen()
    >>> places = load("districts").set_index("pcode")[["lat"]]
    >>> clear_tests(roads, places, np.zeros(len(places)), [50]).tolist()
    [0, 0]
    """
    network_pcodes = pd.Index(roads.net.pcodes)
    columns = network_pcodes.get_indexer(distance.index)
    first_day = _first(roads.gone[:, :, columns])
    day = first_day.astype(float)
    # what never fell, or had fallen at first, is no capture
    day[day <= 0] = np.inf
    values = distance.to_numpy(dtype=float)
    p_values = [_exact_p(_are_first(day, n), values, labels) for n in first]
    tests = np.concatenate(p_values, axis=1)
    # Benjamini and Yekutieli: the tests hang together, since they share their captures
    allowed = scipy.stats.false_discovery_control(tests, axis=1, method="by")
    return (allowed < 0.05).sum(axis=1)


def _are_first(day: np.ndarray, n: int) -> np.ndarray:
    # ties for the last place are all among the first
    in_order = np.sort(day, axis=1)
    last = in_order[:, n - 1]
    not_later = day <= last[:, None]
    return not_later & np.isfinite(day)


def _exact_p(
    is_first: np.ndarray, values: np.ndarray, labels: np.ndarray
) -> np.ndarray:
    """Two-sided p values, shape (worlds, measures)."""
    gap = np.zeros((len(is_first), values.shape[1]))
    # dealt inside groups, gaps and variances of groups add up
    variance = np.zeros_like(gap)
    for label in np.unique(labels):
        here = labels == label
        size = here.sum()
        mine = values[here]
        dealt = is_first[:, here]
        chosen = dealt.sum(axis=1)[:, None]
        gap += dealt @ mine - chosen * mine.mean(axis=0)
        if size > 1:
            # without putting back: the more are dealt, the less is left to chance
            variance += (
                chosen * (size - chosen) / size * mine.var(axis=0, ddof=1)
            )
    z = gap / np.sqrt(np.maximum(variance, 1e-12))
    # two-sided: nearer or farther than chance
    size_of_z = np.abs(z)
    return 2 * scipy.stats.norm.sf(size_of_z)


def doubtful_capitals(share: pd.Series, name: pd.Series, worlds: int) -> str:
    """The capitals that are cut off in some worlds and not in others, in one line.

    Parameters
    ----------
    share : Series
        As `share_cut_off` gives it.
    name : Series
        Name of each node, by node_id.
    worlds : int
        How many worlds there are.

    Examples
    --------
    >>> doubtful_capitals(pd.Series({"x": 0.25, "y": 1.0}), pd.Series({"x": "A", "y": "B"}), 4)
    'A (1 of 4)'
    """
    in_some = share > 0
    doubtful = in_some & (share < 1)
    between = share[doubtful].sort_values(ascending=False)
    parts = []
    for node, part in between.items():
        times = round(part * worlds)
        parts.append(f"{name[node]} ({times:,} of {worlds:,})")
    return ", ".join(parts) or "none"


def _nothing_fallen() -> RoadWorlds:
    """Two worlds in which nothing falls, for the examples."""
    net = arrays()
    dates = pd.date_range(START, END)
    gone = np.zeros((2, len(dates), len(net.pcodes)), dtype=bool)
    shut = cut(net, gone)
    states = capital_states(net, gone)
    return RoadWorlds(net, dates, gone, shut, states)


__dir__ = own_names(__name__)
