"""How complete the record is, measured on data/. Run by `make coverage`; exits with 1 where it falls short of a target, naming what is missing."""

import sys

from helpers import events, load
from helpers.analysis.claims import ministry_calendar
from helpers.analysis.reconcile import answers


def measures():
    """(what, measured, target, what is missing) for each target."""
    districts, sources, claims, reports = (
        load("districts").set_index("pcode"),
        load("sources").set_index("source_id"),
        load("claims"),
        load("reports"),
    )
    found = events(reports, sources.reset_index())
    told = found[found["crossing_id"].isna() & (found["kind"] == "captured")]
    names = lambda pcodes: ", ".join(
        f"{districts.loc[p, 'district']} ({districts.loc[p, 'province']})" for p in sorted(pcodes)
    )
    answer = answers(found).set_index("pcode")["answer"]
    # a district that was the Taliban's before May could not fall in this offensive
    could_fall = set(answer.index[answer != "held before"])
    captured = set(told["pcode"]) & could_fall
    dated = set(told.loc[(told["date_hi"] - told["date_lo"]).dt.days <= 3, "pcode"])
    shared = set(told.loc[told["n_origins"] >= 2, "pcode"])
    manner = set(told.loc[told["manner"] != "unknown", "pcode"])
    yield (
        "districts with a supported answer",
        (answer != "nothing").sum(),
        399,
        names(answer.index[answer == "nothing"]),
    )
    yield (
        f"districts whose capture a page names, of {len(could_fall)} that could fall",
        len(captured),
        300,
        names(could_fall - captured),
    )
    yield "districts whose day is known to within 3 days", len(dated), 260, names(captured - dated)
    yield "districts with two independent origins", len(shared), 220, names(captured - shared)
    yield "districts whose manner is known", len(manner), 150, names(captured - manner)
    capitals = districts.index[districts["is_capital"]]
    origins = told.groupby("pcode")["n_origins"].max().reindex(capitals).fillna(0)
    yield "capitals with three origins", (origins >= 3).sum(), 34, names(origins.index[origins < 3])
    unknown = [c for c in capitals if c not in manner]
    yield "capitals whose manner is known", 34 - len(unknown), 34, names(unknown)
    posts = (
        found[found["crossing_id"].notna() & (found["kind"] == "captured")]
        .groupby("crossing_id")["n_origins"]
        .max()
    )
    crossings = load("crossings")
    short = [x for x in crossings["crossing_id"] if posts.get(x, 0) < 2]
    yield (
        "crossings with two origins",
        len(crossings) - len(short),
        len(crossings),
        ", ".join(short),
    )
    base = load("baseline").assign(origin=lambda t: t["source_id"].map(sources["origin"]))
    yield "origins of the baseline that name districts", base["origin"].nunique(), 2, ""
    prints = ministry_calendar().set_index("date")["n_prints"]
    yield (
        "days with a ministry national statement",
        (prints > 0).sum(),
        85,
        ", ".join(f"{d.day} {d:%b}" for d in prints.index[prints == 0]),
    )
    yield (
        "of them in two prints",
        (prints > 1).sum(),
        45,
        ", ".join(f"{d.day} {d:%b}" for d in prints.index[prints == 1]),
    )
    government = claims["victim_side"] == "government_forces"
    yield (
        "Taliban claims of government losses",
        (government & (claims["claimant_type"] == "taliban")).sum(),
        40,
        "",
    )
    yield (
        "losses that officials admit",
        (government & claims["claimant_type"].isin(["government", "local_official"])).sum(),
        60,
        "",
    )
    for kind in ("un", "hospital", "media_tally"):
        yield f"{kind} figures", (claims["claimant_type"] == kind).sum(), 1, ""


def main():
    short = 0
    for what, measured, target, missing in measures():
        met = measured >= target
        short += not met
        print(
            f"{'ok   ' if met else 'short'}  {measured:4d} of {target:4d}  {what}"
            + ("" if met or not missing else f"\n             missing: {missing}")
        )
    if short:
        sys.exit(f"{short} targets are not met; data/README.md says what was tried.")


if __name__ == "__main__":
    main()
