"""What the interactive map carries: who held what, the events with their sources, the places.

Tables travel as columns, levels and rows (see `packed`); the map's script makes records of them.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from helpers.adjudication import bounded
from helpers.analysis import borders
from helpers.optional import is_there, optional
from helpers.public import own_names
from helpers.views import outlines, plain_shapes
from helpers.vocabulary import ONE_VOICE, READINGS

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

shapely = optional("shapely", "Interactive maps")

Tables = dict[str, pd.DataFrame]

# degrees are written to this many decimals: about 100 m
DECIMALS = 3


def packed(
    frame: pd.DataFrame, levels: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Pack a table for the map's script.

    Parameters
    ----------
    frame : DataFrame
        Cells that JSON can hold, or missing (null).
    levels : tuple of str
        Columns of few different words: each word is sent once, the cells hold its number.

    Returns
    -------
    dict
        columns, levels ({column: words}) and rows.

    Examples
    --------
    >>> packed(pd.DataFrame({"who": ["a", "b", "a"], "n": [1, 2, 3]}), levels=("who",))
    {'columns': ['who', 'n'], 'levels': {'who': ['a', 'b']}, 'rows': [[0, 1], [1, 2], [0, 3]]}
    """
    # the caller's table stays as it is
    frame = frame.copy()
    words = {}
    for column in levels:
        # sorted: the same file each time
        codes, uniques = pd.factorize(frame[column].astype(str), sort=True)
        frame[column] = codes
        words[column] = uniques.tolist()
    # objects: numpy's own numbers are none that JSON knows
    cells = frame.astype(object)
    rows = cells.where(cells.notna(), None).to_numpy().tolist()
    # columns once and rows as lists: names in every row would be most of the file
    return {"columns": frame.columns.tolist(), "levels": words, "rows": rows}


def day_numbers(dates: pd.Series, first: pd.Timestamp) -> pd.Series:
    """Count days from the first one; missing where there is no day.

    Parameters
    ----------
    dates : Series of datetime
    first : Timestamp
        The day that has the number 0.

    Returns
    -------
    Series of Int64
        The first day is 0.

    Examples
    --------
    >>> dates = pd.Series(pd.to_datetime(["2021-05-03", None]))
    >>> day_numbers(dates, pd.Timestamp("2021-05-01")).tolist()
    [2, <NA>]
    """
    # nullable: a day that nobody gives is null in the file
    return (dates - first).dt.days.astype("Int64")


def runs(codes: np.ndarray) -> list[int]:
    """Write a row as its changes: each place where the value changes, and the value from there.

    Parameters
    ----------
    codes : array
        One row of whole numbers.

    Returns
    -------
    list of int
        place, value, place, value, and so on.

    Examples
    --------
    >>> runs(np.array([0, 0, 1]))
    [0, 0, 2, 1]
    """
    change = codes[1:] != codes[:-1]
    # a row of 129 days has a handful of changes
    places = np.flatnonzero(np.append(True, change))
    pairs = np.column_stack([places, codes[places]])
    return pairs.ravel().tolist()


def districts_held(
    days: pd.DataFrame, districts: pd.DataFrame
) -> dict[str, list[list[int]]]:
    """Write control as changes of each district in each reading.

    Parameters
    ----------
    days : DataFrame
        As from `control`.
    districts : DataFrame
        The table of that name; its order is kept.

    Returns
    -------
    dict
        {reading: [runs of each district]}; the code of the holder (0 government, 1 contested,
        2 Taliban), plus 3 where the best reading rests on one origin.

    Examples
    --------
    >>> from helpers import control, load
    >>> held = districts_held(control("2021-06-01", "2021-06-05"), load("districts"))
    >>> len(held["best"]) == len(load("districts"))
    True
    """
    return _held(days, "pcode", districts["pcode"])


def _held(
    days: pd.DataFrame, place: str, order: pd.Series
) -> dict[str, list[list[int]]]:
    """The changes of each place in each reading, in a given order of the places."""
    weak = 3 * days["support"].isin(ONE_VOICE).to_numpy()
    written = {}
    for reading in READINGS:
        # ordered as HOLDERS: the code is the holder's number
        codes = days[reading].cat.codes.to_numpy()
        if reading == "best":
            # the other two readings have weighed support already
            codes = codes + weak
        by_place = pd.Series(codes).groupby(days[place].to_numpy())
        # 129 days as a handful of changes
        rows = {name: runs(group.to_numpy()) for name, group in by_place}
        written[reading] = [rows[name] for name in order]
    return written


def first_word(tables: Tables, first: pd.Timestamp) -> list[int | None]:
    """Find the first day on which any page speaks of who holds each district.

    Until then the record assumes the government.

    Parameters
    ----------
    tables : dict of DataFrame
        districts, baseline and reports.
    first : Timestamp
        The map's first day.

    Returns
    -------
    list of int or None
        Number of the day for each district (0 or less: from the start); None where no page
        speaks of it at all.

    Examples
    --------
    >>> from helpers import load
    >>> tables = {name: load(name) for name in ("districts", "baseline", "reports")}
    >>> words = first_word(tables, pd.Timestamp("2021-05-01"))
    >>> words[0] is None or words[0] <= 106
    True
    """
    reports = tables["reports"]
    # a word on a post, or on a whole province, is none on the district
    is_district = reports["pcode"].notna() & reports["crossing_id"].isna()
    of_districts = reports[is_district]
    day = day_numbers(of_districts["date_lo"], first)
    # the earliest bound: on no day before it can the page be meant
    said = day.groupby(of_districts["pcode"]).min()
    # a page on the time before May speaks from the first day on
    before = set(tables["baseline"]["pcode"])
    words = []
    for pcode in tables["districts"]["pcode"]:
        if pcode in before:
            words.append(0)
        else:
            words.append(int(said[pcode]) if pcode in said else None)
    return words


def unspoken(
    tables: Tables, when: pd.Timestamp, first: pd.Timestamp
) -> list[str]:
    """Name the districts of which no page has spoken by a day.

    Parameters
    ----------
    tables : Tables
        As in `first_word`.
    when : Timestamp
        A day of the record.
    first : Timestamp
        As in `first_word`.

    Returns
    -------
    list of str
        P-codes.

    Examples
    --------
    >>> from helpers import load
    >>> tables = {name: load(name) for name in ("districts", "baseline", "reports")}
    >>> may, august = pd.Timestamp("2021-05-01"), pd.Timestamp("2021-08-15")
    >>> len(unspoken(tables, august, may)) < len(unspoken(tables, may, may))
    True
    """
    day = (when - first).days
    words = first_word(tables, first)
    # none at all is none yet
    # both are in the order of the districts
    pairs = zip(tables["districts"]["pcode"], words, strict=True)
    return [pcode for pcode, word in pairs if word is None or day < word]


def crossings_held(
    events_table: pd.DataFrame,
    crossings: pd.DataFrame,
    dates: pd.DatetimeIndex,
) -> dict[str, list[list[int]]]:
    """Write who held each border post, as `districts_held` does for districts.

    Parameters
    ----------
    events_table : DataFrame
        As from `events`.
    crossings : DataFrame
        The table of that name; its order is kept.
    dates : DatetimeIndex
        The map's days, one after another.

    Returns
    -------
    dict
        {reading: [runs of each post]}, with the codes of `districts_held`.

    Examples
    --------
    >>> from helpers import events, load
    >>> dates = pd.date_range("2021-07-01", "2021-07-10")
    >>> held = crossings_held(events(), load("crossings"), dates)
    >>> len(held["best"]) == len(load("crossings"))
    True
    """
    # the rule of notebook 04: who held a post is decided in one place
    of_posts = borders.events_of_posts(events_table)
    districts = crossings.set_index("crossing_id")["pcode"]
    days = borders.post_days(of_posts, districts, dates[0], dates[-1])
    return _held(days, "crossing_id", crossings["crossing_id"])


def cited_sources(tables: Tables) -> pd.DataFrame:
    """Keep the sources that reports, baseline or roads of the map cite.

    Parameters
    ----------
    tables : dict of DataFrame
        sources, reports, baseline and road_segments.

    Returns
    -------
    DataFrame
        Rows of the table sources, numbered from 0.

    Examples
    --------
    >>> from helpers import load
    >>> names = ("sources", "reports", "baseline", "road_segments")
    >>> cited = cited_sources({name: load(name) for name in names})
    >>> 0 < len(cited) <= len(load("sources"))
    True
    """
    # half of the pages carry claims only: they would double the file
    citing = [
        tables[name]["source_id"]
        for name in ("reports", "baseline", "road_segments")
    ]
    cited = tables["sources"]["source_id"].isin(pd.concat(citing))
    return tables["sources"][cited].reset_index(drop=True)


def what_was_told(
    tables: Tables, events_table: pd.DataFrame, first: pd.Timestamp
) -> dict[str, Any]:
    """Gather what popups say: events, the reports under them, and the pages that these cite.

    Parameters
    ----------
    tables : dict of DataFrame
        reports, sources, baseline and road_segments.
    events_table : DataFrame
        As from `events`.
    first : Timestamp
        The map's first day.

    Returns
    -------
    dict
        events, reports, baseline and sources, packed; bounded ({district: numbers of the
        reports that say that its whole province had fallen}).

    Examples
    --------
    >>> from helpers import events, load
    >>> names = ("reports", "sources", "baseline", "road_segments")
    >>> tables = {name: load(name) for name in names}
    >>> told = what_was_told(tables, events(), pd.Timestamp("2021-05-01"))
    >>> len(told["events"]["rows"]) == len(events())
    True
    """
    reports = tables["reports"]
    # numbers in place of ids: a report is named by many
    number = _numbers(reports["report_id"])
    cited = cited_sources(tables)
    page = _numbers(cited["source_id"])
    # districts that no page names alone
    only = bounded(events_table, reports, tables["sources"])
    return {
        "events": _events(events_table, number, first),
        "bounded": {
            row.pcode: [number[r] for r in row.reports]
            for row in only.itertuples()
        },
        "reports": _reports(reports, page, first),
        "baseline": _baseline(tables["baseline"], page, first),
        "sources": packed(
            cited[["publisher", "origin", "url"]],
            levels=("publisher", "origin"),
        ),
    }


def _numbers(keys: pd.Series) -> dict[str, int]:
    """The place of each key in its table: shorter in the page than the key."""
    # in the order of the table, by which the script finds a row
    return {key: number for number, key in enumerate(keys)}


def _events(
    events_table: pd.DataFrame, number: dict[str, int], first: pd.Timestamp
) -> dict:
    frame = pd.DataFrame(
        {
            # an event of a post is the post's, not its district's
            "place": events_table["crossing_id"].fillna(events_table["pcode"]),
            "kind": events_table["kind"],
            "day": day_numbers(events_table["date"], first),
            "lo": day_numbers(events_table["date_lo"], first),
            "hi": day_numbers(events_table["date_hi"], first),
            "manner": events_table["manner"],
            "support": events_table["support"],
            "disputed": events_table["disputed"].astype(bool),
            "reports": [
                [number[r] for r in reports]
                for reports in events_table["reports"]
            ],
        }
    )
    # own events may come without their reasons
    if "reason" in events_table:
        frame["reason"] = events_table["reason"]
    return packed(frame, levels=("kind", "manner", "support"))


def _reports(
    reports: pd.DataFrame, page: dict[str, int], first: pd.Timestamp
) -> dict:
    frame = pd.DataFrame(
        {
            "id": reports["report_id"],
            "place": reports["crossing_id"]
            .fillna(reports["pcode"])
            .fillna(""),
            "event": reports["event"],
            "day": day_numbers(reports["date"], first),
            "lo": day_numbers(reports["date_lo"], first),
            "hi": day_numbers(reports["date_hi"], first),
            "says": reports["claimed_by"],
            "status": reports["status"],
            "source": reports["source_id"].map(page),
            # as the page spells it: a reader can find it there
            "printed": reports["place_as_printed"].fillna(""),
        }
    )
    return packed(frame, levels=("event", "says", "status"))


def _baseline(
    baseline: pd.DataFrame, page: dict[str, int], first: pd.Timestamp
) -> dict:
    frame = pd.DataFrame(
        {
            "place": baseline["pcode"],
            "holder": baseline["holder"],
            "day": day_numbers(baseline["as_of"], first),
            "source": baseline["source_id"].map(page),
        }
    )
    return packed(frame, levels=("holder",))


def places(tables: Tables, shape: pd.Series) -> dict[str, Any]:
    """Gather what the map draws, latitude first as Leaflet has it.

    Parameters
    ----------
    tables : dict of DataFrame
        districts, crossings, road_nodes, road_segments and sources.
    shape : Series
        Shapely shapes of the districts in degrees by P-code.

    Returns
    -------
    dict
        districts, capitals, roads and crossings, packed; shapes and provinces as rings.

    Examples
    --------
    >>> from helpers import load
    >>> names = ("districts", "crossings", "road_nodes", "road_segments", "reports")
    >>> tables = {name: load(name) for name in (*names, "baseline", "sources")}
    >>> drawn = places(tables, outlines.shapes(tables["districts"])[0])
    >>> len(drawn["capitals"]["rows"])
    34
    """
    districts = tables["districts"]
    # numbers in place of names: each name is sent once
    number = _numbers(districts["pcode"])
    cited = cited_sources(tables)
    page = _numbers(cited["source_id"])
    return {
        "districts": _districts(districts),
        "shapes": [rings(shape[pcode]) for pcode in districts["pcode"]],
        "provinces": _provinces(districts, shape),
        "capitals": _capitals(districts, tables["road_nodes"]),
        "roads": _roads(
            tables["road_segments"], tables["road_nodes"], number, page
        ),
        "crossings": _crossings(tables, number),
    }


def _provinces(
    districts: pd.DataFrame, shape: pd.Series
) -> list[dict[str, Any]]:
    """Return name, lines and the middle of each province."""
    # the names of the table, not those of the outlines' source
    names = dict(
        zip(districts["province_pcode"], districts["province"], strict=True)
    )
    drawn = []
    # one line for all districts of a province: inner borders are drawn with the districts
    for pcode, whole in outlines.province_lines(shape).items():
        # latitude first, as Leaflet has it
        at = _middle(whole)[::-1].round(DECIMALS).tolist()
        drawn.append(
            {"name": names.get(pcode, pcode), "at": at, "rings": rings(whole)}
        )
    return drawn


def _middle(whole: BaseGeometry) -> np.ndarray:
    """The middle of the largest circle inside, (lon, lat): a name there covers no border."""
    if not is_there(shapely):
        return plain_shapes.middle(whole)
    circle = shapely.maximum_inscribed_circle(whole)
    return shapely.get_coordinates(circle)[0]


def _districts(districts: pd.DataFrame) -> dict:
    frame = pd.DataFrame(
        {
            "pcode": districts["pcode"],
            "name": districts["district"],
            "dari": districts["district_fa"].fillna(""),
            "others": [list(names) for names in districts["alt_names"]],
            "province": districts["province"],
            # three decimals are 100 m: less than a pixel
            "lat": districts["lat"].round(DECIMALS),
            "lon": districts["lon"].round(DECIMALS),
        }
    )
    return packed(frame, levels=("province",))


def _capitals(districts: pd.DataFrame, nodes: pd.DataFrame) -> dict:
    seats = districts[districts["is_capital"]]
    # the town itself where the road table has its point, else the point of its district
    is_capital = nodes["kind"] == "capital"
    # a capital with two points in the network is drawn once
    towns = nodes[is_capital].drop_duplicates("pcode").set_index("pcode")
    frame = pd.DataFrame({"pcode": seats["pcode"], "name": seats["district"]})
    for axis in ("lat", "lon"):
        town = seats["pcode"].map(towns[axis].astype(float))
        frame[axis] = town.fillna(seats[axis]).round(DECIMALS)
    return packed(frame)


def _roads(
    segments: pd.DataFrame,
    nodes: pd.DataFrame,
    number: dict[str, int],
    page: dict[str, int],
) -> dict:
    # a road is drawn from town to town
    by_id = nodes.set_index("node_id")
    # rounded: the page is read on telephones, and finer than a pixel is nothing to see
    points = {
        node: [round(lat, DECIMALS), round(lon, DECIMALS)]
        for node, lat, lon in zip(
            by_id.index, by_id["lat"], by_id["lon"], strict=True
        )
    }
    start = segments["from_node"].map(by_id["name"])
    end = segments["to_node"].map(by_id["name"])
    frame = pd.DataFrame(
        {
            "id": segments["segment_id"],
            "road": segments["road"],
            "name": start + " - " + end,
            "from": segments["from_node"].map(points),
            "to": segments["to_node"].map(points),
            "through": [
                [number[pcode] for pcode in pcodes]
                for pcodes in segments["pcodes"]
            ],
            "source": segments["source_id"].map(page).astype("Int64"),
        }
    )
    return packed(frame)


def _crossings(tables: Tables, number: dict[str, int]) -> dict:
    crossings = tables["crossings"]
    # three sources of a point, the best first
    inside = tables["districts"].set_index("pcode")
    nodes = (
        tables["road_nodes"]
        .dropna(subset="crossing_id")
        .set_index("crossing_id")
    )
    frame = pd.DataFrame(
        {
            "id": crossings["crossing_id"],
            "name": crossings["name"],
            "others": [list(names) for names in crossings["alt_names"]],
            "district": crossings["pcode"].map(number),
            "neighbour": crossings["neighbour"].astype(str),
            "town": crossings["neighbour_town"].fillna(""),
        }
    )
    for axis in ("lat", "lon"):
        own = crossings[axis].astype(float)
        point = own.fillna(
            crossings["crossing_id"].map(nodes[axis].astype(float))
        )
        if axis == "lat":
            # a post whose own point nobody gives stands at that of its district, and says so
            frame["exact"] = point.notna()
        of_district = crossings["pcode"].map(inside[axis])
        frame[axis] = point.fillna(of_district).round(DECIMALS)
    return packed(frame)


def rings(shape: BaseGeometry | None) -> list | None:
    """Write a shape as rings.

    Parameters
    ----------
    shape : shapely geometry or None
        In degrees.

    Returns
    -------
    list or None
        ``[[outer, hole, ...], ...]``, a list a part, each ring a list of [lat, lon].

    Examples
    --------
    >>> rings(shapely.box(66, 33, 67, 34))
    [[[[33.0, 67.0], [34.0, 67.0], [34.0, 66.0], [33.0, 66.0], [33.0, 67.0]]]]
    """
    if shape is None:
        return None
    drawn = []
    # lines and points are left over from cutting: no area, not drawn
    for part in getattr(shape, "geoms", [shape]):
        if part.geom_type != "Polygon":
            continue
        lines = [_line(ring) for ring in (part.exterior, *part.interiors)]
        # what the rounding has made smaller than a triangle is not seen
        if len(lines[0]) > 3:
            drawn.append([line for line in lines if len(line) > 3])
    return drawn


def _line(ring: BaseGeometry) -> list[list[float]]:
    """Round the points of a ring, and write points that fall together once."""
    # Leaflet puts latitude first
    latlon = np.asarray(ring.coords)[:, ::-1]
    points = np.round(latlon, DECIMALS).tolist()
    return [point for point, _ in groupby(points)]


__dir__ = own_names(__name__)
