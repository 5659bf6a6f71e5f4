"""Figures of how sure a day or a holder is."""

import pandas as pd
from matplotlib.figure import Figure

from helpers.public import own_names
from helpers.views import style
from helpers.views.style import plt


def shaded_days(steps: pd.DataFrame, title: str) -> Figure:
    """Shade the probability of each day, one row a report added.

    Parameters
    ----------
    steps : DataFrame
        As `posterior.step_by_step` gives it; columns are days.
    title : str

    Returns
    -------
    Figure

    Examples
    --------
    >>> steps = pd.DataFrame([[0.5, 0.5]], ["C1"], pd.to_datetime(["2021-06-20", "2021-06-21"]))
    >>> figure = shaded_days(steps, "A fall")
    >>> [text.get_text() for text in figure.axes[0].get_xticklabels()]
    ['20 Jun', '21 Jun']
    >>> plt.close(figure)
    """
    # as tall as it has reports, so that a row keeps its height in every figure
    height = 1.2 + 0.4 * len(steps)
    size = (8, height)
    fig, ax = plt.subplots(figsize=size)
    # from nought to one, so that two figures can be compared
    shades = ax.imshow(steps, cmap="Greys", vmin=0, vmax=1, aspect="auto")
    ax.set_yticks(range(len(steps)), steps.index)
    # each column is a day: a scale of dates would place ticks between them
    labels = [style.short_day(date) for date in steps.columns]
    ax.set_xticks(range(len(labels)), labels, rotation=45)
    ax.grid(False)
    fig.colorbar(shades, label="probability of the day")
    ax.set_title(title)
    return fig


def shares_by_day(shares: pd.DataFrame, title: str) -> Figure:
    """Draw shares of worlds by day, one line a column, told apart by their strokes.

    Parameters
    ----------
    shares : DataFrame
        Index of days; values from 0 to 1.
    title : str

    Returns
    -------
    Figure

    Examples
    --------
    >>> shares = pd.DataFrame({"Taliban": [0.0, 1.0]}, pd.to_datetime(["2021-06-20", "2021-06-21"]))
    >>> figure = shares_by_day(shares, "A place")
    >>> len(figure.axes[0].lines)
    1
    >>> plt.close(figure)
    """
    size = (8, 3)
    fig, ax = plt.subplots(figsize=size)
    # strokes and not colours alone: they are told apart in grey and by the colour-blind
    strokes = ("-", "--", ":")
    for name, stroke in zip(shares, strokes, strict=False):
        # a step: a share holds for its whole day and does not slide to the next
        ax.step(shares.index, shares[name], stroke, where="post", label=name)
    # a little room, so that lines at nought and at one are not cut in half
    ax.set(ylim=(-0.02, 1.02), ylabel="share of worlds")
    style.day_axis(ax)
    ax.legend()
    ax.set_title(title)
    return fig


def reliability_curve(curve: pd.DataFrame, title: str) -> Figure:
    """Draw what came true against what was said, beside the line of perfect reliability.

    Parameters
    ----------
    curve : DataFrame
        As `posterior.reliability` gives it: said, came_true.
    title : str

    Returns
    -------
    Figure

    Examples
    --------
    >>> figure = reliability_curve(pd.DataFrame({"said": [0.5], "came_true": [0.4]}), "Sure?")
    >>> figure.axes[0].get_ylabel()
    'share that came true'
    >>> plt.close(figure)
    """
    size = (5, 4)
    fig, ax = plt.subplots(figsize=size)
    # who says 70 % and is right in 70 % of cases lies on this line
    ax.plot([0, 1], [0, 1], color=style.GREY, linewidth=1)
    # dots alone: what lies between two groups was not measured
    ax.plot(curve["said"], curve["came_true"], "o")
    ax.set_xlabel("probability that was said")
    ax.set_ylabel("share that came true")
    ax.set_title(title)
    return fig


__dir__ = own_names(__name__)
