"""The quick layout gives the answers of the slow one, on the record itself."""

import numpy as np
import pandas as pd
import pytest

from helpers.analysis import forecast, hazard, partial, refits, spread, strata
from helpers.analysis import hazard_worlds as many
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
    slow = spread.ratio_table(refits.model(shared.table), hazard.STEPS)["ratio"]
    quick = many.week_ratios(record, shared.traits, shared.first.index, n=1).loc[0]
    assert quick[slow.index].to_numpy() == pytest.approx(slow.to_numpy(), rel=1e-4)


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
    slow = refits.change(shared.table, "neighbours", cut)["ratio"]
    quick = many.change_ratios(record, shared.traits, shared.first.index, cut, n=1)[0]
    assert quick == pytest.approx(slow, rel=1e-4)


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

    in_a_row = many.over_worlds(drawn, lay, n=3)[2]
    alone = partial.frailty(lay(drawn.holder[2].T == TALIBAN_CODE))[0][: len(in_a_row)]
    # both stop where the variance stands still, which is not quite the same place
    assert in_a_row == pytest.approx(alone, abs=0.005)
