"""Join counts: known answers on six districts in a row."""

import pandas as pd
import pytest

from helpers.analysis import diffusion


def line_of(names="abcdef"):
    """Districts in a row, each beside the next."""
    near = [
        tuple(names[j] for j in (i - 1, i + 1) if 0 <= j < len(names)) for i in range(len(names))
    ]
    return pd.DataFrame({"pcode": list(names), "neighbours": near})


def story(fell, names="abcdef", days=9):
    """Who held what, from {district: day on which it fell}."""
    dates = pd.date_range("2021-05-01", periods=days)
    rows = [
        (d, p, "taliban" if p in fell and i >= fell[p] else "government")
        for p in names
        for i, d in enumerate(dates)
    ]
    return pd.DataFrame(rows, columns=["date", "pcode", "best"])


def test_join_counts_known_answer():
    table = diffusion.join_counts(story({"a": 0, "b": 3}), line_of())
    first, every = table.iloc[0], table.iloc[-1]
    assert (
        first["at_risk"],
        first["captured"],
        first["beside"],
        first["joins"],
        first["pairs"],
    ) == (5, 1, 1, 1, 0)
    assert first["expected"] == pytest.approx(1 / 5, abs=0.05)  # one of five places touches a
    assert first["p"] == pytest.approx(1 / 5, abs=0.05)
    assert pd.isna(every["week"]) and every["joins"] == 1
    far = diffusion.join_counts(story({"a": 0, "f": 3}), line_of()).iloc[0]
    assert (far["joins"], far["p"]) == (0, 1)
    together = diffusion.join_counts(story({"a": 0, "c": 3, "d": 4}), line_of()).iloc[0]
    assert together["pairs"] == 1 and together["pairs_expected"] == pytest.approx(
        4 / 10, abs=0.06
    )  # 4 of the 10 pairs touch


def test_join_counts_within_labels_and_seed():
    within = diffusion.join_counts(story({"a": 0, "b": 3}), line_of(), within=list("xyzzzz")).iloc[
        0
    ]
    assert (
        within["expected"] == 1 and within["p"] == 1
    )  # b is alone in its label: nothing else could have fallen
    one, two = (diffusion.join_counts(story({"a": 0, "c": 3}), line_of()) for _ in range(2))
    pd.testing.assert_frame_equal(one, two)
    assert diffusion.join_counts(story({}), line_of()).empty
