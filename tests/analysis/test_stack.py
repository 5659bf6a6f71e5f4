"""Many worlds at once give the answers of one after the other."""

import numpy as np
import pytest
from made_up_worlds import PROVINCES, campaign, spans, spells

from helpers.analysis import partial, stack

TERMS = 2


@pytest.fixture
def exact(monkeypatch):
    """The fit of one world goes on to the last digits."""
    monkeypatch.setattr(partial, "CLOSE", 1e-11)
    monkeypatch.setattr(partial, "STILL", 1e-9)
    monkeypatch.setattr(partial, "STEPS", 500)


def test_worlds_side_by_side_are_fitted_as_each_alone(exact):
    campaigns = [campaign(seed) for seed in range(8)]
    answers = stack.frailties(spells(campaigns))
    for place, one in enumerate(campaigns):
        params, cov, _, variance = partial.frailty(spans(one))
        assert answers.params[place] == pytest.approx(params, abs=1e-4)
        errors = np.sqrt(np.diag(cov))[:TERMS]
        assert answers.errors[place] == pytest.approx(errors, rel=2e-3)
        assert answers.variance[place] == pytest.approx(variance, rel=2e-3, abs=5e-4)


def test_at_its_variance_each_answer_is_the_maximum_of_newtons_method(exact):
    campaigns = [campaign(seed) for seed in range(12)]
    first = stack.frailties(spells(campaigns[:6]))
    # by their own inverses, and from the middle of others by theirs
    later = stack.frailties(spells(campaigns[6:]), stack.middle(first))
    for place, one in enumerate(campaigns):
        answers = first if place < 6 else later
        number = place % 6
        data = spans(one)
        penalty = np.full(data.size, 1 / answers.variance[number])
        penalty[:TERMS] = 0
        params, _ = partial.newton(data, penalty, np.full(data.size, True))
        assert answers.params[number] == pytest.approx(params, abs=1e-8)


def test_the_answer_does_not_depend_on_where_a_fit_starts():
    laid = spells([campaign(seed) for seed in range(4)])
    plain = stack.frailties(laid)
    far = np.full((1, laid.size), 0.5)
    elsewhere = stack.Start(far, np.log([2.0]), np.eye(laid.size)[None] / 20)
    again = stack.frailties(laid, elsewhere)
    assert again.params == pytest.approx(plain.params, abs=1e-4)
    assert again.errors == pytest.approx(plain.errors, rel=1e-3)


def test_a_world_in_which_a_term_does_not_vary_has_no_answer_and_spoils_no_other():
    good = campaign(1)
    leaves, falls, share = campaign(2)
    # the share is the same everywhere: it cannot be told from the stratum
    flat = (leaves, falls, np.zeros_like(share))
    together = stack.frailties(spells([good, flat]))
    alone = stack.frailties(spells([good]))
    assert np.isnan(together.params[1]).all() and np.isnan(together.errors[1]).all()
    assert together.params[0] == pytest.approx(alone.params[0], abs=1e-6)
    # and the middle is that of the worlds with an answer
    assert stack.middle(together).params[0] == pytest.approx(alone.params[0], abs=1e-6)


def test_without_provinces_the_maximum_is_that_of_newtons_method(exact):
    campaigns = [campaign(seed) for seed in range(8)]
    first = stack.maxima(spells(campaigns[:4], homes=False))
    later = stack.maxima(spells(campaigns[4:], homes=False), stack.middle(first))
    found = np.concatenate([first.params, later.params])
    for place, one in enumerate(campaigns):
        data = spans(one, homes=False)
        params, _ = partial.newton(data, np.zeros(TERMS), np.full(TERMS, True))
        assert found[place] == pytest.approx(params, abs=1e-8)


def test_a_term_that_does_not_vary_is_left_out_of_a_forecast(exact):
    good = campaign(1)
    leaves, falls, share = campaign(2)
    flat = (leaves, falls, np.full_like(share, 0.3))
    start = stack.middle(stack.maxima(spells([good], homes=False)))
    found = stack.maxima(spells([good, flat], homes=False), start)
    data = spans(flat, homes=False)
    params, _ = partial.newton(data, np.zeros(TERMS), np.array([False, True]))
    # at nought, wherever the fit began
    assert found.params[1] == pytest.approx(params, abs=1e-8)
    assert found.params[1, 0] == pytest.approx(0, abs=1e-12)


def test_a_trait_that_decides_everything_has_no_finite_answer():
    leaves, falls, share = campaign(1)
    good = (leaves, falls, share)
    # of all at risk those with the most fall, in every stratum
    last = (2 * leaves + ~falls) / leaves.max()
    sure = (leaves, falls, np.tile(-last[:, None], share.shape[1]))
    found = stack.maxima(spells([good, sure], homes=False))
    assert np.isfinite(found.params[0]).all()
    assert np.isnan(found.params[1]).all()


def test_provinces_that_do_not_differ_have_the_least_variance():
    """An EM step goes on towards nought there; it has to stop."""
    laid = [campaign(seed) for seed in range(8)]
    answers = stack.frailties(spells(laid))
    assert answers.variance.min() == pytest.approx(partial.LEAST)
    assert np.isfinite(answers.errors).all()


def test_provinces_are_as_many_as_there_are_columns():
    assert spells([campaign(1)]).provinces == PROVINCES
