"""Try the tests of claims and manners on planted answers: how often they are right, in numbers.

    python -m tools.bench_claims

Each line of the output is a tool, what was planted, and in how many of 200 runs it raised an
alarm (or how often its interval held the truth). It takes some minutes and is run now and then;
tests/ runs a few seeds of the same.
"""

import numpy as np
import pandas as pd

from helpers import captures, events, load
from helpers.analysis import claim_tests, event_study, manners

RUNS = 200
# Draws inside each run: enough to tell 0.05, few enough to wait for.
DRAWS = 199
# by convention: with nothing planted, one run in twenty raises an alarm
LEVEL = 0.05


def share(alarms: list[bool]) -> str:
    """A share of runs as text, with its own uncertainty (two standard errors).

    Examples
    --------
    >>> share([True, False])
    '50% +- 71'
    """
    rate = float(np.mean(alarms))
    variance = rate * (1 - rate) / len(alarms)
    error = 2 * np.sqrt(variance)
    return f"{rate:.0%} +- {100 * error:.0f}"


def study_panels(seed: int, fell: pd.DataFrame, extra: float, bursts: bool) -> pd.DataFrame:
    """Namings with effects of day and province, bursts of days, and a planted link.

    Parameters
    ----------
    seed : int
    fell : DataFrame of bool
        Days by provinces, as from `helpers.analysis.event_study.day_by_province`.
    extra : float
        By how much a capture raises the chance of being named on the day before, the day and
        the day after; 0 plants nothing.
    bursts : bool
        Whether a province that is named stays in the news for some days.

    Returns
    -------
    DataFrame of bool
        Days by provinces.

    Examples
    --------
    >>> fell = pd.DataFrame(np.eye(34, dtype=bool))
    >>> study_panels(1, fell, extra=0.1, bursts=True).shape
    (34, 34)
    """
    rng = np.random.default_rng(seed)
    days, provinces = fell.shape
    of_days = rng.normal(0, 0.5, (days, 1))
    of_provinces = rng.normal(0, 1, (1, provinces))
    # both effects are what the study has to take out
    level = of_days + of_provinces
    if bursts:
        # a province that is named stays in the news: noise that lasts some days
        noise = rng.normal(0, 1, (days + 4, provinces))
        lasting = sum(noise[step : step + days] for step in range(5))
        # over the root of five: the noise of a day stays as large as without bursts
        level = level + lasting / np.sqrt(5)
    chance = 1 / (1 + np.exp(1 - level))
    near = near_a_capture(fell)
    # a chance above one has no meaning
    chance = np.clip(chance + extra * near, 0, 1)
    return pd.DataFrame(rng.random(fell.shape) < chance)


def near_a_capture(fell: pd.DataFrame) -> np.ndarray:
    """Mark the day before a capture, the day and the day after.

    Examples
    --------
    >>> near_a_capture(pd.DataFrame({"AF01": [False, True, False, False]})).ravel().tolist()
    [True, True, True, False]
    """
    day = fell.to_numpy(bool)
    near = day.copy()
    near[1:] |= day[:-1]
    near[:-1] |= day[1:]
    return near


def two_tables(seed: int, shared: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two tables of counts with the same weeks and provinces, and a share of counts in common.

    Examples
    --------
    >>> one, other = two_tables(1, shared=0.5)
    >>> one.shape == other.shape == (15, 34)
    True
    """
    rng = np.random.default_rng(seed)
    by_week = (15, 1)
    by_province = (1, 34)
    weeks = rng.normal(0, 0.6, by_week)
    provinces = rng.normal(0, 0.6, by_province)
    # about one count in each cell, as in the record
    mean = np.exp(weeks + provinces - 0.2)
    common = rng.poisson(shared * mean)
    own = [rng.poisson((1 - shared) * mean) for _ in range(2)]
    one = pd.DataFrame(common + own[0])
    other = pd.DataFrame(common + own[1])
    return one, other


def bench_event_study() -> None:
    """Size and power of the event study on the record's captures."""
    table = captures(events())
    province = table["pcode"].str[:4]
    fell = event_study.day_by_province(table["date"], province)
    # nought first: a test that alarms at nothing need not be tried further
    for extra in (0.0, 0.06, 0.12):
        for bursts in (False, True):
            alarms = []
            for seed in range(RUNS):
                named = study_panels(seed, fell, extra, bursts)
                found = event_study.study(named, fell, draws=DRAWS, seed=seed)
                alarms.append(found.p < LEVEL)
            print(f"event study, planted {extra:.2f}, bursts {bursts}: {share(alarms)}")


def bench_two_way_link() -> None:
    """Size, power and what is left of the margins, for correlations of claims with losses."""
    for shared in (0.0, 0.25, 0.5):
        found = []
        for seed in range(RUNS):
            # seeds from nought: any run can be done again alone
            x, y = two_tables(seed, shared)
            link = claim_tests.two_way_link(x, y)
            above = link["lo"] > 0
            row = {"raw r": link["raw"], "interval above zero": above}
            for kind in ("traded", "dealt"):
                row[kind] = link[f"p_{kind}"] < LEVEL
            found.append(row)
        table = pd.DataFrame(found)
        # the raw correlation shows what weeks and provinces make out of nothing
        print(
            f"two-way link, {shared:.0%} of counts shared: mean raw r {table['raw r'].mean():.2f}"
        )
        for kind in ("traded", "dealt", "interval above zero"):
            print(f"  {kind}: {share(table[kind].tolist())}")


def bench_neighbour_joins() -> None:
    """Size and power of the test whether places gave way where a neighbour had."""
    first = captures(events()).drop_duplicates("pcode")
    is_told = first["manner"].isin(manners.KNOWN)
    # after the fall of Kabul there was little left to choose
    is_before = first["date"] <= "2021-08-15"
    known = first[is_told & is_before]
    touching = manners.borders(known["pcode"], load("districts"))
    where = known["pcode"].str[:4].to_numpy()
    tried = (1, 2, 3, 5, 10)
    table = manners.power(known["date"], where, touching, tried, runs=RUNS, draws=DRAWS)
    print(f"neighbour joins:\n{table.to_string(index=False)}")


if __name__ == "__main__":
    bench_event_study()
    bench_two_way_link()
    bench_neighbour_joins()
