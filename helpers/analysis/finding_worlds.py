"""Findings on captures, asked in many worlds: one number a world, for `sureness.sure`."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from helpers.analysis import capture_worlds, unreported
from helpers.analysis.proximity import touching
from helpers.public import own_names
from helpers.vocabulary import END, TALIBAN_CODE
from helpers.worlds import Worlds


def captured(
    drawn: Worlds,
    spans: Iterable[tuple[str, str]],
    named: pd.DataFrame | None = None,
) -> NDArray:
    """How many captures fall into some spans of days.

    Parameters
    ----------
    drawn : Worlds
        See `helpers.worlds.worlds`.
    spans : iterable of (str, str)
        First and last days.
    named : DataFrame, optional
        Captures of districts that count, a row each (event_id, pcode); default: every fall.
        The second capture that pages tell of is the second fall of its district in a world:
        a fall that no page names, such as that of a retaken district with its province, is left
        out, as it is in the record.

    Returns
    -------
    array
        One number a world.

    Examples
    --------
    >>> from helpers.worlds import worlds
    >>> len(captured(worlds(3), [("2021-06-01", "2021-06-30")]))
    3
    """
    fell = (
        capture_worlds.falls(drawn)
        if named is None
        else _falls_of(drawn, named)
    )
    # marked day by day: spans that overlap count a day once
    inside = np.zeros(len(drawn.days), dtype=bool)
    for first, last in spans:
        inside |= (drawn.days >= first) & (drawn.days <= last)
    return fell[:, :, inside].sum(axis=(1, 2))


def _falls_of(drawn: Worlds, named: pd.DataFrame) -> NDArray:
    """The falls of some captures alone, (worlds, captures, days): see `captured`."""
    pcodes = pd.Index(drawn.pcodes)
    row = pcodes.get_indexer(named["pcode"])
    # an event's identifier ends in -c and the number of the capture at its place
    written = named["event_id"].str.rpartition("-c")[2]
    nth = written.astype(int).to_numpy()
    # the falls of all districts are let go again: they are large
    fell = capture_worlds.falls(drawn)[:, row]
    number = fell.cumsum(axis=2, dtype=np.uint8)
    is_nth = number == nth[:, None]
    return fell & is_nth


def second_in_time(
    drawn: Worlds,
    captures_table: pd.DataFrame,
    prints_table: pd.DataFrame,
    late: int = 1,
) -> NDArray:
    """What share of the captures stood on two origins soon after they had happened.

    A day that is drawn earlier makes its pages late, so this is not the same in all worlds.

    Parameters
    ----------
    drawn : Worlds
        See `helpers.worlds.worlds`.
    captures_table : DataFrame
        See `captures`.
    prints_table : DataFrame
        Their dated pages, see `timeline.dated_prints`.
    late : int
        Days after the event that still count, see `timeline.second_origin`.

    Returns
    -------
    array, (worlds,)
        Shares of the captures with a dated page that happen in a world.

    Examples
    --------
    >>> from helpers import captures, events, load
    >>> from helpers.analysis.timeline import dated_prints
    >>> from helpers.worlds import worlds
    >>> table = captures(events())
    >>> prints_table = dated_prints(table, load("reports"), load("sources"))
    >>> bool((second_in_time(worlds(3), table, prints_table) < 1).all())
    True
    """
    has_page = captures_table["event_id"].isin(prints_table["event_id"])
    named = captures_table[has_page]
    fell = _falls_of(drawn, named)
    happens = fell.any(axis=2)
    day_number = fell.argmax(axis=2)
    day = drawn.days.to_numpy()[day_number]
    # each origin's first page; the second of these made it two voices in print
    by_origin = prints_table.groupby(["event_id", "origin"])["published"]
    first_pages = by_origin.min()
    in_order = first_pages.sort_values().reset_index()
    place = in_order.groupby("event_id").cumcount()
    second = in_order[place == 1].set_index("event_id")["published"]
    # without a second page there is no delay, and none is not small enough
    page = named["event_id"].map(second).to_numpy()
    delay = page - day
    in_time = happens & (delay <= np.timedelta64(late, "D"))
    n_in_time = in_time.sum(axis=1)
    return n_in_time / happens.sum(axis=1)


def share_of_first(
    drawn: Worlds, n: int, named: pd.DataFrame, pcodes: Iterable[str]
) -> NDArray:
    """What share of the first captures lie in some districts.

    Parameters
    ----------
    drawn : Worlds
        See `helpers.worlds.worlds`.
    n : int
        How many are the first; those of the nth's day all count.
    named : DataFrame
        Captures that count, see `captured`.
    pcodes : iterable of str
        Of the districts.

    Returns
    -------
    array
        One share a world.

    Examples
    --------
    >>> from helpers import captures, events
    >>> from helpers.worlds import worlds
    >>> table = captures(events())
    >>> share_of_first(worlds(3), 150, table, table["pcode"]).tolist()
    [1.0, 1.0, 1.0]
    """
    fell = _falls_of(drawn, named)
    is_there = named["pcode"].isin(list(pcodes)).to_numpy()
    # day by day, as a count of all so far
    of_day = fell.sum(axis=1)
    so_far = of_day.cumsum(axis=1)
    there_of_day = fell[:, is_there].sum(axis=1)
    there = there_of_day.cumsum(axis=1)
    # the first day on which it is so, in each world its own
    reached = so_far >= n
    day = reached.argmax(axis=1)
    every = np.arange(len(day))
    return there[every, day] / so_far[every, day]


def people_at_half(
    drawn: Worlds, shares: dict[str, NDArray], count: str
) -> NDArray:
    """What share of the people lived under the Taliban when half of the districts were theirs.

    Parameters
    ----------
    drawn : Worlds
        See `helpers.worlds.worlds`.
    shares : dict of str to array
        See `people.shares_in_worlds`.
    count : str
        Which count of people.

    Returns
    -------
    array
        One share a world, on that world's own day.

    Examples
    --------
    >>> from helpers import load
    >>> from helpers.analysis import people
    >>> from helpers.worlds import worlds
    >>> drawn = worlds(3)
    >>> shares = people.shares_in_worlds(drawn, load("district_context"))
    >>> bool((people_at_half(drawn, shares, "worldpop") < 0.5).all())
    True
    """
    is_half = shares["districts"] >= 0.5
    # the first day on which it is so
    turn = is_half.argmax(axis=1)
    every = np.arange(len(turn))
    # each world on its own day: one day for all would mix early and late ones
    return shares[count][every, turn]


def late_provinces(drawn: Worlds, date: str) -> NDArray:
    """How many provinces were not half held before a day.

    Parameters
    ----------
    drawn : Worlds
        See `helpers.worlds.worlds`.
    date : str
        The day.

    Returns
    -------
    array
        One number a world.

    Examples
    --------
    >>> from helpers.worlds import worlds
    >>> bool((late_provinces(worlds(3), "2021-05-01") >= 30).all())
    True
    """
    # if the worlds begin on that day, nothing is known of an earlier one
    is_before = drawn.days < date
    n_before = max(int(is_before.sum()), 1)
    # a slice, not a choice of days: the latter copies all worlds
    held = drawn.holder[:, :, :n_before] == TALIBAN_CODE
    sums, names = capture_worlds.by_province(held, drawn.pcodes)
    pcodes = pd.Series(list(drawn.pcodes))
    # the first four characters of a district's P-code are its province's
    home = pcodes.str[:4]
    counted = home.value_counts()
    sizes = counted.reindex(names).to_numpy()
    half = sizes / 2
    # on any day before: a province that was lost again had been half held all the same
    reached = sums >= half[:, None]
    was_half = reached.any(axis=2)
    is_late = ~was_half
    return is_late.sum(axis=1)


def missed(
    drawn: Worlds, captures_table: pd.DataFrame, until: str = "2021-07-31"
) -> tuple[NDArray, NDArray]:
    """How many captures up to a day nobody named, by Chao's bound.

    Parameters
    ----------
    drawn : Worlds
        See `helpers.worlds.worlds`.
    captures_table : DataFrame
        See `captures`.
    until : str
        The last day.

    Returns
    -------
    (array, array)
        Districts that had fallen, of those whose capture a page names, and the bound on the
        captures that were missed: one number a world each.

    Examples
    --------
    >>> from helpers import captures, events
    >>> from helpers.worlds import worlds
    >>> seen, gap = missed(worlds(3), captures(events()))
    >>> bool((seen > gap).all())
    True
    """
    # a district is seen or missed once, however often it fell
    is_first = captures_table["nth"] == 1
    first = captures_table[is_first].set_index("pcode")
    pcodes = pd.Index(drawn.pcodes)
    row = pcodes.get_indexer(first.index)
    origins = first["n_origins"].to_numpy()
    in_time = drawn.days <= until
    # in the rows of the captures, not of the districts
    falls = capture_worlds.falls(drawn)[:, row]
    fell = falls[:, :, in_time].any(axis=2)
    gaps = []
    for fell_here in fell:
        # worlds differ in which captures lie before the day, not in who tells of them
        bound = unreported.chao(origins[fell_here])
        gaps.append(bound.missed)
    return fell.sum(axis=1), np.array(gaps)


def join_ratios(
    drawn: Worlds, districts: pd.DataFrame, within: ArrayLike | None = None
) -> NDArray:
    """How many times as many joins as chance gives, over all weeks to the fall of Kabul.

    Parameters
    ----------
    drawn : Worlds
        See `helpers.worlds.worlds`.
    districts : DataFrame
        See `diffusion.join_counts`.
    within : array-like, optional
        See `diffusion.join_counts`. What chance gives is computed: the mean over all ways of
        dealing the captures out, of which the deals there are a sample.

    Returns
    -------
    array
        One ratio a world.

    Examples
    --------
    >>> from helpers import load
    >>> from helpers.worlds import worlds
    >>> districts = load("districts")
    >>> bool((join_ratios(worlds(3), districts) > 1).all())
    True
    """
    # four bytes a number, as in `diffusion`: the products are the slow part
    near = touching(districts).astype(np.float32)
    one_for_all = np.zeros(len(districts))
    labels = one_for_all if within is None else np.asarray(within)
    label, _ = pd.factorize(labels)
    n_labels = label.max() + 1
    member = np.eye(n_labels, dtype=np.float32)[label]
    pcodes = pd.Index(drawn.pcodes)
    rows = pcodes.get_indexer(districts["pcode"])
    until = np.flatnonzero(drawn.days <= END)
    starts = until[:-1:7]
    # the last week can be shorter
    ends = np.minimum(starts + 7, until[-1])
    ratios = []
    for holder in drawn.holder:
        held = holder[rows] == TALIBAN_CODE
        held_before = held[:, starts]
        before = held_before.astype(np.float32)
        fell = held[:, ends] & ~held_before
        at_risk = 1 - before
        beside = near @ before
        # by label and week: the mean of the districts at risk, for each that fell
        n_at_risk = member.T @ at_risk
        numbers = np.maximum(n_at_risk, 1)
        of_those_at_risk = beside * at_risk
        sums = member.T @ of_those_at_risk
        mean = sums / numbers
        # chance keeps the number that fell in each label and week
        n_fell = member.T @ fell.astype(np.float32)
        by_chance = n_fell * mean
        expected = by_chance.sum()
        joins = (beside * fell).sum()
        ratios.append(joins / expected)
    return np.array(ratios)


__dir__ = own_names(__name__)
