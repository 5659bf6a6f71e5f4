"""What the bench of statistics found on planted truths (tools/bench_stats.csv), for notebooks."""

from pathlib import Path

import pandas as pd

# the file is made by a run of many minutes, and kept: a notebook only reads it
PATH = Path(__file__).with_name("bench_stats.csv")


def results(tool: str) -> pd.DataFrame:
    """The cases of one tool, as `python -m tools.bench_stats` wrote them down.

    Parameters
    ----------
    tool : as in the table's column of that name.

    Returns
    -------
    case, found (in words), covers (share of runs whose 95 % interval holds the truth), finds
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
        raise ValueError(f"tool {tool!r} is not in {PATH.name}; there are {known}")
    # the same in every row
    rows = rows.drop(columns="tool")
    return rows.reset_index(drop=True)


def cover(tool: str, ending: str) -> tuple[float, float]:
    """Between which shares the cases with an ending hold the truth.

    Parameters
    ----------
    tool : see `results`.
    ending : of the case.

    Returns
    -------
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
