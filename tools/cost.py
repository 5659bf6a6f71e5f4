"""What the student notebook costs: until the first result, until the last, and memory.

    python -m tools.cost            on this machine, and in a browser where reports/lab/ is there
    python -m tools.cost --record   and write it into the table that the guide quotes

The browser is Chromium by Playwright; a class's browsers do the same. Times are those of this
machine with all that it does beside, which is printed; memory is what the processes hold.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

import nbformat

from publish import kernels
from publish.paths import SITE
from seminar import measured
from seminar.student import SOLVED, read, student
from tools import processes
from tools.load import PORT, serving

Found = dict[str, tuple[float, str]]
# no student waits longer
PATIENCE = 600.0
# systems call the same browser by different names
NAMES = ("chromium", "chromium-browser", "google-chrome")
MODEL = "window.jupyterapp?.shell?.currentWidget?.content?.model"
# how many cells show something, how many ran, how many there are to run; is the kernel idle, and
# did a cell fail
STATE = f"""() => {{
    const cells = [...({MODEL}?.cells ?? [])].filter(
        cell => cell.type === 'code' && cell.sharedModel.getSource().trim());
    const session = window.jupyterapp?.shell?.currentWidget?.sessionContext?.session;
    const shown = cells.flatMap(cell => cell.outputs.toJSON());
    return {{
        showing: cells.filter(cell => cell.outputs.length).length,
        ran: cells.filter(cell => cell.executionCount).length,
        all: cells.length,
        idle: session?.kernel?.status === 'idle',
        failed: shown.some(output => output.output_type === 'error'),
    }};
}}"""


# by the Lab's own command, as a student gives it
RUN_ALL = """() => {
    const ready = jupyterapp.shell.currentWidget.sessionContext.ready;
    ready.then(() => jupyterapp.commands.execute('notebook:run-all-cells'));
}"""


def own_machine() -> Found:
    """The student notebook in a kernel of this environment."""
    # reads() joins the lines of a cell, which a file may hold as a list
    text = nbformat.reads(json.dumps(student(read(SOLVED))), as_version=4)
    client = kernels.client(text)
    first: list[float] = []
    # the start of the kernel is part of what one waits for
    started = time.perf_counter()
    client.on_cell_executed = lambda cell, **_: _note(first, cell, started)
    held: list[float] = []
    # cell by cell, so that the first result has a time of its own
    with client.setup_kernel():
        pid = client.km.provisioner.process.pid
        with processes.watching(
            lambda: held.append(processes.memory(pid).held)
        ):
            for number, cell in enumerate(text.cells):
                client.execute_cell(cell, number)
            took = time.perf_counter() - started
    return {
        "own_first": (first[0], "s"),
        "own_all": (took, "s"),
        "own_memory": (max(held), "MB"),
    }


def _note(first: list[float], cell: dict, started: float) -> None:
    if cell.get("outputs"):
        first.append(time.perf_counter() - started)


def lab_server() -> Found:
    """The server of one student's Lab, without its kernel."""
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--no-browser",
        "--allow-root",
        "--port=0",
    ]
    with tempfile.TemporaryDirectory() as folder:
        server = subprocess.Popen(
            command, cwd=folder, stderr=subprocess.PIPE, text=True
        )
        # it says so when it listens
        for line in server.stderr:
            if "is running at" in line:
                break
        held = processes.memory(server.pid).held
        server.terminate()
        server.wait()
    return {"server_memory": (held, "MB")}


def in_browser(site: str) -> Found:
    """The student notebook by its link in Chromium: cold, nothing cached.

    Parameters
    ----------
    site : str
        Address of a served site that has the browser edition under ``lab/``.

    Raises
    ------
    RuntimeError
        If a cell fails.
    TimeoutError
        If the last cell has not run within PATIENCE.
    """
    from playwright.sync_api import sync_playwright

    chromium = next(filter(None, map(shutil.which, NAMES)))
    address = f"{site}/lab/lab/index.html?path={SOLVED.name}"
    options = ["--no-sandbox", "--disable-gpu"]
    held: list[float] = []
    with (
        sync_playwright() as started,
        tempfile.TemporaryDirectory() as profile,
    ):
        context = started.chromium.launch_persistent_context(
            profile, executable_path=chromium, args=options
        )
        tab = context.pages[0]
        begin = time.perf_counter()
        # a busy machine may need longer than Playwright's own half minute
        tab.goto(address, timeout=PATIENCE * 1e3)
        # a session is ready before its kernel listens, and until then the command does nothing
        until(tab, lambda state: state["all"] > 3 and state["idle"])
        tab.evaluate(RUN_ALL)
        with processes.watching(lambda: held.append(_tab_memory(profile))):
            until(tab, lambda state: state["showing"] > 0)
            first = time.perf_counter() - begin
            until(
                tab,
                lambda state: state["ran"] == state["all"] and state["idle"],
            )
            took = time.perf_counter() - begin
        context.close()
    return {
        "browser_first": (first, "s"),
        "browser_all": (took, "s"),
        "browser_memory": (max(held), "MB"),
    }


def until(tab: Any, done: Callable[[dict[str, Any]], bool]) -> None:
    """Wait until the notebook of a tab has come as far as `done` says.

    Parameters
    ----------
    tab : Page
        Of Playwright; asked for the state of its notebook by the script STATE.
    done : function
        Of that state.

    Raises
    ------
    RuntimeError
        A cell failed.
    TimeoutError
        It did not come so far within PATIENCE seconds.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> state = {"ran": 1, "all": 3, "failed": True}
    >>> until(SimpleNamespace(evaluate=lambda script: state), lambda state: state["ran"] == 3)
    Traceback (most recent call last):
    ...
    RuntimeError: a cell failed after 1 of 3 had run
    """
    # a cell that never ends must not hold up whoever measures
    end = time.perf_counter() + PATIENCE
    while not done(state := tab.evaluate(STATE)):
        # nothing runs after a cell that failed: to wait would be in vain
        if state["failed"]:
            raise RuntimeError(
                f"a cell failed after {state['ran']} of {state['all']} had run"
            )
        if time.perf_counter() > end:
            raise TimeoutError(
                f"not at an end within {PATIENCE:.0f} s: {state['ran']} of {state['all']} cells ran"
            )
        time.sleep(0.2)


def _tab_memory(profile: str) -> float:
    """The memory of the tab's process, in MB: the largest of this browser's."""
    tab = processes.largest(profile, "--type=renderer")
    return processes.memory(tab).held


def tell(found: Found, load: float, record: bool) -> None:
    """Print what was measured, and record it where that is asked for.

    Parameters
    ----------
    found : dict
        {what: (value, unit)}
    load : float
        Of the machine before the measurement.
    record : bool
        Write it into the table that the guide quotes.

    Examples
    --------
    >>> tell({"last": (61.0, "s")}, 0, False)  # doctest: +ELLIPSIS
    last                61.0 s
    ... cores, 0 other processes busy
    """
    for what, (value, unit) in found.items():
        print(f"{what:16} {value:7.1f} {unit}")
    how = f"{os.cpu_count()} cores, {load:.0f} other processes busy"
    print(how)
    # a figure of a busy machine says so in the guide, too
    if record:
        measured.record(found, how)


def main() -> None:
    """Measure, print, and record where that is asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.cost", description=__doc__
    )
    parser.add_argument("--record", action="store_true", help="for the guide")
    given = parser.parse_args()
    # before the measurement, which is a load itself
    load = processes.load()
    found = own_machine() | lab_server()
    # without the edition there is nothing to open
    if (SITE / "lab" / "index.html").exists():
        with serving():
            found |= in_browser(f"http://127.0.0.1:{PORT}")
    tell(found, load, given.record)


if __name__ == "__main__":
    main()
