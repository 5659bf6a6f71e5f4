"""Cells round points: they fill each province once, and have the known areas."""

import numpy as np
import pandas as pd
import pytest
import shapely

from helpers.views import cells

EARTH = 6371.0072  # km, the radius of a sphere of the earth's surface


def area(shapes):
    """Square kilometres of each."""
    in_degrees = np.array(list(shapes), dtype=object)
    in_km = shapely.transform(in_degrees, cells.project)
    return shapely.area(in_km)


@pytest.fixture(scope="module")
def cell(districts):
    """The cell of each district that has one."""
    return cells.cells(districts).dropna()


@pytest.fixture(scope="module")
def size(cell):
    return pd.Series(area(cell), index=cell.index)


@pytest.fixture(scope="module")
def provinces():
    return cells.provinces()


def test_projection_keeps_areas():
    degree = shapely.transform(shapely.box(66, 33, 67, 34), cells.project)
    south, north = np.sin(np.radians([33, 34]))
    zone = 2 * np.pi * EARTH**2 * (north - south)
    assert degree.area == pytest.approx(zone / 360, rel=1e-6)


def test_projection_comes_back():
    points = np.array([[60.5, 29.4], [74.9, 38.5]])
    projected = cells.project(points)
    assert np.allclose(cells.unproject(projected), points)


def test_a_district_of_unknown_area_has_no_cell(districts, cell):
    has_area = districts["area_km2"].notna()
    assert set(cell.index) == set(districts.loc[has_area, "pcode"])


def test_cells_fill_each_province_without_gap_or_overlap(cell, size, provinces):
    whole = pd.Series(area(provinces), index=provinces.index)
    shared = size.groupby(size.index.str[:4]).sum()
    assert shared.to_numpy() == pytest.approx(whole.to_numpy(), rel=1e-6)
    country = shapely.union_all(cell.to_numpy())
    assert area([country])[0] == pytest.approx(whole.sum(), rel=1e-6)


def test_no_cell_lies_outside_its_province(cell, size, provinces):
    own = provinces[cell.index.str[:4]]
    inside = shapely.intersection(cell.to_numpy(), own.to_numpy())
    # a border that is one straight line in km is a hair bent in degrees
    assert area(inside) == pytest.approx(size.to_numpy(), rel=1e-3)


def test_cells_have_the_known_areas(districts, size):
    known = districts.set_index("pcode")["area_km2"]
    wrong = np.abs(size / known[size.index] - 1)
    assert wrong.median() < 0.03
    assert wrong.mean() < 0.04


def test_cells_hold_the_points_of_their_districts(districts, cell):
    place = districts.set_index("pcode").loc[cell.index]
    points = shapely.points(place["lon"], place["lat"])
    assert shapely.contains(cell.to_numpy(), points).mean() > 0.99


def test_two_cells_share_a_province_by_their_areas():
    two = pd.DataFrame({"pcode": ["AF3001", "AF3002"], "lon": [63.8, 64.6], "lat": [30.0, 32.5]})
    one_in_ten = two.assign(area_km2=[6_000.0, 54_000])
    first, second = area(cells.cells(one_in_ten, step=4))
    assert first / (first + second) == pytest.approx(0.1, abs=0.02)


def test_the_provinces_hold_the_points_of_their_districts(districts):
    own = cells.provinces()[districts["province_pcode"]]
    points = shapely.points(districts["lon"], districts["lat"])
    inside = shapely.contains(own.to_numpy(), points)
    # one point of Balkh lies a little over the generalised line
    assert inside.sum() >= 398


def test_a_district_of_no_province_is_named():
    one = pd.DataFrame({"pcode": ["XX0101"], "lon": [64.0], "lat": [33.0], "area_km2": [1.0]})
    with pytest.raises(ValueError, match="XX0101 is in no province"):
        cells.cells(one)
