"""Small tables of evidence for tests: reports, baselines and statements, with days as numbers."""

import pandas as pd
from hypothesis import strategies as st

from helpers import load
from helpers.tables import schema
from helpers.vocabulary import HOLDERS, MANNERS, START

FIRST = pd.Timestamp(START)
FIELDS = {field["name"]: field for field in schema()["reports"]["schema"]["fields"]}
# real pages of six origins, two pages each, so that control() finds them in sources.csv
PAGES = load("sources").groupby("origin", sort=True)["source_id"].agg(list)
PAGES = dict(zip("abcdef", PAGES[PAGES.map(len) > 1], strict=False))
HERE, THERE = "AF0101", "AF0201"


def day(number):
    """A day of the tests: 1 is 1 May."""
    return FIRST + pd.Timedelta(days=number - 1)


def said(
    kind,
    lo,
    hi=None,
    date=None,
    origin="a",
    page=0,
    by="media",
    pcode=HERE,
    crossing=None,
    manner="unknown",
    status="confirmed",
    left_out=(),
    province=None,
    tells="change",
):
    """One report; days as numbers, a sharp one gives its day."""
    hi = lo if hi is None else hi
    date = lo if date is None and lo == hi else date
    return {
        "pcode": pcode,
        "province_pcode": province or pcode[:4],
        "except_pcodes": left_out,
        "crossing_id": crossing,
        "place_as_printed": "Place",
        "event": kind,
        "tells": tells,
        "date": day(date) if date else pd.NaT,
        "date_lo": day(lo),
        "date_hi": day(hi),
        "manner": manner,
        "claimed_by": by,
        "status": status,
        "source_id": PAGES[origin][page],
        "note": None,
    }


def table(rows):
    """Reports as load() gives them; ids in the order of the rows."""
    frame = pd.DataFrame(
        [{"report_id": f"T{i:04d}", **row} for i, row in enumerate(rows)], columns=list(FIELDS)
    )
    for name, field in FIELDS.items():
        enum = field.get("constraints", {}).get("enum")
        if enum:
            frame[name] = pd.Categorical(frame[name], categories=enum, ordered=True)
        elif field["type"] == "date":
            frame[name] = frame[name].astype("datetime64[us]")
        elif field["type"] == "string":
            frame[name] = frame[name].astype("str")
    return frame


def spans(found):
    """Events as text, in the order of time: kind, best date and bounds in days."""

    def number(date):
        return (date - FIRST).days + 1

    order = found.sort_values(["date_lo", "date_hi", "kind"])
    return [
        f"{e.kind} {number(e.date)} [{number(e.date_lo)}-{number(e.date_hi)}] {e.support}"
        for e in order.itertuples()
    ]


@st.composite
def report(draw, kinds=("captured", "recaptured"), last=45):
    lo = draw(st.integers(1, last))
    hi = lo + draw(st.sampled_from([0, 0, 0, 1, 2, 3, 4, 8, 20]))
    date = draw(st.one_of(st.none(), st.integers(lo, hi)))
    return said(
        draw(st.sampled_from(kinds)),
        lo,
        hi,
        date,
        draw(st.sampled_from("abcd")),
        draw(st.sampled_from([0, 1])),
        draw(st.sampled_from(FIELDS["claimed_by"]["constraints"]["enum"])),
        *draw(st.sampled_from([(HERE, None)] * 3 + [(THERE, None), (HERE, "gate")])),
        draw(st.sampled_from(MANNERS)),
        draw(st.sampled_from(["claimed", "confirmed", "disputed"])),
    )


some_reports = st.lists(report(), min_size=1, max_size=14).map(table)


def members(found, reports):
    """For each event, its reports."""
    by_id = reports.set_index("report_id")
    return [(event, by_id.loc[list(event.reports)]) for event in found.itertuples()]


def before_may(*words):
    """A baseline: (origin, holder, day of May or None) for one district."""
    rows = [
        {
            "pcode": HERE,
            "place_as_printed": "Place",
            "holder": holder,
            "as_of": day(as_of) if as_of else pd.NaT,
            "source_id": PAGES[origin][page],
            "note": None,
        }
        for page, (origin, holder, as_of) in enumerate_pages(words)
    ]
    frame = pd.DataFrame(rows)
    frame["holder"] = pd.Categorical(frame["holder"], categories=HOLDERS, ordered=True)
    return frame.assign(as_of=frame["as_of"].astype("datetime64[us]"))


def enumerate_pages(words):
    seen = {}
    for word in words:
        yield seen.get(word[0], 0), word
        seen[word[0]] = seen.get(word[0], 0) + 1


def whole(last, origin="a", page=0, left_out=()):
    """A page of that day says that all of Kabul province has fallen."""
    return {**said("captured", 1, last, origin=origin, page=page, left_out=left_out), "pcode": None}


NO_BASELINE = load("baseline").iloc[:0]

VOICES_HEARD = ["taliban", "government", "local_official", "media", "analyst", "mixed"]


@st.composite
def capture(draw, origins="abcde"):
    """A report of a fall of one district: of a change or a state, with a day or without."""
    lo = draw(st.integers(1, 45))
    hi = lo + draw(st.sampled_from([0, 0, 1, 2, 5, 15]))
    return said(
        "captured",
        lo,
        hi,
        draw(st.one_of(st.none(), st.integers(lo, hi))),
        draw(st.sampled_from(origins)),
        by=draw(st.sampled_from(VOICES_HEARD)),
        status=draw(st.sampled_from(["confirmed", "confirmed", "disputed"])),
        tells=draw(st.sampled_from(["change", "change", "change", "state"])),
    )


some_captures = st.lists(capture(), min_size=1, max_size=8)
some_statements = st.lists(st.builds(whole, st.integers(2, 60), st.sampled_from("abc")), max_size=3)
