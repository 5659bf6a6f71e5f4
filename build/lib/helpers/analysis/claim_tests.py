"""What casualty figures can and cannot show: ratios, last digits, links with captures."""

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from helpers.tables import load

SEED, DRAWS = 2021, 999

# Fewer statements than this give no interval: a bootstrap of four values is no better than a guess.
FEWEST = 5


def ratio(killed, wounded) -> dict:
    """Estimate how many are said to be killed for each one wounded.

    Parameters
    ----------
    killed, wounded : array-like
        Figures of the same statements; those that lack one, or have a zero, are left out.

    Returns
    -------
    dict
        n; ratio of the sums; lo and hi (95 %, percentile bootstrap over statements; nan below
        five of them); median of the statements' ratios.

    Examples
    --------
    >>> found = ratio([20, 40], [10, 20])
    >>> found["n"], float(found["ratio"])
    (2, 2.0)
    """
    both = pd.DataFrame({"killed": killed, "wounded": wounded}).dropna().astype(float)
    both = both[(both["killed"] > 0) & (both["wounded"] > 0)]
    n = len(both)
    result = {"n": n, "ratio": np.nan, "lo": np.nan, "hi": np.nan}
    if n:
        result["ratio"] = both["killed"].sum() / both["wounded"].sum()
    result["median"] = (both["killed"] / both["wounded"]).median()
    if n >= FEWEST:
        # statements are drawn whole, so that the two figures of one stay together
        drawn = stats.bootstrap(
            (both["killed"], both["wounded"]),
            _ratio_of_sums,
            paired=True,
            n_resamples=DRAWS,
            method="percentile",
            rng=np.random.default_rng(SEED),
        )
        result["lo"], result["hi"] = drawn.confidence_interval
    return result


def _ratio_of_sums(killed, wounded, axis=-1):
    return killed.sum(axis) / wounded.sum(axis)


def heaping(values, least: int = 20, heap: float = 0.4, level: float = 0.05) -> dict:
    """Test whether figures end in 0 or 5 more often than one in five.

    Last digits: Beber and Scacco 2012, doi:10.1093/pan/mps003.

    Parameters
    ----------
    values : array-like
        Counts; those below `least` are left out, as the last digit of a small count is not
        uniform even when nobody rounds.
    heap : float
        The true share for which `power` is computed.
    level : float
        The level of the exact test.

    Returns
    -------
    dict
        n, share, lo, hi (Wilson, 95 %), p (exact binomial, one-sided), p_digits (chi-square, ten
        digits) and power: the chance that the exact test at `level` finds a true share of `heap`
        with this n. Where power is low, a high p says nothing.

    Examples
    --------
    >>> found = heaping([100, 105, 111, 112, 113])
    >>> found["n"], found["share"]
    (5, 0.4)
    """
    values = pd.Series(values).dropna().astype(int)
    values = values[values >= least].to_numpy()
    n = len(values)
    if n == 0:
        empty = dict.fromkeys(("share", "lo", "hi", "p", "p_digits", "power"), np.nan)
        return {"n": 0} | empty
    hits = int((values % 5 == 0).sum())
    lo, hi = proportion_confint(hits, n, method="wilson")
    # the fewest hits that the test calls a heap
    needed = int(stats.binom.isf(level, n, 0.2)) + 1
    digits = np.bincount(values % 10, minlength=10)
    return {
        "n": n,
        "share": hits / n,
        "lo": lo,
        "hi": hi,
        "p": stats.binomtest(hits, n, 0.2, "greater").pvalue,
        "p_digits": stats.chisquare(digits).pvalue,
        "power": stats.binom.sf(needed - 1, n, heap),
    }


def weekly(days, provinces, start: str = "2021-05-01", weeks: int = 15) -> pd.DataFrame:
    """Count (day, province) pairs by week and province.

    Parameters
    ----------
    days, provinces : sequences of the same length
        Days and province P-codes; days outside the weeks are left out.

    Returns
    -------
    DataFrame
        `weeks` rows, from `start`, by the 34 provinces (P-codes, in their order).

    Examples
    --------
    >>> table = weekly(["2021-05-01", "2021-05-08"], ["AF01", "AF01"])
    >>> table.shape, table["AF01"].tolist()[:3]
    ((15, 34), [1, 1, 0])
    """
    since = pd.Series(pd.to_datetime(list(days))) - pd.Timestamp(start)
    week = since.dt.days // 7
    codes = sorted(load("districts")["province_pcode"].unique())
    counted = pd.crosstab(week, pd.Series(list(provinces), dtype="str"))
    return counted.reindex(index=range(weeks), columns=codes, fill_value=0)


def rank_link(x: pd.DataFrame, y: pd.DataFrame) -> dict:
    """Spearman's rank correlation of two tables of weeks (rows) by provinces (columns).

    Returns
    -------
    dict
        r; lo, hi : 95 %, percentile bootstrap over provinces; time, place : r where each
        province's claims are moved round the calendar by a random number of weeks, and where
        provinces trade whole calendars; p_time, p_place : the share that reaches r.

    Raises
    ------
    ValueError
        Where the shapes differ.

    Examples
    --------
    >>> table = pd.DataFrame(np.arange(12).reshape(3, 4))
    >>> round(float(rank_link(table, table)["r"]), 6)
    1.0
    """
    if x.shape != y.shape:
        raise ValueError(f"tables of {x.shape} and {y.shape} do not match")
    rng = np.random.default_rng(SEED)
    weeks, n = x.shape
    x, y = x.to_numpy(dtype=float), y.to_numpy(dtype=float)
    a, b = _ranked(x), _ranked(y)
    r = _correlation(a, b)
    picks = [rng.integers(0, n, n) for _ in range(DRAWS)]
    boot = [_correlation(_ranked(x[:, pick]), _ranked(y[:, pick])) for pick in picks]
    lo, hi = np.nanpercentile(boot, [2.5, 97.5])
    moved = [_correlation(_shifted(a, rng.integers(0, weeks, n)), b) for _ in picks]
    traded = [_correlation(a[:, rng.permutation(n)], b) for _ in picks]
    result = {"r": r, "lo": lo, "hi": hi}
    for name, null in (("time", np.array(moved)), ("place", np.array(traded))):
        # a hair is left for rounding, so that a placebo equal to r counts as reaching it
        reached = (null >= r - 1e-12).sum()
        result[f"p_{name}"] = (1 + reached) / (1 + DRAWS)
        result[name] = null
    return result


def _ranked(table: np.ndarray) -> np.ndarray:
    return stats.rankdata(table).reshape(table.shape)


def _correlation(a: np.ndarray, b: np.ndarray) -> float:
    return np.corrcoef(a.ravel(), b.ravel())[0, 1]


def _shifted(table: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """Each column moved round by its own number of rows."""
    rows = np.arange(len(table))[:, None] + steps
    return table[rows % len(table), np.arange(table.shape[1])]
