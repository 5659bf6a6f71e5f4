"""Tables about roads as a reader sees them: names for identifiers, numbers without noise."""

from collections.abc import Callable

import pandas as pd

from helpers.views.sentences import listed
from helpers.views.style import short_day


def history_table(history: pd.DataFrame, district: pd.Series) -> pd.DataFrame:
    """How each capital lost its ways.

    Parameters
    ----------
    history : pandas.DataFrame
        As `roads.history` gives it.
    district : pandas.Series
        Name of each district, by P-code.

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

    return pd.DataFrame(
        {
            "capital": history["capital"],
            "shortest way cut": history["way_cut"],
            "by": history["way_cut_by"].map(named),
            "detour left, km": history["detour_km"].round().astype("Int64"),
            "cut off": history["first_cut"],
            "last way cut by": history["cut_by"].map(named),
            "days cut off": history["days_cut"],
            "fell": history["fell"],
            "days from cut to fall": history["lead"],
        }
    )


def length_table(routes: pd.DataFrame, node_name: pd.Series, link: Callable) -> pd.DataFrame:
    """Published route lengths beside the network's.

    Parameters
    ----------
    routes : pandas.DataFrame
        As `roads.published_lengths` gives it.
    node_name : pandas.Series
        Name of each node, by node_id.
    link : callable
        From a source_id to a link.

    Examples
    --------
    >>> from helpers import load
    >>> from helpers.analysis import roads
    >>> names = load("road_nodes").set_index("node_id")["name"]
    >>> "ratio" in length_table(roads.published_lengths(), names, str).columns
    True
    """
    ends = routes["from_node"].map(node_name) + " to " + routes["to_node"].map(node_name)
    return pd.DataFrame(
        {
            "route": ends,
            "printed, km": routes["length_km"].map("{:g}".format),
            "network, km": routes["network"].map("{:.0f}".format),
            "ratio": routes["ratio"].map("{:.2f}".format),
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
    segments : pandas.DataFrame
        `load("road_segments")`.
    stretch_name : pandas.Series
        As `road_cases.stretch_names` gives it.
    district : pandas.Series
        Name of each district, by P-code.

    Examples
    --------
    >>> from helpers import load
    >>> from helpers.analysis import road_cases
    >>> names = load("districts").set_index("pcode")["district"]
    >>> table = stretch_table(load("road_segments"), road_cases.stretch_names(), names)
    >>> len(table) == len(load("road_segments"))
    True
    """
    basis = segments["length_basis"].astype(str).str.replace("_", " ")
    return pd.DataFrame(
        {
            "stretch": segments["segment_id"].map(stretch_name),
            "road": segments["road"],
            "length": segments["length_km"].map("{:.0f} km, ".format) + basis,
            "districts": segments["pcodes"].map(lambda codes: listed(district.loc[list(codes)])),
            "note": segments["note"],
        }
    )


def case_table(cases: pd.DataFrame, node_name: pd.Series) -> pd.DataFrame:
    """What one district's fall cut, with names.

    Parameters
    ----------
    cases : pandas.DataFrame
        As `road_cases.fall_cases` gives it.
    node_name : pandas.Series
        Name of each node, by node_id.

    Examples
    --------
    >>> row = {"rule": "district", "fell": 1, "before": [], "lost": ["x"], "again": []}
    >>> case_table(pd.DataFrame([row]), pd.Series({"x": "Herat"}))["by it"].tolist()
    ['Herat']
    """
    shown = cases.copy()
    for column in ("before", "lost", "again"):
        shown[column] = cases[column].map(lambda nodes: listed(node_name[nodes]))
    return shown.rename(columns={"lost": "by it"})


def report_table(met: pd.DataFrame, other: pd.DataFrame, stretch_name: pd.Series) -> pd.DataFrame:
    """Every report of a stretch beside the word of both rules.

    Parameters
    ----------
    met, other : pandas.DataFrame
        As `road_reports.agreement` gives it, for rule `district` and for rule `centre`.
    stretch_name : pandas.Series
        As `road_cases.stretch_names` gives it.

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
            "state": met["status"],
            "said by": met["claimed_by"],
            "rule district": met["verdict"],
            "rule centre": other["verdict"],
            "note": met["note"],
        }
    )


def day_titles(cut: pd.Series, fallen: pd.Series, days: list) -> dict:
    """Titles for the maps of some days, by day.

    Parameters
    ----------
    cut, fallen : pandas.Series
        Numbers of capitals by day.
    days : list of pandas.Timestamp

    Examples
    --------
    >>> day = pd.Timestamp("2021-06-22")
    >>> day_titles(pd.Series({day: 17}), pd.Series({day: 0}), [day])[day]
    '22 Jun: 17 cut off, 0 fallen'
    """
    return {date: f"{short_day(date)}: {cut[date]} cut off, {fallen[date]} fallen" for date in days}
