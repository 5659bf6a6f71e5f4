"""Findings on captures, asked in many worlds: one number a world, for `sureness.sure`."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from helpers.analysis import capture_worlds, unreported
from helpers.analysis.proximity import touching
from helpers.public import own_names
from helpers.vocabulary import END, HOLDERS
from helpers.worlds import Worlds, plan

TALIBAN = HOLDERS.index("taliban")
SHARED = "nobody"  # the choice of worlds in which nobody's word alone suffices


def captured(
    drawn: Worlds,
    spans: Iterable[tuple[str, str]],
    named: pd.DataFrame | None = None,
) -> NDArray:
    """How many captures fall into some spans of days.

    Parameters
    ----------
    drawn : see `helpers.worlds.worlds`.
    spans : first and last days.
    named : captures of districts that count, a row each (event_id, pcode); default: every fall.
        The second capture that pages tell of is the second fall of its district in a world:
        a fall that no page names, such as that of a retaken district with its province, is left
        out, as it is in the record.

    Returns
    -------
    One number a world.

    Examples
    --------
    >>> from helpers.worlds import worlds
    >>> len(captured(worlds(3), [("2021-06-01", "2021-06-30")]))
    3
    """
    fell = capture_worlds.falls(drawn)
    if named is not None:
        row = pd.Index(drawn.pcodes).get_indexer(named["pcode"])
        nth = named["event_id"].str.rpartition("-c")[2].astype(int).to_numpy()
        fell = fell[:, row]
        number = fell.cumsum(axis=2, dtype=np.uint8)
        fell &= number == nth[:, None]
    inside = np.zeros(len(drawn.days), dtype=bool)
    for first, last in spans:
        inside |= (drawn.days >= first) & (drawn.days <= last)
    return fell[:, :, inside].sum(axis=(1, 2))


def people_at_half(drawn: Worlds, shares: dict[str, NDArray], count: str) -> NDArray:
    """What share of the people lived under the Taliban when half of the districts were theirs.

    Parameters
    ----------
    drawn : see `helpers.worlds.worlds`.
    shares : see `people.shares_in_worlds`.
    count : which count of people.

    Returns
    -------
    One share a world, on that world's own day.

    Examples
    --------
    >>> from helpers import load
    >>> from helpers.analysis import people
    >>> from helpers.worlds import worlds
    >>> drawn = worlds(3)
    >>> shares = people.shares_in_worlds(drawn, load("district_context"))
    >>> bool((people_at_half(drawn, shares, "worldpop") < 0.5).all())
    True
    """
    is_half = shares["districts"] >= 0.5
    # the first day on which it is so
    turn = is_half.argmax(axis=1)
    every = np.arange(len(turn))
    return shares[count][every, turn]


def late_provinces(drawn: Worlds, date: str) -> NDArray:
    """How many provinces were not half held before a day.

    Parameters
    ----------
    drawn : see `helpers.worlds.worlds`.
    date : the day.

    Returns
    -------
    One number a world.

    Examples
    --------
    >>> from helpers.worlds import worlds
    >>> bool((late_provinces(worlds(3), "2021-05-01") >= 30).all())
    True
    """
    before = drawn.days < date
    if not before.any():
        # the worlds begin on that day: nothing is known of an earlier one
        before = drawn.days == date
    held = drawn.holder[:, :, before] == TALIBAN
    sums, names = capture_worlds.by_province(held, drawn.pcodes)
    home = pd.Series(list(drawn.pcodes)).str[:4]
    sizes = home.value_counts().reindex(names).to_numpy()
    was_half = (sums >= sizes[:, None] / 2).any(axis=2)
    return (~was_half).sum(axis=1)


def shared_captures(drawn: Worlds, events_table: pd.DataFrame) -> NDArray:
    """How many captures of districts rest on more than one voice.

    It moves with one choice: whether an outlet that credits nobody is an origin of its own.

    Parameters
    ----------
    drawn : see `helpers.worlds.worlds`.
    events_table : see `events`; the record's own.

    Returns
    -------
    One number a world.

    Examples
    --------
    >>> from helpers import events
    >>> from helpers.worlds import worlds
    >>> len(np.unique(shared_captures(worlds(100), events()))) <= 2
    True
    """
    is_capture = (events_table["kind"] == "captured").to_numpy()
    of_district = events_table["crossing_id"].isna().to_numpy()
    counted = is_capture & of_district
    believed = plan().believed
    number = {
        choice: int(believed[SHARED, choice][counted].sum())
        for choice in drawn.choices["uncredited"].unique()
    }
    return drawn.choices["uncredited"].map(number).to_numpy()


def missed(
    drawn: Worlds, captures_table: pd.DataFrame, until: str = "2021-07-31"
) -> tuple[NDArray, NDArray]:
    """How many captures up to a day nobody named, by Chao's bound.

    Parameters
    ----------
    drawn : see `helpers.worlds.worlds`.
    captures_table : see `captures`.
    until : the last day.

    Returns
    -------
    Districts that had fallen, of those whose capture a page names, and the bound on the captures
    that were missed: one number a world each.

    Examples
    --------
    >>> from helpers import captures, events
    >>> from helpers.worlds import worlds
    >>> seen, gap = missed(worlds(3), captures(events()))
    >>> bool((seen > gap).all())
    True
    """
    first = captures_table[captures_table["nth"] == 1].set_index("pcode")
    row = pd.Index(drawn.pcodes).get_indexer(first.index)
    origins = first["n_origins"].to_numpy()
    in_time = drawn.days <= until
    fell = capture_worlds.falls(drawn)[:, row][:, :, in_time].any(axis=2)
    found = [unreported.chao(origins[world]) for world in fell]
    return fell.sum(axis=1), np.array([one.missed for one in found])


def join_ratios(drawn: Worlds, districts: pd.DataFrame, within: ArrayLike | None = None) -> NDArray:
    """How many times as many joins as chance gives, over all weeks to the fall of Kabul.

    Parameters
    ----------
    drawn : see `helpers.worlds.worlds`.
    districts, within : see `diffusion.join_counts`. What chance gives is computed: the mean over
        all ways of dealing the captures out, of which the deals there are a sample.

    Returns
    -------
    One ratio a world.

    Examples
    --------
    >>> from helpers import load
    >>> from helpers.worlds import worlds
    >>> districts = load("districts")
    >>> bool((join_ratios(worlds(3), districts) > 1).all())
    True
    """
    near = touching(districts).astype(np.float32)
    one_for_all = np.zeros(len(districts))
    label = pd.factorize(one_for_all if within is None else np.asarray(within))[0]
    member = np.eye(label.max() + 1, dtype=np.float32)[label]
    rows = pd.Index(drawn.pcodes).get_indexer(districts["pcode"])
    until = np.flatnonzero(drawn.days <= END)
    starts = until[:-1:7]
    ends = np.minimum(starts + 7, until[-1])
    ratios = []
    for holder in drawn.holder:
        held = holder[rows] == TALIBAN
        before = held[:, starts].astype(np.float32)
        fell = held[:, ends] & ~held[:, starts]
        at_risk = 1 - before
        beside = near @ before
        # by label and week: the mean of the districts at risk, for each that fell
        numbers = np.maximum(member.T @ at_risk, 1)
        mean = (member.T @ (beside * at_risk)) / numbers
        expected = ((member.T @ fell.astype(np.float32)) * mean).sum()
        ratios.append((beside * fell).sum() / expected)
    return np.array(ratios)


__dir__ = own_names(__name__)
