"""The hazard model gives back what was planted, finds nothing in nothing, sees no future."""

import numpy as np
import pandas as pd
import pytest

from helpers.analysis import hazard
from helpers.analysis.proximity import weights

FIRST = pd.Timestamp("2021-04-29")  # a Thursday


def invented(rng, effect, districts=330, weeks=9, level=0.12, likeness=0.0):
    """Weeks whose hazard is level x 2 ** (effect x road) x exp(likeness x the province's draw)."""
    road, province = rng.normal(size=districts), np.arange(districts) % 33
    rate = level * 2 ** (effect * road) * np.exp(likeness * rng.normal(size=33)[province])
    fell = rng.exponential(1 / rate).astype(int)  # whole weeks stood through
    rows = [
        pd.DataFrame(
            {
                "pcode": np.arange(districts),
                "week": FIRST + pd.Timedelta(7 * w, "D"),
                "days": 7,
                "captured": (fell == w) * 1,
                "road": road,
                "province": province.astype(str),
                "region": (province % 4).astype(str),
            }
        )[fell >= w]
        for w in range(weeks)
    ]
    return pd.concat(rows, ignore_index=True)


def test_a_planted_effect_is_found_at_its_size():
    rng, found = np.random.default_rng(1), []
    for _ in range(20):
        found.append(hazard.ratios(hazard.fit(invented(rng, 0.6), ["road"])).loc["road"])
    found = pd.DataFrame(found)
    assert (found["lo"] > 1).all()
    assert ((found["lo"] < 2**0.6) & (found["hi"] > 2**0.6)).sum() >= 16
    assert np.exp(np.log(found["ratio"]).mean()) == pytest.approx(2**0.6, rel=0.05)


def test_without_an_effect_one_interval_in_twenty_leaves_out_one():
    rng = np.random.default_rng(2)
    p = []
    for _ in range(200):
        fit = hazard.fit(invented(rng, 0, 165, 5, likeness=0.5), ["road"], ["week"])
        p.append(hazard.ratios(fit).loc["road", "p"])
    assert 0.02 <= np.mean(np.array(p) < 0.05) <= 0.09
    assert 0.4 <= np.mean(p) <= 0.6


def test_likeness_inside_provinces_widens_the_interval_of_a_trait_of_provinces():
    table = invented(np.random.default_rng(3), 0, likeness=1.0)
    table["road"] = table["province"].astype(int) % 2
    lonely = table.assign(province=table["pcode"].astype(str))

    def width(rows):
        ratio = hazard.ratios(hazard.fit(rows, ["road"], ["week"])).loc["road"]
        return np.log(ratio["hi"] / ratio["lo"])

    assert width(table) > 1.3 * width(lonely)


def test_two_groups_in_one_week_have_the_ratio_of_their_cumulative_hazards():
    table = pd.DataFrame(
        {
            "border": np.repeat([0, 1], 100),
            "captured": [1] * 10 + [0] * 90 + [1] * 40 + [0] * 60,
            "week": FIRST,
            "days": 7,
            "province": np.tile(np.arange(20), 10).astype(str),
        }
    )
    got = hazard.ratios(hazard.fit(table, ["border"], ["week"])).loc["border"]
    assert got["ratio"] == pytest.approx(np.log(0.6) / np.log(0.9))
    assert got["lo"] < got["ratio"] < got["hi"]


def test_a_shorter_week_has_less_time_to_fall_in():
    rows = invented(np.random.default_rng(4), 0, weeks=1).assign(week=FIRST)
    daily = hazard.fit(rows.assign(days=1), ["road"], ["week"]).params
    weekly = hazard.fit(rows, ["road"], ["week"]).params
    assert daily.iloc[-1] - weekly.iloc[-1] == pytest.approx(np.log(7))
    assert daily["road"] == pytest.approx(weekly["road"])


def test_the_ratio_of_neighbours_is_that_of_a_quarter():
    table = invented(np.random.default_rng(5), 0.5).rename(columns={"road": "neighbours"})
    fit = hazard.fit(table, ["neighbours"])
    assert hazard.ratios(fit).loc["neighbours", "ratio"] == pytest.approx(
        np.exp(fit.params["neighbours"] / 4)
    )


def test_groups_without_a_capture_are_left_out_and_change_nothing():
    table = invented(np.random.default_rng(6), 0.5)
    quiet = table[table["week"] == FIRST].assign(week=FIRST + pd.Timedelta("700D"), captured=0)
    spared = table[table["week"] == FIRST].assign(captured=0, is_capital=1.0, region="9")
    base = hazard.fit(table, ["road"])
    more = hazard.fit(pd.concat([table, quiet]).reset_index(drop=True), ["road"])
    assert more.params["road"] == pytest.approx(base.params["road"]) and more.nobs == base.nobs
    both = hazard.fit(
        pd.concat([table.assign(is_capital=0.0), spared], ignore_index=True), ["road", "is_capital"]
    )
    assert "is_capital" not in both.params and "region_9" not in both.params
    assert both.params["road"] == pytest.approx(base.params["road"])


def test_a_table_without_captures_is_refused():
    with pytest.raises(ValueError, match="no group"):
        hazard.fit(invented(np.random.default_rng(7), 0).assign(captured=0), ["road"])


def test_score_orders_by_the_terms_and_regions_are_added_on_request():
    table = invented(np.random.default_rng(8), 0.8)
    fit = hazard.fit(table, ["road"])
    assert np.allclose(hazard.score(fit, table), fit.params["road"] * table["road"])
    added = hazard.score(fit, table, regions=True) - hazard.score(fit, table)
    assert np.allclose(added[table["region"] == "0"], 0)
    assert np.allclose(added[table["region"] == "2"], fit.params["region_2"])


def pairs(captured, week, province=None):
    return pd.DataFrame(
        {
            "captured": captured,
            "week": week,
            "province": province or [str(i) for i in range(len(week))],
        }
    )


def test_concordance_counts_pairs_inside_weeks_only():
    table = pairs([1, 0, 0, 1, 0], [1, 1, 1, 2, 2])
    assert (
        hazard.concordance(table, [9, 1, 2, 0.5, 0.1])[0] == 1
    )  # the captured of week 2 is below week 1's standing: no pair
    assert hazard.concordance(table, [0, 1, 2, 0, 1])[0] == 0
    assert hazard.concordance(table, [1, 1, 1, 1, 1])[0] == 0.5
    assert hazard.concordance(table, [1.5, 1, 2, 5, 1])[0] == pytest.approx(2 / 3)


def test_concordance_does_not_hang_on_row_order_or_index_and_its_draws_repeat():
    rng = np.random.default_rng(9)
    table = invented(rng, 0.7)
    area, draws = hazard.concordance(table, table["road"])
    mixed = table.sample(frac=1, random_state=1)
    again, same = hazard.concordance(mixed, mixed["road"])
    assert area == pytest.approx(again) and np.allclose(draws, same) and len(draws) == 1000
    assert 0.5 < np.percentile(draws, 2.5) < area < np.percentile(draws, 97.5)
    noise = hazard.concordance(table, rng.normal(size=len(table)))
    assert np.percentile(noise[1], 1) < 0.5 < np.percentile(noise[1], 99)


def test_concordance_without_a_pair_is_refused():
    with pytest.raises(ValueError, match="both captured and standing"):
        hazard.concordance(pairs([0, 0, 1], [1, 1, 2]), [1, 2, 3])


# five districts in a row, a - b - c - d - e, over 30 April to 14 May (a Friday)
CHAIN, DAYS = list("abcde"), pd.date_range("2021-04-30", "2021-05-14")
AROUND = np.array(
    [
        [0, 1, 0, 0, 0],
        [0.5, 0, 0.5, 0, 0],
        [0, 0.5, 0, 0.5, 0],
        [0, 0, 0.5, 0, 0.5],
        [0, 0, 0, 1, 0],
    ]
)
TRAITS = pd.DataFrame(
    {"road": [1, 2, 3, 4, 5.0], "province": "P", "region": "R"}, index=pd.Index(CHAIN, name="pcode")
)


def chain(named=None, traits=TRAITS, **falls):
    """The panel of the chain; falls gives the day on which a district fell."""
    fallen = pd.DataFrame(
        {p: pd.Timestamp(falls.get(p, "2022-01-01")) <= DAYS for p in CHAIN}, index=DAYS
    )
    return hazard.panel(fallen, named, traits, AROUND)


def test_weeks_begin_on_thursdays_and_the_ends_are_shorter():
    got = chain().drop_duplicates("week")
    assert list(got["week"]) == list(pd.to_datetime(["2021-05-01", "2021-05-06", "2021-05-13"]))
    assert list(got["days"]) == [5, 7, 2]
    assert got["days"].sum() == len(DAYS) - 1


def test_a_district_is_at_risk_until_its_first_capture_and_never_if_held_on_the_eve():
    got = chain(a="2021-04-30", b="2021-05-05", c="2021-05-06")
    assert "a" not in set(got["pcode"])
    assert list(got.loc[got["pcode"] == "b", "captured"]) == [1]
    assert list(got.loc[got["pcode"] == "c", "captured"]) == [0, 1]
    assert list(got.loc[got["pcode"] == "e", "captured"]) == [0, 0, 0]


def test_neighbours_are_those_of_the_eve():
    got = chain(a="2021-04-30", b="2021-05-05", d="2021-05-06").set_index(["pcode", "week"])[
        "neighbours"
    ]
    assert got["b", "2021-05-01"] == 0.5 and got["c", "2021-05-01"] == 0
    # b fell on the 5th; d on the 6th, in the week itself
    assert got["c", "2021-05-06"] == 0.5
    assert got["c", "2021-05-13"] == 1 and got["e", "2021-05-13"] == 1


def test_the_future_does_not_reach_back():
    now, other = (
        chain(a="2021-05-02", c="2021-05-13"),
        chain(a="2021-05-02", d="2021-05-14", e="2021-05-13"),
    )

    def before(table):
        return table[table["week"] < "2021-05-13"].reset_index(drop=True)

    pd.testing.assert_frame_equal(before(now), before(other))


def test_a_fall_that_nobody_names_leaves_unobserved():
    got = chain(named={"b"}, b="2021-05-07", c="2021-05-07")
    assert got.loc[got["pcode"] == "b", "captured"].tolist() == [0, 1]
    assert got.loc[got["pcode"] == "c", "captured"].tolist() == [0]
    assert got.loc[
        (got["pcode"] == "d") & (got["week"] == "2021-05-13"), "neighbours"
    ].tolist() == [0.5]  # yet it is held


def test_a_district_of_which_a_trait_is_missing_is_left_out():
    traits = TRAITS.assign(road=[1, 2, np.nan, 4, 5])
    assert set(chain(traits=traits)["pcode"]) == set("abde")


def test_covariates_of_the_record():
    traits = hazard.covariates()
    assert (
        len(traits) == 399
        and traits["region"].nunique() == 8
        and traits["province"].nunique() == 34
    )
    assert (traits[["road", "capital", "crossing"]] >= 0).all(axis=None)
    assert traits["is_capital"].sum() == 34
    assert traits.loc[traits["is_capital"] == 1, "capital"].max() < np.log2(
        25
    )  # the town lies in its own district
    assert set(traits["contested"]) == {0, 1} and set(traits["border"]) == {0, 1}
    assert set(hazard.MODEL) - {"neighbours"} <= set(traits)
    assert weights().shape == (399, 399)
