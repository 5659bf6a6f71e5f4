"""Names on maps, each placed where it hides no mark, no other name and little of the lines."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox

from helpers.public import own_names
from helpers.views.style import PLATE

# marks of the texts and lines that `settle` may move
PLACED, TIE = "placed-name", "tie-of-name"

# where a name may stand beside its mark: to the right, to the left, above, below, then the corners,
# then between these
SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))
SIDES += (
    (1, 0.5),
    (-1, 0.5),
    (1, -0.5),
    (-1, -0.5),
    (0.5, 1),
    (-0.5, 1),
    (0.5, -1),
    (-0.5, -1),
)

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
    texts = []
    for point, name in zip(points, names, strict=True):
        text = ax.annotate(
            name, point, xytext=(0, 0), textcoords="offset points", **look
        )
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
    for line in [line for line in ax.lines if line.get_gid() == TIE]:
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
        boxes.append(places)
        alone.append(page.costs(places, spot))
    together = _beside_each_other(np.array(boxes), spots)
    chosen = _choose(np.array(alone), together)
    for name, text in enumerate(texts):
        place = chosen[name]
        box = boxes[name][place]
        # a text stands by its lower left corner, counted in points from its mark
        text.set_position((box[0] - spots[name]) / pixels)
        # where there is room nowhere, the road goes under the name and not through it
        text.set_bbox(PLATE if _inside(box, page.roads) else None)
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
        self.frame = _box_of(ax.get_window_extent())

    def places(self, text: Annotation, spot: np.ndarray) -> list[np.ndarray]:
        """The boxes in which a name may stand, near ones first."""
        extent = text.get_window_extent()
        size = np.array([extent.width, extent.height])
        found = []
        for reach in REACHES:
            gap = reach * self.gap
            found += [_beside(spot, size, side, gap) for side in SIDES]
        return found

    def costs(self, places: np.ndarray, spot: np.ndarray) -> np.ndarray:
        """What each place costs a name that were alone on the page."""
        # a name moves out only where there is no room beside its mark
        reach = np.arange(len(places)) // len(SIDES)
        # a line to its mark says whose name it is, whatever mark is nearer
        astray = np.array([_is_astray(box, spot, self) for box in places])
        doubtful = astray & ~TIED
        own = np.array([_cost(box, self) for box in places])
        return own + COSTS_REACH * reach + NEAR_ANOTHER * doubtful


def _beside_each_other(boxes: np.ndarray, spots: np.ndarray) -> np.ndarray:
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
    # a name keeps a little room round itself
    roomy = flat + [[-PADDING], [PADDING]]
    covers = np.ones((len(flat), len(flat)), dtype=bool)
    for axis in range(2):
        low = roomy[:, 0, axis]
        high = roomy[:, 1, axis]
        # two boxes overlap where they do on both axes
        covers &= low[:, None] < flat[:, 1, axis]
        covers &= flat[:, 0, axis] < high[:, None]
    crosses = np.zeros_like(covers)
    tied = np.flatnonzero(TIED)
    for name, spot in enumerate(spots):
        # a tie ends where the name is nearest
        places = boxes[name, tied]
        ends = np.clip(spot, places[:, 0], places[:, 1])
        starts = np.broadcast_to(spot, ends.shape)
        # most boxes lie where none of its ties leads
        near = _within(flat, np.vstack([starts, ends]))
        ties = name * n_places + tied
        crosses[np.ix_(ties, near)] = _crossed(starts, ends, flat[near])
    # either of two ties may run through the other's name
    either = crosses | crosses.T
    # millions of small whole numbers, which half the width holds exactly
    costs = np.multiply(covers, COVERS_NAME, dtype=np.float32)
    costs += np.multiply(either, TIE_CROSSES_NAME, dtype=np.float32)
    costs = costs.reshape(n_names, n_places, n_names, n_places)
    # a name is not beside itself
    own = np.arange(n_names)
    costs[own, :, own, :] = 0
    return costs


def _within(boxes: np.ndarray, points: np.ndarray) -> np.ndarray:
    """The numbers of the boxes that touch the least box round some points."""
    # a pixel more: lines along an axis are bent a little
    low = points.min(axis=0) - 1
    high = points.max(axis=0) + 1
    touch = (boxes[:, 1] >= low) & (boxes[:, 0] <= high)
    return np.flatnonzero(touch.all(axis=1))


def _crossed(
    starts: np.ndarray, ends: np.ndarray, boxes: np.ndarray
) -> np.ndarray:
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
    enter = np.zeros((len(starts), len(boxes)))
    leave = np.ones_like(enter)
    for axis in range(2):
        step = ends[:, axis] - starts[:, axis]
        # a line that runs along an axis is bent a little: no division by nothing
        step = np.where(np.abs(step) < 1e-6, 1e-6, step)
        start = starts[:, axis, None]
        low = (boxes[:, 0, axis] - start) / step[:, None]
        high = (boxes[:, 1, axis] - start) / step[:, None]
        # of two: over an axis of two, numpy takes ten times as long
        enter = np.maximum(enter, np.minimum(low, high))
        leave = np.minimum(leave, np.maximum(low, high))
    return enter < leave


def _choose(alone: np.ndarray, together: np.ndarray) -> np.ndarray:
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


def _search(
    alone: np.ndarray, together: np.ndarray, turns: np.ndarray
) -> np.ndarray:
    """Let each name in turn take the place that costs least, until none moves."""
    chosen = np.full(len(alone), -1)
    # what each place costs beside all names that stand already: whole numbers, so that adding and
    # taking away leaves no error
    costs = alone.astype(float)
    for _ in range(ROUNDS):
        before = chosen.copy()
        for name in turns:
            place = costs[name].argmin()
            if place == chosen[name]:
                continue
            costs += together[name, place]
            # in the first round it stood nowhere
            if chosen[name] >= 0:
                costs -= together[name, chosen[name]]
            chosen[name] = place
        if (chosen == before).all():
            break
    return chosen


def _total(
    alone: np.ndarray, together: np.ndarray, chosen: np.ndarray
) -> float:
    """What all names cost where they stand."""
    rows = np.arange(len(chosen))
    own = alone[rows, chosen]
    pairs = together[rows[:, None], chosen[:, None], rows, chosen]
    # each pair stands there twice
    return float(own.sum() + pairs.sum() / 2)


def _marks(ax: Axes, to_page: Callable, pixels: float) -> np.ndarray:
    """A box round each mark of the axes, on the page: shape (marks, 2, 2)."""
    boxes = []
    for line in ax.lines:
        if line.get_marker() not in ("None", None, "", " "):
            half = line.get_markersize() / 2 * pixels
            boxes += [
                _around(spot, half) for spot in to_page(line.get_xydata())
            ]
    return np.array(boxes).reshape(-1, 2, 2)


def _tie(ax: Axes, point: tuple, box: np.ndarray, to_page: Callable) -> None:
    near = np.clip(to_page(point), box[0], box[1])
    end = ax.transData.inverted().transform(near)
    ax.plot(
        *np.array([point, end]).T,
        color="#7f7f7f",
        linewidth=0.7,
        zorder=0.5,
        gid=TIE,
    )


def _around(spot: np.ndarray, half: float) -> np.ndarray:
    return np.array([spot - half, spot + half])


def _box_of(extent: Bbox) -> np.ndarray:
    return np.array([extent.min, extent.max])


def _beside(
    spot: np.ndarray, size: np.ndarray, side: tuple, gap: float
) -> np.ndarray:
    """Lower left and upper right corner of a name on one side of a spot."""
    side = np.array(side)
    # a name above or below stands centred on its mark
    low = spot + side * (gap + size / 2) - size / 2
    return np.array([low, low + size])


def _points_on_lines(
    ax: Axes, to_page: Callable, wide: bool, step: float = 4
) -> np.ndarray:
    """Points along the wide or the thin lines of the axes, on the page."""
    found = [np.empty((0, 2))]
    for line in ax.lines:
        # marks without a line give none
        if (
            line.get_linestyle() == "None"
            or (line.get_linewidth() > ROAD) != wide
        ):
            continue
        way = to_page(line.get_xydata())
        for start, end in zip(way, way[1:], strict=False):
            if not np.isfinite([start, end]).all():
                continue  # a gap in the line
            # evenly spaced: a coast of a thousand short pieces must not outweigh a name
            count = int(np.hypot(*(end - start)) // step) + 1
            share = np.arange(count)[:, None] / count
            found.append(start + share * (end - start))
    return np.concatenate(found)


def _is_astray(box: np.ndarray, spot: np.ndarray, page: _Page) -> bool:
    """Whether a name stands nearer to another mark than to its own, and would be read as its."""
    nearest = _distances(box, page.marks.mean(axis=1)).min(initial=np.inf)
    return bool(nearest < _distances(box, spot[None])[0] - 1)


def _cost(box: np.ndarray, page: _Page) -> float:
    """What a place costs for the marks and lines that it covers, and for leaving the axes."""
    cost = COVERS_MARK * _overlaps(box, page.marks)
    outside = (box[0] < page.frame[0]).any() or (box[1] > page.frame[1]).any()
    cost += LEAVES_AXES * outside
    cost += CROSSES_LINE * _inside(box, page.thin) + CROSSES_ROAD * _inside(
        box, page.roads
    )
    return float(cost)


def _inside(box: np.ndarray, points: np.ndarray) -> int:
    """How many points lie in a box."""
    return int(((points > box[0]) & (points < box[1])).all(axis=1).sum())


def _overlaps(box: np.ndarray, others: np.ndarray) -> int:
    """How many of some boxes, shape (boxes, 2, 2), a box overlaps."""
    beside = (box[0] < others[:, 1]) & (others[:, 0] < box[1])
    return int(beside.all(axis=1).sum())


def _distances(box: np.ndarray, spots: np.ndarray) -> np.ndarray:
    """From a box to each spot, shape (spots, 2); 0 inside."""
    return np.hypot(*(np.clip(spots, box[0], box[1]) - spots).T)


__dir__ = own_names(__name__)
