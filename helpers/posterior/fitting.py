"""The shares of errors and the prior, learned by expectation-maximisation."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.ndimage import uniform_filter1d
from scipy.optimize import minimize_scalar
from scipy.special import betaln

from helpers.adjudication import events as derive
from helpers.adjudication import given
from helpers.posterior import likelihood
from helpers.posterior.evidence import N_DAYS, Evidence, gathered
from helpers.posterior.together import independence, summed, together
from helpers.public import own_names
from helpers.tables import kept

# of expectation-maximisation; the shares move by less than 0.001 after about ten
ROUNDS = 25


@dataclass
class Shares:
    """What each round of the fit learns from the one before it; the words are those of `Fit`."""

    error: np.ndarray
    pooled: float
    weight: float
    near: float
    exact: float
    prior: np.ndarray


@dataclass
class Fit(Shares):
    """What was learned.

    Attributes
    ----------
    error : array, (cells,)
        Share of wrong reports.
    pooled : float
        The share that is common to all cells.
    weight : float
        Pseudo-reports with which cells lean on it.
    near : float
        Share of the wrong that miss by one to three days.
    exact : float
        Share of right reports with a named day whose day is T.
    prior : array, (days,)
        Of T.
    events_table : DataFrame
        As `events` gives it, in the order of the arrays' rows.
    evidence : Evidence
        What the reports say.
    grid : array of int, (days,)
        The days that T can be, from 1 May 2021.
    log_likelihood : array, (events, days)
        Of all that is said of an event.
    shared : float
        What a further report adds to the first: 1 where they err independently of each other,
        less where they share mistakes.
    """

    events_table: pd.DataFrame
    evidence: Evidence
    grid: np.ndarray
    log_likelihood: np.ndarray
    shared: float


def fit(
    reports: pd.DataFrame | None = None,
    sources: pd.DataFrame | None = None,
    events_table: pd.DataFrame | None = None,
) -> Fit:
    """Fit the model to reports.

    Parameters
    ----------
    reports, sources : DataFrame, optional
        Tables as `load` gives them, or with the columns that `events` needs (default: data/).
    events_table : DataFrame, optional
        A table as `events` gives it (default: derived from `reports`).

    Returns
    -------
    Fit

    Examples
    --------
    >>> model = fit()
    >>> bool(0 < model.pooled < 0.3)
    True
    """
    if reports is None and sources is None and events_table is None:
        return _fit_of_the_record()
    return _fit(reports, sources, events_table)


@kept
def _fit_of_the_record():
    return _fit(None, None, None)


def _fit(reports, sources, events_table):
    reports = given(reports, "reports")
    sources = given(sources, "sources")
    events_table = (
        derive(reports, sources) if events_table is None else events_table
    )
    evidence = gathered(events_table, reports, sources)
    # days before or after the record only where reports name them
    first = min([0, *evidence.lo.tolist()])
    last = max([N_DAYS - 1, *evidence.hi.tolist()])
    grid = np.arange(first, last + 1)
    return _maximise(events_table, evidence, grid)


def _maximise(events_table, evidence, grid):
    """Expectation-maximisation."""
    n_events = len(events_table)
    laid_out = likelihood.parts(evidence, grid)
    shares = _first_guess(len(evidence.cells), len(grid))
    for _ in range(ROUNDS):
        shares, right, wrong = _round(
            shares, evidence, grid, laid_out, n_events
        )
    each, _ = likelihood.either(evidence, right, wrong, shares.error)
    shared = independence(each, evidence, shares.prior, n_events)
    log_likelihood = together(np.log(each), evidence, n_events, shared)
    return Fit(
        **vars(shares),
        events_table=events_table,
        evidence=evidence,
        grid=grid,
        log_likelihood=log_likelihood,
        shared=shared,
    )


def _first_guess(n_cells, n_days):
    # where to begin hardly matters: the rounds forget it
    return Shares(
        error=np.full(n_cells, 0.1),
        pooled=0.1,
        weight=20.0,
        near=0.6,
        exact=0.9,
        prior=np.full(n_days, 1 / n_days),
    )


def _round(shares, evidence, grid, laid_out, n_events):
    """One round: the shares anew, and the likelihoods, right and wrong, that they come from."""
    right = laid_out.right(shares.exact)
    wrong = laid_out.wrong(shares.near)
    each, beforehand = likelihood.either(evidence, right, wrong, shares.error)
    total = summed(np.log(each), evidence.event, n_events)
    log_prior = np.log(shares.prior)
    days = likelihood.normalised(total + log_prior)
    # how likely each telling is wrong, given all others of its event
    of_telling = days[evidence.event]
    by_day = of_telling * (beforehand[:, None] * wrong) / each
    guessed = by_day.sum(axis=1)
    # what was checked needs no guess
    known = evidence.known
    is_wrong = np.where(np.isnan(known), guessed, known)
    n_cells = len(evidence.cells)
    error, pooled, weight = _pool_apart(
        is_wrong, evidence, n_cells, shares.weight
    )
    near = _share_near(by_day, guessed, evidence, laid_out)
    exact = _share_exact(of_telling, grid, evidence, is_wrong)
    return (
        Shares(error, pooled, weight, near, exact, _prior(days)),
        right,
        wrong,
    )


def _pool_apart(is_wrong, evidence, n_cells, weight):
    """Changes and states lean on a common share each: a state is right far more easily."""
    # a cell has changes or states, never both
    of_change = np.zeros(n_cells, dtype=bool)
    of_change[evidence.cell[evidence.direction == 0]] = True
    error = np.full(n_cells, 0.05)
    # a small record may have one kind alone
    results = {}
    for change in (False, True):
        is_such = of_change == change
        n_own = int(is_such.sum())
        if n_own:
            own = is_such[evidence.cell]
            # cells of this kind, counted through
            numbers = np.cumsum(is_such) - 1
            cell = numbers[evidence.cell[own]]
            results[change] = _pool(is_wrong[own], cell, n_own, weight)
            error[is_such] = results[change][0]
    _, pooled, weight = results.get(
        True, results.get(False, (error, 0.05, weight))
    )
    return error, pooled, weight


def _pool(is_wrong, cell, n_cells, weight):
    """Shares of errors by cell, each leaning on the common one (empirical Bayes)."""
    wrong = np.bincount(cell, is_wrong, n_cells)
    count = np.bincount(cell, minlength=n_cells)
    # half a wrong report in ten, as a start: no share is ever nought
    n_wrong = wrong.sum() + 0.5
    n_all = count.sum() + 10
    pooled = n_wrong / n_all

    def surprise(log_weight):
        strength = np.exp(log_weight)
        a = strength * pooled
        b = strength * (1 - pooled)
        return -(betaln(wrong + a, count - wrong + b) - betaln(a, b)).sum()

    # how much cells differ decides how far they lean on the common share
    if count.any():
        weight = np.exp(
            minimize_scalar(surprise, bounds=(1, 6), method="bounded").x
        )
    error = (wrong + weight * pooled) / (count + weight)
    # never nought: a report can always be wrong
    return np.clip(error, 0.002, 0.6), pooled, weight


def _share_near(by_day, guessed, evidence, laid_out):
    """Of the wrong changes, the share that misses by one to three days; 6 in 10 to start."""
    # states miss by no number of days: they are told at any time
    change = evidence.direction == 0
    close = np.vdot(by_day, laid_out.is_near)
    all_wrong = guessed[change].sum()
    # prior counts keep a small table from saying nought or all
    return (close + 6) / (all_wrong + 10)


def _share_exact(of_telling, grid, evidence, is_wrong):
    """Of the right reports that name a day and leave more open, the share whose day is T."""
    named = (
        (evidence.day >= 0)
        & (evidence.hi > evidence.lo)
        & (evidence.direction == 0)
    )
    is_day = evidence.day[named][:, None] == grid
    on_day = (of_telling[named] * is_day).sum(axis=1)
    # what a check found wrong is right about no day
    is_right = 1 - is_wrong[named]
    n_exact = np.minimum(on_day, is_right).sum()
    n_right = is_right.sum()
    # nine in ten, as a start
    return (n_exact + 9) / (n_right + 10)


def _prior(days):
    """The prior of T: how many events fell round each day, smoothed over a week, and a floor."""
    if not len(days):
        n_days = days.shape[1]
        return np.full(n_days, 1 / n_days)
    per_day = uniform_filter1d(days.sum(axis=0), 7, mode="nearest")
    share = per_day / per_day.sum()
    # a floor, for days on which nothing else fell
    floor = 1 / len(share)
    return 0.8 * share + 0.2 * floor


def log_of_each(model: Fit) -> np.ndarray:
    """What each telling alone says of its event's day.

    Parameters
    ----------
    model : Fit
        As `fit` gives it.

    Returns
    -------
    array
        Tellings x days: logarithms of likelihoods.

    Examples
    --------
    >>> model = fit()
    >>> log_of_each(model).shape == (len(model.evidence.lo), len(model.grid))
    True
    """
    evidence = model.evidence
    grid = model.grid
    off = likelihood.distance(evidence, grid)
    right = likelihood.right(evidence, grid, off, model.exact)
    wrong = likelihood.wrong(evidence, grid, off, model.near)
    each, _ = likelihood.either(evidence, right, wrong, model.error)
    return np.log(each)


__dir__ = own_names(__name__)
