"""An answer as a map, a timeline, a table and a workbook; bad values are named."""

import json
import re

import numpy as np
import pandas as pd
import pytest

from helpers import find, load
from helpers.views import answers, outlines, style
from helpers.vocabulary import SUPPORT


@pytest.fixture(scope="module")
def found():
    return find(kind="captured", month="June", province="Kunduz")


def everywhere(value):
    return pd.Series(value, index=load("districts")["pcode"])


def test_a_map_names_every_district_and_its_value():
    page = answers.where_map({"AF1905": "June", ("Baharak", "Takhar"): "July"}, "Month").data
    assert "Imam Sahib (Kunduz): June" in page and "Baharak (Takhar): July" in page
    assert f"no value ({len(load('districts')) - 2})" in page
    assert not re.search(r"https?://(?!www\.w3\.org)", page)


def test_numbers_are_put_into_steps_that_hold_them_all():
    numbers = pd.Series(np.arange(399.0), index=load("districts")["pcode"])
    page = answers.where_map(numbers, "A number").data
    counts = [int(count) for count in re.findall(r"</i>[^<]*\((\d+)\)</li>", page)]
    assert sum(counts) == 399 and len(counts) == 6 and min(counts) > 50
    assert "no value" not in page


def test_no_number_fits_two_steps():
    numbers = pd.Series(np.arange(399.0), index=load("districts")["pcode"])
    page = answers.where_map(numbers, "A number").data
    steps = re.findall(r"</i>([\d.,]+) to (under )?([\d.,]+) \(", page)
    assert [bool(under) for _, under, _ in steps] == [True] * 5 + [False]
    # each begins where the one before it ends
    assert [end for _, _, end in steps[:-1]] == [begin for begin, _, _ in steps[1:]]


@pytest.mark.parametrize("kind", ["Int64", "Float64", "float64"])
def test_whole_numbers_with_gaps_are_numbers(kind):
    people = load("district_context").set_index("pcode")["people_worldpop_2020"].astype(kind)
    gaps = people.copy()
    gaps.iloc[:9] = None
    page = answers.where_map(gaps, "People").data
    counts = [int(count) for count in re.findall(r"</i>[^<]*\((\d+)\)</li>", page)]
    n_missing = len(load("districts")) - gaps.notna().sum()
    assert counts[-1] == n_missing and len(counts) == 7
    assert "no value" in page


def test_days_are_mapped_by_month_the_later_the_darker():
    first = find(kind="captured").groupby("pcode")["date"].min()
    page = answers.where_map(first, "First capture").data
    months = [f"{month:%B %Y}" for month in sorted(first.dt.to_period("M").unique())]
    told = re.findall(r"</i>([A-Z][a-z]+ 2021) \((\d+)\)</li>", page)
    assert [month for month, _ in told] == months
    assert sum(int(count) for _, count in told) == len(first)
    assert f"Imam Sahib (Kunduz): {first['AF1905']:%Y-%m-%d}" in page
    years = pd.Series(pd.date_range("2015-01-31", periods=9, freq="ME"), index=first.index[:9])
    with pytest.raises(ValueError, match="9 months, too many"):
        answers.where_map(years, "Too many")


def test_kinds_that_have_an_order_keep_it():
    support = find(kind="captured").groupby("pcode")["support"].max()
    page = answers.where_map(support, "Support").data
    told = re.findall(r"</i>(\w+) \(\d+\)</li>", page)
    assert told == [word for word in SUPPORT if word in set(support)]


@pytest.mark.parametrize("value", [0, 5.5, True, "all"])
def test_one_value_everywhere(value):
    assert "(399)" in answers.where_map(everywhere(value), "One value").data


def test_holders_have_the_colours_of_every_other_map():
    page = answers.where_map(everywhere("taliban"), "Held", order=list(style.COLOURS)).data
    assert style.COLOURS["taliban"] in page and "contested (0)" in page


def test_text_is_inert():
    page = answers.where_map({"AF1905": "<script>alert(1)</script>"}, "<img src=x>").data
    assert "<script>alert" not in page and "<img src=x" not in page


def test_a_still_map_says_the_same():
    fig = answers.where_map({"AF1905": "June"}, "Month", still=True)
    texts = [text.get_text() for text in fig.legends[0].get_texts()]
    assert texts == ["June (1)", f"no value ({len(load('districts')) - 1})"]
    style.plt.close(fig)


@pytest.mark.parametrize(
    "values, fault, message",
    [
        ([1, 2], TypeError, "a Series or a mapping by P-code or name, not list"),
        (None, TypeError, "not NoneType"),
        ({}, ValueError, "values are empty"),
        (pd.Series(dtype=float), ValueError, "values are empty"),
        ({"Kohistan": 1}, ValueError, "'Kohistan' is no one district for sure; give the P-code"),
        ({"AF9999": 1}, ValueError, "no district has the P-code AF9999"),
        ({5: 1}, ValueError, "a place name was expected, not 5"),
        ({"AF1905": 1, ("Imam Sahib", "Kunduz"): 2}, ValueError, "AF1905 is named twice"),
        ({"AF1905": float("inf")}, ValueError, "AF1905 has no finite number"),
        ({f"AF01{n:02d}": str(n) for n in range(1, 11)}, ValueError, "10 kinds of value are too"),
    ],
)
def test_values_that_cannot_be_mapped_are_named(values, fault, message):
    with pytest.raises(fault, match=message):
        answers.where_map(values, "A map")


def test_a_kind_that_was_not_announced_is_named():
    with pytest.raises(
        ValueError, match="value 'talban' is none of the kinds: did you mean 'taliban'"
    ):
        answers.where_map({"AF1905": "talban"}, "Held", order=["government", "taliban"])


def test_what_was_found_is_mapped_by_month(found):
    page = answers.events_map(found).data
    assert f"June ({found['pcode'].nunique()})" in page


def test_nothing_found_is_said_so(found):
    with pytest.raises(ValueError, match="nothing was found"):
        answers.events_map(found.head(0))
    for other in (pd.DataFrame({"a": [1]}), None, 7):
        with pytest.raises(TypeError, match="found is a table as find"):
            answers.events_map(other)
    with pytest.raises(ValueError, match="no proof that nothing happened"):
        answers.timeline(found.head(0))


def test_an_empty_answer_is_shown_as_one(found, monkeypatch):
    shown = []
    monkeypatch.setattr(answers, "display", lambda thing: shown.append(thing.data))
    answers.show(found.head(0))
    assert len(shown) == 1 and "no proof that nothing happened" in shown[0]


def test_a_timeline_has_a_bar_for_each_or_a_count_a_day(found):
    fig = answers.timeline(found)
    assert len(fig.axes[0].get_yticklabels()) == len(found)
    style.plt.close(fig)
    fig = answers.timeline(find(kind="captured"))
    assert fig.axes[0].get_ylabel() == "events"
    style.plt.close(fig)


def test_a_workbook_opens_with_the_same_rows_and_no_formula(found, tmp_path):
    spoilt = found.assign(district="=cmd()|' /C calc'!A0")
    path = answers.to_excel(spoilt, tmp_path / "found.xlsx")
    read = pd.read_excel(path)
    assert len(read) == len(found) and read["district"].str.startswith("'=cmd").all()
    with pytest.raises(ValueError, match="ends in .xlsx"):
        answers.to_excel(found, tmp_path / "found.csv")


def test_a_table_links_to_the_pages(found, capsys):
    answers.events_table(found)
    answers.show(found)
    assert "HTML object" in capsys.readouterr().out


def page_of(chart):
    return f'<!doctype html><meta charset="utf-8"><title>A map</title>{chart.data}'


def seen(tab):
    """The part of the drawing that is seen: x, y, width, height."""
    box = tab.locator("figure.wm > svg").get_attribute("viewBox")
    return [float(part) for part in box.split()]


def test_a_drawn_map_has_the_controls_of_the_interactive_one(show):
    tab = show(page=page_of(answers.where_map({"AF1905": 1.0, "AF0101": 2.0}, "A number")))
    whole = seen(tab)
    titles = tab.locator("figure.wm > svg title").all_text_contents()
    assert "Imam Sahib (Kunduz): 1" in titles and len(titles) > 390
    for name in ("Zoom in", "Zoom out", "Show the whole country again"):
        assert tab.get_by_role("button", name=name).count() == 1
    # no farther out than the whole country
    tab.get_by_role("button", name="Zoom out").click()
    assert seen(tab) == whole
    tab.get_by_role("button", name="Zoom in").click()
    x, y, width, height = seen(tab)
    assert width < whole[2] and height / width == pytest.approx(whole[3] / whole[2])
    assert x > 0 and y > 0
    for _ in range(12):
        tab.keyboard.press("Enter")
    closest = seen(tab)[2]
    assert whole[2] / 12 < closest < whole[2] / 4
    tab.get_by_role("button", name="whole country").click()
    assert seen(tab) == whole and tab.errors == [] and tab.outside == []


def test_the_wheel_and_keys_belong_to_the_page_until_a_drawn_map_is_asked_for(show):
    tab = show(page=page_of(answers.where_map({"AF1905": 1.0, "AF0101": 2.0}, "A number")))
    whole = seen(tab)
    tab.mouse.move(450, 350)
    tab.mouse.wheel(0, -200)
    tab.get_by_text("Ctrl and the wheel zoom the map").wait_for(timeout=5_000)
    assert seen(tab) == whole
    tab.keyboard.down("Control")
    tab.mouse.wheel(0, -200)
    tab.keyboard.up("Control")
    tab.wait_for_function(f"document.querySelector('.wm > svg').viewBox.baseVal.width < {whole[2]}")
    before = seen(tab)
    tab.mouse.down()
    tab.mouse.move(400, 300)
    tab.mouse.up()
    dragged = seen(tab)
    assert dragged[0] > before[0] and dragged[1] > before[1]
    tab.keyboard.press("ArrowLeft")
    assert seen(tab)[0] < dragged[0]
    tab.keyboard.press("0")
    assert seen(tab) == whole and tab.errors == []


def test_without_a_script_a_drawn_map_stands_whole(show):
    chart = answers.where_map({"AF1905": "June"}, "Month")
    tab = show(page=page_of(chart), java_script_enabled=False)
    assert tab.locator("figure.wm button").count() == 0
    assert tab.locator("figure.wm > svg").bounding_box()["width"] > 500
    assert tab.get_by_text("June (1)").count() == 1


def test_outlines_that_are_downloaded_in_a_live_kernel_are_drawn_at_once(monkeypatch, tmp_path):
    file = tmp_path / "outlines.geojson"
    monkeypatch.setattr(outlines, "BOUNDARIES", file)
    before = answers.where_map({"AF1905": "June"}, "Month").data
    # one triangle for all is enough to be told from the cells
    shape = {"type": "Polygon", "coordinates": [[[65, 33], [66, 33], [66, 34], [65, 33]]]}
    facts = [
        {"shapeGroup": "AFG", "shapeID": name} for name in load("districts")["shape_id"].dropna()
    ]
    features = [{"type": "Feature", "geometry": shape, "properties": each} for each in facts]
    collection = {"type": "FeatureCollection", "features": features}
    file.write_text(json.dumps(collection), encoding="utf-8")
    after = answers.where_map({"AF1905": "June"}, "Month").data
    assert outlines.APPROXIMATE in before and outlines.TRUE in after
