"""Build the teaching kit in reports/seminar/ from seminar/texts/ and the solved notebook.

Run by `make seminar`, or `python -m seminar`. The student notebook is the solved one without its
cells tagged `solution` and without outputs; the checks stay. Every figure on the teacher's page,
the slides and the handout is computed. Nothing in the kit asks anything of the network.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from string import Template

from seminar import figures, measured, quoted
from seminar.handout import handout
from seminar.pages import html_page, slides
from seminar.student import (
    INTRODUCTION,
    SOLVED,
    TEXTS,
    bundle,
    executed,
    read,
    student,
)

# page of the kit: (title, text, are names in it replaced by figures of the record?)
PAGES = {
    "index": ("A 90-minute seminar: the teacher's page", "teacher.md", True),
    "jupyterhub": (
        "A class of any size: rooms and servers",
        "jupyterhub.md",
        True,
    ),
}


def build(target: Path) -> None:
    """Write the whole kit into the folder `target`, which is replaced when it is complete."""
    # beside the target, so that the last step is a rename within one file system
    made = target.with_name(f".{target.name}-new")
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    try:
        _write(made)
    # an interrupt too: no half-made kit is left to be served
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    shutil.rmtree(target, ignore_errors=True)
    made.rename(target)


def _write(made: Path) -> None:
    drawn = made / "figures"
    drawn.mkdir()
    alts = figures.draw(drawn)
    values = quoted.values() | {
        f"{name}_alt": text for name, text in alts.items()
    }
    values |= measured.values()
    solved = read(SOLVED)
    # the solution is taken out of the same file: the two cannot drift apart
    for_students = {
        SOLVED.stem: student(solved),
        INTRODUCTION.stem: student(read(INTRODUCTION)),
    }
    bundle(made / "student.zip", for_students)
    bundle(made / "solved.zip", {SOLVED.stem: executed(solved)})
    for name, (title, source, has_figures) in PAGES.items():
        text = (TEXTS / source).read_text(encoding="utf-8")
        if has_figures:
            text = Template(text).substitute(values)
        (made / f"{name}.html").write_text(
            html_page(text, title), encoding="utf-8"
        )
    handout(made / "handout.pdf", values, drawn)
    slides(made / "slides", values, drawn)
    # the pages hold copies of the figures: the folder has done its work
    shutil.rmtree(drawn)
