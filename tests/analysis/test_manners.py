"""How places fell: speakers, bounds, and a pull between neighbours that is planted or is not."""

import numpy as np
import pandas as pd
import pytest

from helpers import captures, events, load
from helpers.analysis import manners


@pytest.fixture(scope="module")
def known():
    """First captures of the record whose manner a page says, with their borders."""
    first = captures(events()).drop_duplicates("pcode")
    table = first[first["manner"].isin(manners.KNOWN)].reset_index(drop=True)
    touching = manners.borders(table["pcode"], load("districts"))
    return table["date"], table["pcode"].str[:4].to_numpy(), touching


def test_a_speaker_has_one_vote_a_capture():
    told = pd.DataFrame(
        {
            "event_id": [1, 1, 1, 2],
            "claimed_by": ["media", "media", "taliban", "media"],
            "manner": ["assault", "withdrawal", "withdrawal", "surrender"],
        }
    )
    table = manners.by_speaker(told).set_index("claimed_by")
    assert table.loc["media", ["captures", "assault"]].tolist() == [2, 1]
    assert table.loc["taliban", ["captures", "assault"]].tolist() == [1, 0]
    assert ((table["lo"] <= table["share"]) & (table["share"] <= table["hi"])).all()


def test_the_bounds_are_reached_when_the_unknown_ones_are_all_alike():
    manner = pd.Series(["assault"] * 3 + ["surrender"] * 2 + ["unknown"] * 5)
    found = manners.worst_case(manner)
    none = manners.worst_case(manner.replace("unknown", "surrender"))
    every = manners.worst_case(manner.replace("unknown", "assault"))
    assert found["lo"] == none["share"] == 0.3
    assert found["hi"] == every["share"] == 0.8
    assert found["share"] == 0.6


def test_manners_of_the_record_are_known_ones_of_its_captures():
    table = captures(events())
    told = manners.told_manners(table, load("reports"))
    assert set(told["manner"]) <= set(manners.KNOWN)
    assert set(told["event_id"]) <= set(table["event_id"])
    found = manners.conflicts(told)
    assert 0 < found["conflict"] <= found["several"] <= told["event_id"].nunique()


def test_borders_are_mutual_and_nobody_borders_on_itself(known):
    touching = known[2]
    assert (touching == touching.T).all()
    assert not touching.diagonal().any()


def test_where_no_pull_is_planted_alarms_are_rare(known):
    # provinces and weeks differ, which alone makes neighbours alike
    rate = manners.power(*known, odds=(1,), runs=40, draws=99)["found in"].iloc[0]
    assert rate <= 0.15


def test_a_pull_between_neighbours_is_found_where_places_are_many_and_it_is_strong():
    side = 14
    place = np.arange(side * side)
    row, column = place // side, place % side
    apart = np.abs(row[:, None] - row) + np.abs(column[:, None] - column)
    touching = apart == 1
    rng = np.random.default_rng(5)
    dates = pd.Timestamp("2021-06-01") + pd.to_timedelta(rng.integers(0, 42, len(place)), "D")
    province = (row // 7) * 2 + column // 7
    table = manners.power(dates, province, touching, odds=(1, 12), runs=15, draws=99)
    none, strong = table["found in"]
    assert none <= 0.2
    assert strong >= 0.7


def test_pages_that_tell_of_both_are_known():
    told = pd.DataFrame({"event_id": ["a", "b", "c"], "report_id": [1, 2, 3]})
    reports = pd.DataFrame({"report_id": [1, 2, 3], "source_id": ["x", "x", "y"]})
    both = manners.told_together(told, ["a", "b", "c"], reports)
    assert both.tolist() == [[True, True, False], [True, True, False], [False, False, True]]


def test_nothing_to_compare_is_refused(known):
    dates, provinces, touching = known
    with pytest.raises(ValueError, match="fell alike"):
        manners.neighbour_joins(np.zeros(len(dates)), dates, provinces, touching)
    with pytest.raises(ValueError, match="no pair"):
        manners.neighbour_joins(np.arange(len(dates)) % 2, dates, provinces, touching & False)


def test_the_joins_are_the_same_each_time(known):
    planted = manners.plant_contagion(*known, odds=3, seed=1)
    one, again = (manners.neighbour_joins(planted, *known, draws=49) for _ in range(2))
    assert one == again
