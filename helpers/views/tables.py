"""Tables and links as HTML, in notebooks and explorers.

No cell is cut short, all text is escaped, wide tables scroll.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from html import escape
from typing import Any

import pandas as pd
from IPython.display import HTML, display

from helpers.public import own_names
from helpers.tables import kept, load
from helpers.views.style import short_day

# the theme of the site aligns and wraps otherwise; a table brings its own rules with it
STYLE = (
    "<style>.whole :is(td,th){text-align:left!important;vertical-align:top;"
    "white-space:normal;line-height:1.35;padding:.15rem .5rem;"
    "font-variant-numeric:tabular-nums}.whole a{text-decoration:underline}</style>"
)

# a column with a longer cell than this many characters is given room
LONG = 45


def anchor(url: str, text: str) -> str:
    """Link a text to a web page.

    Parameters
    ----------
    url : str
        Anything but a web page's address makes no link.
    text : str
        What the reader sees.

    Returns
    -------
    str
        HTML, both parts escaped.

    Examples
    --------
    >>> anchor("https://example.org/?a=1&b=2", "A & B")
    '<a href="https://example.org/?a=1&amp;b=2" rel="noopener">A &amp; B</a>'
    >>> anchor("javascript:alert(1)", "A")
    'A'
    """
    shown = escape(text)
    # a source could hold any text where an address belongs: only web pages are followed
    if not url.startswith(("http://", "https://")):
        return shown
    return f'<a href="{escape(url)}" rel="noopener">{shown}</a>'


def source_link(source_id: str) -> str:
    """Link to the page of a source under its publisher's name.

    Parameters
    ----------
    source_id : str
        Key of the table sources.

    Returns
    -------
    str
        HTML.

    Examples
    --------
    >>> source_id = load("sources")["source_id"].iloc[0]
    >>> source_link(source_id).startswith('<a href="http')
    True
    """
    # the publisher, not the title: a reader weighs who says it
    return anchor(*_pages()[source_id])


@kept
def _pages() -> dict[str, tuple[str, str]]:
    """The address and the publisher of every source."""
    # kept: the two hundred links of a notebook ask for them one by one
    sources = load("sources")
    columns = ("source_id", "url", "publisher")
    ids, urls, publishers = (sources[name].tolist() for name in columns)
    return dict(zip(ids, zip(urls, publishers, strict=True), strict=True))


def chance_text(p: float) -> str:
    """Write a p or q value: a small one as a bound, since no chance is nought.

    Parameters
    ----------
    p : float
        From 0 to 1.

    Returns
    -------
    str

    Examples
    --------
    >>> chance_text(0.034), chance_text(0.0012), chance_text(0.998)
    ('0.03', 'under 0.01', '1.00')
    """
    # "0.00" would say that it cannot be chance
    # and a bound says as much as a reader can use
    written = f"{p:.2f}"
    return "under 0.01" if p < 0.01 else written


def report_links(report_ids: Iterable[str]) -> str:
    """Link reports to the pages that they rest on.

    Parameters
    ----------
    report_ids : iterable of str
        Keys of the table reports.

    Returns
    -------
    str
        HTML, the links with commas between them.

    Examples
    --------
    >>> first = load("reports")["report_id"].iloc[0]
    >>> report_links([first]).endswith(f">{first}</a>")
    True
    """
    # read anew each time: a report that was added in a running notebook is there at once
    pages = load("sources").set_index("source_id")
    reports = load("reports").set_index("report_id")
    links = []
    for report_id in report_ids:
        source_id = reports["source_id"][report_id]
        links.append(anchor(pages["url"][source_id], report_id))
    return ", ".join(links)


def cell_text(cell: Any) -> str:
    """Write a cell as escaped text: "_" as a space, lists with commas, a missing one empty.

    Parameters
    ----------
    cell : object
        A value of a table: text, a number, a day, a tuple, or missing.

    Examples
    --------
    >>> cell_text(("local_official", "<b>"))
    'local official, &lt;b&gt;'
    """
    # a list is tested first: pandas would ask each of its parts whether it is missing
    # before isna, which would ask every part of a list
    if isinstance(cell, (tuple, list)):
        return ", ".join(cell_text(part) for part in cell)
    if pd.isna(cell):
        return ""
    return escape(str(cell).replace("_", " "))


def safe(frame: pd.DataFrame, html: Collection[str] = ()) -> pd.DataFrame:
    """Escape every text cell of a table.

    Parameters
    ----------
    frame : DataFrame
        Left as it is.
    html : collection of str
        Columns that hold HTML already.

    Returns
    -------
    DataFrame
        A copy.

    Examples
    --------
    >>> safe(pd.DataFrame({"who": ["<b>"], "n": [1]}))["who"].tolist()
    ['&lt;b&gt;']
    """
    frame = frame.copy()
    # numbers cannot hold markup, and stay numbers
    for column in frame.columns.difference(list(html)):
        if not pd.api.types.is_numeric_dtype(frame[column]):
            frame[column] = [cell_text(cell) for cell in frame[column]]
    return frame


def short(column: pd.Series) -> pd.Series:
    """Write days as 22 Jun, whole numbers without a point, truth as yes and no.

    A column of days with any year but 2021 says the year of each.

    Parameters
    ----------
    column : Series
        Of one type.

    Returns
    -------
    Series
        Text where something was written, else as it was.

    Examples
    --------
    >>> short(pd.Series([1.0, 2.0])).tolist()
    ['1', '2']
    """
    if column.dtype.kind == "M":
        other_years = bool((column.dropna().dt.year != 2021).any())
        # no break inside a day
        days = [short_day(day, "\xa0", other_years) for day in column]
        return pd.Series(days, column.index)
    # True and False are words of a programmer
    if column.dtype == bool:
        return column.map({True: "yes", False: "no"})
    # a count with a gap in it became float; it is still a count
    if column.dtype.kind == "f" and (column.dropna() % 1 == 0).all():
        return column.map("{:.0f}".format, na_action="ignore").astype(object)
    return column


def table_html(
    frame: pd.DataFrame,
    about: str,
    html: Collection[str] = ("source",),
    height: str | None = None,
) -> str:
    """Write a table as HTML, without its index.

    Parameters
    ----------
    frame : DataFrame
        Days, counts and truth are written short.
    about : str
        Names the table for those who do not see it.
    html : collection of str
        Columns that hold HTML already.
    height : str, optional
        A CSS length: a longer table scrolls.

    Returns
    -------
    str
        HTML.

    Examples
    --------
    >>> "<td>22\\xa0Jun</td>" in table_html(
    ...     pd.DataFrame({"day": [pd.Timestamp("2021-06-22")]}), "One day"
    ... )
    True
    """
    frame = safe(frame.apply(short), html)
    plain = frame.drop(columns=list(html), errors="ignore")
    texts = plain.astype(str)
    # without room of its own a column of notes is squeezed to a word a line
    wide = {
        column: "14em"
        for column in sorted(texts)
        if texts[column].str.len().max() > LONG
    }
    # cells are escaped already, except those that hold HTML
    body = frame.to_html(
        escape=False,
        index=False,
        na_rep="",
        border=0,
        classes="whole",
        col_space=wide or None,
    )
    # a box that scrolls can be reached by keyboard, and says what it is
    scroll = "overflow-x:auto"
    if height:
        scroll = f"overflow:auto;max-height:{height}"
    # some callers name a table by its day
    name = escape(str(about))
    region = f'role="region" tabindex="0" aria-label="{name}"'
    return f'{STYLE}<div style="{scroll}" {region}>{body}</div>'


def tables_html(
    frame: pd.DataFrame, part: pd.Series, about: Mapping[str, str]
) -> dict[str, str]:
    """Write the parts of a table as a table each, in the time that one takes.

    Parameters
    ----------
    frame : DataFrame
        As in `table_html`.
    part : Series
        To which part each row belongs.
    about : mapping
        By part, what its table is called; rows of other parts are left out.

    Returns
    -------
    dict
        HTML by part; a part without a row has an empty table.

    Examples
    --------
    >>> table = pd.DataFrame({"n": [1, 2, 3]})
    >>> parts = tables_html(table, pd.Series(["a", "b", "a"]), {"a": "First", "b": "Second"})
    >>> [html.count("<td>") for html in parts.values()]
    [2, 1]
    """
    # without a name: each part gets its own
    whole = table_html(frame, "")
    head, _, rest = whole.partition("<tbody>")
    body, _, end = rest.partition("</tbody>")
    # cells are escaped, and hold no row
    rows = re.findall(r"<tr>.*?</tr>", body, flags=re.S)
    own: dict[str, list[str]] = {name: [] for name in about}
    for name, row in zip(part, rows, strict=True):
        if name in own:
            own[name].append(row)
    made = {}
    for name, lines in own.items():
        # read aloud where a reader enters the table
        label = f'label="{escape(about[name])}"'
        named = head.replace('label=""', label)
        inside = "".join(lines)
        made[name] = f"{named}<tbody>{inside}</tbody>{end}"
    return made


def show_table(
    frame: pd.DataFrame,
    about: str,
    html: Collection[str] = ("source",),
    folded: bool = False,
) -> None:
    """Show a table whole.

    Parameters
    ----------
    frame : DataFrame
        As in `table_html`.
    about : str
        As in `table_html`.
    html : collection of str
        As in `table_html`.
    folded : bool
        The table opens on its name.

    Examples
    --------
    >>> show_table(pd.DataFrame({"n": [1]}), "A count")
    <IPython.core.display.HTML object>
    """
    body = table_html(frame, about, html)
    # the browser's own fold works without a script
    if folded:
        body = f"<details><summary>{escape(about)}</summary>{body}</details>"
    display(HTML(body))


def page_links(table: pd.DataFrame) -> list[str]:
    """Link each row to its page, under its publisher's name.

    Parameters
    ----------
    table : DataFrame
        With url and publisher.

    Returns
    -------
    list of str
        HTML, in the order of the rows.

    Examples
    --------
    >>> page_links(pd.DataFrame({"url": ["https://x.y"], "publisher": ["P"]}))
    ['<a href="https://x.y" rel="noopener">P</a>']
    """
    # the publisher, not the address: a reader weighs who says it
    pages = zip(table["url"], table["publisher"], strict=True)
    return [anchor(url, publisher) for url, publisher in pages]


# columns of a table of prints, and what a reader calls them
PRINT_COLUMNS = {
    "claimant": "who says",
    "victim_side": "whose losses",
    "killed": "killed",
    "wounded": "wounded",
    "captured": "captured",
    "qualifier": "read as",
    "url": "source",
    "scope": "reach",
    "origin": "origin",
    "claim_id": "id",
    "note": "note",
}


def linked(prints: pd.DataFrame) -> pd.DataFrame:
    """Name the columns of prints of claims for the reader.

    Parameters
    ----------
    prints : DataFrame
        As from `helpers.analysis.claims.prints`.

    Returns
    -------
    DataFrame
        `day` and the columns of `PRINT_COLUMNS`; `source` holds a link as HTML, the others
        text that is escaped when this module shows it.

    Examples
    --------
    >>> from helpers.analysis import claims
    >>> linked(claims.prints().head(2)).columns[:3].tolist()
    ['day', 'who says', 'whose losses']
    """
    shown = prints[list(PRINT_COLUMNS)].rename(columns=PRINT_COLUMNS)
    shown["source"] = page_links(prints)
    # ISO here: a reader sorts by this column
    shown.insert(0, "day", prints["day"].dt.strftime("%Y-%m-%d"))
    return shown


__dir__ = own_names(__name__)
