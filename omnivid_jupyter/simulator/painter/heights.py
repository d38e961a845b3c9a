"""Settings far up: above the clouds, and outer space."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import replace

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from omnivid_jupyter.simulator.painter.brush import (
    across_the_seam,
    glow,
    gradient,
    hills,
    noise,
)
from omnivid_jupyter.simulator.painter.colour import RGB, WHITE, hsv, mix, shade
from omnivid_jupyter.simulator.painter.world import Place, World

__all__ = ["sky", "space"]

Edge = Callable[[float], float]


def sky(world: World) -> None:
    """Above the clouds: heaped clouds at every distance, a sea of them below."""
    u, h, view, light = world.u, world.view.height, world.view, world.light
    world.horizon = h * 0.74
    world.sky(down_to=h * 0.8)
    bright = mix(mix(light.sky[3], WHITE, 0.75 - 0.62 * light.dark), light.sun or light.sky[3], 0.2)
    dim = mix(mix(light.sky[0], light.sky[1], 0.7), bright, 0.36)
    if light.dark > 0.6:
        bright, dim = shade(light.sky[3], 0.12), mix(light.sky[1], light.sky[2], 0.6)
    for i, (level, depth, size) in enumerate(
        ((0.7, 0.2, 7.0), (0.78, 0.42, 11.0), (0.9, 0.7, 17.0), (1.06, 1.1, 26.0))
    ):
        _cloud_bank(
            world,
            i,
            h * level,
            depth,
            size * u,
            mix(bright, light.sky[3], 0.35 - 0.1 * i),
            mix(dim, light.sky[3], 0.3 - 0.09 * i),
        )
        world.mist(depth)
        if i == 2:
            world.stand("sky", Place(h * 0.44, 1.0, 1.15))
    del view


def _cloud_bank(
    world: World, name: int, base: float, depth: float, size: float, bright: RGB, dim: RGB
) -> None:
    """A floor of heaped clouds down to the lower end of the world."""
    rng = world.dice("bank", name)
    view, u = world.view, world.u
    period = view.period
    head = round(size * 2.6)
    tall = round(world.bottom - base + head)
    half = (period // 2, tall // 2)
    heaps = Image.new("L", half, 0)
    lit = Image.new("L", half, 90)
    pen, lamp = ImageDraw.Draw(heaps), ImageDraw.Draw(lit)
    pen.rectangle((0, (head + size * 0.4) / 2, *half), fill=255)
    heap = [max(0.0, v) for v in hills(rng, 64, size * 1.1, (2, 3, 5, 7))]
    rows = []
    for row in range(max(3, round((tall - head) / (size * 0.62)))):
        for x in world.scatter(rng, round(period / (size * 0.8))):
            rows.append((row, x, rng.uniform(0.35, 0.78) * size, rng.uniform(-0.4, 0.3) * size))
    for row, x, r, dy in rows:
        y = head + dy + row * size * 0.62 - heap[int(x % period / period * 64)] * (1.0 if row < 2 else 0.5)
        for shift in across_the_seam(x - r, x + r, period):
            box = [v / 2 for v in (x - r + shift, y - r * 0.8, x + r + shift, y + r)]
            pen.ellipse(box, fill=255)
            steps = 7
            for k in range(steps):
                s = 1 - k / steps
                cx, cy = x + shift - r * 0.16 * k / steps, y - r * 0.3 * k / steps
                lamp.ellipse(
                    [v / 2 for v in (cx - r * s, cy - r * 0.8 * s, cx + r * s, cy + r * s)],
                    fill=round(60 + 180 * (k / steps) * (0.7 + 0.3 * (row == 0))),
                )
    lit = lit.filter(ImageFilter.GaussianBlur(size * 0.075))
    grain = noise(rng, half, (round(period / (size * 0.5)), max(4, round(tall / (size * 0.4)))), 4)
    lit = ImageChops.add(lit, grain.point([round((v - 128) * 0.3 + 128) for v in range(256)]), 1, -128)
    soft = heaps.filter(ImageFilter.GaussianBlur(size * 0.035))
    body = ImageChops.add(soft, grain.point([round((v - 128) * 0.7 + 128) for v in range(256)]), 1, -128)
    mask = body.point([max(0, min(255, round((v - 90) * 2.2))) for v in range(256)])
    mask = ImageChops.multiply(mask, soft.point([min(255, v * 4) for v in range(256)]))
    tones = [
        [round(mix(dim, bright, max(0.0, min(1.0, (v - 84) / 120)))[c]) for v in range(256)] for c in range(3)
    ]
    colours = Image.merge("RGB", [lit.point(tone) for tone in tones])
    whole = (period, tall)
    painting = colours.resize(whole, Image.Resampling.BICUBIC).convert("RGBA")
    painting.putalpha(mask.resize(whole, Image.Resampling.BICUBIC))
    world.layer(painting, base - head, depth, graded=True, drift=0.25 * u * depth)


def space(world: World) -> None:
    """Stars, a nebula, a ringed planet, a near moon's ground."""
    u, h, view, light = world.u, world.view.height, world.view, world.light
    rng = world.dice("space")
    tall = view.above + world.bottom
    size = (view.period, tall)
    hue = rng.random() if not light.tones else 0.6
    base: RGB = (6, 8, 22)
    back = gradient(size, shade(base, -0.3), base, (10, 10, 30), shade(base, -0.3))
    half = (size[0] // 3, size[1] // 3)
    for k, (shift, level) in enumerate(((0.0, 0.62), (0.12, 0.5), (-0.14, 0.42))):
        cloud = noise(world.dice("nebula", k), half, (5, 6), 6)
        band = Image.new("L", half, 0)
        pen = ImageDraw.Draw(band)
        for i in range(24):
            x = i / 23 * half[0]
            y = half[1] * (0.5 + 0.1 * math.sin(math.tau * i / 23 + k * 2))
            r = half[1] * 0.16
            pen.ellipse((x - r, y - r, x + r, y + r), fill=255)
        band = band.filter(ImageFilter.GaussianBlur(half[1] * 0.08))
        mask = ImageChops.multiply(
            cloud.point([max(0, min(255, round((v - 96) * 2.0))) for v in range(256)]), band
        )
        mask = mask.point([round(v * level) for v in range(256)]).resize(size, Image.Resampling.BICUBIC)
        back.paste(hsv(hue + shift, 0.72, 0.78), (0, 0), mask)
    pen = ImageDraw.Draw(back, "RGBA")
    for _ in range(1900):
        x, y = rng.random() * size[0], rng.random() * size[1]
        r = u * rng.choice((0.07, 0.09, 0.12, 0.2))
        tone = rng.choice(((255, 255, 255), (200, 220, 255), (255, 226, 190)))
        pen.ellipse((x - r, y - r, x + r, y + r), fill=(*tone, rng.randrange(90, 255)))
    for _ in range(26):
        x, y = rng.random() * size[0], rng.random() * size[1]
        star = glow(round(3.4 * u), (210, 226, 255), 0.8)
        back.paste(star, (round(x - star.width / 2), round(y - star.height / 2)), star)
    back = _graded(world, back)
    world.backdrop(back)
    far = _planet(world, rng, 46 * u, hue + 0.42)
    painting = Image.new("RGBA", (view.period, far.height), (0, 0, 0, 0))
    world.put(painting, far, view.width * rng.uniform(0.66, 0.76), far.height)
    small = _planet(world, rng, 12 * u, hue + 0.1, ring=False)
    world.put(painting, small, view.width * 0.14, far.height * 0.62)
    world.layer(
        _in_light(world, painting), h * 0.34 - far.height / 2 + world.lowered(0.25) * 0.8, 0.25, graded=True
    )
    world.stand("sky", Place(h * 0.37, 1.0, 1.25))
    _moon_ground(world)


def _graded(world: World, image: Image.Image) -> Image.Image:
    """Space is dark at any hour; only palettes change it."""
    light = world.light
    plain = replace(light, gain=(1, 1, 1), lift=(0, 0, 0), contrast=1.0, haze=0.0)
    return plain.grade(image)


def _in_light(world: World, painting: Image.Image) -> Image.Image:
    colours = _graded(world, painting.convert("RGB"))
    colours.putalpha(painting.getchannel("A"))
    return colours


def _planet(world: World, rng: random.Random, size: float, hue: float, *, ring: bool = True) -> Image.Image:
    """A banded ball lit from the upper left, perhaps with a ring."""
    side = round(size)
    tall = 60
    bands = Image.new("RGB", (1, tall))
    tones = [
        hsv(hue + rng.uniform(-0.05, 0.05), rng.uniform(0.35, 0.65), rng.uniform(0.62, 0.95))
        for _ in range(7)
    ]
    for y in range(tall):
        place = y / tall * 6
        bands.putpixel((0, y), mix(tones[int(place)], tones[int(place) + 1], place % 1))
    ball = bands.resize((side, side), Image.Resampling.BICUBIC)
    swirl = noise(rng, (side, side), (3, 22), 4)
    ball = ImageChops.overlay(
        ball, Image.merge("RGB", (swirl.point([round((v - 128) * 0.5 + 128) for v in range(256)]),) * 3)
    )
    ball = ball.rotate(-14, Image.Resampling.BICUBIC, fillcolor=tones[3])
    corner = side * 7 // 10
    lit = glow(side * 2, WHITE).getchannel("A").crop((corner, corner, corner + side, corner + side))
    ball.paste((4, 4, 16), (0, 0), lit.point([round(0.94 * (255 - v)) for v in range(256)]))
    mask = Image.new("L", (side * 4, side * 4), 0)
    ImageDraw.Draw(mask).ellipse((4, 4, side * 4 - 4, side * 4 - 4), fill=255)
    body = ball.convert("RGBA")
    body.putalpha(mask.reduce(4))
    wide = round(size * 2.2)
    canvas = Image.new("RGBA", (wide, round(size * 1.3)), (0, 0, 0, 0))
    centre = (wide // 2, canvas.height // 2)
    halo = glow(round(size * 1.28), tones[0], 0.3, 1.0)
    canvas.alpha_composite(
        halo, (centre[0] - halo.width // 2, centre[1] - halo.height // 2)
    ) if halo.height <= canvas.height else None
    bands_of_ring = Image.new("RGBA", (wide * 2, canvas.height * 2), (0, 0, 0, 0))
    if ring:
        pen = ImageDraw.Draw(bands_of_ring)
        for i in range(26):
            reach = size * (1.02 - 0.011 * i)
            alpha = round(rng.uniform(0.15, 0.8) * 190)
            tone = shade(tones[i % 7], 0.35)
            flat = reach * 0.24
            mid = (wide, canvas.height)
            pen.ellipse(
                (mid[0] - reach * 2, mid[1] - flat * 2, mid[0] + reach * 2, mid[1] + flat * 2),
                outline=(*tone, alpha),
                width=max(2, round(size * 0.02)),
            )
        bands_of_ring = bands_of_ring.reduce(2)
        front = bands_of_ring.copy()
        front.paste((0, 0, 0, 0), (0, 0, wide, centre[1]))
        tilt = 12
        canvas.alpha_composite(bands_of_ring.rotate(tilt, Image.Resampling.BICUBIC))
        canvas.alpha_composite(body, (centre[0] - side // 2, centre[1] - side // 2))
        canvas.alpha_composite(front.rotate(tilt, Image.Resampling.BICUBIC))
        return canvas
    canvas.alpha_composite(body, (centre[0] - side // 2, centre[1] - side // 2))
    return canvas


def _moon_ground(world: World) -> None:
    """The grey ground of a moon with craters, at the lower edge."""
    u, h, view = world.u, world.view.height, world.view
    rng = world.dice("moon")
    tone: RGB = (126, 126, 136)
    world.light = replace(world.light, gain=(0.72, 0.72, 0.74), lift=(0, 0, 0), haze=0.1, dark=0.0)

    def craters(painting: Image.Image, at: Edge) -> None:
        alpha = painting.getchannel("A")
        pen = ImageDraw.Draw(painting)
        for _ in range(90):
            x, down = rng.random() * view.period, rng.random() ** 1.3
            r = (0.8 + 9 * down) * u * rng.uniform(0.3, 1.0)
            y = at(x) + 1.4 * u + down * h * 0.4
            pen.ellipse((x - r, y - r * 0.3, x + r, y + r * 0.34), fill=(*shade(tone, 0.2), 255))
            pen.ellipse(
                (x - r * 0.95, y - r * 0.3, x + r * 0.92, y + r * 0.24), fill=(*shade(tone, -0.45), 255)
            )
            pen.ellipse(
                (x - r * 0.7, y - r * 0.1, x + r * 0.8, y + r * 0.24), fill=(*shade(tone, -0.22), 255)
            )
        painting.putalpha(alpha)

    world.strip(
        hills(rng, 128, 3 * u, (1, 2, 3)),
        h * 0.82,
        shade(tone, 0.1),
        shade(tone, -0.5),
        1.1,
        decorate=craters,
    )
    world.stand("ground", Place(h * 0.87, 1.1, 1.15))
