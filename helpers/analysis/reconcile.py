"""Our counts beside everyone else's, and what each district's answer in the record rests on."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from helpers.adjudication import bounded, captures, events
from helpers.district_days import control
from helpers.public import own_names
from helpers.tables import load
from helpers.vocabulary import LAST, READINGS, START

TOLERANCE = 0.10  # of the published figure; set before any comparison was run
FLOOR = 5  # districts, the least tolerance
FROM_MAY = "Since 2021-05-01"  # how the note of a count since 1 May begins
# units that are counted in districts
CENTRES = ("district", "district_centre")
ONE_DAY = pd.Timedelta(days=1)
LATE = {"3 days late": 3, "7 days late": 7}
CHANGES = ("as it is", *LATE, "a tenth missing", "doubled")  # see `altered`
WHY = (
    "ours is higher; another counter of these days agrees with ours",
    "ours is higher and no other counter of these days agrees: ours may be too high",
    "ours is lower: capitals that the record has later",
    "ours is lower: they count control of whole districts, and more before May",
    "ours is lower: districts that no page found names",
)
SEED = 2021


class Ours(NamedTuple):
    """What the record has for the day or time of a published count."""

    lo: int
    best: int
    hi: int


class Beside(NamedTuple):
    """Captures of centres that one counter and the record have, in two spans of days."""

    june: int  # ours, to the end of June
    july: int  # ours, from 1 to 24 July
    theirs_june: float
    theirs_july: float
    theirs: float  # both spans


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
    counts : DataFrame, optional
        Rows of `published_counts` (default: all).
    events_table : DataFrame, optional
        See `events`.
    days : DataFrame, optional
        See `control`; to the last day of the record.

    Returns
    -------
    DataFrame
        The rows of `counts` that can be compared, with ours_lo, ours_best, ours_hi, passes, gap
        (how far ours is off, signed: ours minus theirs; 0 inside the band).

    Examples
    --------
    >>> compared = reconcile()
    >>> set(compared.columns) >= {"ours_lo", "ours_hi", "passes", "gap"}
    True
    """
    if counts is None:
        counts = load("published_counts")
    return _compare(counts, read_record(events_table, days))


def _compare(counts: pd.DataFrame, record: Record) -> pd.DataFrame:
    rows = []
    for count in counts.itertuples():
        ours = _ours(count, record)
        if ours is not None:
            verdict = _verdict(count, ours)
            rows.append((count.count_id, *ours, *verdict))
    names = ["count_id", "ours_lo", "ours_best", "ours_hi", "passes", "gap"]
    # the columns beside the published ones, in the order of what was appended
    table = pd.DataFrame(rows, columns=names)
    both = counts.merge(table, on="count_id")
    return both.sort_values(["as_of", "count_id"], ignore_index=True)


def read_record(
    events_table: pd.DataFrame | None = None, days: pd.DataFrame | None = None
) -> Record:
    """What a comparison with published counts reads of the record.

    Parameters
    ----------
    events_table, days : DataFrame, optional
        See `reconcile`.

    Returns
    -------
    Record

    Examples
    --------
    >>> int(read_record().capitals["best"].max())
    33
    """
    if events_table is None:
        events_table = events()
    if days is None:
        days = control(end=LAST, events=events_table)
    capitals = load("districts").query("is_capital")["pcode"]
    of_districts = events_table["crossing_id"].isna()
    district_events = events_table[of_districts]
    return Record(
        districts=_daily(days),
        capitals=_daily(days[days["pcode"].isin(capitals)]),
        captured=captures(events_table),
        recaptured=district_events[district_events["kind"] == "recaptured"],
    )


def _daily(days: pd.DataFrame) -> pd.DataFrame:
    """How many of these districts were the Taliban's, by date and reading."""
    # contested is not held
    columns = {
        reading: (days[reading] == "taliban").groupby(days["date"]).sum()
        for reading in READINGS
    }
    return pd.DataFrame(columns)


def _ours(count, record: Record) -> Ours | None:
    """The record's band for one published count; None for what it cannot be compared with."""
    # a count of another year has nothing of ours beside it
    inside = pd.Timestamp(START) <= count.as_of <= pd.Timestamp(LAST)
    # of a count without a day nothing can be said
    if pd.isna(count.as_of) or not inside:
        return None
    # a figure without a day can be of any day of its span
    end = count.as_of
    if pd.notna(count.as_of_hi):
        end = min(count.as_of_hi, pd.Timestamp(LAST))
    kind = (count.unit in CENTRES, count.measure)
    if kind == (True, "taliban_held"):
        return _stock(record.districts, count.as_of, end)
    if (count.unit, count.measure) == ("capital", "capitals_captured"):
        return _stock(record.capitals, count.as_of, end)
    if kind == (True, "captured_since") and _from_may(count.note):
        return _flow(record.captured, pd.Timestamp(START), count.as_of, end)
    # a period of one day would be a stock
    period = {
        "fallen_in_period": record.captured,
        "retaken": record.recaptured,
    }
    if count.unit in CENTRES and count.measure in period and end > count.as_of:
        return _flow(period[count.measure], count.as_of, end, end)
    return None


def _from_may(note) -> bool:
    return isinstance(note, str) and note.startswith(FROM_MAY)


def _stock(daily: pd.DataFrame, start, end) -> Ours:
    # from the evening before: a count is printed at some hour of its day
    eve_on = start - ONE_DAY
    # arrays again, as in `_flow`
    span = daily[eve_on:end].to_numpy()
    lowest = span.min()
    best = daily.at[start, "best"]
    highest = span.max()
    return Ours(int(lowest), int(best), int(highest))


def _flow(changes: pd.DataFrame, start, first_end, end) -> Ours:
    """Events in start..end: corroborated and surely within, best date within, all that may be."""
    # arrays: of hundreds of counts, under a dozen changes, a table asked for each takes seconds
    lo = changes["date_lo"].to_numpy()
    day = changes["date"].to_numpy()
    hi = changes["date_hi"].to_numpy()
    start = start.to_datetime64()
    first_end = first_end.to_datetime64()
    end = end.to_datetime64()
    support = changes["support"].cat
    least = support.categories.get_loc("corroborated")
    backed = support.codes.to_numpy() >= least
    # what must lie in the time, whatever the true days are
    certain = (lo >= start) & (hi <= first_end) & backed
    likely = (day >= start) & (day <= end)
    # what may lie in it
    possible = (hi >= start) & (lo <= end)
    numbers = [int(inside.sum()) for inside in (certain, likely, possible)]
    return Ours(*numbers)


def _verdict(count, ours: Ours) -> tuple[bool, float]:
    """Does the count meet our band with its tolerance, and how far is ours off without it."""
    lo = hi = count.value
    if pd.notna(count.value_hi):
        hi = count.value_hi
    # a floor has no top, a ceiling no bottom
    if count.qualifier == "at_most":
        lo = -np.inf
    if count.qualifier == "at_least":
        hi = np.inf
    # one capital more or less is seen by everybody
    least = 1 if count.unit == "capital" else FLOOR
    slack = max(least, TOLERANCE * count.value)
    not_above = ours.lo - slack <= hi
    not_below = lo <= ours.hi + slack
    passes = not_above and not_below
    short = min(0, ours.hi - lo)
    over = max(0, ours.lo - hi)
    return passes, short or over


def why(compared: pd.DataFrame) -> pd.Series:
    """What can be computed of why a count lies outside our band.

    Parameters
    ----------
    compared : DataFrame
        See `reconcile`.

    Returns
    -------
    Series
        A reason a row that does not pass, by its index; one of WHY.

    Examples
    --------
    >>> set(why(reconcile())) <= set(WHY)
    True
    """
    failed = compared[~compared["passes"]]
    rows = failed.itertuples()
    reasons = [_reason(row, compared) for row in rows]
    return pd.Series(reasons, failed.index, dtype=object)


def _reason(row, compared: pd.DataFrame) -> str:
    if row.gap > 0:
        apart = (compared["as_of"] - row.as_of).abs()
        near = apart <= 3 * ONE_DAY
        same_measure = compared["measure"] == row.measure
        units = [row.unit, *CENTRES]
        same = same_measure & compared["unit"].isin(units)
        # a floor agrees with everything above it: only figures can bear us out
        is_exact = compared["qualifier"] == "exact"
        figures = compared["passes"] & is_exact
        elsewhere = compared["publisher"] != row.publisher
        others = compared[near & same & figures & elsewhere]
        return WHY[0] if len(others) else WHY[1]
    if row.unit == "capital":
        return WHY[2]
    # they count the countryside as well
    whole = row.unit == "district" and row.measure == "taliban_held"
    return WHY[3] if whole else WHY[4]


def failing(compared: pd.DataFrame) -> pd.DataFrame:
    """The counts that lie outside our band, with how far ours is off and why.

    Parameters
    ----------
    compared : DataFrame
        See `reconcile`.

    Returns
    -------
    DataFrame
        The counts that do not pass, with gap (ours minus theirs) and why; the lowest gap first.

    Examples
    --------
    >>> failing(reconcile())["gap"].is_monotonic_increasing
    True
    """
    reasons = why(compared)
    failed = compared.loc[reasons.index].assign(why=reasons)
    columns = [
        "publisher",
        "as_of",
        "measure",
        "qualifier",
        "value",
        "ours_lo",
        "ours_hi",
    ]
    # what a reader compares first, then what explains it
    return failed[[*columns, "gap", "why", "unit", "count_id"]].sort_values(
        "gap"
    )


def held_counts(compared: pd.DataFrame) -> pd.DataFrame:
    """The compared counts that are of districts held on a day.

    Parameters
    ----------
    compared : DataFrame
        See `reconcile`.

    Returns
    -------
    DataFrame
        Those rows.

    Examples
    --------
    >>> held_counts(reconcile())["measure"].unique().tolist()
    ['taliban_held']
    """
    # capitals are held too, and are counted in another unit
    of_districts = compared["unit"].isin(CENTRES)
    of_holding = compared["measure"] == "taliban_held"
    return compared[of_holding & of_districts]


def altered(record: Record, change: str, seed: int = SEED) -> Record:
    """A record that is wrong in a known way: what a score of agreement has to tell apart.

    Parameters
    ----------
    record : Record
        See `read_record`.
    change : str
        One of CHANGES. Late: every fall that many days later. A tenth missing: a tenth of
        all captures deleted. Doubled: every district that fell counts twice.
    seed : int
        Of which captures are deleted.

    Returns
    -------
    Record
        The changed record. What was held when the record began stays.

    Raises
    ------
    ValueError
        For another change.

    Examples
    --------
    >>> record = read_record()
    >>> late = altered(record, "7 days late").districts["best"]
    >>> bool(late["2021-07-08"] == record.districts["best"]["2021-07-01"])
    True
    """
    if change not in CHANGES:
        raise ValueError(f"change {change!r} is none of {', '.join(CHANGES)}")
    if change == "as it is":
        return record
    if change in LATE:
        return Record(*(_later(table, LATE[change]) for table in record))
    factor = 2.0 if change == "doubled" else 0.9
    # counts by day have no captures to delete: their rise is scaled
    # stocks first, flows after, as in Record
    stocks = [_scaled(table, factor) for table in record[:2]]
    if change == "doubled":
        flows = [pd.concat([table, table]) for table in record[2:]]
    else:
        # the same captures each time: the seed is written down
        flows = [
            table.sample(frac=factor, random_state=seed)
            for table in record[2:]
        ]
    return Record(*stocks, *flows)


def _later(table: pd.DataFrame, days: int) -> pd.DataFrame:
    if "date_lo" not in table:  # counts by date
        return table.shift(days).bfill().astype(int)
    dates = ["date", "date_lo", "date_hi"]
    return table.assign(
        **{date: table[date] + pd.Timedelta(days=days) for date in dates}
    )


def _scaled(daily: pd.DataFrame, factor: float) -> pd.DataFrame:
    """Counts whose rise since the first day is so many times as large."""
    start = daily.iloc[0]
    risen = factor * (daily - start)
    scaled = start + risen
    return scaled.round().astype(int)


def growth(
    counts: pd.DataFrame, daily: pd.DataFrame, apart: int = 7
) -> pd.DataFrame:
    """How far each counter's own count grew from one day to a later one, beside ours.

    A counter's baseline and unit drop out: what is left is when, and how many.

    Parameters
    ----------
    counts : DataFrame
        Rows of `published_counts`. Used are plain figures of districts held, or captured
        since 1 May, that are given for a day.
    daily : DataFrame
        Districts held by date, columns by reading; see `read_record`.
    apart : int
        Days that lie between two counts at least.

    Returns
    -------
    DataFrame
        One row a counter and pair of days that follow each other: publisher, measure, start, end,
        theirs (between the medians of what the counter printed for a day), theirs_lo, theirs_hi
        (over all of it), ours, ours_lo, ours_hi (over the readings).

    Examples
    --------
    >>> rows = growth(load("published_counts"), read_record().districts)
    >>> bool((rows["theirs_lo"] <= rows["theirs"]).all())
    True
    """
    return _beside(_growths(counts, apart), daily)


def _growths(counts: pd.DataFrame, apart: int = 7) -> pd.DataFrame:
    """The counters' side of `growth`."""
    figures = _plain(counts)
    rows = []
    for (publisher, measure, _), own in figures.groupby(
        ["publisher", "measure", "unit"]
    ):
        by_day = own.groupby("as_of")["value"]
        printed = by_day.agg(["median", "min", "max"])
        for start, end in _steps(printed.index, apart):
            before = printed.loc[start]
            after = printed.loc[end]
            # two prints of one day: the middle, and the range beside it
            theirs = after["median"] - before["median"]
            span = (after["min"] - before["max"], after["max"] - before["min"])
            rows.append((publisher, measure, start, end, theirs, *span))
    names = [
        "publisher",
        "measure",
        "start",
        "end",
        "theirs",
        "theirs_lo",
        "theirs_hi",
    ]
    return pd.DataFrame(rows, columns=names)


def _beside(theirs: pd.DataFrame, daily: pd.DataFrame) -> pd.DataFrame:
    """The counters' growths with ours: the best reading, and the range over all."""
    after = daily.loc[theirs["end"]].to_numpy()
    before = daily.loc[theirs["start"]].to_numpy()
    growth = after - before
    ours = pd.DataFrame(growth, theirs.index, daily.columns)
    lowest = ours.min(axis=1)
    highest = ours.max(axis=1)
    return theirs.assign(ours=ours["best"], ours_lo=lowest, ours_hi=highest)


def growth_meets(steps: pd.DataFrame, slack: float = FLOOR) -> pd.Series:
    """Does a counter's growth meet ours over the three readings, with some districts' tolerance?

    Parameters
    ----------
    steps : DataFrame
        See `growth`.
    slack : float
        Districts by which they may lie apart.

    Returns
    -------
    Series
        One boolean a row.

    Examples
    --------
    >>> steps = pd.DataFrame({"theirs_lo": [9, 9], "theirs_hi": [12, 12]})
    >>> growth_meets(steps.assign(ours_lo=[17, 18], ours_hi=[20, 20])).tolist()
    [True, False]
    """
    # two ranges meet if each begins before the other ends
    least = steps["ours_lo"] - slack
    most = steps["ours_hi"] + slack
    enough = steps["theirs_hi"] >= least
    not_beyond = steps["theirs_lo"] <= most
    return enough & not_beyond


def beside_aan(counts: pd.DataFrame, captures_table: pd.DataFrame) -> Beside:
    """Captures of centres that the Afghanistan Analysts Network counted, and ours of the same days.

    Parameters
    ----------
    counts : DataFrame
        Rows of `published_counts`.
    captures_table : DataFrame
        See `captures`.

    Returns
    -------
    Beside

    Examples
    --------
    >>> from helpers import captures
    >>> beside = beside_aan(load("published_counts"), captures(events()))
    >>> bool(beside.theirs == beside.theirs_june + beside.theirs_july)
    True
    """
    value = counts.set_index("count_id")["value"]
    # May and June were printed apart
    theirs_june = value["P0190"] + value["P0191"]
    theirs_july = value["P0351"]
    day = captures_table["date"]
    by_june = day <= "2021-06-30"
    in_july = day.between("2021-07-01", "2021-07-24")
    june = int(by_june.sum())
    july = int(in_july.sum())
    theirs = theirs_june + theirs_july
    return Beside(june, july, theirs_june, theirs_july, theirs)


def _plain(counts: pd.DataFrame) -> pd.DataFrame:
    """Plain figures of districts for one day: no floor, no ceiling, no span of days."""
    has_no_span = counts["value_hi"].isna()
    is_exact = counts["qualifier"] == "exact"
    exact = is_exact & has_no_span
    # a nominal month would date growth by its first day
    days = counts["as_of_hi"] - counts["as_of"]
    one_day = counts["as_of_hi"].isna() | (days <= 2 * ONE_DAY)
    inside = counts["as_of"].between(START, LAST)
    held = counts["measure"] == "taliban_held"
    captured_since = counts["measure"] == "captured_since"
    since = captured_since & counts["note"].map(_from_may)
    units = counts["unit"].isin(CENTRES)
    kind = held | since
    return counts[exact & one_day & inside & units & kind]


def _steps(dates: pd.Index, apart: int) -> list[tuple]:
    """Days that follow each other, each so many days after the last one taken."""
    steps = []
    start = dates[0]
    for end in dates[1:]:
        # two prints of one week repeat one count
        if (end - start).days >= apart:
            steps.append((start, end))
            start = end
    return steps


def benchmarks(
    counts: pd.DataFrame | None = None,
    events_table: pd.DataFrame | None = None,
    days: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The score of agreement, for the record and for records that are wrong in a known way.

    Parameters
    ----------
    counts, events_table, days : DataFrame, optional
        See `reconcile`.

    Returns
    -------
    DataFrame
        One row a change (see `altered`): passes (share of all that can be compared), exact_passes
        (share of plain figures of districts), signed_error (mean of ours minus theirs over these,
        districts), inside (share of them inside our band without any tolerance), growth_error (mean
        of ours minus theirs over growths between two counts of one counter), growth_off (mean
        absolute), scale (their growth on ours, through zero: 1 is right), late (by how many days
        ours would have to be moved earlier to fit the growths best: 0 is right).

    Examples
    --------
    >>> benchmarks().index.tolist()[:2]
    ['as it is', '3 days late']
    """
    if counts is None:
        counts = load("published_counts")
    record = read_record(events_table, days)
    # the exact ones are scored apart: bounds agree with much
    plain_ids = _plain(counts)["count_id"]
    plain = set(plain_ids)
    # what the counters print is the same beside every record
    theirs = _growths(counts)
    rows = {}
    for change in CHANGES:
        other = altered(record, change)
        compared = _compare(counts, other)
        exact = compared[compared["count_id"].isin(plain)]
        steps = _beside(theirs, other.districts)
        off = steps["ours"] - steps["theirs"]
        within = exact["value"].between(exact["ours_lo"], exact["ours_hi"])
        error = exact["ours_best"] - exact["value"]
        rows[change] = {
            "passes": compared["passes"].mean(),
            "exact_passes": exact["passes"].mean(),
            "signed_error": error.mean(),
            "inside": within.mean(),
            "growth_error": off.mean(),
            "growth_off": off.abs().mean(),
            "scale": _scale(steps["ours"], steps["theirs"]),
            "late": lateness(steps, other.districts),
        }
    return pd.DataFrame(rows).T


def _scale(ours: ArrayLike, theirs: ArrayLike) -> float:
    """Their growth on ours, through zero."""
    # least squares through zero: no growth of theirs is no growth of ours
    return (ours @ theirs) / (ours @ ours)


def lateness(steps: pd.DataFrame, daily: pd.DataFrame, most: int = 14) -> int:
    """By how many days a record would have to be moved earlier to fit the counters' growth best.

    Parameters
    ----------
    steps : DataFrame
        See `growth`; only start, end and theirs are read.
    daily : DataFrame
        See `growth`.
    most : int
        Days that are tried, either way.

    Returns
    -------
    int
        Days; above zero the record is late.

    Examples
    --------
    >>> daily = read_record().districts
    >>> steps = growth(load("published_counts"), daily)
    >>> abs(lateness(steps, daily)) <= 14
    True
    """
    best = daily["best"].to_numpy()
    start = daily.index.get_indexer(steps["start"])
    end = daily.index.get_indexer(steps["end"])
    theirs = steps["theirs"].to_numpy()
    days = np.arange(len(best))
    last = len(best) - 1
    errors = {}
    for shift in range(-most, most + 1):
        # beyond its ends a record says nothing: the last count goes on
        day = np.clip(days + shift, 0, last)
        moved = best[day]
        ours = moved[end] - moved[start]
        # the counter's own scale is free: only the shape in time is to tell the days
        scaled = _scale(ours, theirs) * ours
        squares = (scaled - theirs) ** 2
        errors[shift] = squares.sum()
    # of shifts that fit alike the smallest
    return min(errors, key=lambda shift: (errors[shift], abs(shift)))


def answers(events_table: pd.DataFrame | None = None) -> pd.DataFrame:
    """What the record says of each of the 399 districts.

    Parameters
    ----------
    events_table : DataFrame, optional
        See `events`.

    Returns
    -------
    DataFrame
        Pcode, answer, reports (tuple of report_id), n_origins. The answer is the first of these
        that holds: `captured` (a page names its capture between 1 May and 6 September 2021), `held
        before` (a named source has it under the Taliban on or before 1 May), `not reported
        separately` (bounded by a statement on its whole province), `nothing`.

    Examples
    --------
    >>> len(answers())
    399
    """
    if events_table is None:
        events_table = events()
    # the first capture: later ones follow a retaking
    once = captures(events_table).drop_duplicates("pcode")
    first = once.set_index("pcode")
    before = _held_before()
    whole = bounded(events_table).set_index("pcode")
    rows = []
    for pcode in load("districts")["pcode"]:
        # a named capture outweighs what was said of the time before
        if pcode in first.index:
            event = first.loc[pcode]
            rows.append(
                (pcode, "captured", event["reports"], event["n_origins"])
            )
        elif pcode in before.index:
            rows.append((pcode, "held before", (), before[pcode]))
        elif pcode in whole.index:
            bound = whole.loc[pcode]
            rows.append(
                (
                    pcode,
                    "not reported separately",
                    bound["reports"],
                    bound["n_origins"],
                )
            )
        else:
            rows.append((pcode, "nothing", (), 0))
    return pd.DataFrame(
        rows, columns=["pcode", "answer", "reports", "n_origins"]
    )


def answers_by_province(answer: pd.DataFrame) -> pd.DataFrame:
    """How many districts of each province have which answer.

    Parameters
    ----------
    answer : DataFrame
        See `answers`, with province.

    Returns
    -------
    DataFrame
        Districts by province and answer; first the province with the least share captured.

    Examples
    --------
    >>> rows = [("A", "captured"), ("B", "captured"), ("B", "nothing")]
    >>> answers_by_province(pd.DataFrame(rows, columns=["province", "answer"])).index.tolist()
    ['B', 'A']
    """
    sizes = answer.groupby(["province", "answer"]).size()
    table = sizes.unstack(fill_value=0)
    districts = table.sum(axis=1)
    # shares, as provinces are of unequal size
    shares = table.div(districts, axis=0)
    in_order = shares["captured"].sort_values()
    return table.loc[in_order.index]


def not_captured(answer: pd.DataFrame) -> pd.DataFrame:
    """Which districts no page names as captured, by province and answer.

    Parameters
    ----------
    answer : DataFrame
        See `answers`, with province and district.

    Returns
    -------
    DataFrame
        One row a province, a column an answer: the names of its districts.

    Examples
    --------
    >>> rows = [("A", "nothing", "X"), ("A", "nothing", "Y"), ("A", "captured", "Z")]
    >>> table = pd.DataFrame(rows, columns=["province", "answer", "district"])
    >>> not_captured(table)["nothing"].tolist()
    ['X; Y']
    """
    is_other = answer["answer"] != "captured"
    rest = answer[is_other]
    by_answer = rest.groupby(["province", "answer"])["district"]
    names = by_answer.agg("; ".join)
    # an empty cell says that there is none
    table = names.unstack(fill_value="")
    return table.rename_axis(None, axis=1).reset_index()


def _held_before() -> pd.Series:
    """How many origins have a district under the Taliban before the record begins, by P-code."""
    baseline = load("baseline")
    by_source = load("sources").set_index("source_id")
    origin = by_source["origin"]
    # an undated page counts: those that survive speak of the spring
    early = ~(baseline["as_of"] > "2021-05-31")
    by_taliban = baseline["holder"] == "taliban"
    said = baseline[early & by_taliban]
    origins = said["source_id"].map(origin)
    by_district = origins.groupby(said["pcode"])
    return by_district.nunique()


__dir__ = own_names(__name__)
