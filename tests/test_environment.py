"""One list of dependencies: pyproject.toml, its lock and environment.yml agree, and the lock names no host."""

import re
import tomllib
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
