"""A discrete-time hazard model: of the districts still standing, which were captured next?

One row a district and week (or day) at risk. The chance of a first capture has a complementary
log-log link, so that exp(coefficient) is a ratio of hazards although only weeks are told apart
(Prentice and Gloeckler 1978, Biometrics 34; discrete time in general: Allison 1982, Sociological
Methodology 13). A free effect of every week takes the tide of the offensive out of the comparison.
Neighbours count by border or by road: Zhukov (2012, Political Geography 31) found violence to
follow roads.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import scipy  # its parts are loaded when they are used
from numpy.typing import ArrayLike, NDArray

from helpers.analysis.intervals import jackknife
from helpers.analysis.proximity import distances, region, weights
from helpers.arguments import as_day
from helpers.optional import optional
from helpers.public import own_names
from helpers.tables import load
from helpers.vocabulary import START, TALIBAN_CODE

# a name for readers: neither is needed to import this module
if TYPE_CHECKING:
    from statsmodels.genmod.generalized_linear_model import GLMResults

    from helpers.worlds import Worlds

# the one module of it that is needed: the whole takes half a second to import
GLM = "statsmodels.genmod.generalized_linear_model"

# written down, so that every run draws the same provinces
SEED = 2021
TERMS = {  # column of the panel: (what one step of it is, length of the step)
    "neighbours": ("A quarter more of its neighbours held", 0.25),
    "road": ("Twice as far from the trunk road", 1),
    "capital": ("Twice as far from a provincial capital", 1),
    "crossing": ("Twice as far from a border crossing", 1),
    "border": ("Touches a foreign border", 1),
    "is_capital": ("Holds a provincial capital", 1),
    "contested": ("Said to be contested or held before May", 1),
    "area": ("Twice the area", 1),
    "reach": ("All its polling centres counted in 2019, not none", 1),
}
STEPS = {term: step for term, (_, step) in TERMS.items()}
# the eight chosen beforehand
MODEL = tuple(term for term in TERMS if term != "reach")


def covariates(kind: str = "great_circle") -> pd.DataFrame:
    """What does not change from week to week.

    Parameters
    ----------
    kind : str
        See `proximity.distances`.

    Returns
    -------
    DataFrame
        Index pcode, columns as in MODEL (without neighbours), province and region. Distances (km;
        below 1 counts as 1, for the points are no better) and areas (km2) are logarithms to the
        base 2, the rest 0 or 1. contested: some page about the time before 1 May says contested or
        Taliban.

    Examples
    --------
    >>> traits = covariates()
    >>> len(traits), int(traits["is_capital"].sum())
    (399, 34)
    """
    places = load("districts").set_index("pcode")
    baseline = load("baseline")
    # pages of May already speak of the offensive itself
    before = baseline["as_of"] < START
    not_government = baseline["holder"] != "government"
    said = baseline.loc[before & not_government, "pcode"]
    km = distances(kind).clip(lower=1)
    # the step from 2 to 4 km weighs as much as the one from 40 to 80
    traits = np.log2(km)
    # numbers throughout: the model takes no words
    return traits.rename(columns={"trunk": "road"}).assign(
        border=places["borders"].map(bool).astype(float),
        is_capital=places["is_capital"].astype(float),
        contested=places.index.isin(said).astype(float),
        area=np.log2(places["area_km2"]),
        province=places["province"],
        region=region(places.index),
    )


def reach() -> pd.Series:
    """The state's reach before the war: the share of polling centres with a result in 2019.

    A centre that could open, be counted and send its result on stood where the state could still
    act (presidential election of 28 September 2019; data/district_context.csv).

    Returns
    -------
    Series
        0 (none of the centres that were listed) to 1 (all); NaN where none is listed. Index pcode.

    Examples
    --------
    >>> float(reach()["AF0101"])  # Kabul
    1.0
    """
    context = load("district_context").set_index("pcode")
    # the list, not the plan: a centre that could not even be planned counts as out of reach
    listed = context["centres_2019_listed"].astype(float)
    result = context["centres_2019_result"].astype(float)
    some_listed = listed.where(listed > 0)
    share = result / some_listed
    return share.rename("reach")


def panel(
    fallen: pd.DataFrame,
    named: Collection[str] | None = None,
    traits: pd.DataFrame | None = None,
    around: NDArray | None = None,
) -> pd.DataFrame:
    """District-weeks at risk, until the first capture or the end.

    Weeks begin on Thursdays, so that one ends on 30 June; the first and the last are shorter.

    Parameters
    ----------
    fallen : DataFrame
        (days, districts) of bool, see `roads.fallen_days`; its first row is the eve of the
        first week.
    named : collection of str, optional
        P-codes whose capture a page reports; any other district leaves unobserved in the week
        in which only its province's fall is told (default: all falls count).
    traits : DataFrame, optional
        See `covariates`; a district with one missing is left out.
    around : array, optional
        See `proximity.weights`.

    Returns
    -------
    DataFrame
        Pcode, week (its first day), days, captured (0 / 1), neighbours (share held on the eve of
        the week) and the traits.

    Examples
    --------
    >>> days = pd.date_range("2021-04-30", periods=7)  # a Friday to a Thursday
    >>> fallen = pd.DataFrame({"a": days > "2021-05-02", "b": False}, index=days)
    >>> traits = pd.DataFrame({"road": [1.0, 2.0]}, index=["a", "b"])
    >>> rows = panel(fallen, None, traits, np.array([[0, 1.0], [1.0, 0]]))
    >>> rows[["pcode", "captured", "neighbours"]].to_numpy().tolist()
    [['a', 1, 0.0], ['b', 0, 0.0], ['b', 0, 1.0]]
    """
    if traits is None:
        traits = covariates()
    if around is None:
        around = weights()
    # weeks of the campaign, from its first day, and not of the calendar
    starts = week_starts(fallen.index)
    return _at_risk(fallen, starts, named, traits, around)


def week_starts(days: pd.DatetimeIndex) -> list[int]:
    """The rows on which weeks begin; they end on Wednesdays, as 30 June was one.

    Parameters
    ----------
    days : DatetimeIndex
        One row a day; the first is the eve of the first week.

    Returns
    -------
    list of int
        Row numbers.

    Examples
    --------
    >>> week_starts(pd.date_range("2021-04-30", periods=8))  # a Friday
    [1, 6]
    """
    # numbers of weeks: to compare periods one by one takes a thousand worlds' fits twice as long
    weeks = days.to_period("W-WED")
    number = weeks.asi8
    # row 0 is the eve, row 1 begins the first week
    changes = number[2:] != number[1:-1]
    later = 2 + np.flatnonzero(changes)
    return [1, *later.tolist()]


def _at_risk(fallen, starts, named, traits, around) -> pd.DataFrame:
    """Rows of every span of days that begins at one of `starts` and ends before the next."""
    gone = fallen.to_numpy()
    pcodes = fallen.columns
    ends = [*starts[1:], len(gone)]
    # the row of the first fall; beyond the end for those that never fall
    ever = gone.any(axis=0)
    first = np.where(ever, gone.argmax(axis=0), len(gone))
    everybody = np.full(len(pcodes), True)
    is_named = everybody if named is None else pcodes.isin(named)
    # one row a span of days, one column a district
    start = np.array(starts)
    end = np.array(ends)
    falls = first < end[:, None]
    still_stood = ~falls | is_named
    not_before = first >= start[:, None]
    here = not_before & still_stood
    # the eve: what happens in the week cannot count as its own cause
    eve = gone[start - 1]
    share = eve @ around.T
    span, place = np.nonzero(here)
    length = end - start
    first_days = fallen.index[start]
    columns = {
        "pcode": pcodes[place],
        "week": first_days[span],
        "days": length[span],
        "captured": falls[here].astype(int),
        "neighbours": share[here],
    }
    known = traits.reindex(pcodes)
    for trait in traits:
        columns[trait] = known[trait].array[place]
    # a district of which a trait is missing cannot be compared
    return pd.DataFrame(columns).dropna(ignore_index=True)


def fit(
    table: pd.DataFrame,
    terms: Iterable[str] = MODEL,
    effects: tuple[str, ...] = ("week", "region"),
) -> GLMResults:
    """Fit the model by maximum likelihood.

    Standard errors allow for likeness inside provinces, intervals use t with one degree less than
    provinces (Cameron, Gelbach and Miller 2008). A week, a region or a side of a yes-or-no term in
    which nothing (or everything) was captured has no finite effect and tells nothing beside it:
    its rows are left out, and so is a term that then has one value only.

    Parameters
    ----------
    table : DataFrame
        See `panel`.
    terms : iterable of str
        Columns that enter with a coefficient.
    effects : tuple of str
        One column of groups at least; every group has an effect of its own.

    Returns
    -------
    GLMResults
        statsmodels' results; params hold the terms, then the effects (the first of every column but
        the first left out).

    Raises
    ------
    ValueError
        Where the fit does not converge, or no group has both captured and standing districts.

    Examples
    --------
    >>> rows = pd.DataFrame({"captured": [1, 0, 0, 0, 1, 1, 0, 0], "week": 1, "days": 7})
    >>> rows = rows.assign(road=np.repeat([0.0, 1.0], 4), province=list("ababcdcd"))
    >>> result = fit(rows, ["road"], effects=("week",))
    >>> float(round(np.exp(result.params["road"]), 2))  # log(1/2) / log(3/4)
    2.41
    """
    terms = list(terms)
    table = with_both(table, terms, effects)
    # a term of one value cannot be told from the constant
    terms = [term for term in terms if table[term].nunique() > 1]
    if table.empty:
        raise ValueError("no group has both captured and standing districts")
    dummies = _dummies(table, effects)
    design = pd.concat([table[terms].astype(float), *dummies], axis=1)
    # only now: most that import this module fit nothing by it
    glm = optional(GLM, "Hazard models")
    link = glm.families.links.CLogLog()
    # a week of two days has less time to fall in
    weeks_long = table["days"] / 7
    exposure = np.log(weeks_long)
    model = glm.GLM(
        table["captured"], design, glm.families.Binomial(link), offset=exposure
    )
    # Newton's way from the hazard of each week: the log-likelihood is concave in the parameters,
    # and unlike the default (reweighted least squares) it neither overflows nor waits for a large
    # decomposition
    level = _week_levels(table, dummies[0])
    result = model.fit(
        start_params=[level.get(name, 0) for name in design],
        method="newton",
        max_start_irls=0,
        disp=0,
        cov_type="cluster",
        use_t=True,
        cov_kwds={"groups": table["province"].factorize()[0]},
    )
    _must_converge(result, terms)
    return result


def _must_converge(result, terms: list[str]) -> None:
    # a ratio that ran off to infinity is no finding
    converged = result.mle_retvals["converged"]
    is_finite = np.isfinite(result.bse).all()
    if not (converged and is_finite):
        names = ", ".join(terms)
        raise ValueError(f"the fit of {names} did not converge")


def _dummies(
    table: pd.DataFrame, effects: tuple[str, ...]
) -> list[pd.DataFrame]:
    """A column for each value of an effect; all but the first leave one out, to measure from."""
    return [
        pd.get_dummies(
            table[effect].astype(str),
            prefix=effect,
            drop_first=i > 0,
            dtype=float,
        )
        for i, effect in enumerate(effects)
    ]


def _week_levels(table: pd.DataFrame, weeks: pd.DataFrame) -> pd.Series:
    """The complementary log-log of the share that was captured in each week."""
    captured = weeks.T @ table["captured"]
    at_risk = weeks.sum()
    log_of_standing = np.log1p(-captured / at_risk)
    # the complementary log-log of the share: the scale of the model's intercepts
    return np.log(-log_of_standing)


def with_both(
    table: pd.DataFrame, terms: Iterable[str], effects: Iterable[str]
) -> pd.DataFrame:
    """Rows of those groups only in which some were captured and some stood.

    Parameters
    ----------
    table : DataFrame
        See `panel`.
    terms : iterable of str
        The yes-or-no terms among them are groups as well.
    effects : iterable of str
        Columns of groups.

    Returns
    -------
    DataFrame
        The rows that a fit can use.

    Examples
    --------
    >>> rows = pd.DataFrame({"captured": [1, 0, 0], "week": [1, 1, 2]})
    >>> len(with_both(rows, [], ["week"]))
    2
    """
    # a term of two sides needs captures on both: else its ratio is endless
    sides = [term for term in terms if set(table[term]) <= {0, 1}]
    # effects again at the end: leaving out a side can empty a week
    for group in (*effects, *sides, *effects):
        by_group = table.groupby(group)["captured"]
        share = by_group.transform("mean")
        mixed = (share > 0) & (share < 1)
        table = table[mixed]
    return table


def ratios(result: GLMResults) -> pd.DataFrame:
    """Hazard ratios of one step of each term (see TERMS) with 95 % intervals.

    Parameters
    ----------
    result : GLMResults
        See `fit`.

    Returns
    -------
    DataFrame
        Ratio, lo, hi, p; index term.

    Examples
    --------
    >>> rows = pd.DataFrame({"captured": [1, 0, 0, 0, 1, 1, 0, 0], "week": 1, "days": 7})
    >>> rows = rows.assign(road=np.repeat([0.0, 1.0], 4), province=list("ababcdcd"))
    >>> ratios(fit(rows, ["road"], effects=("week",))).round(2)["ratio"].tolist()
    [2.41]
    """
    terms = [name for name in TERMS if name in result.params.index]
    # coefficients are per unit, readers want steps
    step = np.array([TERMS[name][1] for name in terms])
    intervals = result.conf_int().loc[terms]
    lows, highs = intervals.to_numpy().T
    middle = step * result.params[terms]
    low = step * lows
    high = step * highs
    columns = {
        "ratio": np.exp(middle),
        "lo": np.exp(low),
        "hi": np.exp(high),
        "p": result.pvalues[terms],
    }
    return pd.DataFrame(columns)


def by_week(rows: pd.DataFrame) -> pd.DataFrame:
    """How many districts are at risk in each week, and how many are captured.

    Parameters
    ----------
    rows : DataFrame
        See `panel`.

    Returns
    -------
    DataFrame
        at_risk, captured; index the first day of the week.

    Examples
    --------
    >>> by_week(pd.DataFrame({"week": 1, "captured": [1, 0, 0]})).loc[1].tolist()
    [3, 1]
    """
    # one row a district and week: their number is that of the districts standing
    of_week = rows.groupby("week")["captured"]
    return of_week.agg(at_risk="size", captured="sum")


def clear(table: pd.DataFrame) -> pd.DataFrame:
    """The ratios whose interval leaves out 1.

    Parameters
    ----------
    table : DataFrame
        See `ratios`.

    Returns
    -------
    DataFrame
        Those rows.

    Examples
    --------
    >>> clear(pd.DataFrame({"lo": [1.1, 0.9], "hi": [2.0, 2.0]})).index.tolist()
    [0]
    """
    is_more = table["lo"] > 1
    is_less = table["hi"] < 1
    return table[is_more | is_less]


def holm(table: pd.DataFrame, level: float = 0.05) -> int:
    """How many terms remain by Holm's correction for the number of tests (Holm 1979).

    Parameters
    ----------
    table : DataFrame
        See `ratios`; read is p.
    level : float
        Of the whole family.

    Returns
    -------
    int
        How many.

    Examples
    --------
    >>> holm(pd.DataFrame({"p": [0.01, 0.04, 0.03]}))
    1
    """
    p = np.sort(table["p"].to_numpy())
    # the smallest against all tests, the next against those that are left
    tests_left = np.arange(len(p), 0, -1)
    passes = p <= level / tests_left
    # the first that fails ends it
    remain = np.minimum.accumulate(passes)
    return int(remain.sum())


def score(
    result: GLMResults, table: pd.DataFrame, regions: bool = False
) -> pd.Series:
    """Log relative hazard of each row by the terms of a fit: who goes first, not how many.

    Parameters
    ----------
    result : GLMResults
        See `fit`.
    table : DataFrame
        See `panel`.
    regions : bool
        Add the fit's own region effects (0 for a region that it left out).

    Returns
    -------
    Series
        One number a row.

    Examples
    --------
    >>> rows = pd.DataFrame({"captured": [1, 0, 0, 0, 1, 1, 0, 0], "week": 1, "days": 7})
    >>> rows = rows.assign(road=np.repeat([0.0, 1.0], 4), province=list("ababcdcd"))
    >>> score(fit(rows, ["road"], effects=("week",)), rows).round(2).unique().tolist()
    [0.0, 0.88]
    """
    terms = [name for name in TERMS if name in result.params.index]
    traits = table[terms].astype(float)
    value = traits @ result.params[terms]
    if not regions:
        return value
    # a region that had no capture to learn from adds nothing
    names = "region_" + table["region"]
    effect = names.map(result.params)
    return value + effect.fillna(0)


def concordance(
    table: pd.DataFrame, score: ArrayLike, draws: int = 1_000, seed: int = SEED
) -> tuple[float, NDArray]:
    """Of all pairs of a captured and a standing district in one week: who had the higher score?

    This is the area under the ROC curve inside weeks; ties count half, 0.5 is a coin.

    Parameters
    ----------
    table : DataFrame
        See `panel`.
    score : array-like
        One number a row; higher means sooner.
    draws : int
        How many times whole provinces are resampled.
    seed : int
        Of the random numbers; the same provinces are drawn for every score of one table, so
        that two scores can be compared draw by draw.

    Returns
    -------
    (float, array)
        The share of pairs in which the captured one had the higher score, and `draws` of it.

    Raises
    ------
    ValueError
        For a table with no such pair.

    Examples
    --------
    >>> rows = pd.DataFrame({"captured": [1, 0, 0], "week": 1, "province": list("aab")})
    >>> float(concordance(rows, [2, 1, 3])[0])
    0.5
    """
    value = np.asarray(score, dtype=float)
    captured = table["captured"].to_numpy() == 1
    # sorted, so that the order of rows does not matter
    home, names = table["province"].factorize(sort=True)
    # by province of the captured and of the standing one: resampling then only weighs the cells
    shape = (len(names), len(names))
    won = np.zeros(shape)
    pairs = np.zeros_like(won)
    for rows in table.reset_index().groupby("week").indices.values():
        taken = captured[rows]
        one = rows[taken][:, None]
        other = rows[~taken]
        cell = home[one], home[other]
        own = value[one]
        theirs = value[other]
        higher = own > theirs
        tied = own == theirs
        np.add.at(won, cell, higher + tied / 2)
        np.add.at(pairs, cell, 1)
    if not pairs.sum():
        raise ValueError("no week has both captured and standing districts")
    # whole provinces are drawn: districts of one are alike
    # a draw gives each province a number of times that it is taken
    n_provinces = len(names)
    even = np.full(n_provinces, 1 / n_provinces)
    rng = np.random.default_rng(seed)
    times = rng.multinomial(n_provinces, even, size=draws)
    drawn_pairs = np.maximum(_weighed(pairs, times), 1)
    resampled = _weighed(won, times) / drawn_pairs
    return won.sum() / pairs.sum(), resampled


def _weighed(matrix: NDArray, times: NDArray) -> NDArray:
    return np.einsum("dp,pq,dq->d", times, matrix, times)


def rank_with_day(
    drawn: Worlds, trait: pd.Series, until: str = "2021-08-11"
) -> NDArray:
    """How a trait ranks with the day of the first fall, in every world.

    Parameters
    ----------
    drawn : Worlds
        See `helpers.worlds.worlds`.
    trait : Series
        By P-code; NaN is passed over.
    until : str
        The last day; whoever stood then, or fell before the second day, is passed over.

    Returns
    -------
    array
        Spearman's rank correlation, one number a world.

    Examples
    --------
    >>> from helpers.worlds import worlds
    >>> bool((rank_with_day(worlds(100), reach()) > 0).all())
    True
    """
    # a slice, not a choice of days: the latter copies all worlds
    in_time = drawn.days <= until
    n_days = int(in_time.sum())
    gone = drawn.holder[:, :, :n_days] == TALIBAN_CODE
    first = gone.argmax(axis=2)
    value = trait.reindex(drawn.pcodes).to_numpy(dtype=float)
    # argmax gives 0 for those that never fall, and for those that were held from the start
    has_trait = ~np.isnan(value)
    fell = (first > 0) & has_trait
    # ties share a rank, so that a value serves as the number of its place
    _, place = np.unique(np.nan_to_num(value), return_inverse=True)
    places = np.broadcast_to(place, fell.shape)
    by_day = _ranks(first, fell)
    by_trait = _ranks(places, fell)
    # Spearman's is the correlation of ranks; both are centred, and nought where nothing fell
    products = (by_day * by_trait).sum(axis=1)
    day_squares = (by_day**2).sum(axis=1)
    trait_squares = (by_trait**2).sum(axis=1)
    return products / np.sqrt(day_squares * trait_squares)


def _ranks(numbers: NDArray, counted: NDArray) -> NDArray:
    """Ranks in each row, of those that are counted, as differences from their mean; else 0."""
    n_rows = len(numbers)
    n_values = numbers.max() + 1
    # every row has cells of its own, one a value
    first_cell = np.arange(n_rows) * n_values
    cell = first_cell[:, None] + numbers
    n_cells = n_rows * n_values
    counts = np.bincount(cell[counted], minlength=n_cells)
    sizes = counts.reshape(n_rows, n_values)
    # those of one value share the mean of their ranks
    up_to = sizes.cumsum(axis=1)
    middle = up_to - (sizes - 1) / 2
    n_counted = counted.sum(axis=1)
    mean = (n_counted + 1) / 2
    rank = np.take_along_axis(middle, numbers, axis=1)
    from_mean = rank - mean[:, None]
    return np.where(counted, from_mean, 0.0)


def rank_with(
    first_day: pd.Series, trait: pd.Series, until: str = "2021-08-11"
) -> tuple[int, float]:
    """How a trait ranks with the day of the first capture that a page names.

    Parameters
    ----------
    first_day : Series
        Days since 1 May by P-code.
    trait : Series
        By P-code.
    until : str
        The last day that counts.

    Returns
    -------
    (int, float)
        How many districts have both, and Spearman's rank correlation.

    Examples
    --------
    >>> rank_with(pd.Series({"a": 1, "b": 2, "c": 3}), pd.Series({"a": 1, "b": 2, "c": 4}))[0]
    3
    """
    span = as_day("until", until) - pd.Timestamp(START)
    last = span.days
    days = first_day.rename("day")
    traits = trait.rename("trait")
    both = pd.concat([days, traits], axis=1).dropna()
    # later falls are told by province, all on one day
    in_time = both["day"] <= last
    both = both[in_time]
    correlation = scipy.stats.spearmanr(both["day"], both["trait"])
    return len(both), float(correlation.statistic)


def rank_interval(
    first_day: pd.Series, trait: pd.Series, until: str = "2021-08-11"
) -> tuple[float, float]:
    """The 95 % interval of the correlation of `rank_with`, by leaving out whole provinces.

    Worlds say how far the number hangs on days and choices; this says how far on which provinces
    there were.

    Parameters
    ----------
    first_day, trait : Series
        See `rank_with`.
    until : str
        The last day that counts.

    Returns
    -------
    (float, float)
        Its lower and upper end.

    Examples
    --------
    >>> codes = ["AF0101", "AF0201", "AF0202", "AF0301", "AF0302"]
    >>> day = pd.Series([1, 2, 3, 4, 5], codes)
    >>> [round(end, 3) for end in rank_interval(day, day)]
    [1.0, 1.0]
    """
    _, whole = rank_with(first_day, trait, until)
    # the first four characters of a district's P-code are its province's
    province = first_day.index.str[:4]
    without = []
    for out in province.unique():
        rest = first_day[province != out]
        _, rho = rank_with(rest, trait, until)
        without.append(rho)
    half = float(jackknife(without))
    return whole - half, whole + half


def named_shares(
    rows: pd.DataFrame, named: Collection[str], traits: pd.DataFrame
) -> pd.Series:
    """Of the districts that fell, how many does a page name, by nearness and by reach?

    Parameters
    ----------
    rows : DataFrame
        See `panel`, for all falls.
    named : collection of str
        P-codes whose capture a page reports.
    traits : DataFrame
        See `covariates`, with reach.

    Returns
    -------
    Series
        Shares by group; attrs hold n (districts that fell) and named (the share of all).

    Examples
    --------
    >>> traits = pd.DataFrame({"capital": [1, 2, 3.0], "reach": [0, 1, 1.0]}, index=list("abc"))
    >>> rows = pd.DataFrame({"pcode": list("abc"), "captured": 1})
    >>> float(named_shares(rows, {"a"}, traits)["reach below the median"])
    1.0
    """
    ever = rows.groupby("pcode")["captured"].max()
    fell = ever.index[ever == 1]
    lost = traits.loc[fell]
    is_named = pd.Series(lost.index.isin(list(named)), lost.index)
    # thirds of those that fell, not of all
    thirds = pd.qcut(lost["capital"], 3, labels=False)
    half = lost["reach"].median()
    low = lost["reach"] < half
    shares = {
        "nearest third to a capital": is_named[thirds == 0].mean(),
        "farthest third": is_named[thirds == 2].mean(),
        "reach below the median": is_named[low].mean(),
        "reach above it": is_named[~low].mean(),
    }
    found = pd.Series(shares)
    found.attrs = {"n": len(lost), "named": is_named.mean()}
    return found


__dir__ = own_names(__name__)
