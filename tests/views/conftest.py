"""What the tests of views share: the record, and a browser that is cut off from the network."""

import os
import shutil
from pathlib import Path

import pytest

from helpers import control, events, load
from helpers.views import outlines, webmap
from helpers.vocabulary import LAST

ROOT = Path(__file__).resolve().parent.parent.parent
# the true outlines, where this machine has them
OUTLINES = Path(os.environ.get("OUTLINES_FILE", outlines.BOUNDARIES))
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((path for path in BROWSERS if shutil.which(path)), None)

needs_browser = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on this machine: apt-get install chromium"
)
needs_outlines = pytest.mark.skipif(
    not OUTLINES.exists(),
    reason="the true outlines are not here: make boundaries, or OUTLINES_FILE=...",
)


@pytest.fixture(scope="session")
def districts():
    return load("districts")


@pytest.fixture(scope="session")
def events_table():
    return events()


@pytest.fixture(scope="session")
def days(events_table):
    return control(end=LAST, events=events_table)


@pytest.fixture(scope="session")
def chart(days, events_table):
    return webmap.control_map(days=days, events_table=events_table)


@pytest.fixture(scope="session")
def browser(playwright):
    chromium = playwright.chromium.launch(
        executable_path=shutil.which(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
    )
    yield chromium
    chromium.close()


@pytest.fixture(scope="session")
def tabs(browser):
    """A function that gives the tab for a kind of screen, made once: a new one costs two maps.

    The network is blocked in it; requests and errors are remembered.
    """
    made = {}

    def tab_for(**kind):
        name = repr(sorted(kind.items()))
        if name not in made:
            made[name] = _cut_off(browser.new_context(**kind))
        return made[name]

    yield tab_for
    for tab in made.values():
        tab.context.close()


def _cut_off(context):
    """A tab of a context, in which all but files is refused."""
    tab = context.new_page()
    tab.outside, tab.errors = [], []

    def route(request):
        if request.request.url.startswith("file:"):
            return request.continue_()
        tab.outside.append(request.request.url)
        request.abort()

    context.route("**/*", route)
    tab.on("pageerror", lambda fault: tab.errors.append(str(fault)))
    return tab


@pytest.fixture
def show(tabs, tmp_path):
    """Open a page with the network blocked; requests and errors are remembered."""
    used = []

    def open_(chart=None, width=1280, height=820, anchor="", page=None, file=None, **options):
        if file is None:
            file = tmp_path / "map.html"
            file.write_text(page or chart.page(), encoding="utf-8")
        tab = tabs(has_touch=width < 500, **options)
        used.append(tab)
        tab.set_viewport_size({"width": width, "height": height})
        tab.goto(f"file://{file}{anchor}")
        return tab

    yield open_
    for tab in used:
        _emptied(tab)


def _emptied(tab):
    """Leave nothing of a page to the next test: no storage, no page, no mouse over it."""
    tab.evaluate("localStorage.clear(); sessionStorage.clear()")
    tab.mouse.move(0, 0)
    tab.goto("about:blank")
    tab.outside.clear()
    tab.errors.clear()
