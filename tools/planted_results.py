"""What the bench of statistics found on planted truths (tools/bench_stats.csv), for notebooks."""

from pathlib import Path

import pandas as pd

# the file is made by a run of many minutes, and kept: a notebook only reads it
PATH = Path(__file__).with_name("bench_stats.csv")


def results(tool: str) -> pd.DataFrame:
    """The cases of one tool, as `python -m tools.bench_stats` wrote them down.

    Parameters
    ----------
    tool : str
        As in the table's column of that name.

    Returns
    -------
    DataFrame
        Case, found (in words), covers (share of runs whose 95 % interval holds the truth), finds
        (share with p below 0.05), runs, seed. A test has no interval, so that covers is missing.

    Raises
    ------
    ValueError
        For a tool that is not in the table.

    Examples
    --------
    >>> bool((results("weekly model")["runs"] >= 200).all())
    True
    """
    table = pd.read_csv(PATH)
    is_asked = table["tool"] == tool
    rows = table[is_asked]
    if rows.empty:
        # the names that are there, since a slip is likelier than a lost table
        names = sorted(table["tool"].unique())
        known = ", ".join(names)
        raise ValueError(
            f"tool {tool!r} is not in {PATH.name}; there are {known}"
        )
    # the same in every row
    rows = rows.drop(columns="tool")
    return rows.reset_index(drop=True)


def cover(tool: str, ending: str) -> tuple[float, float]:
    """Between which shares the cases with an ending hold the truth.

    Parameters
    ----------
    tool : str
        See `results`.
    ending : str
        Of the case.

    Returns
    -------
    (float, float)
        The least and the most.

    Examples
    --------
    >>> least, most = cover("weekly model", "frailty")
    >>> least <= most
    True
    """
    rows = results(tool)
    # cases that are treated alike end alike
    is_such = rows["case"].str.endswith(ending)
    covers = rows.loc[is_such, "covers"]
    return float(covers.min()), float(covers.max())


def found(tool: str, case: str) -> float:
    """In what share of the runs of a case a test said that there is something.

    Where nothing was planted that is the test's size, and should be near 0.05; where something
    was, its power.

    Parameters
    ----------
    tool : str
        See `results`.
    case : str
        In full.

    Raises
    ------
    ValueError
        For a case that the tool was not tried on.

    Examples
    --------
    >>> found("joins", "nothing planted, inside provinces") < 0.1
    True
    """
    # size or power, by what was planted in the case
    return float(_row(tool, case)["finds"])


def held(tool: str, case: str) -> float:
    """In what share of the runs of a case the 95 % interval held the truth.

    Parameters
    ----------
    tool, case : str
        See `found`.

    Examples
    --------
    >>> held("weekly model", "effect 0.5, likeness 1.0, provinces: frailty") > 0.9
    True
    """
    # missing where the tool is a test and has no interval
    return float(_row(tool, case)["covers"])


def _row(tool: str, case: str) -> pd.Series:
    # a tool's cases bear different names
    rows = results(tool).set_index("case")
    if case not in rows.index:
        # the names that are there, since a slip is likelier than a lost row
        raise ValueError(
            f"{tool!r} was not tried on {case!r}; there are {list(rows.index)}"
        )
    return rows.loc[case]
