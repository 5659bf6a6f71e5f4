"""Where things lie, and one hash over files."""

import sys
import hashlib
from pathlib import Path


ROOT = Path(__file__).resolve().parent.parent

BUILD, SITE, NOTEBOOKS = ROOT / ".build", ROOT / "reports", ROOT / "notebooks"


def digest(paths):
    """One hash over the names and the bytes of files."""
    sha = hashlib.sha256(sys.version.encode())
    for path in sorted(paths):
        sha.update(
            str(path.relative_to(ROOT)).encode()
            + b"\0"
            + hashlib.sha256(path.read_bytes()).digest()
        )
    return sha.hexdigest()[:20]


def files(*patterns):
    return [
        path
        for pattern in patterns
        for path in ROOT.glob(pattern)
        if path.is_file() and "__pycache__" not in path.parts
    ]


def shared():
    """What every notebook depends on besides itself."""
    return files("helpers/**/*", "data/*", "requirements.lock", "boundaries/*.geojson")
