"""Draws: the same record as many equally defensible ones.

A world is one record of who held each district on each day. Its days of capture and retaking are
drawn from the model (`helpers.posterior`), in order of time at each place; its choices are drawn
from those that a careful reader could make:

retakings
    Which retakings count: `all`; `rule`, those that the rule counts (others leave the district
    contested); `admitted`, only those that the Taliban admit or that two voices, one of them of
    neither side, tell. `taliban_probability` leaves this choice to what was learned: each counts
    with its own probability (`helpers.retakings`).
baseline
    Which word on the time before May counts: `most` of the origins, `any`, or `two` at least.
uncredited
    Whether an outlet that names no desk for what it prints is an origin of its own (`own`) or
    cannot be told from those that it copies (`copied`): it then adds no telling.
alone
    Whose word alone suffices for a fall: `anyone`, `not_taliban` (another voice must tell of it
    too) or `nobody` (two voices must).

A fall that a world does not believe is put off to the day on which the whole province is told to
have fallen, or to its next capture.

Worlds are arrays of a byte a cell, so that a statistic over all of them is one vectorised call.
`python -m helpers.worlds N=100000 SCHEDULER=tcp://host:8786 OUT=worlds.npz` draws them on a Dask
cluster (dask.distributed, an optional extra); the same seed gives the same worlds whatever draws
them, since each block of BLOCK worlds has a seed of its own.
"""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from helpers.adjudication import (
    as_text,
    bounded,
    captures,
    changes_holder,
    given,
    origin_by_page,
    places_of,
    support,
)
from helpers.arguments import as_count, day_of
from helpers.district_days import baseline_votes, fights, mark_contested
from helpers.posterior import FIRST, N_DAYS, Fit, chains, fit, normalised
from helpers.public import answer_help, own_names
from helpers.retakings import retakings
from helpers.tables import data_stamp, kept, load
from helpers.vocabulary import (
    GOVERNMENT_CODE,
    HOLDERS,
    NEUTRAL_VOICES,
    SEVERAL_VOICES,
    START,
    TALIBAN_CODE,
    VOICES_OF,
)

# {choice: {option: probability}}
Choices = dict[str, dict[str, float]]

BLOCK = 100  # worlds drawn from one seed: the unit of parallel work
# in place of a holder's code: the event leaves the place as it was
UNCHANGED = -1
# with what probability a world makes each choice
CHOICES = {
    "retakings": {"all": 0.25, "rule": 0.5, "admitted": 0.25},
    "baseline": {"most": 0.5, "any": 0.25, "two": 0.25},
    "uncredited": {"own": 0.5, "copied": 0.5},
    "alone": {"anyone": 0.5, "not_taliban": 0.25, "nobody": 0.25},
}
# the same where the truth of each retaking is what was learned of it
PROBABLE = CHOICES | {"retakings": {"learned": 1.0}}
MOST_KEPT = 1000  # worlds: 45 MB; more are drawn anew each time
NEVER = 30_000  # a day that does not come


@dataclass
class Worlds:
    """Equally defensible records of who held what.

    Attributes
    ----------
    holder : array of uint8, (worlds, districts, days)
        0 government, 1 contested, 2 taliban.
    pcodes : array of str, (districts,)
        In the order of districts.csv.
    days : DatetimeIndex
        Of the last axis of `holder`.
    choices : DataFrame
        One row a world, a column a choice.
    """

    holder: np.ndarray
    pcodes: np.ndarray
    days: pd.DatetimeIndex
    choices: pd.DataFrame

    def held(self, holder: str = "taliban") -> np.ndarray:
        """Districts that one side holds, as an array worlds x days.

        Parameters
        ----------
        holder : str
            government, contested or taliban.

        Examples
        --------
        >>> bool((worlds(3).held() <= 399).all())
        True
        """
        # world by world: a comparison of all at once would take as much memory again
        code = HOLDERS.index(holder)
        return np.stack([(world == code).sum(axis=0) for world in self.holder])

    def on(self, date: str) -> "Worlds":
        """The same worlds on one day alone, which is less to count; ValueError for a day not drawn.

        Parameters
        ----------
        date : str
            A day of `days`.

        Examples
        --------
        >>> worlds(3).on("2021-06-22").holder.shape
        (3, 399, 1)
        """
        # a list of one: the array keeps its three sides
        day = day_of("date", date, self.days, "the worlds")
        number = self.days.get_loc(day)
        return replace(
            self, holder=self.holder[:, :, [number]], days=self.days[[number]]
        )


@dataclass
class Plan:
    """All that a draw needs, worked out once and sent to every worker.

    Attributes
    ----------
    cumulated, weights : array, (events, days)
        The running sum of the probabilities of each day, and these themselves.
    chains : list of tuple
        (row of the district, its events in order).
    codes : dict
        {choice of retakings: holder code after each event, or UNCHANGED}.
    truth : array, (events,)
        The probability that it happened; 1 for captures.
    believed : dict
        {(alone, uncredited): is the capture believed}.
    before : dict
        {choice of baseline: holder code of each district at the start}.
    whole : dict
        {row of the district: days by which one and two origins say that its province fell}.
    fights : list of tuple
        (row, first day, last day).
    pcodes : array of str
        Of the districts, row by row.
    first, n_days : int
        The first day that is drawn, counted from 1 May, and how many there are.
    """

    cumulated: np.ndarray
    weights: np.ndarray
    chains: list[tuple[int, list[int]]]
    codes: dict[str, np.ndarray]
    truth: np.ndarray
    believed: dict[tuple[str, str], np.ndarray]
    before: dict[str, np.ndarray]
    whole: dict[int, tuple[int, int]]
    fights: list[tuple[int, int, int]]
    pcodes: np.ndarray
    first: int
    n_days: int


def worlds(
    n: int = 1000,
    seed: int = 2021,
    *,
    reports: pd.DataFrame | None = None,
    sources: pd.DataFrame | None = None,
    baseline: pd.DataFrame | None = None,
    n_jobs: int = 1,
    choices: Choices = CHOICES,
) -> Worlds:
    """Draw n equally defensible records.

    Parameters
    ----------
    n : int
        How many.
    seed : int
        The same seed gives the same worlds; the first worlds of a longer draw are those of a
        shorter one.
    reports, sources, baseline : DataFrame, optional
        Tables as `load` gives them (default: those of data/).
    n_jobs : int
        Processes, as joblib counts them. The worlds do not depend on it.
    choices : Choices
        {choice: {option: probability}}, as CHOICES and PROBABLE have them.

    Returns
    -------
    Worlds

    Examples
    --------
    >>> draws = worlds(20)
    >>> draws.holder.shape[0], draws.holder.dtype.name
    (20, 'uint8')
    """
    n = as_count("n", n)
    seed = as_count("seed", seed, 0)
    tables = (reports, sources, baseline)
    usual = choices == CHOICES and n <= MOST_KEPT
    # most callers ask for the same thousand worlds of the same record
    if usual and all(table is None for table in tables):
        return _worlds_of_the_record(n, seed, data_stamp())
    return _worlds(n, seed, plan(reports, sources, baseline), n_jobs, choices)


@lru_cache(maxsize=1)
def _worlds_of_the_record(n, seed, _state):
    """The last draw, kept for whoever asks for the same; no caller can write into it."""
    draws = _worlds(n, seed, plan(), 1, CHOICES)
    # shared: whoever wrote into it would change what the next caller gets
    draws.holder.flags.writeable = False
    return draws


def _worlds(n, seed, prepared, n_jobs, choices):
    # blocks, not worlds: a seed for each would cost more than the draw
    numbers = range(-(-n // BLOCK))
    tasks = (
        delayed(block)(prepared, seed, number, choices) for number in numbers
    )
    return assemble(Parallel(n_jobs=n_jobs)(tasks), prepared, n)


def taliban_probability(
    n: int = 2000,
    seed: int = 2021,
    *,
    reports: pd.DataFrame | None = None,
    sources: pd.DataFrame | None = None,
    baseline: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The probability that the Taliban held each district's centre on each day.

    It is the share of worlds in which they did, so it carries what is open about days and what is
    open about choices; whether a retaking counts is no choice here: each does with the probability
    that was learned for it. With 2,000 worlds it is exact to about a hundredth.

    Parameters
    ----------
    n : int
        As for `worlds`.
    seed : int
        As for `worlds`.
    reports : DataFrame, optional
        As for `worlds`.
    sources : DataFrame, optional
        As for `worlds`.
    baseline : DataFrame, optional
        As for `worlds`.

    Returns
    -------
    DataFrame
        One row a district (pcode), one column a day (Timestamp).

    Examples
    --------
    >>> table = taliban_probability(100)
    >>> bool(table.loc["AF0101", "2021-08-16"] == 1)
    True
    """
    tables = {"reports": reports, "sources": sources, "baseline": baseline}
    draws = worlds(n, seed, choices=PROBABLE, **tables)
    # summed world by world: a comparison of all at once would take as much memory again
    held = np.zeros(draws.holder.shape[1:])
    for world in draws.holder:
        held += world == TALIBAN_CODE
    return pd.DataFrame(held / n, draws.pcodes, draws.days)


def assemble(
    blocks: Iterable[tuple[np.ndarray, pd.DataFrame]], prepared: Plan, n: int
) -> Worlds:
    """Put blocks together, in their order.

    Parameters
    ----------
    blocks : iterable of (array, DataFrame)
        As `block` gives them.
    prepared : Plan
        The plan that they were drawn by.
    n : int
        How many worlds to keep.

    Returns
    -------
    Worlds

    Examples
    --------
    >>> prepared = plan()
    >>> assemble([block(prepared, 1, 0)], prepared, 5).holder.shape[0]
    5
    """
    shape = (n, len(prepared.pcodes), prepared.n_days)
    holder = np.empty(shape, dtype=np.uint8)
    tables = []
    for place, (cells, choices) in enumerate(blocks):
        first = place * BLOCK
        # the last block may be longer than what is asked
        holder[first : first + BLOCK] = cells[: n - first]
        tables.append(choices)
    choices = pd.concat(tables, ignore_index=True).head(n)
    start = FIRST + pd.Timedelta(days=prepared.first)
    days = pd.date_range(start, periods=prepared.n_days, unit="us")
    return Worlds(holder, prepared.pcodes, days, choices)


# The plan


def plan(
    reports: pd.DataFrame | None = None,
    sources: pd.DataFrame | None = None,
    baseline: pd.DataFrame | None = None,
) -> Plan:
    """Work out what all worlds have in common.

    Parameters
    ----------
    reports, sources, baseline : DataFrame, optional
        Tables as `load` gives them (default: those of data/).

    Returns
    -------
    Plan

    Examples
    --------
    >>> len(plan().pcodes) == len(load("districts"))
    True
    """
    if reports is None and sources is None and baseline is None:
        return _plan_of_the_record()
    return _plan(reports, sources, baseline)


@kept
def _plan_of_the_record():
    return _plan(None, None, None)


def _plan(reports, sources, baseline):
    model = fit(reports, sources)
    reports = given(reports, "reports")
    sources = given(sources, "sources")
    baseline = given(baseline, "baseline")
    events_table = model.events_table
    pcodes = _districts(events_table)
    # where each district lies in the arrays
    row_of = places_of(pcodes)
    weights = _weights(model)
    in_order = chains(events_table)
    # border posts have chains of their own, and no district's holder follows from them
    of_districts = {
        pcode: places for (pcode, post), places in in_order.items() if not post
    }
    return Plan(
        cumulated=np.cumsum(weights, axis=1),
        weights=weights,
        chains=[
            (row_of[pcode], places) for pcode, places in of_districts.items()
        ],
        codes=_codes(events_table),
        truth=_truth(events_table, reports),
        believed=_believed(events_table, reports, sources),
        before=_before(baseline, sources, events_table, row_of),
        whole=_whole(events_table, reports, sources, row_of),
        fights=fights(reports, row_of),
        pcodes=pcodes,
        first=int(model.grid[0]),
        n_days=min(len(model.grid), N_DAYS - int(model.grid[0])),
    )


def _weights(model: Fit):
    log_prior = np.log(model.prior)
    return normalised(model.log_likelihood + log_prior)


def _districts(events_table):
    """All of districts.csv; of a record of other places, those that it has."""
    # districts without events are drawn too: baseline and province speak of them
    districts = load("districts")
    known = districts["pcode"].to_numpy()
    own = events_table["pcode"].unique()
    if set(own) <= set(known):
        return known
    return np.sort(own.astype(object))


def _codes(events_table):
    """For each choice of retakings, the holder after each event, or UNCHANGED."""
    is_capture = events_table["kind"] == "captured"
    captured = is_capture.to_numpy()
    leaves = events_table["leaves"].cat.codes
    left_with = leaves.to_numpy().astype(int)
    # a retaking that the rule does not count changes no holder
    counts = changes_holder(events_table)
    rule = np.where(counts, left_with, UNCHANGED)
    # each word at its face
    every = np.where(captured, TALIBAN_CODE, GOVERNMENT_CODE)
    # somebody who is of neither side
    neutral = events_table["voices"].map(
        lambda voices: bool({*NEUTRAL_VOICES} & {*voices})
    )
    by_the_loser = events_table["support"] == "admitted"
    by_both = events_table["both_sides"]
    by_several = events_table["support"] != "single"
    told_well = (by_the_loser | by_both | neutral) & by_several
    gives_back = told_well & (rule == GOVERNMENT_CODE)
    if_retaken = np.where(gives_back, rule, UNCHANGED)
    strict = np.where(captured, TALIBAN_CODE, if_retaken)
    return {"all": every, "rule": rule, "admitted": strict}


def _truth(events_table, reports):
    """The probability that each event happened; 1 for captures and what follows from them."""
    # a retaking that only two captures imply is as sure as they are
    learned = retakings(events_table, reports)["probability"]
    return learned.reindex(events_table.index, fill_value=1.0).to_numpy()


def _believed(events_table, reports, sources):
    """For each choice of whose word suffices, and of uncredited outlets: is a capture believed?"""
    voice = dict(
        zip(
            reports["report_id"],
            as_text(reports, "claimed_by", "media"),
            strict=True,
        )
    )
    status = dict(
        zip(
            reports["report_id"],
            as_text(reports, "status", "claimed"),
            strict=True,
        )
    )
    desk = dict(zip(reports["report_id"], reports["source_id"], strict=True))
    believed = {}
    for uncredited, of_page in _origins(sources).items():
        two_voices = []
        not_taliban = []
        kinds = events_table["kind"]
        for kind, names in zip(kinds, events_table["reports"], strict=True):
            # as in the rule: what the other side denies adds no voice
            told = [
                (voice[r], of_page[desk[r]])
                for r in names
                if status[r] != "disputed"
            ]
            well = support(kind, told) in SEVERAL_VOICES if told else False
            voices = {
                each for speaker, _ in told for each in VOICES_OF[speaker]
            }
            two_voices.append(well)
            not_taliban.append(bool(voices - {"taliban"}))
        believed["nobody", uncredited] = np.array(two_voices, dtype=bool)
        believed["not_taliban", uncredited] = np.array(not_taliban, dtype=bool)
        believed["anyone", uncredited] = np.ones(len(events_table), dtype=bool)
    return believed


def _origins(sources):
    """{choice of `uncredited`: {source_id: origin}}."""
    desks = sources["origin"]
    # without a credit a page stands for itself: its desk is the page's own name
    publisher = sources.get("publisher", desks)
    self_named = desks == publisher
    # an outlet of which the record has one page, under its own name
    alone = self_named & ~desks.duplicated(keep=False)
    # one desk for all of them: no two of them are two voices
    as_one = desks.mask(alone, "uncredited")
    copied = dict(zip(sources["source_id"], as_one, strict=True))
    return {"own": origin_by_page(sources), "copied": copied}


def _before(baseline, sources, events_table, row_of):
    """For each choice of baseline, the holder of each district at the start."""
    fallen = set(captures(events_table)["pcode"])
    before = {
        choice: np.zeros(len(row_of), dtype=np.uint8)
        for choice in CHOICES["baseline"]
    }
    for pcode, votes in baseline_votes(baseline, sources).items():
        if pcode not in row_of:
            continue
        row = row_of[pcode]
        # one whose fall is reported later cannot have been the Taliban's, but for `any`
        if_taliban = GOVERNMENT_CODE if pcode in fallen else TALIBAN_CODE
        before["most"][row] = if_taliban if votes.most else votes.otherwise
        before["any"][row] = TALIBAN_CODE if votes.taliban else votes.otherwise
        before["two"][row] = if_taliban if votes.several else votes.otherwise
    return before


def _whole(events_table, reports, sources, row_of):
    """{row: days by which one and two origins say that the whole province had fallen}."""
    if "province_pcode" not in reports or "except_pcodes" not in reports:
        return {}
    # as if no page named a fall: each world then believes some of those named
    none_named = events_table[events_table["kind"] == "recaptured"]
    found = {}
    # also those whose own capture a world may not believe
    for each in bounded(none_named, reports, sources).itertuples():
        if each.pcode in row_of:
            first = (each.first - FIRST).days
            second = (each.date - FIRST).days
            found[row_of[each.pcode]] = (first, second)
    return found


# The draw


def block(
    prepared: Plan, seed: int, number: int, options: Choices = CHOICES
) -> tuple[np.ndarray, pd.DataFrame]:
    """Draw one block of worlds.

    Parameters
    ----------
    prepared : Plan
        As `plan` gives it.
    seed, number : int
        The seed of the draw, and which block this is: together they fix every number.
    options : Choices
        As `choices` of `worlds`.

    Returns
    -------
    tuple
        uint8 array BLOCK x districts x days, and the choices, one row a world.

    Examples
    --------
    >>> prepared = plan()
    >>> one, again = block(prepared, 7, 3), block(prepared, 7, 3)
    >>> bool((one[0] == again[0]).all())
    True
    """
    rng = np.random.default_rng([seed, number])
    choices = _choices(rng, options)
    # days as numbers, to be compared with those drawn
    days = np.arange(prepared.first, prepared.first + prepared.n_days)
    holder = np.empty((BLOCK, len(prepared.pcodes), len(days)), dtype=np.uint8)
    holder[:] = _by_world(prepared.before, choices["baseline"])[:, :, None]
    code = _codes_by_world(prepared, choices["retakings"], rng)
    keys = list(zip(choices["alone"], choices["uncredited"], strict=True))
    believed = np.stack([prepared.believed[key] for key in keys])
    # a learned retaking has its own probability, whoever tells it
    is_learned = (choices["retakings"] == "learned").to_numpy()
    believed |= is_learned[:, None] & (
        prepared.codes["all"] == GOVERNMENT_CODE
    )
    fallen_by = _province_days(prepared, believed, rng)
    for place, events_in_order in prepared.chains:
        drawn = _draw_in_order(prepared, events_in_order, rng) + prepared.first
        # a view: what is written here is written into the worlds
        cells = holder[:, place, :]
        for turn, event in enumerate(events_in_order):
            counts = believed[:, event] & (code[:, event] != UNCHANGED)
            # later events overwrite earlier ones from their day on
            when = np.where(counts, drawn[:, turn], NEVER)
            np.copyto(
                cells,
                code[:, event, None].astype(np.uint8),
                where=days >= when[:, None],
            )
    for place, when in fallen_by.items():
        last_word = days >= when[:, None]
        np.copyto(holder[:, place, :], TALIBAN_CODE, where=last_word)
    _mark_fights(holder, prepared)
    return holder, choices


def _choices(rng, options):
    drawn = {}
    # one stream of random numbers: in another order the same seed would give other worlds
    for name, shares in options.items():
        drawn[name] = rng.choice(list(shares), BLOCK, p=list(shares.values()))
    return pd.DataFrame(drawn)


def _codes_by_world(prepared, chosen, rng):
    """Worlds x events: the holder after each, or UNCHANGED."""
    every = prepared.codes["all"]
    if "learned" not in set(chosen):
        return _by_world(prepared.codes, chosen)
    # drawn for each world and event by itself
    happened = rng.random((BLOCK, len(every))) < prepared.truth
    learned = np.where(happened, every, UNCHANGED)
    others = [prepared.codes.get(choice, every) for choice in chosen]
    is_learned = (chosen == "learned").to_numpy()
    return np.where(is_learned[:, None], learned, np.stack(others))


def _by_world(options, chosen):
    """The array of each world's choice, stacked."""
    return np.stack([options[choice] for choice in chosen])


def _province_days(prepared, believed, rng):
    """{row: day in each world} on which a district had fallen with its province.

    A capture that the world believes, with no retaking after it, keeps its own day.
    """
    last_event = {place: events[-1] for place, events in prepared.chains}
    fallen_by = {}
    for place, (first, second) in prepared.whole.items():
        # any day between one origin's word and two origins'
        day = rng.integers(first, second + 1, BLOCK)
        last = last_event.get(place)
        if last is not None and prepared.codes["all"][last] == TALIBAN_CODE:
            day = np.where(believed[:, last], NEVER, day)
        fallen_by[place] = day
    return fallen_by


def _draw_in_order(prepared, events_in_order, rng):
    """Days of the events of one place, BLOCK x events: the last first, each not after the next."""
    count = len(events_in_order)
    drawn = np.empty((BLOCK, count), dtype=int)
    if count == 1:
        sums = prepared.cumulated[events_in_order[0]]
        drawn[:, 0] = np.searchsorted(sums, rng.random(BLOCK) * sums[-1])
        return drawn
    ahead = [prepared.weights[events_in_order[0]]]
    for event in events_in_order[1:]:
        joint = prepared.weights[event] * np.cumsum(ahead[-1])
        ahead.append(joint / max(joint.sum(), 1e-300))
    # the last event is free; each one before it is bounded by the next
    latest = np.full(BLOCK, len(ahead[0]) - 1)
    for turn in range(count - 1, -1, -1):
        sums = np.cumsum(ahead[turn])
        limit = np.maximum(sums[latest], 1e-300)
        place = np.searchsorted(sums, rng.random(BLOCK) * limit)
        drawn[:, turn] = latest = np.minimum(place, latest)
    return drawn


def _mark_fights(holder, prepared):
    """The government's districts are contested on days of fighting."""
    for row, first, last in prepared.fights:
        # the days of the arrays begin where the model's do, which may be before 1 May
        mark_contested(
            holder, row, first - prepared.first, last - prepared.first
        )


# Many machines


def on_cluster(
    n: int, seed: int, scheduler: str, statistic: Callable | None = None
) -> Worlds | list:
    """Draw worlds on a Dask cluster; blocks lost with a worker are drawn again.

    Parameters
    ----------
    n, seed : int
        As for `worlds`.
    scheduler : str
        Address of the scheduler, tcp://host:port.
    statistic : function, optional
        A function of (holder, choices) of one block whose result is sent home instead of the
        block: a million worlds are 51 GB, their daily counts 0.3 GB.

    Returns
    -------
    Worlds or list
        Worlds, or a list of results of `statistic` in the order of the blocks.
    """
    from distributed import Client

    with Client(scheduler) as client:
        # a task, not data sent along: if the worker that has it dies, another works it out again
        prepared = client.submit(plan, pure=False)
        numbers = range(-(-n // BLOCK))
        tasks = [
            client.submit(_task, prepared, seed, k, statistic, pure=False)
            for k in numbers
        ]
        blocks = client.gather(tasks)
    return assemble(blocks, plan(), n) if statistic is None else blocks


def _task(prepared, seed, number, statistic):
    drawn = block(prepared, seed, number)
    return drawn if statistic is None else statistic(*drawn)


def daily_counts(holder: np.ndarray, choices: pd.DataFrame) -> np.ndarray:
    """Districts that the Taliban hold, worlds x days: a statistic for `on_cluster`.

    Parameters
    ----------
    holder : array
        Of one block.
    choices : DataFrame
        Of one block.

    Returns
    -------
    array
        int16.

    Examples
    --------
    >>> daily_counts(np.full((1, 3, 2), 2, dtype=np.uint8), None).tolist()
    [[3, 3]]
    """
    # no district count needs more than 16 bits, and a million worlds are many
    return (holder == TALIBAN_CODE).sum(axis=1).astype(np.int16)


def _options(arguments: Iterable[str]) -> dict[str, str]:
    """What the command line gives, beside what it leaves out."""
    options = {
        "N": "1000",
        "SEED": "2021",
        "SCHEDULER": "",
        "OUT": "worlds.npz",
        "JOBS": "-1",
    }
    for argument in arguments:
        name, _, value = argument.partition("=")
        if name not in options:
            known = ", ".join(f"{key}=" for key in options)
            sys.exit(f"{argument!r}: expected one of {known}")
        options[name] = value
    return options


def _number(name: str, value: str, least: int) -> int:
    # a word, or no world at all, is a slip of the hand
    try:
        number = int(value)
    except ValueError:
        number = least - 1
    if number < least:
        sys.exit(
            f"{name}={value}: a whole number from {least} on was expected"
        )
    return number


def main(arguments: Iterable[str]) -> None:
    """Draw worlds and write their daily counts: N=1000 SEED=2021 SCHEDULER=tcp://… OUT=….npz.

    Parameters
    ----------
    arguments : iterable of str
        Words such as N=1000, as the command line gives them.
    """
    options = _options(arguments)
    n = _number("N", options["N"], 1)
    seed = _number("SEED", options["SEED"], 0)
    jobs = _number("JOBS", options["JOBS"], -1)
    # before the work is done, not after it
    out = Path(options["OUT"])
    if not out.parent.is_dir():
        sys.exit(f"OUT={out}: there is no folder {out.parent}")
    # counts alone come home: a million worlds are fifty gigabytes
    if options["SCHEDULER"]:
        parts = on_cluster(n, seed, options["SCHEDULER"], daily_counts)
        counts = np.concatenate(parts)[:n]
    else:
        prepared = plan()
        numbers = range(-(-n // BLOCK))
        tasks = (
            delayed(_task)(prepared, seed, k, daily_counts) for k in numbers
        )
        parts = Parallel(n_jobs=jobs or -1)(tasks)
        counts = np.concatenate(parts)[:n]
    np.savez_compressed(out, taliban=counts, start=START)
    shares = [0.05, 0.5, 0.95]
    low, middle, high = np.quantile(counts, shares, axis=0).astype(int)
    print(
        f"{n:,} worlds; districts the Taliban held, 5% / median / 95% of worlds"
    )
    for place in range(0, counts.shape[1], 14):
        day = FIRST + pd.Timedelta(days=place)
        print(
            f"{day:%Y-%m-%d}  {low[place]:>4} {middle[place]:>4} {high[place]:>4}"
        )


__dir__ = own_names(__name__)


if __name__ == "__main__":
    answer_help(__doc__)
    main(sys.argv[1:])
