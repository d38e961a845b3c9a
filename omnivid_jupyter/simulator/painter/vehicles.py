"""Subjects that people made to travel: boats, trains, cars, balloons, rockets. All look to the right.

A figure is drawn in a box of its own units by a `Pen`; `beat` (0–1) is where in its cycle of motion it is.
"""

from __future__ import annotations

import math

from PIL import Image

from omnivid_jupyter.simulator.painter.brush import Pen
from omnivid_jupyter.simulator.painter.colour import RGB, WHITE, mix, shade

__all__ = ["VEHICLES"]


def boat(px: float, colour: RGB, beat: float) -> Image.Image:
    """A sailing boat: hull of the colour, sails pale."""
    pen = Pen(20, 24, px / 20)
    pen.rect((112, 78, 52), 9.6, 1, 0.6, 18)
    pen.poly((250, 246, 236), (9.2, 2.2), (9.2, 17), (2.0, 17))
    pen.poly((236, 228, 212), (9.2, 9), (9.2, 17), (2.0, 17))
    pen.poly(mix(colour, WHITE, 0.05), (10.6, 3.4), (10.6, 17), (17.4, 17))
    pen.poly(shade(colour, -0.14), (10.6, 12), (10.6, 17), (17.4, 17))
    pen.poly(shade(colour, 0.3), (9.9, 1), (9.9, 2.6), (12.6, 1.8))
    hull = [(0.8, 18.4), (19.4, 18.4), (18.2, 21.2), (16.4, 23.2), (4.2, 23.2), (2.2, 21.2)]
    pen.poly(colour, *hull)
    pen.poly(shade(colour, -0.3), (2.0, 21.0), (18.3, 21.0), (16.4, 23.2), (4.2, 23.2))
    pen.rect((248, 240, 224), 0.8, 18.2, 18.6, 0.8, 0.3)
    return pen.done(body=0.5, size=0.03)


def paper_boat(px: float, colour: RGB, beat: float) -> Image.Image:
    """A folded paper boat."""
    pen = Pen(20, 13, px / 20)
    pen.poly(shade(colour, -0.06), (10, 0.6), (14.6, 8), (5.4, 8))
    pen.poly(shade(colour, -0.2), (10, 0.6), (14.6, 8), (10, 8))
    pen.poly(colour, (0.4, 5.6), (4.6, 12.6), (10, 12.6), (10, 8.2))
    pen.poly(shade(colour, -0.12), (19.6, 5.6), (15.4, 12.6), (10, 12.6), (10, 8.2))
    pen.poly(shade(colour, 0.3), (0.4, 5.6), (10, 8.2), (19.6, 5.6), (10, 9.3))
    pen.line(shade(colour, -0.28), 0.14, (10, 8.4), (10, 12.5))
    return pen.done()


def ship(px: float, colour: RGB, beat: float) -> Image.Image:
    """A steamer with two funnels."""
    pen = Pen(40, 20, px / 40)
    pen.rect((246, 244, 238), 9, 8, 21, 5.4, 0.5)
    pen.rect((246, 244, 238), 12, 4.6, 12, 4, 0.5)
    for k in range(7):
        pen.rect((70, 100, 130), 10.6 + 2.7 * k, 9.6, 1.5, 1.5, 0.3)
    for k in range(4):
        pen.rect((70, 100, 130), 13 + 2.6 * k, 5.6, 1.6, 1.3, 0.3)
    for x in (14, 19):
        pen.rect(colour, x, 0.6, 2.8, 4.4, 0.3)
        pen.rect((40, 40, 46), x, 0.6, 2.8, 1.1, 0.3)
    pen.poly(colour, (1, 12.6), (39.4, 12.6), (35.6, 19.4), (4.2, 19.4))
    pen.poly(shade(colour, -0.35), (3.2, 16.8), (37, 16.8), (35.6, 19.4), (4.2, 19.4))
    pen.rect((250, 246, 236), 1, 12.4, 38.2, 0.7)
    return pen.done(body=0.4, size=0.02)


def train(px: float, colour: RGB, beat: float) -> Image.Image:
    """An engine with two carriages, its windows lit at night."""
    pen = Pen(64, 12, px / 64)
    for k in range(2):
        x = 0.4 + 20.6 * k
        pen.rect(colour, x, 1.6, 20, 7.6, 0.8)
        pen.rect(shade(colour, -0.3), x, 7.2, 20, 2.0, 0.3)
        pen.rect((240, 232, 214), x, 6.5, 20, 0.5)
        pen.rect((206, 206, 210), x - 0.2, 1.0, 20.4, 1.2, 0.6)
        for w in range(6):
            pen.rect((252, 232, 176), x + 1.2 + 3.1 * w, 3.0, 2.2, 2.8, 0.3)
        pen.rect((60, 60, 66), x + 20, 7.4, 0.8, 0.6)
    pen.poly(colour, (41.8, 1.6), (55, 1.6), (60, 3.4), (63.4, 7.0), (63.4, 9.2), (41.8, 9.2))
    pen.poly(shade(colour, -0.3), (41.8, 7.2), (63.4, 7.2), (63.4, 9.2), (41.8, 9.2))
    pen.rect((240, 232, 214), 41.8, 6.5, 21.2, 0.5)
    pen.rect((206, 206, 210), 41.6, 1.0, 13.6, 1.2, 0.6)
    pen.poly((92, 130, 158), (55.4, 2.6), (58.9, 3.9), (61.4, 6.1), (55.4, 6.1))
    for w in range(4):
        pen.rect((252, 232, 176), 43 + 3.0 * w, 3.0, 2.2, 2.8, 0.3)
    pen.oval((255, 244, 200), 62.2, 7.9, 0.6)
    pen.rect((50, 50, 56), 1, 9.2, 61, 0.8)
    for x in (3, 6.6, 15, 18.4, 24, 27.6, 36, 39.2, 44.6, 48.2, 56, 59.6):
        pen.oval((46, 46, 52), x, 10.4, 1.4)
        pen.oval((150, 150, 156), x, 10.4, 0.6)
        a = beat * math.tau
        pen.line((210, 210, 214), 0.24, (x, 10.4), (x + 0.9 * math.cos(a), 10.4 + 0.9 * math.sin(a)))
    return pen.done(body=0.35, size=0.01)


def steam_train(px: float, colour: RGB, beat: float) -> Image.Image:
    """A steam engine under its smoke, with tender and two carriages."""
    pen = Pen(64, 19, px / 64)
    black: RGB = (46, 48, 54)
    for k in range(7):  # smoke that is left behind, round by round
        back = (k + beat) % 7
        pen.oval(
            (214, 216, 220),
            56.4 - 5.6 * back,
            5.4 - 0.5 * back,
            1.4 + 0.42 * back,
            1.2 + 0.3 * back,
            alpha=round(190 - 25 * back),
        )
    for k in range(2):
        x = 0.4 + 17.4 * k
        pen.rect(colour, x, 8.4, 16.8, 7.6, 0.6)
        pen.rect(shade(colour, -0.3), x, 14.0, 16.8, 2.0, 0.3)
        pen.rect(black, x - 0.2, 7.6, 17.2, 1.3, 0.6)
        for w in range(5):
            pen.rect((252, 232, 176), x + 1.2 + 3.1 * w, 9.9, 2.2, 2.8, 0.3)
    pen.rect(black, 35.4, 10.4, 6.4, 5.6, 0.4)
    pen.blob((36, 34, 34), (35.6, 10.6), (37.4, 9.2), (40.4, 9.6), (41.6, 10.6))
    pen.rect(shade(colour, -0.2), 42.6, 7.2, 5.6, 8.8, 0.4)
    pen.rect(black, 42.0, 6.4, 6.8, 1.2, 0.5)
    pen.rect((252, 232, 176), 43.8, 8.6, 2.8, 2.6, 0.3)
    pen.rect(black, 47.6, 9.2, 12.4, 6.0, 2.4)
    for x in (50.4, 53.8, 57.0):
        pen.rect((196, 160, 84), x, 9.2, 0.4, 6.0)
    pen.rect(black, 55.2, 5.6, 2.6, 4.2, 0.3)
    pen.rect(black, 54.6, 4.9, 3.8, 1.2, 0.4)
    pen.oval((196, 160, 84), 52.0, 8.9, 1.2, 1.1)
    pen.oval((255, 244, 200), 60.2, 10.4, 0.8)
    pen.poly(shade(colour, -0.1), (59.0, 15.0), (63.4, 17.6), (59.0, 17.6))
    pen.rect((40, 40, 44), 1, 15.8, 59.6, 0.8)
    a = beat * math.tau
    wheels = [(x, 1.2) for x in (3.4, 6.6, 11.6, 14.6, 20.8, 24.0, 29.0, 32.0, 37.2, 40.2, 58.2)]
    wheels += [(x, 1.9) for x in (45.0, 49.4, 53.8)]
    for x, r in wheels:
        pen.oval((46, 46, 52), x, 18.6 - r, r)
        pen.oval((160, 60, 50), x, 18.6 - r, r * 0.55)
        pen.line(
            (210, 210, 214),
            0.22,
            (x, 18.6 - r),
            (x + r * 0.8 * math.cos(a), 18.6 - r + r * 0.8 * math.sin(a)),
        )
    pen.line(
        (190, 192, 198),
        0.5,
        (45.0 + 1.1 * math.cos(a), 16.7 + 1.1 * math.sin(a)),
        (53.8 + 1.1 * math.cos(a), 16.7 + 1.1 * math.sin(a)),
    )
    return pen.done(body=0.35, size=0.012)


def car(px: float, colour: RGB, beat: float) -> Image.Image:
    """A small car."""
    pen = Pen(26, 11, px / 26)
    pen.blob(
        colour,
        (0.8, 7.6),
        (1.2, 5.4),
        (4.4, 4.6),
        (8, 1.2),
        (11, 0.6),
        (16, 0.8),
        (19.6, 4.4),
        (24.2, 5.4),
        (25.4, 7.4),
        (25, 8.9),
        (13, 9.0),
        (1.4, 8.9),
    )
    pen.poly((150, 186, 206), (6.6, 4.6), (9, 1.9), (12, 1.6), (12, 4.6))
    pen.poly((128, 166, 190), (12.8, 1.6), (15.6, 1.8), (18, 4.6), (12.8, 4.6))
    pen.line(shade(colour, -0.35), 0.16, (12.4, 4.8), (12.4, 8.6))
    pen.rect(shade(colour, -0.3), 1.2, 7.7, 23.8, 0.9, 0.4)
    pen.rect((236, 236, 240), 13.4, 5.5, 1.3, 0.35, 0.1)
    pen.oval((255, 244, 206), 24.2, 6.4, 0.8)
    pen.oval((224, 60, 50), 1.6, 6.3, 0.6)
    for x in (6.2, 19.6):
        pen.oval((34, 34, 40), x, 8.8, 2.2)
        pen.oval((186, 188, 196), x, 8.8, 1.2)
        for k in range(3):
            a = beat * math.tau + k * math.tau / 3
            pen.line((120, 122, 130), 0.3, (x, 8.8), (x + math.cos(a), 8.8 + math.sin(a)))
    return pen.done(body=0.7, size=0.03)


def bicycle(px: float, colour: RGB, beat: float) -> Image.Image:
    """A bicycle."""
    image = Pen(20, 13, px / 20)
    for x in (4.4, 15.6):
        ring = [
            (x + 3.8 * math.cos(k * math.tau / 32), 8.6 + 3.8 * math.sin(k * math.tau / 32))
            for k in range(33)
        ]
        image.line((44, 44, 50), 0.5, *ring)
        for k in range(6):
            a = beat * math.tau + k * math.tau / 6
            image.line((150, 150, 156), 0.12, (x, 8.6), (x + 3.6 * math.cos(a), 8.6 + 3.6 * math.sin(a)))
    image.line(colour, 0.7, (4.4, 8.6), (9.4, 8.8), (7.4, 3.6), (4.4, 8.6))
    image.line(colour, 0.7, (7.6, 4.2), (13.4, 4.0), (9.4, 8.8))
    image.line(colour, 0.7, (15.6, 8.6), (13.2, 2.6))
    image.line((60, 60, 66), 0.5, (13.2, 2.6), (14.8, 2.2))
    image.rect((60, 48, 44), 5.8, 2.8, 3.2, 0.8, 0.4)
    return image.done()


def plane(px: float, colour: RGB, beat: float) -> Image.Image:
    """An airliner."""
    pen = Pen(34, 13, px / 34)
    pen.poly(shade(colour, -0.2), (13, 6), (8.6, 0.8), (11, 0.8), (18.6, 5.8))
    pen.blob(
        (244, 246, 248),
        (1.4, 5.4),
        (8, 4.6),
        (26, 4.6),
        (31.6, 5.4),
        (33.2, 6.8),
        (30, 8.4),
        (14, 8.6),
        (4, 7.4),
    )
    pen.poly(colour, (1, 5.8), (0.8, 0.6), (3.4, 0.6), (7.2, 5.0), (7, 6.2))
    pen.rect(colour, 5, 7.0, 26, 0.7, 0.3)
    for k in range(11):
        pen.oval((80, 110, 140), 9 + 1.7 * k, 6.0, 0.36)
    pen.poly((80, 110, 140), (29.6, 5.3), (31.4, 5.7), (31.8, 6.3), (29.6, 6.3))
    pen.poly(shade(colour, 0.06), (12.6, 7.4), (18.8, 7.2), (11.6, 12.6), (8.8, 12.6))
    pen.rect(shade(colour, -0.3), 13.2, 8.6, 3.4, 1.5, 0.7)
    return pen.done(body=0.5, size=0.03)


def balloon(px: float, colour: RGB, beat: float) -> Image.Image:
    """A hot-air balloon in gores of the colour and cream."""
    pen = Pen(20, 28, px / 20)
    tones = (
        shade(colour, -0.1),
        colour,
        shade(colour, 0.16),
        mix(colour, (255, 244, 220), 0.8),
        colour,
        shade(colour, -0.08),
        shade(colour, -0.2),
    )
    shape = []
    for step in range(25):
        a = -math.pi / 2 + math.pi * step / 24
        low = max(0.0, math.sin(a))
        shape.append((9.4 * math.cos(a) * (1 - 0.16 * low), 9.8 + 9.2 * math.sin(a) + 4.2 * low**3))
    for k, tone in enumerate(tones):
        left, right = (-math.cos(math.pi * edge / 7) for edge in (k, k + 1))
        pen.poly(
            tone, *[(10 + r * left, y) for r, y in shape], *reversed([(10 + r * right, y) for r, y in shape])
        )
    for x in (7.6, 12.4):
        pen.line((90, 70, 54), 0.16, (x, 22.4), (x + (0.9 if x < 10 else -0.9), 25))
    pen.rect((150, 104, 62), 8.2, 24.6, 3.6, 2.9, 0.4)
    pen.rect((112, 74, 44), 8.0, 24.4, 4.0, 0.7, 0.3)
    return pen.done(body=0.9, size=0.07)


def rocket(px: float, colour: RGB, beat: float) -> Image.Image:
    """A rocket on its flame, upright."""
    pen = Pen(12, 28, px / 12)
    flare = 3.0 + 1.4 * math.sin(beat * math.tau)
    pen.blob((255, 150, 50), (4.4, 20), (6, 24 + flare), (7.6, 20), alpha=230)
    pen.blob((255, 236, 150), (5.1, 20), (6, 22 + flare * 0.6), (6.9, 20))
    pen.poly(colour, (3.4, 13), (0.8, 20.6), (3.8, 18.6))
    pen.poly(shade(colour, -0.2), (8.6, 13), (11.2, 20.6), (8.2, 18.6))
    pen.blob((242, 242, 246), (6, 0.6), (8.6, 6), (9.0, 13), (8.0, 19.6), (4.0, 19.6), (3.0, 13), (3.4, 6))
    pen.poly(colour, (6, 0.5), (8.3, 5.4), (3.7, 5.4))
    pen.oval((70, 84, 110), 6, 9.4, 1.6)
    pen.oval((150, 206, 236), 6, 9.4, 1.15)
    pen.rect((120, 124, 134), 4.2, 19.2, 3.6, 1.2, 0.3)
    return pen.done(body=0.8, size=0.04)


VEHICLES = {
    "boat": boat,
    "paper boat": paper_boat,
    "ship": ship,
    "train": train,
    "steam train": steam_train,
    "car": car,
    "bicycle": bicycle,
    "plane": plane,
    "balloon": balloon,
    "rocket": rocket,
}
