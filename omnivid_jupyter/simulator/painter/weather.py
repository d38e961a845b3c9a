"""Weather that moves: rain, snow, drifting fog, leaves in the wind, lightning."""

from __future__ import annotations

import math
import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from omnivid_jupyter.simulator.painter.brush import Pen, fade, noise
from omnivid_jupyter.simulator.painter.camera import Pose
from omnivid_jupyter.simulator.painter.colour import RGB, mix, shade
from omnivid_jupyter.simulator.painter.stage import State, View
from omnivid_jupyter.simulator.painter.world import World

__all__ = ["veil"]

FPS = 24


class _Falling:
    """A sheet of drops or flakes that moves by whole pixels a frame, so that nothing trembles."""

    def __init__(self, view: View, sheet: Image.Image, tone: RGB, step: tuple[int, int]) -> None:
        self._sheet, self._step = sheet, step
        self._tone = Image.new("RGB", (view.width, view.height), tone)

    def put(self, frame: Image.Image, t: float, pose: Pose, floor: int) -> None:
        number = round(t * FPS)
        moved = ImageChops.offset(
            self._sheet, (self._step[0] * number) % frame.width, (self._step[1] * number) % frame.height
        )
        frame.paste(self._tone, (0, 0), moved)


def _drops(
    view: View, rng: random.Random, count: int, length: float, width: float, lean: float, alpha: int
) -> Image.Image:
    wide, tall = view.width, view.height
    sheet = Image.new("L", (wide * 2, tall * 2), 0)
    pen = ImageDraw.Draw(sheet)
    for _ in range(count):
        x, y, long = rng.random() * wide, rng.random() * tall, length * rng.uniform(0.6, 1.2)
        level = round(alpha * rng.uniform(0.5, 1.0))
        for dx in (-wide, 0, wide):
            for dy in (-tall, 0):
                line = [(2 * (x + dx), 2 * (y + dy)), (2 * (x + dx - lean * long), 2 * (y + dy + long))]
                pen.line(line, fill=level, width=max(1, round(2 * width)))
    return sheet.reduce(2)


def _flakes(view: View, rng: random.Random, count: int, size: float, alpha: int, blur: float) -> Image.Image:
    wide, tall = view.width, view.height
    sheet = Image.new("L", (wide * 2, tall * 2), 0)
    pen = ImageDraw.Draw(sheet)
    for _ in range(count):
        x, y, r = rng.random() * wide, rng.random() * tall, size * rng.uniform(0.5, 1.1)
        for dx in (-wide, 0, wide):
            for dy in (-tall, 0, tall):
                pen.ellipse(
                    [2 * v for v in (x + dx - r, y + dy - r, x + dx + r, y + dy + r)],
                    fill=round(alpha * rng.uniform(0.7, 1)),
                )
    sheet = sheet.reduce(2)
    return sheet.filter(ImageFilter.GaussianBlur(blur)) if blur else sheet


class _Mist:
    """A bank of fog that drifts."""

    def __init__(self, world: World, depth: float, level: float) -> None:
        view, u = world.view, world.u
        self._view, self._depth = view, depth
        self._tone = Image.new("RGB", (view.width, view.height), world.light.air)
        self._drift = (1.1 if round(depth * 10) % 2 else -0.8) * u
        quarter = (view.period // 4, (view.above + world.bottom) // 4)
        rng = world.dice("mist", depth)
        cloud = noise(rng, quarter, (7, 9), 4)
        line = (view.above + world.horizon) / (view.above + world.bottom)
        shape = fade(quarter, 0.25, 0.5, 1.0, 0.8, 0.6, places=[0, line * 0.6, line, line + 0.1, 1])
        cloud = cloud.point([max(0, min(255, round((64 + v * 0.75) * level))) for v in range(256)])
        self._mask = ImageChops.multiply(cloud, shape)

    def put(self, frame: Image.Image, t: float, pose: Pose, floor: int) -> None:
        view = self._view
        scale, right, down = pose.place(self._depth)
        left = (
            (view.width / 2 - (view.width / 2 + right * view.width) / scale - self._drift * t)
            / 4
            % self._mask.width
        )
        top = (view.above + view.height / 2 - (view.height / 2 + down * view.height) / scale) / 4
        wide, tall = view.width / scale / 4, view.height / scale / 4
        top = max(0.0, min(self._mask.height - tall, top))
        mask = self._mask
        if left + wide > mask.width - 1:
            shift = math.floor(left)
            mask = ImageChops.offset(mask, -shift, 0)
            left -= shift
        box = (left, top, min(mask.width, left + wide), min(mask.height, top + tall))
        frame.paste(self._tone, (0, 0), mask.resize(frame.size, Image.Resampling.BILINEAR, box))


class _Lightning:
    """A few flashes, each with its bolt."""

    def __init__(self, world: World, seconds: float) -> None:
        rng = world.dice("lightning")
        view, u = world.view, world.u
        self._flashes = []
        at = rng.uniform(0.5, 1.2)
        while at < seconds:
            x = view.width * rng.uniform(0.15, 0.85)
            sheet = Image.new("L", (view.width, round(world.horizon)), 0)
            pen = ImageDraw.Draw(sheet)
            y, points = 0.0, [(x, 0.0)]
            while y < world.horizon:
                y += rng.uniform(3, 7) * u
                x += rng.uniform(-4, 4) * u
                points.append((x, y))
                if rng.random() < 0.3:
                    fork = [
                        (x, y),
                        (x + rng.uniform(-7, 7) * u, y + 6 * u),
                        (x + rng.uniform(-12, 12) * u, y + 12 * u),
                    ]
                    pen.line(fork, fill=150, width=max(1, round(0.25 * u)))
            pen.line(points, fill=255, width=max(2, round(0.5 * u)), joint="curve")
            halo = sheet.filter(ImageFilter.GaussianBlur(u))
            self._flashes.append(
                (at, ImageChops.lighter(sheet, halo.point([min(255, v * 2) for v in range(256)])))
            )
            at += rng.uniform(1.8, 2.8)

    def put(self, frame: Image.Image, t: float, pose: Pose, floor: int) -> None:
        for at, bolt in self._flashes:
            age = t - at
            if 0 <= age < 0.5:
                level = (1 - age / 0.5) ** 2
                frame.paste((222, 228, 255), (0, 0), bolt.point([round(v * level) for v in range(256)]))
                light = Image.new("RGB", frame.size, (206, 216, 255))
                frame.paste(Image.blend(frame, light, 0.3 * level), (0, 0))


def veil(seconds: float):  # type: ignore[no-untyped-def]
    """What a world calls between its layers, for a film of so many seconds."""
    lain: set[int] = set()

    def put(world: World, depth: float) -> None:
        weather = set(world.direction.weather)
        storm = "storm" in weather
        windy = storm or "wind" in weather
        view, u, light = world.view, world.u, world.light
        part = 0 if depth < 0.34 else 1 if depth < 0.9 else 2
        first = part not in lain
        lain.add(part)
        if not first:
            return
        if "fog" in weather:
            world.add(_Mist(world, depth, (0.6, 0.53, 0.4)[part]))
        if part == 0 and storm:
            world.add(_Lightning(world, seconds))
        if storm or "rain" in weather:
            tone = mix(mix(light.sky[3], (220, 228, 240), 0.6), shade(light.sky[3], 0.3), light.dark)
            lean, rng = (0.34 if windy else 0.08), world.dice("rain", part)
            count, length, width, alpha, fall = (
                (620, 4.0, 0.14, 100, 16),
                (430, 7.5, 0.19, 128, 26),
                (170, 13, 0.28, 140, 40),
            )[part]
            count = round(count * (1.2 if storm else 1.0) * view.width / view.height * 0.56)
            sheet = _drops(view, rng, count, length * u, max(0.75, width * u), lean, alpha)
            down = round(fall * u / 7.2)
            world.add(_Falling(view, sheet, tone, (-round(down * lean), down)))
        if "snow" in weather:
            rng = world.dice("snow", part)
            count, size, alpha, fall, blur = (
                (640, 0.3, 215, 2, 0.0),
                (300, 0.48, 240, 3, 0.4),
                (100, 0.9, 240, 5, 1.2),
            )[part]
            count = round(count * view.width / view.height * 0.56)
            side = (2, -1, 1)[part] * (4 if windy else 1)
            sheet = _flakes(view, rng, count, max(0.6, size * u), alpha, blur * u / 7.2)
            world.add(
                _Falling(
                    view,
                    sheet,
                    mix((250, 252, 255), light.sky[2], 0.3 * light.dark),
                    (side, max(1, round(fall * u / 7.2))),
                )
            )
        if part == 2 and windy:
            _leaves(world, gusty=storm)

    return put


def _leaves(world: World, *, gusty: bool) -> None:
    """Leaves, petals or spray that the wind takes along."""
    u, view = world.u, world.view
    rng = world.dice("gust")
    sea = world.setting in ("sea", "lake", "snowfield", "desert", "sky")
    tones: tuple[RGB, ...] = (
        ((236, 240, 244), (222, 230, 238))
        if sea
        else (*world.light.leaves.leaf, *world.light.leaves.blossom[:1])
    )
    for _ in range(26):
        tone = rng.choice(tones)
        pen = Pen(10, 6, 0.26 * u)
        if sea:
            pen.oval(tone, 5, 3, 2.6, 1.1, alpha=150)
        else:
            pen.blob(tone, (0.6, 3), (4, 0.8), (9.4, 3), (4, 5.2))
            pen.line(shade(tone, -0.35), 0.3, (1.4, 3), (8.6, 3))
        plain = pen.done()
        colours = world.light.grade(plain.convert("RGB"), 1.0)
        colours.putalpha(plain.getchannel("A"))
        side = max(colours.size) + 6
        cell = Image.new("RGBA", (side, side), (0, 0, 0, 0))
        cell.paste(colours, ((side - colours.width) // 2, (side - colours.height) // 2))
        x, y, pace = rng.random(), rng.random(), rng.uniform(0.22, 0.5) * (1.6 if gusty else 1.0)
        turn, phase, size = rng.uniform(120, 420), rng.random() * math.tau, rng.uniform(0.6, 1.5)

        def blown(
            t: float,
            x: float = x,
            y: float = y,
            pace: float = pace,
            turn: float = turn,
            phase: float = phase,
            size: float = size,
        ) -> State:
            across = (x + pace * t) % 1.2 - 0.1
            down = y + 0.08 * math.sin(1.7 * t + phase) + 0.05 * pace * t
            return State(across * view.width, (down % 1.0) * view.height, turn * t + phase * 50, size=size)

        world.sprite([cell], blown, 0.0)
