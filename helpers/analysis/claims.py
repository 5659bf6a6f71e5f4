"""Casualty claims: prints grouped into statements, how prints differ, the ministry's calendar.

A print is one source's rendering of a claim (a row of claims.csv); a statement is what the
claimant said, once. A floor ("over 100") bounds a figure from below and is never taken for a
value. Days with no figure stay missing. Every rule is the same for all claimants.

    prints_table = prints()
    statements_table = statements(prints_table)
    calendar = ministry_calendar(statements_table)
    differences_table = differences(prints_table, statements_table)
"""

from typing import NamedTuple

import pandas as pd

from helpers.analysis.intervals import wilson
from helpers.public import own_names
from helpers.tables import load
from helpers.vocabulary import GOVERNMENT_VOICES

# The claimant whose daily releases make the calendar.
MINISTRY = "Afghan Ministry of Defense"

MEASURES = ("killed", "wounded", "captured")

# By qualifier, the best first: a plain figure says more than "about", and that more than a bound.
BOUNDS = {
    "exact": "value",
    "about": "about",
    "at_least": "floor",
    "at_most": "ceiling",
}

KINDS = (
    "national total credited to one place",
    "floor taken for a value",
    "floor above the figure",
    "killed and wounded added",
    "killed figure given as wounded",
    "digits transposed",
    "rounded",
    "another day's figure",
    "unexplained",
)

# The least national total that, printed for one place, is more than a coincidence of small numbers.
NATIONAL_LEAST = 100
# How many days apart two statements may lie for a figure to have slipped from one to the other.
SLIP_DAYS = 3
# A figure within this share of another, and round, is called rounded.
ROUNDED_WITHIN = 0.05
# Below this a wounded figure that equals the killed is as likely a coincidence.
SAME_LEAST = 20

# Columns in which prints of one statement may differ beside their figures: most of them decide.
_DESCRIBED = (
    "day",
    "period_lo",
    "period_hi",
    "claimant",
    "claimant_type",
    "victim_side",
    "scope",
)
# Least, best and largest: what the three columns of a measure end in.
_ENDS = ("_lo", "", "_hi")


def prints(
    claims: pd.DataFrame | None = None, sources: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the claims, each with its source and its day.

    Parameters
    ----------
    claims, sources : DataFrame, optional
        Tables as `load` gives them (default: those of data/).

    Returns
    -------
    DataFrame
        A row a claim, with the source's `origin`, `publisher` and `url`, and `day`: the day on
        which it was reported, or else the last day of its period.

    Raises
    ------
    ValueError
        If a claim's source is not in `sources`.

    Examples
    --------
    >>> table = prints()
    >>> len(table) == len(load("claims")), bool(table["day"].isna().any())
    (True, False)
    """
    if claims is None:
        claims = load("claims")
    if sources is None:
        sources = load("sources")
    # one page of a source may carry several claims, never the other way round
    columns = ["source_id", "origin", "publisher", "url"]
    page = sources[columns]
    table = claims.merge(
        page, on="source_id", how="left", validate="many_to_one"
    )
    # a print without a known source would drop out of the count of origins unseen
    unknown = table["origin"].isna()
    homeless = table.loc[unknown, "source_id"]
    if len(homeless):
        raise ValueError(
            f"claims: source {homeless.iloc[0]!r} is not in sources; add its row to sources.csv"
        )
    # where no day of report is known, the last day that the figure is about
    last_day = table["period_hi"]
    day = table["reported"].fillna(last_day)
    return table.assign(day=day)


def statements(prints_table: pd.DataFrame | None = None) -> pd.DataFrame:
    """Gather prints into statements, one row each, in the order of their ids.

    Parameters
    ----------
    prints_table : DataFrame, optional
        As from `prints` (default: those of data/). The order of its rows does not matter.

    Returns
    -------
    DataFrame
        statement_id; day, period_lo, period_hi, claimant, claimant_type, victim_side, scope as
        most prints have them (of a tie, the first in order); n_prints; n_origins; provinces
        (tuple: all that any print names). For killed, and likewise wounded and captured:
        `killed`, as most origins print it (then most prints, then the smaller); killed_lo and
        killed_hi, the least and the largest print; killed_bound: value, about, floor (killed_hi
        is open, NA), ceiling (killed_lo is NA) or NA. differs: two prints cannot both be
        right. claims: tuple of claim_id.

    Examples
    --------
    >>> table = statements()
    >>> table["statement_id"].is_unique
    True
    >>> floors = table[table["killed_bound"] == "floor"]
    >>> bool(floors["killed_hi"].isna().all())
    True
    """
    table = prints() if prints_table is None else prints_table
    # a fixed order, so that nothing below depends on how the rows of the file lie
    table = table.sort_values("claim_id")
    groups = table.groupby("statement_id", sort=True)
    parts = [_most_common(table, column) for column in _DESCRIBED]
    parts.append(groups.size().rename("n_prints"))
    parts.append(groups["origin"].nunique().rename("n_origins"))
    parts.append(_named_provinces(groups))
    figures = _figures(table)
    for measure in MEASURES:
        own = figures[figures["measure"] == measure]
        parts.append(_band(own).add_prefix(measure))
    # one odd figure is enough: prints of one statement must all be right together
    odd = figures[figures["odd"]]
    ids = groups.size().index
    differs = ids.isin(odd["statement_id"])
    parts.append(pd.Series(differs, ids, name="differs"))
    parts.append(groups["claim_id"].agg(tuple).rename("claims"))
    joined = pd.concat(parts, axis=1)
    whole = joined.rename_axis("statement_id").reset_index()
    return _with_types(whole)


def _most_common(table: pd.DataFrame, column: str) -> pd.Series:
    """The value that most prints of each statement give; of a tie, the first in order."""
    # a print that does not say is no vote
    given = table.dropna(subset=[column])
    keys = ["statement_id", column]
    by_value = given.groupby(keys, observed=True)
    counted = by_value.size().rename("n")
    counted = counted.reset_index()
    # days, words and categories alike are put in order by their text
    counted["text"] = counted[column].astype(str)
    counted = counted.sort_values(
        ["statement_id", "n", "text"], ascending=[True, False, True]
    )
    leading = counted.drop_duplicates("statement_id")
    first = leading.set_index("statement_id")[column]
    # a statement without any value keeps its row
    every = table["statement_id"].unique()
    return first.reindex(sorted(every))


def _named_provinces(groups) -> pd.Series:
    """All provinces that any print of each statement names, as sorted tuples."""

    def union(lists):
        # a set has no order of its own, and would differ from run to run
        named = set().union(*lists)
        return tuple(sorted(named))

    return groups["provinces"].agg(union)


def _figures(table: pd.DataFrame) -> pd.DataFrame:
    """Every printed figure as a row, beside the one that most origins print of its statement.

    Columns: those of the print that rules need; measure, figure, bound; best_bound and best, of
    the statement; odd: it cannot be right together with the best.
    """
    kept = ["claim_id", "statement_id", "origin", "qualifier"]
    parts = []
    for measure in MEASURES:
        part = table.loc[table[measure].notna(), [*kept, measure]]
        parts.append(
            part.rename(columns={measure: "figure"}).assign(measure=measure)
        )
    figures = pd.concat(parts, ignore_index=True)
    figures["figure"] = figures["figure"].astype(int)
    qualifier = figures["qualifier"].astype(str)
    figures["bound"] = qualifier.map(BOUNDS)
    # the best kind of figure that any print of the statement gives decides
    place = list(BOUNDS).index
    rank = qualifier.map(place)
    # ranks count from the best kind, so the least is the best
    best_rank = rank.groupby(
        [figures["statement_id"], figures["measure"]]
    ).transform("min")
    figures["best_bound"] = best_rank.map(
        dict(enumerate(BOUNDS.values()))
    ).astype(object)
    deciding = figures[rank == best_rank]
    keys = ["statement_id", "measure"]
    votes = _vote(deciding)
    figures = figures.merge(votes, on=keys)
    return figures.assign(odd=_cannot_be_right(figures))


def _vote(deciding: pd.DataFrame) -> pd.DataFrame:
    """The figure of each statement and measure: most origins, then most prints, then smaller."""
    keys = ["statement_id", "measure"]
    # ten pages of one agency are one vote, and break a tie only
    votes = (
        deciding.groupby([*keys, "figure"])["origin"]
        .agg(["nunique", "size"])
        .reset_index()
    )
    votes = votes.sort_values(
        [*keys, "nunique", "size", "figure"],
        ascending=[True, True, False, False, True],
    )
    best = votes.drop_duplicates(keys)
    chosen = best[[*keys, "figure"]]
    return chosen.rename(columns={"figure": "best"})


def _cannot_be_right(figures: pd.DataFrame) -> pd.Series:
    """Which printed figures cannot be right together with the best one of their statement."""
    figure = figures["figure"]
    best = figures["best"]
    # two floors agree, and so do two ceilings
    floor = (figures["bound"] == "floor") & (figures["best_bound"] != "floor")
    ceiling = (figures["bound"] == "ceiling") & (
        figures["best_bound"] != "ceiling"
    )
    said_plainly = figures["bound"].isin(["value", "about"])
    too_high = floor & (figure > best)
    too_low = ceiling & (figure < best)
    plain_clash = said_plainly & (figure != best)
    return too_high | too_low | plain_clash


def _band(own: pd.DataFrame) -> pd.DataFrame:
    """Least, best and largest figure of one measure, by statement, and what kind the best is."""
    floors_only = own["best_bound"] == "floor"
    ceilings_only = own["best_bound"] == "ceiling"
    # a floor under the values agrees with them and is left out of the band;
    # one above them contradicts them and widens it
    not_floor = own["bound"] != "floor"
    low = own[not_floor | floors_only]
    not_ceiling = own["bound"] != "ceiling"
    high = own[not_ceiling | ceilings_only]
    once = own.drop_duplicates("statement_id")
    first = once.set_index("statement_id")
    band = pd.DataFrame(index=first.index)
    low_figures = low.groupby("statement_id")["figure"]
    band["_lo"] = low_figures.min()
    band[""] = first["best"]
    high_figures = high.groupby("statement_id")["figure"]
    band["_hi"] = high_figures.max()
    band = band.astype("Int64")
    band["_bound"] = first["best_bound"]
    # a bound leaves its other side open: "over 100" may be any larger number
    band.loc[band["_bound"] == "ceiling", "_lo"] = pd.NA
    band.loc[band["_bound"] == "floor", "_hi"] = pd.NA
    return band


def _with_types(whole: pd.DataFrame) -> pd.DataFrame:
    """The columns of `statements` in their order; figures as Int64, words as str."""
    columns = [
        "statement_id",
        *_DESCRIBED,
        "n_prints",
        "n_origins",
        "provinces",
    ]
    for measure in MEASURES:
        bands = [measure + end for end in _ENDS]
        columns += [*bands, f"{measure}_bound"]
        # whole numbers beside missing ones: a float would print 12 as 12.0
        whole[bands] = whole[bands].astype("Int64")
    # plain words: an ordered category would invite comparisons that mean nothing here
    words = [
        "claimant_type",
        "victim_side",
        "scope",
        *(f"{m}_bound" for m in MEASURES),
    ]
    return whole[[*columns, "differs", "claims"]].astype(
        dict.fromkeys(words, "str")
    )


def local_statements(
    statements_table: pd.DataFrame, day: str, province: str
) -> list[str]:
    """The ministry's statements of one day on one province, as a list of ids.

    Parameters
    ----------
    statements_table : DataFrame
        As `statements` gives it.
    day : str
        ISO text.
    province : str
        P-code.

    Returns
    -------
    list of str
        statement_ids, in the order of the table.

    Examples
    --------
    >>> len(local_statements(statements(), "2021-08-07", "AF28")) > 0
    True
    """
    own = statements_table[statements_table["claimant"] == MINISTRY]
    # what is said of several provinces together says nothing of one
    there = own["provinces"].map(lambda named: named == (province,))
    return own.loc[there & (own["day"] == day), "statement_id"].tolist()


class Agreement(NamedTuple):
    """Of n statements with two prints or more, how many were printed in ways that clash."""

    n: int
    differ: int
    share: float
    lo: float
    hi: float


def agreement(statements_table: pd.DataFrame) -> Agreement:
    """Count the statements of killed whose prints cannot all be right.

    Parameters
    ----------
    statements_table : DataFrame
        As from `statements`; those with one print have nothing to agree with and are left out.

    Returns
    -------
    Agreement
        n, differ, share, lo and hi (Wilson, 95 %).

    Examples
    --------
    >>> table = pd.DataFrame({"killed": [1, 2, 3], "n_prints": [2, 2, 1], "differs": True})
    >>> agreement(table)[:3]
    (2, 2, 1.0)
    """
    given = statements_table["killed"].notna()
    several = statements_table[given]
    printed_again = several["n_prints"] > 1
    several = several[printed_again]
    n = len(several)
    differ = int(several["differs"].sum())
    # Wilson's interval stays between 0 and 1, for few statements too
    lo, hi = wilson(differ, n)
    return Agreement(n, differ, differ / n, float(lo), float(hi))


def differences(
    prints_table: pd.DataFrame | None = None,
    statements_table: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Find each printed figure that cannot be right together with that of most origins.

    Parameters
    ----------
    prints_table, statements_table : DataFrame, optional
        As from `prints` and `statements` (default: those of data/).

    Returns
    -------
    DataFrame
        A row a figure: statement_id, day, claimant_type, victim_side, measure, printed, by_most
        (as most origins print it), kind (the first of KINDS that fits), claim_id, difference
        (printed less by_most), relative (the same as a share of by_most). A print that gives a
        national total of 100 or more to one place is a row with a difference of zero. Kinds
        compare two numbers; they do not say what an editor did.

    Examples
    --------
    >>> table = differences()
    >>> credited = table[table["kind"] == KINDS[0]]
    >>> int((credited["difference"] != 0).sum())
    0
    """
    if prints_table is None:
        prints_table = prints()
    if statements_table is None:
        statements_table = statements(prints_table)
    prints_table = prints_table.sort_values("claim_id")
    odd = _odd_figures(prints_table, statements_table)
    credited = _credited_to_one_place(prints_table, statements_table)
    rows = pd.concat([odd, credited], ignore_index=True)
    # a total credited to a place stands in place of another row of that print
    rows = rows.drop_duplicates(["claim_id", "measure"], keep="last")
    place_last = rows["kind"] == KINDS[0]
    order = rows["measure"].map(list(MEASURES).index)
    # the order of rows is that of the statements, not of the prints in the file
    rows = rows.assign(place_last=place_last, order=order)
    rows = rows.sort_values(
        ["statement_id", "place_last", "order", "claim_id"], ignore_index=True
    ).drop(columns=["place_last", "order"])
    return rows.assign(
        difference=rows["printed"] - rows["by_most"],
        relative=(rows["printed"] / rows["by_most"]).astype(float) - 1,
    )


_DIFFERENCE = {
    "statement_id": "str",
    "day": "datetime64[us]",
    "claimant_type": "str",
    "victim_side": "str",
    "measure": "str",
    "printed": "Int64",
    "by_most": "Int64",
    "kind": pd.CategoricalDtype(KINDS, ordered=True),
    "claim_id": "str",
}


def _odd_figures(
    prints_table: pd.DataFrame, statements_table: pd.DataFrame
) -> pd.DataFrame:
    """The odd figures of all statements, each with the kind of its difference."""
    figures = _figures(prints_table)
    # the statement's own columns carry the same bound, a measure each
    wrong = figures[figures["odd"]]
    odd = wrong.drop(columns="best_bound")
    described = statements_table.drop(columns="claims")
    odd = odd.merge(described, on="statement_id")
    # "over 157" that another page prints as 157 explains itself
    is_floor = figures["qualifier"] == "at_least"
    floors = figures[is_floor]
    known = floors[["statement_id", "measure", "figure"]]
    seen_as_floor = set(known.itertuples(index=False, name=None))
    slipped = _figures_of_other_days(odd, statements_table)
    kinds = [
        _kind(row, seen_as_floor, slipped) for row in odd.to_dict("records")
    ]
    odd = odd.assign(kind=kinds).rename(
        columns={"figure": "printed", "best": "by_most"}
    )
    return odd[list(_DIFFERENCE)].astype(_DIFFERENCE)


def _figures_of_other_days(
    odd: pd.DataFrame, statements_table: pd.DataFrame
) -> set:
    """(claim_id, measure) of odd figures that the same side gave nationally within three days."""
    is_national = statements_table["scope"] == "national"
    national = statements_table[is_national]
    other = national.melt(
        ["statement_id", "day", "claimant_type", "victim_side"],
        list(MEASURES),
        var_name="measure",
        value_name="figure",
    ).dropna(subset=["figure"])
    same = ["claimant_type", "victim_side", "measure", "figure"]
    # both sides of the join as plain integers, or equal figures would not meet
    other["figure"] = other["figure"].astype(int)
    columns = ["claim_id", "statement_id", "day", *same]
    own = odd[columns]
    both = own.merge(other, on=same, suffixes=("", "_other"))
    apart = (both["day"] - both["day_other"]).abs().dt.days
    # a statement's own figure is no other day's
    elsewhere = both["statement_id"] != both["statement_id_other"]
    near = apart <= SLIP_DAYS
    both = both[elsewhere & near]
    keys = both[["claim_id", "measure"]]
    return set(keys.itertuples(index=False, name=None))


def _kind(row: dict, seen_as_floor: set, slipped: set) -> str:
    """The first of KINDS that fits an odd figure."""
    figure = row["figure"]
    best = row["best"]
    measure = row["measure"]
    killed = row["killed"]
    wounded = row["wounded"]
    plain = row["qualifier"] == "exact"
    floor = (row["statement_id"], measure, figure)
    added = (
        measure == "killed" and pd.notna(wounded) and figure == best + wounded
    )
    confused = measure == "wounded" and pd.notna(killed) and figure == killed
    near = abs(figure - best) <= ROUNDED_WITHIN * best
    other_day = (row["claim_id"], measure) in slipped
    # a multiple of 50 is shared by too many statements to tell where it came from
    tests = (
        plain and floor in seen_as_floor,
        row["qualifier"] == "at_least",
        added,
        confused and figure >= SAME_LEAST,
        str(figure) in _swapped(best),
        figure % 10 == 0 and near,
        other_day and figure % 50 != 0,
        True,
    )
    return KINDS[1 + tests.index(True)]


def _swapped(number: int) -> set[str]:
    """All ways of exchanging two digits that stand beside each other.

    >>> sorted(_swapped(274))
    ['247', '724']
    """
    digits = str(number)
    pairs_of_digits = range(len(digits) - 1)
    return {
        digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :]
        for i in pairs_of_digits
    }


def _credited_to_one_place(
    prints_table: pd.DataFrame, statements_table: pd.DataFrame
) -> pd.DataFrame:
    """Prints that give one place the figure that a print of the same day gives the country."""
    same = ["day", "victim_side", "killed"]
    given = prints_table["killed"].notna()
    killed = prints_table[given]
    national = killed["scope"] == "national"
    totals = killed.loc[national & (killed["killed"] >= NATIONAL_LEAST), same]
    # a print that names two provinces or more did not give it to one place
    local = killed[~national & (killed["provinces"].str.len() < 2)]
    found = local.merge(totals.drop_duplicates(), on=same)
    found = found[["claim_id", "statement_id", "killed"]]
    # day and side as most prints of the statement have them, not as this one has
    columns = ["statement_id", "day", "claimant_type", "victim_side"]
    about = statements_table[columns]
    renamed = found.rename(columns={"killed": "printed"})
    found = renamed.merge(about, on="statement_id")
    found = found.assign(
        measure="killed", by_most=found["printed"], kind=KINDS[0]
    )
    return found[list(_DIFFERENCE)].astype(_DIFFERENCE)


def ministry_calendar(
    statements_table: pd.DataFrame | None = None,
    start: str = "2021-05-01",
    end: str = "2021-08-14",
) -> pd.DataFrame:
    """Return the defence ministry's daily national figure of Taliban losses, one row a day.

    Parameters
    ----------
    statements_table : DataFrame, optional
        As from `statements`. A national statement counts for its day of issue if its period
        begins the day before or later. A floor that pages also printed for the statement of the
        day before ("over 100" on two days running) may be that statement, told a day late, and
        is left out.
    start, end : str
        First and last day of the calendar.

    Returns
    -------
    DataFrame
        date, then the columns of `statements`; where a day has two statements, the one with most
        prints. A day with none is missing, never zero: its n_prints is 0 and its figures NA.

    Examples
    --------
    >>> calendar = ministry_calendar(start="2021-06-20", end="2021-06-22")
    >>> calendar["date"].dt.day.tolist()
    [20, 21, 22]
    """
    if statements_table is None:
        statements_table = statements()
    daily = statements_table[_is_daily(statements_table)]
    daily = daily[~_told_again(daily)]
    daily = daily.sort_values(
        ["n_prints", "statement_id"], ascending=[False, True]
    )
    first = daily.drop_duplicates("day")
    daily = first.rename(columns={"day": "date"})
    # every day has its row, whether or not a figure was found
    dates = pd.date_range(start, end, unit="us")
    days = pd.DataFrame({"date": dates})
    calendar = days.merge(daily, on="date", how="left")
    # no print was found on an empty day, which is a count; its figures stay missing
    counts = ["n_prints", "n_origins"]
    calendar[counts] = calendar[counts].fillna(0).astype(int)
    return calendar


def _is_daily(statements_table: pd.DataFrame) -> pd.Series:
    """Which statements are the ministry's on the Taliban killed in the 24 hours before."""
    # totals of several days are issued as well, and would count those days twice
    length = (statements_table["day"] - statements_table["period_lo"]).dt.days
    return (
        (statements_table["claimant"] == MINISTRY)
        & (statements_table["scope"] == "national")
        & (statements_table["victim_side"] == "taliban")
        & statements_table["killed"].notna()
        & (length <= 1)
    )


def _told_again(daily: pd.DataFrame) -> pd.Series:
    """Which of the daily statements are a floor that was printed for the day before."""
    by_day = daily.groupby("day")["killed_hi"]
    largest = by_day.max()
    yesterday = (daily["day"] - pd.Timedelta(days=1)).map(largest)
    same = (
        daily["killed"].astype("Int64") == yesterday.astype("Int64")
    ).fillna(False)
    return (daily["killed_bound"] == "floor") & same.astype(bool)


def pairs(
    statements_table: pd.DataFrame,
    victim_side: str,
    measure: str = "killed",
    days: int = 7,
) -> pd.DataFrame:
    """Pair what the two sides say of one side's losses in one province on overlapping days.

    Parameters
    ----------
    statements_table : DataFrame
        As from `statements`; those that span `days` days or more, or several provinces, are left
        out.
    victim_side : str
        Whose losses: taliban or government_forces.
    measure : str
        One of MEASURES.
    days : int
        The length, in days, that a statement's period must not reach.

    Returns
    -------
    DataFrame
        A row a pair; columns of the government and its officials end in _government, those of
        the Taliban in _taliban. That both tell of one engagement is likely, not certain.

    Examples
    --------
    >>> both = pairs(statements(), "taliban")
    >>> (both["period_lo_taliban"] <= both["period_hi_government"]).all().item()
    True
    """
    length = (
        statements_table["period_hi"] - statements_table["period_lo"]
    ).dt.days
    short = statements_table[
        (statements_table["victim_side"] == victim_side)
        & (statements_table["provinces"].str.len() == 1)
        & statements_table[measure].notna()
        & (length < days)
    ]
    # one province each is left: the first is the only one
    first = short["provinces"].str[0]
    short = short.assign(province=first)
    # ministries and local officials speak for one side; newsrooms and the UN for neither
    ours = short[short["claimant_type"].isin(GOVERNMENT_VOICES)]
    from_taliban = short["claimant_type"] == "taliban"
    theirs = short[from_taliban]
    both = ours.merge(
        theirs, on="province", suffixes=("_government", "_taliban")
    )
    # two periods overlap if the later beginning is not after the earlier end
    begin = both[["period_lo_government", "period_lo_taliban"]].max(axis=1)
    finish = both[["period_hi_government", "period_hi_taliban"]].min(axis=1)
    overlapping = both[begin <= finish]
    return overlapping.sort_values(
        ["day_government", "province"], ignore_index=True
    )


__dir__ = own_names(__name__)
