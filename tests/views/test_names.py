"""Names on maps hide no other name and no mark, at the wide size and on a phone."""

import numpy as np
import pytest

from helpers import events, load
from helpers.analysis import borders, road_cases, roads
from helpers.views import drawing, names, roadmap
from helpers.views.style import plt


def boxes(fig):
    """Boxes of all placed names, and of all marks, on the page."""
    fig.canvas.draw()
    ax = fig.axes[0]
    placed = [text for text in ax.texts if text.get_gid() == names.PLACED]
    texts = [text.get_window_extent() for text in placed]
    marks = []
    for line in ax.lines:
        if line.get_marker() not in ("None", None, ""):
            marks += ax.transData.transform(line.get_xydata()).tolist()
    return texts, marks


def overlaps(texts):
    pairs = [(a, b) for i, a in enumerate(texts) for b in texts[:i]]
    return sum(a.overlaps(b) for a, b in pairs)


def covered(texts, marks):
    return sum(box.contains(x, y) for box in texts for x, y in marks)


def struck(fig):
    """The names through which a road runs, or the line that ties another name to its mark.

    Under a plate it is hidden.
    """
    fig.canvas.draw()
    ax = fig.axes[0]
    ways = []
    for line in ax.lines:
        is_tie = line.get_gid() == names.TIE
        if line.get_linestyle() != "None" and (is_tie or line.get_linewidth() > names.ROAD):
            # between its corners too, every two pixels
            ends = ax.transData.transform(line.get_xydata())
            for start, end in zip(ends, ends[1:], strict=False):
                if np.isfinite([start, end]).all():
                    n = int(np.hypot(*(end - start)) // 2) + 2
                    ways.append(start + np.linspace(0, 1, n)[:, None] * (end - start))
    points = np.concatenate(ways) if ways else np.empty((0, 2))
    found = []
    for text in ax.texts:
        if text.get_bbox_patch() is not None:
            continue
        box = text.get_window_extent()
        # a line that touches the first letter's edge is beside the name
        low, high = box.min + 2, box.max - 2
        if ((points > low) & (points < high)).all(axis=1).any():
            found.append(text.get_text())
    return found


def a_map(name):
    """One of the maps that bear names, at the wide size."""
    network = roads.graph()
    if name == "metro":
        return roadmap.metro_map(network, roads.cut_off("2021-06-22"), (), "22 June 2021")
    if name == "crossings":
        crossings = load("crossings").set_index("crossing_id")
        nodes = load("road_nodes").dropna(subset="crossing_id").set_index("crossing_id")
        spots = crossings[["lat", "lon"]].fillna(nodes[["lat", "lon"]])
        falls = borders.post_falls(events(), crossings)
        return roadmap.crossing_map(falls.join(spots), "Crossings by the month of their fall")
    km, _ = roads.shortest_ways(roads.arrays())
    return roadmap.ground_map(network, road_cases.landmark_capitals(network, km), "Roads")


# drawn once for all that is looked at: to place the names is the dear part
@pytest.fixture(scope="module", params=["metro", "ground", "crossings"])
def wide(request):
    fig = a_map(request.param)
    yield fig
    plt.close(fig)


@pytest.fixture(scope="module", params=["metro", "ground", "crossings"])
def on_a_phone(request):
    fig = a_map(request.param)
    roadmap.for_phone(fig)
    yield fig
    plt.close(fig)


def test_names_cover_neither_each_other_nor_a_mark(wide):
    texts, marks = boxes(wide)
    assert overlaps(texts) == 0
    assert covered(texts, marks) == 0


def test_on_a_phone_names_cover_neither_each_other_nor_a_mark(on_a_phone):
    texts, marks = boxes(on_a_phone)
    assert overlaps(texts) == 0
    assert covered(texts, marks) == 0


def test_no_road_and_no_tie_strikes_a_name_through(wide):
    assert struck(wide) == []


def test_on_a_phone_a_road_goes_under_a_name_that_has_no_room(on_a_phone):
    assert struck(on_a_phone) == []
    # of the 34 names of the scheme only one may interrupt its road
    texts = on_a_phone.axes[0].texts
    assert sum(text.get_bbox_patch() is not None for text in texts) <= 1


def test_a_phone_shows_letters_of_eleven_pixels(on_a_phone):
    assert drawing.least_text(drawing.svg(on_a_phone)) >= 11


def test_a_name_that_is_struck_through_is_seen():
    fig, ax = plt.subplots(figsize=(4, 4))
    ax.plot([0.5], [0.5], "o")
    names.place_names(ax, [(0.5, 0.5)], ["name"])
    ax.plot([0, 1], [0.5, 0.5], linewidth=2)
    assert struck(fig) == ["name"]
    plt.close(fig)


def test_where_all_is_full_a_name_moves_out_and_is_tied_to_its_mark():
    fig, ax = plt.subplots(figsize=(4, 4))
    spots = [(x, y) for x in np.linspace(0.3, 0.7, 7) for y in np.linspace(0.3, 0.7, 7)]
    ax.plot(*np.array(spots).T, "o", markersize=12)
    ax.set(xlim=(0, 1), ylim=(0, 1))
    names.place_names(ax, [spots[24]], ["in the middle"])
    assert [line.get_gid() for line in ax.lines].count(names.TIE) == 1
    names.settle(ax)
    assert [line.get_gid() for line in ax.lines].count(names.TIE) == 1
    plt.close(fig)
