"""The frame of every page: templates, header, footer, and the policy that lets nothing in."""

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from publish import light
from publish.clean import address
from publish.paths import STATIC, TEMPLATES
from publish.release import Release, error_link, errors_to, release

# Nothing from outside; no script that stands in a page. `file:` is what "self" does not cover
# where the site is opened from a disk.
POLICY = (
    "default-src 'none'; script-src 'self' file:; style-src 'self' file: 'unsafe-inline'; "
    "img-src 'self' file: data:; font-src 'self' file:; frame-src 'self' file:; "
    "connect-src 'self' file:; base-uri 'none'; form-action 'none'"
)
TITLE = "The 2021 offensive in Afghanistan, district by district"


@dataclass
class Frame:
    """What every page knows: the release, the articles, whom to tell of errors."""

    articles: list[tuple[str, str]] = field(default_factory=list)
    release: Release = field(default_factory=release)
    errors: str = field(default_factory=errors_to)
    # the notebooks that run in a browser
    lab: frozenset[str] = frozenset()


def _web(url: Any) -> str:
    """An address that may be followed, or nothing."""
    # anything may stand in a table where an address belongs
    text = str(url or "")
    is_web = text.startswith(("http://", "https://"))
    return text if is_web and address(text) else ""


def _names(value: Any) -> str:
    """A word of the tables as a reader reads it."""
    return str(value).replace("_", " ")


def environment() -> jinja2.Environment:
    """The templates; everything that is put into them is escaped unless it is marked as HTML.

    Examples
    --------
    >>> environment().from_string("{{ '<b>' }}").render()
    '&lt;b&gt;'
    """
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        # a name that a template misspells stops the build
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["web"] = _web
    found.filters["words"] = _names
    found.globals["policy"] = POLICY
    # in the page: a request saved on each
    icon = (STATIC / "icon.svg").read_text(encoding="utf-8")
    found.globals["icon"] = Markup(light.address(icon.strip()))
    found.globals["site_title"] = TITLE
    return found


class Writer:
    """Writes pages of one build into a folder."""

    def __init__(self, folder: Path, frame: Frame) -> None:
        self.folder = folder
        self.frame = frame
        self._templates = environment()
        self.written: list[str] = []

    def error_link(self, row: str) -> str:
        """Where an error of a row is told; empty where nobody is to be told."""
        return error_link(row, self.frame.errors)

    def write(
        self, path: str, template: str, title: str, **content: Any
    ) -> None:
        """Write one page.

        Parameters
        ----------
        path : str
            Its address within the site.
        template : str
            A file of publish/templates.
        title : str
            What the window is called, and what a citation names.
        **content : object
            What the template asks for.
        """
        # every link is relative, so that the site works under any address and from a disk
        root = "../" * path.count("/")
        html = self._templates.get_template(template).render(
            root=root,
            path=path,
            title=title,
            frame=self.frame,
            error_link=self.error_link,
            **content,
        )
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        # the same line ends on every system
        target.write_text(html, encoding="utf-8", newline="\n")
        self.written.append(path)


def html(text: str) -> Markup:
    """Mark a piece of HTML that is known to be inert, so that it is not escaped again.

    Examples
    --------
    >>> html("<b>bold</b>")
    Markup('<b>bold</b>')
    """
    return Markup(text)


def with_policy(page: str, policy: str = POLICY) -> str:
    """A page made elsewhere, such as the map's, with the policy in its head.

    Parameters
    ----------
    page : str
        A whole page.
    policy : str
        What it may load.

    Examples
    --------
    >>> with_policy("<html><head></head></html>").count("Content-Security-Policy")
    1
    """
    # its own is kept: two policies would both have to agree
    if "Content-Security-Policy" in page:
        return page
    # a host of static files sends no header, so that the page says it itself
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return re.sub(r"<head[^>]*>", lambda head: head[0] + meta, page, count=1)


def with_scripts(page: str) -> str:
    """A page made elsewhere, with a policy that lets the scripts in it run, and no others.

    A file of its own for each would be a request more for a line of code.

    Parameters
    ----------
    page : str
        A whole page.

    Examples
    --------
    >>> with_scripts("<head></head><script>a()</script>").count("'sha256-")
    1
    """
    allowed = ""
    for kind, body in re.findall(
        r"<script([^>]*)>(.*?)</script>", page, flags=re.S
    ):
        # data in a page is no script, and a link is allowed already
        if "src=" in kind or ("type=" in kind and "javascript" not in kind):
            continue
        code = b64encode(sha256(body.encode()).digest()).decode()
        allowed += f" 'sha256-{code}'"
    return with_policy(
        page, POLICY.replace("script-src", f"script-src{allowed}")
    )


def listed(items: Iterable[str]) -> str:
    """Words with commas and an "and" before the last.

    Examples
    --------
    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    # it may be a generator, and is counted
    words = list(items)
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
