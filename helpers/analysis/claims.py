"""Casualty claims: prints grouped into statements, how prints differ, and what the figures can and cannot show.

A print is one source's rendering of a claim (a row of claims.csv); a statement is what the claimant said, once. A floor ("over
100") bounds a figure from below and is never taken for a value. Days with no figure stay missing. Every test is the same for all.

    table = prints(); said = statements(table); daily = ministry_calendar(said); odd = differences(table, said)
"""

from collections import Counter

import pandas as pd
from helpers.tables import load


MINISTRY = "Afghan Ministry of Defense"

SEED, DRAWS = 2021, 999

MEASURES = ("killed", "wounded", "captured")

BOUNDS = {
    "exact": "value",
    "about": "about",
    "at_least": "floor",
    "at_most": "ceiling",
}  # by qualifier, the best first

KINDS = (
    "national total credited to one place",
    "floor taken for a value",
    "floor above the figure",
    "killed and wounded added",
    "killed figure given as wounded",
    "digits transposed",
    "rounded",
    "another day's figure",
    "unexplained",
)

_INTS = {measure + end: "Int64" for measure in MEASURES for end in ("_lo", "", "_hi")}


def prints(claims=None, sources=None):
    """The claims, each with its source's origin, publisher and url, and `day`: reported, or else the last day of its period."""
    claims = load("claims") if claims is None else claims
    sources = load("sources") if sources is None else sources
    table = claims.merge(
        sources[["source_id", "origin", "publisher", "url"]],
        on="source_id",
        how="left",
        validate="many_to_one",
    )
    if table["origin"].isna().any():
        raise ValueError(
            f"source {table['source_id'][table['origin'].isna()].iloc[0]} is not in sources"
        )
    return table.assign(day=table["reported"].fillna(table["period_hi"]))


def statements(table=None):
    """One row a statement, from prints (default: those of data/).

    Columns: statement_id; day, period_lo, period_hi, claimant, claimant_type, victim_side, scope as most prints have them;
    provinces (tuple: all that any print names); n_prints, n_origins; for killed, and likewise wounded and captured: `killed`, as
    most origins print (then most prints, then the smaller), killed_lo and killed_hi, the least and the largest print, and
    killed_bound: value, about, floor (killed_hi is open, NA), ceiling (killed_lo is NA) or NA; differs: two prints cannot both be
    right; claims (tuple of claim_id).
    """
    rows = []
    for key, group in (prints() if table is None else table).groupby("statement_id", sort=True):
        row = {"statement_id": key} | {
            column: _most(group[column].dropna())
            for column in (
                "day",
                "period_lo",
                "period_hi",
                "claimant",
                "claimant_type",
                "victim_side",
                "scope",
            )
        }
        row |= {"n_prints": len(group), "n_origins": group["origin"].nunique()}
        row["provinces"] = tuple(sorted(set().union(*group["provinces"])))
        for m in MEASURES:
            row |= dict(
                zip(
                    (f"{m}_lo", m, f"{m}_hi", f"{m}_bound"),
                    _figure(group[m], group["qualifier"], group["origin"]),
                )
            )
        rows.append(
            row
            | {
                "differs": any(_odd(group, m, row).any() for m in MEASURES),
                "claims": tuple(group["claim_id"]),
            }
        )
    return pd.DataFrame(rows).astype(_INTS)


def _most(values):
    counts = Counter(values)
    return min(counts, key=lambda value: (-counts[value], str(value)), default=None)


def _figure(figures, qualifiers, origins):
    """(lo, best, hi, bound) of the prints of one figure."""
    given = [(BOUNDS[q], int(f), o) for f, q, o in zip(figures, qualifiers, origins) if pd.notna(f)]
    bound = next((b for b in BOUNDS.values() if any(b == g[0] for g in given)), None)
    if bound is None:
        return pd.NA, pd.NA, pd.NA, None
    votes, pages = (
        Counter(f for _, f, _ in {g for g in given if g[0] == bound}),
        Counter(g[1] for g in given if g[0] == bound),
    )
    # a floor under the values agrees with them and is left out of the band; one above them contradicts them and widens it
    lo = min(f for b, f, _ in given if b != "floor" or bound == "floor")
    hi = max(f for b, f, _ in given if b != "ceiling" or bound == "ceiling")
    best = min(votes, key=lambda f: (-votes[f], -pages[f], f))
    return (pd.NA if bound == "ceiling" else lo), best, (pd.NA if bound == "floor" else hi), bound


def _odd(group, measure, row):
    """Which prints of a statement cannot be right together with the figure that most give."""
    best, bound, figure, kind = (
        row[measure],
        row[f"{measure}_bound"],
        group[measure],
        group["qualifier"],
    )
    if pd.isna(best):
        return pd.Series(False, index=group.index)
    floor, ceiling = (
        (kind == "at_least") & (bound != "floor"),
        (kind == "at_most") & (bound != "ceiling"),
    )  # two floors agree
    odd = (
        (floor & (figure > best))
        | (ceiling & (figure < best))
        | (kind.isin(["exact", "about"]) & (figure != best))
    )
    return odd.fillna(False).astype(bool)


def differences(table=None, said=None):
    """One row for each printed figure that cannot be right together with the one that most origins print of the same statement.

    Columns: statement_id, day, claimant_type, victim_side, measure, printed, told (by most), difference, relative, kind (the
    first of KINDS that fits), claim_id. A print that gives a national total of 100 or more to one place is a row with a
    difference of zero. Kinds compare two numbers; they do not say what an editor did.
    """
    table = prints() if table is None else table
    said = statements(table) if said is None else said
    by_id, national, rows = said.set_index("statement_id"), said[said["scope"] == "national"], []
    whole = table[(table["scope"] == "national") & (table["killed"] >= 100).fillna(False)]
    totals = set(zip(whole["day"], whole["victim_side"].astype(str), whole["killed"]))
    for key, group in table.groupby("statement_id", sort=True):
        row = by_id.loc[key]
        about = (key, row["day"], str(row["claimant_type"]), str(row["victim_side"]))
        for m in MEASURES if row["differs"] else ():
            floors = set(group.loc[group["qualifier"] == "at_least", m].dropna())
            near = national[
                (national["claimant_type"] == row["claimant_type"])
                & (national["victim_side"] == row["victim_side"])
                & ((national["day"] - row["day"]).abs().dt.days <= 3)
                & (national["statement_id"] != key)
            ][m]
            for figure, qualifier, claim in group.loc[
                _odd(group, m, row), [m, "qualifier", "claim_id"]
            ].itertuples(index=False):
                rows.append(
                    (
                        *about,
                        m,
                        figure,
                        row[m],
                        _kind(figure, qualifier, m, row, floors, set(near.dropna())),
                        claim,
                    )
                )
        places = group[
            (group["scope"] != "national")
            & group["killed"].notna()
            & (group["provinces"].str.len() < 2)
        ]
        for day, side, figure, claim in places[
            ["day", "victim_side", "killed", "claim_id"]
        ].itertuples(index=False):
            if (day, str(side), figure) in totals:
                rows.append(
                    (*about, "killed", figure, figure, KINDS[0], claim)
                )  # stands in place of another row of that print
    out = pd.DataFrame(
        rows,
        columns=[
            "statement_id",
            "day",
            "claimant_type",
            "victim_side",
            "measure",
            "printed",
            "told",
            "kind",
            "claim_id",
        ],
    )
    out = out.drop_duplicates(["claim_id", "measure"], keep="last", ignore_index=True).astype(
        {"printed": "Int64", "told": "Int64", "kind": pd.CategoricalDtype(KINDS, ordered=True)}
    )
    return out.assign(
        difference=out["printed"] - out["told"],
        relative=(out["printed"] / out["told"]).astype(float) - 1,
    )


def _kind(figure, qualifier, measure, row, floors, near):
    told, killed, wounded = row[measure], row["killed"], row["wounded"]
    swapped = {
        str(told)[:i] + str(told)[i + 1] + str(told)[i] + str(told)[i + 2 :]
        for i in range(len(str(told)) - 1)
    }
    tests = (
        qualifier == "exact" and figure in floors,
        qualifier == "at_least",
        measure == "killed" and pd.notna(wounded) and figure == told + wounded,
        measure == "wounded" and pd.notna(killed) and figure == killed and figure >= 20,
        str(figure) in swapped,
        figure % 10 == 0 and abs(figure - told) <= 0.05 * told,
        figure in near and figure % 50 != 0,
        True,
    )
    return KINDS[1 + tests.index(True)]


def ministry_calendar(said=None, start="2021-05-01", end="2021-08-14"):
    """The defence ministry's daily national figure of Taliban losses, one row a day; a day with none is missing, never zero.

    said : as from `statements`. A national statement counts for its day of issue if its period begins the day before or later.
    Columns: date, then those of `statements`; where a day has two, the one with most prints. n_prints is 0 on a day with none.
    """
    said = statements() if said is None else said
    daily = said[
        (said["claimant"] == MINISTRY)
        & (said["scope"] == "national")
        & (said["victim_side"] == "taliban")
        & said["killed"].notna()
        & ((said["day"] - said["period_lo"]).dt.days <= 1)
    ]
    daily = daily.sort_values(
        ["n_prints", "statement_id"], ascending=[False, True]
    ).drop_duplicates("day")
    table = pd.DataFrame({"day": pd.date_range(start, end, unit="us")}).merge(
        daily, on="day", how="left"
    )
    counts = ["n_prints", "n_origins"]
    return (
        table.rename(columns={"day": "date"})
        .fillna(dict.fromkeys(counts, 0))
        .astype(dict.fromkeys(counts, int))
    )


def pairs(said, victim_side, measure="killed", days=7):
    """What the two sides say of one side's losses in the same single province on overlapping days: one row a pair of statements.

    said : as from `statements`; those that span more than `days` days, or several provinces, are left out. The columns of the
    government and its officials end in _government, those of the Taliban in _taliban. That both tell of one engagement is likely,
    not certain.
    """
    short = said[
        (said["victim_side"] == victim_side)
        & (said["provinces"].str.len() == 1)
        & said[measure].notna()
        & ((said["period_hi"] - said["period_lo"]).dt.days < days)
    ].assign(province=said["provinces"].str[0])
    ours = short[short["claimant_type"].isin(["government", "local_official"])]
    both = ours.merge(
        short[short["claimant_type"] == "taliban"],
        on="province",
        suffixes=("_government", "_taliban"),
    )
    first, last = (
        both[[f"period_{end}_government", f"period_{end}_taliban"]] for end in ("lo", "hi")
    )
    return both[first.max(axis=1) <= last.min(axis=1)].sort_values(
        ["day_government", "province"], ignore_index=True
    )
