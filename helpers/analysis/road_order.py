"""Did captures cut roads, or flow along what was held? Where those that fell ranked the day before.

Each fall gets a percentile among the districts that stood on its eve: by what its fall would have
cut (`road_losses`), and by the share of its neighbours in Taliban hands. 0.5 is indifferent.

The plain comparison has a mechanical part. A capital that falls cuts nobody once its roads are cut,
the last days have Kabul out of reach, so that no fall can cut anything, and provinces given up
whole come without an order. `Design` names what is compared, so that each part can be taken out.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy  # its parts are loaded when they are used

from helpers.analysis import proximity
from helpers.analysis.road_losses import lost_targets, on_network
from helpers.analysis.roads import Arrays, arrays, cut
from helpers.arguments import as_day
from helpers.public import own_names
from helpers.tables import load

# the first is of cutting, the other two of flowing along what is held
SCORES = (
    "what its fall would cut",
    "touching districts held",
    "nearest by road held",
)
CHUNK = 2_000  # eves at a time: more would only cost memory


@dataclass(frozen=True)
class Design:
    """Which falls are compared with which districts.

    Attributes
    ----------
    within : {"region", "province", "country"}
        A fall is compared with the standing districts of the same.
    capitals : bool
        Do capitals count, among the falls and among those compared?
    named_only : bool
        Count only districts whose own capture a page reports, not those that went with the whole
        of their province.
    last : str or None
        The last day whose falls count; None: the last on which Kabul stands.
    """

    within: str = "province"
    capitals: bool = False
    named_only: bool = True
    last: str | None = "2021-08-05"


STRICT = Design()

# one part after the other taken out, from the plain comparison to the one that is answered
DESIGNS = {
    "every fall, inside regions": Design("region", True, False, None),
    "without capitals": Design("region", False, False, None),
    "named captures only": Design("region", False, True, None),
    "up to 5 August": Design("region", False, True, "2021-08-05"),
    "inside provinces": STRICT,
}


@dataclass(frozen=True)
class Falls:
    """The falls of one design: numbers of the world, of the day and of the district of each."""

    world: np.ndarray
    day: np.ndarray
    district: np.ndarray
    # (falls, districts) bool: those that it is compared with, itself included
    among: np.ndarray


def find_falls(
    gone: np.ndarray,
    dates: pd.DatetimeIndex,
    labels: np.ndarray,
    counts: np.ndarray,
    last: str | pd.Timestamp | None = None,
) -> Falls:
    """Every change of hands to the Taliban, and those that stood beside it the day before.

    Parameters
    ----------
    gone : array of bool
        Shape (worlds, days, districts): is the district the Taliban's?
    dates : DatetimeIndex
        The days.
    labels : array
        A fall is compared inside its own label.
    counts : array of bool
        Shape (2, districts): does a district's fall count; is it compared with?
    last : date, optional
        The last day whose falls count.

    Returns
    -------
    Falls
        The world, day and district of each, and who stood beside it, as booleans.

    Examples
    --------
    >>> gone = np.array([[[False, False], [True, False]]])
    >>> days = pd.date_range("2021-05-01", periods=2)
    >>> falls = find_falls(gone, days, np.array([1, 1]), np.ones((2, 2), dtype=bool))
    >>> falls.district.tolist(), falls.among.tolist()
    ([0], [[True, True]])
    """
    falls_count, compared = counts
    # a fall needs an eve: the first day of the record has none
    stood_before = ~gone[:, :-1]
    changed = gone[:, 1:] & stood_before & falls_count
    if last is not None:
        too_late = dates[1:] > as_day("last", last)
        changed[:, too_late] = False
    world, eve, district = np.nonzero(changed)
    # compared with its own province or region alone; numbers compare quicker than names
    number, _ = pd.factorize(labels)
    own_number = number[district][:, None]
    same = number == own_number
    # those that had fallen already could not fall that day
    stood = ~gone[world, eve]
    among = stood & compared & same
    return Falls(world, eve + 1, district, among)


def percentiles(
    scores: np.ndarray, falls: Falls, eve: np.ndarray | None = None
) -> np.ndarray:
    """Where each district that fell stood on its eve: 0 lowest, 1 highest, ties share the middle.

    Parameters
    ----------
    scores : array
        Shape (eves, districts): the scores on each eve.
    falls : Falls
    eve : array, optional
        The row of `scores` that belongs to each fall (default: one row each, in their order).

    Returns
    -------
    array
        One number a fall; NaN where no other district could be compared.

    Examples
    --------
    >>> among = np.array([[True, True, True]])
    >>> falls = Falls(np.array([0]), np.array([1]), np.array([2]), among)
    >>> percentiles(np.array([[1.0, 2.0, 9.0]]), falls).tolist()
    [1.0]
    """
    n_falls = len(falls.district)
    if eve is None:
        eve = np.arange(n_falls)
    mine = scores[eve, falls.district]
    # pairs of a fall and a district: inside a province they are few
    fall, other = np.nonzero(falls.among)
    # compared, not subtracted: scores can be whole numbers without a sign
    theirs = scores[eve[fall], other]
    own = mine[fall]
    is_below = theirs < own
    below = np.bincount(fall[is_below], minlength=n_falls)
    # itself is among the ties, and is taken off
    is_tied = theirs == own
    ties = np.bincount(fall[is_tied], minlength=n_falls) - 1
    others = np.bincount(fall, minlength=n_falls) - 1
    # a fall that stands alone in its group ranks nowhere
    some_others = np.maximum(others, 1)
    rank = (below + ties / 2) / some_others
    return np.where(others > 0, rank, np.nan)


def eve_scores(
    gone: np.ndarray, falls: Falls, net: Arrays, on: np.ndarray
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """The three scores of every district on the eve of each fall.

    Parameters
    ----------
    gone : array of bool
        Shape (worlds, days, districts).
    falls : Falls
    net : Arrays
        As `roads.arrays` gives it.
    on : array
        Numbers of the districts that are compared.

    Returns
    -------
    (dict of str to array, array)
        By score, one of SCORES: shape (eves, districts of `on`); and the eve of each fall, a row
        of these.

    Examples
    --------
    >>> net = arrays()
    >>> none = np.array([], dtype=int)
    >>> falls = Falls(none, none, none, np.zeros((0, len(net.pcodes)), dtype=bool))
    >>> gone = np.zeros((1, 2, len(net.pcodes)), dtype=bool)
    >>> scores, eve = eve_scores(gone, falls, net, on_network(net))
    >>> scores[SCORES[0]].shape[0], len(eve)
    (0, 0)
    """
    # falls of one day share one eve: it is worked out once
    eve_days = falls.day - 1
    all_eves = [falls.world, eve_days]
    eves, which = np.unique(all_eves, axis=1, return_inverse=True)
    state = gone[eves[0], eves[1]]
    held = state.astype(np.float32)
    # half the memory of doubles; the weights are few and small
    by_neighbour = proximity.weights("neighbours").astype(np.float32)
    touching = held @ by_neighbour[on].T
    road_weights = proximity.weights("road").astype(np.float32)
    by_road = held @ road_weights[on].T
    tables = (_total_lost(net, state, on), touching, by_road)
    return dict(zip(SCORES, tables, strict=True)), which


def _total_lost(net: Arrays, state: np.ndarray, on: np.ndarray) -> np.ndarray:
    # what can still be lost depends on the cut stretches and the fallen towns alone: of forty
    # thousand eves of a thousand worlds, six thousand differ
    homes = net.home[net.targets]
    towns = state[:, homes]
    shut = cut(net, state)
    together = np.concatenate([shut.T, towns], axis=1)
    key = np.packbits(together, axis=1)
    _, first, which = np.unique(
        key, axis=0, return_index=True, return_inverse=True
    )
    # no more than a few dozen can be lost: a byte is enough, and quick to compare
    none = np.zeros((0, len(on)), dtype=np.uint8)
    parts = [none]
    for start in range(0, len(first), CHUNK):
        end = start + CHUNK
        some = first[start:end]
        lost = lost_targets(net, state[some], on)
        parts.append(lost.sum(axis=0, dtype=np.uint8))
    lost_of_each = np.concatenate(parts)
    return lost_of_each[which.ravel()]


def rank_falls(
    gone: np.ndarray,
    dates: pd.DatetimeIndex,
    named: np.ndarray,
    design: Design = STRICT,
) -> pd.DataFrame:
    """The percentiles of every fall of a design, by the three scores.

    Parameters
    ----------
    gone : array of bool
        Shape (worlds, days, districts), or (days, districts) for one world.
    dates : DatetimeIndex
        The days; those on which Kabul has fallen are left out.
    named : array of bool
        Shape (districts,): does a page report its capture by name?
    design : Design

    Returns
    -------
    DataFrame
        One row a fall on the network: world, date, pcode, and a column for each of SCORES.

    Examples
    --------
    >>> from helpers.analysis.roads import fallen_days
    >>> fallen = fallen_days()
    >>> named = np.ones(fallen.shape[1], dtype=bool)
    >>> table = rank_falls(fallen.to_numpy(), fallen.index, named)
    >>> bool(table[list(SCORES)].stack().between(0, 1).all())
    True
    """
    # one history is a world of its own
    gone = gone[None] if gone.ndim == 2 else gone
    net = arrays()
    # a district off the network cuts nothing, whatever happens: only the network's are compared
    on = on_network(net)
    by_pcode = load("districts").set_index("pcode")
    places = by_pcode.loc[net.pcodes[on]]
    # whether capitals count is part of the design
    regular = np.ones(len(on), dtype=bool)
    if not design.capitals:
        regular = ~places["is_capital"].to_numpy()
    falls_count = regular
    if design.named_only:
        falls_count = regular & named[on]
    before_kabul = _kabul_stands(gone, net)
    # from Kabul's fall on all counts as held, so that nothing falls
    standing = before_kabul[:, :, None]
    mine = np.where(standing, gone[:, :, on], True)
    counts = np.array([falls_count, regular])
    last = dates[-1] if design.last is None else design.last
    labels = _labels(places, design.within)
    falls = find_falls(mine, dates, labels, counts, last)
    # the last fall of all is Kabul's: what falls with it has an eve, but no day of its own
    keep = before_kabul[falls.world, falls.day]
    falls = Falls(*(part[keep] for part in vars(falls).values()))
    table = {"world": falls.world, "date": dates[falls.day]}
    pcodes_on = net.pcodes[on]
    table["pcode"] = pcodes_on[falls.district]
    scores, eve = eve_scores(gone, falls, net, on)
    for name in SCORES:
        table[name] = percentiles(scores[name], falls, eve)
    return pd.DataFrame(table).dropna(subset=list(SCORES), ignore_index=True)


def _kabul_stands(gone: np.ndarray, net: Arrays) -> np.ndarray:
    own = net.home[net.kabul]
    return ~gone[:, :, own]


def _labels(places: pd.DataFrame, within: str) -> np.ndarray:
    columns = {"region": "region", "province": "province_pcode"}
    if within == "country":
        return np.zeros(len(places))
    if within not in columns:
        raise ValueError(
            f"within {within!r} is none of region, province, country"
        )
    label = places[columns[within]]
    return label.astype(str).to_numpy()


def mean_rank(
    table: pd.DataFrame, score: str, draws: int = 2_000, seed: int = 2021
) -> dict[str, float]:
    """The mean percentile of the falls and its 95 % interval.

    Days are drawn anew, not falls: districts that fall on one day are not independent.

    Parameters
    ----------
    table : DataFrame
        As `rank_falls` gives it, of one world.
    score : str
        One of SCORES.
    draws, seed : int

    Returns
    -------
    dict
        falls (number), mean, lo, hi.

    Examples
    --------
    >>> days = pd.to_datetime(["2021-06-01", "2021-06-02"])
    >>> mean_rank(pd.DataFrame({"date": days, "score": [0.5, 0.5]}), "score")["mean"]
    0.5
    """
    # falls of one day hang together: days are drawn, not falls
    by_date = table.groupby("date")[score]
    by_day = by_date.agg(["sum", "size"])
    # written down, so that every run draws the same days
    rng = np.random.default_rng(seed)
    equal = np.full(len(by_day), 1 / len(by_day))
    drawn = rng.multinomial(len(by_day), equal, size=draws)
    # as many falls as the drawn days have: a ratio, not a mean of means
    sums = drawn @ by_day["sum"]
    sizes = drawn @ by_day["size"]
    means = sums / sizes
    # percentiles of the draws: no shape of their distribution is assumed
    lo, hi = np.percentile(means, [2.5, 97.5])
    mean = float(table[score].mean())
    return {
        "falls": len(table),
        "mean": mean,
        "lo": float(lo),
        "hi": float(hi),
    }


def steps(fallen: pd.DataFrame, named: np.ndarray) -> pd.DataFrame:
    """The mean percentiles under each of DESIGNS, one part after the other taken out.

    Parameters
    ----------
    fallen : DataFrame of bool
        As `roads.fallen_days` gives it.
    named : array of bool
        Shape (districts,): does a page report its capture by name?

    Returns
    -------
    DataFrame
        One row a design: design, falls, and the mean percentile by each of SCORES.

    Examples
    --------
    >>> from helpers.analysis.roads import fallen_days
    >>> fallen = fallen_days()
    >>> len(steps(fallen, np.ones(fallen.shape[1], dtype=bool))) == len(DESIGNS)
    True
    """
    rows = []
    for name, design in DESIGNS.items():
        # every design on the same days
        gone = fallen.to_numpy()
        table = rank_falls(gone, fallen.index, named, design)
        rows.append(
            {"design": name, "falls": len(table)}
            | table[list(SCORES)].mean().to_dict()
        )
    return pd.DataFrame(rows)


def by_reading(
    fallen_in: dict[str, pd.DataFrame], named: np.ndarray
) -> pd.DataFrame:
    """The mean percentiles of the strictest design in each reading, with their intervals.

    Parameters
    ----------
    fallen_in : dict
        By reading, as `roads.fallen_days` gives it.
    named : array of bool
        Shape (districts,): does a page report its capture by name?

    Returns
    -------
    DataFrame
        One row a score and reading: score, reading, falls, mean, lo, hi.

    Examples
    --------
    >>> from helpers.analysis.roads import fallen_days
    >>> fallen = fallen_days()
    >>> table = by_reading({"best": fallen}, np.ones(fallen.shape[1], dtype=bool))
    >>> table["score"].tolist() == list(SCORES)
    True
    """
    tables = {
        reading: rank_falls(fallen.to_numpy(), fallen.index, named)
        for reading, fallen in fallen_in.items()
    }
    rows = []
    for score in SCORES:
        for reading, table in tables.items():
            rows.append(
                {"score": score, "reading": reading} | mean_rank(table, score)
            )
    return pd.DataFrame(rows)


def verdict(table: pd.DataFrame) -> str:
    """What the ranks say of cutting and of flowing, in words.

    Parameters
    ----------
    table : DataFrame
        As `by_reading` gives it.

    Examples
    --------
    >>> rows = [(SCORES[0], 0.46, 0.4, 0.52), (SCORES[1], 0.6, 0.55, 0.65)]
    >>> verdict(pd.DataFrame(rows, columns=["score", "mean", "lo", "hi"]))
    'the offensive flowed along what it held; that it picked what cut most does not show'
    """
    # the first score is of cutting
    is_cutting = table["score"] == SCORES[0]
    # clear of chance when the whole interval lies above one half, in most readings
    flow_lo = table[~is_cutting]["lo"]
    flowed = (flow_lo > 0.5).mean() > 0.5
    cut_lo = table[is_cutting]["lo"]
    picked = (cut_lo > 0.5).mean() > 0.5
    flow = (
        "flowed along what it held"
        if flowed
        else "did not clearly flow along what it held"
    )
    aim = (
        "it picked what cut most"
        if picked
        else "that it picked what cut most does not show"
    )
    return f"the offensive {flow}; {aim}"


def order_of_falls(
    on_first_day: dict[str, pd.DataFrame], fallen_in: dict[str, pd.DataFrame]
) -> pd.DataFrame:
    """Does what a district's fall would have cut on the first day tell when it fell?

    Parameters
    ----------
    on_first_day : dict
        By reading, as `road_losses.critical` gives it for the first day.
    fallen_in : dict
        By reading, as `roads.fallen_days` gives it.

    Returns
    -------
    DataFrame
        By reading: rho (Spearman; above zero: the more it would cut, the later it fell), p,
        districts. Capitals are left out; those that stood to the end rank last.

    Examples
    --------
    >>> from helpers.analysis import road_losses
    >>> from helpers.analysis.roads import fallen_days
    >>> critical = {"best": road_losses.critical("2021-05-01")}
    >>> order_of_falls(critical, {"best": fallen_days()}).index.tolist()
    ['best']
    """
    by_pcode = load("districts").set_index("pcode")
    is_capital = by_pcode["is_capital"]
    rows = {}
    for reading, table in on_first_day.items():
        lost = table.set_index("pcode")["lost"]
        # capitals are left out as above
        lost = lost[~is_capital[lost.index]]
        fallen = fallen_in[reading][lost.index]
        # days from the first on; one more than all for those that stood to the end
        # argmax of booleans is the first true one, and 0 where there is none
        first_day = fallen.to_numpy().argmax(axis=0)
        day = np.where(fallen.any(), first_day, len(fallen))
        # ranks: only the order of losses and of days is compared
        found = scipy.stats.spearmanr(lost, day)
        rows[reading] = {
            "rho": found.statistic,
            "p": found.pvalue,
            "districts": len(lost),
        }
    return pd.DataFrame(rows).T


__dir__ = own_names(__name__)
