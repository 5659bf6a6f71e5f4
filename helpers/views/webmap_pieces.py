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


def in_pieces(
    data: dict[str, Any],
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
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
    first = {key: value for key, value in data.items() if key not in LATER}
    # a map of other data has nothing to tell
    if "events" not in data:
        return first, {}
    first["events"] = _without(data["events"], "reason")
    piece_of = pieces_of_places(data)
    told: dict[str, dict[str, Any]] = {}
    # in order: the same files each time
    for piece in sorted({*piece_of.values(), ROADS}):
        told[piece] = {"reasons": [], "bounded": {}}
    reports = _reports_of_pieces(data, piece_of, told)
    before = _by_piece(data["baseline"], piece_of)
    for piece, part in told.items():
        part["reports"] = _rows(data["reports"], reports[piece])
        part["baseline"] = _rows(data["baseline"], before[piece])
        # the pages on which these stand
        of_reports = _column(part["reports"], "source")
        of_baseline = _column(part["baseline"], "source")
        cited = {*of_reports, *of_baseline}
        if piece == ROADS:
            cited = _pages_of_roads(data)
        part["sources"] = _rows(data["sources"], cited)
    return first, told


def pieces_of_places(data: dict[str, Any]) -> dict[str, str]:
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
    # a P-code begins with its province's
    found = {pcode: pcode[:4].lower() for pcode in pcodes}
    ids = _column(data["crossings"], "id")
    # a crossing goes with the district in which it lies
    for crossing, number in zip(
        ids, _column(data["crossings"], "district"), strict=True
    ):
        found[crossing] = found[pcodes[number]]
    return found


def _pages_of_roads(data: dict[str, Any]) -> set[int]:
    """The numbers of the pages that the road network cites."""
    found = set(_column(data["roads"], "source"))
    # a stretch may have no page of its own
    found.discard(None)
    return found


def _reports_of_pieces(
    data: dict[str, Any],
    piece_of: dict[str, str],
    told: dict[str, dict[str, Any]],
) -> Rows:
    """The reports of each piece; puts reasons and statements on provinces into it by the way."""
    reports = _by_piece(data["reports"], piece_of)
    events = data["events"]
    cited = _column(events, "reports")
    # own events may come without their reasons
    reasons = (
        _column(events, "reason") if "reason" in events["columns"] else []
    )
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


def _by_piece(table: dict[str, Any], piece_of: dict[str, str]) -> Rows:
    """The numbers of a table's rows, by the piece in which their places lie."""
    found: Rows = defaultdict(set)
    for number, place in enumerate(_column(table, "place")):
        # a statement on a whole province has no place, and stands where it bounds a district
        if place in piece_of:
            found[piece_of[place]].add(number)
    return found


def _column(table: dict[str, Any], name: str) -> list[Any]:
    """The cells of one column of a packed table, without its levels."""
    place = table["columns"].index(name)
    return [row[place] for row in table["rows"]]


def _without(table: dict[str, Any], name: str) -> dict[str, Any]:
    """A packed table without one of its columns."""
    # own events may come without their reasons
    if name not in table["columns"]:
        return table
    place = table["columns"].index(name)
    columns = [column for column in table["columns"] if column != name]
    # the table that was given stays whole
    rows = [row[:place] + row[place + 1 :] for row in table["rows"]]
    return table | {"columns": columns, "rows": rows}


def _rows(table: dict[str, Any], numbers: Iterable[int]) -> dict[str, Any]:
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
    rows = []
    for number in sorted(numbers):
        row = table["rows"][number]
        rows.append([number, *row])
    columns = ["number", *table["columns"]]
    levels = {}
    for column, words in table["levels"].items():
        place = columns.index(column)
        used = sorted({row[place] for row in rows})
        levels[column] = [words[code] for code in used]
        # numbered anew
        new = {code: k for k, code in enumerate(used)}
        for row in rows:
            row[place] = new[row[place]]
    return {"columns": columns, "levels": levels, "rows": rows}


__dir__ = own_names(__name__)
