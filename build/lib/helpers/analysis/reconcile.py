"""Our counts beside everyone else's, and what each district's answer in the record rests on."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from helpers.adjudication import bounded, events
from helpers.district_days import control
from helpers.tables import load
from helpers.vocabulary import LAST, READINGS, START

TOLERANCE = 0.10  # of the published figure; set before any comparison was run
FLOOR = 5  # districts, the least tolerance
FROM_MAY = "Since 2021-05-01"  # how the note of a count since 1 May begins
CENTRES = ("district", "district_centre")  # units that are counted in districts
EVE = pd.Timedelta(days=1)


class Ours(NamedTuple):
    """What the record has for the day or time of a published count."""

    lo: int
    best: int
    hi: int


class Record(NamedTuple):
    """What a comparison reads: counts a day of districts and of capitals, captures, retakings."""

    districts: pd.DataFrame
    capitals: pd.DataFrame
    captured: pd.DataFrame
    recaptured: pd.DataFrame


def reconcile(
    counts: pd.DataFrame | None = None,
    events_table: pd.DataFrame | None = None,
    days: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Set each published national count of districts or capitals beside ours for the same day.

    Compared are: districts held (`taliban_held`), captured since 1 May (`captured_since` with that
    start in the note), fallen or retaken in a period (`fallen_in_period`, `retaken`), and capitals
    taken (`capitals_captured`). Ours is a band: for a stock the least and the most of the three
    readings from the evening before as_of, as a count is printed at some hour of its day, to
    as_of_hi; for a flow the corroborated events that must, and all events that may, lie in the
    time. A count passes if its range (a floor has no top, a ceiling no bottom) meets our band
    widened by TOLERANCE of the figure, FLOOR districts at least (one for capitals).

    Parameters
    ----------
    counts : rows of `published_counts` (default: all).
    events_table : see `events`.
    days : see `control`; to the last day of the record.

    Returns
    -------
    The rows of `counts` that can be compared, with ours_lo, ours_best, ours_hi, passes, gap (how
    far ours is off, signed: ours minus theirs; 0 inside the band).

    Examples
    --------
    >>> compared = reconcile()
    >>> set(compared.columns) >= {"ours_lo", "ours_hi", "passes", "gap"}
    True
    """
    counts = load("published_counts") if counts is None else counts
    record = _record(events_table, days)
    rows = []
    for count in counts.itertuples():
        ours = _ours(count, record)
        if ours is not None:
            rows.append((count.count_id, *ours, *_verdict(count, ours)))
    names = ["count_id", "ours_lo", "ours_best", "ours_hi", "passes", "gap"]
    table = pd.DataFrame(rows, columns=names)
    both = counts.merge(table, on="count_id")
    return both.sort_values(["as_of", "count_id"], ignore_index=True)


def _record(events_table, days) -> Record:
    events_table = events() if events_table is None else events_table
    days = control(end=LAST, events=events_table) if days is None else days
    capitals = load("districts").query("is_capital")["pcode"]
    told = events_table[events_table["crossing_id"].isna()]
    return Record(
        districts=_daily(days),
        capitals=_daily(days[days["pcode"].isin(capitals)]),
        captured=told[told["kind"] == "captured"],
        recaptured=told[told["kind"] == "recaptured"],
    )


def _daily(days: pd.DataFrame) -> pd.DataFrame:
    """How many of these districts were the Taliban's, by date and reading."""
    columns = {
        reading: (days[reading] == "taliban").groupby(days["date"]).sum() for reading in READINGS
    }
    return pd.DataFrame(columns)


def _ours(count, record: Record) -> Ours | None:
    """The record's band for one published count; None for what it cannot be compared with."""
    inside = pd.Timestamp(START) <= count.as_of <= pd.Timestamp(LAST)
    if pd.isna(count.as_of) or not inside:
        return None
    end = count.as_of if pd.isna(count.as_of_hi) else min(count.as_of_hi, pd.Timestamp(LAST))
    kind = (count.unit in CENTRES, count.measure)
    if kind == (True, "taliban_held"):
        return _stock(record.districts, count.as_of, end)
    if (count.unit, count.measure) == ("capital", "capitals_captured"):
        return _stock(record.capitals, count.as_of, end)
    if kind == (True, "captured_since") and _from_may(count.note):
        return _flow(record.captured, pd.Timestamp(START), count.as_of, end)
    period = {"fallen_in_period": record.captured, "retaken": record.recaptured}
    if count.unit in CENTRES and count.measure in period and end > count.as_of:
        return _flow(period[count.measure], count.as_of, end, end)
    return None


def _from_may(note) -> bool:
    return isinstance(note, str) and note.startswith(FROM_MAY)


def _stock(daily: pd.DataFrame, start, end) -> Ours:
    # from the evening before: a count is printed at some hour of its day
    span = daily[start - EVE : end]
    return Ours(int(span.min().min()), int(daily.loc[start, "best"]), int(span.max().max()))


def _flow(told: pd.DataFrame, start, first_end, end) -> Ours:
    """Events in start..end: corroborated and surely within, best date within, all that may be."""
    within = (told["date_lo"] >= start) & (told["date_hi"] <= first_end)
    certain = told[within & (told["support"] >= "corroborated")]
    likely = told[told["date"].between(start, end)]
    possible = told[(told["date_hi"] >= start) & (told["date_lo"] <= end)]
    return Ours(len(certain), len(likely), len(possible))


def _verdict(count, ours: Ours) -> tuple[bool, float]:
    """Does the count meet our band with its tolerance, and how far is ours off without it."""
    lo = count.value
    hi = count.value if pd.isna(count.value_hi) else count.value_hi
    # a floor has no top, a ceiling no bottom
    if count.qualifier == "at_most":
        lo = -np.inf
    if count.qualifier == "at_least":
        hi = np.inf
    least = 1 if count.unit == "capital" else FLOOR
    slack = max(least, TOLERANCE * count.value)
    passes = ours.lo - slack <= hi and lo <= ours.hi + slack
    short = min(0, ours.hi - lo)
    over = max(0, ours.lo - hi)
    return passes, short or over


def answers(events_table: pd.DataFrame | None = None) -> pd.DataFrame:
    """What the record says of each of the 399 districts.

    Parameters
    ----------
    events_table : see `events`.

    Returns
    -------
    pcode, answer, reports (tuple of report_id), n_origins. The answer is the first of these that
    holds: `captured` (a page names its capture between 1 May and 6 September 2021), `held before`
    (a named source has it under the Taliban on or before 1 May), `not reported separately`
    (bounded by a statement on its whole province), `nothing`.

    Examples
    --------
    >>> len(answers())
    399
    """
    events_table = events() if events_table is None else events_table
    captured = events_table["crossing_id"].isna() & (events_table["kind"] == "captured")
    first = events_table[captured].drop_duplicates("pcode").set_index("pcode")
    before = _held_before()
    whole = bounded(events_table).set_index("pcode")
    rows = []
    for pcode in load("districts")["pcode"]:
        if pcode in first.index:
            event = first.loc[pcode]
            rows.append((pcode, "captured", event["reports"], event["n_origins"]))
        elif pcode in before.index:
            rows.append((pcode, "held before", (), before[pcode]))
        elif pcode in whole.index:
            bound = whole.loc[pcode]
            rows.append((pcode, "not reported separately", bound["reports"], bound["n_origins"]))
        else:
            rows.append((pcode, "nothing", (), 0))
    return pd.DataFrame(rows, columns=["pcode", "answer", "reports", "n_origins"])


def _held_before() -> pd.Series:
    """How many origins have a district under the Taliban before the record begins, by P-code."""
    baseline = load("baseline")
    origin = load("sources").set_index("source_id")["origin"]
    # an undated page counts: those that survive speak of the spring
    early = ~(baseline["as_of"] > "2021-05-31")
    said = baseline[early & (baseline["holder"] == "taliban")]
    return said["source_id"].map(origin).groupby(said["pcode"]).nunique()
