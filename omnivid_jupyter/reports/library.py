"""The clips that there are to show: those of the clip folder, and those that the journal remembers elsewhere.

Sidecars alone tell what there is, so that hundreds of clips are listed at once; a file itself is read, and
checked, when its picture or its film is wanted.

The page names a clip by its id, never by a path; what is not listed here cannot be touched.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from PIL import Image

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.journal import Journal, JournalError
from omnivid_jupyter.engine.plan import folders_around, is_unnamed
from omnivid_jupyter.localmedia import LAST_FRAME, named_by
from omnivid_jupyter.media import clips, files
from omnivid_jupyter.media.nearby import folders_of
from omnivid_jupyter.media.ratings import Rating, file_beside, rating_of
from omnivid_jupyter.media.references import LARGEST
from omnivid_jupyter.media.sidecars import fingerprints_of
from omnivid_jupyter.providers.address import is_demo
from omnivid_jupyter.providers.identity import same_text
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
    `duration` in seconds, None for an image; `fingerprint` is that of its request as it was
    written down, `fingerprints` has the one that it has now as well.
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
    fingerprints: frozenset[str] = frozenset()


class Library:
    """What there is, the newest first. `folder` tells the clip folder of this moment."""

    def __init__(self, folder: Callable[[], Path], journal: Journal) -> None:
        self._folder = folder
        self._journal = journal
        self._items: dict[str, ListedClip] = {}
        self._read: dict[Path, tuple[tuple[int, int], ListedClip | None]] = {}
        self._thumbs: dict[_Version, bytes | None] = {}
        self._checksums: dict[_Version, str] = {}
        self._found: dict[str, tuple[list[_Version], Clip | None]] = {}
        self._ratings: dict[str, tuple[_Version, Rating]] = {}
        self._looked: list[_Version] = []

    @property
    def folder(self) -> Path:
        """The clip folder of this moment."""
        return self._folder().absolute()

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
        folder = self.folder / CHOSEN
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
        listed = [item for item in self._items.values() if fingerprint in item.fingerprints]
        folder, *others = folders_around(self.folder, is_unnamed(None))
        if not (listed or others):
            return False
        _, found = self._found.get(fingerprint, ([], None))
        paths = [path for item in listed for path in (item.sidecar, *item.files)] + others
        versions = [_version(path) for path in (*paths, *([found.path] if found else []))]
        if fingerprint not in self._found or self._found[fingerprint][0] != versions:
            found = None
            with suppress(JournalError):
                elsewhere = (clips.load(*place) for place in self._journal.places(fingerprint))
                near = (clips.find(each, fingerprint) for each in (folder, *others))
                found = next((clip for clip in chain(near, elsewhere) if clip), None)
            versions = [_version(path) for path in (*paths, *([found.path] if found else []))]
            self._found[fingerprint] = versions, found
        return self._found[fingerprint][1] is not None

    def is_unusable(self, fingerprint: str) -> bool:
        """Whether a real clip of this request is written down, and its file cannot be used: it is not paid again."""
        known = (item for _, item in self._read.values() if item and fingerprint in item.fingerprints)
        mine = [item for item in known if item.sidecar.exists() and not is_demo(item.model)]
        return bool(mine) and not self.has(fingerprint)

    def rating(self, item: ListedClip) -> Rating:
        """What is thought of a clip, as of the last `refresh`."""
        return self._ratings[item.id][1] if item.id in self._ratings else Rating()

    def stale(self) -> bool:
        """Whether the clip folder has changed since the last `refresh`: cheap enough to ask all the time."""
        return self._folder_now() != self._looked

    def refresh(self) -> bool:
        """Look again; returns whether anything is different."""
        self._looked = self._folder_now()
        found = [item for path in self._sidecars() if (item := self._item(path))]
        items = {item.id: item for item in found}
        ratings = self._rated(items.values())
        changed = (items, ratings) != (self._items, self._ratings)
        self._items, self._ratings = items, ratings
        return changed

    def _rated(self, items: Iterable[ListedClip]) -> dict[str, tuple[_Version, Rating]]:
        """What is thought of the clips, and the version of the file that says so; each version is read once."""
        beside: dict[Path, dict[str, Path]] = {}  # by folder and by the stem of the clip's name, as it reads
        found = {}
        for item in items:
            folder = item.sidecar.parent
            if folder not in beside:
                there = files.listed(folder, "*.*")
                beside[folder] = {_stem(path): path for path in there if path.suffix.casefold() == ".rating"}
            if path := beside[folder].get(_stem(item.files[0])):
                version = _version(path)
                known = self._ratings.get(item.id)
                found[item.id] = (
                    known if known and known[0] == version else (version, rating_of(item.files[0]))
                )
        return found

    def _folder_now(self) -> list[_Version]:
        return [_version(each) for each in folders_of(self.folder)]

    def _sidecars(self) -> set[Path]:
        paths = {path for each in folders_of(self.folder) for path in files.listed(each, "*.json")}
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
        """Delete its files and their ratings, the sidecar first: without it they are no clip. Raises OSError."""
        item.sidecar.unlink(missing_ok=True)
        for file in item.files:
            file.unlink(missing_ok=True)
            file_beside(file).unlink(missing_ok=True)
        self._items.pop(item.id, None)


def _stem(path: Path) -> str:
    """A file's name without its extension, in the form in which names that read alike are the same."""
    return same_text(path.stem).casefold()


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
        fingerprints=frozenset(fingerprints_of(sidecar)),
    )


def _small(poster: bytes) -> bytes:
    picture = Image.open(io.BytesIO(poster))
    picture.thumbnail(_THUMB)
    small = io.BytesIO()
    picture.save(small, "JPEG", quality=75)
    return small.getvalue()
