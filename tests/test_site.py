"""Every notebook executed, the site built, and every page looked at in a real Chromium with the network blocked."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "reports"
CHROMIUM = next(
    (path for path in ("chromium", "chromium-browser", "google-chrome") if shutil.which(path)), None
)
needs_browser = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on this machine: apt-get install chromium"
)
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def report(*arguments, cwd=ROOT):
    return subprocess.run(
        [sys.executable, "-m", "publish", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(cwd)},
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def site():
    run = report()
    assert run.returncode == 0, run.stdout + run.stderr
    return SITE


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which(CHROMIUM),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser, site):
    """A page on which every request that leaves the disk is refused and remembered."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    tab.outside, tab.failed, tab.errors = [], [], []

    def route(request):
        if request.request.url.startswith(("http:", "https:", "ws:")):
            tab.outside.append(request.request.url)
            request.abort()
        else:
            request.continue_()

    context.route("**/*", route)
    tab.on("requestfailed", lambda r: tab.failed.append(r.url))
    tab.on("console", lambda m: tab.errors.append(m.text) if m.type == "error" else None)
    tab.on("pageerror", lambda e: tab.errors.append(str(e)))
    yield tab
    context.close()


def pages():
    found = sorted(SITE.rglob("*.html"))
    return [
        path
        for path in found
        if not path.is_relative_to(SITE / "_static") and not path.is_relative_to(SITE / "seminar")
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_notebook_is_kept_without_outputs(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert all(
        not cell["outputs"] and cell["execution_count"] is None
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
    )
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])


def test_every_notebook_is_executed_without_error(site):
    executed = {
        path.name.rsplit("-", 1)[0]: path for path in (ROOT / ".build" / "executed").glob("*.ipynb")
    }
    assert set(executed) == {path.stem for path in NOTEBOOKS}
    for name, path in executed.items():
        cells = [
            cell
            for cell in json.loads(path.read_text())["cells"]
            if cell["cell_type"] == "code"
            and "skip-execution" not in cell["metadata"].get("tags", [])
        ]
        assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1)), name
        assert not any(
            output["output_type"] == "error" for cell in cells for output in cell["outputs"]
        ), name


def test_every_figure_has_a_computed_alternative(site):
    for path in (ROOT / ".build" / "executed").glob("*.ipynb"):
        for cell in json.loads(path.read_text())["cells"]:
            for output in cell.get("outputs", []):
                if "image/png" in output.get("data", {}):
                    assert len(output["metadata"]["image/png"]["alt"].split()) >= 8, (
                        path.name,
                        cell["source"][:80],
                    )


def test_no_cell_of_a_table_is_cut_short(site):
    cut = [
        path.name
        for path in sorted(site.glob("0*.html"))
        if "...</td>" in path.read_text(encoding="utf-8")
    ]
    assert not cut, (
        f"pandas cut cells of {cut}; show the table with helpers.views.tables.show_table"
    )


def test_again_with_nothing_changed_executes_nothing(site):
    again = report()
    assert again.returncode == 0 and "Nothing has changed" in again.stdout


def test_index_has_a_card_a_picture_and_a_finding_for_each_notebook(site):
    index = (site / "index.html").read_text(encoding="utf-8")
    for path in NOTEBOOKS:
        assert f'href="{path.stem}.html"' in index
    assert index.count("sd-card-img-top") == len(NOTEBOOKS)
    assert (site / "downloads" / "notebooks.zip").exists()


def test_downloads_hold_the_record_and_what_follows_from_it(site):
    import zipfile

    import pandas as pd
    from helpers import control, events, load

    bundle = zipfile.ZipFile(site / "downloads" / "data.zip")
    for name in ("events.csv", "control.csv", "districts.geojson"):
        assert bundle.read(f"derived/{name}") == (site / "downloads" / name).read_bytes()
    assert bundle.read("data/reports.csv") == (ROOT / "data" / "reports.csv").read_bytes()
    found, told = (
        events(),
        pd.read_csv(site / "downloads" / "events.csv", parse_dates=["date", "date_lo", "date_hi"]),
    )
    assert (
        told["event_id"].tolist() == found["event_id"].tolist()
        and (told["date_lo"] == found["date_lo"]).all()
    )
    assert set(";".join(told["reports"]).split(";")) == {r for ids in found["reports"] for r in ids}
    held = pd.read_csv(site / "downloads" / "control.csv")
    day = held[held["date"] == "2021-06-22"].set_index("pcode")["best"]
    assert (
        day.to_dict()
        == control("2021-06-22", "2021-06-22").set_index("pcode")["best"].astype(str).to_dict()
    )
    points = json.loads((site / "downloads" / "districts.geojson").read_text(encoding="utf-8"))[
        "features"
    ]
    last = (
        found[found["crossing_id"].isna() & (found["kind"] == "captured")]
        .groupby("pcode")["date"]
        .max()
        .dt.strftime("%Y-%m-%d")
    )
    assert len(points) == len(load("districts"))
    assert {
        p["properties"]["pcode"]: p["properties"]["date"] for p in points if p["properties"]["date"]
    } == last.to_dict()


def test_what_a_source_wrote_is_shown_as_text():
    import pandas as pd
    from publish import record_pages as record_page

    hostile = "<script>alert(1)</script><img onerror=alert(1) src=x>"
    day = pd.Timestamp("2021-06-21")
    reports = pd.DataFrame(
        [
            dict(
                report_id="C0001",
                event="captured",
                date_lo=day,
                date_hi=day,
                claimed_by="media",
                status="claimed",
                source_id="s",
                place_as_printed=hostile,
                note="=cmd()" + hostile,
            )
        ]
    )
    sources = pd.DataFrame(
        [
            dict(
                source_id="s",
                publisher=hostile,
                origin=hostile,
                url='https://x/"onload=1',
                language="en",
            )
        ]
    ).set_index("source_id")
    html = record_page.report_rows(reports, sources)
    assert (
        "<script" not in html and "<img" not in html and '"onload' not in html and "=cmd()" in html
    )


def test_a_failing_cell_stops_the_build_and_leaves_the_last_good_site(tmp_path):
    import nbformat

    copy = tmp_path / "copy"
    shutil.copytree(
        ROOT,
        copy,
        ignore=shutil.ignore_patterns(
            ".git", ".venv", ".build", "reports", "*.ipynb", "__pycache__", ".hypothesis"
        ),
    )
    (copy / "reports").mkdir()
    (copy / "reports" / "index.html").write_text("the last good one")
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("x = 1"), nbformat.v4.new_code_cell("y = x / 0")]
    )
    nbformat.write(notebook, copy / "notebooks" / "00_bad.ipynb")
    run = report(cwd=copy)
    assert run.returncode == 1
    assert (
        "00_bad.ipynb, cell 2 failed" in run.stderr
        and "y = x / 0" in run.stderr
        and "ZeroDivisionError" in run.stderr
    )
    assert (copy / "reports" / "index.html").read_text() == "the last good one"


def test_bad_data_stops_the_build_before_anything_is_executed(tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(
        ROOT,
        copy,
        ignore=shutil.ignore_patterns(
            ".git", ".venv", ".build", "reports", "__pycache__", ".hypothesis"
        ),
    )
    table = copy / "data" / "claims.csv"
    table.write_text(
        table.read_text(encoding="utf-8").replace(",exact,", ",exactly,", 1), encoding="utf-8"
    )
    run = report(cwd=copy)
    assert (
        run.returncode == 1
        and "claims.csv" in run.stderr
        and "qualifier" in run.stderr
        and "exactly" in run.stderr
    )
    assert not list((copy / ".build" / "executed").glob("*")) and not (copy / "reports").exists()


@needs_browser
def test_every_page_loads_alone(page, site):
    assert len(pages()) >= len(NOTEBOOKS) + 36
    for path in pages():
        page.goto(path.as_uri())
        page.wait_for_load_state("load")
    assert page.outside == [] and page.failed == [] and page.errors == []


@needs_browser
def test_images_have_alternatives_and_nothing_scrolls_sideways_on_a_phone(page, site):
    page.set_viewport_size({"width": 390, "height": 800})
    faults = []
    for path in pages():
        page.goto(path.as_uri())
        for image in page.query_selector_all("img"):
            alt = image.get_attribute("alt") or ""
            if not alt.strip() or alt.endswith((".png", ".svg")):
                faults.append((path.name, "alt", image.get_attribute("src")))
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 390:
            faults.append((path.name, "width", width))
    assert faults == []


@needs_browser
def test_printed_pages_are_clean(page, site):
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 760, "height": 1000})  # an A4 sheet within its margins
    for path in NOTEBOOKS:
        page.goto((site / f"{path.stem}.html").as_uri())
        shown = page.evaluate("""[...document.querySelectorAll('.bd-sidebar-primary, .bd-header-article, .cell_input, .prev-next-footer')]
            .filter(e => getComputedStyle(e).display !== 'none').map(e => e.className)""")
        assert shown == [], path.stem
        wide = page.evaluate(
            "[...document.querySelectorAll('article img')].filter(i => i.getBoundingClientRect().right > 761).length"
        )
        assert wide == 0, path.stem
        assert page.pdf(format="A4").startswith(b"%PDF")


@needs_browser
def test_search_finds_a_district(page, site):
    page.goto((site / "search.html").as_uri() + "?q=Doshi")
    page.wait_for_selector("#search-results li", timeout=15_000)
    assert any(
        "Baghlan" in item.inner_text() for item in page.query_selector_all("#search-results li")
    )


@needs_browser
def test_two_clicks_from_the_index_to_the_pages_of_a_date(page, site):
    page.goto((site / "index.html").as_uri())
    page.click("article a:has-text('The record')")
    page.click("table a:has-text('Kunduz')")
    page.wait_for_selector("section#af1905 table")
    row = page.locator(
        "section#af1905 table a[href^='http'], section:has(> h2:has-text('Imam Sahib')) table a[href^='http']"
    )
    assert row.count() >= 3


@needs_browser
def test_no_serious_accessibility_fault(page, site):
    from axe_playwright_python.sync_playwright import Axe

    serious = []
    kit = [
        path
        for path in (SITE / "seminar" / "index.html", SITE / "seminar" / "slides" / "index.html")
        if path.exists()
    ]
    for path in [
        *sorted(SITE.glob("*.html")),
        SITE / "record" / "index.html",
        SITE / "record" / "af19.html",
        SITE / "maps" / "control.html",
        *kit,
    ]:
        page.goto(path.as_uri())
        found = (
            Axe()
            .run(page, options={"resultTypes": ["violations"], "preload": False})
            .response["violations"]
        )
        serious += [
            (path.name, fault["id"], fault["nodes"][0]["html"][:160])
            for fault in found
            if fault["impact"] in ("serious", "critical")
        ]
    assert serious == []
