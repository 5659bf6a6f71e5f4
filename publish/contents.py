"""All pages of the site: those of the notebooks, those of the record, and what they share."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

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
from publish.cache import Job, proven
from publish.pages import TITLE, Frame, Writer, with_scripts
from publish.paths import NOTEBOOKS, SITE, STATIC
from publish.record import Record


def write(
    executed: Sequence[Job],
    folder: Path,
    quick: bool = False,
    of_tables: dict[str, Any] | None = None,
) -> None:
    """Write the site into a folder.

    Parameters
    ----------
    executed : sequence of Job
        The notebooks, all in the cache.
    folder : Path
        Empty, but for the pages of the tables where these were written before.
    quick : bool
        The articles alone, with a list of them in front.
    of_tables : dict, optional
        What `write_tables` returned, where the pages of the tables were written before.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> write([], folder, quick=True)
    >>> (folder / "index.html").exists()
    True
    """
    read = [
        articles.article(job.target, folder / "images") for job in executed
    ]
    writer = _writer(folder)
    assets(folder)
    beside(executed, folder)
    articles.write(writer, read)
    if quick:
        # whoever works on a notebook waits for nothing else
        writer.write("index.html", "quick.html", TITLE)
    else:
        # where they were not written beside the notebooks, they are written now
        of_tables = of_tables or write_tables(folder)
        front.write(writer, of_tables["numbers"], read, of_tables["days"])
        # last: it lists what was written
        data = search_data.script(of_tables["search"], read)
        target = folder / "_static" / "search-data.js"
        target.write_text(data, encoding="utf-8", newline="\n")
    # GitHub Pages leaves out folders that begin with "_" unless this file is there
    (folder / ".nojekyll").write_text("")


def _writer(folder: Path, site: Path = SITE) -> Writer:
    """Who writes pages; its frame knows the notebooks by what stands in the checkout."""
    # of the checkout, not of the cache: pages are written before any notebook has ended
    notebooks = sorted(NOTEBOOKS.glob("*.ipynb"))
    frame = Frame([(path.stem, articles.title_of(path)) for path in notebooks])
    frame.lab = teach.in_browser(site)
    return Writer(folder, frame)


def renew(site: Path, executed: Sequence[Job]) -> None:
    """Write the articles of a site anew, after a browser edition was made that they link.

    Parameters
    ----------
    site : Path
        Nothing is done where no site was built yet: it will link what is there itself.
    executed : sequence of Job
        Those that are not in the cache keep their pages as they are until the next build.

    Examples
    --------
    >>> renew(Path("no such site"), [])
    """
    # pages of two states side by side would be worse than old ones
    jobs = [job for job in executed if proven(job)]
    if not (site / "index.html").exists() or len(jobs) < len(executed):
        return
    read = [articles.article(job.target, site / "images") for job in jobs]
    writer = _writer(site, site)
    articles.write(writer, read)
    # it links the browser edition too
    teach.write(writer, site)


def write_tables(folder: Path) -> dict[str, Any]:
    """Write what is made from the tables: the record, the claims, the downloads, the explorers.

    No notebook is needed for it, so that it can be done while they are executed.

    Parameters
    ----------
    folder : Path
        Of the new site.

    Returns
    -------
    dict
        What the front page and the search need of it, as JSON keeps it: numbers, days, search.
    """
    writer = _writer(folder)
    # one join of all tables serves every page
    record = Record()
    pages = record_pages.Pages(writer, record)
    pages.write()
    # the front page and the search need to know which days there are
    days = claims_pages.write(writer)
    # their page says how large each file has become
    rows = downloads.write(
        record, folder / "downloads", writer.frame.release.version
    )
    writer.write("downloads.html", "downloads.html", "Downloads", files=rows)
    explorers.write(writer)
    texts.write(writer)
    api_pages.write(writer)
    cheat_sheet.write(writer)
    teach.write(writer, SITE)
    # what another process may hand over as a file
    search = search_data.of_record(record, pages.ways, days)
    return {"numbers": front.numbers(record), "days": days, "search": search}


def assets(folder: Path) -> Path:
    """Copy what pages share: styles, scripts, Leaflet, the map's own files; return their folder.

    Examples
    --------
    >>> import tempfile
    >>> static = assets(Path(tempfile.mkdtemp()))
    >>> (static / "leaflet" / "leaflet.js").exists()
    True
    """
    static = folder / "_static"
    copies = [STATIC, NOTEBOOKS / "_static"]
    for source in copies:
        shutil.copytree(source, static, dirs_exist_ok=True)
    leaflet = (
        Path(js_lib_leaflet.__file__).parent / "static" / "js_lib_leaflet"
    )
    # its style sheet and pictures stand in the map's own
    (static / "leaflet").mkdir()
    shutil.copy(leaflet / "leaflet.js", static / "leaflet")
    return static


def beside(executed: Sequence[Job], folder: Path) -> None:
    """Lay what the notebooks wrote beside their pages into the site, such as the map's page.

    Parameters
    ----------
    executed : sequence of Job
        The notebooks, all in the cache.
    folder : Path
        Of the new site.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> job = Job(folder / "00.ipynb", folder / "00-0123.ipynb")
    >>> (job.made / "maps").mkdir(parents=True)
    >>> _ = (job.made / "maps" / "days.js").write_text("x = 1")
    >>> beside([job], folder / "site")
    >>> (folder / "site" / "maps" / "days.js").read_text()
    'x = 1'
    """
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
            page = with_scripts(path.read_text(encoding="utf-8"))
            target.write_text(page, encoding="utf-8", newline="\n")
