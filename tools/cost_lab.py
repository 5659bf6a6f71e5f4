"""What one Lab costs in which several kernels run a notebook to its end at once.

    python -m tools.cost_lab            five kernels, notebook 01
    python -m tools.cost_lab --record   and write it into the table that the guide quotes

The server is a Jupyter server of this environment, on this machine alone; its kernels are asked
cell by cell, as a Lab asks them. Memory is read while they run: of each kernel what is its own
(USS), of all together and the server what they hold (PSS, on Linux: what is shared counts once).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import Request, urlopen

import nbformat
from jupyter_client.blocking.client import BlockingKernelClient

from publish.paths import NOTEBOOKS
from tools import processes
from tools.cost import PATIENCE, Found, tell

KERNELS = 5
NOTEBOOK = "01_captures_over_time.ipynb"
PAUSE = 0.5  # seconds before a kernel that did not answer is asked again


@dataclass
class Watched:
    """The most that was held while the kernels ran, in MB."""

    together: float = 0.0
    own: dict[int, float] = field(default_factory=dict)

    def look(self, server: int, kernels: list[int]) -> None:
        """Read the memory of the server and its kernels once."""
        # one after the other, within milliseconds
        read = {pid: processes.memory(pid) for pid in kernels}
        sums = [each.shared_out for each in read.values()]
        # all at one moment: the most of each need not come at the same time
        of_server = processes.memory(server).shared_out
        together = of_server + sum(sums)
        self.together = max(self.together, together)
        # a figure a kernel, for they need not be at the same cell
        for pid, each in read.items():
            self.own[pid] = max(self.own.get(pid, 0.0), each.own)


@contextmanager
def jupyter(folder: Path) -> Iterator[tuple[subprocess.Popen, dict[str, str]]]:
    """A Jupyter server in the folder of notebooks, and what it says of itself: address and token.

    Parameters
    ----------
    folder : Path
        For its own files.

    Raises
    ------
    TimeoutError
        If it does not listen within PATIENCE.
    """
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--no-browser",
        "--allow-root",
        "--port=0",
    ]
    # a folder of its own, so that no other server's file is taken for this one's
    environment = {**os.environ, "JUPYTER_RUNTIME_DIR": str(folder)}
    quiet = subprocess.DEVNULL
    # where it is started, its notebooks are
    server = subprocess.Popen(
        command, cwd=NOTEBOOKS, env=environment, stdout=quiet, stderr=quiet
    )
    try:
        yield server, _said(server, folder)
    finally:
        # its kernels end with it
        server.terminate()
        server.wait()


def _said(server: subprocess.Popen, folder: Path) -> dict[str, str]:
    """What a server says of itself in its own folder, as soon as it listens."""
    end = time.monotonic() + PATIENCE
    while True:
        for file in folder.glob("jpserver-*.json"):
            # it may be half written still
            with suppress(ValueError):
                return json.loads(file.read_text(encoding="utf-8"))
        if server.poll() is not None or time.monotonic() > end:
            raise TimeoutError("the Jupyter server did not start")
        time.sleep(0.1)


def start(said: dict[str, str]) -> str:
    """Let a server start one kernel; returns its identifier.

    Parameters
    ----------
    said : dict
        What `jupyter` gives: url and token.
    """
    # as a Lab does when a notebook is opened
    address = f"{said['url']}api/kernels"
    order = json.dumps({"name": "python3"}).encode()
    request = Request(
        address, order, {"Authorization": f"token {said['token']}"}
    )
    # this machine alone: nothing is asked of a network
    with urlopen(request, timeout=PATIENCE) as answer:
        kernel = json.loads(answer.read())
    return kernel["id"]


def run(connection: Path, cells: list[str]) -> float:
    """Run cells in one kernel, one after the other; returns the seconds that it took.

    Parameters
    ----------
    connection : Path
        The kernel's connection file.
    cells : list of str

    Raises
    ------
    RuntimeError
        If a cell fails.
    """
    # straight to the kernel: what the server passes on is a copy of that
    client = BlockingKernelClient(connection_file=str(connection))
    client.load_connection_file()
    client.start_channels()
    try:
        _until_ready(client)
        began = time.perf_counter()
        for number, cell in enumerate(cells, 1):
            # what it shows is nobody's here
            reply = client.execute_interactive(
                cell, allow_stdin=False, output_hook=len, timeout=PATIENCE
            )
            if reply["content"]["status"] != "ok":
                raise RuntimeError(
                    f"cell {number} failed: {reply['content'].get('evalue')}"
                )
        return time.perf_counter() - began
    finally:
        client.stop_channels()


def _until_ready(client: BlockingKernelClient) -> None:
    """Wait until a kernel answers; on a busy machine its first heartbeat comes late."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            client.wait_for_ready(timeout=PATIENCE)
            return
        except RuntimeError:
            # taken for dead before it ever lived
            if time.monotonic() > end:
                raise
        time.sleep(PAUSE)


def at_once(n: int = KERNELS, name: str = NOTEBOOK) -> Found:
    """Let some kernels of one server run a notebook to its end at once.

    Parameters
    ----------
    n : int
        How many kernels.
    name : str
        A notebook of notebooks/.

    Returns
    -------
    dict
        {what: (value, unit)}: kernels, the last one's seconds, processor time a kernel, the most
        that one held of its own, and the most that all and the server held together.

    Raises
    ------
    RuntimeError
        If a cell fails.
    """
    # the code alone: a Lab sends nothing else
    notebook = nbformat.read(NOTEBOOKS / name, as_version=4)
    cells = [
        cell.source for cell in notebook.cells if cell.cell_type == "code"
    ]
    watched = Watched()
    with (
        tempfile.TemporaryDirectory() as place,
        jupyter(Path(place)) as (server, said),
    ):
        names = [start(said) for _ in range(n)]
        files = [Path(place) / f"kernel-{kernel}.json" for kernel in names]
        # the server starts them, and tells nobody their numbers
        pids = [processes.largest(str(file)) for file in files]
        # a thread a kernel: each waits for its own
        with ThreadPoolExecutor(n) as pool:
            jobs = [pool.submit(run, file, cells) for file in files]
            with processes.watching(lambda: watched.look(server.pid, pids)):
                took = [job.result() for job in jobs]
        # before the server ends them
        used = [processes.seconds_used(pid) for pid in pids]
    # of other programs' work the processor's time says nothing, the last one's end much
    processor = sum(used) / n
    return {
        "five_kernels": (n, ""),
        "five_last": (max(took), "s"),
        "five_processor": (processor, "s"),
        "five_own": (max(watched.own.values()), "MB"),
        "five_together": (watched.together, "MB"),
    }


def main() -> None:
    """Measure, print, and record where that is asked for."""
    first, _, _ = __doc__.partition("\n")
    parser = argparse.ArgumentParser(
        prog="python -m tools.cost_lab", description=first
    )
    parser.add_argument("--record", action="store_true", help="for the guide")
    given = parser.parse_args()
    # before the measurement, which is a load itself
    load = processes.load()
    tell(at_once(), load, given.record)


if __name__ == "__main__":
    main()
