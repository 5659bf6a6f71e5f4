"""Measure the rule, the model and the worlds: how right they are, and what they cost.

    python -m tools.bench_rule                planted records, and worlds against control()
    python -m tools.bench_rule --planted      planted records alone
    python -m tools.bench_rule --worlds       worlds alone

Speed and memory of `events` and `control` by the number of reports are in `tools.bench`.
"""

import sys
import time

from helpers import control, events
from helpers.public import answer_help
from helpers.worlds import plan, worlds
from tools.planted import summary, trials

N_DISTRICTS, SEED = 1000, 2021
# as many as the notebooks draw
N_WORLDS = 1000


def planted_records() -> None:
    """Print coverage, exact days and widths of rule and model, by rate and reports told."""
    table = trials(N_DISTRICTS, SEED)
    print(
        f"Planted records of {N_DISTRICTS} districts. Goal: the rule covers 95% (90% where one"
    )
    print(
        "report in five is wrong) from three reports on, the model from one on."
    )
    print(summary(table).round(3).to_string())


def worlds_against_control() -> None:
    """Print the processor time of 1,000 worlds as a multiple of one control() call."""
    events_table = events()
    # what both need beforehand is not counted: events and the fitted model
    plan()
    control(events=events_table)
    start = time.process_time()
    control(events=events_table)
    # processor time: other work on the machine does not count
    once = time.process_time() - start
    start = time.process_time()
    draws = worlds(N_WORLDS)
    drawn = time.process_time() - start
    # a byte a cell: a thousand worlds fit into any machine
    size = draws.holder.nbytes / draws.holder.size
    print(
        f"\n{N_WORLDS:,} worlds: {drawn:.2f} s, control() {once:.2f} s: ",
        end="",
    )
    print(
        f"{drawn / once:.1f} times (goal: at most 30); {size:.0f} byte a cell"
    )


def main(arguments: list[str]) -> None:
    """Run what the arguments name; without any, both."""
    if "--worlds" not in arguments:
        planted_records()
    if "--planted" not in arguments:
        worlds_against_control()


if __name__ == "__main__":
    answer_help(__doc__)
    main(sys.argv[1:])
