"""Where the two sides touched: the front, region by region, province by province."""

import numpy as np
import pandas as pd

from helpers.analysis.sureness import RANGE
from helpers.arguments import as_day, day_of
from helpers.public import own_names
from helpers.vocabulary import READINGS
from helpers.worlds import Worlds


def on_day(days: pd.DataFrame, date: str | pd.Timestamp) -> pd.DataFrame:
    """Pick one day of the record.

    Parameters
    ----------
    days : DataFrame
        As from `helpers.control`.
    date : str or Timestamp

    Returns
    -------
    DataFrame
        One row a district, by pcode.

    Raises
    ------
    ValueError
        `days` does not have the day.

    Examples
    --------
    >>> days = pd.DataFrame({"date": pd.to_datetime(["2021-05-01"]), "pcode": ["AF0101"]})
    >>> on_day(days, "2021-05-01").index.tolist()
    ['AF0101']
    """
    # an empty table would make an empty map in silence
    day = day_of("date", date, days["date"])
    on_it = days["date"] == day
    rows = days[on_it]
    return rows.set_index("pcode")


def on_front(taliban: pd.Series, pairs: pd.DataFrame) -> pd.DataFrame:
    """Keep the pairs of neighbours of which one is the Taliban's and the other is not.

    Parameters
    ----------
    taliban : Series of bool
        By pcode.
    pairs : DataFrame
        a and b, the pcodes of neighbours.

    Returns
    -------
    DataFrame
        Rows of `pairs`.

    Examples
    --------
    >>> pairs = pd.DataFrame({"a": ["x", "y"], "b": ["y", "z"]})
    >>> len(on_front(pd.Series({"x": True, "y": False, "z": False}), pairs))
    1
    """
    # arrays: indices of both sides would be aligned otherwise
    codes = pairs["a"]
    one = taliban[codes].to_numpy()
    other_codes = pairs["b"]
    other = taliban[other_codes].to_numpy()
    return pairs[one != other]


def front_lengths(days: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Count the pairs on the front, by day and reading.

    Parameters
    ----------
    days : DataFrame
        As from `helpers.control`.
    pairs : DataFrame
        a and b, the pcodes of neighbours.

    Returns
    -------
    DataFrame
        By date, a column a reading.

    Examples
    --------
    >>> days = pd.DataFrame({"date": pd.Timestamp("2021-05-01"), "pcode": ["x", "y"],
    ...     "best": ["taliban", "government"]}).assign(earliest="taliban", latest="government")
    >>> front_lengths(days, pd.DataFrame({"a": ["x"], "b": ["y"]})).iloc[0].tolist()
    [1, 0, 0]
    """
    # all readings beside one another: a front that hangs on one is seen to
    lengths = {}
    for reading in READINGS:
        # contested is not held: the front runs round what is held
        is_held = days[reading] == "taliban"
        taliban = is_held.to_numpy()
        keys = days[["date", "pcode"]]
        index = pd.MultiIndex.from_frame(keys)
        # districts side by side, so that pairs are picked by column
        table = pd.Series(taliban, index).unstack()
        # one column a pair: a day at a time would be a hundred times slower
        one = table[pairs["a"]].to_numpy()
        other = table[pairs["b"]].to_numpy()
        differ = one != other
        number = differ.sum(axis=1)
        lengths[reading] = pd.Series(number, table.index)
    return pd.DataFrame(lengths)


def faced(taliban: pd.Series, pairs: pd.DataFrame) -> list[str]:
    """Name the districts that are not the Taliban's and touch one that is.

    Parameters
    ----------
    taliban : Series
        As in `on_front`.
    pairs : DataFrame
        As in `on_front`.

    Returns
    -------
    list of str
        P-codes, sorted.

    Examples
    --------
    >>> pairs = pd.DataFrame({"a": ["x", "y"], "b": ["y", "z"]})
    >>> faced(pd.Series({"x": True, "y": False, "z": False}), pairs)
    ['y']
    """
    # either end of a pair may be the one that is not held
    line = on_front(taliban, pairs)
    # both ends of a pair, then those of the other side only
    touched = {*line["a"], *line["b"]}
    others = [pcode for pcode in touched if not taliban[pcode]]
    return sorted(others)


def held_around(taliban: pd.Series, places: pd.DataFrame) -> pd.Series:
    """Return the share of each place's neighbours that the Taliban hold.

    Parameters
    ----------
    taliban : Series of bool
        By pcode.
    places : DataFrame
        Rows of the table districts.

    Returns
    -------
    Series
        By the places' pcode, 0 to 1, largest first.

    Examples
    --------
    >>> places = pd.DataFrame({"pcode": ["x"], "neighbours": [("y", "z")]})
    >>> held_around(pd.Series({"y": True, "z": False}), places)["x"]
    np.float64(0.5)
    """
    # a place on the frontier has fewer neighbours: shares, not counts
    shares = []
    for near in places["neighbours"]:
        held = taliban[list(near)]
        shares.append(held.mean())
    codes = places["pcode"].to_numpy()
    by_place = pd.Series(shares, index=codes)
    return by_place.sort_values(ascending=False)


def by_region(
    captures_table: pd.DataFrame, start: pd.Series, districts: pd.DataFrame
) -> pd.DataFrame:
    """Count what was held at the start, and what fell in May and by 22 June, by region.

    Parameters
    ----------
    captures_table : DataFrame
        As from `helpers.captures`.
    start : Series
        The holder by pcode on the first day.
    districts : DataFrame
        The table of that name.

    Returns
    -------
    DataFrame
        By region: districts, held on 1 May, captured in May, captured 1 to 22 June.

    Examples
    --------
    >>> districts = pd.DataFrame({"pcode": ["x"], "region": ["north"]})
    >>> fell = pd.DataFrame({"pcode": ["x"], "date": pd.to_datetime(["2021-05-07"])})
    >>> by_region(fell, pd.Series({"x": "government"}), districts).loc["north"].tolist()
    [1, 0, 1, 0]
    """
    # as text: an order of categories would keep empty regions
    by_pcode = districts.set_index("pcode")
    region = by_pcode["region"].astype(str)
    # a district that fell twice is counted once, with its first fall
    first = captures_table.drop_duplicates("pcode")
    # both ends of a span count
    in_may = first["date"].between("2021-05-01", "2021-05-31")
    # the second span ends on the day of the news report that the notebooks begin with
    may = first[in_may]
    in_june = first["date"].between("2021-06-01", "2021-06-22")
    june = first[in_june]
    held = start.index[start == "taliban"]
    # held at the start is no capture, and stands in a column of its own
    table = pd.DataFrame(
        {
            "districts": region.value_counts(),
            "held on 1 May": region[held].value_counts(),
            "captured in May": region[may["pcode"]].value_counts(),
            "captured 1 to 22 June": region[june["pcode"]].value_counts(),
        }
    )
    # a region without a capture has none, not an unknown number
    counts = table.fillna(0).astype(int)
    # stable: regions with as many keep their order on every machine
    return counts.sort_values(
        "captured 1 to 22 June", ascending=False, kind="stable"
    )


def held_by_province(
    days: pd.DataFrame, districts: pd.DataFrame, end: str = "2021-08-15"
) -> pd.DataFrame:
    """Return the share of each province's districts that the Taliban held, by day.

    Parameters
    ----------
    days : DataFrame
        As from `helpers.control`.
    districts : DataFrame
        The table of that name.
    end : str
        The last day.

    Returns
    -------
    DataFrame
        A row a province, in the order in which half of its districts were held; a column a day.

    Examples
    --------
    >>> days = pd.DataFrame({"date": pd.Timestamp("2021-05-01"), "pcode": ["x", "y"],
    ...                      "best": ["taliban", "government"]})
    >>> districts = pd.DataFrame({"pcode": ["x", "y"], "province": ["P", "P"]})
    >>> held_by_province(days, districts).iloc[0, 0]
    np.float64(0.5)
    """
    # after Kabul every province is held: the days beyond would hide the order
    names = districts[["pcode", "province"]]
    in_time = days["date"] <= end
    rows = days[in_time].merge(names, on="pcode")
    taliban = rows["best"] == "taliban"
    by_day = taliban.groupby([rows["province"], rows["date"]])
    share = by_day.mean().unstack()
    # provinces half held on one day come in the order in which they were whole
    half = first_day(share, 0.5)
    whole = first_day(share, 1.0)
    both = pd.DataFrame({"half": half, "whole": whole})
    order = both.sort_values(["half", "whole"])
    return share.loc[order.index]


def first_day(share: pd.DataFrame, least: float) -> pd.Series:
    """Find the first day on which a share is reached; missing where it never is.

    Parameters
    ----------
    share : DataFrame
        A row a place, a column a day.
    least : float

    Returns
    -------
    Series
        A day a place.

    Examples
    --------
    >>> share = pd.DataFrame([[0.2, 0.6]], columns=pd.to_datetime(["2021-05-01", "2021-05-02"]))
    >>> first_day(share, 0.5)[0].day
    2
    """
    # idxmax gives the first day also where none is reached: those are blanked
    reached = share >= least
    ever = reached.any(axis=1)
    day = reached.idxmax(axis=1)
    return day.where(ever).astype("datetime64[us]")


def unreached(
    share: pd.DataFrame, least: float, before: str | pd.Timestamp
) -> pd.Index:
    """The places that had not reached a share before a day, those that never do among them.

    Parameters
    ----------
    share : DataFrame
        A row a place, a column a day.
    least : float
        From 0 to 1.
    before : str or Timestamp
        The first day that comes too late.

    Returns
    -------
    Index
        The places, in the order of `share`.

    Examples
    --------
    >>> days = pd.to_datetime(["2021-05-01", "2021-05-02"])
    >>> share = pd.DataFrame([[0.2, 0.6], [0.5, 0.5], [0.0, 0.0]], list("abc"), days)
    >>> unreached(share, 0.5, "2021-05-02").tolist()
    ['a', 'c']
    """
    day = first_day(share, least)
    # a missing day is neither early nor late to pandas: here it is late
    in_time = day < as_day("before", before)
    return share.index[~in_time]


def front_in_worlds(
    holder: np.ndarray, pcodes: np.ndarray, pairs: pd.DataFrame
) -> np.ndarray:
    """Count the pairs on the front in each of many worlds on one day.

    Parameters
    ----------
    holder : array, (worlds, districts)
        2 for the Taliban.
    pcodes : array, (districts,)
        Of its columns.
    pairs : DataFrame
        a and b, the pcodes of neighbours.

    Returns
    -------
    array, (worlds,)

    Examples
    --------
    >>> pairs = pd.DataFrame({"a": ["x"], "b": ["y"]})
    >>> front_in_worlds(np.array([[2, 0], [2, 2]]), np.array(["x", "y"]), pairs).tolist()
    [1, 0]
    """
    # by number: a thousand worlds are looked up at once
    column = {pcode: i for i, pcode in enumerate(pcodes)}
    one = [column[pcode] for pcode in pairs["a"]]
    other = [column[pcode] for pcode in pairs["b"]]
    # 2 is the Taliban's code in HOLDERS
    taliban = holder == 2
    differ = taliban[:, one] != taliban[:, other]
    return differ.sum(axis=1)


def held_in_worlds(drawn: Worlds, date: str) -> np.ndarray:
    """Count the districts that the Taliban hold in each of many worlds on one day.

    Parameters
    ----------
    drawn : Worlds
        As from `helpers.worlds.worlds`.
    date : str

    Returns
    -------
    array, (worlds,)

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> days = pd.DatetimeIndex(["2021-05-01"])
    >>> two = SimpleNamespace(days=days, holder=np.array([[[2], [0]], [[2], [2]]]))
    >>> held_in_worlds(two, "2021-05-01").tolist()
    [1, 2]
    """
    # counted on the day itself: worlds may begin on any
    day = day_of("date", date, drawn.days, "the worlds")
    number = drawn.days.get_loc(day)
    # contested is not held
    holders = drawn.holder[:, :, number]
    taliban = holders == 2
    return taliban.sum(axis=1)


def held_range(drawn: Worlds) -> pd.DataFrame:
    """Give the range of nine worlds in ten of the districts that the Taliban hold, by day.

    Parameters
    ----------
    drawn : Worlds
        As from `helpers.worlds.worlds`.

    Returns
    -------
    DataFrame
        By date: lo and hi.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> days = pd.DatetimeIndex(["2021-05-01"])
    >>> two = SimpleNamespace(days=days, holder=np.array([[[2], [0]], [[2], [2]]]))
    >>> held_range(two).round(2).iloc[0].tolist()
    [1.05, 1.95]
    """
    # one sum over the districts gives worlds by days
    taliban = drawn.holder == 2
    held = taliban.sum(axis=1)
    # the same nine in ten that sentences on worlds give
    lo, hi = np.percentile(held, RANGE, axis=0)
    return pd.DataFrame({"lo": lo, "hi": hi}, index=drawn.days)


__dir__ = own_names(__name__)
