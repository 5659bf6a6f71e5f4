"""Cells, tiles, the interactive map: geometry, figures that equal control(), no network, hostile text, a real browser."""

import json
import os
import re
import shutil
from pathlib import Path

import folium
import numpy as np
import pandas as pd
import pytest
import shapely

from helpers import control, events, load
from helpers.analysis import diffusion, roads
from helpers.views import cells, outlines, tilemap, webmap
from helpers.vocabulary import READINGS
from helpers.views.style import plt

ROOT = Path(__file__).resolve().parent.parent
OUTLINES = Path(
    os.environ.get("OUTLINES_FILE", outlines.BOUNDARIES)
)  # the true outlines, where this machine has them
CHROMIUM = next(
    (path for path in ("chromium", "chromium-browser", "google-chrome") if shutil.which(path)), None
)
needs_browser = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on this machine: apt-get install chromium"
)
HOSTILE = "</script><img src=x onerror=\"document.title='owned'\">"


@pytest.fixture(scope="module")
def districts():
    return load("districts")


@pytest.fixture(scope="module")
def found():
    return events()


@pytest.fixture(scope="module")
def held(found):
    return control(end=webmap.LAST, events=found)


def area(shape):
    return shapely.area(shapely.transform(np.array(list(shape), dtype=object), cells.project))


def data_of(page):
    """The data that a page hands to its script, as Python."""
    start = page.index("controlMap(map_") + len("controlMap(")
    text = page[page.index(",", start) + 1 :]
    return json.JSONDecoder().raw_decode(text.strip())[0]


def outlines_file(path, shape, districts, group="AFG", drop=()):
    """Write shapes as a file of geoBoundaries' form."""
    features = [
        {
            "type": "Feature",
            "properties": {"shapeID": d.shape_id, "shapeGroup": group},
            "geometry": json.loads(shapely.to_geojson(shape[d.pcode])),
        }
        for d in districts.itertuples()
        if shape[d.pcode] is not None and d.pcode not in drop
    ]
    path.write_text(
        json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8"
    )
    return path


# ---- geometry


def test_projection_keeps_areas_and_comes_back():
    degree = shapely.transform(shapely.box(66, 33, 67, 34), cells.project)
    band = (
        2 * np.pi * 6371.0072**2 * (np.sin(np.radians(34)) - np.sin(np.radians(33))) / 360
    )  # a degree of a zone of the sphere
    assert degree.area == pytest.approx(band, rel=1e-6)
    points = np.array([[60.5, 29.4], [74.9, 38.5]])
    assert np.allclose(cells.unproject(cells.project(points)), points)


def test_cells_fill_the_country_once_and_have_the_known_areas(districts):
    cell = cells.cells(districts)
    known = districts.set_index("pcode")["area_km2"]
    assert set(cell.index[cell.isna()]) == set(known.index[known.isna()])
    cell = cell.dropna()
    size, country = area(cell), area([cells.outline()])[0]
    assert size.sum() == pytest.approx(country, rel=1e-6)  # no gap, no overlap
    assert area([shapely.union_all(np.array(cell))])[0] == pytest.approx(country, rel=1e-6)
    wrong = np.abs(size / known[cell.index] - 1)
    assert wrong.median() < 0.05 and wrong.mean() < 0.1
    points = shapely.points(districts["lon"], districts["lat"])[known.notna().to_numpy()]
    assert shapely.contains(np.array(cell), points).mean() > 0.98


def test_two_cells_share_the_country_by_their_areas():
    two = pd.DataFrame(
        {
            "pcode": ["AF0001", "AF0002"],
            "lon": [64.0, 69.0],
            "lat": [33.0, 35.0],
            "area_km2": [64_000.0, 577_000],
        }
    )
    size = area(cells.cells(two, step=8))
    assert size[0] / size.sum() == pytest.approx(0.1, abs=0.02)


def test_outlines_are_used_where_they_exist(districts, tmp_path):
    cell = cells.cells(districts)
    assert outlines.shapes(districts, tmp_path / "none.geojson")[1] == outlines.APPROXIMATE
    file = outlines_file(tmp_path / "outlines.geojson", cell, districts)
    shape, note = outlines.shapes(districts, file)
    assert (
        note == outlines.TRUE
        and shape["AF2116"] is None
        and shape.notna().sum() == cell.notna().sum()
    )
    fit = outlines.overlap(districts, file)
    assert (
        len(fit) == cell.notna().sum() and fit.mean() > 0.9
    )  # the file holds the cells themselves, simplified
    assert outlines.overlap(districts, tmp_path / "none.geojson") is None


@pytest.mark.skipif(
    not OUTLINES.exists(),
    reason="the true outlines are not here: make boundaries, or OUTLINES_FILE=...",
)
def test_overlap_with_the_true_outlines(districts):
    fit = outlines.overlap(districts, OUTLINES)
    assert fit.mean() > 0.62 and fit.median() > 0.62 and fit.between(0, 1).all()


@pytest.mark.skipif(
    not OUTLINES.exists(),
    reason="the true outlines are not here: make boundaries, or OUTLINES_FILE=...",
)
def test_map_with_the_true_outlines_stays_small(held, found):
    page = webmap.control_map(held=held, events=found, path=OUTLINES).page()  # Leaflet and all
    data = data_of(page)
    assert data["note"] == outlines.TRUE and [d[0] for d in data["districts"] if d[7] is None] == [
        "AF2116"
    ]
    assert len(page.encode()) < 1_500_000


def test_bad_outlines_say_what_to_do(districts, tmp_path):
    cell = cells.cells(districts)
    for file in (
        outlines_file(tmp_path / "other.geojson", cell, districts, group="TJK"),
        outlines_file(tmp_path / "partial.geojson", cell, districts, drop=("AF0101",)),
    ):
        with pytest.raises(ValueError, match="delete it and run `make boundaries`"):
            outlines.shapes(districts, file)
    damaged = tmp_path / "damaged.geojson"
    damaged.write_text('{"features": [', encoding="utf-8")
    with pytest.raises(ValueError, match="make boundaries"):
        webmap.control_map(path=damaged)


def test_a_district_without_a_point_is_named(districts):
    lost = districts.copy()
    lost.loc[lost["pcode"] == "AF1703", "lat"] = np.nan
    with pytest.raises(ValueError, match="AF1703 has no point: fill in its lat and lon"):
        webmap.control_map(tables={"districts": lost})


# ---- tiles


def test_every_district_has_a_tile_and_neighbours_touch(districts):
    assert not districts.duplicated(["hex_col", "hex_row"]).any()
    assert tilemap.hex_touching(districts)["touch"].mean() >= 0.6
    centre = tilemap.hex_centres(districts)
    apart = np.hypot(*(centre[:, None] - centre[None]).transpose(2, 0, 1))
    assert apart[~np.eye(len(centre), dtype=bool)].min() == pytest.approx(1)


def test_provinces_stay_in_one_piece(districts):
    import networkx as nx

    centre = tilemap.hex_centres(districts)
    whole = 0
    for spots in pd.DataFrame(centre).groupby(districts["province_pcode"].to_numpy()):
        points = spots[1].to_numpy()
        near = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1)) < 1.01
        whole += nx.is_connected(nx.from_numpy_array(near))
    assert whole >= 31


def test_hex_map_draws_each_holder_and_the_hatching(districts, held):
    day = held[held["date"] == "2021-06-22"].set_index("pcode")
    fig, ax = plt.subplots()
    tilemap.hex_map(ax, day["best"], day["support"])
    tiles = [c for c in ax.collections if type(c).__name__ == "PolyCollection"]
    drawn = sum(len(c.get_paths()) for c in tiles if not c.get_hatch())
    hatched = sum(len(c.get_paths()) for c in tiles if c.get_hatch())
    plt.close(fig)
    assert drawn == len(districts) and hatched == (day["best"] == "contested").sum() > 0
    with pytest.raises(ValueError, match="no holder is given for district AF0101"):
        tilemap.hex_map(ax, day["best"].drop("AF0101"))


def line_of(names="abcdef"):
    """Districts in a row, each beside the next."""
    near = [
        tuple(names[j] for j in (i - 1, i + 1) if 0 <= j < len(names)) for i in range(len(names))
    ]
    return pd.DataFrame({"pcode": list(names), "neighbours": near})


def story(fell, names="abcdef", days=9):
    """Who held what, from {district: day on which it fell}."""
    dates = pd.date_range("2021-05-01", periods=days)
    rows = [
        (d, p, "taliban" if p in fell and i >= fell[p] else "government")
        for p in names
        for i, d in enumerate(dates)
    ]
    return pd.DataFrame(rows, columns=["date", "pcode", "best"])


def test_join_counts_known_answer():
    table = diffusion.join_counts(story({"a": 0, "b": 3}), line_of())
    first, every = table.iloc[0], table.iloc[-1]
    assert (
        first["at_risk"],
        first["captured"],
        first["beside"],
        first["joins"],
        first["pairs"],
    ) == (5, 1, 1, 1, 0)
    assert first["expected"] == pytest.approx(1 / 5, abs=0.05)  # one of five places touches a
    assert first["p"] == pytest.approx(1 / 5, abs=0.05)
    assert pd.isna(every["week"]) and every["joins"] == 1
    far = diffusion.join_counts(story({"a": 0, "f": 3}), line_of()).iloc[0]
    assert (far["joins"], far["p"]) == (0, 1)
    together = diffusion.join_counts(story({"a": 0, "c": 3, "d": 4}), line_of()).iloc[0]
    assert together["pairs"] == 1 and together["pairs_expected"] == pytest.approx(
        4 / 10, abs=0.06
    )  # 4 of the 10 pairs touch


def test_join_counts_within_labels_and_seed():
    within = diffusion.join_counts(story({"a": 0, "b": 3}), line_of(), within=list("xyzzzz")).iloc[
        0
    ]
    assert (
        within["expected"] == 1 and within["p"] == 1
    )  # b is alone in its label: nothing else could have fallen
    one, two = (diffusion.join_counts(story({"a": 0, "c": 3}), line_of()) for _ in range(2))
    pd.testing.assert_frame_equal(one, two)
    assert diffusion.join_counts(story({}), line_of()).empty


# ---- the interactive map: what the page holds


def test_page_asks_for_nothing_outside_and_leaves_folium_as_it_was(held, found):
    before = list(folium.Map.default_js), list(folium.Map.default_css)
    chart = webmap.control_map(held=held, events=found)
    chart.add_child(folium.Marker([34, 69]))
    for page in (chart.page(), chart.page(shared=True)):
        assert not re.search(r"<(script|link|img|iframe)[^>]*(src|href)=[\"']?(https?:)?//", page)
        assert not re.search(r"url\([\"']?(https?:)?//|@import", page)
        assert "jquery" not in page and "bootstrap" not in page
    assert (folium.Map.default_js, folium.Map.default_css) == before
    assert not re.search(
        r"url\((?!data:|#)", re.sub(r"<script>.*?</script>", "", chart.page(), flags=re.S)
    )


def test_counts_of_the_page_equal_control(held, found, districts):
    data = data_of(webmap.control_map(held=held, events=found).page(shared=True))
    assert data["days"] == held["date"].nunique() == 129 and [
        d[0] for d in data["districts"]
    ] == list(districts["pcode"])
    for reading in READINGS:
        table = np.array(
            [
                np.repeat(runs[1::2], np.diff(runs[::2] + [data["days"]]))
                for runs in data["held"][reading]
            ]
        )
        codes = held[reading].cat.codes.to_numpy().reshape(table.shape)
        assert (table % 3 == codes).all()
        if reading == "best":
            assert (
                (table > 2) == held["support"].isin(tilemap.WEAK).to_numpy().reshape(table.shape)
            ).all()


def test_every_event_and_its_reports_reach_the_popups(held, found):
    data, reports = (
        data_of(webmap.control_map(held=held, events=found).page(shared=True)),
        load("reports"),
    )
    assert len(data["events"]) == len(found)
    by_key = {tuple(e[:3]): e for e in data["events"]}
    for event in found.sample(40, random_state=2021).itertuples():
        place = event.crossing_id if isinstance(event.crossing_id, str) else event.pcode
        told = by_key[place, event.kind, (event.date - pd.Timestamp("2021-05-01")).days]
        assert {data["reports"][r][8] for r in told[8]} == set(event.reports)
        url = dict(zip(load("sources")["source_id"], load("sources")["url"]))
        cited = reports[reports["report_id"].isin(event.reports)]["source_id"].map(url)
        assert {data["sources"][data["reports"][r][7]][2] for r in told[8]} == set(cited)


def test_site_shares_assets_and_stays_small(held, found, tmp_path, monkeypatch):
    import js_lib_leaflet

    monkeypatch.setenv("REPORT_DIR", str(tmp_path))
    chart = webmap.control_map("front", held=held, events=found)
    frame = chart._repr_html_()
    page = tmp_path / "maps" / "front.html"
    for part in (
        'src="maps/front.html"',
        'loading="lazy"',
        'title="',
        '<a href="maps/front.html">',
    ):
        assert part in frame
    leaflet, own = (
        Path(js_lib_leaflet.__file__).parent / "static" / "js_lib_leaflet",
        ROOT / "helpers" / "views" / "static",
    )
    weight = page.stat().st_size
    for link in re.findall(
        r'(?:src|href)="\.\./_static/([^"]+)"', page.read_text(encoding="utf-8")
    ):
        weight += (
            (leaflet / link.removeprefix("leaflet/") if link.startswith("leaflet/") else own / link)
            .stat()
            .st_size
        )
    assert weight < 1_500_000
    assert len(chart.page()) > len(page.read_text(encoding="utf-8")) + 100_000
    first = page.read_bytes()
    webmap.control_map("front", held=held, events=found)._repr_html_()
    assert page.read_bytes() == first  # the same bytes each time


def test_bad_input_of_the_map(held, found):
    undated = found.copy()
    undated.loc[3, "date"] = pd.NaT
    with pytest.raises(ValueError, match=f"event {undated.loc[3, 'event_id']} has no date"):
        webmap.control_map(held=held, events=undated)
    with pytest.raises(
        ValueError, match="cannot open on 2022-01-01: it goes from 2021-05-01 to 2021-09-06"
    ):
        webmap.control_map(held=held, events=found, day="2022-01-01")
    with pytest.raises(ValueError, match="file name"):
        webmap.control_map("../up", held=held, events=found)


def test_map_without_roads_and_crossings(held, found):
    empty = {name: load(name).iloc[:0] for name in ("road_nodes", "road_segments", "crossings")}
    data = data_of(webmap.control_map(held=held, events=found, tables=empty).page(shared=True))
    assert data["roads"] == data["crossings"] == [] and len(data["capitals"]) == 34


def test_a_crossing_follows_its_own_events_by_reading():
    held = story({"AF0101": 8}, ["AF0101", "AF0102"], days=10).assign(
        earliest=lambda t: t["best"], latest=lambda t: t["best"]
    )
    days, districts = (
        held["date"].unique(),
        pd.DataFrame({"pcode": ["AF0101", "AF0102"], "is_capital": [True, False]}),
    )
    told = pd.DataFrame(
        {
            "crossing_id": ["post", "post"],
            "kind": ["captured", "recaptured"],
            "support": ["single", "strong"],
            "disputed": [False, True],
            "date": [days[2], days[6]],
            "date_lo": [days[1], days[6]],
            "date_hi": [days[3], days[7]],
        }
    )
    found = webmap._crossings_held(
        told, pd.DataFrame({"crossing_id": ["post", "quiet"], "pcode": "AF0102"}), held, districts
    )
    assert found["best"] == [
        [0, 0, 2, 5, 6, 0, 8, 2],
        None,
    ]  # 5: one origin; on day 8 it falls with the capital
    assert found["earliest"] == [[0, 0, 1, 2, 6, 0, 8, 2], None]
    assert found["latest"] == [[0, 0, 8, 2], None]  # one origin's capture is not believed
    told["support"] = "corroborated"
    found = webmap._crossings_held(
        told, pd.DataFrame({"crossing_id": ["post"], "pcode": "AF0102"}), held, districts
    )
    assert found["best"] == [[0, 0, 2, 2, 6, 1, 8, 2]]  # a retaking that somebody denies: contested


# ---- the interactive map: in a browser


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def show(browser, tmp_path):
    """Open a map as in the Lab (one file) with the network blocked; requests and errors are remembered."""
    contexts = []

    def open_(chart, width=1280, height=820, anchor="", page=None):
        file = tmp_path / "map.html"
        file.write_text(page or chart.page(), encoding="utf-8")
        context = browser.new_context(
            viewport={"width": width, "height": height}, has_touch=width < 500
        )
        contexts.append(context)
        tab = context.new_page()
        tab.outside, tab.errors = [], []

        def route(request):
            if request.request.url.startswith("file:"):
                return request.continue_()
            tab.outside.append(request.request.url)
            request.abort()

        context.route("**/*", route)
        tab.on("pageerror", lambda fault: tab.errors.append(str(fault)))
        tab.goto(f"file://{file}{anchor}")
        return tab

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def chart(held, found):
    return webmap.control_map(held=held, events=found)


def slide(tab, day):
    tab.locator(".cm-slider").evaluate(
        "(s, day) => { s.value = day; s.dispatchEvent(new Event('input')); }", day
    )


@needs_browser
@pytest.mark.parametrize("width,height", [(1280, 820), (390, 760)])
def test_slider_shows_what_control_gives(chart, held, show, width, height):
    tab = show(chart, width, height)
    days = held["date"].unique()
    counts = {r: (held[r] == "taliban").groupby(held["date"]).sum() for r in READINGS}
    for number in (0, 52, 70, 106, 128):
        slide(tab, number)
        day, said = days[number], tab.inner_text(".cm-said")
        assert f"{day.day} {day:%B %Y}" in said
        assert f"{counts['best'][day]} of 399 districts" in said
        assert f"latest {counts['latest'][day]}, earliest {counts['earliest'][day]}" in said
    tab.check("input[value=latest]")
    assert f"{counts['latest'][days[128]]} of 399" in tab.inner_text(".cm-count")
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box = tab.locator(".folium-map").bounding_box()
    assert box["height"] > 300 and box["y"] + box["height"] <= height + 1
    assert tab.outside == [] and tab.errors == []


@needs_browser
def test_step_play_and_day_in_the_address(chart, show):
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
def test_drawn_fill_and_cut_roads_follow_the_day(chart, held, show):
    tab = show(chart)
    slide(tab, 80)
    day = held["date"].unique()[80]
    now = held[held["date"] == day]
    drawn = tab.evaluate(
        "[...document.querySelectorAll('.cm-d')].map(p => [p.dataset.pcode, p.getAttribute('fill')])"
    )
    contested = {pcode for pcode, fill in drawn if fill == "url(#cm-hatch)"}
    assert len(drawn) == len(now) and contested == set(now.loc[now["best"] == "contested", "pcode"])
    cut = roads.cut_stretches(held=held).loc[day]
    assert f"({cut.sum()} of {len(cut)})" in tab.inner_text(".cm-key")


@needs_browser
def test_tooltip_popup_and_keyboard(chart, found, show):
    tab = show(chart)
    told = found[(found["pcode"] == "AF1906") & found["crossing_id"].isna()]
    assert len(told)
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


@needs_browser
@pytest.mark.parametrize("width", [1280, 390])
def test_search_finds_other_spellings_and_the_popup_names_its_sources(chart, found, show, width):
    tab = show(chart, width, 760)
    reports, sources = (
        load("reports").set_index("report_id"),
        load("sources").set_index("source_id"),
    )
    event = found[(found["pcode"] == "AF1703") | (found["pcode"] == "AF1906")].iloc[0]
    name = load("districts").set_index("pcode").loc[event.pcode]
    for spelling in (name["district"].upper().replace("Q", "K"), name["district_fa"]):
        tab.fill("#cm-search", spelling)
        assert name["district"] in tab.inner_text(".cm-found")
    tab.keyboard.press("Enter")
    popup = tab.locator(".cm-popup")
    assert name["district_fa"] in popup.inner_text()
    links = popup.locator("a").evaluate_all("links => links.map(a => a.getAttribute('href'))")
    assert set(sources.loc[reports.loc[list(event.reports), "source_id"], "url"]) <= set(links)
    assert popup.locator("a").first.get_attribute("rel") == "noopener noreferrer"
    assert tab.outside == [] and tab.errors == []


@needs_browser
def test_hostile_text_shows_as_text(held, found, show, districts):
    bad, sources = districts.copy(), load("sources")
    bad.loc[bad["pcode"] == "AF0101", ["district", "district_fa"]] = HOSTILE
    cited = load("baseline").query("pcode == 'AF0101'")["source_id"].iloc[0]
    sources.loc[sources["source_id"] == cited, ["publisher", "url"]] = [
        HOSTILE,
        "javascript:document.title='owned'",
    ]
    chart = webmap.control_map(
        held=held, events=found, tables={"districts": bad, "sources": sources}
    )
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
    assert "of 399 districts" in inner.locator(".cm-count").inner_text()
    assert inner.locator(".cm-d").count() == 399
    assert tab.outside == [] and tab.errors == []


@needs_browser
def test_no_serious_accessibility_fault(chart, show):
    from axe_playwright_python.sync_playwright import Axe

    tab = show(chart)
    faults = [
        v for v in Axe().run(tab).response["violations"] if v["impact"] in ("serious", "critical")
    ]
    assert not faults, [(v["id"], [n["html"][:120] for n in v["nodes"]][:3]) for v in faults]
