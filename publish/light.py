"""Drawings in fewer bytes, which look the same: short paths, each style once, tiles joined.

What matplotlib writes is made to be drawn by, not to be sent: every mark repeats its style, every
corner its distance from the edge of the page. A host without compression sends all of that.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import quote

# steps to a point: an eighth of a pixel where a drawing is read
STEPS = 10
# a shape that is used again is drawn once, small
STEPS_OF_DEFINED = 100
# how many numbers follow each command of a path; the last two are where the pen stands then
TAKES = {"M": 2, "L": 2, "C": 6, "Q": 4, "Z": 0}
NUMBER = re.compile(r"-?\d+\.?\d*")
TOKEN = re.compile(rf"[A-Za-z]|{NUMBER.pattern}")
# what a style must not do where shapes that lie over each other become one
SEEN_THROUGH = ("opacity", "dasharray")

METADATA = re.compile(r"<metadata>.*?</metadata>", re.S)
DEFINED = re.compile(r"(<defs>.*?</defs>)", re.S)
SHAPE = re.compile(r'<path d="([^"]*)"([^<>]*)/>')
PATH = re.compile(r' d="([^"]*)"')
STYLE = re.compile(r' style="([^"]*)"')
DARK_RULE = re.compile(r'\[style\*="([^"]*)"\](\{[^}]*\})')
# a text that is turned by nothing, and one that is only put in its place
UNTURNED = re.compile(r' transform="rotate\(-?0 [^)]*\)"')
MOVED_TEXT = re.compile(
    r'(<text[^>]*) transform="translate\((-?[\d.]+) (-?[\d.]+)\)"'
)
PLACE = re.compile(r' ([xy])="(-?\d+\.\d+)"')
# names that only the drawing itself had a use for
OWN_NAME = re.compile(
    r'<g id="(?:patch|[A-Z]\w*Collection)_\d+">|<g id="(?:for-print|wrapped)">'
)
BARE_GROUP = re.compile(r"<g>((?:(?!</?g[ >/]).)*)</g>", re.S)
# a dot of a hatch: eight curves round its middle, of which the second ends at its right
CURVE = r"C(?: -?[\d.]+){4} (-?[\d.]+) (-?[\d.]+) \n"
CIRCLE = re.compile(
    rf"M (-?[\d.]+) (-?[\d.]+) \n(?:{CURVE}){{2}}(?:{CURVE}){{6}}z\n"
)
DOTTED = re.compile(
    r' d="([^"]*)" style="fill: (#\w+); stroke: \2; stroke-width: ([\d.]+)[^"]*"'
)


def tight(drawing: str) -> str:
    """An SVG as matplotlib wrote it, in fewer bytes.

    Coordinates are rounded to a tenth of a point and counted from the corner before, styles that
    occur again become classes, and neighbouring tiles of one look become one shape.

    Parameters
    ----------
    drawing : str
        With dark colours as rules, as from `helpers.views.drawing.svg`.

    Examples
    --------
    >>> tile = '<path d="M 0 0 \\nL 1 0 \\nL 1 1 \\nz\\n" style="fill: #ffffff"/>'
    >>> tight(f'<svg viewBox="0 0 1 1">{tile}{tile}</svg>')
    '<svg viewBox="0 0 1 1"><path d="M0 0h1v1zM0 0h1v1z" style="fill: #ffffff"/></svg>'
    """
    drawing = METADATA.sub("", drawing)
    drawing = UNTURNED.sub("", drawing)
    drawing = MOVED_TEXT.sub(r'\1 x="\2" y="\3"', drawing)
    # between elements a break of lines is nothing
    drawing = re.sub(r">\n+<", "><", drawing)
    parts = DEFINED.split(drawing)
    # every other part is a definition
    for place, part in enumerate(parts):
        if place % 2:
            dotted = DOTTED.sub(_dots, part)
            parts[place] = _shorter(dotted, STEPS_OF_DEFINED)
        else:
            joined = _joined(part)
            parts[place] = _shorter(joined, STEPS)
    whole = "".join(parts)
    return _classes(_unwrapped(whole))


def address(drawing: str) -> str:
    """A drawing as an address that holds it, for a picture that is no file.

    Parameters
    ----------
    drawing : str
        An SVG.

    Examples
    --------
    >>> address('<svg viewBox="0 0 1 1"/>')
    "data:image/svg+xml,%3Csvg%20viewBox='0%200%201%201'/%3E"
    """
    # the other sign of quotation needs no code, and parts attributes as well
    plain = re.sub(r'="([^"\']*)"', r"='\1'", drawing)
    # left as it is: what neither an attribute nor a list of addresses takes for its own
    return "data:image/svg+xml," + quote(plain, safe="/:;,=()!*@?{}~$+|[]'")


def short_steps(drawing: str) -> str:
    """A drawing that is written in steps already, without blanks that part nothing.

    Parameters
    ----------
    drawing : str
        An SVG whose paths have small letters.

    Examples
    --------
    >>> short_steps('<path d="M0.5 1l-1 -2 0.3 0z"></path>')
    '<path d="M.5 1l-1-2 .3 0z"/>'
    """
    drawing = drawing.replace("></path>", "/>")

    def shorter(found: re.Match) -> str:
        plain = found[1].replace(" -", "-")
        path = re.sub(r"(?<![\d.])0(?=\.)", "", plain)
        return f' d="{path}"'

    return PATH.sub(shorter, drawing)


def _unwrapped(drawing: str) -> str:
    """A drawing without groups that nobody names."""
    drawing = OWN_NAME.sub("<g>", drawing)
    before = ""
    # a group in a group is bare when that in it is gone
    while before != drawing:
        before = drawing
        drawing = BARE_GROUP.sub(r"\1", drawing)
    return drawing


def _shorter(part: str, steps: int) -> str:
    """A part whose paths and places are written short."""

    def path(found: re.Match) -> str:
        written = short_path(found[1], steps)
        return f' d="{written}"'

    def place(found: re.Match) -> str:
        axis, number = found.groups()
        stepped = _stepped(number, steps)
        written = _written([stepped], steps)
        return f' {axis}="{written}"'

    part = PATH.sub(path, part)
    return PLACE.sub(place, part)


def _stepped(number: str, steps: int) -> int:
    return round(float(number) * steps)


def _dots(found: re.Match) -> str:
    """A hatch of dots, each of eight curves, as dots of a round pen."""
    path, colour, edge = found.groups()
    if CIRCLE.sub("", path).strip():
        return found[0]
    dots = ""
    width = 0.0
    for circle in CIRCLE.finditer(path):
        x, _, right, middle, *_ = circle.groups()
        half = float(right) - float(x)
        # the pen is as wide as the dot and its edge
        width = 2 * half + float(edge)
        dots += f"M {x} {middle} L {x} {middle} "
    look = f"fill: none; stroke: {colour}; stroke-width: {width:g}; stroke-linecap: round"
    return f' d="{dots}" style="{look}"'


def short_path(path: str, steps: int = STEPS) -> str:
    """A path of absolute corners as one of steps from corner to corner.

    Parameters
    ----------
    path : str
        Of the commands M, L, C, Q and z; one of others, or written in steps, stays as it is.
    steps : int
        Into how many parts a unit is divided.

    Examples
    --------
    >>> short_path("M 10.04 20 L 30 20 L 30 20.01 L 30 41.5 z")
    'M10 20h20v21.5z'
    """
    tokens = TOKEN.findall(path)
    commands = {token for token in tokens if token.isalpha()}
    if commands - {"M", "L", "C", "Q", "z"}:
        return path
    return "".join(_Pen(steps).told(tokens))


class _Pen:
    """Where the pen stands, in whole steps: rounded once, so that no error adds up."""

    def __init__(self, steps: int) -> None:
        self.steps = steps
        self.x = self.y = 0
        self.start = (0, 0)
        # steps along one axis that are not told yet
        self.along = (0, 0)
        self.waits = False
        # whether nothing was drawn since the pen was set down
        self.is_down = False
        self.is_line = False

    def told(self, tokens: list[str]) -> Iterator[str]:
        """The commands of a path, each as short as can be."""
        tell = {"M": self._move, "L": self._line}
        tell |= dict.fromkeys("CQ", self._curve)
        place = 0
        while place < len(tokens):
            command = tokens[place].upper()
            end = place + 1 + TAKES[command]
            own = tokens[place + 1 : end]
            numbers = [_stepped(token, self.steps) for token in own]
            if command == "Z":
                yield f"{self._run()}z"
                self.is_line = False
                self.x, self.y = self.start
            else:
                yield tell[command](numbers, command.lower())
                self.x, self.y = numbers[-2:]
            place = end
        yield self._run()

    def _move(self, numbers: list[int], _command: str) -> str:
        run = self._run()
        self.is_line = False
        self.start = (numbers[0], numbers[1])
        self.is_down = True
        return f"{run}M{_written(numbers, self.steps)}"

    def _curve(self, numbers: list[int], command: str) -> str:
        run = self._run()
        self.is_down = self.is_line = False
        # each point of a curve is counted from its beginning
        steps = []
        for x, y in zip(numbers[::2], numbers[1::2], strict=True):
            steps += [x - self.x, y - self.y]
        written = _written(steps, self.steps)
        return f"{run}{command}{written}"

    def _line(self, numbers: list[int], _command: str) -> str:
        x, y = numbers
        dx = x - self.x
        dy = y - self.y
        run_x, run_y = self.along
        on_x = not run_y and not dy and run_x * dx >= 0
        on_y = not run_x and not dx and run_y * dy >= 0
        # two steps in one direction are one
        told = "" if on_x or on_y else self._run()
        # nothing waits any more, where it was told
        run_x, run_y = self.along
        self.along = (run_x + dx, run_y + dy)
        self.waits = True
        return told

    def _run(self) -> str:
        """The steps that wait, as text."""
        dx, dy = self.along
        waited, was_down = self.waits, self.is_down
        self.along = (0, 0)
        self.waits = False
        if not waited:
            return ""
        self.is_down = False
        was_line, self.is_line = self.is_line, bool(dx and dy)
        if dx and dy:
            # a second line needs no letter, where a sign parts it from the first
            letter = "" if was_line and dx < 0 else "l"
            return f"{letter}{_written([dx, dy], self.steps)}"
        if dx:
            return f"h{_written([dx], self.steps)}"
        if dy:
            return f"v{_written([dy], self.steps)}"
        # a round pen makes a dot of a line without length
        return "h0" if was_down else ""


def _written(numbers: Iterable[int], steps: int) -> str:
    """Numbers as text, a blank between two where no sign parts them."""
    text = ""
    for number in numbers:
        # no nought before the point, none at the end
        digits = f"{abs(number) / steps:.7g}".removeprefix("0") or "0"
        sign = "-" if number < 0 else (" " if text else "")
        text += sign + digits
    return text


def _joined(part: str) -> str:
    """Neighbouring shapes of one look as one shape."""
    found: list[tuple[list[str], str]] = []
    turned = 0
    end = 0
    for shape in SHAPE.finditer(part):
        between = part[end : shape.start()]
        end = shape.end()
        path, look = shape[1], shape[2]
        before = turned
        turned = _turn(path, look)
        is_next = bool(found) and not between
        # one that follows at once, of the same look, and goes the same way round
        if is_next and found[-1][1] == look and before and before == turned:
            paths = found[-1][0]
            paths.append(path)
            continue
        found.append(([between], ""))
        found.append(([path], look))
    text = ""
    for paths, look in found:
        path = "".join(paths)
        text += f'<path d="{path}"{look}/>' if look else path
    return text + part[end:]


def _turn(path: str, look: str) -> int:
    """Which way round a shape goes: 1 or -1; 0 where it must stay by itself.

    Two shapes that overlap and go round in opposite ways would leave a hole.
    """
    if any(word in look for word in SEEN_THROUGH):
        return 0
    if "fill: none" in look:
        return 1
    # rings within a shape, and curves, are left as they are
    if path.count("M") != 1 or re.search("[A-KN-Ya-y]", path):
        return 0
    numbers = [float(number) for number in NUMBER.findall(path)]
    x, y = numbers[-2:]
    twice_area = 0.0
    for next_x, next_y in zip(numbers[::2], numbers[1::2], strict=True):
        twice_area += x * next_y - next_x * y
        x, y = next_x, next_y
    return (twice_area > 0) - (twice_area < 0)


def _classes(drawing: str) -> str:
    """A drawing whose styles, where they occur again, are classes."""
    if "<style>" not in drawing:
        # there is no place for rules
        return drawing
    styles = STYLE.findall(drawing)
    # one name for one style in every drawing: several may lie in one file
    names = {}
    rules = ""
    for style in dict.fromkeys(styles):
        # what occurs once is shortest where it stands
        if styles.count(style) > 1:
            name = _name(style)
            names[style] = name
            rules += f".{name}{{{style}}}"
    drawing = STYLE.sub(_named(names), drawing)
    drawing = DARK_RULE.sub(_of_classes_too(names), drawing)
    return drawing.replace("<style>", f"<style>{rules}", 1)


def _name(style: str) -> str:
    digits = hashlib.sha256(style.encode()).hexdigest()
    return f"s{digits[:6]}"


def _named(names: dict[str, str]) -> Callable[[re.Match], str]:
    def named(found: re.Match) -> str:
        name = names.get(found[1])
        if not name:
            return found[0]
        return f' class="{name}"'

    return named


def _of_classes_too(names: dict[str, str]) -> Callable[[re.Match], str]:
    """A rule for styles as one for the classes that took their place, too."""

    def rule(found: re.Match) -> str:
        asked, colours = found.groups()
        selectors = [f'[style*="{asked}"]']
        for style, name in names.items():
            if asked in style:
                selectors.append(f".{name}")
        return ",".join(selectors) + colours

    return rule
