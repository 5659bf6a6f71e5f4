"""The cartogram: areas in proportion to people, discs apart, every district drawn once."""

import numpy as np
import pandas as pd
import pytest

from helpers import load
from helpers.views import cartogram
from helpers.views.style import plt


@pytest.fixture(scope="module")
def people():
    return load("district_context").set_index("pcode")["people_cso_2019"]


def test_areas_are_in_proportion_to_people():
    radius = cartogram.disc_radii(np.array([1000.0, 9000.0, 0.0]))
    assert radius[1] / radius[0] == pytest.approx(3) and radius[2] == 0


def test_no_disc_covers_another_by_more_than_a_hair(districts, people):
    counts = people.reindex(districts["pcode"]).fillna(0).to_numpy(dtype=float)
    radius = cartogram.disc_radii(counts)
    centre = cartogram.disc_centres(districts, people)
    apart = np.hypot(*(centre[:, None] - centre[None]).transpose(2, 0, 1))
    over = radius[:, None] + radius[None] - apart
    np.fill_diagonal(over, -1)
    # a twentieth of a tile is not seen
    assert over.max() < 0.05


def test_it_keeps_the_country_s_shape(districts, people):
    centre = cartogram.disc_centres(districts, people)
    far_east = districts["pcode"] == "AF1716"
    west = districts["province_pcode"] == "AF32"
    assert centre[far_east, 0].min() > centre[west, 0].max() or far_east.sum() == 0
    north = districts["province_pcode"].isin(["AF17", "AF19"])
    south = districts["province_pcode"].isin(["AF27", "AF30"])
    assert centre[north, 1].mean() > centre[south, 1].mean()


def test_every_district_with_people_is_drawn_once(districts, people):
    held = pd.Series("government", index=districts["pcode"])
    held.iloc[:100] = "taliban"
    fig, ax = plt.subplots()
    cartogram.people_map(ax, held, people)
    # a disc is a polygon of 33 corners, and its path is closed once more
    drawn = sum(len(patch.get_path().vertices) // 34 for patch in ax.patches)
    plt.close(fig)
    assert drawn == (people.reindex(districts["pcode"]).fillna(0) > 0).sum()
    with pytest.raises(ValueError, match="no holder is given for district AF0101"):
        cartogram.people_map(ax, held.drop("AF0101"), people)
