"""Every figure and row that the teacher's page, the slides and the handout quote."""

from __future__ import annotations

import networkx as nx
import pandas as pd

from helpers import load
from helpers.analysis import claims, roads
from helpers.views import style
from helpers.vocabulary import READINGS
from helpers.worlds import worlds
from seminar import exercises, truths
from seminar.questions import questions
from seminar.votes import cutters_by_world

# enough for a share that a class is told in whole per cent
N_WORLDS = 200


def values() -> dict[str, str]:
    """{name in the texts: what stands in its place}.

    Examples
    --------
    >>> found = values()
    >>> {"answers", "questions"} <= set(found)
    True
    """
    found = {**_of_the_record(), **_of_the_districts(), **_of_the_roads()}
    for letter, text in truths.sentences().items():
        found[f"sentence_{letter.lower()}"] = text
    quoted = {name: str(value) for name, value in found.items()}
    # tables are text already; str() leaves them as they are
    quoted["answers"] = answer_table()
    quoted["questions"] = questions()
    return quoted


def _of_the_record() -> dict[str, object]:
    reports = load("reports")
    sources = load("sources")
    # a source that only an excluded row cites tells of nothing here
    cited = sources["source_id"].isin(reports["source_id"])
    n_origins = sources.loc[cited, "origin"].nunique()
    counts = truths.counts_on(truths.DAY)
    day = pd.Timestamp(truths.DAY)
    found = {
        "n_reports": f"{len(reports):,}",
        "n_origins": f"{n_origins:,}",
        "n_districts": len(load("districts")),
        "day": style.day(day),
        "held_low": min(counts.values()),
        "held_high": max(counts.values()),
    }
    for reading in READINGS:
        days = truths.half_days(reading)
        found[f"held_{reading}"] = counts[reading]
        half = style.day(days[0]) if days else "no day of the record"
        found[f"half_{reading}"] = half
    return found


def _of_the_districts() -> dict[str, object]:
    doshi = truths.first_capture("Doshi")
    first = style.day(doshi["date_lo"])
    last = style.day(doshi["date_hi"])
    n_pages, n_origins = truths.pages_and_origins("Nerkh")
    return {
        "doshi": "Doshi",
        "doshi_bounds": f"{first} to {last}",
        "doshi_origins": doshi["n_origins"],
        "nerkh_pages": n_pages,
        "nerkh_origins": n_origins,
    }


def _of_the_roads() -> dict[str, object]:
    names = load("districts").set_index("pcode")["district"]
    north = roads.history().set_index("node_id").loc["mazar_e_sharif"]
    cut_by = north["cut_by"]
    cutters = [f"{names[pcode]} ({pcode})" for pcode in cut_by]
    shares = cutters_by_world(worlds(N_WORLDS))
    # the first by name of its P-code, where several fell on the day
    first = names[cut_by[0]]
    share = shares.get(first, 0)
    passed = [names[pcode] for pcode in districts_on_the_way_north()]
    moved = truths.moved_by_rule()
    side = "fewer" if moved < 0 else "more"
    return {
        "cutter_share": f"{share:.0%}",
        "moved_by_rule": f"a count of {abs(moved)} districts {side}",
        "north_districts": ", ".join(passed),
        "cutter": " and ".join(cutters),
        "cut_day": style.day(north["first_cut"]),
        "cut_lead": north["lead"],
    }


def districts_on_the_way_north() -> list[str]:
    """P-codes along the shortest way from Kabul to Mazar-e-Sharif, in the order of travel.

    Examples
    --------
    >>> districts_on_the_way_north()[0]
    'AF0101'
    """
    network = roads.graph()
    way = nx.shortest_path(
        network, "kabul", "mazar_e_sharif", weight="length_km"
    )
    passed: list[str] = []
    for start, end in zip(way, way[1:], strict=False):
        stretch = network.edges[start, end]
        # a stretch lists its districts from its own first node to its last
        forward = stretch["from_node"] == start
        # from end to end of each stretch, so that the names come in the order of travel
        passed += stretch["pcodes"] if forward else stretch["pcodes"][::-1]
    # a district that two stretches touch is named once, where it is first met
    return list(dict.fromkeys(passed))


def answer_table() -> str:
    """A Markdown table of the exercises, their names in the check and their right answers.

    Examples
    --------
    >>> answer_table().splitlines()[0]
    '| Exercise | Name in the check | Right |'
    """
    # Markdown, so that the same text serves the page and the slides
    rows = ["| Exercise | Name in the check | Right |", "| --- | --- | --- |"]
    for number, name in enumerate(exercises.EXERCISES, 1):
        right = _right(name, exercises.EXERCISES[name])
        rows.append(f"| {number} | `{name}` | {right} |")
    return "\n".join(rows)


def _right(name: str, exercise: exercises.Exercise) -> str:
    # the one exercise that a judge decides and that has a right answer
    if name == "sentences":
        return "B and D"
    if exercise.right is None:
        return "open"
    right = {_in_words(value) for value in exercise.right()}
    # sets have no order, and the page must have the same bytes each time
    return " or ".join(sorted(right))


def _in_words(value: object) -> str:
    if isinstance(value, pd.Timestamp):
        return style.day(value)
    if isinstance(value, (set, frozenset)):
        return " with ".join(sorted(value))
    return str(value)


def doshi_reports(most: int = 8) -> pd.DataFrame:
    """Reports of Doshi's first capture with their publishers, for the handout.

    Examples
    --------
    >>> len(doshi_reports(most=3))
    3
    """
    publishers = load("sources")[["source_id", "publisher"]]
    behind = truths.reports_behind("Doshi")
    # as many as the handout has room for
    return behind.merge(publishers, on="source_id").head(most)


def transposed_statement(most: int = 6) -> tuple[pd.Timestamp, pd.DataFrame]:
    """The day and the prints of a ministry's statement in which one print swapped two digits.

    Examples
    --------
    >>> day, prints = transposed_statement()
    >>> prints["statement_id"].nunique()
    1
    """
    differences = claims.differences()
    swapped = differences["kind"] == "digits transposed"
    is_ministry = differences["claimant_type"] == "government"
    is_killed = differences["measure"] == "killed"
    odd = differences[swapped & is_ministry & is_killed].iloc[-1]
    # all its prints: the one that is odd is seen beside the others
    prints = claims.prints()
    of_it = prints[prints["statement_id"] == odd["statement_id"]]
    return odd["day"], of_it.head(most)
