"""Hostile text in every field of every table: inert in pages, search, downloads, workbook."""

import csv
import re
import shutil
import zipfile

import nbformat
import pandas as pd
import pytest
from openpyxl import load_workbook
from site_building import LEFT_OUT, ROOT, publish, write_notebook

from helpers.tables import schema

# One string with everything that wakes something somewhere
HOSTILE = (
    '=HYPERLINK("x")</script><script>window.awake=1</script><img src=x onerror=window.awake=1>'
    "<iframe srcdoc='<script>parent.awake=1</script>'></iframe><base href=//x.example>"
    "<meta http-equiv=refresh content='0;url=//x.example'>{{ 7*7 }}{% raw %}{math}`x`"
    "![i](https://x.example/i.png)[l](javascript:window.awake=1)$a_b$ \u202eeditorial"
)
# The map, and tables and sentences as the notebooks write them
MAP = """
from helpers import load
from helpers.views import style
from helpers.views.tables import show_table
from helpers.views.webmap import control_map

places = load("districts")[["district", "district_fa", "province"]].head(30)
show_table(places, places["district"].iloc[0])
style.prose(f"It lies in {places['district'].iloc[0]} on {load('road_segments')['road'].iloc[0]}.")
style.finding(f"In {places['province'].iloc[0]} it began.")
display(load("reports")[["place_as_printed", "note"]].head(10))
control_map()
"""
# numbers in a list, which have no letters to plant
NUMBERS = {"bends"}
BOUND = ("enum", "pattern", "unique")


def texts(name):
    """The columns of a table in which any text may stand."""
    described = schema()[name]["schema"]
    keys = {column for key in described.get("foreignKeys", []) for column in key["fields"]}
    for field in described["fields"]:
        rules = field.get("constraints", {})
        listed = "keysOf" in field or "itemEnum" in field
        bound = listed or any(rule in rules for rule in BOUND)
        if field["type"] in ("string", "list") and not bound and field["name"] not in keys:
            yield field["name"]


PLANTED = {name: sorted(set(texts(name)) - NUMBERS) for name in schema()}
PLANTED = {name: columns for name, columns in PLANTED.items() if columns}


def plant(folder):
    """Put the string into every text column of every table, in some rows."""
    for name, columns in PLANTED.items():
        path = folder / f"{name}.csv"
        with open(path, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for place, row in enumerate(rows):
            if place % 5 == 0 or row.get("pcode") == "AF1905":
                row.update({column: HOSTILE + str(place) for column in columns})
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    # an address that is no web page's
    path = folder / "sources.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table.loc[::3, "url"] = "javascript:window.awake=1"
    table.to_csv(path, index=False, lineterminator="\n")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A site from the planted tables; the check that would refuse them is left out."""
    copy = tmp_path_factory.mktemp("hostile") / "checkout"
    leave = shutil.ignore_patterns(*LEFT_OUT, "tests", "*.ipynb", "boundaries")
    shutil.copytree(ROOT, copy, ignore=leave)
    # the kit is made by the kernel of the map, which has the helpers and the worlds at hand
    codes = [nbformat.v4.new_code_cell(source) for source in (MAP, KIT)]
    cells = [nbformat.v4.new_markdown_cell("# The map"), *codes]
    write_notebook(copy, "02_capture_maps", cells)
    plant(copy / "data")
    rules = copy / "publish" / "site.py"
    text = rules.read_text(encoding="utf-8")
    rules.write_text(text.replace("    faults = check()\n", "    faults = []\n"), encoding="utf-8")
    run = publish(cwd=copy)
    assert run.returncode == 0, run.stdout + run.stderr
    return copy / "reports"


PAGES = [
    "index.html",
    "record/index.html",
    "record/af19.html",
    "record/af1905.html",
    "crossing/islam_qala.html",
    "claims/2021-06-20.html",
    "claims/index.html",
    "capital/ghazni.html",
    "maps/control.html",
    "02_capture_maps.html",
    # of the kind of af19
    pytest.param("record/af01.html", marks=pytest.mark.thorough),
    "explore.html",
    "downloads.html",
    "codebook.html",
    "cheat_sheet.html",
    "teach.html",
    "seminar/index.html",
    "seminar/slides/index.html",
]
# the kit's pages, slides and handout; its notebooks are executed on a sound record alone
KIT = """
from pathlib import Path
from string import Template
from seminar import figures, kit, quoted
from seminar.handout import handout
from seminar.pages import html_page, slides

made = Path("../reports/seminar")
(made / "figures").mkdir(parents=True)
alts = figures.draw(made / "figures")
values = quoted.values() | {f"{name}_alt": text for name, text in alts.items()}
text = Template((kit.TEXTS / "teacher.md").read_text(encoding="utf-8")).substitute(values)
(made / "index.html").write_text(html_page(text, "The teacher's page"), encoding="utf-8")
try:
    handout(made / "handout.pdf", values, made / "figures")
except ValueError as fault:
    # what grows beyond its one page is refused, and not printed on two
    assert "more than a page" in str(fault), fault
slides(made / "slides", values, made / "figures")
"""


@pytest.mark.parametrize("path", PAGES)
def test_nothing_wakes_in_a_page(page, hostile, path):
    page.goto((hostile / path).as_uri())
    page.wait_for_timeout(300)
    # what would wake has done so in a page of any width
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("window.awake") is None
    assert page.outside == []
    assert page.url.startswith((hostile / path).as_uri())
    assert page.locator("a[href^='javascript']").count() == 0


def test_nothing_wakes_in_the_search(page, hostile):
    page.goto((hostile / "index.html").as_uri())
    page.locator("#find").focus()
    page.wait_for_selector("form[data-ready]")
    page.locator("#find").fill("script")
    page.wait_for_timeout(200)
    assert page.evaluate("window.awake") is None and page.outside == []


def test_no_cell_is_a_formula(hostile):
    for path in (hostile / "downloads").glob("*.csv"):
        with open(path, encoding="utf-8-sig", newline="") as file:
            assert not [c for row in csv.reader(file) for c in row if c.startswith(("=", "@"))]
    (path,) = (hostile / "downloads").glob("tables-*.xlsx")
    book = load_workbook(path, read_only=True)
    assert set(book.sheetnames) == set(schema())
    kinds = {cell.data_type for row in book["districts"].iter_rows() for cell in row}
    assert "f" not in kinds


def test_no_member_of_a_zip_leaves_its_folder(hostile):
    for path in (hostile / "downloads").glob("*.zip"):
        with zipfile.ZipFile(path) as bundle:
            assert not [n for n in bundle.namelist() if n.startswith("/") or ".." in n]


def test_the_handout_is_one_page_that_does_nothing_or_is_refused(hostile):
    path = hostile / "seminar" / "handout.pdf"
    if not path.exists():
        return
    printed = path.read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    for active in (b"/JavaScript", b"/JS", b"/Launch", b"/URI", b"/OpenAction"):
        assert active not in printed.replace(b"/OpenAction [", b"")


def test_a_popup_of_the_map_shows_text(page, hostile):
    page.goto((hostile / "maps" / "control.html").as_uri() + "#af1905")
    page.wait_for_timeout(1500)
    assert "<script>" in page.locator("body").inner_text()
    assert page.evaluate("window.awake") is None and page.outside == []


def test_every_table_has_something_planted_or_no_text_of_its_own():
    assert set(schema()) - set(PLANTED) == {
        "district_context",
        "battle_deaths",
        "battle_deaths_cells",
        "collections",
    }
