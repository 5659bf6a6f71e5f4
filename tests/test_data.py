"""The record in data/: it fits its schema, its codebook is true, what belongs in it is there."""

import json
import re
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest

from helpers import captures, check, events, load, resolve
from helpers.tables import DATA, schema
from tools import codebook
from tools.codebook import PACKAGE, filled
from tools.quality import DRAWS, LAST, TOUCHED

ROOT = Path(__file__).resolve().parent.parent
# the page that started the project; its facts are S01 to S07
ARTICLE = "globalresearch"


def test_every_table_is_sound():
    faults = check()
    assert faults.empty, faults.head(20).to_string()


# the data package


def test_frictionless_finds_the_package_valid():
    from frictionless import Package

    report = Package(str(DATA / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "note"])[:20]
    assert len(report.tasks) == len(schema())


def test_the_frictionless_command_finds_the_package_valid():
    run = subprocess.run(
        [Path(sys.executable).parent / "frictionless", "validate", "data/datapackage.json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_package_says_what_it_is_and_describes_every_column():
    package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert (
        package["licenses"][0]["name"] == "CC-BY-4.0"
        and package["contributors"]
        and package["sources"]
    )
    assert {path.stem for path in DATA.glob("*.csv")} == {
        table["name"] for table in package["resources"]
    }
    for table in package["resources"]:
        assert table["path"] == f"{table['name']}.csv" and table["description"]
        assert all(field.get("description") for field in table["schema"]["fields"]), table["name"]


# the codebook


def readme_block(name):
    """Rows of a table of the codebook, as lists of cells without links and thousands commas."""
    text = (DATA / "README.md").read_text(encoding="utf-8")
    block = re.search(f"<!-- {name} -->\n(.*?)<!-- /{name} -->", text, re.S)
    if block is None:
        pytest.skip(f"data/README.md has no <!-- {name} --> marker")
    rows = [
        [cell.strip() for cell in line.strip("| ").split("|")]
        for line in block[1].strip().splitlines()
    ]

    def clean(cell):
        text = re.sub(r"\[(.*?)\]\(.*?\)|`(.*?)`", r"\1\2", cell)
        return re.sub(r"(?<=\d),(?=\d{3})", "", text)

    return [[clean(cell) for cell in row] for row in rows[2:]]


def test_row_counts_in_the_codebook_are_those_of_the_files():
    told = {row[0]: int(row[1]) for row in readme_block("counts")}
    assert told == {name: len(load(name)) for name in schema()}


def test_what_the_codebook_counts_is_what_the_tables_give():
    text = (DATA / "README.md").read_text(encoding="utf-8")
    assert filled(text) == text, "make codebook"


def test_weighted_rates_count_each_kind_of_rows_as_it_stands_in_the_record():
    checks = load("checks").query("verdict != 'not_found'")
    n_record = len(load("reports")) + len(load("claims"))
    share = TOUCHED / n_record

    def rate(kind):
        rows = checks[checks["drawn_from"] == f"{LAST}, {kind}"]
        return rows["verdict"].isin(["loose_claimed_by", "loose_manner"]).mean()

    weighted = share * rate("touched") + (1 - share) * rate("untouched")
    assert 0 < weighted < 1
    text = (DATA / "README.md").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("| who says so"))
    told = line.strip("| ").split("|")[-1].split()[0]
    assert told == f"{weighted:.1%}"


def test_the_rows_of_a_draw_are_told_in_the_codebook_as_checks_has_them():
    checks = load("checks").query("verdict != 'not_found'")
    told = readme_block("quality")
    rows = {row[0]: row[1] for row in told if row[0] in DRAWS.values()}
    counted = checks["drawn_from"].value_counts()
    assert rows == {label: str(counted[draw]) for draw, label in DRAWS.items()}


def test_the_arithmetic_in_the_codebook_adds_up():
    rows = readme_block("arithmetic")
    assert rows
    for name, *numbers in rows:
        collected, *parts = map(int, numbers)
        assert collected == sum(parts), name


@pytest.mark.parametrize(
    "letter, collected, table",
    [
        ("C", 1605, "reports"),
        ("K", 572, "claims"),
        ("X", 60, "reports"),
        ("B", 31, "milestones"),
        ("P", 586, "published_counts"),
        ("Q", 107, "published_counts"),
    ],
)
def test_every_row_of_the_first_collection_is_entered_or_accounted_for(letter, collected, table):
    entered, left = set(load(table).iloc[:, 0]), set(load("unplaced")["row_id"])
    rows = {f"{letter}{number:04d}" for number in range(1, collected + 1)}
    assert not rows - entered - left
    assert not entered & left


def test_a_merged_row_names_the_row_that_it_was_merged_with():
    left = load("unplaced")
    keys = set().union(
        *(
            load(name).iloc[:, 0]
            for name in (
                "reports",
                "claims",
                "milestones",
                "published_counts",
                "crossings",
                "road_segments",
            )
        )
    )
    merged = left[left["verdict"] == "merged"]
    assert set(merged["kept_as"]) <= keys
    assert left.loc[left["verdict"] != "merged", "kept_as"].isna().all()


# sources


def test_every_source_is_used_and_has_an_origin():
    sources = load("sources")
    used = set().union(
        *(
            load(name)["source_id"].dropna()
            for name in schema()
            if name != "sources" and "source_id" in load(name)
        )
    )
    assert set(sources["source_id"]) == used
    assert sources["origin"].str.strip().str.len().gt(0).all()
    assert sources["origin"].eq(sources["origin"].str.strip()).all()


def test_wire_stories_share_an_origin():
    """Pages that name an agency in brackets are of its origin: 'Gulf Today (Xinhua)'."""
    sources = load("sources")
    for agency in (
        "AFP",
        "Xinhua",
        "EFE",
        "dpa",
        # ANI and Sputnik often print other desks, and then those are the origin
    ):
        pages = sources[sources["publisher"].str.contains(rf"\({agency}\)", regex=True)]
        assert len(pages) > 1 and set(pages["origin"]) == {agency}


def test_notes_are_short_and_our_own():
    for name in schema():
        table = load(name)
        if "note" in table:
            assert table["note"].dropna().str.split().str.len().max() <= 25, name


# districts


def test_notes_name_no_table_that_is_not_there():
    # "not in roads.csv" tells a reader nothing: that table went into others before anybody saw it
    tables = {path.name for path in DATA.glob("*.csv")}
    others = {"taliban_takeover.csv"}  # what somebody else published
    named = {
        name
        for path in DATA.glob("*.csv")
        for name in re.findall(r"\b\w+\.csv\b", path.read_text(encoding="utf-8"))
    }
    assert not named - tables - others


def test_the_gazetteer():
    districts = load("districts").set_index("pcode")
    assert (
        len(districts) == 399
        and districts["province_pcode"].nunique() == districts["province"].nunique() == 34
    )
    assert districts.groupby("province_pcode")["is_capital"].sum().eq(1).all()
    assert not districts.duplicated(["hex_col", "hex_row"]).any()
    assert all(
        pcode in districts.loc[other, "neighbours"]
        for pcode, near in districts["neighbours"].items()
        for other in near
    )
    assert {country for near in districts["borders"] for country in near} == {
        "IRN",
        "PAK",
        "TJK",
        "TKM",
        "UZB",
        "CHN",
    }


def test_shared_names_stay_apart():
    names = load("districts")["district"]
    assert {"Baharak", "Dawlat Abad", "Kohistan", "Arghandab"} <= set(names[names.duplicated()])


# the facts that the record must hold


def article_reports(place, province, event):
    pcode = resolve(place, province).pcode
    reports = load("reports")
    return reports[
        (reports["pcode"] == pcode)
        & (reports["event"] == event)
        & reports["source_id"].str.startswith(ARTICLE)
    ]


def test_s01_imam_sahib():
    (row,) = article_reports("Imam Sahib", "Kunduz", "captured").itertuples()
    assert (row.date, row.date_lo, row.date_hi) == tuple(
        map(pd.Timestamp, ("2021-06-21", "2021-06-20", "2021-06-21"))
    )
    assert row.claimed_by in ("taliban", "mixed")


def test_s02_s03_doshi_taken_and_retaken():
    (taken,) = article_reports("Doshi", "Baghlan", "captured").itertuples()
    assert pd.isna(taken.date) and (taken.date_lo, taken.date_hi) == (
        pd.Timestamp("2021-05-01"),
        pd.Timestamp("2021-06-22"),
    )
    (retaken,) = article_reports("Doshi", "Baghlan", "recaptured").itertuples()
    assert (
        retaken.claimed_by == "government"
        and retaken.date_lo == pd.Timestamp("2021-06-20")
        and retaken.date_hi >= pd.Timestamp("2021-06-22")
    )
    found = events()
    doshi = found[(found["pcode"] == taken.pcode) & found["crossing_id"].isna()].sort_values("date")
    assert list(doshi["kind"])[:2] == ["captured", "recaptured"]
    assert doshi["date"].iloc[0] == pd.Timestamp("2021-06-20")


def test_s04_maywand():
    (row,) = article_reports("Maywand", "Kandahar", "captured").itertuples()
    assert pd.isna(row.date) and row.date_hi == pd.Timestamp("2021-06-22")


def test_s05_147_and_172_killed_are_two_prints_of_one_statement():
    claims = load("claims")
    ten = {
        "Nangarhar",
        "Laghman",
        "Uruzgan",
        "Kandahar",
        "Zabul",
        "Faryab",
        "Balkh",
        "Helmand",
        "Nimruz",
        "Kunduz",
    }
    ten = {resolve("Markaz", province).candidates[0][0][:4] for province in ten}
    prints = claims[
        claims["wounded"].eq(53)
        & claims["killed"].isin([147, 172])
        & claims["provinces"].map(set).eq(ten)
    ]
    assert set(prints["killed"]) == {147, 172} and prints["statement_id"].nunique() == 1
    assert (prints["victim_side"] == "taliban").all() and (
        prints["claimant_type"] == "government"
    ).all()
    assert prints["period_lo"].le("2021-06-20").all() and prints["period_hi"].ge("2021-06-20").all()
    assert prints.loc[prints["killed"] == 147, "source_id"].str.startswith(ARTICLE).any()


@pytest.mark.parametrize(
    "day, kind, words",
    [
        ("2021-05-01", "withdrawal", "departure of US and NATO"),
        ("2021-06-20", "order", "Akhundzada"),
    ],
)
def test_s06_s07_milestones(day, kind, words):
    milestones = load("milestones")
    found = milestones[
        milestones["date"].eq(day)
        & milestones["kind"].eq(kind)
        & milestones["label"].str.contains(words)
    ]
    assert len(found) and found["source_id"].str.startswith(ARTICLE).any()


def test_both_prints_of_the_un_figure_stand_and_the_misprint_is_marked():
    claims = load("claims")
    half_year = claims[
        claims["claimant_type"].eq("un")
        & claims["killed"].eq(1659)
        & claims["wounded"].isin([3254, 3524])
    ]
    assert set(half_year["wounded"]) == {3254, 3524} and half_year["statement_id"].nunique() == 1
    assert half_year.loc[half_year["wounded"] == 3254, "note"].str.contains("3,524").all()


@pytest.mark.parametrize(
    "place, province",
    [
        ("Andkhoy", "Faryab"),
        ("Karukh", "Herat"),
        ("Kaldar", "Balkh"),
        ("Paryan", "Panjshir"),
        ("Warsaj", "Takhar"),
        ("Charikar", "Parwan"),
        ("Malistan", "Ghazni"),
    ],
)
def test_places_that_changed_hands_more_than_once_have_more_than_one_event(place, province):
    found = events()
    here = found[found["pcode"].eq(resolve(place, province).pcode) & found["crossing_id"].isna()]
    assert set(here["kind"]) == {"captured", "recaptured"}


@pytest.mark.parametrize(
    "place, province, first, second",
    [
        ("Shinkay", "Zabul", "2021-06-04", "2021-06-17"),
        ("Obe", "Herat", "2021-06-13", "2021-06-18"),
        ("Ghorak", "Kandahar", "2021-06-27", "2021-07-03"),
    ],
)
def test_falls_on_two_days_with_no_retaking_reported_are_one_fall_that_keeps_both_days(
    place, province, first, second
):
    """Pages give two days and none speaks of a retaking: one fall, and neither day is lost.

    Both days lie in its bounds, or the reports that give the other one stay listed as dissenting.
    """
    found = captures(events())
    (fall,) = found[found["pcode"] == resolve(place, province).pcode].itertuples()
    reports = load("reports").set_index("report_id")
    dissenting = reports.loc[list(fall.dissent)]
    for day in (pd.Timestamp(first), pd.Timestamp(second)):
        inside = fall.date_lo <= day <= fall.date_hi
        listed = ((dissenting["date_lo"] <= day) & (day <= dissenting["date_hi"])).any()
        assert inside or listed, day


def test_every_provincial_capital_but_kabul_and_bazarak_is_reported_captured_by_15_august():
    found = events()
    taken = set(
        found.loc[
            found["kind"].eq("captured")
            & found["date_lo"].le("2021-08-15")
            & found["crossing_id"].isna(),
            "pcode",
        ]
    )
    districts = load("districts")
    capitals = districts[
        districts["is_capital"] & ~districts["district"].isin(["Kabul", "Bazarak"])
    ]
    assert set(capitals["pcode"]) <= taken


def test_checked_rows_are_rows_of_the_record():
    if "checks" not in schema():
        pytest.skip("no table of checked rows yet")
    assert set(load("checks")["row_id"]) <= set(load("reports")["report_id"]) | set(
        load("claims")["claim_id"]
    ) | set(load("unplaced")["row_id"])


# one sentence, one coding

TITLES = (
    "MP|MPs|[Ll]awmakers?|[Cc]ouncillors?|[Cc]ouncil (?:member|head|deputy|chief)|[Gg]overnor|"
    "[Ss]pokes(?:man|woman|men)|[Cc]hief|[Mm]inister|[Cc]ommander|[Dd]eputy"
)
SPEAKER = re.compile(rf"\b(?:{TITLES})((?: [A-Z][\w'-]+)+)")
SECOND_VOICE = re.compile(
    r"Taliban|Mujahid|[Mm]inistry|[Rr]esident|[Rr]eports|[Ff]orces|[Ss]ources?\b|[Ww]itness|Tweet"
)
FIGHTS = ("attacked_held", "contested", "held")


def speakers(note):
    """Names after a title in a note: the people whose words the report carries."""
    return {name for names in SPEAKER.findall(note) for name in names.split()}


def disagreements(first, second):
    """What two reports of one sentence say differently, and no note explains."""
    said = []
    if first.event != second.event:
        said.append("event")
    if first.manner != second.manner and "unknown" not in (first.manner, second.manner):
        said.append("manner")
    if first.claimed_by != second.claimed_by:
        mixed = [row for row in (first, second) if row.claimed_by == "mixed"]
        if not any(SECOND_VOICE.search(row.note) for row in mixed):
            said.append("claimed_by")
    if pd.notna(first.date) and pd.notna(second.date) and first.date != second.date:
        said.append("date")
    return said


def test_one_sentence_is_coded_one_way_wherever_it_is_printed():
    """Reports of one origin, place and kind that name one speaker and whose bounds meet."""
    reports = load("reports").merge(load("sources")[["source_id", "origin"]], on="source_id")
    reports = reports[reports["origin"] != "unknown"]
    place = reports["pcode"].fillna(reports["province_pcode"])
    kind = reports["event"].astype(str).where(~reports["event"].isin(FIGHTS), "fight")
    crossing = reports["crossing_id"].fillna("")
    odd = []
    for _, rows in reports.groupby([reports["origin"], place, crossing, kind]):
        for first, second in combinations(rows.itertuples(), 2):
            same = speakers(first.note) & speakers(second.note)
            meet = first.date_lo <= second.date_hi and second.date_lo <= first.date_hi
            if same and meet and disagreements(first, second):
                fields = disagreements(first, second)
                odd.append(f"{first.report_id} {second.report_id} {sorted(same)}: {fields}")
    assert not odd, "\n".join(odd)


# words of a note that give the reason for how a place was lost
GROUNDS = {
    "assault": r"fight|fought|clash|attack|battle|storm|assault|resist|kill|heav|overr[ua]n|sieg|"
    r"casualt|operation|drove|push|wound|evict|hour|fierce|captiv|defeated",
    "withdrawal": r"withdr|left|leave|leaving|retreat|fled|flee|abandon|evacuat|f[ae]ll back|pull|"
    r"without|no real|no fight|given? up|gave|little|at airport|drew back|moved|vacat|emptied|"
    r"mostly",
    "surrender": r"surrend|gave|giv|laid|hand|joined|came over|went over|switch|shots|arms",
    "negotiated": r"negotiat|deal|agree|elder|mediat|ceasefire|let out|let go|safe|arranged",
}


def explained(row):
    """Whether the note of a report says why its manner stands: words of the kind that it tells."""
    return bool(re.search(GROUNDS[row.manner], row.note, re.IGNORECASE))


def test_prints_of_one_desk_differ_in_manner_only_where_their_notes_say_why():
    """Reports of one origin, place and kind whose bounds meet, whoever is named."""
    reports = load("reports").merge(load("sources")[["source_id", "origin"]], on="source_id")
    told = reports["manner"] != "unknown"
    changes = reports["event"].isin(["captured", "recaptured"])
    reports = reports[told & changes & (reports["origin"] != "unknown")]
    place = reports["pcode"].fillna(reports["province_pcode"])
    crossing = reports["crossing_id"].fillna("")
    odd = []
    for _, rows in reports.groupby([reports["origin"], place, crossing, "event"], observed=True):
        for first, second in combinations(rows.itertuples(), 2):
            meet = first.date_lo <= second.date_hi and second.date_lo <= first.date_hi
            differ = first.manner != second.manner
            if meet and differ and not (explained(first) and explained(second)):
                odd.append(f"{first.report_id} {first.manner}, {second.report_id} {second.manner}")
    assert not odd, "\n".join(odd)


def test_an_undated_print_is_bounded_by_the_dated_prints_of_its_statement():
    """Prints of one desk on one place whose notes are the same words."""
    sources = load("sources")[["source_id", "origin", "published"]]
    reports = load("reports").merge(sources, on="source_id").dropna(subset=["note"])
    statement = ["origin", "pcode", "crossing_id", "event", "claimed_by", "note"]
    late, compared = [], 0
    for _, prints in reports.groupby(statement, dropna=False, observed=True):
        is_dated = prints["published"].notna()
        if is_dated.all() or not is_dated.any():
            continue
        compared += 1
        undated = prints[~is_dated]
        last = prints.loc[is_dated, "date_hi"].max()
        late += undated.loc[undated["date_hi"] > last, "report_id"].tolist()
    assert compared > 5
    assert late == []


def test_districts_of_a_province_that_its_loser_gives_up_are_confirmed():
    """A province that is lost in part is contested; its loss is told like that of a district."""
    reports = load("reports")
    whole = reports["pcode"].isna() & (reports["event"] == "contested")
    losers = reports["claimed_by"].isin(["government", "local_official"])
    told = reports[whole & losers]
    assert len(told) > 2
    assert told.loc[told["status"] == "claimed", "report_id"].tolist() == []


def test_a_security_source_is_not_the_outlets_word():
    """A note that opens with a source of the security forces is a row of an official's voice."""
    reports = load("reports")
    theirs = reports[reports["note"].str.match(r"Security sources?\b", na=False)]
    assert len(theirs)
    official = theirs["claimed_by"].isin(["government", "local_official", "mixed"])
    assert theirs.loc[~official, "report_id"].tolist() == []


def test_no_report_is_dated_that_its_note_puts_in_a_span():
    """A day lost between two days, or in the last 24 hours, is not a day given."""
    reports = load("reports")
    span = r"between \w+day and|night of \d+ to \d+|[Oo]vernight \d|list given on|dated from"
    spans = reports["note"].str.contains(span, na=False)
    changes = reports["event"].isin(["captured", "recaptured"])
    dated = reports["date"].notna()
    assert reports.loc[spans & changes & dated, "report_id"].tolist() == []


def test_notes_that_say_that_no_day_is_printed_go_with_rows_without_a_day():
    reports = load("reports")
    said = reports["note"].str.contains("no day printed|day not given|no day given", na=False)
    assert not reports.loc[said, "date"].notna().any()


# what others measured


def test_people_of_all_districts_add_up():
    context = load("district_context")
    assert set(context["pcode"]) == set(load("districts")["pcode"])
    assert context["people_worldpop_2020"].sum() == 30_291_475
    planned = context["centres_2019_planned"]
    assert (context["centres_2019_result"] <= planned).dropna().all()


def test_battle_deaths_add_up_to_what_their_makers_say():
    deaths = load("battle_deaths")
    assert not deaths.duplicated(["period", "kind", "release"]).any()
    state = deaths[deaths["kind"] == "state_based"].set_index("period")["best"]
    months = state[state.index.str.startswith("2021-")]
    assert months.sum() == 35_786 and state["2021"] == 35_787
    assert months["2021-05":"2021-08"].sum() == 25_892


def test_deaths_by_cell_come_near_the_deaths_by_month():
    cells = load("battle_deaths_cells")
    assert not cells.duplicated(["cell_id", "month"]).any()
    cells = cells.groupby("month", observed=True)["best"].sum()
    assert cells.tolist() == [4953, 7547, 8287, 5050]
    deaths = load("battle_deaths")
    months = deaths[deaths["kind"] == "state_based"].set_index("period")["best"]
    assert ((cells / months[cells.index] - 1).abs() < 0.023).all()


def test_states_tell_no_day_of_a_change():
    reports = load("reports")
    changes = reports["event"].isin(["captured", "recaptured"])
    assert reports.loc[changes & (reports["tells"] == "state"), "date"].isna().all()
    lasting = reports["event"].isin(["held", "attacked_held"])
    assert (reports.loc[lasting, "tells"] == "state").all()


# nothing of the workshop in the house


def committed():
    """Text files of the project: those that git tracks; without git, all but what is built."""
    if (ROOT / ".git").exists():
        names = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.split("\0")
        paths = [ROOT / name for name in names if name]
    else:
        built = {
            ".venv",
            ".build",
            "reports",
            "__pycache__",
            ".pytest_cache",
            ".hypothesis",
            ".ipynb_checkpoints",
            "boundaries",
        }
        paths = [
            path
            for path in ROOT.rglob("*")
            if path.is_file() and not built & set(path.relative_to(ROOT).parts)
        ]
    for path in paths:
        if path.is_file() and path.suffix not in (".png", ".ico", ".woff2", ".pdf"):
            yield path, path.read_text(encoding="utf-8")


def test_no_package_host_and_no_path_of_one_machine_in_any_file():
    hosts = [
        "py" + "pi.org",
        "python" + "hosted.org",
        "npm" + "js.org",
        "npm" + "js.com",
        "ana" + "conda.org",
        "ana" + "conda.com",
    ]
    paths = re.compile(
        r"(?<![\w.:/~-])/(?:work|root|opt|mnt|Users|home)/\w"
    )  # not inside an address
    for path, text in committed():
        assert not [host for host in hosts if host in text], path
        if path != Path(__file__).resolve():
            assert not paths.search(text), (path, paths.search(text))


def test_text_files_end_their_lines_alike():
    for path, text in committed():
        assert "\r" not in text and not text.startswith("\ufeff"), path


def test_a_capital_bears_one_name_in_all_tables():
    names = load("districts").set_index("pcode")["district"]
    nodes = load("road_nodes")
    capitals = nodes[nodes["kind"] == "capital"]
    assert capitals["name"].tolist() == capitals["pcode"].map(names).tolist()


def test_a_codebook_that_is_true_is_left_as_it_lies():
    """A build that runs meanwhile takes a file written anew for a changed one."""
    before = {file: file.stat().st_mtime_ns for file in (DATA / "README.md", PACKAGE)}
    codebook.main()
    assert {file: file.stat().st_mtime_ns for file in before} == before
