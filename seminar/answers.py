"""Reading what a student typed: a number, a day, a P-code. Each reader returns a plain value.

A reader raises `Misread` when it gets another kind of thing than the one that is looked for. The
text of the exception completes the sentence "Another kind of answer is looked for: ...".
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd


class Misread(Exception):  # noqa: N818 - it is told to a student, who made no error
    """An answer of another kind than the one that is looked for, which its text names."""


def describe(value: object) -> str:
    """What a student gave, in words that tell them how to take the value out of it.

    Examples
    --------
    >>> describe(7)
    'int: 7'
    >>> describe(len)
    'a function: call it, with round brackets'
    """
    if isinstance(value, (pd.DataFrame, pd.Series)):
        kind = type(value).__name__
        return f"a {kind} of {len(value)} rows: take the one value out of it"
    # the commonest slip of a first hour: the name of a function without its brackets
    if callable(value):
        return "a function: call it, with round brackets"
    # a long text would push the hint out of sight
    return f"{type(value).__name__}: {str(value)[:60]}"


def number(value: object) -> float:
    """A number, to one decimal. Text, truth values and lists are misread.

    Examples
    --------
    >>> number(12.34)
    12.3
    """
    # True would count as 1, and "12" as text of two signs
    is_text_or_truth = isinstance(value, (bool, str))
    is_many = pd.api.types.is_list_like(value)
    if is_text_or_truth or is_many or not hasattr(value, "__float__"):
        raise Misread("a number, such as 12 or 12.5, without quotes")
    return round(float(value), 1)


def pair(value: object) -> tuple:
    """Two values in round (or square) brackets.

    Examples
    --------
    >>> pair([3, 4])
    (3, 4)
    """
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        raise Misread("two values in round brackets, (first, second)")
    return tuple(value)


# "13 July" alone: pandas would take the year in which the class sits
_DAY_WITHOUT_YEAR = re.compile(
    r"\s*(\d{1,2}\.?\s+[a-z]+|[a-z]+\s+\d{1,2})\s*", re.I
)
# the first digits of a year in the Solar Hijri calendar, which Dari and Pashto pages print
_SOLAR_HIJRI = re.compile(r"\s*1[34]\d\d\D")


def day(value: object) -> pd.Timestamp:
    """A day of the Gregorian calendar, at midnight.

    Examples
    --------
    >>> day("13 July 2021")
    Timestamp('2021-07-13 00:00:00')
    """
    if isinstance(value, str) and _DAY_WITHOUT_YEAR.fullmatch(value):
        raise Misread(f'a day with its year, such as "{value.strip()} 2021"')
    if isinstance(value, str) and _SOLAR_HIJRI.match(value):
        raise Misread(
            "a day of the Gregorian calendar; this one looks like Solar Hijri"
        )
    try:
        # pandas takes a number for nanoseconds since 1970: a wrong day without a word
        if pd.api.types.is_number(value) or pd.isna(value):
            raise ValueError(value)
        return pd.Timestamp(value).normalize()
    except (ValueError, TypeError) as fault:
        raise Misread('a day, such as "2021-05-17"') from fault


def text_like(pattern: str, wanted: str) -> Callable[[object], str]:
    """A reader of text that has the form of a regular expression.

    Parameters
    ----------
    pattern : str
        Regular expression that the whole text must match, blanks at its ends aside.
    wanted : str
        What to ask for where it does not.

    Examples
    --------
    >>> text_like("[0-9]+", "digits")(" 12 ")
    '12'
    """

    def read(value: object) -> str:
        if not isinstance(value, str) or not re.fullmatch(
            pattern, value.strip()
        ):
            raise Misread(wanted)
        return value.strip()

    return read


pcode = text_like(r"AF\d{4}", 'a P-code in quotes, such as "AF0101"')
report_id = text_like(r"[A-Z]\d{4}", 'report_ids in quotes, such as "C0001"')
claim_id = text_like(r"[A-Z]\d{4}", 'a claim_id in quotes, such as "K0001"')


def two_reports(value: object) -> frozenset[str]:
    """Two report_ids in any order, as a set.

    Examples
    --------
    >>> sorted(two_reports(("C0002", "C0001")))
    ['C0001', 'C0002']
    """
    # no order is asked for, so a set is as good as a pair
    given = value if isinstance(value, (set, frozenset)) else pair(value)
    return frozenset(report_id(one) for one in given)


def letters(value: object, known: str) -> frozenset[str]:
    """Some of the letters in `known`, from a text, a set or a list.

    Examples
    --------
    >>> sorted(letters({"B", "A"}, "ABCDE"))
    ['A', 'B']
    """
    if not isinstance(value, (str, set, frozenset, list, tuple)):
        raise Misread('the letters of the sentences, such as {"A", "E"}')
    given = frozenset(value)
    # none of the letters is a thing forgotten, not an answer
    if not given or not given <= set(known):
        raise Misread('the letters of the sentences, such as {"A", "E"}')
    return given
