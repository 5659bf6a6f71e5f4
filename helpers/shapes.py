"""Where a district lies on a map: its true outline where that was downloaded, else a cell round its point, fitted to its area."""
import json
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from helpers.tables import DATA, load

BOUNDARIES = DATA.parent / "boundaries" / "geoBoundaries-AFG-ADM2_simplified.geojson"
APPROXIMATE = "District cells are approximate: drawn round a point and fitted to the known area, not surveyed boundaries"
TRUE = "District outlines: geoBoundaries (Runfola et al. 2020), vintage 2014, simplified"
_RADIUS, _SQUEEZE = 6371.0072, np.cos(np.radians(34))  # km; the parallel on which shapes are true


def project(lonlat):
    """(n, 2) degrees to (n, 2) kilometres: Lambert's cylindrical equal-area projection, true on 34 degrees north."""
    lon, lat = np.asarray(lonlat, dtype=float).T
    return np.c_[_RADIUS * np.radians(lon) * _SQUEEZE, _RADIUS * np.sin(np.radians(lat)) / _SQUEEZE]


def unproject(km):
    """The inverse of `project`."""
    x, y = np.asarray(km, dtype=float).T
    return np.c_[np.degrees(x / _RADIUS / _SQUEEZE), np.degrees(np.arcsin(y * _SQUEEZE / _RADIUS))]


def outline():
    """The country (Natural Earth, public domain; provenance in data/outline.geojson) as a shapely polygon in degrees."""
    return shapely.get_geometry(shapely.from_geojson((DATA / "outline.geojson").read_text(encoding="utf-8")), 0)


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
        raise ValueError(f"district {bad['pcode'].iloc[0]} has no point: fill in its lat and lon in data/districts.csv")


def outlines(districts, path=None):
    """The downloaded outlines by pcode (None where there is none of its own), simplified to about 1 km; None without the file."""
    path = Path(path or BOUNDARIES)
    if not path.exists():
        return None
    return _read_outlines(path, path.stat().st_mtime_ns, tuple(districts["pcode"]), tuple(districts["shape_id"]))


@cache
def _read_outlines(path, _, pcodes, shape_ids):
    remedy = f"{path} is not the file that this project knows: delete it and run `make boundaries`"
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        known = {f["properties"]["shapeID"]: f["geometry"] for f in features if f["properties"]["shapeGroup"] == "AFG"}
        found = [known[key] if isinstance(key, str) else None for key in shape_ids]
    except (ValueError, KeyError, TypeError) as fault:
        raise ValueError(f"{remedy} (missing: {fault})") from fault
    shape = shapely.make_valid(np.array([g and shapely.from_geojson(json.dumps(g)) for g in found], dtype=object))
    there = ~shapely.is_missing(shape)
    shape[there] = shapely.coverage_simplify(shape[there], 0.01)  # neighbours keep one common line
    return pd.Series(shape, index=list(pcodes), dtype=object)


def cells(districts, step=2):
    """Cells round the points of districts, fitted to their areas and clipped to the country, in degrees by pcode.

    Each spot belongs to the district whose point is nearest when distance is measured in radii of that district's circle
    (multiplicatively weighted Voronoi cells: Boots 1980); the radii are then adjusted until the areas agree.
    step : grid, km. A district without an area has None.
    """
    known = districts[districts["area_km2"].notna()]
    found = dict(zip(known["pcode"], _cells(tuple(known["lon"]), tuple(known["lat"]), tuple(known["area_km2"]), step)))
    return pd.Series([found.get(pcode) for pcode in districts["pcode"]], index=list(districts["pcode"]), dtype=object)


@cache
def _cells(lon, lat, area, step):
    points, area = project(np.c_[lon, lat]), np.array(area)
    land = shapely.transform(outline(), project)
    west, south, east, north = np.array(land.bounds) + np.array([-2, -2, 2, 2]) * step
    xs, ys = np.arange(west, east, step), np.arange(south, north, step)
    x, y = (axis.ravel() for axis in np.meshgrid(xs, ys))
    inside = shapely.contains_xy(land, x, y)
    far, near = cKDTree(points).query(np.c_[x, y], k=min(25, len(points)))
    far, near = far.reshape(len(x), -1), near.reshape(len(x), -1)
    radius, target = np.sqrt(area / np.pi), area / area.sum() * inside.sum()
    for _ in range(20):
        owner = near[np.arange(len(x)), (far / radius[near]).argmin(axis=1)]
        held = np.bincount(owner[inside], minlength=len(points))
        radius = radius * np.clip(target / np.maximum(held, 1), 0.5, 2) ** 0.25
    # runs of one owner along a row of the grid become boxes, boxes of one owner become its cell, and the stairs are smoothed
    owner = owner.reshape(len(ys), len(xs))
    new = np.c_[np.ones(len(ys), dtype=bool), owner[:, 1:] != owner[:, :-1]]
    row, col = np.nonzero(new)
    stop = np.r_[col[1:], len(xs)]
    stop[np.r_[row[1:] != row[:-1], True]] = len(xs)
    left, right, low = xs[0] + (col - 0.5) * step, xs[0] + (stop - 0.5) * step, ys[row] - step / 2
    boxes, whose = shapely.box(left, low, right, low + step), owner[row, col]
    whole = np.array([shapely.union_all(boxes[whose == i]) for i in range(len(points))], dtype=object)
    whole = shapely.intersection(shapely.coverage_simplify(whole, 1.5 * step), land)
    return tuple(shapely.transform(whole, unproject))


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
