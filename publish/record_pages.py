"""A page for every district, province, crossing, capital's road and day with claims.

Made from the tables by templates, which escape all that a source wrote. A district's page has its
reports with their pages, what follows from them and why, and what lies around it.
"""

from typing import Any

import pandas as pd
from markupsafe import Markup

from helpers import load
from helpers.analysis import roads
from helpers.views.style import day
from helpers.vocabulary import (
    COUNTRY_LABELS,
    HOLDER_LABELS,
    READINGS,
    TALIBAN_CODE,
)
from helpers.worlds import Worlds
from publish.drawing import Bar, Mark, drawn, states
from publish.pages import Writer, listed
from publish.record import Record, by, dated, plural, span, text

DAY_OF_NOTE = "2021-06-22"
CAPTION = (
    "Each bar is a report over the days that it leaves open, coloured by who speaks. The line is "
    "the best day of an event, the pale band its bounds. A dashed frame marks a report that "
    "contradicts the change, or that the other side denies. The table below says the same."
)
SURE = (
    " The area at the top is the share of equally defensible records "
    "in which the Taliban hold it."
)


def bars(record: Record, rows: list[Any]) -> list[Bar]:
    """The reports of a place as bars of the drawing.

    Parameters
    ----------
    record : Record
        Of this build.
    rows : list
        Reports, as `Record` keeps them.

    Examples
    --------
    >>> record = Record()
    >>> reports = record.district_reports["AF1905"]
    >>> len(bars(record, reports)) == len(reports)
    True
    """
    found = []
    for row, shown in zip(rows, record.report_rows(rows), strict=True):
        # the title of a bar says what its row says
        says = f"{row.report_id}: {shown['event']}, {shown['bounds']}, {shown['speaker']}"
        # the rule names who contradicts an event; a denial is marked where a page tells of it
        dissents = (
            row.report_id in record.dissent or str(row.status) == "disputed"
        )
        speaker = str(row.claimed_by)
        found.append(
            Bar(
                row.report_id,
                row.date_lo,
                row.date_hi,
                speaker,
                says,
                dissents,
            )
        )
    return found


def marks(record: Record, rows: list[Any]) -> list[Mark]:
    """The events of a place as marks of the drawing.

    Parameters
    ----------
    record : Record
        Of this build.
    rows : list of namedtuple
        Rows of the table of events.

    Examples
    --------
    >>> record = Record()
    >>> events = record.district_events["AF1905"]
    >>> len(marks(record, events)) == len(events)
    True
    """
    found = []
    for event, shown in zip(rows, record.event_rows(rows), strict=True):
        # the title of a mark
        name = f"{shown['verb']} {shown['day']} ({shown['bounds']})"
        found.append(Mark(event.date, event.date_lo, event.date_hi, name))
    return found


def drawing(
    record: Record,
    reports: list[Any],
    events: list[Any],
    name: str,
    share: pd.Series | None,
) -> tuple[str, str]:
    """The drawing of a place and its caption; both empty where there is nothing to draw.

    Parameters
    ----------
    record : Record
        Of this build.
    reports, events : list of namedtuple
        Rows of the tables of these names.
    name : str
        What the drawing is called for those who do not see it.
    share : Series or None
        By day: in how many worlds the Taliban hold the place.

    Examples
    --------
    >>> drawing(Record(), [], [], "Doshi", None)
    ('', '')
    """
    # no empty frame
    if not reports and share is None:
        return "", ""
    # the reports, and what follows from them, over one axis of days
    svg = drawn(bars(record, reports), marks(record, events), name, share)
    return Markup(svg), CAPTION + (SURE if share is not None else "")


def ranged(lo: float, hi: float) -> str:
    """A figure as printed: a range, a floor or a ceiling where the page gives one.

    Parameters
    ----------
    lo, hi : float
        NaN where the page leaves that end open.

    Examples
    --------
    >>> ranged(1000, 1000), ranged(1000, 2000), ranged(1000, float("nan"))
    ('1,000', '1,000 to 2,000', 'at least 1,000')
    """
    # "more than" has no upper end, and "nan" is no word
    if pd.isna(hi):
        return f"at least {lo:,.0f}"
    # "fewer than" has no lower one
    if pd.isna(lo):
        return f"at most {hi:,.0f}"
    # one figure is no range
    return f"{lo:,.0f}" if lo == hi else f"{lo:,.0f} to {hi:,.0f}"


class Pages:
    """Writes the pages of the record with one writer."""

    def __init__(self, writer: Writer, record: Record) -> None:
        self.writer = writer
        self.record = record
        self.baseline = by(load("baseline"), "pcode")
        self.crossings = load("crossings")
        self.posts = by(self.crossings, "pcode")
        self.segments = load("road_segments")
        self.context = {
            row.pcode: row
            for row in load("district_context").itertuples(index=False)
        }
        self.shares = shares(record.worlds)
        self.network = roads.graph()
        self.ways = ways(self.network)
        # in the order of the days, for "fell before" and "fell after"
        self.order = list(record.falls)

    def write(self) -> None:
        """Every page of the record."""
        # 399 pages, each from what is joined already
        for district in self.record.districts.itertuples(index=False):
            self._district(district)
        provinces = self.record.districts["province_pcode"]
        for province_pcode in dict.fromkeys(provinces):
            self._province(province_pcode)
        for crossing in self.crossings.itertuples(index=False):
            self._crossing(crossing)
        self._capitals()
        self._index()

    def _district(self, district: Any) -> None:
        record, pcode = self.record, district.pcode
        reports = record.district_reports.get(pcode, [])
        events = record.district_events.get(pcode, [])
        name = f"Reports of {district.district}, {district.province}, by day and by who speaks"
        svg, caption = drawing(
            record, reports, events, name, self.shares.get(pcode)
        )
        # the thread through the record
        before, after = self._beside(pcode)
        self.writer.write(
            f"record/{pcode.lower()}.html",
            "district.html",
            f"{district.district} ({pcode})",
            district=district,
            dari=text(district.district_fa),
            summary=self._summary(district, len(reports)),
            facts=self._facts(pcode),
            day_of_note=self._day_of_note(pcode),
            drawing=svg,
            caption=caption,
            events=record.event_rows(events),
            no_event=self._no_event(pcode),
            after_retaking=self._after_retaking(pcode, events),
            reports=record.report_rows(reports),
            baseline=self._baseline(pcode),
            province_reports=record.report_rows(
                self._of_province(district.province_pcode, pcode)
            ),
            neighbours=[
                self._neighbour(other) for other in district.neighbours
            ],
            roads=self._roads(pcode),
            capitals=[
                way for way in self.ways.values() if pcode in way["pcodes"]
            ],
            posts=self.posts.get(pcode, []),
            before=before,
            after=after,
        )

    def _summary(self, district: Any, n_reports: int) -> str:
        fall = self.record.fall(district.pcode)
        count = plural(n_reports, "report")
        return (
            f"District of {district.province}: {fall}. {count} in the record."
        )

    def _facts(self, pcode: str) -> list[str]:
        """People and polling centres, by who counted them."""
        row = self.context.get(pcode)
        found = []
        if row is None:
            return found
        # counted on the ground comes before estimated from above
        if pd.notna(row.people_cso_2019):
            found.append(
                f"{row.people_cso_2019:,} settled people (statistics office, 2019–20)"
            )
        elif pd.notna(row.people_worldpop_2020):
            found.append(
                f"about {row.people_worldpop_2020:,} people (WorldPop, 2020)"
            )
        if pd.notna(row.centres_2019_listed):
            closed = ""
            if pd.notna(row.centres_2019_planned):
                closed = f", {row.centres_2019_planned:,} planned to open"
            found.append(
                f"{row.centres_2019_listed:,} polling centres listed in 2019{closed}"
            )
        return found

    def _day_of_note(self, pcode: str) -> str:
        # the map opens on the day that matters here
        event = self.record.falls.get(pcode)
        return f"{event.date:%Y-%m-%d}" if event is not None else DAY_OF_NOTE

    def _no_event(self, pcode: str) -> str:
        whole = self.record.by_province.get(pcode)
        # in the baseline, or never named at all
        if whole is None:
            return "No page in the record names a capture of this district."
        return f"No page in the record names a capture of this district. {self._with_it(whole)}"

    def _after_retaking(self, pcode: str, events: list[Any]) -> str:
        """How a story ends whose last event is a retaking; nothing where it is not."""
        # without it a reader would take the place for the government's to the end
        retaken = [
            event.date for event in events if event.kind == "recaptured"
        ]
        taken = [event.date for event in events if event.kind == "captured"]
        # a fall on the day of a retaking may have followed it
        if not retaken or any(date >= retaken[-1] for date in taken):
            return ""
        untold = "No page in the record reports that it fell again."
        whole = self.record.by_province.get(pcode)
        # some provinces are nowhere said to have fallen whole after that day
        return untold if whole is None else f"{untold} {self._with_it(whole)}"

    @staticmethod
    def _with_it(whole: Any) -> str:
        bounds = span(whole.date_lo, whole.date_hi)
        return (
            f"Its province is reported to have fallen, whole, by {day(whole.date)} "
            f"(bounds {bounds}; {plural(whole.n_origins, 'origin')}), and the district with it."
        )

    def _baseline(self, pcode: str) -> list[dict[str, str]]:
        # each page by itself, though some contradict each other: a reader may weigh them
        rows = []
        for row in self.baseline.get(pcode, []):
            rows.append(
                {
                    "holder": HOLDER_LABELS[str(row.holder)],
                    "as_of": day(row.as_of),
                    "place_as_printed": text(row.place_as_printed),
                    "note": text(row.note),
                    **self.record.page(row.source_id),
                }
            )
        return rows

    def _of_province(self, province_pcode: str, pcode: str) -> list[Any]:
        """Reports of the whole province that do not leave the district out."""
        rows = self.record.province_reports.get(province_pcode, [])
        # "all of it but two" says nothing of the two
        return [row for row in rows if pcode not in row.except_pcodes]

    def _neighbour(self, pcode: str) -> dict[str, str]:
        place = self.record.by_pcode[pcode]
        return {
            "pcode": pcode,
            "district": place.district,
            "province": place.province,
            "fall": self.record.fall(pcode),
        }

    def _roads(self, pcode: str) -> list[dict[str, str]]:
        # a road is named once, however many stretches lie here
        through = self.segments[
            [pcode in pcodes for pcodes in self.segments["pcodes"]]
        ]
        return [{"name": name} for name in dict.fromkeys(through["road"])]

    def _beside(self, pcode: str) -> tuple[dict | None, dict | None]:
        """The districts that fell before it and after it."""
        if pcode not in self.record.falls:
            return None, None
        # a list of some 250: no index is needed
        at = self.order.index(pcode)
        before = self.order[at - 1] if at else None
        after = self.order[at + 1] if at + 1 < len(self.order) else None
        # as days: hours are known to nobody
        own = day(self.record.falls[pcode].date)
        beside = []
        for other in (self._fallen(before), self._fallen(after)):
            # of two falls of one day nobody knows which came first
            beside.append(other and other | {"same_day": other["day"] == own})
        return beside[0], beside[1]

    def _fallen(self, pcode: str | None) -> dict[str, str] | None:
        # before the first fall and after the last there is none
        if pcode is None:
            return None
        place = self.record.by_pcode[pcode]
        return {
            "pcode": pcode,
            "district": place.district,
            "province": place.province,
            "day": day(self.record.falls[pcode].date),
        }

    def _province(self, province_pcode: str) -> None:
        record = self.record
        # in the order of the districts' codes
        group = [
            d
            for d in record.by_pcode.values()
            if d.province_pcode == province_pcode
        ]
        rows = []
        for district in group:
            reports = record.district_reports.get(district.pcode, [])
            rows.append(
                {
                    "pcode": district.pcode,
                    "district": district.district,
                    "dari": text(district.district_fa),
                    "fall": record.fall(district.pcode),
                    # posts too: links from before this page was short lead to a report's row
                    "reports": [row.report_id for row in reports],
                }
            )
        told = sum(bool(record.district_events.get(d.pcode)) for d in group)
        whole = record.province_reports.get(province_pcode, [])
        summary = f"{plural(len(group), 'district')}; an event is in the record for {told} of them."
        self.writer.write(
            f"record/{province_pcode.lower()}.html",
            "province.html",
            group[0].province,
            province=group[0].province,
            summary=summary,
            districts=rows,
            reports=record.report_rows(whole),
        )

    def _crossing(self, crossing: Any) -> None:
        record = self.record
        place = record.by_pcode[crossing.pcode]
        reports = record.post_reports.get(crossing.crossing_id, [])
        events = record.post_events.get(crossing.crossing_id, [])
        name = f"Reports of the crossing {crossing.name}, by day and by who speaks"
        svg, caption = drawing(record, reports, events, name, None)
        country = COUNTRY_LABELS.get(crossing.neighbour, crossing.neighbour)
        shown = crossing._asdict() | {
            "district": place.district,
            "province": place.province,
            "neighbour": country,
            "neighbour_town": text(crossing.neighbour_town),
        }
        # a crossing's story in a line
        rows = zip(record.event_rows(events), events, strict=True)
        said = [f"{row['verb'].lower()} {dated(event)}" for row, event in rows]
        what = (
            listed(said)
            or "no page dates a change of hands of the post itself"
        )
        self.writer.write(
            f"crossing/{crossing.crossing_id}.html",
            "crossing.html",
            f"{crossing.name}, border crossing",
            crossing=shown,
            names=", ".join(crossing.alt_names),
            summary=f"A crossing to {country}: {what}. {plural(len(reports), 'report')}.",
            drawing=svg,
            caption=caption,
            events=record.event_rows(events),
            reports=record.report_rows(reports),
            customs=self._customs(crossing.crossing_id),
        )

    def _customs(self, crossing_id: str) -> list[dict[str, str]]:
        table = load("customs")
        rows = []
        for row in table[table["crossing_id"] == crossing_id].itertuples():
            # as printed, in its own unit
            figure = ranged(row.value_lo, row.value_hi)
            shown = {
                "measure": row.measure,
                "figure": figure,
                "unit": row.unit,
            }
            shown |= {"period": row.period, "note": text(row.note)}
            rows.append(shown | self.record.page(row.source_id))
        return rows

    def _capitals(self) -> None:
        table = roads.cut_off_days(days=self.record.days)
        for node_id, way in self.ways.items():
            own = table[table["node_id"] == node_id]
            # Kabul itself has no road to Kabul
            if own.empty:
                continue
            by_day = own.pivot(
                index="date", columns="reading", values="state"
            ).astype(str)
            by_day = by_day[list(READINGS)]
            # days in the best reading
            cut = by_day.index[by_day["best"] == "cut"]
            first = "never cut while it stood"
            if len(cut):
                first = f"first cut on {day(cut[0])}"
            # for those who do not see it
            name = f"The road of {way['name']} to Kabul, day by day, in three readings"
            self.writer.write(
                f"capital/{node_id}.html",
                "capital.html",
                f"{way['name']}, its road to Kabul",
                capital=way,
                summary=(
                    f"In the best reading {way['name']} was {first}; days without a way that was "
                    f"not cut: {len(cut)}."
                ),
                drawing=Markup(states(by_day, name)),
                caption="Linked, cut or fallen, by day, in each reading of the record.",
                way_length=f"{way['km']:,.0f} km",
                districts=[self._neighbour(pcode) for pcode in way["pcodes"]],
            )

    def _index(self) -> None:
        record = self.record
        rows = []
        districts = record.districts
        for pcode, group in districts.groupby("province_pcode"):
            # posts and whole provinces too
            of_province = record.reports["province_pcode"] == pcode
            rows.append(
                {
                    "pcode": pcode,
                    "province": group["province"].iloc[0],
                    "districts": len(group),
                    "told": sum(
                        bool(record.district_events.get(p))
                        for p in group["pcode"]
                    ),
                    "reports": int(of_province.sum()),
                }
            )
        # other pages carry claims, counts, roads or the time before May
        is_told = record.sources["source_id"].isin(record.reports["source_id"])
        told_by = record.sources[is_told]
        n_origins = told_by["origin"].nunique()
        n_others = len(record.sources) - len(told_by)
        self.writer.write(
            "record/index.html",
            "record_index.html",
            "The record, district by district",
            summary=(
                f"{plural(len(record.reports), 'report')} from {plural(len(told_by), 'page')} by "
                f"{plural(n_origins, 'origin')}; {plural(n_others, 'more page')} of claims, "
                "counts, roads and the time before May."
            ),
            provinces=sorted(rows, key=lambda row: row["province"]),
            crossings=list(self.crossings.itertuples(index=False)),
            capitals=list(self.ways.values()),
            order=[self._fallen(pcode) for pcode in self.order],
        )


def ways(network: Any) -> dict[str, dict[str, Any]]:
    """The shortest way of each capital to Kabul in peace: {node_id: name, km, pcodes}.

    Examples
    --------
    >>> ways(roads.graph())["ghazni"]["name"]
    'Ghazni'
    """
    import networkx as nx

    found = {}
    lengths, paths = nx.single_source_dijkstra(
        network, "kabul", weight="length_km"
    )
    nodes = load("road_nodes")
    for node in nodes[nodes["kind"] == "capital"].itertuples():
        if node.node_id == "kabul" or node.node_id not in paths:
            continue
        # by length: the road that everybody takes
        path = paths[node.node_id]
        # in the order of the way, each once
        pcodes: dict[str, None] = {}
        for one, other in zip(path, path[1:], strict=False):
            stretch = network.edges[one, other]
            # a stretch names its districts from one end; the way may pass it from the other
            forward = stretch["from_node"] == one
            pcodes |= dict.fromkeys(
                stretch["pcodes"] if forward else stretch["pcodes"][::-1]
            )
        found[node.node_id] = {
            "node_id": node.node_id,
            "name": node.name,
            "km": lengths[node.node_id],
            "pcodes": list(pcodes),
        }
    return found


def shares(draws: Worlds) -> dict[str, pd.Series]:
    """By district: in which share of equally defensible records the Taliban hold it, by day.

    Examples
    --------
    >>> from helpers.worlds import worlds
    >>> bool(shares(worlds(100))["AF1905"].between(0, 1).all())
    True
    """
    days = pd.DatetimeIndex(draws.days)
    share = (draws.holder == TALIBAN_CODE).mean(axis=0)
    return {
        pcode: pd.Series(row, days)
        for pcode, row in zip(draws.pcodes, share, strict=True)
    }
