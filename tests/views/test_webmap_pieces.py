"""The map's data in pieces: together they say what the whole says, and each is small."""

import pytest

from helpers.views import webmap_pieces


@pytest.fixture(scope="module")
def pieces(chart):
    return webmap_pieces.in_pieces(chart.data)


def unpacked(table):
    """The rows of a packed table, each as {column: word or cell}."""
    names, levels = table["columns"], table["levels"]
    for row in table["rows"]:
        cells = dict(zip(names, row, strict=True))
        yield {n: levels[n][cell] if n in levels else cell for n, cell in cells.items()}


def whole(chart, name):
    return list(unpacked(chart.data[name]))


def test_every_province_and_the_roads_have_a_piece(pieces, districts):
    first, told = pieces
    provinces = set(districts["province_pcode"].str.lower())
    assert set(told) == provinces | {webmap_pieces.ROADS}
    assert not set(webmap_pieces.LATER) & set(first)
    assert "reason" not in first["events"]["columns"]


@pytest.mark.parametrize("name", ["reports", "sources"])
def test_a_row_of_a_piece_is_that_of_the_whole(chart, pieces, name):
    rows = whole(chart, name)
    seen = set()
    for part in pieces[1].values():
        for row in unpacked(part[name]):
            number = row.pop("number")
            seen.add(number)
            assert row == rows[number]
    # statements on whole provinces that bound no district are told on the pages alone
    wanted = {number for number, row in enumerate(rows) if row.get("place", "roads")}
    assert seen <= set(range(len(rows))) and (name == "sources" or wanted <= seen)


def test_a_popup_finds_all_that_it_says_in_one_piece(chart, pieces):
    piece_of = webmap_pieces.pieces_of_places(chart.data)
    reasons = whole(chart, "events")
    told = pieces[1]
    numbers = {
        piece: {
            name: {row["number"] for row in unpacked(part[name])}
            for name in part
            if name in ("reports", "sources")
        }
        for piece, part in told.items()
    }
    for number, event in enumerate(reasons):
        piece = piece_of[event["place"]]
        assert set(event["reports"]) <= numbers[piece]["reports"]
        assert dict(told[piece]["reasons"])[number] == event["reason"]
    for pcode, reports in chart.data["bounded"].items():
        piece = piece_of[pcode]
        assert told[piece]["bounded"][pcode] == reports
        assert set(reports) <= numbers[piece]["reports"]
    for piece, part in told.items():
        for name in ("reports", "baseline"):
            assert {row["source"] for row in unpacked(part[name])} <= numbers[piece]["sources"]
    for road in unpacked(chart.data["roads"]):
        assert road["source"] is None or road["source"] in numbers["roads"]["sources"]
    before = [row for part in told.values() for row in unpacked(part["baseline"])]
    assert len(before) == len(whole(chart, "baseline"))


def test_the_first_popup_fetches_little(chart, tmp_path):
    sizes = {file.name: file.stat().st_size for file in chart.write(tmp_path)}
    told = {name: size for name, size in sizes.items() if ".told." in name}
    assert len(told) == 35
    assert max(told.values()) <= 60_000


def test_the_data_that_were_given_stay_whole(chart):
    before = chart.data["events"]["columns"][:]
    webmap_pieces.in_pieces(chart.data)
    assert chart.data["events"]["columns"] == before and "reports" in chart.data
