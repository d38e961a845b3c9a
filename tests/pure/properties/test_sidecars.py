"""Whatever a file beside the clips says, it is a sidecar or none; the good clip beside it is found."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.journal import Journal
from omnivid_jupyter.media import clips, secondlook
from omnivid_jupyter.providers.identity import fingerprint
from omnivid_jupyter.reports.facts import card
from omnivid_jupyter.reports.library import Library
from omnivid_jupyter.request import VideoRequest
from tests.engine.panel.parts import put
from tests.pure.properties import examples

REQUEST = VideoRequest("demo/Omni-Flash-Ext", "a cat", duration=4, aspect_ratio="16:9", resolution="720p")
FINGERPRINT = fingerprint(REQUEST)


@pytest.fixture(scope="module")
def good() -> Iterator[Clip]:
    """A good clip in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        name = clips.file_name("a cat", FINGERPRINT, "task-1", 0, "mp4")
        yield put(Path(folder) / "clips", path=Path(folder) / "clips" / name, task_id="task-1")


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=6)
    | st.sampled_from([1e308, -1, 10**30, "\0", "\ud83d", "../x", "x" * 5000, "a\nb"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@examples(500)
@given(data=st.data())
def test_a_sidecar_that_was_changed_anywhere_hides_no_clip(good: Clip, data: Any) -> None:
    said = json.loads(good.path.with_suffix(".json").read_text())
    said["fingerprint"] = data.draw(st.sampled_from([FINGERPRINT, "0" * 64]))
    for _ in range(data.draw(st.integers(0, 3))):
        place = data.draw(st.sampled_from([said, said["request"] or {}, (said["files"] or [{}])[0]]))
        if isinstance(place, dict) and place:
            name = data.draw(st.sampled_from(sorted(place)))
            if name not in ("files", "request"):
                place[name] = data.draw(VALUES)
    beside(good, json.dumps(said).encode("utf-8", "replace"))


@examples(400)
@given(
    content=st.binary(max_size=80) | VALUES.map(lambda value: json.dumps(value).encode("utf-8", "replace"))
)
def test_any_bytes_in_place_of_a_sidecar_hide_no_clip(good: Clip, content: bytes) -> None:
    beside(good, content)


def beside(good: Clip, content: bytes) -> None:
    """Put this beside the good clip, under the name of a sidecar of the same request, and look everywhere."""
    folder = good.path.parent
    other = good.path.with_name(f"{good.path.stem[:-4]}ffff.json")
    other.write_bytes(content)
    found = clips.find(folder, FINGERPRINT)
    assert found and found.path == good.path
    assert clips.task_of(folder, "task-1")
    secondlook.flaw_of(folder, other.with_suffix(".mp4").name)
    library = Library(lambda: folder, Journal(folder.parent / "journal.sqlite3"))
    library.refresh()
    assert good.path in [item.files[0] for item in library.items]
    for item in library.items:
        json.dumps(card(item)).encode()
