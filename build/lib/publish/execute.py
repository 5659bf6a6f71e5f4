"""Execute the notebooks, as many at once as there are cores."""

import os
import re

import asyncio
import time
from publish.paths import NOTEBOOKS

CELL_SECONDS = 300


class CellFailed(Exception):
    pass


async def execute(path, target):
    """Execute one notebook into `target`, whole or not at all."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        kernel_name="python3",
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(NOTEBOOKS)}},
    )
    cell = 0

    def began(cell_index, **_):
        nonlocal cell
        cell = cell_index

    client.on_cell_start = lambda cell, cell_index: began(cell_index)
    try:
        await client.async_execute()
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as fault:
        source = "\n".join(f"    {line}" for line in notebook.cells[cell].source.splitlines())
        trace = re.sub(r"\x1b\[[0-9;]*m", "", str(fault))
        raise CellFailed(
            f"\nnotebooks/{path.name}, cell {cell + 1} failed:\n{source}\n\n{trace}"
        ) from fault
    for cell in notebook.cells:  # a computed text alternative goes where MyST-NB looks for it
        for output in cell.get("outputs", []):
            alt = output.get("metadata", {}).get("image/png", {}).get("alt")
            if alt:
                cell.metadata.setdefault("mystnb", {})["image"] = {"alt": alt}
                if (
                    cell.source.count("\n") > 3
                ):  # the working stays one click away, the figure comes first
                    cell.metadata["tags"] = [*cell.metadata.get("tags", []), "hide-input"]
    partial = target.with_suffix(".partial")
    nbformat.write(notebook, partial)
    partial.replace(target)


async def execute_all(todo):
    """Execute notebooks, as many at once as there are cores, longest first; one line each as it ends."""
    gate, done = asyncio.Semaphore(os.cpu_count() or 2), 0

    async def one(path, target):
        nonlocal done
        async with gate:
            started = time.perf_counter()
            await execute(path, target)
        done += 1
        print(
            f"  [{done}/{len(todo)}] {path.stem:24} {time.perf_counter() - started:5.1f} s",
            flush=True,
        )

    jobs = sorted(todo, key=lambda job: -job[0].stat().st_size)
    outcomes = await asyncio.gather(*(one(*job) for job in jobs), return_exceptions=True)
    return [fault for fault in outcomes if fault is not None]
