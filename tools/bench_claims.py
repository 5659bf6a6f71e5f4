"""Try the tests of claims and manners on planted answers: how often they are right, in numbers.

Run by `python -m tools.bench_claims`, or with the names of some parts; the results stand in the
table of `tools.bench_stats`, and notebooks take their sentences from there. It takes some minutes
and is run now and then; tests/ runs a few seeds of the same.
"""

import sys
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from scipy import stats

from helpers import captures, events, load
from helpers.analysis import claim_tests, event_study, manners
from helpers.analysis.intervals import p_of_draws
from helpers.public import answer_help
from tools.bench_stats import LEVEL, RUNS, SEED, holds, run

# Draws inside each run: enough to tell 0.05, few enough to wait for.
DRAWS = 199
# by what a neighbour that has given way multiplies the odds; 1 plants nothing
ODDS = (1, 2, 3, 5, 10)
# the way of `by_ranks`, in the table's words
RANKS = "traded, by ranks"
# sums that differ by less are the same but for rounding
HAIR = 1e-6


def study_panels(
    seed: int, fell: pd.DataFrame, extra: float, bursts: bool
) -> pd.DataFrame:
    """Namings with effects of day and province, bursts of days, and a planted link.

    Parameters
    ----------
    seed : int
    fell : DataFrame of bool
        Days by provinces, as from `helpers.analysis.event_study.day_by_province`.
    extra : float
        By how much a capture raises the chance of being named on the day before, the day and
        the day after; 0 plants nothing.
    bursts : bool
        Whether a province that is named stays in the news for some days.

    Returns
    -------
    DataFrame of bool
        Days by provinces.

    Examples
    --------
    >>> fell = pd.DataFrame(np.eye(34, dtype=bool))
    >>> study_panels(1, fell, extra=0.1, bursts=True).shape
    (34, 34)
    """
    rng = np.random.default_rng(seed)
    days, provinces = fell.shape
    by_day = (days, 1)
    by_province = (1, provinces)
    of_days = rng.normal(0, 0.5, by_day)
    of_provinces = rng.normal(0, 1, by_province)
    # both effects are what the study has to take out
    level = of_days + of_provinces
    if bursts:
        # a province that is named stays in the news: noise that lasts some days
        shape = (days + 4, provinces)
        noise = rng.normal(0, 1, shape)
        lasting = np.zeros(fell.shape)
        for step in range(5):
            lasting += noise[step : step + days]
        # over the root of five: the noise of a day stays as large as without bursts
        level = level + lasting / np.sqrt(5)
    odds_against = np.exp(1 - level)
    chance = 1 / (1 + odds_against)
    planted = extra * near_a_capture(fell)
    # a chance above one has no meaning
    chance = np.clip(chance + planted, 0, 1)
    named = rng.random(fell.shape) < chance
    return pd.DataFrame(named)


def near_a_capture(fell: pd.DataFrame) -> np.ndarray:
    """Mark the day before a capture, the day and the day after.

    Examples
    --------
    >>> near_a_capture(pd.DataFrame({"AF01": [False, True, False, False]})).ravel().tolist()
    [True, True, True, False]
    """
    day = fell.to_numpy(bool)
    near = day.copy()
    near[1:] |= day[:-1]
    near[:-1] |= day[1:]
    return near


def two_tables(seed: int, shared: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two tables of counts with the same weeks and provinces, and a share of counts in common.

    Examples
    --------
    >>> one, other = two_tables(1, shared=0.5)
    >>> one.shape == other.shape == (15, 34)
    True
    """
    rng = np.random.default_rng(seed)
    by_week = (15, 1)
    by_province = (1, 34)
    weeks = rng.normal(0, 0.6, by_week)
    provinces = rng.normal(0, 0.6, by_province)
    # about one count in each cell, as in the record
    mean = np.exp(weeks + provinces - 0.2)
    in_common = shared * mean
    of_its_own = mean * (1 - shared)
    common = rng.poisson(in_common)
    one = common + rng.poisson(of_its_own)
    other = common + rng.poisson(of_its_own)
    return pd.DataFrame(one), pd.DataFrame(other)


def by_ranks(x: pd.DataFrame, y: pd.DataFrame) -> float:
    """The p of the way that was given up: ranks less the means of their week and province.

    Totals multiply and means add up, so a part of what the two tables share stays in the ranks.

    Examples
    --------
    >>> 0 < by_ranks(*two_tables(1, shared=0.0)) < 1
    True
    """
    one = _ranks_left(x)
    other = _ranks_left(y)
    rng = np.random.default_rng(SEED)
    provinces = np.arange(one.shape[1])
    # provinces trade their calendars, as in the test that is used
    orders = np.tile(provinces, (DRAWS, 1))
    orders = rng.permuted(orders, axis=1)
    traded = []
    for order in orders:
        products = one[:, order] * other
        traded.append(products.sum())
    found = (one * other).sum()
    return p_of_draws(np.array(traded), found, HAIR)


def _ranks_left(table: pd.DataFrame) -> np.ndarray:
    """The ranks of a table's counts, without what its week and its province explain."""
    ranks = stats.rankdata(table).reshape(table.shape)
    of_weeks = ranks.mean(axis=1, keepdims=True)
    of_provinces = ranks.mean(axis=0)
    # both means hold the mean of all
    return ranks - of_weeks - of_provinces + ranks.mean()


def studies() -> Iterator[tuple]:
    """The event study on the record's captures, with and without a planted link.

    Yields a line a case, with the columns of `bench_stats.COLUMNS`: a test has no interval.
    """
    table = captures(events())
    pcodes = table["pcode"]
    # a P-code begins with its province's
    province = pcodes.str[:4]
    fell = event_study.day_by_province(table["date"], province)
    # nought first: a test that alarms at nothing need not be tried further
    for extra in (0.0, 0.06, 0.12):
        for bursts in (False, True):
            alarms = []
            for seed in range(RUNS):
                named = study_panels(seed, fell, extra, bursts)
                found = event_study.study(named, fell, draws=DRAWS, seed=seed)
                is_alarm = found.p < LEVEL
                alarms.append(is_alarm)
            how = "in bursts" if bursts else "day by day"
            # in points, as the notebook tells what it finds
            case = f"{100 * extra:.0f} points planted, namings {how}"
            yield "event study", case, "", np.nan, np.mean(alarms)


def two_way_links() -> Iterator[tuple]:
    """Correlations of claims with losses, and what weeks and provinces make out of nothing.

    Yields a line for each case and kind of chance, with the columns of `bench_stats.COLUMNS`; what
    is found in words is the mean correlation with weeks and provinces left in.
    """
    for shared in (0.0, 0.25, 0.5):
        found = []
        for seed in range(RUNS):
            # seeds from nought: any run can be done again alone
            x, y = two_tables(seed, shared)
            link = claim_tests.two_way_link(x, y)
            # either side of nought: an interval of 95 % misses it in five of a hundred
            is_clear = link["lo"] > 0 or link["hi"] < 0
            row = {
                "raw": link["raw"],
                "interval": is_clear,
                RANKS: by_ranks(x, y) < LEVEL,
            }
            row |= {key: link[key] for key in ("r", "lo", "hi")}
            for kind in ("traded", "dealt"):
                row[kind] = link[f"p_{kind}"] < LEVEL
            found.append(row)
        table = pd.DataFrame(found)
        mean = table.mean()
        # no formula gives what sharing counts makes of r: the mean of the runs stands for it
        covers = holds(table, mean["r"] if shared else 0)
        # the raw correlation shows what weeks and provinces make out of nothing
        words = f"mean raw r {mean['raw']:.2f}"
        for kind in ("traded", "dealt", "interval", RANKS):
            yield (
                "two-way link",
                f"{shared:.0%} of counts shared, {kind}",
                words,
                covers if kind == "interval" else np.nan,
                mean[kind],
            )


def neighbour_joins() -> Iterator[tuple]:
    """The test whether places gave way where a neighbour had, at several strengths of the pull.

    Yields a line a case, with the columns of `bench_stats.COLUMNS`: a test has no interval.
    """
    first = captures(events()).drop_duplicates("pcode")
    is_told = first["manner"].isin(manners.KNOWN)
    # after the fall of Kabul there was little left to choose
    is_before = first["date"] <= "2021-08-15"
    known = first[is_told & is_before]
    touching = manners.borders(known["pcode"], load("districts"))
    provinces = known["pcode"].str[:4].to_numpy()
    dates = known["date"]
    table = manners.power(dates, provinces, touching, ODDS, RUNS, DRAWS)
    for row in table.itertuples(index=False):
        # by place: the columns' names are words of a reader
        odds, found, _ = row
        yield "neighbour joins", f"odds times {odds:g}", "", np.nan, found


PARTS: dict[str, Callable[[], Iterator[tuple]]] = {
    "studies": studies,
    "two_way_links": two_way_links,
    "neighbour_joins": neighbour_joins,
}


if __name__ == "__main__":
    answer_help(__doc__)
    run(PARTS, sys.argv[1:])
