"""How IPython shows a list of clips: as their contact sheet, not as a wall of text.

Only a list or a tuple that holds clips and nothing else, and that is shown itself: within anything else it is written
as ever. Any other list costs a look at its first item.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

__all__ = ["install", "uninstall"]

_KINDS = (list, tuple)
_Printer = Callable[[Any, Any, bool], None]
_before: dict[type, _Printer] = {}


def install(shell: InteractiveShell) -> None:
    """Show lists of clips this way."""
    formatter: Any = shell.display_formatter
    for kind in _KINDS:
        formatter.mimebundle_formatter.for_type(kind, _bundle)
        printers = formatter.formatters["text/plain"].type_printers
        if printers.get(kind) is not _print:
            _before[kind] = printers[kind]
            printers[kind] = _print


def uninstall(shell: InteractiveShell) -> None:
    """Show them as IPython does."""
    formatter: Any = shell.display_formatter
    for kind in _KINDS:
        if formatter.mimebundle_formatter.type_printers.get(kind) is _bundle:
            formatter.mimebundle_formatter.pop(kind)
        printers = formatter.formatters["text/plain"].type_printers
        if printers.get(kind) is _print:
            printers[kind] = _before.pop(kind)


def _are_clips(many: Any) -> bool:
    room = sys.modules.get("omnivid_jupyter.clip")  # whoever has a clip has imported it
    if room is None or type(many) not in _KINDS or not many:
        return False
    return all(isinstance(each, room.Clip) for each in many)


def _bundle(many: Any) -> Any:
    if not _are_clips(many):
        return {}, {}
    from omnivid_jupyter.views.sheet import sheet_of

    return sheet_of(many)._repr_mimebundle_(), {}


def _print(many: Any, printer: Any, cycle: bool) -> None:
    if len(printer.stack) > 1 or not _are_clips(many):
        _before[list if isinstance(many, list) else tuple](many, printer, cycle)
        return
    from omnivid_jupyter.views.sheet import sheet_of

    printer.text(repr(sheet_of(many)))
