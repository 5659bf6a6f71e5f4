"""Where things lie, and one hash over files."""

import hashlib
import json
import platform
from collections.abc import Iterable
from pathlib import Path

# where this file lies: the project works in a folder of any name
ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / ".build"
SITE = ROOT / "reports"
NOTEBOOKS = ROOT / "notebooks"
TEMPLATES = ROOT / "publish" / "templates"
STATIC = ROOT / "publish" / "static"


def files(*patterns: str) -> list[Path]:
    """The files of the checkout that patterns name, sorted.

    Parameters
    ----------
    *patterns : str
        Globs from the root of the checkout.

    Examples
    --------
    >>> [path.name for path in files("README.md")]
    ['README.md']
    """
    found = set()
    for pattern in patterns:
        # a pattern may name what another names too
        for path in ROOT.glob(pattern):
            # what Python compiles for itself changes nothing that is made
            if path.is_file() and "__pycache__" not in path.parts:
                found.add(path)
    return sorted(found)


def bytes_hash(path: Path) -> str:
    """The sha256 of a file, as hexadecimal text.

    Examples
    --------
    >>> len(bytes_hash(ROOT / "README.md"))
    64
    """
    # files here are a few megabytes at most: no need to read in blocks
    return hashlib.sha256(path.read_bytes()).hexdigest()


def digest(paths: Iterable[Path]) -> str:
    """One hash over the names and the bytes of files, and the version of Python.

    Parameters
    ----------
    paths : iterable of Path
        Files within the checkout.

    Returns
    -------
    str
        Twenty hexadecimal digits: enough to tell builds apart, short enough for a file's name.

    Examples
    --------
    >>> len(digest(files("README.md")))
    20
    """
    state = {
        path.relative_to(ROOT).as_posix(): bytes_hash(path) for path in paths
    }
    # the folder of the checkout is left out: the same files anywhere are the same build
    state["python"] = platform.python_version()
    # the order of a folder is no order
    text = json.dumps(state, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def shared() -> list[Path]:
    """What every notebook depends on besides itself.

    Examples
    --------
    >>> any(path.name == "reports.csv" for path in shared())
    True
    """
    return files(
        "helpers/**/*",
        "seminar/*.py",
        "data/*",
        "boundaries/*.geojson",
        "requirements.lock",
        "publish/execute.py",
        "publish/fork_server.py",
        "publish/kernels.py",
    )
