"""Campaigns of our own making on the true map, in which what is to be found was put there."""

import numpy as np
import pandas as pd

from helpers import load
from helpers.analysis.proximity import weights

DAYS = pd.date_range("2021-04-30", "2021-08-11")
DISTRICTS = load("districts")
HOME, _ = pd.factorize(DISTRICTS["province"])
OF_DISTRICTS = DISTRICTS.set_index("pcode")
TRAITS = OF_DISTRICTS[["province", "region"]].astype(str)
# of sources, each with lists of its own
GROUPS = ["one", "two", "three", "four"]


def campaign(
    rng: np.random.Generator,
    contagion: float = 0.0,
    likeness: float = 0.0,
    trait: np.ndarray | None = None,
    level: float = 0.0035,
    bursts: float = 0.0,
) -> pd.DataFrame:
    """Which districts have fallen by which day; two waves run through the whole.

    Parameters
    ----------
    rng : Generator
    contagion : float
        Log ratio of hazards between all neighbours fallen the day before and none.
    likeness : float
        Standard deviation of what the districts of a province share (log hazard).
    trait : array, optional
        Log hazard of each district, or of each on each day.
    level : float
        Hazard a day half-way up the waves.
    bursts : float
        Log hazard of a province in ten days of its own, drawn at random: a campaign, by which its
        districts fall together though none infects another.

    Returns
    -------
    DataFrame of bool
        One row a day, one column a P-code.

    Examples
    --------
    >>> fallen = campaign(np.random.default_rng(1))
    >>> bool(fallen.iloc[-1].sum() > fallen.iloc[0].sum())
    True
    """
    near = weights()
    places = len(DISTRICTS)
    n_days = len(DAYS)
    n_provinces = HOME.max() + 1
    # drawn also where it counts for nothing, so that a seed goes on alike
    drawn = rng.normal(size=n_provinces)
    shared = likeness * drawn[HOME]
    # half the variance less: the mean hazard stays the same however unlike provinces are
    own = shared - likeness**2 / 2
    # one row for all days, or a row a day where a trait comes to matter otherwise
    of_day = np.broadcast_to(0 if trait is None else trait, (n_days, places))
    # two waves: twice round the circle
    angle = 4 * np.pi * np.arange(n_days) / n_days
    height = np.sin(angle - 1.5)
    tide = np.exp(height)
    # never, where there are no bursts
    start = np.inf
    if bursts:
        of_provinces = rng.integers(20, n_days - 20, n_provinces)
        start = of_provinces[HOME]
    shape = (n_days, places)
    gone = np.zeros(shape, dtype=bool)
    # a few had fallen before the first day, as in the record
    gone[0] = rng.random(places) < 0.06
    for day in range(1, len(DAYS)):
        has_begun = day >= start
        in_burst = has_begun & (day < start + 10)
        burst = bursts * in_burst
        # the day before: nobody is infected by what falls on the same day
        yesterday = gone[day - 1]
        pressure = contagion * (near @ yesterday)
        log_ratio = own + of_day[day] + burst + pressure
        hazard = level * tide[day] * np.exp(log_ratio)
        # the chance of a day from its hazard: 1 - exp(-hazard)
        chance = -np.expm1(-hazard)
        falls = rng.random(places) < chance
        gone[day] = yesterday | falls
    pcodes = DISTRICTS["pcode"].to_numpy()
    return pd.DataFrame(gone, DAYS, pcodes)


def lists(
    rng: np.random.Generator,
    captures: int = 220,
    chances: tuple[float, ...] = (0.35, 0.55, 0.75, 0.4),
    uneven: float = 0.0,
    copies: float = 0.0,
) -> pd.DataFrame:
    """Who named which of so many captures.

    Parameters
    ----------
    rng : Generator
    captures : int
    chances : tuple of float
        How often each group names a capture that is heard of as usual.
    uneven : float
        How far captures differ in being heard of (standard deviation, log odds).
    copies : float
        The chance that group two repeats what group three has.

    Returns
    -------
    DataFrame of bool
        One row a capture that anybody named, one column a group.

    Examples
    --------
    >>> named = lists(np.random.default_rng(1), captures=50)
    >>> bool(named.any(axis=1).all())
    True
    """
    # nothing is drawn where nothing is uneven: a seed goes on as it did
    ease = 0
    if uneven:
        drawn = rng.normal(0, uneven, captures)
        ease = drawn[:, None]
    chance = np.array(chances)
    odds = chance / (1 - chance)
    logit = np.log(odds) + ease
    each = 1 / (1 + np.exp(-logit))
    shape = (captures, len(GROUPS))
    named = rng.random(shape) < each
    is_copied = rng.random(captures) < copies
    named[:, 1] |= named[:, 2] & is_copied
    table = pd.DataFrame(named, columns=GROUPS)
    # what nobody named is not in any list: it is what the methods must guess
    return table[table.any(axis=1)]


def named_by_origins(
    rng: np.random.Generator,
    captures: int = 210,
    mean: float = 5.0,
    uneven: float = 1.0,
) -> np.ndarray:
    """How many of many origins name each capture; some are harder to hear of than others.

    Parameters
    ----------
    rng : Generator
    captures : int
    mean : float
        Origins a capture, of which it may have none.
    uneven : float
        Variance of the ease of hearing of a capture, whose mean is 1.

    Returns
    -------
    array of int
        One number a capture.

    Examples
    --------
    >>> len(named_by_origins(np.random.default_rng(1), captures=50))
    50
    """
    # a gamma of mean 1: their mixture is a negative binomial
    shape = 1 / uneven
    ease = rng.gamma(shape, uneven, captures)
    return rng.poisson(mean * ease)
