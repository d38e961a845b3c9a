"""Which notebook an archive packs in a front end, and what is said when it was not saved."""

from __future__ import annotations

from pathlib import Path

from tests.engine.export.parts import IMAGE, QUICK, notebook
from tests.kernels import kernel


def test_in_a_front_end_an_unsaved_notebook_is_packed_with_a_word_of_warning(tmp_path: Path) -> None:
    cells = ["%load_ext omnivid_jupyter", f"%%omnivid {IMAGE}\na boat", "%omnivid export lesson.zip"]
    path = notebook(tmp_path / "lesson.ipynb", *cells[:2])
    env = {**QUICK, "OMNIVID_HOME": str(tmp_path / ".home"), "JPY_SESSION_NAME": str(path)}
    with kernel(env=env, cwd=tmp_path) as running:
        for cell in cells[:2]:
            assert running.run(cell, answers=[]).status == "ok"
        early = running.run(cells[2], answers=[])
        assert "lesson.ipynb was last saved before its newest cells ran" in early.printed
        notebook(path, *cells)
        assert "last saved" not in running.run(cells[2], answers=[]).printed
        running.run(f"_clip = None\n__vsc_ipynb_file__ = {str(path.rename(tmp_path / 'renamed.ipynb'))!r}")
        assert "renamed.ipynb and 1 clip." in running.run(cells[2], answers=[]).printed
