"""Measure speed, as ratios, in one run (`make bench`).

The rule: events() and control() on synthetic reports of four sizes; processor time per report,
how it grows, and peak memory. The report: a cold build against executing the same notebooks one
after another, and a warm build against a cold one, in a copy of the checkout, so that reports/
stays as it is. The pages of the site in reports/: when their first content stands. `--rule` or
`--report` measures the rule or the report alone.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from helpers import control, events, load
from helpers.public import answer_help
from helpers.tables import schema
from helpers.vocabulary import END, START
from tools import processes

ROOT = Path(__file__).resolve().parent.parent
SIZES = (1_000, 10_000, 100_000, 1_000_000)
SEED = 2021
# days that a report leaves open: mostly none
WIDTHS = (0, 0, 0, 0, 1, 1, 2, 3, 7, 30)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PAGES = (
    "index.html",
    "05_casualty_claims.html",
    "record/af1905.html",
    "explore.html",
)
# the browser tells of it afterwards too
FIRST_CONTENT = """() => new Promise((done) => {
  new PerformanceObserver((list) => {
    const paint = list.getEntriesByName("first-contentful-paint")[0];
    if (paint) done(paint.startTime);
  }).observe({ type: "paint", buffered: true });
})"""
# the best of them: what else the machine does is not the page's doing
LOADS = 3
# a copy of the project is its files, not what was built or remembered from them
LEAVE = (
    ".git",
    ".venv*",
    ".build",
    "reports",
    "__pycache__",
    ".*_cache",
    ".hypothesis",
)


def synthetic(n: int) -> pd.DataFrame:
    """A table of n reports: any district, any day of the offensive, most of them sharp; seeded.

    Parameters
    ----------
    n : int
        How many rows.

    Returns
    -------
    DataFrame
        With the columns of data/reports.csv that the rule reads.

    Examples
    --------
    >>> len(synthetic(100))
    100
    """
    rng = np.random.default_rng(SEED)
    days = pd.date_range(START, END, unit="us")
    # most pages give the day; a few leave a month open
    width = rng.choice(WIDTHS, n)
    first = rng.integers(0, len(days), n)
    # nothing of the record lies after its last day
    end = len(days) - 1
    last = np.minimum(first + width, end)
    # identifiers of any length do: the rule only sorts by them
    reports = pd.DataFrame(
        {
            "report_id": [f"S{i:07d}" for i in range(n)],
            "pcode": rng.choice(load("districts")["pcode"].to_numpy(), n),
        }
    )
    for field in schema()["reports"]["schema"]["fields"]:
        # every column with a fixed vocabulary gets any of its words
        rules = field.get("constraints", {})
        values = rules.get("enum")
        if values:
            codes = rng.integers(0, len(values), n)
            column = pd.Categorical.from_codes(
                codes, categories=values, ordered=True
            )
            reports[field["name"]] = column
    # a page that leaves much open gives no day
    reports["date"] = days[first].where(width <= 3)
    reports["date_lo"] = days[first]
    reports["date_hi"] = days[last]
    reports["source_id"] = rng.choice(
        load("sources")["source_id"].to_numpy(), n
    )
    # none of a post, none of a whole province: the common kind
    reports["crossing_id"] = pd.Series(pd.NA, reports.index, "str")
    reports["province_pcode"] = reports["pcode"].str[:4]
    reports["except_pcodes"] = [()] * n
    return reports


def measure(n: int) -> tuple[float, float, int, float]:
    """Processor seconds of events() and of control() on n reports, events, peak memory in GB.

    Examples
    --------
    >>> len(measure(200))
    4
    """
    reports = synthetic(n)
    sources = load("sources")
    few = reports.head(100)
    # once on a few rows, so that no import and no first call is counted
    control(events=events(few, sources), reports=few)
    # processor time, so that other work on the machine does not count
    start = time.process_time()
    events_table = events(reports, sources)
    middle = time.process_time()
    control(events=events_table, reports=reports)
    end = time.process_time()
    # of this process alone: `rule` gives each size one of its own
    peak = processes.most_held() / 1e3
    return middle - start, end - middle, len(events_table), peak


def _alone(n: int) -> list[float]:
    """What `measure` says of a size, from a process of its own."""
    command = [sys.executable, "-m", "tools.bench", str(n)]
    run = subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(run.stdout)


def rule() -> None:
    """Print each size, in a process of its own so that its peak of memory is its own."""
    print(
        "The rule, on synthetic reports (goal: growth per report 1.5 at most, under 1.5 GB)"
    )
    print(
        "  reports  events      events()             control()          peak"
    )
    before: list[float] = []
    for n in SIZES:
        *seconds, n_events, peak = _alone(n)
        millionths = 1e6 / n
        per = [millionths * each for each in seconds]
        # the first size has nothing to grow from
        growth = ["", ""]
        if before:
            growth = [
                f"{now / then:.2f}"
                for now, then in zip(per, before, strict=True)
            ]
        print(
            f"{n:>9,} {n_events:>7,}  {per[0]:>9.2f} us {growth[0]:>7}  "
            f"{per[1]:>9.2f} us {growth[1]:>7}  {peak:.2f} GB",
            flush=True,
        )
        before = per


class Took(NamedTuple):
    """Seconds by the clock, and of processors."""

    wall: float
    processor: float


def _took(copy: Path, *command: str) -> Took:
    """What a module took in a copy of the checkout, all that it started included."""
    # the copy's own code, not the checkout's that is installed
    environment = {**os.environ, "PYTHONPATH": str(copy), "MPLBACKEND": "agg"}
    before = processes.seconds_of_children()
    start = time.perf_counter()
    run = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=copy,
        env=environment,
        capture_output=True,
        text=True,
    )
    if run.returncode:
        asked = " ".join(command)
        sys.exit(f"{asked} failed:\n{run.stdout}{run.stderr}")
    wall = time.perf_counter() - start
    processor = processes.seconds_of_children() - before
    return Took(wall, processor)


def _line(name: str, took: Took) -> None:
    print(
        f"  {name:28} {took.wall:7.1f} s, {took.processor:7.1f} s of processors",
        flush=True,
    )


def report() -> None:
    """Print the report's seconds cold and warm, and those of its notebooks one after another."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "checkout"
        # a copy, so that the site that is there is not touched
        shutil.copytree(
            ROOT, copy, symlinks=True, ignore=shutil.ignore_patterns(*LEAVE)
        )
        found = copy.glob("notebooks/*.ipynb")
        notebooks = sorted(str(path.relative_to(copy)) for path in found)
        cores = os.cpu_count()
        # ratios by the clock mean little where others work on the same cores
        busy = processes.load()
        print(
            f"\nThe report, {len(notebooks)} notebooks on {cores} cores, load {busy:.1f}"
        )
        # forced: nothing of an earlier build is taken
        cold = _took(copy, "publish", "--force")
        _line("cold build", cold)
        warm = _took(copy, "publish")
        _line("warm build, nothing changed", warm)
        command = (
            "jupyter",
            "nbconvert",
            "--to",
            "notebook",
            "--execute",
            "--output-dir",
            folder,
        )
        # what anybody would do without this project's build
        apart = []
        for path in notebooks:
            took = _took(copy, *command, path)
            _line(f"nbconvert {Path(path).stem[:18]}", took)
            apart.append(took)
        wall = sum(took.wall for took in apart)
        processor = sum(took.processor for took in apart)
        together = Took(wall, processor)
        _line("nbconvert, one after another", together)
        print(
            f"  cold : one after another = {cold.wall / together.wall:.2f} (goal: at most 0.40)"
        )
        of_processors = cold.processor / together.processor
        print(
            f"  the same of processors   = {of_processors:.2f}, to be shared by {cores} cores"
        )
        print(
            f"  warm : cold              = {warm.wall / cold.wall:.3f} (goal: at most 0.02)"
        )


def pages() -> None:
    """Print how soon the first content of each kind of page stands, the best of several loads."""
    from playwright.sync_api import sync_playwright

    found = [shutil.which(name) for name in BROWSERS]
    program = next(filter(None, found), None)
    if program is None or not (ROOT / "reports" / "index.html").exists():
        print("\nPages: this needs a Chromium, and a site in reports/")
        return
    print(f"\nPages, first content, best of {LOADS} (goal: under 1 s)")
    # without a window and without the graphics card, which a server has not
    with sync_playwright() as driver:
        arguments = ["--no-sandbox", "--disable-gpu"]
        browser = driver.chromium.launch(
            executable_path=program, args=arguments
        )
        tab = browser.new_page()
        for path in PAGES:
            seconds = [
                _first_content(tab, ROOT / "reports" / path)
                for _ in range(LOADS)
            ]
            print(f"  {path:28} {min(seconds):7.3f} s", flush=True)
        browser.close()


def _first_content(tab: Any, page: Path) -> float:
    """Seconds from the opening of a page to the first word or picture of it."""
    tab.goto(page.as_uri())
    return tab.evaluate(FIRST_CONTENT) / 1000


def explorers() -> None:
    """Print what a step of each explorer takes, warm, beside one `control()`."""
    from helpers.views import explore

    steps = {
        "control()": control,
        "pick a day": lambda: explore.day_html("2021-07-10", "best"),
        "look up a district": lambda: explore.district_html("Imam Sahib"),
        "compare two readings": lambda: explore.readings_html(
            "best", "latest", "2021-07-10"
        ),
    }
    print("\nExplorers (goal: under 0.15 s a step)")
    for name, step in steps.items():
        # the first time fills what later steps keep
        step()
        began = time.process_time()
        step()
        print(
            f"  {name:28} {time.process_time() - began:7.3f} s of a processor"
        )


def main(arguments: list[str]) -> None:
    """Measure what is asked for; a number measures the rule once, for `rule` itself."""
    if arguments and arguments[0].isdigit():
        print(json.dumps(measure(int(arguments[0]))))
        return
    if "--report" not in arguments:
        rule()
        explorers()
        pages()
    if "--rule" not in arguments:
        report()


if __name__ == "__main__":
    answer_help(__doc__)
    main(sys.argv[1:])
