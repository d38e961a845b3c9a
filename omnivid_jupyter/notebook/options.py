"""The options of the `%%omnivid` cell, in one table.

Parsing, help, completion and the README's table are derived from it.

The one rule: an option that is not in the table is refused, never ignored.
"""

from __future__ import annotations

import argparse
import keyword
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NoReturn

from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.request import Duration

__all__ = ["OPTIONS", "CellOptions", "Option", "parse"]

_ALSO_BLANK = "\u00a0\u2028\u3000\ufeff"


@dataclass(frozen=True, slots=True)
class Option:
    """One option: its flags, the field of `CellOptions` it sets, and what it says in the help."""

    flags: tuple[str, ...]
    dest: str
    help: str
    metavar: str | None = None
    kind: Literal["text", "number", "whole", "list", "on", "off"] = "text"


OPTIONS: tuple[Option, ...] = (
    Option(("-d", "--duration"), "duration", "Length in seconds, or auto.", "SECONDS"),
    Option(("-a", "--aspect-ratio"), "aspect_ratio", "Such as 16:9 or 9:16.", "RATIO"),
    Option(("-r", "--resolution"), "resolution", "Such as 720p, 1080p or 4k.", "RESOLUTION"),
    Option(
        ("-i", "--image"), "images", "A reference image, by URL or file; may be repeated.", "IMAGE", "list"
    ),
    Option(("-v", "--video"), "videos", "A reference video, by URL or file.", "VIDEO", "list"),
    Option(("--extend",), "extend", "Go on editing an earlier result, by its job or task id.", "ID"),
    Option(("--callback-url",), "callback_url", "https address that the service calls at the end.", "URL"),
    Option(("-o", "--output"), "output", "Variable to bind the clip to, besides _clip.", "NAME"),
    Option(("--new",), "new", "Make another clip although the same request has one.", kind="on"),
    Option(("-n", "--takes"), "takes", "How many different clips to make of the prompt.", "TAKES", "whole"),
    Option(("--take",), "take", "One take alone, by its number: 3 is the third.", "N", "whole"),
    Option(("--max-cost",), "max_cost", "Refuse what may cost more, or has no known price.", "USD", "number"),
    Option(("-y", "--yes"), "yes", "With --max-cost: accept a model whose price is not known.", kind="on"),
    Option(("--no-wait",), "no_wait", "Only submit: binds the job to _job (and NAME).", kind="on"),
    Option(("--timeout",), "timeout", "Seconds to wait; the task goes on afterwards.", "S", "number"),
    Option(("--poll-interval",), "poll_interval", "Exactly so many seconds between queries.", "S", "number"),
    Option(("--embed",), "embed", "Store the clip inside the notebook, whatever its size.", kind="on"),
    Option(("--no-embed",), "embed", "Show the clip from its file.", kind="off"),
    Option(("--width",), "width", "Width of the player in pixels.", "PX", "whole"),
    Option(("--dry-run",), "dry_run", "Show the HTTP request (key redacted) and send nothing.", kind="on"),
    Option(("--raw",), "raw", "Take the prompt as it is: {{…}} is not replaced.", kind="on"),
)


@dataclass(frozen=True, slots=True)
class CellOptions:
    """What the first line of a cell says. None: not said."""

    model: str | None = None
    duration: Duration | str | None = None
    aspect_ratio: str | None = None
    resolution: str | None = None
    images: list[str] = field(default_factory=list)
    videos: list[str] = field(default_factory=list)
    extend: str | None = None
    callback_url: str | None = None
    output: str | None = None
    new: bool = False
    takes: int | None = None
    take: int | None = None
    max_cost: float | None = None
    yes: bool = False
    no_wait: bool = False
    timeout: float | None = None
    poll_interval: float | None = None
    embed: bool | None = None
    width: int | None = None
    dry_run: bool = False
    raw: bool = False

    @property
    def numbers(self) -> Sequence[int]:
        """The takes to make, by their numbers."""
        return range(1, (self.takes or 1) + 1) if self.take is None else (self.take,)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        hint = "%omnivid help lists the options; the prompt goes below the first line."
        if "--negative" in message:
            hint = "No service takes a negative prompt: say in the prompt what is not to be seen."
        raise InvalidRequestError(f"%%omnivid: {message}.", field="options", hint=hint)


def _parser() -> _Parser:
    parser = _Parser(prog="%%omnivid", add_help=False, allow_abbrev=False, argument_default=argparse.SUPPRESS)
    parser.add_argument("model", nargs="?")
    for option in OPTIONS:
        how: dict[str, Any] = {"dest": option.dest}
        match option.kind:
            case "on":
                how["action"] = "store_true"
            case "off":
                how["action"] = "store_false"
            case "list":
                how |= {"action": "append", "metavar": option.metavar}
            case "number":
                how |= {"type": float, "metavar": option.metavar}
            case "whole":
                how |= {"type": int, "metavar": option.metavar}
            case "text":
                how |= {"metavar": option.metavar}
        parser.add_argument(*option.flags, **how)
    return parser


def parse(line: str) -> CellOptions:
    """The options of a cell's first line. Raises `InvalidRequestError` with what is wrong."""
    try:
        words = _words(line)
    except ValueError as error:
        raise InvalidRequestError(f"%%omnivid: {error} in the first line: {line}", field="options") from None
    options = CellOptions(**vars(_parser().parse_args(words)))
    if options.output is not None and (
        not options.output.isidentifier() or keyword.iskeyword(options.output)
    ):
        raise InvalidRequestError(
            f"-o {options.output!r} is not a variable name.",
            field="output",
            hint="Use a name such as sunrise.",
        )
    _check_takes(options.takes, options.take)
    return options


def _words(line: str) -> list[str]:
    """The words of a line as a shell has them; what a page or another editor puts for a blank is one as well."""
    lexer = shlex.shlex(line, posix=True)
    lexer.whitespace += _ALSO_BLANK
    lexer.whitespace_split, lexer.commenters = True, ""
    return list(lexer)


def _check_takes(takes: int | None, take: int | None) -> None:
    if takes is not None and takes < 1:
        raise InvalidRequestError(f"-n {takes} is not a number of takes: 1, 2, 3 …", field="takes")
    if take is not None and take < 1:
        raise InvalidRequestError(f"--take {take} is not the number of a take: 1, 2, 3 …", field="take")
    if takes is not None and take is not None:
        raise InvalidRequestError(
            f"-n {takes} and --take {take} cannot go together: leave -n out to make take {take} alone.",
            field="take",
        )
