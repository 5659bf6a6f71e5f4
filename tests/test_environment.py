"""One list of dependencies: pyproject.toml, lock, environment.yml and imports agree."""

import ast
import hashlib
import json
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import yaml
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parent.parent


def canonical(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def wanted():
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    return {
        canonical(re.match(r"[\w.-]+", item)[0]): re.sub(r"^[\w.-]+", "", item) for item in listed
    }


def test_each_dependency_has_a_reason():
    block = re.search(r"dependencies = \[\n(.*?)\n\]", (ROOT / "pyproject.toml").read_text(), re.S)[
        1
    ]
    lines = [line for line in block.splitlines() if line.strip().startswith('"')]
    assert len(lines) == len(wanted())
    assert all(re.search(r'",\s*# \S+ \S+', line) for line in lines), [
        line for line in lines if "#" not in line
    ]


def test_environment_yml_repeats_the_list():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    assert environment["name"] and environment["channels"] == ["conda-forge", "nodefaults"]
    conda = [item for item in environment["dependencies"] if isinstance(item, str)]
    pip = next(item["pip"] for item in environment["dependencies"] if isinstance(item, dict))
    listed = {
        canonical(re.match(r"[\w.-]+", item)[0]): re.sub(r"^[\w.-]+", "", item)
        for item in conda + pip
    }
    python = listed.pop("python").lstrip("=")
    listed.pop("pip")
    assert listed == wanted()
    requires = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    assert SpecifierSet(requires).contains(f"{python}.0")


def test_lock_pins_every_dependency_within_its_bound():
    lock = (ROOT / "requirements.lock").read_text()
    pinned = {}
    for name, version in re.findall(r"^([\w.-]+)==([\w.]+)", lock, re.M):
        pinned.setdefault(canonical(name), set()).add(version)
    for name, bound in wanted().items():
        assert name in pinned, f"{name} is not in requirements.lock: run make lock"
        assert all(version in SpecifierSet(bound) for version in pinned[name]), (
            name,
            pinned[name],
            bound,
        )


def test_lock_is_hashed_and_names_no_host():
    lock = (ROOT / "requirements.lock").read_text()
    entries = re.split(r"\n(?=[\w.-]+==)", lock.strip())
    assert len(entries) > 50 and all("--hash=sha256:" in entry for entry in entries)
    assert not re.search(r"://|index.url|find.links", lock)


def imported(source):
    """The outermost names of the modules that a piece of code imports."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add(node.module.partition(".")[0])
    return found


def test_what_is_imported_is_declared():
    own = {path.parent.name for path in ROOT.glob("*/__init__.py")} | {"tests"}
    # what the tests share among themselves
    shared = (ROOT / "tests").rglob("*.py")
    own |= {name for path in shared for name in (path.stem, path.parent.name)}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = [item for items in project["optional-dependencies"].values() for item in items]
    listed = set(wanted()) | {canonical(re.match(r"[\w.-]+", item)[0]) for item in extras}
    sources = {
        path: path.read_text(encoding="utf-8")
        for room in (*own, "seminar", "publish", "tools", "helpers")
        for path in (ROOT / room).rglob("*.py")
    }
    for path in ROOT.glob("notebooks/*.ipynb"):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        cells = ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]
        sources[path] = "\n".join(cells)
    homes = packages_distributions()
    missing = set()
    for path, source in sources.items():
        for module in imported(source) - own - set(sys.stdlib_module_names) - {"js", "pyodide"}:
            homes_of = {canonical(home) for home in homes.get(module, [module])}
            if not homes_of & listed:
                missing.add(f"{path.relative_to(ROOT)}: {module} ({', '.join(sorted(homes_of))})")
    assert missing == set()


def test_every_folder_of_modules_is_installed():
    """A checkout finds a folder that the list forgets; whoever installs the project would not."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    houses = ("helpers", "publish", "seminar", "tools")
    modules = [path for house in houses for path in (ROOT / house).rglob("*.py")]
    folders = {path.parent.relative_to(ROOT) for path in modules}
    names = {".".join(folder.parts) for folder in folders}
    # the tables go along as a package without modules; texts of the seminar hold a setting
    assert names - {"seminar.texts"} == set(settings["packages"]) - {"helpers.data"}


def test_the_search_library_is_as_its_author_published_it():
    """MiniSearch 7.2.0 (MIT), dist/umd/index.js of the package on npm, byte for byte."""
    content = (ROOT / "publish" / "static" / "minisearch.js").read_bytes()
    expected = "03c27931eb603af1d3358579e9885eafdb6a2f5fa9929557b3e77d7e99d06d03"
    assert hashlib.sha256(content).hexdigest() == expected
    licence = (ROOT / "publish" / "static" / "minisearch.LICENSE.txt").read_text(encoding="utf-8")
    assert "Luca Ongaro" in licence


def test_the_licence_of_every_locked_package_is_listed():
    from tools import licences

    listed = licences.written()
    assert listed.keys() - {"Package", "---"} == set(licences.locked())
    unknown = [name for name, said in listed.items() if not said]
    assert not unknown
    # of several licences one may be chosen; what has no other is known by name
    copyleft = {name for name, said in listed.items() if "GPL" in said and "," not in said}
    assert copyleft == {"fpdf2"}
