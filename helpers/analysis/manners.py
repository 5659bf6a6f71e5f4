"""How places fell: by assault or without, as whom, where and when, and whether one led to another.

A manner is recorded only where a page says it. Who says it matters, and so does what nobody
says: shares are given by speaker, and with the bounds that the unknown ones leave open.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from helpers.analysis.intervals import p_of_draws, wilson
from helpers.public import own_names
from helpers.vocabulary import MANNERS

# written down, so that every run trades the same places
SEED = 2021
DRAWS = 999
# Neighbours that fell within so many days of each other make a pair.
PAIR_DAYS = 14
# the share of false alarms that a test of pairs may raise
LEVEL = 0.05
KNOWN = tuple(manner for manner in MANNERS if manner != "unknown")
# Without a fight: arms laid down, or a settlement. A withdrawal may follow a fight or avoid one.
GAVE_WAY = ("surrender", "negotiated")


def told_manners(
    captures_table: pd.DataFrame, reports: pd.DataFrame
) -> pd.DataFrame:
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
    # a row a report: explode keeps the capture beside it
    columns = ["event_id", "pcode", "reports"]
    rows = captures_table[columns].explode("reports")
    renamed = rows.rename(columns={"reports": "report_id"})
    rows = renamed.merge(pages, on="report_id")
    # a report that does not say how is no vote on it
    says_how = rows["manner"] != "unknown"
    rows = rows[says_how]
    # plain words: a category would keep "unknown" as an empty column of every table
    as_text = rows.astype({"manner": "str", "claimed_by": "str"})
    return as_text.reset_index(drop=True)


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
    # any: pages of one speaker that differ are taken as speaking of an assault
    votes = of_assault.groupby([told["claimed_by"], told["event_id"]]).any()
    by_speakers = votes.groupby("claimed_by").agg(["size", "sum"])
    table = by_speakers.reset_index()
    table.columns = ["claimed_by", "captures", "assault"]
    # Wilson's interval stays between 0 and 1, for speakers of few captures too
    lo, hi = wilson(table["assault"], table["captures"])
    table = table.assign(
        share=table["assault"] / table["captures"], lo=lo, hi=hi
    )
    # speakers of as many captures in order of their names, the same on every run
    return table.sort_values(
        ["captures", "claimed_by"], ascending=[False, True], ignore_index=True
    )


def conflicts(told: pd.DataFrame) -> dict:
    """Count the captures of which reports give different manners.

    Parameters
    ----------
    told : DataFrame
        As `told_manners` gives it: a row a report, with event_id and manner.

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
    by_event = told.groupby("event_id")["manner"]
    counted = by_event.agg(["size", "nunique"])
    several = counted["size"] > 1
    disagree = several & (counted["nunique"] > 1)
    return {
        "several": int(several.sum()),
        "conflict": int(disagree.sum()),
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
    n = len(manner)
    known = int((manner != "unknown").sum())
    hits = int((manner == of).sum())
    # lo: no unknown one was so; hi: all of them were
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

    Parameters
    ----------
    pcodes : iterable of str
        P-codes of the districts, in the order of rows and columns.
    districts : DataFrame
        With pcode and neighbours, as `load` gives it.

    Returns
    -------
    array of bool, (districts, districts)
        Symmetric, in the order of `pcodes`.

    Examples
    --------
    >>> from helpers import load
    >>> borders(["AF0101", "AF0102"], load("districts")).tolist()
    [[False, True], [True, False]]
    """
    codes = list(pcodes)
    neighbours = districts.set_index("pcode")["neighbours"]
    return np.array(
        [[other in neighbours[code] for other in codes] for code in codes]
    )


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
    page_of = told["report_id"].map(page)
    pages = page_of.groupby(told["event_id"]).agg(set)
    # a capture of which no page is at hand shares none
    own = [pages.get(event, set()) for event in event_ids]
    # one page may have told of both in one breath: their likeness is then the page's
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
    # arrays throughout: indices of series would be aligned by label
    borders_too = np.asarray(touching, bool)
    first, second = _near_pairs(dates, borders_too, days)
    remove = _without_province_and_week(provinces, dates)
    # places are traded inside a province alone, so that its own share stays
    own_province = np.asarray(provinces)
    rng = np.random.default_rng(seed)
    traded = _traded_within(own_province, draws, rng)
    scores = np.asarray(gave_way, dtype=float)
    return _joins(scores, (first, second), remove, traded)


def _joins(
    gave_way: np.ndarray, near: tuple, remove: np.ndarray, traded: np.ndarray
) -> Joins:
    """Compare the products of neighbours' scores with those under traded scores."""
    first, second = near
    if not len(first) or np.ptp(gave_way) == 0:
        raise ValueError(
            "gave_way and touching: no pair of neighbours, or all fell alike"
        )
    score = remove @ gave_way
    # what province and week explain is taken out of every draw anew
    null_scores = score[traded] @ remove
    null = (null_scores[:, first] * null_scores[:, second]).sum(axis=1)
    products = score[first] * score[second]
    own = products.sum()
    # around the mean of the draws: the interval is of chance, not of the estimate
    lo, hi = np.percentile(null - null.mean(), [2.5, 97.5])
    return Joins(
        n=len(gave_way),
        gave_way=int(gave_way.sum()),
        pairs=len(first),
        excess=float(own - null.mean()),
        lo=float(lo),
        hi=float(hi),
        p=p_of_draws(null, own, hair=1e-12),
    )


def _near_pairs(dates: pd.DatetimeIndex, touching: np.ndarray, days: int):
    """Indices of pairs of neighbours, each once, that fell within `days` of each other."""
    since = dates - dates.min()
    number = since.days.to_numpy()
    in_rows = number[:, None]
    apart = np.abs(in_rows - number)
    # the upper half: each pair once
    near = touching & (apart <= days)
    return np.nonzero(np.triu(near, 1))


def _without_province_and_week(
    provinces, dates: pd.DatetimeIndex
) -> np.ndarray:
    """The projection that takes out of a score what its province and its week explain."""
    since = (dates - dates.min()).days
    week = pd.Series(since // 7)
    province = pd.Series(list(provinces))
    of_province = pd.get_dummies(province, dtype=float)
    of_week = pd.get_dummies(week, dtype=float)
    columns = [of_province, of_week]
    design = np.hstack([column.to_numpy() for column in columns])
    # pinv: dummies of provinces and of weeks add up to the same, so no inverse exists
    return np.eye(len(design)) - design @ np.linalg.pinv(design)


def _traded_within(
    labels: np.ndarray, draws: int, rng: np.random.Generator
) -> np.ndarray:
    """Orders in which members of each label trade places, one a row."""
    in_order = np.arange(len(labels))
    orders = np.tile(in_order, (draws, 1))
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

    Parameters
    ----------
    dates : iterable
        Of the captures, in order of time.
    provinces : iterable of str
        Of the captures, in order of time.
    touching : array-like
        Captures x captures, true for neighbours.
    odds : float
        By which a neighbour that gave way multiplies them; 1 is no contagion.
    days : int
        How long before the neighbour may have fallen.
    sd : float
        Of the log-odds of provinces and weeks.
    seed : int
        The same gives the same.

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
    dates = pd.DatetimeIndex(dates)
    touching = np.asarray(touching, bool)
    since = dates - dates.min()
    number = since.days.to_numpy()
    labels = np.asarray(provinces)
    province = pd.factorize(labels)[0]
    week = number // 7
    # as rare as in the record: about one in seven
    level = np.log(1 / 6) + rng.normal(0, sd, province.max() + 1)[province]
    # weeks of their own level: many gave way in some and few in others
    level += rng.normal(0, sd, week.max() + 1)[week]
    gave_way = np.zeros(len(dates), dtype=bool)
    # in the order of time: a pull can come only from what fell before
    for place in np.argsort(number, kind="stable"):
        before = number[place] - number
        # of falls of one day nobody knows which came first
        recent = touching[place] & (before > 0) & (before <= days)
        pull = np.log(odds) if gave_way[recent].any() else 0.0
        chance = 1 / (1 + np.exp(-(level[place] + pull)))
        # drawn in that order: one generator makes it repeatable
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
    dates : iterable
        As for `neighbour_joins`.
    provinces : iterable of str
        As for `neighbour_joins`.
    touching : array-like
        As for `neighbour_joins`.
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
    touches = np.asarray(touching, bool)
    near = _near_pairs(dates, touches, PAIR_DAYS)
    # the same for every run: what differs is who gave way
    remove = _without_province_and_week(provinces, dates)
    rng = np.random.default_rng(SEED)
    labels = np.asarray(provinces)
    traded = _traded_within(labels, draws, rng)
    rows = []
    for factor in odds:
        # a new seed a run, the same for every strength of the pull
        found = 0
        for seed in range(runs):
            planted = plant_contagion(
                dates, provinces, touching, factor, seed=seed
            )
            # all alike leaves nothing to compare, and is no finding
            if np.ptp(planted.astype(int)):
                found += (
                    _joins(planted.astype(float), near, remove, traded).p
                    < LEVEL
                )
        rows.append(
            {"odds times": factor, "found in": found / runs, "runs": runs}
        )
    return pd.DataFrame(rows)


class Contagion(NamedTuple):
    """Neighbours that gave way alike: over all pairs, and without those that share a page."""

    every: Joins
    apart: Joins


def contagion(
    first: pd.DataFrame, reports: pd.DataFrame, districts: pd.DataFrame
) -> Contagion:
    """Ask of the record whether a place that gave way brought its neighbours to do so.

    Parameters
    ----------
    first : DataFrame
        First captures, as from `helpers.captures`.
    reports, districts : DataFrames
        The tables of those names.

    Returns
    -------
    Contagion
        every: `neighbour_joins` over all pairs; apart: without pairs of which one page tells
        the manner of both. What they could have found is in `tools/bench_stats.csv`.

    Examples
    --------
    >>> from helpers import captures, events, load
    >>> first = captures(events()).drop_duplicates("pcode")
    >>> found = contagion(first, load("reports"), load("districts"))
    >>> found.apart.pairs <= found.every.pairs
    True
    """
    # known manners only, of which the record says how the place fell
    says_how = first["manner"].isin(KNOWN)
    known = first[says_how]
    gave_way = known["manner"].isin(GAVE_WAY)
    # a capture of unknown manner can neither pull nor be pulled in this test
    # the first four letters of a P-code are its province
    dates = known["date"]
    provinces = known["pcode"].str[:4].to_numpy()
    # only districts that share a border are neighbours here
    touching = borders(known["pcode"], districts)
    manners_told = told_manners(known, reports)
    together = told_together(manners_told, known["event_id"], reports)
    # the second without pairs that one page tells of
    without_pages = touching & ~together
    return Contagion(
        every=neighbour_joins(gave_way, dates, provinces, touching),
        apart=neighbour_joins(gave_way, dates, provinces, without_pages),
    )


__dir__ = own_names(__name__)
