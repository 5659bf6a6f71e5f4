"""The version and the day of the release, said once in CITATION.cff, and whom to tell of an error.

`python -m tools.release 2.1.0 2027-01-15` writes both wherever else they stand.
"""

import re
import tomllib
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from publish.paths import ROOT


class Release(NamedTuple):
    """Version, day as ISO text, and title of the record."""

    version: str
    released: str
    title: str


def release() -> Release:
    """The release that CITATION.cff names.

    Raises
    ------
    ValueError
        Where one of the three lines is missing.

    Examples
    --------
    >>> release().version.count(".")
    2
    """
    # the one file that people who cite look into
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    found = []
    for name in ("version", "date-released", "title"):
        # one line each: no library for a file of twenty lines
        line = re.search(rf'^{name}: "?(.*?)"?$', text, re.M)
        if line is None:
            raise ValueError(
                f"CITATION.cff has no line '{name}: ...'; it names the release"
            )
        found.append(line[1])
    return Release(*found)


def errors_to(settings: Path = ROOT / "pyproject.toml") -> str:
    """The address for errors, with {row} where the row's identifier goes; empty where none is set.

    It stands in pyproject.toml, [tool.publish] errors: the form of an issue tracker, or a mail.

    Parameters
    ----------
    settings : Path
        The file in which it stands.

    Examples
    --------
    >>> isinstance(errors_to(), str)
    True
    """
    # beside the other settings of the project
    # read anew for each build: whoever sets it sees it at once
    found = tomllib.loads(settings.read_text(encoding="utf-8"))
    return found["tool"].get("publish", {}).get("errors", "")


def error_link(row: str, target: str) -> str:
    """Where an error in a row is told.

    Parameters
    ----------
    row : str
        The identifier of the row or page.
    target : str
        As `errors_to` gives it.

    Examples
    --------
    >>> error_link("C0001", "mailto:record@example.org?subject={row}")
    'mailto:record@example.org?subject=C0001'
    >>> error_link("C0001", "")
    ''
    """
    # not format(): an address may hold braces of its own
    # an identifier may hold what an address must not
    return target.replace("{row}", quote(row))
