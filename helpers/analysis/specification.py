"""Which choice moves which finding how much: a specification curve over all combinations.

Simonsohn, Simmons and Nelson (2020, Nature Human Behaviour 4): show a number under every
combination of the choices that could be defended, not under one.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from helpers.public import own_names
from helpers.worlds import Worlds


def curve(choices: pd.DataFrame, values: ArrayLike) -> pd.DataFrame:
    """A number under every combination of choices.

    Parameters
    ----------
    choices : DataFrame
        One row a world, a column a choice; see `worlds`.
    values : array-like
        One number a world.

    Returns
    -------
    DataFrame
        One row a combination that some world makes: the choices, worlds (how many make it), lo,
        median, hi (5, 50 and 95 per cent of them); in order of the median.

    Examples
    --------
    >>> choices = pd.DataFrame({"rule": ["a", "b", "a", "b"]})
    >>> curve(choices, [1, 5, 2, 6])["median"].tolist()
    [1.5, 5.5]
    """
    # every combination that some world makes, none assumed
    names = list(choices.columns)
    groups = choices.assign(value=np.asarray(values, dtype=float)).groupby(
        names
    )["value"]
    table = groups.quantile([0.05, 0.5, 0.95]).unstack()
    table.columns = ["lo", "median", "hi"]
    table.insert(0, "worlds", groups.size())
    # ties in the order of the choices, so that every machine draws the same curve
    return table.reset_index().sort_values(
        ["median", *names], ignore_index=True
    )


def moves(choices: pd.DataFrame, values: ArrayLike) -> pd.DataFrame:
    """How far each choice moves a number, all other choices being as they are.

    Parameters
    ----------
    choices : DataFrame
        See `curve`.
    values : array-like
        See `curve`.

    Returns
    -------
    DataFrame
        One row a choice: lowest, highest (the options with the least and the most), moves (by how
        much the number differs between them, from additive effects by least squares), share (of the
        variance over worlds that is lost if the choice is left out), and a last row `dates` with
        what no choice explains: moves is there the width of nine worlds in ten within a
        combination.

    Examples
    --------
    >>> choices = pd.DataFrame({"rule": list("abab"), "base": list("ccdd")})
    >>> round(float(moves(choices, [1.0, 5, 1, 5]).loc["rule", "moves"]), 6)
    4.0
    """
    numbers = np.asarray(values, dtype=float)
    # all values alike would leave nothing to share out
    total = max(((numbers - numbers.mean()) ** 2).sum(), 1e-12)
    # what the choices leave: the days that were drawn
    unexplained = _residual(choices, numbers)
    rows = {}
    for name in choices:
        effects = _effects(choices, numbers, name)
        others = choices.drop(columns=name)
        lost = (
            _residual(others, numbers) @ _residual(others, numbers)
            - unexplained @ unexplained
        )
        row = {"lowest": effects.idxmin(), "highest": effects.idxmax()}
        rows[name] = row | {
            "moves": effects.max() - effects.min(),
            "share": lost / total,
        }
    # nine draws in ten, as the worlds of other findings
    lo, hi = np.percentile(unexplained, [5, 95])
    # beside the shares of the choices, in the same unit
    left = unexplained @ unexplained / total
    rows["dates"] = {
        "lowest": "",
        "highest": "",
        "moves": hi - lo,
        "share": left,
    }
    # a transposed table of words and numbers holds objects
    table = pd.DataFrame(rows).T
    return table.astype({"moves": float, "share": float})


def held_on(drawn: Worlds, days: Sequence[str]) -> dict[str, np.ndarray]:
    """How many districts the Taliban held on some days, in every world.

    Parameters
    ----------
    drawn : Worlds
        See `worlds`.
    days : sequence of str
        The days.

    Returns
    -------
    dict of str to array
        Day to one number a world.

    Examples
    --------
    >>> from helpers.worlds import worlds
    >>> len(held_on(worlds(10), ["2021-06-22"])["2021-06-22"])
    10
    """
    # once for all days: it reads every district of every world
    held = pd.DataFrame(drawn.held(), columns=drawn.days)
    return {day: held[day].to_numpy() for day in days}


def moves_on(
    choices: pd.DataFrame, numbers: Mapping[str, ArrayLike]
) -> pd.DataFrame:
    """How far each choice moves a number, day by day.

    Parameters
    ----------
    choices : DataFrame
        See `curve`.
    numbers : mapping of str to array-like
        Day to one number a world, see `held_on`.

    Returns
    -------
    DataFrame
        Moves of `moves`, a row a choice, a column a day.

    Examples
    --------
    >>> choices = pd.DataFrame({"rule": list("abab"), "base": list("ccdd")})
    >>> moves_on(choices, {"1 May": [1.0, 5, 1, 5]}).round(6).loc["rule"].tolist()
    [4.0]
    """
    # each day by itself: a choice can matter in June and no more in August
    columns = {
        day: moves(choices, values)["moves"] for day, values in numbers.items()
    }
    return pd.DataFrame(columns)


def of_findings(
    choices: pd.DataFrame, numbers: Mapping[str, ArrayLike]
) -> pd.DataFrame:
    """How far the choices move each of several findings, over all their combinations.

    Parameters
    ----------
    choices : DataFrame
        See `curve`.
    numbers : mapping of str to array-like
        Name of a finding to one number a world, each in its own unit.

    Returns
    -------
    DataFrame
        One row a finding: least, most (medians of the combinations), moved_by (the choice that
        moves it most, or dates), by_how_much (see `moves`).

    Examples
    --------
    >>> choices = pd.DataFrame({"rule": list("abab"), "base": list("ccdd")})
    >>> found = of_findings(choices, {"held": [1.0, 5, 1, 5]}).loc["held"]
    >>> found.astype(str).tolist()[:3]
    ['1.0', '5.0', 'rule']
    """
    rows = {}
    # each in its own unit: what moves one cannot be compared with what moves another
    for name, values in numbers.items():
        medians = curve(choices, values)["median"]
        by_choice = moves(choices, values)["moves"]
        # dates stand among the choices: where they move most, no reader's rule decides
        first = by_choice.idxmax()
        rows[name] = {
            "least": medians.min(),
            "most": medians.max(),
            "moved_by": first,
            "by_how_much": by_choice[first],
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def _design(choices: pd.DataFrame) -> pd.DataFrame:
    as_text = choices.astype(str)
    dummies = pd.get_dummies(as_text, drop_first=True, dtype=float)
    return dummies.assign(constant=1.0)


def _fitted(choices: pd.DataFrame, numbers: np.ndarray) -> pd.Series:
    design = _design(choices)
    found, *_ = np.linalg.lstsq(design.to_numpy(), numbers, rcond=None)
    return pd.Series(found, design.columns)


def _residual(choices: pd.DataFrame, numbers: np.ndarray) -> np.ndarray:
    if choices.empty or not len(choices.columns):
        return numbers - numbers.mean()
    return (
        numbers
        - _design(choices).to_numpy() @ _fitted(choices, numbers).to_numpy()
    )


def _effects(
    choices: pd.DataFrame, numbers: np.ndarray, name: str
) -> pd.Series:
    """The effect of each option of one choice, against its first."""
    found = _fitted(choices, numbers)
    names = choices[name].astype(str)
    options = sorted(names.unique())
    # the first option is the one that the others are measured from
    return pd.Series(
        {option: found.get(f"{name}_{option}", 0.0) for option in options}
    )


__dir__ = own_names(__name__)
