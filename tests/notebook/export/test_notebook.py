"""Which notebook an archive packs."""

from __future__ import annotations

from pathlib import Path

import pytest

from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.export import export, export_command
from tests.kernels import kernel
from tests.notebook.export.parts import IMAGE, QUICK, image, names, notebook


def test_the_notebook_is_the_one_that_is_named_else_the_front_ends_else_the_only_one(
    session: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    image()
    with pytest.raises(InvalidRequestError, match="there is none in this folder") as caught:
        export("lesson.zip")
    assert "--notebook" in (caught.value.hint or "")
    notebook(session / "one.ipynb", "1")
    assert "one.ipynb was taken" in repr(export("lesson.zip"))
    notebook(session / "two.ipynb", "2")
    with pytest.raises(InvalidRequestError, match="there are 2 in this folder"):
        export("lesson.zip")
    monkeypatch.setenv("JPY_SESSION_NAME", str(session / "two.ipynb"))
    assert names(export("lesson.zip").path)[0] == "two.ipynb"
    export_command(["lesson.zip", "--notebook", "one.ipynb"])
    assert names(session / "lesson.zip")[0] == "one.ipynb"
    monkeypatch.setenv("JPY_SESSION_NAME", str(session / "renamed.ipynb"))
    with pytest.raises(InvalidRequestError, match="there are 2 in this folder"):
        export("lesson.zip")


@pytest.mark.parametrize("content", ["[]", '{"cells": 3}', '{"cells": ["x"]}', "no json", None])
def test_what_is_no_notebook_is_refused(session: Path, content: str | None) -> None:
    image()
    if content is not None:
        (session / "lesson.ipynb").write_text(content)
    with pytest.raises(InvalidRequestError) as caught:
        export("lesson.zip", notebook="lesson.ipynb")
    assert caught.value.message.startswith("lesson.ipynb ") and "--notebook" in (caught.value.hint or "")


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
