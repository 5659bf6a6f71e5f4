"""Did those that fell first lie nearer than chance puts them: tests by dealing the captures out anew."""

import numpy as np
import pandas as pd
from helpers.analysis.proximity import SEED, region


def nearness_test(n, distance, order, within=None, permutations=10_000, draws=2_000, seed=SEED):
    """Did the first n to fall lie nearer than chance puts them, inside each region?

    distance : DataFrame (districts x measures). order : Series of their days of capture (NaT: none); districts that share the
    nth day all count as first. within : labels (default: `region`) inside which the captures are dealt out anew; one label
    for all makes it a test of the whole country.
    Returns one row a measure: n, of, first (mean of the first n), expected (their mean if dealt out at random), effect (first
    minus expected; below zero is nearer), lo, hi (95 %, bootstrap of districts inside region and outcome), percent (of
    expected), p (two-sided, by permutation), p_family (against the largest effect of any measure in each permutation:
    Westfall and Young 1993; it allows for the number of measures and for their being alike).
    Raises ValueError for an n that the captures do not reach.
    """
    rng, measure, days = (
        np.random.default_rng(seed),
        distance.to_numpy(dtype=float),
        order.reindex(distance.index),
    )
    if not 0 < n <= min(days.notna().sum(), len(days) - 1):
        raise ValueError(
            f"n {n}: there are {days.notna().sum()} captures among {len(days)} districts"
        )
    first = (days <= days.sort_values().iloc[n - 1]).to_numpy()
    label, count = region(distance.index) if within is None else np.asarray(within), first.sum()
    share, dealt, drawn = (
        np.zeros(len(first)),
        np.zeros((permutations, len(first)), np.float32),
        np.zeros((draws, len(first))),
    )
    for name in np.unique(label):
        here = np.flatnonzero(label == name)
        k = first[here].sum()
        share[here] = k / len(here)
        if k:  # every row of random numbers is one way of dealing k captures to these districts
            chosen = here[rng.random((permutations, len(here))).argpartition(k - 1, axis=1)[:, :k]]
            np.put_along_axis(dealt, chosen, 1, axis=1)
        for cell in filter(len, (here[first[here]], here[~first[here]])):
            drawn[:, cell] = rng.multinomial(
                len(cell), np.full(len(cell), 1 / len(cell)), size=draws
            )
    expected, effect, null = (
        share @ measure / count,
        (first - share) @ measure / count,
        (dealt - share) @ measure / count,
    )
    lo, hi = np.percentile((drawn * (first - share)) @ measure / count, [2.5, 97.5], axis=0)
    spread = np.maximum(null.std(axis=0), 1e-12)
    beyond = np.abs(null) >= np.abs(effect) - 1e-9
    farther = np.abs(null / spread).max(axis=1)[:, None] >= np.abs(effect / spread) - 1e-9
    p, p_family = ((1 + extreme.sum(axis=0)) / (permutations + 1) for extreme in (beyond, farther))
    return pd.DataFrame(
        {
            "measure": distance.columns,
            "n": count,
            "of": len(first),
            "first": expected + effect,
            "expected": expected,
            "effect": effect,
            "lo": lo,
            "hi": hi,
            "percent": 100 * effect / expected,
            "p": p,
            "p_family": p_family,
        }
    )


def percentiles(scores, fallen, within=None):
    """Where each district that fell stood the day before among those still standing: 0 lowest score, 1 highest, 0.5 neither.

    scores, fallen : DataFrames (days x districts) of numbers (NaN: not compared) and bool. within : labels of the columns;
    the comparison stays inside each. Ties share their middle rank.
    Returns date, pcode, percentile of every fall that had another district to be compared with.
    """
    value, gone, rows = (
        scores.to_numpy(dtype=float),
        fallen.loc[scores.index, scores.columns].to_numpy(),
        [],
    )
    label = np.zeros(value.shape[1]) if within is None else np.asarray(within)
    for day in range(1, len(value)):
        standing = ~gone[day - 1] & ~np.isnan(value[day - 1])
        for i in np.flatnonzero(gone[day] & standing):
            among, mine = value[day - 1][standing & (label == label[i])], value[day - 1, i]
            if len(among) > 1:
                below = (among < mine).sum() + ((among == mine).sum() - 1) / 2
                rows.append((scores.index[day], scores.columns[i], below / (len(among) - 1)))
    return pd.DataFrame(rows, columns=["date", "pcode", "percentile"])
