"""An executed notebook as an article: text and figures first, the working one switch away."""

import ast
import base64
import csv
import io
import json
import re
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markupsafe import Markup
from PIL import Image

from publish import light
from publish.clean import clean
from publish.pages import Writer
from publish.readable import readable
from publish.words import code, markdown

# Functions that print a computed sentence: the sentence stands in the page, its code does not
#  the two functions that print prose; a cell of nothing else has no working to show
SAYING = ("prose", "finding")
# the tag of a cell whose text few readers need: its words are shown with the code
WORKING = "working"
# words of a text that may be no more than a line before code
SHORT = 20
# pixels of a page to a point of a drawing
PIXELS = 96 / 72
# What is shown of an output that comes in several forms, the best first
FORMS = (
    "image/svg+xml",
    "image/png",
    "text/markdown",
    "text/html",
    "text/plain",
)
# Rows of a long table that stand in the page; the rest is one click away
ROWS = 25
# Rows of the page of a figure's numbers; a map of many days has thousands, which the file holds
MOST_ROWS = 400
# A drawing within an output that is larger than this many characters becomes a file
HEAVY = 30_000
# Requests that an article may take in all, and of which its frame, a map and explorers take these
MOST_REQUESTS = 12
OF_FRAME, OF_MAP, OF_EXPLORERS = 3, 4, 8
LINES = "path{stroke:#bbb;stroke-width:.5}"


@dataclass
class Block:
    """One part of an article.

    kind : "text", "lead", "code", "task", "solution", "figure", "output".
    html : inert. Of a figure, image is the picture, narrow the one for phones, files all forms;
    shown and shown_narrow are the addresses from which a page takes them.
    """

    kind: str
    html: Markup = Markup("")
    image: str = ""
    alt: str = ""
    narrow: str = ""
    shown: str = ""
    shown_narrow: str = ""
    width: int = 0
    height: int = 0
    name: str = ""
    files: dict[str, str] = field(default_factory=dict)
    # the numbers of a figure, its head first, and what it says
    rows: list[list[str]] = field(default_factory=list)
    title: str = ""

    @property
    def look(self) -> str:
        """The classes of a figure's picture: what the style sheet must know of it."""
        # a drawing turns dark by itself, a picture is turned by the style sheet
        found = ["fits"] if self.narrow else []
        found += ["png"] if self.image.endswith(".png") else []
        on_phones = self.narrow or self.image
        return " ".join(
            [*found, "narrow-png"] if on_phones.endswith(".png") else found
        )


@dataclass
class Article:
    """A notebook as a page: its blocks, its headings, what the front page says of it."""

    stem: str
    title: str = ""
    blocks: list[Block] = field(default_factory=list)
    contents: list[tuple[int, str, str]] = field(default_factory=list)
    sections: list[tuple[str, str, str]] = field(default_factory=list)
    finding: str = ""
    cover: Block | None = None

    @property
    def live(self) -> bool:
        """Whether an explorer stands in it, which a script of the site makes answer."""
        # the script is loaded by pages that need it alone
        return any("data-explorer=" in block.html for block in self.blocks)

    @property
    def room(self) -> int:
        """How many files its pictures may be, so that all requests together are not too many."""
        html = "".join(block.html for block in self.blocks)
        of_map = OF_MAP if "<iframe" in html else 0
        of_explorers = OF_EXPLORERS if self.live else 0
        drawings = html.count('<img src="images/')
        return MOST_REQUESTS - OF_FRAME - of_map - of_explorers - drawings


def joined(source: Any) -> str:
    """A notebook's text, which may stand as a list of lines.

    Examples
    --------
    >>> joined(["a\\n", "b"])
    'a\\nb'
    """
    # both forms are valid, and Jupyter writes either
    return source if isinstance(source, str) else "".join(source)


def only_says(source: str) -> bool:
    """Whether a cell does nothing but print computed sentences.

    Examples
    --------
    >>> only_says('prose(f"{n} districts")'), only_says("n = 3")
    (True, False)
    """
    try:
        body = ast.parse(source).body
    except SyntaxError:
        # a cell of a magic command is no plain Python, and is shown
        return False
    return bool(body) and all(_says(node) for node in body)


def leads_to_code(cells: list[dict], place: int) -> bool:
    """Whether a text only leads to code: "The borders:", and no borders.

    The code may show nothing; or it says a finding, or the next of a row of sentences, which
    stand by themselves. Such a line belongs to the working and is hidden with it. A longer text
    says more than that.

    Parameters
    ----------
    cells : list of dict
        All cells of the notebook.
    place : int
        Where the text stands among them.

    Examples
    --------
    >>> lead = {"cell_type": "markdown", "source": "The borders:"}
    >>> silent = {"cell_type": "code", "source": "n = 3", "outputs": []}
    >>> leads_to_code([lead, silent], 0), leads_to_code([lead, lead], 0)
    (True, False)
    """
    text = joined(cells[place]["source"]).strip()
    is_short = len(text.split()) <= SHORT or text.endswith((":", "?"))
    # a heading, a list or a second paragraph is more than a line
    if (
        not is_short
        or "\n\n" in text
        or text.startswith(("#", "-", "*", "|", ">", "$", "<"))
    ):
        return False
    following = []
    for cell in cells[place + 1 :]:
        if cell["cell_type"] != "code":
            break
        following.append(cell)
    shown = [cell for cell in following if _is_shown(cell)]
    return bool(following) and (not shown or _stands_by_itself(shown[0]))


def _stands_by_itself(cell: dict) -> bool:
    """Whether a cell says a finding, or the next of a row of numbered sentences."""
    for output in cell.get("outputs", [])[:1]:
        said = joined(output.get("data", {}).get("text/markdown", ""))
        return (
            "finding" in output.get("metadata", {})
            or re.match(r"\d+\. ", said) is not None
        )
    return False


def _is_shown(cell: dict) -> bool:
    """Whether a reader sees anything of a cell while the working is hidden."""
    tags = set(cell.get("metadata", {}).get("tags", []))
    return bool(cell.get("outputs")) or bool(
        tags & {"task", "check", "solution"}
    )


def _says(node: ast.stmt) -> bool:
    if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
        return False
    called = node.value.func
    if isinstance(called, ast.Attribute):
        return called.attr in SAYING
    return getattr(called, "id", "") in SAYING


def png_size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG, in pixels, from its header.

    Examples
    --------
    >>> png_size(b"\\x89PNG\\r\\n\\x1a\\n" + b"\\0" * 8 + struct.pack(">II", 8, 5))
    (8, 5)
    """
    # the header has a fixed place: no library is needed for eight bytes
    return struct.unpack(">II", content[16:24])


def svg_size(text: str) -> tuple[int, int]:
    """Width and height of a drawing, from its viewBox.

    Examples
    --------
    >>> svg_size('<svg viewBox="0 0 640 360">')
    (640, 360)
    """
    # width and height of the element itself may be in points or per cent
    box = re.search(r'viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"', text)
    if box is None:
        return 0, 0
    return round(float(box[1])), round(float(box[2]))


def lighter(content: bytes) -> bytes:
    """A picture in at most 256 colours where that makes it smaller: charts have few.

    Examples
    --------
    >>> lighter(b"no picture")
    b'no picture'
    """
    try:
        picture = Image.open(io.BytesIO(content))
    except OSError:
        return content
    if picture.mode == "P":
        # it was drawn with few colours
        return content
    few = picture.convert("RGB").quantize(
        256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
    )
    buffer = io.BytesIO()
    few.save(buffer, format="png", optimize=True)
    return min(content, buffer.getvalue(), key=len)


class Reader:
    """Reads one executed notebook into an article, and writes its pictures."""

    def __init__(self, stem: str, images: Path) -> None:
        self.article = Article(stem)
        self.images = images
        self.n_figures = 0
        self.n_drawings = 0
        # where a reader writes code, columns keep their names beside their words
        self.has_tasks = False
        # what is found by the search is found under its heading
        self._heading = ("", "")
        # whether the cell at hand is tagged as of the working
        self._aside = False

    def read(self, notebook: dict) -> Article:
        """The whole notebook, cell by cell."""
        tags = [
            cell.get("metadata", {}).get("tags", [])
            for cell in notebook["cells"]
        ]
        self.has_tasks = any("task" in own for own in tags)
        cells = notebook["cells"]
        for place, cell in enumerate(cells):
            source = joined(cell["source"])
            # a method that few need stands with the code that it explains
            self._aside = WORKING in tags[place]
            is_lead = self._aside or leads_to_code(cells, place)
            if cell["cell_type"] == "markdown" and is_lead:
                self.article.blocks.append(
                    Block("lead", Markup(markdown(source)[0]))
                )
            elif cell["cell_type"] == "markdown":
                self._text(source)
            elif cell["cell_type"] == "code":
                self._code(cell, source)
        self.article.title = self.article.title or self.article.stem
        self._into_page()
        return self.article

    def _into_page(self) -> None:
        """Take the lightest drawings into the page, where else there were too many requests."""
        figures = [
            block for block in self.article.blocks if block.kind == "figure"
        ]
        too_many = max(0, len(figures) - self.article.room)
        drawings = [
            block for block in figures if not block.look.endswith("png")
        ]
        drawings.sort(key=self._weight)
        for block in drawings[:too_many]:
            block.shown = Markup(light.address(self._drawing(block.image)))
            if block.narrow:
                block.shown_narrow = Markup(
                    light.address(self._drawing(block.narrow))
                )

    def _drawing(self, file: str) -> str:
        return (self.images / file).read_text(encoding="utf-8")

    def _weight(self, block: Block) -> int:
        files = [file for file in (block.image, block.narrow) if file]
        return sum((self.images / file).stat().st_size for file in files)

    def _text(self, source: str) -> None:
        html, found = markdown(source)
        for level, name, text in found:
            if level == 1 and not self.article.title:
                self.article.title = text
            elif level in (2, 3):
                self.article.contents.append((level, name, text))
            self._heading = (name, text)
        # the title stands in the head of the page
        html = re.sub(r"<h1[^>]*>.*?</h1>\s*", "", html, count=1, flags=re.S)
        self._add(Block("text", Markup(html)))

    def _add(self, block: Block) -> None:
        if self._aside and block.kind in ("text", "output"):
            # the search finds what stands on the page at first sight
            self.article.blocks.append(Block("lead", block.html))
            return
        self.article.blocks.append(block)
        words = re.sub(r"<[^>]+>", " ", str(block.html))
        if block.kind == "text" and words.strip():
            name, text = self._heading
            self.article.sections.append(
                (name, text, re.sub(r"\s+", " ", words).strip())
            )

    def _code(self, cell: dict, source: str) -> None:
        tags = cell.get("metadata", {}).get("tags", [])
        shown = Markup(code(source))
        # folded: a reader tries first
        if "solution" in tags:
            self._add(Block("solution", shown))
            return
        if "task" in tags or "check" in tags:
            # an exercise is read with its code; what a check says of it is the student's to see
            self._add(Block("task", shown))
            return
        if not only_says(source) and "remove-input" not in tags:
            self._add(Block("code", shown))
        if "remove-output" in tags:
            # it tells of the state of whoever runs the notebook
            return
        for output in cell.get("outputs", []):
            self._output(output)

    def _output(self, output: dict) -> None:
        if output["output_type"] == "stream":
            # warnings of libraries are for who runs the notebook
            if output.get("name") == "stdout":
                self._add(
                    Block(
                        "output",
                        Markup("<pre>{}</pre>").format(joined(output["text"])),
                    )
                )
            return
        data = {
            form: joined(content)
            for form, content in output.get("data", {}).items()
        }
        metadata = output.get("metadata", {})
        # an output comes in several forms; one of them is shown
        form = next((form for form in FORMS if form in data), None)
        # the first finding of a notebook stands on the front page
        if metadata.get("finding"):
            card = metadata.get("card", metadata["finding"])
            self.article.finding = self.article.finding or card
        if form in ("image/svg+xml", "image/png"):
            self._figure(data, metadata)
        elif form == "text/markdown":
            self._said(data[form], "finding" in metadata)
        elif form == "text/html":
            self._html(data[form])
        elif form:
            self._add(
                Block("output", Markup("<pre>{}</pre>").format(data[form]))
            )

    def _said(self, text: str, is_finding: bool) -> None:
        html, _ = markdown(text)
        if is_finding:
            # findings stand out: many read nothing else
            html = f'<div class="finding">{html}</div>'
        self._add(Block("text", Markup(html)))

    def _html(self, text: str) -> None:
        # whatever a table held is inert from here on
        said = readable(still(clean(text)), self.has_tasks)
        kept = self._drawings_apart(shortened(said))
        # an output of scripts alone leaves nothing to see
        if (
            re.sub(r"<[^>]+>|\s", "", kept)
            or "<iframe" in kept
            or "<img" in kept
        ):
            self._add(Block("output", Markup(kept)))

    def _drawings_apart(self, html: str) -> str:
        """Large drawings that stand in an output become files, fetched when a reader comes near."""

        def move(found: re.Match) -> str:
            if len(found[0]) < HEAVY:
                return found[0]
            self.n_drawings += 1
            file = f"{self.article.stem}-drawing-{self.n_drawings}.svg"
            # a file of its own needs the name of its language, and the lines that the page gave it
            head = f'<svg xmlns="http://www.w3.org/2000/svg"{found[1]}><style>{LINES}</style>'
            self.images.mkdir(parents=True, exist_ok=True)
            drawing = f"{head}{light.short_steps(found[2])}</svg>"
            (self.images / file).write_text(
                drawing, encoding="utf-8", newline="\n"
            )
            label = re.search(r'aria-label="([^"]*)"', found[1])
            width, height = svg_size(found[0])
            alt = label[1] if label else ""
            return (
                f'<img src="images/{file}" alt="{alt}" width="{width}" height="{height}" '
                'loading="lazy" decoding="async">'
            )

        return re.sub(r"<svg([^>]*)>(.*?)</svg>", move, html, flags=re.S)

    def _figure(self, data: dict[str, str], metadata: dict) -> None:
        self.n_figures += 1
        name = f"{self.article.stem}-{self.n_figures}"
        files = self._pictures(name, data)
        # figures that carry their numbers offer them
        table = metadata.get("csv")
        if table:
            (self.images / f"{name}.csv").write_text(
                table, encoding="utf-8-sig", newline="\n"
            )
            files["Data (CSV)"] = f"{name}.csv"
            table = table_page(table)
        described = metadata.get(
            "image/png", metadata.get("image/svg+xml", {})
        )
        alt = described.get("alt") or data.get("text/plain", "")
        block = Block(
            "figure",
            alt=" ".join(alt.split()),
            name=f"figure-{self.n_figures}",
        )
        block.files = files
        block.rows = table or []
        block.title = (metadata.get("figure") or {}).get("title", "")
        block.image = files.get("SVG") or files["PNG"]
        block.narrow = self._narrow(name, metadata)
        block.shown = f"images/{block.image}"
        block.shown_narrow = f"images/{block.narrow}" if block.narrow else ""
        size = svg_size(data["image/svg+xml"]) if "SVG" in files else None
        if "PNG" in files and not (size and size[0]):
            size = png_size((self.images / files["PNG"]).read_bytes())
        # a drawing is measured in points, a page in pixels: its letters keep their size
        pixels = PIXELS if "SVG" in files else 1
        block.width, block.height = (
            round(pixels * side) for side in size or (0, 0)
        )
        self.article.blocks.append(block)
        # the first figure serves where none was chosen
        if metadata.get("cover") or self.article.cover is None:
            self.article.cover = block

    def _narrow(self, name: str, metadata: dict) -> str:
        """Write the drawing for phones, where there is one; its file."""
        drawing = (metadata.get("figure") or {}).get("narrow")
        if not drawing:
            return ""
        # where a picture is lighter than a drawing it comes as the address of one
        if drawing.startswith("data:"):
            file = f"{name}-narrow.png"
            content = base64.b64decode(drawing.partition(",")[2])
            (self.images / file).write_bytes(lighter(content))
            return file
        file = f"{name}-narrow.svg"
        lighter_drawing = light.tight(drawing)
        (self.images / file).write_text(
            lighter_drawing, encoding="utf-8", newline="\n"
        )
        return file

    def _pictures(self, name: str, data: dict[str, str]) -> dict[str, str]:
        """Write a figure's forms as files; {what it is called: file}."""
        files = {}
        self.images.mkdir(parents=True, exist_ok=True)
        # sharp at every size, and dark where the page is
        if "image/svg+xml" in data:
            files["SVG"] = f"{name}.svg"
            drawing = light.tight(data["image/svg+xml"])
            (self.images / files["SVG"]).write_text(
                drawing, encoding="utf-8", newline="\n"
            )
        if "image/png" in data:
            files["PNG"] = f"{name}.png"
            content = lighter(base64.b64decode(data["image/png"]))
            (self.images / files["PNG"]).write_bytes(content)
        return files


def table_page(text: str) -> list[list[str]]:
    """The numbers of a figure as rows, the head first.

    Examples
    --------
    >>> table_page("day,n\\n2021-06-22,3\\n")
    [['day', 'n'], ['2021-06-22', '3']]
    """
    # a line break within a cell is no new row
    return list(csv.reader(io.StringIO(text)))


def still(html: str) -> str:
    """A table that a script fills elsewhere, as it stands where no script of an output runs.

    Examples
    --------
    >>> still("<p>(889 more rows not shown)</p>")[:37]
    '<p>889 more rows: day by day on <a hr'
    >>> still('<table id="itables_1"><tbody>Loading ITables</tbody></table><p>1</p>')
    '<p>1</p>'
    """
    # nothing is on its way: the rows that follow are all that a page without scripts gets
    waiting = r'<table id="itables_(?:(?!</table>).)*Loading ITables(?:(?!</table>).)*</table>'
    without = re.sub(waiting, "", html, flags=re.S)
    # drawn anew in each run: two builds of one record are to be the same to the last letter
    without = re.sub(r' id="itables_\w+"', "", without)
    without = re.sub(
        r'<sup><a href="https://itables\.org[^>]*>ⓘ</a></sup>', "", without
    )
    elsewhere = (
        r'\1 more rows: day by day on <a href="claims/index.html">the pages of claims</a>, '
        r'all together in the <a href="downloads.html">downloads</a>'
    )
    return re.sub(r"\(([\d,]+) more rows not shown\)", elsewhere, without)


def shortened(html: str) -> str:
    """Long tables with their first rows in the page and the others folded behind a word.

    Examples
    --------
    >>> rows = "<tr><td>1</td></tr>" * 60
    >>> shortened(f"<table><tbody>{rows}</tbody></table>").count("<details")
    1
    """

    def fold(found: re.Match) -> str:
        rows = re.findall(r"<tr.*?</tr>", found[2], flags=re.S)
        if len(rows) <= 2 * ROWS:
            return found[0]
        first = "".join(rows[:ROWS])
        whole = f"{found[1]}{''.join(rows[ROWS:])}{found[3]}"
        word = f"The other {len(rows) - ROWS} rows"
        folded = (
            f'<details class="more"><summary>{word}</summary>{whole}</details>'
        )
        return f"{found[1]}{first}{found[3]}{folded}"

    pattern = r"(<table(?:(?!<tbody).)*<tbody[^>]*>)(.*?)(</tbody>\s*</table>)"
    return re.sub(pattern, fold, html, flags=re.S)


def article(path: Path, images: Path) -> Article:
    """Read an executed notebook.

    Parameters
    ----------
    path : Path
        Its file; what stands before the last "-" is the notebook's name.
    images : Path
        Where its pictures are written.

    Returns
    -------
    Article
        Everything in it is inert.

    Examples
    --------
    >>> import tempfile
    >>> cell = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# Roads"}
    >>> path = Path(tempfile.mkdtemp()) / "03_roads-0123.ipynb"
    >>> _ = path.write_text(json.dumps({"cells": [cell], "metadata": {}}))
    >>> read = article(path, path.parent)
    >>> read.stem, read.title
    ('03_roads', 'Roads')
    """
    notebook = json.loads(path.read_text(encoding="utf-8"))
    stem = path.stem.rpartition("-")[0]
    return Reader(stem, images).read(notebook)


def title_of(path: Path) -> str:
    """The title of a notebook, executed or not: its first heading.

    Examples
    --------
    >>> from publish.paths import NOTEBOOKS
    >>> title_of(NOTEBOOKS / "03_roads.ipynb") != "03_roads"
    True
    """
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    for cell in cells:
        if cell["cell_type"] != "markdown":
            continue
        # read as the article itself is, so that both have the same words
        for level, _, text in markdown(joined(cell["source"]))[1]:
            if level == 1:
                return text
    return path.stem


def working(article: Article) -> str:
    """The code of an article as a script file, loaded when a reader asks for it.

    Examples
    --------
    >>> working(Article("a", blocks=[Block("code", Markup("x = 1"))])).count("x = 1")
    1
    """
    shown = {}
    for place, block in enumerate(article.blocks, 1):
        if block.kind == "code":
            shown[str(place)] = str(block.html)
    # the code is a third of an article's bytes, and most readers never ask for it
    content = json.dumps(shown, ensure_ascii=False).replace("<", "\\u003c")
    return f"window.Site.working = {content};\n"


def _tables(writer: Writer, article: Article) -> None:
    """A page for the numbers of each figure: for those who see no chart, and for phones."""
    for block in article.blocks:
        # text and code have none
        if not block.rows:
            continue
        writer.write(
            f"figures/{article.stem}-{block.name}.html",
            "figure_table.html",
            f"The numbers of a figure: {article.title}",
            article=article,
            block=block,
            head=block.rows[0],
            rows=block.rows[1 : MOST_ROWS + 1],
            n=len(block.rows) - 1,
        )


def write(writer: Writer, read: list[Article]) -> None:
    """Write the pages of the articles, each with those before and after it.

    Parameters
    ----------
    writer : Writer
        Of this build.
    read : list of Article
        In their order.

    Examples
    --------
    >>> import tempfile
    >>> from publish.pages import Frame
    >>> writer = Writer(Path(tempfile.mkdtemp()), Frame([]))
    >>> write(writer, [Article("03_roads", title="Roads")])
    >>> writer.written
    ['03_roads.html']
    """
    folder = writer.folder / "working"
    folder.mkdir(parents=True, exist_ok=True)
    names = [(article.stem, article.title) for article in read]
    for place, article in enumerate(read):
        _tables(writer, article)
        script = working(article)
        (folder / f"{article.stem}.js").write_text(
            script, encoding="utf-8", newline="\n"
        )
        writer.write(
            f"{article.stem}.html",
            "article.html",
            article.title,
            article=article,
            data_zip=f"data-{writer.frame.release.version}.zip",
            before=names[place - 1] if place else None,
            after=names[place + 1] if place + 1 < len(names) else None,
        )
