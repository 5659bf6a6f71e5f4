"""Load the tables of data/ by their one schema, data/datapackage.json."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.public import own_names
from helpers.threads import limit_threads

# pandas has loaded numpy, and with it the linear algebra
limit_threads()

HERE = Path(__file__).resolve().parent


def _data_folder() -> Path:
    """Find data/: beside the package in a checkout, inside it where a wheel was installed."""
    # the first that has a schema: a folder called data may be anybody's
    for folder in (HERE.parent / "data", HERE / "data"):
        if (folder / "datapackage.json").exists():
            return folder
    return HERE / "data"


DATA = _data_folder()
# the one file of the record that is no table
LINES = "provinces.geojson"

# what each type of the schema becomes in pandas; lists and enums are made by hand below
DTYPES = {
    "date": "datetime64[us]",
    "integer": "Int64",
    "number": "float64",
    "string": "str",
}


def stamp(path: Path) -> tuple[str, int, int]:
    """Tell two states of a file apart: its path, time of change (nanoseconds) and size.

    A file that does not exist has the time and the size -1.

    Parameters
    ----------
    path : Path

    Returns
    -------
    tuple
        The path as text, nanoseconds, bytes.

    Examples
    --------
    >>> stamp(DATA / "reports.csv") == stamp(DATA / "reports.csv")
    True
    """
    # a checkout or an editor may keep the size and change the time, or the reverse
    name = str(path)
    try:
        state = path.stat()
    except OSError:
        return name, -1, -1
    changed = state.st_mtime_ns
    return name, changed, state.st_size


def data_stamp() -> tuple:
    """Stamps of all files of data/: what rests on the tables is fresh while this is the same.

    Returns
    -------
    tuple
        What `stamp` gives for each: the schema, the provinces' lines, every table.

    Examples
    --------
    >>> data_stamp() == data_stamp()
    True
    """
    # the schema counts too: a new column changes what is loaded
    names = ["datapackage.json", LINES, *(f"{name}.csv" for name in schema())]
    return tuple(stamp(DATA / name) for name in names)


def kept(function: Callable) -> Callable:
    """Keep what `function` returned, as functools.cache does, until a file of data/ changes.

    The result is shared by all callers, who must not change it.

    Parameters
    ----------
    function : function
        Of hashable arguments, that rests on nothing but them and the tables.

    Returns
    -------
    function
        With the same arguments.

    Examples
    --------
    >>> @kept
    ... def n_reports():
    ...     return len(load("reports"))
    >>> n_reports() == n_reports() == len(load("reports"))
    True
    """
    memory: dict[Any, Any] = {}
    state: list[Any] = [None]

    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        # arguments must be hashable, as for functools.cache
        now = data_stamp()
        # one changed file makes all that rested on the old state worthless
        if state[0] != now:
            memory.clear()
            state[0] = now
        key = (args, tuple(sorted(kwargs.items())))
        if key not in memory:
            result = function(*args, **kwargs)
            memory[key] = result
        return memory[key]

    return wrapper


@functools.lru_cache(maxsize=2)
def _schema(state: tuple) -> dict[str, dict]:
    # two states are enough: the one in use, and that of a test
    package = json.loads(Path(state[0]).read_text(encoding="utf-8"))
    return {resource["name"]: resource for resource in package["resources"]}


def schema() -> dict[str, dict]:
    """Return the schema of each table of data/datapackage.json.

    Returns
    -------
    dict
        {table: its resource descriptor}, in the order of the file.

    Examples
    --------
    >>> list(schema())[:3]
    ['districts', 'sources', 'reports']
    """
    # read anew when the file changes, like every table
    return _schema(stamp(DATA / "datapackage.json"))


def shown(value: object) -> str:
    """Write what was given, for an error message: as Python writes it, at most 80 characters.

    Parameters
    ----------
    value : object

    Returns
    -------
    str

    Examples
    --------
    >>> shown("Doshi"), len(shown("x" * 1000))
    ("'Doshi'", 80)
    """
    # a whole page may be passed by mistake in place of a word; numpy's text is text
    text = repr(str(value)) if isinstance(value, str) else repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def nearest(word: object, words: object) -> str:
    """Write what a mistyped word may have meant, for the end of an error message.

    Parameters
    ----------
    word : object
        What was given.
    words : iterable of str
        What there is.

    Returns
    -------
    str
        "did you mean X or Y?" or, where nothing resembles it, "there are X, Y, Z".

    Examples
    --------
    >>> nearest("report", ["reports", "claims"])
    "did you mean 'reports'?"
    """
    # case is no reason not to recognise a word
    known = [str(each) for each in words]
    lower = {each.lower(): each for each in known}
    close = get_close_matches(
        str(word).lower()[:80], list(lower), n=3, cutoff=0.6
    )
    if close:
        return (
            f"did you mean {' or '.join(repr(lower[each]) for each in close)}?"
        )
    first = ", ".join(known[:40])
    return f"there are {first}" + (", …" if len(known) > 40 else "")


def load(name: str, path: str | Path | None = None) -> pd.DataFrame:
    """Return a table of data/, typed by its schema.

    A table is read once and kept until its file changes. What is returned is the caller's own:
    changing it changes nothing elsewhere. The file is trusted; `check` finds its faults.

    Parameters
    ----------
    name : str
        Name of the table, such as "reports".
    path : path, optional
        Another file with the same table.

    Returns
    -------
    DataFrame
        One row a line of the file, in its order. Dates are datetime64[us], integers Int64,
        numbers float64, booleans bool; fields with an enum are ordered categoricals in the order
        of the schema; lists are tuples of str (empty: ()); other text is str, missing NA.

    Raises
    ------
    KeyError
        For a table that does not exist.
    FileNotFoundError
        Where the file is missing.
    ValueError
        For a file that does not fit its schema.

    Examples
    --------
    >>> load("crossings")[["crossing_id", "pcode", "neighbour"]].head(2)
      crossing_id   pcode neighbour
    0  islam_qala  AF3213       IRN
    1   torghundi  AF3207       TKM
    """
    # text alone: a missing value, asked whether it equals a name, gives no answer
    if not isinstance(name, str) or name not in schema():
        raise KeyError(_no_table(name))
    file = Path(path or DATA / f"{name}.csv").resolve()
    # copy-on-write makes the shallow copy as safe as a deep one
    return _read(name, *stamp(file), stamp(DATA / "datapackage.json")).copy(
        deep=False
    )


def of_the_record(table: object, name: str) -> bool:
    """Whether a table says what the one of data/ says, so that what is kept of that holds for it.

    Parameters
    ----------
    table : object
        None stands for the table of data/.
    name : str
        Of the table in data/.

    Examples
    --------
    >>> reports = load("reports")
    >>> of_the_record(reports, "reports"), of_the_record(reports.tail(), "reports")
    (True, False)
    """
    if table is None:
        return True
    # anything may be handed in: what is no table is refused by whoever reads it
    return isinstance(table, pd.DataFrame) and table.equals(load(name))


def _no_table(name: object) -> str:
    # these two are looked for as tables more than any other
    derived = {"events": "events()", "control": "control()"}
    if isinstance(name, str) and name in derived:
        return (
            f"{name!r} is no table of data/: it is derived from the reports; "
            f"call helpers.{derived[name]}"
        )
    what = f"no table {shown(name)} in data/datapackage.json"
    return (
        f"{what}: {nearest(name, schema())} (there are {', '.join(schema())})"
    )


@functools.lru_cache(maxsize=64)
def _read(
    name: str, path: str, _time: int, _size: int, _schema_state: tuple
) -> pd.DataFrame:
    """Read a file; the arguments that are not read are there so that a change is seen."""
    try:
        return _typed_table(name, path)
    except KeyError as fault:
        reason = f"no column {fault}"
        raise _unfit(path, reason) from fault
    except (ValueError, TypeError, OverflowError) as fault:
        reason = str(fault).partition("\n")[0]
        raise _unfit(path, reason) from fault


def _unfit(path: str, reason: str) -> ValueError:
    # the first fault only: `check` lists them all, with their rows
    return ValueError(
        f"{path} does not fit its schema ({reason}); run `make check` to see every fault"
    )


def _typed_table(name: str, path: str) -> pd.DataFrame:
    # text first, so that nothing is taken for a number or a missing value unasked
    table = pd.read_csv(
        path,
        dtype=str,
        keep_default_na=False,
        na_values=[""],
        encoding="utf-8",
    )
    # pandas takes a surplus first cell for an index
    if not isinstance(table.index, pd.RangeIndex):
        raise ValueError("rows have more cells than the header")
    fields = schema()[name]["schema"]["fields"]
    columns = {}
    for field in fields:
        column = table[field["name"]]
        columns[field["name"]] = _typed_column(column, field)
    return pd.DataFrame(columns)


def _typed_column(column: pd.Series, field: dict) -> Any:
    # pandas would guess types from the values, and guess anew with each new row
    kind = field["type"]
    if kind == "boolean":
        return _booleans(column)
    if kind == "list":
        return column.fillna("").map(_items)
    if kind == "date":
        days = pd.to_datetime(column, format="%Y-%m-%d")
        return days.astype(DTYPES["date"])
    if kind in ("integer", "number"):
        return pd.to_numeric(column).astype(DTYPES[kind])
    enum = field.get("constraints", {}).get("enum")
    return _categories(column, enum) if enum else column.astype("str")


def _items(text: str) -> tuple[str, ...]:
    # tuples, for they can be compared, grouped and not changed by mistake
    return tuple(part for part in text.split(";") if part)


def _booleans(column: pd.Series) -> pd.Series:
    # anything else would count as false without a word
    if not column.isin(["true", "false"]).all():
        raise ValueError(
            f"column {column.name}: a value is neither true nor false"
        )
    return column == "true"


def _categories(column: pd.Series, enum: list[str]) -> pd.Categorical:
    # pandas would turn an unknown category into a missing value without a word
    unknown = sorted(set(column.dropna()) - set(enum))
    if unknown:
        raise ValueError(
            f"column {column.name}: {unknown[0]!r} is none of {', '.join(enum)}"
        )
    return pd.Categorical(column, categories=enum, ordered=True)


__dir__ = own_names(__name__)
