"""Tables and texts of notebook 05: statements, prints and comparisons as a reader meets them."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from helpers.analysis.claims import KINDS, pairs
from helpers.analysis.event_study import Study
from helpers.public import own_names
from helpers.views import style
from helpers.views.tables import linked, page_links, tables_html
from helpers.vocabulary import VICTIM_LABELS

# whose dead; "mixed" is what a page does not tell apart
SIDES = VICTIM_LABELS | {"mixed": "mixed"}
# a floor is no figure: the word stands before the number
BOUND_WORDS = {
    "floor": "at least ",
    "ceiling": "at most ",
    "about": "about ",
    "value": "",
}


def figure_text(row: Mapping, measure: str = "killed") -> str:
    """A statement's figure with its band, as a reader meets it.

    Parameters
    ----------
    row : mapping
        A row of `statements`.
    measure : str
        killed, wounded or captured.

    Examples
    --------
    >>> figure_text({"killed_lo": 100, "killed": 100, "killed_hi": pd.NA, "killed_bound": "floor"})
    'at least 100'
    >>> row = {"killed_lo": 147, "killed": 172, "killed_hi": 172, "killed_bound": "value"}
    >>> figure_text(row)
    '147 to 172'
    """
    best = row[measure]
    lo = row[f"{measure}_lo"]
    hi = row[f"{measure}_hi"]
    # one print alone has no band
    lo = best if pd.isna(lo) else lo
    hi = best if pd.isna(hi) else hi
    number = f"{best:,}" if lo == hi else f"{lo:,} to {hi:,}"
    bound = row[f"{measure}_bound"]
    return BOUND_WORDS[bound] + number


def print_links(prints_table: pd.DataFrame) -> dict[str, str]:
    """A link to the page of every print, as HTML by claim_id.

    Parameters
    ----------
    prints_table : DataFrame
        As `claims.prints` gives it.

    Returns
    -------
    dict
        {claim_id: link}.

    Examples
    --------
    >>> table = pd.DataFrame({"claim_id": ["K1"], "url": ["https://x.y"], "publisher": ["P"]})
    >>> print_links(table)["K1"].startswith('<a href="https://x.y"')
    True
    """
    # links are escaped where they are made, once for all tables
    # strict: a print without a link must not take its neighbour's
    links = page_links(prints_table)
    return dict(zip(prints_table["claim_id"], links, strict=True))


def first_links(
    claim_ids: Sequence[str], links: dict[str, str], most: int = 3
) -> str:
    """Links to the first few of some prints, and how many more there are.

    Parameters
    ----------
    claim_ids : sequence of str
        Of the prints.
    links : dict of str to str
        By claim_id.
    most : int
        How many are linked.

    Examples
    --------
    >>> first_links(["a", "b", "c"], {"a": "A", "b": "B", "c": "C"}, most=2)
    'A; B and 1 more'
    """
    shown = "; ".join(links[claim] for claim in claim_ids[:most])
    # the number of those left out is said: three of forty is not three
    more = len(claim_ids) - most
    return f"{shown} and {more} more" if more > 0 else shown


def prints_of_day(
    prints_table: pd.DataFrame, day: str | pd.Timestamp, ministry: str
) -> pd.DataFrame:
    """Every print of a day's claims as columns for a reader, the ministry's first.

    Parameters
    ----------
    prints_table : DataFrame
        As from `helpers.analysis.claims.prints`.
    day : str or Timestamp
        On which the claims were made.
    ministry : str
        Its name, as claims.csv has it.

    Returns
    -------
    DataFrame
        A row a print; columns as a reader sees them, the source as HTML.

    Examples
    --------
    >>> from helpers.analysis.claims import MINISTRY, prints
    >>> shown = prints_of_day(prints(), pd.Timestamp("2021-06-21"), MINISTRY)
    >>> shown.columns[0]
    'who says'
    """
    is_today = prints_table["day"] == day
    today = prints_table[is_today]
    # the ministry's statement is what the section is about
    is_other = today["claimant"] != ministry
    today = today.assign(other=is_other)
    today = today.sort_values(["other", "statement_id", "claim_id"])
    return linked(today).drop(columns=["day", "reach", "id"])


def calendar_lines(calendar: pd.DataFrame, prints_table: pd.DataFrame) -> str:
    """The ministry's days as HTML, one line each: those with a figure open on their prints.

    A day for which no page was found is a line as well: it is not skipped.

    Parameters
    ----------
    calendar : DataFrame
        As from `helpers.analysis.claims.ministry_calendar`, a row a day.
    prints_table : DataFrame
        As from `helpers.analysis.claims.prints`.

    Examples
    --------
    >>> from helpers.analysis.claims import ministry_calendar, prints
    >>> html = calendar_lines(ministry_calendar(start="2021-06-20", end="2021-06-21"), prints())
    >>> html.count("<details>"), html.count("no figure found")
    (1, 1)
    """
    shown = linked(prints_table)[
        ["killed", "wounded", "read as", "source", "origin", "note"]
    ]
    # all tables at once: a table a day took twenty times as long
    told = calendar.dropna(subset="killed")
    about = {
        row.statement_id: style.day(row.date) for row in told.itertuples()
    }
    is_told = prints_table["statement_id"].isin(list(about))
    bodies = tables_html(
        shown[is_told], prints_table.loc[is_told, "statement_id"], about
    )
    lines = []
    for row in calendar.to_dict("records"):
        # one line a day, whether there is a figure or not
        day = style.day(row["date"])
        # a line without a figure, so that a gap of days is seen
        if pd.isna(row["killed"]):
            lines.append(f"<p>{day}: no figure found</p>")
            continue
        figure = figure_text(row)
        count = row["n_prints"]
        pages = "one page" if count == 1 else f"{count} pages"
        summary = f"{day}: {figure} killed, as {pages} print it"
        body = bodies[row["statement_id"]]
        lines.append(f"<details><summary>{summary}</summary>{body}</details>")
    body = "".join(lines)
    # a box that scrolls can be reached by keyboard, and says what it is
    box = 'style="max-height:24em;overflow-y:auto" role="region" tabindex="0"'
    return f'<div {box} aria-label="The ministry, day by day">{body}</div>'


def figures_printed(
    prints_table: pd.DataFrame,
    statement_ids: Sequence[str],
    measure: str,
    links: dict[str, str],
) -> pd.DataFrame:
    """Which figures were printed of some statements, and by whom, as a table for a reader.

    Parameters
    ----------
    prints_table : DataFrame
        As from `helpers.analysis.claims.prints`.
    statement_ids : sequence of str
        Of the statements.
    measure : str
        "killed", "wounded" or "captured".
    links : dict of str to str
        By claim_id.

    Returns
    -------
    DataFrame
        A row a figure: its value, prints (how many), source (links).

    Examples
    --------
    >>> table = pd.DataFrame({"statement_id": ["s"] * 2, "claim_id": ["a", "b"], "killed": [1, 2]})
    >>> figures_printed(table, ["s"], "killed", {"a": "A", "b": "B"})["killed"].tolist()
    [1, 2]
    """
    is_own = prints_table["statement_id"].isin(statement_ids)
    own = prints_table[is_own]
    # a print without the figure is no vote on it
    is_told = own[measure].notna()
    own = own[is_told]
    # prints and not statements: each has a page of its own
    ids = own.groupby(measure)["claim_id"].agg(tuple)
    sources = [first_links(claims, links) for claims in ids]
    counts = [len(claims) for claims in ids]
    return pd.DataFrame(
        {measure: ids.index, "prints": counts, "source": sources}
    )


def kinds_table(
    differences_table: pd.DataFrame, links: dict[str, str]
) -> pd.DataFrame:
    """Kinds of difference with their number, their median size and an example of each.

    Parameters
    ----------
    differences_table : DataFrame
        As from `helpers.analysis.claims.differences`.
    links : dict
        HTML of a print's page, by claim_id.

    Returns
    -------
    DataFrame
        A row a kind of difference; the example is text, the source links.

    Examples
    --------
    >>> from helpers.analysis.claims import differences, prints
    >>> table = kinds_table(differences(), print_links(prints()))
    >>> len(table) == len(KINDS)
    True
    """
    groups = differences_table.groupby("kind", observed=False)
    table = groups.agg(
        prints=("claim_id", "size"), statements=("statement_id", "nunique")
    )
    # without its sign: a difference upwards and one downwards do not cancel out
    relative = differences_table["relative"].abs()
    size = relative.groupby(differences_table["kind"], observed=False)
    per_cent = "{:.1%}".format
    table["median size"] = size.median().map(per_cent, na_action="ignore")
    examples = {}
    for row in differences_table.drop_duplicates("kind").itertuples():
        text = f"{row.by_most} printed as {row.printed}: {links[row.claim_id]}"
        examples[row.kind] = text
    in_order = pd.Series(examples).reindex(list(KINDS))
    # a kind that was looked for and not found keeps its row
    table["source"] = in_order.fillna("").to_numpy()
    table = table.reset_index()
    return table.astype({"kind": str})


def study_table(studies: dict[str, Study]) -> pd.DataFrame:
    """The middle days of event studies as a table, a row a series.

    Parameters
    ----------
    studies : dict of str to Study
        {name of the series: as `event_study.study` gives it}.

    Returns
    -------
    DataFrame of str
        A row a series.

    Examples
    --------
    >>> from helpers.analysis.event_study import study
    >>> fallen = pd.DataFrame(np.random.default_rng(1).random((40, 9)) < 0.1)
    >>> len(study_table({"one": study(fallen, fallen, draws=19)}))
    1
    """
    rows = []
    for name, found in studies.items():
        rows.append(
            {
                "who names it": name,
                "days named": found.named,
                # of days and not of captures: a province that is always named rises little
                "on % of days": f"{found.base:.1f}",
                "points more": f"{found.near:.1f}",
                # what provinces that trade captures would show
                "chance (95%)": f"{found.near_lo:.1f} to {found.near_hi:.1f}",
                "p": f"{found.p:.3f}",
            }
        )
    return pd.DataFrame(rows)


def runs_table(habits: pd.DataFrame) -> pd.DataFrame:
    """Runs in time as a table for a reader.

    Parameters
    ----------
    habits : DataFrame
        As from `helpers.analysis.claimants.runs_in_time`.

    Returns
    -------
    DataFrame of str
        A row a claimant.

    Examples
    --------
    >>> row = {"n": 9, "runs": 4, "expected": 5.0, "p": np.nan, "repeats": 0, "no_plain": 0.5}
    >>> runs_table(pd.DataFrame([row], index=["one"]))["no plain figure"].tolist()
    ['50%']
    """
    table = habits.rename(columns={"no_plain": "no plain figure"})
    table = table.astype(float)
    formats = {"p": "{:.3f}", "no plain figure": "{:.0%}"}
    for column in table:
        form = formats.get(column, "{:.0f}")
        # nan is not itself: a series too short for the test has no p
        table[column] = [
            form.format(value) if value == value else ""
            for value in table[column]
        ]
    return table.rename_axis("claimant").reset_index()


def room_table(months: pd.DataFrame) -> pd.DataFrame:
    """What share of the ministry's claim has room in UCDP's count, by month.

    Parameters
    ----------
    months : DataFrame
        As from `helpers.analysis.yardstick.months_beside`.

    Returns
    -------
    DataFrame
        A row a month; counts of deaths, and shares as text.

    Examples
    --------
    >>> from helpers import load
    >>> from helpers.analysis.claims import ministry_calendar, statements
    >>> from helpers.analysis.yardstick import months_beside
    >>> table = statements()
    >>> found = months_beside(ministry_calendar(table), table, load("battle_deaths"))
    >>> len(room_table(found))
    4
    """

    def percent(share: float) -> str:
        # more than all has no meaning here: the claim exceeds the count
        return "all" if share >= 1 else f"{share:.0%}"

    table = pd.DataFrame(
        {"month": [style.MONTHS[month.month - 1] for month in months.index]}
    )
    table["days with a figure"] = [
        f"{row.given} of {row.days}" for row in months.itertuples(index=False)
    ]
    table["claimed, at least"] = months["at_least"].to_numpy()
    table["if all days were alike"] = months["filled"].to_numpy()
    table["UCDP, all sides"] = months["best"].round().astype(int).to_numpy()
    table["government's dead, at least"] = months[
        "government_forces"
    ].to_numpy()
    table["civilians, at least"] = months["civilians"].to_numpy()
    table["room: as printed"] = months["room_at_least"].map(percent).to_numpy()
    table["room: all days, best"] = (
        months["room_filled"].map(percent).to_numpy()
    )
    table["room: all days, high"] = months["room_high"].map(percent).to_numpy()
    return table


def announced_text(announced: pd.DataFrame, months: pd.DataFrame) -> str:
    """The government's own monthly totals beside the ministry's days and UCDP's count, as text.

    Parameters
    ----------
    announced, months : DataFrames
        As from `announced` and `months_beside` of `helpers.analysis.yardstick`.

    Examples
    --------
    >>> month = pd.Period("2021-06")
    >>> own = {"month": month, "killed_lo": 60, "killed": 60, "killed_hi": pd.NA}
    >>> own |= {"killed_bound": "floor", "claimant": "A spokesman"}
    >>> months = pd.DataFrame({"at_least": [30], "best": [75.0]}, index=[month])
    >>> text = announced_text(pd.DataFrame([own]), months)
    >>> text.partition(":")[0]
    'A spokesman gave at least 60 for June'
    """
    parts = []
    for row in announced.to_dict("records"):
        own = months.loc[row["month"]]
        month = style.MONTHS[row["month"].month - 1]
        # UCDP's count is of all sides' dead: the share compares, it does not test
        share = row["killed"] / own["best"]
        parts.append(
            f"{row['claimant']} gave {figure_text(row)} for {month}: the daily figures found "
            f"come to {own['at_least']:,.0f}, and {row['killed']:,.0f} would be {share:.0%} of the "
            f"{own['best']:,.0f} dead of all sides that UCDP counts in that month"
        )
    return "; ".join(parts)


def enemy_table(enemy: pd.DataFrame) -> pd.DataFrame:
    """What each side claims of the other's dead as a table, a month a row.

    Parameters
    ----------
    enemy : DataFrame
        As from `helpers.analysis.yardstick.claimed_of_the_enemy`.

    Returns
    -------
    DataFrame
        A row a side and month; columns as a reader sees them.

    Examples
    --------
    >>> from helpers.analysis.claims import statements
    >>> from helpers.analysis.yardstick import claimed_of_the_enemy
    >>> enemy_table(claimed_of_the_enemy(statements())).columns[0]
    'side'
    """
    # whose dead are meant must stand beside who says it
    names = {
        "government": "government, on Taliban",
        "taliban": "Taliban, on government forces",
    }
    table = enemy.assign(side=enemy["side"].map(names))
    # no strftime: month names must not hang on the locale
    table["month"] = [
        style.MONTHS[month.month - 1] for month in enemy["month"]
    ]
    return table.rename(
        columns={"plain": "plain figures", "floors": "floors, at least"}
    )


# Statements of this many days or more are totals of a period, not a day told late.
LONG_DAYS = 13


def totals_table(
    statements_table: pd.DataFrame,
    prints_table: pd.DataFrame,
    links: dict[str, str],
) -> pd.DataFrame:
    """National totals of a fortnight or more that end between May and August.

    Parameters
    ----------
    statements_table, prints_table : DataFrame
        As from `helpers.analysis.claims`.
    links : dict of str to str
        By claim_id.

    Returns
    -------
    DataFrame
        A row a statement; columns as a reader sees them, the sources as HTML.

    Examples
    --------
    >>> from helpers.analysis.claims import prints, statements
    >>> table = prints()
    >>> totals_table(statements(table), table, print_links(table)).columns[0]
    'whose'
    """
    is_long = _length(statements_table) >= LONG_DAYS
    is_told = _national_deaths(statements_table)
    # the offensive, to the end of the month in which Kabul fell
    is_then = statements_table["period_hi"].between("2021-05-01", "2021-08-31")
    chosen = statements_table[is_long & is_told & is_then]
    # whose losses first: periods of different sides are not compared
    chosen = chosen.sort_values(["victim_side", "period_lo", "day"])
    # one note a row: that of the print that is linked first
    notes = prints_table.set_index("claim_id")["note"]
    rows = []
    for row in chosen.to_dict("records"):
        rows.append(
            {
                "whose": SIDES[row["victim_side"]],
                "killed": figure_text(row),
                "period": period_text(row),
                "who says": row["claimant"],
                "said on": row["day"],
                # two: the notes beside them need the room
                "sources": first_links(row["claims"], links, 2),
                "note": notes[row["claims"][0]],
            }
        )
    return pd.DataFrame(rows)


def _length(statements_table: pd.DataFrame) -> pd.Series:
    """Days of each statement's period."""
    span = statements_table["period_hi"] - statements_table["period_lo"]
    return span.dt.days


def _national_deaths(statements_table: pd.DataFrame) -> pd.Series:
    """Whether a statement gives a number of dead for the whole country."""
    is_national = statements_table["scope"] == "national"
    return is_national & statements_table["killed"].notna()


def period_text(row: Mapping) -> str:
    """The period of a statement: 3 Apr to 3 May.

    Parameters
    ----------
    row : mapping
        With period_lo and period_hi, Timestamps.

    Examples
    --------
    >>> first, last = pd.Timestamp("2021-04-03"), pd.Timestamp("2021-05-03")
    >>> period_text({"period_lo": first, "period_hi": last})
    '3 Apr to 3 May'
    """
    # both ends: claimed for some weeks is not claimed for the day on which it was said
    first = style.short_day(row["period_lo"])
    last = style.short_day(row["period_hi"])
    return f"{first} to {last}"


def spans_table(
    statements_table: pd.DataFrame,
    calendar: pd.DataFrame,
    links: dict[str, str],
) -> pd.DataFrame:
    """The government's totals of several days beside the ministry's daily figures for them.

    Parameters
    ----------
    statements_table, calendar : DataFrame
        As from `helpers.analysis.claims`.
    links : dict of str to str
        By claim_id.

    Returns
    -------
    DataFrame
        A row a statement; columns as a reader sees them, the sources as HTML.

    Examples
    --------
    >>> from helpers.analysis.claims import ministry_calendar, prints, statements
    >>> table = prints()
    >>> own = statements(table)
    >>> spans_table(own, ministry_calendar(own), print_links(table)).columns[0]
    'period'
    """
    is_claimed = statements_table["claimant_type"] == "government"
    is_taliban = statements_table["victim_side"] == "taliban"
    is_told = _national_deaths(statements_table)
    is_span = _length(statements_table).between(2, LONG_DAYS - 1)
    # the daily figures themselves are what the spans are compared with
    is_daily = statements_table["statement_id"].isin(calendar["statement_id"])
    chosen = statements_table[
        is_claimed & is_taliban & is_told & is_span & ~is_daily
    ]
    # a day without a figure adds nothing to the ministry's sum
    given = calendar[calendar["killed"].notna()]
    rows = []
    for row in chosen.sort_values(["period_lo", "day"]).to_dict("records"):
        # a statement of a day tells of the day before it, so the first day is not inside
        is_later = given["date"] > row["period_lo"]
        inside = is_later & (given["date"] <= row["period_hi"])
        # how many days the ministry gave a figure for decides what its sum can tell
        days = (row["period_hi"] - row["period_lo"]).days
        own = given.loc[inside, "killed"].sum()
        rows.append(
            {
                "period": period_text(row),
                "who says": row["claimant"],
                "killed": figure_text(row),
                "ministry's days": f"{own:,} on {inside.sum()} of {days} days",
                "sources": first_links(row["claims"], links),
            }
        )
    return pd.DataFrame(rows)


def both_sides(
    statements_table: pd.DataFrame, provinces: pd.Series
) -> pd.DataFrame:
    """Pairs of claims of what is likely one engagement, killed and captured, either side's.

    Parameters
    ----------
    statements_table : DataFrame
        As from `helpers.analysis.claims.statements`.
    provinces : Series
        Names by province P-code.

    Returns
    -------
    DataFrame
        day, name (where, when, of whom, what), figure_government, figure_taliban, ids (claims of
        both) and apart (how many times the one is the other, as a logarithm).

    Examples
    --------
    >>> from helpers import load
    >>> from helpers.analysis.claims import statements
    >>> names = load("districts").drop_duplicates("province_pcode")
    >>> table = both_sides(statements(), names.set_index("province_pcode")["province"])
    >>> bool((table["apart"] >= 0).all())
    True
    """
    rows = []
    for whose in ("taliban", "government_forces"):
        for what in ("killed", "captured"):
            for row in pairs(statements_table, whose, what).to_dict("records"):
                day = row["day_government"]
                # where and when first: the pair is one engagement only if they agree
                place = f"{provinces[row['province']]}, {style.short_day(day)}"
                rows.append(
                    {
                        "day": day,
                        "name": f"{place}: {SIDES[whose]} {what}",
                        "figure_government": row[f"{what}_government"],
                        "figure_taliban": row[f"{what}_taliban"],
                        "ids": row["claims_government"]
                        + row["claims_taliban"],
                    }
                )
    table = pd.DataFrame(rows)
    # two statements of one figure make one pair
    table = table.drop_duplicates(
        ["name", "figure_government", "figure_taliban"]
    )
    government = table["figure_government"].astype(float)
    taliban = table["figure_taliban"].astype(float)
    # twice and half are equally far apart
    apart = np.abs(np.log(government / taliban))
    return table.assign(apart=apart).reset_index(drop=True)


def heaped_text(heaps: pd.DataFrame) -> str:
    """Series that end in 0 or 5 more often, with their share and number, as text.

    Parameters
    ----------
    heaps : DataFrame
        As `claimants.heaps` gives it: a row a series.

    Examples
    --------
    >>> heaped_text(pd.DataFrame({"share": [0.5], "n": [22]}, index=["Taliban"]))
    '*Taliban* 50% of 22'
    """
    rows = heaps.iterrows()
    parts = []
    for name, row in rows:
        # of how many: half of 22 figures is little
        parts.append(f"*{name}* {row['share']:.0%} of {row['n']:.0f}")
    return "; ".join(parts)


__dir__ = own_names(__name__)
