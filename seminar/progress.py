"""What a student has done so far: a line to look at, and a page to hand in.

Nothing is sent anywhere. The summary is a file beside the notebook; there is no server, no name
list and no certificate.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path

from IPython.display import HTML, display

DONE = "done"
TRIED = "tried"
OPEN = "open"
# full, half, empty: told apart without colour
MARKS = {DONE: "●", TRIED: "◐", OPEN: "○"}


@dataclass
class Attempt:
    """The last answer to one exercise, and what it came to."""

    answer: str
    right: bool | None
    tries: int


# of this session alone: a kernel that is started anew begins with none
_attempts: dict[str, Attempt] = {}


def note(name: str, answer: str, right: bool | None) -> None:
    """Keep the last answer to an exercise. An empty answer is no try.

    Parameters
    ----------
    name : str
        The exercise.
    answer : str
        What was typed, as text.
    right : bool, optional
        True, False, or None where nothing is judged.

    Examples
    --------
    >>> note("tried once", "5", False)
    >>> state("tried once")
    'tried'
    """
    if not answer and name not in _attempts:
        return
    earlier = _attempts.get(name)
    # tries are shown to the student, who may learn from them; nobody grades by them
    tries = earlier.tries + 1 if earlier else 1
    _attempts[name] = Attempt(answer, right, tries)


def state(name: str) -> str:
    """How far an exercise is: done, tried or open.

    Examples
    --------
    >>> state("an exercise that nobody tried")
    'open'
    """
    attempt = _attempts.get(name)
    if attempt is None:
        return OPEN
    # an exercise that is not judged is done when something was written down
    return TRIED if attempt.right is False else DONE


def show(names: list[str]) -> None:
    """Show a mark for every exercise: full for done, half for tried, empty for open.

    Examples
    --------
    >>> show(["an exercise that nobody tried"])
    <IPython.core.display.HTML object>
    """
    # in the order of the notebook, not of the attempts
    states = {name: state(name) for name in names}
    found = list(states.values())
    n_done = found.count(DONE)
    each = [_mark(name, state_of_it) for name, state_of_it in states.items()]
    marks = " ".join(each)
    text = f"{n_done} of {len(names)} done"
    # a label in words: a screen reader would spell the marks out
    line = f'<p aria-label="{text}" style="font-size:1.3em">{marks} <small>{text}</small></p>'
    display(HTML(line))


def _mark(name: str, found: str) -> str:
    # names come from a notebook, which anybody may change
    title = f"{escape(name)}: {found}"
    return f'<span title="{title}">{MARKS[found]}</span>'


def summary(names: list[str], path: str | Path, author: str = "") -> Path:
    """Write the answers given so far to a page that can be printed or handed in.

    Parameters
    ----------
    names : list of str
        The exercises, in their order.
    path : str or Path
        The file to write, in the notebook's folder unless it names another.
    author : str
        A name, if the teacher wants one.

    Returns
    -------
    Path
        The file that was written.

    Examples
    --------
    >>> import tempfile
    >>> page = Path(tempfile.mkdtemp()) / "answers.html"
    >>> summary([], page) == page  # doctest: +ELLIPSIS
    Written: ...
    True
    """
    numbered = enumerate(names, 1)
    rows = [_row(number, name) for number, name in numbered]
    by = f", {escape(author)}" if author else ""
    heading = f"Answers to the seminar{by}"
    page = (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{heading}</title><style>{_STYLE}</style></head><body><h1>{heading}</h1>"
        "<p>What was found is found in a record of pages; it is not what happened.</p>"
        "<table><thead><tr><th>Exercise</th><th>Answer</th><th>State</th><th>Tries</th></tr>"
        f"</thead><tbody>{''.join(rows)}</tbody></table></body></html>\n"
    )
    # a file of the student's own: nothing is sent
    target = Path(path)
    try:
        target.write_text(page, encoding="utf-8")
    # no such folder, a full disk or a full browser: the work is not lost
    except OSError as fault:
        print(
            f"{target} could not be written ({fault.strerror}). Your answers, to copy by hand:"
        )
        for name, attempt in _attempts.items():
            print(f"{name}: {attempt.answer}")
        return target
    print(f"Written: {target}. Open it, print it, or hand it in.")
    return target


_STYLE = (
    "body{max-width:50rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif}"
    "table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #767676;padding:.4rem;text-align:left;vertical-align:top}"
    "td:nth-child(2){white-space:pre-wrap}"
)


def _row(number: int, name: str) -> str:
    attempt = _attempts.get(name)
    # what was typed is text, not markup, on a page that others open
    answer = escape(attempt.answer) if attempt else ""
    tries = attempt.tries if attempt else 0
    title = f"{number}. {escape(name)}"
    cells = [title, answer, state(name), str(tries)]
    inside = "".join(f"<td>{cell}</td>" for cell in cells)
    return f"<tr>{inside}</tr>"
