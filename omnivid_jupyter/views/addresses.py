"""Where a page finds a file: its address as seen from the notebook, and why a server may not give it out.

A relative address is read from the notebook's folder, wherever the kernel's working directory is by now (`%cd`).
Jupyter's server gives out what lies in its own folder, and nothing that is hidden there.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from urllib.parse import quote

from omnivid_jupyter.whereabouts import VS_CODE, notebook_place, started_in

__all__ = ["file_url", "unserved"]

_SERVERS = (("jpserver", "root_dir"), ("nbserver", "notebook_dir"))
_LARGEST = 100_000  # bytes of what a server writes down about itself


def file_url(path: Path) -> str:
    """The file's address as seen from the notebook's folder, else from where the kernel was started."""
    try:
        return quote(os.fsencode(_seen(path).as_posix()))
    except (ValueError, OSError):  # Windows: another drive; or there is no working directory any more
        return path.absolute().as_uri()


def unserved(path: Path) -> str | None:
    """Why a page cannot load the file by its address, in words; None where nothing is known against it."""
    place = notebook_place()
    if place and place.told_by == VS_CODE:
        return None  # it reads files without a server
    try:
        absolute, seen = Path(os.path.abspath(path)), _seen(path)
    except ValueError:
        return "it lies on another drive"
    except OSError:
        return None
    root = _root()
    if root and not absolute.is_relative_to(root) and not absolute.resolve().is_relative_to(root.resolve()):
        return f"it lies outside of {root}, the folder that Jupyter's server gives out"
    below = absolute.relative_to(root) if root and absolute.is_relative_to(root) else seen
    hidden = next((part for part in below.parts if part.startswith(".") and part not in (".", "..")), None)
    return f"Jupyter's server gives out nothing of hidden folders ({hidden})" if hidden else None


def _seen(path: Path) -> Path:
    place = notebook_place()
    return Path(os.path.relpath(path, place.folder if place else started_in()))


def _root() -> Path | None:
    """The folder of the server that started this kernel, as far as the server wrote it down."""
    paths, server = sys.modules.get("jupyter_core.paths"), os.environ.get("JPY_PARENT_PID", "")
    if paths is None or not server.isdecimal():
        return None
    for name, key in _SERVERS:
        try:
            with open(os.path.join(paths.jupyter_runtime_dir(), f"{name}-{server}.json"), "rb") as file:
                root = json.loads(file.read(_LARGEST))[key]
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            continue
        if isinstance(root, str) and os.path.isdir(root):
            return Path(root)
    return None
