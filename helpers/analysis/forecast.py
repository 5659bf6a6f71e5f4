"""Rolling weekly forecasts: learn from the weeks before, rank those that still stand."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from helpers.analysis import spread
from helpers.analysis.hazard import MODEL, concordance
from helpers.public import own_names

PACE = "the region's pace goes on"
DRAWS = 1_000
SEED = 2021
# between these percentiles lie 95 % of the draws
BAND = (2.5, 97.5)
# capitals fell by a clock of their own and are not forecast
TRAITS = tuple(term for term in MODEL if term != "is_capital")
MODELS = {
    "traits": TRAITS,
    "reach": ("reach",),
    "pace and traits": ("pace", *TRAITS),
    "pace and reach": ("pace", "reach"),
    "pace, traits, reach": ("pace", *TRAITS, "reach"),
}
# a region without a capture so far has fallen half of one: no rate is zero
HALF = 0.5


def pace(before: pd.DataFrame, now: pd.DataFrame) -> pd.Series:
    """The plainest forecast: the share of a region's district-weeks that were captures so far.

    Parameters
    ----------
    before, now : DataFrame
        Rows of `hazard.panel` before the week, and of the week.

    Returns
    -------
    Series
        Log rate, one number a row of `now`.

    Examples
    --------
    >>> before = pd.DataFrame({"region": list("aabb"), "captured": [1, 0, 0, 0], "days": 7})
    >>> pace(before, pd.DataFrame({"region": ["a", "b"]})).round(2).tolist()
    [-0.29, -1.39]
    """
    groups = before.groupby("region")
    weeks = groups["days"].sum() / 7
    # half a capture more than were seen: no region is ruled out
    captures_seen = groups["captured"].sum() + HALF
    rate = captures_seen / weeks
    # a region without a row so far has the country's pace
    all_captures = before["captured"].sum() + HALF
    all_weeks = before["days"].sum() / 7
    overall = all_captures / all_weeks
    rate_known = now["region"].map(rate)
    rates = rate_known.fillna(overall)
    return np.log(rates)


def eve_pace(table: pd.DataFrame) -> pd.Series:
    """The pace of each row's region, as it was known on the eve of its week.

    Parameters
    ----------
    table : DataFrame
        See `hazard.panel`.

    Returns
    -------
    Series
        Log rate, see `pace`; in the first week, of which nothing is known, 0 for all. Index as
        table.

    Examples
    --------
    >>> rows = {"week": [1, 1, 2, 2], "region": list("abab"), "captured": [1, 0, 0, 0], "days": 7}
    >>> eve_pace(pd.DataFrame(rows)).round(2).tolist()
    [0.0, 0.0, 0.41, -0.69]
    """
    # in order: a week knows those before it and no other
    rates = pd.Series(0.0, table.index)
    all_weeks = sorted(table["week"].unique())
    for week in all_weeks[1:]:
        is_now = table["week"] == week
        # nothing of the week itself
        is_before = table["week"] < week
        before = table[is_before]
        rates[is_now] = pace(before, table[is_now])
    return rates


def rolling(
    table: pd.DataFrame,
    models: Mapping[str, Sequence[str]],
    start: pd.Timestamp,
    eves: bool = False,
) -> pd.DataFrame:
    """Forecast every week from `start` on from the weeks before it.

    Parameters
    ----------
    table : DataFrame
        See `hazard.panel`; with every term of the models.
    models : mapping of str to sequence of str
        Name to terms. A model whose terms hold "pace" takes the log of the region's pace as
        one of its terms.
    start : Timestamp
        The first week that is forecast.
    eves : bool
        What the pace was in the weeks that a model learns from. Either that of the forecast's
        own eve in all of them, as an effect of regions would be; or, if true, in each the one that
        was known on its eve.

    Returns
    -------
    DataFrame
        The rows of the forecast weeks with a column a model, and one for `PACE`: log relative
        hazard.

    Examples
    --------
    >>> weeks = pd.date_range("2021-05-06", periods=4, freq="7D")
    >>> rows = [(w, p, i % 2) for w in weeks for i, p in enumerate("abcd")]
    >>> table = pd.DataFrame(rows, columns=["week", "province", "x"]).assign(days=7, region="r")
    >>> table["captured"] = [0, 1, 0, 1, 0, 1, 1, 0] * 2
    >>> len(rolling(table, {"x": ["x"]}, weeks[2]))  # two weeks of four districts
    8
    """
    weeks = []
    known_then = eve_pace(table) if eves else None
    asked = table.loc[table["week"] >= start, "week"]
    for week in sorted(asked.unique()):
        # nothing of the week itself, nor of later ones
        is_past = table["week"] < week
        past = table[is_past]
        this_week = table["week"] == week
        now = table[this_week].copy()
        learned_pace = known_then[past.index] if eves else pace(past, past)
        past = past.assign(pace=learned_pace)
        now["pace"] = pace(past, now)
        scores = {PACE: now["pace"]}
        for name, terms in models.items():
            # no province effects: they would learn the pace by another name
            learned = spread.fit(past, terms, "none").params
            # a term that did not vary so far has nothing learned
            known = [term for term in terms if term in learned.index]
            traits = now[known].astype(float)
            scores[name] = traits @ learned[known]
        weeks.append(now.assign(**scores))
    return pd.concat(weeks, ignore_index=True)


def log_score(table: pd.DataFrame, score: ArrayLike) -> NDArray:
    """How likely a forecast held each capture, of those that stood in its week.

    Parameters
    ----------
    table : DataFrame
        Rows of weeks with captured and week.
    score : array-like
        Log relative hazard, one number a row.

    Returns
    -------
    array
        Log of the share of the week's hazard that the forecast gave the district, one number a
        capture, in row order. The proper score of a forecast that is told how many fall.

    Examples
    --------
    >>> table = pd.DataFrame({"week": 1, "captured": [1, 0]})
    >>> log_score(table, [0, 0]).round(2).tolist()  # one of two, no opinion
    [-0.69]
    """
    value = np.asarray(score, dtype=float)
    # the week's number is given; only who is forecast
    total = (
        pd.Series(np.exp(value))
        .groupby(table["week"].to_numpy())
        .transform("sum")
    )
    share = value - np.log(total.to_numpy())
    captured = table["captured"].to_numpy() == 1
    return share[captured]


def compare(
    table: pd.DataFrame,
    names: Sequence[str] = (PACE, *MODELS),
    draws: int = DRAWS,
    seed: int = SEED,
) -> pd.DataFrame:
    """Score forecasts beside the region's pace.

    Parameters
    ----------
    table : DataFrame
        See `rolling`.
    names : sequence of str
        Of the forecasts.
    draws, seed : int
        Of the resampling of whole provinces.

    Returns
    -------
    DataFrame
        One row a forecast: ratio, lo, hi (pairs of one week in which the captured one ranked
        higher, 95 % by resampling provinces), gain, gain_lo, gain_hi (the difference from the
        region's pace), log_score (mean) and log_gain, log_gain_lo, log_gain_hi (against the
        region's pace).

    Examples
    --------
    >>> table = pd.DataFrame({"week": 1, "captured": [1, 0, 0], "province": list("abc")})
    >>> float(compare(table.assign(**{PACE: 0.0, "x": [2.0, 1, 0]}), ["x"]).loc["x", "ratio"])
    1.0
    """
    # the same seed for all: a gain is the difference within one draw of provinces
    plain, plain_draws = concordance(table, table[PACE], draws, seed)
    plain_log = log_score(table, table[PACE])
    # captures of one province are alike
    is_captured = table["captured"] == 1
    home, _ = table.loc[is_captured, "province"].factorize()
    rows = {}
    for name in names:
        area, many = concordance(table, table[name], draws, seed)
        lo, hi = np.percentile(many, BAND)
        gain_draws = many - plain_draws
        gain_lo, gain_hi = np.percentile(gain_draws, BAND)
        logs = log_score(table, table[name])
        better = logs - plain_log
        least, most = _resampled_mean(better, home, draws, seed)
        rows[name] = {
            "ratio": area,
            "lo": lo,
            "hi": hi,
            "gain": area - plain,
            "gain_lo": gain_lo,
            "gain_hi": gain_hi,
            "log_score": logs.mean(),
            "log_gain": better.mean(),
            "log_gain_lo": least,
            "log_gain_hi": most,
        }
    return pd.DataFrame(rows).T


def _resampled_mean(
    values: NDArray, group: NDArray, draws: int, seed: int
) -> NDArray:
    """95 % interval of a mean, by drawing whole groups."""
    groups = group.max() + 1
    even = np.full(groups, 1 / groups)
    # whole groups: their members are alike
    rng = np.random.default_rng(seed)
    times = rng.multinomial(groups, even, size=draws)
    sums = np.bincount(group, values, groups)
    sizes = np.bincount(group, minlength=groups)
    drawn = np.maximum(times @ sizes, 1)
    means = (times @ sums) / drawn
    return np.percentile(means, BAND)


__dir__ = own_names(__name__)
