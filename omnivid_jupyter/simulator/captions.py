"""What is written over a film: that it is SIMULATED, by which model, and the prompt with the words that were followed.

Followed words are bright and underlined, the others are dim: nobody shall take the film for a model's, which would have
followed them all. The writing stands still and keeps clear of the lower edge, where a player has its controls.

No picture leaves the simulator without the mark.
"""

from __future__ import annotations

import re
import unicodedata

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from omnivid_jupyter.simulator.direction import Span, read_direction
from omnivid_jupyter.simulator.drawing import font, text_lines
from omnivid_jupyter.simulator.painter.brush import disc
from omnivid_jupyter.simulator.picture import Picture

__all__ = ["Captions", "pieces"]

_MARK = "SIMULATED"
_SHADE = (6, 8, 16)
_CLEAR = 0.155  # of the height, at the lower edge: where players put their controls
_FOLLOWED, _REST = (255, 255, 255, 250), (240, 242, 246, 165)


class Captions:
    """Everything written over one picture, drawn once and put over each frame."""

    def __init__(self, picture: Picture, width: int, height: int) -> None:
        self._unit = min(width, height) / 100
        self._size = (width, height)
        sheet = Image.new("RGBA", (width, height), (*_SHADE, 0))
        self._draw_prompt(sheet, picture.prompt)
        self._draw_mark(sheet, _settings(picture))
        third = height // 3
        self._parts = [
            _cut(sheet, box)
            for box in ((0, 0, width, third), (0, third, width, height))
            if sheet.crop(box).getbbox()
        ]

    def put(self, frame: Image.Image) -> None:
        """Write over a frame."""
        for part, mask, corner in self._parts:
            frame.paste(part, corner, mask)

    def _draw_prompt(self, sheet: Image.Image, prompt: str) -> None:
        u, (width, height) = self._unit, self._size
        prompt = _printed(prompt)
        portrait = height > width
        face = font(max(8, round((3.9 if portrait else 3.5) * u)))
        lines = pieces(prompt, read_direction(prompt)[1], face, round(width - 10 * u), 6 if portrait else 3)
        step = 1.5 * face.size
        first = height * (1 - _CLEAR) - step * (len(lines) - 1)
        letters = Image.new("RGBA", sheet.size, (*_SHADE, 0))
        pen = ImageDraw.Draw(letters)
        for number, line in enumerate(lines):
            x, y = 5 * u, first + number * step
            for text, followed in line:
                end = x + face.getlength(text)
                if followed:
                    low = round(y + 0.24 * face.size)
                    pen.rectangle(
                        (x, low, end - 1, low + max(0, round(0.2 * u) - 1)), fill=(255, 255, 255, 215)
                    )
                pen.text((x, y), text, _FOLLOWED if followed else _REST, face, anchor="ls")
                x = end
        sheet.alpha_composite(_ground(letters, face.size))
        sheet.alpha_composite(letters)

    def _draw_mark(self, sheet: Image.Image, settings: str) -> None:
        """The mark in the upper left, and the settings beside it."""
        u = self._unit
        face, small = font(max(7, round(3.2 * u))), font(max(7, round(2.6 * u)))
        advance = [face.getlength(letter) + 0.7 * u for letter in _MARK]
        x, y, tall = 5 * u, 4.6 * u, 6.0 * u
        middle = y + tall / 2
        letters = Image.new("RGBA", sheet.size, (*_SHADE, 0))
        after = x + sum(advance) + 9.6 * u
        text = text_lines(settings, small, max(1, round(self._size[0] - 5 * u - after)), 1)[0]
        ImageDraw.Draw(letters).text(
            (after, middle + 1.0 * u), text, (255, 255, 255, 190), small, anchor="ls"
        )
        sheet.alpha_composite(_ground(letters, small.size))
        sheet.alpha_composite(letters)
        pen = ImageDraw.Draw(sheet)
        box = (x, y, x + sum(advance) + 7.4 * u, y + tall)
        line = max(1, round(0.2 * u))
        pen.rounded_rectangle(box, tall / 2, fill=(*_SHADE, 150), outline=(255, 255, 255, 120), width=line)
        dot = disc(round(1.6 * u), (255, 92, 92))
        sheet.alpha_composite(dot, (round(x + 2.2 * u), round(middle - dot.height / 2)))
        x += 5.0 * u
        for letter, step in zip(_MARK, advance, strict=True):
            pen.text((x, middle + 1.15 * u), letter, (255, 255, 255, 240), face, anchor="ls")
            x += step


_HALF_WIDTH = re.compile("[\uff61-\uff9f]+")


def _printed(prompt: str) -> str:
    """The prompt in letters that the font has: half-width kana in full width, letters and their marks as one."""
    wide = _HALF_WIDTH.sub(lambda kana: unicodedata.normalize("NFKC", kana[0]), prompt)
    return unicodedata.normalize("NFC", wide)


def _cut(
    sheet: Image.Image, box: tuple[int, int, int, int]
) -> tuple[Image.Image, Image.Image, tuple[int, int]]:
    """What is written within a box: pasting only that is much quicker than all of the sheet."""
    inner = sheet.crop(box)
    written = inner.getbbox()
    inner = inner.crop(written)
    corner = (box[0] + written[0], box[1] + written[1]) if written else box[:2]
    return inner.convert("RGB"), inner.getchannel("A"), corner


def _ground(letters: Image.Image, size: float) -> Image.Image:
    """A soft dark ground under lines of letters, so that they are read on snow as well."""
    wide = letters.getchannel("A").point(lambda value: 255 if value else 0)
    wide = wide.filter(ImageFilter.BoxBlur(0.55 * size)).point(lambda value: 255 if value > 8 else 0)
    soft = wide.filter(ImageFilter.GaussianBlur(0.3 * size)).point(lambda value: round(value * 0.47))
    ground = Image.new("RGBA", letters.size, (*_SHADE, 0))
    ground.putalpha(soft)
    return ground


def pieces(
    prompt: str, followed: list[Span], face: ImageFont.FreeTypeFont, width: int, limit: int
) -> list[list[tuple[str, bool]]]:
    """A prompt in lines of at most so many pixels; each line in pieces, and whether a piece was followed."""
    marks = [False] * len(prompt)
    for start, end in followed:
        marks[start:end] = [True] * (end - start)
    marks = [mark for mark, char in zip(marks, prompt, strict=True) if not char.isspace()]
    lines: list[list[tuple[str, bool]]] = []
    at = 0
    for text in text_lines(prompt, face, width, limit):
        line: list[tuple[str, bool]] = []
        for place, char in enumerate(text):
            if char == " ":  # between two followed words the line goes on
                mark = (
                    bool(line)
                    and line[-1][1]
                    and at < len(marks)
                    and marks[at]
                    and _same(prompt, followed, at)
                )
            else:
                mark = at < len(marks) and marks[at] and not (char == "…" and place == len(text) - 1)
                at += 1
            if line and line[-1][1] == mark:
                line[-1] = line[-1][0] + char, mark
            else:
                line.append((char, mark))
        lines.append(line)
    return lines


def _same(prompt: str, followed: list[Span], at: int) -> bool:
    """Whether the visible character number `at` and the one before it are in the same followed span."""
    places = [place for place, char in enumerate(prompt) if not char.isspace()]
    return any(start <= places[at - 1] and places[at] < end for start, end in followed)


def _settings(picture: Picture) -> str:
    parts = [picture.model, f"{picture.width}×{picture.height}"]
    if picture.seconds is not None:
        parts.append(f"{picture.seconds} s")
    if picture.films != "drawn":
        parts.append("drawn coarsely" if picture.films == "coarse" else "a sketch")
    if picture.extends:
        parts.append(f"goes on from {picture.extends}")
    return "  ·  ".join(parts)
