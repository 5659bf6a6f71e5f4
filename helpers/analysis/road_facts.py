"""The numbers that notebook 03 says in words, paragraph by paragraph, each under a name."""

from collections.abc import Collection
from types import SimpleNamespace

import pandas as pd

from helpers.analysis import proximity, road_cases
from helpers.arguments import day_of
from helpers.public import own_names
from helpers.tables import load
from helpers.vocabulary import COUNTRY_LABELS


def network_facts() -> SimpleNamespace:
    """How large the network is, and on what it rests.

    Returns
    -------
    SimpleNamespace
        nodes, capitals, crossings, stretches; straight (stretches with a straight-line length),
        unsourced (those without a page), reports (of the state of stretches), lengths (published).

    Examples
    --------
    >>> network_facts().capitals
    34
    """
    # with the columns of data/, so that a number here cannot differ from the table
    nodes = load("road_nodes")
    segments = load("road_segments")
    kind = nodes["kind"]
    kinds = kind.value_counts()
    # what rests on no page is counted too: a reader may doubt it
    by_line = segments["length_basis"] == "straight_line"
    reports = load("road_reports")
    lengths_table = load("route_lengths")
    return SimpleNamespace(
        nodes=len(nodes),
        capitals=int(kinds["capital"]),
        crossings=int(kinds["crossing"]),
        stretches=len(segments),
        straight=by_line.sum(),
        unsourced=segments["source_id"].isna().sum(),
        reports=len(reports),
        lengths=len(lengths_table),
    )


def lead_facts(history: dict[str, pd.DataFrame]) -> SimpleNamespace:
    """How capitals went from cut off to fallen.

    Parameters
    ----------
    history : dict
        By reading, as `roads.history` gives it.

    Returns
    -------
    SimpleNamespace
        line (the capitals that were cut off and fell, best reading, with min and max of first_cut
        over the readings), n (their number), median, least, most (days); before, before_least,
        before_most (capitals that fell at least a day after being cut off, best reading and range
        over the readings); fell (capitals that fell); uncut (names of those never cut off, in the
        order of their falls), n_uncut, first_uncut (day).

    Examples
    --------
    >>> from helpers.analysis import roads
    >>> facts = lead_facts({"best": roads.history()})
    >>> facts.least <= facts.median <= facts.most
    True
    """
    # capitals that were never cut off come last
    best = history["best"].sort_values("first_cut", na_position="last")
    # the other readings may put the first day earlier or later
    first = pd.DataFrame(
        {reading: table["first_cut"] for reading, table in history.items()}
    )
    earliest = first.min(axis=1)
    latest = first.max(axis=1)
    best = best.assign(min=earliest, max=latest)
    # a lead needs both ends
    line = best.dropna(subset=["first_cut", "fell"])
    # a lead of no day is no warning: only more than none counts
    before = pd.Series(
        {
            reading: (table["lead"] > 0).sum()
            for reading, table in history.items()
        }
    )
    # fell without being cut off first: the other half of the finding
    never_cut = best["first_cut"].isna()
    uncut = best[never_cut & best["fell"].notna()].sort_values("fell")
    # days from being cut off to falling
    lead_days = line["lead"]
    return SimpleNamespace(
        line=line,
        n=len(line),
        median=int(lead_days.median()),
        least=int(lead_days.min()),
        most=int(lead_days.max()),
        before=before["best"],
        before_least=before.min(),
        before_most=before.max(),
        fell=best["fell"].notna().sum(),
        uncut=uncut["capital"].tolist(),
        n_uncut=len(uncut),
        first_uncut=uncut["fell"].min(),
    )


def place_facts(pcode: str) -> SimpleNamespace:
    """Where a district lies on the network.

    Parameters
    ----------
    pcode : str
        Of the district.

    Returns
    -------
    SimpleNamespace
        borders, nodes, roads (names in one line), stretches (segment_ids), n_stretches,
        straight and by_road (kilometres to the nearest crossing).

    Examples
    --------
    >>> place_facts("AF1905").borders
    'Tajikistan'
    """
    nodes = load("road_nodes")
    segments = load("road_segments")
    runs_through = [pcode in pcodes for pcodes in segments["pcodes"]]
    through = segments[runs_through]
    # both ways of measuring: a district may lie near in the air and far by road
    straight = proximity.distances()
    by_road = proximity.distances("road")
    # the countries that it touches, as districts.csv lists them
    neighbours = load("districts").set_index("pcode")["borders"]
    # the towns of the network that lie in it
    in_it = nodes["pcode"] == pcode
    return SimpleNamespace(
        borders=", ".join(
            COUNTRY_LABELS[country] for country in neighbours[pcode]
        ),
        nodes=", ".join(nodes.loc[in_it, "name"]),
        stretches=through["segment_id"].tolist(),
        n_stretches=len(through),
        roads=", ".join(through["road"]),
        straight=straight.loc[pcode, "crossing"],
        by_road=by_road.loc[pcode, "crossing"],
    )


def closing_facts(
    shut: pd.DataFrame,
    around: Collection[str],
    fell: str | pd.Timestamp,
    own: Collection[str],
) -> SimpleNamespace:
    """What a district's fall closed among the roads around a town.

    Parameters
    ----------
    shut : DataFrame
        As `roads.cut_stretches` gives it.
    around : collection of str
        segment_ids of the roads out of the town.
    fell : date
        The day of the fall.
    own : collection of str
        segment_ids of the stretches that run through the district.

    Returns
    -------
    SimpleNamespace
        n_around; n_eve and n_then (cut on the eve and on the day); closed (segment_ids that were
        open on the eve and run through the district), n_closed.

    Examples
    --------
    >>> from helpers.analysis import roads
    >>> shut = roads.cut_stretches()
    >>> facts = closing_facts(shut, ["charikar-kabul"], "2021-06-21", [])
    >>> facts.n_closed
    0
    """
    # of the table of stretches, which may end before the record does
    day = day_of("fell", fell, shut.index)
    # the eve: what was cut before cannot have been closed by this fall
    eve_day = day - road_cases.ONE_DAY
    names = list(around)
    eve = shut.loc[eve_day, names]
    then = shut.loc[day, names]
    # only the district's own stretches: others may have been closed by other falls that day
    closed = [
        name for name in around if then[name] and not eve[name] and name in own
    ]
    return SimpleNamespace(
        n_around=len(around),
        n_eve=eve.sum(),
        n_then=then.sum(),
        closed=closed,
        n_closed=len(closed),
    )


def round_facts(on_eve: pd.DataFrame, lost_with: pd.Series) -> SimpleNamespace:
    """The way round that a district's fall leaves: which stretches decide, and were they cut?

    Parameters
    ----------
    on_eve : DataFrame of bool
        As `road_cases.on_eve` gives it.
    lost_with : Series
        How many capitals are lost when the district and the stretch are cut, by segment_id.

    Returns
    -------
    SimpleNamespace
        n (stretches), n_decisive, least and most (decisive ones cut on the eve, over rules and
        readings), always (segment_ids of those cut under every one), in_every (was one cut in
        every, in words).

    Examples
    --------
    >>> on_eve = pd.DataFrame({"a": [True, False], "b": [True, True]}, index=["x", "y"])
    >>> facts = round_facts(on_eve, pd.Series({"x": 2, "y": 1}))
    >>> facts.least, facts.most, facts.always
    (1, 2, ['x'])
    """
    # a stretch whose loss cuts nobody off decides nothing
    decisive = on_eve[lost_with > 0]
    # how many of the decisive ones were cut, in each rule and reading
    cut = decisive.sum()
    in_all = decisive.all(axis=1)
    return SimpleNamespace(
        n=len(on_eve),
        n_decisive=len(decisive),
        least=int(cut.min()),
        most=int(cut.max()),
        # cut in every rule and reading
        always=decisive.index[in_all].tolist(),
        in_every="every" if cut.min() else "not every",
    )


def case_facts(
    cases: pd.DataFrame, province: pd.Series, own: str
) -> SimpleNamespace:
    """What one district's fall cut, over rules and readings.

    Parameters
    ----------
    cases : DataFrame
        As `road_cases.fall_cases` gives it.
    province : Series
        Province of each capital that counts, by node_id.
    own : str
        The district's own province.

    Returns
    -------
    SimpleNamespace
        least and most (capitals that lost their last way), n_provinces (their provinces without
        the own one, a number a case), n_five (cases in which they are five), five (which),
        n_again and n_all_again (cases in which one or all of them had a way again),
        before_district and before_centre (capitals lost by the eve, best reading).

    Examples
    --------
    >>> row = {"rule": "district", "reading": "best", "before": [], "lost": ["x"], "again": []}
    >>> cases = pd.DataFrame([row, row | {"rule": "centre"}])
    >>> case_facts(cases, pd.Series({"x": "Balkh"}), "Baghlan").n_provinces
    [1, 1]
    """
    # by province: a reader knows those, not the towns of the network
    found = [
        road_cases.provinces_of(nodes, province, own)
        for nodes in cases["lost"]
    ]
    lost = cases["lost"].map(len)
    again = cases["again"].map(len)
    # of those before, only the best reading is told, under both rules
    by_case = cases.set_index(["rule", "reading"])["before"]
    before = by_case.map(len)
    # a set: the same provinces come in several cases
    five = {", ".join(names) for names in found if len(names) == 5}
    regained = again > 0
    return SimpleNamespace(
        least=lost.min(),
        most=lost.max(),
        n_provinces=[len(names) for names in found],
        n_five=sum(len(names) == 5 for names in found),
        five=sorted(five),
        n_again=regained.sum(),
        n_all_again=((again == lost) & regained).sum(),
        before_district=before["district", "best"],
        before_centre=before["centre", "best"],
    )


def length_facts(routes: pd.DataFrame) -> SimpleNamespace:
    """How far the network's lengths agree with print.

    Parameters
    ----------
    routes : DataFrame
        As `roads.published_lengths` gives it.

    Returns
    -------
    SimpleNamespace
        n; low, middle, high (quartiles of the ratio of network to print); worst (the row that is
        farthest from 1); kandahar (km of the network), kandahar_printed (km, a list).

    Examples
    --------
    >>> from helpers.analysis import roads
    >>> facts = length_facts(roads.published_lengths())
    >>> bool(facts.low <= facts.middle <= facts.high)
    True
    """
    # network to print: 1 where they agree
    ratio = routes["ratio"]
    # quartiles: a few routes that are printed wrongly would move a mean
    low, middle, high = ratio.quantile([0.25, 0.5, 0.75])
    # several pages print this route: their lengths stand side by side
    from_kabul = routes["from_node"] == "kabul"
    to_kandahar = routes["to_node"] == "kandahar"
    south = routes[from_kabul & to_kandahar]
    off = ratio.sub(1).abs()
    return SimpleNamespace(
        n=len(routes),
        low=low,
        middle=middle,
        high=high,
        worst=routes.loc[off.idxmax()],
        kandahar=south["network"].iloc[0],
        kandahar_printed=south["length_km"].tolist(),
    )


def rule_facts(scores: pd.DataFrame) -> SimpleNamespace:
    """How both rules meet the reports.

    Parameters
    ----------
    scores : DataFrame
        By rule and reading, as `road_reports.score` gives it.

    Returns
    -------
    SimpleNamespace
        reports (of closed roads), open (most reports of open ones); district and centre: the hits
        over the readings, a Series; gain_district and gain_centre: mean hit rate above chance.

    Examples
    --------
    >>> row = {"hit": 3, "miss": 1, "right": 0, "false alarm": 1, "hit rate": 0.7, "at random": 0.5}
    >>> keys = [("district", "best"), ("centre", "best")]
    >>> facts = rule_facts(pd.DataFrame([row, row], index=pd.MultiIndex.from_tuples(keys)))
    >>> facts.reports, facts.open
    (4, 1)
    """
    # chance first: a rule that calls more stretches cut hits more by luck alone
    over_chance = scores["hit rate"] - scores["at random"]
    gain = over_chance.groupby(level=0).mean()
    # closed reports are the same in all rows: the first row tells their number
    return SimpleNamespace(
        reports=int(scores["hit"].iloc[0] + scores["miss"].iloc[0]),
        open=int((scores["right"] + scores["false alarm"]).max()),
        district=scores.loc["district", "hit"],
        centre=scores.loc["centre", "hit"],
        gain_district=gain["district"],
        gain_centre=gain["centre"],
    )


def rank_facts(
    steps: pd.DataFrame, ranks: pd.DataFrame, cutting: str
) -> SimpleNamespace:
    """Did captures cut roads, or flow along what was held?

    Parameters
    ----------
    steps, ranks : DataFrame
        As `road_order.steps` and `road_order.by_reading` give them.
    cutting : str
        The score that means cutting; the others mean flowing.

    Returns
    -------
    SimpleNamespace
        plain (mean percentile by cutting in the plain comparison); cut_least, cut_most,
        flow_least, flow_most (over readings, strictest design); n_below, n_above (intervals clear
        of 0.5), n_cut and n_flow (of how many).

    Examples
    --------
    >>> ranks = pd.DataFrame({"score": ["a", "b"], "mean": [0.4, 0.6], "lo": 0.3})
    >>> ranks["hi"] = [0.49, 0.7]
    >>> facts = rank_facts(pd.DataFrame({"a": [0.44]}), ranks, "a")
    >>> facts.n_below, facts.n_above
    (1, 0)
    """
    # one score says what a fall would cut; the others, what was held nearby
    is_cutting = ranks["score"] == cutting
    cut = ranks[is_cutting]
    flow = ranks[~is_cutting]
    # clear of chance when the whole interval lies on one side of one half
    below = cut["hi"] < 0.5
    above = flow["lo"] > 0.5
    return SimpleNamespace(
        plain=steps[cutting].iloc[0],
        cut_least=cut["mean"].min(),
        cut_most=cut["mean"].max(),
        flow_least=flow["mean"].min(),
        flow_most=flow["mean"].max(),
        n_below=int(below.sum()),
        n_above=int(above.sum()),
        n_cut=len(cut),
        n_flow=len(flow),
    )


def nearness_facts(
    tests: pd.DataFrame, inside: pd.DataFrame
) -> SimpleNamespace:
    """What the tests of nearness say.

    Parameters
    ----------
    tests, inside : DataFrame
        As `road_nearness.family` gives them, inside regions and inside provinces.

    Returns
    -------
    SimpleNamespace
        n, n_clear, n_inside (tests with a false discovery rate below 0.05); clear (which); best
        (the row of the smallest p), same (that comparison inside provinces), least_q (of nearness
        to capitals and crossings), least and most (effects, per cent).

    Examples
    --------
    >>> row = {"measure": "capital", "n": 50, "p": 0.2, "q": 1.0, "percent": -3.0}
    >>> nearness_facts(pd.DataFrame([row]), pd.DataFrame([row])).n_clear
    0
    """
    # q, not p: many tests were made, and one in twenty of them is low by luck
    clear = tests[tests["q"] < 0.05]
    # the strongest test is shown even where it is not clear
    strongest = tests["p"].idxmin()
    best = tests.loc[strongest]
    of_measure = inside["measure"] == best["measure"]
    of_size = inside["n"] == best["n"]
    same = inside[of_measure & of_size]
    # roads aside: nearness to towns is another question
    to_towns = tests["measure"].str.startswith(("capital", "crossing"))
    return SimpleNamespace(
        n=len(tests),
        n_clear=len(clear),
        n_inside=(inside["q"] < 0.05).sum(),
        clear="; ".join(clear["measure"] + ", first " + clear["n"].astype(str))
        or "none",
        best=best,
        same=same.iloc[0],
        least_q=tests.loc[to_towns, "q"].min(),
        least=tests["percent"].min(),
        most=tests["percent"].max(),
    )


__dir__ = own_names(__name__)
