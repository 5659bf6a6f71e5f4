"""The interactive map of who held what on which day.

One object for the Lab and for the site, and no network for either.
"""

import html
import json
import re
from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import folium
import numpy as np
import pandas as pd
from branca.element import MacroElement
from folium.template import Template

from helpers import vocabulary
from helpers.adjudication import events as derive
from helpers.analysis import roads, sureness
from helpers.arguments import day_of
from helpers.district_days import control as by_day
from helpers.places import SPELLING
from helpers.public import own_names
from helpers.tables import load
from helpers.views import outlines, style, tilemap, webmap_data, webmap_pieces
from helpers.views.building import site_folder
from helpers.views.cells import outline
from helpers.worlds import Worlds

STATIC = Path(__file__).parent / "static"

# places of the site, as seen from a map's page; in the Lab there are none of them
SITE_STATIC = "../_static"
SITE_PAGES = {
    "article": "../02_capture_maps.html",
    # the header's search answers in the map's box too
    "search": f"{SITE_STATIC}/",
    "pages": {
        "district": "../record/{}.html",
        "crossing": "../crossing/{}.html",
    },
}

TITLE = "Who held each district of Afghanistan, 1 May to 6 September 2021"
# what a caller may replace by tables of their own
TABLES = (
    "districts",
    "reports",
    "sources",
    "baseline",
    "crossings",
    "road_nodes",
    "road_segments",
    "district_context",
)

# words of the Lab's own menus: the reader must find them
UNTRUSTED = (
    "This notebook is not trusted, so the interactive map cannot run and a picture of one day "
    "stands here. To trust it: View, Activate Command Palette, “Trust Notebook”; or run the cell."
)
NO_SCRIPT = (
    "The map needs JavaScript, which is off in this browser. The same record is in the "
    "tables of the download and in the pages of the districts."
)


class OfflineMap(folium.Map):
    """A folium map whose page asks nothing of the network.

    Leaflet's files come from the installed package, and no tiles are set. In JupyterLab it
    shows as a frame that holds everything. Where the site is built (see `building`) its
    files go to its folder maps/ (see `write`), and it shows as a frame and a link. Only what
    Leaflet itself can draw works: links to remote scripts and styles of folium and of its
    plugins are left out.

    Parameters
    ----------
    name : str
        File name of the page: lower-case letters, digits, - and _.
    title : str
        What the page and its frame are called.
    data : dict
        What the map's script gets.
    still : str
        An SVG picture, shown where scripts may not run.
    height : int
        Of the frame, in pixels.

    Raises
    ------
    ValueError
        The name cannot be a file name.

    Examples
    --------
    >>> OfflineMap("front", "A map", {}, "").file
    'front'
    """

    def __init__(
        self,
        name: str,
        title: str,
        data: dict[str, Any],
        still: str,
        height: int = 680,
    ) -> None:
        if not re.fullmatch(r"[a-z0-9_-]+", name):
            raise ValueError(
                "a map's name becomes a file name: lower-case letters, digits, - and _ only, "
                f"not {name!r}"
            )
        # zoom limits are set by the script: folium would hand them to tiles only
        super().__init__(
            location=[33.9, 67.3], zoom_start=6, tiles=None, zoom_snap=0.25
        )
        # folium draws a random id for each map: the page would differ each time
        self._id = name
        self.file = name
        self.heading = title
        self.still = still
        self.frame = f"{height}px"
        self.data = data
        self.payload = script_text(data)
        self.panel = _Panel()
        self.add_child(self.panel)

    def page(self, shared: bool = False) -> str:
        """Return the map's whole HTML page.

        Parameters
        ----------
        shared : bool
            Refer to the site's files instead of holding them.

        Examples
        --------
        >>> "<script" in OfflineMap("front", "A map", {}, "").page(shared=True)
        True
        """
        # the site's explorers read the same file
        self.panel.data = self.payload
        if shared:
            self.panel.data = f"ControlMap.data[{self.file!r}]"
        written = self.get_root().render()
        # folium names its scripts and styles on other people's servers
        written = re.sub(r'<script src="[^"]*"></script>', "", written)
        written = re.sub(
            r'<link rel="stylesheet" href="[^"]*"\s*/?>', "", written
        )
        # Leaflet takes these two for granted; a script of them alone would be a file of its own
        written = re.sub(r"<script>\s*L_NO_TOUCH[^<]*</script>", "", written)
        # the Lab has no folder to share
        assets = _shared_assets(self.file) if shared else _whole_assets()
        head = (
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{html.escape(self.heading)}</title>{assets}"
        )
        # a screen reader needs the language to pronounce the page
        written = written.replace("<html>", '<html lang="en">', 1)
        written = written.replace("<head>", f"<head>\n{head}", 1)
        # loaded only where scripts are off
        source = f"{self.file}.svg" if shared else image_address(self.still)
        picture = f'<img alt="" src="{source}">'
        note = f'<noscript><p class="cm-noscript">{NO_SCRIPT}</p>{picture}</noscript>'
        return written.replace("<body>", f"<body>\n{note}", 1)

    def write(self, folder: Path) -> list[Path]:
        """Write the page and what it needs into a folder of the site.

        Parameters
        ----------
        folder : path
            ``maps`` of the site; Leaflet's script is expected in ``../_static/leaflet``.

        Returns
        -------
        list of Path
            The page, its data, the script, the style sheet with Leaflet's, the still picture,
            and what is told of each province.
        """
        folder.mkdir(parents=True, exist_ok=True)
        # a piece a province, fetched when the first popup of it opens
        first, told = webmap_pieces.in_pieces(self.data)
        first |= SITE_PAGES | {"later": f"{self.file}.told.{{}}.js"}
        texts = {
            f"{self.file}.html": self.page(shared=True),
            f"{self.file}.data.js": data_script(self.file, script_text(first)),
            "control_map.js": script(),
            "control_map.css": _leaflet_texts()[0] + stylesheet(),
            f"{self.file}.svg": self.still,
        }
        for piece, part in told.items():
            name = f"{self.file}.told.{piece}"
            texts[f"{name}.js"] = data_script(name, script_text(part))
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
        return [folder / name for name in texts]

    def _repr_html_(self, **_: Any) -> str:
        title = html.escape(self.heading)
        box = f"width:100%;height:{self.frame};border:1px solid #ccc"
        if folder := site_folder():
            self.write(folder / "maps")
            where = f"maps/{self.file}.html"
            return (
                f'<iframe title="{title}" style="{box}" loading="lazy" src="{where}"></iframe>\n'
                f'<p><a href="{where}">The map on a page of its own</a></p>'
            )
        # a frame keeps the styles of the Lab out of the map, and the map's out of the Lab
        page = html.escape(self.page())
        frame = (
            f'<iframe title="{title}" style="{box}" srcdoc="{page}"></iframe>'
        )
        return frame + untrusted(image_address(self.still), UNTRUSTED)


class _Panel(MacroElement):
    """Hands the map and its data to the script."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "ControlMap.start({{ this._parent.get_name() }}, {{ this.data }});"
        "{% endmacro %}"
    )

    def __init__(self) -> None:
        super().__init__()
        # as for the map: no random id in the page
        self._id = "panel"
        self.data = "{}"


def untrusted(picture: str, why: str) -> str:
    """Return what stands in place of a script where a notebook is not trusted.

    JupyterLab takes frames, scripts and styles out of such a notebook. The style that hides
    this picture is one of them: it shows exactly where it is needed.

    Parameters
    ----------
    picture : str
        An image address (data:).
    why : str
        A sentence that says why the picture stands there.

    Returns
    -------
    str
        HTML.

    Examples
    --------
    >>> untrusted("data:,", "Not trusted.").startswith("<style>")
    True
    """
    # an image may stay, a style may not: that is how the two are told apart
    hide = "<style>.untrusted-still{display:none}</style>"
    image = f'<img alt="" style="max-width:100%" src="{picture}">'
    return f'{hide}<div class="untrusted-still"><p>{html.escape(why)}</p>{image}</div>'


def script_text(data: dict[str, Any]) -> str:
    """Write data as JSON that can stand inside a script.

    Parameters
    ----------
    data : dict of str to object
        Of what JSON has; NaN is refused.

    Examples
    --------
    >>> script_text({"a": "</script>"})
    '{"a":"\\\\u003c/script>"}'
    """
    # names in Dari as they are: escapes would treble them
    text = json.dumps(
        data, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )
    # a tag would end the script, two kinds of line break would end a line of older ones
    for character in "<\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def data_script(name: str, payload: str) -> str:
    """Return a script that keeps the data of a map under its name.

    The map's page and the explorers of other pages load the same file.

    Parameters
    ----------
    name : str
        Of the map.
    payload : str
        JSON, as from `script_text`.

    Examples
    --------
    >>> "ControlMap.data[" in data_script("control", "{}")
    True
    """
    return (
        "var ControlMap = window.ControlMap || {};\n"
        "ControlMap.data = ControlMap.data || {};\n"
        f"ControlMap.data[{name!r}] = {payload};\n"
    )


def script() -> str:
    """Return the map's own script: its files, in the order of their names.

    Browsers refuse modules on file://, so they are classic scripts on one namespace.

    Examples
    --------
    >>> script().count("ControlMap.start = ")
    1
    """
    # numbers in their names say the order
    files = sorted((STATIC / "map").glob("*.js"))
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def stylesheet() -> str:
    """Return the map's style sheet, with the colours of the record's figures.

    Examples
    --------
    >>> style.COLOURS["taliban"] in stylesheet()
    True
    """
    # colours come from Python, where figures take them from too
    rules = (STATIC / "control_map.css").read_text(encoding="utf-8")
    return palette() + rules


def palette() -> str:
    """Write the colours of holders as variables of a style sheet, light and dark.

    Examples
    --------
    >>> palette().count("--cm-taliban:")
    3
    """
    light = _variables(style.COLOURS | {"edge": style.EDGE}, style.ONE_ORIGIN)
    dark = _variables(
        style.DARK_COLOURS | {"edge": style.DARK_EDGE}, style.DARK_ONE_ORIGIN
    )
    return (
        f":root{{{light}}}\n"
        f'@media (prefers-color-scheme:dark){{:root:not([data-theme="light"]){{{dark}}}}}\n'
        f':root[data-theme="dark"]{{{dark}}}\n'
    )


def _variables(colours: dict[str, str], one_origin: dict[str, str]) -> str:
    """Name the colours of holders, and those of holders by one origin's word."""
    # one name a colour, so that light and dark differ in nothing else
    named = colours | {
        f"{name}-one": colour for name, colour in one_origin.items()
    }
    return "".join(f"--cm-{name}:{colour};" for name, colour in named.items())


def _leaflet() -> Path:
    # only here: whoever draws no map needs no Leaflet
    import js_lib_leaflet

    return Path(js_lib_leaflet.__file__).parent / "static" / "js_lib_leaflet"


def _shared_assets(name: str) -> str:
    """Link the site's files."""
    # Leaflet first: the map's own script needs it
    scripts = (
        f"{SITE_STATIC}/leaflet/leaflet.js",
        "control_map.js",
        f"{name}.data.js",
    )
    links = [f'<script src="{file}"></script>' for file in scripts]
    # its styles stand in the page: a request saved where a whole article may take twelve
    rules, _ = _leaflet_texts()
    own = stylesheet()
    linked = "".join(links)
    return f"<style>{rules}{own}</style>{linked}"


@cache
def _leaflet_texts() -> tuple[str, str]:
    """Return Leaflet's style sheet with its pictures inside, and its script."""
    # read from the package: nothing is fetched
    folder = _leaflet()

    def picture(match: re.Match) -> str:
        # a page that may stand anywhere carries its pictures
        inside = b64encode((folder / match[1]).read_bytes()).decode()
        return f"url(data:image/png;base64,{inside})"

    rules = (folder / "leaflet.css").read_text(encoding="utf-8")
    rules = re.sub(r"url\(([^)#:]+\.png)\)", picture, rules)
    code = (folder / "leaflet.js").read_text(encoding="utf-8")
    # a source map is a file that is not there
    return rules, re.sub(r"//# sourceMappingURL=\S+", "", code)


def _whole_assets() -> str:
    """Hold all files."""
    rules, code = _leaflet_texts()
    own = script()
    return (
        f"<style>{rules}{stylesheet()}</style><script>{code}</script><script>{own}</script>"
        "<script>ControlMap.data = {};</script>"
    )


def words() -> dict[str, Any]:
    """Return the words of the map's script: the vocabulary of the record, said once.

    Returns
    -------
    dict
        {what the script asks for: words, or a mapping of a table's words to those of readers}.

    Examples
    --------
    >>> words()["holders"]
    ['government', 'contested', 'taliban']
    """
    # popups say who speaks in a sentence
    speakers = {
        who: f"the {label}" for who, label in vocabulary.SPEAKER_LABELS.items()
    }
    speakers |= {
        "local_official": "a local official",
        "analyst": "an analyst",
        "mixed": "both sides",
    }
    return {
        "months": list(style.MONTHS),
        "holders": list(vocabulary.HOLDERS),
        "marks": [
            vocabulary.HOLDER_LABELS[holder] for holder in vocabulary.HOLDERS
        ],
        # in the order of the holders, as they read in a sentence
        "heldBy": [
            "held by the government",
            "contested",
            "held by the Taliban",
        ],
        "readings": list(vocabulary.READINGS),
        "support": vocabulary.SUPPORT_LABELS,
        "manners": vocabulary.MANNER_LABELS,
        "events": vocabulary.EVENT_LABELS
        | {
            "captured": "Captured by the Taliban",
            "recaptured": "Retaken from the Taliban",
        },
        "says": speakers,
        "lands": vocabulary.COUNTRY_LABELS,
        "find": "Find a district, crossing or road",
        "assumed": "assumed, no page has spoken of it yet",
        "assumedInShort": "government, assumed",
        "oneVoice": "one voice only",
        "readingsInShort": "Earliest: each fall on its first possible day, single claims "
        "believed. Latest: only falls that two voices tell, from the day by which both have "
        "it fallen.",
    }


def people(tables: dict[str, pd.DataFrame]) -> list[int] | None:
    """Return how many people live in each district; None without a table of them.

    The statistics office's settled population of the solar year 1398 (2019-20).

    Parameters
    ----------
    tables : dict of str to DataFrame
        {name: as `load` gives it}; districts, and district_context where there is one.

    Returns
    -------
    list of int, or None
        In the order of districts.csv.

    Examples
    --------
    >>> tables = {name: load(name) for name in ("districts", "district_context")}
    >>> sum(people(tables)) > 30_000_000
    True
    """
    # a class's own tables may have none
    if "district_context" not in tables:
        return None
    # as given in 2019-20; nobody counted those who had fled
    by_pcode = tables["district_context"].set_index("pcode")["people_cso_2019"]
    # in the order of the districts, as all rows of the map are
    counts = tables["districts"]["pcode"].map(by_pcode).fillna(0)
    return [int(count) for count in counts]


def capitals_cut_off(days: pd.DataFrame) -> dict[str, Any]:
    """Count the provincial capitals without a way to Kabul on each day, in each reading.

    Parameters
    ----------
    days : DataFrame
        As from `control`.

    Returns
    -------
    dict
        counts ({reading: list of counts}) and of (the number of capitals but Kabul).

    Examples
    --------
    >>> from helpers import control
    >>> capitals_cut_off(control("2021-06-22", "2021-06-22"))["of"]
    33
    """
    # Kabul is not cut off from itself: it is none of them
    states = roads.cut_off_days(days=days)
    counts = {}
    for reading, group in states.groupby("reading"):
        cut = group["state"] == "cut"
        counts[reading] = [
            int(count) for count in cut.groupby(group["date"]).sum()
        ]
    return {"counts": counts, "of": int(states["capital"].nunique())}


def bands(
    drawn: Worlds, tables: dict[str, pd.DataFrame]
) -> dict[str, dict[str, list]]:
    """Return the range of nine worlds in ten of the map's numbers, by day.

    Parameters
    ----------
    drawn : Worlds
        As from `worlds`, from the map's first day to its last.
    tables : dict of DataFrame
        districts, district_context and road_segments.

    Returns
    -------
    dict
        {districts, people, capitals: {lo and hi: a number a day}}; what cannot be counted is
        left out.

    Examples
    --------
    >>> from helpers.worlds import worlds
    >>> tables = {name: load(name) for name in ("districts", "district_context", "road_segments")}
    >>> on_each_day = bands(worlds(20), tables)
    >>> sorted(on_each_day)
    ['capitals', 'districts', 'people']
    """
    # what cannot be counted is left out, and the map shows readings there
    numbers = {"districts": drawn.held()}
    # people are weights of districts: a matrix product a world
    weights = people(tables)
    taliban = drawn.holder == vocabulary.TALIBAN_CODE
    if weights is not None:
        numbers["people"] = np.einsum("wpd,p->wd", taliban, np.array(weights))
    if len(tables["road_segments"]):
        # days before districts, as the network's functions want them
        fallen = np.moveaxis(taliban, 1, 2)
        states = roads.capital_states(roads.arrays(), fallen)
        numbers["capitals"] = (states == roads.CUT).sum(axis=2)
    ranges = {}
    for name, counts in numbers.items():
        # by day: nine worlds in ten of each day, not nine paths in ten
        lo, hi = (
            np.percentile(counts, sureness.RANGE, axis=0).round().astype(int)
        )
        ranges[name] = {"lo": lo.tolist(), "hi": hi.tolist()}
    return ranges


def payload(
    days: pd.DataFrame,
    events_table: pd.DataFrame,
    tables: dict[str, pd.DataFrame],
    opens: int,
    path: str | Path | None = None,
    drawn: Worlds | None = None,
) -> dict[str, Any]:
    """Gather all that the map's script gets.

    Parameters
    ----------
    days, events_table : DataFrame
        As from `control` and `events`.
    tables : dict of DataFrame
        The tables of `TABLES`.
    opens : int
        Number of the day on which the map opens.
    path : path, optional
        Outlines file (see `outlines.shapes`).
    drawn : Worlds, optional
        As from `worlds`.

    Returns
    -------
    dict
        Ready for JSON.

    Examples
    --------
    >>> tables = {name: load(name) for name in TABLES}
    >>> events_table = derive(tables["reports"], tables["sources"])
    >>> made = payload(by_day(end="2021-05-03"), events_table, tables, opens=0)
    >>> made["days"]
    {'start': '2021-05-01', 'count': 3, 'open': 0}
    """
    districts = tables["districts"]
    shape, note = outlines.shapes(districts, path)
    # in order, as control gives them
    dates = days["date"].unique()
    west, south, east, north = outline().bounds
    # a map of own tables may have none
    with_roads = len(tables["road_segments"]) > 0
    told = webmap_data.what_was_told(tables, events_table, dates[0])
    mapped = webmap_data.places(tables, shape)
    crossings = tables["crossings"]
    held_crossings = webmap_data.crossings_held(events_table, crossings, dates)
    return {
        **told,
        **mapped,
        "words": words(),
        "days": {
            "start": f"{dates[0]:%Y-%m-%d}",
            "count": len(dates),
            "open": opens,
        },
        "bounds": [[south, west], [north, east]],
        # a pixel is about 60 m there, and outlines are given to 100 m
        "maxZoom": 11,
        "note": note,
        "title": TITLE,
        "roadColours": {"open": style.BLUE, "shut": style.RUST},
        "spelling": SPELLING,
        "around": ["district", "ولسوالی", "ولسوالۍ", "район", "уезд"],
        "held": webmap_data.districts_held(days, districts),
        "crossingsHeld": held_crossings,
        "firstWord": webmap_data.first_word(tables, dates[0]),
        "people": people(tables),
        "cutOff": capitals_cut_off(days) if with_roads else None,
        "worlds": None if drawn is None else bands(drawn, tables),
    }


def control_map(
    name: str = "control",
    *,
    days: pd.DataFrame | None = None,
    events_table: pd.DataFrame | None = None,
    tables: dict[str, pd.DataFrame] | None = None,
    day: str = "2021-06-22",
    path: str | Path | None = None,
    drawn: Worlds | None = None,
) -> OfflineMap:
    """Draw who held each district on each day, with roads, crossings, capitals and sources.

    Parameters
    ----------
    name : str
        File name of the page.
    days : DataFrame, optional
        As from `control` (default: 1 May to 6 September 2021).
    events_table : DataFrame, optional
        As from `events`.
    tables : dict of DataFrame, optional
        Tables in place of those of data/.
    day : str
        On which it opens.
    path : path, optional
        Outlines file (see `outlines.shapes`).
    drawn : Worlds, optional
        As from `worlds`, for the same days: numbers then stand with the range of nine worlds
        in ten, without it with the readings.

    Returns
    -------
    OfflineMap

    Raises
    ------
    ValueError
        A district has no point, an event no date, the outlines file is of another country,
        `days` does not have the day, or `drawn` is of other days.

    Examples
    --------
    >>> shown = control_map(days=by_day(end="2021-05-03"), day="2021-05-02")
    >>> shown.heading == TITLE
    True
    """
    # own tables replace those of data/, one by one
    given = tables or {}
    # what is not given is read from data/
    tables = {
        table: given[table] if table in given else load(table)
        for table in TABLES
    }
    if events_table is None:
        events_table = derive(tables["reports"], tables["sources"])
    _check_dates(events_table)
    if days is None:
        days = by_day(
            end=vocabulary.LAST,
            events=events_table,
            baseline=tables["baseline"],
            reports=tables["reports"],
        )
    opens = day_of("day", day, days["date"])
    # told by name here, and not by whatever draws first
    outlines.check_points(tables["districts"])
    if drawn is not None and list(drawn.days) != list(days["date"].unique()):
        raise ValueError(
            f"drawn: the worlds go from {drawn.days[0]:%Y-%m-%d} to {drawn.days[-1]:%Y-%m-%d}, "
            "the map's days do not; draw them for the same days"
        )
    dates = days["date"].unique()
    number = int(pd.Index(dates).get_loc(opens))
    data = payload(days, events_table, tables, number, path, drawn)
    # the picture for where scripts may not run is of the day on which the map opens
    on_day = days[days["date"] == opens].set_index("pcode")
    first = days["date"].min()
    silent = webmap_data.unspoken(tables, opens, first)
    picture = tilemap.hex_svg(
        on_day["best"], on_day["support"], tables["districts"], silent
    )
    return OfflineMap(name, TITLE, data, picture)


def image_address(svg: str) -> str:
    """Write an SVG picture as an address that an image can show.

    Parameters
    ----------
    svg : str
        The picture's text.

    Examples
    --------
    >>> image_address("<svg/>")
    'data:image/svg+xml;base64,PHN2Zy8+'
    """
    # base64: quotes and number signs of the picture would end the address
    text = b64encode(svg.encode()).decode()
    return f"data:image/svg+xml;base64,{text}"


def _check_dates(events_table: pd.DataFrame) -> None:
    """Raise ValueError naming the first event without a day."""
    # such an event would be on no day of the map, in silence
    undated = events_table.loc[events_table["date"].isna(), "event_id"]
    if len(undated):
        raise ValueError(
            f"event {undated.iloc[0]} has no date: check the bounds of its reports"
        )


def front_map(name: str = "control", height: str = "min(620px, 78vh)") -> str:
    """Return the map for another page of the site: live, with its slider, in a frame.

    Parameters
    ----------
    name : str
        As given to `control_map`; its page stands in ``maps/``.
    height : str
        A CSS length.

    Returns
    -------
    str
        HTML for a page at the site's root.

    Examples
    --------
    >>> 'src="maps/control.html?embed"' in front_map()
    True
    """
    # a frame without a title is read aloud as an address
    title = html.escape(TITLE)
    return (
        f'<iframe class="front-map" title="{title}" src="maps/{name}.html?embed" '
        f'style="width:100%;height:{height};border:0"></iframe>'
    )


def files() -> Iterator[Path]:
    """Yield the files of the map's own script and style sheet.

    Returns
    -------
    iterator of Path
        Iterator of Path The scripts in the order in which a page loads them.

    Examples
    --------
    >>> sorted({file.suffix for file in files()})
    ['.css', '.js']
    """
    # for tests and linters: they must see what the page gets
    yield from sorted((STATIC / "map").glob("*.js"))
    yield STATIC / "control_map.css"


__dir__ = own_names(__name__)
