"""Tests of figures on planted answers: what is there is found, what is not there is not."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from helpers.analysis import claim_tests


def test_ratio_of_a_constant_and_of_too_few():
    found = claim_tests.ratio(range(2, 22, 2), range(1, 11))
    assert found["n"] == 10
    assert {found[name] for name in ("ratio", "lo", "hi", "median")} == {2}
    # of four pairs one has two numbers above nought
    few = claim_tests.ratio([4, pd.NA, 6, 0], [2, 3, pd.NA, 5])
    assert few["n"] == 1
    assert few["ratio"] == 2
    assert np.isnan(few["lo"])


def test_the_interval_of_the_ratio_covers_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(1)
    wounded = rng.integers(20, 200, (60, 40))
    killed = wounded * rng.gamma(20, 1.8 / 20, wounded.shape)  # true ratio 1.8
    found = [claim_tests.ratio(*rows) for rows in zip(killed, wounded, strict=True)]
    inside = [each["lo"] <= 1.8 <= each["hi"] for each in found]
    assert np.mean(inside) > 0.85


def test_a_planted_heap_is_found_and_none_in_its_absence_at_the_stated_rate():
    rng = np.random.default_rng(2)
    plain = rng.integers(50, 600, (500, 60))
    is_rounded = rng.random(plain.shape) < 0.25
    # a true share of 0.25 + 0.75 / 5 = 0.4
    heaped = np.where(is_rounded, plain // 5 * 5, plain)

    def share_found(rows):
        return np.mean([claim_tests.heaping(row)["p"] < 0.05 for row in rows])

    scatter = np.sqrt(0.05 * 0.95 / 500)
    assert share_found(plain) <= 0.05 + 2 * scatter
    power = claim_tests.heaping(plain[0], heap=0.4)["power"]
    assert share_found(heaped) == pytest.approx(power, abs=0.05)


def test_power_falls_with_n_and_small_counts_are_left_out():
    large = np.arange(100, 260)
    power = [claim_tests.heaping(large[:n])["power"] for n in (10, 40, 160)]
    assert power == sorted(power)
    assert power[0] < 0.5 < power[-1]
    assert claim_tests.heaping([5, 10, 15, 19, 20, 21])["n"] == 2
    assert claim_tests.heaping([])["n"] == 0
    assert np.isnan(claim_tests.heaping([3])["p"])


def test_heaping_agrees_with_the_exact_binomial():
    found = claim_tests.heaping([100, 105, 111, 112, 113])
    two_or_more = stats.binom.sf(1, 5, 0.2)
    assert found["share"] == 0.4
    assert found["p"] == pytest.approx(two_or_more)


def weekly_table(values):
    return pd.DataFrame(values, columns=[f"AF{i:02d}" for i in range(values.shape[1])])


def margins_only(rng, weeks=15, provinces=34):
    """Two tables of counts whose weeks and provinces differ alike, and that have no other link."""
    of_week = rng.normal(0, 0.6, (weeks, 1))
    of_province = rng.normal(0, 0.6, (1, provinces))
    expected = np.exp(of_week + of_province - 0.2)
    return weekly_table(rng.poisson(expected)), weekly_table(rng.poisson(expected))


def test_a_planted_link_is_found_against_both_kinds_of_chance():
    rng = np.random.default_rng(3)
    lost = rng.poisson(1.0, (15, 34))
    claimed = lost + rng.poisson(0.3, lost.shape)
    found = claim_tests.two_way_link(weekly_table(claimed), weekly_table(lost))
    assert found["lo"] > 0.4
    assert found["lo"] <= found["r"] <= found["hi"]
    assert found["p_traded"] < 0.01
    assert found["p_dealt"] < 0.01


def test_weeks_and_provinces_alone_make_no_link():
    rng = np.random.default_rng(4)
    links = [claim_tests.two_way_link(*margins_only(rng)) for _ in range(24)]
    raw = np.mean([link["raw"] for link in links])
    for test in ("p_traded", "p_dealt"):
        assert np.mean([link[test] < 0.05 for link in links]) <= 0.2, test
    # left in, the two margins make a correlation out of nothing
    assert raw > 0.15


def test_taking_weeks_and_provinces_out_leaves_no_link_on_the_mean():
    # ranks less means of rows and columns leave 0.02, and false alarms twice as often as they say
    rng = np.random.default_rng(8)
    pairs = [margins_only(rng) for _ in range(400)]
    net = [claim_tests.residual_correlation(x, y) for x, y in pairs]
    error = np.std(net) / np.sqrt(len(net))
    assert abs(np.mean(net)) < 3 * error
    assert 3 * error < 0.01


def test_habits_that_multiply_leave_nothing_to_correlate():
    habit = np.outer(np.arange(1.0, 16.0), np.arange(34.0))
    assert np.abs(claim_tests._residuals(habit)).max() < 1e-9


def test_the_number_of_lists_of_a_week_is_taken_out():
    rng = np.random.default_rng(6)
    lists = np.array([4, 2, 0] * 5)
    named = weekly_table(rng.binomial(lists[:, None], 0.3, (15, 34)))
    lost = weekly_table(rng.poisson(1.0, (15, 34)))
    found = claim_tests.two_way_link(named, lost, lists)
    assert abs(found["r"]) < 0.2


def test_two_way_link_is_the_same_each_time_and_wants_tables_that_can_be_compared():
    table = weekly_table(np.random.default_rng(5).poisson(1.0, (15, 34)))
    later = table.shift(1, fill_value=0)
    again = [claim_tests.two_way_link(table, later)["lo"] for _ in range(2)]
    assert again[0] == again[1]
    with pytest.raises(ValueError, match="not of one shape"):
        claim_tests.two_way_link(table, table.iloc[:5])
    with pytest.raises(ValueError, match="same in all cells"):
        claim_tests.two_way_link(table, table * 0)


def test_runs_of_order_and_of_none():
    clinging = claim_tests.runs(np.arange(40))
    assert clinging["runs"] == 2 and clinging["p"] < 0.01
    shuffled = claim_tests.runs(np.random.default_rng(7).permutation(40))
    assert shuffled["p"] > 0.05


def test_floors_say_nothing_of_last_digits():
    table = pd.DataFrame({"killed": [100, 81], "killed_bound": ["floor", "value"]})
    for measure in ("wounded", "captured"):
        table[measure] = pd.NA
        table[f"{measure}_bound"] = None
    assert claim_tests.plain_figures(table).tolist() == [81]


def test_the_share_lost_counts_a_district_once():
    falls = pd.to_datetime(["2021-06-01", "2021-06-09"])
    table = pd.DataFrame({"pcode": ["AF0101", "AF0101"], "date": falls})
    once = claim_tests.share_lost(table, ["AF01"], "2021-06-01", "2021-06-01")
    assert claim_tests.share_lost(table, ["AF01"], "2021-06-01", "2021-06-30") == once > 0
    assert claim_tests.share_lost(table, ["AF02"], "2021-06-01", "2021-06-30") == 0


def test_weekly_counts_by_week_and_province():
    days = pd.to_datetime(["2021-05-01", "2021-05-07", "2021-05-08", "2022-01-01"])
    table = claim_tests.weekly(days, ["AF30", "AF30", "AF01", "AF01"])
    assert table.shape == (15, 34)
    assert table.loc[0, "AF30"] == 2
    assert table.loc[1, "AF01"] == 1
    assert table.to_numpy().sum() == 3
