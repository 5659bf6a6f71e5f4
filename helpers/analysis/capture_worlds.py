"""Findings on captures and claims, asked of many equally defensible worlds at once.

Every function takes `helpers.worlds.Worlds` and gives one number a world, for
`helpers.analysis.sureness.sure`.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from helpers.analysis import claim_tests, event_study
from helpers.arguments import as_day
from helpers.public import own_names
from helpers.vocabulary import TALIBAN_CODE

if TYPE_CHECKING:  # a type only
    from helpers.worlds import Worlds


def falls(worlds: "Worlds") -> np.ndarray:
    """On which days each district passes to the Taliban, in every world.

    Parameters
    ----------
    worlds : Worlds
        As `helpers.worlds.worlds` gives it.

    Returns
    -------
    array of bool, worlds x districts x days
        The first day has none: what was held before is no capture.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> one = SimpleNamespace(holder=np.array([[[0, 2, 2], [2, 0, 2]]], dtype=np.uint8))
    >>> falls(one)[0].astype(int).tolist()
    [[0, 1, 0], [0, 0, 1]]
    """
    held = worlds.holder == TALIBAN_CODE
    changed = np.zeros_like(held)
    # the first day has no day before it: what is held then did not fall
    eve = held[:, :, :-1]
    changed[:, :, 1:] = held[:, :, 1:] & ~eve
    return changed


def by_province(
    table: np.ndarray, pcodes: Iterable[str]
) -> tuple[np.ndarray, list[str]]:
    """Add up districts by province.

    Parameters
    ----------
    table : array, worlds x districts x days
    pcodes : iterable of str
        Of the districts, in their order.

    Returns
    -------
    (array, list of str)
        Sums, worlds x provinces x days, and the P-codes of the provinces in order.

    Examples
    --------
    >>> sums, names = by_province(np.ones((1, 3, 2)), ["AF0101", "AF0201", "AF0102"])
    >>> sums[0, :, 0].tolist(), names
    ([2.0, 1.0], ['AF01', 'AF02'])
    """
    codes = pd.Series(list(pcodes))
    province = codes.str[:4]
    names = sorted(province.unique())
    # small whole numbers for booleans: floats of all worlds take ten times as long
    small = np.uint16 if table.dtype == bool else None
    if not province.is_monotonic_increasing:
        order = province.argsort(kind="stable")
        table = table[:, order]
        province = province[order]
    start = province.searchsorted(names, side="left")
    end = province.searchsorted(names, side="right")
    parts = [
        table[:, i:j].sum(axis=1, dtype=small)
        for i, j in zip(start, end, strict=True)
    ]
    sums = np.stack(parts, axis=1)
    return sums.astype(np.float32), names


def shortest_halves(
    worlds: "Worlds", before: str | pd.Timestamp = "2021-08-01"
) -> np.ndarray:
    """Length of the shortest span that holds half of the captures before a day, in every world.

    Parameters
    ----------
    worlds : Worlds
    before : str or Timestamp
        The first day that does not count.

    Returns
    -------
    array
        One number of days a world, the first and the last day counted; see `timeline.busiest`.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> holder = np.array([[[0, 2, 2, 2], [0, 0, 0, 2], [0, 0, 0, 2]]], dtype=np.uint8)
    >>> days = pd.date_range("2021-07-01", periods=4)
    >>> shortest_halves(SimpleNamespace(holder=holder, days=days)).tolist()
    [1]
    """
    end = as_day("before", before)
    earlier = worlds.days < end
    # worlds by days: what matters is when, not where
    fell = falls(worlds)
    a_day = fell.sum(axis=1)
    # nought on the first day, on which nothing falls
    until = a_day[:, earlier].cumsum(axis=1)
    in_all = until[:, -1]
    half = in_all / 2
    lengths = np.zeros_like(in_all)
    n_days = earlier.sum()
    for length in range(1, n_days):
        # the most that any span of so many days holds
        ends = until[:, length:]
        begins = until[:, :-length]
        in_span = ends - begins
        is_half = in_span.max(axis=1) >= half
        # the first length that holds it is the shortest
        is_open = lengths == 0
        lengths[is_half & is_open] = length
    return lengths


def capital_gaps(
    worlds: "Worlds", districts: pd.DataFrame, soon: int = 3
) -> tuple[np.ndarray, np.ndarray]:
    """Days by which capitals outlasted half of their provinces, in every world.

    Parameters
    ----------
    worlds : Worlds
    districts : DataFrame
        The table of that name.
    soon : int
        As for `helpers.analysis.timeline.capital_gaps`.

    Returns
    -------
    (array, array)
        One number a world each: the median over provinces, in days, and how many capitals fell
        at most `soon` days after the half.

    Examples
    --------
    >>> from helpers import load
    >>> from helpers.worlds import worlds
    >>> middle, at_once = capital_gaps(worlds(3), load("districts"))
    >>> len(middle), bool((at_once <= 34).all())
    (3, True)
    """
    held = worlds.holder == TALIBAN_CODE
    sums, names = by_province(held, worlds.pcodes)
    # the first four characters of a district's P-code are its province's
    home = pd.Series(list(worlds.pcodes)).str[:4]
    counted = home.value_counts()
    sizes = counted.reindex(names).to_numpy()
    # half of all districts of the province
    least = sizes[:, None] / 2
    reached = sums >= least
    half = _first(reached)
    # each province has one: looked up for every row of sums
    is_capital = districts["is_capital"]
    capitals = districts[is_capital].set_index("province_pcode")["pcode"]
    row = {pcode: number for number, pcode in enumerate(worlds.pcodes)}
    own = [row[pcode] for pcode in capitals[names]]
    # a capital that was retaken fell for good on its last day of capture
    changed = falls(worlds)[:, own]
    # seen from the end, the last fall is the first
    from_the_end = _first(changed[:, :, ::-1])
    last_day = changed.shape[2] - 1
    last = last_day - from_the_end
    # a capital that never fell has no gap in that world
    fell = changed.any(axis=2)
    gap = np.where(fell, last - half, np.nan)
    is_soon = gap <= soon
    return np.nanmedian(gap, axis=1), is_soon.sum(axis=1)


def _first(table: np.ndarray) -> np.ndarray:
    """The first day on which something is true; nan where it never is."""
    # argmax of booleans is the first true one, and 0 where none is
    found = table.argmax(axis=2).astype(float)
    some = table.any(axis=2)
    return np.where(some, found, np.nan)


def link(worlds: "Worlds", counts: pd.DataFrame) -> np.ndarray:
    """The two-way link of claims with captures, one r a world.

    Parameters
    ----------
    worlds : Worlds
    counts : DataFrame
        Namings by week and province, as for `helpers.analysis.claim_tests.two_way_link`.

    Returns
    -------
    array, (worlds,)
        Partial correlations, from -1 to 1.

    Examples
    --------
    >>> from helpers.worlds import worlds
    >>> counts = pd.DataFrame(np.arange(15 * 34).reshape(15, 34) % 7)
    >>> link(worlds(3), counts).shape
    (3,)
    """
    fallen = falls(worlds)
    a_day, _ = by_province(fallen, worlds.pcodes)
    weeks = len(counts)
    # days after the last whole week belong to none
    weekly = (
        a_day[:, :, : 7 * weeks]
        .reshape(len(a_day), a_day.shape[1], weeks, 7)
        .sum(axis=3)
    )
    # weeks by provinces, as the counts are
    weeks_first = np.swapaxes(weekly, 1, 2)
    return claim_tests.residual_correlation(
        counts.to_numpy(float), weeks_first
    )


def near(
    worlds: "Worlds", named: pd.DataFrame, observed: ArrayLike | None = None
) -> np.ndarray:
    """The event study's effect of the three middle days, in points, one number a world.

    Parameters
    ----------
    worlds : Worlds
    named : DataFrame
        As for `helpers.analysis.event_study.study`.
    observed : array-like, optional
        As for `helpers.analysis.event_study.study`.

    Returns
    -------
    array, (worlds,)
        Percentage points.

    Examples
    --------
    >>> from helpers.analysis.event_study import day_by_province
    >>> from helpers.worlds import worlds
    >>> named = day_by_province(["2021-06-21"], ["AF01"])
    >>> near(worlds(3), named).shape
    (3,)
    """
    sums, _ = by_province(falls(worlds), worlds.pcodes)
    # days by provinces, as the study has them
    some_fell = sums[:, :, : len(named)] > 0
    fallen = np.swapaxes(some_fell, 1, 2)
    return np.array(
        [event_study.near_effect(named, world, observed) for world in fallen]
    )


__dir__ = own_names(__name__)
