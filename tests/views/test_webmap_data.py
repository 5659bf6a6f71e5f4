"""What the map carries: equal to what control() and events() say."""

import numpy as np
import pandas as pd

from helpers import control, load
from helpers.analysis import borders
from helpers.views import webmap_data
from helpers.vocabulary import HOLDERS, LAST, ONE_VOICE, READINGS, START, SUPPORT, TALIBAN_CODE

FIRST = pd.Timestamp("2021-05-01")
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
    is_weak = days["support"].isin(ONE_VOICE)
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


def made_up_posts():
    """Two posts of one district: one taken and retaken, one of which nobody speaks."""
    day = pd.to_datetime(["2021-05-03", "2021-05-07"])
    told = pd.DataFrame(
        {
            "event_id": ["e1", "e2"],
            "pcode": "AF0102",
            "crossing_id": "post",
            "kind": ["captured", "recaptured"],
            "support": pd.Categorical(["single", "strong"], SUPPORT, ordered=True),
            "leaves": pd.Categorical(["taliban", "government"], HOLDERS, ordered=True),
            "why_bounds": "given",
            "reports": [("r1",), ("r2",)],
            "date": day,
            "date_lo": day - pd.to_timedelta([1, 0], unit="D"),
            "date_hi": day + pd.to_timedelta([1, 1], unit="D"),
        }
    )
    return told, pd.DataFrame({"crossing_id": ["post", "quiet"], "pcode": "AF0102"})


def test_a_crossing_follows_its_own_events_by_reading():
    dates = pd.date_range("2021-05-01", periods=10)
    told, posts = made_up_posts()
    found = webmap_data.crossings_held(told, posts, dates)
    # 5: the Taliban's, by one origin; the other post of the district is told apart
    assert found["best"] == [[0, 0, 2, 5, 6, 0], [0, 0]]
    assert found["earliest"] == [[0, 0, 1, 2, 6, 0], [0, 0]]
    # one origin's capture is not believed
    assert found["latest"] == [[0, 0], [0, 0]]
    of_two = pd.Categorical(["corroborated"] * 2, SUPPORT, ordered=True)
    doubted = pd.Categorical(["taliban", "contested"], HOLDERS, ordered=True)
    found = webmap_data.crossings_held(told.assign(support=of_two, leaves=doubted), posts, dates)
    # a retaking that one side alone tells; nobody tells of a second fall, and none is made up
    assert found["best"][0] == [0, 0, 2, 2, 6, 1]
    unchanged = pd.Categorical(["taliban"] * 2, HOLDERS, ordered=True)
    found = webmap_data.crossings_held(told.assign(support=of_two, leaves=unchanged), posts, dates)
    assert found["best"][0] == [0, 0, 2, 2]


def test_map_notebook_and_control_agree_on_every_post_and_day(events_table):
    crossings = load("crossings")
    dates = pd.date_range(START, LAST)
    on_map = webmap_data.crossings_held(events_table, crossings, dates)
    reports = load("reports")
    # neither a baseline nor a word on a district speaks of its post
    tables = {
        "baseline": load("baseline").iloc[:0],
        "reports": reports.dropna(subset="crossing_id"),
    }
    customs = {}
    for row, post in enumerate(crossings.itertuples()):
        own = events_table[events_table["crossing_id"] == post.crossing_id]
        # each post alone, told to `control` as if it were its district
        as_district = own.assign(crossing_id=pd.NA)
        days = control(START, LAST, events=as_district, **tables)
        mine = days[days["pcode"] == post.pcode]
        for reading in READINGS:
            drawn = days_of(on_map[reading][row], len(dates)) % 3
            assert (drawn == mine[reading].cat.codes).all(), (post.crossing_id, reading)
            if post.kind == "customs":
                customs.setdefault(reading, []).append(drawn == TALIBAN_CODE)
    is_customs = crossings["kind"] == "customs"
    pcodes = crossings[is_customs].set_index("crossing_id")["pcode"]
    counted = borders.posts_held(borders.events_of_posts(events_table, pcodes.index), pcodes)
    for reading in READINGS:
        by_day = np.sum(customs[reading], axis=0)
        # the notebook counts up to the fall of Kabul
        assert counted[reading].tolist() == by_day[: len(counted)].tolist()
