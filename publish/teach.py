"""The page that leads to the teaching kit; written with the site, and again with the kit."""

from pathlib import Path

from publish.pages import Writer

PARTS = {
    "seminar/index.html": "The teacher's page: plans by the minute, questions, answers",
    "seminar/slides/index.html": "Slides",
    "seminar/handout.pdf": "The handout, one page",
    "seminar/student.zip": "The students' notebooks, with what they need",
    "seminar/solved.zip": "The solved notebook",
    "seminar/jupyterhub.html": "A class on one server",
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
    """
    kit = [(file, what) for file, what in PARTS.items() if (site / file).exists()]
    writer.write("teach.html", "teach.html", "Teach this", kit=kit)
