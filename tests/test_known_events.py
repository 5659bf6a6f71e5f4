"""The record against well-attested events, each with rows whose pages name the day."""

import numpy as np
import pandas as pd
import pytest

from helpers import control, events, load
from helpers.posterior import intervals
from helpers.vocabulary import END

# unit, day of the fall, rows whose pages give it or allow it
CAPITALS = [
    ("AF3401", "2021-08-06", "C0815 C0816"),  # Zaranj
    ("AF2801", "2021-08-07", "C0840 C0841"),  # Shiberghan
    ("AF1901", "2021-08-08", "C0864 C0866"),  # Kunduz
    ("AF2201", "2021-08-08", "C0887 C0888"),  # Sar-e-Pul
    ("AF1801", "2021-08-08", "C0905 C0906"),  # Taloqan
    ("AF2001", "2021-08-09", "C0928 C0929"),  # Aybak
    ("AF3301", "2021-08-10", "C0966 C0967"),  # Farah
    ("AF0901", "2021-08-10", "C0951 C0952"),  # Pul-e-Khumri
    ("AF1701", "2021-08-11", "C0987 C0988"),  # Fayzabad
    ("AF1101", "2021-08-12", "C1009 C1011"),  # Ghazni
    ("AF3201", "2021-08-12", "C1022 C1024"),  # Hirat
    ("AF3101", "2021-08-12", "C1001 C3759"),  # Qala-e-Naw, for good
    ("AF2701", "2021-08-13", "C1115 C1117"),  # Kandahar
    ("AF3001", "2021-08-13", "C1067 C1069"),  # Lashkargah
    ("AF2301", "2021-08-13", "C1055 C1056"),  # Feroz Koh
    ("AF2601", "2021-08-13", "C1164 C1165"),  # Qalat
    ("AF1501", "2021-08-14", "C1213 C1215"),  # Asad Abad
    ("AF2501", "2021-08-13", "C1147 C1150"),  # Tirinkot
    ("AF0501", "2021-08-13", "C1131 C1133"),  # Pul-e-Alam
    ("AF1301", "2021-08-14", "C1242 C1247"),  # Gardez
    ("AF1201", "2021-08-14", "C1254 C1255"),  # Sharan
    ("AF2101", "2021-08-14", "C1186 C1187"),  # Mazar-e-Sharif
    ("AF2901", "2021-08-14", "C1199 C1205"),  # Maymana
    ("AF0701", "2021-08-14", "C1224 C3281"),  # Mehtarlam
    ("AF0601", "2021-08-15", "C1325 C1326"),  # Jalalabad
    ("AF0101", "2021-08-15", "C1289 C1291"),  # Kabul
    ("AF1001", "2021-08-15", "C1285 C2974"),  # Bamyan
    ("AF0401", "2021-08-15", "C1321 C1322"),  # Maydan Shahr
]
DISTRICTS = [
    ("AF0910", "2021-05-04", "C0002 C0004"),  # Burka
    ("AF0402", "2021-05-11", "C0026 C0027"),  # Nerkh
    ("AF0705", "2021-05-20", "C0056 C0060"),  # Dawlatshah
    ("AF0403", "2021-05-21", "C0071 C0074"),  # Jalrez
    ("AF1605", "2021-06-05", "C0110 C0113"),  # Duab
    ("AF2409", "2021-06-04", "C0090 C0097"),  # Gizab
    ("AF2907", "2021-06-06", "C0129 C0130"),  # Qaysar
    ("AF2306", "2021-06-07", "C1610 C3414"),  # Shahrak
    ("AF2909", "2021-06-08", "C0139 C0144"),  # Dawlat Abad
    ("AF1811", "2021-06-10", "C0149 C0153"),  # Eshkmesh
    ("AF2309", "2021-06-12", "C0167 C1609"),  # Tolak
    ("AF1904", "2021-06-14", "C0193 C0200"),  # Khan Abad
    ("AF1905", "2021-06-21", "C0309 C0310"),  # Imam Sahib
    ("AF2704", "2021-07-04", "C0614 C0615"),  # Panjwayi
    ("AF0801", "2021-09-06", "C3157"),  # Bazarak
]
RETAKINGS = [
    ("AF0907", "2021-08-20", "C1388 C1391"),  # Andarab
    ("AF0908", "2021-08-20", "C1396 C1399"),  # Deh Salah
    ("AF0912", "2021-08-20", "C1408 C1410"),  # Pul-e-Hisar
]
POSTS = [
    ("sher_khan_bandar", "2021-06-22", "C0356 C0357"),
    ("islam_qala", "2021-07-08", "C0670 C0671"),
    ("abu_nasr_farahi", "2021-07-08", "C3691 C3693"),
    ("torghundi", "2021-07-09", "C0689 C0691"),
    ("spin_boldak", "2021-07-14", "C2589 X0042"),
    ("torkham", "2021-08-15", "C1349 C1350"),
]


@pytest.fixture(scope="module")
def events_table():
    return events()


@pytest.fixture(scope="module")
def days():
    return control(end="2021-09-06", start="2021-05-01")


FALLS = [("captured", *known) for known in CAPITALS + DISTRICTS + POSTS]
KNOWN = FALLS + [("recaptured", *known) for known in RETAKINGS]


def known_event(events_table, kind, unit, day):
    """The event of a place whose bounds hold a day, or None."""
    units = events_table["crossing_id"].fillna(events_table["pcode"])
    is_kind = events_table["kind"] == kind
    begins = events_table["date_lo"] <= day
    ends = events_table["date_hi"] >= day
    inside = events_table[(units == unit) & is_kind & begins & ends]
    return inside.iloc[0] if len(inside) else None


@pytest.mark.parametrize("kind, unit, day, rows", KNOWN)
def test_a_known_event_has_its_day_within_its_bounds(events_table, kind, unit, day, rows):
    event = known_event(events_table, kind, unit, day)
    assert event is not None
    off = event["date"] - pd.Timestamp(day)
    width = event["date_hi"] - event["date_lo"]
    assert abs(off.days) <= 1
    assert width.days <= 3
    assert event["support"] in ("corroborated", "strong")
    # the rows are there, tell of this event and allow that day
    names = rows.split()
    assert set(names) <= set(event["reports"])
    reports = load("reports").set_index("report_id")
    cited = reports.loc[names]
    assert (cited["date_lo"] <= day).all()
    assert (cited["date_hi"] >= day).all()


def test_of_52_known_events_nearly_all_have_their_very_day(events_table):
    assert len({(kind, unit) for kind, unit, _, _ in KNOWN}) == 52
    exact = []
    for kind, unit, day, _ in KNOWN:
        event = known_event(events_table, kind, unit, day)
        exact.append(event is not None and event["date"] == pd.Timestamp(day))
    assert sum(exact) >= 47


def test_of_52_known_events_nearly_all_have_a_cited_page_that_names_the_day():
    """Of a few, as of Mehtarlam, pages tell only by when."""
    date = load("reports").set_index("report_id")["date"]
    named = [(date.loc[rows.split()] == day).any() for _, _, day, rows in KNOWN]
    assert sum(named) >= 47


def test_the_model_holds_the_known_days(events_table):
    """Its interval has each known day, and is seldom longer than three."""
    probable = intervals(events_table=events_table)
    probable = probable.rename(columns={"lo": "date_lo", "hi": "date_hi"})
    widths = []
    for kind, unit, day, _ in KNOWN:
        event = known_event(probable, kind, unit, day)
        if event is not None:
            width = event["date_hi"] - event["date_lo"]
            widths.append(width.days)
    assert len(widths) >= 50
    assert np.mean(widths) <= 2


def capitals_held(days, date):
    districts = load("districts")
    capitals = districts.loc[districts["is_capital"], "pcode"]
    is_then = days["date"] == date
    is_taliban = days["best"] == "taliban"
    held = days[is_then & is_taliban]
    is_capital = held["pcode"].isin(capitals)
    return int(is_capital.sum())


def test_capitals_are_as_many_as_the_agencies_counted(days):
    """AFP (P0431) and Al Jazeera (P0435) counted nine on 11 August."""
    counts = load("published_counts").set_index("count_id")
    for name in ("P0431", "P0435"):
        row = counts.loc[name]
        assert row["measure"] == "capitals_captured"
        assert row["qualifier"] == "exact"
        assert capitals_held(days, row["as_of"]) == row["value"]
    # pages of the 13th count twelve or thirteen by the evening of the 12th
    assert capitals_held(days, "2021-08-12") in (12, 13)


def test_farah_stays_lost(days):
    """One broadcaster's word (C2285) against many desks turns nothing."""
    is_farah = days["pcode"] == "AF3301"
    since = days["date"] >= "2021-08-10"
    farah = days[is_farah & since]
    for reading in ("best", "earliest", "latest"):
        assert (farah[reading] == "taliban").all()


# places where pages tell, beside a retaking, that somebody held it; and a day on which who held
# it follows from a page that is no event: the row is named
STATES = [
    # Doshi: witnesses, before the retaking
    ("AF0903", "2021-06-21", "taliban", "C1513"),
    # the government's word alone
    ("AF0903", "2021-07-01", "contested", "C0387"),
    # Spin Boldak: Pakistan's ministry
    ("AF2711", "2021-07-15", "taliban", "C0728"),
    # TOLOnews, against the retaking
    ("AF2711", "2021-07-31", "taliban", "C4184"),
    # Qala-e-Naw: the ministry alone
    ("AF3101", "2021-07-31", "contested", "C0666"),
    # Chakhansur: the deputy governor
    ("AF3403", "2021-08-05", "taliban", "C1578"),
    # Khashrod: the deputy governor
    ("AF3405", "2021-08-05", "taliban", "C1581"),
    # a member of parliament
    ("sher_khan_bandar", "2021-06-28", "taliban", "C3743"),
    # in a list of lost dry ports
    ("sher_khan_bandar", "2021-07-31", "taliban", "C2617"),
    # the finance ministry admits it
    ("spin_boldak", "2021-07-31", "taliban", "C2624"),
]


@pytest.mark.parametrize("unit, date, holder, row", STATES)
def test_a_state_beside_a_retaking_says_who_held_the_place(
    days, events_table, unit, date, holder, row
):
    """Five districts and two posts: a page that tells who had it is no second event of that day."""
    told = events_table[[row in names for names in events_table["reports"]]]
    assert told["crossing_id"].fillna(told["pcode"]).tolist() == [unit]
    if unit.startswith("AF"):
        of_day = days[(days["pcode"] == unit) & (days["date"] == date)]
        assert of_day["best"].tolist() == [holder]
    else:
        own = events_table[events_table["crossing_id"] == unit]
        assert own[own["date"] <= date].iloc[-1]["leaves"] == holder


def test_spin_boldak_is_not_the_governments_in_any_reading(days):
    for date in ("2021-07-20", "2021-07-31", "2021-08-10"):
        held = days[(days["pcode"] == "AF2711") & (days["date"] == date)]
        assert (held[["best", "earliest", "latest"]] != "government").all(axis=None)


def test_states_after_a_retaking_join_no_earlier_fall():
    """A row that tells that a place was held is never in a fall that a retaking undid before."""
    reports = load("reports").set_index("report_id")
    events_table = events()
    unit = events_table["crossing_id"].fillna(events_table["pcode"])
    for event in events_table[events_table["kind"] == "captured"].itertuples():
        later = events_table[(unit == unit[event.Index]) & (events_table["kind"] == "recaptured")]
        later = later[later["date_lo"] > event.date_hi]
        own = reports.loc[list(event.reports)]
        states = own[own["tells"] == "state"]
        for end in later["date_hi"]:
            assert (states["date_hi"] <= end).all(), event.event_id


def test_no_two_captures_follow_each_other(events_table):
    """Captures and retakings take turns at every place."""
    unit = events_table["crossing_id"].fillna(events_table["pcode"])
    for _, own in events_table.groupby(unit):
        captured = (own["kind"] == "captured").sum()
        assert abs(captured - (len(own) - captured)) <= 1


def test_charkh_falls_in_the_latest_reading_with_its_province(days):
    """Evidence for its fall, by one voice, does not keep it standing."""
    charkh = days[(days["pcode"] == "AF0503") & (days["date"] == "2021-08-15")]
    assert charkh["latest"].tolist() == ["taliban"]


def test_after_the_fall_of_kabul_no_central_government_is_said_to_speak(events_table):
    after = events_table["date"] > END
    told = events_table["reason"].str.contains("the central government")
    fought_on = events_table["reason"].str.contains("those who fought on")
    assert not (told & after).any()
    assert not (fought_on & ~after).any()
    assert (fought_on & after).any()
