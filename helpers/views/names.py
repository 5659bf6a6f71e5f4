"""Names on maps, each placed where it hides no mark, no other name and little of the lines."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox

from helpers.public import own_names

# marks of the texts and lines that `settle` may move
PLACED, TIE = "placed-name", "tie-of-name"

# where a name may stand beside its mark: to the right, to the left, above, below, then the corners
SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))

# how far away, in gaps
REACHES = (1, 4, 7, 10)
GAP = 5  # points from the middle of a mark to its name
PADDING = 3  # pixels between two names

# what a bad place costs: a hidden name is worse than a hidden mark, and a line may be crossed
COVERS_NAME = 200
LEAVES_AXES = 250
COVERS_MARK = 120
NEAR_ANOTHER = 40
COSTS_REACH = 25
CROSSES_LINE = 1


def place_names(
    ax: Axes, points: Sequence[tuple[float, float]], names: Sequence[str], **look: Any
) -> list[Annotation]:
    """Write a name beside each point, where it hides the least.

    Call it last: the limits of the axes, all lines and marks must stand already. Names are placed
    one after another, so the most important come first.

    Parameters
    ----------
    ax : matplotlib Axes
        The axes of the map.
    points : sequence of (x, y)
        Where the named marks lie, in data units.
    names : sequence of str
        As many.
    **look
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
        text = ax.annotate(name, point, xytext=(0, 0), textcoords="offset points", **look)
        text.set_gid(PLACED)
        text.set_verticalalignment("bottom")
        text.set_in_layout(False)  # else a name near the edge would move what it was measured on
        texts.append(text)
    settle(ax)
    return texts


def settle(ax: Axes) -> None:
    """Find the places of all names of `place_names` anew, for instance at another size.

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
    pixels = ax.figure.dpi / 72
    to_page = ax.transData.transform
    marks = _marks(ax, to_page, pixels)
    lines = _points_on_lines(ax, to_page)
    frame = _box_of(ax.get_window_extent())
    taken: list[np.ndarray] = []
    for text in [text for text in ax.texts if text.get_gid() == PLACED]:
        spot = to_page(text.xy)
        extent = text.get_window_extent()
        size = np.array([extent.width, extent.height])
        gap = GAP * pixels
        choices = [_beside(spot, size, side, reach * gap) for reach in REACHES for side in SIDES]
        # a name moves out only where there is no room beside its mark
        costs = [_cost(box, spot, taken, marks, lines, frame) for box in choices]
        costs = np.array(costs) + COSTS_REACH * (np.arange(len(choices)) // len(SIDES))
        best = int(np.argmin(costs))
        text.set_position((choices[best][0] - spot) / pixels)
        if best >= len(SIDES):
            _tie(ax, text.xy, choices[best], to_page)
        taken.append(choices[best] + [[-PADDING], [PADDING]])


def _marks(ax: Axes, to_page: Callable, pixels: float) -> np.ndarray:
    """A box round each mark of the axes, on the page: shape (marks, 2, 2)."""
    boxes = []
    for line in ax.lines:
        if line.get_marker() not in ("None", None, "", " "):
            half = line.get_markersize() / 2 * pixels
            boxes += [_around(spot, half) for spot in to_page(line.get_xydata())]
    return np.array(boxes).reshape(-1, 2, 2)


def _tie(ax: Axes, point: tuple, box: np.ndarray, to_page: Callable) -> None:
    near = np.clip(to_page(point), box[0], box[1])
    end = ax.transData.inverted().transform(near)
    ax.plot(*np.array([point, end]).T, color="#7f7f7f", linewidth=0.7, zorder=0.5, gid=TIE)


def _around(spot: np.ndarray, half: float) -> np.ndarray:
    return np.array([spot - half, spot + half])


def _box_of(extent: Bbox) -> np.ndarray:
    return np.array([extent.min, extent.max])


def _beside(spot: np.ndarray, size: np.ndarray, side: tuple, gap: float) -> np.ndarray:
    """Lower left and upper right corner of a name on one side of a spot."""
    side = np.array(side)
    # a name above or below stands centred on its mark
    low = spot + side * (gap + size / 2) - size / 2
    return np.array([low, low + size])


def _points_on_lines(ax: Axes, to_page: Callable, step: float = 4) -> np.ndarray:
    """Points along every line of the axes, on the page; marks without a line give none."""
    found = [np.empty((0, 2))]
    for line in ax.lines:
        if line.get_linestyle() == "None":
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


def _cost(
    box: np.ndarray,
    spot: np.ndarray,
    taken: list,
    marks: np.ndarray,
    lines: np.ndarray,
    frame: np.ndarray,
) -> float:
    cost = COVERS_NAME * _overlaps(box, np.array(taken).reshape(-1, 2, 2))
    cost += COVERS_MARK * _overlaps(box, marks)
    # a name nearer to another mark than to its own would be read as that one's
    nearest = _distances(box, marks.mean(axis=1)).min(initial=np.inf)
    cost += NEAR_ANOTHER * (nearest < _distances(box, spot[None])[0] - 1)
    outside = (box[0] < frame[0]).any() or (box[1] > frame[1]).any()
    crossed = ((lines > box[0]) & (lines < box[1])).all(axis=1).sum()
    cost += LEAVES_AXES * outside
    cost += CROSSES_LINE * crossed
    return float(cost)


def _overlaps(box: np.ndarray, others: np.ndarray) -> int:
    """How many of some boxes, shape (boxes, 2, 2), a box overlaps."""
    beside = (box[0] < others[:, 1]) & (others[:, 0] < box[1])
    return int(beside.all(axis=1).sum())


def _distances(box: np.ndarray, spots: np.ndarray) -> np.ndarray:
    """From a box to each spot, shape (spots, 2); 0 inside."""
    return np.hypot(*(np.clip(spots, box[0], box[1]) - spots).T)


__dir__ = own_names(__name__)
