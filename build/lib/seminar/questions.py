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
    """Discussion questions with the rows to open for each, as a numbered Markdown list."""
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
    return reports[reports["crossing_id"].isna() & reports["pcode"].notna()]


def _links(rows: pd.DataFrame, most: int = 4) -> str:
    """Each row's id, linked to its place in the record, with a link to its page."""
    links = []
    for row in rows.head(most).to_dict("records"):
        page = anchor(row["url"], row["publisher"])
        links.append(f"{_row_link(row)} ({page})")
    return "; ".join(links)


def _row_link(row: dict) -> str:
    if "claim_id" in row:
        return row["claim_id"]
    home = row["pcode"] if isinstance(row["pcode"], str) else row["province_pcode"]
    key = escape(row["report_id"])
    return f"<a href='../record/{home[:4].lower()}.html#{key}'>{key}</a>"


def _whose_word() -> tuple[str, str]:
    events_table = events()
    both = events_table[events_table["both_sides"] & events_table["crossing_id"].isna()]
    # one from the middle of the offensive, where both sides still spoke
    event = both.iloc[len(both) // 2]
    reports = _district_reports()
    behind = reports[reports["report_id"].isin(event["reports"])]
    sides = behind.drop_duplicates("claimed_by")
    return (
        "Whose word makes a fact of a fall: the side that won the place, or the side that lost it?",
        f"{len(both)} events are told by both sides; one of them: {_links(sides)}.",
    )


def _a_retaking() -> tuple[str, str]:
    reports = _district_reports()
    of_doshi = reports["pcode"] == truths.pcode_of("Doshi")
    retaken = reports[of_doshi & (reports["event"] == "recaptured")]
    return (
        "A government says that it has retaken a district, and nobody else says so. "
        "What do you print?",
        f"Doshi: {_links(retaken.sort_values('date_lo'))}.",
    )


def _words_of_surrender() -> tuple[str, str]:
    reports = _district_reports()
    quiet = reports["manner"].isin(["negotiated", "withdrawal", "surrender"])
    rows = reports[(reports["event"] == "captured") & quiet].drop_duplicates("manner")
    return (
        '"Withdrew", "surrendered", "settled by elders": who is helped by each word?',
        f"{_links(rows)}.",
    )


def _numbers_of_dead() -> tuple[str, str]:
    prints = claims.prints()
    of_the_day = prints[(prints["day"] == truths.DAY) & prints["killed"].notna()]
    replies = ", ".join(load("replies")["reply_id"].head(3))
    day = style.day(pd.Timestamp(truths.DAY))
    links = _links(of_the_day.drop_duplicates("statement_id"))
    return (
        "Both sides publish numbers of the other's dead. Is leaving them out fairer than printing "
        "them with who said so?",
        f"Claims of {day}: {links}. Denials and replies: {replies} in `replies.csv`.",
    )


def _a_denial() -> tuple[str, str]:
    reports = _district_reports()
    denied = reports[reports["status"] == "disputed"].drop_duplicates("pcode")
    return (
        "A capture is denied. Does a denial make it less likely, or more?",
        f"{_links(denied)}.",
    )


def _an_unnamed_district() -> tuple[str, str]:
    reports = _reports()
    whole = reports[reports["pcode"].isna() & (reports["event"] == "captured")]
    rows = whole.dropna(subset="province_pcode").drop_duplicates("province_pcode")
    n_single = int((events()["support"] == "single").sum())
    return (
        "No page names a district. What may be said of it?",
        f"Statements about whole provinces bound it: {_links(rows)}. "
        f"{n_single} further events rest on one voice alone.",
    )


def _two_counts() -> tuple[str, str]:
    count = truths.moscow()
    value = f"{count['value']:.0f} of {count['denominator']}"
    return (
        "Two parties count the same country on the same day and differ by dozens. "
        "Must one be lying?",
        f"{count['count_id']} in `published_counts.csv` ({value}), beside exercise 11.",
    )
