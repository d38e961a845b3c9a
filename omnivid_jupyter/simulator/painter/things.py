"""Subjects that stand, hang or glow: trees, flowers, houses, lighthouses, lanterns, candles, paper cranes."""

from __future__ import annotations

import math
import random

from PIL import Image

from omnivid_jupyter.simulator.painter.brush import Pen, glow
from omnivid_jupyter.simulator.painter.colour import RGB, mix, shade

__all__ = ["THINGS"]


def tree(px: float, colour: RGB, beat: float) -> Image.Image:
    """A great tree with a crown of the colour."""
    rng = random.Random("tree")
    pen = Pen(30, 32, px / 30, 3)
    bark: RGB = (98, 70, 52)
    pen.poly(bark, (13, 32), (14.2, 24), (14, 16), (16.4, 16), (16.4, 24), (18.2, 32), (15.6, 31))
    pen.line(bark, 1.2, (15, 20), (10, 15), (8, 11), soft=True)
    pen.line(bark, 1.2, (15.6, 18.6), (20.4, 14), (22, 10), soft=True)
    puffs = [(15 + rng.gauss(0, 6), 10.6 + rng.gauss(0, 3.6), rng.uniform(2.4, 4.2)) for _ in range(34)]
    puffs = [(min(25.5, max(4.5, x)), min(17, max(4.5, y)), r) for x, y, r in puffs]
    for step in range(3):
        for x, y, r in puffs:
            pen.oval(
                shade(colour, -0.3 + 0.19 * step + rng.uniform(-0.05, 0.05)),
                x - 0.4 * step,
                y + 0.8 - 0.8 * step,
                r * (1 - 0.18 * step),
                r * 0.86 * (1 - 0.18 * step),
            )
    for x, y, r in puffs:
        for _ in range(7):
            a, d = rng.random() * math.tau, r * rng.random()
            pen.oval(
                shade(colour, rng.uniform(-0.1, 0.32)),
                x + math.cos(a) * d - 0.5,
                y + math.sin(a) * d - 0.8,
                0.3,
                0.24,
            )
    return pen.done()


def flower(px: float, colour: RGB, beat: float) -> Image.Image:
    """One large flower."""
    pen = Pen(14, 24, px / 14)
    green: RGB = (78, 142, 70)
    pen.line(green, 0.8, (7, 24), (6.4, 17), (7, 8), soft=True)
    pen.blob(green, (6.6, 19), (2.4, 15.6), (0.8, 16.4), (3.4, 19.6))
    pen.blob(shade(green, -0.15), (6.8, 17), (10.8, 13.6), (12.6, 14.6), (10, 17.6))
    for ring, (count, reach, size) in enumerate(((9, 4.0, 2.0), (8, 2.7, 1.7))):
        for k in range(count):
            a = k * math.tau / count + ring * 0.35
            x, y = 7 + math.cos(a) * reach, 6.6 + math.sin(a) * reach
            pen.oval(shade(colour, (-0.12 if k % 2 else 0.04) + 0.16 * ring), x, y, size)
    pen.oval((248, 196, 60), 7, 6.6, 1.9)
    pen.oval((214, 146, 40), 7.3, 6.9, 1.2)
    return pen.done(body=0.5, size=0.05)


def house(px: float, colour: RGB, beat: float) -> Image.Image:
    """A small house with a smoking chimney and lit windows."""
    pen = Pen(26, 22, px / 26)
    wall: RGB = (240, 228, 204)
    pen.rect((150, 100, 84), 17.4, 2.6, 2.6, 6)
    pen.rect((120, 78, 64), 17.0, 2.2, 3.4, 1.0, 0.2)
    pen.rect(wall, 3, 10, 20, 12)
    pen.poly(shade(wall, -0.14), (15, 10), (23, 10), (23, 22), (15, 22))
    pen.poly(colour, (0.8, 10.8), (7.4, 3.2), (18.6, 3.2), (25.2, 10.8))
    pen.poly(shade(colour, -0.2), (0.8, 10.8), (1.7, 9.8), (24.3, 9.8), (25.2, 10.8))
    for k in range(5):
        pen.line(shade(colour, -0.14), 0.2, (2.6 + k * 1.3, 9.0 - 1.45 * k), (23.4 - k * 1.3, 9.0 - 1.45 * k))
    for x in (5, 17.4):
        pen.rect((250, 246, 236), x - 0.4, 12.6, 4.4, 4.6, 0.2)
        pen.rect((255, 222, 140), x, 13, 3.6, 3.8)
        pen.rect((250, 246, 236), x + 1.6, 13, 0.4, 3.8)
        pen.rect((250, 246, 236), x, 14.6, 3.6, 0.4)
    pen.rect(shade(colour, -0.35), 11, 14.6, 4, 7.4, 0.4)
    pen.oval((240, 206, 110), 14.2, 18.4, 0.35)
    return pen.done(body=0.25, size=0.02)


def lighthouse(px: float, colour: RGB, beat: float) -> Image.Image:
    """A banded tower on its rock; the lamp is lit."""
    pen = Pen(20, 44, px / 20)
    for k in range(7):
        top, foot = 11 + 4.1 * k, 11 + 4.1 * (k + 1)
        a, b = 3.0 + 0.26 * k, 3.0 + 0.26 * (k + 1)
        tone = colour if k % 2 == 0 else (248, 244, 236)
        pen.poly(tone, (10 - a, top), (10 + a, top), (10 + b, foot), (10 - b, foot))
        pen.poly(
            shade(tone, -0.24), (10 + a * 0.35, top), (10 + a, top), (10 + b, foot), (10 + b * 0.35, foot)
        )
    pen.rect((64, 68, 78), 5.6, 10, 8.8, 1.2, 0.3)
    pen.rect((255, 236, 160), 7.2, 5.4, 5.6, 4.8)
    for x in (7.2, 8.9, 10.7, 12.4):
        pen.rect((64, 68, 78), x, 5.4, 0.4, 4.8)
    pen.poly(colour, (6.2, 5.6), (10, 1.4), (13.8, 5.6))
    pen.line((64, 68, 78), 0.3, (10, 1.6), (10, 0.2))
    for y in (18, 27):
        pen.rect((70, 84, 104), 8.8, y, 1.4, 2.4, 0.6)
    pen.rect((96, 70, 56), 8.6, 35.6, 2.8, 4.2, 1.2)
    pen.blob((116, 112, 108), (0.4, 44), (1.6, 40.6), (5, 39), (10, 39.4), (15, 38.8), (18.6, 41), (19.8, 44))
    pen.blob((136, 132, 126), (2, 43.6), (3.4, 41), (7, 40.2), (9, 42), (6, 43.8))
    return pen.done(body=0.25, size=0.02)


def lantern(px: float, colour: RGB, beat: float) -> Image.Image:
    """A round paper lantern that glows."""
    pen = Pen(16, 22, px / 16)
    light = glow(round(px), mix(colour, (255, 220, 150), 0.5), 0.55, 1.6)
    pen.stamp(light, 8, 11)
    pen.line((60, 46, 40), 0.3, (8, 1), (8, 4.4))
    pen.rect((70, 50, 44), 6, 4.2, 4, 1.1, 0.3)
    pen.oval(colour, 8, 10.6, 5.6, 5.8)
    pen.oval(mix(colour, (255, 226, 150), 0.45), 8, 10.9, 4.0, 4.7)
    pen.oval(mix(colour, (255, 244, 200), 0.75), 8, 11.2, 2.2, 3.1)
    for k in range(-2, 3):
        y = 10.6 + k * 2.0
        half = 5.6 * math.sqrt(max(0.0, 1 - (k * 2.0 / 5.8) ** 2))
        pen.line(shade(colour, -0.22), 0.16, (8 - half, y), (8, y + 0.5), (8 + half, y), soft=True)
    pen.rect((70, 50, 44), 6, 15.9, 4, 1.1, 0.3)
    pen.line(shade(colour, -0.1), 0.4, (8, 17), (8, 20.6))
    return pen.done()


def candle(px: float, colour: RGB, beat: float) -> Image.Image:
    """A candle; its flame flickers."""
    pen = Pen(14, 24, px / 14)
    sway = math.sin(beat * math.tau) * 0.35
    pen.stamp(glow(round(px), (255, 190, 96), 0.75, 1.5), 7, 7)
    pen.rect(colour, 4.8, 10.6, 4.4, 11.4, 0.6)
    pen.rect(shade(colour, -0.16), 7.4, 11, 1.8, 11, 0.5)
    pen.oval(shade(colour, 0.2), 7, 10.7, 2.2, 0.6)
    pen.line((60, 44, 36), 0.28, (7, 10.6), (7.05, 9.2))
    pen.blob((255, 150, 40), (7, 9.9), (5.5, 7.6), (6.9 + sway, 3.0), (8.5, 7.6))
    pen.blob((255, 232, 130), (7, 9.7), (6.1, 8.0), (6.98 + sway * 0.6, 5.0), (7.9, 8.0))
    pen.oval((178, 140, 76), 7, 22.2, 5.0, 1.2)
    pen.oval((206, 168, 96), 7, 21.9, 4.4, 0.9)
    return pen.done()


def crane(px: float, colour: RGB, beat: float) -> Image.Image:
    """A folded paper crane."""
    pen = Pen(26, 20, px / 26)
    lift = math.sin(beat * math.tau) * 1.6
    pen.poly(shade(colour, -0.22), (11, 12), (7.6, 1.6 - lift), (15.6, 11.6))
    pen.poly(shade(colour, -0.1), (9.6, 12.6), (0.6, 5.6), (12.4, 14.8))
    pen.poly(shade(colour, -0.04), (15.4, 12.4), (22.4, 4.4), (20.4, 8.4), (15.2, 16))
    pen.poly(shade(colour, -0.16), (22.4, 4.4), (25.6, 6.8), (21.3, 6.6))
    pen.poly(colour, (9.4, 12.4), (16, 12.2), (13, 19.4))
    pen.poly(shade(colour, -0.14), (13, 12.3), (16, 12.2), (13, 19.4))
    pen.poly(shade(colour, 0.3), (10.2, 12.4), (15.4, 12.2), (16.4, 0.8 - lift * 0.3 + 1))
    return pen.done()


def umbrella(px: float, colour: RGB, beat: float) -> Image.Image:
    """An open umbrella."""
    pen = Pen(20, 20, px / 20)
    pen.line((92, 66, 48), 0.6, (10, 2), (10, 17.4), (11.4, 18.8), (12.6, 17.6), soft=True)
    for k in range(6):
        left, right = (10 - 9.4 * math.cos(math.pi * e / 6) for e in (k, k + 1))
        middle = (left + right) / 2
        pen.blob(
            shade(colour, (-0.16, 0.06)[k % 2]),
            (10, 1.6),
            ((10 + left) / 2 - 0.5, 4.0),
            (left, 10),
            (middle, 9.2),
            (right, 10),
            ((10 + right) / 2 + 0.5, 4.0),
        )
    pen.line(shade(colour, -0.3), 0.5, (10, 0.6), (10, 1.8))
    return pen.done(body=0.5)


def windmill(px: float, colour: RGB, beat: float) -> Image.Image:
    """A windmill, its sails turning."""
    pen = Pen(28, 36, px / 28)
    pen.poly((236, 226, 206), (10.4, 14), (17.6, 14), (20, 36), (8, 36))
    pen.poly(shade((236, 226, 206), -0.18), (15, 14), (17.6, 14), (20, 36), (16, 36))
    pen.poly(colour, (9.4, 14.2), (14, 8.6), (18.6, 14.2))
    pen.rect((112, 78, 58), 12.4, 30, 3.2, 6, 1.4)
    for y in (19, 24.6):
        pen.rect((255, 222, 140), 13, y, 2, 2.6, 0.3)
    for k in range(4):
        a = k * math.pi / 2 + beat * math.pi / 2 + 0.3
        c, s = math.cos(a), math.sin(a)
        pen.line((110, 84, 64), 0.5, (14, 13), (14 + 12.4 * c, 13 + 12.4 * s))
        quad = [
            (14 + r * c - w * s, 13 + r * s + w * c)
            for r, w in ((3, 0.3), (12.2, 0.3), (12.2, 2.9), (3, 2.3))
        ]
        pen.poly((248, 244, 234), *quad)
        pen.poly(
            shade((248, 244, 234), -0.2),
            *[
                (14 + r * c - w * s, 13 + r * s + w * c)
                for r, w in ((3, 1.4), (12.2, 1.7), (12.2, 2.9), (3, 2.3))
            ],
        )
    pen.oval((90, 70, 56), 14, 13, 0.9)
    return pen.done()


def castle(px: float, colour: RGB, beat: float) -> Image.Image:
    """A castle with towers."""
    pen = Pen(32, 30, px / 32)
    stone: RGB = (178, 172, 168)
    for x, top, wide in ((3, 12, 6), (23, 12, 6), (11.5, 6, 9)):
        pen.rect(shade(stone, 0.04), x, top, wide, 30 - top)
        pen.rect(shade(stone, -0.16), x + wide * 0.66, top, wide * 0.34, 30 - top)
        for k in range(3):
            pen.rect(stone, x - 0.4 + k * (wide + 0.8) / 3, top - 1.4, (wide + 0.8) / 5, 1.6)
        pen.poly(
            colour,
            (x - 0.6, top - 1),
            (x + wide / 2, top - 7 if wide < 9 else top - 6),
            (x + wide + 0.6, top - 1),
        )
        pen.rect((255, 220, 140), x + wide / 2 - 0.7, top + 3, 1.4, 2.6, 0.7)
    pen.rect(stone, 6, 18, 20, 12)
    for k in range(7):
        pen.rect(stone, 6 + k * 2.9, 16.8, 1.6, 1.6)
    pen.rect((84, 62, 50), 13.6, 22, 4.8, 8, 2.3)
    return pen.done(body=0.3, size=0.02)


def temple(px: float, colour: RGB, beat: float) -> Image.Image:
    """A pagoda of three roofs."""
    pen = Pen(30, 34, px / 30)
    dark: RGB = (70, 72, 82)
    pen.line((190, 150, 70), 0.6, (15, 0.6), (15, 5))
    for k, (y, roof, body) in enumerate(((4.4, 7.6, 3.4), (12.2, 10.4, 4.6), (20.6, 13.4, 6.2))):
        tall = (4.4, 4.6, 9.4)[k]
        pen.rect(colour, 15 - body, y + 3.0, 2 * body, tall)
        pen.rect(shade(colour, -0.25), 15 + body * 0.4, y + 3.0, body * 0.6, tall)
        count = 3 if k < 2 else 5
        for i in range(count):
            w = 2 * body / (count * 2)
            x = 15 - body + (i + 0.5) * 2 * body / count - w / 2
            pen.rect(
                (255, 226, 150) if not (k == 2 and i == 2) else (96, 60, 48), x, y + 3.9, w, tall - 1.6, 0.2
            )
        pen.poly(
            dark,
            (15 - roof, y + 3.4),
            (15 - roof * 0.62, y + 1.7),
            (15 - 2.2, y),
            (15 + 2.2, y),
            (15 + roof * 0.62, y + 1.7),
            (15 + roof, y + 3.4),
            (15 + roof * 0.9, y + 3.8),
            (15 - roof * 0.9, y + 3.8),
        )
        pen.poly(
            shade(dark, 0.22),
            (15 - roof * 0.62, y + 1.7),
            (15 - 2.2, y),
            (15 + 2.2, y),
            (15 + roof * 0.3, y + 1.2),
            (15 - roof * 0.3, y + 1.5),
        )
    pen.rect((150, 146, 140), 7.4, 32.6, 15.2, 1.4, 0.2)
    return pen.done(body=0.25, size=0.02)


def snowman(px: float, colour: RGB, beat: float) -> Image.Image:
    """A snowman with a scarf of the colour."""
    pen = Pen(16, 24, px / 16)
    snow: RGB = (246, 249, 253)
    pen.oval(snow, 8, 18.6, 5.6, 5.2)
    pen.oval(snow, 8, 11.2, 4.1, 3.9)
    pen.oval(snow, 8, 6.2, 3.0, 2.9)
    pen.rect((44, 44, 52), 5.4, 1.2, 5.2, 2.8, 0.3)
    pen.rect((44, 44, 52), 4.0, 3.6, 8.0, 0.8, 0.3)
    pen.rect(colour, 5.0, 8.3, 6.2, 1.4, 0.6)
    pen.rect(shade(colour, -0.15), 9.2, 8.8, 1.5, 4.2, 0.4)
    for x in (7.4, 9.4):
        pen.oval((40, 40, 46), x, 5.6, 0.4)
    pen.poly((240, 130, 50), (8.6, 6.3), (11.6, 6.9), (8.6, 7.1))
    for y in (11, 12.8, 17):
        pen.oval((40, 40, 46), 8.6, y, 0.42)
    for side in (-1, 1):
        pen.line((96, 70, 52), 0.4, (8 + side * 3.8, 11), (8 + side * 7, 8.4))
    return pen.done(body=0.7, size=0.06)


THINGS = {
    "tree": tree,
    "flower": flower,
    "house": house,
    "lighthouse": lighthouse,
    "lantern": lantern,
    "candle": candle,
    "paper crane": crane,
    "umbrella": umbrella,
    "windmill": windmill,
    "castle": castle,
    "temple": temple,
    "snowman": snowman,
}
