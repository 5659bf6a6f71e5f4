"""What the model says while evidence is held back: as reports come in, and without some."""

from collections import defaultdict

import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from helpers.adjudication import as_text, given, origin_by_page
from helpers.adjudication import events as derive
from helpers.posterior.days import LEVEL, of_lone_report, shortest
from helpers.posterior.evidence import FIRST, each_telling
from helpers.posterior.fitting import Fit, log_of_each
from helpers.posterior.likelihood import normalised
from helpers.posterior.together import counts, others, worth
from helpers.public import own_names


def step_by_step(model: Fit, event_id: str) -> pd.DataFrame:
    """How the probability of an event's day moves as its reports come in.

    Parameters
    ----------
    model : Fit
        As `fit` gives it.
    event_id : str
        As in `model.events_table`.

    Returns
    -------
    DataFrame
        One row a telling, in order of its last day and preceded by "before any report"; one column
        a day (Timestamp): the probability after that telling and all before it. The order among
        events of one place is left out of account.

    Examples
    --------
    >>> from helpers.posterior import fit
    >>> steps = step_by_step(fit(), "AF0903-c1")
    >>> bool(np.allclose(steps.sum(axis=1), 1))
    True
    """
    evidence = model.evidence
    event_ids = model.events_table["event_id"].tolist()
    place = event_ids.index(event_id)
    own = np.flatnonzero(evidence.event == place)
    # by last day, then by first: as a reader of that time would have met them
    last_then_first = [evidence.lo[own], evidence.hi[own]]
    as_met = np.lexsort(last_then_first)
    own = own[as_met]
    each = log_of_each(model)[own]
    nothing_said = np.zeros(len(model.grid))
    running = [nothing_said]
    names = ["before any report"]
    for number, telling in enumerate(own, start=1):
        # what comes later can take the lead from what came before
        weights = worth(evidence, model.shared, own[:number])
        running.append(weights @ each[:number])
        names.append(evidence.report_id[telling])
    log_prior = np.log(model.prior)
    log_weights = np.array(running) + log_prior
    probability = normalised(log_weights)
    passed = pd.to_timedelta(model.grid, unit="D")
    days = FIRST + passed.astype("timedelta64[us]")
    return pd.DataFrame(probability, names, days)


def left_out(model: Fit, level: float = LEVEL) -> pd.DataFrame:
    """Leave out each report that gives one day, and see what the others say of that day.

    Only events with at least two tellings of a change are asked, since an event without any
    report has nothing to say.

    Parameters
    ----------
    model : Fit
        As `fit` gives it.
    level : float
        Share of probability of the interval that the others give.

    Returns
    -------
    DataFrame
        One row a report: report_id, probability (that the others give to its day), certainty (the
        probability of the others' most probable day), inside (their interval holds its day),
        agrees (their most probable day is its day), width (days of that interval beyond one).

    Examples
    --------
    >>> from helpers.posterior import fit
    >>> table = left_out(fit())
    >>> bool(table["inside"].mean() > 0.8)
    True
    """
    evidence = model.evidence
    # a report of several days names none that could be missed
    of_change = evidence.direction == 0
    of_one_day = evidence.lo == evidence.hi
    has_others = counts(evidence) > 1
    asked = of_change & of_one_day & has_others
    each = log_of_each(model)
    n_events = len(model.events_table)
    rest = others(each, evidence, n_events, model.shared, asked)
    log_prior = np.log(model.prior)
    foretold = normalised(rest + log_prior)
    rows = []
    for telling, probability in zip(
        np.flatnonzero(asked), foretold, strict=True
    ):
        first, last = shortest(probability, level)
        day = int(np.searchsorted(model.grid, evidence.lo[telling]))
        # their best day may be another than the one left out
        best = int(probability.argmax())
        row = {
            "report_id": evidence.report_id[telling],
            "probability": probability[day],
            "certainty": probability[best],
            "inside": first <= day <= last,
            "agrees": best == day,
            "width": last - first,
        }
        rows.append(row)
    return pd.DataFrame(rows)


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
    model : Fit
        As `fit` gives it.
    reports, sources : DataFrame, optional
        Tables as `load` gives them (default: those of data/), that the model was fitted to.
    level : float
        Share of probability of the model's interval.
    n_jobs : int
        Processes, as joblib counts them. The result does not depend on it.

    Returns
    -------
    DataFrame
        One row an event and origin: event_id, origin, day (that the origin gives), and for model
        and rule each inside, agrees (the best day is it) and width (days beyond one), as
        model_inside, rule_inside and so on.

    Examples
    --------
    >>> from helpers.posterior import fit
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
    number = np.arange(len(asked)) % 8
    tasks = [
        delayed(_others_by_rule)(model.events_table, part, reports, sources)
        for _, part in asked.groupby(number)
    ]
    answers = Parallel(n_jobs=n_jobs)(tasks)
    by_rule = pd.concat(answers).reindex(asked.index)
    of_origins = asked.drop(columns=["place", "mine"])
    found = pd.concat([of_origins, by_model, by_rule], axis=1)
    # where all that is left tells of something else, rule and model have nothing to say
    return found.dropna().reset_index(drop=True)


def _origins_asked(model, reports, sources):
    """Events and origins: the day that the origin gives, and which tellings it alone makes."""
    evidence = model.evidence
    is_change = evidence.direction == 0
    names_a_day = is_change & (evidence.lo == evidence.hi)
    # states beside them date nothing
    of_change = evidence.event[is_change]
    n_changes = np.bincount(of_change, minlength=len(model.events_table))
    event_ids = model.events_table["event_id"]
    rows = []
    for (place, desk), mine in _tellings_of_one_desk(
        model, reports, sources
    ).items():
        days = {
            int(evidence.lo[telling])
            for telling in mine
            if names_a_day[telling]
        }
        somebody_else = n_changes[place] > is_change[mine].sum()
        if len(days) == 1 and somebody_else:
            rows.append((place, event_ids[place], desk, days.pop(), mine))
    return pd.DataFrame(
        rows, columns=["place", "event_id", "origin", "day", "mine"]
    )


def _tellings_of_one_desk(model, reports, sources):
    """{(event, desk): the tellings of the event that no other desk prints}."""
    evidence = model.evidence
    desk_of = origin_by_page(sources)
    pages = reports["source_id"]
    # a page that `sources` does not have is a desk of its own
    desks = pages.map(desk_of).fillna(pages)
    desk_by_report = dict(zip(reports["report_id"], desks, strict=True))
    by_id = each_telling(reports, sources)
    printed_by = defaultdict(set)
    for place, names in enumerate(model.events_table["reports"]):
        for name in names:
            key = by_id[name].key
            printed_by[place, key].add(desk_by_report[name])
    own = defaultdict(list)
    for telling, name in enumerate(evidence.report_id):
        place = int(evidence.event[telling])
        desk = desk_by_report[name]
        # what speaks of the event by a state alone is not among its reports
        key = by_id[name].key
        others_too = printed_by.get((place, key), {desk})
        if len(others_too) == 1:
            own[place, desk].append(telling)
    return own


def _others_by_model(model, asked, level):
    """What the tellings of the others say: inside, agrees, width."""
    evidence = model.evidence
    each = log_of_each(model)
    # looked up once for each origin
    of_event = defaultdict(list)
    for telling, place in enumerate(evidence.event.tolist()):
        of_event[place].append(telling)
    log_prior = np.log(model.prior)
    start = model.grid[0]
    rows = []
    for place, day, mine in zip(
        asked["place"], asked["day"], asked["mine"], strict=True
    ):
        left_out_here = set(mine)
        others_of_event = [
            telling
            for telling in of_event[place]
            if telling not in left_out_here
        ]
        rest = np.array(others_of_event)
        weights = worth(evidence, model.shared, rest)
        log_weights = weights @ each[rest] + log_prior
        # `normalised` takes rows: this is the only one
        probability = normalised(log_weights[None])[0]
        dated_by = rest[evidence.direction[rest] == 0]
        # a lone one that is left has the interval of a lone report
        if len(dated_by) == 1:
            (lone,) = dated_by
            lo = int(evidence.lo[lone] - start)
            hi = int(evidence.hi[lone] - start)
            first, last = of_lone_report(probability, level, lo, hi)
        else:
            first, last = shortest(probability, level)
        at = day - start
        best = int(probability.argmax())
        rows.append((first <= at <= last, best == at, last - first))
    names = ["model_inside", "model_agrees", "model_width"]
    return pd.DataFrame(rows, columns=names, index=asked.index)


def _others_by_rule(events_table, asked, reports, sources):
    """The same by the rule: every place once for each origin that is left out of it."""
    # the rule anew: without an origin reports may tell of other events
    copies = _copies_without(events_table, asked, reports, sources)
    made = derive(copies, sources)
    spans = zip(made["date"], made["date_lo"], made["date_hi"], strict=True)
    dates = list(spans)
    rows = []
    told = events_table["reports"].iloc[asked["place"]]
    same = _same_events(made, told)
    for event, day in zip(same, asked["day"], strict=True):
        if event is None:
            rows.append((np.nan, np.nan, np.nan))
            continue
        date = FIRST + pd.Timedelta(days=day)
        best, first, last = dates[event]
        width = last - first
        rows.append((first <= date <= last, best == date, width.days))
    names = ["rule_inside", "rule_agrees", "rule_width"]
    return pd.DataFrame(rows, columns=names, index=asked.index)


def _copy_name(row):
    # in place of a P-code: all copies are worked out in one call, each by itself
    return f"{row:05d}"


def _copies_without(events_table, asked, reports, sources):
    """The reports of each place that is asked, without those of the origin, as a place apart."""
    desk_of = origin_by_page(sources)
    desks = reports["source_id"].map(desk_of).to_numpy()
    posts_told = as_text(reports, "crossing_id", "")
    by_unit = reports.groupby([reports["pcode"], posts_told], dropna=True)
    rows_of = by_unit.indices
    told = events_table.iloc[asked["place"]]
    posts = told["crossing_id"].fillna("")
    cases = zip(told["pcode"], posts, asked["origin"], strict=True)
    rests = []
    names = []
    for number, (pcode, post, desk) in enumerate(cases):
        here = rows_of[pcode, post]
        of_others = desks[here] != desk
        rest = here[of_others]
        rests.append(rest)
        # a name for each row of the copy
        names += [_copy_name(number)] * len(rest)
    # taken out at once: one by one each would be a table of its own
    rows = np.concatenate(rests)
    return reports.iloc[rows].assign(pcode=names)


def _same_events(made, told):
    """Of each copy the number of the event that has most of some reports; None where none has."""
    reports = made["reports"].tolist()
    numbers_of = made.groupby("pcode").indices
    found = []
    for row, names in enumerate(told):
        wanted = set(names)
        numbers = numbers_of.get(_copy_name(row), [])
        best = None
        most = 0
        for number in numbers:
            shared = wanted.intersection(reports[number])
            # of events that have as many the first
            if len(shared) > most:
                best = number
                most = len(shared)
        found.append(best)
    return found


def reliability(
    certainty: pd.Series, came_true: pd.Series, bins: int = 5
) -> pd.DataFrame:
    """A reliability curve: of what was said with some probability, how much came true.

    Parameters
    ----------
    certainty : Series
        Probabilities.
    came_true : Series
        Booleans.
    bins : int
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
    # by rank: many probabilities are equal, and groups are to be of one size
    group = pd.qcut(certainty.rank(method="first"), bins, labels=False)
    table = pd.DataFrame({"said": certainty})
    table["came_true"] = came_true.astype(float)
    grouped = table.groupby(group)
    result = grouped.mean()
    result["n"] = grouped.size()
    return result.reset_index(drop=True)


__dir__ = own_names(__name__)
