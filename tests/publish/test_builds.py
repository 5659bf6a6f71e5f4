"""Builds: the last good site stays whole, what is claimed is looked at, the next build heals."""

import asyncio
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from concurrent.futures import ThreadPoolExecutor

import nbformat
import pytest
from site_building import publish, write_notebook

from helpers import load
from publish import cache, execute, kernels

code = nbformat.v4.new_code_cell


def pages(checkout):
    return sorted(path.name for path in (checkout / "reports").glob("*.html"))


def built(checkout, *arguments, **variables):
    """Build the articles alone: what is tried here is the same for the whole site."""
    run = publish("--quick", *arguments, cwd=checkout, **variables)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def two_at_once(checkout):
    """Two builds, begun one after the other: the second waits, and finds nothing to do."""
    command = [sys.executable, "-P", "-m", "publish", "--quick"]
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    both = []
    for _ in range(2):
        pipe = subprocess.PIPE
        both.append(
            subprocess.Popen(
                command, cwd=checkout, env=environment, stdout=pipe, stderr=pipe, text=True
            )
        )
        time.sleep(0.5)
    said = [process.communicate(timeout=600) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert sum("waiting for it" in out for out, _ in said) == 1
    assert sum("1 to execute" in out for out, _ in said) == 1
    assert sum("Nothing has changed" in out for out, _ in said) == 1


def test_a_site_is_built_once_by_two_at_once_and_again_when_it_is_gone(checkout):
    two_at_once(checkout)
    page = checkout / "reports" / "00_small.html"
    page.write_text("cut short")
    assert "building the site" in built(checkout)
    assert "A small notebook" in page.read_text(encoding="utf-8")
    # the site, and what was kept of its notebook
    shutil.rmtree(checkout / "reports")
    (kept,) = (checkout / ".build" / "executed").glob("*.ipynb")
    kept.write_text(kept.read_text(encoding="utf-8")[:200], encoding="utf-8")
    assert "1 to execute" in built(checkout)
    assert (checkout / "reports" / ".nojekyll").exists()
    assert "A small notebook" in page.read_text(encoding="utf-8")


# two builds more: a page that was cut short is made again above
@pytest.mark.thorough
def test_a_front_page_that_is_gone_is_made_again(checkout):
    built(checkout)
    (checkout / "reports" / "index.html").unlink()
    assert "building the site" in built(checkout)
    assert (checkout / "reports" / "index.html").exists()


# a cell that fails, and what is said of it
FAILING = {
    "zero": ("y = x / 0", "ZeroDivisionError"),
    "exit": ("import os; os._exit(1)", "Its kernel died"),
    "killed": ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "Its kernel died"),
    "asks": ("input('?')", "StdinNotImplementedError"),
    "slow": ("import time; time.sleep(60)", "--cell-seconds"),
    "huge": ("print('a' * 2_000_000)", "It printed 2,000,001 characters"),
    "opens": ("from helpers.tables import DATA; open(DATA / 'reports.csv', 'a')", "must not write"),
    "writes": ("from helpers.tables import DATA; (DATA / 'new.csv').write_text('a')", "new.csv"),
    "stops": ("raise KeyboardInterrupt", "KeyboardInterrupt"),
}


def test_a_kernel_that_does_not_start_is_started_again(tmp_path, monkeypatch):
    """As where the port that was chosen for it was taken by another program."""
    started = []
    usual = kernels.manager

    def manager():
        made = usual()
        if not started:
            made.kernel_spec.argv[2:] = ["-c", "raise SystemExit(1)", "ipykernel_launcher"]
        started.append(made)
        return made

    monkeypatch.setattr(kernels, "manager", manager)
    notebook = nbformat.v4.new_notebook(cells=[code("print('ran')")])
    nbformat.write(notebook, tmp_path / "01.ipynb")
    job = cache.Job(tmp_path / "01.ipynb", tmp_path / "01-0123.ipynb")
    executed(job)
    assert len(started) == 2 and cache.proven(job)
    assert "ran" in job.target.read_text(encoding="utf-8")


def test_a_kernel_that_never_starts_is_not_tried_for_ever(tmp_path, monkeypatch):
    started = []
    usual = kernels.manager

    def manager():
        made = usual()
        made.kernel_spec.argv[2:] = ["-c", "raise SystemExit(1)", "ipykernel_launcher"]
        started.append(made)
        return made

    monkeypatch.setattr(kernels, "manager", manager)
    nbformat.write(nbformat.v4.new_notebook(cells=[code("x = 1")]), tmp_path / "01.ipynb")
    job = cache.Job(tmp_path / "01.ipynb", tmp_path / "01-0123.ipynb")
    with pytest.raises(execute.CellError, match="could not be started"):
        executed(job)
    assert len(started) == 2 and not cache.proven(job)


# a map that says how many rows it was made of
ROWS = """
import os, pathlib
from helpers import load
folder = pathlib.Path(os.environ['REPORT_DIR']) / 'maps'
folder.mkdir()
page = f'<html><head></head>{len(load("reports"))} rows</html>'
(folder / 'm.html').write_text(page)
"""


def without_some_rows(checkout):
    """Take three reports that no other table names from a checkout; gives the table as it was."""
    table = checkout / "data" / "reports.csv"
    whole = table.read_bytes()
    named = {*load("checks")["row_id"], *load("accepted")["row"]}
    lines = whole.decode("utf-8").splitlines(keepends=True)
    free = [line for line in lines[1:] if line.partition(",")[0] not in named]
    assert len(free) > 3
    left = [line for line in lines if line not in free[-3:]]
    table.write_bytes("".join(left).encode("utf-8"))
    return whole


def executed(job):
    """Execute a notebook in a thread of its own: a browser's loop may run in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(execute.execute(job))).result()


# one of each way to stop in every run: an error, a death, a limit, a table that is written to
USUAL = ("zero", "killed", "slow", "writes")


@pytest.mark.parametrize(
    "names",
    [pytest.param(USUAL, id="usual"), pytest.param(FAILING, id="all", marks=pytest.mark.thorough)],
)
def test_every_failing_cell_is_named_and_the_last_good_site_stays(checkout, names):
    good = checkout / "reports" / "index.html"
    good.parent.mkdir()
    good.write_text("the last good one")
    for name in names:
        write_notebook(checkout, f"01_{name}", [code("x = 1"), code(FAILING[name][0])])
    # the build that fails has a map of rows that are discarded after it
    write_notebook(checkout, "02_map", [code(ROWS)])
    whole = without_some_rows(checkout)
    run = publish("--quick", "--cell-seconds", "8", cwd=checkout)
    assert run.returncode == 1, run.stdout + run.stderr
    for name in names:
        reason = FAILING[name][1]
        # what is said of one notebook, up to the next
        said = run.stderr.partition(f"notebooks/01_{name}.ipynb, cell 2 failed")[2]
        assert reason in said.partition("\nnotebooks/")[0], (name, run.stderr)
    assert "reports/ still holds the last good one" in run.stderr
    assert good.read_text() == "the last good one"
    # once for all: what was mended is built
    for name in names:
        (checkout / "notebooks" / f"01_{name}.ipynb").unlink()
    write_notebook(checkout, "01_mended", [code("x = 1")])
    (checkout / "data" / "reports.csv").write_bytes(whole)
    built(checkout)
    assert {"00_small.html", "01_mended.html"} <= set(pages(checkout))
    made = checkout / "reports" / "maps" / "m.html"
    assert f">{len(load('reports'))} rows<" in made.read_text(encoding="utf-8")


def test_bad_data_stops_the_build_before_anything_is_executed(checkout):
    table = checkout / "data" / "claims.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace(",exact,", ",exactly,", 1), encoding="utf-8")
    run = publish("--quick", cwd=checkout)
    assert run.returncode == 1
    assert all(word in run.stderr for word in ("claims.csv", "qualifier", "exactly"))
    assert not list((checkout / ".build" / "executed").glob("*"))


def cut_short(job):
    job.target.write_text(job.target.read_text(encoding="utf-8")[:20], encoding="utf-8")


def lose_a_cell(job):
    job.target.write_text('{"cells": []}', encoding="utf-8")


def lose_the_proof(job):
    job.proof.unlink()


def change_the_map(job):
    (job.made / "maps" / "m.html").write_text("a map of other tables", encoding="utf-8")


def lose_the_map(job):
    shutil.rmtree(job.made)


@pytest.mark.parametrize(
    "harm", [cut_short, lose_a_cell, lose_the_proof, change_the_map, lose_the_map]
)
def test_what_was_kept_and_harmed_is_not_believed(tmp_path, harm):
    job = cache.Job(tmp_path / "01.ipynb", tmp_path / "01-0123.ipynb")
    (job.made / "maps").mkdir(parents=True)
    (job.made / "maps" / "m.html").write_text("a true map", encoding="utf-8")
    job.target.write_text('{"cells": [{"source": "x = 1"}]}', encoding="utf-8")
    cache.prove(job)
    assert cache.proven(job)
    harm(job)
    assert not cache.proven(job)


# eight notebooks are executed: what is believed is tried above, and that the rest is made again
# with the site that is built once
@pytest.mark.thorough
def test_a_cache_that_cannot_prove_itself_is_made_again(checkout):
    source = (
        "import os, pathlib\n"
        "folder = pathlib.Path(os.environ['REPORT_DIR']) / 'maps'\n"
        "folder.mkdir()\n"
        "(folder / 'NAME.html').write_text('<html><head></head>a true map</html>')"
    )
    harms = ("truncated", "one_cell", "no_proof", "map")
    for harm in harms:
        cells = [code(source.replace("NAME", harm)), code("print('second')")]
        write_notebook(checkout, f"01_{harm}", cells)
    built(checkout)
    kept = {}
    for harm in harms:
        (kept[harm],) = (checkout / ".build" / "executed").glob(f"01_{harm}-*.ipynb")
    text = kept["truncated"].read_text(encoding="utf-8")
    kept["truncated"].write_text(text[:200], encoding="utf-8")
    notebook = json.loads(kept["one_cell"].read_text(encoding="utf-8"))
    notebook["cells"] = notebook["cells"][:1]
    kept["one_cell"].write_text(json.dumps(notebook), encoding="utf-8")
    kept["no_proof"].with_suffix(".proof").unlink()
    made = kept["map"].with_suffix(".made") / "maps" / "map.html"
    made.write_text("a map of other tables")
    # those four and not the small one
    assert "4 to execute" in built(checkout)
    for harm in harms:
        page = checkout / "reports" / f"01_{harm}.html"
        assert "second" in page.read_text(encoding="utf-8")
        made = checkout / "reports" / "maps" / f"{harm}.html"
        assert "a true map" in made.read_text(encoding="utf-8")


# three builds: with the failing cells above, a map of discarded rows is left where it was made
@pytest.mark.thorough
def test_a_map_of_discarded_rows_is_never_published(checkout):
    write_notebook(checkout, "01_map", [code(ROWS)])
    built(checkout)
    made = checkout / "reports" / "maps" / "m.html"
    before = made.read_text(encoding="utf-8")
    # the last rows are gone for one build, which fails in another notebook
    whole = without_some_rows(checkout)
    write_notebook(checkout, "02_bad", [code("1 / 0")])
    assert publish("--quick", cwd=checkout).returncode == 1
    (checkout / "data" / "reports.csv").write_bytes(whole)
    (checkout / "notebooks" / "02_bad.ipynb").unlink()
    (checkout / "CHANGELOG.md").write_text("# Changed\n")
    built(checkout)
    assert made.read_text(encoding="utf-8") == before


LOADED = """
import sys
print("loaded" if "helpers.worlds" in sys.modules else "bare")
from helpers.worlds import worlds
print(int(worlds().holder.astype(int).sum()))
"""


# a build or two on an odd machine
@pytest.mark.thorough
@pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux alone")
def test_a_forked_kernel_says_what_a_kernel_of_its_own_says(checkout):
    said = {}
    for names in (["01_a"], ["01_a", "02_b", "03_c"]):
        for name in names:
            write_notebook(checkout, name, [code(LOADED)])
        built(checkout, "--force")
        # the small notebook of the checkout is built with them
        executed = next((checkout / ".build" / "executed").glob("01_a-*.ipynb"))
        cells = json.loads(executed.read_text(encoding="utf-8"))["cells"]
        # what two calls print may come in one piece or in two
        pieces = ["".join(output["text"]) for output in cells[0]["outputs"]]
        how, total = "".join(pieces).split()
        said[how] = total
    assert set(said) == {"loaded", "bare"}
    assert said["loaded"] == said["bare"]


def test_a_build_that_was_killed_leaves_no_traceback_of_its_server():
    answer = "from publish import fork_server; fork_server._answer(7)"
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-c", answer], stdout=writing, stderr=subprocess.PIPE, timeout=60
    )
    os.close(writing)
    assert done.returncode == 0 and done.stderr == b""


def test_ctrl_c_ends_in_one_line_and_keeps_the_site(checkout):
    good = checkout / "reports" / "index.html"
    good.parent.mkdir()
    good.write_text("the last good one")
    begun = checkout / "notebooks" / "begun"
    long = "import pathlib, time; pathlib.Path('begun').touch(); time.sleep(60)"
    write_notebook(checkout, "01_long", [code(long)])
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "publish", "--quick"],
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": str(checkout)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert "to execute" in process.stdout.readline()
    # not before the cell runs, on a machine of any speed
    end = time.monotonic() + 60
    while not begun.exists() and time.monotonic() < end:
        time.sleep(0.1)
    assert begun.exists()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in said and "Interrupted" in said
    assert pages(checkout) == ["index.html"]
    assert good.read_text() == "the last good one"


# a build or two on an odd machine
@pytest.mark.thorough
def test_reports_may_be_a_link(checkout, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "seminar").mkdir(parents=True)
    (elsewhere / "seminar" / "index.html").write_text("the kit")
    (elsewhere / "old.html").write_text("old")
    (checkout / "reports").symlink_to(elsewhere)
    built(checkout)
    assert (checkout / "reports").is_symlink()
    assert (elsewhere / "index.html").exists() and not (elsewhere / "old.html").exists()
    assert (elsewhere / "seminar" / "index.html").read_text() == "the kit"
    assert [path.name for path in elsewhere.glob(".*")] == [".nojekyll"]


# a build or two on an odd machine
@pytest.mark.thorough
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounts need root")
def test_reports_may_be_a_disk_of_its_own_and_may_be_full(checkout):
    place = checkout / "reports"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=60m", "tmpfs", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no disk may be mounted here")
    try:
        built(checkout)
        assert (place / "index.html").exists() and os.path.ismount(place)
        full = place / "seminar"
        full.mkdir()
        with open(full / "large", "wb") as file, pytest.raises(OSError):
            while True:
                file.write(b"0" * 1_000_000)
        (checkout / "CHANGELOG.md").write_text("# Changed\n")
        run = publish("--quick", cwd=checkout)
        assert run.returncode == 1 and "The disk is full" in run.stderr
        assert (place / "index.html").exists() and (place / "00_small.html").exists()
        (full / "large").unlink()
        built(checkout)
    finally:
        subprocess.run(["umount", str(place)], check=True)


# a build or two on an odd machine
@pytest.mark.thorough
def test_what_is_in_the_way_does_not_shadow(checkout, tmp_path):
    trap = "raise SystemExit('shadowed')\n"
    names = ("pandas.py", "notebooks/pandas.py", "notebooks/json.py", "notebooks/matplotlib.py")
    for place in (*names, "tools/json.py"):
        (checkout / place).write_text(trap)
    # as in the environment that is made: what is installed comes before the checkout
    installed = sysconfig.get_path("purelib")
    # another program's kernel under the usual name, a user's look, an unusable home
    kernel = tmp_path / "share" / "kernels" / "python3"
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text(json.dumps({"argv": ["false"], "display_name": "x"}))
    (tmp_path / "matplotlibrc").write_text("figure.figsize: 1, 1\n")
    look = "import matplotlib; print(matplotlib.rcParamsDefault['figure.figsize'] == matplotlib."
    cell = code(look + "rcParams['figure.figsize'])")
    write_notebook(checkout, "01_look", [cell])
    odd = {
        "PYTHONPATH": os.pathsep.join([installed, str(checkout)]),
        "JUPYTER_PATH": str(tmp_path / "share"),
        "MATPLOTLIBRC": str(tmp_path / "matplotlibrc"),
        "HOME": "/proc",
        "PYTHONWARNINGS": "error",
        "COLUMNS": "20",
        "LC_ALL": "C",
        "TZ": "Asia/Kabul",
        "MPLBACKEND": "TkAgg",
    }
    built(checkout, **odd)
    assert "True" in (checkout / "reports" / "01_look.html").read_text(encoding="utf-8")


# a build or two on an odd machine
@pytest.mark.thorough
@pytest.mark.skipif(not shutil.which("bash"), reason="limits are set by a shell")
@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ("ulimit -n 40", "its kernel could not be started"),
        ("ulimit -v 600000", "not enough memory|ulimit -n"),
    ],
)
def test_a_kernel_that_cannot_start_ends_in_plain_words(checkout, limit, words):
    command = f"{limit}; exec '{sys.executable}' -P -m publish --quick"
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    run = subprocess.run(
        ["bash", "-c", command],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        # linear algebra that finds no memory tries again without an end
        timeout=240,
    )
    assert run.returncode == 1
    assert re.search(words, run.stderr), run.stderr
    assert run.stderr.rstrip().endswith("reports/ still holds the last good one.")
    assert "AssertionError" not in run.stderr


# a build or two on an odd machine
@pytest.mark.thorough
def test_a_checkout_that_was_moved_builds_again(checkout):
    built(checkout)
    moved = checkout.with_name("moved, (renamed)")
    checkout.rename(moved)
    assert "Nothing has changed" in built(moved)
    (moved / "CHANGELOG.md").write_text("# Changed\n")
    assert "building the site" in built(moved)


def tree(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# a build or two on an odd machine
@pytest.mark.thorough
def test_two_folders_give_the_same_bytes(checkout, tmp_path):
    drawn = code(
        "from matplotlib import pyplot as plt\n"
        "from helpers.views import style\n"
        "fig, ax = plt.subplots()\n"
        "ax.plot([1, 2], label=str({'a', 'b', 'c'}))\n"
        "ax.legend()\n"
        "style.show(fig, 'a line that rises from one to two, to see whether bytes are the same')"
    )
    write_notebook(checkout, "01_drawn", [drawn])
    other = tmp_path / "another folder, with a longer name"
    shutil.copytree(checkout, other)
    built(checkout, PYTHONHASHSEED="1", TZ="Asia/Kabul", LC_ALL="C")
    (tmp_path / "matplotlibrc").write_text("lines.linewidth: 9\n")
    built(other, PYTHONHASHSEED="2", TZ="America/Lima", MATPLOTLIBRC=str(tmp_path / "matplotlibrc"))
    one, two = tree(checkout / "reports"), tree(other / "reports")
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []


# a build or two on an odd machine
@pytest.mark.thorough
def test_a_clock_that_was_moved_back_leaves_no_old_text(checkout):
    built(checkout)
    notebook = checkout / "notebooks" / "00_small.ipynb"
    notebook.write_text(notebook.read_text().replace("A part", "Another part"))
    # older than everything that was built
    os.utime(notebook, (1_000_000_000, 1_000_000_000))
    built(checkout)
    page = (checkout / "reports" / "00_small.html").read_text(encoding="utf-8")
    assert "Another part" in page and ">A part<" not in page
