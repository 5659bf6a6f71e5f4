"""The hazard model under other decisions: readings, definitions, regions, days drawn in bounds."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from helpers.adjudication import events
from helpers.analysis import (
    hazard,
    proximity,
    roads,
    spells,
    spread,
    stack,
    strata,
)
from helpers.district_days import EVE, control
from helpers.public import own_names
from helpers.vocabulary import END

SEED = 2021
DRAWS = 12
MAIN = "as above"
NEIGHBOURS = "neighbours"
AFTER = pd.Timestamp("2021-08-16")


class Setting(NamedTuple):
    """What the fits of one record share."""

    days: pd.DataFrame  # see `control`, from the eve of the first week
    first: pd.DataFrame  # see `spread.first_days`
    traits: pd.DataFrame  # see `hazard.covariates`
    table: pd.DataFrame  # district-weeks before the last week
    last: pd.Timestamp  # the first day of the week that is left out

    @property
    def end(self) -> pd.Timestamp:
        """The last day of the table."""
        return self.last - pd.Timedelta(days=1)

    @property
    def fallen(self) -> pd.DataFrame:
        """(days, districts) of bool in the best reading."""
        return roads.fallen_days("best", self.days)


def setting(events_table: pd.DataFrame | None = None) -> Setting:
    """Gather what the fits share.

    Parameters
    ----------
    events_table : DataFrame, optional
        See `events`; default: the record's.

    Returns
    -------
    Setting

    Examples
    --------
    >>> setting().last
    Timestamp('2021-08-12 00:00:00')
    """
    if events_table is None:
        events_table = events()
    # the eve of the first week as well, for falls of its first day
    days = control(EVE, END, events=events_table)
    first = spread.first_days(events_table)
    traits = hazard.covariates()
    fallen = roads.fallen_days("best", days)
    rows = hazard.panel(fallen, first.index, traits)
    # in the last week falls are told by province, not by district
    last = rows["week"].max()
    before_last = rows["week"] < last
    return Setting(days, first, traits, rows[before_last], last)


def refits(shared: Setting, draws: int = DRAWS) -> dict[str, pd.DataFrame]:
    """Fit the model again and again, one decision changed at a time.

    Parameters
    ----------
    shared : Setting
        See `setting`.
    draws : int
        How often dates are drawn in their bounds.

    Returns
    -------
    dict of str to DataFrame
        Name of the decision to `spread.ratio_table`; the first, MAIN, is the model as it stands.

    Examples
    --------
    >>> list(refits(setting(), draws=2))[:2]
    ['as above', 'earliest reading']
    """
    table = shared.table
    named = set(shared.first.index)
    is_named = table["pcode"].isin(named)
    # computed once: distances by road are slow
    by_road = proximity.weights("road")
    fits = {MAIN: _ratios(table)}
    for reading in ("earliest", "latest"):
        fits[f"{reading} reading"] = _refit(shared, reading=reading)
    fits["dates drawn in their bounds"] = dates_drawn(shared, draws)
    fits["to 15 August, named only"] = _refit(shared, until=AFTER)
    fits["to 15 August, silent ones too"] = _refit(
        shared, named=None, until=AFTER
    )
    fits["named districts alone"] = _ratios(table[is_named])
    # by road: mountains make straight lines too short
    road_traits = hazard.covariates("road")
    fits["distances by road"] = _refit(shared, traits=road_traits)
    fits["neighbours by road"] = _refit(shared, around=by_road)
    fits["nothing in common"] = _by_effects(table, ("week",))
    fits["effects of regions"] = _by_effects(table, ("week", "region"))
    fits["effects of provinces"] = _by_effects(table, ("week", "province"))
    # a finding of one region is no finding of the country
    for region in sorted(table["region"].unique()):
        elsewhere = table["region"] != region
        fits[f"without {region}"] = _ratios(table[elsewhere])
    return fits


def model(
    table: pd.DataFrame, terms: Iterable[str] = hazard.MODEL
) -> spread.Fit:
    """Fit the model of weeks: every week a stratum, provinces with frailties.

    A side of a yes-or-no term on which nothing was captured has no finite ratio: it is left out,
    and the term with it.

    Parameters
    ----------
    table : DataFrame
        See `hazard.panel`.
    terms : iterable of str
        Of `hazard.TERMS`, or further columns.

    Returns
    -------
    spread.Fit

    Examples
    --------
    >>> model(setting().table).captures > 200
    True
    """
    terms = list(terms)
    rows = hazard.with_both(table, terms, ["week"])
    return spread.fit(rows, terms)


def one_by_one(table: pd.DataFrame) -> pd.DataFrame:
    """Hazard ratios of a fit of its own for each trait of `hazard.MODEL`.

    Parameters
    ----------
    table : DataFrame
        See `hazard.panel`.

    Returns
    -------
    DataFrame
        See `spread.ratio_table`.

    Examples
    --------
    >>> one_by_one(setting().table).index.tolist() == list(hazard.MODEL)
    True
    """
    rows = [_ratios(table, [term]) for term in hazard.MODEL]
    return pd.concat(rows)


def _ratios(
    table: pd.DataFrame, terms: Iterable[str] = hazard.MODEL
) -> pd.DataFrame:
    return spread.ratio_table(model(table, terms), hazard.STEPS)


def _by_effects(table: pd.DataFrame, effects: tuple[str, ...]) -> pd.DataFrame:
    """The other model: a free effect for every group, errors clustered by province."""
    found = hazard.fit(table, effects=effects)
    return hazard.ratios(found)


def _refit(
    shared: Setting,
    reading="best",
    named="those of the record",
    until=None,
    **changed,
):
    fallen = roads.fallen_days(reading, shared.days)
    named = shared.first.index if named is not None else None
    traits = changed.get("traits", shared.traits)
    rows = hazard.panel(fallen, named, traits, changed.get("around"))
    if until is None:
        until = shared.last
    in_time = rows["week"] < until
    return _ratios(rows[in_time])


def dates_drawn(
    shared: Setting, draws: int = DRAWS, seed: int = SEED
) -> pd.DataFrame:
    """Take every capture on a random day of its bounds, and combine the fits by Rubin's rules.

    Parameters
    ----------
    shared : Setting
        See `setting`.
    draws, seed : int
        Of the days.

    Returns
    -------
    DataFrame
        Ratio, lo, hi; index term. The interval also carries what is not known about days.

    Examples
    --------
    >>> dates_drawn(setting(), draws=2).columns.tolist()
    ['ratio', 'lo', 'hi']
    """
    rng = np.random.default_rng(seed)
    # the record once; every draw starts from it
    fallen = shared.fallen[: shared.end]
    still = [term for term in hazard.MODEL if term != NEIGHBOURS]
    ground = strata.ground(shared.traits, still, shared.first.index)
    dealt = []
    for _ in range(draws):
        # another day in each draw, inside the same bounds
        dates = spread.drawn_dates(shared.first, rng)
        redated = spread.redated(fallen, dates)
        # districts by days, as worlds have them
        dealt.append(redated.to_numpy().T)
    course = strata.weekly_course(np.stack(dealt), fallen.index, ground)
    laid = spells.laid_out(course, ground)
    answers = stack.frailties(laid)
    # what changes from week to week stands first
    terms = [NEIGHBOURS, *still]
    steps = np.array([hazard.STEPS[term] for term in terms])
    middles = answers.params[:, : len(terms)] * steps
    within = (answers.errors * steps) ** 2
    # the intervals of the fits use the same quantile
    provinces = shared.table["province"].nunique()
    quantile = stdtrit(provinces - 1, 0.975)
    # Rubin's rule: what the draws disagree on, with the correction for a finite number
    finite = 1 + 1 / draws
    between = finite * middles.var(axis=0, ddof=1)
    variance = within.mean(axis=0) + between
    half = quantile * np.sqrt(variance)
    middle = middles.mean(axis=0)
    columns = {"ratio": middle, "lo": middle - half, "hi": middle + half}
    logs = pd.DataFrame(columns, index=terms)
    return np.exp(logs)


def steadiness(fits: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """In how many fits a trait keeps its direction, and its interval leaves out 1.

    Parameters
    ----------
    fits : mapping of str to DataFrame
        See `refits`; all of one estimand.

    Returns
    -------
    DataFrame
        One row a trait: same_side, clear, fits, holds (the same side in all, clear in three of
        four).

    Examples
    --------
    >>> row = pd.DataFrame({"ratio": [2.0], "lo": [1.5], "hi": [3.0]}, index=["road"])
    >>> bool(steadiness({"as above": row, "again": row}).loc["road", "holds"])
    True
    """
    main = fits[MAIN]
    rows = {}
    for term in main.index:
        having_it = [fit for fit in fits.values() if term in fit.index]
        found = pd.DataFrame([fit.loc[term] for fit in having_it])
        is_more = found["ratio"] > 1
        main_is_more = main.loc[term, "ratio"] > 1
        # a direction that flips somewhere is not a direction
        same = is_more == main_is_more
        above = found["lo"] > 1
        below = found["hi"] < 1
        clear = above | below
        holds = same.all() and clear.mean() >= 0.75
        rows[term] = (same.sum(), clear.sum(), len(found), holds)
    names = ["same_side", "clear", "fits", "holds"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=names)


def halves(
    table: pd.DataFrame, cut: pd.Timestamp
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Hazard ratios before a day, and from it on.

    Parameters
    ----------
    table : DataFrame
        See `hazard.panel`.
    cut : Timestamp
        The first day of the later part.

    Returns
    -------
    (DataFrame, DataFrame)
        `spread.ratio_table` of the earlier weeks, and of the later ones.

    Examples
    --------
    >>> early, late = halves(setting().table, pd.Timestamp("2021-07-01"))
    >>> "is_capital" in early.index  # none had fallen by then
    False
    """
    # two fits, not one with two slopes: weeks and regions differ as well
    later = table["week"] >= cut
    return _ratios(table[~later]), _ratios(table[later])


def change(table: pd.DataFrame, term: str, cut: pd.Timestamp) -> pd.Series:
    """By how much the ratio of a trait changed on a day: the test of two ratios against each other.

    Parameters
    ----------
    table : DataFrame
        See `hazard.panel`.
    term : str
        Of `hazard.TERMS`.
    cut : Timestamp
        The first day of the later part.

    Returns
    -------
    Series
        Ratio (of the later hazard ratio to the earlier one), lo, hi, p.

    Examples
    --------
    >>> change(setting().table, "neighbours", pd.Timestamp("2021-07-01")).index.tolist()
    ['ratio', 'lo', 'hi', 'p']
    """
    # a second slope for the later part: its ratio is the change
    later = table["week"] >= cut
    of_later = table[term] * later
    rows = table.assign(later=of_later)
    # all other traits as in the main fit
    terms = [*hazard.MODEL, "later"]
    result = model(rows, terms)
    found = spread.ratio(result, "later", hazard.STEPS[term])
    p = spread.p_value(result, "later")
    return pd.concat([found, pd.Series({"p": p})])


__dir__ = own_names(__name__)
