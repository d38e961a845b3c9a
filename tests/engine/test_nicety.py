"""What is found in a file is a nicety: a mistake in looking loses no clip that was paid for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av.error
import pytest

from omnivid_jupyter.media import clips
from omnivid_jupyter.views.compare import compare
from omnivid_jupyter.views.player import mimebundle
from tests.engine.conftest import Start
from tests.engine.service import Service

MISTAKES = [
    TypeError("open() got an unexpected keyword argument"),
    AttributeError("no such thing"),
    UnicodeDecodeError("utf-8", b"\xe9", 0, 1, "invalid"),
    ValueError("strange"),
    MemoryError(),
    av.error.DecoderNotFoundError(1, "this machine has none"),
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("place", ["open", "thumbnail", "_jpeg"])
def test_a_mistake_in_looking_into_a_file_loses_no_clip(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, mistake: Exception
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise mistake

    service = Service()
    module = {"open": "omnivid_jupyter.media.film.av"}.get(place, "omnivid_jupyter.media.probe")
    monkeypatch.setattr(f"{module}.{place}", fails)
    job = start(service)
    clip = job.result()
    assert job.state == "done" and clip.path.is_file() and clip.is_video
    assert (clip.width, clip.height, clip.poster) == (0, 0, None)
    assert "<video" in mimebundle(clip)["text/html"] and "0×0" not in mimebundle(clip)["text/plain"]
    assert "<video" in compare(clip, clip)._repr_mimebundle_()["text/html"]
    again = start(service)
    assert again.result().path == clip.path and len(service.calls["submit"]) == 1
    monkeypatch.undo()
    found = clips.load(clip.path.parent, clip.path.name)
    assert found is not None and found.width == 64  # once it can be looked into
