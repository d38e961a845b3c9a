"""What a downloaded file is: told by its bytes, never by its name or by what the host says.

The one rule: a file is media only if its signature says so and a first picture can be decoded.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import av
import av.error

__all__ = ["Kind", "NotMedia", "Probe", "kind_of", "probe"]

_POSTER_WIDTH = 640


class NotMedia(Exception):
    """The file is not a video or image that can be decoded."""


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
    """Open a file and decode its first picture. Raises `NotMedia`."""
    with path.open("rb") as file:
        kind = kind_of(file.read(16))
    try:
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            frame = next(container.decode(stream))
            seconds = container.duration / av.time_base if container.duration else None
            poster = io.BytesIO()
            picture = frame.to_image().convert("RGB")  # type: ignore[no-untyped-call]
            picture.thumbnail((_POSTER_WIDTH, _POSTER_WIDTH))
            picture.save(poster, "JPEG", quality=80)
    except (av.error.FFmpegError, IndexError, StopIteration, OSError) as error:
        raise NotMedia(f"it holds no picture that can be decoded ({type(error).__name__})") from error
    moving = kind.media_type.startswith("video/")
    return Probe(kind, frame.width, frame.height, seconds if moving else None, poster.getvalue())
