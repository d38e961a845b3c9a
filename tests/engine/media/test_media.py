"""A file is a clip only if it is there to its end, whatever its container."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

import av
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from omnivid_jupyter.media.probe import Damaged, NotMedia, probe
from tests.clipfiles import mp4
from tests.engine.containers import IMAGES, SIZE, VIDEOS, image, video


def stored(folder: Path, content: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("name", VIDEOS)
def test_a_whole_video_is_described(tmp_path: Path, name: str) -> None:
    path = stored(tmp_path, video(name))
    found = probe(path, whole=False)
    assert probe(path) == found
    assert (found.width, found.height) == SIZE and found.duration == pytest.approx(2, abs=0.2)
    assert Image.open(io.BytesIO(found.poster or b"")).size == SIZE
    assert found.kind.extension == name[:4].strip(" ,")


@pytest.mark.parametrize("name", IMAGES)
def test_a_whole_image_is_described(tmp_path: Path, name: str) -> None:
    path = stored(tmp_path, image(name))
    found = probe(path, whole=False)
    assert probe(path) == found
    assert (found.width, found.height, found.duration) == (*SIZE, None)
    assert Image.open(io.BytesIO(found.poster or b"")).format == "JPEG"
    assert found.kind.media_type == f"image/{name.split()[-1]}"


@pytest.mark.parametrize("part", [0.1, 0.33, 0.5, 0.9])
@pytest.mark.parametrize("name", [*VIDEOS, *IMAGES])
def test_what_is_cut_off_is_no_clip(tmp_path: Path, name: str, part: float) -> None:
    whole = video(name) if name in VIDEOS else image(name)
    with pytest.raises(Damaged):
        probe(stored(tmp_path, whole[: int(len(whole) * part)]), whole=False)


def picture_ends(path: Path) -> list[int]:
    """Where in a video's file its pictures end."""
    with av.open(str(path)) as container:
        return [(packet.pos or 0) + packet.size for packet in container.demux(video=0) if packet.size]


@pytest.mark.parametrize("name", ["mp4, index first", "mp4 in fragments", "mov", "webm"])
def test_a_video_that_ends_between_two_pictures_is_no_clip(tmp_path: Path, name: str) -> None:
    ends = picture_ends(stored(tmp_path, video(name)))
    for end in (ends[len(ends) // 2], ends[-2]):
        with pytest.raises(Damaged):
            probe(stored(tmp_path, video(name)[:end]), whole=False)


def test_a_video_whose_index_names_more_than_there_is_is_no_clip(tmp_path: Path) -> None:
    """Nothing is said of the length of the last box where it reaches up to the end of the file."""
    whole = video("mp4, index first")
    at = whole.index(b"mdat") - 4
    endless = whole[:at] + struct.pack(">I", 0) + whole[at + 4 :]
    path = stored(tmp_path, endless)
    assert probe(path).width == SIZE[0]
    within_a_picture = picture_ends(path)[24] - 10
    with pytest.raises(Damaged):
        probe(stored(tmp_path, endless[:within_a_picture]), whole=False)


def test_a_long_box_is_measured_too(tmp_path: Path) -> None:
    """A film of more than 4 GB has a length of eight bytes."""
    whole = video("mp4, index last")
    at = whole.index(b"mdat") - 4
    (length,) = struct.unpack(">I", whole[at : at + 4])
    assert whole[at - 8 : at - 4] == struct.pack(">I", 8)  # room that the muxer leaves for just this
    long = whole[: at - 8] + struct.pack(">I4sQ", 1, b"mdat", length + 8) + whole[at + 8 :]
    assert probe(stored(tmp_path, long)).width == SIZE[0]
    with pytest.raises(Damaged, match="cut off"):
        probe(stored(tmp_path, long[: len(long) // 2]), whole=False)


@pytest.mark.parametrize("said", [(64, 36), (4, 4)], ids=["says so", "does not say so"])
def test_pictures_larger_than_any_that_is_shown_are_not_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: tuple[int, int]
) -> None:
    """Whatever size its container names, some gigabytes are not to be asked for."""
    whole, size = mp4(), struct.pack(">HH", 64, 36)
    assert whole.count(size) == 1
    path = stored(tmp_path, whole.replace(size, struct.pack(">HH", *said)))
    assert probe(path).height == 36
    monkeypatch.setattr("omnivid_jupyter.media.probe._MOST_PIXELS", 63 * 36)
    with pytest.raises(Damaged):
        probe(path)


@pytest.mark.parametrize("more", [b"\0" * 5, b"\0" * 50, b"\x00\x00\x40\x00free"])
def test_what_lies_behind_the_film_does_not_matter(tmp_path: Path, more: bytes) -> None:
    path = stored(tmp_path, mp4() + more)
    assert probe(path, whole=False).width == 64


def test_a_title_in_an_old_encoding_does_not_matter(tmp_path: Path) -> None:
    old = mp4().replace(b"VideoHandler", b"Vid\xe9oHandler")
    assert old != mp4() and probe(stored(tmp_path, old)).width == 64


@pytest.mark.parametrize("content", [b"", b"<html>not here</html>", b'{"error":"expired"}', b"\0" * 64])
def test_what_is_nothing_of_the_kind_is_told_from_what_is_damaged(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(NotMedia, match="neither a video nor an image") as caught:
        probe(stored(tmp_path, content))
    assert not isinstance(caught.value, Damaged)


def saved(picture: Image.Image, kind: str, **how: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **how)
    return buffer.getvalue()


def unusual() -> dict[str, bytes]:
    """Images that are whole, and that some readers stumble over."""
    large, small = Image.effect_noise((300, 200), 50), Image.new("L", (75, 50))
    preview = saved(large.convert("RGB"), "MPO", save_all=True, append_images=[small.convert("RGB")])
    text = PngInfo()
    text.add_text("workflow", "x" * 2_000_000, zip=True)
    return {
        "with a preview behind it": preview,
        "whose preview was taken out": preview[: preview.index(b"\xff\xd9") + 2],
        "without its end mark": saved(large, "JPEG")[:-2],
        "with a long text in it": saved(large, "PNG", pnginfo=text),
    }


@pytest.mark.parametrize("name", unusual())
def test_an_unusual_image_that_is_whole_is_taken_for_what_it_is(tmp_path: Path, name: str) -> None:
    found = probe(stored(tmp_path, unusual()[name]))
    assert (found.width, found.height, found.duration) == (300, 200, None)
