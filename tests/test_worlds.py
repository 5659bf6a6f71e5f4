"""Draws: equally defensible records, the same for the same seed."""

import os
import signal
import sys
import threading
import time

import numpy as np
import pandas as pd
import pytest
from rows import NO_BASELINE

from helpers import control, load
from helpers.worlds import BLOCK, daily_counts, main, on_cluster, taliban_probability, worlds
from tools.planted import planted


def test_the_same_seed_gives_the_same_worlds_whatever_draws_them():
    one, two = worlds(2 * BLOCK, seed=5), worlds(2 * BLOCK, seed=5, n_jobs=2)
    assert (one.holder == two.holder).all()
    pd.testing.assert_frame_equal(one.choices, two.choices)
    other = worlds(BLOCK, seed=6)
    assert (other.holder != one.holder[:BLOCK]).any()


def test_a_shorter_draw_is_the_beginning_of_a_longer_one():
    few, many = worlds(30), worlds(130)
    assert (few.holder == many.holder[:30]).all()
    assert few.choices.equals(many.choices.head(30))


def test_worlds_have_a_byte_a_cell_and_the_days_of_the_record():
    draws = worlds(3)
    assert draws.holder.dtype == np.uint8 and draws.holder.max() <= 2
    assert draws.holder.shape == (3, len(load("districts")), len(draws.days))
    assert (draws.days[0], draws.days[-1]) == (
        pd.Timestamp("2021-05-01"),
        pd.Timestamp("2021-09-06"),
    )
    assert list(draws.pcodes) == list(load("districts")["pcode"])


def test_the_best_reading_lies_among_the_worlds():
    """On most days its count of districts is within the middle nine tenths of the worlds."""
    counts = worlds(500).held()
    days = control("2021-05-01", "2021-09-06")
    best = (days["best"] == "taliban").groupby(days["date"]).sum().to_numpy()
    low, high = np.quantile(counts, [0.05, 0.95], axis=0)
    assert ((low <= best) & (best <= high)).mean() > 0.8


def slow_counts(holder, choices):
    """A statistic that takes long enough for a worker to be killed at it."""
    time.sleep(0.2)
    return daily_counts(holder, choices)


# a cluster of processes is started for it
@pytest.mark.thorough
@pytest.mark.skipif(sys.platform == "win32", reason="processes are ended by a signal")
def test_a_worker_that_dies_at_work_changes_nothing():
    distributed = pytest.importorskip("distributed")
    n = 12 * BLOCK
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    )
    with cluster, distributed.Client(cluster) as client:
        workers = client.run(os.getpid)
        victim = min(workers.values())
        killer = threading.Thread(target=kill_at_work, args=(client, victim))
        killer.start()
        parts = on_cluster(n, 7, cluster.scheduler_address, slow_counts)
        killer.join()
        assert victim not in client.run(os.getpid).values()
    counts = np.concatenate(parts)
    assert counts.shape[0] == n
    expected = worlds(n, seed=7)
    for place in range(0, n, BLOCK):
        block = expected.holder[place : place + BLOCK]
        assert (counts[place : place + BLOCK] == daily_counts(block, None)).all()


def kill_at_work(client, pid):
    """End one worker as soon as some blocks are done and others are not."""
    for _ in range(600):
        done = sum("_task" in key for keys in client.has_what().values() for key in keys)
        if done >= 4:
            break
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)


def test_the_command_writes_daily_counts(tmp_path, capsys):
    target = tmp_path / "worlds.npz"
    main(["N=150", "SEED=3", "JOBS=1", f"OUT={target}"])
    counts = np.load(target)["taliban"]
    assert (counts == worlds(150, seed=3).held()).all()
    assert "150 worlds" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="expected one of N="):
        main(["M=3"])


def test_a_planted_record_has_worlds_of_its_own_districts():
    record = planted(6, 0.1, seed=4)
    draws = worlds(120, reports=record.reports, sources=record.sources, baseline=NO_BASELINE)
    assert list(draws.pcodes) == sorted(record.truth["pcode"])
    table = taliban_probability(
        120, reports=record.reports, sources=record.sources, baseline=NO_BASELINE
    )
    assert table.shape == draws.holder.shape[1:]
    assert ((table >= 0) & (table <= 1)).all(axis=None)


@pytest.mark.parametrize(
    "argument, words",
    [
        ("N=0", "N=0: a whole number from 1 on"),
        ("N=-5", "N=-5: a whole number"),
        ("N=many", "N=many: a whole number"),
        ("N=", "N=: a whole number"),
        ("SEED=x", "SEED=x: a whole number"),
        ("JOBS=all", "JOBS=all: a whole number"),
        ("OUT=no/such/folder.npz", "there is no folder no/such"),
        ("M=5", "expected one of N=, SEED="),
    ],
)
def test_a_slip_on_the_command_line_is_a_word_and_not_an_hours_work(argument, words):
    with pytest.raises(SystemExit, match=words):
        main([argument])


@pytest.mark.parametrize("number", [0, -1, 1.5, "10", None, True, float("nan")])
def test_what_is_no_number_of_worlds_is_refused_by_name(number):
    for draw in (worlds, taliban_probability):
        with pytest.raises((TypeError, ValueError), match="n is a whole number from 1 on"):
            draw(number)
    if number != 0:
        with pytest.raises((TypeError, ValueError), match="seed is a whole number from 0 on"):
            worlds(5, seed=number)
