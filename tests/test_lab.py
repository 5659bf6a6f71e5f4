"""The Lab as people use it: a real JupyterLab in Chromium, cut off from the network.

Notebooks run, widgets answer, a student solves.
"""

import json
import os
import re
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from time import monotonic, sleep

import pytest

from helpers import load, resolve
from helpers.views import answers, explore, webmap
from seminar import exercises, student, truths

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = Path("/usr/bin/chromium")
OTHERS = [
    path.name for path in sorted((ROOT / "notebooks").glob("*.ipynb")) if path != student.SOLVED
]

LESSON = student.SOLVED.name
OPTIONS = (
    "--no-browser",
    "--allow-root",
    "--expose-app-in-browser",
    "--IdentityProvider.token=",
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
)

# milliseconds: to ask at every frame, as is usual, keeps a processor busy by itself
NOW_AND_THEN = 250
# of the page's own objects
IDLE = "window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
CODE_CELLS = (
    "[...jupyterapp.shell.currentWidget.content.model.cells].filter(c => c.type === 'code')"
)
ALL_RUN = (
    f"() => {CODE_CELLS}.every(c => c.executionCount !== null && c.executionState !== 'running')"
)


def begun(name, text):
    """A notebook up to its first cell whose source holds `text`."""
    notebook = json.loads((ROOT / "notebooks" / name).read_text(encoding="utf-8"))
    sources = ["".join(cell["source"]) for cell in notebook["cells"]]
    last = next(place for place, source in enumerate(sources) if text in source)
    return notebook | {"cells": notebook["cells"][: last + 1]}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """The folder that JupyterLab shows."""
    return tmp_path_factory.mktemp("lab")


def fill(home):
    """The students' notebook, the others, and what they load, in a folder."""
    for name in ("data", "helpers"):
        (home / name).symlink_to(ROOT / name)
    for name in ("record", "codebook.md"):
        (home / name).symlink_to(ROOT / "notebooks" / name)
    lesson = student.student(json.loads(student.SOLVED.read_text(encoding="utf-8")))
    # below the lesson, the map: to open another notebook takes a browser longer than to draw it.
    # All that comes after the map is executed for the site, and in the Lab by `make thorough`
    lesson["cells"] += begun("02_capture_maps.ipynb", "control_map(")["cells"]
    (home / LESSON).write_text(json.dumps(lesson), encoding="utf-8")
    for name in OTHERS:
        (home / name).write_bytes((ROOT / "notebooks" / name).read_bytes())


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def environment(home):
    """That of this run, but with settings and files of the Lab's own, and as no site is built."""
    own = home / ".jupyter"
    folders = {
        "JUPYTER_CONFIG_DIR": own / "config",
        "JUPYTER_DATA_DIR": own / "data",
        "JUPYTER_RUNTIME_DIR": own / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": own / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": own / "workspaces",
        "PYTHONPATH": ROOT,
    }
    changed = os.environ | {name: str(path) for name, path in folders.items()}
    for name in ("REPORT_DIR", "MPLBACKEND"):
        changed.pop(name, None)
    return changed


def wait_until_it_answers(process, address, log):
    end = monotonic() + 40
    while True:
        try:
            urllib.request.urlopen(f"{address}/api/status", timeout=2).read()
            return
        except OSError:
            if process.poll() is not None or monotonic() > end:
                pytest.fail(f"JupyterLab did not start: {log.read_text()[-1500:]}")
            sleep(0.3)


@pytest.fixture(scope="module")
def server(home):
    """A JupyterLab over a folder with the students' notebook and the others; its address."""
    if not CHROMIUM.exists():
        pytest.skip("there is no /usr/bin/chromium to open JupyterLab with")
    pytest.importorskip("playwright.sync_api")
    fill(home)
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "jupyterlab", *OPTIONS]
    command += [f"--port={port}", f"--ServerApp.root_dir={home}"]
    log = home / "lab.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            command, cwd=home, env=environment(home), stdout=out, stderr=subprocess.STDOUT
        )
    try:
        wait_until_it_answers(process, address, log)
        yield address
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module")
def browser(server, playwright):
    launched = playwright.chromium.launch(
        executable_path=str(CHROMIUM),
        args=[
            "--no-sandbox",
            "--disable-gpu",
            # no marks that turn while a kernel works: each frame of them is drawn without a GPU
            "--force-prefers-reduced-motion",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        ],
    )
    yield launched
    launched.close()


@pytest.fixture(scope="module")
def warm():
    """The kernel that several notebooks use, one after another: what is dear is imported once."""
    return []


def take(page, warm):
    """Let the notebook of a page use the warm kernel, emptied of all that another left there."""
    if not warm:
        own = page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.id")
        warm.append(own)
        return
    page.evaluate(
        """async id => {
        const context = jupyterapp.shell.currentWidget.sessionContext;
        await context.changeKernel({ id });
        const asked = { code: "%reset -f", silent: true };
        await context.session.kernel.requestExecute(asked).done;
        }""",
        warm[0],
    )


def opened(browser, server, name, warm=None):
    """A page with the notebook run to its end by the menu: (page, addresses asked for outside)."""
    page, outside = browser.new_page(viewport={"width": 1300, "height": 1000}), []
    here = re.compile(rf"(http|ws)://{server.removeprefix('http://')}|data:|blob:|about:")
    page.on("request", lambda request: here.match(request.url) or outside.append(request.url))
    page.goto(f"{server}/lab/tree/{name}?reset")
    page.wait_for_function(IDLE, timeout=60_000, polling=NOW_AND_THEN)
    if warm is not None:
        take(page, warm)
    page.locator("#jp-MainMenu").get_by_text("Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_function(ALL_RUN, timeout=120_000, polling=NOW_AND_THEN)
    return page, outside


@pytest.fixture(scope="module")
def lesson(browser, server):
    """The students' notebook with the map below it, run to its end, and what it asked for."""
    page, outside = opened(browser, server, LESSON)
    yield page, outside
    page.close()


def outputs(page):
    """The outputs of every code cell, as the notebook's model holds them: [[output, ...], ...]."""
    return page.evaluate(f"() => {CODE_CELLS}.map(c => c.toJSON().outputs)")


def show(page, text):
    """Scroll to the first cell whose source holds `text` and make it the active one; its node."""
    place = page.evaluate(
        """text => { const notebook = jupyterapp.shell.currentWidget.content;
        const cells = [...notebook.model.cells];
        const at = cells.findIndex(c => c.sharedModel.getSource().includes(text));
        notebook.activeCellIndex = at; notebook.scrollToItem(at, 'center'); return at }""",
        text,
    )
    cell = page.locator(f".jp-Cell[data-windowed-list-index='{place}']")
    cell.wait_for(timeout=10_000)
    return cell


def cells_of(name):
    return json.loads((ROOT / "notebooks" / name).read_text(encoding="utf-8"))["cells"]


# notebooks with widgets: the seminar's, and this one
WITH_A_MENU = "05_casualty_claims.ipynb"
ALL = [*OTHERS, student.SOLVED]


@pytest.mark.parametrize("name", ALL)
def test_every_link_inside_a_notebook_leads_to_a_file_beside_it(name):
    """What the site alone has would open nothing in the Lab."""
    texts = ["".join(cell["source"]) for cell in cells_of(name) if cell["cell_type"] == "markdown"]
    links = re.findall(r"\]\(([^)#]+)", "\n".join(texts))
    own = [link for link in links if not re.match(r"[a-z]+:", link)]
    missing = [link for link in own if not (ROOT / "notebooks" / link).is_file()]
    assert missing == []


@pytest.mark.parametrize("name", ALL)
def test_cells_that_only_import_are_folded(name):
    for cell in cells_of(name):
        lines = "".join(cell["source"]).split("\n")
        # a name in brackets over several lines counts too
        imports = [re.match(r"(from|import) |\s|\)|$|pd\.set_option", line) for line in lines]
        if cell["cell_type"] == "code" and all(imports):
            assert cell["metadata"]["jupyter"]["source_hidden"], lines[0]


# what the links and folded cells of the notebooks are is read from their files above
@pytest.mark.thorough
def test_in_the_lab_contents_show_links_open_and_set_up_is_folded(browser, server):
    page = browser.new_page(viewport={"width": 1300, "height": 1000})
    page.goto(f"{server}/lab/tree/00_start_here.ipynb?reset")
    page.wait_for_function(IDLE, timeout=60_000, polling=NOW_AND_THEN)
    show(page, "from helpers import").locator(".jp-Placeholder-content").wait_for(timeout=10_000)
    page.get_by_role("tab", name=re.compile("Table of Contents")).click()
    headings = page.locator(".jp-TableOfContents .jp-tocItem-content")
    headings.nth(3).wait_for(timeout=10_000)
    told = [c for c in cells_of("00_start_here.ipynb") if c["cell_type"] == "markdown"]
    n_headings = len(re.findall(r"(?m)^#{1,3} ", "\n".join("".join(c["source"]) for c in told)))
    assert headings.count() >= n_headings
    # as every link to a file beside the notebook
    link = "06_how_sure_are_we.ipynb"
    show(page, f"]({link}").locator("a", has_text="How sure").first.click()
    at = "path => jupyterapp.shell.currentWidget?.context?.path === path"
    page.wait_for_function(at, arg=link, timeout=30_000, polling=NOW_AND_THEN)
    page.close()


def test_student_notebook_runs_widgets_answer_and_an_exercise_is_solved_by_typing(lesson):
    page, outside = lesson
    said = outputs(page)
    assert not [o for cell in said for o in cell if o["output_type"] == "error"]
    untouched = [o for cell in said for o in cell if "Not answered yet" in str(o.get("text", ""))]
    assert (
        len(untouched) == len(exercises.EXERCISES) - 1
    )  # all but the function, which answers for itself

    days = show(page, "explore.day(")
    before = days.locator(".explorer strong").first.inner_text()
    days.get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    moved = days.locator(".explorer strong", has_text="23 June 2021").first
    moved.wait_for(timeout=20_000)
    assert moved.inner_text() != before and days.locator(".explorer img").count() == 1

    districts = show(page, "explore.district(")
    districts.locator(".widget-text input").first.fill("Эмам-Сахиб")
    page.keyboard.press("Enter")
    districts.locator(".explorer strong", has_text="Imam Sahib (AF1905)").wait_for(timeout=20_000)
    assert districts.locator(".explorer a[href^=http]").count() > 5

    two = show(page, "explore.readings(")
    two.locator("select").nth(1).select_option("earliest")
    two.locator(".explorer", has_text="differ on 0 districts").wait_for(timeout=20_000)

    task = show(page, "baharak = ...")
    task.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.type(f'baharak = "{resolve("Baharak", "Takhar").pcode}"')
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    show(page, 'check("place"').locator(".jp-OutputArea-output", has_text="Right.").wait_for(
        timeout=20_000
    )
    assert outside == []


def test_map_is_drawn_in_the_lab_with_no_network(lesson):
    page, outside = lesson
    drawn = show(page, "control_map(").frame_locator("iframe").locator("path.leaflet-interactive")
    drawn.nth(len(load("districts")) - 1).wait_for(state="attached", timeout=30_000)
    assert outside == []


# a notebook more in the Lab: what a map shows without scripts is tried in views/test_webmap.py
@pytest.mark.thorough
def test_a_map_in_a_notebook_that_is_not_trusted_shows_a_picture_and_says_why(
    browser, server, home, monkeypatch
):
    monkeypatch.delenv("REPORT_DIR", raising=False)
    shown = {"text/html": webmap.control_map()._repr_html_(), "text/plain": "a map"}
    output = {"output_type": "display_data", "data": shown, "metadata": {}}
    cell = {"cell_type": "code", "id": "map", "source": "control_map()", "outputs": [output]}
    cell |= {"execution_count": None, "metadata": {}}
    drawn = answers.where_map({"AF1905": "June"}, "Month").data
    own = {"output_type": "display_data", "data": {"text/html": drawn}, "metadata": {}}
    other = cell | {"id": "own", "source": "where_map()", "outputs": [own]}
    notebook = {"cells": [cell, other], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (home / "given.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1300, "height": 1000})
    page.goto(f"{server}/lab/tree/given.ipynb?reset")
    every = page.locator(".jp-RenderedHTMLCommon.jp-OutputArea-output")
    output = every.first
    output.locator("img").wait_for(timeout=60_000)
    assert "not trusted" in output.inner_text()
    assert output.locator("img").bounding_box()["width"] > 200
    assert output.locator("iframe").count() == 0
    # a map of one's own too: as a picture, with its key, without buttons that do nothing
    own = every.nth(1)
    own.locator("svg, img").first.wait_for(timeout=10_000)
    assert own.locator("svg, img").first.bounding_box()["width"] > 200
    assert "not trusted" in own.inner_text() and "June (1)" in own.inner_text()
    # no names of districts spilt as text where the drawing was
    assert "Imam Sahib (Kunduz)" not in own.inner_text()
    assert own.locator("button").count() == 0
    page.close()


def test_explorers_without_a_kernel_show_their_first_choice(monkeypatch, tmp_path):
    shown = []
    monkeypatch.setenv("REPORT_DIR", str(tmp_path))
    monkeypatch.setattr(explore, "display", lambda thing: shown.append(thing.data))
    explore.day("2021-06-22")
    explore.district("Doshi")
    explore.readings("earliest", "latest", "2021-07-10")
    day, district, two = shown
    count = truths.taliban_days()["2021-06-22"]
    assert f"held {count} of" in day and 'alt="22 June 2021' in day and "way to Kabul" in day
    assert all(
        report in district for report in load("reports").query("pcode == 'AF0903'")["report_id"]
    )
    assert "10 July 2021" in two and "<img alt=" in two


def test_explorers_meet_any_choice_with_a_kind_word():
    for name, province in (
        ("", ""),
        ("???", ""),
        ("Doshi", "Atlantis"),
        ("qqqq", ""),
        ("<script>alert(1)</script>", ""),
    ):
        page = explore.district_html(name, province)
        assert page.startswith("<p>") and "<script" not in page
    assert "Badakhshan" in explore.district_html("Baharak") and "Takhar" in explore.district_html(
        "Baharak"
    )
    assert "AF1803" in explore.district_html("Baharak", "takhar")
    assert "differ on 0 districts" in explore.readings_html("best", "best", "2021-06-22")


# the site's build executes every notebook: here each runs in the Lab's own page besides
@pytest.mark.thorough
@pytest.mark.parametrize("name", OTHERS)
def test_every_other_notebook_runs_to_its_end_in_the_lab(browser, server, warm, name):
    page, outside = opened(browser, server, name, warm)
    cells = outputs(page)
    assert any(cells) and not [o for cell in cells for o in cell if o["output_type"] == "error"]
    # whatever stands in red worries a reader
    red = [o["text"] for cell in cells for o in cell if o.get("name") == "stderr"]
    assert red == []
    if name == WITH_A_MENU:
        moves(page)
    assert outside == []
    page.close()


def moves(page):
    """The menu of days, which only the Lab has, shows another day's table."""
    from playwright.sync_api import expect

    asked = show(page, "ipywidgets.interact(")
    answer = asked.locator(".widget-output, .jp-OutputArea-output").last
    before = answer.inner_text()
    asked.locator("select").first.select_option(index=0)
    expect(answer).not_to_have_text(before, timeout=20_000)
