"""What the interactive map carries: who held what, the events with their sources, the places."""

from itertools import groupby

import numpy as np
import pandas as pd
import shapely
from helpers.adjudication import bounded
from helpers.views import outlines
from helpers.views.tilemap import WEAK
from helpers.vocabulary import READINGS


def _runs(codes):
    """[0, 0, 1] -> [0, 0, 2, 1]: the places where a row changes, and its value from there on."""
    places = np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]])
    return np.c_[places, codes[places]].ravel().tolist()


def districts_held(held, districts):
    """Control as changes per district and reading: holder code, plus 3 where it rests on one origin (best reading)."""
    table = held.set_index("pcode")
    weak = 3 * held["support"].isin(WEAK).to_numpy()
    out = {}
    for reading in READINGS:
        codes = pd.Series(
            held[reading].cat.codes.to_numpy() + (weak if reading == "best" else 0),
            index=table.index,
        )
        rows = {pcode: _runs(group.to_numpy()) for pcode, group in codes.groupby(level=0)}
        out[reading] = [rows[pcode] for pcode in districts["pcode"]]
    return out


def crossings_held(events, crossings, held, districts):
    """The same for crossings, from events about the post itself; None for a post with none (it goes with its district).

    A post is the government's until its first event. An event of either side that somebody denies, and that is not strong, makes it
    contested. A post last reported retaken, of which nobody reports a second fall, falls again with the capital of its province.
    """
    days, out = held["date"].unique(), {reading: [] for reading in READINGS}
    capital = {d.pcode[:4]: d.pcode for d in districts[districts["is_capital"]].itertuples()}
    for reading, when in zip(READINGS, ("date", "date_lo", "date_hi")):
        fallen = {
            pcode: (group == "taliban").to_numpy()
            for pcode, group in held.groupby("pcode")[reading]
        }
        for crossing, pcode in zip(crossings["crossing_id"], crossings["pcode"]):
            told = events[events["crossing_id"] == crossing]
            believed = told if reading != "latest" else told[~told["support"].isin(WEAK)]
            codes = np.zeros(len(days), dtype=int)
            order = believed.sort_values([when, "kind"])[["kind", when, "support", "disputed"]]
            for kind, day, support, disputed in order.itertuples(index=False):
                holder = 1 if disputed and support != "strong" else 2 * (kind == "captured")
                codes[days >= day] = holder + 3 * (reading == "best" and support in WEAK)
            if len(believed) and kind == "recaptured":
                codes[np.maximum.accumulate((days >= day) & fallen[capital[pcode[:4]]])] = 2
            out[reading].append(_runs(codes) if len(told) else None)
    return out


def what_was_told(tables, events, first):
    """What popups say: events, district by district, the reports under them, and the pages that these cite."""

    def day(date):
        return None if pd.isna(date) else (date - first).days

    reports, baseline = tables["reports"], tables["baseline"]
    number = {report: i for i, report in enumerate(reports["report_id"])}
    cited = tables["sources"]["source_id"]
    cited = cited[
        cited.isin(
            pd.concat(
                [reports["source_id"], baseline["source_id"], tables["road_segments"]["source_id"]]
            )
        )
    ]
    page = {source: i for i, source in enumerate(cited)}
    sources = tables["sources"].set_index("source_id").loc[cited].reset_index()
    named = {
        row.pcode: [number[r] for r in row.reports]
        for row in bounded(events, reports, tables["sources"]).itertuples()
    }
    return {
        "events": [
            [
                _text(e.crossing_id) or e.pcode,
                e.kind,
                day(e.date),
                day(e.date_lo),
                day(e.date_hi),
                e.manner,
                e.support,
                bool(e.disputed),
                [number[r] for r in e.reports],
            ]
            for e in events.itertuples()
        ],
        "bounded": named,
        "reports": [
            [
                _text(r.crossing_id) or _text(r.pcode),
                r.event,
                day(r.date),
                day(r.date_lo),
                day(r.date_hi),
                r.claimed_by,
                r.status,
                page[r.source_id],
                r.report_id,
                _text(r.place_as_printed),
            ]
            for r in reports.itertuples()
        ],
        "baseline": [
            [b.pcode, b.holder, day(b.as_of), page[b.source_id]] for b in baseline.itertuples()
        ],
        "sources": [[s.publisher, s.origin, s.url] for s in sources.itertuples()],
        "roadSources": [page.get(s) for s in tables["road_segments"]["source_id"]],
    }


def places(tables, shape, bounds):
    """What the map draws; degrees to three decimals (about 100 m), latitude first as Leaflet has it."""
    districts, nodes, crossings = (tables[n] for n in ("districts", "road_nodes", "crossings"))
    number = {pcode: i for i, pcode in enumerate(districts["pcode"])}
    town = {n.pcode: (n.lat, n.lon) for n in nodes[nodes["kind"] == "capital"].itertuples()}
    inside = {
        d.pcode: (d.lat, d.lon) for d in districts.itertuples()
    }  # where a post stands whose own point nobody gives
    own = nodes.dropna(subset="crossing_id").set_index("crossing_id")[["lat", "lon"]]
    point = crossings.set_index("crossing_id")[["lat", "lon"]].astype(float)
    point = point.fillna(own.astype(float)) if len(own) else point
    posts = [
        (c, *(xy if xy[0] == xy[0] else inside[c.pcode]), xy[0] == xy[0])
        for c, xy in zip(crossings.itertuples(), point.itertuples(index=False, name=None))
    ]
    at = {n.node_id: [round(n.lat, 3), round(n.lon, 3)] for n in nodes.itertuples()}
    called = dict(zip(nodes["node_id"], nodes["name"]))
    return {
        "bounds": [[bounds[1], bounds[0]], [bounds[3], bounds[2]]],
        "districts": [
            [
                d.pcode,
                d.district,
                _text(d.district_fa),
                list(d.alt_names),
                d.province,
                round(d.lat, 3),
                round(d.lon, 3),
                _rings(shape[d.pcode]),
            ]
            for d in districts.itertuples()
        ],
        "provinces": [_rings(s) for s in outlines.provinces(shape)],
        "capitals": [
            [d.district, *(round(float(x), 3) for x in town.get(d.pcode, (d.lat, d.lon)))]
            for d in districts[districts["is_capital"]].itertuples()
        ],
        "roads": [
            [
                at[s.from_node],
                at[s.to_node],
                s.road,
                f"{called[s.from_node]} - {called[s.to_node]}",
                [number[p] for p in s.pcodes],
            ]
            for s in tables["road_segments"].itertuples()
        ],
        "crossings": [
            [
                c.crossing_id,
                c.name,
                list(c.alt_names),
                number[c.pcode],
                round(lat, 3),
                round(lon, 3),
                c.neighbour,
                _text(c.neighbour_town),
                c.kind,
                exact,
            ]
            for c, lat, lon, exact in posts
        ],
    }


def _text(value):
    return value if isinstance(value, str) else ""


def _rings(shape):
    """A shape as [[[lat, lon], ...outer], [...hole]], ...]; None for no shape."""
    if shape is None:
        return None
    parts = [p for p in getattr(shape, "geoms", [shape]) if p.geom_type == "Polygon"]
    rings = [[_line(r) for r in (part.exterior, *part.interiors)] for part in parts]
    return [[ring for ring in part if len(ring) > 3] for part in rings if len(part[0]) > 3]


def _line(ring):
    return [
        point for point, _ in groupby(np.round(shapely.get_coordinates(ring)[:, ::-1], 3).tolist())
    ]
