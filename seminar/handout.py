"""The one-page handout as PDF: the map, the curve, six words, the tables of exercises 6 and 7."""

from __future__ import annotations

from pathlib import Path

import matplotlib
import pandas as pd
from fpdf import FPDF
from fpdf.enums import TableBordersLayout

from helpers.views import style
from helpers.vocabulary import SPEAKER_LABELS
from seminar import quoted

# not black: 17 to 1 on white, and less ink to print
INK = (26, 26, 26)
BOTTOM = 290  # mm: an A4 page is 297 high, and printers leave a margin
BLANK = "_" * 50
# what the numbers are of stands first: a number of dead is a claim
INTRODUCTION = (
    "The 2021 Taliban offensive in Afghanistan: {n_reports} reports of {n_origins} origins, "
    "{n_districts} districts. People died in these events. The numbers below are of places, and "
    "of claims; a number of dead is what somebody said."
)
SIX_WORDS = (
    "**Report:** what one page says of one place. **Origin:** the desk whose reporting a page "
    "carries; five papers with one agency story are one origin. **Voice:** who speaks; a "
    "ministry's word is one voice on any number of pages. **Event:** a capture or recapture, "
    "derived from reports by a written rule. **Bounds:** the first and last day on which it can "
    "have happened. **Reading:** one consistent story from the evidence: best, earliest (falls "
    "on their first possible day) or latest (what even a doubter must grant). On {day}: "
    "{held_best}, {held_earliest} and {held_latest} of {n_districts}."
)


class Page(FPDF):
    """An A4 page in the handout's type, with its two kinds of block."""

    def __init__(self) -> None:
        super().__init__(format="A4")
        # a fixed day: the same tables give the same bytes
        self.set_creation_date(
            pd.Timestamp("2021-08-15", tz="UTC").to_pydatetime()
        )
        # a second page is an error (`handout`), not a thing to do silently
        self.set_auto_page_break(False)
        # the font that matplotlib ships: it has every letter of the names, and no network is asked
        fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
        self.add_font("DejaVu", "", fonts / "DejaVuSans.ttf")
        self.add_font("DejaVu", "B", fonts / "DejaVuSans-Bold.ttf")
        self.set_title("What would you write, and on what evidence? Handout")
        self.set_lang("en")
        self.set_margins(14, 11, 14)
        self.add_page()
        self.set_text_color(*INK)

    def block(
        self, text: str, size: float = 8.2, weight: str = "", gap: float = 1.0
    ) -> None:
        """A paragraph; `size` in points, `gap` below it in mm."""
        self.set_font("DejaVu", weight, size)
        self.multi_cell(
            0,
            # 0.3528 mm a point, and a third for the room between lines
            size * 0.47,
            text,
            align="L",
            markdown=not weight,
            new_x="LMARGIN",
            new_y="NEXT",
        )
        self.ln(gap)

    def heading(self, text: str) -> None:
        """A heading over a table or a task."""
        self.block(text, 9.5, "B", 0.4)

    def rows(self, rows: list[tuple], widths: tuple[int, ...]) -> None:
        """A table whose first row is its head; `widths` in mm."""
        self.set_font("DejaVu", "", 7.2)
        with self.table(
            rows,
            col_widths=widths,
            line_height=3.7,
            # lines between rows only: columns are told by their heads
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            text_align="LEFT",
            padding=(0.3, 1),
        ):
            pass
        self.ln(1.6)


def handout(target: Path, values: dict[str, str], drawn: Path) -> None:
    """Write the handout.

    Parameters
    ----------
    target : Path
        The PDF to write.
    values : dict of str to str
        As from `quoted.values`, with the text alternatives of the figures.
    drawn : Path
        The folder of the figures.

    Raises
    ------
    ValueError : the handout is longer than a page.
    """
    page = Page()
    _pictures_and_words(page, values, drawn)
    _doshi(page)
    _prints(page)
    _prediction(page, values, drawn)
    # one page is what a class has on the table: a longer one is a fault of its texts
    if page.pages_count != 1 or page.get_y() > BOTTOM:
        raise ValueError(
            f"the handout is {page.get_y():.0f} mm long, more than a page: shorten its texts in "
            "seminar/handout.py"
        )
    page.output(target)


def _pictures_and_words(
    page: Page, values: dict[str, str], drawn: Path
) -> None:
    page.block("What would you write, and on what evidence?", 14, "B", 0.6)
    page.block(INTRODUCTION.format(**values))
    top = page.get_y()
    # side by side: the curve is the flatter of the two and stands a little lower
    # text alternatives in the PDF too: a handout is read aloud as well
    page.image(
        drawn / "curve.png",
        x=14,
        y=top + 5,
        w=96,
        alt_text=values["curve_alt"],
    )
    page.image(
        drawn / "map.png", x=112, y=top, w=84, alt_text=values["map_alt"]
    )
    page.set_y(top + 61)
    page.heading("Six words")
    page.block(SIX_WORDS.format(**values))


def _doshi(page: Page) -> None:
    page.heading("Table 1. What was said of the fall of Doshi (exercise 6)")
    # page and origin side by side: the exercise is to see that they differ
    head = (
        "Report",
        "Page",
        "Origin",
        "First day",
        "Last day",
        "Who says so",
        "Status",
    )
    rows = [head]
    for report in quoted.doshi_reports().itertuples():
        speaker = SPEAKER_LABELS[str(report.claimed_by)]
        first = style.short_day(report.date_lo)
        last = style.short_day(report.date_hi)
        page_and_origin = (report.publisher, report.origin)
        rows.append(
            (
                report.report_id,
                *page_and_origin,
                first,
                last,
                speaker,
                str(report.status),
            )
        )
    page.rows(rows, (13, 45, 45, 17, 17, 25, 20))
    page.block(
        "How many pages, how many origins? Which two reports cannot both be true? Which bounds "
        "would you give? __________",
        gap=1.6,
    )


def _prints(page: Page) -> None:
    day, prints = quoted.transposed_statement()
    page.heading(
        f"Table 2. Prints of one statement of the defence ministry, {style.day(day)}: losses that "
        "it claimed (exercise 7)"
    )
    rows = [("Print", "Page", "Origin", "Killed", "Wounded")]
    for row in prints.itertuples():
        losses = (row.killed, row.wounded)
        # blank: a print without a figure says nothing of that loss
        figures = ["" if pd.isna(value) else str(value) for value in losses]
        rows.append((row.claim_id, row.publisher, row.origin, *figures))
    page.rows(rows, (13, 60, 50, 30, 30))
    page.block(
        "Which print has two digits the wrong way round? How would you notice with that page "
        "alone? ____________________",
        gap=1.6,
    )


def _prediction(page: Page, values: dict[str, str], drawn: Path) -> None:
    page.heading(
        "My prediction, before the answer is shown (exercise 9), and my sentence"
    )
    top = page.get_y()
    page.image(
        drawn / "roads.png", x=14, y=top, w=88, alt_text=values["roads_alt"]
    )
    page.set_left_margin(106)
    page.set_xy(106, top)
    # the districts are named, since no scheme shows where they lie
    way = values["north_districts"]
    page.block(
        f"Districts on the road from Kabul to Mazar-e-Sharif: {way}.", 7.6
    )
    page.block(
        "The capture of ________________________ left Mazar-e-Sharif without a way to Kabul, "
        f"because\n\n{BLANK}",
        gap=2,
    )
    page.block(
        "One sentence, with its number and out of how many, its day or bounds, its reading, and "
        f"whose word it is:\n\n{BLANK}\n\n{BLANK}\n"
    )
    # back to the page: the last line stands under both columns
    page.set_left_margin(14)
    page.set_xy(14, max(page.get_y(), top + 52))
    page.block(
        "Figures computed from the record's tables; text and data CC BY 4.0.",
        6.5,
    )
