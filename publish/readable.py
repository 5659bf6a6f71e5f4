"""Tables of notebooks in readers' words: no name of a column, no code, no word of a programmer.

A notebook shows frames as an analyst works with them. On the site the same table is read by
somebody who never saw a column; what a cell holds is said by the labels of the vocabulary.
"""

import datetime
import re
from html import unescape

from helpers.views.style import short_day
from helpers.vocabulary import (
    COUNTRY_LABELS,
    EVENT_LABELS,
    HOLDER_LABELS,
    MANNER_LABELS,
    QUALIFIER_LABELS,
    SPEAKER_LABELS,
    STATUS_LABELS,
    SUPPORT_LABELS,
    VICTIM_LABELS,
)

# Columns whose name alone would mislead or say nothing
COLUMNS = {
    "as_of": "as of",
    "as_of_hi": "as of, at the latest",
    "at_least": "a floor",
    "at_risk": "districts at risk",
    "both_sides": "both sides say so",
    "came_true": "share that came true",
    "claim_id": "print",
    "claimant": "who says",
    "claimed_by": "who says",
    "count_id": "count",
    "date_hi": "latest day",
    "date_lo": "earliest day",
    "detour_km": "detour, km",
    "event_id": "event",
    "exact_passes": "plain figures that pass",
    "hi": "highest",
    "is_capital": "is a capital",
    "killed_bound": "how killed is told",
    "km": "km",
    "lo": "lowest",
    "lost_again": "lost again",
    "moved_by": "moved most by",
    "n": "number",
    "n_origins": "origins",
    "n_prints": "prints",
    "n_voices": "voices",
    "ngo": "aid groups",
    "our_hi": "ours, highest",
    "our_lo": "ours, lowest",
    "ours_best": "ours, best",
    "ours_hi": "ours, highest",
    "ours_lo": "ours, lowest",
    "p": "p",
    "p_family": "p, all tests together",
    "pairs_p": "p of pairs",
    "pairs_ratio": "ratio of pairs",
    "pcode": "P-code",
    "qualifier": "how it is told",
    "report_id": "report",
    "same_side": "fits on the same side of 1",
    "segment_id": "stretch",
    "signed_error": "ours minus theirs",
    "statement_id": "statement",
    "taliban": "Taliban",
    "theirs_hi": "theirs, highest",
    "theirs_lo": "theirs, lowest",
    "un": "United Nations",
    "why_bounds": "why these bounds",
    "why_date": "why this day",
}
# What a cell holds, where it is a word of the tables and nothing else; later ones win
WORDS: dict[str, str] = {}
# the same labels as in figures and on the record's pages
for _labels in (
    COUNTRY_LABELS,
    EVENT_LABELS,
    MANNER_LABELS,
    STATUS_LABELS,
    SUPPORT_LABELS,
    QUALIFIER_LABELS,
    VICTIM_LABELS,
    HOLDER_LABELS,
    SPEAKER_LABELS,
):
    WORDS |= _labels
# "held", "mixed", "single" and the like are words of readers too, and of other columns
WORDS = {
    word: label
    for word, label in WORDS.items()
    if "_" in word or word == "taliban"
}
# what Python writes for a truth and for a gap
WORDS |= {"True": "yes", "False": "no"}
# words that stand in one column only, and are no words of readers
WORDS |= COUNTRY_LABELS | {
    "un": SPEAKER_LABELS["un"],
    "recaptured": EVENT_LABELS["recaptured"],
}
MISSING = {"NaT", "NaN", "nan", "None", "<NA>"}
DAY = re.compile(r"\d{4}-\d\d-\d\d")
# parts of a frame as pandas writes it
HEADING = re.compile(r"<th[^>]*>([^<]*)</th>")
FIRST_CELL = re.compile(r"<tr[^>]*>\s*(<t[hd][^>]*>[^<]*)")
UNNAMED = re.compile(r"(<tr[^>]*>\s*)<th></th>")
LONG = 60  # letters from which a cell has a width of its own
# words that no sentence has: lower case, joined by underscores
CODE = re.compile(r"[a-z]+\d*(_[a-z0-9]+)+")


def heading(name: str) -> str:
    """What a reader calls a column.

    Examples
    --------
    >>> heading("date_lo"), heading("first_day"), heading("who says")
    ('earliest day', 'first day', 'who says')
    """
    # a truth may head a column too
    if name in ("True", "False"):
        return WORDS[name]
    # a column that no list names is at least no code
    return COLUMNS.get(
        name, name.replace("_", " ") if CODE.fullmatch(name) else name
    )


def cell(text: str) -> str:
    """What a reader reads in a cell; a missing one is empty.

    Examples
    --------
    >>> cell("local_official"), cell("NaT"), cell("Taliban, 3"), cell("True")
    ('local official', '', 'Taliban, 3', 'yes')
    """
    # a gap is a gap, whatever kind of column it stands in
    if text in MISSING:
        return ""
    if text in WORDS or not _is_codes(text):
        return WORDS.get(text, text)
    # an id of a place is its name in lower case; a list of ids is a list of names
    return CODE.sub(
        lambda found: WORDS.get(found[0], found[0].replace("_", " ")), text
    )


def _is_codes(text: str) -> bool:
    """Whether a cell holds codes and nothing else: a sentence or an address keeps its letters."""
    parts = [part for part in re.split(r"[-;,()\[\]' ]+", text) if part]
    # a capital letter or a full stop is somebody's sentence
    plain = all(re.fullmatch(r"[a-z0-9_]+", part) for part in parts)
    return plain and CODE.search(text) is not None


def one_head(html: str) -> str:
    """A frame's two rows of headings as one: pandas writes the name of its index below the others.

    Examples
    --------
    >>> head = "<tr><th></th><th>n</th></tr><tr><th>origin</th><th></th></tr>"
    >>> one_head(f"<thead>{head}</thead>")
    '<thead><tr><th>origin</th><th>n</th></tr></thead>'
    """

    def merge(found: re.Match) -> str:
        rows = re.findall(r"<tr[^>]*>.*?</tr>", found[0], flags=re.S)
        # a heading over several columns stays over them
        if len(rows) < 2 or "span=" in rows[-2]:
            return found[0]
        upper, lower = (re.findall(HEADING, row) for row in rows[-2:])
        if not _names_an_index(lower) or len(lower) != len(upper):
            return found[0]
        pairs = zip(upper, lower, strict=True)
        cells = "".join(f"<th>{_one_name(*pair)}</th>" for pair in pairs)
        above = "".join(rows[:-2])
        return f"<thead>{above}<tr>{cells}</tr></thead>"

    return re.sub(r"<thead[^>]*>.*?</thead>", merge, html, flags=re.S)


def _names_an_index(cells: list[str]) -> bool:
    """Whether a row of headings has names first and nothing after them."""
    n_names = sum(bool(cell.strip()) for cell in cells)
    return n_names > 0 and not any(cells[n_names:])


def _one_name(upper: str, lower: str) -> str:
    # what the columns themselves are called is said beside the name of the rows
    if upper and lower:
        return f"{lower} (columns: {upper})"
    return upper or lower


def without_numbers(html: str) -> str:
    """A frame without the numbers that pandas gives to its rows: they say nothing to a reader.

    Examples
    --------
    >>> rows = "<tbody><tr><th>247</th><td>C0249</td></tr></tbody>"
    >>> head = "<thead><tr><th></th><th>report</th></tr></thead>"
    >>> without_numbers(f"<table>{head}{rows}</table>").count("<th>")
    1
    """

    def strip(found: re.Match) -> str:
        head, _, body = found[0].partition("</thead>")
        rows = re.findall(FIRST_CELL, body)
        is_numbered = all(re.fullmatch(r"<th>\d+", first) for first in rows)
        # a row of numbers under a name of its own is no index
        if not rows or not is_numbered or not re.search(UNNAMED, head):
            return found[0]
        head = re.sub(UNNAMED, r"\1", head)
        body = re.sub(r"(<tr[^>]*>\s*)<th>\d+</th>", r"\1", body)
        return f"{head}</thead>{body}"

    return re.sub(r"<table[^>]*>.*?</table>", strip, html, flags=re.S)


def _with_room(cell: str, text: str) -> str:
    # what has a class has a width of its own already
    if len(text) <= LONG or "class=" in cell.partition(">")[0]:
        return cell
    return cell.replace("<td", '<td class="long"', 1)


def _day(text: str) -> str:
    """An ISO day as all tables write one, on one line."""
    return short_day(datetime.date.fromisoformat(text), space="\xa0")


def readable(html: str, with_names: bool = False) -> str:
    """The tables of an output in readers' words.

    Parameters
    ----------
    html : str
        Inert HTML.
    with_names : bool
        Keep the name of each column beside its word, as code: where a reader writes code too.

    Returns
    -------
    str
        The same; only headings and cells of tables differ.

    Examples
    --------
    >>> readable("<th>date_lo</th><td>NaT</td><td>taliban</td>")
    '<th>earliest day</th><td></td><td>Taliban</td>'
    >>> readable("<td>2021-06-22</td>").replace("\xa0", " ")
    '<td class="day">22 Jun</td>'
    >>> readable("<th>date_lo</th>", with_names=True)
    '<th>earliest day <code>date_lo</code></th>'
    """

    # cells of text alone: one that holds a link or a list was written for readers

    def head(found: re.Match) -> str:
        name = unescape(found[2]).strip()
        if DAY.fullmatch(name) and not with_names:
            return f"{found[1]}{_day(name)}</th>"
        said = heading(name)
        # what a reader knows already stays as it is
        if said == name:
            return found[0]
        own = f" <code>{found[2].strip()}</code>" if with_names else ""
        return f"{found[1]}{said}{own}</th>"

    def body(found: re.Match) -> str:
        text = unescape(found[2]).strip()
        said = cell(text)
        if DAY.fullmatch(text) and "class=" not in found[1]:
            # an ISO day would break over two lines at its hyphens; an exercise compares with it
            written = text if with_names else _day(text)
            return f'<td class="day"{found[1][3:]}{written}</td>'
        if said == text:
            return _with_room(found[0], text)
        # what a reader types into an exercise stays as it is typed
        if with_names and _is_codes(text):
            said = f"<code>{text}</code>"
        return f"{found[1]}{said}</td>"

    html = one_head(html)
    if not with_names:
        html = without_numbers(html)
    html = re.sub(r"(<th[^>]*>)([^<]*)</th>", head, html)
    return re.sub(r"(<td[^>]*>)([^<]*)</td>", body, html)
