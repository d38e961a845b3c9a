"""What each model paints: a motif of its own, in colours and shapes that follow from the request.

Sizes are in hundredths of the picture's shorter side (`u`), so that a motif looks the same at any resolution.

The one rule: whatever looks random comes from the generator that is handed in.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFilter

from omnivid_jupyter.simulator.drawing import RGB, Palette, disc, glow, gradient, hsv, mix
from omnivid_jupyter.simulator.figures import bird, boat, bubble, planet
from omnivid_jupyter.simulator.scenes import Scene, orbit, wander

__all__ = ["MOTIFS", "make_scene"]

Motif = Callable[[Scene, random.Random, Palette], None]
TAU = math.tau
WHITE = (255, 255, 255)


def make_scene(model: str, width: int, height: int, *, theme: str, seed: str) -> Scene:
    """The scene of a model: colours by the theme, shapes and ways by the seed."""
    palette = Palette.of(random.Random(f"{model}/{theme}"))
    rng = random.Random(f"{model}/{seed}")
    sky = gradient((width, height), palette.top, palette.middle, palette.horizon, palette.horizon)
    scene = Scene(width, height, sky)
    MOTIFS[model](scene, rng, palette)
    return scene


def _waves(
    rng: random.Random, count: int, base: float, swing: float, harmonics: tuple[int, ...]
) -> list[float]:
    """A soft outline that repeats: a few sines of whole frequencies."""
    parts = [(n, rng.uniform(0.5, 1.0) / n**0.8, rng.random() * TAU) for n in harmonics]
    scale = swing / sum(size for _, size, _ in parts)
    return [
        base + scale * sum(size * math.sin(TAU * n * i / count + phase) for n, size, phase in parts)
        for i in range(count)
    ]


def _sun(scene: Scene, rng: random.Random, palette: Palette, level: float) -> tuple[float, float]:
    """A low light with its halo, somewhere over the horizon; gives its place."""
    u = scene.unit
    x, y = scene.width * rng.uniform(0.25, 0.75), scene.height * level
    scene.stamp(glow(round(170 * u), palette.light, 0.75), x, y)
    scene.stamp(glow(round(70 * u), palette.light, 0.9, 1.4), x, y)
    scene.stamp(disc(round(rng.uniform(17, 25) * u), mix(palette.light, WHITE, 0.5)), x, y)
    return x, y


def _stars(scene: Scene, rng: random.Random, count: int, down_to: float) -> None:
    """Fixed stars in the upper part of the sky."""
    pen = ImageDraw.Draw(scene.backdrop, "RGBA")
    for _ in range(count):
        x, y = rng.random() * scene.width, rng.random() ** 1.4 * scene.height * down_to
        size = scene.unit * rng.uniform(0.08, 0.28)
        pen.ellipse((x - size, y - size, x + size, y + size), fill=(255, 255, 255, rng.randrange(70, 220)))


def _motes(scene: Scene, rng: random.Random, colour: RGB, count: int, *, rising: float) -> None:
    """Soft points of light that float up and sway."""
    u = scene.unit
    for _ in range(count):
        size = rng.uniform(1.2, 6.5)
        tint = mix(colour, WHITE, rng.random() * 0.6)
        path = wander(
            rng.random() * scene.width,
            rng.random() * scene.height,
            pace=(0, -rising * u * rng.uniform(0.6, 1.4) * (1.6 - size / 8)),
            sway=(u * rng.uniform(2, 7), 0),
            tempo=rng.uniform(0.4, 1.3),
            phase=rng.random() * TAU,
            span=scene.height + 20 * u,
        )
        scene.add_sprite(disc(round(size * u), tint, rng.randrange(40, 120), u * 0.5), path)


def dunes(scene: Scene, rng: random.Random, palette: Palette) -> None:
    """omni-flash: soft dunes under a low sun, motes of light in the air."""
    u = scene.unit
    _sun(scene, rng, palette, rng.uniform(0.34, 0.48))
    direction = rng.choice((-1, 1))
    for i in range(5):
        share = i / 4
        tones = (1, 2, 3) if i < 3 else (1, 2, 4)
        outline = _waves(rng, 96, scene.height * (0.5 - 0.095 * i), (5 + 1.8 * i) * u, tones)
        colour = palette.depth(share**0.8)
        scene.add_layer(
            outline,
            mix(colour, palette.light, 0.42 - 0.08 * i),
            mix(colour, palette.near, 0.5),
            wander(pace=(direction * u * (3 + 5.5 * i**1.4), 0)),
        )
        if i == 2:
            _motes(scene, rng, palette.light, 9, rising=5)
    _motes(scene, rng, palette.accent, 8, rising=8)


def peaks(scene: Scene, rng: random.Random, palette: Palette) -> None:
    """omni-pro: ranges of mountains, one behind the other in the haze, and birds."""
    u = scene.unit
    _stars(scene, rng, 50, 0.4)
    _sun(scene, rng, palette, rng.uniform(0.24, 0.36))
    direction = rng.choice((-1, 1))
    for i in range(5):
        colour = palette.depth((i / 4) ** 0.9)
        outline = _ridge(rng, scene.height * (0.56 - 0.1 * i), u * (24 - 3 * i), 0.52)
        scene.add_layer(
            outline,
            mix(colour, palette.horizon, 0.18),
            mix(colour, palette.horizon, 0.62 - 0.1 * i),
            wander(pace=(direction * u * (1.8 + 4.2 * i**1.5), 0)),
        )
        if i == 1:
            _birds(scene, rng, palette.near)


def _ridge(rng: random.Random, base: float, swing: float, roughness: float) -> list[float]:
    """A jagged outline that repeats: midpoints moved, by less at each halving."""
    heights = [0.0, 0.0]
    while len(heights) < 200:
        finer: list[float] = []
        for left, right in itertools.pairwise(heights):
            finer += [left, (left + right) / 2 + rng.uniform(-swing, swing)]
        heights = [*finer, heights[-1]]
        swing *= roughness
    return [base + height for height in heights[:-1]]


def _birds(scene: Scene, rng: random.Random, colour: RGB) -> None:
    """A loose flock that crosses the sky."""
    u = scene.unit
    heading = rng.choice((-1, 1))
    x0, y0 = scene.width * (0.2 if heading > 0 else 0.8), scene.height * rng.uniform(0.16, 0.3)
    for i in range(7):
        span = u * rng.uniform(2.6, 4.2)
        place = (i + 1) // 2
        x = x0 - heading * place * 5 * u + rng.uniform(-1, 1) * u
        y = y0 + place * (3.2 if i % 2 else -2.4) * u
        path = wander(x, y, pace=(heading * 9 * u, 0), sway=(0, u), tempo=3, phase=rng.random() * TAU)
        scene.add_sprite(bird(span, colour), path)


def sea(scene: Scene, rng: random.Random, palette: Palette) -> None:
    """seedance-2: rolling waves under a setting sun, and a sailing boat."""
    u = scene.unit
    x, y = _sun(scene, rng, palette, 0.42)
    for _ in range(5):
        cloud = disc(round(rng.uniform(14, 30) * u), palette.light, rng.randrange(40, 90), 2.2 * u)
        cloud = cloud.resize((cloud.width * 2, max(1, cloud.height // 4)))
        place = (rng.random() * scene.width, scene.height * rng.uniform(0.08, 0.33))
        scene.add_sprite(cloud, wander(*place, pace=(rng.uniform(0.8, 2.4) * u, 0)))
    boat_layer, heading = rng.choice((2, 3)), rng.choice((-1, 1))
    for i in range(6):
        colour = mix(mix(palette.middle, palette.far, 0.5), palette.near, (i / 5) ** 0.8)
        tones = (3, 5, 8) if i < 3 else (2, 3, 5)
        scene.add_layer(
            _waves(rng, 160, scene.height * (0.5 - 0.078 * i), u * (0.7 + 0.75 * i), tones),
            mix(colour, palette.light, 0.5 - 0.06 * i),
            mix(colour, palette.near, 0.35),
            wander(
                pace=((1 if i % 2 else -1) * u * (4 + 3.4 * i), 0),
                sway=(0, u * (0.3 + 0.45 * i)),
                tempo=0.9 + 0.12 * i,
                phase=rng.random() * TAU,
            ),
        )
        if i == boat_layer:
            level = scene.height * (0.5 + 0.078 * i) - 4.2 * u
            start = scene.width * (0.5 - heading * 0.22)
            path = wander(start, level, pace=(heading * 4.5 * u, 0), sway=(0, 1.2 * u), tempo=1.1)
            scene.add_sprite(boat(round(14 * u), palette), path)
    for _ in range(16):  # the sun's path on the water
        spread = rng.random()
        glint = disc(round(rng.uniform(3, 9) * u), palette.light, rng.randrange(90, 170), 0.25 * u)
        glint = glint.resize((glint.width, max(2, round(0.7 * u))))
        place = (x + rng.uniform(-1, 1) * (4 + 14 * spread) * u, y + (10 + 46 * spread) * u)
        scene.add_sprite(glint, wander(*place, sway=(3 * u, u), tempo=1.6, phase=rng.random() * TAU))


def city(scene: Scene, rng: random.Random, palette: Palette) -> None:
    """Omni-Flash-Ext: a skyline at dusk, windows lit, lanterns rising."""
    u = scene.unit
    _stars(scene, rng, 110, 0.5)
    _sun(scene, rng, palette, rng.uniform(0.2, 0.32))
    direction = rng.choice((-1, 1))
    for i in range(3):
        colour = mix(palette.far, palette.near, 0.25 + 0.37 * i)
        image, mask = _skyline(scene, rng, palette, colour, i)
        scene.add_strip(image, mask, wander(pace=(direction * u * (3 + 6 * i), 0)))
        if i < 2:
            _motes(scene, rng, palette.accent, 8, rising=7 + 3 * i)


def _skyline(
    scene: Scene, rng: random.Random, palette: Palette, colour: RGB, nearness: int
) -> tuple[Image.Image, Image.Image]:
    """One row of houses with their windows, as wide as the picture."""
    u = scene.unit
    tall = round(scene.height * (0.66 - 0.13 * nearness))
    image = gradient((scene.width, tall), mix(colour, palette.horizon, 0.15), mix(colour, palette.near, 0.55))
    mask = Image.new("L", (scene.width * 2, tall * 2), 0)  # twice as large: roofs are aslant
    house, window = ImageDraw.Draw(mask), ImageDraw.Draw(image)
    lit = mix(palette.accent, (255, 236, 190), 0.6)
    x = 0.0
    pitch = u * (1.5 + 0.45 * nearness)
    while x < scene.width:
        wide = min(pitch * rng.randrange(5, 10), scene.width - x)
        top = tall * rng.uniform(0.06, 0.72)
        house.rectangle((2 * x, 2 * top, 2 * (x + wide), 2 * tall), fill=255)
        crown = rng.random()
        if crown < 0.3:
            ridge = (2 * x + wide, 2 * top - wide * 0.7)
            house.polygon([(2 * x, 2 * top), ridge, (2 * (x + wide), 2 * top)], fill=255)
        elif crown < 0.5:
            mast = 2 * x + wide
            house.rectangle((mast - wide * 0.06, 2 * top - 10 * u, mast + wide * 0.06, 2 * top), fill=255)
        row = top + pitch
        while row < tall - pitch:
            column = x + pitch * 0.6
            while column < x + wide - pitch:
                if rng.random() < 0.34:
                    shade = mix(lit, colour, rng.random() * 0.6)
                    window.rectangle((column, row, column + pitch * 0.45, row + pitch * 0.6), fill=shade)
                column += pitch
            row += pitch * 1.25
        x += wide + (pitch * 0.8 if rng.random() < 0.25 else 0)
    return image, mask.reduce(2)


def space(scene: Scene, rng: random.Random, palette: Palette) -> None:
    """gemini-omni-flash-preview: a ringed planet and its moons before drifting stars."""
    u = scene.unit
    night, dusk = mix(palette.near, (4, 4, 16), 0.65), mix(palette.top, (8, 6, 24), 0.55)
    scene.backdrop = gradient((scene.width, scene.height), night, dusk, night)
    for _ in range(7):
        tint = rng.choice((palette.accent, palette.middle, palette.light))
        cloud = glow(round(rng.uniform(60, 130) * u), tint, 0.26, 1.6)
        scene.stamp(cloud, rng.random() * scene.width, rng.random() * scene.height)
    direction = rng.choice((-1, 1))
    for i in range(3):
        sky = Image.new("L", (scene.width, scene.height), 0)
        pen = ImageDraw.Draw(sky)
        for _ in range(130 - 35 * i):
            x, y = rng.random() * scene.width, rng.random() * scene.height
            size = u * rng.uniform(0.1, 0.2 + 0.12 * i)
            pen.ellipse((x - size, y - size, x + size, y + size), fill=rng.randrange(120, 256))
        white = Image.new("RGB", sky.size, (255, 250, 240))
        scene.add_strip(white, sky, wander(pace=(direction * u * (1.5 + 4 * i), 0)))
    cx, cy = scene.width * rng.uniform(0.38, 0.62), scene.height * rng.uniform(0.36, 0.46)
    ball = planet(rng, palette, round(rng.uniform(38, 48) * u))
    scene.add_sprite(ball, wander(cx, cy, pace=(-direction * 1.6 * u, 0), sway=(0, 0.9 * u), tempo=0.5))
    for i in range(3):
        tint = mix(palette.light, palette.accent, rng.random())
        moon = disc(round(rng.uniform(2.5, 6) * u), tint, 255, 0.15 * u)
        reach = u * (36 + 9 * i)
        path = orbit(cx, cy, (reach, 0.34 * reach), rng.uniform(0.35, 0.8), rng.random() * TAU)
        scene.add_sprite(moon, path)


def bubbles(scene: Scene, rng: random.Random, palette: Palette) -> None:
    """gemini-omni-flash-text-to-video: glass bubbles rising through sunlit water."""
    u = scene.unit
    scene.backdrop = gradient(
        (scene.width, scene.height), palette.horizon, palette.middle, palette.top, palette.near
    )
    rays = Image.new("L", scene.backdrop.size, 0)
    pen = ImageDraw.Draw(rays)
    source = scene.width * rng.uniform(0.2, 0.8)
    for _ in range(9):
        x = source + rng.uniform(-1.2, 1.2) * scene.width
        wide = u * rng.uniform(5, 16)
        foot = scene.height
        ray = [(source - wide / 3, -5), (source + wide / 3, -5), (x + wide, foot), (x - wide, foot)]
        pen.polygon(ray, fill=rng.randrange(18, 44))
    scene.backdrop.paste(palette.light, (0, 0), rays.filter(ImageFilter.GaussianBlur(2 * u)))
    for i in range(3):
        colour = mix(palette.top, palette.near, 0.4 + 0.3 * i)
        outline = _weeds(rng, scene, u * (8 + 5 * i), u * (26 - 3 * i))
        drift = wander(pace=((-1) ** i * u * (1.5 + 2 * i), 0), sway=(0, u), tempo=0.8, phase=i)
        scene.add_layer(outline, mix(colour, palette.accent, 0.12), colour, drift)
        for _ in range(6):
            tint = mix(palette.light, rng.choice((palette.accent, palette.horizon)), 0.45)
            path = wander(
                rng.random() * scene.width,
                rng.random() * scene.height,
                pace=(0, -u * rng.uniform(9, 16) * (0.7 + 0.3 * i)),
                sway=(2.5 * u, 0),
                tempo=1.5,
                phase=rng.random() * TAU,
                span=scene.height + 20 * u,
            )
            scene.add_sprite(bubble(round(u * rng.uniform(3, 6 + 5 * i)), tint), path)


def _weeds(rng: random.Random, scene: Scene, base: float, reach: float) -> list[float]:
    """An outline of plants on the sea floor."""
    soft = _waves(rng, 240, base, base * 0.35, (1, 2, 3))
    for _ in range(26):
        at, wide, tall = rng.randrange(240), rng.randrange(2, 5), reach * rng.uniform(0.25, 1)
        for offset in range(-wide, wide + 1):
            index = (at + offset) % 240
            soft[index] = max(soft[index], base + tall * (1 - (offset / (wide + 1)) ** 2))
    return soft


def mosaic(scene: Scene, rng: random.Random, palette: Palette) -> None:
    """gpt-image-2: a landscape of cut glass."""
    dunes(scene, rng, palette)
    source = scene.draw(0.0)
    scene.pieces.clear()
    pen = ImageDraw.Draw(scene.backdrop)
    columns = 26 if scene.width > scene.height else 15
    cell = scene.width / columns
    rows = math.ceil(scene.height / cell)
    grid = {
        (i, j): ((i + rng.uniform(-0.34, 0.34)) * cell, (j + rng.uniform(-0.34, 0.34)) * cell)
        for i in range(-1, columns + 2)
        for j in range(-1, rows + 2)
    }
    for i in range(-1, columns + 1):
        for j in range(-1, rows + 1):
            a, b, c, d = grid[i, j], grid[i + 1, j], grid[i + 1, j + 1], grid[i, j + 1]
            for triangle in ([a, b, c], [a, c, d]) if rng.random() < 0.5 else ([a, b, d], [b, c, d]):
                x = min(max(sum(p[0] for p in triangle) / 3, 0), scene.width - 1)
                y = min(max(sum(p[1] for p in triangle) / 3, 0), scene.height - 1)
                colour = source.getpixel((int(x), int(y)))
                assert isinstance(colour, tuple)
                shade = rng.choice((WHITE, (0, 0, 0)))
                shaded = mix((colour[0], colour[1], colour[2]), shade, rng.random() * 0.14)
                pen.polygon(triangle, fill=shaded, outline=mix(shaded, WHITE, 0.16))


def scales(scene: Scene, rng: random.Random, palette: Palette) -> None:
    """nano-banana-2: overlapping fans, as on Japanese cloth, with a moon behind."""
    u = scene.unit
    _sun(scene, rng, palette, 0.3)
    radius = u * rng.uniform(8.5, 12)
    large = Image.new("RGBA", (scene.width * 2, scene.height * 2), (0, 0, 0, 0))
    pen = ImageDraw.Draw(large)
    start, rows = scene.height * rng.uniform(0.36, 0.46), 0
    y = start
    while y < scene.height + radius:
        share = (y - start) / (scene.height + radius - start)
        for column in range(-1, math.ceil(scene.width / (2 * radius)) + 2):
            x = (column * 2 + rows % 2) * radius
            tone = mix(palette.depth(share), palette.accent, rng.random() * 0.35)
            for ring in range(5):
                reach = radius * (1 - ring * 0.19) * 2
                colour = mix(tone, palette.light, 0.75) if ring % 2 == 0 and ring < 4 else tone
                if ring == 0:
                    colour = mix(tone, palette.light, 0.45)
                pen.ellipse((x * 2 - reach, y * 2 - reach, x * 2 + reach, y * 2 + reach), fill=(*colour, 255))
        y += radius / 2
        rows += 1
    small = large.reduce(2)
    scene.backdrop.paste(small, (0, 0), small)
    for _ in range(9):
        petal = disc(round(rng.uniform(1.5, 4) * u), hsv(rng.random() * 0.1 + 0.93, 0.35, 1.0), 200, 0.2 * u)
        scene.stamp(petal, rng.random() * scene.width, rng.random() * start)


MOTIFS: dict[str, Motif] = {
    "omni-flash": dunes,
    "omni-pro": peaks,
    "seedance-2": sea,
    "gpt-image-2": mosaic,
    "nano-banana-2": scales,
    "Omni-Flash-Ext": city,
    "gemini-omni-flash-preview": space,
    "gemini-omni-flash-text-to-video": bubbles,
}
"""Which model paints what."""
