"""A yardstick for claims: what each side claimed beside what others counted, month by month.

The Uppsala Conflict Data Program (UCDP) counts the deaths of all sides from news, reports and
books; newsrooms counted government losses that they could confirm, and called that a minimum.
Neither is the truth. A ratio shows what can be right together, and what cannot.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd

from helpers.public import own_names
from helpers.vocabulary import GOVERNMENT_VOICES

# a number, or one a month
Number = float | pd.Series

# from the first month of the offensive to the month of Kabul's fall
MONTHS = pd.period_range("2021-05", "2021-08", freq="M")
YEAR = 2021
# Statements of longer periods would count the days of the short ones again.
SHORT_DAYS = 2


def claimed_by_month(calendar: pd.DataFrame) -> pd.DataFrame:
    """Add up the ministry's daily figures by month, bounds kept apart from figures.

    Parameters
    ----------
    calendar : DataFrame
        As from `helpers.analysis.claims.ministry_calendar`.

    Returns
    -------
    DataFrame
        By month (Period): days of the calendar, given (days with a figure), plain (sum of the
        days with a figure, "about" included), floors (sum of the days with a floor only),
        at_least (both), ceilings (sum of days with an upper bound only, which add nothing to
        at_least), median of a day with a plain figure, and filled: at_least with the median on
        every other day. The days found may be the striking ones, so filled is no estimate.

    Examples
    --------
    >>> calendar = pd.DataFrame({
    ...     "date": pd.date_range("2021-05-01", periods=3), "killed": [10, 100, pd.NA],
    ...     "killed_bound": ["value", "floor", pd.NA]})
    >>> claimed_by_month(calendar)[["plain", "floors", "at_least", "filled"]].values.tolist()
    [[10, 100, 110, 120]]
    """
    months = calendar["date"].dt.to_period("M")
    month = months.rename("month")
    bound = calendar["killed_bound"]
    # an empty day adds nothing to a sum; it is counted as empty below
    given = calendar["killed"].fillna(0)
    killed = given.astype(int)
    has_figure = calendar["killed"].notna()
    plain_day = bound.isin(["value", "about"])
    is_floor = bound == "floor"
    is_ceiling = bound == "ceiling"
    counted = plain_day | is_floor
    parts = {
        "days": pd.Series(1, calendar.index),
        "given": has_figure.astype(int),
        "plain": killed.where(plain_day, 0),
        "floors": killed.where(is_floor, 0),
        "ceilings": killed.where(is_ceiling, 0),
        "counted": counted.astype(int),
    }
    by_month = pd.DataFrame(parts).groupby(month)
    table = by_month.sum()
    table["at_least"] = table["plain"] + table["floors"]
    # a median: one day of 579 should not fill the others
    plainly = calendar.loc[plain_day, "killed"].astype(float)
    by_plain_month = plainly.groupby(month)
    table["median"] = by_plain_month.median()
    # a day with a ceiling only is filled as well: "nearly 300" may have been any smaller number
    empty = table["days"] - table["counted"]
    filled = table["at_least"] + empty * table["median"].fillna(0)
    whole = filled.round().astype(int)
    return table.drop(columns="counted").assign(filled=whole)


def counted_by_month(
    battle_deaths: pd.DataFrame, months: Iterable[pd.Period] = MONTHS
) -> pd.DataFrame:
    """UCDP's deaths of all sides by month, with the band of the year laid on each month.

    UCDP prints a low and a high estimate for the year; by month only the best is at hand. The
    year's proportions are used for every month, which is an assumption.

    Parameters
    ----------
    battle_deaths : DataFrame
        As from `load("battle_deaths")`: period, kind, best, low, high.
    months : iterable of Period
        Whose rows are wanted.

    Returns
    -------
    DataFrame
        By month (Period): best, low, high.

    Examples
    --------
    >>> table = pd.DataFrame({"period": ["2021", "2021-05"], "kind": ["state_based"] * 2,
    ...                       "best": [100, 10], "low": [90, pd.NA], "high": [120, pd.NA]})
    >>> counted_by_month(table, months=[pd.Period("2021-05")]).round(1).values.tolist()
    [[10.0, 9.0, 12.0]]
    """
    # deaths of bandits and of one-sided killing are no battle deaths
    kind = battle_deaths["kind"].astype(str)
    state_based = battle_deaths[kind == "state_based"]
    by_period = state_based.set_index("period")
    year = by_period.loc[str(YEAR)]
    # in the source a row is a period: a month or the whole year
    deaths = {}
    for month in months:
        of_month = by_period.at[str(month), "best"]
        deaths[month] = float(of_month)
    best = pd.Series(deaths)
    table = pd.DataFrame({"best": best})
    # the year's band in proportion: the source gives none by month
    best_of_year = float(year["best"])
    for end in ("low", "high"):
        end_of_year = float(year[end])
        table[end] = best * end_of_year / best_of_year
    return table.rename_axis("month")


def claimed_of_the_enemy(statements_table: pd.DataFrame) -> pd.DataFrame:
    """What each side claims of the other's dead, by month, over all its short statements.

    The same measure for both: every statement of up to two days, national or local, by the
    government's side (its ministries and officials) on the Taliban, and by the Taliban on
    government forces. The ministry's national figure and a local one may tell of the same
    dead, so national and local statements stay apart.

    Parameters
    ----------
    statements_table : DataFrame
        As `claims.statements` gives it.

    Returns
    -------
    DataFrame
        side, reach (national, local), month, statements, plain and floors (sums of killed).

    Examples
    --------
    >>> from helpers.analysis.claims import statements
    >>> sorted(claimed_of_the_enemy(statements())["side"].unique())
    ['government', 'taliban']
    """
    claimant = statements_table["claimant_type"]
    ours = claimant.isin(GOVERNMENT_VOICES)
    victim = statements_table["victim_side"]
    on_taliban = ours & (victim == "taliban")
    on_forces = victim == "government_forces"
    on_government = (claimant == "taliban") & on_forces
    length = (
        statements_table["period_hi"] - statements_table["period_lo"]
    ).dt.days
    is_short = length <= SHORT_DAYS
    usable = statements_table["killed"].notna() & is_short
    on_enemy = on_taliban | on_government
    rows = statements_table[usable & on_enemy]
    # a local figure may be part of a national one, so the two are never added
    is_national = rows["scope"] == "national"
    reach = np.where(is_national, "national", "local")
    by_taliban = rows["claimant_type"] == "taliban"
    side = np.where(by_taliban, "taliban", "government")
    # ceilings bound from above and add nothing to what is claimed at least
    plain = rows["killed_bound"].isin(["value", "about"])
    killed = rows["killed"].astype(int)
    table = pd.DataFrame(
        {
            "side": side,
            "reach": reach,
            "month": rows["day"].dt.to_period("M"),
            "statements": 1,
            "plain": killed.where(plain, 0),
            "floors": killed.where(rows["killed_bound"] == "floor", 0),
        }
    )
    # a statement of another month would stand alone in its row
    table = table[table["month"].isin(MONTHS)]
    return table.groupby(["side", "reach", "month"], as_index=False).sum()


def announced(statements_table: pd.DataFrame) -> pd.DataFrame:
    """The government's own totals of Taliban dead for whole months.

    Parameters
    ----------
    statements_table : DataFrame
        As `claims.statements` gives it.

    Returns
    -------
    DataFrame
        Statements, with month (Period); two that say the same of a month are one.

    Examples
    --------
    >>> from helpers.analysis.claims import statements
    >>> bool((announced(statements())["claimant_type"] == "government").all())
    True
    """
    rows = statements_table[
        _of_whole_months(statements_table)
        & (statements_table["claimant_type"] == "government")
        & (statements_table["victim_side"] == "taliban")
    ]
    month = rows["period_lo"].dt.to_period("M")
    rows = rows.assign(month=month)
    rows = rows[rows["month"].isin(MONTHS)]
    # one total that is printed again is one total
    once = rows.drop_duplicates(["month", "killed"])
    return once.reset_index(drop=True)


def _of_whole_months(statements_table: pd.DataFrame) -> pd.Series:
    """Which statements are national figures of killed from a month's first day to its last."""
    start = statements_table["period_lo"]
    end = statements_table["period_hi"]
    # MonthEnd(0) leaves a month's last day where it is
    from_first = start.dt.day == 1
    last_of_month = start + pd.offsets.MonthEnd(0)
    whole_month = from_first & (end == last_of_month)
    national = statements_table["scope"] == "national"
    has_killed = statements_table["killed"].notna()
    return whole_month & national & has_killed


def newsroom_minimums(statements_table: pd.DataFrame) -> pd.DataFrame:
    """Newsrooms' minimums for whole months: government forces and civilians killed.

    Parameters
    ----------
    statements_table : DataFrame
        As `claims.statements` gives it.

    Returns
    -------
    DataFrame
        By month: government_forces and civilians, the largest minimum that a newsroom printed
        (missing where none did); a minimum that is larger contains more confirmed dead.

    Examples
    --------
    >>> from helpers.analysis.claims import statements
    >>> newsroom_minimums(statements()).columns.tolist()
    ['government_forces', 'civilians']
    """
    of_newsrooms = statements_table["claimant_type"] == "media_tally"
    whole_months = _of_whole_months(statements_table)
    rows = statements_table[whole_months & of_newsrooms]
    # several newsrooms counted one month: the larger minimum holds the smaller
    months = rows["period_lo"].dt.to_period("M")
    month = months.rename("month")
    largest = (
        rows.groupby([month, rows["victim_side"]])["killed"].max().unstack()
    )
    # months without a newsroom's figure keep their row
    return largest.reindex(
        index=MONTHS, columns=["government_forces", "civilians"]
    )


def room(claimed: Number, counted: Number, others: Number = 0) -> Number:
    """What share of a claim could be right if a count and a minimum of others' dead are.

    Parameters
    ----------
    claimed : number or Series
        Dead that one side claims of the other.
    counted : number or Series
        Dead of all sides, as somebody counts them.
    others : number or Series
        Dead of the others that are known at the least, and so cannot be the claimed ones.

    Returns
    -------
    number or Series
        (counted - others) / claimed. Below one, not all that is claimed has room in the count:
        the claim is too high, or the count too low, or both; the number cannot say which.

    Examples
    --------
    >>> room(200, 150, others=50)
    0.5
    """
    # of a claim: above 1 there is room for all of it, below 0 for none
    return (counted - others) / claimed


def province_bounds(cells: pd.DataFrame) -> pd.DataFrame:
    """UCDP's deaths in each province and month, as bounds, from half-degree cells.

    A cell that touches several provinces does not say in which of them people died.

    Parameters
    ----------
    cells : DataFrame
        As from `load("battle_deaths_cells")`: provinces (tuple), month, best.

    Returns
    -------
    DataFrame
        province, month (Period), lo (cells that touch this province alone), hi (all cells that
        touch it).

    Examples
    --------
    >>> cells = pd.DataFrame({"provinces": [("AF01",), ("AF01", "AF02")],
    ...                       "month": ["2021-05"] * 2, "best": [3, 4]})
    >>> province_bounds(cells)[["province", "lo", "hi"]].values.tolist()
    [['AF01', 3, 7], ['AF02', 0, 4]]
    """
    # a cell on a border may hold the dead of either side of it
    alone = cells["provinces"].str.len() == 1
    # low: only what lies in the province for certain; high: all that may
    certain = cells["best"].where(alone, 0)
    table = cells.assign(lo=certain, hi=cells["best"])
    by_province = table.explode("provinces")
    table = by_province.rename(columns={"provinces": "province"})
    months = table["month"].astype(str)
    table["month"] = pd.PeriodIndex(months, freq="M")
    keys = ["province", "month"]
    grouped = table.groupby(keys, as_index=False)
    return grouped[["lo", "hi"]].sum()


def claimed_by_province(statements_table: pd.DataFrame) -> pd.DataFrame:
    """What each side claims of the other's dead in single provinces, by month.

    Parameters
    ----------
    statements_table : DataFrame
        As `claims.statements` gives it.

    Returns
    -------
    DataFrame
        side, province, month (Period), statements, claimed (figures and floors of statements
        that name one province and span up to two days).

    Examples
    --------
    >>> from helpers.analysis.claims import statements
    >>> claimed_by_province(statements())["claimed"].min() >= 0
    np.True_
    """
    is_single = statements_table["provinces"].str.len() == 1
    single = statements_table[is_single]
    # a national list of one province is a national figure all the same
    is_local = single["scope"] != "national"
    single = single[is_local]
    # a ceiling claims nothing for certain
    is_least = single["killed_bound"].isin(["value", "about", "floor"])
    single = single[is_least]
    parts = []
    # the only one of its list
    its_province = single["provinces"].str[0]
    for province, rows in single.groupby(its_province):
        part = claimed_of_the_enemy(rows)
        part["claimed"] = part["plain"] + part["floors"]
        parts.append(part.assign(province=province))
    table = pd.concat(parts, ignore_index=True)
    return table[["side", "province", "month", "statements", "claimed"]]


def beside_cells(
    statements_table: pd.DataFrame, cells: pd.DataFrame
) -> pd.DataFrame:
    """Put claims on single provinces beside the bounds of UCDP's dead of all sides there.

    Parameters
    ----------
    statements_table : DataFrame
        A row a statement, as from `claims.statements`.
    cells : DataFrame
        UCDP's dead by half-degree cell and month, table `battle_deaths_cells`.

    Returns
    -------
    DataFrame
        As from `claimed_by_province`, with lo and hi of `province_bounds`.

    Examples
    --------
    >>> from helpers import load
    >>> from helpers.analysis.claims import statements
    >>> table = beside_cells(statements(), load("battle_deaths_cells"))
    >>> bool((table["lo"] <= table["hi"]).all())
    True
    """
    claimed = claimed_by_province(statements_table)
    # a province that UCDP has no deaths in keeps its claims
    bounds = province_bounds(cells)
    return claimed.merge(bounds, on=["province", "month"], how="left")


def months_beside(
    calendar: pd.DataFrame,
    statements_table: pd.DataFrame,
    battle_deaths: pd.DataFrame,
) -> pd.DataFrame:
    """Join by month the ministry's claims, UCDP's counts and the newsrooms' minimums.

    Parameters
    ----------
    calendar, statements_table : DataFrame
        As from `helpers.analysis.claims`.
    battle_deaths : DataFrame
        The table of this name.

    Returns
    -------
    DataFrame
        By month the columns of `claimed_by_month`, `counted_by_month` and `newsroom_minimums`,
        and what share of the claims has room: room_at_least (of the days found, in UCDP's best),
        room_filled (of all days, in its best) and room_high (of all days, in its high), each
        after the newsrooms' minimum of the government's dead.

    Examples
    --------
    >>> from helpers import load
    >>> from helpers.analysis.claims import ministry_calendar, statements
    >>> table = statements()
    >>> found = months_beside(ministry_calendar(table), table, load("battle_deaths"))
    >>> bool((found["room_filled"] <= found["room_high"]).all())
    True
    """
    counts = counted_by_month(battle_deaths)
    months = claimed_by_month(calendar).join(counts)
    months = months.join(newsroom_minimums(statements_table))
    # a month without a newsroom's minimum still had such dead: zero is the least that is known
    others = months["government_forces"].astype(float).fillna(0)
    months["room_at_least"] = room(months["at_least"], months["best"], others)
    months["room_filled"] = room(months["filled"], months["best"], others)
    months["room_high"] = room(months["filled"], months["high"], others)
    return months


class Totals(NamedTuple):
    """The months of `months_beside` together."""

    claimed: int  # at least, on the days found
    plain: int
    floors: int
    ceilings: int
    filled: int  # if the days without a figure had been like the others
    counted: int  # UCDP's best, all sides
    minimum: int  # newsrooms' of the government's dead
    minimum_months: int  # in how many months there is one
    left: int  # counted less claimed
    left_filled: int
    share_claimed: float
    share_filled: float
    months: int
    fits_printed: int  # months in which what was printed has room
    # those in which the filled claim lacks room in the best estimate
    short_months: str
    fits_high: int  # months in which it has room in the high one


def totals(months: pd.DataFrame) -> Totals:
    """Add up the months, and count those in which a claim lacks room.

    Parameters
    ----------
    months : DataFrame
        As from `months_beside`.

    Returns
    -------
    Totals
        Sums of deaths, and counts of months.

    Examples
    --------
    >>> from helpers import load
    >>> from helpers.analysis.claims import ministry_calendar, statements
    >>> table = statements()
    >>> found = totals(months_beside(ministry_calendar(table), table, load("battle_deaths")))
    >>> found.claimed == found.plain + found.floors
    True
    """
    sums = (
        months.drop(columns="median").astype(float).sum().round().astype(int)
    )
    # months in which the claim is larger than what is left of the count
    lacks_room = months["room_filled"] < 1
    short = months.index[lacks_room]
    # the median of months has no sum
    counted = int(sums["best"])
    return Totals(
        claimed=int(sums["at_least"]),
        plain=int(sums["plain"]),
        floors=int(sums["floors"]),
        ceilings=int(sums["ceilings"]),
        filled=int(sums["filled"]),
        counted=counted,
        minimum=int(sums["government_forces"]),
        minimum_months=int(months["government_forces"].notna().sum()),
        left=counted - int(sums["at_least"]),
        left_filled=counted - int(sums["filled"]),
        share_claimed=sums["at_least"] / counted,
        share_filled=sums["filled"] / counted,
        months=len(months),
        fits_printed=int((months["room_at_least"] >= 1).sum()),
        short_months=" and ".join(short.strftime("%B")) or "no month",
        fits_high=int((months["room_high"] >= 1).sum()),
    )


def over_bounds(local: pd.DataFrame) -> pd.DataFrame:
    """How often claims on single provinces exceed all that UCDP counts there, by side.

    Parameters
    ----------
    local : DataFrame
        As from `beside_cells`.

    Returns
    -------
    DataFrame
        By side: pairs (of a province and a month with a claim), over (claimed above hi),
        together (Spearman's correlation of claimed and hi).

    Examples
    --------
    >>> local = pd.DataFrame({"side": "taliban", "claimed": [1, 5, 9], "hi": [2, 6, 8]})
    >>> over_bounds(local)[["pairs", "over"]].values.tolist()
    [[3.0, 1.0]]
    """
    rows = {}
    for side, own in local.groupby("side"):
        both = own[["claimed", "hi"]].astype(float)
        over = both["claimed"] > both["hi"]
        ranked = both.corr("spearman")
        rows[side] = {
            "pairs": len(own),
            "over": over.sum(),
            "together": ranked.loc["claimed", "hi"],
        }
    # numbers again: a transposed table of mixed rows holds objects
    return pd.DataFrame(rows).T.astype(float)


__dir__ = own_names(__name__)
