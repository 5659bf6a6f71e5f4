"""The reference of the helpers: all that docstrings say, and nothing of the machine."""

from html import unescape

import pytest

import helpers
from publish import api_pages, contents
from publish.pages import Frame, Writer
from publish.paths import ROOT


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    contents.assets(folder)
    api_pages.write(Writer(folder, Frame([])))
    return folder


@pytest.fixture(scope="module")
def texts(reference):
    pages = [reference / "api.html", *sorted((reference / "api").iterdir())]
    return {page.stem: unescape(page.read_text(encoding="utf-8")) for page in pages}


def test_no_page_names_a_place_of_this_machine(texts):
    for name, text in texts.items():
        assert str(ROOT) not in text and "PosixPath" not in text, name
    assert "Path('data')" in texts["helpers.checks.raw_tables"]


def test_types_are_written_as_their_author_wrote_them(texts):
    assert "load(name: str, path: str | Path | None = None) -> pd.DataFrame" in texts["api"]


def test_a_long_signature_has_a_line_for_each_parameter_and_keeps_its_marks():
    def long(one: "int", /, two: "str" = "a", *, three: "str" = ROOT / "data") -> "dict[str, int]":
        """Nothing."""

    shown = api_pages.signature(long)
    assert shown.splitlines() == [
        "long(",
        "    one: int,",
        "    /,",
        "    two: str = 'a',",
        "    *,",
        "    three: str = Path('data'),",
        ") -> dict[str, int]",
    ]


def test_a_module_says_all_that_its_docstring_says(texts):
    """The rule is written in one: a page with its first line alone would send readers away."""
    rule = texts["helpers.adjudication"]
    assert rule.count("<li>") >= 8 and "What an event leaves behind" in rule


def test_classes_tell_of_their_methods_and_code_is_marked(texts):
    assert "<dt><code>held</code>" in texts["helpers.worlds"]
    assert "`" not in texts["api"].partition("<article>")[2].partition("</article>")[0]


def test_every_function_of_a_page_has_its_signature_and_its_example(texts):
    without = []
    for text in texts.values():
        for part in text.split("<details id=")[1:]:
            place = part.split('"')[1]
            own = part.partition("</details>")[0]
            assert "signature of " in own, place
            function = place.rpartition(".")[2]
            if function[0].islower() and "examples of " not in own:
                without.append(place)
    # a cluster is not at hand, commands are tried as commands, rules by breaking tables
    others = ("worlds.on_cluster", ".main", "table_rules", "derived_rules", "plausibility", "slips")
    assert [place for place in without if not any(other in place for other in others)] == []


def test_a_link_to_a_function_unfolds_it(reference, browser):
    page = browser.new_page()
    page.goto((reference / "api.html").as_uri() + "#helpers.events")
    opened = "[...document.querySelectorAll('main details[open]')].map(one => one.id)"
    assert page.evaluate(opened) == ["helpers.events"]
    page.locator('a[href="#helpers.load"]').click()
    page.wait_for_function(f"{opened}.length === 2")
    page.close()


def test_the_face_is_linked_name_by_name(texts):
    face = texts["api"].partition('id="modules"')[0]
    for name in set(helpers.__all__) - {"record"}:
        assert face.count(f'href="#helpers.{name}"') == 1
        assert face.count(f'id="helpers.{name}"') == 1
