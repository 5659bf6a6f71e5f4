"""The interactive map of who held what on which day: one object for the Lab and for the site, and no network for either."""

import json
import os
import re
import html
from base64 import b64encode
from pathlib import Path

import pandas as pd
import folium
from branca.element import MacroElement
from folium.template import Template
from helpers.adjudication import events as derive
from helpers.district_days import control as by_day
from helpers.places import SPELLING
from helpers.tables import load
from helpers.views import outlines, style
from helpers.views.cells import outline
from helpers.views.tilemap import LIGHTER
from helpers.vocabulary import LAST
from helpers.views.webmap_data import crossings_held, districts_held, what_was_told, places

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
            raise ValueError(
                f"a map's name becomes a file name: lower-case letters, digits, - and _ only, not {name!r}"
            )
        super().__init__(tiles=None, **options)
        self._id, self.file, self.heading, self.frame = name, name, title, f"{height}px"

    def page(self, shared=False):
        """The map's whole HTML page. shared : refer to the site's _static folder instead of holding the files."""
        found = self.get_root().render()
        found = re.sub(
            r'<script src="[^"]*"></script>|<link rel="stylesheet" href="[^"]*"\s*/?>', "", found
        )
        head = (
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{html.escape(self.heading)}</title>{_assets(shared)}"
        )
        return found.replace("<html>", '<html lang="en">', 1).replace(
            "<head>", f"<head>\n{head}", 1
        )

    def _repr_html_(self, **_):
        title, style = (
            html.escape(self.heading),
            f"width:100%;height:{self.frame};border:1px solid #ccc",
        )
        if not os.environ.get("REPORT_DIR"):
            return f'<iframe title="{title}" style="{style}" srcdoc="{html.escape(self.page())}"></iframe>'
        target = Path(os.environ["REPORT_DIR"]) / "maps" / f"{self.file}.html"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(self.page(shared=True), encoding="utf-8")
        where = f"maps/{self.file}.html"
        return (
            f'<iframe title="{title}" style="{style}" loading="lazy" src="{where}"></iframe>\n'
            f'<p><a href="{where}">The map on a page of its own</a></p>'
        )


def _assets(shared):
    """Leaflet and our own script and style, as links into the site's _static or with all their bytes."""
    if shared:
        css, js = (["leaflet/leaflet.css", OWN[0]], ["leaflet/leaflet.js", OWN[1]])
        return "".join(
            f'<link rel="stylesheet" href="../_static/{file}">' for file in css
        ) + "".join(f'<script src="../_static/{file}"></script>' for file in js)
    import js_lib_leaflet

    leaflet = Path(js_lib_leaflet.__file__).parent / "static" / "js_lib_leaflet"

    def picture(match):
        return f"url(data:image/png;base64,{b64encode((leaflet / match[1]).read_bytes()).decode()})"

    css = re.sub(
        r"url\(([^)#:]+\.png)\)", picture, (leaflet / "leaflet.css").read_text(encoding="utf-8")
    )
    js = re.sub(
        r"//# sourceMappingURL=\S+", "", (leaflet / "leaflet.js").read_text(encoding="utf-8")
    )
    own_css, own_js = ((STATIC / file).read_text(encoding="utf-8") for file in OWN)
    return f"<style>{css}{own_css}</style><script>{js}</script><script>{own_js}</script>"


class _Panel(MacroElement):
    """Hands the map and its data to control_map.js."""

    _template = Template(
        "{% macro script(this, kwargs) %}controlMap({{ this._parent.get_name() }}, {{ this.data }});"
        "{% endmacro %}"
    )

    def __init__(self, data):
        super().__init__()
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        self._id, self.data = (
            "panel",
            text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"),
        )


def control_map(
    name="control", *, held=None, events=None, tables=None, day="2021-06-22", path=None
):
    """The interactive map: who held each district on each day, with roads, crossings, capitals, events and their sources.

    name : file name of the page. held : from `control` (default: 1 May to 6 September 2021). events : from `events`.
    tables : {name: DataFrame} in place of those of data/. day : on which it opens. path : outlines file (see `shapes.shapes`).
    Raises ValueError for a district without a point, an event without a date, an outlines file of another country, or a day
    that `held` does not have.
    """
    names = (
        "districts",
        "reports",
        "sources",
        "baseline",
        "crossings",
        "road_nodes",
        "road_segments",
    )
    tables = {n: load(n) for n in names if n not in (tables or {})} | (tables or {})
    events = derive(tables["reports"], tables["sources"]) if events is None else events
    undated = events.loc[events["date"].isna(), "event_id"]
    if len(undated):
        raise ValueError(f"event {undated.iloc[0]} has no date: check the bounds of its reports")
    shape, note = outlines.shapes(tables["districts"], path)
    held = (
        by_day(end=LAST, events=events, baseline=tables["baseline"], reports=tables["reports"])
        if held is None
        else held
    )
    days = held["date"].unique()
    opens = pd.Index(days).get_indexer([pd.Timestamp(day)])[0]
    if opens < 0:
        raise ValueError(
            f"the map cannot open on {day}: it goes from {days[0]:%Y-%m-%d} to {days[-1]:%Y-%m-%d}"
        )
    bounds = outline().bounds
    title = "Who held each district of Afghanistan, 1 May to 6 September 2021"
    found = OfflineMap(
        name,
        title,
        location=[33.9, 67.3],
        zoom_start=6,
        control_scale=True,
        zoom_snap=0.25,
        min_zoom=4,
        max_zoom=11,
    )
    data = (
        what_was_told(tables, events, days[0])
        | places(tables, shape, bounds)
        | {
            "start": f"{days[0]:%Y-%m-%d}",
            "days": len(days),
            "open": int(opens),
            "note": note,
            "title": title,
            "colours": style.COLOURS,
            "lighter": LIGHTER,
            "road": [style.BLUE, style.RUST],
            "spelling": SPELLING,
            "held": districts_held(held, tables["districts"]),
            "crossingsHeld": crossings_held(events, tables["crossings"], held, tables["districts"]),
        }
    )
    found.add_child(_Panel(data))
    return found
