"""One look for every figure, text alternatives, and the findings that the index page quotes."""

import datetime
from collections.abc import Callable
from typing import Any

import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import pandas as pd
from cycler import cycler
from IPython.display import Markdown, display
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from helpers.public import own_names
from helpers.views import drawing, figure_data
from helpers.views.building import site_folder

# Okabe and Ito's colour-blind-safe set (2008): never red against green, told apart in grey too
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
    "government": "#DFEBF3",
    "assumed": "#F7F7F2",
}
# their twins on a dark page, turned round: what the Taliban hold stands out from the page in both.
# A dark tile on a dark page would read as a hole in the map.
DARK_COLOURS = {
    "taliban": "#F7F7F7",
    "contested": "#46525C",
    "government": "#2B465C",
    "assumed": "#30363A",
}
# the same where one origin only speaks: towards the page, a contrast of 3 from both sides
ONE_ORIGIN = {"taliban": "#858585", "government": "#EDF4F8"}
DARK_ONE_ORIGIN = {"taliban": "#8A9095", "government": "#24384A"}
# pale shades are seen by their edge, which has a contrast of 3 to each of them and to the page;
# "assumed" has dots of it, so that it is told from "government" in grey too
EDGE, DARK_EDGE = "#727D86", "#8E9AA3"
HATCH = {"taliban": "", "contested": "////", "government": "", "assumed": ".."}

# near black and near white: the dark twin of a drawing turns them round
INK = "#1A1A1A"
PAPER = "#FFFFFF"
# text on a dark tile: its own white, which turns with the tile
LIGHT = "#FEFEFE"
GRID = "#E6E6E6"
# under words that a line of comparison would run through
PLATE = {"facecolor": PAPER, "linewidth": 0, "boxstyle": "square,pad=0.1"}
# such a line, then its words, then the marks
BEHIND, OVER_LINES = 1, 1.5

plt.rcParams.update(
    {
        "figure.figsize": (8, 4.2),
        "figure.dpi": 110,
        "figure.constrained_layout.use": True,
        "axes.prop_cycle": cycler(
            color=[BLUE, ORANGE, GREEN, PINK, SKY, RUST]
        ),
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.titlelocation": "left",
        "axes.titlesize": 12,
        "axes.edgecolor": INK,
        "axes.labelcolor": INK,
        "axes.grid": True,
        "axes.axisbelow": True,
        "xtick.color": INK,
        "ytick.color": INK,
        "text.color": INK,
        "grid.color": GRID,
        "grid.linewidth": 0.7,
        "font.size": 10,
        "font.family": "DejaVu Sans",
        "legend.frameon": False,
        "hatch.linewidth": 0.6,
        "hatch.color": COLOURS["taliban"],
        # text stays text: it can be searched, read out, and shown in a reader's own font
        "svg.fonttype": "none",
        # the same picture is the same file each time
        "svg.hashsalt": "afg-2021",
    }
)


def show(
    fig: Figure,
    alt: str,
    cover: bool = False,
    narrow: bool | Callable[[Figure], None] = True,
) -> None:
    """Display a figure with its text alternative, and close it.

    It is shown as SVG (as PNG where that is lighter) and kept as PNG beside it. The numbers that
    were drawn go along in the output's metadata, under "csv". Where the site is built (see
    `building`) so does a second, narrower drawing for phones, under "figure"; in the Lab, which
    shows none, none is drawn.

    Parameters
    ----------
    fig : Figure
    alt : str
        A sentence or two that say what the figure shows, with its numbers, for those who do
        not see it.
    cover : bool
        Use it as the notebook's picture on the index page.
    narrow : bool or function
        Make the drawing for phones: by rule (see `drawing.narrowed`), not at all, or by a
        function that changes the figure in place.

    Raises
    ------
    ValueError
        The text alternative is too short to say anything.

    Examples
    --------
    >>> fig, ax = plt.subplots()
    >>> show(fig, "too short")
    Traceback (most recent call last):
    ...
    ValueError: a text alternative says what the figure shows; this one is too short
    >>> plt.close(fig)
    """
    if len(alt.split()) < 8:
        raise ValueError(
            "a text alternative says what the figure shows; this one is too short"
        )
    # before it is broken into lines
    title = drawing.title_of(fig)
    broken = drawing.wrap_titles(fig)
    # before the drawing for phones changes what is drawn
    table = figure_data.csv_of(fig)
    # to lay it out anew for each form would be half of the work
    with drawing.laid_out(fig, anew=broken):
        picture = drawing.png(fig)
        wide = drawing.light_svg(fig)
    # both: programs that show no picture show its text
    data: dict[str, Any] = {"image/png": picture, "text/plain": alt}
    # a map of thousands of tiles is lighter as a picture
    if wide is not None:
        data["image/svg+xml"] = wide
    # last: it changes the figure; nobody sees it but a reader of the site
    small = drawing.narrowed(fig, narrow) if narrow and site_folder() else None
    plt.close(fig)
    # each kind of picture carries it: which is shown is not known here
    meta = {kind: {"alt": alt} for kind in data if kind.startswith("image")}
    meta |= {
        "cover": cover,
        "csv": table,
        "figure": {"alt": alt, "title": title, "narrow": small},
    }
    display(data, raw=True, metadata=meta)


def finding(text: str, card: str = "") -> None:
    """Show one computed finding; the first one of a notebook also stands on the index page.

    Parameters
    ----------
    text : str
        A sentence of Markdown.
    card : str
        What the index page shows of a long one: a short sentence, how sure it is in brackets.

    Examples
    --------
    >>> finding("They took 3 districts.")  # doctest: +ELLIPSIS
    {'text/markdown': '**Finding.** They took 3 districts.', ...}
    """
    # a reader of raw outputs gets the sentence without marks
    data = {"text/markdown": f"**Finding.** {text}", "text/plain": text}
    display(data, raw=True, metadata={"finding": text, "card": card or text})


def prose(text: str) -> None:
    """Show a paragraph whose figures were computed.

    Parameters
    ----------
    text : str
        Markdown.

    Examples
    --------
    >>> prose("In May they took 3 districts.")
    <IPython.core.display.Markdown object>
    """
    # Markdown, so that notebooks can write in bold and link
    display(Markdown(text))


def label(
    ax: plt.Axes, x: Any, y: float, text: str, **kwargs: Any
) -> plt.Annotation:
    """Write a label straight onto a line or a bar, in place of a legend.

    Parameters
    ----------
    ax : Axes
    x, y : coordinates
        The label begins four points to the right of them.
    text : str
    **kwargs : object
        What `Axes.annotate` takes.

    Returns
    -------
    matplotlib Annotation

    Examples
    --------
    >>> fig, ax = plt.subplots()
    >>> label(ax, 1, 2, "best").get_text()
    'best'
    >>> plt.close(fig)
    """
    return ax.annotate(
        text,
        (x, y),
        xytext=(4, 0),
        textcoords="offset points",
        va="center",
        **kwargs,
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
    # a day that is not known is an empty cell
    if pd.isna(date):
        return ""
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def short_day(
    date: datetime.date, space: str = " ", year: bool | None = None
) -> str:
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
    # no leading zero, which strftime cannot leave out everywhere
    # no strftime: its day without a nought differs from system to system
    parts = [str(date.day), MONTHS[date.month - 1][:3]]
    if year or (year is None and date.year != 2021):
        parts.append(str(date.year))
    return space.join(parts)


def day_axis(ax: plt.Axes, axis: str = "x") -> plt.Axes:
    """Write the ticks of an axis of dates as ``22 Jun``.

    Parameters
    ----------
    ax : Axes
        Dates are plotted on it.
    axis : {"x", "y"}

    Returns
    -------
    Axes
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


def band(
    ax: plt.Axes,
    x: Any,
    lo: Any,
    best: Any,
    hi: Any,
    colour: str = BLUE,
    label: str | None = None,
) -> Line2D:
    """Draw a best line within its band of the least and the most.

    Parameters
    ----------
    ax : Axes
    x, lo, best, hi : array, (n,)
        Each value holds until the next.
    colour : str
        Of the line; the band is the same, fainter.
    label : str, optional
        Of the line, for a legend.

    Returns
    -------
    matplotlib Line2D
        The line.

    Examples
    --------
    >>> fig, ax = plt.subplots()
    >>> band(ax, [1, 2], [0, 1], [1, 2], [2, 3], label="best").get_label()
    'best'
    >>> plt.close(fig)
    """
    # steps: a count holds until the next event
    ax.fill_between(
        x, lo, hi, step="post", color=colour, alpha=0.2, linewidth=0
    )
    return ax.step(x, best, where="post", color=colour, label=label)[0]


__dir__ = own_names(__name__)
