"""Brushes: noise, gradients, glows, outlines and a pen. What settings and subjects are painted with.

No brush has randomness of its own: whatever looks random comes from the generator that is handed in.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Sequence
from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from omnivid_jupyter.simulator.painter.colour import RGB
from omnivid_jupyter.simulator.painter.once import drawn_once

__all__ = [
    "Pen",
    "Point",
    "across_the_seam",
    "bleed",
    "disc",
    "fade",
    "glow",
    "gradient",
    "hills",
    "noise",
    "paint",
    "ridge",
    "round_off",
    "smooth",
    "texture",
]

Point = tuple[float, float]
TAU = math.tau


def noise(rng: random.Random, size: tuple[int, int], cells: tuple[int, int], octaves: int = 4) -> Image.Image:
    """Soft noise of mode L that repeats both ways, with about so many cells across and down in its coarsest octave."""
    return (_noise if size[0] * size[1] > _LARGE else _small_noise)(rng, size, cells, octaves)


_LARGE = (
    300_000  # pixels of noise that is not worth its room: small pictures have as many brushes as large ones
)


def _noise(rng: random.Random, size: tuple[int, int], cells: tuple[int, int], octaves: int) -> Image.Image:
    total: Image.Image | None = None
    weight, sum_of_weights = 1.0, 0.0
    for octave in range(octaves):
        across, down = (max(2, min(limit, count << octave)) for count, limit in zip(cells, size, strict=True))
        grain = rng.randbytes(across * down)
        rows = [
            grain[at + across - 2 : at + across] + grain[at : at + across] + grain[at : at + 2]
            for at in range(0, len(grain), across)
        ]
        whole = Image.frombytes("L", (across + 4, down + 4), b"".join((*rows[-2:], *rows, *rows[:2])))
        layer = whole.resize(size, Image.Resampling.BICUBIC, (2, 2, across + 2, down + 2))
        sum_of_weights += weight
        total = layer if total is None else Image.blend(total, layer, weight / sum_of_weights)
        weight *= 0.5
    assert total is not None
    low, high = _reach(total)
    return total.point([max(0, min(255, round((v - low) * 255 / (high - low)))) for v in range(256)])


_small_noise = drawn_once(_noise)


def _reach(image: Image.Image) -> tuple[int, int]:
    """The levels between which nearly all of an image lies."""
    counts = image.histogram()
    whole, low, high = sum(counts), 0, 255
    seen = counts[0]
    while seen < whole * 0.01:
        low += 1
        seen += counts[low]
    seen = counts[255]
    while seen < whole * 0.01:
        high -= 1
        seen += counts[high]
    return low, max(high, low + 1)


def gradient(size: tuple[int, int], *colours: RGB, places: Sequence[float] | None = None) -> Image.Image:
    """Colours from top to bottom, at these places (0–1, else evenly), smoothly joined and without bands."""
    return Image.merge("RGB", [_band(size, levels, places) for levels in zip(*colours, strict=True)])


def fade(size: tuple[int, int], *levels: float, places: Sequence[float] | None = None) -> Image.Image:
    """A mask from top to bottom through these levels (0–1)."""
    return _band(size, [round(level * 255) for level in levels], places)


def _band(size: tuple[int, int], levels: Sequence[int], places: Sequence[float] | None) -> Image.Image:
    """One channel of a gradient. Between two levels the nearer one is the more frequent: no band is seen."""
    width, height = max(1, size[0]), max(1, size[1])
    if places is None:
        places = [index / max(1, len(levels) - 1) for index in range(len(levels))]
    whole, rest = bytearray(), bytearray()
    after, last = 0, len(places) - 1
    for y in range(height):
        place = y / max(1, height - 1)
        while after < last and places[after] < place:
            after += 1
        before = max(0, after - 1)
        span = places[after] - places[before]
        share = 0.0 if span <= 0 else min(1.0, (place - places[before]) / span)
        value = levels[before] + (levels[after] - levels[before]) * share
        whole.append(int(value))
        rest.append(int(value % 1 * 256))
    grain = _grain(min(width, _SIDE), height)
    base, part = (
        Image.frombytes("L", (1, height), bytes(each)).resize(grain.size, Image.Resampling.NEAREST)
        for each in (whole, rest)
    )
    tile = ImageChops.add(base, ImageChops.add(part, grain, 1, -255).point(_ANY))
    if grain.width == width:
        return tile
    band = Image.new("L", (width, height))
    for x in range(0, width, _SIDE):
        band.paste(tile, (x, 0))
    return band


_SIDE = 256  # pixels after which the grain of gradients repeats
_ANY = [0] + [1] * 255


@lru_cache(maxsize=16)
def _grain(width: int, height: int) -> Image.Image:
    """White noise of mode L, always the same."""
    tile = Image.frombytes("L", (_SIDE, _SIDE), random.Random(0).randbytes(_SIDE * _SIDE))
    grain = Image.new("L", (width, height))
    for y in range(0, height, _SIDE):
        grain.paste(tile, (0, y))
    return grain


def glow(diameter: int, colour: RGB, strength: float = 1.0, falloff: float = 2.0) -> Image.Image:
    """A round, soft light, fading to nothing at its rim."""
    rim = 180  # the level that the gradient has in the middle of an edge
    curve = [round(255 * strength * max(0.0, 1 - level / rim) ** falloff) for level in range(256)]
    diameter = max(2, diameter)
    mask = _round().point(curve).resize((diameter, diameter), Image.Resampling.BICUBIC)
    image = Image.new("RGBA", mask.size, colour)
    image.putalpha(mask)
    return image


@lru_cache(maxsize=1)
def _round() -> Image.Image:
    """Levels from 0 in the middle outwards; whoever asks leaves it as it is."""
    return Image.radial_gradient("L")


def disc(diameter: float, colour: RGB, alpha: int = 255, blur: float = 0.0) -> Image.Image:
    """A round sheet of one colour, its rim smooth or blurred."""
    pad = math.ceil(blur * 3) + 1
    side = math.ceil(diameter) + 2 * pad
    mask = Image.new("L", (side * 4, side * 4), 0)
    ImageDraw.Draw(mask).ellipse((4 * pad, 4 * pad, 4 * (pad + diameter), 4 * (pad + diameter)), fill=alpha)
    mask = mask.reduce(4)
    if blur:
        mask = mask.filter(ImageFilter.GaussianBlur(blur))
    image = Image.new("RGBA", mask.size, colour)
    image.putalpha(mask)
    return image


def across_the_seam(left: float, right: float, period: int) -> list[int]:
    """By how much to move what lies between two columns, so that all of it is there where the world repeats."""
    return [shift for shift in (-period, 0, period) if right + shift > -2 and left + shift < period + 2]


def hills(rng: random.Random, count: int, swing: float, tones: Sequence[int]) -> list[float]:
    """A soft outline that repeats, about 0 and up to `swing`: a few sines of whole frequencies."""
    parts = [(n, rng.uniform(0.5, 1.0) / n**0.8, rng.random() * TAU) for n in tones]
    scale = swing / sum(size for _, size, _ in parts)
    return [
        scale * sum(size * math.sin(TAU * n * i / count + phase) for n, size, phase in parts)
        for i in range(count)
    ]


def ridge(
    rng: random.Random, swing: float, roughness: float, points: int = 200, peaks: int = 1
) -> list[float]:
    """A jagged outline that repeats, about 0: midpoints moved, by less at each halving."""
    heights = [swing * rng.uniform(-0.4, 0.4) for _ in range(peaks)]
    heights.append(heights[0])
    while len(heights) < points:
        finer: list[float] = []
        for left, right in itertools.pairwise(heights):
            finer += [left, (left + right) / 2 + rng.uniform(-swing, swing)]
        heights = [*finer, heights[-1]]
        swing *= roughness
    return heights[:-1]


def smooth(points: Sequence[Point], steps: int = 8, *, closed: bool = True) -> list[Point]:
    """A curve through these points (Catmull–Rom)."""
    count = len(points)
    result: list[Point] = []
    for i in range(count if closed else count - 1):
        if closed:
            p0, p1, p2, p3 = (points[(i + k) % count] for k in (-1, 0, 1, 2))
        else:
            p0, p1, p2, p3 = (points[max(0, min(count - 1, i + k))] for k in (-1, 0, 1, 2))
        for step in range(steps):
            t = step / steps
            result.append(
                tuple(  # type: ignore[arg-type]
                    0.5
                    * (
                        2 * b
                        + (c - a) * t
                        + (2 * a - 5 * b + 4 * c - d) * t * t
                        + (3 * b - a - 3 * c + d) * t * t * t
                    )
                    for a, b, c, d in zip(p0, p1, p2, p3, strict=True)
                )
            )
    if not closed:
        result.append(points[-1])
    return result


def texture(image: Image.Image, grain: Image.Image, strength: float) -> Image.Image:
    """The RGB image, darker and lighter by the grain (mode L, 128 changes nothing)."""
    if grain.size != image.size:
        grain = grain.resize(image.size, Image.Resampling.BILINEAR)
    grain = grain.point([max(0, min(255, round(128 + (v - 128) * strength))) for v in range(256)])
    return ImageChops.overlay(image, Image.merge("RGB", (grain, grain, grain)))


def bleed(image: Image.Image) -> Image.Image:
    """The colours of an RGBA image, gone on with where it is clear, so that resampling has no dark rim."""
    spread = image.convert("RGBa")
    wide = spread.reduce(8).filter(ImageFilter.BoxBlur(2)).resize(image.size, Image.Resampling.BILINEAR)
    near = spread.filter(ImageFilter.BoxBlur(2))
    fill = wide.convert("RGBA").convert("RGB")
    alpha = near.getchannel(3).point([0, 0, 0] + [255] * 253)
    fill.paste(near.convert("RGBA").convert("RGB"), (0, 0), alpha)
    fill.paste(image.convert("RGB"), (0, 0), image.getchannel("A").point([0] * 4 + [255] * 252))
    return fill


def round_off(image: Image.Image, strength: float = 0.5, size: float = 0.06) -> Image.Image:
    """A flat RGBA figure lit softly from the upper left, so that it looks like a body."""
    reach = max(1.0, size * max(image.size))
    pad = math.ceil(3 * reach)  # so that nothing comes in again on the other side
    wide = Image.new("RGBA", (image.width + 2 * pad, image.height + 2 * pad), (0, 0, 0, 0))
    wide.paste(image, (pad, pad))
    alpha = wide.getchannel("A")
    soft = alpha.filter(ImageFilter.GaussianBlur(reach))
    shift = round(reach)
    lit = ImageChops.subtract(soft, ImageChops.offset(soft, shift, shift), 1, 0)
    dark = ImageChops.subtract(soft, ImageChops.offset(soft, -shift, -shift), 1, 0)
    colours = wide.convert("RGB")
    lit = lit.point([min(255, round(v * strength * 0.55)) for v in range(256)])
    dark = dark.point([255 - min(200, round(v * strength * 0.8)) for v in range(256)])
    colours = ImageChops.multiply(colours, Image.merge("RGB", (dark, dark, dark)))
    colours = ImageChops.screen(colours, Image.merge("RGB", (lit, lit, lit)))
    colours.putalpha(alpha)
    return colours.crop((pad, pad, pad + image.width, pad + image.height))


class Pen:
    """Draws an RGBA figure in a box of `wide` × `tall` units, `scale` pixels each, with smooth edges."""

    FINER = 4

    def __init__(self, wide: float, tall: float, scale: float, finer: int = FINER) -> None:
        self.wide, self.tall = wide, tall
        self.finer = finer
        self.scale = scale * finer
        size = (max(1, math.ceil(wide * scale)) * finer, max(1, math.ceil(tall * scale)) * finer)
        self.image = Image.new("RGBA", size, (0, 0, 0, 0))
        self._draw = ImageDraw.Draw(self.image)

    def _at(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self.scale, y * self.scale) for x, y in points]

    def poly(self, fill: RGB, *points: Point, alpha: int = 255) -> None:
        """A straight-edged shape."""
        if alpha == 255:
            self._draw.polygon(self._at(points), fill=(*fill, 255))
        else:
            self._veil(fill, alpha, lambda pen: pen.polygon(self._at(points), fill=255))

    def blob(self, fill: RGB, *points: Point, alpha: int = 255) -> None:
        """A closed curve through the points."""
        self.poly(fill, *smooth(points), alpha=alpha)

    def oval(
        self, fill: RGB, x: float, y: float, rx: float, ry: float | None = None, alpha: int = 255
    ) -> None:
        """An ellipse about a place."""
        ry = rx if ry is None else ry
        box = [v * self.scale for v in (x - rx, y - ry, x + rx, y + ry)]
        if alpha == 255:
            self._draw.ellipse(box, fill=(*fill, 255))
        else:
            self._veil(fill, alpha, lambda pen: pen.ellipse(box, fill=255))

    def rect(
        self, fill: RGB, x: float, y: float, wide: float, tall: float, r: float = 0.0, alpha: int = 255
    ) -> None:
        """A box with its left upper corner there, its corners rounded."""
        box = [v * self.scale for v in (x, y, x + wide, y + tall)]

        def put(pen: ImageDraw.ImageDraw, ink: object) -> None:
            pen.rounded_rectangle(box, r * self.scale, fill=ink)  # type: ignore[arg-type]

        if alpha == 255:
            put(self._draw, (*fill, 255))
        else:
            self._veil(fill, alpha, lambda pen: put(pen, 255))

    def line(self, fill: RGB, width: float, *points: Point, soft: bool = False) -> None:
        """A line with round ends; `soft`: a curve through the points."""
        through = smooth(points, 8, closed=False) if soft else list(points)
        thick = max(1, round(width * self.scale))
        self._draw.line(self._at(through), fill=(*fill, 255), width=thick, joint="curve")
        for x, y in (through[0], through[-1]):
            self.oval(fill, x, y, width / 2)

    def stamp(self, image: Image.Image, x: float, y: float) -> None:
        """Put a finished RGBA image (in final pixels) there, its middle at this place."""
        large = image.resize((image.width * self.finer, image.height * self.finer))
        at = (round(x * self.scale - large.width / 2), round(y * self.scale - large.height / 2))
        self.image.alpha_composite(large, (max(0, at[0]), max(0, at[1])), (max(0, -at[0]), max(0, -at[1])))

    def _veil(self, fill: RGB, alpha: int, draw: object) -> None:
        mask = Image.new("L", self.image.size, 0)
        draw(ImageDraw.Draw(mask))  # type: ignore[operator]
        sheet = Image.new("RGBA", self.image.size, fill)
        sheet.putalpha(mask.point([round(v * alpha / 255) for v in range(256)]))
        self.image.alpha_composite(sheet)

    def done(self, *, body: float = 0.0, size: float = 0.06) -> Image.Image:
        """The figure in final pixels; `body` above 0 lights it softly from the upper left."""
        image = self.image.reduce(self.finer)
        return round_off(image, body, size) if body else image


def paint(mask: Image.Image, colours: Image.Image | RGB) -> Image.Image:
    """An RGBA image of these colours inside the mask."""
    image = Image.new("RGBA", mask.size, colours) if isinstance(colours, tuple) else colours.convert("RGBA")
    image.putalpha(mask)
    return image
