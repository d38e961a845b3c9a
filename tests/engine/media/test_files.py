"""A shared folder may hold anything: it neither hangs nor kills, and hides none of the clips beside it."""

from __future__ import annotations

import errno
import json
import os
import socket
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.journal import Journal
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.media import clips, files
from omnivid_jupyter.media.probe import NotMedia, probe
from omnivid_jupyter.media.references import references
from omnivid_jupyter.providers.identity import fingerprint
from omnivid_jupyter.reports.facts import card
from omnivid_jupyter.reports.library import CHOSEN, Library
from omnivid_jupyter.request import VideoRequest
from tests.engine.panel.parts import put

REQUEST = VideoRequest("demo/Omni-Flash-Ext", "a cat", duration=4, aspect_ratio="16:9", resolution="720p")
FINGERPRINT = fingerprint(REQUEST)
SPARSE = 6 * 2**30

pytestmark = pytest.mark.timeout(60)


def fifo(path: Path) -> None:
    os.mkfifo(path)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def listener(path: Path) -> None:
    place = os.open(path.parent, os.O_RDONLY)  # the name of a socket may not be long
    here = os.getcwd()
    os.fchdir(place)
    try:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(path.name)
    finally:
        os.chdir(here)
        os.close(place)


def circle(path: Path) -> None:
    path.symlink_to(path)


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(SPARSE)


def folder_of_that_name(path: Path) -> None:
    path.mkdir()


def deep(path: Path) -> None:
    path.write_text('{"omnivid": ' + "[" * 100_000 + "]" * 100_000 + "}")


def nonsense(path: Path) -> None:
    path.write_bytes(b"\xff\xfe\x00{")


STRANGE: list[Callable[[Path], None]] = [
    fifo,
    device,
    listener,
    circle,
    sparse,
    folder_of_that_name,
    deep,
    nonsense,
]
NO_FILES = STRANGE[:6]


def sidecar_with(**changes: Any) -> Callable[[Path], None]:
    """Makes a sidecar of the same request beside the good one, which says something else."""

    def make(path: Path) -> None:
        good = json.loads(next(path.parent.glob("a-cat-*.json")).read_text())
        good["files"] = changes.pop("files", good["files"])
        path.write_text(json.dumps(good | changes))

    return make


FILE = {"name": "x.mp4", "media_type": "video/mp4", "width": 64, "height": 36, "duration": 1.0, "size": 9}
FILE["sha256"] = "0" * 64
SIDECARS = {
    "20,000 files": sidecar_with(files=[FILE] * 20_000),
    "no files": sidecar_with(files=[]),
    "a NUL in a name": sidecar_with(files=[FILE | {"name": "a\0b.mp4"}]),
    "a line end in a name": sidecar_with(files=[FILE | {"name": "a\nb.mp4"}]),
    "half a character in a name": sidecar_with(files=[FILE | {"name": "\udc80.mp4"}]),
    "a long name": sidecar_with(files=[FILE | {"name": "x" * 5000}]),
    "no name": sidecar_with(files=[FILE | {"name": ""}]),
    "the folder above": sidecar_with(files=[FILE | {"name": ".."}]),
    "a time that cannot be": sidecar_with(created=1e308),
    "a time before all": sidecar_with(created=-1e308),
    "a sum that cannot be": sidecar_with(cost=1e308, credits=-5),
    "sizes that cannot be": sidecar_with(files=[FILE | {"width": 10**18, "height": -1, "duration": 1e308}]),
}


def put_clip(folder: Path) -> Clip:
    return put(
        folder, path=folder / clips.file_name("a cat", FINGERPRINT, "task-1", 0, "mp4"), task_id="task-1"
    )


def names_beside(good: Clip) -> list[Path]:
    """Where a file is looked for: as a sidecar of the same request, as any, and as a film."""
    stem = good.path.stem[:-4]
    return [
        good.path.with_name(f"{stem}ffff.json"),
        good.path.with_name("other.json"),
        good.path.with_name("x.mp4"),
    ]


def everything_finds(folder: Path, good: Clip) -> None:
    """Every way to look into a folder finds the good clip, and nothing else that is whole."""
    found = clips.find(folder, FINGERPRINT)
    assert found and found.path == good.path
    assert clips.task_of(folder, "task-1") == (good.model, "task-1")
    library = Library(lambda: folder, Journal(folder.parent / "journal.sqlite3"))
    library.refresh()
    assert good.path in [library.clip(item).path for item in library.items if library.clip(item)]  # type: ignore[union-attr]
    for item in library.items:
        assert json.dumps(card(item))
        library.thumb(item)
    assert library.has(FINGERPRINT) and isinstance(library.local, dict)


@pytest.mark.parametrize("make", STRANGE, ids=lambda make: make.__name__)
def test_what_is_no_clip_hides_none(tmp_path: Path, make: Callable[[Path], None]) -> None:
    folder = tmp_path / "clips"
    good = put_clip(folder)
    (folder / CHOSEN).mkdir()
    for path in [*names_beside(good), folder / CHOSEN / "a.png"]:
        make(path)
    everything_finds(folder, good)


@pytest.mark.parametrize("kind", SIDECARS)
def test_a_sidecar_that_says_what_cannot_be_hides_no_clip(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "clips"
    good = put_clip(folder)
    SIDECARS[kind](names_beside(good)[0])
    everything_finds(folder, good)


@pytest.mark.parametrize("make", NO_FILES, ids=lambda make: make.__name__)
def test_a_clip_that_became_something_else_is_no_clip(tmp_path: Path, make: Callable[[Path], None]) -> None:
    folder = tmp_path / "clips"
    good = put_clip(folder)
    good.path.unlink()
    make(good.path)
    assert clips.find(folder, FINGERPRINT) is None


def test_twenty_thousand_files_are_looked_through(tmp_path: Path) -> None:
    folder = tmp_path / "clips"
    good = put_clip(folder)
    for number in range(20_000):
        (folder / f"{number}.json").write_bytes(b"{}")
    everything_finds(folder, good)


@pytest.mark.parametrize("field", ["images", "videos"])
@pytest.mark.parametrize("make", NO_FILES, ids=lambda make: make.__name__)
def test_a_reference_that_is_no_file_is_refused(
    tmp_path: Path, make: Callable[[Path], None], field: Any
) -> None:
    make(tmp_path / "a.png")
    with pytest.raises(InvalidRequestError):
        references(field, str(tmp_path / "a.png"))


@pytest.mark.parametrize("name", ["a\0b.png", "\ud83d.png", "x" * 5000, "a\nb.png", "~nobody-here/a.png"])
def test_a_name_that_no_file_has_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidRequestError):
        references("images", name)


def test_a_picture_larger_than_any_that_is_shown_is_not_decoded(tmp_path: Path) -> None:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    path = tmp_path / "bomb.png"
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )
    with pytest.raises(NotMedia):
        probe(path)
    with pytest.raises(InvalidRequestError):
        references("images", path)


# What is read


def test_a_file_is_read_up_to_its_bound(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"12345")
    assert files.content(path, 5) == b"12345"
    link = tmp_path / "b"
    link.symlink_to(path)
    assert files.content(link, 9) == b"12345"
    with pytest.raises(OSError) as caught:
        files.content(path, 4)
    assert caught.value.errno == errno.EFBIG
    for make in NO_FILES:
        other = tmp_path / make.__name__
        make(other)
        with pytest.raises(OSError):
            files.content(other, 100)
