"""What nobody is to see: keys, and the addresses that a service gives out (whoever has one has the file).

A `Key` is held so that only who asks for it by `reveal` gets it: no repr, copy, pickle, JSON or dump of an object
that has one does. `redacted` takes a key out of a text in every spelling that programs give it on its way: as
it is, escaped for JSON, HTML, addresses or Python, in hexadecimal digits, or within something in base64.

Everything that shows, keeps or gives away what came from outside uses this module, and nothing does it by itself.
"""

from __future__ import annotations

import binascii
import html
import html.entities
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any, NoReturn
from urllib.parse import quote, quote_plus

__all__ = ["HIDDEN", "Key", "holds", "hosts_only", "redacted", "redacted_body"]

HIDDEN = "***"
#: Characters: what is shorter is no service's key, but may be any word of an answer.
_SHORTEST = 5


@dataclass(init=False, eq=False, repr=False)
class Key:
    """A key that does not show. It has no fields, so that whatever writes down objects finds nothing in it.

    A copy in the same process is the key itself; one that was pickled has lost it, and is false.
    """

    __slots__ = ("_reveal",)

    def __init__(self, value: str = "") -> None:
        object.__setattr__(self, "_reveal", lambda: value)

    def reveal(self) -> str:
        """The key in clear."""
        reveal: Callable[[], str] = self._reveal  # type: ignore[attr-defined]
        return reveal()

    def __repr__(self) -> str:
        return HIDDEN

    def __bool__(self) -> bool:
        return bool(self.reveal())

    def __eq__(self, other: object) -> bool:
        return self.reveal() == (other.reveal() if isinstance(other, Key) else other)

    def __hash__(self) -> int:
        return hash(sha256(self.reveal().encode("utf-8", "surrogatepass")).digest())

    def __copy__(self) -> Key:
        return self

    def __deepcopy__(self, _: Any) -> Key:
        return self

    def __reduce__(self) -> tuple[type[Key], tuple[()]]:
        return Key, ()

    def __getstate__(self) -> None:
        return None

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a key cannot be changed")


def redacted(text: str, key: Key) -> str:
    """The text with "***" in place of the key, however it is spelled there."""
    pattern = _pattern(key)
    return pattern.sub(HIDDEN, text) if pattern else text


def redacted_body(body: bytes, key: Key) -> bytes:
    """The bytes of an answer without the key; where it is not in them, they stay as they are."""
    encoding = json.detect_encoding(body)
    text = body.decode(encoding, "surrogateescape" if encoding.startswith("utf-8") else "replace")
    without = redacted(text, key)
    return body if without == text else without.encode("utf-8", "surrogateescape")


def holds(text: str, key: Key) -> bool:
    """Whether the key stands in the text in any spelling."""
    pattern = _pattern(key)
    return bool(pattern and pattern.search(text))


# Spellings of a key


@lru_cache(maxsize=32)
def _pattern(key: Key) -> re.Pattern[str] | None:
    if len(key.reveal()) < _SHORTEST:
        return None
    plain = f"(?i:{''.join(map(_character, key.reveal()))})"
    hexadecimal = f"(?i:{key.reveal().encode().hex()})"
    inside = sorted({part for form in _forms(key.reveal()) for part in _base64_parts(form.encode())})
    return re.compile("|".join([plain, hexadecimal, *map(_base64_run, inside)]))


def _forms(key: str) -> set[str]:
    """The key as a program may have written it before it put all into base64."""
    return {
        key,
        json.dumps(key)[1:-1],
        json.dumps(key)[1:-1].replace("/", "\\/"),
        quote(key, safe=""),
        quote(key, safe="").lower(),
        quote_plus(key),
        html.escape(key),
    }


def _base64_parts(data: bytes) -> Iterator[str]:
    """What base64 makes of the data at each of the three places that it may have among other bytes.

    Of a character at an edge only some bits are the data's: it is left out.
    """
    for before in range(3):
        written = binascii.b2a_base64(b"\0" * before + data, newline=False).decode()
        yield written[-(-before * 8 // 6) : (before + len(data)) * 8 // 6]


def _base64_run(part: str) -> str:
    """A pattern for a part of base64, which may be broken into lines, or be written for addresses."""
    return r"(?:\s|\\{1,8}[rn]|%0[ADad]){0,8}".join(
        _character(each) if each in "+/" else each for each in part
    )


#: A character's names in HTML.
_NAMES: defaultdict[str, set[str]] = defaultdict(set)
for _name, _meant in html.entities.html5.items():
    _NAMES[_meant].add(_name.rstrip(";"))


def _character(character: str) -> str:
    """A pattern for one character in every spelling. What is counted has bounds, so that no text takes long."""
    number = ord(character)
    digits = f"(?i:{number:x})"
    names = "|".join(sorted(_NAMES[character]))
    same = {"+": "+-", "/": "/_"}.get(character, character)  # as base64 for addresses writes them
    return (
        "(?:"
        + "|".join(
            [
                rf"\\{{0,8}}[{re.escape(same)}]",
                *([" "] if character == "+" else []),  # a form writes a blank so
                rf"%(?:25){{0,4}}{digits}",
                rf"\\{{1,8}}(?:[uU]0{{0,6}}|x|u\{{0{{0,6}}){digits}\}}?",
                rf"\\{{1,8}}0?{number:03o}",
                rf"&(?:amp;){{0,4}}\#(?:0{{0,6}}{number}|[xX]0{{0,6}}{digits});?",
                *([f"&(?:amp;){{0,4}}(?:{names});?"] if names else []),
                f"={number:02X}",
            ]
        )
        + ")"
    )


# Addresses

_COLON = r"(?::|%(?:25){0,4}3A|\\{1,8}u003a|&(?:amp;){0,4}(?:#0*58|#x0*3a|colon);?)"
_SLASH = r"(?:\\{0,8}/|%(?:25){0,4}2F|\\{1,8}u002f|&(?:amp;){0,4}(?:#0*47|#x0*2f|sol);?)"
_ADDRESS = re.compile(
    rf"((?:https?|wss?|ftp){_COLON}{_SLASH}{{2}})([^\s\"'<>/?#\\%&]+)([^\s\"'<>]*)", re.IGNORECASE
)
_ENDING = re.compile(r"\.\w{1,5}(?=$|[?#])")


def hosts_only(text: str) -> str:
    """The text with "https://host/….mp4" in place of each whole address."""
    return _ADDRESS.sub(_host_only, text)


def _host_only(address: re.Match[str]) -> str:
    scheme, host, rest = address.groups()
    host = host.rpartition("@")[2]
    ending = _ENDING.search(rest)
    return (
        f"{scheme}{host}/…{ending.group() if ending else ''}"
        if rest.strip("/\\")
        else f"{scheme}{host}{rest}"
    )
