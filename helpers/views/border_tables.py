"""Tables about border posts as a reader sees them."""

from collections.abc import Callable

import pandas as pd

from helpers.public import own_names
from helpers.views.sentences import listed
from helpers.views.style import MONTHS, day, short_day
from helpers.vocabulary import COUNTRY_LABELS

# what readers see for a column of the record; a table's columns stand in this order
FALL_COLUMNS = {
    "name": "crossing",
    "date": "fell",
    # the bounds that the pages leave, not a margin that we chose
    "bounds": "or between",
    "manner": "how",
    "support": "support",
    "n_origins": "origins",
    # whether the other side denied the fall at the time
    "disputed": "denied",
}
# a post and its district's centre can fall on different days: both days are shown
APART_COLUMNS = {
    "name": "post",
    "date": "fell",
    "district": "district centre",
    "town_date": "centre fell",
    "days": "post after centre, days",
    "apart": "bounds exclude the same day",
}

# one day and one post, for the examples
# two days of bounds, so that examples show a range
_FALL = {
    "name": "Islam Qala",
    "neighbour": "IRN",
    "neighbour_town": "Dogharun",
    "pcode": "AF3201",
    "date": pd.Timestamp("2021-07-08"),
    "date_lo": pd.Timestamp("2021-07-08"),
    "date_hi": pd.Timestamp("2021-07-09"),
    "manner": "unknown",
    "support": "strong",
    "n_origins": 3,
    "disputed": False,
}


def fall_table(falls: pd.DataFrame, voices: pd.DataFrame) -> pd.DataFrame:
    """When each crossing fell, and by whose word.

    Parameters
    ----------
    falls : DataFrame
        As `borders.post_falls` gives it.
    voices : DataFrame
        As `borders.voices` gives it.

    Returns
    -------
    DataFrame
        The columns of FALL_COLUMNS as a reader sees them, then those of `voices`; by crossing_id.

    Examples
    --------
    >>> falls = pd.DataFrame([_FALL], index=["islam_qala"])
    >>> table = fall_table(falls, pd.DataFrame({"Taliban": [1], "officials": 0}, falls.index))
    >>> table[["or between", "reports by"]].iloc[0].tolist()
    ['8 Jul and 9 Jul', 'Taliban 1']
    """
    bounds = [
        _between(fall.date_lo, fall.date_hi) for fall in falls.itertuples()
    ]
    with_bounds = falls.assign(bounds=bounds)
    table = with_bounds[list(FALL_COLUMNS)].rename(columns=FALL_COLUMNS)
    # blank where nobody denied it: a column of "no" would hide the few denials
    table["denied"] = table["denied"].map({True: "yes", False: ""})
    # one column for four that are mostly noughts
    spoken = voices.reindex(table.index, fill_value=0)
    table["reports by"] = [_told_by(counts) for _, counts in spoken.iterrows()]
    return table


def _between(first: pd.Timestamp, last: pd.Timestamp) -> str:
    # blank where the day is known: the eye finds the doubtful ones
    if first == last:
        return ""
    return f"{short_day(first)} and {short_day(last)}"


def _told_by(counts: pd.Series) -> str:
    # who says nothing is not named, and who speaks in a word: the column is one of many
    short = {"both or mixed": "both", "press, analysts": "press"}
    named = counts.rename(short)
    speaking = named[named > 0]
    return ", ".join(f"{who} {count}" for who, count in speaking.items())


def first_pages(
    reports: pd.DataFrame, posts: pd.Index, link: Callable
) -> pd.Series:
    """Links to the first three pages that tell of each post's fall, by crossing_id.

    Parameters
    ----------
    reports : DataFrame
        The table of this name.
    posts : Index
        crossing_ids, in the order of the answer.
    link : function
        Makes a link of a source_id.

    Returns
    -------
    Series of str
        Missing for a post of which no page tells.

    Examples
    --------
    >>> row = {"crossing_id": "a", "event": "captured", "source_id": "s"}
    >>> first_pages(pd.DataFrame([row, row]), pd.Index(["a"]), str)["a"]
    's'
    """
    is_captured = reports["event"] == "captured"
    captured = reports[is_captured]
    pages = captured.drop_duplicates(["crossing_id", "source_id"])
    links = pages["source_id"].map(link)
    by_post = links.groupby(pages["crossing_id"])
    # three pages show that it is more than one voice, and fit a cell
    shown = by_post.agg(lambda found: "; ".join(found[:3]))
    # a post without a page keeps its row, so that its silence is seen
    return shown.reindex(posts)


def retaking_story(retaken: pd.DataFrame, name: pd.Series) -> str:
    """Retakings in one line: which post, when, by how many origins, denied or not.

    Parameters
    ----------
    retaken : DataFrame
        Retakings of posts, as from `events`: crossing_id, date, n_origins, disputed.
    name : Series
        The name of each post, by crossing_id.

    Examples
    --------
    >>> row = {"crossing_id": "a", "date": pd.Timestamp("2021-07-02"), "n_origins": 1}
    >>> retaking_story(pd.DataFrame([row | {"disputed": True}]), pd.Series({"a": "Aqina"}))
    'Aqina on 2 July 2021 (one origin, denied)'
    """
    parts = []
    for event in retaken.itertuples():
        # only a denial is worth a word: most retakings were not disputed
        denied = ", denied" if event.disputed else ""
        when = f"{name[event.crossing_id]} on {day(event.date)}"
        count = event.n_origins
        origins = "one origin" if count == 1 else f"{count} origins"
        parts.append(f"{when} ({origins}{denied})")
    return "; ".join(parts) or "none"


def names_by_month(falls: pd.DataFrame) -> str:
    """The crossings that fell in each month, in one line.

    Parameters
    ----------
    falls : DataFrame
        name and date, a row a crossing.

    Examples
    --------
    >>> names_by_month(pd.DataFrame([_FALL]))
    'July: Islam Qala'
    """
    in_order = falls.sort_values("date")
    # the record lies within one year, so that the month alone tells the time
    month_of = falls["date"].dt.month
    parts = []
    for month, names in in_order.groupby(month_of)["name"]:
        parts.append(f"{MONTHS[month - 1]}: {listed(names)}")
    return "; ".join(parts)


def neighbour_table(falls: pd.DataFrame) -> pd.DataFrame:
    """Neighbouring countries, their crossings and what lies opposite.

    Parameters
    ----------
    falls : DataFrame
        neighbour, name and neighbour_town, a row a crossing.

    Returns
    -------
    DataFrame
        neighbour, crossings, opposite: a row a country, in words.

    Examples
    --------
    >>> neighbour_table(pd.DataFrame([_FALL]))["neighbour"].tolist()
    ['Iran']
    """
    # a neighbour without a crossing in the table gets no empty row
    grouped = falls.groupby("neighbour", observed=True)
    table = pd.DataFrame(
        {
            "number": grouped.size(),
            "first": grouped["date"].min(),
            "last": grouped["date"].max(),
            "crossings": grouped["name"].agg(listed),
            # some crossings have no town opposite: a blank, not the word none
            "opposite": grouped["neighbour_town"].agg(
                lambda towns: listed(towns.dropna(), "")
            ),
        }
    )
    return (
        table.rename(index=COUNTRY_LABELS)
        .rename_axis("neighbour")
        .reset_index()
    )


def road_table(
    road_reports: pd.DataFrame, segments: pd.DataFrame, nodes: pd.DataFrame
) -> pd.DataFrame:
    """Reports of the state of the roads to the crossings, in the order of their days.

    Parameters
    ----------
    road_reports, segments : DataFrame
        The tables of the record.
    nodes : DataFrame
        The nodes that are crossings, with node_id.

    Returns
    -------
    DataFrame
        A row a report; columns as a reader sees them, and source_id.

    Examples
    --------
    >>> from helpers import load
    >>> nodes = load("road_nodes").query("kind == 'crossing'")
    >>> table = road_table(load("road_reports"), load("road_segments"), nodes)
    >>> table["from"].is_monotonic_increasing
    True
    """
    # the last stretch before a crossing runs towards it, never away
    ends_there = segments["to_node"].isin(nodes["node_id"])
    to_border = segments[ends_there].set_index("segment_id")
    on_these = road_reports["segment_id"].isin(to_border.index)
    mine = road_reports[on_these].sort_values("date_lo")
    return pd.DataFrame(
        {
            "road": mine["segment_id"].map(to_border["road"]),
            "from": mine["date_lo"],
            "to": mine["date_hi"],
            "state": mine["status"],
            # whose word it is stands beside the state: no road was inspected
            "said by": mine["claimed_by"],
            "note": mine["note"],
            "source_id": mine["source_id"],
        }
    )


def change_table(pairs: pd.DataFrame) -> pd.DataFrame:
    """National revenue before and after the losses.

    Parameters
    ----------
    pairs : DataFrame
        As `borders.before_and_after` gives it.

    Returns
    -------
    DataFrame
        A row a pair of months; columns as a reader sees them.

    Examples
    --------
    >>> row = {"value_lo": 100.0, "period": "June", "value_lo_after": 60.0, "change": -40.0}
    >>> row |= {"period_after": "July", "unit": "USD_per_month", "note_after": ""}
    >>> change_table(pd.DataFrame([row]))["change, %"].tolist()
    [-40]
    """
    # lower figures: where a page prints one number only, it stands there
    return pd.DataFrame(
        {
            "before": pairs["value_lo"].map("{:,.0f}".format),
            "period": pairs["period"],
            "after": pairs["value_lo_after"].map("{:,.0f}".format),
            "then": pairs["period_after"],
            "unit": pairs["unit"],
            # whole per cents: the figures were printed in round numbers
            "change, %": pairs["change"].round().astype(int),
            "note": pairs["note_after"],
        }
    )


def customs_table(money: pd.DataFrame) -> pd.DataFrame:
    """Every figure of revenue and traffic as it was printed.

    Parameters
    ----------
    money : DataFrame
        As `borders.monthly_money` gives it.

    Returns
    -------
    DataFrame
        A row a figure; columns as a reader sees them.

    Examples
    --------
    >>> row = {"post": "A", "measure": "trucks", "value_lo": 80.0, "value_hi": None}
    >>> row |= {"unit": "trucks_per_day", "period": "2021", "note": ""}
    >>> customs_table(pd.DataFrame([row]))["low"].tolist()
    ['80']
    """
    # as printed: no page gives a fraction of a dollar or of a lorry
    written = "{:,.0f}".format
    return pd.DataFrame(
        {
            "post": money["post"],
            "measure": money["measure"],
            "low": money["value_lo"].map(written),
            # most pages give one number: no upper figure is made up
            "high": money["value_hi"].map(written, na_action="ignore"),
            "unit": money["unit"],
            "period": money["period"],
            "note": money["note"],
        }
    )


def post_and_centre(
    falls: pd.DataFrame, town: pd.DataFrame, district: pd.Series
) -> pd.DataFrame:
    """Posts beside the centres of their districts, where both fell by name.

    Parameters
    ----------
    falls : DataFrame
        As `borders.post_falls` gives it.
    town : DataFrame
        As `borders.centre_falls` gives it.
    district : Series
        Name of each district, by P-code.

    Returns
    -------
    DataFrame
        The columns of falls; town_date, town_date_lo, town_date_hi; days (post after centre);
        apart (no single day fits both sets of bounds); district.

    Examples
    --------
    >>> falls = pd.DataFrame([_FALL], index=["islam_qala"])
    >>> names = pd.Series({"AF3201": "Herat"})
    >>> town = falls[["date", "date_lo", "date_hi"]]
    >>> post_and_centre(falls, town, names)["days"].tolist()
    [0]
    """
    # inner: a post whose centre has no fall by name cannot be compared
    both = falls.join(town.add_prefix("town_"), how="inner")
    # signed: less than nought where the post fell before its centre
    after = both["date"] - both["town_date"]
    both["days"] = after.dt.days
    # only where the bounds do not meet is it sure that the days differ
    later = both["date_lo"] > both["town_date_hi"]
    earlier = both["town_date_lo"] > both["date_hi"]
    both["apart"] = later | earlier
    both["district"] = both["pcode"].map(district)
    return both


def apart_table(moved: pd.DataFrame) -> pd.DataFrame:
    """Posts that fell on another day than their district centre.

    Parameters
    ----------
    moved : DataFrame
        As `post_and_centre` gives it.

    Returns
    -------
    DataFrame
        The columns of APART_COLUMNS as a reader sees them.

    Examples
    --------
    >>> row = {"name": "A", "date": 1, "district": "B", "town_date": 2, "days": -1, "apart": True}
    >>> apart_table(pd.DataFrame([row]))["bounds exclude the same day"].tolist()
    ['yes']
    """
    # True and False are words of a programmer
    table = moved[list(APART_COLUMNS)].rename(columns=APART_COLUMNS)
    apart = table["bounds exclude the same day"]
    table["bounds exclude the same day"] = apart.map(
        {True: "yes", False: "no"}
    )
    return table


def report_table(reports: pd.DataFrame, name: pd.Series) -> pd.DataFrame:
    """Reports of border posts.

    Parameters
    ----------
    reports : DataFrame
        Rows of the table reports.
    name : Series
        Name of each crossing, by crossing_id.

    Returns
    -------
    DataFrame
        A row a report; columns as a reader sees them.

    Examples
    --------
    >>> from helpers import load
    >>> reports = load("reports").dropna(subset="crossing_id")
    >>> names = load("crossings").set_index("crossing_id")["name"]
    >>> bool(report_table(reports, names)["crossing"].notna().all())
    True
    """
    return pd.DataFrame(
        {
            "crossing": reports["crossing_id"].map(name),
            "report": reports["report_id"],
            "event": reports["event"],
            "from": reports["date_lo"],
            "to": reports["date_hi"],
            "said by": reports["claimed_by"],
            # how far the page stands behind it: claimed, confirmed or disputed
            "status": reports["status"],
            "note": reports["note"],
        }
    )


def unit_words(unit: str) -> str:
    """The unit of a figure of customs in words.

    Parameters
    ----------
    unit : str
        As customs.csv has it, such as AFN_per_month.

    Examples
    --------
    >>> unit_words("USD_per_month")
    'USD per month'
    """
    # units are a free text of the table, with no list of labels
    return unit.replace("_", " ")


__dir__ = own_names(__name__)
