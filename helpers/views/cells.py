"""Cells round the points of districts, fitted to their areas: what maps draw where no true outline is there."""

from functools import cache

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree
from helpers.tables import DATA

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
    return shapely.get_geometry(
        shapely.from_geojson((DATA / "outline.geojson").read_text(encoding="utf-8")), 0
    )


def cells(districts, step=2):
    """Cells round the points of districts, fitted to their areas and clipped to the country, in degrees by pcode.

    Each spot belongs to the district whose point is nearest when distance is measured in radii of that district's circle
    (multiplicatively weighted Voronoi cells: Boots 1980); the radii are then adjusted until the areas agree.
    step : grid, km. A district without an area has None.
    """
    known = districts[districts["area_km2"].notna()]
    found = dict(
        zip(
            known["pcode"],
            _cells(tuple(known["lon"]), tuple(known["lat"]), tuple(known["area_km2"]), step),
        )
    )
    return pd.Series(
        [found.get(pcode) for pcode in districts["pcode"]],
        index=list(districts["pcode"]),
        dtype=object,
    )


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
    whole = np.array(
        [shapely.union_all(boxes[whose == i]) for i in range(len(points))], dtype=object
    )
    whole = shapely.intersection(shapely.coverage_simplify(whole, 1.5 * step), land)
    return tuple(shapely.transform(whole, unproject))
