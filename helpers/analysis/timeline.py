"""When districts fell, were retaken, and were first told of: counts, spans, delays."""

import math
from typing import NamedTuple

import pandas as pd

from helpers.public import own_names
from helpers.vocabulary import END, GOVERNMENT_VOICES, START

# Who speaks, of those whose delay is compared; "mixed" pages carry several voices at once.
SPEAKERS = ("taliban", *GOVERNMENT_VOICES, "media")


def daily_counts(
    captures_table: pd.DataFrame, start: str = START, end: str = END
) -> pd.DataFrame:
    """Count captures by day, and those that two voices tell of.

    Parameters
    ----------
    captures_table : DataFrame
        As from `helpers.captures`: date, support.
    start, end : str
        The first and the last day.

    Returns
    -------
    DataFrame
        A row a day from `start` to `end`: captures, corroborated.

    Examples
    --------
    >>> from helpers import captures, events
    >>> counts = daily_counts(captures(events()))
    >>> bool((counts["corroborated"] <= counts["captures"]).all())
    True
    """
    days = pd.date_range(start, end, unit="us", name="date")
    # two pages of one agency are one origin, and do not count twice
    # corroborated and every rank above it
    is_backed = captures_table["support"] >= "corroborated"
    backed = captures_table[is_backed]
    counts = {
        "captures": captures_table.groupby("date").size(),
        "corroborated": backed.groupby("date").size(),
    }
    # a day without a capture is a day with none, not a missing one
    return pd.DataFrame(
        {name: n.reindex(days, fill_value=0) for name, n in counts.items()}
    )


class Window(NamedTuple):
    """A span of days, how many captures lie in it, of how many, and their share."""

    first: pd.Timestamp
    last: pd.Timestamp
    n: int
    of: int
    share: float


def busiest(
    captures_table: pd.DataFrame, before: str = "2021-08-01"
) -> Window:
    """Find the shortest span that holds half of the captures before a day.

    Parameters
    ----------
    captures_table : DataFrame
        A row a capture, with date; see `captures`.
    before : str
        The first day that does not count.

    Returns
    -------
    Window
        Its first and last day, how many captures it holds, of how many, and their share.

    Examples
    --------
    >>> from helpers import captures, events
    >>> found = busiest(captures(events()))
    >>> found.share >= 0.5
    True
    """
    # August fell so fast that it would be the answer to any question of pace
    earlier = captures_table["date"] < before
    dates = captures_table.loc[earlier, "date"]
    first, last = shortest_window(dates)
    inside = dates.between(first, last)
    n = int(inside.sum())
    return Window(first, last, n, len(dates), n / len(dates))


def shortest_window(
    dates: pd.Series, share: float = 0.5
) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Find the shortest span of days that holds a share of some dates.

    Parameters
    ----------
    dates : Series
        Days, in any order.
    share : float
        The least part of them that the span holds, above 0 and up to 1.

    Returns
    -------
    tuple
        First and last day; of several equally short spans the earliest.

    Raises
    ------
    ValueError
        If there is no date.

    Examples
    --------
    >>> dates = pd.to_datetime(pd.Series(["2021-05-01", "2021-06-20", "2021-06-21", "2021-08-01"]))
    >>> [f"{day:%d %b}" for day in shortest_window(dates)]
    ['20 Jun', '21 Jun']
    """
    if not len(dates):
        raise ValueError(
            "dates: there is none, so there is no span that holds half of them"
        )
    # argmin gives the first of several equally short spans
    ordered = dates.sort_values().reset_index(drop=True)
    needed = math.ceil(share * len(ordered))
    # every candidate begins at a date and ends `needed` dates on
    later = ordered.iloc[needed - 1 :]
    ends = later.reset_index(drop=True)
    begins = ordered.iloc[: len(ends)]
    spans = (ends - begins).dt.days
    first = int(spans.to_numpy().argmin())
    return ordered[first], ends[first]


def halves(days: pd.DataFrame, reading: str = "best") -> pd.Series:
    """The day on which half of all districts of each province were under the Taliban.

    All districts count, those that no page names among them.

    Parameters
    ----------
    days : DataFrame
        As from `helpers.control`.
    reading : str
        One of the three readings.

    Returns
    -------
    Series
        Days by province P-code; NaT where half were never held.

    Examples
    --------
    >>> from helpers import control
    >>> len(halves(control("2021-08-14", "2021-08-15")))
    34
    """
    held = days[reading] == "taliban"
    codes = days["pcode"].str[:4]
    province = codes.rename("province")
    by_day = held.groupby([province, days["date"]])
    share = by_day.mean()
    # the first day counts, also where a retaking undid it for a while
    reached = share[share >= 0.5].reset_index()
    by_province = reached.groupby("province")["date"]
    first = by_province.min()
    # a province that never was half held keeps its row
    provinces = sorted(province.unique())
    return first.reindex(provinces)


def province_spread(
    captures_table: pd.DataFrame, days: pd.DataFrame, districts: pd.DataFrame
) -> pd.DataFrame:
    """From the first to the last capture of each province, its half and its capital.

    Parameters
    ----------
    captures_table : DataFrame
        As from `helpers.captures`, in the order of events.
    days : DataFrame
        As from `helpers.control`.
    districts : DataFrame
        The table of that name.

    Returns
    -------
    DataFrame
        By province, in the order of the median: min, median, max (days of first captures of
        named districts), half (of all districts, see `halves`), capital (its last capture).

    Examples
    --------
    >>> from helpers import captures, control, events, load
    >>> table = province_spread(captures(events()), control(), load("districts"))
    >>> bool((table["min"] <= table["max"]).all())
    True
    """
    named = districts[["pcode", "province", "is_capital"]]
    # the names that events carry are those of the same table
    table = captures_table[["pcode", "date"]].merge(named, on="pcode")
    # a district that fell twice is one district, with its first fall
    first_falls = table.drop_duplicates("pcode")
    first = first_falls.groupby("province")["date"]
    quartiles = first.agg(["min", "median", "max"])
    spread = quartiles.sort_values("median", kind="stable")
    # a capital that was retaken fell for good with its last capture
    of_capitals = table[table["is_capital"]]
    capitals = of_capitals.drop_duplicates("pcode", keep="last")
    spread["capital"] = capitals.set_index("province")["date"]
    # from P-codes to the names by which a reader knows provinces
    one_each = districts.drop_duplicates("province_pcode")
    names = one_each.set_index("province_pcode")["province"]
    spread["half"] = halves(days).rename(index=names)
    return spread


class Gaps(NamedTuple):
    """Days by which capitals outlasted half of their provinces: quartiles, and the short ones."""

    lower: float
    middle: float
    upper: float
    at_once: int
    n: int
    of_named: float


def capital_gaps(spread: pd.DataFrame, soon: int = 3) -> Gaps:
    """Days from the half of a province to its capital.

    Parameters
    ----------
    spread : DataFrame
        As from `province_spread`.
    soon : int
        Capitals that fell this many days after the half, or before, count as `at_once`.

    Returns
    -------
    Gaps
        Quartiles in days, at_once of n provinces, and of_named: the median against the named
        districts alone, which leaves out all that no page names.

    Examples
    --------
    >>> half, capital = pd.Timestamp("2021-07-01"), pd.Timestamp("2021-07-11")
    >>> row = {"half": half, "median": half, "capital": capital}
    >>> capital_gaps(pd.DataFrame([row])).middle
    10.0
    """
    # a province without a named fall of its capital has no gap
    gap = spread["capital"] - spread["half"]
    after = gap.dt.days.dropna()
    quartiles = after.quantile([0.25, 0.5, 0.75])
    # plain numbers, for the sentences that print them
    lower, middle, upper = quartiles.tolist()
    # of named captures alone: the half above counts what was held before as well
    after_median = spread["capital"] - spread["median"]
    middle_of_named = after_median.dt.days.median()
    is_soon = after <= soon
    soon_after = int(is_soon.sum())
    of_named = float(middle_of_named)
    return Gaps(lower, middle, upper, soon_after, len(after), of_named)


class Retaken(NamedTuple):
    """Counts of retakings: all, backed, disputed, with a second fall in print, and without."""

    n: int
    backed: int
    disputed: int
    lost: int
    open: int
    median_days: float


def retaken_counts(back: pd.DataFrame) -> Retaken:
    """Count retakings by how well they are told and how they ended.

    Parameters
    ----------
    back : DataFrame
        As from `retaken`.

    Returns
    -------
    Retaken
        Counts, and the median of days held, of those that were lost again.

    Examples
    --------
    >>> from helpers import events
    >>> found = retaken_counts(retaken(events()))
    >>> found.lost + found.open == found.n
    True
    """
    # a retaking without a second fall in print has no known length
    held = back["held_days"].dropna()
    return Retaken(
        n=len(back),
        backed=int((back["support"] >= "corroborated").sum()),
        disputed=int(back["disputed"].sum()),
        lost=len(held),
        open=len(back) - len(held),
        median_days=float(held.median()),
    )


def retaken(events_table: pd.DataFrame, until: str = END) -> pd.DataFrame:
    """List retakings of districts with the next capture of the same district, if any is told.

    Parameters
    ----------
    events_table : DataFrame
        See `events`.
    until : str
        The last day whose retakings count.

    Returns
    -------
    DataFrame
        Retakings up to `until` by date, with lost_again (NaT: no page tells) and held_days.

    Examples
    --------
    >>> from helpers import events
    >>> table = retaken(events())
    >>> bool((table["held_days"].dropna() > 0).all())
    True
    """
    # a border post is retaken without its district
    of_district = events_table["crossing_id"].isna()
    of_districts = events_table[of_district]
    kind = of_districts["kind"]
    in_time = of_districts["date"] <= until
    is_retaken = kind == "recaptured"
    back = of_districts[is_retaken & in_time]
    is_fall = kind == "captured"
    falls = of_districts.loc[is_fall, ["pcode", "date"]]
    retakings = back[["event_id", "pcode", "date"]]
    later = retakings.merge(falls, on="pcode", suffixes=("", "_fall"))
    # a capture of the same day may be what was undone
    is_later = later["date_fall"] > later["date"]
    later = later[is_later]
    fall_dates = later.groupby("event_id")["date_fall"]
    again = fall_dates.min().rename("lost_again")
    back = back.sort_values("date", kind="stable")
    # a join keeps them dates even where no retaking has a second fall
    back = back.join(again, on="event_id")
    held = back["lost_again"] - back["date"]
    # whole days; missing where no second fall is told
    return back.assign(held_days=held.dt.days)


def dated_prints(
    captures_table: pd.DataFrame, reports: pd.DataFrame, sources: pd.DataFrame
) -> pd.DataFrame:
    """List the dated pages that tell of some captures, in the order in which they appeared.

    Pages that are older than the capture by two days or more tell of something else: they are
    left out.

    Parameters
    ----------
    captures_table : DataFrame
        As `helpers.captures` gives it.
    reports, sources : DataFrame
        The tables of these names.

    Returns
    -------
    DataFrame
        event_id, date, report_id, origin, published, claimed_by, delay (days from the capture
        to the page).

    Examples
    --------
    >>> from helpers import captures, events, load
    >>> table = dated_prints(captures(events()), load("reports"), load("sources"))
    >>> bool((table["delay"] >= -1).all())
    True
    """
    printed = sources[["source_id", "origin", "published"]]
    pages = reports.merge(printed, on="source_id")
    # the page's own columns alone: a report has a date and manner of its own
    pages = pages[["report_id", "origin", "published", "claimed_by"]]
    columns = ["event_id", "date", "reports"]
    # one row a report: the name of the column follows
    rows = captures_table[columns].explode("reports")
    renamed = rows.rename(columns={"reports": "report_id"})
    rows = renamed.merge(pages, on="report_id")
    delay = (rows["published"] - rows["date"]).dt.days
    rows = rows.assign(delay=delay)
    # best dates may be a day late; a page older than that tells of an earlier fall
    has_date = rows["published"].notna()
    rows = rows[has_date & (delay >= -1)]
    return rows.sort_values(["published", "report_id"], ignore_index=True)


def delays(prints_table: pd.DataFrame) -> pd.DataFrame:
    """Days from a capture to the page that tells of it, by who speaks.

    Parameters
    ----------
    prints_table : DataFrame
        As from `dated_prints`.

    Returns
    -------
    DataFrame
        A row a speaker of SPEAKERS: pages, and the quartiles of the delay in days.

    Examples
    --------
    >>> table = pd.DataFrame({"claimed_by": ["media"] * 3, "delay": [0, 1, 5]})
    >>> delays(table).to_dict("records")
    [{'speaker': 'media', 'pages': 3, 'a quarter within': 0.5, 'half within': 1.0, \
'three quarters within': 3.0}]
    """
    speaker = prints_table["claimed_by"].astype(str)
    # too few pages of the others to give quartiles
    told = prints_table[speaker.isin(SPEAKERS)]
    delay = told["delay"].groupby(speaker[told.index])
    levels = delay.quantile([0.25, 0.5, 0.75])
    quartiles = levels.unstack()
    quartiles.columns = [
        "a quarter within",
        "half within",
        "three quarters within",
    ]
    with_pages = quartiles.assign(pages=delay.size())
    table = with_pages.rename_axis("speaker").reset_index()
    return table[["speaker", "pages", *quartiles.columns]]


def support_growth(prints_table: pd.DataFrame, days: int = 14) -> pd.DataFrame:
    """Share of captures that one, two and three origins had in print, by days since the event.

    Parameters
    ----------
    prints_table : DataFrame
        As from `dated_prints`.
    days : int
        The last day.

    Returns
    -------
    DataFrame
        Rows 0 to `days`, columns "1 or more", "2 or more", "3 or more": shares of the captures
        with a dated page.

    Examples
    --------
    >>> table = pd.DataFrame({"event_id": [1, 1, 2], "origin": ["a", "b", "a"],
    ...                       "delay": [0, 2, 1]})
    >>> support_growth(table, days=2)["2 or more"].tolist()
    [0.0, 0.0, 0.5]
    """
    # a page of the day before its capture's best date is one of that day
    not_before = prints_table["delay"].clip(lower=0)
    first = prints_table.assign(delay=not_before)
    # an origin counts from its first page, however many follow
    by_origin = first.groupby(["event_id", "origin"])["delay"]
    first = by_origin.min().sort_values()
    # of captures with a dated page: the others have no delay
    captures_known = first.index.get_level_values("event_id").nunique()
    shares = {}
    for n in (1, 2, 3):
        # the delay at which the nth origin had it
        by_event = first.groupby("event_id")
        nth = by_event.nth(n - 1)
        reached = []
        for day in range(days + 1):
            in_time = nth <= day
            reached.append(in_time.sum() / captures_known)
        shares[f"{n} or more"] = reached
    index = pd.RangeIndex(days + 1, name="days")
    return pd.DataFrame(shares, index=index)


def second_origin(prints_table: pd.DataFrame, late: int = 1) -> dict:
    """When the second origin came: at once, later, or never on a dated page.

    Parameters
    ----------
    prints_table : DataFrame
        A row an event and origin, with delay (days from the event to the page); see `dated_prints`.
    late : int
        Days after the event that still count as at once.

    Returns
    -------
    dict
        n (captures with a dated page); at_once (second origin within `late` days), later and
        never, as shares of n.

    Examples
    --------
    >>> table = pd.DataFrame({"event_id": [1, 1, 2], "origin": ["a", "b", "a"],
    ...                       "delay": [0, 2, 1]})
    >>> second_origin(table)
    {'n': 2, 'at_once': 0.0, 'later': 0.5, 'never': 0.5}
    """
    by_origin = prints_table.groupby(["event_id", "origin"])["delay"]
    first = by_origin.min().sort_values()
    n = prints_table["event_id"].nunique()
    # in the order of delays, so the second is the second to print
    second = first.groupby("event_id").nth(1)
    at_once = int((second <= late).sum())
    # shares of all: those without a second origin are part of the whole
    return {
        "n": n,
        "at_once": at_once / n,
        "later": (len(second) - at_once) / n,
        "never": (n - len(second)) / n,
    }


__dir__ = own_names(__name__)
