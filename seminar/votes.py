"""A class votes which capture cut the north off; its votes stand beside what the record gives.

Careful readers of the same pages differ, so the record has no single answer either: over many
equally defensible worlds (`helpers.worlds`) the last way to the north is cut by one district or
another. A class sees its own spread beside that of the worlds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from helpers import load, resolve
from helpers.analysis.road_worlds import Worlds
from helpers.analysis.roads import CUT, Arrays, arrays, capital_states
from helpers.views import style
from helpers.vocabulary import TALIBAN_CODE

CAPITAL = "mazar_e_sharif"
SEVERAL = "several at once"
NEVER = "none"
# the rest of a long tail tells a class nothing
SHOWN = 6


def cutters_by_world(worlds: Worlds, capital: str = CAPITAL) -> pd.Series:
    """In what share of the worlds a district's capture left a capital without a way to Kabul.

    Parameters
    ----------
    worlds : Worlds
        As `helpers.worlds.worlds` gives them.
    capital : str
        node_id of the capital.

    Returns
    -------
    Series
        By district name, the greatest share first; ``several at once`` where more than one
        of a day's captures would have done it, ``none`` where the capital is never cut off.

    Examples
    --------
    >>> from helpers.worlds import worlds
    >>> round(float(cutters_by_world(worlds(20)).sum()), 6)
    1.0
    """
    net = arrays()
    names = load("districts").set_index("pcode")["district"]
    place = _place_of(net, capital)
    found: Counter = Counter()
    # days before districts, as the network's functions want them
    fallen = np.swapaxes(worlds.holder == TALIBAN_CODE, 1, 2)
    for deciders in _deciders(net, fallen, place):
        label = _label(deciders, names)
        found[label] += 1
    shares = pd.Series(found, dtype=float) / len(worlds.holder)
    return shares.sort_values(ascending=False)


def _place_of(net: Arrays, capital: str) -> int:
    """Where a capital stands among the columns of `capital_states`."""
    node_ids = net.data["node_id"].to_numpy()[net.capitals]
    return int(np.flatnonzero(node_ids == capital)[0])


def _deciders(
    net: Arrays, fallen: np.ndarray, place: int
) -> list[list[str] | None]:
    """Of each world, the P-codes whose capture alone decided on the first day without a way.

    None for a world with no such day. `fallen` has the shape (worlds, days, districts).
    """
    # of all worlds at once: to walk through the network takes as long for one
    cut_off = capital_states(net, fallen)[:, :, place] == CUT
    ever = cut_off.any(axis=1)
    day = cut_off.argmax(axis=1)
    # cut off from the start: no capture of the campaign decided it
    world = np.flatnonzero(ever & (day > 0))
    on_day = fallen[world, day[world]]
    on_eve = fallen[world, day[world] - 1]
    # a district without a trunk road cannot cut one
    on_a_road = net.inside.any(axis=1)
    case, district = np.nonzero(on_day & ~on_eve & on_a_road)
    # each of the day's captures undone in turn: does a way come back?
    undone = on_day[case]
    undone[np.arange(len(case)), district] = False
    has_way = capital_states(net, undone)[:, place] != CUT
    found: list[list[str] | None] = [[] if one else None for one in ever]
    worlds = world[case[has_way]]
    for at, decider in zip(worlds, district[has_way], strict=True):
        found[at].append(str(net.pcodes[decider]))
    return found


def _label(deciders: list[str] | None, names: pd.Series) -> str:
    if deciders is None:
        return NEVER
    # more than one would have done it alone: the day decides, not a district
    return names[deciders[0]] if len(deciders) == 1 else SEVERAL


def votes_by_district(votes: Mapping[str, int]) -> pd.Series:
    """A class's votes as shares by district name.

    Parameters
    ----------
    votes : mapping of str to int
        {P-code or name of a district: number of hands}.

    Raises
    ------
    ValueError : there are no votes, or a name fits no single district; the message names it.

    Examples
    --------
    >>> votes_by_district({"AF0903": 3, "Doshi": 1}).to_dict()
    {'Doshi': 1.0}
    """
    names = load("districts").set_index("pcode")["district"]
    counted: Counter = Counter()
    for place, hands in votes.items():
        # pupils give names, teachers P-codes
        pcode = place if place in names.index else resolve(place).pcode
        if pcode is None:
            raise ValueError(
                f"{place!r} fits no single district: give its P-code, as in AF0903"
            )
        counted[names[pcode]] += hands
    total = sum(counted.values())
    if total <= 0:
        raise ValueError(
            "there are no votes yet: put the number of hands behind each district"
        )
    shares = pd.Series(counted, dtype=float) / total
    return shares.sort_values(ascending=False)


def beside_the_record(
    votes: Mapping[str, int], worlds: Worlds
) -> pd.DataFrame:
    """The class's shares beside the worlds', by district; a name in one alone is 0 in the other.

    Examples
    --------
    >>> from helpers.worlds import worlds
    >>> table = beside_the_record({"Doshi": 20, "Baghlan-e-Jadid": 4}, worlds(20))
    >>> table.columns.tolist()
    ['class', 'record']
    """
    both = {
        "class": votes_by_district(votes),
        "record": cutters_by_world(worlds),
    }
    table = pd.DataFrame(both).fillna(0.0)
    # by the larger of the two, so that no favourite of either is cut off
    largest = table.max(axis=1).sort_values(ascending=False)
    return table.loc[largest.index].head(SHOWN)


def show_votes(votes: Mapping[str, int], worlds: Worlds) -> None:
    """Draw the class's votes beside what the record gives.

    Examples
    --------
    >>> from helpers.worlds import worlds
    >>> show_votes({"Doshi": 20, "Baghlan-e-Jadid": 4}, worlds(20))
    {'image/png': ...}
    """
    table = beside_the_record(votes, worlds)
    figure, ax = plt.subplots(figsize=(6, 3.4))
    rows = np.arange(len(table))
    ax.barh(
        rows - 0.2, table["class"], 0.36, color=style.ORANGE, label="the class"
    )
    ax.barh(
        rows + 0.2,
        table["record"],
        0.36,
        color=style.BLUE,
        label="the record's worlds",
    )
    ax.set_yticks(rows, table.index)
    # the first row on top, as in the table
    ax.invert_yaxis()
    # the whole scale: a narrow lead must look narrow
    ax.set_xlim(0, 1)
    ax.xaxis.set_major_formatter("{x:.0%}")
    ax.set_xlabel("share of the votes, and of the worlds")
    ax.legend(loc="lower right")
    first_vote = table["class"].idxmax()
    first_world = table["record"].idxmax()
    share = table["record"].max()
    # neither is called right: the title names both
    ax.set_title(
        f"The class says {first_vote}; {share:.0%} of the worlds say {first_world}"
    )
    alt = (
        f"Shares of the class's votes and of the worlds for the capture that cut the north "
        f"off: most hands for {first_vote}, {share:.0%} of the worlds for {first_world}."
    )
    style.show(figure, alt)
