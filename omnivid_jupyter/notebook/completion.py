"""Tab behind `%%omnivid` and `%omnivid`: models, options, their values, commands.

What is offered comes from the tables, so whatever is offered is accepted.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.notebook.commands import COMMANDS
from omnivid_jupyter.notebook.options import COMMA, Option, known_options
from omnivid_jupyter.providers.capabilities import Choice, Model, Seconds
from omnivid_jupyter.providers.registry import MODELS, addresses, resolve
from omnivid_jupyter.settings import settings

__all__ = ["complete", "suggestions"]


def complete(_shell: Any, event: Any) -> list[str]:
    """IPython's hook: what may follow the cursor's word.

    IPython cuts words at more places than a shell does (such as the colon of 16:9): what it cut off in front
    is cut off the suggestions, too.
    """
    typed: str = event.text_until_cursor
    word = "" if typed[-1:].isspace() else typed.split()[-1]
    cut = len(word) - len(event.symbol)
    return [found[cut:] for found in suggestions(typed) if found.lower().startswith(word.lower())]


def suggestions(typed: str) -> list[str]:
    """Everything that may stand where `typed`, a line up to the cursor, goes on."""
    words = typed.split()
    before = words[1:] if typed[-1:].isspace() else words[1:-1]
    if not words[0].startswith("%%"):
        command = COMMANDS.get(before[0]) if before else None
        return list(command.words()) if command else [] if before else list(COMMANDS)
    named = _model_word(before)
    option = _option(before[-1]) if before else None
    listed = "" if typed[-1:].isspace() else words[-1]
    if option and option.metavar:
        values = _values(option, _models(named))
        return _with_list(listed, values) if option.several and option.commas else list(values)
    flags = [flag for option in known_options() for flag in option.flags]
    return flags if named else [*_with_list(listed, addresses()), *flags]


def _with_list(word: str, values: Iterable[str]) -> list[str]:
    """The values as they go on in a word that is a list already, but for those that stand in it."""
    commas = list(COMMA.finditer(word))
    head = word[: commas[-1].end()] if commas else ""
    there = {each.strip().lower() for each in COMMA.split(head)}
    return [head + value for value in values if value.lower() not in there]


def _model_word(words: Iterable[str]) -> str | None:
    """The word that names the model or models: the first that is neither an option nor the value of one."""
    rest = iter(words)
    for word in rest:
        if not word.startswith("-"):
            return word
        if (option := _option(word)) and option.metavar:
            next(rest, None)
    return None


def _option(flag: str) -> Option | None:
    return next((option for option in known_options() if flag in option.flags), None)


def _models(named: str | None) -> tuple[Model, ...]:
    """The models named on the line, else the one in the settings; every model when one is none of ours."""
    try:
        return tuple(resolve(each).model for each in COMMA.split(named or settings.resolved_model()))
    except InvalidRequestError:
        return MODELS


def _values(option: Option, models: Iterable[Model]) -> Iterable[str]:
    seen: dict[str, None] = {}
    for model in models:
        table = model.table(option.dest)
        if isinstance(table, Choice):
            seen |= dict.fromkeys(table.values)
        elif isinstance(table, Seconds):
            seen |= dict.fromkeys([*map(str, table.values), *(["auto"] if table.auto else [])])
    return seen
