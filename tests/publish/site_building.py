"""What the tests of the site share: a checkout in a few seconds, and how it is built."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((shutil.which(name) for name in NAMES if shutil.which(name)), None)
LEFT_OUT = (".git", ".venv*", ".build*", "reports", "__pycache__", ".hypothesis", ".*_cache")


def publish(*arguments, cwd=ROOT, **variables):
    """Run `python -m publish` in a checkout, as make does."""
    environment = {**os.environ, "PYTHONPATH": str(cwd), **variables}
    return subprocess.run(
        [sys.executable, "-P", "-m", "publish", *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
    )


def write_notebook(checkout, name, cells):
    """Write a notebook whose cells have names that do not change."""
    import nbformat

    for place, cell in enumerate(cells):
        cell["id"] = f"cell-{place}"
    notebook = nbformat.v4.new_notebook(cells=cells)
    nbformat.write(notebook, checkout / "notebooks" / f"{name}.ipynb")
