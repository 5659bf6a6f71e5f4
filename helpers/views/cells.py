"""Cells round the points of districts, fitted to their areas.

They are what maps draw where the true outlines were not downloaded.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.spatial.distance import cdist

from helpers.optional import is_there, optional
from helpers.public import own_names
from helpers.tables import DATA, LINES, stamp
from helpers.views import plain_shapes

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

shapely = optional("shapely", "Cells of districts")

# the mean radius of the Earth in km, and the parallel on which shapes are true
RADIUS = 6371.0072
SQUEEZE = np.cos(np.radians(34))

# the areas agree to about 2 % after this many adjustments
ROUNDS = 20


def project(lonlat: np.ndarray) -> np.ndarray:
    """Project degrees to kilometres: Lambert's cylindrical equal-area, true on 34 degrees north.

    Parameters
    ----------
    lonlat : array, (n, 2)
        Longitudes and latitudes in degrees.

    Returns
    -------
    array, (n, 2)
        East and north in km.

    Examples
    --------
    >>> project([[0, 0]])
    array([[0., 0.]])
    """
    # written out: a projection library would be a large dependency for two lines
    lon, lat = np.asarray(lonlat, dtype=float).T
    height = np.sin(np.radians(lat))
    east = RADIUS * np.radians(lon) * SQUEEZE
    north = RADIUS * height / SQUEEZE
    return np.column_stack([east, north])


def unproject(km: np.ndarray) -> np.ndarray:
    """Undo `project`.

    Parameters
    ----------
    km : array, (n, 2)
        East and north in km.

    Returns
    -------
    array, (n, 2)
        Longitudes and latitudes in degrees.

    Examples
    --------
    >>> unproject(project([[66.0, 34.5]])).round(6)
    array([[66. , 34.5]])
    """
    east, north = np.asarray(km, dtype=float).T
    lon = east / RADIUS / SQUEEZE
    height = north * SQUEEZE / RADIUS
    lat = np.arcsin(height)
    return np.degrees(np.column_stack([lon, lat]))


def provinces() -> pd.Series:
    """Return the provinces as shapely polygons in degrees, by P-code.

    Natural Earth, public domain; their provenance is in data/provinces.geojson.

    Returns
    -------
    Series
        34 shapes; the caller's own.

    Examples
    --------
    >>> len(provinces())
    34
    """
    path = DATA / LINES
    # a copy: whoever gets it may change it
    return _read_provinces(stamp(path)).copy()


@lru_cache(maxsize=2)
def _read_provinces(state: tuple) -> pd.Series:
    """Read the file; its stamp is asked for so that a changed file is read again."""
    path = Path(state[0])
    collection = json.loads(path.read_text(encoding="utf-8"))
    drawn = {}
    for feature in collection["features"]:
        pcode = feature["properties"]["province_pcode"]
        drawn[pcode] = _shape(feature["geometry"])
    return pd.Series(drawn, dtype=object)


def _shape(geometry: dict) -> BaseGeometry:
    """A geometry of GeoJSON: a plain shape where there is no shapely, which draws as well."""
    if not is_there(shapely):
        return plain_shapes.from_geojson(geometry)
    return shapely.from_geojson(json.dumps(geometry))


def outline() -> BaseGeometry:
    """Return the country, its provinces together, as a shapely polygon in degrees.

    Returns
    -------
    Polygon
        A plain shape where there is no shapely.

    Examples
    --------
    >>> outline().geom_type
    'Polygon'
    """
    if not is_there(shapely):
        return plain_shapes.read("country")["AF"]
    return shapely.union_all(provinces().to_numpy())


def cells(districts: pd.DataFrame, step: float = 2) -> pd.Series:
    """Draw cells round the points of districts, fitted to their areas, inside their provinces.

    Each spot of a province belongs to that of its districts whose point is nearest when
    distance is measured in radii of the district's circle (multiplicatively weighted Voronoi
    cells: Boots 1980); the radii are then adjusted until the areas agree.

    Parameters
    ----------
    districts : DataFrame
        The table of that name; pcode, lon, lat and area_km2 are used.
    step : float
        Width of the grid, km.

    Returns
    -------
    Series
        Shapely shapes in degrees by P-code; None for a district without an area.

    Raises
    ------
    ValueError
        A district's P-code does not begin with that of a province.

    Examples
    --------
    >>> two = pd.DataFrame({"pcode": ["AF0101", "AF0102"], "lon": [69.1, 69.4]})
    >>> cells(two.assign(lat=34.5, area_km2=[1000.0, 3000.0])).index.tolist()
    ['AF0101', 'AF0102']
    """
    # the same cells, made beforehand, where a browser cannot make them
    if not is_there(shapely):
        return _in_order(plain_shapes.read("district"), districts)
    # a place without an area (Hayratan lies inside Kaldar) has no circle to weigh by
    has_area = districts["area_km2"].notna()
    known = districts[has_area]
    lines = provinces()
    drawn = {}
    for province, group in known.groupby(known["pcode"].str[:4]):
        pcodes = group["pcode"]
        if province not in lines:
            first = pcodes.iloc[0]
            raise ValueError(f"district {first} is in no province of the map")
        columns = group[["lon", "lat", "area_km2"]]
        # tuples, so that the answer can be kept
        spots = tuple(columns.itertuples(index=False, name=None))
        shapes = _cells(lines[province], spots, step)
        drawn |= dict(zip(pcodes, shapes, strict=True))
    return _in_order(drawn, districts)


def _in_order(
    drawn: Mapping[str, BaseGeometry], districts: pd.DataFrame
) -> pd.Series:
    """Shapes in the order of the table, the places without one among them."""
    pcodes = list(districts["pcode"])
    shapes = [drawn.get(pcode) for pcode in pcodes]
    # objects: pandas would take a shape for an array of its parts
    return pd.Series(shapes, index=pcodes, dtype=object)


@lru_cache(maxsize=128)
def _cells(
    province: BaseGeometry, spots: tuple, step: float
) -> tuple[BaseGeometry, ...]:
    """Share one province among its districts: (lon, lat, area) each, shapes in their order."""
    lon, lat, area = np.array(spots, dtype=float).T
    lonlat = np.column_stack([lon, lat])
    points = project(lonlat)
    land = shapely.transform(province, project)
    # a margin of two steps: a cell at the border is closed before it is clipped
    margin = np.array([-2, -2, 2, 2]) * step
    west, south, east, north = np.array(land.bounds) + margin
    columns = np.arange(west, east, step)
    rows = np.arange(south, north, step)
    owner = _owners(points, area, land, columns, rows)
    whole = _polygons(owner, columns, rows, len(points))
    # the stairs of the grid are smoothed, neighbours keeping one common line
    smooth = shapely.coverage_simplify(whole, 1.5 * step)
    clipped = shapely.intersection(smooth, land)
    shapes = shapely.transform(clipped, unproject)
    return tuple(shapes)


def _owners(
    points: np.ndarray,
    area: np.ndarray,
    land: BaseGeometry,
    columns: np.ndarray,
    rows: np.ndarray,
) -> np.ndarray:
    """Deal out the spots of a grid: (rows, columns) indices of the points that own them."""
    x, y = np.meshgrid(columns, rows)
    # half the memory of float64: a million spots by hundreds of points
    spots = np.column_stack([x.ravel(), y.ravel()]).astype(np.float32)
    # spots abroad are dealt out too, but no area is measured there
    inside = shapely.contains_xy(land, spots)
    far = cdist(spots, points).astype(np.float32)
    within = far[inside]
    # the first guess: each district a circle of its own area
    circle = np.sqrt(area / np.pi)
    radius = circle.astype(np.float32)
    share = area / area.sum()
    target = share * len(within)
    for _ in range(ROUNDS):
        owner = (within / radius).argmin(axis=1)
        held = np.bincount(owner, minlength=len(points))
        wanted = np.clip(target / np.maximum(held, 1), 0.5, 2)
        # a small power: larger steps make neighbours swing against each other
        radius = (radius * wanted**0.25).astype(np.float32)
    nearest = (far / radius).argmin(axis=1)
    return nearest.reshape(len(rows), len(columns))


def _polygons(
    owner: np.ndarray, columns: np.ndarray, rows: np.ndarray, n: int
) -> np.ndarray:
    """Join the spots of each owner to one shape on the plane."""
    step = columns[1] - columns[0]
    # runs of one owner along a row of the grid become boxes, boxes of one owner its cell
    begins = np.ones(owner.shape, dtype=bool)
    begins[:, 1:] = owner[:, 1:] != owner[:, :-1]
    row, start = np.nonzero(begins)
    # a run stops where the next of its row begins, or at the edge
    edge = len(columns)
    stop = np.append(start[1:], edge)
    last_of_row = np.append(row[1:] != row[:-1], True)
    stop[last_of_row] = edge
    # a spot is the middle of its box
    half = step / 2
    before = start - 0.5
    after = stop - 0.5
    west = columns[0]
    left = west + before * step
    right = west + after * step
    low = rows[row] - half
    # wide boxes are few: one a spot would be a hundred times slower to join
    boxes = shapely.box(left, low, right, low + step)
    whose = owner[row, start]
    shapes = []
    for point in range(n):
        own = boxes[whose == point]
        shapes.append(shapely.union_all(own))
    return np.array(shapes, dtype=object)


__dir__ = own_names(__name__)
