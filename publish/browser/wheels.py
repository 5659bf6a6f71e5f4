"""Wheels that a browser can install: this project, pure packages of this environment, pandas.

A Python in the browser has no compiler and may have no network. What the notebooks import is
therefore put beside them as wheels: pure Python packages are packed from the environment in use,
pandas is the one that its authors build for browsers.
"""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from importlib.metadata import distribution
from pathlib import Path

from publish.paths import ROOT

# a zip's bytes depend on its members alone, so every member bears the record's last day
STAMP = (2021, 8, 15, 0, 0, 0)

# of the series that the project needs, with a build for browsers
PANDAS = "3.1.1"
# the tag under which pandas' authors publish it; Pyodide 0.27 has the same binary interface under
# an older name, so the file is renamed
PANDAS_TAG = "pyemscripten_2024_0_wasm32"
PYODIDE_TAG = "pyodide_2024_0_wasm32"
PANDAS_SHA256 = (
    "6705575b65750e4494b4f9328eed8cb263b4b809984d4eeb8f492a3e804b0c53"
)

# what a browser has no use for: compiled code of this machine, tests
COMPILED = (".so", ".pyd", ".dylib", ".c", ".pyx", ".pxd", ".h")


def digest(path: Path) -> str:
    """The SHA-256 of a file, as hexadecimal text.

    Examples
    --------
    >>> len(digest(Path(__file__)))
    64
    """
    content = path.read_bytes()
    return hashlib.sha256(content).hexdigest()


def own_wheel(
    folder: Path, needs: list[str], more: Mapping[str, str] | None = None
) -> Path:
    """Build this project's wheel, its tables inside, into a folder; return its path.

    Parameters
    ----------
    folder : Path
        Where the wheel goes.
    needs : list of str
        The packages that it needs in a browser, in place of all that the project names.
    more : mapping of str to str, optional
        {path within: text} of files that are made for the browser alone.
    """
    # with the build tools that are here: there may be no network to fetch others
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
    command += ["--no-build-isolation", "--disable-pip-version-check"]
    command += ["--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(command, check=True)
    (built,) = folder.glob("afghanistan_2021_offensive-*.whl")
    target = folder / built.name
    with zipfile.ZipFile(built) as zipped:
        contents = {name: zipped.read(name) for name in zipped.namelist()}
    about = next(
        name for name in contents if name.endswith(".dist-info/METADATA")
    )
    info, _, _ = about.partition("/")
    # of the file that was built: pyproject.toml is not read twice
    _, version, *_ = built.name.split("-")
    # the build tools, the tests and the Lab itself are not for a browser
    lines = [f"Requires-Dist: {need}\n" for need in needs]
    requires = "".join(lines)
    contents |= {place: text.encode() for place, text in (more or {}).items()}
    metadata = _metadata("afghanistan-2021-offensive", version)
    contents[f"{info}/METADATA"] = metadata + requires.encode()
    # the old list would hold the hash of the metadata that was replaced
    contents.pop(f"{info}/RECORD")
    contents[f"{info}/RECORD"] = _record(contents, info)
    _write(target, contents)
    return target


def pure_wheel(name: str, folder: Path) -> Path:
    """Pack an installed package's Python files as a wheel; return its path.

    Parameters
    ----------
    name : str
        The distribution's name. Compiled parts are left out: the package must work without.
    folder : Path
        Where the wheel goes.

    Raises
    ------
    importlib.metadata.PackageNotFoundError : the package is not installed.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     pure_wheel("branca", Path(folder)).name.endswith("-py3-none-any.whl")
    True
    """
    found = distribution(name)
    own_name = found.metadata["Name"]
    # the form of names in wheels (PEP 427)
    stem = re.sub("[-.]", "_", own_name).lower()
    target = folder / f"{stem}-{found.version}-py3-none-any.whl"
    # an installation without a list of its files gives None
    parts = [path for path in found.files or () if _is_python_part(path)]
    contents = {str(path): Path(path.locate()).read_bytes() for path in parts}
    info = f"{stem}-{found.version}.dist-info"
    contents[f"{info}/METADATA"] = _metadata(own_name, found.version)
    contents[f"{info}/WHEEL"] = (
        b"Wheel-Version: 1.0\nGenerator: browser\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    contents[f"{info}/RECORD"] = _record(contents, info)
    _write(target, contents)
    return target


def _is_python_part(path) -> bool:
    place = str(path)
    outside = place.startswith("..")
    of_no_use = (
        "__pycache__" in place
        or "/tests/" in place
        or place.endswith(COMPILED)
    )
    # records of this machine's installer, with its paths
    is_about_the_install = path.parts[0].endswith(".dist-info")
    return not (outside or of_no_use or is_about_the_install)


def _metadata(name: str, version: str) -> bytes:
    # nothing of a later version of the format is used
    text = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    return text.encode()


def _record(contents: dict[str, bytes], info: str) -> bytes:
    lines = []
    for place, content in sorted(contents.items()):
        own = hashlib.sha256(content).digest()
        padded = base64.urlsafe_b64encode(own)
        # without the padding: PEP 427
        sha = padded.rstrip(b"=").decode()
        lines.append(f"{place},sha256={sha},{len(content)}")
    # the list cannot hold its own hash
    lines.append(f"{info}/RECORD,,")
    text = "\n".join(lines) + "\n"
    return text.encode()


def _write(target: Path, contents: dict[str, bytes]) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as zipped:
        for place, content in sorted(contents.items()):
            zipped.writestr(
                zipfile.ZipInfo(place, STAMP), content, zipfile.ZIP_DEFLATED
            )


def _repacked(source: Path, target: Path, leave_out: tuple[str, ...]) -> Path:
    """The same wheel with fixed time stamps, and without the members under some folders."""
    with zipfile.ZipFile(source) as zipped:
        names = [name for name in zipped.namelist() if not name.endswith("/")]
        kept = [
            name for name in names if not name.startswith(leave_out or ("\0",))
        ]
        contents = {name: zipped.read(name) for name in kept}
    _write(target, contents)
    return target


def pandas_wheel(folder: Path, downloads: Path) -> Path:
    """pandas for the browser, without its tests; downloaded once by name, its hash checked.

    Parameters
    ----------
    folder : Path
        Where the wheel goes.
    downloads : Path
        Where the download is kept for the next time.

    Raises
    ------
    RuntimeError : it is not there and cannot be downloaded, or is another file than the known one.
    """
    found = downloads / f"pandas-{PANDAS}-cp312-cp312-{PANDAS_TAG}.whl"
    if not found.exists():
        download_pandas(downloads)
    if digest(found) != PANDAS_SHA256:
        raise RuntimeError(
            f"{found} is not the file that this project knows: delete it, try again"
        )
    target = folder / f"pandas-{PANDAS}-cp312-cp312-{PYODIDE_TAG}.whl"
    return _repacked(found, target, leave_out=("pandas/tests/",))


def download_pandas(downloads: Path) -> None:
    """Download pandas for the browser from the package registry that pip is set up for."""
    downloads.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += [
        "--disable-pip-version-check",
        "--only-binary=:all:",
        "--python-version",
        "3.12",
    ]
    command += [
        "--platform",
        PANDAS_TAG,
        "--dest",
        str(downloads),
        f"pandas=={PANDAS}",
    ]
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode:
        # the last line of pip says what; those above it say how it came there
        reason = run.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise RuntimeError(
            f"pandas {PANDAS} for the browser could not be downloaded ({reason[0]}); it is needed "
            "once, so try again where there is a network"
        )


def empty(folder: Path) -> Path:
    """An empty folder of this name.

    Examples
    --------
    >>> import tempfile
    >>> list(empty(Path(tempfile.mkdtemp())).iterdir())
    []
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
