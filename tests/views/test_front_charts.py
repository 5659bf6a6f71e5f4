"""Charts of the front and the neighbours: names lie on no mark, wherever the largest week is."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from helpers.views import front_charts


def rooms_of_names(fig):
    """The places of all words that stand within the axes."""
    (ax,) = fig.axes
    legend = ax.get_legend()
    within = [text for text in ax.texts if text.get_text()]
    words = [*within, *(legend.get_texts() if legend else [])]
    assert words
    return [text.get_window_extent() for text in words]


# as wide as in the page's column, and as on a phone
@pytest.mark.parametrize("size", [(8, 4.5), (3.6, 3)])
@pytest.mark.parametrize("beside", [-1, 1])
@pytest.mark.parametrize("largest", [9, 13, 14])
def test_names_of_the_joins_lie_on_no_week(largest, beside, size):
    days = pd.date_range("2021-05-01", periods=16, freq="7D")
    joins = np.full(16, 20)
    joins[largest] = 190
    # as high as where chance ends for the largest
    joins[largest + beside] = 172
    weeks = pd.DataFrame({"week": days, "joins": joins, "low": joins - 20, "high": joins - 5})
    fig, _ = front_charts.joins_chart(weeks, 1090)
    fig.set_size_inches(size)
    fig.draw_without_rendering()
    ax = fig.axes[0]
    dots = np.concatenate([line.get_transform().transform(line.get_xydata()) for line in ax.lines])
    covered = [room.contains(*dot) for room in rooms_of_names(fig) for dot in dots]
    plt.close(fig)
    assert not any(covered)
