"""Where a district lies on a map.

Its true outline where that was downloaded, else a cell round its point, fitted to its area.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from helpers.optional import is_there, optional
from helpers.public import own_names
from helpers.tables import DATA, load, stamp
from helpers.views.cells import cells, project
from helpers.views.cells import provinces as natural_earth

shapely = optional("shapely", "Outlines of districts")

# downloaded by each user: the outlines are not this project's to hand on
BOUNDARIES = (
    DATA.parent / "boundaries" / "geoBoundaries-AFG-ADM2_simplified.geojson"
)

# every map says which of the two it drew
APPROXIMATE = (
    "District cells are approximate: drawn round a point and fitted to the known area, "
    "not surveyed boundaries"
)
TRUE = "District outlines: geoBoundaries (Runfola et al. 2020), vintage 2014, simplified"

# degrees: about 1 km, less than a pixel until far in; and a hair, about 10 m
SIMPLE = 0.01
HAIR = 1e-4


def shapes(
    districts: pd.DataFrame | None = None, path: str | Path | None = None
) -> tuple[pd.Series, str]:
    """Return what a map draws for each district.

    Parameters
    ----------
    districts : DataFrame, optional
        The table of that name.
    path : path, optional
        The outlines file (default: in boundaries/, filled by `make boundaries`).

    Returns
    -------
    Series, str
        Shapely shapes in degrees by P-code, and a sentence on what they are: the true
        outlines where the file exists, else `cells`. A district without an area or an outline
        of its own has None: maps draw its point.

    Raises
    ------
    ValueError
        A district has no point, or the file is damaged or of another country.

    Examples
    --------
    >>> shape, note = shapes(path="nowhere.geojson")
    >>> len(shape) == len(load("districts")), note == APPROXIMATE
    (True, True)
    """
    districts = load("districts") if districts is None else districts
    check_points(districts)
    true = outlines(districts, path)
    if true is None:
        return cells(districts), APPROXIMATE
    # which of the two was drawn is said under every map
    return true, TRUE


def check_points(districts: pd.DataFrame) -> None:
    """Raise ValueError naming the first district that has no point.

    Parameters
    ----------
    districts : DataFrame
        pcode, lat and lon.

    Examples
    --------
    >>> check_points(load("districts"))
    """
    # a map that left it out in silence would look complete
    lost = districts["lat"].isna() | districts["lon"].isna()
    if lost.any():
        pcode = districts.loc[lost, "pcode"].iloc[0]
        raise ValueError(
            f"district {pcode} has no point: fill in its lat and lon in data/districts.csv"
        )


def outlines(
    districts: pd.DataFrame, path: str | Path | None = None
) -> pd.Series | None:
    """Read the downloaded outlines, simplified to about 1 km.

    Parameters
    ----------
    districts : DataFrame
        The table of that name; pcode and shape_id are used.
    path : path, optional
        The outlines file (default: in boundaries/).

    Returns
    -------
    Series or None
        Shapely shapes in degrees by P-code (None where there is none of its own); None
        without the file.

    Examples
    --------
    >>> outlines(load("districts"), "nowhere.geojson") is None
    True
    """
    path = Path(path or BOUNDARIES)
    # not an error: whoever has not downloaded them, or cannot simplify them, sees cells
    if not path.exists() or not is_there(shapely):
        return None
    # a file that was downloaded anew in a running notebook is read anew
    shape = _read_outlines(stamp(path), tuple(districts["shape_id"]))
    return pd.Series(shape, index=list(districts["pcode"]), dtype=object)


@lru_cache(maxsize=4)
def _read_outlines(state: tuple, shape_ids: tuple) -> np.ndarray:
    """Read the file; its stamp is asked for so that a changed file is read again."""
    path = Path(state[0])
    remedy = f"{path} is not the file that this project knows: delete it and run `make boundaries`"
    try:
        drawn = _geometries(json.loads(path.read_text(encoding="utf-8")))
        # a district without a shape_id has none of its own
        wanted = [
            drawn[key] if isinstance(key, str) else None for key in shape_ids
        ]
    except (ValueError, KeyError, TypeError) as fault:
        raise ValueError(f"{remedy} (missing: {fault})") from fault
    # some published rings cross themselves, and shapely refuses to cut such shapes
    shape = shapely.make_valid(np.array(wanted, dtype=object))
    there = ~shapely.is_missing(shape)
    # neighbours keep one common line
    shape[there] = shapely.coverage_simplify(shape[there], SIMPLE)
    return shape


def _geometries(collection: dict) -> dict:
    """Return the shapes of Afghanistan's districts in a file of geoBoundaries, by shapeID."""
    drawn = {}
    # the group of another country means that the wrong file was put there
    for feature in collection["features"]:
        facts = feature["properties"]
        if facts["shapeGroup"] == "AFG":
            drawn[facts["shapeID"]] = shapely.from_geojson(
                json.dumps(feature["geometry"])
            )
    return drawn


def provinces(shape: pd.Series) -> pd.Series:
    """Dissolve shapes of districts into provinces.

    Parameters
    ----------
    shape : Series
        Shapely shapes by the districts' P-codes; None is left out.

    Returns
    -------
    Series
        Shapely shapes by the provinces' P-codes.

    Examples
    --------
    >>> box = shapely.box(64, 33, 65, 34)
    >>> provinces(pd.Series({"AF0101": box, "AF0102": box})).index.tolist()
    ['AF01']
    """
    # shapes that cannot be joined have their provinces ready made
    if not is_there(shapely):
        return natural_earth()
    there = shape.dropna()
    # a hair wider: no seam is left where two outlines miss each other by a rounding error
    wider = shapely.buffer(np.array(there), HAIR, join_style="mitre")
    pieces = pd.Series(wider, index=there.index)
    return pieces.groupby(pieces.index.str[:4]).agg(
        # one array a province: shapely joins many shapes at once, not two by two
        lambda province: shapely.union_all(np.array(province))
    )


def province_lines(shape: pd.Series) -> pd.Series:
    """Return the provinces that fit what a map draws for its districts.

    Parameters
    ----------
    shape : Series
        As from `shapes`.

    Returns
    -------
    Series
        Shapely shapes by the provinces' P-codes: Natural Earth's lines, which the cells keep
        to, or the true outlines dissolved, where these are drawn.

    Examples
    --------
    >>> len(province_lines(shapes(path="nowhere.geojson")[0]))
    34
    """
    lines = natural_earth()
    # plain shapes are cells, which keep to the lines
    if not is_there(shapely):
        return lines
    there = shape.dropna()
    # cells lie inside the lines; outlines of another source cross them by kilometres
    land = shapely.union_all(lines.to_numpy())
    if shapely.covers(land.buffer(HAIR), there.to_numpy()).all():
        return lines
    return provinces(shape)


def overlap(
    districts: pd.DataFrame | None = None, path: str | Path | None = None
) -> pd.Series | None:
    """Measure how well the cells fit the true outlines.

    Parameters
    ----------
    districts : DataFrame, optional
        As in `shapes`.
    path : str or Path, optional
        As in `shapes`.

    Returns
    -------
    Series or None
        Intersection over union of cell and outline by P-code, on the equal-area plane: 1 is
        a perfect fit, 0 none. None without the outlines file.

    Examples
    --------
    >>> overlap(path="nowhere.geojson") is None
    True
    """
    districts = load("districts") if districts is None else districts
    true = outlines(districts, path)
    if true is None:
        return None
    # a district that only one of the two draws cannot be compared
    pair = pd.DataFrame({"cell": cells(districts), "true": true}).dropna()
    # degrees of longitude shrink northward: areas are compared where they are true
    cell = shapely.transform(np.array(pair["cell"]), project)
    real = shapely.transform(np.array(pair["true"]), project)
    common = shapely.area(shapely.intersection(cell, real))
    either = shapely.area(cell) + shapely.area(real) - common
    return pd.Series(common / either, index=pair.index)


def overlap_words(districts: pd.DataFrame | None = None) -> str:
    """Say how well the cells fit, or why that is not known.

    Parameters
    ----------
    districts : DataFrame, optional
        The table of that name.

    Returns
    -------
    str
        The end of a sentence, without a full stop.

    Examples
    --------
    >>> overlap_words().startswith("is ")
    True
    """
    # the sentence is true on either machine
    fit = overlap(districts)
    if fit is None:
        return "is not measured here: `make boundaries` downloads the true outlines"
    return f"is {fit.mean():.2f} on average, {fit.median():.2f} in the median (1 is perfect)"


__dir__ = own_names(__name__)
