"""Settings of open land: mountains and meadow, and the ranges and grass that others have too."""

from __future__ import annotations

import random
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFilter

from omnivid_jupyter.simulator.painter import flora
from omnivid_jupyter.simulator.painter.brush import (
    hills,
    noise,
    ridge,
)
from omnivid_jupyter.simulator.painter.colour import RGB, mix, shade
from omnivid_jupyter.simulator.painter.features import CROPS, aurora, rainbow, rows, village
from omnivid_jupyter.simulator.painter.world import Place, World

__all__ = ["grass_surface", "lower", "meadow", "mountains", "peaks", "tree_line", "tufts"]

Edge = Callable[[float], float]
_SNOW: RGB = (238, 243, 250)


def peaks(
    world: World, base: float, swing: float, tone: RGB, depth: float, *, snow: float, name: str
) -> None:
    """A range of mountains: faces in light and in shade, snow above a line (`snow` of its height, 1: none)."""
    rng = world.dice("peaks", name)
    u, period = world.u, world.view.period
    outline = ridge(rng, swing, 0.5, 256, peaks=4)
    low, high = min(outline), max(outline)
    outline = [(height - low) / (high - low) * 1.9 * swing - 0.7 * swing for height in outline]
    step = period / len(outline)
    # the highest peak is in the picture
    wanted = round(rng.uniform(0.3, 0.72) * world.view.width / step)
    shift = outline.index(max(outline)) - wanted
    outline = outline[shift:] + outline[:shift]

    def facets(painting: Image.Image, at: Edge) -> None:
        mask = painting.getchannel("A")
        tops = [i for i in range(len(outline)) if _is_top(outline, i, 7)]
        shadow = Image.new("L", (painting.width, painting.height), 0)
        pen = ImageDraw.Draw(shadow)
        for i in tops:
            x, y = i * step, at(i * step)
            reach = swing * rng.uniform(0.8, 1.5)
            right = [(x, y)]
            for k in range(1, 15):
                right.append((x + reach * 0.09 * k + rng.uniform(-1, 1) * u, at(x + reach * 0.09 * k) - u))
            spine = []
            for k in range(15, 0, -1):
                spine.append((x + rng.uniform(-2.2, 2.6) * u - reach * 0.02 * k, y + reach * 0.11 * k))
            for shift in (-period, 0, period):
                pen.polygon([(px + shift, py) for px, py in (*right, *spine)], fill=110)
        shadow = shadow.filter(ImageFilter.GaussianBlur(0.25 * u))
        painting.paste(shade(tone, -0.5), (0, 0), shadow)
        if snow < 1:
            caps = Image.new("L", painting.size, 0)
            pen = ImageDraw.Draw(caps)
            highest = min(at(i * step) for i in range(len(outline)))
            line = highest + (max(at(i * step) for i in range(len(outline))) - highest) * snow
            zigzag = ridge(rng, 3.4 * u, 0.62, 300, peaks=8)
            across = period / len(zigzag)
            points = [(i * across, line + z) for i, z in enumerate((*zigzag, zigzag[0]))]
            pen.polygon([(0, 0), *points, (period, 0)], fill=235)
            painting.paste(_SNOW, (0, 0), caps)
            blue = shadow.point([round(v * 0.75) for v in range(256)])
            upper = Image.new("L", painting.size, 0)
            upper.paste(blue, (0, 0), caps)
            painting.paste((150, 172, 206), (0, 0), upper)
        painting.putalpha(mask)

    world.strip(outline, base, tone, shade(tone, 0.14), depth, deep=46 * u, decorate=facets)


def _is_top(outline: list[float], i: int, reach: int) -> bool:
    count = len(outline)
    return all(outline[i] >= outline[(i + k) % count] for k in range(-reach, reach + 1))


def lower(edge: Edge, by: float) -> Edge:
    """The edge of a ground, so many pixels further down."""
    return lambda x: edge(x) + by


def tree_line(
    world: World,
    painting: Image.Image,
    at: Edge,
    rng: random.Random,
    count: int,
    tall: float,
    figures: list[Image.Image],
    *,
    sink: float = 0.04,
) -> None:
    """Trees along a ground's edge, the smaller ones behind."""
    for x in world.scatter(rng, count):
        figure = rng.choice(figures)
        size = rng.uniform(0.6, 1.1)
        figure = figure.resize((max(1, round(figure.width * size)), max(1, round(figure.height * size))))
        world.put(painting, figure, x, at(x) + figure.height * sink)


def grass_surface(
    world: World, rng: random.Random, tones: tuple[RGB, RGB], *, cells: int = 40
) -> Callable[[Image.Image], Image.Image]:
    """Patches and fine strokes on a ground."""

    def surface(colours: Image.Image) -> Image.Image:
        patches = noise(rng, colours.size, (cells, max(6, cells * colours.height // colours.width * 3)), 4)
        colours.paste(tones[0], (0, 0), patches.point([max(0, min(150, (v - 130) * 2)) for v in range(256)]))
        colours.paste(tones[1], (0, 0), patches.point([max(0, min(130, (110 - v) * 2)) for v in range(256)]))
        return colours

    return surface


def tufts(
    world: World,
    painting: Image.Image,
    rng: random.Random,
    top: Edge,
    count: int,
    *,
    blossom: float = 0.5,
    size: float = 1.0,
    height: float = 0.0,
) -> None:
    """Grass and flowers, larger the nearer; drawn from the back."""
    u, leaves = world.u, world.light.leaves
    tones = (leaves.grass, shade(leaves.grass, -0.2), shade(leaves.grass, 0.14))
    grass = [flora.blades(rng, 7 * u, 6 * u, tones, 16) for _ in range(4)]
    flower = (
        [flora.flowers(rng, 6 * u, 6.5 * u, leaves.grass, leaves.blossom) for _ in range(6)]
        if leaves.blossom
        else []
    )
    span = world.view.height * 0.42
    places = sorted((rng.random() ** 1.3, rng.random()) for _ in range(count))
    for near, across in places:
        x = across * painting.width
        y = top(x) + height + near * span + 0.6 * u
        figure = rng.choice(flower) if flower and rng.random() < blossom else rng.choice(grass)
        grown = (0.16 + 0.9 * near) * size * rng.uniform(0.7, 1.2)
        figure = figure.resize((max(2, round(figure.width * grown)), max(2, round(figure.height * grown))))
        world.put(painting, figure, x, y)


def mountains(world: World) -> None:
    """Ranges one behind the other, firs on the near slopes, a meadow to stand on."""
    u, h, light = world.u, world.view.height, world.light
    world.horizon = h * 0.62
    world.sky()
    aurora(world)
    rainbow(world)
    world.stand("sky", Place(h * 0.24, 0.5, 0.8))
    snowy = light.leaves.snowy
    peaks(world, h * 0.53, 20 * u, (128, 136, 158), 0.12, snow=0.5 if not snowy else 0.9, name="far")
    world.mist(0.2)
    peaks(world, h * 0.62, 13 * u, (98, 112, 128), 0.26, snow=0.4 if not snowy else 0.9, name="mid")
    world.mist(0.35)
    rng = world.dice("slopes")
    fir = (46, 84, 70)
    firs = [flora.conifer(rng, 9 * u, fir, snowy=snowy) for _ in range(5)]
    slope = (216, 224, 236) if snowy else mix((70, 108, 80), light.leaves.grass, 0.25)

    def forest(painting: Image.Image, at: Edge) -> None:
        for row in range(4):
            tree_line(world, painting, lower(at, row * 2.4 * u), rng, 70, 9 * u, firs)

    edge = world.strip(
        hills(rng, 128, 5 * u, (1, 2, 3)),
        h * 0.7,
        slope,
        shade(slope, -0.2),
        0.5,
        deep=40 * u,
        decorate=forest,
        headroom=9 * u,
    )
    village(world, lower(edge, 8 * u), 0.52, 10)
    world.mist(0.6)
    _near_meadow(world, h * 0.8, rng, swing=2.4)
    world.mist(1.0)


def _near_meadow(
    world: World, base: float, rng: random.Random, *, swing: float, blossom: float = 0.35
) -> None:
    """The ground in front, on which subjects stand."""
    u, leaves = world.u, world.light.leaves
    grass = (232, 238, 246) if leaves.snowy else leaves.grass
    ripe = "wheat" in world.direction.features and not leaves.snowy
    low = shade(grass, -0.2) if leaves.snowy or ripe else shade(mix(grass, (40, 74, 40), 0.4), -0.16)

    def cover(painting: Image.Image, at: Edge) -> None:
        if not leaves.snowy:
            tufts(world, painting, rng, at, 620, blossom=blossom)

    patches = (shade(grass, 0.12), shade(grass, -0.14))
    surface = grass_surface(world, rng, patches)
    world.strip(
        hills(rng, 128, swing * u, (1, 2, 3)),
        base,
        grass,
        low,
        0.95,
        decorate=cover,
        headroom=4 * u,
        surface=lambda colours: rows(world, surface(colours), world.dice("rows")),
    )
    world.stand("ground", Place(base + 4 * u, 1.0, 1.0))


def meadow(world: World) -> None:
    """Rolling hills under a wide sky, a tree here and there, flowers in front."""
    u, h, light = world.u, world.view.height, world.light
    leaves = light.leaves
    world.horizon = h * 0.6
    world.sky()
    aurora(world)
    rainbow(world)
    world.stand("sky", Place(h * 0.26, 0.5, 0.8))
    crop = next((CROPS[each] for each in world.direction.features if each in CROPS), None)
    ripe = "wheat" in world.direction.features
    rng = world.dice("meadow")
    grass = (226, 233, 242) if leaves.snowy else leaves.grass
    trees = [flora.broadleaf(rng, 13 * u, leaves) for _ in range(4)]
    small = [tree.resize((tree.width // 3, tree.height // 3)) for tree in trees]
    for i, (level, depth) in enumerate(((0.56, 0.2), (0.63, 0.42), (0.7, 0.66))):
        tone = (
            mix(grass, (120, 160, 150), 0.35 - 0.15 * i)
            if not leaves.snowy
            else shade(grass, -0.05 * (2 - i))
        )
        if crop is not None and i and not leaves.snowy:
            tone = mix(crop[0], tone, 0.3 + 0.25 * (i == 1))
        part = world.dice("hill", i)

        def wood(painting: Image.Image, at: Edge, i: int = i, part: random.Random = part) -> None:
            if i == 0:
                for _ in range(3):
                    tree_line(world, painting, at, part, 46, 4 * u, small)
            else:
                tree_line(
                    world,
                    painting,
                    at,
                    part,
                    5 + 2 * i,
                    10 * u,
                    trees if i == 2 else [t.resize((t.width * 6 // 10, t.height * 6 // 10)) for t in trees],
                )
            if i == 2 and not leaves.snowy:
                tufts(world, painting, part, at, 160, size=0.3, blossom=0.5)

        outline = hills(part, 160, (4.5 + 1.2 * i) * u, (1, 2, 3, 4))
        patches = (shade(tone, 0.1), shade(tone, -0.12))
        edge = world.strip(
            outline,
            h * level,
            shade(tone, 0.06),
            shade(tone, -0.16),
            depth,
            deep=44 * u,
            decorate=wood,
            headroom=15 * u,
            surface=grass_surface(world, part, patches),
        )
        if i:
            village(world, edge, depth, 7 + 3 * i, count=8 if i == 1 else 4)
        world.mist(depth)
    _near_meadow(world, h * 0.78, rng, swing=2.2, blossom=0.62 if crop is None else 0.5 if ripe else 0.94)
    world.mist(1.0)
