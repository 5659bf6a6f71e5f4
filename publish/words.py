"""Markdown to HTML, as the notebooks and the codebook use it; links lead to pages of the site."""

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.token import Token
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

from publish.clean import clean

_READER = MarkdownIt("commonmark", {"html": True})
_READER.enable(["table", "strikethrough"])
_FORM = HtmlFormatter(nowrap=True)
# Files of the checkout and the pages that show them
PAGES = {
    "data/README.md": "codebook.html",
    "codebook.md": "codebook.html",
    "CHANGELOG.md": "changelog.html",
    "record/index.md": "record/index.html",
    "index.md": "index.html",
}


def slug(text: str) -> str:
    """The name of a heading within its page, as GitHub makes it.

    Examples
    --------
    >>> slug("What is missing, and what was tried")
    'what-is-missing-and-what-was-tried'
    """
    # letters of every script stay
    kept = re.sub(r"[^\w\s-]", "", text.lower())
    return re.sub(r"\s+", "-", kept.strip())


def page_of(link: str) -> str:
    """Where a link of a notebook leads on the site.

    Examples
    --------
    >>> page_of("03_roads.ipynb#method")
    '03_roads.html#method'
    >>> page_of("../data/README.md")
    'codebook.html'
    """
    path, mark, place = link.partition("#")
    # the site is flat where the checkout has folders
    path = re.sub(r"^(\.\./|\./)+", "", path)
    if path.endswith(".ipynb"):
        path = path.rpartition("/")[2].replace(".ipynb", ".html")
    elif re.fullmatch(r"record/af\d\d\.md", path):
        path = path.replace(".md", ".html")
    return PAGES.get(path, path) + mark + place


def _walk(tokens: list[Token], act: Callable[[Token], None]) -> None:
    for token in tokens:
        # before its children: a link is seen before its text
        act(token)
        _walk(token.children or [], act)


def _link(token: Token) -> None:
    if token.type == "link_open":
        target = str(token.attrs.get("href", ""))
        # addresses with a scheme lead outside and stay
        if not re.match(r"[a-z]+:|#", target):
            token.attrs["href"] = page_of(target)


def _plain(token: Token) -> str:
    """The text of a heading, without its marks."""
    # marks of emphasis are no part of a name
    words = [
        part.content
        for part in token.children or []
        if part.type in ("text", "code_inline")
    ]
    return "".join(words)


def headings(tokens: list[Token]) -> list[tuple[int, str, str]]:
    """Level, name and text of each heading; the names are written into the tokens.

    Examples
    --------
    >>> headings(_READER.parse("## Doubt"))
    [(2, 'doubt', 'Doubt')]
    """
    found = []
    # the text of a heading is the token after its beginning
    for token, following in zip(tokens, tokens[1:], strict=False):
        if token.type == "heading_open":
            text = _plain(following)
            token.attrs["id"] = slug(text)
            found.append((int(token.tag[1]), slug(text), text))
    return found


def code(text: str, language: str = "python") -> str:
    """Code with its colours, as the inside of a <pre>; all of it escaped.

    Parameters
    ----------
    text : str
    language : str
        By the name that Pygments has for it.

    Examples
    --------
    >>> code("a < b").count("&lt;")
    1
    """
    return highlight(text, get_lexer_by_name(language), _FORM)


def markdown(text: str) -> tuple[str, list[tuple[int, str, str]]]:
    """Markdown as inert HTML, and its headings.

    Parameters
    ----------
    text : str
        A cell of a notebook, a computed sentence, or a file.

    Returns
    -------
    html : str
        Only what `publish.clean` allows.
    headings : list
        As `headings` gives them.

    Examples
    --------
    >>> markdown("See [roads](03_roads.ipynb).")[0]
    '<p>See <a href="03_roads.html">roads</a>.</p>\\n'
    """
    tokens = _READER.parse(text)
    _walk(tokens, _link)
    # names are given before the page is written
    found = headings(tokens)
    # what a table's cell held comes through here too
    html = _READER.renderer.render(tokens, _READER.options, {})
    return clean(html), found
