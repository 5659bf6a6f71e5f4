"""Districts at risk, laid out strata by districts: what many fits of one model share.

A stratum is a week or a day. See `partial.Spans` for the layout of one world, `spells` for that of
many.
"""

from collections.abc import Collection, Iterable
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
    # (districts, terms that do not change and a column for each province)
    still: NDArray
    terms: tuple[str, ...]  # the names of the former
    provinces: tuple[str, ...]
    region: NDArray  # number of the region
    is_named: NDArray  # a page reports the capture
    # (districts, all of districts.csv): see `proximity.weights`
    around: csr_array
    kept: NDArray  # their rows in districts.csv
    # (districts, pairs of columns of `still`): most are nought
    products: csr_array


def ground(
    traits: pd.DataFrame,
    terms: Iterable[str],
    named: Collection[str] | None = None,
    around: NDArray | None = None,
    homes: bool = True,
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
    homes : bool
        Whether each province has a column; a model without effects of provinces has none.

    Returns
    -------
    Ground

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
    n_provinces = len(names) if homes else 0
    # no column at all without them
    of_province = np.eye(len(names))[home, :n_provinces]
    values = rows[list(terms)].astype(float)
    still = np.column_stack([values, of_province])
    # without names every fall counts as told
    is_named = (
        np.full(len(rows), True)
        if named is None
        else rows.index.isin(list(named))
    )
    districts = pd.Index(load("districts")["pcode"])
    kept = districts.get_indexer(rows.index)
    if around is None:
        around = weights()
    # six neighbours of four hundred: all else is nought
    beside = csr_array(around[kept])
    pairs = still[:, :, None] * still[:, None, :]
    products = csr_array(pairs.reshape(len(still), -1))
    return Ground(
        rows.index,
        still,
        terms,
        tuple(names[:n_provinces]),
        region,
        is_named,
        beside,
        kept,
        products,
    )


class Course(NamedTuple):
    """How some worlds went, stratum by stratum."""

    # (districts, worlds): the stratum before which each leaves those at risk
    leaves: NDArray
    # (districts, worlds): whether it leaves by a capture that counts
    falls: NDArray
    # (districts, worlds, strata): of the neighbours, how many are held on the eve
    share: NDArray


def weekly_course(
    gone: NDArray, days: pd.DatetimeIndex, shared: Ground
) -> Course:
    """Weeks as in `hazard.panel`, of some worlds.

    Parameters
    ----------
    gone : array of bool
        The Taliban's? (worlds, all of districts.csv, days).
    days : DatetimeIndex
        Of those worlds; the first is the eve of the first week.
    shared : Ground
        As `ground` gives it.

    Returns
    -------
    Course
        Of the districts of `shared`.

    Examples
    --------
    >>> days = pd.date_range("2021-04-30", periods=20)
    >>> gone = np.zeros((2, 399, 20), bool)
    >>> weekly_course(gone, days, ground(hazard.covariates(), ["road"])).share.shape
    (399, 2, 3)
    """
    starts = np.array(hazard.week_starts(days))
    # how many weeks have begun before each day; the eve is in none
    every_day = np.arange(len(days) + 1)
    begun = np.searchsorted(starts, every_day, side="right")
    week = begun - 1
    # beyond the end
    week[-1] = len(starts)
    eves = starts - 1
    fell_on = _first_falls(gone, shared)
    # all worlds alike
    worlds = np.ones((len(gone), 1), dtype=int)
    return _course(gone, fell_on, worlds * week, worlds * eves, shared)


def daily_course(
    gone: NDArray, lag: int, shared: Ground, first: int
) -> Course:
    """Days as in `spread.day_panel`, from day number `first` on, of some worlds.

    Parameters
    ----------
    gone : array of bool
        The Taliban's? (worlds, all of districts.csv, days).
    lag : int
        Days before, on which neighbours are looked at.
    shared : Ground
        As `ground` gives it.
    first : int
        Number of a day.

    Returns
    -------
    Course
        Of the districts of `shared`. A day on which nobody falls by name compares nobody:
        it is left out for speed.

    Examples
    --------
    >>> gone = np.zeros((2, 399, 4), bool)
    >>> gone[0, 5, 3] = True
    >>> daily_course(gone, 1, ground(hazard.covariates(), ["road"]), first=1).share.shape
    (399, 2, 1)
    """
    fell_on = _first_falls(gone, shared)
    n_worlds, _, n_days = gone.shape
    worlds = np.arange(n_worlds)
    has_fall = np.zeros((n_worlds, n_days + 1), dtype=bool)
    has_fall[worlds, fell_on[shared.is_named]] = True
    # the last is beyond the end: those who never fall
    has_fall[:, -1] = False
    has_fall[:, :first] = False
    # of the days with a fall, how many lie before each day
    before = has_fall.cumsum(axis=1) - has_fall
    before[:, :first] = -1
    n_strata = has_fall.sum(axis=1).max()
    # days with a fall come first, in their order; worlds with fewer are filled up with others
    in_order = np.argsort(~has_fall, axis=1, kind="stable")
    eves = in_order[:, :n_strata] - lag
    # what fills up is asked of nobody
    eves = eves.clip(0, n_days - 1)
    return _course(gone, fell_on, before, eves, shared)


def _first_falls(gone: NDArray, shared: Ground) -> NDArray:
    """The day on which each district first falls, (districts, worlds); beyond the end: never."""
    own = gone[:, shared.kept]
    n_days = own.shape[2]
    ever = own.any(axis=2)
    fell_on = np.where(ever, own.argmax(axis=2), n_days)
    return fell_on.T


def _course(
    gone: NDArray,
    fell_on: NDArray,
    stratum: NDArray,
    eves: NDArray,
    shared: Ground,
) -> Course:
    """Follow worlds through strata.

    Parameters
    ----------
    gone : array of bool
        See `weekly_course`.
    fell_on : array
        See `_first_falls`.
    stratum : array
        How many strata end before each day, and before one beyond the end, (worlds, days); -1 for
        days before all of them.
    eves : array
        The day that tells which neighbours are held, (worlds, strata).
    shared : Ground
        See `weekly_course`.
    """
    n_worlds, n_districts, n_days = gone.shape
    worlds = np.arange(n_worlds)
    stood = stratum[worlds, fell_on]
    is_fall = (stood >= 0) & (fell_on < n_days)
    falls = is_fall & shared.is_named[:, None]
    # who falls in silence is compared with nobody in that stratum
    leaves = (stood + falls).clip(0)
    # of the neighbours of those that take part, whether these take part or not
    by_district = gone.transpose(1, 0, 2)
    all_days = by_district.reshape(n_districts, -1)
    day = worlds[:, None] * n_days + eves
    on_eve = all_days.take(day.ravel(), axis=1)
    share = shared.around @ on_eve.astype(float)
    return Course(leaves, falls, share.reshape(-1, *eves.shape))


def spans(course: Course, shared: Ground) -> partial.Spans:
    """Lay out the strata of one world.

    Parameters
    ----------
    course : Course
        Of one world.
    shared : Ground
        See `ground`.

    Returns
    -------
    partial.Spans
        With the share of neighbours held as the one term that changes.

    Examples
    --------
    >>> gone = np.zeros((1, 399, 3), bool)
    >>> gone[0, 5, 2] = True
    >>> shared = ground(hazard.covariates(), ["road"])
    >>> spans(daily_course(gone, 1, shared, first=1), shared).falls.sum()
    np.float64(1.0)
    """
    leaves, falls, share = (each[:, 0] for each in course)
    stratum = np.arange(share.shape[1])[:, None]
    at_risk = stratum < leaves
    falls_now = falls & (stratum == leaves - 1)
    by_stratum = np.ascontiguousarray(share.T)
    n_provinces = len(shared.provinces)
    return partial.Spans(
        at_risk.astype(float),
        falls_now.astype(float),
        by_stratum[None],
        shared.still,
        n_provinces,
    )


def weekly(
    gone: NDArray, days: pd.DatetimeIndex, shared: Ground
) -> partial.Spans:
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
    course = weekly_course(gone.T[None], days, shared)
    return spans(course, shared)


def daily(
    gone: NDArray, lag: int, shared: Ground, first: int
) -> partial.Spans:
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
    course = daily_course(gone.T[None], lag, shared, first)
    return spans(course, shared)


__dir__ = own_names(__name__)
