"""An own question in one call: which events, where, when, how, and on whose word."""

from __future__ import annotations

from calendar import month_name
from collections.abc import Iterable
from numbers import Real

import numpy as np
import pandas as pd

from helpers.adjudication import events
from helpers.arguments import as_day, as_flag, as_table, as_word, with_days
from helpers.district_days import control
from helpers.places import plain, province_of, resolve
from helpers.public import own_names
from helpers.tables import load, nearest, shown
from helpers.vocabulary import KINDS, LAST, MANNERS, READINGS, START, SUPPORT

EARTH_RADIUS_KM = 6_371
MONTHS = ("May", "June", "July", "August", "September")
ALL_MONTHS = tuple(month_name)[1:]
# columns of the answer, in the order in which a reader asks for them
COLUMNS = [
    "date",
    "district",
    "province",
    "kind",
    "manner",
    "support",
    "date_lo",
    "date_hi",
    "reason",
    "pages",
    "km_to_road",
    "n_origins",
    "disputed",
    "region",
    "is_capital",
    "crossing",
    "pcode",
    "crossing_id",
    "event_id",
    "reports",
]
# without which a table is none of events
NEEDED = (
    "date",
    "kind",
    "manner",
    "support",
    "pcode",
    "crossing_id",
    "reports",
)


def find(
    kind: str | Iterable[str] | None = None,
    manner: str | Iterable[str] | None = None,
    month: str | Iterable[str] | None = None,
    province: str | Iterable[str] | None = None,
    district: str | Iterable[str] | None = None,
    region: str | Iterable[str] | None = None,
    near_road_km: float | None = None,
    road: str | Iterable[str] | None = None,
    support: str | None = None,
    start: str | None = None,
    end: str | None = None,
    crossings: bool = False,
    events_table: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Find events of the record by what is asked of them.

    Parameters
    ----------
    kind : str or list of str, optional
        captured, recaptured.
    manner : str or list of str, optional
        assault, surrender, negotiated, withdrawal, unknown.
    month : str or list of str, optional
        Such as "2021-06" or "June".
    province, district : str or list of str, optional
        A name in any spelling, or a P-code.
    region : str or list of str, optional
        Such as north or south-east.
    near_road_km : float, optional
        At most so far, in a straight line, from a trunk road (the district's point; roads are
        drawn straight between their towns).
    road : str or list of str, optional
        Which roads that distance is to: ring_road, regional, national, link (default: any).
    support : str, optional
        At least this much: single, admitted, corroborated, strong.
    start, end : str or date, optional
        First and last best date.
    crossings : bool
        Also events of border posts; without it, districts alone.
    events_table : DataFrame, optional
        As `events` returns it (default: derived from data/).

    Returns
    -------
    DataFrame
        One row an event, by date: date, district, province, kind, manner, support, date_lo,
        date_hi, reason (why this day and these bounds), pages (addresses of its reports' pages),
        km_to_road, region, is_capital, and the identifiers.

    Raises
    ------
    ValueError
        For a word, a place or a day that the record does not have; the message names the nearest.
    TypeError
        For `crossings` that is neither True nor False, and an `events_table` that is no table of
        events.

    Examples
    --------
    >>> found = find(kind="captured", month="June", province=["Kunduz", "Takhar"])
    >>> sorted(found["province"].unique())
    ['Kunduz', 'Takhar']
    """
    # conditions narrow one after the other, each on its own
    found = _with_names(_events_table(events_table), road)
    first, last = _span(start, end)
    keep = found["date"].between(first, last)
    keep &= _in_months(found["date"], month, first, last)
    keep &= _among("kind", found["kind"], kind, KINDS)
    keep &= _among("manner", found["manner"], manner, MANNERS)
    keep &= _at_least(found["support"], support)
    if not as_flag("crossings", crossings):
        keep &= found["crossing_id"].isna()
    keep &= _in_places(found["pcode"], district, province)
    keep &= _among("region", found["region"], region, _regions())
    if near_road_km is not None:
        reach = _distance(near_road_km)
        keep &= found["km_to_road"] <= reach
    answer = found.loc[keep, COLUMNS]
    return answer.reset_index(drop=True)


def who_held(
    district: str | Iterable[str],
    start: str | pd.Timestamp,
    end: str | pd.Timestamp | None = None,
    province: str | None = None,
) -> pd.DataFrame:
    """Say who held a district on a day, or on each of some days, in three readings.

    Parameters
    ----------
    district : str or list of str
        A name in any spelling, or a P-code.
    start, end : str or date
        The days, inclusive; with `start` alone, that day.
    province : str, optional
        Where several districts bear the name.

    Returns
    -------
    DataFrame
        One row a district and day: date, district, province, best, earliest, latest, support (of
        the event behind the best reading; NA: none yet), pcode.

    Raises
    ------
    ValueError, TypeError
        For a place or a day that the record does not have; the message names the nearest.

    Examples
    --------
    >>> who_held("Imam Sahib", "2021-06-22")["best"].tolist()
    ['taliban']
    """
    # names first: a slip in one is found before all days are worked out
    asked = _each("district", district)
    wanted = [_district(name, province) for name in asked]
    first = as_day("start", start)
    last = first if end is None else as_day("end", end)
    days = control(first, last)
    is_wanted = days["pcode"].isin(wanted)
    districts = load("districts").set_index("pcode")
    names = districts[["district", "province"]]
    held = days[is_wanted].join(names, on="pcode")
    columns = ["date", "district", "province", *READINGS, "support", "pcode"]
    return held[columns].reset_index(drop=True)


# what is asked, and whether the record has it


def _events_table(events_table: pd.DataFrame | None) -> pd.DataFrame:
    # asked of the record, or of a table of the caller's own
    if events_table is None:
        return events()
    table = as_table("events_table", events_table, NEEDED, "events()")
    return with_days("events_table", table, "events()")


def _regions() -> tuple[str, ...]:
    # in the order of the table of districts
    regions = load("districts")["region"].unique()
    return tuple(regions)


def _each(argument: str, asked: object) -> list:
    """One thing or several, as a list; none at all is a slip."""
    one = isinstance(asked, str) or not isinstance(asked, Iterable)
    chosen = [asked] if one else list(asked)
    if not chosen:
        raise ValueError(
            f"{argument} names nothing; leave it out to ask for all"
        )
    return chosen


def _among(
    argument: str,
    column: pd.Series,
    asked: str | Iterable[str] | None,
    words: tuple[str, ...],
) -> pd.Series:
    # one word and several are asked in the same way
    if asked is None:
        return pd.Series(True, index=column.index)
    each = _each(argument, asked)
    chosen = [as_word(argument, word, words) for word in each]
    return column.astype(str).isin(chosen)


def _at_least(column: pd.Series, support: str | None) -> pd.Series:
    # nothing asked, nothing left out
    if support is None:
        return pd.Series(True, index=column.index)
    # one word: each says more than those before it
    word = as_word("support", support, SUPPORT)
    least = SUPPORT.index(word)
    enough = SUPPORT[least:]
    return column.astype(str).isin(enough)


def _in_places(
    pcodes: pd.Series, district: object | None, province: object | None
) -> pd.Series:
    """Which events lie in the districts that are asked for, or else in the provinces."""
    homes = None if province is None else _each("province", province)
    if district is not None:
        # each name is looked up in each province, so that both lists may be long
        within = homes or [None]
        names = _each("district", district)
        wanted = [_district(name, home) for name in names for home in within]
        return pcodes.isin(wanted)
    if homes is None:
        return pd.Series(True, index=pcodes.index)
    wanted = [province_of(home) for home in homes]
    return pcodes.str[:4].isin(wanted)


def _in_months(
    days: pd.Series,
    month: object | None,
    first: pd.Timestamp,
    last: pd.Timestamp,
) -> pd.Series:
    """Which days lie in one of the months that are asked for."""
    if month is None:
        return pd.Series(True, index=days.index)
    periods = [_month(each) for each in _each("month", month)]
    for period in periods:
        # a month and days may be asked for together, but not so that nothing is left
        if period.start_time > last or period.end_time < first:
            span = f"{first:%Y-%m-%d} and {last:%Y-%m-%d}"
            raise ValueError(f"no day of month {period} lies between {span}")
    return days.dt.to_period("M").isin(periods)


def _span(start: object, end: object) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The first and the last day that are asked for."""
    # without an end the record's own
    start = START if start is None else start
    end = LAST if end is None else end
    first = as_day("start", start)
    last = as_day("end", end)
    if first > last:
        raise ValueError(
            f"no day lies between {first:%Y-%m-%d} and {last:%Y-%m-%d}"
        )
    return first, last


def _month(month: str) -> pd.Period:
    # a person writes June, a program 2021-06
    text = str(month).strip()
    # "June", "Jun 2021" and "2021-06" are one
    word = text.lower().removesuffix("2021").strip()
    for number, name in enumerate(ALL_MONTHS, 1):
        if len(word) >= 3 and name.lower().startswith(word):
            return _of_the_record(pd.Period(f"2021-{number:02d}", freq="M"))
    expected = f"a month such as '2021-06' was expected, not {text[:60]!r}"
    try:
        period = pd.Period(text, freq="M")
    except ValueError as fault:
        raise ValueError(f"{expected}: {nearest(text, MONTHS)}") from fault
    # an empty text is read as a time that is not known
    if pd.isna(period):
        raise ValueError(expected)
    return _of_the_record(period)


def _of_the_record(period: pd.Period) -> pd.Period:
    # an empty answer would look like a quiet month
    if not pd.Period(START, freq="M") <= period <= pd.Period(LAST, freq="M"):
        raise ValueError(
            f"month {period} lies outside the record: {START} to {LAST}"
        )
    return period


def _district(name: str, province: str | None) -> str:
    # guessing here would answer another question than the one asked
    match = resolve(name, province)
    if match.pcode is None:
        nearest_ones = "; ".join(map(str, match.candidates))
        asked = f"{str(name)[:60]!r} is no one district for sure"
        raise ValueError(
            f"{asked}{_as_crossing(name)}; the nearest: {nearest_ones}"
        )
    return match.pcode


def _as_crossing(name: str) -> str:
    """What to ask for in place of a border crossing; "" for another name."""
    # a crossing is best known by its own name, and no district is called so
    asked = plain(name)
    for post in load("crossings").itertuples():
        if asked and asked in map(plain, (post.name, *post.alt_names)):
            home = f"in {post.pcode}: give the district"
            return f", but the border crossing {post.name}, {home}"
    return ""


def _distance(km: float) -> float:
    # 0 is a distance: a district whose point lies on a road
    # a bool is a number to Python, and a mistake here
    number = isinstance(km, Real) and not isinstance(km, bool)
    if not number or not 0 <= km < np.inf:
        raise ValueError(
            f"near_road_km is a distance in kilometres, not {shown(km)}"
        )
    return float(km)


# what the answer carries


def _with_names(found: pd.DataFrame, road: object | None) -> pd.DataFrame:
    """The events with names, with the pages they rest on, and with their distance to a road."""
    classes = None if road is None else _each("road", road)
    # names for the reader, addresses for whoever doubts
    districts = load("districts").set_index("pcode")
    posts = load("crossings").set_index("crossing_id")
    return found.assign(
        district=found["pcode"].map(districts["district"]),
        province=found["pcode"].map(districts["province"]),
        crossing=found["crossing_id"].map(posts["name"]),
        pages=_pages(found["reports"]),
        region=found["pcode"].map(districts["region"]),
        is_capital=found["pcode"].map(districts["is_capital"]),
        km_to_road=found["pcode"].map(km_to_road(classes)),
    )


def _pages(reports: pd.Series) -> list[tuple[str, ...]]:
    # a page that several reports rest on is linked once
    addresses = load("sources").set_index("source_id")["url"]
    page = load("reports").set_index("report_id")["source_id"].map(addresses)
    # a dictionary: to ask the column once an event takes ten times as long as the rest of `find`
    known = page.dropna().to_dict()
    return [
        tuple(dict.fromkeys(known[one] for one in ids if one in known))
        for ids in reports
    ]


def km_to_road(road: Iterable[str] | None = None) -> pd.Series:
    """Measure how far each district's point lies from the nearest trunk road.

    Parameters
    ----------
    road : iterable of str, optional
        Classes of roads, such as ring_road (default: all).

    Returns
    -------
    Series
        Kilometres in a straight line, by P-code; roads are straight between their towns.

    Examples
    --------
    >>> bool(km_to_road()["AF0101"] < 10)
    True
    """
    # all points against all stretches at once: 399 times some 80
    nodes = load("road_nodes").set_index("node_id")
    segments = load("road_segments")
    if road is not None:
        classes = segments["road_class"].astype(str)
        known = tuple(classes.unique())
        is_asked = _among("road", classes, road, known)
        segments = segments[is_asked]
    starts = _flat(nodes.loc[segments["from_node"]])
    ends = _flat(nodes.loc[segments["to_node"]])
    districts = load("districts").set_index("pcode")
    points = _flat(districts)
    along = ends - starts
    length = np.maximum((along**2).sum(axis=1), 1e-9)
    # where on each stretch the foot of the perpendicular falls, its ends at most
    offset = points[:, None] - starts
    share = np.clip((offset * along).sum(axis=2) / length, 0, 1)
    away = offset - share[..., None] * along
    km = np.hypot(away[..., 0], away[..., 1]).min(axis=1)
    return pd.Series(km, index=districts.index)


def _flat(table: pd.DataFrame) -> np.ndarray:
    """Points in kilometres on a plane that touches the earth at 34° N: right to 1% here."""
    # the country is small enough for a plane
    degree = np.pi * EARTH_RADIUS_KM / 180
    east = table["lon"].to_numpy(float) * degree * np.cos(np.radians(34))
    north = table["lat"].to_numpy(float) * degree
    return np.column_stack([east, north])


__dir__ = own_names(__name__)
