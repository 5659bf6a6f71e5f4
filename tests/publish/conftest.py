"""The site, built once, and a Chromium without a network to look at it with."""

import os
import shutil
from pathlib import Path

import pytest
from site_building import CHROMIUM, LEFT_OUT, ROOT, publish, write_notebook

DESK = {"width": 1440, "height": 900}


@pytest.fixture(scope="session")
def site():
    """The built site; another worker that builds it is waited for.

    SITE_AT names the folder of one that is there already.
    """
    if os.environ.get("SITE_AT"):
        return Path(os.environ["SITE_AT"])
    run = publish()
    assert run.returncode == 0, run.stdout + run.stderr
    return ROOT / "reports"


@pytest.fixture
def checkout(tmp_path):
    """A copy of the checkout with one small notebook, that builds in seconds."""
    import nbformat

    copy = tmp_path / "checkout"
    leave = shutil.ignore_patterns(*LEFT_OUT, "*.ipynb", "tests", "boundaries")
    shutil.copytree(ROOT, copy, ignore=leave)
    cells = [
        nbformat.v4.new_markdown_cell("# A small notebook\n\n## A part"),
        nbformat.v4.new_code_cell("x = 1\nprint(x)"),
    ]
    write_notebook(copy, "00_small", cells)
    return copy


@pytest.fixture(scope="session")
def browser(playwright):
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    launched = playwright.chromium.launch(
        executable_path=CHROMIUM,
        args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    )
    yield launched
    launched.close()


@pytest.fixture(scope="session")
def tab(browser):
    """A tab in which every request that leaves the disk is refused and remembered.

    One for all tests: to open another costs as much as half of them.
    """
    context = browser.new_context(viewport=DESK, reduced_motion="reduce")
    tab = context.new_page()
    tab.asked, tab.outside, tab.failed, tab.errors = [], [], [], []

    def route(request):
        address = request.request.url
        if address.startswith(("http:", "https:", "ws:")):
            tab.outside.append(address)
            request.abort()
        else:
            tab.asked.append(address)
            request.continue_()

    context.route("**/*", route)
    # a request that a new page ends is no failure
    ended = "net::ERR_ABORTED"
    failed = tab.failed.append
    tab.on("requestfailed", lambda r: failed(r.url) if r.failure != ended else None)
    tab.on("console", lambda m: tab.errors.append(m.text) if m.type == "error" else None)
    tab.on("pageerror", lambda fault: tab.errors.append(str(fault)))
    yield tab
    context.close()


@pytest.fixture
def page(tab):
    """The tab as new: nothing noted, nothing stored, a desk's width, the usual look."""
    for noted in (tab.asked, tab.outside, tab.failed, tab.errors):
        noted.clear()
    yield tab
    if tab.url.startswith("file:"):
        tab.evaluate("localStorage.clear(); sessionStorage.clear()")
    tab.goto("about:blank")
    tab.set_viewport_size(DESK)
    tab.emulate_media(media="null", color_scheme="null")
