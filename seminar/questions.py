"""Questions for the discussion, each with rows of the record to open."""

from __future__ import annotations

from html import escape

import pandas as pd

from helpers import events, load
from helpers.analysis import claims
from helpers.views import style
from helpers.views.tables import anchor
from seminar import truths


def questions() -> str:
    """Discussion questions with the rows to open for each, as a numbered Markdown list.

    Examples
    --------
    >>> questions().startswith("1. ")
    True
    """
    asked = [
        _whose_word(),
        _a_retaking(),
        _words_of_surrender(),
        _numbers_of_dead(),
        _a_denial(),
        _an_unnamed_district(),
        _two_counts(),
    ]
    lines = []
    for number, (question, evidence) in enumerate(asked, 1):
        lines.append(f"{number}. **{question}** {evidence}")
    return "\n".join(lines)


def _reports() -> pd.DataFrame:
    pages = load("sources")[["source_id", "publisher", "url"]]
    return load("reports").merge(pages, on="source_id")


def _district_reports() -> pd.DataFrame:
    reports = _reports()
    # a border post has its district's P-code too
    is_district = reports["crossing_id"].isna() & reports["pcode"].notna()
    return reports[is_district]


def _links(rows: pd.DataFrame, most: int = 4) -> str:
    """Each row's id, linked to its place in the record, with a link to its page."""
    links = []
    for row in rows.head(most).to_dict("records"):
        # the row and the page: a class can see what was made of what
        page = anchor(row["url"], row["publisher"])
        links.append(f"{_row_link(row)} ({page})")
    return "; ".join(links)


def _row_link(row: dict) -> str:
    # claims have no page of their own in the record of districts
    if "claim_id" in row:
        return row["claim_id"]
    # a report of a whole province has no district's code
    home = row["pcode"]
    # of the whole province
    if not isinstance(home, str):
        home = row["province_pcode"]
    # the record has a page a province; its code is the first four signs
    page = f"{home[:4].lower()}.html"
    key = escape(row["report_id"])
    return f"<a href='../record/{page}#{key}'>{key}</a>"


def _whose_word() -> tuple[str, str]:
    events_table = events()
    is_district = events_table["crossing_id"].isna()
    both = events_table[events_table["both_sides"] & is_district]
    # one from the middle of the offensive, where both sides still spoke
    event = both.iloc[len(both) // 2]
    reports = _district_reports()
    behind = reports[reports["report_id"].isin(event["reports"])]
    # one report of each speaker: the question is who says it, not how often
    sides = behind.drop_duplicates("claimed_by")
    return (
        "Whose word makes a fact of a fall: the side that won the place, or the side that lost it?",
        f"{len(both)} events are told by both sides; one of them: {_links(sides)}.",
    )


def _a_retaking() -> tuple[str, str]:
    reports = _district_reports()
    of_doshi = reports["pcode"] == truths.pcode_of("Doshi")
    is_retaking = reports["event"] == "recaptured"
    retaken = reports[of_doshi & is_retaking]
    return (
        "A government says that it has retaken a district, and nobody else says so. "
        "What do you print?",
        f"Doshi: {_links(retaken.sort_values('date_lo'))}.",
    )


def _words_of_surrender() -> tuple[str, str]:
    reports = _district_reports()
    quiet = reports["manner"].isin(["negotiated", "withdrawal", "surrender"])
    is_capture = reports["event"] == "captured"
    # one of each word: the words are what is compared
    rows = reports[is_capture & quiet].drop_duplicates("manner")
    return (
        '"Withdrew", "surrendered", "settled by elders": who is helped by each word?',
        f"{_links(rows)}.",
    )


def _numbers_of_dead() -> tuple[str, str]:
    prints = claims.prints()
    is_today = prints["day"] == truths.DAY
    of_the_day = prints[is_today & prints["killed"].notna()]
    reply_ids = load("replies")["reply_id"]
    # the answer of those who are accused stands beside the claims
    replies = ", ".join(reply_ids.head(3))
    day = style.day(pd.Timestamp(truths.DAY))
    links = _links(of_the_day.drop_duplicates("statement_id"))
    return (
        "Both sides publish numbers of the other's dead. Is leaving them out fairer than printing "
        "them with who said so?",
        f"Claims of {day}: {links}. Denials and replies: {replies} in `replies.csv`.",
    )


def _a_denial() -> tuple[str, str]:
    reports = _district_reports()
    is_denied = reports["status"] == "disputed"
    denied = reports[is_denied].drop_duplicates("pcode")
    return (
        "A capture is denied. Does a denial make it less likely, or more?",
        f"{_links(denied)}.",
    )


def _an_unnamed_district() -> tuple[str, str]:
    reports = _reports()
    is_capture = reports["event"] == "captured"
    whole = reports[reports["pcode"].isna() & is_capture]
    of_a_province = whole.dropna(subset="province_pcode")
    rows = of_a_province.drop_duplicates("province_pcode")
    is_single = events()["support"] == "single"
    n_single = int(is_single.sum())
    return (
        "No page names a district. What may be said of it?",
        f"Statements about whole provinces bound it: {_links(rows)}. "
        f"{n_single} further events rest on one voice alone.",
    )


def _two_counts() -> tuple[str, str]:
    count = truths.moscow()
    # with its denominator: the parties do not count the same number of districts
    value = f"{count['value']:.0f} of {count['denominator']}"
    return (
        "Two parties count the same country on the same day and differ by dozens. "
        "Must one be lying?",
        f"{count['count_id']} in `published_counts.csv` ({value}), beside exercise 11.",
    )
