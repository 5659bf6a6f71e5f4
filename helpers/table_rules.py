"""Rules over several cells, rows or tables: one function a rule, its sentence in the schema.

datapackage.json lists under each table the rules that it keeps, by the names of these functions,
each with a sentence. A rule takes a RawTable and yields what it finds. None of them guesses: what
they find is wrong. What is only implausible is in helpers.plausibility.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from math import asin, cos, radians, sin, sqrt

from helpers.raw_tables import Finding, RawTable, Row
from helpers.tables import schema

Findings = Iterator[Finding]

EARTH_DIAMETER_KM = 12_742
BOUNDS = (("date_lo", "date_hi"), ("period_lo", "period_hi"), ("as_of", "as_of_hi"))
LONGEST_NOTE = 25  # words
# the node from which roads are reckoned
HUB, HUB_DISTRICT = "kabul", "AF0101"


def kilometres(one: Row, other: Row) -> float:
    """Return the great-circle distance of two rows with `lat` and `lon`, in kilometres.

    Examples
    --------
    >>> round(kilometres({"lat": "34", "lon": "69"}, {"lat": "35", "lon": "69"}))
    111
    """
    lat, lon = radians(float(one["lat"])), radians(float(one["lon"]))
    lat_2, lon_2 = radians(float(other["lat"])), radians(float(other["lon"]))
    half_chord = sin((lat_2 - lat) / 2) ** 2 + cos(lat) * cos(lat_2) * sin((lon_2 - lon) / 2) ** 2
    return EARTH_DIAMETER_KM * asin(sqrt(half_chord))


def items(text: str) -> list[str]:
    """Return the items of a list cell.

    Examples
    --------
    >>> items("AF0101;AF0102")
    ['AF0101', 'AF0102']
    """
    return [item for item in text.split(";") if item]


# keys of other tables


def foreign_keys(table: RawTable) -> Findings:
    for key in schema()[table.name]["schema"].get("foreignKeys", []):
        column = key["fields"][0]
        other, other_column = key["reference"]["resource"], key["reference"]["fields"][0]
        known = table.record.keys(other, other_column)
        if other in table.record.broken:
            yield _broken(column, other)
            continue
        for line, row in table.rows.items():
            if row[column] and row[column] not in known:
                yield Finding(line, column, f"a key of {other}.csv")


def keys_without_table(table: RawTable) -> Findings:
    for field in schema()[table.name]["schema"]["fields"]:
        if "keysOf" not in field:
            continue
        other, other_column = field["keysOf"].split(".")
        known = table.record.keys(other, other_column)
        if other in table.record.broken:
            yield _broken(field["name"], other)
            continue
        yield from _unknown_items(table, field["name"], known)


def _unknown_items(table: RawTable, column: str, known: set[str]) -> Findings:
    for line, row in table.rows.items():
        unknown = sorted(set(items(row[column])) - known)
        if unknown:
            expected = f"P-codes of districts.csv; {', '.join(unknown)} is none"
            yield Finding(line, column, expected)


def _broken(column: str, other: str) -> Finding:
    expected = f"a sound {other}.csv in which its keys can be looked up"
    return Finding(None, column, expected, "")


def province_of_district(table: RawTable) -> Findings:
    for line, row in table.rows.items():
        pcode, province = row["pcode"], row["province_pcode"]
        if pcode and province and province != pcode[:4]:
            expected = f"{pcode[:4]}, the province of {pcode}"
            yield Finding(line, "province_pcode", expected)


def crossing_in_its_district(table: RawTable) -> Findings:
    crossings = table.record.by_key("crossings", "crossing_id")
    for line, row in table.sound.items():
        crossing = crossings.get(row["crossing_id"])
        if crossing and row["pcode"] != crossing["pcode"]:
            home = crossing["pcode"]
            expected = f"{home}, the district of the crossing {row['crossing_id']}"
            yield Finding(line, "pcode", expected)


def checked_row_known(table: RawTable) -> Findings:
    known = _row_ids(table, ["reports", "claims", "unplaced"])
    for line, row in table.rows.items():
        if row["row_id"] and row["row_id"] not in known:
            yield Finding(line, "row_id", "a row of reports.csv, claims.csv or unplaced.csv")


def merged_row_known(table: RawTable) -> Findings:
    tables = sorted({row["meant_for"] for row in table.rows.values() if row["meant_for"]})
    known = _row_ids(table, tables)
    for line, row in table.sound.items():
        merged = row["verdict"] == "merged"
        if merged and row["kept_as"] not in known:
            yield Finding(line, "kept_as", "the row of a table that it was merged with")
        if not merged and row["kept_as"]:
            yield Finding(line, "kept_as", "nothing, for the row was not merged")


def unplaced_not_entered(table: RawTable) -> Findings:
    tables = sorted({row["meant_for"] for row in table.rows.values() if row["meant_for"]})
    known = _row_ids(table, tables)
    for line, row in table.rows.items():
        if row["row_id"] in known:
            yield Finding(line, "row_id", "a row that is in no other table; this one is entered")


def _row_ids(table: RawTable, names: list[str]) -> set[str]:
    """Identifiers of the rows of some tables: those whose first column identifies a row."""
    found: set[str] = set()
    for name in names:
        first = schema()[name]["schema"]["fields"][0]
        if first.get("constraints", {}).get("unique"):
            found |= table.record.keys(name, first["name"])
    return found


# days


def bounds_in_order(table: RawTable) -> Findings:
    for lo, hi in BOUNDS:
        if lo not in table.columns:
            continue
        for line, row in table.rows.items():
            if row[lo] and row[hi] and row[lo] > row[hi]:
                yield Finding(line, hi, f"a day not before {lo} {row[lo]}")


def day_within_bounds(table: RawTable) -> Findings:
    for line, row in table.rows.items():
        day, lo, hi = row["date"], row["date_lo"], row["date_hi"]
        if day and not lo <= day <= (hi or "9"):
            yield Finding(line, "date", f"a day from {lo} to {hi}")


def reported_after_start(table: RawTable) -> Findings:
    for line, row in table.rows.items():
        early = row["reported"] and row["reported"] < row["period_lo"]
        # a period turned round is named as such
        if early and row["period_lo"] <= (row["period_hi"] or "9"):
            yield Finding(line, "reported", f"a day not before period_lo {row['period_lo']}")


def published_before_accessed(table: RawTable) -> Findings:
    for line, row in table.rows.items():
        if row["accessed"] and row["published"] > row["accessed"]:
            yield Finding(line, "published", f"a day not after accessed {row['accessed']}")


def not_in_the_future(table: RawTable) -> Findings:
    # a clock that runs a day late must not fail a row of today
    latest = date.fromordinal(date.today().toordinal() + 1).isoformat()
    for column in {"published", "accessed", "checked", "day"} & set(table.columns):
        for line, row in table.rows.items():
            if row[column] > latest:
                yield Finding(line, column, "a day that is not in the future")


# what a row says


def note_of_few_words(table: RawTable) -> Findings:
    for line, row in table.rows.items():
        if len(row["note"].split()) > LONGEST_NOTE:
            yield Finding(line, "note", f"{LONGEST_NOTE} words at most")


def said_once(table: RawTable) -> Findings:
    first_column, *rest = table.columns
    own_key = "unique" in _constraints(table.name, first_column)
    told = rest if own_key else table.columns
    seen: dict[tuple, int] = {}
    for line, row in table.sound.items():
        content = tuple(row[column] for column in told)
        earlier = seen.setdefault(content, line)
        if earlier != line:
            expected = f"a row that says something new; row {earlier} says the same"
            yield Finding(line, first_column, expected)


def _constraints(name: str, column: str) -> dict:
    for field in schema()[name]["schema"]["fields"]:
        if field["name"] == column:
            return field.get("constraints", {})
    return {}


def exceptions_of_a_province(table: RawTable) -> Findings:
    for line, row in table.rows.items():
        left_out = items(row["except_pcodes"])
        if left_out and row["pcode"]:
            expected = "nothing, for the row speaks of one district"
            yield Finding(line, "except_pcodes", expected)
        elsewhere = [pcode for pcode in left_out if pcode[:4] != row["province_pcode"]]
        if elsewhere and row["province_pcode"]:
            expected = (
                f"districts of {row['province_pcode']}; {elsewhere[0]} is in another province"
            )
            yield Finding(line, "except_pcodes", expected)


def some_figure(table: RawTable) -> Findings:
    for line, row in table.sound.items():
        if not (row["killed"] or row["wounded"] or row["captured"]):
            yield Finding(line, "killed", "a figure in killed, wounded or captured")


def killed_beside_wounded(table: RawTable) -> Findings:
    for line, row in table.sound.items():
        national = row["claimant_type"] == "government" and row["scope"] == "national"
        if national and row["wounded"] and not row["killed"]:
            expected = "the killed beside the wounded, in a government's national statement"
            yield Finding(line, "killed", expected)


# numbers


def range_in_order(table: RawTable) -> Findings:
    lo = "value_lo" if "value_lo" in table.columns else "value"
    for line, row in table.rows.items():
        if row[lo] and row["value_hi"] and float(row["value_hi"]) < float(row[lo]):
            yield Finding(line, "value_hi", f"a number not below {lo} {row[lo]}")


def part_of_its_whole(table: RawTable) -> Findings:
    for line, row in table.sound.items():
        for column in ("value", "value_hi"):
            whole = row["denominator"]
            # a percentage is not counted in the units of its denominator
            counted = whole and row[column] and row["unit"] != "percent"
            if counted and float(row[column]) > float(whole):
                yield Finding(line, column, f"a number not above denominator {whole}")


def shares_up_to_100(table: RawTable) -> Findings:
    for line, row in table.rows.items():
        if row["unit"] != "percent":
            continue
        for column in ("value", "value_lo", "value_hi"):
            if row.get(column) and float(row[column]) > 100:
                yield Finding(line, column, "a share of 100 percent at most")


def whole_numbers_of_things(table: RawTable) -> Findings:
    for line, row in table.rows.items():
        if row["unit"] in ("", "percent"):
            continue
        for column in ("value", "value_hi"):
            if row[column] and float(row[column]) % 1:
                yield Finding(line, column, f"a whole number, for a {row['unit']} is not divided")


def no_more_than_there_are(table: RawTable) -> Findings:
    most = {"district": 450, "district_centre": 450, "capital": 34, "province": 34}
    for line, row in table.rows.items():
        limit = most.get(row["unit"])
        for column in ("value", "value_hi"):
            if limit and row[column] and float(row[column]) > limit:
                expected = f"{limit} or less, for there are no more of this unit"
                yield Finding(line, column, expected)


# no more of the first than of the second
PARTS = (
    ("centres_2018_planned", "centres_2018_listed"),
    ("centres_2018_result", "centres_2018_listed"),
    ("centres_2019_planned", "centres_2019_listed"),
    ("centres_2019_result", "centres_2019_planned"),
    ("centres_2019_closed", "centres_2019_planned"),
    ("votes_2019", "voters_2019"),
    ("urban_cso_2019", "people_cso_2019"),
)


def fewer_of_those_listed(table: RawTable) -> Findings:
    for part, whole in PARTS:
        for line, row in table.rows.items():
            if row[part] and row[whole] and int(row[part]) > int(row[whole]):
                yield Finding(line, part, f"a number not above {whole} {row[whole]}")


def best_between_low_and_high(table: RawTable) -> Findings:
    for line, row in table.rows.items():
        best = float(row["best"] or 0)
        if row["low"] and float(row["low"]) > best:
            yield Finding(line, "low", f"a number not above best {row['best']}")
        if row["high"] and float(row["high"]) < best:
            yield Finding(line, "high", f"a number not below best {row['best']}")


# the districts


def one_capital(table: RawTable) -> Findings:
    capitals = defaultdict(list)
    lines = {}
    for line, row in table.sound.items():
        lines.setdefault(row["province_pcode"], line)
        if row["is_capital"] == "true":
            capitals[row["province_pcode"]].append(line)
    for province, first in lines.items():
        found = capitals[province]
        # a province some of whose rows are unsound may have its capital among them
        if not found and not table.unsound:
            expected = f"one capital in {province}; no district of it is marked"
            yield Finding(first, "is_capital", expected)
        for line in found[1:]:
            expected = f"one capital in {province}; row {found[0]} has it"
            yield Finding(line, "is_capital", expected)


def province_named_alike(table: RawTable) -> Findings:
    names: dict[str, tuple[str, int]] = {}
    codes: dict[str, tuple[str, int]] = {}
    for line, row in table.sound.items():
        code, name = row["province_pcode"], row["province"]
        first_name, where = names.setdefault(code, (name, line))
        if name != first_name:
            expected = f"the name that {code} has in row {where}, {first_name}"
            yield Finding(line, "province", expected)
            continue
        first_code, where = codes.setdefault(name, (code, line))
        if code != first_code:
            yield Finding(
                line, "province", f"a name of its own; {first_code} has it in row {where}"
            )


def neighbours_of_each_other(table: RawTable) -> Findings:
    near = {row["pcode"]: set(items(row["neighbours"])) for row in table.sound.values()}
    for line, row in table.sound.items():
        for other in items(row["neighbours"]):
            if other == row["pcode"]:
                yield Finding(line, "neighbours", "other districts; this one names itself")
            elif other in near and row["pcode"] not in near[other]:
                expected = f"districts that name it too; {other} does not"
                yield Finding(line, "neighbours", expected)


def neighbours_near(table: RawTable) -> Findings:
    by_pcode = {row["pcode"]: row for row in table.sound.values()}
    for line, row in table.sound.items():
        for other in items(row["neighbours"]):
            far = other in by_pcode and _too_far(row, by_pcode[other])
            if far:
                expected = f"districts that it touches; the point of {other} is too far away"
                yield Finding(line, "neighbours", expected)


def _too_far(one: Row, other: Row) -> bool:
    sides = [sqrt(float(row["area_km2"] or 10_000)) for row in (one, other)]
    # a long district's point lies at most about twice its side away from its border
    return kilometres(one, other) > 2 * sum(sides) + 20


def tiles_apart(table: RawTable) -> Findings:
    taken: dict[tuple[str, str], int] = {}
    for line, row in table.sound.items():
        tile = (row["hex_col"], row["hex_row"])
        if not all(tile):
            continue
        first = taken.setdefault(tile, line)
        if first != line:
            yield Finding(line, "hex_col", f"a tile of its own; row {first} has it")


# the roads


def hub_in_its_place(table: RawTable) -> Findings:
    homes = {row["node_id"]: row["pcode"] for row in table.rows.values()}
    if homes.get(HUB) != HUB_DISTRICT:
        expected = f"a node {HUB!r} in {HUB_DISTRICT}: roads are reckoned from it"
        yield Finding(None, "node_id", expected, homes.get(HUB, ""))


def capitals_on_the_network(table: RawTable) -> Findings:
    districts = table.record.by_key("districts", "pcode")
    capitals = {pcode for pcode, row in districts.items() if row["is_capital"] == "true"}
    nodes = {}
    for line, row in table.sound.items():
        if row["kind"] != "capital":
            continue
        nodes[row["pcode"]] = line
        if capitals and row["pcode"] not in capitals:
            yield Finding(line, "kind", f"no capital; {row['pcode']} holds none")
    missing = capitals - nodes.keys()
    if missing and not table.unsound:
        expected = "a node of the kind capital in every province's capital"
        yield Finding(None, "kind", expected, ";".join(sorted(missing)))


def crossings_marked(table: RawTable) -> Findings:
    for line, row in table.sound.items():
        if (row["kind"] == "crossing") != bool(row["crossing_id"]):
            expected = "a crossing_id for a node of the kind crossing, and for no other"
            yield Finding(line, "crossing_id", expected)


def two_ends(table: RawTable) -> Findings:
    for line, row in table.rows.items():
        if row["from_node"] and row["from_node"] == row["to_node"]:
            yield Finding(line, "to_node", "another end than from_node")


def one_stretch_a_pair(table: RawTable) -> Findings:
    pairs: dict[tuple[str, ...], int] = {}
    for line, row in table.rows.items():
        ends = sorted((row["from_node"], row["to_node"]))
        if not all(ends):
            continue
        first = pairs.setdefault(tuple(ends), line)
        if first != line:
            expected = f"a stretch that is not there yet (it is in row {first})"
            yield Finding(line, "to_node", expected)


def no_shorter_than_straight(table: RawTable) -> Findings:
    nodes = table.record.by_key("road_nodes", "node_id")
    for line, row in table.sound.items():
        one, other = nodes.get(row["from_node"]), nodes.get(row["to_node"])
        if not (one and other):
            continue
        straight = _distance(one, other)
        # points are of towns, not of road junctions, and lengths are rounded
        if float(row["length_km"]) < 0.95 * straight - 1:
            expected = f"at least the {straight:.0f} km between its ends"
            yield Finding(line, "length_km", expected)


def _distance(one: Row, other: Row) -> float:
    try:
        return kilometres(one, other)
    except ValueError:  # a faulty point is named in its own table
        return 0.0


def through_its_ends(table: RawTable) -> Findings:
    nodes = table.record.by_key("road_nodes", "node_id")
    for line, row in table.sound.items():
        through = items(row["pcodes"])
        for end in ("from_node", "to_node"):
            home = nodes.get(row[end], {}).get("pcode")
            if home and home not in through:
                expected = f"also {home}, the district of {row[end]}"
                yield Finding(line, "pcodes", expected)


def centres_on_the_way(table: RawTable) -> Findings:
    for line, row in table.sound.items():
        apart = [p for p in items(row["centre_pcodes"]) if p not in items(row["pcodes"])]
        if apart:
            expected = f"districts that stand in pcodes too; {apart[0]} does not"
            yield Finding(line, "centre_pcodes", expected)


def one_network(table: RawTable) -> Findings:
    # a stretch whose ends are unknown is named already, and would tear the network
    if table.unsound:
        return
    nodes = table.record.keys("road_nodes", "node_id")
    near: dict[str, set[str]] = {node: set() for node in nodes}
    for row in table.rows.values():
        near.setdefault(row["from_node"], set()).add(row["to_node"])
        near.setdefault(row["to_node"], set()).add(row["from_node"])
    parts = sorted(_parts(near), key=lambda part: (len(part), sorted(part)))
    for part in parts[:-1]:
        expected = "a stretch that joins them to the rest of the network"
        yield Finding(None, "from_node", expected, ";".join(sorted(part)))


def _parts(near: dict[str, set[str]]) -> list[set[str]]:
    """The connected parts of a graph given as {node: its neighbours}."""
    parts, seen = [], set()
    for start in sorted(near):
        if start in seen:
            continue
        part, waiting = {start}, [start]
        while waiting:
            fresh = near[waiting.pop()] - part
            part |= fresh
            waiting += fresh
        seen |= part
        parts.append(part)
    return parts


# these need no name in the schema: its foreignKeys and keysOf say where they hold
KEYS: tuple[Callable, ...] = (foreign_keys, keys_without_table)
_LISTED = (
    province_of_district,
    crossing_in_its_district,
    checked_row_known,
    merged_row_known,
    unplaced_not_entered,
    bounds_in_order,
    day_within_bounds,
    reported_after_start,
    published_before_accessed,
    not_in_the_future,
    note_of_few_words,
    said_once,
    exceptions_of_a_province,
    some_figure,
    killed_beside_wounded,
    range_in_order,
    part_of_its_whole,
    shares_up_to_100,
    whole_numbers_of_things,
    no_more_than_there_are,
    fewer_of_those_listed,
    best_between_low_and_high,
    one_capital,
    province_named_alike,
    neighbours_of_each_other,
    neighbours_near,
    tiles_apart,
    hub_in_its_place,
    capitals_on_the_network,
    crossings_marked,
    two_ends,
    one_stretch_a_pair,
    no_shorter_than_straight,
    through_its_ends,
    centres_on_the_way,
    one_network,
)
# the name by which datapackage.json lists a rule: the rule
RULES: dict[str, Callable] = {rule.__name__: rule for rule in _LISTED}
