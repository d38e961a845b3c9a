"""What is written over a scene: the mark SIMULATED, the prompt, the settings, references, the time.

The one rule: no picture leaves the simulator without the mark.
"""

from __future__ import annotations

import random

from PIL import Image, ImageDraw

from omnivid_jupyter.simulator.drawing import Palette, disc, font, gradient, text_lines
from omnivid_jupyter.simulator.picture import Picture

__all__ = ["Captions"]

_WHITE = (255, 255, 255)
_MARK = "SIMULATED"
_PRINTS = 4  # references that are shown at most


class Captions:
    """Everything written over one picture, drawn once and put over each frame."""

    def __init__(self, picture: Picture, width: int, height: int) -> None:
        self._unit = min(width, height) / 100
        self._size = (width, height)
        self._seconds = picture.seconds
        sheet = Image.new("RGBA", (width, height), (0, 0, 0, 0))
        self._draw_prompt(sheet, picture)
        self._draw_mark(sheet)
        shown = picture.references[:_PRINTS]
        for index, digest in enumerate(shown):
            self._draw_reference(sheet, index, digest, right=len(shown) - index)
        self._parts = [(sheet.crop(box), box) for box in self._bands(sheet)]

    def put(self, frame: Image.Image, t: float) -> None:
        """Write over the frame at `t` seconds, with the time where the picture moves."""
        for part, box in self._parts:
            frame.paste(part, box, part)
        if self._seconds is None:
            return
        u, (width, height) = self._unit, self._size
        pen = ImageDraw.Draw(frame)
        code = f"{int(t):02d}:{int(t % 1 * 24 + 0.5):02d}"
        face = font(round(2.7 * u))
        pen.text((width - 5 * u, height - 4.2 * u), code, _WHITE, face, anchor="rs")
        pen.rectangle((0, height - 0.7 * u, width * t / self._seconds, height), fill=_WHITE)

    def _bands(self, sheet: Image.Image) -> list[tuple[int, int, int, int]]:
        """The parts of the sheet that hold anything: pasting these is much quicker than all of it."""
        width, height = self._size
        top, bottom = height // 3, self._shade_top
        boxes = [(0, 0, width // 2, top), (width // 2, 0, width, top)]
        found: list[tuple[int, int, int, int]] = [(0, bottom, width, height)]
        for box in boxes:
            inner = sheet.crop(box).getchannel("A").getbbox()
            if inner:
                found.append((box[0] + inner[0], inner[1], box[0] + inner[2], inner[3]))
        return found

    def _draw_prompt(self, sheet: Image.Image, picture: Picture) -> None:
        u, (width, height) = self._unit, self._size
        portrait = height > width
        large, small = font(round((5.2 if portrait else 4.6) * u)), font(round(2.7 * u))
        lines = text_lines(picture.prompt, large, round(width - 10 * u), 6 if portrait else 3)
        step = (7.4 if portrait else 6.6) * u
        y = height - 4.2 * u
        first = y - 4.6 * u - step * (len(lines) - 1)
        self._shade_top = max(0, round(first - (24 if picture.extends else 16) * u))
        shade = gradient((width, height - self._shade_top), (0, 0, 0), (150, 150, 150), (212, 212, 212))
        sheet.paste((6, 8, 16), (0, self._shade_top), shade.getchannel(0))
        pen = ImageDraw.Draw(sheet)
        pen.text((5 * u, y), _settings(picture), (255, 255, 255, 205), small, anchor="ls")
        for i, line in enumerate(lines):
            pen.text((5 * u, first + i * step), line, (255, 255, 255, 255), large, anchor="ls")
        if picture.extends:
            note = text_lines(f"→ extends {picture.extends}", small, round(width - 10 * u), 1)[0]
            pen.text((5 * u, first - step * 0.95), note, (255, 255, 255, 225), small, anchor="ls")

    def _draw_mark(self, sheet: Image.Image) -> None:
        u = self._unit
        face = font(round(3.4 * u))
        advance = [face.getlength(letter) + 0.75 * u for letter in _MARK]
        x, y, tall = 5 * u, 5 * u, 6.4 * u
        pen = ImageDraw.Draw(sheet)
        box = (x, y, x + sum(advance) + 7.6 * u, y + tall)
        pen.rounded_rectangle(
            box, tall / 2, fill=(6, 8, 16, 150), outline=(255, 255, 255, 120), width=max(1, round(0.2 * u))
        )
        dot = disc(round(1.7 * u), (255, 92, 92))
        sheet.alpha_composite(dot, (round(x + 2.2 * u), round(y + tall / 2 - dot.height / 2)))
        x += 5.2 * u
        for letter, step in zip(_MARK, advance, strict=True):
            pen.text((x, y + tall / 2 + 1.25 * u), letter, (255, 255, 255, 240), face, anchor="ls")
            x += step

    def _draw_reference(self, sheet: Image.Image, index: int, digest: str, right: int) -> None:
        """A small print, pinned to the upper right: what stands for one reference medium."""
        u = self._unit
        rng = random.Random(digest)
        palette = Palette.of(rng)
        wide, tall = round(15 * u), round(17 * u)
        card = Image.new("RGBA", (wide, tall), (250, 248, 242, 255))
        view = gradient((round(13 * u), round(12 * u)), palette.top, palette.middle, palette.horizon)
        for _ in range(4):
            blot = disc(
                round(rng.uniform(3, 8) * u), rng.choice((palette.accent, palette.near, palette.light)), 210
            )
            view.paste(blot, (round(rng.uniform(-1, 8) * u), round(rng.uniform(0, 8) * u)), blot)
        card.paste(view, (round(u), round(u)))
        label = f"ref {index + 1}"
        ImageDraw.Draw(card).text(
            (wide / 2, tall - 1.2 * u), label, (70, 66, 60), font(round(2.5 * u)), anchor="ms"
        )
        card = card.rotate(rng.uniform(-7, 7), Image.Resampling.BICUBIC, expand=True)
        width, height = self._size
        row = 15 if height > width else 3.5  # beside the mark, or under it where there is no room
        corner = (round(width - (3 + 18 * right) * u), round(row * u))
        sheet.alpha_composite(card, corner)


def _settings(picture: Picture) -> str:
    parts = [picture.model, f"{picture.width}×{picture.height}"]
    if picture.seconds is not None:
        parts.append(f"{picture.seconds} s")
    return "  ·  ".join(parts)
