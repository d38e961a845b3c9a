"""Files that are chosen or dropped in the form."""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from omnivid_jupyter.engine.journal import Journal
from omnivid_jupyter.engine.plan import Plan
from omnivid_jupyter.media.references import LARGEST, references
from omnivid_jupyter.notebook.options import parse
from omnivid_jupyter.panel.files import PIECE
from omnivid_jupyter.panel.form import Form, fields
from omnivid_jupyter.providers.capabilities import Model
from omnivid_jupyter.providers.registry import MODELS
from omnivid_jupyter.reports.cell_text import cell_text
from omnivid_jupyter.reports.library import Library
from tests.clipfiles import mp4, png
from tests.engine.panel.parts import PREVIEW, Sent, clip_folder, form, values


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


def offer(shown: Form, name: str, content: bytes, field: str = "images") -> None:
    shown.handle({"type": "file", "field": field, "file": name, "name": name, "size": len(content)})


def test_two_files_for_two_fields_come_at_once(started: list[Plan]) -> None:
    sent = Sent()
    shown = form(sent, started, PREVIEW)
    offer(shown, "a.png", png())
    offer(shown, "b.mp4", mp4(2.0), "videos")
    shown.handle({"type": "piece", "file": "a.png", "buffers": [png()]})
    assert sent[-1]["path"].endswith(".png")
    shown.handle({"type": "piece", "file": "b.mp4", "buffers": [mp4(2.0)]})
    assert sent[-1]["path"].endswith(".mp4")


def test_a_piece_of_a_file_that_is_no_longer_expected_is_refused(started: list[Plan]) -> None:
    sent = Sent()
    shown = form(sent, started, PREVIEW)
    for name in "abcde":  # of pages that were closed, nobody hears any more
        offer(shown, name, png())
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
    line = cell_text(plan.canonical, local).partition("\n")[0]
    assert f" -i {path}" in line
    again = parse(line.removeprefix("%%omnivid"))
    assert references("images", again.request["images"]) == plan.request.images


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.address)
def test_a_field_offers_files_exactly_where_some_are_taken(model: Model) -> None:
    for field in fields(model):
        if field.kind != "urls":
            continue
        table = getattr(model, field.name)
        assert bool(field.accept) is bool(table.data_prefix or table.upload)
        assert field.several is (table.counts != (1,))
        assert ("file" in field.hint) is bool(field.accept)
