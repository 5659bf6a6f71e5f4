"""The API page: every public function of the helpers, from its docstring (numpydoc)."""

import importlib
import inspect
import pkgutil
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any

from markdown_it import MarkdownIt
from markupsafe import Markup
from numpydoc.docscrape import FunctionDoc

import helpers
from publish.pages import Writer
from publish.paths import ROOT

# Names of the face that hold functions and are none themselves
SPACES = ("record",)
PARTS = ("Parameters", "Returns", "Yields", "Raises", "Attributes")
# characters of a signature on one line; a longer one has a line for each parameter
LINE = 72
# docstrings are written as Markdown is; HTML that one quotes stays text
_READER = MarkdownIt("commonmark", {"html": False})


class _Bare(str):
    """A text that shows itself without quotation marks."""

    def __repr__(self) -> str:
        return str(self)


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


def signature(thing: Any) -> str:
    """How a function is called, its types without quotation marks, its paths within the checkout.

    Examples
    --------
    >>> signature(helpers.load)
    'load(name: str, path: str | Path | None = None) -> pd.DataFrame'
    """
    try:
        found = inspect.signature(thing)
    except (TypeError, ValueError):
        # some classes of the standard library's making have none
        return thing.__name__
    each = [_as_written(parameter) for parameter in found.parameters.values()]
    returned = found.return_annotation
    if isinstance(returned, str):
        returned = _Bare(returned)
    found = found.replace(parameters=each, return_annotation=returned)
    line = f"{thing.__name__}{found}"
    if len(line) <= LINE:
        return line
    # the marks between parameters stand in the text alone, so they are kept as they are
    _, _, end = line.rpartition(")")
    rows = [f"    {row},\n" for row in _rows(found)]
    return f"{thing.__name__}(\n{''.join(rows)}){end}"


def _as_written(parameter: inspect.Parameter) -> inspect.Parameter:
    """A parameter as its author wrote it: a type is no text, and a path names no machine."""
    if isinstance(parameter.annotation, str):
        parameter = parameter.replace(annotation=_Bare(parameter.annotation))
    value = parameter.default
    if isinstance(value, Path) and value.is_relative_to(ROOT):
        place = value.relative_to(ROOT).as_posix()
        parameter = parameter.replace(default=_Bare(f"Path({place!r})"))
    return parameter


def _rows(found: inspect.Signature) -> list[str]:
    """The parameters of a signature one by one, with the lone marks / and * between them."""
    rows = []
    kinds = inspect.Parameter
    before = None
    for parameter in found.parameters.values():
        if before == kinds.POSITIONAL_ONLY != parameter.kind:
            rows.append("/")
        # after *args nothing marks that names are needed
        if parameter.kind == kinds.KEYWORD_ONLY and before not in (
            kinds.KEYWORD_ONLY,
            kinds.VAR_POSITIONAL,
        ):
            rows.append("*")
        rows.append(str(parameter))
        before = parameter.kind
    return rows


def in_line(text: str) -> Markup:
    """A sentence of a docstring as HTML, its code marked.

    Examples
    --------
    >>> print(in_line("What `load` gives, if a < b."))
    What <code>load</code> gives, if a &lt; b.
    """
    return Markup(_READER.renderInline(text))


def in_paragraphs(text: str) -> Markup:
    """Paragraphs, lists and code of a docstring as HTML.

    Examples
    --------
    >>> print(in_paragraphs("One.\\n\\nTwo."), end="")
    <p>One.</p>
    <p>Two.</p>
    """
    # a box that scrolls is reached with the keyboard, as those of the examples are
    html = _READER.render(text)
    return Markup(
        html.replace(
            "<pre>", '<pre tabindex="0" role="region" aria-label="code">'
        )
    )


def _methods(thing: Any) -> list[tuple[str, str, Markup]]:
    """Name, nothing, and what it does, of each public method that a class says something of."""
    if not inspect.isclass(thing):
        return []
    rows = []
    # those of the class itself: what a tuple or a mapping can do is known
    for name, member in vars(thing).items():
        says = getattr(member, "__doc__", None)
        is_own = callable(member) or isinstance(
            member, (property, staticmethod, classmethod)
        )
        of_python = name.startswith("_") or inspect.isclass(member)
        if is_own and says and not of_python:
            rows.append(
                (
                    name,
                    "",
                    in_line(inspect.cleandoc(says).partition("\n\n")[0]),
                )
            )
    return rows


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
        rows = [
            (p.name, in_line(p.type), in_line(" ".join(p.desc)))
            for p in doc.get(heading, [])
        ]
        if rows:
            parts.append((heading, rows))
    if methods := _methods(thing):
        parts.append(("Methods and properties", methods))
    return {
        "name": thing.__name__,
        "summary": in_line(" ".join(doc["Summary"])),
        "more": in_paragraphs("\n".join(doc["Extended Summary"]).strip()),
        "signature": signature(thing),
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
        summary, _, more = (inspect.getdoc(module) or "").partition("\n")
        about = {"summary": in_line(summary), "more": in_paragraphs(more)}
        if functions or name == "helpers":
            shown.append({"name": name, "functions": functions, **about})
    face = [
        described(getattr(helpers, name))
        for name in helpers.__all__
        if name not in SPACES
    ]
    title = "The helpers, function by function"
    writer.write("api.html", "api.html", title, modules=shown, face=face)
    # a page a module: nobody reads half a megabyte for one function
    for module in shown:
        name = module["name"]
        writer.write(
            f"api/{name}.html", "api_module.html", name, module=module
        )
