"""Plants and stones: figures that settings put along their grounds. Sizes are in pixels."""

from __future__ import annotations

import math
import random

from PIL import Image

from omnivid_jupyter.simulator.painter.brush import Pen
from omnivid_jupyter.simulator.painter.colour import RGB, mix, shade
from omnivid_jupyter.simulator.painter.light import Leaves
from omnivid_jupyter.simulator.painter.once import drawn_once

__all__ = ["bamboo", "blades", "broadleaf", "bush", "cactus", "conifer", "flowers", "palm", "stone", "trunk"]

_BARK: RGB = (92, 68, 52)
_SNOW: RGB = (240, 245, 252)


@drawn_once
def conifer(rng: random.Random, tall: float, leaf: RGB, *, snowy: bool = False) -> Image.Image:
    """A fir: tiers that grow wider downwards."""
    wide = tall * rng.uniform(0.36, 0.46)
    pen = Pen(1.0, 1.0 * tall / wide, wide, 3)
    high = tall / wide
    pen.rect(_BARK, 0.46, high * 0.86, 0.08, high * 0.14)
    tiers = rng.randrange(5, 8)
    for i in range(tiers):
        y0 = high * (0.02 + 0.78 * (i / tiers) ** 1.05)
        y1 = min(high * 0.93, y0 + high * 0.27)
        half = 0.1 + 0.39 * ((i + 1) / tiers)
        tone = shade(leaf, -0.2 + 0.18 * i / tiers + rng.uniform(-0.05, 0.05))
        low = [
            (0.5 + half * k / 4, y1 - high * 0.03 * abs(k) / 4 + high * 0.02 * (k % 2)) for k in range(-4, 5)
        ]
        pen.poly(tone, (0.5, y0), *reversed(low))
        pen.poly(shade(tone, 0.1), (0.5, y0), (0.5 - half * 0.5, y1 - 0.03), (0.5 - half, y1 - high * 0.03))
        if snowy:
            pen.poly(
                _SNOW,
                (0.5, y0),
                (0.5 + half * 0.62, y0 + (y1 - y0) * 0.66),
                (0.5, y0 + (y1 - y0) * 0.46),
                (0.5 - half * 0.7, y0 + (y1 - y0) * 0.72),
            )
    return pen.done()


def _branches(
    pen: Pen,
    rng: random.Random,
    x: float,
    y: float,
    angle: float,
    length: float,
    thick: float,
    bark: RGB,
    left: int,
) -> list[tuple[float, float]]:
    """A branch and those that grow from it; gives where they end."""
    x2, y2 = x + math.sin(angle) * length, y - math.cos(angle) * length
    pen.line(
        bark, thick, (x, y), ((x + x2) / 2 + rng.uniform(-0.02, 0.02), (y + y2) / 2), (x2, y2), soft=True
    )
    if left == 0:
        return [(x2, y2)]
    ends = [(x2, y2)] if left < 3 else []
    for side in (-1, 1):
        turn = angle + side * rng.uniform(0.25, 0.62)
        ends += _branches(
            pen, rng, x2, y2, turn, length * rng.uniform(0.66, 0.84), thick * 0.66, bark, left - 1
        )
    return ends


@drawn_once
def broadleaf(rng: random.Random, tall: float, leaves: Leaves, *, bark: RGB = _BARK) -> Image.Image:
    """A tree with a round crown of many leaves; without them in winter."""
    pen = Pen(1.36, 1.05, tall, 3)  # wide enough for the whole crown
    ends = _branches(
        pen, rng, 0.68, 1.05, rng.uniform(-0.06, 0.06), 0.3, 0.055, bark, 4 if leaves.bare else 3
    )
    if leaves.bare:
        if leaves.snowy:
            for x, y in ends:
                pen.oval(_SNOW, x, y, 0.012, 0.007)
        return pen.done()
    puffs = []
    for x, y in ends:
        for _ in range(7):
            puffs.append((x + rng.gauss(0, 0.075), y + rng.gauss(0, 0.055), rng.uniform(0.05, 0.105)))
    for step, lift in ((0, 0.026), (1, 0.0), (2, -0.024)):  # dark below, light above
        for x, y, r in puffs:
            tone = shade(rng.choice(leaves.leaf), -0.26 + 0.2 * step + rng.uniform(-0.05, 0.06))
            r *= 1 - 0.2 * step
            pen.oval(tone, x - 0.012 * step, y + lift, r, r * 0.86)
    for x, y, r in puffs:
        for _ in range(5):
            tone = shade(rng.choice(leaves.leaf), rng.uniform(-0.1, 0.34))
            a, d = rng.random() * math.tau, r * rng.random()
            pen.oval(tone, x + math.cos(a) * d - 0.02, y + math.sin(a) * d - 0.03, 0.009, 0.007)
    if leaves.snowy:
        for x, y, r in puffs[::3]:
            pen.oval(_SNOW, x, y - r * 0.6, r * 0.7, r * 0.25)
    return pen.done()


@drawn_once
def trunk(rng: random.Random, wide: float, tall: float, bark: RGB = _BARK) -> Image.Image:
    """A trunk that goes up out of the picture, lit from the left."""
    high = tall / wide
    pen = Pen(1.7, high, wide, 2)
    lean = rng.uniform(-0.14, 0.14)
    left = [(0.42 + lean * y / high + rng.uniform(-0.02, 0.02), y) for y in _steps(0, high * 0.93, 9)]
    right = [(1.22 + lean * y / high + rng.uniform(-0.02, 0.02), y) for y in _steps(0, high * 0.93, 9)]
    pen.poly(bark, *left, (0.1, high), (1.6, high), *reversed(right))
    for _ in range(26):
        x, y = rng.uniform(0.4, 1.2), rng.random() * high
        tone = shade(bark, 0.24 if x < 0.7 else -0.3)
        pen.line(tone, 0.03, (x, y), (x + rng.uniform(-0.04, 0.04), y + rng.uniform(0.1, 0.4)))
    pen.poly(shade(bark, 0.2), *left, *[(x + 0.12, y) for x, y in reversed(left)], alpha=120)
    pen.poly(shade(bark, -0.45), *right, *[(x - 0.26, y) for x, y in reversed(right)], alpha=120)
    return pen.done()


def _steps(start: float, end: float, count: int) -> list[float]:
    return [start + (end - start) * i / (count - 1) for i in range(count)]


@drawn_once
def bush(
    rng: random.Random,
    wide: float,
    tones: tuple[RGB, ...],
    blossom: tuple[RGB, ...] = (),
    *,
    flat: float = 0.6,
) -> Image.Image:
    """A low round plant."""
    pen = Pen(1.0, flat + 0.1, wide, 3)
    dots = [
        (rng.gauss(0.5, 0.17), rng.uniform(0.25, 0.95) * flat + 0.08, rng.uniform(0.08, 0.16))
        for _ in range(22)
    ]
    dots = [(min(0.86, max(0.14, x)), y, min(r, x, 1 - x) if 0.1 < x < 0.9 else 0.08) for x, y, r in dots]
    pen.oval(shade(tones[0], -0.3), 0.5, flat * 0.85, 0.42, flat * 0.32)
    for step in (0, 1, 2):
        for x, y, r in dots:
            tone = shade(rng.choice(list(tones)), -0.25 + 0.19 * step + rng.uniform(-0.04, 0.05))
            pen.oval(
                tone, x - 0.012 * step, y - 0.022 * step, r * (1 - 0.22 * step), r * 0.8 * (1 - 0.22 * step)
            )
    for x, y, r in dots:
        for _ in range(3):
            pen.oval(
                shade(rng.choice(list(tones)), rng.uniform(0.05, 0.3)),
                x + rng.uniform(-r, r) * 0.7,
                y + rng.uniform(-r, r) * 0.6,
                0.012,
                0.009,
            )
    if blossom:
        for _ in range(34):
            x, y, r = rng.choice(dots)
            pen.oval(
                rng.choice(list(blossom)),
                x + rng.uniform(-r, r) * 0.8,
                y + rng.uniform(-r, r) * 0.7,
                0.021,
                0.019,
            )
    return pen.done()


@drawn_once
def blades(
    rng: random.Random, wide: float, tall: float, tones: tuple[RGB, ...], count: int = 26
) -> Image.Image:
    """A tuft of grass or reed."""
    pen = Pen(wide / tall, 1.0, tall, 3)
    across = wide / tall
    for _ in range(count):
        x = across * rng.uniform(0.2, 0.8)
        lean = rng.gauss(0, 0.22) * across
        top = rng.uniform(0.02, 0.5)
        w = 0.02 + 0.012 * rng.random()
        tip = (min(across, max(0.0, x + lean)), top)
        mid = (x + lean * 0.35, (1 + top) / 2)
        pen.poly(
            shade(rng.choice(list(tones)), rng.uniform(-0.3, 0.2)),
            (x - w, 1),
            (mid[0] - w * 0.8, mid[1]),
            tip,
            (mid[0] + w * 0.8, mid[1]),
            (x + w, 1),
        )
    return pen.done()


@drawn_once
def flowers(
    rng: random.Random, wide: float, tall: float, grass: RGB, blossom: tuple[RGB, ...], count: int = 7
) -> Image.Image:
    """A few stems with their blossoms."""
    across = wide / tall
    pen = Pen(across, 1.0, tall, 3)
    for _ in range(count):
        x = across * rng.uniform(0.14, 0.86)
        top = rng.uniform(0.12, 0.6)
        tip = (x + rng.uniform(-0.1, 0.1), top)
        pen.line(shade(grass, -0.25), 0.022, (x, 1), ((x + tip[0]) / 2 + 0.02, (1 + top) / 2), tip, soft=True)
        petal = rng.choice(list(blossom))
        r = rng.uniform(0.055, 0.085)
        for k in range(5):
            a = k * math.tau / 5 + x
            pen.oval(
                shade(petal, rng.uniform(-0.08, 0.08)),
                tip[0] + math.cos(a) * r * 0.8,
                tip[1] + math.sin(a) * r * 0.7,
                r * 0.62,
            )
        pen.oval(mix(petal, (250, 200, 60), 0.8), *tip, r * 0.42)
    return pen.done()


@drawn_once
def stone(
    rng: random.Random, wide: float, tone: RGB, *, moss: RGB | None = None, flat: float = 0.6
) -> Image.Image:
    """A boulder, mossy on top if asked."""
    pen = Pen(1.0, flat + 0.04, wide, 3)
    rim = []
    for k in range(11):
        a = math.pi + k * math.pi / 10
        r = rng.uniform(0.84, 1.0)
        rim.append((0.5 + math.cos(a) * 0.48 * r, flat + math.sin(a) * flat * 0.95 * r))
    pen.blob(tone, *rim, (0.9, flat + 0.03), (0.1, flat + 0.03))
    inner = [(0.47 + (x - 0.5) * 0.74, flat * 0.06 + y * 0.76) for x, y in rim]
    pen.blob(shade(tone, 0.12), *inner, alpha=150)
    for _ in range(14):
        pen.oval(
            shade(tone, rng.choice((-0.2, 0.2))),
            rng.uniform(0.2, 0.8),
            rng.uniform(0.3, 0.95) * flat,
            0.012,
            0.008,
        )
    if moss is not None:
        cap = [(x, y + 0.01) for x, y in rim[1:-1]]
        under = [(x, y + flat * rng.uniform(0.16, 0.34)) for x, y in reversed(cap)]
        pen.blob(moss, *cap, *under)
    return pen.done(body=0.9, size=0.08)


@drawn_once
def bamboo(rng: random.Random, tall: float, tone: RGB) -> Image.Image:
    """A cane with knots and a few leaves."""
    wide = max(3.0, tall * 0.026)
    high = tall / wide
    pen = Pen(7.0, high, wide, 2)
    x, y = 3.5, high
    while y > 0:
        up = rng.uniform(3.4, 4.6)
        pen.rect(shade(tone, rng.uniform(-0.12, 0.06)), x - 0.5, y - up, 1.0, up)
        pen.rect(shade(tone, 0.28), x - 0.42, y - up, 0.24, up)
        pen.rect(shade(tone, -0.4), x - 0.55, y - up, 1.1, 0.2)
        if y < high * 0.75 and rng.random() < 0.6:
            side = rng.choice((-1, 1))
            for k in range(4):
                a = rng.uniform(-0.2, 0.8)
                tip = (x + side * (1.4 + k * 0.5), y - up + a * 2.4 + 0.6)
                pen.poly(
                    shade(tone, rng.uniform(-0.3, 0.1)),
                    (x + side * 0.4, y - up),
                    ((x + tip[0]) / 2, (y - up + tip[1]) / 2 - 0.3),
                    tip,
                    ((x + tip[0]) / 2, (y - up + tip[1]) / 2 + 0.2),
                )
        y -= up
    return pen.done()


@drawn_once
def palm(rng: random.Random, tall: float, leaf: RGB) -> Image.Image:
    """A palm that leans a little."""
    pen = Pen(1.0, 1.1, tall, 3)
    lean = rng.choice((-1, 1)) * rng.uniform(0.05, 0.14)
    top = (0.5 + lean, 0.34)
    pen.line((134, 104, 74), 0.035, (0.5, 1.1), (0.5 + lean * 0.3, 0.75), top, soft=True)
    for k in range(9):
        a = -math.pi * (0.02 + k / 8 * 0.96)
        reach = rng.uniform(0.3, 0.4)
        tip = (top[0] + math.cos(a) * reach, top[1] + math.sin(a) * reach * 0.55 + 0.13)
        mid = (top[0] + math.cos(a) * reach * 0.55, top[1] + math.sin(a) * reach * 0.6 - 0.03)
        pen.blob(
            shade(leaf, rng.uniform(-0.2, 0.15)), top, (mid[0], mid[1] - 0.03), tip, (mid[0], mid[1] + 0.03)
        )
    return pen.done()


@drawn_once
def cactus(rng: random.Random, tall: float) -> Image.Image:
    """A desert cactus with two arms."""
    pen = Pen(0.7, 1.0, tall, 3)
    tone: RGB = (78, 124, 74)
    pen.line(tone, 0.14, (0.35, 0.98), (0.35, 0.1))
    for side, y in ((-1, rng.uniform(0.5, 0.62)), (1, rng.uniform(0.36, 0.5))):
        x = 0.35 + side * 0.22
        pen.line(tone, 0.09, (0.35, y), (x, y), (x, y - rng.uniform(0.16, 0.26)))
    for x in (0.31, 0.35, 0.39):
        pen.line(shade(tone, -0.22), 0.008, (x, 0.96), (x, 0.12))
    return pen.done(body=0.8)
