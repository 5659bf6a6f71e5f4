"""Friendly checks for the exercises of the seminar notebook.

Right answers are computed from the data (`seminar.truths`); none is written here.

    check("bound", lambda: days_zari)      # the lambda lets a missing variable be told kindly
"""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256

import pandas as pd

from helpers import load, resolve
from seminar import answers, checking, progress, truths
from seminar.answers import Misread
from seminar.checking import Exercise, Trap, Verdict, shown

# of the letters of the sentences that can stand, so that the file does not give them away
_STANDING = {"e7a22b93", "d0a55b36"}


def check(name: str, answer: object) -> None:
    """Print whether an answer is right, or what to look at again; never raises.

    Parameters
    ----------
    name : str
        Name of the exercise, see `EXERCISES`.
    answer : object
        The value, or a lambda that gives it.

    Examples
    --------
    >>> check("count", ...)
    Not answered yet: put your answer in place of the three dots, run that cell, then this one.
    """
    right, text = verdict(name, answer)
    if name in EXERCISES:
        progress.note(name, shown(answer), right)
    print(text)


def verdict(name: str, answer: object) -> Verdict:
    """Judge an answer: (True, False, or None for not judged; what to tell the student).

    Examples
    --------
    >>> verdict("place", "Baharak")[0]
    False
    """
    return checking.verdict(EXERCISES, name, answer)


def show_progress() -> None:
    """Show which exercises are done, tried and open.

    Examples
    --------
    >>> show_progress()
    <IPython.core.display.HTML object>
    """
    progress.show(list(EXERCISES))


def hand_in(path: str = "my_answers.html", author: str = "") -> None:
    """Write the answers given so far to a file that can be printed or handed in.

    Parameters
    ----------
    path : str
        The file; it lands beside the notebook unless the path names another folder.
    author : str
        A name, if the teacher wants one.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     hand_in(f"{folder}/mine.html", author="A student")
    ...     Path(folder, "mine.html").exists()
    Written: ...
    True
    """
    # in the order in which they are asked
    progress.summary(list(EXERCISES), path, author)


# --- open exercises: the judges -------------------------------------------------------------------


def _prediction(given: str) -> Verdict:
    # only districts on a road can have cut a capital off: a guess must be one that can be right
    on_a_road = set().union(*load("road_segments")["pcodes"])
    # elsewhere nothing can be cut, and the prediction could not be wrong
    if given not in on_a_road:
        return False, (
            "No stretch of the trunk network runs through this district; choose one that the "
            "table of stretches names."
        )
    return None, (
        f"Written down: {given}. Do not change it now; the next exercise shows what the record "
        "says."
    )


def _five_letters(value: object) -> frozenset[str]:
    return answers.letters(value, "ABCDE")


def _sentences(given: frozenset[str]) -> Verdict:
    # a digest, not the letters: whoever opens this file reads no answer
    chosen = {
        sha256(f"seminar {letter}".encode()).hexdigest()[:8]
        for letter in given
    }
    too_much = len(chosen - _STANDING)
    too_few = len(_STANDING - chosen)
    # what says too much first: it is the graver fault
    if too_much:
        verb = "say" if too_much > 1 else "says"
        return False, (
            f"Not yet. {too_much} of the sentences that you chose {verb} more than the record does."
        )
    if too_few:
        return False, f"Not yet. {too_few} more can stand as written."
    return (
        True,
        "Right. These say what was found, in which reading or by whose word.",
    )


def _function(value: object) -> Callable:
    if not callable(value):
        raise Misread(
            "a function that takes the reports and returns some of them"
        )
    return value


def _own_rule(rule: Callable) -> Verdict:
    reports = load("reports")
    try:
        # a copy, so that no rule can spoil the record of the session
        kept = rule(reports.copy())
    except Exception as fault:  # the student's own code
        kind = type(fault).__name__
        return False, f"Not yet. Your function stopped with {kind}: {fault}."
    if kept is ... or kept is None:
        return (
            False,
            "Not yet. The function returns nothing so far: put a rule after `return`.",
        )
    if not isinstance(kept, pd.DataFrame) or list(kept.columns) != list(
        reports.columns
    ):
        return False, (
            "Not yet. The function must return a table with the columns of the reports; "
            f"it returned {answers.describe(kept)}."
        )
    # a strict subset: a rule selects reports, it does not make any
    leaves_some_out = set(kept["report_id"]) < set(reports["report_id"])
    if kept.empty or not leaves_some_out:
        return False, (
            "Not yet. A rule leaves some of the reports out, and not all; "
            f"yours keeps {len(kept)} of {len(reports)}."
        )
    return True, _what_moved(kept, len(reports))


def _what_moved(kept: pd.DataFrame, n_reports: int) -> str:
    new = truths.taliban_days(reports=kept)
    old = truths.taliban_days()
    # the day of the largest change is where the rule can be argued about
    farthest = (new - old).abs().idxmax()
    return (
        f"Right, a rule that runs: it keeps {len(kept)} of {n_reports} reports and puts "
        f"{new[truths.DAY]} districts, not {old[truths.DAY]}, in Taliban hands on {truths.DAY}; "
        f"the counts lie furthest apart on {farthest:%Y-%m-%d}. Why there?"
    )


def _paragraph(value: object) -> str:
    if not isinstance(value, str):
        raise Misread("a paragraph of text in quotes")
    return value


def _limits(text: str) -> Verdict:
    n_words = len(text.split())
    # the length of a paragraph under a published map
    if not 50 <= n_words <= 200:
        return (
            False,
            f"Not yet. A limits paragraph has 50 to 200 words; yours has {n_words}.",
        )
    known = set(load("reports")["report_id"])
    cited = set(re.findall(r"\b[A-Z]\d{4}\b", text))
    found = cited & known
    if len(found) < 2:
        # an id that is mistyped is told, or the student would look for another fault
        strange = ", ".join(sorted(cited - known))
        unknown = f" Not in the record: {strange}." if strange else ""
        return False, (
            f"Not yet. Point to evidence: name two reports by their report_id.{unknown}"
        )
    return True, (
        f"Right in form: {n_words} words, {len(found)} reports named. Whether it is fair, only a "
        "reader can say: swap it with your neighbour."
    )


# --- the exercises, in the order of the notebook --------------------------------------------------

EXERCISES: dict[str, Exercise] = {
    "count": Exercise(
        read=answers.number,
        right=lambda: [truths.taliban_days()[truths.DAY]],
        traps=(
            Trap(
                # the usual slip: a column of another reading
                lambda: [
                    truths.taliban_days(r)[truths.DAY]
                    for r in ("earliest", "latest")
                ],
                "This is the count of another reading. Which column did you count?",
            ),
            Trap(
                # and the other: a sum over every day of the record
                lambda: [truths.taliban_days().sum()],
                "This counts every day at once: keep one day.",
            ),
        ),
        praise="The other two readings give the range round it; a count without it says too much.",
        pointer="Look at the day, the column and the value again.",
    ),
    "place": Exercise(
        read=answers.pcode,
        # computed, as all of them: a change of the gazetteer changes the answer with it
        right=lambda: [resolve("Baharak", "Takhar").pcode],
        traps=(
            Trap(
                lambda: [resolve("Baharak", "Badakhshan").pcode],
                "This is the other Baharak. Which province does the page name?",
            ),
        ),
        praise="The name fits two districts; the province decided.",
        pointer="Look at the candidates and at the province that the page names.",
    ),
    "bound": Exercise(
        read=answers.number,
        right=lambda: [truths.possible_days("Zari")],
        traps=(
            Trap(
                # the error of fence posts
                lambda: [truths.possible_days("Zari") - 1],
                "Both the first and the last day are possible days: count them too.",
            ),
        ),
        praise="On any of these days it can have happened, given all that was said.",
        pointer="Look at date_lo and date_hi of the capture.",
    ),
    "origins": Exercise(
        read=answers.pair,
        right=lambda: [truths.pages_and_origins("Nerkh")],
        traps=(
            Trap(
                # right counts in the wrong order deserve another word than wrong counts
                lambda: [truths.pages_and_origins("Nerkh")[::-1]],
                "Both numbers, but in the other order: pages first.",
            ),
        ),
        praise="Pages that carry one desk's report are one origin. Support goes on to count "
        "voices: what one side says is one, however many desks print it.",
        pointer="Only reports of the capture count; pages are source_id, origins are in the table "
        "of sources.",
    ),
    "half": Exercise(
        read=answers.day,
        right=lambda: truths.half_days("best"),
        traps=(
            Trap(
                # a right day of another reading is nearer than no day
                lambda: truths.half_days("earliest", "latest"),
                "This is the day in another reading than the best one.",
            ),
        ),
        praise="See how far the day moves in the other two readings: that is part of the answer.",
        pointer="Count per day, then take the first day with at least half of all districts.",
    ),
    "conflict": Exercise(
        read=answers.two_reports,
        right=lambda: truths.clashes("Doshi"),
        praise="Both stay in the record, and the event keeps the dissenter beside its date.",
        pointer="Take two captures of Doshi such that one's last day is before the other's first.",
    ),
    "transposed": Exercise(
        read=answers.claim_id,
        right=truths.transposed_prints,
        traps=(
            Trap(
                truths.differing_prints,
                "This print differs, but not by two digits that changed places.",
            ),
        ),
        praise="Only the others' agreement shows it; alone, the figure would look as good as any.",
        pointer="Compare the figures of the prints of one statement digit by digit.",
    ),
    "missing": Exercise(
        read=answers.number,
        right=lambda: [truths.mean_daily_claim()],
        traps=(
            Trap(
                # the slip that matters most here: no figure read as nobody killed
                lambda: [truths.mean_daily_claim(empty_as_zero=True)],
                "You counted the days without a figure as zero.",
            ),
            Trap(
                lambda: [
                    truths.mean_daily_claim(bounds_as_values=bounds)
                    for bounds in (
                        ["floor"],
                        ["ceiling"],
                        ["floor", "ceiling"],
                    )
                ],
                "You took a bound for a value: keep the days whose killed_bound is 'value'.",
            ),
        ),
        praise="A day without a figure is a day of which we know nothing, not a quiet one.",
        pointer="Take the mean of `killed` over the days with a plain figure, to one decimal.",
    ),
    "prediction": Exercise(read=answers.pcode, judge=_prediction),
    "cut": Exercise(
        read=answers.pcode,
        right=lambda: truths.cutters("mazar_e_sharif"),
        traps=(
            Trap(
                truths.all_cutters,
                "This cut another capital off, not Mazar-e-Sharif.",
            ),
        ),
        praise="Was it the one that you had predicted?",
        pointer="Look at the row of Mazar-e-Sharif and its column cut_by.",
    ),
    "published": Exercise(
        read=answers.text_like(
            "(?i)below|inside|above",
            'one of the words "below", "inside", "above"',
        ),
        right=lambda: [truths.beside_the_record(truths.moscow())],
        praise="Whose count is nearer the truth this does not say: it shows that one of the two "
        "needs explaining.",
        pointer="Divide each count by its own denominator, then compare with the lowest and the "
        "highest reading of that day.",
    ),
    "rule": Exercise(
        read=answers.number,
        right=lambda: [truths.moved_by_rule()],
        traps=(
            Trap(
                # only the sign is wrong
                lambda: [-truths.moved_by_rule()],
                "The right distance, but which way? Take the new count less the old one.",
            ),
        ),
        praise="One line of a rule moves the total; it belongs beside every total.",
        pointer="Filter the reports, run control on what is left, count the same day, subtract "
        "the old count.",
    ),
    "sentences": Exercise(read=_five_letters, judge=_sentences),
    "own_rule": Exercise(read=_function, judge=_own_rule),
    "limits": Exercise(read=_paragraph, judge=_limits),
}
