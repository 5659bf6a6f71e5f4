"""From events to who held each district on each day, in three readings."""

import numpy as np
import pandas as pd

from helpers.adjudication import SHARP, bounded, middle
from helpers.adjudication import events as derive
from helpers.tables import load
from helpers.vocabulary import END, HOLDERS, READINGS, START, SUPPORT

GOVERNMENT_CODE, CONTESTED_CODE, TALIBAN_CODE = range(3)  # the order of HOLDERS
# which day of an event, and which day of a province's fall, each reading takes
EVENT_DAY = {"best": "date", "earliest": "date_lo", "latest": "date_hi"}
PROVINCE_DAY = {"best": "date", "earliest": "first", "latest": "date_hi"}


def control(
    start=START,
    end=END,
    *,
    events: pd.DataFrame | None = None,
    baseline: pd.DataFrame | None = None,
    reports: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Who held each district on each day, in three readings.

    best
        Every event on its best date.
    earliest
        Every event on its date_lo, single claims believed.
    latest
        Every event on its date_hi, only those that two origins or both sides tell (support
        corroborated or strong).

    A reading is one consistent story; around a retaking the best reading can lie outside the
    other two.

    Before its first event a district is what `baseline` says: taliban in the best reading if most
    origins say so, in the earliest if any does, in the latest if most and at least two do; but a
    district that is reported captured after 1 May was the government's until then in best and
    latest. A government district is contested on the days for which a sharp report says contested
    or attacked. A district whose fall no page reports by itself falls with the whole of its
    province (see `bounded`): on the day by which two origins say so; in the earliest reading on
    the day of the first statement, in the latest on that of the last, if two origins speak.
    Changes of one day come in the order of the middles of their bounds.

    Parameters
    ----------
    start, end
        Days, inclusive.
    events, baseline, reports
        Tables (default: derived from, or read from, data/).

    Returns
    -------
    DataFrame
        One row a district and day (399 x days): date, pcode, best, earliest, latest (each
        government / contested / taliban, ordered) and support of the event that put the best
        reading's holder there (NA: none yet).

    Raises
    ------
    ValueError
        Where `start` is after `end`, or an event is of a district that districts.csv lacks.

    Examples
    --------
    >>> days = control("2021-08-15", "2021-08-15")
    >>> days.loc[days["pcode"] == "AF0101", "best"].tolist()
    ['taliban']
    """
    if pd.Timestamp(start) > pd.Timestamp(end):
        raise ValueError(f"start {start} is after end {end}")
    reports = load("reports") if reports is None else reports
    events_table = derive(reports) if events is None else events
    baseline = load("baseline") if baseline is None else baseline
    days = pd.date_range(start, end, unit="us")
    pcodes = load("districts")["pcode"].to_numpy()
    of_districts = events_table[events_table["crossing_id"].isna()]
    unknown = sorted(set(of_districts["pcode"]) - set(pcodes))
    if unknown:
        raise ValueError(f"event of an unknown district: {unknown[0]}")
    holders, support = _readings(of_districts, reports, baseline, pcodes, days)
    _mark_fights(holders, reports, pcodes, days)
    return _table(holders, support, pcodes, days)


def holder_counts(days: pd.DataFrame, holder: str = "taliban") -> pd.DataFrame:
    """How many districts one side held each day, in each reading.

    Parameters
    ----------
    days
        A table as `control` gives it.
    holder
        government, contested or taliban.

    Returns
    -------
    DataFrame
        One row a date (the index), one column a reading: numbers of districts.

    Examples
    --------
    >>> counts = holder_counts(control("2021-08-14", "2021-08-15"))
    >>> counts.columns.tolist()
    ['best', 'earliest', 'latest']
    >>> bool((counts["latest"] <= counts["best"]).all())
    True
    """
    readings = days[list(READINGS)]
    return (readings == holder).groupby(days["date"]).sum()


def _readings(of_districts, reports, baseline, pcodes, days):
    """{reading: array districts x days of holders}, and the support behind the best reading."""
    row = {pcode: place for place, pcode in enumerate(pcodes)}
    sources = load("sources")
    whole = bounded(of_districts, reports, sources)
    before = _baseline(baseline, sources)
    captured = set(of_districts.loc[of_districts["kind"] == "captured", "pcode"])
    support = np.full((len(pcodes), len(days)), -1, dtype=np.int8)
    holders = {}
    for reading in READINGS:
        holder = np.zeros((len(pcodes), len(days)), dtype=np.int8)
        for pcode, codes in before.items():
            code = codes[reading]
            # its fall is reported later, so it cannot have been the Taliban's
            if code == TALIBAN_CODE and pcode in captured and reading != "earliest":
                code = GOVERNMENT_CODE
            holder[row[pcode]] = code
        for day, _, retaken, _, pcode, strength in _changes(of_districts, whole, reading, days[0]):
            if day >= len(days):
                continue
            later = slice(max(0, day), None)
            holder[row[pcode], later] = GOVERNMENT_CODE if retaken else TALIBAN_CODE
            if reading == "best":
                support[row[pcode], later] = strength
        holders[reading] = holder
    return holders, support


def _changes(of_districts, whole, reading, first):
    """Changes of hands in the order of time: (day, middle, retaken, event_id, pcode, support)."""
    if reading == "latest":
        of_districts = of_districts[of_districts["support"] >= "corroborated"]
        whole = whole[whole["n_origins"] > 1]
    changes = list(
        zip(
            (of_districts[EVENT_DAY[reading]] - first).dt.days,
            middle(of_districts),
            of_districts["kind"] == "recaptured",
            of_districts["event_id"],
            of_districts["pcode"],
            of_districts["support"].cat.codes,
            strict=True,
        )
    )
    province_day = (whole[PROVINCE_DAY[reading]] - first).dt.days
    for day, pcode in zip(province_day, whole["pcode"], strict=True):
        changes.append((day, 0, False, "", pcode, -1))
    return sorted(changes)


def _mark_fights(holders, reports, pcodes, days):
    """Government districts are contested on the days of a sharp report of fighting."""
    row = {pcode: place for place, pcode in enumerate(pcodes)}
    of_fights = reports["event"].isin(["contested", "attacked_held"])
    of_districts = reports["pcode"].notna() & reports["crossing_id"].isna()
    fights = reports[of_fights & of_districts]
    first_day = (fights["date_lo"] - days[0]).dt.days
    last_day = (fights["date_hi"] - days[0]).dt.days
    seen = (last_day - first_day <= SHARP) & (last_day >= 0) & (first_day < len(days))
    for pcode, lo, hi in zip(fights["pcode"][seen], first_day[seen], last_day[seen], strict=True):
        for holder in holders.values():
            # a view, so that this writes into the array
            cells = holder[row[pcode], max(0, lo) : hi + 1]
            cells[cells == GOVERNMENT_CODE] = CONTESTED_CODE


def _table(holders, support, pcodes, days):
    """The long table that `control` returns."""
    date, pcode = np.tile(days, len(pcodes)), np.repeat(pcodes, len(days))
    table = pd.DataFrame({"date": date, "pcode": pcode})
    for reading, holder in holders.items():
        table[reading] = pd.Categorical.from_codes(holder.ravel(), HOLDERS, ordered=True)
    table["support"] = pd.Categorical.from_codes(support.ravel(), SUPPORT, ordered=True)
    return table


def _baseline(baseline, sources):
    """{pcode: {reading: holder code}} before the first event.

    One vote an origin: its latest word, an undated one being the oldest.
    """
    origin_of = dict(zip(sources["source_id"], sources["origin"], strict=True))
    votes = baseline.assign(origin=baseline["source_id"].map(origin_of))
    votes = votes.sort_values(["as_of", "holder"], na_position="first")
    votes = votes.drop_duplicates(["pcode", "origin"], keep="last")
    held = {}
    for pcode, words in votes.groupby("pcode")["holder"]:
        taliban = int((words == "taliban").sum())
        most = taliban > len(words) - taliban
        other = CONTESTED_CODE if (words == "contested").any() else GOVERNMENT_CODE
        held[pcode] = {
            "best": TALIBAN_CODE if most else other,
            "earliest": TALIBAN_CODE if taliban else other,
            "latest": TALIBAN_CODE if most and taliban > 1 else other,
        }
    return held
