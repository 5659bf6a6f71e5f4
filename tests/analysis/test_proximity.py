"""Distances and weights: known answers, and properties of the real network."""

import numpy as np
import pytest

from helpers import load
from helpers.analysis import proximity


def test_great_circle_distances():
    km = proximity.great_circle([0, 34.5281], [0, 69.1723], [0, 31.6133], [1, 65.7101])
    # a degree of the equator
    assert km[0, 0] == pytest.approx(111.19, abs=0.02)
    assert km[1, 1] == pytest.approx(459, abs=3)  # Kabul to Kandahar


@pytest.fixture(scope="module")
def straight():
    """Kilometres as the crow flies."""
    return proximity.distances()


def test_a_capital_is_near_itself(straight):
    is_capital = load("districts").set_index("pcode")["is_capital"]
    assert straight.loc[is_capital, "capital"].max() < 25


def test_the_road_is_never_shorter_than_the_crow(straight):
    by_road = proximity.distances("road")
    # a point of a district may lie on either side of its road
    least = 0.95 * straight["crossing"] - 3
    assert (by_road["crossing"] > least).all()


def test_fewer_roads_are_not_nearer(straight):
    ring_road = proximity.distances(trunk=("ring_road",))
    assert (ring_road["trunk"] >= straight["trunk"] - 1e-9).all()


@pytest.mark.parametrize("kind", ["neighbours", "road"])
def test_weights_are_shares_of_others(kind):
    shares = proximity.weights(kind, k=4)
    assert np.diag(shares).max() == 0
    total = shares.sum(axis=1)
    # a district may have no neighbour that it touches
    is_whole = np.isclose(total, 1)
    assert np.all(is_whole | (total == 0))


def test_along_the_road_each_has_as_many_neighbours_as_are_asked_for():
    has_weight = proximity.weights("road", k=4) > 0
    assert (has_weight.sum(axis=1) == 4).all()
