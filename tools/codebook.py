"""Write what is generated in data/: parts of README.md, and the hash of each table.

README.md has counts, arithmetic of collection, quality and codebook; the hashes stand in
datapackage.json, where `make check` sees by them that a table was changed. Run by `make codebook`
after a change to data/; a test fails when files and tables disagree.
"""

import json
import textwrap

import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from helpers import events, load
from helpers.analysis import coverage
from helpers.checks.described import hash_of
from helpers.tables import DATA, schema

README = DATA / "README.md"
PACKAGE = DATA / "datapackage.json"
LEFT = ("merged", "unplaced", "dropped")
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
DRAWS = {
    "all rows": "all rows of the first two collections",
    "second batch": "the end of the second",
    "third batch": "reports of the third",
    "fourth draw, touched": "rows touched for release 2",
    "fourth draw, untouched": "rows not touched for it",
    "fifth draw, touched": "rows touched after that draw",
    "fifth draw, untouched": "rows not touched after it",
    "sixth draw, touched": "rows touched after the fifth draw",
    "sixth draw, untouched": "rows not touched after the fifth",
    "seventh draw, touched": "rows touched after the sixth draw",
    "seventh draw, untouched": "rows not touched after the sixth",
    "eighth draw, touched": "rows touched after the seventh draw",
    "eighth draw, untouched": "rows not touched after the seventh",
    "ninth draw, touched": "rows touched after the eighth draw",
    "ninth draw, untouched": "rows not touched after the eighth",
}
# reports and claims whose cells changed with the draw before or after it, before the one named
TOUCHED = {"seventh draw": 391, "eighth draw": 168, "ninth draw": 238}
# two draws, and the kinds of error that nobody looked for between them: manner and speaker were
PAIR = ("seventh draw", "eighth draw")
POOLED = ("date filled though the page names no day", "place, day outside its bounds, or figure")
# what only the last six draws looked for: the earlier ones have no verdict on it
LATE = ("date_without_day", "wrong_tells")
FIRST_DRAWS = ("all rows", "second batch", "third batch")
LONGEST = 900  # letters of a list of names; a longer one is counted
WIDTH = 110  # letters of a line of prose, so that a change of one number is a change of one line
FEW = 2  # pages or origins: so few that one more or less weighs

# the two lists that the schema keeps under a table, and what opens each in the codebook
OPENINGS = {
    "rules": "Rules over several cells, which `make check` holds:",
    "warnings": "Warnings, which `make check` prints apart until they are looked at:",
}


def counts() -> str:
    """The tables with their rows and what one row is, as Markdown.

    Examples
    --------
    >>> counts().splitlines()[0]
    '| Table | Rows | One row is |'
    """
    lines = ["| Table | Rows | One row is |", "| --- | ---: | --- |"]
    for name, table in schema().items():
        rows = len(load(name))
        lines.append(f"| [{name}]({name}.csv) | {rows:,} | {table['description']} |")
    return "\n".join(lines)


def _within(ids: pd.Series, prefix: str, first: int, last: int) -> pd.Series:
    """Those identifiers that were given out to one collection."""
    # identifiers of other tables may have letters where a number is asked
    number = pd.to_numeric(ids.str[1:], errors="coerce")
    return ids[ids.str[0].eq(prefix) & number.between(first, last)]


def arithmetic() -> str:
    """Collected = entered + merged + not placed + dropped, collection by collection, as Markdown.

    Examples
    --------
    >>> arithmetic().count("collection") > 3
    True
    """
    # what was collected and is in no other table stands here with its reason
    unplaced = load("unplaced")
    lines = [
        "| Collected | Rows | Entered | Merged | Not placed | Dropped |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for part in load("collections").itertuples():
        place = (part.prefix, part.first, part.last)
        # the first column of every table is its identifier
        entered = len(_within(load(part.table).iloc[:, 0], *place))
        left = unplaced["row_id"].isin(_within(unplaced["row_id"], *place))
        # a row that is not entered is in exactly one of three states
        verdicts = unplaced.loc[left, "verdict"].value_counts()
        rows = [entered, *(int(verdicts.get(verdict, 0)) for verdict in LEFT)]
        numbers = [f"{n:,}" for n in rows]
        cells = " | ".join(numbers)
        lines.append(f"| {part.name} | {sum(rows):,} | {cells} |")
    return "\n".join(lines)


def _kind(field: dict) -> str:
    """The type of a column as the codebook shows it: its values where they are few."""
    rule = field.get("constraints", {})
    # a fixed vocabulary says more than "string"
    values = rule.get("enum")
    kind = " or ".join(f"`{value}`" for value in values) if values else field["type"]
    return f"{kind}, required" if rule.get("required") else kind


def _sentences(heading: str, rules: list[dict]) -> list[str]:
    """The rules of a table, or its warnings, as a list under its opening words."""
    if not rules:
        return []
    lines = [f"- `{rule['name']}`: {rule['sentence']}" for rule in rules]
    return ["", OPENINGS[heading], "", *lines]


def codebook() -> str:
    """Every column of every table, as Markdown.

    Examples
    --------
    >>> codebook().startswith("### districts")
    True
    """
    parts = []
    for name, table in schema().items():
        lines = [f"### {name}", "", table["description"], ""]
        lines += ["| Column | Type | Meaning |", "| --- | --- | --- |"]
        for field in table["schema"]["fields"]:
            meaning = field.get("description", "")
            lines.append(f"| {field['name']} | {_kind(field)} | {meaning} |")
        for heading in OPENINGS:
            lines += _sentences(heading, table.get(heading, []))
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _rate(checks: pd.DataFrame, verdicts: tuple[str, ...]) -> str:
    """Wrong rows of those read, with Wilson's 95% interval."""
    n = len(checks)
    # a kind of draw may be empty in a copy of the record
    if not n:
        return "none read"
    if set(verdicts) <= set(LATE):
        # a draw that did not look for it has no rate
        checks = checks[~checks["drawn_from"].isin(FIRST_DRAWS)]
        n = len(checks)
    if not n:
        return "not looked for"
    is_wrong = checks["verdict"].isin(verdicts)
    wrong = is_wrong.sum()
    # Wilson's interval holds where the rate is near nought
    low, high = proportion_confint(wrong, n, method="wilson")
    return f"{wrong} of {n}: {wrong / n:.1%} ({low:.0%}–{high:.0%})"


def _rates(drawn: pd.DataFrame) -> str:
    """A row a kind of error, a column a draw and one for all, as Markdown."""
    heads = [*DRAWS.values(), "all"]
    lines = [f"| Error | {' | '.join(heads)} |", "| --- |" + " ---: |" * len(heads)]
    for name, verdicts in ERRORS.items():
        groups = [drawn[drawn["drawn_from"] == draw] for draw in DRAWS]
        cells = [_rate(rows, verdicts) for rows in [*groups, drawn]]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _prose(text: str, indent: str = "") -> str:
    """A paragraph in lines of WIDTH letters; what follows the first is indented."""
    return textwrap.fill(
        text,
        WIDTH,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def quality() -> str:
    """Error rates by kind from checks.csv, as Markdown.

    Examples
    --------
    >>> "drawn at random" in quality()
    True
    """
    checks = load("checks")
    # a page that is gone says nothing about the row
    read = checks[checks["verdict"] != "not_found"]
    drawn = read[read["drawn_from"].isin(DRAWS)]
    is_drawn = checks["drawn_from"].isin(DRAWS)
    total = is_drawn.sum()
    # claims have identifiers of their own letter
    is_claim = drawn["row_id"].str.startswith("K")
    n_claims = is_claim.sum()
    opening = (
        f"{total} rows drawn at random (seeds 2021 to 2023, 2029, 2033, 2035, 2037 to "
        "2039; "
        "[checks.csv](checks.csv) lists them), "
        f"{n_claims} of those read claims, the others reports, were compared with their pages by "
        f"a reader who had not entered them. {len(drawn)} could be read again; for "
        f"{total - len(drawn)} the page or the passage could not, and these count neither way. "
        "Errors found, with the 95% interval:"
    )
    parts = [
        _prose(opening),
        _rates(drawn),
        _floors(checks, read),
        _last(checks),
        _alone(drawn, "eighth"),
        _two_draws(drawn),
        _alone(drawn, "ninth"),
    ]
    return "\n\n".join(parts)


def _floors(checks: pd.DataFrame, read: pd.DataFrame) -> str:
    """What became of the round figures, which were drawn apart, and what follows from all draws."""
    is_round = checks["drawn_from"] == "round figures"
    round_drawn = is_round.sum()
    # drawn apart: they would distort the rates of the random draws
    round_read = read[read["drawn_from"] == "round figures"]
    is_floor = round_read["verdict"] == "wrong_qualifier"
    floors = is_floor.sum()
    return _prose(
        "Floors hide among round figures: of claims whose killed figure is a round number marked "
        f"exact, {round_drawn} more were drawn (seed 2026); {len(round_read)} could be read "
        f"again, and {floors} of them were a floor or an approximation. The rows found wrong were "
        "mended, and so were other prints of the same text; similar rates are to be expected in "
        "the rows that nobody read again, above all a loose manner and a day that the page does "
        "not give."
    )


def _last(checks: pd.DataFrame) -> str:
    """How the fifth to the eighth draw were made, and what they found."""
    # rows touched and not touched are one draw
    lost = []
    for name in ("fifth", "sixth", "seventh", "eighth"):
        rows = checks[checks["drawn_from"].str.startswith(f"{name} draw")]
        n_lost = rows["verdict"].eq("not_found").sum()
        lost.append(f"{n_lost} of {len(rows)}")
    return _prose(
        "The fifth to the eighth draw were made each when what the one before had led to was "
        "mended, and take half of their rows from those touched since then (532 reports before "
        "the fifth, 203 before the sixth, 390 and a claim before the seventh, 167 and a "
        "claim before the eighth), so their columns count apart. "
        f"Where a row could not be read again ({', '.join(lost)}), the next of the draw "
        "took its place. The fifth, of reports and claims, found fighting told by nobody under "
        "`assault`, or told and not entered, speakers that the page does not have, and centres "
        "taken for provinces. The sixth, of reports, found no wrong place, no wrong event and no "
        "day outside its bounds: fighting told of two places and entered for one, a night or a "
        "day of the word kept as a day, something taken entered as a state, and three days that "
        "the page gives and the row did not. The seventh, of reports and claims, found no wrong "
        "place, event or figure and no day outside its bounds either. What was loose was the "
        "manner of rows not touched before it, in both directions, and losses still entered as "
        "states. The eighth, of reports and claims, found no wrong place or figure, no day outside "
        "its bounds, no wrong speaker and one loose manner. What it found was above all a day of "
        "somebody's word that stood as the day of a fall or of a fight."
    )


def _weighted(drawn: pd.DataFrame, verdicts: tuple[str, ...]) -> str:
    """Share of wrong rows, touched and not touched weighted as they stand in the record.

    Each draw stands for the whole record once. Wilson's 95% interval is that of the effective
    number of rows (Kish, Survey Sampling, 1965).
    """
    n_record = len(load("reports")) + len(load("claims"))
    in_record = {}
    for name, n_touched in TOUCHED.items():
        in_record[f"{name}, touched"] = n_touched
        in_record[f"{name}, untouched"] = n_record - n_touched
    kinds = drawn["drawn_from"]
    # without rows of both kinds there is nothing to weigh
    if not kinds.nunique() or kinds.nunique() % 2:
        return "none read"
    # half of a draw is touched rows, a far smaller part of the record
    weights = kinds.map(in_record) / kinds.map(kinds.value_counts())
    is_wrong = drawn["verdict"].isin(verdicts)
    # the mean of what each draw gives alone, whatever it read
    share = weights[is_wrong].sum() / weights.sum()
    # rows of unlike weight tell less than as many of one weight
    n_effective = weights.sum() ** 2 / (weights**2).sum()
    low, high = proportion_confint(share * n_effective, n_effective, method="wilson")
    return f"{share:.1%} ({low:.0%}–{high:.0%})"


def _alone(drawn: pd.DataFrame, name: str) -> str:
    """One draw alone: a row a kind of error, both kinds of rows together and weighted."""
    rows = drawn[drawn["drawn_from"].str.startswith(f"{name} draw")]
    # a row has one verdict, so that all kinds together count no row twice
    every = sum(ERRORS.values(), ())
    lines = [
        _prose(
            f"The {name} draw alone, its two kinds of rows together, and weighted by how many rows "
            "of the record are of each kind:"
        ),
        "",
        "| Error | both kinds of rows read | weighted |",
        "| --- | ---: | ---: |",
    ]
    for kind, verdicts in {**ERRORS, "any of these": every}.items():
        lines.append(f"| {kind} | {_rate(rows, verdicts)} | {_weighted(rows, verdicts)} |")
    return "\n".join(lines)


def _two_draws(drawn: pd.DataFrame) -> str:
    """The seventh and the eighth draw as one, for the kinds that nobody swept between them."""
    both = drawn[drawn["drawn_from"].str.startswith(PAIR)]
    is_eighth = both["drawn_from"].str.startswith("eighth draw")
    day = POOLED[0]
    # two draws put together must not hide what the later one gave
    alone = _weighted(both[is_eighth], ERRORS[day])
    untouched = both["drawn_from"].str.endswith("untouched")
    lines = [
        _prose(
            "Between the seventh draw and the record from which the eighth took its rows, what "
            "the seventh had found was mended, and manner and speaker were looked for; no place, "
            "day or figure moved otherwise. For these kinds of error the two draws, put together "
            "afterwards, weighted likewise and each standing for the whole record once, give:"
        ),
        "",
        "| Error | touched rows | rows not touched | weighted |",
        "| --- | ---: | ---: | ---: |",
    ]
    # other kinds were swept between the draws, so that one rate has no meaning for them
    for name in POOLED:
        verdicts = ERRORS[name]
        rates = [_rate(both[~untouched], verdicts), _rate(both[untouched], verdicts)]
        lines.append(f"| {name} | {' | '.join([*rates, _weighted(both, verdicts)])} |")
    closing = (
        f"The eighth draw alone gave {alone} for a day that the page does not name. Rows of that "
        "kind were looked for afterwards, by their notes; how many are left the ninth draw "
        "measures."
    )
    return "\n".join([*lines, "", _prose(closing)])


def weaknesses() -> str:
    """What is known to be weak, counted, as a Markdown list.

    Examples
    --------
    >>> weaknesses().count("- ")
    5
    """
    # pages that only claims or counts rest on have no bearing on events
    used = load("sources")["source_id"].isin(load("reports")["source_id"])
    pages = load("sources")[used]["origin"].value_counts()
    small = pages <= FEW
    n_origins = events()["n_origins"]
    thin = n_origins <= FEW
    # a row without a day is not called old
    as_of = load("baseline")["as_of"]
    old = as_of < "2021"
    lines = [
        f"{small.sum()} of the {len(pages)} origins of the reports have one page or two. A copy "
        "without a credit among them counts as an origin of its own; pages whose desk cannot be "
        "told at all share the origin `unknown`, which counts once.",
        f"{thin.sum()} of {len(thin)} events rest on one origin or two: there one careless list "
        "still widens the bounds. Where three origins agree, one alone outside their days "
        "dissents and is listed with the days by which it differs (the rule, step 5).",
        "Lower bounds of undated lists are 1 May or inferred from parallel reports, and the note "
        "says so.",
        "`qualifier` describes the killed; a floor on the wounded alone stands in the note.",
        f"{old.sum()} of the {len(old)} baseline rows tell of a day before 2021, and some "
        "describe the countryside, not the centre.",
    ]
    return "\n".join(_prose(f"- {line}", "  ") for line in lines)


def missing() -> str:
    """Where the record falls short of its targets, as a Markdown list.

    Examples
    --------
    >>> missing().startswith(("- ", "Every"))
    True
    """
    lines = []
    for what, measured, target, names in coverage.measures():
        # only what falls short is told
        if measured >= target:
            continue
        # days are listed however many they are: they are what somebody can search for
        if len(names) >= LONGEST and "days" not in what:
            names = f"{names.count('(')} districts, listed by `make coverage`"
        lacking = f" Missing: {names}." if names else ""
        lines.append(_prose(f"- **{what}**: {measured} of {target} wanted.{lacking}", "  "))
    return "\n".join(lines) or "Every target of `make coverage` is met."


def filled(text: str) -> str:
    """The text of data/README.md with its generated parts made anew.

    Parameters
    ----------
    text : str
        The file; a part stands between `<!-- name -->` and `<!-- /name -->`.

    Examples
    --------
    >>> filled("<!-- counts --> <!-- /counts -->") == "<!-- counts --> <!-- /counts -->"
    True
    """
    parts = {
        "counts": counts,
        "arithmetic": arithmetic,
        "quality": quality,
        "missing": missing,
        "weaknesses": weaknesses,
        "codebook": codebook,
    }
    for mark, write in parts.items():
        begin, end = f"<!-- {mark} -->\n", f"<!-- /{mark} -->"
        # text outside the marks is written by hand and stays
        before, found, rest = text.partition(begin)
        if found:
            after = rest.partition(end)[2]
            text = f"{before}{begin}{write()}\n{end}{after}"
    return text


def hashed(text: str) -> str:
    """The text of data/datapackage.json with the hash of every table as it is now.

    Parameters
    ----------
    text : str
        The file; everything but the hashes stays as it is.

    Returns
    -------
    str

    Raises
    ------
    OSError
        For a table that is missing.

    Examples
    --------
    >>> again = hashed(PACKAGE.read_text(encoding="utf-8"))
    >>> json.loads(again)["resources"][0]["hash"][:7]
    'sha256:'
    """
    # no other tool writes this file, so its form is this one
    package = json.loads(text)
    for table in package["resources"]:
        # a hash that is there keeps its place above the long list of columns
        table["hash"] = hash_of(DATA / table["path"])
    return json.dumps(package, indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """Write data/README.md, and the hashes in data/datapackage.json."""
    for file, renewed in ((README, filled), (PACKAGE, hashed)):
        text = file.read_text(encoding="utf-8")
        file.write_text(renewed(text), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
