"""How the model does where evidence is held back."""

import pandas as pd
import pytest

from helpers.posterior import fit, left_out, origins_left_out


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
