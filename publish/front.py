"""The front page: one sentence, three numbers of a day with their ranges, the map, the findings."""

from typing import Any

import pandas as pd

from helpers import load
from helpers.analysis import roads
from helpers.views.style import day
from helpers.vocabulary import READINGS
from publish.articles import Article
from publish.pages import Writer
from publish.record import Record

# Ten days into the wave of June, before any capital fell
DAY = pd.Timestamp("2021-06-22")
SENTENCE = (
    "How the Taliban took Afghanistan, 1 May to 15 August 2021: who held each district on each "
    "day, and who says so"
)
NOTE = (
    "The subject is a war in which people died. Figures of the dead are what somebody claimed and "
    "are labelled with who; nothing here was verified on the ground, and nothing counts as a "
    "success."
)


def ranged(values: dict[str, float], form: str = ",.0f") -> tuple[str, str]:
    """The best reading's value, and the range over all readings in words.

    Examples
    --------
    >>> ranged({"best": 100, "earliest": 110, "latest": 80})
    ('100', '80 to 110')
    >>> ranged({"best": 3, "earliest": 3, "latest": 3})[1]
    'in every reading'
    """
    # rounded first: a range of equal numbers is no range
    amounts = list(values.values())
    low = format(min(amounts), form)
    high = format(max(amounts), form)
    best = format(values["best"], form)
    return best, "in every reading" if low == high else f"{low} to {high}"


def numbers(record: Record, when: pd.Timestamp = DAY) -> list[dict[str, str]]:
    """Districts held, people living there and capitals cut off on a day, with their ranges."""
    on_day = record.days[record.days["date"] == when].set_index("pcode")
    # the same count of people as on the map
    people = load("district_context").set_index("pcode")["people_cso_2019"]
    # a district that nobody counted adds nobody
    n_people = people.reindex(on_day.index).fillna(0)
    states = roads.cut_off_days(days=record.days)
    # a capital that had fallen is not counted as cut off
    is_then = states["date"] == when
    is_cut = states["state"] == "cut"
    states = states[is_then & is_cut]
    districts = {}
    lives = {}
    cut = {}
    for reading in READINGS:
        # contested is not held
        held = on_day[reading] == "taliban"
        districts[reading] = int(held.sum())
        lives[reading] = float(n_people[held].sum()) / 1e6
        cut[reading] = int((states["reading"] == reading).sum())
    rows = (
        (districts, ",.0f", f"of {len(on_day)} districts held by the Taliban on {day(when)}"),
        (lives, ",.1f", "million people lived there"),
        (cut, ",.0f", "provincial capitals had no open road to Kabul"),
    )
    found = []
    for values, form, what in rows:
        value, between = ranged(values, form)
        found.append({"value": value, "what": what, "range": f"({between})"})
    return found


def write(
    writer: Writer, record: Record, articles: list[Article], claim_days: dict[str, Any]
) -> None:
    """Write index.html.

    Parameters
    ----------
    writer : Writer
        Of this build.
    record : Record
        Its tables.
    articles : list of Article
        Each becomes a card.
    claim_days : dict
        As `publish.claims_pages.write` gives them.
    """
    # the day's claims, or those of the last day before it that has any
    file = max(name for name in claim_days if name <= f"{DAY:%Y-%m-%d}")
    writer.write(
        "index.html",
        "index.html",
        "The 2021 offensive in Afghanistan, district by district",
        sentence=SENTENCE,
        numbers=numbers(record),
        map=f"maps/control.html?embed#day={DAY:%Y-%m-%d}",
        cards=articles,
        claims=claim_days[file],
        note=NOTE,
    )
