"""What one more report moves: the probability of each day, and the map of one day.

The event itself is `OwnCopy.what_moved`. Here are the two pictures beside it, each without the
student's report and with it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from helpers import captures, control, load
from helpers.posterior import FIRST, fit, marginals
from helpers.views import certainty, style, tilemap
from seminar.own_copy import WITH, WITHOUT, OwnCopy

# less than one in a hundred is a shade that nobody sees
SEEN = 0.01


def probabilities(copy: OwnCopy, pcode: str) -> pd.DataFrame:
    """How probable each day of a district's first capture is, without the report and with it.

    Parameters
    ----------
    copy : OwnCopy
        The student's copy.
    pcode : str
        The district.

    Returns
    -------
    DataFrame
        One row each for `WITHOUT` and `WITH`; columns are the days that either makes probable.

    Raises
    ------
    ValueError : neither tells of a capture of this district.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     table = probabilities(OwnCopy(f"{folder}/mine"), "AF1905")
    >>> table.index.tolist() == [WITHOUT, WITH]
    True
    """
    rows = {
        WITHOUT: _first_capture(copy.before(), pcode),
        WITH: _first_capture(copy.sound_reports(), pcode),
    }
    # a record without any report of the place has no row for it
    there = {name: days for name, days in rows.items() if days is not None}
    if not there:
        raise ValueError(
            f"no report tells of a capture of {pcode}: is the P-code right?"
        )
    table = pd.DataFrame(there).fillna(0.0).T
    seen = np.flatnonzero(table.max() >= SEEN)
    # days between two probable ones are shown as well, however improbable
    return table.iloc[:, seen[0] : seen[-1] + 1]


def _first_capture(reports: pd.DataFrame, pcode: str) -> pd.Series | None:
    model = fit(reports)
    events_table = model.events_table.reset_index(drop=True)
    own = captures(events_table)
    is_here = own["pcode"] == pcode
    places = own.index[is_here]
    if not len(places):
        return None
    # the first: a place may have been lost again later
    first = places[0]
    probability = marginals(model)[first]
    # the grid counts days from the record's first
    days = FIRST + pd.to_timedelta(model.grid, unit="D")
    return pd.Series(probability, index=days)


def show_probabilities(copy: OwnCopy, pcode: str) -> None:
    """Shade the days of a district's first capture, without the report and with it.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     show_probabilities(OwnCopy(f"{folder}/mine"), "AF1905")
    {'image/png': ...}
    """
    # the same shades for both rows: darker in one is more probable than in the other
    table = probabilities(copy, pcode)
    name = _name(pcode)
    figure = certainty.shaded_days(table, f"On which day did {name} fall?")
    likely = table.idxmax(axis=1)
    # what the shades show, for whoever does not see them
    said = [
        f"{label}, {style.day(day)} is the most probable ({table.loc[label, day]:.0%})"
        for label, day in likely.items()
    ]
    style.show(
        figure,
        f"The probability of each day of the fall of {name}: {'; '.join(said)}.",
    )


def days_apart(copy: OwnCopy) -> pd.DataFrame:
    """Districts and days whose holder differs, best reading: pcode, date, and one column each.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     len(days_apart(OwnCopy(f"{folder}/mine")))
    0
    """
    before = _holders(copy.before())
    # while the copy has faults nothing follows from it: then both are alike
    after = _holders(copy.sound_reports())
    both = pd.DataFrame({WITHOUT: before, WITH: after})
    # either record covers every district and day, so nothing is compared with nothing
    differs = both[WITHOUT] != both[WITH]
    return both[differs].reset_index()


def _holders(reports: pd.DataFrame) -> pd.Series:
    days = control(reports=reports)
    return days.set_index(["pcode", "date"])["best"].astype(str)


def show_maps(copy: OwnCopy) -> None:
    """Draw the first day on which the report changes the map, without it and with it.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     show_maps(OwnCopy(f"{folder}/mine"))
    The map is the same on every day: the report moved nobody's district.
    """
    apart = days_apart(copy)
    if apart.empty:
        print(
            "The map is the same on every day: the report moved nobody's district."
        )
        return
    date = apart["date"].min()
    # a tile of some hundred is hard to find: it is named
    of_the_day = apart[apart["date"] == date]
    names = ", ".join(_name(pcode) for pcode in of_the_day["pcode"])
    figure = _two_maps(
        {WITHOUT: copy.before(), WITH: copy.sound_reports()}, date
    )
    figure.suptitle(f"{style.day(date)}: {names} changes colour")
    alt = (
        f"Two tile maps of {style.day(date)}, best reading, without your report and with it: "
        f"what differs is {names}, ringed in both. Days of districts on which the "
        f"two records differ: {len(apart)}."
    )
    style.show(figure, alt, narrow=False)


def _two_maps(both: dict[str, pd.DataFrame], date: pd.Timestamp) -> Figure:
    figure, axes = style.plt.subplots(1, 2, figsize=(9, 4.4))
    drawn = {}
    for ax, (label, reports) in zip(axes, both.items(), strict=True):
        days = control(date, date, reports=reports)
        drawn[label] = days.set_index("pcode")["best"].astype(str)
        tilemap.hex_map(ax, drawn[label])
        ax.set_title(label)
    districts = load("districts")
    differs = drawn[WITHOUT] != drawn[WITH]
    changed = districts["pcode"].map(differs).to_numpy(dtype=bool)
    spots = tilemap.hex_centres(districts)[changed]
    for ax in axes:
        # a ring, not a colour: colours say who held what
        ring = {
            "facecolors": "none",
            "edgecolors": style.RUST,
            "linewidths": 1.6,
        }
        ax.scatter(spots[:, 0], spots[:, 1], s=90, zorder=5, **ring)
    tilemap.hex_key(figure, weak=False)
    return figure


def _name(pcode: str) -> str:
    names = load("districts").set_index("pcode")["district"]
    return str(names[pcode])
