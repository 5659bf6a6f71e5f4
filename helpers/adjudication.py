"""Reports to events: the rule is written here and nowhere else.

The rule, for one district (or one crossing) at a time:

1. Changes and states. A report tells of a change (fell, retaken) or of a state (held, still held,
   in a list of what is held). A state says who had the place by its last day; it says nothing of
   the day on which the place changed hands.
2. One event. A report that leaves its day open by at most SHARP days is sharp; the others are wide.
   Sharp reports of one kind (captured, recaptured) whose bounds overlap tell of one event. A wide
   report tells of the first event of its kind that its bounds allow. Two reports never tell of one
   event if a report of the other kind lies wholly between them.
3. In order of time captures and retakings take turns. Neighbours of one kind are one event; but if
   both are well told (each by two origins, and by half as many as the other) and more than GAP
   days lie between them, the place changed hands between them and nobody told of it: an event of
   the other kind without a report stands between them, bounded by both. A retaking before the
   first fall is taken for a wrong day of the next retaking, if that has MANY times as many
   origins; so are two changes in a row, the first for the next of its kind, the second for the
   last of its kind (at either end for the only neighbour of its kind).
4. A state after an event of the other kind reopens the matter: the place changed hands again, by
   the day of the state. Any other state goes to the event before it.
5. Bounds. Take each largest set of sharp reports that can all be true at once (of all reports,
   where none is sharp). A set counts by its origins. The strongest counts, and so does every set
   that has half as many origins, and at least two where the strongest has three, and at least as
   many as the strongest where it lies more than FAR days from it (of equals so far apart, that
   which most wide reports allow). The bounds run from the first day to the last that these sets
   have in common, each in itself. Reports outside the bounds dissent: they stay listed, with the
   days by which they differ. Where no report is sharp, a state of the other side raises the first
   day.
6. The best date is the day within the bounds that most origins give; if equal, the one that more
   origins allow, then the earlier one; if none gives a day, the last of the days that most
   origins allow: by then it had happened.
7. Support counts voices and origins, both sides by one measure. Voices are the Taliban, the central
   government, local officials and elders, reporters on their own account, analysts; a page on which
   both sides speak has two. What the Taliban or the central government say is one telling, however
   many desks print it; officials, reporters and analysts are many, and are counted by the desks
   that print them. One voice is `single`, or `admitted` where it is that of the side which lost
   the place. Two voices in two tellings are `corroborated` if two origins print them or they are of
   both sides; `strong` if there are three tellings, or two origins and both sides. A disputed
   report adds no voice to those undisputed; an event that is only disputed is `single` at most.
8. What an event leaves behind. A capture leaves the place with the Taliban. A retaking leaves it
   with the government if it is corroborated and not by the government's side alone, or if the
   Taliban admit it; otherwise contested. A retaking that one origin tells, within SHARP days of a
   fall that three voices tell, changes nothing.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import accumulate
from numbers import Real
from operator import attrgetter
from typing import NamedTuple

import pandas as pd

from helpers.arguments import as_table, with_days
from helpers.public import own_names
from helpers.reasons import sentence
from helpers.tables import kept, load, of_the_record, shown
from helpers.vocabulary import (
    GOVERNMENT_VOICES,
    HOLDERS,
    KINDS,
    MANNERS,
    SEVERAL_VOICES,
    START,
    STILL_HELD,
    SUPPORT,
    VOICES,
    VOICES_OF,
)

# days; see the rule above
SHARP = 3
GAP = 14
FAR = 7
# so many times as many origins make another telling of the same kind a wrong day
MANY = 3
# what is read of a statement on a whole province, in the order of `_Word`
WORD_COLUMNS = ("date_hi", "origin", "report_id", "except_pcodes")
FIRST = pd.Timestamp(START)
OTHER = dict(zip(KINDS, reversed(KINDS), strict=True))
# a state says nothing of the first day: any day since long before the record
LONG_AGO = -10_000
# the voices of the side that gains by an event
SIDE = {"captured": {"taliban"}}
SIDE["recaptured"] = set(GOVERNMENT_VOICES)
# voices that speak with one mouth
ONE_MOUTH = ("taliban", "government")
# the columns without which a table of reports or of pages says nothing
NEEDED = {
    "reports": (
        "report_id",
        "pcode",
        "event",
        "date_lo",
        "date_hi",
        "source_id",
    ),
    "sources": ("source_id", "origin"),
    "baseline": ("pcode", "holder", "source_id"),
}
# and those without which a table of events has no order in time
EVENT_COLUMNS = (
    "event_id",
    "pcode",
    "crossing_id",
    "kind",
    "date",
    "date_lo",
    "date_hi",
)


class Report(NamedTuple):
    """One report of a change or a state, with its days counted from 1 May 2021."""

    kind: str
    is_state: bool
    lo: int
    hi: int
    day: float
    origin: str
    claimed_by: str
    status: str
    manner: str
    report_id: str

    @property
    def begin(self) -> int:
        """First day on which what it tells of can have happened."""
        return LONG_AGO if self.is_state else self.lo


@dataclass
class Group:
    """Reports that are taken to tell of one event.

    Attributes
    ----------
    kind : str
        captured or recaptured.
    reports : list of Report
        Both changes and states.
    lo, hi : int
        Bounds; days from 1 May 2021, as all days here.
    strength : int
        Origins of the strongest agreeing set.
    first_end : int
        The day on which the first of the reports ends.
    last_start : int
        The day on which the last of them begins.
    floor : int
        The day before which it cannot have happened, if only states tell of it.
    """

    kind: str
    reports: list[Report] = field(default_factory=list)
    lo: int = 0
    hi: int = 0
    strength: int = 0
    first_end: int = 0
    last_start: int = 0
    floor: int = LONG_AGO

    def take(self, report: Report) -> None:
        """Add a report."""
        self.reports.append(report)
        # what lies wholly between these two days parts the group
        self.first_end = min(self.first_end, report.hi)
        self.last_start = max(self.last_start, report.lo)

    def join(self, other: "Group") -> None:
        """Add another group's reports; the bounds stay those of the stronger one."""
        # where it stands in time is what the better-told part says
        if other.strength > self.strength:
            self.lo = other.lo
            self.hi = other.hi
            self.strength = other.strength
        self.reports += other.reports
        self.first_end = min(self.first_end, other.first_end)
        self.last_start = max(self.last_start, other.last_start)
        self.floor = max(self.floor, other.floor)


@dataclass
class Bounds:
    """What the agreeing sets give: bounds in days, and which words explain them."""

    lo: int
    hi: int
    strength: int
    why: str


def events(
    reports: pd.DataFrame | None = None,
    sources: pd.DataFrame | None = None,
    sharp: int = SHARP,
    gap: int = GAP,
) -> pd.DataFrame:
    """Derive events from reports by the rule in this module's docstring.

    Parameters
    ----------
    reports, sources : DataFrame, optional
        Tables as `load` gives them (default: those of data/). Row order does not matter. Needed
        are report_id, pcode, event, date_lo, date_hi and source_id; without the others (tells,
        date, crossing_id, claimed_by, status, manner) every report is an outlet's own, of a
        change, in a district, on a day not given.
    sharp, gap : int
        Days: two numbers of the rule.

    Returns
    -------
    DataFrame
        One row an event, sorted by date and unit: event_id, pcode, district and province (names),
        crossing_id (NA for a district), kind (captured / recaptured), nth (1 for the first of its
        kind there), date, date_lo, date_hi, manner, n_origins, support, both_sides, disputed
        (somebody denies it), origins and reports (tuples; no reports where the event is only
        bounded), n_voices, voices (tuple), leaves (who holds the place after it), agree, dissent
        (tuples of report_id),
        dissent_days (tuple of int: by how much each dissenter is earlier, negative, or later),
        why_date, why_bounds (codes, see `helpers.reasons`) and reason (a sentence or more).

    Raises
    ------
    ValueError
        For a report whose bounds are missing or reversed, whose voice is unknown, or whose source
        is not in `sources`.

    Examples
    --------
    >>> events_table = events()
    >>> events_table.loc[events_table["event_id"] == "AF0910-c1", "date"].dt.date.tolist()
    [datetime.date(2021, 5, 4)]
    """
    for name, number in (("sharp", sharp), ("gap", gap)):
        # a text or no number at all would fail far from here, or not at all
        if not isinstance(number, Real) or not number >= 0:
            raise ValueError(
                f"{name} is a number of days, not {shown(number)}"
            )
    usual = (sharp, gap) == (SHARP, GAP)
    # most callers hand in the tables of the record as they were loaded
    if (
        usual
        and of_the_record(reports, "reports")
        and of_the_record(sources, "sources")
    ):
        # a shallow copy: what a caller changes is the caller's own
        return _events_of_the_record().copy(deep=False)
    return _events(
        given(reports, "reports"), given(sources, "sources"), sharp, gap
    )


@kept
def _events_of_the_record():
    return _events(load("reports"), load("sources"), SHARP, GAP)


def _events(reports, sources, sharp, gap):
    # fighting and places that held are no change of hands; provinces are for `bounded`
    of_units = reports[reports["event"].isin(KINDS) & reports["pcode"].notna()]
    holds = _government_holds(reports)
    rows = []
    for (pcode, crossing), own in _by_unit(of_units, sources).items():
        # posts stand apart from their districts: one can fall without the other
        unit = _Unit(own, holds.get((pcode, crossing), []), sharp, gap)
        rows += unit.rows(pcode, crossing)
    return _typed(rows)


def captures(events_table: pd.DataFrame) -> pd.DataFrame:
    """District captures, without border posts.

    Parameters
    ----------
    events_table : DataFrame
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
    as_table("events_table", events_table, ("crossing_id", "kind"), "events()")
    # posts fall by themselves, and are no districts
    of_districts = events_table["crossing_id"].isna()
    captured = events_table["kind"] == "captured"
    return events_table[of_districts & captured]


# From the table to the reports of one unit


def given(table: pd.DataFrame | None, name: str) -> pd.DataFrame:
    """A table that was handed in, or that of data/.

    Parameters
    ----------
    table : DataFrame, optional
        None to have it loaded.
    name : str
        Of the table in data/.

    Returns
    -------
    DataFrame

    Raises
    ------
    TypeError
        For what is no such table.

    Examples
    --------
    >>> given(None, "districts").equals(load("districts"))
    True
    """
    if table is None:
        return load(name)
    maker = f"load({name!r})"
    return with_days(
        name, as_table(name, table, NEEDED.get(name, ()), maker), maker
    )


def origin_by_page(sources: pd.DataFrame) -> dict[str, str]:
    """The desk whose reporting each page carries.

    Parameters
    ----------
    sources : DataFrame
        With source_id and origin.

    Returns
    -------
    dict
        source_id: origin.

    Examples
    --------
    >>> origin_by_page(pd.DataFrame({"source_id": ["p1"], "origin": ["AP"]}))
    {'p1': 'AP'}
    """
    # lists: a column of text hands out its values one by one, ten times as slowly
    pages = sources["source_id"].tolist()
    origins = sources["origin"].tolist()
    return dict(zip(pages, origins, strict=True))


def places_of(names: Iterable[str]) -> dict[str, int]:
    """At which place each name stands.

    Parameters
    ----------
    names : iterable of str
        Each once.

    Returns
    -------
    dict
        name: place, from 0.

    Examples
    --------
    >>> places_of(["AF01", "AF02"])
    {'AF01': 0, 'AF02': 1}
    """
    return {name: place for place, name in enumerate(names)}


def as_text(reports: pd.DataFrame, name: str, default: str) -> pd.Series:
    """A column as text, with a default for what is missing.

    Parameters
    ----------
    reports : DataFrame
        May lack the column.
    name : str
        Of the column.
    default : str
        For what is missing.

    Returns
    -------
    Series

    Examples
    --------
    >>> as_text(pd.DataFrame({"a": [1]}), "status", "claimed").tolist()
    ['claimed']
    """
    if name not in reports:
        return pd.Series(default, reports.index)
    values = reports[name].astype("str")
    return values.fillna(default)


def _day_number(dates):
    """Days since 1 May 2021, as numbers; NaN where there is no date."""
    passed = dates - FIRST
    in_days = passed / pd.Timedelta(days=1)
    return in_days.to_numpy()


def _by_unit(reports, sources):
    """{(pcode, crossing or ''): its Reports}; raises for a report that cannot be used."""
    # a missing day fails the comparison too
    bad = reports[~(reports["date_lo"] <= reports["date_hi"])]
    if len(bad):
        name = bad["report_id"].iloc[0]
        raise ValueError(
            f"report {name}: date_lo and date_hi are needed, in this order"
        )
    claimed_by = as_text(reports, "claimed_by", "media")
    # a voice that the rule does not know would count for nothing, unseen
    unknown = ~claimed_by.isin(VOICES_OF)
    if unknown.any():
        name, value = (
            reports["report_id"][unknown].iloc[0],
            claimed_by[unknown].iloc[0],
        )
        raise ValueError(
            f"report {name}: claimed_by {value!r} is none of {', '.join(VOICES_OF)}"
        )
    date = (
        reports["date"]
        if "date" in reports
        else pd.Series(pd.NaT, reports.index)
    )
    # plain lists: a million rows pass through here, and pandas' own rows are slow
    columns = [
        reports["pcode"],
        as_text(reports, "crossing_id", ""),
        reports["event"].astype(str),
        as_text(reports, "tells", "change") == "state",
        _day_number(reports["date_lo"]).astype(int).tolist(),
        _day_number(reports["date_hi"]).astype(int).tolist(),
        _day_number(date).tolist(),
        _origins(reports, sources),
        claimed_by,
        as_text(reports, "status", "claimed"),
        as_text(reports, "manner", "unknown"),
        reports["report_id"],
    ]
    units = defaultdict(list)
    for pcode, crossing, *values in zip(*columns, strict=True):
        units[pcode, crossing].append(Report(*values))
    return units


def _origins(reports, sources):
    """The origin of each report; raises where its page is not in `sources`."""
    origin_of = origin_by_page(sources)
    origin = reports["source_id"].map(origin_of)
    # a page without an origin could not be told from others
    if origin.isna().any():
        raise ValueError(
            f"source {reports['source_id'][origin.isna()].iloc[0]} is not in sources"
        )
    return origin


def _government_holds(reports):
    """{(pcode, crossing or ''): last days of the reports that the government held it}."""
    held = reports[
        reports["event"].isin(STILL_HELD) & reports["pcode"].notna()
    ]
    # its first day says nothing here: the place was held to the last
    held = held[held["date_hi"].notna()]
    days = defaultdict(list)
    last_day = _day_number(held["date_hi"]).astype(int).tolist()
    crossing = as_text(held, "crossing_id", "")
    for pcode, post, day in zip(
        held["pcode"], crossing, last_day, strict=True
    ):
        days[pcode, post].append(day)
    return days


# The rule, step by step


class _Unit:
    """The reports of one district or crossing on their way to events."""

    def __init__(self, own, holds, sharp, gap):
        # one order for any order of rows
        own = sorted(own, key=attrgetter("lo", "hi", "kind", "report_id"))
        self.changes = [r for r in own if not r.is_state]
        self.states = sorted(
            (r for r in own if r.is_state), key=attrgetter("hi", "report_id")
        )
        self.holds = holds
        self.sharp = sharp
        self.gap = gap

    def rows(self, pcode, crossing):
        """Its events as rows of the table, in order of time."""
        # changes first: a state only makes sense beside them
        groups = self._in_turn(self._groups_of_changes())
        if self.states:
            groups = self._in_turn(self._with_states(groups))
        rows = []
        nth = Counter()
        before = None
        for group in groups:
            nth[group.kind] += 1
            row = self._row(group, before)
            # a post has a name of its own; a district goes by its P-code
            row["event_id"] = (
                f"{crossing or pcode}-{group.kind[0]}{nth[group.kind]}"
            )
            row |= {
                "pcode": pcode,
                "crossing_id": crossing,
                "nth": nth[group.kind],
            }
            rows.append(row)
            before = row
        return rows

    def _groups_of_changes(self):
        """Rule 2: groups of one event each, of both kinds, in no order."""
        groups = []
        loose = []
        parted = {}
        for kind in KINDS:
            parted[kind] = _parted(
                {(r.lo, r.hi) for r in self.changes if r.kind != kind}
            )
            # sharp ones make the events
            own = [
                r for r in self.changes if r.kind == kind and self._is_sharp(r)
            ]
            groups += self._overlapping(own, parted[kind])
        for kind in KINDS:
            # wide ones join them, and make events only where none fits
            wide = [
                r
                for r in self.changes
                if r.kind == kind and not self._is_sharp(r)
            ]
            left = _place_wide(wide, groups, parted[kind])
            loose += self._overlapping(left, parted[kind])
        return groups + loose

    def _is_sharp(self, report):
        if report.is_state:
            return False
        width = report.hi - report.lo
        return width <= self.sharp

    def _overlapping(self, reports, parted):
        """Groups of reports (of one kind, in order of lo) whose bounds overlap."""
        groups = []
        reach = None
        for report in reports:
            last = groups[-1] if groups else None
            # nothing of the other kind between them, and they share a day
            # with one of those before
            if (
                last
                and report.lo <= reach
                and not parted(last.first_end, report.lo)
            ):
                last.take(report)
                reach = max(reach, report.hi)
            else:
                groups.append(_group_of(report))
                reach = report.hi
        for group in groups:
            self._weigh(group)
        return groups

    def _weigh(self, group):
        """Rule 5: write the bounds and the strength of a group."""
        found = self._bounds(group)
        group.lo = found.lo
        group.hi = found.hi
        group.strength = found.strength

    def _bounds(self, group):
        # a wide list never widens what is told closely
        spans = [
            (r.lo, r.hi, r.origin) for r in group.reports if self._is_sharp(r)
        ]
        if spans:
            wide = [r for r in group.reports if not self._is_sharp(r)]
            return _weighed(spans, wide)
        spans = [(r.begin, r.hi, r.origin) for r in group.reports]
        # no report at all: bounded by its neighbours
        if not spans:
            return Bounds(group.lo, group.hi, 0, "between")
        found = _weighed(spans)
        only_states = all(r.is_state for r in group.reports)
        found.why = "states" if only_states else "wide"
        # not before what precedes it, nor before the other side last had the place
        found.lo = min(
            max(found.lo, group.floor, self._last_other_state(group, found)),
            found.hi,
        )
        return found

    def _last_other_state(self, group, found):
        """The last day before an event on which the other side still had the place."""
        days = [r.hi for r in self.states if r.kind != group.kind]
        days += self.holds if group.kind == "captured" else []
        return max(
            (day for day in days if found.lo <= day < found.hi),
            default=LONG_AGO,
        )

    def _in_turn(self, groups):
        """Rule 3: captures and retakings take turns; neighbours of one kind are one event."""
        # before the first fall nothing can be retaken
        first_fall = min(
            (g.lo for g in groups if g.kind == "captured"), default=LONG_AGO
        )
        ordered = sorted(
            groups, key=lambda g: (_place_in_time(g, first_fall), g.lo, g.kind)
        )
        turns = []
        for group in ordered:
            last = turns[-1] if turns else None
            if last is None or last.kind != group.kind:
                turns.append(group)
            # far apart and both well told
            elif self._two_events(last, group):
                # an untold change: after the first of the two, by the second
                turns.append(Group(OTHER[group.kind], lo=last.hi, hi=group.lo))
                turns.append(group)
            else:
                # else the lesser of the two is a dissenter on the same event
                last.join(group)
        return _without_wrong_days(turns)

    def _two_events(self, one, other):
        """Both well told, and far apart."""
        # one page against many is an error sooner than a second fall
        weaker, stronger = sorted((one.strength, other.strength))
        well_told = weaker >= 2 and 2 * weaker >= stronger
        apart = other.lo - one.hi
        return well_told and apart > self.gap

    def _with_states(self, groups):
        """Rule 4: each state goes to the event before it, or reopens the matter."""
        groups = list(groups)
        for state in self.states:
            place = _last_before(groups, state.hi)
            # told before anything happened here
            if place is None:
                home = next((g for g in groups if g.kind == state.kind), None)
                # the first event is of the other kind: it must have changed hands before
                if home is None or home is not groups[0]:
                    groups.insert(0, _group_of(state))
                else:
                    home.take(state)
            elif groups[place].kind == state.kind:
                groups[place].take(state)
            # after the other side took it: it changed hands again by this day
            elif state.hi > groups[place].hi:
                again = _group_of(state)
                again.floor = groups[place].lo
                groups.insert(place + 1, again)
                self._weigh(again)
            # within the days of the change: the state may be older
            elif place:
                groups[place - 1].take(state)
            else:
                groups.insert(0, _group_of(state))
        # states have moved bounds where no report is sharp
        for group in groups:
            if group.reports:
                self._weigh(group)
        return groups

    def _row(self, group, before):
        """One row of the events table."""
        found = self._bounds(group)
        # the record begins on 1 May: what came before is the baseline's
        lo = max(found.lo, 0) if found.lo == LONG_AGO else found.lo
        hi = max(found.hi, lo)
        # ids in order, so that a list of reports reads the same every time
        members = sorted(group.reports, key=attrgetter("report_id"))
        day, why_date = _best_day(members, lo, hi)
        outside = [(r.report_id, _days_outside(r, lo, hi)) for r in members]
        row = {
            "kind": group.kind,
            "date": day,
            "date_lo": lo,
            "date_hi": hi,
            "manner": _manner(members),
            "reports": tuple(r.report_id for r in members),
            "agree": tuple(name for name, days in outside if not days),
            "dissent": tuple(name for name, days in outside if days),
            "dissent_days": tuple(days for _, days in outside if days),
            "why_date": why_date,
            "why_bounds": found.why,
        }
        row |= _telling(group.kind, members)
        row["leaves"] = _leaves(row, before)
        row["reason"] = sentence(row, members)
        return row


def _group_of(report):
    return Group(
        report.kind,
        [report],
        report.begin,
        report.hi,
        strength=1,
        first_end=report.hi,
        last_start=report.lo,
    )


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


def _place_wide(wide, groups, parted):
    """Give each wide report to the first group that its bounds allow; return those left over."""
    loose = []
    for report in wide:
        home = next((g for g in groups if _fits(report, g, parted)), None)
        if home:
            home.take(report)
        else:
            loose.append(report)
    return loose


def _fits(report, group, parted):
    # no day in common
    if (
        group.kind != report.kind
        or report.lo > group.hi
        or report.hi < group.lo
    ):
        return False
    return not parted(
        min(group.first_end, report.hi), max(group.last_start, report.lo)
    )


def _without_wrong_days(turns):
    """Rule 3: changes that are few pages' wrong days for well-told ones go to those."""
    turns = list(turns)
    place = 0
    while place < len(turns):
        homes = _homes_of_wrong_days(turns, place)
        for group, home in homes:
            home.join(group)
        if homes:
            del turns[place : place + len(homes)]
            # what stands beside the gap may be next
            place = max(place - 2, 0)
        else:
            place += 1
    return turns


def _homes_of_wrong_days(turns, place):
    """The weak groups at a place, each with the well-told group that it belongs to."""
    count = len(turns)
    first = turns[place]
    # nothing can be retaken before it fell
    if (
        place == 0
        and first.kind == "recaptured"
        and count > 2
        and _far_weaker(first, turns[2])
    ):
        return [(first, turns[2])]
    after = place + 2 if place + 2 < count else place - 2
    before = place - 1 if place else 3
    # two in a row, since captures and retakings go on taking turns without them
    if place + 1 == count or after < 0 or before >= count:
        return []
    second = turns[place + 1]
    if _far_weaker(first, turns[after]) and _far_weaker(second, turns[before]):
        return [(first, turns[after]), (second, turns[before])]
    return []


def _far_weaker(group, other):
    return 0 < group.strength * MANY <= other.strength


def _place_in_time(group, first_fall):
    """Twice the middle of its bounds: no halves."""
    lo = group.lo
    # nothing can be retaken before it fell, if the bounds allow that it fell before
    if group.kind == "recaptured" and group.hi >= first_fall:
        lo = max(lo, first_fall)
    return lo + group.hi


def _last_before(groups, day):
    """The place of the last group that can have happened by a day."""
    places = [place for place, group in enumerate(groups) if group.lo <= day]
    return places[-1] if places else None


def _agreeing_sets(spans):
    """Largest sets of (lo, hi, origin) that share a day: (first, last common day, origins)."""
    begins = [(lo, 0, origin) for lo, _, origin in spans]
    ends = [(hi, 1, origin) for _, hi, origin in spans]
    sets = []
    running = Counter()
    opened = None
    for day, closes, origin in sorted(begins + ends):
        if not closes:
            running[origin] += 1
            opened = day
            continue
        # a largest set is complete when a span closes after one has opened
        if opened is not None:
            sets.append((opened, day, len(running)))
            opened = None
        # an origin counts as long as one of its reports is open
        running[origin] -= 1
        if not running[origin]:
            del running[origin]
    return sets


def _weighed(spans, wide=()):
    """Rule 5, for (lo, hi, origin) spans and the wide reports beside them."""
    sets = _agreeing_sets(spans)
    # how many origins the best-told set has
    top = max(strength for *_, strength in sets)
    strongest = _best_told(
        [(lo, hi) for lo, hi, strength in sets if strength == top], wide
    )
    # half as many count too; a lone report does not against three
    least = max(top / 2, 2 if top >= 3 else 1)
    counting = []
    for lo, hi, strength in sets:
        # mistakes are mostly of a day or two: far ones must be told as well
        near = any(_days_apart((lo, hi), other) <= FAR for other in strongest)
        if (lo, hi) in strongest or (strength >= least and near):
            counting.append((lo, hi))
    # the words for it are in helpers.reasons
    if len(spans) == 1:
        why = "one"
    elif len(sets) == 1:
        why = "agree"
    else:
        why = "strongest" if len(counting) == 1 else "sets"
    return Bounds(
        min(lo for lo, _ in counting), max(hi for _, hi in counting), top, why
    )


def _best_told(equals, wide):
    """Of sets with as many origins, those that the most wide reports allow, and those near them."""
    allowing = {(lo, hi): _allowing(wide, lo, hi) for lo, hi in equals}
    most = max(allowing.values())
    leading = [each for each in equals if allowing[each] == most]
    return [
        each
        for each in equals
        if any(_days_apart(each, lead) <= FAR for lead in leading)
    ]


def _allowing(wide, lo, hi):
    return len({r.origin for r in wide if r.begin <= hi and lo <= r.hi})


def _days_apart(one, other):
    """Days from one span to another; none or fewer where they overlap."""
    return max(one[0] - other[1], other[0] - one[1])


def _best_day(members, lo, hi):
    """Rule 6: the day, and the code of its reason."""
    votes = defaultdict(set)
    for r in members:
        # a day that is not given is NaN and fails this test
        if not r.is_state and lo <= r.day <= hi:
            votes[int(r.day)].add(r.origin)
    if not votes:
        return _by_then(members, lo, hi), "by_then"
    # origins, not pages: a desk that prints a day five times gives it once
    most = max(map(len, votes.values()))
    leading = [day for day in votes if len(votes[day]) == most]
    if len(leading) == 1:
        return leading[0], "most" if len(votes) > 1 else "only"
    # a tie: reports with no day still say which days are possible
    allowed = {
        day: {r.origin for r in members if r.lo <= day <= r.hi}
        for day in leading
    }
    return min(leading, key=lambda day: (-len(allowed[day]), day)), "equal"


def _by_then(members, lo, hi):
    """The last of the days within the bounds that most origins allow."""
    # the count of those that allow a day can only fall where one ends
    ends = {hi} | {r.hi for r in members if lo <= r.hi <= hi}
    allowed = {
        day: len({r.origin for r in members if r.begin <= day <= r.hi})
        for day in ends
    }
    return max(ends, key=lambda day: (allowed[day], day))


def _days_outside(report, lo, hi):
    """By how many days a report lies before (negative) or after the bounds; 0 if it agrees."""
    # later than the bounds
    if report.begin > hi:
        return report.begin - hi
    return min(report.hi - lo, 0)


def _manner(members):
    """What most origins say, the more violent one if equal."""
    votes = defaultdict(set)
    for r in members:
        if r.manner != "unknown":
            votes[r.manner].add(r.origin)
    # MANNERS begin with the most violent
    rank = {manner: place for place, manner in enumerate(MANNERS)}
    return min(
        votes, key=lambda way: (-len(votes[way]), rank[way]), default="unknown"
    )


def _telling(kind, members):
    """Rule 7: who tells of an event, and how much that supports it."""
    origins = sorted({r.origin for r in members})
    # a word that the other side denies adds no voice
    undisputed = [
        (r.claimed_by, r.origin) for r in members if r.status != "disputed"
    ]
    every = [(r.claimed_by, r.origin) for r in members]
    # but it is a voice that spoke: readers see it named
    voices = {
        voice for claimed_by, _ in every for voice in VOICES_OF[claimed_by]
    }
    return {
        "n_origins": len(origins),
        "origins": tuple(origins),
        "n_voices": len(voices),
        "voices": tuple(voice for voice in VOICES if voice in voices),
        "both_sides": _both_sides(voices),
        "disputed": len(undisputed) < len(every),
        "support": support(kind, undisputed) if undisputed else "single",
    }


def _both_sides(voices):
    return bool(voices & SIDE["captured"]) and bool(
        voices & SIDE["recaptured"]
    )


def support(kind: str, told_by: Iterable[tuple[str, str]]) -> str:
    """How well an event is supported (rule 7).

    Parameters
    ----------
    kind : str
        captured or recaptured.
    told_by : iterable of (str, str)
        (claimed_by, origin) of its undisputed reports.

    Returns
    -------
    str
        single, admitted, corroborated or strong.

    Examples
    --------
    >>> support("recaptured", [("government", desk) for desk in "abcdefg"])
    'single'
    >>> support("captured", [("taliban", "a"), ("media", "b")])
    'corroborated'
    """
    told_by = list(told_by)
    tellings = set()
    origins = {origin for _, origin in told_by}
    for claimed_by, origin in told_by:
        tellings |= tellings_of(claimed_by, origin)
    voices = {voice for voice, _ in tellings}
    # however many desks print it
    if len(voices) < 2:
        loser = SIDE[OTHER[kind]]
        return "admitted" if voices & loser else "single"
    both_sides = _both_sides(voices)
    # one desk's word for both voices
    if len(origins) < 2:
        return "corroborated" if both_sides else "single"
    return "strong" if both_sides or len(tellings) > 2 else "corroborated"


def tellings_of(claimed_by: str, origin: str) -> set[tuple[str, str]]:
    """What one report counts for: a telling for each voice that speaks in it (rule 7).

    A side's word is one telling, however many desks print it; local officials, reporters and
    analysts are many, and count by the desks that print them.

    Parameters
    ----------
    claimed_by, origin : str
        As the report and its page have them.

    Returns
    -------
    set
        Pairs of a voice and a desk ('' where the desk does not count).

    Examples
    --------
    >>> tellings_of("taliban", "AP") == tellings_of("taliban", "AFP")
    True
    >>> tellings_of("media", "AP") == tellings_of("media", "AFP")
    False
    """
    voices = VOICES_OF[claimed_by]
    return {(voice, "" if voice in ONE_MOUTH else origin) for voice in voices}


def _leaves(row, before):
    """Rule 8: who holds the place after an event."""
    # the best reading believes a fall that one side tells, until it is contradicted
    if row["kind"] == "captured":
        return "taliban"
    # the loser's own word against its interest
    if row["support"] == "admitted":
        return "government"
    voices = set(row["voices"])
    one_side = voices <= SIDE["recaptured"]
    if row["support"] in SEVERAL_VOICES and not one_side:
        return "government"
    # one page that may deny the fall rather than tell of a retaking
    if before and row["n_origins"] == 1:
        soon_after = row["date_lo"] - before["date_hi"] <= SHARP
        if soon_after and before["n_voices"] >= 3:
            return "taliban"
    return "contested"


# The table

COLUMNS = (
    "event_id",
    "pcode",
    "district",
    "province",
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
    "n_voices",
    "voices",
    "leaves",
    "agree",
    "dissent",
    "dissent_days",
    "why_date",
    "why_bounds",
    "reason",
)
WORDS = {
    "kind": KINDS,
    "manner": MANNERS,
    "support": SUPPORT,
    "leaves": HOLDERS,
}


def _typed(rows):
    """Numbers of days as dates, words as categories, in the order of time."""
    table = pd.DataFrame(rows, columns=COLUMNS)
    # names for the reader; a code of nowhere has none
    places = load("districts").set_index("pcode")
    for name in ("district", "province"):
        table[name] = table["pcode"].map(places[name])
    for column in ("date", "date_lo", "date_hi"):
        passed = pd.to_timedelta(table[column].astype(float), unit="D")
        in_us = passed.astype("timedelta64[us]")
        table[column] = FIRST + in_us
    for column, values in WORDS.items():
        table[column] = pd.Categorical(
            table[column], categories=values, ordered=True
        )
    # an empty table has no numbers to take its types from
    for column in ("nth", "n_origins", "n_voices"):
        table[column] = table[column].astype("int64")
    for column in ("both_sides", "disputed"):
        table[column] = table[column].astype(bool)
    table["crossing_id"] = (
        table["crossing_id"].astype("str").replace("", pd.NA)
    )
    return table.sort_values(["date", "pcode", "event_id"], ignore_index=True)


# Falls of whole provinces


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
    events_table : DataFrame
        A table as `events` gives it.
    reports, sources : DataFrame, optional
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
    as_table("events_table", events_table, EVENT_COLUMNS, "events()")
    reports = given(reports, "reports")
    sources = given(sources, "sources")
    fallen, retaken_on = _last_events(events_table)
    statements = _words_on_provinces(reports, sources)
    rows = []
    for pcode in sorted(set(load("districts")["pcode"].tolist()) - fallen):
        since = retaken_on.get(pcode, pd.Timestamp(START))
        # a P-code begins with its province's
        of_province = statements.get(pcode[:4], [])
        said = [
            word
            for word in of_province
            if word.day > since and pcode not in word.left_out
        ]
        if said:
            rows.append((pcode, since, *_fall_by_statements(said)))
    names = [
        "pcode",
        "date_lo",
        "first",
        "date",
        "date_hi",
        "n_origins",
        "reports",
    ]
    dates = dict.fromkeys(
        ["date_lo", "first", "date", "date_hi"], "datetime64[us]"
    )
    return pd.DataFrame(rows, columns=names).astype(dates)


class _Word(NamedTuple):
    """A statement on a whole province: its last day, desk, id, and the districts left out."""

    day: pd.Timestamp
    origin: str
    report_id: str
    left_out: tuple[str, ...]


def _words_on_provinces(reports, sources):
    """{province: its statements as `_Word`, in order of their days}."""
    words = {}
    for province, whole in province_statements(reports, sources).items():
        # read once as lists: hundreds of districts ask the same few statements
        columns = [whole[name].tolist() for name in WORD_COLUMNS]
        words[province] = [_Word(*row) for row in zip(*columns, strict=True)]
    return words


def _last_events(events_table):
    """The districts whose last event is a capture, and {pcode: day} of those last retaken."""
    of_districts = events_table[events_table["crossing_id"].isna()]
    # a retaking that changed nothing is no last event
    of_districts = of_districts[changes_holder(of_districts)]
    ordered = of_districts.assign(middle=middle(of_districts))
    ordered = ordered.sort_values(["date", "middle", "kind"])
    last = ordered.drop_duplicates("pcode", keep="last").set_index("pcode")
    fallen = set(last.index[last["kind"] == "captured"])
    retaken = last[last["kind"] == "recaptured"]
    return fallen, retaken["date_hi"].to_dict()


def changes_holder(events_table: pd.DataFrame) -> pd.Series:
    """Which events change who holds the place: all but retakings that leave it as it was.

    A retaking that nobody tells follows from two falls and takes no day from either: it changes
    nothing.

    Parameters
    ----------
    events_table : DataFrame
        A table as `events` gives it.

    Returns
    -------
    Series
        Booleans, with the index of `events_table`.

    Examples
    --------
    >>> events_table = events()
    >>> bool(changes_holder(captures(events_table)).all())
    True
    """
    captured = events_table["kind"] == "captured"
    lost = events_table["leaves"] != "taliban"
    is_told = events_table["reports"].map(len) > 0
    return captured | (lost & is_told)


def province_statements(
    reports: pd.DataFrame, sources: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Reports that say that a whole province fell or is the Taliban's.

    Parameters
    ----------
    reports, sources : DataFrame
        Tables as `load` gives them.

    Returns
    -------
    dict
        By province P-code: those reports with their `origin`, in order of date_hi.

    Examples
    --------
    >>> statements = province_statements(load("reports"), load("sources"))
    >>> bool(statements["AF05"]["date_hi"].is_monotonic_increasing)
    True
    """
    of_provinces = reports["pcode"].isna() & reports["crossing_id"].isna()
    whole = reports[of_provinces & (reports["event"] == "captured")]
    origin_of = origin_by_page(sources)
    whole = whole.assign(origin=whole["source_id"].map(origin_of))
    return dict(
        list(
            whole.sort_values(["date_hi", "report_id"]).groupby(
                "province_pcode"
            )
        )
    )


def _fall_by_statements(said):
    """(first, date, date_hi, n_origins, reports) of a district from statements in order."""
    first_words = {}
    for word in said:
        # each origin's first word
        first_words.setdefault(word.origin, word.day)
    days = list(first_words.values())
    second = days[min(1, len(days) - 1)]
    names = tuple(word.report_id for word in said)
    return days[0], second, said[-1].day, len(days), names


def middle(events_table: pd.DataFrame) -> pd.Series:
    """Twice the middle of each event's bounds: the order of a fall and a retaking on one day.

    Parameters
    ----------
    events_table : DataFrame
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
    before = events_table["date_lo"] - first
    after = events_table["date_hi"] - first
    doubled = before + after
    return doubled.dt.days


__dir__ = own_names(__name__)
