"""From events to who held each district on each day, in three readings."""

import numpy as np
import pandas as pd
from helpers.adjudication import SHARP, bounded, events as derive, middle
from helpers.tables import load
from helpers.vocabulary import END, HOLDERS, START, SUPPORT


def control(start=START, end=END, *, events=None, baseline=None, reports=None):
    """Who held each district on each day, in three readings.

    start, end : days, inclusive. events, baseline, reports : tables (default: derived from, or read from, data/).
    Returns a DataFrame with one row a district and day (399 x days): date, pcode, best, earliest, latest (each government /
    contested / taliban, ordered) and support of the event that put the best reading's holder there (NA: none yet).

    best      every event on its best date.
    earliest  every event on its date_lo, single claims believed.
    latest    every event on its date_hi, only those that two origins or both sides tell (support corroborated or strong).
    A reading is one consistent story; around a retaking the best reading can lie outside the other two.

    Before its first event a district is what `baseline` says: taliban in the best reading if most origins say so, in the
    earliest if any does, in the latest if most and at least two do; but a district that is reported captured after 1 May was
    the government's until then in best and latest. A government district is contested on the days for which a sharp report
    says contested or attacked. A district whose fall no page reports by itself falls with the whole of its province (see
    `bounded`): on the day by which two origins say so; in the earliest reading on the day of the first statement, in the
    latest on that of the last, if two origins speak. Changes of one day come in the order of the middles of their bounds.
    """
    if pd.Timestamp(start) > pd.Timestamp(end):
        raise ValueError(f"start {start} is after end {end}")
    reports = load("reports") if reports is None else reports
    if events is None:
        events = derive(reports)
    sources = load("sources")
    baseline = load("baseline") if baseline is None else baseline
    pcodes = load("districts")["pcode"].to_numpy()
    days = pd.date_range(start, end, unit="us")
    row = {pcode: i for i, pcode in enumerate(pcodes)}
    first = pd.Timestamp(start)
    told = events[events["crossing_id"].isna()]
    if set(told["pcode"]) - row.keys():
        raise ValueError(
            f"event of an unknown district: {sorted(set(told['pcode']) - row.keys())[0]}"
        )
    captured = set(told.loc[told["kind"] == "captured", "pcode"])
    whole = bounded(told, reports, sources)
    held = _baseline(baseline, sources)
    support = np.full((len(pcodes), len(days)), -1, dtype=np.int8)
    columns = {}
    for reading, when in (("best", "date"), ("earliest", "date_lo"), ("latest", "date_hi")):
        holder = np.zeros((len(pcodes), len(days)), dtype=np.int8)
        for pcode, (best, earliest, latest) in held.items():
            value = {"best": best, "earliest": earliest, "latest": latest}[reading]
            holder[row[pcode]] = (
                0 if pcode in captured and value == 2 and reading != "earliest" else value
            )
        chosen = told if reading != "latest" else told[told["support"] >= "corroborated"]
        changes = list(
            zip(
                (chosen[when] - first).dt.days,
                middle(chosen),
                chosen["kind"] == "recaptured",
                chosen["event_id"],
                chosen["pcode"],
                chosen["support"].cat.codes,
            )
        )
        by_province = {"best": "date", "earliest": "first", "latest": "date_hi"}[reading]
        spoken = whole if reading != "latest" else whole[whole["n_origins"] > 1]
        changes += [
            (day, 0, False, "", pcode, -1)
            for day, pcode in zip((spoken[by_province] - first).dt.days, spoken["pcode"])
        ]
        for day, _, retaken, _, pcode, strength in sorted(changes):
            if day < len(days):
                holder[row[pcode], max(0, day) :] = 0 if retaken else 2
                if reading == "best":
                    support[row[pcode], max(0, day) :] = strength
        columns[reading] = holder
    fights = reports[reports["event"].isin(["contested", "attacked_held"])]
    fights = fights[fights["pcode"].notna() & fights["crossing_id"].isna()]
    for pcode, lo, hi in zip(
        fights["pcode"], (fights["date_lo"] - first).dt.days, (fights["date_hi"] - first).dt.days
    ):
        if hi - lo <= SHARP and hi >= 0 and lo < len(days):
            for holder in columns.values():
                cell = holder[row[pcode], max(0, lo) : hi + 1]
                cell[cell == 0] = 1
    table = pd.DataFrame(
        {"date": np.tile(days, len(pcodes)), "pcode": np.repeat(pcodes, len(days))}
    )
    for reading, holder in columns.items():
        table[reading] = pd.Categorical.from_codes(holder.ravel(), categories=HOLDERS, ordered=True)
    table["support"] = pd.Categorical.from_codes(support.ravel(), categories=SUPPORT, ordered=True)
    return table


def _baseline(baseline, sources):
    """{pcode: holder code in (best, earliest, latest)}; one vote an origin, its latest word (an undated one is the oldest)."""
    origin = baseline["source_id"].map(dict(zip(sources["source_id"], sources["origin"])))
    votes = baseline.assign(origin=origin).sort_values(["as_of", "holder"], na_position="first")
    votes = votes.drop_duplicates(["pcode", "origin"], keep="last")
    held = {}
    for pcode, codes in votes.groupby("pcode")["holder"]:
        code = codes.cat.codes.to_numpy()
        taliban, not_taliban = (code == 2).sum(), (code < 2).sum()
        other = 1 if (code == 1).any() else 0
        most = taliban > not_taliban
        held[pcode] = (
            2 if most else other,
            2 if taliban else other,
            2 if most and taliban > 1 else other,
        )
    return held
