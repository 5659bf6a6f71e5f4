"""The schematic map: a place for every node, a line for every stretch."""

import networkx as nx
import numpy as np

from helpers import load
from helpers.analysis import roads
from helpers.views import roadmap


def test_the_schematic_map_has_a_place_of_its_own_for_every_node():
    nodes = load("road_nodes")
    assert nodes[["metro_x", "metro_y"]].notna().all(axis=None)
    assert not nodes.duplicated(["metro_x", "metro_y"]).any()


def test_a_stretch_runs_from_its_node_to_the_other_whichever_end_is_named_first():
    network = roads.graph()
    for start, end in network.edges:
        there, back = roadmap.course(network, start, end), roadmap.course(network, end, start)
        assert tuple(there[:, 0]) == roadmap.place(network, start)
        assert tuple(there[:, -1]) == roadmap.place(network, end)
        assert np.array_equal(there, back[:, ::-1])


def test_bends_are_numbers_in_pairs():
    for bends in load("road_segments")["bends"]:
        assert all(len([float(number) for number in bend.split()]) == 2 for bend in bends)


def test_a_subgraph_draws_only_its_own_stretches():
    from helpers.views.style import plt

    fig, ax = plt.subplots()
    part = nx.Graph(roads.graph().subgraph(["kabul", "charikar", "maidan_shahr"]))
    roadmap.draw_network(ax, part)
    drawn = np.isfinite(ax.lines[0].get_xdata()).sum()
    assert len(ax.lines) == 1 and drawn == 2 * part.number_of_edges()
    plt.close(fig)
