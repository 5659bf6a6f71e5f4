"""The interactive map of who held what on which day: one object for the Lab and for the site, and no network for either."""
import html
import json
import os
import re
from base64 import b64encode
from itertools import groupby
from pathlib import Path

import folium
import numpy as np
import pandas as pd
import shapely
from branca.element import MacroElement
from folium.template import Template

from helpers import charts, shapes
from helpers.hexes import LIGHTER, WEAK
from helpers.control import LAST, bounded, control as by_day, events as derive
from helpers.places import _SPELLING
from helpers.tables import load

READINGS = ("best", "earliest", "latest")
STATIC = Path(__file__).parent / "static"
OWN = ("control_map.css", "control_map.js")


class OfflineMap(folium.Map):
    """A folium map whose page asks nothing of the network: Leaflet's files come from the installed package, no tiles are set.

    In JupyterLab it shows as a frame that holds everything. Where the site is built (REPORT_DIR is set) the page goes to
    REPORT_DIR/maps/<name>.html, shares the site's _static/leaflet and _static/control_map.*, and shows as a frame and a link.
    Only what Leaflet itself can draw works: links to remote scripts and styles of folium and of its plugins are left out.
    """

    def __init__(self, name, title, height=640, **options):
        if not re.fullmatch(r"[a-z0-9_-]+", name):
            raise ValueError(f"a map's name becomes a file name: lower-case letters, digits, - and _ only, not {name!r}")
        super().__init__(tiles=None, **options)
        self._id, self.file, self.heading, self.frame = name, name, title, f"{height}px"

    def page(self, shared=False):
        """The map's whole HTML page. shared : refer to the site's _static folder instead of holding the files."""
        found = self.get_root().render()
        found = re.sub(r'<script src="[^"]*"></script>|<link rel="stylesheet" href="[^"]*"\s*/?>', "", found)
        head = ('<meta name="viewport" content="width=device-width, initial-scale=1">'
                f"<title>{html.escape(self.heading)}</title>{_assets(shared)}")
        return found.replace("<html>", '<html lang="en">', 1).replace("<head>", f"<head>\n{head}", 1)

    def _repr_html_(self, **_):
        title, style = html.escape(self.heading), f"width:100%;height:{self.frame};border:1px solid #ccc"
        if not os.environ.get("REPORT_DIR"):
            return f'<iframe title="{title}" style="{style}" srcdoc="{html.escape(self.page())}"></iframe>'
        target = Path(os.environ["REPORT_DIR"]) / "maps" / f"{self.file}.html"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(self.page(shared=True), encoding="utf-8")
        where = f"maps/{self.file}.html"
        return (f'<iframe title="{title}" style="{style}" loading="lazy" src="{where}"></iframe>\n'
                f'<p><a href="{where}">The map on a page of its own</a></p>')


def _assets(shared):
    """Leaflet and our own script and style, as links into the site's _static or with all their bytes."""
    if shared:
        css, js = (["leaflet/leaflet.css", OWN[0]], ["leaflet/leaflet.js", OWN[1]])
        return ("".join(f'<link rel="stylesheet" href="../_static/{file}">' for file in css)
                + "".join(f'<script src="../_static/{file}"></script>' for file in js))
    import js_lib_leaflet

    leaflet = Path(js_lib_leaflet.__file__).parent / "static" / "js_lib_leaflet"

    def picture(match):
        return f"url(data:image/png;base64,{b64encode((leaflet / match[1]).read_bytes()).decode()})"

    css = re.sub(r"url\(([^)#:]+\.png)\)", picture, (leaflet / "leaflet.css").read_text(encoding="utf-8"))
    js = re.sub(r"//# sourceMappingURL=\S+", "", (leaflet / "leaflet.js").read_text(encoding="utf-8"))
    own_css, own_js = ((STATIC / file).read_text(encoding="utf-8") for file in OWN)
    return f"<style>{css}{own_css}</style><script>{js}</script><script>{own_js}</script>"


class _Panel(MacroElement):
    """Hands the map and its data to control_map.js."""
    _template = Template("{% macro script(this, kwargs) %}controlMap({{ this._parent.get_name() }}, {{ this.data }});"
                         "{% endmacro %}")

    def __init__(self, data):
        super().__init__()
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        self._id, self.data = "panel", text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def control_map(name="control", *, held=None, events=None, tables=None, day="2021-06-22", path=None):
    """The interactive map: who held each district on each day, with roads, crossings, capitals, events and their sources.

    name : file name of the page. held : from `control` (default: 1 May to 6 September 2021). events : from `events`.
    tables : {name: DataFrame} in place of those of data/. day : on which it opens. path : outlines file (see `shapes.shapes`).
    Raises ValueError for a district without a point, an event without a date, an outlines file of another country, or a day
    that `held` does not have.
    """
    names = ("districts", "reports", "sources", "baseline", "crossings", "road_nodes", "road_segments")
    tables = {n: load(n) for n in names if n not in (tables or {})} | (tables or {})
    events = derive(tables["reports"], tables["sources"]) if events is None else events
    undated = events.loc[events["date"].isna(), "event_id"]
    if len(undated):
        raise ValueError(f"event {undated.iloc[0]} has no date: check the bounds of its reports")
    shape, note = shapes.shapes(tables["districts"], path)
    held = by_day(end=LAST, events=events, baseline=tables["baseline"], reports=tables["reports"]) if held is None else held
    days = held["date"].unique()
    opens = pd.Index(days).get_indexer([pd.Timestamp(day)])[0]
    if opens < 0:
        raise ValueError(f"the map cannot open on {day}: it goes from {days[0]:%Y-%m-%d} to {days[-1]:%Y-%m-%d}")
    bounds = shapes.outline().bounds
    title = "Who held each district of Afghanistan, 1 May to 6 September 2021"
    found = OfflineMap(name, title, location=[33.9, 67.3], zoom_start=6, control_scale=True, zoom_snap=0.25, min_zoom=4,
                       max_zoom=11)
    data = _told(tables, events, days[0]) | _places(tables, shape, bounds) | {
        "start": f"{days[0]:%Y-%m-%d}", "days": len(days), "open": int(opens), "note": note, "title": title,
        "colours": charts.COLOURS, "lighter": LIGHTER, "road": [charts.BLUE, charts.RUST], "spelling": _SPELLING,
        "held": _held(held, tables["districts"]),
        "crossingsHeld": _crossings_held(events, tables["crossings"], held, tables["districts"])}
    found.add_child(_Panel(data))
    return found


def _runs(codes):
    """[0, 0, 1] -> [0, 0, 2, 1]: the places where a row changes, and its value from there on."""
    places = np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]])
    return np.c_[places, codes[places]].ravel().tolist()


def _held(held, districts):
    """Control as changes per district and reading: holder code, plus 3 where it rests on one origin (best reading)."""
    table = held.set_index("pcode")
    weak = 3 * held["support"].isin(WEAK).to_numpy()
    out = {}
    for reading in READINGS:
        codes = pd.Series(held[reading].cat.codes.to_numpy() + (weak if reading == "best" else 0), index=table.index)
        rows = {pcode: _runs(group.to_numpy()) for pcode, group in codes.groupby(level=0)}
        out[reading] = [rows[pcode] for pcode in districts["pcode"]]
    return out


def _crossings_held(events, crossings, held, districts):
    """The same for crossings, from events about the post itself; None for a post with none (it goes with its district).

    A post is the government's until its first event. An event of either side that somebody denies, and that is not strong, makes it
    contested. A post last reported retaken, of which nobody reports a second fall, falls again with the capital of its province.
    """
    days, out = held["date"].unique(), {reading: [] for reading in READINGS}
    capital = {d.pcode[:4]: d.pcode for d in districts[districts["is_capital"]].itertuples()}
    for reading, when in zip(READINGS, ("date", "date_lo", "date_hi")):
        fallen = {pcode: (group == "taliban").to_numpy() for pcode, group in held.groupby("pcode")[reading]}
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


def _told(tables, events, first):
    """What popups say: events, district by district, the reports under them, and the pages that these cite."""
    def day(date):
        return None if pd.isna(date) else (date - first).days

    reports, baseline = tables["reports"], tables["baseline"]
    number = {report: i for i, report in enumerate(reports["report_id"])}
    cited = tables["sources"]["source_id"]
    cited = cited[cited.isin(pd.concat([reports["source_id"], baseline["source_id"], tables["road_segments"]["source_id"]]))]
    page = {source: i for i, source in enumerate(cited)}
    sources = tables["sources"].set_index("source_id").loc[cited].reset_index()
    named = {row.pcode: [number[r] for r in row.reports] for row in bounded(events, reports, tables["sources"]).itertuples()}
    return {
        "events": [[_text(e.crossing_id) or e.pcode, e.kind, day(e.date), day(e.date_lo), day(e.date_hi), e.manner, e.support,
                    bool(e.disputed), [number[r] for r in e.reports]] for e in events.itertuples()],
        "bounded": named,
        "reports": [[_text(r.crossing_id) or _text(r.pcode), r.event, day(r.date), day(r.date_lo), day(r.date_hi), r.claimed_by,
                     r.status, page[r.source_id], r.report_id, _text(r.place_as_printed)] for r in reports.itertuples()],
        "baseline": [[b.pcode, b.holder, day(b.as_of), page[b.source_id]] for b in baseline.itertuples()],
        "sources": [[s.publisher, s.origin, s.url] for s in sources.itertuples()],
        "roadSources": [page.get(s) for s in tables["road_segments"]["source_id"]]}


def _places(tables, shape, bounds):
    """What the map draws; degrees to three decimals (about 100 m), latitude first as Leaflet has it."""
    districts, nodes, crossings = (tables[n] for n in ("districts", "road_nodes", "crossings"))
    number = {pcode: i for i, pcode in enumerate(districts["pcode"])}
    town = {n.pcode: (n.lat, n.lon) for n in nodes[nodes["kind"] == "capital"].itertuples()}
    inside = {d.pcode: (d.lat, d.lon) for d in districts.itertuples()}  # where a post stands whose own point nobody gives
    own = nodes.dropna(subset="crossing_id").set_index("crossing_id")[["lat", "lon"]]
    point = crossings.set_index("crossing_id")[["lat", "lon"]].astype(float)
    point = point.fillna(own.astype(float)) if len(own) else point
    posts = [(c, *(xy if xy[0] == xy[0] else inside[c.pcode]), xy[0] == xy[0])
             for c, xy in zip(crossings.itertuples(), point.itertuples(index=False, name=None))]
    at = {n.node_id: [round(n.lat, 3), round(n.lon, 3)] for n in nodes.itertuples()}
    called = dict(zip(nodes["node_id"], nodes["name"]))
    return {
        "bounds": [[bounds[1], bounds[0]], [bounds[3], bounds[2]]],
        "districts": [[d.pcode, d.district, _text(d.district_fa), list(d.alt_names), d.province, round(d.lat, 3), round(d.lon, 3),
                       _rings(shape[d.pcode])] for d in districts.itertuples()],
        "provinces": [_rings(s) for s in shapes.provinces(shape)],
        "capitals": [[d.district, *(round(float(x), 3) for x in town.get(d.pcode, (d.lat, d.lon)))]
                     for d in districts[districts["is_capital"]].itertuples()],
        "roads": [[at[s.from_node], at[s.to_node], s.road, f"{called[s.from_node]} - {called[s.to_node]}",
                   [number[p] for p in s.pcodes]] for s in tables["road_segments"].itertuples()],
        "crossings": [[c.crossing_id, c.name, list(c.alt_names), number[c.pcode], round(lat, 3), round(lon, 3), c.neighbour,
                       _text(c.neighbour_town), c.kind, exact] for c, lat, lon, exact in posts]}


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
    return [point for point, _ in groupby(np.round(shapely.get_coordinates(ring)[:, ::-1], 3).tolist())]
