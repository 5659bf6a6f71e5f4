"""Border posts: when each fell and by whose word, how many were held, what they earned."""

import pandas as pd

from helpers.district_days import control
from helpers.tables import load
from helpers.vocabulary import READINGS

# who speaks in a report, in the four groups of the table of posts
SIDES = {
    "Taliban": ("taliban",),
    "officials": ("government", "local_official"),
    "both or mixed": ("mixed",),
    "press, analysts": ("media", "analyst"),
}

# how much of a month each unit of customs is
MONTHS = {"day": 365.25 / 12, "days": 365.25 / 12, "month": 1, "quarter": 1 / 3, "year": 1 / 12}


def post_falls(events_table: pd.DataFrame, crossings: pd.DataFrame) -> pd.DataFrame:
    """The first capture of each crossing, by crossing_id, in the order of the falls.

    Parameters
    ----------
    events_table : pandas.DataFrame
        As `events` gives it.
    crossings : pandas.DataFrame
        `load("crossings")` by crossing_id.

    Returns
    -------
    pandas.DataFrame
        The columns of events, and name, neighbour, neighbour_town.

    Examples
    --------
    >>> from helpers import events
    >>> falls = post_falls(events(), load("crossings").set_index("crossing_id"))
    >>> falls.index.is_unique
    True
    """
    posts = events_table[events_table["crossing_id"].notna()]
    captured = posts[posts["kind"] == "captured"]
    falls = captured.drop_duplicates("crossing_id").set_index("crossing_id")
    falls = falls.join(crossings[["name", "neighbour", "neighbour_town"]])
    return falls.sort_values(["date", "date_lo"])


def voices(reports: pd.DataFrame) -> pd.DataFrame:
    """How many reports of a post's fall each side speaks in, by crossing_id.

    Parameters
    ----------
    reports : pandas.DataFrame
        `load("reports")`.

    Examples
    --------
    >>> voices(load("reports")).columns.tolist()
    ['Taliban', 'officials', 'both or mixed', 'press, analysts']
    """
    captured = reports[reports["crossing_id"].notna() & (reports["event"] == "captured")]
    speakers = pd.crosstab(captured["crossing_id"], captured["claimed_by"].astype(str))
    counts = {}
    for side, members in SIDES.items():
        counts[side] = speakers.reindex(columns=list(members), fill_value=0).sum(axis=1)
    return pd.DataFrame(counts)


def centre_falls(captures_table: pd.DataFrame, falls: pd.DataFrame) -> pd.DataFrame:
    """The first capture of the district centre behind each post, by crossing_id.

    Parameters
    ----------
    captures_table : pandas.DataFrame
        District captures, as `helpers.captures` gives them.
    falls : pandas.DataFrame
        As `post_falls` gives it.

    Returns
    -------
    pandas.DataFrame
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
    centres = captures_table.drop_duplicates("pcode").set_index("pcode")
    joined = falls[["pcode"]].join(centres[["date", "date_lo", "date_hi"]], on="pcode")
    return joined.dropna(subset="date").drop(columns="pcode")


def posts_held(post_events: pd.DataFrame, pcodes: pd.Series) -> pd.DataFrame:
    """How many posts the Taliban held on each day, in each reading.

    `control` is asked about posts instead of districts: nothing is known of a post but what its
    own reports say, so no baseline and no statement about a province counts.

    Parameters
    ----------
    post_events : pandas.DataFrame
        Events of the posts, as `events` gives them.
    pcodes : pandas.Series
        District of each post; each post must have one of its own.

    Returns
    -------
    pandas.DataFrame
        One row a day, one column a reading.

    Raises
    ------
    ValueError
        If two posts lie in one district: they could not be told apart.

    Examples
    --------
    >>> from helpers import events
    >>> pcodes = load("crossings").set_index("crossing_id")["pcode"]
    >>> table = events()
    >>> posts_held(table[table["crossing_id"] == "spin_boldak"], pcodes).columns.tolist()
    ['best', 'earliest', 'latest']
    """
    if pcodes.duplicated().any():
        raise ValueError(f"pcodes: two posts lie in {pcodes[pcodes.duplicated()].iloc[0]}")
    none = load("baseline").iloc[:0]
    silent = load("reports").iloc[:0]
    as_districts = post_events.assign(crossing_id=pd.NA)
    days = control(events=as_districts, baseline=none, reports=silent)
    days = days[days["pcode"].isin(pcodes)]
    counts = {r: (days[r] == "taliban").groupby(days["date"]).sum() for r in READINGS}
    return pd.DataFrame(counts)


def doubtful_retakings(post_events: pd.DataFrame) -> pd.DataFrame:
    """Retakings that were denied, or that one origin alone tells.

    Examples
    --------
    >>> from helpers import events
    >>> set(doubtful_retakings(events())["kind"]) <= {"recaptured"}
    True
    """
    retaken = post_events[post_events["kind"] == "recaptured"]
    return retaken[retaken["disputed"] | (retaken["n_origins"] == 1)]


def exchange_rate(customs: pd.DataFrame) -> float:
    """Afghani to the dollar, as the finance ministry's own figures in both currencies imply.

    Examples
    --------
    >>> 60 < exchange_rate(load("customs")) < 100
    True
    """
    total = customs[customs["crossing_id"].isna() & (customs["measure"] == "revenue")]
    both = total[total["period"].isin(["June 2021", "July 2021"])]
    printed = both.groupby(["period", "unit"])["value_lo"].max().unstack()
    return float((printed["AFN_per_month"] / printed["USD_per_month"]).mean())


def monthly_money(customs: pd.DataFrame, names: pd.Series) -> pd.DataFrame:
    """Every figure of customs in million dollars a month, where it is one of money.

    Parameters
    ----------
    customs : pandas.DataFrame
        `load("customs")`.
    names : pandas.Series
        Name of each crossing, by crossing_id.

    Returns
    -------
    pandas.DataFrame
        The columns of customs, and lo, hi (NaN for trucks and tonnes; hi NaN for a floor), post.

    Examples
    --------
    >>> names = load("crossings").set_index("crossing_id")["name"]
    >>> money = monthly_money(load("customs"), names)
    >>> len(money) == len(load("customs"))
    True
    """
    # a unit is a currency, sometimes a number, and a length of time: USD_per_5_days
    parts = customs["unit"].str.extract(r"^(USD|AFN)_per_(?:(\d+)_)?(\w+)$")
    currency, number, length = parts[0], parts[1].astype(float).fillna(1), parts[2]
    per_dollar = currency.map({"USD": 1, "AFN": exchange_rate(customs)})
    factor = length.map(MONTHS) / number / per_dollar / 1e6
    low, high = customs["value_lo"] * factor, customs["value_hi"] * factor
    post = customs["crossing_id"].map(names).fillna("all posts or several")
    return customs.assign(lo=low, hi=high, post=post)


def before_and_after(money: pd.DataFrame) -> pd.DataFrame:
    """National revenue before and after the losses, where one page prints both in one unit.

    Parameters
    ----------
    money : pandas.DataFrame
        As `monthly_money` gives it.

    Returns
    -------
    pandas.DataFrame
        The columns of money, the same with the ending _after, and change (per cent).

    Examples
    --------
    >>> names = load("crossings").set_index("crossing_id")["name"]
    >>> pairs = before_and_after(monthly_money(load("customs"), names))
    >>> bool((pairs["change"] < 0).all())
    True
    """
    period = money["period"].fillna("")
    revenue = money["crossing_id"].isna() & (money["measure"] == "revenue")
    national = money[revenue & ~period.str.startswith("past month")]
    early = national["period"].str.contains("before the losses|June 2021")
    keys = ["source_id", "unit"]
    before = national[early].groupby(keys).first()
    after = national[~early].groupby(keys).first()
    pairs = before.join(after.add_suffix("_after"), how="inner").reset_index()
    pairs["change"] = 100 * (pairs["value_lo_after"] / pairs["value_lo"] - 1)
    return pairs
