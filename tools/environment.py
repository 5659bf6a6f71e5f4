"""Make the environment of this checkout: `python tools/environment.py`. Standard library only.

The environment is built beside the one in use, looked at, and only then put in its place: a
failed download never destroys one that works. It is known by what it was made from (the bytes
of requirements.lock and the version of Python), so a file that was merely touched, or a
checkout that was merely moved, rebuilds nothing.
"""

import contextlib
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST, NEWEST = (3, 11), (3, 14)
# Variables that would make the new interpreter look for its modules elsewhere
MISLEADING = (
    "PYTHONHOME",
    "PYTHONPATH",
    "PYTHONSTARTUP",
    "PIP_TARGET",
    "PIP_USER",
    "PIP_PREFIX",
)
# A few modules that stand for the whole: if they can be imported, the installation is sound
LOOKED_AT = "import pandas, matplotlib, scipy, jupyterlab, helpers.vocabulary"


class RefusedError(Exception):
    """The environment could not be made; the text says why and what to do."""


def interpreter(folder: Path) -> Path:
    """The Python of an environment.

    Parameters
    ----------
    folder : Path
        Of the environment.

    Returns
    -------
    Path
        It need not exist.

    Examples
    --------
    >>> interpreter(Path(".venv")).parts[0]
    '.venv'
    """
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def key(lock: Path) -> str:
    """What an environment is made from, as one hash: the lock's bytes and Python's version.

    Parameters
    ----------
    lock : Path
        requirements.lock.

    Returns
    -------
    str
        Hexadecimal.

    Examples
    --------
    >>> len(key(ROOT / "requirements.lock"))
    64
    """
    # git may write the lock with CRLF on Windows; its meaning is the same
    content = lock.read_bytes().replace(b"\r\n", b"\n")
    # packages are compiled for one Python
    version = f"{platform.python_implementation()} {platform.python_version()}"
    return hashlib.sha256(content + version.encode()).hexdigest()


def _clean() -> dict[str, str]:
    """The environment variables without those that mislead an interpreter."""
    return {
        name: value
        for name, value in os.environ.items()
        if name not in MISLEADING
    }


def _marked(folder: Path) -> dict[str, str]:
    """What a finished environment says of itself; nothing where it is none, or unfinished."""
    try:
        # a half-made environment has no marker, a damaged one no readable one
        marker = json.loads((folder / ".ready").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(marker, dict) or not interpreter(folder).exists():
        return {}
    return marker


def _mark(folder: Path, root: Path) -> None:
    marker = {"key": key(root / "requirements.lock"), "root": str(root)}
    (folder / ".ready").write_text(json.dumps(marker), encoding="utf-8")


@contextlib.contextmanager
def alone(path: Path, word: str) -> Iterator[None]:
    """Let one process at a time go on; the others wait and say so.

    Parameters
    ----------
    path : Path
        The file that is locked. The system gives it back also where the process is killed.
    word : str
        What is said once, while waiting.

    Examples
    --------
    >>> import tempfile
    >>> with alone(Path(tempfile.mkdtemp()) / "lock", "waiting"):
    ...     print("alone")
    alone
    """
    with open(path, "a+b") as handle:
        said = False
        # asked again and again: no system offers to wait and to speak
        while not _locked(handle):
            if not said:
                print(word, flush=True)
            said = True
            time.sleep(0.2)
        yield


def _locked(handle) -> bool:
    """Whether the file could be locked for this process, by the means of the system."""
    try:
        if os.name == "nt":
            import msvcrt

            handle.seek(0)
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _version_fits() -> None:
    version = sys.version_info[:2]
    if OLDEST <= version <= NEWEST:
        return
    # the newest that fits is offered first
    names = [
        f"python3.{minor}" for minor in range(NEWEST[1], OLDEST[1] - 1, -1)
    ]
    there = [name for name in names if shutil.which(name)]
    found = f"There is {there[0]} here" if there else "Install one of them"
    example = there[0] if there else "python3.12"
    raise RefusedError(
        f"Python 3.11 to 3.14 is needed, and this is {platform.python_version()}.\n"
        f"{found}: 'make PYTHON={example} ...', or '{example} tools/environment.py'."
    )


def _venv_there() -> None:
    try:
        import ensurepip  # noqa: F401  (only whether it is there is asked)
        import venv  # noqa: F401  (Debian leaves both out)
    except ImportError as fault:
        raise RefusedError(
            f"Python's module {fault.name} is missing: on Debian and Ubuntu, "
            "'apt-get install python3-venv'."
        ) from fault


def _run(command: list[str], what: str, root: Path) -> None:
    """Run a step; where it fails, its last lines and what was left as it is."""
    run = subprocess.run(
        command,
        cwd=root,
        env=_clean(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if run.returncode == 0:
        return
    # the reason stands at the end; what comes before is noise
    last = "\n".join(run.stdout.strip().splitlines()[-12:])
    raise RefusedError(
        f"{last}\n\n{what} did not work (see above). Nothing was changed: an environment that was "
        "there is as it was.\nThe packages come from a package index: is there a network? "
        "Try again once there is."
    )


def _pip(python: Path) -> list[str]:
    """The command with which that interpreter installs."""
    command = [str(python), "-I", "-m", "pip", "install"]
    # what it would say of itself is nothing for a newcomer
    return [*command, "--quiet", "--disable-pip-version-check"]


def _link(python: Path, root: Path) -> None:
    """Install the project in its place, so that notebooks find helpers from any folder."""
    pip = _pip(python)
    # its dependencies are pinned and there already
    here = ["--no-deps", "--no-build-isolation", "--editable", "."]
    _run([*pip, *here], "Installing this project in its environment", root)


def _readdress(folder: Path, old: str, new: str) -> None:
    """Commands of an environment hold its path in their first lines; write the new one there."""
    # on Windows these commands are programs with the path inside
    if os.name == "nt" or old == new:
        return
    for path in (folder / "bin").iterdir():
        if path.is_symlink() or not path.is_file():
            continue
        content = path.read_bytes()
        # only text is touched: scripts begin with #!, and those that are sourced are named
        name = path.name.lower()
        if content.startswith(b"#!") or name.startswith("activate"):
            path.write_bytes(content.replace(old.encode(), new.encode()))


def _build(folder: Path, root: Path) -> None:
    """Make the environment beside its place, look at it, and rename it."""
    # beside it, so that the last step is one renaming on one disk
    fresh = folder.with_name(folder.name + "-new")
    shutil.rmtree(fresh, ignore_errors=True)
    print(
        f"Making the environment in {folder.name} (once; one to three minutes)",
        flush=True,
    )
    # beside the old one, which stays in use until this one is whole
    try:
        _run(
            [sys.executable, "-I", "-m", "venv", str(fresh)],
            "Making the environment",
            root,
        )
        python = interpreter(fresh)
        pip = _pip(python)
        pinned = ["--require-hashes", "-r", "requirements.lock"]
        _run(
            [*pip, *pinned],
            "Installing the packages of requirements.lock",
            root,
        )
        _link(python, root)
        _run(
            [str(python), "-I", "-c", LOOKED_AT],
            "Looking at the new environment",
            root,
        )
        _readdress(fresh, str(fresh), str(folder))
        _mark(fresh, root)
        _replace(fresh, folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _replace(fresh: Path, folder: Path) -> None:
    """Put the new environment in the place of the old one, which goes last."""
    worn = folder.with_name(folder.name + "-old")
    shutil.rmtree(worn, ignore_errors=True)
    try:
        # two renamings: the moment without an environment is as short as can be
        if folder.exists():
            folder.rename(worn)
        fresh.rename(folder)
    except OSError as fault:
        # the second renaming failed: the old one goes back
        if worn.exists() and not folder.exists():
            worn.rename(folder)
        raise RefusedError(
            f"{folder} could not be replaced ({fault}). Close what runs in it, such as "
            "JupyterLab, and try again."
        ) from fault
    shutil.rmtree(worn, ignore_errors=True)


def _moved(folder: Path, root: Path, marker: dict[str, str]) -> None:
    """The checkout was moved or renamed: the packages are sound, only the paths are old."""
    print(
        "The checkout was moved: its environment gets the new path", flush=True
    )
    old = marker.get("root", "")
    if old:
        _readdress(folder, old, str(root))
    _link(interpreter(folder), root)
    _mark(folder, root)


def make(root: Path = ROOT) -> Path:
    """Make the environment of a checkout where there is none that fits; return its Python.

    Parameters
    ----------
    root : Path
        The checkout: the folder that holds requirements.lock.

    Returns
    -------
    Path
        The interpreter of the environment.

    Raises
    ------
    RefusedError
        Where Python is too old or too new, or a step fails. What was there stays as it was.
    """
    # where .venv is a link, the folder that it leads to is what is replaced, never the link
    folder = (root / ".venv").resolve()
    if _marked(folder) == {
        "key": key(root / "requirements.lock"),
        "root": str(root),
    }:
        return interpreter(folder)
    with alone(
        root / ".venv.lock",
        "Another process makes the environment; waiting for it",
    ):
        # looked at again: the process that was waited for may have made it
        marker = _marked(folder)
        if marker.get("key") != key(root / "requirements.lock"):
            _version_fits()
            _venv_there()
            _build(folder, root)
        elif marker.get("root") != str(root):
            _moved(folder, root, marker)
    return interpreter(folder)


def main() -> None:
    """Make the environment and say nothing where it is there; a fault ends in plain words."""
    try:
        make()
    except RefusedError as fault:
        sys.exit(str(fault))
    except KeyboardInterrupt:
        sys.exit("Interrupted; the environment is as it was.")


if __name__ == "__main__":
    # no module of the project: there may be no environment yet
    if {"-h", "--help"} & set(sys.argv[1:]):
        sys.exit(print(__doc__.strip()))
    main()
