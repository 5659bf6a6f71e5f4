"""An answer shown: as a map, a timeline, a table, a workbook.

found = find(kind="captured", month="June")
answers.show(found)
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping
from html import escape
from pathlib import Path

import numpy as np
import pandas as pd
from IPython.display import HTML, display
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from helpers.arguments import as_flag, as_table
from helpers.places import resolve
from helpers.public import own_names
from helpers.tables import kept, load, nearest, shown, stamp
from helpers.views import outlines, plain_shapes, style, webmap
from helpers.views.building import site_folder
from helpers.views.tables import anchor, show_table, table_html

# a map with more kinds of value than this cannot be read
MOST_CATEGORIES = 8
NO_VALUE = "no value"
NOTHING = (
    "nothing was found in the record, which is no proof that nothing happened"
)
BLANK = "#FFFFFF"
# the colours of kinds, from the set that everybody can tell apart
KIND_COLOURS = (
    style.BLUE,
    style.ORANGE,
    style.GREEN,
    style.PINK,
    style.SKY,
    style.RUST,
    style.YELLOW,
    style.GREY,
)
# the controls of the interactive map, for this one; without a script the map stands still
CONTROLS = Path(__file__).with_name("static") / "where_map.js"
UNTRUSTED = (
    "This notebook is not trusted, so a picture stands here in place of the map that names each "
    "district. To trust it: View, Activate Command Palette, “Trust Notebook”; or run the cell."
)
# light to dark for numbers
RAMP = ("#EFF3F8", "#C6D7E8", "#8FB6D6", "#4C8DBF", "#1B5E96", "#0B3157")
WIDTH = 900  # pixels of the map
# at 34° N a degree of longitude is so much of one of latitude
SQUEEZE = np.cos(np.radians(34))
# a longer timeline is drawn as a count a day
MOST_ROWS = 60

MAP_RULES = (
    ".wm path{stroke:#bbb;stroke-width:.5}.wm path:hover{stroke:#000;stroke-width:1.6}"
    ".wm svg{width:100%;max-width:900px;height:auto;touch-action:pan-x pan-y}"
    ".wm path{vector-effect:non-scaling-stroke}"
    ".wm-bar{display:flex;gap:.3rem;align-items:center;min-height:36px;font-size:.85em}"
    ".wm-bar button{min-width:34px;min-height:32px;font-size:1.1rem;cursor:pointer}"
    ".wm ul{list-style:none;padding:0;margin:.3rem 0}"
    ".wm li{display:inline-block;margin:0 1rem .2rem 0}.wm i{display:inline-block;width:1em;"
    "height:1em;border:1px solid #777;vertical-align:-.15em;margin-right:.35em}"
)


# values by district


def by_pcode(values: Mapping | pd.Series) -> pd.Series:
    """Put values by P-code: what is given by name is resolved, and nothing is guessed.

    Parameters
    ----------
    values : Series or mapping
        One value a district, by P-code or by name ("Imam Sahib", or ("Imam Sahib", "Kunduz")
        with its province).

    Returns
    -------
    Series
        By P-code, missing values left out.

    Raises
    ------
    TypeError
        For what is neither a Series nor a mapping.
    ValueError
        For nothing, a place that is no one district for sure, or a district named twice.

    Examples
    --------
    >>> by_pcode({"AF1905": 1, ("Baharak", "Takhar"): 2}).to_dict()
    {'AF1905': 1, 'AF1803': 2}
    """
    # a map that left out what it did not understand would look complete
    if not isinstance(values, (pd.Series, Mapping)):
        expected = "values are a Series or a mapping by P-code or name"
        raise TypeError(f"{expected}, not {type(values).__name__}")
    if not len(values):
        raise ValueError(
            "values are empty: a map needs at least one district with a value"
        )
    # the kind of column is kept: whole numbers with gaps are numbers too
    given = pd.Series(values)
    found = pd.Index(map(_pcode, given.index))
    if found.has_duplicates:
        twice = found[found.duplicated()]
        remedy = "give one value a district, such as .groupby(level=0).max()"
        raise ValueError(f"district {twice[0]} is named twice: {remedy}")
    is_kinds = isinstance(given.dtype, pd.CategoricalDtype)
    plain = given.astype(object) if is_kinds else given
    by_code = plain.set_axis(found).dropna()
    if by_code.empty:
        raise ValueError(
            "values are all missing: a map needs at least one district with a value"
        )
    return by_code


def _pcode(place: Hashable) -> str:
    # a pair is a name and its province
    name, province = place, None
    if isinstance(place, tuple) and len(place) == 2:
        name, province = place
    match = resolve(name, province)
    if match.pcode is None:
        candidates = "; ".join(map(str, match.candidates[:3]))
        remedy = "give the P-code, or (name, province)"
        raise ValueError(
            f"{str(name)[:60]!r} is no one district for sure; {remedy}: {candidates}"
        )
    return match.pcode


# the map


def where_map(
    values: Mapping | pd.Series,
    title: str,
    order: Iterable[Hashable] | None = None,
    colours: Mapping | None = None,
    still: bool = False,
) -> HTML | Figure:
    """Map any value by district.

    Parameters
    ----------
    values : Series or mapping
        One value a district, as `by_pcode` takes them: numbers, days, or up to eight kinds.
    title : str
        What is shown, with its unit.
    order : iterable, optional
        The kinds that there may be, in the order of the key.
    colours : mapping, optional
        {kind: colour}.
    still : bool
        A matplotlib figure in place of the map that names each district under the pointer.

    Returns
    -------
    HTML or Figure
        The first needs no network; where scripts may run it has the controls of `control_map`
        (zoom, movement by mouse, fingers and keys, the whole again), and where they may not it
        stands still, whole. Districts without a value are white, and the key counts them.

    Raises
    ------
    ValueError
        For a kind that is not in `order`, for more than eight kinds, and as `by_pcode` raises.

    Examples
    --------
    >>> chart = where_map({"AF1905": "June", "AF0101": "August"}, "Month of the fall")
    >>> "Imam Sahib (Kunduz): June" in chart.data
    True
    """
    # what is no title, no order and no colours is refused before places are looked up
    _refuse(title, order, colours)
    as_flag("still", still)
    # numbers in steps, days by month, everything else in kinds
    found = by_pcode(values)
    order = _own_order(values) if order is None else order
    numbers = pd.api.types.is_numeric_dtype(
        found
    ) and not pd.api.types.is_bool_dtype(found)
    if numbers and order is None:
        labels, key = _steps(found)
    elif found.dtype.kind == "M":
        labels, key = _months(found)
    else:
        labels, key = _kinds(found, order, colours)
    if still:
        return _figure(labels, key, title)
    return HTML(_page(found, labels, key, title))


def _own_order(values: Mapping | pd.Series) -> list | None:
    """The kinds in the order that the caller's column has of its own, if it has one."""
    kinds = getattr(values, "dtype", None)
    if not isinstance(kinds, pd.CategoricalDtype) or not kinds.ordered:
        return None
    # those alone that occur
    used = values.cat.remove_unused_categories()
    return list(used.cat.categories)


def _months(days: pd.Series) -> tuple[pd.Series, dict[str, str]]:
    """Each district's month as text, and {month: colour}, the later the darker."""
    months = days.dt.to_period("M")
    present = sorted(months.unique())
    if len(present) > len(RAMP):
        remedy = "map .dt.year, or fewer days"
        raise ValueError(
            f"values lie in {len(present)} months, too many to tell apart; {remedy}"
        )
    names = [f"{month:%B %Y}" for month in present]
    shades = RAMP[-len(names) :]
    return months.map("{:%B %Y}".format), dict(zip(names, shades, strict=True))


def _refuse(title: object, order: object, colours: object) -> None:
    # a text is iterable too, letter by letter
    if not isinstance(title, str):
        raise TypeError(f"title is a text, not {type(title).__name__}")
    is_list = isinstance(order, Iterable) and not isinstance(
        order, (str, bytes)
    )
    if order is not None and not is_list:
        raise TypeError(
            f"order is a list of kinds, not {type(order).__name__}"
        )
    if colours is not None and not isinstance(colours, Mapping):
        raise TypeError(
            f"colours are a mapping from kind to colour, not {type(colours).__name__}"
        )


def _kinds(
    values: pd.Series,
    order: Iterable[Hashable] | None,
    colours: Mapping | None,
) -> tuple[pd.Series, dict[str, str]]:
    """Each district's kind as text, and {kind: colour}."""
    # an order that is given is also the list of what may occur
    labels = values.map(str)
    # without an order of the caller's the kinds stand in their own
    known = (
        _in_order(values) if order is None else [str(kind) for kind in order]
    )
    for kind in labels.unique():
        if kind not in known:
            raise ValueError(
                f"value {kind!r} is none of the kinds: {nearest(kind, known)}"
            )
    if len(known) > MOST_CATEGORIES:
        remedy = "join some, or map numbers"
        raise ValueError(
            f"{len(known)} kinds of value are too many to tell apart; {remedy}"
        )
    own = {str(kind): colour for kind, colour in (colours or {}).items()}
    holders = style.COLOURS if set(known) <= set(style.COLOURS) else {}
    plain = dict(zip(known, KIND_COLOURS, strict=False))
    return labels, {
        kind: own.get(kind, holders.get(kind, plain[kind])) for kind in known
    }


def _in_order(values: pd.Series) -> list[str]:
    kinds = values.unique()
    try:
        ordered = sorted(kinds)
    except TypeError:  # kinds of different types have no order
        ordered = sorted(kinds, key=str)
    # 1 and "1" are one kind to a reader
    return list(dict.fromkeys(map(str, ordered)))


def _steps(values: pd.Series) -> tuple[pd.Series, dict[str, str]]:
    """Numbers in up to six steps of equally many districts, and {step: colour}."""
    # steps of equally many districts: a few large values would swallow all others
    # infinity has no place on a scale
    finite = values[np.isfinite(values.astype(float))].astype(float)
    if len(finite) < len(values):
        raise ValueError(
            f"district {values.index.difference(finite.index)[0]} has no finite number"
        )
    edges = np.unique(np.quantile(finite, np.linspace(0, 1, len(RAMP) + 1)))
    if len(edges) < 3:
        names = [f"{value:,.6g}" for value in sorted(finite.unique())]
        return finite.map("{:,.6g}".format), dict(
            zip(names, RAMP[1::2], strict=False)
        )
    place = np.clip(
        np.searchsorted(edges, finite, side="right") - 1, 0, len(edges) - 2
    )
    # a number on an edge is of the higher step, and only the last holds both of its ends
    names = [
        f"{a:,.6g} to under {b:,.6g}"
        for a, b in zip(edges[:-1], edges[1:], strict=True)
    ]
    names[-1] = f"{edges[-2]:,.6g} to {edges[-1]:,.6g}"
    labels = pd.Series([names[step] for step in place], index=finite.index)
    return labels, dict(zip(names, RAMP[-len(names) :], strict=True))


def _ring(x: np.ndarray, y: np.ndarray) -> str:
    """A closed line as the path of a drawing, each corner by its step from the one before.

    >>> _ring(np.array([1.0, 3.04, 3.0, 1.0]), np.array([2.0, 2.0, 5.0, 2.0]))
    'M1 2l2 0 0 3 -2 -3z'
    """
    # corners are rounded before the steps are taken, so that no error adds up
    corners = np.rint(np.column_stack([x, y]) * 10)
    steps = np.diff(corners, axis=0)
    # what lies within a tenth of a pixel is one corner
    steps = steps[steps.any(axis=1)] / 10
    if not len(steps):
        return ""
    first = corners[0] / 10
    # steps are short numbers: half the bytes of places
    moves = " ".join(f"{across:g} {down:g}" for across, down in steps)
    return f"M{first[0]:g} {first[1]:g}l{moves}z"


@kept
def _drawn(
    _outlines: tuple,
) -> tuple[dict[str, str], str, tuple[float, float], str]:
    """{P-code: path}, the provinces' lines, the picture's size, and what the shapes are.

    The same for every map, until the stamp of the downloaded outlines is another.
    """
    shapes, note = outlines.shapes()
    solid = shapes.dropna()
    west, south, east, north = plain_shapes.bounds(solid)
    breadth = (east - west) * SQUEEZE
    scale = WIDTH / breadth

    def path(shape: plain_shapes.Shape) -> str:
        rings = []
        for part in getattr(shape, "geoms", [shape]):
            xy = np.array(part.exterior.coords)
            x = (xy[:, 0] - west) * SQUEEZE * scale
            y = (north - xy[:, 1]) * scale
            rings.append(_ring(x, y))
        return "".join(rings)

    paths = {pcode: path(shape) for pcode, shape in solid.items()}
    lines = "".join(
        path(shape) for shape in outlines.provinces(solid) if shape is not None
    )
    size = (WIDTH, (north - south) * scale)
    return paths, lines, size, note


def _page(
    values: pd.Series, labels: pd.Series, key: dict[str, str], title: str
) -> str:
    # names as attributes, which the script makes titles: a notebook that is not trusted would show
    # the text of titles in place of the drawing
    paths, lines, (width, height), note = _drawn(stamp(outlines.BOUNDARIES))
    districts = load("districts").set_index("pcode")
    drawn = []
    for pcode, shape in paths.items():
        label = labels.get(pcode, NO_VALUE)
        colour = key.get(label, BLANK)
        row = districts.loc[pcode]
        number = _number(values[pcode]) if pcode in values.index else NO_VALUE
        name = escape(f"{row['district']} ({row['province']}): {number}")
        drawn.append(
            f'<path fill="{escape(colour)}" d="{shape}" data-name="{name}"/>'
        )
    about = escape(title)
    picture = (
        f'<svg viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="{about}">'
        f'{"".join(drawn)}<path d="{lines}" style="fill:none;stroke:#333;stroke-width:1"/></svg>'
    )
    listing = _listing(values)
    listed = table_html(listing, title, html=(), height="24em")
    # last: the script looks for the picture of its own figure
    script = CONTROLS.read_text(encoding="utf-8")
    # JupyterLab takes drawings out of a notebook that is not trusted, and leaves images
    still = "" if site_folder() else _still(labels, key)
    return (
        f'<style>{MAP_RULES}</style><figure class="wm"><figcaption><b>{about}</b></figcaption>'
        f"{picture}{_key_html(labels, key)}<p><small>{escape(note)}.</small></p>"
        f"<details><summary>The values as a table</summary>{listed}</details>"
        f"<script>{script}</script></figure>{still}"
    )


def _still(labels: pd.Series, key: dict[str, str]) -> str:
    """The map as an image, with its key in it, for a notebook that is not trusted."""
    paths, lines, (width, height), _ = _drawn(stamp(outlines.BOUNDARIES))
    # whole pixels: half the size, and nobody zooms into it
    rounded = {
        pcode: re.sub(r"\.\d", "", shape) for pcode, shape in paths.items()
    }
    drawn = []
    for pcode, shape in rounded.items():
        label = labels.get(pcode, NO_VALUE)
        drawn.append(
            f'<path fill="{escape(key.get(label, BLANK))}" d="{shape}"/>'
        )
    # the country leaves its south-east corner free
    rows = _counts(labels, key)
    left = 0.6 * width
    for place, (label, colour, count) in enumerate(rows):
        y = height - 22 * (len(rows) - place)
        box = f'<rect x="{left:.0f}" y="{y:.0f}" width="16" height="16" fill="{escape(colour)}"/>'
        text = escape(f"{label} ({count})")
        drawn.append(
            f'{box}<text x="{left + 24:.0f}" y="{y + 14:.0f}">{text}</text>'
        )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        'stroke="#777" stroke-width="0.5"><style>text{font:16px sans-serif;stroke:none}</style>'
        f'{"".join(drawn)}<path d="{lines}" fill="none" stroke="#333"/></svg>'
    )
    return webmap.untrusted(webmap.image_address(svg), UNTRUSTED)


def _number(value: object) -> str:
    # numbers with their thousands apart, days without an hour, kinds as they are
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    number = isinstance(value, (int, float, np.number)) and not isinstance(
        value, bool
    )
    return f"{value:,.6g}" if number else str(value)


def _listing(values: pd.Series) -> pd.DataFrame:
    # for those who read with a screen reader, or want the figures
    districts = (
        load("districts")
        .set_index("pcode")
        .loc[values.index, ["district", "province"]]
    )
    numbers = [_number(value) for value in values]
    table = districts.assign(value=numbers)
    table = table.sort_values(["province", "district"])
    return table.reset_index(names="P-code")


def _counts(
    labels: pd.Series, key: dict[str, str]
) -> list[tuple[str, str, int]]:
    """(label, colour, districts) of the key, with those that have no value."""
    counts = labels.value_counts()
    rows = [
        (label, colour, int(counts.get(label, 0)))
        for label, colour in key.items()
    ]
    districts = load("districts")
    without = len(districts) - len(labels)
    if without:
        rows.append((NO_VALUE, BLANK, without))
    return rows


def _key_html(labels: pd.Series, key: dict[str, str]) -> str:
    # the key counts, so that a rare kind is not overlooked
    rows = [
        f'<li><i style="background:{escape(colour)}"></i>{escape(label)} ({count})</li>'
        for label, colour, count in _counts(labels, key)
    ]
    listed = "".join(rows)
    return f"<ul>{listed}</ul>"


def _figure(labels: pd.Series, key: dict[str, str], title: str) -> Figure:
    # matplotlib fills each part, for it knows no shapes of several
    shapes, note = outlines.shapes()
    fig, ax = style.plt.subplots(figsize=(8, 6))
    for pcode, shape in shapes.dropna().items():
        label = labels.get(pcode)
        colour = key.get(label, BLANK)
        for part in getattr(shape, "geoms", [shape]):
            ring = np.array(part.exterior.coords)
            x, y = ring.T
            ax.fill(
                x,
                y,
                facecolor=to_hex(colour),
                edgecolor="#999999",
                linewidth=0.2,
            )
    ax.set(aspect=1 / SQUEEZE, title=title)
    ax.axis("off")
    patches = [
        Patch(
            facecolor=to_hex(colour),
            edgecolor="#777777",
            label=f"{label} ({count})",
        )
        for label, colour, count in _counts(labels, key)
    ]
    fig.legend(handles=patches, loc="outside lower center", ncols=3)
    ax.annotate(note, (0, -0.02), xycoords="axes fraction", fontsize=6)
    return fig


# what find() found


def _some(found: pd.DataFrame) -> pd.DataFrame:
    # every answer needs these
    return as_table(
        "found", found, ("date", "district", "province", "pcode"), "find()"
    )


def events_map(
    found: pd.DataFrame, title: str | None = None, still: bool = False
) -> HTML | Figure:
    """Map the districts of what `find` found by the month of their first event.

    Parameters
    ----------
    found : DataFrame
        As `find` returns it.
    title : str, optional
    still : bool
        As in `where_map`.

    Returns
    -------
    HTML or Figure

    Raises
    ------
    ValueError
        Where nothing was found, or the table is another.

    Examples
    --------
    >>> from helpers import find
    >>> "Imam Sahib (Kunduz)" in events_map(find(district="Imam Sahib")).data
    True
    """
    # a district that fell twice is shown by its first fall
    first = (
        _some(found)
        .sort_values("date")
        .drop_duplicates("pcode")
        .set_index("pcode")["date"]
    )
    if first.empty:
        raise ValueError(f"there is nothing to map: {NOTHING}")
    # months in their order, and only those that occur
    months = [
        f"{day:%B}"
        for day in pd.date_range("2021-05-01", "2021-09-01", freq="MS")
    ]
    present = [
        month for month in months if month in set(first.dt.strftime("%B"))
    ]
    about = (
        title
        or f"{len(found):,} events in {len(first):,} districts, by month of the first"
    )
    by_month = first.dt.strftime("%B")
    return where_map(by_month, about, order=present, still=still)


def events_table(found: pd.DataFrame, about: str = "What was found") -> None:
    """Show what `find` found as a table, with links to its pages.

    Parameters
    ----------
    found : DataFrame
        As `find` returns it.
    about : str
        Names the table.

    Examples
    --------
    >>> from helpers import find
    >>> events_table(find(district="Imam Sahib"))
    <IPython.core.display.HTML object>
    """
    columns = [
        "date",
        "district",
        "province",
        "kind",
        "manner",
        "support",
        "date_lo",
        "date_hi",
    ]
    rows = _some(found)[[*columns, "reason"]].rename(
        columns={"date_lo": "earliest", "date_hi": "latest", "reason": "why"}
    )
    links = [_links(pages) for pages in found["pages"]]
    show_table(rows.assign(source=links), about)


def _links(pages: tuple[str, ...]) -> str:
    # numbers in place of publishers: a capture may rest on twenty pages
    return " ".join(
        anchor(page, str(number)) for number, page in enumerate(pages, 1)
    )


def timeline(found: pd.DataFrame, title: str = "When it happened") -> Figure:
    """Draw what `find` found in time: a bar for the bounds, a dot for the best date.

    More than 60 events are drawn as a count a day.

    Parameters
    ----------
    found : DataFrame
        As `find` returns it.
    title : str

    Returns
    -------
    Figure

    Raises
    ------
    ValueError, TypeError
        Where nothing was found, or the table is another.

    Examples
    --------
    >>> from helpers import find
    >>> fig = timeline(find(district="Imam Sahib"))
    >>> style.plt.close(fig)
    """
    # the earliest on top, as one reads
    found = _some(found)
    found = found.sort_values(["date", "district"])
    rows = len(found)
    if not rows:
        raise ValueError(f"there is nothing to draw: {NOTHING}")
    if rows > MOST_ROWS:
        return _daily(found, title)
    fig, ax = style.plt.subplots(figsize=(8, max(2.0, 0.9 + 0.22 * rows)))
    places = range(rows)
    ax.hlines(
        places,
        found["date_lo"],
        found["date_hi"],
        color=style.SKY,
        linewidth=5,
    )
    ax.plot(found["date"], places, "o", color=style.BLUE, markersize=4)
    names = found["district"] + " (" + found["province"] + ")"
    ax.set_yticks(list(places), list(names))
    ax.set(title=f"{title}: bounds and best date")
    ax.invert_yaxis()
    style.day_axis(ax)
    return fig


def _daily(found: pd.DataFrame, title: str) -> Figure:
    # bars for single days: a line would join days on which nothing happened
    counts = found["date"].value_counts()
    counts = counts.sort_index()
    fig, ax = style.plt.subplots()
    ax.bar(counts.index, counts, width=0.9)
    ax.set(title=f"{title}: events a day, by best date", ylabel="events")
    style.day_axis(ax)
    return fig


def to_excel(found: pd.DataFrame, path: str | Path) -> Path:
    """Write what `find` found as a workbook; no cell of it runs as a formula.

    Parameters
    ----------
    found : DataFrame
        As `find` returns it.
    path : path
        Ends in .xlsx.

    Returns
    -------
    Path

    Raises
    ------
    ValueError
        For a name that does not end in .xlsx.

    Examples
    --------
    >>> import tempfile
    >>> from helpers import find
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     to_excel(find(district="Imam Sahib"), Path(folder) / "found.xlsx").name
    'found.xlsx'
    """
    # the name decides what a spreadsheet makes of the file
    _some(found)
    if not isinstance(path, (str, Path)):
        raise TypeError(
            f"path is the name of a file, not {type(path).__name__}"
        )
    path = Path(path)
    if path.suffix != ".xlsx":
        raise ValueError(
            f"a workbook's name ends in .xlsx; path is {shown(str(path))}"
        )
    written = found.copy()
    for column in written.columns:
        if not pd.api.types.is_numeric_dtype(written[column]):
            written[column] = [_cell(value) for value in written[column]]
    written.to_excel(path, index=False, sheet_name="found")
    return path


def _cell(value: object) -> object:
    if isinstance(value, pd.Timestamp):
        return value.date()
    text = value
    if isinstance(value, tuple):
        text = "; ".join(value)
    # a spreadsheet takes a text that begins so for a formula
    if isinstance(text, str) and text[:1] in "=+-@":
        return "'" + text
    return text


def show(found: pd.DataFrame, title: str | None = None) -> None:
    """Show what `find` found: as a map, and as a table under it.

    Parameters
    ----------
    found : DataFrame
        As `find` returns it.
    title : str, optional

    Examples
    --------
    >>> from helpers import find
    >>> show(find(district="Imam Sahib"))
    <IPython.core.display.HTML object>
    <IPython.core.display.HTML object>
    """
    # an empty answer is an answer, and says what it does not mean
    if _some(found).empty:
        display(HTML(f"<p>{escape(NOTHING[0].upper() + NOTHING[1:])}.</p>"))
        return
    display(events_map(found, title))
    events_table(found)


__dir__ = own_names(__name__)
