"""Campaigns of our own making on the true map, in which what is to be found was put there."""

import numpy as np
import pandas as pd

from helpers import load
from helpers.analysis.proximity import weights

DAYS = pd.date_range("2021-04-30", "2021-08-11")
DISTRICTS = load("districts")
HOME = pd.factorize(DISTRICTS["province"])[0]
TRAITS = DISTRICTS.set_index("pcode")[["province", "region"]].astype(str)
GROUPS = ["one", "two", "three", "four"]  # of sources, each with lists of its own


def campaign(
    rng: np.random.Generator,
    contagion: float = 0.0,
    likeness: float = 0.0,
    trait: np.ndarray | None = None,
    level: float = 0.0035,
    bursts: float = 0.0,
) -> pd.DataFrame:
    """Which districts have fallen by which day.

    contagion : log ratio of hazards between all neighbours fallen the day before and none.
    likeness : standard deviation of what the districts of a province share (log hazard).
    trait : log hazard of each district. bursts : log hazard of a province in ten days of its own,
    drawn at random: a campaign, by which its districts fall together though none infects another.
    Two waves run through the whole.
    """
    near = weights()
    places = len(DISTRICTS)
    n_days = len(DAYS)
    n_provinces = HOME.max() + 1
    shared = likeness * rng.normal(size=n_provinces)[HOME]
    # half the variance less: the mean hazard stays the same however unlike provinces are
    own = shared - likeness**2 / 2
    if trait is not None:
        own = own + trait
    # two waves: twice round the circle
    angle = 4 * np.pi * np.arange(n_days) / n_days
    tide = np.exp(np.sin(angle - 1.5))
    start = np.inf
    if bursts:
        start = rng.integers(20, n_days - 20, n_provinces)[HOME]
    gone = np.zeros((len(DAYS), places), dtype=bool)
    gone[0] = rng.random(places) < 0.06
    for day in range(1, len(DAYS)):
        in_burst = (day >= start) & (day < start + 10)
        burst = bursts * in_burst
        # the day before: nobody is infected by what falls on the same day
        pressure = contagion * (near @ gone[day - 1])
        hazard = level * tide[day] * np.exp(own + burst + pressure)
        # the chance of a day from its hazard: 1 - exp(-hazard)
        falls = rng.random(places) < -np.expm1(-hazard)
        gone[day] = gone[day - 1] | falls
    return pd.DataFrame(gone, DAYS, DISTRICTS["pcode"].to_numpy())


def lists(
    rng: np.random.Generator,
    captures: int = 220,
    chances: tuple[float, ...] = (0.35, 0.55, 0.75, 0.4),
    uneven: float = 0.0,
    copies: float = 0.0,
) -> pd.DataFrame:
    """Who named which of so many captures. uneven : how far captures differ in being heard of.

    copies : the chance that group two repeats what group three has.
    """
    ease = rng.normal(0, uneven, captures)[:, None] if uneven else 0
    chance = np.array(chances)
    logit = np.log(chance / (1 - chance)) + ease
    named = rng.random((captures, 4)) < 1 / (1 + np.exp(-logit))
    is_copied = rng.random(captures) < copies
    named[:, 1] |= named[:, 2] & is_copied
    table = pd.DataFrame(named, columns=GROUPS)
    # what nobody named is not in any list: it is what the methods must guess
    return table[table.any(axis=1)]


def named_by_origins(
    rng: np.random.Generator, captures: int = 210, mean: float = 5.0, uneven: float = 1.0
) -> np.ndarray:
    """How many of many origins name each capture; some are harder to hear of than others."""
    # a gamma of mean 1: their mixture is a negative binomial
    ease = rng.gamma(1 / uneven, uneven, captures)
    return rng.poisson(mean * ease)
