"""Other folders that a request may have its clip in: those into which somebody sorted a clip folder's clips, and, where
nobody tells which folder is the notebook's, other clip folders.

papermill, for one, runs `week1/boats.ipynb` from another working directory than the one in which the notebook was
written; its clips are in `week1/omnivid-clips` all the same.

The look is bounded in depth, folders and time, the near ones first, and follows no link.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from omnivid_jupyter import clock
from omnivid_jupyter.media.looks import once

__all__ = ["folders_below", "folders_of"]

_LEVELS, _SORTED = 2, 50  # of folders in a clip folder, and how many there may be in one look
_DEPTH = 4
_FOLDERS = 2_000
_SECONDS = 1.0
_KEPT = 10.0  # seconds for which the answer stands: a thousand requests at once look once
#: Folders of programs, in which nobody keeps notebooks; hidden ones are left out as well.
_OTHERS = {"node_modules", "__pycache__", "site-packages"}
_ENVIRONMENT = {"pyvenv.cfg", "conda-meta"}

_Look = tuple[Path, str, float, tuple[Path, ...]]
_last: list[_Look] = []


def folders_of(folder: Path) -> Iterator[Path]:
    """A clip folder, then the folders in it, into which somebody may have sorted clips, and those in them.

    Hidden ones are left out. What is in it is looked for whenever it is asked for, and only then; in one look once.
    """
    yield folder
    yield from once(("folders", folder), lambda: tuple(_sorted_into(folder)))


def _sorted_into(folder: Path) -> Iterator[Path]:
    return islice(look_below(folder, None, depth=_LEVELS - 1), _SORTED)


def folders_below(base: Path, name: str) -> tuple[Path, ...]:
    """The folders called `name` in `base` and below it, the near ones first."""
    for where, what, when, found in _last[-1:]:
        if (where, what) == (base, name) and clock.monotonic() - when < _KEPT:
            return found
    folders = tuple(look_below(base, name))
    _last[:] = [(base, name, clock.monotonic(), folders)]
    return folders


def look_below(
    base: Path, name: str | None, *, depth: int = _DEPTH, folders: int = _FOLDERS, seconds: float = _SECONDS
) -> Iterator[Path]:
    """Look for folders called `name` (None: all): `depth` levels down, in so many `folders` and `seconds` at most."""
    until = clock.monotonic() + seconds
    ahead = deque([(base, 0)])
    for _ in range(folders):
        if not ahead or clock.monotonic() > until:
            return
        folder, level = ahead.popleft()
        for below in _subfolders(folder, until):
            if name in (None, below.name):
                yield below
            if below.name != name and level < depth:
                ahead.append((below, level + 1))


def _subfolders(folder: Path, until: float) -> list[Path]:
    """The folders in a folder that may hold notebooks: none in a virtual environment, or one that cannot be read."""
    found = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name in _ENVIRONMENT:
                    return []
                if clock.monotonic() > until:
                    break
                if entry.is_dir(follow_symlinks=False) and _may_hold_notebooks(entry):
                    found.append(Path(entry.path))
    except OSError:
        return []
    return sorted(found)


def _may_hold_notebooks(entry: os.DirEntry[str]) -> bool:
    if entry.name.startswith(".") or entry.name in _OTHERS:
        return False
    is_junction = getattr(entry, "is_junction", None)  # Python 3.12; a link of Windows
    return not (is_junction and is_junction())
