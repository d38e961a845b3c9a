"""Files that a person picks or drops for the form: fetched from the page piece by piece, checked, kept.

They are kept in the clip folder's references/, so that a cell can name them and finds them in every later run.

What is kept was decoded, and its content decides its name: the same file is kept once.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from omnivid_jupyter.errors import InvalidRequestError, OmnividError
from omnivid_jupyter.localmedia import LocalMedia
from omnivid_jupyter.markup import plain
from omnivid_jupyter.media import clips
from omnivid_jupyter.media import files as stored
from omnivid_jupyter.media.probe import FILMS, PICTURES, Kind, NotMedia, kind_of
from omnivid_jupyter.media.references import LARGEST, Field, references
from omnivid_jupyter.panel.channel import Channel
from omnivid_jupyter.panel.messages import FileAnswer, FileOffer, FilePiece, send
from omnivid_jupyter.providers.capabilities import Media, listing
from omnivid_jupyter.providers.checks import check
from omnivid_jupyter.providers.registry import Target
from omnivid_jupyter.reports.library import CHOSEN
from omnivid_jupyter.request import VideoRequest
from omnivid_jupyter.views.player import shown_path

__all__ = ["PIECE", "Files"]

#: Bytes of one message; a server may refuse messages above 10 MB, and a slow line needs a sign of life.
PIECE = 1_000_000

_AT_ONCE = 4  # files that are on their way; a page that was closed leaves its own behind
_SIGNATURE = 16  # bytes that tell what a file is
_READABLE = f"{listing([kind.title for kind in (*PICTURES, *FILMS)], 'and')} can be read"


@dataclass(slots=True)
class _Incoming:
    """A file of which some pieces are here."""

    id: str
    where: Field
    name: str
    size: int
    content: bytearray = field(default_factory=bytearray)


class Files:
    """Takes files from the page, a few at a time; `folder` tells the clip folder of this moment."""

    def __init__(self, channel: Channel, folder: Callable[[], Path]) -> None:
        self._channel = channel
        self._folder = folder
        self._incoming: dict[str, _Incoming] = {}  # by id, the oldest first

    def handle(self, message: FileOffer | FilePiece, target: Target) -> None:
        """A file is offered, or a piece of it comes; `target` is the model that it is for."""
        file_id = message.file
        try:
            if isinstance(message, FileOffer):
                self._expect(_offered(message, target))
            elif file_id in self._incoming:
                self._incoming[file_id].content += b"".join(message.buffers)
            else:
                raise InvalidRequestError("Another file came in between: choose this one again.")
            self._go_on(self._incoming[file_id], target)
        except OmnividError as error:
            self._incoming.pop(file_id, None)
            send(self._channel, FileAnswer(file=file_id, refused=plain(error)))

    def _expect(self, file: _Incoming) -> None:
        self._incoming[file.id] = file
        while len(self._incoming) > _AT_ONCE:
            del self._incoming[next(iter(self._incoming))]

    def _go_on(self, file: _Incoming, target: Target) -> None:
        """Ask for the next piece, or keep the file once all of it is here."""
        start = len(file.content)
        if start:
            _kind(file)
        if start < file.size:
            end = min(start + PIECE, file.size)
            send(self._channel, FileAnswer(file=file.id, start=start, end=end))
            return
        del self._incoming[file.id]
        path = self._keep(file, _checked(file, target))
        send(self._channel, FileAnswer(file=file.id, path=shown_path(path)))

    def _keep(self, file: _Incoming, kind: Kind) -> Path:
        """Write the file under its name, unless it is there already. Raises `OmnividError`."""
        digest = hashlib.sha256(file.content).hexdigest()
        folder = clips.open_folder(self._folder() / CHOSEN)
        path = folder / clips.file_name(Path(file.name).stem, digest, digest, 0, kind.extension)
        temporary = folder / clips.part_name(secrets.token_hex(4), 0)
        try:
            if not _has(path, digest, file.size):
                temporary.write_bytes(file.content)
                os.replace(temporary, path)
        except OSError as error:
            raise InvalidRequestError(
                f"{file.name} cannot be kept in {folder}: {error.strerror or error}."
            ) from None
        finally:
            temporary.unlink(missing_ok=True)
        return path


def _has(path: Path, digest: str, size: int) -> bool:
    """Whether this file is there already, with this content."""
    try:
        return stored.digest(path, size) == digest
    except OSError:
        return False


def _offered(offer: FileOffer, target: Target) -> _Incoming:
    """The file that the page offers, before any of its bytes. Raises `InvalidRequestError` for one of no use."""
    where: Field = offer.field
    name, size = plain(offer.name), offer.size
    table: Media | None = getattr(target.model, where)
    if table is None or not table.takes_files:
        raise InvalidRequestError(
            f"{target.address} takes no files as {where}: put {name} on a public address and give that."
        )
    if size > LARGEST:
        raise InvalidRequestError(
            f"{name} has {size / 2**20:.1f} MB; at most {LARGEST >> 20} MB can go with a request."
        )
    if size <= 0:
        raise InvalidRequestError(f"{name} is empty.")
    return _Incoming(offer.file, where, name, size)


def _kind(file: _Incoming) -> Kind:
    """What the bytes are. Raises `InvalidRequestError` for what the field cannot take."""
    try:
        kind = kind_of(bytes(file.content[:_SIGNATURE]))
    except NotMedia:
        raise InvalidRequestError(f"{file.name} is neither a picture nor a video: {_READABLE}.") from None
    if file.where == "videos" and not kind.media_type.startswith("video/"):
        raise InvalidRequestError(f"{file.name} is not a video: give it as an image.")
    return kind


def _checked(file: _Incoming, target: Target) -> Kind:
    """The kind of a file that can be decoded and that the model takes. Raises `InvalidRequestError`."""
    kind = _kind(file)
    given = LocalMedia(bytes(file.content), kind.media_type).uri
    try:
        (uri,) = references(file.where, given)
    except InvalidRequestError:
        raise InvalidRequestError(
            f"{file.name} cannot be decoded. Is the file whole? ({_READABLE}.)"
        ) from None
    named = replace(LocalMedia.parse(uri), name=file.name).uri
    alone: dict[str, Any] = {file.where: (named,)}
    check(target.model, VideoRequest(target.address, "any", **alone))
    return kind
