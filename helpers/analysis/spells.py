"""Cox's partial likelihood of many worlds at once, from spells in which nothing changes.

A spell is a district of one world from one stratum (a day or a week) on and before another, while
it is at risk and its share of neighbours held stays the same. In so many strata its weight is one
number. Of a world's districts and days a tenth are spells.

What a stratum has at risk is what has begun, less what has ended: a running sum. What a spell is
expected to lose is its weight times the growth of Breslow's cumulated hazard from its beginning to
its end (Breslow 1974, Biometrics 30; the same form as a sum over intervals of counting processes:
Andersen and Gill 1982, Annals of Statistics 10). The likelihood is that of `partial.Spans`, to the
last digits.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from helpers.analysis.strata import Course, Ground
from helpers.public import own_names


@dataclass(frozen=True)
class Spells:
    """The spells of some fits; a fit is that of one model to one world.

    fit, row : number of each spell's fit, and of its district.
    start, end : the stratum with which it begins, and the one before which it ends.
    fell : whether it ends with a capture that counts.
    moving : (terms that change, spells).
    own : (terms that a fit has for itself and that do not change, fits, districts).
    shared : what all fits have in common, see `strata.ground`.
    fits, strata : how many.
    """

    fit: NDArray
    row: NDArray
    start: NDArray
    end: NDArray
    fell: NDArray
    moving: NDArray
    own: NDArray
    shared: Ground
    fits: int
    strata: int

    @property
    def still(self) -> NDArray:
        """Terms that do not change, and a column for each province, a row a district."""
        return self.shared.still

    @property
    def provinces(self) -> int:
        """How many provinces have a column."""
        return len(self.shared.provinces)

    @property
    def size(self) -> int:
        """How many parameters: terms and provinces."""
        n_still = self.still.shape[1]
        return len(self.moving) + len(self.own) + n_still

    @property
    def terms(self) -> int:
        """How many terms."""
        return self.size - self.provinces

    @cached_property
    def place(self) -> NDArray:
        """The number of each spell's district, counted through all fits."""
        # as a table of fits by districts is read
        districts = len(self.still)
        return self.fit * districts + self.row

    @cached_property
    def begins(self) -> NDArray:
        """The number of the stratum in which each begins, counted through all fits."""
        return self._first_of_fit + self.start

    @cached_property
    def ends(self) -> NDArray:
        """The number of the stratum before which each ends."""
        return self._first_of_fit + self.end

    @property
    def _first_of_fit(self) -> NDArray:
        # each fit has one stratum more, in which nobody is at risk any longer
        return self.fit * (self.strata + 1)

    @property
    def _n_strata(self) -> int:
        """How many strata all fits have."""
        return self.fits * (self.strata + 1)

    @cached_property
    def changes(self) -> csc_array:
        """Where each spell joins those at risk and where it leaves them, (strata, spells)."""
        return _columns([self.begins, self.ends], [1.0, -1.0], self._n_strata)

    @cached_property
    def design(self) -> csc_array:
        """What each spell is made of: a district of a fit, and so much of each moving term."""
        rows = [self.place]
        # after the districts of all fits come the moving terms of all fits
        height = self.fits * len(self.still)
        for _ in self.moving:
            rows.append(height + self.fit)
            height += self.fits
        return _columns(rows, [1.0, *self.moving], height)

    @cached_property
    def made_of(self) -> csr_array:
        """The design by rows: what is added up to each spell's own value."""
        return self.design.T

    @cached_property
    def captures(self) -> NDArray:
        """How many fall in each stratum, (fits, strata)."""
        # a district falls in the last stratum of its spell
        last = self.ends[self.fell] - 1
        counts = np.bincount(last, minlength=self._n_strata)
        by_fit = counts.reshape(self.fits, -1)
        return by_fit[:, :-1].astype(float)

    @cached_property
    def seen(self) -> NDArray:
        """What those that fell had of each term, added up, (fits, size)."""
        # a spell that ends with a capture counts once
        captures = self.fell.astype(float)
        return self._added(captures)

    def of(self, fits: NDArray) -> "Spells":
        """Some of the fits, a bool each."""
        spell = np.flatnonzero(fits[self.fit])
        # those that are left are numbered anew
        number = np.cumsum(fits) - 1
        fit = number[self.fit[spell]]
        left = self._picked(spell, fit, self.own[:, fits])
        return replace(left, fits=int(fits.sum()))

    def until(self, weeks: NDArray) -> "Spells":
        """Of each fit one for each of some strata: what was seen before it.

        Parameters
        ----------
        weeks : array of int
            Numbers of strata, in their order.

        Returns
        -------
        Spells
            As many fits of each world as there are weeks, one after the other.
        """
        # the fits of a world follow upon each other
        has_begun = self.start < weeks[:, None]
        number, spell = np.nonzero(has_begun)
        fit = self.fit[spell] * len(weeks) + number
        own = self.own.repeat(len(weeks), axis=1)
        begun = self._picked(spell, fit, own)
        week = weeks[number]
        # what comes later is not known yet
        fell = begun.fell & (begun.end <= week)
        end = np.minimum(begun.end, week)
        fits = self.fits * len(weeks)
        return replace(
            begun, end=end, fell=fell, fits=fits, strata=int(weeks[-1])
        )

    def _picked(self, spell: NDArray, fit: NDArray, own: NDArray) -> "Spells":
        """Some of the spells, of other fits."""
        return replace(
            self,
            fit=fit,
            row=self.row[spell],
            start=self.start[spell],
            end=self.end[spell],
            fell=self.fell[spell],
            moving=self.moving[:, spell],
            own=own,
        )

    def gradient(self, params: NDArray) -> NDArray:
        """The gradient of each fit at its parameters, (fits, size).

        Parameters
        ----------
        params : array
            (fits, size).

        Returns
        -------
        array
        """
        weight, inverse = self._weights(params)
        expected = self._expected(weight, inverse)
        return self.seen - self._added(expected)

    def information(self, params: NDArray) -> NDArray:
        """The information of each fit, (fits, size, size).

        Parameters
        ----------
        params : array
            (fits, size).

        Returns
        -------
        array
        """
        weight, inverse = self._weights(params)
        sums = self._sums(weight)
        # means over those at risk, as often as somebody falls
        means = sums * inverse[:, :, None]
        often = means * self.captures[:, :, None]
        of_means = often.transpose(0, 2, 1) @ means
        expected = self._expected(weight, inverse)
        raw = self._raw(expected)
        return raw - of_means

    def _weights(self, params: NDArray) -> tuple[NDArray, NDArray]:
        """The weight of each spell, and the inverse of all at risk where somebody falls."""
        # most terms are those of a district: worked out once for all its spells
        moving, own, still = np.split(params, self._parts, axis=1)
        of_districts = still @ self.still.T
        for param, term in zip(own.T, self.own, strict=True):
            of_districts += param[:, None] * term
        parts = np.concatenate([of_districts.ravel(), moving.T.ravel()])
        log_weight = self.made_of @ parts
        weight = np.exp(log_weight)
        total = self._at_risk(weight)
        # a stratum without a capture compares nobody
        some = self.captures > 0
        inverse = np.divide(1, total, out=np.zeros_like(total), where=some)
        return weight, inverse

    @property
    def _parts(self) -> tuple[int, int]:
        """Where the terms of a fit begin among all, and those that do not change."""
        n = len(self.moving)
        return n, n + len(self.own)

    def _expected(self, weight: NDArray, inverse: NDArray) -> NDArray:
        """How many captures the model expects in each spell."""
        hazard = np.zeros((self.fits, self.strata + 1))
        # cumulated to the beginning of each stratum
        np.cumsum(self.captures * inverse, axis=1, out=hazard[:, 1:])
        cumulated = hazard.ravel()
        # a weight that stays the same is multiplied once, not in each stratum
        growth = cumulated[self.ends] - cumulated[self.begins]
        return weight * growth

    def _added(self, values: NDArray) -> NDArray:
        """Values times each term, added up, (fits, size)."""
        of_districts, of_moving = self._summed(values)
        return np.hstack([of_moving, self._of_districts(of_districts)])

    def _summed(self, values: NDArray) -> tuple[NDArray, NDArray]:
        """Sums of the spells of each district, (fits, districts), and those of moving terms."""
        # one pass over the spells for both
        sums = self.design @ values
        n_places = self.fits * len(self.still)
        of_districts, of_moving = np.split(sums, [n_places])
        # districts stand by fit and then by district, moving terms by term and then by fit
        by_district = of_districts.reshape(self.fits, -1)
        by_moving = of_moving.reshape(-1, self.fits)
        return by_district, by_moving.T

    def _of_districts(self, sums: NDArray) -> NDArray:
        """Sums of the districts times each term that does not move, (fits, terms)."""
        columns = []
        for term in self.own:
            of_term = sums * term
            columns.append(of_term.sum(axis=1))
        # all fits at once: these are the same in each
        of_still = sums @ self.still
        return np.column_stack([*columns, of_still])

    def _at_risk(self, values: NDArray) -> NDArray:
        """Sums over those at risk in each stratum, (fits, strata, columns of the values)."""
        # joined less left, summed up from the first stratum on
        change = self.changes @ values
        shape = (self.fits, self.strata + 1, *values.shape[1:])
        by_fit = change.reshape(shape)
        running = by_fit.cumsum(axis=1)
        return running[:, :-1]

    def _sums(self, weight: NDArray) -> NDArray:
        """Sums of weight and each term over those at risk, (fits, strata, size)."""
        n, n_all = self._parts
        columns = np.empty((len(weight), self.terms))
        columns[:, :n] = self.moving.T
        for number, term in enumerate(self.own, start=n):
            columns[:, number] = term.ravel()[self.place]
        # columns of provinces have a way of their own
        of_still = self.still[:, : self.terms - n_all]
        columns[:, n_all:] = of_still.take(self.row, axis=0)
        columns *= weight[:, None]
        of_terms = self._at_risk(columns)
        if not self.provinces:
            return of_terms
        of_provinces = self._in_provinces(weight)
        return np.concatenate([of_terms, of_provinces], axis=2)

    def _in_provinces(self, weight: NDArray) -> NDArray:
        """Sums over those at risk in each province, (fits, strata, provinces)."""
        # a district lives in one: its column is the one that is not nought
        of_province = self.still[:, -self.provinces :]
        home = of_province.argmax(axis=1)[self.row]
        shape = (self.fits, self.strata + 1, self.provinces)
        size = np.prod(shape)
        # cells are numbered by stratum, and in a stratum by province
        begins = self.begins * self.provinces + home
        ends = self.ends * self.provinces + home
        joined = np.bincount(begins, weight, size)
        left = np.bincount(ends, weight, size)
        change = (joined - left).reshape(shape)
        running = change.cumsum(axis=1)
        return running[:, :-1]

    def _raw(self, expected: NDArray) -> NDArray:
        """Sums of products of two terms, as often as they are expected to fall."""
        n, n_all = self._parts
        raw = np.empty((self.fits, self.size, self.size))
        lost, _ = self._summed(expected)
        # a district lives in one province: most products are nought
        among = lost @ self.shared.products
        n_still = self.size - n_all
        raw[:, n_all:, n_all:] = among.reshape(-1, n_still, n_still)
        # each of the others with all that stand after it, and with itself
        for number, term in enumerate(self.own, start=n):
            products = self._of_districts(lost * term)
            raw[:, number, n:] = products
            raw[:, n:, number] = products
        for number, term in enumerate(self.moving):
            products = self._added(expected * term)
            raw[:, number] = products
            raw[:, :, number] = products
        return raw


def _columns(rows: list[NDArray], values: list, height: int) -> csc_array:
    """A matrix with a column a spell, each with as many numbers as there are lists of rows."""
    shape = (len(rows[0]), len(rows))
    row = np.empty(shape, dtype=int)
    value = np.empty(shape)
    pairs = zip(rows, values, strict=True)
    for number, (its_rows, its_values) in enumerate(pairs):
        row[:, number] = its_rows
        value[:, number] = its_values
    # laid out as it is kept: to sort triples would take longer than to use them
    bounds = np.arange(0, row.size + 1, len(rows))
    parts = (value.ravel(), row.ravel(), bounds)
    width = len(rows[0])
    return csc_array(parts, shape=(height, width))


def laid_out(course: Course, shared: Ground, cut: int = 0) -> Spells:
    """Lay out the spells of some worlds.

    Parameters
    ----------
    course : Course
        See `strata.weekly_course`.
    shared : Ground
        See `strata.ground`.
    cut : int
        Number of a stratum with which every spell begins anew; in the first all do.

    Returns
    -------
    Spells
        A fit a world, with the share of neighbours held as the one term that changes.

    Examples
    --------
    >>> from helpers.analysis import hazard, strata
    >>> shared = strata.ground(hazard.covariates(), ["road"])
    >>> gone = np.zeros((1, 399, 3), bool)
    >>> gone[0, 5, 2] = True
    >>> laid = laid_out(strata.daily_course(gone, 1, shared, first=1), shared)
    >>> len(laid.fit), int(laid.fell.sum())
    (399, 1)
    """
    share = course.share
    districts, worlds, strata = share.shape
    begin = np.zeros(share.shape, dtype=bool)
    # a change of the share begins another one
    np.not_equal(share[:, :, 1:], share[:, :, :-1], out=begin[:, :, 1:])
    begin[:, :, [0, cut]] = True
    begin &= np.arange(strata) < course.leaves[:, :, None]
    # in order of districts, worlds, strata: a district's spells stand together
    cell = np.flatnonzero(begin)
    place, start = np.divmod(cell, strata)
    row, fit = np.divmod(place, worlds)
    # to the next of the same district, or until it leaves
    same_as_next = place[1:] == place[:-1]
    goes_on = np.append(same_as_next, False)
    leaves = course.leaves.ravel()[place]
    following = np.roll(start, -1)
    end = np.where(goes_on, following, leaves)
    falls = course.falls.ravel()[place]
    fell = falls & ~goes_on
    # as it was when the spell began
    moving = share.ravel()[cell][None]
    own = np.empty((0, worlds, districts))
    return Spells(
        fit,
        row,
        start,
        end,
        fell,
        moving,
        own,
        shared,
        worlds,
        strata,
    )


__dir__ = own_names(__name__)
