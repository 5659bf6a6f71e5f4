"""Write the generated parts of data/README.md: row counts, the arithmetic of collection, and the codebook from datapackage.json.

Run by `make codebook` after a change to data/; a test fails when the file and the tables disagree.
"""

import re

import pandas as pd

from helpers import load
from helpers.tables import DATA, schema

README = DATA / "README.md"
FAMILIES = (
    ("C", 1, 1605, "reports", "reports of captures, first collection"),
    ("C", 1606, 2850, "reports", "reports of captures, second collection"),
    ("C", 2851, 3999, "reports", "reports of captures, third collection"),
    ("C", 4001, 9999, "reports", "reports of captures, fourth collection"),
    ("K", 1, 572, "claims", "casualty claims, first collection"),
    ("K", 573, 818, "claims", "casualty claims, second collection"),
    ("K", 819, 999, "claims", "casualty claims, third collection"),
    ("K", 1001, 9999, "claims", "casualty claims, fourth collection"),
    ("X", 1, 60, "reports", "rows about border crossings"),
    ("B", 1, 31, "milestones", "rows about bases"),
    ("P", 1, 586, "published_counts", "published counts"),
    ("Q", 1, 107, "published_counts", "published counts, second listing"),
)


def counts():
    rows = "\n".join(
        f"| [{name}]({name}.csv) | {len(load(name)):,} | {table['description']} |"
        for name, table in schema().items()
    )
    return f"| Table | Rows | One row is |\n| --- | ---: | --- |\n{rows}"


def arithmetic():
    """Collected = entered + merged + not placed + dropped, family of identifiers by family."""
    left = load("unplaced")
    lines = [
        "| Collected | Rows | Entered | Merged | Not placed | Dropped |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for letter, first, last, table, name in FAMILIES:
        inside = lambda ids: ids[
            ids.str[0].eq(letter) & pd.to_numeric(ids.str[1:]).between(first, last)
        ]
        entered = len(inside(load(table).iloc[:, 0]))
        verdicts = left.loc[left["row_id"].isin(inside(left["row_id"])), "verdict"].value_counts()
        parts = [entered, *(int(verdicts.get(v, 0)) for v in ("merged", "unplaced", "dropped"))]
        lines.append(f"| {name} | {sum(parts):,} | " + " | ".join(f"{n:,}" for n in parts) + " |")
    return "\n".join(lines)


def codebook():
    text = []
    for name, table in schema().items():
        text.append(
            f"### {name}\n\n{table['description']}\n\n| Column | Type | Meaning |\n| --- | --- | --- |"
        )
        for field in table["schema"]["fields"]:
            rule = field.get("constraints", {})
            kind = (
                " or ".join(f"`{value}`" for value in rule["enum"])
                if "enum" in rule
                else field["type"]
            )
            must = ", required" if rule.get("required") else ""
            text.append(f"| {field['name']} | {kind}{must} | {field.get('description', '')} |")
        text.append("")
    return "\n".join(text).rstrip()


def quality():
    """Error rates by kind from checks.csv, with Wilson's 95% interval."""
    from statsmodels.stats.proportion import proportion_confint

    checks = load("checks")
    checks["table"] = checks["row_id"].str[0].map({"K": "claims"}).fillna("reports")
    kinds = {
        "place, day outside its bounds, or figure": [
            "wrong_place",
            "date_outside_bounds",
            "wrong_figure",
        ],
        "event (captured where the page says less)": ["wrong_event"],
        "qualifier (a floor entered as exact)": ["wrong_qualifier"],
        "who says so, or manner, too loose": ["loose_claimed_by", "loose_manner"],
        "other": ["other"],
    }
    draws = {
        "all rows": "all rows of the first two collections",
        "second batch": "the end of the second",
        "third batch": "reports of the third",
    }
    read = checks[checks["verdict"] != "not_found"]
    lines = [
        "| Error | " + " | ".join(draws.values()) + " | all |",
        "| --- |" + " ---: |" * (len(draws) + 1),
    ]

    def cell(rows, verdicts):
        wrong, n = int(rows["verdict"].isin(verdicts).sum()), len(rows)
        low, high = proportion_confint(wrong, n, method="wilson")
        return f"{wrong} of {n}: {wrong / n:.1%} ({low:.0%}–{high:.0%})" if n else "none read"

    drawn = read[read["drawn_from"].isin(draws)]
    for name, verdicts in kinds.items():
        cells = [cell(drawn[drawn["drawn_from"] == draw], verdicts) for draw in draws] + [
            cell(drawn, verdicts)
        ]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    total, round_ = (
        checks["drawn_from"].isin(draws).sum(),
        read[read["drawn_from"] == "round figures"],
    )
    return (
        f"{total} rows drawn at random (seeds 2021 to 2023; [checks.csv](checks.csv) lists them), {(drawn['table'] == 'claims').sum()} of those read claims, the others reports, were compared with their pages by a reader "
        f"who had not entered them. {len(drawn)} could be read again; for {total - len(drawn)} the page or the passage could not, and these count neither way. Errors found, with the 95% interval:\n\n"
        + "\n".join(lines)
        + f"\n\nFloors hide among round figures: of claims whose killed figure is a round number marked exact, {(checks['drawn_from'] == 'round figures').sum()} more were drawn (seed 2026); {len(round_)} could be read again, and "
        f"{(round_['verdict'] == 'wrong_qualifier').sum()} of them were a floor or an approximation. The rows found wrong were mended, and only those: the same rates are to be expected in the rest, above all a qualifier."
    )


def missing():
    """Where the record falls short of its targets, from tools/coverage.py."""
    from helpers.analysis import coverage

    lines = []
    for what, measured, target, names in coverage.measures():
        if measured < target:
            names = (
                names
                if len(names) < 900 or "days" in what
                else f"{names.count('(')} districts, listed by `make coverage`"
            )
            lines.append(
                f"- **{what}**: {measured} of {target} wanted."
                + (f" Missing: {names}." if names else "")
            )
    return "\n".join(lines) or "Every target of `make coverage` is met."


def filled(text):
    """The file with its generated parts made anew."""
    for mark, made in (
        ("counts", counts()),
        ("arithmetic", arithmetic()),
        ("quality", quality()),
        ("missing", missing()),
        ("codebook", codebook()),
    ):
        text = re.sub(
            rf"(<!-- {mark} -->\n).*?(<!-- /{mark} -->)",
            lambda m: m[1] + made + "\n" + m[2],
            text,
            flags=re.S,
        )
    return text


if __name__ == "__main__":
    README.write_text(filled(README.read_text(encoding="utf-8")), encoding="utf-8")
