"""Districts at risk, laid out strata by districts: what many fits of one model share.

A stratum is a week or a day. See `partial.Spans` for the layout.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from helpers.analysis import hazard, partial
from helpers.analysis.proximity import weights
from helpers.public import own_names
from helpers.tables import load


class Ground(NamedTuple):
    """What all worlds have in common, a row a district."""

    pcodes: pd.Index
    still: NDArray  # (districts, terms that do not change and a column for each province)
    terms: tuple[str, ...]  # the names of the former
    provinces: tuple[str, ...]
    region: NDArray  # number of the region
    is_named: NDArray  # a page reports the capture
    around: csr_array  # (districts, all of districts.csv): see `proximity.weights`
    kept: NDArray  # their rows in districts.csv


def ground(
    traits: pd.DataFrame,
    terms: Iterable[str],
    named: Collection[str] | None = None,
    around: NDArray | None = None,
) -> Ground:
    """Lay out what does not change.

    Parameters
    ----------
    traits : DataFrame
        See `hazard.covariates`; a district with one of the terms missing is left out.
    terms : iterable of str
        Columns of it.
    named : collection of str, optional
        P-codes whose capture a page reports (default: all).
    around : array, optional
        See `proximity.weights`.

    Returns
    -------
    `Ground`.

    Examples
    --------
    >>> ground(hazard.covariates(), ["road"]).still.shape  # a trait and 34 provinces
    (399, 35)
    """
    terms = tuple(terms)
    needed = [*terms, "province"]
    rows = traits.dropna(subset=needed)
    # sorted: the numbers do not depend on the order of the rows
    home, names = rows["province"].astype(str).factorize(sort=True)
    region, _ = rows["region"].astype(str).factorize(sort=True)
    of_province = np.eye(len(names))[home]
    values = rows[list(terms)].astype(float)
    still = np.column_stack([values, of_province])
    # without names every fall counts as told
    is_named = np.full(len(rows), True) if named is None else rows.index.isin(list(named))
    districts = pd.Index(load("districts")["pcode"])
    kept = districts.get_indexer(rows.index)
    if around is None:
        around = weights()
    # six neighbours of four hundred: all else is nought
    beside = csr_array(around[kept])
    return Ground(rows.index, still, terms, tuple(names), region, is_named, beside, kept)


def spans(
    gone: NDArray,
    starts: Sequence[int],
    ends: Sequence[int],
    eves: Sequence[int],
    shared: Ground,
) -> partial.Spans:
    """Lay out the strata of one world.

    Parameters
    ----------
    gone : array
        (days, districts) of bool: the Taliban's?.
    starts, ends : sequence of int
        The rows of days with which each stratum begins, and before which it ends.
    eves : sequence of int
        The row that tells which neighbours are held.
    shared : Ground
        See `ground`.

    Returns
    -------
    `partial.Spans`, with the share of neighbours held as the one term that changes.

    Examples
    --------
    >>> gone = np.zeros((3, 399), bool)
    >>> gone[2, 5] = True
    >>> spans(gone, [2], [3], [1], ground(hazard.covariates(), ["road"])).falls.sum()
    np.float64(1.0)
    """
    own = gone[:, shared.kept]
    # the first fall; beyond the end for those that never fall
    ever = own.any(axis=0)
    first = np.where(ever, own.argmax(axis=0), len(own))
    start = np.asarray(starts)[:, None]
    end = np.asarray(ends)[:, None]
    falls_now = (first >= start) & (first < end)
    falls = falls_now & shared.is_named
    stands = first >= end
    # who falls in silence is compared with nobody in that stratum
    at_risk = stands | falls
    on_eve = gone[np.asarray(eves)]
    # of the neighbours of those that take part, whether these take part or not
    share = np.ascontiguousarray((shared.around @ on_eve.T).T)
    n_provinces = len(shared.provinces)
    return partial.Spans(
        at_risk.astype(float), falls.astype(float), share[None], shared.still, n_provinces
    )


def weekly(gone: NDArray, days: pd.DatetimeIndex, shared: Ground) -> partial.Spans:
    """Weeks as in `hazard.panel`.

    Parameters
    ----------
    gone : array
        Days x districts, true from the day of the fall on.
    days : DatetimeIndex
        Of those rows.
    shared : Ground
        As `ground` gives it.

    Returns
    -------
    Spans
        A row a week: who was at risk, who fell, and what moves from week to week.

    Examples
    --------
    >>> days = pd.date_range("2021-04-30", periods=20)
    >>> gone = np.zeros((20, 399), bool)
    >>> gone[8:, 5] = True
    >>> weekly(gone, days, ground(hazard.covariates(), ["road"])).falls.shape
    (3, 399)
    """
    starts = hazard.week_starts(days)
    ends = [*starts[1:], len(days)]
    eves = [start - 1 for start in starts]
    return spans(gone, starts, ends, eves, shared)


def daily(gone: NDArray, lag: int, shared: Ground, first: int) -> partial.Spans:
    """Days as in `spread.day_panel`, from day number `first` on.

    Parameters
    ----------
    gone : array
        Days x districts, true from the day of the fall on.
    lag : int
        Days before, on which neighbours are looked at.
    shared : Ground
        As `ground` gives it.
    first : int
        Number of a row.

    Returns
    -------
    Spans
        A row a day on which somebody fell, as for `weekly`.

    Examples
    --------
    >>> gone = np.zeros((4, 399), bool)
    >>> gone[3:, 5] = True
    >>> daily(gone, 1, ground(hazard.covariates(), ["road"]), first=1).falls.shape
    (1, 399)
    """
    starts = np.arange(first, len(gone))
    strata = spans(gone, starts, starts + 1, starts - lag, shared)
    # a day on which nobody fell by name compares nobody: it is left out for speed
    some = strata.falls.any(axis=1)
    return strata._replace(
        at_risk=strata.at_risk[some], falls=strata.falls[some], moving=strata.moving[:, some]
    )


__dir__ = own_names(__name__)
