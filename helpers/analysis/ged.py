"""Read a UCDP GED file, downloaded by the reader, and set its deaths beside the record.

    python -m helpers.analysis.ged GEDEvent_v25_1.csv

GED (Sundberg and Melander 2013, https://doi.org/10.1177/0022343313484347) has one row an event of
organised violence, with the best, low and high estimate of deaths, how exactly the place is known
(where_prec, 1 to 7) and the day (date_prec, 1 to 5). Its columns are known by name, from version
20.1 on. Nothing of it is part of this project.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from helpers.analysis.own_files import form_of
from helpers.arguments import as_day
from helpers.places import province_of, resolve
from helpers.public import answer_help, own_names
from helpers.tables import load
from helpers.vocabulary import LAST, START

# columns without which nothing can be said
NEEDED = (
    "id",
    "country",
    "date_start",
    "date_end",
    "latitude",
    "longitude",
    "where_prec",
    "adm_1",
    "adm_2",
    "type_of_violence",
    "best",
    "low",
    "high",
)
COUNTRY = "Afghanistan"
TYPES = {1: "state_based", 2: "non_state", 3: "one_sided"}
# up to here GED knows the district; from 4 on only the province, from 6 on the country
DISTRICT_KNOWN = 3
PROVINCE_KNOWN = 5
EARTH_RADIUS_KM = 6_371
DEATHS = ["low", "best", "high"]


def read(
    path: str | Path, start: str = START, end: str = LAST
) -> pd.DataFrame:
    """Read the events of Afghanistan on some days from UCDP's own CSV.

    The district is found by its printed name (adm_2, within adm_1) and by the point; where the two
    differ the name counts, for the points of villages are often those of their district.

    Parameters
    ----------
    path : path
        GEDEvent CSV, version 20.1 or later.
    start, end : str
        Events that touch these days are kept.

    Returns
    -------
    DataFrame
        One row an event: id, date_start, date_end, days (how many it spans), type, low, best,
        high, where_prec, province_pcode, pcode (NA where only the province or the country is
        known), placed_by (name, point, province, country), points_to (the district nearest to
        the point).

    Raises
    ------
    FileNotFoundError
        Where there is no such file.
    ValueError
        For another file; the message says what was expected and what is missing.

    Examples
    --------
    >>> read("nowhere.csv")
    Traceback (most recent call last):
    FileNotFoundError: no file nowhere.csv: give the CSV of UCDP GED as downloaded from ucdp.uu.se
    """
    # what is asked first, then the country: a world file has some 300,000 rows
    first = as_day("start", start)
    last = as_day("end", end)
    if not isinstance(path, (str, Path)):
        raise TypeError(
            f"path is the name of a file, not {type(path).__name__}"
        )
    raw = _raw(Path(path))
    inside = raw["country"] == COUNTRY
    here = raw[inside].copy()
    if here.empty:
        raise ValueError(
            f"{path} has no event in {COUNTRY}: is it the file of another country?"
        )
    for column in ("date_start", "date_end"):
        here[column] = _days(here[column], path)
    for column in (
        *DEATHS,
        "latitude",
        "longitude",
        "where_prec",
        "type_of_violence",
    ):
        here[column] = _numbers(here[column], path)
    touches = here["date_end"] >= first
    touches &= here["date_start"] <= last
    here = here[touches]
    return _placed(here.reset_index(drop=True))


def _raw(path: Path) -> pd.DataFrame:
    # text first: an empty adm_2 must not become a number
    expected = "the CSV of UCDP GED as downloaded from ucdp.uu.se"
    try:
        is_there = path.is_file()
    except OSError:
        # a whole page in place of a name
        is_there = False
    if not is_there:
        raise FileNotFoundError(f"no file {str(path)[:80]}: give {expected}")
    try:
        form = form_of(path)
        header = pd.read_csv(path, nrows=0, **form)
        # versions differ in the case of a name or two
        names = {str(name).strip().lower(): name for name in header.columns}
        missing = [name for name in NEEDED if name not in names]
        if missing:
            raise ValueError(f"it lacks the columns {', '.join(missing)}")
        # of some 50 columns and 350,000 rows only what is needed
        wanted = [names[name] for name in NEEDED]
        table = pd.read_csv(path, dtype=str, usecols=wanted, **form)
    except (ValueError, OSError) as fault:
        reason, _, _ = str(fault).partition("\n")
        remedy = (
            "version 20.1 or later: the events, not a table by year or by pair"
        )
        raise ValueError(
            f"{path}: {expected} was expected, {remedy} ({reason})"
        ) from fault
    table.columns = [str(name).strip().lower() for name in table.columns]
    return table


def _days(column: pd.Series, path: str | Path) -> pd.Series:
    # a day that cannot be read would drop its deaths
    # some versions carry an hour of midnight
    days = pd.to_datetime(
        column.str.slice(0, 10), format="%Y-%m-%d", errors="coerce"
    )
    if days.isna().any():
        unread = column[days.isna()]
        wrong = unread.iloc[0]
        raise ValueError(
            f"{path}, {column.name}: {wrong!r} is no day as YYYY-MM-DD"
        )
    return days.astype("datetime64[us]")


def _numbers(column: pd.Series, path: str | Path) -> pd.Series:
    # a sum over values that could not be read would be too low, without a word
    numbers = pd.to_numeric(column, errors="coerce")
    if numbers.isna().any():
        unread = column[numbers.isna()]
        wrong = unread.iloc[0]
        raise ValueError(f"{path}, {column.name}: {wrong!r} is no number")
    return numbers


# places


def _placed(here: pd.DataFrame) -> pd.DataFrame:
    """The events with their districts; the name and the point are both kept."""
    # the point is kept beside the name, so that the two can be compared
    points_to = nearest_district(here["latitude"], here["longitude"])
    province = [_province(name) for name in here["adm_1"]]
    named = _named(here["adm_2"], province)
    where = here["where_prec"].astype(int)
    pcode = []
    placed_by = []
    for near, name, home, precision in zip(
        points_to, named, province, where, strict=True
    ):
        code, how = _choose(near, name, home, precision)
        pcode.append(code)
        placed_by.append(how)
    days = (here["date_end"] - here["date_start"]).dt.days + 1
    provinces = [
        code[:4] if code else home
        for code, home in zip(pcode, province, strict=True)
    ]
    return pd.DataFrame(
        {
            "id": here["id"],
            "date_start": here["date_start"],
            "date_end": here["date_end"],
            "days": days,
            "type": here["type_of_violence"].astype(int).map(TYPES),
            **{column: here[column].astype(int) for column in DEATHS},
            "where_prec": where,
            "province_pcode": pd.Series(provinces, dtype="str"),
            "pcode": pd.Series(pcode, dtype="str"),
            "placed_by": placed_by,
            "points_to": points_to,
        }
    )


def _choose(
    near: str, name: str | None, home: str | None, precision: int
) -> tuple[str | None, str]:
    # where_prec is UCDP's own word on how much the place can be trusted
    if precision > PROVINCE_KNOWN:
        return None, "country"
    if precision > DISTRICT_KNOWN:
        return None, "province"
    if name:
        return name, "name"
    # a point beyond the named province is a slip of one or the other
    if home and near[:4] != home:
        return None, "province"
    return near, "point"


def _province(name: object) -> str | None:
    # GED writes 'Kunduz province'; the title is left out by places
    if not isinstance(name, str) or not name.strip():
        return None
    try:
        return province_of(name)
    except ValueError:
        return None


def _named(names: pd.Series, provinces: list[str | None]) -> list[str | None]:
    """The district of each printed name within its province; None where it is not sure."""
    # a few hundred names stand in thousands of rows
    known: dict[tuple, str | None] = {}
    for pair in zip(names.fillna(""), provinces, strict=True):
        if pair not in known:
            known[pair] = _by_name(*pair)
    return [
        known[pair] for pair in zip(names.fillna(""), provinces, strict=True)
    ]


def _by_name(name: object, province: str | None) -> str | None:
    # without its province a name would be guessed
    if not isinstance(name, str) or province is None:
        return None
    try:
        return resolve(name, province).pcode
    except ValueError:
        return None


def nearest_district(lat: Sequence[float], lon: Sequence[float]) -> list[str]:
    """Find the district whose point is nearest, measured in the size of the district.

    The distance is divided by the square root of the area: a large district reaches further.

    Parameters
    ----------
    lat, lon : sequence of float
        Degrees.

    Returns
    -------
    list of str
        P-codes.

    Examples
    --------
    >>> nearest_district([34.52], [69.15])
    ['AF0101']
    """
    # true outlines are not part of the project; this is right for most points
    districts = load("districts")
    lat = np.radians(np.asarray(lat, float))
    lon = np.radians(np.asarray(lon, float))
    home = np.radians(districts[["lat", "lon"]].to_numpy(float))
    home_lat, home_lon = home.T
    north = lat[:, None] - home_lat
    east = (lon[:, None] - home_lon) * np.cos(home_lat)
    km = EARTH_RADIUS_KM * np.hypot(north, east)
    # a district without an area of its own gets that of the smallest
    area = (
        districts["area_km2"]
        .fillna(districts["area_km2"].min())
        .to_numpy(float)
    )
    return (
        districts["pcode"]
        .to_numpy()[(km / np.sqrt(area)).argmin(axis=1)]
        .tolist()
    )


# deaths


def by_district(ged: pd.DataFrame) -> pd.DataFrame:
    """Sum deaths by district; what is known of the province alone stands apart.

    Parameters
    ----------
    ged : DataFrame
        As `read` returns it.

    Returns
    -------
    DataFrame
        One row a district with events: pcode, district, province, events, low, best, high.

    Examples
    --------
    >>> by_district(example()).columns.tolist()
    ['pcode', 'district', 'province', 'events', 'low', 'best', 'high']
    """
    # what is known of the province alone would be given to a district by chance
    placed = ged.dropna(subset=["pcode"])
    sums = _sums(placed, "pcode")
    districts = load("districts").set_index("pcode")[["district", "province"]]
    return sums.join(districts, on="pcode")[
        ["pcode", "district", "province", "events", *DEATHS]
    ]


def by_province(ged: pd.DataFrame) -> pd.DataFrame:
    """Sum deaths by province; those known of the country alone stand in no row.

    Parameters
    ----------
    ged : DataFrame
        As `read` returns it.

    Returns
    -------
    DataFrame
        One row a province with events: province_pcode, province, events, low, best, high.

    Examples
    --------
    >>> by_province(example())["province"].tolist()
    ['Kunduz']
    """
    # most of what is known of the province alone can be used here
    placed = ged.dropna(subset=["province_pcode"])
    sums = _sums(placed, "province_pcode")
    names = load("districts").drop_duplicates("province_pcode")
    names = names.set_index("province_pcode")
    sums = sums.join(names["province"], on="province_pcode")
    return sums[["province_pcode", "province", "events", *DEATHS]]


def _sums(ged: pd.DataFrame, key: str) -> pd.DataFrame:
    # the three estimates are never added to one another
    groups = ged.groupby(key)
    sums = groups[DEATHS].sum()
    sums["events"] = groups.size()
    return sums.reset_index()


def by_day(
    ged: pd.DataFrame, start: str = START, end: str = LAST
) -> pd.DataFrame:
    """Deaths by day, with the bounds that events of several days leave.

    Parameters
    ----------
    ged : DataFrame
        As `read` returns it.
    start, end : str

    Returns
    -------
    DataFrame
        One row a day: date, events (of this day alone), low and best (of these), high (these and
        all deaths of events that span the day: each may have been on it).

    Examples
    --------
    >>> by_day(example()).columns.tolist()
    ['date', 'events', 'low', 'best', 'high']
    """
    # an event over several days may have had all its deaths on any of them
    days = pd.date_range(start, end, unit="us")
    one_day = ged["days"] == 1
    alone = ged[one_day]
    sums = (
        alone.groupby("date_start")[DEATHS].sum().reindex(days, fill_value=0)
    )
    sums["events"] = (
        alone["date_start"].value_counts().reindex(days, fill_value=0)
    )
    for event in ged[ged["days"] > 1].itertuples():
        spans = days >= event.date_start
        spans &= days <= event.date_end
        sums.loc[spans, "high"] += event.high
    return sums.rename_axis("date").reset_index()[["date", "events", *DEATHS]]


def example() -> pd.DataFrame:
    """Two events made up, in the form of `read`, for the examples of this module.

    Returns
    -------
    DataFrame
        Two rows, as `read` gives them.

    Examples
    --------
    >>> len(example())
    2
    """
    # made up: GED itself is not part of this project
    day = pd.Timestamp("2021-06-21")
    row = {
        "date_start": day,
        "date_end": day,
        "days": 1,
        "type": "state_based",
        "where_prec": 1,
    }
    row |= {
        "low": 1,
        "best": 2,
        "high": 4,
        "pcode": "AF1905",
        "province_pcode": "AF19",
    }
    row |= {"placed_by": "name", "points_to": "AF1905"}
    longer = {"id": "2", "date_end": day + pd.Timedelta(days=2), "days": 3}
    return pd.DataFrame([{"id": "1"} | row, row | longer])


def main(paths: Sequence[str] = ()) -> None:
    """Print what a GED file says of the offensive, by province.

    Parameters
    ----------
    paths : sequence of str
        The path of one file, as the command line gives it.

    Examples
    --------
    >>> main([])
    Traceback (most recent call last):
    SystemExit: give one file: python -m helpers.analysis.ged GEDEvent.csv
    """
    # a wrong file is a message, not a traceback
    if len(paths) != 1:
        sys.exit("give one file: python -m helpers.analysis.ged GEDEvent.csv")
    try:
        ged = read(paths[0])
    except (OSError, ValueError) as fault:
        sys.exit(str(fault))
    low, best, high = ged[DEATHS].sum()
    print(
        f"{len(ged):,} events from {START} to {LAST}: {best:,} deaths ({low:,} to {high:,})"
    )
    print(ged["placed_by"].value_counts().to_string())
    print(by_province(ged).to_string(index=False))


__dir__ = own_names(__name__)


if __name__ == "__main__":
    answer_help(__doc__)
    main(sys.argv[1:])
