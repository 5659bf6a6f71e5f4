"""A map without shapely: the shapes that were made beforehand draw what shapely's own would."""

import json
import subprocess
import sys

import numpy as np
import pytest

from helpers import load
from helpers.optional import Absent
from helpers.views import answers, cells, outlines, plain_shapes, tilemap, webmap_data

DISTRICTS = load("districts")


@pytest.fixture(scope="module")
def ready_made(tmp_path_factory):
    """The file that the browser edition puts into its wheel."""
    drawn = cells.cells(DISTRICTS).dropna().to_dict()
    text = plain_shapes.packed({"district": drawn, "country": {"AF": cells.outline()}})
    path = tmp_path_factory.mktemp("ready") / "cells.geojson"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def no_shapely(ready_made, monkeypatch):
    """As in a browser whose Python has no shapely."""
    read = plain_shapes.read
    monkeypatch.setattr(plain_shapes, "read", lambda kind: read(kind, ready_made))
    for module in (cells, outlines, tilemap, webmap_data):
        monkeypatch.setattr(module, "shapely", Absent("shapely", "Maps"))
    cells._read_provinces.cache_clear()
    yield
    cells._read_provinces.cache_clear()


# every module of the packages that the browser edition carries
IMPORTS = """
import importlib, pkgutil, sys
sys.modules["shapely"] = None
import helpers, seminar
for package in (helpers, seminar):
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
"""


def test_everything_can_be_imported_where_there_is_no_shapely():
    run = subprocess.run([sys.executable, "-P", "-c", IMPORTS], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def test_edges_are_drawn_one_by_one_where_nothing_joins_them(no_shapely):
    edges = [np.array([[0, 0], [0, 1]]), np.array([[0, 1], [1, 1]])]
    drawn = tilemap.edges_patch(edges).get_path()
    assert len(drawn.vertices) == 4
    assert np.array_equal(np.unique(drawn.vertices, axis=0), [[0, 0], [0, 1], [1, 1]])


def test_the_same_districts_are_drawn_at_the_same_places(no_shapely, ready_made):
    shapes, note = outlines.shapes(DISTRICTS)
    assert note == outlines.APPROXIMATE
    collection = json.loads(ready_made.read_text(encoding="utf-8"))
    assert len(shapes.dropna()) == len(collection["features"]) - 1
    points = DISTRICTS.set_index("pcode")
    west, south, east, north = plain_shapes.bounds(shapes.dropna())
    assert points["lon"].between(west, east).all()
    assert points["lat"].between(south, north).all()


def test_the_interactive_map_has_its_rings_and_names(no_shapely):
    names = ("districts", "crossings", "road_nodes", "road_segments", "reports")
    tables = {name: load(name) for name in (*names, "baseline", "sources")}
    drawn = webmap_data.places(tables, outlines.shapes(DISTRICTS)[0])
    assert len(drawn["provinces"]) == 34
    # a district without an area has its point alone
    assert sum(ring is not None for ring in drawn["shapes"]) == DISTRICTS["area_km2"].notna().sum()


def test_an_answer_is_mapped(no_shapely):
    page = answers.events_map(load_found()).data
    assert page.count("<path") > len(DISTRICTS) / 2


def load_found():
    from helpers import find

    return find(kind="captured", month="June")


def test_the_middle_of_every_province_lies_in_it():
    shapely = pytest.importorskip("shapely")
    for whole in cells.provinces():
        plain = plain_shapes.from_geojson(json.loads(shapely.to_geojson(whole)))
        lon, lat = plain_shapes.middle(plain)
        assert shapely.contains_xy(whole, lon, lat)
        assert np.allclose(plain.bounds, whole.bounds)


def test_without_either_the_message_says_what_helps(tmp_path):
    with pytest.raises(ImportError, match="need the package shapely"):
        plain_shapes.read("district", tmp_path / "nothing.geojson")


def test_a_line_is_no_area():
    with pytest.raises(ValueError, match="not a LineString"):
        plain_shapes.from_geojson({"type": "LineString", "coordinates": [[0, 0], [1, 1]]})
