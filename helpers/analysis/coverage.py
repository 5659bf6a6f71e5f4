"""How complete the record is, measured on data/, over the districts that could fall.

`make coverage` prints every target with what is missing, and exits with 1 where one is not met.
"""

import sys
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pandas as pd

from helpers.adjudication import captures, events
from helpers.analysis.claims import ministry_calendar
from helpers.analysis.reconcile import answers
from helpers.public import answer_help, own_names
from helpers.tables import load
from helpers.vocabulary import GOVERNMENT_VOICES

SHARP = 3  # days that a date may be open and still count as known


class Measure(NamedTuple):
    """One target: what, how many there are, how many are wanted, what is missing."""

    what: str
    measured: int
    target: int
    missing: str = ""


def measures() -> Iterator[Measure]:
    """Measure every target.

    Yields
    ------
    iterator of Measure
        `Measure`, in a fixed order.

    Examples
    --------
    >>> next(measures()).what
    'districts with a supported answer'
    """
    events_table = events()
    yield from of_districts(events_table)
    yield from of_capitals(events_table)
    yield of_crossings(events_table)
    yield of_baseline()
    yield from of_ministry()
    yield from of_claims()


def of_districts(events_table: pd.DataFrame) -> Iterator[Measure]:
    """Targets over the districts that could fall.

    A district that was the Taliban's before May could not fall in this offensive.

    Parameters
    ----------
    events_table : DataFrame
        See `events`.

    Yields
    ------
    iterator of Measure
        `Measure`.

    Examples
    --------
    >>> [measure.target for measure in of_districts(events())]
    [399, 300, 260, 220, 150]
    """
    # what is told of, whatever its support
    captures_table = captures(events_table)
    by_pcode = answers(events_table).set_index("pcode")
    answer = by_pcode["answer"]
    # what was held before could not fall
    fallible = answer != "held before"
    could_fall = set(answer.index[fallible])
    captured = set(captures_table["pcode"]) & could_fall
    # bounds, not the printed day: pages can disagree
    span = captures_table["date_hi"] - captures_table["date_lo"]
    width = span.dt.days
    nothing = answer.index[answer == "nothing"]
    yield Measure(
        "districts with a supported answer",
        len(answer) - len(nothing),
        399,
        _names(nothing),
    )
    named = f"districts whose capture a page names, of {len(could_fall)} that could fall"
    yield Measure(named, len(captured), 300, _names(could_fall - captured))
    kinds = {
        ("districts whose day is known to within 3 days", 260): width <= SHARP,
        ("districts with two independent origins", 220): captures_table[
            "n_origins"
        ]
        >= 2,
        ("districts whose manner is known", 150): captures_table["manner"]
        != "unknown",
    }
    for (what, target), good in kinds.items():
        there = set(captures_table.loc[good, "pcode"])
        yield Measure(what, len(there), target, _names(captured - there))


def of_capitals(events_table: pd.DataFrame) -> Iterator[Measure]:
    """Targets over the 34 provincial capitals.

    Parameters
    ----------
    events_table : DataFrame
        As `events` gives it.

    Returns
    -------
    iterator of Measure
        Iterator of Measure Capitals with three origins; capitals whose manner is known.

    Examples
    --------
    >>> [measure.target for measure in of_capitals(events())]
    [34, 34]
    """
    captures_table = captures(events_table)
    districts = load("districts")
    is_capital = districts["is_capital"]
    # capitals of provinces: 34 with Kabul
    capitals = districts.loc[is_capital, "pcode"]
    # a capital without any page has no origins
    origins = (
        captures_table.groupby("pcode")["n_origins"]
        .max()
        .reindex(capitals)
        .fillna(0)
    )
    # a capital is too large to rest on one page
    few = origins.index[origins < 3]
    yield Measure(
        "capitals with three origins",
        len(capitals) - len(few),
        34,
        _names(few),
    )
    known_manner = captures_table["manner"] != "unknown"
    known = set(captures_table.loc[known_manner, "pcode"])
    unknown = [pcode for pcode in capitals if pcode not in known]
    yield Measure(
        "capitals whose manner is known",
        34 - len(unknown),
        34,
        _names(unknown),
    )


def of_crossings(events_table: pd.DataFrame) -> Measure:
    """Every crossing's fall from two origins.

    Parameters
    ----------
    events_table : DataFrame
        As `events` gives it.

    Returns
    -------
    Measure
        Crossings with two origins.

    Examples
    --------
    >>> of_crossings(events()).target
    16
    """
    # of posts, not of the districts that they lie in
    fell = events_table["crossing_id"].notna() & (
        events_table["kind"] == "captured"
    )
    by_crossing = events_table[fell].groupby("crossing_id")
    origins = by_crossing["n_origins"].max()
    crossings = load("crossings")["crossing_id"]
    short = [
        crossing for crossing in crossings if origins.get(crossing, 0) < 2
    ]
    there = len(crossings) - len(short)
    return Measure(
        "crossings with two origins", there, len(crossings), ", ".join(short)
    )


def of_baseline() -> Measure:
    """The time before May by two origins at least.

    Returns
    -------
    Measure
        Origins of the baseline.

    Examples
    --------
    >>> of_baseline().target
    2
    """
    origin = load("sources").set_index("source_id")["origin"]
    # a desk, not a page: pages of one desk repeat each other
    source_ids = load("baseline")["source_id"]
    n_origins = source_ids.map(origin).nunique()
    return Measure("origins of the baseline that name districts", n_origins, 2)


def of_ministry() -> Iterator[Measure]:
    """The defence ministry's daily national statements.

    Returns
    -------
    iterator of Measure
        Iterator of Measure Days with a statement, and those of them in two prints.

    Examples
    --------
    >>> [measure.target for measure in of_ministry()]
    [85, 45]
    """
    prints = ministry_calendar().set_index("date")["n_prints"]
    # a day without a print is named, so that somebody may search for it
    none = _days(prints.index[prints == 0])
    yield Measure(
        "days with a ministry national statement",
        int((prints > 0).sum()),
        85,
        none,
    )
    # a single print may be a misprint: a second one shows
    one = _days(prints.index[prints == 1])
    yield Measure("of them in two prints", int((prints > 1).sum()), 45, one)


def of_claims() -> Iterator[Measure]:
    """Claims of losses by who makes them.

    Returns
    -------
    iterator of Measure
        Iterator of Measure Statements and figures, by who makes them.

    Examples
    --------
    >>> [measure.target for measure in of_claims()]
    [40, 60, 1, 1, 1]
    """
    claims = load("claims")
    # losses of the government's forces, by either side's word
    who = claims["claimant_type"]
    government = claims["victim_side"] == "government_forces"
    said_by_taliban = government & (who == "taliban")
    by_taliban = int(said_by_taliban.sum())
    yield Measure("Taliban claims of government losses", by_taliban, 40)
    said_by_government = government & who.isin(GOVERNMENT_VOICES)
    admitted = int(said_by_government.sum())
    yield Measure("losses that officials admit", admitted, 60)
    # bodies that count the dead of all sides
    for kind in ("un", "hospital", "media_tally"):
        of_kind = who == kind
        yield Measure(f"{kind} figures", int(of_kind.sum()), 1)


def _names(pcodes: Iterable[str]) -> str:
    """Districts with their provinces, in the order of P-codes."""
    districts = load("districts").set_index("pcode")
    rows = districts.loc[sorted(pcodes), ["district", "province"]].itertuples()
    return ", ".join(f"{row.district} ({row.province})" for row in rows)


def _days(dates: Iterable[pd.Timestamp]) -> str:
    # month_name() is English on every computer; strftime is not
    return ", ".join(f"{date.day} {date.month_name()[:3]}" for date in dates)


def main() -> None:
    """Print every target; exit with 1 where one is not met."""
    short = 0
    for what, measured, target, missing in measures():
        met = measured >= target
        short += not met
        mark = "ok   " if met else "short"
        print(f"{mark}  {measured:4d} of {target:4d}  {what}")
        if missing and not met:
            print(f"             missing: {missing}")
    if short:
        sys.exit(
            f"{short} targets are not met; data/README.md says what was tried."
        )


__dir__ = own_names(__name__)


if __name__ == "__main__":
    answer_help(__doc__)
    main()
