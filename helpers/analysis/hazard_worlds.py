"""The models of capture in many worlds: one fit a world, fast enough for a thousand of them.

The fits are those of `spread.fit` with frailties of provinces, and of `forecast.rolling` without
them, some worlds at once (`stack`); they start from the middle of those before, since their
answers lie close together.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

from helpers.analysis import forecast, hazard, stack
from helpers.analysis.spells import Spells, laid_out
from helpers.analysis.strata import (
    Course,
    Ground,
    daily_course,
    ground,
    weekly_course,
)
from helpers.public import own_names
from helpers.vocabulary import TALIBAN_CODE

if TYPE_CHECKING:  # a name for readers: to import the worlds takes time
    from helpers.worlds import Worlds

UNTIL = pd.Timestamp("2021-08-11")  # after that day falls are told by province
NEIGHBOURS = "neighbours"
# worlds in one stack: more would not fit into the processor's own memory
AT_ONCE = 25
FORECAST_AT_ONCE = 10  # each of them has a fit for every week
CHOICES = ("baseline", "alone", "uncredited", "retakings")  # of worlds
# of a score: districts alike in all terms differ in what rounding left
DIGITS = 9


class Fits(NamedTuple):
    """The answers of one model in some worlds, (worlds, terms) each; terms that change first."""

    logs: NDArray  # log hazard ratios
    # of the 95 % interval of each: t, one degree of freedom less than provinces
    half: NDArray


def over_worlds(drawn: Worlds, lay: Callable[[NDArray], Spells]) -> Fits:
    """Fit a model in each world.

    Parameters
    ----------
    drawn : Worlds
        See `helpers.worlds.worlds`.
    lay : function
        Makes the spells of some worlds from (worlds, districts, days until UNTIL) of bool.

    Returns
    -------
    Fits
        With NaN where a fit has no finite answer.

    Examples
    --------
    >>> from helpers.worlds import worlds
    >>> shared = ground(hazard.covariates(), ["road"])
    >>> drawn = worlds(3)
    >>> def lay(gone):
    ...     days = drawn.days[: gone.shape[2]]
    ...     return laid_out(weekly_course(gone, days, shared), shared)
    >>> over_worlds(drawn, lay).logs.shape
    (3, 2)
    """
    logs = []
    errors = []
    start = None
    for gone in _blocks(drawn, AT_ONCE):
        laid = lay(gone)
        answers = stack.frailties(laid, start)
        logs.append(answers.params[:, : laid.terms])
        errors.append(answers.errors)
        # from the middle of the worlds before: a fit that begins near its end takes few steps
        start = stack.middle(answers)
    # few provinces make normal intervals too short, as in `spread.ratio`
    reach = stdtrit(laid.provinces - 1, 0.975)
    back = np.argsort(_alike_together(drawn))
    half = reach * np.concatenate(errors)
    middle = np.concatenate(logs)
    return Fits(middle[back], half[back])


def _blocks(drawn: Worlds, at_once: int) -> Iterator[NDArray]:
    """Who is gone in some worlds at once, until the last day that is asked about."""
    n_days = len(_days_until(drawn))
    order = _alike_together(drawn)
    for first in range(0, len(order), at_once):
        last = first + at_once
        some = order[first:last]
        held = drawn.holder[some, :, :n_days]
        yield held == TALIBAN_CODE


def _alike_together(drawn) -> NDArray:
    """The numbers of the worlds, such that those that made the same choices follow each other."""
    choices = drawn.choices.reset_index(drop=True)
    if choices.empty:
        return np.arange(len(drawn.holder))
    # what moves the answers most comes first
    in_order = choices.sort_values(list(CHOICES), kind="stable")
    return in_order.index.to_numpy()


def _steps_of(fits: Fits, term: int, step: float) -> pd.DataFrame:
    """Ratio, lo and hi of so many steps of a term, a row a world."""
    middle = fits.logs[:, term]
    half = fits.half[:, term]
    logs = {"ratio": middle, "lo": middle - half, "hi": middle + half}
    table = pd.DataFrame(logs)
    return np.exp(step * table)


def _days_until(drawn: Worlds) -> pd.DatetimeIndex:
    """The days of the worlds on which falls are told district by district."""
    by_name = drawn.days <= UNTIL
    return drawn.days[by_name]


def _without_neighbours(terms: Iterable[str]) -> list[str]:
    # the share of neighbours held changes from week to week: it is worked out in each world
    return [term for term in terms if term != NEIGHBOURS]


def week_ratios(
    drawn: Worlds,
    traits: pd.DataFrame,
    named: Collection[str],
    terms: Iterable[str] = hazard.MODEL,
) -> pd.DataFrame:
    """Hazard ratios of the weekly model with their intervals, in each world.

    Provinces have frailties.

    Parameters
    ----------
    drawn : Worlds
        See `helpers.worlds.worlds`.
    traits : DataFrame
        See `hazard.covariates`, with all terms but neighbours.
    named : collection of str
        P-codes whose capture a page reports.
    terms : iterable of str
        Of `hazard.TERMS`.

    Returns
    -------
    DataFrame
        One row a world; for each term the columns ratio, lo and hi of one step.

    Examples
    --------
    >>> from helpers.worlds import worlds
    >>> table = week_ratios(worlds(3), hazard.covariates(), None, ["neighbours", "road"])
    >>> table["road"].columns.tolist()
    ['ratio', 'lo', 'hi']
    """
    still = _without_neighbours(terms)
    shared = ground(traits, still, named)
    days = _days_until(drawn)
    fits = over_worlds(
        drawn, lambda gone: laid_out(weekly_course(gone, days, shared), shared)
    )
    # what changes stands first
    columns = [NEIGHBOURS, *still]
    by_term = {}
    for place, term in enumerate(columns):
        by_term[term] = _steps_of(fits, place, hazard.STEPS[term])
    return pd.concat(by_term, axis=1)


def change_ratios(
    drawn: Worlds,
    traits: pd.DataFrame,
    named: Collection[str],
    cut: pd.Timestamp,
) -> pd.DataFrame:
    """By how much the ratio of neighbours changed on a day, in each world.

    Parameters
    ----------
    drawn : Worlds
        See `week_ratios`.
    traits : DataFrame
        See `week_ratios`.
    named : collection of str
        See `week_ratios`.
    cut : Timestamp
        The first day of the later part, a day on which a week begins.

    Returns
    -------
    DataFrame
        The later ratio on the earlier one: a row a world, with ratio, lo and hi.

    Examples
    --------
    >>> from helpers.worlds import worlds
    >>> cut = pd.Timestamp("2021-07-01")
    >>> len(change_ratios(worlds(3), hazard.covariates(), None, cut))
    3
    """
    still = _without_neighbours(hazard.MODEL)
    shared = ground(traits, still, named)
    days = _days_until(drawn)
    starts = hazard.week_starts(days)
    week = int((days[starts] < cut).sum())

    def lay(gone: NDArray) -> Spells:
        spells = laid_out(weekly_course(gone, days, shared), shared, week)
        share = spells.moving[0]
        # a second slope for the later weeks: its ratio is the change
        slopes = np.stack([share, share * (spells.start >= week)])
        return replace(spells, moving=slopes)

    # the second slope is the change
    return _steps_of(over_worlds(drawn, lay), 1, hazard.STEPS[NEIGHBOURS])


def next_day_ratios(
    drawn: Worlds,
    traits: pd.DataFrame,
    named: Collection[str],
    terms: Iterable[str],
    step: float,
) -> pd.DataFrame:
    """The ratio of neighbours fallen the day before, in each world.

    Parameters
    ----------
    drawn : Worlds
        See `week_ratios`.
    traits : DataFrame
        See `week_ratios`.
    named : collection of str
        See `week_ratios`.
    terms : iterable of str
        The other terms of the model of days.
    step : float
        How much more of the neighbours.

    Returns
    -------
    DataFrame
        A row a world, with ratio, lo and hi.

    Examples
    --------
    >>> from helpers.worlds import worlds
    >>> len(next_day_ratios(worlds(3), hazard.covariates(), None, ["road"], 0.25))
    3
    """
    shared = ground(traits, terms, named)

    def lay(gone: NDArray) -> Spells:
        # from the seventh day on, as `spread` compares days: its longest lag is a week
        return laid_out(daily_course(gone, 1, shared, first=7), shared)

    return _steps_of(over_worlds(drawn, lay), 0, step)


def verdicts(lo: ArrayLike, hi: ArrayLike) -> NDArray:
    """What intervals of ratios tell: 1 more, -1 less, 0 no difference that can be told.

    Parameters
    ----------
    lo, hi : array-like
        Ends of intervals.

    Returns
    -------
    array of int
        Of the shape of the ends.

    Examples
    --------
    >>> verdicts([1.1, 0.5, 0.8], [2.0, 0.9, 1.2]).tolist()
    [1, -1, 0]
    """
    # by the interval, not by the estimate: an estimate is always on some side of 1
    is_more = np.asarray(lo, dtype=float) > 1
    is_less = np.asarray(hi, dtype=float) < 1
    return is_more.astype(int) - is_less


def eve_paces(
    course: Course, days: pd.DatetimeIndex, shared: Ground
) -> NDArray:
    """The pace of each region as it was known on the eve of each week; see `forecast.pace`.

    Parameters
    ----------
    course : Course
        See `strata.weekly_course`.
    days : DatetimeIndex
        Of its worlds.
    shared : Ground
        See `strata.ground`.

    Returns
    -------
    array
        Log rate, (worlds, weeks, regions); in the first week, of which nothing is known, 0 for all.

    Examples
    --------
    >>> shared = ground(hazard.covariates(), ["road"])
    >>> days = pd.date_range("2021-04-30", periods=20)
    >>> gone = np.zeros((1, 399, 20), bool)
    >>> eve_paces(weekly_course(gone, days, shared), days, shared).shape
    (1, 3, 8)
    """
    starts = np.array(hazard.week_starts(days))
    ends = np.append(starts[1:], len(days))
    n_days = ends - starts
    # the last week can be shorter, and counts as a part of one
    weeks = n_days[:, None] / 7
    of_region = _of_region(shared)
    numbers = np.arange(len(starts))
    at_risk, fell = _week_by_week(course, numbers)
    # sums of the weeks before each
    seen = np.cumsum(fell @ of_region, axis=1)
    weeks_at_risk = at_risk @ of_region * weeks
    stood = np.cumsum(weeks_at_risk, axis=1)
    # half a capture more than were seen: no region is ruled out
    captures_seen = seen[:, :-1] + forecast.HALF
    rate = captures_seen / stood[:, :-1]
    known = np.zeros(seen.shape)
    known[:, 1:] = np.log(rate)
    return known


def _of_region(shared: Ground) -> NDArray:
    """Which districts lie in which region, (districts, regions)."""
    n_regions = shared.region.max() + 1
    return np.eye(n_regions)[shared.region]


def _week_by_week(course: Course, weeks: NDArray) -> tuple[NDArray, NDArray]:
    """Who is at risk in some weeks, and who falls in them, (worlds, weeks, districts)."""
    week = weeks[:, None]
    leaves = course.leaves.T[:, None]
    at_risk = week < leaves
    # a district that falls is at risk in that week, and leaves before the next
    leaves_next = leaves == week + 1
    falls = course.falls.T[:, None]
    fell = falls & leaves_next
    return at_risk.astype(float), fell.astype(float)


def share_won(scores: NDArray, fell: NDArray, stood: NDArray) -> NDArray:
    """Of all pairs of a captured and a standing district of one week, in how many it ranked higher.

    Parameters
    ----------
    scores : array
        (worlds, weeks, districts, or whatever has one score).
    fell, stood : array
        How many fell in the week, and how many stood to its end.

    Returns
    -------
    array
        A share, one number a world; ties count half. NaN where a score is, and where there is no
        pair. See `hazard.concordance`.

    Examples
    --------
    >>> fell, stood = np.array([[[1, 0, 0]]]), np.array([[[0, 1, 1]]])
    >>> share_won(np.array([[[2.0, 1, 2]]]), fell, stood).tolist()
    [0.75]
    """
    worlds, _, districts = scores.shape
    of_weeks = scores.reshape(-1, districts)
    first_of_week = np.arange(of_weeks.size, step=districts)
    order = np.argsort(of_weeks, axis=1)
    place = order + first_of_week[:, None]
    rank = place.ravel()
    in_order = scores.ravel()[rank]
    # equal scores of one week stand together: none of them is the higher
    differs = in_order[1:] != in_order[:-1]
    begins = np.append(True, differs)
    begins[first_of_week] = True
    # cast first: to add up truth values takes three times as long
    n_begun = np.cumsum(begins.astype(int))
    group = n_begun - 1
    fell_in_order = fell.ravel()[rank]
    lost = np.bincount(group, fell_in_order)
    stood_in_order = stood.ravel()[rank]
    left = np.bincount(group, stood_in_order)
    # how many stand below, of this week and of all before it
    below = np.cumsum(left) - left
    won = lost * (below + left / 2)
    # pairs of one week alone: between weeks the tide decides
    first_group = group[first_of_week]
    fell_in_week = fell.sum(axis=2).ravel()
    up_to_week = np.add.reduceat(won, first_group)
    of_weeks_before = below[first_group] * fell_in_week
    of_week = up_to_week - of_weeks_before
    stood_in_week = stood.sum(axis=2).ravel()
    pairs_in_week = fell_in_week * stood_in_week
    of_world = of_week.reshape(worlds, -1).sum(axis=1)
    pairs = pairs_in_week.reshape(worlds, -1).sum(axis=1)
    is_missing = np.isnan(scores)
    missing = is_missing.any(axis=(1, 2))
    told = (pairs > 0) & ~missing
    # a world of which nothing is told stays missing
    share = np.full(worlds, np.nan)
    return np.divide(of_world, pairs, out=share, where=told)


class Race(NamedTuple):
    """What all forecasts of some worlds have in common, by the weeks that are forecast."""

    course: Course
    weeks: NDArray  # their numbers
    # (worlds, weeks, districts): the region's log rate on the eve
    paces: NDArray
    fell: NDArray  # (worlds, weeks, districts)
    stood: NDArray
    # (worlds): of all pairs, in how many the pace alone ranks rightly
    plain: NDArray

    def won(self, scores: NDArray) -> NDArray:
        """See `share_won`."""
        return share_won(scores.round(DIGITS), self.fell, self.stood)


def race(
    gone: NDArray, days: pd.DatetimeIndex, start: pd.Timestamp, shared: Ground
) -> Race:
    """Lay out some worlds for their forecasts; see `forecast.rolling`.

    Parameters
    ----------
    gone : array of bool
        (worlds, all of districts.csv, days).
    days : DatetimeIndex
        Of those worlds.
    start : Timestamp
        The first day that is forecast.
    shared : Ground
        As `strata.ground` gives it.

    Returns
    -------
    Race
        What all forecasts of these worlds have in common.

    Examples
    --------
    >>> days = pd.date_range("2021-04-30", periods=20)
    >>> gone = np.zeros((1, 399, 20), bool)
    >>> race(gone, days, days[13], ground(hazard.covariates(), ["road"])).weeks.tolist()
    [2]
    """
    course = weekly_course(gone, days, shared)
    starts = days[hazard.week_starts(days)]
    weeks = np.flatnonzero(starts >= start)
    paces = eve_paces(course, days, shared)[:, weeks]
    at_risk, fell = _week_by_week(course, weeks)
    # whoever fell in silence, or earlier, is neither
    stood = at_risk - fell
    # the districts of a region have one pace: they are counted and not ranked
    of_region = _of_region(shared)
    fell_there = fell @ of_region
    stood_there = stood @ of_region
    plain = share_won(paces.round(DIGITS), fell_there, stood_there)
    own_paces = paces[:, :, shared.region]
    return Race(course, weeks, own_paces, fell, stood, plain)


def learned(
    laid: Race,
    shared: Ground,
    neighbours: bool,
    start: stack.Start | None = None,
) -> tuple[NDArray, stack.Answers]:
    """Scores of each week by a model that was fitted to the weeks before it.

    Parameters
    ----------
    laid : Race
        See `race`.
    shared : Ground
        Of the same districts: the traits that stand beside the region's pace.
    neighbours : bool
        Whether the share of neighbours held is a term as well.
    start : Start, optional
        The middle of other worlds, see `stack.middle`.

    Returns
    -------
    (array, stack.Answers)
        Log relative hazard, (worlds, weeks, districts), and what was fitted.

    Examples
    --------
    >>> days = pd.date_range("2021-04-30", periods=20)
    >>> gone = np.zeros((1, 399, 20), bool)
    >>> gone[0, 5, 8:] = True
    >>> shared = ground(hazard.covariates(), ["road"], homes=False)
    >>> scores, _ = learned(race(gone, days, days[13], shared), shared, neighbours=False)
    >>> scores.shape
    (1, 1, 399)
    """
    share = laid.course.share
    # without the neighbours a district's weeks are one spell
    course = laid.course
    if not neighbours:
        course = course._replace(share=np.zeros_like(share))
    past = laid_out(course, shared).until(laid.weeks)
    n = 1 if neighbours else 0
    # the pace of this eve stands for all weeks before: an effect of regions, as last known
    own = laid.paces.reshape(1, past.fits, -1)
    with_pace = replace(past, moving=past.moving[:n], own=own)
    answers = stack.maxima(with_pace, start)
    params = answers.params.reshape(*laid.paces.shape[:2], -1)
    share_ahead = share[:, :, laid.weeks].transpose(1, 2, 0)
    of_moving = params[:, :, :n] * share_ahead if neighbours else 0
    of_pace = params[:, :, n, None] * laid.paces
    # behind the moving terms and the pace
    still = params[:, :, n + 1 :]
    of_still = still @ shared.still.T
    return of_moving + of_pace + of_still, answers


def forecast_gains(
    drawn: Worlds,
    traits: pd.DataFrame,
    named: Collection[str],
    start: pd.Timestamp,
) -> pd.DataFrame:
    """What forecasts gain on the region's pace, in each world.

    Parameters
    ----------
    drawn : Worlds
        See `week_ratios`.
    traits : DataFrame
        See `hazard.covariates`, with reach; capitals left out.
    named : collection of str
        See `week_ratios`.
    start : Timestamp
        The first week that is forecast.

    Returns
    -------
    DataFrame
        One row a world: pace (share of pairs ranked rightly), and by how much `reach` and `traits`
        beside the pace do better.

    Examples
    --------
    >>> from helpers.worlds import worlds
    >>> known = hazard.covariates().join(hazard.reach())
    >>> table = forecast_gains(worlds(3), known, None, pd.Timestamp("2021-06-17"))
    >>> table.columns.tolist()
    ['pace', 'reach', 'traits']
    """
    still = _without_neighbours(forecast.TRAITS)
    # the same districts in all models
    known = traits.dropna(subset=[*still, "reach"])
    by_reach = ground(known, ["reach"], named, homes=False)
    by_traits = ground(known, still, named, homes=False)
    days = _days_until(drawn)
    starts = {"reach": None, "traits": None}
    rows = []
    for gone in _blocks(drawn, FORECAST_AT_ONCE):
        laid = race(gone, days, start, by_traits)
        # the pace and what beats it in one world: its dates bear on both alike
        found = {"pace": laid.plain}
        for name, shared in {"reach": by_reach, "traits": by_traits}.items():
            scores, answers = learned(
                laid, shared, name == "traits", starts[name]
            )
            found[name] = laid.won(scores) - laid.plain
            starts[name] = stack.middle(answers, len(laid.weeks))
        rows.append(pd.DataFrame(found))
    in_order = pd.concat(rows).set_axis(_alike_together(drawn))
    return in_order.sort_index()


__dir__ = own_names(__name__)
