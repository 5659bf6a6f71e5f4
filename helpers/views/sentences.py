"""Small pieces of computed sentences: lists, spans of days, a number with its range."""

from collections.abc import Iterable

import pandas as pd

from helpers.public import own_names
from helpers.views.style import day


def listed(names: Iterable, none: str = "none") -> str:
    """Names in one line, or a word where there are none.

    Parameters
    ----------
    names : iterable
    none : str
        The word where there are none.

    Examples
    --------
    >>> listed(["Kunduz", "Taloqan"]), listed([])
    ('Kunduz, Taloqan', 'none')
    """
    words = [str(name) for name in names]
    line = ", ".join(words)
    # an empty list must be said: a blank would read as a fault of the page
    return line or none


def in_italics(names: Iterable, none: str = "none") -> str:
    """Names that hold commas of their own in one line, or a word where there are none.

    Parameters
    ----------
    names : iterable
    none : str
        The word where there are none.

    Examples
    --------
    >>> in_italics(["Media, on civilians", "Taliban"]), in_italics([])
    ('*Media, on civilians*; *Taliban*', 'none')
    """
    # the names of a chart's series: told from the sentence, and from each other
    marked = [f"*{name}*" for name in names]
    line = "; ".join(marked)
    return line or none


def span(numbers: pd.Series, form: str = ".0f") -> str:
    """The least and the greatest of some numbers; one number where they are alike.

    Parameters
    ----------
    numbers : Series
        At least one.
    form : str
        How a number is written.

    Examples
    --------
    >>> span(pd.Series([24, 20, 22])), span(pd.Series([3, 3]))
    ('20 to 24', '3')
    """
    low = format(numbers.min(), form)
    high = format(numbers.max(), form)
    # compared as printed: 20.1 and 20.4 are one number to a reader
    if low == high:
        return low
    return f"{low} to {high}"


def over_readings(row: pd.Series) -> str:
    """The best reading's number, and the range over the three.

    Parameters
    ----------
    row : Series
        One number a reading, "best" among them.

    Examples
    --------
    >>> over_readings(pd.Series({"best": 17, "earliest": 20, "latest": 15}))
    '17 (15 to 20 over the three readings)'
    """
    best = row["best"]
    low = row.min()
    high = row.max()
    # saying that the readings agree tells more than "17 to 17" would
    if low == high:
        return f"{best} (in all three readings)"
    # the best reading need not lie in the middle, nor between the other two
    return f"{best} ({low} to {high} over the three readings)"


def day_span(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """A day, or the days between which something happened.

    Parameters
    ----------
    first, last : Timestamp
        The first and the last day on which it can have happened.

    Examples
    --------
    >>> day_span(pd.Timestamp("2021-06-21"), pd.Timestamp("2021-06-21"))
    'on 21 June 2021'
    >>> day_span(pd.Timestamp("2021-06-20"), pd.Timestamp("2021-06-21"))
    'between 20 June 2021 and 21 June 2021'
    """
    if first == last:
        return f"on {day(first)}"
    # "between" and not "from": it happened on one of these days, not on all of them
    return f"between {day(first)} and {day(last)}"


def share_of(hits: int, of: int, noun: str) -> str:
    """A share in words that no rounding makes untrue.

    Parameters
    ----------
    hits, of : int
        How many of how many.
    noun : str
        In the plural.

    Examples
    --------
    >>> share_of(7, 7, "districts"), share_of(0, 7, "districts")
    ('all 7 districts', 'none of 7 districts')
    >>> share_of(1999, 2000, "districts")
    'more than 99% of 2,000 districts'
    >>> share_of(986, 1000, "districts")
    '98.6% of 1,000 districts'
    """
    whole = f"{of:,} {noun}"
    # no per cent where there is nothing to round
    if hits == of:
        return f"all {whole}"
    if hits == 0:
        return f"none of {whole}"
    # "100.0%" of which some are missing, and "0.0%" of which some are there
    if hits > 0.99 * of:
        return f"more than 99% of {whole}"
    if hits < 0.01 * of:
        return f"less than 1% of {whole}"
    # the number beside the share: 98.6% of 74 says less than of 7,400
    return f"{hits / of:.1%} of {whole}"


def tally(counts: pd.Series) -> str:
    """Names with their counts, in one line.

    Parameters
    ----------
    counts : Series
        Counts by name, in the order in which they are said.

    Examples
    --------
    >>> tally(pd.Series({"Kunduz": 7, "Takhar": 15}))
    'Kunduz (7), Takhar (15)'
    """
    # counts in brackets, so that a name that ends in a number stays apart from its count
    counted = [f"{name} ({count})" for name, count in counts.items()]
    return listed(counted)


__dir__ = own_names(__name__)
