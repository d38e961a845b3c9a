"""Somebody who walks, in a coat or a dress of the colour: grown up or a child, young or old. All look to the right."""

from __future__ import annotations

import math
from collections.abc import Iterator

from PIL import Image

from omnivid_jupyter.simulator.painter.brush import Pen
from omnivid_jupyter.simulator.painter.colour import RGB, shade

__all__ = ["child", "elder", "person", "woman"]

_EYE: RGB = (30, 26, 30)
_SKIN: RGB = (232, 186, 152)
_BROWN: RGB = (72, 48, 40)
_GREY: RGB = (206, 206, 210)
_TROUSERS: RGB = (58, 62, 84)


def person(px: float, colour: RGB, beat: float) -> Image.Image:
    """Somebody walking, in a coat of the colour."""
    return _walking(px, colour, beat, _BROWN)


def elder(px: float, colour: RGB, beat: float) -> Image.Image:
    """Somebody old walking, with grey hair and a stick."""
    return _walking(px, colour, beat, _GREY, stick=True)


def child(px: float, colour: RGB, beat: float) -> Image.Image:
    """A child walking: small, with a large head."""
    pen = Pen(14, 30, px / 14)
    a = math.sin(beat * math.tau)
    for side, swing, lift in _legs(beat, 2.0, 0.8):
        tone = shade(_TROUSERS, -0.2 if side < 0 else 0)
        pen.line(tone, 2.1, (7, 22.4), (7 + swing * 0.55 + 0.3, 25.2), (7 + swing, 28 - lift))
        pen.rect((52, 40, 36), 6.2 + swing, 27.6 - lift, 2.9, 1.5, 0.6)
    pen.line(shade(colour, -0.3), 1.6, (6.8, 16.8), (6.4 - a * 1.8, 19.2), (6.6 - a * 2.4, 21.2))
    pen.blob(
        colour,
        (4.7, 16.2),
        (7, 15.0),
        (9.3, 16.2),
        (9.8, 19),
        (10.2, 23.2),
        (7, 24.0),
        (3.8, 23.2),
        (4.4, 19),
    )
    pen.rect(_SKIN, 6.2, 14.0, 1.7, 1.6)
    pen.oval(_SKIN, 7.2, 11.8, 2.8, 3.0)
    pen.blob(
        _BROWN,
        (4.2, 13.4),
        (4.0, 10.0),
        (6.4, 8.2),
        (9.2, 9.0),
        (10.0, 10.8),
        (7, 10.6),
        (6.0, 12.4),
        (5.4, 13.8),
    )
    pen.oval(_EYE, 8.7, 12.0, 0.32)
    pen.line(shade(colour, -0.16), 1.7, (7.2, 16.8), (7.4 + a * 1.8, 19.2), (7.6 + a * 2.6, 21.2))
    pen.oval(_SKIN, 7.6 + a * 2.7, 21.5, 0.9)
    pen.rect(shade(colour, 0.36), 5.0, 15.0, 4.2, 1.3, 0.6)
    return pen.done(body=0.5, size=0.03)


def woman(px: float, colour: RGB, beat: float) -> Image.Image:
    """A woman walking, with long hair, in a dress of the colour."""
    pen = Pen(14, 30, px / 14)
    a = math.sin(beat * math.tau)
    for side, swing, lift in _legs(beat, 2.2, 0.8):
        tone = shade(_SKIN, -0.16 if side < 0 else 0)
        pen.line(tone, 1.6, (7, 20), (7 + swing * 0.6 + 0.2, 24), (7 + swing, 28 - lift))
        pen.rect((96, 54, 50), 6.2 + swing, 27.7 - lift, 2.8, 1.3, 0.6)
    pen.blob(_BROWN, (4.3, 3.6), (6.4, 1.5), (8.4, 2.6), (6.8, 6.4), (5.8, 11.6), (3.2, 12.2), (3.4, 7))
    pen.line(shade(colour, -0.3), 1.5, (6.8, 10.4), (6.6 - a * 1.8, 13.8), (6.8 - a * 2.5, 16.8))
    pen.blob(
        colour,
        (4.8, 9.4),
        (7, 8.2),
        (9.2, 9.4),
        (9.0, 13),
        (10.2, 18),
        (11.6, 23.4),
        (7, 24.4),
        (2.4, 23.4),
        (3.9, 18),
        (5.0, 13),
    )
    pen.line(shade(colour, -0.34), 0.7, (4.9, 13.6), (9.1, 13.6))
    pen.rect(_SKIN, 6.2, 7.0, 1.8, 1.9)
    pen.oval(_SKIN, 7.4, 4.9, 2.4, 2.8)
    pen.blob(
        _BROWN, (4.3, 8.4), (4.2, 3.4), (6.6, 1.4), (9.3, 2.3), (9.7, 4.0), (7, 3.8), (6.0, 5.8), (5.6, 8.6)
    )
    pen.oval(_EYE, 8.7, 5.0, 0.28)
    pen.line(shade(colour, -0.16), 1.6, (7.2, 10.4), (7.4 + a * 1.8, 13.8), (7.6 + a * 2.7, 16.8))
    pen.oval(_SKIN, 7.6 + a * 2.8, 17.2, 0.85)
    return pen.done(body=0.5, size=0.03)


def _legs(beat: float, stride: float, height: float) -> Iterator[tuple[int, float, float]]:
    """The far leg (-1) and the near one (1): how far its foot is ahead, and how high it is lifted."""
    for side in (-1, 1):
        yield (
            side,
            math.sin(beat * math.tau) * side * stride,
            max(0.0, math.cos(beat * math.tau) * side) * height,
        )


def _walking(px: float, colour: RGB, beat: float, hair: RGB, *, stick: bool = False) -> Image.Image:
    pen = Pen(14, 30, px / 14)
    a = math.sin(beat * math.tau)
    for side, swing, lift in _legs(beat, 2.7, 0.9):
        tone = shade(_TROUSERS, -0.2 if side < 0 else 0)
        pen.line(tone, 2.2, (7, 18), (7 + swing * 0.55 + 0.3, 23), (7 + swing, 28 - lift))
        pen.rect((52, 40, 36), 6.2 + swing, 27.6 - lift, 3.0, 1.5, 0.6)
    pen.line(shade(colour, -0.3), 1.7, (6.8, 10.4), (6.6 - a * 2.0, 14), (6.8 - a * 2.8, 17.2))
    pen.blob(
        colour, (4.4, 9.6), (7, 8.2), (9.6, 9.6), (10, 14), (10.6, 20.4), (7, 21.2), (3.6, 20.4), (4.2, 14)
    )
    pen.line(shade(colour, -0.3), 0.2, (7.6, 10), (7.8, 20.8))
    pen.rect(_SKIN, 6.2, 7.0, 1.8, 2.0)
    pen.oval(_SKIN, 7.3, 4.9, 2.5, 2.8)
    pen.blob(
        hair,
        (4.6, 6.8),
        (4.4, 3.4),
        (6.6, 1.5),
        (9.2, 2.4),
        (9.6, 4.0),
        (7, 3.8),
        (6.2, 5.6),
        (5.8, 7.2),
    )
    pen.oval(_EYE, 8.7, 5.0, 0.28)
    pen.line(shade(colour, -0.16), 1.8, (7.2, 10.4), (7.4 + a * 2.0, 14), (7.6 + a * 3.0, 17.2))
    pen.oval(_SKIN, 7.6 + a * 3.1, 17.6, 0.9)
    if stick:
        pen.line((110, 76, 50), 0.7, (7.8 + a * 3.1, 17.0), (9.0 + a * 3.6, 29.0))
    pen.rect(shade(colour, 0.36), 4.9, 8.3, 4.4, 1.5, 0.7)
    return pen.done(body=0.5, size=0.03)
