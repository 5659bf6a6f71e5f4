"""How likely each telling is, right or wrong, by the day on which the event happened."""

from typing import NamedTuple

import numpy as np

from helpers.posterior.evidence import Evidence
from helpers.public import own_names

# a wrong report misses by one to three days (near) or by more (far, e-folding every 15 days)
NEAR, FAR_SCALE = 3, 15.0
# the least likelihood that is told apart from nought
TINY = 1e-12


def distance(evidence: Evidence, grid: np.ndarray) -> np.ndarray:
    """By how many days T lies outside the bounds of each telling, if it is that day.

    Parameters
    ----------
    evidence : Evidence
        As `gathered` gives it.
    grid : array
        Days from 1 May 2021.

    Returns
    -------
    array
        Tellings x days; 0 inside the bounds.

    Examples
    --------
    >>> from helpers.posterior import fit
    >>> evidence = fit().evidence
    >>> bool((distance(evidence, np.arange(5)) >= 0).all())
    True
    """
    # negative where T lies on the right side of a bound
    lo = evidence.lo[:, None]
    hi = evidence.hi[:, None]
    direction = evidence.direction[:, None]
    before = lo - grid
    after = grid - hi
    # a state allows every day before its last
    is_held_since = direction == -1
    before = np.where(is_held_since, 0, before)
    # how far beyond the nearer bound
    outside = np.maximum(before, after)
    # still held on its last day: T is later
    is_held_still = direction == 1
    outside = np.where(is_held_still, 1 - after, outside)
    return np.maximum(outside, 0)


def right(
    evidence: Evidence, grid: np.ndarray, off: np.ndarray, exact: float
) -> np.ndarray:
    """How likely the bounds and the day of each telling are if it is right and T is a day.

    Parameters
    ----------
    evidence : Evidence
        As for `distance`.
    grid : array
        As for `distance`.
    off : array
        As `distance` gives it.
    exact : float
        Share of right reports with a named day whose day is T.

    Returns
    -------
    array
        Tellings x days.

    Examples
    --------
    >>> from helpers.posterior import fit
    >>> evidence = fit().evidence
    >>> grid = np.arange(130)
    >>> bool(right(evidence, grid, distance(evidence, grid), 0.9).max() <= 1)
    True
    """
    lo = evidence.lo[:, None]
    hi = evidence.hi[:, None]
    day = evidence.day[:, None]
    direction = evidence.direction[:, None]
    of_change = direction == 0
    width = hi - lo
    inside = off == 0
    # bounds of w + 1 days can lie in w + 1 ways round the true one
    each_way = 1.0 / (width + 1)
    likely = np.where(inside, each_way, 0.0)
    has_day = day >= 0
    has_width = width > 0
    named = has_day & has_width & of_change
    others = np.maximum(width, 1)
    elsewhere = (1 - exact) / others
    with_day = np.where(day == grid, exact, elsewhere) * inside
    likely = np.where(named, with_day, likely)
    # a state could have been told on any day: it only says on which side of it T lies
    of_state = inside / len(grid)
    return np.where(of_change, likely, of_state)


def wrong(
    evidence: Evidence, grid: np.ndarray, off: np.ndarray, near: float
) -> np.ndarray:
    """The same if it is wrong: T lies outside its bounds, near or far.

    Parameters
    ----------
    evidence : Evidence
        As for `right`.
    grid : array
        As for `right`.
    off : array
        As for `right`.
    near : float
        Share of the wrong that miss by one to three days.

    Returns
    -------
    array
        Tellings x days.

    Examples
    --------
    >>> from helpers.posterior import fit
    >>> evidence = fit().evidence
    >>> grid = np.arange(130)
    >>> off = distance(evidence, grid)
    >>> bool((wrong(evidence, grid, off, 0.6)[off == 0] == 0).all())
    True
    """
    # the farther off, the rarer; half of them too early, half too late
    beyond = off - NEAR
    rarer = np.exp(-beyond / FAR_SCALE)
    either_side = 2 * FAR_SCALE
    far = np.where(off > NEAR, rarer, 0.0) / either_side
    close = _is_near(off) / (2 * NEAR)
    shifted = near * close + (1 - near) * far
    # a wrong state errs by no number of days: it is told at any time
    direction = evidence.direction[:, None]
    is_state = direction != 0
    of_state = (off > 0) / len(grid)
    return np.where(is_state, of_state, shifted)


def _is_near(off):
    outside = off >= 1
    return outside & (off <= NEAR)


class Parts(NamedTuple):
    """What the likelihoods are put together from, tellings x days: no round changes it.

    right is plain + exact * by_exact, of rows `named` alone; wrong is far + near * nearer.
    """

    plain: np.ndarray
    by_exact: np.ndarray
    named: np.ndarray
    far: np.ndarray
    nearer: np.ndarray
    is_near: np.ndarray  # a change that would miss by one to three days

    def right(self, exact: float) -> np.ndarray:
        """As the function `right`, for a share of exact days."""
        likely = self.plain.copy()
        likely[self.named] += exact * self.by_exact
        return likely

    def wrong(self, near: float) -> np.ndarray:
        """As the function `wrong`, for a share of near misses."""
        return self.far + near * self.nearer


def parts(evidence: Evidence, grid: np.ndarray) -> Parts:
    """Lay out once what all rounds of a fit need.

    Parameters
    ----------
    evidence : Evidence
        As for `distance`.
    grid : array
        As for `distance`.

    Returns
    -------
    Parts

    Examples
    --------
    >>> from helpers.posterior import fit
    >>> model = fit()
    >>> laid_out = parts(model.evidence, model.grid)
    >>> off = distance(model.evidence, model.grid)
    >>> bool(np.allclose(laid_out.wrong(0.6), wrong(model.evidence, model.grid, off, 0.6)))
    True
    """
    off = distance(evidence, grid)
    # both likelihoods are linear in their share: two values of it tell all
    plain = right(evidence, grid, off, 0.0)
    by_exact = right(evidence, grid, off, 1.0) - plain
    named = by_exact.any(axis=1)
    far = wrong(evidence, grid, off, 0.0)
    nearer = wrong(evidence, grid, off, 1.0) - far
    direction = evidence.direction[:, None]
    is_near = (direction == 0) & _is_near(off)
    # a number, to be multiplied with
    near = is_near.astype(float)
    return Parts(plain, by_exact[named], named, far, nearer, near)


def either(
    evidence: Evidence,
    if_right: np.ndarray,
    if_wrong: np.ndarray,
    error: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """How likely each telling is, right or wrong, and how probably it is wrong beforehand.

    Parameters
    ----------
    evidence : Evidence
        As `gathered` gives it.
    if_right, if_wrong : array
        As `right` and `wrong` give them.
    error : array
        Share of wrong reports by cell.

    Returns
    -------
    tuple of array
        Tellings x days, and one number a telling.

    Examples
    --------
    >>> from helpers.posterior import fit
    >>> evidence = fit().evidence
    >>> sure = np.ones((len(evidence.lo), 2))
    >>> each, e = either(evidence, sure, sure, np.full(len(evidence.cells), 0.1))
    >>> bool(np.allclose(each, 1))
    True
    """
    # by who speaks, whose page it is, and how wide its bounds are
    of_cell = error[evidence.cell]
    known = evidence.known
    # a check by hand can itself be wrong: one in a hundred
    checked = known * 0.98 + 0.01
    p_wrong = np.where(np.isnan(known), of_cell, checked)
    share = p_wrong[:, None]
    each = (1 - share) * if_right + share * if_wrong
    # a logarithm of nought would rule a day out for good
    return np.maximum(each, TINY), p_wrong


def normalised(log_weights: np.ndarray) -> np.ndarray:
    """Probabilities from the logs of weights, each row by itself.

    Parameters
    ----------
    log_weights : array
        Rows x days.

    Returns
    -------
    array
        Rows that sum to 1.

    Examples
    --------
    >>> normalised(np.log([[1.0, 3.0]])).round(2).tolist()
    [[0.25, 0.75]]
    """
    # the largest taken out first: no underflow
    largest = log_weights.max(axis=1, keepdims=True)
    weights = np.exp(log_weights - largest)
    total = weights.sum(axis=1, keepdims=True)
    return weights / total


__dir__ = own_names(__name__)
