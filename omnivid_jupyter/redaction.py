"""What nobody is to see: keys, and the addresses that a service gives out (whoever has one has the file).

A `Key` is held so that only who asks for it by `reveal` gets it: no repr, copy, pickle, JSON or dump of an object
that has one does. `redacted` takes a key out of a text in every spelling that programs give it on its way: as
it is, escaped for JSON, HTML, addresses or Python, in hexadecimal digits, or within something in base64, base32 or
base85; also where it is broken into lines, and where digits have something between them.

Everything that shows, keeps or gives away what came from outside uses this module, and nothing does it by itself.
"""

from __future__ import annotations

import base64
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

__all__ = ["HIDDEN", "Key", "holds", "hosts_only", "redacted", "redacted_body", "unsigned"]

HIDDEN = "***"
#: Characters: what is shorter is no service's key, but may be any word of an answer.
_SHORTEST = 5
#: Characters: a stand-in that somebody put in a key's place, as "test", may be any word of a prompt.
_SHORTEST_TYPED = 8
_BYTES = ("utf-8", "surrogatepass")


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

    def stands_in(self, text: str) -> bool:
        """Whether the text has it as it is. A key as short as a word stands in none."""
        return len(self.reveal()) >= _SHORTEST_TYPED and self.reveal() in text

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
    spellings = _spellings(key)
    if len(text) < spellings.shortest or spellings.pattern is None:
        return text
    text = spellings.pattern.sub(HIDDEN, text)
    return _hidden(text, _joined(_encoded(text, spellings)))


def redacted_body(body: bytes, key: Key) -> bytes:
    """The bytes of an answer without the key; where it is not in them, they stay as they are."""
    encoding = json.detect_encoding(body)
    text = body.decode(encoding, "surrogateescape" if encoding.startswith("utf-8") else "replace")
    without = redacted(text, key)
    return body if without == text else without.encode("utf-8", "surrogateescape")


def holds(text: str, key: Key) -> bool:
    """Whether the key stands in the text in any spelling."""
    spellings = _spellings(key)
    if len(text) < spellings.shortest or spellings.pattern is None:
        return False
    return bool(spellings.pattern.search(text) or next(_encoded(text, spellings), None))


# Spellings of a key


@dataclass(frozen=True, slots=True)
class _Spellings:
    """All that is looked for of a key, made once: it is looked for in each text that passes.

    `pattern` is that of the key as text (None: it is too short to be one); `encoded` are parts of encodings, by what is
    taken out of a text before they are looked for in it; no text of fewer than `shortest` characters has any of it.
    """

    pattern: re.Pattern[str] | None
    encoded: tuple[_Pass, ...]
    shortest: int


@dataclass(frozen=True, slots=True)
class _Pass:
    """Parts that are looked for in a text without these gaps; `more` are those that the pass before had not."""

    gaps: re.Pattern[str]
    parts: tuple[_Part, ...]
    more: tuple[_Part, ...]


@lru_cache(maxsize=32)
def _spellings(key: Key) -> _Spellings:
    encoded: list[_Pass] = []
    before: set[_Part] = set()
    for gaps, whole in (*((each, _parts(key)) for each in _GAPS), (_BETWEEN, _hexadecimal(key))):
        parts = {_Part(text, part.edge) for part in whole if (text := gaps.sub("", part.text))}
        encoded.append(_Pass(gaps, tuple(parts), tuple(parts - before)))
        before = parts
    lengths = [len(part.text) for each in encoded for part in each.parts]
    return _Spellings(_pattern(key), tuple(encoded), min([len(key.reveal()), *lengths]))


def _pattern(key: Key) -> re.Pattern[str] | None:
    """The key as text, in hexadecimal digits, and in base64 with signs that have several spellings of their own."""
    if len(key.reveal()) < _SHORTEST:
        return None
    signs = sorted({part for part in _base64(key) if set(part) & {"+", "/"}})
    hexadecimal = f"(?i:{key.reveal().encode(*_BYTES).hex()})"
    return re.compile("|".join([_plain(key.reveal()), hexadecimal, *map(_base64_run, signs)]))


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


#: What stands between two lines, in the spellings of `_character`; nothing of it is a digit of base64.
_BREAK = r"\s|>|&gt;|\\{1,8}[rnt]|%(?:25){0,4}(?:0[9ADad]|20)|&\#(?:0{0,6}1[03]|[xX]0{0,6}[AaDd]);?"


def _base64_run(part: str) -> str:
    """A pattern for a part of base64, which may be broken into lines, or be written for addresses."""
    return rf"(?:{_BREAK}){{0,40}}+".join(_character(each) if each in "+/" else each for each in part)


def _plain(key: str) -> str:
    """A pattern for the key as text, which a line may break anywhere."""
    first, others = key[0], key[1:]
    # an escaped break before an "n" could be read in two ways, and many of them in any number of ways
    gaps = (_WRAPPED if each.lower() in "rn" else _WRAPPED_OR_ESCAPED for each in others)
    rest = "".join(f"{gap}{_character(each)}" for gap, each in zip(gaps, others, strict=True))
    return f"(?i:{_character(first)}{rest})"


_WRAPPED = r"(?:=?\r?\n[ \t]{0,40})?"
_WRAPPED_OR_ESCAPED = r"(?:=?(?:\r?\n|(?:\\{1,8}r)?\\{1,8}n)[ \t]{0,40})?"


# Encodings that are found as they are written


@dataclass(frozen=True, slots=True)
class _Part:
    """What an encoding makes of the key; so many characters beside it may have something of the key in them, too."""

    text: str
    edge: int = 0


_Span = tuple[int, int]
#: What is taken out of a text, and of a part, before that is looked for: what breaks lines, also where it was escaped.
_GAPS = (re.compile(r"\s+"), re.compile(rf"(?:{_BREAK}|\\)+"))
#: And what stands between two bytes in hexadecimal digits: 73:6b, 73 6b, 0x73, 0x6b.
_BETWEEN = re.compile(rf"(?:{_BREAK}|0[xX]|\\{{1,8}}x|[-:;,._|])+")


def _encoded(text: str, spellings: _Spellings) -> Iterator[_Span]:
    """Where the key stands in an encoding, in the text without what is between the digits.

    Each part is looked for once in each form of the text, so that it takes as long as the text is.
    """
    before = None
    for each in spellings.encoded:
        dense = each.gaps.sub("", text)
        parts = each.more if dense == before else each.parts
        before = dense
        spans = [span for part in parts if part.text in dense for span in _found(dense, part)]
        places = _places(text, each.gaps) if spans else []
        for start, end, edge in spans:
            yield _with_edges(text, places[start], places[end - 1] + 1, edge)


def _found(dense: str, part: _Part) -> Iterator[tuple[int, int, int]]:
    at = dense.find(part.text)
    while at >= 0:
        yield at, at + len(part.text), part.edge
        at = dense.find(part.text, at + len(part.text))


def _with_edges(text: str, start: int, end: int, edge: int) -> _Span:
    """A part, and as many characters on both sides as may have something of the key; a blank ends what is encoded."""
    if not edge:
        return start, end
    before = _EDGE_BEFORE.search(text, max(0, start - _REACH), start)
    behind = _EDGE_BEHIND.match(text, end, end + _REACH)
    return before.start() if before else start, behind.end() if behind else end


def _places(text: str, gaps: re.Pattern[str]) -> list[int]:
    """Where each character that is in no gap stands."""
    ends = [0, *(each.end() for each in gaps.finditer(text))]
    starts = [*(each.start() for each in gaps.finditer(text)), len(text)]
    return [at for first, last in zip(ends, starts, strict=True) for at in range(first, last)]


def _joined(spans: Iterator[_Span]) -> list[_Span]:
    """The spans in order, those that touch as one."""
    joined: list[_Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _hidden(text: str, spans: list[_Span]) -> str:
    pieces, last = list[str](), 0
    for start, end in spans:
        pieces += [text[last:start], HIDDEN]
        last = end
    return "".join([*pieces, text[last:]])


def _hexadecimal(key: Key) -> tuple[_Part, ...]:
    written = {form.encode(*_BYTES).hex() for form in _forms(key.reveal())}
    return tuple(_Part(text) for each in written for text in (each, each.upper()))


def _parts(key: Key) -> tuple[_Part, ...]:
    """What base64, base32 and base85 make of the key."""
    return tuple({*map(_Part, _base64(key)), *map(_Part, _base32(key)), *_base85(key)})


def _base64(key: Key) -> Iterator[str]:
    for form in _forms(key.reveal()):
        yield from _within(form.encode(*_BYTES), base64.b64encode, bits=6, bytes_at_once=3)


def _base32(key: Key) -> Iterator[str]:
    for form in _forms(key.reveal()):
        for encode in (base64.b32encode, base64.b32hexencode):
            for part in _within(form.encode(*_BYTES), encode, bits=5, bytes_at_once=5):
                yield from (part, part.lower())


def _within(data: bytes, encode: Callable[[bytes], bytes], *, bits: int, bytes_at_once: int) -> Iterator[str]:
    """What an encoding makes of the data at each of the places that it may have among other bytes.

    Of a character at an edge only some bits are the data's: it is left out.
    """
    for before in range(bytes_at_once):
        written = encode(b"\0" * before + data).decode()
        yield written[-(-before * 8 // bits) : (before + len(data)) * 8 // bits]


def _base85(key: Key) -> Iterator[_Part]:
    """What the alphabets of base85 make of it, four bytes at once: only such are found that are all the key's."""
    for form in _forms(key.reveal()):
        data = form.encode(*_BYTES)
        for before in range(4):
            blocks = data[-before % 4 :]
            blocks = blocks[: len(blocks) // 4 * 4]
            b85 = base64.b85encode(blocks).decode()
            for written in (b85, b85.translate(_TO_Z85), base64.a85encode(blocks).decode()) if blocks else ():
                for text in _spelled(written):
                    yield _Part(text, _BLOCK)


def _spelled(text: str) -> set[str]:
    """A text of any signs as programs put it into others."""
    in_json = json.dumps(text)[1:-1]
    return {text, in_json, in_json.replace("/", "\\/"), html.escape(text), quote(text, safe="")}


_BLOCK = 5  # characters of base85
#: Characters at an edge of such a part, over a line's end. None of them ends a text in JSON: it is read afterwards.
_SIGNS = r"""[!#-\[\]-~]"""
_LINE_END = r"(?:\r?\n[ \t]{0,16}|(?:\\{1,8}[rn]){1,2})?"
_EDGE_BEFORE = re.compile(rf"(?:{_SIGNS}{_LINE_END}){{0,{_BLOCK}}}\Z")
_EDGE_BEHIND = re.compile(rf"(?:{_LINE_END}{_SIGNS}){{0,{_BLOCK}}}")
_REACH = 160  # characters
_B85 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~"
_Z85 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"
_TO_Z85 = str.maketrans(_B85, _Z85)


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


def unsigned(address: str) -> str:
    """An address with "…" for all that is behind its "?", which may be what signs it."""
    path, mark, _ = address.partition("?")
    return f"{path}?…" if mark else path
