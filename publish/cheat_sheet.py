"""One page to print: the tables, the functions, the three readings and the words of the record."""

import inspect
from typing import Any

import helpers
from helpers import load
from helpers.analysis import compare
from helpers.tables import schema
from helpers.views import answers
from helpers.vocabulary import (
    EVENT_LABELS,
    HOLDER_LABELS,
    KINDS,
    MANNER_LABELS,
    READINGS,
    SUPPORT_LABELS,
    TELLS_LABELS,
)
from publish.pages import Writer

# what a reading is, in a line
MEANING = {
    "best": "each change on its best date; the one to quote, with the other two beside it",
    "earliest": "each change on the first day that the evidence allows",
    "latest": "what even a doubter must grant: a fall by the day on which two voices had told it",
}
# functions beside the face that answer an own question
MORE = (
    answers.show,
    answers.events_map,
    answers.timeline,
    answers.events_table,
    answers.to_excel,
    answers.where_map,
    compare.compare,
)
# words that stand in columns, by the argument or the column that takes them
WORDS = {
    "kind": {kind: EVENT_LABELS[kind] for kind in KINDS},
    "tells": TELLS_LABELS,
    "manner": MANNER_LABELS,
    "support": SUPPORT_LABELS,
    "holder": HOLDER_LABELS,
}


def tables() -> list[dict[str, Any]]:
    """Name, rows, what one row is, and the columns of each table.

    Examples
    --------
    >>> tables()[0]["name"]
    'districts'
    """
    rows = []
    for name, described in schema().items():
        # as the schema has them: the identifiers stand first in every table
        fields = described["schema"]["fields"]
        columns = [field["name"] for field in fields]
        n_rows = len(load(name))
        # up to the colon it says what one row is; what follows has no room on one page
        what, _, _ = described["description"].partition(":")
        row = {
            "name": name,
            "rows": n_rows,
            "columns": columns,
            "what": what.rstrip("."),
        }
        rows.append(row)
    return rows


def functions() -> list[tuple[str, str]]:
    """Each function of the face, and those for answers: how it is called, and what it does.

    Examples
    --------
    >>> functions()[0][0].startswith("load(name")
    True
    """
    face = [getattr(helpers, name) for name in helpers.FACE]
    # what is no function, such as `record`, is shown with the tables
    of_the_face = filter(inspect.isfunction, face)
    shown = [*of_the_face, *MORE]
    return [(_called(each), _summary(each)) for each in shown]


def _called(function: Any) -> str:
    # names of arguments alone: what they take is in the docstring
    names = []
    signature = inspect.signature(function)
    for name, given in signature.parameters.items():
        is_needed = given.default is given.empty
        names.append(name if is_needed else f"{name}=")
    arguments = ", ".join(names)
    _, _, module = function.__module__.rpartition(".")
    # those of the face are called by their name alone
    is_of_the_face = module not in ("answers", "compare")
    home = "" if is_of_the_face else f"{module}."
    return f"{home}{function.__name__}({arguments})"


def _summary(function: Any) -> str:
    # the first line of a docstring says what the function does
    text = inspect.getdoc(function) or ""
    first, _, _ = text.partition("\n")
    # a name in the text is code there; here all names are
    return first.replace("`", "")


def write(writer: Writer) -> None:
    """Write cheat_sheet.html, which prints on one page.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from publish.pages import Frame
    >>> writer = Writer(Path(tempfile.mkdtemp()), Frame([]))
    >>> write(writer)
    >>> writer.written
    ['cheat_sheet.html']
    """
    # one call, for the page has no parts of its own
    readings = [(name, MEANING[name]) for name in READINGS]
    writer.write(
        "cheat_sheet.html",
        "cheat_sheet.html",
        "Cheat sheet",
        tables=tables(),
        functions=functions(),
        readings=readings,
        words=WORDS,
    )
