"""Tables for files: lists with a semicolon, and for files of text days as ISO text."""

import pandas as pd


def has_lists(column: pd.Series) -> bool:
    """Whether a column holds lists.

    Examples
    --------
    >>> has_lists(pd.Series([("a",), ("b",)])), has_lists(pd.Series([1, 2]))
    (True, False)
    """
    # typed columns hold no lists, and are not looked through
    if column.dtype != object:
        return False
    return any(isinstance(cell, (tuple, list, set)) for cell in column)


def lists_joined(table: pd.DataFrame) -> pd.DataFrame:
    """A table with its lists as text; everything else as it is.

    Examples
    --------
    >>> lists_joined(pd.DataFrame({"a": [("x", "y")]}))["a"].tolist()
    ['x;y']
    """
    table = table.copy()
    for column in table.columns:
        values = table[column]
        # as in the tables themselves: parts with a semicolon
        if has_lists(values):
            table[column] = [";".join(map(str, cell)) for cell in values]
    return table


def joined(table: pd.DataFrame) -> pd.DataFrame:
    """A table with its lists as text, days as ISO text, as files of text hold them.

    Examples
    --------
    >>> joined(pd.DataFrame({"day": pd.to_datetime(["2021-06-22"])}))["day"].tolist()
    ['2021-06-22']
    """
    table = lists_joined(table)
    for column in table.columns:
        # a day has no hour, which a file would else show as midnight
        if table[column].dtype.kind == "M":
            table[column] = table[column].dt.strftime("%Y-%m-%d")
    return table
