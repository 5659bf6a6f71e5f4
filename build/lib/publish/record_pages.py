"""The record as pages of the site: a page a province, each district with its events, and under each event who says so, with links."""

from html import escape

from helpers import control, events, load
from helpers.views.style import day
from helpers.views.tables import anchor

SAYS = {
    "taliban": "Taliban",
    "government": "government",
    "local_official": "local official",
    "media": "outlet",
    "analyst": "analyst",
    "mixed": "both sides",
}


def span(lo, hi):
    """Bounds as text: 21 June 2021, 19–26 June 2021, 1 May – 15 August 2021."""
    if lo == hi:
        return day(lo)
    return (
        f"{lo.day}–{day(hi)}"
        if (lo.year, lo.month) == (hi.year, hi.month)
        else f"{lo.day} {lo:%B} – {day(hi)}"
    )


def report_rows(reports, sources):
    """One table row a report; everything that a source wrote is escaped."""
    rows = []
    for r in reports.sort_values(["date_lo", "date_hi", "report_id"]).itertuples():
        page = sources.loc[r.source_id]
        rows.append(
            f'<tr id="{r.report_id}"><td>{span(r.date_lo, r.date_hi)}</td><td><strong>{escape(r.event.replace("_", ", "))}</strong><br>'
            f"{SAYS[r.claimed_by]}, {r.status}</td><td>{anchor(page.url, page.publisher)} ({escape(page.language)}); origin: {escape(page.origin)}</td>"
            f"<td>{escape(r.place_as_printed)}: {escape(r.note) if isinstance(r.note, str) else ''}</td><td>{r.report_id}</td></tr>"
        )
    head = "<tr><th>Bounds of the day</th><th>Event; who says so</th><th>Page</th><th>Place as printed; our note</th><th>Id</th></tr>"
    return f'<div class="wide" tabindex="0" role="region" aria-label="reports"><table class="docutils"><thead>{head}</thead><tbody>{"".join(rows)}</tbody></table></div>'


def event_lines(found):
    """One MyST list item an event."""
    for e in found.itertuples():
        verb = "Captured" if e.kind == "captured" else "Recaptured"
        how = "" if e.manner == "unknown" else f"; {e.manner}"
        denied = "; disputed" if e.disputed else ""
        yield (
            f"- **{verb} {day(e.date)}** (bounds {span(e.date_lo, e.date_hi)}{how}); support: {e.support}, "
            f"{e.n_origins} origin{'s' if e.n_origins > 1 else ''}{denied}"
        )


def write(folder):
    """Write record/index.md and a page for each province into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    districts, reports, sources, crossings = (
        load("districts"),
        load("reports"),
        load("sources").set_index("source_id"),
        load("crossings"),
    )
    found = events(reports, sources.reset_index())
    last = control("2021-08-15", "2021-08-15", events=found, reports=reports).set_index("pcode")[
        "best"
    ]
    names = []
    for province_pcode, group in districts.groupby("province_pcode"):
        province = group["province"].iloc[0]
        name = province_pcode.lower()
        told = group["pcode"].isin(found.loc[found["crossing_id"].isna(), "pcode"]).sum()
        names.append(
            (
                province,
                name,
                len(group),
                told,
                len(reports[reports["province_pcode"] == province_pcode]),
            )
        )
        text = [
            f"# {province}\n",
            f"{len(group)} districts; an event is in the record for {told} of them. Dates carry their bounds; how they are derived is written in "
            "[Start here](../00_start_here.ipynb). Support counts origins, not pages.\n",
        ]
        whole = reports[reports["pcode"].isna() & (reports["province_pcode"] == province_pcode)]
        if len(whole):
            text += [
                "## The province as a whole\n",
                "```{raw} html\n" + report_rows(whole, sources) + "\n```\n",
            ]
        for d in group.itertuples():
            dari = f" {d.district_fa}" if isinstance(d.district_fa, str) else ""
            text.append(f"({d.pcode.lower()})=\n## {d.district}{dari} ({d.pcode})\n")
            here = found[(found["pcode"] == d.pcode) & found["crossing_id"].isna()]
            rows = reports[(reports["pcode"] == d.pcode) & reports["crossing_id"].isna()]
            text += (
                ["\n".join(event_lines(here)) + "\n"]
                if len(here)
                else [
                    f"No page in the record names a capture; on 15 August 2021 the best reading has it {last[d.pcode]}-held.\n"
                ]
            )
            if len(rows):
                text.append("```{raw} html\n" + report_rows(rows, sources) + "\n```\n")
            for x in crossings[crossings["pcode"] == d.pcode].itertuples():
                posts = reports[reports["crossing_id"] == x.crossing_id]
                text.append(f"### Border crossing: {x.name}\n")
                text.append(
                    "\n".join(event_lines(found[found["crossing_id"] == x.crossing_id])) + "\n"
                )
                if len(posts):
                    text.append("```{raw} html\n" + report_rows(posts, sources) + "\n```\n")
        (folder / f"{name}.md").write_text("\n".join(text), encoding="utf-8")
    table = "\n".join(
        f"| [{province}]({name}.md) | {n} | {told} | {rows} |"
        for province, name, n, told, rows in sorted(names)
    )
    toc = "\n".join(name for _, name, *_ in sorted(names))
    (folder / "index.md").write_text(
        f"# The record, district by district\n\nEvery report in the record with a link to its page. {len(reports)} reports, {len(sources)} pages, "
        f"{sources['origin'].nunique()} origins.\n\n| Province | Districts | with an event | Reports |\n| --- | ---: | ---: | ---: |\n{table}\n\n"
        f"```{{toctree}}\n:hidden:\n\n{toc}\n```\n",
        encoding="utf-8",
    )
