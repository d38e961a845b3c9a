"""Which notebook an archive packs."""

from __future__ import annotations

from pathlib import Path

import pytest

from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.export import export, export_command
from tests.engine.export.parts import image, names, notebook


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
