"""Explorers for the Lab: a day, a district, two readings. Each is one function that makes HTML; widgets choose what it gets.

    explore.day()    explore.district("Imam Sahib")    explore.readings()

In a page without a kernel, and where the site is built (REPORT_DIR is set), the HTML of the first choice stands by itself.
"""

import os
from base64 import b64encode
from functools import cache
from html import escape
from io import BytesIO

import ipywidgets as widgets
import pandas as pd
from IPython.display import HTML, display

from helpers.adjudication import events
from helpers.analysis import claims, roads
from helpers.district_days import control
from helpers.places import resolve
from helpers.tables import load
from helpers.views import style, tilemap
from helpers.views.tables import linked, source_link, table_html
from helpers.vocabulary import END, READINGS, START

_held, _found = cache(control), cache(events)
_prints, _states, _districts = (
    cache(claims.prints),
    cache(roads.cut_off_days),
    cache(lambda: load("districts")),
)


def day(date="2021-06-22", reading="best"):
    """Control, capitals cut off and claims of one day together. Chosen with: a slider of days, a menu of readings."""
    days = [(style.day(d), f"{d:%Y-%m-%d}") for d in pd.date_range(START, END)]
    _explorer(
        day_html,
        date=widgets.SelectionSlider(
            options=days,
            value=f"{pd.Timestamp(date):%Y-%m-%d}",
            description="Day",
            continuous_update=False,
            layout={"width": "32em"},
        ),
        reading=widgets.Dropdown(options=READINGS, value=reading, description="Reading"),
    )


def district(name="Imam Sahib", province=""):
    """A district by any spelling: its events with bounds, and every report of it with its page. Chosen with: two text fields."""
    _explorer(
        district_html,
        name=widgets.Text(value=name, description="District", continuous_update=False),
        province=widgets.Text(
            value=province,
            description="Province",
            placeholder="if two fit",
            continuous_update=False,
        ),
    )


def readings(one="best", other="latest", date="2021-07-10"):
    """Two readings side by side: both counts over time, and the districts on which they differ on a day."""
    days = [(style.day(d), f"{d:%Y-%m-%d}") for d in pd.date_range(START, END)]
    _explorer(
        readings_html,
        one=widgets.Dropdown(options=READINGS, value=one, description="One"),
        other=widgets.Dropdown(options=READINGS, value=other, description="Other"),
        date=widgets.SelectionSlider(
            options=days,
            value=f"{pd.Timestamp(date):%Y-%m-%d}",
            description="Day",
            continuous_update=False,
            layout={"width": "32em"},
        ),
    )


def _explorer(page, **controls):
    """Show page(**values of the controls); a new choice writes it again. One output: a widget with a kernel, else plain HTML."""

    def written():
        return f'<div class="explorer">{page(**{name: chosen.value for name, chosen in controls.items()})}</div>'

    first = written()
    if os.environ.get("REPORT_DIR"):
        display(HTML(first))
        return
    shown = widgets.HTML(first)

    def again(_):
        shown.value = written()

    for chosen in controls.values():
        chosen.observe(again, "value")
    bundle = widgets.VBox([*controls.values(), shown])._repr_mimebundle_()
    display(
        {**bundle, "text/html": first, "text/plain": "An explorer; it shows where HTML is shown."},
        raw=True,
    )


def _table(frame, name, html=("source",)):
    return (
        "<p>None in the record.</p>"
        if frame.empty
        else table_html(frame, name, html, height="24em")
    )


def _picture(fig, alt):
    png = BytesIO()
    fig.savefig(png, format="png", dpi=90)
    style.plt.close(fig)
    return f'<img alt="{escape(alt)}" style="max-width:100%" src="data:image/png;base64,{b64encode(png.getvalue()).decode()}">'


@cache
def day_html(date, reading):
    """The page of one day."""
    when = pd.Timestamp(date)
    held = _held()[_held()["date"] == when].set_index("pcode")
    count = {r: int((held[r] == "taliban").sum()) for r in READINGS}
    text = (
        f"{style.day(when)}, {reading} reading: the Taliban held {count[reading]} of {len(held)} districts (best {count['best']}, "
        f"earliest {count['earliest']}, latest {count['latest']}); {int((held[reading] == 'contested').sum())} were contested."
    )
    with style.plt.ioff():
        fig, ax = style.plt.subplots(figsize=(6.4, 4.6))
    tilemap.hex_map(ax, held[reading], held["support"] if reading == "best" else None)
    tilemap.hex_key(fig)
    states = _states()[(_states()["date"] == when) & (_states()["reading"] == reading)]
    cut, fallen = (
        ", ".join(states.loc[states["state"] == s, "capital"]) or "none" for s in ("cut", "fallen")
    )
    said = _prints()[(_prints()["day"] == when)]
    told = linked(said)[
        [
            "who says",
            "whose losses",
            "killed",
            "wounded",
            "captured",
            "read as",
            "reach",
            "source",
            "id",
        ]
    ]
    fell = _found()[(_found()["date"] == when) & _found()["crossing_id"].isna()]
    fell = fell.merge(_districts()[["pcode", "district", "province"]], on="pcode")
    rows = _table(
        fell[["district", "province", "kind", "date_lo", "date_hi", "support", "n_origins"]],
        "Events of the day",
    )
    return (
        f"<p><strong>{escape(text)}</strong></p>{_picture(fig, text)}"
        f"<p><strong>Capitals without a way to Kabul that is not cut:</strong> {escape(cut)}."
        f" <strong>Fallen:</strong> {escape(fallen)}.</p><p><strong>Events dated to this day (best date):</strong></p>{rows}"
        f"<p><strong>Casualty claims of this day, each as one page prints it:</strong></p>"
        f"{_table(told, 'Claims')}"
    )


@cache
def district_html(name, province=""):
    """The page of one district, or of what the name could mean."""
    try:
        match = resolve(name, province.strip() or None)
    except ValueError as fault:
        return f"<p>{escape(str(fault)).capitalize()}. Type a name in any script, such as Imam Sahib.</p>"
    if match.pcode is None:
        rows = pd.DataFrame(
            match.candidates, columns=["P-code", "district", "province", "likeness, 0-100"]
        )
        return (
            f"<p>{escape(name)}: no single district fits. Which one is meant? Type its province too.</p>"
            f"{_table(rows, 'Candidates')}"
        )
    place, pcode = _districts().set_index("pcode").loc[match.pcode], match.pcode
    found = _found()[(_found()["pcode"] == pcode) & _found()["crossing_id"].isna()]
    shown = found[
        ["kind", "date", "date_lo", "date_hi", "manner", "support", "n_origins", "disputed"]
    ]
    reports = load("reports").merge(load("sources")[["source_id", "origin"]], on="source_id")
    told = reports[(reports["pcode"] == pcode) & reports["crossing_id"].isna()].sort_values(
        ["date_lo", "date_hi", "report_id"]
    )
    told = told.assign(source=told["source_id"].map(source_link))
    columns = [
        "report_id",
        "event",
        "date_lo",
        "date_hi",
        "claimed_by",
        "status",
        "place_as_printed",
        "source",
        "origin",
        "note",
    ]
    return (
        f"<p><strong>{escape(place['district'])} ({pcode}), {escape(place['province'])}.</strong> Events: {len(found)}, derived from "
        f"reports: {len(told)}.</p>{_table(shown, 'Events')}{_table(told[columns], 'Reports')}"
    )


@cache
def readings_html(one, other, date):
    """The page of two readings."""
    held, when = _held(), pd.Timestamp(date)
    counts = {
        r: (held[r] == "taliban").groupby(held["date"]).sum() for r in dict.fromkeys((one, other))
    }
    with style.plt.ioff():
        fig, ax = style.plt.subplots(figsize=(6.8, 3.4))
    for (reading, line), colour in zip(counts.items(), (style.BLUE, style.RUST)):
        ax.plot(line.index, line, drawstyle="steps-post", color=colour)
        style.label(ax, line.index[-1], line.iloc[-1], reading, color=colour)
    ax.axvline(when, color=style.GREY, linewidth=0.8)
    ax.set(title=f"Districts held by the Taliban, of {held['pcode'].nunique()}", ylim=(0, None))
    style.day_axis(ax)
    on = held[(held["date"] == when) & (held[one].astype(str) != held[other].astype(str))]
    on = on.merge(_districts()[["pcode", "district", "province"]], on="pcode").sort_values(
        ["province", "district"]
    )
    told = " and ".join(
        f"{line[when]} in the {reading} reading" for reading, line in counts.items()
    )
    text = f"{style.day(when)}: {told}; the readings differ on {len(on)} districts."
    table = _table(
        on[["province", "district", *counts, "support"]], "Districts on which they differ"
    )
    return f"<p><strong>{escape(text)}</strong></p>{_picture(fig, text)}{table}"
