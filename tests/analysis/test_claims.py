"""Claims: statements and their bands, differences, the ministry's calendar, escaping, bad input."""

import pandas as pd
import pytest

from helpers import check, load
from helpers.analysis import claims
from helpers.views import tables as pages
from helpers.views.tables import linked

COLUMNS = [
    "claim_id",
    "statement_id",
    "reported",
    "period_lo",
    "period_hi",
    "claimant",
    "claimant_type",
    "victim_side",
    "killed",
    "wounded",
    "captured",
    "qualifier",
    "scope",
    "provinces",
    "source_id",
    "note",
]
DAY = "2021-06-21"


def prints_of(*rows, **common):
    """A table of prints from (killed, wounded, qualifier, origin) rows, else a daily statement."""
    filled = []
    for number, (killed, wounded, qualifier, origin, *rest) in enumerate(rows):
        row = (
            {
                "claim_id": f"K{number:04d}",
                "statement_id": "mod",
                "day": pd.Timestamp(DAY),
                "claimant": claims.MINISTRY,
                "claimant_type": "government",
                "victim_side": "taliban",
                "killed": killed,
                "wounded": wounded,
                "captured": pd.NA,
                "qualifier": qualifier,
                "scope": "national",
                "provinces": (),
                "origin": origin,
                "publisher": "p",
                "url": "https://x.y",
                "note": pd.NA,
            }
            | common
            | (rest[0] if rest else {})
        )
        filled.append(
            {"period_lo": row["day"] - pd.Timedelta(days=1), "period_hi": row["day"]} | row
        )
    return pd.DataFrame(filled).astype({m: "Int64" for m in claims.MEASURES})


@pytest.fixture(scope="module")
def statements_table():
    """The statements of the record."""
    return claims.statements()


def only(table):
    statements_table = claims.statements(table)
    assert len(statements_table) == 1
    return statements_table.iloc[0]


# statements


def test_origins_are_counted_not_pages():
    row = only(
        prints_of(
            (147, 53, "exact", "A"),
            (147, 53, "exact", "A"),
            (147, 53, "exact", "A"),
            (172, 53, "exact", "B"),
            (172, 53, "exact", "C"),
        )
    )
    assert (row["killed_lo"], row["killed"], row["killed_hi"], row["killed_bound"]) == (
        147,
        172,
        172,
        "value",
    )
    assert (row["n_prints"], row["n_origins"], row["differs"]) == (5, 3, True)


@pytest.mark.parametrize(
    "qualifier, lo, hi, bound",
    [
        ("at_least", 100, pd.NA, "floor"),
        ("at_most", pd.NA, 100, "ceiling"),
        ("about", 100, 100, "about"),
        ("exact", 100, 100, "value"),
    ],
)
def test_a_floor_is_a_bound_and_not_a_value(qualifier, lo, hi, bound):
    row = only(prints_of((100, pd.NA, qualifier, "A")))
    assert row["killed"] == 100 and row["killed_bound"] == bound
    assert row["killed_lo"] is lo if lo is pd.NA else row["killed_lo"] == lo
    assert row["killed_hi"] is hi if hi is pd.NA else row["killed_hi"] == hi
    assert row["wounded"] is pd.NA and not row["differs"]


def test_a_floor_under_the_figure_agrees_and_one_above_does_not():
    agrees = only(prints_of((258, 1, "exact", "A"), (200, 1, "at_least", "B")))
    assert not agrees["differs"] and (agrees["killed_lo"], agrees["killed_hi"]) == (258, 258)
    clash = only(prints_of((258, 1, "exact", "A"), (300, 1, "at_least", "B")))
    assert clash["differs"] and (clash["killed_lo"], clash["killed"], clash["killed_hi"]) == (
        258,
        258,
        300,
    )
    assert not only(prints_of((100, 1, "at_least", "A"), (150, 1, "at_least", "B")))["differs"]


def test_exact_prints_are_preferred_to_about_and_about_to_floors():
    assert (
        only(prints_of((200, 1, "about", "A"), (200, 1, "about", "B"), (209, 1, "exact", "C")))[
            "killed"
        ]
        == 209
    )
    assert (
        only(
            prints_of((200, 1, "at_least", "A"), (200, 1, "at_least", "B"), (209, 1, "about", "C"))
        )["killed"]
        == 209
    )


def test_the_order_of_rows_does_not_matter():
    table = prints_of(
        (147, 53, "exact", "A"),
        (172, 53, "exact", "B"),
        (170, pd.NA, "at_least", "C"),
        (171, 35, "about", "D"),
    )
    mixed = table.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(claims.statements(table), claims.statements(mixed))
    pd.testing.assert_frame_equal(claims.differences(table), claims.differences(mixed))


def test_an_unknown_source_is_an_error():
    row = load("claims").head(1).assign(source_id="nowhere")
    with pytest.raises(ValueError, match="nowhere"):
        claims.prints(row)


# differences


@pytest.mark.parametrize(
    "odd, kind",
    [
        ((385, 210, "exact"), "unexplained"),
        ((247, 119, "exact"), "digits transposed"),
        ((393, 119, "exact"), "killed and wounded added"),
        ((274, 274, "exact"), "killed figure given as wounded"),
        ((270, 119, "exact"), "rounded"),
        ((300, 119, "at_least"), "floor above the figure"),
    ],
)
def test_kinds_of_difference(odd, kind):
    table = prints_of((274, 119, "exact", "A"), (274, 119, "exact", "B"), (*odd, "C"))
    found = claims.differences(table)
    assert kind in set(found["kind"].astype(str)) and set(found["claim_id"]) == {"K0002"}


def test_a_floor_that_another_page_prints_as_the_figure():
    table = prints_of(
        (157, 50, "exact", "A"),
        (157, 50, "exact", "B"),
        (100, 50, "at_least", "C"),
        (100, 50, "exact", "D"),
    )
    found = claims.differences(table)
    assert list(found["kind"]) == ["floor taken for a value"] and list(found["claim_id"]) == [
        "K0003"
    ]
    assert found["difference"].iloc[0] == -57 and found["relative"].iloc[0] == pytest.approx(
        -57 / 157
    )


def test_another_days_figure_and_a_national_total_given_to_one_place():
    yesterday = {"statement_id": "mod-before", "day": pd.Timestamp("2021-06-20")}
    place = {"statement_id": "strike", "scope": "local", "provinces": ("AF28",)}
    table = prints_of(
        (572, 309, "exact", "A"),
        (572, 309, "exact", "B"),
        (311, 309, "exact", "C"),
        (311, 120, "exact", "D", yesterday),
        (572, pd.NA, "exact", "E", place),
    )
    kinds = claims.differences(table).set_index("claim_id")["kind"].astype(str)
    assert kinds.to_dict() == {
        "K0002": "another day's figure",
        "K0004": "national total credited to one place",
    }


def test_prints_that_agree_give_no_difference():
    assert claims.differences(
        prints_of((274, 119, "exact", "A"), (274, pd.NA, "exact", "B"), (250, 100, "at_least", "C"))
    ).empty


# the ministry's calendar


def test_a_day_without_a_figure_is_missing_and_never_zero():
    long = {"statement_id": "four-days", "period_lo": pd.Timestamp("2021-06-17")}
    local = {"statement_id": "helmand", "scope": "provincial"}
    table = prints_of(
        (172, 53, "exact", "A"), (967, 500, "exact", "A", long), (40, 5, "exact", "A", local)
    )
    daily = claims.ministry_calendar(claims.statements(table), "2021-06-20", "2021-06-22")
    assert list(daily["killed"].isna()) == [True, False, True] and daily["killed"].sum() == 172
    assert list(daily["n_prints"]) == [0, 1, 0]


def test_a_floor_told_a_day_late_does_not_supply_another_day():
    monday = {"statement_id": "monday", "day": pd.Timestamp("2021-06-21")}
    tuesday = {"statement_id": "tuesday", "day": pd.Timestamp("2021-06-22")}
    prints_table = prints_of(
        (81, 52, "exact", "A", monday),
        (100, 52, "at_least", "B", monday),
        (100, pd.NA, "at_least", "C", tuesday),
    )
    calendar = claims.ministry_calendar(claims.statements(prints_table), "2021-06-21", "2021-06-22")
    assert list(calendar["killed"].isna()) == [False, True]
    other = prints_table.assign(killed=prints_table["killed"].replace(100, 110))
    other.loc[1, "killed"] = 90
    calendar = claims.ministry_calendar(claims.statements(other), "2021-06-21", "2021-06-22")
    assert list(calendar["killed"].isna()) == [False, False]


def test_a_print_that_keeps_itself_apart_from_the_daily_series_is_kept_apart(statements_table):
    calendar = claims.ministry_calendar(statements_table)
    used = {claim for ids in calendar["claims"].dropna() for claim in ids}
    apart = load("claims")
    apart = apart[apart["note"].fillna("").str.contains("kept apart from the daily series")]
    assert len(apart) and not used & set(apart["claim_id"])


def test_the_calendar_of_the_record(statements_table):
    daily = claims.ministry_calendar(statements_table)
    assert len(daily) == 106 and daily["date"].is_unique
    given = daily[daily["killed"].notna()]
    assert len(given) < len(daily) and (given["killed"] > 0).all()


def test_pairs_want_one_province_overlapping_days_and_both_sides():
    helmand = {"scope": "local", "provinces": ("AF30",)}
    taliban = helmand | {"claimant_type": "taliban", "claimant": "Taliban"}
    table = prints_of(
        (110, pd.NA, "exact", "A", helmand | {"statement_id": "government"}),
        (1, pd.NA, "exact", "B", taliban | {"statement_id": "taliban"}),
        (
            2,
            pd.NA,
            "exact",
            "B",
            taliban | {"statement_id": "late", "day": pd.Timestamp("2021-07-21")},
        ),
        (3, pd.NA, "exact", "B", taliban | {"statement_id": "two", "provinces": ("AF30", "AF01")}),
    )
    found = claims.pairs(claims.statements(table), "taliban")
    assert len(found) == 1 and (
        found["killed_government"].iloc[0],
        found["killed_taliban"].iloc[0],
    ) == (110, 1)
    assert claims.pairs(claims.statements(table), "government_forces").empty


# what is shown


def test_nothing_that_a_source_wrote_reaches_html_unescaped():
    evil = {
        "note": "<script>alert(1)</script>",
        "publisher": 'P"><img src=x>',
        "url": 'https://x.y/"onclick="z',
        "claimant": "<b>who</b>",
    }
    text = pages.table_html(linked(prints_of((1, 1, "exact", "<i>o</i>", evil))), "<u>prints</u>")
    assert (
        "<script" not in text
        and "<img" not in text
        and "<b>" not in text
        and "<i>" not in text
        and '"onclick' not in text
        and "<u>" not in text
    )
    assert text.count("<a href=") == 1
    assert "<a" not in pages.anchor("javascript:alert(1)", "x")


def test_every_print_of_the_record_has_its_link():
    table = claims.prints()
    assert linked(table)["source"].str.startswith('<a href="http').all() and len(table) == len(
        load("claims")
    )


# the record


def test_bands_hold_their_figure(statements_table):
    for m in claims.MEASURES:
        assert (statements_table[f"{m}_lo"].fillna(0) <= statements_table[m].fillna(0)).all()
        assert (statements_table[f"{m}_hi"].fillna(9**9) >= statements_table[m].fillna(0)).all()
    assert sorted(sum(statements_table["claims"], ())) == sorted(load("claims")["claim_id"])


def test_both_prints_of_the_article_s_day_are_kept(statements_table):
    table = claims.prints()
    key = claims.ministry_calendar(statements_table).set_index("date").loc[DAY, "statement_id"]
    assert {147, 172} <= set(table.loc[table["statement_id"] == key, "killed"])


def test_the_united_nations_wounded_are_found_as_transposed(statements_table):
    found = claims.differences(statements_table=statements_table)
    pair = found[(found["claimant_type"] == "un") & (found["kind"] == "digits transposed")]
    assert {3254, 3524} <= set(pair["printed"]) | set(pair["by_most"])


# bad input

GOOD = {
    "claim_id": "K0001",
    "statement_id": "s",
    "reported": DAY,
    "period_lo": "2021-06-20",
    "period_hi": DAY,
    "claimant": claims.MINISTRY,
    "claimant_type": "government",
    "victim_side": "taliban",
    "killed": "147",
    "wounded": "53",
    "captured": "",
    "qualifier": "exact",
    "scope": "national",
    "provinces": "AF01;AF30",
    "source_id": None,
    "note": "",
}


def write(folder, **changes):
    row = GOOD | {"source_id": load("sources")["source_id"].iloc[0]} | changes
    path = folder / "claims.csv"
    cells = [f'"{row[c]}"' if "," in row[c] else row[c] for c in COLUMNS]
    path.write_text(",".join(COLUMNS) + "\n" + ",".join(cells) + "\n", encoding="utf-8")
    return path


def test_a_good_row_passes(tmp_path):
    assert check(write(tmp_path)).empty
    assert check(write(tmp_path, qualifier="at_least", killed="100")).empty


@pytest.mark.parametrize(
    "changes, column, word",
    [
        ({"killed": "-5"}, "killed", "0 or more"),
        ({"killed": "1,659"}, "killed", "whole number"),
        ({"killed": "over 100"}, "killed", "whole number"),
        ({"killed": "147.5"}, "killed", "whole number"),
        ({"killed": ""}, "killed", "killed beside the wounded"),
        ({"killed": "", "wounded": ""}, "killed", "figure"),
        ({"period_hi": "2021-06-19"}, "period_hi", "not before"),
        ({"provinces": "AF99"}, "provinces", "P-codes"),
        ({"provinces": "AF0101"}, "provinces", "P-codes"),
        ({"qualifier": "over"}, "qualifier", "at_least"),
        ({"claimant_type": "army"}, "claimant_type", "local_official"),
        ({"source_id": "nowhere"}, "source_id", "sources.csv"),
        ({"reported": "21.6.2021"}, "reported", "YYYY-MM-DD"),
    ],
)
def test_bad_rows_get_a_clear_error(tmp_path, changes, column, word):
    found = check(write(tmp_path, **changes))
    assert len(found) == 1
    fault = found.iloc[0]
    assert (fault["file"], fault["row"], fault["column"]) == (
        "claims.csv",
        2,
        column,
    ) and word in fault["expected"]


def test_load_refuses_a_thousands_separator(tmp_path):
    with pytest.raises(ValueError, match="does not fit its schema"):
        load("claims", write(tmp_path, killed="1,659"))
