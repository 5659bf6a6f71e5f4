"""The rule from reports to events to control: properties that hold for any reports, and examples with known answers."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import bounded, control, events, load
from helpers.adjudication import GAP, SHARP
from helpers.vocabulary import HOLDERS, KINDS, MANNERS, START, SUPPORT
from helpers.tables import schema

FIRST = pd.Timestamp(START)
FIELDS = {field["name"]: field for field in schema()["reports"]["schema"]["fields"]}
# real pages of six origins, two pages each, so that control() finds them in sources.csv
PAGES = load("sources").groupby("origin", sort=True)["source_id"].agg(list)
PAGES = {
    letter: pages for letter, pages in zip("abcdef", (pages for pages in PAGES if len(pages) > 1))
}
HERE, THERE = "AF0101", "AF0201"


def day(number):
    """A day of the tests: 1 is 1 May."""
    return FIRST + pd.Timedelta(days=number - 1)


def said(
    kind,
    lo,
    hi=None,
    date=None,
    origin="a",
    page=0,
    by="media",
    pcode=HERE,
    crossing=None,
    manner="unknown",
    status="confirmed",
    left_out=(),
    province=None,
):
    """One report; days as numbers, a sharp one gives its day."""
    hi = lo if hi is None else hi
    date = lo if date is None and lo == hi else date
    return {
        "pcode": pcode,
        "province_pcode": province or pcode[:4],
        "except_pcodes": left_out,
        "crossing_id": crossing,
        "place_as_printed": "Place",
        "event": kind,
        "date": day(date) if date else pd.NaT,
        "date_lo": day(lo),
        "date_hi": day(hi),
        "manner": manner,
        "claimed_by": by,
        "status": status,
        "source_id": PAGES[origin][page],
        "note": None,
    }


def table(rows):
    """Reports as load() gives them; ids in the order of the rows."""
    frame = pd.DataFrame(
        [{"report_id": f"T{i:04d}", **row} for i, row in enumerate(rows)], columns=list(FIELDS)
    )
    for name, field in FIELDS.items():
        enum = field.get("constraints", {}).get("enum")
        if enum:
            frame[name] = pd.Categorical(frame[name], categories=enum, ordered=True)
        elif field["type"] == "date":
            frame[name] = frame[name].astype("datetime64[us]")
        elif field["type"] == "string":
            frame[name] = frame[name].astype("str")
    return frame


def spans(found):
    """Events as text, in the order of time: kind, best date and bounds in days."""
    number = lambda date: (date - FIRST).days + 1
    order = found.sort_values(["date_lo", "date_hi", "kind"])
    return [
        f"{e.kind} {number(e.date)} [{number(e.date_lo)}-{number(e.date_hi)}] {e.support}"
        for e in order.itertuples()
    ]


@st.composite
def report(draw, kinds=("captured", "recaptured"), last=45):
    lo = draw(st.integers(1, last))
    hi = lo + draw(st.sampled_from([0, 0, 0, 1, 2, 3, 4, 8, 20]))
    date = draw(st.one_of(st.none(), st.integers(lo, hi)))
    return said(
        draw(st.sampled_from(kinds)),
        lo,
        hi,
        date,
        draw(st.sampled_from("abcd")),
        draw(st.sampled_from([0, 1])),
        draw(st.sampled_from(FIELDS["claimed_by"]["constraints"]["enum"])),
        *draw(st.sampled_from([(HERE, None)] * 3 + [(THERE, None), (HERE, "gate")])),
        draw(st.sampled_from(MANNERS)),
        draw(st.sampled_from(["claimed", "confirmed", "disputed"])),
    )


some_reports = st.lists(report(), min_size=1, max_size=14).map(table)


def members(found, reports):
    """For each event, its reports."""
    by_id = reports.set_index("report_id")
    return [(event, by_id.loc[list(event.reports)]) for event in found.itertuples()]


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


# control

NO_BASELINE = load("baseline").iloc[:0]


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
        [said("captured", 10, 12, 11), said("captured", 10, 12, 11, origin="b")], last=14
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
            said(kind, d, origin=o)
            for kind, d in (("captured", 3), ("recaptured", 5), ("captured", 8))
            for o in "ab"
        ],
        last=10,
    )
    assert held["best"] == held["earliest"] == held["latest"] == "ggttgggttt"


def test_changes_of_one_day_keep_their_order():
    assert readings([said("captured", 5), said("recaptured", 5)], last=7)["best"] == "ggggggg"
    again = [said("captured", 2), said("recaptured", 5), said("captured", 5, 6, 5, origin="b")]
    assert readings(again, last=7)["best"] == "gtttttt"


def test_events_before_the_first_day_count_and_those_after_the_last_do_not():
    rows = [said("captured", 5), said("captured", 5, origin="b")]
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
            said("captured", 8, origin="b"),
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


def before_may(*words):
    """A baseline: (origin, holder, day of May or None) for one district."""
    rows = [
        {
            "pcode": HERE,
            "place_as_printed": "Place",
            "holder": holder,
            "as_of": day(as_of) if as_of else pd.NaT,
            "source_id": PAGES[origin][page],
            "note": None,
        }
        for page, (origin, holder, as_of) in enumerate_pages(words)
    ]
    frame = pd.DataFrame(rows)
    frame["holder"] = pd.Categorical(frame["holder"], categories=HOLDERS, ordered=True)
    return frame.assign(as_of=frame["as_of"].astype("datetime64[us]"))


def enumerate_pages(words):
    seen = {}
    for word in words:
        yield seen.get(word[0], 0), word
        seen[word[0]] = seen.get(word[0], 0) + 1


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
    fell = [said("captured", 3, origin=o) for o in "ab"]
    held = readings(fell, last=4, baseline=before_may(("a", "taliban", 1), ("b", "taliban", 1)))
    assert (held["best"], held["earliest"], held["latest"]) == ("ggtt", "tttt", "ggtt")


def whole(last, origin="a", page=0, left_out=()):
    """A page of that day says that all of Kabul province has fallen."""
    return {**said("captured", 1, last, origin=origin, page=page, left_out=left_out), "pcode": None}


def test_a_district_of_which_nobody_speaks_falls_with_its_province():
    rows = [whole(10), whole(20, "b"), whole(30, "c")]
    held = readings(rows, last=32)
    assert (held["earliest"], held["best"], held["latest"]) == (
        "g" * 9 + "t" * 23,
        "g" * 19 + "t" * 13,
        "g" * 29 + "ttt",
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
    assert readings(rows, last=14)["best"] == "ggttgggggggttt"
    assert (
        readings(rows[:4], last=14)["best"] == "ggtt" + "g" * 10
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
    with pytest.raises(ValueError):
        control("someday", "2021-07-01")
    reports = table([said("captured", 5, pcode="AF9999")])
    with pytest.raises(ValueError, match="unknown district: AF9999"):
        control(events=events(reports), reports=reports)


@given(
    st.lists(report(kinds=["captured", "contested", "attacked_held"]), max_size=14),
    st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(HOLDERS), st.none()), max_size=2),
    st.lists(st.tuples(st.integers(2, 60), st.sampled_from("abc")), max_size=3),
)
def test_with_no_retaking_the_readings_follow_each_other(rows, words, statements):
    """Whatever is Taliban-held in the latest reading is so in the best, and in the earliest; and it stays so."""
    reports = table(rows + [whole(*statement) for statement in statements])
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
    for taliban in held.values():
        assert (np.diff(taliban.astype(int), axis=1) >= 0).all()


@given(some_reports)
@settings(max_examples=20)
def test_a_part_of_the_days_is_a_part_of_the_table(reports):
    found = events(reports)
    every = control(day(1), day(70), events=found, reports=reports)
    some = control(day(20), day(33), events=found, reports=reports)
    wanted = every[every["date"].between(day(20), day(33))].reset_index(drop=True)
    pd.testing.assert_frame_equal(some, wanted)


# the record itself


def test_every_report_of_the_record_is_in_one_event():
    reports, found = load("reports"), events()
    told = reports[reports["event"].isin(KINDS) & reports["pcode"].notna()]
    assert sorted(name for names in found["reports"] for name in names) == sorted(told["report_id"])
    assert found["event_id"].is_unique
    assert (found["date"] >= "2021-05-01").all()


def test_on_the_record_the_readings_bracket_each_other_where_nothing_was_retaken():
    found = events()
    retaken = set(found.loc[found["kind"] == "recaptured", "pcode"])
    held = control(events=found)
    held = held[~held["pcode"].isin(retaken)]
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
