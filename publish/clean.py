"""Only inert HTML reaches a page, whatever a cell of a table or an output of a notebook holds.

A list of what is allowed, not of what is forbidden: elements, attributes and addresses that are not
on it are left out, and their text stays. Scripts, forms, frames of other sites, and addresses other
than web pages and places within the site have no way through.
"""

import re
from html import escape
from html.parser import HTMLParser

_ELEMENTS = """
    a abbr b blockquote br caption code col colgroup dd del details div dl dt em figcaption
    figure h1 h2 h3 h4 h5 h6 hr i iframe img ins kbd li mark ol p pre q s small span strong
    sub summary sup table tbody td tfoot th thead time tr u ul svg g path rect circle line
    polyline polygon text tspan title desc
"""
ELEMENTS = frozenset(_ELEMENTS.split())
# Their text is no text for a reader
SILENT = {"script", "style", "template", "noscript", "object", "embed", "math"}
EMPTY = {"br", "col", "hr", "img"}
_ATTRIBUTES = """
    alt aria-describedby aria-hidden aria-label aria-labelledby class colspan datetime dir
    headers height href id lang loading open rel role rowspan scope span src start style
    tabindex title type value width cx cy d dominant-baseline fill fill-opacity font-size
    font-weight opacity points r rx ry stroke stroke-dasharray stroke-linecap stroke-opacity
    stroke-width text-anchor transform viewbox x x1 x2 y y1 y2
"""
ATTRIBUTES = frozenset(_ATTRIBUTES.split())
# What an explorer of the site reads of its first choice; nothing else listens to such names
CHOICES = {
    f"data-{name}"
    for name in ("explorer", "date", "reading", "name", "province")
}
CHOICES |= {"data-one", "data-other"}
# SVG is the one place where the case of a name matters
CASED = {"viewbox": "viewBox"}
PICTURE = re.compile(
    r"data:image/(png|svg\+xml|jpeg|webp);base64,[A-Za-z0-9+/=\s]+"
)
STYLED = re.compile(r"[\w\s:;.,%#()-]*")


def address(text: str) -> bool:
    """Whether a link may lead there: a web page, a mail, or a place within the site.

    Examples
    --------
    >>> address("https://example.org"), address("record/af1905.html#top")
    (True, True)
    >>> address("javascript:alert(1)"), address("//elsewhere.org")
    (False, False)
    """
    # browsers overlook spaces and control characters within an address
    plain = re.sub(r"[\x00-\x20]", "", text).lower()
    if plain.startswith(("http://", "https://", "mailto:", "#")):
        return True
    return (
        not plain.startswith(("//", "\\"))
        and ":" not in plain.partition("/")[0]
    )


def within(text: str) -> bool:
    """Whether a picture or a frame comes from the site itself.

    Examples
    --------
    >>> within("maps/control.html"), within("https://example.org/a.png")
    (True, False)
    """
    return address(text) and not re.match(r"\s*(https?:|mailto:)", text, re.I)


def _allowed(element: str, name: str, value: str) -> bool:
    """Whether an attribute stays."""
    if name in CHOICES:
        return element == "div"
    if name not in ATTRIBUTES:
        return False
    # a link is the one thing that may lead outside, when somebody asks for it
    if name == "href":
        return element == "a" and address(value)
    if name == "src":
        picture = element == "img" and PICTURE.fullmatch(value) is not None
        return picture or (element in {"img", "iframe"} and within(value))
    if name == "style":
        # url(), expressions and positions over the page are no style for a table
        plain = value.lower()
        barred = ("url", "expression", "position", "import", "behavior", "@")
        return STYLED.fullmatch(value) is not None and not any(
            word in plain for word in barred
        )
    return True


class _Cleaner(HTMLParser):
    """Writes again what is allowed of what it reads."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        # what was opened and is to be closed
        self.open: list[str] = []
        self.silent = 0

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        """Read `<![…` as a browser does: a comment, of whatever is written in it."""
        # the reader of the standard library ends in an error where the word is none of SGML's
        return self.parse_bogus_comment(i)

    def handle_starttag(
        self, tag: str, attrs: list[tuple[str, str | None]]
    ) -> None:
        if tag in SILENT:
            self.silent += 1
            return
        if self.silent or tag not in ELEMENTS:
            return
        kept = []
        for name, value in attrs:
            text = value or ""
            if _allowed(tag, name, text):
                # escaped again: the reader has undone it
                kept.append(f' {CASED.get(name, name)}="{escape(text)}"')
        self.out.append(f"<{tag}{''.join(kept)}>")
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(
        self, tag: str, attrs: list[tuple[str, str | None]]
    ) -> None:
        self.handle_starttag(tag, attrs)
        # <path/> and the like close themselves; <br/> is empty by its nature
        if tag in ELEMENTS and tag not in EMPTY and not self.silent:
            self.handle_endtag(tag)
        elif tag in SILENT:
            self.silent -= 1

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
            return
        # an end without a beginning is left out
        if self.silent or tag not in self.open:
            return
        # what was left open within is closed with it
        while self.open:
            last = self.open.pop()
            self.out.append(f"</{last}>")
            if last == tag:
                break

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.out.append(escape(data, quote=False))

    def whole(self) -> str:
        """What was allowed, every element closed."""
        closing = [f"</{tag}>" for tag in reversed(self.open)]
        return "".join(self.out + closing)


def clean(html: str) -> str:
    """The inert part of a piece of HTML.

    Parameters
    ----------
    html : str
        From a notebook's output, or made from Markdown.

    Returns
    -------
    str
        Well-formed; text is kept, elements and attributes that are not allowed are not.

    Examples
    --------
    >>> clean('<b onclick="x()">bold</b><script>alert(1)</script>')
    '<b>bold</b>'
    >>> clean('<a href="javascript:alert(1)">here</a>')
    '<a>here</a>'
    """
    cleaner = _Cleaner()
    # the parser of the standard library: it never fails, as browsers never do
    cleaner.feed(html)
    cleaner.close()
    return cleaner.whole()
