"""Words for hazard ratios: what a trait is called, how clear an answer is, where a place stood."""

from collections.abc import Iterable

import pandas as pd

from helpers.adjudication import captures
from helpers.analysis import hazard, hazard_worlds, spread, sureness
from helpers.public import own_names
from helpers.tables import load
from helpers.views.sentences import day_span, listed
from helpers.views.style import day, short_day
from helpers.views.tables import report_links

# not "no difference": an interval that holds 1 shows none and excludes none
UNCLEAR = "no difference that can be told"


def names(terms: Iterable[str]) -> dict[str, str]:
    """What a step of each trait is called.

    Parameters
    ----------
    terms : iterable of str
        Of `hazard.TERMS`.

    Returns
    -------
    dict
        {term: its words}.

    Examples
    --------
    >>> names(["area"])
    {'area': 'Twice the area'}
    """
    return {term: hazard.TERMS[term][0] for term in terms}


def said(ratios: pd.DataFrame) -> list[str]:
    """Each trait with its ratio and interval.

    Parameters
    ----------
    ratios : DataFrame
        By term: ratio, lo, hi.

    Returns
    -------
    list of str
        In the order of the rows.

    Examples
    --------
    >>> said(pd.DataFrame({"ratio": [2.0], "lo": [1.5], "hi": [3.0]}, index=["area"]))
    ['twice the area 2.00 (1.50 to 3.00)']
    """
    lines = []
    for term, row in ratios.iterrows():
        name = hazard.TERMS[term][0]
        ratio = span(row)
        lines.append(f"{_small(name)} {ratio}")
    return lines


def _small(name: str) -> str:
    """A name within a sentence, which goes on: no capital inside it."""
    first = name[0].lower()
    return first + name[1:]


def span(row: pd.Series) -> str:
    """A ratio with its interval.

    Parameters
    ----------
    row : Series
        ratio, lo, hi.

    Examples
    --------
    >>> span(pd.Series({"ratio": 2.0, "lo": 1.5, "hi": 3.0}))
    '2.00 (1.50 to 3.00)'
    """
    ratio = row["ratio"]
    lo = row["lo"]
    hi = row["hi"]
    # two digits: the third is within the error of the fit
    return f"{ratio:.2f} ({lo:.2f} to {hi:.2f})"


def points(gain: float, lo: float, hi: float) -> str:
    """A difference of shares in points of a hundred.

    Parameters
    ----------
    gain, lo, hi : float
        The difference and its interval, as shares.

    Examples
    --------
    >>> points(0.09, 0.02, 0.17)
    '+9 points (+2 to +17)'
    """
    # points and not per cent: per cent of a share could mean either
    interval = f"{100 * lo:+.0f} to {100 * hi:+.0f}"
    return f"{100 * gain:+.0f} points ({interval})"


def signed(gain: float, lo: float, hi: float) -> str:
    """A difference with its interval.

    Parameters
    ----------
    gain, lo, hi : float
        The difference and its interval.

    Examples
    --------
    >>> signed(0.1, -0.09, 0.33)
    '+0.10 (-0.09 to +0.33)'
    """
    return f"{gain:+.2f} ({lo:+.2f} to {hi:+.2f})"


def how_clear(row: pd.Series, more: str, less: str) -> str:
    """One word for a ratio above 1, another for one below, a third for an interval that has both.

    Parameters
    ----------
    row : Series
        lo and hi, the interval of the ratio.
    more, less : str
        The words for a ratio above 1 and below it.

    Examples
    --------
    >>> how_clear(pd.Series({"lo": 1.1, "hi": 2.0}), "sooner", "later")
    'sooner'
    >>> how_clear(pd.Series({"lo": 0.9, "hi": 2.0}), "sooner", "later")
    'no difference that can be told'
    """
    # by the interval, not by the estimate: an estimate is always on some side of 1
    if row["lo"] > 1:
        return more
    if row["hi"] < 1:
        return less
    return UNCLEAR


def place_of(
    district: str,
    province: str,
    scored: pd.DataFrame,
    first: pd.DataFrame,
    events_table: pd.DataFrame,
) -> str:
    """Where a model put a district in the week of its fall, with its traits and its pages.

    Parameters
    ----------
    district, province : str
        Names.
    scored : DataFrame
        See `hazard.panel`, with reach and a column `score`.
    first : DataFrame
        See `spread.first_days`.
    events_table : DataFrame
        See `events`.

    Returns
    -------
    str
        A paragraph.

    Examples
    --------
    >>> place_of("Doshi", "Baghlan", pd.DataFrame({"pcode": [], "captured": []}), None, None)
    '**Doshi** has no first capture among the district-weeks of the model.'
    """
    districts = load("districts")
    # names recur from province to province: both are needed
    is_name = districts["district"] == district
    is_province = districts["province"] == province
    pcode = districts.loc[is_name & is_province, "pcode"].item()
    # the week of its first capture
    is_own = scored["pcode"] == pcode
    own = scored[is_own & (scored["captured"] == 1)]
    if own.empty:
        return f"**{district}** has no first capture among the district-weeks of the model."
    row = own.iloc[0]
    # among those at risk in that week only
    at_risk = scored[scored["week"] == row["week"]]
    rank = at_risk["score"].rank(ascending=False)
    fell = first.loc[pcode]
    # distances are logarithms to the base 2
    far = 2 ** row[["road", "capital", "crossing"]].astype(float)
    # a border post in the district has a fall of its own
    captures_table = captures(events_table)
    of_district = captures_table[captures_table["pcode"] == pcode]
    reports = of_district["reports"].iloc[0]
    # four are enough to see who says so; the record has all
    pages = report_links(reports[:4])
    return (
        f"**{district}** fell {day_span(fell['date_lo'], fell['date_hi'])} ({pages}). "
        f"{far['road']:.0f} km from the trunk road, "
        f"{far['capital']:.0f} km from a capital, {far['crossing']:.0f} km from a crossing, "
        f"{row['neighbours']:.0%} of its neighbours held, {row['reach']:.0%} of its polling "
        f"centres counted in 2019: rank {rank[row.name]:.0f} of {len(rank)} standing in the "
        "week of its fall."
    )


def same_verdict(by_world: pd.DataFrame, row: pd.Series) -> str:
    """In how many worlds the interval of a ratio tells what it tells in the record.

    That a difference is there, one way or the other, or that none can be told: a ratio may lie on
    one side of 1 in all worlds, which redraw days and not luck, and still not be told from 1.

    Parameters
    ----------
    by_world : DataFrame
        Ratio, lo and hi, a row a world.
    row : Series
        The same of the record.

    Examples
    --------
    >>> rows = [(1.2, 1.1, 1.4), (1.3, 1.2, 1.5), (1.1, 0.9, 1.3), (1.4, 1.1, 1.6)]
    >>> worlds = pd.DataFrame(rows, columns=["ratio", "lo", "hi"])
    >>> same_verdict(worlds, pd.Series({"ratio": 1.3, "lo": 1.1, "hi": 1.5}))
    '**fails in 1 of 4 worlds** (more than a fifth); 90% range 1.11 to 1.38'
    """
    ratio = by_world["ratio"]
    of_worlds = hazard_worlds.verdicts(by_world["lo"], by_world["hi"])
    of_record = hazard_worlds.verdicts(row["lo"], row["hi"])
    holds = of_worlds == of_record
    # a fit without an answer tells nothing: its verdict is none, not "no difference"
    holds &= ratio.notna().to_numpy()
    return sureness.said(ratio, holds, ".2f")


def nearness(row: pd.Series) -> str:
    """Which way a distance went with the hazard, or that it cannot be told.

    Parameters
    ----------
    row : Series
        ratio, lo, hi; of a step of distance.

    Examples
    --------
    >>> nearness(pd.Series({"lo": 0.3, "hi": 0.9}))
    'the nearer, the sooner'
    """
    return how_clear(row, "the farther, the sooner", "the nearer, the sooner")


def next_day(answer: pd.DataFrame, case: str) -> str:
    """The ratio of neighbours fallen the day before, with its interval, in one case.

    Parameters
    ----------
    answer : DataFrame
        See `spread.spread_answer`.
    case : str
        One of `spread.ORDER`.

    Examples
    --------
    >>> row = {"case": "by road", "lag": 1, "ratio": 1.5, "lo": 1.2, "hi": 1.9}
    >>> next_day(pd.DataFrame([row]), "by road")
    '1.50 (1.20 to 1.90)'
    """
    by_lag = spread.of_case(answer, case)
    return span(by_lag.loc[1])


def share_gain(row: pd.Series) -> str:
    """What a forecast gains on the region's pace, in points of a hundred.

    Parameters
    ----------
    row : Series
        Of `forecast.compare`.

    Examples
    --------
    >>> share_gain(pd.Series({"gain": 0.09, "gain_lo": 0.02, "gain_hi": 0.17}))
    '+9 points (+2 to +17)'
    """
    # the interval stands beside the estimate: it nearly always holds nought
    return points(row["gain"], row["gain_lo"], row["gain_hi"])


def log_gain(row: pd.Series) -> str:
    """What a forecast gains on the region's pace, in logarithms a capture.

    Parameters
    ----------
    row : Series
        Of `forecast.compare`.

    Examples
    --------
    >>> log_gain(pd.Series({"log_gain": 0.1, "log_gain_lo": -0.09, "log_gain_hi": 0.33}))
    '+0.10 (-0.09 to +0.33)'
    """
    return signed(row["log_gain"], row["log_gain_lo"], row["log_gain_hi"])


def solid(steady: pd.DataFrame) -> str:
    """The traits that hold in all fits.

    Parameters
    ----------
    steady : DataFrame
        See `refits.steadiness`.

    Examples
    --------
    >>> solid(pd.DataFrame({"holds": [True, False]}, index=["area", "road"]))
    '*twice the area*'
    """
    # a trait that one fit of many turns round is not called solid
    holding = steady.index[steady["holds"]]
    marked = []
    for name in names(holding).values():
        marked.append(f"*{_small(name)}*")
    return listed(marked)


def road_title(road: pd.Series) -> str:
    """The finding about roads, as the title of a figure.

    Parameters
    ----------
    road : Series
        ratio, lo, hi; of a step of distance to a trunk road.

    Examples
    --------
    >>> road_title(pd.Series({"lo": 0.9, "hi": 2.0}))
    'Near a trunk road or far from it: no difference that can be told'
    """
    far = "those far from it fell sooner"
    near = "those near it fell sooner"
    # a title must change with its numbers
    word = how_clear(road, far, near)
    return f"Near a trunk road or far from it: {word}"


def reach_title(reach: pd.Series, road: pd.Series) -> str:
    """The finding about reach and roads, as the title of a figure.

    Parameters
    ----------
    reach, road : Series
        lo and hi, the intervals of both ratios.

    Examples
    --------
    >>> row = pd.Series({"lo": 0.1, "hi": 0.3})
    >>> reach_title(row, pd.Series({"lo": 0.9, "hi": 1.1})).splitlines()[0]
    'Where the state still reached, districts stood longer;'
    """
    # by the intervals, so that no title says more than they do
    word = how_clear(reach, "fell sooner", "stood longer")
    # farther and nearer: a ratio above 1 means that distance hastened the fall
    roads = how_clear(road, "farther, sooner", "nearer, sooner")
    return f"Where the state still reached, districts {word};\nroads: {roads}"


def spread_reading(answer: pd.DataFrame) -> str:
    """What the ratios by lag look like, in words that the numbers choose.

    Parameters
    ----------
    answer : DataFrame
        By lag in days: ratio, lo, hi.

    Examples
    --------
    >>> rows = {1: (1.5, 2.0), 3: (0.9, 1.4), 7: (0.8, 1.2)}
    >>> table = pd.DataFrame.from_dict(rows, orient="index", columns=["lo", "hi"])
    >>> spread_reading(table)[:22]
    'So captures came in **'
    """
    # told from none: the interval leaves out 1
    soon = answer.loc[1, "lo"] > 1
    later = (answer.loc[[3, 7], "lo"] > 1).any()
    if soon and not later:
        return (
            "So captures came in **bursts of a day or two among neighbours**, and a neighbour "
            "lost a week ago says nothing more. One garrison giving up after the next would look "
            "like that, and so would one order or one deal for several districts: the table "
            "cannot tell these two apart. A slow front that creeps from district to district "
            "would not."
        )
    if soon:
        # only where the later lags are clear too is it more than a burst
        return "So a fallen neighbour made a fall likelier for days: that is how a front moves."
    return "So no spread from neighbour to neighbour can be told."


def spread_title(answer: pd.DataFrame) -> str:
    """The finding about spread by lag, as the title of a figure.

    Parameters
    ----------
    answer : DataFrame
        By lag in days: ratio, lo, hi.

    Examples
    --------
    >>> rows = {1: (1.5, 2.0), 3: (0.9, 1.4), 7: (0.8, 1.2)}
    >>> table = pd.DataFrame.from_dict(rows, orient="index", columns=["lo", "hi"])
    >>> spread_title(table)
    'Neighbours fallen one day before: sooner.\\nThree days: not told; seven: not told'
    """
    word = {}
    for lag, row in answer.iterrows():
        # the long words for "unclear" would not fit a title three times
        clear = how_clear(row, "sooner", "later")
        word[lag] = "not told" if clear == UNCLEAR else clear
    return f"Neighbours fallen one day before: {word[1]}.\nThree days: {word[3]}; seven: {word[7]}"


def forecast_title(gain_lo: float, traits_gain: float) -> str:
    """The finding about forecasts, as the title of a figure.

    Parameters
    ----------
    gain_lo : float
        The lower end of what reach adds to the pace of the region.
    traits_gain : float
        What roads, cities, borders and neighbours add to reach.

    Examples
    --------
    >>> forecast_title(0.02, -0.01).splitlines()[0]
    'Reach beats the pace of the region;'
    """
    reach = "Nothing beats the pace"
    if gain_lo > 0:
        reach = "Reach beats the pace of the region"
    # the estimate alone: the interval stands in the figure
    traits = "add to it" if traits_gain > 0 else "take from it"
    return f"{reach};\nroads, cities, borders and neighbours {traits}"


def change_title(changed: pd.Series) -> str:
    """The finding about two halves, as the title of a figure.

    Parameters
    ----------
    changed : Series
        ratio, lo, hi; of the later half to the earlier.

    Examples
    --------
    >>> change_title(pd.Series({"lo": 0.3, "hi": 0.9}))
    'Neighbours counted for less after 30 June (best reading)'
    """
    word = how_clear(changed, "for more", "for less")
    # "for no difference" would be no English
    how = "as before" if word == UNCLEAR else word
    return f"Neighbours counted {how} after 30 June (best reading)"


def tide_title(week: pd.DataFrame) -> str:
    """The highest full week, as the title of a figure.

    Parameters
    ----------
    week : DataFrame
        captured and at_risk, by the first day of each week.

    Examples
    --------
    >>> days = pd.to_datetime(["2021-05-06", "2021-05-13"])
    >>> tide_title(pd.DataFrame({"at_risk": [9, 8], "captured": [1, 2]}, index=days))
    'Before the last days (grey) the tide was highest in the week of 6 May'
    """
    # the last, short week is left out of the model
    rate = week["captured"] / week["at_risk"]
    highest = rate.iloc[:-1].idxmax()
    return f"Before the last days (grey) the tide was highest in the week of {short_day(highest)}"


def tide_words(week: pd.DataFrame) -> str:
    """The text alternative of the tide.

    Parameters
    ----------
    week : DataFrame
        As for `tide_title`.

    Examples
    --------
    >>> days = pd.to_datetime(["2021-05-06", "2021-05-13"])
    >>> tide_words(pd.DataFrame({"at_risk": [9, 8], "captured": [1, 2]}, index=days))[:42]
    'Share of the districts at risk that were c'
    """
    # the last days are no full week: their share is not comparable
    rate = (week["captured"] / week["at_risk"]).iloc[:-1]
    peak = week.loc[rate.idxmax()]
    return (
        "Share of the districts at risk that were captured, by week from 1 May to 15 August "
        f"2021. The highest full week begins on {day(rate.idxmax())}, with "
        f"{peak['captured']} of {peak['at_risk']}; the last days, in grey, are left out of "
        "the model."
    )


def typical(rows: pd.DataFrame) -> pd.DataFrame:
    """The traits, what a step of each is, and what is usual among these districts.

    Parameters
    ----------
    rows : DataFrame
        See `hazard.covariates`.

    Returns
    -------
    DataFrame of str
        By trait: a step of it, among those at risk.

    Examples
    --------
    >>> typical(hazard.covariates()).loc["is_capital", "among those at risk"]
    '34 districts'
    """
    middle = rows.median(numeric_only=True)
    # medians: a few far districts would carry a mean away
    words = {
        t: f"median {2 ** middle[t]:.0f} km"
        for t in ("road", "capital", "crossing")
    }
    # areas are logarithms to the base 2
    words["area"] = f"median {2 ** middle['area']:.0f} km²"
    for trait in ("border", "is_capital", "contested"):
        words[trait] = f"{rows[trait].sum():.0f} districts"
    # reach has a section of its own
    steps = pd.Series(names(hazard.MODEL), name="a step of it")
    table = steps.to_frame()
    table["among those at risk"] = pd.Series(words)
    return table.fillna("")


def lag_words(lags: Iterable[int]) -> dict[int, str]:
    """What a lag is called.

    Parameters
    ----------
    lags : iterable of int
        Days.

    Returns
    -------
    dict
        {lag: its words}.

    Examples
    --------
    >>> lag_words([1, 3])
    {1: 'Fallen the day before', 3: 'Fallen 3 days before'}
    """
    words = {}
    # the day before has a name of its own
    for lag in lags:
        when = "the day" if lag == 1 else f"{lag} days"
        words[lag] = f"Fallen {when} before"
    return words


def map_title(rho: float) -> str:
    """The finding of the two maps.

    Parameters
    ----------
    rho : float
        From -1 to 1.

    Examples
    --------
    >>> map_title(0.5).splitlines()
    ['Where the state reached less, it lost sooner', '(rank correlation 0.50)']
    """
    # a rank correlation: it says which way, not how many days
    word = "sooner" if rho > 0 else "later"
    return f"Where the state reached less, it lost {word}\n(rank correlation {rho:.2f})"


def map_words(rho: float, known: int) -> str:
    """The text alternative of the two maps.

    Parameters
    ----------
    rho : float
        The rank correlation.
    known : int
        Over how many districts.

    Examples
    --------
    >>> map_words(0.5, 9)[:30]
    'Two tile maps of the districts'
    """
    return (
        "Two tile maps of the districts: the share of polling centres with a result in 2019, "
        "and the day of the first capture that a page names. Rank correlation "
        f"{rho:.2f} over {known} districts that fell by 11 August."
    )


def strip_words(steady: pd.DataFrame) -> str:
    """The text alternative of the many fits.

    Parameters
    ----------
    steady : DataFrame
        As `refits.steadiness` gives it: by term.

    Examples
    --------
    >>> strip_words(pd.DataFrame({"same_side": [2], "fits": [3]}, index=["area"]))[-22:]
    'twice the area 2 of 3.'
    """
    rows = []
    # both numbers: "all fits" would hide how many there were
    for term, row in steady.iterrows():
        name = names([term])[term]
        # the month of May keeps its capital
        small = name[0].lower() + name[1:]
        rows.append(f"{small} {row['same_side']} of {row['fits']}")
    said = "; ".join(rows)
    return f"Ratios under one changed decision at a time. On the side of the main model: {said}."


__dir__ = own_names(__name__)
