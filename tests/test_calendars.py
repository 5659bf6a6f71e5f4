"""Days of the two other calendars, against days that both sides of a newspaper print."""

from datetime import date, timedelta

import pytest

from helpers.calendars import from_lunar, from_solar, gregorian_hint

# the new years of Iran and Afghanistan, and days of 2021 that pages print in both
KNOWN = [
    ((1399, 1, 1), date(2020, 3, 20)),
    ((1399, 12, 30), date(2021, 3, 20)),  # a leap year
    ((1400, 1, 1), date(2021, 3, 21)),
    ((1400, 3, 31), date(2021, 6, 21)),
    ((1400, 5, 24), date(2021, 8, 15)),
    ((1400, 12, 29), date(2022, 3, 20)),
    ((1403, 12, 30), date(2025, 3, 20)),
    ((1404, 1, 1), date(2025, 3, 21)),
]


@pytest.mark.parametrize("solar, gregorian", KNOWN)
def test_known_days(solar, gregorian):
    assert from_solar(*solar) == gregorian


def test_days_follow_each_other_through_a_year():
    lengths = [31] * 6 + [30] * 5 + [29]
    days = [
        from_solar(1400, month, day)
        for month, length in enumerate(lengths, 1)
        for day in range(1, length + 1)
    ]
    assert all(later - day == timedelta(1) for day, later in zip(days, days[1:], strict=False))


@pytest.mark.parametrize(
    "lunar, gregorian",
    # the two feasts
    [((1442, 10, 1), date(2021, 5, 13)), ((1442, 12, 10), date(2021, 7, 20))],
)
def test_lunar_days_are_right_to_a_day(lunar, gregorian):
    assert abs(from_lunar(*lunar) - gregorian) <= timedelta(1)


@pytest.mark.parametrize("text", ["1400-03-31", "1400/3/31", "۱۴۰۰-۰۳-۳۱", " 1400.03.31 "])
def test_a_curators_day_is_recognised_in_any_digits(text):
    assert gregorian_hint(text).endswith("the Gregorian day is 2021-06-21")


@pytest.mark.parametrize(
    "text", ["2021-06-21", "1400-13-01", "1400-07-31", "x", "", "1400", "9" * 99]
)
def test_other_texts_are_left_alone(text):
    assert gregorian_hint(text) == ""


@pytest.mark.parametrize("day", [(1400, 13, 1), (1400, 7, 31), (1400, 0, 1), (1400, 1, 0)])
def test_a_day_that_the_calendar_lacks_is_refused(day):
    with pytest.raises(ValueError, match="is no day of the Solar Hijri calendar"):
        from_solar(*day)
