"""Shapes that need no shapely: what maps draw in a browser that has none.

A Python in a browser may lack shapely, which makes the cells of districts. They are then made
beforehand, where the browser edition is built, and read here as plain lines, which can be drawn
but not measured or cut.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from helpers.public import own_names

# made by `packed` and put there by the browser edition; no checkout has it
PACKED = Path(__file__).with_name("static") / "cells.geojson"
# degrees are written to this many decimals: about 10 m
DECIMALS = 4


class Shape(Protocol):
    """What a shape of either kind has: this module's, or one of shapely."""

    bounds: tuple[float, float, float, float]
    geom_type: str


@dataclass
class Ring:
    """A closed line: its points as (lon, lat), the first one again at the end."""

    coords: np.ndarray


@dataclass
class Plain:
    """An area of one or more parts, with the names that shapely gives to the same things.

    Attributes
    ----------
    exterior : Ring
        Of the largest part.
    interiors : list of Ring
        Its holes.
    parts : list of Plain
        Every part, by size; empty for a shape of one part.
    geom_type : str
        Polygon or MultiPolygon.
    """

    exterior: Ring
    interiors: list[Ring] = field(default_factory=list)
    parts: list[Plain] = field(default_factory=list)
    geom_type: str = "Polygon"

    @property
    def geoms(self) -> list[Plain]:
        """Every part; a shape of one part is its own."""
        return self.parts or [self]

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north."""
        # holes lie inside: the outer rings bound the whole
        points = np.vstack([part.exterior.coords for part in self.geoms])
        west, south = points.min(axis=0).tolist()
        east, north = points.max(axis=0).tolist()
        return west, south, east, north


def from_geojson(geometry: dict[str, Any]) -> Plain:
    """A Polygon or MultiPolygon of GeoJSON as a plain shape.

    Parameters
    ----------
    geometry : dict of str to object
        With type and coordinates, in degrees.

    Returns
    -------
    Plain
        Its parts by size, the largest first.

    Raises
    ------
    ValueError : it is a geometry of another kind.

    Examples
    --------
    >>> square = [[66, 33], [67, 33], [67, 34], [66, 34], [66, 33]]
    >>> from_geojson({"type": "Polygon", "coordinates": [square]}).bounds
    (66.0, 33.0, 67.0, 34.0)
    """
    kind = geometry["type"]
    if kind not in ("Polygon", "MultiPolygon"):
        raise ValueError(f"a map draws areas, not a {kind}")
    coordinates = geometry["coordinates"]
    several = coordinates if kind == "MultiPolygon" else [coordinates]
    parts = [_part(rings) for rings in several]
    # the largest first: it stands for the whole where one ring is asked for
    parts.sort(key=lambda part: -abs(_area(part.exterior.coords)))
    if len(parts) == 1:
        return parts[0]
    largest = parts[0]
    return Plain(largest.exterior, largest.interiors, parts, "MultiPolygon")


def _part(rings: list) -> Plain:
    # GeoJSON gives the outer ring first (RFC 7946, 3.1.6)
    outer, *holes = [Ring(np.array(ring, dtype=float)) for ring in rings]
    return Plain(outer, holes)


def _area(ring: np.ndarray) -> float:
    # the shoelace formula, in square degrees: enough to tell large from small
    x, y = ring.T
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2)


def bounds(shapes: Iterable[Shape]) -> tuple[float, float, float, float]:
    """West, south, east and north of some shapes, of either kind.

    Parameters
    ----------
    shapes : iterable of Shape
        Of either kind, plain or shapely's.

    Returns
    -------
    (float, float, float, float)
        In the unit of the shapes.

    Examples
    --------
    >>> square = np.array([[66, 33], [67, 33], [67, 34], [66, 34], [66, 33]])
    >>> bounds([Plain(Ring(square)), Plain(Ring(square + 1))])
    (66.0, 33.0, 68.0, 35.0)
    """
    # only what both kinds of shape have is asked of them
    boxes = np.array([shape.bounds for shape in shapes], dtype=float)
    west, south = boxes[:, :2].min(axis=0).tolist()
    east, north = boxes[:, 2:].max(axis=0).tolist()
    return west, south, east, north


def middle(shape: Plain) -> np.ndarray:
    """A spot inside a shape, for its name: (lon, lat).

    The middle of the largest part's ring by area; no province is so bent that it lies outside.

    Parameters
    ----------
    shape : Plain
        Its largest part counts.

    Returns
    -------
    array, (2,)
        The centroid, in the unit of the shape.

    Examples
    --------
    >>> square = np.array([[66, 33], [67, 33], [67, 34], [66, 34], [66, 33]])
    >>> middle(Plain(Ring(square))).tolist()
    [66.5, 33.5]
    """
    ring = shape.exterior.coords
    x, y = ring.T
    # the centroid of a polygon: each edge's triangle by its area
    cross = x[:-1] * y[1:] - x[1:] * y[:-1]
    pairs = ring[:-1] + ring[1:]
    return (pairs * cross[:, None]).sum(axis=0) / (3 * cross.sum())


def read(kind: str, path: Path = PACKED) -> dict[str, Plain]:
    """The shapes that were made beforehand, by P-code.

    Parameters
    ----------
    kind : str
        "district" or "country".
    path : Path
        Another file of the same form (default: that of this package).

    Returns
    -------
    dict
        {P-code: shape}, in degrees.

    Raises
    ------
    ImportError : there is no such file, and no shapely to make them with.

    Examples
    --------
    >>> read("district", Path("no such file"))
    Traceback (most recent call last):
    ...
    ImportError: Maps need the package shapely, which this Python does not have: ...
    """
    if not path.exists():
        raise ImportError(
            "Maps need the package shapely, which this Python does not have: install it, or look "
            "at the notebook's page on the site."
        )
    # one file for all kinds: a browser asks for it once
    collection = json.loads(path.read_text(encoding="utf-8"))
    found = {}
    for feature in collection["features"]:
        about = feature["properties"]
        if about["kind"] == kind:
            found[about["pcode"]] = from_geojson(feature["geometry"])
    return found


def packed(kinds: dict[str, dict[str, Shape]]) -> str:
    """Shapes of shapely as a file that `read` takes.

    Parameters
    ----------
    kinds : dict of str to dict of str to Shape
        {kind: {P-code: shape}}.

    Examples
    --------
    >>> import tempfile
    >>> from shapely.geometry import box
    >>> file = Path(tempfile.mkdtemp()) / "shapes.geojson"
    >>> _ = file.write_text(packed({"district": {"AF0101": box(0, 0, 2, 1)}}))
    >>> list(read("district", file))
    ['AF0101']
    """
    features = []
    for kind, shapes in kinds.items():
        for pcode, shape in shapes.items():
            about = {"kind": kind, "pcode": pcode}
            # one part or many: a file with one kind of geometry is read by one way
            areas = [
                part
                for part in getattr(shape, "geoms", [shape])
                if _is_area(part)
            ]
            rings = [
                [_written(ring) for ring in _rings(part)] for part in areas
            ]
            geometry = {"type": "MultiPolygon", "coordinates": rings}
            features.append(
                {"type": "Feature", "properties": about, "geometry": geometry}
            )
    # no blanks: a class fetches it
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, separators=(",", ":"))


def _is_area(part: Any) -> bool:
    # lines and points are left over from cutting
    return part.geom_type == "Polygon"


def _rings(part: Any) -> list:
    return [part.exterior, *part.interiors]


def _written(ring: Any) -> list[list[float]]:
    # plain lists: json knows no arrays
    return np.round(np.asarray(ring.coords), DECIMALS).tolist()


__dir__ = own_names(__name__)
