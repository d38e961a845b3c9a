"""The messages between page and kernel: one schema, and what does not fit is refused."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import msgspec
import pytest

from omnivid_jupyter.engine.plan import Plan
from omnivid_jupyter.panel import messages
from omnivid_jupyter.panel.gallery import Gallery
from omnivid_jupyter.panel.queue import Queue
from omnivid_jupyter.panel.worker import Worker
from tests import PATIENCE
from tests.engine.panel.parts import Sent, form, put, shown, values
from tools import panel_types

NONE_AT_ALL: list[Any] = [
    None,
    "ready",
    [],
    7,
    {},
    {"type": None},
    {"type": "no such type"},
    {"type": ["ready"]},
    {"kind": "ready"},
]
MALFORMED = {
    "form": [
        {"type": "generate"},
        {"type": "generate", "values": []},
        {"type": "generate", "values": {}},
        {"type": "generate", "values": values(new=1)},
        {"type": "generate", "values": values(model=None)},
        {"type": "change", "values": {"model": "demo/omni-flash", "prompt": "", "new": False}},
        {"type": "generate", "values": values(prompt={"a": "cat"})},
        {"type": "generate", "values": values(), "clicks": 7},
        {"type": "generate", "values": values(), "fills": "many"},
        {"type": "change", "values": values(images=[7])},
        {"type": "file", "file": "f", "field": "callback_url", "name": "n", "size": 1},
        {"type": "file", "file": "f", "field": "images", "name": "n", "size": "large"},
        {"type": "piece", "buffers": []},
        {"type": "piece", "file": "f", "buffers": 7},
    ],
    "queue": [{"type": "stop"}, {"type": "forget", "id": None}, {"type": "look", "id": ["j1"]}],
    "gallery": [
        {"type": "remove"},
        {"type": "remove", "id": 7},
        {"type": "compare", "ids": "c1"},
        {"type": "compare", "ids": [None]},
        {"type": "media", "id": "c1", "index": "first"},
        {"type": "output", "id": "c1", "page": {}},
    ],
}


def test_the_types_of_the_scripts_are_those_of_the_schema() -> None:
    assert panel_types.TARGET.read_text() == panel_types.types(), "run python tools/panel_types.py"


@pytest.mark.parametrize("part", MALFORMED)
def test_what_is_no_message_of_the_page_is_refused_and_changes_nothing(
    part: str, started: list[Plan], folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    put(folder)
    sent = Sent()
    gallery: Gallery = shown(folder).gallery
    queue = Queue(sent, open_clip=lambda path: None, folder=lambda: folder, moved=lambda: None)
    handle = {"form": form(sent, started).handle, "queue": queue.handle, "gallery": gallery.handle}[part]
    before = len(sent)
    for content in (*NONE_AT_ALL, *MALFORMED[part]):
        caplog.clear()
        handle(content)
        assert "refused" in caplog.text, content
    assert (len(sent), started) == (before, [])
    assert len(list(folder.glob("*.mp4"))) == 1


def test_a_malformed_message_does_not_end_the_panels_thread(started: list[Plan]) -> None:
    shown = form(Sent(), started)
    threads: list[threading.Thread] = []
    over = threading.Event()
    failures: list[Exception] = []
    worker = Worker(lambda: True, failures.append)
    for content in (*NONE_AT_ALL, *MALFORMED["form"]):
        worker.do(lambda content=content: shown.handle(content))  # type: ignore[misc]
        worker.do(lambda: threads.append(threading.current_thread()))
    worker.do(over.set)
    assert over.wait(PATIENCE)
    assert len(set(threads)) == 1 and failures == []
    worker.stop()


def test_what_comes_over_the_wire_is_a_message_with_its_buffers_or_none() -> None:
    assert messages.content_of({"type": "piece", "file": "f"}, [b"x"]) == {
        "type": "piece",
        "file": "f",
        "buffers": [b"x"],
    }
    for content in (None, "piece", 7, ["piece"]):
        assert messages.content_of(content, []) == {}


def test_what_the_kernel_sends_has_the_shape_that_the_scripts_know() -> None:
    with pytest.raises(msgspec.ValidationError):
        messages.shaped([{"id": "c1", "prompt": "a cat"}], list[messages.Card])
