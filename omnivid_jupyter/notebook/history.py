"""`%omnivid history`: the newest jobs of every notebook, filtered by what stands behind it."""

from __future__ import annotations

import argparse
from typing import NoReturn

from omnivid_jupyter.engine.engine import engine
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.reports.history import History
from omnivid_jupyter.saying import show
from omnivid_jupyter.spelling import meant
from omnivid_jupyter.values import parsed

__all__ = ["USAGE", "history_command"]

#: What may stand behind `%omnivid history`; `history_command` reads it.
USAGE = "[TEXT] [--model M] [--state S] [-n N]"


_OPTIONS = ("--model", "--state", "-n")


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        _, unknown, words = message.partition("unrecognized arguments: ")
        if unknown:
            message = f"{words} is none of its options"
        raise InvalidRequestError(
            f"%omnivid history: {message}.{meant(words, _OPTIONS) if unknown else ''}",
            field="command",
            hint=f"It takes {USAGE}.",
        )


def history_command(arguments: list[str]) -> None:
    """Show the newest jobs, as `USAGE` says. Raises `InvalidRequestError`."""
    parser = _Parser(add_help=False, allow_abbrev=False)
    parser.add_argument("text", nargs="*")
    parser.add_argument("--model")
    parser.add_argument("--state")
    parser.add_argument("-n", dest="limit", default="50")
    options = vars(parser.parse_args(arguments))
    limit = parsed(options.pop("limit"))
    if limit is None or limit < 1 or not limit.is_integer():
        parser.error("behind -n stands a number of jobs, such as 20")
    text = " ".join(options.pop("text")) or None
    show(History.read(engine().journal, text, limit=int(limit), **options).table)
