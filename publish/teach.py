"""The page that leads to the teaching kit; written with the site, and again with the kit."""

import json
import re
from pathlib import Path
from typing import Any

from publish.pages import Frame, Writer
from publish.paths import NOTEBOOKS
from publish.words import slug

PARTS = {
    "seminar/index.html": "The teacher's page: aims, content note, questions, answers",
    "seminar/index.html#minute-by-minute-90-minutes-with-laptops": "Plan: 90 minutes, laptops",
    "seminar/index.html#the-short-form-45-minutes-with-laptops": "Plan: 45 minutes, laptops",
    "seminar/index.html#without-laptops-90-minutes": "Plan: 90 minutes, no laptops",
    "seminar/index.html#without-laptops-45-minutes": "Plan: 45 minutes, no laptops",
    "seminar/slides/index.html": "Slides",
    "seminar/handout.pdf": "The handout, one page",
    "seminar/student.zip": "The students' notebooks, with what they need",
    "seminar/solved.zip": "The solved notebook",
    "seminar/jupyterhub.html": "A class of any size: rooms, servers, and what each costs",
    "lab/index.html": "The notebooks in the browser, nothing to install",
}


def write(writer: Writer, site: Path) -> None:
    """Write teach.html.

    Parameters
    ----------
    writer : Writer
        Of this build.
    site : Path
        The site that the kit lies in, which may be an older one than the writer's.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> write(Writer(folder, Frame(titles())), folder)
    >>> (folder / "teach.html").exists()
    True
    """
    # what is not there is not promised
    kit = []
    for file, what in PARTS.items():
        # a part of a page is there with its page
        place = site / file.partition("#")[0]
        if place.exists():
            kit.append((file, what))
    # the file of the notebooks bears the version in its name
    version = writer.frame.release.version
    writer.write(
        "teach.html",
        "teach.html",
        "Teach this",
        kit=kit,
        lessons=lessons(),
        notebooks_zip=f"notebooks-{version}.zip",
    )


def lessons() -> list[dict[str, Any]]:
    """The notebooks of the seminar with their exercises: name, title, and (place, heading) of each.

    Examples
    --------
    >>> [lesson["stem"] for lesson in lessons()][0]
    '08_seminar'
    """
    found = []
    for stem, title in titles():
        path = NOTEBOOKS / f"{stem}.ipynb"
        notebook = json.loads(path.read_text(encoding="utf-8"))
        # headings are prose: a line of code that begins so is a comment
        prose = [
            cell
            for cell in notebook["cells"]
            if cell["cell_type"] == "markdown"
        ]
        texts = ["".join(cell["source"]) for cell in prose]
        # as they stand in the notebook: the page's places are made from the same words
        whole = "\n".join(texts)
        named = re.findall(r"^### (Exercise .*)$", whole, re.M)
        # only a notebook with exercises is a lesson
        if named:
            exercises = [(slug(text), text) for text in named]
            found.append(
                {"stem": stem, "title": title, "exercises": exercises}
            )
    return found


def titles() -> list[tuple[str, str]]:
    """Name and title of each notebook, from the first heading of its text.

    Examples
    --------
    >>> titles()[0][0]
    '00_start_here'
    """
    found = []
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        # the first cell is the title's; a cell's text may be a list of lines
        first = notebook["cells"][0]
        text = "".join(first["source"])
        heading = re.search(r"^# (.*)$", text, re.M)
        found.append((path.stem, heading[1] if heading else path.stem))
    return found


def in_browser(site: Path) -> frozenset[str]:
    """The notebooks that the browser edition beside a site offers; none where it is not there.

    Examples
    --------
    >>> in_browser(Path("no such site"))
    frozenset()
    """
    # asked of the folder, since an edition may have been made of fewer notebooks
    files = site / "lab" / "files"
    offered = files.glob("*.ipynb")
    return frozenset(path.stem for path in offered)


def renew(site: Path) -> None:
    """Write teach.html of a site that is there already, after a kit was made for it.

    Parameters
    ----------
    site : Path
        Nothing is done where no site was built yet: it will link the kit itself.

    Examples
    --------
    >>> renew(Path("no such site"))
    """
    # with the frame of that site: pages are linked as it has them
    if (site / "index.html").exists():
        frame = Frame(titles(), lab=in_browser(site))
        write(Writer(site, frame), site)
