"""Write the generated parts of data/README.md: row counts, the arithmetic of collection, and the codebook from datapackage.json.

Run by `make codebook` after a change to data/; a test fails when the file and the tables disagree.
"""
import re
from pathlib import Path

import pandas as pd

from helpers import load
from helpers.tables import DATA, schema

README = DATA / "README.md"
FAMILIES = (("C", 1, 1605, "reports", "reports of captures, first collection"), ("C", 1606, 9999, "reports", "reports of captures, second collection"),
            ("K", 1, 572, "claims", "casualty claims, first collection"), ("K", 573, 9999, "claims", "casualty claims, second collection"),
            ("X", 1, 60, "reports", "rows about border crossings"), ("B", 1, 31, "milestones", "rows about bases"),
            ("P", 1, 586, "published_counts", "published counts"), ("Q", 1, 107, "published_counts", "published counts, second listing"))


def counts():
    rows = "\n".join(f"| [{name}]({name}.csv) | {len(load(name)):,} | {table['description']} |" for name, table in schema().items())
    return f"| Table | Rows | One row is |\n| --- | ---: | --- |\n{rows}"


def arithmetic():
    """Collected = entered + merged + not placed + dropped, family of identifiers by family."""
    left = load("unplaced")
    lines = ["| Collected | Rows | Entered | Merged | Not placed | Dropped |", "| --- | ---: | ---: | ---: | ---: | ---: |"]
    for letter, first, last, table, name in FAMILIES:
        inside = lambda ids: ids[ids.str[0].eq(letter) & pd.to_numeric(ids.str[1:]).between(first, last)]
        entered = len(inside(load(table).iloc[:, 0]))
        verdicts = left.loc[left["row_id"].isin(inside(left["row_id"])), "verdict"].value_counts()
        parts = [entered, *(int(verdicts.get(v, 0)) for v in ("merged", "unplaced", "dropped"))]
        lines.append(f"| {name} | {sum(parts):,} | " + " | ".join(f"{n:,}" for n in parts) + " |")
    return "\n".join(lines)


def codebook():
    text = []
    for name, table in schema().items():
        text.append(f"### {name}\n\n{table['description']}\n\n| Column | Type | Meaning |\n| --- | --- | --- |")
        for field in table["schema"]["fields"]:
            rule = field.get("constraints", {})
            kind = " or ".join(f"`{value}`" for value in rule["enum"]) if "enum" in rule else field["type"]
            must = ", required" if rule.get("required") else ""
            text.append(f"| {field['name']} | {kind}{must} | {field.get('description', '')} |")
        text.append("")
    return "\n".join(text).rstrip()


def filled(text):
    """The file with its generated parts made anew."""
    for mark, made in (("counts", counts()), ("arithmetic", arithmetic()), ("codebook", codebook())):
        text = re.sub(rf"(<!-- {mark} -->\n).*?(<!-- /{mark} -->)", lambda m: m[1] + made + "\n" + m[2], text, flags=re.S)
    return text


if __name__ == "__main__":
    README.write_text(filled(README.read_text(encoding="utf-8")), encoding="utf-8")
