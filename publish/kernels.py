"""Kernels for the report: this interpreter and no other, and nothing of the user's own settings."""

import os
import sys
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbformat import NotebookNode

from helpers.views import building
from publish import fork_server
from publish.paths import BUILD, NOTEBOOKS, ROOT

# What would make a build differ from another: other modules, other figures, other words
LEFT_OUT = (
    "PYTHONHOME",
    "PYTHONWARNINGS",
    "PYTHONSTARTUP",
    "PYTHONINSPECT",
    "MPLSTYLE",
    "COLUMNS",
)
# 1 May 2021: a time that no clock changes, for what writes the time into its file
THE_TIME = "1619827200"
# How long an output may come after its cell; nbclient's own four seconds pass on a busy machine
LATE_SECONDS = 120
# Written into the kernels' own start-up: the tables are evidence, a notebook only reads them
GUARD = """
import os
import sys

_DATA = os.path.realpath({data!r})


def _guard(event, arguments):
    if event != "open" or not isinstance(arguments[0], (str, bytes, os.PathLike)):
        return
    mode, flags = arguments[1], arguments[2]
    writes = isinstance(mode, str) and set(mode) & set("wax+")
    writes = writes or isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR)
    path = os.path.realpath(os.fsdecode(arguments[0])) if writes else ""
    if path.startswith(_DATA + os.sep):
        name = os.path.basename(path)
        raise PermissionError(
            f"a notebook must not write into data/ ({{name}}): the tables are evidence, and "
            "while the report is built they are read-only. Write elsewhere, or edit the table "
            "by hand."
        )


sys.addaudithook(_guard)
"""


class OwnInterpreter(KernelSpecManager):
    """Knows one kernel, whatever it is called: the interpreter that builds the report."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """The one kernel, also where another program put a `python3` kernel in the way."""
        # -P: a file of the working folder that is called like a module does not shadow it
        start = [
            sys.executable,
            "-P",
            "-m",
            "ipykernel_launcher",
            "-f",
            "{connection_file}",
        ]
        # it starts kernels by itself where no server of forks runs
        provisioner = {"provisioner_name": fork_server.NAME}
        metadata = {"kernel_provisioner": provisioner}
        return KernelSpec(
            argv=start,
            display_name="Python",
            language="python",
            metadata=metadata,
        )


def manager() -> AsyncKernelManager:
    """A manager for one kernel in this interpreter.

    Examples
    --------
    >>> manager().kernel_spec.argv[0] == sys.executable
    True
    """
    fork_server.register()
    return AsyncKernelManager(
        kernel_name="python3", kernel_spec_manager=OwnInterpreter()
    )


def client(notebook: NotebookNode, **options: Any) -> NotebookClient:
    """What runs a notebook in this interpreter, in the notebooks' folder.

    Parameters
    ----------
    notebook : NotebookNode
        It gets the outputs.
    **options : object
        Further traits of nbclient's NotebookClient.

    Examples
    --------
    >>> from nbformat.v4 import new_notebook
    >>> client(new_notebook(), timeout=9).timeout
    9
    """
    return NotebookClient(
        notebook,
        # this interpreter, also where another program put a kernel called python3 in the way
        km=manager(),
        # a kernel's advice to developers is no word of the notebook
        extra_arguments=["--log-level=ERROR"],
        # on a busy machine an output may come long after its cell: none is left out unsaid
        iopub_timeout=LATE_SECONDS,
        raise_on_iopub_timeout=True,
        resources={"metadata": {"path": str(NOTEBOOKS)}},
        **options,
    )


def settings() -> Path:
    """Write the kernels' settings where no setting of the user's is read; return their folder.

    Examples
    --------
    >>> (settings() / "matplotlibrc").exists()
    True
    """
    folder = BUILD / "settings"
    startup = folder / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True, exist_ok=True)
    # an empty file is the default look, and comes before the user's own
    # before the user's own in the order in which they are looked for
    (folder / "matplotlibrc").write_text("", encoding="utf-8")
    guard = GUARD.format(data=str(ROOT / "data"))
    (startup / "00-data.py").write_text(guard, encoding="utf-8")
    return folder


def environment(made: Path) -> dict[str, str]:
    """The environment of a kernel whose notebook writes its files into a folder.

    Parameters
    ----------
    made : Path
        Where maps and other pages of the notebook go.

    Returns
    -------
    dict
        Complete: nothing else is added when the kernel starts.

    Examples
    --------
    >>> environment(Path("somewhere"))["REPORT_DIR"]
    'somewhere'
    """
    # written anew each time: somebody may have changed it
    folder = settings()
    # everything else stays: a proxy, a path, a language of the system
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in LEFT_OUT
    }
    return kept | {
        building.VARIABLE: str(made),
        "MPLBACKEND": "agg",
        "MATPLOTLIBRC": str(folder / "matplotlibrc"),
        "IPYTHONDIR": str(folder / "ipython"),
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "SOURCE_DATE_EPOCH": THE_TIME,
    }


def in_one_piece(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Outputs of a cell, with neighbours of one stream joined: in how many pieces is chance.

    Examples
    --------
    >>> piece = {"output_type": "stream", "name": "stdout"}
    >>> in_one_piece([piece | {"text": "a"}, piece | {"text": "b"}])[0]["text"]
    'ab'
    """
    joined: list[dict[str, Any]] = []
    for output in outputs:
        before = joined[-1] if joined else {}
        is_more = output["output_type"] == "stream" and output.get(
            "name"
        ) == before.get("name")
        if is_more:
            before["text"] += output["text"]
        else:
            joined.append(output)
    return joined
