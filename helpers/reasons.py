"""The reasons of an event in words: which reports agree, who dissents, why this day and bounds.

Codes of `why_date`

only
    One day is given by all origins that give one.
most
    Most of the origins that give a day give this one.
equal
    Several days have equally many origins; more origins allow this one, or it is the earliest.
by_then
    No page gives a day; it had happened by then.

Codes of `why_bounds`

one
    One report alone bounds it.
agree
    All sharp reports can be true at once: what they have in common.
strongest
    They cannot; the best-told set of agreeing reports far outweighs the others.
sets
    They cannot; well-told sets differ, and the bounds span them.
wide
    No report is sharp.
states
    Pages tell only that the place was held, not when it changed hands.
between
    No page tells of it; it lies between two events that are told.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from helpers.public import own_names
from helpers.vocabulary import END, START, VOICE_LABELS

FIRST = date.fromisoformat(START)
# days since the first: on the last day of the offensive the government left Kabul
FALL_OF_KABUL = (date.fromisoformat(END) - FIRST).days
NAMED = 3  # dissenters or desks that a sentence names; it counts the others


def day_in_words(number: float) -> str:
    """A day as a reader writes it.

    Parameters
    ----------
    number : float
        Days since 1 May 2021.

    Returns
    -------
    str

    Examples
    --------
    >>> day_in_words(52)
    '22 June 2021'
    """
    since = timedelta(days=int(number))
    day = FIRST + since
    return f"{day.day} {day:%B} {day.year}"


def span_in_words(lo: float, hi: float) -> str:
    """A day, or the first and the last of several, as a reader writes them.

    Parameters
    ----------
    lo, hi : float
        Days since 1 May 2021.

    Returns
    -------
    str

    Examples
    --------
    >>> span_in_words(52, 52), span_in_words(50, 51)
    ('22 June 2021', '20 to 21 June 2021')
    >>> span_in_words(52, 65)
    '22 June to 5 July 2021'
    """
    last = day_in_words(hi)
    if lo == hi:
        return last
    # the record lies within one year, which the last day says
    first, month, _ = day_in_words(lo).split()
    # a month that both days share is said once
    if f" {month} " in last:
        return f"{first} to {last}"
    return f"{first} {month} to {last}"


def sentence(row: Mapping[str, Any], members: Sequence[Any]) -> str:
    """Why an event has its day, bounds and support, for a reader who knows no rule.

    Parameters
    ----------
    row : mapping of str to object
        One event, its days counted from 1 May 2021.
    members : sequence of object
        Its reports, with day, origin, status and is_state.

    Returns
    -------
    str
        Two to six sentences.

    Examples
    --------
    >>> row = {"kind": "recaptured", "date_lo": 20, "date_hi": 29, "why_bounds": "between"}
    >>> sentence(row, [])[:68]
    'No page tells of this retaking. The place was captured by 21 May 202'
    """
    # an event without a report has nothing else to say
    if row["why_bounds"] == "between":
        return _between(row)
    # what a reader asks, in that order: when, how sure, who says otherwise, who says so
    parts = [
        _day(row, members),
        _bounds(row),
        _dissent(row),
        _voices(row),
        _denied(members),
        _after(row),
    ]
    told = [part for part in parts if part]
    return " ".join(told)


def _between(row):
    first = day_in_words(row["date_lo"])
    last = day_in_words(row["date_hi"])
    # a retaking that nobody tells lies between two captures, a fall between two retakings
    noun, verb = "fall", "retaken"
    if row["kind"] == "recaptured":
        noun, verb = "retaking", "captured"
    return (
        f"No page tells of this {noun}. The place was {verb} by {first} and again "
        f"on {last} or before, so it changed hands between the two."
    )


def _day(row, members):
    """Why this date."""
    day = day_in_words(row["date"])
    # a day that is not given is not equal to itself
    named = [r for r in members if r.day == r.day and not r.is_state]
    givers = {r.origin for r in named}
    giving_it = {r.origin for r in named if r.day == row["date"]}
    agreeing = sorted(giving_it)
    if row["why_date"] == "by_then":
        return f"None of the pages that agree names the day; it had happened by {day}."
    # three names tell a reader who they are; more only fill the line
    names = _listed(agreeing)
    if len(givers) == 1:
        return f"One origin gives a day: {names}, {day}."
    # nobody gives another day within the bounds
    if len(agreeing) == len(givers):
        every = "Both" if len(givers) == 2 else f"All {len(givers)}"
        return f"{every} origins that give a day give {day}: {names}."
    text = f"{len(agreeing)} of the {len(givers)} origins that give a day give {day}: {names}."
    if row["why_date"] == "equal":
        text += (
            " As many give another day, which fewer allow or which is later."
        )
    return text


def _listed(names):
    # a count for the others: a list of twenty is not read
    shown = ", ".join(names[:NAMED])
    more = len(names) - NAMED
    return f"{shown} and {more} more" if more > 0 else shown


def _bounds(row):
    """Why these bounds."""
    lo = row["date_lo"]
    hi = row["date_hi"]
    span = span_in_words(lo, hi)
    # one day is no range
    when = f"on {span}" if lo == hi else f"from {span}"
    texts = {
        "one": f"One report alone sets the bounds: {span}.",
        "agree": f"The reports that date it closely can all be true if it happened {when}.",
        "strongest": f"The reports that date it closely differ; most of them allow {span}.",
        "sets": f"Well-told reports differ, so every day from {span} stays open.",
        "wide": f"No page dates it closely: it can have happened {when}.",
        "states": f"Pages tell only that it was held, not when it changed hands: {span}.",
    }
    return texts[row["why_bounds"]]


def _dissent(row):
    """Who gives another day, and by how much."""
    pairs = list(zip(row["dissent"], row["dissent_days"], strict=True))
    if not pairs:
        return ""
    # the nearest first: they are the likeliest to be right after all
    pairs.sort(key=_by_nearness)
    words = [f"{name} puts it {_span(days)}" for name, days in pairs]
    count = len(pairs)
    verb = "report differs" if count == 1 else "reports differ"
    return f"{count} {verb}: {_listed(words)}."


def _by_nearness(pair):
    name, days = pair
    # by name where two are as near: the same order each time
    return abs(days), name


def _span(days):
    # a sign would have to be explained
    count = abs(days)
    unit = "day" if count == 1 else "days"
    side = "earlier" if days < 0 else "later"
    return f"{count} {unit} {side}"


def _voices(row):
    """Whose word it is."""
    # in the order of VOICES, always the same
    labels = [_label(voice, row["date"]) for voice in row["voices"]]
    count = row["n_origins"]
    printed = "in one origin" if count == 1 else f"in {count} origins"
    *others, last = labels
    if not others:
        return f"It is the word of {last} alone, {printed}."
    several = ", ".join(others)
    return f"Told by {several} and {last}, {printed}."


def _label(voice, day):
    """Who a voice is on that day: no central government spoke after the fall of Kabul."""
    if voice == "government" and day > FALL_OF_KABUL:
        return "those who fought on against the Taliban"
    return VOICE_LABELS[voice]


def _denied(members):
    """How many of the reports the other side denies."""
    denied = [r for r in members if r.status == "disputed"]
    count = len(denied)
    if not count:
        return ""
    # all of them: then it is the event itself that is denied
    if count == len(members):
        return "The other side denies it."
    verb = "is" if count == 1 else "are"
    return (
        f"{count} of {len(members)} reports {verb} denied by the other side."
    )


def _after(row):
    """What a retaking leaves behind, where it is not simply the government's."""
    if row["kind"] == "captured" or row["leaves"] == "government":
        return ""
    # said so that nobody takes it for a slight to one side
    if row["leaves"] == "contested":
        return "That is too little to count it as the government's: it is shown as contested."
    return "One origin against many that tell of the fall: it changes nothing on the map."


__dir__ = own_names(__name__)
