"""The names that a prompt may use: those that Python itself would find where the cell is run.

In a cell of the notebook these are its variables. A function that runs a cell by itself has names of its own, and
so have the functions around it. Where it cannot be told whose name is meant, none is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import CodeType, FrameType
from typing import Any

from omnivid_jupyter.template import Unseen

__all__ = ["Scope", "caller_of"]

_INNER = ".<locals>"
_LIBRARIES = ("IPython", __name__.partition(".")[0])


class Scope(Mapping[str, Any]):
    """The names seen from `frame` (None: those of the notebook alone), the innermost first."""

    def __init__(self, frame: FrameType | None, notebook: Mapping[str, Any]) -> None:
        self._notebook = notebook
        self._globals: Mapping[str, Any] = frame.f_globals if frame else notebook
        self._code = frame.f_code if frame else None
        self._locals: list[tuple[CodeType, dict[str, Any]]] = []
        self._lost: str | None = None
        while frame:
            code = frame.f_code
            self._locals.append((code, dict(frame.f_locals)))
            if _INNER not in code.co_qualname:
                break
            if (around := _around(frame)) is None:
                self._lost = code.co_qualname.rpartition(_INNER)[0].replace(_INNER, "")
            frame = around

    def __getitem__(self, name: str) -> Any:
        for code, values in self._locals:
            if name in values:
                return values[name]
            if name in (*code.co_varnames, *code.co_cellvars):
                raise Unseen(f"in {code.co_name} it has no value yet")
        if self._lost and self._code and name not in self._code.co_names:
            where = self._code.co_name
            raise Unseen(f"it may be a name of {self._lost}, and {where} does not use it: pass it to {where}")
        return self._globals[name] if name in self._globals else self._notebook[name]

    def __iter__(self) -> Iterator[str]:
        names = dict.fromkeys(name for _, values in self._locals for name in values)
        return iter(names | dict.fromkeys(self._globals) | dict.fromkeys(self._notebook))

    def __len__(self) -> int:
        return len(list(iter(self)))


def caller_of(frame: FrameType | None) -> FrameType | None:
    """The frame of the code that has the cell run: the first that is neither IPython's nor this package's."""
    while frame and str(frame.f_globals.get("__name__")).partition(".")[0] in _LIBRARIES:
        frame = frame.f_back
    return frame


def _around(frame: FrameType) -> FrameType | None:
    """The running function in which the function of a frame is written; None where that has returned."""
    outer = frame.f_back
    while outer and frame.f_code not in outer.f_code.co_consts:
        outer = outer.f_back
    return outer
