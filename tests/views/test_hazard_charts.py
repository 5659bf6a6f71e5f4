"""Charts of notebook 07."""

from matplotlib import pyplot as plt

from helpers.analysis import hazard
from helpers.views import hazard_charts


def test_titles_of_the_stacked_maps_lie_apart():
    """The finding over both maps takes two lines on a phone."""
    reach = hazard.reach()
    title = "Where the state reached less, it lost sooner\n(rank correlation 0.45)"
    fig = hazard_charts.two_maps(reach, 100 * reach, title)
    hazard_charts.stacked(fig)
    fig.draw_without_rendering()
    texts = [fig.texts[0], *(ax.title for ax in fig.axes), *(ax._left_title for ax in fig.axes)]
    boxes = [text.get_window_extent() for text in texts if text.get_text()]
    assert len(boxes) == 3
    for number, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[number + 1 :])
    plt.close(fig)
