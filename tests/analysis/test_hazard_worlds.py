"""The quick layout gives the answers of the slow one, on the record itself."""

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
    quick = many.week_ratios(record, shared.traits, shared.first.index, n=1).loc[0].unstack()
    same = quick.loc[slow.index, slow.columns].to_numpy()
    assert same == pytest.approx(slow.to_numpy(), rel=1e-3)


def test_days_in_the_quick_layout_are_the_days_of_the_panel(shared):
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
    quick = many.change_ratios(record, shared.traits, shared.first.index, cut, n=1).loc[0]
    assert quick.to_numpy() == pytest.approx(slow.astype(float).to_numpy(), rel=1e-3)


def test_forecasts_in_the_quick_layout_rank_as_those_of_the_panel(shared, record):
    start = pd.Timestamp("2021-06-17")
    known = shared.traits.join(hazard.reach())
    no_capital = known[known["is_capital"] == 0]
    rows = shared.table.join(hazard.reach(), on="pcode").dropna(subset=["reach"])
    rows = rows[rows["is_capital"] == 0]
    scores = forecast.compare(forecast.rolling(rows, forecast.MODELS, start), draws=10)
    quick = many.forecast_gains(record, no_capital, shared.first.index, start, n=1).loc[0]
    assert quick["pace"] == pytest.approx(scores.loc[forecast.PACE, "ratio"])
    assert quick["reach"] == pytest.approx(scores.loc["pace and reach", "gain"])
    assert quick["traits"] == pytest.approx(scores.loc["pace and traits", "gain"])


def test_a_world_gives_the_same_answer_wherever_its_fit_starts(shared):
    drawn = worlds(100)
    days = drawn.days[drawn.days <= many.UNTIL]
    ground = strata.ground(shared.traits, STILL, shared.first.index)

    def lay(gone):
        return strata.weekly(gone[: len(days)], days, ground)

    in_a_row = many.over_worlds(drawn, lay, n=3).logs[2]
    alone = partial.frailty(lay(drawn.holder[2].T == TALIBAN_CODE))[0][: len(in_a_row)]
    # both stop where the variance stands still, which is not quite the same place
    assert in_a_row == pytest.approx(alone, abs=0.005)


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
