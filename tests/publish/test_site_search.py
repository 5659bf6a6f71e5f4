"""The search box finds the right page first, by any spelling, with no network."""

import numpy as np
import pytest

from helpers import load, resolve

LOADED = """async () => {
  for (const file of ["minisearch.js", "search-data.js", "search.js"])
    await Site.load(Site.root + "_static/" + file);
}"""
FIRST = "questions => questions.map(q => (Site.search(q)[0] || {}).url || '')"


@pytest.fixture(scope="module")
def search(browser, site):
    """A function: the address of the first result for each question."""
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto((site / "index.html").as_uri())
    page.evaluate(LOADED)
    yield lambda questions: page.evaluate(FIRST, list(questions))
    context.close()


def test_official_names_lead_to_their_districts(search):
    districts = load("districts")
    questions, wanted = [], []
    for row in districts.itertuples():
        # a name that several districts share is asked for with its province
        for column in ("district", "district_fa"):
            name = getattr(row, column)
            if not isinstance(name, str):
                continue
            shared = (districts[column] == name).sum() > 1
            questions.append(f"{name} {row.province}" if shared else name)
            own = {f"record/{row.pcode.lower()}.html"}
            # where a province has the name too, its page lists the district
            if name == row.province or column == "district_fa" and row.is_capital:
                own.add(f"record/{row.province_pcode.lower()}.html")
            wanted.append(own)
    found = search(questions)
    wrong = [(q, f) for q, f, w in zip(questions, found, wanted, strict=True) if f not in w]
    assert len(wrong) <= 0.02 * len(questions), wrong


def test_printed_spellings_lead_to_what_resolve_says(search):
    districts = load("districts")
    capitals = set(districts.loc[districts["is_capital"], "pcode"])
    reports = load("reports").dropna(subset=["pcode"])
    reports = reports[reports["crossing_id"].isna()]
    names = reports["place_as_printed"].drop_duplicates()
    draw = np.random.default_rng(2021).permutation(names.to_numpy())
    questions, wanted = [], []
    for name in draw:
        try:
            pcode = resolve(name).pcode
        except ValueError:
            continue
        if pcode and len(questions) < 200:
            questions.append(name)
            own = {f"record/{pcode.lower()}.html"}
            # a capital's name may be its province's too, whose page lists it
            own |= {f"record/{pcode[:4].lower()}.html"} if pcode in capitals else set()
            wanted.append(own)
    found = search(questions)
    wrong = [(q, f, w) for q, f, w in zip(questions, found, wanted, strict=True) if f not in w]
    assert len(questions) == 200
    assert len(wrong) <= 4, wrong


@pytest.mark.parametrize(
    ("question", "address"),
    [
        ("Imam Sahib", "record/af1905.html"),
        ("Emam Saheb", "record/af1905.html"),
        ("Imamsahib", "record/af1905.html"),
        ("Imam Sahib district", "record/af1905.html"),
        ("ولسوالی امام صاحب", "record/af1905.html"),
        ("район Имам-Сахиб", "record/af1905.html"),
        ("AF1905", "record/af1905.html"),
        ("af1905", "record/af1905.html"),
        ("Helmand", "record/af30.html"),
        ("Sarobi Kabul", "record/af0115.html"),
        ("Daikundi", "record/af24.html"),
        ("Spin Boldak crossing", "crossing/spin_boldak.html"),
        ("Torkham", "crossing/torkham.html"),
    ],
)
def test_known_questions(search, question, address):
    assert search([question]) == [address]


def test_a_report_leads_to_its_row(page, site):
    report = load("reports").dropna(subset=["pcode"]).query("crossing_id.isna()").iloc[0]
    page.goto((site / "index.html").as_uri())
    page.locator("#find").focus()
    page.wait_for_selector("form[data-ready]")
    page.locator("#find").fill(report["report_id"])
    page.locator("#found a").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/record/{report['pcode'].lower()}.html#{report['report_id']}")
    assert page.locator(f"tr[id='{report['report_id']}']:target").count() == 1
    assert page.outside == [] and page.errors == []


def test_results_tell_day_and_state_and_obey_the_keyboard(page, site):
    page.goto((site / "06_how_sure_are_we.html").as_uri())
    page.locator("#find").focus()
    page.wait_for_selector("form[data-ready]")
    page.keyboard.type("Doshi")
    page.locator("#found a").first.wait_for()
    assert "captured" in page.locator("#found small").first.inner_text()
    page.keyboard.press("ArrowDown")
    assert page.locator("#found li[aria-selected='true']").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("#found").is_hidden()


ON_MAP = """questions => {
  const { record } = ControlMap.current;
  const names = ControlMap.search.index(record);
  return questions.map((question) => {
    const hit = (ControlMap.search.answers(record, names, question) || [])[0] || {};
    const pcode = hit.kind === "district" ? record.districts[hit.k].pcode : "";
    if (pcode) return "record/" + pcode.toLowerCase() + ".html";
    if (hit.kind === "crossing") return "crossing/" + record.crossings[hit.k].id + ".html";
    return hit.kind === "page" ? hit.url.replace("../", "") : "";
  });
}"""


def test_the_box_of_the_map_gives_the_answers_of_the_header(search, browser, site):
    districts, crossings = load("districts"), load("crossings")
    printed = load("reports")["place_as_printed"].dropna().drop_duplicates()
    draw = np.random.default_rng(2021).permutation(printed.to_numpy())[:200]
    questions = [*districts["district"], *districts["district_fa"].dropna(), *crossings["name"]]
    questions += [*draw, "AF1905", "Helmand", "ولسوالی امام صاحب", "район Имам-Сахиб"]
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto((site / "maps" / "control.html").as_uri())
    page.locator("#cm-search").focus()
    page.locator("#cm-search[data-ready]").wait_for()
    on_map = page.evaluate(ON_MAP, questions)
    context.close()
    in_header = search(questions)
    pairs = zip(questions, in_header, on_map, strict=True)
    assert [(q, one, other) for q, one, other in pairs if one != other] == []


def test_the_box_of_the_map_opens_what_it_finds(page, site):
    page.goto((site / "maps" / "control.html").as_uri())
    page.locator("#cm-search").focus()
    page.locator("#cm-search[data-ready]").wait_for()
    page.locator("#cm-search").fill("Emam Saheb")
    page.keyboard.press("Enter")
    page.locator(".cm-popup h3").first.wait_for()
    assert "AF1905" in page.locator(".cm-popup").inner_text()
    # a province is no place of the map: its page is linked
    page.locator("#cm-search").fill("Helmand")
    assert page.locator(".cm-found a").first.get_attribute("href") == "../record/af30.html"
    assert page.outside == [] and page.errors == []
