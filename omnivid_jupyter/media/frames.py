"""Single frames of a video, exactly: the very picture that is shown at an instant.

Which frames there are is read from the packets, without decoding; then only the stretch from the key frame
before the wanted one is decoded.

What a file's header says about its length is not believed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO

from av.container import InputContainer
from av.video.stream import VideoStream
from PIL.Image import Image
from PIL.Image import open as open_image
from PIL.ImageOps import exif_transpose

from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.media.film import Undecodable, opened, upright
from omnivid_jupyter.values import counted, number

__all__ = ["frame", "length", "still"]


def frame(source: Path | BinaryIO, at: float = -1) -> Image:
    """One frame: at so many seconds from the start, or counted from the end (-1 is the last, -2 the one before).

    Raises `InvalidRequestError` (field "at") where the video has no such frame, or is none.
    """
    at = number("at", at, "a number of seconds") or 0.0
    with _opened(source) as (container, stream):
        shown, end = _timetable(container, stream)
        target = _chosen(shown, end, stream, at)
        container.seek(target, stream=stream, backward=True)
        found = None
        for picture in container.decode(stream):
            if picture.pts is None or picture.pts > target:
                break
            found = picture
        if found is None:
            raise _no_video()
        return upright(found, stream)


def still(path: Path) -> Image:
    """The picture of an image file. Raises as `frame`."""
    try:
        with open_image(path) as picture:
            return exif_transpose(picture)
    except OSError as error:
        raise _no_video() from error


def length(source: Path | BinaryIO) -> float:
    """How many seconds of picture a video has. Raises `InvalidRequestError` where it is none."""
    with _opened(source) as (container, stream):
        shown, end = _timetable(container, stream)
        container.seek(shown[0], stream=stream, backward=True)
        if next(container.decode(stream), None) is None:
            raise _no_video()
        return float((end - shown[0]) * _unit(stream))


@contextmanager
def _opened(source: Path | BinaryIO) -> Iterator[tuple[InputContainer, VideoStream]]:
    try:
        with opened(source) as (container, stream):
            stream.thread_type = "AUTO"
            yield container, stream
    except Undecodable as error:
        raise _no_video() from error


def _timetable(container: InputContainer, stream: VideoStream) -> tuple[list[int], int]:
    """When each frame is shown, in the stream's unit and in order, and when the last one ends."""
    packets = [
        packet
        for packet in container.demux(stream)
        if packet.pts is not None and packet.size and not packet.is_discard
    ]
    shown = sorted(packet.pts for packet in packets if packet.pts is not None)
    if not shown:
        raise _no_video()
    return shown, max((packet.pts or 0) + (packet.duration or 0) for packet in packets)


def _chosen(shown: list[int], end: int, stream: VideoStream, at: float) -> int:
    """When the wanted frame is shown."""
    if at < 0:
        if not at.is_integer() or -at > len(shown):
            raise InvalidRequestError(
                f"at={at!r} is not possible: the clip has {counted(len(shown), 'frame')}, -1 is the last.",
                field="at",
            )
        return shown[int(at)]
    seconds = (end - shown[0]) * _unit(stream)
    if not at <= seconds:
        raise InvalidRequestError(
            f"at={at!r} is not possible: the clip lasts {float(seconds):.2f} s.",
            field="at",
            hint="Give seconds from its start, or -1 for its last frame.",
        )
    instant = shown[0] + round(Fraction(at) / _unit(stream))
    return max(moment for moment in shown if moment <= instant)


def _unit(stream: VideoStream) -> Fraction:
    if stream.time_base is None:
        raise _no_video()
    return Fraction(stream.time_base.numerator, stream.time_base.denominator)  # PyAV 19 has a type of its own


def _no_video() -> InvalidRequestError:
    return InvalidRequestError("The file holds no picture that can be decoded.", field="at")
