"""What callers hand in: a day, a word, a table, yes or no; what is none of these is refused."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterable
from numbers import Integral, Number

import numpy as np
import pandas as pd
from pandas.api.types import is_datetime64_dtype

from helpers.calendars import gregorian_hint
from helpers.public import own_names
from helpers.tables import nearest, shown
from helpers.vocabulary import LAST, START

# a day as people write it, in either order
SLASHED = r"^\s*(\d{1,2})[/.-](\d{1,2})[/.-](?:\d{4}|\d{2})\s*$"
# a day has a year, a month and a day, in whatever order and script
WORD = re.compile(r"[^\W_]+")
HOUR = re.compile(r"[T\s]+\d{1,2}:\d{2}.*$")
DAY_COLUMNS = ("date", "date_lo", "date_hi")
MONTH_BEGINS = tuple(name[:3].lower() for name in month_name[1:])


def as_day(
    argument: str,
    day: object,
    first: str | pd.Timestamp = START,
    last: str | pd.Timestamp = LAST,
    what: str = "the record",
) -> pd.Timestamp:
    """Read a day that a caller gives, without its hour.

    Parameters
    ----------
    argument : str
        Its name, for the message.
    day : str, date or timestamp
        Such as "2021-06-22", "22 June 2021" or a timestamp without a time zone.
    first, last : str or date
        The days between which it lies.
    what : str
        Whose first and last day they are, for the message.

    Returns
    -------
    Timestamp
        At midnight.

    Raises
    ------
    TypeError
        For what is no day: a number, a missing value, a moment of another time zone.
    ValueError
        For a text without a day, or with one that may be read in two ways, and for a day outside
        those two; a day of the Solar Hijri calendar is answered with its Gregorian one.

    Examples
    --------
    >>> as_day("start", "22 June 2021")
    Timestamp('2021-06-22 00:00:00')
    """
    # pandas takes a number for nanoseconds since 1970
    expected = f"a day such as '2021-06-22' was expected as {argument}, not {shown(day)}"
    if isinstance(day, (Number, np.generic)) and not isinstance(
        day, (str, np.datetime64)
    ):
        raise TypeError(expected)
    if isinstance(day, str):
        _refuse_half_days(argument, day, expected)
    # what pandas says of another thing names no argument
    try:
        found = pd.Timestamp(day)
    except (ValueError, TypeError) as fault:
        raise ValueError(expected) from fault
    # a missing value is read without a word
    if pd.isna(found):
        raise ValueError(expected)
    if found.tzinfo is not None:
        raise ValueError(
            f"{argument} is a day without a time zone, not {shown(day)}"
        )
    # an hour would leave out what happened on the day itself
    found = found.normalize()
    # both may be texts, and are compared as days
    earliest, latest = pd.Timestamp(first), pd.Timestamp(last)
    if not earliest <= found <= latest:
        # pages of the region print two other calendars
        hint = gregorian_hint(str(day))
        span = f"{earliest:%Y-%m-%d} to {latest:%Y-%m-%d}"
        outside = f"{argument} {found:%Y-%m-%d} lies outside {what}: {span}"
        raise ValueError(outside + (f"; {hint}" if hint else ""))
    return found


def day_of(
    argument: str, day: object, dates: Iterable, what: str = "the table"
) -> pd.Timestamp:
    """Read a day that a caller gives, and that must be one of some.

    Parameters
    ----------
    argument : str
        Its name, for the message.
    day : str, date or timestamp
        As for `as_day`.
    dates : sequence of days
        Each may stand many times.
    what : str
        What has these days, for the message.

    Returns
    -------
    Timestamp
        At midnight.

    Raises
    ------
    TypeError, ValueError
        As for `as_day`, and for a day that is none of them.

    Examples
    --------
    >>> day_of("date", "22 June 2021", pd.date_range("2021-06-21", "2021-06-23"))
    Timestamp('2021-06-22 00:00:00')
    """
    known = pd.DatetimeIndex(dates)
    # the first of none is no day, and could not be printed
    if known.empty:
        raise ValueError(
            f"{argument} {shown(day)} is no day of {what}, which has none"
        )
    found = as_day(argument, day, known.min(), known.max(), what)
    # between the first and the last there may be gaps
    if not (known == found).any():
        raise ValueError(f"{argument} {found:%Y-%m-%d} is no day of {what}")
    return found


def is_whole_day(text: str) -> bool:
    """Whether a text names a year, a month and a day, and nothing less or more than one day.

    Parameters
    ----------
    text : str
        A day as people write it; an hour behind it does not matter.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_whole_day("22 June 2021"), is_whole_day("2021-06-22 10:30")
    (True, True)
    >>> is_whole_day("June 2021"), is_whole_day("June 20-22, 2021")
    (False, False)
    """
    # pandas would fill in what is missing: the first of the month, or this year
    parts = WORD.findall(HOUR.sub("", text[:100]))
    if len(parts) == 1:
        return len(parts[0]) == 8 and parts[0].isdigit()
    numbers = [part for part in parts if part[0].isdigit()]
    months = [part for part in parts if part.lower().startswith(MONTH_BEGINS)]
    return len(numbers) + len(months) == 3


def _refuse_half_days(argument: str, day: str, expected: str) -> None:
    if not is_whole_day(day):
        raise ValueError(expected)
    without_hour = HOUR.sub("", day)
    two = re.match(SLASHED, without_hour)
    # 7 July may be read either way
    if two and two[1] != two[2] and max(int(two[1]), int(two[2])) <= 12:
        remedy = "write days as YYYY-MM-DD"
        raise ValueError(
            f"{argument} {shown(day)} may be read in two ways; {remedy}"
        )


def as_word(argument: str, word: object, words: Iterable[str]) -> str:
    """Take a word that is one of some; capitals, blanks and hyphens do not matter.

    Parameters
    ----------
    argument : str
        Its name, for the message.
    word : str
    words : iterable of str
        What it may be.

    Returns
    -------
    str
        The word as the record has it.

    Raises
    ------
    ValueError
        For another; the message names the nearest.

    Examples
    --------
    >>> as_word("holder", "Taliban", ("government", "taliban"))
    'taliban'
    """
    # text alone: a missing value, asked whether it equals a word, gives no answer
    known = {_letters(each): each for each in words}
    if not isinstance(word, str) or _letters(word) not in known:
        raise ValueError(
            f"{argument} {shown(word)} is not in the record: {nearest(word, known.values())}"
        )
    return known[_letters(word)]


def _letters(word: str) -> str:
    # North, north-east and ring road are asked for as people write them
    return re.sub(r"[\s_-]+", "", word).lower()


def as_table(
    argument: str, table: object, columns: Iterable[str], maker: str
) -> pd.DataFrame:
    """Take a table that has what is needed.

    Parameters
    ----------
    argument : str
        Its name, for the message.
    table : DataFrame
    columns : iterable of str
        Without which nothing can be done.
    maker : str
        The call that returns such a table.

    Returns
    -------
    DataFrame
        The table itself.

    Raises
    ------
    TypeError
        For what is no table, or lacks a column.

    Examples
    --------
    >>> len(as_table("days", pd.DataFrame({"date": []}), ["date"], "control()"))
    0
    """
    # another table would fail later, with a message about a column or none at all
    expected = f"{argument} is a table as {maker} returns it"
    if not isinstance(table, pd.DataFrame):
        raise TypeError(f"{expected}, not {type(table).__name__}")
    # all that is missing, but no page of it
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise TypeError(f"{expected}; this one lacks {', '.join(missing[:5])}")
    return table


def with_days(argument: str, table: pd.DataFrame, maker: str) -> pd.DataFrame:
    """Take a table whose days are days, not text as `pandas.read_csv` leaves them.

    Parameters
    ----------
    argument : str
        Its name, for the message.
    table : DataFrame
        One with or without the columns date, date_lo and date_hi.
    maker : str
        The call that returns such a table.

    Returns
    -------
    DataFrame
        The table itself.

    Raises
    ------
    TypeError
        For a column of them that holds anything else, or days with a time zone.

    Examples
    --------
    >>> with_days("days", pd.DataFrame({"date": ["2021-06-22"]}), "control()")
    Traceback (most recent call last):
    TypeError: days is a table as control() returns it; in this one date holds no days: ...
    """
    for column in DAY_COLUMNS:
        if column not in table or table.empty:
            continue
        # text is compared letter by letter, or not at all
        kind = table[column].dtype
        if not is_datetime64_dtype(kind):
            expected = f"{argument} is a table as {maker} returns it"
            remedy = "use pd.to_datetime"
            raise TypeError(
                f"{expected}; in this one {column} holds no days: {remedy}"
            )
    return table


def as_flag(argument: str, asked: object) -> bool:
    """Take a yes or no.

    Parameters
    ----------
    argument : str
        Its name, for the message.
    asked : bool

    Returns
    -------
    bool

    Raises
    ------
    TypeError
        For anything else.

    Examples
    --------
    >>> as_flag("still", True)
    True
    """
    # any text is true to Python, "no" as well
    if not isinstance(asked, (bool, np.bool_)):
        raise TypeError(f"{argument} is True or False, not {shown(asked)}")
    return bool(asked)


def as_count(argument: str, number: object, least: int = 1) -> int:
    """Take a whole number of things.

    Parameters
    ----------
    argument : str
        Its name, for the message.
    number : int
    least : int
        The smallest that makes sense.

    Returns
    -------
    int

    Raises
    ------
    TypeError
        For what is no whole number.
    ValueError
        For one that is too small.

    Examples
    --------
    >>> as_count("n", 1000)
    1000
    """
    expected = f"{argument} is a whole number from {least} on"
    # a bool is a number to Python, and a mistake here
    if not isinstance(number, Integral) or isinstance(number, bool):
        raise TypeError(f"{expected}, not {shown(number)}")
    if number < least:
        raise ValueError(f"{expected}, not {shown(number)}")
    return int(number)


__dir__ = own_names(__name__)
