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

from tests.engine.export.parts import IMAGE, QUICK, Page, notebook
from tests.kernels import own_sockets

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


def run(path: Path) -> nbformat.NotebookNode:
    """A notebook as nbclient leaves it, in its own folder."""
    read: nbformat.NotebookNode = nbformat.read(path, as_version=4)
    env = {**os.environ, **QUICK, "OMNIVID_HOME": str(path.parent / ".home")}
    NotebookClient(
        read, resources={"metadata": {"path": str(path.parent)}}, kernel_name="python3", config=own_sockets()
    ).execute(env=env)
    return read


def test_a_run_by_nbclient_exports_both(tmp_path: Path) -> None:
    ran = run(notebook(tmp_path / "lesson.ipynb", *LESSON))
    check_exports(tmp_path, ["".join(o.text for o in cell.outputs) for cell in ran.cells[2:]])


def test_a_run_by_nbclient_exports_the_comparisons_of_its_cells(tmp_path: Path) -> None:
    cells = (
        "%load_ext omnivid_jupyter\nimport omnivid_jupyter as omnivid",
        f"%%omnivid {IMAGE} -o boat\na paper boat",
        f"%%omnivid {IMAGE} -n 2 -o foxes\na red fox",
        "omnivid.compare(boat, foxes[1])",
        "%omnivid export lesson.html",
    )
    run(notebook(tmp_path / "lesson.ipynb", *cells))
    shown = [
        values["data-clip"] for _, values in Page(tmp_path / "lesson.html").tags if "data-clip" in values
    ]
    assert shown == ["clip-1", "clip-3"]  # and not the two of one prompt


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
