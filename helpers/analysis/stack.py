"""Many worlds of one model at once: Cox's partial likelihood with frailties, fitted side by side.

The model, the layout and the places where it stops are those of `partial`; the sums of all worlds
are products of a few large arrays, and each step of Newton's method goes with a step of the
variance. That is some ten times as fast as a world after the other.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from helpers.analysis import partial
from helpers.public import own_names

CLOSE = 1e-3  # log ratio of the last step: what is left after it is some thousand times less
NEAR = 0.3  # log ratio: with longer steps to go the variance waits
FARTHEST = 1.0  # log of a variance, the most that one step moves it
UNTOLD = 1e-9  # information below this is none


class Stack(NamedTuple):
    """The strata of some worlds; see `partial.Spans`, of which it has an axis more."""

    at_risk: NDArray  # (worlds, strata, districts)
    falls: NDArray
    moving: NDArray  # (worlds, terms that change, strata, districts)
    still: NDArray  # (districts, terms that do not change and a column for each province)
    products: csr_array  # (districts, pairs of the columns of `still`)
    provinces: int

    @property
    def size(self) -> int:
        """How many parameters: terms and provinces."""
        return self.moving.shape[1] + self.still.shape[1]

    @property
    def terms(self) -> int:
        """How many terms."""
        return self.size - self.provinces

    def of(self, worlds: NDArray) -> "Stack":
        """Some of the worlds."""
        return self._replace(
            at_risk=self.at_risk[worlds], falls=self.falls[worlds], moving=self.moving[worlds]
        )

    def derivatives(self, params: NDArray) -> tuple[NDArray, NDArray]:
        """The gradient and the information of each world at its parameters, (worlds, size)."""
        n = self.moving.shape[1]
        value = np.einsum("wk,wktd->wtd", params[:, :n], self.moving)
        value += (params[:, n:] @ self.still.T)[:, None]
        weight = np.exp(value) * self.at_risk
        captures = self.falls.sum(axis=2)
        total = weight.sum(axis=2, keepdims=True)
        share = weight / total
        # means over those at risk, of each term
        moved = self.moving * share[:, None]
        of_moving = moved.sum(axis=3).transpose(0, 2, 1)
        mean = np.concatenate([of_moving, share @ self.still], axis=2)
        # what the model expects each district to lose
        number = captures[:, :, None]
        lost = share * number
        of_means = (mean * number).transpose(0, 2, 1) @ mean
        surplus = self.falls - lost
        own = np.einsum("wktd,wtd->wk", self.moving, surplus)
        of_still = surplus.sum(axis=1) @ self.still
        return np.hstack([own, of_still]), self._raw(lost) - of_means

    def _raw(self, lost: NDArray) -> NDArray:
        """Sums of products of two terms, over all districts, as often as they are lost."""
        n = self.moving.shape[1]
        n_worlds = len(lost)
        raw = np.empty((n_worlds, self.size, self.size))
        of_moving = self.moving * lost[:, None]
        raw[:, :n, :n] = np.einsum("wjtd,wktd->wjk", of_moving, self.moving)
        mixed = of_moving.sum(axis=2) @ self.still
        raw[:, :n, n:] = mixed
        raw[:, n:, :n] = mixed.transpose(0, 2, 1)
        # a district lives in one province: most products are nought
        among = lost.sum(axis=1) @ self.products
        raw[:, n:, n:] = among.reshape(n_worlds, self.size - n, -1)
        return raw


def stacked(laid: Sequence[partial.Spans]) -> Stack:
    """Put the strata of some worlds together.

    Parameters
    ----------
    laid : sequence of partial.Spans
        One for each world, of the same districts. Worlds with fewer strata are filled up with
        strata in which nobody falls; these tell nothing.

    Returns
    -------
    `Stack`.

    Examples
    --------
    >>> one = partial.Spans(np.ones((1, 3)), np.eye(3)[:1], np.zeros((1, 1, 3)), np.eye(3), 3)
    >>> stacked([one, one]).falls.shape
    (2, 1, 3)
    """
    longest = max(len(each.falls) for each in laid)

    def filled(tables, value):
        padded = []
        for table in tables:
            widths = [(0, 0)] * table.ndim
            # strata are the last axis but one
            widths[-2] = (0, longest - table.shape[-2])
            padded.append(np.pad(table, widths, constant_values=value))
        return np.stack(padded)

    still = laid[0].still
    pairs = still[:, :, None] * still[:, None, :]
    return Stack(
        filled([each.at_risk for each in laid], 1.0),
        filled([each.falls for each in laid], 0.0),
        filled([each.moving for each in laid], 0.0),
        still,
        csr_array(pairs.reshape(len(still), -1)),
        laid[0].provinces,
    )


class Answers(NamedTuple):
    """What was fitted in each world; NaN where a fit has no finite answer."""

    params: NDArray  # (worlds, terms and provinces)
    errors: NDArray  # (worlds, terms)
    variance: NDArray  # of the provinces' effects


def frailties(
    stack: Stack, params: NDArray | None = None, variance: float = partial.SOME
) -> Answers:
    """Fit all worlds; see `partial.frailty`.

    Parameters
    ----------
    stack : Stack
        See `stacked`.
    params : array, optional
        Where every world starts: the answer of a like one saves most of the time.
    variance : float
        Where every world starts: the answer of a like one saves most of the time.

    Returns
    -------
    `Answers`.

    Examples
    --------
    >>> falls = np.array([[1.0, 0, 0, 0], [0, 0, 1, 0]])
    >>> risk = np.array([[1.0, 1, 1, 1], [0, 1, 1, 1]])
    >>> share = np.array([[[1.0, 0, 0, 1], [1, 0, 0, 1]]])
    >>> one = partial.Spans(risk, falls, share, np.eye(2)[[0, 0, 1, 1]], 2)
    >>> frailties(stacked([one])).params.shape
    (1, 3)
    """
    n_worlds = len(stack.falls)
    begin = np.zeros(stack.size) if params is None else params
    found = Answers(
        np.tile(begin, (n_worlds, 1)),
        np.full((n_worlds, stack.terms), np.nan),
        np.full(n_worlds, variance),
    )
    left = np.arange(n_worlds)
    trail = Trail(np.full(n_worlds, np.nan), np.full(n_worlds, np.nan))
    for _ in range(partial.STEPS):
        at_rest, lost = _step(stack, found, trail, left)
        found.params[left[lost]] = np.nan
        going = ~(at_rest | lost)
        left = left[going]
        if not len(left):
            break
        # those that have come to rest are not asked again
        if not going.all():
            stack = stack.of(going)
    found.params[left] = np.nan
    missing = np.isnan(found.params).any(axis=1)
    found.errors[missing] = np.nan
    return found


class Trail(NamedTuple):
    """Of each world, the log of the variance before its last step, and its change there."""

    log: NDArray
    change: NDArray


def _secant(log: NDArray, change: NDArray, trail: Trail) -> NDArray:
    """How far to move the log of each variance, so that the change of an EM step is nought.

    By the slope between the last two places, where the change falls as the variance grows; else
    by a bold EM step. EM alone creeps.
    """
    run = log - trail.log
    rise = change - trail.change
    falls = run * rise < 0
    slope = np.divide(rise, run, out=np.full_like(run, -1.0), where=falls)
    to_nought = -change / slope
    by_slope = to_nought.clip(-FARTHEST, FARTHEST)
    by_step = partial.BOLD * change
    return np.where(falls, by_slope, by_step)


def _step(stack: Stack, found: Answers, trail: Trail, worlds: NDArray) -> tuple[NDArray, NDArray]:
    """Move each world on in `found`: which of them are at rest, and which have no answer."""
    terms = stack.terms
    params = found.params[worlds]
    variance = found.variance[worlds]
    gradient, information = stack.derivatives(params)
    # the square of a province's effect counts half as much against it
    penalty = np.zeros_like(params)
    penalty[:, terms:] = 1 / variance[:, None]
    every = np.arange(stack.size)
    # a term that does not vary among those at risk has no answer
    of_terms = every[:terms]
    least = information[:, of_terms, of_terms].min(axis=1)
    untold = least <= UNTOLD
    # so that it can be inverted all the same
    penalty += untold[:, None]
    information[:, every, every] += penalty
    cov = np.linalg.inv(information)
    uphill = gradient - penalty * params
    move = np.einsum("wij,wj->wi", cov, uphill)
    length = np.abs(move).max(axis=1)
    # the first steps can overshoot
    bounded = np.maximum(length, partial.WIDEST)
    shortened = partial.WIDEST / bounded
    params = params + move * shortened[:, None]
    effects = params[:, terms:]
    spread = np.diagonal(cov, axis1=1, axis2=2)
    # what the effects spread, and what is not known of each, as in `partial.frailty`
    squares = effects**2 + spread[:, terms:]
    better = squares.mean(axis=1).clip(partial.LEAST)
    change = np.log(better / variance)
    near = length < NEAR
    log = np.log(variance)
    so_far = Trail(trail.log[worlds], trail.change[worlds])
    by_secant = _secant(log, change, so_far)
    further = np.where(near, by_secant, 0)
    trail.log[worlds] = np.where(near, log, np.nan)
    trail.change[worlds] = change
    found.params[worlds] = params
    found.errors[worlds] = np.sqrt(spread[:, :terms])
    moved = variance * np.exp(further)
    found.variance[worlds] = moved.clip(partial.LEAST)
    farthest = np.abs(params).max(axis=1)
    lost = untold | (farthest > partial.FARTHEST)
    still = abs(change) < partial.STILL
    at_rest = still & (length < CLOSE)
    return at_rest & ~lost, lost


__dir__ = own_names(__name__)
