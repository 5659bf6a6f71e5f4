"""Names on maps, each placed where it hides no mark, no other name and little of the lines."""

from collections.abc import Sequence

import numpy as np

# where a name may stand beside its mark: to the right, to the left, above, below, then the corners
SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))

# how far away, in radii of the mark: a name moves out only where there is no room beside it
REACHES = (1, 5)
PADDING = 3  # pixels between two names

# what a bad place costs: a hidden name is worse than a hidden mark, and a line may be crossed
COVERS_NAME, COVERS_MARK, LEAVES_AXES, COSTS_REACH, CROSSES_LINE = 100, 60, 80, 30, 1


def place_names(
    ax,
    points: Sequence[tuple[float, float]],
    names: Sequence[str],
    *,
    radius: float = 5,
    marks: Sequence[tuple[float, float]] = (),
    **look,
) -> list:
    """Write a name beside each point, where it hides the least.

    Call it last: the limits of the axes and all lines must stand already. Names are placed one
    after another, so the most important come first.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        The axes of the map.
    points : sequence of (x, y)
        Where the named marks lie, in data units.
    names : sequence of str
        As many.
    radius : float
        Half the width of a mark, in points.
    marks : sequence of (x, y), optional
        Further marks that have no name and should stay visible.
    **look
        Properties of the text, such as fontsize.

    Returns
    -------
    list of matplotlib.text.Annotation

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> fig, ax = plt.subplots()
    >>> _ = ax.set(xlim=(0, 10), ylim=(0, 10))
    >>> placed = place_names(ax, [(5, 5), (5.2, 5)], ["one", "two"])
    >>> boxes = [text.get_window_extent() for text in placed]
    >>> bool(boxes[0].overlaps(boxes[1]))
    False
    >>> plt.close(fig)
    """
    ax.figure.canvas.draw()  # the layout decides where points lie on the page
    pixels = ax.figure.dpi / 72
    to_page = ax.transData.transform
    mark_boxes = [_around(spot, radius * pixels) for spot in to_page([*points, *marks])]
    lines = _points_on_lines(ax, to_page)
    frame = _box_of(ax.get_window_extent())
    texts, taken = [], []
    for point, name in zip(points, names, strict=True):
        text = ax.annotate(name, point, xytext=(0, 0), textcoords="offset points", **look)
        text.set_in_layout(False)  # else a name near the edge would move what it was measured on
        extent = text.get_window_extent()
        size = np.array([extent.width, extent.height])
        best, best_cost = None, np.inf
        for reach in REACHES:
            for side in SIDES:
                box = _beside(to_page(point), size, side, reach * radius * pixels)
                cost = _cost(box, taken, mark_boxes, lines, frame) + COSTS_REACH * (reach > 1)
                if cost < best_cost:
                    best, best_cost, best_reach = box, cost, reach
        text.set_position((best[0] - to_page(point)) / pixels)
        text.set_verticalalignment("bottom")
        if best_reach > 1:
            # a name that stands away from its mark is tied to it
            _tie(ax, point, best, to_page)
        texts.append(text)
        taken.append(best + [[-PADDING], [PADDING]])
    return texts


def _tie(ax, point, box: np.ndarray, to_page) -> None:
    near = np.clip(to_page(point), box[0], box[1])
    end = ax.transData.inverted().transform(near)
    ax.plot(*np.array([point, end]).T, color="#999999", linewidth=0.7, zorder=0.5)


def _around(spot, half: float) -> np.ndarray:
    return np.array([spot - half, spot + half])


def _box_of(extent) -> np.ndarray:
    return np.array([extent.min, extent.max])


def _beside(spot, size: np.ndarray, side: tuple, gap: float) -> np.ndarray:
    """Lower left and upper right corner of a name on one side of a spot."""
    side = np.array(side)
    # a name above or below stands centred on its mark
    low = spot + side * (gap + size / 2) - size / 2
    return np.array([low, low + size])


def _overlap(box: np.ndarray, other: np.ndarray) -> bool:
    return bool((box[0] < other[1]).all() and (other[0] < box[1]).all())


def _points_on_lines(ax, to_page, step: float = 4) -> np.ndarray:
    """Points along every line of the axes, on the page; marks without a line give none."""
    found = [np.empty((0, 2))]
    for line in ax.lines:
        way = to_page(line.get_xydata())
        for start, end in zip(way, way[1:], strict=False):
            # evenly spaced: a coast of a thousand short pieces must not outweigh a name
            count = int(np.hypot(*(end - start)) // step) + 1
            share = np.arange(count)[:, None] / count
            found.append(start + share * (end - start))
    return np.concatenate(found)


def _cost(box, taken, mark_boxes, lines, frame) -> float:
    cost = COVERS_NAME * sum(_overlap(box, other) for other in taken)
    cost += COVERS_MARK * sum(_overlap(box, other) for other in mark_boxes)
    outside = (box[0] < frame[0]).any() or (box[1] > frame[1]).any()
    crossed = ((lines > box[0]) & (lines < box[1])).all(axis=1).sum()
    return cost + LEAVES_AXES * outside + CROSSES_LINE * crossed
