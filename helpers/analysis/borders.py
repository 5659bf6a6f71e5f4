"""Border posts: when each fell and by whose word, how many were held, what they earned."""

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pandas as pd

from helpers.arguments import day_of
from helpers.district_days import control, holder_counts
from helpers.public import own_names
from helpers.tables import load
from helpers.vocabulary import (
    END,
    GOVERNMENT_VOICES,
    NEUTRAL_VOICES,
    READINGS,
    START,
    TALIBAN_CODE,
)
from helpers.worlds import Worlds, worlds

# who speaks in a report, in the four groups of the table of posts
# mixed pages carry several voices, and count for neither side
SIDES = {
    "Taliban": ("taliban",),
    "officials": GOVERNMENT_VOICES,
    "both or mixed": ("mixed",),
    "press, analysts": NEUTRAL_VOICES,
}

# how much of a month each unit of customs is
# a month is a twelfth of a year: 30.4 days
MONTHS = {
    "day": 365.25 / 12,
    "days": 365.25 / 12,
    "month": 1,
    "quarter": 1 / 3,
    "year": 1 / 12,
}


def post_falls(
    events_table: pd.DataFrame, crossings: pd.DataFrame
) -> pd.DataFrame:
    """The first capture of each crossing, by crossing_id, in the order of the falls.

    Parameters
    ----------
    events_table : DataFrame
        As `events` gives it.
    crossings : DataFrame
        `load("crossings")` by crossing_id.

    Returns
    -------
    DataFrame
        The columns of events, and name, neighbour, neighbour_town.

    Examples
    --------
    >>> from helpers import events
    >>> falls = post_falls(events(), load("crossings").set_index("crossing_id"))
    >>> falls.index.is_unique
    True
    """
    of_posts = events_table["crossing_id"].notna()
    posts = events_table[of_posts]
    is_captured = posts["kind"] == "captured"
    captured = posts[is_captured]
    # a post that was taken twice has its first fall here
    once = captured.drop_duplicates("crossing_id")
    falls = once.set_index("crossing_id")
    columns = ["name", "neighbour", "neighbour_town"]
    # names as readers know them, beside the ids
    falls = falls.join(crossings[columns])
    # of falls of one day the one whose bounds begin earlier
    return falls.sort_values(["date", "date_lo"])


def voices(reports: pd.DataFrame) -> pd.DataFrame:
    """How many reports of a post's fall each side speaks in, by crossing_id.

    Parameters
    ----------
    reports : DataFrame
        `load("reports")`.

    Returns
    -------
    DataFrame
        Counts; a row a post, a column a side of SIDES.

    Examples
    --------
    >>> voices(load("reports")).columns.tolist()
    ['Taliban', 'officials', 'both or mixed', 'press, analysts']
    """
    at_post = reports["crossing_id"].notna()
    of_capture = reports["event"] == "captured"
    captured = reports[at_post & of_capture]
    # text: a category would keep speakers of whom there is no report
    speaker = captured["claimed_by"].astype(str)
    speakers = pd.crosstab(captured["crossing_id"], speaker)
    counts = {}
    for side, members in SIDES.items():
        # a side that speaks of no post keeps its column, with zeros
        of_side = speakers.reindex(columns=list(members), fill_value=0)
        counts[side] = of_side.sum(axis=1)
    return pd.DataFrame(counts)


def centre_falls(
    captures_table: pd.DataFrame, falls: pd.DataFrame
) -> pd.DataFrame:
    """The first capture of the district centre behind each post, by crossing_id.

    Parameters
    ----------
    captures_table : DataFrame
        District captures, as `helpers.captures` gives them.
    falls : DataFrame
        As `post_falls` gives it.

    Returns
    -------
    DataFrame
        Columns date, date_lo, date_hi; posts whose centre no page reports by name are missing.

    Examples
    --------
    >>> day = pd.Timestamp("2021-07-08")
    >>> dates = {"date": day, "date_lo": day, "date_hi": day}
    >>> captured = pd.DataFrame([{"pcode": "AF3201"} | dates])
    >>> falls = pd.DataFrame({"pcode": ["AF3201", "AF1905"]}, index=["a", "b"])
    >>> centre_falls(captured, falls).index.tolist()
    ['a']
    """
    # the centre is the district's: posts have captures of their own
    once = captures_table.drop_duplicates("pcode")
    centres = once.set_index("pcode")
    columns = ["date", "date_lo", "date_hi"]
    joined = falls[["pcode"]].join(centres[columns], on="pcode")
    # a centre without a recorded fall has nothing to be set beside the post's
    return joined.dropna(subset="date").drop(columns="pcode")


def post_days(
    post_events: pd.DataFrame,
    pcodes: pd.Series,
    start: str | pd.Timestamp = START,
    end: str | pd.Timestamp = END,
) -> pd.DataFrame:
    """Who held each post on each day, in each reading.

    `control` is asked about posts instead of districts: nothing is known of a post but what its
    own reports say, so no baseline and no statement about a province counts. A post is the
    government's until its first event, and stays as its last one left it.

    Parameters
    ----------
    post_events : DataFrame
        Events of the posts, as `events` gives them.
    pcodes : Series
        District of each post, by crossing_id.
    start, end : str or Timestamp
        Days, inclusive.

    Returns
    -------
    DataFrame
        One row a post and day, in the order of `pcodes`: date, crossing_id, best, earliest,
        latest and support, as `control` has them.

    Examples
    --------
    >>> from helpers import events
    >>> pcodes = load("crossings").set_index("crossing_id")["pcode"]
    >>> days = post_days(events_of_posts(events()), pcodes, "2021-07-09", "2021-07-09")
    >>> days.set_index("crossing_id")["best"]["islam_qala"]
    'taliban'
    """
    # without a baseline every post begins in the government's hands
    none = load("baseline").iloc[:0]
    # only what is said of posts, lest a word on a district or a province count for one
    reports = load("reports")
    of_posts_alone = reports[reports["crossing_id"].notna()]
    # a day's holder is kept by district: posts of one district are asked about one after another
    turns = pcodes.groupby(pcodes).cumcount()
    found = []
    # the first turn even of no posts: its table has the columns
    for turn in sorted({0, *turns}):
        posts = pcodes[turns == turn]
        own = events_of_posts(post_events, posts.index)
        # told as if they were districts, so that one rule serves both
        as_districts = own.assign(crossing_id=pd.NA)
        days = control(
            start,
            end,
            events=as_districts,
            baseline=none,
            reports=of_posts_alone,
        )
        by_district = pd.Series(posts.index, posts.array)
        # the other districts have no events here
        of_posts = days[days["pcode"].isin(posts)]
        found.append(
            of_posts.assign(crossing_id=of_posts["pcode"].map(by_district))
        )
    together = pd.concat(found)
    rank = pd.Series(range(len(pcodes)), pcodes.index)
    # as the caller has them: the map finds a post by its place
    place = together["crossing_id"].map(rank)
    ordered = together.assign(place=place).sort_values(
        ["place", "date"], ignore_index=True
    )
    return ordered[["date", "crossing_id", *READINGS, "support"]]


def posts_held(post_events: pd.DataFrame, pcodes: pd.Series) -> pd.DataFrame:
    """How many posts the Taliban held on each day, in each reading.

    Parameters
    ----------
    post_events : DataFrame
        Events of the posts, as `events` gives them.
    pcodes : Series
        District of each post, by crossing_id.

    Returns
    -------
    DataFrame
        One row a day, one column a reading.

    Examples
    --------
    >>> from helpers import events
    >>> pcodes = load("crossings").set_index("crossing_id")["pcode"]
    >>> table = events()
    >>> posts_held(table[table["crossing_id"] == "spin_boldak"], pcodes).columns.tolist()
    ['best', 'earliest', 'latest']
    """
    # contested is not held
    return holder_counts(post_days(post_events, pcodes))


def doubtful_retakings(post_events: pd.DataFrame) -> pd.DataFrame:
    """Retakings that were denied, or that one origin alone tells.

    Parameters
    ----------
    post_events : DataFrame
        As `events` gives it; of posts.

    Returns
    -------
    DataFrame
        Its rows that are in doubt.

    Examples
    --------
    >>> from helpers import events
    >>> set(doubtful_retakings(events())["kind"]) <= {"recaptured"}
    True
    """
    # what the firm count of posts leaves out
    is_retaken = post_events["kind"] == "recaptured"
    retaken = post_events[is_retaken]
    lone = retaken["n_origins"] == 1
    return retaken[retaken["disputed"] | lone]


def exchange_rate(customs: pd.DataFrame) -> float:
    """Afghani to the dollar, as the finance ministry's own figures in both currencies imply.

    Parameters
    ----------
    customs : DataFrame
        `load("customs")`.

    Returns
    -------
    float
        Afghani for one dollar, a mean of June and July 2021.

    Examples
    --------
    >>> 60 < exchange_rate(load("customs")) < 100
    True
    """
    of_all = customs["crossing_id"].isna()
    is_revenue = customs["measure"] == "revenue"
    total = customs[of_all & is_revenue]
    # the two months that the ministry gives in both currencies
    months = ["June 2021", "July 2021"]
    both = total[total["period"].isin(months)]
    by_period = both.groupby(["period", "unit"])["value_lo"]
    # one figure a month and unit
    printed = by_period.max().unstack()
    # afghani over dollars, a mean of the months
    rate = printed["AFN_per_month"] / printed["USD_per_month"]
    return float(rate.mean())


def monthly_money(customs: pd.DataFrame, names: pd.Series) -> pd.DataFrame:
    """Every figure of customs in million dollars a month, where it is one of money.

    Parameters
    ----------
    customs : DataFrame
        `load("customs")`.
    names : Series
        Name of each crossing, by crossing_id.

    Returns
    -------
    DataFrame
        The columns of customs, and lo, hi (NaN for trucks and tonnes; hi NaN for a floor), post.

    Examples
    --------
    >>> names = load("crossings").set_index("crossing_id")["name"]
    >>> money = monthly_money(load("customs"), names)
    >>> len(money) == len(load("customs"))
    True
    """
    # a unit is a currency, sometimes a number, and a length of time: USD_per_5_days
    # a unit that is none of money matches nothing, and stays without dollars
    parts = customs["unit"].str.extract(r"^(USD|AFN)_per_(?:(\d+)_)?(\w+)$")
    currency = parts[0]
    number = parts[1].astype(float).fillna(1)
    length = parts[2]
    rates = {"USD": 1, "AFN": exchange_rate(customs)}
    per_dollar = currency.map(rates)
    # in millions of dollars
    per_month = length.map(MONTHS) / number
    factor = per_month / per_dollar / 1e6
    low = customs["value_lo"] * factor
    high = customs["value_hi"] * factor
    # a figure of no one post is named for what it is
    post_names = customs["crossing_id"].map(names)
    post = post_names.fillna("all posts or several")
    return customs.assign(lo=low, hi=high, post=post)


def before_and_after(money: pd.DataFrame) -> pd.DataFrame:
    """National revenue before and after the losses, where one page prints both in one unit.

    Parameters
    ----------
    money : DataFrame
        As `monthly_money` gives it.

    Returns
    -------
    DataFrame
        The columns of money, the same with the ending _after, and change (per cent).

    Examples
    --------
    >>> names = load("crossings").set_index("crossing_id")["name"]
    >>> pairs = before_and_after(monthly_money(load("customs"), names))
    >>> bool((pairs["change"] < 0).all())
    True
    """
    # an empty period cannot be searched
    period = money["period"].fillna("")
    is_revenue = money["measure"] == "revenue"
    revenue = money["crossing_id"].isna() & is_revenue
    past_month = period.str.startswith("past month")
    national = money[revenue & ~past_month]
    early = national["period"].str.contains("before the losses|June 2021")
    keys = ["source_id", "unit"]
    # one page and one unit: figures of two pages may count different things
    before = national[early].groupby(keys).first()
    later = national[~early]
    after = later.groupby(keys).first()
    after_columns = after.add_suffix("_after")
    pairs = before.join(after_columns, how="inner").reset_index()
    # per cent of what it was before
    times = pairs["value_lo_after"] / pairs["value_lo"]
    pairs["change"] = 100 * (times - 1)
    return pairs


def fall_facts(
    falls: pd.DataFrame, spoken: pd.DataFrame, names: pd.Series
) -> SimpleNamespace:
    """When the crossings fell and on whose word, in numbers.

    Parameters
    ----------
    falls : DataFrame
        As `post_falls` gives it.
    spoken : DataFrame
        As `voices` gives it.
    names : Series
        Name of every crossing, by crossing_id.

    Returns
    -------
    SimpleNamespace
        n, n_all (crossings), never (names), n_exact (falls with one possible day); n_wide, wide
        (bounds of more than a week); n_alone, alone (on the Taliban's word alone); n_denied,
        denied; first (name), first_day; june, july, august (numbers), ten_days (falls from 4 to
        14 July), late (from 6 August).

    Examples
    --------
    >>> from helpers import events
    >>> crossings = load("crossings").set_index("crossing_id")
    >>> falls = post_falls(events(), crossings)
    >>> facts = fall_facts(falls, voices(load("reports")), crossings["name"])
    >>> facts.n <= facts.n_all
    True
    """
    # who speaks of a fall besides the Taliban
    others = spoken.drop(columns="Taliban").sum(axis=1)
    by_taliban = spoken["Taliban"] > 0
    alone = (by_taliban & (others == 0)).reindex(falls.index, fill_value=False)
    # bounds more than a week apart: the day is not known
    days_wide = (falls["date_hi"] - falls["date_lo"]).dt.days
    wide = days_wide > 7
    # by the best date, as the order of the falls is
    month = falls["date"].dt.month
    # disputed: a report denies the fall
    named = {
        "wide": wide,
        "alone": alone,
        "denied": falls["disputed"].astype(bool),
    }
    facts = {
        name: ", ".join(falls.loc[mask, "name"]) or "none"
        for name, mask in named.items()
    }
    # the same three again, as numbers
    facts |= {f"n_{name}": int(mask.sum()) for name, mask in named.items()}
    never_fell = names.drop(falls.index)
    is_exact = falls["date_lo"] == falls["date_hi"]
    ten_days = falls["date"].between("2021-07-04", "2021-07-14")
    is_late = falls["date"] >= "2021-08-06"
    return SimpleNamespace(
        **facts,
        n=len(falls),
        n_all=len(names),
        never=", ".join(never_fell) or "none",
        n_exact=int(is_exact.sum()),
        first=falls["name"].iloc[0],
        first_day=falls["date"].iloc[0],
        june=int((month == 6).sum()),
        july=int((month == 7).sum()),
        august=int((month == 8).sum()),
        ten_days=int(ten_days.sum()),
        late=int(is_late.sum()),
    )


def held_facts(held: pd.DataFrame, firm: pd.Series) -> SimpleNamespace:
    """How many posts the Taliban held on some days.

    Parameters
    ----------
    held : DataFrame
        As `posts_held` gives it.
    firm : Series
        The same by day without retakings that are in doubt, best reading.

    Returns
    -------
    SimpleNamespace
        june_22, july_9, july_31, end (best reading), firm (on 31 July), widest (the day on which
        the readings differ most).

    Examples
    --------
    >>> days = pd.date_range("2021-05-01", "2021-08-15")
    >>> held = pd.DataFrame({"best": 1, "latest": 0}, index=days)
    >>> held_facts(held, held["best"]).july_31
    np.int64(1)
    """
    # firm: without retakings that are in doubt
    best = held["best"]
    range_of_readings = held.max(axis=1) - held.min(axis=1)
    return SimpleNamespace(
        june_22=best["2021-06-22"],
        july_9=best["2021-07-09"],
        july_31=best["2021-07-31"],
        end=best.iloc[-1],
        firm=firm["2021-07-31"],
        widest=range_of_readings.idxmax(),
    )


def money_facts(
    money: pd.DataFrame, post: str = "islam_qala"
) -> SimpleNamespace:
    """How far the printed revenue of one post differs, and what was said to be lost.

    Parameters
    ----------
    money : DataFrame
        As `monthly_money` gives it.
    post : str
        Its crossing_id.

    Returns
    -------
    SimpleNamespace
        n (figures of revenue), low and top (rows of the post's least and greatest figure), factor,
        june (all posts together in June 2021, million dollars), share (top of june), loss_least,
        loss_most (said to be lost in a month, million dollars), loss_share (of june), least and
        most (per cent lost between two periods), change_factor.

    Examples
    --------
    >>> names = load("crossings").set_index("crossing_id")["name"]
    >>> facts = money_facts(monthly_money(load("customs"), names))
    >>> bool(facts.factor > 1)
    True
    """
    revenue = revenue_of(money)
    mine = revenue[revenue["crossing_id"] == post]
    # least and most printed of one and the same post
    least_row = mine["lo"].idxmin()
    most_row = mine["lo"].idxmax()
    low = mine.loc[least_row]
    top = mine.loc[most_row]
    in_june = revenue["period"] == "June 2021"
    of_all = revenue["crossing_id"].isna() & in_june
    # the largest print of the month: a post's share of it is then the least
    june = revenue.loc[of_all, "lo"].max()
    past_month = money["period"].fillna("").str.startswith("past month")
    loss = money.loc[past_month, "lo"]
    # a fall of revenue as a positive number
    change = -before_and_after(money)["change"]
    return SimpleNamespace(
        n=len(revenue),
        low=low,
        top=top,
        factor=top["lo"] / low["lo"],
        june=june,
        share=top["lo"] / june,
        loss_least=loss.min(),
        loss_most=loss.max(),
        loss_share=loss.max() / june,
        least=change.min(),
        most=change.max(),
        change_factor=change.max() / change.min(),
    )


def apart_facts(both: pd.DataFrame, falls: pd.DataFrame) -> SimpleNamespace:
    """How often post and district centre fell on different days.

    Parameters
    ----------
    both : DataFrame
        Posts beside the centres of their districts: name, days (post after centre), apart.
    falls : DataFrame
        As `post_falls` gives it.

    Returns
    -------
    SimpleNamespace
        n; n_moved (another best day), n_apart and apart (no single day fits both sets of bounds),
        post_first, centre_first, n_unnamed and unnamed (no report of their centre by name).

    Examples
    --------
    >>> both = pd.DataFrame({"name": ["A"], "days": [-1], "apart": [True]}, index=["a"])
    >>> apart_facts(both, both).post_first
    np.int64(1)
    """
    # posts whose district centre has no recorded fall
    has_both = falls.index.isin(both.index)
    unnamed = falls.loc[~has_both, "name"]
    apart_names = both.loc[both["apart"], "name"]
    return SimpleNamespace(
        n=len(both),
        n_moved=(both["days"] != 0).sum(),
        n_apart=both["apart"].sum(),
        apart=", ".join(apart_names) or "none",
        post_first=(both["days"] < 0).sum(),
        centre_first=(both["days"] > 0).sum(),
        n_unnamed=len(unnamed),
        unnamed=", ".join(unnamed) or "none",
    )


def fallen_between(falls: pd.DataFrame, first: str, last: str) -> int:
    """How many of some falls lie between two days, both included.

    Parameters
    ----------
    falls : DataFrame
        With a column date.
    first, last : str
        Days.

    Returns
    -------
    int
        How many.

    Examples
    --------
    >>> falls = pd.DataFrame({"date": pd.to_datetime(["2021-07-08", "2021-08-15"])})
    >>> fallen_between(falls, "2021-07-08", "2021-07-09")
    1
    """
    # both ends count, as between has it
    inside = falls["date"].between(first, last)
    return int(inside.sum())


def centres_held(days: pd.DataFrame, pcodes: pd.Series) -> pd.Series:
    """How many of the posts' district centres the Taliban held on each day, best reading.

    Parameters
    ----------
    days : DataFrame
        As `control` gives it.
    pcodes : Series
        District of each post.

    Returns
    -------
    Series
        Counts, by date.

    Examples
    --------
    >>> centres_held(control(), pd.Series(["AF1905"])).max()
    np.int64(1)
    """
    # districts of posts, to be set beside the posts themselves
    in_them = days["pcode"].isin(pcodes)
    mine = days[in_them]
    is_taliban = mine["best"] == "taliban"
    return is_taliban.groupby(mine["date"]).sum()


def captures_told_again(
    reports: pd.DataFrame, retakings: pd.DataFrame, since: str
) -> pd.DataFrame:
    """Reports that still tell posts as captured after a retaking was claimed.

    Parameters
    ----------
    reports : DataFrame
        Reports of posts.
    retakings : DataFrame
        As `doubtful_retakings` gives it.
    since : date
        Reports count whose bounds reach this day.

    Returns
    -------
    DataFrame
        Rows of `reports`.

    Examples
    --------
    >>> from helpers import events
    >>> again = captures_told_again(load("reports"), doubtful_retakings(events()), "2021-07-20")
    >>> set(again["event"]) <= {"captured"}
    True
    """
    retaken_posts = retakings["crossing_id"].dropna()
    mine = reports[reports["crossing_id"].isin(retaken_posts)]
    # by the end of its bounds: a report may be of that day or a later one
    is_captured = mine["event"] == "captured"
    is_after = mine["date_hi"] >= since
    return mine[is_captured & is_after]


@dataclass(frozen=True)
class PostWorlds:
    """Posts in many worlds."""

    dates: pd.DatetimeIndex
    held: np.ndarray  # (worlds, days): how many posts the Taliban held
    # (worlds, posts): number of the first day; NaN where a post never fell
    fell: np.ndarray

    def on(self, date: str) -> np.ndarray:
        """How many posts the Taliban held on a day, in each world."""
        day = day_of("date", date, self.dates, "the worlds")
        return self.held[:, self.dates.get_loc(day)]


def posts_in_worlds(
    reports: pd.DataFrame, pcodes: pd.Series, n: int = 1000
) -> PostWorlds:
    """When each post fell, and how many were held, in many equally defensible worlds.

    The reports of the posts are drawn as if each post were its district, as in `posts_held`.

    Parameters
    ----------
    reports : DataFrame
        `load("reports")`.
    pcodes : Series
        District of each post, by crossing_id; each post must have one of its own.
    n : int
        How many worlds.

    Returns
    -------
    PostWorlds
        Days, and by world how many posts were held and when each fell.

    Examples
    --------
    >>> pcodes = load("crossings").set_index("crossing_id")["pcode"]
    >>> posts_in_worlds(load("reports"), pcodes[["spin_boldak"]], n=10).held.shape[0]
    10
    """
    # as in posts_held: told as districts, without a baseline
    of_posts = reports["crossing_id"].isin(pcodes.index)
    mine = reports[of_posts]
    as_districts = mine.assign(crossing_id=pd.NA)
    no_baseline = load("baseline").iloc[:0]
    drawn = worlds(n, reports=as_districts, baseline=no_baseline)
    all_pcodes = pd.Index(drawn.pcodes)
    rows = all_pcodes.get_indexer(pcodes)
    codes = drawn.holder[:, rows]
    taliban = codes == TALIBAN_CODE
    # worlds by days, and worlds by posts
    held = taliban.sum(axis=1)
    return PostWorlds(drawn.days, held, first_days(taliban))


def first_days(taliban: np.ndarray) -> np.ndarray:
    """Number of the first day on which each place is the Taliban's, in each world.

    Parameters
    ----------
    taliban : array of bool
        Shape (worlds, places, days).

    Returns
    -------
    array
        Shape (worlds, places); NaN where there is no such day.

    Examples
    --------
    >>> first_days(np.array([[[False, True], [False, False]]])).tolist()
    [[1.0, nan]]
    """
    # argmax of booleans is 0 where none is true: that would be the first day
    ever = taliban.any(axis=2)
    first = taliban.argmax(axis=2)
    return np.where(ever, first, np.nan)


def moved_in_worlds(
    fell: np.ndarray, pcodes: pd.Series, both: pd.Index, drawn: Worlds
) -> np.ndarray:
    """How many posts fell on another day than their district, in each world.

    Parameters
    ----------
    fell : array
        As `PostWorlds.fell`.
    pcodes : Series
        District of each post, by crossing_id, in the order of `fell`.
    both : Index
        crossing_ids of the posts whose district centre is reported by name.
    drawn : Worlds
        As `helpers.worlds.worlds` gives it, of the districts.

    Returns
    -------
    array of int, (worlds,)
        Counts; a post or a centre that never falls is not counted.

    Examples
    --------
    >>> pcodes = load("crossings").set_index("crossing_id")["pcode"][["spin_boldak"]]
    >>> drawn = worlds(5)
    >>> moved_in_worlds(np.full((5, 1), np.nan), pcodes, pcodes.index, drawn).tolist()
    [0, 0, 0, 0, 0]
    """
    # posts whose district centre has a fall of its own
    chosen = pcodes.index.isin(both)
    all_pcodes = pd.Index(drawn.pcodes)
    rows = all_pcodes.get_indexer(pcodes[chosen])
    taliban = drawn.holder[:, rows] == TALIBAN_CODE
    centre = first_days(taliban)
    post = fell[:, chosen]
    # a post or a centre that never falls has no day to compare
    known = ~np.isnan(post) & ~np.isnan(centre)
    moved = (post != centre) & known
    return moved.sum(axis=1)


def events_of_posts(
    events_table: pd.DataFrame, posts: pd.Index | None = None
) -> pd.DataFrame:
    """The events of border posts, not of district centres.

    Parameters
    ----------
    events_table : DataFrame
        As `events` gives it.
    posts : Index, optional
        crossing_ids of the posts that count; default: all.

    Returns
    -------
    DataFrame
        Rows of `events_table`.

    Examples
    --------
    >>> table = pd.DataFrame({"crossing_id": ["a", "b", None]})
    >>> len(events_of_posts(table)), len(events_of_posts(table, pd.Index(["a"])))
    (2, 1)
    """
    # an event of a post bears its id; one of a district centre bears none
    mine = events_table["crossing_id"]
    return events_table[mine.notna() if posts is None else mine.isin(posts)]


def size_facts(
    crossings: pd.DataFrame, reports: pd.DataFrame, customs: pd.DataFrame
) -> SimpleNamespace:
    """How much is known of the posts.

    Parameters
    ----------
    crossings : DataFrame
        `load("crossings")`.
    reports : DataFrame
        Reports of posts.
    customs : DataFrame
        `load("customs")`.

    Returns
    -------
    SimpleNamespace
        posts (customs posts), neighbours (countries), nowhere (crossings without a point),
        reports and pages, figures and money_pages.

    Examples
    --------
    >>> reports = load("reports").dropna(subset="crossing_id")
    >>> facts = size_facts(load("crossings"), reports, load("customs"))
    >>> facts.pages <= facts.reports
    True
    """
    is_customs = crossings["kind"] == "customs"
    unplaced = crossings["lat"].isna()
    return SimpleNamespace(
        posts=int(is_customs.sum()),
        neighbours=crossings["neighbour"].nunique(),
        nowhere=unplaced.sum(),
        reports=len(reports),
        pages=reports["source_id"].nunique(),
        figures=len(customs),
        money_pages=customs["source_id"].nunique(),
    )


def revenue_of(money: pd.DataFrame) -> pd.DataFrame:
    """The figures of revenue that can be put into dollars a month.

    Parameters
    ----------
    money : DataFrame
        As `monthly_money` gives it.

    Returns
    -------
    DataFrame
        Its rows of revenue that have bounds in dollars.

    Examples
    --------
    >>> money = pd.DataFrame({"measure": ["revenue", "trucks"], "lo": [1.0, None]})
    >>> len(revenue_of(money))
    1
    """
    is_revenue = money["measure"] == "revenue"
    has_dollars = money["lo"].notna()
    return money[is_revenue & has_dollars]


__dir__ = own_names(__name__)
