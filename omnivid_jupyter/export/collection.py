"""The clips of an export, each checked, with what its sidecar says and the cell that makes it.

What is collected is on the disk as its sidecar says, and holds no key that is known here. What is
missing is named, never passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.engine import engine
from omnivid_jupyter.engine.run import Run
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.export.secrets import refuse_keys
from omnivid_jupyter.localmedia import LocalMedia, identity_of
from omnivid_jupyter.media.files import is_regular
from omnivid_jupyter.media.naming import file_called
from omnivid_jupyter.media.ratings import written
from omnivid_jupyter.media.references import Field, references
from omnivid_jupyter.media.sidecars import sidecar_text
from omnivid_jupyter.providers.capabilities import listing
from omnivid_jupyter.reports.library import Library, ListedClip
from omnivid_jupyter.request import VideoRequest
from omnivid_jupyter.settings import settings
from omnivid_jupyter.views.player import shown_path

__all__ = ["Collection", "ExportedClip", "collect", "identities", "left_out"]


@dataclass(frozen=True, slots=True)
class ExportedClip:
    """One task's clip: `clip` as it was read from the disk now, `listed` as its sidecar has it."""

    clip: Clip
    listed: ListedClip

    @property
    def clips(self) -> tuple[Clip, ...]:
        """Every result of the task, the clip first."""
        return (self.clip, *self.clip.others)


@dataclass(frozen=True, slots=True)
class Collection:
    """What is exported, in its order.

    `named` are the files that cells named as references, by their identity (`LocalMedia.identity`); `libraries`
    know every other clip of the same folders, of which `earlier` are those that another session made; `notes` are
    sentences about what was left out.
    """

    exported: tuple[ExportedClip, ...]
    named: Mapping[str, Path]
    libraries: tuple[Library, ...]
    notes: tuple[str, ...]
    earlier: tuple[ListedClip, ...] = ()

    @property
    def local(self) -> dict[str, Path]:
        """Every file that can stand for a reference: as a cell named it, else a clip's."""
        clips = {identity: path for library in self.libraries for identity, path in library.local.items()}
        return clips | dict(self.named)

    @property
    def size(self) -> int:
        """Bytes of all media files."""
        return sum(clip.size for one in self.exported for clip in one.clips)

    def item_at(self, path: Path) -> ListedClip | None:
        """The clip that a file belongs to."""
        return next((item for library in self.libraries if (item := library.at(path))), None)


def collect(clips: Sequence[Clip] | None) -> Collection:
    """These clips, or those of this session. Raises `InvalidRequestError` when there is none, or a key in one."""
    jobs = list(engine().jobs.values())
    if clips is None:
        wanted = [clip for job in jobs if (clip := job.snapshot().clip)]
        unfinished = sum(not job.settled for job in jobs)
    else:
        wanted, unfinished = _listed(clips), 0
        if strange := [each for each in wanted if not isinstance(each, Clip)]:
            raise InvalidRequestError(
                f"clips must be finished clips, not {type(strange[0]).__name__}.", field="clips"
            )
    folders = {folder: _library(folder) for folder in dict.fromkeys(clip.path.parent for clip in wanted)}
    exported, missing = [], []
    for clip in {clip.path: clip for clip in wanted}.values():
        library = folders[clip.path.parent]
        item = library.at(clip.path)
        found = library.clip(item) if item else None
        if item and found:
            exported.append(ExportedClip(found, item))
        else:
            missing.append(clip.path.name)
    earlier = _earlier(folders, wanted) if clips is None else []
    _check(exported, missing, unfinished, earlier)
    notes = tuple(_notes(missing, unfinished))
    return Collection(tuple(exported), _named(jobs), tuple(folders.values()), notes, tuple(earlier))


def left_out(earlier: Sequence[ListedClip]) -> list[str]:
    """A sentence about clips that an earlier session made and this one has not asked for; none where there are none."""
    if not earlier:
        return []
    where = listing(sorted({shown_path(item.sidecar.parent) for item in earlier}), "and")
    one = len(earlier) == 1
    clips, cells, them = (
        ("1 clip", "its cell", "it") if one else (f"{len(earlier)} clips", "their cells", "them")
    )
    return [
        f"Left out: {clips} of earlier sessions in {where}. Run {cells} first, which is free, to have {them} in."
    ]


def _listed(clips: Iterable[Clip]) -> list[Any]:
    """The clips that were given: several, or one."""
    if isinstance(clips, Clip) or not isinstance(clips, Iterable):
        return [clips]
    return list(clips)


def _earlier(folders: Mapping[Path, Library], wanted: Sequence[Clip]) -> list[ListedClip]:
    """The clips of these folders, and of the clip folder of now, that are none of this session's."""
    usual = settings.resolved_output_dir().absolute()
    libraries = dict(folders) if usual in folders else {**folders, usual: _library(usual)}
    mine = {clip.path for clip in wanted}
    return [
        item
        for folder, library in libraries.items()
        for item in library.items
        if item.sidecar.parent == folder and not mine & set(item.files)
    ]


def identities(request: VideoRequest) -> list[str]:
    """The identities of the local files that a request was made from, as its sidecar has them."""
    return [identity for identity in map(identity_of, (*request.images, *request.videos)) if identity]


def _library(folder: Path) -> Library:
    library = Library(lambda: folder, engine().journal)
    library.refresh()
    return library


def _check(
    exported: Sequence[ExportedClip], missing: Sequence[str], unfinished: int, earlier: Sequence[ListedClip]
) -> None:
    if not exported:
        why = [*_notes(missing, unfinished), *left_out(earlier)] or [
            "Run the cells that make them; those that have one are free."
        ]
        raise InvalidRequestError(
            "There is no clip to export in this session yet.", field="clips", hint=" ".join(why)
        )
    refuse_keys(  # by number, since a prompt's words are in the names as well
        {
            f"the request of clip {number}": sidecar_text(one.listed.sidecar)
            for number, one in enumerate(exported, start=1)
        }
        | {
            f"the note on clip {number}": " ".join(written(each.path) for each in one.clips)
            for number, one in enumerate(exported, start=1)
        }
    )


def _notes(missing: Sequence[str], unfinished: int) -> list[str]:
    notes = []
    if missing:
        notes.append(f"Left out, gone or damaged: {listing(missing, 'and')}. Running the cell makes it anew.")
    if unfinished:
        jobs = "1 job that is" if unfinished == 1 else f"{unfinished} jobs that are"
        notes.append(f"Left out: {jobs} not finished; %omnivid resume waits for it.")
    return notes


def _named(jobs: Iterable[Run]) -> dict[str, Path]:
    """The files that this session's requests named and that are still what they were, by identity."""
    found: dict[str, Path] = {}
    for job in jobs:
        given: tuple[tuple[Field, tuple[str, ...]], ...] = (
            ("images", job.plan.request.images),
            ("videos", job.plan.request.videos),
        )
        for field, urls in given:
            for url in urls:
                named = _file(field, url)
                if named and named[0] not in found:
                    found[named[0]] = named[1]
    return found


def _file(field: Field, url: str) -> tuple[str, Path] | None:
    """Identity and file of a reference, where its name is that of a file that says the same now."""
    if not url.startswith("data:"):
        return None
    try:
        media = LocalMedia.parse(url)
        path = file_called(Path(media.name).expanduser())
        if not (media.name and is_regular(path)):
            return None
        (now,) = references(field, path)
        same = LocalMedia.parse(now).identity == media.identity
    except (ValueError, OSError, RuntimeError, InvalidRequestError):
        return None  # it was resumed, and its bytes are not known; or the file is another one now
    return (media.identity, path) if same else None
