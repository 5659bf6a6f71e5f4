"""A figure as files: SVG in light and dark, PNG, and a narrower drawing for phones."""

import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from io import BytesIO, StringIO
from pathlib import Path
from textwrap import fill
from typing import Any

import matplotlib.dates as mdates
import matplotlib.pyplot as plt
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.patches import PathPatch
from matplotlib.text import Text
from PIL import Image

from helpers.public import own_names

# a drawing for phones is this wide, in inches; a phone of 390 px shows it at 358 px
NARROW = 4.0
PHONE = 358

# the least size of text in it, in points: 11 px where it is read
SMALLEST = 9

# inches that a row of names takes, with its share of the title and the axis
ROW_HEIGHT = 0.22

# colours of a PNG
PALETTE = 128
# with how much effort it is packed, of 9
EFFORT = 6

# bytes: a heavier SVG is left out, and the PNG is shown
HEAVY = 180_000
# of which each corner of a shape takes these at least: a letter, two digits, their spaces
LEAST_OF_CORNER = 6

# pixels an inch of a narrow PNG: a phone has two or three for one of the page
SHARP = 160
# texts with this mark are left out of the narrow drawing where they do not fit
MAY_YIELD = "may-yield"
# and texts with this one always
FOR_PRINT = "for-print"

# a title that was broken by rule
WRAPPED = "wrapped"

# characters of a line, per point of width and point of size: DejaVu Sans is this wide
CHARACTER = 0.56

# what a colour becomes on a dark page; other colours are good on both
DARK = {
    "#ffffff": "#14181c",
    "#1a1a1a": "#e8e8e8",
    "#000000": "#e8e8e8",
    "#e6e6e6": "#323a42",
    "#555555": "#b4bac0",
    "#7f7f7f": "#9aa1a8",
    "#0072b2": "#56a9dd",
    "#d55e00": "#ef8b4f",
    "#009e73": "#35b890",
    "#fefefe": "#14181c",
    "#3b3b3b": "#f7f7f7",
    "#b8b8b8": "#46525c",
    "#dfebf3": "#2b465c",
    "#858585": "#8a9095",
    "#edf4f8": "#24384a",
    "#f7f7f2": "#30363a",
    "#727d86": "#8e9aa3",
}


def png(fig: Figure, dpi: float | None = None) -> bytes:
    """Draw a figure as PNG.

    Parameters
    ----------
    fig : Figure
        Laid out already, or with a layout of its own.
    dpi : float, optional
        Pixels an inch; the figure's own where none is given.

    Returns
    -------
    bytes
        A file in few colours, as small as PNG can have it.

    Examples
    --------
    >>> png(Figure()).startswith(b"\\x89PNG")
    True
    """
    file = BytesIO()
    # not packed: to pack it and unpack it again took as long as to draw it
    pixels = dpi or "figure"
    fig.savefig(
        file, format="png", dpi=pixels, pil_kwargs={"compress_level": 0}
    )
    drawn = Image.open(file)
    # a chart has few colours: a palette makes the file a third as large; chosen
    # so that small marks keep theirs, in half the time of the usual way
    few = drawn.convert("RGB").quantize(
        PALETTE, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
    )
    smaller = BytesIO()
    # the greatest effort takes eight times as long, for three bytes in a hundred
    few.save(smaller, format="PNG", compress_level=EFFORT)
    return smaller.getvalue()


@contextmanager
def laid_out(fig: Figure, anew: bool = True) -> Iterator[None]:
    """Lay a figure out once, and keep everything in its place while the block runs.

    By itself matplotlib lays a figure out, and draws it twice, for every file that it writes.

    Parameters
    ----------
    fig : Figure
    anew : bool
        False where everything lies in its place already.

    Returns
    -------
    iterator
        Of nothing: for `with`.

    Examples
    --------
    >>> fig = Figure(layout="constrained")
    >>> with laid_out(fig):
    ...     print(fig.get_layout_engine())
    None
    >>> fig.get_layout_engine().__class__.__name__
    'ConstrainedLayoutEngine'
    """
    engine = fig.get_layout_engine()
    if anew:
        lay_out(fig)
    # with these settings None means none, and not the usual engine, also to what restores it
    with plt.rc_context(
        {"figure.autolayout": False, "figure.constrained_layout.use": False}
    ):
        fig.set_layout_engine(None)
        try:
            yield
        finally:
            if engine is not None:
                fig.set_layout_engine(engine)


def light_svg(fig: Figure) -> str | None:
    """Draw a figure as SVG, unless that is heavier than `HEAVY`.

    Parameters
    ----------
    fig : Figure
        It is not changed.

    Examples
    --------
    >>> light_svg(Figure()).startswith("<svg")
    True
    """
    shapes = fig.findobj(PathPatch)
    corners = sum(len(shape.get_path().vertices) for shape in shapes)
    # sixteen maps of hundreds of tiles: not written only to be thrown away
    if corners * LEAST_OF_CORNER > HEAVY:
        return None
    drawn = svg(fig)
    return drawn if len(drawn) <= HEAVY else None


def svg(fig: Figure) -> str:
    """Draw a figure as SVG that follows the page's light or dark colours.

    Programs that know no such rules show the light colours.

    Parameters
    ----------
    fig : Figure

    Returns
    -------
    str
        The same text for the same figure, on any day.

    Examples
    --------
    >>> "prefers-color-scheme" in svg(Figure())
    True
    """
    file = StringIO()
    fig.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    # the declaration before it is of no use inside a page
    text = file.getvalue()
    text = text[text.index("<svg") :]
    # a hundredth of a point is not seen
    text = re.sub(r"-?\d+\.\d{3,}", _rounded, text)
    # white space is a tenth of the file
    text = re.sub(r"\n\s*", "\n", text)
    # whoever lacks the font gets one that is no wider, so that nothing runs over
    text = text.replace("'DejaVu Sans'", "'DejaVu Sans', Verdana, sans-serif")
    head, sep, rest = text.partition(">")
    return f"{head}{sep}<style>{_dark_rules(text)}</style>{rest}"


def _rounded(match: re.Match) -> str:
    return f"{float(match[0]):.2f}".rstrip("0").rstrip(".")


def _dark_rules(text: str) -> str:
    """Return rules for the colours that occur, read only on dark pages."""
    # a rule only for what occurs: most figures have six colours
    rules = []
    for light, dark in DARK.items():
        for part in ("fill", "stroke"):
            # matplotlib writes each colour into the element itself
            if f"{part}: {light}" in text:
                rules.append(
                    f'[style*="{part}: {light}"]{{{part}:{dark}!important}}'
                )
    return f"@media (prefers-color-scheme:dark){{{''.join(rules)}}}"


def title_of(fig: Figure) -> str:
    """Return the title of a figure, or that of its first axes.

    Parameters
    ----------
    fig : Figure
        "" is given where it has none.

    Examples
    --------
    >>> fig = Figure()
    >>> _ = fig.subplots().set_title("They took 3 districts", loc="left")
    >>> title_of(fig)
    'They took 3 districts'
    """
    # the title over all says the finding
    if fig.get_suptitle():
        return fig.get_suptitle()
    for ax in fig.axes:
        for place in ("left", "center"):
            if ax.get_title(loc=place):
                return ax.get_title(loc=place)
    return ""


def wrap_titles(fig: Figure) -> bool:
    """Break titles that are wider than what they stand over.

    Parameters
    ----------
    fig : Figure
        Its titles are changed in place; true is given where one was.

    Returns
    -------
    bool
        Whether one was broken, so that the layout no longer holds.

    Examples
    --------
    >>> fig = Figure(figsize=(2, 2))
    >>> title = fig.subplots().set_title("one two three four five six seven", loc="left")
    >>> wrap_titles(fig), wrap_titles(fig)
    (True, False)
    >>> "\\n" in title.get_text()
    True
    """
    # the layout decides how wide an axes is
    lay_out(fig)
    width = fig.get_size_inches()[0] * 72
    before = _titles(fig)
    if fig.get_suptitle():
        whole = fig._suptitle
        # `fig.suptitle` would put it lower than the layout did, onto what stands under it
        whole.set(text=_wrapped(whole, 0.95 * width), x=0.02, ha="left")
    for ax in fig.axes:
        place = ax.get_position()
        room = width * (place.x1 - place.x0)
        for side in ("left", "center"):
            if ax.get_title(loc=side):
                title = ax._left_title if side == "left" else ax.title
                ax.set_title(_wrapped(title, room), loc=side)
    return _titles(fig) != before


def _titles(fig: Figure) -> list[str]:
    titles = []
    for ax in fig.axes:
        titles += [ax.get_title(loc=side) for side in ("left", "center")]
    return [fig.get_suptitle(), *titles]


def lay_out(fig: Figure) -> None:
    """Put every axes in its place without drawing: a drawing takes twice as long.

    Parameters
    ----------
    fig : Figure
        Changed in place.

    Examples
    --------
    >>> fig = Figure(layout="constrained")
    >>> ax = fig.subplots()
    >>> before = ax.get_position().x0
    >>> lay_out(fig)
    >>> bool(ax.get_position().x0 < before)
    True
    """
    engine = fig.get_layout_engine()
    if engine is not None and fig.axes:
        engine.execute(fig)
    for ax in fig.axes:
        # a map is as wide as its shape allows
        ax.apply_aspect()


def _wrapped(title: Text, room: float) -> str:
    """Break a title to a width in points, keeping its own line breaks."""
    most = int(room / (CHARACTER * title.get_fontsize()))
    text = title.get_text()
    # breaks that an earlier, wider drawing made are no breaks of the author's
    if title.get_gid() == WRAPPED:
        text = text.replace("\n", " ")
    title.set_gid(WRAPPED)
    lines = text.split("\n")
    return "\n".join(fill(line, max(12, most)) for line in lines)


def narrowed(
    fig: Figure, how: bool | Callable[[Figure], None] = True
) -> str | None:
    """Draw a figure again, narrower, for phones; the figure itself is changed.

    Text keeps its size while the figure shrinks, titles are broken, ticks of days thinned,
    legends set in two columns; text too small to be read on a phone is set larger, and left
    out where it is marked `FOR_PRINT`, or marked `MAY_YIELD` and without room.

    Parameters
    ----------
    fig : Figure
    how : bool or function
        A function changes the figure in place, in place of these rules.

    Returns
    -------
    str or None
        SVG, or the address (data:) of a PNG where that is lighter; None where the figure is
        narrow already.

    Examples
    --------
    >>> fig = Figure(figsize=(8, 4))
    >>> narrowed(fig).startswith("<svg")
    True
    >>> fig.get_size_inches().tolist()
    [4.0, 3.2]
    """
    # the wide drawing was written before: the figure may be changed now
    width, height = fig.get_size_inches()
    if callable(how):
        how(fig)
    elif width <= NARROW:
        return None
    else:
        _shrink(fig, width, height)
    with laid_out(fig):
        drawn = light_svg(fig)
    if drawn is not None:
        return drawn
    with laid_out(fig):
        picture = png(fig, dpi=SHARP)
    return f"data:image/png;base64,{b64encode(picture).decode()}"


def _shrink(fig: Figure, width: float, height: float) -> None:
    """Apply the rules of `narrowed`."""
    fig.set_size_inches(NARROW, _height(fig, width, height))
    _lift_title(fig)
    # a copy: the list changes under the loop
    for legend in list(fig.legends):
        _two_columns(fig, legend)
    for text in _texts(fig):
        if text.get_gid() == FOR_PRINT:
            text.set_visible(False)
        elif text.get_fontsize() < SMALLEST:
            text.set_fontsize(SMALLEST)
            # what was written small was written close
            text.set_gid(text.get_gid() or MAY_YIELD)
    wrap_titles(fig)
    for ax in fig.axes:
        _wrap_label(ax.xaxis, ax.get_position().width * NARROW * 72)
        for axis in (ax.xaxis, ax.yaxis):
            if isinstance(axis.get_major_locator(), mdates.AutoDateLocator):
                axis.set_major_locator(
                    mdates.AutoDateLocator(minticks=2, maxticks=4)
                )
    # titles are as wide as before, so that every axes is: no new layout is needed to thin its ticks
    for ax in fig.axes:
        _thin_ticks(ax.xaxis)
    _yield(fig)


def _height(fig: Figure, width: float, height: float) -> float:
    """Return the height of the narrow drawing; a row of many panels is set in fewer columns."""
    kept = height * NARROW / width
    specs = [ax.get_subplotspec() for ax in fig.axes]
    as_map = any(ax.get_aspect() == 1 for ax in fig.axes)
    grid = specs[0].get_gridspec() if specs and specs[0] else None
    if grid and grid.ncols > 1 and len(fig.axes) == grid.ncols * grid.nrows:
        columns = _columns(len(specs), grid.ncols, as_map)
        rows = -(-len(specs) // columns)
        panel = height / grid.nrows * (NARROW / columns) / (width / grid.ncols)
        fresh = fig.add_gridspec(rows, columns)
        for k, ax in enumerate(fig.axes):
            ax.set_subplotspec(fresh[k // columns, k % columns])
        # titles take the room that a small panel has not
        return rows * (panel + 0.25) + 0.6
    # a map keeps its shape, a chart its height where it can
    if as_map:
        return kept * 1.25
    return max(kept, min(height * 0.8, 6), _rows_height(fig))


def _rows_height(fig: Figure) -> float:
    """Return the height that the names of rows need, a line each."""
    most = 0
    for ax in fig.axes:
        names = [label.get_text() for label in ax.get_yticklabels()]
        # numbers may be thinned, names of rows may not
        rows = [
            name for name in names if any(letter.isalpha() for letter in name)
        ]
        most = max(most, len(rows))
    return most * ROW_HEIGHT


def _columns(panels: int, columns: int, as_map: bool) -> int:
    """Return in how many columns panels go: small maps three, charts beside each other one."""
    if columns == 2:
        return 1
    return 3 if panels >= 9 and as_map else 2


def _lift_title(fig: Figure) -> None:
    """Let the one title of a figure begin at its left edge, over the labels too."""
    titled = [
        ax for ax in fig.axes if ax.get_title(loc="left") or ax.get_title()
    ]
    if fig.get_suptitle() or len(titled) != 1:
        return
    ax = titled[0]
    text = title_of(fig).replace("\n", " ")
    size = ax.title.get_fontsize()
    for side in ("left", "center"):
        ax.set_title("", loc=side)
    fig.suptitle(text, x=0.02, ha="left", fontsize=size)


def _two_columns(fig: Figure, legend: Legend) -> None:
    """Set a legend of the figure anew; matplotlib cannot change the columns of one."""
    # taken over before the old one goes
    labels = [text.get_text() for text in legend.get_texts()]
    handles = legend.legend_handles
    legend.remove()
    fig.legend(handles, labels, loc="outside lower center", ncols=2)


def _wrap_label(axis: Axis, room: float) -> None:
    label = axis.get_label()
    if label.get_text():
        axis.set_label_text(_wrapped(label, room))


def _thin_ticks(axis: Axis) -> None:
    """Leave out every other label of an axis until none touches the next."""
    labels = [label for label in axis.get_ticklabels() if label.get_text()]
    for _ in range(3):
        rooms = [label.get_window_extent() for label in labels]
        if not any(
            a.overlaps(b) for a, b in zip(rooms, rooms[1:], strict=False)
        ):
            return
        for label in labels[1::2]:
            label.set_visible(False)
        labels = labels[::2]


def _texts(fig: Figure) -> Iterator[Text]:
    """Yield the texts of a figure that are written."""
    for text in fig.findobj(Text):
        if text.get_visible() and text.get_text():
            yield text


def _yield(fig: Figure) -> None:
    """Leave out the texts that may yield and would cover one that stands already."""
    if not any(text.get_gid() == MAY_YIELD for text in _texts(fig)):
        # where none may, nobody need know where they stand
        return
    lay_out(fig)
    taken: list[Any] = []
    bold_first = sorted(
        _texts(fig), key=lambda text: text.get_weight() != "bold"
    )
    for text in bold_first:
        if text.get_gid() != MAY_YIELD:
            continue
        room = text.get_window_extent()
        if any(room.overlaps(other) for other in taken):
            text.set_visible(False)
        else:
            taken.append(room)


def least_text(drawn: str, width: float = PHONE) -> float:
    """Return the size of the smallest text of an SVG drawing where it is read.

    Parameters
    ----------
    drawn : str
        As from `svg` or `narrowed`.
    width : float
        At which it is shown, px.

    Returns
    -------
    float
        px; infinite without text.

    Examples
    --------
    >>> fig = Figure(figsize=(4, 3))
    >>> _ = fig.text(0.5, 0.5, "ten points", fontsize=10)
    >>> round(least_text(svg(fig)), 1)
    12.4
    """
    # sizes are given in the drawing's own units
    box = re.search(r'viewBox="0 0 ([\d.]+)', drawn)
    sizes = re.findall(r"font(?:-size)?: (?:[a-z0-9]+ )*?([\d.]+)px", drawn)
    if not sizes or not box:
        return float("inf")
    return min(map(float, sizes)) * width / float(box[1])


def files_of(output: dict[str, Any]) -> dict[str, bytes]:
    """Return the files of a figure in an executed notebook.

    Parameters
    ----------
    output : dict
        The output of a cell that `style.show` made.

    Returns
    -------
    dict
        {ending of the name: bytes}: ".png", and ".svg", "-narrow.svg" or "-narrow.png" where
        there are such drawings.

    Examples
    --------
    >>> files_of({"data": {"image/svg+xml": "<svg/>"}, "metadata": {"figure": {}}})
    {'.svg': b'<svg/>'}
    """
    from base64 import b64decode

    # whoever builds a site needs files, not outputs
    files = {}
    data = output["data"]
    if "image/png" in data:
        files[".png"] = b64decode("".join(data["image/png"]))
    if "image/svg+xml" in data:
        files[".svg"] = "".join(data["image/svg+xml"]).encode()
    narrow = output["metadata"]["figure"].get("narrow")
    if narrow and narrow.startswith("data:"):
        files["-narrow.png"] = b64decode(narrow.partition(",")[2])
    elif narrow:
        files["-narrow.svg"] = narrow.encode()
    return files


def figure_html(
    output: dict[str, Any], folder: Path, name: str, address: str
) -> str:
    """Write the files of a figure, and return the picture that shows the right one.

    Parameters
    ----------
    output : dict
        As in `files_of`.
    folder : path
        Where the files go.
    name : str
        They are called name.svg, name.png, name-narrow.svg.
    address : str
        Of the folder, as the page sees it.

    Returns
    -------
    str
        HTML: the narrow drawing up to 600 px, the wide one above.

    Examples
    --------
    >>> import tempfile
    >>> output = {"data": {"image/svg+xml": "<svg/>"}, "metadata": {"figure": {"alt": "Days"}}}
    >>> figure_html(output, Path(tempfile.mkdtemp()), "fig-1", "images")
    '<picture><img src="images/fig-1.svg" alt="Days" loading="lazy"></picture>'
    """
    files = files_of(output)
    folder.mkdir(parents=True, exist_ok=True)
    for ending, content in files.items():
        (folder / f"{name}{ending}").write_bytes(content)
    shown = ".svg" if ".svg" in files else ".png"
    narrow = next(
        (ending for ending in files if ending.startswith("-narrow")), None
    )
    source = ""
    if narrow:
        source = f'<source media="(max-width: 600px)" srcset="{address}/{name}{narrow}">'
    alt = escape(output["metadata"]["figure"]["alt"])
    image = f'<img src="{address}/{name}{shown}" alt="{alt}" loading="lazy">'
    return f"<picture>{source}{image}</picture>"


__dir__ = own_names(__name__)
