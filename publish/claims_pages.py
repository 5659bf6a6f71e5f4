"""A page for every day with casualty claims: each statement with all its prints, side by side."""

from typing import Any

import pandas as pd

from helpers.analysis import claims
from helpers.views.style import day
from helpers.vocabulary import QUALIFIER_LABELS, VICTIM_LABELS
from publish.pages import Writer, listed
from publish.record import plural, text

MEASURES = ("killed", "wounded", "captured")
# Whose losses, after "of"
VICTIMS = VICTIM_LABELS | {
    "taliban": "the Taliban",
    "mixed": "all sides, not told apart",
}
SPARE = "exact"  # what goes without saying of a figure


def figure(value: Any, qualifier: str = SPARE) -> str:
    """A figure as a page shows it: a floor says so, a missing one says nothing.

    Parameters
    ----------
    value : int
        Missing where the page gives no figure.
    qualifier : str
        A word of the column of that name.

    Examples
    --------
    >>> figure(147, "at_least"), figure(147), figure(pd.NA)
    ('at least 147', '147', '')
    """
    # a page that gives no figure is not a page that says nought
    if pd.isna(value):
        return ""
    number = f"{int(value):,}"
    if qualifier == SPARE:
        return number
    label = QUALIFIER_LABELS.get(qualifier, qualifier)
    return f"{label} {number}"


def said(rows: list[Any]) -> str:
    """What the prints of one statement say, in a sentence.

    Examples
    --------
    >>> said([])
    '0 prints: no figure.'
    """
    parts = []
    for measure in MEASURES:
        told = _figures(rows, measure)
        if told:
            parts.append(f"{told} {measure}")
    figures = listed(parts) or "no figure"
    return f"{plural(len(rows), 'print')}: {figures}."


def _figures(rows: list[Any], measure: str) -> str:
    """The figures of one measure: least to most, or one by one where one is a bound."""
    qualifiers: dict[int, list[str]] = {}
    for row in rows:
        value = getattr(row, measure)
        if not pd.isna(value):
            # the qualifier describes the killed
            qualifier = str(row.qualifier) if measure == "killed" else SPARE
            qualifiers.setdefault(int(value), []).append(qualifier)
    shown = _shown(qualifiers)
    is_plain = all(SPARE in words for words in qualifiers.values())
    # the prints of one statement may differ: both ends are told
    if is_plain and len(shown) > 1:
        return f"{shown[0]} to {shown[-1]}"
    return " / ".join(shown)


def _shown(qualifiers: dict[int, list[str]]) -> list[str]:
    """Figures in order; one that some page prints plainly is shown plainly."""
    return [
        figure(value, SPARE if SPARE in words else words[0])
        for value, words in sorted(qualifiers.items())
    ]


def _print(row: Any) -> dict[str, str]:
    """One print; the qualifier describes the killed."""
    return {
        "claim_id": row.claim_id,
        "killed": figure(row.killed, str(row.qualifier)),
        "wounded": figure(row.wounded),
        "captured": figure(row.captured),
        "url": row.url,
        "publisher": row.publisher,
        "origin": row.origin,
        "note": text(row.note),
    }


def _statement(statement_id: str, rows: list[Any]) -> dict[str, Any]:
    # the same for all prints of a statement
    victims = str(rows[0].victim_side)
    return {
        "statement_id": statement_id,
        "claimant": rows[0].claimant,
        "victims": VICTIMS.get(victims, victims.replace("_", " ")),
        "reach": str(rows[0].scope),
        "said": said(rows),
        "prints": [_print(row) for row in rows],
    }


def _is_daily(row: Any) -> bool:
    """Whether a print gives the ministry's figure of Taliban killed in the 24 hours before."""
    national = row.claimant == claims.MINISTRY and str(row.scope) == "national"
    of_taliban = str(row.victim_side) == "taliban" and not pd.isna(row.killed)
    # a total of four months was issued on a day too, and is no figure of that day
    one_day = (row.day - row.period_lo).days <= 1
    return national and of_taliban and one_day


def ministry(rows: list[Any]) -> str:
    """The figures for the whole country that the ministry is printed with, on one day.

    Examples
    --------
    >>> ministry([])
    ''
    """
    # a figure once, with every word that a print puts before it
    qualifiers: dict[int, list[str]] = {}
    for row in rows:
        if _is_daily(row):
            of_figure = qualifiers.setdefault(int(row.killed), [])
            of_figure.append(str(row.qualifier))
    return " / ".join(_shown(qualifiers))


def _statements(rows: list[Any]) -> list[dict[str, Any]]:
    """The statements of a day, the ministry's figures for the country first."""
    groups: dict[str, list[Any]] = {}
    for row in rows:
        # a statement is what was said once; its prints are pages
        groups.setdefault(row.statement_id, []).append(row)
    found = [
        _statement(statement_id, group)
        for statement_id, group in groups.items()
    ]
    # they are what a day is asked for
    found.sort(
        key=lambda s: (
            s["claimant"] != claims.MINISTRY,
            s["reach"] != "national",
        )
    )
    return found


def _summary(statements: list[dict], rows: list[Any], said: str) -> str:
    counted = f"{plural(len(statements), 'statement')} in {plural(len(rows), 'print')}"
    if not said:
        # an empty day of the ministry's calendar is a finding, not a gap of the page
        return f"{counted}; no figure of the defence ministry for the country was found."
    return f"{counted}; the defence ministry's figure of Taliban killed in the country: {said}."


# the file of a day and how the day is written
Named = tuple[str, str]


def _write_day(
    writer: Writer,
    named: Named,
    prints: list[Any],
    before: Named | None,
    after: Named | None,
) -> tuple[dict[str, Any], str]:
    """Write the page of a day; its row of the index, and its summary."""
    file, name = named
    statements = _statements(prints)
    # several values where its prints differ
    said = ministry(prints)
    summary = _summary(statements, prints, said)
    writer.write(
        f"claims/{file}.html",
        "claims_day.html",
        f"Casualty claims for {name}",
        day=name,
        summary=summary,
        statements=statements,
        before=before,
        after=after,
    )
    row = {
        "file": file,
        "day": name,
        "statements": len(statements),
        "prints": len(prints),
        "ministry": said,
    }
    return row, summary


def write(writer: Writer) -> dict[str, dict[str, str]]:
    """Write a page for each day and their index.

    Returns
    -------
    dict
        By day as ISO text: file, day and summary, for the front page and the search.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from publish.pages import Frame
    >>> days = write(Writer(Path(tempfile.mkdtemp()), Frame([])))
    >>> days["2021-06-22"]["day"]
    '22 June 2021'
    """
    table = claims.prints()
    # a print without a day is in the downloads, not on a day's page
    dated = table[table["day"].notna()]
    table = dated.sort_values(["day", "statement_id", "claim_id"])
    by_day: dict[pd.Timestamp, list[Any]] = {}
    for row in table.itertuples():
        by_day.setdefault(row.day, []).append(row)
    names = [(f"{when:%Y-%m-%d}", day(when)) for when in by_day]
    # a day leads to the days before and after it, and the ends to nothing
    around = [None, *names, None]
    rows = []
    found = {}
    for place, prints in enumerate(by_day.values()):
        file, name = names[place]
        before = around[place]
        after = around[place + 2]
        row, summary = _write_day(writer, names[place], prints, before, after)
        rows.append(row)
        found[file] = {"file": file, "day": name, "summary": summary}
    writer.write(
        "claims/index.html",
        "claims_index.html",
        "Casualty claims, day by day",
        n_prints=f"{len(table):,}",
        n_statements=f"{table['statement_id'].nunique():,}",
        days=rows,
    )
    return found
