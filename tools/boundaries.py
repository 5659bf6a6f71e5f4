"""Download the true district outlines (`make boundaries`): the one command that needs the internet.

geoBoundaries gbOpen, Afghanistan, ADM2, simplified, release of 12 December 2023 (public domain;
please cite Runfola et al. 2020, https://doi.org/10.1371/journal.pone.0231866). The address is
pinned to one commit and the bytes to one hash. The file appears in boundaries/ only when it is
whole and right; every map then uses it. BOUNDARIES_URL names another server with the same file.
"""

import hashlib
import http.client
import os
import sys
import urllib.error
import urllib.request
from pathlib import Path

from helpers.public import answer_help
from helpers.views.outlines import BOUNDARIES

URL = (
    "https://github.com/wmgeolab/geoBoundaries/raw/9469f09592ced973a3448cf66b6100b741b64c0d/"
    "releaseData/gbOpen/AFG/ADM2/geoBoundaries-AFG-ADM2_simplified.geojson"
)
SHA256 = "ded11c6a9b558170e7d52a23309106254608f269258e2ccf1ad464c9603fa169"
TIMEOUT = 30  # seconds without a byte
BLOCK = 64 * 1024  # bytes between two signs of life


def address() -> str:
    """Where the file is fetched from: BOUNDARIES_URL, or else the pinned address.

    Examples
    --------
    >>> address().startswith("http")
    True
    """
    return os.environ.get("BOUNDARIES_URL") or URL


def right(path: Path) -> bool:
    """Whether a file is there and has the bytes that this project knows.

    Parameters
    ----------
    path : Path

    Returns
    -------
    bool

    Examples
    --------
    >>> right(Path("no such file"))
    False
    """
    return (
        path.exists()
        and hashlib.sha256(path.read_bytes()).hexdigest() == SHA256
    )


def fetch(url: str | None = None, target: Path = BOUNDARIES) -> Path:
    """Download to `target`, whole or not at all.

    Parameters
    ----------
    url : str, optional
        The address; by default that of `address`.
    target : Path
        The file to write. One that is there and right is not asked for again.

    Returns
    -------
    Path
        `target`.

    Raises
    ------
    OSError
        No network, a refusal, a connection cut off, or a disk that cannot be written.
    ValueError
        The server sent other bytes than those of the pinned release.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "page.html").write_text("Sorry, no such file")
    >>> fetch((folder / "page.html").as_uri(), folder / "outlines.geojson")
    Traceback (most recent call last):
    ...
    ValueError: sha256 ... was expected, not ...
    """
    # the pinned bytes never change: what is there and right stays
    if right(target):
        return target
    # a server that goes silent must not hold up a build
    with urllib.request.urlopen(url or address(), timeout=TIMEOUT) as answer:
        content = _received(answer)
    # a server may send a page of apology with status 200
    if hashlib.sha256(content).hexdigest() != SHA256:
        found = hashlib.sha256(content).hexdigest()
        raise ValueError(f"sha256 {SHA256} was expected, not {found}")
    target.parent.mkdir(parents=True, exist_ok=True)
    # another process never sees half a file
    partial = target.with_suffix(".partial")
    try:
        partial.write_bytes(content)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return target


def _received(answer) -> bytes:
    """The whole body, with a line of progress for somebody who watches."""
    # a server need not say how long the answer is
    expected = int(answer.headers.get("Content-Length") or 0)
    content = bytearray()
    while block := answer.read(BLOCK):
        content += block
        # a log file gets no progress: it would be one line of a thousand signs
        if sys.stderr.isatty() and expected:
            share = len(content) / expected
            print(
                f"\r  {share:4.0%} of {expected / 1e6:.1f} MB",
                end="",
                file=sys.stderr,
            )
    if sys.stderr.isatty():
        print(file=sys.stderr)
    # the library takes a connection that ends early for the end
    if len(content) < expected:
        raise ConnectionError(
            f"cut off after {len(content):,} of {expected:,} bytes"
        )
    return bytes(content)


def _reason(fault: Exception) -> str:
    """Why a download failed, in a few words."""
    if isinstance(fault, urllib.error.HTTPError):
        return f"{fault.code} {fault.reason}"
    # the library wraps what happened into a sentence of its own
    cause = getattr(fault, "reason", fault)
    return type(cause).__name__ if isinstance(cause, Exception) else str(cause)


def main(target: Path = BOUNDARIES) -> None:
    """Fetch the outlines, or end with the reason and what becomes of the maps."""
    try:
        fetch(target=target)
    except (
        urllib.error.URLError,
        ConnectionError,
        TimeoutError,
        http.client.HTTPException,
    ) as fault:
        sys.exit(
            f"The outlines could not be downloaded from {address()} ({_reason(fault)}).\n"
            "Nothing was changed; maps go on with approximate cells. "
            "Try again where there is an internet connection."
        )
    # the bytes arrived, but they are not those of the release
    except ValueError as fault:
        sys.exit(
            "The server sent something else than the outlines that this project knows, "
            f"and it was thrown away.\n{fault}"
        )
    except OSError as fault:
        sys.exit(f"The outlines could not be saved: {fault}")
    print(
        f"{target} is there and whole. Every map uses it from now on: run `make report` again.\n"
        "Outlines: geoBoundaries (Runfola et al. 2020, "
        "https://doi.org/10.1371/journal.pone.0231866), public domain."
    )


if __name__ == "__main__":
    answer_help(__doc__)
    main()
