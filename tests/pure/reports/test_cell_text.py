"""The cell that asks for a clip."""

from __future__ import annotations

from typing import Any

import pytest
from IPython.utils.text import DollarFormatter

from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.notebook.options import parse
from omnivid_jupyter.reports.cell_text import cell_text
from omnivid_jupyter.request import VideoRequest, seconds
from omnivid_jupyter.template import render


@pytest.mark.parametrize(
    "request_",
    [
        VideoRequest("demo/omni-flash", "a cat"),
        VideoRequest("demo/Omni-Flash-Ext", "a cat", duration=4, aspect_ratio="9:16", resolution="4k"),
        VideoRequest("demo/gemini-omni-flash-text-to-video", "a cat", duration="auto"),
        VideoRequest("demo/omni-flash", "two\n\nlines, \"quotes\", 'quotes', # and % and \\ too"),
        VideoRequest("demo/omni-flash", "{single} braces and $dollars"),
        VideoRequest("demo/omni-flash", "{{name}} as it is"),
        VideoRequest("demo/omni-flash", "an odd }} end"),
        VideoRequest(
            "demo/omni-flash", "x", images=("https://h/a 'b\"$c{d}.png?e=$$1&f=2$", "https://h/2.png")
        ),
        VideoRequest("demo/gemini-omni-flash-preview", "x", videos=("https://h/v.mp4",), extend="-task_1"),
        VideoRequest("demo/gemini-omni-flash-text-to-video", "x", callback_url="https://h/done?a=1"),
        VideoRequest("demo/omni-flash", "a third", take=3),
    ],
)
def test_a_copied_cell_asks_for_the_same_request(request_: VideoRequest) -> None:
    line, _, body = cell_text(request_).partition("\n")
    line = DollarFormatter().vformat(line, args=(), kwargs={"name": "WRONG", "c": "WRONG"})  # as IPython does
    options = parse(line.removeprefix("%%omnivid"))
    said = {
        name: tuple(value) if isinstance(value, list) else value for name, value in options.request.items()
    }
    said["duration"] = seconds(options.request.get("duration"))
    asked = VideoRequest(options.model or "", body if options.raw else render(body, {"name": "WRONG"}))
    assert asked.having(said) == request_
    assert list(options.numbers) == [request_.take]  # running it makes nothing else


def test_a_clip_of_a_local_file_has_no_cell_and_says_why() -> None:
    image = f"data:image/png;base64,sha256:{'0' * 64}"
    with pytest.raises(InvalidRequestError, match="local file"):
        cell_text(VideoRequest("demo/Omni-Flash-Ext", "x", images=(image,)))


def test_the_first_take_is_not_mentioned_and_a_later_one_stands_alone() -> None:
    assert cell_text(VideoRequest("demo/omni-flash", "x")) == "%%omnivid demo/omni-flash\nx"
    assert cell_text(VideoRequest("demo/omni-flash", "x", take=3)) == "%%omnivid demo/omni-flash --take 3\nx"


@pytest.mark.parametrize("field", ["images", "videos"])
def test_a_clip_of_a_signed_address_has_no_cell_and_says_why(field: str) -> None:
    reference: dict[str, Any] = {field: ("signed:https://h/p.png?w=1",)}
    with pytest.raises(InvalidRequestError, match="signed address, which is not kept"):
        cell_text(VideoRequest("demo/gemini-omni-flash-preview", "x", **reference))


def test_a_clip_of_another_clips_last_frame_has_a_cell_that_names_the_file() -> None:
    image = "data:image/png;base64,last-frame-sha256:abc"
    text = cell_text(
        VideoRequest("demo/Omni-Flash-Ext", "x", images=(image,)), {"last-frame-sha256:abc": "a b.mp4"}
    )
    assert text == "%%omnivid demo/Omni-Flash-Ext -i 'a b.mp4'\nx"
