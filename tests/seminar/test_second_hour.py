"""The second hour: solutions pass, untouched cells fail kindly, the record stays as it is."""

import contextlib
import io
import re

import pytest

from helpers import load
from helpers.tables import DATA
from publish.paths import NOTEBOOKS
from seminar import second_hour, student
from seminar.own_copy import OwnCopy

NAMES = list(second_hour.EXERCISES)
NOTEBOOK = student.read(NOTEBOOKS / "11_seminar_sources.ipynb")


def run(notebook, folder, monkeypatch):
    """Run a notebook's code in one namespace in a folder: {exercise: what its check printed}."""
    monkeypatch.chdir(folder)
    space, said = {}, {}
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        source = "".join(cell["source"])
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            try:
                exec(compile(source, cell["id"], "exec"), space)
            # an untouched cell may need an answer that is not there
            except Exception as fault:
                print(type(fault).__name__)
        name = re.match(r'check\("(\w+)"', source)
        if name:
            said[name[1]] = out.getvalue()
    return said


def test_solutions_pass_their_checks(tmp_path, monkeypatch):
    said = run(NOTEBOOK, tmp_path, monkeypatch)
    assert list(said) == NAMES
    assert all(text.startswith("Right") for text in said.values()), said


# the notebook once more: what an untouched cell holds, `...`, is judged for each exercise below
@pytest.mark.thorough
def test_untouched_cells_fail_kindly(tmp_path, monkeypatch):
    said = run(student.student(NOTEBOOK), tmp_path, monkeypatch)
    assert list(said) == NAMES
    for name, text in said.items():
        assert not text.startswith("Right"), name
        assert "Traceback" not in text, name


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("answer", [..., None, "", -(10**9), object(), [], {"A"}, b"x", len])
def test_no_odd_answer_is_right(name, answer):
    right, text = second_hour.verdict(name, answer)
    assert right is not True
    assert len(text) > 15


def test_the_left_out_report_moves_the_date():
    assert second_hour.days_moved() != 0


def test_the_record_is_never_written_to(tmp_path):
    before = (DATA / "reports.csv").read_bytes()
    copy = OwnCopy(tmp_path / "mine", without=(second_hour.MISSING,))
    copy.add(load("reports").iloc[0].dropna().to_dict() | {"report_id": "C9998"})
    assert "C9998" in set(copy.reports["report_id"])
    assert (DATA / "reports.csv").read_bytes() == before


def test_the_copy_outlives_a_closed_laptop(tmp_path):
    OwnCopy(tmp_path / "mine").add({"report_id": "C9997", "event": "captured"})
    again = OwnCopy(tmp_path / "mine")
    with (again.folder / "reports.csv").open(encoding="utf-8") as stream:
        assert "C9997" in stream.read()


def test_the_check_names_a_day_of_another_calendar(tmp_path, capsys):
    row = load("reports").set_index("report_id").loc[second_hour.MISSING].dropna().to_dict()
    copy = OwnCopy(tmp_path / "mine", without=(second_hour.MISSING,))
    copy.add(row | {"report_id": second_hour.MISSING, "date_lo": "1400-04-11"})
    assert not copy.check()
    assert "Solar Hijri" in capsys.readouterr().out


def test_a_column_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ValueError, match="no column 'colour'"):
        OwnCopy(tmp_path / "mine").add({"report_id": "C9996", "colour": "red"})
