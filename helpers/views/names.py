"""Names on maps, each placed where it hides no mark, no other name and little of the lines."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Annotation

from helpers.public import own_names
from helpers.views.style import PLATE

# arrays in pixels. Shape (2,): right and up
Spot = np.ndarray
# shape (spots, 2)
Spots = np.ndarray
# lower left and upper right corner: shape (2, 2)
Box = np.ndarray
# shape (boxes, 2, 2)
Boxes = np.ndarray
# what places of names cost: shape (names, places), or that for each place of each name
Costs = np.ndarray

# marks of the texts and lines that `settle` may move
PLACED, TIE = "placed-name", "tie-of-name"

# where a name may stand beside its mark: to the right, to the left, above, below
STRAIGHT = ((1, 0), (-1, 0), (0, 1), (0, -1))
# then at its corners, then between these
CORNERS = ((1, 1), (-1, 1), (1, -1), (-1, -1))
BY_SIDE = ((1, 0.5), (-1, 0.5), (1, -0.5), (-1, -0.5))
OVER_UNDER = ((0.5, 1), (-0.5, 1), (0.5, -1), (-0.5, -1))
SIDES = STRAIGHT + CORNERS + BY_SIDE + OVER_UNDER

# how far away, in gaps
REACHES = (1, 2.5, 4, 7, 10)
# so near a name needs no line to its mark
UNTIED = 2.5
TIED = np.repeat(np.array(REACHES) > UNTIED, len(SIDES))
GAP = 5  # points from the middle of a mark to its name
PADDING = 3  # pixels between two names

# what a bad place costs: a hidden name is worse than a hidden mark, and a line may be crossed
COVERS_NAME = 200
LEAVES_AXES = 250
COVERS_MARK = 120
NEAR_ANOTHER = 80
COSTS_REACH = 20
# a point of a line under a name, by how wide it is drawn: a road strikes a name through, the thin
# line of a border or a coast is read over
CROSSES_LINE = 1
CROSSES_ROAD = 32
ROAD = 1  # points of width
# the line from a mark to a name that stands away from it, where it runs through another name
TIE_CROSSES_NAME = 150

# how often all names may choose anew beside the places of all others, and from how many orders
ROUNDS = 6
SEARCHES = 60
SEED = 2021


def place_names(
    ax: Axes,
    points: Sequence[tuple[float, float]],
    names: Sequence[str],
    **look: Any,
) -> list[Annotation]:
    """Write a name beside each point, where it hides the least.

    Call it last: the limits of the axes, all lines and marks must stand already. Names are placed
    one after another, so the most important come first.

    Parameters
    ----------
    ax : Axes
        The axes of the map.
    points : sequence of (x, y)
        Where the named marks lie, in data units.
    names : sequence of str
        As many.
    **look : object
        Properties of the text, such as fontsize.

    Returns
    -------
    list of matplotlib Annotation

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> fig, ax = plt.subplots()
    >>> _ = ax.plot([5, 5.2], [5, 5], "o")
    >>> placed = place_names(ax, [(5, 5), (5.2, 5)], ["one", "two"])
    >>> boxes = [text.get_window_extent() for text in placed]
    >>> bool(boxes[0].overlaps(boxes[1]))
    False
    >>> plt.close(fig)
    """
    # counted in points from the mark, at which it stands until it is settled
    look |= {"xytext": (0, 0), "textcoords": "offset points"}
    texts = []
    for point, name in zip(points, names, strict=True):
        text = ax.annotate(name, point, **look)
        text.set_gid(PLACED)
        text.set_verticalalignment("bottom")
        # else a name near the edge would move what it was measured on
        text.set_in_layout(False)
        texts.append(text)
    settle(ax)
    return texts


def settle(ax: Axes) -> None:
    """Find the places of all names of `place_names` anew, for instance at another size.

    Parameters
    ----------
    ax : Axes
        Changed in place.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> fig, ax = plt.subplots()
    >>> _ = ax.plot([5], [5], "o")
    >>> _ = place_names(ax, [(5, 5)], ["one"])
    >>> fig.set_size_inches(4, 3)
    >>> settle(ax)
    >>> plt.close(fig)
    """
    # a list of its own: what is removed leaves the axes' list
    for line in list(ax.lines):
        if line.get_gid() == TIE:
            line.remove()
    ax.figure.canvas.draw()  # the layout decides where points lie on the page
    to_page = ax.transData.transform
    pixels = ax.figure.dpi / 72
    texts = [text for text in ax.texts if text.get_gid() == PLACED]
    if not texts:
        return
    page = _Page(ax, to_page, pixels)
    spots = to_page([text.xy for text in texts])
    boxes = []
    alone = []
    for text, spot in zip(texts, spots, strict=True):
        places = page.places(text, spot)
        costs = page.costs(places, spot)
        boxes.append(places)
        alone.append(costs)
    together = _beside_each_other(np.array(boxes), spots)
    chosen = _choose(np.array(alone), together)
    for name, text in enumerate(texts):
        place = chosen[name]
        box = boxes[name][place]
        # a text stands by its lower left corner, counted in points from its mark
        away = box[0] - spots[name]
        text.set_position(away / pixels)
        # where there is room nowhere, the road goes under the name and not through it
        plate = PLATE if _inside(box, page.roads) else None
        text.set_bbox(plate)
        if TIED[place]:
            _tie(ax, text.xy, box, to_page)


class _Page:
    """What stands on the page before any name, in pixels.

    Parameters
    ----------
    ax : matplotlib Axes
        Laid out, without names and their ties.
    to_page : function
        From data to pixels.
    pixels : float
        To a point.
    """

    def __init__(self, ax: Axes, to_page: Callable, pixels: float) -> None:
        self.gap = GAP * pixels
        self.marks = _marks(ax, to_page, pixels)
        self.thin = _points_on_lines(ax, to_page, wide=False)
        self.roads = _points_on_lines(ax, to_page, wide=True)
        extent = ax.get_window_extent()
        self.frame = np.array([extent.min, extent.max])

    def places(self, text: Annotation, spot: Spot) -> list[Box]:
        """The boxes in which a name may stand, near ones first."""
        extent = text.get_window_extent()
        size = np.array([extent.width, extent.height])
        found = []
        for reach in REACHES:
            gap = reach * self.gap
            found += [_beside(spot, size, side, gap) for side in SIDES]
        return found

    def costs(self, places: list[Box], spot: Spot) -> Costs:
        """What each place costs a name that were alone on the page."""
        astray = []
        own = []
        for box in places:
            astray.append(_is_astray(box, spot, self))
            own.append(_cost(box, self))
        # a name moves out only where there is no room beside its mark
        reach = np.arange(len(places)) // len(SIDES)
        costs = np.array(own) + COSTS_REACH * reach
        # a line to its mark says whose name it is, whatever mark is nearer
        doubtful = np.array(astray) & ~TIED
        costs += NEAR_ANOTHER * doubtful
        return costs


def _beside_each_other(boxes: np.ndarray, spots: Spots) -> Costs:
    """What each place of a name costs beside each of another.

    Parameters
    ----------
    boxes : array
        Shape (names, places, 2, 2).
    spots : array
        Shape (names, 2).

    Returns
    -------
    array
        Shape (names, places, names, places); nought for a name beside itself.
    """
    n_names, n_places = boxes.shape[:2]
    flat = boxes.reshape(-1, 2, 2)
    covers = _covering(flat)
    crosses = _ties_across(boxes, spots)
    # either of two ties may run through the other's name
    either = crosses | crosses.T
    # millions of small whole numbers, which half the width holds exactly
    costs = np.multiply(covers, COVERS_NAME, dtype=np.float32)
    costs += np.multiply(either, TIE_CROSSES_NAME, dtype=np.float32)
    shape = n_names, n_places, n_names, n_places
    costs = costs.reshape(shape)
    # a name is not beside itself
    own = np.arange(n_names)
    costs[own, :, own, :] = 0
    return costs


def _covering(boxes: Boxes) -> np.ndarray:
    """Which boxes cover which others: (boxes, boxes), whatever name they are of."""
    lows = boxes[:, 0]
    highs = boxes[:, 1]
    covers = np.ones((len(boxes), len(boxes)), dtype=bool)
    for axis in range(2):
        low = lows[:, axis]
        high = highs[:, axis]
        # a name keeps a little room round itself
        roomy_low = low[:, None] - PADDING
        roomy_high = high[:, None] + PADDING
        # two boxes overlap where they do on both axes
        covers &= roomy_low < high
        covers &= low < roomy_high
    return covers


def _ties_across(boxes: np.ndarray, spots: Spots) -> np.ndarray:
    """Whose tie runs through which box, all places of all names: (boxes, boxes)."""
    n_places = boxes.shape[1]
    flat = boxes.reshape(-1, 2, 2)
    n = len(flat)
    crosses = np.zeros((n, n), dtype=bool)
    tied = np.flatnonzero(TIED)
    for name, spot in enumerate(spots):
        places = boxes[name, tied]
        lows = places[:, 0]
        highs = places[:, 1]
        # a tie ends where the name is nearest
        ends = np.clip(spot, lows, highs)
        starts = np.broadcast_to(spot, ends.shape)
        corners = np.vstack([starts, ends])
        # most boxes lie where none of its ties leads
        near = _within(flat, corners)
        ties = name * n_places + tied
        pairs = np.ix_(ties, near)
        others = flat[near]
        crosses[pairs] = _crossed(starts, ends, others)
    return crosses


def _within(boxes: Boxes, points: Spots) -> np.ndarray:
    """The numbers of the boxes that touch the least box round some points."""
    # a pixel more: lines along an axis are bent a little
    low = points.min(axis=0) - 1
    high = points.max(axis=0) + 1
    ends_after = boxes[:, 1] >= low
    begins_before = boxes[:, 0] <= high
    touch = ends_after & begins_before
    # on both axes
    return np.flatnonzero(touch.all(axis=1))


def _crossed(starts: Spots, ends: Spots, boxes: Boxes) -> np.ndarray:
    """Which lines run through which boxes.

    A line is followed from 0, its start, to 1, its end: it is in a box while it is between the
    box's edges on both axes.

    Parameters
    ----------
    starts, ends : array
        Shape (lines, 2).
    boxes : array
        Shape (boxes, 2, 2).

    Returns
    -------
    array of bool
        Shape (lines, boxes).
    """
    shape = len(starts), len(boxes)
    enter = np.zeros(shape)
    leave = np.ones(shape)
    lows = boxes[:, 0]
    highs = boxes[:, 1]
    steps = ends - starts
    # a line that runs along an axis is bent a little: no division by nothing
    is_along = np.abs(steps) < 1e-6
    steps = np.where(is_along, 1e-6, steps)
    for axis in range(2):
        # lines down, boxes across
        start = starts[:, axis, None]
        step = steps[:, axis, None]
        to_low = lows[:, axis] - start
        to_high = highs[:, axis] - start
        # where on the line it meets the edges: one that runs down meets the upper edge first
        at_low = to_low / step
        at_high = to_high / step
        first = np.minimum(at_low, at_high)
        last = np.maximum(at_low, at_high)
        # of two: over an axis of two, numpy takes ten times as long
        enter = np.maximum(enter, first)
        leave = np.minimum(leave, last)
    return enter < leave


def _choose(alone: Costs, together: Costs) -> np.ndarray:
    """A place for each name: the cheapest of several searches, each from another order.

    Parameters
    ----------
    alone : array
        Shape (names, places): what each place costs by itself.
    together : array
        As from `_beside_each_other`.

    Returns
    -------
    array of int
        The number of its place for each name.
    """
    order = np.random.default_rng(SEED)
    rows = np.arange(len(alone))
    best = _search(alone, together, rows)
    least = _total(alone, together, best)
    # one order may lead into a dead end, of sixty the best seldom does
    for _ in range(SEARCHES):
        turns = order.permutation(len(alone))
        chosen = _search(alone, together, turns)
        cost = _total(alone, together, chosen)
        if cost < least:
            best = chosen
            least = cost
    return best


def _search(alone: Costs, together: Costs, turns: np.ndarray) -> np.ndarray:
    """Let each name in turn take the place that costs least, until none moves."""
    chosen = np.full(len(alone), -1)
    # what each place costs beside all names that stand already: whole numbers, so that adding and
    # taking away leaves no error
    costs = alone.astype(float)
    for _ in range(ROUNDS):
        before = chosen.copy()
        for name in turns:
            here = chosen[name]
            place = costs[name].argmin()
            if place == here:
                continue
            costs += together[name, place]
            # in the first round it stood nowhere
            if here >= 0:
                costs -= together[name, here]
            chosen[name] = place
        if (chosen == before).all():
            break
    return chosen


def _total(alone: Costs, together: Costs, chosen: np.ndarray) -> float:
    """What all names cost where they stand."""
    rows = np.arange(len(chosen))
    own = alone[rows, chosen]
    # each name beside each
    beside = together[rows, chosen]
    pairs = beside[:, rows, chosen]
    cost = own.sum()
    # each pair stands there twice
    cost += pairs.sum() / 2
    return float(cost)


def _marks(ax: Axes, to_page: Callable, pixels: float) -> Boxes:
    """A box round each mark of the axes, on the page."""
    boxes = []
    for line in ax.lines:
        if line.get_marker() in ("None", None, "", " "):
            continue
        half = line.get_markersize() / 2 * pixels
        for spot in to_page(line.get_xydata()):
            box = [spot - half, spot + half]
            boxes.append(box)
    # of that shape where there is no mark, too
    return np.array(boxes).reshape(-1, 2, 2)


def _tie(ax: Axes, point: tuple, box: Box, to_page: Callable) -> None:
    low, high = box
    near = np.clip(to_page(point), low, high)
    to_data = ax.transData.inverted().transform
    x, y = zip(point, to_data(near), strict=True)
    ax.plot(x, y, color="#7f7f7f", linewidth=0.7, zorder=0.5, gid=TIE)


def _beside(spot: Spot, size: np.ndarray, side: tuple, gap: float) -> Box:
    """Lower left and upper right corner of a name on one side of a spot."""
    half = size / 2
    # a name above or below stands centred on its mark
    away = np.array(side) * (gap + half)
    middle = spot + away
    low = middle - half
    return np.array([low, low + size])


def _points_on_lines(
    ax: Axes, to_page: Callable, wide: bool, step: float = 4
) -> Spots:
    """Points along the wide or the thin lines of the axes, on the page."""
    found = [np.empty((0, 2))]
    for line in ax.lines:
        # marks without a line give none
        if line.get_linestyle() == "None":
            continue
        is_wide = line.get_linewidth() > ROAD
        if is_wide != wide:
            continue
        way = to_page(line.get_xydata())
        for start, end in zip(way, way[1:], strict=False):
            piece = end - start
            if not np.isfinite(piece).all():
                continue  # a gap in the line
            # evenly spaced: a coast of a thousand short pieces must not outweigh a name
            length = np.hypot(*piece)
            count = int(length // step) + 1
            share = np.arange(count) / count
            found.append(start + share[:, None] * piece)
    return np.concatenate(found)


def _is_astray(box: Box, spot: Spot, page: _Page) -> bool:
    """Whether a name stands nearer to another mark than to its own, and would be read as its."""
    middles = page.marks.mean(axis=1)
    to_others = _distances(box, middles)
    # there may be no mark
    nearest = to_others.min(initial=np.inf)
    own = _distances(box, spot[None])[0]
    # a pixel less: a mark on the same spot is no nearer
    return bool(nearest < own - 1)


def _cost(box: Box, page: _Page) -> float:
    """What a place costs for the marks and lines that it covers, and for leaving the axes."""
    cost = COVERS_MARK * _overlaps(box, page.marks)
    cost += CROSSES_LINE * _inside(box, page.thin)
    cost += CROSSES_ROAD * _inside(box, page.roads)
    low, high = box
    least, most = page.frame
    if (low < least).any() or (high > most).any():
        cost += LEAVES_AXES
    return float(cost)


def _inside(box: Box, points: Spots) -> int:
    """How many points lie in a box."""
    low, high = box
    within = (points > low) & (points < high)
    # on both axes
    return int(within.all(axis=1).sum())


def _overlaps(box: Box, others: Boxes) -> int:
    """How many of some boxes a box overlaps."""
    low, high = box
    begins_before = low < others[:, 1]
    ends_after = others[:, 0] < high
    # on both axes
    both = (begins_before & ends_after).all(axis=1)
    return int(both.sum())


def _distances(box: Box, spots: Spots) -> np.ndarray:
    """From a box to each spot; 0 inside."""
    low, high = box
    nearest = np.clip(spots, low, high)
    away = nearest - spots
    return np.hypot(*away.T)


__dir__ = own_names(__name__)
