"""Lay the districts out as hexagons, one tile a district, so that neighbours stay neighbours.

The layout is data (data/districts.csv, columns hex_col and hex_row: odd-r offset, row 0 in the
north, odd rows half a tile to the east); this file says how it was made. Districts are spread
until each has equal room (a Dorling cartogram), put on the nearest free tiles (linear
assignment), and then improved by simulated annealing: two tiles swap, or one moves to an empty
tile, if more neighbours touch, more so within a province, and nobody strays far. Seeded; under
a minute. It prints pcode,hex_col,hex_row:

    python -m tools.tile_layout > tiles.csv
"""

import math
import random
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from scipy.spatial import cKDTree

from helpers import load
from helpers.public import answer_help
from helpers.views.cells import project

SEED, MOVES = 2021, 8_000_000
# weights of the three wishes, by trial
STRAY = 0.2
PROVINCE = 1.5
COMPACT = 0.8
ROW = math.sqrt(3) / 2  # tiles are one unit wide
LAND = 641_868  # square kilometres of the country
# columns and rows to choose from: more than the country needs
GRID = range(-3, 40)


def links_between(
    districts: pd.DataFrame, points: np.ndarray
) -> list[set[int]]:
    """For each district the rows of those that should touch it, both ways.

    Examples
    --------
    >>> districts = load("districts")
    >>> len(links_between(districts, project(districts[["lon", "lat"]].to_numpy())))
    399
    """
    row = {pcode: i for i, pcode in enumerate(districts["pcode"])}
    province = districts["province_pcode"].to_numpy()
    # a border is told on either side, and counted once
    links = []
    for pcodes in districts["neighbours"]:
        links.append({row[pcode] for pcode in pcodes})
    # islands first, so that the second pass makes their links mutual
    for i, others in enumerate(links):
        if others:
            continue
        # a place without an outline belongs beside the two nearest centres of its province
        same = np.flatnonzero(province == province[i])
        away = points[same] - points[i]
        distance = np.hypot(*away.T)
        nearest = same[np.argsort(distance)]
        # the first is the place itself
        others.update(nearest[1:3])
    for i, others in enumerate(links):
        for j in others:
            links[j].add(i)
    return links


def layout(moves: int = MOVES) -> np.ndarray:
    """Column and row of each district, in the order of data/districts.csv.

    Parameters
    ----------
    moves : int
        Steps of the annealing; the layout in data/ took the default.

    Returns
    -------
    array
        Shape (districts, 2): column and row, from 0.

    Examples
    --------
    >>> layout(moves=0).shape
    (399, 2)
    """
    districts = load("districts")
    degrees = districts[["lon", "lat"]].to_numpy()
    points = project(degrees)
    links = links_between(districts, points)
    # more tiles than districts: the shape of the country is free
    cells = [(col, row) for row in GRID for col in GRID]
    col, row = np.array(cells).T
    # odd rows lie half a tile to the east
    is_odd = row % 2
    east = col + is_odd / 2
    south = row * ROW
    tiles = np.column_stack([east, south])
    spots = spread(points, links)
    # two tiles of margin on the side of the origin
    spots = spots - spots.min(axis=0) + 2
    stray = spots[:, None] - tiles
    # squared, so that one far move weighs more than two short ones
    squares = stray**2
    cost = squares.sum(axis=2)
    _, at = linear_sum_assignment(cost)
    provinces = districts["province_pcode"].tolist()
    # lists: the annealing asks for one number at a time
    costs = cost.tolist()
    board = Board(cells, costs, links, provinces, at.tolist())
    anneal(board, moves)
    placed = np.array(cells)[board.at]
    first_col, first_row = placed.min(axis=0)
    # odd rows stay odd
    first_row -= first_row % 2
    return placed - [first_col, first_row]


def spread(
    points: np.ndarray, links: list[set[int]], steps: int = 400
) -> np.ndarray:
    """Give each district a disc of one tile: neighbours attract, overlapping discs repel.

    Dorling, D. (1996), Area cartograms: their use and creation.

    Examples
    --------
    >>> spread(np.array([[0.0, 0.0], [900.0, 0.0]]), [{1}, {0}], steps=1).shape
    (2, 2)
    """
    # the width of a hexagon, if all had equal land
    side = math.sqrt(LAND / len(points) / ROW)
    # rows are counted from the north
    spots = points * [1, -1] / side
    home = spots.copy()
    pairs = []
    for i, others in enumerate(links):
        pairs += [(i, j) for j in others]
    linked = np.array(pairs)
    for _ in range(steps):
        push = np.zeros_like(spots)
        gap, far = _gaps(spots, linked)
        # neighbours that are apart attract
        between = np.maximum(far - 1, 0)
        towards = gap / far
        pull = towards * between * 0.06
        np.add.at(push, linked[:, 0], pull)
        tree = cKDTree(spots)
        close = tree.query_pairs(1.0, output_type="ndarray")
        gap, far = _gaps(spots, close)
        # discs that overlap repel, and more strongly
        over = 1 - far
        towards = gap / far
        apart = towards * over * 0.25
        one, other = close.T
        np.add.at(push, one, -apart)
        np.add.at(push, other, apart)
        # a weak pull home keeps the country in its shape
        back = home - spots
        spots = spots + push + back * 0.004
    return spots


def _gaps(
    spots: np.ndarray, pairs: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The way from the first to the second of each pair, and how long it is."""
    first, second = pairs.T
    gap = spots[second] - spots[first]
    length = np.hypot(*gap.T)
    # never nought: it divides
    return gap, length[:, None] + 1e-9


@dataclass
class Board:
    """The tiles, and which district lies on which.

    cells : column and row of each tile. cost : how far each district strays on each tile.
    links : which districts should touch. at : tile of each district; on : its inverse, -1 for
    an empty tile.
    """

    cells: list[tuple[int, int]]
    cost: list[list[float]]
    links: list[set[int]]
    province: list[str]
    at: list[int]
    on: list[int] = field(init=False)
    beside: list[list[int]] = field(init=False)
    gain: list[dict[int, float]] = field(init=False)

    def __post_init__(self) -> None:
        index = {cell: tile for tile, cell in enumerate(self.cells)}
        self.beside = []
        for cell in self.cells:
            # the edge of the grid has fewer than six
            there = [other for other in around(*cell) if other in index]
            tiles = [index[other] for other in there]
            self.beside.append(tiles)
        self.on = [-1] * len(self.cells)
        for i, tile in enumerate(self.at):
            self.on[tile] = i
        self.gain = []
        for i, others in enumerate(self.links):
            gain = dict.fromkeys(others, 1.0)
            for j in others:
                # the more within a province
                if self.province[i] == self.province[j]:
                    gain[j] += PROVINCE
            self.gain.append(gain)

    def worth(self, i: int, tile: int) -> float:
        """How good a tile is for a district: neighbours that touch, less how far it strays."""
        # an empty tile has nobody to ask
        if i < 0:
            return 0.0
        total = -STRAY * self.cost[i][tile]
        # neighbours count most, any district beside it a little
        for other in self.beside[tile]:
            j = self.on[other]
            if j >= 0:
                total += COMPACT + self.gain[i].get(j, 0)
        return total

    def swap(self, i: int, target: int) -> float:
        """Put district i on a tile, whoever lies there on its own; return what that gained."""
        here = self.at[i]
        j = self.on[target]
        # both who move are asked, before and after
        before = self.worth(i, here) + self.worth(j, target)
        self._put(i, target)
        self._put(j, here)
        after = self.worth(i, target) + self.worth(j, here)
        return after - before

    def _put(self, i: int, tile: int) -> None:
        self.on[tile] = i
        if i >= 0:
            self.at[i] = tile


def around(col: int, row: int) -> list[tuple[int, int]]:
    """The six tiles round one, where odd rows lie half a tile to the east.

    Examples
    --------
    >>> around(0, 0)
    [(-1, 0), (1, 0), (-1, -1), (0, -1), (-1, 1), (0, 1)]
    """
    west = col - 1 + row % 2
    east = west + 1
    above = row - 1
    below = row + 1
    return [
        (col - 1, row),
        (col + 1, row),
        (west, above),
        (east, above),
        (west, below),
        (east, below),
    ]


def anneal(board: Board, moves: int) -> None:
    """Improve the board in place, step by step, ever less ready to make it worse.

    Examples
    --------
    >>> cells = [(0, 0), (1, 0), (2, 0)]
    >>> board = Board(cells, [[0, 0, 0]] * 2, [{1}, {0}], ["a", "a"], at=[0, 2])
    >>> anneal(board, 50)
    >>> sorted(board.on)
    [-1, 0, 1]
    """
    rng = random.Random(SEED)
    for move in range(moves):
        # cools slowly, and ends a little above nothing
        left = 1 - move / moves
        heat = 1.2 * left**2 + 0.02
        i = rng.randrange(len(board.at))
        # half of the time beside one of its neighbours, else one step from where it lies
        beside_neighbour = rng.random() < 0.5
        here = board.at[i]
        near = here
        if beside_neighbour:
            neighbours = tuple(board.gain[i])
            near = board.at[rng.choice(neighbours)]
        target = rng.choice(board.beside[near])
        if target == here:
            continue
        better = board.swap(i, target)
        # a worse place is taken the more seldom, the worse it is
        if better < 0 and rng.random() >= math.exp(better / heat):
            board.swap(i, here)


def main() -> None:
    """Print the layout as CSV."""
    print("pcode,hex_col,hex_row")
    pcodes = load("districts")["pcode"]
    tiles = layout()
    for pcode, (col, row) in zip(pcodes, tiles, strict=True):
        print(f"{pcode},{col},{row}")


if __name__ == "__main__":
    answer_help(__doc__)
    main()
