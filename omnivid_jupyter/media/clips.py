"""The clip folder: finished files, and beside each task's files a sidecar that says what they are.

The folder is the memory that can be shared: with nothing but it, on any machine and without a key, the same
request finds its clip. Names tell which prompt made a clip; a hash in them belongs to request and task, so
that two clips never share a name and a browser never shows an older clip under a newer one's.

The one rule: a sidecar is trusted only as far as its files' bytes agree with it, and holds neither a key nor
an address of a download.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import time
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import msgspec

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.errors import ConfigurationError
from omnivid_jupyter.media.probe import NotMedia, probe
from omnivid_jupyter.providers.identity import fingerprint
from omnivid_jupyter.providers.prices import charge
from omnivid_jupyter.request import VideoRequest

__all__ = [
    "File",
    "Sidecar",
    "adopt",
    "file_name",
    "find",
    "find_anywhere",
    "job_of",
    "keep",
    "load",
    "open_folder",
    "part_name",
    "read_sidecar",
    "task_of",
]

_SLUG_BYTES = 60
_STALE = 86_400.0  # seconds without a byte after which an unfinished file belongs to nobody
_VERSION = 1


class File(msgspec.Struct):
    """One file of a task: its name in the folder, size in pixels, seconds and bytes, and SHA-256 in hex."""

    name: str
    media_type: str
    width: int
    height: int
    duration: float | None
    size: int
    sha256: str


class Sidecar(msgspec.Struct):
    """What is known of one task's files; `created` in unix seconds, `omnivid` the version of this format."""

    omnivid: int
    request: VideoRequest
    fingerprint: str
    service: str
    model: str
    task_id: str
    created: float
    cost: float | None
    credits: float | None
    files: list[File]
    job_id: str | None = None  # sidecars of before have none


def open_folder(folder: Path) -> Path:
    """The folder, made if need be. Raises `ConfigurationError` when nothing can be written there."""
    folder = folder.absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"The clip folder {folder} cannot be made: {error.strerror}.", hint="Name another output_dir."
        ) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ConfigurationError(
            f"The clip folder {folder} is not writable.", hint="Name another output_dir."
        )
    _sweep(folder)
    return folder


def _sweep(folder: Path) -> None:
    """Remove what was begun by processes that were killed, and that nobody went on with."""
    for part in folder.glob(part_name("*", "*")):
        with suppress(OSError):  # it got its name just now, or belongs to somebody else
            if time.time() - part.stat().st_mtime > _STALE:
                part.unlink()


# Names


def file_name(prompt: str, mark: str, task_id: str, index: int, extension: str) -> str:
    """`<slug>-<hash>.<extension>`: the hash is 8 digits of the request's fingerprint and 4 of its task."""
    task = hashlib.sha256(f"{task_id}/{index}".encode()).hexdigest()
    return f"{_slug(prompt) or 'clip'}-{mark[:8]}{task[:4]}.{extension}"


def part_name(job_id: str, index: int | str) -> str:
    """What a file is called while it is being fetched: whoever goes on with the job goes on with this name."""
    return f".omnivid-{job_id}-{index}.part"


def _slug(prompt: str) -> str:
    """The prompt's letters and digits, of any script, in a form that every file system takes."""
    text = unicodedata.normalize("NFC", prompt).lower()
    words = "".join(c if c.isalnum() else " " for c in text).split()
    slug = "-".join(words)
    cut = slug.encode()[:_SLUG_BYTES].decode(errors="ignore")
    if len(cut) < len(slug) and "-" in cut:
        cut = cut.rpartition("-")[0]  # end with a whole word
    return cut.strip("-")


# Keeping


def keep(parts: Sequence[Path], clips: Sequence[Clip], form: VideoRequest, service: str, job_id: str) -> Clip:
    """Give the whole files of one task their names, then write their sidecar; the first is the clip."""
    for part, clip in zip(parts, clips, strict=True):
        os.replace(part, clip.path)
    first, *others = clips
    sidecar = Sidecar(
        omnivid=_VERSION,
        request=form,
        fingerprint=fingerprint(form),
        service=service,
        model=first.model,
        task_id=first.task_id,
        created=time.time(),
        cost=first.cost,
        credits=first.credits,
        files=[_file(clip) for clip in clips],
        job_id=job_id,
    )
    _write(_sidecar_path(first.path), msgspec.json.format(msgspec.json.encode(sidecar)), parts[0])
    return replace(first, others=tuple(others))


def _file(clip: Clip) -> File:
    return File(
        clip.path.name, clip.media_type, clip.width, clip.height, clip.duration, clip.size, clip.sha256
    )


def _sidecar_path(clip: Path) -> Path:
    return clip.with_suffix(".json")


def _write(path: Path, content: bytes, temporary: Path) -> None:
    """Write a file so that it is there whole or not at all, also after a power cut."""
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def adopt(clip: Clip, folder: Path) -> Clip:
    """The clip as a file of `folder`: where it is, or a copy with its sidecar."""
    folder = folder.absolute()
    if clip.path.parent == folder:
        return clip
    moved = [replace(each, path=folder / each.path.name, others=()) for each in (clip, *clip.others)]
    temporary = folder / part_name(secrets.token_hex(4), 0)  # others may be copying the same clip
    try:
        for old, new in zip((clip, *clip.others), moved, strict=True):
            shutil.copyfile(old.path, temporary)
            os.replace(temporary, new.path)
        _write(_sidecar_path(moved[0].path), _sidecar_path(clip.path).read_bytes(), temporary)
    finally:
        temporary.unlink(missing_ok=True)
    return replace(moved[0], others=tuple(moved[1:]))


# Finding


def find(folder: Path, mark: str, task_id: str | None = None) -> Clip | None:
    """The newest good clip for the request with the fingerprint `mark` (and of the task), if there is one."""
    found = [
        (sidecar.created, path)
        for path in folder.glob(f"*-{mark[:8]}????.json")
        if (sidecar := read_sidecar(path))
        and sidecar.fingerprint == mark
        and task_id in (None, sidecar.task_id)
    ]
    clips = (_clip(path) for _, path in sorted(found, reverse=True))
    return next((clip for clip in clips if clip), None)


def find_anywhere(folder: Path, mark: str, elsewhere: Iterable[tuple[Path, str]]) -> Clip | None:
    """The clip for the request with the fingerprint `mark`: in the folder, else among the files of other folders.

    `elsewhere` are a folder and a file's name each, and is looked at only when the folder has none.
    """
    if clip := find(folder, mark):
        return clip
    return next((clip for place, name in elsewhere if (clip := load(place, name))), None)


def load(folder: Path, name: str) -> Clip | None:
    """The clip whose (first) file is called `name`, if its files are there and are what the sidecar says."""
    return _clip(_sidecar_path(folder / name))


def task_of(folder: Path, name: str) -> tuple[str, str] | None:
    """The model and task id of the job or task with this id, by its sidecar: who got the folder has no journal."""
    sidecars = (read_sidecar(path) for path in folder.glob("*.json"))
    return next(
        ((each.model, each.task_id) for each in sidecars if each and name in (each.job_id, each.task_id)),
        None,
    )


def job_of(clip: Clip) -> str | None:
    """The id of the job that made a clip, as its sidecar has it."""
    sidecar = read_sidecar(_sidecar_path(clip.path))
    return sidecar.job_id if sidecar else None


def read_sidecar(path: Path) -> Sidecar | None:
    """What a sidecar says, unchecked: its files may be damaged or gone. None where it is none of ours."""
    try:
        sidecar = msgspec.json.decode(path.read_bytes(), type=Sidecar)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None  # another program's file, or a sidecar that somebody damaged
    if sidecar.omnivid != _VERSION or not sidecar.files:
        return None
    sidecar.cost, sidecar.credits = charge(sidecar.model, sidecar.cost, sidecar.credits)
    return sidecar


def _clip(path: Path) -> Clip | None:
    sidecar = read_sidecar(path)
    if sidecar is None:
        return None
    clips = [_checked(path.parent.absolute(), sidecar, file) for file in sidecar.files]
    first, *others = clips
    if first is None:
        return None
    return replace(first, others=tuple(other for other in others if other))


def _checked(folder: Path, sidecar: Sidecar, file: File) -> Clip | None:
    """One file of a task, unless it is missing, is not what the sidecar says, or lies elsewhere."""
    path = folder / Path(file.name).name
    try:
        content = path.read_bytes()
        if len(content) != file.size or hashlib.sha256(content).hexdigest() != file.sha256:
            return None
        found = probe(path)
    except (OSError, NotMedia):
        return None
    return Clip(
        path=path,
        media_type=found.kind.media_type,
        width=found.width,
        height=found.height,
        duration=found.duration,
        size=file.size,
        sha256=file.sha256,
        prompt=sidecar.request.prompt,
        model=sidecar.model,
        task_id=sidecar.task_id,
        cost=sidecar.cost,
        credits=sidecar.credits,
        request=sidecar.request,
        poster=found.poster,
    )
