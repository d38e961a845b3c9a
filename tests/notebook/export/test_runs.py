"""Exports from runs without a person: nbclient and papermill."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from tests.notebook.export.parts import IMAGE, QUICK, Page, notebook

LESSON = (
    "%load_ext omnivid_jupyter",
    f"%%omnivid {IMAGE}\na paper boat",
    "%omnivid export lesson.html",
    "%omnivid export lesson.zip --notebook lesson.ipynb",
)


def check_exports(folder: Path, printed: Sequence[str]) -> None:
    """Both files are there, and the cells said so."""
    assert printed[0].startswith("Wrote lesson.html (") and printed[0].endswith("1 clip.\n")
    first, second = printed[1].splitlines()
    assert first.startswith("Wrote lesson.zip (") and "lesson.ipynb and 1 clip." in first
    assert second == "lesson.ipynb is packed without outputs: this run has not written them yet."
    assert Page(folder / "lesson.html").titles == ["1 a paper boat"]
    (clip,) = (folder / "omnivid-clips").glob("*.png")
    with zipfile.ZipFile(io.BytesIO((folder / "lesson.zip").read_bytes())) as archive:
        assert archive.read(f"omnivid-clips/{clip.name}") == clip.read_bytes()
        assert archive.testzip() is None and len(archive.namelist()) == 3


def test_a_run_by_nbclient_exports_both(tmp_path: Path) -> None:
    read = nbformat.read(notebook(tmp_path / "lesson.ipynb", *LESSON), as_version=4)
    env = {**os.environ, **QUICK, "OMNIVID_HOME": str(tmp_path / ".home")}
    NotebookClient(read, resources={"metadata": {"path": str(tmp_path)}}, kernel_name="python3").execute(
        env=env
    )
    check_exports(tmp_path, ["".join(o.text for o in cell.outputs) for cell in read.cells[2:]])


def test_a_run_by_papermill_exports_both(tmp_path: Path) -> None:
    notebook(tmp_path / "lesson.ipynb", *LESSON)
    command = [sys.executable, "-m", "papermill", "lesson.ipynb", "run.ipynb", "--kernel", "python3"]
    env = {**os.environ, **QUICK, "OMNIVID_HOME": str(tmp_path / ".home")}
    done = subprocess.run(
        [*command, "--no-progress-bar"], cwd=tmp_path, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    run = nbformat.read(tmp_path / "run.ipynb", as_version=4)
    check_exports(tmp_path, ["".join(o.text for o in cell.outputs) for cell in run.cells[2:]])
