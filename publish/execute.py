"""Execute the notebooks, as many at once as there are cores, whole or not at all."""

import asyncio
import atexit
import contextlib
import json
import os
import re
import shutil
import signal
import time
from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbclient.exceptions import (
    CellExecutionError,
    CellTimeoutError,
    DeadKernelError,
)

from publish import cache, kernels
from publish.cache import Job
from publish.paths import BUILD, ROOT

CELL_SECONDS = 300
# Characters that the outputs of one cell may hold; a reader scrolls through none of that
MOST_TEXT = 1_000_000
MOST_OUTPUT = 12_000_000
# How long each notebook took last: beside the cache, which a forced build empties
SECONDS = BUILD / "seconds.json"


class CellError(Exception):
    """A cell failed; the text names the notebook, the cell and the reason."""


class StartError(CellError):
    """A kernel did not answer before its first cell, so nothing was executed."""


def _source(cell: dict) -> str:
    # set apart, so that the code is told from the message
    return "\n".join(f"    {line}" for line in cell["source"].splitlines())


def _fault(path: Path, notebook: dict, number: int, reason: str) -> CellError:
    """What is said of a cell that failed."""
    cell = notebook["cells"][number]
    # counted as a reader of the notebook counts
    place = f"notebooks/{path.name}, cell {number + 1} failed"
    return CellError(f"\n{place}:\n{_source(cell)}\n\n{reason}")


def size(output: dict) -> tuple[int, int]:
    """Characters of text and of anything that an output holds.

    Examples
    --------
    >>> size({"output_type": "stream", "text": "four"})
    (4, 4)
    """
    # what print() wrote
    if output["output_type"] == "stream":
        length = len(output["text"])
        return length, length
    contents = output.get("data", {})
    whole = sum(len(str(content)) for content in contents.values())
    return len(str(contents.get("text/plain", ""))), whole


def refuse_huge(path: Path, notebook: dict) -> None:
    """Raise CellError for a cell that prints more than a page can hold.

    Parameters
    ----------
    path : Path
        Of the notebook, for the message.
    notebook : dict
        Executed.

    Examples
    --------
    >>> refuse_huge(Path("a.ipynb"), {"cells": []})
    """
    for number, cell in enumerate(notebook["cells"]):
        # what a cell printed in pieces counts together
        sizes = [size(output) for output in cell.get("outputs", [])]
        text = sum(each[0] for each in sizes)
        whole = sum(each[1] for each in sizes)
        if text > MOST_TEXT or whole > MOST_OUTPUT:
            reason = (
                f"It printed {whole:,} characters; a page takes {MOST_TEXT:,} of text and "
                f"{MOST_OUTPUT:,} in all. Print a part, or write a file."
            )
            raise _fault(path, notebook, number, reason)


def _reason(fault: Exception, seconds: int) -> str:
    """Why a cell did not end well, with the remedy where there is one."""
    if isinstance(fault, CellTimeoutError):
        return (
            f"It ran for more than {seconds} s. If it needs longer, give it longer: "
            "python -m publish --cell-seconds 900"
        )
    if isinstance(fault, DeadKernelError):
        return (
            "Its kernel died. The usual reason is too little memory: close other programs, or "
            "execute fewer at once with python -m publish --at-once 1"
        )
    # colours for a terminal mean nothing in a file
    return re.sub(r"\x1b\[[0-9;]*m", "", str(fault))


def _interruptible() -> None:
    """Let Ctrl-C end the build: the client would take it for the death of one kernel."""
    # where the system knows no such handlers, there is none to remove
    with contextlib.suppress(NotImplementedError, RuntimeError):
        asyncio.get_running_loop().remove_signal_handler(signal.SIGINT)


def _quiet(loop: asyncio.AbstractEventLoop, context: dict) -> None:
    """Say nothing of what an interrupt cut off; everything else is told as usual."""
    if "shutdown" not in context.get("message", ""):
        loop.default_exception_handler(context)


async def execute(job: Job, seconds: int = CELL_SECONDS) -> None:
    """Execute one notebook into its place in the cache.

    Parameters
    ----------
    job : Job
        The notebook and where it goes.
    seconds : int
        How long one cell may take.

    Raises
    ------
    CellError
        Where a cell fails, takes too long, prints too much, or no kernel can be started.
    """
    try:
        notebook = await _executed(job, seconds)
    except StartError:
        # a port that was free when it was chosen may be taken before the kernel listens there
        notebook = await _executed(job, seconds)
    # before anything is kept
    refuse_huge(job.source, notebook)
    for cell in notebook.cells:
        if cell["cell_type"] == "code":
            cell["outputs"] = kernels.in_one_piece(cell["outputs"])
    nbformat.write(notebook, job.target)
    cache.prove(job)


async def _executed(job: Job, seconds: int) -> nbformat.NotebookNode:
    """The notebook with its outputs, from a kernel that is ended afterwards."""
    notebook = nbformat.read(job.source, as_version=4)
    client = kernels.client(notebook, timeout=seconds, startup_timeout=120)
    # kept by hand: the client lets go of it at its own end
    manager = client.km
    began = [0]
    client.on_cell_start = lambda cell, cell_index: began.append(cell_index)
    client.on_notebook_start = lambda notebook: _interruptible()
    # what an earlier run left half done would be mixed with this one
    cache.forget(job)
    job.made.mkdir(parents=True)
    try:
        await client.async_execute(env=kernels.environment(job.made))
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as fault:
        # the cell that had begun last is the one that failed
        raise _fault(
            job.source, notebook, began[-1], _reason(fault, seconds)
        ) from fault
    except (RuntimeError, AssertionError, OSError) as fault:
        # the client would look for its kernel once more at the very end, after the last word
        atexit.unregister(client._cleanup_kernel)
        # nothing ran yet, so that it may be tried again
        is_start = isinstance(fault, RuntimeError) and len(began) == 1
        kind = StartError if is_start else CellError
        # too little memory, too many open files, a home that cannot be written
        raise kind(
            f"\nnotebooks/{job.source.name}: its kernel could not be started or was lost "
            f"({type(fault).__name__}: {fault}).\nIs there memory and room on the disk, and may "
            "this user open enough files (ulimit -n)?"
        ) from fault
    finally:
        # the client leaves a kernel that it was given: a dozen would wait for the build's end
        if manager.has_kernel:
            await manager.shutdown_kernel(now=True)
    return notebook


def _tables() -> dict[str, tuple[int, int]]:
    """Size and time of every file of data/, to see whether one was changed."""
    found = {}
    # names too: a new file is a change
    for path in sorted((ROOT / "data").iterdir()):
        state = path.stat()
        found[path.name] = (state.st_size, state.st_mtime_ns)
    return found


def seconds_before(file: Path = SECONDS) -> dict[str, float]:
    """How long each notebook took when it was last executed here, by its stem.

    Examples
    --------
    >>> seconds_before(Path("no such file"))
    {}
    """
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    # a file that was cut short foretells nothing
    return kept if isinstance(kept, dict) else {}


def longest_first(todo: Sequence[Job], seconds: dict[str, float]) -> list[Job]:
    """Order notebooks so that no long one is left to the end.

    Parameters
    ----------
    todo : sequence of Job
        What to execute.
    seconds : dict
        As `seconds_before` gives them. Unless it knows all, the size of the files decides.

    Examples
    --------
    >>> jobs = [Job(Path(name), Path(name)) for name in ("a.ipynb", "b.ipynb")]
    >>> [job.source.stem for job in longest_first(jobs, {"a": 1.0, "b": 2.0})]
    ['b', 'a']
    """
    # seconds and characters cannot be compared
    if all(job.source.stem in seconds for job in todo):
        return sorted(todo, key=lambda job: -seconds[job.source.stem])
    # the size of the file foretells how long it takes, roughly
    return sorted(todo, key=lambda job: -job.source.stat().st_size)


async def execute_all(
    todo: Sequence[Job],
    seconds: int = CELL_SECONDS,
    at_once: int | None = None,
) -> list[BaseException]:
    """Execute notebooks, longest first; a line for each as it ends.

    Parameters
    ----------
    todo : sequence of Job
        What to execute.
    seconds : int
        How long one cell may take.
    at_once : int, optional
        How many at once (default: as many as there are cores).

    Returns
    -------
    list of exceptions
        One for each notebook that failed; the others are in the cache.
    """
    asyncio.get_running_loop().set_exception_handler(_quiet)
    # kernels are processes of their own: waiting costs nothing
    gate = asyncio.Semaphore(at_once or os.cpu_count() or 2)
    before = _tables()
    lasted = seconds_before()
    done = []

    async def one(job: Job) -> None:
        async with gate:
            started = time.perf_counter()
            await execute(job, seconds)
        done.append(job)
        took = time.perf_counter() - started
        lasted[job.source.stem] = round(took, 1)
        print(
            f"  [{len(done)}/{len(todo)}] {job.source.stem:24} {took:5.1f} s",
            flush=True,
        )

    order = longest_first(todo, lasted)
    outcomes = await asyncio.gather(*map(one, order), return_exceptions=True)
    SECONDS.write_text(
        json.dumps(lasted, indent=1, sort_keys=True), encoding="utf-8"
    )
    faults = [outcome for outcome in outcomes if outcome is not None]
    # looked at once, when all have ended
    after = _tables()
    changed = sorted(
        name for name in before | after if before.get(name) != after.get(name)
    )
    if changed:
        # by a means that the guard in the kernel does not see, or by hand
        for job in todo:
            cache.forget(job)
        names = ", ".join(changed)
        faults.append(
            CellError(
                f"\ndata/ changed while the notebooks ran: {names}. A notebook must not write "
                "there; if you edited it yourself, build again."
            )
        )
    return faults


def remove_half(todo: Sequence[Job]) -> None:
    """Remove what an interrupted build left half made.

    Examples
    --------
    >>> remove_half([])
    """
    for job in todo:
        if not job.proof.exists():
            job.target.unlink(missing_ok=True)
            shutil.rmtree(job.made, ignore_errors=True)
