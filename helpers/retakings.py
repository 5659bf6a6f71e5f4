"""How probable each told retaking is: learned from what others say of the same place.

Whether a retaking happened is not seen, but others speak of it. For it speak a voice of another
side that tells it too, a page that later gives a day on which the place fell again, and one on
which the government still held it. Against it speak a denial, a page that tells afterwards that
the Taliban hold it, and many pages that tell of the fall within days.

The share of true retakings is learned by who tells of them, each share leaning on the common one
(partial pooling), by expectation-maximisation; after Dawid and Skene (1979). How often the signs
are seen is supposed, not learned: the retakings are some fifty, too few for both. Rows that were
checked by hand (data/checks.csv) say how often a row tells of another place or event than its
page; by that share all are less probable.
"""

from collections import defaultdict

import numpy as np
import pandas as pd

from helpers.adjudication import SIDE, as_text, given, middle
from helpers.adjudication import events as derive
from helpers.public import own_names
from helpers.tables import load
from helpers.vocabulary import STILL_HELD

# of expectation-maximisation; the shares move by less than 0.001 after about 20
ROUNDS = 50
# how often a sign is seen where it points the right way, and where it misleads: supposed
SEEN, MISLEADS = 0.5, 0.1
# with so many pseudo-retakings the share of a group leans on the common one
LEAN = 6
# who tells of a retaking, from the least to the most
TELLERS = (
    "the government's side alone",
    "one voice of neither side",
    "two voices or the loser",
)


def retakings(
    events_table: pd.DataFrame | None = None,
    reports: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The probability that each told retaking happened, and what speaks for and against it.

    Parameters
    ----------
    events_table : DataFrame, optional
        A table as `events` gives it (default: derived from `reports`).
    reports : DataFrame, optional
        As `load` gives them (default: those of data/).

    Returns
    -------
    DataFrame
        One row a retaking that a page tells, indexed as in `events_table`: event_id, told_by (one
        of TELLERS), speaks_for and speaks_against (booleans), probability.

    Examples
    --------
    >>> table = retakings()
    >>> bool(table["probability"].between(0, 1).all())
    True
    """
    reports = given(reports, "reports")
    events_table = derive(reports) if events_table is None else events_table
    # one that is only bounded follows from two captures that are told
    n_reports = events_table["reports"].map(len)
    told = n_reports > 0
    is_retaking = events_table["kind"] == "recaptured"
    retaken = events_table[is_retaking & told]
    # one page against many that tell of the fall: rule 8 leaves the place with the Taliban
    outweighed = retaken["leaves"] == "taliban"
    signs = _signs(events_table, retaken, reports)
    told_by = np.array(
        [_told_by(event) for event in retaken.itertuples()], dtype=object
    )
    table = pd.DataFrame(
        {
            "event_id": retaken["event_id"],
            "told_by": told_by,
            "speaks_for": signs["for"] | (told_by == TELLERS[2]),
            "speaks_against": retaken["disputed"]
            | signs["against"]
            | outweighed,
        },
        index=retaken.index,
    )
    return table.assign(probability=_learned(table) * _as_its_page_says())


def _told_by(event):
    voices = set(event.voices)
    if voices <= SIDE["recaptured"]:
        return TELLERS[0]
    # the Taliban's own word against their interest, or several voices
    strong = event.support != "single"
    return TELLERS[2] if strong else TELLERS[1]


def _signs(events_table, retaken, reports):
    """For each retaking: is a later fall told, or a state on either side, before the next fall?"""
    post = events_table["crossing_id"].fillna("")
    when = middle(events_table)
    is_capture = events_table["kind"] == "captured"
    # a fall that only a state tells says that the place was lost, not that it fell twice
    inferred = events_table["why_bounds"].isin(("states", "between"))
    dated = is_capture & ~inferred
    first_days = events_table["date_lo"]
    falls = _by_place(dated, events_table["pcode"], post, when, first_days)
    is_state = as_text(reports, "tells", "change") == "state"
    state_post = as_text(reports, "crossing_id", "")
    told = _by_place(
        is_state,
        reports["pcode"],
        state_post,
        reports["date_hi"],
        reports["event"],
    )
    rows = []
    for event in retaken.itertuples():
        place = (event.pcode, post[event.Index])
        later = [first for at, first in falls[place] if at > when[event.Index]]
        # what is told after the next fall says nothing of this retaking
        until = min(later, default=pd.Timestamp.max)
        seen = {
            what for day, what in told[place] if event.date_hi < day < until
        }
        held = not seen.isdisjoint({*STILL_HELD, "recaptured"})
        rows.append((bool(later) or held, "captured" in seen))
    return pd.DataFrame(rows, index=retaken.index, columns=["for", "against"])


def _by_place(wanted, pcode, post, *columns):
    """{(pcode, post): the rows of other columns there}, of those rows that are wanted."""
    found = defaultdict(list)
    columns = [column[wanted] for column in (pcode, post, *columns)]
    for place, own_post, *row in zip(*columns, strict=True):
        found[place, own_post].append(row)
    return found


def _learned(table):
    """Expectation-maximisation; the probability of each retaking."""
    group = table["told_by"].map(TELLERS.index).to_numpy(dtype=int)
    for_it = table["speaks_for"].to_numpy(dtype=bool)
    against = table["speaks_against"].to_numpy(dtype=bool)
    if_true = _likely(for_it, SEEN) * _likely(against, MISLEADS)
    if_false = _likely(for_it, MISLEADS) * _likely(against, SEEN)
    true = np.full(len(table), 0.5)
    for _ in range(ROUNDS):
        prior = _share_by_group(true, group)
        true = prior * if_true / (prior * if_true + (1 - prior) * if_false)
    return true


def _share_by_group(true, group):
    """The share of true retakings by who tells of them, leaning on the common share."""
    # one of each, so that no share is nought or one
    common = (true.sum() + 1) / (len(true) + 2)
    sums = np.bincount(group, true, len(TELLERS))
    counts = np.bincount(group, minlength=len(TELLERS))
    return ((sums + LEAN * common) / (counts + LEAN))[group]


def _likely(seen, share):
    """How likely what is seen of a sign is, if it is seen with this share."""
    return np.where(seen, share, 1 - share)


def _as_its_page_says():
    """The share of checked rows that have the place and the kind of event of their page."""
    verdicts = load("checks")["verdict"]
    judged = verdicts[verdicts != "not_found"]
    wrong = judged.isin(["wrong_event", "wrong_place"])
    return 1 - wrong.mean()


__dir__ = own_names(__name__)
