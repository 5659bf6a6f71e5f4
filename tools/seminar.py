"""Build the teaching kit in reports/seminar/ from teaching/ and the solved notebook. Run by `make seminar`.

The student notebook is the solved one without its cells tagged `solution` and without outputs; the checks stay. Every figure on the
teacher's page, the slides and the handout is computed here. Nothing in the kit asks anything of the network.
"""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import zipfile
from html import escape
from pathlib import Path
from string import Template

os.environ.setdefault("MPLBACKEND", "agg")
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
import matplotlib  # noqa: E402
import networkx as nx  # noqa: E402
import pandas as pd  # noqa: E402

from helpers import charts, claims, control, events, hexes, load, pages, roads, seminar  # noqa: E402

SOLVED, INTRODUCTION, TEACHING = (
    ROOT / "notebooks" / "08_seminar.ipynb",
    ROOT / "notebooks" / "00_start_here.ipynb",
    ROOT / "teaching",
)
CHROMIUM = Path("/usr/bin/chromium")
STAMP = (2021, 8, 15, 0, 0, 0)
STYLE = """body{max-width:60rem;margin:1rem auto;padding:0 1rem;font:1rem/1.55 system-ui,sans-serif;color:#1a1a1a;background:#fff}
h1,h2,h3{line-height:1.25}table{border-collapse:collapse;margin:1rem 0;width:100%}th,td{border:1px solid #767676;padding:.35rem .6rem;text-align:left;vertical-align:top}
th p,td p{margin:0}th{background:#eef2f5}blockquote{border-left:4px solid #0072B2;margin:1rem 0;padding:.2rem 1rem;background:#f3f7fa}a{color:#00558a}
code,pre{font-size:.92em;background:#f2f2f2}pre{padding:.6rem;overflow-x:auto}.docutils.container{overflow-x:auto}
@media print{a{color:inherit}tr,blockquote{break-inside:avoid}h2{break-after:avoid}}"""


def student(notebook):
    """The student version of a solved notebook (as a dict): no solution, no output, no trace of a run."""
    cells = []
    for cell in notebook["cells"]:
        tags = cell.get("metadata", {}).get("tags", [])
        if "solution" in tags:
            continue
        kept = {key: cell[key] for key in ("cell_type", "id", "source") if key in cell} | {
            "metadata": {"tags": tags} if tags else {}
        }
        cells.append(kept | ({"outputs": [], "execution_count": None} if cell["cell_type"] == "code" else {}))
    return {
        "cells": cells,
        "metadata": {"kernelspec": notebook["metadata"]["kernelspec"], "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def executed(notebook):
    """The same notebook with outputs, run in the notebooks' folder."""
    import nbformat
    from nbclient import NotebookClient

    made = nbformat.from_dict(notebook)
    client = NotebookClient(
        made, timeout=300, kernel_name="python3", store_widget_state=False, extra_arguments=["--log-level=ERROR"], resources={"metadata": {"path": str(SOLVED.parent)}}
    )
    asyncio.run(client.async_execute())
    return json.loads(nbformat.writes(made))


def bundle(target, notebooks):
    """A zip of notebooks beside the helpers and the data that they need; its bytes depend on nothing but these."""
    members = {f"{name}.ipynb": json.dumps(notebook, indent=1, ensure_ascii=False) + "\n" for name, notebook in notebooks.items()}
    members["START.md"] = (TEACHING / "START.md").read_text(encoding="utf-8")
    kept = [
        p
        for pattern in ("helpers/**/*", "data/*", "LICENSE*", "requirements.lock")
        for p in ROOT.glob(pattern)
        if p.is_file() and "__pycache__" not in p.parts
    ]
    members |= {str(path.relative_to(ROOT)): path.read_bytes() for path in kept}
    with zipfile.ZipFile(target, "w") as zipped:
        for name, content in sorted(members.items()):
            zipped.writestr(zipfile.ZipInfo(f"{target.stem}/{name}", STAMP), content, zipfile.ZIP_DEFLATED)


def figures(folder):
    """Draw the three figures; {name: text alternative}."""
    held, total, day, alt = control(), len(load("districts")), pd.Timestamp(seminar.DAY), {}
    count = held.assign(**{r: held[r] == "taliban" for r in roads.READINGS}).groupby("date")[list(roads.READINGS)].sum()

    def save(fig, name, text):
        fig.savefig(folder / f"{name}.png", dpi=150, metadata={"Software": None})
        charts.plt.close(fig)
        alt[name] = text

    fig, ax = charts.plt.subplots(figsize=(8, 3.9))
    charts.band(ax, count.index, count.min(axis=1), count["best"], count.max(axis=1))
    ax.plot(day, count["best"][day], "o", color=charts.RUST)
    ax.annotate(charts.day(day), (day, count["best"][day]), xytext=(-10, 14), textcoords="offset points", ha="right")
    ax.set(
        title=f"Districts held by the Taliban, of {total}: best reading, and the range of the other two",
        ylim=(0, None),
        xlim=(count.index[0], count.index[-1]),
    )
    ax.xaxis.set_major_formatter(matplotlib.dates.DateFormatter("%-d %b"))
    save(
        fig,
        "curve",
        f"Districts held by the Taliban, best reading: {count['best'].iloc[0]} of {total} on 1 May 2021, {count['best'][day]} on {charts.day(day)}, "
        f"{count['best'].iloc[-1]} on 15 August.",
    )
    fig, ax = charts.plt.subplots(figsize=(7.6, 5.4))
    now = held[held["date"] == day].set_index("pcode")
    hexes.hex_map(ax, now["best"], now["support"], labels=True)
    hexes.hex_key(fig)
    save(
        fig,
        "map",
        f"One tile a district: on {charts.day(day)} the Taliban held {(now['best'] == 'taliban').sum()} of {total} districts, {(now['best'] == 'contested').sum()} were contested.",
    )
    fig, ax = charts.plt.subplots(figsize=(8, 4.6))
    network = roads.graph()
    shown = {node for node, (x, y) in roads.METRO.items() if 10 < x < 24 and y > 5.5} & set(network)
    for a, b, edge in network.subgraph(shown).edges(data=True):
        ax.plot(
            *zip(roads.METRO[a], *roads.BENDS.get(edge["segment_id"], []), roads.METRO[b]),
            color=charts.GREY,
            linewidth=3,
            zorder=1,
        )
    for node in shown:
        ax.plot(*roads.METRO[node], "o", color="white", markeredgecolor="black", markersize=8)
        ax.annotate(
            network.nodes[node]["name"].split(" (")[0],
            roads.METRO[node],
            xytext=(7, 5),
            textcoords="offset points",
            fontsize=9,
            bbox={"facecolor": "white", "alpha": 0.85, "linewidth": 0, "boxstyle": "square,pad=0.1"},
        )
    ax.plot(*roads.METRO["kabul"], "*", color=charts.BLUE, markeredgecolor="black", markersize=16)
    ax.axis("off")
    ax.set_title("Trunk roads from Kabul to the north (a scheme, not to scale)")
    save(
        fig,
        "roads",
        f"A scheme of the trunk roads from Kabul to the north: {', '.join(sorted(network.nodes[n]['name'] for n in shown))}.",
    )
    return alt


def values():
    """Every figure that the teacher's page and the slides quote: {name: text}."""
    reports, sources, districts, found, held = (
        load("reports"),
        load("sources"),
        load("districts"),
        events(),
        control(seminar.DAY, seminar.DAY),
    )
    doshi, nerkh = seminar.capture("Doshi")[0], seminar.capture("Nerkh")
    north = roads.history().set_index("node_id").loc["mazar_e_sharif"]
    count = {reading: int((held[reading] == "taliban").sum()) for reading in roads.READINGS}
    names, network = districts.set_index("pcode")["district"], roads.graph()
    way = nx.shortest_path(network, "kabul", "mazar_e_sharif", weight="length_km")
    passed = dict.fromkeys(
        p
        for a, b in zip(way, way[1:])
        for p in (lambda e: e["pcodes"] if e["from_node"] == a else e["pcodes"][::-1])(network.edges[a, b])
    )
    half = {
        reading: charts.day(days[0]) if (days := seminar._half(reading)) else "no day of the record" for reading in roads.READINGS
    }
    out = {
        "n_reports": f"{len(reports):,}",
        "n_origins": f"{sources.loc[sources['source_id'].isin(reports['source_id']), 'origin'].nunique():,}",
        "n_districts": len(districts),
        "day": charts.day(pd.Timestamp(seminar.DAY)),
        "held_low": min(count.values()),
        "held_high": max(count.values()),
        "doshi": "Doshi",
        "doshi_bounds": f"{charts.day(doshi['date_lo'])} to {charts.day(doshi['date_hi'])}",
        "doshi_origins": doshi["n_origins"],
        "north_districts": ", ".join(names[list(passed)]),
        "cutter": " and ".join(f"{names[p]} ({p})" for p in north["cut_by"]),
        "cut_day": charts.day(north["first_cut"]),
        "cut_lead": north["lead"],
        "nerkh_pages": nerkh[1]["source_id"].nunique(),
        "nerkh_origins": nerkh[1]["origin"].nunique(),
    }
    out |= (
        {f"half_{reading}": text for reading, text in half.items()}
        | {f"held_{reading}": n for reading, n in count.items()}
        | {f"sentence_{letter.lower()}": text for letter, text in seminar.sentences().items()}
    )
    return {name: str(value) for name, value in out.items()} | {"answers": answers(), "questions": questions(reports, found)}


def answers():
    """A Markdown table of the exercises that have a right answer."""
    rows = ["| Exercise | Name in the check | Right |", "| --- | --- | --- |"]
    for number, (name, (_, right, *_)) in enumerate(seminar.EXERCISES.items(), 1):
        said = "open" if right is None else " or ".join(sorted({_said(value) for value in right()}))
        rows.append(f"| {number} | `{name}` | {'B and D' if name == 'sentences' else said} |")
    return "\n".join(rows)


def _said(value):
    if isinstance(value, pd.Timestamp):
        return charts.day(value)
    return " with ".join(sorted(value)) if isinstance(value, set) else str(value)


def questions(reports, found):
    """Discussion questions, each with rows of the record, as a Markdown list."""
    told = reports.merge(load("sources")[["source_id", "publisher", "url"]], on="source_id")
    cited = claims.prints()

    def point(rows, most=4):
        links = []
        for row in rows.head(most).to_dict("records"):
            if "claim_id" in row:
                key = row["claim_id"]
            else:
                home = row["pcode"] if isinstance(row["pcode"], str) else row["province_pcode"]
                key = f"<a href='../record/{home[:4].lower()}.html#{row['report_id']}'>{row['report_id']}</a>"
            links.append(f"{key} ({pages.anchor(row['url'], row['publisher'])})")
        return "; ".join(links)

    district = told[told["crossing_id"].isna() & told["pcode"].notna()]
    both = found[found["both_sides"] & found["crossing_id"].isna()]
    sides = district[district["report_id"].isin(both.iloc[len(both) // 2]["reports"])].drop_duplicates("claimed_by")
    doshi = district[
        (district["pcode"] == seminar.capture("Doshi")[0]["pcode"]) & (district["event"] == "recaptured")
    ].sort_values("date_lo")
    quiet = district[
        (district["event"] == "captured") & district["manner"].isin(["negotiated", "withdrawal", "surrender"])
    ].drop_duplicates("manner")
    day = cited[(cited["day"] == seminar.DAY) & cited["killed"].notna()].drop_duplicates("statement_id")
    denied, replies = district[district["status"] == "disputed"].drop_duplicates("pcode"), load("replies")
    whole = told[told["pcode"].isna() & (told["event"] == "captured")].drop_duplicates("province_pcode")
    count, single = seminar.moscow(), (found["support"] == "single").sum()
    items = [
        (
            "Whose word makes a fact of a fall: the side that won the place, or the side that lost it?",
            f"{len(both)} events are told by both sides; one of them: {point(sides)}.",
        ),
        (
            "A government says that it has retaken a district, and nobody else says so. What do you print?",
            f"Doshi: {point(doshi)}.",
        ),
        ('"Withdrew", "surrendered", "settled by elders": who is helped by each word?', f"{point(quiet)}."),
        (
            "Both sides publish numbers of the other's dead. Is leaving them out fairer than printing them with who said so?",
            f"Claims of {charts.day(pd.Timestamp(seminar.DAY))}: {point(day)}. Denials and replies: {', '.join(replies['reply_id'].head(3))} in `replies.csv`.",
        ),
        ("A capture is denied. Does a denial make it less likely, or more?", f"{point(denied)}."),
        (
            "No page names a district. What may be said of it?",
            f"Statements about whole provinces bound it: {point(whole)}. {single} further events rest on one origin alone.",
        ),
        (
            "Two parties count the same country on the same day and differ by dozens. Must one be lying?",
            f"{count['count_id']} in `published_counts.csv` ({count['value']:.0f} of {count['denominator']}), beside exercise 11.",
        ),
    ]
    return "\n".join(f"{number}. **{question}** {evidence}" for number, (question, evidence) in enumerate(items, 1))


def page(text, title):
    """Markdown to one self-contained HTML page."""
    from docutils.core import publish_parts
    from myst_parser.docutils_ import Parser

    parts = publish_parts(
        text,
        parser=Parser(),
        writer="html5",
        settings_overrides={
            "embed_stylesheet": False,
            "stylesheet_path": "",
            "doctitle_xform": False,
            "initial_header_level": 1,
            "report_level": 2,
            "halt_level": 2,
            "myst_all_links_external": True,
            "section_self_link": False,
            "file_insertion_enabled": False,
        },
    )
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style></head><body><main>{parts['body']}</main></body></html>\n"
    )


def slides(target, said, drawn):
    """Build the slides with sphinx-revealjs, which ships reveal.js itself."""
    source = target.parent / "slides-source"
    source.mkdir()
    for name in drawn.iterdir():
        shutil.copy(name, source)
    (source / "index.md").write_text(
        Template((TEACHING / "slides.md").read_text(encoding="utf-8")).substitute(said), encoding="utf-8"
    )
    shutil.copy(TEACHING / "slides.css", source)
    (source / "conf.py").write_text(
        'project = "Seminar"\nlanguage = "en"\nextensions = ["myst_parser", "sphinx_revealjs"]\nrevealjs_style_theme = "white"\n'
        'revealjs_static_path = ["slides.css"]\nrevealjs_css_files = ["slides.css"]\nrevealjs_use_index = True\n'
        'revealjs_script_conf = {"hash": True, "transition": "none", "controls": True, "width": 1120, "height": 680}\n'
        'revealjs_script_plugins = [{"name": "RevealNotes", "src": "revealjs/plugin/notes/notes.js"}]\n'
    )
    run = subprocess.run([sys.executable, "-m", "sphinx", "-b", "revealjs", "-W", "-q", str(source), str(target)])
    shutil.rmtree(source)
    if run.returncode:
        sys.exit("The slides were not built: see the warnings above.")
    for rest in (".buildinfo", "objects.inv", ".doctrees"):
        shutil.rmtree(target / rest) if (target / rest).is_dir() else (target / rest).unlink(missing_ok=True)


def handout(target, said, drawn):
    """One page, A4, for paper: the map, the curve, five words and the tables of exercises 6 and 7."""
    from fpdf import FPDF
    from fpdf.enums import TableBordersLayout

    fonts, ink = Path(matplotlib.get_data_path()) / "fonts" / "ttf", (26, 26, 26)
    pdf = FPDF(format="A4")
    pdf.set_creation_date(pd.Timestamp("2021-08-15", tz="UTC").to_pydatetime())
    pdf.set_auto_page_break(False)
    for style, name in (("", "DejaVuSans"), ("B", "DejaVuSans-Bold")):
        pdf.add_font("DejaVu", style, fonts / f"{name}.ttf")
    pdf.set_title("What would you write, and on what evidence? Handout")
    pdf.set_lang("en")
    pdf.set_margins(14, 11, 14)
    pdf.add_page()
    pdf.set_text_color(*ink)

    def write(text, size=8.2, style="", gap=1.0):
        pdf.set_font("DejaVu", style, size)
        pdf.multi_cell(0, size * 0.47, text, align="L", markdown=not style, new_x="LMARGIN", new_y="NEXT")
        pdf.ln(gap)

    def table(rows, widths):
        pdf.set_font("DejaVu", "", 7.2)
        with pdf.table(
            rows,
            col_widths=widths,
            line_height=3.7,
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            text_align="LEFT",
            padding=(0.3, 1),
        ):
            pass
        pdf.ln(1.6)

    write("What would you write, and on what evidence?", 14, "B", 0.6)
    write(
        f"The 2021 Taliban offensive in Afghanistan: {said['n_reports']} reports of {said['n_origins']} origins, {said['n_districts']} districts. People died in these events. The numbers below are of "
        "places, and of claims; a number of dead is what somebody said."
    )
    top = pdf.get_y()
    pdf.image(drawn / "curve.png", x=14, y=top + 5, w=96, alt_text=said["curve_alt"])
    pdf.image(drawn / "map.png", x=112, y=top, w=84, alt_text=said["map_alt"])
    pdf.set_y(top + 61)
    write("Five words", 9.5, "B", 0.4)
    write(
        "**Report:** what one page says of one place. **Origin:** the desk whose reporting a page carries; five papers with one agency story are one origin. **Event:** a capture or recapture, derived from "
        "reports by a written rule. **Bounds:** the first and last day on which it can have happened. **Reading:** one consistent story from the evidence: best, earliest (everything on its first "
        f"possible day) or latest (only what two origins or both sides tell). On {said['day']}: {said['held_best']}, {said['held_earliest']} and {said['held_latest']} of {said['n_districts']}."
    )
    write("Table 1. What was said of the fall of Doshi (exercise 6)", 9.5, "B", 0.4)
    told = seminar.capture("Doshi")[1].merge(load("sources")[["source_id", "publisher"]], on="source_id").head(8)
    table(
        [("Report", "Page", "Origin", "First day", "Last day", "Who says so", "Status")]
        + [
            (
                r.report_id,
                r.publisher,
                r.origin,
                f"{r.date_lo:%d %b}",
                f"{r.date_hi:%d %b}",
                str(r.claimed_by).replace("_", " "),
                str(r.status),
            )
            for r in told.itertuples()
        ],
        (13, 45, 45, 17, 17, 25, 20),
    )
    write(
        "How many pages, how many origins? Which two reports cannot both be true? Which bounds would you give? __________",
        gap=1.6,
    )
    prints = claims.prints()
    odd = (
        claims.differences()
        .query("kind == 'digits transposed' and claimant_type == 'government' and measure == 'killed'")
        .iloc[-1]
    )
    told = prints[prints["statement_id"] == odd["statement_id"]].head(6)
    write(
        f"Table 2. Prints of one statement of the defence ministry, {charts.day(odd['day'])}: losses that it claimed (exercise 7)",
        9.5,
        "B",
        0.4,
    )
    table(
        [("Print", "Page", "Origin", "Killed", "Wounded")]
        + [
            (r.claim_id, r.publisher, r.origin, *("" if pd.isna(v) else str(v) for v in (r.killed, r.wounded)))
            for r in told.itertuples()
        ],
        (13, 60, 50, 30, 30),
    )
    write(
        "Which print has two digits the wrong way round? How would you notice with that page alone? ____________________", gap=1.6
    )
    write("My prediction, before the answer is shown (exercise 9), and my sentence", 9.5, "B", 0.4)
    top = pdf.get_y()
    pdf.image(drawn / "roads.png", x=14, y=top, w=88, alt_text=said["roads_alt"])
    pdf.set_left_margin(106)
    pdf.set_xy(106, top)
    write(f"Districts on the road from Kabul to Mazar-e Sharif: {said['north_districts']}.", 7.6)
    write("The capture of " + "_" * 24 + " left Mazar-e Sharif without a way to Kabul, because\n\n" + "_" * 50, gap=2)
    write(
        "One sentence, with its number and out of how many, its day or bounds, its reading, and whose word it is:\n"
        + ("\n" + "_" * 50 + "\n") * 2
    )
    pdf.set_left_margin(14)
    pdf.set_xy(14, max(pdf.get_y(), top + 52))
    write("Figures computed from the record's tables; text and data CC BY 4.0.", 6.5)
    if pdf.pages_count != 1 or pdf.get_y() > 290:
        sys.exit(f"The handout is longer than a page ({pdf.get_y():.0f} mm): shorten it in tools/seminar.py")
    pdf.output(target)


def build(target):
    """Write the whole kit into the folder `target`, which is replaced."""
    made = target.with_name(f".{target.name}-new")
    shutil.rmtree(made, ignore_errors=True)
    drawn = made / "figures"
    drawn.mkdir(parents=True)
    alt = figures(drawn)
    said = values() | {f"{name}_alt": text for name, text in alt.items()}
    solved, introduction = (json.loads(path.read_text(encoding="utf-8")) for path in (SOLVED, INTRODUCTION))
    os.environ["PYTHONPATH"] = str(ROOT)
    bundle(made / "student.zip", {SOLVED.stem: student(solved), INTRODUCTION.stem: student(introduction)})
    bundle(made / "solved.zip", {SOLVED.stem: executed(solved)})
    for name, title, source in (
        ("index", "A 90-minute seminar: the teacher's page", "teacher.md"),
        ("jupyterhub", "A class on one server", "jupyterhub.md"),
    ):
        text = (TEACHING / source).read_text(encoding="utf-8")
        (made / f"{name}.html").write_text(
            page(Template(text).substitute(said) if name == "index" else text, title), encoding="utf-8"
        )
    handout(made / "handout.pdf", said, drawn)
    slides(made / "slides", said, drawn)
    shutil.rmtree(drawn)
    shutil.rmtree(target, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    made.rename(target)


if __name__ == "__main__":
    build(ROOT / "reports" / "seminar")
    print(f"Done: open {ROOT / 'reports' / 'seminar' / 'index.html'}")
