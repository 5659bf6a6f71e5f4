"""The quick layout gives the answers of the slow one, on the record itself."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from helpers.analysis import forecast, hazard, partial, refits, spread, strata
from helpers.analysis import hazard_worlds as many
from helpers.views import hazard_sentences
from helpers.vocabulary import TALIBAN_CODE
from helpers.worlds import Worlds, worlds

STILL = [term for term in hazard.MODEL if term != "neighbours"]


@pytest.fixture(scope="module")
def shared():
    return refits.setting()


@pytest.fixture(scope="module")
def record(shared):
    """The record in the form of one world."""
    fallen = shared.fallen
    holder = np.where(fallen.to_numpy().T, TALIBAN_CODE, 0).astype(np.uint8)
    return Worlds(holder[None], fallen.columns.to_numpy(), fallen.index, pd.DataFrame())


def test_weeks_in_the_quick_layout_are_the_weeks_of_the_panel(shared, record):
    slow = spread.ratio_table(refits.model(shared.table), hazard.STEPS)[["ratio", "lo", "hi"]]
    quick = many.week_ratios(record, shared.traits, shared.first.index).loc[0].unstack()
    same = quick.loc[slow.index, slow.columns].to_numpy()
    assert same == pytest.approx(slow.to_numpy(), rel=1e-3)


def test_days_in_the_quick_layout_are_the_days_of_the_panel(shared, monkeypatch):
    # the slow one would stop a little before the variance stands still
    monkeypatch.setattr(partial, "STILL", 1e-6)
    record = shared.fallen[: spread.UNTIL]
    rows = spread.day_panel(record, shared.first.index, shared.traits)
    slow = spread.fit(rows, ["lag_3", *spread.TRAITS])
    ground = strata.ground(shared.traits, spread.TRAITS, shared.first.index)
    quick = spread.fit_days(record, 3, ground)
    assert quick.captures == slow.captures
    assert spread.ratio(quick, "lag_3").to_numpy() == pytest.approx(
        spread.ratio(slow, "lag_3").to_numpy(), rel=1e-4
    )


def test_the_change_of_halves_is_that_of_the_panel(shared, record):
    cut = pd.Timestamp("2021-07-01")
    slow = refits.change(shared.table, "neighbours", cut)[["ratio", "lo", "hi"]]
    quick = many.change_ratios(record, shared.traits, shared.first.index, cut).loc[0]
    assert quick.to_numpy() == pytest.approx(slow.astype(float).to_numpy(), rel=1e-3)


def test_forecasts_in_the_quick_layout_rank_as_those_of_the_panel(shared, record):
    start = pd.Timestamp("2021-06-17")
    known = shared.traits.join(hazard.reach())
    no_capital = known[known["is_capital"] == 0]
    rows = shared.table.join(hazard.reach(), on="pcode").dropna(subset=["reach"])
    rows = rows[rows["is_capital"] == 0]
    scores = forecast.compare(forecast.rolling(rows, forecast.MODELS, start), draws=10)
    quick = many.forecast_gains(record, no_capital, shared.first.index, start).loc[0]
    assert quick["pace"] == pytest.approx(scores.loc[forecast.PACE, "ratio"])
    assert quick["reach"] == pytest.approx(scores.loc["pace and reach", "gain"])
    assert quick["traits"] == pytest.approx(scores.loc["pace and traits", "gain"])


def of_some(drawn, some):
    return replace(drawn, holder=drawn.holder[some], choices=drawn.choices.iloc[some])


def test_a_world_gives_the_same_answer_wherever_its_fit_starts(shared):
    drawn = worlds(100)
    days = drawn.days[drawn.days <= many.UNTIL]
    ground = strata.ground(shared.traits, STILL, shared.first.index)
    every = many.week_ratios(drawn, shared.traits, shared.first.index)
    # far beyond the first stack: it began from the middle of that one
    last = [98, 99]
    alone = many.week_ratios(of_some(drawn, last), shared.traits, shared.first.index)
    assert np.log(alone.to_numpy()) == pytest.approx(np.log(every.loc[last].to_numpy()), abs=1e-3)
    for place in last:
        gone = drawn.holder[place, :, : len(days)].T == TALIBAN_CODE
        params, _, _, _ = partial.frailty(strata.weekly(gone, days, ground))
        steps = [hazard.STEPS[term] for term in ["neighbours", *STILL]]
        found = np.log(every.xs("ratio", axis=1, level=1).loc[place])
        # the slow one stops a little before the variance stands still
        assert found.to_numpy() == pytest.approx(params[: len(steps)] * steps, abs=0.005)


def test_a_world_is_forecast_in_the_same_way_whatever_stands_beside_it(shared):
    drawn = worlds(100)
    start = pd.Timestamp("2021-06-17")
    known = shared.traits.join(hazard.reach())
    no_capital = known[known["is_capital"] == 0]
    every = many.forecast_gains(drawn, no_capital, shared.first.index, start)
    last = [98, 99]
    alone = many.forecast_gains(of_some(drawn, last), no_capital, shared.first.index, start)
    assert alone.to_numpy() == pytest.approx(every.loc[last].to_numpy(), abs=1e-12)


def test_a_share_of_pairs_is_that_of_counting_them():
    rng = np.random.default_rng(5)
    # few different scores: many ties
    scores = rng.integers(0, 5, size=(3, 4, 30)).astype(float)
    kind = rng.integers(0, 3, size=scores.shape)
    fell, stood = (kind == 0).astype(float), (kind == 1).astype(float)
    found = many.share_won(scores, fell, stood)
    for world in range(3):
        won = pairs = 0
        for week in range(4):
            of_week = scores[world, week]
            high, low = of_week[fell[world, week] > 0], of_week[stood[world, week] > 0]
            apart = high[:, None] - low
            won += (apart > 0).sum() + (apart == 0).sum() / 2
            pairs += apart.size
        assert found[world] == pytest.approx(won / pairs)


@pytest.mark.filterwarnings("error")
def test_a_world_without_a_forecast_or_without_a_capture_has_no_share():
    scores = np.array([[[1.0, 2]], [[np.nan, 2]], [[1.0, 2]]])
    fell = np.array([[[0, 1]], [[0, 1]], [[0, 0]]])
    stood = np.array([[[1, 0]], [[1, 0]], [[1, 1]]])
    found = many.share_won(scores, fell, stood)
    assert found[0] == 1 and np.isnan(found[1:]).all()


def test_a_verdict_that_most_worlds_do_not_share_says_so():
    rows = [(0.95, 0.9, 0.99)] * 6 + [(0.95, 0.8, 1.1)] * 4
    by_world = pd.DataFrame(rows, columns=["ratio", "lo", "hi"])
    clear = pd.Series({"ratio": 0.94, "lo": 0.9, "hi": 0.98})
    vague = pd.Series({"ratio": 0.94, "lo": 0.8, "hi": 1.1})
    assert hazard_sentences.same_verdict(by_world, clear).startswith("**fails in 4 of 10 worlds**")
    # all ratios lie below 1, and yet no difference can be told in four of them only
    assert hazard_sentences.same_verdict(by_world, vague).startswith("**fails in 6 of 10 worlds**")


def test_a_world_without_an_answer_shares_no_verdict():
    by_world = pd.DataFrame({"ratio": [1.0, np.nan], "lo": [0.8, np.nan], "hi": [1.2, np.nan]})
    vague = pd.Series({"ratio": 1.0, "lo": 0.9, "hi": 1.1})
    told = hazard_sentences.same_verdict(by_world, vague)
    assert told.startswith("**fails in 1 of 2 worlds**")
    assert told.endswith("1 of 2 worlds give no number")
