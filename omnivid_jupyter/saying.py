"""Saying something: the one way in which this package prints.

What is said never fails what it is said about. A terminal that cannot show a sign (cp932, ascii) gets a plainer one;
where nobody can hear any more (a closed stream, a pipe whose reader has gone), nothing is said.
"""

from __future__ import annotations

import codecs
import io
import sys
from contextlib import suppress
from typing import Any, TextIO, TypeGuard

__all__ = ["is_terminal", "printable", "say", "show"]

_PLAINER = {
    "·": "-",
    "–": "-",
    "—": "-",
    "…": "...",
    "×": "x",
    "≠": "!=",
    "’": "'",
    "“": '"',
    "”": '"',
    "✓": "+",
    "✕": "x",
}
_HANDLER = "omnivid-plainer"


def say(text: object = "", file: TextIO | None = None, *, end: str = "\n") -> None:
    """Write `text` to `file` (standard output), as far as that can be done."""
    stream = file or sys.stdout
    if _is_open(stream):
        with suppress(OSError):  # nobody listens any more
            _write(stream, printable(f"{text}{end}", stream))


def show(thing: Any, **how: Any) -> None:
    """IPython's `display`, whose text in a terminal is written as `say` writes it."""
    from IPython.display import display  # takes time to import, and a script has no use for it

    try:
        display(thing, **how)  # type: ignore[no-untyped-call]
    except UnicodeEncodeError:  # nothing of it was written
        say(thing["text/plain"] if how.get("raw") else repr(thing))
    except (OSError, ValueError) as error:
        if not isinstance(error, OSError) and _is_open(sys.stdout):
            raise


def _is_open(stream: TextIO | None) -> TypeGuard[TextIO]:
    return stream is not None and not getattr(stream, "closed", False)


def is_terminal(stream: TextIO | None) -> bool:
    """Whether somebody looks at what is written to `stream`."""
    return _is_open(stream) and stream.isatty()


def printable(text: str, stream: TextIO | None) -> str:
    """The text with plainer signs in place of those that `stream` cannot write."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    try:
        return text.encode(encoding, _HANDLER).decode(encoding)
    except LookupError:
        return text


def _write(stream: TextIO, text: str) -> None:
    """Write past the buffer: what cannot be written must not wait there to fail the end of the process."""
    buffer = getattr(stream, "buffer", None) if isinstance(stream, io.TextIOWrapper) else None
    if isinstance(buffer, io.BufferedWriter):
        stream.flush()
        rest = text.encode(stream.encoding, "replace")
        while rest:
            rest = rest[buffer.raw.write(rest) or 0 :]
    else:
        stream.write(text)
        stream.flush()


def _plainer(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    return "".join(_PLAINER.get(sign, "?") for sign in signs), error.end


codecs.register_error(_HANDLER, _plainer)
