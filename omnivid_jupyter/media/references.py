"""Reference media as people give them, as the strings that a request holds.

An address stays what it is. Everything else (files, clips, pictures, arrays, bytes) is read in here, checked, and
becomes a data: URI; of a video that is given as an image, the last frame does. Which model takes what is
not known here: `providers.checks.check` judges that.

What leaves this module was opened and decoded; a file is what its bytes say.
"""

from __future__ import annotations

import glob
import hashlib
import io
import os
from collections.abc import Callable, Iterable, Iterator, Sequence, ValuesView
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Literal, NoReturn, Protocol, TypeVar

from PIL import Image, ImageOps

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.localmedia import LAST_FRAME, PIXELS, LocalMedia, named_by
from omnivid_jupyter.media import clips, frames
from omnivid_jupyter.media.files import listed, regular
from omnivid_jupyter.media.naming import file_called, reads_alike
from omnivid_jupyter.media.pictures import as_numbers, eight_bit, picture_of
from omnivid_jupyter.media.pointers import pointer
from omnivid_jupyter.media.probe import NotMedia, kind_of
from omnivid_jupyter.redaction import unsigned
from omnivid_jupyter.values import is_missing, kind, one, path_name

__all__ = ["LARGEST", "Field", "Reference", "references"]

Field = Literal["images", "videos"]


class Array(Protocol):
    """What NumPy's arrays are to others. Not a dependency: Pillow reads them by this alone."""

    @property
    def __array_interface__(self) -> dict[str, Any]:
        """Shape, type and memory."""


#: What may be given for one of them.
Reference = str | os.PathLike[str] | Clip | bytes | bytearray | memoryview | Image.Image | Array
Result = TypeVar("Result")

#: Bytes that travel with a request: the one limit that a service names, and a sound one where none is named.
LARGEST = 20 * 1024 * 1024

_ADDRESSES = ("http:", "https:")
#: MP4's relatives that hold still pictures: AVIF and HEIF.
_STILL_BRANDS = (b"avif", b"avis", b"heic", b"heix", b"hevc", b"mif1", b"msf1")
_UNREADABLE = (OSError, SyntaxError, ValueError, Image.DecompressionBombError)
_TASK_DIGITS = 4  # by which the names of one task's files differ (`clips.file_name`)
_JPEG_SIDE = 65_500  # pixels that the format can count
_MOST = 100  # references of one request: more than any model takes, fewer than a generator that never ends


def references(field: Field, given: object) -> tuple[str, ...]:
    """What was given as `images` or `videos` (one, or several in their order), as addresses and data: URIs.

    Takes http(s) addresses, data: URIs, paths, clips, bytes, and as images also PIL pictures and arrays. Several may
    be a list, anything else that is read in order, a Series, or an array of pictures. Raises `InvalidRequestError`
    (with `.field`) for what is none of these, too large, or cannot be decoded.
    """
    found = several(field, given)
    if found is None:
        return (_reference(field, given, field),)
    listed = list(islice(found, _MOST + 1))
    if len(listed) > _MOST:
        _refuse(field, f"{field}: more than {_MOST} were given.")
    return tuple(_reference(field, each, f"{field}[{number}]") for number, each in enumerate(listed))


def several(field: Field, given: object) -> Iterable[object] | None:
    """The references in something that holds several; None for a single one."""
    if isinstance(given, (str, bytes, bytearray, memoryview, os.PathLike, Image.Image)):
        return None
    if isinstance(given, (Sequence, ValuesView)):
        return given
    if isinstance(given, Iterator) and not hasattr(given, "read"):  # an open file is one, too: of lines
        return given
    numbers = as_numbers(given)
    if numbers is not None and (numbers.ndim == 1 or (numbers.ndim == 4 and field == "images")):
        return list(numbers)  # a Series, or the pictures of a film
    return None


def _reference(field: Field, given: object, position: str) -> str:
    given = one(given)
    if isinstance(given, str):
        given = str.__str__(given).strip()  # NumPy's text, and a word of an Enum, as plain text
        if given.lower().startswith(_ADDRESSES):
            return given
    return _read(field, given, position).uri


def _read(field: Field, given: object, position: str) -> LocalMedia:
    """A medium out of anything that is not an address. `position` is what the nameless are called."""
    match given:
        case Clip():
            return _from_clip(field, given)
        case str() if given.startswith("data:"):
            try:
                return _from_bytes(field, LocalMedia.parse(given).content, position)
            except ValueError as error:
                _refuse(field, f"{position}: the data: URI cannot be read: {error}.")
        case str() if not given:
            _refuse(field, f"{position} is empty.", "Leave it out, or name an address or a file.")
        case str() | os.PathLike():
            name = path_name(field, given)
            return _from_path(field, _expanded(field, name), name)
        case bytes() | bytearray() | memoryview():
            return _from_bytes(field, bytes(given), position)
        case Image.Image() if field == "images":
            return _from_picture(given, position)
    if is_missing(given):
        _refuse(field, f"{position} is missing: it is {kind(given)}.", "Give a reference, or leave it out.")
    if field == "images" and _is_pixels(given):
        return _encoded(picture_of(given, position), position)
    also = ", a PIL picture or an array" if field == "images" else ""
    _refuse(
        field,
        f"{position} must be an address, a path, a clip, bytes{also}, not {type(given).__name__}.",
        _other_way(given),
    )


def _is_pixels(given: object) -> bool:
    """Whether this is an array, or is read as one: a tensor, a table of numbers."""
    if isinstance(given, type):
        return False
    numbers = as_numbers(given)
    return hasattr(given, "__array_interface__") if numbers is None else numbers.ndim >= 2


def _other_way(given: object) -> str | None:
    """What to give instead of something that comes close."""
    if isinstance(given, (set, frozenset)):
        return "A set has no order: give a list."
    if hasattr(given, "read"):
        return "Give the file's path, or what its read() returns."
    return None


def _refuse(field: Field, sentence: str, hint: str | None = None) -> NoReturn:
    raise InvalidRequestError(sentence, field=field, hint=hint)


# Files and bytes


def _from_clip(field: Field, clip: Clip) -> LocalMedia:
    """A clip's file. An image of its own keeps the task that made it: its service can be asked for a link."""
    media = _from_file(field, clip.path, clip.path.name)
    if clip.is_video:
        return media
    return _as_result(media, clip.path) or replace(media, task=_task(clip.model, clip.task_id))


def _expanded(field: Field, name: str) -> Path:
    try:
        return Path(name).expanduser()
    except RuntimeError:
        _refuse(field, f"{field}: {_short(name)} cannot be read: there is no such home folder.")


def _from_path(field: Field, path: Path, name: str) -> LocalMedia:
    """A file. The image of a clip folder counts as the clip that it is: it keeps the task that made it."""
    path = file_called(path)
    media = _from_file(field, path, name)
    return (_as_result(media, path) if field == "images" else None) or media


def _as_result(media: LocalMedia, path: Path) -> LocalMedia | None:
    """An image as the very result of the task that made it, where a sidecar beside it says so and its bytes agree."""
    for sidecar in filter(None, map(clips.read_sidecar, _sidecars(path))):
        for index, file in enumerate(sidecar.files):
            if reads_alike(file.name, path.name) and media.identity == named_by(file.sha256):
                task = _task(sidecar.model, sidecar.task_id)
                place = index if file.place is None else file.place
                return replace(media, name=path.name, task=task, result=(place, len(sidecar.files)))
    return None


def _sidecars(path: Path) -> set[Path]:
    """Where the sidecar of a file may be: it is called as the task's first one, the others end differently."""
    alike = listed(path.parent, f"{glob.escape(path.stem[:-_TASK_DIGITS])}{'?' * _TASK_DIGITS}.json")
    return {path.with_suffix(".json"), *alike}


def _task(model: str, task_id: str) -> str:
    """A task with the world that knows it: its service, or the simulator."""
    return f"{model.partition('/')[0]}:{task_id}"


def _from_file(field: Field, path: Path, name: str) -> LocalMedia:
    try:
        with regular(path) as file:
            if field == "images" and _is_video(file.read(16)):
                file.seek(0)
                return _last_frame(file, name)
            size = file.seek(0, os.SEEK_END)
            if size > LARGEST:
                _too_large(field, name, size)
            file.seek(0)
            return _from_bytes(field, file.read(LARGEST + 1), name)  # it may have grown just then
    except FileNotFoundError:
        _refuse(
            field,
            f"{field}: there is no file {_short(name)}{'' if path.is_absolute() else _here()}.",
            _alike(path) or _one_by_one(path) or "Give a path that exists, or an http(s) address.",
        )
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        why = getattr(error, "strerror", None) or error
        _refuse(field, f"{field}: {_short(name)} cannot be read: {why}.")


def _alike(path: Path) -> str | None:
    """A hint at the file whose name has other capitals: macOS and Windows take one for the other."""
    there = file_called(path, any_case=True)
    return None if there == path else f"There is {_short(there.name)}: capitals count on this machine."


def _one_by_one(path: Path) -> str | None:
    """A hint where a list with commas was meant: a comma may be part of a name, so that it parts none here."""
    parts = [part.strip() for part in path.name.split(",")]
    if len(parts) < 2 or not all(parts):
        return None
    return f"Several are given one by one: -i {parts[0]} -i {parts[1]} (in Python a list)."


def _here() -> str:
    try:
        return f" in {Path.cwd()}"
    except OSError:
        return ": the working directory is gone"


def _short(name: str) -> str:
    name = unsigned(name) if "://" in name else name
    return repr(name if len(name) <= 80 else f"{name[:60]}…{name[-15:]}")


def _from_bytes(field: Field, content: bytes, name: str) -> LocalMedia:
    if stands_in := pointer(content[:200]):
        _refuse(field, f"{field}: {name} is {stands_in[0]}, not the file itself.", stands_in[1])
    if len(content) > LARGEST:
        _too_large(field, name, len(content))
    if field == "images":
        if _is_video(content[:16]):
            return _last_frame(io.BytesIO(content), name)
        return LocalMedia(content, _picture_type(content, name), name)
    if not _is_video(content[:16]):
        _refuse(field, f"videos: {name} is not a video (MP4, MOV or WebM).", "Give a picture as images.")
    seconds = _decoded("videos", name, frames.length, io.BytesIO(content))
    return LocalMedia(content, kind_of(content[:16]).media_type, name, seconds=round(seconds, 3))


def _is_video(head: bytes) -> bool:
    if head[4:8] == b"ftyp" and head[8:12] in _STILL_BRANDS:
        return False
    try:
        return kind_of(head).media_type.startswith("video/")
    except NotMedia:
        return False


def _picture_type(content: bytes, name: str) -> str:
    """The media type of a picture that can be decoded."""
    head = content[:16]
    try:
        media_type = kind_of(head).media_type
        with Image.open(io.BytesIO(content)) as picture:
            picture.load()
    except NotMedia:
        media_type = ""
    except _UNREADABLE:
        _refuse(
            "images", f"images: {name} cannot be decoded.", "Is the file whole? Save it anew, as PNG or JPEG."
        )
    if not media_type.startswith("image/"):
        _refuse(
            "images",
            f"images: {name} is not a PNG, JPEG, WebP or GIF file.",
            "Convert it; a picture given as PIL.Image.open(…) is converted for you.",
        )
    return media_type


def _last_frame(file: BinaryIO, name: str) -> LocalMedia:
    """The last frame of a video. It stands for that frame of that file, however it was decoded and encoded."""
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # typeshed knows no BinaryIO
    file.seek(0)
    picture = _decoded("images", name, frames.frame, file)
    return _encoded(picture, name, named_by(digest, LAST_FRAME))


def _decoded(field: Field, name: str, work: Callable[[BinaryIO], Result], file: BinaryIO) -> Result:
    try:
        return work(file)
    except InvalidRequestError:
        _refuse(field, f"{field}: {name} holds no picture that can be decoded.", "Is the file whole?")


def _too_large(field: Field, name: str, size: int) -> NoReturn:
    fix = "scale it down" if field == "images" else "cut it or lower its resolution"
    _refuse(
        field,
        f"{field}: {name} has {size / 2**20:.1f} MB; at most {LARGEST >> 20} MB can go with a request.",
        f"Put it on a public address and give that, or {fix}.",
    )


# Pictures and arrays


def _from_picture(picture: Image.Image, position: str) -> LocalMedia:
    name = os.path.basename(getattr(picture, "filename", "")) or position
    try:
        upright = ImageOps.exif_transpose(picture)  # what a camera noted down would be lost in a PNG file
        upright.load()
    except (
        *_UNREADABLE,
        AssertionError,
        AttributeError,
    ):  # the last two: Pillow, of a picture that was closed
        _refuse(
            "images",
            f"images: {name} cannot be decoded.",
            "Is the file whole, and the picture still open? Its path, or picture.copy(), serves as well.",
        )
    return _encoded(upright, name)


def _encoded(picture: Image.Image, name: str, stands_for: str | None = None) -> LocalMedia:
    """A picture as a PNG file, or as a JPEG file where that is too large. Its pixels are what counts."""
    picture = eight_bit(picture, name)
    pixels = hashlib.sha256(f"{picture.mode} {picture.size} ".encode() + picture.tobytes()).hexdigest()
    content, media_type = _saved(picture, "PNG"), "image/png"
    if len(content) > LARGEST and max(picture.size) <= _JPEG_SIDE:
        content, media_type = _saved(picture.convert("RGB"), "JPEG", quality=95), "image/jpeg"
    media = LocalMedia(content, media_type, name, stands_for=stands_for or named_by(pixels, PIXELS))
    if len(content) > LARGEST:
        _too_large("images", media.title, len(content))
    return media


def _saved(picture: Image.Image, file_format: str, **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, file_format, **options)
    return file.getvalue()
