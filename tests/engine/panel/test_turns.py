"""Clips that were edited in turns."""

from __future__ import annotations

from pathlib import Path

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.journal import Entry, Journal
from omnivid_jupyter.markup import plain
from omnivid_jupyter.request import VideoRequest
from tests.engine.panel.parts import HOSTILE, Shown, put, shown


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


def test_a_thread_is_told_anew_when_the_page_asks_because_clips_came(folder: Path) -> None:
    in_turns(folder, 1)
    view = shown(folder)
    assert thread_of(view, 1) == []
    in_turns(folder, 2, extend=1)
    assert view.gallery.update()
    (first,) = [each for each in view.library.items if each.task_id == "task-1"]
    view.gallery.handle({"type": "turns", "id": first.id})
    assert (view.sent[-1]["type"], view.sent[-1]["id"]) == ("turns", first.id)
    assert [(each["name"], each["current"]) for each in view.sent[-1]["turns"]] == [
        ("Turn 1", True),
        ("Turn 2", False),
    ]


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
