"""The checks of "Direct this shot" read the film: other words for it are as right, and what is wrong is measured.

They are run as they stand in the notebook, on films of the simulator.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import nbformat
import pytest

import omnivid_jupyter as omnivid
from omnivid_jupyter.simulator import studio
from tests.drawings import PainterHere
from tests.process.notebooks.runs import NOTEBOOKS
from tests.session import session_in

#: Exercise, prompt, and what the check says is missing (without what it measured); "" is all done.
ANSWERS = [
    ("one", "on a lake a red boat; the camera swings slowly to the left", ""),
    ("one", "湖に赤い船、カメラを左へ振る", ""),
    ("one", "a red boat on a lake, pan right", "a camera that goes left"),
    ("one", "a snowy mountain, pan left", "the same scene in the first picture"),
    ("two", "silent film: a red boat on a lake, the camera slowly zooms in", ""),
    ("two", "a red boat on a lake, pull out, no sound", "a camera that goes closer"),
    ("two", "a red boat on a lake, dolly in, soft piano", "silence"),
    ("three", "red boat, lake, golden hour, the camera does not move", ""),
    ("three", "a red boat on a lake at night", "warmer light"),
    ("three", "a red boat on a lake at sunset, tilt up", "a camera that stands still"),
    ("four", "湖に浮かぶ黄色い舟", ""),
    ("four", "a green boat on a lake", "a yellow boat"),
    ("five", "a red boat in the mist on a lake, zoom out", ""),
    (
        "five",
        "a red boat on a lake at night, zoom out",
        "a veil over everything; a bright picture all the same",
    ),
    ("six", "shaky hand-held shot of a red boat on a lake by night, drums", ""),
    (
        "six",
        "a red boat on a lake at night, static camera, guitar",
        "a camera in somebody's hands, which goes nowhere",
    ),
]


@pytest.fixture(scope="module")
def checks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """The names of the folded cell, and the plain film that all shots begin with."""
    notebook = nbformat.read(NOTEBOOKS / "direct_this_shot.ipynb", as_version=4)
    cells = {cell.id: cell.source for cell in notebook.cells}
    with session_in(tmp_path_factory.mktemp("shots")), pytest.MonkeyPatch.context() as patch:
        patch.setenv("OMNIVID_DEMO_FILMS", "coarse")
        patch.setattr(studio, "_Painter", PainterHere)
        names: dict[str, Any] = {"plain": film(cells["plain"].splitlines()[1])}
        exec(cells["checks"], names)
        yield names


def film(prompt: str) -> omnivid.Clip:
    return omnivid.generate(prompt, model="demo/gemini-omni-flash-text-to-video", duration=3)


@pytest.mark.parametrize(("exercise", "prompt", "missing"), ANSWERS)
def test_a_check_reads_the_film(
    exercise: str,
    prompt: str,
    missing: str,
    checks: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OMNIVID_DEMO_SPEED", "20")
    monkeypatch.setenv("OMNIVID_POLL_INTERVAL", "0.1")
    checks[f"check_{exercise}"](film(prompt))
    said = capsys.readouterr().out.strip()
    points = [part.split(" (measured: ")[0] for part in said.removeprefix("Still missing: ").split("); ")]
    assert "; ".join(points) == (missing or "All done."), said
