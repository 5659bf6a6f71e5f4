"""Did captures spread to neighbours? One answer, by day, inside provinces, with what it rests on.

The model compares, on each day, the districts that fall with those that still stand: Cox's partial
likelihood (1972, Journal of the Royal Statistical Society B 34) with Breslow's handling of ties, a
stratum a day, so that the tide of the offensive drops out. What provinces have in common (a
campaign, a commander, a deal) would pass for spread: every province has an effect of its own.
"""

from collections.abc import Collection, Iterable, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from helpers.adjudication import captures, events
from helpers.analysis import partial, roads, spells, stack, strata
from helpers.analysis.hazard import covariates
from helpers.analysis.partial import Fit
from helpers.analysis.proximity import weights
from helpers.district_days import EVE, control
from helpers.public import own_names
from helpers.tables import load
from helpers.vocabulary import END, START

# written down, so that a run can be repeated
SEED = 2021
QUARTER = 0.25  # the step of a ratio: a quarter more of the neighbours
LAGS = (1, 3, 7)  # days
LIST = 5  # a page that names so many districts as captured is a list
# what else may hasten a fall, so that it does not pass for spread
TRAITS = (
    "road",
    "capital",
    "crossing",
    "border",
    "is_capital",
    "contested",
    "area",
)
# after that day falls are told by province, not by district
UNTIL = "2021-08-11"
DRAWS = 5  # Rubin's rules need few
# not believed, but shown
OTHERS = {"province effects": "effects", "no province": "none"}
ORDER = ["dates drawn", "best dates", "lists left out", "by road", *OTHERS]
PROVINCES = ("frailty", "effects", "none")


def day_panel(
    fallen: pd.DataFrame,
    named: Collection[str] | None = None,
    traits: pd.DataFrame | None = None,
    around: NDArray | None = None,
    lags: Iterable[int] = LAGS,
) -> pd.DataFrame:
    """District-days at risk, on the days on which a district fell.

    Parameters
    ----------
    fallen : DataFrame
        (days, districts) of bool, see `roads.fallen_days`.
    named : collection of str, optional
        P-codes whose capture a page reports; others leave unobserved (default: all count).
    traits : DataFrame, optional
        See `hazard.covariates`; a district with one missing is left out.
    around : array, optional
        See `proximity.weights`.
    lags : iterable of int
        Days. Days before the longest lag are left out, for every lag alike.

    Returns
    -------
    DataFrame
        Pcode, week (the day itself), captured (0 / 1), a column lag_N for every lag (share of the
        neighbours that had fallen N days before), and the traits.

    Examples
    --------
    >>> days = pd.date_range("2021-05-01", periods=3)
    >>> fallen = pd.DataFrame({"a": [True] * 3, "b": [False, False, True]}, index=days)
    >>> fallen["c"] = False
    >>> around = np.array([[0, 1, 0], [0.5, 0, 0.5], [0, 1, 0]])
    >>> traits = pd.DataFrame({"province": "P"}, index=list("abc"))
    >>> day_panel(fallen, None, traits, around, [1])[["pcode", "captured", "lag_1"]].values.tolist()
    [['b', 1, 0.5], ['c', 0, 0.0]]
    """
    if traits is None:
        traits = covariates()
    if around is None:
        around = weights()
    lags = list(lags)
    gone = fallen.to_numpy()
    # a district that was retaken and fell again counts once
    ever = np.logical_or.accumulate(gone)
    pcodes = fallen.columns
    # without names every fall counts as told
    is_named = (
        np.full(len(pcodes), True)
        if named is None
        else pcodes.isin(list(named))
    )
    # every day at once: one product of matrices
    share = gone @ around.T
    rows = []
    for day in range(max(lags), len(gone)):
        stood = ~ever[day - 1]
        falls = ever[day] & stood & is_named
        # a day on which nobody fell compares nobody
        if not falls.any():
            continue
        # who falls in silence on this day is not compared on it: nobody knows when they fell
        here = stood & (falls | ~ever[day])
        # every neighbour counts as it stood so many days before, not as it stands now
        columns = {
            "pcode": pcodes,
            "week": fallen.index[day],
            "captured": falls * 1,
        }
        columns |= {f"lag_{lag}": share[day - lag] for lag in lags}
        rows.append(pd.DataFrame(columns)[here])
    table = pd.concat(rows, ignore_index=True)
    return table.join(traits, on="pcode").dropna(ignore_index=True)


def fit(
    table: pd.DataFrame, terms: Iterable[str], provinces: str = "frailty"
) -> Fit:
    """Fit the model by Newton's method.

    Parameters
    ----------
    table : DataFrame
        See `day_panel`; a stratum is one value of `week`.
    terms : iterable of str
        Columns that enter with a coefficient.
    provinces : str
        What a province has in common. `frailty`: a draw of its own from a normal
        distribution whose variance is estimated (penalised partial likelihood: Ripatti and
        Palmgren 2000, Biometrics 56). `effects`: a free effect each; the share of fallen
        neighbours then comes out too low, since a province's effect is learned from the very
        falls that raise the share (`tools/bench_stats.py`). `none`: nothing; comes out too high
        where provinces differ.

    Returns
    -------
    Fit
        With the terms first. Errors are clustered by province, but for frailty, whose own
        covariance allows for likeness.

    Raises
    ------
    ValueError
        For another word, or where the fit does not converge.

    Examples
    --------
    >>> table = pd.DataFrame({"week": [1, 1, 1, 2, 2], "captured": [1, 0, 0, 1, 0]})
    >>> table = table.assign(x=[1.0, 0, 1, 0, 1], province=list("abcab"))
    >>> fit(table, ["x"], "none").captures
    2
    """
    if provinces not in PROVINCES:
        raise ValueError(
            f"provinces {provinces!r} is none of {', '.join(PROVINCES)}"
        )
    terms = list(terms)
    table = _in_order(table, provinces)
    design = table[terms].astype(float)
    # a column of one value cannot be told from the day
    n_values = design.nunique()
    varied = n_values > 1
    design = design.loc[:, varied]
    provinces_of_rows = table["province"].astype(str)
    # sorted: the same parameter is the same province in every fit
    home, names = provinces_of_rows.factorize(sort=True)
    # rows are in order of days: numbers count up
    day, _ = table["week"].factorize()
    captured = table["captured"].to_numpy(dtype=float)
    data = partial.Rows(design.to_numpy(), captured, day, home, len(names))
    if provinces == "frailty":
        params, cov, llf, variance = partial.frailty(data)
    else:
        free = _free(data, provinces)
        # from nought: the likelihood has one peak, wherever one starts
        start = np.zeros(data.size)
        params, found = partial.newton(data, start, free)
        cov = partial.clustered(found, free)
        llf = found.llf
        variance = np.nan
    labels = [*design.columns, *names]
    return Fit(
        pd.Series(params, labels),
        pd.DataFrame(cov, labels, labels),
        llf,
        int(captured.sum()),
        len(names),
        variance,
    )


def _in_order(table: pd.DataFrame, provinces: str) -> pd.DataFrame:
    """The rows in order of days, of those provinces that a fit can use."""
    table = table.sort_values("week", kind="stable", ignore_index=True)
    if provinces == "effects":
        # a province without a capture has no finite effect and tells nothing beside it
        by_province = table.groupby("province")["captured"]
        some = by_province.transform("max") > 0
        table = table[some].reset_index(drop=True)
    return table


def _free(data: partial.Rows, provinces: str) -> NDArray:
    """Which parameters move: the terms, and all provinces but the first, or none of them."""
    # the first province is the one that the others are measured from
    free = np.full(data.size, provinces == "effects")
    terms = data.terms
    free[:terms] = True
    free[terms] = False
    return free


def ratio(result: Fit, term: str, step: float = QUARTER) -> pd.Series:
    """The hazard ratio of one step of a term, with its 95 % interval.

    Parameters
    ----------
    result : Fit
        See `fit`.
    term : str
        One of its terms.
    step : float
        How much of the term; default: a quarter.

    Returns
    -------
    Series
        Ratio, lo, hi; t with one degree of freedom less than there are provinces.

    Examples
    --------
    >>> one = pd.DataFrame([[0.04]], ["x"], ["x"])
    >>> ratio(Fit(pd.Series({"x": 1.0}), one, -1.0, 9, 34), "x", 1).round(2).tolist()
    [2.72, 1.81, 4.08]
    """
    middle = result.params[term]
    variance = result.cov.loc[term, term]
    half = _reach(result) * np.sqrt(variance)
    return _ratios(middle, half, step)


def _reach(result: Fit) -> float:
    # few provinces make normal intervals too short: t
    freedom = result.provinces - 1
    return float(stdtrit(freedom, 0.975))


def _ratios(middle: float, half: float, step: float) -> pd.Series:
    """Ratio, lo and hi of a coefficient and half of its interval."""
    # the delta method is not needed: the step only scales the logarithm
    logs = np.array([middle, middle - half, middle + half])
    ratios = np.exp(step * logs)
    return pd.Series(ratios, ["ratio", "lo", "hi"])


def ratio_table(result: Fit, steps: Mapping[str, float]) -> pd.DataFrame:
    """The hazard ratios of several terms.

    Parameters
    ----------
    result : Fit
        See `fit`.
    steps : mapping of str to float
        Term to how much of it is a step; terms that the fit has not are passed over.

    Returns
    -------
    DataFrame
        Ratio, lo, hi, p; index term.

    Examples
    --------
    >>> one = pd.DataFrame([[0.04]], ["x"], ["x"])
    >>> found = Fit(pd.Series({"x": 1.0}), one, -1.0, 9, 34)
    >>> ratio_table(found, {"x": 1, "y": 1}).round(2).index.tolist()
    ['x']
    """
    names = result.params.index
    known = [term for term in steps if term in names]
    rows = [ratio(result, term, steps[term]) for term in known]
    # the columns are named, since a fit may have none of the terms
    table = pd.DataFrame(rows, index=known, columns=["ratio", "lo", "hi"])
    p = [p_value(result, term) for term in known]
    return table.assign(p=p)


def p_value(result: Fit, term: str) -> float:
    """Two-sided p of a term, by the same t as the interval of `ratio`.

    Parameters
    ----------
    result : Fit
        See `fit`.
    term : str
        One of its terms.

    Returns
    -------
    float
        Between 0 and 1.

    Examples
    --------
    >>> one = pd.DataFrame([[0.04]], ["x"], ["x"])
    >>> round(p_value(Fit(pd.Series({"x": 0.4}), one, -1.0, 9, 34), "x"), 3)
    0.054
    """
    variance = result.cov.loc[term, term]
    times = abs(result.params[term]) / np.sqrt(variance)
    one_side = stdtr(result.provinces - 1, -times)
    # a trait may hasten a fall or delay it
    return float(2 * one_side)


def score(result: Fit, table: pd.DataFrame) -> pd.Series:
    """Log relative hazard of each row by its terms and its province.

    Parameters
    ----------
    result : Fit
        See `fit`.
    table : DataFrame
        With the terms and province.

    Returns
    -------
    Series
        One number a row.

    Examples
    --------
    >>> params = pd.Series({"x": 2.0, "Kabul": 0.5})
    >>> found = Fit(params, pd.DataFrame(), -1.0, 9, 1)
    >>> score(found, pd.DataFrame({"x": [1, 0], "province": "Kabul"})).tolist()
    [2.5, 0.5]
    """
    terms = result.params.index.intersection(table.columns)
    # a province of which nothing was learned adds nothing
    effect = table["province"].map(result.params)
    own = effect.fillna(0)
    traits = table[terms].astype(float)
    of_traits = traits @ result.params[terms]
    return of_traits + own


def pooled(results: list[Fit], term: str, step: float = QUARTER) -> pd.Series:
    """One ratio from the fits of many draws of the data, by Rubin's rules (1987).

    Parameters
    ----------
    results : list of Fit
        A fit a draw.
    term : str
        See `ratio`.
    step : float
        See `ratio`.

    Returns
    -------
    Series
        Ratio, lo, hi.

    Examples
    --------
    >>> one = pd.DataFrame([[0.04]], ["x"], ["x"])
    >>> fits = [Fit(pd.Series({"x": value}), one, -1.0, 9, 34) for value in (0.9, 1.1)]
    >>> pooled(fits, "x", 1).round(2).tolist()
    [2.72, 1.59, 4.66]
    """
    middles = np.array([result.params[term] for result in results])
    variances = [result.cov.loc[term, term] for result in results]
    within = np.mean(variances)
    # what the draws disagree on, with the correction for a finite number
    finite = 1 + 1 / len(results)
    between = middles.var(ddof=1) * finite
    error = np.sqrt(within + between)
    # every draw has the same provinces
    half = _reach(results[0]) * error
    return _ratios(middles.mean(), half, step)


def without_lists(reports: pd.DataFrame, least: int = LIST) -> pd.DataFrame:
    """Reports without those of pages that name many districts as captured.

    A list dates neighbours together, by the day on which it was printed.

    Parameters
    ----------
    reports : DataFrame
        See `load`.
    least : int
        How many districts make a list.

    Returns
    -------
    DataFrame
        The other rows.

    Examples
    --------
    >>> reports = load("reports")
    >>> len(without_lists(reports)) < len(reports)
    True
    """
    captured = reports[reports["event"] == "captured"]
    # a page, not an origin: a list is printed once
    by_page = captured.groupby("source_id")
    named = by_page["pcode"].nunique()
    lists = named.index[named >= least]
    on_list = reports["source_id"].isin(lists)
    return reports[~on_list]


def first_days(events_table: pd.DataFrame) -> pd.DataFrame:
    """The first capture of every district that a page names.

    Parameters
    ----------
    events_table : DataFrame
        See `events`.

    Returns
    -------
    DataFrame
        Date, date_lo, date_hi; index pcode.

    Examples
    --------
    >>> first_days(events()).columns.tolist()
    ['date', 'date_lo', 'date_hi']
    """
    captures_table = captures(events_table)
    # a district that was retaken and fell again counts once, as in `day_panel`
    is_first = captures_table["nth"] == 1
    rows = captures_table[is_first].set_index("pcode")
    return rows[["date", "date_lo", "date_hi"]]


def day_number(dates: pd.Series) -> pd.Series:
    """Days since 1 May.

    Parameters
    ----------
    dates : Series
        Timestamps; NaT where there is none.

    Returns
    -------
    Series
        Numbers of days, 1 May being 0.

    Examples
    --------
    >>> day_number(pd.Series(pd.to_datetime(["2021-06-01"]))).tolist()
    [31]
    """
    since = dates - pd.Timestamp(START)
    return since.dt.days


def redated(fallen: pd.DataFrame, dates: pd.Series) -> pd.DataFrame:
    """The same table with these districts fallen from these days on.

    Parameters
    ----------
    fallen : DataFrame
        (days, districts) of bool. A district that is fallen in its first row stays so.
    dates : Series
        Day of the fall by P-code.

    Returns
    -------
    DataFrame
        A copy.

    Examples
    --------
    >>> days = pd.date_range("2021-05-01", periods=3)
    >>> fallen = pd.DataFrame({"a": [False, True, True]}, index=days)
    >>> redated(fallen, pd.Series({"a": days[2]}))["a"].tolist()
    [False, False, True]
    """
    at_start = fallen.iloc[0].reindex(dates.index)
    held_before = at_start.astype(bool)
    dates = dates[~held_before]
    # a copy: the record itself stays as it is
    gone = fallen.to_numpy().copy()
    column = fallen.columns.get_indexer(dates.index)
    days = fallen.index.to_numpy()
    has_fallen = days[:, None] >= dates.to_numpy()
    gone[:, column] = has_fallen
    return pd.DataFrame(gone, fallen.index, fallen.columns)


def drawn_dates(first: pd.DataFrame, rng: np.random.Generator) -> pd.Series:
    """One day at random inside the bounds of every capture.

    Parameters
    ----------
    first : DataFrame
        See `first_days`.
    rng : Generator
        numpy's generator.

    Returns
    -------
    Series
        Day by P-code.

    Examples
    --------
    >>> first = first_days(events())
    >>> day = drawn_dates(first, np.random.default_rng(1))
    >>> bool(((day >= first["date_lo"]) & (day <= first["date_hi"])).all())
    True
    """
    # every day of the bounds alike: no model of which is likelier
    span = first["date_hi"] - first["date_lo"]
    width = span.dt.days.to_numpy()
    later = rng.integers(0, width + 1)
    days_later = pd.to_timedelta(later, unit="D")
    return first["date_lo"] + days_later


def spread_answer(
    events_table: pd.DataFrame | None = None,
    reports: pd.DataFrame | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> pd.DataFrame:
    """Did captures spread to neighbours: the one answer, by lag and by what it rests on.

    Parameters
    ----------
    events_table, reports : DataFrame, optional
        See `events` and `load`; default: the record's.
    draws : int
        How often dates are drawn in their bounds.
    seed : int
        Of the draws.

    Returns
    -------
    DataFrame
        One row a case and lag: case (`best dates`, `dates drawn`, `lists left out`, `by road`,
        `province effects`, `no province`), lag (days), ratio, lo, hi (hazard of a district with a
        quarter more of its neighbours fallen so many days before), captures.

    Examples
    --------
    >>> spread_answer(draws=2)["lag"].unique().tolist()
    [1, 3, 7]
    """
    if events_table is None:
        events_table = events()
    if reports is None:
        reports = load("reports")
    traits = covariates()
    record = _fallen(events_table, reports)
    first = first_days(events_table)
    # what does not change from case to case is laid out once
    shared = strata.ground(traits, TRAITS, first.index)
    rows = _case("best dates", record, shared)
    # the other ways to treat provinces need the long table
    table = day_panel(record, first.index, traits)
    for case, provinces in OTHERS.items():
        rows += _other_case(case, table, provinces)
    by_road = strata.ground(traits, TRAITS, first.index, weights("road"))
    rows += _case("by road", record, by_road)
    fewer = without_lists(reports)
    # all events anew: bounds and first captures can change too
    others = events(fewer)
    named = first_days(others).index
    unlisted = strata.ground(traits, TRAITS, named)
    rows += _case("lists left out", _fallen(others, fewer), unlisted)
    # one stream: the draws of a run repeat
    rng = np.random.default_rng(seed)
    dealt = [redated(record, drawn_dates(first, rng)) for _ in range(draws)]
    for lag in LAGS:
        fits = _side_by_side(dealt, lag, shared)
        found = pooled(fits, f"lag_{lag}")
        rows.append(
            {
                "case": "dates drawn",
                "lag": lag,
                **found,
                "captures": fits[0].captures,
            }
        )
    return pd.DataFrame(rows)


def _side_by_side(
    dealt: list[pd.DataFrame], lag: int, shared: strata.Ground
) -> list[Fit]:
    """The fits of `fit_days` to some records of the same days at once."""
    gone = np.stack([fallen.to_numpy().T for fallen in dealt])
    # from the longest lag on: every lag is asked of the same days
    course = strata.daily_course(gone, lag, shared, first=max(LAGS))
    laid = spells.laid_out(course, shared)
    answers = stack.frailties(laid)
    n_captures = laid.captures.sum(axis=1)
    labels = [f"lag_{lag}", *shared.terms, *shared.provinces]
    found = zip(
        answers.params,
        answers.inverse,
        n_captures,
        answers.variance,
        strict=True,
    )
    return [
        Fit(
            pd.Series(params, labels),
            pd.DataFrame(cov, labels, labels),
            np.nan,
            int(falls),
            laid.provinces,
            variance,
        )
        for params, cov, falls, variance in found
    ]


def fit_days(fallen: pd.DataFrame, lag: int, shared: strata.Ground) -> Fit:
    """Fit the model of days, provinces with frailties; the same as `fit`, and quicker.

    Parameters
    ----------
    fallen : DataFrame
        (days, districts) of bool.
    lag : int
        Days, one of LAGS.
    shared : strata.Ground
        strata.Ground
        See `strata.ground`.

    Returns
    -------
    Fit
        Without its log-likelihood.

    Raises
    ------
    ValueError
        Where the fit does not converge.

    Examples
    --------
    >>> record = roads.fallen_days("best")[:UNTIL]
    >>> fit_days(record, 1, strata.ground(covariates(), TRAITS)).params.index[0]
    'lag_1'
    """
    (found,) = _side_by_side([fallen], lag, shared)
    if found.params.isna().any():
        raise ValueError(
            "the fit did not converge: a term or an effect has no finite value"
        )
    return found


def _fallen(events_table, reports) -> pd.DataFrame:
    # the eve as well, for falls of the first day
    days = control(EVE, END, events=events_table, reports=reports)
    fallen = roads.fallen_days("best", days)
    return fallen[:UNTIL]


def _case(
    case: str, fallen: pd.DataFrame, shared: strata.Ground
) -> list[dict]:
    # each lag in a fit of its own: three in one would share the effect among them
    fits = {lag: fit_days(fallen, lag, shared) for lag in LAGS}
    return [_row(case, lag, found) for lag, found in fits.items()]


def _other_case(case: str, table: pd.DataFrame, provinces: str) -> list[dict]:
    rows = []
    # each lag alone, as in `_case`
    for lag in LAGS:
        found = fit(table, [f"lag_{lag}", *TRAITS], provinces)
        rows.append(_row(case, lag, found))
    return rows


def _row(case: str, lag: int, found: Fit) -> dict:
    span = ratio(found, f"lag_{lag}")
    return {"case": case, "lag": lag, **span, "captures": found.captures}


def by_case(answer: pd.DataFrame) -> pd.DataFrame:
    """The ratios of all cases side by side.

    Parameters
    ----------
    answer : DataFrame
        See `spread_answer`.

    Returns
    -------
    DataFrame
        One row a case in the order of ORDER: a column a lag, and captures.

    Examples
    --------
    >>> rows = [(case, 1, 1.5, 9) for case in ORDER]
    >>> by_case(pd.DataFrame(rows, columns=["case", "lag", "ratio", "captures"])).index[0]
    'dates drawn'
    """
    table = answer.pivot(index="case", columns="lag", values="ratio")
    # as many at every lag
    table["captures"] = answer.groupby("case")["captures"].first()
    return table.loc[ORDER]


def of_case(answer: pd.DataFrame, case: str) -> pd.DataFrame:
    """The ratios of one case by lag.

    Parameters
    ----------
    answer : DataFrame
        See `spread_answer`.
    case : str
        One of ORDER.

    Returns
    -------
    DataFrame
        Ratio, lo, hi, captures; index lag.

    Examples
    --------
    >>> rows = pd.DataFrame({"case": ["by road"], "lag": [1], "ratio": [1.5]})
    >>> of_case(rows, "by road").loc[1, "ratio"].item()
    1.5
    """
    is_case = answer["case"] == case
    return answer[is_case].set_index("lag")


def spread_words(answer: pd.DataFrame) -> str:
    """The answer in a sentence, for every notebook that speaks of spread.

    Parameters
    ----------
    answer : DataFrame
        See `spread_answer`.

    Returns
    -------
    str
        A sentence with its numbers.

    Examples
    --------
    >>> row = {"case": "dates drawn", "ratio": 1.7, "lo": 1.4, "hi": 2.0, "captures": 9}
    >>> table = pd.DataFrame([row | {"lag": lag} for lag in LAGS])
    >>> spread_words(table)[:45]
    'With a quarter more of its neighbours fallen '
    """
    # dates drawn within their bounds: the case that claims least of what is not known
    drawn = of_case(answer, "dates drawn")
    said = {
        lag: f"{row.ratio:.2f} ({row.lo:.2f} to {row.hi:.2f})"
        for lag, row in drawn.iterrows()
    }
    return (
        "With a quarter more of its neighbours fallen the day before, a district fell at "
        f"{said[1]} times the hazard; counting neighbours that had fallen three days before, "
        f"at {said[3]} times; seven days before, at {said[7]} times."
    )


__dir__ = own_names(__name__)
