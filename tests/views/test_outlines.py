"""Outlines: the true ones where they were downloaded, and words for a file that is none of them."""

import json

import numpy as np
import pytest
import shapely

from helpers.views import cells, outlines, webmap
from views.conftest import OUTLINES, needs_outlines


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


@needs_outlines
def test_overlap_with_the_true_outlines(districts):
    fit = outlines.overlap(districts, OUTLINES)
    assert fit.mean() > 0.68 and fit.median() > 0.69 and fit.between(0, 1).all()


@needs_outlines
def test_map_with_the_true_outlines_stays_small(days, events_table):
    chart = webmap.control_map(days=days, events_table=events_table, path=OUTLINES)
    data = json.loads(chart.payload)
    pcodes = [row[0] for row in data["districts"]["rows"]]
    bare = [pcode for pcode, shape in zip(pcodes, data["shapes"], strict=True) if shape is None]
    assert data["note"] == outlines.TRUE and bare == ["AF2116"]
    # Leaflet and all
    assert len(chart.page().encode()) < 1_500_000


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
