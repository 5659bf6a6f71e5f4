"""The trunk-road network: which stretches a capture cut, and which capitals lost every way to Kabul.

The rule. A stretch is cut on the days on which the Taliban hold a district that it runs through (rule `district`), or one
whose centre lies on the road (rule `centre`). Contested counts as held by the government. A capital is `fallen` when its own
district is the Taliban's, else `cut` when every way to Kabul uses a cut stretch, else `linked`. A stretch names the districts
of both its ends, so no way leads through a fallen town. Whether traffic really stopped is another matter: see `agreement`.
Everywhere `held` is a table as `control` returns it (default: control()), `network` one of `graph` (default: graph()).
"""

from types import SimpleNamespace

import networkx as nx
import numpy as np
import pandas as pd
from helpers.district_days import control
from helpers.tables import load
from helpers.vocabulary import HOLDERS, READINGS


STATES = ("linked", "cut", "fallen")

RULES = {"district": "pcodes", "centre": "centre_pcodes"}


def graph(nodes=None, segments=None):
    """The network as a networkx Graph; nodes and edges carry the columns of road_nodes and road_segments.

    Raises ValueError for a stretch between unknown nodes, or a second one between the same two (put a node on one of them).
    """
    nodes = load("road_nodes") if nodes is None else nodes
    segments = load("road_segments") if segments is None else segments
    network = nx.Graph()
    network.add_nodes_from((row["node_id"], row) for row in nodes.to_dict("records"))
    for row in segments.to_dict("records"):
        ends = row["from_node"], row["to_node"]
        for end in ends:
            if end not in network:
                raise ValueError(f"stretch {row['segment_id']}: no node is called {end!r}")
        if network.has_edge(*ends):
            raise ValueError(
                f"stretch {row['segment_id']} joins what {network.edges[ends]['segment_id']} joins already"
            )
        network.add_edge(*ends, **row)
    return network


def arrays(rule="district", network=None):
    """The network as arrays, for work on many days at once.

    Attributes: ends (stretches x 2, numbers of nodes), inside (districts x stretches: does it run through?), home (district
    of each node), kabul, capitals, targets (capitals and crossings; numbers of nodes, without Kabul), data (nodes), km.
    """
    if rule not in RULES:
        raise ValueError(f"rule {rule!r} is none of {', '.join(RULES)}")
    network = graph() if network is None else network
    number = {node: i for i, node in enumerate(network)}
    data, edges = (
        pd.DataFrame([d for _, d in network.nodes(data=True)]),
        [e for *_, e in network.edges(data=True)],
    )
    pcodes = load("districts")["pcode"].to_numpy()
    place, far = {p: i for i, p in enumerate(pcodes)}, data["node_id"] != "kabul"
    inside = np.zeros((len(pcodes), len(edges)), dtype=bool)
    for i, edge in enumerate(edges):
        inside[[place[p] for p in edge[RULES[rule]]], i] = True
    return SimpleNamespace(
        network=network,
        data=data,
        pcodes=pcodes,
        inside=inside,
        home=data["pcode"].map(place).to_numpy(),
        ids=[e["segment_id"] for e in edges],
        km=np.array([e["length_km"] for e in edges]),
        kabul=number["kabul"],
        ends=np.array([(number[e["from_node"]], number[e["to_node"]]) for e in edges]),
        stretch={frozenset(pair): i for i, pair in enumerate(network.edges)},
        capitals=np.flatnonzero((data["kind"] == "capital") & far),
        targets=np.flatnonzero(data["kind"].isin(["capital", "crossing"]) & far),
    )


def _cut(net, fallen):
    """(cases x districts) fallen -> (cases x stretches) cut."""
    return (np.asarray(fallen, dtype=np.float32) @ net.inside.astype(np.float32)) > 0


def _reach(net, shut):
    """(cases x stretches) cut -> (cases x nodes) reached from Kabul; all cases at once."""
    free, found, before = (
        ~np.ascontiguousarray(shut.T),
        np.zeros((len(net.data), len(shut)), dtype=bool),
        0,
    )
    found[net.kabul] = True
    while (now := np.count_nonzero(found)) > before:
        before = now
        for (a, b), passable in zip(net.ends, free):
            either = (found[a] | found[b]) & passable
            found[a] |= either
            found[b] |= either
    return found.T


def _ways(net, shut=None):
    """Shortest ways from Kabul over stretches that are not cut (default: over all): {node: km}, {node: route}."""
    free = nx.Graph(
        [
            (a, b, {"weight": km})
            for i, (a, b, km) in enumerate(net.network.edges(data="length_km"))
            if shut is None or not shut[i]
        ]
    )
    free.add_node("kabul")
    return nx.single_source_dijkstra(free, "kabul")


def _stretches(net, route):
    return [net.stretch[frozenset(pair)] for pair in zip(route, route[1:])]


def fallen_days(reading="best", held=None):
    """Is a district the Taliban's? DataFrame of bool, one row a day, one column a P-code."""
    if reading not in READINGS:
        raise ValueError(f"reading {reading!r} is none of {', '.join(READINGS)}")
    held = control() if held is None else held
    return (
        held.pivot(index="date", columns="pcode", values=reading)[load("districts")["pcode"]]
        == HOLDERS[-1]
    )


def cut_stretches(reading="best", rule="district", held=None, network=None):
    """Is a stretch cut? DataFrame of bool, one row a day, one column a segment_id."""
    net, fallen = arrays(rule, network), fallen_days(reading, held)
    return pd.DataFrame(_cut(net, fallen), index=fallen.index, columns=net.ids)


def cut_off_days(rule="district", held=None, network=None):
    """State of every capital but Kabul on every day: date, reading, node_id, capital, pcode, state (one of STATES)."""
    net, held, tables = arrays(rule, network), control() if held is None else held, []
    for reading in READINGS:
        fallen = fallen_days(reading, held)
        code = np.where(_reach(net, _cut(net, fallen))[:, net.capitals], 0, 1)
        code[fallen.to_numpy()[:, net.home[net.capitals]]] = 2
        who = net.data[["node_id", "name", "pcode"]].iloc[np.tile(net.capitals, len(fallen))]
        who.insert(0, "date", np.repeat(fallen.index, len(net.capitals)))
        who.insert(1, "reading", reading)
        tables.append(
            who.assign(state=pd.Categorical.from_codes(code.ravel(), STATES, ordered=True))
        )
    return pd.concat(tables, ignore_index=True).rename(columns={"name": "capital"})


def cut_off(date, reading="best", rule="district", held=None, network=None):
    """Which capitals have no way to Kabul on a day, and what is left to the others.

    Returns one row a capital but Kabul: node_id, capital, pcode, state (linked / cut / fallen), km (shortest way over
    stretches that are not cut; NaN without one), detour_km (how much longer than on the whole network), route (node ids).
    Raises ValueError for a day that `held` does not have.
    """
    held = control() if held is None else held
    held = held[held["date"] == pd.Timestamp(date)]
    if held.empty:
        raise ValueError(f"{date} is not a day of the record")
    net, table = (
        arrays(rule, network),
        cut_off_days(rule, held, network).query("reading == @reading"),
    )
    (km, routes), linked = (
        _ways(net, _cut(net, fallen_days(reading, held))[0]),
        table["state"] == "linked",
    )
    table = table.drop(columns=["date", "reading"]).assign(
        km=table["node_id"].map(km).where(linked)
    )
    table["detour_km"] = (table["km"] - table["node_id"].map(_ways(net)[0])).round(1)
    return table.assign(
        route=[tuple(routes[n]) if ok else () for n, ok in zip(table["node_id"], linked)]
    ).reset_index(drop=True)


def history(reading="best", rule="district", held=None, network=None):
    """How each capital lost its ways to Kabul, up to the day before Kabul's own fall; one row a capital.

    Columns: node_id, capital, pcode; way_cut (first day on which its shortest way is cut), way_cut_by (the fallen districts
    on it), detour_km (what is left then is so much longer; NaN: nothing is left); first_cut (first day without any way),
    cut_by (captures of that day but for any one of which a way were left; where no single one decides, those of the day on
    its shortest way, or else on the network; empty on the first day of the record), days_cut, fell (the last day on which it
    fell), lead (days from first_cut to fell).
    """
    net, fallen = arrays(rule, network), fallen_days(reading, held)
    gone, days, rows = fallen.to_numpy(), fallen.index, []
    shut = _cut(net, gone)
    reach, stands, (whole, routes) = _reach(net, shut), ~gone[:, net.home[net.kabul]], _ways(net)
    for c in net.capitals:
        row = net.data.loc[c, ["node_id", "name", "pcode"]].to_dict() | {
            "way_cut_by": (),
            "cut_by": (),
        }
        node, home, way = (
            row["node_id"],
            gone[:, net.home[c]],
            _stretches(net, routes[row["node_id"]]),
        )
        for day in np.flatnonzero(shut[:, way].any(axis=1) & stands)[:1]:
            row["way_cut"], row["way_cut_by"] = (
                days[day],
                tuple(net.pcodes[net.inside[:, way].any(axis=1) & gone[day]]),
            )
            row["detour_km"] = _ways(net, shut[day])[0].get(node, np.nan) - whole[node]
        cut, falls = (
            np.flatnonzero(~reach[:, c] & ~home & stands),
            np.flatnonzero(np.diff(home, prepend=False) & home),
        )
        row |= {"days_cut": len(cut), "fell": days[falls[-1]] if len(falls) else pd.NaT}
        for day in cut[:1]:
            row["first_cut"], row["cut_by"] = (
                days[day],
                _decisive(net, gone, day, c, way) if day else (),
            )
        rows.append(row)
    table = pd.DataFrame(
        rows,
        columns=[
            "node_id",
            "name",
            "pcode",
            "way_cut",
            "way_cut_by",
            "detour_km",
            "first_cut",
            "cut_by",
            "days_cut",
            "fell",
        ],
    ).rename(columns={"name": "capital"})
    table = table.astype({column: "datetime64[us]" for column in ("way_cut", "first_cut", "fell")})
    return table.assign(lead=(table["fell"] - table["first_cut"]).dt.days.astype("Int64"))


def _decisive(net, gone, day, node, way):
    new = np.flatnonzero(gone[day] & ~gone[day - 1] & net.inside.any(axis=1))
    spared = np.repeat(gone[[day]], len(new), axis=0)
    spared[np.arange(len(new)), new] = False
    single = new[_reach(net, _cut(net, spared))[:, node]]
    on_way = new[net.inside[np.ix_(new, way)].any(axis=1)]
    return tuple(net.pcodes[next((found for found in (single, on_way) if len(found)), new)])


def only_by(pcode, date, reading="best", rule="district", held=None, network=None):
    """Capitals (node_ids) that are cut off on a day but would have a way if this one district had not fallen."""
    net, fallen = arrays(rule, network), fallen_days(reading, held).loc[[pd.Timestamp(date)]]
    home = net.home[net.capitals]
    cut = ~_reach(net, _cut(net, fallen))[0, net.capitals] & ~fallen.to_numpy()[0, home]
    spared = _reach(net, _cut(net, fallen.assign(**{pcode: False})))[0, net.capitals]
    return net.data["node_id"].to_numpy()[net.capitals[cut & spared]].tolist()


def losses(reading="best", rule="district", held=None, network=None):
    """If one district fell alone: how many other capitals and crossings that are linked would lose every way to Kabul?

    Returns two DataFrames (capitals, crossings), one row a day on which Kabul stands, one column a district of the network
    but Kabul's; NaN once it has fallen.
    """
    net, fallen = arrays(rule, network), fallen_days(reading, held)
    fallen = fallen[~fallen.iloc[:, net.home[net.kabul]]]
    gone = fallen.to_numpy()
    on = np.setdiff1d(np.flatnonzero(net.inside.any(axis=1)), net.home[net.kabul])
    shut, homes = _cut(net, gone), net.home[net.targets]
    alone = (shut[:, None, :] | net.inside[None, on, :]).reshape(
        -1, len(net.ids)
    )  # every day x every district: one case each
    linked = (
        _reach(net, shut)[:, None, net.targets] & ~gone[:, None, homes] & (homes != on[:, None])
    )
    lost = linked & ~_reach(net, alone)[:, net.targets].reshape(len(gone), len(on), -1)
    capital = np.isin(net.targets, net.capitals)
    return tuple(
        pd.DataFrame(
            lost[:, :, kind].sum(axis=2), index=fallen.index, columns=net.pcodes[on]
        ).where(~gone[:, on])
        for kind in (capital, ~capital)
    )


def critical(date=None, reading="best", rule="district", held=None, network=None):
    """What each standing district's fall alone would cut on a day, or (no date) on average over the days that it stood.

    Columns, most first: pcode, capitals, crossings, lost (both; see `losses`), on_way (how many of them have their shortest
    way on the whole network through it: betweenness towards Kabul), stood (days).
    """
    capitals, crossings = losses(reading, rule, held, network)
    if date is not None:
        capitals, crossings = (
            capitals.loc[[pd.Timestamp(date)]],
            crossings.loc[[pd.Timestamp(date)]],
        )
    table = pd.DataFrame(
        {
            "capitals": capitals.mean(),
            "crossings": crossings.mean(),
            "stood": capitals.notna().sum(),
        }
    )
    net = arrays(rule, network)
    routes = _ways(net)[1]
    ways = [
        net.inside[:, _stretches(net, routes[node])].any(axis=1)
        for node in net.data["node_id"][net.targets]
    ]
    table = table.assign(
        lost=table["capitals"] + table["crossings"],
        on_way=pd.Series(np.sum(ways, axis=0), index=net.pcodes),
    )
    table = table[table["stood"] > 0].rename_axis("pcode").reset_index()
    return table.sort_values(
        ["lost", "on_way", "pcode"], ascending=[False, False, True], ignore_index=True
    )


def agreement(rule="district", reading="best", held=None, network=None):
    """Each dated report of a stretch beside the rule's word on it, for reports whose bounds end before Kabul fell.

    Adds to road_reports: origin, url, cut_once (cut on some day of the bounds), cut_all (on every day), usual (share of all
    stretches that are cut on some day of them: what a stretch taken at random gives) and verdict. A report is met if the rule
    allows it on some day of its bounds: closed gives hit or miss, open gives right or false alarm; contested has none.
    """
    shut, fallen = cut_stretches(reading, rule, held, network), fallen_days(reading, held)
    kabul = load("road_nodes").set_index("node_id")["pcode"]["kabul"]
    last = fallen.index[~fallen[kabul]][-1]
    table = load("road_reports").merge(
        load("sources")[["source_id", "origin", "url"]], on="source_id"
    )
    table = table[table["date_hi"] <= last].reset_index(drop=True)
    spans = [shut.loc[lo:hi] for lo, hi in zip(table["date_lo"], table["date_hi"])]
    own = [span[stretch] for span, stretch in zip(spans, table["segment_id"])]
    table["cut_once"], table["cut_all"] = (
        [s.any() for s in own],
        [len(s) > 0 and s.all() for s in own],
    )
    told = np.where(table["status"] == "open", table["cut_all"], table["cut_once"])
    names = {
        ("closed", True): "hit",
        ("closed", False): "miss",
        ("open", False): "right",
        ("open", True): "false alarm",
    }
    return table.assign(
        usual=[s.any().mean() for s in spans],
        verdict=[names.get(key) for key in zip(table["status"].astype(str), told)],
    )
