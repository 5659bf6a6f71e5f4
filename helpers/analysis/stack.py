"""Many worlds of one model at once: Cox's partial likelihood, fitted side by side.

The model and the places where a fit gives up are those of `partial`; the sums of all worlds are
those of their spells (`spells`). A step needs the gradient, which costs little, and the inverse of
the information, which costs ten times as much: so each inverse serves for some steps (the chord
method, with a new look at the information after some of them: Shamanskii's; Kelley 1995, Iterative
Methods for Linear and Nonlinear Equations, chapter 5). It bears on the way there, not on the
answer, which is where the gradient is nought.

Worlds lie close together: those that come later begin from the middle of those before, and with
their inverse.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from helpers.analysis import partial
from helpers.analysis.spells import Spells
from helpers.public import own_names

LOOKS = 60  # at the information, at most
STEPS = 4  # between two looks, at most
CLOSE = 1e-8  # of the last step: what is left after it is a hundred times less
# log ratio: so near to the place of the last look its errors are those of the answer
AWAY = 0.01
# a step that is not so much shorter than the last one asks for a new look
SHRINKS = 0.7
NEAR = 0.3  # log ratio: with longer steps to go the variance waits
FARTHEST = 1.0  # log of a variance, the most that one step moves it
# slope of the change of an EM step: with less a step would go anywhere
FLATTEST = 0.01
UNTOLD = 1e-9  # information below this is none


class Place(NamedTuple):
    """Where fits are."""

    params: NDArray  # (fits, terms and provinces)
    log: NDArray  # of the variance of the provinces' effects

    def of(self, fits: NDArray) -> "Place":
        """Some of the fits."""
        return Place(self.params[fits], self.log[fits])


class Look(NamedTuple):
    """What is known of the curvature at a place."""

    place: Place
    inverse: NDArray  # of the penalised information, (fits, size, size)
    # (fits, size): which terms do not vary among those at risk
    untold: NDArray
    # how much is not known of the provinces' effects, all together
    trace: NDArray
    growth: NDArray  # of that, with the log of the variance
    # by which the change of an EM step falls, with the log of the variance
    slope: NDArray


class Answers(NamedTuple):
    """What was fitted; NaN where a fit has no finite answer."""

    params: NDArray  # (fits, terms and provinces)
    errors: NDArray  # (fits, terms)
    log: NDArray  # of the variance of the provinces' effects
    inverse: NDArray  # of the information, (fits, size, size)

    @property
    def variance(self) -> NDArray:
        """Of the provinces' effects."""
        return np.exp(self.log)


class Start(NamedTuple):
    """Where fits of other worlds begin; a row for each model that a world has."""

    params: NDArray
    log: NDArray
    inverse: NDArray


def middle(answers: Answers, models: int = 1) -> Start | None:
    """The middle of some answers, from which fits of like worlds may begin.

    Parameters
    ----------
    answers : Answers
        Of some worlds.
    models : int
        How many each world has, one after the other.

    Returns
    -------
    Start or None
        None where a model has no answer.

    Examples
    --------
    >>> two = Answers(np.array([[1.0], [3.0]]), np.ones((2, 1)), np.zeros(2), np.ones((2, 1, 1)))
    >>> middle(two).params
    array([[2.]])
    """

    def by_model(values):
        return values.reshape(-1, models, *values.shape[1:])

    log = by_model(answers.log)
    missing = np.isnan(log).any(axis=1)
    if missing.all():
        return None
    # medians: one world far away does not carry them off
    params = by_model(answers.params)[~missing]
    middle_params = np.median(params, axis=0)
    middle_log = np.median(log[~missing], axis=0)
    inverse = by_model(answers.inverse)[~missing]
    return Start(middle_params, middle_log, inverse.mean(axis=0))


def frailties(spells: Spells, start: Start | None = None) -> Answers:
    """Fit provinces that have something in common in all worlds; see `partial.frailty`.

    Parameters
    ----------
    spells : Spells
        See `spells.laid_out`.
    start : Start, optional
        See `middle`. The answers do not depend on it.

    Returns
    -------
    Answers

    Examples
    --------
    >>> from helpers.analysis import hazard, spells, strata
    >>> shared = strata.ground(hazard.covariates(), ["road"])
    >>> gone = np.random.default_rng(1).random((2, 399, 8)) < np.linspace(0, 0.1, 8)
    >>> course = strata.daily_course(gone, 1, shared, first=1)
    >>> frailties(spells.laid_out(course, shared)).errors.shape
    (2, 2)
    """
    return _fitted(spells, start, errors=True)


def maxima(spells: Spells, start: Start | None = None) -> Answers:
    """The maximum of the likelihood, without effects of provinces.

    Parameters
    ----------
    spells : Spells
        See `spells.laid_out`; of a ground without columns of provinces.
    start : Start, optional
        See `middle`. The answers do not depend on it.

    Returns
    -------
    Answers
        Without errors. A term that does not vary among those at risk has nothing to
        teach: it is left out, at nought.

    Examples
    --------
    >>> from helpers.analysis import hazard, spells, strata
    >>> shared = strata.ground(hazard.covariates(), ["road"], homes=False)
    >>> gone = np.random.default_rng(1).random((2, 399, 8)) < np.linspace(0, 0.1, 8)
    >>> course = strata.daily_course(gone, 1, shared, first=1)
    >>> maxima(spells.laid_out(course, shared)).params.shape
    (2, 2)
    """
    return _fitted(spells, start, errors=False)


def _fitted(spells: Spells, start: Start | None, errors: bool) -> Answers:
    found = _unanswered(spells)
    left = np.arange(spells.fits)
    place = (
        _from_nought(spells) if start is None else _from_others(spells, start)
    )
    for _ in range(LOOKS):
        look = _look(spells, place)
        place, rests = _climb(spells, look.place, look)
        farthest = np.abs(place.params).max(axis=1)
        lost = farthest > partial.FARTHEST
        if errors:
            # errors are told of the place of the look: it has to be that of the answer
            rests &= _distance(place, look.place) < AWAY
            lost |= look.untold.any(axis=1)
        answered = rests & ~lost
        _write(
            found, left[answered], place.of(answered), look.inverse[answered]
        )
        going = ~(rests | lost)
        if not going.any():
            break
        # those that have come to rest are not asked again
        spells = spells.of(going)
        place = place.of(going)
        left = left[going]
    return found


def _unanswered(spells: Spells) -> Answers:
    fits = spells.fits
    size = spells.size
    shapes = [(fits, size), (fits, spells.terms), (fits,), (fits, size, size)]
    # until an answer is found there is none
    missing = [np.full(shape, np.nan) for shape in shapes]
    return Answers(*missing)


def _write(
    found: Answers, fits: NDArray, place: Place, inverse: NDArray
) -> None:
    found.params[fits] = place.params
    found.log[fits] = place.log
    found.inverse[fits] = inverse
    terms = found.errors.shape[1]
    squares = np.diagonal(inverse, axis1=1, axis2=2)
    found.errors[fits] = np.sqrt(squares[:, :terms])


def _from_nought(spells: Spells) -> Place:
    # anything above nought would do for the variance
    log = np.log(partial.SOME)
    return Place(
        np.zeros((spells.fits, spells.size)), np.full(spells.fits, log)
    )


def _from_others(spells: Spells, start: Start) -> Place:
    """Some steps from the middle of other worlds, by their inverse."""
    # all models of a world, then those of the next
    times = spells.fits // len(start.log)
    params = np.tile(start.params, (times, 1))
    log = np.tile(start.log, times)
    place = Place(params, log)
    inverse = np.tile(start.inverse, (times, 1, 1))
    # what a term tells in this world is seen at the first look
    untold = np.zeros(params.shape, dtype=bool)
    look = _curved(spells, place, inverse, untold)
    nearer, _ = _climb(spells, place, look)
    return nearer


def _distance(one: Place, other: Place) -> NDArray:
    of_params = np.abs(one.params - other.params)
    farthest = of_params.max(axis=1)
    of_log = np.abs(one.log - other.log)
    return np.maximum(farthest, of_log)


def _penalty(spells: Spells, log: NDArray) -> NDArray:
    """The square of a province's effect counts half as much against it, (fits, size)."""
    shape = (spells.fits, spells.size)
    penalty = np.zeros(shape)
    # one over the variance, for the effects of provinces alone
    per_fit = np.exp(-log)
    penalty[:, spells.terms :] = per_fit[:, None]
    return penalty


def _look(spells: Spells, place: Place) -> Look:
    """Look at the information where each fit is."""
    information = spells.information(place.params)
    every = np.arange(spells.size)
    own = information[:, every, every]
    untold = own <= UNTOLD
    # a province may well have nobody at risk: its effect is held by the penalty
    untold[:, spells.terms :] = False
    params = np.where(untold, 0, place.params)
    # so that it can be inverted all the same
    added = _penalty(spells, place.log) + untold
    information[:, every, every] += added
    inverse = np.linalg.inv(information)
    told = Place(params, place.log)
    return _curved(spells, told, inverse, untold)


def _curved(
    spells: Spells, place: Place, inverse: NDArray, untold: NDArray
) -> Look:
    """What the inverse tells of the variance."""
    terms = spells.terms
    unknown = inverse[:, terms:, terms:]
    effects = place.params[:, terms:]
    variance = np.exp(place.log)
    trace = np.trace(unknown, axis1=1, axis2=2)
    seen = (effects**2).sum(axis=1)
    squares = seen + trace
    # derivatives of both parts of an EM step, the effects being at their maximum
    unknown_squares = (unknown**2).sum(axis=(1, 2))
    of_trace = unknown_squares / variance
    pull = np.einsum("wi,wij,wj->w", effects, unknown, effects)
    of_squares = of_trace + 2 * pull / variance
    # without provinces there is no variance to be found
    least = np.finfo(float).tiny
    growth = of_trace / np.maximum(trace, least)
    rise = of_squares / np.maximum(squares, least)
    slope = 1 - rise
    return Look(place, inverse, untold, trace, growth, slope)


def _climb(spells: Spells, place: Place, look: Look) -> tuple[Place, NDArray]:
    """Take some steps by one inverse: where they lead, and which fits are at rest there."""
    params, log = place
    last = np.full(spells.fits, np.inf)
    going = np.full(spells.fits, True)
    for _ in range(STEPS):
        gradient = spells.gradient(params)
        ahead = _move(spells, gradient, params, log, look)
        length = np.abs(ahead).max(axis=1)
        # a fit that comes no nearer waits for the next look
        going &= length < SHRINKS * last
        last = length
        ready = going & (length < NEAR)
        further = _further(spells, params + ahead, log, look)
        further = further * ready
        log = log + further
        # towards the maximum by the variance as it is now
        move = _move(spells, gradient, params, log, look)
        longest = np.abs(move).max(axis=1)
        # the first steps can overshoot
        shortened = partial.WIDEST / longest.clip(partial.WIDEST)
        shortened[~going] = 0
        params = params + move * shortened[:, None]
        small = np.abs(further)
        rests = (length < CLOSE) & (small < CLOSE)
        if (rests | ~going).all():
            break
    return Place(params, log), rests


def _move(
    spells: Spells,
    gradient: NDArray,
    params: NDArray,
    log: NDArray,
    look: Look,
) -> NDArray:
    """The step to where the gradient would be nought, if the information stayed the same."""
    uphill = gradient - _penalty(spells, log) * params
    move = look.inverse @ uphill[:, :, None]
    return move[:, :, 0]


def _further(
    spells: Spells, params: NDArray, log: NDArray, look: Look
) -> NDArray:
    """How far to move the log of each variance, so that the change of an EM step is nought.

    What the effects spread, and what is not known of each, as in `partial.frailty`; by the slope
    at the look. EM alone creeps.
    """
    if not spells.provinces:
        return np.zeros_like(log)
    effects = params[:, spells.terms :]
    # how much is not known depends on the variance: as a power of it
    farther = log - look.place.log
    trace = look.trace * np.exp(look.growth * farther)
    seen = (effects**2).sum(axis=1)
    variance = (seen + trace) / spells.provinces
    better = variance.clip(partial.LEAST)
    change = np.log(better) - log
    step = change / look.slope.clip(FLATTEST)
    bounded = step.clip(-FARTHEST, FARTHEST)
    # not below the least that a variance is taken for
    to_least = np.log(partial.LEAST) - log
    return np.maximum(bounded, to_least)


__dir__ = own_names(__name__)
