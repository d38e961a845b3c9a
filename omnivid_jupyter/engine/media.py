"""What a downloaded file is: told by its bytes, never by its name or by what the host says.

The one rule: a file is media only if its signature says so, a first picture can be decoded, and it is there to its
end. For a video that is what its container says of its own length: nothing of it is decoded but that picture.
"""

from __future__ import annotations

import io
import os
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import av
import av.error
from av.video.frame import VideoFrame
from PIL import Image, ImageSequence

__all__ = ["Damaged", "Kind", "NotMedia", "Probe", "kind_of", "probe"]

_POSTER_WIDTH = 640
#: The boxes without which a film is not whole. One behind them may be cut off: nothing of the film is in it.
_FILM_BOXES = (b"moov", b"moof", b"mdat")
_SEGMENT = b"\x18\x53\x80\x67"  # the one element of a WebM file that holds all of the film


class NotMedia(Exception):
    """The file is not a video or image that can be decoded."""


class Damaged(NotMedia):
    """The file begins as a video or image, but is not there to its end, or cannot be decoded."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A file format: the extension to store it under and its media type."""

    extension: str
    media_type: str


MP4 = Kind("mp4", "video/mp4")
MOV = Kind("mov", "video/quicktime")
WEBM = Kind("webm", "video/webm")
PNG = Kind("png", "image/png")
JPEG = Kind("jpg", "image/jpeg")
GIF = Kind("gif", "image/gif")
WEBP = Kind("webp", "image/webp")


@dataclass(frozen=True, slots=True)
class Probe:
    """What was found: size in pixels, seconds (None for an image), and the first picture as JPEG bytes."""

    kind: Kind
    width: int
    height: int
    duration: float | None
    poster: bytes


def kind_of(head: bytes) -> Kind:
    """The format that the first 16 bytes announce. Raises `NotMedia`."""
    if head[4:8] == b"ftyp":
        return MOV if head[8:10] == b"qt" else MP4
    signatures = (
        (b"\x1aE\xdf\xa3", WEBM),
        (b"\x89PNG\r\n\x1a\n", PNG),
        (b"\xff\xd8\xff", JPEG),
        (b"GIF8", GIF),
    )
    for signature, kind in signatures:
        if head.startswith(signature):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    raise NotMedia("it is neither a video nor an image")


def probe(path: Path) -> Probe:
    """Open a file, decode its first picture and see whether it is whole. Raises `NotMedia`; `Damaged` if it is cut."""
    with path.open("rb") as file:
        kind = kind_of(file.read(16))
        if kind.media_type.startswith("image/"):
            return _image(kind, file)
        if (_is_cut_webm if kind is WEBM else _is_cut_mp4)(file, os.fstat(file.fileno()).st_size):
            raise _cut_off()
    return _video(kind, path)


def _image(kind: Kind, file: BinaryIO) -> Probe:
    """An image, all of which is decoded: only that shows whether it is whole."""
    try:
        with Image.open(file) as image:
            poster = _poster(image)
            for frame in ImageSequence.Iterator(image):
                frame.load()
            return Probe(kind, image.width, image.height, None, poster)
    except Exception as error:  # each of Pillow's formats fails in its own way
        raise _undecodable(error) from error


def _video(kind: Kind, path: Path) -> Probe:
    """A video, of which the first picture is decoded and all of the rest is only looked for in the file."""
    frame: VideoFrame | None = None
    try:
        with av.open(str(path), metadata_errors="replace") as container:
            for packet in container.demux(container.streams.video[0]):
                if packet.is_corrupt:  # what the container says is there reaches beyond the file's end
                    raise _cut_off()
                frame = frame or next(iter(packet.decode()), None)
            seconds = container.duration / av.time_base if container.duration else None
    except (av.error.FFmpegError, IndexError, OSError) as error:
        raise _undecodable(error) from error
    if frame is None:
        raise _cut_off()
    picture = frame.to_image()  # type: ignore[no-untyped-call]
    return Probe(kind, frame.width, frame.height, seconds, _poster(picture))


def _poster(picture: Image.Image) -> bytes:
    poster = picture.convert("RGB")
    poster.thumbnail((_POSTER_WIDTH, _POSTER_WIDTH))
    buffer = io.BytesIO()
    poster.save(buffer, "JPEG", quality=80)
    return buffer.getvalue()


def _cut_off() -> Damaged:
    return Damaged("it is cut off before its end")


def _undecodable(error: Exception) -> Damaged:
    return Damaged(f"it holds no picture that can be decoded ({type(error).__name__})")


# What a container says of its own length. FFmpeg does not tell of a file that ends between two packets.


def _is_cut_mp4(file: BinaryIO, size: int) -> bool:
    """Whether a box of an MP4 or QuickTime file with something of the film in it ends behind the file's end."""
    at = 0
    while at + 8 <= size:
        file.seek(at)
        length, name = struct.unpack(">I4s", file.read(8))
        if length == 1:  # it stands behind the name, in twice as many bytes
            length = int.from_bytes(file.read(8))
        if length < 8:  # 0: up to the end of the file, whatever that is; else no box any more
            return False
        if name in _FILM_BOXES and at + length > size:
            return True
        at += length
    return False


def _is_cut_webm(file: BinaryIO, size: int) -> bool:
    """Whether the one segment of a WebM file ends behind the file's end."""
    file.seek(4)
    file.seek(_ebml_length(file) or 0, os.SEEK_CUR)  # over the header
    if file.read(4) != _SEGMENT:
        return False
    length = _ebml_length(file)
    return length is not None and file.tell() + length > size


def _ebml_length(file: BinaryIO) -> int | None:
    """The length that stands here; None where it was not known when the file was begun (a live recording)."""
    first = file.read(1)
    more = 8 - first[0].bit_length() if first else 0  # as many bytes as the first one has leading zeros
    bits = 7 * (more + 1)
    length = int.from_bytes(first + file.read(more)) & ((1 << bits) - 1)
    return None if length == (1 << bits) - 1 else length
