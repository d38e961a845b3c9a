"""The sidecar of a task's files: what it says, and how it is read.

A sidecar is other people's data. It has bounds, and what cannot be in one of ours is left out.
"""

from __future__ import annotations

import json
from pathlib import Path

import msgspec

from omnivid_jupyter.media import files
from omnivid_jupyter.providers.identity import fingerprint
from omnivid_jupyter.providers.prices import charge
from omnivid_jupyter.providers.wire import DEAREST
from omnivid_jupyter.request import VideoRequest

__all__ = [
    "LARGEST_SIDECAR",
    "MOST_FILES",
    "VERSION",
    "ClipFile",
    "Sidecar",
    "fingerprints_of",
    "read_sidecar",
    "sidecar_text",
]

#: The version of the sidecars' format.
VERSION = 1
#: What a sidecar of ours cannot have: so many bytes, so many files, such a time (the year 9999), such a sum.
LARGEST_SIDECAR = 4 * 1024 * 1024
MOST_FILES = 1000
_LATEST = 253_402_300_799.0


class ClipFile(msgspec.Struct):
    """One file of a task: its name in the folder, size in pixels, seconds and bytes, and SHA-256 in hex.

    `place` is that in the service's list of results (sidecars of before have none: it is that in theirs).
    """

    name: str
    media_type: str
    width: int
    height: int
    duration: float | None
    size: int
    sha256: str
    place: int | None = None


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
    files: list[ClipFile]
    job_id: str | None = None  # sidecars of before have none


def read_sidecar(path: Path) -> Sidecar | None:
    """What a sidecar says, unchecked: its files may be damaged or gone. None where it is none of ours."""
    try:
        sidecar = msgspec.json.decode(sidecar_text(path), type=Sidecar)
    except (OSError, msgspec.DecodeError, UnicodeError, RecursionError):
        return None  # another program's file, or a sidecar that somebody damaged
    if sidecar.omnivid != VERSION or not 1 <= len(sidecar.files) <= MOST_FILES:
        return None
    return _plausible(sidecar)


def sidecar_text(path: Path) -> str:
    """The text of a sidecar, in whichever encoding an editor saved it. Raises OSError and UnicodeError."""
    content = files.content(path, LARGEST_SIDECAR)
    return content.decode(json.detect_encoding(content))


def _plausible(sidecar: Sidecar) -> Sidecar:
    """The sidecar without times and sums that cannot be: nothing vouches for them, and they are sorted and shown."""
    if not 0 <= sidecar.created <= _LATEST:
        sidecar.created = 0.0
    if not 0 <= (sidecar.cost or 0) <= DEAREST:
        sidecar.cost = None
    if not 0 <= (sidecar.credits or 0) <= DEAREST:
        sidecar.credits = None
    sidecar.cost, sidecar.credits = charge(sidecar.model, sidecar.cost, sidecar.credits)
    return sidecar


def fingerprints_of(sidecar: Sidecar) -> set[str]:
    """The fingerprints of a sidecar's request: the one that was written down, and the one that it has now."""
    return {sidecar.fingerprint, fingerprint(sidecar.request)}
