"""Build reports/lab/: JupyterLite with the notebooks, this project and its tables inside.

Two editions. With a folder of Pyodide (`make browser PYODIDE=folder`) everything lies in the site,
and a class needs no network. Without one the interpreter and its scientific packages are asked of
Pyodide's own address when a notebook is opened: the one part of the site that asks the network.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from helpers import load
from helpers.views.cells import cells, outline
from helpers.views.plain_shapes import packed
from publish.browser import pyodide, wheels
from publish.paths import BUILD, NOTEBOOKS, SITE
from seminar.student import read, student

# the notebooks that a class uses, and that need no package that a browser lacks
OFFERED = (
    "00_start_here",
    "01_captures_over_time",
    "05_casualty_claims",
    "09_your_own_question",
    "10_how_we_decide",
)
# both hours of the seminar, without their solutions
HOURS = ("08_seminar", "11_seminar_sources")
# the Lab, and the same without its side bars
APPS = ("lab", "notebooks")
STORAGE = Path(__file__).with_name("static") / "storage.js"
# apart from the site: a build that breaks off leaves the old edition whole
WORK = BUILD / "browser"
PLUGIN = "@jupyterlite/pyodide-kernel-extension:kernel"
KERNEL = {
    "name": "python",
    "display_name": "Python (in the browser)",
    "language": "python",
}

# pure packages that the helpers import, packed from the environment in use
PACKED = (
    "anyascii",
    "branca",
    "certifi",
    "charset-normalizer",
    "comm",
    "django-js-lib-leaflet",
    "folium",
    "idna",
    "ipywidgets",
    "itables",
    "jinja2",
    "markupsafe",
    "networkx",
    "rapidfuzz",
    "requests",
    "threadpoolctl",
    "urllib3",
    "xyzservices",
)
# what each brings in; {package: packages that it imports}
NEEDS = {
    "afghanistan-2021-offensive": [
        "anyascii",
        "django-js-lib-leaflet",
        "folium",
        "ipywidgets",
        "itables",
        "joblib",
        "matplotlib",
        "networkx",
        "numpy",
        "pandas",
        "rapidfuzz",
        "scipy",
        "shapely",
        "statsmodels",
        "threadpoolctl",
    ],
    "branca": ["jinja2"],
    "folium": ["branca", "jinja2", "numpy", "requests", "xyzservices"],
    "ipywidgets": ["comm"],
    "itables": ["ipython", "numpy", "pandas"],
    "jinja2": ["markupsafe"],
    "pandas": ["numpy", "python-dateutil", "tzdata", "pyodide-unix-timezones"],
    "requests": ["certifi", "charset-normalizer", "idna", "urllib3"],
}
# names under which a package is imported, where they are not its own name
IMPORTS = {
    "afghanistan-2021-offensive": ["helpers", "seminar", "tools"],
    "charset-normalizer": ["charset_normalizer"],
    "django-js-lib-leaflet": ["js_lib_leaflet"],
}
# JupyterLite has the command, but not in a menu where somebody would look for it
DOWNLOAD = {
    "id": "jp-mainmenu-file",
    "items": [{"command": "docmanager:download", "rank": 6}],
}
SETTINGS = {
    # a laptop may be closed at any moment: work is kept every few seconds, not every two minutes
    "@jupyterlab/docmanager-extension:plugin": {"autosaveInterval": 10},
    "@jupyterlab/mainmenu-extension:plugin": {"menus": [DOWNLOAD]},
}
SETUP = """\
# In the browser only: the record and its helpers, from this site
%pip install -q afghanistan-2021-offensive"""
# said before anything is run, on the one page for which it is true
ASKS = (
    f"Python runs in your own browser, which asks **{urlsplit(pyodide.ADDRESS).netloc}** for "
    "it, once; nothing else of this site asks anything of another place, and nothing that you "
    "write leaves your machine. The record and its helpers come from this site."
)


@dataclass(frozen=True)
class Edition:
    """Where the interpreter comes from: a local folder, or (None) Pyodide's own address."""

    folder: Path | None

    @property
    def is_local(self) -> bool:
        """Does everything lie in the site?"""
        return self.folder is not None


def build(edition: Edition, target: Path = SITE / "lab") -> None:
    """Build the browser edition into `target`, which is replaced when all of it is there.

    Raises
    ------
    RuntimeError : a file is missing or not the known one; the message says which, and the remedy.
    """
    if edition.is_local:
        # before anything is built: a faulty folder should cost seconds, not minutes
        wrong = pyodide.faults(edition.folder)
        if wrong:
            raise RuntimeError("\n".join(wrong))
    made = _wheels()
    contents = contents_of(edition)
    site = wheels.empty(WORK / "site")
    _jupyterlite(site, contents, made, edition)
    _warn_of_full_storage(site)
    configure(site, edition)
    if edition.is_local:
        _put_pyodide_inside(site, made, edition.folder)
    shutil.rmtree(target, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(site, target)


def _wheels() -> Path:
    """Every wheel that is put beside the notebooks."""
    folder = wheels.empty(WORK / "wheels")
    for name in PACKED:
        wheels.pure_wheel(name, folder)
    # with fewer needs than on a desktop: a browser builds no site and runs no tests
    ready_made = {"helpers/views/static/cells.geojson": _cells()}
    wheels.own_wheel(folder, NEEDS["afghanistan-2021-offensive"], ready_made)
    wheels.pandas_wheel(folder, WORK / "downloads")
    return folder


def _cells() -> str:
    """The cells of all districts, for a browser that has no shapely to make them with."""
    drawn = cells(load("districts")).dropna()
    return packed({"district": drawn.to_dict(), "country": {"AF": outline()}})


def contents_of(edition: Edition) -> Path:
    """The notebooks as a browser opens them: no solutions, its own kernel's name."""
    folder = wheels.empty(WORK / "contents")
    offered = {name: read(NOTEBOOKS / f"{name}.ipynb") for name in OFFERED}
    for name in HOURS:
        offered[name] = student(read(NOTEBOOKS / f"{name}.ipynb"))
    for name, notebook in offered.items():
        notebook["metadata"]["kernelspec"] = KERNEL
        if not edition.is_local:
            notebook["cells"][:0] = _setup_cells()
        text = json.dumps(notebook, indent=1, ensure_ascii=False)
        (folder / f"{name}.ipynb").write_text(text + "\n", encoding="utf-8")
    # links of the notebooks lead to them
    for page in ("codebook.md", "record/index.md"):
        target = folder / page
        target.parent.mkdir(exist_ok=True)
        shutil.copy(NOTEBOOKS / page, target)
    return folder


def _setup_cells() -> list[dict]:
    """What stands above a notebook whose interpreter comes from Pyodide's address."""
    tags = {"tags": ["setup"]}
    said = {
        "cell_type": "markdown",
        "id": "browser-asks",
        "metadata": tags,
        "source": ASKS,
    }
    # the lock of another host cannot name a wheel of this site, so pip takes it from here
    setup = {
        "cell_type": "code",
        "id": "browser-setup",
        "metadata": tags,
        "source": SETUP,
    }
    return [said, setup | {"outputs": [], "execution_count": None}]


def _jupyterlite(
    site: Path, contents: Path, made: Path, edition: Edition
) -> None:
    command = [
        sys.executable,
        "-m",
        "jupyter",
        "lite",
        "build",
        "--output-dir",
        str(site),
    ]
    command += ["--contents", str(contents)]
    for app in APPS:
        command += ["--apps", app]
    # what only JupyterLite's authors have a use for
    command += ["--no-sourcemaps", "--no-unused-shared-packages"]
    if not edition.is_local:
        for wheel in sorted(made.glob("*.whl")):
            command += ["--piplite-wheels", str(wheel)]
    # an empty folder to stand in: what lies about elsewhere is not picked up
    here = wheels.empty(WORK / "lite")
    _write(here / "overrides.json", SETTINGS)
    run = subprocess.run(command, cwd=here, capture_output=True, text=True)
    if run.returncode:
        raise RuntimeError(
            f"JupyterLite was not built:\n{run.stdout[-2000:]}{run.stderr[-2000:]}"
        )


def _warn_of_full_storage(site: Path) -> None:
    """Put the script that speaks when nothing more can be kept into every page with a notebook."""
    shutil.copy(STORAGE, site / STORAGE.name)
    for app in APPS:
        page = site / app / "index.html"
        text = page.read_text(encoding="utf-8")
        script = f'<script src="../{STORAGE.name}"></script>'
        page.write_text(
            text.replace("</head>", f"{script}</head>", 1), encoding="utf-8"
        )


def configure(site: Path, edition: Edition) -> None:
    """Name the site, and say where the interpreter lies.

    Examples
    --------
    >>> import tempfile
    >>> site = Path(tempfile.mkdtemp())
    >>> _ = (site / "jupyter-lite.json").write_text('{"jupyter-config-data": {}}')
    >>> configure(site, Edition(Path("pyodide")))
    >>> "./static/pyodide/pyodide.js" in (site / "jupyter-lite.json").read_text()
    True
    """
    file = site / "jupyter-lite.json"
    config = json.loads(file.read_text(encoding="utf-8"))
    data = config["jupyter-config-data"]
    data["appName"] = "The 2021 offensive, in the browser"
    # the line on full storage takes the notebook from the page, not from what was kept
    data["exposeAppInBrowser"] = True
    kernel = data.setdefault("litePluginSettings", {}).setdefault(PLUGIN, {})
    # what is not in the site is not there: no package index is asked for it
    kernel["disablePyPIFallback"] = True
    if edition.is_local:
        # relative: the site may lie in any folder of a server
        kernel["pyodideUrl"] = "./static/pyodide/pyodide.js"
    else:
        kernel["pyodideUrl"] = f"{pyodide.ADDRESS}pyodide.js"
        kernel["loadPyodideOptions"] = {
            "lockFileURL": "./static/pyodide-lock.json"
        }
        _write_lock(site / "static" / "pyodide-lock.json", _used_packages())
    _write(file, config)


def _used_packages() -> dict[str, dict]:
    """What is taken from Pyodide's address: nothing that lies in this site as a wheel."""
    packages = pyodide.lock()["packages"]
    # the versions that the project runs with, and less to ask of another host
    ours = {*pyodide.REPLACED, *PACKED}
    return {name: row for name, row in packages.items() if name not in ours}


def _put_pyodide_inside(site: Path, made: Path, folder: Path) -> None:
    """Copy the distribution and the wheels into the site, and write the lock that names both."""
    inside = site / "static" / "pyodide"
    inside.mkdir(parents=True)
    # a small distribution is enough for the notebooks that are offered
    packages = pyodide.present(folder)
    names = [row["file_name"] for row in packages.values()]
    for name in [*pyodide.CORE, *names]:
        shutil.copy(folder / name, inside / name)
    for wheel in sorted(made.glob("*.whl")):
        shutil.copy(wheel, inside / wheel.name)
        name, row = _entry(wheel)
        packages[name] = row
    _write_lock(inside / "pyodide-lock.json", packages)


def normal(name: str) -> str:
    """A package's name as the lock's keys are written; dependencies may be written otherwise.

    Examples
    --------
    >>> normal("Charset_Normalizer")
    'charset-normalizer'
    """
    return name.lower().replace("_", "-").replace(".", "-")


def _entry(wheel: Path) -> tuple[str, dict]:
    """A wheel's entry in the lock: (name, row)."""
    stem, version = wheel.name.split("-")[:2]
    name = normal(stem)
    return name, {
        "name": name,
        "version": version,
        "file_name": wheel.name,
        # among the packages of others
        "install_dir": "site",
        "sha256": wheels.digest(wheel),
        "package_type": "package",
        "imports": IMPORTS.get(name, [stem]),
        "depends": list(NEEDS.get(name, [])),
        "unvendored_tests": False,
    }


def _write_lock(file: Path, packages: dict[str, dict]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    for row in packages.values():
        # one that is named but not there stops the installation of all: pandas comes as a wheel of
        # this site, and what a small distribution lacks is told where it is used
        row["depends"] = [
            name for name in row["depends"] if normal(name) in packages
        ]
    # sorted, so that the same files give the same bytes
    ordered = dict(sorted(packages.items()))
    _write(file, {"info": pyodide.lock()["info"], "packages": ordered})


def _write(file: Path, content: dict) -> None:
    file.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
