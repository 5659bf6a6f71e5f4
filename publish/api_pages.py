"""The API page: every public function of the helpers, from its docstring (numpydoc)."""

import importlib
import inspect
import pkgutil
import warnings
from types import ModuleType
from typing import Any

from numpydoc.docscrape import FunctionDoc

import helpers
from publish.pages import Writer

# Names of the face that hold functions and are none themselves
SPACES = ("record",)
PARTS = ("Parameters", "Returns", "Yields", "Raises", "Attributes")


def modules() -> list[str]:
    """The modules of the helpers, the face first.

    Examples
    --------
    >>> modules()[0]
    'helpers'
    """
    found = [
        info.name
        for info in pkgutil.walk_packages(helpers.__path__, "helpers.")
        if not info.name.rpartition(".")[2].startswith("_")
    ]
    return ["helpers", *sorted(found)]


def _public(module: ModuleType) -> list[Any]:
    """Functions and classes that a module defines and does not keep to itself."""
    found = []
    for name, thing in vars(module).items():
        # what a module imports is described where it was made
        own = getattr(thing, "__module__", "") == module.__name__
        callable_ = inspect.isfunction(thing) or inspect.isclass(thing)
        if own and callable_ and not name.startswith("_"):
            found.append(thing)
    return found


def _signature(thing: Any) -> str:
    try:
        return f"{thing.__name__}{inspect.signature(thing)}"
    except (TypeError, ValueError):
        # some classes of the standard library's making have none
        return thing.__name__


def described(thing: Any) -> dict[str, Any]:
    """A function's docstring in its parts.

    Examples
    --------
    >>> described(helpers.load)["name"]
    'load'
    """
    with warnings.catch_warnings():
        # a docstring that is not in numpydoc's form is shown as it is
        warnings.simplefilter("ignore")
        doc = FunctionDoc(thing)
    # empty headings are left out
    parts = []
    for heading in PARTS:
        rows = [(p.name, p.type, " ".join(p.desc)) for p in doc.get(heading, [])]
        if rows:
            parts.append((heading, rows))
    return {
        "name": thing.__name__,
        "summary": " ".join(doc["Summary"]),
        "more": "\n".join(doc["Extended Summary"]).strip(),
        "signature": _signature(thing),
        "parts": parts,
        "examples": "\n".join(doc["Examples"]).strip(),
    }


def write(writer: Writer) -> None:
    """Write the page.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from publish.pages import Frame
    >>> writer = Writer(Path(tempfile.mkdtemp()), Frame([]))
    >>> write(writer)
    >>> writer.written[0], "api/helpers.places.html" in writer.written
    ('api.html', True)
    """
    shown = []
    for name in modules():
        # imported, not parsed: what runs is what is described
        module = importlib.import_module(name)
        # in the order in which they are written
        functions = [described(thing) for thing in _public(module)]
        summary = (inspect.getdoc(module) or "").partition("\n")[0]
        if functions or name == "helpers":
            shown.append({"name": name, "summary": summary, "functions": functions})
    face = [described(getattr(helpers, name)) for name in helpers.__all__ if name not in SPACES]
    title = "The helpers, function by function"
    writer.write("api.html", "api.html", title, modules=shown, face=face)
    # a page a module: nobody reads half a megabyte for one function
    for module in shown:
        name = module["name"]
        writer.write(f"api/{name}.html", "api_module.html", name, module=module)
