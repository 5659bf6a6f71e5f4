"""Cox's partial likelihood with provinces that have something in common, and its maximum.

The likelihood compares, in every stratum (a day or a week), the districts that fall with those that
still stand (Cox 1972, Journal of the Royal Statistical Society B 34), with Breslow's handling of
ties. The data come in one of two layouts: `Rows`, one row a district and stratum, for any table;
and `Spans`, strata by districts, which is some twenty times as fast and is what many worlds need.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.public import own_names

STEPS = 60  # of Newton's method, at most
CLOSE = 1e-6
WIDEST = 2.0  # log ratio, the most that one step moves
LEAST = 1e-3  # variance of frailties, so that it can be told from none
FARTHEST = 30.0  # log ratios beyond that are infinite
STILL = 0.005  # log ratio of two variances that are taken for one
# steps of the variance are taken twice as far: by themselves they are too timid
BOLD = 2
SOME = 0.5  # variance to start from; anything above zero would do


class Fit(NamedTuple):
    """A fit of the model: coefficients, their covariance (clustered by province), what it saw."""

    params: pd.Series
    cov: pd.DataFrame
    llf: float
    captures: int
    provinces: int
    variance: float = np.nan  # of the provinces' frailties


class Likelihood(NamedTuple):
    """The log-likelihood at one place, its scores, its information."""

    llf: float
    # (groups, parameters): to be added up; by province in `Rows`
    scores: NDArray
    information: NDArray


class Rows(NamedTuple):
    """What a fit reads, one row a district and stratum, in order of strata."""

    x: NDArray  # (rows, terms)
    captured: NDArray
    day: NDArray  # number of the stratum
    home: NDArray  # number of the province
    provinces: int

    @property
    def terms(self) -> int:
        """How many terms."""
        return self.x.shape[1]

    @property
    def size(self) -> int:
        """How many parameters: terms and provinces."""
        return self.terms + self.provinces

    def likelihood(self, params: NDArray) -> Likelihood:
        """Sums by stratum and province stand in for columns of provinces."""
        x, captured, day, home, provinces = self
        terms = self.terms
        value = x @ params[:terms] + params[terms:][home]
        weight = np.exp(value)
        days = day[-1] + 1
        cell = day * provinces + home

        def by_cell(numbers):
            return np.bincount(cell, numbers, days * provinces).reshape(
                days, provinces
            )

        weights_in = by_cell(weight)
        # all at risk in a stratum, in whatever province
        total = weights_in.sum(axis=1)
        falls = np.bincount(day, captured, days)
        at_risk = falls @ np.log(total)
        llf = captured @ value - at_risk
        # means over those at risk: of every term, and of living in every province
        means = [
            np.bincount(day, weight * column, days) / total for column in x.T
        ]
        mean = np.column_stack([*means, weights_in / total[:, None]])
        expected = (falls / total)[day] * weight
        # a district lives in one province: the block is diagonal
        in_province = np.bincount(home, expected, provinces)
        mixed = [
            np.bincount(home, expected * column, provinces) for column in x.T
        ]
        mixed = np.reshape(mixed, (terms, provinces))
        raw = np.block(
            [
                [(x * expected[:, None]).T @ x, mixed],
                [mixed.T, np.diag(in_province)],
            ]
        )
        information = raw - (mean * falls[:, None]).T @ mean
        # fell, less what the model expected of it
        surplus = captured - expected
        left = by_cell(surplus)
        own = [
            np.bincount(home, surplus * column, provinces) for column in x.T
        ]
        scores = (
            np.column_stack([*own, np.diag(left.sum(axis=0))]) - left.T @ mean
        )
        return Likelihood(llf, scores, information)


class Spans(NamedTuple):
    """The same, strata by districts: what does not change is kept once a district."""

    at_risk: NDArray  # (strata, districts) 1: standing, and compared
    falls: NDArray  # (strata, districts) 1: captured
    moving: NDArray  # (terms that change, strata, districts)
    # (districts, terms that do not change and a column for each province)
    still: NDArray
    provinces: int

    @property
    def terms(self) -> int:
        """How many terms."""
        return self.size - self.provinces

    @property
    def size(self) -> int:
        """How many parameters: terms and provinces."""
        return len(self.moving) + self.still.shape[1]

    def likelihood(self, params: NDArray) -> Likelihood:
        """Sums over districts are products of matrices."""
        n = len(self.moving)
        of_moving_terms = np.tensordot(params[:n], self.moving, 1)
        of_still_terms = self.still @ params[n:]
        value = of_moving_terms + of_still_terms
        weight = np.exp(value) * self.at_risk
        total = weight.sum(axis=1)
        captures = self.falls.sum(axis=1)
        of_falls = (self.falls * value).sum()
        llf = of_falls - captures @ np.log(total)
        # of all at risk in a stratum, the share that each district is expected to lose
        share = weight / total[:, None]
        moved = self.moving * share
        mean_moving = moved.sum(axis=2).T
        mean_still = share @ self.still
        mean = np.column_stack([mean_moving, mean_still])
        # over all strata
        expected = captures @ share
        of_moving = captures @ moved
        among = np.einsum("t,jtd,ktd->jk", captures, moved, self.moving)
        mixed = of_moving @ self.still
        weighted = self.still * expected[:, None]
        rest = weighted.T @ self.still
        raw = np.block([[among, mixed], [mixed.T, rest]])
        means = mean * captures[:, None]
        information = raw - means.T @ mean
        surplus = self.falls - captures[:, None] * share
        own = np.einsum("ktd,td->k", self.moving, surplus)
        of_district = surplus.sum(axis=0)
        scores = np.concatenate([own, of_district @ self.still])
        return Likelihood(llf, scores[None, :], information)


def newton(
    data: Rows | Spans,
    penalty: NDArray,
    free: NDArray,
    params: NDArray | None = None,
) -> tuple[NDArray, Likelihood]:
    """Find the maximum of the (penalised) likelihood.

    Parameters
    ----------
    data : Rows or Spans
        In one of the two layouts.
    penalty : array
        One number a parameter: its square counts half as much against it.
    free : array
        Which parameters move; the others stay at zero.
    params : array, optional
        Where to start (default: at zero).

    Returns
    -------
    (array, Likelihood)
        The parameters at the maximum, and the likelihood there (its information penalised).

    Raises
    ------
    ValueError
        Where there is no finite maximum.

    Examples
    --------
    >>> x = np.array([[1.0], [0.0], [0.0], [1.0]])
    >>> rows = Rows(x, np.array([1, 0, 1, 0]), np.array([0, 0, 1, 1]), np.zeros(4, int), 1)
    >>> newton(rows, np.zeros(2), np.array([True, False]))[0].round(3).tolist()
    [0.0, 0.0]
    """
    if params is None:
        params = np.zeros(data.size)
    for _ in range(STEPS):
        found = data.likelihood(params)
        information = found.information + np.diag(penalty)
        gradient = found.scores.sum(axis=0) - penalty * params
        # what is not free stays at zero
        step = np.zeros(data.size)
        step[free] = np.linalg.solve(
            information[np.ix_(free, free)], gradient[free]
        )
        if np.abs(step).max() < CLOSE:
            return params, found._replace(information=information)
        # the first steps can overshoot
        params = params + step * min(1, WIDEST / np.abs(step).max())
        if np.abs(params).max() > FARTHEST:
            break
    raise ValueError(
        "the fit did not converge: a term or an effect has no finite value"
    )


def frailty(
    data: Rows | Spans, params: NDArray | None = None, variance: float = SOME
) -> tuple[NDArray, NDArray, float, float]:
    """Alternate between the effects and their variance until the variance stands still.

    Parameters
    ----------
    data : Rows or Spans
        In one of the two layouts.
    params : array, optional
        Where to start: those of a like fit save most of the time.
    variance : float
        Where to start: those of a like fit save most of the time.

    Returns
    -------
    (array, array, float, float)
        Parameters (terms, then provinces), their covariance, the log-likelihood, and the variance
        of the provinces' effects (penalised partial likelihood: Ripatti and Palmgren 2000,
        Biometrics 56).

    Examples
    --------
    >>> x = np.array([[1.0], [0.0], [0.0], [1.0]])
    >>> rows = Rows(x, np.array([1, 0, 1, 0]), np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), 2)
    >>> len(frailty(rows)[0])
    3
    """
    terms = data.terms
    every = np.full(data.size, True)
    for _ in range(STEPS):
        penalty = np.full(data.size, 1 / variance)
        penalty[:terms] = 0
        params, found = newton(data, penalty, every, params)
        cov = np.linalg.inv(found.information)
        effects = params[terms:]
        # what the effects spread, and what is not known of each (an EM step)
        unknown = np.trace(cov[terms:, terms:])
        squares = effects @ effects + unknown
        better = max(squares / len(effects), LEAST)
        change = np.log(better / variance)
        bolder = variance * np.exp(BOLD * change)
        variance = max(bolder, LEAST)
        if abs(change) < STILL:
            break
    return params, cov, found.llf, variance


def clustered(found: Likelihood, free: NDArray) -> NDArray:
    """Sandwich: what the districts of a province share does not count as if they were many.

    Parameters
    ----------
    found : Likelihood
        The likelihood at its maximum, scores by province.
    free : array
        Which parameters moved, one bool each; the others get a variance of 0.

    Returns
    -------
    array, (parameters, parameters)
        Covariances; rows and columns of parameters that stay are 0.

    Examples
    --------
    >>> found = Likelihood(0.0, np.array([[1.0], [-1.0]]), np.array([[2.0]]))
    >>> clustered(found, np.array([True])).tolist()
    [[1.0]]
    """
    scores = found.scores[:, free]
    cells = np.ix_(free, free)
    bread = np.linalg.inv(found.information[cells])
    filling = scores.T @ scores
    # few groups make a sandwich too narrow: the usual correction
    groups = len(scores)
    few = groups / (groups - 1)
    cov = np.zeros_like(found.information)
    cov[cells] = few * bread @ filling @ bread
    return cov


__dir__ = own_names(__name__)
