"""The clips that there are to show: those of the clip folder, and those that the journal remembers elsewhere.

Sidecars alone tell what there is, so that hundreds of clips are listed at once; a file itself is read, and
checked, when its picture or its film is wanted.

The page names a clip by its id, never by a path; what is not listed here cannot be touched.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.journal import Journal, JournalError
from omnivid_jupyter.localmedia import LAST_FRAME, named_by
from omnivid_jupyter.media import clips, files
from omnivid_jupyter.media.references import LARGEST
from omnivid_jupyter.request import VideoRequest

__all__ = ["CHOSEN", "Library", "ListedClip"]

#: Where the files that were chosen in the panel are kept, in the clip folder.
CHOSEN = "references"

_THUMB = (320, 320)  # pixels that a picture of the gallery may have
_Version = tuple[Path, int, int]


@dataclass(frozen=True, slots=True)
class ListedClip:
    """One clip as its sidecar tells it; its files may be damaged all the same.

    `files` are its media files, the first one leads, and `checksums` theirs (SHA-256); `created` in unix seconds;
    `duration` in seconds, None for an image; `fingerprint` is that of its request.
    """

    id: str
    sidecar: Path
    files: tuple[Path, ...]
    checksums: tuple[str, ...]
    media_types: tuple[str, ...]
    width: int
    height: int
    duration: float | None
    size: int
    request: VideoRequest
    model: str
    task_id: str
    created: float
    cost: float | None
    credits: float | None
    fingerprint: str


class Library:
    """What there is, the newest first. `folder` tells the clip folder of this moment."""

    def __init__(self, folder: Callable[[], Path], journal: Journal) -> None:
        self._folder = folder
        self._journal = journal
        self._items: dict[str, ListedClip] = {}
        self._read: dict[Path, tuple[tuple[int, int], ListedClip | None]] = {}
        self._thumbs: dict[_Version, bytes | None] = {}
        self._checksums: dict[_Version, str] = {}
        self._found: dict[str, tuple[list[_Version], bool]] = {}
        self._looked: tuple[Path, int] | None = None

    @property
    def items(self) -> list[ListedClip]:
        """The clips as of the last `refresh`, the newest first."""
        return sorted(self._items.values(), key=lambda item: item.created, reverse=True)

    def get(self, item_id: object) -> ListedClip | None:
        """The clip with this id."""
        return self._items.get(item_id) if isinstance(item_id, str) else None

    def at(self, path: Path) -> ListedClip | None:
        """The clip that this file belongs to."""
        return next((item for item in self._items.values() if path in item.files), None)

    @property
    def local(self) -> dict[str, Path]:
        """The files that can be named, by what they are called as references: whole, or by their last frame.

        These are the clips', and those that were chosen in the form.
        """
        pairs = [(self._checksum(path), path) for path in self._chosen()]
        for item in self._items.values():
            pairs += zip(item.checksums, item.files, strict=True)
        return {named_by(digest, part): path for digest, path in pairs for part in ("", LAST_FRAME)}

    def _chosen(self) -> list[Path]:
        """The files that were chosen in the panel."""
        folder = self._folder().absolute() / CHOSEN
        versions = map(_version, files.listed(folder, "[!.]*"))
        return [path for path, _, size in versions if 0 < size <= LARGEST and files.is_regular(path)]

    def _checksum(self, path: Path) -> str:
        """The SHA-256 of a file, read once for each version of it."""
        version = _version(path)
        if version not in self._checksums:
            try:
                self._checksums[version] = files.digest(path) or ""
            except OSError:  # it may not be read
                self._checksums[version] = ""
        return self._checksums[version]

    def request_of(self, task_id: str) -> VideoRequest | None:
        """What a task was asked for, as the journal has it."""
        with suppress(JournalError):
            entry = self._journal.get(task_id) if self._journal.exists else None
            return entry.request if entry else None
        return None

    def has(self, fingerprint: str) -> bool:
        """Whether there is a good clip for the request with this fingerprint, as the engine finds one.

        It is asked at every keystroke: files are read again only when one of them has changed.
        """
        listed = [item for item in self._items.values() if item.fingerprint == fingerprint]
        if not listed:
            return False
        versions = [_version(path) for item in listed for path in (item.sidecar, *item.files)]
        if fingerprint not in self._found or self._found[fingerprint][0] != versions:
            made = None
            with suppress(JournalError):
                elsewhere = self._journal.places(fingerprint)
                made = clips.find_anywhere(self._folder().absolute(), fingerprint, elsewhere)
            self._found[fingerprint] = versions, made is not None
        return self._found[fingerprint][1]

    def stale(self) -> bool:
        """Whether the clip folder has changed since the last `refresh`: cheap enough to ask all the time."""
        return self._folder_now() != self._looked

    def refresh(self) -> bool:
        """Look again; returns whether anything is different."""
        self._looked = self._folder_now()
        found = [item for path in self._sidecars() if (item := self._item(path))]
        items = {item.id: item for item in found}
        changed = items != self._items
        self._items = items
        return changed

    def _folder_now(self) -> tuple[Path, int]:
        folder = self._folder().absolute()
        return folder, folder.stat().st_mtime_ns if folder.is_dir() else 0

    def _sidecars(self) -> set[Path]:
        paths = set(files.listed(self._folder().absolute(), "*.json"))
        with suppress(JournalError):  # those of the folder are there all the same
            done = self._journal.newest(None, state="done") if self._journal.exists else []
            paths |= {(entry.folder / entry.clip).with_suffix(".json") for entry in done if entry.clip}
        return paths

    def _item(self, path: Path) -> ListedClip | None:
        """What a sidecar says, as long as it and its first file are there; read once for each version of it."""
        try:
            stat = path.stat()
        except (OSError, ValueError):
            return None
        version = stat.st_mtime_ns, stat.st_size
        known = self._read.get(path)
        if known is None or known[0] != version:
            known = self._read[path] = version, _item(path)
        return known[1] if known[1] and files.is_regular(known[1].files[0]) else None

    def clip(self, item: ListedClip) -> Clip | None:
        """The clip itself, its files checked; None where they are not what the sidecar says."""
        return clips.load(item.sidecar.parent, item.files[0].name)

    def thumb(self, item: ListedClip) -> bytes | None:
        """A small JPEG of its first picture; None where the file is damaged."""
        version = _version(item.files[0])
        if version not in self._thumbs:
            clip = self.clip(item)
            self._thumbs[version] = _small(clip.poster) if clip and clip.poster else None
        return self._thumbs[version]

    def remove(self, item: ListedClip) -> None:
        """Delete its files, the sidecar first: without it they are no clip. Raises OSError."""
        item.sidecar.unlink(missing_ok=True)
        for file in item.files:
            file.unlink(missing_ok=True)
        self._items.pop(item.id, None)


def _version(path: Path) -> _Version:
    """What changes when a file's content does: its time and size, none where it is gone."""
    try:
        stat = path.stat()
    except (OSError, ValueError):
        return path, 0, 0
    return path, stat.st_mtime_ns, stat.st_size


def _item(path: Path) -> ListedClip | None:
    sidecar = clips.read_sidecar(path)
    if sidecar is None:
        return None
    first = sidecar.files[0]
    return ListedClip(
        id=hashlib.sha256(f"{path}\0{sidecar.task_id}".encode(errors="surrogateescape")).hexdigest()[:16],
        sidecar=path,
        files=tuple(clips.file_of(path.parent, file) for file in sidecar.files),
        checksums=tuple(file.sha256 for file in sidecar.files),
        media_types=tuple(file.media_type for file in sidecar.files),
        width=first.width,
        height=first.height,
        duration=first.duration,
        size=first.size,
        request=sidecar.request,
        model=sidecar.model,
        task_id=sidecar.task_id,
        created=sidecar.created,
        cost=sidecar.cost,
        credits=sidecar.credits,
        fingerprint=sidecar.fingerprint,
    )


def _small(poster: bytes) -> bytes:
    picture = Image.open(io.BytesIO(poster))
    picture.thumbnail(_THUMB)
    small = io.BytesIO()
    picture.save(small, "JPEG", quality=75)
    return small.getvalue()
