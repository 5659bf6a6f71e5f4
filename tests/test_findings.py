"""Every finding says in how many worlds it holds, or why none can change it; and reads in time."""

import ast
import re

import pytest
from notebook_cells import NOTEBOOKS, called, cells, trees

# what makes the clause, of the numbers of the worlds and of whether the finding holds in each:
# functions of `helpers.analysis.sureness`, and those that call them
ASKING = {"said", "sure", "same_verdict"}
# what stands in its place, with the reason
FIXED = {"SAME", "PLANTED"}
# words a minute of an attentive reader, and minutes a figure or table wants besides
PACE = 200
LOOK = 0.5
# articles that a reader reads; 08 and 11 are worked through in class, by a plan of their own
ARTICLES = [path for path in NOTEBOOKS if path.stem[:2] not in ("08", "11")]


def asks(node):
    """Whether a call asks of each world if the finding holds: a range alone does not."""
    return called(node) in ASKING and len(node.args) + len(node.keywords) >= 2


def clauses(path):
    """The names to which a notebook gives what worlds say of a finding: a share and a range."""
    names = set(FIXED)
    for tree in trees(path):
        for node in ast.walk(tree):
            if not isinstance(node, ast.Assign):
                continue
            inner = list(ast.walk(node.value))
            # the sentence of what was asked says as much as the answer itself
            passed = {getattr(n, "id", None) for n in inner} & names
            is_asked = any(asks(n) for n in inner if isinstance(n, ast.Call))
            is_said = passed and "sentence" in {called(n) for n in inner if isinstance(n, ast.Call)}
            if is_asked or is_said:
                names |= {target.id for target in node.targets}
    return names


def findings(path):
    """The names that stand in the holes of each finding, and of what a card shows of it."""
    for tree in trees(path):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called(node) == "finding":
                for said in node.args:
                    inside = ast.walk(said)
                    yield {getattr(n, "id", getattr(n, "attr", None)) for n in inside}


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_every_finding_carries_its_share_of_the_worlds(path):
    known = clauses(path)
    bare = [sorted(filter(None, names)) for names in findings(path) if not names & known]
    assert not bare, f"{path.stem}: findings without their worlds, by the names in them: {bare}"


def reading_minutes(path):
    """How long the article takes: its words, and half a minute for each figure or table."""
    words = sum(len(re.sub(r"\]\([^)]*\)", "]", text).split()) for text in cells(path, "markdown"))
    looks = 0
    for tree in trees(path):
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            if called(node) in ("prose", "finding"):
                texts = [n.value for n in ast.walk(node) if isinstance(n, ast.Constant)]
                words += sum(len(text.split()) for text in texts if isinstance(text, str))
            looks += called(node) in ("show", "show_table", "show_forest", "show_shares")
    return words / PACE + LOOK * looks


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_an_article_reads_in_the_time_that_it_states(path):
    stated = re.search(r"(\d+) minutes", "\n".join(cells(path, "markdown")))
    assert stated, f"{path.stem} states no reading time"
    needed = reading_minutes(path)
    # neither more than it says, nor so much less that the number means nothing
    assert needed <= int(stated[1]) <= needed + 15, f"{path.stem} takes {needed:.0f} minutes"
