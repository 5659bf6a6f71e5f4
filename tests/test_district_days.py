"""From events to who held what: properties and examples with known answers."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rows import (
    HERE,
    NO_BASELINE,
    THERE,
    before_may,
    day,
    report,
    said,
    some_reports,
    some_statements,
    spans,
    table,
    whole,
)

from helpers import bounded, control, district_days, events, holder_counts, load, vocabulary
from helpers.adjudication import SHARP
from helpers.vocabulary import HOLDERS, KINDS, LAST, SUPPORT


def readings(rows, pcode=HERE, first=1, last=60, baseline=NO_BASELINE):
    """The three readings of one district, as a text with one letter a day: g, c or t."""
    reports = table(rows)
    days = control(
        day(first), day(last), events=events(reports), reports=reports, baseline=baseline
    )
    days = days[days["pcode"] == pcode].sort_values("date")
    return {
        reading: "".join(days[reading].astype(str).str[0])
        for reading in ("best", "earliest", "latest")
    } | {"support": list(days["support"])}


def test_three_readings_of_one_fall():
    held = readings(
        [said("captured", 10, 12, 11), said("captured", 10, 12, 11, origin="b", by="taliban")],
        last=14,
    )
    assert (held["earliest"], held["best"], held["latest"]) == (
        "g" * 9 + "t" * 5,
        "g" * 10 + "t" * 4,
        "g" * 11 + "t" * 3,
    )
    assert (
        held["support"] == [np.nan] * 10 + ["corroborated"] * 4
        or held["support"][10:] == ["corroborated"] * 4
        and pd.isna(held["support"][:10]).all()
    )


@pytest.mark.parametrize(
    "by, believed", [("taliban", False), ("government", False), ("mixed", True)]
)
def test_the_latest_reading_believes_no_single_origin_unless_both_sides_speak(by, believed):
    held = readings([said("captured", 10, by=by)], last=12)
    assert held["best"] == held["earliest"] == "g" * 9 + "ttt"
    assert held["latest"] == ("g" * 9 + "ttt" if believed else "g" * 12)


def test_a_retaken_district_is_the_governments_until_it_falls_again():
    held = readings(
        [
            said(kind, d, origin=o, by=by)
            for kind, d in (("captured", 3), ("recaptured", 5), ("captured", 8))
            for o, by in (("a", "media"), ("b", "taliban"))
        ],
        last=10,
    )
    assert held["best"] == held["earliest"] == held["latest"] == "ggttgggttt"


def test_changes_of_one_day_keep_their_order():
    assert readings([said("captured", 5), said("recaptured", 5)], last=7)["best"] == "ggggccc"
    again = [said("captured", 2), said("recaptured", 5), said("captured", 5, 6, 5, origin="b")]
    assert readings(again, last=7)["best"] == "gtttttt"


def test_events_before_the_first_day_count_and_those_after_the_last_do_not():
    rows = [said("captured", 5), said("captured", 5, origin="b", by="taliban")]
    assert (
        readings(rows, first=8, last=9)["best"] == readings(rows, first=8, last=9)["latest"] == "tt"
    )
    assert readings(rows, first=1, last=4)["best"] == "gggg"
    assert readings([said("attacked_held", 5, 7)], first=6, last=9)["best"] == "ccgg"


def test_a_sharp_report_of_fighting_makes_a_government_district_contested():
    held = readings(
        [
            said("contested", 3, 4),
            said("attacked_held", 6),
            said("captured", 8),
            said("captured", 8, origin="b", by="taliban"),
            said("contested", 9),
        ],
        last=10,
    )
    assert held["best"] == held["earliest"] == held["latest"] == "ggccgcgttt"
    assert readings([said("contested", 3, 4 + SHARP)], last=10)["best"] == "g" * 10
    assert readings([said("contested", 3, crossing="gate")], last=5)["best"] == "ggggg"


def test_a_crossing_says_nothing_of_its_district():
    assert (
        readings(
            [
                said("captured", 3, crossing="gate"),
                said("captured", 3, origin="b", crossing="gate"),
            ],
            last=5,
        )["best"]
        == "ggggg"
    )


@pytest.mark.parametrize(
    "words, best, earliest, latest",
    [
        ([("a", "government", 1)], "g", "g", "g"),
        ([("a", "taliban", 1)], "t", "t", "g"),
        ([("a", "taliban", 1), ("b", "taliban", 1)], "t", "t", "t"),
        ([("a", "taliban", 1), ("b", "government", 1)], "g", "t", "g"),
        ([("a", "taliban", 1), ("b", "contested", 1)], "c", "t", "c"),
        ([("a", "contested", 1)], "c", "c", "c"),
        ([("a", "taliban", 1), ("a", "taliban", 2)], "t", "t", "g"),
        ([("a", "taliban", 1), ("a", "government", 2)], "g", "g", "g"),
        ([("a", "taliban", None), ("a", "government", 1)], "g", "g", "g"),
        (
            [
                ("a", "taliban", 1),
                ("b", "taliban", 1),
                ("c", "government", 1),
                ("d", "government", 1),
                ("e", "government", 1),
            ],
            "g",
            "t",
            "g",
        ),
    ],
)
def test_before_the_first_event_a_district_is_what_the_baseline_says(words, best, earliest, latest):
    held = readings([], last=2, baseline=before_may(*words))
    assert (held["best"], held["earliest"], held["latest"]) == (best * 2, earliest * 2, latest * 2)


def test_a_district_that_falls_later_was_the_governments_until_then_in_best_and_latest():
    fell = [said("captured", 3), said("captured", 3, origin="b", by="taliban")]
    held = readings(fell, last=4, baseline=before_may(("a", "taliban", 1), ("b", "taliban", 1)))
    assert (held["best"], held["earliest"], held["latest"]) == ("ggtt", "tttt", "ggtt")


def test_one_voice_does_not_outweigh_what_two_origins_say_of_the_time_before():
    """A report of a fall that `latest` does not believe takes nothing from what it believes."""
    one_voice = [said("captured", 3)]
    by_two = before_may(("a", "taliban", 1), ("b", "taliban", 1))
    held = readings(one_voice, last=4, baseline=by_two)
    assert (held["best"], held["earliest"], held["latest"]) == ("tttt", "tttt", "tttt")
    held = readings(one_voice, last=4, baseline=before_may(("a", "taliban", 1)))
    assert (held["best"], held["earliest"], held["latest"]) == ("ggtt", "tttt", "gggg")


def test_latest_grants_what_two_voices_have_said_whoever_says_a_later_day():
    """Though the bounds run to the later day, and with no word on the province."""
    fell = [said("captured", 5), said("captured", 5, origin="b", by="taliban")]
    assert readings(fell, last=9)["latest"] == "g" * 4 + "ttttt"
    later = [*fell, said("captured", 8, origin="c")]
    assert spans(events(table(later))) == ["captured 5 [5-8] strong"]
    assert readings(later, last=9)["latest"] == "g" * 4 + "ttttt"


def test_a_vague_retaking_does_not_undo_the_well_told_fall_after_it():
    """Its last day may be later than the fall that followed it: it stands on its best day."""
    first = [said("captured", 3), said("captured", 3, origin="b", by="taliban")]
    retaken = [
        said("recaptured", 12, 26, 15, "c"),
        said("recaptured", 12, 26, 15, "d", by="taliban"),
    ]
    again = [said("captured", 22, origin="e"), said("captured", 22, origin="f", by="taliban")]
    held = readings([*first, *retaken, *again], last=30)
    assert held["best"] == "gg" + "t" * 12 + "g" * 7 + "t" * 9
    assert held["latest"] == held["best"]


def test_a_district_of_which_nobody_speaks_falls_with_its_province():
    rows = [whole(10), whole(20, "b"), whole(30, "c")]
    held = readings(rows, last=32)
    assert (held["earliest"], held["best"], held["latest"]) == (
        "g" * 9 + "t" * 23,
        "g" * 19 + "t" * 13,
        "g" * 19 + "t" * 13,
    )
    assert readings(rows, pcode=THERE, last=32)["best"] == "g" * 32
    assert (
        readings([whole(10), whole(12, page=1)], last=32)["latest"] == "g" * 32
    )  # two pages, one origin


def test_a_statement_says_nothing_of_the_districts_that_it_leaves_out():
    rows = [whole(10, left_out=(HERE,)), whole(20, "b")]
    held = readings(rows, last=22)
    assert held["earliest"] == held["best"] == "g" * 19 + "ttt" and held["latest"] == "g" * 22
    other = readings(rows, pcode="AF0102", last=22)
    assert (other["earliest"], other["best"]) == ("g" * 9 + "t" * 13, "g" * 19 + "ttt")


def test_a_district_that_is_named_keeps_its_own_date():
    rows = [whole(10), whole(11, "b"), said("captured", 20)]
    assert readings(rows, last=22)["best"] == "g" * 19 + "ttt"


def test_a_retaken_district_falls_again_with_its_province():
    rows = [
        said("captured", 3),
        said("recaptured", 5),
        whole(4),
        whole(4, "b"),
        whole(10),
        whole(12, "b"),
    ]
    assert readings(rows, last=14)["best"] == "ggttcccccccttt"
    assert (
        readings(rows[:4], last=14)["best"] == "ggtt" + "c" * 10
    )  # statements older than the retaking say nothing of what followed


def test_bounded_lists_what_is_known_of_such_a_district():
    reports = table(
        [whole(10), whole(20, "b"), whole(30, "b", 1), said("captured", 5, pcode="AF0102")]
    )
    found = bounded(events(reports), reports).set_index("pcode")
    kabul = [pcode for pcode in load("districts")["pcode"] if pcode.startswith("AF01")]
    assert set(found.index) == set(kabul) - {"AF0102"}
    row = found.loc[HERE]
    assert (
        row["date_lo"],
        row["first"],
        row["date"],
        row["date_hi"],
        row["n_origins"],
        row["reports"],
    ) == (day(1), day(10), day(20), day(30), 2, ("T0000", "T0001", "T0002"))
    assert len(bounded(events(reports), reports.iloc[3:])) == 0


def test_one_day_is_that_day():
    assert list(control("2021-06-22")["date"].unique()) == [pd.Timestamp("2021-06-22")]
    assert control()["date"].agg(["min", "max"]).tolist() == [day(1), pd.Timestamp("2021-08-15")]


def test_a_report_of_a_fall_never_undoes_it_in_the_latest_reading():
    """A named capture by one voice and the fall of the province are one bounded fall."""
    province = [whole(10), whole(12, "b")]
    assert readings(province, last=14)["latest"] == "g" * 11 + "ttt"
    named = [*province, said("captured", 9, origin="c", by="taliban")]
    assert readings(named, last=14)["latest"] == "g" * 9 + "ttttt"
    other = [whole(10), said("captured", 9, origin="c", by="taliban")]
    assert readings(other, last=14)["latest"] == "g" * 9 + "ttttt"


def test_control_has_one_row_a_district_and_day():
    reports = table([said("captured", 5)])
    held = control(day(3), day(6), events=events(reports), reports=reports)
    assert len(held) == 4 * len(load("districts")) and not held.duplicated(["pcode", "date"]).any()
    assert (held["date"].min(), held["date"].max(), held["date"].dtype) == (
        day(3),
        day(6),
        "datetime64[us]",
    )
    for reading in ("best", "earliest", "latest"):
        assert held[reading].dtype == pd.CategoricalDtype(HOLDERS, ordered=True)
    assert held["support"].dtype == pd.CategoricalDtype(SUPPORT, ordered=True)


def test_control_refuses_days_in_the_wrong_order_and_unknown_districts():
    with pytest.raises(ValueError, match="start 2021-07-02 is after end 2021-07-01"):
        control("2021-07-02", "2021-07-01")
    with pytest.raises(ValueError, match="start 2022-01-01 lies outside the record"):
        control("2022-01-01")
    with pytest.raises(ValueError, match="end 2021-09-07 lies outside the record"):
        control("2021-05-01", "2021-09-07")
    with pytest.raises(ValueError):
        control("someday", "2021-07-01")
    reports = table([said("captured", 5, pcode="AF9999")])
    with pytest.raises(ValueError, match="unknown district: AF9999"):
        control(events=events(reports), reports=reports)


@given(
    st.lists(report(kinds=[*KINDS, "contested", "attacked_held"]), max_size=14),
    st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(HOLDERS), st.none()), max_size=2),
    some_statements,
)
def test_the_readings_follow_each_other(rows, words, statements):
    """Whatever is Taliban-held in latest is so in best, and in earliest, retakings or none."""
    reports = table(rows + statements)
    held = control(
        day(1),
        day(70),
        events=events(reports),
        reports=reports,
        baseline=before_may(*words) if words else NO_BASELINE,
    )
    held = {
        reading: (held[reading] == "taliban").to_numpy().reshape(-1, 70)
        for reading in ("best", "earliest", "latest")
    }
    assert (held["latest"] <= held["best"]).all() and (held["best"] <= held["earliest"]).all()
    retaken = reports["event"] == "recaptured"
    for taliban in held.values():
        # what nobody retook stays so
        assert (np.diff(taliban.astype(int), axis=1) >= 0).all() or retaken.any()


@given(
    st.lists(report(kinds=["captured"]), max_size=6),
    st.integers(2, 60),
    st.integers(0, 9),
)
@settings(max_examples=20)
def test_statements_on_a_province_bound_every_district_of_it(rows, first, more):
    """A district had fallen by the day of two, unless a page dates its fall closely, and later."""
    second = first + more
    reports = table([*rows, whole(first), whole(second, "b", left_out=(HERE,))])
    found = events(reports)
    held = control(day(1), day(70), events=found, reports=reports, baseline=NO_BASELINE)
    closely = found[~found["why_bounds"].isin(["wide", "states"])]
    of_province = load("districts").query("province_pcode == 'AF01'")["pcode"]
    for pcode in set(of_province) - set(closely["pcode"]) - {HERE}:
        own = held[held["pcode"] == pcode].set_index("date")
        later = found.loc[found["pcode"] == pcode, "date_lo"] > day(second)
        if not later.any():
            assert own.loc[day(first), "earliest"] == "taliban"
            assert own.loc[day(second), "best"] == "taliban"
            assert own.loc[day(second), "latest"] == "taliban"


def test_a_list_does_not_keep_a_district_standing_after_its_province():
    province = [whole(10), whole(12, "b")]
    assert readings(province, last=14)["best"] == "g" * 11 + "ttt"
    listed = [*province, said("captured", 1, 60, origin="c")]
    assert readings(listed, last=14)["best"] == "g" * 11 + "ttt"
    # a page that dates it closely is heard
    dated = [*province, said("captured", 13, origin="c")]
    assert readings(dated, last=14)["best"] == "g" * 12 + "tt"


@given(some_reports)
@settings(max_examples=settings.default.max_examples // 4)
def test_a_part_of_the_days_is_a_part_of_the_table(reports):
    found = events(reports)
    every = control(day(1), day(70), events=found, reports=reports)
    some = control(day(20), day(33), events=found, reports=reports)
    wanted = every[every["date"].between(day(20), day(33))].reset_index(drop=True)
    pd.testing.assert_frame_equal(some, wanted)


# the record itself


def test_on_the_record_the_readings_bracket_each_other():
    held = control("2021-04-30", LAST)
    latest, best, earliest = (
        held[reading] == "taliban" for reading in ("latest", "best", "earliest")
    )
    assert (latest <= best).all() and (best <= earliest).all()
    counts = (
        pd.DataFrame({"latest": latest, "best": best, "earliest": earliest})
        .groupby(held["date"])
        .sum()
    )
    assert counts.iloc[-1]["latest"] > counts.iloc[0]["earliest"]


def test_holder_counts_counts_districts_by_day_and_reading():
    reports = table(
        [said("captured", 5, 7, 6), said("captured", 5, 7, 6, origin="b", by="taliban")]
    )
    days = control(day(4), day(7), events=events(reports), reports=reports, baseline=NO_BASELINE)
    counts = holder_counts(days)
    assert counts["earliest"].tolist() == [0, 1, 1, 1]
    assert counts["best"].tolist() == [0, 0, 1, 1]
    assert counts["latest"].tolist() == [0, 0, 0, 1]
    assert (holder_counts(days, "government") + counts == len(load("districts"))).all(axis=None)


def test_worlds_and_readings_are_fought_over_by_one_rule():
    """A fight that was over before the first day asked for is on none of the days."""
    days = {"date_lo": pd.Timestamp("2021-05-03"), "date_hi": pd.Timestamp("2021-05-04")}
    told = pd.DataFrame([{"event": "contested", "pcode": "AF0903", **days}])
    ((row, first, last),) = district_days.fights(told, {"AF0903": 0})
    government = np.full((2, 1, 10), vocabulary.GOVERNMENT_CODE, dtype=np.uint8)
    for start in range(12):
        holder = government.copy()
        district_days.mark_contested(holder, row, first - start, last - start)
        fought = [day for day in range(start, start + 10) if day in (2, 3)]
        contested = holder == vocabulary.CONTESTED_CODE
        assert contested.sum(axis=2).ravel().tolist() == [len(fought)] * 2


@pytest.mark.parametrize("span", [(), ("2021-07-10",), ("2021-04-30", LAST)])
def test_what_is_kept_of_the_record_is_what_is_worked_out_anew(span):
    # a column that says nothing: no longer the record's table to the letter
    reports = load("reports").assign(extra=1)
    pd.testing.assert_frame_equal(control(*span, reports=reports), control(*span))
    anew = events(reports, load("sources"))
    pd.testing.assert_frame_equal(anew, events(load("reports"), load("sources")))


def test_who_changes_what_was_kept_changes_only_the_own_copy():
    before = control("2021-04-30", LAST)
    mine = control("2021-04-30", LAST)
    mine.loc[:, "best"] = "taliban"
    pd.testing.assert_frame_equal(control("2021-04-30", LAST), before)


def test_a_table_with_fewer_rows_is_not_taken_for_the_record():
    reports = load("reports")
    elsewhere = reports[reports["pcode"] != "AF0903"]
    made = events(elsewhere)
    assert "AF0903" not in set(made["pcode"])
    tables = (control("2021-07-10"), control("2021-07-10", events=made, reports=elsewhere))
    of_record, without = (table.set_index("pcode")["best"] for table in tables)
    assert (of_record["AF0903"], without["AF0903"]) == ("contested", "government")
