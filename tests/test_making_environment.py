"""The environment is made beside the one in use: a failed one never destroys one that works."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools import environment

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout with an empty lock, whose project is linked by a note of the path."""
    root = tmp_path / "a folder; it's (ours) & #1 %20 دفتر"
    root.mkdir()
    (root / "requirements.lock").write_text("")
    monkeypatch.setattr(environment, "LOOKED_AT", "import json")
    linked = []
    monkeypatch.setattr(environment, "_link", lambda python, root: linked.append(str(root)))
    # no test here needs a package: none waits for an index
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    return root, linked


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """An environment with nothing but pip: making one takes longer than all else that is tried."""
    folder = tmp_path_factory.mktemp("bare") / "environment"
    subprocess.run([sys.executable, "-I", "-m", "venv", folder], check=True)
    return folder


@pytest.fixture
def copied(monkeypatch, bare):
    """Whoever makes an environment gets a copy of the bare one, at its own address."""
    run = environment._run

    def run_or_copy(command, what, root):
        if command[1:4] != ["-I", "-m", "venv"]:
            return run(command, what, root)
        fresh = Path(command[4])
        shutil.copytree(bare, fresh, symlinks=True)
        environment._readdress(fresh, str(bare), str(fresh))

    monkeypatch.setattr(environment, "_run", run_or_copy)


def test_an_environment_is_made_once(checkout, capsys):
    root, linked = checkout
    python = environment.make(root)
    assert subprocess.run([python, "-c", "import json"], check=False).returncode == 0
    first = (root / ".venv").stat().st_ino
    # touched, as a checkout of git does
    os.utime(root / "requirements.lock", (0, 0))
    environment.make(root)
    assert (root / ".venv").stat().st_ino == first
    assert linked == [str(root)]
    assert capsys.readouterr().out.count("Making the environment") == 1


# pip makes an environment for real: that one is made at all is tried above
@pytest.mark.thorough
def test_one_that_works_outlives_a_failed_one(checkout, copied):
    root, _ = checkout
    environment.make(root)
    note = root / ".venv" / "mine.txt"
    note.write_text("still here")
    (root / "requirements.lock").write_text("no-such-package-as-this==1 --hash=sha256:" + "0" * 64)
    with pytest.raises(environment.RefusedError, match="Nothing was changed"):
        environment.make(root)
    assert note.read_text() == "still here"
    assert not (root / ".venv-new").exists()


# pip makes an environment for real: that one is made at all is tried above
@pytest.mark.thorough
def test_a_changed_lock_makes_a_new_one(checkout, copied):
    root, _ = checkout
    environment.make(root)
    (root / ".venv" / "old.txt").write_text("worn")
    (root / "requirements.lock").write_text("# another\n")
    environment.make(root)
    assert not (root / ".venv" / "old.txt").exists()
    assert [path.name for path in root.iterdir() if path.name.startswith(".venv-")] == []


# pip makes an environment for real: that one is made at all is tried above
@pytest.mark.thorough
def test_a_moved_checkout_gets_its_new_path(checkout, copied):
    root, linked = checkout
    environment.make(root)
    moved = root.with_name("moved to here")
    root.rename(moved)
    environment.make(moved)
    assert linked == [str(root), str(moved)]
    script = next((moved / ".venv" / "bin").glob("pip*")).read_text()
    assert str(moved) in script and str(root) not in script


# pip makes an environment for real: that one is made at all is tried above
@pytest.mark.thorough
def test_a_link_keeps_leading_where_it_led(checkout, copied, tmp_path):
    root, _ = checkout
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "env").mkdir(parents=True)
    (root / ".venv").symlink_to(elsewhere / "env")
    (elsewhere / "other.txt").write_text("not ours")
    environment.make(root)
    assert (root / ".venv").is_symlink()
    assert environment.interpreter(elsewhere / "env").exists()
    assert (elsewhere / "other.txt").exists()


# pip makes an environment for real: that one is made at all is tried above
@pytest.mark.thorough
def test_the_second_waits_for_the_first_and_says_so(checkout):
    root, _ = checkout
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); from tools import environment as e; "
        "from pathlib import Path; e.LOOKED_AT = 'import json'; e._link = lambda *a: None; "
        "e.make(Path(sys.argv[2]))"
    )
    command = [sys.executable, "-c", script, str(ROOT), str(root)]
    first = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    time.sleep(0.5)
    second = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    said = [process.communicate(timeout=600)[0] for process in (first, second)]
    assert first.returncode == second.returncode == 0
    # on a busy machine the one that was started later may be the first to come
    made, waited = sorted(said, key=lambda each: "waiting for it" in each)
    assert "Making" in made and "waiting for it" not in made
    assert "waiting for it" in waited and "Making" not in waited
    assert json.loads((root / ".venv" / ".ready").read_text())["root"] == str(root)


@pytest.mark.parametrize(("version", "fits"), [((3, 10), False), ((3, 11), True), ((3, 14), True)])
def test_versions_that_fit(monkeypatch, version, fits):
    monkeypatch.setattr(environment.sys, "version_info", (*version, 0, "final", 0))
    if fits:
        environment._version_fits()
        return
    with pytest.raises(environment.RefusedError, match="Python 3.11 to 3.14 is needed"):
        environment._version_fits()
