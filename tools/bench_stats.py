"""Size, power and coverage of every statistical tool, on planted campaigns and lists.

Run by `python -m tools.bench_stats`, or with the names of some parts: 200 runs a case (RUNS=… for
another number; ten times as many of the nearness tests), seeded, some minutes. A full run writes
its results into tools/bench_stats.csv; the tests of tests/analysis run a few of the same cases.
Campaigns run on the true map: its districts, neighbours, provinces and distances, with days and
falls of our own making, so that what is to be found is known.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

from helpers.analysis import (
    diffusion,
    forecast,
    hazard,
    partial,
    permutation,
    proximity,
    spread,
    strata,
    unreported,
)
from helpers.public import answer_help
from tools import planted
from tools.planted_campaigns import (
    DAYS,
    DISTRICTS,
    TRAITS,
    campaign,
    lists,
    named_by_origins,
)

# 200 tell 0.05 from 0.10, and are done while somebody waits
FULL = 200
RUNS = int(os.environ.get("RUNS", FULL))
# how many times as many, where a run takes a hundredth of a second: 200 leave the coverage of an
# interval unsure by three points either way
TIMES = {"nearness": 10, "extras": 5}
RESULTS = Path(__file__).with_suffix(".csv")
COLUMNS = ["tool", "case", "found", "covers", "finds"]
SEED = 2021
# captures of which the planted lists tell (`planted_campaigns.lists`)
CAPTURES = 220
LEVEL = 0.05


def holds(table: pd.DataFrame, truth: float) -> float:
    """In what share of the rows the interval from lo to hi holds the truth.

    Examples
    --------
    >>> holds(pd.DataFrame({"lo": [0.0, 2.0], "hi": [2.0, 3.0]}), 1.0)
    0.5
    """
    is_above = table["lo"] <= truth
    is_below = truth <= table["hi"]
    return float((is_above & is_below).mean())


def campaigns(
    times: int = 1, **how
) -> Iterator[tuple[np.random.Generator, pd.DataFrame]]:
    """Planted campaigns, one after another; see tools/planted_campaigns.py.

    Parameters
    ----------
    times : int
        How many times `RUNS`.
    how : dict
        See `planted_campaigns.campaign`.

    Examples
    --------
    >>> _, fallen = next(campaigns())
    >>> fallen.shape == (len(DAYS), len(DISTRICTS))
    True
    """
    rng = np.random.default_rng(SEED)
    # one stream of dice for all runs: a case can be drawn again as a whole
    for _ in range(RUNS * times):
        yield rng, campaign(rng, **how)


def quick(laid: partial.Spans, place: int = 0) -> dict[str, float]:
    """A log hazard ratio of the model with frailties, and its interval as in `spread.ratio`.

    Examples
    --------
    >>> _, fallen = next(campaigns())
    >>> laid = strata.daily(fallen.to_numpy(), 1, strata.ground(TRAITS, []), first=1)
    >>> sorted(quick(laid))
    ['hi', 'lo', 'ratio']
    """
    params, cov, _, _ = partial.frailty(laid)
    error = np.sqrt(cov[place, place])
    # t, as in `spread`: few provinces make normal intervals too short
    half = stats.t.ppf(0.975, laid.provinces - 1) * error
    middle = params[place]
    return {"ratio": middle, "lo": middle - half, "hi": middle + half}


def slow(ratio: pd.Series) -> dict[str, float]:
    """The same from a row of a table of ratios.

    Examples
    --------
    >>> slow(pd.Series({"ratio": 1.0, "lo": 1.0, "hi": 1.0}))
    {'ratio': 0.0, 'lo': 0.0, 'hi': 0.0}
    """
    # logarithms, so that the planted effect is what is to be found
    logs = np.log(ratio[["ratio", "lo", "hi"]].astype(float))
    return logs.to_dict()


# contagion and likeness of provinces, and the ways of treating provinces that are tried on them
SPREAD = {
    (0.0, 0.0): ["frailty"],
    (0.0, 1.0): ["frailty", "none"],
    (2.0, 0.0): ["frailty", "effects"],
    (2.0, 1.0): ["frailty"],
}


def neighbours() -> Iterator[tuple]:
    """Spread by day: how often the interval holds the planted contagion, and finds one.

    Planted is by how much a day's hazard grows with the share of neighbours fallen the day before,
    and how much provinces differ. Yields a line for each case and way of treating provinces, with
    the columns of COLUMNS: a right way covers in 95 runs of 100, and finds in 5 where no contagion
    was planted.
    """
    shared = strata.ground(TRAITS, [])
    for (contagion, likeness), kinds in SPREAD.items():
        found = {kind: [] for kind in kinds}
        # the same seed for every case: cases differ by what is planted alone
        for _, fallen in campaigns(contagion=contagion, likeness=likeness):
            laid = strata.daily(fallen.to_numpy(), 1, shared, first=1)
            found["frailty"].append(quick(laid))
            for kind in kinds[1:]:
                # errors clustered by province need the long table
                table = spread.day_panel(fallen, None, TRAITS, lags=[1])
                fit = spread.fit(table, ["lag_1"], kind)
                ratio = spread.ratio(fit, "lag_1", 1)
                found[kind].append(slow(ratio))
        for kind, rows in found.items():
            case = f"contagion {contagion}, likeness {likeness}, provinces: {kind}"
            yield "spread by day", case, *of_runs(rows, contagion)


def of_runs(rows: list[dict], truth: float) -> tuple[str, float, float]:
    """Of many log ratios with intervals: the mean, how many hold the truth, how many leave out 0.

    Examples
    --------
    >>> of_runs([{"ratio": 0.5, "lo": 0.1, "hi": 0.9}], 0.3)
    ('mean +0.50', 1.0, 1.0)
    """
    table = pd.DataFrame(rows)
    # either side: a trait may hasten a fall or delay it
    is_clear = (table["lo"] > 0) | (table["hi"] < 0)
    mean = table["ratio"].mean()
    return f"mean {mean:+.2f}", holds(table, truth), float(is_clear.mean())


def joins() -> Iterator[tuple]:
    """Joins and pairs: how often p is below 0.05.

    Dealt out inside regions and inside provinces. Campaigns of provinces, in which nothing passes
    from district to district, should be found no more often than nothing at all where captures
    are dealt out inside provinces. Yields a line a case, with the columns of COLUMNS: a test has
    no interval, so that `covers` is missing.
    """
    cases = {
        "nothing planted": {},
        "campaigns of provinces": {"bursts": 3.5},
        "contagion 4": {"contagion": 4.0},
    }
    for name, how in cases.items():
        for within in ("region", "province"):
            labels = DISTRICTS[within].astype(str).to_numpy()
            below = []
            for _, fallen in campaigns(**how):
                days = as_control(fallen)
                table = diffusion.join_counts(
                    days, DISTRICTS, within=labels, permutations=99
                )
                # the last day: by then there are joins enough to be counted
                last = table[["p", "pairs_p"]].iloc[-1]
                below.append(last < LEVEL)
            share = pd.DataFrame(below).mean()
            case = f"{name}, inside {within}s"
            yield (
                "joins",
                case,
                f"pairs found {share['pairs_p']:.2f}",
                np.nan,
                share["p"],
            )


def as_control(fallen: pd.DataFrame) -> pd.DataFrame:
    """A campaign in the form that `control` has: a row a day and district.

    Examples
    --------
    >>> _, fallen = next(campaigns())
    >>> as_control(fallen).columns.tolist()
    ['date', 'pcode', 'best']
    """
    holder = np.where(fallen.to_numpy(), "taliban", "government")
    # `control` has a row a day and district, the campaign a column a district
    wide = pd.DataFrame(holder, fallen.index, fallen.columns)
    days = wide.rename_axis("date").reset_index()
    return days.melt("date", var_name="pcode", value_name="best")


def fall_days(fallen: pd.DataFrame) -> pd.Series:
    """The day on which each district fell; none for those that stood to the end.

    Examples
    --------
    >>> days = pd.date_range("2021-05-01", periods=3)
    >>> fallen = pd.DataFrame({"a": [False, True, True], "b": False}, days)
    >>> fall_days(fallen)["a"]
    Timestamp('2021-05-02 00:00:00')
    """
    # the first true one of each column
    place = fallen.to_numpy().argmax(axis=0)
    day = fallen.index[place].to_series(index=fallen.columns)
    return day.where(fallen.any())


# slope of the trait, contagion and likeness of provinces
NEARNESS = (
    (0, 0, 0),
    (-0.3, 0, 0),
    (-0.3, 4.0, 0),
    (-0.3, 4.0, 0.7),
)


def nearness() -> Iterator[tuple]:
    """Nearness of the first hundred: intervals that leave out provinces, and p.

    Planted is how much sooner a district near a trunk road falls, beside contagion and likeness of
    provinces, both of which make neighbours alike and the runs less certain than they look. Yields
    a line a case, with the columns of COLUMNS.
    """
    # under a kilometre is at the road
    km = proximity.distances().clip(lower=1)
    log = np.log2(km)[["trunk"]]
    standard = (log - log.mean()) / log.std()
    far = standard["trunk"].to_numpy()
    for slope, contagion, likeness in NEARNESS:
        rows = []
        how = {
            "trait": slope * far,
            "contagion": contagion,
            "likeness": likeness,
        }
        for _, fallen in campaigns(TIMES["nearness"], **how):
            order = fall_days(fallen)
            # a campaign in which fewer than a hundred fall has no first hundred
            if order.notna().sum() > 100:
                table = permutation.nearness_test(
                    100, log, order, permutations=99
                )
                rows.append(table.iloc[0])
        table = pd.DataFrame(rows)[["effect", "lo", "hi", "p"]].astype(float)
        # no formula gives the planted difference of ranks: the mean of the runs stands for it
        truth = table["effect"].mean()
        held = holds(table, truth)
        is_found = table["p"] < LEVEL
        case = f"slope {slope}, contagion {contagion}, likeness {likeness}"
        yield "nearness", case, f"mean {truth:+.2f}", held, is_found.mean()


# the trait's effect and likeness of provinces: each with the other and without it
WEEKLY = (
    (0.0, 0.0),
    (0.0, 1.0),
    (0.5, 0.0),
    (0.5, 1.0),
)


def weekly() -> Iterator[tuple]:
    """The weekly model: a trait's ratio, with frailties of provinces or effects of regions.

    Planted is the trait's log hazard ratio, and how much provinces differ. Yields a line for each
    case and way of treating places, with the columns of COLUMNS.
    """
    for effect, likeness in WEEKLY:
        # one trait for all runs of a case: only what happens is drawn anew
        rng = np.random.default_rng(SEED)
        trait = rng.normal(size=len(DISTRICTS))
        traits = TRAITS.assign(road=trait)
        found = {"provinces: frailty": []}
        if effect and likeness:
            # the other way, where it matters: provinces differ, and there is an effect to lose
            found["regions: effects"] = []
        shared = strata.ground(traits, ["road"])
        for _, fallen in campaigns(trait=effect * trait, likeness=likeness):
            laid = strata.weekly(fallen.to_numpy(), DAYS, shared)
            alone = laid._replace(moving=laid.moving[:0])
            found["provinces: frailty"].append(quick(alone))
            if len(found) > 1:
                found["regions: effects"].append(
                    by_regions(fallen, traits, "road")
                )
        for kind, rows in found.items():
            case = f"effect {effect}, likeness {likeness}, {kind}"
            yield "weekly model", case, *of_runs(rows, effect)


def by_regions(
    fallen: pd.DataFrame, traits: pd.DataFrame, term: str
) -> dict[str, float]:
    """A log hazard ratio of the weekly model with effects of regions in place of frailties.

    Examples
    --------
    >>> _, fallen = next(campaigns())
    >>> traits = TRAITS.assign(road=np.random.default_rng(1).normal(size=len(DISTRICTS)))
    >>> sorted(by_regions(fallen, traits, "road"))
    ['hi', 'lo', 'ratio']
    """
    panel = hazard.panel(fallen, None, traits)
    # with the effects of weeks and regions that are its default
    fitted = hazard.fit(panel, [term])
    return slow(hazard.ratios(fitted).loc[term])


def weekly_neighbours() -> Iterator[tuple]:
    """Neighbours in the weekly model where nothing spreads and only provinces are alike.

    What is found here is found wrongly. Yields a line for each case and way of treating places,
    with the columns of COLUMNS.
    """
    step = hazard.STEPS["neighbours"]
    shared = strata.ground(TRAITS, [])
    for likeness in (0.0, 0.5, 1.0):
        found = {"provinces: frailty": []}
        if likeness >= 1:
            found["regions: effects"] = []
        for _, fallen in campaigns(likeness=likeness):
            laid = strata.weekly(fallen.to_numpy(), DAYS, shared)
            whole = quick(laid)
            found["provinces: frailty"].append(
                {key: step * one for key, one in whole.items()}
            )
            if len(found) > 1:
                found["regions: effects"].append(
                    by_regions(fallen, TRAITS, "neighbours")
                )
        for kind, rows in found.items():
            case = f"contagion 0, likeness {likeness}, {kind}"
            yield "weekly neighbours", case, *of_runs(rows, 0)


def halves() -> Iterator[tuple]:
    """The change of a trait's ratio on 1 July, as `refits.change` has it.

    Planted are the trait's log hazard ratios before and after; asked is their difference. Yields a
    line a case, with the columns of COLUMNS.
    """
    cut = pd.Timestamp("2021-07-01")
    starts = hazard.week_starts(DAYS)
    is_later = (DAYS[starts] >= cut)[:, None]
    for early, late in ((0.5, 0.5), (0.3, 0.7), (-0.6, 0.6)):
        rng = np.random.default_rng(SEED)
        trait = rng.normal(size=len(DISTRICTS))
        shared = strata.ground(TRAITS.assign(road=trait), ["road"])
        after = trait * is_later
        # by day: the trait comes to matter otherwise
        is_early = DAYS.to_series().lt(cut).to_numpy()[:, None]
        by_day = np.where(is_early, early * trait, late * trait)
        rows = []
        for _, fallen in campaigns(trait=by_day, likeness=0.5):
            laid = strata.weekly(fallen.to_numpy(), DAYS, shared)
            # neighbours stay in the model, the second slope stands first
            slopes = np.stack([after, laid.moving[0]])
            changed = laid._replace(moving=slopes)
            rows.append(quick(changed))
        case = f"effect {early} before, {late} from then on"
        yield "change of halves", case, *of_runs(rows, late - early)


def forecasts() -> Iterator[tuple]:
    """Rolling forecasts: how often a trait beats the region's pace.

    Planted is the trait's log hazard ratio. Yields a line a case, with the columns of COLUMNS; a
    gain counts as found where the lower end of its interval is above nought.
    """
    # the first week from which the notebook forecasts
    start = pd.Timestamp("2021-06-17")
    for effect in (0.0, 0.5, 1.0):
        rng = np.random.default_rng(SEED)
        trait = rng.normal(size=len(DISTRICTS))
        won = []
        for _, fallen in campaigns(trait=effect * trait):
            traits = TRAITS.assign(trait=trait)
            table = hazard.panel(fallen, None, traits)
            # beside the pace, as the notebook asks what a trait adds to it
            models = {"trait": ["pace", "trait"]}
            rows = forecast.rolling(table, models, start)
            compared = forecast.compare(rows, ["trait"], draws=200)
            # the lower end: a gain that chance can give is none
            won.append(compared.loc["trait", "gain_lo"] > 0)
        yield "forecast", f"effect {effect}", "", np.nan, np.mean(won)


# how planted lists come about, and whether the models know of captures that are hard to hear of
LISTS = (
    ("independent", {}, True),
    ("one group copies another", {"copies": 0.5}, True),
    ("some captures hard to hear of", {"uneven": 1.5}, True),
    ("some captures hard to hear of, pairs alone", {"uneven": 1.5}, False),
    ("both at once", {"uneven": 1.5, "copies": 0.5}, True),
    ("both at once, pairs alone", {"uneven": 1.5, "copies": 0.5}, False),
)


def missed() -> Iterator[tuple]:
    """Capture-recapture: how often the intervals hold the planted gap.

    Planted are lists that name some of the captures, in ways that the methods allow for and in
    ways that they do not. Yields a line a case, with the columns of COLUMNS. Of Chao's bound it
    is asked whether its lower end lies below the gap: a bound has no other end.
    """
    for name, how, hard in LISTS:
        rng = np.random.default_rng(SEED)
        drawn = (lists(rng, **how) for _ in range(RUNS))
        found = []
        for seen in drawn:
            estimate = unreported.log_linear(seen, hard)[0]
            gap = CAPTURES - len(seen)
            found.append((estimate, gap))
        yield _gap("missed, log-linear", name, found)
    for uneven in (0.3, 1.0):
        rng = np.random.default_rng(SEED)
        counts = (named_by_origins(rng, uneven=uneven) for _ in range(RUNS))
        found = []
        for n in counts:
            # what nobody named is the gap, and no method may see it
            is_named = n > 0
            estimate = unreported.chao(n[is_named])
            gap = (~is_named).sum()
            found.append((estimate, gap))
        yield _gap(
            "missed, Chao",
            f"many origins, captures uneven by {uneven}, lower end",
            found,
        )


def extras() -> Iterator[tuple]:
    """Events that the rule finds and nobody planted, where districts fell, were retaken and fell.

    Yields a line for each share of wrong reports and kind of event, with the columns of COLUMNS:
    `finds` is the share of the events found that were not planted, `found` says how many of these
    rest on one voice.
    """
    table = planted.extras(RUNS * TIMES["extras"], SEED)
    for row in table.itertuples(index=False):
        # none at all have no share
        words = (
            "" if np.isnan(row.one_voice) else f"one voice {row.one_voice:.0%}"
        )
        case = f"{row.wrong:.0%} of reports wrong, {row.kind}"
        yield "events not planted", case, words, np.nan, row.extra


def _gap(method: str, case: str, found: list) -> tuple:
    """A line: mean estimate beside the mean truth, and how often the interval holds it."""
    estimates, gaps = zip(*found, strict=True)
    # each run has a gap of its own, since its lists name what they name
    is_held = [one.lo <= gap <= one.hi for one, gap in found]
    held = np.mean(is_held)
    mean = np.mean([one.missed for one in estimates])
    truth = np.mean(gaps)
    return method, case, f"mean {mean:.1f} of {truth:.1f}", held, np.nan


PARTS: dict[str, Callable[[], Iterator[tuple]]] = {
    "neighbours": neighbours,
    "joins": joins,
    "nearness": nearness,
    "weekly": weekly,
    "weekly_neighbours": weekly_neighbours,
    "halves": halves,
    "forecasts": forecasts,
    "missed": missed,
    "extras": extras,
}


def keep(
    rows: Iterable[tuple], path: Path = RESULTS, runs: int = RUNS
) -> None:
    """Write results down, in place of those of the same tools.

    Parameters
    ----------
    rows : iterable of tuple
        Tool, case, found (in words), covers, finds.
    path : Path
        Of the table.
    runs : int
        Runs a case.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "results.csv"
    >>> keep([("joins", "nothing planted", "", np.nan, 0.05)], file)
    >>> pd.read_csv(file)["finds"].tolist()
    [0.05]
    """
    new = pd.DataFrame(rows, columns=COLUMNS).assign(runs=runs, seed=SEED)
    if path.exists():
        old = pd.read_csv(
            path, keep_default_na=False, na_values={"covers": "", "finds": ""}
        )
        others = old[~old["tool"].isin(new["tool"])]
        new = pd.concat([others, new])
    # by tool, so that a part that is run alone moves no other line
    in_order = new.sort_values("tool", kind="stable")
    in_order.round(3).to_csv(path, index=False, lineterminator="\n")


def run(
    parts: Mapping[str, Callable[[], Iterator[tuple]]], names: Iterable[str]
) -> None:
    """Run all parts, or those named, print a line a case and write a full run down.

    Parameters
    ----------
    parts : mapping of str to function
        By name; each yields lines with the columns of COLUMNS.
    names : iterable of str
        Of parts; none runs them all.
    """
    # what the columns mean, above the first of them
    print(
        f"{RUNS} runs a case, seed {SEED}; covers: 95% interval holds the truth; finds: p < 0.05"
    )
    for name in names or parts:
        rows = list(parts[name]())
        for tool, case, words, covers, finds in rows:
            # a blank: a test has no interval, an interval no test
            held = "    " if np.isnan(covers) else f"{covers:.2f}"
            clear = "    " if np.isnan(finds) else f"{finds:.2f}"
            print(
                f"{tool:24} {case:52} {words:22} covers {held} finds {clear}",
                flush=True,
            )
        # fewer runs are a trial, not a result
        if RUNS >= FULL:
            keep(rows, runs=RUNS * TIMES.get(name, 1))


if __name__ == "__main__":
    answer_help(__doc__)
    run(PARTS, sys.argv[1:])
