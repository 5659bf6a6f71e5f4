"""Who claims whose losses: the groups that every test of notebook 05 is run on, said once."""

import pandas as pd

from helpers.analysis.claim_tests import (
    heaping,
    plain_figures,
    ratio,
    runs,
    two_way_link,
    weekly,
)
from helpers.analysis.event_study import Study, day_by_province, study
from helpers.public import own_names
from helpers.vocabulary import GOVERNMENT_VOICES

# A list of three provinces or fewer tells of one battle, not of the country's day.
LIST_LEAST = 4
# Days of the ministry's own moving median, and the fewest of them that make one.
LEVEL_DAYS = 15
LEVEL_LEAST = 8
# The ministry's lists among the other series.
LISTS = "Ministry's daily lists"


def ratio_groups(
    statements_table: pd.DataFrame, calendar: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Statements that give killed and wounded as plain figures, by who claims whose losses.

    Parameters
    ----------
    statements_table, calendar : DataFrames
        As from `helpers.analysis.claims`.

    Returns
    -------
    dict
        By the group's name, its statements.

    Examples
    --------
    >>> from helpers.analysis.claims import ministry_calendar, statements
    >>> table = statements()
    >>> len(ratio_groups(table, ministry_calendar(table)))
    8
    """
    killed_plain = statements_table["killed_bound"] == "value"
    wounded_plain = statements_table["wounded_bound"] == "value"
    both = killed_plain & (wounded_plain)
    # a floor of killed beside a figure of wounded has no ratio
    plain = statements_table[both]
    who = plain["claimant_type"]
    whose = plain["victim_side"]
    # the daily figure is a series of its own, apart from whatever else the ministry says
    in_calendar = calendar["statement_id"]
    daily = plain["statement_id"].isin(in_calendar)
    government = who == "government"
    official = who == "local_official"
    # those who speak for neither side
    neutral = ["un", "ngo", "hospital"]
    others = who.isin(neutral)
    on_taliban = whose == "taliban"
    on_forces = whose == "government_forces"
    on_civilians = whose == "civilians"
    # a side's word on its own dead and its word on the other's are two things
    groups = {
        "Ministry's daily figure, on the Taliban": daily,
        "Other government, on the Taliban": government & on_taliban & ~daily,
        "Local officials, on the Taliban": official & on_taliban,
        "Government and officials, on own forces": (government | official)
        & on_forces,
        "Taliban, on government forces": (who == "taliban") & on_forces,
        "Media, on government forces": (who == "media_tally") & on_forces,
        "Media, on civilians": (who == "media_tally") & on_civilians,
        "UN, NGOs and hospitals, on civilians": others & on_civilians,
    }
    return {name: plain[chosen] for name, chosen in groups.items()}


def ratios(
    statements_table: pd.DataFrame, calendar: pd.DataFrame
) -> pd.DataFrame:
    """Killed per wounded of every group of `ratio_groups`, a row a group.

    Parameters
    ----------
    statements_table : DataFrame
        A row a statement, as from `claims.statements`.
    calendar : DataFrame
        A row a day of the ministry, as from `claims.ministry_calendar`.

    Returns
    -------
    DataFrame
        A row a group; columns as `ratio` has them.

    Examples
    --------
    >>> from helpers.analysis.claims import ministry_calendar, statements
    >>> table = statements()
    >>> ratios(table, ministry_calendar(table)).columns.tolist()
    ['n', 'ratio', 'lo', 'hi', 'median']
    """
    groups = ratio_groups(statements_table, calendar)
    # all groups, small ones too: a missing interval shows that they are small
    rows = {
        name: ratio(own["killed"], own["wounded"])
        for name, own in groups.items()
    }
    return pd.DataFrame(rows).T


def habit_groups(
    statements_table: pd.DataFrame, calendar: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """All statements by who claims, for tests of digits and of order in time.

    Parameters
    ----------
    statements_table : DataFrame
        A row a statement, as from `claims.statements`.
    calendar : DataFrame
        A row a day of the ministry, as from `claims.ministry_calendar`.

    Returns
    -------
    dict
        {name of the group: rows of `statements_table`}.

    Examples
    --------
    >>> from helpers.analysis.claims import ministry_calendar, statements
    >>> table = statements()
    >>> list(habit_groups(table, ministry_calendar(table)))[0]
    'Ministry, daily national'
    """
    who = statements_table["claimant_type"]
    on_taliban = statements_table["victim_side"] == "taliban"
    # apart from the rest: one daily series, whose order in time means something
    in_calendar = calendar["statement_id"]
    daily = statements_table["statement_id"].isin(in_calendar)
    # both speak for the government's side
    ours = who.isin(GOVERNMENT_VOICES)
    # on nobody's losses in particular: a habit of digits is the claimant's
    groups = {
        "Ministry, daily national": daily,
        "Other government, on the Taliban": (who == "government")
        & on_taliban
        & ~daily,
        "Local officials, on the Taliban": (who == "local_official")
        & on_taliban,
        "Government and officials, on others": ours & ~on_taliban,
        "Taliban": who == "taliban",
        "Media counts": who == "media_tally",
        "UN, NGOs and hospitals": who.isin(["un", "ngo", "hospital"]),
    }
    return {name: statements_table[chosen] for name, chosen in groups.items()}


def heaps(
    statements_table: pd.DataFrame, calendar: pd.DataFrame
) -> pd.DataFrame:
    """Last digits of every group of `habit_groups`, a row a group.

    Parameters
    ----------
    statements_table : DataFrame
        A row a statement, as from `claims.statements`.
    calendar : DataFrame
        A row a day of the ministry, as from `claims.ministry_calendar`.

    Returns
    -------
    DataFrame
        A row a group; columns as `claim_tests.heaping` has them.

    Examples
    --------
    >>> from helpers.analysis.claims import ministry_calendar, statements
    >>> table = statements()
    >>> bool(heaps(table, ministry_calendar(table))["share"].between(0, 1).all())
    True
    """
    groups = habit_groups(statements_table, calendar)
    # bounds are left out, as plain_figures tells
    return pd.DataFrame(
        {name: heaping(plain_figures(own)) for name, own in groups.items()}
    ).T


def runs_in_time(
    statements_table: pd.DataFrame, calendar: pd.DataFrame
) -> pd.DataFrame:
    """Runs of every group of `habit_groups` in order of time, and how many give no plain figure.

    Parameters
    ----------
    statements_table : DataFrame
        A row a statement, as from `claims.statements`.
    calendar : DataFrame
        A row a day of the ministry, as from `claims.ministry_calendar`.

    Returns
    -------
    DataFrame
        A row a group, and one for the ministry's days less their own moving median of 15 days:
        n, runs, expected, p, repeats, no_plain (share of statements with a bound only).

    Examples
    --------
    >>> from helpers.analysis.claims import ministry_calendar, statements
    >>> table = statements()
    >>> "no_plain" in runs_in_time(table, ministry_calendar(table))
    True
    """
    # runs are of an order in time; ids part statements of one day
    in_time = statements_table.sort_values(["day", "statement_id"])
    rows = {}
    for name, own in habit_groups(in_time, calendar).items():
        plain = own["killed_bound"] == "value"
        # statements without killed have no habit of it
        bounds = own["killed_bound"].dropna()
        without = (bounds != "value").mean()
        rows[name] = runs(own.loc[plain, "killed"]) | {"no_plain": without}
    # a floor is no figure of the day
    level = calendar.loc[calendar["killed_bound"] == "value", "killed"].astype(
        float
    )
    # centred: a trailing median would lag behind the fighting
    moving = level.rolling(
        LEVEL_DAYS, center=True, min_periods=LEVEL_LEAST
    ).median()
    # what is left when the war's own rise and fall is taken out
    rows["Ministry, less its own moving median"] = runs(level - moving)
    return pd.DataFrame(rows).T


def daily_lists(calendar: pd.DataFrame) -> pd.DataFrame:
    """The days on which the ministry named more than three provinces, a row a province named.

    Parameters
    ----------
    calendar : DataFrame
        As `claims.ministry_calendar` gives it.

    Returns
    -------
    DataFrame
        date and province (P-code).

    Examples
    --------
    >>> from helpers.analysis.claims import ministry_calendar
    >>> daily_lists(ministry_calendar()).columns.tolist()
    ['date', 'province']
    """
    with_figure = calendar["killed"].notna()
    given = calendar[with_figure]
    # a missing day names nobody, and is no list of none
    n_named = given["provinces"].str.len()
    lists = given[n_named >= LIST_LEAST]
    # the list alone: how many were killed in each province it does not say
    rows = lists[["date", "provinces"]].explode("provinces", ignore_index=True)
    return rows.rename(columns={"provinces": "province"})


def single_province(statements_table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Statements on one province, by who claims whose losses, with `province`.

    Parameters
    ----------
    statements_table : DataFrame
        As `claims.statements` gives it.

    Returns
    -------
    dict
        {who claims whose losses: rows of `statements_table` with province, a P-code}.

    Examples
    --------
    >>> from helpers.analysis.claims import statements
    >>> len(single_province(statements()))
    4
    """
    # of statements on several provinces nobody can tell which one is meant
    named = statements_table["provinces"].str.len() == 1
    has_day = statements_table["day"].notna()
    single = statements_table[named & has_day]
    only_one = single["provinces"].str[0]
    single = single.assign(province=only_one)
    who = single["claimant_type"]
    whose = single["victim_side"]
    ours = who.isin(GOVERNMENT_VOICES)
    on_forces = whose == "government_forces"
    # what a side says of its own losses and of the other's are two series
    groups = {
        "Government and officials, on the Taliban": ours
        & (whose == "taliban"),
        "Taliban, on government forces": (who == "taliban") & on_forces,
        "Government and officials, on own forces": ours & on_forces,
        "Media, on government forces": (who == "media_tally") & on_forces,
    }
    return {name: single[chosen] for name, chosen in groups.items()}


def weekly_series(
    statements_table: pd.DataFrame, calendar: pd.DataFrame
) -> dict[str, tuple[pd.DataFrame, pd.Series | None]]:
    """Namings of provinces by week, for the ministry's lists and every single-province group.

    Parameters
    ----------
    statements_table : DataFrame
        A row a statement, as from `claims.statements`.
    calendar : DataFrame
        A row a day of the ministry, as from `claims.ministry_calendar`.

    Returns
    -------
    dict
        By name: counts (weeks by provinces), and by what each week is divided (the number of
        the ministry's lists in it; None for the others).

    Examples
    --------
    >>> from helpers.analysis.claims import ministry_calendar, statements
    >>> table = statements()
    >>> counts, lists = weekly_series(table, ministry_calendar(table))["Ministry's daily lists"]
    >>> counts.shape
    (15, 34)
    """
    # a series that is not the ministry's has no lists to be divided by
    named = daily_lists(calendar)
    days = named["date"].drop_duplicates()
    # one made-up province, to count the lists of every week by the same function
    made_up = ["AF01"] * len(days)
    lists = weekly(days, made_up)["AF01"]
    series = {LISTS: (weekly(named["date"], named["province"]), lists)}
    for name, own in single_province(statements_table).items():
        series[name] = (weekly(own["day"], own["province"]), None)
    return series


def weekly_links(
    statements_table: pd.DataFrame,
    calendar: pd.DataFrame,
    fallen: pd.DataFrame,
) -> dict[str, dict]:
    """Link every series of `weekly_series` with districts lost, net of week and province.

    Parameters
    ----------
    statements_table, calendar : DataFrames
        As from `helpers.analysis.claims`.
    fallen : DataFrame
        Captures by week and province, as from `helpers.analysis.claim_tests.weekly`.

    Returns
    -------
    dict
        By series, as from `helpers.analysis.claim_tests.two_way_link`.

    Examples
    --------
    >>> from helpers.analysis.claims import ministry_calendar, statements
    >>> table = statements()
    >>> fallen = weekly(["2021-06-21"], ["AF01"])
    >>> LISTS in weekly_links(table, ministry_calendar(table), fallen)
    True
    """
    links = {}
    for name, (counts, lists) in weekly_series(
        statements_table, calendar
    ).items():
        # every series meets the same districts lost
        links[name] = two_way_link(counts, fallen, lists)
    return links


def daily_panels(
    statements_table: pd.DataFrame, calendar: pd.DataFrame
) -> dict[str, tuple[pd.DataFrame, pd.Series | None]]:
    """On which days each side names which province.

    Parameters
    ----------
    statements_table : DataFrame
        A row a statement, as from `claims.statements`.
    calendar : DataFrame
        A row a day of the ministry, as from `claims.ministry_calendar`.

    Returns
    -------
    dict
        By series: a table of bool, days by provinces, and the days on which the side spoke at
        all (the ministry's lists; None for the others, of which a day without a statement is a
        day on which it was not found to speak of any province).

    Examples
    --------
    >>> from helpers.analysis.claims import ministry_calendar, statements
    >>> table = statements()
    >>> named, observed = daily_panels(table, ministry_calendar(table))[LISTS]
    >>> bool((named.any(axis=1) == observed).all())
    True
    """
    lists = daily_lists(calendar)
    # a day without a list is not observed: silence there is no sign
    named = day_by_province(lists["date"], lists["province"])
    panels = {LISTS: (named, named.any(axis=1))}
    for name, own in single_province(statements_table).items():
        # statements may come on any day: all are observed
        panels[name] = (day_by_province(own["day"], own["province"]), None)
    return panels


def daily_studies(
    statements_table: pd.DataFrame, calendar: pd.DataFrame, fell: pd.DataFrame
) -> dict[str, Study]:
    """Study for every series of `daily_panels` the days round a capture.

    Parameters
    ----------
    statements_table, calendar : DataFrames
        As from `helpers.analysis.claims`.
    fell : DataFrame of bool
        Days by provinces, as from `helpers.analysis.event_study.day_by_province`.

    Returns
    -------
    dict
        {name of the series: its study}.

    Examples
    --------
    >>> from helpers.analysis.claims import ministry_calendar, statements
    >>> table = statements()
    >>> fell = day_by_province(["2021-06-21"], ["AF27"])
    >>> LISTS in daily_studies(table, ministry_calendar(table), fell)
    True
    """
    studies = {}
    for name, (named, observed) in daily_panels(
        statements_table, calendar
    ).items():
        # every series meets the same captures
        studies[name] = study(named, fell, observed)
    return studies


__dir__ = own_names(__name__)
