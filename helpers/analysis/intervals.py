"""Intervals and p values for which a notebook need not load a library of models."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

from helpers.public import own_names

# the normal distribution's 97.5th percentile, for intervals of 95 %
Z = 1.959963984540054


def wilson(hits: ArrayLike, n: ArrayLike) -> tuple[NDArray, NDArray]:
    """Return Wilson's 95 % interval of a share (Wilson 1927, doi:10.2307/2276774).

    Parameters
    ----------
    hits, n : array, (k,), or numbers
        Successes, and trials; n above zero.

    Returns
    -------
    lo, hi : arrays, (k,), or numbers
        From 0 to 1.

    Raises
    ------
    ValueError
        More hits than trials, or no trial.

    Examples
    --------
    >>> lo, hi = wilson(58, 171)
    >>> round(float(lo), 3), round(float(hi), 3)
    (0.272, 0.413)
    """
    # arrays: a column of shares is answered at once
    hits = np.asarray(hits, dtype=float)
    n = np.asarray(n, dtype=float)
    without_trial = n <= 0
    impossible = (hits < 0) | (hits > n)
    if (without_trial | impossible).any():
        raise ValueError(
            f"hits {hits} of n {n}: expected at least one trial and 0 to n hits"
        )
    share = hits / n
    shrunk = Z**2 / n
    whole = 1 + shrunk
    middle = (share + shrunk / 2) / whole
    variance = share * (1 - share) / n
    spread = variance + shrunk / (4 * n)
    # the square root of a negative hair would be no number
    not_below = np.maximum(spread, 0)
    half = Z * np.sqrt(not_below) / whole
    return middle - half, middle + half


def jackknife(without: ArrayLike) -> NDArray:
    """Half of the 95 % interval of a number, computed without each group in turn.

    Groups, such as provinces, are left out whole: what lies in one of them hangs together (Tukey
    1958; Efron and Stein 1981, Annals of Statistics 9).

    Parameters
    ----------
    without : array, (groups,) or (groups, numbers)
        Each number as it is without that group; a group whose absence leaves none (nan) is
        passed over.

    Returns
    -------
    number or array, (numbers,)
        To be taken from the number, and added to it.

    Examples
    --------
    >>> round(float(jackknife([1.0, 2.0, 3.0])), 2)
    4.97
    """
    numbers = np.asarray(without, dtype=float)
    known = ~np.isnan(numbers)
    n = known.sum(axis=0)
    middle = np.nanmean(numbers, axis=0)
    off = numbers - middle
    squares = np.nansum(off**2, axis=0)
    freedom = n - 1
    error = np.sqrt(freedom / n * squares)
    # few groups: Student's t, not the normal distribution
    quantile = stdtrit(freedom, 0.975)
    return quantile * error


def p_of_draws(null: NDArray, seen: float, hair: float = 0) -> float:
    """One-sided p of what was seen among draws by chance (Phipson and Smyth 2010).

    Parameters
    ----------
    null : array, (draws,)
        What each draw gave.
    seen : float
        What was in fact so; it counts as one of the draws, so that no p is 0.
    hair : float
        Left for rounding, so that a draw equal to what was seen counts as reaching it.

    Returns
    -------
    float
        Between 0 and 1, and never 0: (1 + draws that reach it) / (1 + draws).

    Examples
    --------
    >>> p_of_draws(np.array([1, 2, 3]), 3)
    0.5
    """
    # one-sided: draws far below tell nothing against what is asked
    least = seen - hair
    reaching = null >= least
    reached = int(reaching.sum())
    # without the one above and below, few draws would make a p of 0, which none can show
    return (1 + reached) / (1 + len(null))


__dir__ = own_names(__name__)
