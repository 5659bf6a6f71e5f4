"""Write what is generated in data/: parts of README.md, and the hash of each table.

README.md has counts, arithmetic of collection, quality and codebook; the hashes stand in
datapackage.json, where `make check` sees by them that a table was changed. Run by `make codebook`
after a change to data/; a test fails when files and tables disagree.
"""

import json

import pandas as pd

from helpers import events, load
from helpers.analysis import coverage
from helpers.checks.described import hash_of
from helpers.public import answer_help
from helpers.tables import DATA, schema
from tools.quality import prose, quality

README = DATA / "README.md"
PACKAGE = DATA / "datapackage.json"
LEFT = ("merged", "unplaced", "dropped")
LONGEST = 900  # letters of a list of names; a longer one is counted
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
        lines.append(
            f"| [{name}]({name}.csv) | {rows:,} | {table['description']} |"
        )
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
    kind = field["type"]
    if values:
        kind = " or ".join(f"`{value}`" for value in values)
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
    return "\n".join(prose(f"- {line}", "  ") for line in lines)


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
        lines.append(
            prose(
                f"- **{what}**: {measured} of {target} wanted.{lacking}", "  "
            )
        )
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
        new = renewed(text)
        # a build that runs meanwhile would take a file written anew for a changed one
        if new != text:
            file.write_text(new, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    answer_help(__doc__)
    main()
