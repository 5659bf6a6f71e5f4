"""Hypothesis draws the same everywhere and keeps nothing; a small record to spoil."""

import gc
import os

import pytest
from hypothesis import Phase, settings
from small_record import SMALL, as_text

from publish.site import load_quickly

# each worker would wait a second for a grammar that no notebook needs
load_quickly()

# as many as find each rule's faults that were once planted; `make thorough` tries more
settings.register_profile(
    "project", deadline=None, derandomize=True, database=None, max_examples=30
)
settings.register_profile("thorough", settings.get_profile("project"), max_examples=400)
# a first look in seconds: HYPOTHESIS_PROFILE=quick
settings.register_profile(
    "quick", settings.get_profile("project"), max_examples=8, phases=[Phase.generate]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "project"))

# files that take half a minute or more begin; the many short ones fill the end, so that no
# worker waits for another. Three share two cores: one of them mostly waits for a browser
DEAR = (
    "test_lab.py",
    "test_site_pages.py",
    "test_browser.py",
    "test_builds.py",
    "test_kit.py",
    "test_site_hostile.py",
    "test_webmap.py",
    "test_site_reader.py",
    "test_adjudication.py",
    "test_planted.py",
    "test_places.py",
    "test_district_days.py",
)


def pytest_collection_modifyitems(items):
    """Put the dear files first; the order within a file stays."""
    place = {name: number for number, name in enumerate(DEAR)}
    items.sort(key=lambda item: place.get(item.path.name, len(DEAR)))


def pytest_collection_finish():
    """Leave the tests and all modules, which live to the end, out of every search for garbage."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def playwright():
    """Playwright, started once a worker: a second start in one process is refused."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        yield started


@pytest.fixture
def record(tmp_path):
    """A folder with a small sound record."""
    for name, rows in SMALL.items():
        (tmp_path / f"{name}.csv").write_text(as_text(name, rows), encoding="utf-8")
    return tmp_path
