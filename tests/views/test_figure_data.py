"""The numbers behind a figure: read from its marks, or said by its maps."""

import io

import numpy as np
import pandas as pd
import pytest

from helpers import control, load
from helpers.views import figure_data, roadmap, style, tilemap
from helpers.views.style import plt


def table(fig):
    """The CSV of a figure, read as a reader reads it."""
    text = figure_data.csv_of(fig)
    plt.close(fig)
    return pd.read_csv(io.StringIO(text))


def test_a_line_of_days_is_days_and_numbers():
    fig, ax = plt.subplots()
    days = pd.date_range("2021-05-01", periods=3)
    ax.plot(days, [1, 2, 5], label="best")
    ax.axhline(4)
    ax.set(ylabel="districts held")
    style.day_axis(ax)
    found = table(fig)
    assert found["day"].tolist() == ["2021-05-01", "2021-05-02", "2021-05-03"]
    assert found["districts held"].tolist() == [1, 2, 5]
    assert set(found["series"]) == {"best"}


def test_bars_bear_the_names_of_their_axis():
    fig, ax = plt.subplots()
    ax.barh(["Kunduz", "Takhar"], [3, 7])
    assert table(fig).to_dict("list") == {"name": ["Kunduz", "Takhar"], "x": [3, 7]}


def test_rows_named_by_texts_bear_those_names():
    fig, ax = plt.subplots()
    for place, name in enumerate(["roads", "borders"]):
        ax.plot([1, 3], [place, place])
        ax.text(0, place - 0.2, name)
    ax.set(yticks=[])
    assert table(fig)["name"].tolist() == ["roads", "roads", "borders", "borders"]


def test_a_band_gives_its_least_and_its_most():
    fig, ax = plt.subplots()
    x = np.arange(4.0)
    ax.fill_between(x, x, x + 2, step="post")
    found = table(fig)
    assert (found["y to"] - found["y"] >= 2).all()


def test_panels_are_told_apart_and_numbers_have_six_digits():
    fig, axes = plt.subplots(1, 2)
    for number, ax in enumerate(axes):
        ax.scatter([1 / 3], [number])
        ax.set_title(f"panel {number}")
    found = table(fig)
    assert found["panel"].tolist() == ["panel 0", "panel 1"]
    assert found["x"].tolist() == [0.333333] * 2


def test_a_map_of_tiles_names_its_districts():
    day = control("2021-06-22", "2021-06-22").set_index("pcode")
    fig, ax = plt.subplots()
    tilemap.hex_map(ax, day["best"], day["support"])
    found = table(fig)
    assert len(found) == len(load("districts"))
    held = (found["held by"] == "Taliban").sum()
    assert held == (day["best"] == "taliban").sum()


def test_a_map_of_roads_says_which_are_cut():
    from helpers.analysis import roads

    capitals = roads.cut_off("2021-06-22")
    network = roads.graph()
    edges = [segment for _, _, segment in network.edges(data="segment_id")]
    shut = set(edges[:3])
    found = table(roadmap.metro_map(network, capitals, shut, "22 June 2021"))
    stretches = found[found["what"] == "stretch"]
    assert (stretches["state"] == "cut").sum() == len(shut)
    assert (found["what"] == "capital").sum() == len(capitals)


@pytest.mark.parametrize("draw", [lambda ax: None, lambda ax: ax.text(0.5, 0.5, "words")])
def test_what_draws_no_data_has_no_table(draw):
    fig, ax = plt.subplots()
    draw(ax)
    assert figure_data.csv_of(fig) == ""
    plt.close(fig)
