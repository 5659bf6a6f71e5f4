"""Execute every notebook and build the site in reports/. Run by `make report`, or `python -m publish`.

A notebook is executed again only when it, helpers/, data/, the lock or the boundaries have changed; the site is built again only when
something it is made of has. A failing cell stops the build and leaves the last good site in place.
"""

import json
import os
import re
import sys
from pathlib import Path

import asyncio
import shutil
import subprocess
import time
from helpers.validation import check
from publish import record_pages
from publish.execute import CellFailed, execute_all
from publish.exports import archive, derived
from publish.paths import BUILD, NOTEBOOKS, ROOT, SITE, digest, files, shared


def stage(executed):
    """Lay out what Sphinx reads: executed notebooks, the index with its cards, figures, downloads."""
    source = BUILD / "source"
    shutil.rmtree(source, ignore_errors=True)
    (source / "_static" / "covers").mkdir(parents=True)
    shutil.copy(NOTEBOOKS / "conf.py", source)
    cards = []
    for path, target in executed:
        shutil.copy(target, source / path.name)
        cards.append(
            card(
                path, json.loads(target.read_text(encoding="utf-8")), source / "_static" / "covers"
            )
        )
    index = (NOTEBOOKS / "index.md").read_text(encoding="utf-8")
    (source / "index.md").write_text(
        index.replace("<!-- cards -->", "\n".join(cards)), encoding="utf-8"
    )
    for page in NOTEBOOKS.glob("*.md"):
        if page.name != "index.md":
            shutil.copy(page, source)
    data_pages(source)
    for folder in (NOTEBOOKS / "_static", ROOT / "helpers" / "views" / "static"):
        if folder.exists():
            shutil.copytree(folder, source / "_static", dirs_exist_ok=True)
    import js_lib_leaflet

    leaflet = Path(js_lib_leaflet.__file__).parent / "static" / "js_lib_leaflet"
    shutil.copytree(
        leaflet, source / "_static" / "leaflet", ignore=shutil.ignore_patterns("*.map", "*-src*")
    )
    extra = source / "extra"
    (extra / "downloads").mkdir(parents=True)
    if (
        BUILD / "site"
    ).exists():  # what the notebooks wrote beside their pages, such as the full-page maps
        shutil.copytree(BUILD / "site", extra, dirs_exist_ok=True)
    made = derived(BUILD / "derived")
    archive(
        extra / "downloads" / "data.zip",
        files("data/*") + [ROOT / "LICENSE-DATA", ROOT / "CITATION.cff"] + made,
    )
    for path in made:
        shutil.copy(path, extra / "downloads" / path.name)
    archive(
        extra / "downloads" / "notebooks.zip",
        files(
            "notebooks/*.*",
            "notebooks/_static/*",
            "helpers/**/*",
            "data/*",
            "tools/*.py",
            "seminar/**/*",
            "publish/*",
            "Makefile",
            "pyproject.toml",
            "environment.yml",
            "requirements.lock",
            "README.md",
            "CITATION.cff",
            "LICENSE*",
        ),
    )
    for path in files("notebooks/*.ipynb"):
        shutil.copy(path, extra / "downloads" / path.name)
    return source


def card(path, notebook, covers):
    """The index card of one notebook: its cover figure and its first finding."""
    import base64

    title, finding, picture, alt = path.stem, "", None, ""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown" and title == path.stem:
            title = next(
                (
                    line[2:]
                    for line in "".join(cell["source"]).splitlines()
                    if line.startswith("# ")
                ),
                title,
            )
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
    text = re.sub(
        r"\[([\w.]+)\]\([\w.]+\.(?:csv|json)\)", r"`\1`", text
    )  # the files themselves are in the site's data.zip
    (source / "codebook.md").write_text(text, encoding="utf-8")
    record_pages.write(source / "record")


def build(source):
    """Sphinx, warnings as errors, then the finished site takes the place of the old one."""
    made = BUILD / "html"
    shutil.rmtree(made, ignore_errors=True)
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "sphinx",
            "-b",
            "html",
            "-W",
            "--keep-going",
            "-q",
            "-j",
            "2",
            "-d",
            str(BUILD / "doctrees"),
            str(source),
            str(made),
        ]
    )
    if run.returncode:
        sys.exit(
            "The site was not built (see the warnings above); reports/ still holds the last good one."
        )
    replace(made, SITE)


def replace(new, old):
    """Put a finished folder in the place of an old one."""
    worn = BUILD / "worn"
    shutil.rmtree(worn, ignore_errors=True)
    if (old / "seminar").exists() and not (
        new / "seminar"
    ).exists():  # made by another command; it stays
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
    executed = [
        (path, BUILD / "executed" / f"{path.stem}-{digest([path, *common])}.ipynb")
        for path in sorted(NOTEBOOKS.glob("*.ipynb"))
    ]
    todo = [(path, target) for path, target in executed if not target.exists()]
    site_key = digest(
        common + files("notebooks/**/*", "tools/*.py", "README.md", "CITATION.cff", "LICENSE*")
    )
    if (
        not todo
        and SITE.exists()
        and (BUILD / "site.key").exists()
        and (BUILD / "site.key").read_text() == site_key
    ):
        print(f"Nothing has changed: {SITE / 'index.html'} is up to date.")
        return
    faults = check()
    if len(faults):
        print(faults.to_string(index=False), file=sys.stderr)
        sys.exit(
            "data/ has faults, named above; the report was not built, and reports/ still holds the last good one."
        )
    print(f"{len(executed)} notebooks, {len(todo)} to execute")
    os.environ.update(REPORT_DIR=str(BUILD / "site"), MPLBACKEND="agg", PYTHONHASHSEED="0")
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
