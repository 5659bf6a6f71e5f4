"""How many can a plain static server serve at once: readers of the site, or a class?

    python -m tools.load                    200 readers of the site, at once
    python -m tools.load --lab              300 students of the browser edition in a minute
    python -m tools.load --lab --cached     the same when their browsers have its files already
    python -m tools.load --serve            only serve the site, to whoever asks on port 8917

The server is Python's own with a longer queue, a process of this machine, and every client asks
only 127.0.0.1.
Printed are the failed requests, the bytes a client, and the time until the last one has all.
"""

from __future__ import annotations

import argparse
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from publish.paths import ROOT, SITE
from seminar import measured
from tools import processes

# this machine alone: nothing is asked of a network
HOST, PORT = "127.0.0.1", 8917
READERS = 200
STUDENTS = 300
MINUTE = 60.0
# what a page of the site and a notebook in the browser ask for, by where it lies
PAGE = ("index.html", "_static/**/*.css", "_static/**/*.js")
NOTEBOOK = (
    "lab/lab/index.html",
    "lab/*.json",
    "lab/build/**/*.js",
    "lab/files/*.ipynb",
    "lab/static/pyodide/*",
)


@dataclass
class Client:
    """What one client got: requests that failed, bytes, and when it had all (seconds)."""

    failed: int
    received: int
    done: float


def paths(patterns: tuple[str, ...]) -> list[str]:
    """The site's files under some patterns, as a client asks for them.

    Parameters
    ----------
    patterns : tuple of str
        Globs from the root of the site.

    Returns
    -------
    list of str
        Sorted, each with a slash before it.

    Examples
    --------
    >>> paths(("no such folder/*",))
    []
    """
    # a set: two patterns may meet in one file
    found = set()
    for pattern in patterns:
        found.update(SITE.glob(pattern))
    files = sorted(path for path in found if path.is_file())
    return [f"/{file.relative_to(SITE).as_posix()}" for file in files]


def visit(
    files: list[str], begin: float, started: float, since: str | None
) -> Client:
    """Ask for every file, one after the other, beginning `begin` seconds after `started`.

    Parameters
    ----------
    files : list of str
        As `paths` gives it.
    begin : float
        Seconds.
    started : float
        By the monotonic clock.
    since : str, optional
        A day in HTTP's form: what has not changed since is not sent again (None: sent).

    Examples
    --------
    >>> from unittest.mock import patch
    >>> with patch(f"{__name__}.PORT", 1):
    ...     visit(["/index.html"], 0, time.monotonic(), None).failed
    1
    """
    time.sleep(max(0, started + begin - time.monotonic()))
    # what a browser sends for a file that it holds already
    headers = {"If-Modified-Since": since} if since else {}
    failed, received = 0, 0
    for file in files:
        try:
            # the server closes after each answer, so every request has a connection of its own
            connection = http.client.HTTPConnection(HOST, PORT, timeout=120)
            connection.request("GET", file, headers=headers)
            answer = connection.getresponse()
            received += len(answer.read())
            failed += answer.status not in (200, 304)
            connection.close()
        except OSError:
            failed += 1
    return Client(failed, received, time.monotonic() - started)


def _until_it_listens() -> None:
    # a busy machine takes its time to start a process
    for _ in range(300):
        with socket.socket() as caller:
            if caller.connect_ex((HOST, PORT)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"the server did not start: is port {PORT} in use?")


def run(
    n_clients: int, within: float, files: list[str], since: str | None
) -> list[Client]:
    """Serve SITE and let clients visit it, their beginnings spread evenly over `within` seconds.

    Parameters
    ----------
    n_clients : int
    within : float
        Seconds; 0 lets all begin at once.
    files : list of str
        What each asks for, as `paths` gives it.
    since : str or None
        As for `visit`.

    Returns
    -------
    list of Client

    Raises
    ------
    TimeoutError
        If the server does not start.
    """
    # a thread a client: they wait for the server, not for each other
    with serving(), ThreadPoolExecutor(n_clients) as pool:
        started = time.monotonic()
        # evenly: a class opens its link within a minute, and not at one moment
        begins = [within * number / n_clients for number in range(n_clients)]
        jobs = [
            pool.submit(visit, files, begin, started, since)
            for begin in begins
        ]
        return [job.result() for job in jobs]


@contextmanager
def serving() -> Iterator[None]:
    """Serve SITE on this machine alone while the block runs."""
    # a process of its own: the clients' threads would slow it down
    command = [sys.executable, "-m", "tools.load", "--serve", "--bind", HOST]
    server = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        _until_it_listens()
        yield
    finally:
        # also after a fault: a server that is left would keep the port
        server.terminate()
        server.wait()


class _Server(ThreadingHTTPServer):
    # Python's own keeps five callers waiting; a class that comes at once would be turned away
    request_queue_size = 512
    daemon_threads = True


class _Files(SimpleHTTPRequestHandler):
    def __init__(self, *arguments, **named) -> None:
        super().__init__(*arguments, directory=str(SITE), **named)

    def log_message(self, *arguments) -> None:
        """Say nothing of each file: a class asks for tens of thousands."""


def serve(bind: str) -> None:
    """Serve SITE until it is interrupted.

    Parameters
    ----------
    bind : str
        The address that it listens at; empty for all of this machine's.
    """
    # in this process, so that an interrupt ends it
    with _Server((bind, PORT), _Files) as server:
        server.serve_forever()


def report(
    clients: list[Client], files: list[str]
) -> dict[str, tuple[float, str]]:
    """Print what the clients got, and return it: {what: (value, unit)}.

    Parameters
    ----------
    clients : list of Client
        As from `run`.
    files : list of str
        What each of them asked for.

    Returns
    -------
    dict

    Examples
    --------
    >>> quick, late = Client(0, 2_000_000, 1.0), Client(1, 2_000_000, 3.0)
    >>> found = report([quick, late], ["/index.html"])
    2 clients, 1 requests each: 1 failed
    2.0 MB a client; the last one has all after 3 s
    """
    # the greatest and the last, not the mean: a class waits for its last student
    failed = sum(client.failed for client in clients)
    each = max(client.received for client in clients)
    last = max(client.done for client in clients)
    print(
        f"{len(clients)} clients, {len(files)} requests each: {failed} failed"
    )
    print(
        f"{each / 1e6:.1f} MB a client; the last one has all after {last:.0f} s"
    )
    return {
        "clients": (len(clients), ""),
        "failed": (failed, ""),
        "bytes": (each / 1e6, "MB"),
        "last": (last, "s"),
    }


def _given() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.load", description=__doc__
    )
    parser.add_argument(
        "--lab", action="store_true", help="the browser edition, to a class"
    )
    parser.add_argument(
        "--cached",
        action="store_true",
        help="the clients have the files already",
    )
    parser.add_argument(
        "--record", action="store_true", help="for the guide's table"
    )
    parser.add_argument(
        "--clients", type=int, help="how many (200 readers, 300 students)"
    )
    parser.add_argument(
        "--serve", action="store_true", help="only serve the site"
    )
    parser.add_argument(
        "--bind", default="", help="where to listen (all addresses)"
    )
    return parser.parse_args()


def main() -> None:
    """Read the command line, serve, and print."""
    given = _given()
    if given.serve:
        serve(given.bind)
        return
    # what is not built cannot be served
    files = paths(NOTEBOOK if given.lab else PAGE)
    if not files:
        sys.exit(
            f"{Path(SITE)} has nothing to serve: run `make report` (and `make browser`) first"
        )
    n_clients = given.clients or (STUDENTS if given.lab else READERS)
    # later than any file: everything is as it was
    since = "Fri, 01 Jan 2100 00:00:00 GMT" if given.cached else None
    # before the visit, which is a load itself
    busy = processes.load()
    clients = run(n_clients, MINUTE if given.lab else 0.0, files, since)
    found = report(clients, files)
    if given.record:
        # whoever comes again has its files already, which is another question
        kind = (
            ("lab_again" if given.cached else "lab_class")
            if given.lab
            else "site"
        )
        how = f"{os.cpu_count()} cores, {busy:.0f} other processes busy"
        measured.record(
            {f"{kind}_{what}": value for what, value in found.items()}, how
        )


if __name__ == "__main__":
    main()
