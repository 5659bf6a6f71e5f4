"""All pages of the site: those of the notebooks, those of the record, and what they share."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import js_lib_leaflet

from publish import (
    api_pages,
    articles,
    cheat_sheet,
    claims_pages,
    downloads,
    explorers,
    front,
    record_pages,
    search_data,
    teach,
    texts,
)
from publish.articles import Article
from publish.cache import Job
from publish.pages import TITLE, Frame, Writer, scripts_apart, with_policy
from publish.paths import NOTEBOOKS, SITE, STATIC
from publish.record import Record


def write(executed: Sequence[Job], folder: Path, quick: bool = False) -> None:
    """Write the site into a folder.

    Parameters
    ----------
    executed : sequence of Job
        The notebooks, all in the cache.
    folder : Path
        Empty.
    quick : bool
        The articles alone, with a list of them in front.
    """
    read = [articles.article(job.target, folder / "images") for job in executed]
    frame = Frame([(article.stem, article.title) for article in read])
    # a link to it is shown where it is there
    frame.lab = (SITE / "lab" / "index.html").exists()
    writer = Writer(folder, frame)
    assets(folder)
    beside(executed, folder)
    articles.write(writer, read)
    if quick:
        writer.write("index.html", "quick.html", TITLE)
    else:
        rest(writer, read)
    # GitHub Pages leaves out folders that begin with "_" unless this file is there
    (folder / ".nojekyll").write_text("")


def rest(writer: Writer, read: list[Article]) -> None:
    """Write what is made from the tables: the record, the claims, the downloads, the front page.

    Parameters
    ----------
    writer : Writer
        Of this build.
    read : list of Article
        The front page shows them, and the search finds them.
    """
    # one join of all tables serves every page
    record = Record()
    pages = record_pages.Pages(writer, record)
    pages.write()
    # the front page and the search need to know which days there are
    days = claims_pages.write(writer)
    rows = downloads.write(record, writer.folder / "downloads", writer.frame.release.version)
    writer.write("downloads.html", "downloads.html", "Downloads", files=rows)
    front.write(writer, record, read, days)
    explorers.write(writer)
    texts.write(writer)
    api_pages.write(writer)
    cheat_sheet.write(writer)
    teach.write(writer, SITE)
    # last: it lists what was written
    data = search_data.script(record, pages.ways, days, read)
    target = writer.folder / "_static" / "search-data.js"
    target.write_text(data, encoding="utf-8", newline="\n")


def assets(folder: Path) -> Path:
    """Copy what pages share: styles, scripts, Leaflet, the map's own files; return their folder."""
    static = folder / "_static"
    copies = [STATIC, NOTEBOOKS / "_static"]
    for source in copies:
        shutil.copytree(source, static, dirs_exist_ok=True)
    leaflet = Path(js_lib_leaflet.__file__).parent / "static" / "js_lib_leaflet"
    # its style sheet and pictures stand in the map's own
    (static / "leaflet").mkdir()
    shutil.copy(leaflet / "leaflet.js", static / "leaflet")
    return static


def beside(executed: Sequence[Job], folder: Path) -> None:
    """Lay what the notebooks wrote beside their pages into the site, such as the map's page."""
    for job in executed:
        for path in sorted(job.made.rglob("*")):
            if not path.is_file():
                continue
            target = folder / path.relative_to(job.made)
            target.parent.mkdir(parents=True, exist_ok=True)
            # data, scripts and pictures are taken as they are
            if path.suffix != ".html":
                shutil.copy(path, target)
                continue
            page, scripts = scripts_apart(path.read_text(encoding="utf-8"), path.stem)
            target.write_text(with_policy(page), encoding="utf-8", newline="\n")
            for name, script in scripts.items():
                (target.parent / name).write_text(script, encoding="utf-8", newline="\n")
