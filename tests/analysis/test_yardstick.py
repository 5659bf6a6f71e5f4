"""The yardstick: floors stay floors, missing days stay missing, both sides by one measure."""

import pandas as pd
import pytest

from helpers import load
from helpers.analysis import claims, yardstick


@pytest.fixture(scope="module")
def statements_table():
    return claims.statements()


def calendar_of(*rows):
    days = pd.date_range("2021-05-01", periods=len(rows))
    killed, bound = zip(*rows, strict=True)
    return pd.DataFrame({"date": days, "killed": pd.array(killed, "Int64"), "killed_bound": bound})


def test_a_ceiling_and_an_empty_day_add_nothing_to_what_was_claimed_at_least():
    found = yardstick.claimed_by_month(
        calendar_of((10, "value"), (300, "ceiling"), (50, "floor"), (pd.NA, None), (20, "value"))
    ).iloc[0]
    assert (found["plain"], found["floors"], found["ceilings"]) == (30, 50, 300)
    assert found["at_least"] == 80
    assert (found["given"], found["days"]) == (4, 5)
    # the median of plain days, 15, for the ceiling and the empty day
    assert found["filled"] == 80 + 2 * 15


def test_what_was_claimed_is_the_sum_of_the_days(statements_table):
    calendar = claims.ministry_calendar(statements_table)
    months = yardstick.claimed_by_month(calendar)
    bound = calendar["killed_bound"]
    assert months["at_least"].sum() == calendar.loc[bound != "ceiling", "killed"].sum()
    assert months["days"].sum() == len(calendar)
    assert (months["filled"] >= months["at_least"]).all()


def test_the_band_of_a_month_is_the_year_s():
    found = yardstick.counted_by_month(load("battle_deaths"))
    assert ((found["low"] < found["best"]) & (found["best"] < found["high"])).all()
    assert found["high"].div(found["best"]).nunique() == 1 or found["high"].div(
        found["best"]
    ).std() == pytest.approx(0)


def test_room_is_what_the_others_dead_leave():
    assert yardstick.room(100, 150, others=60) == 0.9
    assert yardstick.room(100, 150) == 1.5


def test_a_claim_has_less_room_the_more_days_are_filled(statements_table):
    calendar = claims.ministry_calendar(statements_table)
    months = yardstick.months_beside(calendar, statements_table, load("battle_deaths"))
    assert (months["room_filled"] <= months["room_at_least"]).all()
    assert (months["room_filled"] <= months["room_high"]).all()


def test_bounds_of_provinces_hold_the_country_s_total_between_them():
    cells = load("battle_deaths_cells")
    found = yardstick.province_bounds(cells)
    total = cells.groupby(cells["month"].astype(str))["best"].sum()
    month = found["month"].astype(str)
    assert (found.groupby(month)["lo"].sum() <= total).all()
    assert (found.groupby(month)["hi"].sum() >= total).all()


def test_both_sides_are_measured_by_the_same_rule(statements_table):
    mirror = {"taliban": "government_forces", "government_forces": "taliban"}
    swapped = statements_table.assign(
        victim_side=statements_table["victim_side"].replace(mirror),
        claimant_type=statements_table["claimant_type"].replace(
            {"taliban": "government", "government": "taliban", "local_official": "taliban"}
        ),
    )
    found = yardstick.claimed_of_the_enemy(statements_table)
    back = yardstick.claimed_of_the_enemy(swapped)
    sides = {"taliban": "government", "government": "taliban"}
    back = back.assign(side=back["side"].map(sides))
    keys = ["side", "reach", "month"]
    pd.testing.assert_frame_equal(
        found.sort_values(keys, ignore_index=True), back.sort_values(keys, ignore_index=True)
    )
