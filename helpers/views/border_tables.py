"""Tables about border posts as a reader sees them."""

from collections.abc import Callable

import pandas as pd

from helpers.views.sentences import listed
from helpers.views.style import MONTHS, day

COUNTRIES = {
    "IRN": "Iran",
    "PAK": "Pakistan",
    "TJK": "Tajikistan",
    "TKM": "Turkmenistan",
    "UZB": "Uzbekistan",
    "CHN": "China",
}

# one day and one post, for the examples
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
    falls : pandas.DataFrame
        As `borders.post_falls` gives it.
    voices : pandas.DataFrame
        As `borders.voices` gives it.

    Examples
    --------
    >>> falls = pd.DataFrame([_FALL], index=["islam_qala"])
    >>> fall_table(falls, pd.DataFrame({"Taliban": [1]}, index=falls.index))["Taliban"].tolist()
    [1]
    """
    table = pd.DataFrame(
        {
            "crossing": falls["name"],
            "to": falls["neighbour"],
            "fell": falls["date"],
            "earliest": falls["date_lo"],
            "latest": falls["date_hi"],
            "how": falls["manner"],
            "support": falls["support"],
            "origins": falls["n_origins"],
            "denied": falls["disputed"].map({True: "yes", False: ""}),
        }
    )
    return table.join(voices)


def first_pages(reports: pd.DataFrame, posts: pd.Index, link: Callable) -> pd.Series:
    """Links to the first three pages that tell of each post's fall, by crossing_id.

    Examples
    --------
    >>> row = {"crossing_id": "a", "event": "captured", "source_id": "s"}
    >>> first_pages(pd.DataFrame([row, row]), pd.Index(["a"]), str)["a"]
    's'
    """
    captured = reports[reports["event"] == "captured"]
    pages = captured.drop_duplicates(["crossing_id", "source_id"])
    links = pages["source_id"].map(link).groupby(pages["crossing_id"])
    return links.agg(lambda found: "; ".join(found[:3])).reindex(posts)


def retaking_story(retaken: pd.DataFrame, name: pd.Series) -> str:
    """Retakings in one line: which post, when, by how many origins, denied or not.

    Examples
    --------
    >>> row = {"crossing_id": "a", "date": pd.Timestamp("2021-07-02"), "n_origins": 1}
    >>> retaking_story(pd.DataFrame([row | {"disputed": True}]), pd.Series({"a": "Aqina"}))
    'Aqina on 2 July 2021 (origins: 1, denied)'
    """
    parts = []
    for event in retaken.itertuples():
        denied = ", denied" if event.disputed else ""
        when = f"{name[event.crossing_id]} on {day(event.date)}"
        parts.append(f"{when} (origins: {event.n_origins}{denied})")
    return "; ".join(parts) or "none"


def names_by_month(falls: pd.DataFrame) -> str:
    """The crossings that fell in each month, in one line.

    Examples
    --------
    >>> names_by_month(pd.DataFrame([_FALL]))
    'July: Islam Qala'
    """
    months = falls.sort_values("date").groupby(falls["date"].dt.month)["name"]
    return "; ".join(f"{MONTHS[month - 1]}: {listed(names)}" for month, names in months)


def neighbour_table(falls: pd.DataFrame) -> pd.DataFrame:
    """Neighbouring countries, their crossings and what lies opposite.

    Examples
    --------
    >>> neighbour_table(pd.DataFrame([_FALL]))["neighbour"].tolist()
    ['Iran']
    """
    grouped = falls.groupby("neighbour", observed=True)
    table = pd.DataFrame(
        {
            "number": grouped.size(),
            "first": grouped["date"].min(),
            "last": grouped["date"].max(),
            "crossings": grouped["name"].agg(listed),
            "opposite": grouped["neighbour_town"].agg(lambda towns: listed(towns.dropna(), "")),
        }
    )
    return table.rename(index=COUNTRIES).rename_axis("neighbour").reset_index()


def road_table(
    road_reports: pd.DataFrame, segments: pd.DataFrame, nodes: pd.DataFrame
) -> pd.DataFrame:
    """Reports of the state of the roads to the crossings, in the order of their days.

    Parameters
    ----------
    road_reports, segments : pandas.DataFrame
        The tables of the record.
    nodes : pandas.DataFrame
        The nodes that are crossings, with node_id.

    Examples
    --------
    >>> from helpers import load
    >>> nodes = load("road_nodes").query("kind == 'crossing'")
    >>> table = road_table(load("road_reports"), load("road_segments"), nodes)
    >>> table["from"].is_monotonic_increasing
    True
    """
    to_border = segments[segments["to_node"].isin(nodes["node_id"])].set_index("segment_id")
    mine = road_reports[road_reports["segment_id"].isin(to_border.index)]
    mine = mine.sort_values("date_lo")
    return pd.DataFrame(
        {
            "road": mine["segment_id"].map(to_border["road"]),
            "from": mine["date_lo"],
            "to": mine["date_hi"],
            "state": mine["status"],
            "said by": mine["claimed_by"],
            "note": mine["note"],
            "source_id": mine["source_id"],
        }
    )


def change_table(pairs: pd.DataFrame) -> pd.DataFrame:
    """National revenue before and after the losses.

    Parameters
    ----------
    pairs : pandas.DataFrame
        As `borders.before_and_after` gives it.

    Examples
    --------
    >>> row = {"value_lo": 100.0, "period": "June", "value_lo_after": 60.0, "change": -40.0}
    >>> row |= {"period_after": "July", "unit": "USD_per_month", "note_after": ""}
    >>> change_table(pd.DataFrame([row]))["change, %"].tolist()
    [-40]
    """
    return pd.DataFrame(
        {
            "before": pairs["value_lo"].map("{:,.0f}".format),
            "period": pairs["period"],
            "after": pairs["value_lo_after"].map("{:,.0f}".format),
            "then": pairs["period_after"],
            "unit": pairs["unit"],
            "change, %": pairs["change"].round().astype(int),
            "note": pairs["note_after"],
        }
    )


def customs_table(money: pd.DataFrame) -> pd.DataFrame:
    """Every figure of revenue and traffic as it was printed.

    Parameters
    ----------
    money : pandas.DataFrame
        As `borders.monthly_money` gives it.

    Examples
    --------
    >>> row = {"post": "A", "measure": "trucks", "value_lo": 80.0, "value_hi": None}
    >>> row |= {"unit": "trucks_per_day", "period": "2021", "note": ""}
    >>> customs_table(pd.DataFrame([row]))["low"].tolist()
    ['80']
    """
    written = "{:,.0f}".format
    return pd.DataFrame(
        {
            "post": money["post"],
            "measure": money["measure"],
            "low": money["value_lo"].map(written),
            "high": money["value_hi"].map(written, na_action="ignore"),
            "unit": money["unit"],
            "period": money["period"],
            "note": money["note"],
        }
    )


def post_and_centre(falls: pd.DataFrame, town: pd.DataFrame, district: pd.Series) -> pd.DataFrame:
    """Posts beside the centres of their districts, where both fell by name.

    Parameters
    ----------
    falls : pandas.DataFrame
        As `borders.post_falls` gives it.
    town : pandas.DataFrame
        As `borders.centre_falls` gives it.
    district : pandas.Series
        Name of each district, by P-code.

    Returns
    -------
    pandas.DataFrame
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
    both = falls.join(town.add_prefix("town_"), how="inner")
    both["days"] = (both["date"] - both["town_date"]).dt.days
    later = both["date_lo"] > both["town_date_hi"]
    earlier = both["town_date_lo"] > both["date_hi"]
    both["apart"] = later | earlier
    both["district"] = both["pcode"].map(district)
    return both


def apart_table(moved: pd.DataFrame) -> pd.DataFrame:
    """Posts that fell on another day than their district centre.

    Parameters
    ----------
    moved : pandas.DataFrame
        As `post_and_centre` gives it.

    Examples
    --------
    >>> row = {"name": "A", "date": 1, "district": "B", "town_date": 2, "days": -1, "apart": True}
    >>> apart_table(pd.DataFrame([row]))["bounds exclude the same day"].tolist()
    ['yes']
    """
    return pd.DataFrame(
        {
            "post": moved["name"],
            "fell": moved["date"],
            "district centre": moved["district"],
            "centre fell": moved["town_date"],
            "post after centre, days": moved["days"],
            "bounds exclude the same day": moved["apart"].map({True: "yes", False: "no"}),
        }
    )


def report_table(reports: pd.DataFrame, name: pd.Series) -> pd.DataFrame:
    """Reports of border posts.

    Parameters
    ----------
    reports : pandas.DataFrame
        Rows of the table reports.
    name : pandas.Series
        Name of each crossing, by crossing_id.

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
            "status": reports["status"],
            "note": reports["note"],
        }
    )


def unit_words(unit: str) -> str:
    """The unit of a figure of customs in words.

    Examples
    --------
    >>> unit_words("USD_per_month")
    'USD per month'
    """
    return unit.replace("_", " ")
