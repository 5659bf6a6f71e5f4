"""What the site's search knows: every page, by every name that `resolve` knows, as a script file.

A script and not JSON: a browser that opens the site from a disk fetches no JSON, but loads scripts.
"""

import json
from typing import Any

from anyascii import anyascii

from helpers import load
from helpers.places import SPELLING, plain
from publish.articles import Article
from publish.record import Record, text

# Words round a name that are no name, as headlines write them in Latin letters
_NO_NAMES = """
    district districts centre center city town valley province ulusvali ulusvalai uluswali
    wuluswali woleswali waliswali wlswaly wlswly wlwswaly volusvali volosvali vlsvali vlsvai
    raion rayon raiion uezd uiezd the of area outskirts markaz walayat vlait in i e wa va vi
    aw au al d da
"""
NO_NAMES = tuple(_NO_NAMES.split())
# Scripts whose letters are put into Latin ones in the page: whole blocks, so that a reader may type
# what no table holds
BLOCKS = (
    (0xA0, 0x24F),
    (0x370, 0x3FF),
    (0x400, 0x52F),
    (0x5D0, 0x5EA),
    (0x600, 0x6FF),
    (0x904, 0x9FF),
)
LONGEST = 1400  # characters of a section that are searched


def spelt(word: str) -> str:
    """A word as the rules of helpers/places.py spell it.

    Examples
    --------
    >>> spelt("wuluswali")
    'vulusvali'
    """
    # in this order: a rule may undo what an earlier one made
    for old, new in SPELLING:
        word = word.replace(old, new)
    return word


def letters(names: list[str]) -> dict[str, str]:
    """Letters of other scripts with their Latin ones, as `resolve` reads them.

    Parameters
    ----------
    names : list of str
        Their letters are there whatever their script.

    Examples
    --------
    >>> letters(["邵"])["邵"], letters([])["ш"]
    ('Shao', 'sh')
    """
    wanted = set()
    for first, last in BLOCKS:
        wanted.update(chr(code) for code in range(first, last + 1))
    for name in names:
        wanted.update(letter for letter in name if ord(letter) > 127)
    # zero-width letters and marks of direction say nothing, and are kept as nothing
    wanted |= set(
        "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2069"
    )
    return {letter: anyascii(letter) for letter in sorted(wanted)}


def _page(
    kind: str, title: str, url: str, names: list[str], **more: str
) -> dict[str, Any]:
    # spelt as `resolve` compares them, so that the page need not know every rule of it
    spelt_alike = list(
        dict.fromkeys(word for word in map(plain, names) if word)
    )
    page = {"kind": kind, "title": title, "url": url, "names": spelt_alike}
    return page | {"where": "", "state": "", "ids": ""} | more


def _districts(record: Record) -> list[dict[str, Any]]:
    pages = []
    for district in record.districts.itertuples(index=False):
        pcode = district.pcode
        # every name of the gazetteer, in both scripts
        names = [
            district.district,
            text(district.district_fa),
            *district.alt_names,
        ]
        # a report's identifier leads to its place
        reports = [
            row.report_id for row in record.district_reports.get(pcode, [])
        ]
        pages.append(
            _page(
                "district",
                district.district,
                f"record/{pcode.lower()}.html",
                [name for name in dict.fromkeys(names) if name],
                where=f"{district.province}, {pcode}",
                state=record.fall(pcode),
                ids=" ".join([pcode, *reports]).lower(),
                province=district.province,
                text=district.province,
            )
        )
    return pages


def _provinces(record: Record) -> list[dict[str, Any]]:
    pages = []
    for pcode, group in record.districts.groupby("province_pcode"):
        name = group["province"].iloc[0]
        # those on the province as a whole; the others are found with their districts
        reports = [
            row.report_id for row in record.province_reports.get(pcode, [])
        ]
        pages.append(
            _page(
                "province",
                name,
                f"record/{pcode.lower()}.html",
                [name, f"{name} province"],
                where="province",
                state=f"{len(group)} districts",
                ids=" ".join([pcode, *reports]).lower(),
            )
        )
    return pages


def _crossings(record: Record) -> list[dict[str, Any]]:
    pages = []
    for crossing in load("crossings").itertuples(index=False):
        # a post's state is that of its own events
        events = record.event_rows(
            record.post_events.get(crossing.crossing_id, [])
        )
        reports = [
            row.report_id
            for row in record.post_reports.get(crossing.crossing_id, [])
        ]
        pages.append(
            _page(
                "crossing",
                crossing.name,
                f"crossing/{crossing.crossing_id}.html",
                [crossing.name, *crossing.alt_names],
                where="border crossing",
                state=", ".join(
                    f"{e['verb'].lower()} {e['day']}" for e in events
                ),
                ids=" ".join(reports).lower(),
            )
        )
    return pages


def _roads(ways: dict[str, dict]) -> list[dict[str, Any]]:
    pages = []
    for node_id, way in ways.items():
        # told from the district of the same name
        title = f"{way['name']}: its road to Kabul"
        url = f"capital/{node_id}.html"
        pages.append(
            _page(
                "capital", title, url, [way["name"]], where="road of a capital"
            )
        )
    return pages


def _days(claim_days: dict[str, dict[str, str]]) -> list[dict[str, Any]]:
    prints = load("claims")
    found = {}
    for row in prints.itertuples():
        # the day of the page, or else the end of what it speaks of
        when = row.reported if row.reported == row.reported else row.period_hi
        if when == when:
            found.setdefault(f"{when:%Y-%m-%d}", []).append(row.claim_id)
    pages = []
    for file, page in claim_days.items():
        pages.append(
            _page(
                "day",
                f"Casualty claims for {page['day']}",
                f"claims/{file}.html",
                [],
                where=page["summary"],
                ids=" ".join([file, *found.get(file, [])]).lower(),
                text=page["day"],
            )
        )
    return pages


def _articles(articles: list[Article]) -> list[dict[str, Any]]:
    pages = []
    for article in articles:
        by_heading: dict[tuple[str, str], list[str]] = {}
        for name, heading, words in article.sections:
            # a section is found as one, however many cells it has
            by_heading.setdefault((name, heading), []).append(words)
        for (name, heading), words in by_heading.items():
            pages.append(
                _page(
                    "article",
                    heading or article.title,
                    f"{article.stem}.html" + (f"#{name}" if name else ""),
                    [],
                    where=article.title,
                    text=" ".join(words)[:LONGEST],
                )
            )
    return pages


def of_record(
    record: Record,
    ways: dict[str, dict],
    claim_days: dict[str, dict[str, str]],
) -> dict[str, Any]:
    """What the search knows of the record, before any notebook was executed.

    Parameters
    ----------
    record : Record
        Of this build.
    ways : dict
        As `publish.record_pages.ways` gives them.
    claim_days : dict
        As `publish.claims_pages.write` gives them.

    Returns
    -------
    dict
        Pages, letters, spelling and words that are no names; all of it may be kept as JSON.

    Examples
    --------
    >>> found = of_record(Record(), {}, {})
    >>> sorted(found)
    ['letters', 'noNames', 'pages', 'spelling']
    """
    pages = _districts(record) + _provinces(record) + _crossings(record)
    names = []
    for others in record.districts["alt_names"]:
        names += others
    # a reader may type what a page printed, in its script
    names += [text(name) for name in record.reports["place_as_printed"]]
    # spelt as the script spells what a reader types
    return {
        "pages": pages + _roads(ways) + _days(claim_days),
        "letters": letters(names),
        "spelling": SPELLING,
        "noNames": sorted({spelt(word) for word in NO_NAMES}),
    }


def script(of_tables: dict[str, Any], articles: list[Article]) -> str:
    """The file that search.js reads.

    Parameters
    ----------
    of_tables : dict
        As `of_record` gives it.
    articles : list of Article
        Searched by section.

    Returns
    -------
    str
        JavaScript.

    Examples
    --------
    >>> script({"pages": [], "spelling": ["</script>"]}, []).count("</script>")
    0
    """
    data = of_tables | {"pages": of_tables["pages"] + _articles(articles)}
    content = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # what stands in a script ends it nowhere
    content = content.replace("<", "\\u003c").replace("\u2028", "\\u2028")
    content = content.replace("\u2029", "\\u2029")
    return f"window.Site = window.Site || {{}};\nwindow.Site.searchData = {content};\n"
