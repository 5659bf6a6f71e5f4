"""Other decisions: steadiness is counted, a planted change between halves is found."""

import numpy as np
import pandas as pd
import pytest

from helpers.analysis import hazard, refits, spread
from tools.planted_campaigns import DISTRICTS, TRAITS, campaign

CUT = pd.Timestamp("2021-07-01")


def halves(early, late, seed=1):
    """District-weeks in which a trait has one effect before July and another one after."""
    rng = np.random.default_rng(seed)
    trait = rng.normal(size=len(DISTRICTS))
    first, second = (campaign(rng, trait=effect * trait) for effect in (early, late))
    # the second campaign goes on where the first one stands at the end of June
    june = first.loc[:"2021-06-30"]
    july = second.loc["2021-07-01":] & ~second.loc["2021-06-30"] | june.iloc[-1]
    rest = {term: 0.0 for term in hazard.MODEL if term not in ("neighbours", "road")}
    fallen = pd.concat([june, july])
    return hazard.panel(fallen, None, TRAITS.assign(road=trait, **rest))


def test_a_planted_change_between_halves_is_found_and_none_where_there_is_none():
    changed = refits.change(halves(-0.6, 0.6), "road", CUT)
    assert changed["lo"] > 1 and changed["p"] < 0.01
    same = [refits.change(halves(0.5, 0.5, seed), "road", CUT)["p"] for seed in range(8)]
    assert np.mean(np.array(same) < 0.05) <= 0.25


def ratios(**rows):
    return pd.DataFrame.from_dict(rows, orient="index", columns=["ratio", "lo", "hi"])


def test_a_trait_holds_if_it_never_turns_and_is_mostly_clear():
    fits = {refits.MAIN: ratios(road=(2, 1.5, 3), area=(2, 1.5, 3))}
    fits |= {f"fit {n}": ratios(road=(2, 1.5, 3), area=(2, 0.9, 3)) for n in range(2)}
    fits["turned"] = ratios(road=(1.2, 0.9, 1.5), area=(0.9, 0.7, 1.2))
    table = refits.steadiness(fits)
    assert table.loc["road", ["same_side", "clear", "fits"]].tolist() == [4, 3, 4]
    assert table["holds"].tolist() == [True, False]


def test_a_refit_that_changes_nothing_is_the_main_model():
    shared = refits.setting()
    main = spread.ratio_table(refits.model(shared.table), hazard.STEPS)
    again = refits.refits(shared, draws=2)[refits.MAIN]
    assert again["ratio"].to_numpy() == pytest.approx(main["ratio"].to_numpy())


def test_reach_is_a_share_and_ranks_with_the_day_of_the_fall():
    reach = hazard.reach()
    assert len(reach) == len(DISTRICTS) and reach.dropna().between(0, 1).all()
    days = pd.Series(np.arange(50.0), reach.dropna().sort_values().index[::8][:50])
    assert hazard.rank_with(days, reach)[1] > 0.95
