"""Drawings in fewer bytes: what is drawn stays where it is and looks as it does."""

import re

import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers.views import drawing
from publish import light

TOKEN = re.compile(r"[A-Za-z]|-?\d*\.?\d+")


def corners(path):
    """Where the pen goes, of a path of any of the commands that are written."""
    tokens = TOKEN.findall(path)
    x = y = 0.0
    start = (0.0, 0.0)
    found = []
    command = ""
    while tokens:
        if tokens[0].isalpha():
            command = tokens.pop(0)
        if command in "zZ":
            x, y = start
            continue
        n = {"h": 1, "v": 1, "c": 6, "q": 4}.get(command.lower(), 2)
        numbers = [float(tokens.pop(0)) for _ in range(n)]
        step = numbers[-2:]
        if command == "h":
            step = [numbers[0], 0]
        if command == "v":
            step = [0, numbers[0]]
        is_step = command.islower()
        x, y = (x + step[0], y + step[1]) if is_step else step
        if command == "M":
            start = (x, y)
        found.append((x, y))
    return np.array(found)


@pytest.mark.parametrize("seed", range(20))
def test_a_short_path_goes_through_the_same_corners(seed):
    rng = np.random.default_rng(seed)
    points = rng.uniform(0, 900, (40, 2)).round(2)
    # no two steps along one axis, which would be told as one
    path = "M {} {} ".format(*points[0]) + " ".join("L {} {}".format(*p) for p in points[1:])
    assert np.abs(corners(light.short_path(path)) - points).max() <= 0.05 + 1e-9
    curve = "C {} {} {} {} {} {}".format(*points[:3].ravel())
    told = corners(light.short_path(f"{path} {curve} z"))
    assert np.abs(told[-1] - points[2]).max() <= 0.05 + 1e-9


def test_steps_along_one_axis_are_one_and_a_dot_stays():
    assert light.short_path("M 1 1 L 2 1 L 3 1 L 3 1.04 L 3 2") == "M1 1h2v1"
    assert light.short_path("M 1 1 L 3 1 L 2 1") == "M1 1h2h-1"
    assert light.short_path("M 1 1 L 1 1") == "M1 1h0"
    # arcs, and what is written in steps, are nobody's to change
    for strange in ("M 1 1 A 1 1 0 0 1 2 2", "M1 1l2 3z"):
        assert light.short_path(strange) == strange


def tile(x, way=1, look='style="fill: #ffffff"'):
    square = [(x, 0), (x + 1, 0), (x + 1, 1), (x, 1)][::way]
    path = "M {} {} \n".format(*square[0]) + "".join("L {} {} \n".format(*p) for p in square[1:])
    return f'<path d="{path}z\n" {look}/>'


def paths_of(*shapes):
    return light.tight(f'<svg viewBox="0 0 9 9"><style></style>{"".join(shapes)}</svg>').count(
        "<path"
    )


def test_only_shapes_that_hide_nothing_become_one():
    assert paths_of(tile(0), tile(1), tile(2)) == 1
    # one that goes round the other way would cut a hole, one that is seen through would be darker
    assert paths_of(tile(0), tile(0, -1)) == 2
    clear = 'style="fill: #ffffff; opacity: 0.5"'
    assert paths_of(tile(0, look=clear), tile(1, look=clear)) == 2
    assert paths_of(tile(0), tile(1, look='style="fill: #000000"')) == 2
    assert paths_of(tile(0), "<text>a</text>", tile(1)) == 2


@pytest.fixture(scope="module")
def chart():
    fig, ax = plt.subplots(figsize=(4, 3))
    ax.bar([1, 2, 3], [3, 1, 2], hatch="..", edgecolor="#1a1a1a", label="dotted")
    ax.plot([1, 2, 3], [1, 2, 3], "o-")
    ax.set_title("A title")
    ax.legend()
    written = drawing.svg(fig)
    plt.close(fig)
    return written


def test_a_chart_is_a_fraction_and_says_the_same(chart):
    short = light.tight(chart)
    assert len(short) < 0.6 * len(chart)
    words = r"<text[^>]*>([^<]*)</text>"
    assert re.findall(words, short) == re.findall(words, chart)
    assert short.count("<use") == chart.count("<use")
    # made light once, it stays as it is
    assert light.tight(short) == short


def test_each_style_stays_with_its_dark_twin(chart):
    short = light.tight(chart)
    rules = dict(re.findall(r"\.(s[0-9a-f]{6})\{([^}]*)\}", short.partition("@media")[0]))
    assert rules and len(set(rules.values())) == len(rules)
    for name in re.findall(r'class="([^"]*)"', short):
        assert name in rules
    dark = short.partition("@media")[2].partition("</style>")[0]
    for colour, names in re.findall(r'\[style\*="([^"]*)"\]([^{]*)\{', dark):
        told = {name for name, style in rules.items() if colour in style}
        assert set(re.findall(r"\.(\w+)", names)) == told


def test_an_address_holds_the_drawing(page, chart):
    address = light.address(light.tight(chart))
    # in a list of addresses a blank or a comma at the end would end it
    assert not re.search(r'[\s"<>#]', address)
    page.set_content(f'<picture><source srcset="{address}"><img src="data:,"></picture>')
    page.wait_for_function("document.images[0].complete")
    assert page.evaluate("document.images[0].naturalWidth") > 0
