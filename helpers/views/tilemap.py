"""The still twin of the interactive map, one hexagon a district."""

from textwrap import wrap

import numpy as np
import pandas as pd
import shapely
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.patches import Patch
from helpers.tables import load
from helpers.views import style
from helpers.views.outlines import provinces


WEAK = ("single", "admitted")  # one origin only: drawn lighter

LIGHTER = 0.5  # opacity of what rests on one origin

ROW = 3**0.5 / 2  # rows of hexagons one unit wide lie this far apart


def hex_centres(districts=None):
    """(n, 2) centres of the districts' tiles, one unit wide, north up."""
    districts = load("districts") if districts is None else districts
    col, row = (districts[c].astype(float).to_numpy() for c in ("hex_col", "hex_row"))
    lost = districts["pcode"][np.isnan(col + row)]
    if len(lost):
        raise ValueError(
            f"district {lost.iloc[0]} has no tile: fill in hex_col and hex_row in data/districts.csv"
        )
    return np.c_[col + (row % 2) / 2, -row * ROW]


def hex_touching(districts=None):
    """The pairs of neighbouring districts: DataFrame with a, b (P-codes, a < b) and touch (do their tiles share an edge?)."""
    districts = load("districts") if districts is None else districts
    centre = dict(zip(districts["pcode"], hex_centres(districts)))
    pairs = sorted(
        {
            tuple(sorted((a, b)))
            for a, near in zip(districts["pcode"], districts["neighbours"])
            for b in near
        }
    )
    return pd.DataFrame(
        [(a, b, bool(np.hypot(*(centre[a] - centre[b])) < 1.01)) for a, b in pairs],
        columns=["a", "b", "touch"],
    )


def hex_map(ax, holders, support=None, districts=None, labels=False, names=False):
    """Draw one tile a district on a matplotlib axis: the still twin of `control_map`, same colours and hatching.

    holders : Series of government / contested / taliban by P-code. support : Series by P-code; one origin only is drawn lighter.
    labels : write the provinces' names. names : write the districts' names too, for a large print. Returns the axis.
    """
    districts = load("districts") if districts is None else districts
    missing = set(districts["pcode"]) - set(holders.index)
    if missing:
        raise ValueError(f"no holder is given for district {sorted(missing)[0]}")
    centre, turn = hex_centres(districts), np.radians(np.arange(30, 390, 60))
    corner = np.c_[np.cos(turn), np.sin(turn)] / 3**0.5
    tiles = centre[:, None] + corner
    who = holders.reindex(districts["pcode"]).astype(str).to_numpy()
    weak = (
        np.zeros(len(who), dtype=bool)
        if support is None
        else support.reindex(districts["pcode"]).isin(WEAK).to_numpy()
    )
    for holder, colour in style.COLOURS.items():
        for light in (False, True):
            chosen = tiles[(who == holder) & (weak == light)]
            if len(chosen):
                fill = (colour, LIGHTER if light else 1)
                ax.add_collection(
                    PolyCollection(chosen, facecolor=fill, edgecolor="white", linewidth=0.4)
                )
                if style.HATCH[holder]:
                    ax.add_collection(
                        PolyCollection(
                            chosen,
                            facecolor="none",
                            edgecolor=style.COLOURS["taliban"],
                            linewidth=0,
                            hatch=style.HATCH[holder],
                        )
                    )
    whole = provinces(pd.Series(shapely.polygons(tiles), index=districts["pcode"]))
    borders = [
        ring.coords
        for shape in whole
        for part in getattr(shape, "geoms", [shape])
        for ring in (part.exterior, *part.interiors)
    ]
    ax.add_collection(LineCollection(borders, color="black", linewidth=0.9, capstyle="round"))
    if names:
        for (x, y), name, holder, light in zip(centre, districts["district"], who, weak):
            ax.text(
                x,
                y,
                "\n".join(wrap(name, 9, break_long_words=False)),
                ha="center",
                va="center",
                fontsize=5.2,
                linespacing=0.95,
                color="white" if holder == "taliban" and not light else "black",
                zorder=4,
                bbox={"facecolor": "white", "alpha": 0.75, "linewidth": 0, "pad": 0.4}
                if style.HATCH[holder]
                else None,
            )
    if labels:
        for province, spots in pd.DataFrame(centre).groupby(districts["province"].to_numpy()):
            spot = spots.iloc[((spots - spots.mean()) ** 2).sum(axis=1).argmin()]
            ax.text(
                *spot,
                province,
                ha="center",
                va="center",
                fontsize=7.5,
                weight="bold",
                bbox={
                    "facecolor": "white",
                    "alpha": 0.8,
                    "linewidth": 0,
                    "boxstyle": "round,pad=0.15",
                },
            )
    (left, low), (right, high) = centre.min(axis=0) - 1, centre.max(axis=0) + 1
    ax.set(aspect="equal", xlim=(left, right), ylim=(low, high))
    ax.axis("off")
    return ax


def hex_key(fig, weak=True, **where):
    """Add the key of `hex_map` to a figure."""
    edge = {"edgecolor": style.COLOURS["taliban"], "linewidth": 0.3}
    patches = [
        Patch(facecolor=style.COLOURS[h], hatch=style.HATCH[h], label=h.capitalize(), **edge)
        for h in ("government", "contested", "taliban")
    ]
    if weak:
        patches.append(
            Patch(
                facecolor=(style.COLOURS["taliban"], LIGHTER),
                label="lighter: one origin only",
                **edge,
            )
        )
    return fig.legend(handles=patches, **({"loc": "outside lower center", "ncols": 4} | where))
