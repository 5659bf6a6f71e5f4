"""People, not districts: how many lived under each holder, by day, and what counting places hides.

Counts are of settled people before 2021; who fled, and nomads, are in none of them.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from helpers.arguments import day_of
from helpers.public import own_names
from helpers.vocabulary import READINGS

if TYPE_CHECKING:  # a type only
    from helpers.worlds import Worlds

# Two counts made by different means: a grid of modelled density, and the statistics office.
COUNTS = {
    "worldpop": "people_worldpop_2020",
    "statistics office": "people_cso_2019",
}


def shares_held(
    days: pd.DataFrame, district_context: pd.DataFrame
) -> pd.DataFrame:
    """Share of districts and of people under the Taliban, by day and reading.

    Parameters
    ----------
    days : DataFrame
        As from `helpers.control`: date, pcode and a column a reading.
    district_context : DataFrame
        As from `load("district_context")`: pcode and the columns of COUNTS. A district without
        a count (its people are counted in a neighbour) weighs nothing.

    Returns
    -------
    DataFrame
        Rows by date; columns (count, reading), where count is districts or a key of COUNTS;
        shares from 0 to 1.

    Examples
    --------
    >>> days = pd.DataFrame({"date": pd.Timestamp("2021-07-01"), "pcode": ["AF0101", "AF0102"],
    ...     "best": ["taliban", "government"]}).assign(earliest="taliban", latest="government")
    >>> people = pd.DataFrame({"pcode": ["AF0101", "AF0102"], "people_worldpop_2020": [1, 3],
    ...                        "people_cso_2019": [1, 1]})
    >>> shares_held(days, people)["worldpop"].values.tolist()
    [[0.25, 1.0, 0.0]]
    """
    codes = sorted(days["pcode"].unique())
    weights = _weights(district_context, codes)
    # every count in every reading: the gap must not hang on either
    shares = {}
    for reading in READINGS:
        is_taliban = days[reading] == "taliban"
        held = is_taliban.to_numpy(float)
        # districts side by side, so that one product gives every day
        table = pd.Series(
            held, pd.MultiIndex.from_frame(days[["date", "pcode"]])
        ).unstack()
        # the order of the weights, whatever the order of the days
        table = table[weights.index]
        for count in weights:
            # arrays: the order is fixed above, and alignment by label would cost time
            of_count = weights[count].to_numpy()
            shares[count, reading] = table.to_numpy() @ of_count
    # pivoting sorts the days: the index does so too
    dates = sorted(days["date"].unique())
    return pd.DataFrame(shares, index=pd.Index(dates, name="date"))


def shares_in_worlds(
    worlds: "Worlds", district_context: pd.DataFrame
) -> dict[str, np.ndarray]:
    """Share of districts and of people under the Taliban, by world and day.

    Parameters
    ----------
    worlds : Worlds
        As from `helpers.worlds.worlds`: holder (worlds, districts, days), 2 for the Taliban.
    district_context : DataFrame
        As for `shares_held`.

    Returns
    -------
    dict
        One array (worlds, days) of shares for districts and for each key of COUNTS.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> two = SimpleNamespace(pcodes=["AF0101", "AF0102"],
    ...                       holder=np.array([[[2, 2], [0, 2]]], dtype=np.uint8))
    >>> people = pd.DataFrame({"pcode": ["AF0101", "AF0102"], "people_worldpop_2020": [1, 3],
    ...                        "people_cso_2019": [1, 1]})
    >>> shares_in_worlds(two, people)["worldpop"].tolist()
    [[0.25, 1.0]]
    """
    weights = _weights(district_context, list(worlds.pcodes))
    # contested is not held: nobody rules there yet
    taliban = worlds.holder == 2
    # one product a count: a world's days are columns, the weights of its districts a row
    return {
        count: np.einsum("wpd,p->wd", taliban, weights[count])
        for count in weights
    }


class Widest(NamedTuple):
    """The end of the week with the widest gap, and of the last week: per cent and points."""

    day: pd.Timestamp
    districts: float
    worldpop: float
    office: float
    points: float
    last_day: pd.Timestamp
    last_points: float


def widest(gaps: pd.DataFrame) -> Widest:
    """Find the week at whose end districts and people differed most.

    Parameters
    ----------
    gaps : DataFrame
        As from `weekly_gap`.

    Returns
    -------
    Widest
        That week, in per cent and points, and the last one beside it.

    Examples
    --------
    >>> days = pd.date_range("2021-07-02", periods=2, freq="7D", name="date")
    >>> gaps = pd.DataFrame({"districts": [0.3, 0.5], "worldpop": [0.3, 0.4],
    ...                      "statistics office": [0.3, 0.4], "gap": [0.0, 10.0]}, index=days)
    >>> widest(gaps).points
    10.0
    """
    # of several equal weeks the first
    day = gaps["gap"].idxmax()
    # shares as per cent, and differences as points
    columns = ["districts", *COUNTS]
    at = 100 * gaps.loc[day, columns]
    last_day = gaps.index[-1]
    last_points = float(gaps["gap"].iloc[-1])
    points = float(gaps["gap"].max())
    return Widest(day, *at.tolist(), points, last_day, last_points)


def band(
    in_worlds: dict[str, np.ndarray],
    of_days: Iterable,
    days: Iterable,
    levels: tuple[float, float] = (5, 95),
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Between which shares nine worlds in ten lie, by count and day.

    Parameters
    ----------
    in_worlds : dict
        As from `shares_in_worlds`.
    of_days : DatetimeIndex
        Days of the worlds.
    days : DatetimeIndex
        Days that are wanted.
    levels : pair of numbers
        Percentiles.

    Returns
    -------
    dict
        By count a lower and an upper array, one share a day.

    Examples
    --------
    >>> day = pd.date_range("2021-07-01", periods=1)
    >>> lo, hi = band({"districts": np.array([[0.1], [0.3]])}, day, day, (0, 100))["districts"]
    >>> lo.tolist(), hi.tolist()
    ([0.1], [0.3])
    """
    # days by their date: worlds may begin and end elsewhere than the figure
    all_days = pd.DatetimeIndex(of_days)
    chosen = all_days.isin(days)
    ends = {}
    for count, table in in_worlds.items():
        lower, upper = np.percentile(table[:, chosen], levels, axis=0)
        ends[count] = (lower, upper)
    return ends


def gap_on(
    in_worlds: dict[str, np.ndarray],
    of_days: Iterable,
    day: str | pd.Timestamp,
) -> np.ndarray:
    """By how many points the share of people lay below that of districts, one number a world.

    Parameters
    ----------
    in_worlds : dict of str to array
        As for `band`.
    of_days : iterable
        As for `band`.
    day : str or Timestamp
        The day.

    Returns
    -------
    array, (worlds,)
        Percentage points; positive where less than a proportionate share lived there.

    Examples
    --------
    >>> day = pd.date_range("2021-07-01", periods=1)
    >>> table = {"districts": [[0.5]], "worldpop": [[0.4]], "statistics office": [[0.38]]}
    >>> in_worlds = {count: np.array(share) for count, share in table.items()}
    >>> gap_on(in_worlds, day, day[0]).round(1).tolist()
    [11.0]
    """
    known = pd.DatetimeIndex(of_days)
    at = known == day_of("day", day, known)
    # the two counts are made by different means; neither is preferred
    of_people = np.mean([in_worlds[count][:, at] for count in COUNTS], axis=0)
    return 100 * (in_worlds["districts"][:, at] - of_people)[:, 0]


def _weights(
    district_context: pd.DataFrame, pcodes: list[str]
) -> pd.DataFrame:
    """What part of the whole each district is, by count; columns add up to one."""
    # a district without a figure adds nobody: its people are not guessed
    by_pcode = district_context.set_index("pcode")
    counted = by_pcode.reindex(pcodes)
    weights = pd.DataFrame({"districts": 1.0}, index=counted.index)
    for name, column in COUNTS.items():
        weights[name] = counted[column].astype(float).fillna(0.0)
    return weights / weights.sum()


def weekly_gap(shares: pd.DataFrame, every: str = "W-FRI") -> pd.DataFrame:
    """How far the share of people lay below the share of districts, at the end of each week.

    Parameters
    ----------
    shares : DataFrame
        As from `shares_held`.
    every : str
        A pandas frequency; weeks end on Friday, Afghanistan's day of rest.

    Returns
    -------
    DataFrame
        By day: districts and each key of COUNTS (best reading, shares), gap (share of districts
        less the mean share of people) in percentage points.

    Examples
    --------
    >>> index = pd.date_range("2021-07-01", periods=2, name="date")
    >>> shares = pd.DataFrame({("districts", "best"): [0.2, 0.5], ("worldpop", "best"): [0.1, 0.4],
    ...                        ("statistics office", "best"): [0.1, 0.4]}, index=index)
    >>> weekly_gap(shares)["gap"].round(1).tolist()
    [10.0]
    """
    best = shares.xs("best", axis=1, level=1)
    # the last day of each week; a week that the record does not finish has none
    ends = best[
        best.index.isin(
            pd.date_range(best.index[0], best.index[-1], freq=every)
        )
    ]
    # both counts alike: neither is preferred
    people = ends[list(COUNTS)].mean(axis=1)
    below = ends["districts"] - people
    return ends.assign(gap=100 * below)


__dir__ = own_names(__name__)
