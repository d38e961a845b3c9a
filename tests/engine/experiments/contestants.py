"""Clips to judge: tiny films of one colour each, as jobs leave them in a folder."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.media import clips
from omnivid_jupyter.request import VideoRequest
from tests.clipfiles import mp4

COLORS = ("navy", "teal", "olive", "maroon", "purple", "gray", "orange", "crimson")
WORDS = (
    "a red boat",
    "a blue boat",
    "a green boat",
    "a boat at night",
    "a boat in the rain",
    "no boat",
    "two",
    "a car",
)


def films(
    folder: Path, count: int, *, words: Sequence[str] = WORDS, width: int = 64, height: int = 36
) -> list[Clip]:
    """So many different clips in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for number in range(count):
        content = mp4(width=width, height=height, color=COLORS[number])
        request = VideoRequest(
            "demo/Omni-Flash-Ext", words[number], duration=4, aspect_ratio="16:9", resolution="720p"
        )
        part = folder / f"part-{number}"
        part.write_bytes(content)
        clip = Clip(
            path=folder / f"film-{number}.mp4",
            media_type="video/mp4",
            width=width,
            height=height,
            duration=1.0,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            prompt=words[number],
            model=request.model,
            task_id=f"task-{number}",
            request=request,
        )
        made.append(clips.keep([part], [clip], request, "apimart", f"job-{number}"))
    return made
