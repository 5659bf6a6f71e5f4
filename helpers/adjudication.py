"""Reports to events, events to who held each district on each day. The rule is written here and nowhere else.

The rule, for one district (or one crossing) at a time:

1. A report that leaves its day open by at most SHARP days is sharp; the others are wide.
2. Sharp reports of the same kind (captured, recaptured) whose bounds overlap tell of one event. Read in order of time,
   neighbours of one kind with no event of the other kind between them are one event too, unless more than GAP days lie
   between them: then the place fell twice and nobody reported the retaking. Two reports never tell of one event if a report
   of the other kind lies wholly between them.
3. A wide report supports the first event of its kind that its bounds allow. Wide reports that fit none are taken together
   where their bounds overlap, and then joined with their neighbours as in 2, or stand as events of their own.
4. Bounds. Where all reports of an event can be true at once, its bounds are what they have in common. Where they cannot, every
   largest set of reports that agree gives what it has in common, and the bounds run from the first of these to the last:
   a bound is never tighter than the evidence allows.
5. The best date is the day that most origins give, the earlier one if equal; if none gives a day, date_hi, the day by which
   it had happened.
6. Support counts origins, not pages: `single` one origin; `admitted` one origin, and the side that lost the place says so;
   `corroborated` two origins, or both sides; `strong` three origins, or two and both sides.
"""

from bisect import bisect_right
from collections import defaultdict
from itertools import accumulate
from types import SimpleNamespace

import pandas as pd
from helpers.tables import load
from helpers.vocabulary import GOVERNMENT, KINDS, MANNERS, START, SUPPORT, TALIBAN


SHARP, GAP = 3, 14  # days; see the rule above


def events(reports=None, sources=None, sharp=SHARP, gap=GAP):
    """Derive events from reports by the rule in this module's docstring.

    reports, sources : tables as `load` gives them (default: those of data/). sharp, gap : days, the two numbers of the rule.
    Returns a DataFrame, one row an event, sorted by date and unit: event_id, pcode, crossing_id (NA for a district), kind
    (captured / recaptured), nth (1 for the first of its kind there), date, date_lo, date_hi, manner, n_origins, support,
    both_sides, disputed (somebody denies it), origins (tuple), reports (tuple of report_id). Row order of the input does not
    matter. Raises ValueError for a report whose bounds are missing or reversed, or whose source is not in `sources`.
    """
    reports = load("reports") if reports is None else reports
    sources = load("sources") if sources is None else sources
    told = reports[reports["event"].isin(KINDS) & reports["pcode"].notna()]
    bad = told[~(told["date_lo"] <= told["date_hi"])]
    if len(bad):
        raise ValueError(
            f"report {bad['report_id'].iloc[0]}: date_lo and date_hi are needed, in this order"
        )
    origin = told["source_id"].map(dict(zip(sources["source_id"], sources["origin"])))
    if origin.isna().any():
        raise ValueError(f"source {told['source_id'][origin.isna()].iloc[0]} is not in sources")
    day = lambda column: ((column - pd.Timestamp(START)) / pd.Timedelta(days=1)).to_numpy()
    units = defaultdict(list)
    for row in zip(
        told["pcode"],
        told["crossing_id"].fillna(""),
        told["event"].astype(str),
        day(told["date_lo"]).astype(int),
        day(told["date_hi"]).astype(int),
        day(told["date"]),
        origin,
        told["claimed_by"].astype(str),
        told["status"].astype(str),
        told["manner"].astype(str),
        told["report_id"],
    ):
        units[row[:2]].append(row[2:])
    out = [
        event
        for (pcode, crossing), rows in units.items()
        for event in _unit(pcode, crossing, rows, sharp, gap)
    ]
    names = [
        "event_id",
        "pcode",
        "crossing_id",
        "kind",
        "nth",
        "date",
        "date_lo",
        "date_hi",
        "manner",
        "n_origins",
        "support",
        "both_sides",
        "disputed",
        "origins",
        "reports",
    ]
    table = pd.DataFrame(out, columns=names)
    for column in ("date", "date_lo", "date_hi"):
        table[column] = pd.Timestamp(START) + pd.to_timedelta(
            table[column].astype(float), unit="D"
        ).astype("timedelta64[us]")
    for column, values in (("kind", KINDS), ("manner", MANNERS), ("support", SUPPORT)):
        table[column] = pd.Categorical(table[column], categories=values, ordered=True)
    table["crossing_id"] = table["crossing_id"].astype("str").replace("", pd.NA)
    return table.sort_values(["date", "pcode", "event_id"], ignore_index=True)


def _unit(pcode, crossing, rows, sharp, gap):
    """The events of one district or crossing; rows are (kind, lo, hi, day or nan, origin, claimed_by, status, manner, id)."""
    rows = sorted(rows, key=lambda r: (r[1], r[2], r[0], r[8]))
    parted = {kind: _parted({r[1:3] for r in rows if r[0] != kind}) for kind in KINDS}
    found, strays = [], []
    for kind in KINDS:
        found += _overlapping(
            kind, [r for r in rows if r[0] == kind and r[2] - r[1] <= sharp], parted[kind]
        )
    found = _neighbours(found, gap, parted)
    for kind in KINDS:
        loose = []
        for r in (r for r in rows if r[0] == kind and r[2] - r[1] > sharp):
            fits = (
                e
                for e in found
                if e.kind == kind
                and r[1] <= e.hi
                and e.lo <= r[2]
                and not parted[kind](min(e.first_end, r[2]), max(e.last_start, r[1]))
            )
            home = next(fits, None)
            if home:
                home.reports.append(r)
                home.first_end, home.last_start = (
                    min(home.first_end, r[2]),
                    max(home.last_start, r[1]),
                )
            else:
                loose.append(r)
        strays += _overlapping(kind, loose, parted[kind])
    nth, out = dict.fromkeys(KINDS, 0), []
    for event in _neighbours(found + strays, gap, parted):
        nth[event.kind] += 1
        out.append(_event(pcode, crossing, event.kind, nth[event.kind], event.reports))
    return out


def _parted(spans):
    """A test of two days: does one of the spans lie wholly after the first and before the second?"""
    starts = sorted(spans)
    # the first end of each span and all that start later
    soonest = list(accumulate((hi for _, hi in reversed(starts)), min))[::-1]

    def parted(after, before):
        place = bisect_right(starts, (after, float("inf"))) if before - after > 1 else len(starts)
        return place < len(starts) and soonest[place] < before

    return parted


def _overlapping(kind, rows, parted):
    """Reports (in order of lo) whose bounds overlap, together, with the bounds of each group, its first end and last start."""
    found, reach = [], None
    for r in rows:
        if found and r[1] <= reach and not parted(found[-1].first_end, r[1]):
            found[-1].reports.append(r)
            found[-1].first_end, found[-1].last_start, reach = (
                min(found[-1].first_end, r[2]),
                r[1],
                max(reach, r[2]),
            )
        else:
            found.append(SimpleNamespace(kind=kind, reports=[r], first_end=r[2], last_start=r[1]))
            reach = r[2]
    for event in found:
        event.lo, event.hi = _bounds([r[1:3] for r in event.reports])
    return found


def _neighbours(found, gap, parted):
    """Join events of one kind that follow each other within `gap` days; order by the middle of their bounds."""
    joined = []
    for event in sorted(found, key=lambda e: (e.lo + e.hi, e.lo, e.kind)):
        last = joined[-1] if joined else None
        if (
            last
            and last.kind == event.kind
            and event.lo - last.hi <= gap
            and not parted[event.kind](
                min(last.first_end, event.first_end), max(last.last_start, event.last_start)
            )
        ):
            last.reports += event.reports
            last.lo, last.hi = min(last.lo, event.lo), max(last.hi, event.hi)
            last.first_end, last.last_start = (
                min(last.first_end, event.first_end),
                max(last.last_start, event.last_start),
            )
        else:
            joined.append(event)
    return joined


def _bounds(spans):
    """From the first to the last common part of the largest agreeing sets of (lo, hi) spans."""
    edges = sorted([(lo, 0, 0) for lo, _ in spans] + [(hi, 1, lo) for lo, hi in spans])
    first = last = None
    opened = None  # the latest lo since a span closed: a largest agreeing set is complete when a span closes after one opened
    for day, closes, _ in edges:
        if not closes:
            opened = day
        elif opened is not None:
            first, last, opened = (opened if first is None else first), day, None
    return first, last


def _event(pcode, crossing, kind, nth, members):
    lo, hi = _bounds([(r[1], r[2]) for r in members])
    origins = sorted({r[4] for r in members})
    votes, ways = defaultdict(set), defaultdict(set)
    for r in members:
        if r[3] == r[3] and lo <= r[3] <= hi:
            votes[int(r[3])].add(r[4])
        if r[7] != "unknown":
            ways[r[7]].add(r[4])
    day = min(votes, key=lambda d: (-len(votes[d]), d)) if votes else hi
    way = min(ways, key=lambda w: (-len(ways[w]), MANNERS.index(w))) if ways else "unknown"
    said = {r[5] for r in members}
    both = bool(said & GOVERNMENT) and bool(said & TALIBAN)
    lost = said & (GOVERNMENT if kind == "captured" else TALIBAN)
    if len(origins) > 2 or (len(origins) > 1 and both):
        support = "strong"
    elif len(origins) > 1 or both:
        support = "corroborated"
    else:
        support = "admitted" if lost else "single"
    name = f"{crossing or pcode}-{kind[0]}{nth}"
    disputed = any(r[6] == "disputed" for r in members)
    return (
        name,
        pcode,
        crossing,
        kind,
        nth,
        day,
        lo,
        hi,
        way,
        len(origins),
        support,
        both,
        disputed,
        tuple(origins),
        tuple(sorted(r[8] for r in members)),
    )


def bounded(events, reports=None, sources=None):
    """Districts whose fall no page reports by itself, bounded by the fall of their whole province.

    These are the districts without a capture, and those last reported retaken. A statement that a province fell says of such
    a district only that it had fallen by then (unless the statement leaves it out: except_pcodes, or is older than the
    retaking). One row a district that has such a statement: pcode, date_lo (1 May, or the day of the retaking: nothing else
    bounds it from below), first (the day of the first statement), date (the day by which two origins say so; the first if one
    speaks), date_hi (the day of the last), n_origins, reports (tuple of report_id).
    """
    reports = load("reports") if reports is None else reports
    sources = load("sources") if sources is None else sources
    last = events[events["crossing_id"].isna()]
    last = (
        last.assign(middle=middle(last))
        .sort_values(["date", "middle", "kind"])
        .drop_duplicates("pcode", keep="last")
    )
    fell = set(last.loc[last["kind"] == "captured", "pcode"])
    since = dict(
        last.loc[last["kind"] == "recaptured", ["pcode", "date_hi"]].itertuples(index=False)
    )
    whole = reports[
        reports["pcode"].isna() & reports["crossing_id"].isna() & (reports["event"] == "captured")
    ]
    whole = whole.assign(
        origin=whole["source_id"].map(dict(zip(sources["source_id"], sources["origin"])))
    )
    whole = whole.sort_values(["date_hi", "report_id"])
    statements = dict(list(whole.groupby("province_pcode")))
    rows = []
    for pcode in sorted(set(load("districts")["pcode"]) - fell):
        start = since.get(pcode, pd.Timestamp(START))
        said = statements.get(pcode[:4])
        if said is not None:
            said = said[
                ~said["except_pcodes"].map(lambda left_out: pcode in left_out)
                & (said["date_hi"] > start)
            ]
        if said is None or said.empty:
            continue
        days = said.drop_duplicates("origin")["date_hi"]
        second = days.iloc[min(1, len(days) - 1)]
        rows.append(
            (
                pcode,
                start,
                days.iloc[0],
                second,
                said["date_hi"].iloc[-1],
                len(days),
                tuple(said["report_id"]),
            )
        )
    table = pd.DataFrame(
        rows, columns=["pcode", "date_lo", "first", "date", "date_hi", "n_origins", "reports"]
    )
    return table.astype(dict.fromkeys(["date_lo", "first", "date", "date_hi"], "datetime64[us]"))


def middle(events):
    """Twice the middle of each event's bounds, in days from 1 May: the order of a fall and a retaking on one day."""
    return (
        (events["date_lo"] - pd.Timestamp(START)) + (events["date_hi"] - pd.Timestamp(START))
    ).dt.days
