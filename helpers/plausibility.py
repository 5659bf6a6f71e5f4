"""What is implausible in the tables, though no rule can know it to be wrong.

datapackage.json lists under each table its warnings, by the names of these functions, each with a
sentence. A warning takes a RawTable and yields what it finds, with what would make it right. One
that was looked at stands in data/accepted.csv, with the reason, and stays quiet.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from functools import cache
from math import sqrt
from pathlib import Path
from statistics import median

from helpers.public import own_names
from helpers.raw_tables import Finding, RawTable, Row
from helpers.table_rules import Findings, items, kilometres
from helpers.tables import schema

# a figure this many times its fellows' is more often a slip of a digit than a fact
MANY_TIMES = 8
FEW, OFTEN = 2, 5  # rows: a rare spelling beside a frequent one
FAR_APART = 14  # days between prints of one statement
LONG_AGO = 45  # days between a report and all the others of its place and kind
DETOUR = 2.0  # times the straight line
# Kabul fell on 15 August, three districts of Baghlan were fought over for a week more
LAST_FALL, LAST_PROVINCE = "2021-08-23", "AF08"
LOST_SHARE = 0.1  # of a table's rows

NOTHING = {"nan", "null", "none", "n/a", "na", "nil", "nat", "undefined", "-", "--", "?", "tbd"}
# UTF-8 read as Latin-1 or Windows-1252, once or twice
MOJIBAKE = re.compile("\ufffd|Ã[\x80-¿]|Â[\xa0-¿]|â€|[ØÙÐÑ][\x80-¿€-™]|ï»¿|Ã¢")
MARKUP = re.compile(r"</?[a-zA-Z][^>]*>|&(amp|lt|gt|quot|nbsp|#\d+);")
LOCAL_HOST = re.compile(
    r"https?://([^/@]*@|localhost|127\.|10\.|192\.168\.|0\.0\.0\.0|\[::1\])", re.I
)
HOST_WITHOUT_DOT = re.compile(r"https?://[^/.]+(/|$)")
TRACKING = re.compile(r"[?&](utm_\w+|fbclid|gclid|ref|ref_src|igshid|mc_cid|mc_eid)=[^&#]*")


def days_between(one: str, other: str) -> int:
    """Return the days from one ISO day to another.

    Examples
    --------
    >>> days_between("2021-06-20", "2021-06-22")
    2
    """
    # the standard library reads ISO days faster than pandas does
    return (date.fromisoformat(other) - date.fromisoformat(one)).days


# any text


def _texts(table: RawTable):
    """(line, column, text) of every cell of free text."""
    for field in schema()[table.name]["schema"]["fields"]:
        constraints = field.get("constraints", {})
        free = field["type"] in ("string", "list")
        if not free or "enum" in constraints or "pattern" in constraints:
            continue
        for line, row in table.rows.items():
            if row[field["name"]]:
                yield line, field["name"], row[field["name"]]


def stands_for_nothing(table: RawTable) -> Findings:
    # programs write these words where a person leaves a gap
    for line, column, text in _texts(table):
        if text.lower() in NOTHING:
            yield Finding(line, column, "an empty cell, where nothing is known")


def broken_letters(table: RawTable) -> Findings:
    # only texts beyond ASCII can be broken so
    for line, column, text in _texts(table):
        if not text.isascii() and MOJIBAKE.search(text):
            yield Finding(line, column, "letters; these look like UTF-8 that was read as Latin-1")


def markup_in_text(table: RawTable) -> Findings:
    # copied from a page with what the browser hides
    for line, column, text in _texts(table):
        if ("<" in text or "&" in text) and MARKUP.search(text):
            yield Finding(line, column, "plain text without HTML")


def mixed_letters(table: RawTable) -> Findings:
    # letters of two alphabets look alike to a reader, and differ to a join
    for line, column, text in _texts(table):
        if text.isascii():
            continue
        for word in re.findall(r"\w+", text):
            scripts = _scripts(word)
            if len(scripts) > 1:
                expected = (
                    f"letters of one alphabet in a word; {word!r} has {' and '.join(scripts)}"
                )
                yield Finding(line, column, expected)
                break


@cache
def _scripts(word: str) -> tuple[str, ...]:
    """The alphabets of a word that are mistaken for each other."""
    names = {unicodedata.name(letter, "").partition(" ")[0] for letter in word if letter.isalpha()}
    return tuple(sorted(names & {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "FULLWIDTH"}))


# names


def skeleton(name: str) -> str:
    """Return what is left of a name without case, marks, blanks, and the alphabet it is in.

    Examples
    --------
    >>> skeleton("Kabul Now") == skeleton("KabulNow")
    True
    """
    from anyascii import anyascii

    plain = name if name.isascii() else anyascii(name)
    return re.sub(r"[^a-z0-9]+", "", plain.lower())


def twin_names(table: RawTable) -> Findings:
    # support counts origins: two spellings of one would count as two
    named = {
        "sources": ["origin", "publisher"],
        "claims": ["claimant"],
        "published_counts": ["publisher", "measure"],
        "customs": ["unit"],
        "replies": ["party"],
        "road_segments": ["road"],
    }
    for column in named[table.name]:
        counts = Counter(row[column] for row in table.rows.values() if row[column])
        twins = _twins(counts)
        for line, row in table.rows.items():
            # the first row with the rare spelling stands for all
            frequent = twins.pop(row[column], None)
            if frequent:
                expected = f"one spelling; {frequent!r} stands in more rows"
                yield Finding(line, column, expected)


def _twins(counts: Counter) -> dict[str, str]:
    """{rare name: the frequent one that it differs from by case, blanks, alphabet or a letter}."""
    # rare names are set against frequent ones, so that the many stay as they are
    homes = defaultdict(list)
    # the frequent names first, so that the rare ones find them
    for name in sorted(counts, key=lambda name: (-counts[name], name)):
        homes[skeleton(name)].append(name)
    found = {}
    for bone, (first, *others) in homes.items():
        if bone:
            found |= dict.fromkeys(others, first)
    frequent = {bone: names[0] for bone, names in homes.items() if counts[names[0]] >= OFTEN}
    near = _one_letter_off(frequent)
    for bone, (first, *_) in homes.items():
        if counts[first] > FEW or len(bone) < 6 or bone.isdigit():
            continue
        for shorter in {bone, *_without_one(bone)}:
            other = near.get(shorter)
            if other and other != first and _differ_by_a_letter(bone, skeleton(other)):
                found.setdefault(first, other)
    return found


def _differ_by_a_letter(one: str, other: str) -> bool:
    # another number is another thing: AH7 is not AH76
    digits = [re.sub(r"\D", "", bone) for bone in (one, other)]
    return digits[0] == digits[1] and abs(len(one) - len(other)) <= 1


def _without_one(bone: str) -> set[str]:
    return {bone[:place] + bone[place + 1 :] for place in range(len(bone))}


def _one_letter_off(frequent: dict[str, str]) -> dict[str, str]:
    """{spelling that lacks one letter or none: name}; two that share one are a letter apart."""
    # a dictionary of shortened spellings, where comparing all pairs would take seconds
    near: dict[str, str] = {}
    for bone, name in frequent.items():
        if len(bone) < 6:
            continue
        for shorter in {bone, *_without_one(bone)}:
            near.setdefault(shorter, name)
    return near


def name_of_another_district(table: RawTable) -> Findings:
    # such a spelling would resolve to two districts, and so to none
    owners = defaultdict(set)
    for row in table.rows.values():
        for name in (row["district"], row["district_fa"]):
            if name:
                owners[row["province_pcode"], skeleton(name)].add(row["pcode"])
    for line, row in table.rows.items():
        for name in items(row["alt_names"]):
            others = owners[row["province_pcode"], skeleton(name)] - {row["pcode"]}
            if others and skeleton(name):
                expected = f"names of its own; {name!r} is the name of {min(others)}"
                yield Finding(line, "alt_names", expected)


def place_of_another_district(table: RawTable) -> Findings:
    # a slip of a code moves a capture to another district
    owners = _owners(table)
    for line, row in table.rows.items():
        bone = skeleton(row["place_as_printed"])
        province = row["pcode"][:4] or row.get("province_pcode", "")
        homes = owners.get((province, bone), set())
        if not bone or not homes or row["pcode"] in homes or row.get("crossing_id"):
            continue
        expected = f"{min(homes)}, whose name is printed"
        if row["pcode"]:
            expected += f", or a name of {row['pcode']} in alt_names"
        yield Finding(line, "pcode", expected)


def _owners(table: RawTable) -> dict[tuple[str, str], set[str]]:
    """{(province, name's skeleton): P-codes} of the names that are no province's too."""
    owners = defaultdict(set)
    for row in table.record.rows("districts").values():
        names = [row["district"], *items(row["alt_names"]), row["district_fa"]]
        # many a page calls a province by its capital, and the reverse
        if row["is_capital"] == "true":
            names = names[:1]
        for name in names:
            owners[row["province_pcode"], skeleton(name)].add(row["pcode"])
    provinces = {row["province"] for row in table.record.rows("districts").values()}
    for key in [key for key in owners if key[1] in set(map(skeleton, provinces))]:
        del owners[key]
    return owners


# days


def published_before_its_event(table: RawTable) -> Findings:
    # a page cannot report what has not happened
    first_day = {"reports": "date_lo", "claims": "period_lo", "milestones": "date_lo"}
    first_day |= {"road_reports": "date_lo", "replies": "date", "baseline": "as_of"}
    column = first_day.get(table.name, "as_of")
    sources = table.record.by_key("sources", "source_id")
    for line, row in table.rows.items():
        published = sources.get(row["source_id"], {}).get("published", "")
        # a day's difference is that of time zones
        if published and row[column] and days_between(published, row[column]) > 1:
            expected = f"a day not after its page, which was published on {published}"
            yield Finding(line, column, expected)


def published_long_before(table: RawTable) -> Findings:
    # a page's own address often carries its day
    for line, row in table.rows.items():
        found = re.search(r"/(20\d\d)[/-](\d\d)[/-](\d\d)(?!\d)", row["url"])
        if not found or not row["published"]:
            continue
        printed = "-".join(found.groups())
        try:
            apart = abs(days_between(printed, row["published"]))
        except ValueError:
            continue
        if apart > 3:
            yield Finding(line, "published", f"the day in its address, {printed}")


def far_from_its_fellows(table: RawTable) -> Findings:
    # a month mistaken moves a whole event
    groups = defaultdict(list)
    for line, row in table.sound.items():
        if row["pcode"] and row["date_lo"] and row["date_hi"]:
            groups[row["pcode"], row["crossing_id"], row["event"]].append((line, row))
    for members in groups.values():
        if len(members) < 3:
            continue
        for line, row in members:
            others = [other for place, other in members if place != line]
            if all(_apart(row, other) > LONG_AGO for other in others):
                expected = f"a day within {LONG_AGO} days of another report of this place and kind"
                yield Finding(line, "date_lo", expected)


def after_the_fall(table: RawTable) -> Findings:
    # later captures are most often a slip of a month
    for line, row in table.rows.items():
        home = row["pcode"][:4] or row["province_pcode"]
        if row["date_lo"] > LAST_FALL and row["event"] == "captured" and home != LAST_PROVINCE:
            expected = f"a day up to {LAST_FALL}, when all but {LAST_PROVINCE} had fallen"
            yield Finding(line, "date_lo", expected)


def _apart(one: Row, other: Row) -> int:
    """Days between the bounds of two rows; 0 where they overlap."""
    # days are counted between the nearest ends
    first, second = sorted((one, other), key=lambda row: row["date_lo"])
    if second["date_lo"] <= first["date_hi"]:
        return 0
    return days_between(first["date_hi"], second["date_lo"])


# rows that say the same


def said_again(table: RawTable) -> Findings:
    # a page that is entered twice speaks twice
    words = {
        "reports": ["pcode", "crossing_id", "province_pcode", "event", "tells", "claimed_by"],
        "claims": ["claimant", "period_lo", "period_hi", "victim_side", "scope"],
        "baseline": ["pcode", "place_as_printed", "as_of", "holder"],
        "published_counts": ["as_of", "measure", "unit", "value", "publisher"],
        "milestones": ["date", "label"],
        "road_reports": ["segment_id", "date_lo", "date_hi", "status"],
        "customs": ["crossing_id", "measure", "value_lo", "unit", "period"],
    }
    more = {
        "reports": ["place_as_printed", "date", "date_lo", "date_hi", "manner"],
        "claims": ["provinces", "killed", "wounded", "captured"],
    }
    columns = [*words[table.name], *more.get(table.name, []), "source_id"]
    seen: dict[tuple, int] = {}
    for line, row in table.sound.items():
        first = seen.setdefault(tuple(row.get(column, "") for column in columns), line)
        if first != line:
            expected = f"a row that adds something; row {first} of the same page says the same"
            yield Finding(line, table.columns[0], expected)


def statement_of_its_own(table: RawTable) -> Findings:
    # prints of one statement must share an identifier to be compared
    prints = defaultdict(set)
    size = Counter(row["statement_id"] for row in table.rows.values())
    lines = defaultdict(list)
    told = ["claimant_type", "victim_side", "killed", "wounded", "scope", "provinces"]
    for line, row in table.sound.items():
        # few and round figures meet by chance
        if len(row["killed"] + row["wounded"]) < 4:
            continue
        key = (row["period_hi"], *(row[column] for column in told))
        prints[key].add(row["statement_id"])
        lines[key].append((line, row["statement_id"]))
    for key, statements in prints.items():
        if len(statements) < 2:
            continue
        kept = max(sorted(statements), key=lambda name: size[name])
        for line, statement in lines[key]:
            if statement != kept and size[statement] == 1:
                expected = f"{kept}, if it prints the same statement: day and figures agree"
                yield Finding(line, "statement_id", expected)


def statement_over_days(table: RawTable) -> Findings:
    # an identifier that was copied down joins what does not belong together
    days = defaultdict(list)
    for line, row in table.sound.items():
        if row["period_hi"]:
            days[row["statement_id"]].append((row["period_hi"], line))
    for members in days.values():
        middle = sorted(members)[len(members) // 2][0]
        for day, line in members:
            if abs(days_between(middle, day)) > FAR_APART:
                expected = f"a statement of about {middle}, as its other prints have"
                yield Finding(line, "statement_id", expected)


def statement_of_two_sides(table: RawTable) -> Findings:
    # a statement has one speaker
    first: dict[str, tuple[str, int]] = {}
    for line, row in table.sound.items():
        speaker, where = first.setdefault(row["statement_id"], (row["claimant_type"], line))
        if speaker != row["claimant_type"]:
            expected = f"the kind of claimant that row {where} gives for this statement, {speaker}"
            yield Finding(line, "claimant_type", expected)


# figures


def local_claim_of_many_provinces(table: RawTable) -> Findings:
    # scope decides into which series a figure goes
    for line, row in table.sound.items():
        if row["scope"] == "local" and len(items(row["provinces"])) > 1:
            expected = "one province, or a wider scope"
            yield Finding(line, "provinces", expected)


def hardly_any_wounded(table: RawTable) -> Findings:
    # in war more are wounded than killed; a claim may say else, and should be looked at
    for line, row in table.sound.items():
        killed, wounded = int(row["killed"] or 0), int(row["wounded"] or 0)
        if wounded and killed > 100 * wounded:
            yield Finding(line, "killed", "at most 100 times the wounded")


def figure_of_another_size(table: RawTable) -> Findings:
    # each figure is set beside the others of its statement, and beside those of its kind
    for column in ("killed", "wounded", "captured"):
        statements, series = defaultdict(list), defaultdict(list)
        for line, row in table.sound.items():
            if row[column]:
                figure = (line, float(row[column]))
                statements[row["statement_id"]].append(figure)
                span = days_between(row["period_lo"], row["period_hi"]) if _dated(row) else 99
                key = (row["claimant_type"], row["victim_side"], row["scope"], min(span // 3, 9))
                series[key].append(figure)
        yield from _outliers(statements, column, 2, MANY_TIMES)
        yield from _outliers(series, column, 12, 12)


def _dated(row: Row) -> bool:
    return bool(row["period_lo"] and row["period_hi"])


def figure_of_another_size_than_others(table: RawTable) -> Findings:
    # the same road, post or count by several pages
    keys = {
        "customs": (["crossing_id", "measure", "unit"], ["value_lo", "value_hi"]),
        "published_counts": (["measure", "unit", "publisher"], ["value", "value_hi"]),
        "route_lengths": (["from_node", "to_node"], ["length_km"]),
    }
    together, columns = keys[table.name]
    for column in columns:
        groups = defaultdict(list)
        for line, row in table.sound.items():
            if row[column]:
                key = tuple(row[name] for name in together)
                groups[key].append((line, float(row[column])))
        yield from _outliers(groups, column, 3, MANY_TIMES)


def _outliers(groups: dict, column: str, least: int, times: float) -> Findings:
    """Figures many times, or a fraction of, the median of the others of their group."""
    # the median of the others, so that one slip does not hide itself
    for members in groups.values():
        if len(members) < least:
            continue
        for place, (line, figure) in enumerate(members):
            others = [value for other, (_, value) in enumerate(members) if other != place]
            usual = median(others)
            if usual > 0 and figure > times * usual and figure > 20:
                expected = f"a figure nearer to its fellows', about {usual:g}"
                yield Finding(line, column, expected)


# places


def area_of_another_size(table: RawTable) -> Findings:
    # cells on the map are fitted to areas
    areas = {row["pcode"]: float(row["area_km2"] or 0) for row in table.sound.values()}
    for line, row in table.sound.items():
        near = [areas[other] for other in items(row["neighbours"]) if areas.get(other)]
        own = areas[row["pcode"]]
        if own and near and not median(near) / 30 <= own <= median(near) * 12:
            expected = f"an area nearer to its neighbours', about {median(near):,.0f} km²"
            yield Finding(line, "area_km2", expected)


def point_among_neighbours(table: RawTable) -> Findings:
    # a degree mistaken moves a point by 100 km
    by_pcode = {row["pcode"]: row for row in table.sound.values()}
    for line, row in table.sound.items():
        near = [by_pcode[other] for other in items(row["neighbours"]) if other in by_pcode]
        if not near:
            continue
        middle = {c: str(median(float(other[c]) for other in near)) for c in ("lat", "lon")}
        reach = sqrt(float(row["area_km2"] or 5_000)) + 60
        if kilometres(row, middle) > 1.5 * reach:
            yield Finding(line, "lat", "a point among those of its neighbours")


def point_near_its_district(table: RawTable) -> Findings:
    # towns and posts lie in their district, as far as its size tells
    districts = table.record.by_key("districts", "pcode")
    for line, row in table.sound.items():
        home = districts.get(row["pcode"])
        if not home or not (row["lat"] and row["lon"]):
            continue
        reach = 1.5 * sqrt(float(home["area_km2"] or 5_000)) + 25
        if kilometres(row, home) > reach:
            expected = (
                f"a point in {row['pcode']}, whose own point is {kilometres(row, home):.0f} km away"
            )
            yield Finding(line, "lat", expected)


def long_way_round(table: RawTable) -> Findings:
    # mountain roads wind, but seldom to twice the way
    nodes = table.record.by_key("road_nodes", "node_id")
    for line, row in table.sound.items():
        one, other = nodes.get(row["from_node"]), nodes.get(row["to_node"])
        if not (one and other):
            continue
        straight = kilometres(one, other)
        if float(row["length_km"]) > DETOUR * straight + 5:
            expected = f"less than twice the {straight:.0f} km of the straight line"
            yield Finding(line, "length_km", expected)


def crossing_on_its_border(table: RawTable) -> Findings:
    # a post leads where its district ends
    districts = table.record.by_key("districts", "pcode")
    for line, row in table.sound.items():
        home = districts.get(row["pcode"])
        if home and row["neighbour"] not in items(home["borders"]):
            expected = f"a country that {row['pcode']} touches ({home['borders'] or 'none'})"
            yield Finding(line, "neighbour", expected)


# pages


def one_address_twice(table: RawTable) -> Findings:
    # the same page under two addresses would be two sources
    seen: dict[str, int] = {}
    for line, row in table.rows.items():
        address = TRACKING.sub("", row["url"].partition("#")[0])
        address = re.sub(r"^https?://(www\.)?", "", address).rstrip("/?&").lower()
        first = seen.setdefault(address, line)
        if address and first != line:
            yield Finding(line, "url", f"a page of its own; row {first} has the same address")


def address_of_the_web(table: RawTable) -> Findings:
    # a reader must be able to open it
    for line, row in table.rows.items():
        odd = LOCAL_HOST.match(row["url"]) or HOST_WITHOUT_DOT.match(row["url"])
        if odd:
            expected = "an address that others can open, without a password"
            yield Finding(line, "url", expected)


def page_used(table: RawTable) -> Findings:
    # a page on which nothing rests was left behind by a mistake
    used = set()
    for name, other in schema().items():
        fields = {field["name"] for field in other["schema"]["fields"]}
        if name != "sources" and "source_id" in fields:
            used |= table.record.keys(name, "source_id")
    for line, row in table.rows.items():
        if row["source_id"] and row["source_id"] not in used:
            yield Finding(line, "source_id", "a page on which some row of another table rests")


# whole tables


def rows_lost(table: RawTable) -> Findings:
    # a file cut short is sound in every row that is left
    counted = _counts_of_codebook(table.record.folder).get(table.name)
    if counted and len(table.rows) < (1 - LOST_SHARE) * counted:
        expected = f"about the {counted:,} rows of README.md (`make codebook` counts anew)"
        yield Finding(None, "", expected, f"{len(table.rows):,} rows")


def _counts_of_codebook(folder: Path) -> dict[str, int]:
    """{table: rows} as the folder's README.md counts them; empty where it is missing."""
    try:
        text = (folder / "README.md").read_text(encoding="utf-8")
    except OSError:
        return {}
    found = re.findall(r"^\| \[(\w+)\]\(\w+\.csv\) \| ([\d,]+) \|", text, re.M)
    return {name: int(rows.replace(",", "")) for name, rows in found}


# these hold for every table; the others are listed by name in the schema
EVERYWHERE: tuple[Callable, ...] = (
    stands_for_nothing,
    broken_letters,
    markup_in_text,
    mixed_letters,
    rows_lost,
)
_LISTED = (
    twin_names,
    name_of_another_district,
    place_of_another_district,
    published_before_its_event,
    published_long_before,
    far_from_its_fellows,
    after_the_fall,
    said_again,
    statement_of_its_own,
    statement_over_days,
    statement_of_two_sides,
    local_claim_of_many_provinces,
    hardly_any_wounded,
    figure_of_another_size,
    figure_of_another_size_than_others,
    area_of_another_size,
    point_among_neighbours,
    point_near_its_district,
    long_way_round,
    crossing_on_its_border,
    one_address_twice,
    address_of_the_web,
    page_used,
)
WARNINGS: dict[str, Callable] = {warning.__name__: warning for warning in _LISTED}


__dir__ = own_names(__name__)
