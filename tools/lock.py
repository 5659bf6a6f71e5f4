"""Pin the dependencies of pyproject.toml in requirements.lock (`make lock`).

Hashes for every system and every Python from 3.11 on, the extras included; no address of a
package index is written, so that the lock serves wherever the packages are fetched from.
"""

import subprocess
import sys
from pathlib import Path

from helpers.public import answer_help

# the folder that holds pyproject.toml
ROOT = Path(__file__).resolve().parent.parent
OPTIONS = (
    "--all-extras",
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-annotate",
    "--no-header",
    "--upgrade",
    "--quiet",
)


def main() -> None:
    """Write requirements.lock anew; the old one stays where that fails."""
    pip = (sys.executable, "-m", "pip")
    uv = (sys.executable, "-m", "uv")
    # uv is wanted for this alone, and for this alone it is installed
    subprocess.run([*pip, "install", "--quiet", "uv"], check=True)
    # written beside: an interrupted run leaves the old lock whole
    fresh = ROOT / "requirements.lock.new"
    command = [*uv, "pip", "compile", "pyproject.toml", *OPTIONS]
    command += ["-o", fresh.name]
    try:
        subprocess.run(command, cwd=ROOT, check=True)
        fresh.replace(ROOT / "requirements.lock")
    finally:
        fresh.unlink(missing_ok=True)


if __name__ == "__main__":
    answer_help(__doc__)
    main()
