"""Films of phones and old formats are described, and give their pictures, as a browser shows them.

The sizes are what Chromium says of the very same films (`videoWidth`, `videoHeight`).
"""

from __future__ import annotations

import gc
import io
import struct
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pytest
from av.video.stream import VideoStream
from PIL import Image

from omnivid_jupyter.media import frames
from omnivid_jupyter.media.measure import measure
from omnivid_jupyter.media.probe import probe


def film(path: Path, sar: Fraction | None = None, turned: tuple[int, int, int, int] | None = None) -> Path:
    """A blue film of 64×32 pixels with a red field in the upper left corner of what is stored."""
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=10)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = 64, 32, "yuv420p"
        if sar:
            stream.codec_context.sample_aspect_ratio = sar
        picture = Image.new("RGB", (64, 32), "blue")
        picture.paste("red", (0, 0, 16, 8))
        for number in range(10):
            frame = av.VideoFrame.from_image(picture)  # type: ignore[no-untyped-call]
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    if turned:  # as a phone writes it: in the header of the track, behind that of the film
        content = path.read_bytes()
        at = content.rindex(matrix(1, 0, 0, 1))
        path.write_bytes(content[:at] + matrix(*turned) + content[at + 36 :])
    return path


def matrix(a: int, b: int, c: int, d: int) -> bytes:
    return struct.pack(">9i", a << 16, b << 16, 0, c << 16, d << 16, 0, 0, 0, 1 << 30)


def red_corner(picture: Image.Image) -> str:
    width, height = picture.size
    corners = {"upper left": (2, 2), "upper right": (width - 3, 2), "lower left": (2, height - 3)}
    corners["lower right"] = (width - 3, height - 3)
    colours = {name: picture.convert("RGB").getpixel(at) for name, at in corners.items()}
    (found,) = [name for name, colour in colours.items() if isinstance(colour, tuple) and colour[0] > 128]
    return found


FILMS: dict[str, tuple[dict[str, Any], tuple[int, int], str]] = {
    "as it is": ({}, (64, 32), "upper left"),
    "turned to the left": ({"turned": (0, -1, 1, 0)}, (32, 64), "lower left"),
    "turned to the right": ({"turned": (0, 1, -1, 0)}, (32, 64), "upper right"),
    "upside down": ({"turned": (-1, 0, 0, -1)}, (64, 32), "lower right"),
    "mirrored": ({"turned": (-1, 0, 0, 1)}, (64, 32), "upper right"),
    "turned and mirrored": ({"turned": (0, -1, -1, 0)}, (32, 64), "lower right"),
    "wide pixels": ({"sar": Fraction(2, 1)}, (128, 32), "upper left"),
    "narrow pixels": ({"sar": Fraction(1, 2)}, (64, 64), "upper left"),
    "wide pixels, turned": ({"sar": Fraction(64, 45), "turned": (0, -1, 1, 0)}, (32, 91), "lower left"),
}


@pytest.mark.parametrize("name", FILMS)
def test_a_film_is_as_a_browser_shows_it(name: str, tmp_path: Path) -> None:
    how, size, corner = FILMS[name]
    path = film(tmp_path / "a.mp4", **how)
    found = probe(path)
    poster = Image.open(io.BytesIO(found.poster or b""))
    frame = frames.frame(path)
    assert (found.width, found.height) == size == poster.size == frame.size
    assert red_corner(frame) == red_corner(poster) == corner
    assert measure(path).cuts == 0


def test_how_wide_pixels_are_may_stand_in_the_pictures_alone(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4", sar=Fraction(2, 1))
    content = path.read_bytes()
    assert content.count(b"pasp") == 1
    path.write_bytes(content.replace(b"pasp", b"free"))  # the container no longer says so
    found = probe(path)
    assert (found.width, found.height) == (128, 32) == frames.frame(path).size


@pytest.mark.parametrize(
    ("orientation", "corner"), [(1, "upper left"), (3, "lower right"), (6, "upper right")]
)
def test_a_photograph_is_as_a_browser_shows_it(orientation: int, corner: str, tmp_path: Path) -> None:
    picture = Image.new("RGB", (64, 32), "blue")
    picture.paste("red", (0, 0, 16, 8))
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / "a.jpg"
    picture.save(path, exif=exif, quality=95)
    found, still = probe(path), frames.still(path)
    size = (32, 64) if orientation == 6 else (64, 32)
    assert (found.width, found.height) == size == still.size
    assert red_corner(still) == red_corner(Image.open(io.BytesIO(found.poster or b""))) == corner


def test_a_picture_that_was_looked_at_is_not_kept(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4", turned=(0, 1, -1, 0))
    gc.collect()
    gc.disable()  # a thousand clips would each leave one behind until it looks for cycles
    try:
        probe(path)
        frames.frame(path)
        measure(path)
        left = [each for each in gc.get_objects() if isinstance(each, av.VideoFrame) and each.width > 16]
    finally:
        gc.enable()
    assert left == []
