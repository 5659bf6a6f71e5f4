"""What the map carries: equal to what control() and events() say."""

import numpy as np
import pandas as pd

from helpers import load
from helpers.analysis import borders
from helpers.views import tilemap, webmap_data
from helpers.vocabulary import READINGS

FIRST = pd.Timestamp("2021-05-01")
CITING = ("reports", "sources", "baseline", "road_segments")


def days_of(changes, n_days):
    """A row of days from its changes."""
    lengths = np.diff(changes[::2] + [n_days])
    return np.repeat(changes[1::2], lengths)


def test_changes_of_districts_equal_control(days, districts):
    n_days = days["date"].nunique()
    assert n_days == 129
    held = webmap_data.districts_held(days, districts)
    weak = days["support"].isin(tilemap.WEAK).to_numpy().reshape(len(districts), n_days)
    for reading in READINGS:
        table = np.array([days_of(changes, n_days) for changes in held[reading]])
        codes = days[reading].cat.codes.to_numpy().reshape(table.shape)
        assert (table % 3 == codes).all()
        assert ((table > 2) == (weak if reading == "best" else False)).all()


def unpacked(table):
    """A packed table as a DataFrame, as the script reads it."""
    frame = pd.DataFrame(table["rows"], columns=table["columns"])
    for column, words in table["levels"].items():
        frame[column] = [words[code] for code in frame[column]]
    return frame


def test_every_event_carries_its_reports_and_their_pages(events_table):
    tables = {name: load(name) for name in CITING}
    told = webmap_data.what_was_told(tables, events_table, FIRST)
    carried = unpacked(told["events"])
    reports = unpacked(told["reports"])
    sources = unpacked(told["sources"])
    assert len(carried) == len(events_table)
    urls = tables["sources"].set_index("source_id")["url"]
    for mine, event in zip(carried.itertuples(), events_table.itertuples(), strict=True):
        assert (mine.kind, mine.support) == (event.kind, event.support)
        assert FIRST + pd.Timedelta(days=mine.day) == event.date
        rows = reports.loc[mine.reports]
        assert set(rows["id"]) == set(event.reports)
        cited = tables["reports"].set_index("report_id").loc[list(event.reports), "source_id"]
        assert set(sources.loc[rows["source"], "url"]) == set(urls[cited])


def test_a_district_is_assumed_until_a_page_speaks_of_it(districts):
    tables = {name: load(name) for name in ("districts", "baseline", "reports")}
    word = dict(zip(districts["pcode"], webmap_data.first_word(tables, FIRST), strict=True))
    assert all(word[pcode] == 0 for pcode in tables["baseline"]["pcode"])
    quiet = tables | {
        "baseline": tables["baseline"].iloc[:0],
        "reports": tables["reports"].iloc[:0],
    }
    assert set(webmap_data.first_word(quiet, FIRST)) == {None}


def test_a_crossing_follows_its_own_events_by_reading():
    dates = pd.date_range("2021-05-01", periods=10)
    capital = ["government"] * 8 + ["taliban"] * 2
    held = pd.DataFrame(
        {
            "date": list(dates) * 2,
            "pcode": ["AF0101"] * 10 + ["AF0102"] * 10,
            "best": capital + ["government"] * 10,
        }
    )
    held = held.assign(earliest=held["best"], latest=held["best"])
    districts = pd.DataFrame({"pcode": ["AF0101", "AF0102"], "is_capital": [True, False]})
    told = pd.DataFrame(
        {
            "crossing_id": ["post", "post"],
            "kind": ["captured", "recaptured"],
            "support": ["single", "strong"],
            "leaves": ["taliban", "government"],
            "date": [dates[2], dates[6]],
            "date_lo": [dates[1], dates[6]],
            "date_hi": [dates[3], dates[7]],
        }
    )
    posts = pd.DataFrame({"crossing_id": ["post", "quiet"], "pcode": "AF0102"})
    found = webmap_data.crossings_held(told, posts, held, districts)
    # 5: one origin; on day 8 it falls with the capital
    assert found["best"] == [[0, 0, 2, 5, 6, 0, 8, 2], None]
    assert found["earliest"] == [[0, 0, 1, 2, 6, 0, 8, 2], None]
    # one origin's capture is not believed
    assert found["latest"] == [[0, 0, 8, 2], None]
    told = told.assign(support="corroborated", leaves=["taliban", "contested"])
    found = webmap_data.crossings_held(told, posts[:1], held, districts)
    # a retaking that one side alone tells
    assert found["best"] == [[0, 0, 2, 2, 6, 1, 8, 2]]
    # one that changes nothing
    told["leaves"] = "taliban"
    found = webmap_data.crossings_held(told, posts[:1], held, districts)
    assert found["best"] == [[0, 0, 2, 2]]


def test_customs_posts_lost_are_as_many_as_notebook_04_counts(days, events_table, districts):
    """The map's posts, notebook 04's count and `control` are one rule's answer."""
    crossings = load("crossings")
    on_map = webmap_data.crossings_held(events_table, crossings, days, districts)
    customs = crossings["kind"] == "customs"
    pcodes = crossings.set_index("crossing_id")["pcode"][customs.to_numpy()]
    own = borders.events_of_posts(events_table, pcodes.index)
    counted = borders.posts_held(own, pcodes)
    n_days = days["date"].nunique()
    for date in ("2021-06-22", "2021-07-09", "2021-07-31"):
        place = (pd.Timestamp(date) - FIRST).days
        for reading in READINGS:
            posts = [on_map[reading][row] for row in np.flatnonzero(customs)]
            # of a code 3 more is the same holder, told by one voice
            held = [days_of(post, n_days)[place] % 3 for post in posts if post is not None]
            assert held.count(2) == counted.loc[date, reading], (date, reading)
