"""Settings of people: city, street, room."""

from __future__ import annotations

import random
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFilter

from omnivid_jupyter.simulator.painter import flora
from omnivid_jupyter.simulator.painter.brush import Pen, fade, glow, gradient, noise, paint
from omnivid_jupyter.simulator.painter.colour import RGB, hsv, mix, shade
from omnivid_jupyter.simulator.painter.world import Place, World

__all__ = ["TOWNS"]

_LAMP: RGB = (255, 220, 150)


def city(world: World) -> None:
    """A skyline: towers one behind the other, windows that are lit at night, roofs in front."""
    u, h, view = world.u, world.view.height, world.view
    world.horizon = h * 0.72
    world.sky(down_to=h * 0.74)
    world.stand("sky", Place(h * 0.24, 0.5, 0.8))
    for i, (depth, pitch, low, high) in enumerate(((0.14, 1.0, 0.3, 0.6), (0.34, 1.5, 0.2, 0.56), (0.6, 2.3, 0.1, 0.42))):
        _towers(world, i, depth, pitch * u, h * low, h * high, h * 0.82 + i * 2 * u)
        world.mist(depth)
    _roofs(world, h * 0.88)
    world.mist(1.0)


def _towers(world: World, row: int, depth: float, pitch: float, low: float, high: float, foot: float) -> None:
    """One row of houses with their windows."""
    rng = world.dice("towers", row)
    u, view = world.u, world.view
    period, tall = view.period, round(high * 1.28 + 40 * u)
    ground = tall - round(40 * u)
    image = Image.new("RGBA", (period, tall), (0, 0, 0, 0))
    lamps = Image.new("RGBA", (period, tall), (0, 0, 0, 0))
    pen, lamp = ImageDraw.Draw(image), ImageDraw.Draw(lamps)
    walls: tuple[RGB, ...] = ((148, 158, 172), (176, 168, 160), (120, 138, 158), (190, 182, 172), (136, 128, 132), (112, 132, 142), (164, 122, 104))
    x = 0.0
    while x < period:
        wide = min(rng.randrange(5, 11) * pitch, period - x)
        if period - x - wide < 5 * pitch:
            wide = period - x
        top = ground - rng.uniform(low, high)
        wall = shade(rng.choice(walls), rng.uniform(-0.1, 0.08))
        x0, x1 = round(x), round(x + wide) - 1
        crown = rng.random()
        if crown < 0.22:
            pen.polygon([(x0, top), ((x0 + x1) / 2, top - wide * 0.5), (x1, top)], fill=(*shade(wall, -0.15), 255))
        elif crown < 0.42:
            inset = wide * 0.22
            pen.rectangle((x0 + inset, top - 4.5 * pitch, x1 - inset, top), fill=(*shade(wall, -0.06), 255))
            mast = (x0 + x1) / 2
            pen.rectangle((mast - 0.12 * u, top - 11 * pitch, mast + 0.12 * u, top), fill=(*shade(wall, -0.4), 255))
            lamp.ellipse((mast - 0.4 * u, top - 11 * pitch - 0.4 * u, mast + 0.4 * u, top - 11 * pitch + 0.4 * u), fill=(255, 70, 60, 255))
        elif crown < 0.6:
            pen.rectangle((x0 + wide * 0.12, top - 1.6 * pitch, x0 + wide * 0.4, top), fill=(*shade(wall, -0.25), 255))
        pen.rectangle((x0, top, x1, tall), fill=(*wall, 255))
        side = x0 + wide * rng.uniform(0.68, 0.8)
        pen.rectangle((side, top, x1, tall), fill=(*shade(wall, -0.24), 255))
        pen.rectangle((x0, top, x1, top + max(1, 0.3 * pitch)), fill=(*shade(wall, 0.18), 255))
        glass = mix((112, 150, 186), wall, 0.25)
        kind = rng.random()
        y = top + pitch
        while y < ground:
            column = x0 + pitch * 0.5
            lit_row = rng.random() < 0.1
            while column < x1 - pitch * 0.6:
                shown = glass if column < side else shade(glass, -0.3)
                wide_ = pitch * (0.62 if kind < 0.6 else 0.86)
                high_ = pitch * (0.72 if kind < 0.6 else 0.5)
                box = (column, y, column + wide_, y + high_)
                pen.rectangle(box, fill=(*shade(shown, rng.uniform(-0.16, 0.16)), 255))
                if rng.random() < (0.42 if not lit_row else 0.9):
                    tone = rng.choice((_LAMP, (255, 206, 120), (255, 236, 196), (206, 226, 255)))
                    lamp.rectangle(box, fill=(*tone, rng.randrange(150, 256)))
                column += pitch
            y += pitch * 1.25
        x += wide + (pitch * rng.randrange(0, 2) if row else 0)
    air = fade((period, tall), 0, 0, 0.5, places=[0, 0.45, 1])
    image.paste(mix(world.light.air, world.light.lit((200, 200, 204)), 0.4) if world.light.dark < 0.5 else (90, 96, 130), (0, 0), _inside(image, air, 0.5 - 0.3 * depth))
    world.layer(image, foot - ground, depth, glowing=lamps)


def _inside(image: Image.Image, mask: Image.Image, level: float) -> Image.Image:
    """The mask where the image is, weakened."""
    weak = mask.point([round(v * level) for v in range(256)])
    return Image.composite(weak, Image.new("L", weak.size, 0), image.getchannel("A"))


def _roofs(world: World, base: float) -> None:
    """The near roofs that one looks over, with tanks, chimneys and lamps."""
    rng = world.dice("roofs")
    u, view = world.u, world.view
    period = view.period
    head = round(18 * u)
    tall = round(world.bottom - base + head)
    image = Image.new("RGBA", (period, tall), (0, 0, 0, 0))
    lamps = Image.new("RGBA", (period, tall), (0, 0, 0, 0))
    pen, lamp = ImageDraw.Draw(image), ImageDraw.Draw(lamps)
    x = 0.0
    while x < period:
        wide = min(rng.uniform(18, 40) * u, period - x)
        if period - x - wide < 18 * u:
            wide = period - x
        top = head + rng.uniform(-5, 6) * u
        wall = shade(rng.choice(((96, 92, 100), (122, 96, 86), (88, 98, 112), (110, 104, 98))), rng.uniform(-0.12, 0.1))
        x0, x1 = round(x), round(x + wide) - 1
        for _ in range(rng.randrange(1, 4)):
            kind, at = rng.random(), rng.uniform(x0 + 3 * u, x1 - 5 * u)
            if kind < 0.4:
                pen.rectangle((at, top - 4.4 * u, at + 2.2 * u, top), fill=(*shade(wall, -0.25), 255))
                pen.rectangle((at - 0.3 * u, top - 4.8 * u, at + 2.5 * u, top - 4.2 * u), fill=(*shade(wall, -0.4), 255))
            elif kind < 0.7:
                pen.rectangle((at, top - 6.4 * u, at + 5.4 * u, top - 1.6 * u), fill=(*shade((134, 104, 84), -0.2), 255))
                pen.polygon([(at - 0.4 * u, top - 6.4 * u), (at + 2.7 * u, top - 9 * u), (at + 5.8 * u, top - 6.4 * u)], fill=(*shade((110, 84, 70), -0.3), 255))
                for leg in (0.6, 4.4):
                    pen.rectangle((at + leg * u, top - 1.8 * u, at + (leg + 0.4) * u, top), fill=(50, 46, 48, 255))
            else:
                pen.rectangle((at, top - 3 * u, at + 4 * u, top), fill=(*shade(wall, 0.15), 255))
                lamp.rectangle((at + 0.8 * u, top - 2.3 * u, at + 1.9 * u, top - 0.7 * u), fill=(*_LAMP, 255))
        pen.rectangle((x0, top, x1, tall), fill=(*wall, 255))
        pen.rectangle((x0 - 0.4 * u, top, x1 + 0.4 * u, top + 1.1 * u), fill=(*shade(wall, 0.2), 255))
        y = top + 4 * u
        while y < tall - 5 * u:
            column = x0 + 2.4 * u
            while column < x1 - 3.4 * u:
                box = (column, y, column + 2.6 * u, y + 3.8 * u)
                pen.rectangle(box, fill=(*mix((106, 136, 164), wall, 0.3), 255))
                if rng.random() < 0.5:
                    lamp.rectangle(box, fill=(*rng.choice((_LAMP, (255, 200, 120))), 235))
                column += 5 * u
            y += 7 * u
        x += wide
    world.layer(image, base - head, 1.0, glowing=lamps)
    world.stand("roof", Place(base + 0.5 * u, 1.0, 0.9))


def street(world: World) -> None:
    """A street of shop houses: awnings and signs, lamps, a pavement and a road to drive on."""
    u, h, view = world.u, world.view.height, world.view
    world.horizon = h * 0.62
    world.sky(down_to=h * 0.62)
    world.stand("sky", Place(h * 0.14, 0.5, 0.7))
    _towers(world, 7, 0.2, 1.3 * u, h * 0.3, h * 0.52, h * 0.72)
    world.mist(0.3)
    _houses(world, h * 0.73)
    world.mist(0.6)
    _road(world, h * 0.73)
    world.stand("ground", Place(h * 0.785, 0.92, 0.9))
    world.stand("road", Place(h * 0.92, 1.0, 1.0))
    _lamp_posts(world, h * 0.765)
    world.mist(1.0)


def _houses(world: World, foot: float) -> None:
    rng = world.dice("houses")
    u, view = world.u, world.view
    period = view.period
    tall = round(66 * u)
    pen = Pen(period / u, 66, u, 2)
    glowing = Pen(period / u, 66, u, 2)
    across = period / u
    walls: tuple[RGB, ...] = ((196, 104, 84), (228, 198, 152), (132, 158, 166), (214, 150, 108), (176, 176, 160), (156, 108, 112), (236, 222, 198))
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
                if rng.random() < 0.5:
                    glowing.rect(rng.choice((_LAMP, (255, 206, 130), (255, 236, 200))), cx - 1.7, y, 3.4, 7)
            y += 12
        sign = rng.choice(signs)
        pen.rect(shade(sign, -0.35), x + 0.8, 47.5, wide - 1.6, 18.5)
        pen.rect((74, 92, 104), x + 1.8, 53, wide * 0.55, 10.4)
        pen.poly((128, 152, 164), (x + 1.8, 53), (x + wide * 0.3, 53), (x + 1.8, 60))
        glowing.rect((255, 222, 160), x + 1.8, 53, wide * 0.55, 10.4)
        pen.rect(shade(sign, -0.1), x + wide * 0.66, 53, wide * 0.24, 13)
        pen.rect((110, 136, 150), x + wide * 0.66 + 0.9, 54.2, wide * 0.24 - 1.8, 6)
        glowing.rect((255, 214, 150), x + wide * 0.66 + 0.9, 54.2, wide * 0.24 - 1.8, 6)
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
    world.layer(pen.done().crop((0, 0, period, tall)), foot - tall, 0.62, glowing=glowing.done().crop((0, 0, period, tall)))


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
    kerb = h * 0.105
    for i in range(round(view.period / (5 * u)) + 1):
        pen.line((i * 5 * u, 0, i * 5 * u - 3 * u, kerb), fill=shade(pave, -0.14), width=max(1, round(0.2 * u)))
    image.paste(gradient((view.period, tall - round(kerb)), road, shade(road, -0.2)), (0, round(kerb)))
    pen.rectangle((0, kerb - 0.2 * u, view.period, kerb + 1.2 * u), fill=shade(pave, -0.3))
    pen.rectangle((0, kerb - 0.6 * u, view.period, kerb), fill=shade(pave, 0.2))
    rough = noise(rng, image.size, (300, 90), 3)
    dark = rough.point([max(0, min(60, 120 - v)) for v in range(256)])
    image.paste(shade(road, -0.35), (0, round(kerb)), dark.crop((0, round(kerb), view.period, tall)))
    line_y = kerb + h * 0.135
    dash = 12 * u
    count = round(view.period / (2 * dash))
    for i in range(count):
        x = i * view.period / count
        pen.polygon([(x, line_y), (x + dash, line_y), (x + dash - 0.6 * u, line_y + 1.1 * u), (x - 0.6 * u, line_y + 1.1 * u)], fill=(232, 226, 206))
    painting = paint(Image.new("L", image.size, 255), image)
    if {"rain", "storm"} & set(world.direction.weather):
        wet = Image.new("RGB", image.size, shade(world.light.sky[2], -0.1))
        patches = noise(rng, image.size, (26, 30), 3).point([max(0, min(110, v - 110)) for v in range(256)])
        image.paste(wet, (0, 0), patches)
        painting = paint(Image.new("L", image.size, 255), image)
    lights = Image.new("RGBA", image.size, (0, 0, 0, 0))
    for x in _posts(world):
        pool = glow(round(30 * u), _LAMP, 0.55).resize((round(30 * u), round(9 * u)))
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
    trees = [flora.broadleaf(tree_rng, 30 * u, world.light.leaves) for _ in range(2)]
    image = Image.new("RGBA", (view.period, round(44 * u)), (0, 0, 0, 0))
    lights = Image.new("RGBA", image.size, (0, 0, 0, 0))
    for x in _posts(world):
        world.put(image, tree_rng.choice(trees), x + 20 * u, 44 * u)
    for x in _posts(world):
        world.put(image, post, x, 44 * u)
        world.put(lights, light, x, 44 * u)
        halo = glow(round(22 * u), _LAMP, 0.5)
        if world.light.dark > 0.05:
            world.put(lights, halo, x, 9.4 * u, at=(0.5, 0.5))
    world.layer(image, foot - 44 * u, 0.97, glowing=lights)


def room(world: World) -> None:
    """A living room: a window on the hour's sky, a lamp, a shelf, a plant, a table in front."""
    u, h, view, light = world.u, world.view.height, world.view, world.light
    world.horizon = h * 0.62
    world.sky(down_to=h * 0.6, x=view.width * 0.36)
    rng = world.dice("room")
    outside = [flora.broadleaf(rng, 22 * u, light.leaves) for _ in range(3)]

    def trees(painting: Image.Image, at: Callable[[float], float]) -> None:
        for x in world.scatter(rng, 12):
            world.put(painting, rng.choice(outside), x, at(x) + 2 * u)

    world.strip([0.0] * 8, h * 0.52, light.leaves.grass, light.leaves.grass, 0.2, deep=20 * u, decorate=trees, headroom=24 * u)
    world.mist(0.4)
    world.mist(1.0)
    world.veil = None  # the weather stays outside
    _wall(world, rng)
    _floor(world, rng)
    world.stand("ground", Place(h * 0.9, 1.0, 1.0))
    _table(world, rng)


def _wall(world: World, rng: random.Random) -> None:
    u, h, view, light = world.u, world.view.height, world.view, world.light
    paper = rng.choice(((214, 196, 168), (178, 192, 178), (206, 178, 160), (186, 194, 208)))
    top, foot = view.above, round(h * 0.74)
    tall = top + foot
    lit = 0.72 if light.dark < 0.5 else 0.9
    colours = gradient((view.period, tall), shade(paper, -0.25), shade(paper, 0.04), shade(paper, -0.08), places=[0, top / tall, 1])
    image = paint(Image.new("L", colours.size, 255), colours)
    pen = ImageDraw.Draw(image)
    for i in range(round(view.period / (4 * u)) + 1):
        pen.rectangle((i * 4 * u, 0, i * 4 * u + 0.5 * u, tall), fill=(*shade(paper, -0.05), 255))
    pen.rectangle((0, tall - 5.5 * u, view.period, tall), fill=(240, 234, 222, 255))
    pen.rectangle((0, tall - 6 * u, view.period, tall - 5.4 * u), fill=(206, 198, 184, 255))
    glowing = Image.new("RGBA", image.size, (0, 0, 0, 0))
    bays = max(1, round(view.period / (150 * u)))
    for bay in range(bays):
        x = view.width * 0.36 + bay * view.period / bays
        _window(image, x, top + h * 0.12, 40 * u, h * 0.42, u)
        side = x + 44 * u
        frame = Pen(20, 16, u, 2)
        frame.rect((92, 66, 48), 0, 0, 20, 16)
        frame.rect((238, 232, 216), 1, 1, 18, 14)
        frame.blob((120, 150, 140), (2.4, 12), (6, 6), (9, 9), (13, 4.4), (17.6, 12), (17.6, 13.6), (2.4, 13.6))
        frame.oval((232, 150, 90), 13.6, 5, 1.7)
        world.put(image, frame.done(), side, top + h * 0.2, at=(0.5, 0.0))
        _shelf(world, image, rng, side, top + h * 0.5, u)
        _lamp(world, image, glowing, x - 36 * u, tall, u)
        plant = flora.bush(rng, 17 * u, (light.leaves.leaf if not light.leaves.bare else ((64, 120, 76), (88, 146, 84), (50, 100, 66))), flat=0.9)
        world.put(image, plant, x + 30 * u, tall - 7 * u)
        pot = Pen(10, 9, u, 2)
        pot.poly((186, 106, 74), (0.6, 0.6), (9.4, 0.6), (7.8, 9), (2.2, 9))
        pot.rect((204, 124, 88), 0.2, 0, 9.6, 1.8, 0.4)
        world.put(image, pot.done(body=0.6), x + 30 * u, tall - 0.4 * u)
    world.light = _indoors(light, lit)
    world.layer(image, -top, 0.55, glowing=glowing)


def _indoors(light, level: float):  # type: ignore[no-untyped-def]
    from dataclasses import replace

    gain = light.gain
    if light.dark > 0.5:  # lamps are on
        gain = (max(gain[0], 0.72), max(gain[1], 0.56), max(gain[2], 0.44))
    return replace(light, gain=tuple(v * level for v in gain), haze=light.haze * 0.1)


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
    for box in ((left - thick, y - thick, right + thick, y), (left - thick, low, right + thick, low + thick), (left - thick, y, left, low), (right, y, right + thick, low)):
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
            pen.polygon([(a, y - 3 * u), (b, y - 3 * u), (edge + (b - edge) * 0.86, low + 5 * u), (edge + (a - edge) * 0.86, low + 5 * u)], fill=(*tone, 255))
    pen.rectangle((left - 7 * u, y - 4 * u, right + 7 * u, y - 3 * u), fill=(120, 90, 66, 255))


def _shelf(world: World, image: Image.Image, rng: random.Random, x: float, y: float, u: float) -> None:
    """A sideboard with books."""
    pen = Pen(36, 26, u, 2)
    pen.rect((126, 90, 62), 1, 10, 34, 14, 0.5)
    pen.rect((146, 106, 74), 0.4, 9.4, 35.2, 1.6, 0.5)
    for k in range(3):
        pen.rect((108, 76, 52), 2.4 + k * 11, 12.4, 9.6, 10, 0.4)
        pen.oval((220, 190, 120), 7.2 + k * 11, 17.2, 0.5)
    for k in (3.0, 31):
        pen.rect((96, 66, 46), k, 24, 1.4, 2)
    bx = 3.0
    while bx < 20:
        wide, tall = rng.uniform(1.0, 1.9), rng.uniform(5, 7.8)
        pen.rect(hsv(rng.random(), 0.5, 0.68), bx, 9.6 - tall, wide, tall, 0.15)
        bx += wide + 0.1
    pen.blob((92, 140, 160), (25, 9.4), (23.6, 6), (25.6, 3.4), (27.6, 6), (26.4, 9.4))
    world.put(image, pen.done(), x, y + 26 * u, at=(0.5, 1.0))


def _lamp(world: World, image: Image.Image, glowing: Image.Image, x: float, foot: float, u: float) -> None:
    """A standard lamp, and its light where it is dark."""
    pen = Pen(16, 48, u, 2)
    pen.rect((66, 58, 52), 7.6, 12, 0.8, 35)
    pen.oval((66, 58, 52), 8, 47, 4, 0.9)
    pen.poly((244, 222, 176), (4.4, 1), (11.6, 1), (14.6, 13), (1.4, 13))
    world.put(image, pen.done(), x, foot)
    if world.light.dark > 0.05:
        lit = Pen(16, 48, u, 2)
        lit.poly((255, 226, 160), (4.4, 1), (11.6, 1), (14.6, 13), (1.4, 13))
        world.put(glowing, glow(round(70 * u), (255, 190, 110), 0.5), x, foot - 40 * u, at=(0.5, 0.5))
        world.put(glowing, lit.done(), x, foot)


def _floor(world: World, rng: random.Random) -> None:
    u, h, view = world.u, world.view.height, world.view
    tall = round(world.bottom - h * 0.74)
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
        for size, tone in ((1.0, (156, 62, 58)), (0.9, (226, 196, 150)), (0.84, (172, 76, 66)), (0.4, (206, 150, 108))):
            reach, flat = 46 * u * size, 9.6 * u * size
            pen.ellipse((x - reach, 13 * u - flat, x + reach, 13 * u + flat), fill=tone)
        if world.light.dark < 0.5 and world.light.sun:
            patch = Image.new("L", image.size, 0)
            at = view.width * 0.36 + bay * view.period / bays
            beam = ImageDraw.Draw(patch)
            for k in range(3):
                a = at - 20 * u + 14 * u * k
                beam.polygon([(a, 2 * u), (a + 12 * u, 2 * u), (a + 22 * u, 12 * u), (a + 8 * u, 12 * u)], fill=96)
            image.paste((255, 240, 206), (0, 0), patch.filter(ImageFilter.GaussianBlur(0.5 * u)))
    world.layer(paint(Image.new("L", image.size, 255), image), h * 0.74, 0.8)


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
        pen.oval(rng.choice(((236, 110, 120), (250, 200, 90), (240, 240, 236))), 9.6 + k * 1.25, 3.6 + (k % 2) * 1.4, 1.1)
    table = pen.done(body=0.25, size=0.02)
    image = Image.new("RGBA", (view.period, table.height), (0, 0, 0, 0))
    for bay in range(bays):
        world.put(image, table, view.width * 0.86 + bay * view.period / bays, table.height)
    world.layer(image, h * 1.04 - table.height, 1.15)


TOWNS = {"city": city, "street": street, "room": room}
