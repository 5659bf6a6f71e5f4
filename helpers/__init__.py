"""The record of the 2021 Taliban offensive: load its tables, derive events, see who held what.

    from helpers import load, events, control

What is named here is imported when it is first used, so that `from helpers import load` is quick.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # for editors, which do not run __getattr__
    from helpers.adjudication import bounded, captures, events
    from helpers.dictionary import describe, record
    from helpers.district_days import control, holder_counts
    from helpers.places import resolve
    from helpers.questions import find, who_held
    from helpers.tables import load
    from helpers.validation import check

# name on the face: the module that it lives in
FACE = {
    "load": "helpers.tables",
    "check": "helpers.validation",
    "resolve": "helpers.places",
    "events": "helpers.adjudication",
    "bounded": "helpers.adjudication",
    "control": "helpers.district_days",
    "captures": "helpers.adjudication",
    "holder_counts": "helpers.district_days",
    "find": "helpers.questions",
    "who_held": "helpers.questions",
    "describe": "helpers.dictionary",
    "record": "helpers.dictionary",
}

# written out, though FACE has the same names: editors read this list and run nothing
__all__ = [
    "load",
    "check",
    "resolve",
    "events",
    "bounded",
    "control",
    "captures",
    "holder_counts",
    "find",
    "who_held",
    "describe",
    "record",
]


def __getattr__(name: str) -> object:
    if name not in FACE:
        raise AttributeError(
            f"helpers has no {name!r}; it has {', '.join(FACE)}"
        )
    # only now: pandas alone takes longer to import than most callers work
    module = import_module(FACE[name])
    return getattr(module, name)


def __dir__() -> list[str]:
    return sorted(__all__)
