"""Pages from files of text: the codebook and the changelog."""

import re
from pathlib import Path

from markupsafe import Markup

from publish.pages import Writer
from publish.paths import ROOT
from publish.words import markdown

FILES = {
    "codebook.html": ("data/README.md", "Codebook"),
    "changelog.html": ("CHANGELOG.md", "What has changed"),
}


def body(path: Path) -> Markup:
    """A file of Markdown as HTML; tables scroll in boxes of their own.

    Examples
    --------
    >>> "<h1" in body(ROOT / "data" / "README.md")
    True
    """
    text = path.read_text(encoding="utf-8")
    # the tables themselves are among the downloads
    text = re.sub(r"\[([\w.]+)\]\([\w.]+\.(?:csv|json)\)", r"`\1`", text)
    html, _ = markdown(text)
    # a wide table scrolls by itself: on a phone the page would else be as wide as the table
    box = '<div class="wide" tabindex="0" role="region" aria-label="table"><table>'
    return Markup(
        html.replace("<table>", box).replace("</table>", "</table></div>")
    )


def write(writer: Writer) -> None:
    """Write each page whose file is there.

    Examples
    --------
    >>> import tempfile
    >>> from publish.pages import Frame
    >>> writer = Writer(Path(tempfile.mkdtemp()), Frame([]))
    >>> write(writer)
    >>> set(writer.written) <= set(FILES)
    True
    """
    for page, (file, title) in FILES.items():
        # a copy without the changelog builds too
        if (ROOT / file).exists():
            writer.write(page, "text.html", title, body=body(ROOT / file))
