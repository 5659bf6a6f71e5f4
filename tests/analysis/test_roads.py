"""The road network and its cuts: known answers on small networks, properties of the real one."""

import shutil

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from helpers import check, control, load
from helpers.analysis import proximity, road_losses, road_reports, roads
from helpers.tables import DATA

KABUL, NEAR, FAR, SIDE, EDGE = "AF0101", "AF0301", "AF0901", "AF0401", "AF1905"
DAYS = pd.date_range("2021-05-01", "2021-05-10", unit="us")


@pytest.fixture(scope="module")
def held():
    return control()


@pytest.fixture
def toy():
    """Kabul - near - far - edge, and a longer way from Kabul to far by side.

    near and far are capitals, edge a crossing.
    """
    nodes = pd.DataFrame(
        [
            ("kabul", KABUL, "capital", 34.5, 69.2),
            ("near", NEAR, "capital", 35.0, 69.2),
            ("far", FAR, "capital", 36.0, 68.7),
            ("side", SIDE, "town", 34.4, 68.9),
            ("edge", EDGE, "crossing", 37.2, 68.6),
        ],
        columns=["node_id", "pcode", "kind", "lat", "lon"],
    )
    rows = [
        ("kabul", "near", 50, (KABUL, NEAR)),
        ("near", "far", 100, (NEAR, FAR)),
        ("kabul", "side", 40, (KABUL, SIDE)),
        ("side", "far", 200, (SIDE, "AF1001", FAR)),
        ("far", "edge", 150, (FAR, EDGE)),
    ]
    segments = pd.DataFrame(
        [
            {
                "segment_id": f"{a}-{b}",
                "from_node": a,
                "to_node": b,
                "length_km": km,
                "road_class": "national",
                "pcodes": p,
                "centre_pcodes": tuple(c for c in p if c != "AF1001"),
            }
            for a, b, km, p in rows
        ]
    )
    return roads.graph(nodes.assign(name=nodes["node_id"]), segments)


def holding(falls, contested=()):
    """Days as control() gives them; `falls` are the Taliban's from given days of May (lo, hi)."""
    pcodes = load("districts")["pcode"]
    state = pd.DataFrame("government", index=DAYS, columns=pcodes)
    for pcode in contested:
        state[pcode] = "contested"
    for pcode, (lo, hi) in falls.items():
        state.loc[(DAYS.day >= lo) & (DAYS.day <= hi), pcode] = "taliban"
    table = (
        state.rename_axis("date").reset_index().melt("date", var_name="pcode", value_name="best")
    )
    kinds = pd.CategoricalDtype(["government", "contested", "taliban"], ordered=True)
    return table.assign(**{reading: table["best"].astype(kinds) for reading in roads.READINGS})


def state_of(table, node):
    return table.set_index("node_id").loc[node]


# the data


def test_every_capital_and_crossing_is_reached_from_kabul():
    network, places = roads.graph(), load("districts").set_index("pcode")
    reached = nx.node_connected_component(network, "kabul")
    kinds = pd.Series(dict(network.nodes(data="kind")))
    homes = pd.Series(dict(network.nodes(data="pcode")))
    assert set(kinds.index[kinds.isin(["capital", "crossing"])]) <= reached
    assert sorted(homes[kinds == "capital"]) == sorted(places.index[places["is_capital"]])


def test_a_stretch_names_the_districts_of_both_its_ends():
    """Otherwise a way could lead through a fallen town."""
    network = roads.graph()
    for a, b, stretch in network.edges(data=True):
        assert {network.nodes[a]["pcode"], network.nodes[b]["pcode"]} <= set(stretch["pcodes"]), (
            stretch["segment_id"]
        )
        assert set(stretch["centre_pcodes"]) <= set(stretch["pcodes"]), stretch["segment_id"]


def test_a_stretch_is_no_shorter_than_the_straight_line():
    network = roads.graph()
    for a, b, stretch in network.edges(data=True):
        ends = [[network.nodes[n][k]] for n in (a, b) for k in ("lat", "lon")]
        straight = proximity.great_circle(ends[0], ends[1], ends[2], ends[3])[0, 0]
        assert stretch["length_km"] > 0.97 * straight - 1.5, stretch["segment_id"]


def test_routes_are_about_as_long_as_published():
    network, routes = roads.graph(), load("route_lengths")
    routes = routes[
        ~routes["note"].fillna("").str.contains("By Shibar|Detour")
    ]  # lengths of another way than the shortest
    km = [
        nx.shortest_path_length(network, a, b, weight="length_km")
        for a, b in zip(routes["from_node"], routes["to_node"], strict=True)
    ]
    off = (
        routes.assign(ratio=np.array(km) / routes["length_km"])
        .groupby(["from_node", "to_node"])["ratio"]
        .agg(lambda ratio: np.abs(np.log(ratio)).min())
    )  # where prints differ, the nearest of them
    assert off.max() < np.log(1.35), off.idxmax()
    assert np.exp(off[("kabul", "kandahar")]) < 1.05


def test_nodes_of_crossings_lie_in_the_district_of_the_crossing():
    nodes, crossings = (
        load("road_nodes").dropna(subset="crossing_id"),
        load("crossings").set_index("crossing_id"),
    )
    assert len(nodes) >= 10
    assert (
        nodes["pcode"].to_numpy() == crossings.loc[nodes["crossing_id"], "pcode"].to_numpy()
    ).all()


def test_there_are_road_reports_enough_to_judge_a_rule():
    told = load("road_reports")
    assert len(told) >= 25 and {"open", "contested", "closed"} == set(told["status"].astype(str))


# check() on bad networks


@pytest.fixture
def folder(tmp_path):
    for name in ("districts", "sources", "crossings", "road_nodes", "road_segments"):
        shutil.copy(DATA / f"{name}.csv", tmp_path)
    return tmp_path


def spoil(folder, change):
    """Rewrite the lines of road_segments.csv and return the faults that check() finds in it."""
    file = folder / "road_segments.csv"
    header, *lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([header, *change(lines)]) + "\n", encoding="utf-8")
    return check(file)


def test_the_network_as_it_is_has_no_fault(folder):
    assert spoil(folder, lambda lines: lines).empty


def test_check_names_an_unknown_node(folder):
    faults = spoil(folder, lambda lines: [lines[0].replace(",kabul,", ",atlantis,"), *lines[1:]])
    assert faults[["row", "column", "value"]].values.tolist() == [[2, "from_node", "atlantis"]]
    assert "road_nodes.csv" in faults["expected"][0]


def test_check_names_an_unknown_district(folder):
    faults = spoil(folder, lambda lines: [lines[0].replace("AF0102;", "AF9999;"), *lines[1:]])
    assert list(faults["column"]) == ["pcodes"] and "AF9999" in faults["value"][0]


def test_check_names_a_stretch_that_is_there_twice(folder):
    def turned(line):
        return line.replace(
            "kabul-maidan_shahr,kabul,maidan_shahr", "maidan_shahr-kabul,maidan_shahr,kabul"
        )

    faults = spoil(folder, lambda lines: [*lines, turned(lines[0])])
    assert list(faults["column"]) == ["to_node"] and "row 2" in faults["expected"][0]


def test_check_names_a_part_that_is_joined_to_nothing(folder):
    faults = spoil(folder, lambda lines: [line for line in lines if "bazarak" not in line])
    assert list(faults["value"]) == ["bazarak"] and "joins" in faults["expected"][0]


# graph() and its errors


def test_graph_refuses_an_unknown_node_and_a_second_stretch():
    nodes, segments = load("road_nodes"), load("road_segments")
    with pytest.raises(ValueError, match="no node is called 'kabul'"):
        roads.graph(nodes[nodes["node_id"] != "kabul"], segments)
    with pytest.raises(ValueError, match="joins already"):
        roads.graph(nodes, pd.concat([segments, segments.iloc[[0]].assign(segment_id="again")]))


@pytest.mark.parametrize(
    "call",
    [
        lambda held: roads.fallen_days("middle", held),
        lambda held: roads.cut_off("2021-05-01", rule="town", days=held),
        lambda held: roads.cut_off("1999-01-01", days=held),
        lambda held: proximity.distances("crow"),
        lambda held: proximity.weights("friends"),
    ],
)
def test_what_does_not_exist_is_refused(held, call):
    with pytest.raises(ValueError):
        call(held)


# who is cut off


def test_a_capital_with_a_detour_is_linked_over_it(toy):
    table = roads.cut_off("2021-05-05", days=holding({NEAR: (2, 10)}), network=toy)
    assert state_of(table, "near")["state"] == "fallen" and pd.isna(state_of(table, "near")["km"])
    far = state_of(table, "far")
    assert (far["state"], far["km"], far["detour_km"], far["route"]) == (
        "linked",
        240,
        90,
        ("kabul", "side", "far"),
    )


def test_a_capital_with_no_way_is_cut_off_until_a_way_reopens(toy):
    days = roads.cut_off_days(days=holding({NEAR: (2, 10), SIDE: (4, 6)}), network=toy)
    far = (
        days[(days["node_id"] == "far") & (days["reading"] == "best")]["state"].astype(str).tolist()
    )
    assert far == ["linked"] * 3 + ["cut"] * 3 + ["linked"] * 4


def test_contested_counts_as_held_by_the_government(toy):
    table = roads.cut_off("2021-05-05", days=holding({}, contested=[NEAR, SIDE]), network=toy)
    assert set(table["state"]) == {"linked"}


def test_the_rule_of_centres_overlooks_a_district_that_is_only_skirted(toy):
    table = holding({NEAR: (1, 10), "AF1001": (1, 10)})
    assert (
        state_of(roads.cut_off("2021-05-05", rule="district", days=table, network=toy), "far")[
            "state"
        ]
        == "cut"
    )
    assert (
        state_of(roads.cut_off("2021-05-05", rule="centre", days=table, network=toy), "far")[
            "state"
        ]
        == "linked"
    )


def test_history_names_the_captures_that_cut(toy):
    far = state_of(
        roads.history(
            days=holding({NEAR: (2, 10), SIDE: (4, 10), EDGE: (4, 10), FAR: (9, 10)}), network=toy
        ),
        "far",
    )
    assert (far["way_cut"].day, far["way_cut_by"], far["detour_km"]) == (2, (NEAR,), 90)
    assert (far["first_cut"].day, far["cut_by"], far["days_cut"], far["fell"].day, far["lead"]) == (
        4,
        (SIDE,),
        5,
        9,
        5,
    )


def test_history_stops_when_kabul_falls(toy):
    far = state_of(roads.history(days=holding({KABUL: (8, 10)}), network=toy), "far")
    assert pd.isna(far["first_cut"]) and far["days_cut"] == 0


def test_two_captures_of_one_day_that_only_together_cut_are_both_named(toy):
    far = state_of(
        roads.history(
            days=holding({"AF1001": (4, 10), "AF0306": (4, 10), NEAR: (1, 10)}), network=toy
        ),
        "far",
    )
    assert far["cut_by"] == ("AF1001",)
    both = state_of(
        roads.history(days=holding({SIDE: (4, 10), "AF1001": (4, 10), NEAR: (1, 10)}), network=toy),
        "far",
    )
    assert both["cut_by"] == (SIDE, "AF1001")


def test_only_by_asks_about_one_district(toy):
    table = holding({NEAR: (1, 10), SIDE: (1, 10)})
    assert roads.only_by(SIDE, "2021-05-05", days=table, network=toy) == ["far"]
    assert roads.only_by("AF1001", "2021-05-05", days=table, network=toy) == []


def test_critical_counts_others_that_lose_their_last_way(toy):
    table = road_losses.critical(
        "2021-05-05", days=holding({SIDE: (1, 10)}), network=toy
    ).set_index("pcode")
    assert SIDE not in table.index and KABUL not in table.index
    assert table.loc[NEAR, ["capitals", "crossings", "lost"]].tolist() == [
        1,
        1,
        2,
    ]  # far and edge; near itself falls
    assert table.loc[FAR, ["capitals", "crossings"]].tolist() == [0, 1]
    whole = road_losses.critical("2021-05-05", days=holding({}), network=toy).set_index("pcode")
    assert (
        whole.loc[NEAR, "lost"] == 0 and whole.loc[NEAR, "on_way"] == 3
    )  # busy, but with a detour


def test_the_average_runs_over_the_days_that_a_district_stood(toy):
    table = road_losses.critical(
        days=holding({SIDE: (3, 10), NEAR: (7, 10)}), network=toy
    ).set_index("pcode")
    assert table.loc[NEAR, "stood"] == 6 and table.loc[NEAR, "lost"] == pytest.approx(2 * 4 / 6)


def slow_states(held, date, reading, rule):
    """The same question answered one day at a time by networkx alone."""
    day = held[held["date"] == date].set_index("pcode")[reading] == "taliban"
    network = roads.graph()
    left = network.edge_subgraph(
        [(a, b) for a, b, p in network.edges(data=roads.RULES[rule]) if not day[list(p)].any()]
    )
    reached = nx.node_connected_component(left, "kabul") if "kabul" in left else {"kabul"}
    return {
        n: "fallen" if day[d["pcode"]] else "linked" if n in reached else "cut"
        for n, d in network.nodes(data=True)
        if d["kind"] == "capital" and n != "kabul"
    }


@pytest.mark.parametrize("rule", roads.RULES)
@pytest.mark.parametrize("date", ["2021-05-01", "2021-06-22", "2021-08-14"])
def test_all_days_at_once_agree_with_one_day_by_networkx(held, rule, date):
    days = roads.cut_off_days(rule, held)
    for reading in roads.READINGS:
        mine = (
            days[(days["date"] == date) & (days["reading"] == reading)]
            .set_index("node_id")["state"]
            .astype(str)
        )
        assert mine.to_dict() == slow_states(held, pd.Timestamp(date), reading, rule)


def test_losses_agree_with_letting_each_district_fall(held):
    date = pd.Timestamp("2021-06-22")
    capitals, _ = road_losses.losses(days=held)
    before = slow_states(held, date, "best", "district")
    home = dict(roads.graph().nodes(data="pcode"))
    for pcode in capitals.columns[::9]:
        if pd.isna(capitals.loc[date, pcode]):
            continue
        fallen = held.copy()
        fallen.loc[(fallen["date"] == date) & (fallen["pcode"] == pcode), "best"] = "taliban"
        after = slow_states(fallen, date, "best", "district")
        lost = [
            n for n in before if before[n] == "linked" and after[n] == "cut" and home[n] != pcode
        ]
        assert capitals.loc[date, pcode] == len(lost), pcode


def test_the_rule_of_districts_never_leaves_open_what_the_rule_of_centres_cuts(held):
    for reading in roads.READINGS:
        assert (
            roads.cut_stretches(reading, "district", held)
            >= roads.cut_stretches(reading, "centre", held)
        ).all(axis=None)


def test_agreement_gives_the_rule_the_benefit_of_the_bounds(toy, monkeypatch):
    def day(number):
        return pd.Timestamp(2021, 5, number)

    told = pd.DataFrame(
        [(1, 2, "closed"), (1, 1, "closed"), (3, 4, "open"), (1, 4, "open"), (3, 4, "contested")],
        columns=["lo", "hi", "status"],
    ).assign(segment_id="near-far")
    told = told.assign(
        date_lo=told.pop("lo").map(day), date_hi=told.pop("hi").map(day), source_id="s"
    )
    tables = {
        "road_reports": told,
        "sources": pd.DataFrame({"source_id": ["s"], "origin": ["o"], "url": ["u"]}),
    }
    monkeypatch.setattr(
        road_reports, "load", lambda name: tables[name] if name in tables else load(name)
    )
    met = road_reports.agreement(days=holding({NEAR: (2, 10)}), network=toy)
    assert met["verdict"].tolist()[:4] == ["hit", "miss", "false alarm", "right"] and pd.isna(
        met["verdict"].iloc[4]
    )
    # kabul-near and near-far, of five
    assert met["usual"].iloc[0] == pytest.approx(2 / 5)
