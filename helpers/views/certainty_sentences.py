"""Words for how sure the record is: titles and sentences that the numbers choose."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from helpers.analysis.desks import least_certain
from helpers.analysis.unreported import Missed
from helpers.public import own_names
from helpers.views.certainty_charts import CHOICES
from helpers.views.sentences import listed
from helpers.views.tables import report_links
from helpers.vocabulary import LANGUAGE_LABELS

# the counts that most people quote, by count_id
QUOTED = (
    "P0009",
    "P0190",
    "P0191",
    "P0351",
    "P0353",
    "P0012",
    "P0070",
    "P0181",
    "P0355",
    "Q0024",
    "P0192",
    "P0326",
    "P0130",
    "Q0036",
    "P0223",
    "P0290",
)
# theirs first, then ours, then how the two were compared
QUOTED_COLUMNS = [
    "publisher",
    "as_of",
    "as_of_hi",
    "measure",
    "value",
    "ours_lo",
    "ours_best",
    "ours_hi",
    "passes",
    "qualifier",
    "unit",
]
# with "other" ten rows: what a telephone shows at once
LEADING = 9  # languages that get a row of their own

# of `reconcile.benchmarks`, wrong in how many
WRONG = ("a tenth missing", "doubled")

# the scores of a record beside the counts of others
SCORE_LABELS = {
    "exact_passes": "plain figures that pass",
    "signed_error": "ours minus theirs",
}

# what a published count counts
MEASURE_LABELS = {
    "taliban_held": "held by the Taliban",
    "captured_since": "captured since a day",
    "fallen_in_period": "fallen in a period",
    "capitals_captured": "capitals captured",
    "retaken": "retaken",
}


def answer_title(tally: pd.Series) -> str:
    """How many districts' captures a page names, as a title.

    Parameters
    ----------
    tally : Series
        Numbers of districts, by answer.

    Examples
    --------
    >>> answer_title(pd.Series({"captured": 255, "held before": 144}))
    'A page names the capture of 255 of 399 districts'
    """
    named = tally["captured"]
    n = tally.sum()
    return f"A page names the capture of {named} of {n} districts"


def counted(counts: pd.Series) -> str:
    """Each name with its number, in one line.

    Parameters
    ----------
    counts : Series
        Numbers, by what is counted.

    Examples
    --------
    >>> counted(pd.Series({"single": 3, "strong": 1}))
    'single 3, strong 1'
    """
    # numbers and not shares: some kinds hold a handful only
    return listed(f"{name} {n}" for name, n in counts.items())


def answer_words(tally: pd.Series, by_province: pd.DataFrame) -> str:
    """The text alternative of the answers by province.

    Parameters
    ----------
    tally : Series
        Districts by answer.
    by_province : DataFrame
        See `reconcile.answers_by_province`.

    Examples
    --------
    >>> table = pd.DataFrame({"captured": [1, 2]}, index=["Kabul", "Kunduz"])
    >>> answer_words(pd.Series({"captured": 3}), table)[:33]
    'Answers by province. captured: 3.'
    """
    # every answer, also those that the chart can hardly show
    said = listed(f"{name}: {n}" for name, n in tally.items())
    # in order of the share captured: the ends are the extremes
    provinces = by_province.index
    thinnest = listed(provinces[:5])
    fullest = listed(provinces[-5:])
    return f"Answers by province. {said}. Thinnest: {thinnest}; fullest: {fullest}."


def passes_by_measure(compared: pd.DataFrame) -> str:
    """How many counts of each measure meet our band.

    Parameters
    ----------
    compared : DataFrame
        See `reconcile.reconcile`.

    Examples
    --------
    >>> compared = pd.DataFrame({"measure": ["retaken"] * 2, "passes": [True, False]})
    >>> passes_by_measure(compared)
    'retaken 1 of 2'
    >>> passes_by_measure(compared.assign(measure="taliban_held"))
    'held by the Taliban 1 of 2'
    """
    passes = compared.groupby("measure")["passes"].agg(["size", "sum"])
    # of how many: a measure with two counts passes or fails by chance
    # in readers' words: the measures are codes of the table
    named = passes.rename(index=MEASURE_LABELS)
    return listed(
        f"{name} {row['sum']} of {row['size']}"
        for name, row in named.iterrows()
    )


def share_verdict(scores: pd.DataFrame) -> str:
    """Does the share that passes tell the record from those that are wrong?

    Parameters
    ----------
    scores : DataFrame
        See `reconcile.benchmarks`.

    Examples
    --------
    >>> share_verdict(pd.DataFrame({"exact_passes": [0.7, 0.8]}, index=["as it is", "late"]))
    'The share that passes does not tell them apart'
    """
    shares = scores["exact_passes"]
    others = shares.drop("as it is")
    # five points: less than what a handful of counts more or fewer would do
    bar = shares["as it is"] - 0.05
    if (others >= bar).any():
        return "The share that passes does not tell them apart"
    return "The share that passes tells them apart"


def best_rival(scores: pd.DataFrame) -> tuple[str, float]:
    """The wrong record that passes best, in words, and its share.

    Parameters
    ----------
    scores : DataFrame
        See `reconcile.benchmarks`.

    Returns
    -------
    (str, float)
        The share is from 0 to 1.

    Examples
    --------
    >>> best_rival(pd.DataFrame({"exact_passes": [0.7, 0.8]}, index=["as it is", "3 days late"]))
    ('3 days late', 0.8)
    """
    # the wrong ones
    others = scores["exact_passes"].drop("as it is")
    return others.idxmax(), float(others.max())


def shift(late: float) -> str:
    """When a record fits others' growth best, in words.

    Parameters
    ----------
    late : float
        By how many days the record would have to be moved earlier, see `reconcile.lateness`.

    Examples
    --------
    >>> shift(-1)
    'if ours is put one day later'
    >>> shift(3)
    'if ours is put 3 days earlier'
    >>> shift(0)
    'as ours stands'
    """
    if not late:
        return "as ours stands"
    days = "one day" if abs(late) == 1 else f"{abs(late):.0f} days"
    # late by so much: it fits once it is moved the other way
    return f"if ours is put {days} {'earlier' if late > 0 else 'later'}"


def is_told(scores: pd.DataFrame, change: str, least: float = 0.25) -> bool:
    """Would the growth of other counters show that a record is wrong in this way?

    Parameters
    ----------
    scores : DataFrame
        See `reconcile.benchmarks`.
    change : str
        One of its rows.
    least : float
        By how much the scale must move, to be more than the scatter of counters.

    Examples
    --------
    >>> scores = pd.DataFrame({"scale": [0.9, 0.4]}, index=["as it is", "doubled"])
    >>> is_told(scores, "doubled")
    True
    """
    moved = scores.loc[change, "scale"] - scores.loc["as it is", "scale"]
    return bool(abs(moved) >= least)


def what_the_score_tells(scores: pd.DataFrame) -> str:
    """What the scores tell apart of records that are wrong in a known way, and what not.

    Parameters
    ----------
    scores : DataFrame
        See `reconcile.benchmarks`.

    Examples
    --------
    >>> row = {"exact_passes": 0.7, "late": 0.0, "scale": 1.0, "signed_error": -9.0}
    >>> changes = ["as it is", "3 days late", "7 days late", "a tenth missing", "doubled"]
    >>> what_the_score_tells(pd.DataFrame(row, index=changes))[:42]
    'The share that passes does not tell them a'
    """
    whole = scores.loc["as it is"]
    # as it is, three days late, a week late
    when = [shift(scores.loc[change, "late"]) for change in scores.index[:3]]
    seen = {
        change: "would" if is_told(scores, change) else "would not"
        for change in WRONG
    }
    thin = scores.loc["a tenth missing"]
    double = scores.loc["doubled"]
    share = share_verdict(scores)
    # growth of theirs on ours: the level of both depends on what was held before May
    scales = f"{whole['scale']:.2f} as it is, {thin['scale']:.2f} thinned"
    return (
        f"{share}: {whole['exact_passes']:.0%} of plain figures as it is, "
        f"{scores.loc['3 days late', 'exact_passes']:.0%} three days late, "
        f"{scores.loc['7 days late', 'exact_passes']:.0%} a week late, "
        f"{thin['exact_passes']:.0%} with a tenth missing. **When** is told by growth. It fits "
        f"best {when[0]}; with three days' delay, {when[1]}; with a week's, {when[2]}. **How "
        f"many** is told coarsely: their growth on ours is {scales} and {double['scale']:.2f} "
        "doubled. So "
        f"a doubled record {seen['doubled']} be seen, a record without a tenth of its captures "
        f"{seen['a tenth missing']}. A scale below 1 as it is says only that our count grows "
        "faster than theirs."
    )


def stock_title(stock: pd.DataFrame) -> str:
    """How many counts of districts held meet our band, as a title.

    Parameters
    ----------
    stock : DataFrame
        Published counts of districts held, with `passes`.

    Examples
    --------
    >>> stock_title(pd.DataFrame({"passes": [True, False]}))
    '1 of 2 published counts of districts held meet our band'
    """
    # both numbers: a share of so few counts would look more exact than it is
    met = stock["passes"].sum()
    n = len(stock)
    return f"{met} of {n} published counts of districts held meet our band"


def stock_words(stock: pd.DataFrame) -> str:
    """The text alternative of published counts over our line.

    Parameters
    ----------
    stock : DataFrame
        As for `stock_title`.

    Examples
    --------
    >>> stock_words(pd.DataFrame({"passes": [True, False]}))
    'Published counts of districts held over our line: 1 of 2 pass.'
    """
    n = stock["passes"].sum()
    return f"Published counts of districts held over our line: {n} of {len(stock)} pass."


def quoted(compared: pd.DataFrame) -> pd.DataFrame:
    """The counts that most people quote.

    Parameters
    ----------
    compared : DataFrame
        See `reconcile.reconcile`.

    Returns
    -------
    DataFrame
        Rows of `compared`, with the columns of QUOTED_COLUMNS.

    Examples
    --------
    >>> from helpers.analysis.reconcile import reconcile
    >>> len(quoted(reconcile())) > 10
    True
    """
    is_quoted = compared["count_id"].isin(QUOTED)
    return compared.loc[is_quoted, QUOTED_COLUMNS]


def missed(found: Missed) -> str:
    """An estimate of what nobody named, with its interval; of a bound, its lower end alone.

    Parameters
    ----------
    found : Missed
        As `unreported.chao` gives it.

    Examples
    --------
    >>> from helpers.analysis.unreported import Missed
    >>> missed(Missed(198, 8.2, 3.0, 22.4))
    '8 (3 to 22)'
    >>> missed(Missed(198, 8.2, 3.0, float("inf")))
    '8 (with 95% confidence 3 or more)'
    """
    # whole captures: the estimate is no finer than its interval
    if np.isinf(found.hi):
        return (
            f"{found.missed:.0f} (with 95% confidence {found.lo:.0f} or more)"
        )
    return f"{found.missed:.0f} ({found.lo:.0f} to {found.hi:.0f})"


def missed_title(found: Missed) -> str:
    """The least that nobody named, as a title.

    Parameters
    ----------
    found : Missed
        As for `missed`.

    Examples
    --------
    >>> from helpers.analysis.unreported import Missed
    >>> missed_title(Missed(198, 8.2, 3.0, 22.4))
    'At least 8 captures were named by nobody, beside 198 that were'
    """
    # "at least": Chao's estimate is a lower bound where chances differ (Chao 1987)
    n = f"{found.missed:.0f}"
    seen = found.seen
    return (
        f"At least {n} captures were named by nobody, beside {seen} that were"
    )


def missed_words(estimates: Mapping) -> str:
    """The text alternative of the estimates.

    Parameters
    ----------
    estimates : mapping
        {name of the estimate: as for `missed`}.

    Examples
    --------
    >>> from helpers.analysis.unreported import Missed
    >>> missed_words({"Chao": Missed(198, 8.2, 3.0, 22.4)})
    'Captures up to 31 July that no page names, with what 95% leave open: Chao 8 (3 to 22).'
    """
    rows = listed(
        f"{name} {missed(found)}" for name, found in estimates.items()
    )
    return f"Captures up to 31 July that no page names, with what 95% leave open: {rows}."


def lateness(apart: pd.DataFrame) -> str:
    """Each origin with the days by which it is late.

    Parameters
    ----------
    apart : DataFrame
        See `desks.clearly_apart`.

    Examples
    --------
    >>> lateness(pd.DataFrame({"mean": [0.51, -0.4]}, index=["AFP", "TOLOnews"]))
    'AFP +0.5, TOLOnews -0.4'
    """
    # signed: an origin may be earlier than the others too
    return listed(
        f"{origin} {mean:+.1f}" for origin, mean in apart["mean"].items()
    )


def support_title(support: pd.Series) -> str:
    """How many captures rest on more than one origin or side, as a title.

    Parameters
    ----------
    support : Series
        Numbers of captures, by the words of `support`.

    Examples
    --------
    >>> support_title(pd.Series({"single": 1, "admitted": 0, "corroborated": 1, "strong": 2}))
    '3 of 4 captures rest on two voices or more'
    """
    # what does not hang on one teller
    shared = support["corroborated"] + support["strong"]
    n = support.sum()
    return f"{shared} of {n} captures rest on two voices or more"


def support_words(support: pd.Series) -> str:
    """The text alternative of captures by support.

    Parameters
    ----------
    support : Series
        As for `support_title`.

    Examples
    --------
    >>> support_words(pd.Series({"single": 3, "strong": 1}))
    'Captures by support: single 3, strong 1, of 4 in all.'
    """
    # the sum beside its parts, so that each can be read as a share
    return (
        f"Captures by support: {counted(support)}, of {support.sum()} in all."
    )


def weakest(captures_table: pd.DataFrame) -> pd.DataFrame:
    """The least certain captures, with their pages and what would settle each.

    Parameters
    ----------
    captures_table : DataFrame
        See `captures`, with district and province.

    Returns
    -------
    DataFrame
        district, province, date_lo, date_hi, width (days), support, settles, source (links).

    Examples
    --------
    >>> from helpers import captures, events
    >>> table = captures(events()).assign(district="A", province="B")
    >>> weakest(table).columns[-2:].tolist()
    ['settles', 'source']
    """
    table = least_certain(captures_table)
    # addresses, so that a reader can go and look
    table["source"] = table["reports"].map(report_links)
    columns = [
        "district",
        "province",
        "date_lo",
        "date_hi",
        "width",
        "support",
    ]
    return table[[*columns, "settles", "source"]]


def strongest(moved: pd.DataFrame) -> tuple[str, float]:
    """The choice that moves a number most, in words, and by how much.

    Parameters
    ----------
    moved : DataFrame
        See `specification.moves`.

    Returns
    -------
    (str, float)
        The number is in the unit of `moved`.

    Examples
    --------
    >>> strongest(pd.DataFrame({"moves": [3.0, 9.0]}, index=["alone", "dates"]))
    ('whose word alone suffices', 3.0)
    """
    # dates are no choice: nobody can know them
    choices = moved.drop(index="dates", errors="ignore")["moves"]
    name = choices.idxmax()
    return CHOICES[name], float(choices[name])


def moves_title(moved: pd.DataFrame) -> str:
    """What moves the count most, as a title.

    Parameters
    ----------
    moved : DataFrame
        As `specification.moves` gives it: by choice, with `moves`.

    Examples
    --------
    >>> moves_title(pd.DataFrame({"moves": [3.0, 9.0]}, index=["alone", "dates"]))
    'What moves the count most: whose word alone suffices'
    """
    choice, _ = strongest(moved)
    return f"What moves the count most: {choice}"


def moves_words(moved: pd.DataFrame) -> str:
    """The text alternative of how far each choice moves the count.

    Parameters
    ----------
    moved : DataFrame
        As for `moves_title`.

    Examples
    --------
    >>> moves_words(pd.DataFrame({"moves": [3.0]}, index=["alone"]))
    'Districts held on 31 July, moved by each choice: whose word alone suffices 3.'
    """
    # the words of the figure: who hears it must meet the same choices
    rows = listed(
        f"{CHOICES[name]} {n:.0f}" for name, n in moved["moves"].items()
    )
    return f"Districts held on 31 July, moved by each choice: {rows}."


def curve_title(curve: pd.DataFrame) -> str:
    """Between what the choices put the count, as a title.

    Parameters
    ----------
    curve : DataFrame
        As `specification.curve` gives it: a row a combination of choices.

    Examples
    --------
    >>> curve_title(pd.DataFrame({"median": [170.0, 210.0]}))
    'From 170 to 210 districts: 2 combinations of choices'
    """
    low = curve["median"].min()
    high = curve["median"].max()
    n = len(curve)
    return (
        f"From {low:.0f} to {high:.0f} districts: {n} combinations of choices"
    )


def curve_words(curve: pd.DataFrame) -> str:
    """The text alternative of the specification curve.

    Parameters
    ----------
    curve : DataFrame
        As for `curve_title`.

    Examples
    --------
    >>> table = pd.DataFrame({"rule": ["a", "b"], "worlds": 5, "lo": 1, "median": [2, 3], "hi": 4})
    >>> curve_words(table)
    'Districts held on 31 July under 2 combinations of choices. Least, 2: rule a. Most, 3: rule b.'
    """
    # whatever choices the worlds have
    choices = [
        name for name in curve if name not in ("worlds", "lo", "median", "hi")
    ]
    # in order of the median: the ends are the extremes
    first = curve.iloc[0]
    last = curve.iloc[-1]
    # the choices at both ends, since the ends are what a reader doubts
    fewest = [f"{name} {first[name]}" for name in choices]
    largest = [f"{name} {last[name]}" for name in choices]
    least = listed(fewest)
    most = listed(largest)
    return (
        f"Districts held on 31 July under {len(curve)} combinations of choices. "
        f"Least, {first['median']:.0f}: {least}. Most, {last['median']:.0f}: {most}."
    )


def by_language_and_week(
    reports: pd.DataFrame, sources: pd.DataFrame
) -> pd.DataFrame:
    """Reports by language of the page and week of the event, most used languages first.

    Parameters
    ----------
    reports, sources : DataFrame
        The tables of these names.

    Returns
    -------
    DataFrame
        Counts: a row a language, a column a week that begins on Saturday.

    Examples
    --------
    >>> from helpers import load
    >>> by_language_and_week(load("reports"), load("sources")).index[0]
    'English'
    """
    spoken = reports.merge(sources[["source_id", "language"]], on="source_id")
    leading = spoken["language"].value_counts().head(LEADING).index
    # rows of two or three reports would only make it long
    own = spoken["language"].where(spoken["language"].isin(leading), "other")
    names = own.replace(LANGUAGE_LABELS)
    # weeks from Saturday: the week begins so in Afghanistan
    week = spoken["date_hi"].dt.to_period("W-FRI").dt.start_time
    table = spoken.groupby([names, week]).size().unstack(fill_value=0)
    order = table.sum(axis=1).sort_values(ascending=False)
    return table.loc[order.index]


def language_title(weekly: pd.DataFrame) -> str:
    """The share of the leading language, as a title.

    Parameters
    ----------
    weekly : DataFrame
        Counts of reports: languages, the most frequent first, by weeks.

    Examples
    --------
    >>> language_title(pd.DataFrame({"w": [6, 4]}, index=["English", "Arabic"]))
    '60% of the reports are in English'
    """
    # the first row is the largest
    # rows are in the order of their sums
    leading = weekly.index[0]
    share = weekly.iloc[0].sum() / weekly.to_numpy().sum()
    return f"{share:.0%} of the reports are in {leading}"


def language_words(weekly: pd.DataFrame) -> str:
    """The text alternative of reports by language and week.

    Parameters
    ----------
    weekly : DataFrame
        As for `language_title`.

    Examples
    --------
    >>> language_words(pd.DataFrame({"w": [6, 4]}, index=["English", "Arabic"]))
    'Reports by language of the page and week of the event: English 6, Arabic 4.'
    """
    # numbers and not shares: most rows are under one in a hundred
    rows = counted(weekly.sum(axis=1))
    return f"Reports by language of the page and week of the event: {rows}."


__dir__ = own_names(__name__)
