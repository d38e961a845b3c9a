"""The benchmarks run: a little of everything, without the peers. What they measure is no test's business."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from benchmarks.drawing import cell_seconds
from benchmarks.run import Row, plot, replaced, table

ROOT = Path(__file__).parents[3]
ROW = Row("CPU a job", "20.0 ms", "bare httpx 10.0 ms", 2.0, "≤ 1.25")


def test_a_little_of_everything_runs_and_writes_nothing() -> None:
    before = (ROOT / "README.md").read_bytes()
    command = [sys.executable, "-m", "benchmarks.run", "--quick"]
    said = subprocess.check_output(command, cwd=ROOT, text=True)
    for figure in (
        "one after another",
        "at once",
        "download, 5 MB",
        "download over a line of 100 Mbit/s",
        "download over a line of 1 Gbit/s",
        "queries a job",
        "%load_ext",
        "the newest 50",
        "contact sheet, 30 clips",
        "gallery, 40 clips",
        "messages to the page, a batch of 5",
        "saved notebook, one job",
        "saved notebook, a sheet of 2",
        "3 jobs run in the kernel",
        "the first output of %%omnivid",
        "ready to on the screen",
        "a simulated film",
        "memory for each job more, 3 to 4 at once",
    ):
        assert figure in said
    assert (ROOT / "README.md").read_bytes() == before


def test_the_table_stands_between_the_two_markers() -> None:
    readme = (ROOT / "README.md").read_text()
    changed = replaced(readme, table([ROW]))
    assert "| CPU a job | 20.0 ms | bare httpx 10.0 ms | 2.00 | ≤ 1.25 |" in changed
    assert replaced(changed, table([ROW])) == changed
    with pytest.raises(RuntimeError, match="two markers"):
        replaced("no markers", "")


def test_the_plot_has_a_bar_for_each() -> None:
    drawn = plot({"bare httpx": 10.0, "omnivid-jupyter": 20.0}, "Milliseconds")
    assert drawn.count("<rect") == 3 and 'width="360.0"' in drawn and 'width="180.0"' in drawn


def test_cells_that_asked_for_clips_have_their_times_in_the_notebook(tmp_path: Path) -> None:
    run = {
        "iopub.status.busy": "2026-11-29T12:00:00.500000Z",
        "shell.execute_reply": "2026-11-29T12:00:03.000000Z",
    }
    cells = [
        new_markdown_cell("# words"),
        new_code_cell("%%omnivid\na boat", metadata={"execution": run}),
        new_code_cell("asks for no clip", metadata={"execution": run}),
        new_code_cell("%%omnivid\nnot run"),
    ]
    nbformat.write(new_notebook(cells=cells), tmp_path / "run.ipynb")
    assert cell_seconds(tmp_path / "run.ipynb") == [2.5]
