"""Drawings of notebook 05: the ministry's calendar, ratios, links, yardsticks, pairs.

Every drawing returns the figure and the sentence that says what it shows to those who do not see
it; `style.show(*drawing)` displays both. Figures are drawn for the width of a telephone.
"""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from helpers.analysis.claims import KINDS
from helpers.analysis.event_study import Study
from helpers.public import own_names
from helpers.views import figure_data, style
from helpers.views.cells import outline

# inches, for a desktop; `style.show` draws each figure again for a telephone
WIDE = 6.4
# open where the page gives a bound or "about": the eye should not take it for a figure
MARKS = {
    "value": ("o", "full", "figure"),
    "about": ("D", "none", '"about"'),
    "floor": ("^", "none", 'floor: "over"'),
    "ceiling": ("v", "none", 'ceiling: "nearly"'),
}

Drawing = tuple[Figure, str]


def title(fig: Figure, text: str) -> None:
    """Write a figure's title over everything that is drawn.

    Parameters
    ----------
    fig : Figure
    text : str
        A finding where there is one, with its unit or denominator.

    Examples
    --------
    >>> fig, ax = plt.subplots()
    >>> title(fig, "They agree in 1 of 6 pairs")
    >>> ax.get_title(loc="left")
    'They agree in 1 of 6 pairs'
    >>> plt.close(fig)
    """
    # `style.show` breaks it to the width of each drawing
    axes = fig.axes
    # a key stands where the title of an axes would be
    if len(axes) == 1 and axes[0].get_legend() is None:
        axes[0].set_title(text, loc="left", fontsize=12)
    else:
        fig.suptitle(text, x=0.01, ha="left", fontsize=12)


def key(ax: Axes, columns: int = 1) -> None:
    """Write the key over what is drawn, under the title, where it covers nothing.

    Parameters
    ----------
    ax : Axes
        What it draws has labels.
    columns : int
        One where the words are long.

    Examples
    --------
    >>> fig, ax = plt.subplots()
    >>> _ = ax.plot([1], [1], label="one")
    >>> key(ax)
    >>> ax.get_legend().get_texts()[0].get_text()
    'one'
    >>> plt.close(fig)
    """
    ax.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=columns,
        fontsize=9.5,
        borderpad=0.2,
    )


def calendar_chart(calendar: pd.DataFrame) -> Drawing:
    """The ministry's daily figure with its band over prints; days without one as ticks.

    Parameters
    ----------
    calendar : DataFrame
        As from `helpers.analysis.claims.ministry_calendar`: every day has a row.

    Returns
    -------
    Figure, str
        The drawing, and what it shows.

    Examples
    --------
    >>> from helpers.analysis.claims import ministry_calendar
    >>> fig, alt = calendar_chart(ministry_calendar())
    >>> plt.close(fig)
    """
    is_given = calendar["killed"].notna()
    given = calendar[is_given]
    missing = calendar.loc[~is_given, "date"]
    size = (WIDE, 4.2)
    fig, ax = plt.subplots(figsize=size)
    _daily_marks(ax, given)
    # under the line of zero: a missing day must not look like a day of no dead
    below = np.full(len(missing), -22.0)
    ax.plot(
        missing,
        below,
        "|",
        color=style.GREY,
        markersize=8,
        label="no figure found",
    )
    largest = given["killed"].idxmax()
    top = given.loc[largest]
    text = f"{style.short_day(top['date'])}: {top['killed']}"
    place = (top["date"], top["killed"])
    ax.annotate(text, place, (-10, 0), textcoords="offset points", ha="right")
    ax.set(ylim=(-45, None), ylabel="Taliban killed, as claimed")
    ax.axhline(0, color="black", linewidth=0.8)
    style.day_axis(ax)
    key(ax, columns=2)
    n = len(calendar)
    title(
        fig,
        f"The ministry's daily claim rose; {len(missing)} of {n} days have no figure",
    )
    alt = (
        f"Daily Taliban deaths claimed by the Afghan defence ministry, 1 May to 14 August 2021: a "
        f"figure for {len(given)} of {n} days, from {given['killed'].min()} to {top['killed']}, "
        f"the largest on {style.day(top['date'])}; {len(missing)} days are missing and marked "
        "below the line of zero."
    )
    return fig, alt


def _daily_marks(ax: Axes, given: pd.DataFrame) -> None:
    """The days with a figure, each in its band, marked by how the figure was bounded."""
    # where all prints agree there is no band: its ends are the figure
    killed = given["killed"].astype(float)
    lo = given["killed_lo"].astype(float).fillna(killed)
    hi = given["killed_hi"].astype(float).fillna(killed)
    # the bars are bands over prints, not intervals: no chance is attached to them
    ax.vlines(given["date"], lo, hi, color=style.SKY, linewidth=4, alpha=0.8)
    for bound, (mark, fill, text) in MARKS.items():
        part = given[given["killed_bound"] == bound]
        # a mark that no day has would stand in the key for nothing
        if len(part):
            look = {
                "color": style.BLUE,
                "fillstyle": fill,
                "markersize": 5,
                "label": text,
            }
            ax.plot(part["date"], killed[part.index], mark, **look)


def difference_chart(differences_table: pd.DataFrame) -> Drawing:
    """How far odd figures of 20 and more stray from the one that most origins give, by kind.

    Parameters
    ----------
    differences_table : DataFrame
        As from `helpers.analysis.claims.differences`, without small figures.

    Returns
    -------
    Figure, str
        The drawing, and what it shows.

    Examples
    --------
    >>> from helpers.analysis.claims import differences
    >>> fig, alt = difference_chart(differences())
    >>> plt.close(fig)
    """
    # a kind that was looked for and not found stands in the table, not here
    counts = {
        kind: int((differences_table["kind"] == kind).sum()) for kind in KINDS
    }
    found = [kind for kind in KINDS if counts[kind]]
    # axes count upwards, readers downwards
    order = found[::-1]
    height = 0.55 * len(order) + 1.5
    size = (WIDE, height)
    fig, ax = plt.subplots(figsize=size)
    for place, kind in enumerate(order):
        is_own = differences_table["kind"] == kind
        sizes = 100 * differences_table.loc[is_own, "relative"]
        # dots of one kind spread a little, so that none hides another
        spread = np.linspace(-0.14, 0.14, len(sizes))
        # one alone stands in the middle
        if len(sizes) == 1:
            spread = np.zeros(1)
        heights = place + spread - 0.15
        ax.plot(sizes, heights, "o", color=style.BLUE, alpha=0.6)
    names = [f"{kind} ({counts[kind]})" for kind in order]
    _labels_above(ax, names)
    ax.axvline(0, color="black", linewidth=0.8, zorder=style.BEHIND)
    ax.set(xlabel="per cent above or below the figure that most origins give")
    relative = differences_table["relative"]
    median = relative.abs().median()
    # both ways are counted: a slip can raise a figure or lower it
    change = differences_table["difference"]
    up = (change > 0).sum()
    down = (change < 0).sum()
    text = f"Odd figures stray by {median:.0%} at the median, {up} upwards and {down} downwards"
    title(fig, text)
    alt = (
        f"{len(differences_table)} odd figures by kind of difference; the median strays by "
        f"{median:.0%}; {up} are larger than the figure that most give and {down} smaller."
    )
    return fig, alt


def _labels_above(
    ax, names: Sequence[str], plate: dict | None = style.PLATE
) -> None:
    """Write the names of rows above them, at the left; on a plate where a line runs there."""
    # beside the rows they would take half of a telephone's width
    for place, name in enumerate(names):
        look = {
            "transform": ax.get_yaxis_transform(),
            "fontsize": 9.5,
            "va": "bottom",
        }
        ax.text(
            0.0,
            place + 0.22,
            name,
            bbox=plate,
            zorder=style.OVER_LINES,
            **look,
        )
    ax.set(
        yticks=range(len(names)), yticklabels=[], ylim=(-0.6, len(names) - 0.2)
    )
    # a line across each row would run through its name
    ax.grid(False, axis="y")


def whiskers(
    ax: Axes,
    names: Sequence[str],
    best: ArrayLike,
    lo: ArrayLike,
    hi: ArrayLike,
    colour: str = style.BLUE,
    plate: dict | None = style.PLATE,
) -> None:
    """Draw one line a name, first on top: a dot within its interval, a cross without one.

    Parameters
    ----------
    ax : Axes
    names : sequence of str
        Written over the lines.
    best, lo, hi : arrays of the same length
        lo and hi are nan where there is no interval.
    colour : str
    plate : dict, optional
        Ground of the names; none over a band, which it would cut up.

    Examples
    --------
    >>> fig, ax = plt.subplots()
    >>> whiskers(ax, ["a", "b"], [1.0, 2.0], [0.5, np.nan], [1.5, np.nan])
    >>> len(ax.lines)
    4
    >>> plt.close(fig)
    """
    best, lo, hi = (
        np.asarray(values, float)[::-1] for values in (best, lo, hi)
    )
    intervals = zip(best, lo, hi, strict=True)
    for place, (middle, low, high) in enumerate(intervals):
        ax.plot(
            [low, high], [place, place], color=colour, linewidth=4, alpha=0.45
        )
        # a cross: too few figures for an interval, so none is drawn
        ax.plot(middle, place, "x" if np.isnan(low) else "o", color=colour)
    _labels_above(ax, list(names)[::-1], plate)


def ratio_chart(ratios: pd.DataFrame) -> Drawing:
    """Killed per wounded by claimant, with the literature's range for war.

    Parameters
    ----------
    ratios : DataFrame
        Rows by claimant: n, ratio, lo, hi.

    Returns
    -------
    Figure, str
        The drawing, and what it shows.

    Examples
    --------
    >>> table = pd.DataFrame({"n": [9], "ratio": [1.9], "lo": [1.5], "hi": [2.2]}, index=["M"])
    >>> fig, alt = ratio_chart(table)
    >>> plt.close(fig)
    """
    height = 0.56 * len(ratios) + 1.6
    size = (WIDE, height)
    fig, ax = plt.subplots(figsize=size)
    # Coupland and Meddings 1999: two to thirteen wounded for each one killed
    ax.axvspan(1 / 13, 1 / 2, color=style.GREY, alpha=0.2, linewidth=0)
    names = [f"{name} (n = {n:.0f})" for name, n in ratios["n"].items()]
    whiskers(
        ax, names, ratios["ratio"], ratios["lo"], ratios["hi"], plate=None
    )
    # the middle of the range on a log scale
    ax.text(np.sqrt(1 / 26), -0.5, "war, 1929-96", ha="center", fontsize=9)
    ticks = [0.1, 0.2, 0.5, 1, 2, 5]
    ax.set(
        xscale="log", xlim=(0.06, 6), xticks=ticks, xticklabels=map(str, ticks)
    )
    ax.set_xlabel(
        "killed for each wounded, log scale\n(bars: 95% interval; cross: too few for one)"
    )
    # above 1 more die than are wounded: outside the literature's range for war
    is_above = ratios["ratio"] > 1
    above = is_above.sum()
    title(
        fig, f"{above} of {len(ratios)} series give more killed than wounded"
    )
    parts = [
        f"{name}: {_interval(row)}, n = {row['n']:.0f}"
        for name, row in ratios.iterrows()
    ]
    said = "; ".join(parts)
    alt = "Killed per wounded by claimant; the literature's range for war is 1/13 to 1/2."
    return fig, f"{alt} {said}."


def _interval(row) -> str:
    ratio = f"{row['ratio']:.2f}"
    if np.isnan(row["lo"]):
        return f"{ratio} (too few for an interval)"
    return f"{ratio} ({row['lo']:.2f} to {row['hi']:.2f})"


def link_chart(links: dict[str, dict]) -> Drawing:
    """Correlation of claims with ground lost, beside what chance gives.

    Parameters
    ----------
    links : dict
        By series, as from `helpers.analysis.claim_tests.two_way_link`.

    Returns
    -------
    Figure, str
        The drawing, and what it shows.

    Examples
    --------
    >>> null = np.linspace(-0.1, 0.1, 99)
    >>> link = {"r": 0.2, "lo": 0.1, "hi": 0.3, "raw": 0.25, "traded": null, "dealt": null,
    ...         "p_traded": 0.01, "p_dealt": 0.01}
    >>> fig, alt = link_chart({"ministry": link})
    >>> plt.close(fig)
    """
    height = 0.8 * len(links) + 1.7
    size = (WIDE, height)
    fig, ax = plt.subplots(figsize=size)
    found = list(links.values())
    _chance_lines(ax, found)
    # best, lower, upper: in the order that `whiskers` asks for
    columns = [[link[key] for link in found] for key in ("r", "lo", "hi")]
    whiskers(ax, list(links), *columns)
    ax.axvline(0, color="black", linewidth=0.8, zorder=style.BEHIND)
    for text, colour in LINK_KEYS:
        ax.plot([], [], color=colour, linewidth=3, label=text)
    key(ax)
    ax.set_xlabel("correlation with districts lost, same province and week")
    clear = sum(link["lo"] > 0 for link in found)
    title(
        fig,
        f"Claims go with lost districts, weakly, in {clear} of {len(found)} series",
    )
    parts = [
        f"{name}: {link['r']:.2f} ({link['lo']:.2f} to {link['hi']:.2f}), with weeks and provinces "
        f"left in {link['raw']:.2f}, p {link['p_traded']:.3f} and {link['p_dealt']:.3f}"
        for name, link in links.items()
    ]
    said = "; ".join(parts)
    alt = (
        "Correlation of claims with districts lost, net of week and province."
    )
    return fig, f"{alt} {said}."


# in the order in which they lie, from the top
LINK_KEYS = (
    ("net of week and province (95%)", style.BLUE),
    ("weeks and provinces left in", style.RUST),
    ("counts dealt out anew", style.ORANGE),
    ("provinces trade calendars", style.GREY),
)


def _chance_lines(ax: Axes, found: list[dict]) -> None:
    """What chance gives under each series, and a stroke at the raw correlation."""
    nulls = ((-0.18, "dealt", style.ORANGE), (-0.32, "traded", style.GREY))
    # under each series, so that the eye compares a pair
    for place, link in enumerate(found[::-1]):
        for step, null, colour in nulls:
            # the middle 95 % of the draws
            span = np.nanpercentile(link[null], [2.5, 97.5])
            ax.plot(span, [place + step] * 2, color=colour, linewidth=3)
        ax.plot(
            link["raw"],
            place,
            "|",
            color=style.RUST,
            markersize=11,
            markeredgewidth=2,
        )


def study_chart(studies: dict[str, Study]) -> Drawing:
    """How much more often a province is named on the days round a capture, a panel a side.

    Parameters
    ----------
    studies : dict
        By series, as from `helpers.analysis.event_study.study`.

    Returns
    -------
    Figure, str
        The drawing, and what it shows.

    Examples
    --------
    >>> from helpers.analysis.event_study import study
    >>> rng = np.random.default_rng(1)
    >>> fallen = pd.DataFrame(rng.random((40, 9)) < 0.1)
    >>> fig, alt = study_chart({"one": study(fallen, fallen, draws=19)})
    >>> plt.close(fig)
    """
    size = (WIDE, 1.7 * len(studies) + 0.9)
    fig, axes = plt.subplots(
        len(studies), 1, figsize=size, sharex=True, squeeze=False
    )
    for ax, (name, found) in zip(axes[:, 0], studies.items(), strict=True):
        _study_panel(ax, name, found)
    axes[-1, 0].set_xlabel("days since a district of the province fell")
    # once for all panels: on each it would not fit beside the numbers
    fig.supylabel("points more often than otherwise", fontsize=9.5)
    clear = sum(found.p < 0.05 for found in studies.values())
    # the name of the figure's one finding fits one line, so that panels keep their room
    title(
        fig,
        f"Provinces are named more often when districts fall: {clear} of {len(studies)} series",
    )
    parts = [
        f"{name}: {found.near:.1f} points more often from the day before to the day after (chance "
        f"{found.near_lo:.1f} to {found.near_hi:.1f})"
        for name, found in studies.items()
    ]
    said = "; ".join(parts)
    alt = "Naming of a province by days since a capture there, net of day and province."
    return (
        fig,
        f"{alt} {said}. Grey: 95% of draws in which provinces trade captures.",
    )


def _study_panel(ax: Axes, name: str, found: Study) -> None:
    """One series: its effect by lag over what chance gives."""
    lag, effect, hi = found.lags["lag"], found.lags["effect"], found.lags["hi"]
    ax.fill_between(lag, found.lags["lo"], hi, color=style.GREY, alpha=0.25)
    # full dots only where chance does not reach: the eye should not count the others
    beyond = effect > hi
    ax.plot(lag, effect, color=style.BLUE, linewidth=1)
    ax.plot(lag[beyond], effect[beyond], "o", color=style.BLUE)
    ax.plot(
        lag[~beyond], effect[~beyond], "o", color=style.BLUE, fillstyle="none"
    )
    ax.axhline(0, color="black", linewidth=0.8)
    ax.axvline(
        0, color="black", linewidth=0.8, linestyle=":", zorder=style.BEHIND
    )
    # a line a part of the name: on a telephone one line would leave the panel
    lines = name.replace(", ", ",\n")
    head = f"{lines}: {found.base:.1f}% of days"
    # inside the panel: a title over each would take a third of a small drawing
    look = {"transform": ax.transAxes, "va": "top", "fontsize": 9.5}
    text = ax.text(
        0.01, 0.98, head, bbox=style.PLATE, zorder=style.OVER_LINES, **look
    )
    text.set_in_layout(False)
    low, high = ax.get_ylim()
    # room for the words over what is drawn
    top = high + 0.7 * (high - low)
    ax.set(xticks=range(-6, 7, 2), ylim=(low, top))


def heap_chart(heaps: pd.DataFrame) -> Drawing:
    """Share of figures that end in 0 or 5, by claimant.

    Parameters
    ----------
    heaps : DataFrame
        Rows by claimant, as from `helpers.analysis.claimants.heaps`; the first is the
        ministry's.

    Returns
    -------
    Figure, str
        The drawing, and what it shows.

    Examples
    --------
    >>> row = {"n": 30, "power": 0.7, "share": 0.4, "lo": 0.2, "hi": 0.6, "p": 0.01}
    >>> fig, alt = heap_chart(pd.DataFrame([row], index=["one"]))
    >>> plt.close(fig)
    """
    height = 0.56 * len(heaps) + 1.5
    size = (WIDE, height)
    fig, ax = plt.subplots(figsize=size)
    names = [
        f"{name} (n = {row['n']:.0f}, power {row['power']:.2f})"
        for name, row in heaps.iterrows()
    ]
    whiskers(
        ax, names, 100 * heaps["share"], 100 * heaps["lo"], 100 * heaps["hi"]
    )
    # two of ten last digits
    ax.axvline(20, color="black", linewidth=0.8, zorder=style.BEHIND)
    ax.set(
        xlabel="per cent of the figures of 20 and more; line: one in five",
        xlim=(0, 100),
    )
    first = heaps.iloc[0]
    # "no heap" is no proof of exactness: the power stands beside each name
    verdict = "a heap" if first["p"] < 0.05 else "no heap"
    title(
        fig,
        f"{first['share']:.0%} of the ministry's daily figures end in 0 or 5: {verdict}",
    )
    parts = [
        f"{name} {row['share']:.0%} of {row['n']:.0f} (p = {row['p']:.3f}, "
        f"power {row['power']:.2f})"
        for name, row in heaps.iterrows()
    ]
    said = "; ".join(parts)
    return (
        fig,
        f"Share of plain figures that end in 0 or 5, by claimant: {said}.",
    )


def month_chart(months: pd.DataFrame) -> Drawing:
    """What the ministry claimed by month beside UCDP's dead of all sides and newsroom minimums.

    Parameters
    ----------
    months : DataFrame
        By month (Period): plain, floors, at_least, filled, given, days (as from
        `claimed_by_month`), best, low, high (`counted_by_month`), government_forces, civilians
        (`newsroom_minimums`).

    Examples
    --------
    >>> row = {"plain": 9, "floors": 1, "at_least": 10, "filled": 15, "given": 2, "days": 3,
    ...        "best": 20, "low": 18, "high": 25, "government_forces": 3, "civilians": pd.NA}
    >>> fig, alt = month_chart(pd.DataFrame([row], index=[pd.Period("2021-05")]))
    >>> plt.close(fig)
    """
    size = (WIDE, 6.4)
    fig, ax = plt.subplots(figsize=size)
    # May on top: time runs down, as in the table below
    place = np.arange(len(months))[::-1]
    # no strftime: month names must not hang on the locale
    names = [style.MONTHS[month.month - 1] for month in months.index]
    _month_bars(ax, place, months)
    _month_words(ax, place, names, months)
    ax.set(yticks=[], ylim=(-0.55, len(months) - 0.25), xlabel="people killed")
    # the words beside the longest bar need a third of its length
    ax.set_xlim(0, 1.35 * float(months["high"].max()))
    ax.grid(False, axis="y")
    claimed = months["at_least"].sum()
    share = claimed / months["best"].sum()
    title(
        fig,
        f"Claimed Taliban dead come to {share:.0%} of UCDP's dead of all sides; dotted, if the "
        "missing days were like the others",
    )
    records = months.to_dict("records")
    rows = zip(names, records, strict=True)
    parts = [_month_said(name, row) for name, row in rows]
    said = "; ".join(parts)
    return (
        fig,
        f"Taliban killed as claimed, and dead of all sides as UCDP counts. {said}.",
    )


def _month_bars(ax: Axes, place: np.ndarray, months: pd.DataFrame) -> None:
    """Three bars a month: claimed, counted, confirmed."""
    above = place + 0.25
    below = place - 0.25
    plain = months["plain"]
    at_least = months["at_least"]
    ax.barh(above, plain, 0.2, color=style.BLUE)
    ax.barh(above, months["floors"], 0.2, plain, color=style.SKY, hatch="//")
    # dotted and empty: nobody said it, it is what the days found would make of the others
    empty = months["filled"] - at_least
    look = {"fill": False, "edgecolor": style.BLUE, "linestyle": ":"}
    ax.barh(above, empty, 0.2, at_least, **look)
    ax.barh(place, months["best"], 0.2, color=style.GREY, alpha=0.6)
    ax.hlines(
        place, months["low"], months["high"], color="black", linewidth=1.5
    )
    # no minimum found draws no bar; the words beside it say so
    minimum = months["government_forces"].fillna(0).astype(float)
    ax.barh(below, minimum, 0.2, color=style.RUST)


def _month_words(
    ax: Axes, place: np.ndarray, names: list[str], months: pd.DataFrame
) -> None:
    """What each bar is, on it: no key has to be looked up."""
    rows = months.to_dict("records")
    for at, name, row in zip(place, names, rows, strict=True):
        on = f"on {row['given']} of {row['days']} days"
        head = f"{name}: claimed at least {row['at_least']:,} {on}"
        ax.text(0, at + 0.38, head, fontsize=9.5, va="bottom")
        # all sides: the words must not let it be read as Taliban dead
        counted = f" UCDP, all sides: {row['best']:,.0f}"
        ax.text(row["high"], at, counted, fontsize=9, va="center")
        # no minimum is not a minimum of zero
        minimum, text = row["government_forces"], " no minimum found"
        told = pd.notna(minimum)
        if told:
            text = f" government's dead, newsroom minimum: {minimum:,.0f}"
        ax.text(
            minimum if told else 0, at - 0.25, text, fontsize=9, va="center"
        )


def _month_said(name: str, row: dict) -> str:
    """One month of the chart as words."""
    on = f"on {row['given']} of {row['days']} days"
    claimed = f"{name}: claimed at least {row['at_least']:,} {on}"
    filled = f"{row['filled']:,} if the others were alike"
    band = f"UCDP {row['low']:,.0f} to {row['high']:,.0f}, best {row['best']:,.0f}"
    return f"{claimed}, {filled}; {band}"


def cell_map(
    cells: pd.DataFrame, claims_table: pd.DataFrame, points: pd.DataFrame
) -> Drawing:
    """UCDP's dead by half-degree cell, a panel a month, with claims that name a province.

    Parameters
    ----------
    cells : DataFrame
        As from `load("battle_deaths_cells")`.
    claims_table : DataFrame
        As from `helpers.analysis.yardstick.beside_cells`.
    points : DataFrame
        By province P-code: lon, lat of where its circle stands.

    Examples
    --------
    >>> cells = pd.DataFrame({"lat": [34.0], "lon": [69.0], "month": ["2021-05"], "best": [4]})
    >>> claimed = pd.DataFrame({"side": ["taliban"], "province": ["AF01"],
    ...                         "month": [pd.Period("2021-05")], "claimed": [5], "hi": [9]})
    >>> points = pd.DataFrame({"lon": [69.2], "lat": [34.5]}, index=["AF01"])
    >>> fig, alt = cell_map(cells, claimed, points)
    >>> plt.close(fig)
    """
    month_of = cells["month"].astype(str)
    months = sorted(month_of.unique())
    # two in a row, an odd one alone in the last
    rows = -(-len(months) // 2)
    size = (WIDE, 2.1 * rows + 1.0)
    fig, axes = plt.subplots(rows, 2, figsize=size, squeeze=False)
    # square roots: with plain numbers a few cells are black and the rest white
    largest = cells["best"].max()
    most = np.sqrt(largest)
    border = outline().exterior
    country = np.array(border.coords)
    for ax, month in zip(axes.flat, months, strict=False):
        own = cells[month_of == month]
        is_then = claims_table["month"].astype(str) == month
        claimed = claims_table[is_then]
        _shade_cells(ax, own, most)
        _keep_cells(ax, own, claimed)
        ax.plot(country[:, 0], country[:, 1], color=style.GREY, linewidth=0.7)
        _mark_claims(ax, claimed, points)
        name = style.MONTHS[int(month[-2:]) - 1]
        ax.set_title(f"{name}: {own['best'].sum():,}", fontsize=10)
        _frame(ax)
    # shapes and words, not colours alone
    fig.supxlabel(CELL_WORDS, fontsize=9.5)
    title(fig, _over_text(claims_table))
    by_month = cells.groupby(month_of)
    sums = by_month["best"].sum()
    said = "; ".join(
        f"{style.MONTHS[int(m[-2:]) - 1]} {n:,}" for m, n in sums.items()
    )
    alt = (
        f"Half-degree cells by UCDP's dead of all kinds and sides: {said}. Circles and squares: "
        "dead that statements on single provinces claim, sized by number."
    )
    return fig, alt


# under the panels: a key in each would cover what it explains
CELL_WORDS = (
    "grey, and the number: UCDP's dead of all sides\n"
    "blue circles: Taliban dead, as claimed\n"
    "red squares: government dead, as claimed"
)


def _frame(ax: Axes) -> None:
    """The country's bounds, the same in every panel, without a frame."""
    # a degree of longitude is shorter than one of latitude here
    ax.set(
        xlim=(60.3, 75.1), ylim=(29.2, 38.7), xticks=[], yticks=[], aspect=1.2
    )
    ax.grid(False)
    ax.spines[:].set_visible(False)


def _shade_cells(ax: Axes, own: pd.DataFrame, most: float) -> None:
    """Half-degree squares, the darker the more dead."""
    corners = zip(own["lon"] - 0.25, own["lat"] - 0.25, strict=True)
    squares = [Rectangle(corner, 0.5, 0.5) for corner in corners]
    shades = PatchCollection(squares, cmap="Greys", linewidth=0)
    shades.set_array(np.sqrt(own["best"].to_numpy(float)))
    # one scale for all months, so that they can be compared
    shades.set_clim(0, most)
    ax.add_collection(shades)


def _keep_cells(ax: Axes, own: pd.DataFrame, claimed: pd.DataFrame) -> None:
    """The numbers of a month's map: cells by their middle, claims by province."""
    cells = own[["lat", "lon", "best"]].rename(columns={"best": "dead, UCDP"})
    claims = claimed[["province", "side", "claimed"]]
    figure_data.keep(
        ax, cells.rename(columns={"lat": "latitude", "lon": "longitude"})
    )
    figure_data.keep(
        ax,
        claims.rename(
            columns={"side": "who says", "claimed": "dead, claimed"}
        ),
    )


def _mark_claims(
    ax: Axes, claimed: pd.DataFrame, points: pd.DataFrame
) -> None:
    """Circles and squares where a side claims the other's dead, their area by the number."""
    government = ("government", style.BLUE, "o")
    taliban = ("taliban", style.RUST, "s")
    for side, colour, mark in (government, taliban):
        is_own = claimed["side"] == side
        part = claimed[is_own].set_index("province")
        at = points.loc[part.index]
        figure = part["claimed"].astype(float)
        # six points more, so that a claim of one is seen
        size = 1.1 * figure + 6
        # open marks: the cell below is what they are compared with
        ax.scatter(
            at["lon"],
            at["lat"],
            size,
            marker=mark,
            edgecolor=colour,
            facecolor="none",
        )


def _over_text(claims_table: pd.DataFrame) -> str:
    """How often local claims exceed everything that UCDP counts there, as a title."""
    is_over = claims_table["claimed"] > claims_table["hi"]
    over = int(is_over.sum())
    n = len(claims_table)
    return f"Local claims exceed UCDP's count in {over or 'none'} of {n} cases"


def pairs_chart(pairs_table: pd.DataFrame) -> Drawing:
    """What both sides say of one engagement, a line a pair.

    Parameters
    ----------
    pairs_table : DataFrame
        name, figure_government, figure_taliban.

    Returns
    -------
    Figure, str
        The drawing, and what it shows.

    Examples
    --------
    >>> table = pd.DataFrame({"name": ["here"], "figure_government": [5], "figure_taliban": [9]})
    >>> fig, alt = pairs_chart(table)
    >>> plt.close(fig)
    """
    n = len(pairs_table)
    height = 0.62 * n + 1.7
    size = (WIDE, height)
    fig, ax = plt.subplots(figsize=size)
    for place, row in enumerate(pairs_table[::-1].itertuples()):
        both = [row.figure_government, row.figure_taliban]
        ax.plot(both, [place, place], color=style.GREY, linewidth=2)
        ax.plot(
            row.figure_government, place, "o", color=style.BLUE, markersize=8
        )
        ax.plot(row.figure_taliban, place, "s", color="black", markersize=5)
    _labels_above(ax, list(pairs_table["name"])[::-1])
    # a key in words: blue is no side's colour of its own
    ax.plot(
        [],
        [],
        "o",
        color=style.BLUE,
        label="as the government or its officials say",
    )
    ax.plot([], [], "s", color="black", label="as the Taliban say")
    # equal ratios are equal lengths: twice of 5 and twice of 50
    ax.set(xscale="log", xticks=[1, 10, 100], xticklabels=["1", "10", "100"])
    ax.set_xlabel("people, as claimed, log scale")
    key(ax)
    is_equal = (
        pairs_table["figure_government"] == pairs_table["figure_taliban"]
    )
    equal = is_equal.sum()
    title(
        fig,
        f"On what is likely one engagement both agree in {equal} of {n} pairs",
    )
    parts = []
    for row in pairs_table.itertuples(index=False):
        both = (
            f"government {row.figure_government}, Taliban {row.figure_taliban}"
        )
        parts.append(f"{row.name}: {both}")
    said = "; ".join(parts)
    return fig, f"{n} pairs of claims of one engagement. {said}."


__dir__ = own_names(__name__)
