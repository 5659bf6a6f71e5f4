"""What nobody reported: how many captures every group of sources missed, by capture-recapture.

Districts that many groups name are easily seen; how many are named by one group only tells how
many may be named by none. Two methods, each with its assumptions:

Chao's bound (1987, Biometrics 43): some captures are easier to hear of than others; it asks only
how many were named once and how many twice, and gives the least that was missed.
Log-linear models (Fienberg 1972, Biometrika 59; Bishop, Fienberg and Holland 1975): how often each
set of groups names the same capture; groups that copy each other may depend in pairs, captures may
be hard to hear of for all groups alike (one number more: Darroch and others 1993, JASA 88; Rivest
and Baillargeon 2007, Biometrics 63), and models are averaged by Akaike's weights (Burnham and
Anderson 2002). Three groups at once must not depend beyond that.

Not taken: a negative binomial of the number of origins. Its interval holds what was missed where
the ease of hearing is a gamma, and misses it about every other time where it is log-normal: the
counts of those named hardly tell the two apart (Link 2003, Biometrics 59). A bound that says that
it is one is worth more.

Both take the captures as one closed list, every one of which could have been named by any group,
and a name as right. Where groups copy each other beyond what is modelled, too few seem missed.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln

from helpers.public import own_names
from helpers.vocabulary import GOVERNMENT_VOICES

# who speaks, in the words of `reports.claimed_by`
GROUPS = {
    "the Taliban": ("taliban",),
    "officials": GOVERNMENT_VOICES,
    "newsrooms": ("media", "mixed"),
    "analysts": ("analyst",),
}
Z = 1.959964  # 95 per cent of a normal distribution, between two ends
Z_LOWER = 1.644854  # 95 per cent of it, above a lower end
HALF = 0.5  # captures; fewer would make the scatter of their number endless
STEPS = 50  # of Newton's method, at most
CLOSE = 1e-8
# condition of a matrix that cannot be told from a singular one
SINGULAR = 1e12
# standard errors of a logarithm beyond which a model tells nothing
WILD = 10.0


class Missed(NamedTuple):
    """An estimate of what nobody named."""

    seen: int
    missed: float
    lo: float
    # endless for a bound, which says nothing of how many there were at most
    hi: float


def chao(times: ArrayLike) -> Missed:
    """The least number of captures that nobody named, by Chao's bias-corrected bound.

    It is a lower bound for counts over many sources, none of which names most captures. Over a few
    large groups of unequal reach it can come out too high (`tools/bench_stats.py`).

    Parameters
    ----------
    times : array-like
        How many sources named each capture, 1 or more each.

    Returns
    -------
    Missed
        The bound, and the lower end that chance leaves of it with 95 % (log-normal, so
        never below zero: Chao 1987). There is no upper end: a bound from below has none.

    Raises
    ------
    ValueError
        Where a capture is named by nobody.

    Examples
    --------
    >>> chao([1] * 10 + [2] * 9 + [5] * 20).missed
    4.5
    """
    times = np.asarray(times)
    is_unnamed = times < 1
    if is_unnamed.any():
        raise ValueError(
            "times: every capture given has been named at least once"
        )
    # what was hard to hear of shows in these two numbers only
    is_once = times == 1
    once = int(is_once.sum())
    is_twice = times == 2
    twice = int(is_twice.sum())
    pairs_of_once = once * (once - 1)
    missed = pairs_of_once / (2 * (twice + 1))
    # variance of the bias-corrected form
    more = twice + 1
    of_once = once * (2 * once - 1) ** 2
    second = of_once / (4 * more**2)
    of_both = once**2 * twice * (once - 1) ** 2
    third = of_both / (4 * more**4)
    error = np.sqrt(missed + second + third)
    lower = _lower_end(missed, error)
    return Missed(len(times), missed, lower, np.inf)


def _lower_end(missed: float, error: float) -> float:
    if missed <= 0:
        return 0.0
    # on the log scale: less than none cannot be missed
    spread = np.sqrt(np.log1p((error / missed) ** 2))
    times = np.exp(Z_LOWER * spread)
    return float(missed / times)


def closed_list(
    captures_table: pd.DataFrame, until: str = "2021-07-31"
) -> pd.DataFrame:
    """First captures that had surely happened by a day: the one list that all groups could name.

    Parameters
    ----------
    captures_table : DataFrame
        See `captures`.
    until : str
        The last day.

    Returns
    -------
    DataFrame
        Those rows.

    Examples
    --------
    >>> from helpers import captures, events
    >>> bool((closed_list(captures(events()))["date_hi"] <= "2021-07-31").all())
    True
    """
    # a second capture after a retaking would count a district twice
    first = captures_table["nth"] == 1
    return captures_table[first & (captures_table["date_hi"] <= until)]


def histories(
    captures_table: pd.DataFrame,
    reports: pd.DataFrame,
    groups: Mapping[str, Sequence[str]] = GROUPS,
) -> pd.DataFrame:
    """Which groups named which capture.

    Parameters
    ----------
    captures_table : DataFrame
        Rows of events, see `captures`.
    reports : DataFrame
        See `load`.
    groups : mapping of str to sequence of str
        Name to words of `claimed_by`.

    Returns
    -------
    DataFrame
        One row a capture, a column of bool a group.

    Examples
    --------
    >>> reports = pd.DataFrame({"report_id": ["a", "b"], "claimed_by": ["taliban", "analyst"]})
    >>> histories(pd.DataFrame({"reports": [("a", "b"), ("a",)]}), reports).sum().tolist()
    [2, 0, 0, 1]
    """
    by_report = reports.set_index("report_id")
    said = by_report["claimed_by"].astype(str)
    # one row a report, the capture's index kept
    each = captures_table["reports"].explode()
    speaker = each.map(said)
    columns = {}
    for name, words in groups.items():
        spoke = speaker.isin(words)
        by_capture = spoke.groupby(level=0)
        columns[name] = by_capture.any()
    table = pd.DataFrame(columns)
    return table.reindex(captures_table.index)


def log_linear(
    named: pd.DataFrame, hard: bool = True
) -> tuple[Missed, pd.DataFrame]:
    """How many captures no group named, averaged over models of how groups depend.

    Parameters
    ----------
    named : DataFrame
        (captures, groups) of bool, see `histories`; rows of none are passed over.
    hard : bool
        Whether models are among them in which some captures are hard to hear of for all groups
        alike. Without them too few seem missed where that is so (`tools/bench_stats.py`).

    Returns
    -------
    (Missed, DataFrame)
        The average (`Missed`, 95 % interval: what each model does not know and what the models
        disagree on, on the log scale), and one row a model: pairs (that depend), hard (whether
        captures may be hard to hear of), aic, weight, missed.

    Raises
    ------
    ValueError
        With fewer than three groups, or where no model can be fitted.

    Examples
    --------
    >>> cells = [(1, 1, 1)] * 8 + [(1, 1, 0), (1, 0, 1), (0, 1, 1), (1, 0, 0), (0, 1, 0)] * 8
    >>> named = pd.DataFrame(cells + [(0, 0, 1)] * 8, columns=list("abc")).astype(bool)
    >>> found, models = log_linear(named, hard=False)
    >>> found.seen, len(models), round(models.loc[models["pairs"] == (), "missed"].item())
    (56, 7, 8)
    >>> len(log_linear(named)[1])
    11
    """
    groups = list(named.columns)
    if len(groups) < 3:
        raise ValueError(
            f"named: {len(groups)} groups; dependence can be modelled from three on"
        )
    cells = _cells(named)
    kinds = [(pairs, False) for pairs in _pair_sets(groups)]
    if hard:
        kinds += [(pairs, True) for pairs in _pair_sets(groups, hard=True)]
    rows = []
    for pairs, with_hard in kinds:
        row = _model(cells, groups, pairs, with_hard)
        if row is not None:
            rows.append(row)
    models = pd.DataFrame(rows)
    if models.empty:
        raise ValueError(
            "named: no model has a finite estimate; the groups overlap too little"
        )
    # Akaike's weights: a model two points worse counts a third
    above_best = models["aic"] - models["aic"].min()
    relative = np.exp(-above_best / 2)
    whole = relative.sum()
    models["weight"] = relative / whole
    weighted = models["weight"] * models["log"]
    level = weighted.sum()
    # models that disagree widen the interval
    off = models["log"] - level
    apart = off**2
    of_each = models["error"] ** 2 + apart
    weighted_variance = models["weight"] * of_each
    variance = weighted_variance.sum()
    # the number that was missed scatters about its mean, as counts do
    scatter = 1 / max(np.exp(level), HALF)
    spread = np.sqrt(variance + scatter)
    counts = cells["count"].sum()
    seen = int(counts)
    half = Z * spread
    numbers = np.exp([level, level - half, level + half])
    found = Missed(seen, *numbers.tolist())
    table = models.sort_values("weight", ascending=False, ignore_index=True)
    return found, table[["pairs", "hard", "aic", "weight", "missed"]]


def _cells(named: pd.DataFrame) -> pd.DataFrame:
    """How many captures each set of groups named, for every set but the empty one."""
    groups = list(named.columns)
    levels = [[False, True]] * len(groups)
    sets = pd.MultiIndex.from_product(levels, names=groups)
    # sets that nobody was found in count as zero, not as missing
    sets_seen = named.astype(bool).value_counts()
    counts = sets_seen.reindex(sets, fill_value=0)
    # the cell of those that nobody named is the one that is asked for
    seen_by_some = counts.iloc[1:]
    return seen_by_some.rename("count").reset_index()


def _pair_sets(groups: Sequence[str], hard: bool = False) -> list[tuple]:
    """All sets of pairs that leave the model a cell more than it has parameters."""
    pairs = list(combinations(groups, 2))
    # a model with as many parameters as cells fits anything
    n_cells = 2 ** len(groups) - 1
    most = n_cells - 1 - len(groups) - 1
    # with the number for hard captures, all pairs but one are the model of all pairs once more
    most = min(most - 1, len(pairs) - 2) if hard else min(most, len(pairs))
    sets = []
    for size in range(most + 1):
        sets += combinations(pairs, size)
    return sets


def _model(
    cells: pd.DataFrame, groups: Sequence[str], pairs: tuple, hard: bool
) -> dict | None:
    columns = [cells[group].to_numpy(dtype=float) for group in groups]
    named = dict(zip(groups, columns, strict=True))
    both = [named[one] * named[other] for one, other in pairs]
    if hard:
        # what is hard to hear of for everybody makes all pairs of groups alike to agree
        both.append(
            sum(
                named[one] * named[other]
                for one, other in combinations(groups, 2)
            )
        )
    ones = np.ones(len(cells))
    design = np.column_stack([ones, *columns, *both])
    found = poisson(design, cells["count"].to_numpy(dtype=float))
    if found is None:
        return None
    params, cov, llf = found
    # in the cell of none every column but the constant is zero
    level = params[0]
    error = np.sqrt(cov[0, 0])
    if error > WILD:
        return None
    aic = 2 * len(params) - 2 * llf
    kind = {"pairs": pairs, "hard": hard}
    return kind | {
        "aic": aic,
        "log": level,
        "error": error,
        "missed": np.exp(level),
    }


def poisson(
    design: NDArray, counts: NDArray
) -> tuple[NDArray, NDArray, float] | None:
    """A log-linear model of counts by Newton's method: a library takes 20 times as long.

    Parameters
    ----------
    design : array
        (cells, parameters).
    counts : array
        (cells,).

    Returns
    -------
    (array, array, float) or None
        Coefficients, covariance, log-likelihood; None where it has no finite maximum.

    Examples
    --------
    >>> poisson(np.ones((2, 1)), np.array([2.0, 4.0]))[0].round(3).tolist()  # log 3
    [1.099]
    """
    params = np.zeros(design.shape[1])
    # a start at the mean of the counts: Newton's first steps are then short
    params[0] = np.log(counts.mean())
    for _ in range(STEPS):
        mean = np.exp(design @ params)
        weighted = design * mean[:, None]
        information = weighted.T @ design
        # pairs that never overlap have no finite answer
        if np.linalg.cond(information) > SINGULAR:
            return None
        gradient = design.T @ (counts - mean)
        step = np.linalg.solve(information, gradient)
        longest = np.abs(step).max()
        # the first steps can overshoot
        params = params + step * min(1, 2 / longest)
        if longest < CLOSE:
            llf = _log_likelihood(counts, np.exp(design @ params))
            return params, np.linalg.inv(information), llf
    return None


def _log_likelihood(counts: NDArray, mean: NDArray) -> float:
    of_each = counts * np.log(mean) - mean
    of_each = of_each - gammaln(counts + 1)
    return of_each.sum()


__dir__ = own_names(__name__)
