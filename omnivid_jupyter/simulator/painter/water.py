"""Water: it mirrors what is behind it, ripples, and sparkles where the light is."""

from __future__ import annotations

import math
import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from omnivid_jupyter.simulator.painter.brush import fade, gradient, noise
from omnivid_jupyter.simulator.painter.camera import Pose
from omnivid_jupyter.simulator.painter.colour import RGB, WHITE, mix
from omnivid_jupyter.simulator.painter.site import Site
from omnivid_jupyter.simulator.painter.stage import View, piece
from omnivid_jupyter.simulator.painter.world import World

__all__ = ["Water"]

_SOFT = Image.Resampling.BILINEAR


class Water:
    """A level surface from the horizon down to the world's lower end.

    It draws what is in the frame above it upside down, shifted in rows that sway, veils that with its own
    colour, and lays sparkles on it that come and go but do not wander.
    """

    def __init__(
        self,
        world: World,
        *,
        shore: float,
        far: RGB,
        near: RGB,
        mirror: float = 0.7,
        rough: float = 1.0,
        depth: float = 0.55,
        ends: float | None = None,
    ) -> None:
        self._view: View = world.view
        self._shore = shore
        self._depth = depth
        self._rough = rough * (1.8 if {"storm", "wind"} & set(world.direction.weather) else 1.0)
        view, u = world.view, world.u
        rng = world.dice("water")
        far, near = world.light.lit(far, 0.55), world.light.lit(near, 0.95)
        far = mix(far, world.light.sky[3], 0.42)
        near = mix(near, world.light.sky[1], 0.16)
        self._tall = world.bottom - round(shore)
        if ends is not None:
            self._tall = round(ends - shore)
        rows = self._tall
        visible = max(1, view.height - round(shore))
        reach = min(1.0, visible / rows)
        self._colours = gradient(
            (view.period, rows), far, mix(far, near, 0.62), near, places=[0, reach * 0.5, reach]
        )
        swell = self._swell(rng, rows, u)
        self._colours = ImageChops.overlay(self._colours, Image.merge("RGB", (swell,) * 3))
        if world.treat is not None:
            full = self._colours.convert("RGBA")
            self._colours = world.treat(full, Site(u, 0, round(shore), world.view.period, "water")).convert(
                "RGB"
            )
        self._veil = fade(
            (8, rows), 1 - mirror, 1 - mirror * 0.62, 1 - mirror * 0.22, places=[0, reach * 0.5, reach]
        )
        self._dashes = self._sparkles(rng, rows, u, reach, world.sun if world.light.sun else None)
        tone = mix(world.light.sun or world.light.sky[3], WHITE, 0.35 if world.light.dark < 0.5 else 0.0)
        self._light = Image.new("RGB", (view.width, view.height), tone)
        self._strength = (0.95 if world.light.sun else 0.5) * (0.55 + 0.45 * (1 - world.light.dark))
        self._breath = [
            noise(rng, (512, 256), (9, 7), 3).point([max(0, min(255, (v - 110) * 4)) for v in range(256)])
            for _ in range(2)
        ]
        self._phase = rng.random() * math.tau
        self._kept: tuple[tuple[float, ...], Image.Image, Image.Image, Image.Image] | None = None

    @staticmethod
    def _row(share: float) -> float:
        """How large a wave looks at `share` of the way from the horizon down, 0 to 1 and on."""
        return 0.04 + math.pow(share, 1.25)

    def _swell(self, rng: random.Random, rows: int, u: float) -> Image.Image:
        """Long crests, thin and close together at the horizon, drawn once."""
        period = self._view.period
        sheet = Image.new("L", (period // 2, rows), 128)
        strength = 0.34 * self._rough
        calmed = [max(0, min(255, round(128 + (v - 128) * strength))) for v in range(256)]
        y = 0.0
        while y < rows:
            grown = self._row(y / (self._view.height * 0.45))
            tall = max(1, round(u * 4.2 * grown))
            band = noise(rng, (period // 2, tall), (max(4, round(period / (u * (5 + 30 * grown)))), 3), 2)
            band = band.point(calmed)
            edge = fade((period // 2, tall), 0, 1, 0) if tall > 3 else None
            sheet.paste(band, (0, round(y)), edge)
            y += max(1.0, tall * 0.6)
        return sheet.resize((period, rows), Image.Resampling.BILINEAR)

    def _sparkles(
        self, rng: random.Random, rows: int, u: float, reach: float, sun: tuple[float, float] | None
    ) -> Image.Image:
        """Short level strokes of light, most of them below the sun."""
        period = self._view.period
        sheet = Image.new("L", (period, rows * 2), 0)
        pen = ImageDraw.Draw(sheet)
        for number in range(2300 if sun else 1100):
            share = rng.random() ** 1.9
            y = share * rows * 2
            grown = self._row(share / reach * 0.8)
            wide, thick = u * (0.7 + 5.5 * grown) * rng.uniform(0.4, 1.2), max(1.0, u * 0.42 * grown)
            x, alpha = rng.random() * period, rng.randrange(50, 190)
            if sun and number >= 1000:
                x, alpha = sun[0] + rng.gauss(0, 1) * u * (5 + 13 * share / reach), rng.randrange(120, 255)
            for shift in (0, -period) if x + wide > period - 2 else (0,):
                pen.ellipse((x + shift, y - thick, x + shift + wide, y + thick), fill=alpha)
        return sheet.reduce((1, 2)).filter(ImageFilter.GaussianBlur(0.5))

    def covers(self, t: float, pose: Pose) -> int:
        """The row below its shore."""
        height = self._view.height
        scale, _, down = pose.place(self._depth)
        top = (self._shore - height / 2) * scale + height / 2 + down * height
        return max(0, math.ceil(top) + 1) if top + self._tall * scale >= height else height

    def put(self, frame: Image.Image, t: float, pose: Pose, floor: int) -> None:
        view = self._view
        width, height = view.width, view.height
        scale, right, down = pose.place(self._depth)
        top = (self._shore - height / 2) * scale + height / 2 + down * height
        y0 = max(0, math.ceil(top))
        y1 = min(height, floor, math.floor(top + self._tall * scale))
        if y1 <= y0:
            return
        size = (width, y1 - y0)
        surface = self._mirrored(frame, top, y0, y1, t)
        left = width / 2 - (width / 2 + right * width) / scale
        if abs(scale - 1) < 1e-9:  # its own ripples hide what is less than a pixel
            left, top = float(round(left)), float(round(top))
        left %= view.period
        box = (left, max(0.0, (y0 - top) / scale), left + width / scale, min(self._tall, (y1 - top) / scale))
        kept = self._kept
        if kept is None or kept[0] != (*box, y0):
            rows = (box[1], box[3], y0, y1)
            same = kept is not None and (kept[0][1], kept[0][3], kept[0][4], y0 + kept[2].height) == rows
            veil = (
                kept[2]
                if kept is not None and same
                else self._veil.resize(size, _SOFT, (0, box[1], 8, box[3]))
            )
            self._kept = kept = (
                (*box, y0),
                piece(self._colours, box, size, _SOFT),
                veil,
                piece(self._dashes, box, size, _SOFT),
            )
        _, colours, veil, dashes = kept
        surface.paste(colours, (0, 0), veil)
        breath = ImageChops.multiply(
            _moved(self._breath[0], 26 * t, 9 * t), _moved(self._breath[1], -22 * t + 90, -11 * t)
        ).resize(size, _SOFT)
        level = self._strength
        light = ImageChops.multiply(dashes, breath).point([round(v * level) for v in range(256)])
        surface.paste(self._light.crop((0, 0, *size)), (0, 0), light)
        frame.paste(surface, (0, y0))

    def _mirrored(self, frame: Image.Image, top: float, y0: int, y1: int, t: float) -> Image.Image:
        """The frame above the shore upside down, in rows that sway."""
        width = frame.width
        shore = max(0, round(top))
        surface = Image.new("RGB", (width, y1 - y0))
        if shore < 8:
            return frame.crop((0, 0, width, y1 - y0))
        mirror = frame.crop((0, 0, width, shore)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        y = float(y0)
        span = max(1.0, frame.height * 0.45)
        unit = self._view.u
        while y < y1:
            grown = self._row((y - top) / span)
            tall = max(2, round(unit * 1.5 * grown))
            swing = self._rough * unit * 1.5 * grown**0.8
            place = (y - top) / max(1.0, unit * 2.2 * grown)
            shift = swing * (
                math.sin(2.1 * t + place * 1.9 + self._phase) + 0.5 * math.sin(3.3 * t - place * 2.7)
            )
            from_ = (y - top) * 0.9 + shift * 0.25
            from_ = abs(from_) % (2 * mirror.height - 4 * tall - 8)
            if from_ > mirror.height - 2 * tall - 4:
                from_ = 2 * mirror.height - 4 * tall - 8 - from_
            from_ = max(0.0, min(mirror.height - tall - 1.0, from_))
            edge = swing * 1.6 + 2
            box = (edge + shift, from_, width - edge + shift, from_ + tall)
            row = mirror.resize((width, tall), Image.Resampling.BILINEAR, box)
            surface.paste(row, (0, round(y) - y0))
            y = round(y) + tall
        return surface


def _moved(image: Image.Image, x: float, y: float) -> Image.Image:
    """A cloth of the image, which repeats, moved."""
    return ImageChops.offset(image, round(x) % image.width, round(y) % image.height)
