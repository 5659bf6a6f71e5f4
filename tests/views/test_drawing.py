"""Figures as files: the same each time, legible on a phone, light and dark."""

import base64

import pandas as pd
import pytest

from helpers.views import drawing, style
from helpers.views.style import plt


@pytest.fixture
def shown(monkeypatch):
    """What `style.show` displayed."""
    outputs = []

    def keep(data, raw, metadata):
        outputs.append({"data": data, "metadata": metadata})

    monkeypatch.setattr(style, "display", keep)
    return outputs


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


def test_files_and_picture_of_an_executed_figure(shown, tmp_path):
    style.show(chart(), ALT)
    output = shown[0]
    output["data"]["image/png"] = base64.b64encode(output["data"]["image/png"]).decode()
    html = drawing.figure_html(output, tmp_path, "01-3", "figures")
    names = {file.name for file in tmp_path.iterdir()}
    assert names == {"01-3.png", "01-3.svg", "01-3-narrow.svg"}
    assert 'srcset="figures/01-3-narrow.svg"' in html and ALT in html


def test_own_rule_for_the_phone_drawing(shown):
    style.show(chart(), ALT, narrow=lambda fig: fig.set_size_inches(3, 3))
    assert 'viewBox="0 0 216 216"' in shown[0]["metadata"]["figure"]["narrow"]
    style.show(chart(), ALT, narrow=False)
    assert shown[1]["metadata"]["figure"]["narrow"] is None
