"""The interactive map: figures that equal control(), no network, hostile text, a real browser."""

import dataclasses
import json
import re
from html import escape

import folium
import numpy as np
import pandas as pd
import pytest

from helpers import load
from helpers.analysis import roads
from helpers.views import webmap
from helpers.vocabulary import READINGS
from helpers.worlds import worlds
from views.conftest import needs_browser

HOSTILE = "</script><img src=x onerror=\"document.title='owned'\">"
STEP = "(s, day) => { s.value = day; s.dispatchEvent(new Event('input')); }"


def data_of(chart):
    """The data that a map hands to its script, as Python."""
    return json.loads(chart.payload)


def slide(tab, day):
    tab.locator(".cm-slider").evaluate(STEP, day)


def state(tab):
    """Zoom and middle of the map."""
    return tab.evaluate(
        "() => { const map = ControlMap.current.map, at = map.getCenter();"
        "return { zoom: map.getZoom(), lat: at.lat, lng: at.lng }; }"
    )


# ---- what the page holds


def test_page_asks_for_nothing_outside_and_leaves_folium_as_it_was(days, events_table):
    before = list(folium.Map.default_js), list(folium.Map.default_css)
    chart = webmap.control_map(days=days, events_table=events_table)
    chart.add_child(folium.Marker([34, 69]))
    for page in (chart.page(), chart.page(shared=True)):
        assert not re.search(r"<(script|link|img|iframe)[^>]*(src|href)=[\"']?(https?:)?//", page)
        assert not re.search(r"url\([\"']?(https?:)?//|@import", page)
        assert "jquery" not in page and "bootstrap" not in page
    assert (folium.Map.default_js, folium.Map.default_css) == before
    without_code = re.sub(r"<script>.*?</script>", "", chart.page(), flags=re.S)
    assert not re.search(r"url\((?!data:|#)", without_code)


def test_site_shares_assets_and_stays_small(days, events_table, tmp_path, monkeypatch):
    monkeypatch.setenv("REPORT_DIR", str(tmp_path))
    chart = webmap.control_map("front", days=days, events_table=events_table)
    frame = chart._repr_html_()
    page = tmp_path / "maps" / "front.html"
    for part in (
        'src="maps/front.html"',
        'loading="lazy"',
        'title="',
        '<a href="maps/front.html">',
    ):
        assert part in frame
    written = sorted((tmp_path / "maps").iterdir())
    # Leaflet's script and style sheet come to some 160 kB more
    # what popups say is fetched by province
    drawn = [file for file in written if ".told." not in file.name]
    assert sum(file.stat().st_size for file in drawn) < 500_000
    # its styles stand in it, its scripts and its data do not
    assert page.stat().st_size < 40_000
    links = re.findall(r'(?:src|href)="([^"#]+)"', page.read_text(encoding="utf-8"))
    own = [link for link in links if not link.startswith("../_static/leaflet/")]
    assert own and all((tmp_path / "maps" / link).exists() for link in own)
    first = [file.read_bytes() for file in written]
    webmap.control_map("front", days=days, events_table=events_table)._repr_html_()
    assert [file.read_bytes() for file in written] == first


def test_pages_of_the_site_are_named_on_the_site_only(chart, tmp_path):
    chart.write(tmp_path)
    on_site = (tmp_path / "control.data.js").read_text(encoding="utf-8")
    for place in ("../02_capture_maps.html", "../record/{}.html", "../crossing/{}.html"):
        assert place in on_site and place not in chart.page()


def test_bad_input_of_the_map(days, events_table):
    undated = events_table.copy()
    undated.loc[3, "date"] = pd.NaT
    with pytest.raises(ValueError, match=f"event {undated.loc[3, 'event_id']} has no date"):
        webmap.control_map(days=days, events_table=undated)
    with pytest.raises(
        ValueError, match="day 2022-01-01 lies outside the table: 2021-05-01 to 2021-09-06"
    ):
        webmap.control_map(days=days, events_table=events_table, day="2022-01-01")
    with pytest.raises(ValueError, match="file name"):
        webmap.control_map("../up", days=days, events_table=events_table)


def test_map_without_roads_and_crossings(days, events_table):
    empty = {name: load(name).iloc[:0] for name in ("road_nodes", "road_segments", "crossings")}
    data = data_of(webmap.control_map(days=days, events_table=events_table, tables=empty))
    assert data["roads"]["rows"] == data["crossings"]["rows"] == []
    assert len(data["capitals"]["rows"]) == 34


def test_people_and_capitals_of_the_map_are_those_of_the_tables(chart, days, districts):
    data = data_of(chart)
    context = load("district_context").set_index("pcode")["people_cso_2019"].fillna(0)
    assert data["people"] == [int(context.get(pcode, 0)) for pcode in districts["pcode"]]
    states = roads.cut_off_days(days=days)
    for reading in READINGS:
        mine = states[states["reading"] == reading]
        cut = (mine["state"] == "cut").groupby(mine["date"]).sum()
        assert data["cutOff"]["counts"][reading] == cut.tolist()


def test_the_band_is_that_of_nine_worlds_in_ten(days, events_table):
    drawn = worlds(40)
    data = data_of(webmap.control_map(days=days, events_table=events_table, drawn=drawn))
    held = drawn.held()
    lo, hi = np.percentile(held, [5, 95], axis=0).round()
    assert data["worlds"]["districts"] == {"lo": lo.tolist(), "hi": hi.tolist()}
    people = np.array(data["worlds"]["people"]["lo"])
    assert (people <= np.array(data["worlds"]["people"]["hi"])).all() and people.max() > 20e6
    assert len(data["worlds"]["capitals"]["hi"]) == 129
    short = drawn.holder[:, :, :10], drawn.days[:10]
    other = dataclasses.replace(drawn, holder=short[0], days=short[1])
    with pytest.raises(ValueError, match="drawn: the worlds go from 2021-05-01 to 2021-05-10"):
        webmap.control_map(days=days, events_table=events_table, drawn=other)


@needs_browser
def test_the_numbers_stand_with_the_band_of_worlds(days, events_table, show):
    drawn = worlds(40)
    chart = webmap.control_map(days=days, events_table=events_table, drawn=drawn)
    tab = show(chart)
    lo, hi = np.percentile(drawn.held()[:, 52], [5, 95]).round().astype(int)
    assert f"90% range {lo} to {hi}" in tab.locator(".cm-band").first.inner_text()
    assert tab.errors == []


def test_functions_of_the_script_are_short_and_it_holds_no_address():
    # the street map is the one thing that asks the internet, when a reader says so
    addresses = re.findall(r"https?://[^\"'`\s]+", webmap.script())
    assert [a for a in addresses if "openstreetmap" not in a and "w3.org" not in a] == []


# ---- in a browser


@needs_browser
@pytest.mark.parametrize("width,height", [(1280, 820), (390, 760)])
def test_slider_shows_what_control_gives(chart, days, show, width, height):
    tab = show(chart, width, height)
    dates = days["date"].unique()
    counts = {r: (days[r] == "taliban").groupby(days["date"]).sum() for r in READINGS}
    people = np.array(data_of(chart)["people"])
    for number in (0, 52, 70, 106, 128):
        slide(tab, number)
        day = dates[number]
        said = re.sub(r"\s+", " ", tab.inner_text(".cm-said"))
        assert f"{day.day} {day:%B %Y}" in said
        assert f"{counts['best'][day]} of 399 districts" in said
        assert f"latest {counts['latest'][day]}, earliest {counts['earliest'][day]}" in said
        on_day = days[days["date"] == day]
        living = people[(on_day["best"] == "taliban").to_numpy()].sum()
        assert f"{living / 1e6:.1f} million of" in said
    tab.check("input[value=latest]")
    text = re.sub(r"\s+", " ", tab.locator(".cm-count").first.inner_text())
    assert f"{counts['latest'][dates[128]]} of 399" in text
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box = tab.locator(".folium-map").bounding_box()
    assert box["height"] > 300 and box["y"] + box["height"] <= height + 1
    assert tab.outside == [] and tab.errors == []


@needs_browser
def test_step_and_play(chart, show):
    tab = show(chart, anchor="#2021-07-10")
    assert "10 July 2021" in tab.inner_text(".cm-date")
    tab.get_by_label("One day on").click()
    assert "11 July 2021" in tab.inner_text(".cm-date")
    tab.locator(".cm-slider").focus()
    tab.keyboard.press("ArrowLeft")
    assert "10 July 2021" in tab.inner_text(".cm-date")
    tab.click(".cm-play")
    tab.wait_for_function("document.querySelector('.cm-date').textContent.startsWith('12 July')")
    tab.click(".cm-play")
    assert tab.inner_text(".cm-play") == "Play"


@needs_browser
def test_the_address_holds_day_place_and_reading_and_back_goes_back(chart, show):
    tab = show(chart, anchor="#day=2021-06-21&place=AF1905&reading=latest")
    assert "21 June 2021" in tab.inner_text(".cm-date")
    assert "AF1905" in tab.locator(".cm-popup").inner_text()
    assert tab.is_checked("input[value=latest]")
    tab.get_by_label("One day on").click()
    tab.wait_for_function("location.hash.includes('day=2021-06-22')")
    tab.keyboard.press("Escape")
    tab.evaluate("void ControlMap.current.map.closePopup()")
    tab.wait_for_function("!location.hash.includes('place')")
    tab.go_back()
    tab.wait_for_selector(".cm-popup")
    assert "22 June 2021" in tab.inner_text(".cm-date")
    tab.go_back()
    tab.wait_for_function("document.querySelector('.cm-date').textContent.startsWith('21 June')")
    assert tab.errors == []


@needs_browser
def test_an_old_address_of_a_district_still_opens_it(chart, show):
    tab = show(chart, anchor="#af1905")
    assert "AF1905" in tab.locator(".cm-popup").inner_text()


@pytest.fixture
def framed(chart, show):
    """A function that shows the map within a long page: the page's tab, and the map's frame."""

    def within(width=1280, height=820, **options):
        frame = f'<iframe style="width:100%;height:700px" srcdoc="{escape(chart.page())}"></iframe>'
        page = f'<!DOCTYPE html><meta name="viewport" content="width=device-width"><body>{frame}'
        filler = '<div style="height:3000px"></div>'
        tab = show(page=page + filler, width=width, height=height, **options)
        inner = tab.frames[1]
        inner.wait_for_selector(".cm-d")
        return tab, inner

    return within


def over_the_map(tab):
    """Put the mouse on the middle of the framed map."""
    box = tab.locator("iframe").bounding_box()
    tab.mouse.move(box["x"] + box["width"] / 3, box["y"] + 500)


def turn(tab, amount, times=1, ctrl=True):
    if ctrl:
        tab.keyboard.down("Control")
    for _ in range(times):
        tab.mouse.wheel(0, amount)
        # Leaflet gathers what comes within 40 ms
        tab.wait_for_timeout(60)
    if ctrl:
        tab.keyboard.up("Control")
    tab.wait_for_timeout(300)


@needs_browser
def test_the_wheel_belongs_to_the_page_until_asked(framed):
    tab, inner = framed()
    before = state(inner)
    over_the_map(tab)
    tab.mouse.wheel(0, 400)
    tab.wait_for_function("scrollY > 100")
    assert state(inner) == before
    tab.evaluate("scrollTo(0, 0)")
    over_the_map(tab)
    turn(tab, -400)
    assert state(inner)["zoom"] > before["zoom"]


@needs_browser
def test_a_click_inside_gives_the_wheel_to_the_map_until_the_mouse_leaves(framed):
    tab, inner = framed()
    before = state(inner)
    box = tab.locator("iframe").bounding_box()
    # beside the country: no popup opens
    inner.locator(".folium-map").click(position={"x": 8, "y": 300})
    over_the_map(tab)
    turn(tab, -400, ctrl=False)
    assert state(inner)["zoom"] > before["zoom"] and tab.evaluate("scrollY") == 0
    tab.mouse.move(box["x"] + 200, box["y"] + box["height"] + 40)
    tab.wait_for_timeout(50)
    zoomed = state(inner)
    over_the_map(tab)
    tab.mouse.wheel(0, 400)
    tab.wait_for_function("scrollY > 100")
    assert state(inner) == zoomed


@needs_browser
def test_zoom_ends_at_the_country_and_where_the_data_end(framed, chart):
    tab, inner = framed()
    before = state(inner)
    over_the_map(tab)
    turn(tab, 600, times=4)
    # a speck is no map: it ends at the whole country
    assert before["zoom"] - 0.5 <= state(inner)["zoom"] <= before["zoom"]
    turn(tab, -600, times=8)
    assert state(inner)["zoom"] == data_of(chart)["maxZoom"]
    for _ in range(3):
        inner.get_by_label("Zoom in").click(force=True)
    assert state(inner)["zoom"] == data_of(chart)["maxZoom"]
    # and it does not leave the country behind
    inner.evaluate("void ControlMap.current.map.panTo([0, 0], { animate: false })")
    tab.wait_for_timeout(300)
    south = data_of(chart)["bounds"][0][0]
    assert state(inner)["lat"] > south - 20


@needs_browser
def test_reset_brings_back_the_first_view_day_and_place(chart, show):
    tab = show(chart, anchor="#day=2021-06-21&reading=latest")
    first = state(tab)
    slide(tab, 100)
    tab.check("input[value=earliest]")
    tab.fill("#cm-search", "AF1905")
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".cm-popup")
    assert state(tab) != first
    tab.get_by_label("Back to the first view, day and place").click()
    tab.wait_for_selector(".cm-popup", state="detached")
    tab.wait_for_function("location.hash === '#day=2021-06-21&reading=latest'")
    assert "21 June 2021" in tab.inner_text(".cm-date") and tab.is_checked("input[value=latest]")
    assert state(tab) == pytest.approx(first, abs=0.01)


@needs_browser
def test_reset_brings_back_the_place_of_the_address(chart, show):
    tab = show(chart, anchor="#day=2021-06-21&place=AF1905")
    tab.wait_for_selector(".cm-popup")
    tab.evaluate("void ControlMap.current.map.closePopup()")
    slide(tab, 0)
    tab.get_by_label("Back to the first view, day and place").click()
    tab.wait_for_selector(".cm-popup")
    assert "AF1905" in tab.locator(".cm-popup").inner_text()
    assert "21 June 2021" in tab.inner_text(".cm-date")


def fingers(tab, kind, *points):
    """What a screen tells of fingers: touchStart, touchMove or touchEnd, and where they are."""
    touched = [{"x": x, "y": y, "id": k} for k, (x, y) in enumerate(points)]
    tab.hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touched})
    tab.wait_for_timeout(30)


@needs_browser
def test_one_finger_scrolls_the_page_and_two_zoom_the_map(framed):
    tab, inner = framed(390, 760, is_mobile=True)
    tab.hand = tab.context.new_cdp_session(tab)
    before = state(inner)
    # one finger, upwards over the map
    fingers(tab, "touchStart", (190, 600))
    for step in range(1, 12):
        fingers(tab, "touchMove", (190, 600 - 20 * step))
    fingers(tab, "touchEnd")
    tab.wait_for_function("scrollY > 100")
    assert state(inner) == before
    # a page that was pushed glides on for a while, longer on a busy machine
    at_rest = "() => { const before = window.before; window.before = scrollY;"
    at_rest += " return before === scrollY; }"
    tab.wait_for_function(at_rest, polling=200)
    tab.evaluate("scrollTo(0, 0)")
    tab.wait_for_function("scrollY === 0")
    # two fingers, from each other
    fingers(tab, "touchStart", (170, 520), (220, 520))
    for step in range(1, 9):
        fingers(tab, "touchMove", (170 - 12 * step, 520), (220 + 12 * step, 520))
    fingers(tab, "touchEnd")
    inner.wait_for_function(f"ControlMap.current.map.getZoom() > {before['zoom'] + 0.5}")
    assert tab.evaluate("scrollY") == 0


@needs_browser
def test_a_click_on_the_line_of_time_chooses_its_day(chart, show):
    tab = show(chart)
    line = tab.locator(".cm-timeline svg")
    room, slider = line.bounding_box(), tab.locator(".cm-slider").bounding_box()
    assert slider["y"] < room["y"] < slider["y"] + slider["height"] + 12
    line.click(position={"x": room["width"] * 100 / 128, "y": 10})
    tab.wait_for_function("ControlMap.current.state.day === 100")
    assert line.locator(".cm-range").bounding_box()["height"] > 1


@needs_browser
def test_names_cover_no_mark_and_no_other_name(chart, show):
    tab = show(chart, 1440, 900)
    script = """() => {
      const seen = [...document.querySelectorAll('.folium-map b')]
        .filter((b) => !b.classList.contains('cm-hidden') && b.getBoundingClientRect().width);
      const marks = [...document.querySelectorAll('.cm-post i, .cm-capital i')];
      const rooms = [...seen, ...marks].map((node) => node.getBoundingClientRect());
      let clashes = 0;
      rooms.forEach((a, i) => rooms.slice(i + 1).forEach((b, j) => {
        if (i >= seen.length) return;
        clashes += a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
      }));
      return [seen.length, clashes];
    }"""
    tab.wait_for_timeout(200)
    names, clashes = tab.evaluate(script)
    assert names >= 40 and clashes == 0


@needs_browser
@pytest.mark.parametrize("width", [1440, 390])
def test_no_name_stands_nearer_to_another_mark_of_its_look_than_to_its_own(chart, show, width):
    tab = show(chart, width, 900)
    script = """() => {
      const gap = (a, b) => Math.hypot(
        Math.max(a.left - b.right, b.left - a.right, 0),
        Math.max(a.top - b.bottom, b.top - a.bottom, 0));
      const read = [];
      for (const look of ['.cm-post', '.cm-capital']) {
        const marks = [...document.querySelectorAll(look + ' i')];
        for (const name of document.querySelectorAll(look + ' b:not(.cm-hidden)')) {
          // a line ties a name that stands apart
          if (name.parentNode.querySelector('.cm-tie')) continue;
          const room = name.getBoundingClientRect();
          const ownMark = name.parentNode.querySelector('i');
          const own = ownMark.getBoundingClientRect();
          if (!room.width) continue;
          const from = gap(room, own);
          const nearer = marks.some((mark) => mark !== ownMark
            && gap(room, mark.getBoundingClientRect()) < from + 2);
          read.push([name.textContent, nearer]);
        }
      }
      return read;
    }"""
    tab.wait_for_timeout(200)
    read = dict(tab.evaluate(script))
    assert len(read) > 8 and [name for name, nearer in read.items() if nearer] == []


@needs_browser
@pytest.mark.parametrize(("width", "least"), [(1440, 30), (390, 10)])
def test_capitals_bear_the_names_of_the_table_and_kabul_always_has_its_own(
    chart, show, districts, width, least
):
    tab = show(chart, width, 844)
    tab.wait_for_timeout(200)
    seen = tab.locator(".cm-capital b:not(.cm-hidden)").all_inner_texts()
    capitals = set(districts.loc[districts["is_capital"], "district"])
    assert "Kabul" in seen and set(seen) <= capitals and len(seen) >= least


@needs_browser
@pytest.mark.parametrize("width,height", [(1440, 620), (390, 560)])
def test_inside_another_page_numbers_slider_and_country_fit(chart, show, tmp_path, width, height):
    page = chart.page().replace("location.search", "'?embed'")
    tab = show(page=page, width=width, height=height)
    assert not tab.locator(".cm-more").is_visible()
    assert tab.locator(".cm-slider").is_visible() and tab.locator(".cm-whole").is_visible()
    room = tab.locator(".folium-map").bounding_box()
    assert room["y"] + room["height"] <= height + 1
    lines = tab.locator(".cm-province").evaluate_all(
        "all => all.map((line) => line.getBoundingClientRect())"
        ".map((room) => [room.left, room.top, room.right, room.bottom])"
    )
    left, top = np.min(lines, axis=0)[:2]
    right, bottom = np.max(lines, axis=0)[2:]
    assert left >= 0 and top >= room["y"] - 1
    assert right <= width and bottom <= height


@needs_browser
def test_drawn_fill_and_cut_roads_follow_the_day(chart, days, show):
    tab = show(chart)
    slide(tab, 80)
    day = days["date"].unique()[80]
    now = days[days["date"] == day]
    drawn = tab.locator(".cm-d").evaluate_all(
        "all => all.map((path) => [path.dataset.pcode, path.getAttribute('fill')])"
    )
    contested = {pcode for pcode, fill in drawn if fill == "url(#cm-hatch)"}
    taliban = {pcode for pcode, fill in drawn if "taliban" in fill}
    assert len(drawn) == len(now)
    assert contested == set(now.loc[now["best"] == "contested", "pcode"])
    assert taliban == set(now.loc[now["best"] == "taliban", "pcode"])
    cut = roads.cut_stretches(days=days).loc[day]
    assert f"({cut.sum()} of {len(cut)})" in tab.inner_text(".cm-key")


@needs_browser
def test_tooltip_popup_and_keyboard(chart, show):
    tab = show(chart)
    tab.locator("[data-pcode=AF1906]").dispatch_event("mouseover")
    tab.wait_for_selector(".leaflet-tooltip")
    first = tab.locator(".cm-d[tabindex='0']")
    assert first.count() == 1  # one stop for the Tab key, arrows inside
    first.focus()
    here = first.get_attribute("data-pcode")
    tab.keyboard.press("ArrowRight")
    there = tab.evaluate("document.activeElement.dataset.pcode")
    assert there and there != here
    tab.keyboard.press("Enter")
    assert tab.locator(".cm-popup").get_attribute("role") == "dialog"
    tab.keyboard.press("Escape")
    tab.wait_for_selector(".cm-popup", state="detached")
    assert tab.evaluate("document.activeElement.dataset.pcode") == there
    assert tab.outside == [] and tab.errors == []


# what is found is the same on a phone
@needs_browser
@pytest.mark.parametrize("width", [1280, pytest.param(390, marks=pytest.mark.thorough)])
def test_search_finds_other_spellings_and_the_popup_names_its_sources(
    chart, events_table, show, width
):
    tab = show(chart, width, 760)
    reports = load("reports").set_index("report_id")
    sources = load("sources").set_index("source_id")
    event = events_table[events_table["pcode"].isin(["AF1703", "AF1906"])].iloc[0]
    place = load("districts").set_index("pcode").loc[event.pcode]
    name, dari = place["district"], place["district_fa"]
    respelt = name.upper().replace("Q", "K")
    for spelling in (respelt, f"{name} district", event.pcode, f"ولسوالی {dari}", dari):
        tab.fill("#cm-search", spelling)
        assert name in tab.inner_text(".cm-found"), spelling
    tab.keyboard.press("Enter")
    popup = tab.locator(".cm-popup")
    assert dari in popup.inner_text()
    links = popup.locator("a").evaluate_all("links => links.map(a => a.getAttribute('href'))")
    assert set(sources.loc[reports.loc[list(event.reports), "source_id"], "url"]) <= set(links)
    outside = popup.locator("a[target=_blank]").first
    assert outside.get_attribute("rel") == "noopener noreferrer"
    assert tab.outside == [] and tab.errors == []


@needs_browser
def test_hostile_text_shows_as_text(days, events_table, show, districts):
    bad, sources = districts.copy(), load("sources").copy()
    bad.loc[bad["pcode"] == "AF0101", ["district", "district_fa"]] = HOSTILE
    cited = load("baseline").query("pcode == 'AF0101'")["source_id"].iloc[0]
    active = [HOSTILE, "javascript:document.title='owned'"]
    sources.loc[sources["source_id"] == cited, ["publisher", "url"]] = active
    tables = {"districts": bad, "sources": sources}
    chart = webmap.control_map(days=days, events_table=events_table, tables=tables)
    assert HOSTILE not in chart.page()
    tab = show(chart)
    tab.fill("#cm-search", "img src")
    tab.locator(".cm-found button").first.click()
    tab.locator(".cm-popup summary").last.click()
    assert tab.locator(".cm-popup").inner_text().count("<img src=x") >= 2
    tab.locator("[data-pcode=AF0101]").dispatch_event("mouseover")
    assert "<img src=x" in tab.inner_text(".leaflet-tooltip")
    assert tab.locator("img[src=x], a[href^=javascript]").count() == 0 and tab.title() != "owned"
    assert tab.errors == []


@needs_browser
def test_lab_frame_holds_everything(chart, show, monkeypatch):
    monkeypatch.delenv("REPORT_DIR", raising=False)
    tab = show(chart, page=f"<!DOCTYPE html><body>{chart._repr_html_()}</body>")
    inner = tab.frame_locator("iframe")
    assert "of 399 districts" in inner.locator(".cm-count").first.inner_text()
    assert inner.locator(".cm-d").count() == 399
    assert not tab.locator(".untrusted-still").is_visible()
    assert tab.outside == [] and tab.errors == []


@needs_browser
def test_without_scripts_the_page_says_so_and_shows_a_picture(chart, show):
    tab = show(chart, java_script_enabled=False)
    assert "needs JavaScript" in tab.inner_text(".cm-noscript")
    assert tab.locator("noscript img, img").first.is_visible()


# the night changes colours and nothing else
@needs_browser
@pytest.mark.parametrize(
    ("scheme", "rules"), [("light", {}), ("dark", {"runOnly": ["color-contrast"]})]
)
def test_no_serious_accessibility_fault(chart, show, scheme, rules):
    from axe_playwright_python.sync_playwright import Axe

    tab = show(chart, color_scheme=scheme)
    options = {"resultTypes": ["violations"], "preload": False, **rules}
    violations = Axe().run(tab, options=options).response["violations"]
    faults = [v for v in violations if v["impact"] in ("serious", "critical")]
    assert not faults, [(v["id"], [n["html"][:120] for n in v["nodes"]][:3]) for v in faults]


def test_the_still_picture_is_small_and_shows_every_district(chart):
    assert chart.still.count("M") >= 399 and len(chart.still) < 60_000
