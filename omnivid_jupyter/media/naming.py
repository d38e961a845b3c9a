"""Files by the names that people read: the same letters, however a file system or an archive writes them down.

macOS and what it packs write accented letters in two parts, some tools write every name in capitals, and a name that
was typed may have an ordinary blank where the file has a no-break one.
"""

from __future__ import annotations

import os
from pathlib import Path

from omnivid_jupyter.providers.identity import same_text

__all__ = ["file_called", "part_name", "reads_alike"]


def reads_alike(name: str, other: str) -> bool:
    """Whether two names differ in the form of their letters at most."""
    return name == other or same_text(name) == same_text(other)


def file_called(path: Path, *, any_case: bool = False) -> Path:
    """What there is under this path, or under the only one that reads like it; else the path itself.

    `any_case`: capitals do not count, for a file that is told by its bytes anyway.
    """
    if os.path.lexists(path) or path == path.parent:
        return path
    folder = file_called(path.parent)
    try:
        names = os.listdir(folder)
    except (OSError, ValueError):  # ValueError: a name that no file can have
        return path
    if any_case:  # of many names few have to be compared letter by letter
        ending = path.suffix.casefold()
        names = [name for name in names if ending in name.casefold()]
    for fold in (str, str.casefold) if any_case else (str,):
        wanted = fold(same_text(path.name))
        alike = [name for name in names if fold(same_text(name)) == wanted]
        if len(alike) == 1:
            return folder / alike[0]
    return path


def part_name(job_id: str, index: int | str) -> str:
    """What a file is called while it is being fetched: whoever goes on with the job goes on with this name."""
    return f".omnivid-{job_id}-{index}.part"
