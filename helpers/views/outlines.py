"""Where a district lies on a map: its true outline where that was downloaded, else a cell round its point, fitted to its area."""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from helpers.tables import DATA, load
from helpers.views.cells import cells, project


BOUNDARIES = DATA.parent / "boundaries" / "geoBoundaries-AFG-ADM2_simplified.geojson"

APPROXIMATE = "District cells are approximate: drawn round a point and fitted to the known area, not surveyed boundaries"

TRUE = "District outlines: geoBoundaries (Runfola et al. 2020), vintage 2014, simplified"

_RADIUS, _SQUEEZE = 6371.0072, np.cos(np.radians(34))  # km; the parallel on which shapes are true


def shapes(districts=None, path=None):
    """What a map draws for each district: (Series of shapely shapes in degrees by pcode, a sentence on what they are).

    The true outlines where `path` (default boundaries/, filled by `make boundaries`) exists, else `cells`. A district
    without an area or an outline of its own has None: maps draw its point. Raises ValueError for a district without a point
    and for an outlines file that is damaged or of another country.
    """
    districts = load("districts") if districts is None else districts
    check_points(districts)
    true = outlines(districts, path)
    return (cells(districts), APPROXIMATE) if true is None else (true, TRUE)


def check_points(districts):
    """Raise ValueError naming the first district that has no point."""
    bad = districts[districts["lat"].isna() | districts["lon"].isna()]
    if len(bad):
        raise ValueError(
            f"district {bad['pcode'].iloc[0]} has no point: fill in its lat and lon in data/districts.csv"
        )


def outlines(districts, path=None):
    """The downloaded outlines by pcode (None where there is none of its own), simplified to about 1 km; None without the file."""
    path = Path(path or BOUNDARIES)
    if not path.exists():
        return None
    return _read_outlines(
        path, path.stat().st_mtime_ns, tuple(districts["pcode"]), tuple(districts["shape_id"])
    )


@cache
def _read_outlines(path, _, pcodes, shape_ids):
    remedy = f"{path} is not the file that this project knows: delete it and run `make boundaries`"
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        known = {
            f["properties"]["shapeID"]: f["geometry"]
            for f in features
            if f["properties"]["shapeGroup"] == "AFG"
        }
        found = [known[key] if isinstance(key, str) else None for key in shape_ids]
    except (ValueError, KeyError, TypeError) as fault:
        raise ValueError(f"{remedy} (missing: {fault})") from fault
    shape = shapely.make_valid(
        np.array([g and shapely.from_geojson(json.dumps(g)) for g in found], dtype=object)
    )
    there = ~shapely.is_missing(shape)
    shape[there] = shapely.coverage_simplify(shape[there], 0.01)  # neighbours keep one common line
    return pd.Series(shape, index=list(pcodes), dtype=object)


def provinces(shape):
    """The provinces: `shape` (by pcode, degrees) dissolved; a Series of shapely shapes by the provinces' P-codes."""
    there = shape.dropna()  # a hair wider, so that no seam is left where two outlines miss each other by a rounding error
    wider = pd.Series(shapely.buffer(np.array(there), 1e-4, join_style="mitre"), index=there.index)
    return wider.groupby(wider.index.str[:4]).agg(lambda group: shapely.union_all(np.array(group)))


def overlap(districts=None, path=None):
    """How well the cells fit: intersection over union of each cell with the true outline, by pcode; None without the file.

    Both are compared on the equal-area plane; 1 is a perfect fit, 0 none.
    """
    districts = load("districts") if districts is None else districts
    true = outlines(districts, path)
    if true is None:
        return None
    pair = pd.DataFrame({"cell": cells(districts), "true": true}).dropna()
    cell, real = (shapely.transform(np.array(pair[c]), project) for c in ("cell", "true"))
    common = shapely.area(shapely.intersection(cell, real))
    return pd.Series(common / (shapely.area(cell) + shapely.area(real) - common), index=pair.index)
