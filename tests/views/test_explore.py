"""Explorers: quick, and on the site the same answers as in the notebooks."""

import pytest

from helpers.views import explore
from helpers.vocabulary import READINGS
from views.conftest import needs_browser


@pytest.fixture
def site(chart, tmp_path):
    """A page with the three explorers, and the files that they ask for."""
    chart.write(tmp_path / "maps")
    explore.write_site(tmp_path / "maps")
    parts = (
        explore.live("day", {"date": "2021-06-20", "reading": "best"}, "<p>first</p>"),
        explore.live("district", {"name": "Imam Sahib", "province": ""}, "<p>first</p>"),
        explore.live(
            "readings", {"one": "best", "other": "latest", "date": "2021-07-10"}, "<p>first</p>"
        ),
    )
    page = tmp_path / "page.html"
    page.write_text(f"<!DOCTYPE html><meta charset=utf-8>{''.join(parts)}", encoding="utf-8")
    return page


def test_a_new_report_shows_at_once(monkeypatch, tmp_path):
    import shutil

    from helpers import tables

    folder = tmp_path / "data"
    shutil.copytree(tables.DATA, folder)
    monkeypatch.setattr(tables, "DATA", folder)
    before = explore.district_html("Doshi")
    file = folder / "reports.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    of_doshi = next(line for line in lines if ",AF0903," in line)
    first = of_doshi.split(",")[0]
    file.write_text(
        "\n".join([*lines, of_doshi.replace(first, "R99999", 1)]) + "\n", encoding="utf-8"
    )
    assert "R99999" not in before and "R99999" in explore.district_html("Doshi")


@needs_browser
def test_explorers_of_the_site_answer_without_a_kernel(site, show, days):
    tab = show(file=site)
    tab.locator(".cm-explorer").first.wait_for()
    for _ in range(3):
        tab.evaluate("scrollTo(0, document.body.scrollHeight)")
        tab.wait_for_timeout(300)
    day, district, two = (tab.locator(".cm-explorer").nth(k) for k in range(3))
    assert "first" not in day.inner_text()
    day.locator(".cm-slider").evaluate(
        "(s) => { s.value = 70; s.dispatchEvent(new Event('input')); }"
    )
    counts = {r: (days[r] == "taliban").groupby(days["date"]).sum() for r in READINGS}
    text = f"10 July 2021, best reading: the Taliban held {counts['best']['2021-07-10']} of 399"
    assert text in day.inner_text()
    assert "AF1905" in district.inner_text()
    district.locator("input").fill("Эмам")
    district.locator("input").fill("Doshi")
    district.locator(".cm-found button").first.click()
    assert "AF0903" in district.inner_text()
    own = district.get_by_text("All of the record on it")
    assert own.get_attribute("href").endswith("/maps/../record/af0903.html")
    assert f"{counts['latest']['2021-07-10']} in the latest reading" in two.inner_text()
    two.locator("select").nth(1).select_option("best")
    assert "differ on 0 districts" in two.inner_text()
    assert tab.outside == [] and tab.errors == []


@needs_browser
def test_without_scripts_the_first_choice_stands(site, show):
    tab = show(file=site, java_script_enabled=False)
    assert tab.inner_text("body").count("first") == 3
