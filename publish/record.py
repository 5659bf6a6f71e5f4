"""The whole record of one build, joined once, and its rows in the words of a reader."""

from collections import defaultdict
from functools import cached_property
from typing import Any

import pandas as pd

from helpers import captures, control, events, holder_counts, load
from helpers.adjudication import bounded
from helpers.views.style import MONTHS, day
from helpers.vocabulary import (
    EVENT_LABELS,
    LAST,
    MANNER_LABELS,
    SPEAKER_LABELS,
    STATUS_LABELS,
    SUPPORT_LABELS,
)
from helpers.worlds import Worlds, worlds

VERBS = {"captured": "Captured", "recaptured": "Retaken"}


def text(value: Any) -> str:
    """A cell as text; nothing for a missing one.

    Examples
    --------
    >>> text(pd.NA), text("a")
    ('', 'a')
    """
    # a missing cell is no string, whatever kind of missing it is
    return value if isinstance(value, str) else ""


def span(lo: pd.Timestamp, hi: pd.Timestamp) -> str:
    """Bounds as a reader writes them.

    Parameters
    ----------
    lo, hi : Timestamp
        The first and the last possible day.

    Examples
    --------
    >>> span(pd.Timestamp("2021-06-19"), pd.Timestamp("2021-06-26"))
    '19–26 June 2021'
    >>> span(pd.Timestamp("2021-05-01"), pd.Timestamp("2021-08-15"))
    '1 May – 15 August 2021'
    """
    if lo == hi:
        return day(lo)
    # a reader wants no month twice
    if (lo.year, lo.month) == (hi.year, hi.month):
        return f"{lo.day}–{day(hi)}"
    if lo.year == hi.year:
        return f"{lo.day} {MONTHS[lo.month - 1]} – {day(hi)}"
    return f"{day(lo)} – {day(hi)}"


def plural(n: int, noun: str) -> str:
    """A count with its noun.

    Parameters
    ----------
    n : int
    noun : str
        One of which an "s" makes the plural.

    Examples
    --------
    >>> plural(1, "report"), plural(2, "report")
    ('1 report', '2 reports')
    """
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def by(table: pd.DataFrame, column: str) -> dict[str, list[Any]]:
    """Rows of a table by the value of a column, in the table's order; rows without one left out.

    Parameters
    ----------
    table : DataFrame
    column : str
        With text, or nothing.

    Examples
    --------
    >>> len(by(pd.DataFrame({"a": ["x", "x", None]}), "a")["x"])
    2
    """
    found = defaultdict(list)
    for row in table.itertuples(index=False):
        # a report of a whole province has no district
        value = getattr(row, column)
        if isinstance(value, str):
            found[value].append(row)
    return found


def keyed(table: pd.DataFrame, column: str) -> dict[str, Any]:
    """The row of a table for each value of a column that names its rows.

    Parameters
    ----------
    table : DataFrame
    column : str
        With another value in each row.

    Examples
    --------
    >>> keyed(pd.DataFrame({"a": ["x", "y"], "b": [1, 2]}), "a")["y"].b
    2
    """
    return {getattr(row, column): row for row in table.itertuples(index=False)}


def dated(event: Any) -> str:
    """The day of an event; a day by which it had happened, where no page gives it, says so.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> lo, hi = pd.Timestamp("2021-05-01"), pd.Timestamp("2021-07-07")
    >>> event = SimpleNamespace(date=hi, date_lo=lo, date_hi=hi, why_date="by_then")
    >>> dated(event)
    'by 7 July 2021'
    """
    last = day(event.date)
    if event.why_date == "by_then" and event.date_lo != event.date_hi:
        return f"by {last}"
    return last


class Record:
    """Tables, events and days of one build, by place."""

    def __init__(self) -> None:
        # read once: the tables do not change while a site is written
        self.districts = load("districts")
        self.sources = load("sources")
        self.reports = load("reports")
        self.events = events(self.reports, self.sources)
        self.days = control(end=LAST, events=self.events, reports=self.reports)
        self.counts = holder_counts(self.days)
        self.bounded = bounded(self.events, self.reports, self.sources)
        self._join()

    @cached_property
    def worlds(self) -> Worlds:
        """A thousand equally defensible records; the same seed each time gives the same."""
        return worlds()

    def _join(self) -> None:
        """Look everything up by place once: pages are made by the hundred."""
        self.by_pcode = keyed(self.districts, "pcode")
        self.pages = keyed(self.sources, "source_id")
        # the order in which a reader goes through them
        ordered = self.reports.sort_values(["date_lo", "date_hi", "report_id"])
        of_posts = ordered["crossing_id"].notna()
        has_place = ordered["pcode"].notna()
        of_districts = ordered[has_place & ~of_posts]
        # a statement on a whole province names no district
        of_provinces = ordered[~has_place & ~of_posts]
        self.district_reports = by(of_districts, "pcode")
        self.post_reports = by(ordered[of_posts], "crossing_id")
        self.province_reports = by(of_provinces, "province_pcode")
        # a post may fall without its district
        posts = self.events["crossing_id"].notna()
        self.district_events = by(self.events[~posts], "pcode")
        self.post_events = by(self.events[posts], "crossing_id")
        self.in_event = {}
        self.dissent = set()
        for event in self.events.itertuples():
            self.dissent.update(event.dissent)
            for report in event.reports:
                self.in_event[report] = event
        self.falls = self._falls()
        # the day on which Kabul fell
        is_last = self.days["date"] == pd.Timestamp("2021-08-15")
        last = self.days[is_last]
        self.at_the_end = dict(
            zip(last["pcode"], last["best"].astype(str), strict=True)
        )
        self.by_province = keyed(self.bounded, "pcode")

    def _falls(self) -> dict[str, Any]:
        """The last capture of each district, in the order of the days."""
        # the fall that lasted, where a place was retaken
        taken = captures(self.events).drop_duplicates("pcode", keep="last")
        ordered = taken.sort_values(["date", "pcode"])
        return keyed(ordered, "pcode")

    def fall(self, pcode: str) -> str:
        """When a district fell, in a few words."""
        event = self.falls.get(pcode)
        if event is not None:
            return self._captured(event)
        # a statement on the province bounds what no page names
        whole = self.by_province.get(pcode)
        if whole is not None:
            return f"no page names it; its province had fallen by {day(whole.date)}"
        holder = self.at_the_end[pcode].replace("taliban", "the Taliban")
        return f"no page names its capture; held by {holder} on 15 August"

    def _captured(self, event: Any) -> str:
        own = self.district_events[event.pcode]
        taken = [e for e in own if e.kind == "captured"]
        later = [
            e for e in own if e.kind == "recaptured" and e.date > event.date
        ]
        words = f"captured {dated(event)}"
        if event.date_lo != event.date_hi:
            bounds = span(event.date_lo, event.date_hi)
            words += f" ({bounds})"
        # a place that changed hands again is said to have done so
        if later:
            last = later[-1]
            # one voice is a claim, and leaves the place contested
            is_claim = last.support == "single"
            told = "said by one voice to be retaken" if is_claim else "retaken"
            words += f", {told} {day(last.date)}"
            # what became of it is told of its province alone
            whole = self.by_province.get(event.pcode)
            if whole is not None:
                words += f"; its province had fallen by {day(whole.date)}"
        # the last capture is not the first where it was retaken in between
        if len(taken) > 1:
            first = dated(taken[0])
            words += f"; first captured {first}"
        return words

    def report_rows(self, rows: list[Any]) -> list[dict[str, str]]:
        """Reports as a page shows them; everything is text, to be escaped by the template."""
        return [self._report_row(row) for row in rows]

    def _report_row(self, row: Any) -> dict[str, str]:
        # every report rests on one page
        page = self.pages[row.source_id]
        manner = (
            ""
            if str(row.manner) == "unknown"
            else MANNER_LABELS.get(str(row.manner), "")
        )
        tells = {"state": "a state, not a change"}.get(
            str(getattr(row, "tells", "")), ""
        )
        return {
            "report_id": row.report_id,
            "bounds": span(row.date_lo, row.date_hi),
            "event": EVENT_LABELS.get(str(row.event), str(row.event)),
            "tells": tells,
            "speaker": SPEAKER_LABELS.get(
                str(row.claimed_by), str(row.claimed_by)
            ),
            "status": STATUS_LABELS.get(str(row.status), str(row.status)),
            "manner": manner,
            "place_as_printed": text(row.place_as_printed),
            "note": text(row.note),
            "in_event": self._role(row.report_id),
            **self.page(row.source_id),
            "language": page.language,
        }

    def _role(self, report_id: str) -> str:
        """What a report does for an event: supports it, or contradicts it."""
        # before support: a report may do both for two events
        if report_id in self.dissent:
            return "contradicts an event"
        event = self.in_event.get(report_id)
        if event is None:
            return ""
        # by its day: the id of an event is for tables
        what = "capture" if str(event.kind) == "captured" else "retaking"
        return f"supports the {what} of {day(event.date)}"

    def page(self, source_id: str) -> dict[str, str]:
        """A source as a page cites it."""
        page = self.pages[source_id]
        return {
            "url": page.url,
            "publisher": page.publisher,
            "origin": page.origin,
            "published": day(page.published),
            "accessed": day(page.accessed),
        }

    def event_rows(self, rows: list[Any]) -> list[dict[str, Any]]:
        """Events as a page shows them."""
        return [self._event_row(event) for event in rows]

    def _event_row(self, event: Any) -> dict[str, Any]:
        # "unknown" is said by saying nothing
        manner = str(event.manner)
        origins = plural(event.n_origins, "origin")
        # in words: the codes are for tables
        support = SUPPORT_LABELS.get(str(event.support), str(event.support))
        return {
            "event_id": event.event_id,
            "verb": VERBS[str(event.kind)],
            "day": day(event.date),
            "bounds": span(event.date_lo, event.date_hi),
            "manner": ""
            if manner == "unknown"
            else MANNER_LABELS.get(manner, manner),
            "support": f"Support: {support} ({origins} in all)",
            "disputed": bool(event.disputed),
            # the reasons in words, where the rule writes them
            "reason": text(getattr(event, "reason", "")),
            "reports": event.reports,
        }
