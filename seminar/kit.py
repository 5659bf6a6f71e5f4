"""Build the teaching kit in reports/seminar/ from seminar/texts/ and the solved notebook. Run by `make seminar`.

The student notebook is the solved one without its cells tagged `solution` and without outputs; the checks stay. Every figure on the
teacher's page, the slides and the handout is computed here. Nothing in the kit asks anything of the network.
"""

import json
import os
import sys
from pathlib import Path

import networkx as nx
import pandas as pd
import asyncio
import shutil
import subprocess
import zipfile
from html import escape
from string import Template
from helpers import control, events, load
from helpers.analysis import claims, roads
from helpers.views import style, tables as pages
from seminar import exercises
from seminar.figures import figures
from seminar.handout import handout

ROOT = Path(__file__).resolve().parent.parent

SOLVED, INTRODUCTION, TEACHING = (
    ROOT / "notebooks" / "08_seminar.ipynb",
    ROOT / "notebooks" / "00_start_here.ipynb",
    ROOT / "seminar" / "texts",
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
        cells.append(
            kept | ({"outputs": [], "execution_count": None} if cell["cell_type"] == "code" else {})
        )
    return {
        "cells": cells,
        "metadata": {
            "kernelspec": notebook["metadata"]["kernelspec"],
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def executed(notebook):
    """The same notebook with outputs, run in the notebooks' folder."""
    import nbformat
    from nbclient import NotebookClient

    made = nbformat.from_dict(notebook)
    client = NotebookClient(
        made,
        timeout=300,
        kernel_name="python3",
        store_widget_state=False,
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(SOLVED.parent)}},
    )
    asyncio.run(client.async_execute())
    return json.loads(nbformat.writes(made))


def bundle(target, notebooks):
    """A zip of notebooks beside the helpers and the data that they need; its bytes depend on nothing but these."""
    members = {
        f"{name}.ipynb": json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
        for name, notebook in notebooks.items()
    }
    members["START.md"] = (TEACHING / "START.md").read_text(encoding="utf-8")
    kept = [
        p
        for pattern in ("helpers/**/*", "seminar/**/*", "data/*", "LICENSE*", "requirements.lock")
        for p in ROOT.glob(pattern)
        if p.is_file() and "__pycache__" not in p.parts
    ]
    members |= {str(path.relative_to(ROOT)): path.read_bytes() for path in kept}
    with zipfile.ZipFile(target, "w") as zipped:
        for name, content in sorted(members.items()):
            zipped.writestr(
                zipfile.ZipInfo(f"{target.stem}/{name}", STAMP), content, zipfile.ZIP_DEFLATED
            )


def values():
    """Every figure that the teacher's page and the slides quote: {name: text}."""
    reports, sources, districts, found, held = (
        load("reports"),
        load("sources"),
        load("districts"),
        events(),
        control(exercises.DAY, exercises.DAY),
    )
    doshi, nerkh = exercises.capture("Doshi")[0], exercises.capture("Nerkh")
    north = roads.history().set_index("node_id").loc["mazar_e_sharif"]
    count = {reading: int((held[reading] == "taliban").sum()) for reading in roads.READINGS}
    names, network = districts.set_index("pcode")["district"], roads.graph()
    way = nx.shortest_path(network, "kabul", "mazar_e_sharif", weight="length_km")
    passed = dict.fromkeys(
        p
        for a, b in zip(way, way[1:])
        for p in (lambda e: e["pcodes"] if e["from_node"] == a else e["pcodes"][::-1])(
            network.edges[a, b]
        )
    )
    half = {
        reading: style.day(days[0])
        if (days := exercises._half(reading))
        else "no day of the record"
        for reading in roads.READINGS
    }
    out = {
        "n_reports": f"{len(reports):,}",
        "n_origins": f"{sources.loc[sources['source_id'].isin(reports['source_id']), 'origin'].nunique():,}",
        "n_districts": len(districts),
        "day": style.day(pd.Timestamp(exercises.DAY)),
        "held_low": min(count.values()),
        "held_high": max(count.values()),
        "doshi": "Doshi",
        "doshi_bounds": f"{style.day(doshi['date_lo'])} to {style.day(doshi['date_hi'])}",
        "doshi_origins": doshi["n_origins"],
        "north_districts": ", ".join(names[list(passed)]),
        "cutter": " and ".join(f"{names[p]} ({p})" for p in north["cut_by"]),
        "cut_day": style.day(north["first_cut"]),
        "cut_lead": north["lead"],
        "nerkh_pages": nerkh[1]["source_id"].nunique(),
        "nerkh_origins": nerkh[1]["origin"].nunique(),
    }
    out |= (
        {f"half_{reading}": text for reading, text in half.items()}
        | {f"held_{reading}": n for reading, n in count.items()}
        | {f"sentence_{letter.lower()}": text for letter, text in exercises.sentences().items()}
    )
    return {name: str(value) for name, value in out.items()} | {
        "answers": answers(),
        "questions": questions(reports, found),
    }


def answers():
    """A Markdown table of the exercises that have a right answer."""
    rows = ["| Exercise | Name in the check | Right |", "| --- | --- | --- |"]
    for number, (name, (_, right, *_)) in enumerate(exercises.EXERCISES.items(), 1):
        said = "open" if right is None else " or ".join(sorted({_said(value) for value in right()}))
        rows.append(f"| {number} | `{name}` | {'B and D' if name == 'sentences' else said} |")
    return "\n".join(rows)


def _said(value):
    if isinstance(value, pd.Timestamp):
        return style.day(value)
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
    sides = district[
        district["report_id"].isin(both.iloc[len(both) // 2]["reports"])
    ].drop_duplicates("claimed_by")
    doshi = district[
        (district["pcode"] == exercises.capture("Doshi")[0]["pcode"])
        & (district["event"] == "recaptured")
    ].sort_values("date_lo")
    quiet = district[
        (district["event"] == "captured")
        & district["manner"].isin(["negotiated", "withdrawal", "surrender"])
    ].drop_duplicates("manner")
    day = cited[(cited["day"] == exercises.DAY) & cited["killed"].notna()].drop_duplicates(
        "statement_id"
    )
    denied, replies = (
        district[district["status"] == "disputed"].drop_duplicates("pcode"),
        load("replies"),
    )
    whole = told[told["pcode"].isna() & (told["event"] == "captured")].drop_duplicates(
        "province_pcode"
    )
    count, single = exercises.moscow(), (found["support"] == "single").sum()
    items = [
        (
            "Whose word makes a fact of a fall: the side that won the place, or the side that lost it?",
            f"{len(both)} events are told by both sides; one of them: {point(sides)}.",
        ),
        (
            "A government says that it has retaken a district, and nobody else says so. What do you print?",
            f"Doshi: {point(doshi)}.",
        ),
        (
            '"Withdrew", "surrendered", "settled by elders": who is helped by each word?',
            f"{point(quiet)}.",
        ),
        (
            "Both sides publish numbers of the other's dead. Is leaving them out fairer than printing them with who said so?",
            f"Claims of {style.day(pd.Timestamp(exercises.DAY))}: {point(day)}. Denials and replies: {', '.join(replies['reply_id'].head(3))} in `replies.csv`.",
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
    return "\n".join(
        f"{number}. **{question}** {evidence}"
        for number, (question, evidence) in enumerate(items, 1)
    )


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
        Template((TEACHING / "slides.md").read_text(encoding="utf-8")).substitute(said),
        encoding="utf-8",
    )
    shutil.copy(TEACHING / "slides.css", source)
    (source / "conf.py").write_text(
        'project = "Seminar"\nlanguage = "en"\nextensions = ["myst_parser", "sphinx_revealjs"]\nrevealjs_style_theme = "white"\n'
        'revealjs_static_path = ["slides.css"]\nrevealjs_css_files = ["slides.css"]\nrevealjs_use_index = True\n'
        'revealjs_script_conf = {"hash": True, "transition": "none", "controls": True, "width": 1120, "height": 680}\n'
        'revealjs_script_plugins = [{"name": "RevealNotes", "src": "revealjs/plugin/notes/notes.js"}]\n'
    )
    run = subprocess.run(
        [sys.executable, "-m", "sphinx", "-b", "revealjs", "-W", "-q", str(source), str(target)]
    )
    shutil.rmtree(source)
    if run.returncode:
        sys.exit("The slides were not built: see the warnings above.")
    for rest in (".buildinfo", "objects.inv", ".doctrees"):
        shutil.rmtree(target / rest) if (target / rest).is_dir() else (target / rest).unlink(
            missing_ok=True
        )


def build(target):
    """Write the whole kit into the folder `target`, which is replaced."""
    made = target.with_name(f".{target.name}-new")
    shutil.rmtree(made, ignore_errors=True)
    drawn = made / "figures"
    drawn.mkdir(parents=True)
    alt = figures(drawn)
    said = values() | {f"{name}_alt": text for name, text in alt.items()}
    solved, introduction = (
        json.loads(path.read_text(encoding="utf-8")) for path in (SOLVED, INTRODUCTION)
    )
    os.environ["PYTHONPATH"] = str(ROOT)
    bundle(
        made / "student.zip",
        {SOLVED.stem: student(solved), INTRODUCTION.stem: student(introduction)},
    )
    bundle(made / "solved.zip", {SOLVED.stem: executed(solved)})
    for name, title, source in (
        ("index", "A 90-minute seminar: the teacher's page", "teacher.md"),
        ("jupyterhub", "A class on one server", "jupyterhub.md"),
    ):
        text = (TEACHING / source).read_text(encoding="utf-8")
        (made / f"{name}.html").write_text(
            page(Template(text).substitute(said) if name == "index" else text, title),
            encoding="utf-8",
        )
    handout(made / "handout.pdf", said, drawn)
    slides(made / "slides", said, drawn)
    shutil.rmtree(drawn)
    shutil.rmtree(target, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    made.rename(target)
