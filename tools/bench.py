"""Measure speed, as ratios, in one run. Run by `make bench`.

The rule: events() and control() on synthetic reports of four sizes; processor time per report, how it grows, and peak memory.
The report: a cold build against executing the same notebooks one after another, and a warm build against a cold one, in a copy
of the checkout, so that reports/ stays as it is. `--rule` or `--report` measures one of the two alone.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZES = (10**3, 10**4, 10**5, 10**6)
SEED = 2021


def synthetic(n):
    """A table of n reports: any district, any day of the offensive, most of them sharp, some wide; seeded."""
    import numpy as np
    import pandas as pd

    from helpers.vocabulary import END, START
    from helpers.tables import load, schema

    rng = np.random.default_rng(SEED)
    fields = {field["name"]: field for field in schema()["reports"]["schema"]["fields"]}
    days = pd.date_range(START, END, unit="us")
    width = rng.choice([0, 0, 0, 0, 1, 1, 2, 3, 7, 30], n)
    first = rng.integers(0, len(days), n)
    last = np.minimum(first + width, len(days) - 1)
    table = {
        "report_id": [f"S{i:07d}" for i in range(n)],
        "pcode": rng.choice(load("districts")["pcode"].to_numpy(), n),
    }
    for name, field in fields.items():
        if "enum" in field.get("constraints", {}):
            values = field["constraints"]["enum"]
            table[name] = pd.Categorical.from_codes(
                rng.integers(0, len(values), n), categories=values, ordered=True
            )
    table |= {
        "date": days[first].where(width <= 3),
        "date_lo": days[first],
        "date_hi": days[last],
        "source_id": rng.choice(load("sources")["source_id"].to_numpy(), n),
    }
    reports = pd.DataFrame(table)
    reports["crossing_id"] = pd.Series(pd.NA, reports.index, "str")
    return reports.assign(province_pcode=reports["pcode"].str[:4], except_pcodes=[()] * n)


def measure(n):
    """Processor seconds of events() and control() on n reports, the number of events, and this process's peak of memory in GB."""
    from helpers import control, events, load

    reports, sources = synthetic(n), load("sources")
    few = reports.head(100)
    control(
        events=events(few, sources), reports=few
    )  # so that no import and no first call is counted
    start = time.process_time()
    found = events(reports, sources)
    middle = time.process_time()
    control(events=found, reports=reports)
    seconds = middle - start, time.process_time() - middle
    unit = 1e9 if sys.platform == "darwin" else 1e6  # bytes there, kilobytes on Linux
    return *seconds, len(found), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def rule():
    """Each size in a process of its own, so that its peak of memory is its own."""
    print(
        "The rule, on synthetic reports (goal: time per report grows by 1.5 at most; under 1.5 GB at the last)"
    )
    print(
        f"{'reports':>9} {'events':>7}  {'events()':>12} {'growth':>7}  {'control()':>12} {'growth':>7}  {'peak':>8}"
    )
    before = None
    for n in SIZES:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        run = subprocess.run(
            [sys.executable, __file__, str(n)],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        *seconds, found, peak = json.loads(run.stdout)
        per = [1e6 * each / n for each in seconds]
        growth = [f"{now / then:.2f}" for now, then in zip(per, before)] if before else ["", ""]
        print(
            f"{n:>9,} {found:>7,}  {per[0]:>9.2f} us {growth[0]:>7}  {per[1]:>9.2f} us {growth[1]:>7}  {peak:>5.2f} GB",
            flush=True,
        )
        before = per


def report():
    """Build the report cold and warm, and execute its notebooks one after another, in a copy of the checkout."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "checkout"
        leave = shutil.ignore_patterns(
            ".git", ".venv", ".build", "reports", "__pycache__", ".*_cache"
        )
        shutil.copytree(ROOT, copy, symlinks=True, ignore=leave)
        environment = {**os.environ, "PYTHONPATH": str(copy), "MPLBACKEND": "agg"}

        def seconds(*command):
            start = time.perf_counter()
            run = subprocess.run(
                [sys.executable, *command],
                cwd=copy,
                env=environment,
                capture_output=True,
                text=True,
            )
            if run.returncode:
                sys.exit(f"{' '.join(command)} failed:\n{run.stdout}{run.stderr}")
            return time.perf_counter() - start

        notebooks = sorted(str(path.relative_to(copy)) for path in copy.glob("notebooks/*.ipynb"))
        print(f"\nThe report, {len(notebooks)} notebooks on {os.cpu_count()} cores", flush=True)
        cold = seconds("-m", "publish", "--force")
        print(f"  cold build                   {cold:7.1f} s", flush=True)
        warm = seconds("-m", "publish")
        print(f"  warm build, nothing changed  {warm:7.1f} s", flush=True)
        nbconvert = (
            "-m",
            "jupyter",
            "nbconvert",
            "--to",
            "notebook",
            "--execute",
            "--output-dir",
            folder,
        )
        apart = sum(seconds(*nbconvert, path) for path in notebooks)
        print(f"  nbconvert, one after another {apart:7.1f} s", flush=True)
        print(f"  cold : one after another = {cold / apart:.2f} (goal: at most 0.60)")
        print(f"  warm : cold              = {warm / cold:.3f} (goal: at most 0.15)")


if __name__ == "__main__":
    if sys.argv[1:] and sys.argv[1].isdigit():
        print(json.dumps(measure(int(sys.argv[1]))))
    else:
        if "--report" not in sys.argv:
            rule()
        if "--rule" not in sys.argv:
            report()
