"""Loading and unloading the extension: where the pieces meet IPython.

The one rule: what `load` adds, `unload` takes away; doing either twice is harmless.
"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any

from omnivid_jupyter.engine.engine import engine
from omnivid_jupyter.notebook import waiting
from omnivid_jupyter.notebook.cell import run_cell
from omnivid_jupyter.notebook.commands import help_text, run_command
from omnivid_jupyter.notebook.completion import complete
from omnivid_jupyter.providers.address import is_demo
from omnivid_jupyter.saying import say
from omnivid_jupyter.settings import settings

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

__all__ = ["load", "unload"]

MAGIC = "omnivid"
_HOOK_KEYS = (f"%{MAGIC}", f"%%{MAGIC}")


def load(shell: InteractiveShell) -> None:
    """Register the cell, the line, Tab completion, the settings, and the way cells wait."""

    def omnivid(line: str, cell: str | None = None) -> Any | Awaitable[None]:
        return run_command(line) if cell is None else run_cell(line, cell, shell.user_ns)

    omnivid.__doc__ = help_text()
    shell.magics_manager.register_function(omnivid, "line_cell", MAGIC)
    for key in _HOOK_KEYS:
        shell.set_hook("complete_command", complete, str_key=key)  # type: ignore[no-untyped-call]
    if settings not in _configurables(shell):
        _configurables(shell).append(settings)
        settings.update_config(shell.config)  # what the configuration files of IPython say
    waiting.install(shell, MAGIC)
    if line := _unfinished():
        say(line)


def unload(shell: InteractiveShell) -> None:
    """Take all of it away again."""
    waiting.uninstall(shell, MAGIC)
    if settings in _configurables(shell):
        _configurables(shell).remove(settings)
    for key in _HOOK_KEYS:
        shell.strdispatchers["complete_command"].strs.pop(key, None)
    for kind in ("line", "cell"):
        shell.magics_manager.magics[kind].pop(MAGIC, None)


def _configurables(shell: InteractiveShell) -> list[Any]:
    """What `%config` knows of."""
    return shell.configurables


def _unfinished() -> str | None:
    """One quiet line when tasks wait for somebody to fetch them; without a journal none can."""
    left = engine().unfinished() if engine().journal.exists else []
    if not left:
        return None
    paid = "" if any(is_demo(entry.model) for entry in left) else "paid "
    tasks, them = (f"1 {paid}task is", "it") if len(left) == 1 else (f"{len(left)} {paid}tasks are", "them")
    return f"omnivid: {tasks} not finished. %omnivid resume goes on with {them}."
