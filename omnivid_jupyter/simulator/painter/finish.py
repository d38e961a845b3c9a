"""The finish of each frame: what belongs to lens, film and screen rather than to the scene."""

from __future__ import annotations

import random
from collections.abc import Callable

from PIL import Image, ImageChops

from omnivid_jupyter.simulator.painter.brush import noise
from omnivid_jupyter.simulator.painter.colour import duotone
from omnivid_jupyter.simulator.painter.stage import View

__all__ = ["GRAINED", "Finish"]

GRAINED = ("35 mm film", "black and white", "sepia")
"""The styles in which the grain of a film is seen."""

FPS = 24
_BLOCKS = 144  # of pixel art, along the shorter side


class Finish:
    """Puts the last touch on frames of one size and style. Frames may come in any order."""

    def __init__(self, view: View, style: str | None, *, plain: bool = False) -> None:
        self._view = view
        self._touch = _FINISHES.get(style or "")
        size = (view.width, view.height)
        ring = Image.radial_gradient("L").resize(size, Image.Resampling.BICUBIC)
        strength = 84 if style == "35 mm film" else 58
        self._vignette = ring.point([round(strength * (max(0, v - 96) / 159) ** 1.7) for v in range(256)])
        self._shade = Image.new("RGB", size, (6, 6, 16))
        self._plain = plain or style in ("ink", "pencil", "watercolour", "paper cut-out", "pixel", "cartoon")
        self._grain: list[Image.Image] = []
        if style in GRAINED:
            rng = random.Random("film")
            tall = round(300 * view.height / view.width) or 1
            level = 9 if style == "35 mm film" else 6
            for _ in range(4):
                small = noise(rng, (300, tall), (300, tall), 1)
                self._grain.append(
                    small.resize(size, Image.Resampling.BILINEAR).point(
                        [round(128 + (v - 128) / 128 * level) for v in range(256)]
                    )
                )

    def put(self, frame: Image.Image, t: float) -> Image.Image:
        """The finished frame."""
        if not self._plain:
            frame.paste(self._shade, (0, 0), self._vignette)
        if self._touch is not None:
            frame = self._touch(frame, t)
        if self._grain:
            number = round(t * FPS) // 2
            grain = self._grain[(number * 7 + number // 3) % len(self._grain)]
            frame = ImageChops.add(frame, Image.merge("RGB", (grain, grain, grain)), 1, -128)
        return frame


def _film(frame: Image.Image, t: float) -> Image.Image:
    """The colours of a print: warm lights, greenish and lifted shadows."""
    return frame.point(_FILM)


_FILM = [
    *(min(255, round(14 + v * 0.95 + 10 * (v / 255) ** 2)) for v in range(256)),
    *(min(255, round(15 + v * 0.93 + 3 * (v / 255) ** 2)) for v in range(256)),
    *(min(255, round(20 + v * 0.83)) for v in range(256)),
]


def _black_and_white(frame: Image.Image, t: float) -> Image.Image:
    grey = frame.convert("L").point([max(0, min(255, round((v - 118) * 1.16 + 120))) for v in range(256)])
    return Image.merge("RGB", (grey, grey, grey))


def _sepia(frame: Image.Image, t: float) -> Image.Image:
    return duotone(frame, ((34, 20, 12), (122, 86, 54), (206, 174, 128), (252, 240, 214)), 1.0)


def _pixel(frame: Image.Image, t: float) -> Image.Image:
    """Large square pixels of few colours."""
    wide, tall = frame.size
    scale = _BLOCKS / min(wide, tall)
    small = frame.resize((max(1, round(wide * scale)), max(1, round(tall * scale))), Image.Resampling.BOX)
    small = small.point([min(255, round(round((v / 255) * 11) / 11 * 255)) for v in range(256)] * 3)
    return small.resize((wide, tall), Image.Resampling.NEAREST)


_FINISHES: dict[str, Callable[[Image.Image, float], Image.Image]] = {
    "35 mm film": _film,
    "black and white": _black_and_white,
    "sepia": _sepia,
    "pixel": _pixel,
}
