"""Spells give the sums of strata by districts."""

from dataclasses import replace

import numpy as np
import pytest
from made_up_worlds import DISTRICTS, STRATA, campaign, spans, spells


def test_gradient_and_information_are_those_of_the_likelihood():
    campaigns = [campaign(seed) for seed in range(4)]
    laid = spells(campaigns)
    # worlds that are fitted side by side may stand at different places
    params = np.random.default_rng(2).normal(scale=0.5, size=(4, laid.size))
    gradient = laid.gradient(params)
    information = laid.information(params)
    for place, one in enumerate(campaigns):
        slow = spans(one).likelihood(params[place])
        assert gradient[place] == pytest.approx(slow.scores.sum(axis=0), abs=1e-10)
        assert information[place] == pytest.approx(slow.information, abs=1e-10)


def test_a_district_has_a_spell_for_each_share_that_it_has_while_at_risk():
    leaves, falls, share = campaign(3)
    laid = spells([(leaves, falls, share)])
    for district in range(DISTRICTS):
        here = laid.row == district
        assert here.sum() == len(np.unique(share[district, : leaves[district]]))
        assert (laid.end - laid.start)[here].sum() == leaves[district]
        assert laid.fell[here].sum() == falls[district]


def test_a_term_of_a_fit_is_one_that_does_not_change():
    """The region's pace is such a term: another one in each fit, the same in all of its weeks."""
    laid = spells([campaign(5), campaign(6)])
    own = np.random.default_rng(7).normal(size=(1, 2, DISTRICTS))
    as_moving = np.stack([laid.moving[0], own[0][laid.fit, laid.row]])
    params = np.random.default_rng(8).normal(scale=0.3, size=(2, laid.size + 1))
    of_fit = replace(laid, own=own)
    moves = replace(laid, moving=as_moving)
    assert of_fit.gradient(params) == pytest.approx(moves.gradient(params), abs=1e-10)
    assert of_fit.information(params) == pytest.approx(moves.information(params), abs=1e-10)


def test_what_was_seen_before_a_stratum_is_a_campaign_cut_off_there():
    campaigns = [campaign(seed) for seed in (1, 2)]
    weeks = np.array([4, 7, STRATA])
    laid = spells(campaigns).until(weeks)
    params = np.random.default_rng(9).normal(scale=0.5, size=(6, laid.size))
    gradient = laid.gradient(params)
    information = laid.information(params)
    for number in range(6):
        leaves, falls, share = campaigns[number // 3]
        week = weeks[number % 3]
        cut = (leaves.clip(max=week), falls & (leaves <= week), share[:, :week])
        slow = spans(cut).likelihood(params[number])
        assert gradient[number] == pytest.approx(slow.scores.sum(axis=0), abs=1e-10)
        assert information[number] == pytest.approx(slow.information, abs=1e-10)


def test_some_of_the_fits_are_what_they_were_among_all():
    laid = spells([campaign(seed) for seed in range(5)])
    some = np.array([True, False, True, True, False])
    params = np.random.default_rng(4).normal(scale=0.5, size=(5, laid.size))
    assert laid.of(some).gradient(params[some]) == pytest.approx(laid.gradient(params)[some])
