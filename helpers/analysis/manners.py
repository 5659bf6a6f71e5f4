"""How places fell: by assault or without, as whom, where and when, and whether one led to another.

A manner is recorded only where a page says it. Who says it matters, and so does what nobody
says: shares are given by speaker, and with the bounds that the unknown ones leave open.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from helpers.analysis.intervals import wilson
from helpers.vocabulary import MANNERS

SEED, DRAWS = 2021, 999
# Neighbours that fell within so many days of each other make a pair.
PAIR_DAYS = 14
LEVEL = 0.05
KNOWN = tuple(manner for manner in MANNERS if manner != "unknown")
# Without a fight: arms laid down, or a settlement. A withdrawal may follow a fight or avoid one.
GAVE_WAY = ("surrender", "negotiated")


def told_manners(captures_table: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """List every report of some captures that gives a manner.

    Parameters
    ----------
    captures_table : DataFrame
        As from `helpers.captures`: event_id, pcode, reports.
    reports : DataFrame
        As from `load("reports")`.

    Returns
    -------
    DataFrame
        A row a report: event_id, pcode, report_id, claimed_by, manner (never unknown).

    Examples
    --------
    >>> from helpers import captures, events, load
    >>> told = told_manners(captures(events()), load("reports"))
    >>> set(told["manner"]) <= set(KNOWN)
    True
    """
    pages = reports[["report_id", "claimed_by", "manner"]]
    rows = captures_table[["event_id", "pcode", "reports"]].explode("reports")
    rows = rows.rename(columns={"reports": "report_id"}).merge(pages, on="report_id")
    # a report that does not say how is no vote on it
    rows = rows[rows["manner"] != "unknown"]
    # plain words: a category would keep "unknown" as an empty column of every table
    return rows.astype({"manner": "str", "claimed_by": "str"}).reset_index(drop=True)


def by_speaker(told: pd.DataFrame) -> pd.DataFrame:
    """Say in how many captures each kind of speaker speaks of an assault.

    Parameters
    ----------
    told : DataFrame
        As from `told_manners`.

    Returns
    -------
    DataFrame
        A row a speaker, most captures first: claimed_by, captures (of which it tells the
        manner), assault (in how many of them any of its reports says so), share, lo, hi
        (Wilson, 95 %).

    Examples
    --------
    >>> told = pd.DataFrame({"event_id": [1, 1, 2], "claimed_by": ["media"] * 3,
    ...                      "manner": ["assault", "surrender", "surrender"]})
    >>> by_speaker(told)[["captures", "assault"]].to_numpy().tolist()
    [[2, 1]]
    """
    # one capture is one vote of a speaker, however many of its pages were found
    of_assault = told["manner"] == "assault"
    votes = of_assault.groupby([told["claimed_by"], told["event_id"]]).any()
    table = votes.groupby("claimed_by").agg(["size", "sum"]).reset_index()
    table.columns = ["claimed_by", "captures", "assault"]
    lo, hi = wilson(table["assault"], table["captures"])
    table = table.assign(share=table["assault"] / table["captures"], lo=lo, hi=hi)
    return table.sort_values(["captures", "claimed_by"], ascending=[False, True], ignore_index=True)


def conflicts(told: pd.DataFrame) -> dict:
    """Count the captures of which reports give different manners.

    Returns
    -------
    dict
        several : captures of which two reports or more give a manner; conflict : those of them
        that are given more than one.

    Examples
    --------
    >>> told = pd.DataFrame({"event_id": [1, 1, 2], "manner": ["assault", "surrender", "assault"]})
    >>> conflicts(told)
    {'several': 1, 'conflict': 1}
    """
    # two reports that agree are no conflict, and one cannot be
    counted = told.groupby("event_id")["manner"].agg(["size", "nunique"])
    several = counted["size"] > 1
    return {
        "several": int(several.sum()),
        "conflict": int((several & (counted["nunique"] > 1)).sum()),
    }


def worst_case(manner: pd.Series, of: str = "assault") -> dict:
    """Bound a share by what the unknown ones could be (Manski 1989, doi:10.2307/145818).

    Parameters
    ----------
    manner : Series
        One manner a capture, "unknown" among them.
    of : str
        The manner whose share is bounded.

    Returns
    -------
    dict
        n, known, hits; share (of the known ones); lo (if no unknown one were `of`), hi (if all
        were).

    Examples
    --------
    >>> found = worst_case(pd.Series(["assault", "surrender", "unknown", "unknown"]))
    >>> found["share"], found["lo"], found["hi"]
    (0.5, 0.25, 0.75)
    """
    manner = manner.astype(str)
    n, known, hits = len(manner), int((manner != "unknown").sum()), int((manner == of).sum())
    return {
        "n": n,
        "known": known,
        "hits": hits,
        "share": hits / known,
        "lo": hits / n,
        "hi": (hits + n - known) / n,
    }


def borders(pcodes: Iterable[str], districts: pd.DataFrame) -> np.ndarray:
    """Which of some districts border on each other, as a square array of bool.

    Examples
    --------
    >>> from helpers import load
    >>> borders(["AF0101", "AF0102"], load("districts")).tolist()
    [[False, True], [True, False]]
    """
    codes = list(pcodes)
    neighbours = districts.set_index("pcode")["neighbours"]
    return np.array([[other in neighbours[code] for other in codes] for code in codes])


def told_together(
    told: pd.DataFrame, event_ids: Iterable[str], reports: pd.DataFrame
) -> np.ndarray:
    """Which pairs of captures have their manner from one and the same page.

    A page that lists neighbours as surrendered makes them alike, whatever happened there.

    Parameters
    ----------
    told : DataFrame
        As from `told_manners`.
    event_ids : sequence
        The captures, in the order of the result.
    reports : DataFrame
        As from `load("reports")`.

    Returns
    -------
    square array of bool

    Examples
    --------
    >>> told = pd.DataFrame({"event_id": ["a", "b"], "report_id": [1, 2]})
    >>> reports = pd.DataFrame({"report_id": [1, 2], "source_id": ["page", "page"]})
    >>> told_together(told, ["a", "b"], reports).all().item()
    True
    """
    page = reports.set_index("report_id")["source_id"]
    pages = told["report_id"].map(page).groupby(told["event_id"]).agg(set)
    # a capture of which no page is at hand shares none
    own = [pages.get(event, set()) for event in event_ids]
    return np.array([[bool(one & other) for other in own] for one in own])


class Joins(NamedTuple):
    """Neighbours that gave way alike: how many pairs, how many chance gives, how sure."""

    n: int
    gave_way: int
    pairs: int
    excess: float
    lo: float
    hi: float
    p: float


def neighbour_joins(
    gave_way: ArrayLike,
    dates: Iterable,
    provinces: Iterable[str],
    touching: ArrayLike,
    days: int = PAIR_DAYS,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Joins:
    """Test whether places gave way where a neighbour had just done so.

    A pair is two neighbours that fell within `days` of each other. Each place has a score: did
    it give way, less what its province and its week would have one expect (linear, both at
    once). The statistic is the sum of the products of the scores of all pairs; above zero,
    neighbours went the same way. Chance is what comes out if the places of each province trade
    their scores (the residual permutation of Freedman and Lane 1983, doi:10.2307/1391660).

    Parameters
    ----------
    gave_way : array of bool, one a captured district whose manner is known
    dates, provinces : arrays of the same length
    touching : square array of bool
        Which of these districts border on each other.
    days : int
        How far apart two neighbours may have fallen.
    draws, seed : int
        How often places trade, and the seed of it.

    Returns
    -------
    Joins
        n places, gave_way of them, pairs of neighbours; excess: statistic less its mean under
        chance, lo and hi: the band in which 95 % of chance lies, on the same scale; p: share of
        draws that reach the statistic (one-sided).

    Raises
    ------
    ValueError
        Where nothing can be told: all places alike, or no pair.

    Examples
    --------
    >>> ring = np.roll(np.eye(12), 1, axis=1).astype(bool)
    >>> alike = np.repeat([True, False], 6)
    >>> dates = pd.Series(pd.Timestamp("2021-07-01")).repeat(12)
    >>> neighbour_joins(alike, dates, ["AF01"] * 12, ring | ring.T, draws=99).p < 0.05
    True
    """
    dates = pd.DatetimeIndex(dates)
    first, second = _near_pairs(dates, np.asarray(touching, bool), days)
    remove = _without_province_and_week(provinces, dates)
    traded = _traded_within(np.asarray(provinces), draws, np.random.default_rng(seed))
    return _joins(np.asarray(gave_way, dtype=float), (first, second), remove, traded)


def _joins(gave_way: np.ndarray, near: tuple, remove: np.ndarray, traded: np.ndarray) -> Joins:
    """Compare the products of neighbours' scores with those under traded scores."""
    first, second = near
    if not len(first) or np.ptp(gave_way) == 0:
        raise ValueError("gave_way and touching: no pair of neighbours, or all fell alike")
    score = remove @ gave_way
    # what province and week explain is taken out of every draw anew
    null_scores = score[traded] @ remove
    null = (null_scores[:, first] * null_scores[:, second]).sum(axis=1)
    own = (score[first] * score[second]).sum()
    lo, hi = np.percentile(null - null.mean(), [2.5, 97.5])
    reached = (null >= own - 1e-12).sum()
    return Joins(
        n=len(gave_way),
        gave_way=int(gave_way.sum()),
        pairs=len(first),
        excess=float(own - null.mean()),
        lo=float(lo),
        hi=float(hi),
        p=float((1 + reached) / (1 + len(traded))),
    )


def _near_pairs(dates: pd.DatetimeIndex, touching: np.ndarray, days: int):
    """Indices of pairs of neighbours, each once, that fell within `days` of each other."""
    number = (dates - dates.min()).days.to_numpy()
    apart = np.abs(number[:, None] - number)
    # the upper half: each pair once
    return np.nonzero(np.triu(touching & (apart <= days), 1))


def _without_province_and_week(provinces, dates: pd.DatetimeIndex) -> np.ndarray:
    """The projection that takes out of a score what its province and its week explain."""
    week = pd.Series((dates - dates.min()).days // 7)
    province = pd.Series(list(provinces))
    columns = [pd.get_dummies(province, dtype=float), pd.get_dummies(week, dtype=float)]
    design = np.hstack([column.to_numpy() for column in columns])
    return np.eye(len(design)) - design @ np.linalg.pinv(design)


def _traded_within(labels: np.ndarray, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Orders in which members of each label trade places, one a row."""
    orders = np.tile(np.arange(len(labels)), (draws, 1))
    for label in np.unique(labels):
        here = np.flatnonzero(labels == label)
        orders[:, here] = rng.permuted(np.tile(here, (draws, 1)), axis=1)
    return orders


def plant_contagion(
    dates: Iterable,
    provinces: Iterable[str],
    touching: ArrayLike,
    odds: float = 1.0,
    days: int = PAIR_DAYS,
    sd: float = 1.0,
    seed: int = 0,
) -> np.ndarray:
    """Invent manners for real captures: provinces and weeks differ, and neighbours may pull.

    The order in which districts fell is kept. Each gives way with a chance that depends on its
    province and week (normal on the log-odds, standard deviation `sd`) and, where a neighbour
    that fell in the `days` before gave way, on `odds` times the odds.

    Returns
    -------
    array of bool
        Who gave way; about one in seven, as in the record.

    Examples
    --------
    >>> ring = np.roll(np.eye(12), 1, axis=1).astype(bool)
    >>> dates = pd.date_range("2021-07-01", periods=12)
    >>> plant_contagion(dates, ["AF01"] * 12, ring | ring.T).shape
    (12,)
    """
    rng = np.random.default_rng(seed)
    dates, touching = pd.DatetimeIndex(dates), np.asarray(touching, bool)
    number = (dates - dates.min()).days.to_numpy()
    province = pd.factorize(np.asarray(provinces))[0]
    week = number // 7
    # as rare as in the record: about one in seven
    level = np.log(1 / 6) + rng.normal(0, sd, province.max() + 1)[province]
    level += rng.normal(0, sd, week.max() + 1)[week]
    gave_way = np.zeros(len(dates), dtype=bool)
    # in the order of time: a pull can come only from what fell before
    for place in np.argsort(number, kind="stable"):
        before = number[place] - number
        recent = touching[place] & (before > 0) & (before <= days)
        pull = np.log(odds) if gave_way[recent].any() else 0.0
        chance = 1 / (1 + np.exp(-(level[place] + pull)))
        gave_way[place] = rng.random() < chance
    return gave_way


def power(
    dates: Iterable,
    provinces: Iterable[str],
    touching: ArrayLike,
    odds: Sequence[float] = (1, 3, 10),
    runs: int = 60,
    draws: int = 199,
) -> pd.DataFrame:
    """In what share of runs `neighbour_joins` finds a pull that was planted, at level 0.05.

    Parameters
    ----------
    dates, provinces, touching : as for `neighbour_joins`
    odds : sequence of numbers
        By what the odds of giving way are multiplied; 1 plants nothing.
    runs, draws : int
        Runs for each of the odds, and draws of chance in each run.

    Returns
    -------
    DataFrame
        A row for each of the odds: "odds times", "found in" (a share of the runs), runs.

    Examples
    --------
    >>> ring = np.roll(np.eye(12), 1, axis=1).astype(bool)
    >>> days = pd.date_range("2021-07-01", periods=12)
    >>> table = power(days, ["AF01"] * 12, ring | ring.T, odds=(1, 9), runs=2, draws=9)
    >>> table["odds times"].tolist()
    [1, 9]
    """
    dates = pd.DatetimeIndex(dates)
    near = _near_pairs(dates, np.asarray(touching, bool), PAIR_DAYS)
    # the same for every run: what differs is who gave way
    remove = _without_province_and_week(provinces, dates)
    traded = _traded_within(np.asarray(provinces), draws, np.random.default_rng(SEED))
    rows = []
    for factor in odds:
        found = 0
        for seed in range(runs):
            planted = plant_contagion(dates, provinces, touching, factor, seed=seed)
            # all alike leaves nothing to compare, and is no finding
            if np.ptp(planted.astype(int)):
                found += _joins(planted.astype(float), near, remove, traded).p < LEVEL
        rows.append({"odds times": factor, "found in": found / runs, "runs": runs})
    return pd.DataFrame(rows)


class Contagion(NamedTuple):
    """Neighbours that gave way alike: over all pairs, without shared pages, and the power."""

    every: Joins
    apart: Joins
    planted: pd.DataFrame


def contagion(
    first: pd.DataFrame, reports: pd.DataFrame, districts: pd.DataFrame, runs: int = 60
) -> Contagion:
    """Ask of the record whether a place that gave way brought its neighbours to do so.

    Parameters
    ----------
    first : DataFrame
        First captures, as from `helpers.captures`.
    reports, districts : DataFrames
        The tables of those names.
    runs : int
        Runs of `power` for each of its odds.

    Returns
    -------
    Contagion
        every: `neighbour_joins` over all pairs; apart: without pairs of which one page tells
        the manner of both; planted: `power` on the same places and days.

    Examples
    --------
    >>> from helpers import captures, events, load
    >>> first = captures(events()).drop_duplicates("pcode")
    >>> found = contagion(first, load("reports"), load("districts"), runs=2)
    >>> found.apart.pairs <= found.every.pairs
    True
    """
    known = first[first["manner"].isin(KNOWN)]
    gave_way = known["manner"].isin(GAVE_WAY)
    # a capture of unknown manner can neither pull nor be pulled in this test
    dates, provinces = known["date"], known["pcode"].str[:4].to_numpy()
    # only districts that share a border are neighbours here
    touching = borders(known["pcode"], districts)
    together = told_together(told_manners(known, reports), known["event_id"], reports)
    return Contagion(
        every=neighbour_joins(gave_way, dates, provinces, touching),
        apart=neighbour_joins(gave_way, dates, provinces, touching & ~together),
        planted=power(dates, provinces, touching, runs=runs),
    )
