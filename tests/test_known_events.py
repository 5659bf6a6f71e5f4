"""The record against well-attested events, each with rows whose pages name the day."""

import pandas as pd
import pytest

from helpers import control, events, load

# no page seen names the day of Mehtarlam: it is bounded by statements of that evening and the next day
UNNAMED = {"AF0701"}

# unit, day of the fall, rows whose pages give it or allow it
CAPITALS = [
    ("AF3401", "2021-08-06", ["C0815", "C0816"]),  # Zaranj
    ("AF2801", "2021-08-07", ["C0840", "C0841"]),  # Shiberghan
    ("AF1901", "2021-08-08", ["C0864", "C0866"]),  # Kunduz
    ("AF2201", "2021-08-08", ["C0887", "C0888"]),  # Sar-e-Pul
    ("AF1801", "2021-08-08", ["C0905", "C0906"]),  # Taloqan
    ("AF2001", "2021-08-09", ["C0928", "C0929"]),  # Aybak
    ("AF3301", "2021-08-10", ["C0966", "C0967"]),  # Farah
    ("AF0901", "2021-08-10", ["C0951", "C0952"]),  # Pul-e-Khumri
    ("AF1701", "2021-08-11", ["C0987", "C0988"]),  # Fayzabad
    ("AF1101", "2021-08-12", ["C1009", "C1011"]),  # Ghazni
    ("AF3201", "2021-08-12", ["C1022", "C1024"]),  # Hirat
    ("AF3101", "2021-08-12", ["C1001", "C3759"]),  # Qala-e-Naw, for good
    ("AF2701", "2021-08-13", ["C1115", "C1117"]),  # Kandahar
    ("AF3001", "2021-08-13", ["C1067", "C1069"]),  # Lashkargah
    ("AF2301", "2021-08-13", ["C1055", "C1056"]),  # Feroz Koh
    ("AF2601", "2021-08-13", ["C1164", "C1165"]),  # Qalat
    ("AF2501", "2021-08-13", ["C1147", "C1150"]),  # Tirinkot
    ("AF0501", "2021-08-13", ["C1131", "C1133"]),  # Pul-e-Alam
    ("AF1301", "2021-08-14", ["C1242", "C1247"]),  # Gardez
    ("AF1201", "2021-08-14", ["C1254", "C1255"]),  # Sharan
    ("AF2101", "2021-08-14", ["C1186", "C1187"]),  # Mazar-e-Sharif
    ("AF2901", "2021-08-14", ["C1199", "C1205"]),  # Maymana
    ("AF0701", "2021-08-14", ["C1224", "C3281"]),  # Mehtarlam
    ("AF0601", "2021-08-15", ["C1325", "C1326"]),  # Jalalabad
    ("AF0101", "2021-08-15", ["C1289", "C1291"]),  # Kabul
    ("AF1001", "2021-08-15", ["C1285", "C2974"]),  # Bamyan
    ("AF0401", "2021-08-15", ["C1321", "C1322"]),  # Maydan Shahr
]
DISTRICTS = [
    ("AF0910", "2021-05-04", ["C0002", "C0004"]),  # Burka
    ("AF0402", "2021-05-11", ["C0026", "C0027"]),  # Nerkh
    ("AF1905", "2021-06-21", ["C0309", "C0310"]),  # Imam Sahib
]
POSTS = [
    ("sher_khan_bandar", "2021-06-22", ["C0356", "C0357"]),
    ("islam_qala", "2021-07-08", ["C0670", "C0671"]),
    ("abu_nasr_farahi", "2021-07-08", ["C3691", "C3693"]),
    ("torghundi", "2021-07-09", ["C0689", "C0691"]),
    ("spin_boldak", "2021-07-14", ["C2589", "X0042"]),
    ("torkham", "2021-08-15", ["C1349", "C1350"]),
]


@pytest.fixture(scope="module")
def events_table():
    return events()


@pytest.fixture(scope="module")
def days():
    return control(end="2021-09-06", start="2021-05-01")


@pytest.mark.parametrize("unit, day, rows", CAPITALS + DISTRICTS + POSTS)
def test_a_known_fall_has_its_day_within_its_bounds(events_table, unit, day, rows):
    own = events_table["crossing_id"].fillna(events_table["pcode"]) == unit
    falls = events_table[own & (events_table["kind"] == "captured")]
    inside = (falls["date_lo"] <= day) & (falls["date_hi"] >= day)
    assert inside.any()
    fall = falls[inside].iloc[0]
    assert abs((fall["date"] - pd.Timestamp(day)).days) <= 1
    assert (fall["date_hi"] - fall["date_lo"]).days <= 3
    assert set(rows) <= set(fall["agree"])
    assert fall["support"] in ("corroborated", "strong")
    # the rows are there, and speak of that day themselves
    cited = load("reports").set_index("report_id").loc[rows]
    assert ((cited["date_lo"] <= day) & (cited["date_hi"] >= day)).all()
    if unit not in UNNAMED:
        assert (cited["date"] == day).any()


def capitals_held(days, date):
    districts = load("districts")
    capitals = districts.loc[districts["is_capital"], "pcode"]
    held = days[(days["date"] == date) & (days["best"] == "taliban")]
    return int(held["pcode"].isin(capitals).sum())


def test_capitals_are_as_many_as_the_agencies_counted(days):
    """AFP (P0431) and Al Jazeera (P0435) counted nine on 11 August."""
    counts = load("published_counts").set_index("count_id")
    for name in ("P0431", "P0435"):
        row = counts.loc[name]
        assert (row["measure"], row["qualifier"]) == ("capitals_captured", "exact")
        assert capitals_held(days, row["as_of"]) == row["value"]
    # pages of the 13th count twelve or thirteen by the evening of the 12th
    assert capitals_held(days, "2021-08-12") in (12, 13)


def test_farah_stays_lost(days):
    """One broadcaster's word (C2285) against many desks turns nothing."""
    farah = days[(days["pcode"] == "AF3301") & (days["date"] >= "2021-08-10")]
    for reading in ("best", "earliest", "latest"):
        assert (farah[reading] == "taliban").all()


def test_spin_boldak_is_not_the_governments_after_its_word_alone(days, events_table):
    july = days[(days["pcode"] == "AF2711") & (days["date"] == "2021-07-31")]
    assert (july[["best", "earliest", "latest"]] != "government").all(axis=None)
    post = events_table[events_table["crossing_id"] == "spin_boldak"]
    by_july = post[post["date"] <= "2021-07-31"]
    assert by_july.iloc[-1]["leaves"] == "taliban"


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
