r"""`{red|blue}` in a prompt: alternatives, each of which makes a prompt of its own.

    a {red|blue} boat          "a red boat" and "a blue boat"
    a boat{|, at night}        one of them may be empty
    \{red|blue}                stays as it is, without the backslash; within alternatives \| and \} are text
    {red}, {{name}}            braces without a bar, and double ones, are none of this

Blanks do not double where an alternative is put in, and such that differ in blanks alone are one. Braces and bars of
full width do as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from omnivid_jupyter.errors import InvalidRequestError

__all__ = ["Wording", "is_plain", "wording"]

#: A hole is passed over whole. Of three braces the first opens alternatives: {{{name}}|blue}.
_TOKEN = re.compile(r"\{\{(?!\{).*?\}\}|\\[{}|｛｝｜]|[{}|｛｝｜]", re.DOTALL)
_HINT = r"Alternatives are written {red|blue}; \{ or --raw keeps a brace as it is."


@dataclass(frozen=True, slots=True)
class Wording:
    """A prompt with its alternatives: `pieces` are text, or the options of which one stands there."""

    pieces: tuple[str | tuple[str, ...], ...]

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """The options of each group, in the order of the prompt."""
        return tuple(piece for piece in self.pieces if isinstance(piece, tuple))

    def text(self, chosen: Sequence[str]) -> str:
        """The prompt with one option of each group."""
        options = iter(chosen)
        text = ""
        for index, piece in enumerate(self.pieces):
            if isinstance(piece, str):
                text += piece
                continue
            option = next(options)
            rest = self.pieces[index + 1 :]
            behind = rest[0] if rest and isinstance(rest[0], str) else ""
            if _ends_blank(text):
                option = option.lstrip()
                if not option and (behind[:1].isspace() or not rest):
                    text = text.rstrip(" ")
            if behind[:1].isspace() or not rest:
                option = option.rstrip()
            text += option
        return text


def wording(prompt: str) -> Wording:
    """The alternatives of a prompt. Raises `InvalidRequestError` (field "prompt") for braces that cannot be meant."""
    return Wording(tuple(_joined(_parsed(prompt))))


def is_plain(prompt: str) -> bool:
    """Whether a prompt stays just as it is when its alternatives are read."""
    try:
        read = wording(prompt)
    except InvalidRequestError:
        return False
    return not read.groups and read.text(()) == prompt


class _Escape(str):
    """A brace or bar with its backslash."""

    __slots__ = ()


_Segment = str | tuple[str, ...]


@dataclass(slots=True)
class _Group:
    """What stands behind an opening brace, part by part: a bar begins the next one."""

    opener: str
    parts: list[list[_Segment]] = field(default_factory=lambda: [[]])
    bars: list[str] = field(default_factory=list)

    def add(self, segment: _Segment) -> None:
        self.parts[-1].append(segment)

    @property
    def so_far(self) -> list[_Segment]:
        """All of it, as it is written."""
        told: list[_Segment] = [self.opener, *self.parts[0]]
        for bar, part in zip(self.bars, self.parts[1:], strict=True):
            told += [bar, *part]
        return told


def _parsed(prompt: str) -> list[_Segment]:
    root = _Group("")
    stack = [root]
    at, bar = 0, False  # whether a bar stands outside of braces, behind the last pair
    for token in _TOKEN.finditer(prompt):
        written, sign = token.group(0), token.group(0)[-1]
        group = stack[-1]
        group.add(prompt[at : token.start()])
        at = token.end()
        escaped = written.startswith("\\")
        if len(written) > 2:  # a hole
            group.add(written)
        elif sign in "{｛":
            stack.append(_Group(written))
        elif sign in "}｝" and len(stack) > 1 and (not escaped or _is_escaped(group)):
            stack.pop()
            for segment in _closed(group, written):
                stack[-1].add(segment)
            bar = False
        elif sign in "}｝" and not escaped and bar:
            raise InvalidRequestError(
                "prompt has a '}' behind a '|', without a '{'.", field="prompt", hint=_HINT
            )
        elif sign in "|｜" and len(stack) > 1 and not escaped:
            group.bars.append(written)
            group.parts.append([])
        else:
            bar = bar or (sign in "|｜" and not escaped)
            group.add(_Escape(written) if escaped else written)
    stack[-1].add(prompt[at:])
    while len(stack) > 1:
        group = stack.pop()
        if group.bars and not _is_escaped(group):
            raise InvalidRequestError(
                "prompt has a '{' with a '|' behind it, without a '}'.", field="prompt", hint=_HINT
            )
        for segment in group.so_far:
            stack[-1].add(segment)
    return root.parts[0]


def _closed(group: _Group, closer: str) -> list[_Segment]:
    """What a pair of braces is: its options, or text."""
    written = [*group.so_far, closer]
    if _is_escaped(group):
        meant = bool(group.bars) or "\\|" in written
        return [_unescaped(segment) for segment in written] if meant else written
    if not group.bars:
        return [segment[1:] if segment in ("\\|", "\\｜") else segment for segment in written]
    if any(isinstance(segment, tuple) for part in group.parts for segment in part):
        raise InvalidRequestError(
            "prompt has alternatives within alternatives, which cannot be.", field="prompt", hint=_HINT
        )
    options = ("".join(str(_unescaped(segment)) for segment in part) for part in group.parts)
    unique: dict[str, str] = {}
    for option in options:
        unique.setdefault(" ".join(option.split()), option)
    return [tuple(unique.values()) if len(unique) > 1 else next(iter(unique.values()))]


def _is_escaped(group: _Group) -> bool:
    return group.opener.startswith("\\")


def _unescaped(segment: _Segment) -> _Segment:
    is_sign = isinstance(segment, _Escape) or segment in ("\\{", "\\}", "\\｛", "\\｝")
    return segment[1:] if is_sign else segment


def _joined(segments: Sequence[_Segment]) -> Iterator[_Segment]:
    """The same with neighbouring texts as one."""
    text = ""
    for segment in segments:
        if isinstance(segment, str):
            text += segment
            continue
        if text:
            yield text
        text = ""
        yield segment
    if text:
        yield text


def _ends_blank(text: str) -> bool:
    return not text or text[-1].isspace()
