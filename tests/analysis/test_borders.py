"""Border posts: how many are held, which retakings are in doubt, what figures of money are."""

import numpy as np
import pandas as pd
import pytest

from helpers import events, load
from helpers.analysis import borders


@pytest.fixture(scope="module")
def crossings():
    return load("crossings").set_index("crossing_id")


@pytest.fixture(scope="module")
def post_events():
    table = events()
    return table[table["crossing_id"].notna()]


def test_a_post_is_held_from_its_fall_on(crossings, post_events):
    posts = crossings.index[crossings["kind"] == "customs"]
    pcodes = crossings.loc[posts, "pcode"]
    captured = post_events[post_events["kind"] == "captured"]
    captured = captured[captured["crossing_id"].isin(posts)].drop_duplicates("crossing_id")
    held = borders.posts_held(captured, pcodes)
    for day in ("2021-06-22", "2021-07-31", "2021-08-15"):
        assert held.loc[day, "best"] == (captured["date"] <= day).sum()
    assert (held["best"].diff().dropna() >= 0).all()


def test_two_posts_of_one_district_are_told_apart(post_events):
    own = post_events[post_events["crossing_id"] == "sher_khan_bandar"]
    both = pd.Series("AF1905", ["sher_khan_bandar", "another"])
    days = borders.post_days(own, both, "2021-06-21", "2021-06-22")
    assert days["crossing_id"].tolist() == ["sher_khan_bandar"] * 2 + ["another"] * 2
    assert days["best"].tolist() == ["government", "taliban", "government", "government"]


def test_of_no_posts_nothing_is_held(post_events):
    days = borders.post_days(post_events, pd.Series([], dtype=str))
    assert days.empty and {"best", "support"} <= set(days)


def test_a_retaking_is_in_doubt_if_denied_or_told_by_one_origin():
    rows = [
        ("recaptured", True, 5),
        ("recaptured", False, 1),
        ("recaptured", False, 2),
        ("captured", True, 1),
    ]
    table = pd.DataFrame(rows, columns=["kind", "disputed", "n_origins"])
    assert borders.doubtful_retakings(table).index.tolist() == [0, 1]


def test_posts_in_worlds_lie_about_the_readings(crossings, post_events):
    posts = crossings[crossings["kind"] == "customs"]
    drawn = borders.posts_in_worlds(load("reports"), posts["pcode"], n=100)
    mine = post_events[post_events["crossing_id"].isin(posts.index)]
    held = borders.posts_held(mine, posts["pcode"]).loc["2021-07-31"]
    worlds = drawn.on("2021-07-31")
    assert held.min() <= np.median(worlds) <= held.max()
    # what never fell in a world is not held on its last day
    assert (drawn.held[:, -1] <= (~np.isnan(drawn.fell)).sum(axis=1)).all()


@pytest.mark.parametrize(
    ("unit", "value", "expected"),
    [
        ("USD_per_month", 2e6, 2),
        ("USD_per_day", 1e6, 365.25 / 12),
        ("USD_per_5_days", 5e6, 365.25 / 12),
        ("USD_per_year", 12e6, 1),
        ("USD_per_quarter", 3e6, 1),
        ("trucks_per_day", 80, np.nan),
    ],
)
def test_figures_are_put_into_dollars_a_month(unit, value, expected):
    rates = load("customs")
    row = rates.iloc[[0]].assign(unit=unit, value_lo=value, value_hi=value, crossing_id="x")
    customs = pd.concat([rates, row], ignore_index=True)
    money = borders.monthly_money(customs, pd.Series({"x": "Post"})).iloc[-1]
    assert money["lo"] == pytest.approx(expected, nan_ok=True) and money["post"] == "Post"


def test_what_one_page_prints_before_and_after_is_compared_in_its_own_unit(crossings):
    money = borders.monthly_money(load("customs"), crossings["name"])
    pairs = borders.before_and_after(money)
    assert pairs["source_id"].notna().all() and pairs["change"].between(-100, 0).all()
    expected = 100 * (pairs["value_lo_after"] / pairs["value_lo"] - 1)
    assert np.allclose(pairs["change"], expected)
