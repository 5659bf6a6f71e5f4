"""What `dir()` and the Tab key show of a module: its own names, not what it imported."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Callable, Iterable
from pkgutil import iter_modules
from types import ModuleType


def own_names(module: str) -> Callable[[], list[str]]:
    """Return a `__dir__` for a module: its own functions, classes and constants.

    Parameters
    ----------
    module : str
        Its `__name__`. The last line of a module reads `__dir__ = own_names(__name__)`.

    Returns
    -------
    function

    Examples
    --------
    >>> import helpers.questions
    >>> dir(helpers.questions)[-2:]
    ['km_to_road', 'who_held']
    """

    def names() -> list[str]:
        # functions know where they were made; constants are told by their capitals
        here = sys.modules[module]
        brought = _imported(here)
        shown = []
        # asked anew each time, since a notebook may have given the module a name
        for name, value in vars(here).items():
            own = (
                getattr(value, "__module__", None) == module or name.isupper()
            )
            if own and name not in brought and not name.startswith("_"):
                shown.append(name)
        return sorted(shown)

    return names


def own_modules(folders: Iterable[str]) -> Callable[[], list[str]]:
    """Return a `__dir__` for a package that is there for its modules.

    Parameters
    ----------
    folders : iterable of str
        Its `__path__`.

    Returns
    -------
    function

    Examples
    --------
    >>> import helpers.analysis
    >>> {"roads", "claims"} <= set(dir(helpers.analysis))
    True
    """
    # the files are asked, for a module that was not imported yet is meant too
    places = list(folders)
    return lambda: sorted(each.name for each in iter_modules(places))


def _imported(module: ModuleType) -> set[str]:
    """The names that a module took from others."""
    try:
        tree = ast.parse(inspect.getsource(module))
    except (OSError, SyntaxError):
        # without its text a module shows what it took as well
        return set()
    taken = (
        node
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
    )
    # under the name that it bears here
    names = set()
    for node in taken:
        names.update(alias.asname or alias.name for alias in node.names)
    return names


def answer_help(told: str | None) -> None:
    """Print what a command does and end, where its caller asks for --help.

    Parameters
    ----------
    told : str
        The docstring of its module.

    Examples
    --------
    >>> answer_help("Count the rows.")
    """
    # without this a question would set a long work going
    if {"-h", "--help"} & set(sys.argv[1:]):
        sys.exit(print(str(told).strip()))


__dir__ = own_names(__name__)
