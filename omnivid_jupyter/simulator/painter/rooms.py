"""A setting of people: a living room."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from PIL import Image, ImageDraw, ImageFilter

from omnivid_jupyter.simulator.painter import flora
from omnivid_jupyter.simulator.painter.brush import (
    Pen,
    glow,
    gradient,
    noise,
    paint,
)
from omnivid_jupyter.simulator.painter.colour import RGB, hsv, shade
from omnivid_jupyter.simulator.painter.light import Light, night_of
from omnivid_jupyter.simulator.painter.world import Place, World

__all__ = ["room"]

_WINDOW_AT = 0.36  # of the width
_FLOOR = 0.66  # of the height, where the wall ends


def room(world: World) -> None:
    """A living room: a window on the hour's sky, a lamp, a shelf, a plant, a table in front."""
    u, h, view, light = world.u, world.view.height, world.view, world.light
    world.horizon = h * 0.54
    words = {*world.direction.palette, *world.direction.light}
    dim = bool(words & {"dark", "candlelight", "moonlight"})  # no lamp is on
    if dim and world.direction.time is None:  # it is dark because it is night; candles light what is inside
        world.light = night_of(world.direction, light)
        light = light if "candlelight" in words else world.light
    world.sky(down_to=h * 0.52, x=view.width * 0.36)
    rng = world.dice("room")
    outside = [flora.broadleaf(rng, 22 * u, light.leaves) for _ in range(3)]

    def trees(painting: Image.Image, at: Callable[[float], float]) -> None:
        for x in world.scatter(rng, 12):
            world.put(painting, rng.choice(outside), x, at(x) + 2 * u)

    world.strip(
        [0.0] * 8,
        h * 0.46,
        light.leaves.grass,
        light.leaves.grass,
        0.2,
        deep=20 * u,
        decorate=trees,
        headroom=24 * u,
    )
    world.mist(0.4)
    world.mist(1.0)
    world.veil = None  # the weather stays outside
    world.light = light
    _wall(world, rng, lit=not dim)
    _floor(world, rng)
    at = view.width * _WINDOW_AT
    world.stand("on windowsill", Place(h * 0.48 + 1.8 * u, 0.55, 0.85, _WINDOW_AT))
    world.stand("on shelf", Place(h * _FLOOR - 17.6 * u, 0.55, 0.8, (at + 50 * u) / view.width))
    world.stand("sky", Place(h * 0.36, 0.9, 1.0))
    world.stand("ground", Place(h * 0.76, 1.0, 1.0))
    if any(each.on == "table" for each in world.direction.subjects):
        _tabletop(world, rng)
        world.stand("on table", Place(h * 0.755, 1.0, 1.45))
    else:
        _table(world, rng)


def _wall(world: World, rng: random.Random, *, lit: bool) -> None:
    u, h, view, light = world.u, world.view.height, world.view, world.light
    paper = rng.choice(((214, 196, 168), (178, 192, 178), (206, 178, 160), (186, 194, 208)))
    top, foot = view.above, round(h * _FLOOR)
    tall = top + foot
    colours = gradient(
        (view.period, tall),
        shade(paper, -0.25),
        shade(paper, 0.04),
        shade(paper, -0.08),
        places=[0, top / tall, 1],
    )
    image = paint(Image.new("L", colours.size, 255), colours)
    pen = ImageDraw.Draw(image)
    for i in range(round(view.period / (4 * u)) + 1):
        pen.rectangle((i * 4 * u, 0, i * 4 * u + 0.5 * u, tall), fill=(*shade(paper, -0.05), 255))
    pen.rectangle((0, tall - 5.5 * u, view.period, tall), fill=(240, 234, 222, 255))
    pen.rectangle((0, tall - 6 * u, view.period, tall - 5.4 * u), fill=(206, 198, 184, 255))
    glowing = Image.new("RGBA", image.size, (0, 0, 0, 0))
    bays = max(1, round(view.period / (150 * u)))
    for bay in range(bays):
        x = view.width * _WINDOW_AT + bay * view.period / bays
        _window(image, x, top + h * 0.1, 40 * u, h * 0.38, u)
        side = x + 44 * u
        frame = Pen(20, 16, u, 2)
        frame.rect((92, 66, 48), 0, 0, 20, 16)
        frame.rect((238, 232, 216), 1, 1, 18, 14)
        frame.blob(
            (120, 150, 140), (2.4, 12), (6, 6), (9, 9), (13, 4.4), (17.6, 12), (17.6, 13.6), (2.4, 13.6)
        )
        frame.oval((232, 150, 90), 13.6, 5, 1.7)
        world.put(image, frame.done(), side, top + h * 0.17, at=(0.5, 0.0))
        _shelf(world, image, rng, side, tall - 27 * u, u)
        _lamp(world, image, glowing, x - 36 * u, tall, u, lit=lit)
        plant = flora.bush(
            rng,
            17 * u,
            (light.leaves.leaf if not light.leaves.bare else ((64, 120, 76), (88, 146, 84), (50, 100, 66))),
            flat=0.9,
        )
        world.put(image, plant, x + 31 * u, tall - 7 * u)
        pot = Pen(10, 9, u, 2)
        pot.poly((186, 106, 74), (0.6, 0.6), (9.4, 0.6), (7.8, 9), (2.2, 9))
        pot.rect((204, 124, 88), 0.2, 0, 9.6, 1.8, 0.4)
        world.put(image, pot.done(body=0.6), x + 31 * u, tall - 0.4 * u)
    world.light = _indoors(light, lit=lit)
    world.layer(image, -top, 0.55, glowing=glowing)


def _indoors(light: Light, *, lit: bool) -> Light:
    gain, level = light.gain, 0.94 if light.dark < 0.5 else 0.9
    if light.dark > 0.5 and lit:  # lamps are on
        gain = (max(gain[0], 0.72), max(gain[1], 0.56), max(gain[2], 0.44))
    return replace(light, gain=(gain[0] * level, gain[1] * level, gain[2] * level), haze=light.haze * 0.1)


def _window(image: Image.Image, x: float, y: float, wide: float, tall: float, u: float) -> None:
    """A hole in the wall with a frame, sill and curtains."""
    left = round(x - wide / 2)
    hole = Image.new("L", (round(wide), round(tall)), 0)
    frame = Image.new("RGBA", hole.size, (0, 0, 0, 0))
    image.paste(frame, (left, round(y)))
    pen = ImageDraw.Draw(image)
    wood, dim = (244, 240, 232, 255), (206, 200, 190, 255)
    thick = 1.4 * u
    right, low = left + round(wide), y + tall
    for box in (
        (left - thick, y - thick, right + thick, y),
        (left - thick, low, right + thick, low + thick),
        (left - thick, y, left, low),
        (right, y, right + thick, low),
    ):
        pen.rectangle(box, fill=wood)
    for k in (1 / 3, 2 / 3):
        pen.rectangle((left + wide * k - 0.35 * u, y, left + wide * k + 0.35 * u, low), fill=wood)
    pen.rectangle((left, y + tall * 0.34, right, y + tall * 0.34 + 0.7 * u), fill=wood)
    pen.rectangle((left - 3 * u, low + thick, right + 3 * u, low + thick + 1.6 * u), fill=wood)
    pen.rectangle((left - 3 * u, low + thick + 1.6 * u, right + 3 * u, low + thick + 2.1 * u), fill=dim)
    for side in (-1, 1):
        edge = left - 5 * u if side < 0 else right + 5 * u
        inner = left + 4.5 * u if side < 0 else right - 4.5 * u
        folds = 6
        for k in range(folds):
            a, b = edge + (inner - edge) * k / folds, edge + (inner - edge) * (k + 1) / folds
            tone = shade((226, 150, 118), 0.12 if k % 2 else -0.14)
            pen.polygon(
                [
                    (a, y - 3 * u),
                    (b, y - 3 * u),
                    (edge + (b - edge) * 0.86, low + 5 * u),
                    (edge + (a - edge) * 0.86, low + 5 * u),
                ],
                fill=(*tone, 255),
            )
    pen.rectangle((left - 7 * u, y - 4 * u, right + 7 * u, y - 3 * u), fill=(120, 90, 66, 255))


def _shelf(world: World, image: Image.Image, rng: random.Random, x: float, y: float, u: float) -> None:
    """A sideboard with books."""
    pen = Pen(36, 26, u, 2)
    pen.rect((126, 90, 62), 1, 10, 34, 14, 0.5)
    pen.rect((146, 106, 74), 0.4, 9.4, 35.2, 1.6, 0.5)
    for k in range(3):
        pen.rect((108, 76, 52), 2.4 + k * 11, 12.4, 9.6, 10, 0.4)
        pen.oval((220, 190, 120), 7.2 + k * 11, 17.2, 0.5)
    for foot in (3.0, 31.0):
        pen.rect((96, 66, 46), foot, 24, 1.4, 2)
    bx = 3.0
    while bx < 20:
        wide, tall = rng.uniform(1.0, 1.9), rng.uniform(5, 7.8)
        pen.rect(hsv(rng.random(), 0.5, 0.68), bx, 9.6 - tall, wide, tall, 0.15)
        bx += wide + 0.1
    pen.blob((92, 140, 160), (25, 9.4), (23.6, 6), (25.6, 3.4), (27.6, 6), (26.4, 9.4))
    world.put(image, pen.done(), x, y + 26 * u, at=(0.5, 1.0))


def _lamp(
    world: World, image: Image.Image, glowing: Image.Image, x: float, foot: float, u: float, *, lit: bool
) -> None:
    """A standard lamp, and its light where it is dark."""
    pen = Pen(16, 48, u, 2)
    pen.rect((66, 58, 52), 7.6, 12, 0.8, 35)
    pen.oval((66, 58, 52), 8, 47, 4, 0.9)
    pen.poly((244, 222, 176), (4.4, 1), (11.6, 1), (14.6, 13), (1.4, 13))
    world.put(image, pen.done(), x, foot)
    if lit and world.light.dark > 0.05:
        shade_ = Pen(16, 48, u, 2)
        shade_.poly((255, 226, 160), (4.4, 1), (11.6, 1), (14.6, 13), (1.4, 13))
        world.put(glowing, glow(round(70 * u), (255, 190, 110), 0.5), x, foot - 40 * u, at=(0.5, 0.5))
        world.put(glowing, shade_.done(), x, foot)


def _floor(world: World, rng: random.Random) -> None:
    u, h, view = world.u, world.view.height, world.view
    tall = round(world.bottom - h * _FLOOR)
    wood: RGB = (168, 122, 82)
    image = gradient((view.period, tall), shade(wood, 0.05), shade(wood, -0.3))
    pen = ImageDraw.Draw(image)
    y, step = 0.0, 1.6 * u
    while y < tall:
        pen.line((0, y, view.period, y), fill=shade(wood, -0.3), width=max(1, round(0.16 * u)))
        for x in world.scatter(rng, 26):
            pen.line((x, y, x - 0.2 * step, y + step), fill=shade(wood, -0.25), width=max(1, round(0.14 * u)))
        y += step
        step *= 1.16
    bays = max(1, round(view.period / (150 * u)))
    for bay in range(bays):
        x = view.width * 0.5 + bay * view.period / bays
        for size, tone in (
            (1.0, (156, 62, 58)),
            (0.9, (226, 196, 150)),
            (0.84, (172, 76, 66)),
            (0.4, (206, 150, 108)),
        ):
            reach, flat = 46 * u * size, 9.6 * u * size
            pen.ellipse((x - reach, 13 * u - flat, x + reach, 13 * u + flat), fill=tone)
        if world.light.dark < 0.5 and world.light.sun:
            patch = Image.new("L", image.size, 0)
            at = view.width * _WINDOW_AT + bay * view.period / bays
            beam = ImageDraw.Draw(patch)
            for k in range(3):
                a = at - 20 * u + 14 * u * k
                beam.polygon(
                    [(a, 2 * u), (a + 12 * u, 2 * u), (a + 22 * u, 12 * u), (a + 8 * u, 12 * u)], fill=96
                )
            image.paste((255, 240, 206), (0, 0), patch.filter(ImageFilter.GaussianBlur(0.5 * u)))
    world.layer(paint(Image.new("L", image.size, 255), image), h * _FLOOR, 0.8)


def _tabletop(world: World, rng: random.Random) -> None:
    """A table that one sits at: its top from side to side, for what is put on it."""
    u, h, view = world.u, world.view.height, world.view
    wood: RGB = (158, 112, 76)
    tall = round(world.bottom - h * 0.71)
    image = gradient((view.period, tall), shade(wood, 0.16), shade(wood, -0.22), places=[0, 0.5])
    grain = noise(rng, image.size, (14, 60), 3)
    image.paste(shade(wood, -0.3), (0, 0), grain.point([max(0, min(70, 118 - v)) for v in range(256)]))
    pen = ImageDraw.Draw(image)
    y, step = 2.0 * u, 3.0 * u
    while y < tall:
        pen.line((0, y, view.period, y), fill=shade(wood, -0.4), width=max(1, round(0.14 * u)))
        y, step = y + step, step * 1.3
    pen.rectangle((0, 0, view.period, 0.5 * u), fill=shade(wood, 0.4))
    world.layer(paint(Image.new("L", image.size, 255), image), h * 0.71, 1.0)


def _table(world: World, rng: random.Random) -> None:
    """A table's edge in front, low in the picture, with a cup."""
    u, h, view = world.u, world.view.height, world.view
    bays = max(1, round(view.period / (150 * u)))
    pen = Pen(46, 30, u, 2)
    pen.rect((112, 76, 52), 3, 15, 2, 15)
    pen.rect((112, 76, 52), 41, 15, 2, 15)
    pen.rect((96, 64, 44), 0.5, 13.2, 45, 2.4, 0.6)
    pen.oval((162, 116, 80), 23, 12.2, 22.6, 2.4)
    cup = (250, 246, 238)
    pen.rect(cup, 30, 7.6, 4.6, 4.4, 1.2)
    pen.oval((96, 62, 42), 32.3, 7.8, 2.0, 0.5)
    pen.oval((120, 150, 120), 12, 8.4, 2.6, 3.0)
    for k in range(5):
        pen.oval(
            rng.choice(((236, 110, 120), (250, 200, 90), (240, 240, 236))),
            9.6 + k * 1.25,
            3.6 + (k % 2) * 1.4,
            1.1,
        )
    table = pen.done(body=0.25, size=0.02)
    image = Image.new("RGBA", (view.period, table.height), (0, 0, 0, 0))
    for bay in range(bays):
        world.put(image, table, view.width * 0.86 + bay * view.period / bays, table.height)
    world.layer(image, h * 1.04 - table.height, 1.15)
