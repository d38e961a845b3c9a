"""The options of the `%%omnivid` cell, in one table.

Parsing, help, completion and the README's table are derived from it.

An option that is not in the table is refused, never ignored.
"""

from __future__ import annotations

import keyword
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.parameters import PARAMETERS, Parameter, brought_along, known
from omnivid_jupyter.providers import registry
from omnivid_jupyter.providers.capabilities import Anything
from omnivid_jupyter.spelling import meant
from omnivid_jupyter.unknown_parameters import elsewhere
from omnivid_jupyter.values import parsed

__all__ = ["COMMA", "OPTIONS", "CellOptions", "Option", "known_options", "parse"]

_ALSO_BLANK = "\u00a0\u2028\u3000\ufeff"


Kind = Literal["text", "number", "whole", "list", "on", "off"]


@dataclass(frozen=True, slots=True)
class Option:
    """One option: its flags, what it sets (a field of `CellOptions`, or a parameter of the request), and its help.

    Each value of one with `several` makes clips of its own: the option is repeated, or, with `commas`, they part them.
    """

    flags: tuple[str, ...]
    dest: str
    help: str
    metavar: str | None = None
    kind: Kind = "text"
    several: bool = False
    commas: bool = True


def _of_parameter(row: Parameter) -> Option:
    """The option of one of the request's parameters."""
    kind: Kind = "list" if row.kind == "media" else "whole" if row.kind == "take" else "text"
    return Option(row.flags, row.name, row.help, row.metavar, kind, row.is_axis, commas=not _is_text(row))


def _is_text(row: Parameter) -> bool:
    """Whether commas may belong to a value: some model takes anything for a parameter of another package."""
    taken = (model.table(row.name) for model in registry.MODELS if row not in PARAMETERS)
    return any(isinstance(each, Anything) for each in taken)


*_FIRST, _TAKE = map(_of_parameter, PARAMETERS)

OPTIONS: tuple[Option, ...] = (
    *_FIRST,
    Option(("-o", "--output"), "output", "Variable to bind the clip to, besides _clip.", "NAME"),
    Option(
        ("--each",),
        "each",
        "Clips for each value of a variable (list, dict, column), which fills {{NAME}} in the prompt.",
        "NAME",
        "list",
        several=True,
    ),
    Option(("--new",), "new", "Make another clip although the same request has one.", kind="on"),
    Option(("-n", "--takes"), "takes", "How many different clips to make of each.", "TAKES", "whole"),
    _TAKE,
    Option(("--max-cost",), "max_cost", "Refuse what may cost more, or has no known price.", "USD", "number"),
    Option(("-y", "--yes"), "yes", "Do not ask: accept many paid clips, and unknown prices.", kind="on"),
    Option(("--no-wait",), "no_wait", "Only submit: binds the job to _job (and NAME).", kind="on"),
    Option(("--timeout",), "timeout", "Seconds to wait; the task goes on afterwards.", "S", "number"),
    Option(("--poll-interval",), "poll_interval", "Exactly so many seconds between queries.", "S", "number"),
    Option(("--embed",), "embed", "Store the clip inside the notebook, whatever its size.", kind="on"),
    Option(("--no-embed",), "embed", "Show the clip from its file.", kind="off"),
    Option(("--width",), "width", "Width of the player in pixels.", "PX", "whole"),
    Option(
        ("--dry-run",),
        "dry_run",
        "Show the HTTP request (of a grid the table), how many clips, what is new, cost and time; send nothing.",
        kind="on",
    ),
    Option(("--raw",), "raw", "Take the prompt as it is: neither {{…}} nor {…|…} is replaced.", kind="on"),
)


def known_options() -> tuple[Option, ...]:
    """Every option: those of the table, then those of parameters that services of other packages brought along."""
    return (*OPTIONS, *map(_of_parameter, brought_along()))


@dataclass(frozen=True, slots=True)
class CellOptions:
    """What the first line of a cell says; `request` has the request's parameters, by their names. None: not said.

    What has several values is a list of them; `model` is as it is written, with commas between several.
    """

    model: str | None = None
    request: Mapping[str, Any] = field(default_factory=dict)
    output: str | None = None
    each: Sequence[str] = ()
    new: bool = False
    takes: int | None = None
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
    def arguments(self) -> dict[str, Any]:
        """What the line says of the request and of how it is run, by the names that `generate` has for it."""
        models = _parts("%%omnivid", self.model) if self.model else [None]
        run = {
            "model": models if len(models) > 1 else models[0],
            "new": self.new,
            "max_cost": self.max_cost,
            "assume_yes": self.yes,
            "timeout": self.timeout,
            "poll_interval": self.poll_interval,
        }
        return {**self.request, **run}

    @property
    def numbers(self) -> Sequence[int]:
        """The takes to make, by their numbers."""
        take = self.request.get("take")
        return range(1, (self.takes or 1) + 1) if take is None else (take,)


_HINT = "%omnivid help lists the options; the prompt goes below the first line."
_BELOW = "The prompt goes below the first line; %omnivid help lists the options."
_EXAMPLES = {
    "takes": "3",
    "max_cost": "0.50",
    "timeout": "600",
    "poll_interval": "5",
    "width": "480",
    **{row.name: row.example for row in PARAMETERS if row.example},
}
#: Options whose values never have braces: what is in them is a variable's name that IPython did not replace.
_NEVER_BRACES = {*_EXAMPLES, *(row.name for row in PARAMETERS if row.kind in ("seconds", "word"))}
_HOLE = re.compile(r"\$?\{.*\}|\$\w+")
_ONE_PAIR = "In the first line a variable that exists stands in one pair of braces, such as -d {seconds}."
#: What parts the values of a list, also as it is typed in Japanese.
COMMA = re.compile("[,、，､]")
_ENDS_OPEN = re.compile(r"[,、，､\[(]$")
_GOES_ON = re.compile("^[,、，､]")
_DASHES = "-–—−"  # the last three are what some programs make of a typed --
_MOST_TAKES = 10_000  # of one cell
_NARROWEST = 16  # pixels of a player


def parse(line: str) -> CellOptions:
    """The options of a cell's first line. Raises `InvalidRequestError` with what is wrong."""
    try:
        words = _Words(_words(line))
    except ValueError as error:
        raise _refused(f"{error} in the first line: {line}", _BELOW) from None
    flags = {flag: option for option in known_options() for flag in option.flags}
    parameters = {row.name for row in known()}
    own: dict[str, Any] = {}
    request: dict[str, Any] = {}
    models = []
    for word in words:
        if not word.startswith(tuple(_DASHES)):
            models.append(words.with_list(word))
            continue
        option, value = _split(word, flags)
        if option.metavar and value is None:
            value = next(words, None)
            if value is None or value in flags:
                raise _refused(f"{option.metavar} is missing behind {word}", option.help)
        if value is not None and option.dest in _NEVER_BRACES and _HOLE.fullmatch(value):
            raise _refused(f"{value} behind {word} stands for no value", _ONE_PAIR)
        given = request if option.dest in parameters else own
        if option.several and value is not None:
            own_parts = _parts(word, words.with_list(value)) if option.commas else [value]
            parts = [*_listed(given.get(option.dest)), *own_parts]
            given[option.dest] = parts if len(parts) > 1 or option.kind == "list" else parts[0]
        elif option.kind == "list":
            given.setdefault(option.dest, []).append(value)
        else:
            given[option.dest] = _read(option, word, value)
    if len(models) > 1:
        raise _refused(f"{' '.join(models[1:])!r} is no option, and one model is there already", _BELOW)
    options = CellOptions(model=models[0] if models else None, request=request, **own)
    _check(options)
    return options


class _Words(Iterator[str]):
    """The words of a line. A list of values may have blanks about its commas: it is one value all the same."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = list(words)

    def __next__(self) -> str:
        if not self._words:
            raise StopIteration
        return self._words.pop(0)

    def with_list(self, word: str) -> str:
        """A word with what follows as further values of its list."""
        while self._words and not self._words[0].startswith(tuple(_DASHES)):
            if not (_ENDS_OPEN.search(word) or _GOES_ON.search(self._words[0])):
                break
            word += self._words.pop(0)
        return word


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _parts(flag: str, value: str) -> list[str]:
    """The values of a list, also of one as Python writes it: 4,8 and [4, 8]."""
    bare = value[1:-1] if value[:1] + value[-1:] in ("[]", "()") else value
    parts = [part.strip() for part in COMMA.split(bare)]
    if len(parts) > 1 and not all(parts):
        raise _refused(
            f"{value} behind {flag} has a comma without a value", "Values are listed as in -d 4,8."
        )
    return parts


def _split(word: str, flags: Mapping[str, Option]) -> tuple[Option, str | None]:
    """The option that a word is, and the value that hangs on it: -d 4 (None), -d4, --duration=4."""
    flag, equals, value = word.partition("=")
    if not equals and not word.startswith("--"):
        flag, value = word[:2], word[2:]
    option = flags.get(flag)
    if option is None:
        advice = elsewhere(word)
        named = word.partition("=")[0]
        plain = f"--{named.lstrip(_DASHES)}"
        raise _refused(f"{named} is not an option", advice or _HINT, "" if advice else meant(plain, flags))
    return option, value if equals or value else None


def _read(option: Option, word: str, value: str | None) -> Any:
    """The value of an option. Text where a number should be is refused."""
    flag = option.flags[0]
    if option.metavar is None:
        if value is not None:
            raise _refused(f"{flag} takes no value, as in {word}", option.help)
        return option.kind == "on"
    if option.kind not in ("number", "whole") or value is None:
        return value
    found = parsed(value)
    if found is None or (option.kind == "whole" and not found.is_integer()):
        wanted = "a whole number" if option.kind == "whole" else "a number"
        raise InvalidRequestError(
            f"{flag} {value!r} is not {wanted}.",
            field=option.dest,
            hint=f"{option.help} Such as {flag} {_EXAMPLES[option.dest]}.",
        )
    return int(found) if option.kind == "whole" else found


def _refused(what: str, hint: str, question: str = "") -> InvalidRequestError:
    return InvalidRequestError(f"%%omnivid: {what}.{question}", field="options", hint=hint)


def _check(options: CellOptions) -> None:
    if options.model:
        _parts("%%omnivid", options.model)
    if options.output is not None and (
        not options.output.isidentifier() or keyword.iskeyword(options.output)
    ):
        raise InvalidRequestError(
            f"-o {options.output!r} is not a variable name.",
            field="output",
            hint="Use a name such as sunrise.",
        )
    _check_takes(options.takes, options.request.get("take"))
    if options.width is not None and options.width < _NARROWEST:
        raise InvalidRequestError(
            f"--width {options.width} is not possible: {_NARROWEST} or more.", field="width"
        )


def _words(line: str) -> list[str]:
    """The words of a line as a shell has them; what a page or another editor puts for a blank is one as well."""
    lexer = shlex.shlex(line, posix=True)
    lexer.whitespace += _ALSO_BLANK
    lexer.whitespace_split, lexer.commenters = True, ""
    return list(lexer)


def _check_takes(takes: int | None, take: int | None) -> None:
    if takes is not None and not 1 <= takes <= _MOST_TAKES:
        raise InvalidRequestError(
            f"-n {takes:g} is not a number of takes: 1, 2, 3 …",
            field="takes",
            hint=f"At most {_MOST_TAKES} in one cell.",
        )
    if take is not None and not 1 <= take < 2**63:
        raise InvalidRequestError(f"--take {take:g} is not the number of a take: 1, 2, 3 …", field="take")
    if takes is not None and take is not None:
        raise InvalidRequestError(
            f"-n {takes} and --take {take} cannot go together: leave -n out to make take {take} alone.",
            field="take",
        )
