"""Settings at the water: sea, lake, river."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

from PIL import Image, ImageDraw

from omnivid_jupyter.simulator.direction import Direction
from omnivid_jupyter.simulator.painter import flora
from omnivid_jupyter.simulator.painter.brush import (
    fade,
    gradient,
    hills,
    paint,
)
from omnivid_jupyter.simulator.painter.colour import RGB, WHITE, mix, shade
from omnivid_jupyter.simulator.painter.features import aurora, rainbow, village, waterfall
from omnivid_jupyter.simulator.painter.kinds import KINDS
from omnivid_jupyter.simulator.painter.lands import lower, peaks, tree_line
from omnivid_jupyter.simulator.painter.trees import palm
from omnivid_jupyter.simulator.painter.water import Water
from omnivid_jupyter.simulator.painter.world import Place, World

__all__ = ["has_beach", "lake", "river", "sea"]

Edge = Callable[[float], float]


def sea(world: World) -> None:
    """Open water to the horizon, a far headland, swell in front."""
    u, h = world.u, world.view.height
    world.horizon = h * 0.47
    world.sky(down_to=h * 0.47)
    aurora(world)
    rainbow(world)
    world.stand("sky", Place(h * 0.22, 0.5, 0.8))
    rng = world.dice("headland")
    land: RGB = (96, 116, 110)
    outline = [max(-1.0 * u, v) for v in hills(rng, 200, 8 * u, (1, 2, 3, 5))]
    outline = [v - 3.2 * u for v in outline]
    if "village" in world.direction.features:
        outline = [max(1.4 * u, v + 3 * u) for v in outline]
    edge = world.strip(outline, h * 0.47, land, shade(land, 0.1), 0.14, deep=3 * u)
    village(world, lower(edge, 1.6 * u), 0.16, 6, count=14)
    world.mist(0.2)
    world.add(
        Water(
            world, shore=h * 0.47, far=(96, 160, 186), near=(14, 74, 112), mirror=0.42, rough=1.25, depth=0.6
        )
    )
    world.mist(0.4)
    world.stand("shore", Place(h * 0.55, 0.6, 0.9))
    _swells(world, (0.6, 0.68), 0.7)
    world.stand("water", Place(h * (0.64 if has_beach(world.direction) else 0.7), 1.0, 1.0))
    if has_beach(world.direction):
        _swells(world, (0.7,), 1.0)
        _beach(world)
    else:
        _swells(world, (0.77, 0.88, 1.02), 1.0)
    world.mist(1.0)


def has_beach(direction: Direction) -> bool:
    """Whether the sea is seen from its beach: the prompt says so, or somebody is there who cannot swim."""
    aboard = any(each.kind == "boat" for each in direction.subjects)
    return direction.shore or any(
        KINDS[each.kind].homes[0] in ("ground", "road") and not (aboard and each.kind == "person")
        for each in direction.subjects
        if each.kind in KINDS
    )


def _beach(world: World) -> None:
    """Sand in front of the water, with a rim of foam."""
    u, h = world.u, world.view.height
    edge, foot = 0.77, 0.86
    sand: RGB = (232, 206, 156)
    outline = hills(world.dice("beach"), 200, 1.6 * u, (1, 2, 3))
    world.strip(
        [each + 1.1 * u for each in outline], h * edge, (244, 250, 250), (226, 238, 238), 1.0, deep=3 * u
    )
    world.strip(
        [each + 0.3 * u for each in outline], h * edge, shade(sand, -0.22), shade(sand, -0.1), 1.0, deep=4 * u
    )
    palms = "palms" in world.direction.features and not any(
        each.kind == "palm tree" for each in world.direction.subjects
    )
    rng = world.dice("palms")
    figures = [palm(rng.uniform(30, 38) * u, (84, 150, 70), k / 3) for k in range(3)] if palms else []

    def grove(painting: Image.Image, at: Edge) -> None:
        for share in (0.06, 0.17, 0.9, 1.3, 1.6, 2.1):
            x = view_width * share
            figure = rng.choice(figures)
            world.put(
                painting,
                figure if share < 0.5 else figure.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
                x,
                at(x) + 3 * u,
            )

    view_width = world.view.width
    world.strip(
        [each - 1.6 * u for each in outline],
        h * edge,
        sand,
        shade(sand, -0.12),
        1.0,
        decorate=grove if palms else None,
        headroom=56 * u if palms else 0.0,
    )
    world.stand("ground", Place(h * foot, 1.0, 1.0))


def _swells(world: World, levels: tuple[float, ...], depth: float) -> None:
    """Long waves, clear at the foot, that rise and fall."""
    u, h, view = world.u, world.view.height, world.view
    rough = 2.2 if "storm" in world.direction.weather else 1.5 if "wind" in world.direction.weather else 1.0
    for i, level in enumerate(levels):
        rng = world.dice("swell", depth, i)
        near = level - 0.5
        swing = u * (0.7 + 5.0 * near) * 0.7 * rough
        tall = round(swing * 2 + u * (5 + 26 * near))
        outline = hills(rng, 240, swing, (3, 5, 8, 13))
        mask = Image.new("L", (view.period * 2, tall * 2), 0)
        step = view.period * 2 / len(outline)
        points = [(k * step, (swing - v) * 2 + 3) for k, v in enumerate((*outline, outline[0]))]
        ImageDraw.Draw(mask).polygon([*points, (view.period * 2, tall * 2), (0, tall * 2)], fill=255)
        mask = mask.reduce(2)
        shape = fade(mask.size, 0.85, 0.6, 0.0, places=[0, 0.35, 1])
        mask = Image.composite(mask, Image.new("L", mask.size, 0), shape)
        top, foot = (
            mix((70, 150, 176), (16, 84, 120), near * 1.6),
            mix((22, 92, 128), (8, 52, 88), near * 1.6),
        )
        colours = gradient(mask.size, top, foot)
        crest = ImageDraw.Draw(colours)
        lines = [(k * step / 2, (swing - v) + 1.5 + 0.3 * u) for k, v in enumerate((*outline, outline[0]))]
        crest.line(lines, fill=mix(top, WHITE, 0.45), width=max(1, round(0.35 * u)))
        world.layer(
            paint(mask, colours),
            h * level - swing,
            depth,
            bob=(swing * 0.35, 0.16 + 0.03 * i, rng.random() * 6),
            drift=(0.5 if i % 2 else -0.5) * u,
        )


def lake(world: World) -> None:
    """Still water that mirrors the mountains and firs behind it; reeds and a jetty's stones in front."""
    u, h, light = world.u, world.view.height, world.light
    world.horizon = h * 0.5
    world.sky(down_to=h * 0.52)
    aurora(world)
    rainbow(world)
    world.stand("sky", Place(h * 0.2, 0.5, 0.7))
    snowy = light.leaves.snowy
    peaks(world, h * 0.44, 15 * u, (126, 138, 160), 0.14, snow=0.45 if not snowy else 0.9, name="lake")
    world.mist(0.25)
    rng = world.dice("shore")
    fir: RGB = mix((44, 88, 70), light.leaves.leaf[0], 0.2)
    firs = [flora.conifer(rng, 9 * u, fir, snowy=snowy) for _ in range(4)]
    round_ = [flora.broadleaf(rng, 8 * u, light.leaves) for _ in range(3)]
    bank: RGB = (220, 228, 238) if snowy else mix((74, 110, 70), light.leaves.grass, 0.5)

    def trees(painting: Image.Image, at: Edge) -> None:
        for row in range(3):
            tree_line(world, painting, lower(at, row * 1.1 * u), rng, 60, 9 * u, firs + round_)

    edge = world.strip(
        [v + 1.4 * u for v in hills(rng, 128, 3 * u, (1, 2, 3))],
        h * 0.5,
        bank,
        shade(bank, -0.15),
        0.4,
        deep=0.6 * u,
        decorate=trees,
        headroom=9 * u,
    )
    village(world, lower(edge, 1.0 * u), 0.42, 7, count=10)
    world.mist(0.5)
    world.add(
        Water(
            world, shore=h * 0.5, far=(124, 168, 178), near=(34, 92, 108), mirror=0.86, rough=0.5, depth=0.62
        )
    )
    world.stand("shore", Place(h * 0.56, 0.6, 0.9))
    world.mist(0.7)
    world.stand("water", Place(h * 0.7, 1.0, 1.0))
    _reeds(world, h * 0.97)
    world.mist(1.0)


def _reeds(world: World, base: float) -> None:
    """A bank in front with reeds, at the lower edge."""
    u, light = world.u, world.light
    rng = world.dice("reeds")
    grass: RGB = (222, 230, 238) if light.leaves.snowy else mix(light.leaves.grass, (70, 96, 50), 0.4)
    tones = (shade(grass, -0.3), shade(grass, -0.12), shade(grass, 0.1))
    tufts = [flora.blades(rng, 12 * u, 17 * u, tones, 30) for _ in range(5)]
    stones = [flora.stone(rng, 9 * u, (120, 122, 122)) for _ in range(3)]

    def front(painting: Image.Image, at: Edge) -> None:
        for x in world.scatter(rng, 10):
            world.put(painting, rng.choice(stones), x, at(x) + 3 * u)
        for x in world.scatter(rng, 26):
            world.put(painting, rng.choice(tufts), x, at(x) + 3 * u)

    outline = [v - 1.5 * u for v in hills(rng, 128, 4.4 * u, (1, 2, 3))]
    world.strip(outline, base, shade(grass, -0.25), shade(grass, -0.5), 1.2, decorate=front, headroom=18 * u)


def river(world: World) -> None:
    """A river that comes out of wooded hills and widens towards the front, between its banks."""
    u, h, light = world.u, world.view.height, world.light
    world.horizon = h * 0.46
    world.sky(down_to=h * 0.5)
    aurora(world)
    rainbow(world)
    leaves = light.leaves
    rng = world.dice("river")
    trees = [flora.broadleaf(rng, 11 * u, leaves) for _ in range(4)]
    small = [t.resize((t.width // 2, t.height // 2)) for t in trees]
    hill: RGB = (220, 228, 238) if leaves.snowy else mix((92, 130, 84), leaves.grass, 0.45)
    for i, (level, depth) in enumerate(((0.42, 0.16), (0.46, 0.3))):
        part = world.dice("riverhill", i)

        def wood(painting: Image.Image, at: Edge, part: random.Random = part) -> None:
            for row in range(3):
                tree_line(world, painting, lower(at, row * 1.8 * u), part, 56, 5 * u, small)

        world.strip(
            hills(part, 128, (7 - 2 * i) * u, (1, 2, 3)),
            h * level,
            hill,
            shade(hill, -0.1),
            depth,
            deep=24 * u,
            decorate=wood,
            headroom=9 * u,
        )
        world.mist(depth)
    waterfall(world, h * 0.5, 0.4)
    world.stand("sky", Place(h * 0.22, 0.5, 0.8))
    world.add(
        Water(
            world,
            shore=h * 0.49,
            far=(130, 172, 176),
            near=(44, 108, 112),
            mirror=0.66,
            rough=0.85,
            depth=0.6,
        )
    )
    world.mist(0.5)
    bank: RGB = (226, 233, 241) if leaves.snowy else leaves.grass
    _bank(world, bank, trees, far=True)
    village(world, lambda x: h * 0.495, 0.5, 9, count=10)
    world.stand("shore", Place(h * 0.56, 0.6, 0.9))
    world.stand("water", Place(h * 0.71, 1.0, 1.0))
    _bank(world, bank, trees, far=False)
    world.stand("ground", Place(h * 0.885, 1.1, 1.0))
    world.mist(1.0)


def _closed(outline: list[float]) -> list[float]:
    """The outline with its last fifth led back to where it begins."""
    count = len(outline)
    span = count // 5
    for i in range(span):
        share = (i + 1) / span
        share = share * share * (3 - 2 * share)
        place = count - span + i
        outline[place] += (outline[0] - outline[place]) * share
    return outline


def _bank(world: World, tone: RGB, trees: list[Image.Image], *, far: bool) -> None:
    """One bank: the far one winds along the water with trees, the near one lies in front."""
    u, h, view = world.u, world.view.height, world.view
    rng = world.dice("bank", far)
    stones = [flora.stone(rng, (4 if far else 9) * u, (134, 132, 126)) for _ in range(4)]
    grass = [
        flora.blades(
            rng,
            (4 if far else 9) * u,
            (3 if far else 9) * u,
            (tone, shade(tone, -0.25), shade(tone, 0.12)),
            18,
        )
        for _ in range(4)
    ]
    if far:
        outline = [max(v, -2.4 * u) for v in hills(rng, 256, 3.0 * u, (2, 3, 5))]
        period = view.period
        wave = hills(rng, 256, 4.2 * u, (2, 3))
        tall = round(13 * u)
        mask = Image.new("L", (period * 2, tall * 2), 0)
        step = period * 2 / 256
        upper = [(i * step, 2 * (4 * u - v * 0.5)) for i, v in enumerate((*outline, outline[0]))]
        lower = [(i * step, 2 * (6.4 * u - v)) for i, v in enumerate((*wave, wave[0]))]
        ImageDraw.Draw(mask).polygon([*upper, *reversed(lower)], fill=255)
        painting = Image.new("RGBA", (period, round(tall + 12 * u)))
        body = paint(mask.reduce(2), gradient((period, tall), shade(tone, 0.05), shade(tone, -0.25)))
        painting.alpha_composite(body, (0, round(12 * u)))
        for x in world.scatter(rng, 14):
            y = 12 * u + 4.6 * u - outline[int((x % period) / period * 256)] * 0.5
            world.put(painting, rng.choice(trees), x, y)
        for x in world.scatter(rng, 40):
            i = int((x % period) / period * 256)
            y = 12 * u + 6.4 * u - wave[i]
            world.put(painting, rng.choice(stones if rng.random() < 0.4 else grass), x, y + 0.4 * u)
        world.layer(painting, h * 0.49 - 15 * u, 0.5)
        return

    def front(painting: Image.Image, at: Edge) -> None:
        for x in world.scatter(rng, 16):
            world.put(painting, rng.choice(stones), x, at(x) + 2.4 * u)
        for x in world.scatter(rng, 46):
            world.put(painting, rng.choice(grass), x, at(x) + rng.uniform(1, 6) * u)
        if world.light.leaves.blossom:
            flower = [flora.flowers(rng, 7 * u, 9 * u, tone, world.light.leaves.blossom) for _ in range(4)]
            for x in world.scatter(rng, 18):
                world.put(painting, rng.choice(flower), x, at(x) + rng.uniform(2, 8) * u)

    # the river runs past on a slant: the near bank is high on one side
    lean = rng.choice((-1, 1)) * 5 * u
    count = 160
    own = hills(rng, count, 2 * u, (2, 4, 7))
    middle = view.width / 2 / view.period
    outline = [own[i] + lean * math.sin(math.tau * 1.3 * (i / count - middle)) for i in range(count)]
    outline = _closed(outline)
    world.strip(
        outline, h * 0.86, shade(tone, -0.04), shade(tone, -0.4), 1.1, decorate=front, headroom=10 * u
    )
