"""Keeps stars and notes that people give in a sheet which is shown as plain HTML, as long as the kernel lives.

A sheet's HTML has no way to its kernel, and a widget in its place would not outlive the kernel. So one widget that is
never displayed stands beside all sheets of a session: its script (keeper.js) hears the events of their scripts, and no
output of the notebook holds anything of it. Where there are no widgets, sheets stay as they were saved, and say so.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Protocol

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.errors import OmnividError
from omnivid_jupyter.markup import plain
from omnivid_jupyter.media.ratings import Rating, rate
from omnivid_jupyter.views.place import place
from omnivid_jupyter.views.player import in_colab
from omnivid_jupyter.views.scripts import script

__all__ = ["changes_of", "keep", "rated"]

_KEPT = 200  # sheets whose pages may still judge
_WHERE = "What you give is kept beside the clip's file."


class _Shown(Protocol):
    """A sheet, as far as its page needs the kernel."""

    name: str

    def clip(self, number: int) -> Clip | None:
        """The clip of an entry as the page numbers them."""


_sheets: dict[str, _Shown] = {}


def keep(sheet: _Shown) -> None:
    """Have judgements kept that come from this sheet's page, where there is one that can send them."""
    if place() != "page" or in_colab():
        return
    try:
        _widget()
    except ImportError:  # no widgets here: the page says that nothing is kept
        return
    _sheets[sheet.name] = sheet
    while len(_sheets) > _KEPT:
        del _sheets[next(iter(_sheets))]


def changes_of(message: Mapping[str, Any]) -> dict[str, Any]:
    """What a page wants to have changed of a rating, as far as it can be meant; `rate` judges the values."""
    kinds: dict[str, type] = {"stars": int, "note": str, "rejected": bool}
    return {name: message[name] for name, kind in kinds.items() if type(message.get(name)) is kind}


def rated(rating: Rating) -> dict[str, Any]:
    """A rating as pages are told of it."""
    return {"stars": rating.stars or 0, "remark": plain(rating.note or ""), "rejected": rating.rejected}


def answer(message: Mapping[str, Any]) -> dict[str, Any] | None:
    """What is answered to a page's message; None to what is not meant for this kernel."""
    sheet = _sheets.get(str(message.get("sheet")))
    if sheet is None:
        return None
    match message:
        case {"type": "sheet"}:
            return {"type": "keeper", "sheet": sheet.name, "where": _WHERE}
        case {"type": "rate", "entry": int(number)} if clip := sheet.clip(number):
            about = {"type": "rated", "sheet": sheet.name, "entry": number}
            try:
                return about | rated(rate(clip.path, **changes_of(message)))
            except OmnividError as error:
                return about | {"error": plain(error)}
    return None


@cache
def _widget() -> Any:
    """The widget of this session; importing anywidget takes half a second."""
    import anywidget

    class KeeperWidget(anywidget.AnyWidget):
        _esm = script("views/keeper.js")

    def receive(widget: Any, message: Mapping[str, Any], buffers: object) -> None:
        if reply := answer(message):
            widget.send(reply)

    widget = KeeperWidget()
    widget.on_msg(receive)
    return widget
