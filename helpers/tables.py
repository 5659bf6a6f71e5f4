"""Load and check the tables of data/ by their one schema, data/datapackage.json."""
import csv
import json
import re
from functools import cache
from pathlib import Path

import pandas as pd

DATA = Path(__file__).resolve().parent.parent / "data"


@cache
def schema():
    """The table schemas of data/datapackage.json, as {table: resource descriptor}."""
    package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    return {resource["name"]: resource for resource in package["resources"]}


def load(name, path=None):
    """Return table `name` of data/ as a typed DataFrame with one row per line of the file, in its order.

    Dates become datetime64[us], integers Int64, numbers float64, booleans bool, fields with an enum ordered
    categoricals (in the order of the schema), lists tuples of str (empty: ()), other text str with missing values NA.
    `path` reads the same table from another file. The file is trusted: `check` finds its faults.
    Raises KeyError for an unknown table, FileNotFoundError where the file is missing, ValueError for a file that does
    not fit its schema.
    """
    if name not in schema():
        raise KeyError(f"no table {name!r} in data/datapackage.json; there are {', '.join(schema())}")
    path = Path(path or DATA / f"{name}.csv")
    fields = schema()[name]["schema"]["fields"]
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""], encoding="utf-8")
        return pd.DataFrame({field["name"]: _typed(table[field["name"]], field) for field in fields})
    except (ValueError, KeyError) as fault:
        raise ValueError(f"{path} does not fit its schema ({fault}); run `make check` to see every fault") from fault


def _typed(column, field):
    kind, enum = field["type"], field.get("constraints", {}).get("enum")
    if kind == "date":
        return pd.to_datetime(column, format="%Y-%m-%d").astype("datetime64[us]")
    if kind == "integer":
        return pd.to_numeric(column).astype("Int64")
    if kind == "number":
        return pd.to_numeric(column).astype("float64")
    if kind == "boolean":
        return column.map({"true": True, "false": False}).astype(bool)
    if kind == "list":
        return column.fillna("").map(lambda text: tuple(part for part in text.split(";") if part))
    if enum:
        unknown = sorted(set(column.dropna()) - set(enum))
        if unknown:
            raise ValueError(f"column {field['name']}: {unknown[0]!r} is none of {', '.join(enum)}")
        return pd.Categorical(column, categories=enum, ordered=True)
    return column.astype("str")


def check(path=None):
    """Find every fault of a table, or of all of data/, and return them as a DataFrame; an empty one means a good table.

    path : a CSV file named after its table, or a folder that holds the tables (default data/).
    Columns of the result: file, row (line in the file, header = 1; NA for the whole file), column, value, expected.
    Types, enums, patterns, keys and foreign keys are judged by frictionless from the schema; the bytes of the file
    (UTF-8 with no BOM, LF, sound quotes) and the rules that one schema line cannot say are judged here.
    Foreign keys are looked up in the folder of the file, or in data/ for a table that the folder does not have.
    """
    path = Path(path or DATA)
    names = [path.stem] if path.suffix else [name for name in schema() if (path / f"{name}.csv").exists() or path == DATA]
    folder = path.parent if path.suffix else path
    faults = []
    for name in names:
        file = path if path.suffix else folder / f"{name}.csv"
        if name not in schema():
            found = [(None, "", file.stem, f"a file named after a table: {', '.join(schema())}")]
        else:
            found = _bytes_faults(file) or _schema_faults(file, name) or _rule_faults(file, name, folder)
        faults += [(file.name, *fault) for fault in found]
    return pd.DataFrame(faults, columns=["file", "row", "column", "value", "expected"]).astype({"row": "Int64"})


def _bytes_faults(file):
    """Faults that would make a parser guess: each ends the check of that file."""
    try:
        raw = file.read_bytes()
    except OSError as fault:
        return [(None, "", str(file), f"a readable file ({fault.strerror})")]
    if not raw.strip():
        return [(None, "", "", "a header line and rows; the file is empty")]
    if raw.startswith(b"\xef\xbb\xbf"):
        return [(1, "", "BOM", "UTF-8 with no byte order mark; save it as 'UTF-8', not 'UTF-8 with BOM'")]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        line = raw[: fault.start].count(b"\n") + 1
        return [(line, "", repr(raw[fault.start : fault.start + 4]), "text in UTF-8")]
    if "\0" in text:
        return [(text[: text.index("\0")].count("\n") + 1, "", "NUL byte", "text in UTF-8")]
    if "\r" in text:
        return [(text[: text.index("\r")].count("\n") + 1, "", "CR", "lines that end in LF alone")]
    faults = []
    for number, line in enumerate(text.split("\n"), 1):
        # a quote may only open or close a cell, or stand doubled inside a quoted one
        if '"' in line and re.sub(r'(^|,)"(?:[^"]|"")*"(?=,|$)', r"\1", line).count('"'):
            faults.append((number, "", line[:60], 'quotes only round a whole cell, and doubled ("") inside it'))
    return faults


def _schema_faults(file, name):
    """What frictionless finds, in our columns."""
    from frictionless import Resource, Schema  # imported here: notebooks that only load do not pay for it

    descriptor = {key: value for key, value in schema()[name]["schema"].items() if key != "foreignKeys"}
    resource = Resource(path=file.name, basepath=str(file.parent), encoding="utf-8", schema=Schema.from_descriptor(descriptor))
    fields, faults = {field["name"]: field for field in descriptor["fields"]}, []
    for type_, row, column, cell, note in resource.validate(limit_errors=100_000).flatten(["type", "rowNumber", "fieldName", "cell", "note"]):
        field = fields.get(column, {})
        if type_ == "incorrect-label":
            note = f"column {column}"
        elif type_ in ("type-error", "constraint-error"):
            note = f"{field.get('type')} ({note})" if type_ == "type-error" else note
            note += f"; {field['description']}" if field.get("description") else ""
        faults.append((row, column or "", "" if cell is None else str(cell), note))
    return faults


def _rule_faults(file, name, folder):
    """Rules over several cells, lists of keys and foreign keys, for a table whose cells are sound."""
    with open(file, encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    faults = []

    def fault(number, column, expected):
        faults.append((number, column, rows[number - 2][column], expected))

    def keys(table, column):
        path = folder / f"{table}.csv"
        with open(path if path.exists() else DATA / f"{table}.csv", encoding="utf-8", newline="") as handle:
            return {row[column] for row in csv.DictReader(handle)}

    districts = keys("districts", "pcode")
    provinces = {pcode[:4] for pcode in districts}
    links = [(k["fields"][0], k["reference"]["resource"], keys(k["reference"]["resource"], k["reference"]["fields"][0]))
             for k in schema()[name]["schema"].get("foreignKeys", [])]
    lists = {"pcodes": districts, "centre_pcodes": districts, "except_pcodes": districts, "neighbours": districts, "provinces": provinces}
    pairs = {}
    for number, row in enumerate(rows, 2):
        for column, table, known in links:
            if row[column] and row[column] not in known:
                fault(number, column, f"a key of {table}.csv")
        for column in lists.keys() & row.keys():
            if set(filter(None, row[column].split(";"))) - lists[column]:
                fault(number, column, "P-codes of districts.csv, separated by ';'")
        if row.get("province_pcode") and row["province_pcode"] not in provinces:
            fault(number, "province_pcode", "a province of districts.csv")
        if row.get("pcode") and row.get("province_pcode", row["pcode"][:4]) != row["pcode"][:4]:
            fault(number, "province_pcode", f"{row['pcode'][:4]}, the province of {row['pcode']}")
        for lo, hi in (("date_lo", "date_hi"), ("period_lo", "period_hi"), ("as_of", "as_of_hi")):
            if row.get(lo) and row.get(hi) and row[lo] > row[hi]:
                fault(number, hi, f"a day not before {lo} {row[lo]}")
        if row.get("date") and not row.get("date_lo", "") <= row["date"] <= row.get("date_hi", "9"):
            fault(number, "date", f"a day from {row['date_lo']} to {row['date_hi']}")
        if len(row.get("note", "").split()) > 25:
            fault(number, "note", "25 words at most")
        if name == "claims" and not (row["killed"] or row["wounded"] or row["captured"]):
            fault(number, "killed", "a figure in killed, wounded or captured")
        if name == "road_segments":
            pair = tuple(sorted((row["from_node"], row["to_node"])) + [row["road"]])
            if pair in pairs:
                fault(number, "to_node", f"a stretch that is not there yet (it is in row {pairs[pair]})")
            pairs[pair] = number
    if name == "road_segments" and not faults:
        import networkx as nx

        graph = nx.Graph((row["from_node"], row["to_node"]) for row in rows)
        graph.add_nodes_from(keys("road_nodes", "node_id"))
        for part in sorted(nx.connected_components(graph), key=len)[:-1]:
            faults.append((None, "from_node", ";".join(sorted(part)), "a stretch that joins them to the rest of the network"))
    return faults


if __name__ == "__main__":
    import sys

    found = pd.concat([check(path) for path in sys.argv[1:]] or [check()])
    for _, fault in found.iterrows():
        row = "" if pd.isna(fault["row"]) else f":{fault['row']}"
        column = f" {fault['column']}:" if fault["column"] else ""
        print(f"{fault['file']}{row}:{column} found {fault['value']!r}, expected {fault['expected']}")
    sys.exit(f"{len(found)} faults" if len(found) else 0)
