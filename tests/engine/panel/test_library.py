"""Whether the panel says "already made" of exactly what the engine finds, and reads no file twice for that."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.journal import Entry, Journal
from omnivid_jupyter.media import clips
from omnivid_jupyter.media.ratings import Rating, rating_of
from omnivid_jupyter.providers.identity import fingerprint
from omnivid_jupyter.reports import library as library_room
from omnivid_jupyter.reports.library import Library
from omnivid_jupyter.request import VideoRequest
from tests.clipfiles import mp4
from tests.engine.panel.parts import put

REQUEST = VideoRequest("demo/Omni-Flash-Ext", "a cat", duration=4, aspect_ratio="16:9", resolution="720p")
FINGERPRINT = fingerprint(REQUEST)


def library(folder: Path) -> Library:
    found = Library(lambda: folder, Journal(folder.parent / "journal.sqlite3"))
    found.refresh()
    return found


def made(folder: Path, task: str = "task-1") -> Clip:
    return put(folder, path=folder / clips.file_name("a cat", FINGERPRINT, task, 0, "mp4"), task_id=task)


def touch(path: Path) -> None:
    """Make the file a newer one, however coarse the clock of the file system is."""
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 10**9))


def test_a_whole_clip_is_there_and_another_request_has_none(folder: Path) -> None:
    made(folder)
    found = library(folder)
    assert found.has(FINGERPRINT) and clips.find(folder, FINGERPRINT)
    assert not found.has("0" * 64)


def test_a_damaged_cut_or_missing_clip_is_not_there(folder: Path) -> None:
    clip = made(folder)
    found = library(folder)
    whole = clip.path.read_bytes()
    for damaged in (whole[:-9], b"x" + whole[1:], b""):
        clip.path.write_bytes(damaged)
        touch(clip.path)
        assert not found.has(FINGERPRINT) and not clips.find(folder, FINGERPRINT)
        clip.path.write_bytes(whole)
        touch(clip.path)
        assert found.has(FINGERPRINT)
    clip.path.unlink()
    assert not found.has(FINGERPRINT)


def test_a_second_clip_of_the_request_stands_in_for_a_damaged_one(folder: Path) -> None:
    first, _ = made(folder, "task-1"), made(folder, "task-2")
    first.path.write_bytes(mp4(0.5))
    assert library(folder).has(FINGERPRINT)


def test_a_clip_whose_file_was_renamed_is_not_there(folder: Path) -> None:
    clip = made(folder)
    sidecar = clip.path.with_suffix(".json")
    renamed = folder / "cat.mp4"
    clip.path.rename(renamed)
    (folder / "cat.json").write_text(sidecar.read_text().replace(clip.path.name, renamed.name))
    sidecar.unlink()
    found = library(folder)
    assert found.items and not found.has(FINGERPRINT) and not clips.find(folder, FINGERPRINT)


def test_a_clip_that_the_journal_knows_in_another_folder_counts(folder: Path, tmp_path: Path) -> None:
    elsewhere = made(tmp_path / "elsewhere")
    journal = Journal(tmp_path / "journal.sqlite3")
    journal.add(
        Entry(
            "j",
            FINGERPRINT,
            REQUEST.model,
            "apimart",
            REQUEST,
            "done",
            1,
            1,
            elsewhere.path.parent,
            task_id="task-1",
            clip=elsewhere.path.name,
        )
    )
    found = library(folder)
    assert found.has(FINGERPRINT)
    elsewhere.path.unlink()
    assert not found.has(FINGERPRINT)


def test_a_clip_of_another_folder_that_nothing_knows_does_not_count(folder: Path, tmp_path: Path) -> None:
    here = [folder]
    made(tmp_path / "elsewhere")
    found = Library(lambda: here[0], Journal(tmp_path / "journal.sqlite3"))
    found.refresh()
    assert not found.has(FINGERPRINT)
    here[0] = tmp_path / "elsewhere"
    found.refresh()
    assert found.has(FINGERPRINT)


def test_a_file_is_read_once_for_each_of_its_versions(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clip = made(folder)
    found = library(folder)
    looks: list[Path] = []
    find = clips.find

    def counted(where: Path, fingerprint: str) -> Clip | None:
        looks.append(where)
        return find(where, fingerprint)

    monkeypatch.setattr(clips, "find", counted)
    for _ in range(50):
        assert found.has(FINGERPRINT)
        assert not found.has("0" * 64)
    assert len(looks) == 1
    touch(clip.path)
    assert found.has(FINGERPRINT) and found.has(FINGERPRINT)
    assert len(looks) == 2


def test_a_clip_of_a_folder_nearby_counts_while_nobody_named_the_folder(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    near = tmp_path / "week1" / "omnivid-clips"
    clip = made(near)
    found = library(folder)
    assert found.has(FINGERPRINT) and not found.has("0" * 64)
    whole = clip.path.read_bytes()
    clip.path.write_bytes(whole[:-9])
    touch(clip.path)
    assert not found.has(FINGERPRINT)
    clip.path.write_bytes(whole)
    touch(near)  # what is there is looked at again
    assert found.has(FINGERPRINT)
    monkeypatch.setenv("OMNIVID_OUTPUT_DIR", str(folder))
    assert not found.has(FINGERPRINT), "a folder that somebody named is the only one"


def test_a_clip_whose_sidecar_was_written_by_an_earlier_version_counts(folder: Path) -> None:
    clip = made(folder)
    sidecar = clip.path.with_suffix(".json")
    sidecar.write_text(sidecar.read_text().replace(FINGERPRINT, "0" * 64))
    assert library(folder).has(FINGERPRINT) == bool(clips.find(folder, FINGERPRINT)) is True


def test_ratings_are_read_once_for_each_of_their_versions(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = made(folder)
    clip.rate(stars=3)
    looks: list[Path] = []

    def counted(path: Path) -> Rating:
        looks.append(path)
        return rating_of(path)

    monkeypatch.setattr(library_room, "rating_of", counted)
    found = library(folder)
    (item,) = found.items
    assert found.rating(item) == Rating(stars=3)
    assert not found.refresh() and len(looks) == 1
    clip.rate(note="dark")
    assert found.refresh() and found.rating(item) == Rating(3, "dark") and len(looks) == 2
