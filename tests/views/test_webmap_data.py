"""What the map carries: equal to what control() and events() say."""

import numpy as np
import pandas as pd

from helpers import load
from helpers.analysis import borders
from helpers.views import tilemap, webmap_data
from helpers.vocabulary import READINGS

FIRST = pd.Timestamp("2021-05-01")
DATES = ("2021-06-22", "2021-07-09", "2021-07-31")
CITING = ("reports", "sources", "baseline", "road_segments")


def days_of(changes, n_days):
    """A row of days from its changes."""
    lengths = np.diff(changes[::2] + [n_days])
    return np.repeat(changes[1::2], lengths)


def test_changes_of_districts_equal_control(days, districts):
    n_days = days["date"].nunique()
    assert n_days == 129
    shape = (len(districts), n_days)
    held = webmap_data.districts_held(days, districts)
    is_weak = days["support"].isin(tilemap.WEAK)
    weak = is_weak.to_numpy().reshape(shape)
    for reading in READINGS:
        rows = [days_of(changes, n_days) for changes in held[reading]]
        table = np.array(rows)
        codes = days[reading].cat.codes.to_numpy()
        # of a code 3 more is the same holder, told by one voice
        told_by_one = table > 2
        expected = weak if reading == "best" else False
        assert (table % 3 == codes.reshape(shape)).all()
        assert (told_by_one == expected).all()


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
    page = tables["reports"].set_index("report_id")["source_id"]
    pairs = zip(carried.itertuples(), events_table.itertuples(), strict=True)
    for mine, event in pairs:
        assert mine.kind == event.kind
        assert mine.support == event.support
        date = FIRST + pd.Timedelta(days=mine.day)
        assert date == event.date
        rows = reports.loc[mine.reports]
        assert set(rows["id"]) == set(event.reports)
        cited = page[list(event.reports)]
        # by address: numbers of pages are the map's own
        shown = sources.loc[rows["source"], "url"]
        assert set(shown) == set(urls[cited])


def test_a_district_is_assumed_until_a_page_speaks_of_it(districts):
    tables = {name: load(name) for name in ("districts", "baseline", "reports")}
    words = webmap_data.first_word(tables, FIRST)
    word = dict(zip(districts["pcode"], words, strict=True))
    assert all(word[pcode] == 0 for pcode in tables["baseline"]["pcode"])
    # tables that nobody has filled
    empty = {name: tables[name].iloc[:0] for name in ("baseline", "reports")}
    quiet = tables | empty
    assert set(webmap_data.first_word(quiet, FIRST)) == {None}


def test_a_crossing_follows_its_own_events_by_reading():
    dates = pd.date_range("2021-05-01", periods=10)
    capital = ["government"] * 8 + ["taliban"] * 2
    other = ["government"] * 10
    # in all readings alike: what differs is the posts' own
    of_capital = pd.DataFrame({"date": dates, "pcode": "AF0101", "best": capital})
    of_other = pd.DataFrame({"date": dates, "pcode": "AF0102", "best": other})
    held = pd.concat([of_capital, of_other], ignore_index=True)
    held["earliest"] = held["best"]
    held["latest"] = held["best"]
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
    is_customs = crossings["kind"] == "customs"
    pcodes = crossings[is_customs].set_index("crossing_id")["pcode"]
    own = borders.events_of_posts(events_table, pcodes.index)
    counted = borders.posts_held(own, pcodes)
    n_days = days["date"].nunique()
    rows = np.flatnonzero(is_customs)
    for reading in READINGS:
        posts = [on_map[reading][row] for row in rows]
        # a post without an event has no changes of its own
        moved = [days_of(post, n_days) for post in posts if post is not None]
        for date in DATES:
            place = (pd.Timestamp(date) - FIRST).days
            held = [codes[place] % 3 for codes in moved]
            assert held.count(2) == counted.loc[date, reading], (date, reading)
