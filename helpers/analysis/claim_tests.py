"""What casualty figures can and cannot show: ratios, last digits, links with captures."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
import scipy  # its parts are loaded when they are used
from numpy.typing import ArrayLike, NDArray

from helpers.analysis.claims import MEASURES
from helpers.analysis.intervals import jackknife, p_of_draws, wilson
from helpers.arguments import as_day
from helpers.public import own_names
from helpers.tables import load

# Written down, so that intervals and p values come out the same on every run.
SEED = 2021
DRAWS = 999
# Left for rounding, so that a draw equal to r counts as reaching it.
HAIR = 1e-12

# Fewer statements than this give no interval: a bootstrap of four values is no better than a guess.
FEWEST = 5
FEWEST_RUNS = 10


def ratio(killed: ArrayLike, wounded: ArrayLike) -> dict:
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
    both = (
        pd.DataFrame({"killed": killed, "wounded": wounded})
        .dropna()
        .astype(float)
    )
    # a zero says that nobody was counted as often as that nobody was hit
    some_killed = both["killed"] > 0
    some_wounded = both["wounded"] > 0
    both = both[some_killed & some_wounded]
    n = len(both)
    result = {"n": n, "ratio": np.nan, "lo": np.nan, "hi": np.nan}
    if n:
        # a ratio of sums: a mean of ratios would be moved by the smallest statements
        all_killed = both["killed"].sum()
        all_wounded = both["wounded"].sum()
        result["ratio"] = all_killed / all_wounded
    result["median"] = (both["killed"] / both["wounded"]).median()
    if n >= FEWEST:
        # statements are drawn whole, so that the two figures of one stay together
        drawn = scipy.stats.bootstrap(
            (both["killed"], both["wounded"]),
            _ratio_of_sums,
            paired=True,
            n_resamples=DRAWS,
            method="percentile",
            # the name that scipy 1.14 knows too, which browsers have; the same draws
            random_state=np.random.default_rng(SEED),
        )
        result["lo"], result["hi"] = drawn.confidence_interval
    return result


def _ratio_of_sums(killed, wounded, axis=-1):
    all_killed = killed.sum(axis)
    all_wounded = wounded.sum(axis)
    return all_killed / all_wounded


def heaping(
    values: ArrayLike, least: int = 20, heap: float = 0.4, level: float = 0.05
) -> dict:
    """Test whether figures end in 0 or 5 more often than one in five.

    Last digits: Beber and Scacco 2012, doi:10.1093/pan/mps003.

    Parameters
    ----------
    values : array-like
        Counts; those below `least` are left out, as the last digit of a small count is not
        uniform even when nobody rounds.
    least : int
        The smallest figure that counts.
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
    given = pd.Series(values).dropna()
    values = given.astype(int)
    # a count of six dead ends in 6 because six died; only larger ones are rounded
    large = values >= least
    values = values[large].to_numpy()
    n = len(values)
    if n == 0:
        empty = dict.fromkeys(
            ("share", "lo", "hi", "p", "p_digits", "power"), np.nan
        )
        return {"n": 0} | empty
    # people round to fives and tens alike
    round_ones = values % 5 == 0
    hits = int(round_ones.sum())
    lo, hi = (float(end) for end in wilson(hits, n))
    # the fewest hits that the test calls a heap
    needed = int(scipy.stats.binom.isf(level, n, 0.2)) + 1
    # ten digits show what two of them hide, such as a liking for 7
    last_digits = values % 10
    digits = np.bincount(last_digits, minlength=10)
    return {
        "n": n,
        "share": hits / n,
        "lo": lo,
        "hi": hi,
        "p": scipy.stats.binomtest(hits, n, 0.2, "greater").pvalue,
        "p_digits": scipy.stats.chisquare(digits).pvalue,
        "power": scipy.stats.binom.sf(needed - 1, n, heap),
    }


def weekly(
    days: Iterable,
    provinces: Iterable[str],
    start: str = "2021-05-01",
    weeks: int = 15,
) -> pd.DataFrame:
    """Count (day, province) pairs by week and province.

    Parameters
    ----------
    days, provinces : sequences of the same length
        Days and province P-codes; days outside the weeks are left out.
    start : str
        The first day of the first week.
    weeks : int
        How many weeks.

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
    when = pd.to_datetime(list(days))
    first = as_day("start", start)
    since = pd.Series(when) - first
    week = since.dt.days // 7
    # provinces of which nobody spoke are part of the table, with zeros
    home = load("districts")["province_pcode"]
    codes = sorted(home.unique())
    counted = pd.crosstab(week, pd.Series(list(provinces), dtype="str"))
    return counted.reindex(index=range(weeks), columns=codes, fill_value=0)


def share_lost(
    captures_table: pd.DataFrame,
    provinces: Iterable[str],
    start: str | pd.Timestamp,
    end: str | pd.Timestamp,
) -> float:
    """Share of the districts of some provinces that were reported captured between two days.

    Parameters
    ----------
    captures_table : DataFrame
        As from `helpers.captures`.
    provinces : sequence of P-codes
    start, end : str or Timestamp
        Days, inclusive.

    Returns
    -------
    float
        From 0 to 1; a district that fell twice counts once.

    Examples
    --------
    >>> table = pd.DataFrame({"pcode": ["AF0101"], "date": [pd.Timestamp("2021-06-01")]})
    >>> share_lost(table, ["AF01"], "2021-06-01", "2021-06-02") > 0
    True
    """
    province = load("districts")["province_pcode"]
    home = province.isin(provinces)
    # a district's P-code begins with its province's: AF and two digits
    inside = captures_table["pcode"].str[:4].isin(provinces)
    # a district that fell twice inside the days is one district
    first, last = as_day("start", start), as_day("end", end)
    when = captures_table["date"].between(first, last)
    return captures_table.loc[inside & when, "pcode"].nunique() / int(
        home.sum()
    )


def two_way_link(
    x: pd.DataFrame, y: pd.DataFrame, per: ArrayLike | None = None
) -> dict:
    """Correlate two tables of weeks by provinces, net of what every week and province has.

    Weeks of much fighting have many claims and many captures, and so have some provinces: that
    alone makes two unlinked tables go together. So each cell is set against what the totals of
    its week and its province lead to expect (week times province, over all), in units of the
    scatter of a count, and these residuals are correlated (Pearson's r of Pearson residuals).
    Ranks less the means of week and province would keep a part of what both tables share: means
    add up where totals multiply. On planted tables they gave false alarms twice as often
    (`tools/bench_stats.py`).

    Parameters
    ----------
    x, y : DataFrame
        DataFrames of counts, weeks (rows) by provinces (columns), of the same shape.
    per : array, optional
        By what each row of x is divided for `raw`, such as the number of lists of the week; rows
        of zero stay zero. The residuals need it not: it is in the totals of the weeks.

    Returns
    -------
    dict
        r; lo, hi : 95 %, jackknife of whole provinces. traded : r where provinces trade
        their calendars of residuals; dealt : r where the counts of x are dealt out anew with the
        totals of every week and province kept (Patefield 1981, doi:10.2307/2346669). p_traded
        and p_dealt : the share of either that reaches r. raw : Spearman's r with weeks and
        provinces left in, which shows how much of it they make.

    Raises
    ------
    ValueError
        Where the shapes differ, or x or y is the same in all cells.

    Examples
    --------
    >>> table = pd.DataFrame([[0, 3, 1], [2, 0, 1], [1, 0, 4]])
    >>> found = two_way_link(table, table)
    >>> round(float(found["r"]), 6)
    1.0
    """
    if x.shape != y.shape:
        raise ValueError(f"x {x.shape} and y {y.shape} are not of one shape")
    counts = x.to_numpy(dtype=int)
    y = y.to_numpy(dtype=float)
    # without a divisor every count stands for itself
    each_for_itself = np.ones(len(counts))
    if per is None:
        per = each_for_itself
    lists = np.asarray(per, dtype=float)
    # a week without a list names nobody; it is no reason for a missing value
    divisor = np.where(lists > 0, lists, 1)
    x = counts / divisor[:, None]
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        raise ValueError(
            "x and y: a table that is the same in all cells leaves nothing to compare"
        )
    rng = np.random.default_rng(SEED)
    n = x.shape[1]
    a = _residuals(counts)
    b = _residuals(y)
    r = _correlation(a, b)
    half = _without_provinces(counts, y)
    # every province keeps its own rhythm, and meets another's captures
    # one generator for all three: its order is part of the result
    in_order = np.tile(np.arange(n), (DRAWS, 1))
    orders = rng.permuted(in_order, axis=1)
    other_rhythms = np.moveaxis(a[:, orders], 1, 0)
    traded = _correlation(other_rhythms, b)
    dealt = _dealt_correlations(counts, b, rng)
    # what the margins alone would make is shown beside it
    raw = scipy.stats.spearmanr(x.ravel(), y.ravel()).statistic
    result = {"r": r, "lo": r - half, "hi": r + half, "raw": raw}
    for name, null in (("traded", traded), ("dealt", dealt)):
        result[f"p_{name}"] = p_of_draws(null, r, HAIR)
        result[name] = null
    return result


def _without_provinces(x: np.ndarray, y: np.ndarray) -> float:
    """Half of the 95 % interval of the correlation: it is computed without each province in turn.

    Provinces are left out, not cells, since the weeks of one cling together. On planted tables a
    percentile bootstrap of provinces covered a little less often.
    """
    provinces = np.arange(x.shape[1])
    rest = [np.delete(provinces, out) for out in provinces]
    others = np.array(rest)
    # a stack of tables, one a province that is left out: weeks by the other provinces
    rest_x = np.moveaxis(x[:, others], 1, 0)
    rest_y = np.moveaxis(y[:, others], 1, 0)
    a = _residuals(rest_x)
    b = _residuals(rest_y)
    without = _correlation(a, b)
    return float(jackknife(without))


def _dealt_correlations(
    counts: np.ndarray, residuals: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """The correlation of counts dealt out anew with the residuals of the other table."""
    # weeks and provinces keep their totals, and nothing else
    by_week = counts.sum(axis=1)
    by_province = counts.sum(axis=0)
    # both margins stay: chance may move neither the tide nor a province's share
    margins = scipy.stats.random_table(by_week, by_province)
    dealt = margins.rvs(size=DRAWS, random_state=rng)
    return _correlation(_residuals(dealt), residuals)


def residual_correlation(x: np.ndarray, y: np.ndarray) -> NDArray:
    """The r of `two_way_link`, net of rows and columns, without intervals or chance.

    Parameters
    ----------
    x, y : arrays, (..., weeks, provinces)
        One of them may be a stack of tables.

    Returns
    -------
    float or array
        One r a pair of tables.

    Examples
    --------
    >>> table = np.array([[0.0, 3, 1], [2, 0, 1], [1, 0, 4]])
    >>> residual_correlation(table, np.stack([table, table])).round(3).tolist()
    [1.0, 1.0]
    """
    a = _residuals(np.asarray(x))
    b = _residuals(np.asarray(y))
    return _correlation(a, b)


def _residuals(tables: np.ndarray) -> np.ndarray:
    """Counts of a table, or of each of a stack, less what their row and column lead to expect."""
    rows = tables.sum(axis=-1, keepdims=True)
    columns = tables.sum(axis=-2, keepdims=True)
    total = tables.sum(axis=(-2, -1), keepdims=True)
    # totals multiply: a province of twice the fighting has twice as many in every week
    some_total = np.maximum(total, 1)
    expected = rows * columns / some_total
    # a count scatters by the root of its mean; where nothing is expected nothing is found
    variance = np.where(expected > 0, expected, 1)
    scatter = np.sqrt(variance)
    return (tables - expected) / scatter


def _correlation(a: np.ndarray, b: np.ndarray):
    """Pearson's r of tables of residuals, each about nought, one a pair of tables."""
    both = (-2, -1)
    squares_of_a = (a * a).sum(axis=both)
    squares_of_b = (b * b).sum(axis=both)
    size = np.sqrt(squares_of_a * squares_of_b)
    # a draw without any variation has no correlation, and is no error
    with np.errstate(invalid="ignore", divide="ignore"):
        shared = (a * b).sum(axis=both)
        return shared / size


def runs(values: ArrayLike) -> dict:
    """Count the runs above and below the median of a series (Wald and Wolfowitz 1940).

    Parameters
    ----------
    values : array-like
        Figures in the order of time; missing ones are left out.

    Returns
    -------
    dict
        n, runs, expected (if order meant nothing), p (two-sided, normal approximation; nan below
        ten values), repeats (of the figure before). Fewer runs than expected: large follows
        large.

    Examples
    --------
    >>> runs([1, 9, 2, 8, 1, 9])["runs"]
    6
    """
    given = pd.Series(values).dropna()
    values = given.astype(float).to_numpy()
    n = len(values)
    above = values > np.median(values)
    # runs are counted about the median, which a few large days do not move
    up = int(above.sum())
    down = n - up
    changes = np.count_nonzero(np.diff(above))
    count = int(changes) + 1
    expected = 2 * up * down / n + 1
    variance = (expected - 1) * (expected - 2) / (n - 1) if n > 1 else 0
    # the normal approximation says nothing of a handful of values, or of values all alike
    p = np.nan
    if n >= FEWEST_RUNS and variance > 0:
        off = abs(count - expected) / np.sqrt(variance)
        p = 2 * scipy.stats.norm.sf(off)
    # a figure told twice in a row may be an old one printed again
    equal = np.diff(values) == 0
    repeats = int(equal.sum())
    return {
        "n": n,
        "runs": count,
        "expected": expected,
        "p": p,
        "repeats": repeats,
    }


def sign_test(up: int, down: int) -> float:
    """Two-sided chance that as many of up and down, or more, go one way by a fair coin.

    Parameters
    ----------
    up, down : int
        How many went either way.

    Returns
    -------
    float
        A p-value.

    Examples
    --------
    >>> sign_test(5, 5)
    1.0
    """
    n = up + down
    test = scipy.stats.binomtest(up, n, 0.5)
    return float(test.pvalue)


def plain_figures(statements_table: pd.DataFrame) -> pd.Series:
    """All figures of some statements that are plain values: no floors, no "about".

    A floor such as "over 100" is round because it is a floor, so it says nothing of last digits.

    Parameters
    ----------
    statements_table : DataFrame
        As `claims.statements` gives it.

    Returns
    -------
    Series of int
        Killed, wounded and captured one below the other; the index repeats.

    Examples
    --------
    >>> table = pd.DataFrame({"killed": [81, 100], "killed_bound": ["value", "floor"]})
    >>> table["wounded"] = table["captured"] = pd.NA
    >>> table["wounded_bound"] = table["captured_bound"] = pd.NA
    >>> plain_figures(table).tolist()
    [81]
    """
    parts = []
    for measure in MEASURES:
        # floors end in 0 by their nature, and "about" says that it is rounded
        plain = statements_table[f"{measure}_bound"] == "value"
        parts.append(statements_table.loc[plain, measure])
    return pd.concat(parts).astype(int)


def daily_heaping(calendar: pd.DataFrame) -> dict:
    """The last digits of the ministry's daily figures, as every page of this project prints them.

    Parameters
    ----------
    calendar : DataFrame
        As from `helpers.analysis.claims.ministry_calendar`.

    Returns
    -------
    dict
        As from `heaping`, over its plain figures of killed, wounded and captured of 20 or more.

    Examples
    --------
    >>> from helpers.analysis.claims import ministry_calendar
    >>> 0 < daily_heaping(ministry_calendar())["share"] < 1
    True
    """
    return heaping(plain_figures(calendar))


__dir__ = own_names(__name__)
