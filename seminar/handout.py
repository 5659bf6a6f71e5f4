"""The one-page handout as PDF."""

import sys
from pathlib import Path

import pandas as pd
import matplotlib
from helpers import load
from helpers.analysis import claims
from seminar import exercises


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
        pdf.multi_cell(
            0, size * 0.47, text, align="L", markdown=not style, new_x="LMARGIN", new_y="NEXT"
        )
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
    told = (
        exercises.capture("Doshi")[1]
        .merge(load("sources")[["source_id", "publisher"]], on="source_id")
        .head(8)
    )
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
        .query(
            "kind == 'digits transposed' and claimant_type == 'government' and measure == 'killed'"
        )
        .iloc[-1]
    )
    told = prints[prints["statement_id"] == odd["statement_id"]].head(6)
    write(
        f"Table 2. Prints of one statement of the defence ministry, {style.day(odd['day'])}: losses that it claimed (exercise 7)",
        9.5,
        "B",
        0.4,
    )
    table(
        [("Print", "Page", "Origin", "Killed", "Wounded")]
        + [
            (
                r.claim_id,
                r.publisher,
                r.origin,
                *("" if pd.isna(v) else str(v) for v in (r.killed, r.wounded)),
            )
            for r in told.itertuples()
        ],
        (13, 60, 50, 30, 30),
    )
    write(
        "Which print has two digits the wrong way round? How would you notice with that page alone? ____________________",
        gap=1.6,
    )
    write("My prediction, before the answer is shown (exercise 9), and my sentence", 9.5, "B", 0.4)
    top = pdf.get_y()
    pdf.image(drawn / "roads.png", x=14, y=top, w=88, alt_text=said["roads_alt"])
    pdf.set_left_margin(106)
    pdf.set_xy(106, top)
    write(f"Districts on the road from Kabul to Mazar-e Sharif: {said['north_districts']}.", 7.6)
    write(
        "The capture of "
        + "_" * 24
        + " left Mazar-e Sharif without a way to Kabul, because\n\n"
        + "_" * 50,
        gap=2,
    )
    write(
        "One sentence, with its number and out of how many, its day or bounds, its reading, and whose word it is:\n"
        + ("\n" + "_" * 50 + "\n") * 2
    )
    pdf.set_left_margin(14)
    pdf.set_xy(14, max(pdf.get_y(), top + 52))
    write("Figures computed from the record's tables; text and data CC BY 4.0.", 6.5)
    if pdf.pages_count != 1 or pdf.get_y() > 290:
        sys.exit(
            f"The handout is longer than a page ({pdf.get_y():.0f} mm): shorten it in tools/exercises.py"
        )
    pdf.output(target)
