"""The notebook that an archive holds: where it is, and whether it can be given away as it is.

A kernel is not told which notebook it runs; `whereabouts` finds what others tell of it.

The notebook goes along byte for byte as it is on the disk, or not at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from IPython.core.getipython import get_ipython

from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.export.collection import Collection
from omnivid_jupyter.export.secrets import refuse_keys
from omnivid_jupyter.media import files
from omnivid_jupyter.net.keys import somebody_is_there
from omnivid_jupyter.settings import folder_at
from omnivid_jupyter.views.player import shown_path
from omnivid_jupyter.whereabouts import notebook_place

__all__ = ["Source", "find_notebook"]

_ENDING = ".ipynb"
_LARGEST = 500_000_000  # bytes of a notebook, its outputs included
_HINT = "Name it: %omnivid export FILE.zip --notebook NAME.ipynb."


@dataclass(frozen=True, slots=True)
class Source:
    """A notebook on the disk. `guessed` says that nobody named it: it is the only one in the folder."""

    path: Path
    content: bytes
    cells: tuple[dict[str, Any], ...]
    guessed: bool = False

    def notes(self, collected: Collection) -> Iterator[str]:
        """Sentences about what the reader of this notebook will not see."""
        if self.guessed:
            yield f"{self.path.name} was taken, the only notebook in this folder."
        if not somebody_is_there():
            if not any(cell.get("outputs") for cell in self.cells):
                yield f"{self.path.name} is packed without outputs: this run has not written them yet."
        elif self._is_older(collected):
            yield f"{self.path.name} was last saved before its newest cells ran: save it and export again."

    def _is_older(self, collected: Collection) -> bool:
        """Whether a clip came after the last save, or the cell that runs now is not in the file."""
        newest = max(one.listed.created for one in collected.exported)
        return newest > self.path.stat().st_mtime or not self._holds(_running_cell())

    def _holds(self, code: str | None) -> bool:
        return code is None or any(_text(cell).strip() == code.strip() for cell in self.cells)


def find_notebook(named: str | Path | None) -> Source:
    """The notebook that was named, or the one that runs. Raises `InvalidRequestError` for none, or one with a key."""
    if named is not None:
        return _read(folder_at(named, "the notebook", _HINT))
    place = notebook_place()
    if place and place.notebook and place.notebook.suffix == _ENDING:
        return _read(place.notebook.absolute())
    folder = folder_at(".", "the notebook", _HINT)
    here = sorted(path for path in files.listed(folder, f"*{_ENDING}") if path.is_file())
    if len(here) == 1:
        return _read(here[0], guessed=True)
    there = f"there are {len(here)} in this folder" if here else "there is none in this folder"
    raise InvalidRequestError(
        f"It cannot be told which notebook this is, and {there}.", field="notebook", hint=_HINT
    )


def _read(path: Path, *, guessed: bool = False) -> Source:
    try:
        content = files.content(path, _LARGEST)
        text = content.decode("utf-8")
        cells = tuple(json.loads(text)["cells"])
        places = _places(path.name, text, cells)
    except OSError as error:
        raise _unusable(path, f"cannot be read: {error.strerror or error}") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _unusable(path, "is not a notebook") from None
    refuse_keys(places)
    return Source(path, content, cells, guessed)


def _places(name: str, text: str, cells: tuple[dict[str, Any], ...]) -> dict[str, str]:
    """The parts of a notebook as JSON, by what they are called; the whole comes last."""
    places = {}
    for number, cell in enumerate(cells, start=1):
        for part, where in (("source", f"cell {number}"), ("outputs", f"the output of cell {number}")):
            places[f"{where} of {name}"] = json.dumps(cell.get(part), ensure_ascii=False)
    return {**places, name: text}


def _unusable(path: Path, why: str) -> InvalidRequestError:
    return InvalidRequestError(f"{shown_path(path)} {why}.", field="notebook", hint=_HINT)


def _running_cell() -> str | None:
    """The text of the cell that runs now; None outside of IPython."""
    shell = get_ipython()
    inputs = shell.history_manager.input_hist_raw if shell and shell.history_manager else []
    return inputs[-1] if len(inputs) > 1 else None


def _text(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)
