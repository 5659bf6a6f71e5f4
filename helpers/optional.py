"""Packages that a Python in a browser may lack, imported where they are there.

The notebooks run in browsers too, where some compiled packages are missing. What needs one says so
when it is used, and the rest of its module works.
"""

from importlib import import_module
from types import ModuleType

from helpers.public import own_names


class Absent(ModuleType):
    """Stands in for a package that is not there; using it raises an ImportError that says why."""

    def __init__(self, name: str, purpose: str) -> None:
        super().__init__(name)
        # kept for the message: who meets it did not write the import
        self._purpose = purpose

    def __getattr__(self, attribute: str) -> None:
        # what Python itself looks for on a module is simply not there
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        # not at the import: most cells of a notebook never come here
        raise ImportError(
            f"{self._purpose} need the package {self.__name__}, which this Python does not have. "
            "In a browser that cannot be helped: open the notebook on your own machine, or look "
            "at its page on the site."
        )


def is_there(package: ModuleType) -> bool:
    """Whether `optional` found the package.

    Parameters
    ----------
    package : ModuleType
        As `optional` gives it.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_there(optional("math", "Sums")), is_there(optional("no_such_package", "Outlines"))
    (True, False)
    """
    # by its class: to ask it for an attribute would raise
    return not isinstance(package, Absent)


def optional(name: str, purpose: str) -> ModuleType:
    """A package, or its stand-in where it is missing.

    Parameters
    ----------
    name : str
        Of the module, such as ``shapely``.
    purpose : str
        What needs it, as the beginning of a sentence, such as ``Outlines of districts``.

    Returns
    -------
    ModuleType
        Or a stand-in, of which every attribute raises.

    Raises
    ------
    ImportError
        Of the stand-in, when something of it is asked for.

    Examples
    --------
    >>> optional("math", "Sums").sqrt(9)
    3.0
    >>> optional("no_such_package", "Outlines").box
    Traceback (most recent call last):
    ...
    ImportError: Outlines need the package no_such_package, which this Python does not have. ...
    """
    # found by its name, for what is not there cannot be written as an import
    try:
        return import_module(name)
    except ImportError:
        # the module that asks goes on: most of it works without the package
        return Absent(name, purpose)


__dir__ = own_names(__name__)
