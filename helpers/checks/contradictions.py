"""Implausible since other cells say otherwise: the rows of one place, a row's note, a page's name.

Listed by name in datapackage.json like the warnings of helpers.checks.plausibility, which a person
looks at and either mends or accepts in data/accepted.csv.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

from helpers.checks.plausibility import OFTEN, days_between
from helpers.checks.raw_tables import Finding, RawTable
from helpers.checks.table_rules import Findings
from helpers.public import own_names
from helpers.vocabulary import GOVERNMENT_VOICES, KINDS

# days that a report may leave open and still be set against others
SHARP = 3
# so many desks tell of the other kind on its days, and nobody of its own kind so many days round
DESKS, ROUND = 3, 10
# whose word confirms a change of hands: that of the side which lost the place
LOSERS = dict(zip(KINDS, (GOVERNMENT_VOICES, ("taliban",)), strict=True))
DENIAL = re.compile(
    r"\b(den(?:y|ies|ied|ial)|reject|insist|disput|refut)", re.I
)
# "AP (via a paper)" names the paper; "A paper (AP)" names the desk
IN_BRACKETS = re.compile(r"(.+?) \((?:via |citing )?(.+)\)$")


class _Told(NamedTuple):
    line: int
    kind: str
    lo: str
    hi: str
    desk: str


def kind_against_all_others(table: RawTable) -> Findings:
    """One word turns a fall into a retaking, and a place changes hands twice more.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> days = ("AF0101", "", "2021-07-01", "2021-07-01")
    >>> rows = [(line, "captured", "change", *days, f"p{line}") for line in (2, 3, 4)]
    >>> rows.append((5, "recaptured", "change", *days, "p5"))
    >>> record = SimpleNamespace(rows=lambda name: {})
    >>> table = SimpleNamespace(record=record, sound_cells=lambda *columns: rows)
    >>> [(found.line, found.column) for found in kind_against_all_others(table)]
    [(5, 'event')]
    """
    for members in _of_each_place(table).values():
        for one in members:
            desks = _desks_against(one, members)
            # one desk against two may be right
            if len(desks) >= DESKS and _is_alone(one, members):
                expected = f"the other kind, which {len(desks)} desks tell of these days"
                yield Finding(one.line, "event", expected)


def _desks_against(one: _Told, members: list[_Told]) -> set[str]:
    """Who tells of the other kind on the days of a report."""
    desks = set()
    for each in members:
        if each.kind != one.kind and _apart(one, each) == 0:
            desks.add(each.desk)
    return desks


def _is_alone(one: _Told, members: list[_Told]) -> bool:
    """Does nobody else tell of its kind near its days?"""
    alike = [each for each in members if each.kind == one.kind]
    near = [each for each in alike if _apart(one, each) <= ROUND]
    # itself is among them
    return near == [one]


COLUMNS = (
    "event",
    "tells",
    "pcode",
    "crossing_id",
    "date_lo",
    "date_hi",
    "source_id",
)


def _of_each_place(table: RawTable) -> dict[tuple[str, str], list[_Told]]:
    """{(pcode, crossing_id): its closely dated reports of a change}."""
    pages = table.record.rows("sources").values()
    desks = {row["source_id"]: row["origin"] for row in pages}
    places = defaultdict(list)
    for line, kind, tells, pcode, post, lo, hi, page in table.sound_cells(
        *COLUMNS
    ):
        # a state says nothing of a day
        if kind not in KINDS or tells == "state" or not pcode:
            continue
        # nor does a list of two months
        if days_between(lo, hi) > SHARP:
            continue
        desk = desks.get(page, page)
        told = _Told(line, kind, lo, hi, desk)
        places[pcode, post].append(told)
    return places


def _apart(one: _Told, other: _Told) -> int:
    """Days between the bounds of two reports; 0 where they overlap."""
    first, second = (one, other) if one.lo <= other.lo else (other, one)
    between = days_between(first.hi, second.lo)
    return max(between, 0)


def denial_without_its_status(table: RawTable) -> Findings:
    """A disputed report adds no voice; one whose denial is forgotten does.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> told = [("reported", "officials deny it"), ("disputed", "officials deny it")]
    >>> rows = [(line, "captured", *row) for line, row in enumerate(told, 2)]
    >>> table = SimpleNamespace(sound_cells=lambda *columns: rows)
    >>> [(found.line, found.column) for found in denial_without_its_status(table)]
    [(2, 'status')]
    """
    for line, kind, status, note in table.sound_cells(
        "event", "status", "note"
    ):
        # fights and places that held are nobody's to deny here
        undisputed = kind in KINDS and status != "disputed"
        if undisputed and DENIAL.search(note):
            yield Finding(
                line, "status", "disputed, since the note tells of a denial"
            )


def loss_told_by_the_loser(table: RawTable) -> Findings:
    """A loss that the losing side tells is confirmed, by the meaning of that word.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> told = [("captured", "taliban"), ("captured", "government"), ("recaptured", "taliban")]
    >>> rows = [(line, *row, "claimed") for line, row in enumerate(told, 2)]
    >>> table = SimpleNamespace(sound_cells=lambda *columns: rows)
    >>> [found.line for found in loss_told_by_the_loser(table)]
    [3, 4]
    """
    for line, kind, speaker, status in table.sound_cells(
        "event", "claimed_by", "status"
    ):
        if status == "claimed" and speaker in LOSERS.get(kind, ()):
            yield Finding(
                line, "status", "confirmed, since the losing side tells it"
            )


def origin_in_brackets(table: RawTable) -> Findings:
    """A copy taken for a desk of its own makes a second voice of one.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> desk = {"publisher": "AP", "origin": "AP"}
    >>> copy = {"publisher": "A paper (AP)", "origin": "A paper"}
    >>> table = SimpleNamespace(sound=dict.fromkeys(range(2, 7), desk) | {7: copy})
    >>> [(found.line, found.expected) for found in origin_in_brackets(table)]
    [(7, "AP, which the publisher's name gives")]
    """
    rows = table.sound
    count = Counter(row["origin"] for row in rows.values())
    often = {name for name, n in count.items() if n >= OFTEN}
    # no desk, but the want of one
    often.discard("unknown")
    for line, row in rows.items():
        parts = IN_BRACKETS.match(row["publisher"])
        if not parts:
            continue
        name, inside = parts.groups()
        # agencies are what many print; small outlets stand as a desk hardly anywhere else
        if row["origin"] != name or name in often:
            continue
        desk = _named(inside, often)
        if desk:
            expected = f"{desk}, which the publisher's name gives"
            yield Finding(line, "origin", expected)


def _named(text: str, names: Iterable[str]) -> str:
    """The longest of some names that stands in a text as a word."""
    found = []
    for name in names:
        # AP is no part of APA
        whole_word = rf"(?<!\w){re.escape(name)}(?!\w)"
        if re.search(whole_word, text):
            found.append(name)
    return max(sorted(found), key=len, default="")


CONTRADICTIONS: tuple[Callable, ...] = (
    kind_against_all_others,
    denial_without_its_status,
    loss_told_by_the_loser,
    origin_in_brackets,
)


__dir__ = own_names(__name__)
