"""From events to who held each district on each day, in three readings."""

from collections import defaultdict
from collections.abc import Mapping
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.adjudication import (
    EVENT_COLUMNS,
    FIRST,
    SHARP,
    bounded,
    captures,
    changes_holder,
    given,
    middle,
    origin_by_page,
    places_of,
    province_statements,
    support,
    tellings_of,
)
from helpers.adjudication import events as derive
from helpers.arguments import as_day, as_table, as_word, with_days
from helpers.public import own_names
from helpers.tables import kept, load, of_the_record
from helpers.vocabulary import (
    CONTESTED_CODE,
    END,
    FOUGHT_OVER,
    GOVERNMENT_CODE,
    HOLDERS,
    LAST,
    READINGS,
    SEVERAL_VOICES,
    START,
    SUPPORT,
    TALIBAN_CODE,
)

# the day before the record: the baseline alone
EVE = pd.Timestamp(START) - pd.Timedelta(days=1)
# which day of a fall, and of a province's fall, a reading takes
FALL_DAY = {"best": "date", "earliest": "date_lo"}
PROVINCE_DAY = {"best": "date", "earliest": "first"}
BELIEVED = SEVERAL_VOICES  # what the latest reading asks of a capture
# in place of codes and places: no event's support, and before all changes of the day
NO_SUPPORT, FIRST_OF_DAY = -1, -1


class _Change(NamedTuple):
    """A district comes into the hands of a holder; in the order of its fields."""

    date: pd.Timestamp
    place: int  # among the changes of one day
    pcode: str
    holder: int
    support: int = NO_SUPPORT


def control(
    start: str | pd.Timestamp | None = None,
    end: str | pd.Timestamp | None = None,
    *,
    events: pd.DataFrame | None = None,
    baseline: pd.DataFrame | None = None,
    reports: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Who held each district on each day, in three readings.

    best
        Every event on its best date.
    earliest
        Every fall on its date_lo, single claims believed.
    latest
        What even a doubter must grant: falls that two voices tell (support corroborated or
        strong), from the first day on which a report of it ends and two voices have begun: the
        last day that two voices share, or the later one's last day where they share none. What one
        voice tells of a district and statements on its whole province are taken together: two
        tellings of the province's fall do as well as two voices. Never before best.

    A reading is one consistent story: changes come in the order of their best dates (of one day in
    that of the middles of their bounds), and a retaking makes a district the government's or
    contested in all three, as the event says (`leaves`), on its best date. So whatever latest has
    in Taliban hands on a day best has too, and whatever best has, earliest.

    One more report of a district's fall, where no retaking is told, never moves it to a later day
    in earliest if the report begins by the day that earliest has; nor in best if it ends by the
    day that best has, or names that day or one before; nor in latest, whatever its days, unless
    best moves past that day. More cannot be promised. Where one page says 10 May and two say the
    12th, best must move from the 10th to the 12th, or one wrong page would outweigh any number of
    right ones. Where two voices say the 10th and three others the 12th, latest must follow best,
    or it would have fallen what best has not.

    Before its first event a district is what `baseline` says: taliban in the best reading if most
    origins say so, in the earliest if any does, in the latest if most and at least two do; but a
    district that is reported captured after 1 May was the government's until then in best and
    latest. A government district is contested on the days for which a sharp report says contested
    or attacked. A district whose fall no page reports by itself falls with the whole of its
    province (see `bounded`): on the day by which two origins say so; in the earliest reading on
    the day of the first statement. So does one whose fall no page dates closely, if that is
    sooner.

    Parameters
    ----------
    start, end : str or Timestamp, optional
        Days, inclusive. With neither, 1 May to 15 August 2021; with `start` alone, that day.
    events, baseline, reports : DataFrame, optional
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
        For days out of order or outside the record (30 April, its eve, to 6 September 2021), or
        an event of a district that districts.csv lacks.

    Examples
    --------
    >>> days = control("2021-08-15")
    >>> days["date"].nunique()
    1
    >>> days.loc[days["pcode"] == "AF0101", "best"].tolist()
    ['taliban']
    """
    # refused before anything is worked out
    days = _days(start, end)
    pcodes = load("districts")["pcode"].to_numpy()
    # most callers hand in the tables of the record as they were loaded
    usual = of_the_record(reports, "reports") and of_the_record(
        baseline, "baseline"
    )
    if usual and _is_derived(events):
        holders, strength = _on_days(days)
        return _table(holders, strength, pcodes, days)
    reports = given(reports, "reports")
    baseline = given(baseline, "baseline")
    events_table = derive(reports) if events is None else _as_events(events)
    holders, strength = _held(events_table, reports, baseline, pcodes, days)
    return _table(holders, strength, pcodes, days)


def _is_derived(events_table):
    """Whether events are those that follow from data/; None stands for them."""
    if events_table is None:
        return True
    return isinstance(events_table, pd.DataFrame) and events_table.equals(
        derive()
    )


def _on_days(days):
    """As `_held`, of the record as it stands."""
    # a day's holders are the same in every span of days
    holders, strength = _held_of_the_record()
    since = days[0] - EVE
    first = since.days
    span = slice(first, first + len(days))
    own = {}
    for reading, holder in holders.items():
        part = holder[:, span]
        # what a caller changes is the caller's own
        own[reading] = part.copy()
    of_best = strength[:, span]
    return own, of_best.copy()


@kept
def _held_of_the_record():
    """As `_held`, of the record as it stands and of all its days."""
    pcodes = load("districts")["pcode"].to_numpy()
    # all days that anybody may ask for
    days = _days(EVE, LAST)
    return _held(derive(), load("reports"), load("baseline"), pcodes, days)


def _held(events_table, reports, baseline, pcodes, days):
    """{reading: array districts x days of holders}, and the support behind the best reading."""
    of_districts = events_table[events_table["crossing_id"].isna()]
    # one of another list of districts would be dropped in silence
    unknown = sorted(set(of_districts["pcode"]) - set(pcodes))
    if unknown:
        raise ValueError(f"event of an unknown district: {unknown[0]}")
    # districts alone: a post says nothing of its district
    holders, strength = _readings(
        of_districts, reports, baseline, pcodes, days
    )
    _mark_fights(holders, reports, pcodes, days)
    return holders, strength


def _as_events(events):
    # what each event leaves behind, and on whose word
    table = as_table(
        "events",
        events,
        (*EVENT_COLUMNS, "leaves", "support", "reports"),
        "events()",
    )
    return with_days("events", table, "events()")


def _days(start, end):
    """The days that are asked for; refuses those that the record does not have."""
    # one day alone, or the whole offensive
    if end is None:
        end = END if start is None else start
    start = START if start is None else start
    # the caller's words stand in the message, the parsed days are compared
    first = as_day("start", start, EVE)
    last = as_day("end", end, EVE)
    if first > last:
        raise ValueError(f"start {start} is after end {end}")
    return pd.date_range(first, last, unit="us")


def holder_counts(days: pd.DataFrame, holder: str = "taliban") -> pd.DataFrame:
    """How many districts one side held each day, in each reading.

    Parameters
    ----------
    days : DataFrame
        A table as `control` gives it.
    holder : str
        government, contested or taliban.

    Returns
    -------
    DataFrame
        One row a date (the index), one column a reading: numbers of districts.

    Raises
    ------
    TypeError, ValueError
        For another table, or a holder that there is not.

    Examples
    --------
    >>> counts = holder_counts(control("2021-08-14", "2021-08-15"))
    >>> counts.columns.tolist()
    ['best', 'earliest', 'latest']
    >>> bool((counts["latest"] <= counts["best"]).all())
    True
    """
    as_table("days", days, ("date", *READINGS), "control()")
    holder = as_word("holder", holder, HOLDERS)
    # ordered categories compare with one word
    readings = days[list(READINGS)]
    held = readings == holder
    by_day = held.groupby(days["date"])
    return by_day.sum()


def _readings(of_districts, reports, baseline, pcodes, days):
    """As `_held`, but for the days of fighting."""
    row_of = places_of(pcodes)
    before = _before_the_first_event(
        baseline, load("sources"), captures(of_districts)
    )
    changes = _changes_by_reading(of_districts, reports, pcodes)
    shape = (len(pcodes), len(days))
    strength = np.full(shape, NO_SUPPORT, dtype=np.int8)
    holders = {}
    for reading in READINGS:
        holder = np.full(shape, GOVERNMENT_CODE, dtype=np.int8)
        for pcode, codes in before.items():
            if pcode in row_of:
                holder[row_of[pcode]] = codes[reading]
        # each holds until the next overwrites it
        for change in changes[reading]:
            since = (change.date - days[0]).days
            # changes before the first day count from it on
            span = slice(max(0, since), None)
            holder[row_of[change.pcode], span] = change.holder
            if reading == "best":
                strength[row_of[change.pcode], span] = change.support
        holders[reading] = holder
    return holders, strength


def _before_the_first_event(baseline, sources, falls):
    """{pcode: {reading: holder code}} from the baseline, but for what falls say against it."""
    fallen = set(falls["pcode"])
    is_well_told = falls["support"].isin(BELIEVED)
    well_told = set(falls.loc[is_well_told, "pcode"])
    before = {}
    for pcode, votes in baseline_votes(baseline, sources).items():
        # its fall is reported later, so it cannot have been the Taliban's; but one voice does
        # not outweigh what several origins say
        fell_later = pcode in (well_told if votes.several else fallen)
        if_taliban = GOVERNMENT_CODE if fell_later else TALIBAN_CODE
        before[pcode] = {
            "best": if_taliban if votes.most else votes.otherwise,
            # every word that gives the Taliban more is believed
            "earliest": TALIBAN_CODE if votes.taliban else votes.otherwise,
            "latest": if_taliban if votes.several else votes.otherwise,
        }
    return before


def _changes_by_reading(of_districts, reports, pcodes):
    """{reading: its `_Change`s in order of time}."""
    sources = load("sources")
    # retakings too weak to change anything are left out
    turning = of_districts[changes_holder(of_districts)]
    unnamed = bounded(turning, reports, sources)
    vague = _vague_falls(turning, reports, sources)
    whole = pd.concat([unnamed, vague])
    return {
        "best": _changes(turning, whole, "best"),
        "earliest": _changes(turning, whole, "earliest"),
        "latest": _latest_changes(turning, whole, reports, sources, pcodes),
    }


def _vague_falls(turning, reports, sources):
    """Falls that no page dates closely, where pages say that the whole province had fallen.

    Without this a page that has a district in a list of what fell would keep it standing after its
    province. As `bounded`; `date` is within the bounds, and not after the best date.
    """
    last = _in_order(turning).drop_duplicates("pcode", keep="last")
    is_captured = last["kind"] == "captured"
    is_vague = is_captured & last["why_bounds"].isin(("wide", "states"))
    vague = last[is_vague].set_index("pcode")
    # as if no page named them
    of_others = ~turning["event_id"].isin(last.loc[is_vague, "event_id"])
    whole = bounded(turning[of_others], reports, sources)
    whole = whole[whole["pcode"].isin(vague.index)]
    named = vague.loc[whole["pcode"]].set_axis(whole.index)
    return whole.assign(
        date=whole["date"].clip(named["date_lo"], named["date"])
    )


def _in_order(turning):
    """Changes of hands in the order that all readings keep: that of the best dates."""
    order = turning.assign(middle=middle(turning))
    return order.sort_values(["date", "middle", "kind"], ignore_index=True)


def _changes(turning, whole, reading):
    """Changes of hands of the best or the earliest reading, in order of time."""
    ordered = _in_order(turning)
    # retakings on their best date in all readings: these follow each other through them as well
    fell = ordered["kind"] == "captured"
    dates = ordered[FALL_DAY[reading]].where(fell, ordered["date"])
    # a vague fall can begin before the retaking that it followed
    dates = dates.groupby(ordered["pcode"]).cummax()
    columns = [
        dates,
        ordered.index,
        ordered["pcode"],
        ordered["leaves"].cat.codes,
        ordered["support"].cat.codes,
    ]
    changes = [_Change(*values) for values in zip(*columns, strict=True)]
    # before changes of the same day at the place itself: they overwrite it
    dates = whole[PROVINCE_DAY[reading]]
    for date, pcode in zip(dates, whole["pcode"], strict=True):
        changes.append(_Change(date, FIRST_OF_DAY, pcode, TALIBAN_CODE))
    return sorted(changes)


def _latest_changes(turning, whole, reports, sources, pcodes):
    """Changes of hands that even a doubter must grant, in order of time.

    A capture stands on the day by which two voices have it (see `_day_granted`), its last fall with
    the help of statements on the province; never before the best reading has it, nor before a
    retaking that precedes it.
    """
    ordered = _in_order(turning)
    # statements must be younger than this
    retaken = (
        ordered[ordered["kind"] == "recaptured"]
        .groupby("pcode")["date_hi"]
        .max()
    )
    statements = _statements_on(pcodes, retaken, reports, sources)
    words = _words(ordered[ordered["kind"] == "captured"], reports, sources)
    histories = defaultdict(list)
    for event in ordered.itertuples():
        histories[event.pcode].append(event)
    with_province = dict(
        zip(whole["pcode"], whole[PROVINCE_DAY["best"]], strict=True)
    )
    changes = []
    for pcode in sorted(histories.keys() | statements.keys()):
        said = statements.get(pcode, [])
        granted = _granted(
            histories.get(pcode, []), words, said, with_province.get(pcode)
        )
        # in their own order, should two come on one day
        for place, (day, code) in enumerate(granted):
            changes.append(_Change(day, place, pcode, code))
    return sorted(changes)


def _granted(history, words, statements, with_province):
    """(day, holder code) of each change at one place that a doubter grants.

    with_province : the day on which the best reading has it fall with its province, or None.
    """
    granted = []
    back = EVE
    # falls and retakings take turns, and two of one kind may follow each other
    turns = [list(run) for _, run in groupby(history, attrgetter("kind"))]
    for place, turn in enumerate(turns):
        # retakings as they are: to doubt them would favour one side
        if turn[0].kind == "recaptured":
            for event in turn:
                back = event.date
                granted.append((back, HOLDERS.index(event.leaves)))
            continue
        is_last = place == len(turns) - 1
        day = _day_told(turn, words, statements if is_last else [])
        if day is None:
            continue
        fell = min(event.date for event in turn)
        if is_last and with_province is not None:
            fell = min(fell, with_province)
        day = max(day, fell, back)
        # one that is granted only after it was undone is undone at once
        if not is_last:
            day = min(day, turns[place + 1][0].date)
        granted.append((day, TALIBAN_CODE))
    # nobody names its fall, or that after its retaking
    if not turns or turns[-1][0].kind == "recaptured":
        day = _day_granted(statements, [])
        if day is not None:
            granted.append((max(day, with_province), TALIBAN_CODE))
    return granted


def _day_told(turn, words, statements):
    """The day on which a doubter grants falls between which nothing changed: they are one to him.

    Of events whose reports are not at hand, the last day of the bounds if they are well told.
    """
    said = []
    for event in turn:
        said += words.get(event.event_id, [])
    days = [_day_granted(statements, said)]
    for event in turn:
        if event.event_id not in words and event.support in BELIEVED:
            days.append(event.date_hi)
    return min((day for day in days if day is not None), default=None)


class _Word(NamedTuple):
    """What one undisputed report says of a fall: not before `first`, and by `last`."""

    last: pd.Timestamp
    claimed_by: str
    origin: str
    first: pd.Timestamp
    left_out: tuple[str, ...] = ()


def _words(falls, reports, sources):
    """{event_id: the words of each undisputed report of it}; of events with reports at hand."""
    event_of = {
        name: event.event_id
        for event in falls.itertuples()
        for name in event.reports
    }
    own = reports[reports["report_id"].isin(event_of)]
    origin_of = origin_by_page(sources)
    event_id = own["report_id"].map(event_of)
    own = own.assign(event_id=event_id, origin=own["source_id"].map(origin_of))
    # one with disputed reports alone has no words, but its reports are known
    return dict.fromkeys(event_id, []) | _said(own, "event_id")


def _said(own, unit):
    """{unit: the words of each undisputed report}."""
    # a doubter does not grant what the other side denies
    own = own[own["status"].astype(str) != "disputed"]
    # a state, and a statement on a province, say nothing of the days before
    of_change = (own["tells"].astype(str) == "change") & own["pcode"].notna()
    columns = [
        own[unit],
        own["date_hi"],
        own["claimed_by"].astype(str),
        own["origin"],
        own["date_lo"].where(of_change, own["date_hi"]),
        own["except_pcodes"],
    ]
    # lists: a column of text hands out its values one by one, ten times as slowly
    lists = [column.tolist() for column in columns]
    words = defaultdict(list)
    for key, *word in zip(*lists, strict=True):
        words[key].append(_Word(*word))
    return words


def _statements_on(pcodes, retaken, reports, sources):
    """{pcode: the words of each statement on its province that covers it}.

    A statement older than the last retaking says nothing of what followed.
    """
    # no row, but the columns: nobody may have said anything of any province
    nothing = reports.head(0).assign(origin="")
    tables = province_statements(reports, sources).values()
    by_province = _said(pd.concat([nothing, *tables]), "province_pcode")
    words = {}
    for pcode in pcodes:
        since = retaken.get(pcode, EVE)
        said = by_province.get(pcode[:4], [])
        covering = [
            word
            for word in said
            if word.last > since and pcode not in word.left_out
        ]
        if covering:
            words[pcode] = covering
    return words


def _day_granted(statements, words):
    """The first last day of a report by which the days of two voices have begun.

    Two tellings of the province's fall do as well as two voices. None if that day never comes.
    Another word can only bring it forward: voices are complete no later, and more days end.
    """
    heard = set()
    tellings = set()
    on_province = set(statements)
    every = on_province.union(words)
    for word in sorted(every, key=attrgetter("first", "last")):
        heard.add((word.claimed_by, word.origin))
        if word in on_province:
            # a side's word is one telling, however many desks print it
            tellings |= tellings_of(word.claimed_by, word.origin)
        if len(tellings) > 1 or support("captured", heard) in BELIEVED:
            return min(
                other.last for other in every if other.last >= word.first
            )
    return None


def fights(
    reports: pd.DataFrame, row_of: Mapping[str, int]
) -> list[tuple[int, int, int]]:
    """List the sharp reports of fighting over districts.

    Parameters
    ----------
    reports : DataFrame
        As `load` gives it.
    row_of : mapping
        The row of each district that is asked for.

    Returns
    -------
    list of tuple
        Row, first day and last day of each, the days counted from 1 May 2021.

    Examples
    --------
    >>> days = {"date_lo": pd.Timestamp("2021-05-02"), "date_hi": pd.Timestamp("2021-05-03")}
    >>> told = pd.DataFrame([{"event": "contested", "pcode": "AF0903", **days}])
    >>> fights(told, {"AF0903": 0})
    [(0, 1, 2)]
    """
    found = reports[
        reports["event"].isin(FOUGHT_OVER) & reports["pcode"].isin(row_of)
    ]
    # a border post may be fought over alone; tables of others may have none
    if "crossing_id" in found:
        found = found[found["crossing_id"].isna()]
    first = (found["date_lo"] - FIRST).dt.days
    last = (found["date_hi"] - FIRST).dt.days
    spans = zip(found["pcode"].map(row_of), first, last, strict=True)
    # a month of fighting somewhere in it says nothing of a day
    return [
        (row, int(lo), int(hi)) for row, lo, hi in spans if hi - lo <= SHARP
    ]


def mark_contested(holder: NDArray, row: int, first: int, last: int) -> None:
    """Make a district contested on days on which the government held it, in place.

    Parameters
    ----------
    holder : array
        Codes of HOLDERS; its last two axes are districts and days.
    row : int
        Of the district.
    first, last : int
        Days of the array, inclusive; those before its first or after its last are left out.

    Examples
    --------
    >>> held = np.array([[GOVERNMENT_CODE, GOVERNMENT_CODE, TALIBAN_CODE]], dtype=np.uint8)
    >>> mark_contested(held, 0, -3, 0)
    >>> mark_contested(held, 0, 2, 9)
    >>> held.tolist()
    [[1, 0, 2]]
    """
    # a view, so that this writes into the array; a negative end would count from behind
    cells = holder[..., row, max(first, 0) : max(last + 1, 0)]
    # fighting over what the Taliban hold does not give it back
    cells[cells == GOVERNMENT_CODE] = CONTESTED_CODE


def _mark_fights(holders, reports, pcodes, days):
    """Government districts are contested on the days of a sharp report of fighting."""
    # arrays begin on the first day that is asked for
    start = (days[0] - FIRST).days
    for row, first, last in fights(reports, places_of(pcodes)):
        for holder in holders.values():
            mark_contested(holder, row, first - start, last - start)


def _table(holders, strength, pcodes, days):
    """The long table that `control` returns."""
    date, pcode = np.tile(days, len(pcodes)), np.repeat(pcodes, len(days))
    table = pd.DataFrame({"date": date, "pcode": pcode})
    for reading, holder in holders.items():
        table[reading] = pd.Categorical.from_codes(
            holder.ravel(), HOLDERS, ordered=True
        )
    table["support"] = pd.Categorical.from_codes(
        strength.ravel(), SUPPORT, ordered=True
    )
    return table


class Votes(NamedTuple):
    """Who held a district before its first event, by the last word of each origin.

    Attributes
    ----------
    taliban : int
        Origins that say the Taliban.
    others : int
        Origins that say somebody else.
    otherwise : int
        Code of the holder if it was not the Taliban.
    """

    taliban: int
    others: int
    otherwise: int

    @property
    def most(self) -> bool:
        """Whether most say the Taliban; of two origins that disagree neither is the most."""
        return self.taliban > self.others

    @property
    def several(self) -> bool:
        """Whether most say the Taliban, and two at least."""
        return self.most and self.taliban > 1


def baseline_votes(
    baseline: pd.DataFrame, sources: pd.DataFrame
) -> dict[str, Votes]:
    """Count for each district what origins say of the time before May.

    One vote an origin: its latest word, an undated one being the oldest.

    Parameters
    ----------
    baseline, sources : DataFrame
        Tables as `load` gives them.

    Returns
    -------
    dict
        {pcode: its votes}, in the order of the P-codes.

    Examples
    --------
    >>> votes = baseline_votes(load("baseline"), load("sources"))
    >>> all(each.taliban + each.others > 0 for each in votes.values())
    True
    """
    origin_of = origin_by_page(sources)
    words = baseline.assign(origin=baseline["source_id"].map(origin_of))
    words = words.sort_values(["as_of", "holder"], na_position="first")
    words = words.drop_duplicates(["pcode", "origin"], keep="last")
    votes = {}
    for pcode, holders in words.groupby("pcode")["holder"]:
        taliban = int((holders == "taliban").sum())
        is_contested = (holders == "contested").any()
        # one that speaks of fighting outweighs any number that say the government
        otherwise = CONTESTED_CODE if is_contested else GOVERNMENT_CODE
        votes[pcode] = Votes(taliban, len(holders) - taliban, otherwise)
    return votes


__dir__ = own_names(__name__)
