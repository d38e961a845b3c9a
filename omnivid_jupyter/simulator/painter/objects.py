"""Small subjects: kites, leaves, balls, fruit, cups, fire and fireworks; and the moon and bridges."""

from __future__ import annotations

import math
import random

from PIL import Image

from omnivid_jupyter.simulator.painter.brush import Pen, glow
from omnivid_jupyter.simulator.painter.colour import RGB, WHITE, mix, shade

__all__ = ["OBJECTS"]


def kite(px: float, colour: RGB, beat: float) -> Image.Image:
    """A kite with its tail."""
    pen = Pen(18, 30, px / 18)
    sway = math.sin(beat * math.tau)
    pen.line((110, 100, 96), 0.16, (9, 15), (5.4, 22), (2, 29.6), soft=True)
    tail = [(9, 17), (10.6 + sway, 20), (8.4 - sway, 23), (10.4 + sway, 26), (9 - sway, 29)]
    pen.line((120, 104, 90), 0.24, *tail, soft=True)
    for x, y in tail[1:4]:
        pen.poly(mix(colour, (255, 230, 120), 0.7), (x - 1.4, y - 0.8), (x, y), (x - 1.4, y + 0.8))
        pen.poly(mix(colour, (255, 230, 120), 0.7), (x + 1.4, y - 0.8), (x, y), (x + 1.4, y + 0.8))
    pen.poly(colour, (9, 0.8), (1.2, 8), (9, 17.4))
    pen.poly(shade(colour, -0.18), (9, 0.8), (16.8, 8), (9, 17.4))
    pen.poly(mix(colour, WHITE, 0.65), (9, 0.8), (4.6, 4.9), (9, 8))
    pen.poly(mix(colour, WHITE, 0.5), (9, 8), (13.4, 12.2), (9, 17.4))
    return pen.done()


def leaf(px: float, colour: RGB, beat: float) -> Image.Image:
    """A leaf with its veins."""
    pen = Pen(20, 14, px / 20)
    pen.line(shade(colour, -0.4), 0.5, (0.8, 11.8), (5, 9))
    pen.blob(colour, (4, 9.6), (7, 4), (13, 1.8), (19.2, 3), (16.6, 9), (11, 12.4), (6, 12))
    pen.blob(shade(colour, 0.16), (4, 9.6), (7, 4), (13, 1.8), (19.2, 3), (11, 6.4))
    pen.line(shade(colour, -0.3), 0.3, (4.4, 9.4), (11, 6.2), (18.8, 3.2))
    for x, y in ((8, 7.8), (11, 6.2), (14, 5.0)):
        pen.line(shade(colour, -0.22), 0.18, (x, y), (x + 1.8, y - 2.4))
        pen.line(shade(colour, -0.22), 0.18, (x, y), (x + 2.6, y + 2.2))
    return pen.done(body=0.4)


def ball(px: float, colour: RGB, beat: float) -> Image.Image:
    """A ball with a pale band."""
    pen = Pen(12, 12, px / 12)
    pen.oval(colour, 6, 6, 5.6)
    pen.blob(
        mix(colour, WHITE, 0.82),
        (0.9, 4.6),
        (3.4, 3.8),
        (6, 3.5),
        (8.6, 3.8),
        (11.1, 4.6),
        (11.1, 7.3),
        (8.6, 6.4),
        (6, 6.1),
        (3.4, 6.4),
        (0.9, 7.3),
    )
    pen.oval(mix(colour, WHITE, 0.7), 4.2, 3.2, 1.1, 0.8, alpha=150)
    return pen.done(body=1.2, size=0.14)


def fruit(px: float, colour: RGB, beat: float) -> Image.Image:
    """An apple with its leaf."""
    pen = Pen(14, 15, px / 14)
    pen.blob(
        colour,
        (7, 4.4),
        (10, 3.2),
        (13.2, 5.4),
        (13, 9.8),
        (10.4, 14),
        (7, 13.6),
        (3.6, 14),
        (1, 9.8),
        (0.8, 5.4),
        (4, 3.2),
    )
    pen.oval(mix(colour, WHITE, 0.7), 4.2, 6.4, 1.1, 1.7, alpha=170)
    pen.line((96, 66, 44), 0.6, (7, 4.8), (7.3, 2.2), (8, 0.9), soft=True)
    pen.blob((86, 156, 66), (7.6, 2.8), (9.6, 0.8), (12.6, 1.0), (10.6, 3.2))
    return pen.done(body=1.0, size=0.12)


def cup(px: float, colour: RGB, beat: float) -> Image.Image:
    """A cup that steams."""
    pen = Pen(20, 22, px / 20)
    for k in range(3):
        x = 6.4 + 2.4 * k
        sway = 0.8 * math.sin(beat * math.tau + k * 1.7)
        path = [(x, 9.4), (x + sway, 7), (x - sway, 4.6), (x + sway * 0.6, 2.0)]
        pen.line((236, 238, 242), 0.55, *path, soft=True)
    ring = [
        (15.4 + 2.8 * math.cos(a), 14 + 2.8 * math.sin(a)) for a in (k * math.tau / 24 for k in range(25))
    ]
    pen.line(shade(colour, -0.12), 1.2, *ring)
    pen.blob(colour, (2.4, 10.4), (15.6, 10.4), (15.2, 16), (12.8, 19.8), (9, 20.2), (5.2, 19.8), (2.8, 16))
    pen.rect(colour, 2.2, 10, 13.6, 3.6, 0.6)
    pen.oval(shade(colour, 0.3), 9, 10.3, 6.8, 1.5)
    pen.oval((92, 56, 36), 9, 10.5, 6.0, 1.15)
    pen.oval(shade(colour, -0.2), 9, 20.6, 8.4, 1.0)
    pen.oval(shade(colour, 0.1), 9, 20.3, 8.0, 0.8)
    return pen.done(body=0.7, size=0.06)


def fire(px: float, colour: RGB, beat: float) -> Image.Image:
    """A campfire."""
    pen = Pen(22, 24, px / 22)
    pen.stamp(glow(round(px), (255, 160, 60), 0.8, 1.5), 11, 13)
    turn = beat * math.tau
    for k, (x, tall, wide, tone) in enumerate(
        (
            (11, 15, 5.2, (238, 92, 30)),
            (8.4, 10, 3.2, (250, 140, 40)),
            (13.8, 11, 3.4, (250, 140, 40)),
            (11, 9.6, 2.8, (255, 208, 90)),
            (11, 5, 1.5, (255, 244, 190)),
        )
    ):
        up = tall * (1 + 0.14 * math.sin(turn + k * 1.9))
        lean = 0.9 * math.sin(turn * 2 + k)
        pen.blob(
            mix(tone, colour, 0.15),
            (x - wide, 19),
            (x - wide * 0.7, 19 - up * 0.4),
            (x + lean, 19.5 - up),
            (x + wide * 0.7, 19 - up * 0.4),
            (x + wide, 19),
            (x, 21),
        )
    for a, b in (((4, 22), (18, 19.4)), ((18, 22), (4, 19.4))):
        pen.line((84, 56, 40), 1.9, a, b)
        pen.oval((140, 104, 72), *a, 0.9)
    return pen.done()


def fireworks(px: float, colour: RGB, beat: float) -> Image.Image:
    """A burst that opens, falls a little and fades."""
    pen = Pen(30, 30, px / 30, 2)
    rng = random.Random("burst")
    grown = min(1.0, 0.12 + beat * 1.5) ** 0.6
    dim = max(0.0, 1 - max(0.0, beat - 0.5) / 0.5)
    if beat < 0.7:
        pen.stamp(glow(round(px * 0.9), colour, 0.5 * dim, 2.0), 15, 15)
    for ring, count in ((1.0, 26), (0.66, 18), (0.36, 10)):
        tone = mix(mix(colour, (255, 240, 180), 0.5 * (1 - ring)), WHITE, 0.3 * (1 - beat))
        for k in range(count):
            a = k * math.tau / count + ring
            reach = 13 * ring * grown * rng.uniform(0.9, 1.04)
            x, y = 15 + math.cos(a) * reach, 15 + math.sin(a) * reach + 3.0 * beat * beat
            back = 0.72 if beat < 0.6 else 0.86
            inner = (15 + (x - 15) * back, 15 + (y - 15) * back - 0.4 * beat)
            alpha = round(255 * dim)
            if alpha > 8:
                pen.poly(tone, inner, (x - 0.3, y + 0.3), (x + 0.3, y - 0.3), alpha=alpha)
                pen.oval(mix(tone, WHITE, 0.5), x, y, 0.42, alpha=alpha)
    return pen.done()


def moon(px: float, colour: RGB, beat: float) -> Image.Image:
    """A full moon with its seas."""
    pen = Pen(20, 20, px / 20)
    pen.stamp(glow(round(px), mix(colour, WHITE, 0.4), 0.5, 1.4), 10, 10)
    pen.oval(colour, 10, 10, 6.6)
    for x, y, r in (
        (8, 8, 1.5),
        (11.8, 7.4, 1.0),
        (9.6, 12.2, 1.8),
        (13.2, 11.4, 1.2),
        (6.6, 11.4, 0.8),
        (11.4, 14.4, 0.8),
    ):
        pen.oval(shade(colour, -0.12), x, y, r, r * 0.9)
    return pen.done()


def bridge(px: float, colour: RGB, beat: float) -> Image.Image:
    """An arched bridge with its railing."""
    pen = Pen(56, 22, px / 56)
    arch = [(1 + 54 * k / 24, 15 - 10.4 * math.sin(math.pi * k / 24)) for k in range(25)]
    under = [(7 + 42 * k / 24, 22 - 11.4 * math.sin(math.pi * k / 24)) for k in range(25)]
    for k in range(1, 24, 2):
        x, y = arch[k]
        pen.rect(shade(colour, -0.1), x - 0.45, y - 4.4, 0.9, 4.8)
    pen.line(colour, 0.9, *[(x, y - 4.2) for x, y in arch])
    pen.line(shade(colour, -0.15), 0.5, *[(x, y - 2.2) for x, y in arch])
    pen.poly(shade(colour, -0.28), *arch, (55, 22), (49, 22), *reversed(under), (7, 22), (1, 22))
    pen.line(colour, 1.5, *arch)
    pen.line(shade(colour, -0.5), 0.5, *under)
    return pen.done(body=0.3, size=0.015)


OBJECTS = {
    "kite": kite,
    "leaf": leaf,
    "ball": ball,
    "fruit": fruit,
    "cup": cup,
    "fire": fire,
    "fireworks": fireworks,
    "moon": moon,
    "bridge": bridge,
}
