"""A setting in the water: reefs below the surface, and shafts of light."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import replace

from PIL import Image, ImageDraw, ImageFilter

from omnivid_jupyter.simulator.painter import flora
from omnivid_jupyter.simulator.painter.brush import (
    Pen,
    fade,
    gradient,
    hills,
    noise,
)
from omnivid_jupyter.simulator.painter.camera import Pose
from omnivid_jupyter.simulator.painter.colour import RGB, WHITE, mix, shade
from omnivid_jupyter.simulator.painter.light import Light
from omnivid_jupyter.simulator.painter.stage import State
from omnivid_jupyter.simulator.painter.world import Place, World

__all__ = ["Rays", "underwater"]

Edge = Callable[[float], float]


class Rays:
    """Shafts of light from the water's surface, which slowly sway and fade in turn."""

    def __init__(self, world: World, tone: RGB, strength: float) -> None:
        view, u = world.view, world.u
        rng = world.dice("rays")
        self._view = view
        size = (view.width // 4 * 2, view.height // 4)
        self._tone = Image.new("RGB", (view.width, view.height), tone)
        self._sheets = []
        for _ in range(2):
            mask = Image.new("L", size, 0)
            pen = ImageDraw.Draw(mask)
            for i in range(9):
                x = (i + rng.uniform(0.1, 0.9)) * size[0] / 9
                wide = rng.uniform(1, 4.5) * u / 4 * 2
                lean = -0.3 * size[1]
                pen.polygon(
                    [(x, 0), (x + wide, 0), (x + wide * 2 + lean, size[1]), (x + lean, size[1])],
                    fill=round(rng.uniform(70, 150) * strength),
                )
            mask = mask.filter(ImageFilter.GaussianBlur(u * 0.35))
            self._sheets.append(Image.composite(mask, Image.new("L", size, 0), fade(size, 1, 0.55, 0)))
        self._phase = rng.random() * math.tau

    def put(self, frame: Image.Image, t: float, pose: Pose, floor: int) -> None:
        width, height = frame.size
        _, right, down = pose.place(0.5)
        for i, sheet in enumerate(self._sheets):
            level = 0.6 + 0.4 * math.sin(0.9 * t + self._phase + i * 2.4)
            x = (sheet.width / 4 + sheet.width / 60 * math.sin(0.5 * t + i * 2) - right * sheet.width / 2) % (
                sheet.width / 2
            )
            mask = sheet.resize(
                (width, height), Image.Resampling.BILINEAR, (x, 0, x + sheet.width / 2, sheet.height)
            )
            frame.paste(
                self._tone,
                (0, round(down * height * 0.3)),
                mask.point([round(v * level) for v in range(256)]),
            )


def underwater(world: World) -> None:
    """Below the surface: light from above, rocks and corals, weeds that sway, bubbles."""
    u, h, light, view = world.u, world.view.height, world.light, world.view
    world.horizon = h * 0.75
    day = 1 - 0.75 * light.dark
    top = light.lit((120, 214, 224), 1.0)
    mid = light.lit((28, 132, 172), 1.0)
    low = light.lit((8, 60, 104), 1.0)
    tall = view.above + world.bottom
    a = view.above / tall
    back = gradient(
        (view.period, tall),
        mix(top, WHITE, 0.35 * day),
        top,
        mid,
        low,
        shade(low, -0.3),
        places=[0, a, a + h * 0.45 / tall, a + h * 0.85 / tall, 1],
    )
    rng = world.dice("deep")
    cloudy = noise(rng, back.size, (14, 12), 4)
    back.paste(mid, (0, 0), cloudy.point([max(0, min(70, v - 150)) for v in range(256)]))
    world.backdrop(back)
    water_air = mix(mid, low, 0.35)
    world.light = light = _immersed(light, water_air)
    tones: tuple[RGB, ...] = (
        (222, 96, 104),
        (240, 150, 96),
        (196, 110, 190),
        (248, 196, 120),
        (120, 190, 150),
    )
    world.add(Rays(world, mix(top, WHITE, 0.5 * day), 0.6 * day + 0.15))
    for i, (level, depth) in enumerate(((0.7, 0.2), (0.76, 0.5), (0.83, 0.95))):
        part = world.dice("reef", i)
        rocks = [
            flora.stone(part, (15 + 9 * i) * u, (92, 104, 120), flat=part.uniform(0.5, 0.9)) for _ in range(4)
        ]
        corals = [_coral(part, (7 + 5 * i) * u, part.choice(tones)) for _ in range(6)]
        weeds = [
            flora.blades(
                part, (6 + 4 * i) * u, (14 + 8 * i) * u, ((40, 120, 92), (62, 150, 96), (30, 100, 96)), 12
            )
            for _ in range(4)
        ]

        def reef(
            painting: Image.Image,
            at: Edge,
            part: random.Random = part,
            i: int = i,
            rocks: list[Image.Image] = rocks,
            corals: list[Image.Image] = corals,
            weeds: list[Image.Image] = weeds,
        ) -> None:
            for figures, count in ((rocks, 9), (weeds, 16), (corals, 17)):
                for x in world.scatter(part, count):
                    world.put(painting, part.choice(figures), x, at(x) + (1.5 + i) * u)

        sand: RGB = (196, 190, 160)
        world.strip(
            hills(part, 128, 3.4 * u, (1, 2, 3)),
            h * level,
            shade(sand, 0.05),
            shade(sand, -0.3),
            depth,
            deep=None if i == 2 else 40 * u,
            decorate=reef,
            headroom=(24 + 12 * i) * u,
        )
        if i == 1:
            world.stand("water", Place(h * 0.46, 1.0, 1.0))
    world.stand("ground", Place(h * 0.86, 1.0, 0.9))
    bubble = Pen(2, 2, 1.2 * u)
    bubble.oval((190, 236, 244), 1, 1, 0.95, alpha=70)
    bubble.oval(WHITE, 0.66, 0.62, 0.24, alpha=220)
    drawn = bubble.done()
    part = world.dice("bubbles")
    for _ in range(22):
        size, x, phase, pace = (
            part.uniform(0.25, 1.0),
            part.random() * view.width * 1.3,
            part.random(),
            part.uniform(5, 10) * u,
        )

        def rise(
            t: float, size: float = size, x: float = x, phase: float = phase, pace: float = pace
        ) -> State:
            y = h * 1.1 - (phase * h * 1.3 + pace * t) % (h * 1.3)
            return State(x + 1.2 * u * math.sin(1.7 * t + 9 * phase), y, size=size, alpha=0.85)

        world.sprite([drawn], rise, 0.8, repeats=True)
    world.mist(1.0)


def _immersed(light: Light, water: RGB) -> Light:
    r, g, b = light.gain
    return replace(
        light,
        air=water,
        haze=0.82,
        gain=(r * 0.72, g * 0.98, b * 1.04),
        lift=(light.lift[0], light.lift[1] + 6, light.lift[2] + 12),
    )


def _coral(rng: random.Random, wide: float, tone: RGB) -> Image.Image:
    """A branching coral or a fan."""
    pen = Pen(1.0, 1.1, wide, 3)
    if rng.random() < 0.5:
        stack = [(0.5, 1.1, 0.0, 0.34, 0.09)]
        while stack:
            x, y, a, length, thick = stack.pop()
            x2, y2 = x + math.sin(a) * length, y - math.cos(a) * length
            pen.line(shade(tone, rng.uniform(-0.1, 0.12)), thick, (x, y), (x2, y2))
            if thick > 0.035:
                stack += [
                    (x2, y2, a + side * rng.uniform(0.3, 0.6), length * 0.74, thick * 0.76)
                    for side in (-1, 1)
                ]
    else:
        for k in range(9):
            a = -1.1 + k * 2.2 / 8
            tip = (0.5 + math.sin(a) * 0.46, 1.05 - math.cos(a) * rng.uniform(0.6, 0.95))
            pen.line(
                shade(tone, rng.uniform(-0.15, 0.15)),
                0.07,
                (0.5, 1.08),
                ((0.5 + tip[0]) / 2 - 0.02, (1.08 + tip[1]) / 2),
                tip,
                soft=True,
            )
            pen.oval(shade(tone, 0.2), *tip, 0.05)
    return pen.done(body=0.7)
