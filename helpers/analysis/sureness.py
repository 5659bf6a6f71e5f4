"""How sure is a number: over many equally defensible worlds, how far does it move?"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from helpers.public import own_names

# a finding that fails in more than this share of the worlds says so
DOUBTFUL = 0.2
RANGE = (5, 95)  # per cent: nine worlds in ten lie between
# what a finding says in place of a share where no world can change it
SAME = "counted from the pages as they are, so the same in all worlds"
PLANTED = (
    "tried on made-up records, whose true days are known, and not in worlds"
)


class Sure(NamedTuple):
    """What many worlds say of one number."""

    lo: float  # 5th percentile of the worlds that give a number
    median: float
    hi: float  # 95th percentile
    # of all worlds in which the finding holds; nan: no finding was put
    share: float
    worlds: int
    missing: int  # worlds that give no number

    @property
    def holds(self) -> int:
        """In how many worlds the finding holds."""
        return round(self.share * self.worlds)

    @property
    def doubtful(self) -> bool:
        """Does the finding fail in more than a fifth of the worlds?"""
        return 1 - self.share > DOUBTFUL


def sure(values: ArrayLike, holds: ArrayLike | None = None) -> Sure:
    """Sum up one number over many worlds.

    Parameters
    ----------
    values : array-like
        One number a world. A world that gives none (nan) is counted as missing; it has no
        part in the range.
    holds : array-like, optional
        One boolean a world: does the finding hold there? A missing value does not hold.

    Returns
    -------
    Sure
        The range of nine worlds in ten, the median, and the share in which the finding
        holds.

    Raises
    ------
    ValueError
        Where there is no world, holds has another length, or a finding is neither true nor false.

    Examples
    --------
    >>> sure([80, 90, 100, 110, np.nan], holds=[True, True, True, True, False]).share
    0.8
    """
    given_numbers = np.asarray(values, dtype=float)
    numbers = given_numbers.ravel()
    if not len(numbers):
        raise ValueError("values: no world is given; pass one number a world")
    worlds = len(numbers)
    missing = np.isnan(numbers)
    given = numbers[~missing]
    lo = median = hi = np.nan
    if len(given):
        lo, median, hi = np.percentile(
            given, [RANGE[0], 50, RANGE[1]]
        ).tolist()
    share = np.nan if holds is None else _share(holds, worlds)
    # both numbers are told: a range over few worlds is less than one over all
    n_missing = worlds - len(given)
    return Sure(lo, median, hi, share, worlds, n_missing)


def _share(holds: ArrayLike, worlds: int) -> float:
    answers = np.asarray(holds).ravel()
    verdicts = pd.array(answers, dtype="boolean")
    if len(verdicts) != worlds:
        raise ValueError(
            f"holds: {len(verdicts)} worlds, but values has {worlds}"
        )
    # a world in which the finding cannot be told is not one in which it holds
    return float(verdicts.fillna(False).to_numpy(dtype=bool).mean())


def sentence(found: Sure, form: str = ",.0f") -> str:
    """Say it: in how many worlds the finding holds, and the range of nine in ten.

    Parameters
    ----------
    found : Sure
        See `sure`.
    form : str
        How a number is written, for instance ".0%" or ".2f".

    Returns
    -------
    str
        A clause without a full stop. Where the finding fails in more than a fifth of the worlds the
        clause begins with that.

    Examples
    --------
    >>> found = sure(np.arange(80, 120), holds=np.arange(40) > 2)
    >>> sentence(found)
    'holds in 37 of 40 worlds; 90% range 82 to 117'
    >>> sentence(sure([1, 2, 3, 4], holds=[True, True, True, False]), ".1f")
    '**fails in 1 of 4 worlds** (more than a fifth); 90% range 1.1 to 3.8'
    """
    parts = []
    if not np.isnan(found.share):
        parts.append(_verdict(found))
    if found.missing < found.worlds:
        where = "" if parts else f" of {found.worlds:,} worlds"
        parts.append(
            f"90% range{where} {found.lo:{form}} to {found.hi:{form}}"
        )
    if found.missing:
        parts.append(
            f"{found.missing:,} of {found.worlds:,} worlds give no number"
        )
    return "; ".join(parts)


def said(
    values: ArrayLike, holds: ArrayLike | None = None, form: str = ",.0f"
) -> str:
    """Sum up one number over many worlds, and say it: `sentence` of `sure`.

    Parameters
    ----------
    values : array-like
        Of the number, one a world.
    holds : array-like, optional
        Whether a statement holds, one a world.
    form : str
        How a value is written.

    Examples
    --------
    >>> said([1, 2, 3, 4], holds=[True, True, True, True])
    'holds in 4 of 4 worlds; 90% range 1 to 4'
    """
    return sentence(sure(values, holds), form)


def between(values: ArrayLike, form: str = ",.0f") -> str:
    """The range of nine worlds in ten, as it stands in brackets.

    Parameters
    ----------
    values : array-like
        See `sure`.
    form : str
        See `sentence`.

    Examples
    --------
    >>> between(range(80, 120))
    '82 to 117'
    """
    found = sure(values)
    # no share: beside a number that is no finding, only how far it moves
    return f"{found.lo:{form}} to {found.hi:{form}}"


def _verdict(found: Sure) -> str:
    if found.doubtful:
        fails = found.worlds - found.holds
        return f"**fails in {fails:,} of {found.worlds:,} worlds** (more than a fifth)"
    return f"holds in {found.holds:,} of {found.worlds:,} worlds"


__dir__ = own_names(__name__)
