"""One look for every figure, text alternatives that are computed, and the findings that the index page quotes."""

import datetime
from io import BytesIO

import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import pandas as pd
from cycler import cycler
from IPython.display import Markdown, display

# Okabe and Ito's colour-blind-safe set (2008); never red against green, and each also differs in grey
BLUE, ORANGE, GREEN, PINK, SKY, RUST, YELLOW, GREY = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#CC79A7",
    "#56B4E9",
    "#D55E00",
    "#F0E442",
    "#7F7F7F",
)
# months by name, whatever the computer's language
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
# dark, hatched, light: told apart in grey too; "assumed" is a government that nobody reports
COLOURS = {
    "taliban": "#3B3B3B",
    "contested": "#B8B8B8",
    "government": "#DCE9F2",
    "assumed": "#F7F7F2",
}
# their twins on a dark page: still dark for the Taliban, light for the government
DARK_COLOURS = {
    "taliban": "#2B2B2B",
    "contested": "#8E979F",
    "government": "#9DB6C9",
    "assumed": "#D3D8DA",
}
# the same where one origin only speaks: halfway to the page
ONE_ORIGIN = {"taliban": "#9D9D9D", "government": "#EDF4F8"}
DARK_ONE_ORIGIN = {"taliban": "#666D73", "government": "#BFCED9"}
HATCH = {"taliban": "", "contested": "////", "government": "", "assumed": ""}

plt.rcParams.update(
    {
        "figure.figsize": (8, 4.2),
        "figure.dpi": 110,
        "figure.constrained_layout.use": True,
        "axes.prop_cycle": cycler(color=[BLUE, ORANGE, GREEN, PINK, SKY, RUST]),
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.titlelocation": "left",
        "axes.titlesize": 12,
        "axes.grid": True,
        "axes.axisbelow": True,
        "grid.color": "#E6E6E6",
        "grid.linewidth": 0.7,
        "font.size": 10,
        "legend.frameon": False,
        "hatch.linewidth": 0.6,
        "svg.hashsalt": "afg-2021",
    }
)


def show(fig, alt, cover=False):
    """Display a figure with its text alternative, and close it.

    alt : a sentence or two that say what the figure shows, with its numbers, for those who do not see it.
    cover : use it as the notebook's picture on the index page.
    """
    if len(alt.split()) < 8:
        raise ValueError("a text alternative says what the figure shows; this one is too short")
    png = BytesIO()
    fig.savefig(png, format="png", metadata={"Software": None})
    plt.close(fig)
    display(
        {"image/png": png.getvalue(), "text/plain": alt},
        raw=True,
        metadata={"image/png": {"alt": alt}, "cover": cover},
    )


def finding(text):
    """Show one computed finding; the first one of a notebook also stands on the index page."""
    display(
        {"text/markdown": f"**Finding.** {text}", "text/plain": text},
        raw=True,
        metadata={"finding": text},
    )


def prose(text):
    """Show a paragraph whose figures were computed."""
    display(Markdown(text))


def label(ax, x, y, text, **kwargs):
    """Write a label straight onto a line or a bar, in place of a legend."""
    return ax.annotate(
        text, (x, y), xytext=(4, 0), textcoords="offset points", va="center", **kwargs
    )


def day(date: datetime.date) -> str:
    """A date as the prose writes it.

    Parameters
    ----------
    date : date, datetime or Timestamp
        NaT gives an empty text.

    Examples
    --------
    >>> day(datetime.date(2021, 6, 22))
    '22 June 2021'
    """
    if pd.isna(date):
        return ""
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def short_day(date: datetime.date, space: str = " ", year: bool | None = None) -> str:
    """A date as axes and tables write it.

    Parameters
    ----------
    date : date, datetime or Timestamp
        NaT gives an empty text.
    space : str
        What stands between day and month; ``"\\xa0"`` keeps them on one line.
    year : bool, optional
        Say the year. Not given: where it is not 2021.

    Examples
    --------
    >>> short_day(datetime.date(2021, 6, 22))
    '22 Jun'
    >>> short_day(datetime.date(2020, 2, 9))
    '9 Feb 2020'
    """
    if pd.isna(date):
        return ""
    parts = [str(date.day), MONTHS[date.month - 1][:3]]
    if year or (year is None and date.year != 2021):
        parts.append(str(date.year))
    return space.join(parts)


def day_axis(ax: plt.Axes, axis: str = "x") -> plt.Axes:
    """Write the ticks of an axis of dates as ``22 Jun``.

    Parameters
    ----------
    ax : matplotlib Axes
        Dates are plotted on it.
    axis : {"x", "y"}

    Returns
    -------
    matplotlib Axes
        The same axes.

    Examples
    --------
    >>> fig, ax = plt.subplots()
    >>> _ = ax.plot(pd.to_datetime(["2021-06-22", "2021-06-29"]), [1, 2])
    >>> _ = day_axis(ax)
    >>> ax.xaxis.get_major_formatter()(18800)
    '22 Jun'
    >>> plt.close(fig)
    """

    # strftime has no day without its leading zero that every system knows
    def written(value: float, _position: int | None = None) -> str:
        return short_day(mdates.num2date(value))

    getattr(ax, f"{axis}axis").set_major_formatter(written)
    return ax


def band(ax, x, lo, best, hi, colour=BLUE, label=None):
    """Draw a best line within its band of the least and the most."""
    ax.fill_between(x, lo, hi, step="post", color=colour, alpha=0.2, linewidth=0)
    return ax.step(x, best, where="post", color=colour, label=label)[0]
