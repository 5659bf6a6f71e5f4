"""The code is as easy to read as that of its models: measured on the syntax tree, file by file.

The models are geopandas, esda, networkx and, for notebooks, Think Stats and Pythia Foundations.
"""

import ast
import json
import re
import statistics
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from numpydoc.docscrape import NumpyDocString

ROOT = Path(__file__).resolve().parent.parent
ROOMS = {
    "core": sorted((ROOT / "helpers").glob("*.py")),
    "checks": sorted((ROOT / "helpers" / "checks").glob("*.py")),
    "posterior": sorted((ROOT / "helpers" / "posterior").glob("*.py")),
    "analysis": sorted((ROOT / "helpers" / "analysis").glob("*.py")),
    "views": sorted((ROOT / "helpers" / "views").glob("*.py")),
    "publish": sorted((ROOT / "publish").rglob("*.py")),
    "seminar": sorted((ROOT / "seminar").rglob("*.py")),
    "tools": sorted((ROOT / "tools").glob("*.py")),
}
# What every file holds: expressions and statements a code line, expressions a statement in the
# median, comments in 100 code lines, code lines of a function; docstrings are no code
NODES_A_LINE, NODES_OF_TESTS = 6.2, 9
EXPRESSIONS = 7
FEW = 4
COMMENTS = 8
LONGEST = 45
# Of a whole room: the densest of the models (networkx, geopandas, statsmodels, esda) has 5.5
NODES_OF_ROOM = 5.5
# Files that cannot, and why
PACKED = {
    "tools/mutations.py": "a table of mutations: each is a short function of a packed line or two",
    "tools/mutations_of_the_hand.py": "a table of mutations, as in tools/mutations.py",
}
# Rules of tables: each is tried by breaking a copy of data/ (tools/mutations), not by an example
RULES_OF_TABLES = {"table_rules", "derived_rules", "plausibility", "slips"}
# Public functions without an example, by the reason
WITHOUT_EXAMPLE = {
    "asks for a cluster of machines": {"worlds.on_cluster"},
    "downloads": {
        "environment.make",
        "pyodide.download",
        "wheels.download_pandas",
        "wheels.pandas_wheel",
    },
    "builds for a minute or more; each of its parts has an example": {
        "contents.write_tables",
        "downloads.write",
        "handout.handout",
        "kit.build",
        "lab.build",
        "pages.slides",
        "site.build",
        "wheels.own_wheel",
    },
    "works on what is kept between two builds, or on the checkout's own files": {
        "cache.tidy",
        "fork_server.warm",
        "lab.contents_of",
        "release.write",
    },
    "measures for minutes, or how long something takes": {
        "bench.explorers",
        "bench.pages",
        "bench.report",
        "bench.rule",
        "bench_claims.neighbour_joins",
        "bench_claims.studies",
        "bench_claims.two_way_links",
        "bench_rule.planted_records",
        "bench_rule.worlds_against_control",
        "bench_stats.extras",
        "bench_stats.forecasts",
        "bench_stats.halves",
        "bench_stats.joins",
        "bench_stats.missed",
        "bench_stats.nearness",
        "bench_stats.neighbours",
        "bench_stats.run",
        "bench_stats.weekly",
        "bench_stats.weekly_neighbours",
        "cost.in_browser",
        "cost.lab_server",
        "cost.own_machine",
        "cost_lab.at_once",
        "cost_lab.run",
        "cost_lab.start",
        "fuzz.judge",
        "load.run",
        "load.serve",
    },
}
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


@cache
def parsed(source):
    """Several measures ask for the tree of one file."""
    return ast.parse(source)


def docstrings(source):
    """The docstrings of a file, as expressions."""
    for node in ast.walk(parsed(source)):
        kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
        if isinstance(node, kinds) and ast.get_docstring(node):
            yield node.body[0]


def without_docstrings(source):
    """The code lines of a file: a long docstring would make dense code pass for plain."""
    lines = source.split("\n")
    for text in docstrings(source):
        lines[text.lineno - 1 : text.end_lineno] = [""] * (text.end_lineno - text.lineno + 1)
    return code_lines("\n".join(lines))


def density(source):
    """Expressions and statements a code line."""
    # a docstring is an expression and a statement
    told = sum(2 for _ in docstrings(source))
    return (nodes(parsed(source)) - told) / max(len(without_docstrings(source)), 1)


def packing(source):
    """Expressions in a statement that gives a value to something, in the median."""
    kinds = (ast.Assign, ast.AugAssign, ast.Return)
    statements = [node for node in ast.walk(parsed(source)) if isinstance(node, kinds)]
    sizes = [sum(isinstance(n, ast.expr) for n in ast.walk(each)) for each in statements]
    # two or three have no median worth the name
    return statistics.median(sizes) if len(sizes) >= FEW else 0


def comments(source):
    """Lines with a comment in a hundred lines of code."""
    found = sum(bool(re.search(r"^\s*#|  # ", line)) for line in source.split("\n"))
    return 100 * found / max(len(without_docstrings(source)), 1)


def functions(source):
    """{name: code lines, its docstring left out}"""
    lines = source.split("\n")
    found = {}
    for node in ast.walk(parsed(source)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            if body:
                inside = "\n".join(lines[body[0].lineno - 1 : node.end_lineno])
                found[node.name] = len(code_lines(inside))
    return found


def written(room):
    """The files of a room that hold more than a docstring."""
    found = []
    for path in ROOMS[room]:
        tree = parsed(path.read_text(encoding="utf-8"))
        if len(tree.body) > (ast.get_docstring(tree) is not None):
            found.append(path)
    return found


def measured(room, measure):
    """{file: what a measure says of it}"""
    return {
        path.relative_to(ROOT).as_posix(): measure(path.read_text(encoding="utf-8"))
        for path in written(room)
    }


@pytest.mark.parametrize("room", ROOMS)
def test_every_file_is_plain_and_not_packed(room):
    densities = measured(room, density)
    dense = {file: n for file, n in densities.items() if n > NODES_A_LINE}
    packed = {file: n for file, n in measured(room, packing).items() if n > EXPRESSIONS}
    # both ways: a file that has been made plain is no exception any more
    assert {*dense, *packed} == PACKED.keys() & densities.keys(), (dense, packed)


@pytest.mark.parametrize("room", ROOMS)
def test_no_room_becomes_denser(room):
    sources = [path.read_text(encoding="utf-8") for path in written(room)]
    lines = [len(without_docstrings(source)) for source in sources]
    told = [density(source) * n for source, n in zip(sources, lines, strict=True)]
    assert sum(told) / sum(lines) <= NODES_OF_ROOM


@pytest.mark.parametrize("room", ROOMS)
def test_every_file_says_why(room):
    silent = {file: n for file, n in measured(room, comments).items() if n < COMMENTS}
    assert silent == {}


@pytest.mark.parametrize("room", ROOMS)
def test_every_function_can_be_seen_at_once(room):
    long = []
    for file, found in measured(room, functions).items():
        long += [f"{file}: {name}" for name, n in found.items() if n > LONGEST]
    assert long == []


def files_of_tests(least):
    """The files of tests/ with so many code lines."""
    for path in sorted((ROOT / "tests").rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if len(without_docstrings(source)) >= least:
            yield path.relative_to(ROOT).as_posix(), source


def test_tests_can_be_read_too():
    """Less strictly: a test compares, and says in its name what for."""
    dense = {file: density(source) for file, source in files_of_tests(15)}
    assert {file: n for file, n in dense.items() if n > NODES_OF_TESTS} == {}
    long = []
    for file, source in files_of_tests(1):
        long += [f"{file}: {name}" for name, n in functions(source).items() if n > LONGEST]
    assert long == []


def test_measures_see_what_is_packed_silent_or_long():
    """Else they would hold whatever was written."""
    packed = "x = {a: [f(b, c) for b in d if b > 1] for a, c in sorted(e.items())}\n" * FEW
    assert density(packed) > NODES_A_LINE
    assert packing(packed) > EXPRESSIONS
    assert comments(packed) == 0
    # however much is said of it, the code is as dense and as silent
    told = '"""' + "A long story.\n" * 30 + '"""\n' + packed
    assert density(told) == density(packed)
    assert comments(told + "# why\n" * FEW) == comments(packed + "# why\n" * FEW) == 100
    long = "def f():\n" + "    x = 1\n" * (LONGEST + 1)
    assert functions(long) == {"f": LONGEST + 1}
    with_docstring = 'def f():\n    """Say so."""\n    # why\n    return 1\n'
    assert functions(with_docstring) == {"f": 1}


def public(room):
    """Every public function of a room: its file's name and its syntax tree."""
    for path in written(room):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield path.stem, node


def bound(function):
    """The names that a function or a lambda makes: its parameters, and what it gives a value."""
    arguments = function.args
    found = {each.arg for each in ast.walk(arguments) if isinstance(each, ast.arg)}
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
    return found


def hiding(source):
    """(function, name) of every name that hides what the module imports."""
    tree = parsed(source)
    imports = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    taken = {alias.asname or alias.name for node in imports for alias in node.names}
    kinds = (ast.FunctionDef, ast.Lambda)
    functions = [node for node in ast.walk(tree) if isinstance(node, kinds)]
    return {(getattr(f, "name", "lambda"), name) for f in functions for name in bound(f) & taken}


@pytest.mark.parametrize("room", ROOMS)
def test_no_name_hides_what_its_module_imports(room):
    assert {file: names for file, names in measured(room, hiding).items() if names} == {}


def test_a_name_that_hides_an_import_is_seen():
    source = "from a import shown\n\ndef f(b):\n    shown = b\n    return lambda shown: b\n"
    assert hiding(source) == {("f", "shown"), ("lambda", "shown")}


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
    assert untyped == []


@pytest.mark.parametrize("room", ROOMS)
def test_public_functions_have_an_example(room):
    """`make examples` runs them."""
    without = set()
    here = set()
    for stem, node in public(room):
        # a command is tried as a command
        if stem in RULES_OF_TABLES or node.decorator_list or node.name == "main":
            continue
        name = f"{stem}.{node.name}"
        here.add(name)
        if ">>>" not in (ast.get_docstring(node) or ""):
            without.add(name)
    # both ways: a function that has been given an example is no exception any more
    assert without == set().union(*WITHOUT_EXAMPLE.values()) & here


def parameters(node):
    """The parameters of a function, in their order."""
    arguments = node.args
    named = [*arguments.posonlyargs, *arguments.args]
    named += [arguments.vararg] if arguments.vararg else []
    named += arguments.kwonlyargs
    named += [arguments.kwarg] if arguments.kwarg else []
    return [each.arg for each in named]


def described(node):
    """{parameter: its type} as the docstring has them, in its order; two may share a line."""
    found = {}
    for names, kind, _ in NumpyDocString(ast.get_docstring(node) or "")["Parameters"]:
        found |= dict.fromkeys((name.strip(" *") for name in names.split(",")), kind)
    return found


def is_a_rule(node):
    """The rules of tables have one form, which their room describes."""
    return node.returns is not None and ast.unparse(node.returns) == "Findings"


HELPERS = ("core", "checks", "posterior", "analysis", "views")


@pytest.mark.parametrize("room", ROOMS)
def test_every_parameter_is_described_with_its_type(room):
    """In helpers/; elsewhere where any is."""
    wrong = {}
    for stem, node in public(room):
        told = described(node)
        if is_a_rule(node) or not (told or room in HELPERS):
            continue
        # a sentence in the place of a type is no type
        vague = [name for name, kind in told.items() if not kind or kind.endswith(".")]
        if list(told) != parameters(node) or vague:
            wrong[f"{stem}.{node.name}"] = vague or list(told)
    assert wrong == {}


# what a name and its type tell: text, truth, and a drawing with its text (each room says so once)
SAYS_ENOUGH = {"None", "str", "str | None", "bool", "Figure", "Drawing"}


@pytest.mark.parametrize("room", HELPERS)
def test_what_is_returned_is_described(room):
    """A stranger would have to guess the rows of a table, or the unit of a number."""
    silent = []
    for stem, node in public(room):
        returned = ast.unparse(node.returns) if node.returns else "None"
        text = NumpyDocString(ast.get_docstring(node) or "")
        told = text["Returns"] or text["Yields"]
        if returned not in SAYS_ENOUGH and not told and not is_a_rule(node):
            silent.append(f"{stem}.{node.name} -> {returned}")
        # a sentence is no type here either
        silent += [f"{stem}.{node.name}: {kind}" for _, kind, _ in told if kind.endswith(".")]
    assert silent == []


def test_a_parameter_that_is_not_described_is_seen():
    source = '''def f(a, b: int, *c):
    """Say so.

    Parameters
    ----------
    a, b : int
        Numbers.
    """
'''
    node = ast.parse(source).body[0]
    assert described(node) == {"a": "int", "b": "int"}
    assert parameters(node) == ["a", "b", "c"]


def test_exceptions_are_functions_that_there_are():
    there = {f"{stem}.{node.name}" for room in ROOMS for stem, node in public(room)}
    assert set().union(*WITHOUT_EXAMPLE.values()) <= there


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
    assert dense <= 6


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
