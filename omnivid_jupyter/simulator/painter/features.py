"""What a place may have besides: a village, lanterns, a veranda, a hot spring, a waterfall, lights in the sky."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import replace

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from omnivid_jupyter.simulator.painter import flora
from omnivid_jupyter.simulator.painter.brush import Pen, glow, gradient, hills, noise, paint
from omnivid_jupyter.simulator.painter.camera import Pose
from omnivid_jupyter.simulator.painter.colour import RGB, WHITE, hsv, mix, shade
from omnivid_jupyter.simulator.painter.hours import Leaves
from omnivid_jupyter.simulator.painter.stage import State
from omnivid_jupyter.simulator.painter.world import World

__all__ = [
    "CROPS",
    "aurora",
    "cane",
    "hot_spring",
    "lantern_strings",
    "motes",
    "rainbow",
    "rows",
    "sown",
    "veranda",
    "village",
    "waterfall",
]

_LAMP: RGB = (255, 220, 150)

#: What grows on a field: its colour from afar, its grass and its blossoms.
CROPS: dict[str, tuple[RGB, RGB, tuple[RGB, ...]]] = {
    "wheat": ((222, 186, 92), (154, 170, 78), ((240, 208, 116), (230, 190, 92))),
    "lavender": ((150, 112, 204), (114, 132, 112), ((140, 84, 222), (164, 108, 238), (118, 66, 198))),
    "sunflowers": ((226, 194, 64), (112, 156, 62), ((252, 206, 36), (250, 186, 30), (255, 220, 80))),
    "tulips": (
        (206, 130, 110),
        (104, 160, 76),
        ((232, 60, 70), (250, 196, 60), (244, 120, 164), (250, 250, 244)),
    ),
}


def sown(leaves: Leaves, features: tuple[str, ...]) -> Leaves:
    """The plants of a season with what the prompt says that grows there."""
    crop = next((CROPS[each] for each in features if each in CROPS), None)
    return leaves if crop is None or leaves.snowy else replace(leaves, grass=crop[1], blossom=crop[2])


def rows(world: World, colours: Image.Image, rng: random.Random) -> Image.Image:
    """A ground with what is sown on it in rows, wider the nearer; as it is, where no flowers are sown."""
    crop = next((each for each in world.direction.features if each in CROPS), None)
    if crop in (None, "wheat") or world.light.leaves.snowy:
        return colours
    u, (wide, tall) = world.u, colours.size
    _, _, blossoms = CROPS[crop or ""]
    mask = Image.new("L", (wide, tall), 0)
    bands = Image.new("RGB", (wide, tall), blossoms[0])
    pen, ground = ImageDraw.Draw(mask), ImageDraw.Draw(bands)
    strength = 150 if crop == "lavender" else 80  # blossoms among green: a field of flowers is a meadow still
    y, step, number = 2.0 * u, 1.5 * u, 0
    while y < tall:
        ground.rectangle(
            (0, y - 0.1 * step, wide, y + step), fill=shade(blossoms[number % len(blossoms)], -0.06)
        )
        pen.rectangle((0, y, wide, y + 0.62 * step), fill=strength)
        y, step, number = y + step, step * 1.16, number + 1
    dots = noise(rng, (wide, tall), (max(40, round(wide / (0.8 * u))), max(8, round(tall / (0.6 * u)))), 2)
    mask = ImageChops.multiply(
        mask.filter(ImageFilter.GaussianBlur(0.3 * u)), dots.point([min(255, v + 90) for v in range(256)])
    )
    colours.paste(bands, (0, 0), mask)
    return colours


def cane(world: World, name: object, wide: float, tall: float) -> Image.Image:
    """A cane of bamboo that goes up out of the picture."""
    rng = world.dice("cane", name)
    tone = (
        mix((124, 166, 78), world.light.leaves.leaf[1], 0.15)
        if not world.light.leaves.bare
        else (132, 158, 92)
    )
    tone = shade(tone, rng.uniform(-0.16, 0.12))
    high = tall / wide
    pen = Pen(7.0, high, wide, 2)
    x, y, step = 3.5, high, rng.uniform(5.5, 7.5)
    lean = rng.uniform(-0.5, 0.5)
    while y > 0:
        at = x + lean * (1 - y / high)
        pen.rect(tone, at - 0.5, y - step, 1.0, step)
        pen.rect(shade(tone, 0.3), at - 0.36, y - step, 0.22, step)
        pen.rect(shade(tone, -0.24), at + 0.26, y - step, 0.24, step)
        pen.rect(shade(tone, -0.42), at - 0.56, y - step, 1.12, 0.2)
        pen.rect(shade(tone, 0.4), at - 0.5, y - step + 0.2, 1.0, 0.18)
        if y < high * 0.72 and rng.random() < 0.45:
            side = rng.choice((-1, 1))
            for k in range(5):
                tip = (at + side * (1.2 + 0.4 * k), y - step + 0.4 + 0.7 * k * rng.uniform(0.6, 1.2))
                mid = ((at + tip[0]) / 2, (y - step + tip[1]) / 2)
                leaf = shade(tone, rng.uniform(-0.3, 0.16))
                pen.poly(
                    leaf, (at + side * 0.4, y - step), (mid[0], mid[1] - 0.4), tip, (mid[0], mid[1] + 0.25)
                )
        y -= step
    return pen.done()


def _cottage(u: float, size: float, roof: RGB) -> tuple[Image.Image, Image.Image]:
    """A small house, and what of it is lit at night."""
    pen, lamp = Pen(14, 12, size * u / 14, 3), Pen(14, 12, size * u / 14, 3)
    wall: RGB = (236, 224, 202)
    pen.rect(shade(wall, -0.4), 9.6, 1.0, 1.3, 3)
    pen.rect(wall, 2, 5.6, 10, 6.4)
    pen.rect(shade(wall, -0.16), 8.6, 5.6, 3.4, 6.4)
    pen.poly(roof, (0.6, 6.2), (4.2, 1.8), (9.8, 1.8), (13.4, 6.2))
    pen.poly(shade(roof, -0.24), (0.6, 6.2), (1.2, 5.5), (12.8, 5.5), (13.4, 6.2))
    for x in (3.2, 9.4):
        pen.rect((120, 146, 164), x, 7.4, 1.7, 1.9)
        lamp.rect(_LAMP, x, 7.4, 1.7, 1.9)
    pen.rect(shade(roof, -0.4), 6.2, 8.6, 1.8, 3.4)
    return pen.done(), lamp.done()


def village(world: World, at: Callable[[float], float], depth: float, size: float, *, count: int = 9) -> None:
    """Houses along a ground whose edge is `at`, a church among them, if the prompt has a village."""
    if "village" not in world.direction.features:
        return
    u, view = world.u, world.view
    rng = world.dice("village", depth)
    roofs: tuple[RGB, ...] = ((176, 84, 62), (150, 96, 72), (108, 112, 128), (190, 110, 70))
    homes = [_cottage(u, size * rng.uniform(0.9, 1.1), each) for each in roofs]
    places = sorted(
        (view.width * share + rng.gauss(0, 1) * size * 1.4 * u + shift)
        for shift in (0, view.period / 2)
        for share in (0.24, 0.76)
        for _ in range(count // 2)
    )
    top = min(at(x) for x in range(0, view.period, max(1, view.period // 64))) - 2.2 * size * u
    tall = round(max(at(x) for x in range(0, view.period, max(1, view.period // 64))) + 0.5 * size * u - top)
    image, lamps = (Image.new("RGBA", (view.period, tall), (0, 0, 0, 0)) for _ in range(2))
    spire = Pen(6, 22, size * u / 14, 3)
    spire.rect((232, 222, 204), 1, 9, 4, 13)
    spire.poly((104, 96, 108), (0.4, 9.4), (3, 0.4), (5.6, 9.4))
    spire.rect((90, 84, 92), 2.3, 11, 1.4, 2.2, 0.6)
    world.put(image, spire.done(), view.width * 0.79, at(view.width * 0.79) - top + 0.1 * size * u)
    rows = sorted((rng.uniform(0.02, 0.34), x) for x in places)
    for down, x in rows:
        house, lit = rng.choice(homes)
        y = at(x) - top + down * size * u
        world.put(image, house, x, y)
        world.put(lamps, lit, x, y)
    world.layer(image, top, depth, glowing=lamps)


def lantern_strings(world: World) -> None:
    """Paper lanterns on strings across the picture, if there is a festival; they sway."""
    if "festival" not in world.direction.features or world.setting == "room":
        return
    u, view = world.u, world.view
    rng = world.dice("festival")
    tones: tuple[RGB, ...] = ((236, 72, 52), (250, 244, 230), (246, 150, 60))
    cells = []
    for tone in tones:
        pen = Pen(8, 10, 0.78 * u)
        lit = world.light.dark > 0.3
        if lit:
            pen.stamp(glow(round(8 * 0.78 * u), mix(tone, _LAMP, 0.5), 0.6, 1.4), 4, 5)
        inner = mix(tone, _LAMP, 0.4 if lit else 0.0)
        pen.rect((70, 50, 44), 3, 1.6, 2, 0.7)
        pen.oval(tone, 4, 5, 2.7, 3.0)
        pen.oval(inner, 4, 5.1, 1.8, 2.4)
        pen.rect((70, 50, 44), 3, 7.8, 2, 0.7)
        drawn = pen.done(body=0.0 if lit else 0.4)
        if not lit:
            graded = world.light.grade(drawn.convert("RGB"), 1.0)
            graded.putalpha(drawn.getchannel("A"))
            drawn = graded
        cells.append(drawn)
    for row, (level, depth) in enumerate(((0.25, 0.75), (0.15, 0.95))):
        count = max(7, round(view.width / (17 * u)))
        for k in range(-2, count + 3):
            phase = rng.random() * math.tau
            x = (k + 0.5 * row) * view.width / count
            hang = view.height * (level + 0.05 * math.sin(math.pi * ((k * 0.34) % 1.0))) + world.lowered(
                depth
            )

            def sway(
                t: float, x: float = x, y: float = hang, phase: float = phase, cell: int = k + row
            ) -> State:
                angle = 5 * math.sin(1.3 * t + phase)
                return State(x + 0.07 * u * angle, y, angle, cell % len(cells))

            world.sprite(cells, sway, depth, anchor=(0.5, 0.1))


def veranda(world: World) -> None:
    """Planks of a veranda in front, with a post and the edge of the eaves."""
    if "veranda" not in world.direction.features:
        return
    u, h, view = world.u, world.view.height, world.view
    wood: RGB = (172, 126, 84)
    top = h * 0.765
    tall = round(world.bottom - top)
    image = gradient((view.period, tall), shade(wood, 0.14), shade(wood, -0.24), places=[0, 0.5])
    pen = ImageDraw.Draw(image)
    step = 9 * u
    for k in range(-4, round(view.period / step) + 5):
        x, middle = k * step, view.width / 2
        pen.line((x, 0, x + (x - middle) * 1.1, tall), fill=shade(wood, -0.4), width=max(1, round(0.22 * u)))
    pen.rectangle((0, 0, view.period, 0.9 * u), fill=shade(wood, 0.36))
    pen.rectangle((0, 0.9 * u, view.period, 1.4 * u), fill=shade(wood, -0.4))
    world.layer(paint(Image.new("L", image.size, 255), image), top, 1.0)
    post = Pen(view.period / u, 90, u, 2)
    for share in (0.08, 1.02):
        x = view.width * share / u
        post.rect(shade(wood, -0.3), x, 0, 3.0, 90)
        post.rect(shade(wood, -0.05), x, 0, 1.0, 90)
    world.layer(post.done().crop((0, 0, view.period, round(90 * u))), top - 89 * u, 1.0)


def hot_spring(world: World) -> None:
    """A steaming pool between stones, in front."""
    if "hot spring" not in world.direction.features:
        return
    u, h, view = world.u, world.view.height, world.view
    rng = world.dice("hot spring")
    top = h * 0.76
    tall = round(world.bottom - top)
    water = world.light.lit((112, 178, 186))
    near = world.light.lit((60, 132, 148))
    pool = gradient(
        (view.period, tall), mix(water, world.light.sky[2], 0.35), water, near, places=[0, 0.25, 0.7]
    )
    mask = Image.new("L", (view.period, tall), 0)
    pen = ImageDraw.Draw(mask)
    pen.rectangle((0, 2.4 * u, view.period, tall), fill=255)
    world.layer(paint(mask, pool), top, 0.97, graded=True)
    rim = Image.new("RGBA", (view.period, round(16 * u)), (0, 0, 0, 0))
    snowy = world.light.leaves.snowy
    stones = [
        flora.stone(rng, rng.uniform(9, 15) * u, (120, 120, 122), moss=(240, 244, 250) if snowy else None)
        for _ in range(6)
    ]
    for k in range(round(view.period / (8.5 * u))):
        world.put(rim, rng.choice(stones), k * 8.5 * u, (8.4 + rng.uniform(-1, 1.4)) * u)
    world.layer(rim, top - 5.2 * u, 0.97)
    _steam(world, top + 3 * u, 16)


def _steam(world: World, level: float, count: int) -> None:
    """Soft puffs that rise from a line and fade."""
    u, view = world.u, world.view
    rng = world.dice("steam", round(level))
    puff = glow(round(34 * u), mix(world.light.air, WHITE, 0.6 * (1 - world.light.dark)), 0.5, 1.5)
    for _ in range(count):
        x, phase, size, pace = (
            rng.random() * view.width,
            rng.random(),
            rng.uniform(0.5, 1.1),
            rng.uniform(0.1, 0.16),
        )

        def rise(
            t: float, x: float = x, phase: float = phase, size: float = size, pace: float = pace
        ) -> State:
            share = (phase + pace * t) % 1.0
            return State(
                x + 4 * u * math.sin(2.0 * share + 9 * phase),
                level - 26 * u * share,
                size=size * (0.5 + share),
                alpha=math.sin(math.pi * share) ** 1.2,
            )

        world.sprite([puff], rise, 1.0, repeats=True)


class _Fall:
    """Water that falls over a rock's edge."""

    def __init__(self, world: World, x: float, top: float, foot: float, wide: float, depth: float) -> None:
        self._view, self._depth = world.view, depth
        self._box = (x - wide / 2, top, x + wide / 2, foot)
        rng = world.dice("fall")
        size = (max(8, round(wide)), max(8, round(foot - top)))
        streaks = noise(rng, size, (round(size[0] / (0.9 * world.u)) + 2, 3), 3)
        self._streaks = streaks.point([max(0, min(255, 70 + (v - 90) * 2)) for v in range(256)])
        shape = Image.new("L", size, 0)
        ImageDraw.Draw(shape).polygon(
            [(size[0] * 0.18, 0), (size[0] * 0.82, 0), (size[0], size[1]), (0, size[1])], fill=255
        )
        self._shape = shape.filter(ImageFilter.GaussianBlur(0.5 * world.u))
        self._tone = Image.new("RGB", size, world.light.lit((236, 244, 248), 0.7))
        self._ground = Image.new("RGB", size, world.light.lit((120, 164, 182), 0.7))

    def put(self, frame: Image.Image, t: float, pose: Pose, floor: int) -> None:
        width, height = self._view.width, self._view.height
        scale, right, down = pose.place(self._depth)
        x0, y0, x1, y1 = self._box
        left = (x0 - width / 2) * scale + width / 2 + right * width
        top = (y0 - height / 2) * scale + height / 2 + down * height
        size = (max(1, round((x1 - x0) * scale)), max(1, round((y1 - y0) * scale)))
        if left > width or left + size[0] < 0 or top > height or top + size[1] < 0:
            return
        moved = ImageChops.offset(self._streaks, 0, round(0.9 * self._streaks.height * t))
        water = Image.composite(self._tone, self._ground, moved).resize(size, Image.Resampling.BILINEAR)
        frame.paste(water, (round(left), round(top)), self._shape.resize(size, Image.Resampling.BILINEAR))


def waterfall(world: World, foot: float, depth: float) -> None:
    """A cliff with a waterfall, if the prompt has one; its foot is at this height."""
    if "waterfall" not in world.direction.features:
        return
    u, h, view = world.u, world.view.height, world.view
    rng = world.dice("cliff")
    rock: RGB = (104, 108, 108)
    top = foot - h * 0.36
    x = view.width * 0.5
    painting = Image.new("RGBA", (view.period, round(foot - top + 6 * u)), (0, 0, 0, 0))
    reach = 40 * u
    mask = Image.new("L", painting.size, 0)
    crest = hills(rng, 40, 3.4 * u, (2, 3, 5))
    points = [
        (x + reach * (k / 39 * 2 - 1), 4 * u + crest[k] + abs(k / 39 * 2 - 1) ** 2.6 * 22 * u)
        for k in range(40)
    ]
    ImageDraw.Draw(mask).polygon(
        [*points, (x + reach * 1.2, painting.height), (x - reach * 1.2, painting.height)], fill=255
    )
    grain = noise(rng, painting.size, (70, 10), 4)
    stone = gradient(painting.size, shade(rock, 0.12), shade(rock, -0.3))
    stone.paste(shade(rock, -0.5), (0, 0), grain.point([max(0, min(150, (120 - v) * 3)) for v in range(256)]))
    stone.paste(
        mix(rock, world.light.leaves.leaf[0], 0.6),
        (0, 0),
        grain.point([max(0, min(170, (v - 160) * 4)) for v in range(256)]),
    )
    painting = paint(mask, stone)
    bushes = [flora.bush(rng, 11 * u, world.light.leaves.leaf) for _ in range(3)]
    for px, py in points[::3]:
        if abs(px - x) > 7 * u:
            world.put(painting, rng.choice(bushes), px, py + 3 * u)
    world.layer(painting, top, depth)
    world.add(_Fall(world, x, top + 5 * u, foot + 1.0 * u, 13 * u, depth))
    puff = glow(round(15 * u), world.light.lit((236, 244, 248), 0.7), 0.5, 1.5)
    for k in range(6):

        def spray(t: float, k: int = k) -> State:
            return State(
                x + (k - 2.5) * 2.6 * u, foot - 1.2 * u, size=1 + 0.25 * math.sin(3 * t + 2 * k), alpha=0.8
            )

        world.sprite([puff], spray, depth)


def rainbow(world: World) -> None:
    """A bow in the sky, if the prompt has one."""
    if "rainbow" not in world.direction.features:
        return
    u, view = world.u, world.view
    reach = min(64 * u, view.width * 0.4)
    side = round(2 * reach)
    ring = Image.new("RGBA", (side * 2, side), (0, 0, 0, 0))
    pen = ImageDraw.Draw(ring)
    steps = 42
    for k in range(steps):
        r = 2 * reach * (1 - 0.15 * k / steps)
        level = math.sin(math.pi * (k + 0.5) / steps) ** 0.7
        tone = hsv(0.78 * k / steps, 0.62, 1.0)
        pen.ellipse(
            (side - r, side - r, side + r, side + r),
            fill=(*tone, round(118 * level * (1 - 0.6 * world.light.dark))),
        )
    inner = 2 * reach * 0.85
    pen.ellipse((side - inner, side - inner, side + inner, side + inner), fill=(0, 0, 0, 0))
    foot = world.horizon + 3 * u
    tall = min(side / 2, foot - world.lowered(0.03) - 12 * u)  # its top is in the picture
    bow = ring.resize((side, max(8, round(tall))), Image.Resampling.BICUBIC)

    def hang(t: float) -> State:
        return State(view.width * 0.5, foot, alpha=0.9 + 0.1 * math.sin(0.5 * t))

    world.sprite([bow], hang, 0.03, anchor=(0.5, 1.0))


class _Curtains:
    """Northern lights: two curtains that wave and brighten in turn."""

    def __init__(self, world: World) -> None:
        view, u = world.view, world.u
        self._view = view
        size = (view.width // 2, max(8, round(view.height * 0.5) // 2))
        self._sheets = []
        self._tones = [
            Image.new("RGB", (view.width, size[1] * 2), tone) for tone in ((70, 240, 160), (150, 120, 250))
        ]
        for k in range(2):
            rng = world.dice("aurora", k)
            streaks = noise(rng, (size[0] * 2, size[1]), (26, 2), 3)
            band = Image.new("L", (size[0] * 2, size[1]), 0)
            pen = ImageDraw.Draw(band)
            wave = hills(rng, 64, size[1] * 0.2, (1, 2, 3))
            for i in range(64):
                x0, x1 = i / 64 * band.width, (i + 1) / 64 * band.width
                foot = size[1] * (0.62 + 0.1 * k) + wave[i]
                for j in range(14):
                    pen.rectangle(
                        (x0, foot - size[1] * 0.62 * (j + 1) / 14, x1, foot - size[1] * 0.62 * j / 14),
                        fill=round(235 * (1 - j / 14) ** 1.4),
                    )
            band = band.filter(ImageFilter.GaussianBlur(1.2 * u / 2))
            self._sheets.append(
                ImageChops.multiply(band, streaks.point([min(255, 120 + v) for v in range(256)]))
            )
        self._phase = world.dice("aurora").random() * math.tau

    def put(self, frame: Image.Image, t: float, pose: Pose, floor: int) -> None:
        width, height = frame.size
        _, right, down = pose.place(0.0)
        for k, (sheet, tone) in enumerate(zip(self._sheets, self._tones, strict=True)):
            level = 0.62 + 0.28 * math.sin(0.7 * t + self._phase + 2.1 * k)
            shift = round((6 * (-1) ** k * t * self._view.u / 7 - right * width / 2) % sheet.width)
            moved = ImageChops.offset(sheet, -shift, 0).crop((0, 0, width // 2, sheet.height))
            mask = moved.resize((width, sheet.height * 2), Image.Resampling.BILINEAR).point(
                [round(v * min(1.0, level * 1.15)) for v in range(256)]
            )
            frame.paste(tone, (0, round(down * height + self._view.height * 0.04)), mask)


def aurora(world: World) -> None:
    """Northern lights, if the prompt has them and it is dark."""
    if "aurora" in world.direction.features and world.light.dark > 0.5:
        world.add(_Curtains(world))


def motes(world: World) -> None:
    """What drifts in the air by itself: seeds over grass, dust in a room, leaves in a wood, sparks of snow or sand."""
    kinds: dict[str, tuple[RGB, int, float]] = {
        "meadow": ((255, 252, 236), 18, 0.5),
        "garden": ((255, 250, 240), 14, 0.42),
        "forest": ((244, 246, 206), 20, 0.45),
        "mountains": ((255, 252, 240), 12, 0.42),
        "room": ((255, 246, 224), 34, 0.4),
        "desert": ((248, 222, 170), 22, 0.36),
        "snowfield": ((255, 255, 255), 24, 0.34),
        "street": ((250, 244, 230), 26, 0.42),
        "space": ((214, 226, 255), 14, 0.26),
    }
    if world.setting not in kinds or {"rain", "snow", "storm"} & set(world.direction.weather):
        return
    colour, count, size = kinds[world.setting]
    u, view = world.u, world.view
    rng = world.dice("motes")
    dot = glow(max(3, round(5 * size * u)), mix(colour, world.light.air, 0.5 * world.light.dark), 0.95, 1.2)
    windy = 3.0 if "wind" in world.direction.weather else 1.0
    for _ in range(count):
        x, y, phase = rng.random(), rng.random(), rng.random() * math.tau
        pace, fall, grown = (
            rng.uniform(0.006, 0.022) * windy,
            rng.uniform(-0.006, 0.012),
            rng.uniform(0.5, 1.25),
        )

        def drift(
            t: float,
            x: float = x,
            y: float = y,
            phase: float = phase,
            pace: float = pace,
            fall: float = fall,
            grown: float = grown,
        ) -> State:
            across = (x + pace * t + 0.006 * math.sin(0.9 * t + phase)) % 1.1 - 0.05
            down = 0.16 + (y + fall * t + 0.012 * math.sin(0.7 * t + 2 * phase)) % 1.0 * 0.72
            return State(
                across * view.width,
                down * view.height,
                size=grown,
                alpha=0.55 + 0.4 * math.sin(1.1 * t + 3 * phase),
            )

        world.sprite([dot], drift, 0.0)
