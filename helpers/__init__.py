"""Load the record of the 2021 Taliban offensive, derive events from its reports, and see who held what on which day.

    from helpers import load, events, control
"""
from helpers.control import bounded, control, events
from helpers.places import resolve
from helpers.tables import check, load

__all__ = ["load", "check", "resolve", "events", "bounded", "control"]
