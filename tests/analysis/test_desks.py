"""Single desks: who runs late is found as planted; whose word a capture rests on; what is lost."""

import numpy as np
import pandas as pd
import pytest

from helpers import captures, events, load
from helpers.analysis import desks


def told(late, n=40):
    """Captures that four origins tell of; one of them so many days later than the others."""
    rng = np.random.default_rng(2021)
    truth = pd.Timestamp("2021-06-01") + pd.to_timedelta(rng.integers(0, 40, n), unit="D")
    rows = []
    for event, day in enumerate(truth):
        for origin in "abcd":
            days = late if origin == "d" else 0
            rows.append((f"r{event}{origin}", day + pd.Timedelta(days=days), origin, event))
    reports = pd.DataFrame(rows, columns=["report_id", "date", "source_id", "event"])
    ids = reports.groupby("event")["report_id"].agg(tuple)
    table = pd.DataFrame({"event_id": range(n), "n_origins": 4, "reports": ids})
    sources = pd.DataFrame({"source_id": list("abcd"), "origin": list("abcd")})
    return table, reports, sources


@pytest.mark.parametrize("late", [0, 2, -3])
def test_a_desk_that_runs_late_is_found_by_how_much(late):
    found = desks.lateness(*told(late))
    assert found.loc["d", "mean"] == late
    assert (found.drop("d")["mean"].abs() < 0.01).all()


def test_few_shared_events_say_nothing_of_a_desk():
    assert desks.lateness(*told(2, n=desks.LATE_EVENTS - 1)).empty


def test_what_a_desk_carries_is_what_all_events_without_it_lack():
    reports, sources = load("reports"), load("sources")
    table = events()
    found = desks.without_origin(reports, sources, table, ["AFP", "Long War Journal"])
    origin = reports["source_id"].map(sources.set_index("source_id")["origin"])
    for name, lost in found.iterrows():
        # the whole record derived anew, not the districts alone that the desk tells of
        rest = events(reports[origin != name], sources)
        for date in desks.DATES:
            whole = desks.captured_by(table, date)
            assert lost[date] == whole - desks.captured_by(rest, date), (name, date)


@pytest.mark.parametrize(
    "speakers, word",
    [
        ("taliban", "the Taliban alone"),
        ("government local_official", "government side alone"),
        ("media analyst", "outlets or analysts alone"),
        ("media taliban", "several kinds"),
        ("mixed", "several kinds"),
    ],
)
def test_whose_word_a_capture_rests_on(speakers, word):
    names = speakers.split()
    reports = pd.DataFrame({"report_id": names, "claimed_by": names})
    table = pd.DataFrame({"reports": [tuple(names)]})
    assert desks.whose_word(table, reports).tolist() == [word]


def test_leaving_out_an_origin_that_is_in_no_report_loses_nothing():
    reports, sources = load("reports"), load("sources")
    lost = desks.without_origin(reports, sources, events(), ["no such desk"])
    assert (lost.iloc[0] == 0).all()


def test_the_least_certain_come_first_and_say_what_is_missing():
    weak = desks.least_certain(captures(events()), 20)
    assert weak["support"].is_monotonic_increasing and len(weak) == 20
    assert (weak["settles"] != "").all()
