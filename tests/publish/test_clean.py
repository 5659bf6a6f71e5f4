"""Only inert HTML reaches a page, whatever a table or an output holds."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.clean import clean
from publish.words import markdown

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    '<a href="javascript:alert(1)">a</a>',
    '<a href=" java\tscript:alert(1)">a</a>',
    '<a href="data:text/html,<script>alert(1)</script>">a</a>',
    '<iframe src="https://example.org"></iframe>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<base href="https://example.org/">',
    '<meta http-equiv="refresh" content="0;url=https://example.org">',
    '<form action="https://example.org"><button>b</button></form>',
    '<p style="background:url(https://example.org/a.png)">p</p>',
    '<p style="position:fixed;inset:0">p</p>',
    '<style>@import "https://example.org/a.css"</style>',
    '<link rel="stylesheet" href="https://example.org/a.css">',
    "<math><mtext><script>alert(1)</script></mtext></math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "![a](https://example.org/a.png)",
    "[a](javascript:alert(1))",
    "{{ 7 * 7 }} {% raw %}",
    "```{raw} html\n<script>alert(1)</script>\n```",
    "<ScRiPt>alert(1)</sCrIpT>",
    "</td></table><script>alert(1)</script>",
]
BARRED = (
    "<script",
    "<iframe src=",
    "<base",
    "<meta",
    "<form",
    "<style",
    "<link",
)


class Attributes(HTMLParser):
    """The names of all attributes: a word in a quoted value does nothing."""

    def __init__(self):
        super().__init__()
        self.names = set()

    def handle_starttag(self, tag, attrs):
        self.names |= {name for name, _ in attrs}


def active(html):
    """What of a piece of HTML could do something, as written elements and attributes."""
    lowered = html.lower()
    # what is written is escaped, so that these begin an element wherever they stand
    found = [word for word in BARRED if word in lowered]
    found += [word for word in ('href="javascript', 'src="http', "url(") if word in lowered]
    attributes = Attributes()
    attributes.feed(html)
    attributes.close()
    return found + [name for name in attributes.names if name.startswith("on")]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_hostile_becomes_inert(text):
    assert active(clean(text)) == []
    assert active(markdown(text)[0]) == []


@given(st.lists(st.sampled_from([*HOSTILE, "<b>", "</b>", "<table>", "text", "<", ">", '"'])))
def test_no_order_of_pieces_wakes_anything(pieces):
    once = clean("".join(pieces))
    assert active(once) == []
    assert clean(once) == once


@pytest.mark.parametrize("word", ["a", "CDATA[", "if IE", "[", "doctype", "-", "--", ">", ""])
@pytest.mark.parametrize("end", ["", ">", "]>", "]]>"])
@pytest.mark.parametrize("begin", ["<!", "<![", "<?", "</"])
def test_no_declaration_ends_the_reading(begin, word, end):
    # a page may hold anything, and whatever stands behind it is still read
    written = clean(f"{begin}{word}{end}") + clean(f"<p>{begin}{word}{end}</p><p>after</p>")
    assert active(written) == []
    assert clean(written) == written
    # a comment that nobody ends takes the rest with it, in browsers and in later Pythons
    if end.endswith(">") and word not in ("-", "--", "CDATA["):
        assert "after" in written


def test_the_eye_of_these_tests_sees_what_is_active():
    """Else they would hold whatever was written."""
    awake = [text for text in HOSTILE if active(text)]
    assert len(awake) > len(HOSTILE) / 2
    assert active('<p title="&lt;img onerror=1&gt;">p</p>') == []


def test_what_a_table_needs_stays():
    html = '<table class="whole"><tbody><tr><td colspan="2">a &amp; b</td></tr></tbody></table>'
    assert clean(html) == html
    link = '<a href="https://example.org/?a=1&amp;b=2" rel="noopener">page</a>'
    assert clean(link) == link
