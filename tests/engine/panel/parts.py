"""What the tests of the panel share: a channel that keeps what is sent, a form, and a gallery with clips."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.journal import Journal
from omnivid_jupyter.engine.plan import Plan
from omnivid_jupyter.media import clips
from omnivid_jupyter.panel.form import Form
from omnivid_jupyter.panel.gallery import Gallery
from omnivid_jupyter.reports.library import Library
from omnivid_jupyter.request import VideoRequest
from tests import PATIENCE
from tests.clipfiles import mp4

KEY = "sk-test-0123456789abcdef"
HOSTILE = "</script><img src=x onerror='alert(1)'>\x1b[31m\u202eend"


class Sent(list[dict[str, Any]]):
    """A channel whose messages stay here; `buffers` are those of the last one."""

    buffers: Sequence[bytes] = ()

    def send(self, content: dict[str, Any], buffers: Sequence[bytes] | None = None) -> None:
        json.dumps(content)  # what cannot be sent fails here
        self.append(content)
        self.buffers = buffers or ()


def clip_folder() -> Path:
    return Path("omnivid-clips")


def form(
    sent: Sent, started: list[Plan], model: str = "demo/omni-flash", made: Callable[[str], bool] | None = None
) -> Form:
    def start(plans: Sequence[Plan], title: str) -> str:
        started.extend(plans)
        return f"{len(plans)} started."

    found = Form(sent, model, start=start, made=made or (lambda fingerprint: False), folder=clip_folder)
    found.handle({"type": "ready"})
    return found


def values(**changes: Any) -> dict[str, Any]:
    return {"model": "demo/Omni-Flash-Ext", "prompt": "a cat", "takes": 1, "new": False, **changes}


PREVIEW = "demo/gemini-omni-flash-preview"


def put(folder: Path, prompt: str = "a cat", number: int = 1, **changes: Any) -> Clip:
    """A clip in the folder, as a job leaves it."""
    folder.mkdir(parents=True, exist_ok=True)
    request = VideoRequest("demo/Omni-Flash-Ext", prompt, duration=4, aspect_ratio="16:9", resolution="720p")
    content = mp4()
    part = folder / f"part-{number}"
    part.write_bytes(content)
    clip = Clip(
        path=folder / f"clip-{number}.mp4",
        media_type="video/mp4",
        width=64,
        height=36,
        duration=1.0,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        prompt=prompt,
        model=request.model,
        task_id=f"task-{number}",
        request=request,
    )
    clip = dataclasses.replace(clip, **changes)
    return clips.keep([part], [clip], clip.request or request, "apimart", f"job-{number}")


@dataclasses.dataclass
class Shown:
    """A gallery, what it sent, what it put into the form (and said is missing), what it showed below the panel."""

    gallery: Gallery
    library: Library
    sent: Sent
    used: list[Any]
    missing: list[dict[str, str]]
    below: list[Any]
    moves: list[int]

    def ids(self) -> list[str]:
        return [item.id for item in self.library.items]


def shown(folder: Path, asked: Callable[[], Collection[str]] = frozenset) -> Shown:
    sent, used, missing, below = Sent(), list[Any](), list[dict[str, str]](), list[Any]()
    moves: list[int] = []  # how often it said that clips came or went

    def use(values: Mapping[str, Any], without: Mapping[str, str]) -> None:
        used.append(values)
        missing.append(dict(without))

    library = Library(lambda: folder, Journal(folder.parent / "journal.sqlite3"))
    gallery = Gallery(
        sent,
        library,
        use=use,
        refer=used.append,
        show=below.append,
        moved=lambda: moves.append(1),
        asked=asked,
    )
    gallery.handle({"type": "ready"})
    return Shown(gallery, library, sent, used, missing, below, moves)


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.01)
