"""The project away from home: a checkout of Windows, the ZIP of the repository, odd folders."""

import ast
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest

from publish import downloads
from seminar import student

ROOT = Path(__file__).resolve().parent.parent
# what shells, addresses and old programs stumble over, but no system forbids
ODD = "it's a place (ours) & #1, 100% دفتر"

needs_git = pytest.mark.skipif(
    not (ROOT / ".git").exists(), reason="no checkout: nothing to clone from"
)


def run(folder, *command):
    """Run a module of the project in a folder, with that folder's code."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def git(folder, *command):
    done = subprocess.run(
        ["git", *command], cwd=folder, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


@needs_git
def test_a_checkout_of_windows_has_the_same_bytes(tmp_path):
    copy = tmp_path / ODD
    settings = ("core.autocrlf=true", "core.symlinks=false", "core.eol=crlf")
    given = [word for setting in settings for word in ("-c", setting)]
    git(ROOT, "clone", "-q", "--depth", "1", *given, ROOT.as_uri(), str(copy))
    assert git(copy, "status", "--porcelain") == ""
    texts = [*copy.glob("data/*.csv"), *copy.glob("notebooks/*.ipynb"), copy / "Makefile"]
    assert [path.name for path in texts if b"\r" in path.read_bytes()] == []
    assert "no faults" in run(copy, "-P", "-m", "helpers.validation")


@needs_git
def test_the_zip_of_the_repository_holds_no_link_and_is_sound(tmp_path):
    packed = tmp_path / "main.zip"
    git(ROOT, "archive", "--format=zip", "-o", str(packed), "HEAD")
    with zipfile.ZipFile(packed) as bundle:
        # a link is a text file with a path to whoever unpacks it on Windows
        assert [i.filename for i in bundle.infolist() if i.external_attr >> 28 == 0o12] == []
        bundle.extractall(tmp_path / ODD)
    counted = "from helpers import events; print(len(events()))"
    assert int(run(tmp_path / ODD, "-c", counted)) > 300


@pytest.fixture
def unpacked(tmp_path):
    """The site's ZIP of the notebooks, unpacked in an odd folder."""
    packed = tmp_path / "notebooks.zip"
    members = [
        (path.relative_to(ROOT).as_posix(), path.read_bytes())
        for path in downloads.files(*downloads.PACKED)
    ]
    downloads.archive(packed, members)
    folder = tmp_path / ODD
    with zipfile.ZipFile(packed) as bundle:
        bundle.extractall(folder)
    return folder


def test_code_and_tables_of_the_sites_zip_are_whole(unpacked):
    """What every notebook of it imports and loads is in it."""
    modules = "from helpers import events; from helpers.views import answers, style, tables"
    counted = f"{modules}; import helpers; print(len(events()), helpers.__file__)"
    number, _, file = run(unpacked, "-c", counted).strip().partition(" ")
    assert int(number) > 300 and Path(file).is_relative_to(unpacked)


# a kernel and a whole notebook: what notebooks need is tried above
@pytest.mark.thorough
def test_notebooks_of_the_sites_zip_run_as_they_are(unpacked, monkeypatch):
    folder = unpacked
    monkeypatch.setenv("PYTHONPATH", str(folder))
    monkeypatch.setattr(student, "NOTEBOOKS", folder / "notebooks")
    # the first and lightest stands for all: each imports helpers and loads the tables as it does
    notebook = nbformat.read(folder / "notebooks" / "00_start_here.ipynb", as_version=4)
    asked = "import helpers; print(helpers.__file__)"
    notebook["cells"].append(nbformat.v4.new_code_cell(asked))
    made = student.executed(notebook)
    printed = "".join(made["cells"][-1]["outputs"][0]["text"])
    assert Path(printed.strip()).is_relative_to(folder)


@pytest.mark.parametrize("module", ["publish", "seminar", "pytest -n 3", "helpers.validation"])
def test_the_readme_names_the_module_behind_make(module):
    """Windows has no make."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f".venv\\Scripts\\python -m {module}" in text


COMMANDS = [
    path
    for room in ("helpers", "publish", "seminar", "tools")
    for path in sorted((ROOT / room).rglob("*.py"))
    if '__name__ == "__main__"' in path.read_text(encoding="utf-8")
    # asked by a build alone
    and path.name != "fork_server.py"
]


def test_every_command_knows_help():
    asked = ("answer_help(__doc__)", "argparse", "--help")
    texts = {path: path.read_text(encoding="utf-8") for path in COMMANDS}
    assert [path for path, text in texts.items() if not any(each in text for each in asked)] == []


# a process for each command is dear, and the test above reads what they would do
@pytest.mark.thorough
@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_help_is_answered_and_sets_nothing_going(path):
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__main__")
    command = [sys.executable, "-m", module, "--help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and not done.stderr
    source = path.read_text(encoding="utf-8")
    told = (ast.get_docstring(ast.parse(source)) or "").strip()
    assert done.stdout.startswith("usage: ") or done.stdout.strip().startswith(told[:60])
