"""Spoil the tables of data/ at random and count how much of it the checks name.

    python -m tools.fuzz 2000 --seed 2021

A mutation spoils one table of a copy in one of many kinds. Of some kinds a rule can know that they
are wrong: those must be faults, named at their place. The others are only implausible: those should
be warned of. What is neither named nor warned of, and yet changes who held what, is a fault that
slips through in silence. Nothing in data/ is touched.

Counted apart is what `make check` says of every table that is not as datapackage.json describes it:
it tells that something was changed, right or wrong alike, and neither what nor where.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from helpers import control, events, load
from helpers.checks.described import unlike_its_description
from helpers.checks.raw_tables import Finding, Record, Row
from helpers.tables import DATA, schema
from helpers.validation import examine, warnings_of
from tools import mutations_of_the_hand
from tools.mutations import IMPLAUSIBLE, KNOWABLE, Source, Spoilt

# importing them notes their kinds
assert mutations_of_the_hand.__doc__

# whose results would change: a later step reads these tables
RESULTS = {"reports", "sources", "baseline", "districts"}


class Verdict(NamedTuple):
    """What became of one mutation."""

    kind: str
    known: bool
    table: str
    named: bool
    at_its_place: bool
    warned: bool
    changed: bool
    other: bool
    crashed: str


@dataclass
class Bench:
    """A copy of data/ to spoil: its folder, its sound rows, its results, what is warned of it."""

    folder: Path
    sound: dict[str, dict[int, Row]]
    results: tuple
    quiet: set[tuple]


def judge(spoilt: Spoilt, kind: str, bench: Bench) -> Verdict:
    """Check one spoilt table, and see whether results change where nothing is said.

    Parameters
    ----------
    spoilt : Spoilt
        The table as it was spoilt, and where.
    kind : str
        Name of the mutation.
    bench : Bench
        Its folder is as before when this returns.

    Returns
    -------
    Verdict
    """
    folder = bench.folder
    file = folder / f"{spoilt.table}.csv"
    kept = file.read_bytes()
    file.write_bytes(spoilt.raw)
    # the other tables are as they were, and need not be read again
    others = {
        name: rows
        for name, rows in bench.sound.items()
        if name != spoilt.table
    }
    record = Record(folder, others)
    known = kind in KNOWABLE
    # the same word for every change: it counts as no name and no warning
    other = bool(unlike_its_description(file))
    crashed = ""
    faults = []
    warnings = set()
    try:
        examined = []
        for path in _concerned(spoilt, folder):
            examined += examine(path, record)
        faults = [each for one in examined for each in one.faults]
        # who is told of a fault need not be warned too
        warnings = set() if faults else _signs(examined) - bench.quiet
    except Exception as fault:  # noqa: BLE001  a crash of any kind is what is looked for
        crashed = repr(fault)
    silent = not faults and not warnings and not crashed
    # worked out only where it can matter: it takes longer than all checks together
    matters = silent and spoilt.table in RESULTS
    changed = matters and _results(folder) != bench.results
    # the copy is sound again for the next one
    file.write_bytes(kept)
    return Verdict(
        kind=kind,
        known=known,
        table=spoilt.table,
        named=bool(faults),
        at_its_place=any(_at(each, spoilt) for each in faults),
        warned=bool(warnings),
        changed=changed,
        other=other,
        crashed=crashed,
    )


def _concerned(spoilt: Spoilt, folder: Path) -> list[Path]:
    """The files in which the checks may name the fault."""
    # a key that went missing is named in the tables that point to it
    if spoilt.line is None and spoilt.table in ("districts", "road_nodes"):
        return sorted(folder.glob("*.csv"))
    # a page that is older than what it tells is named beside what it tells
    names = [spoilt.table]
    if spoilt.table == "sources":
        names.append("reports")
    return [folder / f"{name}.csv" for name in names]


def _at(found: Finding, spoilt: Spoilt) -> bool:
    if spoilt.line is None:
        return True
    # a newline in a cell ends the line that it stands in, and more follow
    lines = (spoilt.line, spoilt.line + 1)
    # what is said of a whole row names no column
    columns = ("", *spoilt.columns)
    return found.line in lines and found.column in columns


def _results(folder: Path) -> tuple:
    """Who held what, as a fingerprint of the derived tables."""
    try:
        tables = {
            name: load(name, folder / f"{name}.csv")
            for name in ("reports", "sources")
        }
        baseline = load("baseline", folder / "baseline.csv")
        found = events(tables["reports"], tables["sources"])
        days = control(
            events=found, baseline=baseline, reports=tables["reports"]
        )
    except Exception as fault:  # noqa: BLE001  a later step that raises is no silent change
        return (repr(fault),)
    prints = (
        pd.util.hash_pandas_object(table.astype(str)).sum()
        for table in (found, days)
    )
    return tuple(int(each) for each in prints)


def fuzz(n: int = 2000, seed: int = 2021) -> pd.DataFrame:
    """Try `n` mutations, drawn with `seed`, and return what became of each.

    Parameters
    ----------
    n, seed : int

    Returns
    -------
    DataFrame
        One row a mutation: kind, known (a rule can know it), table, named, at_its_place, warned,
        changed (results change in silence), other (its hash is not the one described), crashed.

    Examples
    --------
    >>> fuzz(2, seed=1)["crashed"].tolist()
    ['', '']
    """
    dice = random.Random(seed)
    source = Source(dice)
    kinds = KNOWABLE | IMPLAUSIBLE
    sound = {name: source.rows(name) for name in schema()}
    verdicts = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        described = [DATA / "README.md", DATA / "datapackage.json"]
        for path in [*DATA.glob("*.csv"), *described]:
            shutil.copy(path, folder)
        # what stands in data/ already is no find of a mutation
        quiet = _signs(examine(folder, Record(folder, dict(sound))))
        bench = Bench(folder, sound, _results(folder), quiet)
        while len(verdicts) < n:
            kind = source.dice.choice(sorted(kinds))
            spoilt = kinds[kind](source)
            if spoilt is None:
                continue
            verdicts.append(judge(spoilt, kind, bench))
    return pd.DataFrame(verdicts, columns=Verdict._fields)


def _signs(examined: list) -> set[tuple]:
    """What tells one warning from another, wherever its row stands."""
    signs = set()
    # without the line: a row that was put in moves all below it
    for file, found in warnings_of(examined):
        signs |= {
            (file.name, each.rule, each.column, each.value) for each in found
        }
    return signs


def summary(verdicts: pd.DataFrame) -> str:
    """Say in a few lines how much was named.

    Parameters
    ----------
    verdicts : DataFrame
        As from `fuzz`.

    Returns
    -------
    str

    Examples
    --------
    >>> summary(fuzz(2, seed=1)).splitlines()[0].startswith("2 mutations")
    True
    """
    # of the two kinds apart: more is asked of what a rule can know
    known = verdicts[verdicts["known"]]
    others = verdicts[~verdicts["known"]]
    seen = others["warned"] | others["named"]
    lines = [
        f"{len(verdicts):,} mutations of {verdicts['kind'].nunique()} kinds",
        f"knowable: {known['at_its_place'].mean():.1%} of {len(known):,} named at their place",
        f"implausible: {seen.mean():.1%} of {len(others):,} warned of or named",
        f"results changed in silence by the knowable: {known['changed'].sum()}",
        f"results changed in silence by the implausible: {others['changed'].sum()}",
        f"counted apart: {verdicts['other'].mean():.1%} are told to be other than described",
        f"crashed: {(verdicts['crashed'] != '').sum()}",
    ]
    return "\n".join(lines)


def main() -> None:
    """Run the command."""
    first, _, _ = __doc__.partition("\n")
    parser = argparse.ArgumentParser(description=first)
    parser.add_argument("n", type=int, nargs="?", default=2000)
    parser.add_argument("--seed", type=int, default=2021)
    asked = parser.parse_args()
    print(f"seed {asked.seed}")
    verdicts = fuzz(asked.n, asked.seed)
    print(summary(verdicts))
    seen = ~verdicts["known"] & verdicts["warned"]
    missed = verdicts[~(verdicts["at_its_place"] | seen)]
    for (kind, table), rows in missed.groupby(["kind", "table"]):
        print(f"  {kind} in {table}: {len(rows)} not named")


if __name__ == "__main__":
    main()
