"""The panel without a page: its parts by their messages, and the whole in a real kernel."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import os
import queue
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from IPython.utils.text import DollarFormatter
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager
from PIL import Image

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine import clips
from omnivid_jupyter.engine.identity import canonical, fingerprint
from omnivid_jupyter.engine.inputs import LARGEST, references
from omnivid_jupyter.engine.journal import Entry, Journal
from omnivid_jupyter.engine.plan import Plan
from omnivid_jupyter.engine.states import Snapshot
from omnivid_jupyter.errors import (
    ConnectionFailedError,
    DownloadError,
    InvalidRequestError,
    OmnividError,
    PaymentRequiredError,
    SubmissionUnknownError,
    TaskFailedError,
)
from omnivid_jupyter.notebook.options import parse, seconds
from omnivid_jupyter.notebook.panel import panel
from omnivid_jupyter.notebook.panel.cell_text import cell_text
from omnivid_jupyter.notebook.panel.files import PIECE
from omnivid_jupyter.notebook.panel.form import Form, fields, groups, price_text, request_of, values_of
from omnivid_jupyter.notebook.panel.gallery import MOST_BYTES, Gallery, detail
from omnivid_jupyter.notebook.panel.keymarks import KeyMarks
from omnivid_jupyter.notebook.panel.library import Library
from omnivid_jupyter.notebook.panel.queue import free_to_repeat, row
from omnivid_jupyter.notebook.panel.worker import Worker
from omnivid_jupyter.notebook.player import plain
from omnivid_jupyter.notebook.template import render
from omnivid_jupyter.providers.capabilities import Model, check
from omnivid_jupyter.providers.prices import Estimate
from omnivid_jupyter.providers.registry import DEMO, MODELS, resolve
from omnivid_jupyter.request import VideoRequest
from tests.clipfiles import mp4, png
from tests.kernels import PATIENCE, ROOT, ipykernel6_python, kernel_specs

KEY = "sk-test-0123456789abcdef"
HOSTILE = "</script><img src=x onerror='alert(1)'>\x1b[31m\u202eend"


class Sent(list[dict[str, Any]]):
    """A channel whose messages stay here; `buffers` are those of the last one."""

    buffers: Sequence[bytes] = ()

    def send(self, content: dict[str, Any], buffers: Sequence[bytes] | None = None) -> None:
        json.dumps(content)  # what cannot be sent fails here
        self.append(content)
        self.buffers = buffers or ()


# --- the cell that asks for a clip --------------------------------------------------------------------------


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
    asked = VideoRequest(
        options.model or "",
        body if options.raw else render(body, {"name": "WRONG"}),
        duration=seconds(options.duration),  # type: ignore[arg-type]
        aspect_ratio=options.aspect_ratio,
        resolution=options.resolution,
        images=tuple(options.images),
        videos=tuple(options.videos),
        extend=options.extend,
        callback_url=options.callback_url,
        take=options.takes,
    )
    assert asked == request_


def test_a_clip_of_a_local_file_has_no_cell_and_says_why() -> None:
    image = f"data:image/png;base64,sha256:{'0' * 64}"
    with pytest.raises(InvalidRequestError, match="local file"):
        cell_text(VideoRequest("demo/Omni-Flash-Ext", "x", images=(image,)))


def test_a_clip_of_another_clips_last_frame_has_a_cell_that_names_the_file() -> None:
    image = "data:image/png;base64,last-frame-sha256:abc"
    text = cell_text(
        VideoRequest("demo/Omni-Flash-Ext", "x", images=(image,)), {"last-frame-sha256:abc": "a b.mp4"}
    )
    assert text == "%%omnivid demo/Omni-Flash-Ext -i 'a b.mp4'\nx"


# --- the form -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.address)
def test_a_model_has_exactly_the_fields_that_its_table_has(model: Model) -> None:
    names = ("duration", "aspect_ratio", "resolution", "images", "videos", "extend", "callback_url")
    assert [field.name for field in fields(model)] == [name for name in names if getattr(model, name)]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.address)
def test_whatever_a_form_offers_is_taken_by_the_model(model: Model) -> None:
    address = f"{DEMO}/{model.id}"
    for field in fields(model):
        for value, _ in field.choices:
            check(model, request_of({"model": address, "prompt": "x", field.name: value}))


def test_what_starts_a_form_is_the_same_request_as_nothing_said() -> None:
    for model in MODELS:
        address = f"{DEMO}/{model.id}"
        started = {field.name: field.value for field in fields(model)}
        said = request_of({"model": address, "prompt": "x", **started})
        nothing = VideoRequest(address, "x")
        assert fingerprint(canonical(model, said)) == fingerprint(canonical(model, nothing))


def test_the_models_stand_by_service_with_the_demo_first_and_keys_marked() -> None:
    found = groups({"apimart": True, "evolink": False})
    assert [group["label"] for group in found] == [
        "Demo: simulated, free, needs no key",
        "OmniFlash",
        "APIMart (key found)",
        "EvoLink (no key yet)",
    ]
    assert len(found[0]["models"]) == len(MODELS) == sum(len(group["models"]) for group in found[1:])


@pytest.fixture
def started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Plan]:
    """What a form starts; nothing runs. There are no keys."""
    for service in ("OMNIFLASH", "APIMART", "EVOLINK"):
        monkeypatch.delenv(f"{service}_API_KEY", raising=False)
    monkeypatch.setenv("OMNIVID_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return []


def clip_folder() -> Path:
    return Path("omnivid-clips")


def form(
    sent: Sent, started: list[Plan], model: str = "demo/omni-flash", made: Callable[[str], bool] | None = None
) -> Form:
    found = Form(sent, model, start=started.append, made=made or (lambda mark: False), folder=clip_folder)
    found.handle({"type": "ready"})
    return found


def values(**changes: Any) -> dict[str, Any]:
    return {"model": "demo/Omni-Flash-Ext", "prompt": "a cat", "takes": 1, "new": False, **changes}


def test_an_untouched_form_complains_of_nothing(started: list[Plan]) -> None:
    sent = Sent()
    form(sent, started)
    assert sent[-1]["errors"] == {}
    assert sent[-1]["fill"]["model"] == "demo/omni-flash"


def test_an_unknown_default_model_does_not_break_the_form(started: list[Plan]) -> None:
    sent = Sent()
    form(sent, started, model="no such model")
    assert sent[-1]["fill"]["model"] == f"demo/{MODELS[0].id}"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"prompt": " "}, "prompt"),
        ({"images": ["nonsense"]}, "images"),
        ({"images": ["https://h/1.png", "https://h/2.png"]}, "images"),
        ({"takes": None}, "takes"),
        ({"takes": 0}, "takes"),
        ({"takes": 1.5}, "takes"),
        ({"takes": 99}, "takes"),
        (
            {"model": "demo/gemini-omni-flash-text-to-video", "callback_url": "http://localhost"},
            "callback_url",
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_sent(
    started: list[Plan], changes: dict[str, Any], field: str
) -> None:
    sent = Sent()
    shown = form(sent, started)
    shown.handle({"type": "change", "values": values(model=changes.get("model", "demo/Omni-Flash-Ext"))})
    shown.handle({"type": "generate", "values": values(**changes)})
    assert list(sent[-1]["errors"]) == [field]
    assert sent[-1]["focus"] == field
    assert started == []


def test_an_empty_prompt_is_no_mistake_before_the_first_attempt(started: list[Plan]) -> None:
    sent = Sent()
    shown = form(sent, started)
    shown.handle({"type": "change", "values": values(prompt="", images=["nonsense"])})
    assert list(sent[-1]["errors"]) == ["images"]
    shown.handle({"type": "generate", "values": values(prompt="", images=["nonsense"])})
    assert set(sent[-1]["errors"]) == {"prompt", "images"}


def test_what_the_engine_refuses_is_said_below_the_button(started: list[Plan]) -> None:
    sent = Sent()

    def refuse(plan: Plan) -> None:
        plan.endpoint.require_key()

    shown = Form(sent, "demo/omni-flash", start=refuse, made=lambda mark: False, folder=clip_folder)
    shown.handle({"type": "generate", "values": values(model="apimart/Omni-Flash-Ext")})
    assert "APIMart needs a key" in sent[-1]["errors"]["form"]
    assert sent[-1]["focus"] == "form"
    shown.handle({"type": "change", "values": values()})
    assert sent[-1]["errors"] == {}


def test_another_model_keeps_what_still_applies(started: list[Plan]) -> None:
    sent = Sent()
    shown = form(sent, started, "demo/Omni-Flash-Ext")
    wished = values(duration="8", aspect_ratio="9:16", resolution="4k", images=["https://h/1.png"])
    shown.handle({"type": "change", "values": wished})
    shown.handle({"type": "change", "values": {**wished, "model": "demo/gemini-omni-flash-text-to-video"}})
    assert sent[-1]["fill"] == {"duration": "8", "aspect_ratio": "9:16", "callback_url": ""}
    assert [field["name"] for field in sent[-1]["fields"]] == ["duration", "aspect_ratio", "callback_url"]
    shown.handle(
        {
            "type": "change",
            "values": values(model="demo/gemini-omni-flash-preview", duration="8", aspect_ratio="9:16"),
        }
    )
    assert sent[-1]["fill"]["aspect_ratio"] == "9:16"
    assert sent[-1]["fill"]["resolution"] == "720p"  # 4k is not possible here
    assert sent[-1]["fill"]["images"] == ["https://h/1.png"]


def test_a_default_that_nobody_chose_is_not_carried_to_another_model(started: list[Plan]) -> None:
    sent = Sent()
    shown = form(sent, started, "demo/Omni-Flash-Ext")
    shown.handle({"type": "change", "values": values(duration="6", aspect_ratio="16:9", resolution="720p")})
    shown.handle(
        {"type": "change", "values": values(model="demo/omni-flash", duration="6", aspect_ratio="16:9")}
    )
    assert sent[-1]["fill"]["aspect_ratio"] == ""


def test_generate_starts_one_job_for_each_take(started: list[Plan]) -> None:
    sent = Sent()
    shown = form(sent, started, "demo/Omni-Flash-Ext")
    shown.handle({"type": "generate", "values": values(takes=3, duration="4", new=True)})
    assert [plan.request.take for plan in started] == [1, 2, 3]
    assert {(plan.request.duration, plan.request.prompt, plan.new) for plan in started} == {
        (4, "a cat", True)
    }
    assert sent[-1]["said"] == "3 jobs started."


def test_a_request_fills_the_form_and_comes_out_the_same(started: list[Plan]) -> None:
    request = VideoRequest(
        "demo/Omni-Flash-Ext",
        "a cat",
        duration=8,
        aspect_ratio="9:16",
        resolution="4k",
        images=("https://h/1.png",),
    )
    sent = Sent()
    shown = form(sent, started)
    shown.fill(values_of(request))
    assert sent[-1]["focus"] == "prompt"
    shown.handle({"type": "generate", "values": sent[-1]["fill"]})
    assert [plan.request for plan in started] == [request]


DAY = date(2026, 8, 22)


@pytest.mark.parametrize(
    ("estimate", "made", "expected"),
    [
        (Estimate(0.0, 0.0, None, "simulated"), [False], "Free (simulated)."),
        (Estimate(0.0, 0.0, None, "simulated"), [True], "Already made: free."),
        (Estimate(0.3, 0.3, DAY, "6 s"), [True, True], "All 2 are already made: free."),
        (Estimate(0.3, 0.3, DAY, "6 s"), [False], "$0.30 (estimate, prices of 2026-08-22)."),
        (
            Estimate(0.3, 0.3, DAY, "6 s"),
            [True, False],
            "1 of 2 already made. $0.30 (estimate, prices of 2026-08-22).",
        ),
        (
            Estimate(0.3, 0.3, DAY, "6 s"),
            [False] * 3,
            "$0.90 for 3 clips (up to $0.30 each, prices of 2026-08-22).",
        ),
        (
            Estimate(None, None, None, "no price is known for x"),
            [False] * 2,
            "Price unknown (no price is known for x).",
        ),
    ],
)
def test_the_estimate_counts_what_would_have_to_be_paid(
    estimate: Estimate, made: list[bool], expected: str
) -> None:
    assert price_text(estimate, made) == expected


def test_the_form_says_when_a_clip_is_made_already(started: list[Plan]) -> None:
    target = resolve("demo/Omni-Flash-Ext")
    mark = fingerprint(canonical(target.model, VideoRequest(target.address, "a cat")))
    sent = Sent()
    shown = form(sent, started, made=lambda each: each == mark)
    shown.handle({"type": "change", "values": values()})
    assert sent[-1]["estimate"] == "Already made: free."
    shown.handle({"type": "change", "values": values(new=True)})
    assert sent[-1]["estimate"] == "Free (simulated)."


# --- files for the form -------------------------------------------------------------------------------------

PREVIEW = "demo/gemini-omni-flash-preview"


def choose(
    shown: Form, sent: Sent, name: str, content: bytes, field: str = "images", size: int | None = None
) -> dict[str, Any]:
    """Choose a file, as a page does: the kernel asks, the page gives, until it is there or refused."""
    shown.handle({"type": "file", "field": field, "file": name, "name": name, "size": size or len(content)})
    while "start" in sent[-1]:
        asked = content[sent[-1]["start"] : sent[-1]["end"]]
        assert len(asked) <= PIECE
        shown.handle({"type": "piece", "file": name, "buffers": [memoryview(asked)]})
    assert sent[-1]["type"] == "file" and sent[-1]["file"] == name
    return sent[-1]


def noise(width: int, height: int) -> bytes:
    """A picture that does not get smaller by being encoded."""
    file = io.BytesIO()
    Image.frombytes("RGB", (width, height), os.urandom(width * height * 3)).save(file, "PNG")
    return file.getvalue()


def test_a_chosen_file_is_kept_once_and_comes_in_pieces(started: list[Plan]) -> None:
    sent = Sent()
    shown = form(sent, started, PREVIEW)
    content = noise(800, 600)
    assert len(content) > PIECE
    path = Path(choose(shown, sent, "My Cat (1).png", content)["path"])
    digest = hashlib.sha256(content).hexdigest()
    assert path.parent == Path("omnivid-clips/references")
    assert path.name.startswith(f"my-cat-1-{digest[:8]}") and path.suffix == ".png"
    assert path.read_bytes() == content
    assert len([each for each in sent if "start" in each]) == 2
    assert choose(shown, sent, "My Cat (1).png", content)["path"] == str(path)
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    assert choose(shown, sent, "My Cat (1).png", noise(8, 8))["path"] != str(path)


def test_a_chosen_file_is_called_what_its_bytes_are(started: list[Plan]) -> None:
    sent = Sent()
    shown = form(sent, started, PREVIEW)
    assert choose(shown, sent, "../../odd\u202ename.exe", png())["path"].endswith(".png")
    assert choose(shown, sent, "film.png", mp4(), "videos")["path"].endswith(".mp4")
    assert choose(shown, sent, "film.mp4", mp4())["path"].endswith(".mp4"), "its last frame is an image"
    assert {path.parent.name for path in Path.cwd().rglob("*.*") if path.is_file()} == {"references"}


@pytest.mark.parametrize(
    ("model", "field", "name", "content", "sentence"),
    [
        ("demo/omni-flash", "images", "cat.png", png(), "demo/omni-flash takes no files as images"),
        ("demo/Omni-Flash-Ext", "videos", "a.mp4", mp4(), "demo/Omni-Flash-Ext takes no files as videos"),
        (PREVIEW, "images", "notes.txt", b"just a text", "notes.txt is neither a picture nor a video"),
        (PREVIEW, "videos", "cat.mp4", png(), "cat.mp4 is not a video: give it as an image."),
        (PREVIEW, "images", "half.png", png()[:60], "half.png cannot be decoded"),
        (PREVIEW, "images", "cat.gif", b"GIF89a", "cat.gif cannot be decoded"),
        (PREVIEW, "videos", "short.mp4", mp4(0.5), "short.mp4 lasts 0.5 s"),
        (PREVIEW, "images", "empty.png", b"", "empty.png is empty."),
    ],
)
def test_a_file_of_no_use_is_refused_with_its_name_and_not_kept(
    started: list[Plan], model: str, field: str, name: str, content: bytes, sentence: str
) -> None:
    sent = Sent()
    assert sentence in choose(form(sent, started, model), sent, name, content, field)["refused"]
    assert not list(Path("omnivid-clips").rglob("*.*"))


@pytest.mark.parametrize("field", ["images", "videos"])
def test_a_file_that_is_too_large_is_refused_before_any_of_it_is_sent(
    started: list[Plan], field: str
) -> None:
    sent = Sent()
    shown = form(sent, started, PREVIEW)
    before = len(sent)
    refused = choose(shown, sent, "huge.mp4", b"", field, size=LARGEST + 1)["refused"]
    assert refused == "huge.mp4 has 20.0 MB; at most 20 MB can go with a request."
    assert len(sent) == before + 1


def test_what_is_no_picture_is_refused_after_its_first_piece(started: list[Plan]) -> None:
    sent = Sent()
    shown = form(sent, started, PREVIEW)
    choose(shown, sent, "notes.txt", b"text" * PIECE)
    assert len([each for each in sent if "start" in each]) == 1


def test_a_piece_of_a_file_that_is_no_longer_expected_is_refused(started: list[Plan]) -> None:
    sent = Sent()
    shown = form(sent, started, PREVIEW)
    shown.handle({"type": "file", "field": "images", "file": "a", "name": "a.png", "size": 9})
    shown.handle({"type": "file", "field": "images", "file": "b", "name": "b.png", "size": len(png())})
    shown.handle({"type": "piece", "file": "a", "buffers": [b"x"]})
    assert "choose this one again" in sent[-1]["refused"]
    shown.handle({"type": "piece", "file": "b", "buffers": [png()]})
    assert sent[-1]["path"]


def test_a_folder_that_cannot_be_written_is_named(started: list[Plan], tmp_path: Path) -> None:
    (tmp_path / "omnivid-clips").write_text("a file in its place")
    sent = Sent()
    assert "omnivid-clips" in choose(form(sent, started, PREVIEW), sent, "cat.png", png())["refused"]


@pytest.mark.parametrize(("name", "content"), [("cat.png", png()), ("film.mp4", mp4())])
def test_the_cell_of_a_clip_names_the_file_that_was_chosen_for_it(
    started: list[Plan], tmp_path: Path, name: str, content: bytes
) -> None:
    sent = Sent()
    shown = form(sent, started, PREVIEW)
    path = choose(shown, sent, name, content)["path"]
    shown.handle({"type": "generate", "values": values(model=PREVIEW, images=[path])})
    (plan,) = started
    library = Library(clip_folder, Journal(tmp_path / "journal.sqlite3"))
    local = {identity: str(file.relative_to(tmp_path)) for identity, file in library.local.items()}
    line = cell_text(plan.form, local).partition("\n")[0]
    assert f" -i {path}" in line
    again = parse(line.removeprefix("%%omnivid"))
    assert references("images", again.images) == plan.request.images


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.address)
def test_a_field_offers_files_exactly_where_some_are_taken(model: Model) -> None:
    for field in fields(model):
        if field.kind != "urls":
            continue
        table = getattr(model, field.name)
        assert bool(field.accept) is bool(table.data_prefix or table.upload)
        assert field.several is (table.counts != (1,))
        assert ("file" in field.hint) is bool(field.accept)


# --- the queue ----------------------------------------------------------------------------------------------


def snapshot(**changes: Any) -> Snapshot:
    return dataclasses.replace(
        Snapshot("j1", "demo/omni-flash", "a cat", {"take": "2"}, "running"), **changes
    )


@pytest.mark.parametrize(
    ("state", "error", "free"),
    [
        ("failed", TaskFailedError("x", refunded=True), True),
        ("failed", TaskFailedError("x", refunded=None), False),
        ("failed", TaskFailedError("x", refunded=False), False),
        ("failed", PaymentRequiredError("x"), True),
        ("prepared", ConnectionFailedError("x"), True),
        ("downloading", DownloadError("x"), True),
        ("unknown", SubmissionUnknownError("x"), False),
        ("running", None, False),
    ],
)
def test_only_what_pays_nothing_twice_can_be_tried_again(
    state: Any, error: OmnividError | None, free: bool
) -> None:
    ended = snapshot(state=state, error=error)
    assert free_to_repeat(ended) is free
    actions = row(ended, settled=error is not None, found=False, left=False)["actions"]
    assert ("retry" in actions) is free
    assert ("forget" in actions) is (state == "unknown")


def test_a_row_names_a_setting_whose_value_says_nothing() -> None:
    assert row(snapshot(), settled=False, found=False, left=False)["settings"] == "take 2"


def test_a_job_that_is_left_says_that_it_goes_on() -> None:
    shown = row(snapshot(), settled=False, found=False, left=True)
    assert shown["actions"] == ["wait"]
    assert "The task goes on" in shown["note"]


def test_a_row_holds_nothing_that_a_page_would_obey() -> None:
    shown = row(
        snapshot(prompt=HOSTILE, error=TaskFailedError(HOSTILE)), settled=True, found=False, left=False
    )
    assert not re.search(r"[\x1b\u202e]", json.dumps(shown, ensure_ascii=False))


# --- the gallery --------------------------------------------------------------------------------------------


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
    """A gallery, what it sent, what it put into the form and what it showed below the panel."""

    gallery: Gallery
    library: Library
    sent: Sent
    used: list[Any]
    below: list[Any]

    def ids(self) -> list[str]:
        return [item.id for item in self.library.items]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "omnivid-clips"


def shown(folder: Path) -> Shown:
    sent, used, below = Sent(), list[Any](), list[Any]()
    library = Library(lambda: folder, Journal(folder.parent / "journal.sqlite3"))
    gallery = Gallery(sent, library, use=used.append, refer=used.append, show=below.append)
    gallery.handle({"type": "ready"})
    return Shown(gallery, library, sent, used, below)


def test_the_list_has_texts_only_and_reads_no_film(folder: Path) -> None:
    for number in range(3):
        put(folder, f"clip {number}", number)
    for path in folder.glob("*.mp4"):
        path.write_bytes(b"")  # whoever reads it fails
    view = shown(folder)
    (message,) = view.sent
    assert [card["prompt"] for card in message["cards"]] == ["clip 2", "clip 1", "clip 0"]
    assert not view.sent.buffers
    assert message["cards"][0]["url"] == "omnivid-clips/clip-2.mp4"


def test_a_picture_is_small_and_sent_beside_the_message(folder: Path) -> None:
    put(folder)
    view = shown(folder)
    view.gallery.handle({"type": "thumb", "id": view.ids()[0]})
    (picture,) = view.sent.buffers
    assert Image.open(io.BytesIO(picture)).format == "JPEG"
    assert view.sent[-1] == {"type": "thumb", "id": view.ids()[0]}


def test_a_damaged_file_has_no_picture_and_is_not_shown(folder: Path) -> None:
    clip = put(folder)
    view = shown(folder)
    clip.path.write_bytes(clip.path.read_bytes()[:-9])
    view.gallery.handle({"type": "thumb", "id": view.ids()[0]})
    assert not view.sent.buffers
    view.gallery.handle({"type": "output", "id": view.ids()[0]})
    assert "damaged" in view.sent[-1]["text"] and view.below == []


def test_a_film_is_sent_up_to_a_size(folder: Path) -> None:
    clip = put(folder)
    view = shown(folder)
    view.gallery.handle({"type": "media", "id": view.ids()[0], "index": 0})
    assert view.sent.buffers == [clip.path.read_bytes()]
    with clip.path.open("ab") as file:
        file.truncate(MOST_BYTES + 1)
    view.gallery.handle({"type": "media", "id": view.ids()[0], "index": 0})
    assert view.sent[-1]["type"] == "media" and not view.sent.buffers


@pytest.mark.parametrize("bad", ["../../etc/passwd", "", None, 7, "0" * 16])
@pytest.mark.parametrize("kind", ["thumb", "media", "open", "remove", "output"])
def test_what_is_not_listed_cannot_be_touched(folder: Path, kind: str, bad: object) -> None:
    put(folder)
    view = shown(folder)
    before = len(view.sent)
    view.gallery.handle({"type": kind, "id": bad})
    assert len(view.sent) == before
    assert len(list(folder.iterdir())) == 2


def test_a_sidecar_cannot_name_a_file_outside_its_folder(folder: Path) -> None:
    put(folder)
    secret = folder.parent / "secret.mp4"
    secret.write_bytes(mp4())
    (sidecar,) = folder.glob("*.json")
    sidecar.write_text(sidecar.read_text().replace("clip-1.mp4", "../secret.mp4"))
    view = shown(folder)
    assert view.sent[-1]["cards"] == []


def test_an_opened_clip_tells_all_that_is_known(folder: Path) -> None:
    put(folder, HOSTILE, cost=0.25)
    view = shown(folder)
    view.gallery.handle({"type": "open", "id": view.ids()[0]})
    clip = view.sent[-1]["clip"]
    facts = dict(clip["shown"])
    assert facts["Settings"] == "duration 4 s · aspect ratio 16:9 · resolution 720p"
    assert facts["File"] == "clip-1.mp4" and clip["path"] == str(folder / "clip-1.mp4")
    assert clip["cell"].startswith("%%omnivid demo/Omni-Flash-Ext -d 4 -a 16:9 -r 720p\n")
    assert not re.search(r"[\x1b\u202e]", clip["prompt"])
    assert clip["extends"] is False


def test_a_clip_is_used_again_with_all_its_settings(folder: Path) -> None:
    clip = put(folder)
    view = shown(folder)
    view.gallery.handle({"type": "use", "id": view.ids()[0]})
    assert clip.request is not None
    assert view.used == [values_of(clip.request)]


def test_a_clip_is_extended_where_its_model_can(folder: Path) -> None:
    request = VideoRequest("demo/gemini-omni-flash-preview", "a cat")
    put(folder, model=request.model, request=request)
    view = shown(folder)
    assert detail(view.library.items[0], {})["extends"]
    view.gallery.handle({"type": "extend", "id": view.ids()[0]})
    (used,) = view.used
    assert (used["model"], used["extend"], used["prompt"]) == (request.model, "task-1", "")


def test_a_clips_last_frame_becomes_an_image_and_the_cell_of_what_is_made_names_its_file(
    folder: Path, started: list[Plan]
) -> None:
    put(folder)
    view = shown(folder)
    view.gallery.handle({"type": "refer", "id": view.ids()[0]})
    (path,) = view.used
    assert path == "omnivid-clips/clip-1.mp4"
    sent = Sent()
    made = form(sent, started, "demo/Omni-Flash-Ext")
    made.refer(path)
    assert sent[-1]["fill"] == {"images": [path]}
    made.handle({"type": "generate", "values": values(images=sent[-1]["fill"]["images"])})
    (plan,) = started
    assert plan.request.images[0].startswith("data:image/png;")
    local = {identity: str(file) for identity, file in view.library.local.items()}
    assert cell_text(plan.form, local).startswith("%%omnivid demo/Omni-Flash-Ext -d 6")
    assert f" -i {folder / 'clip-1.mp4'}\n" in cell_text(plan.form, local)


def test_an_image_is_kept_for_a_model_that_takes_one(started: list[Plan]) -> None:
    sent = Sent()
    made = form(sent, started, "demo/gemini-omni-flash-text-to-video")
    made.refer("omnivid-clips/clip-1.mp4")
    assert "takes no images" in sent[-1]["said"]
    made.handle({"type": "change", "values": values(model="demo/Omni-Flash-Ext")})
    assert sent[-1]["fill"]["images"] == ["omnivid-clips/clip-1.mp4"]


def test_a_removed_clip_is_gone_with_its_sidecar_and_the_others_stay(folder: Path) -> None:
    put(folder, number=1)
    kept = put(folder, number=2)
    view = shown(folder)
    gone = next(item.id for item in view.library.items if item.files[0].name == "clip-1.mp4")
    view.gallery.handle({"type": "remove", "id": gone})
    assert view.sent[-1] == {"type": "cards", "cards": [], "gone": [gone], "all": False}
    assert {path.name for path in folder.iterdir()} == {kept.path.name, "clip-2.json"}


def test_comparing_shows_an_output_below_the_panel(folder: Path) -> None:
    put(folder, number=1)
    put(folder, number=2)
    view = shown(folder)
    view.gallery.handle({"type": "compare", "ids": view.ids()})
    (comparison,) = view.below
    assert [clip.task_id for clip in comparison.clips] == ["task-2", "task-1"]
    view.gallery.handle({"type": "compare", "ids": view.ids()[:1]})
    assert "two to four" in view.sent[-1]["text"]


def test_only_what_is_new_is_sent(folder: Path) -> None:
    put(folder, number=1)
    view = shown(folder)
    assert not view.gallery.update()
    put(folder, number=2)
    assert view.gallery.update()
    assert len(view.sent) == 2
    assert [card["url"] for card in view.sent[-1]["cards"]] == ["omnivid-clips/clip-2.mp4"]


def test_the_journal_brings_the_clips_of_other_folders(folder: Path, tmp_path: Path) -> None:
    view = shown(folder)
    other = put(tmp_path / "elsewhere")
    assert other.request is not None
    journal = Journal(tmp_path / "journal.sqlite3")
    known: dict[str, Any] = {"clip": other.path.name, "task_id": other.task_id}
    now = time.time()
    journal.add(
        Entry("j1", "f", other.model, "apimart", other.request, "done", now, now, other.path.parent, **known)
    )
    journal.close()
    view.gallery.open(str(other.path))
    assert view.sent[-1]["clip"]["url"] == "elsewhere/clip-1.mp4"


def in_turns(folder: Path, number: int, extend: int | None = None, prompt: str = "") -> Clip:
    """A clip that goes on from another one."""
    task = f"task-{extend}" if extend else None
    request = VideoRequest("demo/gemini-omni-flash-preview", prompt or f"prompt {number}", extend=task)
    return put(folder, number=number, model=request.model, request=request)


def thread_of(view: Shown, number: int) -> list[tuple[str, str, str, bool]]:
    (item,) = [each for each in view.library.items if each.task_id == f"task-{number}"]
    view.gallery.handle({"type": "open", "id": item.id})
    return [
        (each["name"], each["prompt"], each["note"], each["current"])
        for each in view.sent[-1]["clip"]["turns"]
    ]


def test_a_clip_edited_in_turns_is_shown_as_a_thread_from_each_of_them(folder: Path) -> None:
    in_turns(folder, 1)
    in_turns(folder, 2, extend=1)
    in_turns(folder, 3, extend=2)
    put(folder, number=9)
    view = shown(folder)
    for opened in (1, 2, 3):
        assert thread_of(view, opened) == [
            (f"Turn {number}", f"prompt {number}", "", number == opened) for number in (1, 2, 3)
        ]
    assert thread_of(view, 9) == []


def test_two_clips_that_extend_the_same_one_are_branches_of_one_thread(folder: Path) -> None:
    in_turns(folder, 1)
    in_turns(folder, 2, extend=1)
    in_turns(folder, 4, extend=1)
    in_turns(folder, 3, extend=2)
    view = shown(folder)
    expected = [
        ("Turn 1", "prompt 1", "", False),
        ("Turn 2", "prompt 2", "", False),
        ("Turn 3", "prompt 3", "", True),
        ("Turn 2", "prompt 4", "goes on from turn 1", False),
    ]
    assert thread_of(view, 3) == expected
    assert [turn[:3] for turn in thread_of(view, 4)] == [turn[:3] for turn in expected]


def test_a_turn_whose_file_is_gone_is_told_from_the_journal(folder: Path) -> None:
    first, second = in_turns(folder, 1), in_turns(folder, 2, extend=1, prompt=HOSTILE)
    in_turns(folder, 3, extend=2)
    view = shown(folder)
    journal = Journal(folder.parent / "journal.sqlite3")
    assert second.request is not None
    journal.add(
        Entry("j", "f", second.model, "apimart", second.request, "done", 1, 1, folder, task_id="task-2")
    )
    journal.close()
    for clip in (first, second):
        view.library.remove(next(each for each in view.library.items if each.task_id == clip.task_id))
    assert thread_of(view, 3) == [
        ("Turn 1", "", "Its file is gone (task task-1).", False),
        ("Turn 2", plain(HOSTILE), "Its file is gone (task task-2).", False),
        ("Turn 3", "prompt 3", "", True),
    ]
    assert [turn["id"] for turn in view.sent[-1]["clip"]["turns"]][:2] == ["", ""]


def test_clips_that_name_each_other_do_not_go_round_for_ever(folder: Path) -> None:
    in_turns(folder, 1, extend=2)
    in_turns(folder, 2, extend=1)
    assert len(thread_of(shown(folder), 1)) == 2


# --- the thread ---------------------------------------------------------------------------------------------


def test_the_worker_works_in_order_reports_failures_and_goes_on() -> None:
    done: list[int] = []
    failures: list[Exception] = []
    over = threading.Event()
    worker = Worker(lambda: True, failures.append)
    worker.do(lambda: done.append(1))
    worker.do(lambda: [][0])
    worker.do(lambda: done.append(2))
    worker.do(over.set)
    assert over.wait(PATIENCE)
    assert done == [1, 2] and [type(failure) for failure in failures] == [IndexError]
    worker.stop()
    until(lambda: "omnivid-panel" not in [thread.name for thread in threading.enumerate()])


def test_the_worker_rests_when_nobody_looks_and_comes_back() -> None:
    ticked, over = threading.Event(), threading.Event()

    def tick() -> bool:
        ticked.set()
        return False

    worker = Worker(tick, lambda error: None)
    worker.do(lambda: None)
    assert ticked.wait(PATIENCE)
    until(lambda: "omnivid-panel" not in [thread.name for thread in threading.enumerate()])
    worker.do(over.set)
    assert over.wait(PATIENCE)
    worker.stop()


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.01)


# --- the whole, in a real kernel ----------------------------------------------------------------------------


class Front:
    """A front end for one kernel: runs cells, opens the panel's parts and takes what they send."""

    def __init__(self, client: BlockingKernelClient) -> None:
        self.client = client
        self.opened: dict[str, dict[str, Any]] = {}
        self.parts: dict[str, str] = {}
        self.messages: list[tuple[str, dict[str, Any], float]] = []
        self.outputs: list[dict[str, Any]] = []
        self.ended: set[str] = set()

    def run(self, code: str) -> None:
        message_id = self.client.execute(code)
        self.until(lambda: message_id in self.ended)

    def send(self, part: str, **content: Any) -> None:
        data = {"method": "custom", "content": content}
        message = self.client.session.msg("comm_msg", {"comm_id": self.parts[part], "data": data})
        self.client.shell_channel.send(message)

    def open(self) -> None:
        """Show a panel, and do what a page does when it draws it."""
        self.run(
            "%load_ext omnivid_jupyter\nfrom omnivid_jupyter.notebook.panel import panel\nshown = panel()\nshown"
        )
        for part in ("form", "queue", "gallery"):
            self.send(part, type="ready")
        self.until(lambda: self.sent("form") and self.sent("gallery"))

    def sent(self, part: str, kind: str | None = None) -> list[dict[str, Any]]:
        return [found for name, found, _ in self.messages if name == part and kind in (None, found["type"])]

    def rows(self) -> dict[str, dict[str, Any]]:
        """The queue as the page has it."""
        found: dict[str, dict[str, Any]] = {}
        for message in self.sent("queue", "rows"):
            found |= {each["id"]: each for each in message["rows"]}
        return found

    def until(self, condition: Callable[[], object]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, f"it never came: {self.messages[-5:]} {self.outputs[-3:]}"
            try:
                message = self.client.get_iopub_msg(timeout=0.1)
            except queue.Empty:
                continue
            self._take(message)

    def _take(self, message: dict[str, Any]) -> None:
        kind, content = message["msg_type"], message["content"]
        if kind == "status" and content["execution_state"] == "idle":
            self.ended.add(message["parent_header"].get("msg_id", ""))
        elif kind == "comm_open":
            self.opened[content["comm_id"]] = content["data"]["state"]
            for part in ("form", "queue", "gallery"):
                if f"the panel's {part}" in content["data"]["state"].get("_esm", "").lower():
                    self.parts[part] = content["comm_id"]
        elif kind == "comm_msg" and content["data"].get("method") == "custom":
            names = {comm: name for name, comm in self.parts.items()}
            if content["comm_id"] in names:
                at = message["header"]["date"].timestamp()
                self.messages.append((names[content["comm_id"]], content["data"]["content"], at))
        elif kind == "comm_msg":
            self.opened[content["comm_id"]] |= content["data"].get("state", {})
        elif "data" in content or kind in ("stream", "error"):
            self.outputs.append(content)


@contextmanager
def front(python: str, folder: Path, speed: float) -> Iterator[Front]:
    """A front end on a new kernel whose working directory, journal and simulator lie in `folder`."""
    with kernel_specs(python) as specs:
        manager = KernelManager(kernel_spec_manager=specs, kernel_name="python3")
        own = {
            "PYTHONPATH": str(ROOT),
            "OMNIVID_HOME": str(folder / "home"),
            "OMNIVID_DEMO_SPEED": str(speed),
        }
        manager.start_kernel(env={**os.environ, **own, "APIMART_API_KEY": KEY}, cwd=str(folder))
        client = manager.blocking_client()
        client.start_channels()
        try:
            client.wait_for_ready(timeout=PATIENCE)
            yield Front(client)
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)


KERNELS = {"ipykernel 7": lambda: sys.executable, "ipykernel 6": ipykernel6_python}


@pytest.mark.parametrize("version", KERNELS)
def test_twenty_jobs_leave_the_kernel_free_and_tell_of_themselves_at_most_twice_a_second(
    version: str, tmp_path: Path
) -> None:
    with front(KERNELS[version](), tmp_path, speed=0.5) as page:
        page.open()
        for number in range(5):
            asked = values(model="demo/nano-banana-2", prompt=f"clip {number}", takes=4)  # quick to draw
            page.send("form", type="generate", values=asked)
        page.until(lambda: len(page.rows()) == 20)
        for job in page.rows():
            page.send("queue", type="look", id=job)
        page.run("'a cell in between'")
        assert "'a cell in between'" in [output.get("data", {}).get("text/plain") for output in page.outputs]
        assert not all(each["settled"] for each in page.rows().values()), "the cell waited for the jobs"
        page.until(lambda: all(each["state"] == "done" for each in page.rows().values()))
        page.until(
            lambda: len({card["id"] for m in page.sent("gallery", "cards") for card in m["cards"]}) == 20
        )
        times = [at for part, sent, at in page.messages if part == "queue" and sent["type"] == "rows"]
        for first, _, third in zip(times[1:], times[2:], times[3:], strict=False):
            assert third - first > 0.9, "three messages within a second"
        told = [each for m in page.sent("queue", "rows") for each in m["messages"]]
        assert {each["id"] for each in told} == set(page.rows())
        assert sum(len(each["messages"]) for each in told) >= 60, (
            "one to send, some to ask, one to fetch, each"
        )
        stored = json.dumps(
            [{k: v for k, v in state.items() if k not in ("_esm", "_css")} for state in page.opened.values()]
        )
        assert "clip 1" not in stored and "data:" not in stored
        assert KEY not in json.dumps([page.opened, [sent for _, sent, _ in page.messages]])
        assert "APIMart (key found)" in str(page.sent("form")[-1]["groups"])


def test_a_key_that_is_set_or_forgotten_later_shows_in_an_open_panel(tmp_path: Path) -> None:
    with front(sys.executable, tmp_path, speed=4) as page:
        page.open()

        def services() -> str:
            return " ".join(group["label"] for group in page.sent("form", "state")[-1]["groups"][1:])

        page.until(lambda: services() == "OmniFlash (no key yet) APIMart (key found) EvoLink (no key yet)")
        page.run("from omnivid_jupyter.engine import keys; keys.remember('evolink', 'sk-test')")
        page.until(lambda: services() == "OmniFlash (no key yet) APIMart (key found) EvoLink (key found)")
        page.run("keys.forget('evolink'); import os; del os.environ['APIMART_API_KEY']")
        page.until(lambda: services() == "OmniFlash (no key yet) APIMart (no key yet) EvoLink (no key yet)")
        page.run("open('.env', 'w').write('OMNIFLASH_API_KEY=sk-test')")
        page.until(lambda: services() == "OmniFlash (key found) APIMart (no key yet) EvoLink (no key yet)")
        assert "sk-test" not in json.dumps([sent for _, sent, _ in page.messages])


def test_keys_are_searched_for_once_and_then_only_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EVOLINK_API_KEY", raising=False)
    found: list[Mapping[str, bool]] = []
    marks = KeyMarks(found.append)

    def after_a_look(count: int) -> bool:
        marks.look()
        return len(found) == count

    until(lambda: after_a_look(1))
    assert all(after_a_look(1) for _ in range(100))
    monkeypatch.setenv("EVOLINK_API_KEY", KEY)
    until(lambda: after_a_look(2))
    assert [each["evolink"] for each in found] == [False, True]


def test_a_new_panel_after_a_restart_goes_on_with_the_job_in_flight(tmp_path: Path) -> None:
    with front(sys.executable, tmp_path, speed=0.5) as page:
        page.open()
        page.send("form", type="generate", values=values(duration="4"))
        page.until(lambda: any(each["task"] for each in page.rows().values()))
        ((job, before),) = page.rows().items()
        assert not before["settled"]
    with front(sys.executable, tmp_path, speed=4) as page:
        page.open()
        page.until(lambda: page.rows().get(job, {}).get("state") == "done")
        assert page.rows()[job]["task"] == before["task"]


def test_the_http_messages_of_a_job_are_sent_while_somebody_looks_and_each_once(tmp_path: Path) -> None:
    with front(sys.executable, tmp_path, speed=1) as page:
        page.open()
        page.send("form", type="generate", values=values(duration="4"))
        page.until(lambda: any(each["state"] == "running" for each in page.rows().values()))
        (job,) = page.rows()

        def told() -> list[dict[str, Any]]:
            return [each for sent in page.sent("queue", "rows") for each in sent["messages"]]

        assert told() == [], "nobody looked yet"
        page.send("queue", type="look", id=job)
        page.until(lambda: page.rows()[job]["state"] == "done" and len(told()) > 1)
        found: list[dict[str, Any]] = []
        for each in told():
            assert each["id"] == job and each["first"] == len(found), "sent twice, or left out"
            found += each["messages"]
        page.run(
            "from omnivid_jupyter.engine.engine import engine\n"
            "(job,) = engine().jobs.values()\nprint(len(job.exchanges))"
        )
        assert f"{len(found)}\n" in [output.get("text") for output in page.outputs]
        assert found[0]["title"].startswith("POST ") and "200 OK" in found[0]["outcome"]
        assert "Authorization: Bearer ***" in found[0]["sent"] and '"prompt": "a cat"' in found[0]["sent"]
        assert page.rows()[job]["task"] in found[0]["received"]
        assert [each["at"] for each in found] == sorted(each["at"] for each in found)

        page.send("queue", type="look away", id=job)
        page.send("queue", type="look", id=job)
        page.until(lambda: told()[-1]["first"] == 0 and len(told()[-1]["messages"]) == len(found))


def test_a_job_of_another_kernel_is_shown_and_can_be_gone_on_with_when_that_kernel_ended(
    tmp_path: Path,
) -> None:
    with front(sys.executable, tmp_path, speed=1) as page:
        page.open()
        with front(sys.executable, tmp_path, speed=0.2) as other:
            other.open()
            other.send("form", type="generate", values=values(duration="4"))
            other.until(lambda: any(each["task"] for each in other.rows().values()))
            (job,) = other.rows()
            page.until(lambda: page.rows().get(job, {}).get("state") == "running")
            shown = page.rows()[job]
            assert shown["elsewhere"] and shown["actions"] == [] and "another kernel" in shown["note"]
            assert (shown["prompt"], shown["task"]) == ("a cat", other.rows()[job]["task"])
            for what in ("stop", "wait", "retry", "forget", "show"):
                page.send("queue", type=what, id=job)
        page.until(lambda: page.rows()[job]["actions"] == ["wait"])
        assert "has ended. The task goes on." in page.rows()[job]["note"]
        page.send("queue", type="wait", id=job)
        page.until(lambda: page.rows()[job]["state"] == "done")
        assert not page.rows()[job]["elsewhere"]
        assert page.rows()[job]["task"] == shown["task"]


def test_a_page_without_widgets_gets_a_sentence_with_what_to_type(tmp_path: Path) -> None:
    with front(sys.executable, tmp_path, speed=4) as page:
        page.open()
        bundle = next(each["data"] for each in page.outputs if "text/html" in each.get("data", {}))
        for kind in ("text/plain", "text/html"):
            assert "%%omnivid demo/omni-flash" in bundle[kind]


def test_closing_the_panel_ends_its_thread_and_no_job(tmp_path: Path) -> None:
    with front(sys.executable, tmp_path, speed=0.5) as page:
        page.open()
        page.send("form", type="generate", values=values(duration="4"))
        page.until(lambda: page.rows())
        page.run("shown.close()")
        page.run(
            "import threading, time\n"
            "while 'omnivid-panel' in [thread.name for thread in threading.enumerate()]: time.sleep(0.05)\n"
            "from omnivid_jupyter.engine.engine import engine\n"
            "(job,) = engine().jobs.values()\nprint(job.result().is_video)"
        )
        assert "True\n" in [output.get("text") for output in page.outputs]


def test_a_panel_where_there_is_no_kernel_is_a_sentence() -> None:
    assert set(panel()._repr_mimebundle_()) == {"text/plain", "text/html"}
