"""What the reports say of the day of each event, as arrays."""

from collections import defaultdict
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

import numpy as np
import pandas as pd

from helpers.adjudication import (
    NEEDED,
    as_text,
    origin_by_page,
    province_statements,
    tellings_of,
)
from helpers.public import own_names
from helpers.tables import load
from helpers.vocabulary import LAST, START, STILL_HELD

FIRST = pd.Timestamp(START)
N_DAYS = (pd.Timestamp(LAST) - FIRST).days + 1


class Telling(NamedTuple):
    """What one report says of the day of an event.

    Attributes
    ----------
    key : tuple
        The same for all pages that print one statement.
    lo, hi, day, direction : int
        As in `Evidence`.
    report_id : str
        Key of the table reports.
    cell : tuple of str
        Who speaks, whether the page is the desk's own, how wide the bounds are.
    """

    key: tuple
    lo: int
    hi: int
    day: int
    direction: int
    report_id: str
    cell: tuple[str, str, str]


@dataclass
class Evidence:
    """The reports of all events as arrays, one entry a telling.

    Attributes
    ----------
    event : array of int
        Which event it tells of: its row in the table of events.
    lo, hi, day : array of int
        Days from 1 May 2021; day -1 where none is named.
    direction : array of int
        0: a change. -1: a state, T is not after hi. 1: the other side still held the place on hi,
        T is after it.
    cell : array of int
        Which share of errors it has: a place in `cells`.
    report_id : list of str
        Keys of the table reports.
    cells : list of tuple
        Every cell that a telling has, as in `Telling`.
    known : array of float
        What a check by hand found: 1 wrong, 0 right, NaN not checked.
    """

    event: np.ndarray
    lo: np.ndarray
    hi: np.ndarray
    day: np.ndarray
    direction: np.ndarray
    cell: np.ndarray
    report_id: list[str]
    cells: list[tuple[str, str, str]]
    known: np.ndarray


def gathered(
    events_table: pd.DataFrame, reports: pd.DataFrame, sources: pd.DataFrame
) -> Evidence:
    """Arrays of all that speaks of the day of an event.

    Parameters
    ----------
    events_table : DataFrame
        A table as `events` gives it: the rule says which report tells of which event.
    reports, sources : DataFrame
        Tables as `load` gives them, or with the columns that `events` needs.

    Returns
    -------
    Evidence

    Examples
    --------
    >>> from helpers import events
    >>> evidence = gathered(events(), load("reports"), load("sources"))
    >>> len(evidence.lo) == len(evidence.report_id)
    True
    """
    by_id = each_telling(reports, sources)
    found = []
    # the rule decides which reports speak of which event
    for place, names in enumerate(events_table["reports"]):
        own = _once([by_id[name] for name in names])
        found += [(place, telling) for telling in own]
    found += _other_side(events_table, reports, by_id)
    statements = _statements(reports, sources)
    found += _on_provinces(events_table, statements, by_id)
    tellings = [telling for _, telling in found]
    # cells in the order of their names, so that a fit is the same on every machine
    cells = sorted({telling.cell for telling in tellings})
    number = {cell: place for place, cell in enumerate(cells)}
    names = [telling.report_id for telling in tellings]
    return Evidence(
        event=np.array([place for place, _ in found], dtype=int),
        lo=np.array([telling.lo for telling in tellings], dtype=int),
        hi=np.array([telling.hi for telling in tellings], dtype=int),
        day=np.array([telling.day for telling in tellings], dtype=int),
        direction=np.array(
            [telling.direction for telling in tellings], dtype=int
        ),
        cell=np.array(
            [number[telling.cell] for telling in tellings], dtype=int
        ),
        report_id=names,
        cells=cells,
        known=_checked(names, reports),
    )


def _day_number(dates):
    # from 1 May, as everywhere in the model
    return (dates - FIRST).dt.days


def _own_or_relayed(sources):
    """{source_id: own, where the desk itself prints it, or relayed}."""
    # without a publisher a page is its desk's own
    publisher = (
        sources["publisher"] if "publisher" in sources else sources["origin"]
    )
    pages = zip(
        sources["source_id"], sources["origin"], publisher, strict=True
    )
    # a page of the desk itself bears its name: "Ariana News" on "Ariana News (English)"
    return {
        page: "own" if str(desk) in str(name) else "relayed"
        for page, desk, name in pages
    }


def _width_class(width):
    # as the rule has it: up to three days are sharp
    if width == 0:
        return "one day"
    return "sharp" if width <= 3 else "wide"


def each_telling(
    reports: pd.DataFrame, sources: pd.DataFrame
) -> dict[str, Telling]:
    """What each report says of the day of its event.

    Parameters
    ----------
    reports, sources : DataFrame
        Tables as `load` gives them, or with the columns that `events` needs.

    Returns
    -------
    dict
        report_id: its Telling.

    Examples
    --------
    >>> telling = each_telling(load("reports"), load("sources"))["C0001"]
    >>> telling.lo <= telling.hi
    True
    """
    origin = origin_by_page(sources)
    whose_page = _own_or_relayed(sources)
    date = (
        reports["date"]
        if "date" in reports
        else pd.Series(pd.NaT, reports.index)
    )
    columns = [
        reports["report_id"],
        reports["source_id"],
        as_text(reports, "claimed_by", "media"),
        as_text(reports, "tells", "change"),
        _day_number(reports["date_lo"]),
        _day_number(reports["date_hi"]),
        _day_number(date.astype("datetime64[us]")).fillna(-1).astype(int),
    ]
    found = {}
    for name, source, voice, tells, lo, hi, day in zip(*columns, strict=True):
        # a page that sources lack stands for itself
        desk = origin.get(source, source)
        is_state = tells == "state"
        key = (frozenset(tellings_of(voice, desk)), lo, hi, day, is_state)
        width = "state" if is_state else _width_class(hi - lo)
        # what the share of errors may depend on
        cell = (voice, whose_page.get(source, "own"), width)
        direction = -1 if is_state else 0
        found[name] = Telling(key, lo, hi, day, direction, name, cell)
    return found


def _once(tellings):
    """Pages that print one statement count once."""
    first = {}
    # the first by id stands for all that print the same
    for telling in sorted(tellings, key=attrgetter("report_id")):
        first.setdefault(telling.key, telling)
    return list(first.values())


def _as_state(telling, **changed):
    """The same telling as one of a state: how wide its bounds are no longer matters."""
    voice, page, _ = telling.cell
    return telling._replace(cell=(voice, page, "state"), **changed)


def _other_side(events_table, reports, by_id):
    """Days on which the government still held a place before its first fall."""
    held = reports[
        reports["event"].isin(STILL_HELD) & reports["pcode"].notna()
    ]
    held = held.assign(post=as_text(held, "crossing_id", ""))
    first_fall = {}
    for place, event in enumerate(events_table.itertuples()):
        post = event.crossing_id if isinstance(event.crossing_id, str) else ""
        # only the first fall follows the government's hold for certain
        if event.kind == "captured" and event.nth == 1:
            first_fall[event.pcode, post] = (place, event.date_hi)
    of_event = defaultdict(list)
    for report in held.itertuples():
        unit = (report.pcode, report.post)
        if unit not in first_fall:
            continue
        place, end = first_fall[unit]
        # a state after the fall belongs to what came later: the rule decides that
        if report.date_hi < end:
            of_event[place].append(by_id[report.report_id])
    found = []
    for place, tellings in of_event.items():
        found += [
            (place, _as_state(telling, direction=1))
            for telling in _once(tellings)
        ]
    return found


def _statements(reports, sources):
    # tables of others may have districts alone
    if "province_pcode" not in reports or "except_pcodes" not in reports:
        return {}
    return province_statements(reports, sources)


def _on_provinces(events_table, statements, by_id):
    """Statements that a whole province had fallen, for the last capture of each district."""
    last_fall = {}
    for place, event in enumerate(events_table.itertuples()):
        if not isinstance(event.crossing_id, str):
            last_fall[event.pcode] = (place, event.kind)
    found = []
    # a statement on the province bounds the last fall of each district
    for pcode, (place, kind) in last_fall.items():
        said = statements.get(pcode[:4])
        if kind != "captured" or said is None:
            continue
        own = [
            by_id[name]
            for name, left in zip(
                said["report_id"], said["except_pcodes"], strict=True
            )
            if pcode not in left
        ]
        # the day that a page names is the province's, not the district's
        for telling in _once(own):
            found.append((place, _as_state(telling, day=-1, direction=-1)))
    return found


def _checked(report_ids, reports):
    """What checks by hand say of each telling: 1 wrong, 0 right, nan not checked."""
    checks = load("checks")
    # a page that could not be read again says nothing, and takes back no verdict of before
    judged = checks[checks["verdict"] != "not_found"].drop_duplicates(
        "row_id", keep="last"
    )
    faults = ["date_outside_bounds", "wrong_event", "wrong_place"]
    wrong = judged["verdict"].isin(faults)
    # another table may use the same ids for other reports
    is_judged = reports["report_id"].isin(judged["row_id"])
    ours = judged["row_id"].isin(_rows_of_the_record(reports[is_judged]))
    verdict = dict(
        zip(judged["row_id"][ours], wrong[ours].astype(float), strict=True)
    )
    names = pd.Series(report_ids, dtype=object)
    return names.map(verdict).to_numpy(dtype=float)


def _rows_of_the_record(reports):
    """Ids of the reports that stand in data/reports.csv as they do here."""
    columns = list(NEEDED["reports"])
    record = load("reports")[columns]
    # those alone that are asked about: rows as tuples take time
    asked = record["report_id"].isin(reports["report_id"])
    recorded = set(_as_tuples(record[asked]))
    return {row[0] for row in _as_tuples(reports[columns]) if row in recorded}


def _as_tuples(table):
    # text: a missing cell equals no other, and categories differ by table
    return table.astype(str).itertuples(index=False, name=None)


__dir__ = own_names(__name__)
