"""What was measured on a machine, once, and is quoted in the guide for rooms and servers.

`python -m tools.load`, `python -m tools.cost` and `python -m tools.cost_lab` write the table when
they are given `--record`; nothing in the guide is typed.
"""

from __future__ import annotations

import csv
from pathlib import Path

TABLE = Path(__file__).resolve().parent / "texts" / "measured.csv"
COLUMNS = ("what", "value", "unit", "how")


def read(path: Path = TABLE) -> dict[str, dict[str, str]]:
    """The table by the name of what was measured.

    Examples
    --------
    >>> read(Path("no such file"))
    {}
    """
    # a checkout in which nothing was measured yet is no fault
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["what"]: row for row in csv.DictReader(stream)}


def record(
    found: dict[str, tuple[float, str]], how: str, path: Path = TABLE
) -> None:
    """Write what was measured; what was measured before under the same name gives way.

    Parameters
    ----------
    found : dict of str to (float, str)
        {what: (value, unit)}.
    how : str
        The machine and what else it did, in a few words.
    path : Path
        Of the table.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     table = Path(folder) / "measured.csv"
    ...     record({"start": (12.0, "s")}, "2 cores", table)
    ...     values(table)["start"]
    '12 s'
    """
    # a tool that measures one thing leaves what others measured
    rows = read(path)
    for what, (value, unit) in found.items():
        rows[what] = {
            "what": what,
            "value": f"{value:.4g}",
            "unit": unit,
            "how": how,
        }
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        # sorted: two tools write here, in any order
        writer.writerows(rows[what] for what in sorted(rows))


def values(path: Path = TABLE) -> dict[str, str]:
    """{name in the guide: value with its unit}; ``how`` is the machine of the last measurement.

    Examples
    --------
    >>> "lab_class_bytes" in values()
    True
    """
    rows = read(path)
    found = {}
    for what, row in rows.items():
        value = _plain(row["value"])
        # a number of clients has no unit
        found[what] = f"{value} {row['unit']}".strip()
    # rows of several runs may come from several machines: each is named
    hows = sorted({row["how"] for row in rows.values()})
    return found | {"how": "; ".join(hows)}


def _plain(number: str) -> str:
    """A number as people write it: 3e+02 is 300."""
    value = float(number)
    return f"{value:,.6g}"
