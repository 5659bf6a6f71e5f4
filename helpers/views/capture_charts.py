"""Drawings of notebook 01: when districts fell, in what order, how, and who told of it.

Every drawing returns the figure and the sentence that says what it shows to those who do not see
it; `style.show(*drawing)` displays both. Figures are drawn for the width of a telephone.
"""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from helpers.analysis import manners
from helpers.arguments import as_day, day_of
from helpers.public import own_names
from helpers.views import figure_data, style
from helpers.views.claim_charts import WIDE, Drawing, key, title, whiskers
from helpers.views.tilemap import hex_corners
from helpers.vocabulary import MANNER_LABELS, SPEAKER_LABELS, VOICE_LABELS

# colour and hatching of each manner: told apart in grey as well
MANNER_LOOKS = {
    "assault": (style.RUST, ""),
    "surrender": (style.YELLOW, ".."),
    "negotiated": (style.GREEN, "xx"),
    "withdrawal": (style.SKY, "//"),
    "unknown": ("#E3E3E3", ""),
}
# the two counts of people in kindred colours: they are two measures of one thing
COUNT_COLOURS = {
    "districts": style.BLUE,
    "worldpop": style.RUST,
    "statistics office": style.ORANGE,
}
# two counts, because no census was taken since 1979
COUNT_NAMES = {
    "districts": "districts",
    "worldpop": "people (WorldPop)",
    "statistics office": "people (statistics office)",
}


def daily_chart(counts: pd.DataFrame, n_districts: int) -> Drawing:
    """Captures a day as bars, those of two voices or more as dots.

    Parameters
    ----------
    counts : DataFrame
        As from `helpers.analysis.timeline.daily_counts`.
    n_districts : int
        How many districts there are.

    Examples
    --------
    >>> counts = pd.DataFrame({"captures": [1, 3], "corroborated": [0, 2]},
    ...                       index=pd.date_range("2021-06-01", periods=2))
    >>> fig, alt = daily_chart(counts, 399)
    >>> plt.close(fig)
    """
    size = (WIDE, 3.6)
    fig, ax = plt.subplots(figsize=size)
    ax.bar(counts.index, counts["captures"], width=0.9, color=style.SKY)
    # a dot at zero would look like a capture
    corroborated = counts["corroborated"]
    backed = corroborated[corroborated > 0]
    ax.plot(backed.index, backed, ".", color=style.BLUE, markersize=5)
    captures_a_day = counts["captures"]
    peak = captures_a_day.idxmax()
    most = int(captures_a_day.max())
    place = (peak - pd.Timedelta(days=2), most)
    ax.annotate(
        f"{style.short_day(peak)}: {most}", place, ha="right", va="center"
    )
    ax.set(ylabel=f"captures, of {n_districts} districts")
    style.day_axis(ax)
    # the title says how much of the whole the dots are
    total = int(captures_a_day.sum())
    sure = int(corroborated.sum())
    title(fig, f"{sure} of {total} captures (dots) rest on two voices or more")
    start = style.day(counts.index[0])
    end = style.day(counts.index[-1])
    alt = (
        f"Captures a day from {start} to {end}: "
        f"{total} in all, {sure} of them told by two voices or more; the largest day is "
        f"{style.day(peak)} with {most}."
    )
    return fig, alt


def count_chart(counts: pd.DataFrame, n_districts: int) -> Drawing:
    """Districts that the Taliban held, in three readings.

    Parameters
    ----------
    counts : DataFrame
        As from `helpers.holder_counts`: by date a column a reading.
    n_districts : int
        How many districts there are.

    Examples
    --------
    >>> counts = pd.DataFrame({"best": [1, 2], "earliest": [2, 3], "latest": [0, 1]},
    ...                       index=pd.date_range("2021-06-01", periods=2))
    >>> fig, alt = count_chart(counts, 399)
    >>> plt.close(fig)
    """
    size = (WIDE, 3.8)
    fig, ax = plt.subplots(figsize=size)
    # whichever reading is on top
    least = counts.min(axis=1)
    most = counts.max(axis=1)
    style.band(ax, counts.index, least, counts["best"], most)
    # where the three lie farthest apart, so that their names do not cross the lines
    widest = (most - least).idxmax()
    # the lines rise: above them is room to the left, below them to the right
    beside = (("earliest", (-4, 6), "right"), ("latest", (6, -14), "left"))
    for reading, step, side in beside:
        number = counts.at[widest, reading]
        place = (widest, number)
        words = f"{reading}: {number}"
        ax.annotate(words, place, step, textcoords="offset points", ha=side)
    ends = (counts.index[0], counts.index[-1])
    ax.set(
        xlim=ends, ylim=(0, None), ylabel=f"districts held, of {n_districts}"
    )
    style.day_axis(ax)
    first = counts["best"].iloc[0]
    last = counts["best"].iloc[-1]
    # the median day: the mean would be drawn to the last week
    width = int((most - least).median())
    title(
        fig,
        f"From {first} districts to {last} in the best reading; the band is {width} wide",
    )
    alt = (
        f"Districts held by the Taliban in the best reading: {first} on {style.day(ends[0])}, "
        f"{last} on {style.day(ends[1])}, with a band that is {width} districts wide on the median "
        f"day; on {style.day(widest)} it runs from {least[widest]} to {most[widest]}."
    )
    return fig, alt


def people_chart(shares: pd.DataFrame, band: dict | None = None) -> Drawing:
    """Share of districts and of people under the Taliban, best reading.

    Parameters
    ----------
    shares : DataFrame
        As from `helpers.analysis.people.shares_held`.
    band : dict, optional
        By count the lower and upper shares by day, from many worlds; default: from the least to
        the most of the three readings.

    Examples
    --------
    >>> index = pd.date_range("2021-07-01", periods=2, name="date")
    >>> counts = ["districts", "worldpop", "statistics office"]
    >>> columns = pd.MultiIndex.from_product([counts, ["best", "earliest", "latest"]])
    >>> fig, alt = people_chart(pd.DataFrame(0.5, index, columns))
    >>> plt.close(fig)
    """
    size = (WIDE, 3.8)
    fig, ax = plt.subplots(figsize=size)
    for count, colour in COUNT_COLOURS.items():
        own = shares[count]
        low, high = own.min(axis=1), own.max(axis=1)
        if band is not None:
            low, high = band[count]
        # two bands are enough: those of the two counts of people lie on each other
        if count != "statistics office":
            ax.fill_between(
                shares.index, 100 * low, 100 * high, color=colour, alpha=0.15
            )
        line = ":" if count == "statistics office" else "-"
        ax.plot(
            shares.index,
            100 * own["best"],
            line,
            color=colour,
            label=COUNT_NAMES[count],
        )
    # the whole scale: a cut axis would make the gap look larger
    ax.set(
        ylim=(0, 100),
        xlim=(shares.index[0], shares.index[-1]),
        ylabel="per cent",
    )
    style.day_axis(ax)
    ax.legend(loc="upper left", fontsize=9.5)
    widest, at = _widest_gap(shares)
    land = f"{at['districts']:.0%}"
    people = f"{at['worldpop']:.0%}"
    when = style.short_day(widest)
    title(
        fig,
        f"Widest on {when}: {land} of districts under the Taliban, {people} of people",
    )
    alt = (
        "Share of districts and of people under the Taliban by day, best reading and band. The "
        f"widest gap is on {style.day(widest)}: {land} of districts, "
        f"{people} of the people by WorldPop, {at['statistics office']:.0%} by the "
        "statistics office."
    )
    return fig, alt


def _widest_gap(shares: pd.DataFrame) -> tuple[pd.Timestamp, pd.Series]:
    """The day on which districts and people differ most, and its shares."""
    best = shares.xs("best", axis=1, level=1)
    # the two counts of people differ by a point or two: neither is the true one
    people = best[["worldpop", "statistics office"]].mean(axis=1)
    gap = best["districts"] - people
    widest = gap.idxmax()
    return widest, best.loc[widest]


def weeks_table(gaps: pd.DataFrame) -> pd.DataFrame:
    """Shares of districts and people at the end of each week, in per cent, for a reader.

    Parameters
    ----------
    gaps : DataFrame
        As from `helpers.analysis.people.weekly_gap`.

    Returns
    -------
    DataFrame
        A row a week: its last day, per cent of districts and of each count of people, points.

    Examples
    --------
    >>> gaps = pd.DataFrame({"districts": [0.5], "worldpop": [0.4], "statistics office": [0.39],
    ...                      "gap": [10.5]}, index=pd.DatetimeIndex(["2021-07-16"], name="date"))
    >>> weeks_table(gaps)["districts"].tolist()
    [50.0]
    """
    percent = 100 * gaps[list(COUNT_NAMES)]
    table = percent.round().rename(columns=COUNT_NAMES)
    # a difference is smaller than what it is taken from: it keeps a decimal
    table["points fewer people"] = gaps["gap"].map("{:.1f}".format)
    return table.rename_axis("week to").reset_index()


def province_weeks(
    first: pd.DataFrame, districts: pd.DataFrame
) -> pd.DataFrame:
    """First captures by province (in the order of the median date) and week.

    Parameters
    ----------
    first : DataFrame
        First captures: pcode, date.
    districts : DataFrame
        The table of that name.

    Returns
    -------
    DataFrame of int
        Counts; rows are names of provinces, columns the first days of weeks.

    Examples
    --------
    >>> districts = pd.DataFrame({"pcode": ["a", "b"], "province": ["X", "Y"]})
    >>> days = pd.to_datetime(["2021-06-21", "2021-05-03"])
    >>> first = pd.DataFrame({"pcode": ["a", "b"], "date": days})
    >>> province_weeks(first, districts).index.tolist()
    ['Y', 'X']
    """
    first = first[["pcode", "date"]].merge(
        districts[["pcode", "province"]], on="pcode"
    )
    # weeks end on Friday, Afghanistan's day of rest
    week = first["date"].dt.to_period("W-FRI").dt.start_time
    grid = first.groupby(["province", week]).size().unstack(fill_value=0)
    # by the median: one early district does not make a province early
    middle = (
        first.groupby("province")["date"].median().sort_values(kind="stable")
    )
    return grid.loc[middle.index]


def grid_chart(grid: pd.DataFrame, sizes: pd.Series) -> Drawing:
    """First captures by province and week, as a table of shades with numbers.

    Parameters
    ----------
    grid : DataFrame
        As from `province_weeks`.
    sizes : Series
        Districts of each province.

    Examples
    --------
    >>> grid = pd.DataFrame([[1, 2]], index=["X"],
    ...                     columns=pd.to_datetime(["2021-06-19", "2021-06-26"]))
    >>> fig, alt = grid_chart(grid, pd.Series({"X": 4}))
    >>> plt.close(fig)
    """
    height = 0.28 * len(grid) + 1.1
    size = (WIDE, height)
    fig, ax = plt.subplots(figsize=size)
    # eight is a shade, not a limit: one week of one province would bleach the rest
    ax.imshow(grid, aspect="auto", cmap="Blues", vmax=8)
    # every other week: all of them do not fit a telephone
    places = range(0, grid.shape[1], 2)
    weeks = [style.short_day(grid.columns[i]) for i in places]
    ax.set_xticks(places, weeks, rotation=60)
    names = [f"{province} ({sizes[province]})" for province in grid.index]
    ax.set_yticks(range(len(grid)), names, fontsize=9)
    for (row, column), number in np.ndenumerate(grid.to_numpy()):
        if number:
            # ink that can be read on its shade
            colour = "white" if number > 4 else "black"
            ax.text(
                column,
                row,
                number,
                ha="center",
                va="center",
                color=colour,
                fontsize=9,
            )
    ax.grid(False)
    in_week = grid.sum()
    busiest = in_week.idxmax()
    week = style.short_day(busiest)
    text = f"Most districts fell in the week from {week}: {in_week[busiest]}"
    title(fig, text + " (in brackets: districts of the province)")
    # four at each end: more names than that nobody keeps in mind
    early = ", ".join(grid.index[:4])
    late = ", ".join(grid.index[-4:])
    alt = (
        "First captures by province and week. "
        f"Earliest by the median date: {early}; last: {late}."
    )
    return fig, alt


def _draw_spread(ax: Axes, spread: pd.DataFrame) -> None:
    """A line a province, with its median, its half and its capital."""
    # a number a row: names alone would be sorted by letters
    rows = np.arange(len(spread))
    ax.hlines(
        rows, spread["min"], spread["max"], color=style.GREY, linewidth=1
    )
    ax.plot(
        spread["median"],
        rows,
        "o",
        color=style.BLUE,
        markersize=4,
        label="median capture",
    )
    # of all districts: those that no page names count as not yet fallen
    ax.plot(
        spread["half"],
        rows,
        "|",
        color="black",
        markersize=9,
        label="half of all held",
    )
    ax.plot(
        spread["capital"],
        rows,
        "D",
        color=style.RUST,
        fillstyle="none",
        label="capital",
    )
    ax.set_yticks(rows, spread.index, fontsize=9)
    ax.invert_yaxis()
    style.day_axis(ax)
    ax.tick_params(axis="x", labelsize=9)
    key(ax, columns=2)


def spread_chart(spread: pd.DataFrame) -> Drawing:
    """From the first to the last capture of each province, with its half and its capital.

    Parameters
    ----------
    spread : DataFrame
        By province: min, median, max (days of first captures), half (day on which half of all
        its districts were held), capital.

    Examples
    --------
    >>> days = pd.date_range("2021-06-01", periods=5, freq="10D")
    >>> row = dict(zip(["min", "half", "median", "max", "capital"], days))
    >>> fig, alt = spread_chart(pd.DataFrame([row], index=["X"]))
    >>> plt.close(fig)
    """
    height = 0.25 * len(spread) + 1.4
    size = (WIDE, height)
    fig, ax = plt.subplots(figsize=size)
    _draw_spread(ax, spread)
    # signed: less than nought where the capital fell first
    gap = (spread["capital"] - spread["half"]).dt.days
    # three days: what the bounds of most reports leave open
    soon = int((gap <= 3).sum())
    n = gap.notna().sum()
    title(
        fig,
        f"In {soon} of {n} provinces the capital fell with half the districts",
    )
    alt = (
        "Line from the first to the last capture in each province, a dot at the median, a stroke "
        "where half of all its districts were held, a diamond at the capital. The capital fell a "
        f"median of {gap.median():.0f} days after the half, three or less in {soon}; "
        f"{gap.quantile(0.25):.0f} to {gap.quantile(0.75):.0f} in the middle half of the provinces."
    )
    return fig, alt


def retaken_chart(back: pd.DataFrame, end: str) -> Drawing:
    """Retakings, with a line to the next capture where one is told.

    Parameters
    ----------
    back : DataFrame
        As from `helpers.analysis.timeline.retaken`, with district.
    end : str
        The day to which a dotted line runs where no capture is told.

    Examples
    --------
    >>> back = pd.DataFrame({"district": ["X", "Y"], "lost_again": [pd.NaT] * 2,
    ...                      "date": pd.to_datetime(["2021-06-21", "2021-06-22"])})
    >>> fig, alt = retaken_chart(back, "2021-08-15")
    >>> plt.close(fig)
    """
    height = 0.21 * len(back) + 1.3
    size = (WIDE, height)
    fig, ax = plt.subplots(figsize=size)
    # a column of nothing but gaps has no type of its own
    again = pd.to_datetime(back["lost_again"])
    # dotted to the end: nobody says when, though hardly any was held by then
    until = again.fillna(as_day("end", end))
    known = again.notna().to_numpy()
    rows = np.arange(len(back))
    ax.hlines(
        rows[known],
        back["date"][known],
        until[known],
        color=style.BLUE,
        linewidth=3,
    )
    ax.hlines(
        rows[~known],
        back["date"][~known],
        until[~known],
        color=style.GREY,
        linestyle=":",
    )
    ax.plot(back["date"], rows, "o", color=style.BLUE, markersize=4)
    ax.set_yticks(rows, back["district"], fontsize=8.5)
    # the first retaking on top
    ax.set_ylim(len(back) - 0.4, -0.6)
    style.day_axis(ax)
    title(
        fig,
        f"Of {len(back)} retakings {known.sum()} have a second fall in print (dotted: none)",
    )
    alt = (
        f"{len(back)} retakings by date; {known.sum()} have a line to the next capture, "
        f"{(~known).sum()} are dotted because no page names the second fall."
    )
    return fig, alt


def manner_months(first: pd.DataFrame) -> pd.DataFrame:
    """First captures by month and manner, the unknown ones too.

    Parameters
    ----------
    first : DataFrame
        date and manner, a row a first capture.

    Returns
    -------
    DataFrame of int
        Counts; rows are names of months, columns the words of `manner`.

    Examples
    --------
    >>> first = pd.DataFrame({"date": pd.to_datetime(["2021-06-21"]), "manner": ["unknown"]})
    >>> manner_months(first).loc["June", "unknown"].item()
    1
    """
    # no strftime: month names must not hang on the locale
    month = [style.MONTHS[date.month - 1] for date in first["date"]]
    manner = first["manner"].astype(str).to_numpy()
    table = pd.crosstab(
        pd.Series(month, name="month"), pd.Series(manner, name="manner")
    )
    # in the order of the year: a crosstab sorts by letters
    in_order = [name for name in style.MONTHS if name in table.index]
    return table.reindex(
        index=in_order, columns=list(MANNER_LOOKS), fill_value=0
    )


def manner_chart(by_month: pd.DataFrame) -> Drawing:
    """How districts fell, by month, as bars of counts.

    Parameters
    ----------
    by_month : DataFrame
        As from `manner_months`.

    Examples
    --------
    >>> table = pd.DataFrame(1, index=["June"], columns=list(MANNER_LOOKS))
    >>> fig, alt = manner_chart(table)
    >>> plt.close(fig)
    """
    height = 0.6 * len(by_month) + 1.7
    size = (WIDE, height)
    fig, ax = plt.subplots(figsize=size)
    # each manner begins where the last one ended
    left = np.zeros(len(by_month))
    for manner, (colour, hatch) in MANNER_LOOKS.items():
        numbers = by_month[manner].to_numpy()
        look = {
            "color": colour,
            "hatch": hatch,
            "edgecolor": "white",
            "label": manner,
        }
        ax.barh(by_month.index, numbers, left=left, **look)
        _bar_numbers(ax, left, numbers)
        left += numbers
    ax.invert_yaxis()
    ax.set_xlabel("districts, first capture")
    key(ax, columns=2)
    unknown = int(by_month["unknown"].sum())
    total = int(by_month.to_numpy().sum())
    title(fig, f"How {total} districts fell: for {unknown} no page says it")
    parts = []
    for month, row in by_month.iterrows():
        numbers = ", ".join(
            f"{manner} {number}" for manner, number in row.items()
        )
        parts.append(f"{month}: {numbers}")
    said = "; ".join(parts)
    return (
        fig,
        f"Districts by month and manner of their first capture: {said}.",
    )


def _bar_numbers(ax, left: np.ndarray, numbers: np.ndarray) -> None:
    """Write numbers into their part of the bars."""
    # on hatching a number can only be read on paper of its own
    box = {
        "facecolor": "white",
        "alpha": 0.75,
        "edgecolor": "none",
        "pad": 0.8,
    }
    look = {"ha": "center", "va": "center", "fontsize": 9, "bbox": box}
    for place, (start, number) in enumerate(zip(left, numbers, strict=True)):
        # a number needs some room to be read
        if number >= 5:
            ax.text(start + number / 2, place, number, **look)


def manner_map(manner: pd.Series, districts: pd.DataFrame) -> Drawing:
    """How each district first fell, one tile a district.

    Parameters
    ----------
    manner : Series
        Manner by P-code; districts without a capture are left white.
    districts : DataFrame
        The table of that name.

    Examples
    --------
    >>> from helpers import load
    >>> fig, alt = manner_map(pd.Series({"AF0101": "assault"}), load("districts"))
    >>> plt.close(fig)
    """
    size = (WIDE, 4.9)
    fig, ax = plt.subplots(figsize=size)
    # tiles and not outlines: every district is as large as another
    corners = hex_corners(districts)
    own = districts["pcode"].map(manner).astype(object)
    # a district that no page names is not one where nothing happened
    none = own.isna().to_numpy()
    _tiles(ax, corners, own)
    shown = districts[["pcode", "province", "district"]].rename(
        columns={"pcode": "P-code"}
    )
    figure_data.keep(ax, shown.assign(manner=own.map(MANNER_LABELS)))
    ax.autoscale()
    ax.set(aspect="equal", xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    ax.grid(False)
    key(ax, columns=2)
    # a withdrawal may follow a fight or avoid one, so it is not counted here
    gave_way = own.isin(manners.GAVE_WAY)
    by_region = districts["region"][gave_way].value_counts()
    # a made-up table may hold no surrender at all
    most = by_region.index[0] if len(by_region) else "nowhere"
    title(fig, f"Surrenders and settlements were most frequent in the {most}")
    counts = own.value_counts()
    parts = ", ".join(f"{name} {counts.get(name, 0)}" for name in MANNER_LOOKS)
    regions = ", ".join(
        f"{name} {number}" for name, number in by_region.items()
    )
    alt = (
        f"One tile a district, by the manner of its first capture: {parts}; {none.sum()} without "
        f"a capture of their own. Surrenders and settlements by region: {regions or 'none'}."
    )
    return fig, alt


def _tiles(ax, corners: np.ndarray, own: pd.Series) -> None:
    """Fill the tiles by manner, with a key."""
    none = own.isna().to_numpy()
    # white, with an outline: unknown to the record, not absent from the map
    empty = PolyCollection(
        corners[none], facecolor="white", edgecolor="#C8C8C8", linewidth=0.4
    )
    ax.add_collection(empty)
    for name, (colour, hatch) in MANNER_LOOKS.items():
        is_own = own == name
        tiles = corners[is_own.to_numpy()]
        # a manner that never was would stand in the key for nothing
        if not len(tiles):
            continue
        fill = PolyCollection(
            tiles, facecolor=colour, edgecolor="#777777", linewidth=0.4
        )
        fill.set_hatch(hatch)
        ax.add_collection(fill)
        # a collection of many tiles makes no entry of a key: an empty one does
        ax.fill(
            [],
            [],
            facecolor=colour,
            edgecolor="#777777",
            hatch=hatch,
            label=name,
        )
    ax.fill(
        [],
        [],
        facecolor="white",
        edgecolor="#C8C8C8",
        label="no capture named",
    )


def speaker_chart(speakers: pd.DataFrame, bounds: dict) -> Drawing:
    """Share of captures of which each kind of speaker tells an assault.

    Parameters
    ----------
    speakers : DataFrame
        As from `helpers.analysis.manners.by_speaker`.
    bounds : dict
        As from `helpers.analysis.manners.worst_case`.

    Examples
    --------
    >>> speakers = pd.DataFrame({"claimed_by": ["media"], "captures": [9], "share": [0.4],
    ...                          "lo": [0.2], "hi": [0.6]})
    >>> fig, alt = speaker_chart(speakers, {"lo": 0.2, "hi": 0.6, "share": 0.3})
    >>> plt.close(fig)
    """
    fig, ax = plt.subplots(figsize=(WIDE, 0.56 * len(speakers) + 1.6))
    words = speakers["claimed_by"].map(SPEAKER_LABELS)
    names = [
        f"{word} (n = {n})"
        for word, n in zip(words, speakers["captures"], strict=True)
    ]
    # what captures without a manner leave open: none of them an assault, or all
    low, high = 100 * bounds["lo"], 100 * bounds["hi"]
    ax.axvspan(low, high, color=style.GREY, alpha=0.15, linewidth=0)
    percent = 100 * speakers[["share", "lo", "hi"]]
    whiskers(
        ax, names, percent["share"], percent["lo"], percent["hi"], plate=None
    )
    ax.set(xlim=(0, 100))
    ax.set_xlabel(
        "per cent of captures that it says were by assault\n(grey: what can be true of all)"
    )
    in_order = speakers.sort_values("share", kind="stable")
    least, most = _by_word_of(in_order.iloc[0]), _by_word_of(in_order.iloc[-1])
    title(fig, f"Assaults: {least}, {most}")
    parts = [
        f"{name} {row.share:.0%} ({row.lo:.0%} to {row.hi:.0%})"
        for name, row in zip(names, speakers.itertuples(), strict=True)
    ]
    said = "; ".join(parts)
    worst = f"{bounds['lo']:.0%} to {bounds['hi']:.0%}"
    alt = f"Share of captures told as assaults, by who speaks: {said}."
    return fig, f"{alt} Worst-case bounds over all: {worst}."


def _by_word_of(row: pd.Series) -> str:
    """A share of captures, and by whose word they were assaults."""
    speaker = row["claimed_by"]
    # a page of both sides is no voice of its own
    voice = VOICE_LABELS.get(speaker, SPEAKER_LABELS[speaker])
    return f"{row['share']:.0%} by the word of {voice}"


def support_chart(shares: pd.DataFrame, n: int) -> Drawing:
    """Share of captures with one, two and three origins in print, by days since the event.

    Parameters
    ----------
    shares : DataFrame
        As from `helpers.analysis.timeline.support_growth`.
    n : int
        Captures with a dated page.

    Examples
    --------
    >>> shares = pd.DataFrame({"1 or more": [0.5, 1.0], "2 or more": [0.1, 0.2]})
    >>> fig, alt = support_chart(shares, 9)
    >>> plt.close(fig)
    """
    size = (WIDE, 3.5)
    fig, ax = plt.subplots(figsize=size)
    last = shares.index[-1]
    colours = (style.BLUE, style.ORANGE, style.GREEN)
    for name, colour in zip(shares, colours, strict=False):
        ax.plot(shares.index, 100 * shares[name], color=colour)
        # at the end of its line: a key would have to be looked up
        style.label(ax, last, 100 * shares[name].iloc[-1], name, color=colour)
    # room at the right for the names of the lines
    ax.set(ylim=(0, 105), xlim=(0, 1.3 * last), xticks=range(0, last + 1, 2))
    ax.set_xlabel("days since the capture")
    ax.set_ylabel(f"per cent of {n} captures")
    two = shares["2 or more"]
    day_one, end = two.iloc[1], two.iloc[-1]
    title(
        fig,
        f"Two origins: {day_one:.0%} after a day, {end:.0%} after {last} days",
    )
    parts = [
        f"{name} {shares[name].iloc[1]:.0%} and {shares[name].iloc[-1]:.0%}"
        for name in shares
    ]
    said = "; ".join(parts)
    return (
        fig,
        f"Origins in print of {n} captures, after one day and after {last}: {said}.",
    )


def one_day(counts: pd.DataFrame, date: str, n: int) -> Drawing:
    """Draw the districts held by day in three readings, with one day marked.

    Parameters
    ----------
    counts : DataFrame
        Columns earliest, best, latest by day.
    date : str
        The day that is marked.
    n : int
        Districts in all.

    Examples
    --------
    >>> columns = {"earliest": [1, 4], "best": [1, 3], "latest": [0, 2]}
    >>> counts = pd.DataFrame(columns, pd.to_datetime(["2021-06-21", "2021-06-22"]))
    >>> fig, alt = one_day(counts, "2021-06-22", 399)
    >>> plt.close(fig)
    """
    fig, ax = plt.subplots(figsize=(8, 3.6))
    low, high = counts.min(axis=1), counts.max(axis=1)
    style.band(ax, counts.index, low, counts["best"], high)
    # before anything is drawn: a mark beside the lines would be no fault
    day = day_of("date", date, counts.index)
    here = counts.loc[day]
    best = here["best"]
    # the three answers of that day, as the ends and the middle of one bar
    below, above = best - here.min(), here.max() - best
    ax.errorbar(
        day, best, [[below], [above]], fmt="o", color=style.RUST, capsize=4
    )
    ax.set_title(
        f"Districts held by the Taliban, of {n}: one day, three readings"
    )
    ax.set(
        ylim=(0, None),
        xlim=(counts.index[0], counts.index[-1]),
        ylabel=f"of {n} districts",
    )
    style.day_axis(ax)
    first, last = style.day(counts.index[0]), style.day(counts.index[-1])
    said = (
        f"The count of districts held by the Taliban from {first.removesuffix(' 2021')} to {last} "
        f"with the band of the three readings; on {style.day(day).removesuffix(' 2021')} it is "
        f"{best} in the best, {here['earliest']} in the earliest and {here['latest']} in the "
        "latest reading."
    )
    return fig, said


__dir__ = own_names(__name__)
