"""Opening a film, and its pictures as a browser shows them.

It is the one place that knows how PyAV opens a file, in each of its versions, and how that fails.

What a file says of itself (titles, cameras, encoders) is of no use here, in whatever encoding it is written: it
must not keep a film from being opened.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import av
import av.error
from av.container import InputContainer
from av.sidedata.sidedata import Type
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image

__all__ = [
    "Undecodable",
    "laid",
    "opened",
    "opened_file",
    "squared",
    "thumbnail",
    "turns",
    "upright",
]

# PyAV 19 takes texts of any encoding and has no such option any more; before, it raised UnicodeDecodeError.
_OPTIONS: dict[str, Any] = (
    {} if int(av.__version__.partition(".")[0]) >= 19 else {"metadata_errors": "replace"}
)
# FFmpeg decodes some pictures as it opens a film, to tell what the container does not. Whoever decodes one need not.
_UNDECODED = {"skip_frame": "all", "probesize": "2048"}


#: How the pictures are to be laid, by the corners of a display matrix (right to right, right to down, down to right,
#: down to down). None: as they are.
_LAID: dict[tuple[int, int, int, int], Image.Transpose | None] = {
    (1, 0, 0, 1): None,
    (0, 1, -1, 0): Image.Transpose.ROTATE_270,
    (-1, 0, 0, -1): Image.Transpose.ROTATE_180,
    (0, -1, 1, 0): Image.Transpose.ROTATE_90,
    (-1, 0, 0, 1): Image.Transpose.FLIP_LEFT_RIGHT,
    (1, 0, 0, -1): Image.Transpose.FLIP_TOP_BOTTOM,
    (0, 1, 1, 0): Image.Transpose.TRANSPOSE,
    (0, -1, -1, 0): Image.Transpose.TRANSVERSE,
}

_SIDEWAYS = {
    Image.Transpose.ROTATE_90,
    Image.Transpose.ROTATE_270,
    Image.Transpose.TRANSPOSE,
    Image.Transpose.TRANSVERSE,
}


class Undecodable(Exception):
    """The file holds no film that can be decoded."""


@contextmanager
def opened(
    source: Path | BinaryIO, *, undecoded: bool = False
) -> Iterator[tuple[InputContainer, VideoStream]]:
    """A film and its first stream of pictures. Raises `Undecodable`, also for what fails while it is open.

    `undecoded`: of the stream only what the container says is known, until its first picture is decoded.
    """
    with opened_file(source, undecoded=undecoded) as container:
        yield container, container.streams.video[0]


@contextmanager
def opened_file(source: Path | BinaryIO, *, undecoded: bool = False) -> Iterator[InputContainer]:
    """A file with pictures or sound. Raises as `opened`."""
    file = str(source) if isinstance(source, Path) else source
    try:
        with av.open(file, "r", options=_UNDECODED if undecoded else None, **_OPTIONS) as container:
            yield container
    except av.error.DecoderNotFoundError:
        raise  # nothing is wrong with the film: this machine has no decoder for it
    except (av.error.FFmpegError, IndexError, OSError) as error:
        raise Undecodable(type(error).__name__) from error


def upright(frame: VideoFrame, stream: VideoStream) -> Image.Image:
    """A picture as a browser shows it: phones write how theirs are to be turned, old formats how wide pixels are."""
    picture: Image.Image = frame.to_image()  # type: ignore[no-untyped-call]
    size = squared(frame, stream)
    if size != picture.size:
        picture = picture.resize(size)
    return laid(picture, turns(frame))


def thumbnail(frame: VideoFrame, stream: VideoStream, most: int) -> tuple[Image.Image, tuple[int, int]]:
    """The same with sides of at most so many pixels, and width and height of the whole picture.

    It is made small before it gets its colours: they cost most.
    """
    wide, high = squared(frame, stream)
    scale = min(1.0, most / max(wide, high))
    size = max(1, round(wide * scale)), max(1, round(high * scale))
    plane = frame.reformat(*size, "rgb24", interpolation="AREA").planes[0]
    # `to_image` would convert it once more, which takes longer than making it small.
    picture = Image.frombytes("RGB", size, bytes(plane), "raw", "RGB", plane.line_size, 1)
    way = turns(frame)
    return laid(picture, way), (high, wide) if way in _SIDEWAYS else (wide, high)


def laid(picture: Image.Image, way: Image.Transpose | None) -> Image.Image:
    """A picture turned or mirrored in the way of `turns`."""
    return picture if way is None else picture.transpose(way)


def turns(frame: VideoFrame) -> Image.Transpose | None:
    """How a picture is to be laid to stand upright; None: as it is."""
    # A picture that was asked for what is beside it is kept, with all its pixels, until cycles are looked for.
    data: Any = frame.reformat(16, 16, "rgb24", interpolation="POINT").side_data
    matrix = bytes(data.get(Type.DISPLAYMATRIX) or b"")
    if len(matrix) < 36:
        return None
    a, b, _, c, d, *_ = struct.unpack("=9i", matrix[:36])
    largest = max(map(abs, (a, b, c, d))) or 1
    return _LAID.get((round(a / largest), round(b / largest), round(c / largest), round(d / largest)))


def squared(frame: VideoFrame, stream: VideoStream) -> tuple[int, int]:
    """Width and height with square pixels: the one that is too small grows, as in browsers."""
    ratio = float(stream.sample_aspect_ratio or stream.codec_context.sample_aspect_ratio or 1)
    if not 1 / 16 < ratio < 16:
        return frame.width, frame.height
    if ratio >= 1:
        return max(1, round(frame.width * ratio)), frame.height
    return frame.width, max(1, round(frame.height / ratio))
