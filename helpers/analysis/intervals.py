"""Intervals in closed form, so that a notebook need not load a library of models for them."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

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
    if (n <= 0).any() or (hits < 0).any() or (hits > n).any():
        raise ValueError(f"hits {hits} of n {n}: expected at least one trial and 0 to n hits")
    share = hits / n
    shrunk = Z**2 / n
    middle = (share + shrunk / 2) / (1 + shrunk)
    # the square root of a negative hair would be no number
    spread = np.maximum(share * (1 - share) / n + shrunk / (4 * n), 0)
    half = Z * np.sqrt(spread) / (1 + shrunk)
    return middle - half, middle + half


__dir__ = own_names(__name__)
