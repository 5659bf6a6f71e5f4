"""The browser edition in a real Chromium with no network: opened from its article, run, solved,
kept, downloaded; and what the edition that asks Pyodide's address says and asks.
"""

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import lab_page
import pytest
from site_building import CHROMIUM

from publish import cache, contents
from publish.browser import lab, pyodide
from seminar import truths
from tools import cost

HOUR = "08_seminar"
# what its first exercise needs: the imports
BEGINS = ("import pandas",)


@pytest.fixture(scope="module")
def edition(site, tmp_path_factory):
    """A folder with the edition, and the seminar's article that links it."""
    distribution = lab_page.distribution()
    if distribution is None:
        pytest.skip("the pinned test wheel of Pyodide is not here and cannot be downloaded")
    folder = tmp_path_factory.mktemp("site")
    try:
        lab.build(lab.Edition(distribution), folder / "lab")
    except RuntimeError as fault:
        if "could not be downloaded" in str(fault):
            pytest.skip(str(fault))
        raise
    (folder / "index.html").write_text("a site", encoding="utf-8")
    jobs = [job for job in cache.jobs() if job.source.stem == HOUR]
    contents.renew(folder, jobs)
    return folder


@pytest.fixture(scope="module")
def student(edition, playwright):
    """A student's browser, which keeps what it stored, and which nothing outside answers."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    nowhere = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", nowhere]
    launched = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
    with lab_page.served(edition) as address:
        context = launched.new_context(viewport={"width": 1400, "height": 1000})
        context.address = address
        context.outside = []
        context.on("request", lambda request: _note(context, request.url))
        yield context
    launched.close()


def _note(context, url):
    # the page itself, and what it makes for itself
    if not url.startswith((context.address, "data:", "blob:")):
        context.outside.append(url)


@pytest.fixture(scope="module")
def opened(student):
    """The student notebook, opened by its link from the article."""
    tab = student.new_page()
    tab.goto(f"{student.address}/{HOUR}.html")
    tab.click('a:text("run it in your browser")')
    return lab_page.Notebook(tab)


def printed(notebook, check):
    cell = notebook.cells()[notebook.place(f'check("{check}"')]
    return "".join(output["text"] for output in cell["outputs"])


# a browser takes a minute and a core to start a Python of its own
@pytest.mark.thorough
def test_the_link_of_the_article_opens_it_and_it_answers(opened, student):
    opened.run(*BEGINS)
    right = opened.answer("baharak =", 'baharak = resolve("Baharak", "Takhar").pcode', "place")
    assert right.startswith("Right")
    assert not opened.faults()
    assert student.outside == []


# of a notebook that is open
@pytest.mark.thorough
def test_the_measure_of_what_it_costs_sees_the_open_notebook(opened):
    state = opened.tab.evaluate(cost.STATE)
    assert 0 < state["ran"] < state["all"]
    assert state["all"] == len([cell for cell in opened.cells() if cell["code"]])
    assert not state["failed"]


def test_the_measure_of_what_it_costs_ends_where_a_cell_fails():
    class Tab:
        def evaluate(self, script):
            return {"showing": 2, "ran": 1, "all": 5, "idle": True, "failed": True}

    with pytest.raises(RuntimeError, match="a cell failed after 1 of 5"):
        cost.until(Tab(), lambda state: False)


# the drawings and explorers of a whole lesson take a browser a minute
@pytest.mark.thorough
def test_every_cell_runs_and_holds_no_solution(opened, student):
    opened.run_all()
    assert not opened.faults()
    assert "Not answered yet" in printed(opened, "count")
    cells = opened.cells()
    # no solution reached the student
    assert not [cell for cell in cells if "solution" in cell["tags"]]
    drawn = [form for cell in cells for o in cell["outputs"] for form in o.get("data", {})]
    assert "image/png" in drawn or "image/svg+xml" in drawn
    assert student.outside == []


# of a notebook that has run to its end
@pytest.mark.thorough
def test_a_right_a_wrong_and_a_silly_answer(opened):
    right = opened.answer("baharak =", 'baharak = resolve("Baharak", "Takhar").pcode', "place")
    assert right.startswith("Right")
    too_few = truths.possible_days("Zari") - 1
    wrong = opened.answer("days_zari =", f"days_zari = {too_few}", "bound")
    assert "first and the last day" in wrong
    silly = opened.answer("districts_held =", "districts_held = len", "count")
    assert "call it" in silly


# of a notebook that has run to its end
@pytest.mark.thorough
def test_a_full_storage_is_told_and_loses_nothing(opened, student):
    tab = opened.tab
    disk = student.new_cdp_session(tab)
    disk.send("Storage.overrideQuotaForOrigin", {"origin": student.address, "quotaSize": 1})
    mine = "half_day = 'thought of while the storage was full'"
    opened.type_over("half_day =", mine)
    line = tab.locator("#no-room")
    line.wait_for(timeout=lab_page.PATIENCE * 1000)
    assert "no room left to keep your work" in line.inner_text()
    with tab.expect_download() as waiting:
        # a Lab's own box on a failed save may lie over the page
        line.locator("button").dispatch_event("click")
    assert mine in lab_page.sources(waiting.value.path())
    disk.send("Storage.overrideQuotaForOrigin", {"origin": student.address})
    line.wait_for(state="detached", timeout=lab_page.PATIENCE * 1000)
    opened.close_boxes()


# of a notebook that has run to its end
@pytest.mark.thorough
def test_work_is_kept_without_a_word_from_the_student_and_can_be_taken_home(opened, student):
    mine = 'baharak = resolve("Baharak", "Takhar").pcode'
    # saved by itself: nobody presses a key before a laptop is closed
    saved = "() => !jupyterapp.shell.currentWidget.context.model.dirty"
    opened.tab.wait_for_function(saved, timeout=lab_page.PATIENCE * 1000)
    opened.tab.close()
    again = student.new_page()
    again.goto(f"{student.address}/lab/lab/index.html?path={HOUR}.ipynb")
    notebook = lab_page.Notebook(again)
    assert mine in [cell["source"] for cell in notebook.cells()]
    with again.expect_download() as waiting:
        again.click('.lm-MenuBar-itemLabel:text-is("File")')
        again.click('.lm-Menu-itemLabel:text-is("Download")')
    assert mine in lab_page.sources(waiting.value.path())
    assert student.outside == []
    again.close()


def test_without_a_folder_only_the_pinned_address_is_asked(tmp_path):
    (tmp_path / "jupyter-lite.json").write_text('{"jupyter-config-data": {}}', encoding="utf-8")
    lab.configure(tmp_path, lab.Edition(None))
    config = json.loads((tmp_path / "jupyter-lite.json").read_text(encoding="utf-8"))
    kernel = config["jupyter-config-data"]["litePluginSettings"][lab.PLUGIN]
    # the version stands in the address: nothing changes there without a word here
    assert pyodide.VERSION in pyodide.ADDRESS
    assert kernel["pyodideUrl"] == f"{pyodide.ADDRESS}pyodide.js"
    assert kernel["disablePyPIFallback"] is True
    # the lock with the hash of every package comes from this site, and names no other host
    lock = json.loads((tmp_path / "static" / "pyodide-lock.json").read_text(encoding="utf-8"))
    assert lock["info"]["version"] == pyodide.VERSION
    for row in lock["packages"].values():
        assert re.fullmatch("[0-9a-f]{64}", row["sha256"]), row["name"]
        assert "/" not in row["file_name"]
        # a need that the lock does not hold stops the installation of everything
        assert set(map(lab.normal, row["depends"])) <= set(lock["packages"]), row["name"]
    assert not {*pyodide.REPLACED, *lab.PACKED} & set(lock["packages"])


def test_without_a_folder_the_notebook_says_whom_it_asks_and_takes_our_wheels_from_here():
    folder = lab.contents_of(lab.Edition(None))
    for path in folder.glob("*.ipynb"):
        said, setup = lab_page.sources(path)[:2]
        assert urlsplit(pyodide.ADDRESS).netloc in said
        # by name alone: found among the wheels of the site, as no package index is asked
        assert setup.splitlines()[-1] == "%pip install -q afghanistan-2021-offensive"


def test_with_a_folder_no_notebook_needs_a_setup():
    folder = lab.contents_of(lab.Edition(Path("anywhere")))
    names = {path.stem for path in folder.glob("*.ipynb")}
    assert {"00_start_here", "01_captures_over_time", "05_casualty_claims", HOUR} <= names
    for path in folder.glob("*.ipynb"):
        assert not any("%pip" in source for source in lab_page.sources(path))


def test_a_file_that_is_not_the_known_one_is_named_before_anything_is_built(tmp_path):
    for name in pyodide.CORE:
        (tmp_path / name).write_bytes(b"something else")
    with pytest.raises(RuntimeError, match="pyodide.js is not the file"):
        lab.build(lab.Edition(tmp_path), tmp_path / "lab")
    assert not (tmp_path / "lab").exists()
