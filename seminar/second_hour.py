"""The exercises of the second hour: from a page to a row, and what one more page changes."""

from __future__ import annotations

import re

import pandas as pd

from helpers import captures, events, load
from helpers.calendars import from_solar
from seminar import answers, checking
from seminar.answers import Misread
from seminar.checking import Exercise, Trap, Verdict

# the report that the student enters anew; adding it moves the date of a capture
MISSING = "C0508"


def check(name: str, answer: object) -> None:
    """Print whether an answer is right, or what to look at again; never raises.

    Examples
    --------
    >>> check("tells", "a change")  # doctest: +ELLIPSIS
    Another kind of answer is looked for: one of the words "change", "state". ...
    """
    print(verdict(name, answer)[1])


def verdict(name: str, answer: object) -> Verdict:
    """Judge an answer: (True, False, or None for not judged; what to tell the student).

    Examples
    --------
    >>> verdict("tells", ...)[0] is None
    True
    """
    return checking.verdict(EXERCISES, name, answer)


def the_report() -> pd.Series:
    """The report that is left out of the student's copy.

    Examples
    --------
    >>> the_report().name == MISSING
    True
    """
    # of the record itself, for the copy lacks it
    return load("reports").set_index("report_id").loc[MISSING]


def days_moved() -> int:
    """By how many days the report moves the best date of the first capture of its district.

    Examples
    --------
    >>> days_moved() != 0
    True
    """
    reports = load("reports")
    # worked out from the record at each check: a later row may move the answer
    without = _first_date(reports[reports["report_id"] != MISSING])
    return (_first_date(reports) - without).days


def _first_date(reports: pd.DataFrame) -> pd.Timestamp:
    captured = captures(events(reports))
    is_here = captured["pcode"] == the_report()["pcode"]
    # the first capture: the place may have been lost again later
    return captured.loc[is_here, "date"].iloc[0]


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise Misread("what `my_copy.check()` gave, True or False")
    return value


def _judgement(value: object) -> str:
    if not isinstance(value, str):
        raise Misread("a text in quotes")
    return value


def _judge_judgement(text: str) -> Verdict:
    n_words = len(text.split())
    # long enough for a reason, short enough to be read aloud
    if not 20 <= n_words <= 80:
        return (
            False,
            f"Not yet. 20 to 80 words are asked for; yours has {n_words}.",
        )
    known = set(load("reports")["report_id"])
    # a letter and four digits: the form of every report_id
    named = set(re.findall(r"\b[A-Z]\d{4}\b", text))
    cited = named & known
    if MISSING not in cited:
        return False, f"Not yet. Name the report that you entered, {MISSING}."
    if len(cited) < 2:
        return (
            False,
            "Not yet. Name a report that says otherwise, by its report_id.",
        )
    return (
        True,
        "Right in form. Read it to your neighbour: would they know what to print?",
    )


EXERCISES: dict[str, Exercise] = {
    "solar": Exercise(
        read=answers.day,
        # 11 Saratan 1400, as the page prints it
        right=lambda: [pd.Timestamp(from_solar(1400, 4, 11))],
        traps=(
            Trap(
                lambda: [pd.Timestamp("2021-04-11")],
                "This is a day of the fourth Gregorian month; Saratan is the fourth month after "
                "the equinox.",
            ),
        ),
        praise="A page's own calendar is converted, and the note says so.",
        pointer="Give year, month and day of the page to `from_solar`.",
    ),
    "tells": Exercise(
        read=answers.text_like(
            "change|state", 'one of the words "change", "state"'
        ),
        right=lambda: [str(the_report()["tells"])],
        praise="Somebody left and somebody came, on a day: that is a change.",
        pointer="Would the sentence still hold a week later if nothing more happened?",
    ),
    "speaker": Exercise(
        read=answers.text_like(
            "[a-z_]+", "one word of the codebook, in quotes"
        ),
        right=lambda: [str(the_report()["claimed_by"])],
        traps=(
            Trap(
                # the two that the page could be taken for
                lambda: ["government", "media"],
                "Near, but the codebook keeps local officials and elders apart from the "
                "central government and from what reporters say on their own account.",
            ),
        ),
        praise="A voice of its own: neither the ministry's nor the reporter's.",
        pointer="Who is a member of a provincial council in the codebook's list?",
    ),
    "row": Exercise(
        read=_truth,
        # only a row without a fault goes on to the next exercise
        right=lambda: [True],
        praise="The row fits the table. Whether it is true, no check can say.",
        pointer="Read what the checks say above: column, what was found, what was expected.",
    ),
    "moved": Exercise(
        read=answers.number,
        right=lambda: [days_moved()],
        traps=(
            Trap(
                lambda: [-days_moved()],
                "The right distance, but which way? Take the new date less the old one.",
            ),
        ),
        praise="One page moved it. The sentence of reasons says why.",
        pointer="Subtract the date without your report from the date with it.",
    ),
    "judgement": Exercise(read=_judgement, judge=_judge_judgement),
}
