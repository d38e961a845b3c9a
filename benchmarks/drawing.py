"""How long the simulator draws a film, beside how long the film is; and how long people wait for the cells of
`make demo`."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

import nbformat

from omnivid_jupyter.simulator.picture import Picture
from omnivid_jupyter.simulator.render import render

__all__ = ["cell_seconds", "demo_cells", "film_seconds"]

_ROOT = Path(__file__).parent.parent
_PROMPTS = (
    "a red fox trots through fresh snow at dawn, the camera pans left",
    "a paper boat on a river in the rain at night, slow zoom in",
    "a tram in a busy city street, golden hour, film noir",
)


def film_seconds(seconds: int, rounds: int) -> float:
    """Seconds for a film of so many, in 720p, as they are drawn for `demo/` models: the median of some prompts."""
    taken = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(rounds):
            prompt = f"{_PROMPTS[number % len(_PROMPTS)]}, take {number}"
            picture = Picture(
                model="omni-flash", prompt=prompt, kind="video", width=1280, height=720, seconds=seconds
            )
            begun = time.perf_counter()
            render(picture, Path(folder) / f"{number}.mp4")
            taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def demo_cells() -> list[float]:
    """Run `make demo`'s notebook; seconds of each of its cells that ask for clips."""
    subprocess.run([sys.executable, "tools/demo.py"], cwd=_ROOT, check=True, stdout=subprocess.DEVNULL)
    return cell_seconds(_ROOT / "build" / "demo" / "quickstart.ipynb")


def cell_seconds(notebook: Path) -> list[float]:
    """Seconds of each `%%omnivid` cell of a notebook that was run, as the run has written them into it."""
    cells = nbformat.read(notebook, as_version=4).cells
    asking = [cell for cell in cells if cell.source.startswith("%%omnivid")]
    ran = [cell.metadata.execution for cell in asking if "execution" in cell.metadata]
    return [_moment(each["shell.execute_reply"]) - _moment(each["iopub.status.busy"]) for each in ran]


def _moment(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()
