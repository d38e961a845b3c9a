"""What a downloaded file is: told by its bytes, never by its name or by what the host says.

Whether a file is there to its end shows in what a video's container says of its own length, and in decoding all of
an image. For an image that is too strict where its host said how long it is, or a checksum agrees: some that every
browser shows have no end mark.

A file is media only if its signature says so and a first picture can be decoded.
"""

from __future__ import annotations

import io
import logging
import os
import struct
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import av
from PIL import ExifTags, Image, ImageOps, ImageSequence

from omnivid_jupyter.media.film import Undecodable, opened, thumbnail

__all__ = ["FILMS", "PICTURES", "Damaged", "Kind", "NotMedia", "Probe", "kind_of", "probe"]

_log = logging.getLogger(__name__)

_POSTER_WIDTH = 640
_MOST_PIXELS = 100_000_000  # of a picture, which takes some hundred megabytes then
#: The boxes without which a film is not whole. One behind them may be cut off: nothing of the film is in it.
_FILM_BOXES = (b"moov", b"moof", b"mdat")
_SEGMENT = b"\x18\x53\x80\x67"  # the one element of a WebM file that holds all of the film


class NotMedia(Exception):
    """The file is not a video or image that can be decoded."""


class Damaged(NotMedia):
    """The file begins as a video or image, but is not there to its end, or cannot be decoded."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A file format: the extension to store it under, its media type, and what people call it."""

    extension: str
    media_type: str
    title: str


MP4 = Kind("mp4", "video/mp4", "MP4")
MOV = Kind("mov", "video/quicktime", "MOV")
WEBM = Kind("webm", "video/webm", "WebM")
PNG = Kind("png", "image/png", "PNG")
JPEG = Kind("jpg", "image/jpeg", "JPEG")
GIF = Kind("gif", "image/gif", "GIF")
WEBP = Kind("webp", "image/webp", "WebP")

#: Every format that is told, the usual ones first.
PICTURES = (PNG, JPEG, WEBP, GIF)
FILMS = (MP4, MOV, WEBM)


@dataclass(frozen=True, slots=True)
class Probe:
    """What was found: size in pixels as a browser shows it, seconds (None for an image), first picture as JPEG bytes.

    Sizes of 0 and no poster: it announces itself as what it is, but could not be looked into.
    """

    kind: Kind
    width: int
    height: int
    duration: float | None
    poster: bytes | None


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


def probe(path: Path, *, whole: bool = True) -> Probe:
    """Open a file and decode its first picture. Raises `NotMedia`; `Damaged` if that fails, or the file is cut off.

    `whole`: something else vouches for its length, so that an image need not be decoded to its end.

    The file is what was paid for, and what is found in it only a nicety: a mistake in looking, or a format that this
    machine cannot decode, makes it no less of a file.
    """
    with path.open("rb") as file:
        kind = kind_of(file.read(16))
    try:
        return _looked_into(kind, path, whole)
    except (NotMedia, OSError):
        raise
    except Exception as error:
        _log.warning("%s could not be looked into (%s)", path.name, type(error).__name__)
        return Probe(kind, 0, 0, None, None)


def _looked_into(kind: Kind, path: Path, whole: bool) -> Probe:
    if not kind.media_type.startswith("image/"):
        _check_length(kind, path)
        return _first_picture(kind, path, all_of_it=True)
    if not whole:
        _check_image(path)
    try:
        with Image.open(path) as image:
            return Probe(kind, *_upright_size(image), None, _poster(image))
    except Exception:  # each of Pillow's formats fails in its own way, also on what other readers take
        return replace(_first_picture(kind, path), duration=None)


def _check_length(kind: Kind, path: Path) -> None:
    """See whether a video is as long as its container says."""
    with path.open("rb") as file:
        if (_is_cut_webm if kind is WEBM else _is_cut_mp4)(file, os.fstat(file.fileno()).st_size):
            raise _cut_off()


def _first_picture(kind: Kind, path: Path, *, all_of_it: bool = False) -> Probe:
    """Decode the first picture, and see whether `all_of_it` is there: everything is read once, and opened once."""
    try:
        with opened(path, undecoded=all_of_it) as (container, stream):
            if stream.width * stream.height > _MOST_PIXELS:
                raise Damaged("its pictures are larger than any that is shown")
            stream.codec_context.options = {"max_pixels": str(_MOST_PIXELS)}  # whatever the container says
            stream.codec_context.thread_count = 1  # to begin others takes as long as they save of one picture
            frame = None
            for packet in container.demux(stream):
                # Corrupt is a packet of which the container says that it reaches beyond the file's end.
                if all_of_it and packet.is_corrupt:
                    raise _cut_off()
                if frame is None:
                    frame = next(iter(packet.decode()), None)
                elif not all_of_it:
                    break
            if frame is None:
                raise _undecodable()
            picture, size = thumbnail(frame, stream, _POSTER_WIDTH)
            seconds = container.duration / av.time_base if container.duration else None
            return Probe(kind, *size, seconds, _jpeg(picture))
    except Undecodable as error:
        raise _undecodable(error.__cause__) from error


def _check_image(path: Path) -> None:
    """Decode all of an image: only that shows whether it is whole."""
    try:
        with Image.open(path) as image:
            image.load()
            if image.format != "MPO":  # a preview behind the picture is no part of it
                for frame in ImageSequence.Iterator(image):
                    frame.load()
    except Exception as error:
        raise _undecodable(error) from error


def _upright_size(image: Image.Image) -> tuple[int, int]:
    """As a browser shows it: cameras write down how their pictures are to be turned."""
    sideways = image.getexif().get(ExifTags.Base.Orientation) in (5, 6, 7, 8)
    return (image.height, image.width) if sideways else image.size


def _poster(picture: Image.Image) -> bytes:
    poster = ImageOps.exif_transpose(picture).convert("RGB")
    poster.thumbnail((_POSTER_WIDTH, _POSTER_WIDTH))
    return _jpeg(poster)


def _jpeg(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=80)
    return buffer.getvalue()


def _cut_off() -> Damaged:
    return Damaged("it is cut off before its end")


def _undecodable(error: BaseException | None = None) -> Damaged:
    why = f" ({type(error).__name__})" if error else ""
    return Damaged(f"it holds no picture that can be decoded{why}")


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
