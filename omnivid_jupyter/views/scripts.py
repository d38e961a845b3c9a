"""The scripts and styles of the rooms, as the one text each that a page is given.

A script is a file and the files that it imports. There is no build step: they are put behind one another, what
is imported before what imports it, and the words `import … from` and `export` in between are left out.

What would not mean the same when it is joined is refused. A file imports by `import { a, b } from "./other.js";`
(or "../room/other.js"), on one line and under the same names; an imported file exports functions and constants where
it makes them. (Two files that make the same name are refused by the browser.)
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

__all__ = ["join", "script", "style"]

_PACKAGE = Path(__file__).parent.parent

_IMPORT = re.compile(r'^import \{ \w+(?:, \w+)* \} from "((?:\./|\.\./\w+/)\w+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?function |const )", re.MULTILINE)
_LEFT_OVER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


@cache
def script(name: str) -> str:
    """The script `name` (its room and file, such as "views/live.js") with all that it imports."""
    return join(_PACKAGE / name)


@cache
def style(name: str) -> str:
    """How what `name` draws looks: the .css files that are called as its .js files are."""
    sheets = [path.with_suffix(".css") for path in _files(_PACKAGE / name)]
    return "\n".join(sheet.read_text("utf-8") for sheet in sheets if sheet.exists())


def join(path: Path) -> str:
    """A script and all that it imports, as one module. Raises ValueError for what cannot be joined."""
    texts = []
    for file in _files(path):
        text = _IMPORT.sub("", file.read_text("utf-8"))
        if file != path:
            text = _EXPORT.sub("", text)
        left = [line for line in _LEFT_OVER.findall(text) if file != path or line.startswith("import")]
        if left:
            raise ValueError(f"{file.name} cannot be joined: {left[0]}")
        texts.append(text)
    return "\n".join(texts)


def _files(path: Path) -> list[Path]:
    """A script's files, each once and behind all that it imports."""
    found: list[Path] = []
    begun: set[Path] = set()

    def add(file: Path) -> None:
        if file in begun:
            return
        begun.add(file)
        for name in _IMPORT.findall(file.read_text("utf-8")):
            add((file.parent / name).resolve())
        found.append(file)

    add(path)
    return found
