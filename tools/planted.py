"""Planted records: reports of falls whose true days are known, to try the rule and the model on.

How many reports a district has, how wide their bounds are, whether they name a day, who speaks and
which desk prints it are drawn from the real table. A right report's bounds hold the true day, which
lies anywhere in them; the day that it names is the true one. A wrong report is right about another
day: one to three days off (six in ten), or four to forty (four in ten).
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from helpers import events, load
from helpers.posterior import intervals
from helpers.vocabulary import END, KINDS, START

FIRST = pd.Timestamp(START)
# both ends counted
N_DAYS = (pd.Timestamp(END) - FIRST).days + 1
# near: a page that takes the day of print; far: another fall of the same place
NEAR_SHARE, NEAR, FAR = 0.6, (1, 3), (4, 40)


class Planted(NamedTuple):
    """reports and sources as `load` gives them, and the true days.

    truth : one row an event: pcode, kind, nth, date, n_reports.
    """

    reports: pd.DataFrame
    sources: pd.DataFrame
    truth: pd.DataFrame


def real_reports() -> pd.DataFrame:
    """The reports of district captures, of which traits are drawn.

    Returns
    -------
    DataFrame
        Rows of reports.csv.

    Examples
    --------
    >>> real_reports()["crossing_id"].isna().all().item()
    True
    """
    reports = load("reports")
    of_districts = reports["pcode"].notna() & reports["crossing_id"].isna()
    change = reports["tells"] == "change"
    is_capture = reports["event"] == "captured"
    return reports[of_districts & change & is_capture]


def planted(
    n_districts: int,
    wrong: float,
    seed: int,
    n_reports: tuple[int, int] | None = None,
    kinds: tuple[str, ...] = ("captured",),
) -> Planted:
    """Draw a planted record.

    Parameters
    ----------
    n_districts : int
        Districts, each with the same events.
    wrong : float
        Share of reports that are wrong.
    seed : int
        Fixes every number.
    n_reports : (int, int), optional
        (int, int), optional
        Least and most reports an event, where not drawn from the whole real table.
    kinds : tuple of str
        Events of each district in order, 18 to 30 days apart.

    Returns
    -------
    Planted

    Examples
    --------
    >>> record = planted(3, 0.1, seed=1)
    >>> record.truth["pcode"].nunique()
    3
    """
    # one generator in a fixed order: the same seed gives the same record
    rng = np.random.default_rng(seed)
    real = real_reports()
    truth = _truth(rng, real, n_districts, n_reports, kinds)
    repeated = truth.index.repeat(truth["n_reports"])
    rows = truth.loc[repeated].reset_index(drop=True)
    # traits of one real report together: its width hangs on who speaks and who prints
    n = len(rows)
    drawn = rng.integers(0, len(real), n)
    traits = real.iloc[drawn].reset_index(drop=True)
    open_days = traits["date_hi"] - traits["date_lo"]
    width = open_days.dt.days.to_numpy()
    since = rows["date"] - FIRST
    true_day = since.dt.days.to_numpy()
    told = true_day + _errors(rng, n, wrong)
    # the day lies anywhere within the bounds, as likely at an end as in the middle
    lo = told - rng.integers(0, width + 1)
    days = _dates(told)
    reports = pd.DataFrame(
        {
            "report_id": [f"P{place:06d}" for place in range(len(rows))],
            "pcode": rows["pcode"],
            "event": rows["kind"],
            "tells": "change",
            "date": pd.Series(days).where(traits["date"].notna()),
            "date_lo": _dates(lo),
            "date_hi": _dates(lo + width),
            "claimed_by": traits["claimed_by"].astype(str),
            "source_id": traits["source_id"],
        }
    )
    return Planted(reports, load("sources"), truth)


def _dates(days: np.ndarray) -> pd.DatetimeIndex:
    """Days of the offensive, counted from its first, as dates."""
    # microseconds, as `load` gives them: other units would not merge
    since = pd.to_timedelta(days, unit="D").astype("timedelta64[us]")
    return FIRST + since


def _truth(rng, real, n_districts, n_reports, kinds):
    # as many reports as real districts have: most have few
    by_district = real.groupby("pcode").size()
    # without their codes: a planted district is nobody's twin
    counts = by_district.to_numpy()
    if n_reports is not None:
        least, most = n_reports
        is_wanted = (counts >= least) & (counts <= most)
        counts = counts[is_wanted]
    rows = []
    for place in range(n_districts):
        gaps = rng.integers(18, 31, len(kinds) - 1)
        span = int(gaps.sum())
        # five days from either end, so that bounds are not cut by the calendar
        first = int(rng.integers(5, N_DAYS - 5 - span))
        steps = np.concatenate([[0], np.cumsum(gaps)])
        days = first + steps.astype(int)
        # a second capture of a district is another event than its first
        seen = {}
        for kind, day in zip(kinds, days, strict=True):
            seen[kind] = seen.get(kind, 0) + 1
            date = FIRST + pd.Timedelta(days=int(day))
            rows.append(
                (
                    f"AF{place:04d}",
                    kind,
                    seen[kind],
                    date,
                    int(rng.choice(counts)),
                )
            )
    return pd.DataFrame(
        rows, columns=["pcode", "kind", "nth", "date", "n_reports"]
    )


def _errors(rng, n, wrong):
    """By how many days each report is off: 0 where it is right."""
    near = rng.integers(NEAR[0], NEAR[1] + 1, n)
    far = rng.integers(FAR[0], FAR[1] + 1, n)
    is_near = rng.random(n) < NEAR_SHARE
    size = np.where(is_near, near, far)
    # too early as often as too late
    off = size * rng.choice([-1, 1], n)
    is_wrong = rng.random(n) < wrong
    return np.where(is_wrong, off, 0)


def coverage(
    record: Planted, table: pd.DataFrame, lo: str, hi: str
) -> pd.DataFrame:
    """How events or intervals do on a planted record.

    Parameters
    ----------
    record : Planted
        As `planted` gives it.
    table : DataFrame
        One row an event, with pcode, kind, nth, date.
    lo, hi : str
        Its columns of bounds.

    Returns
    -------
    DataFrame
        The truth, with covered (the bounds hold the true day), exact (`date` is it) and width
        (days of the bounds beyond one).

    Examples
    --------
    >>> record = planted(20, 0.0, seed=1)
    >>> found = events(record.reports, record.sources)
    >>> bool(coverage(record, found, "date_lo", "date_hi")["covered"].all())
    True
    """
    keys = ["pcode", "kind", "nth"]
    names = {"date": "told", lo: "lo", hi: "hi"}
    wanted = table[[*keys, *names]]
    told = wanted.rename(columns=names)
    told["kind"] = told["kind"].astype(str)
    # left: an event that was not found is a miss, not a gap
    both = record.truth.merge(told, on=keys, how="left")
    # a district without an event of that number is not covered: its bounds are empty
    from_lo = both["lo"] <= both["date"]
    to_hi = both["date"] <= both["hi"]
    both["covered"] = from_lo & to_hi
    both["exact"] = both["told"] == both["date"]
    width = both["hi"] - both["lo"]
    both["width"] = width.dt.days
    return both


# where two voices begin to outweigh one, and where more add little
BANDS = {
    "1": (1, 1),
    "2": (2, 2),
    "3-4": (3, 4),
    "5-8": (5, 8),
    "9 or more": (9, 999),
}
# the real share is unknown: from hardly any to one in five
RATES = (0.02, 0.05, 0.1, 0.2)


def trials(
    n_districts: int, seed: int, rates: tuple[float, ...] = RATES
) -> pd.DataFrame:
    """Try the rule and the model on planted records with several shares of wrong reports.

    Parameters
    ----------
    n_districts : int
        Of each record.
    seed : int
        Fixes every number.
    rates : tuple of float
        Shares of wrong reports.

    Returns
    -------
    DataFrame
        One row a district, rate and way (rule or model): wrong, by, told (band of its number of
        reports), and the columns of `coverage`.

    Examples
    --------
    >>> sorted(trials(20, 1, rates=(0.1,))["by"].unique())
    ['model', 'rule']
    """
    parts = []
    for wrong in rates:
        # one seed for all rates: the same districts, so that rates alone differ
        record = planted(n_districts, wrong, seed)
        # the same events for both: only their bounds are compared
        made = events(record.reports, record.sources)
        probable = intervals(record.reports, record.sources, made)
        by_rule = coverage(record, made, "date_lo", "date_hi")
        by_model = coverage(record, probable, "lo", "hi")
        parts.append(by_rule.assign(wrong=wrong, by="rule"))
        parts.append(by_model.assign(wrong=wrong, by="model"))
    table = pd.concat(parts, ignore_index=True)
    edges = [0, *(most for _, most in BANDS.values())]
    bands = pd.cut(table["n_reports"], edges, labels=list(BANDS))
    return table.assign(told=bands)


# a fall, a retaking and the fall after it
TWICE = (*KINDS, KINDS[0])


def extras(
    n_districts: int, seed: int, rates: tuple[float, ...] = RATES
) -> pd.DataFrame:
    """Which events the rule finds that were never planted, where districts fell twice.

    A wrong report may tell of a day on the other side of a retaking, and then stands for a change
    of its own.

    Parameters
    ----------
    n_districts : int
        Of each record: each falls, is retaken and falls again.
    seed : int
        Fixes every number.
    rates : tuple of float
        Shares of wrong reports.

    Returns
    -------
    DataFrame
        One row a rate and kind of event: wrong, kind, found (events), extra (share of them beyond
        those that were planted), one_voice (of these, the share with single support).

    Examples
    --------
    >>> extras(20, 1, rates=(0.0,))["extra"].tolist()
    [0.0, 0.0]
    """
    rows = []
    for wrong in rates:
        # one seed for all rates, as in `trials`
        record = planted(n_districts, wrong, seed, kinds=TWICE)
        made = events(record.reports, record.sources)
        for kind in KINDS:
            found = made[made["kind"] == kind]
            true = record.truth[record.truth["kind"] == kind]
            extra = _unplanted(found, true)
            # of none there is no share
            one_voice = (extra["support"] == "single").mean()
            share = len(extra) / len(found)
            rows.append((wrong, kind, len(found), share, one_voice))
    return pd.DataFrame(
        rows, columns=["wrong", "kind", "found", "extra", "one_voice"]
    )


def _unplanted(found: pd.DataFrame, truth: pd.DataFrame) -> pd.DataFrame:
    """The events of one kind that are left once each planted one has the nearest found one."""
    left = []
    # a planted day can be that of one found event alone
    true_days = dict(list(truth.groupby("pcode")["date"]))
    for pcode, own in found.groupby("pcode"):
        rest = own
        for day in true_days[pcode]:
            # fewer may be found than were planted
            if len(rest):
                away = (rest["date"] - day).abs()
                rest = rest.drop(away.idxmin())
        left.append(rest)
    return pd.concat(left)


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Trials as a table: coverage, exact days and width, rule beside model.

    Parameters
    ----------
    table : DataFrame
        As `trials` gives it.

    Returns
    -------
    DataFrame
        One row a rate and band of reports.

    Examples
    --------
    >>> list(summary(trials(20, 1, rates=(0.1,))).columns.names)
    [None, 'by']
    """
    # observed: a band that no district is in gets no empty row
    groups = table.groupby(["wrong", "told", "by"], observed=True)
    means = groups[["covered", "exact", "width"]].mean()
    return means.unstack("by")


# what a reader calls the measures of a trial
MEASURES = {
    "covered": "true day in bounds",
    "exact": "best day true",
    "width": "days open",
}


def for_readers(table: pd.DataFrame) -> pd.DataFrame:
    """The summary of trials with one row of headings, in a reader's words.

    Parameters
    ----------
    table : DataFrame
        As `trials` gives it.

    Returns
    -------
    DataFrame
        One row a rate and band of reports.

    Examples
    --------
    >>> for_readers(trials(20, 1, rates=(0.1,))).columns.tolist()[:3]
    ['reports wrong', 'reports', 'true day in bounds, model']
    """
    shown = summary(table).round(2)
    # one line for two: a measure, and whose it is
    shown.columns = [
        f"{MEASURES[measure]}, {by}" for measure, by in shown.columns
    ]
    rows = shown.reset_index()
    rows = rows.rename(columns={"wrong": "reports wrong", "told": "reports"})
    rows["reports wrong"] = rows["reports wrong"].map("{:.0%}".format)
    return rows
