"""Whether the site is being built, and where the pages beside a notebook's own then go."""

import os
from pathlib import Path

from helpers.public import own_names

# set by publish for the kernel of each notebook (publish/kernels.py), and read here alone
VARIABLE = "REPORT_DIR"


def site_folder() -> Path | None:
    """Return the folder that a notebook's page stands in while the site is built; None in the Lab.

    Returns
    -------
    Path or None
        Maps and other pages go into folders of it; a reader without a kernel gets what is there.

    Examples
    --------
    >>> site_folder() is None
    True
    """
    # asked anew each time: one kernel may serve a notebook and then the site
    folder = os.environ.get(VARIABLE)
    # an empty value is how a shell takes a variable back
    return Path(folder) if folder else None


__dir__ = own_names(__name__)
