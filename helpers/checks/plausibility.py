"""What is implausible in the tables, though no rule can know it to be wrong.

datapackage.json lists under each table its warnings, by the names of these functions, each with a
sentence. A warning takes a RawTable and yields what it finds, with what would make it right. One
that was looked at stands in data/accepted.csv, with the reason, and stays quiet.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from difflib import SequenceMatcher
from functools import cache
from math import sqrt
from pathlib import Path
from statistics import median

from helpers.checks.raw_tables import Finding, RawTable, Row
from helpers.checks.table_rules import Findings, items, kilometres, stretches
from helpers.places import plain
from helpers.public import own_names
from helpers.tables import schema

# a figure this many times its fellows' is more often a slip of a digit than a fact
MANY_TIMES = 8
FEW, OFTEN = 2, 5  # rows: a rare spelling beside a frequent one
FAR_APART = 14  # days between prints of one statement
LONG_AGO = 45  # days between a report and all the others of its place and kind
DETOUR = 2.0  # times the straight line
# Kabul fell on 15 August, three districts of Baghlan were fought over for a week more
LAST_FALL, LAST_PROVINCE = "2021-08-23", "AF08"

SHORTEST = 6  # letters of a name that is compared letter by letter
SMALL_FIGURE = 20  # below it a multiple says little
USUAL_AREA = 5_000  # km², for a district whose area is not known
LONGEST_SPAN = 9  # from 27 days on all spans are alike
ALPHABETS = {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "FULLWIDTH"}
# columns whose names are counted
NAMED = {
    "sources": ("origin", "publisher"),
    "claims": ("claimant",),
    "published_counts": ("publisher", "measure"),
    "customs": ("unit",),
    "replies": ("party",),
    "road_segments": ("road",),
}
# the first day of which a row speaks
FIRST_DAY = {
    "reports": "date_lo",
    "claims": "period_lo",
    "milestones": "date_lo",
    "road_reports": "date_lo",
    "replies": "date",
    "baseline": "as_of",
    "published_counts": "as_of",
}
# what a row says, apart from its identifier, its note and whatever may differ by a word
SAID_BY = {
    "reports": (
        "pcode",
        "crossing_id",
        "province_pcode",
        "event",
        "tells",
        "claimed_by",
        "place_as_printed",
        "date",
        "date_lo",
        "date_hi",
        "manner",
    ),
    "claims": (
        "claimant",
        "period_lo",
        "period_hi",
        "victim_side",
        "scope",
        "provinces",
        "killed",
        "wounded",
        "captured",
    ),
    "baseline": ("pcode", "place_as_printed", "as_of", "holder"),
    "published_counts": ("as_of", "measure", "unit", "value", "publisher"),
    "milestones": ("date", "label"),
    "road_reports": ("segment_id", "date_lo", "date_hi", "status"),
    "customs": ("crossing_id", "measure", "value_lo", "unit", "period"),
}
# figures that should be alike: what they have in common, and the columns
GROUPED = {
    "customs": (("crossing_id", "measure", "unit"), ("value_lo", "value_hi")),
    "published_counts": (
        ("measure", "unit", "publisher"),
        ("value", "value_hi"),
    ),
    "route_lengths": (("from_node", "to_node"), ("length_km",)),
}
SCHEME = re.compile(r"^https?://(www\.)?")
DAY_IN_ADDRESS = re.compile(r"/(20\d\d)[/-](\d\d)[/-](\d\d)(?!\d)")

NOTHING = {
    "nan",
    "null",
    "none",
    "n/a",
    "na",
    "nil",
    "nat",
    "undefined",
    "-",
    "--",
    "?",
    "tbd",
}
# UTF-8 read as Latin-1 or Windows-1252, once or twice
MOJIBAKE = re.compile("\ufffd|Ã[\x80-¿]|Â[\xa0-¿]|â€|[ØÙÐÑ][\x80-¿€-™]|ï»¿|Ã¢")
MARKUP = re.compile(r"</?[a-zA-Z][^>]*>|&(amp|lt|gt|quot|nbsp|#\d+);")
LOCAL_HOST = re.compile(
    r"https?://([^/@]*@|localhost|127\.|10\.|192\.168\.|0\.0\.0\.0|\[::1\])",
    re.I,
)
HOST_WITHOUT_DOT = re.compile(r"https?://[^/.]+(/|$)")
TRACKING = re.compile(
    r"[?&](utm_\w+|fbclid|gclid|ref|ref_src|igshid|mc_cid|mc_eid)=[^&#]*"
)


def days_between(one: str, other: str) -> int:
    """Return the days from one ISO day to another.

    Parameters
    ----------
    one, other : str
        ISO days.

    Returns
    -------
    int
        Negative where the second comes first.

    Examples
    --------
    >>> days_between("2021-06-20", "2021-06-22")
    2
    """
    # the standard library reads ISO days faster than pandas does
    return (date.fromisoformat(other) - date.fromisoformat(one)).days


# any text


def _texts(table: RawTable) -> Iterator[tuple[int, str, str]]:
    """(line, column, text) of every cell of free text."""
    for field in schema()[table.name]["schema"]["fields"]:
        constraints = field.get("constraints", {})
        # a cell with an enum or a form of its own is judged by that
        bound = "enum" in constraints or "pattern" in constraints
        if bound or field["type"] not in ("string", "list"):
            continue
        column = field["name"]
        for line, text in table.cells(column):
            if text:
                yield line, column, text


def stands_for_nothing(table: RawTable) -> Findings:
    """Programs write these words where a person leaves a gap."""
    for line, column, text in _texts(table):
        if text.lower() in NOTHING:
            expected = "an empty cell, where nothing is known"
            yield Finding(line, column, expected)


def broken_letters(table: RawTable) -> Findings:
    """Only texts beyond ASCII can be broken so."""
    for line, column, text in _texts(table):
        if not text.isascii() and (
            MOJIBAKE.search(text) or _was_read_wrongly(text)
        ):
            expected = (
                "letters; these look like UTF-8 that was read as Latin-1"
            )
            yield Finding(line, column, expected)


def _was_read_wrongly(text: str) -> bool:
    """Whether a text is UTF-8 of any script once its letters are taken for bytes again."""
    # letters that are no bytes of that code page, or bytes that are no UTF-8, are as they should be
    try:
        text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return False
    return True


def markup_in_text(table: RawTable) -> Findings:
    """Copied from a page with what the browser hides."""
    for line, column, text in _texts(table):
        if ("<" in text or "&" in text) and MARKUP.search(text):
            expected = "plain text without HTML"
            yield Finding(line, column, expected)


def mixed_letters(table: RawTable) -> Findings:
    """Letters of two alphabets look alike to a reader, and differ to a join."""
    for line, column, text in _texts(table):
        if text.isascii():
            continue
        for word in re.findall(r"\w+", text):
            scripts = _scripts(word)
            if len(scripts) > 1:
                mixed = f"{word!r} has {' and '.join(scripts)}"
                expected = f"letters of one alphabet in a word; {mixed}"
                yield Finding(line, column, expected)
                break


@cache
def _scripts(word: str) -> tuple[str, ...]:
    """The alphabets of a word that are mistaken for each other."""
    scripts = set()
    for letter in word:
        # a letter's name begins with that of its alphabet
        name = unicodedata.name(letter, "") if letter.isalpha() else ""
        scripts.add(name.partition(" ")[0])
    return tuple(sorted(scripts & ALPHABETS))


# names


def skeleton(name: str) -> str:
    """Return what is left of a name without case, marks, blanks, and the alphabet it is in.

    Parameters
    ----------
    name : str
        In any alphabet.

    Returns
    -------
    str
        Small Latin letters and digits.

    Examples
    --------
    >>> skeleton("Kabul Now") == skeleton("KabulNow")
    True
    """
    from anyascii import anyascii

    latin = name if name.isascii() else anyascii(name)
    return re.sub(r"[^a-z0-9]+", "", latin.lower())


def twin_names(table: RawTable) -> Findings:
    """Support counts origins: two spellings of one would count as two."""
    for column in NAMED[table.name]:
        counts = Counter(name for _, name in table.cells(column) if name)
        twins = _twins(counts)
        for line, name in table.cells(column):
            # the first row with the rare spelling stands for all
            frequent = twins.pop(name, None)
            if frequent:
                expected = f"one spelling; {frequent!r} stands in more rows"
                yield Finding(line, column, expected)


def _twins(counts: Counter) -> dict[str, str]:
    """{rare name: the frequent one that it differs from by case, blanks, alphabet or a letter}."""
    homes = defaultdict(list)
    # the frequent names first, so that the rare ones find them
    for name in sorted(counts, key=lambda name: (-counts[name], name)):
        homes[skeleton(name)].append(name)
    homes.pop("", None)
    found = {}
    for first, *others in homes.values():
        found |= dict.fromkeys(others, first)
    leading = {bone: names[0] for bone, names in homes.items()}
    frequent = {
        bone: name for bone, name in leading.items() if counts[name] >= OFTEN
    }
    near = _one_letter_off(frequent)
    for bone, name in leading.items():
        rare = counts[name] <= FEW and len(bone) >= SHORTEST
        other = _nearly(bone, near) if rare else None
        # what is a twin by its letters already stays that
        if other and other != name:
            found.setdefault(name, other)
    return found


def _nearly(bone: str, near: dict[str, str]) -> str | None:
    """The frequent name that is a letter away."""
    for shorter in sorted({bone, *_without_one(bone)}):
        other = near.get(shorter)
        if other and _differ_by_a_letter(bone, skeleton(other)):
            return other
    return None


def _differ_by_a_letter(one: str, other: str) -> bool:
    # another number is another thing: AH7 is not AH76
    digits = re.sub(r"\D", "", one)
    if digits != re.sub(r"\D", "", other):
        return False
    longer_by = len(one) - len(other)
    return abs(longer_by) <= 1


def _without_one(bone: str) -> set[str]:
    shorter = set()
    for place in range(len(bone)):
        after = place + 1
        shorter.add(bone[:place] + bone[after:])
    return shorter


def _one_letter_off(frequent: dict[str, str]) -> dict[str, str]:
    """{spelling that lacks one letter or none: name}; two that share one are a letter apart."""
    # a dictionary of shortened spellings, where comparing all pairs would take seconds
    near: dict[str, str] = {}
    for bone, name in frequent.items():
        if len(bone) < SHORTEST:
            continue
        for shorter in {bone, *_without_one(bone)}:
            near.setdefault(shorter, name)
    return near


def name_of_another_district(table: RawTable) -> Findings:
    """Such a spelling would resolve to two districts, and so to none."""
    owners = defaultdict(set)
    columns = ("pcode", "district", "district_fa")
    for _, pcode, *names in table.cells(*columns):
        for name in filter(None, names):
            owners[pcode[:4], skeleton(name)].add(pcode)
    for line, pcode, alt_names in table.cells("pcode", "alt_names"):
        for name in items(alt_names):
            bone = skeleton(name)
            others = owners[pcode[:4], bone] - {pcode}
            if bone and others:
                expected = (
                    f"names of its own; {name!r} is the name of {min(others)}"
                )
                yield Finding(line, "alt_names", expected)


def place_of_another_district(table: RawTable) -> Findings:
    """A slip of a code moves a capture to another district."""
    owners, whole = _owners(table)
    printed = _printed(table)
    for line, row in table.rows.items():
        # a post is printed by its own name; districts that are numbered differ by that alone
        if row.get("crossing_id") or re.search(r"\d", row["place_as_printed"]):
            continue
        own = row["pcode"]
        province = own[:4] or row.get("province_pcode", "")
        name = _name(row)
        homes = owners.get((province, name), set())
        # what is said of a province is entered in baseline district by district
        if name in whole and (not own or table.name == "baseline"):
            continue
        if not homes:
            homes = _elsewhere(printed[province, name], own)
        if not homes or own in homes:
            continue
        # a province often goes by the name of its capital
        if not own and _may_be_the_province(name, homes, table):
            continue
        expected = f"{min(homes)}, whose name is printed"
        if own:
            expected += f", or a name of {own} in alt_names"
        yield Finding(line, "pcode", expected)


# a place is printed in many rows, and spelling it plainly takes its time
plainly = cache(plain)


def _name(row: Row) -> str:
    """The plain name that the page prints; where ours stands before it, the one in brackets."""
    text = row["place_as_printed"]
    _, marked, printed = text.partition("(printed: ")
    return plainly(printed.rstrip(")") if marked else text)


def _owners(
    table: RawTable,
) -> tuple[dict[tuple[str, str], set[str]], set[str]]:
    """{(province, plain name): P-codes}, and the plain names of provinces."""
    owners = defaultdict(set)
    provinces = set()
    for row in table.record.rows("districts").values():
        names = [row["district"], row["district_fa"], *items(row["alt_names"])]
        provinces.add(plainly(row["province"]))
        for name in names:
            owners[row["province_pcode"], plainly(name)].add(row["pcode"])
    return owners, provinces


def _may_be_the_province(name: str, homes: set[str], table: RawTable) -> bool:
    """Whether the name of a capital is so near to its province's that it may mean that."""
    districts = table.record.by_key("districts", "pcode")
    for home in homes:
        row = districts[home]
        alike = SequenceMatcher(None, name, plain(row["province"])).ratio()
        if row["is_capital"] == "true" and alike > 0.6:
            return True
    return False


def _printed(table: RawTable) -> dict[tuple[str, str], Counter]:
    """How often the table itself gives a printed name to each district."""
    printed = defaultdict(Counter)
    for row in table.rows.values():
        pcode = row["pcode"]
        if pcode and not row.get("crossing_id"):
            printed[pcode[:4], _name(row)][pcode] += 1
    return printed


def _elsewhere(printed: Counter, own: str) -> set[str]:
    """The district to which other rows give the name, where this row stands alone."""
    # one row alone decides nothing, and two names may be alike
    if not printed or (own and printed[own] > 1):
        return set()
    others = {pcode for pcode in printed if pcode != own}
    return others if len(others) == 1 else set()


# days


def beside_its_page(
    table: RawTable, rows: Iterable[tuple]
) -> Iterator[tuple[int, str, str]]:
    """Yield (line, day, day of its page) where both are given.

    Parameters
    ----------
    table : RawTable
        The table.
    rows : iterable of tuple
        (line, source_id, day) of the rows that are asked about.

    Returns
    -------
    iterator of (int, str, str)
        Iterator of (int, str, str) Days as ISO text.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> pages = {"p1": {"published": "2021-07-02"}}
    >>> table = SimpleNamespace(record=SimpleNamespace(by_key=lambda name, column: pages))
    >>> list(beside_its_page(table, [(2, "p1", "2021-07-01"), (3, "p2", "2021-07-01")]))
    [(2, '2021-07-01', '2021-07-02')]
    """
    # the caller chooses the rows: one rule asks the sound ones alone
    sources = table.record.by_key("sources", "source_id")
    for line, source_id, day in rows:
        # a page that sources lack is another rule's matter
        published = sources.get(source_id, {}).get("published", "")
        if published and day:
            yield line, day, published


def published_before_its_event(table: RawTable) -> Findings:
    """A page cannot report what has not happened."""
    column = FIRST_DAY[table.name]
    # rows with an unsound cell too: that excuses no day
    rows = table.cells("source_id", column)
    for line, day, published in beside_its_page(table, rows):
        # a day's difference is that of time zones
        if days_between(published, day) > 1:
            expected = (
                f"a day not after its page, which was published on {published}"
            )
            yield Finding(line, column, expected)


def published_long_before(table: RawTable) -> Findings:
    """A page's own address often carries its day."""
    for line, url, published in table.cells("url", "published"):
        found = DAY_IN_ADDRESS.search(url)
        if not found or not published:
            continue
        printed = "-".join(found.groups())
        try:
            apart = abs(days_between(printed, published))
        except ValueError:
            continue
        if apart > 3:
            expected = f"the day in its address, {printed}"
            yield Finding(line, "published", expected)


def far_from_its_fellows(table: RawTable) -> Findings:
    """A month mistaken moves a whole event."""
    expected = f"a day within {LONG_AGO} days of another report of this place and kind"
    groups = defaultdict(list)
    columns = ("pcode", "crossing_id", "event", "date_lo", "date_hi")
    for line, *kind, lo, hi in table.sound_cells(*columns):
        if kind[0]:
            groups[tuple(kind)].append((line, lo, hi))
    for members in groups.values():
        # of two that lie apart either may be right
        if len(members) < 3:
            continue
        for member in members:
            others = (other for other in members if other is not member)
            if all(
                _apart(member[1:], other[1:]) > LONG_AGO for other in others
            ):
                yield Finding(member[0], "date_lo", expected)


def after_the_fall(table: RawTable) -> Findings:
    """Later captures are most often a slip of a month."""
    expected = (
        f"a day up to {LAST_FALL}, when all but {LAST_PROVINCE} had fallen"
    )
    for line, event, province, day in table.cells(
        "event", "province_pcode", "date_lo"
    ):
        late = event == "captured" and day > LAST_FALL
        if late and province != LAST_PROVINCE:
            yield Finding(line, "date_lo", expected)


def _apart(one: tuple[str, str], other: tuple[str, str]) -> int:
    """Days between two spans (lo, hi); 0 where they overlap."""
    # days are counted between the nearest ends
    first, second = sorted((one, other))
    if second[0] <= first[1]:
        return 0
    return days_between(first[1], second[0])


# rows that say the same


def said_again(table: RawTable) -> Findings:
    """A page that is entered twice speaks twice."""
    seen: dict[tuple, int] = {}
    for line, *content in table.sound_cells(*SAID_BY[table.name], "source_id"):
        first = seen.setdefault(tuple(content), line)
        if first != line:
            expected = f"a row that adds something; row {first} of the same page says the same"
            yield Finding(line, table.columns[0], expected)


def statement_of_its_own(table: RawTable) -> Findings:
    """Prints of one statement must share an identifier to be compared."""
    size = Counter(name for _, name in table.cells("statement_id"))
    # not by provinces: a copy leaves some out, or all
    told = (
        "killed",
        "wounded",
        "period_hi",
        "claimant_type",
        "victim_side",
        "scope",
    )
    prints = defaultdict(list)
    for line, statement, *content in table.sound_cells("statement_id", *told):
        # few and round figures meet by chance
        if len(content[0] + content[1]) >= 4:
            prints[tuple(content)].append((statement, line))
    for members in prints.values():
        names = sorted({statement for statement, _ in members})
        kept = max(names, key=size.__getitem__)
        for statement, line in members:
            # a statement of several prints stands by itself
            alone = size[statement] == 1
            if alone and statement != kept:
                expected = f"{kept}, if it prints the same statement: day and figures agree"
                yield Finding(line, "statement_id", expected)


def statement_over_days(table: RawTable) -> Findings:
    """An identifier that was copied down joins what does not belong together."""
    prints = defaultdict(list)
    for line, statement, day in table.sound_cells("statement_id", "period_hi"):
        if day:
            prints[statement].append((day, line))
    for members in prints.values():
        days = sorted(day for day, _ in members)
        middle = days[len(days) // 2]
        for day, line in members:
            apart = days_between(middle, day)
            if abs(apart) > FAR_APART:
                expected = (
                    f"a statement of about {middle}, as its other prints have"
                )
                yield Finding(line, "statement_id", expected)


def statement_of_two_sides(table: RawTable) -> Findings:
    """A statement has one speaker."""
    first: dict[str, tuple[str, int]] = {}
    for line, statement, speaker in table.sound_cells(
        "statement_id", "claimant_type"
    ):
        other, where = first.setdefault(statement, (speaker, line))
        if speaker != other:
            expected = f"the kind of claimant that row {where} gives for this statement, {other}"
            yield Finding(line, "claimant_type", expected)


# figures


def local_claim_of_many_provinces(table: RawTable) -> Findings:
    """Scope decides into which series a figure goes."""
    for line, scope, provinces in table.sound_cells("scope", "provinces"):
        if scope == "local" and ";" in provinces:
            expected = "one province, or a wider scope"
            yield Finding(line, "provinces", expected)


def hardly_any_wounded(table: RawTable) -> Findings:
    """In war more are wounded than killed; a claim may say else, and should be looked at."""
    for line, killed, wounded in table.sound_cells("killed", "wounded"):
        few = int(wounded or 0)
        if few and int(killed or 0) > 100 * few:
            expected = "at most 100 times the wounded"
            yield Finding(line, "killed", expected)


def figure_of_another_size(table: RawTable) -> Findings:
    """Each figure is set beside the others of its statement, and beside those of its kind."""
    kind = ("claimant_type", "victim_side", "scope", "period_lo", "period_hi")
    for column in ("killed", "wounded", "captured"):
        statements, series = defaultdict(list), defaultdict(list)
        for line, cell, statement, *told in table.sound_cells(
            column, "statement_id", *kind
        ):
            if not cell:
                continue
            *speaker, lo, hi = told
            # a day's losses are not those of a month
            weeks = days_between(lo, hi) // 3 if lo and hi else LONGEST_SPAN
            key = (*speaker, min(weeks, LONGEST_SPAN))
            statements[statement].append((line, float(cell)))
            series[key].append((line, float(cell)))
        yield from _outliers(statements, column, 2, MANY_TIMES)
        yield from _outliers(series, column, 12, 12)


def figure_of_another_size_than_others(table: RawTable) -> Findings:
    """The same road, post or count by several pages."""
    together, columns = GROUPED[table.name]
    for column in columns:
        groups = defaultdict(list)
        for line, cell, *key in table.sound_cells(column, *together):
            if cell:
                groups[tuple(key)].append((line, float(cell)))
        yield from _outliers(groups, column, 3, MANY_TIMES)


def _outliers(groups: dict, column: str, least: int, times: float) -> Findings:
    """Figures many times the median of the others of their group."""
    for members in groups.values():
        if len(members) < least:
            continue
        for place, (line, figure) in enumerate(members):
            # the median of the others, so that one slip does not hide itself
            others = [
                value for _, value in members[:place] + members[place + 1 :]
            ]
            usual = median(others)
            # a small figure may well be many times a smaller one
            most = max(times * usual, SMALL_FIGURE)
            if usual > 0 and figure > most:
                expected = f"a figure nearer to its fellows', about {usual:g}"
                yield Finding(line, column, expected)


# places


def area_of_another_size(table: RawTable) -> Findings:
    """Cells on the map are fitted to areas."""
    rows = list(table.sound_cells("pcode", "area_km2", "neighbours"))
    areas = {pcode: float(area) for _, pcode, area, _ in rows if area}
    for line, pcode, area, neighbours in rows:
        near = [areas[other] for other in items(neighbours) if other in areas]
        if not (area and near):
            continue
        usual = median(near)
        # a city may be small among plains, and a desert large among valleys
        if not usual / 30 <= areas[pcode] <= usual * 12:
            expected = (
                f"an area nearer to its neighbours', about {usual:,.0f} km²"
            )
            yield Finding(line, "area_km2", expected)


def point_among_neighbours(table: RawTable) -> Findings:
    """A degree mistaken moves a point by 100 km."""
    by_pcode = {row["pcode"]: row for row in table.sound.values()}
    for line, row in table.sound.items():
        near = [
            by_pcode[other]
            for other in items(row["neighbours"])
            if other in by_pcode
        ]
        if not near:
            continue
        lat = median(float(other["lat"]) for other in near)
        lon = median(float(other["lon"]) for other in near)
        middle = {"lat": str(lat), "lon": str(lon)}
        side = sqrt(float(row["area_km2"] or USUAL_AREA))
        if kilometres(row, middle) > 1.5 * side + 90:
            expected = "a point among those of its neighbours"
            yield Finding(line, "lat", expected)


def point_near_its_district(table: RawTable) -> Findings:
    """Towns and posts lie in their district, as far as its size tells."""
    districts = table.record.by_key("districts", "pcode")
    for line, row in table.sound.items():
        home = districts.get(row["pcode"])
        if not home or not (row["lat"] and row["lon"]):
            continue
        side = sqrt(float(home["area_km2"] or USUAL_AREA))
        away = kilometres(row, home)
        if away > 1.5 * side + 25:
            expected = f"a point in {row['pcode']}, whose own point is {away:.0f} km away"
            yield Finding(line, "lat", expected)


def long_way_round(table: RawTable) -> Findings:
    """Mountain roads wind, but seldom to twice the way."""
    for line, length, straight in stretches(table):
        if length > DETOUR * straight + 5:
            expected = (
                f"less than twice the {straight:.0f} km of the straight line"
            )
            yield Finding(line, "length_km", expected)


def crossing_on_its_border(table: RawTable) -> Findings:
    """A post leads where its district ends."""
    districts = table.record.by_key("districts", "pcode")
    for line, pcode, neighbour in table.sound_cells("pcode", "neighbour"):
        if pcode not in districts:
            continue
        borders = districts[pcode]["borders"]
        if neighbour not in items(borders):
            expected = f"a country that {pcode} touches ({borders or 'none'})"
            yield Finding(line, "neighbour", expected)


# pages


def one_address_twice(table: RawTable) -> Findings:
    """The same page under two addresses would be two sources."""
    seen: dict[str, int] = {}
    for line, url in table.cells("url"):
        page, _, _ = url.partition("#")
        address = SCHEME.sub("", TRACKING.sub("", page))
        first = seen.setdefault(address.rstrip("/?&").lower(), line)
        if url and first != line:
            expected = f"a page of its own; row {first} has the same address"
            yield Finding(line, "url", expected)


def address_of_the_web(table: RawTable) -> Findings:
    """A reader must be able to open it."""
    for line, url in table.cells("url"):
        if LOCAL_HOST.match(url) or HOST_WITHOUT_DOT.match(url):
            expected = "an address that others can open, without a password"
            yield Finding(line, "url", expected)


def page_used(table: RawTable) -> Findings:
    """A page on which nothing rests was left behind by a mistake."""
    used = set()
    for name, other in schema().items():
        fields = [field["name"] for field in other["schema"]["fields"]]
        if name != "sources" and "source_id" in fields:
            used |= table.record.keys(name, "source_id")
    for line, source_id in table.cells("source_id"):
        if source_id and source_id not in used:
            expected = "a page on which some row of another table rests"
            yield Finding(line, "source_id", expected)


# whole tables


def rows_lost(table: RawTable) -> Findings:
    """A file cut short is sound in every row that is left."""
    counted = counted_rows(table.record.folder).get(table.name)
    if counted and len(table.rows) < counted:
        expected = (
            f"the {counted:,} rows of README.md (`make codebook` counts anew)"
        )
        yield Finding(None, "", expected, f"{len(table.rows):,} rows")


def counted_rows(folder: Path) -> dict[str, int]:
    """How many rows each table has by the codebook of a folder.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    dict
        {table: rows} as README.md counts them; empty where the folder has none.

    Examples
    --------
    >>> from helpers.tables import DATA
    >>> counted_rows(DATA)["crossings"]
    16
    """
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
WARNINGS: dict[str, Callable] = {
    warning.__name__: warning for warning in _LISTED
}


__dir__ = own_names(__name__)
