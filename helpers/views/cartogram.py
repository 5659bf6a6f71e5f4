"""The twin of the tile map that counts people: a disc a district, as large as its people.

Discs start where the tiles lie and are pushed apart until none covers another (Dorling 1996,
Area cartograms: their use and creation).
"""

from functools import lru_cache

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from helpers.public import own_names
from helpers.tables import load
from helpers.views import drawing, figure_data, style
from helpers.views.tilemap import held_table, hex_centres
from helpers.vocabulary import HOLDERS, ONE_VOICE

# discs together are as large as this share of the tiles' land
FILLED = 0.62
ROUNDS = 200
# of the way back to its tile, each round: keeps the country's shape
PULL = 0.02


def disc_radii(people: np.ndarray) -> np.ndarray:
    """Return radii in widths of a tile, areas in proportion to people.

    Parameters
    ----------
    people : array, (n,)
        None is negative.

    Returns
    -------
    array, (n,)

    Examples
    --------
    >>> radius = disc_radii(np.array([1.0, 4.0]))
    >>> round(float(radius[1] / radius[0]), 6)
    2.0
    """
    # a hexagon one unit wide has this area
    tile = 3**0.5 / 2
    land = len(people) * tile
    scale = FILLED * land / (np.pi * people.sum())
    return np.sqrt(scale * people)


def disc_centres(districts: pd.DataFrame, people: pd.Series) -> np.ndarray:
    """Place the discs: near their tiles, and apart.

    Parameters
    ----------
    districts : DataFrame
        The table of that name.
    people : Series
        By pcode.

    Returns
    -------
    array, (n, 2)
        In widths of a tile, north up.

    Examples
    --------
    >>> districts = load("districts")
    >>> people = pd.Series(50_000.0, index=districts["pcode"])
    >>> disc_centres(districts, people).shape == (len(districts), 2)
    True
    """
    counts = _in_order(people, districts)
    # not the true points: those of the east lie too close to move apart
    start = hex_centres(districts)
    radii = disc_radii(counts)
    return _apart(tuple(map(tuple, start)), tuple(radii))


def _in_order(people: pd.Series, districts: pd.DataFrame) -> np.ndarray:
    """People in the order of the districts; none where none are counted."""
    known = people.reindex(districts["pcode"])
    return known.fillna(0).to_numpy(dtype=float)


@lru_cache(maxsize=8)
def _apart(start: tuple, radii: tuple) -> np.ndarray:
    """Push discs apart until they no longer cover each other."""
    # tuples came in so that the answer could be kept
    home = np.array(start)
    radius = np.array(radii)
    wanted = radius[:, None] + radius[None]
    np.fill_diagonal(wanted, 0)
    # a large disc is harder to move than a small one
    weight = radius**2 + 1e-9
    n = len(home)
    spot = home.copy()
    for turn in range(ROUNDS):
        east = np.subtract.outer(spot[:, 0], spot[:, 0])
        north = np.subtract.outer(spot[:, 1], spot[:, 1])
        # few of all pairs cover each other: only they are pushed
        one, other = np.nonzero(east**2 + north**2 < wanted**2)
        way = spot[one] - spot[other]
        far = np.hypot(way[:, 0], way[:, 1])
        # the share of a push that each of a pair takes
        yields = weight[other] / (weight[one] + weight[other])
        share = (wanted[one, other] - far) / far * yields
        pushes = [np.bincount(one, share * part, n) for part in way.T]
        push = np.column_stack(pushes)
        # the pull home ends before the last rounds, so that nothing is left covered
        pull = PULL if turn < ROUNDS - 60 else 0
        spot = spot + 0.5 * push + pull * (home - spot)
    return spot


def people_map(
    ax: Axes,
    holders: pd.Series,
    people: pd.Series,
    support: pd.Series | None = None,
    districts: pd.DataFrame | None = None,
    names: int = 12,
) -> Axes:
    """Draw one disc a district, as large as its people, coloured by who holds it.

    Parameters
    ----------
    ax : Axes
    holders : Series
        government / contested / taliban by P-code.
    people : Series
        Counts by P-code; a district without one is not drawn.
    support : Series, optional
        Support by P-code: what rests on one voice only is drawn lighter.
    districts : DataFrame, optional
        The table of that name.
    names : int
        So many of the most populous districts bear their names.

    Returns
    -------
    Axes
        The same axes.

    Raises
    ------
    ValueError
        A district has no holder.

    Examples
    --------
    >>> fig, ax = style.plt.subplots()
    >>> pcodes = load("districts")["pcode"]
    >>> held = pd.Series("government", index=pcodes)
    >>> len(people_map(ax, held, pd.Series(50_000, index=pcodes)).patches)
    1
    >>> style.plt.close(fig)
    """
    districts = load("districts") if districts is None else districts
    # a blank disc would look like a place without people
    pcodes = districts["pcode"]
    missing = set(pcodes) - set(holders.index)
    if missing:
        raise ValueError(f"no holder is given for district {min(missing)}")
    counts = _in_order(people, districts)
    radius = disc_radii(counts)
    centre = disc_centres(districts, people)
    own_holders = holders.reindex(pcodes)
    who = own_holders.astype(str).to_numpy()
    weak = np.zeros(len(who), dtype=bool)
    if support is not None:
        in_order = support.reindex(pcodes)
        weak = in_order.isin(ONE_VOICE).to_numpy()
    for holder in HOLDERS:
        for light in (False, True):
            is_own = (who == holder) & (weak == light)
            # a district without people has no disc
            chosen = np.flatnonzero(is_own & (radius > 0))
            if len(chosen):
                _draw(ax, centre[chosen], radius[chosen], holder, light)
    _write(ax, centre, districts["district"], counts, who, names)
    figure_data.keep(
        ax, held_table(districts, who, weak).assign(people=counts)
    )
    reach = radius[:, None]
    # the edge of the largest disc must not touch the frame
    low = (centre - reach).min(axis=0) - 0.3
    high = (centre + reach).max(axis=0) + 0.3
    ax.set(aspect="equal", xlim=(low[0], high[0]), ylim=(low[1], high[1]))
    ax.set(xticks=[], yticks=[])
    ax.axis("off")
    return ax


def _draw(
    ax: Axes, centre: np.ndarray, radius: np.ndarray, holder: str, light: bool
) -> None:
    """Draw the discs of one colour as one shape."""
    # 33 corners look round at any size that is printed
    # 32 sides look round at this size
    turn = np.linspace(0, 2 * np.pi, 33)
    east = np.cos(turn)
    north = np.sin(turn)
    circle = np.column_stack([east, north])
    discs = centre[:, None] + radius[:, None, None] * circle
    shape = Path.make_compound_path_from_polys(discs)
    colours = style.ONE_ORIGIN if light else style.COLOURS
    colour = colours.get(holder, style.COLOURS[holder])
    # as artists: the limits of the axes are set by hand
    ax.add_artist(
        PathPatch(shape, facecolor=colour, edgecolor="#7F7F7F", linewidth=0.4)
    )
    if style.HATCH[holder]:
        look = {
            "facecolor": "none",
            "edgecolor": style.COLOURS["taliban"],
            "linewidth": 0,
        }
        ax.add_artist(PathPatch(shape, hatch=style.HATCH[holder], **look))


def _write(
    ax: Axes,
    centre: np.ndarray,
    names: pd.Series,
    counts: np.ndarray,
    who: np.ndarray,
    most: int,
) -> None:
    """Write the names of the most populous districts into their discs."""
    ground = {
        "facecolor": style.PAPER,
        "alpha": 0.8,
        "linewidth": 0,
        "pad": 0.6,
    }
    # the largest first: they have the room
    for i in np.argsort(-counts, kind="stable")[:most]:
        ax.text(
            *centre[i],
            names.iloc[i],
            ha="center",
            va="center",
            fontsize=8,
            color=style.INK,
            bbox=ground,
            gid=drawing.MAY_YIELD,
        )


__dir__ = own_names(__name__)
