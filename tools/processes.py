"""What running processes hold and need, on every system: memory in MB, processor time in s."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import NamedTuple

import psutil

try:
    import resource
except ImportError:  # Windows keeps this account elsewhere
    resource = None

PAUSE = 0.5  # seconds between two looks
BYTES = 1e6  # in a MB


class Memory(NamedTuple):
    """What a process holds, in MB: all of it, what is its own alone, and its part of the rest."""

    held: float
    own: float
    shared_out: float


def memory(pid: int) -> Memory:
    """What a process holds: all, its own, and its own with its part of what it shares.

    Parameters
    ----------
    pid : int

    Returns
    -------
    Memory
        In MB.

    Raises
    ------
    psutil.NoSuchProcess
        For a process that has ended.

    Examples
    --------
    >>> import os
    >>> found = memory(os.getpid())
    >>> 1 < found.own <= found.shared_out <= found.held
    True
    """
    read = psutil.Process(pid).memory_full_info()
    # Linux alone tells how many share a page; elsewhere such a page counts for each of them
    shared_out = getattr(read, "pss", read.rss)
    return Memory(read.rss / BYTES, read.uss / BYTES, shared_out / BYTES)


def seconds_used(pid: int) -> float:
    """Processor time of a process, its own and the system's.

    Parameters
    ----------
    pid : int

    Returns
    -------
    float
        Seconds.

    Examples
    --------
    >>> import os
    >>> seconds_used(os.getpid()) > 0
    True
    """
    # what its children used is theirs
    times = psutil.Process(pid).cpu_times()
    return times.user + times.system


def most_held() -> float:
    """The most memory that this process has held so far.

    Returns
    -------
    float
        MB.

    Examples
    --------
    >>> most_held() > 1
    True
    """
    # the most of the working set, as Windows calls it
    if resource is None:
        return psutil.Process().memory_info().peak_wset / BYTES
    # bytes on macOS, kilobytes on Linux
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / BYTES


def seconds_of_children() -> float:
    """Processor time of all processes that this one has started and that have ended.

    Returns
    -------
    float
        Seconds; NaN on Windows, which forgets it.

    Examples
    --------
    >>> seconds_of_children() < 0
    False
    """
    if resource is None:
        return float("nan")
    times = resource.getrusage(resource.RUSAGE_CHILDREN)
    # what the code took, and what the system took for it
    return times.ru_utime + times.ru_stime


def load() -> float:
    """How many processes were busy in the last minute, in the mean.

    Examples
    --------
    >>> load() >= 0
    True
    """
    # Windows has no such figure of its own: there it is 0 at first
    last_minute, _, _ = psutil.getloadavg()
    return last_minute


def largest(*words: str) -> int:
    """Find the process that was started with some words, the largest where there are several.

    Parameters
    ----------
    *words : str
        Each stands in one of the arguments of its command.

    Returns
    -------
    int
        Its number.

    Raises
    ------
    ProcessLookupError
        Where there is none.

    Examples
    --------
    >>> import sys
    >>> waiting = psutil.Popen([sys.executable, "-c", "input('a word of its own')"], stdin=-1)
    >>> largest("-c", "a word of its own") == waiting.pid
    True
    >>> waiting.kill()
    """
    sizes = {}
    for process in psutil.process_iter(["cmdline", "memory_info"]):
        # neither is told of a process that has ended, or is another user's
        command = process.info["cmdline"] or []
        read = process.info["memory_info"]
        if read and all(
            any(word in argument for argument in command) for word in words
        ):
            sizes[process.pid] = read.rss
    if not sizes:
        raise ProcessLookupError(
            f"no process was started with {' and '.join(words)}"
        )
    # on Windows an environment's Python is a small one that starts the real one with its words
    return max(sizes, key=sizes.__getitem__)


@contextmanager
def watching(look: Callable[[], None]) -> Iterator[None]:
    """Look again and again while the block runs, and once more at its end.

    Parameters
    ----------
    look : function
        Of nothing; what it sees it keeps itself.

    Examples
    --------
    >>> seen = []
    >>> with watching(lambda: seen.append("a look")):
    ...     pass
    >>> "a look" in seen
    True
    """
    ended = Event()

    def again() -> None:
        while not ended.wait(PAUSE):
            look()

    # a daemon: it must not keep alive a program that has failed
    watcher = Thread(target=again, daemon=True)
    watcher.start()
    try:
        yield
        look()
    finally:
        # nothing is looked at after the block, for it may be gone
        ended.set()
        watcher.join()
