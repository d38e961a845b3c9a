"""A setting of people: the city, and the towers that other settings see behind their houses."""

from __future__ import annotations

from PIL import Image, ImageDraw

from omnivid_jupyter.simulator.painter import flora
from omnivid_jupyter.simulator.painter.brush import fade, glow, gradient, paint
from omnivid_jupyter.simulator.painter.colour import RGB, mix, shade
from omnivid_jupyter.simulator.painter.world import Place, World

__all__ = ["LAMP", "city", "towers"]

LAMP: RGB = (255, 220, 150)


def city(world: World) -> None:
    """A skyline: towers one behind the other, windows that are lit at night, roofs in front."""
    u, h = world.u, world.view.height
    world.horizon = h * 0.72
    world.sky(down_to=h * 0.74)
    for i, (depth, pitch, low, high) in enumerate(
        ((0.14, 1.0, 0.24, 0.52), (0.34, 1.5, 0.16, 0.46), (0.6, 2.3, 0.08, 0.34))
    ):
        towers(world, i, depth, pitch * u, h * low, h * high, h * 0.82 + i * 2 * u)
        world.mist(depth)
    world.stand("sky", Place(h * 0.24, 0.7, 0.9))
    if "roofs" in world.direction.features:
        _roofs(world, h * 0.8)
    else:
        _promenade(world, h * 0.755)
    world.mist(1.0)


def _promenade(world: World, base: float) -> None:
    """A paved walk before the city, with a balustrade, lamps and trees."""
    u, view, leaves = world.u, world.view, world.light.leaves
    period, head = view.period, round(34 * u)
    rng = world.dice("promenade")
    image = Image.new("RGBA", (period, head + round(3 * u)), (0, 0, 0, 0))
    lamps = Image.new("RGBA", image.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    trees = [flora.broadleaf(rng, 22 * u, leaves) for _ in range(2)]
    count = max(3, round(period / (58 * u)))
    places = [(k + 0.3) * period / count for k in range(count)]
    for x in places:
        world.put(image, rng.choice(trees), x + 27 * u, head)
    stone: RGB = (176, 170, 162)
    for x in range(0, period, max(1, round(2.6 * u))):
        pen.rectangle((x, head - 4.2 * u, x + 1.1 * u, head), fill=(*shade(stone, -0.12), 255))
    pen.rectangle((0, head - 5.2 * u, period, head - 4.0 * u), fill=(*shade(stone, 0.14), 255))
    pen.rectangle((0, head - 0.8 * u, period, head + 3 * u), fill=(*shade(stone, -0.2), 255))
    for x in places:
        pen.rectangle((x - 0.35 * u, head - 25 * u, x + 0.35 * u, head), fill=(52, 58, 62, 255))
        pen.rectangle((x - 1.1 * u, head - 1.4 * u, x + 1.1 * u, head), fill=(52, 58, 62, 255))
        box = (x - 1.3 * u, head - 28.4 * u, x + 1.3 * u, head - 25 * u)
        pen.ellipse(box, fill=(240, 232, 208, 255))
        ImageDraw.Draw(lamps).ellipse(box, fill=(*LAMP, 255))
        if world.light.dark > 0.05:
            world.put(lamps, glow(round(20 * u), LAMP, 0.5), x, head - 26.6 * u, at=(0.5, 0.5))
    world.layer(image, base - head, 0.94, glowing=lamps)
    tall = round(world.bottom - base)
    paving: RGB = (138, 132, 130)
    if "fog" in world.direction.weather:
        paving = mix(paving, (206, 208, 212), 0.6)
    ground = gradient((period, tall), paving, shade(paving, -0.3))
    lines, y, step, row = ImageDraw.Draw(ground), 0.0, 1.7 * u, 0
    while y < tall:
        tone = shade(paving, -0.22)
        number = max(4, round(period / (2.6 * step)))
        for k in range(number):
            x = (k + 0.5 * (row % 2)) * period / number
            slab = shade(paving, rng.uniform(-0.14, 0.0) - 0.2 * y / tall)
            lines.rectangle((x, y, x + period / number, y + step), fill=slab)
            lines.rectangle((x, y, x + 0.05 * step, y + step), fill=tone)
        lines.rectangle((0, y, period, y + 0.05 * step), fill=tone)
        y, step, row = y + step, step * 1.18, row + 1
    pools = Image.new("RGBA", ground.size, (0, 0, 0, 0))
    for x in places if world.light.dark > 0.05 else ():
        for size, strength in ((46, 0.5), (24, 0.6)):
            pool = glow(round(size * u), LAMP, strength).resize((round(size * u), round(0.4 * size * u)))
            world.put(pools, pool, x, 2.4 * u, at=(0.5, 0.3))
    world.layer(paint(Image.new("L", ground.size, 255), ground), base, 1.0, glowing=pools)
    world.stand("roof", Place(base + world.view.height * 0.055, 1.0, 1.15))


def towers(world: World, row: int, depth: float, pitch: float, low: float, high: float, foot: float) -> None:
    """One row of houses with their windows."""
    rng = world.dice("towers", row)
    u, view = world.u, world.view
    period, tall = view.period, round(high * 1.28 + 40 * u)
    ground = tall - round(40 * u)
    image = Image.new("RGBA", (period, tall), (0, 0, 0, 0))
    lamps = Image.new("RGBA", (period, tall), (0, 0, 0, 0))
    pen, lamp = ImageDraw.Draw(image), ImageDraw.Draw(lamps)
    walls: tuple[RGB, ...] = (
        (148, 158, 172),
        (176, 168, 160),
        (120, 138, 158),
        (190, 182, 172),
        (136, 128, 132),
        (112, 132, 142),
        (164, 122, 104),
    )
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
            pen.polygon(
                [(x0, top), ((x0 + x1) / 2, top - wide * 0.5), (x1, top)], fill=(*shade(wall, -0.15), 255)
            )
        elif crown < 0.42:
            inset = wide * 0.22
            pen.rectangle((x0 + inset, top - 4.5 * pitch, x1 - inset, top), fill=(*shade(wall, -0.06), 255))
            mast = (x0 + x1) / 2
            pen.rectangle(
                (mast - 0.12 * u, top - 11 * pitch, mast + 0.12 * u, top), fill=(*shade(wall, -0.4), 255)
            )
            lamp.ellipse(
                (mast - 0.4 * u, top - 11 * pitch - 0.4 * u, mast + 0.4 * u, top - 11 * pitch + 0.4 * u),
                fill=(255, 70, 60, 255),
            )
        elif crown < 0.6:
            pen.rectangle(
                (x0 + wide * 0.12, top - 1.6 * pitch, x0 + wide * 0.4, top), fill=(*shade(wall, -0.25), 255)
            )
        pen.rectangle((x0, top, x1, tall), fill=(*wall, 255))
        side = min(x1, x0 + wide * rng.uniform(0.68, 0.8))
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
                    tone = rng.choice((LAMP, (255, 206, 120), (255, 236, 196), (206, 226, 255)))
                    lamp.rectangle(box, fill=(*tone, rng.randrange(150, 256)))
                column += pitch
            y += pitch * 1.25
        x += wide + (pitch * rng.randrange(0, 2) if row else 0)
    air = fade((period, tall), 0, 0, 0.5, places=[0, 0.45, 1])
    image.paste(
        mix(world.light.air, world.light.lit((200, 200, 204)), 0.4)
        if world.light.dark < 0.5
        else (90, 96, 130),
        (0, 0),
        _inside(image, air, 0.5 - 0.3 * depth),
    )
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
        wall = shade(
            rng.choice(((96, 92, 100), (122, 96, 86), (88, 98, 112), (110, 104, 98))), rng.uniform(-0.12, 0.1)
        )
        x0, x1 = round(x), round(x + wide) - 1
        for _ in range(rng.randrange(1, 4)):
            kind, at = rng.random(), rng.uniform(x0 + 3 * u, x1 - 5 * u)
            if kind < 0.4:
                pen.rectangle((at, top - 4.4 * u, at + 2.2 * u, top), fill=(*shade(wall, -0.25), 255))
                pen.rectangle(
                    (at - 0.3 * u, top - 4.8 * u, at + 2.5 * u, top - 4.2 * u), fill=(*shade(wall, -0.4), 255)
                )
            elif kind < 0.7:
                pen.rectangle(
                    (at, top - 6.4 * u, at + 5.4 * u, top - 1.6 * u), fill=(*shade((134, 104, 84), -0.2), 255)
                )
                pen.polygon(
                    [
                        (at - 0.4 * u, top - 6.4 * u),
                        (at + 2.7 * u, top - 9 * u),
                        (at + 5.8 * u, top - 6.4 * u),
                    ],
                    fill=(*shade((110, 84, 70), -0.3), 255),
                )
                for leg in (0.6, 4.4):
                    pen.rectangle(
                        (at + leg * u, top - 1.8 * u, at + (leg + 0.4) * u, top), fill=(50, 46, 48, 255)
                    )
            else:
                pen.rectangle((at, top - 3 * u, at + 4 * u, top), fill=(*shade(wall, 0.15), 255))
                lamp.rectangle((at + 0.8 * u, top - 2.3 * u, at + 1.9 * u, top - 0.7 * u), fill=(*LAMP, 255))
        pen.rectangle((x0, top, x1, tall), fill=(*wall, 255))
        pen.rectangle((x0 - 0.4 * u, top, x1 + 0.4 * u, top + 1.1 * u), fill=(*shade(wall, 0.2), 255))
        y = top + 4 * u
        while y < tall - 5 * u:
            column = x0 + 2.4 * u
            while column < x1 - 3.4 * u:
                box = (column, y, column + 2.6 * u, y + 3.8 * u)
                pen.rectangle(box, fill=(*mix((106, 136, 164), wall, 0.3), 255))
                if rng.random() < 0.5:
                    lamp.rectangle(box, fill=(*rng.choice((LAMP, (255, 200, 120))), 235))
                column += 5 * u
            y += 7 * u
        x += wide
    world.layer(image, base - head, 1.0, glowing=lamps)
    world.stand("roof", Place(base + 0.5 * u, 1.0, 1.15))
