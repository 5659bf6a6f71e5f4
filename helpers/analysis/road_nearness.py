"""Did the districts that fell first lie nearer to roads, capitals and crossings than chance?"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import scipy  # its parts are loaded when they are used

from helpers.analysis import permutation, proximity
from helpers.analysis.road_worlds import RoadWorlds, clear_tests
from helpers.public import own_names
from helpers.tables import load

FIRST = (50, 100, 150)  # how many captures count as the first


def measures() -> pd.DataFrame:
    """Kilometres from each district's point to roads, capitals and crossings, in seven ways.

    Returns
    -------
    DataFrame
        One row a P-code, one column a measure.

    Examples
    --------
    >>> measures().shape[1]
    7
    """
    # both ways: a straight line crosses mountains that no road crosses
    straight = proximity.distances()
    by_road = proximity.distances("road")
    # the ring road on its own, beside all trunk roads
    ring_only = proximity.distances(trunk=("ring_road",))
    ring = ring_only["trunk"]
    tables = [
        straight.add_suffix(", straight"),
        ring.rename("ring road, straight"),
        by_road.add_suffix(", by road"),
    ]
    # by name, so that a test can be found again whatever the order
    return pd.concat(tables, axis=1)


def family(
    distance: pd.DataFrame,
    order: pd.Series,
    within: Sequence | None = None,
    permutations: int = 10_000,
) -> pd.DataFrame:
    """The tests of all measures for the first 50, 100 and 150 captures.

    Parameters
    ----------
    distance : DataFrame
        Measures of the eligible districts.
    order : Series
        Day of capture by P-code.
    within : sequence, optional
        Labels inside which captures are dealt out; default: regions.
    permutations : int

    Returns
    -------
    DataFrame
        As `permutation.nearness_test` gives it, and q: the false discovery rate over all tests
        (Benjamini and Yekutieli 2001, which allows for their dependence).

    Examples
    --------
    >>> places = load("districts").set_index("pcode")
    >>> order = pd.Series(pd.Timestamp("2021-06-01"), places.index)
    >>> order += pd.to_timedelta(range(len(order)), unit="D")
    >>> table = family(places[["area_km2"]], order, permutations=20)
    >>> len(table)
    3
    """
    # one deal of captures for all measures of a size, so that they can be compared
    tests = [
        permutation.nearness_test(first, distance, order, within, permutations)
        for first in FIRST
    ]
    table = pd.concat(tests, ignore_index=True)
    # Benjamini and Yekutieli: the measures hang together
    table["q"] = scipy.stats.false_discovery_control(table["p"], method="by")
    return table


def variants(
    distance: pd.DataFrame,
    captured: pd.DataFrame,
    stood: Sequence[str],
    eligible: Sequence[str],
    permutations: int = 2_000,
) -> dict[str, pd.DataFrame]:
    """The same tests under other choices: what is dealt out where, who counts, which order.

    Parameters
    ----------
    distance : DataFrame
        As `measures` gives it.
    captured : DataFrame
        First capture of each district, by P-code: date, date_lo, date_hi.
    stood, eligible : sequence of str
        P-codes that the government held at first; those of them that are no capitals.
    permutations : int

    Returns
    -------
    dict
        {name of the choice: tests as `proximity.family` gives them}.

    Examples
    --------
    >>> import inspect
    >>> "permutations" in inspect.signature(variants).parameters
    True
    """
    eligible = pd.Index(eligible)
    has_capture = captured.index
    recorded = eligible[eligible.isin(has_capture)]
    # the first four letters of a P-code are its province
    province = eligible.str[:4]
    country = np.zeros(len(eligible))
    # one choice changed at a time, all others as in the main tests
    choices = {
        "whole country": (eligible, "date", country),
        "inside provinces": (eligible, "date", province),
        "recorded captures only": (recorded, "date", None),
        "capitals kept": (pd.Index(stood), "date", None),
        "earliest order": (eligible, "date_lo", None),
        # bounds of dates: the order of the falls is not sure
        "latest order": (eligible, "date_hi", None),
    }
    tables = {}
    for name, (who, order, within) in choices.items():
        tables[name] = family(
            distance.loc[who], captured[order], within, permutations
        )
    return tables


def outcome(tests: pd.DataFrame) -> dict:
    """A family of tests in one row.

    Parameters
    ----------
    tests : DataFrame
        As `proximity.family` gives it: a row a test, with q and percent.

    Returns
    -------
    dict
        Number of tests, how many have q below 0.05, the smallest q, the median effect in per cent.

    Examples
    --------
    >>> row = {"p": 0.01, "effect": -3, "q": 0.2, "percent": -9}
    >>> outcome(pd.DataFrame([row]))["nearer, p < 0.05"]
    np.int64(1)
    """
    # twice: before and after the number of tests is allowed for
    low = tests["p"] < 0.05
    nearer = tests["effect"] < 0
    return {
        "nearer, p < 0.05": (low & nearer).sum(),
        "farther, p < 0.05": (low & ~nearer).sum(),
        "of tests": len(tests),
        # q < 0.05: of what is called clear, one in twenty at most is expected to be chance
        "q < 0.05": (tests["q"] < 0.05).sum(),
        "smallest q": tests["q"].min(),
        "median effect, %": tests["percent"].median(),
    }


def in_percent(tests: pd.DataFrame) -> pd.DataFrame:
    """Effects and intervals in per cent of the expected distance, for `grouped_intervals`.

    Parameters
    ----------
    tests : DataFrame
        As `proximity.family` gives it.

    Returns
    -------
    DataFrame
        A row a test: group, label, mean, lo and hi (per cent), filled (q below 0.05).

    Examples
    --------
    >>> row = {"measure": "m", "n": 50, "expected": 10, "lo": -2, "hi": 1, "percent": -5, "q": 1}
    >>> in_percent(pd.DataFrame([row]))[["lo", "hi"]].values.tolist()
    [[-20.0, 10.0]]
    """
    # measure by measure, since sizes of one measure are compared
    ordered = tests.sort_values(["measure", "n"], ignore_index=True)
    # kilometres differ from measure to measure: a share of what chance gives does not
    scale = 100 / ordered["expected"]
    return pd.DataFrame(
        {
            "group": ordered["measure"],
            "label": "first " + ordered["n"].astype(str),
            "mean": ordered["percent"],
            "lo": ordered["lo"] * scale,
            "hi": ordered["hi"] * scale,
            "filled": ordered["q"] < 0.05,
        }
    )


def outcomes(families: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Several families of tests, one row each.

    Parameters
    ----------
    families : dict
        By name, as `family` gives it.

    Returns
    -------
    DataFrame
        A row a family: variant, and the columns of `outcome`.

    Examples
    --------
    >>> tests = pd.DataFrame([{"p": 0.01, "effect": -3, "q": 0.2, "percent": -9}])
    >>> outcomes({"inside regions": tests})["variant"].tolist()
    ['inside regions']
    """
    # a row each from the start: turned round, counts would become numbers with decimals
    rows = [outcome(tests) for tests in families.values()]
    table = pd.DataFrame(rows, index=list(families)).round(2)
    return table.rename_axis("variant").reset_index()


def stood_at_first(fallen: pd.DataFrame) -> pd.Index:
    """P-codes of the districts that the Taliban did not hold on the first day.

    Parameters
    ----------
    fallen : DataFrame
        Days by P-codes, as booleans; as `roads.fallen_days` gives it.

    Returns
    -------
    Index
        In the order of its columns.

    Examples
    --------
    >>> stood_at_first(pd.DataFrame({"AF0101": [False, True], "AF0102": [True, True]})).tolist()
    ['AF0101']
    """
    # what was held at first did not fall in these weeks
    at_first = fallen.iloc[0]
    return fallen.columns[~at_first]


def without_capitals(pcodes: pd.Index) -> pd.Index:
    """The districts among some that are no provincial capital: capitals are the cities themselves.

    Parameters
    ----------
    pcodes : Index
        Of districts.

    Returns
    -------
    Index
        In their order.

    Examples
    --------
    >>> without_capitals(pd.Index(["AF0101", "AF0102"])).tolist()
    ['AF0102']
    """
    # a capital lies on a road by its nature, and fell by a clock of its own
    by_pcode = load("districts").set_index("pcode")
    is_capital = by_pcode["is_capital"]
    return pcodes[~is_capital[pcodes]]


def clear_in_worlds(
    roads: RoadWorlds, distance: pd.DataFrame
) -> dict[str, np.ndarray]:
    """In each world, how many tests are clear of chance, inside regions and inside provinces.

    Parameters
    ----------
    roads : RoadWorlds
        As `road_worlds.road_worlds` gives it.
    distance : DataFrame
        Measures of the eligible districts, by P-code.

    Returns
    -------
    dict
        region, province: one number a world (see `road_worlds.clear_tests`).

    Examples
    --------
    >>> import inspect
    >>> list(inspect.signature(clear_in_worlds).parameters)
    ['roads', 'distance']
    """
    labels = {
        "region": proximity.region(distance.index),
        "province": distance.index.str[:4],
    }
    return {
        # arrays: labels of districts in the order of the distances
        name: clear_tests(roads, distance, np.asarray(label), FIRST)
        for name, label in labels.items()
    }


__dir__ = own_names(__name__)
