"""What `make browser` and `make pyodide` do.

python -m publish.browser                     the interpreter is asked of Pyodide's address
python -m publish.browser --pyodide FOLDER    everything inside the site, no network needed
python -m publish.browser --download FOLDER   fill such a folder (uses the network)
"""

import argparse
import sys
from pathlib import Path

from publish import cache, contents
from publish.browser import lab, pyodide
from publish.paths import SITE


def main() -> None:
    """Read the command line and do as it says."""
    # the module's text is the help: said once
    parser = argparse.ArgumentParser(
        prog="python -m publish.browser", description=__doc__
    )
    parser.add_argument(
        "--pyodide", type=Path, metavar="FOLDER", help="a local distribution"
    )
    parser.add_argument(
        "--download",
        type=Path,
        metavar="FOLDER",
        help="download one into FOLDER",
    )
    given = parser.parse_args()
    # the one way that uses the network, and only when it is asked for
    if given.download:
        pyodide.main(given.download)
        return
    try:
        lab.build(lab.Edition(given.pyodide))
    # what can be mended by the reader is told without a traceback
    except RuntimeError as fault:
        sys.exit(
            f"The browser edition was not built; an older one is as it was.\n{fault}"
        )
    # the articles that it offers link it from now on
    contents.renew(SITE, cache.jobs())
    print(
        f"Done: serve {SITE} and open lab/index.html (a browser does not run it from a file)"
    )


if __name__ == "__main__":
    main()
