"""Our counts beside everyone else's, and what each district's answer in the record rests on."""

import numpy as np
import pandas as pd

from helpers.adjudication import bounded, events
from helpers.district_days import control
from helpers.vocabulary import LAST, START
from helpers.tables import load

TOLERANCE, FLOOR = (
    0.10,
    5,
)  # a tenth of the published figure, five districts at least; set before any comparison was run
FROM_MAY = "Since 2021-05-01"


def reconcile(counts=None, found=None, held=None):
    """Set each published national count of districts or capitals beside ours for the same day.

    Compared are: districts held (`taliban_held`), captured since 1 May (`captured_since` with that start in the note), fallen or retaken in
    a period (`fallen_in_period`, `retaken`), and capitals taken (`capitals_captured`). Ours is a band: for a stock the least and the most of
    the three readings from the evening before as_of, as a count is printed at some hour of its day, to as_of_hi; for a flow the corroborated
    events that must, and all events that may, lie in the time.
    A count passes if its range (a floor has no top, a ceiling no bottom) meets our band widened by TOLERANCE of the figure, FLOOR districts at
    least (one for capitals). Returns the rows of `counts` that can be compared, with ours_lo, ours_best, ours_hi, passes, gap (how far ours is off, signed; 0 inside the band).
    """
    counts = load("published_counts") if counts is None else counts
    found = events() if found is None else found
    held = control(end=LAST, events=found) if held is None else held
    capitals = set(load("districts").query("is_capital")["pcode"])
    daily = {
        scope: pd.DataFrame(
            {
                r: (table[r] == "taliban").groupby(table["date"]).sum()
                for r in ("best", "earliest", "latest")
            }
        )
        for scope, table in (("district", held), ("capital", held[held["pcode"].isin(capitals)]))
    }
    told = found[found["crossing_id"].isna()]
    rows = []
    for c in counts.itertuples():
        if pd.isna(c.as_of) or not pd.Timestamp(START) <= c.as_of <= pd.Timestamp(LAST):
            continue
        end = c.as_of if pd.isna(c.as_of_hi) else min(c.as_of_hi, pd.Timestamp(LAST))
        note = c.note if isinstance(c.note, str) else ""
        if c.unit in ("district", "district_centre") and c.measure == "taliban_held":
            ours = _stock(daily["district"], c.as_of, end)
        elif c.unit == "capital" and c.measure == "capitals_captured":
            ours = _stock(daily["capital"], c.as_of, end)
        elif (
            c.unit in ("district", "district_centre")
            and c.measure == "captured_since"
            and note.startswith(FROM_MAY)
        ):
            ours = _flow(told[told["kind"] == "captured"], pd.Timestamp("2021-05-01"), c.as_of, end)
        elif (
            c.unit in ("district", "district_centre")
            and c.measure in ("fallen_in_period", "retaken")
            and end > c.as_of
        ):
            ours = _flow(
                told[
                    told["kind"]
                    == ("captured" if c.measure == "fallen_in_period" else "recaptured")
                ],
                c.as_of,
                end,
                end,
            )
        else:
            continue
        lo, hi = c.value, c.value if pd.isna(c.value_hi) else c.value_hi
        lo, hi = (
            (-np.inf if c.qualifier == "at_most" else lo),
            (np.inf if c.qualifier == "at_least" else hi),
        )
        slack = max(1 if c.unit == "capital" else FLOOR, TOLERANCE * c.value)
        off = min(0, ours[2] + slack - lo) or max(0, ours[0] - slack - hi)
        gap = min(0, ours[2] - lo) or max(0, ours[0] - hi)
        rows.append((c.count_id, *ours, off == 0, gap))
    table = pd.DataFrame(
        rows, columns=["count_id", "ours_lo", "ours_best", "ours_hi", "passes", "gap"]
    )
    return counts.merge(table, on="count_id").sort_values(["as_of", "count_id"], ignore_index=True)


def _stock(daily, start, end):
    span = daily[start - pd.Timedelta(days=1) : end]
    return int(span.min().min()), int(daily.loc[start, "best"]), int(span.max().max())


def _flow(told, start, first_end, end):
    """Events in start..end: (corroborated ones certainly within, best dates within, all that may be)."""
    certain = told[
        (told["date_lo"] >= start)
        & (told["date_hi"] <= first_end)
        & (told["support"] >= "corroborated")
    ]
    possible = told[(told["date_hi"] >= start) & (told["date_lo"] <= end)]
    return len(certain), len(told[told["date"].between(start, end)]), len(possible)


def answers(found=None):
    """What the record says of each of the 399 districts: pcode, answer, reports (tuple of report_id), n_origins.

    answer, in this order: `captured` (a page names its capture between 1 May and 6 September 2021), `held before` (a named source has it under the
    Taliban on or before 1 May), `not reported separately` (bounded by a statement on its whole province), `nothing`.
    """
    found = events() if found is None else found
    told = (
        found[found["crossing_id"].isna() & (found["kind"] == "captured")]
        .drop_duplicates("pcode")
        .set_index("pcode")
    )
    base, sources = load("baseline"), load("sources").set_index("source_id")["origin"]
    base = base[(base["holder"] == "taliban") & ~(base["as_of"] > "2021-05-31")]
    whole = bounded(found).set_index("pcode")
    rows = []
    for pcode in load("districts")["pcode"]:
        if pcode in told.index:
            rows.append(
                (pcode, "captured", told.loc[pcode, "reports"], told.loc[pcode, "n_origins"])
            )
        elif (base["pcode"] == pcode).any():
            named = base.loc[base["pcode"] == pcode, "source_id"]
            rows.append((pcode, "held before", (), sources[named].nunique()))
        elif pcode in whole.index:
            rows.append(
                (
                    pcode,
                    "not reported separately",
                    whole.loc[pcode, "reports"],
                    whole.loc[pcode, "n_origins"],
                )
            )
        else:
            rows.append((pcode, "nothing", (), 0))
    return pd.DataFrame(rows, columns=["pcode", "answer", "reports", "n_origins"])
