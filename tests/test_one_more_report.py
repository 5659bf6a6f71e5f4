"""What one more report of a fall can do to the readings, and what it never does."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from rows import HERE, NO_BASELINE, capture, day, said, some_captures, some_statements, table

from helpers import captures, control, events, load
from helpers.vocabulary import LAST, READINGS, START
from tools.planted import real_reports

dear = settings(max_examples=settings.default.max_examples // 2)


def falls(rows):
    """{reading: number of the day of the fall, or None}."""
    reports = table(rows)
    days = control(day(1), day(70), events=events(reports), reports=reports, baseline=NO_BASELINE)
    own = days[days["pcode"] == HERE].sort_values("date")
    result = {}
    for reading in READINGS:
        taliban = own["date"][own[reading] == "taliban"]
        result[reading] = (taliban.min() - day(1)).days + 1 if len(taliban) else None
    return result


def is_later(before, after, reading):
    """Whether a reading that had the place fall has it fall later, or no longer."""
    if before[reading] is None:
        return False
    return after[reading] is None or after[reading] > before[reading]


@dear
@given(some_captures, some_statements, capture(origins="f"))
def test_a_report_moves_a_fall_later_only_in_best_and_where_best_must(rows, statements, report):
    told = [*rows, *statements]
    before = falls(told)
    after = falls([*told, report])
    number = {name: (report[name] - day(1)).days + 1 for name in ("date_lo", "date_hi")}
    begins = 1 if report["tells"] == "state" else number["date_lo"]
    # whatever days it gives
    if is_later(before, after, "latest"):
        assert is_later(before, after, "best") and after["latest"] == after["best"]
    if begins <= before["earliest"]:
        assert not is_later(before, after, "earliest")
    names_a_day_by_then = report["date"] <= day(before["best"])
    if number["date_hi"] <= before["best"] or names_a_day_by_then:
        assert not is_later(before, after, "best")


def test_no_rule_could_keep_best_from_moving_later():
    """The smallest cases: a wrong day alone, and one that two voices tell."""
    wrong = [said("captured", 10)]
    right = [said("captured", 12, origin=origin) for origin in "bc"]
    assert falls(wrong)["best"] == 10
    assert falls([*wrong, *right])["best"] == 12
    wrong.append(said("captured", 10, origin="d", by="taliban"))
    right.append(said("captured", 12, origin="e"))
    assert falls(wrong) == dict.fromkeys(READINGS, 10)
    assert (falls([*wrong, *right])["best"], falls([*wrong, *right])["latest"]) == (12, 12)


def test_a_later_dissenter_takes_back_nothing_that_was_granted():
    """Neither one that widens the bounds nor one that makes a second fall of it."""
    granted = [said("captured", 20), said("captured", 20, origin="b", by="taliban")]
    listed = [said("captured", 20, by="taliban"), said("captured", 1, 60, origin="b")]
    for told in (granted, listed):
        assert falls(told)["latest"] == 20
        for later in (22, 26, 34, 60):
            dissent = [said("captured", later, origin=origin) for origin in "cd"]
            assert falls([*told, dissent[0]])["latest"] == 20
            if later > 22:
                assert falls([*granted, *dissent])["latest"] == 20


def test_a_list_of_a_district_does_not_put_off_what_its_province_shows():
    """Named, it is granted no later than unnamed."""
    province = [
        {**said("captured", 1, last, origin=origin), "pcode": None}
        for last, origin in ((10, "a"), (12, "b"))
    ]
    assert falls(province) == {"best": 12, "earliest": 10, "latest": 12}
    for first in (1, 11, 12):
        listed = [*province, said("captured", first, 60, origin="c")]
        assert falls(listed) == {"best": 12, "earliest": min(first, 10), "latest": 12}
    after = [*province, said("captured", 30, 60, origin="c")]
    assert (falls(after)["best"], falls(after)["earliest"]) == (30, 10)


def one_more_each(reports, seed):
    """A report of a fall for each district, its traits from a real one, on a day drawn at will."""
    rng = np.random.default_rng(seed)
    pcodes = load("districts")["pcode"]
    real = real_reports()
    more = real.iloc[rng.integers(0, len(real), len(pcodes))].reset_index(drop=True)
    n_days = (pd.Timestamp(LAST) - pd.Timestamp(START)).days
    drawn = pd.to_timedelta(rng.integers(0, n_days - 20, len(pcodes)), unit="D")
    lo = pd.Timestamp(START) + drawn.astype("timedelta64[us]")
    shift = lo - more["date_lo"]
    for name in ("date_lo", "date", "date_hi"):
        more[name] = (more[name] + shift).clip(upper=pd.Timestamp(LAST))
    more["pcode"] = pcodes
    more["province_pcode"] = pcodes.str[:4]
    more["report_id"] = [f"Z{number:03d}" for number in range(len(more))]
    return pd.concat([reports, more], ignore_index=True).astype(reports.dtypes.to_dict())


@pytest.mark.parametrize(
    "seed",
    [2021, *(pytest.param(seed, marks=pytest.mark.thorough) for seed in (2022, 2023, 2024))],
)
def test_on_the_record_one_more_report_each_takes_nothing_from_latest_alone(seed):
    """One report for every district, so that one derivation tries 399 of them."""
    reports = load("reports")
    more = one_more_each(reports, seed)
    before = events()
    after = events(more)
    days = control("2021-04-30", LAST)
    again = control("2021-04-30", LAST, events=after, reports=more)
    held = {reading: again[reading] == "taliban" for reading in READINGS}
    lost = (days["latest"] == "taliban") & ~held["latest"]
    # what latest loses, best no longer has
    assert lost.any() and not (lost & held["best"]).any()
    assert not (held["latest"] & ~held["best"]).any()
    assert not (held["best"] & ~held["earliest"]).any()
    code_of = captures(after).explode("reports").set_index("reports")["support"].cat.codes
    fell = captures(before)
    for names, code in zip(fell["reports"], fell["support"].cat.codes, strict=True):
        # whichever event its reports now tell of
        assert code_of[list(names)].max() >= code
