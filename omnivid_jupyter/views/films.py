"""Films that a page holds itself: put in at the very end, once all else of the page is there.

A film makes megabytes of base64, and each template that it passes through copies them several times, into new memory
that the system has to clear. So a page is made with a mark in each film's place. No text can bring such a mark along:
`escape` takes its signs out.
"""

from __future__ import annotations

import os
import re
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

from omnivid_jupyter.markup import Markup

__all__ = ["data_uri", "held", "holds_films", "with_films"]

_AT_ONCE = 3 * 2**16  # bytes; of three at a time the base64 can be joined
_MARK = re.compile("\0([^\0]*)\0")


def data_uri(content: bytes, media_type: str) -> Markup:
    """Bytes as an address that holds them."""
    letters = Markup(b64encode(content).decode("ascii"))  # nothing in base64 has to be escaped
    return Markup("data:{};base64,{}").format(media_type, letters)


def held(path: Path, media_type: str) -> Markup:
    """The address of a film that the page holds, for `with_films` to put in."""
    return Markup("data:{};base64,\0{}\0").format(media_type, quote(os.fsencode(path)))


def holds_films(html: Markup) -> bool:
    """Whether films are still to be put in."""
    return _MARK.search(html) is not None


def with_films(html: Markup) -> Iterator[Markup]:
    """A page in pieces, with the films that it holds. Raises OSError for one that cannot be read."""
    at = 0
    for mark in _MARK.finditer(html):
        yield html[at : mark.start()]
        at = mark.end()
        with open(os.fsdecode(unquote_to_bytes(mark[1])), "rb") as film:
            while content := film.read(_AT_ONCE):
                yield Markup(b64encode(content).decode("ascii"))
    yield html[at:]
