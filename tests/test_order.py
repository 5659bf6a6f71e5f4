"""The order of a table's rows changes no result and no derived identifier."""

import random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import bounded, check, control, events, find, holder_counts, resolve, tables
from helpers.analysis import claims, reconcile, road_cases, road_losses
from helpers.tables import DATA, schema


def by_content(table):
    """A table as a sorted list of texts: what it says, whatever the order of its rows."""
    if isinstance(table, tuple):
        return [by_content(part) for part in table]
    if isinstance(table, pd.Series):
        table = table.rename("value").reset_index()
    if not isinstance(table.index, pd.RangeIndex):
        table = table.reset_index()
    table = table[sorted(table.columns, key=str)]
    return sorted(map(str, table.astype(str).itertuples(index=False, name=None)))


RESULTS = {
    "events": events,
    "days": control,
    "bounded": lambda: bounded(events()),
    "counts": lambda: holder_counts(control()),
    "prints": claims.prints,
    "statements": claims.statements,
    "calendar": claims.ministry_calendar,
    "reconciled": reconcile.reconcile,
    "losses": road_losses.losses,
    "stretches": road_cases.stretch_names,
    "found": lambda: find(support="strong"),
    "faults": check,
}


def results():
    return {name: by_content(make()) for name, make in RESULTS.items()}


def shuffle_into(folder, seed):
    """A copy of data/ with the rows of every table in another order."""
    dice = random.Random(seed)
    for path in DATA.iterdir():
        if path.suffix != ".csv":
            if path.is_file():
                (folder / path.name).write_bytes(path.read_bytes())
            continue
        head, *lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        dice.shuffle(lines)
        (folder / path.name).write_text(head + "".join(lines), encoding="utf-8")


@pytest.fixture(scope="module")
def in_order():
    return results()


# every result twice; reports, sources and claims are shuffled below in each run
@pytest.mark.thorough
@pytest.mark.parametrize("seed", [1])
def test_shuffling_every_table_changes_no_result(tmp_path, monkeypatch, in_order, seed):
    shuffle_into(tmp_path, seed)
    for module in (tables, __import__("helpers.validation", fromlist=["DATA"])):
        monkeypatch.setattr(module, "DATA", tmp_path)
    shuffled = results()
    for name, result in in_order.items():
        assert shuffled[name] == result, name


# every result twice
@pytest.mark.thorough
def test_running_twice_changes_no_result(in_order):
    assert results() == in_order


@given(st.randoms(use_true_random=False))
@settings(max_examples=10)
def test_events_do_not_depend_on_the_order_of_reports_and_sources(dice):
    reports = tables.load("reports").head(400)
    sources = tables.load("sources")
    shuffled = [
        table.sample(frac=1, random_state=dice.randint(0, 2**31)) for table in (reports, sources)
    ]
    assert events(*shuffled).equals(events(reports, sources))


@given(st.randoms(use_true_random=False))
@settings(max_examples=5)
def test_statements_keep_their_identifiers_in_any_order(dice):
    rows = tables.load("claims")
    shuffled = rows.sample(frac=1, random_state=dice.randint(0, 2**31))
    one = claims.statements(claims.prints(rows))
    other = claims.statements(claims.prints(shuffled))
    assert by_content(one) == by_content(other)


def test_a_name_resolves_alike_in_any_order(tmp_path, monkeypatch):
    names = ["Imam Sahib", "Baharak", "Kohistan", "دوشی", "Nawa"]
    before = [resolve(name) for name in names]
    shuffle_into(tmp_path, 3)
    monkeypatch.setattr(tables, "DATA", tmp_path)
    assert [resolve(name) for name in names] == before


def test_every_table_is_shuffled(tmp_path):
    shuffle_into(tmp_path, 1)
    for name in schema():
        both = [(folder / f"{name}.csv").read_text(encoding="utf-8") for folder in (DATA, tmp_path)]
        assert sorted(both[0].splitlines()) == sorted(both[1].splitlines())
