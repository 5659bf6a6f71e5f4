"""No result is typed: shares, sizes and counts in the notebooks' text come from the record.

A number that a writer typed stays as it was when the record moves on. What defines (an interval of
95%, nine worlds in ten) may be typed, and is listed here; what was found may not.
"""

import ast
import inspect
import re

import numpy as np
import pandas as pd
import pytest
from notebook_cells import NOTEBOOKS, called, cells, trees

from helpers.analysis import desks, diffusion, event_study, refits, spread, unreported

WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    "sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    "hundred|thousand|half"
)
MANY = WORDS.partition("nine|")[2]
NUMBER = rf"(?:\d[\d,]*(?:\.\d+)?|{WORDS})"
COUNTED = (
    "captures|claims|capitals|crossings|districts|events|models|origins|pages|posts|prints|"
    "provinces|reports|retakings|runs|statements|worlds"
)
# how results look: a share of a number, per cent or points, a fraction, runs, a number of things
SHAPES = [
    rf"\b{NUMBER} (?:\w+ ){{0,2}}(?:of|in|out of) (?:an? |\w+ )?{NUMBER}\b",
    r"\b\d+(?:\.\d+)? ?(?:%|per cent\b)",
    rf"\b{NUMBER} (?:points (?:oftener|more|less|of a)|times)\b",
    r"(?<![\d.])\d+\.\d+(?![\d.])",
    r"\b(?:most|many|few|nearly all|nearly always|hardly any)(?: of the)? (?:runs|cases)\b",
    # from ten on: smaller ones are mostly told of one thing and the next
    rf"\b(?:\d\d[\d,]*|{MANY}) (?:\w+ )?(?:{COUNTED})\b",
]
# what may be typed, by why: definitions, choices of the method, what somebody else wrote
DEFINED = {
    "how ranges and intervals are defined": [
        "nine worlds in ten",
        "the middle half of provinces",
        "nine of ten worlds",
        "nine in ten of a thousand",
        "One of a thousand equally",
        "95% interval",
        "95% intervals",
        "95% of the draws",
        "a thousand worlds",
        "the thousand worlds",
        "thousand worlds",
    ],
    "scales: what the middle of a rank, a coin, a ratio, a level or a share means": [
        "0.5 means indifferent",
        "below 0.5 in",
        "above 0.5 in",
        "(0.5 is indifferent)",
        "A coin gets 0.5",
        "A ratio of 1.5 says",
        "lay below 0.05 in",
        "should come in 5% of the runs",
        "(p < 0.05) is in",
        "In so many tests at 5%",
        "A share below 100%",
        "(power under 0.8)",
        "one figure in five ends in 0 or 5",
    ],
    "choices of a method, and the thresholds that a finding is held to": [
        "dealt out anew 999 times",
        "captures a thousand times",
        "five times, and combines",
        "twelve times, every",
        "twelve shared events",
        "leaves out 1 in three of four",
        "two of the eight regions",
        "The first 50, 100 and 150 captures",
        "the first 150 captures",
        "seven measures of one",
        "a share of 40%",
        "(121 models, averaged)",
        "to 0.05 and to 0.2",
        "finds eight such pulls of ten",
        "(fewer than one in ten:",
        "(two in five or more:",
        "a hundred districts, half of the wave",
        "at least a hundred districts gained",
        "more than five points of a hundred",
        "(six in ten by one to three days, four in ten by",
        "Where one report in ten is wrong",
        "with nine chances in ten, about nine in ten",
        "one of 6 points",
    ],
    "the country": [
        "the 34 provinces",
        "of 34 capitals",
        "of 33 provincial capitals",
    ],
    "what others wrote or published, the news report first": [
        "the one road of five",
        "first half of 2021",
        "ten provinces",
        "the literature on war has 0.5 at most",
        "(CC BY 4.0)",
        "table 25.1, CC BY 4.0",
        "doi:10.1371",
    ],
    "no measure: turns of speech": [
        "What one page says of one place",
        "one campaign in one region",
        "changes cars three times",
        "Is one of the two rules",
        "two claims of one",
        "two counts of one",
        "one of the twenty least certain",
        "three measures of one thing",
        "In how many runs did",
        "the one most origins give",
    ],
}
# definitions that stand in the code as well: what is typed is what is done
IN_CODE = {
    "dealt out anew 999 times": lambda: default(diffusion.join_counts, "permutations") == 999,
    "captures a thousand times": lambda: event_study.DRAWS + 1 == 1000,
    "five times, and combines": lambda: spread.DRAWS == 5,
    "twelve times, every": lambda: refits.DRAWS == 12,
    "twelve shared events": lambda: desks.LATE_EVENTS == 12,
    "(121 models, averaged)": lambda: models_of_lists() == 121,
}


def models_of_lists():
    """How many log-linear models there are of as many groups as the notebook has."""
    rng = np.random.default_rng(1)
    named = rng.random((400, len(unreported.GROUPS))) < 0.5
    return len(unreported.log_linear(pd.DataFrame(named))[1])


def default(function, name):
    """What a parameter is where nobody gives it."""
    return inspect.signature(function).parameters[name].default


def said_in(tree):
    """What the sentences of a cell say, holes as {}."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) in ("prose", "finding"):
            for given in node.args:
                parts = given.values if isinstance(given, ast.JoinedStr) else [given]
                yield "".join(
                    getattr(part, "value", "{}") if is_text(part) else "{}" for part in parts
                )


def is_text(part):
    return isinstance(part, ast.Constant) and isinstance(part.value, str)


def texts(path):
    """The texts of a notebook: Markdown without links and code, and what its sentences say."""
    for text in cells(path, "markdown"):
        yield re.sub(r"\]\([^)]*\)|```.*?```|`[^`]*`", "", text, flags=re.S)
    for tree in trees(path):
        yield from said_in(tree)


def phrases():
    return [phrase for listed in DEFINED.values() for phrase in listed]


def typed(text):
    """What looks like a result, and is not defined: a list of phrases."""
    flat = " ".join(text.split())
    allowed = [hit.span() for one in phrases() for hit in re.finditer(re.escape(one), flat)]
    found = []
    for shape in SHAPES:
        for hit in re.finditer(shape, flat, re.I):
            if not any(a < hit.end() and hit.start() < b for a, b in allowed):
                found.append(flat[max(hit.start() - 30, 0) : hit.end() + 20])
    return found


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_result_is_typed(path):
    assert [hit for text in texts(path) for hit in typed(text)] == []


def test_no_definition_is_listed_in_vain():
    everything = " ".join(" ".join(text.split()) for path in NOTEBOOKS for text in texts(path))
    assert [one for one in phrases() if one not in everything] == []


@pytest.mark.parametrize("phrase", IN_CODE)
def test_what_defines_is_what_is_done(phrase):
    assert phrase in phrases()
    assert IN_CODE[phrase]()


@pytest.mark.parametrize(
    "result",
    [
        "the interval held the truth in 94 of 100 runs",
        "an alarm in one case of ten",
        "spread was found in most runs",
        "the truth lay inside in nine runs of ten",
        "a raw correlation would be 0.37 there",
        "the capital fell with 23% of districts",
        "named 12 points more often",
        "What each of the 399 districts rests on",
        "a list of thirteen districts",
    ],
)
def test_results_that_are_typed_are_seen(result):
    assert typed(result)
