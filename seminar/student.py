"""The student's notebook, and zips of notebooks beside what they need."""

from __future__ import annotations

import asyncio
import json
import zipfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat

from publish import kernels
from publish.paths import NOTEBOOKS, ROOT

SOLVED = NOTEBOOKS / "08_seminar.ipynb"
INTRODUCTION = NOTEBOOKS / "00_start_here.ipynb"
TEXTS = Path(__file__).resolve().parent / "texts"

# a zip's bytes depend on its members alone, so each member bears the record's last day
STAMP = (2021, 8, 15, 0, 0, 0)
WIDGET = "application/vnd.jupyter.widget-view+json"

# what a class needs beside a notebook: the packages, the tables, the licences
NEEDED = (
    "helpers/**/*",
    "seminar/*.py",
    "seminar/texts/*",
    "data/*",
    "LICENSE*",
    "README.md",
    "pyproject.toml",
    "requirements.lock",
)


def read(path: Path) -> dict:
    """A notebook file as a dict.

    Examples
    --------
    >>> read(SOLVED)["nbformat"]
    4
    """
    # not nbformat: it would bring an older notebook up to date on the way
    text = path.read_text(encoding="utf-8")
    return json.loads(text)


def student(notebook: dict) -> dict:
    """The student version of a solved notebook: no solution, no output, no trace of a run.

    Parameters
    ----------
    notebook : dict
        A notebook as a dict; cells tagged ``solution`` are left out.

    Examples
    --------
    >>> left = student(read(SOLVED))
    >>> [cell for cell in left["cells"] if "solution" in cell["metadata"].get("tags", [])]
    []
    """
    kept = [
        cell for cell in notebook["cells"] if "solution" not in _tags(cell)
    ]
    cells = [_bare(cell) for cell in kept]
    # no version of Python: a class may have another one
    kernel = notebook["metadata"]["kernelspec"]
    return {
        "cells": cells,
        "metadata": {
            "kernelspec": kernel,
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _tags(cell: dict) -> list[str]:
    metadata = cell.get("metadata", {})
    return metadata.get("tags", [])


def _bare(cell: dict) -> dict:
    kept = {
        key: cell[key] for key in ("cell_type", "id", "source") if key in cell
    }
    tags = _tags(cell)
    kept["metadata"] = {"tags": tags} if tags else {}
    if cell["cell_type"] == "code":
        kept |= {"outputs": [], "execution_count": None}
    return kept


def executed(notebook: dict) -> dict:
    """The same notebook with outputs, run in the notebooks' folder.

    Examples
    --------
    >>> import nbformat.v4
    >>> cell = nbformat.v4.new_code_cell("1 + 1")
    >>> made = executed(nbformat.v4.new_notebook(cells=[cell]))
    >>> made["cells"][0]["outputs"][0]["data"]["text/plain"]
    ['2']
    """
    # reads() joins the lines of a cell, which a file may hold as a list
    text = json.dumps(notebook)
    made = nbformat.reads(text, as_version=4)
    client = kernels.client(made, timeout=300, store_widget_state=False)
    # in a thread of its own: the caller may have a loop running, as a notebook and a browser do
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(client.async_execute())).result()
    for cell in made["cells"]:
        # times of execution differ from run to run; the kit's bytes must not
        cell["metadata"].pop("execution", None)
        if cell["cell_type"] == "code":
            cell["outputs"] = kernels.in_one_piece(cell["outputs"])
        for output in cell.get("outputs", []):
            # a widget without its kernel is a name drawn by chance; its picture stays
            output.get("data", {}).pop(WIDGET, None)
    return json.loads(nbformat.writes(made))


def bundle(target: Path, notebooks: Mapping[str, dict]) -> None:
    """Write a zip of notebooks beside the packages and the tables that they need.

    Parameters
    ----------
    target : Path
        The zip to write; its stem is the folder that the zip unpacks to.
    notebooks : mapping of str to dict
        {name without .ipynb: notebook as a dict}.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     bundle(Path(folder, "kit.zip"), {"lesson": {"cells": []}})
    ...     names = zipfile.ZipFile(Path(folder, "kit.zip")).namelist()
    >>> {"kit/START.md", "kit/lesson.ipynb", "kit/data/reports.csv"} <= set(names)
    True
    """
    members: dict[str, bytes] = {}
    for name, notebook in notebooks.items():
        text = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
        file = f"{name}.ipynb"
        members[file] = text.encode("utf-8")
    # at the top of the folder, where somebody who unpacks it looks first
    members["START.md"] = (TEXTS / "START.md").read_bytes()
    for path in _needed():
        place = path.relative_to(ROOT)
        members[place.as_posix()] = path.read_bytes()
    with zipfile.ZipFile(target, "w") as zipped:
        for name, content in sorted(members.items()):
            entry = zipfile.ZipInfo(f"{target.stem}/{name}", STAMP)
            # readable by everybody who unpacks it on a shared server
            entry.external_attr = 0o644 << 16
            zipped.writestr(entry, content, zipfile.ZIP_DEFLATED)


def _needed() -> list[Path]:
    found = set()
    for pattern in NEEDED:
        found.update(ROOT.glob(pattern))
    files = [path for path in found if path.is_file()]
    # a run of the tests leaves compiled files of this machine's Python
    return sorted(path for path in files if "__pycache__" not in path.parts)
