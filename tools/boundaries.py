"""Download the true district outlines (`make boundaries`): the only command of this project that needs the internet.

geoBoundaries gbOpen, Afghanistan, ADM2, simplified, release of 12 December 2023 (public domain; please cite Runfola et al. 2020,
https://doi.org/10.1371/journal.pone.0231866). The address is pinned to one commit and the bytes to one hash. The file appears
in boundaries/ only when it is whole and right; every map then uses it. BOUNDARIES_URL names another server with the same file.
"""

import logging
import os
import sys

import pooch
import requests

from helpers.views.outlines import BOUNDARIES

URL = (
    "https://github.com/wmgeolab/geoBoundaries/raw/9469f09592ced973a3448cf66b6100b741b64c0d/releaseData/gbOpen/AFG/ADM2/"
    "geoBoundaries-AFG-ADM2_simplified.geojson"
)
SHA256 = "ded11c6a9b558170e7d52a23309106254608f269258e2ccf1ad464c9603fa169"


def fetch(url=None, target=BOUNDARIES):
    """Download to `target`, whole or not at all; return its path.

    Raises requests.RequestException (no network, cut off), ValueError (wrong bytes) or OSError (cannot be saved).
    """
    url = url or os.environ.get("BOUNDARIES_URL") or URL
    pooch.get_logger().setLevel(logging.WARNING)
    return pooch.retrieve(
        url,
        known_hash=f"sha256:{SHA256}",
        fname=target.name,
        path=target.parent,
        downloader=pooch.HTTPDownloader(progressbar=True, timeout=30),
    )


def main(target=BOUNDARIES):
    try:
        fetch(target=target)
    except requests.RequestException as fault:
        why = (
            f"{fault.response.status_code} {fault.response.reason}"
            if fault.response is not None
            else type(fault).__name__
        )
        sys.exit(
            f"The outlines could not be downloaded from {os.environ.get('BOUNDARIES_URL') or URL} ({why}).\n"
            "Nothing was changed; maps go on with approximate cells. Try again where there is an internet connection."
        )
    except ValueError as fault:
        sys.exit(
            f"The server sent something else than the outlines that this project knows, and it was thrown away.\n{fault}"
        )
    except OSError as fault:
        sys.exit(f"The outlines could not be saved: {fault}")
    target.chmod(0o644)  # pooch writes for its user alone
    print(
        f"{target} is there and whole. Every map uses it from now on: run `make report` again.\n"
        "Outlines: geoBoundaries (Runfola et al. 2020, https://doi.org/10.1371/journal.pone.0231866), public domain."
    )


if __name__ == "__main__":
    main()
