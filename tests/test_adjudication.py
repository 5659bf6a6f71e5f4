"""The rule from reports to events: properties that hold for any reports, and known answers."""

from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rows import HERE, PAGES, members, report, said, some_reports, spans, table

from helpers import captures, events, load
from helpers.adjudication import GAP
from helpers.vocabulary import KINDS

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
def test_bounds_are_never_tighter_than_the_evidence_allows(reports):
    """By brute force: of all sets of an event's reports that share a day, take those to which no report can be added; the bounds run from the
    first day of the first common part to the last day of the last. So every report shares a day with the bounds of its event."""
    for event, own in members(events(reports), reports):
        own = sorted(set(zip(own["date_lo"], own["date_hi"])))
        agreeing = [
            group
            for size in range(1, len(own) + 1)
            for group in combinations(own, size)
            if max(lo for lo, _ in group) <= min(hi for _, hi in group)
        ]
        largest = [
            group for group in agreeing if not any(set(group) < set(other) for other in agreeing)
        ]
        common = [(max(lo for lo, _ in group), min(hi for _, hi in group)) for group in largest]
        assert (event.date_lo, event.date_hi) == (
            min(lo for lo, _ in common),
            max(hi for _, hi in common),
        )
        assert all(lo <= event.date_hi and event.date_lo <= hi for lo, hi in own)


@given(some_reports)
def test_best_date_is_the_day_of_most_origins(reports):
    for event, own in members(events(reports), reports):
        own = own.assign(
            origin=own["source_id"].map(
                {page: origin for origin, pages in PAGES.items() for page in pages}
            )
        )
        given_days = own[own["date"].between(event.date_lo, event.date_hi)]
        votes = given_days.groupby("date")["origin"].nunique()
        assert event.date == (votes.idxmax() if len(votes) else event.date_hi)


@given(some_reports)
def test_support_counts_origins_and_sides(reports):
    for event, own in members(events(reports), reports):
        origins = set(
            own["source_id"].map(
                {page: origin for origin, pages in PAGES.items() for page in pages}
            )
        )
        who = set(own["claimed_by"].astype(str))
        government, taliban = (
            bool(who & {"government", "local_official", "mixed"}),
            bool(who & {"taliban", "mixed"}),
        )
        both, admitted = government and taliban, government if event.kind == "captured" else taliban
        points = len(origins) + both
        assert (
            event.n_origins == len(origins) == len(set(event.origins)) and event.both_sides == both
        )
        assert event.support == (
            "strong"
            if points > 2
            else "corroborated"
            if points == 2
            else "admitted"
            if admitted
            else "single"
        )
        assert event.disputed == (own["status"] == "disputed").any()


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
    columns = [column for column in before if column != "reports"]
    pd.testing.assert_frame_equal(before[columns], after[columns])


@given(some_reports, st.data())
def test_a_corroborating_origin_never_lowers_support(reports, data):
    """Another origin says the same as a report does: no event is lost, gained or reckoned weaker, and that event gains an origin."""
    twin = reports.iloc[[data.draw(st.integers(0, len(reports) - 1))]]
    more = pd.concat(
        [reports, twin.assign(report_id="T9999", source_id=PAGES["f"][0])], ignore_index=True
    )
    before, after = events(reports).set_index("event_id"), events(more).set_index("event_id")
    assert set(before.index) == set(after.index)
    after = after.loc[before.index]
    assert (after["support"].cat.codes >= before["support"].cat.codes).all()
    gained = after.index[["T9999" in names for names in after["reports"]]]
    assert list(gained) == list(
        before.index[[twin["report_id"].iloc[0] in names for names in before["reports"]]]
    )
    assert after.loc[gained[0], "n_origins"] == before.loc[gained[0], "n_origins"] + 1
    pd.testing.assert_frame_equal(before[["date_lo", "date_hi"]], after[["date_lo", "date_hi"]])


@given(some_reports)
def test_a_report_of_the_other_kind_wholly_between_two_reports_parts_them(reports):
    for event, own in members(events(reports), reports):
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
    here = lambda row, **changed: {
        **row,
        "pcode": HERE,
        "province_pcode": "AF01",
        "crossing_id": None,
        **changed,
    }
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
    assert set(zip(found["event_id"], found["reports"])) == set(
        zip(alone["event_id"], alone["reports"])
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
        "captured 69 [69-69] corroborated",
        "recaptured 84 [84-84] strong",
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
        "captured 20 [20-20] corroborated"
    ]


def test_a_wide_list_row_alone_is_an_event_with_wide_bounds_dated_by_its_end():
    assert spans(events(table([said("captured", 1, 60)]))) == ["captured 60 [1-60] single"]
    assert spans(events(table([said("captured", 1, 60), said("captured", 1, 50, origin="b")]))) == [
        "captured 50 [1-50] corroborated"
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


def test_a_vague_retaking_that_may_have_followed_both_days_parts_nothing():
    found = events(
        table(
            [
                said("captured", 10),
                said("recaptured", 12, 18, origin="b"),
                said("captured", 18, origin="c"),
            ]
        )
    )
    assert sorted(found["kind"]) == ["captured", "recaptured"]


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
    assert spans(found) == ["captured 5 [5-7] corroborated", "recaptured 9 [6-9] single"]
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
    assert spans(found) == ["captured 22 [20-22] strong"]
    assert spans(events(table([said("captured", 20), said("captured", 22, origin="b")]))) == [
        "captured 20 [20-22] corroborated"
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
        "captured 21 [20-21] strong"
    ]  # the day 18 is outside what the three have in common


@pytest.mark.parametrize(
    "days, number", [((20, 20 + GAP), 1), ((20, 21 + GAP), 2), ((20, 30, 40), 1)]
)
def test_two_falls_with_no_retaking_are_one_unless_they_lie_far_apart(days, number):
    assert (
        len(events(table([said("captured", d, origin=o) for d, o in zip(days, "abc")]))) == number
    )


def test_the_two_numbers_of_the_rule_can_be_changed():
    far = table([said("captured", 20), said("captured", 30, origin="b")])
    assert (len(events(far)), len(events(far, gap=5))) == (1, 2)
    bridge = table(
        [said("captured", 5), said("captured", 35, origin="b"), said("captured", 1, 40, origin="c")]
    )
    assert (len(events(bridge)), len(events(bridge, sharp=40))) == (2, 1)


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
        ("captured", [("a", "media"), ("b", "media")], "corroborated"),
        ("captured", [("a", "taliban"), ("b", "local_official")], "strong"),
        ("captured", [("a", "taliban"), ("b", "taliban"), ("c", "taliban")], "strong"),
        ("captured", [("a", "taliban")] * 5, "single"),
    ],
)
def test_support(kind, tellers, support):
    assert list(
        events(table([said(kind, 20, origin=origin, by=by) for origin, by in tellers]))["support"]
    ) == [support]


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
