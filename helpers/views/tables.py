"""Tables and links as HTML, in notebooks and explorers: no cell is cut short, text is escaped, wide tables scroll."""

from functools import cache
from html import escape

import pandas as pd
from IPython.display import HTML, display

from helpers.tables import load
from helpers.views.style import short_day

_STYLE = (
    "<style>.whole :is(td,th){text-align:left!important;vertical-align:top;white-space:normal;line-height:1.35;"
    "padding:.15rem .5rem;font-variant-numeric:tabular-nums}.whole a{text-decoration:underline}</style>"
)


def anchor(url, text):
    """A link, both parts escaped; only the text where the address is not a web page's."""
    web = url.startswith(("http://", "https://"))
    return f'<a href="{escape(url)}" rel="noopener">{escape(text)}</a>' if web else escape(text)


@cache
def _sources():
    return load("sources").set_index("source_id"), load("reports").set_index("report_id")[
        "source_id"
    ]


def source_link(source_id):
    """A link to the page of a source, under its publisher's name, as HTML."""
    return anchor(*_sources()[0].loc[source_id, ["url", "publisher"]])


def report_links(report_ids):
    """Links from report_ids to the pages that they rest on, as HTML."""
    pages, rests_on = _sources()
    return ", ".join(anchor(pages.at[rests_on[report], "url"], report) for report in report_ids)


def _text(cell):
    if isinstance(cell, (tuple, list)):
        return ", ".join(map(_text, cell))
    return "" if pd.isna(cell) else escape(str(cell).replace("_", " "))


def safe(frame, html=()):
    """A copy of `frame` with every text cell escaped ("_" shown as a space, lists with commas), except in the columns `html`."""
    frame = frame.copy()
    for column in frame.columns.difference(list(html)):
        if not pd.api.types.is_numeric_dtype(frame[column]):
            frame[column] = [_text(cell) for cell in frame[column]]
    return frame


def _short(column):
    """Days as 22 Jun (with the year, if any is not 2021), whole numbers without a point, yes for True."""
    if column.dtype.kind == "M":
        other_years = bool((column.dropna().dt.year != 2021).any())
        return pd.Series([short_day(day, "\xa0", other_years) for day in column], column.index)
    if column.dtype == bool:
        return column.map({True: "yes", False: "no"})
    if column.dtype.kind == "f" and (column.dropna() % 1 == 0).all():
        return column.map("{:.0f}".format, na_action="ignore").astype(object)
    return column


def table_html(frame, about, html=("source",), height=None):
    """A table as HTML, without its index; `about` names it for those who do not see it, the columns `html` hold HTML already."""
    frame = safe(frame.apply(_short), html)
    long = {
        c: "14em"
        for c in frame.columns.difference(list(html))
        if frame[c].astype(str).str.len().max() > 45
    }
    body = frame.to_html(
        escape=False, index=False, na_rep="", border=0, classes="whole", col_space=long or None
    )
    scroll = f"overflow:auto;max-height:{height}" if height else "overflow-x:auto"
    return f'{_STYLE}<div style="{scroll}" role="region" tabindex="0" aria-label="{escape(str(about))}">{body}</div>'


def show_table(frame, about, html=("source",), folded=False):
    """Show a table whole (see `table_html`); folded, it opens on its name."""
    body = table_html(frame, about, html)
    display(
        HTML(f"<details><summary>{escape(about)}</summary>{body}</details>" if folded else body)
    )


def linked(table):
    """Prints as columns for the reader; `source` holds a link as HTML, the others text that this module escapes when it shows them."""
    names = (
        {"claimant": "who says", "victim_side": "whose losses"}
        | {m: m for m in ("killed", "wounded", "captured")}
        | {
            "qualifier": "read as",
            "url": "source",
            "scope": "reach",
            "origin": "origin",
            "claim_id": "id",
            "note": "note",
        }
    )
    shown = (
        table[list(names)]
        .rename(columns=names)
        .assign(source=list(map(anchor, table["url"], table["publisher"])))
    )
    shown.insert(0, "day", table["day"].dt.strftime("%Y-%m-%d"))
    return shown
