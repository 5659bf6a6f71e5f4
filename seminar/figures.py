"""The figures of the teaching kit, and the values that its texts quote."""

import pandas as pd
import matplotlib
from helpers import control, load
from helpers.analysis import roads
from helpers.views import style, tilemap, roadmap
from helpers.vocabulary import READINGS
from seminar import exercises


def figures(folder):
    """Draw the three figures; {name: text alternative}."""
    held, total, day, alt = control(), len(load("districts")), pd.Timestamp(exercises.DAY), {}
    count = (
        held.assign(**{r: held[r] == "taliban" for r in READINGS})
        .groupby("date")[list(READINGS)]
        .sum()
    )

    def save(fig, name, text):
        fig.savefig(folder / f"{name}.png", dpi=150, metadata={"Software": None})
        style.plt.close(fig)
        alt[name] = text

    fig, ax = style.plt.subplots(figsize=(8, 3.9))
    style.band(ax, count.index, count.min(axis=1), count["best"], count.max(axis=1))
    ax.plot(day, count["best"][day], "o", color=style.RUST)
    ax.annotate(
        style.day(day),
        (day, count["best"][day]),
        xytext=(-10, 14),
        textcoords="offset points",
        ha="right",
    )
    ax.set(
        title=f"Districts held by the Taliban, of {total}: best reading, and the range of the other two",
        ylim=(0, None),
        xlim=(count.index[0], count.index[-1]),
    )
    ax.xaxis.set_major_formatter(matplotlib.dates.DateFormatter("%-d %b"))
    save(
        fig,
        "curve",
        f"Districts held by the Taliban, best reading: {count['best'].iloc[0]} of {total} on 1 May 2021, {count['best'][day]} on {style.day(day)}, "
        f"{count['best'].iloc[-1]} on 15 August.",
    )
    fig, ax = style.plt.subplots(figsize=(7.6, 5.4))
    now = held[held["date"] == day].set_index("pcode")
    tilemap.hex_map(ax, now["best"], now["support"], labels=True)
    tilemap.hex_key(fig)
    save(
        fig,
        "map",
        f"One tile a district: on {style.day(day)} the Taliban held {(now['best'] == 'taliban').sum()} of {total} districts, {(now['best'] == 'contested').sum()} were contested.",
    )
    fig, ax = style.plt.subplots(figsize=(8, 4.6))
    network = roads.graph()
    spots = {node: roadmap.place(network, node) for node in network}
    shown = {node for node, (x, y) in spots.items() if 10 < x < 24 and y > 5.5}
    grey = {"color": style.GREY, "linewidth": 3, "zorder": 1}
    roadmap.draw_network(ax, network.subgraph(shown), open_look=grey)
    for node in shown:
        ax.plot(*spots[node], "o", color="white", markeredgecolor="black", markersize=8)
        ax.annotate(
            network.nodes[node]["name"].split(" (")[0],
            spots[node],
            xytext=(7, 5),
            textcoords="offset points",
            fontsize=9,
            bbox={
                "facecolor": "white",
                "alpha": 0.85,
                "linewidth": 0,
                "boxstyle": "square,pad=0.1",
            },
        )
    ax.plot(*spots["kabul"], "*", color=style.BLUE, markeredgecolor="black", markersize=16)
    ax.axis("off")
    ax.set_title("Trunk roads from Kabul to the north (a scheme, not to scale)")
    save(
        fig,
        "roads",
        f"A scheme of the trunk roads from Kabul to the north: {', '.join(sorted(network.nodes[n]['name'] for n in shown))}.",
    )
    return alt
