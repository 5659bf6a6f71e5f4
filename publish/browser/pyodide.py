"""Pyodide, the Python that runs in a browser: which of its files are used, and are they right?

Pinned is release 0.27.7 (Python 3.12), for which jupyterlite-pyodide-kernel 0.6.1 was made; newer
kernels are made for another release and hang with this one. `pyodide-lock.json` beside this file
holds the part of that release's own lock that the notebooks need, with the hash of every file.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import requests
from tqdm import tqdm

VERSION = "0.27.7"
# where its authors publish each release
ADDRESS = f"https://cdn.jsdelivr.net/pyodide/v{VERSION}/full/"
LOCK = Path(__file__).with_name("pyodide-lock.json")
PIECE = 1 << 16  # bytes read at once

# the interpreter itself, which no lock lists
CORE = {
    "pyodide.asm.js": "6b4c90de5b7172873f04f21884d0e9d2274e305fe32116558fe3e4fbe3618d51",
    "pyodide.asm.wasm": "a50dd1843f805a0b7c45b61037ee0d7b26dfe85efe0e18ef95a34ad24e401f5f",
    "pyodide.js": "b4cb23a53aba19c221659b9fb40a2f18281d685691dc06647fb0afd0681baf98",
    "pyodide.mjs": "04c052c815abb0bf2981fa38c2dfa58e3120ee5288c956df2b2a15e301782c5f",
    "python_stdlib.zip": "16611534726e5d8ac2bd8f926410b2dcb8d6f49aa24913463533b457a2115c16",
}
# pandas of this release is older than the one that the project needs (see wheels.py)
REPLACED = ("pandas",)


def lock() -> dict:
    """The pinned part of the release's lock: info, and packages by name.

    Examples
    --------
    >>> sorted(lock())
    ['info', 'packages']
    """
    return json.loads(LOCK.read_text(encoding="utf-8"))


def wanted() -> dict[str, str]:
    """Every file of the distribution that is used: {file name: SHA-256}.

    Examples
    --------
    >>> {len(known) for known in wanted().values()}
    {64}
    """
    packages = lock()["packages"]
    used = {
        row["file_name"]: row["sha256"]
        for name, row in packages.items()
        if _is_used(name)
    }
    # both are checked alike: one file that is not right, and nothing starts
    return CORE | used


def _is_used(name: str) -> bool:
    return name not in REPLACED


def sha256(path: Path) -> str:
    """The SHA-256 of a file, as hexadecimal text.

    Examples
    --------
    >>> len(sha256(LOCK))
    64
    """
    found = hashlib.sha256()
    with path.open("rb") as stream:
        # in pieces: the interpreter is larger than a small machine should hold twice
        while piece := stream.read(PIECE):
            found.update(piece)
    return found.hexdigest()


def faults(folder: Path) -> list[str]:
    """What is wrong with a local distribution, a sentence each; none means that it can be used.

    The interpreter must be whole. A package may be missing, as a small distribution leaves some
    out, but what is there must be the file that the lock names.

    Examples
    --------
    >>> len(faults(Path("no such folder"))) > 0
    True
    """
    found = []
    for name, known in wanted().items():
        path = folder / name
        if path.is_file():
            if sha256(path) != known:
                found.append(
                    f"{path} is not the file of Pyodide {VERSION} (its hash differs)"
                )
        elif name in CORE:
            found.append(
                f"{path} is missing: Pyodide {VERSION} does not start without it"
            )
    return found


def present(folder: Path) -> dict[str, dict]:
    """The packages of the lock whose files a local distribution holds, by name.

    Examples
    --------
    >>> present(Path("no such folder"))
    {}
    """
    packages = lock()["packages"]
    # what is not there is left out of the lock, so that nothing asks for it
    names = [name for name in packages if _is_used(name)]
    return {
        name: packages[name]
        for name in names
        if (folder / packages[name]["file_name"]).exists()
    }


def download(folder: Path, address: str = ADDRESS) -> None:
    """Download the distribution's files into a folder, with a bar; go on where it was broken off.

    Parameters
    ----------
    folder : Path
        Where the files go; each appears under its name only when it is whole and right.
    address : str
        The folder of the distribution on the web, with a slash at its end.

    Raises
    ------
    requests.RequestException : there is no network, or it broke off.
    ValueError : the server sent another file than the known one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = wanted()
    for number, (name, known) in enumerate(sorted(files.items()), 1):
        target = folder / name
        # by hash and not by size: a page of error can have any size
        if target.exists() and sha256(target) == known:
            continue
        _fetch(address + name, target, known, f"{number}/{len(files)} {name}")


def _fetch(url: str, target: Path, known: str, label: str) -> None:
    # under its own name only when it is whole: a folder can be used at any moment
    partial = target.with_name(target.name + ".part")
    begun = partial.stat().st_size if partial.exists() else 0
    headers = {"Range": f"bytes={begun}-"} if begun else {}
    with requests.get(url, headers=headers, stream=True, timeout=30) as answer:
        answer.raise_for_status()
        # a server that does not know ranges sends the whole file again
        goes_on = answer.status_code == requests.codes.partial_content
        size = int(answer.headers.get("Content-Length", 0)) + (
            begun if goes_on else 0
        )
        bar = tqdm(
            total=size,
            initial=begun if goes_on else 0,
            unit="B",
            unit_scale=True,
        )
        # some files are large, and a person wonders whether anything happens
        bar.set_description(label)
        with partial.open("ab" if goes_on else "wb") as stream, bar:
            for piece in answer.iter_content(PIECE):
                stream.write(piece)
                bar.update(len(piece))
    if sha256(partial) != known:
        partial.unlink()
        raise ValueError(
            f"{url} is not the file of Pyodide {VERSION}; it was thrown away"
        )
    partial.replace(target)


def main(folder: Path) -> None:
    """Download with messages for a person at a terminal."""
    try:
        download(folder)
    except requests.RequestException as fault:
        sys.exit(
            f"Pyodide could not be downloaded ({type(fault).__name__}). What has come is kept in "
            f"{folder}: run the same command again where there is a network, and it goes on."
        )
    except ValueError as fault:
        sys.exit(str(fault))
    print(
        f"{folder} holds what the browser edition needs of Pyodide {VERSION}."
    )
