"""Tables about roads as a reader sees them: names for identifiers, numbers without noise."""

from collections.abc import Callable

import pandas as pd

from helpers.arguments import as_day
from helpers.public import own_names
from helpers.tables import load
from helpers.views.sentences import listed
from helpers.views.style import day, short_day
from helpers.views.tables import chance_text

# how the length of a stretch was found, as its table's rules describe it
# measured between the points where no page gives a length
BASIS_LABELS = {"published": "published", "straight_line": "straight line"}


def history_table(history: pd.DataFrame, district: pd.Series) -> pd.DataFrame:
    """How each capital lost its ways.

    Parameters
    ----------
    history : DataFrame
        As `roads.history` gives it.
    district : Series
        Name of each district, by P-code.

    Returns
    -------
    DataFrame
        A row a capital; columns as a reader sees them.

    Examples
    --------
    >>> from helpers import load
    >>> from helpers.analysis import roads
    >>> names = load("districts").set_index("pcode")["district"]
    >>> history_table(roads.history(), names).columns[0]
    'capital'
    """

    def named(pcodes: tuple) -> str:
        return listed(district.loc[list(pcodes)])

    # Int64 and not int: a capital without a way round has no detour to print
    detour = history["detour_km"].round().astype("Int64")
    return pd.DataFrame(
        {
            "capital": history["capital"],
            "shortest way cut": history["way_cut"],
            # more than one district may have fallen on the day that cut it
            "by": history["way_cut_by"].map(named),
            "detour left, km": detour,
            "cut off": history["first_cut"],
            # the first cut is seldom the last: most capitals had a way round
            "last way cut by": history["cut_by"].map(named),
            "days cut off": history["days_cut"],
            "fell": history["fell"],
            "days from cut to fall": history["lead"],
        }
    )


def length_table(
    routes: pd.DataFrame, node_name: pd.Series, link: Callable
) -> pd.DataFrame:
    """Published route lengths beside the network's.

    Parameters
    ----------
    routes : DataFrame
        As `roads.published_lengths` gives it.
    node_name : Series
        Name of each node, by node_id.
    link : callable
        From a source_id to a link.

    Returns
    -------
    DataFrame
        A row a route; columns as a reader sees them.

    Examples
    --------
    >>> from helpers import load
    >>> from helpers.analysis import roads
    >>> names = load("road_nodes").set_index("node_id")["name"]
    >>> "ratio" in length_table(roads.published_lengths(), names, str).columns
    True
    """
    start = routes["from_node"].map(node_name)
    end = routes["to_node"].map(node_name)
    ends = start + " to " + end
    return pd.DataFrame(
        {
            "route": ends,
            # as printed: a page that says 85.5 is not rounded
            "printed, km": routes["length_km"].map("{:g}".format),
            "network, km": routes["network"].map("{:.0f}".format),
            # two digits: the network leaves out bends shorter than its nodes
            "ratio": routes["ratio"].map("{:.2f}".format),
            # why the two may differ: another way, another end
            "note": routes["note"],
            "source": routes["source_id"].map(link),
        }
    )


def stretch_table(
    segments: pd.DataFrame, stretch_name: pd.Series, district: pd.Series
) -> pd.DataFrame:
    """Every stretch with its road, length and districts.

    Parameters
    ----------
    segments : DataFrame
        `load("road_segments")`.
    stretch_name : Series
        As `road_cases.stretch_names` gives it.
    district : Series
        Name of each district, by P-code.

    Returns
    -------
    DataFrame
        A row a stretch; columns as a reader sees them.

    Examples
    --------
    >>> from helpers import load
    >>> from helpers.analysis import road_cases
    >>> names = load("districts").set_index("pcode")["district"]
    >>> table = stretch_table(load("road_segments"), road_cases.stretch_names(), names)
    >>> len(table) == len(load("road_segments"))
    True
    """
    basis = segments["length_basis"].astype(str).map(BASIS_LABELS)
    # to the kilometre: the bases are no more exact than that
    written = "{:.0f} km, ".format
    km = segments["length_km"].map(written)
    districts = segments["pcodes"].map(
        lambda codes: listed(district.loc[list(codes)])
    )
    return pd.DataFrame(
        {
            "stretch": segments["segment_id"].map(stretch_name),
            "road": segments["road"],
            "length": km + basis,
            "districts": districts,
            "note": segments["note"],
        }
    )


def case_table(cases: pd.DataFrame, node_name: pd.Series) -> pd.DataFrame:
    """What one district's fall cut, with names.

    Parameters
    ----------
    cases : DataFrame
        As `road_cases.fall_cases` gives it.
    node_name : Series
        Name of each node, by node_id.

    Returns
    -------
    DataFrame
        Rows of `cases`, with names in place of node_ids.

    Examples
    --------
    >>> row = {"rule": "district", "fell": 1, "before": [], "lost": ["x"], "again": []}
    >>> case_table(pd.DataFrame([row]), pd.Series({"x": "Herat"}))["by it"].tolist()
    ['Herat']
    """
    # the caller goes on with identifiers: names are for the reader only
    # a copy: the cases are counted after they were shown
    shown = cases.copy()
    for column in ("before", "lost", "again"):
        shown[column] = cases[column].map(
            lambda nodes: listed(node_name[nodes])
        )
    return shown.rename(columns={"lost": "by it"})


def report_table(
    met: pd.DataFrame, other: pd.DataFrame, stretch_name: pd.Series
) -> pd.DataFrame:
    """Every report of a stretch beside the word of both rules.

    Parameters
    ----------
    met, other : DataFrame
        As `road_reports.agreement` gives it, for rule `district` and for rule `centre`.
    stretch_name : Series
        As `road_cases.stretch_names` gives it.

    Returns
    -------
    DataFrame
        A row a report; columns as a reader sees them.

    Examples
    --------
    >>> from helpers.analysis import road_cases, road_reports
    >>> met = road_reports.agreement()
    >>> len(report_table(met, met, road_cases.stretch_names())) == len(met)
    True
    """
    return pd.DataFrame(
        {
            "report": met["road_report_id"],
            "stretch": met["segment_id"].map(stretch_name),
            "from": met["date_lo"],
            "to": met["date_hi"],
            # what the page says stands left of what either rule makes of it
            "state": met["status"],
            "said by": met["claimed_by"],
            "rule district": met["verdict"],
            # both rules side by side: neither is taken for the truth
            "rule centre": other["verdict"],
            "note": met["note"],
        }
    )


def day_titles(cut: pd.Series, fallen: pd.Series, days: list) -> dict:
    """Titles for the maps of some days, by day.

    Parameters
    ----------
    cut, fallen : Series
        Numbers of capitals by day.
    days : list of Timestamp

    Returns
    -------
    dict
        {day: title}.

    Examples
    --------
    >>> day = pd.Timestamp("2021-06-22")
    >>> day_titles(pd.Series({day: 17}), pd.Series({day: 0}), [day])[day]
    '22 Jun: 17 cut off'
    """
    titles = {}
    for date in days:
        # "0 fallen" in four titles of six would only crowd the small maps
        lost = f", {fallen[date]} fallen" if fallen[date] else ""
        titles[date] = f"{short_day(date)}: {cut[date]} cut off{lost}"
    return titles


def event_story(events_table: pd.DataFrame, pcode: str, before: str) -> str:
    """What befell a district before a day, in one line.

    Parameters
    ----------
    events_table : DataFrame
        As `events` gives it.
    pcode : str
        The district.
    before : str
        A day; what befell it on that day is left out.

    Examples
    --------
    >>> row = {"pcode": "AF2901", "kind": "captured", "date": pd.Timestamp("2021-07-07")}
    >>> event_story(pd.DataFrame([row]), "AF2901", "2021-08-01")
    'captured 7 July 2021'
    """
    # strictly before: what befell it on that day is the question
    is_early = events_table["date"] < as_day("before", before)
    is_here = events_table["pcode"] == pcode
    parts = []
    for event in events_table[is_here & is_early].itertuples():
        parts.append(f"{event.kind} {day(event.date)}")
    # silence of the record is not peace: the words say which of the two is meant
    return "; ".join(parts) or "nothing is on record"


def origin_story(events_table: pd.DataFrame) -> str:
    """The first of some events: its day and how many origins tell it.

    Parameters
    ----------
    events_table : DataFrame
        As `events` gives it; the first row is told.

    Examples
    --------
    >>> origin_story(pd.DataFrame([{"date": pd.Timestamp("2021-06-28"), "n_origins": 2}]))
    '28 June 2021; origins: 2'
    """
    if events_table.empty:
        return "none is on record"
    # events come in the order of their days
    first = events_table.iloc[0]
    when = day(first["date"])
    # origins and not pages: ten outlets may print one agency's line
    return f"{when}; origins: {first['n_origins']}"


def round_table(
    on_eve: pd.DataFrame, lost_with: pd.Series, stretch_name: pd.Series
) -> pd.DataFrame:
    """The way round that a fall leaves: what each stretch decides, and whether it was cut.

    Parameters
    ----------
    on_eve : DataFrame of bool
        As `road_cases.on_eve` gives it.
    lost_with : Series
        As `road_cases.lost_with` gives it.
    stretch_name : Series
        As `road_cases.stretch_names` gives it.

    Returns
    -------
    DataFrame
        A row a stretch: how many capitals are lost with it, and "cut" or "open" by column.

    Examples
    --------
    >>> on_eve = pd.DataFrame({"district, best": [True]}, index=["x"])
    >>> table = round_table(on_eve, pd.Series({"x": 9}), pd.Series({"x": "A to B"}))
    >>> table.iloc[0].astype(str).tolist()
    ['A to B', '9', 'cut']
    """
    # words, not True: a road is open or cut, and a check mark could mean either
    table = on_eve.replace({True: "cut", False: "open"})
    table.insert(0, "capitals lost", lost_with)
    return (
        table.rename(index=stretch_name).rename_axis("stretch").reset_index()
    )


def order_story(order: pd.DataFrame) -> str:
    """Rank correlations by reading, in one line.

    Parameters
    ----------
    order : DataFrame
        As `road_order.order_of_falls` gives it.

    Examples
    --------
    >>> order_story(pd.DataFrame({"rho": [0.04], "p": [0.66]}, index=["best"]))
    'best +0.04 (p 0.66)'
    """
    parts = []
    for row in order.itertuples():
        # the sign is printed: it is what the question is about
        parts.append(f"{row.Index} {row.rho:+.2f} (p {row.p:.2f})")
    return "; ".join(parts)


def reports_behind(
    events_table: pd.DataFrame, pcodes: list[str], district: pd.Series
) -> pd.DataFrame:
    """The reports behind the events of some districts.

    Parameters
    ----------
    events_table : DataFrame
        As `events` gives it.
    pcodes : list of str
    district : Series
        Name of each district, by P-code.

    Returns
    -------
    DataFrame
        district, event_id, report, said by, status, note, source_id.

    Examples
    --------
    >>> from helpers import events, load
    >>> names = load("districts").set_index("pcode")["district"]
    >>> reports_behind(events(), ["AF1905"], names)["district"].unique().tolist()
    ['Imam Sahib']
    """
    is_here = events_table["pcode"].isin(pcodes)
    # a border post has its district's P-code and a fall of its own
    is_district = events_table["crossing_id"].isna()
    mine = events_table.loc[
        is_here & is_district, ["pcode", "event_id", "reports"]
    ]
    rows = mine.explode("reports").reset_index(drop=True)
    said = load("reports").set_index("report_id")
    told = said[["claimed_by", "status", "note", "source_id"]]
    rows = rows.join(told, on="reports")
    # names for the reader; the ids beside them lead back to the tables
    rows["pcode"] = rows["pcode"].map(district)
    return rows.rename(
        columns={
            "pcode": "district",
            "reports": "report",
            "claimed_by": "said by",
        }
    )


def nearness_table(tests: pd.DataFrame) -> pd.DataFrame:
    """Tests of nearness in whole kilometres, with no chance written as nought.

    Parameters
    ----------
    tests : pandas.DataFrame
        As `road_nearness.family` gives it.

    Returns
    -------
    pandas.DataFrame
        The same rows: distances as whole kilometres, p and q as text.

    Examples
    --------
    >>> row = {"measure": "m", "n": 52, "first": 48.47, "expected": 49.97, "effect": -1.5}
    >>> row |= {"lo": -14.85, "hi": 11.85, "percent": -3.0, "of": 7}
    >>> row |= {"p": 0.001, "p_family": 1.0, "q": 1.0}
    >>> nearness_table(pd.DataFrame([row]))[["first", "lo", "p"]].values.tolist()
    [[48, -15, 'under 0.01']]
    """
    shown = tests.drop(columns="of")
    # a point of a district is known to some kilometres: decimals would feign more
    whole = ["first", "expected", "effect", "lo", "hi", "percent"]
    shown[whole] = shown[whole].round().astype(int)
    # of one test, of its family, of all
    for name in ("p", "p_family", "q"):
        shown[name] = shown[name].map(chance_text)
    return shown


__dir__ = own_names(__name__)
