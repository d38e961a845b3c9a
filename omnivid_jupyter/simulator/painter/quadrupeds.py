"""Animals on four legs as one figure with measures of their own: foxes, deer, camels, cows, lions. All look right."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from omnivid_jupyter.simulator.painter.brush import Pen
from omnivid_jupyter.simulator.painter.colour import RGB, WHITE, mix, shade
from omnivid_jupyter.simulator.painter.creatures import legs

__all__ = ["LEGS", "QUADRUPEDS", "SEATS"]

_EYE: RGB = (30, 26, 30)
_DARK: RGB = (52, 44, 42)
_HORN: RGB = (226, 214, 190)


@dataclass(frozen=True, slots=True)
class _Build:
    """How an animal is built, in its own units: the length of its body is 12.

    `neck` is how long and how steep it is (0 level, 1 upright); `snout` how long and how deep. `belly` is how much
    paler it is below; `marks` are "stripes", "spots", "patches" or "wool".
    """

    depth: float = 5.0
    leg: float = 6.0
    thick: float = 1.3
    neck: tuple[float, float] = (3.0, 0.6)
    throat: float = 3.0
    head: float = 2.2
    snout: tuple[float, float] = (3.0, 1.5)
    ears: str = "pointed"
    tail: str = "thin"
    top: str = ""  # "antlers", "horns", "knobs" or "mane"
    humps: int = 0
    belly: float = 0.35
    marks: str = ""
    mask: RGB | None = None  # of its feet, or its face


_BUILDS = {
    "fox": _Build(
        depth=3.9,
        leg=4.6,
        thick=0.95,
        neck=(1.4, 0.5),
        throat=2.7,
        head=2.3,
        snout=(2.9, 0.8),
        tail="bushy",
        belly=0.85,
        mask=_DARK,
    ),
    "deer": _Build(
        depth=4.6,
        leg=8.2,
        thick=0.85,
        neck=(5.0, 0.78),
        throat=2.2,
        head=1.7,
        snout=(2.4, 1.0),
        ears="leaf",
        tail="tuft",
        top="antlers",
        belly=0.6,
    ),
    "camel": _Build(
        depth=5.0,
        leg=9.2,
        thick=1.15,
        neck=(7.4, 0.5),
        throat=2.0,
        head=1.7,
        snout=(2.6, 1.3),
        ears="small",
        tail="thin",
        humps=2,
        belly=0.2,
    ),
    "cow": _Build(
        depth=6.4,
        leg=5.4,
        thick=1.4,
        neck=(2.4, 0.32),
        throat=4.0,
        head=2.3,
        snout=(2.6, 1.9),
        ears="side",
        tail="tassel",
        top="horns",
        belly=0.1,
        marks="patches",
    ),
    "sheep": _Build(
        depth=6.2,
        leg=3.8,
        thick=0.9,
        neck=(1.6, 0.5),
        throat=3.4,
        head=1.8,
        snout=(1.9, 1.3),
        ears="side",
        tail="tuft",
        belly=0.0,
        marks="wool",
        mask=(92, 80, 74),
    ),
    "pig": _Build(
        depth=6.2,
        leg=3.2,
        thick=1.3,
        neck=(1.2, 0.2),
        throat=4.6,
        head=2.5,
        snout=(1.9, 1.5),
        ears="pointed",
        tail="curl",
        belly=0.2,
    ),
    "lion": _Build(
        depth=4.8,
        leg=5.4,
        thick=1.45,
        neck=(2.2, 0.5),
        throat=3.4,
        head=2.5,
        snout=(1.7, 1.5),
        ears="round",
        tail="tassel",
        top="mane",
        belly=0.4,
    ),
    "tiger": _Build(
        depth=4.8,
        leg=5.0,
        thick=1.45,
        neck=(2.0, 0.36),
        throat=3.4,
        head=2.6,
        snout=(1.6, 1.5),
        ears="round",
        tail="long",
        belly=0.8,
        marks="stripes",
    ),
    "zebra": _Build(
        depth=5.0,
        leg=7.2,
        thick=1.1,
        neck=(4.4, 0.62),
        throat=3.0,
        head=1.8,
        snout=(3.2, 1.4),
        ears="leaf",
        tail="tassel",
        belly=0.1,
        marks="stripes",
        mask=_DARK,
    ),
    "giraffe": _Build(
        depth=5.0,
        leg=10.0,
        thick=1.05,
        neck=(13.0, 0.84),
        throat=2.1,
        head=1.6,
        snout=(2.4, 1.1),
        ears="leaf",
        tail="tassel",
        top="knobs",
        belly=0.3,
        marks="spots",
    ),
    "panda": _Build(
        depth=6.6,
        leg=4.0,
        thick=2.1,
        neck=(1.0, 0.5),
        throat=4.4,
        head=3.4,
        snout=(1.4, 1.5),
        ears="black",
        tail="tuft",
        belly=0.0,
        mask=_DARK,
    ),
    "squirrel": _Build(
        depth=4.6,
        leg=2.4,
        thick=1.0,
        neck=(1.0, 0.7),
        throat=3.2,
        head=2.5,
        snout=(1.4, 1.1),
        ears="pointed",
        tail="plume",
        belly=0.7,
    ),
}


def _box(build: _Build) -> tuple[float, float, float, float, float, tuple[float, float]]:
    """Width and height of the figure, where its back is from the left and from above, how high its head, and where."""
    across, up = build.neck[0] * math.cos(build.neck[1] * 1.5), build.neck[0] * math.sin(build.neck[1] * 1.5)
    back = 8.4 if build.tail in ("bushy", "plume") else 4.2
    head_at = (back + 11.4 + across, 0.0)
    room = 6.4 if build.top == "antlers" else 2.6 if build.top else 1.8
    top = max(room + build.head + up, (4.6 if build.humps else 1.0), 7.4 if build.tail == "plume" else 0.0)
    wide = head_at[0] + build.head + build.snout[0] + 0.8
    return wide, top + build.depth + build.leg + 0.8, back, top, up, head_at


def _figure(build: _Build) -> Callable[[float, RGB, float], Image.Image]:
    """The painter of one kind."""
    wide, tall, back, top, up, head_at = _box(build)

    def draw(px: float, colour: RGB, beat: float) -> Image.Image:
        pen = Pen(wide, tall, px / wide)
        wag = math.sin(beat * math.tau)
        low = top + build.depth
        pale = mix(colour, WHITE, build.belly)
        foot = build.mask or shade(colour, -0.12)
        _tail(pen, build, colour, pale, (back + 0.5, top + 1.1), wag)
        hips = (
            (back + 1.8, low - 1.2),
            (back + 3.2, low - 1.2),
            (back + 9.2, low - 1.2),
            (back + 10.6, low - 1.2),
        )
        ink = build.mask if build.marks == "wool" or build.ears == "black" else colour
        legs(pen, ink or colour, hips, build.leg + 1.2, build.thick * 1.3, beat, build.thick * 0.85)
        if build.mask is not None:
            for i, (x, _) in enumerate(hips):
                swing = math.sin(beat * math.tau + (0, math.pi, math.pi, 0)[i]) * (build.leg + 1.2) * 0.34
                pen.oval(
                    foot, x + swing + build.thick * 0.2, tall - 0.9, build.thick * 0.9, build.thick * 0.55
                )
        for k in range(build.humps):
            x = back + (4.0 + 4.0 * k if build.humps > 1 else 6.0)
            pen.blob(
                colour, (x - 2.4, top + 1.4), (x - 1.0, top - 2.6), (x + 0.9, top - 2.8), (x + 2.3, top + 1.4)
            )
        _body(pen, build, colour, pale, back, top, low)
        _neck(pen, build, colour, pale, (back + 10.6, top), (head_at[0], top - up + 0.6), low)
        _head(pen, build, colour, pale, (head_at[0], top - up + 0.6))
        return pen.done(body=0.55, size=0.045)

    return draw


def _body(pen: Pen, build: _Build, colour: RGB, pale: RGB, x: float, top: float, low: float) -> None:
    mid = (top + low) / 2
    if build.marks == "wool":
        for k in range(9):
            a = k * math.tau / 9
            pen.oval(shade(colour, -0.06), x + 6 + 5.0 * math.cos(a), mid + 2.3 * math.sin(a), 2.3, 2.0)
        pen.oval(colour, x + 6, mid, 5.6, build.depth * 0.5)
        for k in range(11):
            pen.oval(shade(colour, -0.1), x + 2 + k % 4 * 2.6, top + 1.4 + k // 4 * 1.7, 0.5, 0.32)
        return
    pen.blob(
        colour,
        (x, mid - 0.6),
        (x + 1.4, top + 0.1),
        (x + 6, top + 0.45),
        (x + 10.4, top),
        (x + 12.2, mid - 0.2),
        (x + 10.8, low),
        (x + 6.4, low - 0.7),
        (x + 1.6, low - 0.3),
    )
    if build.ears == "black":  # a panda's shoulders
        pen.blob(
            _DARK,
            (x + 7.6, top + 0.2),
            (x + 10.6, top),
            (x + 12.2, mid),
            (x + 10.8, low),
            (x + 8.0, low - 0.4),
        )
    elif build.belly > 0.15:
        pen.blob(
            pale,
            (x + 2.6, low - 0.7),
            (x + 6.4, low - 1.5),
            (x + 10.6, low - 1.0),
            (x + 9.6, low),
            (x + 6, low - 0.5),
        )
    if build.marks == "stripes":
        for k in range(6):
            at = x + 1.6 + 1.75 * k
            tall = build.depth * (0.62 if k % 2 else 0.8)
            pen.line(
                _DARK, 0.52, (at, top + 0.5), (at + 0.5, top + tall * 0.5), (at + 0.1, top + tall), soft=True
            )
    elif build.marks in ("spots", "patches"):
        large = build.marks == "patches"
        tone = _DARK if large else shade(colour, -0.45)
        for k, (dx, dy) in enumerate(
            ((2.4, 0.3), (5.2, 0.6), (8.4, 0.24), (3.8, 0.62), (7.0, 0.34), (9.8, 0.6))
        ):
            if large and k in (1, 3, 5):
                continue
            r = 1.9 if large else 0.85
            pen.oval(tone, x + dx, top + dy * build.depth + 0.5, r, r * 0.72)


def _neck(
    pen: Pen,
    build: _Build,
    colour: RGB,
    pale: RGB,
    at: tuple[float, float],
    head: tuple[float, float],
    low: float,
) -> None:
    x, top = at
    half = build.throat / 2
    if build.top == "mane":
        for k in range(12):
            a = k * math.tau / 12
            r = build.head * 1.25
            pen.oval(
                shade(colour, -0.42), head[0] - 0.7 + r * math.cos(a), head[1] + 0.7 + r * math.sin(a), 1.5
            )
        pen.oval(shade(colour, -0.36), head[0] - 0.7, head[1] + 0.7, build.head * 1.4)
    tone = build.mask if build.ears == "black" and build.mask else colour
    pen.blob(
        tone,
        (x - 2.4, top + 0.5),
        ((x + head[0]) / 2 - half, (top + head[1]) / 2 - 0.2 * half),
        (head[0] - half * 0.8, head[1] - half * 0.3),
        (head[0] + half * 0.6, head[1] + half * 0.6),
        ((x + head[0]) / 2 + half * 0.9, (top + head[1]) / 2 + half * 1.1),
        (x + 1.5, (top + low) / 2 + 0.4),
    )
    if build.marks in ("spots", "stripes") and build.neck[0] > 4:
        count = round(build.neck[0] / 1.7)
        for k in range(1, count):
            share = k / count
            cx, cy = x + (head[0] - x) * share, top + 1 + (head[1] - top - 0.4) * share
            if build.marks == "spots":
                pen.oval(shade(colour, -0.45), cx + (0.35 if k % 2 else -0.35), cy, 0.62, 0.56)
            else:
                pen.line(_DARK, 0.42, (cx - half * 0.8, cy - 0.5), (cx + half * 0.6, cy + 0.5))
        pen.line(
            _DARK if build.marks == "stripes" else shade(colour, -0.4),
            0.7,
            (x - 1.6, top + 0.2),
            ((x + head[0]) / 2 - half, (top + head[1]) / 2 - 0.3),
            (head[0] - 0.9, head[1] - 1.2),
            soft=True,
        )


def _head(pen: Pen, build: _Build, colour: RGB, pale: RGB, at: tuple[float, float]) -> None:
    x, y = at
    r, (long, deep) = build.head, build.snout
    face = build.mask if build.marks == "wool" and build.mask else colour
    _ears(pen, build, face, x, y, r, behind=True)
    pen.blob(
        face,
        (x - r, y - 0.1),
        (x - 0.5 * r, y - 0.86 * r),
        (x + 0.45 * r, y - 0.8 * r),
        (x + r + long * 0.5, y - 0.1 * deep),
        (x + r + long * 0.96, y + 0.3 * deep),
        (x + r + long * 0.9, y + 0.9 * deep),
        (x + 0.6 * r, y + 0.95 * r),
        (x - 0.6 * r, y + 0.8 * r),
    )
    if build.belly > 0.15 and build.marks != "wool":
        pen.blob(
            pale,
            (x + 0.5 * r, y + 0.3 * r),
            (x + r + long * 0.5, y + 0.28 * deep),
            (x + r + long * 0.94, y + 0.5 * deep),
            (x + r + long * 0.86, y + 0.92 * deep),
            (x + 0.5 * r, y + 0.9 * r),
        )
    if build.top == "mane" or build.marks == "stripes":
        for dx in (-0.5, 0.0):
            pen.line(
                _DARK, 0.26, (x + dx, y - r * 0.82), (x + dx + 0.2, y - r * 0.4)
            ) if build.marks else None
    if build.tail == "curl":
        pen.oval(shade(colour, -0.16), x + r + long * 0.9, y + 0.45 * deep, 0.6, 0.95)
    else:
        pen.oval(_EYE, x + r + long * 0.92, y + 0.32 * deep, 0.46, 0.38)
    if build.ears == "black":
        pen.oval(_DARK, x + 0.5 * r, y - 0.1 * r, 0.9, 1.0)
        pen.oval(WHITE, x + 0.56 * r, y - 0.16 * r, 0.3)
    else:
        pen.oval(WHITE if face == build.mask else _EYE, x + 0.5 * r, y - 0.2 * r, 0.4)
    if build.top == "antlers":
        for side in (-0.5, 0.5):
            base = (x - 0.2 + side, y - 0.8 * r)
            points = (base, (base[0] - 1.0 + side, y - r - 2.4), (base[0] - 0.2 + 2.2 * side, y - r - 5.2))
            pen.line(mix(_HORN, _DARK, 0.35), 0.42, *points, soft=True)
            for k, (dx, dy) in enumerate(((1.5, -1.5), (1.3, -1.7))):
                px, py = points[1][0] + 0.3 * k, points[1][1] - 1.4 * k
                pen.line(mix(_HORN, _DARK, 0.35), 0.34, (px, py), (px + dx, py + dy))
    elif build.top == "horns":
        for side in (-0.4, 0.5):
            pen.line(
                _HORN,
                0.55,
                (x + side, y - 0.7 * r),
                (x + side + 0.5, y - r - 0.8),
                (x + side + 1.3, y - r - 1.5),
                soft=True,
            )
    elif build.top == "knobs":
        for side in (-0.4, 0.5):
            pen.line(shade(colour, -0.3), 0.4, (x + side, y - 0.7 * r), (x + side, y - r - 1.3))
            pen.oval(_DARK, x + side, y - r - 1.4, 0.36)
    _ears(pen, build, face, x, y, r, behind=False)


def _ears(pen: Pen, build: _Build, tone: RGB, x: float, y: float, r: float, *, behind: bool) -> None:
    if build.ears == "black":
        if not behind:
            for side in (-0.7, 0.5):
                pen.oval(_DARK, x + side * r, y - 0.85 * r, 0.42 * r)
        return
    tone = shade(tone, -0.16) if behind else tone
    left = x - (0.2 if behind else 0.75) * r
    match build.ears:
        case "pointed":
            pen.poly(tone, (left - 0.7, y - 0.5 * r), (left, y - 1.9 * r), (left + 1.2, y - 0.7 * r))
            if not behind:
                pen.poly(_DARK, (left - 0.16, y - 1.5 * r), (left, y - 1.9 * r), (left + 0.3, y - 1.5 * r))
        case "round":
            pen.oval(tone, left + 0.2, y - 0.9 * r, 0.85)
        case "leaf":
            pen.blob(
                tone,
                (left + 0.2, y - 0.6 * r),
                (left - 1.7, y - 1.4 * r),
                (left - 0.4, y - 1.5 * r),
                (left + 0.7, y - 0.8 * r),
            )
        case "side":
            pen.blob(
                tone,
                (left + 0.4, y - 0.5 * r),
                (left - 1.6, y - 0.6 * r),
                (left - 1.2, y + 0.1 * r),
                (left + 0.4, y),
            )
        case _:
            pen.oval(tone, left + 0.3, y - 0.8 * r, 0.5, 0.7)


def _tail(pen: Pen, build: _Build, colour: RGB, pale: RGB, at: tuple[float, float], wag: float) -> None:
    x, y = at
    match build.tail:
        case "bushy":
            pen.blob(
                colour,
                (x + 0.8, y),
                (x - 2.6, y + 0.2 + 0.4 * wag),
                (x - 6.6, y + 1.6 + wag),
                (x - 7.8, y + 3.4 + wag),
                (x - 5.4, y + 3.9 + wag),
                (x - 1.8, y + 2.4),
                (x + 0.8, y + 1.6),
            )
            pen.blob(
                pale,
                (x - 5.6, y + 1.9 + wag),
                (x - 7.2, y + 2.0 + wag),
                (x - 7.8, y + 3.4 + wag),
                (x - 5.6, y + 3.8 + wag),
            )
        case "plume":
            pen.blob(
                shade(colour, -0.1),
                (x + 0.8, y + 3.4),
                (x - 2.4, y + 3.6),
                (x - 5.8, y + 0.4),
                (x - 6.2, y - 4.6 + 0.3 * wag),
                (x - 3.8, y - 7.4),
                (x - 1.2, y - 6.2),
                (x - 2.2, y - 3.2),
                (x - 2.8, y + 0.4),
                (x + 0.6, y + 1.8),
            )
        case "tuft":
            pen.oval(pale if build.marks != "wool" else colour, x - 0.4, y + 0.7, 1.0, 1.2)
        case "curl":
            pen.line(
                shade(colour, -0.1),
                0.4,
                (x, y + 0.6),
                (x - 1.4, y - 0.2),
                (x - 1.0, y - 1.2),
                (x - 0.4, y - 0.4),
                soft=True,
            )
        case "long":
            pen.line(colour, 0.9, (x + 0.4, y + 0.4), (x - 2.2, y + 2.6), (x - 3.4, y + 1.0 + wag), soft=True)
            pen.oval(_DARK, x - 3.4, y + 1.0 + wag, 0.55)
        case "tassel":
            end = (x - 1.6 + 0.9 * wag, y + 4.6)
            pen.line(colour, 0.5, (x + 0.2, y + 0.2), (x - 1.3, y + 1.8), end, soft=True)
            pen.oval(shade(colour, -0.5), end[0], end[1] + 0.4, 0.6, 0.95)
        case _:
            pen.line(
                shade(colour, -0.1),
                0.55,
                (x + 0.2, y + 0.2),
                (x - 1.2, y + 2.0),
                (x - 1.0 + 0.6 * wag, y + 4.0),
                soft=True,
            )


QUADRUPEDS = {name: _figure(build) for name, build in _BUILDS.items()}
LEGS = {name: build.leg / _box(build)[1] for name, build in _BUILDS.items()}
"""How much of each figure's height its legs are."""
SEATS = {
    name: ((box[2] + 6) / box[0], (box[3] + 0.6) / box[1])
    for name, build in _BUILDS.items()
    for box in (_box(build),)
}
"""Where somebody sits on each: shares of the figure's width and height."""
