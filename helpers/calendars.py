"""Days of the two other calendars that pages of the region print, as Gregorian days."""

import re
from datetime import date

from helpers.public import own_names

# the calendars are told apart by the year alone: for 2001 to 2026 their years do not overlap
SOLAR_YEARS = range(1379, 1406)
LUNAR_YEARS = range(1421, 1449)

# the ordinal of the day before 1 January of year 1 in either calendar, fitted to known days
SOLAR_EPOCH = date(2021, 3, 21).toordinal()  # 1 Hamal 1400
JULIAN_DAY_OF_ORDINAL_0 = 1_721_425


def _solar_days(year: int, month: int, day: int) -> int:
    # 8 leap years in 33, which is exact from 1343 to 1472 (Borkowski 1996)
    leap_days = (year // 33) * 8 + (year % 33 + 3) // 4
    before_month = 31 * (month - 1) if month <= 7 else 30 * (month - 7) + 186
    return 365 * year + leap_days + before_month + day


def from_solar(year: int, month: int, day: int) -> date:
    """Turn a day of the Solar Hijri calendar into a Gregorian one.

    Parameters
    ----------
    year, month, day : int
        Such as 1400, 3, 31 for 31 Jawza 1400.

    Returns
    -------
    date
        Exact for the years 1343 to 1472.

    Raises
    ------
    ValueError
        For a month or a day that the calendar does not have.

    Examples
    --------
    >>> from_solar(1400, 3, 31)
    datetime.date(2021, 6, 21)
    """
    # the last month has 29 days, or 30 in a leap year; a day too many is the next year's first
    longest = 31 if month <= 6 else 30
    if not (1 <= month <= 12 and 1 <= day <= longest):
        raise ValueError(
            f"{year}-{month}-{day} is no day of the Solar Hijri calendar"
        )
    # the count uses years shifted by 1,595, so that its 33-year cycles fall right
    shifted = _solar_days(year + 1595, month, day)
    first_of_1400 = _solar_days(1400 + 1595, 1, 1)
    since = shifted - first_of_1400
    return date.fromordinal(SOLAR_EPOCH + since)


def from_lunar(year: int, month: int, day: int) -> date:
    """Turn a day of the (lunar) Hijri calendar into a Gregorian one, to within a day or two.

    The months begin with the sighting of the moon; this is the usual arithmetic of 11 leap years
    in 30, so the result is marked "about" wherever it is shown.

    Parameters
    ----------
    year, month, day : int
        Such as 1442, 11, 10 for 10 Dhu al-Qada 1442.

    Returns
    -------
    date

    Raises
    ------
    ValueError
        For a month or a day that the calendar does not have.

    Examples
    --------
    >>> from_lunar(1442, 10, 1)
    datetime.date(2021, 5, 13)
    """
    # months of 30 and 29 days by turns
    if not (1 <= month <= 12 and 1 <= day <= 30):
        raise ValueError(
            f"{year}-{month}-{day} is no day of the Hijri calendar"
        )
    cycles = 11 * year + 3
    leap_days = cycles // 30
    before_month = 30 * month - (month - 1) // 2
    julian_day = leap_days + 354 * year + before_month + day + 1_948_440 - 385
    return date.fromordinal(julian_day - JULIAN_DAY_OF_ORDINAL_0)


def gregorian_hint(text: str) -> str:
    """Say which Gregorian day a text means, where it is a day of another calendar.

    Parameters
    ----------
    text : str
        A cell, in any digits, with year, month and day in this order.

    Returns
    -------
    str
        A remark for the end of a message, or "" where the text is no such day.

    Examples
    --------
    >>> gregorian_hint("1400-03-31")
    'this is a day of the Solar Hijri calendar; the Gregorian day is 2021-06-21'
    >>> gregorian_hint("2021-06-21")
    ''
    """
    # \d takes Persian and Arabic digits too, and int() reads them
    parts = re.fullmatch(
        r"\s*(\d{4})\D{1,3}(\d{1,2})\D{1,3}(\d{1,2})\s*", text
    )
    if parts is None:
        return ""
    year, month, day = (int(part) for part in parts.groups())
    try:
        if year in SOLAR_YEARS:
            found = from_solar(year, month, day).isoformat()
            return f"this is a day of the Solar Hijri calendar; the Gregorian day is {found}"
        if year in LUNAR_YEARS:
            found = from_lunar(year, month, day).isoformat()
            return f"this is a day of the Hijri calendar; the Gregorian day is about {found}"
    except ValueError:
        return ""
    return ""


__dir__ = own_names(__name__)
