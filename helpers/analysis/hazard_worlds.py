"""The models of capture in many worlds: one fit a world, fast enough for hundreds of them.

The fits are those of `spread.fit` with frailties of provinces, some worlds at once (`stack`); they
start from the middle of the first ones, since their answers lie close together.
"""

from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from helpers.analysis import forecast, hazard, partial, stack
from helpers.analysis.strata import Ground, daily, ground, weekly
from helpers.public import own_names
from helpers.vocabulary import TALIBAN_CODE

WORLDS = 200  # in each a share of worlds is known to 3 points or better
UNTIL = pd.Timestamp("2021-08-11")  # after that day falls are told by province
NEIGHBOURS = "neighbours"
AT_ONCE = 20  # worlds in one stack: more would not fit into the processor's own memory
LEAST_TOLD = 1e-9  # information below this is none


class Fits(NamedTuple):
    """The answers of one model in some worlds, (worlds, terms) each; terms that change first."""

    logs: NDArray  # log hazard ratios
    half: NDArray  # of the 95 % interval of each: t, one degree of freedom less than provinces


def over_worlds(drawn, lay: Callable[[NDArray], partial.Spans], n: int = WORLDS) -> Fits:
    """Fit a model in each of the first worlds.

    Parameters
    ----------
    drawn : Worlds
        See `helpers.worlds.worlds`.
    lay : function
        Makes the strata of a world from (days, districts) of bool.
    n : int
        How many worlds.

    Returns
    -------
    `Fits`, with NaN where a fit has no finite answer.

    Examples
    --------
    >>> from helpers.worlds import worlds
    >>> shared = ground(hazard.covariates(), ["road"])
    >>> drawn = worlds(100)
    >>> over_worlds(drawn, lambda gone: weekly(gone, drawn.days, shared), n=3).logs.shape
    (3, 2)
    """
    found = []
    errors = []
    # the middle of the first worlds: a fit that begins near its end takes few steps
    start = None
    variance = partial.SOME
    for first in range(0, n, AT_ONCE):
        holders = drawn.holder[first : min(first + AT_ONCE, n)]
        laid = stack.stacked([lay(holder.T == TALIBAN_CODE) for holder in holders])
        answers = stack.frailties(laid, start, variance)
        found.append(answers.params[:, : laid.terms])
        errors.append(answers.errors)
        has_answer = ~np.isnan(answers.params).any(axis=1)
        if start is None and has_answer.any():
            start = np.median(answers.params[has_answer], axis=0)
            variance = float(np.median(answers.variance[has_answer]))
    # few provinces make normal intervals too short, as in `spread.ratio`
    reach = stats.t.ppf(0.975, laid.provinces - 1)
    return Fits(np.concatenate(found), reach * np.concatenate(errors))


def _steps_of(fits: Fits, term: int, step: float) -> pd.DataFrame:
    """Ratio, lo and hi of so many steps of a term, a row a world."""
    middle, half = fits.logs[:, term], fits.half[:, term]
    logs = np.column_stack([middle, middle - half, middle + half])
    return pd.DataFrame(np.exp(step * logs), columns=["ratio", "lo", "hi"])


def _days_until(drawn) -> pd.DatetimeIndex:
    """The days of the worlds on which falls are told district by district."""
    by_name = drawn.days <= UNTIL
    return drawn.days[by_name]


def _without_neighbours(terms: Iterable[str]) -> list[str]:
    # the share of neighbours held changes from week to week: it is worked out in each world
    return [term for term in terms if term != NEIGHBOURS]


def week_ratios(
    drawn,
    traits: pd.DataFrame,
    named: Collection[str],
    terms: Iterable[str] = hazard.MODEL,
    n: int = WORLDS,
) -> pd.DataFrame:
    """Hazard ratios of the weekly model with their intervals, in each of some worlds.

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
    n : int
        How many worlds.

    Returns
    -------
    One row a world; for each term the columns ratio, lo and hi of one step.

    Examples
    --------
    >>> from helpers.worlds import worlds
    >>> table = week_ratios(worlds(100), hazard.covariates(), None, ["neighbours", "road"], n=2)
    >>> table["road"].columns.tolist()
    ['ratio', 'lo', 'hi']
    """
    still = _without_neighbours(terms)
    shared = ground(traits, still, named)
    days = _days_until(drawn)
    fits = over_worlds(drawn, lambda gone: weekly(gone[: len(days)], days, shared), n)
    # what changes stands first
    columns = [NEIGHBOURS, *still]
    by_term = {}
    for place, term in enumerate(columns):
        by_term[term] = _steps_of(fits, place, hazard.STEPS[term])
    return pd.concat(by_term, axis=1)


def change_ratios(
    drawn, traits: pd.DataFrame, named: Collection[str], cut: pd.Timestamp, n: int = WORLDS
) -> pd.DataFrame:
    """By how much the ratio of neighbours changed on a day, in each of some worlds.

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
    n : int
        See `week_ratios`.

    Returns
    -------
    The later ratio on the earlier one: a row a world, with ratio, lo and hi.

    Examples
    --------
    >>> from helpers.worlds import worlds
    >>> cut = pd.Timestamp("2021-07-01")
    >>> len(change_ratios(worlds(100), hazard.covariates(), None, cut, n=2))
    2
    """
    still = _without_neighbours(hazard.MODEL)
    shared = ground(traits, still, named)
    days = _days_until(drawn)
    starts = hazard.week_starts(days)
    is_later = (days[starts] >= cut)[:, None]

    def lay(gone: NDArray) -> partial.Spans:
        strata = weekly(gone[: len(days)], days, shared)
        share = strata.moving[0]
        # a second slope for the later weeks: its ratio is the change
        slopes = np.stack([share, share * is_later])
        return strata._replace(moving=slopes)

    # the second slope is the change
    return _steps_of(over_worlds(drawn, lay, n), 1, hazard.STEPS[NEIGHBOURS])


def next_day_ratios(
    drawn,
    traits: pd.DataFrame,
    named: Collection[str],
    terms: Iterable[str],
    step: float,
    n: int = WORLDS,
) -> pd.DataFrame:
    """The ratio of neighbours fallen the day before, in each of some worlds.

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
    n : int
        See `week_ratios`.

    Returns
    -------
    A row a world, with ratio, lo and hi.

    Examples
    --------
    >>> from helpers.worlds import worlds
    >>> len(next_day_ratios(worlds(100), hazard.covariates(), None, ["road"], 0.25, n=2))
    2
    """
    shared = ground(traits, terms, named)
    until = len(_days_until(drawn))
    # from the seventh day on, as `spread` compares days: its longest lag is a week
    fits = over_worlds(drawn, lambda gone: daily(gone[:until], 1, shared, first=7), n)
    return _steps_of(fits, 0, step)


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


class Board(NamedTuple):
    """What the forecasts of one world need, strata by districts."""

    strata: partial.Spans
    pace: NDArray  # (strata, districts): the region's log rate on the eve
    ahead: NDArray  # numbers of the weeks that are forecast


def board(gone: NDArray, days: pd.DatetimeIndex, start: pd.Timestamp, shared: Ground) -> Board:
    """Lay out a world for its forecasts; see `forecast.rolling`.

    Parameters
    ----------
    gone : array
        Days x districts, true from the day of the fall on.
    days : DatetimeIndex
        Of those rows.
    start : Timestamp
        The first day that is forecast.
    shared : Ground
        As `strata.ground` gives it.

    Returns
    -------
    Board
        The strata of days, what is known of the pace on each eve, and which days are ahead.

    Examples
    --------
    >>> days = pd.date_range("2021-04-30", periods=20)
    >>> gone = np.zeros((20, 399), bool)
    >>> gone[14:, 5] = True
    >>> laid = board(gone, days, days[13], ground(hazard.covariates(), ["road"]))
    >>> laid.ahead.tolist()
    [2]
    """
    strata = weekly(gone, days, shared)
    starts = np.array(hazard.week_starts(days))
    ends = np.append(starts[1:], len(days))
    # the last week can be shorter, and counts as a part of one
    weeks = (ends - starts)[:, None] / 7
    n_regions = shared.region.max() + 1
    of_region = np.eye(n_regions)[shared.region]
    # sums of the weeks before each
    fell = np.cumsum(strata.falls @ of_region, axis=0)
    stood = np.cumsum(strata.at_risk * weeks @ of_region, axis=0)
    # half a capture more than were seen: no region is ruled out
    captures_seen = fell[:-1] + forecast.HALF
    rate = np.log(captures_seen / stood[:-1])
    # before the first week nothing is known: all regions alike
    unknown = np.zeros(rate.shape[1])
    known = np.vstack([unknown, rate])
    # a week without a capture has no pair to rank
    somebody_fell = strata.falls.sum(axis=1) > 0
    is_ahead = (days[starts] >= start) & somebody_fell
    return Board(strata, known[:, shared.region], np.flatnonzero(is_ahead))


def learned(laid: Board, week: int, columns: slice, neighbours: bool) -> NDArray:
    """Scores of a week by a model that was fitted to the weeks before it.

    Parameters
    ----------
    laid : Board
        See `board`.
    week : int
        Number of the week.
    columns : slice
        Slice
        Of the traits, which stand beside the region's pace.
    neighbours : bool
        Whether the share of neighbours held is a term as well.

    Returns
    -------
    Log relative hazard, one number a district.

    Examples
    --------
    >>> days = pd.date_range("2021-04-30", periods=20)
    >>> gone = np.zeros((20, 399), bool)
    >>> gone[8:, 5] = True
    >>> laid = board(gone, days, days[13], ground(hazard.covariates(), ["road"]))
    >>> learned(laid, 2, slice(0, 1), neighbours=False).shape
    (399,)
    """
    # the pace of this eve stands for all weeks before: an effect of regions, as last known
    still = np.column_stack([laid.pace[week], laid.strata.still[:, columns]])
    moving = laid.strata.moving if neighbours else laid.strata.moving[:0]
    past = partial.Spans(
        laid.strata.at_risk[:week], laid.strata.falls[:week], moving[:, :week], still, 0
    )
    # a term that did not vary among those at risk so far has nothing to teach
    nought = np.zeros(past.size)
    information = past.likelihood(nought).information
    free = np.diag(information) > LEAST_TOLD
    params, _ = partial.newton(past, nought, free)
    n = len(moving)
    return np.tensordot(params[:n], moving[:, week], 1) + still @ params[n:]


def share_won(laid: Board, scores: NDArray) -> float:
    """Of all pairs of a captured and a standing district of one week, in how many it ranked higher.

    Parameters
    ----------
    laid : Board
        See `board`.
    scores : array
        (weeks ahead, districts).

    Returns
    -------
    A share; ties count half. See `hazard.concordance`.

    Examples
    --------
    >>> one = partial.Spans(np.ones((1, 3)), np.array([[1.0, 0, 0]]), np.zeros((0, 1, 3)),
    ...                     np.zeros((3, 0)), 0)
    >>> share_won(Board(one, np.zeros((1, 3)), np.array([0])), np.array([[2.0, 1, 2]]))
    0.75
    """
    won = 0.0
    pairs = 0
    # pairs of one week alone: between weeks the tide decides
    for week, score in zip(laid.ahead, scores, strict=True):
        fell = laid.strata.falls[week] > 0
        # whoever fell in silence, or earlier, is neither
        stood = (laid.strata.at_risk[week] > 0) & ~fell
        apart = score[fell][:, None] - score[stood]
        won += (apart > 0).sum() + (apart == 0).sum() / 2
        pairs += apart.size
    return float(won / pairs)


def forecast_gains(
    drawn,
    traits: pd.DataFrame,
    named: Collection[str],
    start: pd.Timestamp,
    n: int = WORLDS,
) -> pd.DataFrame:
    """What forecasts gain on the region's pace, in each of some worlds.

    Parameters
    ----------
    drawn : Worlds
        See `week_ratios`.
    traits : DataFrame
        See `hazard.covariates`, with reach; capitals and districts without reach left out.
    named : collection of str
        See `week_ratios`.
    start : Timestamp
        The first week that is forecast.
    n : int
        See `week_ratios`.

    Returns
    -------
    One row a world: pace (share of pairs ranked rightly), and by how much `reach` and `traits`
    beside the pace do better.

    Examples
    --------
    >>> from helpers.worlds import worlds
    >>> known = hazard.covariates().join(hazard.reach())
    >>> table = forecast_gains(worlds(100), known, None, pd.Timestamp("2021-06-17"), n=2)
    >>> table.columns.tolist()
    ['pace', 'reach', 'traits']
    """
    still = _without_neighbours(forecast.TRAITS)
    shared = ground(traits, [*still, "reach"], named)
    days = _days_until(drawn)
    rows = []
    for holder in drawn.holder[:n]:
        gone = holder.T[: len(days)] == TALIBAN_CODE
        laid = board(gone, days, start, shared)
        # the pace and what beats it in one world: its dates bear on both alike
        rows.append(_gains(laid, len(still)))
    return pd.DataFrame(rows)


def _gains(laid: Board, n_traits: int) -> dict[str, float]:
    plain = share_won(laid, laid.pace[laid.ahead])
    traits = slice(0, n_traits)
    # reach stands after the traits, see `forecast_gains`
    only = slice(n_traits, n_traits + 1)
    reach = [learned(laid, week, only, neighbours=False) for week in laid.ahead]
    others = [learned(laid, week, traits, neighbours=True) for week in laid.ahead]
    return {
        "pace": plain,
        "reach": share_won(laid, np.array(reach)) - plain,
        "traits": share_won(laid, np.array(others)) - plain,
    }


__dir__ = own_names(__name__)
