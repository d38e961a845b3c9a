"""The `%omnivid` line: a few commands beside the cell.

Help texts here and in the README are derived from two tables: `COMMANDS` and `options.OPTIONS`.

A command that is not in the table is refused with the list of those that are.
"""

from __future__ import annotations

import shlex
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.engine import engine
from omnivid_jupyter.engine.plan import patience
from omnivid_jupyter.engine.run import Run
from omnivid_jupyter.engine.states import FINAL
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.experiments.duel import clips_to_judge, duel
from omnivid_jupyter.export import export_command
from omnivid_jupyter.notebook.cell import follow
from omnivid_jupyter.notebook.costs import costs_command
from omnivid_jupyter.notebook.demo import demo_command, kinds_of_words
from omnivid_jupyter.notebook.detach import detach_command
from omnivid_jupyter.notebook.history import USAGE as HISTORY_USAGE
from omnivid_jupyter.notebook.history import history_command
from omnivid_jupyter.notebook.keys import key_command
from omnivid_jupyter.notebook.options import known_options
from omnivid_jupyter.notebook.waiting import Steps, drive
from omnivid_jupyter.panel import panel
from omnivid_jupyter.providers.catalogue import Catalogue
from omnivid_jupyter.providers.registry import MODELS, PROVIDERS
from omnivid_jupyter.reports.doctor import examine
from omnivid_jupyter.reports.trace import trace_command
from omnivid_jupyter.saying import say, show
from omnivid_jupyter.spelling import meant
from omnivid_jupyter.views.compare import compare

__all__ = ["COMMANDS", "Command", "help_text", "run_command"]


#: Who writes a prompt behind one % meant the cell.
_CELL = "To make a clip, start the cell with two %: %%omnivid, and write the prompt below that line."


@dataclass(frozen=True, slots=True)
class Command:
    """One command: how it is called, what it does, the function that does it, and what Tab offers behind it."""

    usage: str
    help: str
    run: Callable[[list[str]], Any]
    words: Callable[[], Iterable[str]] = tuple


def run_command(line: str) -> Any:
    """Run one `%omnivid` line. Raises `InvalidRequestError` for what is not a command."""
    try:
        name, *arguments = shlex.split(line) or ["help"]
    except ValueError as error:
        raise InvalidRequestError(f"%omnivid: {error} in: {line}", field="command", hint=_CELL) from None
    if name not in COMMANDS:
        raise InvalidRequestError(
            f"%omnivid {name} is not a command.{meant(name, COMMANDS)}",
            field="command",
            hint=f"{_CELL} With one % there are {', '.join(COMMANDS)}.",
        )
    return COMMANDS[name].run(arguments)


def _models(arguments: list[str]) -> None:
    _none_of("models", arguments)
    show(Catalogue(MODELS))


def _doctor(arguments: list[str]) -> None:
    _none_of("doctor", arguments)
    show(examine())


def _help(arguments: list[str]) -> None:
    _none_of("help", arguments)
    say(help_text())


def _show(arguments: list[str]) -> Awaitable[None] | None:
    return drive(_shown(engine().job(_id("show", arguments))))


def _resume(arguments: list[str]) -> Awaitable[None] | None:
    if arguments:
        return _show(arguments)
    jobs = engine().resume()
    if damage := engine().journal.damage:
        say(damage)
    if not jobs:
        say("There is nothing to resume.")
        return None
    return drive(_shown(*jobs))


def _shown(*jobs: Run) -> Steps[None]:
    # whoever comes back waits as long as the service advises, however short the first wait was
    yield from follow(jobs, max(patience(job.plan.target) for job in jobs))


def _compare(arguments: list[str]) -> None:
    show(compare(*_clips_of(arguments)))


def _duel(arguments: list[str]) -> None:
    show(duel(_clips_of(arguments) if arguments else clips_to_judge()))


def _clips_of(arguments: list[str]) -> list[Clip]:
    """The clips of these jobs. Raises `InvalidRequestError` for one that is not finished, else what ended it."""
    jobs = [engine().job(name) for name in arguments]
    unfinished = [job.id for job in jobs if job.state not in FINAL]
    if unfinished:
        raise InvalidRequestError(
            f"Job {unfinished[0]} is not finished.",
            field="command",
            hint=f"%omnivid resume {unfinished[0]} waits for it.",
        )
    return [job.result() for job in jobs]


def _panel(arguments: list[str]) -> None:
    _none_of("panel", arguments)
    show(panel())


def _forget(arguments: list[str]) -> None:
    job_id = engine().forget(_id("forget", arguments))
    say(f"Job {job_id} is left alone from now on; the same request is submitted anew when it is run again.")


def _id(command: str, arguments: list[str]) -> str:
    """The one id behind a command; `show` takes the latest job without one, this session's if it has any."""
    if len(arguments) == 1:
        return arguments[0]
    if command == "show" and not arguments:
        if latest := engine().latest:
            return latest.id
        if earlier := _ids():
            return earlier[0]
        raise InvalidRequestError("There is no job yet.", field="command", hint="Run a %%omnivid cell.")
    raise InvalidRequestError(
        f"%omnivid {command} takes one id, not {len(arguments)} words.",
        field="command",
        hint=f"%omnivid history lists the ids. {_CELL}"
        if len(arguments) > 1
        else "%omnivid history lists the ids.",
    )


def _none_of(name: str, arguments: list[str]) -> None:
    if arguments:
        raise InvalidRequestError(
            f"%omnivid {name} takes nothing behind it, and {' '.join(arguments)!r} stands there.",
            field="command",
            hint=_CELL,
        )


def _ids() -> list[str]:
    """The ids of the newest jobs."""
    journal = engine().journal
    return [entry.id for entry in journal.newest(20)] if journal.exists else []


def _faults() -> list[str]:
    from omnivid_jupyter.net.simulated import Demo  # the simulator behind it is loaded when it is asked for

    return [f"fault={kind}" for kind in Demo.faults] + ["fault=none", "speed=", "words", *kinds_of_words()]


COMMANDS: dict[str, Command] = {
    "models": Command("models", "List the models and what each takes.", _models),
    "show": Command(
        "show [ID]", "Show a job again, and wait for it if need be (no ID: the latest).", _show, _ids
    ),
    "resume": Command("resume [ID]", "Go on with what was paid for and is not finished.", _resume, _ids),
    "detach": Command(
        "detach",
        "Have a worker go on after this kernel with what is in flight and what waits for its turn.",
        detach_command,
    ),
    "history": Command(f"history {HISTORY_USAGE}", "Show the newest jobs.", history_command),
    "costs": Command("costs [day|model|notebook]", "Show what was spent.", costs_command),
    "compare": Command(
        "compare ID ID…",
        "Show clips side by side: two to four in step, more as a contact sheet.",
        _compare,
        _ids,
    ),
    "duel": Command(
        "duel [ID…]",
        "Ask which of two clips is better, without saying what they are, and rank them (no ID: this session's).",
        _duel,
        _ids,
    ),
    "trace": Command(
        "trace [ID]", "Show the HTTP messages of a job (no ID: the latest).", trace_command, _ids
    ),
    "panel": Command("panel", "Open the panel: form, queue and gallery.", _panel),
    "export": Command(
        "export FILE.html|FILE.zip [--notebook NAME.ipynb]",
        "Write this session's clips as one page, or the notebook with its clips, to give away.",
        export_command,
    ),
    "forget": Command(
        "forget ID", "Give up a job; run again, its request is submitted (and paid) anew.", _forget, _ids
    ),
    "key": Command(
        "key SERVICE [--save|--forget]",
        "Type a service's key, hidden: for this session, or for the keyring.",
        key_command,
        lambda: [*PROVIDERS, "--save", "--forget"],
    ),
    "doctor": Command("doctor", "Show what is set up and where each value comes from.", _doctor),
    "demo": Command(
        "demo [words [KIND]] [fault=KIND …] [speed=N]",
        "Show how the simulator is set, list the words that its films follow, put faults into it, or make it quicker.",
        demo_command,
        _faults,
    ),
    "help": Command("help", "Show this help.", _help),
}


def help_text() -> str:
    """The whole help: the cell with its options, the commands, what is bound."""
    rows = [(_flags(option.flags, option.metavar), option.help) for option in known_options()]
    rows_of_commands = [(f"%omnivid {command.usage}", command.help) for command in COMMANDS.values()]
    width = max(len(left) for left, _ in rows + rows_of_commands)

    def lines(pairs: list[tuple[str, str]]) -> str:
        return "\n".join(f"    {left.ljust(width)}  {right}" for left, right in pairs)

    return f"""Make a clip from a prompt, in one cell:

    %%omnivid [service/model] [options]
    the prompt; {{{{name}}}} is replaced by that variable

Without a model the clip is simulated (demo/omni-flash) and free. The clip is bound to _clip.

Several values make a grid of clips, the list of which is bound:

    %%omnivid demo/omni-pro,demo/Omni-Flash-Ext -a 16:9,9:16
    a {{red|blue}} boat

Options of the cell:
{lines(rows)}

Commands:
{lines(rows_of_commands)}

Settings for the whole session: %config Omnivid"""


def _flags(flags: tuple[str, ...], metavar: str | None) -> str:
    return ", ".join(flags) + (f" {metavar}" if metavar else "")
