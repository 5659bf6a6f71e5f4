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
    first = campaign(rng, trait=early * trait)
    second = campaign(rng, trait=late * trait)
    june = first.loc[:"2021-06-30"]
    # the second campaign goes on where the first one stands at the end of June
    fallen_before = second.loc["2021-06-30"]
    falls_in_july = second.loc["2021-07-01":] & ~fallen_before
    fallen = pd.concat([june, falls_in_july | june.iloc[-1]])
    others = set(hazard.MODEL) - {"neighbours", "road"}
    traits = TRAITS.assign(road=trait, **dict.fromkeys(others, 0.0))
    return hazard.panel(fallen, None, traits)


def test_a_planted_change_between_halves_is_found():
    changed = refits.change(halves(-0.6, 0.6), "road", CUT)
    assert changed["lo"] > 1
    assert changed["p"] < 0.01


def test_where_no_change_between_halves_is_planted_alarms_are_rare():
    panels = [halves(0.5, 0.5, seed) for seed in range(8)]
    p = [refits.change(panel, "road", CUT)["p"] for panel in panels]
    alarms = sum(each < 0.05 for each in p)
    assert alarms <= 2


def ratios(**rows):
    return pd.DataFrame.from_dict(rows, orient="index", columns=["ratio", "lo", "hi"])


def test_a_trait_holds_if_it_never_turns_and_is_mostly_clear():
    fits = {
        refits.MAIN: ratios(road=(2, 1.5, 3), area=(2, 1.5, 3)),
        "one": ratios(road=(2, 1.5, 3), area=(2, 0.9, 3)),
        "again": ratios(road=(2, 1.5, 3), area=(2, 0.9, 3)),
        "turned": ratios(road=(1.2, 0.9, 1.5), area=(0.9, 0.7, 1.2)),
    }
    table = refits.steadiness(fits)
    assert table.loc["road", ["same_side", "clear", "fits"]].tolist() == [4, 3, 4]
    assert table["holds"].tolist() == [True, False]


def test_a_refit_that_changes_nothing_is_the_main_model():
    shared = refits.setting()
    main = spread.ratio_table(refits.model(shared.table), hazard.STEPS)
    again = refits.refits(shared, draws=2)[refits.MAIN]
    assert again["ratio"].to_numpy() == pytest.approx(main["ratio"].to_numpy())


def test_reach_is_a_share():
    reach = hazard.reach()
    assert len(reach) == len(DISTRICTS)
    assert reach.dropna().between(0, 1).all()


def test_reach_ranks_with_the_day_of_the_fall():
    reach = hazard.reach()
    in_order = reach.dropna().sort_values()
    # every eighth, a day each
    pcodes = in_order.index[::8]
    days = pd.Series(np.arange(50.0), pcodes[:50])
    assert hazard.rank_with(days, reach)[1] > 0.95
