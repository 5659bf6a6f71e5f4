"""What casualty figures can and cannot show: ratios, last digits, links with captures."""

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.proportion import proportion_confint
from helpers.tables import load

SEED, DRAWS = 2021, 999


def ratio(killed, wounded):
    """Killed per wounded over statements that give both, as a dict: n, ratio (of the sums), lo, hi (95 %, percentile bootstrap
    over statements; nan below five of them) and median (of the statements). Statements with a zero are left out."""
    both = pd.DataFrame({"k": killed, "w": wounded}).dropna().astype(float)
    both = both[(both["k"] > 0) & (both["w"] > 0)]
    out = {
        "n": len(both),
        "ratio": both["k"].sum() / both["w"].sum() if len(both) else np.nan,
        "lo": np.nan,
        "hi": np.nan,
        "median": (both["k"] / both["w"]).median(),
    }
    if len(both) >= 5:
        drawn = stats.bootstrap(
            (both["k"], both["w"]),
            lambda k, w, axis=-1: k.sum(axis) / w.sum(axis),
            paired=True,
            n_resamples=DRAWS,
            method="percentile",
            rng=np.random.default_rng(SEED),
        )
        out["lo"], out["hi"] = drawn.confidence_interval
    return out


def heaping(values, least=20, heap=0.4, level=0.05):
    """Do figures end in 0 or 5 more often than one in five? (Last digits: Beber and Scacco 2012, doi:10.1093/pan/mps003.)

    values : counts; those below `least` are left out, as the last digit of a small count is not uniform even when nobody rounds.
    Returns a dict: n, share, lo, hi (Wilson, 95 %), p (exact binomial, one-sided), p_digits (chi-square, ten digits) and power:
    the chance that the exact test at `level` finds a true share of `heap` with this n. Where power is low, a high p says nothing.
    """
    values = pd.Series(values).dropna().astype(int)
    values = values[values >= least].to_numpy()
    n, hits = len(values), int((values % 5 == 0).sum())
    if n == 0:
        return {"n": 0} | dict.fromkeys(("share", "lo", "hi", "p", "p_digits", "power"), np.nan)
    lo, hi = proportion_confint(hits, n, method="wilson")
    needed = int(stats.binom.isf(level, n, 0.2)) + 1  # the fewest hits that the test calls a heap
    return {
        "n": n,
        "share": hits / n,
        "lo": lo,
        "hi": hi,
        "p": stats.binomtest(hits, n, 0.2, "greater").pvalue,
        "p_digits": stats.chisquare(np.bincount(values % 10, minlength=10)).pvalue,
        "power": stats.binom.sf(needed - 1, n, heap),
    }


def weekly(days, provinces, start="2021-05-01", weeks=15):
    """Count (day, province) pairs into a table of `weeks` weeks from `start` (rows) by the 34 provinces (columns, P-codes)."""
    week = (pd.Series(list(days), dtype="datetime64[us]") - pd.Timestamp(start)).dt.days // 7
    codes = sorted(load("districts")["province_pcode"].unique())
    return pd.crosstab(week, pd.Series(list(provinces), dtype="str")).reindex(
        index=range(weeks), columns=codes, fill_value=0
    )


def rank_link(x, y):
    """Spearman's rank correlation of two tables of weeks (rows) by provinces (columns), its interval and two placebos, as a dict.

    r; lo, hi : 95 %, percentile bootstrap over provinces. time, place : r where each province's claims are moved round the
    calendar by a random number of weeks, and where provinces trade whole calendars; p_time, p_place : the share that reaches r.
    Raises ValueError where the shapes differ.
    """
    if x.shape != y.shape:
        raise ValueError(f"tables of {x.shape} and {y.shape} do not match")
    rng, (weeks, n) = np.random.default_rng(SEED), x.shape
    ranked = lambda t: stats.rankdata(t).reshape(t.shape)
    link = lambda a, b: np.corrcoef(a.ravel(), b.ravel())[0, 1]
    x, y = x.to_numpy(dtype=float), y.to_numpy(dtype=float)
    a, b = ranked(x), ranked(y)
    picks = [rng.integers(0, n, n) for _ in range(DRAWS)]
    boot = [link(ranked(x[:, pick]), ranked(y[:, pick])) for pick in picks]
    time = np.array(
        [
            link(
                a[(np.arange(weeks)[:, None] + rng.integers(0, weeks, n)) % weeks, np.arange(n)], b
            )
            for _ in picks
        ]
    )
    place = np.array([link(a[:, rng.permutation(n)], b) for _ in picks])
    r, (lo, hi) = link(a, b), np.nanpercentile(boot, [2.5, 97.5])
    p = {
        f"p_{name}": (1 + (null >= r - 1e-12).sum()) / (1 + DRAWS)
        for name, null in (("time", time), ("place", place))
    }
    return {"r": r, "lo": lo, "hi": hi} | p | {"time": time, "place": place}
