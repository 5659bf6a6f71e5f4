"""Load the tables of data/ by their one schema, data/datapackage.json."""

import json
from functools import cache
from pathlib import Path

import pandas as pd

HERE = Path(__file__).resolve().parent
# beside the package in a checkout; inside it where the project was installed from a wheel
DATA = next(
    (
        folder
        for folder in (HERE.parent / "data", HERE / "data")
        if (folder / "datapackage.json").exists()
    ),
    HERE / "data",
)


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
        raise KeyError(
            f"no table {name!r} in data/datapackage.json; there are {', '.join(schema())}"
        )
    path = Path(path or DATA / f"{name}.csv")
    fields = schema()[name]["schema"]["fields"]
    try:
        table = pd.read_csv(
            path, dtype=str, keep_default_na=False, na_values=[""], encoding="utf-8"
        )
        if not isinstance(
            table.index, pd.RangeIndex
        ):  # pandas takes a surplus first cell for an index
            raise ValueError("rows have more cells than the header")
        return pd.DataFrame(
            {field["name"]: _typed(table[field["name"]], field) for field in fields}
        )
    except (ValueError, KeyError, TypeError) as fault:
        reason = (
            f"no column {fault}" if isinstance(fault, KeyError) else str(fault).partition("\n")[0]
        )
        raise ValueError(
            f"{path} does not fit its schema ({reason}); run `make check` to see every fault"
        ) from fault


def _typed(column, field):
    kind, enum = field["type"], field.get("constraints", {}).get("enum")
    if kind == "date":
        return pd.to_datetime(column, format="%Y-%m-%d").astype("datetime64[us]")
    if kind == "integer":
        return pd.to_numeric(column).astype("Int64")
    if kind == "number":
        return pd.to_numeric(column).astype("float64")
    if kind == "boolean":
        if not column.isin(["true", "false"]).all():
            raise ValueError(f"column {field['name']}: a value is neither true nor false")
        return column == "true"
    if kind == "list":
        return column.fillna("").map(lambda text: tuple(part for part in text.split(";") if part))
    if enum:
        unknown = sorted(set(column.dropna()) - set(enum))
        if unknown:
            raise ValueError(f"column {field['name']}: {unknown[0]!r} is none of {', '.join(enum)}")
        return pd.Categorical(column, categories=enum, ordered=True)
    return column.astype("str")
