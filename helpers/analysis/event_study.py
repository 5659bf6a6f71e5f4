"""When claims are made: is a province named more often in the days round a capture there?

A panel of days by provinces: does a side name the province that day, and did a district of it
fall? The effect of every lag is fitted at once, net of the day and of the province, and set
beside what comes out where provinces trade their captures' calendars.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from helpers.analysis.intervals import p_of_draws
from helpers.public import own_names
from helpers.tables import load

# written down, so that every run trades the same calendars
SEED = 2021
DRAWS = 999
# A week to either side: far enough to see that nothing is there.
LAGS = range(-7, 8)
# Left for rounding, so that a draw equal to the effect counts as reaching it.
HAIR = 1e-9
# The lags that one question is asked of: the day before a capture, the day, the day after.
NEAR = (-1, 0, 1)
NEAR_PLACES = [LAGS.index(lag) for lag in NEAR]
# from the first day of the record to the eve of Kabul's fall
START = "2021-05-01"
END = "2021-08-14"


class Study(NamedTuple):
    """Lags with their effects and bands; the mean of the near lags, its band and p; counts."""

    lags: pd.DataFrame
    near: float
    near_lo: float
    near_hi: float
    p: float
    base: float
    named: int
    falls: int


def day_by_province(
    days: Iterable,
    provinces: Iterable[str],
    start: str = START,
    end: str = END,
) -> pd.DataFrame:
    """Mark the days on which a province is named, or loses a district.

    Parameters
    ----------
    days, provinces : sequences of the same length
        Days and province P-codes; days outside the panel are left out.
    start, end : str
        The first and the last day.

    Returns
    -------
    DataFrame
        Days by the 34 provinces (P-codes in order), True where there is at least one pair.

    Examples
    --------
    >>> panel = day_by_province(["2021-05-02", "2021-05-02"], ["AF01", "AF01"])
    >>> panel.shape, int(panel.to_numpy().sum())
    ((106, 34), 1)
    """
    dates = pd.date_range(start, end, unit="us")
    home = load("districts")["province_pcode"]
    codes = sorted(home.unique())
    when_told = pd.to_datetime(list(days))
    when = pd.Series(when_told, dtype="datetime64[us]")
    # two districts on one day are one day on which a province was in the news
    counted = pd.crosstab(when, pd.Series(list(provinces), dtype="str"))
    # days and provinces without any are part of the panel: nothing was said there
    return counted.reindex(index=dates, columns=codes, fill_value=0) > 0


def study(
    named: pd.DataFrame,
    fallen: pd.DataFrame,
    observed: ArrayLike | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Study:
    """Estimate how much more often a province is named in the days round a capture there.

    Ordinary least squares of `named` on `fallen` at every lag of LAGS together, with an effect
    for each day and each province (a distributed-lag event study; Schmidheiny and Siegloch 2023,
    doi:10.1002/jae.2971). The band is what comes out if provinces trade the calendars of their
    captures: days, provinces and every province's own rhythm stay, the link between them goes.

    Parameters
    ----------
    named, fallen : DataFrames of bool, days by provinces
        As from `day_by_province`, of the same shape.
    observed : array of bool, optional
        The days on which the side spoke at all; the others are left out, not counted as silence.
    draws, seed : int
        How often provinces trade calendars, and the seed of it.

    Returns
    -------
    Study
        lags: a row a lag (days after the capture; negative: before) with effect, lo, hi
        (2.5 and 97.5 % of the draws), in percentage points. near: the mean effect of the day
        before, the day and the day after, near_lo and near_hi its band; p: the share of draws
        that reach it. base: per cent of cells named; named, falls: how many cells of each.

    Raises
    ------
    ValueError
        Where the shapes differ, or nothing is named or falls in the days observed.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> fallen = pd.DataFrame(rng.random((60, 34)) < 0.1)
    >>> found = study(fallen, fallen, draws=99)
    >>> round(float(found.lags.set_index("lag").at[0, "effect"]))
    100
    """
    y, lagged = _on_days_heard(named, fallen, observed)
    centred = 100 * _centred(y)
    effects = _all_lags(lagged, centred)
    # provinces in their own order: what was in fact the case
    as_it_was = np.arange(y.shape[1])
    own = effects(as_it_was)
    # provinces trade whole calendars: a shuffle of days would undo their rhythm as well
    rng = np.random.default_rng(seed)
    null = np.array(
        [effects(rng.permutation(y.shape[1])) for _ in range(draws)]
    )
    lo, hi = np.percentile(null, [2.5, 97.5], axis=0)
    table = pd.DataFrame(
        {"lag": list(LAGS), "effect": own, "lo": lo, "hi": hi}
    )
    # one question of three lags, so that fifteen lags are not fifteen tests
    mean = own[NEAR_PLACES].mean()
    null_near = null[:, NEAR_PLACES]
    mean_null = null_near.mean(axis=1)
    near_lo, near_hi = np.percentile(mean_null, [2.5, 97.5])
    return Study(
        lags=table,
        near=float(mean),
        near_lo=float(near_lo),
        near_hi=float(near_hi),
        p=p_of_draws(mean_null, mean, HAIR),
        base=float(100 * y.mean()),
        named=int(y.sum()),
        falls=int(fallen.to_numpy().sum()),
    )


def near_effect(
    named: pd.DataFrame, fallen: np.ndarray, observed: ArrayLike | None = None
) -> float:
    """The mean effect of the day before a capture, the day and the day after, without chance.

    Parameters
    ----------
    named : DataFrame
        As for `study`.
    fallen : array of bool, days by provinces
    observed : array-like, optional
        As for `study`.

    Returns
    -------
    float
        Percentage points, as `Study.near`.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> fallen = pd.DataFrame(rng.random((60, 34)) < 0.1)
    >>> round(near_effect(fallen, fallen.to_numpy()), 1)
    33.3
    """
    rows = (
        np.ones(len(named), bool)
        if observed is None
        else np.asarray(observed, bool)
    )
    days_named = named.to_numpy(float)[rows]
    outcome = 100 * _centred(days_named)
    layers_seen = _lagged(np.asarray(fallen, float))
    layers = _centred(layers_seen[:, rows])
    # one long column: every pair of day and province is a case
    flat = layers.reshape(len(layers), -1)
    effects = np.linalg.lstsq(
        flat @ flat.T, flat @ outcome.ravel(), rcond=None
    )[0]
    return float(effects[NEAR_PLACES].mean())


def _on_days_heard(
    named: pd.DataFrame, fallen: pd.DataFrame, observed: ArrayLike | None
) -> tuple[np.ndarray, np.ndarray]:
    """Who was named, and the lagged captures, on the days on which the side was heard."""
    if named.shape != fallen.shape:
        raise ValueError(
            f"named {named.shape} and fallen {fallen.shape} are not of one shape"
        )
    # a day without a list is a day on which the side was not heard, not one of silence
    rows = (
        np.ones(len(named), bool)
        if observed is None
        else np.asarray(observed, bool)
    )
    y = named.to_numpy(float)[rows]
    layers = _lagged(fallen.to_numpy(float))
    lagged = layers[:, rows]
    if not y.any() or not lagged.any():
        raise ValueError(
            "named and fallen: nothing is named, or nothing falls, on those days"
        )
    return y, lagged


def _lagged(fallen: np.ndarray) -> np.ndarray:
    """Captures seen from each day: one layer a lag, of the captures that many days before."""
    reach = max(LAGS)
    # before the first and after the last day no capture is known: rows of zero
    padded = np.pad(fallen, ((reach, reach), (0, 0)))
    shifted = []
    for lag in LAGS:
        first = reach - lag
        last = first + len(fallen)
        shifted.append(padded[first:last])
    return np.stack(shifted)


def _centred(table: np.ndarray) -> np.ndarray:
    """A table, or a stack of them, less the means of its rows and columns."""
    rows = table.mean(axis=-1, keepdims=True)
    columns = table.mean(axis=-2, keepdims=True)
    whole = table.mean(axis=(-2, -1), keepdims=True)
    # rows and columns both hold the mean of all, which is taken off twice
    return table - rows - columns + whole


def _all_lags(lagged: np.ndarray, outcome: np.ndarray):
    """A function of an order of provinces that gives the effects of all lags under it.

    Trading columns leaves the sums of squares of the lags as they are; only their products with
    the outcome change, and those are sums over pairs of provinces that are made once.
    """
    layers = _centred(lagged)
    flat = layers.reshape(len(layers), -1)
    # the pseudo-inverse gives zero to a lag at which nothing falls
    inverse = np.linalg.pinv(flat @ flat.T)
    products = np.einsum("ldp,dq->lpq", layers, outcome)
    columns = np.arange(outcome.shape[1])

    def effects(order: np.ndarray) -> np.ndarray:
        traded = products[:, order, columns]
        return inverse @ traded.sum(axis=1)

    return effects


__dir__ = own_names(__name__)
