"""Birds that swim or stand, as one figure with measures of their own: ducks, swans, hens, cranes; and an owl."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from omnivid_jupyter.simulator.painter.brush import Pen
from omnivid_jupyter.simulator.painter.colour import RGB, WHITE, mix, shade

__all__ = ["FOWL", "songbird"]

_EYE: RGB = (30, 26, 30)


@dataclass(frozen=True, slots=True)
class _Build:
    """How a bird is built: how long its neck and legs are where its body is 12 long."""

    neck: float = 3.0
    leg: float = 1.2
    bill: tuple[float, RGB] = (2.2, (240, 160, 50))
    tail: tuple[float, float] = (2.2, 1.4)  # how far it goes back and up
    head: RGB | None = None
    comb: bool = False
    depth: float = 5.0


_BUILDS = {
    "duck": _Build(head=(38, 108, 74)),
    "swan": _Build(neck=8.4, leg=0.6, bill=(2.0, (236, 130, 46)), tail=(2.6, 2.0), depth=5.2),
    "hen": _Build(neck=2.8, leg=3.6, bill=(1.3, (240, 170, 60)), tail=(2.2, 4.2), comb=True, depth=6.0),
    "songbird": _Build(neck=1.7, leg=1.8, bill=(1.2, (226, 160, 60)), tail=(3.8, 0.6), depth=5.0),
    "crane": _Build(neck=8.0, leg=11.0, bill=(3.0, (96, 92, 84)), tail=(2.8, -0.6), depth=4.2),
}


def _figure(build: _Build) -> Callable[[float, RGB, float], Image.Image]:
    """The painter of one kind."""
    up = build.neck * 0.98
    top = up + 2.2 + (1.0 if build.comb else 0.0)
    top = max(top, build.tail[1] + 1.2)
    wide, tall = 17.6 + build.bill[0], top + build.depth + build.leg + 0.5

    def draw(px: float, colour: RGB, beat: float) -> Image.Image:
        pen = Pen(wide, tall, px / wide)
        wave = math.sin(beat * math.tau)
        low = top + build.depth
        if build.leg > 1:
            for side in (-1, 1):
                swing = wave * side * min(2.0, build.leg * 0.24)
                tone = shade(build.bill[1], -0.16 if side < 0 else 0)
                foot = (8.6 + swing, tall - 0.5)
                pen.line(
                    tone,
                    0.55,
                    (8.2 + 0.5 * side, low - 0.6),
                    ((8.4 + foot[0]) / 2 - 0.3, (low + tall) / 2),
                    foot,
                )
                pen.line(tone, 0.5, foot, (foot[0] + 1.2, foot[1]))
        back, rise = build.tail
        pen.blob(
            shade(colour, -0.16),
            (4.4, top + 1.4),
            (3.6 - back, top + 1.2 - rise),
            (3.0 - back * 0.7, top + 2.4 - rise * 0.6),
            (4.6, low - 1.4),
        )
        pen.blob(
            colour,
            (2.8, top + 1.6),
            (6.4, top + 0.2),
            (11.0, top + 0.4),
            (14.2, top + 1.6),
            (14.4, low - 1.6),
            (11.4, low),
            (6.6, low),
            (3.6, low - 1.4),
        )
        tone = build.head or colour
        bend = 1.8 if build.neck > 6 else 0.4
        head = (14.6 + 0.2 * wave, top + 1.2 - up)
        neck = [
            (12.8, top + 2.0),
            (13.4 + bend, top + 0.4 - up * 0.3),
            (13.0 - bend * 0.2, top + 0.8 - up * 0.7),
            (head[0] - 0.4, head[1]),
        ]
        pen.line(
            colour if build.head is None else mix(colour, tone, 0.4),
            2.0 if build.neck > 6 else 2.6,
            *neck,
            soft=True,
        )
        long, ink = build.bill
        pen.poly(
            ink,
            (head[0] + 0.9, head[1] - 0.5),
            (head[0] + 1.5 + long, head[1] + 0.3),
            (head[0] + 0.9, head[1] + 0.8),
        )
        if build.comb:
            for k in range(3):
                pen.oval((214, 48, 44), head[0] - 0.6 + 0.7 * k, head[1] - 1.5, 0.6, 0.7)
            pen.oval((214, 48, 44), head[0] + 1.0, head[1] + 1.4, 0.45, 0.7)
        pen.oval(tone, head[0], head[1], 1.75, 1.55)
        pen.oval(_EYE, head[0] + 0.55, head[1] - 0.25, 0.32)
        pen.blob(
            shade(colour, -0.13),
            (5.0, top + 1.8),
            (9.0, top + 1.0),
            (12.2, top + 2.2),
            (9.4, low - 1.2),
            (4.0, low - 2.0 + 0.2 * wave),
            (2.4, low - 2.9),
        )
        return pen.done(body=0.5, size=0.05)

    return draw


def owl(px: float, colour: RGB, beat: float) -> Image.Image:
    """An owl that sits and looks."""
    pen = Pen(14, 19, px / 14)
    pale = mix(colour, WHITE, 0.6)
    for x in (5.4, 8.6):
        pen.oval((226, 172, 70), x, 18.0, 1.1, 0.7)
    pen.blob(
        colour,
        (7, 1.8),
        (10.8, 2.6),
        (12.2, 6.6),
        (12.4, 12),
        (10.4, 17.4),
        (3.6, 17.4),
        (1.6, 12),
        (1.8, 6.6),
        (3.2, 2.6),
    )
    pen.blob(pale, (7, 8.4), (10, 9.6), (10, 14.4), (7, 17.2), (4, 14.4), (4, 9.6))
    for k in range(7):
        pen.oval(shade(colour, -0.2), 5.4 + k % 2 * 1.6 + (k // 2) % 2 * 0.8, 10.4 + k * 0.85, 0.4, 0.3)
    for side in (-1, 1):
        pen.blob(
            shade(colour, -0.2),
            (7 + side * 4.6, 7),
            (7 + side * 5.6, 11),
            (7 + side * 4.2, 16.6),
            (7 + side * 3.6, 11),
        )
        pen.poly(shade(colour, -0.2), (7 + side * 2.0, 2.8), (7 + side * 4.6, 0.4), (7 + side * 4.6, 4.0))
        pen.oval(pale, 7 + side * 2.2, 5.4, 2.2)
        if 0.05 < beat < 0.95:
            pen.oval((246, 196, 60), 7 + side * 2.0, 5.4, 1.35)
            pen.oval(_EYE, 7 + side * 1.9, 5.4, 0.75)
        else:
            pen.line(_EYE, 0.3, (7 + side * 1.0, 5.5), (7 + side * 3.2, 5.5))
    pen.poly((230, 170, 70), (6.3, 6.2), (7.7, 6.2), (7, 8.2))
    return pen.done(body=0.6, size=0.05)


_FIGURES = {name: _figure(build) for name, build in _BUILDS.items()}
songbird = _FIGURES.pop("songbird")
FOWL = {**_FIGURES, "owl": owl}
