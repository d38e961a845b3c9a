"""The clip folder: where finished files lie and what they are called.

The one rule: a name tells which prompt made the clip and belongs to these very bytes' task, so that two clips
never share one and a browser never shows an older clip under a newer name.
"""

from __future__ import annotations

import hashlib
import os
import unicodedata
from pathlib import Path

import msgspec

from omnivid_jupyter.errors import ConfigurationError
from omnivid_jupyter.request import VideoRequest

__all__ = ["file_name", "keep", "open_folder"]

_SLUG_BYTES = 60


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
    return folder


def file_name(request: VideoRequest, task_id: str, index: int, extension: str) -> str:
    """`<slug>-<hash>.<extension>`: words of the prompt; a hash of request, task and the result's place."""
    identity = msgspec.json.encode([request, task_id, index])
    return f"{_slug(request.prompt) or 'clip'}-{hashlib.sha256(identity).hexdigest()[:10]}.{extension}"


def _slug(prompt: str) -> str:
    """The prompt's letters and digits, of any script, in a form that every file system takes."""
    text = unicodedata.normalize("NFC", prompt).lower()
    words = "".join(c if c.isalnum() else " " for c in text).split()
    slug = "-".join(words)
    cut = slug.encode()[:_SLUG_BYTES].decode(errors="ignore")
    if len(cut) < len(slug) and "-" in cut:
        cut = cut.rpartition("-")[0]  # end with a whole word
    return cut.strip("-")


def keep(part: Path, name: str) -> Path:
    """Give a whole file its name, atomically, and have the folder remember it through a power cut."""
    path = part.with_name(name)
    os.replace(part, path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    return path
