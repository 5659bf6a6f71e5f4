"""Lay the districts out as hexagons, one tile a district, so that neighbours stay neighbours; prints pcode,hex_col,hex_row.

The layout is data (data/districts.csv, columns hex_col and hex_row: odd-r offset, row 0 in the north, odd rows half a tile to
the east); this file says how it was made. Districts are spread until each has equal room (a Dorling cartogram), put on the
nearest free tiles (linear assignment), and then improved by simulated annealing: two tiles swap, or one moves to an empty
tile, if more neighbours touch, more so within a province, and nobody strays far. Seeded; under a minute.

    python tools/tilemap.py > tilemap.csv
"""

import math
import random
import sys
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.spatial import cKDTree

from helpers import load
from helpers.views.cells import project

SEED, MOVES, STRAY, PROVINCE, COMPACT = 2021, 8_000_000, 0.2, 1.5, 0.8
ROW = math.sqrt(3) / 2  # tiles are one unit wide


def layout(moves=MOVES):
    """Return (col, row) for each district, in the order of data/districts.csv."""
    districts = load("districts")
    place = {pcode: i for i, pcode in enumerate(districts["pcode"])}
    points = project(districts[["lon", "lat"]].to_numpy())
    province = districts["province_pcode"].to_numpy()
    links = [{place[n] for n in row} for row in districts["neighbours"]]
    for i, row in enumerate(links):
        if (
            not row
        ):  # a place without an outline belongs beside the two nearest centres of its province
            near = np.argsort(np.hypot(*(points - points[i]).T))
            row |= set([j for j in near if j != i and province[j] == province[i]][:2])
    for i, row in enumerate(links):
        for j in row:
            links[j].add(i)
    spread = _spread(points, links)
    col, row = np.meshgrid(np.arange(-3, 40), np.arange(-3, 40))
    tiles = np.c_[(col + (row % 2) / 2).ravel(), row.ravel() * ROW]
    grid = list(zip(col.ravel().tolist(), row.ravel().tolist()))
    spread = spread - spread.min(0) + [2, 2]
    cost = ((spread[:, None] - tiles[None]) ** 2).sum(2)
    at = linear_sum_assignment(cost)[1].tolist()
    at = _anneal(at, grid, cost, links, province, moves)
    cells = np.array([grid[t] for t in at])
    low = cells.min(0)
    low[1] -= low[1] % 2  # keep odd rows odd
    return cells - low


def _spread(points, links):
    """Give each district a disc of one tile: neighbours attract, overlapping discs repel (Dorling 1996)."""
    side = math.sqrt(641_868 / len(points) / ROW)
    spots = points * [1, -1] / side
    home = spots.copy()
    pairs = np.array([(i, j) for i, row in enumerate(links) for j in row])
    for step in range(400):
        push = np.zeros_like(spots)
        gap = spots[pairs[:, 1]] - spots[pairs[:, 0]]
        far = np.hypot(*gap.T)[:, None] + 1e-9
        np.add.at(push, pairs[:, 0], gap / far * np.maximum(far - 1, 0) * 0.06)
        close = cKDTree(spots).query_pairs(1.0, output_type="ndarray")
        gap = spots[close[:, 1]] - spots[close[:, 0]]
        far = np.hypot(*gap.T)[:, None] + 1e-9
        np.add.at(push, close[:, 0], -gap / far * (1 - far) * 0.25)
        np.add.at(push, close[:, 1], gap / far * (1 - far) * 0.25)
        spots = spots + push + (home - spots) * 0.004
    return spots


def _anneal(at, grid, cost, links, province, moves):
    """Improve the assignment district -> tile."""
    rng = random.Random(SEED)
    index = {cell: t for t, cell in enumerate(grid)}
    beside = []
    for c, r in grid:
        shift = r % 2
        around = [
            (c - 1, r),
            (c + 1, r),
            (c - 1 + shift, r - 1),
            (c + shift, r - 1),
            (c - 1 + shift, r + 1),
            (c + shift, r + 1),
        ]
        beside.append([index[cell] for cell in around if cell in index])
    on = [-1] * len(grid)
    for i, t in enumerate(at):
        on[t] = i
    gain = [
        {j: 1 + PROVINCE * (province[i] == province[j]) for j in row} for i, row in enumerate(links)
    ]
    cost = cost.tolist()

    def worth(i, t):
        total = -STRAY * cost[i][t]
        for n in beside[t]:
            j = on[n]
            if j >= 0:
                total += COMPACT + gain[i].get(j, 0)
        return total

    heat, n = 1.0, len(at)
    for move in range(moves):
        heat = 1.2 * (1 - move / moves) ** 2 + 0.02
        i = rng.randrange(n)
        if rng.random() < 0.5:  # beside one of its neighbours
            target = rng.choice(beside[at[rng.choice(tuple(gain[i]))]])
        else:
            target = rng.choice(beside[at[i]])
        here, j = at[i], on[target]
        if target == here:
            continue
        before = worth(i, here) + (worth(j, target) if j >= 0 else 0)
        on[here], on[target] = j, i
        after = worth(i, target) + (worth(j, here) if j >= 0 else 0)
        if after >= before or rng.random() < math.exp((after - before) / heat):
            at[i] = target
            if j >= 0:
                at[j] = here
        else:
            on[here], on[target] = i, j
    return at


if __name__ == "__main__":
    print("pcode,hex_col,hex_row")
    for pcode, (col, row) in zip(load("districts")["pcode"], layout()):
        print(f"{pcode},{col},{row}")
