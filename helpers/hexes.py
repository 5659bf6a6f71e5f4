"""The still twin of the interactive map, one hexagon a district, and a test of whether captures happened beside earlier ones."""
from textwrap import wrap

import numpy as np
import pandas as pd
import shapely
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.patches import Patch

from helpers import charts, shapes
from helpers.tables import load

WEAK = ("single", "admitted")  # one origin only: drawn lighter
LIGHTER = 0.5                  # opacity of what rests on one origin
ROW = 3 ** 0.5 / 2             # rows of hexagons one unit wide lie this far apart


def hex_centres(districts=None):
    """(n, 2) centres of the districts' tiles, one unit wide, north up."""
    districts = load("districts") if districts is None else districts
    col, row = (districts[c].astype(float).to_numpy() for c in ("hex_col", "hex_row"))
    lost = districts["pcode"][np.isnan(col + row)]
    if len(lost):
        raise ValueError(f"district {lost.iloc[0]} has no tile: fill in hex_col and hex_row in data/districts.csv")
    return np.c_[col + (row % 2) / 2, -row * ROW]


def hex_touching(districts=None):
    """The pairs of neighbouring districts: DataFrame with a, b (P-codes, a < b) and touch (do their tiles share an edge?)."""
    districts = load("districts") if districts is None else districts
    centre = dict(zip(districts["pcode"], hex_centres(districts)))
    pairs = sorted({tuple(sorted((a, b))) for a, near in zip(districts["pcode"], districts["neighbours"]) for b in near})
    return pd.DataFrame([(a, b, bool(np.hypot(*(centre[a] - centre[b])) < 1.01)) for a, b in pairs], columns=["a", "b", "touch"])


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
    corner = np.c_[np.cos(turn), np.sin(turn)] / 3 ** 0.5
    tiles = centre[:, None] + corner
    who = holders.reindex(districts["pcode"]).astype(str).to_numpy()
    weak = np.zeros(len(who), dtype=bool) if support is None else support.reindex(districts["pcode"]).isin(WEAK).to_numpy()
    for holder, colour in charts.COLOURS.items():
        for light in (False, True):
            chosen = tiles[(who == holder) & (weak == light)]
            if len(chosen):
                fill = (colour, LIGHTER if light else 1)
                ax.add_collection(PolyCollection(chosen, facecolor=fill, edgecolor="white", linewidth=0.4))
                if charts.HATCH[holder]:
                    ax.add_collection(PolyCollection(chosen, facecolor="none", edgecolor=charts.COLOURS["taliban"], linewidth=0,
                                                     hatch=charts.HATCH[holder]))
    whole = shapes.provinces(pd.Series(shapely.polygons(tiles), index=districts["pcode"]))
    borders = [ring.coords for shape in whole for part in getattr(shape, "geoms", [shape])
               for ring in (part.exterior, *part.interiors)]
    ax.add_collection(LineCollection(borders, color="black", linewidth=0.9, capstyle="round"))
    if names:
        for (x, y), name, holder, light in zip(centre, districts["district"], who, weak):
            ax.text(x, y, "\n".join(wrap(name, 9, break_long_words=False)), ha="center", va="center", fontsize=5.2,
                    linespacing=0.95, color="white" if holder == "taliban" and not light else "black", zorder=4,
                    bbox={"facecolor": "white", "alpha": 0.75, "linewidth": 0, "pad": 0.4} if charts.HATCH[holder] else None)
    if labels:
        for province, spots in pd.DataFrame(centre).groupby(districts["province"].to_numpy()):
            spot = spots.iloc[((spots - spots.mean()) ** 2).sum(axis=1).argmin()]
            ax.text(*spot, province, ha="center", va="center", fontsize=7.5, weight="bold",
                    bbox={"facecolor": "white", "alpha": 0.8, "linewidth": 0, "boxstyle": "round,pad=0.15"})
    (left, low), (right, high) = centre.min(axis=0) - 1, centre.max(axis=0) + 1
    ax.set(aspect="equal", xlim=(left, right), ylim=(low, high))
    ax.axis("off")
    return ax


def hex_key(fig, weak=True, **where):
    """Add the key of `hex_map` to a figure."""
    edge = {"edgecolor": charts.COLOURS["taliban"], "linewidth": 0.3}
    patches = [Patch(facecolor=charts.COLOURS[h], hatch=charts.HATCH[h], label=h.capitalize(), **edge)
               for h in ("government", "contested", "taliban")]
    if weak:
        patches.append(Patch(facecolor=(charts.COLOURS["taliban"], LIGHTER), label="lighter: one origin only", **edge))
    return fig.legend(handles=patches, **({"loc": "outside lower center", "ncols": 4} | where))


def join_counts(held, districts=None, reading="best", within=None, permutations=999, seed=2021):
    """Week by week: did districts fall beside districts that had fallen already, more often than chance puts them there?

    A join is a pair of neighbouring districts of which one fell in the week and the other was the Taliban's when it began
    (join counts: Cliff and Ord 1981). Chance deals the same number of captures to the districts that the Taliban did not hold
    when the week began, each as likely as another; `within` (a label for each district, in row order) keeps the number in each
    label as it was, so that a campaign in one region does not pass for spread.
    held : from `control`. Returns one row a week with captures, and one of all weeks together (week: NaT): week (first day),
    at_risk, captured, beside (captures with at least one such neighbour), joins, expected (mean of the permutations), low, high
    (2.5 and 97.5 per cent of them), p (one-sided: (1 + permutations with as many joins or more) / (1 + permutations)), pairs
    (neighbours that both fell in the week), pairs_expected, pairs_p.
    """
    districts = load("districts") if districts is None else districts
    place = {pcode: i for i, pcode in enumerate(districts["pcode"])}
    near = np.zeros((len(place), len(place)), dtype=np.float32)
    for pcode, others in zip(districts["pcode"], districts["neighbours"]):
        near[place[pcode], [place[o] for o in others if o in place]] = 1
    label = pd.factorize(np.zeros(len(place)) if within is None else np.asarray(within))[0]
    taken = (held.pivot(index="pcode", columns="date", values=reading) == "taliban").loc[list(place)]
    rng, days, rows = np.random.default_rng(seed), taken.columns, []
    chance = np.zeros((2, permutations))  # joins and pairs of all weeks together, one column a permutation
    for start in range(0, len(days) - 1, 7):
        before, after = taken.iloc[:, start].to_numpy(), taken.iloc[:, min(start + 7, len(days) - 1)].to_numpy()
        risk = np.flatnonzero(~before)
        risk = risk[np.argsort(label[risk], kind="stable")]  # labels in blocks; a shuffle inside a block deals its captures anew
        fell = after[risk]
        if not fell.any():
            continue
        order = np.argsort(label[risk] + rng.random((permutations, len(risk))), axis=1)
        dealt = np.zeros((permutations, len(risk)), dtype=np.float32)
        np.put_along_axis(dealt, order, np.broadcast_to(fell.astype(np.float32), dealt.shape), axis=1)
        beside, among = near[np.ix_(risk, before)].sum(axis=1), near[np.ix_(risk, risk)]
        joins, pairs = dealt @ beside, ((dealt @ among) * dealt).sum(axis=1) / 2
        seen, seen_pairs = beside[fell].sum(), among[np.ix_(fell, fell)].sum() / 2
        chance += joins, pairs
        rows.append(_join_row(days[start], len(risk), fell.sum(), (beside[fell] > 0).sum(), seen, joins, seen_pairs, pairs))
    if rows:
        whole = [sum(row[k] for row in rows) for k in (1, 2, 3, 4, 9)]
        rows.append(_join_row(pd.NaT, *whole[:4], chance[0], whole[4], chance[1]))
    return pd.DataFrame(rows, columns=["week", "at_risk", "captured", "beside", "joins", "expected", "low", "high", "p", "pairs",
                                       "pairs_expected", "pairs_p"])


def _join_row(week, at_risk, captured, beside, seen, joins, seen_pairs, pairs):
    p, pairs_p = ((1 + int((dealt >= value).sum())) / (1 + len(dealt)) for dealt, value in ((joins, seen), (pairs, seen_pairs)))
    return (week, int(at_risk), int(captured), int(beside), int(seen), float(joins.mean()), *np.quantile(joins, [0.025, 0.975]),
            p, int(seen_pairs), float(pairs.mean()), pairs_p)
