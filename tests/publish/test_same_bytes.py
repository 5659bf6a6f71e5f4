"""What is handed out depends on the record alone: not on clock, place, language or luck."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAKE = """
import sys
from pathlib import Path
from publish import downloads
from publish.record import Record
from seminar import kit
target = Path(sys.argv[1])
target.mkdir()
downloads.write(Record(), target / "downloads", "1.2.3")
kit.build(target / "seminar")
"""
ODD = (
    {"PYTHONHASHSEED": "1", "TZ": "Asia/Kabul", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "2", "TZ": "America/Lima", "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "1"},
)


@pytest.mark.thorough  # two whole kits
def test_downloads_and_kit_have_the_same_bytes_wherever_they_are_made(tmp_path):
    made = []
    for number, surroundings in enumerate(ODD):
        # names of unlike length, one with a space
        target = tmp_path / f"folder {'of another length' * number}"
        subprocess.run(
            [sys.executable, "-c", MAKE, str(target)],
            cwd=ROOT,
            env=os.environ | surroundings,
            check=True,
        )
        files = [path for path in target.rglob("*") if path.is_file()]
        made.append({path.relative_to(target): path.read_bytes() for path in files})
    one, two = made
    assert one.keys() == two.keys()
    assert len(one) > 40
    assert [name for name in one if one[name] != two[name]] == []
