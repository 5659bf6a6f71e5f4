"""Did captures happen beside earlier ones more often than chance puts them there?"""

import numpy as np
import pandas as pd
from helpers.tables import load


def join_counts(held, districts=None, reading="best", within=None, permutations=999, seed=2021):
    """Week by week: did districts fall beside districts that had fallen already, more often than chance puts them there?

    A join is a pair of neighbouring districts of which one fell in the week and the other was the Taliban's when it began
    (join counts: Cliff and Ord 1981). Chance deals the same number of captures to the districts that the Taliban did not hold
    when the week began, each as likely as another; `within` (a label for each district, in row order) keeps the number in each
    label as it was, so that a campaign in one region does not pass for spread.
    held : from `control`. Returns one row a week with captures, and one of all weeks together (week: NaT): week (first day),
    at_risk, captured, beside (captures with at least one such neighbour), joins, expected (mean of the permutations), low, high
    (2.5 and 97.5 per cent of them), p (one-sided: (1 + permutations with as many joins or more) / (1 + permutations)), pairs
    (neighbours that both fell in the week), pairs_expected, pairs_p.
    """
    districts = load("districts") if districts is None else districts
    place = {pcode: i for i, pcode in enumerate(districts["pcode"])}
    near = np.zeros((len(place), len(place)), dtype=np.float32)
    for pcode, others in zip(districts["pcode"], districts["neighbours"]):
        near[place[pcode], [place[o] for o in others if o in place]] = 1
    label = pd.factorize(np.zeros(len(place)) if within is None else np.asarray(within))[0]
    taken = (held.pivot(index="pcode", columns="date", values=reading) == "taliban").loc[
        list(place)
    ]
    rng, days, rows = np.random.default_rng(seed), taken.columns, []
    chance = np.zeros(
        (2, permutations)
    )  # joins and pairs of all weeks together, one column a permutation
    for start in range(0, len(days) - 1, 7):
        before, after = (
            taken.iloc[:, start].to_numpy(),
            taken.iloc[:, min(start + 7, len(days) - 1)].to_numpy(),
        )
        risk = np.flatnonzero(~before)
        risk = risk[
            np.argsort(label[risk], kind="stable")
        ]  # labels in blocks; a shuffle inside a block deals its captures anew
        fell = after[risk]
        if not fell.any():
            continue
        order = np.argsort(label[risk] + rng.random((permutations, len(risk))), axis=1)
        dealt = np.zeros((permutations, len(risk)), dtype=np.float32)
        np.put_along_axis(
            dealt, order, np.broadcast_to(fell.astype(np.float32), dealt.shape), axis=1
        )
        beside, among = near[np.ix_(risk, before)].sum(axis=1), near[np.ix_(risk, risk)]
        joins, pairs = dealt @ beside, ((dealt @ among) * dealt).sum(axis=1) / 2
        seen, seen_pairs = beside[fell].sum(), among[np.ix_(fell, fell)].sum() / 2
        chance += joins, pairs
        rows.append(
            _join_row(
                days[start],
                len(risk),
                fell.sum(),
                (beside[fell] > 0).sum(),
                seen,
                joins,
                seen_pairs,
                pairs,
            )
        )
    if rows:
        whole = [sum(row[k] for row in rows) for k in (1, 2, 3, 4, 9)]
        rows.append(_join_row(pd.NaT, *whole[:4], chance[0], whole[4], chance[1]))
    return pd.DataFrame(
        rows,
        columns=[
            "week",
            "at_risk",
            "captured",
            "beside",
            "joins",
            "expected",
            "low",
            "high",
            "p",
            "pairs",
            "pairs_expected",
            "pairs_p",
        ],
    )


def _join_row(week, at_risk, captured, beside, seen, joins, seen_pairs, pairs):
    p, pairs_p = (
        (1 + int((dealt >= value).sum())) / (1 + len(dealt))
        for dealt, value in ((joins, seen), (pairs, seen_pairs))
    )
    return (
        week,
        int(at_risk),
        int(captured),
        int(beside),
        int(seen),
        float(joins.mean()),
        *np.quantile(joins, [0.025, 0.975]),
        p,
        int(seen_pairs),
        float(pairs.mean()),
        pairs_p,
    )
