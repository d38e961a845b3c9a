"""Settings of wide plains: desert and snowfield."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFilter

from omnivid_jupyter.simulator.painter import flora
from omnivid_jupyter.simulator.painter.brush import (
    hills,
    noise,
    ridge,
)
from omnivid_jupyter.simulator.painter.colour import RGB, WHITE, mix, shade
from omnivid_jupyter.simulator.painter.features import aurora, village
from omnivid_jupyter.simulator.painter.lands import peaks, tree_line
from omnivid_jupyter.simulator.painter.world import Place, World

__all__ = ["desert", "snowfield"]

Edge = Callable[[float], float]


def desert(world: World) -> None:
    """Dunes with a lit and a shaded side, table mountains far off, a cactus."""
    u, h = world.u, world.view.height
    world.horizon = h * 0.54
    world.sky(down_to=h * 0.56)
    world.stand("sky", Place(h * 0.22, 0.5, 0.8))
    rng = world.dice("mesas")
    rock: RGB = (190, 122, 92)
    outline = [max(-1.0, min(9.0 * u, v * 2.6)) for v in ridge(rng, 7 * u, 0.5, 256, peaks=6)]
    world.strip(outline, h * 0.54, rock, shade(rock, 0.16), 0.14, deep=20 * u)
    world.mist(0.25)
    sand: RGB = (232, 184, 118)
    for i, (level, depth) in enumerate(((0.57, 0.28), (0.64, 0.5), (0.73, 0.76), (0.84, 1.0))):
        part = world.dice("dune", i)
        crests = _dune_outline(part, (5 + 2.6 * i) * u)

        def sides(
            painting: Image.Image,
            at: Edge,
            part: random.Random = part,
            crests: list[float] = crests,
            i: int = i,
        ) -> None:
            _dune_shade(world, painting, at, part, crests, sand, i)

        def ripples(colours: Image.Image, part: random.Random = part, i: int = i) -> Image.Image:
            grain = noise(
                part, colours.size, (24, max(20, colours.height // max(2, round(0.5 * u * (1 + i))))), 2
            )
            colours.paste(
                shade(sand, -0.16), (0, 0), grain.point([max(0, min(60, 120 - v)) for v in range(256)])
            )
            return colours

        world.strip(
            crests,
            h * level,
            shade(sand, 0.12),
            shade(sand, -0.16),
            depth,
            deep=None if i == 3 else 44 * u,
            decorate=sides,
            headroom=4 * u if i != 2 else 18 * u,
            surface=ripples,
        )
        world.mist(depth)
    world.stand("ground", Place(h * 0.84, 1.0, 1.0))


def _dune_outline(rng: random.Random, swing: float) -> list[float]:
    """Crests that rise slowly and fall steeply."""
    count = 256
    heights = [0.0] * count
    for tone, size in ((2, 1.0), (3, 0.7), (5, 0.3)):
        phase, size = rng.random(), size * rng.uniform(0.7, 1.1)
        for i in range(count):
            place = (tone * i / count + phase) % 1
            rise = place / 0.72 if place < 0.72 else (1 - place) / 0.28
            heights[i] += size * (rise * rise * (3 - 2 * rise) - 0.5)
    return [swing * v for v in heights]


def _dune_shade(
    world: World, painting: Image.Image, at: Edge, rng: random.Random, outline: list[float], sand: RGB, i: int
) -> None:
    """The side away from the light, below each crest; here and there a cactus."""
    u, period = world.u, world.view.period
    step = period / len(outline)
    shadow = Image.new("L", painting.size, 0)
    pen = ImageDraw.Draw(shadow)
    count = len(outline)
    for k in range(count):
        if all(outline[k] >= outline[(k + d) % count] for d in range(-9, 10)):
            valley = next(
                (d for d in range(4, 90) if outline[(k + d) % count] <= outline[(k + d + 1) % count]), 60
            )
            x = k * step
            right = [(x + d * step, at(x + d * step) - 1) for d in range(valley + 1)]
            deep = (5 + 3.4 * i) * u
            below = []
            for d in range(valley + 1):
                share = d / valley
                below.append(
                    (
                        x + d * step + share * 2 * u,
                        at(x + d * step) + deep * max(0.0, math.sin(math.pi * share**0.75)) ** 1.2,
                    )
                )
            for shift in (-period, 0, period):
                pen.polygon([(px + shift, py) for px, py in (*right, *reversed(below))], fill=120)
    shadow = shadow.filter(ImageFilter.GaussianBlur(0.3 * u))
    alpha = painting.getchannel("A")
    painting.paste(mix(shade(sand, -0.5), (120, 70, 90), 0.35), (0, 0), shadow)
    painting.putalpha(alpha)
    if i == 2:
        figures = [flora.cactus(rng, 15 * u) for _ in range(2)]
        for x in world.scatter(rng, 7):
            world.put(painting, rng.choice(figures), x, at(x) + 2 * u)


def snowfield(world: World) -> None:
    """White plains with blue shadows, snowy firs, mountains behind."""
    u, h = world.u, world.view.height
    world.horizon = h * 0.55
    world.sky(down_to=h * 0.58)
    aurora(world)
    world.stand("sky", Place(h * 0.22, 0.5, 0.8))
    peaks(world, h * 0.54, 12 * u, (150, 164, 190), 0.14, snow=0.92, name="white")
    world.mist(0.25)
    snow: RGB = (238, 243, 250)
    rng = world.dice("snowfield")
    firs = [flora.conifer(rng, 12 * u, (54, 92, 88), snowy=True) for _ in range(5)]
    for i, (level, depth) in enumerate(((0.58, 0.3), (0.66, 0.58), (0.78, 1.0))):
        part = world.dice("drift", i)

        def drift(painting: Image.Image, at: Edge, part: random.Random = part, i: int = i) -> None:
            scaled = [
                f.resize(
                    (max(1, round(f.width * (0.5 + 0.5 * i))), max(1, round(f.height * (0.5 + 0.5 * i))))
                )
                for f in firs
            ]
            if i < 2:
                for _ in range(2 - i):
                    tree_line(world, painting, at, part, 34 - 20 * i, 9 * u, scaled)
            else:
                _sparkle(painting, part, u)

        def blue(colours: Image.Image, part: random.Random = part) -> Image.Image:
            soft = noise(part, colours.size, (10, 16), 3)
            colours.paste(
                (176, 196, 228), (0, 0), soft.point([max(0, min(120, (128 - v) * 2)) for v in range(256)])
            )
            colours.paste(WHITE, (0, 0), soft.point([max(0, min(160, (v - 150) * 3)) for v in range(256)]))
            return colours

        edge = world.strip(
            hills(part, 160, (3.4 + i) * u, (1, 2, 3)),
            h * level,
            snow,
            mix(snow, (190, 206, 234), 0.5),
            depth,
            deep=None if i == 2 else 44 * u,
            decorate=drift,
            headroom=24 * u if i < 2 else 0.0,
            surface=blue,
            grain=0.4,
        )
        if i == 1:
            village(world, edge, 0.6, 11, count=8)
        world.mist(depth)
    world.stand("ground", Place(h * 0.84, 1.0, 1.0))


def _sparkle(painting: Image.Image, rng: random.Random, u: float) -> None:
    pen = ImageDraw.Draw(painting)
    for _ in range(500):
        x, y = rng.random() * painting.width, rng.uniform(8 * u, painting.height)
        r = 0.12 * u
        pen.ellipse((x - r, y - r, x + r, y + r), fill=(255, 255, 255, 255))
