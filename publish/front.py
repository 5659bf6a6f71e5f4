"""The front page: one sentence, three numbers of a day with their ranges, the map, the findings."""

import re
from base64 import b64encode
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from markupsafe import Markup, escape
from numpy.typing import ArrayLike

from helpers import load
from helpers.analysis import roads, sureness
from helpers.views.style import day
from helpers.vocabulary import TALIBAN_CODE
from publish.articles import Article, png_size, svg_size
from publish.pages import Writer
from publish.record import Record

# Ten days into the wave of June, before any capital fell
DAY = pd.Timestamp("2021-06-22")
SENTENCE = (
    "How the Taliban took Afghanistan, 1 May to 15 August 2021: who held each district on each "
    "day, and who says so"
)
HELD = "districts held by the Taliban on"
# what the rule says, and no more: traffic passed on roads that the Taliban held
CUT = (
    "provincial capitals could reach Kabul only through Taliban-held districts"
)
# a tenth: a record that gives a number so near tells the same story
CLOSE = 0.1
# Of an article without a finding: the hours of a class
SEMINAR = "A seminar hour: exercises that check their own answers, with hints and solutions."
# A cell of the drawing of all covers, in pixels: about what a card shows on a desk
CARD = (420, 330)
NOTE = (
    "The subject is a war in which people died. Figures of the dead are what somebody claimed and "
    "are labelled with who; nothing here was verified on the ground, and nothing counts as a "
    "success."
)


def ranged(values: ArrayLike, best: float, form: str = ",.0f") -> str:
    """Between what numbers nine worlds in ten lie, and how many lie close to the best reading's.

    Parameters
    ----------
    values : array
        One number a world.
    best : float
        The number of the best reading.
    form : str
        How a number is written.

    Examples
    --------
    >>> ranged([98, 99, 100, 101], 100)
    '(98 to 101; within a tenth of it in 4 of 4 records)'
    """
    numbers = np.asarray(values, dtype=float)
    # a tenth of the number itself: counts of districts and of people by one measure
    close = np.abs(numbers - best) <= CLOSE * best
    found = sureness.sure(numbers, close)
    return (
        f"({found.lo:{form}} to {found.hi:{form}}; within a tenth of it in "
        f"{found.holds:,} of {found.worlds:,} records)"
    )


def near(values: ArrayLike, best: float) -> str:
    """In how many worlds a number lies within a tenth of the best reading's.

    Parameters
    ----------
    values : array
        One number a world.
    best : float
        The number of the best reading.

    Examples
    --------
    >>> near([98, 99, 100, 150], 100)
    '3 of 4'
    """
    counts = np.asarray(values, dtype=float)
    # the measure of `ranged`
    found = sureness.sure(counts, np.abs(counts - best) <= CLOSE * best)
    return f"{found.holds:,} of {found.worlds:,}"


def numbers(record: Record, when: pd.Timestamp = DAY) -> list[dict[str, str]]:
    """Districts held, people living there and capitals cut off on a day, with their ranges.

    Parameters
    ----------
    record : Record
        Of this build.
    when : Timestamp
        The day.

    Returns
    -------
    list of dict
        Of each of the three: value, what, range and near, as text.

    Examples
    --------
    >>> districts, people, capitals = numbers(Record())
    >>> capitals["what"]
    'provincial capitals could reach Kabul only through Taliban-held districts'
    """
    on_day = record.days[record.days["date"] == when].set_index("pcode")
    held = on_day["best"] == "taliban"
    drawn = record.worlds
    taliban = drawn.holder[:, :, drawn.days.get_loc(when)] == TALIBAN_CODE
    # the same count of people as on the map; a district that nobody counted adds nobody
    people = (
        load("district_context")
        .set_index("pcode")["people_cso_2019"]
        .fillna(0)
    )
    millions = people.reindex(drawn.pcodes).fillna(0) / 1e6
    lives = millions.reindex(on_day.index[held]).sum()
    cut_worlds = roads.capital_states(roads.arrays(), taliban) == roads.CUT
    n_cut = _cut_off(record, when)
    # best reading, one number a world, how it is written, what it is
    rows = (
        (
            held.sum(),
            taliban.sum(axis=1),
            ",.0f",
            f"of {len(on_day)} {HELD} {day(when)}",
        ),
        (
            lives,
            taliban @ millions.to_numpy(),
            ",.1f",
            "million people lived there",
        ),
        (n_cut, cut_worlds.sum(axis=1), ",.0f", CUT),
    )
    # written alike: a number and its range have the same digits
    return [
        {
            "value": format(best, form),
            "what": what,
            "range": ranged(values, best, form),
            "near": near(values, best),
        }
        for best, values, form, what in rows
    ]


def _cut_off(record: Record, when: pd.Timestamp) -> int:
    states = roads.cut_off_days(days=record.days)
    # a capital that had fallen is not counted as cut off
    is_cut = states["state"] == "cut"
    # of the three readings the one that the figure stands for
    is_best = states["reading"] == "best"
    return int((is_cut & is_best & (states["date"] == when)).sum())


def covers(articles: list[Article], images: Path) -> str:
    """The pictures of all cards as one drawing: one request for all.

    Parameters
    ----------
    articles : list of Article
        Those with a cover are drawn beneath each other.
    images : Path
        Where their pictures lie.

    Returns
    -------
    str
        An SVG of equal cells, one beneath another.

    Examples
    --------
    >>> covers([], Path()).count("<svg")
    1
    """
    parts: list[str] = []
    for article in articles:
        cover = article.cover
        if cover is None:
            continue
        # drawn for the width of a card, where there is such a drawing
        file = cover.narrow or cover.image
        # a map of thousands of tiles is lighter as a picture
        if file.endswith(".svg"):
            drawing = (images / file).read_text(encoding="utf-8")
            width, height = svg_size(drawing)
            inside = re.sub(
                r"^.*?<svg[^>]*>|</svg>\s*$", "", drawing, flags=re.S
            )
        else:
            content = (images / file).read_bytes()
            width, height = png_size(content)
            address = f"data:image/png;base64,{b64encode(content).decode()}"
            inside = (
                f'<image width="{width}" height="{height}" href="{address}"/>'
            )
        # all cells are of one size: a card shows its own by a shift
        room = (
            f'y="{CARD[1] * len(parts)}" width="{CARD[0]}" height="{CARD[1]}"'
        )
        look = 'preserveAspectRatio="xMidYMid meet"'
        parts.append(
            f'<svg {room} viewBox="0 0 {width} {height}" {look}>{inside}</svg>'
        )
    head = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    size = f'viewBox="0 0 {CARD[0]} {CARD[1] * len(parts)}"'
    return f"<svg {head} {size}>{''.join(parts)}</svg>"


class CardText(NamedTuple):
    """What a card shows of a finding."""

    said: Markup
    sure: Markup  # in how many worlds it holds; empty where it does not say


# brackets may hold brackets of their own, one deep
BRACKET = re.compile(r" ?\(((?:[^()]|\([^()]*\))*)\)")
# whose full stop ends no sentence
END_OF_SENTENCE = re.compile(r"(?<!\bGen)(?<=[.?!]) (?=[A-Z0-9])")
OF_READINGS = re.compile(
    r" over the three readings(?=\))| \(in all three readings\)"
)


def card_text(finding: str) -> CardText:
    """A finding as a card shows it: short, with what is sure of what in a line of its own.

    Shown are the first sentence, the first that says what holds in the worlds, and each that
    says of itself that it often fails there. The others stand in the article.

    Examples
    --------
    >>> text = card_text("It fell **twice** (more than once: holds in 9 of 10 worlds). So it is.")
    >>> text.said
    Markup('It fell <strong>twice</strong>.')
    >>> text.sure
    Markup('More than once: holds in 9 of 10 worlds.')
    """
    sentences = END_OF_SENTENCE.split(finding)
    with_worlds = [
        sentence for sentence in sentences if _tells_of_worlds(sentence)
    ]
    # a finding that fails in many worlds never appears without that word
    failing = [sentence for sentence in with_worlds if "**fails" in sentence]
    shown = [*sentences[:1], *with_worlds[:1], *failing]
    said = []
    sure = []
    for sentence in dict.fromkeys(shown):
        words, brackets = _without_worlds(sentence)
        sure += [f"{bracket[0].upper()}{bracket[1:]}." for bracket in brackets]
        # a sentence on the worlds alone is all of it about what is sure
        (sure if _tells_of_worlds(words) else said).append(words)
    plain = " ".join(said)
    short = OF_READINGS.sub("", plain)
    if short != plain:
        sure.append("Brackets: the three readings.")
    return CardText(_marked(short), _marked(" ".join(sure)))


def _tells_of_worlds(words: str) -> bool:
    return "worlds" in words or "90% range" in words


def _without_worlds(sentence: str) -> tuple[str, list[str]]:
    """A sentence without its brackets on worlds, and what these held."""
    found = [
        bracket
        for bracket in BRACKET.finditer(sentence)
        if _tells_of_worlds(bracket[1])
    ]
    for bracket in found:
        sentence = sentence.replace(bracket[0], "", 1)
    return sentence, [bracket[1] for bracket in found]


def _marked(text: str) -> Markup:
    """Text as HTML, with what Markdown marks as strong."""
    return Markup(
        re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", str(escape(text)))
    )


def shifts(articles: list[Article]) -> dict[str, str]:
    """By article: where its cover lies in the drawing of all, as per cent of the shift.

    Examples
    --------
    >>> shifts([])
    {}
    """
    with_cover = [
        article.stem for article in articles if article.cover is not None
    ]
    # of one cover alone there is nothing to shift
    steps = max(1, len(with_cover) - 1)
    return {
        stem: f"{100 * place / steps:.3f}%"
        for place, stem in enumerate(with_cover)
    }


def write(
    writer: Writer,
    of_day: list[dict[str, str]],
    articles: list[Article],
    claim_days: dict[str, Any],
) -> None:
    """Write index.html.

    Parameters
    ----------
    writer : Writer
        Of this build.
    of_day : list of dict
        The three of `numbers`.
    articles : list of Article
        Each becomes a card.
    claim_days : dict
        As `publish.claims_pages.write` gives them.

    Examples
    --------
    >>> import tempfile
    >>> from publish.pages import Frame
    >>> writer = Writer(Path(tempfile.mkdtemp()), Frame([]))
    >>> said = {"file": "2021-06-21", "day": "21 June", "summary": "two prints"}
    >>> figure = {"value": "9", "what": "districts", "range": "8 to 10", "near": "900 of 1,000"}
    >>> write(writer, [figure] * 3, [], {"2021-06-21": said})
    >>> writer.written
    ['index.html']
    """
    images = writer.folder / "images"
    images.mkdir(exist_ok=True)
    (images / "covers.svg").write_text(
        covers(articles, images), encoding="utf-8", newline="\n"
    )
    # the day's claims, or those of the last day before it that has any
    file = max(name for name in claim_days if name <= f"{DAY:%Y-%m-%d}")
    writer.write(
        "index.html",
        "index.html",
        "The 2021 offensive in Afghanistan, district by district",
        sentence=SENTENCE,
        day_name=day(DAY),
        numbers=of_day,
        map=f"maps/control.html?embed#day={DAY:%Y-%m-%d}",
        cards=[
            (article, card_text(article.finding or SEMINAR))
            for article in articles
        ],
        shifts=shifts(articles),
        n_covers=len(shifts(articles)),
        claims=claim_days[file],
        note=NOTE,
    )
