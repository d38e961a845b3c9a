"""The second look into a clip folder, taken before anything is paid for a request that has no clip at the first.

Its clip may lie there under another name, or in a form that cannot be used: a Git LFS pointer instead of the file, a
copy that was cut off, a file whose sidecar is damaged. Whoever is about to pay learns of it, and what to do.

What is said here names a file, what is wrong with it, and how to mend it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.media import clips, files
from omnivid_jupyter.media.looks import names_in
from omnivid_jupyter.media.naming import file_called
from omnivid_jupyter.media.pointers import pointer
from omnivid_jupyter.media.probe import FILMS, PICTURES
from omnivid_jupyter.media.sidecars import (
    VERSION,
    ClipFile,
    Sidecar,
    fingerprints_of,
    read_sidecar,
    sidecar_text,
)

__all__ = ["Flaw", "flaw_of", "flaws_beside", "look_again"]

_RESTORE = "Restore it from where the folder came from: git, a backup, or whoever gave it to you."
_GONE = "is missing beside its sidecar"
_ALLOW = "Give yourself the right to read it."
#: Files that stand beside a missing one: what they are called, where it is, what fetches it.
_STANDINS = (
    (".{}.icloud", "is still in iCloud", "Open its folder in the Finder, which downloads it."),
    ("{}.dvc", "was not fetched by DVC", "dvc pull fetches it."),
)
_MEDIA = {f".{kind.extension}" for kind in (*FILMS, *PICTURES)}


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a clip that lies at `path` cannot be used. `problem` goes on from its name; `remedy` is a sentence."""

    path: Path
    problem: str
    remedy: str = _RESTORE

    @property
    def sentence(self) -> str:
        """The file, where it is, and what is wrong with it."""
        return f"{self.path.name} in {self.path.parent} {self.problem}."


@dataclass(frozen=True, slots=True)
class _Told:
    """The fingerprints of a sidecar's request, and what its files are called."""

    fingerprints: frozenset[str]
    names: frozenset[str]


_read: dict[Path, tuple[tuple[int, int, int], _Told | None]] = {}


def look_again(folder: Path, fingerprint: str) -> Clip | list[Flaw]:
    """The clip of the request with this fingerprint under a name that is not its own, or why each one is of no use."""
    try:
        names = sorted(names_in(folder))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        return [Flaw(folder, f"cannot be looked into: {error.strerror}", _ALLOW)]
    flaws: list[Flaw] = []
    known: set[str] = set()
    for name in clips.not_of_others(folder, names, fingerprint):
        if name[-5:].casefold() != ".json":
            continue
        path = folder / name
        told = _told(path)
        known |= {path.stem.casefold(), *(told.names if told else ())}
        if told is None and clips.digits_of(name) != fingerprint[:8]:
            continue  # nothing tells that it is of this request
        if told and fingerprint not in told.fingerprints:
            continue
        outcome = _first_file(path, read_sidecar(path))
        if isinstance(outcome, Clip):
            return outcome
        flaws.append(outcome)
    for path in (folder / name for name in clips.named_by(names, fingerprint)):
        if path.suffix.casefold() in _MEDIA and not _is_known(path, known):
            remedy = f"Put {path.with_suffix('.json').name} back beside it: it says what the file is."
            flaws.append(Flaw(path, "has lost its sidecar", remedy))
    return flaws


def flaw_of(folder: Path, name: str) -> Flaw | None:
    """Why the clip whose first file is called `name` cannot be used; None where nothing of it is left."""
    path = file_called((folder / name).with_suffix(".json"), any_case=True)
    if not os.path.lexists(path) and not os.path.lexists(file_called(folder / name, any_case=True)):
        return None
    outcome = _first_file(path, read_sidecar(path))
    return outcome if isinstance(outcome, Flaw) else None


def flaws_beside(clip: Clip) -> list[Flaw]:
    """Why others of the clip's own task cannot be used, as far as its sidecar names them: the clip is there alone."""
    sidecar = read_sidecar(clip.path.with_suffix(".json"))
    if sidecar is None or len(sidecar.files) == 1 + len(clip.others):
        return []
    here = {each.sha256 for each in (clip, *clip.others)}
    missing = [file for file in sidecar.files if file.sha256 not in here]
    found = (_ill(clips.file_of(clip.path.parent, file), file) for file in missing)
    return [flaw for flaw in found if flaw]


def _told(path: Path) -> _Told | None:
    """What a sidecar tells of whose it is; None where it tells nothing. Each version of it is read once."""
    try:
        info = path.stat()
    except OSError:
        return None
    version = info.st_mtime_ns, info.st_size, info.st_ino
    if (known := _read.get(path)) is None or known[0] != version:
        sidecar = read_sidecar(path)
        names = (
            frozenset(Path(file.name).name.casefold() for file in sidecar.files) if sidecar else frozenset()
        )
        known = version, _Told(frozenset(fingerprints_of(sidecar)), names) if sidecar else None
        _read[path] = known
    return known[1]


def _is_known(path: Path, known: set[str]) -> bool:
    return bool({path.stem.casefold(), path.name.casefold()} & known)


def _first_file(path: Path, sidecar: Sidecar | None) -> Clip | Flaw:
    """The clip of a sidecar, also where its file has another name by now; else what is wrong."""
    if sidecar is None:
        return _ill(path, None) or Flaw(path, _unreadable(path))
    first = sidecar.files[0]
    if Path(first.name).name != first.name:
        return Flaw(path, "names a file outside of its folder")
    at = clips.file_of(path.parent.absolute(), first)
    for candidate in (at, *_same_size(path.parent, first)):
        if clip := clips.load_as(path, candidate):
            return clip
    flaw = _ill(at, first) or Flaw(at, "holds no picture that can be decoded")
    return (
        replace(flaw, remedy=f"{_RESTORE} Or delete {path.name} as well: then the clip is new.")
        if flaw.problem == _GONE
        else flaw
    )


def _same_size(folder: Path, file: ClipFile) -> Iterator[Path]:
    for entry in os.scandir(folder):
        with suppress(OSError):
            if entry.is_file() and entry.stat().st_size == file.size and Path(entry.path).suffix != ".json":
                yield Path(entry.path)


def _unreadable(path: Path) -> str:
    with suppress(OSError, msgspec.MsgspecError, ValueError, RecursionError):
        version = msgspec.json.decode(sidecar_text(path), type=dict[str, object]).get("omnivid")
        if isinstance(version, int) and version > VERSION:
            return "was written by a newer omnivid-jupyter, which has to be installed here"
    return "is damaged: it no longer says what its clip is"


def _ill(path: Path, file: ClipFile | None) -> Flaw | None:
    """What is wrong with a file itself; `file` is what its sidecar says of it, None for a sidecar."""
    try:
        info = path.stat()
        if not stat.S_ISREG(info.st_mode):
            return Flaw(path, "is not a file")
        with path.open("rb") as opened:
            head = opened.read(200)
    except FileNotFoundError:
        return _missing(path)
    except ValueError:
        return Flaw(path, "has a name that no file can have")
    except OSError as error:
        return Flaw(path, f"cannot be read: {error.strerror}", _ALLOW)
    if found := pointer(head):
        return Flaw(path, f"is {found[0]}, not the file itself", found[1])
    if not head:
        remedy = "Let the cloud drive that it is on download it, or copy it again."
        return Flaw(path, "is empty: a placeholder, or a copy that failed", remedy)
    if file is None:
        return None
    if info.st_size < file.size:
        return Flaw(path, f"is cut off: it has {info.st_size} of {file.size} bytes")
    if info.st_size != file.size or files.digest(path, file.size) != file.sha256:
        return Flaw(path, "is another file than the one that its sidecar describes")
    return None


def _missing(path: Path) -> Flaw:
    if path.is_symlink():
        annexed = "annex" in os.readlink(path)
        remedy = "git annex get fetches it." if annexed else _RESTORE
        return Flaw(path, "is a link to a file that is not here", remedy)
    for name, where, remedy in _STANDINS:
        if path.with_name(name.format(path.name)).exists():
            return Flaw(path, where, remedy)
    return Flaw(path, _GONE)
