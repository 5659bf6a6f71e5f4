"""One version and one day, wherever a release is named."""

import re

from tools import release


def test_all_places_name_the_same_release():
    values = {}
    for _, kind, value in release.stated():
        values.setdefault(kind, set()).add(value)
    assert all(len(found) == 1 for found in values.values()), release.stated()
    version, day = values["version"].pop(), values["day"].pop()
    changes = (release.ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    first = re.search(r"^## (\S+), (\S+)", changes, re.M)
    assert first and (first[1], first[2]) == (version, day)
