"""A printed place name, in any script, to the P-code of its district."""

import re
from functools import cache
from typing import NamedTuple

from helpers.tables import load


class Match(NamedTuple):
    """pcode (None when no or several districts fit), score 0-100, candidates as ((pcode, district, province, score), ...)."""

    pcode: str | None
    score: float
    candidates: tuple


SPELLING = [
    ("ph", "f"),
    ("gh", "g"),
    ("kh", "k"),
    ("tsch", "ch"),
    ("dsch", "j"),
    ("sch", "sh"),
    ("dzh", "j"),
    ("zh", "j"),
    ("q", "k"),
    ("ee", "i"),
    ("oo", "u"),
    ("ou", "u"),
    ("aa", "a"),
    ("w", "v"),
    ("y", "i"),
    ("e", "i"),
    ("o", "u"),
]
_WORDS = "district centre center city town valley province ulusvali the of area outskirts i e wa va vi aw au al"


def _spelt(text):
    """Latin letters with the vowels and consonants that transliterations exchange made one."""
    for old, new in SPELLING:
        text = text.replace(old, new)
    return text


_NO_NAME = re.compile(rf"\b({'|'.join(_spelt(_WORDS).split())})\b")


def _plain(name):
    """One spelling for many: ASCII, lower case, without brackets, words that are no name, and doubled letters."""
    from anyascii import anyascii

    text = re.sub(r"[^a-z]+", " ", anyascii(re.sub(r"\(.*?\)", " ", name)).lower().replace("'", ""))
    text = _NO_NAME.sub(" ", _spelt(text))
    return re.sub(r"(.)\1", r"\1", re.sub(r"\s+", "", text))


def _consonants(plain):
    """What scripts that leave vowels out, or have no p, still write of a name."""
    return re.sub("[aiuv]", "", plain).replace("p", "b")


@cache
def _index():
    """(normal spelling, P-code, district, province) for every name of every district, and the normal province names."""
    rows, provinces = [], {}
    for d in load("districts").itertuples():
        for name in (d.district, d.district_fa, *d.alt_names):
            if isinstance(name, str) and _plain(name):
                rows.append((_plain(name), d.pcode, d.district, d.province))
        provinces[_plain(d.province)] = d.province_pcode
    provinces[_plain("Wardak")] = provinces[
        _plain("Maidan Wardak")
    ]  # the one province that goes by two names
    return rows, provinces


def resolve(name, province=None):
    """Find the district that a page means by `name`, in any script, and return a Match.

    Names are put into Latin letters (anyascii), the usual exchanges of transliteration are undone, and the result is
    compared with every name of every district by rapidfuzz's ratio (0-100). `province` (any spelling, or a P-code)
    narrows the search. A pcode is given at a score of 80 or more that leads by 5; otherwise it is None and the
    candidates (five at most, best first) tell what to choose from.
    Raises ValueError for an empty name or a province that does not exist.
    """
    from rapidfuzz import fuzz, process

    if not isinstance(name, str) or not _plain(name):
        raise ValueError(f"a place name was expected, not {name!r}")
    rows, provinces = _index()
    if province is not None:
        within = province if province in provinces.values() else None
        if within is None:
            found = process.extractOne(
                _plain(province), list(provinces), scorer=fuzz.ratio, score_cutoff=75
            )
            if found is None and not province.isascii():
                found = process.extractOne(
                    _plain(province),
                    list(provinces),
                    scorer=fuzz.ratio,
                    score_cutoff=75,
                    processor=_consonants,
                )
            if found is None:
                raise ValueError(f"no province is called {province!r}")
            within = provinces[found[0]]
        rows = [row for row in rows if row[1].startswith(within)]
    best = {}
    for _, score, place in process.extract(
        _plain(name), [row[0] for row in rows], scorer=fuzz.ratio, limit=40
    ):
        _, pcode, district, home = rows[place]
        if score > best.get(pcode, (0,))[-1]:
            best[pcode] = (pcode, district, home, round(score, 1))
    candidates = tuple(sorted(best.values(), key=lambda c: (-c[3], c[0]))[:5])
    if not candidates:
        return Match(None, 0.0, ())
    lead = candidates[0][3] - (candidates[1][3] if len(candidates) > 1 else 0)
    sure = candidates[0][3] >= 80 and lead >= 5
    return Match(candidates[0][0] if sure else None, candidates[0][3], candidates)
