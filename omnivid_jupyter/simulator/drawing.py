"""Text for captions: the package's own font, and how text is broken into lines."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

__all__ = [
    "font",
    "text_lines",
]

_FONT_FILE = Path(__file__).with_name("fonts") / "NotoSansCJKjp-Subset.otf"  # licence beside it: OFL.txt
_MISSING = "〓"  # the printers' sign for a type they do not have
_LONGEST_WORD = 24  # characters, before a word is broken somewhere
_NEVER_FIRST = set(
    "、。，．・：；？！）」』】〉》〕］｝”’ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ,.!?:;)]}"
)


@lru_cache(maxsize=32)
def font(size: int) -> ImageFont.FreeTypeFont:
    """The package's own font, which has Latin and Japanese, at this size in pixels."""
    return ImageFont.truetype(_FONT_FILE, size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4096)
def _printable(character: str) -> str:
    """The character, or the sign for a missing one."""
    if character.isspace():
        return " "
    probe = font(24)
    if bytes(probe.getmask(character)) == bytes(probe.getmask("\U0010fffe")):
        return _MISSING
    return character


def text_lines(text: str, face: ImageFont.FreeTypeFont, width: int, limit: int) -> list[str]:
    """The text in at most `limit` lines of at most `width` pixels, broken as Latin and Japanese want it."""
    clean = "".join(_printable(character) for character in " ".join(text.split()))
    lines: list[str] = []
    line = ""
    for word in _words(clean):
        if line and face.getlength(line + word.rstrip()) > width:
            lines.append(line.rstrip())
            line = word.lstrip()
            if len(lines) == limit:
                break
        else:
            line += word
    else:
        lines.append(line.rstrip())
    if len(lines) > limit or (len(lines) == limit and line and lines[-1] != line.rstrip()):
        lines = lines[:limit]
        while lines[-1] and face.getlength(lines[-1] + "…") > width:
            lines[-1] = lines[-1][:-1]
        lines[-1] += "…"
    return lines


def _words(text: str) -> list[str]:
    """The pieces between which a line may break: Latin words with their space, and single wide characters."""
    pieces: list[str] = []
    for character in text:
        previous = pieces[-1][-1] if pieces else " "
        wide = ord(character) >= 0x2E80
        joins = character in _NEVER_FIRST or character == " " or previous in "「『（【〈《"
        within = not (wide or previous == " " or ord(previous) >= 0x2E80)
        if pieces and (joins or within) and len(pieces[-1]) < _LONGEST_WORD:
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces
