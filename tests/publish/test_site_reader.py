"""What a reader meets on any page: words, figures with their numbers, weight, paper, no script."""

import csv
import io
import json
import re
import shutil
import subprocess
from base64 import b64encode
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, unquote
from xml.etree import ElementTree

import matplotlib
import pandas as pd
import pytest
from PIL import Image

import helpers
from helpers import events
from helpers.views import drawing
from publish import claims_pages, record_pages
from publish.pages import Frame, Writer
from publish.paths import NOTEBOOKS, ROOT
from publish.record import Record
from publish.release import errors_to

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
# a load takes a browser a second: of pages with one head, one script and one style sheet these
TEMPLATES = {
    "index.html",
    "03_roads.html",
    "record/af19.html",
    "record/af1905.html",
    "claims/2021-06-20.html",
    "explore.html",
    "api.html",
    "codebook.html",
}
OF_EACH = [
    path if path in TEMPLATES else pytest.param(path, marks=pytest.mark.thorough) for path in KINDS
]
# the head is the same text in all: at the top, and in a folder
HEADS = [
    path
    if path in ("index.html", "03_roads.html", "record/af1905.html")
    else pytest.param(path, marks=pytest.mark.thorough)
    for path in KINDS
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


# each picture of each article is taken; at a desk the same colours once more
@pytest.mark.parametrize("width", [pytest.param(1440, marks=pytest.mark.thorough), 390])
def test_no_figure_keeps_a_white_ground_by_night(page, site, width):
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": width, "height": 900})
    kind = "img.png" if width > 640 else "img.narrow-png"
    seen, grounds = 0, {}
    for stem in STEMS:
        if 'png"' not in (site / f"{stem}.html").read_text(encoding="utf-8"):
            continue
        page.goto((site / f"{stem}.html").as_uri())
        for picture in page.locator(f"figure {kind}").all():
            picture.scroll_into_view_if_needed()
            page.wait_for_function("img => img.complete", arg=picture.element_handle())
            shot = Image.open(io.BytesIO(picture.screenshot())).convert("RGB")
            # the page's own shade, at each corner of the figure
            corners = [(2, 2), (shot.width - 3, 2), (2, shot.height - 3)]
            grounds |= {(stem, seen): max(max(shot.getpixel(spot)) for spot in corners)}
            seen += 1
    assert seen and max(grounds.values()) < 64, grounds


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


SIDEWAYS = """() => [...document.querySelectorAll("main :is(div, table)")]
  .filter((e) => e.checkVisibility() && e.querySelector("td") && e.scrollWidth > e.clientWidth + 2
    && getComputedStyle(e).overflowX !== "visible")
  .map((e) => (e.getAttribute("aria-label") || e.textContent).trim().slice(0, 60))"""
BROKEN_DAYS = r"""() => [...document.querySelectorAll("td")]
  .filter((e) => /^(\d{4}-\d\d-\d\d|\d{1,2}\s[A-Z][a-z]{2})$/.test(e.textContent.trim()))
  .filter((e) => {
    const range = document.createRange();
    range.selectNodeContents(e);
    return e.checkVisibility() && range.getClientRects().length > 1;
  })
  .map((e) => e.textContent.trim())"""


# A reader's machine has fonts of its own. This face is among the widest that pages are read in,
# and comes with matplotlib; a twentieth is added for one that is wider still.
WIDE_FACE = """async (face) => {
  // as bytes: the page's own policy lets no font be loaded
  const bytes = Uint8Array.from(atob(face), (sign) => sign.charCodeAt(0));
  document.fonts.add(await new FontFace("wide", bytes.buffer).load());
  const style = document.createElement("style");
  style.textContent = "body { font-family: wide } main table { font-size: .945rem }";
  document.head.append(style);
}"""


def test_at_a_desk_no_table_scrolls_sideways_and_no_day_is_broken_in_any_face(page, site):
    file = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    face = b64encode(file.read_bytes()).decode()
    faults = {}
    for stem in STEMS:
        page.goto((site / f"{stem}.html").as_uri())
        own = page.evaluate(SIDEWAYS) + page.evaluate(BROKEN_DAYS)
        page.evaluate(WIDE_FACE, face)
        found = own + page.evaluate(SIDEWAYS) + page.evaluate(BROKEN_DAYS)
        if found:
            faults[stem] = found[:4]
    assert faults == {}


SVG = "{http://www.w3.org/2000/svg}"
NUMBER = re.compile(r"[−\d.,%×\s]+")


def words_of(group):
    """The texts of a part of a drawing."""
    return ["".join(text.itertext()).strip() for text in group.iter(f"{SVG}text")]


def parts(group, name):
    return [part for part in group.iter(f"{SVG}g") if re.fullmatch(name, part.get("id", ""))]


def nameless_axes(drawing):
    """The axes of numbers that no words stand beside, nor over all panels."""
    (figure,) = parts(drawing, "figure_1")
    # a label over all panels is turned, as that of one is
    shared = [part for part in figure if part.get("id", "").startswith("text_")]
    texts = [text for part in shared for text in part.iter(f"{SVG}text")]
    turned = [text for text in texts if "rotate(-90" in text.get("transform", "")]
    found = []
    for axis in parts(drawing, r"matplotlib\.axis_\d+"):
        ticks = [w for tick in parts(axis, r"[xy]tick_\d+") for w in words_of(tick)]
        label = [
            w for part in axis if part.get("id", "").startswith("text_") for w in words_of(part)
        ]
        if any(NUMBER.fullmatch(tick) for tick in ticks) and not (label or turned):
            found.append(axis.get("id"))
    return found


def test_every_axis_of_numbers_says_what_it_counts(site):
    nameless = {}
    for path in sorted((site / "images").glob("*.svg")):
        if "drawing" in path.name or "narrow" in path.name or path.name == "covers.svg":
            continue
        drawing_of_file = ElementTree.parse(path).getroot()
        if nameless_axes(drawing_of_file):
            nameless[path.name] = nameless_axes(drawing_of_file)
    assert nameless == {}


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
  // names on maps: a road, or the line that ties a name to its mark, may not run through them
  // but under a name with a plate
  const placed = new Set([...document.querySelectorAll('[id^="placed-name"]:not(:has(path)) text')]
    .map((t) => t.textContent.trim()));
  const ways = [];
  for (const path of document.querySelectorAll('g[id^="line2d"] path, [id^="tie-of-name"] path')) {
    const isTie = path.closest('[id^="tie-of-name"]');
    const width = parseFloat(getComputedStyle(path).strokeWidth);
    if (path.closest("defs") || !ofData(path) || !placed.size || !(isTie || width > 1)) continue;
    const corner = path.getScreenCTM();
    for (let at = 0; at < path.getTotalLength(); at += 1) {
      const spot = path.getPointAtLength(at).matrixTransform(corner);
      ways.push([spot.x, spot.y]);
    }
  }
  rooms.forEach(([name, room], k) => {
    for (const [other, place] of rooms.slice(k + 1)) {
      if (hit(less(room, 2), less(place, 2))) found.push(name + " on " + other);
    }
    if (marks.some((mark) => hit(less(room, 2), mark))) found.push(name + " on a mark");
    if (ways.some(([x, y]) => x > room.left + 2 && x < room.right - 2 && y > room.top + 4
      && y < room.bottom - 4 && placed.has(name))) found.push(name + " struck through");
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


# each screen for as long as a browser needs to ask for what stands there
TO_THE_END = """async () => {
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight) {
    scrollTo(0, y);
    await painted();
  }
  const all = [...document.images].filter((image) => image.getClientRects().length);
  await Promise.all(all.map((image) => image.complete || new Promise((done) => {
    image.onload = image.onerror = done;
  })));
}"""
MAP = ("maps/control", "_static/leaflet/")


def read_to_the_end(page, site, path):
    """Open a page and scroll through it, its map and its explorers working."""
    page.asked.clear()
    page.goto((site / path).as_uri())
    page.evaluate(TO_THE_END)
    text = (site / path).read_text(encoding="utf-8")
    if "<iframe" in text:
        drawn = page.frame_locator("iframe").locator("path.leaflet-interactive")
        drawn.first.wait_for(state="attached", timeout=20_000)
    if "data-explorer" in text:
        page.locator(".cm-explorer select, .cm-explorer input").first.wait_for()
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("path", ["index.html", *(f"{stem}.html" for stem in STEMS)])
def test_a_page_loads_alone_fits_and_is_light_to_its_end(page, site, path):
    for width in (1440, 390):
        # a page that is made narrow would fetch the drawings for phones besides
        page.goto("about:blank")
        page.set_viewport_size({"width": width, "height": 900})
        read_to_the_end(page, site, path)
        n, size = weight(page, site)
        assert n <= 12, (width, n, page.asked)
        text = (site / path).read_text(encoding="utf-8")
        with_map = "<iframe" in text or "data-explorer" in text
        assert size <= (1_200_000 if with_map else 450_000), (width, size)
        # what the article itself weighs, beside its map
        page.asked[:] = [file for file in page.asked if not any(part in file for part in MAP)]
        if "data-explorer" not in text:
            assert weight(page, site)[1] <= 450_000, (width, weight(page, site))
        assert page.outside == [] and page.failed == [] and page.errors == []
        assert page.locator("h1").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_reference_is_light_and_begins_with_the_face(site):
    page = site / "api.html"
    assert page.stat().st_size < 150_000
    text = page.read_text(encoding="utf-8")
    face = text.partition('id="modules"')[0]
    for name in set(helpers.__all__) - {"record"}:
        assert f'href="#helpers.{name}"' in face and f'id="helpers.{name}"' in face
    assert all(path.stat().st_size < 150_000 for path in (site / "api").iterdir())


@pytest.mark.parametrize("path", OF_EACH)
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


@pytest.mark.parametrize("path", HEADS)
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


@pytest.mark.parametrize("path", OF_EACH)
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
    assert any("control.told.af19.js" in address for address in page.asked)
    assert page.locator(".cm-popup a[href^='http']").count() > 3
    # of one province: half a megabyte for one popup was too much
    fetched = [address for address in page.asked if ".told." in address]
    assert len(fetched) == 1
    assert (site / "maps" / "control.told.af19.js").stat().st_size < 60_000
    page.goto((site / "maps" / "control.html").as_uri() + "#day=2021-06-23")
    assert page.outside == [] and page.errors == []


def test_tiles_of_the_explorer_show_what_is_assumed_as_the_map_does(page, site):
    page.goto((site / "explore.html").as_uri())
    page.locator(".cm-tiles").wait_for()
    fills = page.locator(".cm-tiles path").evaluate_all(
        "all => all.map(p => p.getAttribute('fill'))"
    )
    assert "url(#cm-dots)" in fills
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


def test_a_card_is_read_at_a_glance(site):
    text = (site / "index.html").read_text(encoding="utf-8")
    cards = re.search(r'<ul class="cards-grid">.*?</ul>', text, flags=re.S)[0]
    long = {}
    for card in re.findall(r"<li>.*?</li>", cards, flags=re.S):
        title = re.search(r'card-title">(.*?)<', card)[1]
        said, _, sure = card.partition("<p>")[2].partition('<p class="range">')
        n_said, n_sure = (len(re.sub("<[^>]+>", " ", part).split()) for part in (said, sure))
        if n_said > 42 or n_sure > 32:
            long[title] = (n_said, n_sure)
    assert long == {}


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


def test_without_a_target_nobody_is_asked_to_tell_an_error(site):
    asked = [name for name, text in ours(site) if "report an error" in text.lower()]
    assert (asked == []) == (errors_to() == "")


TARGET = "https://example.org/errors?title=Row+{row}&labels=data"


@pytest.fixture(scope="module")
def with_target(tmp_path_factory):
    """The pages of the tables, as they are where a target is set in the one place for it."""
    folder = tmp_path_factory.mktemp("target")
    settings = folder / "pyproject.toml"
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    line = 'errors = ""'
    assert text.count(line) == 1, "the one place where a target is set"
    settings.write_text(text.replace(line, f'errors = "{TARGET}"'), encoding="utf-8")
    frame = Frame([], errors=errors_to(settings))
    writer = Writer(folder / "site", frame)
    record_pages.Pages(writer, Record()).write()
    claims_pages.write(writer)
    return folder / "site"


def test_every_row_and_page_asks_for_errors_where_a_target_is_set(with_target):
    pages, rows = 0, 0
    for path in sorted(with_target.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        own = TARGET.replace("{row}", quote(path.relative_to(with_target).as_posix()))
        foot = text.rpartition("<footer")[2]
        assert f'href="{escape(own)}"' in foot, path.name
        pages += 1
        # every row of a page, by its identifier
        for row in re.findall(r'<tr id="([A-Z]\d+)"', text):
            cells = text.partition(f'<tr id="{row}"')[2].partition("</tr>")[0]
            assert f'href="{escape(TARGET.replace("{row}", row))}"' in cells, (path.name, row)
            rows += 1
    assert pages > 500 and rows > 3000


def test_the_guide_says_where_a_target_is_set():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert "`errors` under `[tool.publish]`" in text


READS_PDF = shutil.which("pdftotext")


@pytest.mark.skipif(READS_PDF is None, reason="no pdftotext here: apt-get install poppler-utils")
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


def test_a_line_before_a_finding_or_a_numbered_sentence_belongs_to_the_working():
    from publish.articles import leads_to_code

    def said(text, **metadata):
        output = {"data": {"text/markdown": text}, "metadata": metadata}
        return {"cell_type": "code", "source": "", "outputs": [output]}

    lead = {"cell_type": "markdown", "source": "And which provinces?"}
    assert leads_to_code([lead, said("3. Of the first captures most lie there.")], 0)
    assert leads_to_code([lead, said("**Finding.** It fell.", finding="It fell.")], 0)
    # a question that a plain sentence answers stays
    assert not leads_to_code([lead, said("Badakhshan and Takhar.")], 0)


def test_words_of_the_working_are_hidden_with_its_code_and_in_no_search(tmp_path):
    from publish.articles import Reader

    method = {"tags": ["working"]}
    said = {"output_type": "display_data", "data": {"text/markdown": "Of 200 runs."}}
    said["metadata"] = {}
    code = {"cell_type": "code", "source": "runs = 200", "metadata": method, "outputs": [said]}
    notebook = {
        "cells": [
            {"cell_type": "markdown", "source": "# Roads\n\nA road.", "metadata": {}},
            {"cell_type": "markdown", "source": "A jackknife.\n\nTwice.", "metadata": method},
            code,
            code | {"metadata": {}},
        ]
    }
    article = Reader("03_roads", tmp_path).read(notebook)
    kinds = [block.kind for block in article.blocks]
    assert kinds == ["text", "lead", "code", "lead", "code", "text"]
    assert "jackknife" not in str(article.sections)


@pytest.mark.parametrize("stem", STEMS)
def test_no_finding_figure_or_part_is_hidden_with_the_working(stem):
    notebook = json.loads((NOTEBOOKS / f"{stem}.ipynb").read_text(encoding="utf-8"))
    hidden = [
        "".join(cell["source"])
        for cell in notebook["cells"]
        if "working" in cell["metadata"].get("tags", [])
    ]
    shown = re.compile(r"\b(finding|style\.show|show_forest|show_shares)\(|^##? ", re.M)
    assert [text for text in hidden if shown.search(text)] == []


@pytest.mark.parametrize("stem", STEMS)
def test_no_sentence_calls_a_mark_white_or_black(stem):
    notebook = json.loads((NOTEBOOKS / f"{stem}.ipynb").read_text(encoding="utf-8"))
    texts = " ".join("".join(cell["source"]) for cell in notebook["cells"])
    # on a dark page the two are turned round
    assert re.findall(r"(?i)\b(?:white|black) (?:disc|dot|line|tile|square)", texts) == []


def test_a_district_last_reported_retaken_says_how_its_story_ends(site):
    table = events()
    of_districts = table[table["crossing_id"].isna()]
    is_back = of_districts["kind"] == "recaptured"
    back = of_districts[is_back].groupby("pcode")["date"].max()
    taken = of_districts[~is_back].groupby("pcode")["date"].max()
    retaken = back.index[back > taken.reindex(back.index).fillna(back.min() - pd.Timedelta(1, "D"))]
    silent = []
    for pcode in retaken:
        text = (site / "record" / f"{pcode.lower()}.html").read_text(encoding="utf-8")
        if "reports that it fell again" not in text:
            silent.append(pcode)
    assert len(retaken) > 10 and silent == []
