"""Friendly checks for the exercises of the seminar notebook. Right answers are computed from the data; none is written here.

check("bound", lambda: days_zari)      # the lambda lets a missing variable be told kindly
"""

import re
from functools import cache
from hashlib import sha256
from inspect import isfunction
from itertools import combinations

import pandas as pd

from helpers import control, events
from helpers.analysis import claim_tests, claims, roads
from helpers.places import resolve
from helpers.tables import load

DAY = "2021-06-22"
_held, _said, _history = cache(control), cache(claims.statements), cache(roads.history)
_odd, _daily = (
    cache(lambda: claims.differences(statements_table=_said())),
    cache(lambda: claims.ministry_calendar(_said())),
)
_DIGESTS = {"e7a22b93", "d0a55b36"}  # of the letters of the sentences that can stand


class Misread(Exception):
    """An answer of another kind than the one that is looked for, which its text names."""


def check(name, answer):
    """Print whether an answer is right, or what to look at again; never raises, whatever the answer is."""
    print(verdict(name, answer)[1])


def verdict(name, answer):
    """Judge an answer (a value, or a lambda that gives it): (True, False or None for not judged; what to tell the student)."""
    if name not in EXERCISES:
        return None, f"There is no exercise called {name!r}; there are {', '.join(EXERCISES)}."
    try:
        value = answer() if isfunction(answer) and answer.__name__ == "<lambda>" else answer
    except NameError as fault:
        return None, (
            f"There is no variable called `{fault.name}` yet. Run the cell above first; if you did, compare the spelling: "
            "the check looks for the name that the exercise gives."
        )
    except Exception as fault:
        return (
            None,
            f"The cell above does not give a value ({type(fault).__name__}: {fault}). Run it again from the top.",
        )
    if value is ... or value is None:
        return (
            None,
            "Not answered yet: put your answer in place of the three dots, run that cell, then this one.",
        )
    read, right, traps, yes, no = EXERCISES[name]
    try:
        given = read(value)
        if right is None:  # an open exercise: `read` judges
            return given
        if given in right():
            return True, f"Right. {yes}"
        return (
            False,
            f"Not yet. {next((text for text, values in traps.items() if given in values()), no)}",
        )
    except Misread as fault:
        return False, f"Another kind of answer is looked for: {fault}. You gave {_kind(value)}."
    except Exception as fault:
        return (
            False,
            f"This answer cannot be read ({type(fault).__name__}: {fault}). You gave {_kind(value)}.",
        )


def _kind(value):
    if isinstance(value, (pd.DataFrame, pd.Series)):
        return f"a {type(value).__name__} of {len(value)} rows: take the one value out of it"
    return (
        "a function: call it, with round brackets"
        if callable(value)
        else f"{type(value).__name__}: {str(value)[:60]}"
    )


def _number(value):
    if (
        isinstance(value, (bool, str))
        or pd.api.types.is_list_like(value)
        or not hasattr(value, "__float__")
    ):
        raise Misread("a number, such as 12 or 12.5, without quotes")
    return round(float(value), 1)


def _pair(value):
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        raise Misread("two values in round brackets, (first, second)")
    return tuple(value)


def _day(value):
    try:
        if pd.api.types.is_number(value) or pd.isna(value):
            raise ValueError(value)
        return pd.Timestamp(value).normalize()
    except (ValueError, TypeError) as fault:
        raise Misread('a day, such as "2021-05-17"') from fault


def _text(pattern, wanted):
    def read(value):
        if not isinstance(value, str) or not re.fullmatch(pattern, value.strip()):
            raise Misread(wanted)
        return value.strip()

    return read


_pcode = _text(r"AF\d{4}", 'a P-code in quotes, such as "AF0101"')
_report = _text(r"[A-Z]\d{4}", 'report_ids in quotes, such as "C0001"')


def taliban_days(reading="best", **evidence):
    """Number of districts that the Taliban held on each day, in one reading; `evidence` goes to `control`."""
    held = control(**evidence) if evidence else _held()
    return (held[reading] == "taliban").groupby(held["date"]).sum()


@cache
def capture(district):
    """The first capture of a district, and the reports under it with their origins."""
    pcode, found, reports = (
        load("districts").set_index("district")["pcode"][district],
        events(),
        load("reports"),
    )
    event = found[
        (found["pcode"] == pcode) & found["crossing_id"].isna() & (found["kind"] == "captured")
    ].iloc[0]
    told = reports[reports["report_id"].isin(event["reports"])]
    return event, told.merge(load("sources")[["source_id", "origin"]], on="source_id")


def clashes(district):
    """Pairs of reports of a capture that cannot both be true, as sets of two report_ids."""
    rows = capture(district)[1][["report_id", "date_lo", "date_hi"]].itertuples(index=False)
    return [
        {a.report_id, b.report_id}
        for a, b in combinations(rows, 2)
        if a.date_hi < b.date_lo or b.date_hi < a.date_lo
    ]


def _span(district):
    event = capture(district)[0]
    return (event["date_hi"] - event["date_lo"]).days


def _voices(district):
    told = capture(district)[1]
    return told["source_id"].nunique(), told["origin"].nunique()


def _half(*readings):
    days = [taliban_days(reading) for reading in readings]
    return [
        d.index[d >= len(load("districts")) / 2][0]
        for d in days
        if d.max() >= len(load("districts")) / 2
    ]


def _killed(fill=False):
    daily = _daily()["killed"].astype(float)
    return [round(float((daily.fillna(0) if fill else daily).mean()), 1)]


def _cutters(capital):
    return set(_history().set_index("node_id")["cut_by"][capital])


def moscow():
    """The Taliban's own count of 9 July 2021: the greatest figure of that day with a denominator of its own."""
    told = load("published_counts")
    told = told[
        (told["publisher"] == "Taliban")
        & (told["measure"] == "taliban_held")
        & (told["as_of"] == "2021-07-09")
        & told["denominator"].notna()
    ]
    return told.sort_values(["value", "qualifier", "count_id"], ascending=[False, True, True]).iloc[
        0
    ]


def _beside(count):
    share, held = count["value"] / count["denominator"], control(count["as_of"], count["as_of"])
    low, high = sorted((held[reading] == "taliban").mean() for reading in ("earliest", "latest"))
    return ["below" if share < low else "above" if share > high else "inside"]


def _moved(sign=1):
    reports = load("reports")
    return [
        sign
        * float(
            taliban_days(reports=reports[reports["claimed_by"] != "taliban"])[DAY]
            - taliban_days()[DAY]
        )
    ]


def sentences():
    """Five sentences about the record, {letter: text}, with computed figures; some say more than the record does."""
    daily, found, held = _daily(), events(), control(DAY, DAY)
    top, ends = daily.loc[daily["killed"].idxmax()], claim_tests.heaping(daily["killed"])["share"]
    low, high = sorted(
        int((held[reading] == "taliban").sum()) for reading in ("earliest", "latest")
    )
    unnamed = (
        len(held)
        - found.loc[found["crossing_id"].isna() & (found["kind"] == "captured"), "pcode"].nunique()
    )
    return {
        "A": f"On {top['date'].day} {top['date']:%B %Y}, {top['killed']} Taliban fighters were killed.",
        "B": f"On 22 June the Taliban held {low} to {high} of {len(held)} districts, depending on how much one believes.",
        "C": f"{ends:.0%} of the ministry's daily figures end in 0 or 5, so they were invented.",
        "D": f"{(found['n_origins'] == 1).mean():.0%} of the events in the record rest on the word of a single origin.",
        "E": f"In {unnamed} districts nothing changed hands, as no page reports a capture there.",
    }


def _prediction(value):
    on_road = {pcode for stretch in load("road_segments")["pcodes"] for pcode in stretch}
    if _pcode(value) not in on_road:
        return (
            False,
            "No stretch of the trunk network runs through this district; choose one that the table of stretches names.",
        )
    return (
        None,
        f"Written down: {value.strip()}. Do not change it now; the next exercise shows what the record says.",
    )


def _sentences(value):
    if (
        not isinstance(value, (str, set, list, tuple))
        or not set(value)
        or not set(value) <= set("ABCDE")
    ):
        raise Misread('the letters of the sentences, such as {"A", "E"}')
    chosen = {sha256(f"seminar {letter}".encode()).hexdigest()[:8] for letter in value}
    over, short = len(chosen - _DIGESTS), len(_DIGESTS - chosen)
    if over:
        return (
            False,
            f"Not yet. {over} of the sentences that you chose say(s) more than the record does.",
        )
    if short:
        return False, f"Not yet. {short} more can stand as written."
    return True, "Right. These say what was found, in which reading or by whose word."


def _own_rule(value):
    if not callable(value):
        raise Misread("a function that takes the reports and returns some of them")
    reports = load("reports")
    try:
        kept = value(reports.copy())
    except Exception as fault:
        return False, f"Not yet. Your function stopped with {type(fault).__name__}: {fault}."
    if not isinstance(kept, pd.DataFrame) or list(kept.columns) != list(reports.columns):
        return (
            False,
            f"Not yet. The function must return a table with the columns of the reports; it returned {_kind(kept)}.",
        )
    if not 0 < len(kept) < len(reports) or not set(kept["report_id"]) < set(reports["report_id"]):
        return (
            False,
            f"Not yet. A rule leaves some of the reports out; yours keeps {len(kept)} of {len(reports)}.",
        )
    new, old = taliban_days(reports=kept), taliban_days()
    return True, (
        f"Right, a rule that runs: it keeps {len(kept)} of {len(reports)} reports and puts {new[DAY]} districts, not {old[DAY]}, in "
        f"Taliban hands on {DAY}; the counts lie furthest apart on {(new - old).abs().idxmax():%Y-%m-%d}. Why there?"
    )


def _limits(value):
    if not isinstance(value, str):
        raise Misread("a paragraph of text in quotes")
    words, known = len(value.split()), set(load("reports")["report_id"])
    cited = set(re.findall(r"\b[A-Z]\d{4}\b", value))
    if not 50 <= words <= 200:
        return False, f"Not yet. A limits paragraph has 50 to 200 words; yours has {words}."
    if len(cited & known) < 2:
        unknown = (
            f" Not in the record: {', '.join(sorted(cited - known))}." if cited - known else ""
        )
        return False, f"Not yet. Point to evidence: name two reports by their report_id.{unknown}"
    return True, (
        f"Right in form: {words} words, {len(cited & known)} reports named. Whether it is fair, only a reader can say: "
        "swap it with your neighbour."
    )


# name: (how to read the answer, right values (None: the reader judges), {what to tell: wrong values of a known kind}, yes, no)
EXERCISES = {
    "count": (
        _number,
        lambda: [taliban_days()[DAY]],
        {
            "This is the count of another reading. Which column did you count?": lambda: [
                taliban_days("earliest")[DAY],
                taliban_days("latest")[DAY],
            ],
            "This counts every day at once: keep one day.": lambda: [taliban_days().sum()],
        },
        "The other two readings give the range round it; a count without it says too much.",
        "Look at the day, the column and the value again.",
    ),
    "place": (
        _pcode,
        lambda: [resolve("Baharak", "Takhar").pcode],
        {
            "This is the other Baharak. Which province does the page name?": lambda: [
                resolve("Baharak", "Badakhshan").pcode
            ]
        },
        "The name fits two districts; the province decided.",
        "Look at the candidates and at the province that the page names.",
    ),
    "bound": (
        _number,
        lambda: [_span("Zari") + 1],
        {
            "Both the first and the last day are possible days: count them too.": lambda: [
                _span("Zari")
            ]
        },
        "On any of these days it can have happened, given all that was said.",
        "Look at date_lo and date_hi of the capture.",
    ),
    "origins": (
        _pair,
        lambda: [_voices("Nerkh")],
        {"Both numbers, but in the other order: pages first.": lambda: [_voices("Nerkh")[::-1]]},
        "Support counts origins: pages that carry one desk's report are one voice.",
        "Only reports of the capture count; pages are source_id, origins are in the table of sources.",
    ),
    "half": (
        _day,
        lambda: _half("best"),
        {
            "This is the day in another reading than the best one.": lambda: _half(
                "earliest", "latest"
            )
        },
        "See how far the day moves in the other two readings: that is part of the answer.",
        "Count per day, then take the first day with at least half of all districts.",
    ),
    "conflict": (
        lambda value: {
            _report(v) for v in (value if isinstance(value, (set, frozenset)) else _pair(value))
        },
        lambda: clashes("Doshi"),
        {},
        "Both stay in the record, and the bounds of the event span the two.",
        "Take two captures of Doshi such that one's last day is before the other's first.",
    ),
    "transposed": (
        _text(r"[A-Z]\d{4}", 'a claim_id in quotes, such as "K0001"'),
        lambda: set(_odd().query("kind == 'digits transposed'")["claim_id"]),
        {
            "This print differs, but not by two digits that changed places.": lambda: set(
                _odd()["claim_id"]
            )
        },
        "Only the others' agreement shows it; alone, the figure would look as good as any.",
        "Compare the figures of the prints of one statement digit by digit.",
    ),
    "missing": (
        _number,
        _killed,
        {"You counted the days without a figure as zero.": lambda: _killed(fill=True)},
        "A day without a figure is a day of which we know nothing, not a quiet one.",
        "Take the mean of `killed` over the days that have one, to one decimal.",
    ),
    "prediction": (_prediction, None, {}, "", ""),
    "cut": (
        _pcode,
        lambda: _cutters("mazar_e_sharif"),
        {
            "This cut another capital off, not Mazar-e Sharif.": lambda: set().union(
                *_history()["cut_by"]
            )
        },
        "Was it the one that you had predicted?",
        "Look at the row of Mazar-e Sharif and its column cut_by.",
    ),
    "published": (
        _text("(?i)below|inside|above", 'one of the words "below", "inside", "above"'),
        lambda: _beside(moscow()),
        {},
        "Whose count is nearer the truth this does not say: it shows that one of the two needs explaining.",
        "Divide each count by its own denominator, then compare with the lowest and the highest reading of that day.",
    ),
    "rule": (
        _number,
        _moved,
        {
            "The right distance, but which way? Take the new count less the old one.": lambda: (
                _moved(-1)
            )
        },
        "One line of a rule moves the total; it belongs beside every total.",
        "Filter the reports, run control on what is left, count the same day, subtract the old count.",
    ),
    "sentences": (_sentences, None, {}, "", ""),
    "own_rule": (_own_rule, None, {}, "", ""),
    "limits": (_limits, None, {}, "", ""),
}
