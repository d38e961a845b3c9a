"""A setting of people: a street of shop houses."""

from __future__ import annotations

from PIL import Image, ImageDraw

from omnivid_jupyter.simulator.painter import flora
from omnivid_jupyter.simulator.painter.brush import (
    Pen,
    glow,
    gradient,
    noise,
    paint,
)
from omnivid_jupyter.simulator.painter.colour import RGB, shade
from omnivid_jupyter.simulator.painter.towns import LAMP, towers
from omnivid_jupyter.simulator.painter.world import Place, World

__all__ = ["street"]


def street(world: World) -> None:
    """A street of shop houses: awnings and signs, lamps, a pavement and a road to drive on."""
    u, h = world.u, world.view.height
    world.horizon = h * 0.56
    world.sky(down_to=h * 0.58)
    towers(world, 7, 0.2, 1.3 * u, h * 0.3, h * 0.52, h * 0.66)
    world.mist(0.3)
    _houses(world, h * 0.665)
    world.stand("sky", Place(h * 0.2, 0.7, 0.8))
    world.mist(0.6)
    _road(world, h * 0.665)
    _lamp_posts(world, h * 0.7)
    world.stand("ground", Place(h * 0.74, 0.98, 1.08))
    world.stand("road", Place(h * 0.79, 1.0, 1.0))
    world.mist(1.0)


def _houses(world: World, foot: float) -> None:
    rng = world.dice("houses")
    u, view = world.u, world.view
    period = view.period
    tall = round(66 * u)
    pen = Pen(period / u, 66, u, 2)
    glowing = Pen(period / u, 66, u, 2)
    across = period / u
    walls: tuple[RGB, ...] = (
        (196, 104, 84),
        (228, 198, 152),
        (132, 158, 166),
        (214, 150, 108),
        (176, 176, 160),
        (156, 108, 112),
        (236, 222, 198),
    )
    signs: tuple[RGB, ...] = ((206, 58, 52), (36, 122, 110), (236, 170, 60), (58, 92, 162), (122, 70, 140))
    x, previous = 0.0, None
    while x < across - 0.5:
        wide = min(rng.uniform(19, 27), across - x)
        if across - x - wide < 12:
            wide = across - x
        wall = rng.choice([w for w in walls if w != previous])
        previous = wall
        roof = 66 - rng.uniform(44, 60)
        pen.rect(wall, x, roof, wide, 66 - roof)
        pen.rect(shade(wall, -0.3), x + wide - 0.5, roof, 0.5, 66 - roof)
        pen.rect(shade(wall, 0.25), x - 0.3, roof - 0.4, wide + 0.6, 1.6)
        pen.rect(shade(wall, -0.25), x, roof + 1.2, wide, 0.6)
        if rng.random() < 0.4:
            pen.poly((104, 74, 66), (x - 0.6, roof), (x + wide * 0.5, roof - 7), (x + wide + 0.6, roof))
        columns = 3
        gap = wide / columns
        y = roof + 4
        while y < 44:
            for k in range(columns):
                cx = x + gap * (k + 0.5)
                pen.rect(shade(wall, 0.35), cx - 2.2, y - 0.5, 4.4, 8)
                pen.rect((92, 122, 148), cx - 1.7, y, 3.4, 7)
                pen.poly((150, 178, 198), (cx - 1.7, y), (cx + 0.6, y), (cx - 1.7, y + 4))
                pen.rect(shade(wall, 0.3), cx - 0.15, y, 0.3, 7)
                pen.rect(shade(wall, 0.3), cx - 1.7, y + 3.2, 3.4, 0.3)
                pen.rect(shade(wall, -0.3), cx - 2.4, y + 7.4, 4.8, 0.6)
                if rng.random() < 0.42:
                    glowing.rect(rng.choice((LAMP, (246, 190, 116), (230, 196, 150))), cx - 1.7, y, 3.4, 7)
            y += 12
        sign = rng.choice(signs)
        pen.rect(shade(sign, -0.35), x + 0.8, 47.5, wide - 1.6, 18.5)
        pen.rect((74, 92, 104), x + 1.8, 53, wide * 0.55, 10.4)
        pen.poly((128, 152, 164), (x + 1.8, 53), (x + wide * 0.3, 53), (x + 1.8, 60))
        glowing.rect((216, 168, 100), x + 1.8, 53, wide * 0.55, 10.4)
        pen.rect(shade(sign, -0.1), x + wide * 0.66, 53, wide * 0.24, 13)
        pen.rect((110, 136, 150), x + wide * 0.66 + 0.9, 54.2, wide * 0.24 - 1.8, 6)
        glowing.rect((206, 158, 96), x + wide * 0.66 + 0.9, 54.2, wide * 0.24 - 1.8, 6)
        stripes = round(wide / 2.2)
        for k in range(stripes):
            tone = sign if k % 2 else (246, 240, 228)
            sx, sw = x + 0.4 + k * (wide - 0.8) / stripes, (wide - 0.8) / stripes
            pen.poly(tone, (sx, 48.4), (sx + sw, 48.4), (sx + sw, 52), (sx, 52))
            pen.oval(tone, sx + sw / 2, 52, sw / 2, 0.9)
        if rng.random() < 0.6:
            board = rng.choice(signs)
            bx = x + rng.choice((0.8, wide - 3.4))
            pen.rect(board, bx, 34, 2.6, 11, 0.4)
            glowing.rect(shade(board, 0.3), bx + 0.3, 34.4, 2.0, 10.2, 0.4)
        x += wide
    world.layer(
        pen.done().crop((0, 0, period, tall)),
        foot - tall,
        0.62,
        glowing=glowing.done().crop((0, 0, period, tall)),
    )


def _road(world: World, top: float) -> None:
    """Pavement, kerb and road; wet when it rains."""
    u, h, view = world.u, world.view.height, world.view
    rng = world.dice("road")
    tall = round(world.bottom - top)
    snowy = world.light.leaves.snowy
    pave: RGB = (188, 182, 172) if not snowy else (226, 232, 240)
    road: RGB = (84, 86, 92) if not snowy else (188, 194, 202)
    image = gradient((view.period, tall), pave, shade(pave, -0.1), places=[0, 1])
    pen = ImageDraw.Draw(image)
    kerb = h * 0.09
    for i in range(round(view.period / (5 * u)) + 1):
        pen.line(
            (i * 5 * u, 0, i * 5 * u - 3 * u, kerb), fill=shade(pave, -0.14), width=max(1, round(0.2 * u))
        )
    image.paste(gradient((view.period, tall - round(kerb)), road, shade(road, -0.2)), (0, round(kerb)))
    pen.rectangle((0, kerb - 0.2 * u, view.period, kerb + 1.2 * u), fill=shade(pave, -0.3))
    pen.rectangle((0, kerb - 0.6 * u, view.period, kerb), fill=shade(pave, 0.2))
    rough = noise(rng, image.size, (300, 90), 3)
    dark = rough.point([max(0, min(60, 120 - v)) for v in range(256)])
    image.paste(shade(road, -0.35), (0, round(kerb)), dark.crop((0, round(kerb), view.period, tall)))
    line_y = kerb + h * 0.12
    dash = 12 * u
    count = round(view.period / (2 * dash))
    for i in range(count):
        x = i * view.period / count
        pen.polygon(
            [
                (x, line_y),
                (x + dash, line_y),
                (x + dash - 0.6 * u, line_y + 1.1 * u),
                (x - 0.6 * u, line_y + 1.1 * u),
            ],
            fill=(232, 226, 206),
        )
    painting = paint(Image.new("L", image.size, 255), image)
    if {"rain", "storm"} & set(world.direction.weather):
        wet = Image.new("RGB", image.size, shade(world.light.sky[2], -0.1))
        patches = noise(rng, image.size, (26, 30), 3).point([max(0, min(110, v - 110)) for v in range(256)])
        image.paste(wet, (0, 0), patches)
        painting = paint(Image.new("L", image.size, 255), image)
    lights = Image.new("RGBA", image.size, (0, 0, 0, 0))
    for x in _posts(world):
        pool = glow(round(30 * u), LAMP, 0.55).resize((round(30 * u), round(9 * u)))
        lights.alpha_composite(pool, (max(0, round(x - 15 * u)), round(h * 0.01)))
    world.layer(painting, top, 0.95, glowing=lights)


def _posts(world: World) -> list[float]:
    count = max(3, round(world.view.period / (46 * world.u)))
    return [(i + 0.28) * world.view.period / count for i in range(count)]


def _lamp_posts(world: World, foot: float) -> None:
    u, view = world.u, world.view
    pen = Pen(8, 40, u, 3)
    iron: RGB = (52, 58, 62)
    pen.rect(iron, 3.6, 6, 0.8, 34)
    pen.rect(iron, 3.0, 36, 2, 4, 0.4)
    pen.poly(iron, (2.2, 3.4), (5.8, 3.4), (5.0, 1.6), (3, 1.6))
    pen.poly((244, 232, 200), (2.4, 3.6), (5.6, 3.6), (5.0, 7.2), (3, 7.2))
    post = pen.done()
    lamp = Pen(8, 40, u, 3)
    lamp.poly((255, 230, 170), (2.4, 3.6), (5.6, 3.6), (5.0, 7.2), (3, 7.2))
    light = lamp.done()
    tree_rng = world.dice("street trees")
    trees = [flora.broadleaf(tree_rng, 25 * u, world.light.leaves) for _ in range(2)]
    image = Image.new("RGBA", (view.period, round(44 * u)), (0, 0, 0, 0))
    lights = Image.new("RGBA", image.size, (0, 0, 0, 0))
    for x in _posts(world):
        world.put(image, tree_rng.choice(trees), x + 20 * u, 44 * u)
    for x in _posts(world):
        world.put(image, post, x, 44 * u)
        world.put(lights, light, x, 44 * u)
        halo = glow(round(22 * u), LAMP, 0.5)
        if world.light.dark > 0.05:
            world.put(lights, halo, x, 9.4 * u, at=(0.5, 0.5))
    world.layer(image, foot - 44 * u, 0.97, glowing=lights)
