"""A printed place name, in any script, to the P-code of its district."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple

from helpers.public import own_names
from helpers.tables import kept, load, nearest, shown

# a P-code is given at this score; without a province, which leaves 399 districts to be mistaken for
# each other, at a higher one: of 1,372 printed spellings, each tried without itself, 89% are then
# found with their province and 0.4% mistaken, 72% and 1.7% without (81% and 2.5% at 80)
SURE, SURE_ANYWHERE = 80, 88
# and with this lead over the next district
LEAD = 5
PROVINCE_SURE = 75
CANDIDATES = 5
LONGEST_NAME = 200  # characters

# what transliterations exchange, in the order in which it is undone
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
# letters of Arabic, Persian, Pashto and Urdu keyboards that are one letter here
LETTERS = str.maketrans(
    {"ى": "ی", "ي": "ی", "ې": "ی", "ۍ": "ی", "ئ": "ی", "ك": "ک", "ـ": None}
)
# words for a district or a city that headlines put before or after a name, script by script
TITLES = re.compile(
    r"\b(ولسوالی|اولسوالی|علسوالی|ولسوال|مدیریة|مدیریه|منطقة|مقاطعة|ضلع|"
    r"район\w{0,2}|уезд\w{0,2}|округ\w{0,2}|уулусвали|улусвали|вулусвали|"
    r"জেলা|জেলার|उपज़िला|ज़िला|जिला)\b"
)
# the same where they may also be part of a name: tried without them as well
DOUBTFUL_TITLES = re.compile(
    r"\b(شهر|شهرستان|ښار|مرکز|مدینة|مدینه|شہر|город\w{0,2}|г)\b\.?"
)
# Chinese and Japanese put them after the name with no space between
FAR_EAST = re.compile(r"(?<=\S)\s*(县|縣|区|區|市|地区)\s*$")
# Pashto: د X ولسوالی, of X the district
PASHTO_OF = re.compile(r"^\s*د\s+")
# words in Latin letters that are no part of a name
_WORDS = (
    "district districts distrikt bezirk distrito ilcesi centre center city town valley province "
    "ulusvali wuluswali woleswali uluswali ulswali wolaswali wolesvali wuluswaly woluswali "
    "uluswaly wulaswali the of area outskirts pd i e wa va vi aw au al"
)
# the parts into which a district was divided bear its name and a number, which tells them apart
NUMBERS = {
    1: re.compile(r"\b(1|۱|١|first|aw+ali?|اول)\b"),
    2: re.compile(r"\b(2|۲|٢|second|d[ou]w[ou]mi?|do[vy][eu]m|دوم)\b"),
    4: re.compile(r"\b(4|۴|٤|fourth|h[ei]ss?a\W*[ei]?\W*cha(ha)?r|چهارم)\b"),
}
# kinds of consonants, each with those that transliterations exchange; v may stand for a vowel
KINDS = {"p": "bfp", "n": "mn", "r": "lr"}
# what a name loses, of 100, that begins with another kind
OTHER_BEGINNING = 10
# as in "Imam Sahib, Kunduz" or "Imam Sahib (Kunduz)"
PROVINCE_BEHIND = re.compile(r"(.*?\w.*?)\s*[,،(]\s*([^,،()]+?)\s*\)?\s*")
# the one province that goes by two names
PROVINCE_ALIASES = {"Wardak": "Maidan Wardak"}


class Candidate(NamedTuple):
    """A district that a name may mean, and how like its best spelling is, 0-100."""

    pcode: str
    district: str
    province: str
    score: float

    def __str__(self) -> str:
        # as a message names it, for whoever has to choose
        return f"{self.district} ({self.province}, {self.pcode})"


class Match(NamedTuple):
    """What a name was found to mean.

    Attributes
    ----------
    pcode : str or None
        The district's P-code; None when no district, or several, fit.
    score : float
        0-100, of the best candidate.
    candidates : tuple of Candidate
        The best first, five at most.
    """

    pcode: str | None
    score: float
    candidates: tuple[Candidate, ...]


class Name(NamedTuple):
    """One spelling of one district in the gazetteer, with the number of its part if it has one."""

    plain: str
    pcode: str
    district: str
    province: str
    number: int | None = None


def _spelt(text: str) -> str:
    """Latin letters with the vowels and consonants that transliterations exchange made one."""
    # in this order: longer groups of letters before those that they hold
    for old, new in SPELLING:
        text = text.replace(old, new)
    return text


_NO_NAME = re.compile(
    rf"\b({'|'.join(sorted(set(_spelt(_WORDS).split())))})\b"
)


def plain(name: str) -> str:
    """Make one spelling of many: ASCII letters only, without what transliterations exchange.

    Brackets, words that are no name, and doubled letters are left out.

    Parameters
    ----------
    name : str
        In any script.

    Returns
    -------
    str
        The spelling by which names are compared; "" where nothing is left.

    Examples
    --------
    >>> plain("Deh Rawood") == plain("Dih Ravud")
    True
    >>> plain("ولسوالی امام صاحب") == plain("امام صاحب")
    True
    """
    from anyascii import anyascii

    text = unicodedata.normalize("NFC", name[:LONGEST_NAME]).translate(LETTERS)
    # headlines leave the sign out, without which another letter would be missing in Latin
    text = re.sub(r"\(.*?\)", " ", text).replace("اباد", "آباد")
    # words of other scripts go before they are spelt in Latin letters in one way or another
    untitled = FAR_EAST.sub("", TITLES.sub(" ", text.lower()))
    if untitled.strip() != text.lower().strip():
        untitled = PASHTO_OF.sub("", untitled)
    latin = anyascii(untitled).lower().replace("'", "")
    words = _NO_NAME.sub(" ", _spelt(re.sub(r"[^a-z]+", " ", latin)))
    return re.sub(r"(.)\1", r"\1", re.sub(r"\s+", "", words))


def _readings(name: str) -> list[str]:
    """The spellings by which a name is looked up: as it is, and without a doubtful title."""
    # a district may be called Shahrak or Markaz, so the name as it is comes first
    found = [plain(name), plain(DOUBTFUL_TITLES.sub(" ", name.lower()))]
    return list(dict.fromkeys(each for each in found if each))


def _consonants(text: str) -> str:
    """What scripts that leave vowels out, or have no p, still write of a name."""
    # the two sides of the comparison are thinned alike
    return re.sub("[aiuv]", "", text).replace("p", "b")


def _number(name: str) -> int | None:
    found = [
        number
        for number, pattern in NUMBERS.items()
        if pattern.search(name.lower())
    ]
    # two numbers say nothing of which part is meant
    return found[0] if len(found) == 1 else None


def _beginning(text: str) -> str:
    """The kind of the first consonant; "" where there is none."""
    told_apart = _consonants(text).replace("v", "")
    if not told_apart:
        return ""
    first = told_apart[0]
    # those that no kind lists are one kind together
    return next(
        (kind for kind, letters in KINDS.items() if first in letters), "k"
    )


@kept
def gazetteer() -> tuple[list[Name], dict[str, str]]:
    """Return every spelling of every district, and {plain name: P-code} of the provinces.

    Returns
    -------
    tuple
        List of Name, in the order of districts.csv, and a dict.

    Examples
    --------
    >>> names, provinces = gazetteer()
    >>> len(provinces)
    35
    """
    names: list[Name] = []
    provinces: dict[str, str] = {}
    for row in load("districts").itertuples():
        for name in (row.district, row.district_fa, *row.alt_names):
            spelling = plain(name) if isinstance(name, str) else ""
            if spelling:
                number = _number(name)
                names.append(
                    Name(
                        spelling, row.pcode, row.district, row.province, number
                    )
                )
        provinces[plain(row.province)] = row.province_pcode
    for alias, name in PROVINCE_ALIASES.items():
        if plain(name) in provinces:
            provinces[plain(alias)] = provinces[plain(name)]
    return names, provinces


def province_of(province: str) -> str:
    """Find the P-code of a province by its name in any spelling, or by the P-code itself.

    Parameters
    ----------
    province : str
        Such as "Helmand", "هلمند" or "AF30".

    Returns
    -------
    str

    Raises
    ------
    ValueError
        For a province that does not exist; the message names the nearest.

    Examples
    --------
    >>> province_of("Helmand"), province_of("AF30")
    ('AF30', 'AF30')
    """
    _, provinces = gazetteer()
    # text alone: a missing value, asked whether it equals a name, gives no answer
    is_text = isinstance(province, str)
    if is_text and province in provinces.values():
        return province
    spelling = plain(province) if is_text else ""
    found = _like(spelling, list(provinces))
    # other scripts may leave the vowels out
    if found is None and spelling and not province.isascii():
        found = _like(spelling, list(provinces), _consonants)
    if found is None:
        known = load("districts")["province"].drop_duplicates()
        raise ValueError(
            f"no province is called {shown(province)}: {nearest(province, known)}"
        )
    return provinces[found]


def _like(
    spelling: str, names: list[str], thinned: Callable | None = None
) -> str | None:
    """The name that is most like a spelling, both thinned alike; None where none is like it."""
    from rapidfuzz import fuzz, process

    if not spelling:
        return None
    found = process.extractOne(
        spelling,
        names,
        scorer=fuzz.ratio,
        score_cutoff=PROVINCE_SURE,
        processor=thinned,
    )
    return found[0] if found else None


def resolve(name: str, province: str | None = None) -> Match:
    """Find the district that a page means by a name, in any script.

    The name is put into Latin letters (anyascii); titles such as district, wuluswali, район or
    ولسوالی are left out, and the usual exchanges of transliteration undone. What is left is set
    beside every spelling of every district by one score: rapidfuzz's ratio, 200 x matching
    letters / letters of both, so 100 for the same spelling, less 10 where the names begin with
    consonants of another kind (Bangi Qala, Yangi Qala). Parts of a district that go by number are
    told apart by it. A P-code is given where the best district has at least 80 (88 where no
    province is given, for then a name of another province is easily as near) and leads the next
    by 5.

    Parameters
    ----------
    name : str
        A printed name, or a P-code; a province may stand behind it, after a comma or in brackets.
    province : str, optional
        Any spelling of a province, or its P-code; narrows the search.

    Returns
    -------
    Match
        `pcode` is None where the answer is not sure; `candidates` then tell what to choose from.

    Raises
    ------
    ValueError
        For an empty name, a P-code of no district, or a province that does not exist.

    Examples
    --------
    >>> resolve("Emam Saheb", "Kunduz").pcode
    'AF1905'
    >>> resolve("Baharak").pcode is None
    True
    """
    # titles alone are no name; a code needs no letters
    if (
        not isinstance(name, str)
        or not _readings(name)
        and not _is_pcode(name)
    ):
        raise ValueError(f"a place name was expected, not {shown(name)}")
    name, home = _apart(name)
    within = home if province is None else province_of(province)
    if _is_pcode(name):
        return _by_pcode(name, within)
    names, _ = gazetteer()
    if within:
        names = [each for each in names if each.pcode.startswith(within)]
    if number := _number(name):
        names = [each for each in names if each.number in (None, number)]
    candidates = _candidates(_readings(name), names)
    if not candidates:
        return Match(None, 0.0, ())
    best = candidates[0]
    second = candidates[1].score if len(candidates) > 1 else 0
    enough = SURE if within else SURE_ANYWHERE
    sure = best.score >= enough and best.score - second >= LEAD
    found = best.pcode if sure else None
    return Match(found, best.score, candidates)


def _apart(name: str) -> tuple[str, str | None]:
    """A name without the province that is written behind it, and that province's P-code."""
    behind = PROVINCE_BEHIND.fullmatch(name[:200])
    if behind is None:
        return name, None
    try:
        return behind[1], province_of(behind[2])
    except ValueError:
        # whatever else stands there, such as (centre), is left to the spelling
        return name, None


def _is_pcode(name: str) -> bool:
    # no district is called so in any script
    return bool(re.fullmatch(r"\s*[Aa][Ff]\d{4}\s*", name, re.ASCII))


def _by_pcode(name: str, within: str | None) -> Match:
    # a code that does not exist is a slip, not an unknown place
    pcode = name.strip().upper()
    districts = load("districts").set_index("pcode")
    if pcode not in districts.index:
        hint = nearest(pcode, districts.index)
        raise ValueError(f"no district has the P-code {pcode}: {hint}")
    if within and not pcode.startswith(within):
        raise ValueError(
            f"{pcode} is not in the province {within}, but in {pcode[:4]}"
        )
    row = districts.loc[pcode]
    only = Candidate(pcode, row["district"], row["province"], 100.0)
    return Match(pcode, only.score, (only,))


def _candidates(
    readings: list[str], names: list[Name]
) -> tuple[Candidate, ...]:
    """The five best districts, each with the score of its best spelling."""
    # one score a district: that of the spelling that fits best
    best: dict[str, Candidate] = {}
    for name, score in _scored(readings, names):
        known = best.get(name.pcode)
        if score > (known.score if known else 0):
            rounded = round(score, 1)
            best[name.pcode] = Candidate(
                name.pcode, name.district, name.province, rounded
            )
    ordered = sorted(best.values(), key=lambda each: (-each.score, each.pcode))
    return tuple(ordered[:CANDIDATES])


def _scored(
    readings: list[str], names: list[Name]
) -> Iterator[tuple[Name, float]]:
    from rapidfuzz import fuzz, process

    spellings = [name.plain for name in names]
    for reading in readings:
        # 40 spellings are those of more than five districts
        found = process.extract(
            reading, spellings, scorer=fuzz.ratio, limit=40
        )
        for spelling, score, place in found:
            other = _beginning(spelling) != _beginning(reading)
            yield names[place], score - OTHER_BEGINNING * other


__dir__ = own_names(__name__)
