"""Names on maps hide no other name and no mark, at the wide size and on a phone."""

import numpy as np
import pytest

from helpers.analysis import road_cases, roads
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


@pytest.fixture(params=["metro", "ground"])
def figure(request):
    network = roads.graph()
    if request.param == "metro":
        fig = roadmap.metro_map(network, roads.cut_off("2021-06-22"), (), "22 June 2021")
    else:
        km, _ = roads.shortest_ways(roads.arrays())
        fig = roadmap.ground_map(network, road_cases.landmark_capitals(network, km), "Roads")
    yield fig
    plt.close(fig)


@pytest.mark.parametrize("phone", [False, True])
def test_names_cover_neither_each_other_nor_a_mark(figure, phone):
    if phone:
        roadmap.for_phone(figure)
    texts, marks = boxes(figure)
    assert overlaps(texts) == 0
    assert covered(texts, marks) == 0


def test_a_phone_shows_letters_of_eleven_pixels(figure):
    roadmap.for_phone(figure)
    assert drawing.least_text(drawing.svg(figure)) >= 11


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
