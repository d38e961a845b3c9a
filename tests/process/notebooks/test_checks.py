"""The checks of the exercises take every right answer, and say why another one is wrong.

The checks are run as they stand in the notebook, on clips of the simulator.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

import omnivid_jupyter as omnivid
from tests.process.notebooks.runs import NOTEBOOKS
from tests.session import session_in

RIGHT = "All done."
NOT_THE_FRAME = "Still missing: that it is the last frame of the other clip."


class Exercise:
    """Exercise 3 as a student has it: the checks, and the clip that is to go on."""

    def __init__(self) -> None:
        notebook = nbformat.read(NOTEBOOKS / "class_exercise.ipynb", as_version=4)
        (checks,) = [cell.source for cell in notebook.cells if cell.id == "checks"]
        self.names: dict[str, Any] = {"omnivid": omnivid}
        exec(checks, self.names)
        self.before = omnivid.generate(
            "a red kite over a wheat field, static camera",
            model="demo/gemini-omni-flash-text-to-video",
            duration=3,
        )

    def answer(self, images: Any = (), model: str = "Omni-Flash-Ext", **settings: Any) -> None:
        """Make the clip that a student asks for, and check it."""
        prompt = "the kite rises and becomes a bird"
        clip = omnivid.generate(prompt, model=f"demo/{model}", images=images, **{"duration": 4} | settings)
        self.names["check_three"](clip, self.before)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exercise]:
    folder = tmp_path_factory.mktemp("exercise")
    with session_in(folder):
        yield Exercise()


@pytest.fixture
def exercise(home: Exercise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Exercise:
    """The same exercise, in a folder of each test's own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OMNIVID_DEMO_SPEED", "20")
    monkeypatch.setenv("OMNIVID_POLL_INTERVAL", "0.1")
    return home


def test_the_last_frame_is_right_however_it_is_given(
    exercise: Exercise, capsys: pytest.CaptureFixture[str]
) -> None:
    last = exercise.before.frame(-1)
    last.save("last.png")
    Path("pictures").mkdir()
    last.save("pictures/last.jpg")
    content = Path("last.png").read_bytes()
    for way in (last, exercise.before, exercise.before.path, "last.png", "pictures/last.jpg", content):
        exercise.answer([way])
    assert capsys.readouterr().out.splitlines() == [RIGHT] * 6


def test_a_shape_that_the_task_does_not_name_is_the_students_choice(
    exercise: Exercise, capsys: pytest.CaptureFixture[str]
) -> None:
    exercise.answer(exercise.before.frame(-1), aspect_ratio="9:16")
    assert capsys.readouterr().out.splitlines() == [RIGHT]


def test_another_picture_is_not_the_last_frame(
    exercise: Exercise, capsys: pytest.CaptureFixture[str]
) -> None:
    first = exercise.before.frame(0)
    first.save("first.png")
    first.resize((640, 360)).save("small.png")
    exercise.answer(first)
    exercise.answer("first.png")
    exercise.answer("small.png")
    assert capsys.readouterr().out.splitlines() == [NOT_THE_FRAME] * 3


def test_what_else_is_wrong_is_said_by_its_name(
    exercise: Exercise, capsys: pytest.CaptureFixture[str]
) -> None:
    last = exercise.before.frame(-1)
    exercise.answer()
    exercise.answer([last, last, last])
    exercise.answer(last, duration=6)
    exercise.answer(last, "gemini-omni-flash-preview", duration=None)
    many = "Still missing: one reference image, that it is the last frame of the other clip."
    other = "Still missing: the model and the length of the task."
    assert capsys.readouterr().out.splitlines() == [many, many, other, other]
