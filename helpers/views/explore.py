"""Explorers: a day, a district, two readings. Each is one function that makes HTML.

    explore.day()    explore.district("Imam Sahib")    explore.readings()

In the Lab widgets choose what it gets. Where the site is built (see `building`) the HTML of
the first choice stands on the page, and the site's script makes it answer (see `live`).
"""

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import ipywidgets as widgets
import numpy as np
import pandas as pd
from IPython.display import HTML, display

from helpers.adjudication import events
from helpers.analysis import claims, roads
from helpers.arguments import as_day, as_word, day_of
from helpers.district_days import control, holder_counts
from helpers.places import resolve
from helpers.public import own_names
from helpers.tables import kept, load
from helpers.views import style, tilemap, webmap, webmap_data
from helpers.views.building import site_folder
from helpers.views.tables import cell_text, linked, source_link, table_html
from helpers.views.webmap_data import day_numbers, packed, runs
from helpers.vocabulary import (
    END,
    EVENT_LABELS,
    HOLDER_LABELS,
    READINGS,
    SPEAKER_LABELS,
    START,
    STATUS_LABELS,
    SUPPORT_LABELS,
    VICTIM_LABELS,
)

# a longer table scrolls
TABLE_HEIGHT = "24em"

# what the fills of the tiles mean
TILES = (
    "Solid: held by the Taliban, paler where one voice only says so. Hatched: contested. Blue: "
    "held by the government; dotted: assumed, no page has spoken of it yet."
)

# how a line of a reading is drawn, first and second
LINES = (style.BLUE, style.RUST)


class _Record(NamedTuple):
    """What the explorers ask of the record, made once and kept until data/ changes."""

    districts: pd.DataFrame
    events_table: pd.DataFrame
    by_day: dict[pd.Timestamp, pd.DataFrame]
    counts: pd.DataFrame
    states: pd.DataFrame
    prints: pd.DataFrame


@kept
def _record() -> _Record:
    # one pass over the record: a step then only looks up
    days = control()
    return _Record(
        districts=load("districts").set_index("pcode"),
        events_table=events(),
        by_day={
            date: rows.set_index("pcode")
            for date, rows in days.groupby("date")
        },
        counts=holder_counts(days),
        states=roads.cut_off_days(days=days),
        prints=_prints(),
    )


def day(date: str = "2021-06-22", reading: str = "best") -> None:
    """Show control, capitals cut off and claims of one day together.

    Chosen with a slider of days and a menu of readings.

    Parameters
    ----------
    date : str
        On which it opens.
    reading : str
        One of READINGS.

    Examples
    --------
    >>> day("2021-06-22")
    {'text/plain': 'An explorer; it shows where HTML is shown.', ...}
    """
    _explorer(
        "day",
        day_html,
        date=_day_slider(date),
        reading=_menu("Reading", reading),
    )


def district(name: str = "Imam Sahib", province: str = "") -> None:
    """Show a district by any spelling: its events with reasons, every report with its page.

    Chosen with two text fields.

    Parameters
    ----------
    name, province : str
        With which it opens.

    Examples
    --------
    >>> district("Doshi")
    {'text/plain': 'An explorer; it shows where HTML is shown.', ...}
    """
    # not at each letter that is typed: half a name fits no district, or the wrong one
    _explorer(
        "district",
        district_html,
        name=widgets.Text(
            value=name, description="District", continuous_update=False
        ),
        province=widgets.Text(
            value=province,
            description="Province",
            placeholder="if two fit",
            continuous_update=False,
        ),
    )


def readings(
    one: str = "best", other: str = "latest", date: str = "2021-07-10"
) -> None:
    """Show two readings side by side: counts over time, and where they differ on a day.

    Parameters
    ----------
    one, other : str
        Of READINGS.
    date : str
        On which it opens.

    Examples
    --------
    >>> readings("best", "latest")
    {'text/plain': 'An explorer; it shows where HTML is shown.', ...}
    """
    _explorer(
        "readings",
        readings_html,
        one=_menu("One", one),
        other=_menu("Other", other),
        date=_day_slider(date),
    )


def _day_slider(date: str) -> widgets.SelectionSlider:
    # the record goes on to September, the offensive ends with Kabul
    dates = pd.date_range(START, END)
    # shown as a reader writes a day, handed on as the record does
    days = [(style.day(date), f"{date:%Y-%m-%d}") for date in dates]
    opens = as_day("date", date, last=END)
    return widgets.SelectionSlider(
        options=days,
        value=f"{opens:%Y-%m-%d}",
        description="Day",
        continuous_update=False,
        layout={"width": "32em"},
    )


def _menu(name: str, reading: str) -> widgets.Dropdown:
    # what the caller gave is refused in words, not by the widget
    opens = as_word("reading", reading, READINGS)
    return widgets.Dropdown(options=READINGS, value=opens, description=name)


def _explorer(
    kind: str, page: Callable[..., str], /, **controls: widgets.Widget
) -> None:
    """Show page(values of the controls); a new choice writes it again."""

    def written() -> str:
        values = {key: chosen.value for key, chosen in controls.items()}
        return f'<div class="explorer">{page(**values)}</div>'

    first = written()
    # a page of the site has no kernel: the script answers there
    if folder := site_folder():
        write_site(folder / "maps")
        values = {key: chosen.value for key, chosen in controls.items()}
        display(HTML(live(kind, values, first)))
        return
    shown = widgets.HTML(first)

    def again(_change: Any) -> None:
        shown.value = written()

    # every control asks for the whole page: it is cheap
    for chosen in controls.values():
        chosen.observe(again, "value")
    bundle = widgets.VBox([*controls.values(), shown])._repr_mimebundle_()
    # one output: a widget with a kernel, else the first choice as plain HTML
    told = {
        "text/html": first,
        "text/plain": "An explorer; it shows where HTML is shown.",
    }
    display({**bundle, **told}, raw=True)


def live(name: str, values: dict[str, str], first: str) -> str:
    """Return an explorer for a page of the site: its first choice, and what makes it answer.

    Parameters
    ----------
    name : str
        day, district or readings.
    values : dict
        The first choice.
    first : str
        Its HTML, which stands there where scripts are off.

    Returns
    -------
    str
        HTML; the script stands in ``maps/``, beside the data of the map.

    Examples
    --------
    >>> "data-explorer" in live("day", {"date": "2021-06-22"}, "<p></p>")
    True
    """
    chosen = "".join(
        f' data-{key}="{escape(value)}"' for key, value in values.items()
    )
    return (
        f'<div data-explorer="{name}"{chosen}>{first}</div>'
        '<script src="maps/explorers.js" defer></script>'
    )


def write_site(folder: Path) -> list[Path]:
    """Write the script of the site's explorers and its data, beside those of the map.

    Parameters
    ----------
    folder : path
        ``maps`` of the site; `webmap.OfflineMap.write` puts control.data.js there.

    Returns
    -------
    list of Path
        explorers.js and explorers.data.js.

    Examples
    --------
    >>> import tempfile
    >>> [path.name for path in write_site(Path(tempfile.mkdtemp()) / "maps")]
    ['explorers.js', 'explorers.data.js']
    """
    # the map may not have been written yet
    folder.mkdir(parents=True, exist_ok=True)
    # a script and not JSON: a page opened from a disk may fetch nothing
    data = webmap.script_text(site_data())
    texts = {
        "explorers.js": (webmap.STATIC / "explorers.js").read_text(
            encoding="utf-8"
        ),
        "explorers.data.js": webmap.data_script("explorers", data),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in texts]


def site_data() -> dict[str, Any]:
    """Gather what the site's explorers need beside the data of the map.

    Returns
    -------
    dict
        tiles ([column, row] of each district), capitals (their states as changes by reading),
        states (the words of these) and claims, packed.

    Examples
    --------
    >>> len(site_data()["tiles"]) == len(load("districts"))
    True
    """
    record = _record()
    # whole numbers: half the size of floats in the file
    tiles = record.districts[["hex_col", "hex_row"]].astype(int)
    capitals = []
    for name, rows in record.states.groupby("capital"):
        by_reading = {
            reading: runs(own["state"].cat.codes.to_numpy())
            for reading, own in rows.groupby("reading")
        }
        capitals.append({"name": name, "states": by_reading})
    return {
        "tiles": tiles.to_numpy().tolist(),
        "capitals": capitals,
        "states": list(record.states["state"].cat.categories),
        "claims": _packed_claims(),
    }


def _prints() -> pd.DataFrame:
    """Claims as pages print them, in readers' words, with links."""
    prints = claims.prints()
    whose = prints["victim_side"].map(VICTIM_LABELS)
    return linked(prints.assign(victim_side=whose))


def _packed_claims() -> dict[str, Any]:
    prints = claims.prints()
    # days as numbers: the map counts them so too
    number = day_numbers(prints["day"], pd.Timestamp(START))
    frame = pd.DataFrame(
        {
            "day": number,
            "who": prints["claimant"],
            "whose": prints["victim_side"].map(VICTIM_LABELS),
            "killed": prints["killed"],
            "wounded": prints["wounded"],
            "captured": prints["captured"],
            "read": prints["qualifier"].map(cell_text),
            "reach": prints["scope"].map(cell_text),
            "url": prints["url"],
            "publisher": prints["publisher"],
        }
    )
    return packed(frame, levels=("who", "whose", "read", "reach", "publisher"))


def _table(frame: pd.DataFrame, name: str) -> str:
    # an empty table would look like a fault
    if frame.empty:
        return "<p>None in the record.</p>"
    return table_html(frame, name, height=TABLE_HEIGHT)


def _picture(svg: str, alt: str) -> str:
    # as a picture: a style inside an SVG would colour the whole page
    address = webmap.image_address(svg)
    return f'<img alt="{escape(alt)}" style="width:100%;max-width:560px" src="{address}">'


def _bounds(rows: pd.DataFrame) -> list[str]:
    """Write the bounds of events or reports in words."""
    texts = []
    # one day where both bounds are the same
    for lo, hi in zip(rows["date_lo"], rows["date_hi"], strict=True):
        # no break inside a day
        first = style.short_day(lo, "\xa0")
        last = style.short_day(hi, "\xa0")
        texts.append(first if lo == hi else f"{first} to {last}")
    return texts


def _events(rows: pd.DataFrame) -> pd.DataFrame:
    """Name the columns of events for the reader."""
    return pd.DataFrame(
        {
            "event": rows["kind"].map(EVENT_LABELS),
            "day": rows["date"],
            "between": _bounds(rows),
            "support": rows["support"].map(SUPPORT_LABELS),
            "why": rows["reason"],
        }
    )


def day_html(date: str, reading: str) -> str:
    """Write the page of one day.

    Parameters
    ----------
    date : str
        A day of the record, 1 May to 15 August 2021.
    reading : str
        One of READINGS.

    Returns
    -------
    str
        HTML: the count, a tile map, capitals cut off, events and claims of the day.

    Examples
    --------
    >>> day_html("2021-06-22", "best").startswith("<p><strong>22 June 2021, best reading")
    True
    """
    record = _record()
    when = day_of("date", date, record.counts.index)
    held = record.by_day[when]
    text = _count_text(record, when, reading)
    # the other two readings have weighed support already
    support = held["support"] if reading == "best" else None
    tables = {
        name: load(name) for name in ("districts", "baseline", "reports")
    }
    silent = webmap_data.unspoken(tables, when, pd.Timestamp(START))
    picture = _picture(
        tilemap.hex_svg(held[reading], support, assumed=silent), text
    )
    table = record.states
    # states of the reading that was chosen, not of the best
    is_today = table["date"] == when
    today = table[is_today & (table["reading"] == reading)]
    cut = _capitals_in(today, "cut")
    fallen = _capitals_in(today, "fallen")
    return (
        f"<p><strong>{escape(text)}</strong></p>{picture}<p>{TILES}</p>"
        f"<p><strong>Capitals without a way to Kabul that is not cut:</strong> {escape(cut)}. "
        f"<strong>Fallen:</strong> {escape(fallen)}.</p>"
        f"<p><strong>Events dated to this day (best date):</strong></p>{_events_of(record, when)}"
        "<p><strong>Casualty claims of this day, each as one page prints it:</strong></p>"
        f"{_claims_of(record, date)}"
    )


def _capitals_in(today: pd.DataFrame, state: str) -> str:
    """Names of the capitals in one state, in one line."""
    names = today.loc[today["state"] == state, "capital"]
    # an empty list must be said: a blank would look like a fault
    return ", ".join(names) or "none"


def _count_text(record: _Record, when: pd.Timestamp, reading: str) -> str:
    count = record.counts.loc[when]
    held = record.by_day[when]
    # counted apart: a contested district is nobody's
    contested = int((held[reading] == "contested").sum())
    return (
        f"{style.day(when)}, {reading} reading: the Taliban held {count[reading]} of {len(held)} "
        f"districts (best {count['best']}, earliest {count['earliest']}, "
        f"latest {count['latest']}); {contested} were contested."
    )


def _events_of(record: _Record, when: pd.Timestamp) -> str:
    events_table = record.events_table
    # posts have their own popups on the map
    is_today = events_table["date"] == when
    rows = events_table[is_today & events_table["crossing_id"].isna()]
    shown = _events(rows).drop(columns="day")
    places = record.districts.reindex(rows["pcode"])
    shown.insert(0, "district", places["district"].to_numpy())
    shown.insert(1, "province", places["province"].to_numpy())
    return _table(shown, "Events of the day")


def _claims_of(record: _Record, date: str) -> str:
    rows = record.prints[record.prints["day"] == date]
    # the day stands above the table, the origin beside the page
    return _table(rows.drop(columns=["day", "origin", "note"]), "Claims")


def district_html(name: str, province: str = "") -> str:
    """Write the page of one district, or of what a name could mean.

    Parameters
    ----------
    name : str
        In any script or spelling.
    province : str
        Where two districts bear the name.

    Returns
    -------
    str
        HTML: events with their reasons, and all reports with their pages.

    Examples
    --------
    >>> "AF1905" in district_html("Imam Sahib")
    True
    """
    # a name that means nothing is no fault of the page
    try:
        match = resolve(name, province.strip() or None)
    except ValueError as fault:
        why = escape(str(fault)).capitalize()
        return f"<p>{why}. Type a name in any script, such as Imam Sahib.</p>"
    # two districts may bear one name: both are shown, none is guessed
    if match.pcode is None:
        columns = ["P-code", "district", "province", "likeness, 0-100"]
        rows = pd.DataFrame(match.candidates, columns=columns)
        return (
            f"<p>{escape(name)}: no single district fits. Which one is meant? "
            f"Type its province too.</p>{_table(rows, 'Candidates')}"
        )
    return _district_page(match.pcode)


def _district_page(pcode: str) -> str:
    record = _record()
    # by its P-code: two districts may bear one name
    place = record.districts.loc[pcode]
    events_table = record.events_table
    # posts of the district have a page of their own
    is_own = events_table["pcode"] == pcode
    own = events_table[is_own & events_table["crossing_id"].isna()]
    reports = load("reports")
    is_here = reports["pcode"] == pcode
    rows = reports[is_here & reports["crossing_id"].isna()]
    # the earliest word first: so a story is read
    rows = rows.sort_values(["date_lo", "date_hi", "report_id"])
    shown = pd.DataFrame(
        {
            "between": _bounds(rows),
            "says": rows["event"].map(EVENT_LABELS),
            "who says so": rows["claimed_by"].map(SPEAKER_LABELS),
            "standing": rows["status"].map(STATUS_LABELS),
            "there called": rows["place_as_printed"],
            "source": [source_link(source) for source in rows["source_id"]],
            # ours and theirs are kept apart: the note is no quotation
            "our note": rows["note"],
            "id": rows["report_id"],
        }
    )
    head = (
        f"{escape(place['district'])} ({pcode}), {escape(place['province'])}."
    )
    return (
        f"<p><strong>{head}</strong> Events: {len(own)}, derived from reports: {len(rows)}.</p>"
        f"{_table(_events(own), 'Events')}{_table(shown, 'Reports')}"
    )


def readings_html(one: str, other: str, date: str) -> str:
    """Write the page of two readings.

    Parameters
    ----------
    one, other : str
        Of READINGS.
    date : str
        A day of the record.

    Returns
    -------
    str
        HTML: both counts over time, and the districts on which they differ that day.

    Examples
    --------
    >>> "differ on 0 districts" in readings_html("best", "best", "2021-06-22")
    True
    """
    record = _record()
    when = day_of("date", date, record.counts.index)
    held = record.by_day[when]
    # the same reading twice is one line
    pair = list(dict.fromkeys((one, other)))
    # as text: categories of two columns cannot be compared
    differ = held[held[one].astype(str) != held[other].astype(str)]
    named = record.districts.loc[differ.index, ["province", "district"]]
    rows = named.join(differ[pair])
    for reading in pair:
        rows[reading] = differ[reading].map(HOLDER_LABELS)
    rows["support"] = differ["support"].map(SUPPORT_LABELS)
    rows = rows.sort_values(["province", "district"])
    counts = record.counts.loc[when]
    told = " and ".join(
        f"{counts[reading]} in the {reading} reading" for reading in pair
    )
    text = f"{style.day(when)}: {told}; the readings differ on {len(rows)} districts."
    picture = _picture(_lines_svg(record.counts[pair], when, len(held)), text)
    table = _table(rows, "Districts on which they differ")
    return f"<p><strong>{escape(text)}</strong></p>{picture}{table}"


def _lines_svg(counts: pd.DataFrame, when: pd.Timestamp, most: int) -> str:
    """Draw counts over time by hand: a chart of matplotlib takes half a second."""
    # pixels; 76 at the right are for the names of the lines
    width, height, left, top = 640, 300, 44, 34
    across = (width - left - 76) / (len(counts) - 1)
    down = (height - top - 30) / most

    def y(count: float) -> float:
        return height - 30 - count * down

    parts = []
    # round numbers only, each with a line across
    for count in range(0, most, 100):
        parts.append(
            f'<path class="grid" d="M{left} {y(count):.1f}H{width - 76}"/>'
            f'<text x="{left - 6}" y="{y(count) + 4:.1f}" text-anchor="end">{count}</text>'
        )
    for number in np.flatnonzero(counts.index.day == 1):
        x = left + number * across
        # no strftime: month names must not hang on the locale
        label = style.short_day(counts.index[number])
        parts.append(
            f'<text x="{x:.1f}" y="{height - 10}" text-anchor="middle">{label}</text>'
        )
    # the chosen day is a line: a dot would hide the counts
    chosen = left + counts.index.get_loc(when) * across
    parts.append(f'<path class="day" d="M{chosen:.1f} {top}V{height - 30}"/>')
    for reading, colour in zip(counts, LINES, strict=False):
        points = [
            f"{left + i * across:.1f} {y(c):.1f}"
            for i, c in enumerate(counts[reading])
        ]
        # a name stands where its line ends
        end = y(counts[reading].iloc[-1])
        # labels of lines that end together stand one above the other
        shift = 4 if reading == counts.columns[0] else 18
        parts.append(
            f'<path d="M{"L".join(points)}" stroke="{colour}" fill="none" stroke-width="2"/>'
            f'<text x="{width - 70}" y="{end + shift:.1f}" style="fill:{colour}">{reading}</text>'
        )
    title = (
        f'<text x="4" y="18">Districts held by the Taliban, of {most}</text>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f"<style>{_SVG_RULES}</style>{title}{''.join(parts)}</svg>"
    )


_SVG_RULES = (
    "text{font:14px system-ui,sans-serif;fill:#1a1a1a}.grid{stroke:#e6e6e6}.day{stroke:#7f7f7f}"
    "@media(prefers-color-scheme:dark){text{fill:#e8e8e8}.grid{stroke:#323a42}}"
)


__dir__ = own_names(__name__)
