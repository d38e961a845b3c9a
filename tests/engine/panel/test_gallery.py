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
from omnivid_jupyter.markup import plain
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
    put(folder, number=1).rate(stars=2, note="what is thought of it goes as well")
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
    assert "two clips or more" in view.sent[-1]["text"]


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


def test_more_clips_than_are_compared_side_by_side_become_a_contact_sheet(folder: Path) -> None:
    for number in range(MOST + 1):
        put(folder, f"clip {number}", number)
    view = shown(folder)
    view.gallery.handle({"type": "compare", "ids": view.ids()})
    (sheet,) = view.below
    assert [clip.task_id for clip in sheet.clips] == [f"task-{n}" for n in (4, 3, 2, 1, 0)]
    assert "contact sheet" in view.sent[-1]["text"]
    before = len(view.sent)
    view.gallery.handle({"type": "compare", "ids": ["no such clip"] * 1001})
    assert len(view.sent) == before


@pytest.mark.parametrize(
    ("opinion", "expected"),
    [
        ({"stars": 4}, (4, "", False)),
        ({"note": f" {HOSTILE} "}, (0, plain(HOSTILE), False)),
        ({"rejected": True}, (0, "", True)),
        ({"stars": 2, "note": "dark", "rejected": True}, (2, "dark", True)),
    ],
)
def test_what_is_thought_of_a_clip_is_kept_beside_it_and_sent(
    folder: Path, opinion: dict[str, Any], expected: tuple[int, str, bool]
) -> None:
    clip = put(folder)
    view = shown(folder)
    view.gallery.handle({"type": "rate", "id": view.ids()[0], **opinion})
    (card,) = view.sent[-1]["cards"]
    assert (card["stars"], card["note"], card["rejected"]) == expected
    assert (clip.rating.stars or 0, clip.rating.note or "", clip.rating.rejected) == expected
    view.gallery.handle({"type": "open", "id": view.ids()[0]})
    assert view.sent[-1]["clip"]["stars"] == expected[0]
    view.gallery.handle({"type": "rate", "id": view.ids()[0], "stars": 0, "note": "", "rejected": False})
    (card,) = view.sent[-1]["cards"]
    assert (card["stars"], card["note"], card["rejected"]) == (0, "", False)
    assert not list(folder.glob("*.rating"))


@pytest.mark.parametrize("opinion", [{"stars": 6}, {"stars": -1}, {"note": "x" * 2001}])
def test_an_opinion_out_of_bounds_is_refused_in_a_sentence(folder: Path, opinion: dict[str, Any]) -> None:
    put(folder)
    view = shown(folder)
    view.gallery.handle({"type": "rate", "id": view.ids()[0], **opinion})
    assert (view.sent[-1]["type"] == "said" and "at most" in view.sent[-1]["text"]) or "1 to 5" in view.sent[
        -1
    ]["text"]
    assert not list(folder.glob("*.rating"))


def test_what_a_cell_or_a_pull_says_of_a_clip_shows_in_an_open_gallery(folder: Path) -> None:
    clip, other = put(folder, number=1), put(folder, number=2)
    view = shown(folder)
    clip.rate(stars=5)
    assert view.gallery.update()
    ((card,),) = (message["cards"] for message in view.sent[1:])
    assert (card["stars"], card["url"]) == (5, "omnivid-clips/clip-1.mp4")
    other.path.with_suffix(".RATING").write_text('{"stars": 3}')  # as some tools write names
    assert view.gallery.update()
    assert [card["stars"] for card in view.sent[-1]["cards"]] in (
        [3],
        [],
    )  # "*.rating" as the file system sees it
    assert not view.gallery.update()


def test_what_is_finished_stands_in_large_until_it_is_judged(folder: Path) -> None:
    view = shown(folder)
    paths = [put(folder, number=number).path for number in (1, 2, 3)]
    view.gallery.finished(paths[:2])
    view.gallery.update()
    view.gallery.finished([paths[2], folder / "gone.mp4"])
    view.gallery.update()

    names = {item.id: item.files[0].name for item in view.library.items}

    def standing() -> list[list[str]]:
        return [[names[each] for each in m["ids"]] for m in view.sent if m["type"] == "finished"]

    assert standing() == [["clip-2.mp4", "clip-1.mp4"], ["clip-3.mp4", "clip-2.mp4", "clip-1.mp4"]]
    by_name = {name: each for each, name in names.items()}
    view.gallery.handle({"type": "rate", "id": by_name["clip-3.mp4"], "stars": 4})
    assert len(standing()) == 2, "stars alone are no verdict"
    view.gallery.handle({"type": "rate", "id": by_name["clip-3.mp4"], "rejected": False})
    view.gallery.handle({"type": "remove", "id": by_name["clip-1.mp4"]})
    view.gallery.handle({"type": "rate", "id": by_name["clip-2.mp4"], "rejected": True})
    assert standing()[2:] == [["clip-2.mp4", "clip-1.mp4"], ["clip-2.mp4"], []]
    view.gallery.finished([paths[1]])
    view.gallery.update()
    view.gallery.handle({"type": "ready"})
    assert standing()[-1] == ["clip-2.mp4"], "a page that is loaded again shows it, too"
    view.gallery.handle({"type": "dismiss"})
    assert standing()[-1] == []


def test_a_clip_is_this_notebook_s_by_its_folder_or_because_this_kernel_asked_for_it(
    folder: Path, tmp_path: Path
) -> None:
    put(folder, number=1)
    journal = Journal(tmp_path / "journal.sqlite3")
    for number in (2, 3):
        other = put(tmp_path / f"elsewhere-{number}", number=number)
        assert other.request
        known: dict[str, Any] = {"clip": other.path.name, "task_id": other.task_id}
        journal.add(
            Entry(
                f"j{number}",
                "f",
                other.model,
                "apimart",
                other.request,
                "done",
                1,
                1,
                other.path.parent,
                **known,
            )
        )
    journal.close()
    view = shown(folder, asked=lambda: {"task-3"})
    here = {card["url"]: card["here"] for card in view.sent[0]["cards"]}
    assert here == {
        "omnivid-clips/clip-1.mp4": True,
        "elsewhere-2/clip-2.mp4": False,
        "elsewhere-3/clip-3.mp4": True,
    }


def test_a_take_is_called_by_its_number(folder: Path) -> None:
    put(folder, number=1)
    request = VideoRequest("demo/Omni-Flash-Ext", "a cat", duration=4, take=2)
    put(folder, number=2, request=request)
    view = shown(folder)
    assert [("take\N{NO-BREAK SPACE}2" in card["facts"]) for card in view.sent[0]["cards"]] == [True, False]


def test_selected_clips_are_put_against_each_other_below_the_panel(folder: Path) -> None:
    first, second = put(folder, number=1), put(folder, number=2)
    second.path.write_bytes(second.path.read_bytes()[:-9])
    view = shown(folder)
    view.gallery.handle({"type": "duel", "ids": view.ids()})
    assert view.below == [] and view.sent[-1]["type"] == "said", first
