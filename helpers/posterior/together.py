"""What the tellings of one event say together, and what a further one adds."""

import numpy as np
from scipy.sparse import csr_array

from helpers.posterior.evidence import Evidence
from helpers.posterior.likelihood import normalised
from helpers.public import own_names

# what a further report may add, of which the data choose one
SHARED = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


def _tightness(evidence):
    """How little each telling leaves open; comparable within an event and direction.

    Changes by their width: up to three days alike, then by doublings. States by their day: the
    earliest by which it had happened, the latest on which it had not.
    """
    # only changes have two bounds that count
    width = evidence.hi - evidence.lo
    # a list of two months is little vaguer than one of seven weeks
    some_width = np.maximum(width, 1)
    doublings = np.log2(some_width).astype(int)
    is_close = width <= 3
    closely = np.where(is_close, 0, doublings)
    return np.select(
        [evidence.direction == 0, evidence.direction < 0],
        [closely, evidence.hi],
        -evidence.hi,
    )


def _leading(keys, tightness):
    """Which of the tellings of each key are the tightest."""
    # keys need not follow each other: some events have no telling of a direction
    n_keys = keys.max(initial=0) + 1
    loosest = np.iinfo(int).max
    least = np.full(n_keys, loosest)
    np.minimum.at(least, keys, tightness)
    return tightness == least[keys]


def worth(
    evidence: Evidence, shared: float, only: np.ndarray | None = None
) -> np.ndarray:
    """What each telling counts for, if a further one adds only `shared` of a telling.

    The tightest together count as one whole and the others add to it: a vague list takes nothing
    from a page that names the day.

    Parameters
    ----------
    evidence : Evidence
        As `gathered` gives it.
    shared : float
        What a further telling adds, from 0 to 1.
    only : array, optional
        Places of the tellings that are asked (default: all).

    Returns
    -------
    array
        One number a telling.

    Examples
    --------
    >>> from helpers.posterior import fit
    >>> evidence = fit().evidence
    >>> bool((worth(evidence, 1.0) == 1).all())
    True
    """
    keys = _keys(evidence)
    tightness = _tightness(evidence)
    if only is not None:
        keys = keys[only]
        tightness = tightness[only]
    # equally tight ones share the first place
    first = _leading(keys, tightness)
    n_keys = keys.max(initial=0) + 1
    number = np.bincount(keys[first], minlength=n_keys)
    # nobody leads a key that is passed over: nothing is divided by nought
    number_of_first = np.maximum(number[keys], 1)
    whole = np.where(first, 1 / number_of_first, 0)
    return shared + (1 - shared) * whole


def _keys(evidence):
    """A number for each telling's event and direction."""
    # changes, and states of either side, each by themselves: directions are -1, 0 and 1
    return evidence.event * 3 + evidence.direction + 1


def counts(evidence: Evidence) -> np.ndarray:
    """How many tellings of its direction the event of each telling has.

    Parameters
    ----------
    evidence : Evidence
        As `gathered` gives it.

    Returns
    -------
    array
        One number a telling.

    Examples
    --------
    >>> from helpers.posterior import fit
    >>> evidence = fit().evidence
    >>> int(counts(evidence).min())
    1
    """
    # those that speak of one side of one event
    keys = _keys(evidence)
    return np.bincount(keys)[keys]


def summed(values: np.ndarray, event: np.ndarray, n_events: int) -> np.ndarray:
    """The sum over the tellings of each event.

    Parameters
    ----------
    values : array
        Tellings x days.
    event : array
        Which event each tells of.
    n_events : int
        How many there are; one without a telling gets noughts.

    Returns
    -------
    array
        Events x days.

    Examples
    --------
    >>> summed(np.array([[1.0], [2.0], [4.0]]), np.array([0, 0, 1]), 3).tolist()
    [[3.0], [4.0], [0.0]]
    """
    # a column of the matrix for each telling, with a one in the row of its event
    n_tellings = len(event)
    first = np.arange(n_tellings + 1)
    ones = np.ones(n_tellings)
    shape = (n_tellings, n_events)
    of_event = csr_array((ones, event, first), shape)
    return of_event.T @ values


def together(
    log_each: np.ndarray, evidence: Evidence, n_events: int, shared: float
) -> np.ndarray:
    """What all tellings of an event say together.

    Parameters
    ----------
    log_each : array
        Tellings x days: logarithms of how likely each telling is.
    evidence : Evidence
        As for `worth`.
    n_events : int
        As for `summed`.
    shared : float
        As for `worth`.

    Returns
    -------
    array
        Events x days: logarithms.

    Examples
    --------
    >>> from helpers.posterior import fit
    >>> evidence = fit().evidence
    >>> log_each = np.zeros((len(evidence.lo), 2))
    >>> n_events = len(fit().events_table)
    >>> together(log_each, evidence, n_events, 0.5).shape == (n_events, 2)
    True
    """
    # a telling that adds half of itself counts as its square root
    weighed = worth(evidence, shared)[:, None] * log_each
    return summed(weighed, evidence.event, n_events)


def independence(
    each: np.ndarray, evidence: Evidence, prior: np.ndarray, n_events: int
) -> float:
    """What a further report adds: 1 if reports err independently, less if they share mistakes.

    The value with which the other reports of an event best foretell the one that is left out.

    Parameters
    ----------
    each : array
        Tellings x days: how likely each telling is.
    evidence : Evidence
        As `gathered` gives it.
    prior : array
        Of T, by day.
    n_events : int
        As for `summed`.

    Returns
    -------
    float
        One of SHARED.

    Examples
    --------
    >>> from helpers.posterior import fit
    >>> evidence = fit().evidence
    >>> each = np.ones((len(evidence.lo), 2))
    >>> independence(each, evidence, np.array([0.5, 0.5]), len(fit().events_table))
    0.1
    """
    log_each = np.log(each)
    # an event of one report has no others to ask
    has_others = counts(evidence) > 1
    asked = (evidence.direction == 0) & has_others
    likelihood = each[asked]
    foretold = []
    log_prior = np.log(prior)
    # what the others say is linear in their share: two values of it tell all
    least = others(log_each, evidence, n_events, 0.0, asked)
    more = others(log_each, evidence, n_events, 1.0, asked) - least
    for shared in SHARED:
        of_others = least + shared * more
        # the prior stands for what is known without any report
        days = normalised(of_others + log_prior)
        # how likely each telling is if its event lies where the others have it
        of_telling = (days * likelihood).sum(axis=1)
        log_of_telling = np.log(of_telling)
        foretold.append(log_of_telling.sum())
    # of equally good values the smallest
    best = np.argmax(foretold)
    return SHARED[int(best)]


def others(
    log_each: np.ndarray,
    evidence: Evidence,
    n_events: int,
    shared: float,
    asked: np.ndarray,
) -> np.ndarray:
    """What the other tellings of its event say together, for each of a change that is asked.

    Parameters
    ----------
    log_each : array
        As for `together`.
    evidence : Evidence
        As for `together`.
    n_events : int
        As for `together`.
    shared : float
        As for `together`.
    asked : array
        Booleans, one a telling.

    Returns
    -------
    array
        Tellings that are asked x days: logarithms.

    Examples
    --------
    >>> from helpers.posterior import fit
    >>> evidence = fit().evidence
    >>> asked = (evidence.direction == 0) & (counts(evidence) > 1)
    >>> log_each = np.zeros((len(evidence.lo), 2))
    >>> n_events = len(fit().events_table)
    >>> bool((others(log_each, evidence, n_events, 0.5, asked) == 0).all())
    True
    """
    # states are left as they are: they date nothing, and none is asked
    change = evidence.direction == 0
    event = evidence.event[asked]
    own = log_each[asked]
    states = together(
        np.where(change[:, None], 0, log_each), evidence, n_events, shared
    )
    changes = summed(log_each[change], evidence.event[change], n_events)
    # each further one adds its share, whoever leads
    rest = changes[event] - own
    whole = _tightest_of_others(log_each, evidence, n_events, asked)
    return states[event] + shared * rest + (1 - shared) * whole


def _tightest_of_others(log_each, evidence, n_events, asked):
    """The mean of the tightest tellings that are left, for each that is asked."""
    # states under a number that no event has
    of_change = evidence.direction == 0
    keys = np.where(of_change, evidence.event, n_events)
    tightness = _tightness(evidence)
    first = of_change & _leading(keys, tightness)
    later = of_change & ~first
    # those that come next lead where the only tightest one is left out
    second = np.zeros(len(keys), dtype=bool)
    second[later] = _leading(keys[later], tightness[later])
    sums = []
    numbers = []
    for tightest in (first, second):
        events = evidence.event[tightest]
        sums.append(summed(log_each[tightest], events, n_events))
        numbers.append(np.bincount(events, minlength=n_events))
    event = evidence.event[asked]
    own = first[asked]
    # without itself
    left = numbers[0][event] - own
    of_itself = own[:, None] * log_each[asked]
    without = sums[0][event] - of_itself
    # the only tightest one was left out
    instead = left == 0
    alone = event[instead]
    without[instead] = sums[1][alone]
    left[instead] = numbers[1][alone]
    return without / left[:, None]


__dir__ = own_names(__name__)
