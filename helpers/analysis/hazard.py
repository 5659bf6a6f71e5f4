"""A discrete-time hazard model: of the districts still standing when a week began, which were captured in it?

One row a district and week at risk. The chance of a first capture in the week has a complementary log-log link, so that
exp(coefficient) is a ratio of hazards although only weeks are told apart (Prentice and Gloeckler 1978, Biometrics 34; discrete
time in general: Allison 1982, Sociological Methodology 13). A free effect of every week takes the tide of the offensive out
of the comparison. Neighbours count by border or by road: Zhukov (2012, Political Geography 31) found violence to follow roads.
"""

import numpy as np
import pandas as pd
import statsmodels.api as sm

from helpers.vocabulary import START
from helpers.analysis.proximity import distances, region, weights
from helpers.tables import load

TERMS = {  # column of the panel: (what one step of it is, length of the step)
    "neighbours": ("A quarter more of its neighbours held", 0.25),
    "road": ("Twice as far from the trunk road", 1),
    "capital": ("Twice as far from a provincial capital", 1),
    "crossing": ("Twice as far from a border crossing", 1),
    "border": ("Touches a foreign border", 1),
    "is_capital": ("Holds a provincial capital", 1),
    "contested": ("Said to be contested or held before May", 1),
    "area": ("Twice the area", 1),
}


def covariates(kind="great_circle"):
    """What does not change from week to week; index pcode, columns as in TERMS (without neighbours), province and region.

    Distances (km; below 1 counts as 1, for the points are no better) and areas (km2) are logarithms to the base 2, the rest 0
    or 1. contested: some page about the time before 1 May says contested or Taliban. kind: see `proximity.distances`.
    """
    places, said = load("districts").set_index("pcode"), load("baseline")
    said = said.loc[(said["as_of"] < START) & (said["holder"] != "government"), "pcode"]
    return (
        np.log2(distances(kind).clip(lower=1))
        .rename(columns={"trunk": "road"})
        .assign(
            border=places["borders"].map(bool).astype(float),
            is_capital=places["is_capital"].astype(float),
            contested=places.index.isin(said).astype(float),
            area=np.log2(places["area_km2"]),
            province=places["province"],
            region=region(places.index),
        )
    )


def panel(fallen, named=None, traits=None, around=None):
    """District-weeks at risk: from the second row of `fallen` on, until the first capture or the end.

    fallen : DataFrame of bool (days x districts), see `roads.fallen_days`; its first row is the eve of the first week.
    Weeks begin on Thursdays, so that one ends on 30 June; the first and the last are shorter. named : P-codes whose capture a
    page reports; any other district leaves unobserved in the week in which only its province's fall is told (default: all
    falls count). traits : see `covariates`; a district with one missing is left out. around : see `proximity.weights`.
    Returns pcode, week (its first day), days, captured (0 / 1), neighbours (share held on the eve of the week) and the traits.
    """
    traits, around = (
        covariates() if traits is None else traits,
        weights() if around is None else around,
    )
    gone, days = fallen.to_numpy(), fallen.index
    first, number = (
        np.where(gone.any(axis=0), gone.argmax(axis=0), len(days)),
        days.to_period("W-WED"),
    )
    starts = [1] + [i for i in range(2, len(days)) if number[i] != number[i - 1]]
    rows = []
    for start, end in zip(starts, starts[1:] + [len(days)]):
        here = (first >= start) & ((first >= end) | (named is None or fallen.columns.isin(named)))
        rows.append(
            pd.DataFrame(
                {
                    "pcode": fallen.columns,
                    "week": days[start],
                    "days": end - start,
                    "captured": (first < end) * 1,
                    "neighbours": around @ gone[start - 1],
                }
            )[here]
        )
    return pd.concat(rows, ignore_index=True).join(traits, on="pcode").dropna(ignore_index=True)


def fit(table, terms=tuple(TERMS), effects=("week", "region")):
    """Fit the model; standard errors allow for likeness inside provinces, intervals use t with one degree less than provinces.

    A week, a region or a side of a yes-or-no term in which nothing (or everything) was captured has no finite effect and tells
    nothing beside it: its rows are left out, and a term that then has one value only. effects : one column of groups at least.
    Returns statsmodels' results; params hold the terms, then the effects (the first of every column but the first left out).
    Raises ValueError where the fit does not converge, or no group has both captured and standing districts.
    """
    sides = [term for term in terms if set(table[term]) <= {0, 1}]
    for group in (*effects, *sides, *effects):  # effects again: leaving out a side can empty a week
        share = table.groupby(group)["captured"].transform("mean")
        table = table[(share > 0) & (share < 1)]
    terms = [term for term in terms if table[term].nunique() > 1]
    if table.empty:
        raise ValueError("no group has both captured and standing districts")
    dummies = [
        pd.get_dummies(table[e].astype(str), prefix=e, drop_first=i > 0, dtype=float)
        for i, e in enumerate(effects)
    ]
    design = pd.concat([table[terms].astype(float), *dummies], axis=1)
    # Newton's way from the hazard of each week: the log-likelihood is concave in the parameters, and unlike the default
    # (reweighted least squares) it neither overflows nor waits for a large decomposition
    level = np.log(-np.log1p(-(dummies[0].T @ table["captured"]) / dummies[0].sum()))
    start = [level.get(name, 0) for name in design]
    model = sm.GLM(
        table["captured"],
        design,
        sm.families.Binomial(sm.families.links.CLogLog()),
        offset=np.log(table["days"] / 7),
    )
    result = model.fit(
        start_params=start,
        method="newton",
        max_start_irls=0,
        disp=0,
        cov_type="cluster",
        use_t=True,
        cov_kwds={"groups": table["province"].factorize()[0]},
    )
    if not (result.mle_retvals["converged"] and np.isfinite(result.bse).all()):
        raise ValueError(f"the fit of {', '.join(terms)} did not converge")
    return result


def ratios(result):
    """Hazard ratios of one step of each term (see TERMS) with 95 % intervals: ratio, lo, hi, p; index term."""
    terms = [name for name in TERMS if name in result.params.index]
    step, spans = (
        np.array([TERMS[name][1] for name in terms]),
        result.conf_int().loc[terms].to_numpy(),
    )
    return pd.DataFrame(
        {
            "ratio": np.exp(step * result.params[terms]),
            "lo": np.exp(step * spans[:, 0]),
            "hi": np.exp(step * spans[:, 1]),
            "p": result.pvalues[terms],
        }
    )


def score(result, table, regions=False):
    """Log relative hazard of each row by the terms of a fit: who of those at risk in a week goes first, not how many.

    regions : add the fit's own region effects (0 for a region that it left out).
    """
    terms = [name for name in TERMS if name in result.params.index]
    value = table[terms].astype(float) @ result.params[terms]
    return value + ("region_" + table["region"]).map(result.params).fillna(0) if regions else value


def concordance(table, score, draws=1_000, seed=2021):
    """Of all pairs of a captured and a standing district in one week: in what share had the captured one the higher score?

    This is the area under the ROC curve inside weeks; ties count half, 0.5 is a coin. Returns it and `draws` of it that
    resample whole provinces (the same ones for every score of one table, so that two scores can be compared draw by draw).
    Raises ValueError for a table with no such pair.
    """
    value, (home, names) = np.asarray(score, dtype=float), table["province"].factorize(sort=True)
    won, pairs = np.zeros(
        (2, len(names), len(names))
    )  # province of the captured x province of the standing
    for rows in table.reset_index().groupby("week").indices.values():
        taken = table["captured"].to_numpy()[rows] == 1
        a, b = rows[taken][:, None], rows[~taken]
        np.add.at(won, (home[a], home[b]), (value[a] > value[b]) + (value[a] == value[b]) / 2)
        np.add.at(pairs, (home[a], home[b]), 1)
    if not pairs.sum():
        raise ValueError("no week has both captured and standing districts")
    times = np.random.default_rng(seed).multinomial(
        len(names), np.full(len(names), 1 / len(names)), size=draws
    )
    each = lambda matrix: np.einsum("dp,pq,dq->d", times, matrix, times)
    return won.sum() / pairs.sum(), each(won) / np.maximum(each(pairs), 1)
