"""Settings on land: mountains, meadow, forest, garden."""

from __future__ import annotations

import random
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFilter

from omnivid_jupyter.simulator.painter import flora
from omnivid_jupyter.simulator.painter.brush import Pen, fade, gradient, hills, noise, paint, ridge
from omnivid_jupyter.simulator.painter.colour import RGB, mix, shade
from omnivid_jupyter.simulator.painter.world import Place, World

__all__ = ["LANDS", "peaks", "tree_line"]

Edge = Callable[[float], float]
_SNOW: RGB = (238, 243, 250)


def peaks(world: World, base: float, swing: float, tone: RGB, depth: float, *, snow: float, name: str) -> None:
    """A range of mountains: faces in light and in shade, snow above a line (`snow` of its height, 1: none)."""
    rng = world.dice("peaks", name)
    u, period = world.u, world.view.period
    outline = ridge(rng, swing, 0.5, 256, peaks=4)
    middle = sum(outline) / len(outline)
    outline = [height - middle for height in outline]
    step = period / len(outline)

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


def tree_line(
    world: World, painting: Image.Image, at: Edge, rng: random.Random, count: int, tall: float, figures: list[Image.Image], *, sink: float = 0.04
) -> None:
    """Trees along a ground's edge, the smaller ones behind."""
    del tall
    for x in world.scatter(rng, count):
        figure = rng.choice(figures)
        size = rng.uniform(0.6, 1.1)
        figure = figure.resize((max(1, round(figure.width * size)), max(1, round(figure.height * size))))
        world.put(painting, figure, x, at(x) + figure.height * sink)


def _grass_surface(world: World, rng: random.Random, tones: tuple[RGB, RGB], *, cells: int = 40) -> Callable[[Image.Image], Image.Image]:
    """Patches and fine strokes on a ground."""

    def surface(colours: Image.Image) -> Image.Image:
        patches = noise(rng, colours.size, (cells, max(6, cells * colours.height // colours.width * 3)), 4)
        colours.paste(tones[0], (0, 0), patches.point([max(0, min(150, (v - 130) * 2)) for v in range(256)]))
        colours.paste(tones[1], (0, 0), patches.point([max(0, min(130, (110 - v) * 2)) for v in range(256)]))
        return colours

    return surface


def _tufts(world: World, painting: Image.Image, rng: random.Random, top: Edge, count: int, *, blossom: float = 0.5, size: float = 1.0, height: float = 0.0) -> None:
    """Grass and flowers, larger the nearer; drawn from the back."""
    u, leaves = world.u, world.light.leaves
    tones = (leaves.grass, shade(leaves.grass, -0.2), shade(leaves.grass, 0.14))
    grass = [flora.blades(rng, 7 * u, 6 * u, tones, 16) for _ in range(4)]
    flower = [flora.flowers(rng, 6 * u, 6.5 * u, leaves.grass, leaves.blossom) for _ in range(6)] if leaves.blossom else []
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
            tree_line(world, painting, lambda x, row=row: at(x) + row * 2.4 * u, rng, 70, 9 * u, firs)  # type: ignore[misc]

    world.strip(hills(rng, 128, 5 * u, (1, 2, 3)), h * 0.7, slope, shade(slope, -0.2), 0.5, deep=40 * u, decorate=forest, headroom=9 * u)
    world.mist(0.6)
    _near_meadow(world, h * 0.8, rng, swing=2.4)
    world.mist(1.0)


def _near_meadow(world: World, base: float, rng: random.Random, *, swing: float, blossom: float = 0.35) -> None:
    """The ground in front, on which subjects stand."""
    u, leaves = world.u, world.light.leaves
    grass = (232, 238, 246) if leaves.snowy else leaves.grass
    low = shade(grass, -0.2) if leaves.snowy else shade(mix(grass, (40, 74, 40), 0.4), -0.16)

    def cover(painting: Image.Image, at: Edge) -> None:
        if not leaves.snowy:
            _tufts(world, painting, rng, at, 620, blossom=blossom)

    patches = (shade(grass, 0.12), shade(grass, -0.14))
    edge = world.strip(
        hills(rng, 128, swing * u, (1, 2, 3)), base, grass, low, 0.95, decorate=cover, headroom=4 * u, surface=_grass_surface(world, rng, patches)
    )
    del edge
    world.stand("ground", Place(base + 9 * u, 1.0, 1.0))


def meadow(world: World) -> None:
    """Rolling hills under a wide sky, a tree here and there, flowers in front."""
    u, h, light = world.u, world.view.height, world.light
    leaves = light.leaves
    world.horizon = h * 0.6
    world.sky()
    world.stand("sky", Place(h * 0.26, 0.5, 0.8))
    rng = world.dice("meadow")
    grass = (226, 233, 242) if leaves.snowy else leaves.grass
    trees = [flora.broadleaf(rng, 13 * u, leaves) for _ in range(4)]
    small = [tree.resize((tree.width // 3, tree.height // 3)) for tree in trees]
    for i, (level, depth) in enumerate(((0.56, 0.2), (0.63, 0.42), (0.7, 0.66))):
        tone = mix(grass, (120, 160, 150), 0.35 - 0.15 * i) if not leaves.snowy else shade(grass, -0.05 * (2 - i))
        part = world.dice("hill", i)

        def wood(painting: Image.Image, at: Edge, i: int = i, part: random.Random = part) -> None:
            if i == 0:
                for _ in range(3):
                    tree_line(world, painting, at, part, 46, 4 * u, small)
            else:
                tree_line(world, painting, at, part, 5 + 2 * i, 10 * u, trees if i == 2 else [t.resize((t.width * 6 // 10, t.height * 6 // 10)) for t in trees])
            if i == 2 and not leaves.snowy:
                _tufts(world, painting, part, at, 160, size=0.3, blossom=0.5)

        outline = hills(part, 160, (4.5 + 1.2 * i) * u, (1, 2, 3, 4))
        patches = (shade(tone, 0.1), shade(tone, -0.12))
        world.strip(outline, h * level, shade(tone, 0.06), shade(tone, -0.16), depth, deep=44 * u, decorate=wood, headroom=15 * u, surface=_grass_surface(world, part, patches))
        world.mist(depth)
    _near_meadow(world, h * 0.78, rng, swing=2.2, blossom=0.62)
    world.mist(1.0)


def forest(world: World) -> None:
    """Among tall trees: pale trunks far back, dark ones near, light falling in."""
    u, h, light = world.u, world.view.height, world.light
    leaves = light.leaves
    period = world.view.period
    world.horizon = h * 0.66
    deep = light.lit(mix(leaves.leaf[0], (150, 190, 150), 0.3), 0.6)
    glade = mix(mix(light.sky[3], light.air, 0.4), light.lit((220, 236, 190)), 0.3)
    tall = world.view.above + world.bottom
    backdrop = gradient((period, tall), shade(deep, -0.35), mix(deep, glade, 0.3), glade, deep, places=[0, 0.3, (world.view.above + h * 0.52) / tall, 1])
    rng = world.dice("forest")
    dapple = noise(rng, backdrop.size, (46, 34), 4)
    backdrop.paste(shade(deep, -0.3), (0, 0), dapple.point([max(0, min(120, (118 - v) * 2)) for v in range(256)]))
    backdrop.paste(mix(glade, (255, 255, 240), 0.3 * (1 - light.dark)), (0, 0), dapple.point([max(0, min(110, (v - 158) * 3)) for v in range(256)]))
    world.backdrop(backdrop)
    bark: RGB = (104, 84, 66)
    floor = (228, 234, 242) if leaves.snowy else mix(leaves.grass, (84, 92, 48), 0.5)
    for i, (depth, count, wide, ground) in enumerate(((0.16, 44, 1.7, 0.64), (0.32, 30, 2.7, 0.68), (0.56, 17, 4.4, 0.73), (0.86, 8, 7.5, 0.8))):
        part = world.dice("wood", i)
        top = -world.view.above if i > 1 else -round(h * 0.7)
        high = h * ground - top
        trunks = [flora.trunk(part, wide * u * part.uniform(0.8, 1.25), high / 1.0, shade(bark, part.uniform(-0.15, 0.12))) for _ in range(4)]
        firs = [flora.conifer(part, (9 + 9 * i) * u, shade(leaves.leaf[2], -0.06), snowy=leaves.snowy) for _ in range(3)] if i < 3 else []
        bushes = [flora.bush(part, (5 + 4 * i) * u, leaves.leaf if not leaves.bare else ((196, 200, 206), (216, 220, 226), (180, 184, 192)), leaves.blossom if i > 1 else ()) for _ in range(3)]

        def wood(painting: Image.Image, at: Edge, part: random.Random = part, trunks: list[Image.Image] = trunks, firs: list[Image.Image] = firs, bushes: list[Image.Image] = bushes, count: int = count, i: int = i) -> None:
            for x in world.scatter(part, count):
                world.put(painting, part.choice(trunks), x, at(x) + 1.5 * u)
            for figures, number in ((firs, count // 3), (bushes, count // 2)):
                for x in world.scatter(part, number) if figures else ():
                    world.put(painting, part.choice(figures), x, at(x) + 1.2 * u)
            if i == 3 and not leaves.snowy:
                _tufts(world, painting, part, at, 420, blossom=0.16)
            if not leaves.bare and i > 0:
                _canopy(world, painting, part, leaves.leaf, i)

        world.strip(hills(part, 128, (1 + 0.5 * i) * u, (1, 2, 3)), h * ground, shade(floor, 0.05), shade(floor, -0.4 if not leaves.snowy else -0.2), depth, deep=None if i == 3 else 40 * u, decorate=wood, headroom=high, surface=_grass_surface(world, part, (shade(floor, 0.14), shade(floor, -0.2))))
        if i == 1:
            _sunbeams(world, part)
        world.mist(depth)
        if i == 2:
            world.stand("sky", Place(h * 0.36, 0.75, 0.8))
    world.stand("ground", Place(h * 0.8 + 8 * u, 1.0, 1.0))
    world.mist(1.0)


def _canopy(world: World, painting: Image.Image, rng: random.Random, tones: tuple[RGB, ...], i: int) -> None:
    """Leaves that hang into the picture from above."""
    u = world.u
    offset = painting.height - (world.bottom if i == 3 else 0)
    del offset
    crowns = [flora.bush(rng, (18 + 7 * i) * u, [shade(t, -0.16 - 0.06 * i) for t in tones], flat=0.55) for _ in range(3)]
    for x in world.scatter(rng, 15 - 2 * i):
        crown = rng.choice(crowns).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        for y in (-0.4, -0.12):
            world.put(painting, crown, x + rng.uniform(-9, 9) * u, world.view.above * 0.9 + (y * world.view.height * 0.8) + rng.uniform(-6, 5) * u, at=(0.5, 0.5))


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
            pen.polygon([((px + shift) / 2, py / 2) for px, py in ((x, 0), (x + wide, 0), (x + wide * 1.9 - lean, tall), (x - lean, tall))], fill=level)
    mask = mask.filter(ImageFilter.GaussianBlur(1.1 * u)).resize((view.period, tall), Image.Resampling.BILINEAR)
    shape = fade(mask.size, 0.5, 1, 0.7, 0)
    mask = Image.composite(mask, Image.new("L", mask.size, 0), shape)
    tone = mix(light.sun or light.sky[3], (255, 246, 214), 0.4 * (1 - light.dark))
    world.glaze(paint(mask, tone), -view.above * 0.4, 0.45)


def garden(world: World) -> None:
    """A quiet garden: moss mounds, clipped shrubs and stones, a stone lantern, a maple, bamboo behind."""
    u, h, light = world.u, world.view.height, world.light
    leaves = light.leaves
    world.horizon = h * 0.56
    world.sky()
    world.stand("sky", Place(h * 0.24, 0.5, 0.7))
    rng = world.dice("garden")
    moss: RGB = (228, 234, 242) if leaves.snowy else mix((104, 148, 62), leaves.grass, 0.35)
    hedge = [flora.bush(rng, 16 * u, ((58, 104, 62), (70, 122, 66), (50, 92, 60)) if not leaves.snowy else ((190, 200, 206), (214, 222, 230), (150, 166, 160))) for _ in range(4)]
    canes = [flora.bamboo(rng, 52 * u, (112, 150, 76)) for _ in range(5)]
    wall: RGB = (222, 208, 182)

    def behind(painting: Image.Image, at: Edge) -> None:
        for x in world.scatter(rng, 60):
            world.put(painting, rng.choice(canes), x, at(x) + 2 * u)

    world.strip([0.0] * 8, h * 0.56, shade(moss, -0.2), shade(moss, -0.3), 0.25, deep=30 * u, decorate=behind, headroom=54 * u)
    world.mist(0.3)
    pen = Pen(world.view.period / u, 14, u, 2)
    pen.rect(wall, 0, 3.4, world.view.period / u, 10.6)
    pen.rect(shade(wall, -0.2), 0, 3.4, world.view.period / u, 0.7)
    pen.rect((96, 84, 76), 0, 12.2, world.view.period / u, 1.8)
    for i in range(round(world.view.period / u / 2.2) + 1):
        pen.oval((86, 92, 104), i * 2.2, 2.6, 1.25, 1.3)
    pen.rect((70, 76, 88), 0, 1.0, world.view.period / u, 1.7, 0.6)
    world.layer(pen.done().crop((0, 0, world.view.period, round(14 * u))), h * 0.56 - 13 * u + 2 * u, 0.36)
    maples = [flora.broadleaf(rng, 30 * u, leaves if leaves is not None else leaves, bark=(84, 66, 58)) for _ in range(3)]

    def middle(painting: Image.Image, at: Edge) -> None:
        for x in world.scatter(rng, 5):
            world.put(painting, rng.choice(maples), x, at(x) + 2 * u)
        for x in world.scatter(rng, 15):
            figure = rng.choice(hedge)
            size = rng.uniform(0.5, 0.95)
            world.put(painting, figure.resize((round(figure.width * size), round(figure.height * size))), x, at(x) + rng.uniform(1.5, 5) * u)

    world.strip(hills(rng, 96, 1.4 * u, (2, 3, 5)), h * 0.61, shade(moss, 0.04), shade(moss, -0.2), 0.55, deep=36 * u, decorate=middle, headroom=32 * u, surface=_grass_surface(world, rng, (shade(moss, 0.16), shade(moss, -0.14)), cells=70))
    world.mist(0.6)
    stones = [flora.stone(rng, 13 * u, (136, 138, 140), moss=moss) for _ in range(5)]
    lantern = _stone_lantern(u)
    azalea = [flora.bush(rng, 15 * u, [shade(t, 0.02) for t in leaves.leaf], leaves.blossom[:2]) for _ in range(3)] if leaves.blossom else hedge[:3]

    def front(painting: Image.Image, at: Edge) -> None:
        for index, x in enumerate(world.scatter(rng, 9)):
            y = at(x) + rng.uniform(3, 8) * u
            figure = rng.choice(stones) if index % 2 else rng.choice(azalea)
            size = rng.uniform(0.6, 1.15)
            world.put(painting, figure.resize((round(figure.width * size), round(figure.height * size))), x, y)
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
            _tufts(world, painting, rng, at, 260, size=0.55, blossom=0.12)

    world.strip(hills(rng, 128, 2.2 * u, (2, 3, 4)), h * 0.72, moss, shade(mix(moss, (46, 84, 44), 0.5), -0.1), 0.92, decorate=front, headroom=20 * u, surface=_grass_surface(world, rng, (shade(moss, 0.2), shade(moss, -0.16)), cells=90))
    world.stand("ground", Place(h * 0.72 + 15 * u, 1.0, 1.0))
    world.mist(1.0)


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


LANDS = {"mountains": mountains, "meadow": meadow, "forest": forest, "garden": garden}
