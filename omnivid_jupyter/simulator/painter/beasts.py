"""More living subjects: penguins, turtles, bears, elephants, dragons and fireflies. All look to the right."""

from __future__ import annotations

import math

from PIL import Image

from omnivid_jupyter.simulator.painter.brush import Pen, glow
from omnivid_jupyter.simulator.painter.colour import RGB, WHITE, mix, shade
from omnivid_jupyter.simulator.painter.creatures import legs

__all__ = ["BEASTS"]

_EYE: RGB = (30, 26, 30)


def penguin(px: float, colour: RGB, beat: float) -> Image.Image:
    """A penguin that waddles."""
    pen = Pen(16, 22, px / 16)
    lean = math.sin(beat * math.tau) * 0.5
    for side in (-1, 1):
        lift = max(0.0, math.sin(beat * math.tau) * side) * 0.8
        pen.oval((244, 160, 50), 8 + side * 2.2 + 0.6, 20.6 - lift, 2.0, 0.9)
    pen.blob(
        colour,
        (8 + lean, 1.2),
        (11.6 + lean, 3.4),
        (12.4, 9),
        (13, 15),
        (11, 20.4),
        (5.4, 20.4),
        (3.2, 15),
        (4, 9),
        (5 + lean, 3),
    )
    pen.blob(
        (250, 250, 250), (8.6, 8), (11.6, 10), (12.2, 15), (10.4, 19.8), (7, 19.8), (5.6, 15), (6.6, 9.6)
    )
    pen.oval((250, 250, 250), 10 + lean, 5.2, 1.9, 2.0)
    pen.oval(_EYE, 10.2 + lean, 4.6, 0.5)
    pen.poly((246, 160, 50), (11.4 + lean, 4.8), (14.6 + lean, 5.8), (11.2 + lean, 6.6))
    pen.blob(shade(colour, 0.14), (4.4, 9), (6, 10.6), (5.2, 15), (2.4 - lean, 16.8), (3, 12))
    return pen.done(body=0.6, size=0.05)


def turtle(px: float, colour: RGB, beat: float) -> Image.Image:
    """A turtle that rows with its flippers."""
    pen = Pen(26, 16, px / 26)
    row = math.sin(beat * math.tau)
    skin = mix(colour, (214, 206, 140), 0.55)
    pen.blob(shade(skin, -0.2), (6.4, 9), (3, 11.6 - row), (1.4, 13.4 - row), (5, 12.6), (8.4, 10.8))
    pen.blob(shade(skin, -0.1), (15, 9.6), (13.4, 13 + row), (10.6, 15.4 + row), (15.4, 14.4), (18.4, 10.4))
    pen.blob(skin, (18, 7.6), (21, 5.4), (24.4, 5.6), (25, 7.8), (22.4, 9.4), (18.6, 9.8))
    pen.oval(_EYE, 22.9, 6.8, 0.5)
    pen.blob(colour, (3.4, 9.2), (6, 4.4), (11.4, 2.4), (17, 4.6), (19.6, 9.2), (12, 11))
    pen.blob(shade(skin, 0.1), (3.4, 9.2), (19.6, 9.2), (17, 10.9), (11, 11.5), (6, 10.8))
    for x, y in ((7.2, 6.6), (11.2, 5.0), (15.4, 6.6), (9.2, 8.4), (13.4, 8.3)):
        pen.blob(
            shade(colour, -0.26),
            (x - 1.4, y),
            (x, y - 1.3),
            (x + 1.4, y),
            (x + 0.8, y + 1.2),
            (x - 0.8, y + 1.2),
        )
    return pen.done(body=0.6, size=0.05)


def bear(px: float, colour: RGB, beat: float) -> Image.Image:
    """A bear."""
    pen = Pen(30, 22, px / 30)
    legs(pen, colour, ((6.4, 13), (9.6, 13.4), (18, 13.4), (21, 13)), 7.2, 3.4, beat, 1.8)
    pen.blob(
        colour,
        (3, 12),
        (5, 6.4),
        (11, 4.6),
        (18, 4.0),
        (22.6, 6.4),
        (23.4, 11),
        (21, 16),
        (12, 16.8),
        (5, 16.4),
    )
    pen.oval(colour, 24, 8.2, 4.0, 3.7)
    for x in (21.6, 25.6):
        pen.oval(colour, x, 4.7, 1.4)
        pen.oval(shade(colour, 0.24), x, 4.8, 0.8)
    pen.oval(mix(colour, WHITE, 0.4), 26.6, 9.6, 2.3, 1.7)
    pen.oval(_EYE, 28.2, 8.8, 0.8, 0.6)
    pen.oval(_EYE, 24.9, 7.2, 0.46)
    return pen.done(body=0.7, size=0.06)


def elephant(px: float, colour: RGB, beat: float) -> Image.Image:
    """An elephant, its trunk swinging."""
    pen = Pen(34, 26, px / 34)
    swing = math.sin(beat * math.tau)
    pen.line(shade(colour, -0.3), 0.6, (3.4, 9), (1.8, 13), (2.2 + swing, 16), soft=True)
    legs(pen, colour, ((7, 15), (10.4, 15), (18.4, 15), (21.6, 15)), 9.2, 3.8, beat * 1.0, 1.9)
    pen.blob(
        colour,
        (3, 12),
        (5.4, 5.8),
        (12, 3.6),
        (19, 4.4),
        (23, 8),
        (23.4, 14),
        (20, 18.4),
        (10, 18.6),
        (4.4, 17),
    )
    pen.blob(colour, (19.4, 6.4), (23, 2.8), (27.4, 3.4), (29.4, 7.2), (28.4, 11.6), (24, 13.2), (20, 11.6))
    pen.line(colour, 2.6, (28, 9.4), (30, 13.4), (29.8 + swing, 18), (31.6 + swing * 1.4, 20.6), soft=True)
    pen.blob((248, 244, 226), (26.6, 12), (29.6, 14.6), (32.2, 13.6), (29.6, 15.6), (26.4, 14))
    pen.blob(
        shade(colour, -0.18), (19.6, 4.6), (16.4, 6.4), (15.6, 12), (18.6, 14.6), (22, 12.2), (23.2, 7.4)
    )
    pen.oval(_EYE, 26.2, 7.2, 0.5)
    return pen.done(body=0.7, size=0.05)


def dragon(px: float, colour: RGB, beat: float) -> Image.Image:
    """A winged dragon in flight."""
    pen = Pen(44, 28, px / 44)
    lift = math.sin(beat * math.tau)
    tip = 7.5 - 6.5 * lift
    pen.blob(
        shade(colour, -0.3),
        (22, 13),
        (19, (11 + tip) / 2),
        (12, tip),
        (14, (13 + tip) / 2 + 2),
        (10, (13 + tip) / 2 + 4),
        (19, 15),
    )
    body = [(41, 9), (37, 9.6), (32, 12.4), (25, 14.6), (18, 15), (11, 17), (6, 20.6), (2.4, 20.4)]
    for i, width in enumerate((3.0, 3.6, 4.8, 5.4, 4.2, 2.8, 1.6)):
        pen.line(colour, width, body[i], body[i + 1])
    pen.poly(shade(colour, -0.2), (3.4, 18), (0.4, 18.6), (1.2, 22.8), (3.4, 21.6))
    for x, y in ((34, 9.6), (29, 11.2), (24, 11.8), (17, 12.6), (11, 15)):
        pen.poly(mix(colour, (255, 210, 90), 0.7), (x - 1.2, y + 0.8), (x - 0.6, y - 1.4), (x + 1, y + 0.6))
    pen.blob(colour, (36.4, 8.4), (38.4, 6), (41.6, 6.4), (43.6, 9), (42.2, 11.2), (38.4, 11.4))
    pen.poly(mix(colour, (255, 210, 90), 0.7), (38, 6.6), (35.6, 3.4), (39.8, 5.8))
    pen.oval((255, 226, 90), 40.2, 8.2, 0.62)
    pen.oval(_EYE, 40.4, 8.2, 0.32)
    for x in (21, 29):
        pen.line(shade(colour, -0.15), 1.5, (x, 16.4), (x - 1.4, 19.2), (x + 0.8, 20.6))
    pen.blob(mix(colour, (255, 214, 120), 0.55), (33, 13.6), (26, 16.8), (18, 17.2), (26, 15.4))
    pen.blob(
        shade(colour, 0.1),
        (24, 12.6),
        (22, (11 + tip) / 2 - 1),
        (15.4, tip - 1),
        (18, (13 + tip) / 2 + 1.4),
        (16, (13 + tip) / 2 + 3.6),
        (24, 14.4),
        (27, 13),
    )
    return pen.done(body=0.6, size=0.03)


def firefly(px: float, colour: RGB, beat: float) -> Image.Image:
    """A point of light with its glow, brighter and dimmer."""
    pen = Pen(12, 12, px / 12)
    level = 0.55 + 0.45 * math.sin(beat * math.tau)
    pen.stamp(glow(round(px), colour, 0.35 + 0.5 * level, 1.5), 6, 6)
    pen.oval(mix(colour, WHITE, 0.7), 6, 6, 0.7 + 0.25 * level)
    return pen.done()


BEASTS = {
    "penguin": penguin,
    "turtle": turtle,
    "bear": bear,
    "elephant": elephant,
    "dragon": dragon,
    "firefly": firefly,
}
