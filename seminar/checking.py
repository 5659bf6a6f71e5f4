"""How an answer is judged: read it, compare it with the record, and say what to look at again.

The exercises of each seminar hour are a mapping from names to `Exercise`; see `seminar.exercises`
and `seminar.second_hour`. Nothing here raises on an odd answer: a check always speaks in words.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from inspect import isfunction

from seminar import answers
from seminar.answers import Misread

# True right, False wrong, None not judged; what to tell
Verdict = tuple[bool | None, str]

# three dots are valid Python: an exercise that is not done raises nothing
_NOT_ANSWERED = (
    "Not answered yet: put your answer in place of the three dots, "
    "run that cell, then this one."
)


@dataclass(frozen=True)
class Trap:
    """A wrong answer of a known kind, and what helps against it."""

    values: Callable[[], Collection]
    hint: str


@dataclass(frozen=True)
class Exercise:
    """How an exercise is judged.

    read : turns what was typed into a plain value, or raises `Misread`.
    right : gives the right values; None where `judge` decides.
    judge : for open exercises: the verdict on a value that was read.
    traps : wrong answers of a known kind, each with a hint.
    praise, pointer : what is said of a right answer, and of a wrong one that is in no trap.
    """

    read: Callable[[object], object]
    right: Callable[[], Collection] | None = None
    judge: Callable[[object], Verdict] | None = None
    traps: tuple[Trap, ...] = ()
    praise: str = ""
    pointer: str = ""


def verdict(
    exercises: Mapping[str, Exercise], name: str, answer: object
) -> Verdict:
    """Judge an answer: (True, False, or None for not judged; what to tell the student).

    Parameters
    ----------
    exercises : mapping of str to Exercise
        Those of the hour, by name.
    name : str
        Name of the exercise.
    answer : object
        The value, or a lambda that gives it, so that a missing variable is told kindly.

    Examples
    --------
    >>> one = Exercise(read=answers.number, right=lambda: [7], praise="It is.", pointer="Count.")
    >>> verdict({"seven": one}, "seven", 7)
    (True, 'Right. It is.')
    >>> verdict({"seven": one}, "seven", 8)
    (False, 'Not yet. Count.')
    """
    # a typing error in a check is told in words as well
    exercise = exercises.get(name)
    if exercise is None:
        return (
            None,
            f"There is no exercise called {name!r}; there are {', '.join(exercises)}.",
        )
    try:
        value = _value_of(answer)
    except NameError as fault:
        return None, _no_such_variable(fault.name)
    # whatever a student's lambda does, a check answers in words
    except Exception as fault:
        kind = type(fault).__name__
        return (
            None,
            f"The cell above does not give a value ({kind}: {fault}). Run it from the top.",
        )
    if value is ... or value is None:
        return None, _NOT_ANSWERED
    try:
        return _judged(exercise, value)
    except Misread as fault:
        given = answers.describe(value)
        return (
            False,
            f"Another kind of answer is looked for: {fault}. You gave {given}.",
        )
    # an odd object can fail in any way when it is read
    except Exception as fault:
        given = answers.describe(value)
        kind = type(fault).__name__
        return (
            False,
            f"This answer cannot be read ({kind}: {fault}). You gave {given}.",
        )


def _value_of(answer: object) -> object:
    # a function of the student is an answer itself; only a lambda is called
    is_lambda = isfunction(answer) and answer.__name__ == "<lambda>"
    return answer() if is_lambda else answer


def _no_such_variable(name: str) -> str:
    return (
        f"There is no variable called `{name}` yet. Run the cell above first; if you did, compare "
        "the spelling: the check looks for the name that the exercise gives."
    )


def _judged(exercise: Exercise, value: object) -> Verdict:
    given = exercise.read(value)
    if exercise.judge is not None:
        return exercise.judge(given)
    if given in exercise.right():
        return True, f"Right. {exercise.praise}"
    # traps before the pointer: a hint that fits the error helps more than one that fits all
    for trap in exercise.traps:
        if given in trap.values():
            return False, f"Not yet. {trap.hint}"
    return False, f"Not yet. {exercise.pointer}"


def shown(answer: object) -> str:
    """The answer as the summary page shows it; nothing where there is none yet.

    Examples
    --------
    >>> shown("two words"), shown(...)
    ('two words', '')
    """
    try:
        value = _value_of(answer)
    except Exception:  # the check has told the student what is wrong with it
        return ""
    if value is ... or value is None:
        return ""
    # the value alone: of what type it is was for the check to say
    if isinstance(value, str):
        return value
    return answers.describe(value).partition(": ")[2]
