"""Cells round the points of districts, fitted to their areas.

They are what maps draw where the true outlines were not downloaded.
"""

from functools import cache

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from helpers.tables import DATA

# the mean radius of the Earth in km, and the parallel on which shapes are true
RADIUS = 6371.0072
SQUEEZE = np.cos(np.radians(34))

# the owner of a spot is looked for among this many districts
NEAREST = 25
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
    east = RADIUS * np.radians(lon) * SQUEEZE
    north = RADIUS * np.sin(np.radians(lat)) / SQUEEZE
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
    lon = np.degrees(east / RADIUS / SQUEEZE)
    lat = np.degrees(np.arcsin(north * SQUEEZE / RADIUS))
    return np.column_stack([lon, lat])


def outline() -> BaseGeometry:
    """Return the country as a shapely polygon in degrees.

    Natural Earth, public domain; its provenance is in data/outline.geojson.

    Examples
    --------
    >>> outline().geom_type
    'Polygon'
    """
    text = (DATA / "outline.geojson").read_text(encoding="utf-8")
    return shapely.get_geometry(shapely.from_geojson(text), 0)


def cells(districts: pd.DataFrame, step: float = 2) -> pd.Series:
    """Draw cells round the points of districts, fitted to their areas, clipped to the country.

    Each spot belongs to the district whose point is nearest when distance is measured in radii
    of that district's circle (multiplicatively weighted Voronoi cells: Boots 1980); the radii
    are then adjusted until the areas agree.

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

    Examples
    --------
    >>> two = pd.DataFrame({"pcode": ["a", "b"], "lon": [64.0, 69.0], "lat": [33.0, 35.0]})
    >>> cells(two.assign(area_km2=[64_000.0, 577_000.0]), step=20).index.tolist()
    ['a', 'b']
    """
    # a place without an area (Hayratan lies inside Kaldar) has no circle to weigh by
    known = districts[districts["area_km2"].notna()]
    drawn = _cells(tuple(known["lon"]), tuple(known["lat"]), tuple(known["area_km2"]), step)
    by_pcode = dict(zip(known["pcode"], drawn, strict=True))
    pcodes = list(districts["pcode"])
    return pd.Series([by_pcode.get(pcode) for pcode in pcodes], index=pcodes, dtype=object)


@cache
def _cells(lon: tuple, lat: tuple, area: tuple, step: float) -> tuple[BaseGeometry, ...]:
    points = project(np.column_stack([lon, lat]))
    land = shapely.transform(outline(), project)
    # a margin of two steps: a cell at the frontier is closed before it is clipped
    west, south, east, north = np.array(land.bounds) + np.array([-2, -2, 2, 2]) * step
    columns = np.arange(west, east, step)
    rows = np.arange(south, north, step)
    owner = _owners(points, np.array(area), land, columns, rows)
    whole = _polygons(owner, columns, rows, len(points))
    # the stairs of the grid are smoothed, neighbours keeping one common line
    smooth = shapely.coverage_simplify(whole, 1.5 * step)
    clipped = shapely.intersection(smooth, land)
    return tuple(shapely.transform(clipped, unproject))


def _owners(
    points: np.ndarray,
    area: np.ndarray,
    land: BaseGeometry,
    columns: np.ndarray,
    rows: np.ndarray,
) -> np.ndarray:
    """Deal out the spots of a grid: (rows, columns) indices of the points that own them."""
    x, y = np.meshgrid(columns, rows)
    spots = np.column_stack([x.ravel(), y.ravel()])
    # spots abroad are dealt out too, but no area is measured there
    inside = shapely.contains_xy(land, spots)
    nearest = min(NEAREST, len(points))
    far, near = cKDTree(points).query(spots, k=nearest)
    # with one point only the answer has no second axis
    far = far.reshape(len(spots), nearest)
    near = near.reshape(len(spots), nearest)
    # the first guess: each district a circle of its own area
    radius = np.sqrt(area / np.pi)
    target = area / area.sum() * inside.sum()
    every = np.arange(len(spots))
    for _ in range(ROUNDS):
        closest = (far / radius[near]).argmin(axis=1)
        owner = near[every, closest]
        held = np.bincount(owner[inside], minlength=len(points))
        wanted = np.clip(target / np.maximum(held, 1), 0.5, 2)
        # a small power: larger steps make neighbours swing against each other
        radius = radius * wanted**0.25
    return owner.reshape(len(rows), len(columns))


def _polygons(owner: np.ndarray, columns: np.ndarray, rows: np.ndarray, n: int) -> np.ndarray:
    """Join the spots of each owner to one shape on the plane."""
    step = columns[1] - columns[0]
    # runs of one owner along a row of the grid become boxes, boxes of one owner its cell
    change = owner[:, 1:] != owner[:, :-1]
    first = np.ones((len(rows), 1), dtype=bool)
    row, start = np.nonzero(np.hstack([first, change]))
    stop = np.append(start[1:], len(columns))
    last_of_row = np.append(row[1:] != row[:-1], True)
    stop[last_of_row] = len(columns)
    left = columns[0] + (start - 0.5) * step
    right = columns[0] + (stop - 0.5) * step
    low = rows[row] - step / 2
    # wide boxes are few: one a spot would be a hundred times slower to join
    boxes = shapely.box(left, low, right, low + step)
    whose = owner[row, start]
    shapes = [shapely.union_all(boxes[whose == point]) for point in range(n)]
    return np.array(shapes, dtype=object)
