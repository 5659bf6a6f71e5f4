"""The kit's texts as pages: Markdown to one self-contained HTML file, and the slides."""

from __future__ import annotations

import shutil
import subprocess
import sys
from html import escape
from pathlib import Path
from string import Template

from docutils.core import publish_parts
from myst_parser.docutils_ import Parser

from publish.pages import with_policy
from seminar.student import TEXTS

# nothing may be asked of another place; the style sheet stands in the page
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'"
)
# reveal.js stands beside its page, and is started by a script within it
SLIDES_POLICY = (
    "default-src 'none'; script-src 'self' file: 'unsafe-inline'; "
    "style-src 'self' file: 'unsafe-inline'; img-src 'self' file: data:; "
    "font-src 'self' file: data:; base-uri 'none'; form-action 'none'"
)
# docutils stops at a warning (level 2), reads no other file, and leaves the style to us
SETTINGS = {
    "embed_stylesheet": False,
    "stylesheet_path": "",
    "doctitle_xform": False,
    "initial_header_level": 1,
    "report_level": 2,
    "halt_level": 2,
    "myst_all_links_external": True,
    "section_self_link": False,
    "file_insertion_enabled": False,
}
# what Sphinx leaves beside the slides and a reader does not need
LEFT_BY_SPHINX = (".buildinfo", "objects.inv", ".doctrees")


def html_page(text: str, title: str) -> str:
    """A Markdown text as one self-contained HTML page.

    Examples
    --------
    >>> "<h1>Hour</h1>" in html_page("# Hour", "Hour")
    True
    """
    settings = {"writer": "html5", "settings_overrides": SETTINGS}
    parts = publish_parts(text, parser=Parser(), **settings)
    style = (TEXTS / "page.css").read_text(encoding="utf-8")
    return (
        "<!DOCTYPE html>\n"
        '<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{style}</style></head>"
        f"<body><main>{parts['body']}</main></body></html>\n"
    )


def slides(target: Path, values: dict[str, str], drawn: Path) -> None:
    """Build the slides with sphinx-revealjs, which ships reveal.js itself.

    Parameters
    ----------
    target : Path
        The folder to write; a folder beside it is used and removed.
    values : dict of str to str
        What stands in place of the names in slides.md.
    drawn : Path
        The folder of the figures.

    Raises
    ------
    RuntimeError : Sphinx warns; its words stand above on the screen.
    """
    source = target.parent / "slides-source"
    source.mkdir()
    # Sphinx only copies what lies in its source folder
    for figure in drawn.iterdir():
        shutil.copy(figure, source)
    text = (TEXTS / "slides.md").read_text(encoding="utf-8")
    # what is quoted is text, and no element of the page
    inert = {
        name: value.replace("<", "&lt;") for name, value in values.items()
    }
    # `substitute` and not `safe_substitute`: a name without its figure is an error
    filled = Template(text).substitute(inert)
    (source / "index.md").write_text(filled, encoding="utf-8")
    shutil.copy(TEXTS / "slides.css", source)
    shutil.copy(TEXTS / "slides_conf.py", source / "conf.py")
    # -W: a warning is a fault, so that no slide with a hole is shown to a class
    command = [
        "-m",
        "sphinx",
        "-b",
        "revealjs",
        "-W",
        "-q",
        str(source),
        str(target),
    ]
    # in a process of its own: Sphinx keeps settings between two builds in one
    run = subprocess.run([sys.executable, *command])
    shutil.rmtree(source)
    if run.returncode:
        raise RuntimeError("the slides were not built: see the warnings above")
    for name in LEFT_BY_SPHINX:
        _remove(target / name)
    for page in target.glob("*.html"):
        # whatever a name of the record holds, the slides ask nothing of the network
        text = with_policy(page.read_text(encoding="utf-8"), SLIDES_POLICY)
        page.write_text(text, encoding="utf-8", newline="\n")


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
