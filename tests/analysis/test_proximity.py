"""Distances and weights: known answers, and properties of the real network."""

import numpy as np
import pytest

from helpers import load
from helpers.analysis import proximity


def test_great_circle_distances():
    km = proximity.great_circle([0, 34.5281], [0, 69.1723], [0, 31.6133], [1, 65.7101])
    assert km[0, 0] == pytest.approx(111.19, abs=0.02)  # a degree of the equator
    assert km[1, 1] == pytest.approx(459, abs=3)  # Kabul to Kandahar


def test_a_district_on_the_road_is_near_it_and_the_road_is_never_shorter_than_the_crow():
    straight, by_road = proximity.distances(), proximity.distances("road")
    capitals = load("districts").set_index("pcode")["is_capital"]
    assert straight.loc[capitals, "capital"].max() < 25
    assert (by_road["crossing"] > 0.95 * straight["crossing"] - 3).all()
    assert (proximity.distances(trunk=("ring_road",))["trunk"] >= straight["trunk"] - 1e-9).all()


def test_weights_are_shares_of_others():
    touch, along = proximity.weights(), proximity.weights("road", k=4)
    for matrix in (touch, along):
        assert np.diag(matrix).max() == 0
        total = matrix.sum(axis=1)
        assert np.all(np.isclose(total, 1) | (total == 0))
    assert ((along > 0).sum(axis=1) == 4).all()
