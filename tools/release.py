"""Write the version and the day of a release wherever they stand: `python -m tools.release`.

    python -m tools.release 2.1.0 2027-01-15

CITATION.cff is where they are read from; pyproject.toml, datapackage.json and .zenodo.json repeat
them, and a test fails when one disagrees, or when CHANGELOG.md has no part of that version.
"""

import re
import sys
from pathlib import Path

from helpers.public import answer_help

ROOT = Path(__file__).resolve().parent.parent
# A file, what stands before the value, and which of the two it is
PLACES = (
    ("CITATION.cff", r"(^version: )[\w.]+", "version"),
    ("CITATION.cff", r"(^date-released: )[\d-]+", "day"),
    ("pyproject.toml", r'(^version = ")[\w.]+', "version"),
    ("data/datapackage.json", r'(^ "version": ")[\w.]+', "version"),
    ("data/datapackage.json", r'(^ "created": ")[\d-]+', "day"),
    (".zenodo.json", r'(^  "version": ")[\w.]+', "version"),
    (".zenodo.json", r'(^  "publication_date": ")[\d-]+', "day"),
)


def stated() -> list[tuple[str, str, str]]:
    """Every place that names the release: file, version or day, and what it says.

    Raises
    ------
    ValueError
        Where a file no longer has its line.

    Examples
    --------
    >>> sorted({kind for _, kind, _ in stated()})
    ['day', 'version']
    """
    found = []
    for name, pattern, kind in PLACES:
        text = (ROOT / name).read_text(encoding="utf-8")
        line = re.search(pattern, text, re.M)
        if line is None:
            raise ValueError(
                f"{name} has no line that names the {kind} of the release"
            )
        # what is matched is the words before the value, and the value
        found.append((name, kind, line[0].removeprefix(line[1])))
    return found


def write(version: str, day: str) -> None:
    """Write a version and a day into every file that names them.

    Parameters
    ----------
    version : str
        Such as 2.1.0.
    day : str
        An ISO day.
    """
    # by the kind that each place is listed with
    values = {"version": version, "day": day}
    for name, pattern, kind in PLACES:
        path = ROOT / name
        text = path.read_text(encoding="utf-8")
        # only the value: what stands round it belongs to whoever wrote the file
        changed = re.sub(pattern, rf"\g<1>{values[kind]}", text, flags=re.M)
        # the line ends of the repository, on Windows too
        path.write_text(changed, encoding="utf-8", newline="\n")


def main(arguments: list[str]) -> None:
    """Take a version and a day, or say what is stated now."""
    if not arguments:
        for name, kind, value in stated():
            print(f"{name}: {kind} {value}")
        return
    # both are given together: a version without its day is no release
    version, day = arguments
    if not re.fullmatch(r"\d+\.\d+\.\d+", version) or not re.fullmatch(
        r"\d{4}-\d\d-\d\d", day
    ):
        sys.exit(
            f"a version as 2.1.0 and a day as 2027-01-15 were expected, not {arguments}"
        )
    write(version, day)
    print(
        "Now write the part of CHANGELOG.md, run `make codebook` and `make test`, and tag it."
    )


if __name__ == "__main__":
    answer_help(__doc__)
    main(sys.argv[1:])
