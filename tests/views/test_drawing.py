"""Figures as files: the same each time, legible on a phone, light and dark."""

import base64
import io
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from PIL import Image

from helpers.views import drawing, style
from helpers.views.style import plt


@pytest.fixture
def shown(monkeypatch):
    """What `style.show` displayed."""
    outputs = []

    def keep(data, raw, metadata):
        outputs.append({"data": data, "metadata": metadata})

    monkeypatch.setattr(style, "display", keep)
    # as where the site is built
    monkeypatch.setenv("REPORT_DIR", "site")
    return outputs


def test_the_lab_draws_nothing_for_phones(shown, monkeypatch):
    monkeypatch.delenv("REPORT_DIR")
    style.show(chart(), ALT)
    assert shown[0]["metadata"]["figure"]["narrow"] is None


ALT = "Districts held rise from 5 in May to 9 in June, and stay there."
LONG = "In May and June the number of districts that the Taliban held rose from five to nine"


def chart():
    fig, ax = plt.subplots()
    ax.plot(pd.date_range("2021-05-01", periods=40), range(40), color=style.BLUE)
    ax.set(title=LONG, ylim=(0, None))
    style.day_axis(ax)
    ax.annotate("small", (10, 10), xycoords="axes points", fontsize=6)
    return fig


def test_a_figure_is_the_same_files_each_time(shown):
    for _ in range(2):
        style.show(chart(), ALT)
    assert shown[0] == shown[1]
    assert shown[0]["data"]["image/png"].startswith(b"\x89PNG")
    assert "2026" not in shown[0]["data"]["image/svg+xml"]


def test_no_text_of_the_phone_drawing_is_below_eleven_pixels(shown):
    style.show(chart(), ALT)
    meta = shown[0]["metadata"]["figure"]
    assert drawing.least_text(meta["narrow"]) >= 11
    assert meta["title"] == LONG
    # the title is broken, so that no word lies outside
    assert len(meta["narrow"].split("In May")[1].split("nine")[0].split("</")) > 1


def test_rows_of_names_keep_a_line_each_on_a_phone(shown):
    fig, ax = plt.subplots(figsize=(8, 7))
    ax.barh([f"province {number}" for number in range(34)], range(34))
    style.show(fig, ALT)
    narrow = shown[0]["metadata"]["figure"]["narrow"]
    height = float(narrow.split('viewBox="0 0 ')[1].split('"')[0].split()[1])
    # nine points and a little air
    assert height >= 34 * 12


def test_twelve_panels_go_in_three_columns_and_keep_their_texts(shown):
    fig, axes = plt.subplots(3, 4, figsize=(11, 8))
    for number, ax in enumerate(axes.flat):
        ax.set_aspect("equal")
        ax.set_title(f"Panel {number}")
    style.show(fig, ALT)
    narrow = shown[0]["metadata"]["figure"]["narrow"]
    assert all(f"Panel {number}" in narrow for number in range(12))


def test_a_dark_page_gets_dark_colours_and_other_programs_the_light_ones(shown):
    style.show(chart(), ALT)
    text = shown[0]["data"]["image/svg+xml"]
    assert "fill: #ffffff" in text and "prefers-color-scheme:dark" in text
    assert drawing.DARK["#ffffff"] in text


def luminance(colour):
    """Relative luminance of WCAG 2, from 0 to 1."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    light, dark = sorted([luminance(one), luminance(other)], reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    "colours,page",
    [(style.COLOURS, "#ffffff"), (style.DARK_COLOURS, drawing.DARK["#ffffff"])],
    ids=["light", "dark"],
)
def test_what_is_held_stands_out_in_light_and_dark(colours, page):
    held = colours["taliban"]
    # three to one is what WCAG asks of a picture's parts
    for ground in (colours["government"], colours["contested"], colours["assumed"], page):
        assert contrast(held, ground) >= 3


LIGHT = (style.COLOURS, style.ONE_ORIGIN, style.EDGE, "#ffffff")
NIGHT = (style.DARK_COLOURS, style.DARK_ONE_ORIGIN, style.DARK_EDGE, drawing.DARK["#ffffff"])


@pytest.mark.parametrize("colours,weak,edge,page", [LIGHT, NIGHT], ids=["light", "dark"])
def test_every_shade_is_told_from_the_page_and_from_each_other(colours, weak, edge, page):
    # contested is hatched, assumed is dotted: there the marks are what is seen
    assert contrast(colours["contested"], colours["taliban"]) >= 3
    assert contrast(colours["assumed"], edge) >= 3
    plain = {"page": page, "one voice": weak["taliban"]}
    plain |= {name: colours[name] for name in ("government", "taliban", "assumed")}
    for one, other in combinations(plain, 2):
        by_fill = contrast(plain[one], plain[other]) >= 3
        # each is drawn with its edge, which lies between the two
        by_edge = min(contrast(plain[one], edge), contrast(plain[other], edge)) >= 3
        assert by_fill or by_edge, (one, other)
    # and of the page's shades none is nearly the page itself
    assert page == "#ffffff" or contrast(colours["assumed"], page) >= 1.4


def test_figures_turn_dark_with_the_map():
    assert drawing.DARK[style.EDGE.lower()] == style.DARK_EDGE.lower()
    for holder, light in style.COLOURS.items():
        assert drawing.DARK[light.lower()] == style.DARK_COLOURS[holder].lower()
    for holder, light in style.ONE_ORIGIN.items():
        assert drawing.DARK[light.lower()] == style.DARK_ONE_ORIGIN[holder].lower()


def test_files_and_picture_of_an_executed_figure(shown, tmp_path):
    style.show(chart(), ALT)
    output = shown[0]
    output["data"]["image/png"] = base64.b64encode(output["data"]["image/png"]).decode()
    html = drawing.figure_html(output, tmp_path, "01-3", "figures")
    names = {file.name for file in tmp_path.iterdir()}
    assert names == {"01-3.png", "01-3.svg", "01-3-narrow.svg"}
    assert 'srcset="figures/01-3-narrow.svg"' in html and ALT in html


def test_a_heavy_figure_is_a_picture_for_phones_sharper_than_its_page(monkeypatch):
    # whatever is drawn is too heavy for SVG
    monkeypatch.setattr(drawing, "HEAVY", 1)
    fig = chart()
    address = drawing.narrowed(fig)
    plt.close(fig)
    picture = Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2])))
    assert picture.width == drawing.NARROW * drawing.SHARP
    # a phone's column, and at least half as many pixels again
    assert picture.width >= 1.5 * 390


def test_a_picture_of_many_greys_keeps_the_colour_of_small_marks():
    """A map of shades once left no colour for the claims' red squares: they came out brown."""
    fig, ax = plt.subplots(figsize=(4, 4))
    ax.imshow(np.linspace(0, 1, 400).reshape(20, 20), cmap="Greys")
    colours = (style.BLUE, style.ORANGE, style.GREEN, style.PINK)
    for place, colour in enumerate(colours):
        square = {"marker": "s", "markersize": 6, "markerfacecolor": "none"}
        ax.plot(4 * place + 3, 10, markeredgecolor=colour, markeredgewidth=2, **square)
    picture = Image.open(io.BytesIO(drawing.png(fig))).convert("RGB")
    plt.close(fig)
    pixels = np.asarray(picture).reshape(-1, 3).astype(int)
    for colour in colours:
        wanted = 255 * np.array(to_rgb(colour))
        assert abs(pixels - wanted).max(axis=1).min() <= 16, colour
    # the page stays white
    assert (pixels == 255).all(axis=1).any()


@pytest.mark.parametrize("dpi", [72, 110, 190])
def test_a_figure_of_any_resolution_is_a_picture(dpi):
    """A phone's drawing is made finer after the figure was made."""
    fig, _ = plt.subplots(figsize=(4, 3))
    fig.set_dpi(dpi)
    assert Image.open(io.BytesIO(drawing.png(fig))).format == "PNG"
    plt.close(fig)


def test_own_rule_for_the_phone_drawing(shown):
    style.show(chart(), ALT, narrow=lambda fig: fig.set_size_inches(3, 3))
    assert 'viewBox="0 0 216 216"' in shown[0]["metadata"]["figure"]["narrow"]
    style.show(chart(), ALT, narrow=False)
    assert shown[1]["metadata"]["figure"]["narrow"] is None


def test_each_file_of_a_figure_costs_one_drawing_and_no_layout_of_its_own(shown, monkeypatch):
    calls = []
    for owner, name in ((ConstrainedLayoutEngine, "execute"), (Figure, "draw")):
        whole = getattr(owner, name)

        def counted(self, argument, whole=whole, name=name):
            calls.append(name)
            return whole(self, argument)

        monkeypatch.setattr(owner, name, counted)
    style.show(chart(), ALT)
    assert {"image/png", "image/svg+xml"} <= set(shown[0]["data"])
    assert shown[0]["metadata"]["figure"]["narrow"].startswith("<svg")
    # PNG, SVG, and the drawing for phones
    assert calls.count("draw") == 3
    # for the titles and for the files, wide and narrow; once more where small texts may yield
    assert calls.count("execute") == 5


@pytest.mark.parametrize("panels", [1, 3, 5])
def test_a_title_over_all_lies_on_nothing_in_any_form(panels):
    # with the site's settings, tall enough for 2 % of it to be a line of text
    fig, axes = plt.subplots(panels, 1, figsize=(6.4, 9), squeeze=False)
    for ax in axes.flat:
        ax.plot([0, 1], label="a series")
        ax.set_title("A panel's name", loc="left")
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1))
    fig.suptitle("They took 3 districts", x=0.01, ha="left")

    def room():
        """Pixels between the title and what stands under it."""
        under = axes[0, 0].get_tightbbox(fig.canvas.get_renderer())
        return fig._suptitle.get_window_extent().y0 - under.y1

    # one line: nothing is broken, and nothing is laid out again
    assert not drawing.wrap_titles(fig)
    with drawing.laid_out(fig, anew=False):
        drawing.light_svg(fig)
        assert room() > 0
    fig.set_size_inches(drawing.NARROW, 9)
    drawing.wrap_titles(fig)
    with drawing.laid_out(fig):
        assert room() > 0
    plt.close(fig)
