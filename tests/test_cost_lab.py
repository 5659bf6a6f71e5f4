"""Kernels of one Lab at once: all run to their end, and what they hold and need is told."""

import nbformat
import pytest

from tools import cost_lab

code = nbformat.v4.new_code_cell


@pytest.fixture
def notebook(tmp_path, monkeypatch):
    """Where a notebook of some cells is written in place of the project's own."""
    monkeypatch.setattr(cost_lab, "NOTEBOOKS", tmp_path)

    def write(*cells):
        made = nbformat.v4.new_notebook(cells=[code(cell) for cell in cells])
        nbformat.write(made, tmp_path / "a.ipynb")
        return "a.ipynb"

    return write


# a Jupyter server and its kernels
@pytest.mark.thorough
def test_kernels_of_one_server_run_at_once_and_are_measured(notebook):
    held = "whole = bytearray(200_000_000)"
    found = cost_lab.at_once(2, notebook(held, "import time; time.sleep(3)"))
    assert found["five_kernels"] == (2, "")
    last, _ = found["five_last"]
    assert last >= 3
    own, together = found["five_own"][0], found["five_together"][0]
    # each holds its own block, and all hold both
    assert own > 200 and together > 400 and together > own
    assert found["five_processor"][0] > 0


# a Jupyter server and its kernels
@pytest.mark.thorough
def test_a_cell_that_fails_is_told(notebook):
    with pytest.raises(RuntimeError, match="cell 2 failed: division by zero"):
        cost_lab.at_once(1, notebook("x = 0", "1 / x"))
