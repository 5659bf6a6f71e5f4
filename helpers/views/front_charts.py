"""The figures of the first notebooks: counts, maps of a day, the front, the provinces.

Each function gives a figure whose title says its finding, and a text alternative.
"""

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.analysis.front import first_day, on_day
from helpers.arguments import as_day
from helpers.public import own_names
from helpers.views import cartogram, style, tilemap
from helpers.views.style import day, plt, short_day

Drawing = tuple[Figure, str]

# days of the Gregorian calendar on which a heat map bears a label
LABELLED = ("2021-05-01", "2021-06-01", "2021-07-01", "2021-08-01")


def count_chart(
    counts: pd.DataFrame,
    lo: pd.Series,
    hi: pd.Series,
    marks: Mapping[str, str],
    n: int,
) -> Drawing:
    """Draw the count of districts held, with the range of nine worlds in ten.

    Parameters
    ----------
    counts : DataFrame
        As from `helpers.holder_counts`.
    lo, hi : Series
        The range, by date.
    marks : mapping
        Words by day (ISO), written beside the line.
    n : int
        How many districts there are.

    Examples
    --------
    >>> dates = pd.date_range("2021-06-01", periods=3)
    >>> counts = pd.DataFrame({"best": [1, 2, 3]}, index=dates)
    >>> fig, alt = count_chart(counts, counts["best"], counts["best"], {}, 399)
    >>> alt[:58]
    'Districts held by the Taliban rise from 1 of 399 on 1 June'
    >>> plt.close(fig)
    """
    best = counts["best"]
    fig, ax = plt.subplots()
    # the band first: dots and words lie over it
    style.band(ax, counts.index, lo, best, hi)
    # marked days are few: each has room for two lines
    for date, words in marks.items():
        spot = (pd.Timestamp(date), best[date])
        ax.plot(*spot, "o", color=style.RUST)
        text = f"{short_day(spot[0])}: {best[date]}\n{words}"
        ax.annotate(
            text,
            spot,
            xytext=(-10, 16),
            textcoords="offset points",
            ha="right",
        )
    first, last = counts.index[0], counts.index[-1]
    ax.set(
        ylim=(0, None), xlim=(first, last), ylabel=f"districts held, of {n}"
    )
    start, end = f"{best.iloc[0]} districts", f"{best.iloc[-1]}"
    ax.set_title(
        f"From {start} held on {short_day(first)} to {end} on {short_day(last)}"
    )
    style.day_axis(ax)
    # the sentence says how wide, the picture where
    width = hi - lo
    alt = (
        f"Districts held by the Taliban rise from {best.iloc[0]} of {n} on {day(first)} to "
        f"{best.iloc[-1]} on {day(last)}; the range of nine worlds in ten is "
        f"{width.max():.0f} districts wide at its widest, on {day(width.idxmax())}."
    )
    return fig, alt


def saturdays_chart(
    days: pd.DataFrame, dates: pd.DatetimeIndex, n: int
) -> Drawing:
    """Draw one small tile map a date.

    Parameters
    ----------
    days : DataFrame
        As from `helpers.control`.
    dates : DatetimeIndex
        Sixteen days.
    n : int
        How many districts there are.

    Examples
    --------
    >>> from helpers import control
    >>> dates = pd.date_range("2021-05-01", periods=16)
    >>> fig, alt = saturdays_chart(control(end="2021-05-16"), dates, 399)
    >>> alt[:17]
    'Sixteen tile maps'
    >>> plt.close(fig)
    """
    # the eye compares neighbours: a row of four weeks is a month
    # as large as a page: sixteen maps have no room on a telephone
    fig, axes = plt.subplots(4, 4, figsize=(11, 10.5))
    held = []
    # strict: a date without a panel would go unseen
    for ax, date in zip(axes.flat, dates, strict=True):
        rows = on_day(days, date)
        tilemap.hex_map(ax, rows["best"], rows["support"])
        held.append(int((rows["best"] == "taliban").sum()))
        ax.set_title(f"{short_day(date)}: {held[-1]}", fontsize=10)
    fig.suptitle(
        f"From {held[0]} districts of {n} to {held[-1]} in sixteen Saturdays (best reading)",
        x=0.02,
        ha="left",
    )
    # one key for all panels
    tilemap.hex_key(fig)
    # the counts in words, since sixteen small maps cannot be described
    told = ", ".join(
        f"{count} on {short_day(d)}"
        for d, count in zip(dates, held, strict=True)
    )
    return (
        fig,
        f"Sixteen tile maps, a Saturday each; districts held by the Taliban: {told}.",
    )


def front_map(days: pd.DataFrame, date: str) -> Drawing:
    """Draw the tile map of one day, with the provinces' names.

    Parameters
    ----------
    days : DataFrame
        As from `helpers.control`.
    date : str

    Examples
    --------
    >>> from helpers import control
    >>> fig, alt = front_map(control("2021-06-22", "2021-06-22"), "2021-06-22")
    >>> len(fig.axes) > 0 and "22 June" in alt
    True
    >>> plt.close(fig)
    """
    fig, ax, tally = _one_day(days, date, (9, 7), labels=True)
    # of all that the map shows, whoever holds it
    n = tally.sum()
    when = day(as_day("date", date))
    ax.set_title(
        f"{when}: {tally['taliban']} districts held by the Taliban, {tally['contested']} "
        f"contested, of {n}"
    )
    alt = (
        f"Tile map of {when}, one tile a district, provinces outlined: {tally['taliban']} of "
        f"{n} districts are held by the Taliban, {tally['contested']} are contested, "
        f"{tally['government']} are the government's (best reading)."
    )
    return fig, alt


def _one_day(
    days: pd.DataFrame, date: str, size: tuple[float, float], **look: bool
) -> tuple[Figure, Axes, pd.Series]:
    """The tile map of one day with its key, and how many districts each holder has."""
    rows = on_day(days, date)
    fig, ax = plt.subplots(figsize=size)
    tilemap.hex_map(ax, rows["best"], rows["support"], **look)
    tilemap.hex_key(fig)
    # title and text alternative say the same counts
    return fig, ax, rows["best"].value_counts()


def wall_map(days: pd.DataFrame, date: str) -> Drawing:
    """Draw the tile map of one day with the name of every district, for a large print.

    Parameters
    ----------
    days : DataFrame
        As from `helpers.control`.
    date : str

    Examples
    --------
    >>> from helpers import control
    >>> fig, alt = wall_map(control("2021-06-22", "2021-06-22"), "2021-06-22")
    >>> len(fig.axes) > 0 and "22 June" in alt
    True
    >>> plt.close(fig)
    """
    # A2 landscape, so that a name of 5 points is legible on the wall
    fig, ax, tally = _one_day(days, date, (16.5, 13), names=True)
    n = tally.sum()
    when = day(as_day("date", date))
    title = f"{when}: {tally['taliban']} of {n} districts held by the Taliban"
    ax.set_title(title, fontsize=16)
    alt = (
        f"Tile map of {when} with the name of every district: {tally['taliban']} of {n} "
        f"are held by the Taliban, {tally['contested']} are contested (best reading)."
    )
    return fig, alt


def people_map(days: pd.DataFrame, date: str, people: pd.Series) -> Drawing:
    """Draw the tile map of one day beside its twin, in which a disc is as large as its people.

    Parameters
    ----------
    days : DataFrame
        As from `helpers.control`.
    date : str
    people : Series
        Counts by pcode.

    Examples
    --------
    >>> from helpers import control, load
    >>> people = load("district_context").set_index("pcode")["people_cso_2019"]
    >>> fig, alt = people_map(control("2021-06-22", "2021-06-22"), "2021-06-22", people)
    >>> len(fig.axes) > 1 and "22 June" in alt
    True
    >>> plt.close(fig)
    """
    rows = on_day(days, date)
    taliban = rows["best"] == "taliban"
    # a district without a count (its people are in a neighbour's) has no disc
    counts = people.reindex(rows.index).fillna(0).astype(float)
    # of those who were counted: nobody knows where the others lived
    living = counts[taliban].sum() / counts.sum()
    # side by side: the point is the difference between the two
    fig, (tiles, discs) = plt.subplots(1, 2, figsize=(11, 5))
    tilemap.hex_map(tiles, rows["best"], rows["support"])
    cartogram.people_map(discs, rows["best"], counts, rows["support"])
    tiles.set_title(f"{taliban.mean():.0%} of the districts", fontsize=11)
    discs.set_title(
        f"{living:.0%} of the people (a disc is as large as its people)",
        fontsize=11,
    )
    when = day(as_day("date", date))
    fig.suptitle(
        f"On {when} the Taliban held {taliban.mean():.0%} of the districts, in which "
        f"{living:.0%} of the people lived",
        x=0.02,
        ha="left",
    )
    tilemap.hex_key(fig)
    alt = (
        f"Two maps of {when}. In the left one each district is a tile of the same size, and the "
        f"Taliban hold {taliban.mean():.0%} of them; in the right one each is a disc as large as "
        f"its people, and they hold {living:.0%} of these."
    )
    return fig, alt


def front_chart(lengths: pd.DataFrame, n_pairs: int) -> Drawing:
    """Draw the number of pairs on the front.

    Parameters
    ----------
    lengths : DataFrame
        As from `helpers.analysis.front.front_lengths`.
    n_pairs : int
        How many pairs of neighbours there are.

    Examples
    --------
    >>> dates = pd.date_range("2021-06-01", periods=2)
    >>> lengths = pd.DataFrame({"best": [5, 7], "earliest": [6, 8]}, index=dates)
    >>> fig, alt = front_chart(lengths, 1_000)
    >>> alt[:30]
    'The number of neighbouring pai'
    >>> plt.close(fig)
    """
    best = lengths["best"]
    peak = best.idxmax()
    fig, ax = plt.subplots()
    # the band is of readings here: worlds have no front of their own by day
    style.band(
        ax, lengths.index, lengths.min(axis=1), best, lengths.max(axis=1)
    )
    text = f"{short_day(peak)}: {best.max()}"
    # above the line: the band may lie below it
    ax.annotate(
        text,
        (peak, best.max()),
        (0, 8),
        textcoords="offset points",
        ha="center",
    )
    first, last = lengths.index[0], lengths.index[-1]
    ax.set(
        ylim=(0, None),
        xlim=(first, last),
        ylabel=f"pairs of neighbours, of {n_pairs}",
    )
    ax.set_title(
        f"The front was longest on {day(peak)}: {best.max()} of {n_pairs:,} pairs"
    )
    style.day_axis(ax)
    alt = (
        f"The number of neighbouring pairs with different holders is {best.iloc[0]} on "
        f"{day(first)}, {best.max()} on {day(peak)} and {best.iloc[-1]} on {day(last)} in the "
        "best reading; the band runs over the three readings."
    )
    return fig, alt


def joins_chart(weeks: pd.DataFrame, n_pairs: int) -> Drawing:
    """Draw the joins of each week over what chance gives.

    Parameters
    ----------
    weeks : DataFrame
        Weekly rows of `helpers.analysis.diffusion.join_counts`.
    n_pairs : int
        How many pairs of neighbours there are.

    Examples
    --------
    >>> when = pd.to_datetime(["2021-05-06", "2021-05-13"])
    >>> weeks = pd.DataFrame({"week": when, "joins": [2, 9], "low": [1, 2], "high": [4, 5]})
    >>> fig, alt = joins_chart(weeks, 20)
    >>> alt[-33:]
    '1 of 2 weeks lie above the range.'
    >>> plt.close(fig)
    """
    above = int((weeks["joins"] > weeks["high"]).sum())
    fig, ax = plt.subplots()
    look = {"color": style.GREY, "linewidth": 6, "alpha": 0.5}
    # chance is an interval, what happened is a dot
    ax.vlines(
        weeks["week"], weeks["low"], weeks["high"], label="chance, 95%", **look
    )
    ax.plot(
        weeks["week"], weeks["joins"], "o", color=style.BLUE, label="observed"
    )
    # over the first weeks, in which little fell: names beside a week would lie on the next one's
    ax.legend(loc="upper left")
    ax.set(ylim=(0, None), ylabel=f"joins, of {n_pairs} pairs of neighbours")
    ax.set_title(
        f"In {above} of {len(weeks)} weeks more joins than chance gives anywhere"
    )
    style.day_axis(ax)
    alt = (
        "Joins in each week as dots over the range of 95 per cent of random deals: "
        f"{above} of {len(weeks)} weeks lie above the range."
    )
    return fig, alt


def provinces_chart(share: pd.DataFrame) -> Drawing:
    """Draw the share of each province's districts that the Taliban held, by day.

    Parameters
    ----------
    share : DataFrame
        As from `helpers.analysis.front.held_by_province`.

    Examples
    --------
    >>> from helpers import control, load
    >>> from helpers.analysis.front import held_by_province
    >>> fig, alt = provinces_chart(held_by_province(control(), load("districts")))
    >>> "half held first" in alt
    True
    >>> plt.close(fig)
    """
    # rows come in this order already
    half = first_day(share, 0.5)
    # tall: each of 34 rows has its name beside it
    size = (8, 8.5)
    fig, ax = plt.subplots(figsize=size)
    # cells are not blended: a day is a day
    image = ax.imshow(
        share,
        aspect="auto",
        cmap="Greys",
        vmin=0,
        vmax=1,
        interpolation="nearest",
    )
    ax.set_yticks(range(len(share)), share.index)
    # only first days of months: more labels would run together
    places = [share.columns.get_loc(pd.Timestamp(date)) for date in LABELLED]
    ax.set_xticks(places, [short_day(pd.Timestamp(date)) for date in LABELLED])
    # grid lines would look like borders between days
    ax.grid(False)
    fig.colorbar(
        image,
        ax=ax,
        shrink=0.5,
        label="share of its districts held by the Taliban",
    )
    ax.set_title(
        f"{share.index[0]} was half held first, on {day(half.iloc[0])}"
    )
    alt = (
        "Rows are provinces in the order in which half of their districts were held, columns "
        f"days; the darker, the larger the share held by the Taliban. {share.index[0]} is half "
        f"held first, on {day(half.iloc[0])}; {share.index[-1]} last or never."
    )
    return fig, alt


__dir__ = own_names(__name__)
