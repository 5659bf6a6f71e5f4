"""Execute every notebook and build the site in reports/: `make report`, or `python -m publish`.

A notebook is executed again only when it, the helpers, the tables, the lock or the outlines have
changed; the site is built again only when something that it is made of has. A failing cell stops
the build and leaves the last good site in place.
"""

import argparse
import asyncio
import errno
import json
import os
import shutil
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from publish import cache, swap
from publish.cache import Job, hashes
from publish.paths import BUILD, ROOT, SITE, digest, files, shared
from tools.environment import alone

LEFT = "The report was not built; reports/ still holds the last good one."
NO_MEMORY = (
    "There was not enough memory. Close other programs, or use --at-once 1."
)
CLAIM = BUILD / "site.json"
GRAMMAR = "rfc3987_syntax"
# What the site is made of besides the executed notebooks
MADE_OF = (
    "notebooks/**/*",
    "publish/**/*",
    "data/README.md",
    "CHANGELOG.md",
    "CITATION.cff",
    "LICENSE*",
    "pyproject.toml",
    "README.md",
    "tools/*.py",
    "tools/*.csv",
    "Makefile",
    "environment.yml",
    "seminar/**/*",
)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m publish", description=__doc__
    )
    parser.add_argument(
        "--force", action="store_true", help="execute every notebook again"
    )
    parser.add_argument(
        "--cell-seconds",
        type=int,
        default=300,
        help="how long a cell may take",
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="the articles alone, to look at them",
    )
    parser.add_argument(
        "--at-once", type=int, help="notebooks at once (default: one a core)"
    )
    return parser.parse_args(arguments)


def _stop(*lines: str) -> NoReturn:
    sys.exit("\n".join([*lines, LEFT]))


def key(quick: bool = False) -> str:
    """What the site is made from, as one hash, the kit beside it included.

    Parameters
    ----------
    quick : bool
        A site of the articles alone is another site.

    Examples
    --------
    >>> key() == key(quick=True)
    False
    """
    # a page links the kit only where it is there
    kit = [name for name in swap.KEPT if (SITE / name / "index.html").exists()]
    parts = [
        digest([*shared(), *files(*MADE_OF)]),
        *kit,
        *(["quick"] if quick else []),
    ]
    return "+".join(parts)


def claimed(quick: bool = False) -> bool:
    """Whether the site in reports/ is what would be built now, file by file.

    Examples
    --------
    >>> claimed() in (True, False)
    True
    """
    try:
        claim = json.loads(CLAIM.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    # looked at, not believed: a page that somebody deleted is no page
    return claim == {"key": key(quick), "files": hashes(SITE, swap.KEPT)}


def load_quickly() -> None:
    """Load nbformat without a grammar that takes three times as long as all the rest of it.

    jsonschema builds it for addresses with letters of any script, a format that the schema of
    notebooks does not name; where it finds no such library it goes without.

    Examples
    --------
    >>> load_quickly()
    >>> "nbformat" in sys.modules
    True
    """
    if GRAMMAR in sys.modules:
        import_module("nbformat")
        return
    # what is None is not found
    sys.modules[GRAMMAR] = None
    try:
        import_module("nbformat")
    finally:
        del sys.modules[GRAMMAR]


def _execute(
    jobs: Sequence[Job], todo: Sequence[Job], options: argparse.Namespace
) -> None:
    from publish.execute import CellError, execute_all, remove_half

    print(f"{len(jobs)} notebooks, {len(todo)} to execute", flush=True)
    try:
        faults = asyncio.run(
            execute_all(todo, options.cell_seconds, options.at_once)
        )
    finally:
        remove_half(todo)
    for fault in faults:
        if not isinstance(fault, CellError):
            raise fault
        print(fault, file=sys.stderr)
    if faults:
        _stop()
    cache.tidy(jobs)


def _checked() -> None:
    """Stop where a table has a fault: nothing true follows from it."""
    from helpers.validation import check

    faults = check()
    if len(faults):
        print(faults.to_string(index=False), file=sys.stderr)
        _stop("data/ has faults, named above. `make check` names them too.")


def build(options: argparse.Namespace) -> None:
    """Build what is out of date, and put the new site in the place of the old one."""
    started = time.perf_counter()
    cache.EXECUTED.mkdir(parents=True, exist_ok=True)
    if options.force:
        shutil.rmtree(cache.EXECUTED)
        cache.EXECUTED.mkdir()
    # the keys are taken after the lock: another build may have changed nothing
    jobs = cache.jobs()
    todo = [job for job in jobs if not cache.proven(job)]
    if not todo and claimed(options.quick):
        print(f"Nothing has changed: {SITE / 'index.html'} is up to date.")
        return
    # what is edited while it is built belongs to the next build
    state = key(options.quick)
    folder = BUILD / "html"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    of_tables = _executed(jobs, todo, options, folder)
    print("  building the site", flush=True)
    # from here on nothing is claimed until it is there
    CLAIM.unlink(missing_ok=True)
    # the tables and the helpers are not needed where nothing has changed: they take a second
    from publish import contents

    contents.write(jobs, folder, options.quick, of_tables)
    # of the new folder: what is counted is what was made
    claim = {"key": state, "files": hashes(folder, swap.KEPT)}
    swap.put(folder, SITE)
    CLAIM.write_text(json.dumps(claim), encoding="utf-8")
    took = time.perf_counter() - started
    print(f"Done in {took:.0f} s: open {SITE / 'index.html'}")


def _executed(
    jobs: Sequence[Job],
    todo: Sequence[Job],
    options: argparse.Namespace,
    folder: Path,
) -> dict[str, Any] | None:
    """Execute what is to be executed, and write the pages of the tables beside it.

    Returns what `publish.contents.write_tables` does, or None where no page was written yet.
    """
    load_quickly()
    from publish import fork_server, kernels

    result = BUILD / "tables.json"
    # it loads what the kernels need while the tables are checked
    with fork_server.serving(
        kernels.environment(cache.EXECUTED), len(todo)
    ) as server:
        # before hours of work on wrong tables
        _checked()
        # it is needed when all notebooks have ended, and now a core has nothing else to do.
        # Without a server memory may be short, and linear algebra waits for memory without an end
        if server is not None:
            import_module("publish.contents")
        writing = None
        if server is not None and not options.quick:
            writing = server.write_tables(folder, result)
        _execute(jobs, todo, options)
        if writing is None:
            return None
        writing.wait()
    try:
        return json.loads(result.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        # it failed, and fails again here, where its reason is seen
        return None


def main(arguments: Sequence[str] = ()) -> None:
    """Build the report; every fault ends in plain words."""
    options = _options(arguments)
    # the same words and the same order of everything, whoever builds
    # a kernel would look for its library there
    os.environ.pop("PYTHONHOME", None)
    BUILD.mkdir(exist_ok=True)
    try:
        with alone(
            ROOT / ".build.lock",
            "Another build of this checkout is running; waiting for it",
        ):
            build(options)
    except KeyboardInterrupt:
        print(
            "\nInterrupted. What was executed is kept; reports/ is as it was.",
            file=sys.stderr,
        )
        # what a shell expects of a program that was interrupted
        sys.exit(130)
    except MemoryError:
        _stop(NO_MEMORY)
    except ImportError as fault:
        # a library that finds no room says so in words of its own
        if not any(
            words in str(fault) for words in ("map segment", "llocate memory")
        ):
            raise
        _stop(NO_MEMORY)
    except OSError as fault:
        if fault.errno == errno.ENOSPC:
            _stop(
                f"The disk is full ({fault.filename or fault}). Make room and build again."
            )
        raise
