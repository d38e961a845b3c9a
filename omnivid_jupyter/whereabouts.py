"""Where the notebook lies that this kernel runs, as far as anybody tells.

No kernel is told that by itself. Those who start one leave word, each in another way:

    VS Code           a variable in the notebook, `__vsc_ipynb_file__`
    papermill         a parameter, where `--inject-paths` asks for it
    Jupyter's server  `JPY_SESSION_NAME` (JupyterLab, Notebook, their relatives in PyCharm, Spyder and hubs)
    Quarto            the document's folder and file

A terminal, Colab, nbclient and papermill as it is called mostly leave none.

What is told counts only where it leads to a folder of this machine. Where the working directory
is now has no part in it.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["VS_CODE", "Place", "notebook_place", "shell", "started_in", "where_told"]

_ADDRESS = re.compile(r"[\w+.-]+://")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_SHARED = "RTC:"  # what jupyter-collaboration puts before a path
_SERVER = "JPY_SESSION_NAME"
VS_CODE = "__vsc_ipynb_file__"


@dataclass(frozen=True, slots=True)
class Place:
    """The notebook's `folder`, the `notebook` itself where it is there under the name that was told, and who told."""

    folder: Path
    notebook: Path | None
    told_by: str


def notebook_place() -> Place | None:
    """The place of the running notebook; None where nobody tells it, or only one on another machine.

    Of several the surest, and rather one where the notebook is.
    """
    told = (_place(told_by, value) for told_by, value in where_told())
    places = [place for place in told if place]
    return next((place for place in places if place.notebook), places[0] if places else None)


def where_told() -> Iterator[tuple[str, str]]:
    """Who tells a place, and what, the surest first; not all of it need be true here."""
    variables = _variables()
    for told_by, source in (
        (VS_CODE, variables),
        ("PAPERMILL_INPUT_PATH", variables),
        ("PAPERMILL_INPUT_PATH", os.environ),
        (_SERVER, os.environ),
    ):
        value = source.get(told_by)
        if isinstance(value, (str, os.PathLike)) and str(value):
            yield told_by, str(value)
    if folder := os.environ.get("QUARTO_DOCUMENT_PATH"):
        yield "QUARTO_DOCUMENT_PATH", os.path.join(folder, os.environ.get("QUARTO_DOCUMENT_FILE", ""))


def _place(told_by: str, value: str) -> Place | None:
    if _ADDRESS.match(value) or "\0" in value or (_DRIVE.match(value) and os.name != "nt"):
        return None
    try:
        path = Path(value.removeprefix(_SHARED))
        if not path.is_absolute():
            return _from_start(told_by, path)
        if path.is_dir():  # a server that was told no name
            return Place(path, None, told_by)
        return Place(path.parent, path if path.is_file() else None, told_by) if path.parent.is_dir() else None
    except OSError:
        return None


def _from_start(told_by: str, path: Path) -> Place | None:
    """The place of a relative path: as seen from where the kernel was started, or from a folder above that."""
    start = started_in()
    for base in (start, *start.parents):
        if (base / path).is_file():
            return Place((base / path).parent, base / path, told_by)
    # An older server names its session, not a file; it starts the kernel in the notebook's folder.
    above = path.parent.parts
    if told_by == _SERVER and start.parts[len(start.parts) - len(above) :] == above:
        return Place(start, None, told_by)
    return None


def started_in() -> Path:
    """The working directory in which this kernel was started."""
    started = getattr(shell(), "starting_dir", None)
    return Path(started) if started else Path.cwd()


def _variables() -> dict[str, Any]:
    return getattr(shell(), "user_ns", None) or {}


def shell() -> Any:
    """The running IPython; None in a script, which need not load it for this."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None
