"""Trees that are named: a great one in the season's colours, a palm, a pine, a stand of bamboo."""

from __future__ import annotations

import math
import random

from PIL import Image

from omnivid_jupyter.simulator.painter.brush import Pen
from omnivid_jupyter.simulator.painter.colour import RGB, shade

__all__ = ["TREES", "palm"]

_BARK: RGB = (98, 70, 52)


def palm(px: float, colour: RGB, beat: float) -> Image.Image:
    """A palm that leans a little, with nuts."""
    pen = Pen(24, 34, px / 24)
    foot, top = (10.0, 33.6), (13.0, 11.6)
    bark: RGB = (150, 118, 84)
    trunk = [foot, (9.6, 26), (11.0, 18), top]
    pen.line(bark, 1.5, *trunk, soft=True)
    for k in range(9):
        y = 31.6 - 2.2 * k
        x = 9.7 + 0.05 * k + 0.035 * k * k
        pen.line(shade(bark, -0.3), 0.22, (x - 0.75, y), (x + 0.75, y - 0.3))
    sway = 0.5 * math.sin(beat * math.tau)
    for k, (dx, dy, lift) in enumerate(
        (
            (-11.4, 5.6, 3.2),
            (11.0, 5.8, 3.2),
            (-9.4, 10.0, 1.6),
            (9.2, 10.2, 1.6),
            (-11.6, 0.4, 4.2),
            (10.8, 0.2, 4.2),
            (-5.8, -6.4, 2.6),
            (5.4, -7.4, 2.6),
        )
    ):
        tone = shade(colour, (-0.24, -0.2, -0.3, -0.26, -0.06, 0.0, 0.1, 0.14)[k])
        tip = (top[0] + dx + sway * (k % 2 or -1), top[1] + dy)
        mid = (top[0] + dx * 0.5, top[1] + dy * 0.3 - lift)
        pen.blob(tone, top, (mid[0], mid[1] - 0.7), tip, (mid[0], mid[1] + 1.3))
        for j in range(1, 7):
            s = j / 7
            x = (1 - s) ** 2 * top[0] + 2 * s * (1 - s) * mid[0] + s * s * tip[0]
            y = (1 - s) ** 2 * top[1] + 2 * s * (1 - s) * mid[1] + s * s * tip[1]
            pen.line(tone, 0.34, (x, y), (x + 0.1 * dx * s, y + 2.0 * (1.1 - abs(s - 0.5))))
    for x, y in ((12.2, 12.6), (13.6, 12.9), (12.9, 13.5)):
        pen.oval((122, 84, 52), x, y, 0.9)
    return pen.done(body=0.4, size=0.03)


def pine(px: float, colour: RGB, beat: float) -> Image.Image:
    """A fir with tiers that grow wider downwards."""
    rng = random.Random("pine")
    pen = Pen(20, 34, px / 20)
    pen.rect(_BARK, 9.2, 29, 1.6, 5)
    for i in range(8):
        y, half = 1.0 + 3.4 * i, 1.7 + 1.05 * i
        tone = shade(colour, -0.22 + 0.03 * i)
        low = [
            (10 + half * k / 4, y + 5.2 - 0.8 * abs(k) / 4 + 0.6 * (k % 2) + rng.uniform(-0.2, 0.2))
            for k in range(4, -5, -1)
        ]
        pen.poly(tone, (10, y - 1.4), *low)
        pen.poly(shade(tone, 0.12), (10, y - 1.4), (10 - half * 0.35, y + 4.3), (10 - half, y + 4.4))
    return pen.done(body=0.3, size=0.03)


def bamboo(px: float, colour: RGB, beat: float) -> Image.Image:
    """A stand of canes with leaves that tremble."""
    rng = random.Random("bamboo")
    pen = Pen(20, 36, px / 20)
    sway = 0.3 * math.sin(beat * math.tau)
    for k in range(7):
        x, lean = 5 + 1.7 * k + rng.uniform(-0.5, 0.5), rng.uniform(-1.4, 1.4) + (k - 3) * 0.5
        tone, y, top = shade(colour, rng.uniform(-0.2, 0.12)), 36.0, rng.uniform(0.5, 6)
        while y > top:
            share = (36 - y) / 36
            at, nearer = (
                x + lean * share**2 * 2 + sway * share,
                x + lean * (share + 0.09) ** 2 * 2 + sway * (share + 0.09),
            )
            pen.line(tone, 0.85, (at, y), (nearer, y - 3.1))
            pen.line(shade(tone, 0.3), 0.2, (at - 0.2, y), (nearer - 0.2, y - 3.1))
            pen.line(shade(tone, -0.4), 0.18, (at - 0.42, y), (at + 0.42, y))
            if share > 0.3:
                for _ in range(3):
                    side, drop = rng.choice((-1, 1)), rng.uniform(0.4, 1.8)
                    tip = (at + side * rng.uniform(1.6, 3.0), y - 1 + drop)
                    pen.poly(
                        shade(colour, rng.uniform(-0.24, 0.2)),
                        (at, y - 1.2),
                        ((at + tip[0]) / 2, y - 1.3 + drop * 0.3),
                        tip,
                        ((at + tip[0]) / 2, y - 0.6 + drop * 0.5),
                    )
            y -= 3.1
    return pen.done(body=0.2, size=0.02)


TREES = {"palm tree": palm, "pine tree": pine, "bamboo": bamboo}
