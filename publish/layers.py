"""Layers for map programs, as GeoJSON (RFC 7946): a point and a cell for each district.

Cells are the project's own (`helpers.views.cells`), never outlines that somebody downloaded: those
are not ours to hand on.
"""

import json
from typing import Any

import numpy as np
import pandas as pd
import shapely

from helpers.views.cells import cells
from helpers.vocabulary import END, LAST, READINGS, START
from publish.plain_tables import joined
from publish.record import Record

NAMES = ["pcode", "district", "province_pcode", "province", "is_capital"]
FACTS = [
    "date",
    "date_lo",
    "date_hi",
    "manner",
    "n_origins",
    "support",
    "disputed",
]
# degrees are written to this many decimals: about 10 m
DECIMALS = 4


def facts(record: Record) -> pd.DataFrame:
    """A row a district: its names, its last capture, and when its whole province is said to fall.

    Parameters
    ----------
    record : Record
        Of this build.

    Returns
    -------
    DataFrame
        In the order of the table of districts: names, date, date_lo, date_hi, manner, n_origins,
        support, disputed; and `province_fell_by`, the day by which a statement on the whole
        province counts it among the fallen, where no page names that fall by itself.

    Examples
    --------
    >>> rows = facts(Record()).set_index("pcode")
    >>> len(rows), f"{rows.loc['AF1905', 'date']:%d %B}"
    (399, '21 June')
    """
    # what counts on a map is the fall that lasted
    falls = pd.DataFrame(record.falls.values()).set_index("pcode")
    bounded = record.bounded.set_index("pcode")
    rows = record.districts[NAMES].join(falls[FACTS], on="pcode")
    rows["province_fell_by"] = rows["pcode"].map(bounded["date"])
    # districts without a capture would else turn counts into 3.0
    rows["n_origins"] = rows["n_origins"].astype("Int64")
    return rows


def key_days() -> list[pd.Timestamp]:
    """The days of which a map program is told the holders: the first of each month, and the ends.

    Examples
    --------
    >>> [f"{day:%m-%d}" for day in key_days()]
    ['05-01', '06-01', '07-01', '08-01', '08-15', '09-01', '09-06']
    """
    # computed: a choice of days would be a choice of what is seen
    firsts = pd.date_range(START, LAST, freq="MS")
    ends = pd.to_datetime([START, END, LAST])
    return sorted({*firsts, *ends})


def holders(record: Record) -> pd.DataFrame:
    """Who held each district on each of the key days: by P-code, a column a reading and day.

    Parameters
    ----------
    record : Record
        Of this build.

    Returns
    -------
    DataFrame
        Columns such as best_2021_06_01, earliest_2021_06_01, latest_2021_06_01.

    Examples
    --------
    >>> holders(Record()).loc["AF1905", "best_2021_07_01"]
    'taliban'
    """
    # text: map programs know no categories
    days = record.days.astype(dict.fromkeys(READINGS, str))
    held = {}
    for day in key_days():
        is_today = days["date"] == day
        on_day = days[is_today].set_index("pcode")
        for reading in READINGS:
            held[f"{reading}_{day:%Y_%m_%d}"] = on_day[reading]
    return pd.DataFrame(held)


def points(record: Record) -> dict[str, Any]:
    """A GeoJSON point for each district, with its last capture.

    Examples
    --------
    >>> collection = points(Record())
    >>> len(collection["features"]), collection["features"][0]["geometry"]["type"]
    (399, 'Point')
    """
    places = record.districts[["lon", "lat"]].to_numpy().tolist()
    geometries = [{"type": "Point", "coordinates": place} for place in places]
    rows = facts(record)
    return _collection(rows, geometries)


def areas(record: Record) -> dict[str, Any]:
    """A GeoJSON cell for each district, with its last capture and its holders on the key days.

    A district without a known area has a geometry of null; its point is in `points`.

    Examples
    --------
    >>> collection = areas(Record())
    >>> len(collection["features"]), collection["features"][0]["geometry"]["type"]
    (399, 'MultiPolygon')
    """
    # never the outlines, even where they were downloaded
    drawn = cells(record.districts)
    geometries = [
        None if shape is None else _multipolygon(shape) for shape in drawn
    ]
    rows = facts(record).join(holders(record), on="pcode")
    return _collection(rows, geometries)


def _multipolygon(shape: Any) -> dict[str, Any]:
    # one kind of geometry for all, as a layer has one
    parts = shapely.get_parts(shape)
    # lines and points are left over from cutting
    is_area = shapely.get_dimensions(parts) == 2
    whole = shapely.multipolygons(parts[is_area])
    rounded = shapely.transform(whole, _rounded)
    # RFC 7946: outer rings against the clock, holes with it; normalised they are the reverse
    turned = shapely.normalize(rounded)
    written = shapely.to_geojson(shapely.reverse(turned))
    return json.loads(written)


def _rounded(lonlat: np.ndarray) -> np.ndarray:
    return np.round(lonlat, DECIMALS)


def _collection(
    rows: pd.DataFrame, geometries: list[dict[str, Any] | None]
) -> dict[str, Any]:
    # by way of JSON, for which every kind of missing value is null
    written = joined(rows).to_json(orient="records")
    features = []
    for about, geometry in zip(json.loads(written), geometries, strict=True):
        feature = {
            "type": "Feature",
            "geometry": geometry,
            "properties": about,
        }
        features.append(feature)
    return {"type": "FeatureCollection", "features": features}


def text(layer: dict[str, Any]) -> str:
    """A layer as a file, the same bytes each time.

    Examples
    --------
    >>> text({"type": "FeatureCollection", "features": []})
    '{"type":"FeatureCollection","features":[]}'
    """
    # names in Dari stay letters, and no blanks: half the size
    return json.dumps(layer, ensure_ascii=False, separators=(",", ":"))
