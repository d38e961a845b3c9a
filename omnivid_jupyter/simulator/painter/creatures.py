"""Living subjects: birds, animals, fish, people, a robot. All look to the right.

`beat` (0–1) is where in its step, wing beat or tail stroke a creature is.
"""

from __future__ import annotations

import math

from PIL import Image

from omnivid_jupyter.simulator.painter.brush import Pen
from omnivid_jupyter.simulator.painter.colour import RGB, WHITE, mix, shade
from omnivid_jupyter.simulator.painter.walkers import person

__all__ = ["CREATURES", "legs", "sitting_cat", "sitting_dog"]

_EYE: RGB = (30, 26, 30)


def bird(px: float, colour: RGB, beat: float) -> Image.Image:
    """A bird in flight, wings up and down."""
    pen = Pen(24, 20, px / 24)
    lift = math.sin(beat * math.tau)
    tip = 10 - 8.2 * lift
    pen.blob(
        shade(colour, -0.28),
        (11, 10),
        (9, (10 + tip) / 2 - 0.4),
        (4.4, tip - 0.2),
        (8, (10 + tip) / 2 + 1.2),
        (13.6, 11),
    )
    pen.poly(shade(colour, -0.2), (6.4, 10.6), (0.8, 9.2), (1.6, 11.2), (0.9, 12.8), (7, 12))
    pen.blob(colour, (5.4, 11.2), (9, 9.4), (15, 8.8), (18.4, 9.4), (19.4, 10.8), (16.6, 12.4), (10, 13.2))
    pen.oval(colour, 18.6, 9.6, 2.2, 1.9)
    pen.blob(mix(colour, WHITE, 0.6), (9, 12.4), (15, 11.6), (17.6, 11.4), (14.6, 12.9), (10.4, 13.1))
    pen.poly((244, 170, 60), (20.4, 9.0), (23.4, 9.9), (20.4, 10.5))
    pen.oval(_EYE, 19.3, 9.2, 0.36)
    pen.blob(
        shade(colour, 0.12),
        (10.6, 10.2),
        (10.4, (10 + tip) / 2 - 0.8),
        (7.2, tip),
        (12.4, (10 + tip) / 2 + 1.0),
        (15.4, 10.4),
    )
    return pen.done(body=0.4, size=0.04)


def legs(
    pen: Pen,
    tone: RGB,
    hips: tuple[tuple[float, float], ...],
    length: float,
    width: float,
    beat: float,
    foot: float,
) -> None:
    """Legs that walk in turn: pairs in opposite phase."""
    for i, (x, y) in enumerate(hips):
        swing = math.sin(beat * math.tau + (0, math.pi, math.pi, 0)[i % 4]) * length * 0.34
        up = max(0.0, math.cos(beat * math.tau + (0, math.pi, math.pi, 0)[i % 4])) * length * 0.14
        knee = (x + swing * 0.4 + 0.2, y + length * 0.5)
        end = (x + swing, y + length - up)
        pen.line(shade(tone, -0.22 if i % 2 else 0.0), width, (x, y), knee, end)
        pen.oval(shade(tone, -0.22 if i % 2 else 0.0), end[0] + foot * 0.3, end[1], foot, foot * 0.62)


def cat(px: float, colour: RGB, beat: float) -> Image.Image:
    """A cat, its tail up."""
    pen = Pen(24, 20, px / 24)
    wag = math.sin(beat * math.tau)
    pen.line(colour, 1.4, (4.8, 10.4), (2.2, 8.6), (1.8 + 0.7 * wag, 4.8), (3.2 + 1.2 * wag, 2.0), soft=True)
    legs(pen, colour, ((6, 13), (7.6, 13), (14.4, 13), (16, 13)), 5.8, 1.7, beat, 1.05)
    pen.blob(colour, (4, 10.8), (6.4, 8.4), (12, 8.6), (17, 8.2), (18, 11), (16, 14), (10, 14), (5, 14))
    pen.blob(mix(colour, WHITE, 0.45), (8, 13.2), (13, 12.8), (16, 13), (13, 14.1), (9, 14.1))
    pen.oval(colour, 18.2, 7.4, 3.7, 3.3)
    for x in (15.9, 19.6):
        pen.poly(colour, (x - 0.9, 5.6), (x + 0.2, 1.8), (x + 2.0, 5.0))
        pen.poly((240, 170, 170), (x - 0.1, 5.0), (x + 0.3, 3.1), (x + 1.2, 4.8))
    pen.oval(mix(colour, WHITE, 0.6), 19.6, 9.0, 1.7, 1.2)
    for x in (17.6, 20.4):
        pen.oval((196, 214, 90), x, 7.1, 0.72, 0.8)
        pen.oval(_EYE, x + 0.1, 7.1, 0.3, 0.7)
    pen.poly((226, 130, 130), (19.3, 8.3), (20.3, 8.3), (19.8, 8.9))
    for dy in (-0.3, 0.4):
        pen.line((240, 240, 240), 0.1, (20.6, 8.9 + dy * 0.4), (23.6, 8.6 + dy * 1.6))
    for k in range(3):
        pen.line(shade(colour, -0.34), 0.55, (7.4 + 2.6 * k, 8.7), (7.8 + 2.6 * k, 10.6))
    return pen.done(body=0.55, size=0.05)


def sitting_cat(px: float, colour: RGB, beat: float) -> Image.Image:
    """A cat that sits, its tail around its feet."""
    pen = Pen(20, 22, px / 24)
    wag = math.sin(beat * math.tau)
    pen.line(colour, 1.5, (6.0, 20.2), (2.4, 20.0), (1.6, 17.6), (2.4 + 0.8 * wag, 15.4), soft=True)
    pen.blob(
        colour,
        (5.0, 20.6),
        (4.4, 16.4),
        (6.6, 11.8),
        (10.4, 8.8),
        (14.0, 10.0),
        (14.2, 15),
        (14.2, 20.8),
        (9, 21.2),
    )
    pen.blob(shade(colour, -0.12), (5.2, 20.8), (5.2, 17.4), (8.0, 16.0), (10.2, 18.4), (10.0, 21.0))
    for x in (10.9, 13.1):
        pen.line(shade(colour, 0.06 if x > 12 else -0.1), 1.7, (x, 13.6), (x + 0.2, 20.2))
        pen.oval(shade(colour, 0.06 if x > 12 else -0.1), x + 0.5, 20.8, 1.2, 0.75)
    pen.oval(colour, 13.0, 7.4, 3.7, 3.3)
    for x in (10.7, 14.4):
        pen.poly(colour, (x - 0.9, 5.6), (x + 0.2, 1.8), (x + 2.0, 5.0))
        pen.poly((240, 170, 170), (x - 0.1, 5.0), (x + 0.3, 3.1), (x + 1.2, 4.8))
    pen.oval(mix(colour, WHITE, 0.6), 14.4, 9.0, 1.7, 1.2)
    for x in (12.4, 15.2):
        pen.oval((196, 214, 90), x, 7.1, 0.72, 0.8 if beat < 0.9 else 0.2)
        pen.oval(_EYE, x + 0.1, 7.1, 0.3, 0.7 if beat < 0.9 else 0.1)
    pen.poly((226, 130, 130), (14.1, 8.3), (15.1, 8.3), (14.6, 8.9))
    for k in range(3):
        pen.line(shade(colour, -0.34), 0.55, (6.2 + 1.3 * k, 12.6 - 1.5 * k), (7.4 + 1.3 * k, 14.0 - 1.4 * k))
    return pen.done(body=0.55, size=0.05)


def sitting_dog(px: float, colour: RGB, beat: float) -> Image.Image:
    """A dog that sits, its tail wagging."""
    pen = Pen(21, 23, px / 26)
    wag = math.sin(beat * math.tau)
    pen.line(colour, 1.5, (4.6, 21.0), (2.2, 19.6), (1.4, 17.2 + 0.9 * wag), soft=True)
    pen.blob(
        colour,
        (4.0, 22.0),
        (3.8, 18.0),
        (6.4, 13.4),
        (9.8, 9.8),
        (13.8, 10.4),
        (14.2, 16),
        (14.0, 22.0),
        (8.6, 22.4),
    )
    pen.blob(shade(colour, -0.12), (4.2, 22.2), (4.2, 18.8), (7.2, 17.2), (9.8, 19.6), (9.4, 22.2))
    for x in (10.9, 13.2):
        pen.line(shade(colour, 0.05 if x > 12 else -0.14), 2.0, (x, 14.6), (x + 0.2, 21.4))
        pen.oval(shade(colour, 0.05 if x > 12 else -0.14), x + 0.6, 22.0, 1.4, 0.85)
    pen.blob(colour, (9.4, 9.8), (9.6, 4.8), (12.4, 2.8), (15, 4), (15.4, 7.6), (12.8, 10.6))
    pen.blob(mix(colour, WHITE, 0.4), (13.8, 5.6), (17.6, 6.0), (18.2, 7.3), (16.6, 8.5), (13.6, 8.4))
    pen.oval(_EYE, 17.8, 6.3, 0.8, 0.62)
    pen.oval(_EYE, 13.9, 5.0, 0.5)
    pen.blob(shade(colour, -0.35), (10, 3.4), (11.8, 3.4), (11.6, 7.6), (9.9, 9.4), (8.7, 7.4))
    pen.line((214, 60, 60), 0.9, (9.7, 10.4), (12.8, 11.0))
    pen.poly((240, 130, 140), (16.2, 8.3), (17.4, 8.2), (17, 9.8), (16.4, 9.6))
    return pen.done(body=0.55, size=0.05)


def dog(px: float, colour: RGB, beat: float) -> Image.Image:
    """A dog, its tail wagging."""
    pen = Pen(26, 20, px / 26)
    wag = math.sin(beat * math.tau * 2)
    pen.line(colour, 1.5, (4.6, 9.6), (2.4, 7.4), (1.6 + 0.9 * wag, 4.4), soft=True)
    legs(pen, colour, ((6, 12.4), (7.8, 12.4), (15.6, 12.4), (17.4, 12.4)), 6.4, 1.9, beat, 1.15)
    pen.blob(
        colour, (3.8, 10.4), (6.4, 8.2), (12, 8.6), (18.4, 7.8), (19.4, 11), (17, 14), (10, 13.6), (5, 13.8)
    )
    pen.blob(colour, (16.4, 9.4), (16.6, 4.6), (19.4, 2.8), (22, 4), (22.4, 7.6), (19.6, 10))
    pen.blob(mix(colour, WHITE, 0.4), (20.8, 5.6), (24.6, 6.0), (25.2, 7.3), (23.6, 8.5), (20.6, 8.4))
    pen.oval(_EYE, 24.8, 6.3, 0.8, 0.62)
    pen.oval(_EYE, 20.9, 5.0, 0.5)
    pen.blob(shade(colour, -0.35), (17, 3.4), (18.8, 3.4), (18.6, 7.6), (16.9, 9.4), (15.7, 7.4))
    pen.line((214, 60, 60), 0.9, (16.7, 9.6), (19.4, 10.4))
    pen.poly((240, 130, 140), (23.2, 8.3), (24.4, 8.2), (24, 9.8), (23.4, 9.6))
    return pen.done(body=0.55, size=0.05)


def fish(px: float, colour: RGB, beat: float) -> Image.Image:
    """A fish with pale bands."""
    pen = Pen(24, 16, px / 24)
    wag = math.sin(beat * math.tau) * 1.3
    pen.blob(
        shade(colour, -0.12),
        (6.6, 8),
        (2.4, 3.2 + wag),
        (0.8, 4.6 + wag),
        (2.4, 8 + wag),
        (0.8, 11.6 + wag),
        (2.4, 12.8 + wag),
    )
    pen.blob(shade(colour, -0.18), (9, 4.4), (12, 1.2), (16, 2.2), (16, 5))
    pen.blob(shade(colour, -0.18), (10.4, 11.6), (12, 14.6), (14.6, 13.6), (14.6, 11))
    pen.blob(
        colour,
        (4.6, 8 + wag * 0.3),
        (9, 4.2),
        (15.6, 3.6),
        (21, 6.2),
        (22.8, 8.2),
        (20.6, 10.8),
        (15, 12.6),
        (9, 11.9),
    )
    for x, wide in ((9.0, 1.3), (15.6, 1.7)):
        pen.blob(
            (252, 248, 240),
            (x, 4.4),
            (x + wide, 4.2),
            (x + wide + 0.5, 8),
            (x + wide, 12.1),
            (x, 12.0),
            (x + 0.4, 8),
        )
    pen.blob(shade(colour, -0.24), (12.6, 8.8), (10.2, 10.8 + wag * 0.4), (11.6, 11.6), (14.2, 9.6))
    pen.oval(WHITE, 19.5, 7.1, 1.25)
    pen.oval(_EYE, 19.8, 7.1, 0.7)
    pen.line(shade(colour, -0.4), 0.25, (22.4, 9.0), (21, 9.2))
    return pen.done(body=0.7, size=0.06)


def whale(px: float, colour: RGB, beat: float) -> Image.Image:
    """A whale, pale below."""
    pen = Pen(44, 22, px / 44)
    wag = math.sin(beat * math.tau) * 1.6
    pen.blob(
        colour,
        (8, 11 + wag * 0.4),
        (3.4, 8 + wag),
        (0.8, 4.4 + wag),
        (4.2, 5.2 + wag),
        (5.4, 6.4 + wag),
        (6.4, 3.6 + wag),
        (9.4, 3.2 + wag),
        (8.0, 8 + wag),
    )
    pen.blob(
        colour,
        (6.2, 9.6 + wag * 0.6),
        (14, 8.4),
        (22, 4.2),
        (33, 3.2),
        (41, 6.4),
        (43.4, 11.4),
        (40.6, 16.4),
        (32, 19.0),
        (20, 17.4),
        (12, 13.2),
    )
    pen.blob(
        mix(colour, WHITE, 0.74), (20, 15.4), (30, 14.6), (42.6, 12.6), (40.2, 16.5), (32, 18.9), (22, 17.6)
    )
    for k in range(6):
        pen.line(
            mix(colour, WHITE, 0.45), 0.22, (24 + 2.6 * k, 15.6 + 0.1 * k), (26.4 + 2.6 * k, 18.0 - 0.2 * k)
        )
    pen.blob(shade(colour, -0.25), (27, 14.8), (23.4, 18.8 - wag), (20.6, 21 - wag), (22.6, 17.4), (25, 14.4))
    pen.line(shade(colour, -0.45), 0.3, (43.2, 11.8), (39, 12.6), (36, 11.8), soft=True)
    pen.oval(WHITE, 36.2, 9.9, 0.75)
    pen.oval(_EYE, 36.4, 9.9, 0.5)
    return pen.done(body=0.8, size=0.05)


def robot(px: float, colour: RGB, beat: float) -> Image.Image:
    """A friendly robot with a lit face."""
    pen = Pen(18, 26, px / 18)
    a = math.sin(beat * math.tau)
    metal: RGB = (176, 184, 194)
    for side in (-1, 1):
        lift = max(0.0, a * side) * 1.2
        pen.rect(shade(metal, -0.25), 9 + side * 3 - 1, 19, 2, 4.6 - lift)
        pen.rect(shade(colour, -0.25), 9 + side * 3 - 1.8, 23 - lift, 4, 2.4, 0.9)
        pen.line(
            shade(metal, -0.2),
            1.3,
            (9 + side * 5.6, 13),
            (9 + side * 7.4, 15.6 + a * side),
            (9 + side * 7.0, 18.4 + a * side * 1.4),
        )
        pen.oval(shade(colour, -0.1), 9 + side * 7.0, 18.8 + a * side * 1.4, 1.3)
    pen.rect(colour, 3.4, 11, 11.2, 8.6, 1.8)
    pen.rect(shade(colour, -0.2), 5.6, 13, 6.8, 4.4, 0.8)
    pen.oval((255, 214, 110), 7.4, 15.2, 0.8)
    pen.oval((110, 226, 210), 10.2, 15.2, 0.8)
    pen.rect(metal, 7.8, 9.6, 2.4, 2)
    pen.rect(colour, 3.0, 2.8, 12, 7.4, 2.2)
    pen.rect((34, 42, 58), 4.4, 4.2, 9.6, 4.8, 1.6)
    for x in (7.0, 11.6):
        pen.oval((120, 240, 232), x, 6.5, 1.05, 1.15 if 0.06 < beat < 0.94 else 0.2)
    pen.line(metal, 0.4, (9, 2.8), (9, 1.2))
    pen.oval((255, 96, 80), 9, 0.9, 0.75)
    return pen.done(body=0.8, size=0.05)


def butterfly(px: float, colour: RGB, beat: float) -> Image.Image:
    """A butterfly, its wings opening and closing."""
    pen = Pen(20, 18, px / 20)
    k = 0.35 + 0.65 * abs(math.cos(beat * math.pi))
    for side in (-1, 1):
        tone = colour if side > 0 else shade(colour, -0.15)
        pen.blob(
            tone,
            (10, 8),
            (10 + side * 4 * k, 2),
            (10 + side * 9 * k, 1.6),
            (10 + side * 8.4 * k, 7),
            (10 + side * 3 * k, 9.6),
        )
        pen.blob(
            shade(tone, 0.2),
            (10, 9),
            (10 + side * 6.4 * k, 9.6),
            (10 + side * 6.8 * k, 14.6),
            (10 + side * 3 * k, 15.6),
        )
        pen.oval(WHITE, 10 + side * 7 * k, 3.8, 0.8 * k, 0.8)
    pen.line((50, 40, 44), 1.0, (10, 5), (10, 14))
    for side in (-1, 1):
        pen.line((50, 40, 44), 0.2, (10, 5), (10 + side * 1.8, 1.6), soft=True)
    return pen.done()


def rabbit(px: float, colour: RGB, beat: float) -> Image.Image:
    """A rabbit."""
    pen = Pen(20, 20, px / 20)
    hop = abs(math.sin(beat * math.tau)) * 0.8
    pen.oval(WHITE, 3.0, 14.2 - hop, 1.7)
    pen.oval(shade(colour, -0.12), 5.8, 18, 2.9, 1.2)
    pen.oval(shade(colour, -0.06), 13.4, 18.2, 1.7, 1.0)
    pen.blob(
        colour,
        (3, 15),
        (4.4, 10.6),
        (9, 9.2),
        (14, 11),
        (15.6, 15.4),
        (13, 18 - hop * 0.4),
        (6, 18 - hop * 0.4),
    )
    for x, lean in ((13.4, -1.0), (15.4, 0.4)):
        pen.blob(colour, (x - 0.9, 8), (x - 0.6 + lean, 2), (x + 0.5 + lean, 1.2), (x + 1.1, 7.6))
        pen.blob((240, 178, 178), (x - 0.3, 7), (x + lean, 2.6), (x + 0.5, 6.8))
    pen.oval(colour, 15.2, 9.8, 3.2, 2.8)
    pen.oval(_EYE, 16.2, 9.2, 0.5)
    pen.oval((232, 140, 140), 18.2, 10.2, 0.4)
    return pen.done(body=0.6, size=0.06)


def horse(px: float, colour: RGB, beat: float) -> Image.Image:
    """A horse."""
    pen = Pen(30, 26, px / 30)
    mane = shade(colour, -0.5)
    wag = math.sin(beat * math.tau)
    pen.line(mane, 1.7, (4.6, 9.6), (2.2, 12), (1.8 + wag, 17), soft=True)
    legs(pen, colour, ((6.4, 14), (8.4, 14), (18, 14), (20, 14)), 10.4, 1.9, beat, 1.0)
    pen.blob(
        colour, (4, 11.4), (6.4, 8.6), (12, 9.4), (19, 8.4), (21.6, 11.4), (20, 16), (12, 15.6), (5.6, 16)
    )
    pen.blob(
        colour,
        (17.4, 12),
        (19.6, 6.4),
        (22.4, 2.6),
        (25.4, 2.4),
        (28.6, 6.6),
        (28.2, 8.6),
        (25.8, 8.2),
        (23.6, 7.8),
        (22.4, 12.4),
    )
    pen.blob(mane, (17.2, 9), (19.8, 4.4), (22.6, 1.2), (23.6, 2.6), (21, 6.4), (19, 10.4))
    pen.poly(colour, (23.2, 2.8), (23.6, 0.4), (25, 2.6))
    pen.oval(_EYE, 25.2, 4.5, 0.42)
    return pen.done(body=0.55, size=0.04)


def jellyfish(px: float, colour: RGB, beat: float) -> Image.Image:
    """A jellyfish with long threads."""
    pen = Pen(16, 24, px / 16)
    pulse = math.sin(beat * math.tau)
    for k in range(7):
        x = 3.2 + k * 1.6
        pen.line(
            shade(colour, 0.25),
            0.34,
            (x, 8),
            (x + 0.8 * math.sin(beat * math.tau + k), 13),
            (x - 0.8 * math.sin(beat * math.tau + k), 18),
            (x + 0.4, 22.6),
            soft=True,
        )
    r = 6.6 + 0.6 * pulse
    pen.blob(
        colour,
        (8 - r, 8.4),
        (8 - r * 0.82, 3.8),
        (8, 1.4 - 0.4 * pulse),
        (8 + r * 0.82, 3.8),
        (8 + r, 8.4),
        (8, 9.6),
    )
    pen.blob(shade(colour, 0.4), (8 - r * 0.6, 6), (8 - r * 0.4, 3.4), (8, 2.4), (8, 4.4), alpha=150)
    return pen.done(body=0.6, size=0.06)


CREATURES = {
    "bird": bird,
    "cat": cat,
    "dog": dog,
    "fish": fish,
    "whale": whale,
    "person": person,
    "robot": robot,
    "butterfly": butterfly,
    "rabbit": rabbit,
    "horse": horse,
    "jellyfish": jellyfish,
}
