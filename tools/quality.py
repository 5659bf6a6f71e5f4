"""How good the record is, by the rows that were read again: a part of data/README.md.

checks.csv lists every row that was drawn at random and compared with its page by somebody who had
not entered it. What is written here is counted from it; `make codebook` puts it into the codebook.
"""

import textwrap

import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from helpers import load

# letters of a line of prose, so that a change of one number is a change of one line
WIDTH = 110

# How a row that was read again can be wrong, from what harms most to what harms least
ERRORS = {
    "place, day outside its bounds, or figure": (
        "wrong_place",
        "date_outside_bounds",
        "wrong_figure",
    ),
    "event (captured where the page says less)": ("wrong_event",),
    "qualifier (a floor entered as exact)": ("wrong_qualifier",),
    "who says so, or manner, too loose": ("loose_claimed_by", "loose_manner"),
    "date filled though the page names no day": ("date_without_day",),
    "a state told as a change, or the reverse": ("wrong_tells",),
    "other": ("other",),
}
# the same kinds as heads of narrow columns
HEADS = (
    "place, day, figure",
    "event",
    "qualifier",
    "speaker, manner",
    "no day",
    "state",
    "other",
)
# what a draw took its rows from, as checks.csv names it and as the codebook does
DRAWS = {
    "all rows": "first: two collections",
    "second batch": "second: the end of the second collection",
    "third batch": "third: reports of the third",
    "fourth draw, touched": "fourth: rows touched before it",
    "fourth draw, untouched": "fourth: other rows",
    "fifth draw, touched": "fifth: rows touched since the fourth",
    "fifth draw, untouched": "fifth: other rows",
    "sixth draw, touched": "sixth: rows touched since the fifth",
    "sixth draw, untouched": "sixth: other rows",
    "seventh draw, touched": "seventh: rows touched since the sixth",
    "seventh draw, untouched": "seventh: other rows",
    "eighth draw, touched": "eighth: rows touched since the seventh",
    "eighth draw, untouched": "eighth: other rows",
    "ninth draw, touched": "ninth: rows touched since the eighth",
    "ninth draw, untouched": "ninth: other rows",
    "tenth draw, touched": "tenth: rows touched since the ninth",
}
SEEDS = "2021 to 2023, 2029, 2033, 2035 and 2037 to 2040"
# the last draw of both kinds tells of the record as it stands; of how many rows it drew the first
LAST = "ninth draw"
TOUCHED = 238  # reports and claims that had changed since the eighth draw
# what the first draws did not look for: they have no verdict on it
LATE = ("date_without_day", "wrong_tells")
FIRST_DRAWS = ("all rows", "second batch", "third batch")


def prose(text: str, indent: str = "") -> str:
    """Break a paragraph into lines of WIDTH letters.

    Parameters
    ----------
    text : str
        The paragraph, in one line.
    indent : str, default ""
        What stands before each line but the first.

    Returns
    -------
    str
        The same words; none is broken.

    Examples
    --------
    >>> prose("one line")
    'one line'
    """
    return textwrap.fill(
        text,
        WIDTH,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def quality() -> str:
    """Error rates by kind from checks.csv, as Markdown: the last draw, then all of them.

    Returns
    -------
    str
        Two tables with the sentences that explain them.

    Examples
    --------
    >>> "drawn at random" in quality()
    True
    """
    checks = load("checks")
    # round figures were drawn apart: they would distort the rates of the random draws
    drawn_from = checks["drawn_from"]
    is_drawn = drawn_from.isin(DRAWS)
    is_round = drawn_from == "round figures"
    drawn = checks[is_drawn]
    read = _read(drawn)
    parts = [
        _opening(drawn),
        _last(read),
        "All draws, with the rows that each found wrong:",
        _all(read),
        _made(),
        _floors(checks[is_round]),
    ]
    return "\n\n".join(parts)


def _read(checks: pd.DataFrame) -> pd.DataFrame:
    """Those rows whose page could be read again: a page that is gone says nothing of its row."""
    is_read = checks["verdict"] != "not_found"
    return checks[is_read]


def _opening(drawn: pd.DataFrame) -> str:
    """How many rows were drawn, and how many of them could be read."""
    read = _read(drawn)
    # claims have identifiers of their own letter
    is_claim = read["row_id"].str.startswith("K")
    n_claims = is_claim.sum()
    return prose(
        f"{len(drawn):,} rows drawn at random (seeds {SEEDS}; [checks.csv](checks.csv) lists "
        "them) were compared with their pages by a reader who had not entered them. "
        f"{len(read)} could be read again, {n_claims} of them claims, the others reports; for "
        f"{len(drawn) - len(read)} the page or the passage could not, and these count neither way."
    )


def _last(read: pd.DataFrame) -> str:
    """The draw that tells of the record as it stands: a row a kind of error."""
    is_last = read["drawn_from"].str.startswith(LAST)
    last = read[is_last]
    # a row has one verdict, so that all kinds together count no row twice
    every = sum(ERRORS.values(), ())
    lines = [
        prose(
            f"The {LAST} tells how good the record is now. Of the rows that it read, some had been "
            "touched since the draw before, most had not; the last column weighs the two kinds "
            "as they stand in the record. In brackets the 95% interval:"
        ),
        "",
        "| Error | rows read | weighted |",
        "| --- | ---: | ---: |",
    ]
    for name, verdicts in {**ERRORS, "any of these": every}.items():
        rate = _rate(last, verdicts)
        weighted = _weighted(last, verdicts)
        lines.append(f"| {name} | {rate} | {weighted} |")
    return "\n".join(lines)


def _rate(read: pd.DataFrame, verdicts: tuple[str, ...]) -> str:
    """Wrong rows of those read, with Wilson's 95% interval."""
    n = len(read)
    # a kind of draw may be empty in a copy of the record
    if not n:
        return "none read"
    is_wrong = read["verdict"].isin(verdicts)
    wrong = is_wrong.sum()
    # Wilson's interval holds where the rate is near nought
    low, high = proportion_confint(wrong, n, method="wilson")
    return f"{wrong} of {n}: {wrong / n:.1%} ({low:.0%}–{high:.0%})"


def _weighted(read: pd.DataFrame, verdicts: tuple[str, ...]) -> str:
    """Share of wrong rows, touched and not touched weighted as they stand in the record.

    Wilson's 95% interval is that of the effective number of rows (Kish, Survey Sampling, 1965).
    """
    n_record = len(load("reports")) + len(load("claims"))
    in_record = {
        f"{LAST}, touched": TOUCHED,
        f"{LAST}, untouched": n_record - TOUCHED,
    }
    kinds = read["drawn_from"]
    # without rows of both kinds there is nothing to weigh
    if set(kinds) != set(in_record):
        return "none read"
    # touched rows are drawn more often than their part of the record
    weights = kinds.map(in_record) / kinds.map(kinds.value_counts())
    is_wrong = read["verdict"].isin(verdicts)
    share = weights[is_wrong].sum() / weights.sum()
    # rows of unlike weight tell less than as many of one weight
    n_effective = weights.sum() ** 2 / (weights**2).sum()
    low, high = proportion_confint(
        share * n_effective, n_effective, method="wilson"
    )
    return f"{share:.1%} ({low:.0%}–{high:.0%})"


def _all(read: pd.DataFrame) -> str:
    """A row a draw and one for all, a column a kind of error, as Markdown."""
    lines = [
        f"| Draw | read | {' | '.join(HEADS)} |",
        "| --- |" + " ---: |" * (1 + len(HEADS)),
    ]
    for draw, label in DRAWS.items():
        is_drawn = read["drawn_from"] == draw
        rows = read[is_drawn]
        cells = [_wrong(rows, verdicts) for verdicts in ERRORS.values()]
        lines.append(f"| {label} | {len(rows)} | {' | '.join(cells)} |")
    totals = [_share(read, verdicts) for verdicts in ERRORS.values()]
    lines.append(f"| all | {len(read)} | {' | '.join(totals)} |")
    return "\n".join(lines)


def _looking(read: pd.DataFrame, verdicts: tuple[str, ...]) -> pd.DataFrame:
    """Rows of those draws that looked for this kind of error."""
    if set(verdicts) <= set(LATE):
        return read[~read["drawn_from"].isin(FIRST_DRAWS)]
    return read


def _wrong(read: pd.DataFrame, verdicts: tuple[str, ...]) -> str:
    """The wrong rows of one draw, or a dash where it did not look for them."""
    looking = _looking(read, verdicts)
    if len(read) and not len(looking):
        return "–"
    is_wrong = looking["verdict"].isin(verdicts)
    return str(is_wrong.sum())


def _share(read: pd.DataFrame, verdicts: tuple[str, ...]) -> str:
    """The wrong rows of all draws that looked for them, and their share."""
    looking = _looking(read, verdicts)
    if looking.empty:
        return "none read"
    wrong = looking["verdict"].isin(verdicts)
    return f"{wrong.sum()} of {len(looking)}: {wrong.mean():.1%}"


def _made() -> str:
    """How a draw was made, which its column of rows does not tell."""
    return prose(
        "A dash stands where a draw did not look for the kind. From the fourth on each draw took "
        "a part of its rows from those touched since the one before, when what that one had found "
        "was mended; the tenth read such rows alone. Where a row could not be read again, the "
        "next of the draw took its place. The rows found wrong were mended, and so were other "
        "prints of the same text; so a rate tells of the record before its mends, and of rows "
        "that nobody read again."
    )


def _floors(drawn: pd.DataFrame) -> str:
    """What became of the round figures, which were drawn apart."""
    read = _read(drawn)
    is_floor = read["verdict"] == "wrong_qualifier"
    floors = is_floor.sum()
    return prose(
        "Floors hide among round figures: of claims whose killed figure is a round number marked "
        f"exact, {len(drawn)} more were drawn (seed 2026); {len(read)} could be read "
        f"again, and {floors} of them were a floor or an approximation."
    )
