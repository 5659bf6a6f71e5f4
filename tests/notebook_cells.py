"""The notebooks' cells, as tests read them."""

import ast
import json
import re
from pathlib import Path

NOTEBOOKS = sorted((Path(__file__).resolve().parent.parent / "notebooks").glob("*.ipynb"))


def cells(path, kind):
    """The sources of a notebook's cells of one kind."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == kind]


def trees(path):
    """The code cells, without what is not Python."""
    return [ast.parse(re.sub(r"(?m)^[%!].*$", "", source)) for source in cells(path, "code")]


def called(node):
    """The name of what is called, without its module."""
    return getattr(node.func, "attr", getattr(node.func, "id", None))
