"""Load the record of the 2021 Taliban offensive; see who held what on which day.

from helpers import load, events, control
"""

import os

# Matrices here are small: threads of the linear algebra would mostly wait for each other,
# for minutes on a busy machine
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from helpers.adjudication import bounded, captures, events
from helpers.district_days import control, holder_counts
from helpers.places import resolve
from helpers.tables import load
from helpers.validation import check

__all__ = ["load", "check", "resolve", "events", "bounded", "control", "captures", "holder_counts"]
