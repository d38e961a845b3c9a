"""What subjects sit and lie on where a setting has no such thing of its own."""

from __future__ import annotations

import random
from collections.abc import Callable

from PIL import Image

from omnivid_jupyter.simulator.painter.brush import Pen
from omnivid_jupyter.simulator.painter.colour import RGB, shade
from omnivid_jupyter.simulator.painter.flora import stone

__all__ = ["FURNITURE"]

_WOOD: RGB = (150, 106, 72)
_CLOTH: RGB = (96, 128, 142)


def _table(px: float) -> Image.Image:
    pen = Pen(32, 18, px / 32)
    for x in (4, 26.4):
        pen.rect(shade(_WOOD, -0.35), x, 3, 1.6, 15, 0.3)
    pen.rect(shade(_WOOD, -0.2), 1, 2.6, 30, 2.2, 0.6)
    pen.oval(_WOOD, 16, 2.2, 15.8, 2.1)
    pen.oval(shade(_WOOD, 0.12), 16, 1.9, 14.6, 1.6)
    return pen.done(body=0.3, size=0.03)


def _chair(px: float) -> Image.Image:
    pen = Pen(13, 17, px / 13)
    for x in (2.0, 10.2):
        pen.rect(shade(_WOOD, -0.3), x, 11, 1.1, 6, 0.3)
    pen.poly(shade(_WOOD, -0.12), (1.0, 0.6), (2.6, 0.6), (3.2, 11.6), (1.8, 11.6))
    pen.rect(_CLOTH, 1.6, 2.4, 1.8, 7.4, 0.6)
    pen.rect(_WOOD, 1.6, 11.0, 10.4, 1.4, 0.5)
    pen.rect(_CLOTH, 2.4, 10.2, 9.4, 1.3, 0.6)
    return pen.done(body=0.4, size=0.03)


def _sofa(px: float) -> Image.Image:
    pen = Pen(44, 18, px / 44)
    for x in (3, 39.4):
        pen.rect(shade(_WOOD, -0.35), x, 15.6, 1.6, 2.4, 0.3)
    pen.rect(shade(_CLOTH, -0.14), 2.4, 0.8, 39.2, 13, 2.4)
    for x in (4.4, 22.4):
        pen.rect(shade(_CLOTH, 0.06), x, 2.4, 17.2, 9, 1.8)
        pen.rect(shade(_CLOTH, 0.14), x, 10.2, 17.2, 4.2, 1.2)
    pen.rect(shade(_CLOTH, -0.06), 2.4, 13.4, 39.2, 3.0, 1.0)
    for x in (0.6, 38.6):
        pen.rect(_CLOTH, x, 6.2, 4.8, 10.2, 2.0)
    return pen.done(body=0.5, size=0.03)


def _bed(px: float) -> Image.Image:
    pen = Pen(50, 17, px / 50)
    pen.rect(shade(_WOOD, -0.1), 46.4, 0.6, 2.4, 16, 0.8)
    pen.rect(shade(_WOOD, -0.1), 1.2, 6.4, 2.0, 10.2, 0.8)
    pen.rect(_WOOD, 2.2, 12, 45, 2.6, 0.5)
    pen.rect((238, 234, 226), 3.0, 8.2, 43.6, 4.6, 1.4)
    pen.rect((250, 249, 246), 35.6, 6.0, 10.4, 3.6, 1.6)
    pen.rect(_CLOTH, 3.0, 8.6, 26, 5.2, 1.4)
    return pen.done(body=0.4, size=0.03)


def _bench(px: float) -> Image.Image:
    pen = Pen(32, 15, px / 32)
    for x in (4, 26.4):
        pen.rect((70, 72, 78), x, 1.6, 1.4, 13.4, 0.4)
    for y in (1.0, 3.6, 6.2):
        pen.rect(_WOOD, 1, y, 30, 1.9, 0.5)
    pen.rect(shade(_WOOD, 0.08), 0.4, 9.0, 31.2, 2.0, 0.6)
    pen.rect(shade(_WOOD, -0.25), 0.4, 10.8, 31.2, 0.7, 0.3)
    return pen.done(body=0.3, size=0.02)


def _rock(px: float) -> Image.Image:
    return stone(random.Random("seat"), px, (138, 136, 132), flat=0.36)


def _rug(px: float) -> Image.Image:
    pen = Pen(40, 9, px / 40)
    for size, tone in (
        (1.0, (150, 62, 58)),
        (0.9, (226, 198, 154)),
        (0.82, (166, 76, 66)),
        (0.4, (206, 150, 108)),
    ):
        pen.oval(tone, 20, 4.5, 19.8 * size, 4.3 * size)
    return pen.done()


FURNITURE: dict[str, tuple[Callable[[float], Image.Image], float, float]] = {
    "table": (_table, 32, 0.12),
    "chair": (_chair, 13, 0.62),
    "sofa": (_sofa, 44, 0.62),
    "bed": (_bed, 46, 0.52),
    "bench": (_bench, 30, 0.64),
    "rock": (_rock, 22, 0.2),
    "rug": (_rug, 36, 0.62),
}
"""Each with its painter, its width in hundredths of the frame's shorter side, and where on its height one sits."""
