"""What one cell of a table may hold: its type, the constraints of the schema, clean text."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from helpers.calendars import gregorian_hint
from helpers.public import own_names

# type of the schema: the form of a cell, and what is expected in words
FORMS = {
    "date": (r"\d{4}-\d\d-\d\d", "a day as YYYY-MM-DD"),
    "integer": (r"-?(0|[1-9]\d*)", "a whole number, digits only"),
    "number": (
        r"-?(0|[1-9]\d*)(\.\d+)?",
        "a number, digits and a decimal point only",
    ),
    "boolean": ("true|false", "true or false"),
    "string": (r"(?s:.+)", "text"),
    "list": (
        r"[^\s;]([^;]*[^\s;])?(;[^\s;]([^;]*[^\s;])?)*",
        "items separated by ';' alone",
    ),
}

# controls, blanks that are no plain space, marks of direction, soft hyphens, unassigned planes
HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2000-\u200b\u200e"
    "\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffd"
    "\ue000-\uf8ff\U000e0000-\U0010ffff]"
)
# the two joiners belong into words of scripts whose letters join, and nowhere else
JOINER = re.compile("[\u200c\u200d]")
# scripts whose letters join stand from here on in Unicode
MIDDLE_EAST = 0x5FF
SPREADSHEET_ERROR = re.compile(
    r"#(REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|SPILL!|CALC!|####)"
)
# a long identifier of digits, as a spreadsheet rounds it
ROUNDED = re.compile(r"^[+-]?\d+([.,]\d+)?E[+-]?\d+$")


def text_fault(value: str) -> str:
    """Say what is unclean in a text: hidden characters, blanks at an end, a spreadsheet's error.

    Parameters
    ----------
    value : str
        The cell.

    Returns
    -------
    str
        What was expected, or "" for a clean text.

    Examples
    --------
    >>> text_fault("Imam\\u00adSahib")
    'no hidden characters; number 5 is SOFT HYPHEN (U+00AD)'
    >>> text_fault("خان\\u200cآباد")
    ''
    """
    # the worst first: what cannot be seen
    hidden = HIDDEN.search(value)
    if hidden:
        return _hidden_character(value, hidden.start())
    for joiner in JOINER.finditer(value):
        if not _joins(value, joiner.start()):
            return _hidden_character(value, joiner.start())
    if value != value.strip():
        return "no space before or after the text"
    if "  " in value:
        return "single spaces between words"
    if not unicodedata.is_normalized("NFC", value):
        return "letters and their marks in one character each (Unicode's form NFC)"
    if SPREADSHEET_ERROR.search(value):
        return "a value, not the error of a spreadsheet"
    if ROUNDED.search(value):
        return "all its digits; a spreadsheet has rounded them"
    return ""


def _hidden_character(value: str, place: int) -> str:
    # a person cannot see it, so its place and its name are told
    character = value[place]
    name = unicodedata.name(character, "a control character")
    return f"no hidden characters; number {place + 1} is {name} (U+{ord(character):04X})"


def _joins(value: str, place: int) -> bool:
    before, after = value[place - 1 : place], value[place + 1 : place + 2]
    # in scripts of India a joiner after a vowel killer shapes the letter before it
    if (
        before
        and ord(before) > MIDDLE_EAST
        and unicodedata.category(before) == "Mn"
    ):
        return True
    return _is_far_letter(before) and _is_far_letter(after)


def _is_far_letter(text: str) -> bool:
    # letters and the marks that stand on them
    return (
        bool(text)
        and ord(text) > MIDDLE_EAST
        and unicodedata.category(text)[0] in "LM"
    )


def cell_fault(value: str, field: dict) -> str:
    """Say what the schema expects in place of a cell.

    Parameters
    ----------
    value : str
        The cell.
    field : dict
        Its field descriptor in datapackage.json.

    Returns
    -------
    str
        What was expected, or "" for a sound cell.

    Examples
    --------
    >>> cell_fault("-5", {"type": "integer", "constraints": {"minimum": 0}})
    '0 or more'
    """
    about = field.get("description", "")
    meaning = f" ({about})" if about else ""
    rules = field.get("constraints", {})
    if value == "":
        return f"a value{meaning}" if rules.get("required") else ""
    fault = _form_fault(value, field["type"], meaning) or _enum_fault(
        value, field
    )
    if fault:
        return fault
    if not re.fullmatch(rules.get("pattern", "(?s:.*)"), value):
        unclean = text_fault(value)
        remark = f"; {unclean}" if unclean else ""
        return f"the form {rules['pattern']}{meaning}{remark}"
    return _range_fault(value, field, meaning) or text_fault(value)


def _form_fault(value: str, kind: str, meaning: str) -> str:
    # ASCII digits only: others would be read as numbers by some programs and not by others
    form, expected = FORMS[kind]
    if not re.fullmatch(form, value, re.ASCII):
        hint = gregorian_hint(value) if kind == "date" else ""
        return expected + meaning + (f"; {hint}" if hint else "")
    if kind == "date":
        return _calendar_fault(value, meaning)
    if kind == "list":
        return _list_fault(value)
    return ""


def _calendar_fault(value: str, meaning: str) -> str:
    # the form is right, and yet 30 February is no day
    try:
        date.fromisoformat(value)
    except ValueError:
        hint = gregorian_hint(value)
        return f"a day of the calendar as YYYY-MM-DD{meaning}" + (
            f"; {hint}" if hint else ""
        )
    return ""


def _list_fault(value: str) -> str:
    # counted twice in every sum over the items
    items = value.split(";")
    twice = [item for item in items if items.count(item) > 1]
    return f"each item once; {twice[0]} stands twice" if twice else ""


def _enum_fault(value: str, field: dict) -> str:
    enum = field.get("constraints", {}).get("enum", [value])
    if value not in enum:
        return f"one of {', '.join(enum)}"
    known = field.get("itemEnum")
    if known and not set(value.split(";")) <= set(known):
        return f"items out of {', '.join(known)}"
    return ""


def _range_fault(value: str, field: dict, meaning: str) -> str:
    rules = field.get("constraints", {})
    # days compare as text; numbers do not
    read = str if field["type"] == "date" else float
    hint = gregorian_hint(value) if field["type"] == "date" else ""
    remark = f"; {hint}" if hint else ""
    if "minimum" in rules and not read(value) >= rules["minimum"]:
        return f"{rules['minimum']} or more{meaning}{remark}"
    if "maximum" in rules and not read(value) <= rules["maximum"]:
        return f"{rules['maximum']} or less{meaning}{remark}"
    return ""


__dir__ = own_names(__name__)
