"""The rule from reports to events: properties that hold for any reports, and known answers."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rows import HERE, PAGES, members, report, said, some_reports, spans, table
from small_record import put

from helpers import captures, check, events, load
from helpers.adjudication import GAP, MANY, SHARP
from helpers.vocabulary import KINDS

ORIGIN_OF = {page: origin for origin, pages in PAGES.items() for page in pages}

# properties


@given(some_reports, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(reports, random):
    order = list(range(len(reports)))
    random.shuffle(order)
    pd.testing.assert_frame_equal(events(reports), events(reports.iloc[order]))


@given(some_reports)
def test_input_is_left_as_it_was_and_its_index_does_not_matter(reports):
    before = reports.copy(deep=True)
    found = events(reports)
    pd.testing.assert_frame_equal(reports, before)
    pd.testing.assert_frame_equal(found, events(reports.set_axis(range(7, 7 + len(reports)))))


@given(some_reports)
def test_every_report_of_a_change_of_hands_tells_of_exactly_one_event(reports):
    found = events(reports)
    told = [name for names in found["reports"] for name in names]
    assert sorted(told) == sorted(reports["report_id"])
    assert found["event_id"].is_unique
    for event, own in members(found, reports):
        assert set(own["event"].astype(str)) == {event.kind} and set(own["pcode"]) == {event.pcode}
        assert set(own["crossing_id"].fillna("")) == {
            event.crossing_id if isinstance(event.crossing_id, str) else ""
        }


@given(some_reports)
def test_best_date_lies_in_its_bounds_and_its_number_counts_up(reports):
    found = events(reports)
    assert (found["date_lo"] <= found["date"]).all() and (found["date"] <= found["date_hi"]).all()
    for _, own in found.groupby(
        [found["pcode"], found["crossing_id"].fillna(""), found["kind"]], observed=True
    ):
        assert sorted(own["nth"]) == list(range(1, len(own) + 1))


@given(some_reports)
def test_agreeing_and_dissenting_reports_are_all_that_there_are(reports):
    """Each report of an event shares a day with its bounds, or dissents by the days between."""
    for event, own in members(events(reports), reports):
        assert set(event.agree) | set(event.dissent) == set(event.reports)
        assert len(event.agree) + len(event.dissent) == len(event.reports)
        for name in event.agree:
            assert own.loc[name, "date_lo"] <= event.date_hi
            assert own.loc[name, "date_hi"] >= event.date_lo
        for name, days in zip(event.dissent, event.dissent_days, strict=True):
            edge = (event.date_hi, "date_lo") if days > 0 else (event.date_lo, "date_hi")
            assert own.loc[name, edge[1]] - edge[0] == pd.Timedelta(days=days)


@given(some_reports)
def test_a_day_that_most_origins_allow_lies_in_the_bounds(reports):
    """By brute force: a day that most origins of sharp reports allow is never left out."""
    for event, own in members(events(reports), reports):
        spans = [
            (lo.toordinal(), hi.toordinal(), ORIGIN_OF[page])
            for lo, hi, page in zip(own["date_lo"], own["date_hi"], own["source_id"], strict=True)
        ]
        sharp = [span for span in spans if span[1] - span[0] <= SHARP] or spans
        first, last = min(lo for lo, _, _ in sharp), max(hi for _, hi, _ in sharp)
        allowed = {
            date: len({origin for lo, hi, origin in sharp if lo <= date <= hi})
            for date in range(first, last + 1)
        }
        best = [date for date, count in allowed.items() if count == max(allowed.values())]
        lo, hi = event.date_lo.toordinal(), event.date_hi.toordinal()
        # two reports of one origin can narrow its days, but never leave it out
        assert any(lo <= date <= hi for date in best)


@given(some_reports)
def test_best_date_is_a_day_of_most_origins(reports):
    for event, own in members(events(reports), reports):
        own = own.assign(origin=own["source_id"].map(ORIGIN_OF))
        given_days = own[own["date"].between(event.date_lo, event.date_hi)]
        votes = given_days.groupby("date")["origin"].nunique()
        if len(votes):
            assert votes[event.date] == votes.max()
        else:
            assert event.why_date == "by_then"


@given(some_reports)
def test_support_counts_voices_and_one_voice_is_never_corroborated(reports):
    for event, own in members(events(reports), reports):
        told = own[own["status"] != "disputed"]
        origins = set(own["source_id"].map(ORIGIN_OF))
        assert event.n_origins == len(origins) == len(set(event.origins))
        assert event.disputed == (own["status"] == "disputed").any()
        words = set(told["claimed_by"].astype(str))
        if len(words) == 1 and words != {"mixed"}:
            assert event.support in ("single", "admitted")
        if not len(told):
            assert event.support == "single"


@given(some_reports, st.data())
def test_a_second_page_of_one_origin_adds_no_support(reports, data):
    again = reports.iloc[[data.draw(st.integers(0, len(reports) - 1))]]
    page = again["source_id"].iloc[0]
    other = next(pages[1 - pages.index(page)] for pages in PAGES.values() if page in pages[:2])
    more = pd.concat([reports, again.assign(report_id="T9999", source_id=other)], ignore_index=True)
    before, after = events(reports), events(more)
    assert [tuple(name for name in names if name != "T9999") for names in after["reports"]] == list(
        before["reports"]
    )
    columns = ["date", "date_lo", "date_hi", "n_origins", "n_voices", "support", "leaves"]
    pd.testing.assert_frame_equal(before[columns], after[columns])


@given(some_reports, st.data())
def test_another_report_of_the_same_never_lowers_support(reports, data):
    twin = reports.iloc[[data.draw(st.integers(0, len(reports) - 1))]]
    again = twin.assign(report_id="T9999", source_id=PAGES["f"][0])
    more = pd.concat([reports, again], ignore_index=True)
    name = twin["report_id"].iloc[0]
    before, after = events(reports), events(more)
    old = before[[name in names for names in before["reports"]]].iloc[0]
    new = after[["T9999" in names for names in after["reports"]]].iloc[0]
    assert new["support"] >= old["support"]
    assert new["n_origins"] == len({*new["origins"]})


@given(some_reports)
def test_a_report_of_the_other_kind_wholly_between_two_reports_parts_them(reports):
    for event, own in members(events(reports), reports):
        # of a well-told event some are pages with a wrong day
        if event.n_origins > MANY:
            continue
        unit = reports[
            (reports["pcode"] == event.pcode)
            & (reports["crossing_id"].fillna("") == own["crossing_id"].fillna("").iloc[0])
        ]
        others = unit[unit["event"] != event.kind]
        between = (others["date_lo"] > own["date_hi"].min()) & (
            others["date_hi"] < own["date_lo"].max()
        )
        assert not between.any()


@given(
    st.lists(report(kinds=["captured"], last=10), min_size=1, max_size=5),
    st.lists(report(kinds=["captured"], last=10), min_size=1, max_size=5),
    report(kinds=["recaptured"]),
    st.lists(report(), max_size=5),
)
def test_a_recapture_between_two_captures_makes_two_captures(early, late, retaken, others):
    """However many pages tell of the two, however vague, and whatever else pages say."""

    def here(row, **changed):
        place = {"pcode": HERE, "province_pcode": "AF01", "crossing_id": None}
        return {**row, **place, **changed}

    gap = max(row["date_hi"] for row in early) + pd.Timedelta(days=1)
    retaken = here(
        retaken, date_hi=gap + (retaken["date_hi"] - retaken["date_lo"]), date_lo=gap, date=pd.NaT
    )
    shift = retaken["date_hi"] + pd.Timedelta(days=1) - min(row["date_lo"] for row in late)
    late = [
        here(row, date_lo=row["date_lo"] + shift, date_hi=row["date_hi"] + shift, date=pd.NaT)
        for row in late
    ]
    found = events(table([here(row) for row in early] + [retaken] + late + others))
    found = found[(found["pcode"] == HERE) & found["crossing_id"].isna()]
    assert (found["kind"] == "captured").sum() >= 2 and (found["kind"] == "recaptured").sum() >= 1
    if not others:
        assert list(found.sort_values(["date_lo", "date_hi"])["kind"].unique()) == [
            "captured",
            "recaptured",
        ]


@given(some_reports)
def test_events_of_a_crossing_stand_apart_from_those_of_its_district(reports):
    found = events(reports)
    posts = reports["crossing_id"].notna()
    alone = pd.concat([events(reports[posts]), events(reports[~posts])])
    assert set(zip(found["event_id"], found["reports"], strict=True)) == set(
        zip(alone["event_id"], alone["reports"], strict=True)
    )


# known answers


def test_a_district_that_fell_was_retaken_and_fell_again():
    """As Obe did: 8 July, 23 July, 30 July."""
    found = events(
        table(
            [said("captured", 69, origin=o) for o in "ab"]
            + [said("recaptured", 84, origin=o) for o in "abc"]
            + [said("captured", 91, by="taliban")]
        )
    )
    assert spans(found) == [
        "captured 69 [69-69] single",
        "recaptured 84 [84-84] single",
        "captured 91 [91-91] single",
    ]
    assert list(found["event_id"]) == ["AF0101-c1", "AF0101-r1", "AF0101-c2"]


def test_retaken_the_same_day():
    found = events(table([said("captured", 45), said("recaptured", 45, origin="b")]))
    assert list(found["kind"]) == ["captured", "recaptured"]
    assert spans(found) == ["captured 45 [45-45] single", "recaptured 45 [45-45] single"]


def test_a_wide_list_row_supports_the_first_capture_that_it_allows():
    falls = [
        said("captured", 20, origin="a"),
        said("recaptured", 30, origin="b"),
        said("captured", 40, origin="c"),
    ]
    found = events(table(falls + [said("captured", 1, 60, origin="d")])).set_index("event_id")
    assert found.loc["AF0101-c1", "origins"] == tuple(
        sorted(load("sources").set_index("source_id").loc[[PAGES["a"][0], PAGES["d"][0]], "origin"])
    )
    assert found.loc["AF0101-c2", "n_origins"] == 1
    found = events(table(falls + [said("captured", 31, 60, origin="d")])).set_index("event_id")
    assert (found.loc["AF0101-c1", "n_origins"], found.loc["AF0101-c2", "n_origins"]) == (1, 2)


def test_a_wide_list_row_leaves_the_bounds_of_a_dated_fall():
    assert spans(events(table([said("captured", 20), said("captured", 1, 60, origin="b")]))) == [
        "captured 20 [20-20] single"
    ]


def test_a_wide_list_row_alone_is_an_event_with_wide_bounds_dated_by_its_end():
    assert spans(events(table([said("captured", 1, 60)]))) == ["captured 60 [1-60] single"]
    assert spans(events(table([said("captured", 1, 60), said("captured", 1, 50, origin="b")]))) == [
        "captured 50 [1-50] single"
    ]


def test_a_vague_retaking_between_two_dated_falls():
    """The page gives a week for the retaking; still the place fell twice."""
    found = events(
        table(
            [
                said("captured", 10),
                said("recaptured", 12, 18, origin="b"),
                said("captured", 20, origin="c"),
            ]
        )
    )
    assert spans(found) == [
        "captured 10 [10-10] single",
        "recaptured 18 [12-18] single",
        "captured 20 [20-20] single",
    ]


def test_a_vague_retaking_stands_at_its_middle():
    rows = [
        said("captured", 10),
        said("recaptured", 12, 18, origin="b"),
        said("captured", 18, origin="c"),
    ]
    found = events(table(rows))
    assert [text.split()[0] for text in spans(found)] == ["captured", "recaptured", "captured"]


def test_the_order_of_time_is_that_of_the_middles():
    """A retaking of 6 to 9 May, middle 7.5, comes after the pages that say 5 and 7."""
    found = events(
        table(
            [
                said("captured", 5),
                said("recaptured", 6, 9, origin="b"),
                said("captured", 7, origin="c"),
            ]
        )
    )
    assert spans(found) == ["captured 5 [5-7] single", "recaptured 9 [6-9] single"]
    found = events(
        table(
            [
                said("captured", 5),
                said("recaptured", 6, origin="b"),
                said("captured", 7, origin="c"),
            ]
        )
    )
    assert [text.split()[0] for text in spans(found)] == ["captured", "recaptured", "captured"]


def test_a_vague_fall_does_not_bridge_a_retaking():
    found = events(
        table(
            [
                said("captured", 20),
                said("captured", 20, 22, origin="b"),
                said("recaptured", 21),
                said("captured", 22, origin="c"),
            ]
        )
    )
    assert [text.split()[0] for text in spans(found)] == ["captured", "recaptured", "captured"]


def test_pages_that_differ_by_days_widen_the_bounds_and_the_most_origins_give_the_day():
    found = events(
        table(
            [
                said("captured", 20),
                said("captured", 22, origin="b"),
                said("captured", 22, origin="c"),
            ]
        )
    )
    assert spans(found) == ["captured 22 [20-22] single"]
    assert spans(events(table([said("captured", 20), said("captured", 22, origin="b")]))) == [
        "captured 20 [20-22] single"
    ]


def test_pages_that_can_all_be_right_narrow_the_bounds():
    found = events(
        table(
            [
                said("captured", 19, 21),
                said("captured", 20, 22, origin="b"),
                said("captured", 18, 21, 18, origin="c"),
            ]
        )
    )
    assert spans(found) == [
        "captured 21 [20-21] single"
    ]  # the day 18 is outside what the three have in common


@pytest.mark.parametrize(
    "days, kinds",
    [
        ((20, 20, 20 + GAP, 20 + GAP), ["captured"]),
        ((20, 20, 21 + GAP, 21 + GAP), ["captured", "recaptured", "captured"]),
        ((20, 20, 20, 21 + GAP), ["captured"]),
        ((20, 30, 40), ["captured"]),
    ],
)
def test_two_falls_need_a_retaking_between_told_or_bounded(days, kinds):
    """Two well-told falls that lie far apart have one between them that nobody told of."""
    found = events(
        table([said("captured", d, origin=o) for d, o in zip(days, "abcd", strict=False)])
    )
    assert list(found.sort_values(["date_lo", "date_hi"])["kind"]) == kinds
    for event in found[found["kind"] == "recaptured"].itertuples():
        assert (event.reports, event.leaves, event.why_bounds) == ((), "contested", "between")


def test_one_report_far_off_makes_no_event_and_moves_no_bound():
    right = [said("captured", 30, origin=o, by="local_official") for o in "abcde"]
    for shift in (-25, -18, 18, 25, 40):
        found = events(table([*right, said("captured", 30 + shift, origin="f")]))
        assert [text[:19] for text in spans(found)] == ["captured 30 [30-30]"]
        (event,) = found.itertuples()
        assert (event.dissent, event.dissent_days) == (("T0005",), (shift,))


@given(
    st.integers(18, 40),
    st.booleans(),
    st.sampled_from([0, 1, 3]),
    st.lists(st.tuples(st.integers(0, 25), st.integers(4, 50)), min_size=4, max_size=4),
)
def test_one_report_far_off_moves_nothing_though_four_of_five_others_are_vague(
    off, later, width, vague
):
    """Wide reports widen no bound, but between two days weeks apart they take sides."""
    fell = 80
    right = [said("captured", fell, fell + width, origin="a")]
    for origin, (before, more) in zip("bcde", vague, strict=True):
        # they hold the true day, and reach less far than the one that is wrong
        first = fell - min(before, off - 4)
        last = min(max(first + more, fell + width), fell + width + off - 4)
        right.append(said("captured", first, max(last, first + 4), origin=origin))
    far = fell + width + off if later else fell - off
    alone = events(table(right))
    both = events(table([*right, said("captured", far, origin="f")]))
    assert len(alone) == len(both) == 1
    columns = ["date", "date_lo", "date_hi"]
    assert both[columns].equals(alone[columns])


def test_few_wrong_days_between_well_told_events_make_no_events():
    """A page that puts the fall after the retaking, and one that puts that before the fall."""
    falls = [said("captured", 20, origin=o) for o in "abc"]
    retakings = [said("recaptured", 44, origin=o) for o in "abc"]
    again = [said("captured", 66, origin=o) for o in "abc"]
    right = [*falls, *retakings, *again]
    told = ["captured 20 [20-20] single", "recaptured 44 [44-44] single"]
    told.append("captured 66 [66-66] single")
    for wrong in (
        [said("recaptured", 26, origin="d"), said("captured", 34, origin="e")],
        [said("recaptured", 9, origin="d")],
        [said("captured", 52, origin="d"), said("recaptured", 58, origin="e")],
    ):
        found = events(table([*right, *wrong]))
        assert spans(found) == told
        assert sum(map(len, found["dissent"])) == len(wrong)


def test_a_lone_retaking_before_the_first_fall_stays_where_none_is_better_told():
    rows = [said("recaptured", 9, origin="d"), *[said("captured", 20, origin=o) for o in "abc"]]
    assert list(events(table(rows))["kind"]) == ["recaptured", "captured"]


def test_the_numbers_of_the_rule_can_be_changed():
    far = table(
        [said("captured", d, origin=o) for d, o in zip((20, 20, 30, 30), "abcd", strict=True)]
    )
    assert (len(events(far)), len(events(far, gap=5))) == (1, 3)
    wide = table([said("captured", 5), said("captured", 10, 20, origin="b")])
    assert spans(events(wide)) == ["captured 5 [5-5] single"]
    assert spans(events(wide, sharp=10)) == ["captured 5 [5-20] single"]


def test_a_state_after_a_retaking_reopens_the_capture():
    rows = [
        said("captured", 10),
        said("recaptured", 20, by="government"),
        said("captured", 22, 30, tells="state"),
        said("captured", 1, 40, tells="state", origin="b"),
    ]
    assert spans(events(table(rows))) == [
        "captured 10 [10-10] single",
        "recaptured 20 [20-20] single",
        "captured 30 [20-30] single",
    ]


def test_a_state_is_no_day_of_a_fall():
    """It bounds a fall from above, and never widens one that is told."""
    alone = events(table([said("captured", 20, 22, tells="state")]))
    assert spans(alone) == ["captured 22 [1-22] single"]
    told = [said("captured", 10), said("captured", 20, 22, tells="state", origin="b")]
    assert spans(events(table(told))) == ["captured 10 [10-10] single"]
    late = [said("captured", 10), said("captured", 5, 7, tells="state", origin="b")]
    (event,) = events(table(late)).itertuples()
    assert (event.dissent, event.dissent_days) == (("T0001",), (-3,))


def test_a_day_on_which_the_government_held_it_bounds_a_wide_fall():
    rows = [said("captured", 1, 60), said("held", 30, 31, tells="state")]
    assert spans(events(table(rows))) == ["captured 60 [31-60] single"]


@pytest.mark.parametrize(
    "kind, tellers, support",
    [
        ("captured", [("a", "taliban")], "single"),
        ("captured", [("a", "media")], "single"),
        ("captured", [("a", "government")], "admitted"),
        ("captured", [("a", "local_official")], "admitted"),
        ("recaptured", [("a", "government")], "single"),
        ("recaptured", [("a", "taliban")], "admitted"),
        ("captured", [("a", "mixed")], "corroborated"),
        ("captured", [("a", "taliban"), ("a", "government")], "corroborated"),
        ("captured", [("a", "media"), ("b", "media")], "single"),
        ("captured", [("a", "media"), ("b", "local_official")], "corroborated"),
        ("captured", [("a", "media"), ("b", "media"), ("c", "analyst")], "strong"),
        ("captured", [("a", "media"), ("a", "analyst")], "single"),
        ("recaptured", [(desk, "government") for desk in "abcdef"], "single"),
        ("captured", [("a", "taliban"), ("b", "local_official")], "strong"),
        ("captured", [("a", "taliban"), ("b", "taliban"), ("c", "taliban")], "single"),
        ("captured", [("a", "taliban")] * 5, "single"),
    ],
)
def test_support(kind, tellers, support):
    assert list(
        events(table([said(kind, 20, origin=origin, by=by) for origin, by in tellers]))["support"]
    ) == [support]


def test_a_disputed_report_adds_no_voice():
    rows = [said("captured", 20), said("captured", 20, origin="b", by="taliban", status="disputed")]
    (event,) = events(table(rows)).itertuples()
    assert (event.support, event.disputed, event.n_voices) == ("single", True, 2)
    (event,) = events(table([said("captured", 5, by="mixed", status="disputed")])).itertuples()
    assert event.support == "single"


@pytest.mark.parametrize(
    "tellers, leaves",
    [
        ([("a", "government")], "contested"),
        ([(desk, "government") for desk in "abcdef"], "contested"),
        ([("a", "government"), ("b", "local_official")], "contested"),
        ([("a", "government"), ("b", "media")], "government"),
        ([("a", "mixed"), ("b", "government")], "government"),
        ([("a", "taliban")], "government"),
        ([("a", "analyst")], "contested"),
    ],
)
def test_a_retaking_that_one_side_tells_makes_a_district_contested(tellers, leaves):
    rows = [said("recaptured", 20, origin=origin, by=by) for origin, by in tellers]
    found = events(table([said("captured", 10), *rows])).set_index("event_id")
    assert found.loc["AF0101-r1", "leaves"] == leaves


def test_one_origin_against_three_voices_retakes_nothing():
    fall = [
        said("captured", 10, origin=o, by=b)
        for o, b in zip("abc", ("taliban", "media", "analyst"), strict=True)
    ]
    found = events(table([*fall, said("recaptured", 10, 11, origin="d")])).set_index("event_id")
    assert found.loc["AF0101-r1", "leaves"] == "taliban"
    later = events(table([*fall, said("recaptured", 20, origin="d")])).set_index("event_id")
    assert later.loc["AF0101-r1", "leaves"] == "contested"


def test_every_event_says_its_reasons():
    rows = [
        said("captured", 20, by="taliban"),
        said("captured", 20, origin="b"),
        said("captured", 20, origin="c"),
        said("captured", 29, origin="d"),
    ]
    (event,) = events(table(rows)).itertuples()
    assert "give 20 May 2021" in event.reason and "T0003 puts it 9 days later." in event.reason
    assert "the Taliban" in event.reason and "reporters" in event.reason


def test_manner_is_what_most_origins_say_the_more_violent_if_equal():
    rows = [
        said("captured", 20, manner="surrender"),
        said("captured", 20, origin="b", manner="assault"),
        said("captured", 20, origin="c"),
    ]
    assert list(events(table(rows))["manner"]) == ["assault"]
    assert list(
        events(table(rows + [said("captured", 20, origin="d", manner="surrender")]))["manner"]
    ) == ["surrender"]
    assert list(events(table(rows[2:]))["manner"]) == ["unknown"]


def test_only_changes_of_hands_in_a_named_district_are_events():
    rows = [
        said("attacked_held", 20),
        said("contested", 20),
        said("held", 20),
        {**said("captured", 20), "pcode": None},
    ]
    found = events(table(rows))
    assert len(found) == 0
    full = events(table([said("captured", 20)]))
    assert (
        list(found.columns) == list(full.columns)
        and (
            found.dtypes[["date", "date_lo", "support"]]
            == full.dtypes[["date", "date_lo", "support"]]
        ).all()
    )


def test_reports_without_sound_bounds_or_source_are_refused():
    with pytest.raises(ValueError, match="T0000: date_lo and date_hi"):
        events(table([said("captured", 21, 20)]))
    with pytest.raises(ValueError, match="T0001: date_lo and date_hi"):
        events(table([said("captured", 20), {**said("captured", 20), "date_lo": pd.NaT}]))
    with pytest.raises(ValueError, match="source nowhere is not in sources"):
        events(table([{**said("captured", 20), "source_id": "nowhere"}]))
    with pytest.raises(ValueError, match="T0000: claimed_by 'ghost' is none of"):
        events(table([said("captured", 20)]).assign(claimed_by="ghost"))


# the record itself


def test_every_report_of_the_record_is_in_one_event():
    reports, found = load("reports"), events()
    told = reports[reports["event"].isin(KINDS) & reports["pcode"].notna()]
    assert sorted(name for names in found["reports"] for name in names) == sorted(told["report_id"])
    assert found["event_id"].is_unique
    assert (found["date"] >= "2021-05-01").all()


def test_captures_are_those_of_districts():
    gate = said("captured", 5, crossing="gate")
    events_table = events(table([gate, said("captured", 7), said("recaptured", 9)]))
    assert list(captures(events_table)["event_id"]) == ["AF0101-c1"]


# what the rule could not use is named before it is asked


@pytest.mark.parametrize(
    "cells, column, value",
    [
        ({"date": "2021-06-25"}, "date", "2021-06-25"),
        ({"tells": "state", "date": "", "date_hi": ""}, "date_hi", ""),
        ({"claimed_by": "ghost"}, "claimed_by", "ghost"),
    ],
    ids=["bounds exclude the date", "a state without a day", "an unknown voice"],
)
def test_bad_reports_are_named_by_check(record, cells, column, value):
    faults = check(put(record, "reports", 2, **cells))
    named = faults[(faults["row"] == 2) & (faults["column"] == column)]
    assert len(named) == 1
    assert (named["value"].fillna("") == value).all() and named["expected"].str.len().all()


def test_events_carry_the_names_of_their_places():
    places = load("districts").set_index("pcode")
    events_table = events()
    for name in ("district", "province"):
        of_the_code = events_table["pcode"].map(places[name])
        assert events_table[name].tolist() == of_the_code.tolist()
