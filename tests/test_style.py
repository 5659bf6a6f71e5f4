"""The code is as easy to read as that of its models: measured on the syntax tree, room by room.

The models are geopandas, esda, networkx and, for notebooks, Think Stats and Pythia Foundations.
"""

import ast
import json
import re
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = {
    "core": sorted((ROOT / "helpers").glob("*.py")),
    "analysis": sorted((ROOT / "helpers" / "analysis").glob("*.py")),
    "views": sorted((ROOT / "helpers" / "views").glob("*.py")),
    "publish": sorted((ROOT / "publish").rglob("*.py")),
    "seminar": sorted((ROOT / "seminar").rglob("*.py")),
    "tools": sorted((ROOT / "tools").glob("*.py")),
}
# What each room has reached: nodes a line, expressions a statement, comments in 100 lines. The goal
# is 5.5, 7 and 8 everywhere, and is reached; no room falls behind it
REACHED = {
    "core": (5.5, 7, 8),
    "analysis": (5.5, 7, 8),
    "views": (5.5, 7, 8),
    "publish": (5.5, 7, 8),
    "seminar": (5.5, 7, 8),
    "tools": (5.5, 7, 8),
}
# Rules of tables: each is tried by breaking a copy of data/ (tools/mutations), not by an example
RULES_OF_TABLES = {"table_rules", "derived_rules", "plausibility", "slips"}
# Of the public functions of a room, at least this share has an example. The others write a site, a
# kit or a file, draw in the Lab, or measure for minutes
EXAMPLES = {
    "core": 0.95,
    "analysis": 1.0,
    "views": 0.95,
    "publish": 0.65,
    "seminar": 0.75,
    "tools": 0.4,
}
# Public functions that take what has no type of its own, such as a fitted model of statsmodels
UNTYPED = {"core": 1, "analysis": 12}
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
# An exercise is a task with its solution and its check: one cell to the reader, whose text stands
# over the task, with nothing to be said between the three
ANSWERING = {"solution", "check"}
SAYING = ("prose", "finding")


def nodes(tree):
    return sum(isinstance(node, (ast.expr, ast.stmt)) for node in ast.walk(tree))


def code_lines(source):
    lines = [line.strip() for line in source.split("\n")]
    return [line for line in lines if line and not line.startswith("#")]


def density(path):
    """Expressions and statements a code line of a file."""
    source = path.read_text(encoding="utf-8")
    return nodes(ast.parse(source)) / max(1, len(code_lines(source)))


def packing(path):
    """Expressions in each statement of a file that gives a value to something."""
    kinds = (ast.Assign, ast.AugAssign, ast.Return)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    statements = [node for node in ast.walk(tree) if isinstance(node, kinds)]
    return [sum(isinstance(n, ast.expr) for n in ast.walk(each)) for each in statements]


def comments(path):
    source = path.read_text(encoding="utf-8")
    return sum(bool(re.search(r"^\s*#|  # ", line)) for line in source.split("\n"))


def written(room):
    """The files of a room that hold code."""
    return [path for path in ROOMS[room] if code_lines(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("room", REACHED)
def test_code_is_plain_and_not_packed(room):
    files = written(room)
    nodes_a_line, expressions, _ = REACHED[room]
    assert statistics.median(map(density, files)) <= nodes_a_line
    assert statistics.median(n for path in files for n in packing(path)) <= expressions


@pytest.mark.parametrize("room", REACHED)
def test_comments_say_why(room):
    files = written(room)
    lines = sum(len(code_lines(path.read_text(encoding="utf-8"))) for path in files)
    assert 100 * sum(map(comments, files)) / lines >= REACHED[room][2]


def public(room):
    """Every public function of a room: its file's name and its syntax tree."""
    for path in written(room):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield path.stem, node


def is_typed(node):
    every = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return node.returns is not None and all(each.annotation for each in every)


@pytest.mark.parametrize("room", ROOMS)
def test_public_functions_are_typed_and_say_what_they_do(room):
    """Where a decorator gives a function its place and its words, the name says the rest."""
    found = [(stem, node) for stem, node in public(room) if not node.decorator_list]
    silent = [f"{stem}.{node.name}" for stem, node in found if not ast.get_docstring(node)]
    assert silent == []
    untyped = [f"{stem}.{node.name}" for stem, node in found if not is_typed(node)]
    assert len(untyped) <= UNTYPED.get(room, 0), untyped


@pytest.mark.parametrize("room", ROOMS)
def test_public_functions_have_an_example(room):
    """`make examples` runs them."""
    without = []
    names = []
    for stem, node in public(room):
        # a command is tried as a command
        if stem in RULES_OF_TABLES or node.decorator_list or node.name == "main":
            continue
        names.append(node.name)
        if ">>>" not in (ast.get_docstring(node) or ""):
            without.append(f"{stem}.{node.name}")
    assert len(without) <= (1 - EXAMPLES[room]) * len(names), without


def cells(path):
    """The code cells of a notebook, as text."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]


def doing(path):
    """The code cells of a notebook that do something, an exercise counted once."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    asked = [cell for cell in code if not ANSWERING & set(cell["metadata"].get("tags", []))]
    sources = ["".join(cell["source"]) for cell in asked]
    return [source for source in sources if not only_says(source)]


def called(node):
    return isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", ""))


def only_says(cell):
    """Whether a cell prints a sentence and does nothing else."""
    body = ast.parse(cell).body
    return all(isinstance(node, ast.Expr) and called(node.value) in SAYING for node in body)


def is_name(node):
    """A name, an attribute of one, or an item of one by a name or a constant."""
    if isinstance(node, ast.Attribute):
        return is_name(node.value)
    if isinstance(node, ast.Subscript):
        return is_name(node.value) and is_name(node.slice)
    return isinstance(node, (ast.Name, ast.Constant))


def high(values, share):
    return sorted(values)[int(share * len(values))]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_notebook_cells_are_short_and_narrow(path):
    lines = [[line for line in cell.split("\n") if line.strip()] for cell in cells(path)]
    lengths = [len(cell) for cell in lines]
    assert statistics.median(lengths) <= 4
    assert high(lengths, 0.9) <= 10
    assert high([len(line) for cell in lines for line in cell], 0.9) <= 88
    dense = sum(nodes(ast.parse(cell)) for cell in cells(path)) / sum(lengths)
    assert round(dense, 1) <= 6


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_notebook_is_told_in_markdown(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    told = sum(cell["cell_type"] == "markdown" for cell in notebook["cells"])
    assert told >= 0.9 * len(doing(path))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_no_two_cells_bear_one_name(path):
    """Links lead to cells by it; readers of notebooks rename the second in silence."""
    names = [cell["id"] for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]
    twice = {name for name in names if names.count(name) > 1}
    assert twice == set()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_holes_in_sentences_hold_names(path):
    computing = []
    for cell in cells(path):
        for call in (node for node in ast.walk(ast.parse(cell)) if called(node) in SAYING):
            holes = [n.value for n in ast.walk(call) if isinstance(n, ast.FormattedValue)]
            computing += [ast.unparse(hole) for hole in holes if not is_name(hole)]
    assert computing == []


@pytest.mark.parametrize("step", [("format", "--check", "."), ("check", ".")], ids=" ".join)
def test_ruff_finds_nothing(step):
    run = subprocess.run(
        [sys.executable, "-m", "ruff", *step], cwd=ROOT, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-500:]
