"""Did captures happen beside earlier ones more often than chance puts them there?"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from helpers.analysis.intervals import p_of_draws
from helpers.analysis.proximity import touching
from helpers.public import own_names
from helpers.tables import load

SEED = 2021
COLUMNS = [
    "week",
    "at_risk",
    "captured",
    "beside",
    "joins",
    "expected",
    "low",
    "high",
    "p",
    "pairs",
    "pairs_expected",
    "pairs_p",
]


class Week(NamedTuple):
    """The joins and pairs of one week: those that were, and those of every deal."""

    at_risk: int
    captured: int
    beside: int  # captures with a neighbour that the Taliban held already
    joins: float
    pairs: float
    dealt_joins: NDArray  # one number a deal
    dealt_pairs: NDArray


def join_counts(
    days: pd.DataFrame,
    districts: pd.DataFrame | None = None,
    reading: str = "best",
    within: ArrayLike | None = None,
    permutations: int = 999,
    seed: int = SEED,
) -> pd.DataFrame:
    """Week by week: did districts fall beside fallen ones, more often than chance puts them there?

    A join is a pair of neighbouring districts of which one fell in the week and the other was the
    Taliban's when it began (join counts: Cliff and Ord 1981). Chance deals the same number of
    captures to the districts that the Taliban did not hold when the week began, each as likely as
    another; labels keep the number in each label as it was, so that a campaign in one region or
    province does not pass for spread.

    Parameters
    ----------
    days : DataFrame
        See `control`; its first day is the eve of the first week.
    districts : DataFrame, optional
        Rows of `districts` (default: all) that take part.
    reading : str
        One of `vocabulary.READINGS`.
    within : array-like, optional
        A label for each district, in row order (default: one for all).
    permutations : int
        How many deals.
    seed : int
        Of the random numbers.

    Returns
    -------
    DataFrame
        One row a week with captures, and one of all weeks together (week: NaT): week (first day),
        at_risk, captured, beside (captures with at least one such neighbour), joins, expected (mean
        of the deals), low, high (2.5 and 97.5 per cent of them), p (one-sided: (1 + deals with as
        many joins or more) / (1 + deals)), pairs (neighbours that both fell in the week),
        pairs_expected, pairs_p.

    Examples
    --------
    >>> row = pd.DataFrame({"pcode": list("abc"), "neighbours": [("b",), ("a", "c"), ("b",)]})
    >>> fell = {"a": 0, "b": 1, "c": 9}  # a row of three: a, then b beside it
    >>> dates = pd.date_range("2021-05-01", periods=2)
    >>> rows = [(d, p, "taliban" if i >= fell[p] else "government")
    ...         for i, d in enumerate(dates) for p in "abc"]
    >>> days = pd.DataFrame(rows, columns=["date", "pcode", "best"])
    >>> join_counts(days, row)[["captured", "joins"]].iloc[-1:].to_numpy().tolist()
    [[1, 1]]
    """
    if districts is None:
        districts = load("districts")
    # four bytes a number: products of thousands of deals are the slow part
    near = touching(districts).astype(np.float32)
    one_for_all = np.zeros(len(districts))
    labels = one_for_all if within is None else np.asarray(within)
    label, _ = pd.factorize(labels)
    taken = _taken(days, districts, reading)
    dates = taken.columns
    # one stream for all weeks: the same seed gives the same table
    rng = np.random.default_rng(seed)
    weeks = {}
    for start in range(0, len(dates) - 1, 7):
        # the last week can be shorter
        week_later = start + 7
        end = min(week_later, len(dates) - 1)
        before = taken.iloc[:, start].to_numpy()
        after = taken.iloc[:, end].to_numpy()
        week = _week(before, after, near, label, permutations, rng)
        if week is not None:
            weeks[dates[start]] = week
    rows = [_row(start, week) for start, week in weeks.items()]
    # sums of weeks: a deal of all weeks is a deal of each
    if weeks:
        every = Week(*map(sum, zip(*weeks.values(), strict=True)))
        rows.append(_row(pd.NaT, every))
    return pd.DataFrame(rows, columns=COLUMNS)


def _taken(
    days: pd.DataFrame, districts: pd.DataFrame, reading: str
) -> pd.DataFrame:
    """(districts, days) of bool: the Taliban's?"""
    column, dates = pd.factorize(days["date"], sort=True)
    # in the order of the districts' table, as the weights are
    pcodes = pd.Index(districts["pcode"])
    row = pcodes.get_indexer(days["pcode"])
    # a district that takes no part has no row
    known = row >= 0
    taken = np.zeros((len(districts), len(dates)), dtype=bool)
    # filled cell by cell: ten times as fast as a pivot
    is_taliban = days[reading] == "taliban"
    taken[row[known], column[known]] = is_taliban[known]
    return pd.DataFrame(taken, districts["pcode"], dates)


def _week(before, after, near, label, permutations, rng) -> Week | None:
    """Count the joins and pairs of a week, and deal its captures out anew (None: no captures)."""
    risk = np.flatnonzero(~before)
    # labels in blocks: a shuffle inside a block deals its captures anew
    by_label = np.argsort(label[risk], kind="stable")
    risk = risk[by_label]
    fell = after[risk]
    if not fell.any():
        return None
    # labels are whole numbers, so that the random part never moves a district to another block
    shape = (permutations, len(risk))
    at_random = label[risk] + rng.random(shape)
    order = np.argsort(at_random, axis=1)
    dealt = np.zeros(shape, dtype=np.float32)
    as_numbers = fell.astype(np.float32)
    captures = np.broadcast_to(as_numbers, dealt.shape)
    np.put_along_axis(dealt, order, captures, axis=1)
    # how many held neighbours each district at risk has
    beside_each = near[np.ix_(risk, before)]
    beside = beside_each.sum(axis=1)
    # neighbours that are both at risk: they can fall together
    among = near[np.ix_(risk, risk)]
    beside_fallen = beside[fell]
    fallen_pairs = among[np.ix_(fell, fell)]
    dealt_beside = dealt @ among
    dealt_twice = (dealt_beside * dealt).sum(axis=1)
    # every pair is counted from both its ends
    return Week(
        at_risk=len(risk),
        captured=fell.sum(),
        beside=(beside_fallen > 0).sum(),
        joins=beside_fallen.sum(),
        pairs=fallen_pairs.sum() / 2,
        dealt_joins=dealt @ beside,
        dealt_pairs=dealt_twice / 2,
    )


def _row(start, week: Week) -> tuple:
    low, high = np.quantile(week.dealt_joins, [0.025, 0.975])
    return (
        start,
        int(week.at_risk),
        int(week.captured),
        int(week.beside),
        int(week.joins),
        float(week.dealt_joins.mean()),
        low,
        high,
        p_of_draws(week.dealt_joins, week.joins),
        int(week.pairs),
        float(week.dealt_pairs.mean()),
        p_of_draws(week.dealt_pairs, week.pairs),
    )


__dir__ = own_names(__name__)
