"""What the record says to each exercise. Every right answer is computed here; none is typed in."""

from __future__ import annotations

from collections.abc import Collection
from itertools import combinations

import pandas as pd

from helpers import captures, control, events, load
from helpers.analysis import claim_tests, claims, roads
from helpers.tables import kept
from helpers.vocabulary import READINGS

DAY = "2021-06-22"  # the day of the report with which the project began
TALIBAN = "taliban"


def taliban_days(reading: str = "best", **evidence) -> pd.Series:
    """Number of districts that the Taliban held on each day, in one reading.

    Parameters
    ----------
    reading : str
        Best, earliest or latest.
    evidence : DataFrame
        Tables for `control` in place of those of data/, such as ``reports=...``.

    Examples
    --------
    >>> taliban_days("earliest").is_monotonic_increasing
    False
    """
    if not evidence:
        return _of_the_record()[reading].copy()
    return _counted(control(**evidence))[reading]


def _counted(days: pd.DataFrame) -> pd.DataFrame:
    """Districts that the Taliban held, a row a day and a column a reading."""
    is_taliban = days[list(READINGS)] == TALIBAN
    return is_taliban.groupby(days["date"]).sum()


# every check of a class asks for these counts: worked out once, they are there at once
@kept
def _of_the_record() -> pd.DataFrame:
    return _counted(control())


def counts_on(day: str = DAY) -> dict[str, int]:
    """Districts that the Taliban held on one day, by reading.

    Examples
    --------
    >>> sorted(counts_on())
    ['best', 'earliest', 'latest']
    """
    days = control(day, day)
    counts = (days[list(READINGS)] == TALIBAN).sum()
    # plain integers: a sentence must not print np.int64(99)
    return {reading: int(counts[reading]) for reading in READINGS}


def pcode_of(district: str) -> str:
    """The P-code of a district that is alone in bearing its name.

    Examples
    --------
    >>> pcode_of("Imam Sahib")
    'AF1905'
    """
    # names that several districts bear give a Series here, which no exercise wants
    districts = load("districts").set_index("district")
    return districts["pcode"][district]


def first_capture(district: str) -> pd.Series:
    """The first capture of a district: one row of `events`.

    Examples
    --------
    >>> str(first_capture("Doshi")["kind"])
    'captured'
    """
    captured = captures(events())
    is_here = captured["pcode"] == pcode_of(district)
    # events are in the order of their days
    return captured[is_here].iloc[0]


def reports_behind(district: str) -> pd.DataFrame:
    """The reports under the first capture of a district, each with the origin of its page.

    Examples
    --------
    >>> reports_behind("Doshi")["pcode"].unique().tolist()
    ['AF0903']
    """
    reports = load("reports")
    behind = reports["report_id"].isin(first_capture(district)["reports"])
    origins = load("sources")[["source_id", "origin"]]
    return reports[behind].merge(origins, on="source_id")


def clashes(district: str) -> list[set[str]]:
    """Pairs of reports of a capture that cannot both be true, as sets of two report_ids.

    Two reports clash where the last possible day of one lies before the first possible day of the
    other.

    Examples
    --------
    >>> {len(pair) for pair in clashes("Doshi")}
    {2}
    """
    columns = ["report_id", "date_lo", "date_hi"]
    rows = reports_behind(district)[columns].itertuples(index=False)
    found = []
    for one, other in combinations(rows, 2):
        # strictly: reports that meet on one day can both be true
        if one.date_hi < other.date_lo or other.date_hi < one.date_lo:
            found.append({one.report_id, other.report_id})
    return found


def possible_days(district: str) -> int:
    """On how many different days the capture can have happened, both ends counted.

    Examples
    --------
    >>> possible_days("Zari") > 1
    True
    """
    event = first_capture(district)
    # plus one: the first and the last day are both possible
    return (event["date_hi"] - event["date_lo"]).days + 1


def pages_and_origins(district: str) -> tuple[int, int]:
    """How many pages and how many origins tell of the first capture of a district.

    Examples
    --------
    >>> pages, origins = pages_and_origins("Nerkh")
    >>> pages >= origins
    True
    """
    # two pages of one agency are one voice: this is what the exercise is about
    reports = reports_behind(district)
    return reports["source_id"].nunique(), reports["origin"].nunique()


def half_days(*readings: str) -> list[pd.Timestamp]:
    """The first day with at least half of the districts held, in each reading that reaches it.

    Examples
    --------
    >>> len(half_days("best"))
    1
    """
    # half of all districts, not of those that changed hands
    half = len(load("districts")) / 2
    found = []
    for reading in readings:
        held = taliban_days(reading)
        reached = held.index[held >= half]
        # in the latest reading half may never be reached within the record
        if len(reached):
            found.append(reached[0])
    return found


def transposed_prints() -> set[str]:
    """Prints (claim_ids) of which two digits changed places.

    Examples
    --------
    >>> transposed_prints() <= differing_prints()
    True
    """
    # told by the digits alone: which print is right is another question
    differences = claims.differences()
    is_transposed = differences["kind"] == "digits transposed"
    return set(differences.loc[is_transposed, "claim_id"])


def differing_prints() -> set[str]:
    """Prints (claim_ids) that differ from what most origins print, in whatever way.

    Examples
    --------
    >>> differing_prints() <= set(load("claims")["claim_id"])
    True
    """
    # in whatever way: a student may mark any of them in looking for the transposed ones
    return set(claims.differences()["claim_id"])


def mean_daily_claim(
    empty_as_zero: bool = False, bounds_as_values: Collection[str] = ()
) -> float:
    """The ministry's mean daily figure of Taliban killed, to one decimal.

    A floor ("more than 100") or a ceiling ("nearly 300") is a bound and no value: days of which
    only a bound is known are left out, as are days without a figure. The two parameters make the
    mistakes that students make.

    Examples
    --------
    >>> mean_daily_claim(empty_as_zero=True) < mean_daily_claim()
    True
    """
    daily = claims.ministry_calendar()
    no_figure = daily["killed_bound"].isna()
    plain = ["value", *bounds_as_values]
    is_taken = no_figure | daily["killed_bound"].isin(plain)
    # the days without a figure stay empty: a mean of pandas leaves them out
    killed = daily["killed"].astype(float)
    killed = killed[is_taken]
    if empty_as_zero:
        killed = killed.fillna(0)
    return round(float(killed.mean()), 1)


def cutters(capital: str) -> set[str]:
    """P-codes whose capture left a capital (node_id) without a way to Kabul.

    Examples
    --------
    >>> cutters("mazar_e_sharif") <= all_cutters()
    True
    """
    history = roads.history().set_index("node_id")
    # a set: two districts may fall on the day that decides
    return set(history["cut_by"][capital])


def all_cutters() -> set[str]:
    """P-codes whose capture left some capital without a way to Kabul.

    Examples
    --------
    >>> all_cutters() <= set(load("districts")["pcode"])
    True
    """
    return set().union(*roads.history()["cut_by"])


def moscow() -> pd.Series:
    """The Taliban's own count of 9 July 2021: the greatest of that day with a denominator.

    Examples
    --------
    >>> moscow()["publisher"]
    'Taliban'
    """
    counts = load("published_counts")
    is_theirs = (counts["publisher"] == "Taliban") & (
        counts["measure"] == "taliban_held"
    )
    # a count without a denominator cannot be a share
    of_the_day = counts["as_of"] == "2021-07-09"
    of_the_day &= counts["denominator"].notna()
    found = counts[is_theirs & of_the_day]
    order = ["value", "qualifier", "count_id"]
    ranked = found.sort_values(order, ascending=[False, True, True])
    return ranked.iloc[0]


def beside_the_record(count: pd.Series) -> str:
    """Is a published count below, inside or above the range of the readings, as a share?

    Examples
    --------
    >>> of_all = {"value": 398.0, "denominator": 398.0, "as_of": pd.Timestamp("2021-07-09")}
    >>> beside_the_record(pd.Series(of_all))
    'above'
    """
    fraction = count["value"] / count["denominator"]
    # each count is divided by its own number of districts: they differ
    days = control(count["as_of"], count["as_of"])
    shares = [(days[reading] == TALIBAN).mean() for reading in READINGS]
    if fraction < min(shares):
        return "below"
    return "above" if fraction > max(shares) else "inside"


@kept
def moved_by_rule() -> int:
    """How far the best count of DAY moves when only pages that name the day are believed.

    Examples
    --------
    >>> moved_by_rule() < 0
    True
    """
    reports = load("reports")
    dated = reports[reports["date"].notna()]
    # by the same rule: only the evidence is another
    new = taliban_days(reports=dated)
    old = taliban_days()
    return int(new[DAY] - old[DAY])


def sentences() -> dict[str, str]:
    """Five sentences about the record, {letter: text}; some say more than the record does.

    Examples
    --------
    >>> list(sentences())
    ['A', 'B', 'C', 'D', 'E']
    """
    daily = claims.ministry_calendar()
    top = daily.loc[daily["killed"].idxmax()]
    ends = claim_tests.daily_heaping(daily)["share"]
    counts = counts_on(DAY)
    low, high = min(counts.values()), max(counts.values())
    events_table = events()
    n_districts = len(load("districts"))
    unnamed = n_districts - captures(events_table)["pcode"].nunique()
    # origins, not pages: an agency that a hundred outlets print is one
    single = (events_table["n_origins"] == 1).mean()
    # A says as a fact what one side claimed; C infers invention from a shape; E takes silence
    # for peace: these are the three that go too far
    top_day = f"{top['date'].day} {top['date']:%B %Y}"
    return {
        "A": f"On {top_day}, {top['killed']} Taliban fighters were killed.",
        "B": f"On 22 June the Taliban held {low} to {high} of {n_districts} districts, "
        "depending on how much one believes.",
        "C": f"{ends:.0%} of the ministry's daily figures end in 0 or 5, so they were invented.",
        "D": f"{single:.0%} of the events in the record rest on the word of a single origin.",
        "E": f"In {unnamed} districts nothing changed hands, as no page reports a capture there.",
    }
