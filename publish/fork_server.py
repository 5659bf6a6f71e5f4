"""Kernels forked from one process that has everything loaded: an import is paid once a build.

Twelve kernels would each load pandas, matplotlib and statsmodels, and fit the model of days and
draw its thousand worlds. Here one process does so before it forks; what a kernel then asks for is
there. A kernel that was forked computes what a kernel of its own computes: what is shared is kept
by the helpers themselves, who give the same to whoever calls twice.

Only on Linux: elsewhere a fork is missing, or not safe, and kernels start by themselves.
"""

import gc
import importlib
import json
import os
import pkgutil
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import EntryPoint
from pathlib import Path
from types import TracebackType
from typing import Any

from jupyter_client.provisioning import (
    KernelProvisionerFactory,
    LocalProvisioner,
)

from helpers.views import building

NAME = "forked"
# each package's modules; what a notebook imports besides them comes with them
PACKAGES = (
    "helpers",
    "helpers.checks",
    "helpers.posterior",
    "helpers.analysis",
    "helpers.views",
    "seminar",
)
MODULES = (
    "ipykernel.kernelapp",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    # the helpers load these only where they use them
    "scipy.stats",
    "statsmodels.genmod.generalized_linear_model",
    "tools.planted",
)
# a program, and what makes the kit: no notebook asks for these, and they take as long as a third
# of all others
NOT_LOADED = (
    "seminar.__main__",
    "seminar.handout",
    "seminar.kit",
    "seminar.pages",
    "seminar.student",
)
# below this number of notebooks the process costs more than it saves
LEAST = 3
PAUSE = 0.05  # seconds between two looks whether a process has ended


class ForkServer:
    """A process that has the helpers loaded, and forks itself on order.

    Parameters
    ----------
    environment : dict
        Its environment, and that of all that it forks unless an order says otherwise.

    Examples
    --------
    >>> with ForkServer(dict(os.environ)) as server:  # doctest: +SKIP
    ...     pid = server.fork({"kernel": ["-f", "connection.json"]})
    """

    def __init__(self, environment: dict[str, str]) -> None:
        command = [sys.executable, "-P", "-m", "publish.fork_server"]
        # a session of its own: Ctrl-C is for the build, which then ends this process
        self._process = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def __enter__(self) -> "ForkServer":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            self._process.kill()
        # the end of its input is the end of its work
        self._process.communicate()

    def write_tables(
        self, folder: Path, result: Path
    ) -> "ForkedProcess | None":
        """Begin to write the pages of the tables into a folder, beside the notebooks.

        Parameters
        ----------
        folder : Path
            Of the new site.
        result : Path
            The file into which goes, last, what `publish.contents.write_tables` returns.

        Returns
        -------
        ForkedProcess or None
            None where there is no server any more.
        """
        result.unlink(missing_ok=True)
        pid = self.fork({"tables": str(folder), "result": str(result)})
        return None if pid is None else ForkedProcess(pid)

    def fork(self, order: dict[str, Any]) -> int | None:
        """Fork a process that carries out an order; its number, or None where there is none.

        The first call waits until everything is loaded.
        """
        try:
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        except OSError:
            return None
        # a server that died says nothing
        return int(answer) if answer.strip() else None


class ForkedProcess:
    """A forked process, with those parts of `subprocess.Popen` that a kernel's manager uses."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def poll(self) -> int | None:
        """None while it runs."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 0
        return None

    def wait(self) -> int:
        """Wait for its end; the server takes the ended process away."""
        while self.poll() is None:
            time.sleep(PAUSE)
        return 0

    def send_signal(self, signum: int) -> None:
        """Send a signal to it alone; one that has ended needs none."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signum)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


class ForkedProvisioner(LocalProvisioner):
    """Starts kernels by a fork of `server`, or by themselves where there is none."""

    server: ForkServer | None = None

    async def launch_kernel(
        self, cmd: list[str], **kwargs: Any
    ) -> dict[str, Any]:
        """Start one kernel; returns where it listens."""
        order = {
            # what stands after the name of the module: the connection and the options
            "kernel": cmd[cmd.index("ipykernel_launcher") + 1 :],
            "environment": kwargs["env"],
            "folder": str(kwargs["cwd"]),
        }
        pid = self.server.fork(order) if self.server else None
        if pid is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.process = ForkedProcess(pid)
        # it leads a group of its own
        self.pid = self.pgid = pid
        return self.connection_info


def possible() -> bool:
    """Whether this system forks safely.

    Examples
    --------
    >>> possible() == (sys.platform == "linux")
    True
    """
    return sys.platform == "linux"


@contextmanager
def serving(
    environment: dict[str, str], n_kernels: int
) -> Iterator[ForkServer | None]:
    """Let kernels be forked while the block runs, where that is possible and worth it.

    Parameters
    ----------
    environment : dict
        As for `ForkServer`.
    n_kernels : int
        How many are going to be started.

    Examples
    --------
    >>> with serving({}, n_kernels=1) as server:
    ...     print(server)
    None
    """
    # few kernels start sooner by themselves than the server does
    if n_kernels < LEAST or not possible():
        yield None
        return
    with ForkServer(environment) as server:
        ForkedProvisioner.server = server
        try:
            yield server
        finally:
            ForkedProvisioner.server = None


def register() -> None:
    """Make the provisioner known to Jupyter by its name.

    Examples
    --------
    >>> register()
    >>> KernelProvisionerFactory.instance().provisioners[NAME].load().__name__
    'ForkedProvisioner'
    """
    place = f"{ForkedProvisioner.__module__}:{ForkedProvisioner.__name__}"
    # known for this build alone: nothing is installed for it
    known = KernelProvisionerFactory.instance().provisioners
    known[NAME] = EntryPoint(NAME, place, KernelProvisionerFactory.GROUP_NAME)


# In the process itself


def _modules() -> list[str]:
    found = list(MODULES)
    for package in PACKAGES:
        folder = importlib.import_module(package).__path__
        found += [
            f"{package}.{module.name}"
            for module in pkgutil.iter_modules(folder)
        ]
    return [name for name in found if name not in NOT_LOADED]


def _shared() -> list[Callable[[], object]]:
    """What most notebooks ask for, and the helpers keep."""
    from helpers import control, events
    from helpers.worlds import worlds

    return [events, control, worlds]


def warm() -> None:
    """Load and compute what most notebooks need."""
    for name in _modules():
        importlib.import_module(name)
    for compute in _shared():
        compute()


def _reap(_signal: int, _frame: object) -> None:
    """Take ended processes away, so that their time counts as this build's."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return


def _kernel(order: dict[str, Any], server: int) -> None:
    """Be a kernel until it is told to end."""
    from ipykernel.kernelapp import IPKernelApp

    os.environ.clear()
    os.environ.update(order["environment"])
    os.chdir(order["folder"])
    # it ends where the server does: nobody would be left to end it
    watched = f"--IPKernelApp.parent_handle={server}"
    IPKernelApp.launch_instance(argv=[*order["kernel"], watched])


def _tables(order: dict[str, Any]) -> None:
    """Write the pages of the tables, and beside them what the front page needs of them."""
    from publish import contents

    # the explorers write beside a notebook's page where this is set; here is no notebook
    os.environ.pop(building.VARIABLE, None)
    made = contents.write_tables(Path(order["tables"]))
    # there is no such file unless all went well
    Path(order["result"]).write_text(json.dumps(made), encoding="utf-8")


def _carry_out(order: dict[str, Any], server: int) -> None:
    """Carry out an order in the forked process."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    # the server's own channels are not for what a kernel reads and prints
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    if "kernel" in order:
        _kernel(order, server)
    else:
        _tables(order)


def _answer(pid: int) -> None:
    """Tell the build the number of a kernel; ends without a word where the build was killed."""
    try:
        print(pid, flush=True)
    except BrokenPipeError:
        # what is left to be written would be tried, and complained of, once more at the end
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        sys.exit()


def main() -> None:
    """Load everything, then fork for each line of the input."""
    try:
        warm()
    except Exception as fault:
        # the notebook that needs it says so better, and with its cell
        print(
            f"  (kernels start cold: {type(fault).__name__}: {fault})",
            file=sys.stderr,
        )
    # what is loaded stays: a collection would touch, and so copy, all of it in every fork
    gc.collect()
    gc.freeze()
    # Python looks for rings of dead objects after every 700 new ones; libraries and tables make
    # millions that live on, and the search took an eighth of a notebook's time
    gc.set_threshold(50_000, 20, 50)
    signal.signal(signal.SIGCHLD, _reap)
    # Python 3.12 and later warn of threads: those here are idle ones of the linear algebra and of
    # pyarrow's allocator, of which a kernel needs none; no thread of Python's own is running
    warnings.filterwarnings(
        "ignore", "This process .* is multi-threaded", DeprecationWarning
    )
    server = os.getpid()
    for line in sys.stdin:
        pid = os.fork()
        if pid:
            _answer(pid)
            continue
        try:
            _carry_out(json.loads(line), server)
        finally:
            # no line of the server's is for its children
            os._exit(0)


if __name__ == "__main__":
    main()
