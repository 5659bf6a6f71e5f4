"""What follows from the record: roads, claims, nearness, spread, hazard, and how sure it is."""

import scipy.linalg  # noqa: F401  its linear algebra must be loaded to be limited

from helpers.threads import limit_threads

limit_threads()
