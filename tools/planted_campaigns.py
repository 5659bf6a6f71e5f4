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


def campaign(rng, contagion=0.0, likeness=0.0, trait=None, level=0.0035, bursts=0.0):
    """Which districts have fallen by which day.

    contagion : log ratio of hazards between all neighbours fallen the day before and none.
    likeness : standard deviation of what the districts of a province share (log hazard).
    trait : log hazard of each district. bursts : log hazard of a province in ten days of its own,
    drawn at random: a campaign, by which its districts fall together though none infects another.
    Two waves run through the whole.
    """
    near = weights()
    places = len(DISTRICTS)
    shared = likeness * rng.normal(size=HOME.max() + 1)[HOME]
    own = shared - likeness**2 / 2 + (0 if trait is None else trait)
    tide = np.exp(np.sin(4 * np.pi * np.arange(len(DAYS)) / len(DAYS) - 1.5))
    start = rng.integers(20, len(DAYS) - 20, HOME.max() + 1)[HOME] if bursts else np.inf
    gone = np.zeros((len(DAYS), places), dtype=bool)
    gone[0] = rng.random(places) < 0.06
    for day in range(1, len(DAYS)):
        burst = bursts * ((day >= start) & (day < start + 10))
        hazard = level * tide[day] * np.exp(own + burst + contagion * (near @ gone[day - 1]))
        gone[day] = gone[day - 1] | (rng.random(places) < -np.expm1(-hazard))
    return pd.DataFrame(gone, DAYS, DISTRICTS["pcode"].to_numpy())


def lists(rng, captures=220, chances=(0.35, 0.55, 0.75, 0.4), uneven=0.0, copies=0.0):
    """Who named which of so many captures. uneven : how far captures differ in being heard of.

    copies : the chance that group two repeats what group three has.
    """
    ease = rng.normal(0, uneven, captures)[:, None] if uneven else 0
    logit = np.log(np.array(chances) / (1 - np.array(chances))) + ease
    named = rng.random((captures, 4)) < 1 / (1 + np.exp(-logit))
    named[:, 1] |= named[:, 2] & (rng.random(captures) < copies)
    table = pd.DataFrame(named, columns=GROUPS)
    return table[table.any(axis=1)]


def named_by_origins(rng, captures=210, mean=5.0, uneven=1.0):
    """How many of many origins name each capture; some are harder to hear of than others."""
    return rng.poisson(mean * rng.gamma(1 / uneven, uneven, captures))
