"""How many can a plain static server serve at once: readers of the site, or a class?

    python -m tools.load                    200 readers of the site, at once
    python -m tools.load --lab              300 students of the browser edition in a minute
    python -m tools.load --lab --cached     the same when their browsers have its files already

The server is Python's own, a process of this machine, and every client asks only 127.0.0.1.
Printed are the failed requests, the bytes a client, and the time until the last one has all.
"""

from __future__ import annotations

import argparse
import http.client
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from publish.paths import SITE

# this machine alone: nothing is asked of a network
HOST, PORT = "127.0.0.1", 8917
READERS = 200
STUDENTS = 300
MINUTE = 60.0
# what a page of the site and a notebook in the browser ask for, by where it lies
PAGE = ("index.html", "_static/**/*.css", "_static/**/*.js")
NOTEBOOK = (
    "lab/notebooks/index.html",
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
    """The site's files under some patterns, as a client asks for them."""
    # a set: two patterns may meet in one file
    found = {file for pattern in patterns for file in SITE.glob(pattern) if file.is_file()}
    return [f"/{file.relative_to(SITE).as_posix()}" for file in sorted(found)]


def visit(files: list[str], begin: float, started: float, since: str | None) -> Client:
    """Ask for every file, one after the other, beginning `begin` seconds after `started`.

    Parameters
    ----------
    since : a day in HTTP's form: what has not changed since is not sent again (None: sent).
    """
    time.sleep(max(0, started + begin - time.monotonic()))
    # what a browser sends for a file that it holds already
    headers = {"If-Modified-Since": since} if since else {}
    failed, received = 0, 0
    for file in files:
        try:
            # http.server closes after each answer, so every request has a connection of its own
            connection = http.client.HTTPConnection(HOST, PORT, timeout=120)
            connection.request("GET", file, headers=headers)
            answer = connection.getresponse()
            received += len(answer.read())
            failed += answer.status not in (200, 304)
            connection.close()
        except OSError:
            failed += 1
    return Client(failed, received, time.monotonic() - started)


def run(n_clients: int, within: float, files: list[str], since: str | None) -> list[Client]:
    """Serve SITE and let clients visit it, their beginnings spread evenly over `within` seconds."""
    command = [sys.executable, "-m", "http.server", str(PORT), "--bind", HOST]
    server = subprocess.Popen([*command, "--directory", str(SITE)], stderr=subprocess.DEVNULL)
    try:
        time.sleep(1)  # until it listens
        started = time.monotonic()
        # a thread a client: they wait for the server, not for each other
        with ThreadPoolExecutor(n_clients) as pool:
            begins = [within * number / n_clients for number in range(n_clients)]
            jobs = [pool.submit(visit, files, begin, started, since) for begin in begins]
            return [job.result() for job in jobs]
    finally:
        server.terminate()
        server.wait()


def report(clients: list[Client], files: list[str]) -> None:
    """Print what the clients got."""
    failed = sum(client.failed for client in clients)
    each = max(client.received for client in clients)
    last = max(client.done for client in clients)
    print(f"{len(clients)} clients, {len(files)} requests each: {failed} failed")
    print(f"{each / 1e6:.1f} MB a client; the last one has all after {last:.0f} s")


def main() -> None:
    """Read the command line, serve, and print."""
    parser = argparse.ArgumentParser(prog="python -m tools.load", description=__doc__)
    parser.add_argument("--lab", action="store_true", help="the browser edition, to a class")
    parser.add_argument("--cached", action="store_true", help="the clients have the files already")
    parser.add_argument("--clients", type=int, help="how many (200 readers, 300 students)")
    given = parser.parse_args()
    files = paths(NOTEBOOK if given.lab else PAGE)
    if not files:
        sys.exit(f"{Path(SITE)} has nothing to serve: run `make report` (and `make browser`) first")
    n_clients = given.clients or (STUDENTS if given.lab else READERS)
    # later than any file: everything is as it was
    since = "Fri, 01 Jan 2100 00:00:00 GMT" if given.cached else None
    report(run(n_clients, MINUTE if given.lab else 0.0, files, since), files)


if __name__ == "__main__":
    main()
