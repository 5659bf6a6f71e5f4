"""What the record owes to single desks: who runs late, what one carries, whose word it is."""

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from helpers.adjudication import captures, events
from helpers.public import own_names
from helpers.vocabulary import GOVERNMENT_VOICES, NEUTRAL_VOICES, ONE_VOICE

# events that an origin must share with others before its lateness is given
LATE_EVENTS = 12
# ends of months, and the day of Kabul's fall
DATES = ("2021-06-30", "2021-07-31", "2021-08-15")
WHOSE = (
    "the Taliban alone",
    "government side alone",
    "outlets or analysts alone",
    "several kinds",
)


class Basis(NamedTuple):
    """How much there is to compare, and of how many it comes."""

    counts: int  # published counts of others
    counters: int  # who published them
    reports: int
    origins: int  # of the pages that the reports stand on


class Shares(NamedTuple):
    """What share of the captures rests on more than one voice, and what share is surely dated."""

    shared: float  # two voices or more
    dated: float  # bounds of at most so many days


def basis(
    counts: pd.DataFrame, reports: pd.DataFrame, sources: pd.DataFrame
) -> Basis:
    """How much there is to compare.

    Parameters
    ----------
    counts : DataFrame
        Rows of `published_counts`.
    reports, sources : DataFrame
        See `load`.

    Returns
    -------
    Basis

    Examples
    --------
    >>> from helpers import load
    >>> found = basis(load("published_counts"), load("reports"), load("sources"))
    >>> found.counters < found.counts and found.origins < found.reports
    True
    """
    # a page that no report stands on is no witness here
    behind = sources[sources["source_id"].isin(reports["source_id"])]
    counters = counts["publisher"].nunique()
    return Basis(
        len(counts), counters, len(reports), behind["origin"].nunique()
    )


def captured_by(
    events_table: pd.DataFrame, date: str, least: str = "single"
) -> int:
    """Districts with a capture by a day.

    Parameters
    ----------
    events_table : DataFrame
        See `events`.
    date : str
        The day.
    least : str
        The support that a capture must have.

    Returns
    -------
    int
        How many districts.

    Examples
    --------
    >>> captured_by(events(), "2021-05-01") < captured_by(events(), "2021-08-15")
    True
    """
    rows = captures(events_table)
    # the best date, as the counts of others are of a day
    by_day = rows["date"] <= date
    chosen = by_day & (rows["support"] >= least)
    # a district that fell twice is one district
    return int(rows.loc[chosen, "pcode"].nunique())


def lateness(
    captures_table: pd.DataFrame, reports: pd.DataFrame, sources: pd.DataFrame
) -> pd.DataFrame:
    """By how many days each origin dates captures later than most of the others.

    Parameters
    ----------
    captures_table : DataFrame
        See `captures`; only those that three origins tell of are used.
    reports, sources : DataFrame
        See `load`.

    Returns
    -------
    DataFrame
        Events, mean, error (standard error), index origin, the earliest first; origins with
        LATE_EVENTS events or more. `unknown` is no desk and is left out.

    Examples
    --------
    >>> from helpers import load
    >>> table = lateness(captures(events()), load("reports"), load("sources"))
    >>> bool((table["events"] >= LATE_EVENTS).all())
    True
    """
    # with two origins one is late by as much as the other is early
    told = captures_table.loc[
        captures_table["n_origins"] >= 3, ["event_id", "reports"]
    ]
    each = told.explode("reports")
    told = each.rename(columns={"reports": "report_id"})
    columns = ["report_id", "date", "source_id"]
    told = told.merge(reports[columns], on="report_id")
    origins_of = sources[["source_id", "origin"]]
    told = told.merge(origins_of, on="source_id")
    # a report without a day cannot be late
    dated = told.dropna(subset=["date"])
    told = dated.drop_duplicates(["event_id", "origin"])
    late = []
    for _, group in told.groupby("event_id"):
        # an event that one origin alone dates has nothing to be compared with
        if len(group) > 1:
            late.append(_against_others(group))
    # one row an event and origin
    every = pd.concat(late)
    table = every.groupby("origin")["late"].agg(
        events="size", mean="mean", error="sem"
    )
    # pages whose desk is not known are no desk
    often = table["events"] >= LATE_EVENTS
    table = table[often].drop("unknown", errors="ignore")
    return table.sort_values("mean")


def _against_others(group: pd.DataFrame) -> pd.DataFrame:
    """Days from what most of the other origins give, the earlier day if equal."""
    days = []
    for origin in group["origin"]:
        elsewhere = group["origin"] != origin
        others = group.loc[elsewhere, "date"]
        days.append(others.mode().iloc[0])
    apart = group["date"] - pd.to_datetime(days)
    return group.assign(late=apart.dt.days)


def clearly_apart(late: pd.DataFrame) -> pd.DataFrame:
    """The origins that date clearly earlier or later than the others.

    Parameters
    ----------
    late : DataFrame
        See `lateness`.

    Returns
    -------
    DataFrame
        Rows whose 95 % interval leaves out zero, and whose mean is more than a quarter of a day.

    Examples
    --------
    >>> late = pd.DataFrame({"mean": [0.1, 0.9], "error": [0.01, 0.1]}, index=["A", "B"])
    >>> clearly_apart(late).index.tolist()
    ['B']
    """
    size = late["mean"].abs()
    is_clear = size > 1.96 * late["error"]
    # an hour would be clear too, with events enough
    is_large = size > 0.25
    return late[is_clear & is_large]


def most_used(
    reports: pd.DataFrame, sources: pd.DataFrame, n: int = 10
) -> pd.Index:
    """The origins that most reports stand on.

    Parameters
    ----------
    reports, sources : DataFrame
        See `load`.
    n : int
        How many.

    Returns
    -------
    Index
        Names, the most used first.

    Examples
    --------
    >>> from helpers import load
    >>> len(most_used(load("reports"), load("sources"), 3))
    3
    """
    # one row a report, not a page: a list of ten districts counts ten times
    origin = sources.merge(reports[["source_id"]], on="source_id")["origin"]
    return origin.value_counts().index[:n]


def without_origin(
    reports: pd.DataFrame,
    sources: pd.DataFrame,
    events_table: pd.DataFrame,
    origins: Iterable[str],
) -> pd.DataFrame:
    """What is lost if one origin is left out and all events are derived anew.

    Parameters
    ----------
    reports, sources : DataFrame
        See `load`.
    events_table : DataFrame
        See `events`.
    origins : iterable of str
        Those to leave out, one at a time.

    Returns
    -------
    DataFrame
        One row an origin: reports, a column a day of DATES (districts lost) and corroborated
        (districts that lose their corroboration by the last day); the greatest loss first.

    Examples
    --------
    >>> from helpers import load
    >>> table = without_origin(load("reports"), load("sources"), events(), ["AFP"])
    >>> bool((table["corroborated"] >= 0).all())
    True
    """
    by_source = sources.set_index("source_id")["origin"]
    origin = reports["source_id"].map(by_source)
    rows = {}
    for name in origins:
        is_own = origin == name
        # the rule goes district by district: elsewhere nothing can be lost
        touched = reports.loc[is_own, "pcode"].dropna().unique()
        there = reports["pcode"].isin(touched)
        # anew: a date or a corroboration can hang on one desk
        rest = events(reports[there & ~is_own], sources)
        whole = events_table[events_table["pcode"].isin(touched)]
        row = {"reports": int(is_own.sum())}
        row |= {
            date: captured_by(whole, date) - captured_by(rest, date)
            for date in DATES
        }
        shared = [
            captured_by(each, DATES[-1], "corroborated")
            for each in (whole, rest)
        ]
        rows[name] = row | {"corroborated": shared[0] - shared[1]}
    table = pd.DataFrame(rows).T.rename_axis("origin")
    return table.sort_values([DATES[-1], "reports"], ascending=False)


def whose_word(
    captures_table: pd.DataFrame, reports: pd.DataFrame
) -> pd.Series:
    """Whose word each capture rests on.

    Parameters
    ----------
    captures_table : DataFrame
        See `captures`.
    reports : DataFrame
        See `load`.

    Returns
    -------
    Series
        One of WHOSE a capture.

    Examples
    --------
    >>> reports = pd.DataFrame({"report_id": ["a"], "claimed_by": ["taliban"]})
    >>> whose_word(pd.DataFrame({"reports": [("a",)]}), reports).tolist()
    ['the Taliban alone']
    """
    speaker = reports.set_index("report_id")["claimed_by"].astype(str)

    def word(report_ids):
        # all who speak for one capture: one voice of another kind makes it several
        said = set(speaker[list(report_ids)])
        if said <= {"taliban"}:
            return WHOSE[0]
        if said <= {*GOVERNMENT_VOICES}:
            return WHOSE[1]
        return WHOSE[2] if said <= {*NEUTRAL_VOICES} else WHOSE[3]

    return captures_table["reports"].map(word)


def shares(captures_table: pd.DataFrame, within: int = 3) -> Shares:
    """What share of the captures rests on more than one voice, and what share is surely dated.

    Parameters
    ----------
    captures_table : DataFrame
        See `captures`.
    within : int
        Days that the bounds may lie apart.

    Returns
    -------
    Shares

    Examples
    --------
    >>> 0 < shares(captures(events())).shared < 1
    True
    """
    width = captures_table["date_hi"] - captures_table["date_lo"]
    is_narrow = width.dt.days <= within
    # support is ordered: strong is more than corroborated
    shared = captures_table["support"] >= "corroborated"
    share_shared = float(shared.mean())
    share_narrow = float(is_narrow.mean())
    return Shares(share_shared, share_narrow)


def least_certain(captures_table: pd.DataFrame, n: int = 20) -> pd.DataFrame:
    """The captures up to 15 August that rest on least, and what would settle each.

    Parameters
    ----------
    captures_table : DataFrame
        See `captures`.
    n : int
        How many.

    Returns
    -------
    DataFrame
        Rows with width (days of their bounds) and settles.

    Examples
    --------
    >>> least_certain(captures(events()), 3)["settles"].str.len().gt(0).all().item()
    True
    """
    in_time = captures_table["date"] <= DATES[-1]
    rows = captures_table[in_time]
    # days that the true one can lie apart
    apart = rows["date_hi"] - rows["date_lo"]
    rows = rows.assign(width=apart.dt.days)
    # the least support first, then the widest bounds
    keys = ["support", "width"]
    in_order = rows.sort_values(keys, ascending=[True, False])
    rows = in_order.head(n)
    settles = [_settles(row) for row in rows.itertuples()]
    return rows.assign(settles=settles)


def _settles(row) -> str:
    needs = []
    if row.width > 3:
        needs.append("a page that gives the day")
    # several outlets that copy one word are one telling
    if row.support in ONE_VOICE:
        needs.append("a second origin that does not copy the first")
    if row.disputed:
        needs.append("a word of the side that denies it")
    return "; ".join(needs)


__dir__ = own_names(__name__)
