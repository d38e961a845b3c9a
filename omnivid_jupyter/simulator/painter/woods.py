"""Settings among plants: forest and garden."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import replace

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from omnivid_jupyter.simulator.painter import flora
from omnivid_jupyter.simulator.painter.brush import (
    Pen,
    fade,
    gradient,
    hills,
    noise,
    paint,
)
from omnivid_jupyter.simulator.painter.colour import RGB, mix, shade
from omnivid_jupyter.simulator.painter.features import cane, hot_spring, veranda
from omnivid_jupyter.simulator.painter.hours import PLAIN
from omnivid_jupyter.simulator.painter.lands import grass_surface, tufts
from omnivid_jupyter.simulator.painter.world import Place, World

__all__ = ["forest", "garden"]

Edge = Callable[[float], float]


def forest(world: World) -> None:
    """Among tall trees: pale trunks far back, dark ones near, light falling in."""
    u, h, light = world.u, world.view.height, world.light
    leaves = light.leaves
    period = world.view.period
    world.horizon = h * 0.66
    deep = light.lit(mix(leaves.leaf[0], (150, 190, 150), 0.3), 0.6)
    glade = mix(mix(light.sky[3], light.air, 0.4), light.lit((220, 236, 190)), 0.3)
    tall = world.view.above + world.bottom
    backdrop = gradient(
        (period, tall),
        shade(deep, -0.35),
        mix(deep, glade, 0.3),
        glade,
        deep,
        places=[0, 0.3, (world.view.above + h * 0.52) / tall, 1],
    )
    rng = world.dice("forest")
    dapple = noise(rng, backdrop.size, (150, 96), 3)
    dark = dapple.point([max(0, min(150, (124 - v) * 3)) for v in range(256)])
    over = fade(backdrop.size, 1, 1, 0.15, 0.4, places=[0, 0.4, (world.view.above + h * 0.5) / tall, 1])
    backdrop.paste(shade(deep, -0.22), (0, 0), ImageChops.multiply(dark, over))
    bright = dapple.point([max(0, min(150, (v - 150) * 3)) for v in range(256)])
    backdrop.paste(mix(glade, (255, 255, 236), 0.4 * (1 - light.dark)), (0, 0), bright)
    pale = ImageDraw.Draw(backdrop, "RGBA")
    for x in world.scatter(rng, 90):
        wide = rng.uniform(0.5, 1.2) * u
        tone = mix(deep, glade, rng.uniform(0.25, 0.6))
        pale.rectangle((x, 0, x + wide, world.view.above + h * 0.66), fill=(*tone, 190))
    world.backdrop(backdrop)
    bark: RGB = (104, 84, 66)
    canes = "bamboo" in world.direction.features
    floor = (228, 234, 242) if leaves.snowy else mix(leaves.grass, (84, 92, 48), 0.5)
    for i, (depth, count, wide, ground) in enumerate(
        ((0.16, 44, 1.7, 0.64), (0.32, 30, 2.7, 0.68), (0.56, 17, 4.4, 0.73), (0.86, 8, 7.5, 0.8))
    ):
        part = world.dice("wood", i)
        top = -world.view.above if i > 1 else -round(h * 0.7)
        high = h * ground - top
        trunks = [
            cane(world, (i, k), wide * u * (0.52 - 0.05 * i) * part.uniform(0.9, 1.2), high)
            if canes
            else flora.trunk(
                part, wide * u * part.uniform(0.8, 1.25), high / 1.0, shade(bark, part.uniform(-0.15, 0.12))
            )
            for k in range(4)
        ]
        firs = (
            [flora.conifer(part, (9 + 9 * i) * u, (44, 96, 68), snowy=leaves.snowy) for _ in range(3)]
            if i < 3 and not canes
            else []
        )
        bushes = [
            flora.bush(
                part,
                (5 + 4 * i) * u,
                leaves.leaf if not leaves.bare else ((196, 200, 206), (216, 220, 226), (180, 184, 192)),
                leaves.blossom if i > 1 else (),
            )
            for _ in range(3)
        ]

        def wood(
            painting: Image.Image,
            at: Edge,
            part: random.Random = part,
            trunks: list[Image.Image] = trunks,
            firs: list[Image.Image] = firs,
            bushes: list[Image.Image] = bushes,
            count: int = count,
            i: int = i,
            ground: float = ground,
        ) -> None:
            for x in world.scatter(part, count * 2 if canes else count):
                world.put(painting, part.choice(trunks), x, at(x) + 1.5 * u)
            for figures, number in ((firs, count // 3), (bushes, count // 2)):
                for x in world.scatter(part, number) if figures else ():
                    world.put(painting, part.choice(figures), x, at(x) + 1.2 * u)
            if i == 3 and not leaves.snowy:
                tufts(world, painting, part, at, 420, blossom=0.16)
            if not leaves.bare and i > 0:
                lower = world.bottom if i == 3 else math.ceil(h * ground + 40 * u)
                _canopy(world, painting, part, leaves.leaf, i, painting.height - lower)

        world.strip(
            hills(part, 128, (1 + 0.5 * i) * u, (1, 2, 3)),
            h * ground,
            shade(floor, 0.05),
            shade(floor, -0.4 if not leaves.snowy else -0.2),
            depth,
            deep=None if i == 3 else 40 * u,
            decorate=wood,
            headroom=high,
            surface=grass_surface(world, part, (shade(floor, 0.14), shade(floor, -0.2))),
        )
        if i == 1:
            _sunbeams(world, part)
        world.mist(depth)
        if i == 2:
            world.stand("sky", Place(h * 0.36, 0.75, 0.8))
    world.stand("ground", Place(h * 0.8 + 3 * u, 1.0, 1.0))
    world.mist(1.0)


def _canopy(
    world: World, painting: Image.Image, rng: random.Random, tones: tuple[RGB, ...], i: int, top: float
) -> None:
    """Leaves that hang into the picture from above; `top` is the frame's upper edge in the painting."""
    u = world.u
    crowns = [
        flora.bush(rng, (18 + 7 * i) * u, tuple(shade(t, -0.16 - 0.06 * i) for t in tones), flat=0.55)
        for _ in range(3)
    ]
    for x in world.scatter(rng, 15 - 2 * i):
        crown = rng.choice(crowns).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        for y in (-0.55, -0.3, -0.1, 0.02):
            down = top + (y - 0.03 * i) * world.view.height + rng.uniform(-7, 6) * u
            world.put(painting, crown, x + rng.uniform(-12, 12) * u, down, at=(0.5, 0.5))


def _sunbeams(world: World, rng: random.Random) -> None:
    """Shafts of light between the trees."""
    light, u, view = world.light, world.u, world.view
    strength = 0.42 * (1 - 0.7 * light.dark) * min(1.0, light.beam)
    if strength < 0.05 or {"rain", "storm", "fog"} & set(world.direction.weather):
        return
    tall = round(view.above * 0.4 + view.height * 0.8)
    mask = Image.new("L", (view.period // 2, tall // 2), 0)
    pen = ImageDraw.Draw(mask)
    for x in world.scatter(rng, 16):
        wide = rng.uniform(2, 8) * u
        lean = 0.42 * tall
        level = round(rng.uniform(0.4, 1) * 255 * strength)
        for shift in (-view.period, 0, view.period):
            pen.polygon(
                [
                    ((px + shift) / 2, py / 2)
                    for px, py in ((x, 0), (x + wide, 0), (x + wide * 1.9 - lean, tall), (x - lean, tall))
                ],
                fill=level,
            )
    mask = mask.filter(ImageFilter.GaussianBlur(1.1 * u)).resize(
        (view.period, tall), Image.Resampling.BILINEAR
    )
    shape = fade(mask.size, 0.5, 1, 0.7, 0)
    mask = Image.composite(mask, Image.new("L", mask.size, 0), shape)
    tone = mix(light.sun or light.sky[3], (255, 246, 214), 0.4 * (1 - light.dark))
    world.layer(paint(mask, tone), -view.above * 0.4, 0.45, graded=True)


def garden(world: World) -> None:
    """A quiet garden: moss mounds, clipped shrubs and stones, a stone lantern, a maple, bamboo behind."""
    u, h, light = world.u, world.view.height, world.light
    leaves = light.leaves
    world.horizon = h * 0.56
    world.sky()
    rng = world.dice("garden")
    moss: RGB = (228, 234, 242) if leaves.snowy else mix((104, 148, 62), leaves.grass, 0.35)
    hedge = [
        flora.bush(
            rng,
            16 * u,
            ((58, 104, 62), (70, 122, 66), (50, 92, 60))
            if not leaves.snowy
            else ((190, 200, 206), (214, 222, 230), (150, 166, 160)),
        )
        for _ in range(4)
    ]
    canes = [
        flora.bamboo(rng, rng.uniform(46, 60) * u, mix((112, 150, 76), leaves.leaf[1], 0.2)) for _ in range(7)
    ]
    wall: RGB = (222, 208, 182)
    dark = tuple(shade(tone, -0.12) for tone in leaves.leaf)
    grove = [flora.broadleaf(rng, rng.uniform(26, 36) * u, leaves) for _ in range(4)]
    mass = [flora.bush(rng, rng.uniform(24, 34) * u, dark, flat=0.7) for _ in range(4)]

    def behind(painting: Image.Image, at: Edge) -> None:
        grove_at = world.view.width * 0.16
        for number in range(64):  # a grove of bamboo, thinning out to its sides
            x = grove_at + rng.gauss(0, 1) * 17 * u + (number % 2) * world.view.period / 2
            world.put(painting, rng.choice(canes), x, at(x) + 2 * u)
        for x in world.scatter(rng, 9):
            world.put(painting, rng.choice(grove), x, at(x) + 2 * u)
        if not leaves.bare:
            for x in world.scatter(rng, 22):
                world.put(painting, rng.choice(mass), x, at(x) + 4 * u)

    world.strip(
        [0.0] * 8,
        h * 0.56,
        shade(moss, -0.2),
        shade(moss, -0.3),
        0.25,
        deep=30 * u,
        decorate=behind,
        headroom=54 * u,
    )
    world.mist(0.3)
    pen = Pen(world.view.period / u, 14, u, 2)
    pen.rect(wall, 0, 3.4, world.view.period / u, 10.6)
    pen.rect(shade(wall, -0.2), 0, 3.4, world.view.period / u, 0.7)
    pen.rect((96, 84, 76), 0, 12.2, world.view.period / u, 1.8)
    for i in range(round(world.view.period / u / 2.2) + 1):
        pen.oval((86, 92, 104), i * 2.2, 2.6, 1.25, 1.3)
    pen.rect((70, 76, 88), 0, 1.0, world.view.period / u, 1.7, 0.6)
    world.layer(pen.done().crop((0, 0, world.view.period, round(14 * u))), h * 0.56 - 13 * u + 2 * u, 0.36)
    red = (
        replace(leaves, leaf=((196, 60, 44), (222, 96, 50), (168, 44, 44)))
        if leaves.leaf == PLAIN.leaf
        else leaves
    )
    maples = [flora.broadleaf(rng, 30 * u, leaves, bark=(84, 66, 58)) for _ in range(2)]
    maples.append(flora.broadleaf(rng, 28 * u, red, bark=(84, 66, 58)))

    def middle(painting: Image.Image, at: Edge) -> None:
        for x in world.scatter(rng, 5):
            world.put(painting, rng.choice(maples), x, at(x) + 2 * u)
        for x in world.scatter(rng, 15):
            figure = rng.choice(hedge)
            size = rng.uniform(0.5, 0.95)
            world.put(
                painting,
                figure.resize((round(figure.width * size), round(figure.height * size))),
                x,
                at(x) + rng.uniform(1.5, 5) * u,
            )

    world.strip(
        hills(rng, 96, 1.4 * u, (2, 3, 5)),
        h * 0.61,
        shade(moss, 0.04),
        shade(moss, -0.2),
        0.55,
        deep=36 * u,
        decorate=middle,
        headroom=32 * u,
        surface=grass_surface(world, rng, (shade(moss, 0.16), shade(moss, -0.14)), cells=70),
    )
    world.mist(0.6)
    world.stand("sky", Place(h * 0.26, 0.7, 0.8))
    stones = [flora.stone(rng, 13 * u, (136, 138, 140), moss=moss) for _ in range(5)]
    lantern = _stone_lantern(u)
    azalea = (
        [
            flora.bush(rng, 15 * u, tuple(shade(t, 0.02) for t in leaves.leaf), leaves.blossom[:2])
            for _ in range(3)
        ]
        if leaves.blossom
        else hedge[:3]
    )

    def front(painting: Image.Image, at: Edge) -> None:
        for x in world.scatter(rng, 8):  # mounds of moss
            mound = Pen(2.2, 0.7, rng.uniform(9, 17) * u, 2)
            mound.oval(shade(moss, -0.22), 1.1, 0.66, 1.05, 0.5)
            mound.oval(shade(moss, -0.02), 1.1, 0.64, 1.02, 0.5)
            mound.oval(shade(moss, 0.1), 1.0, 0.56, 0.8, 0.36)
            mound.oval(shade(moss, 0.18), 0.92, 0.5, 0.55, 0.24)
            world.put(painting, _soft(mound.done(), u), x, at(x) + rng.uniform(2, 7) * u)
        for index, x in enumerate(world.scatter(rng, 9)):
            y = at(x) + rng.uniform(3, 8) * u
            figure = rng.choice(stones) if index % 2 else rng.choice(azalea)
            size = rng.uniform(0.6, 1.15)
            world.put(
                painting, figure.resize((round(figure.width * size), round(figure.height * size))), x, y
            )
        for i in range(2):
            x = world.view.width * 0.8 + i * world.view.period / 2 + rng.uniform(-6, 6) * u
            world.put(painting, lantern, x, at(x) + 6 * u)
        for i in range(12):  # stepping stones that come nearer
            k = i / 11
            size = 2 + 9 * k
            x = world.view.width * (0.46 + 0.16 * k * (1 if i % 2 else 0.7))
            slab = Pen(2.2, 0.9, size * u, 2)
            slab.oval((108, 106, 100), 1.1, 0.5, 1.0, 0.34)
            slab.oval((170, 168, 160), 1.1, 0.44, 1.0, 0.33)
            world.put(painting, slab.done(), x, at(x) + (2.5 + 30 * k**1.3) * u, at=(0.5, 0.5))
        if not leaves.snowy:
            tufts(world, painting, rng, at, 260, size=0.55, blossom=0.12)

    world.strip(
        hills(rng, 128, 2.2 * u, (2, 3, 4)),
        h * 0.72,
        moss,
        shade(mix(moss, (46, 84, 44), 0.5), -0.1),
        0.92,
        decorate=front,
        headroom=20 * u,
        surface=grass_surface(world, rng, (shade(moss, 0.2), shade(moss, -0.16)), cells=90),
    )
    hot_spring(world)
    veranda(world)
    world.stand("ground", Place(h * 0.72 + 9 * u, 1.0, 1.0))
    world.mist(1.0)


def _soft(figure: Image.Image, u: float) -> Image.Image:
    """The figure with its colours run together, its outline kept."""
    alpha = figure.getchannel("A")
    soft = figure.convert("RGBa").filter(ImageFilter.GaussianBlur(1.0 * u)).convert("RGBA").convert("RGB")
    soft.putalpha(alpha)
    return soft


def _stone_lantern(u: float) -> Image.Image:
    pen = Pen(8, 17, u, 3)
    tone: RGB = (150, 150, 146)
    pen.rect(shade(tone, -0.2), 1.4, 15.4, 5.2, 1.6, 0.3)
    pen.poly(tone, (3.2, 9), (4.8, 9), (5.1, 15.6), (2.9, 15.6))
    pen.poly(shade(tone, -0.08), (1.8, 8), (6.2, 8), (5.4, 9.4), (2.6, 9.4))
    pen.rect(shade(tone, 0.06), 2.3, 4.8, 3.4, 3.3, 0.2)
    pen.rect((255, 214, 130), 3.1, 5.4, 1.8, 2.1, 0.2)
    pen.poly(shade(tone, -0.1), (0.5, 5.2), (2.2, 3.2), (5.8, 3.2), (7.5, 5.2), (6.6, 5.3), (1.4, 5.3))
    pen.poly(tone, (1.2, 4.4), (3.0, 2.2), (5.0, 2.2), (6.8, 4.4))
    pen.oval(tone, 4, 1.6, 0.8, 1.1)
    return pen.done(body=0.6)
