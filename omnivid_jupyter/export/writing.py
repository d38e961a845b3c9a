"""Writing an export: whole or not at all, and never over somebody's own file.

Only what bears `MARK`, an earlier export, is replaced.
"""

from __future__ import annotations

import os
import secrets
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from omnivid_jupyter.errors import ConfigurationError, InvalidRequestError
from omnivid_jupyter.media.files import regular, sync
from omnivid_jupyter.views.player import shown_path

__all__ = ["MARK", "check_target", "write"]

#: In the head of a page and the comment of an archive: who made it.
MARK = "omnivid-jupyter export"
_ENDINGS = (".html", ".zip")
_HEAD = 1000  # bytes of a page in which the mark stands


def check_target(path: Path) -> Path:
    """The path, if an export may be written there. Raises `InvalidRequestError`."""
    shown = shown_path(path)
    if path.is_dir():
        raise _refused(f"{shown} is a folder.", f"Name a file in it, such as {path.name}.html.")
    if path.suffix.lower() not in _ENDINGS:
        raise _refused(
            f"{shown} is neither a .html nor a .zip file.",
            "FILE.html is one page to look at; FILE.zip is the notebook with its clips.",
        )
    if not path.parent.is_dir():
        raise _refused(f"There is no folder {shown_path(path.parent)}.", "Make it, or name another one.")
    if path.exists() and not _is_export(path):
        raise _refused(
            f"{shown} is there already and is no earlier export: it is left alone.",
            "Name another file, or remove that one.",
        )
    return path


def write(path: Path, fill: Callable[[BinaryIO], object]) -> int:
    """Write a file by `fill` and give it its name when it is whole; returns its size. Raises `ConfigurationError`."""
    part = path.with_name(f".{path.name}-{secrets.token_hex(4)}.part")
    try:
        try:
            with part.open("xb") as file:
                fill(file)
                sync(file)
            size = part.stat().st_size
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"{shown_path(path)} cannot be written: {error.strerror or error}.", hint="Name another file."
        ) from error
    return size


def _is_export(path: Path) -> bool:
    try:
        with regular(path) as file:
            if path.suffix.lower() == ".html":
                return MARK.encode() in file.read(_HEAD)
            with zipfile.ZipFile(file) as archive:
                return archive.comment.startswith(MARK.encode())
    except (OSError, zipfile.BadZipFile):
        return False


def _refused(sentence: str, hint: str) -> InvalidRequestError:
    return InvalidRequestError(sentence, field="path", hint=hint)
