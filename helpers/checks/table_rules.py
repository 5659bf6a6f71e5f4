"""Rules over several cells, rows or tables: one function a rule, its sentence in the schema.

datapackage.json lists under each table the rules that it keeps, by the names of these functions,
each with a sentence. A rule takes a RawTable and yields what it finds. None of them guesses: what
they find is wrong. What is only implausible is in helpers.checks.plausibility.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from math import asin, cos, radians, sin, sqrt

from helpers.checks.raw_tables import Finding, RawTable, Row
from helpers.public import own_names
from helpers.tables import schema

Findings = Iterator[Finding]

EARTH_DIAMETER_KM = 12_742
BOUNDS = (
    ("date_lo", "date_hi"),
    ("period_lo", "period_hi"),
    ("as_of", "as_of_hi"),
)
LONGEST_NOTE = 25  # words
# days that somebody wrote down on the day itself
NOT_AHEAD = ("published", "accessed", "checked", "day")
# of these units there are no more
MOST = {"district": 450, "district_centre": 450, "capital": 34, "province": 34}
# the node from which roads are reckoned
HUB, HUB_DISTRICT = "kabul", "AF0101"


def kilometres(one: Row, other: Row) -> float:
    """Return the great-circle distance of two rows with `lat` and `lon`, in kilometres.

    Parameters
    ----------
    one, other : dict
        Degrees as text; neither may be empty.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        For degrees that are no number.

    Examples
    --------
    >>> round(kilometres({"lat": "34", "lon": "69"}, {"lat": "35", "lon": "69"}))
    111
    """
    lat = radians(float(one["lat"]))
    lon = radians(float(one["lon"]))
    lat_2 = radians(float(other["lat"]))
    lon_2 = radians(float(other["lon"]))
    # the haversine formula: exact for near points too
    north = sin((lat_2 - lat) / 2) ** 2
    east = sin((lon_2 - lon) / 2) ** 2
    half_chord = north + cos(lat) * cos(lat_2) * east
    return EARTH_DIAMETER_KM * asin(sqrt(half_chord))


def items(text: str) -> list[str]:
    """Return the items of a list cell.

    Parameters
    ----------
    text : str
        Items with semicolons between them.

    Returns
    -------
    list of str
        Without empty ones.

    Examples
    --------
    >>> items("AF0101;AF0102")
    ['AF0101', 'AF0102']
    """
    # an empty cell is an empty list, not a list of an empty text
    return [item for item in text.split(";") if item]


# keys of other tables


def foreign_keys(table: RawTable) -> Findings:
    """A key of nothing is dropped by every join, without a word."""
    for key in schema()[table.name]["schema"].get("foreignKeys", []):
        (column,) = key["fields"]
        other = key["reference"]["resource"]
        (other_column,) = key["reference"]["fields"]
        known = table.record.keys(other, other_column)
        if other in table.record.broken:
            yield _broken(column, other)
            continue
        for line, cell in table.cells(column):
            # an empty cell refers to nothing, and may
            if cell and cell not in known:
                expected = f"a key of {other}.csv"
                yield Finding(line, column, expected)


def keys_without_table(table: RawTable) -> Findings:
    """Frictionless knows keys of one cell only, so lists name theirs in `keysOf`."""
    for field in schema()[table.name]["schema"]["fields"]:
        if "keysOf" not in field:
            continue
        column = field["name"]
        other, other_column = field["keysOf"].split(".")
        known = table.record.keys(other, other_column)
        if other in table.record.broken:
            yield _broken(column, other)
        else:
            yield from _unknown_items(table, column, known)


def _unknown_items(table: RawTable, column: str, known: set[str]) -> Findings:
    for line, cell in table.cells(column):
        # sorted, so that the message is the same each time
        unknown = sorted(set(items(cell)) - known)
        if unknown:
            names = ", ".join(unknown)
            expected = f"P-codes of districts.csv; {names} is none"
            yield Finding(line, column, expected)


def _broken(column: str, other: str) -> Finding:
    # one fault for the whole file: each row would say the same
    expected = f"a sound {other}.csv in which its keys can be looked up"
    return Finding(None, column, expected, "")


def province_of_district(table: RawTable) -> Findings:
    """The two codes of one row must name one province."""
    for line, pcode, province in table.cells("pcode", "province_pcode"):
        # the code of a district begins with that of its province
        home = pcode[:4]
        if pcode and province and province != home:
            expected = f"{home}, the province of {pcode}"
            yield Finding(line, "province_pcode", expected)


def crossing_in_its_district(table: RawTable) -> Findings:
    """A post in two districts would fall twice."""
    crossings = table.record.by_key("crossings", "crossing_id")
    for line, name, pcode in table.sound_cells("crossing_id", "pcode"):
        if name not in crossings:
            continue
        # the crossing's own row is taken at its word
        home = crossings[name]["pcode"]
        if pcode != home:
            expected = f"{home}, the district of the crossing {name}"
            yield Finding(line, "pcode", expected)


def checked_row_known(table: RawTable) -> Findings:
    """Error rates count rows that can be looked up."""
    known = _row_ids(table, ["reports", "claims", "unplaced"])
    expected = "a row of reports.csv, claims.csv or unplaced.csv"
    for line, row_id in table.cells("row_id"):
        if row_id and row_id not in known:
            yield Finding(line, "row_id", expected)


def merged_row_known(table: RawTable) -> Findings:
    """A merged row must still be found under another name."""
    known = _row_ids(table, _meant_for(table))
    for line, verdict, kept_as in table.sound_cells("verdict", "kept_as"):
        # kept_as and the verdict must say the same
        merged = verdict == "merged"
        if merged and kept_as not in known:
            expected = "the row of a table that it was merged with"
            yield Finding(line, "kept_as", expected)
        if kept_as and not merged:
            expected = "nothing, for the row was not merged"
            yield Finding(line, "kept_as", expected)


def unplaced_not_entered(table: RawTable) -> Findings:
    """The arithmetic of collection would count it twice."""
    known = _row_ids(table, _meant_for(table))
    for line, row_id in table.cells("row_id"):
        if row_id in known:
            expected = "a row that is in no other table; this one is entered"
            yield Finding(line, "row_id", expected)


def _meant_for(table: RawTable) -> list[str]:
    return sorted({name for _, name in table.cells("meant_for") if name})


def _row_ids(table: RawTable, names: list[str]) -> set[str]:
    """Identifiers of the rows of some tables: those whose first column identifies a row."""
    # identifiers of reports and claims share one list in checks and unplaced
    found: set[str] = set()
    for name in names:
        first = schema()[name]["schema"]["fields"][0]
        if first.get("constraints", {}).get("unique"):
            found |= table.record.keys(name, first["name"])
    return found


# days


def bounds_in_order(table: RawTable) -> Findings:
    """Bounds that are turned round match no day at all."""
    for lo, hi in BOUNDS:
        if lo not in table.columns:
            continue
        for line, first, last in table.cells(lo, hi):
            if first and last and first > last:
                expected = f"a day not before {lo} {first}"
                yield Finding(line, hi, expected)


def day_within_bounds(table: RawTable) -> Findings:
    """A day outside its bounds contradicts its own row."""
    for line, day, lo, hi in table.cells("date", "date_lo", "date_hi"):
        # ISO days compare as text
        if day and not lo <= day <= (hi or "9"):
            expected = f"a day from {lo} to {hi}"
            yield Finding(line, "date", expected)


def reported_after_start(table: RawTable) -> Findings:
    """Nobody reports losses before they are suffered."""
    for line, day, lo, hi in table.cells("reported", "period_lo", "period_hi"):
        # a period turned round is named as such
        in_order = lo <= (hi or "9")
        if day and day < lo and in_order:
            expected = f"a day not before period_lo {lo}"
            yield Finding(line, "reported", expected)


def published_before_accessed(table: RawTable) -> Findings:
    """A page cannot be read before it stands."""
    for line, published, accessed in table.cells("published", "accessed"):
        # an empty day is before every other
        if accessed and published > accessed:
            expected = f"a day not after accessed {accessed}"
            yield Finding(line, "published", expected)


def not_in_the_future(table: RawTable) -> Findings:
    """A clock that runs a day late must not fail a row of today."""
    latest = (date.today() + timedelta(days=1)).isoformat()
    for column in NOT_AHEAD:
        if column not in table.columns:
            continue
        for line, day in table.cells(column):
            if day > latest:
                expected = "a day that is not in the future"
                yield Finding(line, column, expected)


# what a row says


def note_of_few_words(table: RawTable) -> Findings:
    """Longer notes tend to become quotations."""
    for line, note in table.cells("note"):
        if len(note.split()) > LONGEST_NOTE:
            expected = f"{LONGEST_NOTE} words at most"
            yield Finding(line, "note", expected)


def said_once(table: RawTable) -> Findings:
    """Two rows of one page would count as two."""
    # an identifier of its own makes no new content
    first_column, *rest = table.columns
    own_key = "unique" in _constraints(table.name, first_column)
    told = rest if own_key else table.columns
    seen: dict[tuple, int] = {}
    for line, *content in table.sound_cells(*told):
        earlier = seen.setdefault(tuple(content), line)
        if earlier != line:
            expected = (
                f"a row that says something new; row {earlier} says the same"
            )
            yield Finding(line, first_column, expected)


def _constraints(name: str, column: str) -> dict:
    # a rule of a field, or none where the schema is silent
    for field in schema()[name]["schema"]["fields"]:
        if field["name"] == column:
            return field.get("constraints", {})
    return {}


def exceptions_of_a_province(table: RawTable) -> Findings:
    """Otherwise a district would be left out of a statement that is not about it."""
    columns = ("except_pcodes", "pcode", "province_pcode")
    for line, cell, pcode, province in table.cells(*columns):
        left_out = items(cell)
        if left_out and pcode:
            expected = "nothing, for the row speaks of one district"
            yield Finding(line, "except_pcodes", expected)
        elsewhere = [code for code in left_out if code[:4] != province]
        if elsewhere and province:
            expected = f"districts of {province}; {elsewhere[0]} is in another province"
            yield Finding(line, "except_pcodes", expected)


def some_figure(table: RawTable) -> Findings:
    """A claim without a figure claims nothing that is counted here."""
    for line, *figures in table.sound_cells("killed", "wounded", "captured"):
        if not any(figures):
            expected = "a figure in killed, wounded or captured"
            yield Finding(line, "killed", expected)


def killed_beside_wounded(table: RawTable) -> Findings:
    """The daily series sums the killed."""
    expected = (
        "the killed beside the wounded, in a government's national statement"
    )
    columns = ("claimant_type", "scope", "killed", "wounded")
    for line, claimant, scope, killed, wounded in table.sound_cells(*columns):
        # other claimants count what they saw, which may be the wounded alone
        national = claimant == "government" and scope == "national"
        if national and wounded and not killed:
            yield Finding(line, "killed", expected)


# numbers


def range_in_order(table: RawTable) -> Findings:
    """Tables name the low end by either word."""
    low = "value_lo" if "value_lo" in table.columns else "value"
    for line, lo, hi in table.cells(low, "value_hi"):
        # a single figure has no high end
        if not (lo and hi):
            continue
        if float(hi) < float(lo):
            expected = f"a number not below {low} {lo}"
            yield Finding(line, "value_hi", expected)


def part_of_its_whole(table: RawTable) -> Findings:
    """More than there are would be a share above one."""
    for column in ("value", "value_hi"):
        for line, part, whole, unit in table.sound_cells(
            column, "denominator", "unit"
        ):
            # a percentage is not counted in the units of its denominator
            counted = part and whole and unit != "percent"
            if counted and float(part) > float(whole):
                expected = f"a number not above denominator {whole}"
                yield Finding(line, column, expected)


def shares_up_to_100(table: RawTable) -> Findings:
    """Of a percentage nothing is more than the whole."""
    for column in _values(table):
        for line, value, unit in table.cells(column, "unit"):
            # other units have limits of their own
            share = unit == "percent" and value
            if share and float(value) > 100:
                expected = "a share of 100 percent at most"
                yield Finding(line, column, expected)


def _values(table: RawTable) -> list[str]:
    return [
        column
        for column in ("value", "value_lo", "value_hi")
        if column in table.columns
    ]


def whole_numbers_of_things(table: RawTable) -> Findings:
    """Half a district cannot fall."""
    for column in _values(table):
        for line, value, unit in table.cells(column, "unit"):
            if not value or unit in ("", "percent"):
                continue
            # a point in a count is a comma of thousands, more often than not
            if float(value) % 1:
                yield Finding(
                    line,
                    column,
                    f"a whole number, for a {unit} is not divided",
                )


def no_more_than_there_are(table: RawTable) -> Findings:
    """The longest list of districts has 421, and 450 leaves room."""
    for column in _values(table):
        for line, value, unit in table.cells(column, "unit"):
            limit = MOST.get(unit)
            # of most units there is no telling how many there are
            if not (limit and value):
                continue
            if float(value) > limit:
                expected = (
                    f"{limit} or less, for there are no more of this unit"
                )
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
    """A part is never more than its whole."""
    for part, whole in PARTS:
        for line, few, many in table.cells(part, whole):
            # where one is not known nothing can be compared
            if not (few and many):
                continue
            if int(few) > int(many):
                yield Finding(line, part, f"a number not above {whole} {many}")


def best_between_low_and_high(table: RawTable) -> Findings:
    """UCDP's best estimate lies between its low and its high one."""
    for line, low, best, high in table.cells("low", "best", "high"):
        if low and best and float(low) > float(best):
            yield Finding(line, "low", f"a number not above best {best}")
        if high and best and float(high) < float(best):
            yield Finding(line, "high", f"a number not below best {best}")


# the districts


def one_capital(table: RawTable) -> Findings:
    """The notebooks count capitals by province."""
    capitals = defaultdict(list)
    first_line: dict[str, int] = {}
    for line, province, is_capital in table.sound_cells(
        "province_pcode", "is_capital"
    ):
        first_line.setdefault(province, line)
        if is_capital == "true":
            capitals[province].append(line)
    for province, first in first_line.items():
        found = capitals[province]
        # a province some of whose rows are unsound may have its capital among them
        if not found and not table.unsound:
            expected = (
                f"one capital in {province}; no district of it is marked"
            )
            yield Finding(first, "is_capital", expected)
        for line in found[1:]:
            expected = f"one capital in {province}; row {found[0]} has it"
            yield Finding(line, "is_capital", expected)


def province_named_alike(table: RawTable) -> Findings:
    """A province is looked up by its name in some places, by its code in others."""
    names: dict[str, tuple[str, int]] = {}
    codes: dict[str, tuple[str, int]] = {}
    for line, code, name in table.sound_cells("province_pcode", "province"):
        first_name, where = names.setdefault(code, (name, line))
        if name != first_name:
            expected = f"the name that {code} has in row {where}, {first_name}"
            yield Finding(line, "province", expected)
            continue
        # and the reverse: two provinces with one name
        first_code, where = codes.setdefault(name, (code, line))
        if code != first_code:
            expected = f"a name of its own; {first_code} has it in row {where}"
            yield Finding(line, "province", expected)


def neighbours_of_each_other(table: RawTable) -> Findings:
    """Weights between districts must be the same both ways."""
    rows = list(table.sound_cells("pcode", "neighbours"))
    near = {pcode: set(items(cell)) for _, pcode, cell in rows}
    for line, pcode, _ in rows:
        for other in sorted(near[pcode]):
            if other == pcode:
                yield Finding(
                    line,
                    "neighbours",
                    "other districts; this one names itself",
                )
            elif other in near and pcode not in near[other]:
                expected = f"districts that name it too; {other} does not"
                yield Finding(line, "neighbours", expected)


def neighbours_near(table: RawTable) -> Findings:
    """A wrong code among the neighbours lies far away, as a rule."""
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
    """The second tile would hide the first."""
    taken: dict[tuple[str, str], int] = {}
    for line, column, row in table.sound_cells("hex_col", "hex_row"):
        # a district without a tile is drawn nowhere, and takes none
        if not (column and row):
            continue
        first = taken.setdefault((column, row), line)
        if first != line:
            yield Finding(
                line, "hex_col", f"a tile of its own; row {first} has it"
            )


# the roads


def hub_in_its_place(table: RawTable) -> Findings:
    """Shortest ways start at this node by name."""
    homes = {node: pcode for _, node, pcode in table.cells("node_id", "pcode")}
    found = homes.get(HUB, "")
    if found != HUB_DISTRICT:
        expected = (
            f"a node {HUB!r} in {HUB_DISTRICT}: roads are reckoned from it"
        )
        yield Finding(None, "node_id", expected, found)


def capitals_on_the_network(table: RawTable) -> Findings:
    """A capital that is not on the network would never be cut off."""
    districts = table.record.by_key("districts", "pcode")
    capitals = {
        pcode
        for pcode, row in districts.items()
        if row["is_capital"] == "true"
    }
    marked = set()
    for line, kind, pcode in table.sound_cells("kind", "pcode"):
        if kind != "capital":
            continue
        marked.add(pcode)
        if capitals and pcode not in capitals:
            yield Finding(line, "kind", f"no capital; {pcode} holds none")
    # one that stands in an unsound row is not missing
    missing = sorted(capitals - marked)
    if missing and not table.unsound:
        expected = "a node of the kind capital in every province's capital"
        yield Finding(None, "kind", expected, ";".join(missing))


def crossings_marked(table: RawTable) -> Findings:
    """Posts are found on the network by their crossing_id."""
    expected = (
        "a crossing_id for a node of the kind crossing, and for no other"
    )
    for line, kind, crossing in table.sound_cells("kind", "crossing_id"):
        is_crossing = kind == "crossing"
        if is_crossing != bool(crossing):
            yield Finding(line, "crossing_id", expected)


def two_ends(table: RawTable) -> Findings:
    """A loop has no length that means anything."""
    for line, start, end in table.cells("from_node", "to_node"):
        if start and start == end:
            yield Finding(line, "to_node", "another end than from_node")


def one_stretch_a_pair(table: RawTable) -> Findings:
    """A graph keeps one edge between two nodes and would drop the other."""
    pairs: dict[frozenset, int] = {}
    for line, start, end in table.cells("from_node", "to_node"):
        if not (start and end):
            continue
        first = pairs.setdefault(frozenset([start, end]), line)
        if first != line:
            expected = (
                f"a stretch that is not there yet (it is in row {first})"
            )
            yield Finding(line, "to_node", expected)


def stretches(table: RawTable) -> Iterator[tuple[int, float, float]]:
    """The line, the length and the straight line, in km, of each stretch between two known nodes.

    Parameters
    ----------
    table : RawTable
        Of road_segments.

    Returns
    -------
    iterator of (int, float, float)
        Iterator of (int, float, float) Rows whose ends or length are unsound are left out.
    """
    nodes = table.record.by_key("road_nodes", "node_id")
    for line, start, end, length in table.sound_cells(
        "from_node", "to_node", "length_km"
    ):
        # an end that is no node is named by its key
        if not {start, end} <= nodes.keys():
            continue
        try:
            straight = kilometres(nodes[start], nodes[end])
        except ValueError:  # a faulty point is named in its own table
            continue
        yield line, float(length), straight


def no_shorter_than_straight(table: RawTable) -> Findings:
    """No road is shorter than the straight line."""
    for line, length, straight in stretches(table):
        # points are of towns, not of road junctions, and lengths are rounded
        if length < 0.95 * straight - 1:
            expected = f"at least the {straight:.0f} km between its ends"
            yield Finding(line, "length_km", expected)


def through_its_ends(table: RawTable) -> Findings:
    """A stretch is cut by the districts that it runs through."""
    nodes = table.record.by_key("road_nodes", "node_id")
    for column in ("from_node", "to_node"):
        for line, end, pcodes in table.sound_cells(column, "pcodes"):
            home = nodes.get(end, {}).get("pcode")
            if home and home not in items(pcodes):
                yield Finding(
                    line, "pcodes", f"also {home}, the district of {end}"
                )


def centres_on_the_way(table: RawTable) -> Findings:
    """The stricter rule for cuts must not name more than the wider one."""
    for line, centres, pcodes in table.sound_cells("centre_pcodes", "pcodes"):
        through = items(pcodes)
        apart = [centre for centre in items(centres) if centre not in through]
        if apart:
            expected = (
                f"districts that stand in pcodes too; {apart[0]} does not"
            )
            yield Finding(line, "centre_pcodes", expected)


def one_network(table: RawTable) -> Findings:
    """A stretch whose ends are unknown is named already, and would tear the network."""
    if table.unsound:
        return
    near: dict[str, set[str]] = defaultdict(set)
    for node in table.record.keys("road_nodes", "node_id"):
        near[node] = set()
    for _, start, end in table.cells("from_node", "to_node"):
        near[start].add(end)
        near[end].add(start)
    parts = sorted(_parts(near), key=sorted)
    # the largest part is the network; the others hang in the air
    parts.remove(max(parts, key=len))
    for part in parts:
        expected = "a stretch that joins them to the rest of the network"
        yield Finding(None, "from_node", expected, ";".join(sorted(part)))


def _parts(near: dict[str, set[str]]) -> list[set[str]]:
    """The connected parts of a graph given as {node: its neighbours}."""
    # breadth first, for a graph of some 70 nodes; no library is worth loading
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


__dir__ = own_names(__name__)
