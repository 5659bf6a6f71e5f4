"""What a reader meets on any page: words, figures with their numbers, weight, paper, no script."""

import csv
import re
import shutil
import subprocess
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest

import helpers
from helpers.views import drawing
from publish.paths import NOTEBOOKS

STEMS = [path.stem for path in sorted(NOTEBOOKS.glob("*.ipynb"))]
KINDS = [
    "index.html",
    "03_roads.html",
    "record/index.html",
    "record/af19.html",
    "record/af1905.html",
    "crossing/islam_qala.html",
    "capital/mazar_e_sharif.html",
    "claims/index.html",
    "claims/2021-06-20.html",
    "explore.html",
    "teach.html",
    "api.html",
    "api/helpers.places.html",
    "downloads.html",
    "codebook.html",
    "changelog.html",
]
# every article is printed by one style sheet: these have long tables, and exercises
PRINTED = [
    stem if stem[:2] in ("05", "08") else pytest.param(stem, marks=pytest.mark.thorough)
    for stem in STEMS
]
# pages on columns and functions: there names of columns are the subject
OF_CODE = ("api", "cheat_sheet.html", "codebook.html", "changelog.html", "seminar", "lab")
CODES = re.compile(r"\b[a-z]+_[a-z_]+\b")
NOTHING = re.compile(r"NaT|nan|NaN|None|<NA>|True|False|\.\.\.")


def ours(site):
    """The pages of the site with their addresses, without those of a kit beside it."""
    for path in sorted(site.rglob("*.html")):
        name = path.relative_to(site).as_posix()
        if not name.startswith(("seminar/", "lab/")):
            yield name, path.read_text(encoding="utf-8")


class Words(HTMLParser):
    """The text of a page by element, without code and drawings."""

    HIDDEN = frozenset(("script", "style", "pre", "code", "svg", "title", "noscript"))
    EMPTY = frozenset(("br", "img", "meta", "link", "input", "hr", "source", "col", "wbr"))

    def __init__(self):
        super().__init__()
        self.open = []
        self.found = []

    def handle_starttag(self, tag, attrs):
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        if not self.HIDDEN & set(self.open):
            self.found.append((self.open[-1] if self.open else "", data))


def test_no_page_shows_names_of_columns_or_words_of_a_programmer(site):
    raw = set()
    for name, text in ours(site):
        if name.startswith(OF_CODE) or name.startswith("figures/"):
            continue
        words = Words()
        words.feed(text)
        for tag, data in words.found:
            # addresses and names of files have letters of their own
            plain = re.sub(r"https?://\S+|\S+\.(csv|py|ipynb|html|js|zip)\b", "", data)
            raw |= {(name, tag, word) for word in CODES.findall(plain)}
            # emphasis that nobody turned into a page's own
            raw |= {(name, tag, mark) for mark in re.findall(r"\*\*\S", plain)}
            if tag in ("td", "th") and NOTHING.fullmatch(plain.strip()):
                raw.add((name, tag, plain.strip()))
    assert raw == set()


def test_every_figure_has_its_numbers_its_pictures_and_a_link(site):
    figures = 0
    for stem in STEMS:
        text = (site / f"{stem}.html").read_text(encoding="utf-8")
        for figure in re.findall(r'<figure id="(figure-\d+)">(.*?)</figure>', text, re.S):
            name, html = figure
            figures += 1
            for what in ("The numbers as a table", "Data (CSV)", "PNG", "Source: this record"):
                assert f">{what}</a>" in html or what in html, (stem, name, what)
            assert f'href="#{name}"' in html
            file = re.search(r'images/([^"]*\.csv)"', html)[1]
            with open(site / "images" / file, encoding="utf-8-sig", newline="") as lines:
                rows = list(csv.reader(lines))
            assert len(rows) > 1 and len(rows[0]) > 1, (stem, name)
            assert (site / "figures" / f"{stem}-{name}.html").exists()
    assert figures >= 50


def test_pictures_are_what_their_names_say(site):
    for path in (site / "images").iterdir():
        begins = path.read_bytes()[:200]
        if path.suffix == ".svg":
            assert b"<svg" in begins, path.name
        elif path.suffix == ".png":
            assert begins.startswith(b"\x89PNG"), path.name


def test_no_text_of_a_figure_is_below_eleven_pixels_on_a_phone(site):
    small = {}
    for stem in STEMS:
        text = (site / f"{stem}.html").read_text(encoding="utf-8")
        for narrow, wide in re.findall(r'srcset="images/([^"]+)".*?src="images/([^"]+)"', text):
            shown = site / "images" / (narrow or wide)
            if shown.suffix == ".svg":
                size = drawing.least_text(shown.read_text(encoding="utf-8"))
                if size < 10.95:
                    small[shown.name] = round(size, 1)
    assert small == {}


OVERLAPS = """() => {
  const found = [];
  const rooms = [...document.querySelectorAll("text")].filter((t) => t.textContent.trim())
    .map((t) => [t.textContent.trim(), t.getBoundingClientRect()]).filter(([, r]) => r.width);
  const less = (r, d) => ({ left: r.left + d, right: r.right - d,
    top: r.top + d, bottom: r.bottom - d });
  const hit = (a, b) => a.left < b.right && b.left < a.right
    && a.top < b.bottom && b.top < a.bottom;
  const ofData = (m) => !m.closest('g[id^="matplotlib.axis"]') && !m.closest('g[id^="legend"]');
  const marks = [...document.querySelectorAll('g[id^="line2d"] use, g[id^="PathCollection"] use')]
    .filter(ofData).map((m) => m.getBoundingClientRect()).filter((r) => r.width > 2);
  rooms.forEach(([name, room], k) => {
    for (const [other, place] of rooms.slice(k + 1)) {
      if (hit(less(room, 2), less(place, 2))) found.push(name + " on " + other);
    }
    if (marks.some((mark) => hit(less(room, 2), mark))) found.push(name + " on a mark");
    if (room.left < -1 || room.right > innerWidth + 1) found.push(name + " outside");
  });
  return found;
}"""


def test_no_name_of_a_figure_lies_on_another_or_on_a_mark(page, site):
    faults = {}
    for path in sorted((site / "images").glob("*.svg")):
        # large drawings of outputs, and the cards, are made of other parts
        if "drawing" in path.name or path.name == "covers.svg":
            continue
        # as wide as it is read: on a phone, or in the page's column
        page.set_viewport_size({"width": 358 if "narrow" in path.name else 900, "height": 1200})
        text = path.read_text(encoding="utf-8")
        text = re.sub(r'(<svg[^>]*?) width="[^"]*"', r'\1 width="100%"', text, count=1)
        text = re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", text, count=1)
        page.set_content(f"<style>body{{margin:0}}</style>{text}")
        found = page.evaluate(OVERLAPS)
        if found:
            faults[path.name] = found[:3]
    assert faults == {}


def weight(page, site):
    """Number and bytes of the files that a page has asked for."""
    files = {unquote(address).partition("#")[0].partition("?")[0] for address in page.asked}
    sizes = [(site / file.removeprefix(f"file://{site}/")).stat().st_size for file in files]
    return len(page.asked), sum(sizes)


@pytest.mark.parametrize("path", ["index.html", "02_capture_maps.html"])
@pytest.mark.parametrize("width", [1440, 390])
def test_a_page_with_the_map_is_light(page, site, path, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto((site / path).as_uri())
    page.locator("iframe").scroll_into_view_if_needed()
    drawn = page.frame_locator("iframe").locator("path.leaflet-interactive")
    drawn.first.wait_for(state="attached", timeout=20_000)
    page.wait_for_load_state("networkidle")
    n, size = weight(page, site)
    assert n <= 12 + (path != "index.html")
    assert size <= 1_200_000


def test_the_first_content_stands_within_a_second(page, site):
    times = []
    for _ in range(3):
        page.goto((site / "index.html").as_uri())
        page.wait_for_load_state("load")
        paints = "performance.getEntriesByName('first-contentful-paint').map(e => e.startTime)"
        page.wait_for_function(f"() => {paints}.length")
        times += page.evaluate(paints)
    # the best of three: what else the machine does is not the page's doing
    assert min(times) < 1000


def test_the_reference_is_light_and_begins_with_the_face(site):
    page = site / "api.html"
    assert page.stat().st_size < 150_000
    text = page.read_text(encoding="utf-8")
    face = text.partition('id="modules"')[0]
    for name in set(helpers.__all__) - {"record"}:
        assert f'href="#helpers.{name}"' in face and f'id="helpers.{name}"' in face
    assert all(path.stat().st_size < 150_000 for path in (site / "api").iterdir())


@pytest.mark.parametrize("path", KINDS)
def test_headings_go_down_by_one_and_drawings_fit_on_a_phone(page, site, path):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto((site / path).as_uri())
    script = "all => all.map(h => +h.tagName[1])"
    levels = page.locator("main :is(h1, h2, h3, h4)").evaluate_all(script)
    assert levels[0] == 1 and levels.count(1) == 1
    jumps = [b - a for a, b in zip(levels, levels[1:], strict=False)]
    assert max(jumps, default=0) <= 1
    script = "all => all.filter(f => f.scrollWidth > f.clientWidth + 1).map(f => f.className)"
    assert page.locator("figure, .timeline").evaluate_all(script) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("path", KINDS)
def test_every_switch_and_link_of_the_head_is_reached_by_keyboard(page, site, path):
    page.goto((site / path).as_uri())
    reached = []
    for _ in range(9):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.outerHTML.slice(0, 80)"))
    wanted = ("skip", "name", 'id="find"', "#map", "summary", "record", "explore", "teach")
    for part in wanted:
        assert any(part in html for html in reached), (part, reached)


@pytest.fixture(scope="module")
def without_scripts(browser):
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", KINDS)
def test_without_scripts_a_page_says_what_it_says(without_scripts, site, path):
    tab = without_scripts
    tab.goto((site / path).as_uri())
    assert len(tab.locator("main").inner_text()) > 300
    if path == "index.html":
        assert tab.locator("[data-numbers] strong").count() == 3
        assert "JavaScript" in tab.frame_locator("iframe").locator("body").inner_text()


def test_the_map_fetches_its_reports_when_one_is_opened(page, site):
    page.goto((site / "maps" / "control.html").as_uri() + "#day=2021-06-22&place=AF1905")
    page.locator(".cm-popup h3").first.wait_for()
    assert any("told.js" in address for address in page.asked)
    assert page.locator(".cm-popup a[href^='http']").count() > 3
    page.goto((site / "maps" / "control.html").as_uri() + "#day=2021-06-23")
    assert page.outside == [] and page.errors == []


def test_tiles_of_the_explorer_show_what_is_assumed_as_the_map_does(page, site):
    page.goto((site / "explore.html").as_uri())
    page.locator(".cm-tiles").wait_for()
    fills = page.locator(".cm-tiles path").evaluate_all(
        "all => all.map(p => p.getAttribute('fill'))"
    )
    assert "var(--cm-assumed)" in fills
    assert "assumed" in page.locator(".cm-explorer .cm-brief").first.inner_text()


def test_a_report_is_a_line_of_the_search(page, site):
    page.goto((site / "index.html").as_uri())
    page.locator("#find").focus()
    page.wait_for_selector("form[data-ready]")
    page.locator("#find").fill("C0250")
    first = page.locator("#found a").first
    first.wait_for()
    assert first.inner_text().startswith("Row C0250, in:")
    first.click()
    page.wait_for_url("**#C0250")
    assert page.locator("tr#C0250:target").count() == 1


def test_falls_of_one_day_have_no_order(site):
    text = (site / "record" / "index.html").read_text(encoding="utf-8")
    order = re.findall(r"<li>([^:]+): <a href=\"([^\"]+)\"", text)
    same = [page for (day, page), (other, _) in zip(order, order[1:], strict=False) if day == other]
    assert same
    for page in same[:20]:
        text = (site / "record" / page.rpartition("/")[2]).read_text(encoding="utf-8")
        after = re.search(r'rel="next"[^>]*>([^:]+):', text)[1]
        assert after == "fell on the same day"


def test_numbers_of_the_front_page_are_said_once(site):
    text = (site / "index.html").read_text(encoding="utf-8")
    without = re.sub(r"<noscript>.*?</noscript>", "", text, flags=re.S)
    assert "data-numbers" in text and "data-numbers" not in without


def test_a_card_shows_what_is_sure_in_a_line_of_its_own():
    from publish.front import card_text

    finding = (
        "It was 5 (0 to 11 over the three readings). It rose. Ours has 128 (theirs 133; "
        "near it: **fails in 411 of 1,000 worlds** (more than a fifth)) in <June>."
    )
    text = card_text(finding)
    # the first sentence, and the one that fails: never without that word
    assert text.said == "It was 5 (0 to 11). Ours has 128 in &lt;June&gt;."
    fails = "<strong>fails in 411 of 1,000 worlds</strong> (more than a fifth)."
    assert text.sure == f"Theirs 133; near it: {fails} Brackets: the three readings."


def test_no_card_shows_marks_or_brackets_on_worlds(site):
    text = (site / "index.html").read_text(encoding="utf-8")
    cards = re.search(r'<ul class="cards-grid">.*?</ul>', text, flags=re.S)[0]
    assert "**" not in cards and "worlds)" not in cards


def test_teaching_without_the_kit_is_no_dead_end(site):
    text = (site / "teach.html").read_text(encoding="utf-8")
    assert "seminar/index.html" in text
    exercises = re.findall(r'href="((?:08|11)_[^"#]*)#([^"]*)">Exercise', text)
    assert len(exercises) >= 15
    for page, place in exercises:
        assert f'id="{place}"' in (site / page).read_text(encoding="utf-8")


def test_every_page_has_version_changelog_and_citation(site):
    without = []
    for name, text in ours(site):
        if name.startswith("maps/"):
            continue
        foot = text.rpartition("<footer")[2]
        for part in ("Version ", "changelog.html", "Cite this page"):
            if part not in foot:
                without.append((name, part))
    assert without == []


def test_errors_are_told_where_a_target_is_set_and_nowhere_else(site):
    from publish.pages import Frame, Writer

    assert "report an error" not in (site / "record" / "af1905.html").read_text(encoding="utf-8")
    frame = Frame([], errors="mailto:errors@example.org?subject={row}")
    assert Writer(site, frame).error_link("C0001").endswith("subject=C0001")


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext reads the pages of a PDF")
@pytest.mark.parametrize("stem", PRINTED)
def test_an_article_prints_whole(page, site, tmp_path, stem):
    page.goto((site / f"{stem}.html").as_uri())
    script = "all => all.filter(t => t.rows.length).map(t => [...t.rows].at(-1).textContent)"
    last_rows = page.locator("article table").evaluate_all(script)
    links = set(page.locator("article a[href^='http']").evaluate_all("all => all.map(a => a.href)"))
    file = tmp_path / "article.pdf"
    page.pdf(path=str(file), format="A4")
    run = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True)
    pages = run.stdout.split("\f")[:-1]
    # a page of a figure alone has the letters of the figure
    assert min(len(text.split()) for text in pages) > 3
    letters = re.sub(r"\s+", "", run.stdout)
    if links:
        assert "Addresses" in run.stdout
        missing = [link for link in links if re.sub(r"\s+", "", link) not in letters]
        assert len(missing) <= 0.02 * len(links), missing[:3]
    # the last row of a table stands on paper too: no box has hidden it. A narrow column may break
    # a word, so that not every one is found
    for row in last_rows:
        parts = re.findall(r"\w{4,}", row)
        found = [part in letters for part in parts]
        assert sum(found) >= 0.6 * len(found), row
