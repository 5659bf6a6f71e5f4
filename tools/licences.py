"""List the licence of every package that the lock names: `python -m tools.licences`.

Writes LICENCES.md from what each installed package says of itself. A package of another system,
which is not installed here, keeps the line that it had.
"""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from helpers.public import answer_help

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "LICENCES.md"
HEAD = """# Licences of what this project rests on

Made by `python -m tools.licences` from what each package of requirements.lock says of itself. None
of them is copied into this repository but MiniSearch (publish/static, MIT); maps and slides carry
Leaflet (BSD-2-Clause) and reveal.js (MIT).

| Package | Licence |
| --- | --- |
"""
# packages that say it in their files alone, or that other systems alone install
SAID_ELSEWHERE = {
    "appnope": "BSD-2-Clause",
    "axe-playwright-python": "MIT",
    "colorama": "BSD-3-Clause",
    "pkginfo": "MIT",
    "pywinpty": "MIT",
}


def locked() -> list[str]:
    """Names of the packages of requirements.lock.

    Examples
    --------
    >>> "pandas" in locked()
    True
    """
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    # a line of hashes begins with a space; one version for each Python makes a name stand twice
    names = re.findall(r"^([\w.-]+)==", text, re.M)
    return sorted(set(names), key=str.lower)


def licence(name: str) -> str:
    """What a package says of its licence; "" for one that is not installed here.

    Parameters
    ----------
    name : str
        As its index names it.

    Returns
    -------
    str

    Examples
    --------
    >>> licence("no-such-package-as-this")
    ''
    """
    # some say it in a file alone, which was read
    if name in SAID_ELSEWHERE:
        return SAID_ELSEWHERE[name]
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return ""
    # the newest way to say it first; a whole text is no name
    expression = said.get("License-Expression") or ""
    classified = [
        each
        for each in said.get_all("Classifier", [])
        if each.startswith("License ::")
    ]
    names = [each.rpartition(" :: ")[2] for each in classified]
    first_line = (said.get("License") or "").strip().partition("\n")[0]
    # sixty letters: some put the whole licence into that field
    return expression or ", ".join(names) or first_line[:60]


def written() -> dict[str, str]:
    """{package: licence} as LICENCES.md has it now.

    Examples
    --------
    >>> isinstance(written(), dict)
    True
    """
    if not TARGET.exists():
        return {}
    text = TARGET.read_text(encoding="utf-8")
    # the rows of its one table
    return dict(re.findall(r"^\| ([\w.-]+) \| (.*?) \|$", text, re.M))


def main() -> None:
    """Write LICENCES.md anew."""
    before = written()
    # what is not installed on this system was looked up on another
    rows = [
        (name, licence(name) or before.get(name, "not installed here"))
        for name in locked()
    ]
    table = "".join(f"| {name} | {said} |\n" for name, said in rows)
    TARGET.write_text(HEAD + table, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    answer_help(__doc__)
    main()
