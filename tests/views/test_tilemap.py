"""Tiles: one a district, neighbours beside each other, holders told apart."""

import numpy as np
import pandas as pd
import pytest

from helpers.views import tilemap
from helpers.views.style import plt


def test_every_district_has_a_tile_and_neighbours_touch(districts):
    assert not districts.duplicated(["hex_col", "hex_row"]).any()
    assert tilemap.hex_touching(districts)["touch"].mean() >= 0.6
    centre = tilemap.hex_centres(districts)
    apart = np.hypot(*(centre[:, None] - centre[None]).transpose(2, 0, 1))
    assert apart[~np.eye(len(centre), dtype=bool)].min() == pytest.approx(1)


def test_provinces_stay_in_one_piece(districts):
    import networkx as nx

    centre = tilemap.hex_centres(districts)
    whole = 0
    for spots in pd.DataFrame(centre).groupby(districts["province_pcode"].to_numpy()):
        points = spots[1].to_numpy()
        near = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1)) < 1.01
        whole += nx.is_connected(nx.from_numpy_array(near))
    assert whole >= 31


def test_hex_map_draws_each_holder_and_the_hatching(districts, days):
    day = days[days["date"] == "2021-06-22"].set_index("pcode")
    fig, ax = plt.subplots()
    tilemap.hex_map(ax, day["best"], day["support"])
    # a tile is closed by its seventh corner
    drawn = [
        len(patch.get_path().vertices) // 8
        for patch in ax.patches
        if patch.get_fill() and not patch.get_hatch()
    ]
    hatched = [len(patch.get_path().vertices) // 8 for patch in ax.patches if patch.get_hatch()]
    plt.close(fig)
    assert sum(drawn) == len(districts)
    assert sum(hatched) == (day["best"] == "contested").sum() > 0
    with pytest.raises(ValueError, match="no holder is given for district AF0101"):
        tilemap.hex_map(ax, day["best"].drop("AF0101"))


def test_a_word_without_a_colour_is_named(districts):
    held = pd.Series("government", index=districts["pcode"])
    held["AF1905"] = "unknown"
    fig, ax = plt.subplots()
    with pytest.raises(ValueError, match="AF1905 has 'unknown'; the map knows government"):
        tilemap.hex_map(ax, held)
    plt.close(fig)
