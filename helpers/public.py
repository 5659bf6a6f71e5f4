"""What `dir()` and the Tab key show of a module: its own names, not what it imported."""

from __future__ import annotations

import sys
from collections.abc import Callable


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
    ['find', 'km_to_road']
    """

    def names() -> list[str]:
        # constants do not know where they were made; they are told by their capitals
        return sorted(
            name
            for name, value in vars(sys.modules[module]).items()
            if not name.startswith("_")
            and (getattr(value, "__module__", None) == module or name.isupper())
        )

    return names
