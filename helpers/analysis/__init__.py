"""What follows from the record: roads, claims, nearness, spread, hazard, and how sure it is."""

import sys

from helpers.public import own_modules
from helpers.threads import limit_threads

# the linear algebra must be loaded to be limited; a browser has one thread, and fetches scipy only
# for what needs it
if sys.platform != "emscripten":
    import scipy.linalg  # noqa: F401

limit_threads()

__dir__ = own_modules(__path__)
