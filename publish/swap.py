"""Put a finished site in the place of the old one, which stays whole until then."""

import contextlib
import errno
import os
import shutil
from pathlib import Path

from publish.paths import BUILD

# Made by other commands; they outlive a new site
KEPT = ("seminar", "lab")
INCOMING, OUTGOING = ".incoming", ".outgoing"


def put(new: Path, place: Path) -> None:
    """Put the folder `new` where `place` is.

    Where `place` is a link, or a disk of its own, it stays one, and its content is exchanged.

    Parameters
    ----------
    new : Path
        The finished site; it is gone afterwards.
    place : Path
        reports/, which may be missing.

    Raises
    ------
    OSError
        Where the disk is full or may not be written; what was there is then still there.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> (folder / "new").mkdir()
    >>> put(folder / "new", folder / "reports")
    >>> [path.name for path in folder.iterdir()]
    ['reports']
    """
    # a link was made by somebody, who wants the site over there
    if place.is_symlink():
        exchange(new, place.resolve())
    elif not place.exists():
        # the moment without a site is as short as can be
        new.rename(place)
    else:
        rename(new, place)


def rename(new: Path, place: Path) -> None:
    """Exchange two folders by their names; where the system refuses, their content.

    Parameters
    ----------
    new : Path
        The finished site; it is gone afterwards.
    place : Path
        Where the old one is.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> for name in ("new", "reports"):
    ...     (folder / name).mkdir()
    ...     _ = (folder / name / "index.html").write_text(name)
    >>> rename(folder / "new", folder / "reports")
    >>> (folder / "reports" / "index.html").read_text(), (folder / "new").exists()
    ('new', False)
    """
    # out of the way first: a folder cannot be named like one that is there
    worn = BUILD / "worn"
    shutil.rmtree(worn, ignore_errors=True)
    try:
        place.rename(worn)
    except OSError:
        # a mount point, or another disk: the folder itself cannot go elsewhere
        exchange(new, place)
        return
    new.rename(place)
    # the kit and the browser edition, unless the new site has its own
    for name in KEPT:
        if (worn / name).exists() and not (place / name).exists():
            (worn / name).rename(place / name)
    shutil.rmtree(worn, ignore_errors=True)


def exchange(new: Path, place: Path) -> None:
    """Exchange the content of two folders, so that the second stays the folder that it is.

    Parameters
    ----------
    new : Path
        The finished site; it is gone afterwards.
    place : Path
        Where the old one is, and stays a folder, a link or a disk.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> for name in ("new", "reports"):
    ...     (folder / name).mkdir()
    ...     _ = (folder / name / "index.html").write_text(name)
    >>> exchange(folder / "new", folder / "reports")
    >>> (folder / "reports" / "index.html").read_text(), (folder / "new").exists()
    ('new', False)
    """
    place.mkdir(parents=True, exist_ok=True)
    incoming, outgoing = place / INCOMING, place / OUTGOING
    for left in (incoming, outgoing):
        shutil.rmtree(left, ignore_errors=True)
    # all is copied before anything is taken away: a full disk leaves the old site whole
    try:
        shutil.copytree(new, incoming)
    except OSError as fault:
        shutil.rmtree(incoming, ignore_errors=True)
        # many files in one error, whose reason stands in its text alone
        if isinstance(fault, shutil.Error) and os.strerror(
            errno.ENOSPC
        ) in str(fault):
            raise OSError(
                errno.ENOSPC, os.strerror(errno.ENOSPC), str(place)
            ) from fault
        raise
    # what goes is kept until what comes is there
    outgoing.mkdir()
    for path in list(place.iterdir()):
        if path.name not in (INCOMING, OUTGOING, *KEPT):
            path.rename(outgoing / path.name)
    for path in list(incoming.iterdir()):
        path.rename(place / path.name)
    for left in (incoming, outgoing):
        shutil.rmtree(left, ignore_errors=True)
    with contextlib.suppress(OSError):
        shutil.rmtree(new)
