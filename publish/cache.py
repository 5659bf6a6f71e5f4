"""Executed notebooks that are kept: each with what it wrote beside its page, and the proof of both.

A notebook is known by what it was made from: its own bytes, the helpers, the tables, the lock, the
outlines. What it wrote, such as the map's page, lies in a folder of its own, so that a map of other
tables can never be published with it. A proof beside it holds the hash of every file: a cache that
was cut short, or changed, is not believed and made again.
"""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from publish.paths import BUILD, NOTEBOOKS, bytes_hash, digest, shared

EXECUTED = BUILD / "executed"


class Job(NamedTuple):
    """A notebook, and where it lies once executed."""

    source: Path
    target: Path

    @property
    def made(self) -> Path:
        """The folder of what the notebook writes beside its page."""
        # beside the notebook, so that the two go together
        return self.target.with_suffix(".made")

    @property
    def proof(self) -> Path:
        """The file with the hash of everything that was made."""
        return self.target.with_suffix(".proof")


def jobs() -> list[Job]:
    """Every notebook of the checkout, with the place of its executed form.

    Examples
    --------
    >>> jobs()[0].source.suffix
    '.ipynb'
    """
    common = shared()
    found = []
    for source in sorted(NOTEBOOKS.glob("*.ipynb")):
        # the key stands in the file's name, so that old and new lie side by side
        key = digest([source, *common])
        found.append(Job(source, EXECUTED / f"{source.stem}-{key}.ipynb"))
    return found


def hashes(folder: Path, leave: Iterable[str] = ()) -> dict[str, str]:
    """The hash of every file below a folder, by its path within.

    Parameters
    ----------
    folder : Path
        An empty or missing one has none.
    leave : iterable of str
        Names directly below the folder that are left out.

    Examples
    --------
    >>> hashes(Path("no such folder"))
    {}
    """
    # the kit and the browser edition are made by other commands
    outside = {folder / name for name in leave}
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not outside & set(path.parents):
            found[path.relative_to(folder).as_posix()] = bytes_hash(path)
    return found


def prove(job: Job) -> None:
    """Write the proof of a notebook that was executed to its end.

    Raises
    ------
    FileNotFoundError
        Where it was not.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> job = Job(folder / "00.ipynb", folder / "00-0123.ipynb")
    >>> job.made.mkdir()
    >>> _ = job.target.write_text("{}")
    >>> prove(job)
    >>> proven(job)
    True
    """
    # written last: an interrupted run leaves no proof
    state = {"notebook": bytes_hash(job.target), "made": hashes(job.made)}
    # sorted, so that the same state is the same file
    job.proof.write_text(
        json.dumps(state, indent=1, sort_keys=True), encoding="utf-8"
    )


def proven(job: Job) -> bool:
    """Whether the executed notebook and all that it wrote are there as they were made.

    Examples
    --------
    >>> proven(Job(Path("a.ipynb"), Path("no such.ipynb")))
    False
    """
    try:
        state = json.loads(job.proof.read_text(encoding="utf-8"))
        # read again each time: a disk may have changed under us
        made = {"notebook": bytes_hash(job.target), "made": hashes(job.made)}
    except (OSError, ValueError):
        return False
    return state == made


def forget(job: Job) -> None:
    """Remove what was kept of a notebook.

    Examples
    --------
    >>> forget(Job(Path("a.ipynb"), Path("no such.ipynb")))
    """
    # the proof goes first: what is half removed is not believed
    job.proof.unlink(missing_ok=True)
    job.target.unlink(missing_ok=True)
    shutil.rmtree(job.made, ignore_errors=True)


def tidy(kept: Iterable[Job]) -> None:
    """Remove what no notebook of this build uses."""
    # by stem: notebook, folder and proof bear one name
    stems = {job.target.stem for job in kept}
    # what no notebook uses would be kept for ever
    for path in EXECUTED.iterdir():
        if path.stem in stems:
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
