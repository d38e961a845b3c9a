"""The `%omnivid` line: a few commands beside the cell.

Help texts here and in the README are derived from two tables: `COMMANDS` and `options.OPTIONS`.

The one rule: a command that is not in the table is refused with the list of those that are.
"""

from __future__ import annotations

import shlex
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from IPython.display import display

from omnivid_jupyter.api import models
from omnivid_jupyter.engine.engine import engine
from omnivid_jupyter.engine.jobs import Job
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.notebook.cell import follow
from omnivid_jupyter.notebook.doctor import examine
from omnivid_jupyter.notebook.options import OPTIONS
from omnivid_jupyter.notebook.waiting import Steps, drive
from omnivid_jupyter.settings import settings

__all__ = ["COMMANDS", "Command", "help_text", "run_command"]


@dataclass(frozen=True, slots=True)
class Command:
    """One command: how it is called, what it does, and the function that does it."""

    usage: str
    help: str
    run: Callable[[list[str]], Any]


def run_command(line: str) -> Any:
    """Run one `%omnivid` line. Raises `InvalidRequestError` for what is not a command."""
    try:
        name, *arguments = shlex.split(line) or ["help"]
    except ValueError as error:
        raise InvalidRequestError(f"%omnivid: {error} in: {line}", field="command") from None
    if name not in COMMANDS:
        raise InvalidRequestError(
            f"%omnivid {name} is not a command.",
            field="command",
            hint=f"There are {', '.join(COMMANDS)}. To make a clip, start the cell with two %: %%omnivid.",
        )
    return COMMANDS[name].run(arguments)


def _models(arguments: list[str]) -> None:
    _none_of("models", arguments)
    display(models())  # type: ignore[no-untyped-call]


def _doctor(arguments: list[str]) -> None:
    _none_of("doctor", arguments)
    display(examine())  # type: ignore[no-untyped-call]


def _help(arguments: list[str]) -> None:
    _none_of("help", arguments)
    print(help_text())


def _show(arguments: list[str]) -> Awaitable[None] | None:
    return drive(_shown(_job(arguments)))


def _shown(job: Job) -> Steps[None]:
    # whoever comes back waits as long as the service advises, however short the first wait was
    yield from follow(job, settings.timeout or job.plan.pace.advice.give_up)


def _job(arguments: list[str]) -> Job:
    jobs = engine().jobs
    if len(arguments) > 1:
        raise InvalidRequestError("%omnivid show takes one id.", field="command")
    if not jobs:
        raise InvalidRequestError(
            "There is no job in this session yet.", field="command", hint="Run a %%omnivid cell."
        )
    wanted = arguments[0] if arguments else next(reversed(jobs))
    for job in jobs.values():
        if wanted in (job.id, job.task_id):
            return job
    raise InvalidRequestError(
        f"There is no job {wanted!r} in this session.",
        field="command",
        hint=f"The latest are {', '.join(list(jobs)[-5:])}.",
    )


def _none_of(name: str, arguments: list[str]) -> None:
    if arguments:
        raise InvalidRequestError(f"%omnivid {name} takes nothing behind it.", field="command")


COMMANDS: dict[str, Command] = {
    "models": Command("models", "List the models and what each takes.", _models),
    "show": Command(
        "show [ID]",
        "Show a job of this session again, and wait for it if need be (no ID: the latest).",
        _show,
    ),
    "doctor": Command("doctor", "Show what is set up and where each value comes from.", _doctor),
    "help": Command("help", "Show this.", _help),
}


def help_text() -> str:
    """The whole help: the cell with its options, the commands, what is bound."""
    rows = [(_flags(option.flags, option.metavar), option.help) for option in OPTIONS]
    rows_of_commands = [(f"%omnivid {command.usage}", command.help) for command in COMMANDS.values()]
    width = max(len(left) for left, _ in rows + rows_of_commands)

    def lines(pairs: list[tuple[str, str]]) -> str:
        return "\n".join(f"    {left.ljust(width)}  {right}" for left, right in pairs)

    return f"""Make a clip from a prompt, in one cell:

    %%omnivid [service/model] [options]
    the prompt; {{{{name}}}} is replaced by that variable

Without a model the clip is simulated (demo/omni-flash) and free. The clip is bound to _clip.

Options of the cell:
{lines(rows)}

Commands:
{lines(rows_of_commands)}

Settings for the whole session: %config Omnivid"""


def _flags(flags: tuple[str, ...], metavar: str | None) -> str:
    return ", ".join(flags) + (f" {metavar}" if metavar else "")
