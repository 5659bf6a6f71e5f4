"""The tables and their columns at the cursor: what there is, and what each column means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from helpers.public import own_names
from helpers.tables import load, nearest, schema, shown


class Tables(Mapping):
    """The tables of data/ by name, for completion: record["rep<Tab>, or record.rep<Tab>.

    Each is loaded when it is asked for, as `load` does it.

    Examples
    --------
    >>> len(record["districts"]) == len(record.districts)
    True
    >>> "claims" in record
    True
    """

    def __getitem__(self, name: str) -> pd.DataFrame:
        return load(name)

    def __iter__(self) -> Iterator[str]:
        return iter(schema())

    def __len__(self) -> int:
        return len(schema())

    def __getattr__(self, name: str) -> pd.DataFrame:
        # attributes complete in every editor, keys only in IPython
        # Python asks for many a name with underscores that is none of a table
        if name.startswith("_") or name not in schema():
            raise AttributeError(
                f"no table {shown(name)}: {nearest(name, schema())}"
            )
        return load(name)

    def __dir__(self) -> list[str]:
        # the Tab key shows what this returns
        return list(schema())

    def _ipython_key_completions_(self) -> list[str]:
        return list(schema())

    def __repr__(self) -> str:
        return f"the tables of data/: {', '.join(schema())}"


record = Tables()


def describe(
    table: str | None = None, column: str | None = None
) -> pd.DataFrame:
    """Say what stands in the tables, in a table, or in one column.

    Parameters
    ----------
    table : str, optional
        Name of a table; without it, all tables are listed.
    column : str, optional
        Name of a column; with it, its values are counted.

    Returns
    -------
    DataFrame
        Without `table`: table, rows, one row is. With it: column, type, meaning, filled (share
        of the rows), values. With `column` too: value, rows.

    Raises
    ------
    KeyError
        For a table or a column that does not exist; the message names the nearest.

    Examples
    --------
    >>> describe().columns.tolist()
    ['table', 'rows', 'one row is']
    >>> describe("reports").columns.tolist()
    ['column', 'type', 'meaning', 'filled', 'values']
    >>> describe("reports", "event").columns.tolist()
    ['value', 'rows']
    """
    # the longer the answer, the more was asked for
    if table is None:
        rows = [
            (name, len(load(name)), each["description"])
            for name, each in schema().items()
        ]
        return pd.DataFrame(rows, columns=["table", "rows", "one row is"])
    loaded = load(table)
    if column is None:
        return _columns(table, loaded)
    if not isinstance(column, str) or column not in loaded.columns:
        raise KeyError(
            f"no column {shown(column)} in {table}: {nearest(column, loaded.columns)}"
        )
    # a list counts by its items
    counts = loaded[column].explode().value_counts(dropna=False)
    return counts.rename_axis("value").reset_index(name="rows")


def _columns(table: str, loaded: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for field in schema()[table]["schema"]["fields"]:
        values = loaded[field["name"]]
        # a list is filled when it has an item; other cells when they are not missing
        is_filled = values.notna()
        if field["type"] == "list":
            is_filled = values.map(len) > 0
        row = {
            "column": field["name"],
            "type": field["type"],
            "meaning": field.get("description", ""),
            "filled": is_filled.mean(),
            "values": _range(values, field),
        }
        rows.append(row)
    return pd.DataFrame(rows)


def _range(values: pd.Series, field: dict) -> str:
    """The words of a vocabulary, the ends of what can be ordered, or how many there are."""
    # what a reader would ask for next, type by type
    enum = field.get("constraints", {}).get("enum")
    if enum:
        return ", ".join(enum)
    # what is missing has no place in a range
    given = values.dropna()
    has_order = field["type"] in ("date", "integer", "number")
    if has_order and len(given):
        least, most = given.min(), given.max()
        if field["type"] == "date":
            least, most = least.date(), most.date()
        return f"{least} to {most}"
    items = given.explode()
    return f"{items.nunique():,} different"


__dir__ = own_names(__name__)
