"""Somebody who does not walk: who sits, rides, lies, or floats in a suit. All look to the right."""

from __future__ import annotations

import math

from PIL import Image

from omnivid_jupyter.simulator.painter.brush import Pen
from omnivid_jupyter.simulator.painter.colour import RGB, mix, shade

__all__ = ["astronaut", "lying", "riding", "rowing", "sitting"]

_EYE: RGB = (30, 26, 30)
_SKIN: RGB = (232, 186, 152)
_HAIR: RGB = (72, 48, 40)
_TROUSERS: RGB = (58, 62, 84)
_SHOE: RGB = (52, 40, 36)


def _head(pen: Pen, x: float, y: float) -> None:
    pen.rect(_SKIN, x - 1.0, y + 2.0, 1.8, 2.0)
    pen.oval(_SKIN, x, y, 2.5, 2.8)
    pen.blob(
        _HAIR,
        (x - 2.7, y + 1.9),
        (x - 2.9, y - 1.5),
        (x - 0.7, y - 3.4),
        (x + 1.9, y - 2.5),
        (x + 2.3, y - 0.9),
        (x - 0.3, y - 1.1),
        (x - 1.1, y + 0.7),
        (x - 1.5, y + 2.3),
    )
    pen.oval(_EYE, x + 1.4, y + 0.1, 0.28)


def sitting(px: float, colour: RGB, beat: float) -> Image.Image:
    """Somebody who sits, in a coat of the colour; the seat is at the height of the knees."""
    pen = Pen(17, 24, px / 14)
    breath = 0.12 * math.sin(beat * math.tau)
    for side in (-1, 1):
        tone = shade(_TROUSERS, -0.2 if side < 0 else 0)
        pen.line(tone, 2.3, (6.4, 17.4), (12.2 + 0.3 * side, 17.2), (12.4 + 0.5 * side, 22.2))
        pen.rect(_SHOE, 11.6 + 0.5 * side, 22.2, 3.1, 1.5, 0.6)
    pen.blob(
        colour,
        (4.0, 9.6 - breath),
        (6.6, 8.2 - breath),
        (9.0, 9.8 - breath),
        (9.4, 14),
        (9.6, 18.4),
        (6.2, 19.0),
        (3.4, 18.2),
        (3.6, 13),
    )
    _head(pen, 7.0, 4.9 - breath)
    pen.line(shade(colour, -0.16), 1.8, (6.8, 10.6), (8.4, 14.2), (11.4, 15.6), soft=True)
    pen.oval(_SKIN, 11.8, 15.7, 0.9)
    pen.rect(shade(colour, 0.36), 4.6, 8.3 - breath, 4.4, 1.5, 0.7)
    return pen.done(body=0.5, size=0.03)


def riding(px: float, colour: RGB, beat: float) -> Image.Image:
    """Somebody on a saddle, with the hands forward and the feet turning."""
    pen = Pen(17, 26, px / 14)
    for side in (-1, 1):
        a = beat * math.tau + (math.pi if side < 0 else 0)
        foot = (9.6 + 1.5 * math.cos(a), 23.0 + 1.5 * math.sin(a))
        tone = shade(_TROUSERS, -0.2 if side < 0 else 0)
        pen.line(tone, 2.2, (5.8, 17.2), (10.8 + 0.3 * side, 18.4 + 0.6 * math.sin(a)), foot)
        pen.rect(_SHOE, foot[0] - 0.8, foot[1], 2.9, 1.4, 0.6)
    pen.blob(
        colour,
        (4.6, 10.2),
        (7.2, 8.4),
        (9.8, 9.8),
        (9.2, 14),
        (8.0, 18.4),
        (5.0, 18.8),
        (3.4, 17.6),
        (4.0, 13),
    )
    _head(pen, 8.6, 5.0)
    pen.line(shade(colour, -0.16), 1.7, (8.0, 10.6), (10.8, 13.4), (14.2, 13.2), soft=True)
    pen.oval(_SKIN, 14.6, 13.2, 0.85)
    pen.rect(shade(colour, 0.36), 5.6, 8.4, 4.2, 1.5, 0.7)
    return pen.done(body=0.5, size=0.03)


def rowing(px: float, colour: RGB, coat: RGB, beat: float) -> Image.Image:
    """Somebody in a rowing boat of the colour."""
    pen = Pen(30, 24, px / 30)
    pull = math.sin(beat * math.tau)
    pen.line((150, 112, 76), 0.5, (10.0 - pull, 13.6), (17.4 + 1.4 * pull, 20.4))
    pen.blob(coat, (10.4, 20), (10.8, 12.4), (13.6, 9.4), (16.4, 10.8), (16.4, 15), (16.6, 20))
    _head(pen, 14.2 - 0.4 * pull, 6.2)
    pen.line(
        shade(coat, -0.16), 1.8, (13.8, 11.6), (15.6 - 0.6 * pull, 15.2), (19.0 - 1.4 * pull, 15.4), soft=True
    )
    pen.oval(_SKIN, 19.4 - 1.4 * pull, 15.3, 0.9)
    pen.line((170, 128, 88), 0.6, (20.0 - 1.4 * pull, 14.6), (13.6 + 1.4 * pull, 22.6))
    pen.poly(shade(colour, -0.34), (2.0, 17.0), (28.0, 17.0), (26.0, 18.6), (4.0, 18.6))
    hull = [
        (0.8, 16.6),
        (4.6, 18.0),
        (25.4, 18.0),
        (29.2, 16.4),
        (26.4, 22.4),
        (22.4, 23.6),
        (7.4, 23.6),
        (3.6, 22.0),
    ]
    pen.poly(colour, *hull)
    pen.poly(
        shade(colour, -0.26), (2.6, 20.4), (27.4, 20.2), (26.4, 22.4), (22.4, 23.6), (7.4, 23.6), (3.6, 22.0)
    )
    pen.line(shade(colour, 0.36), 0.7, (0.8, 16.6), (4.6, 18.0), (25.4, 18.0), (29.2, 16.4))
    return pen.done(body=0.5, size=0.03)


def lying(px: float, colour: RGB, beat: float) -> Image.Image:
    """Somebody who lies and sleeps."""
    pen = Pen(29, 9, px / 14)
    breath = 0.25 * math.sin(beat * math.tau)
    pen.line(shade(_TROUSERS, -0.2), 2.4, (11, 7.2), (5.6, 6.0), (2.4, 7.4))
    pen.line(_TROUSERS, 2.4, (11, 6.8), (6.0, 7.2), (2.0, 7.4))
    pen.rect(_SHOE, 0.4, 5.6, 1.6, 2.8, 0.6)
    pen.blob(
        colour, (9.4, 8.4), (10.0, 4.6 - breath), (15.6, 3.6 - breath), (20.6, 4.8), (21.0, 8.4), (15, 8.6)
    )
    pen.oval(_SKIN, 23.4, 5.6, 2.7, 2.5)
    pen.blob(_HAIR, (22.6, 3.0), (25.4, 2.8), (26.6, 5.2), (25.8, 8.0), (24.4, 7.4), (24.6, 5.0), (22.4, 4.2))
    pen.line(_EYE, 0.3, (22.0, 5.6), (22.8, 5.8))
    pen.line(shade(colour, -0.16), 1.7, (18.6, 6.4), (20.6, 7.8), (22.6, 7.8), soft=True)
    return pen.done(body=0.5, size=0.03)


def astronaut(px: float, colour: RGB, beat: float) -> Image.Image:
    """Somebody in a space suit of the colour, arms and legs adrift."""
    pen = Pen(20, 28, px / 20)
    a = math.sin(beat * math.tau)
    dim = shade(colour, -0.22)
    pen.rect(shade(colour, -0.32), 3.6, 10.0, 5.2, 9.0, 1.2)
    for side in (-1, 1):
        tone = dim if side < 0 else shade(colour, -0.06)
        pen.line(
            tone,
            3.2,
            (9.6 + side, 18.6),
            (9.8 + 2.0 * side + 0.6 * a, 22.2),
            (9.4 + 2.2 * side - 0.8 * a * side, 25.4),
        )
        pen.oval(shade(tone, -0.2), 9.9 + 2.2 * side - 0.8 * a * side, 26.2, 2.0, 1.2)
    pen.line(dim, 2.8, (7.4, 12.4), (4.2, 14.6 - a), (2.6, 12.0 - 1.4 * a), soft=True)
    pen.oval(shade(dim, -0.12), 2.5, 11.4 - 1.4 * a, 1.35)
    pen.blob(
        colour,
        (5.6, 12.0),
        (8.6, 10.2),
        (13.4, 10.4),
        (14.8, 13.0),
        (14.2, 18.4),
        (11.6, 20.0),
        (7.6, 19.8),
        (5.8, 17.4),
    )
    pen.rect((84, 110, 160), 8.4, 13.8, 4.4, 3.0, 0.5)
    pen.oval((230, 84, 70), 9.4, 15.3, 0.5)
    pen.oval((250, 206, 90), 11.2, 15.3, 0.5)
    pen.line(shade(colour, -0.06), 2.8, (13.2, 12.6), (16.6, 14.4 + a), (18.0, 11.8 + 1.4 * a), soft=True)
    pen.oval(dim, 18.1, 11.2 + 1.4 * a, 1.35)
    pen.oval(colour, 10.4, 6.4, 5.2, 5.2)
    pen.oval((38, 52, 84), 11.6, 6.4, 3.8, 3.6)
    pen.blob(mix((38, 52, 84), (150, 206, 246), 0.75), (9.6, 4.8), (11.4, 3.6), (12.6, 4.2), (10.4, 6.0))
    pen.oval((250, 206, 120), 13.4, 7.8, 0.9, 0.7)
    return pen.done(body=0.7, size=0.05)
