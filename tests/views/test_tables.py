"""Tables as HTML: whole, escaped, days short."""

from html.parser import HTMLParser

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from helpers import load
from helpers.views import tables as pages


def cells(frame):
    """The text of the cells of the first row, as a browser reads it."""
    found, parser = [], HTMLParser()
    parser.handle_starttag = lambda tag, _: found.append("") if tag == "td" else None
    parser.handle_data = lambda text: found.append(found.pop() + text) if found else None
    parser.feed(pages.table_html(frame, "a table"))
    return [cell.strip() for cell in found]


def test_what_a_cell_shows():
    row = {
        "day": pd.Timestamp("2021-06-22"),
        "year": pd.Timestamp("2001-10-07"),
        "none": pd.NaT,
        "count": 33.0,
        "share": 0.25,
        "denied": True,
        "who": "local_official",
        "ids": ("C0001", "C0002"),
        "empty": (),
        "missing": None,
    }
    assert cells(pd.DataFrame([row])) == [
        "22\xa0Jun",
        "7\xa0Oct\xa02001",
        "",
        "33",
        "0.25",
        "yes",
        "local official",
        "C0001, C0002",
        "",
        "",
    ]


def test_a_column_of_missing_numbers_stays_empty():
    frame = pd.DataFrame({"n": pd.array([None], "Int64"), "x": [float("nan")]})
    assert cells(frame) == ["", ""]


@given(
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=300)
)
def test_no_text_is_cut_or_becomes_markup(text):
    html = pages.table_html(pd.DataFrame({"note": [text]}), text)
    assert cells(pd.DataFrame({"note": [text]})) == [text.replace("_", " ").strip()]
    assert html.count("<") == pages.table_html(pd.DataFrame({"note": ["plain"]}), "plain").count(
        "<"
    )


def test_a_report_leads_to_its_page():
    report = load("reports").merge(load("sources"), on="source_id").iloc[0]
    assert pages.report_links([report["report_id"]]) == pages.anchor(
        report["url"], report["report_id"]
    )
