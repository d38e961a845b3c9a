"""The archive: a notebook, and beside it just the files that its cells look for.

A cell finds its clip in the clip folder, and its references by the names that it gives them, both as seen from
the working directory; the archive lays them out in the same way.

The same notebook and clips give the same bytes. Entries are in order, their dates are none.
"""

from __future__ import annotations

import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from omnivid_jupyter.experiments.votes import vote_files
from omnivid_jupyter.export.collection import Collection, identities
from omnivid_jupyter.export.source import Source
from omnivid_jupyter.export.writing import MARK
from omnivid_jupyter.localmedia import PIXELS
from omnivid_jupyter.media.files import is_regular, regular
from omnivid_jupyter.media.ratings import file_beside, written
from omnivid_jupyter.reports.library import ListedClip
from omnivid_jupyter.settings import DEFAULT_FOLDER, settings
from omnivid_jupyter.views.player import shown_path

__all__ = ["pack"]

_NO_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that the format knows
_TEXTS = (".ipynb", ".json", ".jsonl", ".rating")


@dataclass(frozen=True, slots=True)
class Archive:
    """`files` by their names in the archive, in their order; `notes` are sentences about what is not among them."""

    notebook: tuple[str, bytes]
    files: dict[str, Path]
    notes: tuple[str, ...]

    def write(self, file: BinaryIO) -> None:
        """Write the archive into an open file."""
        name, content = self.notebook
        with zipfile.ZipFile(file, "w") as archive:
            archive.comment = f"{MARK}: unzip it, open {name} and run all cells.".encode()
            archive.writestr(_entry(name), content)
            for inside, path in self.files.items():
                with regular(path) as source, archive.open(_entry(inside), "w", force_zip64=True) as entry:
                    shutil.copyfileobj(source, entry)


def pack(source: Source, collected: Collection) -> Archive:
    """What goes into the archive: the notebook, its clips, and the files that they were made from."""
    packing = _Packing(collected)
    for one in collected.exported:
        packing.add_clip(one.listed)
        for identity in identities(one.listed.request):
            packing.add_reference(identity, of=one.clip.path.name)
    return Archive(
        (source.path.name, source.content), dict(sorted(packing.files.items())), tuple(packing.notes)
    )


class _Packing:
    """What was packed so far, by its place, and what could not be."""

    def __init__(self, collected: Collection) -> None:
        self.files: dict[str, Path] = {}
        self.notes: dict[str, None] = {}  # a set that keeps its order
        self._collected = collected
        self._local = collected.local

    def add_clip(self, item: ListedClip) -> None:
        """A clip with its sidecar, ratings and votes, in the folder in which the reader's cells will look for it."""
        folder = _clip_folder(item.sidecar.parent)
        if folder is None:
            self._say(
                f"Cells that name {shown_path(item.sidecar.parent)} as clip folder will not find its clips."
            )
        rated = [file_beside(file) for file in item.files if written(file)]
        votes = vote_files(item.sidecar.parent)
        for path in (item.sidecar, *item.files, *rated, *votes):
            if is_regular(path):
                self.files[str((folder or PurePosixPath(DEFAULT_FOLDER)) / path.name)] = path

    def add_reference(self, identity: str, of: str) -> None:
        """A file that the clip `of` was made from: where its cell names it, and as a clip if it is one."""
        path = self._local.get(identity)
        if path is None:
            if not identity.startswith(PIXELS):  # pictures and arrays: the notebook makes them itself
                self._say(f"Not packed, since it is not here any more: a file that {of} was made from.")
            return
        if item := self._collected.item_at(path.absolute()):
            self.add_clip(item)
        if identity in self._collected.named:
            place = None if path.is_absolute() else _beside(path)
            if place is None:
                self._say(f"Not packed: {path}. Its cell names a place that is not in this folder.")
            else:
                self.files[str(place)] = path

    def _say(self, sentence: str) -> None:
        self.notes[sentence] = None


def _clip_folder(folder: Path) -> PurePosixPath | None:
    """The folder in which the reader's cells will look for these clips; None where that is not beside them."""
    if settings.output_dir is None and folder == settings.resolved_output_dir().absolute():
        return PurePosixPath(DEFAULT_FOLDER)  # also where only this session's environment names another one
    return _beside(folder)


def _beside(path: Path) -> PurePosixPath | None:
    """A path as seen from the working directory; None for one that leads out of it."""
    here, path = Path.cwd(), path.absolute()
    inside = path.relative_to(here) if path.is_relative_to(here) else None
    return None if inside is None or ".." in inside.parts else PurePosixPath(inside.as_posix())


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _NO_DATE)
    entry.create_system = 3  # Unix, wherever it is written
    entry.external_attr = 0o644 << 16
    entry.compress_type = zipfile.ZIP_DEFLATED if name.endswith(_TEXTS) else zipfile.ZIP_STORED
    return entry
