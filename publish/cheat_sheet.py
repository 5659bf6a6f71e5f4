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
    "latest": "each change on the last day: what even a doubter must grant",
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
    # the identifiers stand first in every table
    rows = []
    for name, described in schema().items():
        columns = [field["name"] for field in described["schema"]["fields"]]
        row = {"name": name, "rows": len(load(name)), "columns": columns}
        rows.append(row | {"what": described["description"].partition(":")[0].rstrip(".")})
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
    called = [each for each in face if inspect.isfunction(each)]
    return [(_called(each), _summary(each)) for each in [*called, *MORE]]


def _called(function: Any) -> str:
    # names of arguments alone: what they take is in the docstring
    names = [
        name if given.default is given.empty else f"{name}="
        for name, given in inspect.signature(function).parameters.items()
    ]
    module = function.__module__.rpartition(".")[2]
    home = f"{module}." if module in ("answers", "compare") else ""
    return f"{home}{function.__name__}({', '.join(names)})"


def _summary(function: Any) -> str:
    # the first line of a docstring says what the function does
    return (inspect.getdoc(function) or "").partition("\n")[0]


def write(writer: Writer) -> None:
    """Write cheat_sheet.html, which prints on one page."""
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
