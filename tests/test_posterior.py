"""The model: what its parts are worth, and how it does where evidence is left out."""

import numpy as np
import pandas as pd
import pytest
from rows import said, table

from helpers import load
from helpers.posterior import fit, intervals, left_out, origins_left_out


@pytest.fixture(scope="module")
def model():
    return fit()


def test_with_one_origin_left_out_the_others_still_know_the_day(model):
    """On the record, for model and rule: as good without an origin as they say to be."""
    without = origins_left_out(model)
    assert without["origin"].nunique() > 100
    assert not without.duplicated(["event_id", "origin"]).any()
    # an origin that is left out may itself be wrong: 95% less the share of errors
    least = 0.95 - model.pooled
    for by in ("model", "rule"):
        assert without[f"{by}_inside"].mean() >= least
        assert without[f"{by}_agrees"].mean() > 0.8
        assert without[f"{by}_width"].mean() < 2


def test_leaving_origins_out_does_not_depend_on_the_processes(model):
    pd.testing.assert_frame_equal(origins_left_out(model), origins_left_out(model, n_jobs=2))


def test_with_one_report_left_out_the_others_still_know_the_day(model):
    without = left_out(model)
    assert without["inside"].mean() >= 0.95 - model.pooled
    assert without["agrees"].mean() > 0.8


def widths(*rows):
    found = intervals(table(list(rows)))
    return (found["hi"] - found["lo"]).dt.days.tolist()


def test_a_vague_list_takes_nothing_from_a_page_that_names_the_day():
    dated = said("captured", 30)
    lists = [said("captured", 1, 60, origin=desk) for desk in "bcdef"]
    assert widths(dated, *lists) <= widths(dated)


def test_another_page_of_the_same_day_never_widens_the_interval():
    pages = [said("captured", 30, origin=desk) for desk in "abcdef"]
    found = [widths(*pages[:count])[0] for count in range(1, 7)]
    assert found == sorted(found, reverse=True)


def test_checks_by_hand_speak_of_the_records_own_rows_alone():
    """Another table with the same ids is not taken for what was checked."""
    checked = [said("captured", 30, origin=desk) for desk in "abc"]
    reports = table(checked).assign(report_id=["C0115", "C0157", "C0163"])
    assert np.isnan(fit(reports).evidence.known).all()
    assert (~np.isnan(fit().evidence.known)).sum() > 50


def test_a_page_not_found_again_takes_no_verdict_back(model):
    """A row that was compared with its page once stays so, though a later draw missed the page."""
    checks = load("checks")
    is_lost = checks["verdict"] == "not_found"
    last = checks.drop_duplicates("row_id", keep="last")
    lost_last = last.loc[last["verdict"] == "not_found", "row_id"]
    judged = checks.loc[~is_lost & checks["row_id"].isin(lost_last), "row_id"]
    known = pd.Series(model.evidence.known, index=model.evidence.report_id)
    of_them = known[known.index.isin(judged)]
    assert len(of_them) and of_them.notna().all()
