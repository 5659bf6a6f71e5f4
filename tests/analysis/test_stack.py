"""Many worlds at once give the answers of one after the other."""

import numpy as np
import pytest

from helpers.analysis import partial, stack

PROVINCES = 6


def world(seed, n_strata=12, n_districts=60, effect=0.8):
    """A made-up campaign: a trait, a share that changes, and provinces that differ."""
    rng = np.random.default_rng(seed)
    home = np.arange(n_districts) % PROVINCES
    trait = np.random.default_rng(1).normal(size=n_districts)
    own = rng.normal(scale=0.7, size=PROVINCES)[home]
    share = rng.random((n_strata, n_districts))
    stands = np.ones(n_districts, dtype=bool)
    at_risk = np.zeros((n_strata, n_districts))
    falls = np.zeros_like(at_risk)
    for stratum in range(n_strata):
        at_risk[stratum] = stands
        rate = 0.12 * np.exp(effect * trait + share[stratum] + own)
        fell = stands & (rng.random(n_districts) < 1 - np.exp(-rate))
        falls[stratum] = fell
        stands = stands & ~fell
    still = np.column_stack([trait, np.eye(PROVINCES)[home]])
    some = falls.any(axis=1)
    return partial.Spans(at_risk[some], falls[some], share[None, some], still, PROVINCES)


def test_worlds_side_by_side_are_fitted_as_each_alone():
    laid = [world(seed) for seed in range(8)]
    # worlds with fewer strata are filled up
    assert len({len(each.falls) for each in laid}) > 1
    answers = stack.frailties(stack.stacked(laid))
    for place, each in enumerate(laid):
        params, cov, _, _ = partial.frailty(each)
        terms = each.terms
        # both stop where the variance stands still, which is not quite the same place
        assert answers.params[place, :terms] == pytest.approx(params[:terms], abs=0.01)
        errors = np.sqrt(np.diag(cov))[:terms]
        assert answers.errors[place] == pytest.approx(errors, rel=0.02)


def test_the_answer_does_not_depend_on_where_a_fit_starts():
    laid = stack.stacked([world(seed) for seed in range(4)])
    plain = stack.frailties(laid)
    elsewhere = stack.frailties(laid, np.full(laid.size, 0.5), variance=2.0)
    assert elsewhere.params[:, :2] == pytest.approx(plain.params[:, :2], abs=0.005)


def test_its_gradient_and_information_are_those_of_the_likelihood():
    each = world(3)
    laid = stack.stacked([each])
    params = np.linspace(-0.4, 0.4, laid.size)
    gradient, information = laid.derivatives(params[None])
    slow = each.likelihood(params)
    assert gradient[0] == pytest.approx(slow.scores.sum(axis=0))
    assert information[0] == pytest.approx(slow.information)


def test_a_world_in_which_a_term_does_not_vary_has_no_answer_and_spoils_no_other():
    good, flat = world(1), world(2)
    # the share is the same everywhere: it cannot be told from the stratum
    flat = flat._replace(moving=np.zeros_like(flat.moving))
    together = stack.frailties(stack.stacked([good, flat]))
    alone = stack.frailties(stack.stacked([good]))
    assert np.isnan(together.params[1]).all() and np.isnan(together.errors[1]).all()
    assert together.params[0] == pytest.approx(alone.params[0], abs=1e-3)
