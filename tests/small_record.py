"""A small sound record, row by row, for the tests of the checks to spoil."""

import csv
import io

import pandas as pd

from helpers.tables import schema

SMALL = {
    "districts": [
        dict(
            pcode="AF0101",
            district="Kabul",
            district_fa="کابل",
            alt_names="Kabul city;Caboul",
            province_pcode="AF01",
            province="Kabul",
            is_capital="true",
            lat="34.5",
            lon="69.1",
            area_km2="353.6",
            borders="",
            neighbours="AF0102",
            shape_id="1B",
            hex_col="1",
            hex_row="2",
        ),
        dict(
            pcode="AF0102",
            district="Paghman",
            alt_names="",
            province_pcode="AF01",
            province="Kabul",
            is_capital="false",
            lat="34.6",
            lon="68.9",
            neighbours="AF0101;AF0201",
        ),
        dict(
            pcode="AF0201",
            district="Mahmud-e-Raqi",
            province_pcode="AF02",
            province="Kapisa",
            is_capital="true",
            lat="35",
            lon="69.3",
            borders="PAK;TJK",
            neighbours="AF0102",
        ),
    ],
    "sources": [
        dict(
            source_id="page-1",
            publisher="One",
            origin="One",
            published="2021-06-21",
            language="en",
            url="https://one.example/a",
        ),
        dict(
            source_id="page-2",
            publisher="Two",
            origin="Two",
            language="fa",
            url="https://two.example/b",
        ),
    ],
    "crossings": [
        dict(crossing_id="gate", name="Gate", pcode="AF0201", neighbour="TJK", kind="customs")
    ],
    "reports": [
        dict(
            report_id="R0001",
            pcode="AF0101",
            province_pcode="AF01",
            place_as_printed="Kabul",
            event="captured",
            date="2021-06-21",
            date_lo="2021-06-20",
            date_hi="2021-06-21",
            manner="assault",
            claimed_by="taliban",
            status="claimed",
            source_id="page-1",
            note="Two words, or three",
        ),
        dict(
            report_id="R0002",
            pcode="AF0102",
            province_pcode="AF01",
            place_as_printed="پغمان",
            event="recaptured",
            date_lo="2021-06-20",
            date_hi="2021-06-30",
            manner="unknown",
            claimed_by="government",
            status="disputed",
            source_id="page-2",
        ),
        dict(
            report_id="R0003",
            pcode="AF0201",
            province_pcode="AF02",
            crossing_id="gate",
            place_as_printed="Gate",
            event="held",
            tells="state",
            date_lo="2021-06-20",
            date_hi="2021-06-30",
            manner="unknown",
            claimed_by="media",
            status="confirmed",
            source_id="page-2",
        ),
        dict(
            report_id="R0004",
            province_pcode="AF01",
            except_pcodes="AF0101;AF0102",
            place_as_printed="Kabul province",
            event="captured",
            date_lo="2021-05-01",
            date_hi="2021-08-15",
            manner="unknown",
            claimed_by="mixed",
            status="confirmed",
            source_id="page-1",
        ),
    ],
    "claims": [
        dict(
            claim_id="K0001",
            statement_id="mod-1",
            reported="2021-06-21",
            period_lo="2021-06-20",
            period_hi="2021-06-21",
            claimant="Ministry",
            claimant_type="government",
            victim_side="taliban",
            killed="147",
            wounded="53",
            qualifier="exact",
            scope="national",
            provinces="AF01;AF02",
            source_id="page-1",
        ),
        dict(
            claim_id="K0002",
            statement_id="un-1",
            claimant="UN",
            claimant_type="un",
            victim_side="civilians",
            wounded="3",
            qualifier="at_least",
            scope="local",
            source_id="page-2",
        ),
    ],
    "published_counts": [
        dict(
            count_id="P0001",
            as_of="2021-06-21",
            as_of_hi="2021-06-22",
            publisher="Tracker",
            measure="taliban_held",
            unit="district",
            value="104",
            qualifier="about",
            denominator="407",
            source_id="page-1",
        )
    ],
    "road_nodes": [
        dict(node_id="kabul", name="Kabul", pcode="AF0101", lat="34.5", lon="69", kind="capital"),
        dict(node_id="raqi", name="Raqi", pcode="AF0201", lat="34.5", lon="69", kind="capital"),
        dict(node_id="c", name="C", pcode="AF0101", lat="34.5", lon="69", kind="town"),
        dict(node_id="d", name="D", pcode="AF0101", lat="34.5", lon="69", kind="town"),
    ],
    "road_segments": [
        dict(
            segment_id=f"{one}-{two}",
            from_node=one,
            to_node=two,
            road="Ring",
            road_class="ring_road",
            length_km="10.5",
            length_basis="published",
            pcodes="AF0101;AF0201",
        )
        for one, two in (("kabul", "raqi"), ("raqi", "c"), ("c", "d"), ("d", "kabul"))
    ],
}


# columns that every row needs and that no test here is about
GIVEN = {
    "reports": {"tells": "change"},
    "districts": {"region": "centre"},
    "road_nodes": {"metro_x": "0", "metro_y": "0"},
}


def as_text(name, rows):
    columns = [field["name"] for field in schema()[name]["schema"]["fields"]]
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(GIVEN.get(name, {}) | row for row in rows)
    return text.getvalue()


def put(folder, name, line, **cells):
    """Write other cells into one line (the first row is line 2) of a table."""
    rows = [dict(row) for row in SMALL[name]]
    rows[line - 2].update(cells)
    (folder / f"{name}.csv").write_text(as_text(name, rows), encoding="utf-8")
    return folder / f"{name}.csv"


def listed(faults):
    return [
        (f.file, None if pd.isna(f.row) else f.row, f.column, f.value, f.expected)
        for f in faults.itertuples()
    ]
