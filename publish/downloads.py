"""The downloads: tables as they are, an Excel workbook, Parquet, and what is derived from them.

The version stands in every name. Files for spreadsheets begin with the mark by which Excel knows
UTF-8, and no cell of theirs is taken for a formula. The zip of data/ holds the very bytes.
"""

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from helpers import load
from helpers.tables import schema
from publish import croissant, layers
from publish.layers import NAMES
from publish.paths import ROOT, files
from publish.plain_tables import has_lists, joined
from publish.record import Record
from publish.workbook import workbook

# a time of its own would make every build another file
STAMP = (2021, 8, 15, 0, 0, 0)
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: Any) -> Any:
    """A cell of text that no spreadsheet takes for a formula.

    Examples
    --------
    >>> harmless("=cmd()"), harmless("Doshi")
    ("'=cmd()", 'Doshi')
    """
    # spreadsheets run what begins so; a sign of quotation stops them
    if isinstance(cell, str) and cell.startswith(FORMULA):
        return f"'{cell}"
    return cell


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table for spreadsheets: UTF-8 with its mark, no formulas, one kind of line end.

    Parameters
    ----------
    table : DataFrame
        Lists are joined with semicolons, days written as ISO days.
    path : Path
        The file.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.csv"
    >>> write_csv(pd.DataFrame({"a": ["=1"]}), path)
    >>> path.read_text(encoding="utf-8-sig").splitlines()
    ['a', "'=1"]
    """
    plain = joined(table)
    for column in plain.columns:
        # numbers stay numbers: a minus is no formula
        if not pd.api.types.is_numeric_dtype(plain[column]):
            plain[column] = plain[column].map(harmless, na_action="ignore")
    plain.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")


def archive(target: Path, members: Iterable[tuple[str, bytes]]) -> None:
    """Write a zip whose bytes depend on nothing but its members; all of them readable by all.

    Parameters
    ----------
    target : Path
        The zip.
    members : iterable of tuple of str and bytes
        Name and content of each file, in any order.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.zip"
    >>> archive(path, [("b.txt", b"b"), ("a.txt", b"a")])
    >>> zipfile.ZipFile(path).namelist()
    ['a.txt', 'b.txt']
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
        # sorted: the order in which a system lists files is its own
        for name, content in sorted(members):
            info = zipfile.ZipInfo(name, STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            # a zip made on one system would else be unreadable on another
            info.external_attr = 0o644 << 16
            info.create_system = 3
            bundle.writestr(info, content)


def parquet(target: Path) -> None:
    """Write every table as a Parquet file, typed, lists as lists, in one zip.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "tables.zip"
    >>> parquet(path)
    >>> "districts.parquet" in zipfile.ZipFile(path).namelist()
    True
    """
    members = []
    for name in schema():
        table = load(name)
        for column in table.columns:
            if has_lists(table[column]):
                # a set has no order of its own, and a file needs one
                table[column] = table[column].map(sorted)
        # into the zip alone, and into no file of its own
        buffer = io.BytesIO()
        pq.write_table(
            pa.Table.from_pandas(table, preserve_index=False),
            buffer,
            compression="zstd",
        )
        members.append((f"{name}.parquet", buffer.getvalue()))
    archive(target, members)


def derived(record: Record) -> dict[str, pd.DataFrame]:
    """Tables that follow from data/: events and days with names, reports and claims with pages.

    Examples
    --------
    >>> sorted(derived(Record()))
    ['claims', 'control', 'events', 'reports']
    """
    names = record.districts[NAMES]
    # events have their places' names already
    more = names.columns.difference(record.events.columns, sort=False)
    # a row that stands alone needs its page beside it
    pages = record.sources[
        ["source_id", "publisher", "origin", "language", "published", "url"]
    ]
    # a row that met two districts would be counted twice: rather no download at all
    merged = {"on": "pcode", "how": "left", "validate": "many_to_one"}
    return {
        "events": record.events.merge(names[["pcode", *more]], **merged),
        "control": record.days.merge(
            names[["pcode", "district", "province"]], **merged
        ),
        "reports": record.reports.merge(
            names[["pcode", "district", "province"]], **merged
        ).merge(pages, on="source_id", how="left"),
        "claims": load("claims").merge(pages, on="source_id", how="left"),
    }


# in the order of the page of downloads
WHAT = {
    "data": "Every table as CSV, schema (Data Package, Croissant), codebook, what is derived",
    "tables": "Every table as a sheet of one Excel workbook",
    "parquet": "Every table as Parquet, typed",
    "events": "What happened: a row an event, with bounds, support and the reports behind it",
    "control": "Who held each district on each day, in three readings, with names",
    "reports": "Every report with its page",
    "claims": "Every print of every casualty claim with its page",
    "districts": "A point a district with its last capture, for map programs (GeoJSON)",
    "cells": "The same with an approximate cell, and who held it at each month's start (GeoJSON)",
    "notebooks": "The notebooks, ready to run, with the helpers and the tables",
}
# with these the notebooks run where nothing else is there
PACKED = (
    "notebooks/*.*",
    "notebooks/record/*",
    "helpers/**/*",
    "data/*",
    "tools/*.py",
    "tools/*.csv",
    "seminar/**/*",
    "publish/**/*",
    "Makefile",
    "pyproject.toml",
    "environment.yml",
    "requirements.lock",
    "README.md",
    "CHANGELOG.md",
    "CITATION.cff",
    "LICENSE*",
)


def write(record: Record, folder: Path, version: str) -> list[dict[str, str]]:
    """Write every download.

    Parameters
    ----------
    record : Record
        Of this build.
    folder : Path
        Made where it is missing.
    version : str
        Stands in every name.

    Returns
    -------
    list of dict
        name, what and size of each, for the page of downloads.
    """
    folder.mkdir(parents=True, exist_ok=True)
    extra = []
    for name, table in derived(record).items():
        write_csv(table, folder / f"{name}-{version}.csv")
        # plain files too, for programs: without the mark and the quotes for spreadsheets
        if name in ("events", "control"):
            text = joined(table).to_csv(index=False, lineterminator="\n")
            extra.append((f"derived/{name}.csv", text.encode()))
    # beside the tables, and by themselves for whoever wants a map alone
    districts = ("districts", layers.points(record))
    cells = ("cells", layers.areas(record))
    for name, layer in (districts, cells):
        geojson = layers.text(layer).encode()
        (folder / f"{name}-{version}.geojson").write_bytes(geojson)
        extra.append((f"derived/{name}.geojson", geojson))
    plain = files("data/*", "LICENSE-DATA", "CITATION.cff", "CHANGELOG.md")
    members = [
        (path.relative_to(ROOT).as_posix(), path.read_bytes())
        for path in plain
    ]
    # beside the tables, which it names by their files
    extra.append(("data/croissant.json", croissant.text().encode()))
    archive(folder / f"data-{version}.zip", members + extra)
    # in the order of the codebook
    tables = {name: load(name) for name in schema()}
    archive(folder / f"tables-{version}.xlsx", workbook(tables))
    parquet(folder / f"parquet-{version}.zip")
    packed = [
        (path.relative_to(ROOT).as_posix(), path.read_bytes())
        for path in files(*PACKED)
    ]
    archive(folder / f"notebooks-{version}.zip", packed)
    for path in files("notebooks/*.ipynb"):
        (folder / path.name).write_bytes(path.read_bytes())
    return listed(folder, version)


def listed(folder: Path, version: str) -> list[dict[str, str]]:
    """The downloads of a folder, as the page of downloads shows them.

    Parameters
    ----------
    folder : Path
        Where the downloads lie.
    version : str
        That stands in their names.

    Examples
    --------
    >>> listed(Path("no such folder"), "1.0")
    []
    """
    rows = []
    # in the order of WHAT: what most people look for stands first
    for stem, what in WHAT.items():
        for path in sorted(folder.glob(f"{stem}-{version}.*")):
            size = f"{path.stat().st_size / 1e6:.1f} MB"
            rows.append({"name": path.name, "what": what, "size": size})
    return rows
