"""Check the tables of data/ by their one schema, data/datapackage.json."""

import csv
import re
import sys
from datetime import date
from pathlib import Path

import pandas as pd
from helpers.tables import DATA, schema


LONGEST = 131_072  # characters: what the csv module reads as one cell, unless another library has raised its limit


def check(path=None):
    """Find every fault of a table, or of all of data/, and return them as a DataFrame; an empty one means a good table.

    path : a CSV file named after its table, or a folder that holds the tables (default data/).
    Columns of the result: file, row (line in the file, header = 1; NA for the whole file), column, value, expected.
    Judged are the bytes (UTF-8 with no BOM, LF, sound quotes), the header, every cell by its type and constraints in the
    schema, keys and foreign keys, and the rules that one line of the schema cannot say. Bytes that leave a parser to guess
    end the check of their file.
    Foreign keys are looked up in the folder of the file, or in data/ for a table that the folder does not have.
    """
    path = Path(path or DATA).resolve()
    folder = path if path.is_dir() else path.parent
    files = [path]
    if path.is_dir():
        files = [
            path / f"{name}.csv"
            for name in schema()
            if (path / f"{name}.csv").exists() or path == DATA
        ] or [path]
    faults = []
    for file in files:
        if file.stem not in schema():
            found = [(None, "", file.name, f"a file named after a table: {', '.join(schema())}")]
        else:
            found = _bytes_faults(file) or _table_faults(file, folder)
        faults += [(file.name, *fault) for fault in found]
    return pd.DataFrame(faults, columns=["file", "row", "column", "value", "expected"]).astype(
        {"row": "Int64"}
    )


def _bytes_faults(file):
    """Faults that would make a parser guess: each ends the check of that file."""
    try:
        raw = file.read_bytes()
    except OSError as fault:
        return [(None, "", str(file), f"a readable file ({fault.strerror})")]
    if not raw.strip():
        return [(None, "", "", "a header line and rows; the file is empty")]
    if raw.startswith(b"\xef\xbb\xbf"):
        return [
            (
                1,
                "",
                "BOM",
                "UTF-8 with no byte order mark; save it as 'UTF-8', not 'UTF-8 with BOM'",
            )
        ]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        line = raw[: fault.start].count(b"\n") + 1
        return [(line, "", repr(raw[fault.start : fault.start + 4]), "text in UTF-8")]
    if "\0" in text:
        return [(text[: text.index("\0")].count("\n") + 1, "", "NUL byte", "text in UTF-8")]
    if "\r" in text:
        return [(text[: text.index("\r")].count("\n") + 1, "", "CR", "lines that end in LF alone")]
    lines, faults = text.split("\n"), []
    if "," not in lines[0]:
        return [(1, "", lines[0][:60], "a header line with commas between the columns")]
    for number, line in enumerate(lines, 1):
        if len(line) > LONGEST:
            faults.append((number, "", line[:60], f"a line of at most {LONGEST} characters"))
        # a quote may only open or close a cell, or stand doubled inside a quoted one
        if '"' in line and re.sub(r'(^|,)"(?:[^"]|"")*"(?=,|$)', r"\1", line).count('"'):
            faults.append(
                (
                    number,
                    "",
                    line[:60],
                    'quotes only round a whole cell, and doubled ("") inside it',
                )
            )
    return faults


def _table_faults(file, folder):
    """Faults of the header, the cells and the rules, in the order of the lines."""
    fields = {field["name"]: field for field in schema()[file.stem]["schema"]["fields"]}
    with open(file, encoding="utf-8", newline="") as handle:
        header, *lines = csv.reader(handle)
    if not fields.keys() & header:
        return [(1, "", ",".join(header)[:60], f"a header line: {','.join(fields)}")]
    faults = [(1, name, "", f"a column {name}") for name in fields if name not in header]
    faults += [(1, name, name, "no such column") for name in header if name not in fields]
    if len(set(header)) < len(header):
        return faults + [
            (1, name, name, "each column once") for name in fields if header.count(name) > 1
        ]
    if not faults and header != list(fields):
        faults = [(1, "", ",".join(header)[:60], f"the columns in the order {','.join(fields)}")]
    rows, seen = {}, {}
    for number, cells in enumerate(lines, 2):
        if len(cells) != len(header):
            expected = f"{len(header)} cells, as in the header; a comma inside a cell needs quotes round it"
            faults.append(
                (number, "", f"{len(cells)} cells", expected)
                if cells
                else (number, "", "", "no blank line")
            )
            continue
        rows[number] = row = dict.fromkeys(fields, "") | dict(zip(header, cells))
        for name in (name for name in fields if name in header):
            expected = _cell_fault(row[name], fields[name])
            if not expected and row[name] and fields[name].get("constraints", {}).get("unique"):
                first = seen.setdefault((name, row[name]), number)
                expected = "" if first == number else f"a value of its own; row {first} has it"
            if expected:
                faults.append((number, name, row[name], expected))
                row[name] = ""  # so that no rule judges it again
    unsound = {line for line, *_ in faults} | (rows.keys() if fields.keys() - header else set())
    return sorted(
        faults + _rule_faults(rows, file.stem, folder, unsound), key=lambda fault: fault[0] or 0
    )


_FORMS = {
    "date": (r"\d{4}-\d\d-\d\d", "a day as YYYY-MM-DD"),
    "integer": (r"-?\d+", "a whole number, digits only"),
    "number": (r"-?\d+(\.\d+)?(e[-+]?\d+)?", "a number, digits and a decimal point only"),
    "boolean": ("true|false", "true or false"),
    "string": (r"(?s:.+)", "text"),
    "list": (r"[^\s;]([^;]*[^\s;])?(;[^\s;]([^;]*[^\s;])?)*", "items separated by ';' alone"),
}


def _cell_fault(value, field):
    """What the schema expects in place of a cell's value; an empty text where it is sound."""
    rules, meaning = (
        field.get("constraints", {}),
        f" ({field['description']})" if field.get("description") else "",
    )
    form, expected = _FORMS[field["type"]]
    if value == "":
        return f"a value{meaning}" if rules.get("required") else ""
    if not re.fullmatch(form, value, re.ASCII):
        return expected + meaning
    if field["type"] == "date":
        try:
            date.fromisoformat(value)
        except ValueError:
            return f"a day of the calendar as YYYY-MM-DD{meaning}"
    if value not in rules.get("enum", [value]):
        return f"one of {', '.join(rules['enum'])}"
    if not re.fullmatch(rules.get("pattern", "(?s:.*)"), value):
        return f"the form {rules['pattern']}{meaning}"
    if "minimum" in rules and float(value) < rules["minimum"]:
        return f"{rules['minimum']} or more{meaning}"
    if "maximum" in rules and float(value) > rules["maximum"]:
        return f"{rules['maximum']} or less{meaning}"
    return ""


def _rule_faults(rows, name, folder, unsound):
    """Foreign keys, lists of keys and rules over several cells.

    rows : {line: {column: text}}, cells that are unsound by themselves empty. unsound : the lines that have such cells.
    """
    faults = []

    def fault(number, column, expected):
        faults.append((number, column, rows[number][column], expected))

    def keys(table, column, user):  # {key: its row}
        path = folder / f"{table}.csv"
        try:
            with open(
                path if path.exists() else DATA / path.name, encoding="utf-8", newline=""
            ) as handle:
                header, *lines = csv.reader(handle)
            place = header.index(column)
            return {line[place]: dict(zip(header, line)) for line in lines if line}
        except (OSError, ValueError, IndexError, csv.Error):
            faults.append(
                (None, user, "", f"a sound {path.name} in which its keys can be looked up")
            )
            return None

    columns = [field["name"] for field in schema()[name]["schema"]["fields"]]
    foreign = [
        (key["fields"][0], key["reference"])
        for key in schema()[name]["schema"].get("foreignKeys", [])
    ]
    links = [
        (column, to["resource"], keys(to["resource"], to["fields"][0], column))
        for column, to in foreign
    ]
    lists = [
        column
        for column in columns
        if column in ("pcodes", "centre_pcodes", "except_pcodes", "neighbours", "provinces")
    ]
    districts = (
        keys("districts", "pcode", (lists + ["province_pcode"])[0])
        if lists or "province_pcode" in columns
        else None
    )
    provinces = None if districts is None else {pcode[:4] for pcode in districts}
    pairs = {}
    for number, row in rows.items():
        for column, table, known in links:
            if known is not None and row[column] and row[column] not in known:
                fault(number, column, f"a key of {table}.csv")
            elif (
                known
                and table == "crossings"
                and row[column]
                and "pcode" in row
                and number not in unsound
            ):
                if row["pcode"] != known[row[column]].get("pcode"):
                    fault(
                        number,
                        "pcode",
                        f"{known[row[column]].get('pcode')}, the district of the crossing {row[column]}",
                    )
        for column in lists if districts is not None else []:
            unknown = set(filter(None, row[column].split(";"))) - (
                provinces if column == "provinces" else districts.keys()
            )
            if unknown:
                fault(
                    number,
                    column,
                    f"P-codes of districts.csv; {', '.join(sorted(unknown))} is none",
                )
        if (
            provinces is not None
            and row.get("province_pcode")
            and row["province_pcode"] not in provinces
        ):
            fault(number, "province_pcode", "a province of districts.csv")
        elif (
            row.get("pcode")
            and row.get("province_pcode")
            and row["province_pcode"] != row["pcode"][:4]
        ):
            fault(number, "province_pcode", f"{row['pcode'][:4]}, the province of {row['pcode']}")
        for lo, hi in (("date_lo", "date_hi"), ("period_lo", "period_hi"), ("as_of", "as_of_hi")):
            if row.get(lo) and row.get(hi) and row[lo] > row[hi]:
                fault(number, hi, f"a day not before {lo} {row[lo]}")
        if row.get("date") and not row.get("date_lo", "") <= row["date"] <= (
            row.get("date_hi") or "9"
        ):
            fault(number, "date", f"a day from {row['date_lo']} to {row['date_hi']}")
        if len(row.get("note", "").split()) > 25:
            fault(number, "note", "25 words at most")
        if (
            name == "claims"
            and number not in unsound
            and not (row["killed"] or row["wounded"] or row["captured"])
        ):
            fault(number, "killed", "a figure in killed, wounded or captured")
        daily = (
            name == "claims"
            and number not in unsound
            and row["claimant_type"] == "government"
            and row["scope"] == "national"
        )
        if daily and row["wounded"] and not row["killed"]:
            fault(
                number,
                "killed",
                "the killed beside the wounded, in a government's national statement",
            )
        if name == "road_segments":
            pair = (*sorted((row["from_node"], row["to_node"])), row["road"])
            if pair in pairs:
                fault(
                    number,
                    "to_node",
                    f"a stretch that is not there yet (it is in row {pairs[pair]})",
                )
            pairs[pair] = number
    if name == "road_segments" and not faults and not unsound:
        import networkx as nx

        graph = nx.Graph((row["from_node"], row["to_node"]) for row in rows.values())
        graph.add_nodes_from(keys("road_nodes", "node_id", "from_node"))
        for part in sorted(nx.connected_components(graph), key=len)[:-1]:
            faults.append(
                (
                    None,
                    "from_node",
                    ";".join(sorted(part)),
                    "a stretch that joins them to the rest of the network",
                )
            )
    return faults


def main(paths=()):
    """Print every fault of some files or folders, or of data/, one a line; end with exit code 1 if there are any."""
    found = pd.concat([check(path) for path in paths or [None]])
    for fault in found.itertuples():
        row = "" if pd.isna(fault.row) else f":{fault.row}"
        column = f" {fault.column}:" if fault.column else ""
        print(f"{fault.file}{row}:{column} found {fault.value!r}, expected {fault.expected}")
    if len(found):
        sys.exit(f"{len(found)} fault{'s' if len(found) > 1 else ''}")
    print("no faults")


if __name__ == "__main__":
    main(sys.argv[1:])
