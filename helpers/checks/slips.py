"""Implausible values that a slip of the hand explains: a year off, a row off, a unit off.

Listed by name in datapackage.json like the warnings of helpers.checks.plausibility, which a person
looks at and either mends or accepts in data/accepted.csv.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from statistics import median

from helpers.checks.plausibility import (
    FIRST_DAY,
    beside_its_page,
    days_between,
    plainly,
)
from helpers.checks.raw_tables import Finding, RawTable
from helpers.checks.table_rules import (
    Findings,
    items,
    kilometres,
    no_shorter_than_straight,
)
from helpers.public import own_names
from helpers.tables import DATA, LINES, stamp

# (lon, lat) in degrees; a ring ends where it begins
Point = tuple[float, float]
Ring = list[Point]

YEAR = 365
# days round a whole year within which a year is more likely mistaken than meant
NEAR_A_YEAR = 10
# the days that pages of later years look back to
REMEMBERED_SINCE = "2021-08-01"
HASH = re.compile(r"-([0-9a-f]{6})$")
# km by which a point may lie outside a drawn line, which is simplified
BESIDE_THE_LINE = 10
MANY_PEOPLE = 12  # times another count of the same people
# voters for one of the people: registers hold names twice, and more are too many
TWICE = 2
# km by which a district may lie off the straight line of a stretch of road
OFF_THE_ROAD = 90
# what a page calls a post
POST_WORD = re.compile(r"\b(port|gate|crossing|customs|border post)\b", re.I)
# what a note says of a post, where its name alone would not tell it from its district
POST_IN_NOTE = re.compile(
    r"\b(ports?|gate|bridge|crossings?|customs|posts?|border (point|town|area)|wesh)\b",
    re.I,
)
# letters of other alphabets that look like Latin ones
LOOK_ALIKE = str.maketrans(
    "АВЕЅКМНОРСТХаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "ABESKMHOPCTXaeopcyxijsABEZHIKMNOPTYX",
)


# pages


def address_of_another_page(table: RawTable) -> Findings:
    """The identifier was made from the address, so an address put in later differs from it."""
    for line, source_id, *addresses in table.sound_cells(
        "source_id", "url", "archived"
    ):
        filled = [each for each in addresses if each]
        if not _was_made_from(source_id, filled):
            expected = f"the address for which {source_id} was made, or another identifier"
            yield Finding(line, "url", expected)


def _was_made_from(source_id: str, addresses: list[str]) -> bool:
    """Whether an identifier can have been made from one of some addresses."""
    hosts = tuple(map(_host, addresses))
    if not source_id.startswith(hosts):
        return False
    # a suffix of one's own choice says nothing; six hex digits are a hash of the address
    suffix = HASH.search(source_id)
    if suffix is None:
        return True
    hashes = map(_hash, addresses)
    return suffix[1] in hashes


def _host(address: str) -> str:
    # as identifiers write it: no www, and a hyphen for whatever is no letter or digit
    host = re.sub(r"^https?://(www\.)?", "", address.lower()).partition("/")[0]
    without_port = host.partition(":")[0]
    return re.sub(r"[^a-z0-9]+", "-", without_port).strip("-")


def _hash(address: str) -> str:
    # sha1 is no protection here, only a short name
    return hashlib.sha1(
        address.encode("utf-8"), usedforsecurity=False
    ).hexdigest()[:6]


def copy_of_another_page(table: RawTable) -> Findings:
    """An archived copy bears the address of what it is a copy of."""
    for line, url, archived in table.sound_cells("url", "archived"):
        page = re.sub(r"^https?://(www\.)?", "", url).rstrip("/")
        if archived and page not in archived:
            yield Finding(
                line, "archived", "an archived copy of the page in url"
            )


def published_a_year_off(table: RawTable) -> Findings:
    """In January the old year is still in the fingers."""
    column = FIRST_DAY[table.name]
    rows = table.sound_cells("source_id", column)
    for line, day, published in beside_its_page(table, rows):
        # pages of later years look back to the offensive
        if REMEMBERED_SINCE <= day < published:
            continue
        apart = days_between(day, published)
        years = round(apart / YEAR)
        off = abs(apart - years * YEAR)
        # a page of another season may well tell of a year ago
        if years and off <= NEAR_A_YEAR:
            expected = f"a day of the year of its page, which was published on {published}"
            yield Finding(line, column, expected)


# places


def point_outside_its_province(table: RawTable) -> Findings:
    """The provinces' lines are part of the record."""
    lines = _province_lines(stamp(DATA / LINES))
    for line, pcode, lat, lon in table.sound_cells("pcode", "lat", "lon"):
        rings = lines.get(pcode[:4])
        if not (rings and lat and lon):
            continue
        point = (float(lon), float(lat))
        if any(_inside(point, ring) for ring in rings):
            continue
        away = _km_to_line(point, rings)
        if away > BESIDE_THE_LINE:
            expected = (
                f"a point in {pcode[:4]}, whose line is {away:.0f} km away"
            )
            yield Finding(line, "lat", expected)


@lru_cache(maxsize=2)
def _province_lines(state: tuple) -> dict[str, list[Ring]]:
    """{P-code of a province: its outer rings as (lon, lat)}; empty where the file is missing.

    Its stamp is asked for, so that a changed file is read again.
    """
    path = Path(state[0])
    try:
        drawn = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    lines = {}
    for feature in drawn["features"]:
        pcode = feature["properties"]["province_pcode"]
        lines[pcode] = _rings(feature["geometry"])
    return lines


def _rings(geometry: dict) -> list[Ring]:
    # of a polygon with holes the first ring is the outer one
    shapes = geometry["coordinates"]
    polygons = [shapes] if geometry["type"] == "Polygon" else shapes
    outer = [polygon[0] for polygon in polygons]
    return [[(x, y) for x, y, *_ in ring] for ring in outer]


def _inside(point: Point, ring: Ring) -> bool:
    """Whether a point is in a ring, by counting the sides that a line to the east crosses."""
    x, y = point
    inside = False
    before_x, before_y = ring[-1]
    for corner_x, corner_y in ring:
        # a side that begins and ends on one hand of the line is not crossed
        if (corner_y > y) != (before_y > y):
            slope = (before_x - corner_x) / (before_y - corner_y)
            crossing = corner_x + slope * (y - corner_y)
            if x < crossing:
                inside = not inside
        before_x = corner_x
        before_y = corner_y
    return inside


def _km_to_line(point: Point, rings: list[Ring]) -> float:
    # corners lie close enough for a distance of some kilometres
    lon, lat = point
    here = {"lat": str(lat), "lon": str(lon)}
    away = []
    for ring in rings:
        for x, y in ring:
            corner = {"lat": str(y), "lon": str(x)}
            away.append(kilometres(here, corner))
    return min(away)


def one_point_twice(table: RawTable) -> Findings:
    """A point copied from the row above."""
    seen: dict[tuple[str, str], int] = {}
    for line, lat, lon in table.sound_cells("lat", "lon"):
        if not (lat and lon):
            continue
        first = seen.setdefault((lat, lon), line)
        if first != line:
            yield Finding(
                line, "lat", f"a point of its own; row {first} has the same"
            )


def rounded_point(table: RawTable) -> Findings:
    """A whole degree is a hundred kilometres."""
    for line, *point in table.sound_cells("lat", "lon"):
        if any(text and "." not in text for text in point):
            yield Finding(line, "lat", "degrees with at least two decimals")


def border_alone(table: RawTable) -> Findings:
    """A frontier runs on: some neighbour touches the same country."""
    touched = {}
    for row in table.sound.values():
        touched[row["pcode"]] = set(items(row["borders"]))
    for line, borders, neighbours in table.sound_cells(
        "borders", "neighbours"
    ):
        near = [
            touched[other] for other in items(neighbours) if other in touched
        ]
        # of a district without neighbours nothing can be told
        if not near:
            continue
        touched_nearby = set().union(*near)
        for country in items(borders):
            if country not in touched_nearby:
                expected = f"a country that a neighbour touches too; of {country} none does"
                yield Finding(line, "borders", expected)


def post_without_its_name(table: RawTable) -> Findings:
    """A post and its district are told apart by crossing_id alone."""
    posts = _names_of_posts(table)
    districts = _names_of_districts(table)
    printed = defaultdict(Counter)
    for _, post, place in table.sound_cells("crossing_id", "place_as_printed"):
        printed[plainly(place)][post] += 1
    homes = {
        row["pcode"]: row["crossing_id"]
        for row in table.record.rows("crossings").values()
    }
    columns = ("crossing_id", "pcode", "place_as_printed", "note")
    for line, post, pcode, place, note in table.sound_cells(*columns):
        name = plainly(place)
        # a district may bear the name of its post: then the note tells them apart
        alone = name in posts and name not in districts
        told_apart = (
            alone or POST_WORD.search(place) or POST_IN_NOTE.search(note)
        )
        if post and not told_apart:
            yield Finding(
                line,
                "note",
                "a word such as post, crossing or customs beside this name",
            )
        if post or not name:
            continue
        meant = posts[name] if alone else ""
        # the page or the note says what it is, and the district has one
        of_a_post = name in posts or name not in districts
        if POST_WORD.search(place) or of_a_post and POST_IN_NOTE.search(note):
            meant = meant or homes.get(pcode, "")
        meant = _as_others_have_it(printed[name]) or meant
        if meant:
            yield Finding(
                line, "crossing_id", f"{meant}, whose name is printed"
            )


def _as_others_have_it(posts: Counter) -> str:
    """The post that rows with one name agree on, where one row alone has none."""
    others = posts.copy()
    alone = others.pop("") == 1
    # several that agree: two rows that differ would be one word against another
    if alone and len(others) == 1 and others.total() > 1:
        (meant,) = others
        return meant
    return ""


def _names_of_posts(table: RawTable) -> dict[str, str]:
    """{plain name: crossing_id}"""
    names = {}
    for row in table.record.rows("crossings").values():
        for name in [row["name"], *items(row["alt_names"])]:
            names[plainly(name)] = row["crossing_id"]
    return names


def _names_of_districts(table: RawTable) -> set[str]:
    """Plain names of districts: Spin Boldak is a post and a district."""
    names = set()
    for row in table.record.rows("districts").values():
        spellings = [row["district"], *items(row["alt_names"])]
        names.update(map(plainly, spellings))
    return names


# figures


def share_below_one(table: RawTable) -> Findings:
    """0.54 is how a program writes 54 percent."""
    for column in ("value", "value_lo", "value_hi"):
        if column not in table.columns:
            continue
        for line, value, unit in table.sound_cells(column, "unit"):
            if unit == "percent" and value and 0 < float(value) < 1:
                yield Finding(line, column, "a percentage: 54, not 0.54")


def people_of_another_size(table: RawTable) -> Findings:
    """Three counts of the same people differ, but not by a digit."""
    columns = ("people_worldpop_2020", "people_cso_2018", "people_cso_2019")
    for line, *cells in table.sound_cells(*columns):
        counts = [float(cell) for cell in cells if cell and float(cell)]
        if len(counts) < 2:
            continue
        usual = median(counts)
        least = usual / MANY_PEOPLE
        most = usual * MANY_PEOPLE
        for column, cell in zip(columns, cells, strict=True):
            if cell and not least <= float(cell) <= most:
                expected = f"a count nearer to the others', about {usual:,.0f}"
                yield Finding(line, column, expected)


def more_voters_than_people(table: RawTable) -> Findings:
    """Registers hold some names twice, but not all of them."""
    for line, voters, people in table.sound_cells(
        "voters_2019", "people_cso_2019"
    ):
        if voters and people and int(voters) > TWICE * int(people):
            expected = f"at most twice the {int(people):,} people there"
            yield Finding(line, "voters_2019", expected)


def route_shorter_than_straight(table: RawTable) -> Findings:
    """A page's figure may be wrong, or of another stretch: it is kept, and looked at."""
    yield from no_shorter_than_straight(table)


def district_off_its_road(table: RawTable) -> Findings:
    """A code mistyped names a district elsewhere."""
    nodes = table.record.by_key("road_nodes", "node_id")
    districts = table.record.by_key("districts", "pcode")
    for line, start, end, pcodes in table.sound_cells(
        "from_node", "to_node", "pcodes"
    ):
        if not {start, end} <= nodes.keys():
            continue
        straight = kilometres(nodes[start], nodes[end])
        for pcode in items(pcodes):
            home = districts.get(pcode)
            if not home:
                continue
            there = kilometres(nodes[start], home)
            onwards = kilometres(home, nodes[end])
            by_way_of_it = there + onwards
            # a long stretch may swing wider than a short one
            farthest = 1.5 * straight + OFF_THE_ROAD
            if by_way_of_it > farthest:
                yield Finding(
                    line, "pcodes", f"districts on the way; {pcode} is far off"
                )


# who says it


def holder_against_all_others(table: RawTable) -> Findings:
    """One page against three that agree is more often a slip than a scoop."""
    pages: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for line, pcode, holder in table.sound_cells("pcode", "holder"):
        pages[pcode].append((line, holder))
    opposite = {"government": "taliban", "taliban": "government"}
    for members in pages.values():
        counts = Counter(holder for _, holder in members)
        # a contested district is no contradiction to either
        for line, holder in members:
            other = opposite.get(holder, "")
            if counts[holder] == 1 and counts[other] >= 3:
                yield Finding(
                    line,
                    "holder",
                    f"{other}, as {counts[other]} other pages say",
                )


def look_alike_letters(table: RawTable) -> Findings:
    """A name of Cyrillic letters alone may read like a Latin one."""
    columns = LOOKED_THROUGH[table.name]
    for column in columns:
        # only a name that stands elsewhere in Latin letters can be meant
        known = {name for _, name in table.cells(column) if name.isascii()}
        for line, name in table.cells(column):
            if name.isascii():
                continue
            latin = name.translate(LOOK_ALIKE)
            if latin != name and latin in known:
                yield Finding(
                    line,
                    column,
                    f"{latin!r} in Latin letters, as in other rows",
                )


LOOKED_THROUGH = {
    "sources": ("origin", "publisher"),
    "claims": ("claimant",),
    "published_counts": ("publisher",),
    "reports": ("place_as_printed",),
    "districts": ("district", "province"),
}

SLIPS: tuple[Callable, ...] = (
    address_of_another_page,
    copy_of_another_page,
    published_a_year_off,
    point_outside_its_province,
    one_point_twice,
    rounded_point,
    border_alone,
    post_without_its_name,
    share_below_one,
    people_of_another_size,
    more_voters_than_people,
    route_shorter_than_straight,
    district_off_its_road,
    holder_against_all_others,
    look_alike_letters,
)


__dir__ = own_names(__name__)
