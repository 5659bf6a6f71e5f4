"""Each rule over rows and tables names what breaks it, at its place; each warning too."""

import pytest
from small_record import SMALL, as_text, listed, put

from helpers import check
from helpers.checks import slips
from helpers.checks.plausibility import EVERYWHERE
from helpers.checks.raw_tables import RawTable, Record
from helpers.tables import DATA, schema
from helpers.validation import ALL_RULES as RULES
from helpers.validation import ALL_WARNINGS as WARNINGS
from helpers.validation import examine, implausible, warnings_of


def listed_in_schema(what):
    return {rule["name"] for table in schema().values() for rule in table.get(what, [])}


def test_every_rule_is_listed_in_the_schema_with_a_sentence():
    assert listed_in_schema("rules") == set(RULES)
    assert listed_in_schema("warnings") == set(WARNINGS)
    for table in schema().values():
        for rule in [*table.get("rules", []), *table.get("warnings", [])]:
            assert rule["sentence"].endswith(".") and rule["sentence"][0].isupper()


def test_the_codebook_says_every_sentence():
    text = (DATA / "README.md").read_text(encoding="utf-8")
    for table in schema().values():
        for rule in [*table.get("rules", []), *table.get("warnings", [])]:
            assert f"- `{rule['name']}`: {rule['sentence']}" in text


FAULTS = [  # table, line, cells, column in which it is named, the rule
    ("districts", 3, {"is_capital": "true"}, "is_capital", "one_capital"),
    ("districts", 3, {"province": "Cabul"}, "province", "province_named_alike"),
    ("districts", 2, {"neighbours": "AF0102;AF0201"}, "neighbours", "neighbours_of_each_other"),
    ("districts", 2, {"neighbours": "AF0102;AF0101"}, "neighbours", "neighbours_of_each_other"),
    ("districts", 3, {"hex_col": "1", "hex_row": "2"}, "hex_col", "tiles_apart"),
    ("sources", 2, {"accessed": "2021-06-20"}, "published", "published_before_accessed"),
    ("sources", 2, {"published": "2051-06-20"}, "published", "not_in_the_future"),
    ("reports", 5, {"except_pcodes": "AF0201"}, "except_pcodes", "exceptions_of_a_province"),
    ("reports", 2, {"except_pcodes": "AF0102"}, "except_pcodes", "exceptions_of_a_province"),
    ("claims", 2, {"reported": "2021-06-19"}, "reported", "reported_after_start"),
    ("published_counts", 2, {"value_hi": "90"}, "value_hi", "range_in_order"),
    ("published_counts", 2, {"value": "408"}, "value", "part_of_its_whole"),
    ("published_counts", 2, {"value": "101", "unit": "percent"}, "value", "shares_up_to_100"),
    ("published_counts", 2, {"value": "10.5"}, "value", "whole_numbers_of_things"),
    ("published_counts", 2, {"value": "35", "unit": "capital"}, "value", "no_more_than_there_are"),
    ("road_nodes", 4, {"kind": "capital", "pcode": "AF0102"}, "kind", "capitals_on_the_network"),
    ("road_nodes", 4, {"kind": "crossing"}, "crossing_id", "crossings_marked"),
    ("road_segments", 2, {"pcodes": "AF0101"}, "pcodes", "through_its_ends"),
    ("road_segments", 2, {"centre_pcodes": "AF0102"}, "centre_pcodes", "centres_on_the_way"),
    ("road_segments", 2, {"segment_id": "raqi-c-2"}, "segment_id", "named_by_its_ends"),
    ("districts", 3, {"district": "KABUL"}, "district", "key_of_its_own"),
    ("districts", 3, {"region": "east"}, "region", "alike_in_all_its_rows"),
    ("sources", 2, {"language": "jp"}, "language", "language_by_its_code"),
    ("reports", 2, {"tells": "state"}, "date", "state_without_a_day"),
    ("reports", 4, {"tells": "change"}, "tells", "change_told_of_what_lasts"),
]

# rules on tables that the small record has not: a line of the record, spoilt
ALONE = [
    ("battle_deaths", {"period": "2021-13"}, "month_of_the_calendar"),
    ("battle_deaths_cells", {"cell_id": "171849"}, "cell_of_its_point"),
    ("battle_deaths_cells", {"share": "0.9"}, "alike_in_all_its_rows"),
    ("customs", {"measure": "share_of_revenue"}, "share_in_percent"),
    ("collections", {"last": "1700"}, "range_of_ids_in_order"),
    ("district_context", {"pcode": "AF0102"}, "every_district_once"),
]


@pytest.mark.parametrize("name, cells, rule", ALONE)
def test_a_rule_on_the_record_itself(name, cells, rule):
    record_ = Record()
    rows = {line: dict(row) for line, row in record_.rows(name).items()}
    rows[2] |= cells
    assert list(RULES[rule](RawTable(name, rows, record_)))


@pytest.mark.parametrize("name, line, cells, column, rule", FAULTS)
def test_a_rule_names_what_breaks_it_at_its_place(record, name, line, cells, column, rule):
    found = check(put(record, name, line, **cells))
    assert (line, column, rule) in set(
        zip(found["row"], found["column"], found["rule"], strict=True)
    )


def test_a_hub_that_was_renamed_is_missed(record):
    found = check(put(record, "road_nodes", 2, node_id="cabul"))
    assert "hub_in_its_place" in set(found["rule"])


def test_a_row_that_says_the_same_under_a_new_id(record):
    rows = [*SMALL["reports"], SMALL["reports"][0] | {"report_id": "R0099"}]
    (record / "reports.csv").write_text(as_text("reports", rows), encoding="utf-8")
    ((_, row, column, value, expected),) = [each[:5] for each in listed(check(record))]
    assert (row, column, value) == (6, "report_id", "R0099") and "row 2 says the same" in expected


def test_two_ends_and_straight_lines(record):
    nodes = [dict(node) for node in SMALL["road_nodes"]]
    nodes[1] |= {"lat": "36", "lon": "69"}
    (record / "road_nodes.csv").write_text(as_text("road_nodes", nodes), encoding="utf-8")
    found = check(record / "road_segments.csv")
    assert set(found["rule"]) == {"no_shorter_than_straight"} and len(found) == 2
    assert "167 km" in found["expected"].iloc[0]


def test_a_faulty_point_is_named_once_and_measures_no_stretch(record):
    put(record, "road_nodes", 2, lat="north")
    assert {each[2] for each in listed(check(record))} == {"lat"}
    small = Record(record)
    rows = small.rows("road_segments")
    table = RawTable("road_segments", rows, small)
    faulty = SMALL["road_nodes"][0]["node_id"]
    touching = {n for n, row in rows.items() if faulty in (row["from_node"], row["to_node"])}
    assert touching
    for rule in (RULES["no_shorter_than_straight"], WARNINGS["long_way_round"]):
        assert not touching & {finding.line for finding in rule(table)}


CELLS = [  # table, line, cells, what the message says
    ("reports", 2, {"note": "so\u00adft"}, "number 3 is SOFT HYPHEN"),
    ("reports", 2, {"note": "zero\u200bwidth"}, "ZERO WIDTH SPACE"),
    ("reports", 2, {"place_as_printed": "\u202eevil"}, "RIGHT-TO-LEFT OVERRIDE"),
    ("reports", 2, {"note": "a\tb"}, "(U+0009)"),
    ("reports", 2, {"note": "no\u00a0break"}, "NO-BREAK SPACE"),
    ("reports", 2, {"note": "at the end "}, "no space before or after"),
    ("reports", 2, {"note": "two  spaces"}, "single spaces"),
    ("reports", 2, {"note": "#REF!"}, "the error of a spreadsheet"),
    ("districts", 2, {"shape_id": "1,76989E+22"}, "a spreadsheet has rounded them"),
    ("reports", 2, {"place_as_printed": "1.76989E+22"}, "a spreadsheet has rounded them"),
    ("reports", 2, {"note": "lat\u200cin"}, "ZERO WIDTH NON-JOINER"),
    ("claims", 2, {"killed": "9" * 400}, "100000 or less"),
    ("districts", 2, {"area_km2": "9" * 400}, "30000 or less"),
    ("districts", 2, {"area_km2": "1e400"}, "digits and a decimal point only"),
    ("districts", 2, {"area_km2": "0353"}, "digits and a decimal point only"),
    ("reports", 2, {"note": "cafe\u0301"}, "one character each"),
    ("districts", 2, {"area_km2": "-3"}, "1 or more"),
    ("districts", 4, {"borders": "PAK;IND"}, "items out of IRN, PAK"),
    ("claims", 2, {"provinces": "AF01;AF01"}, "each item once; AF01 stands twice"),
    ("reports", 2, {"date_lo": "1400-03-30"}, "the Gregorian day is 2021-06-20"),
    ("reports", 2, {"date_lo": "۱۴۰۰-۰۳-۳۰"}, "the Gregorian day is 2021-06-20"),
    ("reports", 2, {"date_lo": "1442-11-10"}, "the Gregorian day is about 2021-06-2"),
    ("road_nodes", 2, {"metro_x": "-5"}, "0 or more"),
    ("reports", 2, {"date_hi": "2022-06-21"}, "2021-09-30 or less"),
    ("reports", 2, {"date_lo": "2020-06-21"}, "2021-04-01 or more"),
]


@pytest.mark.parametrize("name, line, cells, expected", CELLS)
def test_a_cell_that_no_page_can_have(record, name, line, cells, expected):
    found = check(put(record, name, line, **cells))
    assert any(expected in text for text in found["expected"]), found.to_string()


@pytest.mark.parametrize("text", ["خان\u200cآباد", "ഛഹര്\u200d കിന്ത്", "Ghōr", "Ørsta", "Kāpīsā"])
def test_letters_of_other_scripts_are_no_hidden_characters(record, text):
    assert check(put(record, "reports", 2, place_as_printed=text)).empty


# warnings


def test_the_record_itself_has_no_warning_that_nobody_looked_at():
    found = implausible()
    assert found.empty, found.to_string()


def spoilt(name, **cells):
    """What is warned of when the first fitting row of the record gets other cells."""
    record_ = Record()
    rows = {line: dict(row) for line, row in record_.rows(name).items()}
    where = cells.pop("where")
    line = next(line for line, row in rows.items() if where(row))
    for column, change in cells.items():
        rows[line][column] = change(rows[line][column]) if callable(change) else change
    table = RawTable(name, rows, record_)
    listed_ = [each["name"] for each in schema()[name].get("warnings", [])]
    rules = [*EVERYWHERE, *(WARNINGS[each] for each in listed_)]
    return {rule.__name__ for rule in rules for found in rule(table) if found.line in (line, None)}


WARNED = [
    ("sources", {"origin": str.swapcase}, lambda r: r["origin"] == "Xinhua", "twin_names"),
    ("sources", {"origin": "Хinhua"}, lambda r: r["origin"] == "Xinhua", "mixed_letters"),
    ("sources", {"origin": "Xinhuа"}, lambda r: r["origin"] == "Xinhua", "twin_names"),
    ("sources", {"url": "http://localhost/x"}, lambda r: True, "address_of_the_web"),
    ("sources", {"url": "https://a:b@c.example/"}, lambda r: True, "address_of_the_web"),
    ("reports", {"note": "NULL"}, lambda r: True, "stands_for_nothing"),
    ("reports", {"note": "<i>fell</i>"}, lambda r: True, "markup_in_text"),
    ("reports", {"note": "FÃ¶rde"}, lambda r: True, "broken_letters"),
    ("reports", {"place_as_printed": "à¦¨à¦¿à¦œà¦°à¦¾à¦¬"}, lambda r: True, "broken_letters"),
    ("reports", {"place_as_printed": "áƒ”"}, lambda r: True, "broken_letters"),
    (
        "reports",
        {"pcode": ""},
        lambda r: r["place_as_printed"] == "Imam Sahib",
        "place_of_another_district",
    ),
    (
        "claims",
        {"provinces": "AF01;AF02"},
        lambda r: r["scope"] == "local",
        "local_claim_of_many_provinces",
    ),
    # of a copy that leaves out a province
    (
        "claims",
        {"statement_id": "st-of-its-own"},
        lambda r: r["claim_id"] == "K0448",
        "statement_of_its_own",
    ),
    ("claims", {"killed": "9000"}, lambda r: r["wounded"] == "52", "hardly_any_wounded"),
    ("road_segments", {"length_km": "900"}, lambda r: True, "long_way_round"),
    ("road_nodes", {"lat": "37.9"}, lambda r: r["node_id"] == "kabul", "point_near_its_district"),
    ("districts", {"lat": "37.9"}, lambda r: r["pcode"] == "AF0101", "point_among_neighbours"),
    ("districts", {"area_km2": "29000"}, lambda r: r["pcode"] == "AF0101", "area_of_another_size"),
    (
        "districts",
        {"alt_names": "Paghman"},
        lambda r: r["pcode"] == "AF0101",
        "name_of_another_district",
    ),
]


# pages with a day, and districts whose pages before May all name the Taliban
PUBLISHED = {row["source_id"]: row["published"] for row in Record().rows("sources").values()}
HOLDERS = {row["pcode"]: [] for row in Record().rows("baseline").values()}
for each in Record().rows("baseline").values():
    HOLDERS[each["pcode"]].append(each["holder"])
WARNED += [
    ("sources", {"url": lambda url: url + "-2"}, lambda r: True, "address_of_another_page"),
    ("sources", {"archived": "https://a.example/b"}, lambda r: True, "copy_of_another_page"),
    ("sources", {"origin": "АР"}, lambda r: r["origin"] == "AP", "look_alike_letters"),
    (
        "published_counts",
        {"as_of": lambda day: "2020" + day[4:]},
        lambda r: r["as_of"] == PUBLISHED.get(r["source_id"]),
        "published_a_year_off",
    ),
    ("districts", {"lon": "66.5"}, lambda r: r["pcode"] == "AF0101", "point_outside_its_province"),
    (
        "districts",
        {"lat": "34.54541", "lon": "68.93907"},
        lambda r: r["pcode"] == "AF0103",
        "one_point_twice",
    ),
    ("road_nodes", {"lat": "34"}, lambda r: r["node_id"] == "kabul", "rounded_point"),
    ("districts", {"borders": "IRN"}, lambda r: r["pcode"] == "AF0101", "border_alone"),
    (
        "reports",
        {"crossing_id": ""},
        lambda r: r["place_as_printed"] == "Islam Qala" and r["crossing_id"],
        "post_without_its_name",
    ),
    ("published_counts", {"value": "0.54"}, lambda r: r["unit"] == "percent", "share_below_one"),
    (
        "district_context",
        {"people_cso_2018": "4117"},
        lambda r: r["pcode"] == "AF0101",
        "people_of_another_size",
    ),
    (
        "district_context",
        {"voters_2019": "9000000"},
        lambda r: r["pcode"] == "AF0101",
        "more_voters_than_people",
    ),
    ("route_lengths", {"length_km": "300"}, lambda r: True, "route_shorter_than_straight"),
    ("road_segments", {"pcodes": "AF0101;AF3201"}, lambda r: True, "district_off_its_road"),
    (
        "baseline",
        {"holder": "government"},
        lambda r: len(HOLDERS[r["pcode"]]) > 3 and set(HOLDERS[r["pcode"]]) == {"taliban"},
        "holder_against_all_others",
    ),
]


@pytest.mark.parametrize("name, cells, where, warning", WARNED)
def test_what_is_implausible_is_warned_of(name, cells, where, warning):
    assert warning in spoilt(name, where=where, **cells)


def test_a_warning_that_was_accepted_is_quiet_and_one_that_is_not_needed_is_named(tmp_path):
    file = put(tmp_path, "reports", 2, note="NULL")
    assert list(implausible(file)["rule"]) == ["stands_for_nothing"]
    row = {"table": "reports", "row": "R0001", "rule": "stands_for_nothing", "day": "2021-10-01"}
    accepted = as_text("accepted", [row | {"why": "Printed so."}])
    (tmp_path / "accepted.csv").write_text(accepted, encoding="utf-8")
    assert implausible(file).empty


def test_rows_that_were_lost_are_missed(tmp_path):
    for path in DATA.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "README.md").write_bytes((DATA / "README.md").read_bytes())
    lines = (DATA / "baseline.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "baseline.csv").write_text("".join(lines[:200]), encoding="utf-8")
    found = implausible(tmp_path / "baseline.csv")
    assert list(found["rule"]) == ["rows_lost"] and "199 rows" in found["value"].iloc[0]


def test_warnings_of_a_broken_folder_do_not_fail(record):
    (record / "sources.csv").write_bytes(b"\xff")
    (record / "districts.csv").write_text("pcode,lat\nAF0101,x\n", encoding="utf-8")
    warnings_of(examine(record))


def test_a_report_of_a_post_that_loses_it_is_warned_of():
    """By the name that is printed or, where a district bears it too, by the note."""
    record = Record()
    rows = record.rows("reports")
    of_posts = [line for line, row in rows.items() if row["crossing_id"]]
    forgotten = {line: row | {"crossing_id": ""} for line, row in rows.items()}
    rule = WARNINGS["post_without_its_name"]
    warned = {found.line for found in rule(RawTable("reports", forgotten, record))}
    assert set(of_posts) <= warned
    # and a note that does not tell them apart is asked to
    mute = {line: row | {"note": ""} for line, row in rows.items()}
    asked = {found.line for found in rule(RawTable("reports", mute, record))}
    named_alike = [line for line in of_posts if rows[line]["place_as_printed"] == "Spin Boldak"]
    assert named_alike and set(named_alike) <= asked


def test_lines_of_provinces_that_change_in_a_live_kernel_are_read_anew(monkeypatch, tmp_path):
    monkeypatch.setattr(slips, "DATA", tmp_path)
    table = RawTable("districts", Record().rows("districts"), Record())
    # without the file no point is outside
    assert list(slips.point_outside_its_province(table)) == []
    text = (DATA / "provinces.geojson").read_text(encoding="utf-8")
    # Kunduz is where Helmand was, and the reverse
    swapped = text.replace('"AF19"', '"AF"').replace('"AF30"', '"AF19"').replace('"AF"', '"AF30"')
    (tmp_path / "provinces.geojson").write_text(swapped, encoding="utf-8")
    assert len(list(slips.point_outside_its_province(table))) > 10
