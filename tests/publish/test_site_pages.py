"""Every page in a real Chromium with the network blocked, at the widths of a desk and a phone."""

import json
import re
import zipfile
from base64 import b64encode
from hashlib import sha256
from urllib.parse import unquote

import pandas as pd
import pytest

from helpers import control, load
from publish import downloads
from publish.paths import NOTEBOOKS
from publish.release import release

STEMS = [path.stem for path in sorted(NOTEBOOKS.glob("*.ipynb"))]
KINDS = [
    "index.html",
    *[f"{stem}.html" for stem in STEMS],
    "record/index.html",
    "record/af19.html",
    "record/af1905.html",
    "record/af0102.html",
    "crossing/spin_boldak.html",
    "capital/mazar_e_sharif.html",
    "claims/index.html",
    "claims/2021-06-20.html",
    "downloads.html",
    "codebook.html",
    "changelog.html",
    "explore.html",
    "teach.html",
    "api.html",
    "api/helpers.places.html",
    "figures/02_capture_maps-figure-3.html",
]


# axe takes seconds a page: one of each template by day, of the articles that with exercises, of
# places the district, which has the parts of all
BY_DAY = {
    "index.html",
    "08_seminar.html",
    "record/af1905.html",
    "claims/2021-06-20.html",
    "downloads.html",
    "explore.html",
    "api/helpers.places.html",
    "figures/02_capture_maps-figure-3.html",
}
# and one style sheet has the colours of the night
BY_NIGHT = {"index.html", "record/af1905.html", "explore.html"}


def at_least(paths):
    """Every kind of page, of which all but these are looked at in `make thorough` alone."""
    marks = pytest.mark.thorough
    return [path if path in paths else pytest.param(path, marks=marks) for path in KINDS]


def opened(page, site, path, width=1440):
    page.set_viewport_size({"width": width, "height": 900 if width > 400 else 844})
    file, mark, place = path.partition("#")
    page.goto((site / file).as_uri() + mark + place)
    page.wait_for_load_state("load")


def test_every_place_has_a_page(site):
    for pcode in load("districts")["pcode"]:
        assert (site / "record" / f"{pcode.lower()}.html").exists()
    for crossing in load("crossings")["crossing_id"]:
        assert (site / "crossing" / f"{crossing}.html").exists()
    assert len(list((site / "capital").glob("*.html"))) == 33
    assert (site / "claims" / "2021-06-20.html").exists()


def test_downloads_name_their_version_and_can_be_read_by_all(site):
    version = release().version
    folder = site / "downloads"
    names = [path.name for path in folder.iterdir() if path.suffix != ".ipynb"]
    assert len(names) == len(downloads.WHAT) and all(version in name for name in names)
    with zipfile.ZipFile(folder / f"notebooks-{version}.zip") as bundle:
        assert {info.external_attr >> 16 & 0o777 for info in bundle.infolist()} == {0o644}
        assert "helpers/__init__.py" in bundle.namelist()
    days = pd.read_csv(folder / f"control-{version}.csv")
    day = days[days["date"] == "2021-06-22"].set_index("pcode")["best"]
    ours = control("2021-06-22", "2021-06-22").set_index("pcode")["best"].astype(str)
    assert day.to_dict() == ours.to_dict()


def own_pages(site):
    """(path, text) of every page but those of the kit and of the browser edition."""
    for path in site.rglob("*.html"):
        if path.relative_to(site).parts[0] not in ("seminar", "lab"):
            yield path, path.read_text(encoding="utf-8")


def links_within(text):
    """Where the links of a page lead, without their marks and questions."""
    links = re.findall(r'(?:href|src)="([^"#]+)[^"]*"', text)
    return [link.partition("?")[0] for link in links if not re.match(r"[a-z]+:", link)]


def test_every_link_within_the_site_leads_somewhere(site):
    missing = set()
    for path, text in own_pages(site):
        for link in links_within(text):
            target = path.parent / link
            if not target.resolve().exists():
                missing.add((path.relative_to(site).as_posix(), link))
    assert missing == set()


def test_every_page_lets_nothing_in(site):
    without = []
    for path, text in own_pages(site):
        policy = re.search(r'"Content-Security-Policy" content="([^"]*)"', text)
        # a script that stands in a page runs by its own hash, and no other does
        allowed = policy[1] if policy else ""
        scripts = re.findall(r"<script>(.*?)</script>", text, flags=re.S)
        hashes = [b64encode(sha256(body.encode()).digest()).decode() for body in scripts]
        rules = allowed.partition("script-src")[2].partition(";")[0]
        if "unsafe" in rules or not rules or any(f"'sha256-{h}'" not in rules for h in hashes):
            without.append(path.name)
    assert without == []


def fits(page, width):
    """Nothing is wider than the window, at a desk or when it is made as narrow as a phone."""
    page.set_viewport_size({"width": width, "height": 900})
    return page.evaluate("document.documentElement.scrollWidth") <= width


def file_at(site, address):
    """The file of the site that an address leads to."""
    path = unquote(address).partition("#")[0]
    return site / path.removeprefix(f"file://{site}/")


def assert_light(page, site):
    """An article has asked for few files, and small ones."""
    # the map is another page, in a frame
    own = [each for each in page.asked if "/maps/" not in each and "leaflet" not in each]
    sizes = [file_at(site, address).stat().st_size for address in own]
    assert len(own) <= 12
    assert sum(sizes) <= 450_000


# a load takes a browser half a second: the front page and the articles are read to their end in
# test_site_reader.py, and are looked at there
READ = {"index.html", *[f"{stem}.html" for stem in STEMS]}
ALONE = [path for path in KINDS if path not in READ]
ALONE += [pytest.param(path, marks=pytest.mark.thorough) for path in KINDS if path in READ]


@pytest.mark.parametrize("path", ALONE)
def test_page_loads_alone_and_fits_and_an_article_is_light(page, site, path):
    opened(page, site, path)
    assert page.locator("h1").count() == 1
    if path.removesuffix(".html") in STEMS:
        assert_light(page, site)
    assert fits(page, 1440) and fits(page, 390)
    assert page.outside == [] and page.failed == [] and page.errors == []


# a load takes a browser a second: kinds of pages are loaded on a phone in test_site_reader.py
@pytest.mark.thorough
@pytest.mark.parametrize("width", [768, 390])
@pytest.mark.parametrize("path", KINDS)
def test_page_loads_at_other_widths_and_fits(page, site, path, width):
    opened(page, site, path, width)
    assert page.locator("h1").count() == 1
    assert fits(page, width)
    assert page.outside == [] and page.failed == [] and page.errors == []


def serious(page, **options):
    """What axe finds that is serious or worse: (rule, element)."""
    from axe_playwright_python.sync_playwright import Axe

    options |= {"resultTypes": ["violations"], "preload": False, "iframes": False}
    found = Axe().run(page, options=options).response["violations"]
    return [
        (fault["id"], fault["nodes"][0]["html"][:200])
        for fault in found
        if fault["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("path", at_least(BY_DAY))
def test_no_serious_accessibility_fault(page, site, path):
    page.emulate_media(color_scheme="light")
    opened(page, site, path)
    assert serious(page) == []


@pytest.mark.parametrize("path", at_least(BY_NIGHT))
def test_no_serious_accessibility_fault_by_night(page, site, path):
    page.emulate_media(color_scheme="dark")
    opened(page, site, path)
    # the night changes colours and nothing else
    assert serious(page, runOnly=["color-contrast"]) == []


def test_the_map_is_in_the_first_screen(page, site):
    for width in (1440, 390):
        opened(page, site, "index.html", width)
        frame = page.frame_locator("iframe")
        frame.locator("path.leaflet-interactive").first.wait_for(state="attached", timeout=20_000)
        top = page.locator("iframe").bounding_box()["y"]
        assert top < 450
        assert frame.locator("input[type=range]").count() == 1


def test_numbers_of_the_front_page_have_ranges(page, site):
    opened(page, site, "index.html")
    frame = page.frame_locator("iframe")
    frame.locator(".cm-number b").first.wait_for()
    assert frame.locator(".cm-number b").count() == 3
    assert frame.locator(".cm-number .cm-band").count() == 3
    # where scripts are off the page says them: the same numbers, by the three readings
    without = (site / "index.html").read_text(encoding="utf-8").split("<noscript>")[1]
    for number in frame.locator(".cm-number b").all_inner_texts():
        assert f"<strong>{number.partition(' ')[0]}</strong>" in without
    assert page.locator(".cards-grid li").count() == len(STEMS)


def test_the_working_is_one_remembered_switch_away(page, site):
    opened(page, site, "03_roads.html")
    assert page.locator("[data-code] pre").count() == 0
    page.get_by_role("button", name="Show the working").click()
    page.locator("[data-code] pre").first.wait_for()
    assert "import" in page.locator("[data-code] pre").first.inner_text()
    opened(page, site, "04_borders.html")
    page.locator("[data-code] pre").first.wait_for()
    page.get_by_role("button", name="Hide the working").click()
    assert page.locator("[data-code]:visible").count() == 0


def alternatives(path):
    """The text alternative of every picture of an executed notebook."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
    for output in outputs:
        if "image/png" in output.get("data", {}):
            yield output["metadata"]["image/png"]["alt"]


def test_figures_have_alternatives_and_their_files(site):
    for stem in STEMS:
        text = (site / f"{stem}.html").read_text(encoding="utf-8")
        assert text.count('<figure id="figure-') == text.count("link to this figure")
    executed = site.parent / ".build" / "executed"
    for path in executed.glob("*.ipynb"):
        for alt in alternatives(path):
            assert len(alt.split()) >= 8, path.name


def test_old_places_within_province_pages_still_lead_there(page, site):
    opened(page, site, "record/af19.html#af1905")
    assert page.locator("tr#af1905:target a").first.get_attribute("href").endswith("af1905.html")


def test_four_questions_in_two_clicks(page, site):
    # when did Imam Sahib fall, and who says so: the search box
    opened(page, site, "index.html")
    page.locator("#find").focus()
    page.wait_for_selector("form[data-ready]")
    page.locator("#find").fill("Imam Sahib")
    page.locator("#found a").first.click()
    page.wait_for_url("**/record/af1905.html")
    assert "captured" in page.locator(".lead").inner_text()
    assert page.locator("#reports ~ .wide a[href^='http']").count() > 5
    # how many districts on 22 June, and which capitals were cut off: the first screen and one click
    opened(page, site, "index.html")
    said = page.frame_locator("iframe").locator(".cm-said").inner_text()
    assert "22 June 2021" in said and "districts held by the Taliban" in said
    page.locator(".cards-grid a", has_text="What did a capture cut").click()
    page.wait_for_url("**/03_roads.html")
    # what did the ministry claim for 20 June, and how do prints differ
    opened(page, site, "claims/index.html")
    page.locator("a", has_text="20 June 2021").click()
    page.wait_for_url("**/claims/2021-06-20.html")
    assert page.locator("table tbody tr").count() > 1


def test_printed_pages_hold_no_switches(page, site):
    page.emulate_media(media="print")
    for path in ("03_roads.html", "record/af1905.html"):
        opened(page, site, path, 768)
        assert page.locator("header.top:visible, nav:visible, button:visible").count() == 0
        assert page.pdf(format="A4").startswith(b"%PDF")


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda p: p.stem)
def test_notebook_is_kept_without_outputs(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    codes = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in codes)
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])


def test_no_element_has_a_name_drawn_anew_in_each_build(site):
    # a UUID; addresses of pages elsewhere may well hold one
    drawn = r"[0-9a-f]{8}([-_])[0-9a-f]{4}\2[0-9a-f]{4}\2[0-9a-f]{4}\2[0-9a-f]{12}"
    named = re.compile(rf'\s(id|class|for|name)="[^"]*{drawn}')
    assert named.search('<p id="t_45ca8a62_8180_4805_92ee_e85b5b68f74d">')
    found = [path.name for path in site.rglob("*.html") if named.search(path.read_text("utf-8"))]
    assert found == []


def test_no_cell_of_a_table_is_cut_short(site):
    cut = [stem for stem in STEMS if "...</td>" in (site / f"{stem}.html").read_text("utf-8")]
    assert cut == [], "pandas cut cells; show the table with helpers.views.tables.show_table"
