"""The clip folder: finished files, and beside each task's files a sidecar that says what they are.

The folder is the memory that can be shared: with nothing but it, on any machine and without a key, the same
request finds its clip. Names tell which prompt made a clip; a hash in them belongs to request and task, so
that two clips never share a name and a browser never shows an older clip under a newer one's.

A sidecar is trusted only as far as its files' bytes agree with it, and holds neither a key nor
an address of a download.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import repeat
from pathlib import Path

import msgspec

from omnivid_jupyter import clock
from omnivid_jupyter.clip import Clip
from omnivid_jupyter.errors import ConfigurationError
from omnivid_jupyter.media import files, ratings
from omnivid_jupyter.media.looks import names_in, once
from omnivid_jupyter.media.naming import file_called, part_name
from omnivid_jupyter.media.nearby import folders_of
from omnivid_jupyter.media.probe import NotMedia, Probe, probe
from omnivid_jupyter.media.sidecars import (
    LARGEST_SIDECAR,
    VERSION,
    ClipFile,
    Sidecar,
    fingerprints_of,
    read_sidecar,
)
from omnivid_jupyter.providers import identity
from omnivid_jupyter.request import VideoRequest

__all__ = [
    "Undescribed",
    "adopt",
    "digits_of",
    "file_name",
    "file_of",
    "find",
    "job_of",
    "keep",
    "load",
    "load_as",
    "named_by",
    "not_of_others",
    "open_folder",
    "part_name",
    "read_sidecar",
    "task_of",
]

_SLUG_BYTES = 60
_LONGEST_NAME = _SLUG_BYTES + 18  # bytes: hash and ending come behind the slug
_STALE = 86_400.0  # seconds without a byte after which an unfinished file belongs to nobody
_TIDY = (
    3600.0  # seconds for which a folder need not be looked through for such files again: each job opens it
)
_tidied: dict[Path, float] = {}
#: What was found in files, by the hash of their bytes, the latest last: each run of a sweep looks for all of its clips.
_probes: dict[str, Probe] = {}
_probing = threading.Lock()
_MOST_PROBES = 500  # each with a poster of some 40 kB, which a clip that is at hand has as well
#: The fingerprints that requests have now, by folder and sidecar; and the sidecars whose names say another one.
_requests: dict[Path, dict[str, str]] = {}
_earlier: dict[tuple[Path, str], list[str]] = {}


class Undescribed(OSError):
    """A clip is stored under its name (`filename`), and its sidecar could not be written."""


def open_folder(folder: Path) -> Path:
    """The folder, made if need be. Raises `ConfigurationError` when nothing can be written there."""
    folder = folder.absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"The clip folder {folder} cannot be made: {error.strerror}.", hint="Name another output_dir."
        ) from error
    _try(folder)
    _sweep(folder)
    return folder


def _try(folder: Path) -> None:
    """See whether a clip could be stored, under as long a name: later it is paid. Raises `ConfigurationError`.

    The trial has one name, so that one which a killed process left behind is gone with the next.
    """
    trial = folder / part_name("trial", "0" * (_LONGEST_NAME + 3))
    with suppress(OSError):
        trial.unlink()
    if trial.exists():  # it cannot be taken away, and says nothing of now
        trial = folder / part_name(secrets.token_hex(4), "0" * _LONGEST_NAME)
    try:
        with suppress(FileExistsError):  # another process made it just now
            trial.open("xb").close()
    except OSError as error:
        raise ConfigurationError(
            f"The clip folder {folder} is not writable: {error.strerror}.", hint="Name another output_dir."
        ) from error
    with suppress(OSError):  # another process was quicker
        trial.unlink()


def _sweep(folder: Path) -> None:
    """Remove what was begun by processes that were killed, and that nobody went on with."""
    now = clock.monotonic()
    if now - _tidied.get(folder, -_TIDY) < _TIDY:
        return
    _tidied[folder] = now
    for part in files.listed(folder, part_name("*", "*")):
        with suppress(OSError):  # it got its name just now, or belongs to somebody else
            if clock.time() - part.stat().st_mtime > _STALE:
                part.unlink()


# Names


def file_name(prompt: str, fingerprint: str, task_id: str, index: int, extension: str) -> str:
    """`<slug>-<hash>.<extension>`: the hash is 8 digits of the request's fingerprint and 4 of its task."""
    task = hashlib.sha256(f"{task_id}/{index}".encode()).hexdigest()
    return f"{_slug(prompt) or 'clip'}-{fingerprint[:8]}{task[:4]}.{extension}"


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


def keep(
    parts: Sequence[Path],
    clips: Sequence[Clip],
    request: VideoRequest,
    service: str,
    job_id: str,
    places: Sequence[int] | None = None,
) -> Clip:
    """Give the whole files of one task their names, then write their sidecar; the first is the clip.

    `places` are those in the service's list of results (None: they are all, in its order).
    Raises `OSError`; `Undescribed` where only the sidecar could not be written.
    """
    for part, clip in zip(parts, clips, strict=True):
        _name(part, clip.path)
    first, *others = clips
    sidecar = Sidecar(
        omnivid=VERSION,
        request=request,
        fingerprint=identity.fingerprint(request),
        service=service,
        model=first.model,
        task_id=first.task_id,
        created=clock.time(),
        cost=first.cost,
        credits=first.credits,
        files=[_file(clip, place) for clip, place in zip(clips, places or range(len(clips)), strict=True)],
        job_id=job_id,
    )
    try:
        files.write_whole(
            first.path.with_suffix(".json"), msgspec.json.format(msgspec.json.encode(sidecar)), parts[0]
        )
    except OSError as error:
        raise Undescribed(error.errno, error.strerror, str(first.path)) from error
    return replace(first, others=tuple(others))


def _name(part: Path, path: Path) -> None:
    """Give a file that is there whole its name."""
    try:
        os.replace(part, path)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        # A folder that is joined of several cannot always move a file in itself.
        shutil.copyfile(part, path)


def _file(clip: Clip, place: int) -> ClipFile:
    return ClipFile(
        name=clip.path.name,
        media_type=clip.media_type,
        width=clip.width,
        height=clip.height,
        duration=clip.duration,
        size=clip.size,
        sha256=clip.sha256,
        place=place,
    )


def _sidecar_path(clip: Path) -> Path:
    return file_called(clip.with_suffix(".json"), any_case=True)


def adopt(clip: Clip, folder: Path) -> Clip:
    """The clip as a file of `folder`, a copy with its sidecar and rating; where it lies if it cannot be copied."""
    folder = folder.absolute()
    if clip.path.parent == folder:
        return clip
    moved = [replace(each, path=folder / each.path.name, others=()) for each in (clip, *clip.others)]
    temporary = folder / part_name(secrets.token_hex(4), 0)  # others may be copying the same clip
    try:
        for old, new in zip((clip, *clip.others), moved, strict=True):
            shutil.copyfile(old.path, temporary)
            os.replace(temporary, new.path)
            ratings.carry(old.path, new.path)
        sidecar = files.content(_sidecar_path(clip.path), LARGEST_SIDECAR)
        files.write_whole(moved[0].path.with_suffix(".json"), sidecar, temporary)
    except OSError:
        return clip
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    return replace(moved[0], others=tuple(moved[1:]))


# Finding


def find(folder: Path, fingerprint: str, task_id: str | None = None) -> Clip | None:
    """The newest good clip for the request with this fingerprint (and of the task), if there is one."""
    try:
        names = once(("sidecars", folder), lambda: _sidecars(folder))
    except OSError:
        return None
    for alike in (named_by(names, fingerprint), _named_before(folder, names, fingerprint)):
        found = [
            (sidecar.created, folder / name)
            for name in alike
            if (sidecar := read_sidecar(folder / name))
            and fingerprint in fingerprints_of(sidecar)
            and task_id in (None, sidecar.task_id)
        ]
        clips = (_clip(path) for _, path in sorted(found, reverse=True))
        if clip := next((clip for clip in clips if clip), None):
            return clip
    return None


def _sidecars(folder: Path) -> list[str]:
    return [name for name in names_in(folder) if name[-5:].casefold() == ".json"]


def digits_of(name: str) -> str:
    """The digits for the request in a name as `file_name` makes it, whatever became of its capitals; else anything."""
    stem = name.rpartition(".")[0]
    return stem[-12:-4].lower() if stem[-13:-12] == "-" else ""


def named_by(names: Iterable[str], fingerprint: str) -> Iterator[str]:
    """Those of the names that have the digits of the request with this fingerprint."""
    digits = fingerprint[:8]
    return (name for name in names if digits in name.lower() and digits_of(name) == digits)


def not_of_others(folder: Path, names: Iterable[str], fingerprint: str) -> list[str]:
    """The names but for sidecars that were read before, have the name of their request, and are another one's."""
    known = _requests.get(folder, {})
    return [name for name in names if known.get(name, "") in ("", fingerprint)]


def _named_before(folder: Path, names: Sequence[str], fingerprint: str) -> Iterator[str]:
    """The sidecars of before, which are named by what was typed, byte for byte. Each is read once."""
    known = _requests.setdefault(folder, {})
    for name in set(names).difference(known):
        sidecar = read_sidecar(folder / name) if digits_of(name) else None
        by_bytes = sidecar and sidecar.fingerprint[:8] == digits_of(name)
        known[name] = identity.fingerprint(sidecar.request) if sidecar and by_bytes else ""
        if sidecar and known[name] not in ("", sidecar.fingerprint):
            _earlier.setdefault((folder, known[name]), []).append(name)
    return (name for name in _earlier.get((folder, fingerprint), ()) if name in names)


def load(folder: Path, name: str) -> Clip | None:
    """The clip whose (first) file is called `name`, if its files are there and are what the sidecar says.

    Somebody may have sorted it into a folder below the one that it was in.
    """
    places = (_sidecar_path(each / name) for each in folders_of(folder))
    return next((clip for path in places if (clip := _clip(path))), None)


def task_of(folder: Path, name: str) -> tuple[str, str] | None:
    """The model and task id of the job or task with this id, by its sidecar: who got the folder has no journal."""
    sidecars = (read_sidecar(path) for path in files.listed(folder, "*.json"))
    return next(
        ((each.model, each.task_id) for each in sidecars if each and name in (each.job_id, each.task_id)),
        None,
    )


def job_of(clip: Clip) -> str | None:
    """The id of the job that made a clip, as its sidecar has it."""
    sidecar = read_sidecar(_sidecar_path(clip.path))
    return sidecar.job_id if sidecar else None


def file_of(folder: Path, file: ClipFile) -> Path:
    """Where a sidecar's file is: in the sidecar's folder, under its name, in whichever form that is written there."""
    return file_called(folder / Path(file.name).name, any_case=True)


def load_as(sidecar: Path, first: Path) -> Clip | None:
    """The clip of a sidecar whose first file is called otherwise by now, if it is what the sidecar says."""
    return _clip(sidecar, first)


def _clip(path: Path, named: Path | None = None) -> Clip | None:
    sidecar = read_sidecar(path)
    if sidecar is None:
        return None
    folder = path.parent.absolute()
    paths = [file_of(folder, file) for file in sidecar.files]
    paths[0] = named or paths[0]
    first, *others = map(_checked, paths, repeat(sidecar), sidecar.files)
    if first is None:
        return None
    return replace(first, others=tuple(other for other in others if other))


def _checked(path: Path, sidecar: Sidecar, file: ClipFile) -> Clip | None:
    """One file of a task, unless it is missing or is not what the sidecar says."""
    try:
        if files.digest(path, file.size) != file.sha256:
            return None
        found = _probed(path, file.sha256)
    except (OSError, NotMedia):
        return None
    return Clip(
        path=path,
        media_type=found.kind.media_type,
        width=found.width or file.width,
        height=found.height or file.height,
        duration=found.duration if found.width else file.duration,
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


def _probed(path: Path, sha256: str) -> Probe:
    """`probe` of a file whose bytes have this hash: the same bytes are decoded once."""
    with _probing:
        found = _probes.pop(sha256, None)
    found = found or probe(path)
    if found.width:  # else it could not be looked into now
        with _probing:
            _probes[sha256] = found
            for oldest in [*_probes][:-_MOST_PROBES]:
                del _probes[oldest]
    return found
