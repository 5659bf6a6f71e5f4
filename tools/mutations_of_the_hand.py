"""Kinds of mutation that slips of the hand make: a row off, a year off, a unit off, a letter off.

They were written after the rules of helpers.checks.derived_rules and helpers.checks.slips, and
against those of the older modules too; whoever has an idea for another adds it here.
"""

from __future__ import annotations

import unicodedata
from collections import Counter

from helpers.checks.contradictions import DESKS
from helpers.checks.plausibility import OFTEN
from helpers.checks.raw_tables import Row
from helpers.tables import schema
from helpers.vocabulary import KINDS
from tools.mutations import (
    TABLES,
    Source,
    Spoilt,
    implausible,
    knowable,
    put,
    written,
)

DAYS = ("date", "date_lo", "date_hi")


def _columns(name: str, *kinds: str) -> list[str]:
    # the columns of a table that have some types
    fields = schema()[name]["schema"]["fields"]
    return [each["name"] for each in fields if each["type"] in kinds]


# identifiers


@knowable
def identifier_in_other_capitals(source: Source) -> Spoilt | None:
    # the same key to a reader, another to a join
    name = source.one_of(
        ["sources", "crossings", "road_nodes", "road_segments"]
    )
    column = _columns(name, "string")[0]
    rows = source.listed(name)
    row = source.dice.choice(rows)
    copy = row | {column: row[column].upper()}
    return Spoilt(
        name, written(name, [*rows, copy]), len(rows) + 2, frozenset([column])
    )


@knowable
def key_in_other_capitals(source: Source) -> Spoilt | None:
    # a reference typed by hand
    line = source.filled("reports", "source_id")
    old = source.cell("reports", line, "source_id")
    # a host may begin with a digit, which has no capital
    return (
        put(source, "reports", line, source_id=old.capitalize())
        if old[0].isalpha()
        else None
    )


@knowable
def identifier_of_look_alikes(source: Source) -> Spoilt | None:
    # Cyrillic letters from a keyboard that was not switched back
    alike = str.maketrans("aceopxyACEKMX", "асеорхуАСЕКМХ")
    name = source.dice.choice(
        [n for n in TABLES if n not in ("battle_deaths_cells",)]
    )
    own = [
        each for each in schema()[name]["schema"]["fields"] if _is_key(each)
    ]
    if not own:
        return None
    column = own[0]["name"]
    line = source.any_line(name)
    old = source.cell(name, line, column)
    new = old.translate(alike)
    return put(source, name, line, **{column: new}) if new != old else None


def _is_key(each: dict) -> bool:
    rules = each.get("constraints", {})
    return bool(
        rules.get("unique") and rules.get("pattern") and each["name"] != "url"
    )


@knowable
def stretch_called_otherwise(source: Source) -> Spoilt | None:
    # an end that was changed, and the name was not
    line = source.any_line("road_segments")
    old = source.cell("road_segments", line, "segment_id")
    start, _, end = old.partition("-")
    return put(source, "road_segments", line, segment_id=f"{end}-{start}")


@knowable
def collections_that_overlap(source: Source) -> Spoilt | None:
    # a number given out twice
    rows = source.rows("collections")
    lines = sorted(rows)
    pairs = [(a, b) for a, b in zip(lines, lines[1:], strict=False)]
    same = [(a, b) for a, b in pairs if rows[a]["prefix"] == rows[b]["prefix"]]
    before, line = source.dice.choice(same)
    return put(source, "collections", line, first=rows[before]["last"])


@knowable
def another_value_for_one_key(source: Source) -> Spoilt | None:
    # entered again after a correction, and the old row left
    name = source.one_of(["battle_deaths", "battle_deaths_cells"])
    rows = source.listed(name)
    row = source.dice.choice(rows)
    copy = row | {"best": str(int(row["best"]) + 1), "low": "", "high": ""}
    copy = {column: copy[column] for column in row}
    columns = frozenset(["release", "month"])
    return Spoilt(name, written(name, [*rows, copy]), len(rows) + 2, columns)


@knowable
def row_of_a_district_lost(source: Source) -> Spoilt | None:
    # one line deleted where every district must have one
    rows = source.listed("district_context")
    rows.remove(source.dice.choice(rows))
    raw = written("district_context", rows)
    return Spoilt("district_context", raw, None, frozenset(["pcode"]))


# columns and rows


@knowable
def coordinates_swapped(source: Source) -> Spoilt | None:
    # longitude first, as some programs write it
    name = source.one_of(
        ["districts", "crossings", "road_nodes", "battle_deaths_cells"]
    )
    line = source.filled(name, "lat")
    row = source.rows(name)[line]
    return put(source, name, line, lat=row["lon"], lon=row["lat"])


@knowable
def two_cells_swapped(source: Source) -> Spoilt | None:
    # a word in its neighbour's column
    pairs = [
        ("reports", "event", "manner"),
        ("reports", "claimed_by", "status"),
        ("claims", "claimant_type", "victim_side"),
        ("claims", "qualifier", "scope"),
        ("sources", "language", "url"),
        ("road_reports", "status", "claimed_by"),
        ("published_counts", "unit", "qualifier"),
    ]
    name, one, other = source.dice.choice(pairs)
    line = source.filled(name, one)
    row = source.rows(name)[line]
    return put(source, name, line, **{one: row[other], other: row[one]})


@knowable
def row_shifted_by_a_cell(source: Source) -> Spoilt | None:
    # a cell inserted at the front, the last pushed out
    name = source.dice.choice([n for n in TABLES if n != "checks"])
    line = source.any_line(name)
    row = source.rows(name)[line]
    cells = ["", *list(row.values())[:-1]]
    shifted = dict(zip(row, cells, strict=True))
    return put(source, name, line, **shifted)


@knowable
def file_cut_off(source: Source) -> Spoilt | None:
    # a copy that broke off
    name = source.dice.choice(TABLES)
    raw = written(name, source.rows(name))
    left = raw[: source.dice.randint(len(raw) // 2, len(raw) - 2)]
    return (
        Spoilt(name, left, None, frozenset([""]))
        if not left.endswith(b"\n")
        else None
    )


@knowable
def utf_16(source: Source) -> Spoilt | None:
    # what a spreadsheet calls Unicode text
    name = source.dice.choice(TABLES)
    text = written(name, source.rows(name)).decode("utf-8")
    return Spoilt(name, text.encode("utf-16"), None, frozenset([""]))


@knowable
def line_ends_of_old_macs(source: Source) -> Spoilt | None:
    # one long line to a program of today
    name = source.dice.choice(TABLES)
    raw = written(name, source.rows(name)).replace(b"\n", b"\r")
    return Spoilt(name, raw, None, frozenset([""]))


@implausible
def column_shifted_by_a_row(source: Source) -> Spoilt | None:
    # sorted, or pasted one line too low
    name, column = source.dice.choice(
        [
            ("reports", "pcode"),
            ("sources", "url"),
            ("districts", "lat"),
            ("districts", "alt_names"),
        ]
    )
    rows = source.listed(name)
    cells = [row[column] for row in rows]
    moved = [cells[-1], *cells[:-1]]
    shifted = [
        row | {column: cell} for row, cell in zip(rows, moved, strict=True)
    ]
    return Spoilt(name, written(name, shifted), None, frozenset([column]))


@implausible
def one_row_deleted(source: Source) -> Spoilt | None:
    # a key pressed by mistake
    name = source.dice.choice(
        [n for n in TABLES if n not in ("districts", "road_nodes")]
    )
    rows = source.listed(name)
    rows.remove(source.dice.choice(rows))
    return Spoilt(name, written(name, rows), None, frozenset([""]))


# figures


@knowable
def figure_as_people_print_it(source: Source) -> Spoilt | None:
    # thousands, Persian digits, a sign of percent, a currency, a power
    forms = [
        "1,200",
        "1.200,5",
        "1’200",
        "۱۲۰۰",
        "१२००",
        "54%",
        "$1200",
        "1.2e3",
        "12k",
        "0120",
    ]
    kinds = {"integer", "number"}
    name, each = source.dice.choice(source.fields(kinds))
    if source.is_empty(name, each["name"]):
        return None
    line = source.filled(name, each["name"])
    return put(source, name, line, **{each["name"]: source.one_of(forms)})


@knowable
def decimal_point_lost(source: Source) -> Spoilt | None:
    # 3451673 for 34.51673
    name = source.one_of(["districts", "crossings", "road_nodes"])
    column = source.one_of(["lat", "lon"])
    line = source.filled(name, column)
    new = source.cell(name, line, column).replace(".", "")
    return put(source, name, line, **{column: new})


@knowable
def share_of_another_unit(source: Source) -> Spoilt | None:
    # dollars where percent is meant
    line = source.line_where(
        "customs", lambda r: r["measure"] == "share_of_revenue"
    )
    return put(source, "customs", line, unit="USD_per_year")


@knowable
def cell_of_another_point(source: Source) -> Spoilt | None:
    # two digits of its number in each other's place
    line = source.any_line("battle_deaths_cells")
    old = source.cell("battle_deaths_cells", line, "cell_id")
    new = old[:-2] + old[-1] + old[-2]
    if new == old:
        return None
    return put(
        source,
        "battle_deaths_cells",
        line,
        "lat",
        "share",
        "month",
        cell_id=new,
    )


@knowable
def month_that_there_is_not(source: Source) -> Spoilt | None:
    # day and month in each other's place
    line = source.any_line("battle_deaths")
    return put(
        source,
        "battle_deaths",
        line,
        period=source.one_of(["2021-13", "2021-00", "1400"]),
    )


@implausible
def share_as_a_fraction(source: Source) -> Spoilt | None:
    # 0.54 for 54 percent
    rows = source.rows("published_counts")
    fit = [
        n
        for n, r in rows.items()
        if r["unit"] == "percent" and 1 <= float(r["value"]) < 100
    ]
    line = source.dice.choice(fit)
    new = f"{float(rows[line]['value']) / 100:.2f}"
    return put(source, "published_counts", line, value=new)


@implausible
def people_in_thousands(source: Source) -> Spoilt | None:
    # a table that counts by the thousand
    rows = source.rows("district_context")
    column = source.one_of(["people_worldpop_2020", "people_cso_2018"])
    fit = [
        n
        for n, r in rows.items()
        if len(r[column]) > 4 and r["people_cso_2019"]
    ]
    line = source.dice.choice(fit)
    new = str(int(rows[line][column]) // 1000)
    return put(
        source, "district_context", line, "people_cso_2019", **{column: new}
    )


@implausible
def route_in_miles(source: Source) -> Spoilt | None:
    # a sign read without its unit
    line = source.any_line("route_lengths")
    new = float(source.cell("route_lengths", line, "length_km")) / 1.609
    return put(source, "route_lengths", line, length_km=f"{new:.0f}")


# days


@knowable
def day_in_other_digits(source: Source) -> Spoilt | None:
    # the right day in Persian digits
    name, each = source.dice.choice(source.fields({"date"}))
    if source.is_empty(name, each["name"]):
        return None
    line = source.filled(name, each["name"])
    old = source.cell(name, line, each["name"])
    digits = str.maketrans(
        "0123456789", source.one_of(["۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩"])
    )
    return put(source, name, line, **{each["name"]: old.translate(digits)})


@knowable
def claim_of_another_year(source: Source) -> Spoilt | None:
    # a year too late or too early
    column = source.one_of(["period_lo", "period_hi"])
    rows = source.rows("claims")
    fit = [
        n for n, row in rows.items() if "2021-05" <= row[column] < "2021-09"
    ]
    line = source.dice.choice(fit)
    new = source.one_of(["2020", "2022"]) + rows[line][column][4:]
    return put(
        source,
        "claims",
        line,
        "period_lo",
        "period_hi",
        "reported",
        **{column: new},
    )


@knowable
def day_given_to_a_state(source: Source) -> Spoilt | None:
    # the page's own day, where it tells of what it found
    rows = source.rows("reports")
    fit = [
        n
        for n, r in rows.items()
        if r["event"] == "captured" and r["tells"] == "state"
    ]
    line = source.dice.choice(fit)
    return put(source, "reports", line, "tells", date=rows[line]["date_hi"])


@implausible
def count_of_another_year(source: Source) -> Spoilt | None:
    # the year before, in a page of its time
    rows = source.rows("published_counts")
    pages = {
        row["source_id"]: row["published"]
        for row in source.rows("sources").values()
    }

    def near(row: Row) -> bool:
        day = pages.get(row["source_id"], "")
        return (
            bool(day)
            and row["as_of"][:7] == day[:7] == row["as_of"][:5] + day[5:7]
        )

    line = source.line_where("published_counts", near)
    new = "2020" + rows[line]["as_of"][4:]
    return put(source, "published_counts", line, "as_of_hi", as_of=new)


# pages


@implausible
def address_of_another_page(source: Source) -> Spoilt | None:
    # the address that was copied last
    line = source.any_line("sources")
    old = source.cell("sources", line, "url")
    new = source.one_of(
        [old + "-2", old[:-1], old.replace("2021", "2020"), old.swapcase()]
    )
    return put(source, "sources", line, url=new) if new != old else None


@implausible
def digits_of_an_address_transposed(source: Source) -> Spoilt | None:
    # typed from a screen
    line = source.any_line("sources")
    old = source.cell("sources", line, "url")
    spots = [
        n
        for n in range(len(old) - 1)
        if old[n : n + 2].isdigit() and old[n] != old[n + 1]
    ]
    if not spots:
        return None
    spot = source.dice.choice(spots)
    new = old[:spot] + old[spot + 1] + old[spot] + old[spot + 2 :]
    return put(source, "sources", line, url=new)


@implausible
def copy_of_another_page(source: Source) -> Spoilt | None:
    # an archived copy put beside the wrong row
    rows = source.rows("sources")
    line = source.filled("sources", "archived")
    other = source.dice.choice([r["url"] for r in rows.values()])
    new = "https://web.archive.org/web/2021/" + other
    return put(source, "sources", line, archived=new)


@knowable
def language_by_the_name_of_a_country(source: Source) -> Spoilt | None:
    # jp for ja, cn for zh
    line = source.any_line("sources")
    return put(
        source,
        "sources",
        line,
        language=source.one_of(["jp", "cn", "gr", "dk", "iq"]),
    )


# names and letters


@knowable
def letters_taken_apart(source: Source) -> Spoilt | None:
    # what a Mac writes into file names
    fit = [
        (name, column, line)
        for name, column in [
            ("reports", "place_as_printed"),
            ("districts", "alt_names"),
        ]
        for line, row in source.rows(name).items()
        if unicodedata.normalize("NFD", row[column]) != row[column]
    ]
    name, column, line = source.dice.choice(fit)
    new = unicodedata.normalize("NFD", source.cell(name, line, column))
    return put(source, name, line, **{column: new})


@implausible
def name_of_look_alikes_alone(source: Source) -> Spoilt | None:
    # ВВС and АР in Cyrillic letters
    rows = source.rows("sources")
    alike = {"BBC": "ВВС", "AP": "АР"}
    line = source.line_where("sources", lambda row: row["origin"] in alike)
    return put(source, "sources", line, origin=alike[rows[line]["origin"]])


# places


@implausible
def point_over_the_line(source: Source) -> Spoilt | None:
    # half a degree or more, into the next province
    line = source.any_line("districts")
    row = source.rows("districts")[line]
    east = float(row["lon"])
    new = east + 1.5 if east < 68 else east - 1.5
    return put(
        source, "districts", line, "lat", "neighbours", lon=f"{new:.5f}"
    )


@implausible
def point_of_the_row_above(source: Source) -> Spoilt | None:
    # filled down in a spreadsheet
    rows = source.rows("districts")
    lines = sorted(rows)
    place = source.dice.randint(1, len(lines) - 1)
    above = rows[lines[place - 1]]
    return put(
        source, "districts", lines[place], lat=above["lat"], lon=above["lon"]
    )


@implausible
def digits_of_a_code_transposed(source: Source) -> Spoilt | None:
    # AF0910 for AF0901
    rows = source.rows("reports")
    known = {row["pcode"] for row in source.rows("districts").values()}

    def turned(code: str) -> str:
        return code[:4] + code[5] + code[4]

    fit = [
        n
        for n, r in rows.items()
        if r["pcode"]
        and turned(r["pcode"]) in known - {r["pcode"]}
        and not r["crossing_id"]
    ]
    line = source.dice.choice(fit)
    return put(source, "reports", line, pcode=turned(rows[line]["pcode"]))


@implausible
def frontier_of_another_country(source: Source) -> Spoilt | None:
    # a code of the list, but of the other end of the country
    line = source.any_line("districts")
    row = source.rows("districts")[line]
    far = "IRN" if float(row["lon"]) > 67 else "TJK"
    return put(source, "districts", line, borders=far)


@implausible
def road_through_a_far_district(source: Source) -> Spoilt | None:
    # a code with another province's number
    line = source.any_line("road_segments")
    row = source.rows("road_segments")[line]
    far = (
        "AF3201" if not row["pcodes"].startswith(("AF3", "AF2")) else "AF1701"
    )
    return put(source, "road_segments", line, pcodes=f"{row['pcodes']};{far}")


@implausible
def post_forgotten(source: Source) -> Spoilt | None:
    # a fall of a post that becomes the fall of its district
    line = source.filled("reports", "crossing_id")
    return put(source, "reports", line, crossing_id="")


@implausible
def fall_for_a_retaking(source: Source) -> Spoilt | None:
    # the first word of the list chosen for the second
    kinds = {"captured": "recaptured", "recaptured": "captured"}
    rows = source.rows("reports")
    # several desks tell of the same days: of one word against another nothing can be told
    days = Counter(
        (row["pcode"], row["event"], row["date_hi"]) for row in rows.values()
    )

    def often_told(row: Row) -> bool:
        alike = days[row["pcode"], row["event"], row["date_hi"]]
        return (
            row["event"] in kinds and bool(row["pcode"]) and alike > DESKS + 1
        )

    line = source.line_where("reports", often_told)
    return put(source, "reports", line, event=kinds[rows[line]["event"]])


@implausible
def denial_forgotten(source: Source) -> Spoilt | None:
    # the note has it, the cell does not
    def denied(row: Row) -> bool:
        return row["status"] == "disputed" and "den" in row["note"]

    line = source.line_where(
        "reports", lambda row: row["event"] in KINDS and denied(row)
    )
    return put(source, "reports", line, status="confirmed")


@implausible
def copy_made_an_origin(source: Source) -> Spoilt | None:
    # the page's name filled into the desk's column
    rows = source.rows("sources")
    count = Counter(row["origin"] for row in rows.values())

    def relayed(row: Row) -> bool:
        name, _, rest = row["publisher"].partition(" (")
        return (
            rest == row["origin"] + ")"
            and count[name] < OFTEN <= count[row["origin"]]
        )

    line = source.line_where("sources", relayed)
    return put(
        source,
        "sources",
        line,
        origin=rows[line]["publisher"].partition(" (")[0],
    )
