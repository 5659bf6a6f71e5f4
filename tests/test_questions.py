"""A question in one call: what is asked comes back, what the record does not have is refused."""

import pandas as pd
import pytest

from helpers import control, events, find, load, who_held
from helpers.questions import km_to_road
from helpers.vocabulary import KINDS, SUPPORT


def test_without_conditions_every_event_of_a_district_is_found():
    assert len(find()) == events()["crossing_id"].isna().sum()
    assert len(find(crossings=True)) == len(events())


def test_each_condition_narrows_what_is_found():
    found = find(kind="captured", month="2021-06", province="کندز", support="corroborated")
    assert len(found) and set(found["kind"]) == {"captured"}
    assert found["date"].between("2021-06-01", "2021-06-30").all()
    assert set(found["province"]) == {"Kunduz"}
    assert set(found["support"].astype(str)) <= set(SUPPORT[2:])
    assert found["date"].is_monotonic_increasing


def test_several_words_are_any_of_them():
    one = [len(find(manner=manner)) for manner in ("surrender", "assault")]
    assert len(find(manner=["surrender", "assault"])) == sum(one)
    assert len(find(kind=KINDS)) == len(find())


@pytest.mark.parametrize("month", ["2021-06", "June", "june 2021", "Jun"])
def test_a_month_in_the_forms_that_people_write(month):
    assert find(month=month).equals(find(start="2021-06-01", end="2021-06-30"))


def test_every_answer_says_why_and_where_from():
    found = find(month="July")
    assert found["reason"].str.len().gt(20).all()
    addresses = set(load("sources")["url"])
    assert all(set(pages) <= addresses and pages for pages in found["pages"])
    assert found[["district", "province"]].notna().all().all()


def test_near_a_road_is_measured():
    near = find(near_road_km=10)
    assert len(near) and near["km_to_road"].max() <= 10
    assert len(find(near_road_km=0)) <= len(near) < len(find())


def test_every_town_of_the_network_lies_at_a_road():
    nodes = load("road_nodes")
    capitals = nodes[nodes["kind"] == "capital"]["pcode"]
    assert km_to_road().reindex(capitals).median() < 10


def test_nothing_found_is_an_empty_table_with_the_same_columns():
    found = find(district="Kabul", month="May", manner="negotiated")
    assert found.empty and list(found.columns) == list(find().columns)


def test_several_places_and_months_are_any_of_them():
    parts = [len(find(province=name)) for name in ("Kunduz", "Takhar")]
    assert len(find(province=["Kunduz", "تخار"])) == sum(parts)
    months = [len(find(month=name)) for name in ("June", "July")]
    assert len(find(month=("2021-06", "July"))) == sum(months)
    one, other = find(district="Doshi"), find(district="AF1905")
    assert len(find(district=["AF1905", "Doshi"])) == len(one) + len(other)
    assert find(district="Baharak", province="Takhar")["pcode"].unique().tolist() == ["AF1803"]


def test_a_region_and_a_kind_of_road_narrow():
    north = find(kind="captured", region="north")
    assert len(north) and set(north["region"]) == {"north"}
    own = load("districts").set_index("pcode")["region"].astype(str)
    assert own[north["pcode"]].eq("north").all()
    ring = find(near_road_km=10, road="ring_road")
    near = find(near_road_km=10)
    assert 0 < len(ring) < len(near) and set(ring["event_id"]) < set(near["event_id"])
    # nearer than to any road no road can be
    assert (km_to_road(["ring_road"]) >= km_to_road() - 1e-9).all()
    capitals = load("districts").query("is_capital")["pcode"]
    found = find(kind="captured")
    assert set(found[found["is_capital"]]["pcode"]) <= set(capitals)


def test_who_held_a_district_is_what_every_other_place_says():
    days = control("2021-06-01", "2021-06-30")
    held = who_held(["Doshi", "AF1905"], "2021-06-01", "2021-06-30")
    assert set(held["district"]) == {"Doshi", "Imam Sahib"} and len(held) == 60
    ours = days[days["pcode"].isin(["AF0903", "AF1905"])]
    assert held["best"].tolist() == ours["best"].tolist()
    one = who_held("Baharak", "2021-08-15", province="Takhar")
    assert one["pcode"].tolist() == ["AF1803"]
    with pytest.raises(ValueError, match="'Baharak' is no one district for sure"):
        who_held("Baharak", "2021-08-15")


@pytest.mark.parametrize(
    "day",
    ["22 June 2021", "20210622", "22.06.2021", "۲۰۲۱-۰۶-۲۲", "2021-06-22T13:00"],
)
def test_a_day_in_the_forms_that_people_write(day):
    assert find(start=day).equals(find(start=pd.Timestamp("2021-06-22")))


@pytest.mark.parametrize(
    "day", ["2021-06", "June", "June 2021", "06/07/2021", "6.7.2021", 20210622]
)
def test_a_day_that_may_be_another_is_refused(day):
    """Each was once read as a day that nobody meant."""
    for asked in (lambda: find(start=day), lambda: control(day), lambda: who_held("Doshi", day)):
        with pytest.raises((ValueError, TypeError), match="start"):
            asked()


def test_what_is_no_answer_to_yes_or_no_is_refused():
    with pytest.raises(TypeError, match="crossings is True or False, not 'yes'"):
        find(crossings="yes")
    with pytest.raises(TypeError, match="events_table is a table as events.. returns it"):
        find(events_table=5)


WRONG = [
    ({"month": "December"}, "month 2021-12 lies outside the record: 2021-05-01 to 2021-09-06"),
    ({"month": "Jan"}, "month 2021-01 lies outside the record"),
    ({"month": ["June", "Juny"]}, "did you mean 'June'"),
    ({"month": "June", "start": "2021-07-02"}, "no day of month 2021-06 lies between 2021-07-02"),
    ({"month": []}, "month names nothing; leave it out"),
    ({"kind": []}, "kind names nothing; leave it out"),
    ({"province": ["Kunduz", "Bavaria"]}, "no province is called 'Bavaria'"),
    ({"province": []}, "province names nothing"),
    ({"kind": "capture"}, "kind 'capture' is not in the record: did you mean 'captured'"),
    ({"kind": 5}, "kind 5 is not in the record"),
    ({"kind": ["captured", "fell"]}, "kind 'fell' is not in the record"),
    ({"manner": "negociated"}, "did you mean 'negotiated'"),
    ({"support": "strongly"}, "did you mean 'strong'"),
    ({"month": "Juni"}, "did you mean 'June'"),
    ({"month": ""}, "a month such as '2021-06' was expected"),
    ({"month": 6}, "month"),
    ({"month": "2020-06"}, "month 2020-06 lies outside the record: 2021-05-01"),
    ({"start": "soon"}, "a day such as '2021-06-22' was expected as start"),
    ({"start": "2022-01-01"}, "start 2022-01-01 lies outside the record"),
    ({"end": "1400-03-31"}, "the Gregorian day is 2021-06-21"),
    ({"start": "2021-08-01", "end": "2021-07-01"}, "no day lies between 2021-08-01 and 2021-07-01"),
    ({"province": "Bavaria"}, "no province is called 'Bavaria'"),
    ({"province": 5}, "no province is called 5"),
    ({"district": "Kohistan"}, "is no one district for sure; the nearest: .*AF1708"),
    ({"district": ""}, "a place name was expected"),
    ({"district": "x" * 10_000}, "is no one district for sure|a place name was expected"),
    ({"district": "<script>"}, "is no one district for sure"),
    ({"near_road_km": "far"}, "near_road_km is a distance in kilometres, not 'far'"),
    ({"near_road_km": -1}, "not -1"),
    ({"near_road_km": True}, "not True"),
    ({"near_road_km": float("nan")}, "not nan"),
]


@pytest.mark.parametrize("asked, message", WRONG, ids=str)
def test_what_the_record_does_not_have_is_refused_and_named(asked, message):
    with pytest.raises(ValueError, match=message):
        find(**asked)


def test_an_own_table_of_events_is_asked_the_same():
    few = events().head(20)
    assert len(find(events_table=few)) == few["crossing_id"].isna().sum()
    assert isinstance(find(events_table=few), pd.DataFrame)


@pytest.mark.parametrize(
    "asked, as_recorded",
    [
        ({"kind": "Captured"}, {"kind": "captured"}),
        ({"region": "North"}, {"region": "north"}),
        ({"region": "NorthEast"}, {"region": "north-east"}),
        ({"road": "Ring road"}, {"road": "ring_road"}),
        ({"support": "STRONG"}, {"support": "strong"}),
    ],
)
def test_words_are_known_as_people_write_them(asked, as_recorded):
    assert find(**asked)["event_id"].tolist() == find(**as_recorded)["event_id"].tolist()


@pytest.mark.parametrize(
    "row", list(load("crossings").itertuples()), ids=lambda row: row.crossing_id
)
def test_a_border_crossing_is_told_from_a_district(row):
    try:
        who_held(row.name, "2021-07-10")
    except ValueError as fault:
        said = str(fault)
        assert f"border crossing {row.name}, in {row.pcode}" in said
