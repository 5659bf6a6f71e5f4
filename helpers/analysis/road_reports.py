"""Is the rule of `roads` true: its word beside dated reports of open and closed roads."""

import networkx as nx
import numpy as np
import pandas as pd
from scipy import stats

from helpers.analysis.roads import KABUL, RULES, cut_stretches, fallen_days
from helpers.district_days import control
from helpers.tables import load
from helpers.vocabulary import READINGS

# what a report says, and whether the rule says that the stretch was cut
VERDICTS = {
    ("closed", True): "hit",
    ("closed", False): "miss",
    ("open", False): "right",
    ("open", True): "false alarm",
}


def agreement(
    rule: str = "district",
    reading: str = "best",
    days: pd.DataFrame | None = None,
    network: nx.Graph | None = None,
) -> pd.DataFrame:
    """Each dated report of a stretch beside the rule's word on it, until Kabul fell.

    A report is met if the rule allows it on some day of its bounds: `closed` gives hit or miss,
    `open` gives right or false alarm; `contested` has no verdict.

    Returns
    -------
    pandas.DataFrame
        The rows of road_reports whose bounds end before Kabul's fall, and origin, url, cut_once
        (the rule has it cut on some day of the bounds), cut_all (on every day), usual (share of
        all stretches that are cut on some day of them: what a stretch taken at random gives),
        verdict.

    Examples
    --------
    >>> sorted(set(agreement()["verdict"].dropna()) - set(VERDICTS.values()))
    []
    """
    shut = cut_stretches(reading, rule, days, network)
    table = _dated_reports(fallen_days(reading, days))
    bounds = zip(table["date_lo"], table["date_hi"], strict=True)
    spans = [shut.loc[first:last] for first, last in bounds]
    own = [span[stretch] for span, stretch in zip(spans, table["segment_id"], strict=True)]
    table["cut_once"] = [span.any() for span in own]
    # bounds outside the record's days leave an empty span, of which `all` would be true
    table["cut_all"] = [len(span) > 0 and span.all() for span in own]
    table["usual"] = [span.any().mean() for span in spans]
    told_open = table["status"] == "open"
    said_cut = table["cut_all"].where(told_open, table["cut_once"])
    keys = zip(table["status"].astype(str), said_cut, strict=True)
    return table.assign(verdict=[VERDICTS.get(key) for key in keys])


def _dated_reports(fallen: pd.DataFrame) -> pd.DataFrame:
    kabul = load("road_nodes").set_index("node_id")["pcode"][KABUL]
    last = fallen.index[~fallen[kabul]][-1]
    pages = load("sources")[["source_id", "origin", "url"]]
    table = load("road_reports").merge(pages, on="source_id")
    return table[table["date_hi"] <= last].reset_index(drop=True)


def score(table: pd.DataFrame) -> dict[str, float]:
    """How well a rule meets the reports of closed roads, beside a stretch taken at random.

    Parameters
    ----------
    table : pandas.DataFrame
        As `agreement` gives it.

    Returns
    -------
    dict
        Numbers of hit, miss, right and false alarm; hit rate over separate prints (one a stretch,
        origin and last day), its 95 % Wilson interval lo and hi, and at random.

    Examples
    --------
    >>> found = score(agreement())
    >>> bool(found["lo"] <= found["hit rate"] <= found["hi"])
    True
    """
    closed = table[table["status"] == "closed"]
    # a desk that prints one piece of news twice has seen it once
    prints = closed.drop_duplicates(["segment_id", "origin", "date_hi"])
    hits = int((prints["verdict"] == "hit").sum())
    interval = stats.binomtest(hits, len(prints)).proportion_ci(method="wilson")
    counts = {verdict: int((table["verdict"] == verdict).sum()) for verdict in VERDICTS.values()}
    return counts | {
        "hit rate": hits / len(prints),
        "lo": interval.low,
        "hi": interval.high,
        "at random": prints["usual"].mean(),
    }


def gain_difference(
    one: pd.DataFrame, other: pd.DataFrame, draws: int = 5_000, seed: int = 2021
) -> dict[str, float]:
    """Does one rule meet reports of closed roads better above chance than another?

    Stretches are drawn anew, not reports: reports of one stretch are not independent.

    Parameters
    ----------
    one, other : pandas.DataFrame
        As `agreement` gives it, of the same reports.
    draws, seed : int

    Returns
    -------
    dict
        mean (gain of `one` less that of `other`), lo and hi (95 %), stretches (number).

    Examples
    --------
    >>> met = agreement()
    >>> gain_difference(met, met, draws=10)["mean"]
    0.0
    """
    prints = (one["status"] == "closed") & ~one.duplicated(["segment_id", "origin", "date_hi"])
    gains = [(table["verdict"] == "hit") - table["usual"] for table in (one, other)]
    by_stretch = (gains[0] - gains[1])[prints].groupby(one["segment_id"]).agg(["sum", "size"])
    count = len(by_stretch)
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(count, np.full(count, 1 / count), size=draws)
    means = drawn @ by_stretch["sum"] / (drawn @ by_stretch["size"])
    lo, hi = np.percentile(means, [2.5, 97.5])
    mean = by_stretch["sum"].sum() / by_stretch["size"].sum()
    return {"mean": float(mean), "lo": float(lo), "hi": float(hi), "stretches": count}


def all_agreements(days: pd.DataFrame | None = None) -> dict[tuple[str, str], pd.DataFrame]:
    """The reports beside the rule's word under every rule and reading (see `agreement`).

    Examples
    --------
    >>> len(all_agreements())
    6
    """
    days = control() if days is None else days
    return {
        (rule, reading): agreement(rule, reading, days) for rule in RULES for reading in READINGS
    }


def all_scores(met: dict[tuple[str, str], pd.DataFrame]) -> pd.DataFrame:
    """How well every rule and reading meets the reports of closed roads.

    Parameters
    ----------
    met : dict
        As `all_agreements` gives it.

    Returns
    -------
    pandas.DataFrame
        By rule and reading: what `score` gives, and above chance (hit rate less at random).

    Examples
    --------
    >>> all_scores({("district", "best"): agreement()}).index.tolist()
    [('district', 'best')]
    """
    scores = pd.DataFrame({key: score(table) for key, table in met.items()}).T
    scores["above chance"] = scores["hit rate"] - scores["at random"]
    return scores


def stretches_with(verdict: str, met: pd.DataFrame, name: pd.Series) -> list[str]:
    """The stretches of which some report has a verdict, in words, from A to Z.

    Parameters
    ----------
    verdict : str
        One of VERDICTS' values.
    met : pandas.DataFrame
        As `agreement` gives it.
    name : pandas.Series
        Words by segment_id.

    Examples
    --------
    >>> met = pd.DataFrame({"verdict": ["miss", "hit"], "segment_id": ["a", "b"]})
    >>> stretches_with("miss", met, pd.Series({"a": "A to B", "b": "B to C"}))
    ['A to B']
    """
    mine = met.loc[met["verdict"] == verdict, "segment_id"]
    return sorted(set(mine.map(name)))
