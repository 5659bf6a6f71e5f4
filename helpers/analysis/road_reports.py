"""Is the rule of `roads` true: its word beside dated reports of open and closed roads."""

import networkx as nx
import numpy as np
import pandas as pd
import scipy  # its parts are loaded when they are used

from helpers.analysis.roads import KABUL, RULES, cut_stretches, fallen_days
from helpers.district_days import control
from helpers.public import own_names
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

    Parameters
    ----------
    rule : str
        What cuts a stretch, one of `roads.RULES`.
    reading : str
        One of `vocabulary.READINGS`.
    days : DataFrame, optional
        See `control` (default: the record's).
    network : Graph, optional
        See `roads.graph` (default: the record's).

    Returns
    -------
    DataFrame
        The rows of road_reports whose bounds end before Kabul's fall, and origin, url, cut_once
        (the rule has it cut on some day of the bounds), cut_all (on every day), usual (share of
        all stretches that are cut on some day of them: what a stretch taken at random gives),
        verdict.

    Examples
    --------
    >>> sorted(set(agreement()["verdict"].dropna()) - set(VERDICTS.values()))
    []
    """
    # the rule's word on every stretch and day, reports or none
    shut = cut_stretches(reading, rule, days, network)
    table = _dated_reports(fallen_days(reading, days))
    # a report is true of some day between its bounds
    bounds = zip(table["date_lo"], table["date_hi"], strict=True)
    # a span a report, of all stretches: its own is compared with the usual one
    spans = [shut.loc[first:last] for first, last in bounds]
    spans_of = zip(spans, table["segment_id"], strict=True)
    own = [span[stretch] for span, stretch in spans_of]
    table["cut_once"] = [span.any() for span in own]
    # bounds outside the record's days leave an empty span, of which `all` would be true
    cut_all = [len(span) > 0 and span.all() for span in own]
    table["cut_all"] = cut_all
    # the share of all stretches that the rule calls cut: what luck alone would hit
    table["usual"] = [span.any().mean() for span in spans]
    told_open = table["status"] == "open"
    # in doubt of the day the rule gets the benefit: open unless cut on all days, closed if once
    all_cut = table["cut_all"]
    said_cut = all_cut.where(told_open, table["cut_once"])
    status = table["status"].astype(str)
    keys = zip(status, said_cut, strict=True)
    verdicts = [VERDICTS.get(key) for key in keys]
    return table.assign(verdict=verdicts)


def _dated_reports(fallen: pd.DataFrame) -> pd.DataFrame:
    by_node = load("road_nodes").set_index("node_id")
    kabul = by_node["pcode"][KABUL]
    # the rule is about ways to a government in Kabul
    stands = ~fallen[kabul]
    last = fallen.index[stands][-1]
    columns = ["source_id", "origin", "url"]
    pages = load("sources")[columns]
    table = load("road_reports").merge(pages, on="source_id")
    in_time = table["date_hi"] <= last
    told = table[in_time]
    return told.reset_index(drop=True)


def score(table: pd.DataFrame) -> dict[str, float]:
    """How well a rule meets the reports of closed roads, beside a stretch taken at random.

    Parameters
    ----------
    table : DataFrame
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
    is_closed = table["status"] == "closed"
    closed = table[is_closed]
    # a desk that prints one piece of news twice has seen it once
    keys = ["segment_id", "origin", "date_hi"]
    prints = closed.drop_duplicates(keys)
    hit = prints["verdict"] == "hit"
    hits = int(hit.sum())
    # Wilson's interval stays between 0 and 1, for few prints too
    test = scipy.stats.binomtest(hits, len(prints))
    interval = test.proportion_ci(method="wilson")
    # over all reports, open ones too: a rule that calls all stretches cut misses none
    counts = {
        verdict: int((table["verdict"] == verdict).sum())
        for verdict in VERDICTS.values()
    }
    return counts | {
        "hit rate": hits / len(prints),
        "lo": interval.low,
        "hi": interval.high,
        "at random": prints["usual"].mean(),
    }


def gain_difference(
    one: pd.DataFrame,
    other: pd.DataFrame | None = None,
    draws: int = 5_000,
    seed: int = 2021,
) -> dict[str, float]:
    """Does one rule meet reports of closed roads better above chance than another, or than chance?

    Stretches are drawn anew, not reports: reports of one stretch are not independent.

    Parameters
    ----------
    one, other : DataFrame
        As `agreement` gives it, of the same reports. Without another rule what `one` gains is
        set against none: how far it is above chance.
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
    # the same prints for both rules, since reports are the same
    again = one.duplicated(["segment_id", "origin", "date_hi"])
    prints = (one["status"] == "closed") & ~again
    gain = _above_chance(one)
    if other is not None:
        gain = gain - _above_chance(other)
    # reports of one stretch hang together: stretches are drawn, not reports
    stretch = one["segment_id"]
    by_stretch = gain[prints].groupby(stretch).agg(["sum", "size"])
    count = len(by_stretch)
    rng = np.random.default_rng(seed)
    equal = np.full(count, 1 / count)
    drawn = rng.multinomial(count, equal, size=draws)
    sums = drawn @ by_stretch["sum"]
    sizes = drawn @ by_stretch["size"]
    means = sums / sizes
    lo, hi = np.percentile(means, [2.5, 97.5])
    total = by_stretch["sum"].sum()
    number = by_stretch["size"].sum()
    mean = total / number
    return {
        "mean": float(mean),
        "lo": float(lo),
        "hi": float(hi),
        "stretches": count,
    }


def _above_chance(table: pd.DataFrame) -> pd.Series:
    """Of each report, whether it is met, less what a stretch taken at random gives."""
    is_hit = table["verdict"] == "hit"
    return is_hit - table["usual"]


def all_agreements(
    days: pd.DataFrame | None = None,
) -> dict[tuple[str, str], pd.DataFrame]:
    """The reports beside the rule's word under every rule and reading (see `agreement`).

    Parameters
    ----------
    days : DataFrame, optional
        As `control` gives it (default: the record's).

    Returns
    -------
    dict
        {(rule, reading): table as `agreement` gives it}.

    Examples
    --------
    >>> len(all_agreements())
    6
    """
    if days is None:
        days = control()
    return {
        (rule, reading): agreement(rule, reading, days)
        for rule in RULES
        for reading in READINGS
    }


def all_scores(met: dict[tuple[str, str], pd.DataFrame]) -> pd.DataFrame:
    """How well every rule and reading meets the reports of closed roads.

    Parameters
    ----------
    met : dict
        As `all_agreements` gives it.

    Returns
    -------
    DataFrame
        By rule and reading: what `score` gives, and above chance (hit rate less at random).

    Examples
    --------
    >>> all_scores({("district", "best"): agreement()}).index.tolist()
    [('district', 'best')]
    """
    columns = {key: score(table) for key, table in met.items()}
    scores = pd.DataFrame(columns).T
    # the gain is what counts: hits alone reward a rule that calls much cut
    scores["above chance"] = scores["hit rate"] - scores["at random"]
    return scores


def stretches_with(
    verdict: str, met: pd.DataFrame, name: pd.Series
) -> list[str]:
    """The stretches of which some report has a verdict, in words, from A to Z.

    Parameters
    ----------
    verdict : str
        One of VERDICTS' values.
    met : DataFrame
        As `agreement` gives it.
    name : Series
        Words by segment_id.

    Returns
    -------
    list of str
        Each once.

    Examples
    --------
    >>> met = pd.DataFrame({"verdict": ["miss", "hit"], "segment_id": ["a", "b"]})
    >>> stretches_with("miss", met, pd.Series({"a": "A to B", "b": "B to C"}))
    ['A to B']
    """
    has_it = met["verdict"] == verdict
    mine = met.loc[has_it, "segment_id"]
    # several reports of one stretch name it once
    return sorted(set(mine.map(name)))


__dir__ = own_names(__name__)
