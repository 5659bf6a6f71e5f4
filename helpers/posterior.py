"""How probable each day of a fall is: a latent-truth model over the reports.

The model. The rule (`helpers.adjudication`) says which reports speak of which event and in what
order the events of a place came; the model asks on which day each happened. An event has one true
day T. A report is right with probability 1 - e, and then its bounds hold T: the day that it names
most likely, the others alike. Otherwise it is wrong: T lies one to three days outside its bounds,
or farther, less likely the farther. A report of a state says on which side of its last day T lies:
not after it where the place had fallen by then, after it where the other side still held it.

The share e depends on the cell of the report: who speaks, whether the page is the desk's own, and
how wide its bounds are. Cells borrow from each other (partial pooling: each e has a beta prior
round the common share, whose weight is learned too), and the rows that were checked by hand against
their pages (data/checks.csv) count as reports whose truth is known. T has a prior learned from all
events: most districts fell in a few waves. All is fitted by expectation-maximisation, in a second,
with numpy and scipy alone. A sampler (PyMC, NumPyro) would give the same marginals, since T is
discrete and can be summed over exactly, at a hundred times the size of the installation.

Events of one place come in order: T of the first is not after T of the second. Marginals and draws
respect this (forward sums, backward draws). Pages that print one statement count once: equal
bounds and day by one telling (`tellings_of`). Even so pages share mistakes. How much a further
report adds is learned from how well the other reports of an event foretell one that is left out:
on planted records, whose errors are independent, it adds the whole; on the real ones far less.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from scipy.ndimage import uniform_filter1d
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_array
from scipy.special import betaln

from helpers.adjudication import as_text, given, origin_by_page, province_statements, tellings_of
from helpers.adjudication import events as derive
from helpers.public import own_names
from helpers.tables import kept, load
from helpers.vocabulary import LAST, START, STILL_HELD

FIRST = pd.Timestamp(START)
N_DAYS = (pd.Timestamp(LAST) - FIRST).days + 1
# a wrong report misses by one to three days (near) or by more (far, e-folding every 15 days)
NEAR, FAR_SCALE = 3, 15.0
LEVEL = 0.95
# nobody says how far off a lone report is: its interval holds a hundredth more, and all days of a
# near miss if a hundredth more again would pass its bounds
LONE_MORE = 0.01
SHARED = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
TINY = 1e-12  # the least likelihood: a logarithm of nought would rule a day out for good
ROUNDS = 25  # of expectation-maximisation; the shares move by less than 0.001 after about ten


class Telling(NamedTuple):
    """What one report says of the day of an event; see `Evidence` for lo, hi, day and direction.

    key : the same for all pages that print one statement. cell : who speaks, whether the page is
    the desk's own, how wide the bounds are.
    """

    key: tuple
    lo: int
    hi: int
    day: int
    direction: int
    report_id: str
    cell: tuple[str, str, str]


@dataclass
class Evidence:
    """The reports of all events as arrays, one entry a telling.

    event : which event it tells of. lo, hi, day : days from 1 May 2021; day -1 where none is
    named. direction : 0 a change; -1 a state, T is not after hi; 1 the other side still held the
    place on hi, T is after it. cell : which share of errors it has. known : what a check by hand
    found, 1 wrong, 0 right, nan not checked.
    """

    event: np.ndarray
    lo: np.ndarray
    hi: np.ndarray
    day: np.ndarray
    direction: np.ndarray
    cell: np.ndarray
    report_id: list[str]
    cells: list[tuple[str, str, str]]
    known: np.ndarray


@dataclass
class Shares:
    """What each round of the fit learns from the one before it; the words are those of `Fit`."""

    error: np.ndarray
    pooled: float
    weight: float
    near: float
    exact: float
    prior: np.ndarray


@dataclass
class Fit(Shares):
    """What was learned.

    error : share of wrong reports by cell. pooled : the common share. weight : pseudo-reports
    with which cells lean on it. near : share of the wrong that miss by one to three days.
    exact : share of right reports with a named day whose day is T. prior : of T, by day.
    log_likelihood : events x days. shared : what a further report adds to the first, 1 where they
    err independently of each other, less where they share mistakes.
    """

    events_table: pd.DataFrame
    evidence: Evidence
    grid: np.ndarray
    log_likelihood: np.ndarray
    shared: float


def fit(
    reports: pd.DataFrame | None = None,
    sources: pd.DataFrame | None = None,
    events_table: pd.DataFrame | None = None,
) -> Fit:
    """Fit the model to reports.

    Parameters
    ----------
    reports, sources
        Tables as `load` gives them, or with the columns that `events` needs (default: data/).
    events_table
        A table as `events` gives it (default: derived from `reports`).

    Returns
    -------
    Fit

    Examples
    --------
    >>> model = fit()
    >>> bool(0 < model.pooled < 0.3)
    True
    """
    if reports is None and sources is None and events_table is None:
        return _fit_of_the_record()
    return _fit(reports, sources, events_table)


@kept
def _fit_of_the_record():
    return _fit(None, None, None)


def _fit(reports, sources, events_table):
    reports = given(reports, "reports")
    sources = given(sources, "sources")
    events_table = derive(reports, sources) if events_table is None else events_table
    evidence = _evidence(events_table, reports, sources)
    evidence.known = _checked(evidence, reports)
    # days before or after the record only where reports name them
    first = min([0, *evidence.lo.tolist()])
    last = max([N_DAYS - 1, *evidence.hi.tolist()])
    grid = np.arange(first, last + 1)
    return _maximise(events_table, evidence, grid)


# Evidence


def _evidence(events_table, reports, sources):
    """Arrays of all that speaks of the day of an event."""
    by_id = _each_telling(reports, sources)
    found = []
    # the rule decides which reports speak of which event
    for place, names in enumerate(events_table["reports"]):
        own = _once([by_id[name] for name in names])
        found += [(place, telling) for telling in own]
    found += _other_side(events_table, reports, by_id)
    statements = _statements(reports, sources)
    found += _on_provinces(events_table, statements, by_id)
    tellings = [telling for _, telling in found]
    # cells in the order of their names, so that a fit is the same on every machine
    cells = sorted({telling.cell for telling in tellings})
    number = {cell: place for place, cell in enumerate(cells)}
    return Evidence(
        event=np.array([place for place, _ in found], dtype=int),
        lo=np.array([telling.lo for telling in tellings], dtype=int),
        hi=np.array([telling.hi for telling in tellings], dtype=int),
        day=np.array([telling.day for telling in tellings], dtype=int),
        direction=np.array([telling.direction for telling in tellings], dtype=int),
        cell=np.array([number[telling.cell] for telling in tellings], dtype=int),
        report_id=[telling.report_id for telling in tellings],
        cells=cells,
        known=np.full(len(tellings), np.nan),
    )


def _day_number(dates):
    return (dates - FIRST).dt.days


def _page_kinds(sources):
    """{source_id: origin} and {source_id: own or relayed}."""
    origin = origin_by_page(sources)
    publisher = sources["publisher"] if "publisher" in sources else sources["origin"]
    # a page of the desk itself bears its name: "Ariana News" on "Ariana News (English)"
    own = [
        "own" if str(desk) in str(name) else "relayed"
        for desk, name in zip(sources["origin"], publisher, strict=True)
    ]
    return origin, dict(zip(sources["source_id"], own, strict=True))


def _width_class(width):
    if width == 0:
        return "one day"
    return "sharp" if width <= 3 else "wide"


def _each_telling(reports, sources):
    """{report_id: its Telling}."""
    origin, page = _page_kinds(sources)
    date = reports["date"] if "date" in reports else pd.Series(pd.NaT, reports.index)
    columns = [
        reports["report_id"],
        reports["source_id"],
        as_text(reports, "claimed_by", "media"),
        as_text(reports, "tells", "change"),
        _day_number(reports["date_lo"]),
        _day_number(reports["date_hi"]),
        _day_number(date.astype("datetime64[us]")).fillna(-1).astype(int),
    ]
    found = {}
    for name, source, voice, tells, lo, hi, day in zip(*columns, strict=True):
        # a page that sources lack stands for itself
        desk = origin.get(source, source)
        state = tells == "state"
        key = (frozenset(tellings_of(voice, desk)), lo, hi, day, state)
        width = "state" if state else _width_class(hi - lo)
        # what the share of errors may depend on
        cell = (voice, page.get(source, "own"), width)
        direction = -1 if state else 0
        found[name] = Telling(key, lo, hi, day, direction, name, cell)
    return found


def _once(tellings):
    """Pages that print one statement count once."""
    first = {}
    # the first by id stands for all that print the same
    for telling in sorted(tellings, key=attrgetter("report_id")):
        first.setdefault(telling.key, telling)
    return list(first.values())


def _as_state(telling, **changed):
    """The same telling as one of a state: how wide its bounds are no longer matters."""
    voice, page, _ = telling.cell
    return telling._replace(cell=(voice, page, "state"), **changed)


def _other_side(events_table, reports, by_id):
    """Days on which the government still held a place before its first fall."""
    held = reports[reports["event"].isin(STILL_HELD) & reports["pcode"].notna()]
    held = held.assign(post=as_text(held, "crossing_id", ""))
    first_fall = {}
    for place, event in enumerate(events_table.itertuples()):
        post = event.crossing_id if isinstance(event.crossing_id, str) else ""
        # only the first fall follows the government's hold for certain
        if event.kind == "captured" and event.nth == 1:
            first_fall[event.pcode, post] = (place, event.date_hi)
    of_event = defaultdict(list)
    for name, pcode, post, last in zip(
        held["report_id"], held["pcode"], held["post"], held["date_hi"], strict=True
    ):
        # a state after the fall belongs to what came later: the rule decides that
        place, end = first_fall.get((pcode, post), (None, None))
        if place is not None and last < end:
            of_event[place].append(by_id[name])
    found = []
    for place, tellings in of_event.items():
        found += [(place, _as_state(telling, direction=1)) for telling in _once(tellings)]
    return found


def _statements(reports, sources):
    # tables of others may have districts alone
    if "province_pcode" not in reports or "except_pcodes" not in reports:
        return {}
    return province_statements(reports, sources)


def _on_provinces(events_table, statements, by_id):
    """Statements that a whole province had fallen, for the last capture of each district."""
    last_fall = {}
    for place, event in enumerate(events_table.itertuples()):
        if not isinstance(event.crossing_id, str):
            last_fall[event.pcode] = (place, event.kind)
    found = []
    # a statement on the province bounds the last fall of each district
    for pcode, (place, kind) in last_fall.items():
        said = statements.get(pcode[:4])
        if kind != "captured" or said is None:
            continue
        own = [
            by_id[name]
            for name, left in zip(said["report_id"], said["except_pcodes"], strict=True)
            if pcode not in left
        ]
        # the day that a page names is the province's, not the district's
        for telling in _once(own):
            found.append((place, _as_state(telling, day=-1, direction=-1)))
    return found


def _checked(evidence, reports):
    """What checks by hand say of each telling: 1 wrong, 0 right, nan not checked."""
    checks = load("checks")
    # a page that could not be read again says nothing, and takes back no verdict of before
    judged = checks[checks["verdict"] != "not_found"].drop_duplicates("row_id", keep="last")
    faults = ["date_outside_bounds", "wrong_event", "wrong_place"]
    wrong = judged["verdict"].isin(faults)
    # another table may use the same ids for other reports
    is_judged = reports["report_id"].isin(judged["row_id"])
    ours = judged["row_id"].isin(_rows_of_the_record(reports[is_judged]))
    verdict = dict(zip(judged["row_id"][ours], wrong[ours].astype(float), strict=True))
    names = pd.Series(evidence.report_id, dtype=object)
    return names.map(verdict).to_numpy(dtype=float)


def _rows_of_the_record(reports):
    """Ids of the reports that stand in data/reports.csv as they do here."""
    columns = ["report_id", "pcode", "event", "date_lo", "date_hi", "source_id"]
    record = load("reports")[columns]
    # those alone that are asked about: rows as tuples take time
    asked = record["report_id"].isin(reports["report_id"])
    recorded = set(_as_tuples(record[asked]))
    return {row[0] for row in _as_tuples(reports[columns]) if row in recorded}


def _as_tuples(table):
    # text: a missing cell equals no other, and categories differ by table
    return table.astype(str).itertuples(index=False, name=None)


# Fitting


def _distance(evidence, grid):
    """Tellings x days: by how many days T = day lies outside the bounds; 0 inside."""
    before = evidence.lo[:, None] - grid
    after = grid - evidence.hi[:, None]
    # a state allows every day before its last
    before = np.where((evidence.direction == -1)[:, None], 0, before)
    # still held on its last day: T is later
    still_held = (evidence.direction == 1)[:, None]
    outside = np.maximum(np.maximum(before, after), 0)
    return np.where(still_held, np.maximum(evidence.hi[:, None] - grid + 1, 0), outside)


def _right(evidence, grid, distance, exact):
    """Tellings x days: how likely its bounds and day are if it is right and T is the day."""
    width = (evidence.hi - evidence.lo)[:, None]
    inside = distance == 0
    # bounds of w + 1 days can lie in w + 1 ways round the true one
    likely = np.where(inside, 1.0 / (width + 1), 0.0)
    named = (evidence.day >= 0) & (width[:, 0] > 0) & (evidence.direction == 0)
    on_day = evidence.day[:, None] == grid
    with_day = np.where(on_day, exact, (1 - exact) / np.maximum(width, 1)) * inside
    likely = np.where(named[:, None], with_day, likely)
    # a state could have been told on any day: it only says on which side of it T lies
    return np.where((evidence.direction != 0)[:, None], inside / len(grid), likely)


def _wrong(evidence, grid, distance, near):
    """The same if it is wrong: T lies outside its bounds, near or far."""
    # the farther off, the rarer
    far = np.where(distance > NEAR, np.exp(-(distance - NEAR) / FAR_SCALE), 0.0) / (2 * FAR_SCALE)
    close = ((distance >= 1) & (distance <= NEAR)) / (2 * NEAR)
    shifted = near * close + (1 - near) * far
    state = (evidence.direction != 0)[:, None]
    return np.where(state, (distance > 0) / len(grid), shifted)


class Parts(NamedTuple):
    """What the likelihoods are put together from, tellings x days: no round changes it.

    right is plain + exact * by_exact, of rows `named` alone; wrong is far + near * nearer.
    """

    plain: np.ndarray
    by_exact: np.ndarray
    named: np.ndarray
    far: np.ndarray
    nearer: np.ndarray
    is_near: np.ndarray  # a change that would miss by one to three days

    def right(self, exact):
        """See `_right`."""
        right = self.plain.copy()
        right[self.named] += exact * self.by_exact
        return right

    def wrong(self, near):
        """See `_wrong`."""
        return self.far + near * self.nearer


def _parts(evidence, grid, distance):
    # both likelihoods are linear in their share: two values of it tell all
    plain = _right(evidence, grid, distance, 0.0)
    by_exact = _right(evidence, grid, distance, 1.0) - plain
    named = by_exact.any(axis=1)
    far = _wrong(evidence, grid, distance, 0.0)
    nearer = _wrong(evidence, grid, distance, 1.0) - far
    change = (evidence.direction == 0)[:, None]
    is_near = change & (distance >= 1) & (distance <= NEAR)
    return Parts(plain, by_exact[named], named, far, nearer, is_near.astype(float))


def _event_likelihood(evidence, right, wrong, error, n_events):
    """Events x days: the log of the product over the tellings of each event."""
    e = error[evidence.cell]
    known = evidence.known
    # a check by hand can itself be wrong: one in a hundred
    e = np.where(np.isnan(known), e, known * 0.98 + 0.01)
    each = (1 - e)[:, None] * right + e[:, None] * wrong
    each = np.maximum(each, TINY)
    return _summed(np.log(each), evidence.event, n_events), each, e


def normalised(log_weights: np.ndarray) -> np.ndarray:
    """Probabilities from the logs of weights, each row by itself.

    Parameters
    ----------
    log_weights
        Rows x days.

    Returns
    -------
    ndarray
        Rows that sum to 1.

    Examples
    --------
    >>> normalised(np.log([[1.0, 3.0]])).round(2).tolist()
    [[0.25, 0.75]]
    """
    # the largest taken out first: no underflow
    weights = np.exp(log_weights - log_weights.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


def _maximise(events_table, evidence, grid):
    """Expectation-maximisation."""
    n_events = len(events_table)
    distance = _distance(evidence, grid)
    shares = _first_guess(len(evidence.cells), len(grid))
    parts = _parts(evidence, grid, distance)
    for _ in range(ROUNDS):
        shares, right, wrong = _round(shares, evidence, grid, parts, n_events)
    _, each, _ = _event_likelihood(evidence, right, wrong, shares.error, n_events)
    shared = _independence(each, evidence, shares.prior, n_events)
    log_each = np.log(each)
    log_likelihood = _together(log_each, evidence, n_events, shared)
    return Fit(
        **vars(shares),
        events_table=events_table,
        evidence=evidence,
        grid=grid,
        log_likelihood=log_likelihood,
        shared=shared,
    )


def _first_guess(n_cells, n_days):
    # where to begin hardly matters: the rounds forget it
    return Shares(
        error=np.full(n_cells, 0.1),
        pooled=0.1,
        weight=20.0,
        near=0.6,
        exact=0.9,
        prior=np.full(n_days, 1 / n_days),
    )


def _round(shares, evidence, grid, parts, n_events):
    """One round: the shares anew, and the likelihoods, right and wrong, that they come from."""
    right = parts.right(shares.exact)
    wrong = parts.wrong(shares.near)
    total, each, e = _event_likelihood(evidence, right, wrong, shares.error, n_events)
    log_prior = np.log(shares.prior)
    days = normalised(total + log_prior)
    # how likely each telling is wrong, given all others of its event
    of_telling = days[evidence.event]
    by_day = of_telling * (e[:, None] * wrong) / each
    guessed = by_day.sum(axis=1)
    # what was checked needs no guess
    known = evidence.known
    is_wrong = np.where(np.isnan(known), guessed, known)
    n_cells = len(evidence.cells)
    error, pooled, weight = _pool_apart(is_wrong, evidence, n_cells, shares.weight)
    near = _share_near(by_day, guessed, evidence, parts)
    exact = _share_exact(of_telling, grid, evidence, is_wrong)
    return Shares(error, pooled, weight, near, exact, _prior(days)), right, wrong


def _tightness(evidence):
    """How little each telling leaves open; comparable within an event and direction.

    Changes by their width: up to three days alike, then by doublings. States by their day: the
    earliest by which it had happened, the latest on which it had not.
    """
    width = evidence.hi - evidence.lo
    # a list of two months is little vaguer than one of seven weeks
    doublings = np.log2(np.maximum(width, 1)).astype(int)
    closely = np.where(width <= 3, 0, doublings)
    return np.select(
        [evidence.direction == 0, evidence.direction < 0], [closely, evidence.hi], -evidence.hi
    )


def _leading(keys, tightness):
    """Which of the tellings of each key are the tightest."""
    n_keys = keys.max(initial=0) + 1
    loosest = np.iinfo(int).max
    least = np.full(n_keys, loosest)
    np.minimum.at(least, keys, tightness)
    return tightness == least[keys]


def _worth(evidence, shared, only=None):
    """What each telling counts for, if a further one adds only `shared` of a telling.

    The tightest together count as one whole and the others add to it: a vague list takes nothing
    from a page that names the day. Of all tellings, or of those whose places `only` gives.
    """
    keys = _keys(evidence)
    tightness = _tightness(evidence)
    if only is not None:
        keys = keys[only]
        tightness = tightness[only]
    first = _leading(keys, tightness)
    number = np.bincount(keys[first], minlength=keys.max(initial=0) + 1)
    whole = np.where(first, 1 / np.maximum(number[keys], 1), 0)
    return shared + (1 - shared) * whole


def _keys(evidence):
    """A number for each telling's event and direction."""
    # changes, and states of either side, each by themselves: directions are -1, 0 and 1
    return evidence.event * 3 + evidence.direction + 1


def _counts(evidence):
    """How many tellings of its direction the event of each telling has."""
    keys = _keys(evidence)
    return np.bincount(keys)[keys]


def _summed(values, event, n_events):
    """Events x days: the sum over the tellings of each event."""
    # a column of the matrix for each telling, with a one in the row of its event
    first = np.arange(len(event) + 1)
    shape = (len(event), n_events)
    of_event = csr_array((np.ones(len(event)), event, first), shape)
    return of_event.T @ values


def _together(log_each, evidence, n_events, shared):
    """Events x days: what all tellings of an event say together."""
    weighed = _worth(evidence, shared)[:, None] * log_each
    return _summed(weighed, evidence.event, n_events)


def _independence(each, evidence, prior, n_events):
    """What a further report adds: 1 if reports err independently, less if they share mistakes.

    The value with which the other reports of an event best foretell the one that is left out.
    """
    log_each = np.log(each)
    # an event of one report has no others to ask
    asked = (evidence.direction == 0) & (_counts(evidence) > 1)
    foretold = []
    log_prior = np.log(prior)
    # what the others say is linear in their share: two values of it tell all
    least = _others(log_each, evidence, n_events, 0.0, asked)
    more = _others(log_each, evidence, n_events, 1.0, asked) - least
    for shared in SHARED:
        others = least + shared * more
        # the prior stands for what is known without any report
        days = normalised(others + log_prior)
        foretold.append(np.log((days * each[asked]).sum(axis=1)).sum())
    best = np.argmax(foretold)
    return SHARED[int(best)]


def _others(log_each, evidence, n_events, shared, asked):
    """For each telling of a change that is asked, what the others of its event say together."""
    change = evidence.direction == 0
    event = evidence.event[asked]
    own = log_each[asked]
    states = _together(np.where(change[:, None], 0, log_each), evidence, n_events, shared)
    changes = _summed(log_each[change], evidence.event[change], n_events)
    # each further one adds its share, whoever leads
    rest = changes[event] - own
    whole = _tightest_of_others(log_each, evidence, n_events, asked)
    return states[event] + shared * rest + (1 - shared) * whole


def _tightest_of_others(log_each, evidence, n_events, asked):
    """The mean of the tightest tellings that are left, for each that is asked."""
    keys = np.where(evidence.direction == 0, evidence.event, n_events)
    tightness = _tightness(evidence)
    first = (evidence.direction == 0) & _leading(keys, tightness)
    later = (evidence.direction == 0) & ~first
    # those that come next lead where the only tightest one is left out
    second = np.zeros(len(keys), dtype=bool)
    second[later] = _leading(keys[later], tightness[later])
    sums = []
    numbers = []
    for tightest in (first, second):
        sums.append(_summed(log_each[tightest], evidence.event[tightest], n_events))
        numbers.append(np.bincount(evidence.event[tightest], minlength=n_events))
    event = evidence.event[asked]
    own = first[asked]
    # without itself
    left = numbers[0][event] - own
    without = sums[0][event] - own[:, None] * log_each[asked]
    # the only tightest one was left out
    instead = left == 0
    without[instead] = sums[1][event[instead]]
    left[instead] = numbers[1][event[instead]]
    return without / left[:, None]


def _pool_apart(is_wrong, evidence, n_cells, weight):
    """Changes and states lean on a common share each: a state is right far more easily."""
    # a cell has changes or states, never both
    of_change = np.zeros(n_cells, dtype=bool)
    of_change[evidence.cell[evidence.direction == 0]] = True
    error = np.full(n_cells, 0.05)
    # a small record may have one kind alone
    results = {}
    for change in (False, True):
        is_such = of_change == change
        n_own = int(is_such.sum())
        if n_own:
            own = is_such[evidence.cell]
            # cells of this kind, counted through
            numbers = np.cumsum(is_such) - 1
            cell = numbers[evidence.cell[own]]
            results[change] = _pool(is_wrong[own], cell, n_own, weight)
            error[is_such] = results[change][0]
    _, pooled, weight = results.get(True, results.get(False, (error, 0.05, weight)))
    return error, pooled, weight


def _pool(is_wrong, cell, n_cells, weight):
    """Shares of errors by cell, each leaning on the common one (empirical Bayes)."""
    wrong = np.bincount(cell, is_wrong, n_cells)
    count = np.bincount(cell, minlength=n_cells)
    # half a wrong report in ten, as a start: no share is ever nought
    n_wrong = wrong.sum() + 0.5
    n_all = count.sum() + 10
    pooled = n_wrong / n_all

    def surprise(log_weight):
        strength = np.exp(log_weight)
        a = strength * pooled
        b = strength * (1 - pooled)
        return -(betaln(wrong + a, count - wrong + b) - betaln(a, b)).sum()

    # how much cells differ decides how far they lean on the common share
    if count.any():
        weight = np.exp(minimize_scalar(surprise, bounds=(1, 6), method="bounded").x)
    error = (wrong + weight * pooled) / (count + weight)
    # never nought: a report can always be wrong
    return np.clip(error, 0.002, 0.6), pooled, weight


def _share_near(by_day, guessed, evidence, parts):
    """Of the wrong changes, the share that misses by one to three days; 6 in 10 to start."""
    # states miss by no number of days: they are told at any time
    change = evidence.direction == 0
    close = np.vdot(by_day, parts.is_near)
    all_wrong = guessed[change].sum()
    # prior counts keep a small table from saying nought or all
    return (close + 6) / (all_wrong + 10)


def _share_exact(of_telling, grid, evidence, is_wrong):
    """Of the right reports that name a day and leave more open, the share whose day is T."""
    named = (evidence.day >= 0) & (evidence.hi > evidence.lo) & (evidence.direction == 0)
    is_day = evidence.day[named][:, None] == grid
    on_day = (of_telling[named] * is_day).sum(axis=1)
    # what a check found wrong is right about no day
    is_right = 1 - is_wrong[named]
    n_exact = np.minimum(on_day, is_right).sum()
    n_right = is_right.sum()
    # nine in ten, as a start
    return (n_exact + 9) / (n_right + 10)


def _prior(days):
    """The prior of T: how many events fell round each day, smoothed over a week, and a floor."""
    if not len(days):
        n_days = days.shape[1]
        return np.full(n_days, 1 / n_days)
    per_day = uniform_filter1d(days.sum(axis=0), 7, mode="nearest")
    share = per_day / per_day.sum()
    # a floor, for days on which nothing else fell
    floor = 1 / len(share)
    return 0.8 * share + 0.2 * floor


# Marginals and intervals


def chains(events_table: pd.DataFrame) -> dict[tuple[str, str], list[int]]:
    """The events of each district or crossing in order.

    Parameters
    ----------
    events_table
        A table as `events` gives it.

    Returns
    -------
    dict
        (pcode, crossing_id or ''): row numbers in order of time.

    Examples
    --------
    >>> chains(derive())["AF0910", ""]
    [0]
    """
    unit = events_table["crossing_id"].fillna("")
    in_order = defaultdict(list)
    width = events_table["date_hi"] - events_table["date_lo"]
    middle = events_table["date_lo"] + width / 2
    keys = zip(events_table["pcode"], unit, middle, strict=True)
    for place, (pcode, post, when) in enumerate(keys):
        row = events_table.iloc[place]
        # on one day a fall comes before the retaking that bears the same number
        is_retaking = row["kind"] == "recaptured"
        in_order[pcode, post].append((when, row["nth"], is_retaking, place))
    return {key: _places_in_order(rows) for key, rows in in_order.items()}


def _places_in_order(rows):
    return [place for *_, place in sorted(rows)]


def marginals(model: Fit) -> np.ndarray:
    """The probability of each day for each event, events of one place in order.

    Parameters
    ----------
    model
        As `fit` gives it.

    Returns
    -------
    ndarray
        Events x days; each row sums to 1.

    Examples
    --------
    >>> model = fit()
    >>> bool(np.allclose(marginals(model).sum(axis=1), 1))
    True
    """
    log_prior = np.log(model.prior)
    weights = normalised(model.log_likelihood + log_prior)
    result = weights.copy()
    for rows in chains(model.events_table).values():
        if len(rows) > 1:
            result[rows] = _ordered(weights[rows])
    return result


def _ordered(weights):
    """Marginals of days T1 <= T2 <= ... by forward and backward sums."""
    count = len(weights)
    ahead = weights.copy()
    behind = np.ones_like(weights)
    for place in range(1, count):
        # all ways in which what came before is not later
        ahead[place] *= ahead[place - 1].cumsum()
        ahead[place] /= max(ahead[place].sum(), 1e-300)
    for place in range(count - 2, -1, -1):
        later = weights[place + 1] * behind[place + 1]
        behind[place] = later[::-1].cumsum()[::-1]
        behind[place] /= max(behind[place].sum(), 1e-300)
    both = ahead * behind
    total = both.sum(axis=1, keepdims=True)
    # where order and reports cannot both hold, the reports stand
    return np.where(total > 0, both / np.maximum(total, 1e-300), weights)


def shortest(probability: Sequence[float], level: float = LEVEL) -> tuple[int, int]:
    """The shortest run of days that holds a share of the probability.

    Parameters
    ----------
    probability
        Of each day; sums to 1.
    level
        The share.

    Returns
    -------
    tuple
        First and last place, inclusive.

    Examples
    --------
    >>> shortest([0.0, 0.02, 0.96, 0.02, 0.0], 0.95)
    (2, 2)
    """
    total = np.concatenate([[0.0], np.cumsum(probability)])
    # what the running sum must reach from each start; a hair less, for sums are not exact
    goal = total[:-1] + min(level, total[-1]) - 1e-12
    # the first end at which a run from each start holds enough
    ends = np.searchsorted(total, goal)
    starts = np.flatnonzero(ends < len(total))
    length = ends[starts] - starts
    best = starts[length == length.min()]
    # of equally short runs the most probable one
    held = total[ends[best]] - total[best]
    start = int(best[held.argmax()])
    return start, int(ends[start]) - 1


def intervals(
    reports: pd.DataFrame | None = None,
    sources: pd.DataFrame | None = None,
    events_table: pd.DataFrame | None = None,
    level: float = LEVEL,
) -> pd.DataFrame:
    """The most probable day of each event, and the days between which it lies.

    Parameters
    ----------
    reports, sources, events_table
        As for `fit`.
    level
        Share of the modelled probability. An event that one telling alone dates gets a
        hundredth more and, unless its report is very likely right, the three days of a near miss
        on either side: with it the interval covers the true day in 95% of planted records, in
        which the shares of errors are estimated as they are here.

    Returns
    -------
    DataFrame
        One row an event, in the order of `events`: event_id, pcode, crossing_id, kind, nth, date
        (the most probable), lo and hi (the interval, inclusive), probability (of `date`).

    Examples
    --------
    >>> table = intervals()
    >>> bool(((table["lo"] <= table["date"]) & (table["date"] <= table["hi"])).all())
    True
    """
    model = fit(reports, sources, events_table)
    probability = marginals(model)
    alone = _dated_by_one(model)
    rows = []
    for event, each in enumerate(probability):
        best = int(each.argmax())
        if event in alone:
            first, last = _of_lone_report(each, level, *alone[event])
        else:
            first, last = shortest(each, level)
        # the best day is inside even where the probability is split
        rows.append((best, min(first, best), max(last, best), each[best]))
    found = pd.DataFrame(rows, columns=["date", "lo", "hi", "probability"])
    for column in ("date", "lo", "hi"):
        days = pd.to_timedelta(model.grid[found[column].astype(int)], unit="D")
        found[column] = FIRST + days.astype("timedelta64[us]")
    names = ["event_id", "pcode", "crossing_id", "kind", "nth"]
    return pd.concat([model.events_table[names].reset_index(drop=True), found], axis=1)


def _dated_by_one(model):
    """{event: first and last place of the bounds} where one telling alone dates it."""
    evidence = model.evidence
    change = evidence.direction == 0
    # states beside it bound the day, but do not date it
    lone = np.flatnonzero(change & (_counts(evidence) == 1))
    lo = evidence.lo[lone] - model.grid[0]
    hi = evidence.hi[lone] - model.grid[0]
    spans = zip(lo.tolist(), hi.tolist(), strict=True)
    return dict(zip(evidence.event[lone].tolist(), spans, strict=True))


def _of_lone_report(probability, level, lo, hi):
    """The interval of an event that one report alone dates, with bounds lo and hi."""
    first, last = shortest(probability, min(level + LONE_MORE, 1))
    widest = shortest(probability, min(level + 2 * LONE_MORE, 1))
    # very likely right: its bounds alone hold enough
    if lo <= widest[0] and widest[1] <= hi:
        return first, last
    end = len(probability) - 1
    return min(first, max(lo - NEAR, 0)), max(last, min(hi + NEAR, end))


# Showing what the model does


def _each_log_likelihood(model):
    """Tellings x days: the log of what each telling alone says of its event's day."""
    evidence = model.evidence
    grid = model.grid
    distance = _distance(evidence, grid)
    right = _right(evidence, grid, distance, model.exact)
    wrong = _wrong(evidence, grid, distance, model.near)
    n_events = len(model.events_table)
    _, each, _ = _event_likelihood(evidence, right, wrong, model.error, n_events)
    return np.log(each)


def step_by_step(model: Fit, event_id: str) -> pd.DataFrame:
    """How the probability of an event's day moves as its reports come in.

    Parameters
    ----------
    model
        As `fit` gives it.
    event_id
        As in `model.events_table`.

    Returns
    -------
    DataFrame
        One row a telling, in order of its last day and preceded by "before any report"; one column
        a day (Timestamp): the probability after that telling and all before it. The order among
        events of one place is left out of account.

    Examples
    --------
    >>> steps = step_by_step(fit(), "AF0903-c1")
    >>> bool(np.allclose(steps.sum(axis=1), 1))
    True
    """
    evidence = model.evidence
    place = model.events_table["event_id"].tolist().index(event_id)
    own = np.flatnonzero(evidence.event == place)
    own = own[np.lexsort([evidence.lo[own], evidence.hi[own]])]
    each = _each_log_likelihood(model)[own]
    running = [np.zeros(len(model.grid))]
    for heard in range(1, len(own) + 1):
        worth = _worth(evidence, model.shared, own[:heard])
        running.append(worth @ each[:heard])
    names = ["before any report", *(evidence.report_id[telling] for telling in own)]
    days = FIRST + pd.to_timedelta(model.grid, unit="D").astype("timedelta64[us]")
    return pd.DataFrame(normalised(np.array(running) + np.log(model.prior)), names, days)


def left_out(model: Fit, level: float = LEVEL) -> pd.DataFrame:
    """Leave out each report that gives one day, and see what the others say of that day.

    Only events with at least two tellings of a change are asked, since an event without any
    report has nothing to say.

    Parameters
    ----------
    model
        As `fit` gives it.
    level
        Share of probability of the interval that the others give.

    Returns
    -------
    DataFrame
        One row a report: report_id, probability (that the others give to its day), certainty (the
        probability of the others' most probable day), inside (their interval holds its day),
        agrees (their most probable day is its day), width (days of that interval beyond one).

    Examples
    --------
    >>> table = left_out(fit())
    >>> bool(table["inside"].mean() > 0.8)
    True
    """
    evidence = model.evidence
    sharp = (evidence.direction == 0) & (evidence.lo == evidence.hi)
    asked = sharp & (_counts(evidence) > 1)
    each = _each_log_likelihood(model)
    n_events = len(model.events_table)
    others = _others(each, evidence, n_events, model.shared, asked)
    log_prior = np.log(model.prior)
    foretold = normalised(others + log_prior)
    rows = []
    for telling, probability in zip(np.flatnonzero(asked), foretold, strict=True):
        first, last = shortest(probability, level)
        day = int(np.searchsorted(model.grid, evidence.lo[telling]))
        best = int(probability.argmax())
        facts = (probability[day], probability[best], first <= day <= last, best == day)
        rows.append((evidence.report_id[telling], *facts, last - first))
    names = ["report_id", "probability", "certainty", "inside", "agrees", "width"]
    return pd.DataFrame(rows, columns=names)


def origins_left_out(
    model: Fit,
    reports: pd.DataFrame | None = None,
    sources: pd.DataFrame | None = None,
    level: float = LEVEL,
    n_jobs: int = 1,
) -> pd.DataFrame:
    """Leave out each origin that gives one day of an event, and see what the others say of it.

    All that the origin prints of the place is left out, for model and rule alike; a statement that
    other desks print as well stays. The shares of errors are not fitted anew: they are those of the
    whole record. Without one of the six origins with the most reports, the common share would move
    by 0.002 at most, that of a report by 0.003 on average, and that of a cell of few by up to 0.03.

    Parameters
    ----------
    model
        As `fit` gives it.
    reports, sources
        Tables as `load` gives them (default: those of data/), that the model was fitted to.
    level
        Share of probability of the model's interval.
    n_jobs
        Processes, as joblib counts them. The result does not depend on it.

    Returns
    -------
    DataFrame
        One row an event and origin: event_id, origin, day (that the origin gives), and for model
        and rule each inside, agrees (the best day is it) and width (days beyond one), as
        model_inside, rule_inside and so on.

    Examples
    --------
    >>> table = origins_left_out(fit())
    >>> bool(table["model_inside"].mean() > 0.8)
    True
    """
    reports = given(reports, "reports")
    sources = given(sources, "sources")
    asked = _origins_asked(model, reports, sources)
    # both are asked the same
    by_model = _others_by_model(model, asked, level)
    # few parts, whatever the number of processes: the same calls everywhere
    parts = [part for _, part in asked.groupby(np.arange(len(asked)) % 8)]
    tasks = (delayed(_others_by_rule)(model.events_table, part, reports, sources) for part in parts)
    by_rule = pd.concat(Parallel(n_jobs=n_jobs)(tasks)).reindex(asked.index)
    found = pd.concat([asked.drop(columns=["place", "mine"]), by_model, by_rule], axis=1)
    # where all that is left tells of something else, rule and model have nothing to say
    return found.dropna().reset_index(drop=True)


def _origins_asked(model, reports, sources):
    """Events and origins: the day that the origin gives, and which tellings it alone makes."""
    evidence = model.evidence
    desk_of = origin_by_page(sources)
    page = dict(zip(reports["report_id"], reports["source_id"], strict=True))
    by_id = _each_telling(reports, sources)
    # which desks print each statement
    printed = defaultdict(set)
    for place, names in enumerate(model.events_table["reports"]):
        for name in names:
            printed[place, by_id[name].key].add(desk_of.get(page[name], page[name]))
    own = defaultdict(list)
    for telling, name in enumerate(evidence.report_id):
        place = int(evidence.event[telling])
        desk = desk_of.get(page[name], page[name])
        # not what other desks print too
        if len(printed.get((place, by_id[name].key), {desk})) == 1:
            own[place, desk].append(telling)
    rows = []
    of_change = evidence.event[evidence.direction == 0]
    count = np.bincount(of_change, minlength=len(model.events_table))
    for (place, desk), mine in own.items():
        change = [one for one in mine if evidence.direction[one] == 0]
        days = {int(evidence.lo[one]) for one in change if evidence.lo[one] == evidence.hi[one]}
        # one day, and somebody else to ask
        if len(days) == 1 and count[place] > len(change):
            rows.append((place, model.events_table["event_id"][place], desk, days.pop(), mine))
    return pd.DataFrame(rows, columns=["place", "event_id", "origin", "day", "mine"])


def _others_by_model(model, asked, level):
    """What the tellings of the others say: inside, agrees, width."""
    evidence = model.evidence
    each = _each_log_likelihood(model)
    # looked up once for each origin
    of_event = defaultdict(list)
    for telling, place in enumerate(evidence.event.tolist()):
        of_event[place].append(telling)
    log_prior = np.log(model.prior)
    rows = []
    for place, day, mine in zip(asked["place"], asked["day"], asked["mine"], strict=True):
        # what is left of the event without that origin
        rest = np.array([one for one in of_event[place] if one not in set(mine)])
        worth = _worth(evidence, model.shared, rest)
        probability = normalised((worth @ each[rest] + log_prior)[None])[0]
        # a lone one that is left has the interval of a lone report
        dated = rest[evidence.direction[rest] == 0]
        if len(dated) == 1:
            bounds = (evidence.lo[dated[0]], evidence.hi[dated[0]])
            lo, hi = (int(bound - model.grid[0]) for bound in bounds)
            first, last = _of_lone_report(probability, level, lo, hi)
        else:
            first, last = shortest(probability, level)
        at = day - model.grid[0]
        rows.append((first <= at <= last, int(probability.argmax()) == at, last - first))
    names = ["model_inside", "model_agrees", "model_width"]
    return pd.DataFrame(rows, columns=names, index=asked.index)


def _others_by_rule(events_table, asked, reports, sources):
    """The same by the rule: every place once for each origin that is left out of it."""
    desk_of = origin_by_page(sources)
    desks = reports["source_id"].map(desk_of)
    unit = [reports["pcode"], as_text(reports, "crossing_id", "")]
    rows_of = reports.groupby(unit, dropna=True).indices
    copies = []
    for row, (place, desk) in enumerate(zip(asked["place"], asked["origin"], strict=True)):
        event = events_table.iloc[place]
        post = event["crossing_id"] if isinstance(event["crossing_id"], str) else ""
        here = rows_of[event["pcode"], post]
        others = here[(desks.iloc[here] != desk).to_numpy()]
        # a name of its own, so that all are worked out in one call
        copies.append(reports.iloc[others].assign(pcode=f"{row:05d}"))
    made = derive(pd.concat(copies), sources)
    by_copy = dict(list(made.groupby("pcode")))
    rows = []
    for row, (place, day) in enumerate(zip(asked["place"], asked["day"], strict=True)):
        names = set(events_table["reports"].iloc[place])
        found = by_copy.get(f"{row:05d}")
        shared = found["reports"].map(names.intersection).map(len) if found is not None else []
        if not len(shared) or not max(shared):
            rows.append((np.nan, np.nan, np.nan))
            continue
        # the event that has most of the reports that are left
        event = found.loc[shared.idxmax()]
        date = FIRST + pd.Timedelta(days=day)
        inside = event["date_lo"] <= date <= event["date_hi"]
        width = (event["date_hi"] - event["date_lo"]).days
        rows.append((inside, event["date"] == date, width))
    names = ["rule_inside", "rule_agrees", "rule_width"]
    return pd.DataFrame(rows, columns=names, index=asked.index)


def reliability(certainty: pd.Series, came_true: pd.Series, bins: int = 5) -> pd.DataFrame:
    """A reliability curve: of what was said with some probability, how much came true.

    Parameters
    ----------
    certainty
        Probabilities.
    came_true
        Booleans.
    bins
        Groups of equal size.

    Returns
    -------
    DataFrame
        One row a group: said (mean probability), came_true (share), n.

    Examples
    --------
    >>> said = pd.Series([0.2, 0.3, 0.9, 0.9])
    >>> reliability(said, pd.Series([False, False, True, True]), bins=2)["came_true"].tolist()
    [0.0, 1.0]
    """
    group = pd.qcut(certainty.rank(method="first"), bins, labels=False)
    table = pd.DataFrame({"said": certainty})
    table["came_true"] = came_true.astype(float)
    grouped = table.groupby(group)
    result = grouped.mean()
    result["n"] = grouped.size()
    return result.reset_index(drop=True)


__dir__ = own_names(__name__)
