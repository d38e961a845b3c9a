"""The gallery, by its messages."""

from __future__ import annotations

import io
import re
import time
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from omnivid_jupyter.engine.journal import Entry, Journal
from omnivid_jupyter.engine.plan import Plan
from omnivid_jupyter.panel.form import values_of
from omnivid_jupyter.panel.gallery import MOST_BYTES
from omnivid_jupyter.reports.cell_text import cell_text
from omnivid_jupyter.reports.facts import detail
from omnivid_jupyter.request import VideoRequest
from omnivid_jupyter.views.compare import MOST
from tests.clipfiles import mp4
from tests.engine.panel.parts import HOSTILE, Sent, form, put, shown, values


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


def test_a_file_that_is_put_back_in_order_has_a_picture_again(folder: Path) -> None:
    clip = put(folder)
    view = shown(folder)
    whole = clip.path.read_bytes()
    for content, pictures in ((whole[:-9], 0), (whole, 1)):
        clip.path.write_bytes(content)
        view.gallery.handle({"type": "thumb", "id": view.ids()[0]})
        assert len(view.sent.buffers) == pictures


def test_a_film_is_sent_up_to_a_size(folder: Path) -> None:
    clip = put(folder)
    view = shown(folder)
    view.gallery.handle({"type": "media", "id": view.ids()[0], "index": 0})
    assert view.sent.buffers == [clip.path.read_bytes()]
    with clip.path.open("ab") as file:
        file.truncate(MOST_BYTES + 1)
    view.gallery.handle({"type": "media", "id": view.ids()[0], "index": 0})
    assert view.sent[-1]["type"] == "media" and not view.sent.buffers
    assert "8.0 MB are too much to be sent" in view.sent[-1]["problem"]
    clip.path.unlink()
    view.gallery.handle({"type": "media", "id": view.ids()[0], "index": 0})
    assert view.sent[-1]["problem"] == "clip-1.mp4 is gone."


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


def test_a_clip_of_a_signed_address_fills_the_rest_of_the_form_and_says_what_is_missing(folder: Path) -> None:
    images = ("https://h/kept.png", "signed:https://h/p.png", "https://h/last.png")
    put(folder, request=VideoRequest("demo/Omni-Flash-Ext", "a cat", duration=4, images=images))
    view = shown(folder)
    view.gallery.handle({"type": "use", "id": view.ids()[0]})
    (used,) = view.used
    assert (used["prompt"], used["duration"]) == ("a cat", "4")
    assert used["images"] == ["https://h/kept.png", "https://h/last.png"]
    assert view.missing == [
        {"images": "This clip was made from a signed address, which is not kept: give that reference again."}
    ]
    view.gallery.handle({"type": "open", "id": view.ids()[0]})
    assert (view.sent[-1]["clip"]["cell"], "not kept" in view.sent[-1]["clip"]["noCell"]) == ("", True)


def test_a_clip_is_extended_where_its_model_can(folder: Path) -> None:
    request = VideoRequest("demo/gemini-omni-flash-preview", "a cat")
    put(folder, model=request.model, request=request)
    view = shown(folder)
    assert detail(view.library.items[0], {})["extends"]
    view.gallery.handle({"type": "extend", "id": view.ids()[0]})
    (used,) = view.used
    assert (used["model"], used["extend"]) == (request.model, "task-1")
    assert "prompt" not in used, "the one that is typed already would be lost"


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
    assert cell_text(plan.canonical, local).startswith("%%omnivid demo/Omni-Flash-Ext -d 6")
    assert f" -i {folder / 'clip-1.mp4'}\n" in cell_text(plan.canonical, local)


def test_an_image_is_kept_for_a_model_that_takes_one(started: list[Plan]) -> None:
    sent = Sent()
    made = form(sent, started, "demo/gemini-omni-flash-text-to-video")
    made.refer("omnivid-clips/clip-1.mp4")
    assert "takes no images" in sent[-1]["said"]
    kept = sent[-1]["fill"]  # by the page, until there is a field for it
    assert kept == {"images": ["omnivid-clips/clip-1.mp4"]}
    put(Path("omnivid-clips"))
    drawn = "demo/gemini-omni-flash-text-to-video"
    made.handle({"type": "change", "values": values(model="demo/Omni-Flash-Ext", **kept), "drawn": drawn})
    assert "images" not in sent[-1]["fill"] and sent[-1]["errors"] == {}


def test_a_removed_clip_is_gone_with_its_sidecar_and_the_others_stay(folder: Path) -> None:
    put(folder, number=1)
    kept = put(folder, number=2)
    view = shown(folder)
    gone = next(item.id for item in view.library.items if item.files[0].name == "clip-1.mp4")
    before = len(view.moves)
    view.gallery.handle({"type": "remove", "id": gone})
    assert view.sent[-1] == {"type": "cards", "cards": [], "gone": [gone], "all": False, "most": MOST}
    assert len(view.moves) == before + 1, "the form goes on saying that it is made already"
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


def test_a_page_that_was_opened_again_is_told_what_to_run_instead(folder: Path) -> None:
    put(folder, number=1)
    put(folder, number=2)
    view = shown(folder)
    for page in ("first", "first", "again"):
        view.gallery.handle({"type": "ready", "page": page})
    one, two = view.ids()
    view.gallery.handle({"type": "compare", "ids": [one, two], "page": "again"})
    assert view.sent[-1]["text"].endswith("or %omnivid compare task-2 task-1 in a cell.")
    view.gallery.handle({"type": "output", "id": one, "page": "again"})
    assert view.sent[-1]["text"].endswith("or %omnivid show task-2 in a cell.")
    assert view.below == []
    view.gallery.handle({"type": "output", "id": one, "page": "first"})
    assert (len(view.below), view.sent[-1]["text"]) == (1, "Shown below the panel.")


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
