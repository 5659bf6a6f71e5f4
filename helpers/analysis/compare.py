"""An own table set beside the record: matched, earlier, later, missing, ambiguous.

Any table with a place, a day and a holder or an event will do: an export of ACLED, a student's
list, one's own notes. Names are resolved; one that several districts bear is listed, not guessed.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from pandas.api.types import is_scalar

from helpers.adjudication import captures, events
from helpers.analysis.own_files import form_of, not_read, refuse_long_rows
from helpers.arguments import HOUR, SLASHED, is_whole_day
from helpers.calendars import gregorian_hint
from helpers.district_days import control
from helpers.places import resolve
from helpers.public import own_names
from helpers.tables import kept, load, nearest, shown
from helpers.vocabulary import LAST, START

# the names under which tables carry what is needed, the likeliest first
NAMES = {
    "place": (
        "pcode",
        "place",
        "district",
        "admin2",
        "adm_2",
        "adm2_en",
        "name",
        "location",
    ),
    "province": ("province_pcode", "province", "admin1", "adm_1", "adm1_en"),
    "day": ("day", "date", "event_date", "date_start", "as_of"),
    "holder": ("holder", "control", "held_by", "actor_in_control"),
    "event": ("kind", "event", "sub_event_type", "event_type"),
}
# what other tables call a change of hands, or who holds a place
EVENT_WORDS = {
    "captured": (
        "captured",
        "capture",
        "fall",
        "fell",
        "fallen",
        "taken",
        "seized",
        "taliban capture",
    ),
    "recaptured": (
        "recaptured",
        "recapture",
        "retaken",
        "government regains territory",
        "regained",
    ),
}
# and the blanks that stand round a word
QUOTES = " \t\u00a0\"'\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb"
ACLED_TAKEN = "non-state actor overtakes territory"
HOLDER_WORDS = {
    "government": (
        "government",
        "gov",
        "govt",
        "afghan government",
        "ana",
        "gov control",
    ),
    "contested": ("contested", "disputed", "mixed", "under attack"),
    "taliban": ("taliban", "taleban", "tb", "insurgents", "emirate"),
}
# in the order in which a table of counts lists them: what was compared, then what was not
VERDICTS = (
    "matched",
    "earlier",
    "later",
    "missing",
    "contradicted",
    "ambiguous",
    "unknown_place",
    "outside",
    "no_day",
    "not_compared",
)
# what is added to the columns of the own table
ANSWER = (
    "pcode",
    "candidates",
    "verdict",
    "our_date",
    "our_lo",
    "our_hi",
    "our_holder",
    "days",
    "hint",
)
# captures on neighbouring days are one event with a day between them
NEAR = 30


def compare(
    table: pd.DataFrame | str | Path,
    place: str | None = None,
    province: str | None = None,
    day: str | None = None,
    holder: str | None = None,
    event: str | None = None,
) -> pd.DataFrame:
    """Compare an own table with the record, row by row.

    Parameters
    ----------
    table : DataFrame or path of a CSV
        One row a place and day.
    place, province, day, holder, event : str, optional
        Names of its columns; those that are called as in `NAMES` are found by themselves. One of
        holder and event is needed, place and day always.

    Returns
    -------
    DataFrame
        The rows of the table (a column that bears one of the following names gets own_ before
        it) with the columns added: pcode (NA where the place is not sure),
        candidates (P-codes to choose from), verdict, our_date, our_lo, our_hi, our_holder, days
        (theirs minus ours). For an event: matched (their day lies in our bounds), earlier,
        later (than the bounds), missing (the record has none within 30 days of theirs). For a
        holder: matched, contradicted, and earlier or later where the record has the same change
        of hands within 30 days. ambiguous and unknown_place tell why a name was not compared.
        hint says what would help where a row was not compared.

    Raises
    ------
    TypeError, ValueError
        For what is no table, an empty one, or one without a column that is needed.

    Examples
    --------
    >>> own = pd.DataFrame({"district": ["Imam Sahib", "Baharak"], "day": "2021-06-21"})
    >>> compare(own.assign(event="captured"))["verdict"].tolist()
    ['matched', 'ambiguous']
    """
    # read, find the columns, resolve the places, and only then compare
    table = _read(table)
    columns = _columns(
        table,
        place=place,
        province=province,
        day=day,
        holder=holder,
        event=event,
    )
    rows = _placed(table, columns)
    rows["their_day"] = _days(table[columns["day"]])
    # a holder is asked of a day, an event of the days round it
    judged = _holders if "holder" in columns else _events
    words = table[columns.get("holder") or columns["event"]]
    verdicts = judged(rows, words)
    compared = _apart(table).reset_index(drop=True).join(verdicts)
    places = table[columns["place"]]
    known = HOLDER_WORDS if "holder" in columns else EVENT_WORDS
    told = zip(
        verdicts["verdict"], places, words, verdicts["candidates"], strict=True
    )
    return compared.assign(hint=[_hint(*each, known) for each in told])


def _hint(
    verdict: str,
    place: object,
    word: object,
    pcodes: tuple[str, ...],
    known: dict,
) -> str:
    """What would make a row comparable; "" where it was compared."""
    # a row that was left out in silence would look like one that agrees
    if verdict == "ambiguous":
        return f"give the province, or one of {', '.join(pcodes)}"
    if verdict == "unknown_place":
        return _no_district(place)
    if verdict == "not_compared":
        return f"{str(word)[:40]!r} is no word of the record: {nearest(word, known)}"
    if verdict == "outside":
        return f"the record runs from {START} to {LAST}"
    return "a day as YYYY-MM-DD" if verdict == "no_day" else ""


def _no_district(place: object) -> str:
    if is_scalar(place) and pd.isna(place):
        return "the row names no place"
    near = nearest(place, _district_names())
    # all 399 are no hint
    said = "no district is called so"
    return f"{said}: {near}" if near.startswith("did you mean") else said


@kept
def _district_names() -> list[str]:
    return load("districts")["district"].tolist()


# reading


def _read(table: pd.DataFrame | str | Path) -> pd.DataFrame:
    # text, so that a P-code or a day stays what it is
    if isinstance(table, (str, Path)):
        path = Path(table)
        try:
            form = form_of(path)
            refuse_long_rows(path, **form)
            table = pd.read_csv(path, **form, dtype=str)
        except (ValueError, OSError) as fault:
            raise ValueError(not_read(path, fault)) from fault
        # a spreadsheet saves the rows that were emptied too
        table = table.dropna(how="all")
    if not isinstance(table, pd.DataFrame):
        raise TypeError(
            f"a DataFrame or the path of a CSV was expected, not {type(table).__name__}"
        )
    if table.empty:
        raise ValueError(
            "the table is empty: at least one row with a place and a day was expected"
        )
    twice = table.columns[table.columns.duplicated()]
    if len(twice):
        raise ValueError(f"the table has column {shown(twice[0])} twice")
    return table


def _apart(table: pd.DataFrame) -> pd.DataFrame:
    """The table with its columns renamed that bear a name of the answer."""
    new = {}
    for name in table.columns:
        if name in ANSWER:
            new[name] = f"own_{name}"
            # a table that was compared before has these too
            while new[name] in table.columns:
                new[name] = f"own_{new[name]}"
    return table.rename(columns=new)


def _columns(table: pd.DataFrame, **given: str | None) -> dict[str, str]:
    """{role: column of the table}, as named by the caller or found by its name."""
    # what the caller names is taken; the rest is found by the names that tables use
    lower = {str(name).strip().lower(): name for name in table.columns}
    found = {}
    for role, names in NAMES.items():
        asked = given[role]
        is_text = isinstance(asked, str)
        if asked is not None and not (is_text and asked in table.columns):
            hint = nearest(asked, table.columns)
            raise ValueError(
                f"the table has no column {shown(asked)} for {role}: {hint}"
            )
        known = [lower[name] for name in names if name in lower]
        if asked or known:
            found[role] = asked or known[0]
    for role in ("place", "day"):
        if role not in found:
            raise ValueError(_lacks(role, table))
    if given["event"]:
        found.pop("holder", None)
    if "holder" not in found and "event" not in found:
        raise ValueError(_lacks("holder or event", table))
    return found


def _lacks(role: str, table: pd.DataFrame) -> str:
    # the message lists what there is, for the right column is often among it
    known = []
    for each in role.split(" or "):
        known += NAMES[each]
    names = ", ".join(known)
    there = ", ".join(map(str, table.columns[:20]))
    return f"no column for {role} was found; name it, or call it one of {names} (there are {there})"


def _days(column: pd.Series) -> pd.Series:
    # the day as it is written: an hour or a time zone would move it
    texts = column.astype(str).fillna("").str.replace(HOUR, "", regex=True)
    days = pd.to_datetime(
        texts.where(texts.map(is_whole_day)),
        errors="coerce",
        format="mixed",
        dayfirst=_day_comes_first(texts),
    )
    # other calendars have years that pandas reads without a word
    odd = column.notna() & (days.isna() | (days.dt.year < 1900))
    for text in texts[odd].unique():
        hint = gregorian_hint(text)
        if hint:
            raise ValueError(
                f"day {text!r}: {hint}; write Gregorian days as YYYY-MM-DD"
            )
    return days.reset_index(drop=True)


def _day_comes_first(texts: pd.Series) -> bool:
    """Whether 06/07/2021 is the 6th of July; the other days of the column decide."""
    parts = texts.str.extract(SLASHED).dropna().astype(int)
    if parts.empty:
        return False
    first = (parts[0] > 12).any()
    second = (parts[1] > 12).any()
    # 7 July may be read either way
    differ = (parts[0] != parts[1]).any()
    if first == second and differ:
        unclear = parts.index[parts[0] != parts[1]][0]
        raise ValueError(
            f"day {texts[unclear]!r} may be read in two ways; write days as YYYY-MM-DD"
        )
    return bool(first)


def _placed(table: pd.DataFrame, columns: dict[str, str]) -> pd.DataFrame:
    """Each row's district, or the districts that it may be."""
    # tables repeat names: each is resolved once
    provinces = (
        table[columns["province"]]
        if "province" in columns
        else [None] * len(table)
    )
    known: dict[tuple, tuple] = {}
    rows = []
    for name, home in zip(table[columns["place"]], provinces, strict=True):
        key = (str(name), str(home))
        if key not in known:
            known[key] = _district(name, home)
        rows.append(known[key])
    return pd.DataFrame(rows, columns=["pcode", "candidates", "trouble"])


def _district(
    name: object, home: object
) -> tuple[str | None, tuple[str, ...], str | None]:
    # a list of several is worth more than a guess
    within = home if isinstance(home, str) and home.strip() else None
    try:
        match = resolve(name, within)
    except ValueError:
        return None, (), "unknown_place"
    if match.pcode:
        return match.pcode, (match.pcode,), None
    # several that fit alike are ambiguous; one that fits badly is unknown
    close = tuple(each.pcode for each in match.candidates if each.score >= 80)
    return None, close, "ambiguous" if close else "unknown_place"


# judging


def _blank(row: object, verdict: str) -> dict:
    # every row gets the same columns, whatever became of it
    own = {
        "pcode": row.pcode,
        "candidates": row.candidates,
        "verdict": verdict,
    }
    return own | dict.fromkeys(
        ["our_date", "our_lo", "our_hi", "our_holder", "days"]
    )


def _not_judged(row: object) -> str | None:
    """Why a row cannot be compared, or None."""
    # these are no disagreements, and must not count as such
    # pandas writes a missing text as a number
    if isinstance(row.trouble, str):
        return row.trouble
    if pd.isna(row.their_day):
        return "no_day"
    if not pd.Timestamp(START) <= row.their_day <= pd.Timestamp(LAST):
        return "outside"
    return None


def _word(text: object, words: dict[str, tuple[str, ...]]) -> str | None:
    # capitals, blanks, quotes and underscores do not matter
    plain = str(text).strip(QUOTES).lower().replace("_", " ")
    for word, others in words.items():
        if plain == word or plain in others:
            return word
    return None


def _events(rows: pd.DataFrame, words: pd.Series) -> pd.DataFrame:
    # border posts fall by themselves, and are compared with nothing here
    found = events()
    district = found[found["crossing_id"].isna()]
    by_place = {
        key: group
        for key, group in district.groupby(["pcode", "kind"], observed=True)
    }
    out = []
    for row, text in zip(rows.itertuples(), words, strict=True):
        kind = _word(
            text,
            EVENT_WORDS
            | {"captured": (*EVENT_WORDS["captured"], ACLED_TAKEN)},
        )
        verdict = _not_judged(row) or (None if kind else "not_compared")
        ours = by_place.get((row.pcode, kind)) if verdict is None else None
        out.append(
            _blank(row, verdict) if verdict else _event_verdict(row, ours)
        )
    return _as_table(out)


def _event_verdict(row: object, ours: pd.DataFrame | None) -> dict:
    # of several events the nearest in time
    if ours is None:
        return _blank(row, "missing")
    apart = (ours["date"] - row.their_day).abs()
    best = ours.loc[apart.idxmin()]
    days = (row.their_day - best["date"]).days
    verdict = "matched"
    if row.their_day < best["date_lo"]:
        verdict = "earlier"
    elif row.their_day > best["date_hi"]:
        verdict = "later"
    if verdict != "matched" and abs(days) > NEAR:
        verdict = "missing"
    dates = {
        "our_date": best["date"],
        "our_lo": best["date_lo"],
        "our_hi": best["date_hi"],
    }
    return _blank(row, verdict) | dates | {"days": days}


def _holders(rows: pd.DataFrame, words: pd.Series) -> pd.DataFrame:
    # the best reading, for a single answer is compared
    days = control(START, LAST)
    held = days.set_index(["pcode", "date"])["best"].astype(str)
    falls = captures(events()).set_index("pcode")
    out = []
    for row, text in zip(rows.itertuples(), words, strict=True):
        theirs = _word(text, HOLDER_WORDS)
        verdict = _not_judged(row) or (None if theirs else "not_compared")
        if verdict:
            out.append(_blank(row, verdict))
            continue
        ours = held[row.pcode, row.their_day.normalize()]
        fall = falls.loc[[row.pcode]] if row.pcode in falls.index else None
        out.append(_holder_verdict(row, theirs, ours, fall))
    return _as_table(out)


def _holder_verdict(
    row: object, theirs: str, ours: str, fall: pd.DataFrame | None
) -> dict:
    judged = _blank(row, "matched" if theirs == ours else "contradicted") | {
        "our_holder": ours
    }
    if fall is None:
        return judged
    best = fall.iloc[(fall["date"] - row.their_day).abs().argmin()]
    days = (row.their_day - best["date"]).days
    judged |= {
        "our_date": best["date"],
        "our_lo": best["date_lo"],
        "our_hi": best["date_hi"],
    }
    judged["days"] = days
    if theirs == ours or abs(days) > NEAR:
        return judged
    # they have it fallen before our day, or standing after it
    if theirs == "taliban" and days <= 0:
        judged["verdict"] = "earlier"
    elif theirs != "taliban" and days >= 0:
        judged["verdict"] = "later"
    return judged


def _as_table(rows: list[dict]) -> pd.DataFrame:
    # ordered by how much a row calls for a second look
    table = pd.DataFrame(rows)
    table["verdict"] = pd.Categorical(
        table["verdict"], categories=VERDICTS, ordered=True
    )
    table["days"] = table["days"].astype("Int64")
    for column in ("our_date", "our_lo", "our_hi"):
        table[column] = pd.to_datetime(table[column])
    return table


def summary(compared: pd.DataFrame) -> pd.DataFrame:
    """Count the verdicts.

    Parameters
    ----------
    compared : DataFrame
        As `compare` returns it.

    Returns
    -------
    DataFrame
        verdict, rows; those that occur.

    Examples
    --------
    >>> own = pd.DataFrame({"place": ["AF1905"], "day": ["2021-06-21"], "event": ["captured"]})
    >>> summary(compare(own)).to_dict("records")
    [{'verdict': 'matched', 'rows': 1}]
    """
    # in the order of the verdicts, not of their number
    of_rows = compared["verdict"].value_counts()
    counts = of_rows.reindex(VERDICTS)
    given = counts[counts > 0].astype(int)
    named = given.rename_axis("verdict")
    return named.reset_index(name="rows")


def on_a_map(compared: pd.DataFrame) -> pd.Series:
    """Give one verdict a district, the gravest, for `helpers.views.answers.where_map`.

    Parameters
    ----------
    compared : DataFrame
        As `compare` returns it.

    Returns
    -------
    Series
        Verdict by P-code.

    Examples
    --------
    >>> own = pd.DataFrame({"place": ["AF1905"], "day": ["2021-06-21"], "event": ["captured"]})
    >>> on_a_map(compare(own)).to_dict()
    {'AF1905': 'matched'}
    """
    # a map shows one value a district: the one that calls for a look
    placed = compared.dropna(subset=["pcode"])
    by_district = placed.groupby("pcode")["verdict"]
    verdicts = by_district.max()
    return verdicts.astype(str)


__dir__ = own_names(__name__)
