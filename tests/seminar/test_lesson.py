"""The lesson itself: a vote on which the record differs, answers that teach, hints, progress."""

import json

import nbformat
import pytest

from helpers import load
from helpers.worlds import worlds
from publish.articles import Reader
from seminar import exercises, measured, moved, progress, second_hour, truths, votes
from seminar.own_copy import WITH, WITHOUT, OwnCopy
from seminar.student import TEXTS


def test_the_vote_is_on_a_question_on_which_the_worlds_differ():
    shares = votes.cutters_by_world(worlds(200))
    assert shares.sum() == pytest.approx(1)
    # no answer of the record is sure, so that a class may differ with reason
    assert shares.iloc[0] < 0.95
    assert (shares > 0.02).sum() >= 2


def test_the_class_stands_beside_the_record():
    table = votes.beside_the_record({"Doshi": 9, "AF0903": 1, "Khinjan": 10}, worlds(200))
    assert table.columns.tolist() == ["class", "record"]
    # a name and its P-code are one district
    assert table.loc["Doshi", "class"] == pytest.approx(0.5)
    assert (table["record"] > 0).any()
    with pytest.raises(ValueError, match="no votes yet"):
        votes.votes_by_district({})


def test_exercise_twelve_moves_the_count_by_far_more_than_chance():
    # an answer of nought would teach that rules do not matter
    assert abs(truths.moved_by_rule()) >= 3


@pytest.mark.parametrize("day", ["13 July", "July 13", "13. July"])
def test_a_day_without_a_year_gets_its_own_hint(day):
    right, said = exercises.verdict("half", day)
    assert right is False
    assert "a day with its year" in said
    assert "2021" in said


@pytest.mark.parametrize("day", ["1400-04-22", "1400/4/22"])
def test_a_day_of_the_pages_calendar_is_recognised(day):
    assert "Solar Hijri" in exercises.verdict("half", day)[1]


def test_the_second_hour_asks_for_a_day_of_the_pages_calendar():
    right, said = second_hour.verdict("solar", "2021-04-11")
    assert right is False
    assert "fourth month after the equinox" in said


def test_the_rubric_covers_every_open_exercise():
    text = (TEXTS / "teacher.md").read_text(encoding="utf-8")
    rubric = text[text.index("## A rubric") :].split("\n## ")[0]
    for looked_at in ("Evidence", "Uncertainty", "Whose word", "Limits", "Words"):
        assert f"| {looked_at} |" in rubric


def test_on_the_site_no_exercise_has_a_verdict_and_solutions_are_folded(tmp_path):
    said = nbformat.v4.new_output("stream", name="stdout", text="Not answered yet")
    cells = [
        nbformat.v4.new_code_cell("answer = ...", metadata={"tags": ["task"]}),
        nbformat.v4.new_code_cell("answer = 7", metadata={"tags": ["solution"]}),
        nbformat.v4.new_code_cell("check(1)", metadata={"tags": ["check"]}, outputs=[said]),
    ]
    notebook = json.loads(nbformat.writes(nbformat.v4.new_notebook(cells=cells)))
    article = Reader("x", tmp_path).read(notebook)
    assert [block.kind for block in article.blocks] == ["task", "solution", "task"]
    assert not any("Not answered" in block.html for block in article.blocks)


@pytest.fixture
def nothing_tried(monkeypatch):
    monkeypatch.setattr(progress, "_attempts", {})


def test_progress_is_open_tried_done(nothing_tried, capsys):
    exercises.check("place", ...)
    assert progress.state("place") == progress.OPEN
    exercises.check("place", "AF0101")
    assert progress.state("place") == progress.TRIED
    exercises.check("place", next(iter(exercises.EXERCISES["place"].right())))
    assert progress.state("place") == progress.DONE


def test_answers_to_hand_in_are_a_file_in_which_nothing_runs(nothing_tried, tmp_path, capsys):
    exercises.check("limits", "<script>alert(1)</script>")
    exercises.hand_in(tmp_path / "mine.html", author="<b>me</b>")
    page = (tmp_path / "mine.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert "<b>me" not in page
    for name in exercises.EXERCISES:
        assert name in page


def test_answers_are_not_lost_where_no_file_can_be_written(nothing_tried, tmp_path, capsys):
    exercises.check("place", "AF0101")
    exercises.hand_in(tmp_path / "no such folder" / "mine.html")
    said = capsys.readouterr().out
    assert "could not be written" in said
    assert "AF0101" in said


@pytest.fixture
def own_copy(tmp_path):
    return OwnCopy(tmp_path / "mine", without=(second_hour.MISSING,))


@pytest.fixture
def entered(own_copy):
    row = load("reports").set_index("report_id").loc[second_hour.MISSING].dropna()
    own_copy.add(row.to_dict() | {"report_id": second_hour.MISSING})
    return own_copy


def test_one_more_report_moves_the_probability_of_the_days(entered):
    pcode = second_hour.the_report()["pcode"]
    table = moved.probabilities(entered, pcode)
    assert table.index.tolist() == [WITHOUT, WITH]
    assert (table.sum(axis=1) > 0.9).all()
    assert (table.loc[WITH] - table.loc[WITHOUT]).abs().max() > 0.01


def test_one_more_report_moves_the_map(entered):
    apart = moved.days_apart(entered)
    assert set(apart["pcode"]) == {second_hour.the_report()["pcode"]}


def test_a_copy_without_a_new_report_moves_nothing(own_copy, capsys):
    moved.show_maps(own_copy)
    assert "the same on every day" in capsys.readouterr().out


def test_a_row_with_dots_in_it_is_told_and_nothing_stops(own_copy, capsys):
    row = {"report_id": second_hour.MISSING, "pcode": "AF1707", "tells": ..., "date": ...}
    own_copy.add(row)
    assert not own_copy.check()
    table = own_copy.what_moved("AF1707")
    assert list(table.index.unique()) == [WITHOUT, WITH]
    # what no table can hold is told once more where something is to follow from it
    own_copy.add(row | {"tells": "a rumour"})
    table = own_copy.what_moved("AF1707")
    assert list(table.index.unique()) == [WITHOUT, WITH]
    assert "still has faults" in capsys.readouterr().out


def test_what_was_measured_is_read_back(tmp_path):
    table = tmp_path / "measured.csv"
    measured.record({"a": (1234.0, "MB"), "b": (0.0, "")}, "2 cores", table)
    measured.record({"a": (250.0, "MB")}, "4 cores", table)
    found = measured.values(table)
    assert found["a"] == "250 MB"
    assert found["b"] == "0"
    assert found["how"] == "2 cores; 4 cores"
