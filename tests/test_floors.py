"""The house keeps its floors: who may import whom, what may be called what, what is said once."""

import ast
import importlib
import json
import re
from functools import cache
from pathlib import Path

import pytest

import helpers
from helpers import vocabulary
from helpers.tables import schema
from helpers.views import building
from helpers.views.certainty_sentences import by_language_and_week

ROOT = Path(__file__).resolve().parent.parent

# each floor imports only from itself and from those before it
FLOORS = [
    ["vocabulary", "public", "calendars", "threads"],
    ["tables"],
    ["places"],
    ["checks"],
    ["the core"],
    ["analysis"],
    ["views"],
    ["seminar", "publish", "tools"],
]
NAMED = {room for rooms in FLOORS for room in rooms}
HOUSES = ("helpers", "seminar", "publish", "tools")


def sources():
    """{module name: its file} of everything that is ours."""
    found = {}
    for house in HOUSES:
        for path in sorted((ROOT / house).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts).removesuffix(".__init__")
            found[name] = path
    return found


SOURCES = sources()


@cache
def syntax(name):
    """The syntax of a module; by the worker that asks, and not by each that collects the tests."""
    return ast.parse(SOURCES[name].read_text(encoding="utf-8"))


def imported(name):
    """(module, name or None, line) of everything that a module of ours imports from ours."""
    package = name if SOURCES[name].name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(syntax(name)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, None, node.lineno
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*parents, base]).strip(".")
            for alias in node.names:
                inside = f"{base}.{alias.name}"
                # `from helpers import tables` imports a module, not a name
                if inside in SOURCES:
                    yield inside, None, node.lineno
                elif base == "helpers" and alias.name in helpers.FACE:
                    yield helpers.FACE[alias.name], alias.name, node.lineno
                else:
                    yield base, alias.name, node.lineno


def room(module):
    """The room of a module: helpers.views.x is in "views", helpers.places in the core."""
    parts = module.split(".")
    if parts[0] != "helpers" or len(parts) == 1:
        return parts[0]
    return parts[1] if parts[1] in NAMED else "the core"


def floor(module):
    (found,) = [number for number, names in enumerate(FLOORS) if room(module) in names]
    return found


OURS = [name for name in SOURCES if name != "helpers"]


@pytest.mark.parametrize("name", OURS)
def test_a_module_imports_only_what_is_below_it(name):
    for other, _, line in imported(name):
        if other.split(".")[0] in HOUSES and other in SOURCES and other != "helpers":
            assert floor(other) <= floor(name), f"{name}:{line} imports {other}, which is above"


def test_no_circle_of_imports():
    near = {name: {other for other, _, _ in imported(name) if other in OURS} for name in OURS}
    for name in near:
        near[name].discard(name)
        # a package's own members may stand in its __init__
        near[name] = {other for other in near[name] if not name.startswith(other + ".")}
    done, waiting = set(), set()

    def visit(name, trail):
        assert name not in waiting, " -> ".join([*trail, name])
        if name in done:
            return
        waiting.add(name)
        for other in sorted(near[name]):
            visit(other, [*trail, name])
        waiting.discard(name)
        done.add(name)

    for name in OURS:
        visit(name, [])


@pytest.mark.parametrize("name", SOURCES)
def test_no_private_name_crosses_modules(name):
    for other, what, line in imported(name):
        if other in SOURCES and what:
            assert not what.startswith("_"), f"{name}:{line} imports {what} of {other}"
    # and none is reached through its module
    modules = {
        alias.asname or alias.name.rpartition(".")[2]
        for node in ast.walk(syntax(name))
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
        if any(known.endswith("." + alias.name.rpartition(".")[2]) for known in SOURCES)
    }
    for node in ast.walk(syntax(name)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            private = node.attr.startswith("_") and not node.attr.startswith("__")
            assert not (private and node.value.id in modules), f"{name}:{node.lineno} {node.attr}"


def test_no_module_is_called_like_a_function_of_the_face():
    stems = {path.stem for path in (ROOT / "helpers").rglob("*.py")}
    assert not stems & (set(helpers.__all__) | {"holder_counts", "find"})


def test_the_face_is_what_it_says():
    assert set(helpers.__all__) == set(helpers.FACE) == set(dir(helpers))
    assert all(getattr(helpers, name) is not None for name in helpers.__all__)
    with pytest.raises(AttributeError, match="helpers has no 'evnts'"):
        helpers.evnts  # noqa: B018  the look-up itself is tried


SHOWN = [name for name in SOURCES if name.startswith("helpers.")]
PACKAGES = ("helpers.checks", "helpers.analysis", "helpers.views")


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_shows_its_modules_alone(name):
    shown = dir(importlib.import_module(name))
    assert shown and all(f"{name}.{each}" in SOURCES for each in shown)


# a package whose rooms are shown through one door
FACES = ("helpers.posterior",)


@pytest.mark.parametrize("name", FACES)
def test_a_face_shows_what_its_rooms_have(name):
    module = importlib.import_module(name)
    assert dir(module) == sorted(module.__all__)
    for each in module.__all__:
        assert each.isupper() or getattr(module, each).__module__.startswith(f"{name}."), each


@pytest.mark.parametrize("name", [name for name in SHOWN if name not in (*PACKAGES, *FACES)])
def test_a_module_shows_only_what_is_its_own(name):
    module = importlib.import_module(name)
    defined = {
        node.name
        for node in syntax(name).body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_")
    }
    shown = set(dir(module))
    assert defined <= shown
    assert all(each.isupper() or each in defined or each == "record" for each in shown - defined)


def notebooks():
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        yield path.name, "\n".join(code)


def test_no_directive_that_windows_refuses_and_no_path_bent_for_imports():
    texts = {name: path.read_text(encoding="utf-8") for name, path in SOURCES.items()}
    texts |= dict(notebooks())
    # written apart, so that this file does not find itself
    for word in ("%-" + "d", "%-" + "m", "%-" + "H", "sys." + "path"):
        assert not [name for name, text in texts.items() if word in text], word
    # one takes the variable away, the other measures a copy of the checkout beside this one
    about_it = {"tools.environment", "tools.bench"}
    variable = "PYTHON" + "PATH"
    assert not [name for name in texts.keys() - about_it if variable in texts[name]]


def environment_names(tree):
    """The variables of the environment that a module asks for, by the text it asks with."""
    for node in ast.walk(tree):
        asked = []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            of_environment = "environ" in ast.unparse(node.func) or node.func.attr == "getenv"
            asked = node.args[:1] if of_environment else []
        elif isinstance(node, ast.Subscript) and "environ" in ast.unparse(node.value):
            asked = [node.slice]
        yield from (each.value for each in asked if isinstance(each, ast.Constant))


def test_whether_the_site_is_built_is_asked_in_one_place():
    """Else a page of the site and a cell in the Lab would come apart, module by module."""
    asked = {name: set(environment_names(syntax(name))) for name in SOURCES}
    assert not [name for name, names in asked.items() if building.VARIABLE in names]
    # nor is its name written out to be looked up in some other way
    texts = {name: path.read_text(encoding="utf-8") for name, path in SOURCES.items()}
    texts |= dict(notebooks())
    quoted = f'"{building.VARIABLE}"'
    # the one that says it; an example shows that publish sets it
    assert {name for name, text in texts.items() if quoted in text} == {
        "helpers.views.building",
        "publish.kernels",
    }


def test_a_variable_asked_for_is_seen():
    ways = 'os.environ.get("A"), os.environ["B"], os.getenv("C"), os.environ.pop("D", None)'
    assert set(environment_names(ast.parse(ways))) == {"A", "B", "C", "D"}


# vocabularies


def enums():
    for name, table in schema().items():
        for field in table["schema"]["fields"]:
            enum = field.get("constraints", {}).get("enum")
            if enum:
                yield f"{name}.{field['name']}", tuple(enum)


@pytest.mark.parametrize(
    "column, words",
    [
        ("reports.event", vocabulary.EVENTS),
        ("reports.tells", vocabulary.TELLS),
        ("reports.manner", vocabulary.MANNERS),
        ("reports.claimed_by", vocabulary.SPEAKERS),
        ("reports.status", vocabulary.STATUSES),
        ("baseline.holder", vocabulary.HOLDERS),
        ("claims.qualifier", vocabulary.QUALIFIERS),
        ("claims.victim_side", vocabulary.VICTIMS),
        ("crossings.neighbour", vocabulary.COUNTRIES),
    ],
)
def test_the_words_are_those_of_the_schema(column, words):
    assert dict(enums())[column] == words


def test_every_word_has_a_label_and_every_label_a_word():
    pairs = {
        "EVENTS": "EVENT_LABELS",
        "MANNERS": "MANNER_LABELS",
        "HOLDERS": "HOLDER_LABELS",
        "READINGS": "READING_LABELS",
        "SUPPORT": "SUPPORT_LABELS",
        "STATUSES": "STATUS_LABELS",
        "QUALIFIERS": "QUALIFIER_LABELS",
        "VICTIMS": "VICTIM_LABELS",
        "COUNTRIES": "COUNTRY_LABELS",
    }
    for words, labels in pairs.items():
        assert tuple(getattr(vocabulary, labels)) == getattr(vocabulary, words), labels
    # the UN speaks of roads, not of districts
    assert set(vocabulary.SPEAKER_LABELS) == {*vocabulary.SPEAKERS, "un"}


def test_every_language_that_a_figure_shows_has_a_label():
    shown = by_language_and_week(helpers.load("reports"), helpers.load("sources")).index
    assert set(shown) - {"other"} <= set(vocabulary.LANGUAGE_LABELS.values())


# every list of words; a single word may stand for itself wherever it is asked for
WORDS = {
    name: tuple(getattr(vocabulary, name))
    for name in vars(vocabulary)
    if name.isupper() and not name.endswith(("_LABELS", "_CODE", "_OF"))
    if not isinstance(getattr(vocabulary, name), str)
}


def literals(tree):
    """(line, texts) of every tuple, list or set that is written out."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
            texts = [e.value for e in node.elts if isinstance(e, ast.Constant)]
            if len(texts) == len(node.elts) > 1:
                yield node.lineno, tuple(texts)


@pytest.mark.parametrize("name", [name for name in SOURCES if name != "helpers.vocabulary"])
def test_no_vocabulary_is_said_twice(name):
    for line, texts in literals(syntax(name)):
        for word, words in WORDS.items():
            assert set(texts) != set(words), f"{name}:{line} says {word} again"


def test_the_parts_of_a_vocabulary_are_said_once_too():
    assert {"GOVERNMENT_VOICES", "SEVERAL_VOICES", "STILL_HELD", "KINDS"} <= WORDS.keys()


# the scripts of pages; the search's library is not ours
SCRIPTS = [
    path
    for house in ("helpers", "publish", "notebooks")
    for path in sorted((ROOT / house).rglob("*.js"))
    if path.name != "minisearch.js"
]
LABELS = {
    label
    for name in vars(vocabulary)
    if name.endswith("_LABELS")
    for label in getattr(vocabulary, name).values()
}
# of people: a column of the claims
ALSO_ANOTHER_WORD = {"captured"}


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_get_the_words_of_readers_from_the_vocabulary(path):
    quoted = set(re.findall(r'"([^"\\\n]*)"', path.read_text(encoding="utf-8")))
    assert not quoted & LABELS - ALSO_ANOTHER_WORD


def test_the_code_of_a_holder_is_said_by_the_vocabulary_alone():
    again = []
    for name in SOURCES:
        for node in ast.walk(syntax(name)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            asked = ast.unparse(node.func.value).rpartition(".")[2]
            # a word that stands in the code has a name already: TALIBAN_CODE
            if asked == "HOLDERS" and node.func.attr == "index":
                again += [f"{name}:{node.lineno}" for word in node.args if ast_is_word(word)]
    assert again == []


def ast_is_word(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


# what is kept

# functions that remember for ever, and why nothing can become stale
REST_ON_ARGUMENTS = {
    "helpers.checks.plausibility._scripts": "the letters of a word",
    "helpers.views.cartogram._apart": "places and radii",
    "helpers.views.cells._cells": "a shape and the points in it",
    "helpers.views.tilemap._svg_parts": "names, columns and rows",
    "helpers.views.webmap._leaflet_texts": "files of a package that is installed",
    "publish.drawing.x": "a day",
}


def remembering():
    """The functions of ours that remember until the kernel ends, and what they are asked."""
    for name in SOURCES:
        for node in ast.walk(syntax(name)):
            if isinstance(node, ast.FunctionDef):
                memories = {ast.unparse(each).partition("(")[0] for each in node.decorator_list}
                if {each.rpartition(".")[2] for each in memories} & {"cache", "lru_cache"}:
                    yield f"{name}.{node.name}", {each.arg for each in node.args.args}


def test_what_is_remembered_is_asked_for_with_the_stamp_of_its_file():
    """Else a file that is changed in a live kernel would be seen here and not there."""
    stamps = {"state", "_state", "_schema_state"}
    without = {name for name, asked in remembering() if not asked & stamps}
    assert without == REST_ON_ARGUMENTS.keys()
