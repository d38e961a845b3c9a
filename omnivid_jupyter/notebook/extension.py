"""Loading and unloading the extension: where the pieces meet IPython.

What `load` adds, `unload` takes away; doing either twice is harmless. What cells and commands need is imported when the
first of them runs: whoever opens a notebook does not wait for it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any

from omnivid_jupyter.engine.glance import may_be_unfinished
from omnivid_jupyter.errors import ConfigurationError
from omnivid_jupyter.notebook import lists, waiting
from omnivid_jupyter.notebook.scope import Scope, caller_of
from omnivid_jupyter.providers.address import is_demo
from omnivid_jupyter.saying import say
from omnivid_jupyter.settings import JOURNAL, home, settings

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

__all__ = ["load", "unload"]

MAGIC = "omnivid"
_BEGINNING = re.compile(rf"\A\ufeff?%%{MAGIC}(?:[^\S\r\n]|(?=[\r\n])|\Z)")
_HOOK_KEYS = (f"%{MAGIC}", f"%%{MAGIC}")


class _Magic:
    """The cell and the line, by what IPython calls; its docstring is put together when somebody reads it."""

    def __init__(self, shell: InteractiveShell) -> None:
        self._shell = shell
        self.__name__ = MAGIC

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        from omnivid_jupyter.notebook.commands import help_text

        return help_text()

    def __call__(self, line: str, cell: str | None = None) -> Any | Awaitable[None]:
        if cell is None:
            from omnivid_jupyter.notebook.commands import run_command

            return run_command(line)
        names = Scope(caller_of(sys._getframe(1)), self._shell.user_ns)
        from omnivid_jupyter.notebook.cell import run_cell

        return run_cell(line, cell, self._shell.user_ns, names)


def _complete(shell: InteractiveShell, event: Any) -> list[str]:
    from omnivid_jupyter.notebook.completion import complete

    return complete(shell, event)


def load(shell: InteractiveShell) -> None:
    """Register the cell, the line, Tab completion, the settings, and the way cells wait."""
    shell.magics_manager.register_function(_Magic(shell), "line_cell", MAGIC)
    for key in _HOOK_KEYS:
        shell.set_hook("complete_command", _complete, str_key=key)  # type: ignore[no-untyped-call]
    if settings not in _configurables(shell):
        _configurables(shell).append(settings)
        settings.update_config(shell.config)  # what the configuration files of IPython say
    if _with_body not in shell.input_transformers_cleanup:
        shell.input_transformers_cleanup.append(_with_body)
    lists.install(shell)
    waiting.install(shell, MAGIC)
    if line := _unfinished():
        say(line)


def unload(shell: InteractiveShell) -> None:
    """Take all of it away again."""
    waiting.uninstall(shell, MAGIC)
    lists.uninstall(shell)
    if _with_body in shell.input_transformers_cleanup:
        shell.input_transformers_cleanup.remove(_with_body)
    if settings in _configurables(shell):
        _configurables(shell).remove(settings)
    for key in _HOOK_KEYS:
        shell.strdispatchers["complete_command"].strs.pop(key, None)
    for name in ("line", "cell"):
        shell.magics_manager.magics[name].pop(MAGIC, None)


def _with_body(lines: list[str]) -> list[str]:
    """A cell as IPython takes it: without a byte order mark, which some editors begin a file with, and with a body.

    Behind the name there may be any blank: a tab, or what a web page has. A first line alone would be refused, and
    people sent to `%omnivid`.
    """
    if lines:
        lines = [_BEGINNING.sub(f"%%{MAGIC} ", lines[0]), *lines[1:]]
    alone = len(lines) == 1 and lines[0].split()[:1] == [f"%%{MAGIC}"]
    return [*lines, "\n"] if alone else lines


#: IPython asks it not while somebody types: a terminal would take the first line for the whole cell.
_with_body.has_side_effects = True  # type: ignore[attr-defined]


def _configurables(shell: InteractiveShell) -> list[Any]:
    """What `%config` knows of."""
    return shell.configurables


def _unfinished() -> str | None:
    """One quiet line when tasks wait for somebody to fetch them; without a journal none can."""
    journal = home() / JOURNAL
    if not journal.exists() or (journal.is_file() and not may_be_unfinished(journal)):
        return None
    from omnivid_jupyter.engine.engine import engine

    try:
        left = engine().unfinished()
    except ConfigurationError as error:  # cells and commands say it, too, when they need it
        return f"omnivid: {error}"
    if not left:
        return None
    paid = "" if any(is_demo(entry.model) for entry in left) else "paid "
    tasks, them = (f"1 {paid}task is", "it") if len(left) == 1 else (f"{len(left)} {paid}tasks are", "them")
    return f"omnivid: {tasks} not finished. %omnivid resume goes on with {them}."
