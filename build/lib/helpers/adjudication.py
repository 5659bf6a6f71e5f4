"""Reports to events: the rule is written here and nowhere else.

The rule, for one district (or one crossing) at a time:

1. A report that leaves its day open by at most SHARP days is sharp; the others are wide.
2. Sharp reports of the same kind (captured, recaptured) whose bounds overlap tell of one event.
   Read in order of time, neighbours of one kind with no event of the other kind between them are
   one event too, unless more than GAP days lie between them: then the place fell twice and nobody
   reported the retaking. Two reports never tell of one event if a report of the other kind lies
   wholly between them.
3. A wide report supports the first event of its kind that its bounds allow. Wide reports that fit
   none are taken together where their bounds overlap, and then joined with their neighbours as in
   2, or stand as events of their own.
4. Bounds. Where all reports of an event can be true at once, its bounds are what they have in
   common. Where they cannot, every largest set of reports that agree gives what it has in common,
   and the bounds run from the first of these to the last: a bound is never tighter than the
   evidence allows.
5. The best date is the day that most origins give, the earlier one if equal; if none gives a day,
   date_hi, the day by which it had happened.
6. Support counts origins, not pages: `single` one origin; `admitted` one origin, and the side that
   lost the place says so; `corroborated` two origins, or both sides; `strong` three origins, or
   two and both sides.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import accumulate
from operator import attrgetter
from typing import NamedTuple

import pandas as pd

from helpers.tables import load
from helpers.vocabulary import GOVERNMENT, KINDS, MANNERS, START, SUPPORT, TALIBAN

SHARP, GAP = 3, 14  # days; see the rule above

COLUMNS = (
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
)


class Report(NamedTuple):
    """One report of a change of hands, with its days counted from 1 May 2021."""

    kind: str
    lo: int
    hi: int
    day: float
    origin: str
    claimed_by: str
    status: str
    manner: str
    report_id: str


@dataclass
class Group:
    """Reports that are taken to tell of one event.

    lo, hi : bounds. first_end : the day on which the first of the reports ends. last_start : the
    day on which the last of them begins. A report of the other kind between these two parts them.
    """

    kind: str
    reports: list[Report]
    first_end: int
    last_start: int
    lo: int = 0
    hi: int = 0

    def take(self, report: Report) -> None:
        """Add a report."""
        self.reports.append(report)
        self.first_end = min(self.first_end, report.hi)
        self.last_start = max(self.last_start, report.lo)

    def join(self, other: "Group") -> None:
        """Add another group's reports; the bounds become those that span both."""
        self.reports += other.reports
        self.lo = min(self.lo, other.lo)
        self.hi = max(self.hi, other.hi)
        self.first_end = min(self.first_end, other.first_end)
        self.last_start = max(self.last_start, other.last_start)


def events(
    reports: pd.DataFrame | None = None,
    sources: pd.DataFrame | None = None,
    sharp: int = SHARP,
    gap: int = GAP,
) -> pd.DataFrame:
    """Derive events from reports by the rule in this module's docstring.

    Parameters
    ----------
    reports, sources
        Tables as `load` gives them (default: those of data/). Row order does not matter.
    sharp, gap
        Days: the two numbers of the rule.

    Returns
    -------
    DataFrame
        One row an event, sorted by date and unit: event_id, pcode, crossing_id (NA for a
        district), kind (captured / recaptured), nth (1 for the first of its kind there), date,
        date_lo, date_hi, manner, n_origins, support, both_sides, disputed (somebody denies it),
        origins (tuple), reports (tuple of report_id).

    Raises
    ------
    ValueError
        For a report whose bounds are missing or reversed, or whose source is not in `sources`.

    Examples
    --------
    >>> events_table = events()
    >>> events_table.loc[events_table["event_id"] == "AF0910-c1", "date"].dt.date.tolist()
    [datetime.date(2021, 5, 4)]
    """
    reports = load("reports") if reports is None else reports
    sources = load("sources") if sources is None else sources
    of_changes = reports[reports["event"].isin(KINDS) & reports["pcode"].notna()]
    rows = []
    for (pcode, crossing), own in _by_unit(of_changes, sources).items():
        rows += _unit_events(pcode, crossing, own, sharp, gap)
    return _typed(pd.DataFrame(rows, columns=COLUMNS))


def captures(events_table: pd.DataFrame) -> pd.DataFrame:
    """District captures, without border posts.

    Parameters
    ----------
    events_table
        A table as `events` gives it.

    Returns
    -------
    DataFrame
        The rows of district captures, with all columns and the index of `events_table`.

    Examples
    --------
    >>> district_captures = captures(events())
    >>> district_captures["kind"].unique().tolist()
    ['captured']
    >>> district_captures["crossing_id"].notna().any().item()
    False
    """
    of_districts = events_table["crossing_id"].isna()
    return events_table[of_districts & (events_table["kind"] == "captured")]


def _by_unit(of_changes, sources):
    """{(pcode, crossing or ''): its Reports}; raises for a report that cannot be used."""
    bad = of_changes[~(of_changes["date_lo"] <= of_changes["date_hi"])]
    if len(bad):
        name = bad["report_id"].iloc[0]
        raise ValueError(f"report {name}: date_lo and date_hi are needed, in this order")
    origin_of = dict(zip(sources["source_id"], sources["origin"], strict=True))
    origin = of_changes["source_id"].map(origin_of)
    if origin.isna().any():
        unknown = of_changes["source_id"][origin.isna()].iloc[0]
        raise ValueError(f"source {unknown} is not in sources")
    # plain lists: a million rows pass through here, and pandas' own rows are slow
    columns = [
        of_changes["pcode"],
        of_changes["crossing_id"].fillna(""),
        of_changes["event"].astype(str),
        _day_number(of_changes["date_lo"]).astype(int),
        _day_number(of_changes["date_hi"]).astype(int),
        _day_number(of_changes["date"]),
        origin,
        of_changes["claimed_by"].astype(str),
        of_changes["status"].astype(str),
        of_changes["manner"].astype(str),
        of_changes["report_id"],
    ]
    units = defaultdict(list)
    for pcode, crossing, *values in zip(*columns, strict=True):
        units[pcode, crossing].append(Report(*values))
    return units


def _day_number(dates):
    """Days since 1 May 2021, as numbers; NaN where there is no date."""
    return ((dates - pd.Timestamp(START)) / pd.Timedelta(days=1)).to_numpy()


def _typed(table):
    """Numbers of days as dates, words as categories, in the order of time."""
    for column in ("date", "date_lo", "date_hi"):
        passed = pd.to_timedelta(table[column].astype(float), unit="D")
        table[column] = pd.Timestamp(START) + passed.astype("timedelta64[us]")
    for column, values in (("kind", KINDS), ("manner", MANNERS), ("support", SUPPORT)):
        table[column] = pd.Categorical(table[column], categories=values, ordered=True)
    table["crossing_id"] = table["crossing_id"].astype("str").replace("", pd.NA)
    return table.sort_values(["date", "pcode", "event_id"], ignore_index=True)


def _unit_events(pcode, crossing, own, sharp, gap):
    """The events of one district or crossing, as rows of the table."""
    own = sorted(own, key=attrgetter("lo", "hi", "kind", "report_id"))
    parted, sharp_groups = {}, []
    for kind in KINDS:
        parted[kind] = _parted({(r.lo, r.hi) for r in own if r.kind != kind})
        sharp_ones = [r for r in own if r.kind == kind and r.hi - r.lo <= sharp]
        sharp_groups += _overlapping(sharp_ones, parted[kind])
    groups = _neighbours(sharp_groups, gap, parted)
    strays = []
    for kind in KINDS:
        wide_ones = [r for r in own if r.kind == kind and r.hi - r.lo > sharp]
        loose = _place_wide(wide_ones, groups, parted[kind])
        strays += _overlapping(loose, parted[kind])
    rows, nth = [], dict.fromkeys(KINDS, 0)
    for group in _neighbours(groups + strays, gap, parted):
        nth[group.kind] += 1
        rows.append(_event(pcode, crossing, group.kind, nth[group.kind], group.reports))
    return rows


def _parted(spans: Iterable[tuple[int, int]]) -> Callable[[int, int], bool]:
    """A test of two days: does one of the spans lie wholly after the first, before the second?"""
    starts = sorted(spans)
    # the first end among each span and all that start later
    soonest = list(accumulate((hi for _, hi in reversed(starts)), min))[::-1]

    def parted(after, before):
        if before - after <= 1:
            return False
        place = bisect_right(starts, (after, float("inf")))
        return place < len(starts) and soonest[place] < before

    return parted


def _overlapping(reports, parted):
    """Groups of reports (of one kind, in order of lo) whose bounds overlap."""
    groups, reach = [], None
    for report in reports:
        last = groups[-1] if groups else None
        if last and report.lo <= reach and not parted(last.first_end, report.lo):
            last.take(report)
            reach = max(reach, report.hi)
        else:
            groups.append(Group(report.kind, [report], report.hi, report.lo))
            reach = report.hi
    for group in groups:
        group.lo, group.hi = _bounds([(r.lo, r.hi) for r in group.reports])
    return groups


def _neighbours(groups, gap, parted):
    """Join groups of one kind that follow each other within `gap` days."""
    joined = []
    # twice the middle of the bounds orders them: no halves
    for group in sorted(groups, key=lambda g: (g.lo + g.hi, g.lo, g.kind)):
        last = joined[-1] if joined else None
        near = last and last.kind == group.kind and group.lo - last.hi <= gap
        if near and not _parted_groups(last, group, parted[group.kind]):
            last.join(group)
        else:
            joined.append(group)
    return joined


def _parted_groups(one, other, parted):
    first_end = min(one.first_end, other.first_end)
    return parted(first_end, max(one.last_start, other.last_start))


def _place_wide(wide_ones, groups, parted):
    """Give each wide report to the first group that its bounds allow; return those left over."""
    loose = []
    for report in wide_ones:
        home = next((g for g in groups if _fits(report, g, parted)), None)
        if home:
            home.take(report)
        else:
            loose.append(report)
    return loose


def _fits(report, group, parted):
    if group.kind != report.kind or report.lo > group.hi or report.hi < group.lo:
        return False
    return not parted(min(group.first_end, report.hi), max(group.last_start, report.lo))


def _bounds(spans):
    """From the first to the last common part of the largest agreeing sets of (lo, hi) spans."""
    begins = [(lo, 0) for lo, _ in spans]
    ends = [(hi, 1) for _, hi in spans]
    first = last = None
    # the latest begin since a span closed: a largest agreeing set is complete when a span closes
    # after one has opened
    opened = None
    for day, closes in sorted(begins + ends):
        if not closes:
            opened = day
        elif opened is not None:
            first = opened if first is None else first
            last = day
            opened = None
    return first, last


def _event(pcode, crossing, kind, nth, members):
    """One row of the events table."""
    lo, hi = _bounds([(r.lo, r.hi) for r in members])
    origins = sorted({r.origin for r in members})
    said_by = {r.claimed_by for r in members}
    both_sides = bool(said_by & GOVERNMENT) and bool(said_by & TALIBAN)
    loser_speaks = bool(said_by & (GOVERNMENT if kind == "captured" else TALIBAN))
    return (
        f"{crossing or pcode}-{kind[0]}{nth}",
        pcode,
        crossing,
        kind,
        nth,
        _best_day(members, lo, hi),
        lo,
        hi,
        _manner(members),
        len(origins),
        _support(len(origins), both_sides, loser_speaks),
        both_sides,
        any(r.status == "disputed" for r in members),
        tuple(origins),
        tuple(sorted(r.report_id for r in members)),
    )


def _best_day(members, lo, hi):
    """The day that most origins give, the earlier one if equal; hi if none gives a day."""
    votes = defaultdict(set)
    for r in members:
        # a day that is not given is NaN and fails this test
        if lo <= r.day <= hi:
            votes[int(r.day)].add(r.origin)
    return min(votes, key=lambda day: (-len(votes[day]), day), default=hi)


def _manner(members):
    """What most origins say, the more violent one if equal."""
    votes = defaultdict(set)
    for r in members:
        if r.manner != "unknown":
            votes[r.manner].add(r.origin)
    rank = {manner: place for place, manner in enumerate(MANNERS)}
    return min(votes, key=lambda way: (-len(votes[way]), rank[way]), default="unknown")


def _support(n_origins, both_sides, loser_speaks):
    # both sides saying so is worth one more origin
    points = n_origins + both_sides
    if points > 2:
        return "strong"
    if points == 2:
        return "corroborated"
    return "admitted" if loser_speaks else "single"


def bounded(
    events_table: pd.DataFrame,
    reports: pd.DataFrame | None = None,
    sources: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Districts whose fall no page reports by itself, bounded by the fall of their province.

    These are the districts without a capture, and those last reported retaken. A statement that a
    province fell says of such a district only that it had fallen by then (unless the statement
    leaves it out: except_pcodes, or is older than the retaking).

    Parameters
    ----------
    events_table
        A table as `events` gives it.
    reports, sources
        Tables as `load` gives them (default: those of data/).

    Returns
    -------
    DataFrame
        One row a district that has such a statement: pcode, date_lo (1 May, or the day of the
        retaking: nothing else bounds it from below), first (the day of the first statement), date
        (the day by which two origins say so; the first if one speaks), date_hi (the day of the
        last), n_origins, reports (tuple of report_id).

    Examples
    --------
    >>> table = bounded(events())
    >>> bool((table["first"] <= table["date"]).all())
    True
    """
    reports = load("reports") if reports is None else reports
    sources = load("sources") if sources is None else sources
    fallen, retaken_on = _last_events(events_table)
    statements = _province_statements(reports, sources)
    rows = []
    for pcode in sorted(set(load("districts")["pcode"]) - fallen):
        since = retaken_on.get(pcode, pd.Timestamp(START))
        said = statements.get(pcode[:4])
        if said is None:
            continue
        leaves_out = said["except_pcodes"].map(lambda left, pcode=pcode: pcode in left)
        said = said[~leaves_out & (said["date_hi"] > since)]
        if len(said):
            rows.append((pcode, since, *_fall_by_statements(said)))
    names = ["pcode", "date_lo", "first", "date", "date_hi", "n_origins", "reports"]
    dates = dict.fromkeys(["date_lo", "first", "date", "date_hi"], "datetime64[us]")
    return pd.DataFrame(rows, columns=names).astype(dates)


def _last_events(events_table):
    """The districts whose last event is a capture, and {pcode: day} of those last retaken."""
    of_districts = events_table[events_table["crossing_id"].isna()]
    ordered = of_districts.assign(middle=middle(of_districts))
    ordered = ordered.sort_values(["date", "middle", "kind"])
    last = ordered.drop_duplicates("pcode", keep="last").set_index("pcode")
    fallen = set(last.index[last["kind"] == "captured"])
    retaken = last[last["kind"] == "recaptured"]
    return fallen, retaken["date_hi"].to_dict()


def _province_statements(reports, sources):
    """{province_pcode: the reports that say it fell whole, in order of their day}."""
    of_provinces = reports["pcode"].isna() & reports["crossing_id"].isna()
    whole = reports[of_provinces & (reports["event"] == "captured")]
    origin_of = dict(zip(sources["source_id"], sources["origin"], strict=True))
    whole = whole.assign(origin=whole["source_id"].map(origin_of))
    return dict(list(whole.sort_values(["date_hi", "report_id"]).groupby("province_pcode")))


def _fall_by_statements(said):
    """(first, date, date_hi, n_origins, reports) of a district from statements in order."""
    days = said.drop_duplicates("origin")["date_hi"]
    second = days.iloc[min(1, len(days) - 1)]
    last = said["date_hi"].iloc[-1]
    return days.iloc[0], second, last, len(days), tuple(said["report_id"])


def middle(events_table: pd.DataFrame) -> pd.Series:
    """Twice the middle of each event's bounds: the order of a fall and a retaking on one day.

    Parameters
    ----------
    events_table
        A table as `events` gives it.

    Returns
    -------
    Series
        Days from 1 May 2021, doubled; the index of `events_table`.

    Examples
    --------
    >>> day = pd.Timestamp("2021-05-03")
    >>> middle(pd.DataFrame({"date_lo": [day], "date_hi": [day]})).tolist()
    [4]
    """
    first = pd.Timestamp(START)
    return ((events_table["date_lo"] - first) + (events_table["date_hi"] - first)).dt.days
