"""Execute every notebook and build the site in reports/. Run by `make report`.

A notebook is executed again only when it, helpers/, data/, the lock or the boundaries have changed; the site is built again only when
something it is made of has. A failing cell stops the build and leaves the last good site in place.
"""
import asyncio
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from helpers.tables import check  # noqa: E402

BUILD, SITE, NOTEBOOKS = ROOT / ".build", ROOT / "reports", ROOT / "notebooks"
CELL_SECONDS = 300


def digest(paths):
    """One hash over the names and the bytes of files."""
    sha = hashlib.sha256(sys.version.encode())
    for path in sorted(paths):
        sha.update(str(path.relative_to(ROOT)).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return sha.hexdigest()[:20]


def files(*patterns):
    return [path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file() and "__pycache__" not in path.parts]


def shared():
    """What every notebook depends on besides itself."""
    return files("helpers/**/*", "data/*", "requirements.lock", "boundaries/*.geojson")


class CellFailed(Exception):
    pass


async def execute(path, target):
    """Execute one notebook into `target`, whole or not at all."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=CELL_SECONDS, kernel_name="python3", extra_arguments=["--log-level=ERROR"], resources={"metadata": {"path": str(NOTEBOOKS)}})
    cell = 0

    def began(cell_index, **_):
        nonlocal cell
        cell = cell_index

    client.on_cell_start = lambda cell, cell_index: began(cell_index)
    try:
        await client.async_execute()
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as fault:
        source = "\n".join(f"    {line}" for line in notebook.cells[cell].source.splitlines())
        trace = re.sub(r"\x1b\[[0-9;]*m", "", str(fault))
        raise CellFailed(f"\nnotebooks/{path.name}, cell {cell + 1} failed:\n{source}\n\n{trace}") from fault
    for cell in notebook.cells:  # a computed text alternative goes where MyST-NB looks for it
        for output in cell.get("outputs", []):
            alt = output.get("metadata", {}).get("image/png", {}).get("alt")
            if alt:
                cell.metadata.setdefault("mystnb", {})["image"] = {"alt": alt}
                if cell.source.count("\n") > 3:  # the working stays one click away, the figure comes first
                    cell.metadata["tags"] = [*cell.metadata.get("tags", []), "hide-input"]
    partial = target.with_suffix(".partial")
    nbformat.write(notebook, partial)
    partial.replace(target)


async def execute_all(todo):
    """Execute notebooks, as many at once as there are cores, longest first; one line each as it ends."""
    gate, done = asyncio.Semaphore(os.cpu_count() or 2), 0

    async def one(path, target):
        nonlocal done
        async with gate:
            started = time.perf_counter()
            await execute(path, target)
        done += 1
        print(f"  [{done}/{len(todo)}] {path.stem:24} {time.perf_counter() - started:5.1f} s", flush=True)

    jobs = sorted(todo, key=lambda job: -job[0].stat().st_size)
    outcomes = await asyncio.gather(*(one(*job) for job in jobs), return_exceptions=True)
    return [fault for fault in outcomes if fault is not None]


def stage(executed):
    """Lay out what Sphinx reads: executed notebooks, the index with its cards, figures, downloads."""
    source = BUILD / "source"
    shutil.rmtree(source, ignore_errors=True)
    (source / "_static" / "covers").mkdir(parents=True)
    shutil.copy(NOTEBOOKS / "conf.py", source)
    cards = []
    for path, target in executed:
        shutil.copy(target, source / path.name)
        cards.append(card(path, json.loads(target.read_text(encoding="utf-8")), source / "_static" / "covers"))
    index = (NOTEBOOKS / "index.md").read_text(encoding="utf-8")
    (source / "index.md").write_text(index.replace("<!-- cards -->", "\n".join(cards)), encoding="utf-8")
    for page in NOTEBOOKS.glob("*.md"):
        if page.name != "index.md":
            shutil.copy(page, source)
    data_pages(source)
    for folder in (NOTEBOOKS / "_static", ROOT / "helpers" / "static"):
        if folder.exists():
            shutil.copytree(folder, source / "_static", dirs_exist_ok=True)
    import js_lib_leaflet

    leaflet = Path(js_lib_leaflet.__file__).parent / "static" / "js_lib_leaflet"
    shutil.copytree(leaflet, source / "_static" / "leaflet", ignore=shutil.ignore_patterns("*.map", "*-src*"))
    extra = source / "extra"
    (extra / "downloads").mkdir(parents=True)
    if (BUILD / "site").exists():  # what the notebooks wrote beside their pages, such as the full-page maps
        shutil.copytree(BUILD / "site", extra, dirs_exist_ok=True)
    made = derived(BUILD / "derived")
    archive(extra / "downloads" / "data.zip", files("data/*") + [ROOT / "LICENSE-DATA", ROOT / "CITATION.cff"] + made)
    for path in made:
        shutil.copy(path, extra / "downloads" / path.name)
    archive(extra / "downloads" / "notebooks.zip", files("notebooks/*.*", "notebooks/_static/*", "helpers/**/*", "data/*", "tools/*.py", "teaching/*",
                                                                "Makefile", "pyproject.toml", "environment.yml", "requirements.lock", "README.md", "CITATION.cff", "LICENSE*"))
    for path in files("notebooks/*.ipynb"):
        shutil.copy(path, extra / "downloads" / path.name)
    return source


def derived(folder):
    """The derived tables for users of other tools: events.csv, control.csv and districts.geojson (points, with the last capture of each)."""
    from helpers import control, events, load
    from helpers.control import LAST

    folder.mkdir(exist_ok=True)
    districts, found = load("districts"), events()
    names = ["pcode", "district", "province_pcode", "province", "is_capital"]
    told = found.merge(districts[names], on="pcode", validate="many_to_one")
    joined = {c: told[c].map(";".join) for c in ("origins", "reports")}
    told.assign(**joined).to_csv(folder / "events.csv", index=False, date_format="%Y-%m-%d", lineterminator="\n")
    control(end=LAST, events=found).to_csv(folder / "control.csv", index=False, date_format="%Y-%m-%d", lineterminator="\n")
    last = told[told["crossing_id"].isna() & (told["kind"] == "captured")].drop_duplicates("pcode", keep="last")
    facts = ["date", "date_lo", "date_hi", "manner", "n_origins", "support", "disputed"]
    rows = districts[[*names, "lon", "lat"]].merge(last[["pcode", *facts]], on="pcode", how="left")
    rows["n_origins"] = rows["n_origins"].astype("Int64")
    rows[facts[:3]] = rows[facts[:3]].apply(lambda days: days.dt.strftime("%Y-%m-%d"))
    points = [{"type": "Feature", "geometry": {"type": "Point", "coordinates": [row.pop("lon"), row.pop("lat")]}, "properties": row}
              for row in json.loads(rows.to_json(orient="records"))]
    (folder / "districts.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": points}, ensure_ascii=False), encoding="utf-8")
    return [folder / name for name in ("events.csv", "control.csv", "districts.geojson")]


def archive(target, members):
    """A zip whose bytes depend on nothing but its members."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
        for path in sorted(members):
            name = str(path.relative_to(BUILD if path.is_relative_to(BUILD) else ROOT))
            bundle.writestr(zipfile.ZipInfo(name, (2021, 8, 15, 0, 0, 0)), path.read_bytes(), zipfile.ZIP_DEFLATED)


def card(path, notebook, covers):
    """The index card of one notebook: its cover figure and its first finding."""
    import base64

    title, finding, picture, alt = path.stem, "", None, ""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown" and title == path.stem:
            title = next((line[2:] for line in "".join(cell["source"]).splitlines() if line.startswith("# ")), title)
        for output in cell.get("outputs", []):
            meta = output.get("metadata", {})
            finding = finding or meta.get("finding", "")
            if meta.get("cover") or (picture is None and "image/png" in meta):
                picture, alt = output["data"]["image/png"], meta["image/png"]["alt"]
    head = f":::{{grid-item-card}} {title}\n:link: {path.stem}\n:link-type: doc\n"
    if picture:
        (covers / f"{path.stem}.png").write_bytes(base64.b64decode(picture))
        head += f":img-top: _static/covers/{path.stem}.png\n:img-alt: {' '.join(alt.split())}\n"
    return f"{head}\n{finding}\n:::\n"


def data_pages(source):
    """The codebook, and one page that lists every source, district by district, so that a date reaches its pages in two clicks."""
    text = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    text = re.sub(r"\[([\w.]+)\]\([\w.]+\.(?:csv|json)\)", r"`\1`", text)  # the files themselves are in the site's data.zip
    (source / "codebook.md").write_text(text, encoding="utf-8")
    from tools import record_page

    record_page.write(source / "record")


def build(source):
    """Sphinx, warnings as errors, then the finished site takes the place of the old one."""
    made = BUILD / "html"
    shutil.rmtree(made, ignore_errors=True)
    run = subprocess.run([sys.executable, "-m", "sphinx", "-b", "html", "-W", "--keep-going", "-q", "-j", "2",
                          "-d", str(BUILD / "doctrees"), str(source), str(made)])
    if run.returncode:
        sys.exit("The site was not built (see the warnings above); reports/ still holds the last good one.")
    replace(made, SITE)


def replace(new, old):
    """Put a finished folder in the place of an old one."""
    worn = BUILD / "worn"
    shutil.rmtree(worn, ignore_errors=True)
    if (old / "seminar").exists() and not (new / "seminar").exists():  # made by another command; it stays
        shutil.copytree(old / "seminar", new / "seminar")
    if old.exists():
        old.rename(worn)
    new.rename(old)
    shutil.rmtree(worn, ignore_errors=True)


def main(force=False):
    started = time.perf_counter()
    for folder in (BUILD / "executed", BUILD / "site"):
        folder.mkdir(parents=True, exist_ok=True)
    if force:
        shutil.rmtree(BUILD / "executed")
        (BUILD / "executed").mkdir()
        (BUILD / "site.key").unlink(missing_ok=True)
    common = shared()
    executed = [(path, BUILD / "executed" / f"{path.stem}-{digest([path, *common])}.ipynb") for path in sorted(NOTEBOOKS.glob("*.ipynb"))]
    todo = [(path, target) for path, target in executed if not target.exists()]
    site_key = digest(common + files("notebooks/**/*", "tools/*.py", "README.md", "CITATION.cff", "LICENSE*"))
    if not todo and SITE.exists() and (BUILD / "site.key").exists() and (BUILD / "site.key").read_text() == site_key:
        print(f"Nothing has changed: {SITE / 'index.html'} is up to date.")
        return
    faults = check()
    if len(faults):
        print(faults.to_string(index=False), file=sys.stderr)
        sys.exit("data/ has faults, named above; the report was not built, and reports/ still holds the last good one.")
    print(f"{len(executed)} notebooks, {len(todo)} to execute")
    os.environ.update(PYTHONPATH=str(ROOT), REPORT_DIR=str(BUILD / "site"), MPLBACKEND="agg", PYTHONHASHSEED="0")
    faults = asyncio.run(execute_all(todo))
    for fault in faults:
        if not isinstance(fault, CellFailed):
            raise fault
        print(fault, file=sys.stderr)
    if faults:
        sys.exit("The report was not built; reports/ still holds the last good one.")
    for path in (BUILD / "executed").iterdir():  # only what this build uses is kept
        if path not in {target for _, target in executed}:
            path.unlink()
    print("  building the site", flush=True)
    (BUILD / "site.key").unlink(missing_ok=True)
    build(stage(executed))
    (BUILD / "site.key").write_text(site_key)
    print(f"Done in {time.perf_counter() - started:.0f} s: open {SITE / 'index.html'}")


if __name__ == "__main__":
    main(force="--force" in sys.argv)
