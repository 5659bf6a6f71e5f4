"""Cells round points: they fill each province once, and have the known areas."""

import numpy as np
import pandas as pd
import pytest
import shapely

from helpers.views import cells


def area(shape):
    return shapely.area(shapely.transform(np.array(list(shape), dtype=object), cells.project))


def test_projection_keeps_areas_and_comes_back():
    degree = shapely.transform(shapely.box(66, 33, 67, 34), cells.project)
    band = (
        2 * np.pi * 6371.0072**2 * (np.sin(np.radians(34)) - np.sin(np.radians(33))) / 360
    )  # a degree of a zone of the sphere
    assert degree.area == pytest.approx(band, rel=1e-6)
    points = np.array([[60.5, 29.4], [74.9, 38.5]])
    assert np.allclose(cells.unproject(cells.project(points)), points)


def test_cells_fill_each_province_once_and_have_the_known_areas(districts):
    cell = cells.cells(districts)
    known = districts.set_index("pcode")["area_km2"]
    assert set(cell.index[cell.isna()]) == set(known.index[known.isna()])
    cell = cell.dropna()
    size = pd.Series(area(cell), index=cell.index)
    provinces = cells.provinces()
    whole = pd.Series(area(provinces), index=provinces.index)
    shared = size.groupby(size.index.str[:4]).sum()
    # no gap, no overlap, and no cell outside its province
    assert shared.to_numpy() == pytest.approx(whole.to_numpy(), rel=1e-6)
    own = provinces[cell.index.str[:4]].to_numpy()
    inside = area(shapely.intersection(cell.to_numpy(), own))
    # a border that is one straight line in km is a hair bent in degrees
    assert inside == pytest.approx(size.to_numpy(), rel=1e-3)
    assert area([shapely.union_all(np.array(cell))])[0] == pytest.approx(whole.sum(), rel=1e-6)
    wrong = np.abs(size / known[cell.index] - 1)
    assert wrong.median() < 0.03 and wrong.mean() < 0.04
    points = shapely.points(districts["lon"], districts["lat"])[known.notna().to_numpy()]
    assert shapely.contains(np.array(cell), points).mean() > 0.99


def test_two_cells_share_a_province_by_their_areas():
    two = pd.DataFrame({"pcode": ["AF3001", "AF3002"], "lon": [63.8, 64.6], "lat": [30.0, 32.5]})
    size = area(cells.cells(two.assign(area_km2=[6_000.0, 54_000]), step=4))
    assert size[0] / size.sum() == pytest.approx(0.1, abs=0.02)


def test_the_provinces_hold_the_points_of_their_districts(districts):
    own = cells.provinces()[districts["province_pcode"]].to_numpy()
    inside = shapely.contains(own, shapely.points(districts["lon"], districts["lat"]))
    # one point of Balkh lies a little over the generalised line
    assert inside.sum() >= 398


def test_a_district_of_no_province_is_named():
    one = pd.DataFrame({"pcode": ["XX0101"], "lon": [64.0], "lat": [33.0], "area_km2": [1.0]})
    with pytest.raises(ValueError, match="XX0101 is in no province"):
        cells.cells(one)
