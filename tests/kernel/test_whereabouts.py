"""In real kernels, too, the clip folder is beside the notebook."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat

from tests.engine.test_whereabouts import QUICK, course
from tests.kernels import kernel

__all__ = ["course"]  # the fixture

CELLS = (
    "%load_ext omnivid_jupyter",
    "%cd -q ..",
    "%%omnivid\na boat at dawn",
    "print(_clip.path, _clip.sha256)",
)


def test_in_a_kernel_of_a_server_cd_moves_nothing(course: Path) -> None:
    env = {
        **QUICK,
        "OMNIVID_HOME": str(course / ".home"),
        "JPY_SESSION_NAME": str(course / "week1" / "boats.ipynb"),
    }
    with kernel(env=env, cwd=course / "week1") as running:
        printed = [running.run(code).printed for code in CELLS][-1]
    assert printed.startswith(str(course / "week1" / "omnivid-clips"))


def test_papermill_from_another_folder_finds_the_clips_of_the_notebook(course: Path) -> None:
    env = {**os.environ, **QUICK, "OMNIVID_HOME": str(course / ".home")}
    env.pop("JPY_SESSION_NAME", None)
    cells = [
        nbformat.v4.new_code_cell(source, id=f"cell-{n}") for n, source in enumerate((CELLS[0], *CELLS[2:]))
    ]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), course / "week1" / "boats.ipynb")

    def executed(cwd: Path, notebook: str) -> tuple[str, str]:
        command = [sys.executable, "-m", "papermill", notebook, "done.ipynb", "--no-progress-bar"]
        done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        outputs = json.loads((cwd / "done.ipynb").read_text())["cells"][-1]["outputs"]
        path, _, checksum = "".join(outputs[0]["text"]).strip().rpartition(" ")
        return path, checksum

    made = executed(course / "week1", "boats.ipynb")
    shutil.rmtree(course / ".home")
    assert executed(course, "week1/boats.ipynb") == made
    assert not (course / "omnivid-clips").exists()
