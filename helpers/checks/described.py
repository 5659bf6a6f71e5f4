"""Whether a table is the one that its data package describes, told by a hash.

A sound value that was changed into another sound one breaks no rule. The Data Package standard lets
a package state a hash of each file; one that differs says that something was changed, not what.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from helpers.checks.plausibility import counted_rows
from helpers.checks.raw_tables import Finding
from helpers.public import own_names

# the standard writes the algorithm before the digest; a hash without one is MD5
ALGORITHM = "sha256:"


def hash_of(file: Path) -> str:
    """Hash of a table, as its data package states it.

    Parameters
    ----------
    file : Path

    Returns
    -------
    str
        "sha256:" and the digest of the bytes, with line ends of LF; rows count in their order.

    Raises
    ------
    OSError
        For a file that cannot be read.

    Examples
    --------
    >>> from helpers.tables import DATA
    >>> len(hash_of(DATA / "crossings.csv"))
    71
    """
    # a checkout with line ends of CR LF holds the same table
    content = file.read_bytes().replace(b"\r\n", b"\n")
    digest = hashlib.sha256(content).hexdigest()
    return f"{ALGORITHM}{digest}"


def described_hashes(folder: Path) -> dict[str, str]:
    """Hashes that the data package of a folder states.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    dict
        {path of a file: hash}; empty where the folder has no package that can be read.

    Examples
    --------
    >>> from helpers.tables import DATA
    >>> described_hashes(DATA)["crossings.csv"] == hash_of(DATA / "crossings.csv")
    True
    """
    # anything may lie in a folder of somebody's own
    try:
        package = json.loads(
            (folder / "datapackage.json").read_text(encoding="utf-8")
        )
        stated = {
            table["path"]: table.get("hash") for table in package["resources"]
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    # another algorithm is that of somebody else's package
    return {
        path: each
        for path, each in stated.items()
        if str(each).startswith(ALGORITHM)
    }


def unlike_its_description(
    file: Path, n_rows: int | None = None
) -> list[Finding]:
    """What is to be said of a table that is not the one described.

    Parameters
    ----------
    file : Path
    n_rows : int, optional
        Its rows; None where they cannot be told.

    Returns
    -------
    list of Finding
        One, or none where the hashes agree, the package states none, or there is no such file.

    Examples
    --------
    >>> from helpers.tables import DATA
    >>> unlike_its_description(DATA / "crossings.csv")
    []
    """
    # beside the file: another folder's tables are not those of data/
    stated = described_hashes(file.parent).get(file.name)
    # a file that is missing is a fault of its own
    if stated is None or not file.is_file() or hash_of(file) == stated:
        return []
    counted = counted_rows(file.parent).get(file.stem)
    expected = "the table whose hash stands in datapackage.json"
    found = _difference(n_rows, counted)
    return [
        Finding(None, "", expected, found, unlike_its_description.__name__)
    ]


def _difference(n_rows: int | None, counted: int | None) -> str:
    """How far a table is from the one described, by the number of its rows alone."""
    # a broken file has no rows, and a folder without a codebook counts none
    if n_rows is None or counted is None:
        return "another table"
    more = n_rows - counted
    if more:
        how = "more" if more > 0 else "fewer"
        return f"{abs(more):,} {'row' if abs(more) == 1 else 'rows'} {how}"
    # a cell, or the order: which of them, a hash does not tell
    return f"as many rows, {counted:,}, with other cells or in another order"


__dir__ = own_names(__name__)
