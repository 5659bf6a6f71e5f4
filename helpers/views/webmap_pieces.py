"""The data of the map in pieces: what it draws, and by province what its popups tell.

A notebook's map carries all in one. On a site two thirds of the data are what popups say, and a
reader opens a few of them: each province's is a file of its own, fetched when one of it opens.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from helpers.public import own_names

# what only popups say
LATER = ("reports", "sources", "baseline", "bounded")
# the piece with the pages on which the road network rests
ROADS = "roads"
# {piece: numbers of rows}
Rows = dict[str, set[int]]
# a packed table: columns, levels and rows, as from `helpers.views.webmap_data.packed`
Table = dict[str, Any]
# what the map's script gets, by name: packed tables for the most part
Data = dict[str, Any]


def in_pieces(data: Data) -> tuple[Data, dict[str, Data]]:
    """Part what the map draws from what its popups tell.

    Parameters
    ----------
    data : dict
        As `helpers.views.webmap.payload` gives it; left as it is.

    Returns
    -------
    (dict of str to object, dict of str to dict of str to object)
        The first part: without reports, pages, reasons and the time before May. Then {piece:
        these of one province, by its P-code in small letters}, and the pages of the roads under
        `ROADS`. A report and a page bear their number in the whole record.

    Examples
    --------
    >>> in_pieces({"days": 5})
    ({'days': 5}, {})
    """
    first = {}
    for name, value in data.items():
        if name not in LATER:
            first[name] = value
    # a map of other data has nothing to tell
    if "events" not in data:
        return first, {}
    first["events"] = _without(data["events"], "reason")
    piece_of = pieces_of_places(data)
    pieces = {*piece_of.values(), ROADS}
    told: dict[str, Data] = {}
    # in order: the same files each time
    for piece in sorted(pieces):
        told[piece] = {"reasons": [], "bounded": {}}
    reports_of = _reports_of_pieces(data, piece_of, told)
    baseline = data["baseline"]
    baseline_of = _by_piece(baseline, piece_of)
    for piece, part in told.items():
        reports = _rows(data["reports"], reports_of[piece])
        before = _rows(baseline, baseline_of[piece])
        # the pages on which these stand
        cited = set(_column(reports, "source"))
        cited.update(_column(before, "source"))
        if piece == ROADS:
            cited = _pages_of_roads(data)
        part["reports"] = reports
        part["baseline"] = before
        part["sources"] = _rows(data["sources"], cited)
    return first, told


def pieces_of_places(data: Data) -> dict[str, str]:
    """The piece of each district, by P-code, and of each crossing, by its id.

    Parameters
    ----------
    data : dict of str to object
        As `webmap.payload` gives it.

    Returns
    -------
    dict
        {P-code or crossing_id: name of its piece}.

    Examples
    --------
    >>> districts = {"columns": ["pcode"], "rows": [["AF1905"]]}
    >>> crossings = {"columns": ["id", "district"], "rows": [["sher_khan_bandar", 0]]}
    >>> pieces_of_places({"districts": districts, "crossings": crossings})
    {'AF1905': 'af19', 'sher_khan_bandar': 'af19'}
    """
    pcodes = _column(data["districts"], "pcode")
    found = {}
    for pcode in pcodes:
        # a P-code begins with its province's
        found[pcode] = pcode[:4].lower()
    crossings = data["crossings"]
    ids = _column(crossings, "id")
    districts = _column(crossings, "district")
    # a crossing goes with the district in which it lies
    for crossing, number in zip(ids, districts, strict=True):
        district = pcodes[number]
        found[crossing] = found[district]
    return found


def _pages_of_roads(data: Data) -> set[int]:
    """The numbers of the pages that the road network cites."""
    pages = _column(data["roads"], "source")
    found = set(pages)
    # a stretch may have no page of its own
    found.discard(None)
    return found


def _reports_of_pieces(
    data: Data, piece_of: dict[str, str], told: dict[str, Data]
) -> Rows:
    """The reports of each piece; puts reasons and statements on provinces into it by the way."""
    reports = _by_piece(data["reports"], piece_of)
    events = data["events"]
    cited = _column(events, "reports")
    reasons = []
    # own events may come without their reasons
    if "reason" in events["columns"]:
        reasons = _column(events, "reason")
    for piece, numbers in _by_piece(events, piece_of).items():
        for number in sorted(numbers):
            # a report of a neighbour may speak of an event too
            reports[piece].update(cited[number])
            if reasons:
                pair = [number, reasons[number]]
                told[piece]["reasons"].append(pair)
    for pcode, numbers in data["bounded"].items():
        piece = piece_of[pcode]
        told[piece]["bounded"][pcode] = numbers
        reports[piece].update(numbers)
    return reports


def _by_piece(table: Table, piece_of: dict[str, str]) -> Rows:
    """The numbers of a table's rows, by the piece in which their places lie."""
    found: Rows = defaultdict(set)
    places = _column(table, "place")
    for number, place in enumerate(places):
        # a statement on a whole province has no place, and stands where it bounds a district
        if place in piece_of:
            piece = piece_of[place]
            found[piece].add(number)
    return found


def _column(table: Table, name: str) -> list[Any]:
    """The cells of one column of a packed table, without its levels."""
    columns = table["columns"]
    place = columns.index(name)
    return [row[place] for row in table["rows"]]


def _without(table: Table, name: str) -> Table:
    """A packed table without one of its columns."""
    columns = table["columns"]
    # own events may come without their reasons
    if name not in columns:
        return table
    place = columns.index(name)
    # the table that was given stays whole
    rows = [_left_of(row, place) for row in table["rows"]]
    kept = _left_of(columns, place)
    return table | {"columns": kept, "rows": rows}


def _left_of(row: list[Any], place: int) -> list[Any]:
    """What is left of a row without the cell at one place."""
    before = row[:place]
    after = row[place + 1 :]
    return before + after


def _rows(table: Table, numbers: Iterable[int]) -> Table:
    """Some rows of a packed table, each with its number; of its words only those that they use.

    Parameters
    ----------
    table : dict
        As `helpers.views.webmap_data.packed` gives it.
    numbers : iterable of int
        Of the rows.

    Returns
    -------
    dict
        A packed table with one more column, number, in front.
    """
    whole = table["rows"]
    rows = []
    for number in sorted(numbers):
        row = [number, *whole[number]]
        rows.append(row)
    columns = ["number", *table["columns"]]
    levels = {}
    for column, words in table["levels"].items():
        place = columns.index(column)
        used = {row[place] for row in rows}
        # in order: the same file each time
        codes = sorted(used)
        levels[column] = [words[code] for code in codes]
        # numbered anew
        new = {code: k for k, code in enumerate(codes)}
        for row in rows:
            code = row[place]
            row[place] = new[code]
    return {"columns": columns, "levels": levels, "rows": rows}


__dir__ = own_names(__name__)
