"""What reports say of a day: what was checked by hand, and of whose rows."""

import numpy as np
import pandas as pd
from rows import said, table

from helpers import load
from helpers.posterior import fit


def test_checks_by_hand_speak_of_the_records_own_rows_alone():
    """Another table with the same ids is not taken for what was checked."""
    checked = [said("captured", 30, origin=desk) for desk in "abc"]
    reports = table(checked).assign(report_id=["C0115", "C0157", "C0163"])
    assert np.isnan(fit(reports).evidence.known).all()
    assert (~np.isnan(fit().evidence.known)).sum() > 50


def test_a_page_not_found_again_takes_no_verdict_back():
    """A row that was compared with its page once stays so, though a later draw missed the page."""
    model = fit()
    checks = load("checks")
    is_lost = checks["verdict"] == "not_found"
    last = checks.drop_duplicates("row_id", keep="last")
    lost_last = last.loc[last["verdict"] == "not_found", "row_id"]
    judged = checks.loc[~is_lost & checks["row_id"].isin(lost_last), "row_id"]
    known = pd.Series(model.evidence.known, index=model.evidence.report_id)
    of_them = known[known.index.isin(judged)]
    assert len(of_them) and of_them.notna().all()
