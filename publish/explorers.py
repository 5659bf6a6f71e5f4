"""The page of the explorers: a day, a place, two readings, as in the Lab."""

from markupsafe import Markup

from helpers.views import explore
from publish.clean import clean
from publish.pages import Writer

DAY = "2021-06-22"
# eighteen days on: enough for the two readings to differ
LATER = "2021-07-10"
# The first choice of each, which stands there where scripts are off
CHOICES = {
    "day": {"date": DAY, "reading": "best"},
    "district": {"name": "Imam Sahib", "province": ""},
    "readings": {"one": "best", "other": "latest", "date": LATER},
}
TITLES = {"day": "A day", "district": "A place", "readings": "Two readings"}
PAGES = {
    "day": explore.day_html,
    "district": explore.district_html,
    "readings": explore.readings_html,
}


def write(writer: Writer) -> None:
    """Write explore.html, and what makes its explorers answer.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from publish.pages import Frame
    >>> writer = Writer(Path(tempfile.mkdtemp()), Frame([]))
    >>> write(writer)
    >>> writer.written
    ['explore.html']
    """
    explore.write_site(writer.folder / "maps")
    parts = []
    for name, choice in CHOICES.items():
        first = PAGES[name](**choice)
        # cleaned like all that a page takes from elsewhere: names of places stand in it
        live = clean(explore.live(name, choice, first))
        parts.append(
            {"name": name, "title": TITLES[name], "html": Markup(live)}
        )
    writer.write(
        "explore.html", "explore.html", "Explore the record", parts=parts
    )
