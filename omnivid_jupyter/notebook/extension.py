"""Loading and unloading the extension: where the pieces meet IPython.

What `load` adds, `unload` takes away; doing either twice is harmless.
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any

from omnivid_jupyter.engine.engine import engine
from omnivid_jupyter.errors import ConfigurationError
from omnivid_jupyter.notebook import waiting
from omnivid_jupyter.notebook.cell import run_cell
from omnivid_jupyter.notebook.commands import help_text, run_command
from omnivid_jupyter.notebook.completion import complete
from omnivid_jupyter.notebook.scope import Scope, caller_of
from omnivid_jupyter.providers.address import is_demo
from omnivid_jupyter.saying import say
from omnivid_jupyter.settings import settings

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

__all__ = ["load", "unload"]

MAGIC = "omnivid"
_MARK = "\ufeff"
_HOOK_KEYS = (f"%{MAGIC}", f"%%{MAGIC}")


def load(shell: InteractiveShell) -> None:
    """Register the cell, the line, Tab completion, the settings, and the way cells wait."""

    def omnivid(line: str, cell: str | None = None) -> Any | Awaitable[None]:
        if cell is None:
            return run_command(line)
        names = Scope(caller_of(sys._getframe(1)), shell.user_ns)
        return run_cell(line, cell, shell.user_ns, names)

    omnivid.__doc__ = help_text()
    shell.magics_manager.register_function(omnivid, "line_cell", MAGIC)
    for key in _HOOK_KEYS:
        shell.set_hook("complete_command", complete, str_key=key)  # type: ignore[no-untyped-call]
    if settings not in _configurables(shell):
        _configurables(shell).append(settings)
        settings.update_config(shell.config)  # what the configuration files of IPython say
    if _with_body not in shell.input_transformers_cleanup:
        shell.input_transformers_cleanup.append(_with_body)
    waiting.install(shell, MAGIC)
    if line := _unfinished():
        say(line)


def unload(shell: InteractiveShell) -> None:
    """Take all of it away again."""
    waiting.uninstall(shell, MAGIC)
    if _with_body in shell.input_transformers_cleanup:
        shell.input_transformers_cleanup.remove(_with_body)
    if settings in _configurables(shell):
        _configurables(shell).remove(settings)
    for key in _HOOK_KEYS:
        shell.strdispatchers["complete_command"].strs.pop(key, None)
    for kind in ("line", "cell"):
        shell.magics_manager.magics[kind].pop(MAGIC, None)


def _with_body(lines: list[str]) -> list[str]:
    """A cell as IPython takes it: without a byte order mark, which some editors begin a file with, and with a body.

    A first line alone would be refused, and people sent to `%omnivid`.
    """
    if lines and lines[0].startswith(f"{_MARK}%%{MAGIC}"):
        lines = [lines[0].removeprefix(_MARK), *lines[1:]]
    alone = len(lines) == 1 and lines[0].split()[:1] == [f"%%{MAGIC}"]
    return [*lines, "\n"] if alone else lines


#: IPython asks it not while somebody types: a terminal would take the first line for the whole cell.
_with_body.has_side_effects = True  # type: ignore[attr-defined]


def _configurables(shell: InteractiveShell) -> list[Any]:
    """What `%config` knows of."""
    return shell.configurables


def _unfinished() -> str | None:
    """One quiet line when tasks wait for somebody to fetch them; without a journal none can."""
    try:
        left = engine().unfinished() if engine().journal.exists else []
    except ConfigurationError as error:  # cells and commands say it, too, when they need it
        return f"omnivid: {error}"
    if not left:
        return None
    paid = "" if any(is_demo(entry.model) for entry in left) else "paid "
    tasks, them = (f"1 {paid}task is", "it") if len(left) == 1 else (f"{len(left)} {paid}tasks are", "them")
    return f"omnivid: {tasks} not finished. %omnivid resume goes on with {them}."
