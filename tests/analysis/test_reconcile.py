"""Published counts beside ours, on a country of our own making; what each answer rests on."""

import numpy as np
import pandas as pd
import pytest

from helpers import load
from helpers.analysis.reconcile import (
    FLOOR,
    FROM_MAY,
    TOLERANCE,
    WHY,
    Record,
    altered,
    answers,
    growth,
    lateness,
    reconcile,
    why,
)

DAYS = pd.date_range("2021-05-01", "2021-05-10", unit="us")
PCODES = load("districts")["pcode"].tolist()
CAPITALS = load("districts").query("is_capital")["pcode"].tolist()


def held(fallen):
    """All districts, the first `fallen[day]` fallen in every reading (`latest`: two fewer)."""
    rows = []
    for day in DAYS:
        n = fallen.get(f"{day:%Y-%m-%d}", 0)
        for i, pcode in enumerate(PCODES):
            rows.append(
                (day, pcode, *("taliban" if i < k else "government" for k in (n, n, n - 2)))
            )
    return pd.DataFrame(rows, columns=["date", "pcode", "best", "earliest", "latest"])


def events(rows):
    """(pcode, kind, date_lo, date_hi, support) -> a table of events."""
    table = pd.DataFrame(rows, columns=["pcode", "kind", "date_lo", "date_hi", "support"])
    order = ["single", "admitted", "corroborated", "strong"]
    return table.assign(
        crossing_id=pd.NA,
        date=pd.to_datetime(table["date_lo"]),
        date_lo=pd.to_datetime(table["date_lo"]),
        date_hi=pd.to_datetime(table["date_hi"]),
        support=pd.Categorical(table["support"], order, ordered=True),
        kind=table["kind"].astype("str"),
    )


def counts(*rows):
    names = [
        "count_id",
        "as_of",
        "as_of_hi",
        "measure",
        "unit",
        "value",
        "value_hi",
        "qualifier",
        "note",
    ]
    table = pd.DataFrame(rows, columns=names)
    return table.assign(
        as_of=pd.to_datetime(table["as_of"]),
        as_of_hi=pd.to_datetime(table["as_of_hi"]),
        value_hi=table["value_hi"].astype("float64"),
    )


NONE = events([])
STEPS = {f"2021-05-{d:02}": 100 if d < 5 else 150 for d in range(1, 11)}


@pytest.mark.parametrize(
    "value, qualifier, passes, gap",
    [
        (150, "exact", True, 0),
        (100, "exact", True, 0),
        (98, "exact", True, 0),
        (165, "exact", True, -15),
        (167, "exact", False, -17),
        (80, "exact", False, 18),
        (60, "at_least", True, 0),
        (200, "at_least", False, -50),
        (400, "at_most", True, 0),
        (50, "at_most", False, 48),
    ],
)
def test_a_stock_is_met_from_the_evening_before_to_the_evening_of_its_day(
    value, qualifier, passes, gap
):
    row = reconcile(
        counts(("P1", "2021-05-05", None, "taliban_held", "district", value, None, qualifier, "")),
        NONE,
        held(STEPS),
    ).iloc[0]
    assert (row["ours_lo"], row["ours_best"], row["ours_hi"]) == (98, 150, 150)
    assert (bool(row["passes"]), row["gap"]) == (passes, gap)


def test_the_tolerance_is_a_tenth_and_five_districts_at_least():
    few = {day: 20 for day in STEPS}
    table = counts(
        *(
            (f"P{v}", "2021-05-05", None, "taliban_held", "district", v, None, "exact", "")
            for v in (20 + FLOOR, 21 + FLOOR, 18 - FLOOR, 17 - FLOOR)
        )
    )
    assert reconcile(table, NONE, held(few)).set_index("count_id")["passes"].to_dict() == {
        "P25": True,
        "P26": False,
        "P13": True,
        "P12": False,
    }
    assert TOLERANCE * 20 < FLOOR


def test_a_range_passes_if_it_meets_the_band():
    table = counts(
        ("P1", "2021-05-08", None, "taliban_held", "district", 110, 160, "exact", ""),
        ("P2", "2021-05-08", None, "taliban_held", "district", 90, 100, "exact", ""),
    )
    assert reconcile(table, NONE, held(STEPS))["passes"].tolist() == [True, False]


def test_flows_count_what_must_and_what_may_lie_in_the_time():
    found = events(
        [(PCODES[i], "captured", "2021-05-03", "2021-05-04", "strong") for i in range(12)]
        + [(PCODES[i], "captured", "2021-05-04", "2021-05-09", "single") for i in range(12, 20)]
        + [(PCODES[30], "recaptured", "2021-05-04", "2021-05-04", "single")]
    )
    table = counts(
        ("A", "2021-05-02", "2021-05-05", "fallen_in_period", "district", 12, None, "exact", ""),
        ("B", "2021-05-05", None, "captured_since", "district", 20, None, "exact", FROM_MAY + "."),
        ("C", "2021-05-02", "2021-05-05", "retaken", "district", 1, None, "exact", ""),
    )
    ours = reconcile(table, found, held(STEPS)).set_index("count_id")
    assert ours.loc["A", ["ours_lo", "ours_best", "ours_hi"]].tolist() == [12, 20, 20]
    assert ours.loc["B", ["ours_lo", "ours_hi"]].tolist() == [12, 20] and ours.loc[
        "C", ["ours_lo", "ours_hi"]
    ].tolist() == [0, 1]


def test_what_cannot_be_compared_is_left_out():
    table = counts(
        ("A", None, None, "taliban_held", "district", 1, None, "exact", ""),
        ("B", "2020-05-05", None, "taliban_held", "district", 1, None, "exact", ""),
        ("C", "2021-05-05", None, "taliban_held", "percent", 85, None, "exact", ""),
        (
            "D",
            "2021-05-05",
            None,
            "captured_since",
            "district",
            1,
            None,
            "exact",
            "Since 2021-04-14",
        ),
    )
    assert reconcile(table, NONE, held(STEPS)).empty


def test_capitals_are_counted_by_themselves():
    first = PCODES.index(CAPITALS[2]) + 1
    row = reconcile(
        counts(("P1", "2021-05-05", None, "capitals_captured", "capital", 3, None, "exact", "")),
        NONE,
        held({day: first for day in STEPS}),
    ).iloc[0]
    assert row["ours_hi"] == 3 and row["passes"]


def test_every_district_has_one_answer_with_what_it_rests_on():
    table = answers()
    assert table["pcode"].tolist() == PCODES and "nothing" not in set(table["answer"])
    reports = set(load("reports")["report_id"])
    assert all(set(ids) <= reports for ids in table["reports"])
    assert (
        all(table.loc[table["answer"] != "held before", "reports"].str.len() > 0)
        and (table["n_origins"] > 0).all()
    )


def made_record(rise):
    """A record in which so many districts are held, day by day."""
    daily = pd.DataFrame(dict.fromkeys(["best", "earliest", "latest"], rise), index=rise.index)
    flow = pd.DataFrame({c: rise.index[:10] for c in ("date", "date_lo", "date_hi")})
    return Record(daily, daily, flow, flow)


def counters(rise, every=9):
    """Published counts that are exactly right, by one counter."""
    rows = [
        (f"P{i}", day, None, "taliban_held", "district", float(rise[day]), None, "exact", "")
        for i, day in enumerate(rise.index[::every])
    ]
    return counts(*rows).assign(publisher="A counter")


@pytest.fixture
def rise():
    days = pd.date_range("2021-05-01", "2021-08-15", unit="us")
    steps = np.random.default_rng(2021).poisson(1 + 2 * np.sin(np.arange(len(days)) / 20) ** 2)
    return pd.Series(40 + steps.cumsum(), days)


@pytest.mark.parametrize("change, late", [("as it is", 0), ("3 days late", 3), ("7 days late", 7)])
def test_growth_between_counts_tells_by_how_many_days_a_record_is_late(rise, change, late):
    table = counters(rise)
    daily = altered(made_record(rise), change).districts
    assert abs(lateness(growth(table, daily), daily) - late) <= 1


@pytest.mark.parametrize(
    "change, theirs", [("as it is", 1), ("a tenth missing", 1 / 0.9), ("doubled", 0.5)]
)
def test_growth_between_counts_tells_by_how_much_a_record_is_too_small(rise, change, theirs):
    steps = growth(counters(rise), altered(made_record(rise), change).districts)
    scale = (steps["ours"] @ steps["theirs"]) / (steps["ours"] @ steps["ours"])
    assert scale == pytest.approx(theirs, rel=0.03)


def test_two_figures_for_one_day_leave_a_range_and_their_order_does_not_matter(rise):
    table = counters(rise)
    twice = pd.concat([table, table.iloc[:1].assign(count_id="X", value=60.0)])
    one = growth(twice, made_record(rise).districts)
    other = growth(twice.iloc[::-1], made_record(rise).districts)
    pd.testing.assert_frame_equal(one, other)
    apart = 60 - table["value"].iloc[0]
    assert one["theirs_hi"].iloc[0] - one["theirs_lo"].iloc[0] == apart > 0


def test_a_change_that_is_none_is_refused(rise):
    with pytest.raises(ValueError, match="'burnt' is none of"):
        altered(made_record(rise), "burnt")


def failing(gap, unit, measure, other=None):
    """One count that fails, and maybe a plain one of another counter that passes."""
    row = {"publisher": "A", "as_of": pd.Timestamp("2021-07-01"), "qualifier": "exact"}
    row |= {"unit": unit, "measure": measure, "passes": False, "gap": gap}
    rows = [row]
    if other:
        rows.append(row | {"publisher": "B", "passes": True, "gap": 0, "qualifier": other})
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    "table, reason",
    [
        (failing(9, "district", "taliban_held"), 1),
        (failing(9, "district", "taliban_held", "exact"), 0),
        (failing(9, "district", "taliban_held", "at_least"), 1),
        (failing(-2, "capital", "capitals_captured"), 2),
        (failing(-9, "district", "taliban_held"), 3),
        (failing(-9, "district_centre", "taliban_held"), 4),
    ],
)
def test_where_ours_is_higher_it_is_ours_unless_a_third_counter_agrees(table, reason):
    assert why(table).tolist() == [WHY[reason]]
