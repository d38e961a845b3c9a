"""The world of one scene while it is painted: what every setting needs, sky and grounds first of all.

A setting calls these from back to front. Where it says `stand`, subjects come in.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from omnivid_jupyter.simulator.direction import Direction
from omnivid_jupyter.simulator.painter.brush import (
    across_the_seam,
    bleed,
    disc,
    fade,
    glow,
    gradient,
    noise,
    paint,
    texture,
)
from omnivid_jupyter.simulator.painter.colour import RGB, WHITE, mix, saturate, shade, table
from omnivid_jupyter.simulator.painter.lamps import shine
from omnivid_jupyter.simulator.painter.light import Light
from omnivid_jupyter.simulator.painter.site import Site
from omnivid_jupyter.simulator.painter.stage import Element, Layer, Sprite, Stage, State, View
from omnivid_jupyter.simulator.painter.styles import Treatment

__all__ = ["Place", "World"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where subjects may be: how high the ground is there (pixels), how near, and how large a metre of theirs is.

    `x` is where the first one is, in shares of the width.
    """

    y: float
    depth: float = 1.0
    size: float = 1.0
    x: float = 0.5


@dataclass(frozen=True, slots=True)
class _Cut:
    """Where a part of a painting is: its corner in pixels of the frame, and whether it goes all around the world."""

    x: float
    y: float
    wraps: bool


Arrival = Callable[["World", str, Place], None]


@dataclass
class World:
    """Everything a setting paints with. `arrive` puts in the subjects that belong to a kind of place."""

    view: View
    light: Light
    direction: Direction
    setting: str
    seed: str
    stage: Stage
    arrive: Arrival
    treat: Treatment | None = None
    veil: Callable[[World, float], None] | None = None
    horizon: float = 0.0
    sun: tuple[float, float] | None = None  # where it is in the sky, in pixels of the frame
    rng: random.Random = field(default_factory=random.Random)

    def __post_init__(self) -> None:
        self.horizon = self.view.height * 0.55
        self.rng = random.Random(self.seed)

    @property
    def u(self) -> float:
        """A hundredth of the frame's shorter side."""
        return self.view.u

    def lowered(self, depth: float) -> float:
        """How much higher in the frame things so near are, because the camera looks down at rest; in pixels."""
        tilt, sink = self.stage.lens.rest
        return (tilt * (0.86 + 0.14 * depth) + sink * depth) * self.view.height

    @property
    def bottom(self) -> int:
        """The lower end of the world in pixels of the frame."""
        return self.view.height + self.view.below

    def dice(self, *name: object) -> random.Random:
        """Randomness of its own for one part, so that another part does not change it."""
        return random.Random("/".join((self.seed, *map(str, name))))

    # --- what is painted becomes part of the stage

    def layer(
        self,
        painting: Image.Image,
        top: float,
        depth: float,
        *,
        glowing: Image.Image | None = None,
        grain: float = 1.0,
        graded: bool = False,
        drift: float = 0.0,
        bob: tuple[float, float, float] = (0.0, 0.0, 0.0),
    ) -> None:
        """Add a painting as wide as the world as a layer: in the scene's light, with the hand's surface and the style.

        `glowing` (RGBA) shines by itself when it is dark; a `graded` painting is in the right light already.
        Only what the camera will see is worked out.
        """
        painting, place = self._seen(painting, top, depth, drift)
        if painting.height < 2:
            return
        mask = painting.getchannel("A") if painting.mode == "RGBA" else None
        colours = painting if mask is None else bleed(painting)
        site = Site(self.u, round(place.x), round(place.y), self.view.period, f"{self.seed}/{depth}")
        hand = self.light.hand
        if graded:  # its light is right; the hand is still seen
            cloth = site.cloth(colours.size, 600 / hand.grain_cells, "wash", 3)
            colours = texture(colours, cloth, hand.grain * 0.08)
            colours = saturate(colours, hand.saturation).point(
                table(contrast=hand.contrast, lift=(hand.lift,) * 3)
            )
        else:
            if hand.grain * grain > 0.02:
                cloth = site.cloth(colours.size, 100 / hand.grain_cells, "grain", 2)
                colours = texture(colours, cloth, hand.grain * 0.35 * grain)
            colours = self.light.grade(colours, depth)
        if glowing is not None and self.light.dark > 0.05:
            level = self.light.dark * (1 - 0.55 * self.light.haze * max(0.0, 1 - depth))
            neon = "neon" in self.direction.light or self.direction.style == "neon"
            colours = shine(colours, self._seen(glowing, top, depth, drift)[0], level, site, neon=neon)
        if self.treat is not None:
            whole = mask if mask is not None else Image.new("L", colours.size, 255)
            treated = self.treat(paint(whole, colours), site)
            colours = treated.convert("RGB") if mask is None else bleed(treated)
            mask = None if mask is None else treated.getchannel("A")
        self.stage.add(
            Layer(
                self.view,
                colours,
                mask,
                place.y,
                depth,
                left=place.x,
                wraps=place.wraps,
                drift=drift,
                bob=bob,
            )
        )

    def _seen(
        self, painting: Image.Image, top: float, depth: float, drift: float
    ) -> tuple[Image.Image, _Cut]:
        """The part of a painting that comes into the frame, and where it is."""
        view, margin = self.view, 5 * self.u
        left, upper, right, lower = self.stage.lens.reach(depth, view.width, view.height)
        first = max(0, math.floor((upper - margin - top) / 4) * 4)
        last = min(painting.height, math.ceil(lower + margin - top))
        if first or last < painting.height:
            painting = painting.crop((0, first, painting.width, max(first + 1, last)))
        x0, x1 = math.floor((left - margin) / 4) * 4, math.ceil(right + margin)
        if drift or x1 - x0 >= view.period:
            return painting, _Cut(0.0, top + first, True)
        cut = Image.new(painting.mode, (x1 - x0, painting.height))
        start = -(x0 % view.period)
        for x in range(start, cut.width, view.period):
            cut.paste(painting, (x, 0))
        return cut, _Cut(x0, top + first, False)

    def backdrop(self, colours: Image.Image) -> None:
        """Add what is behind everything, as tall as the world, already in the scene's light."""
        self.layer(colours, -self.view.above, 0.0, graded=True)

    def strip(
        self,
        outline: Sequence[float],
        base: float,
        top: RGB,
        bottom: RGB,
        depth: float,
        *,
        deep: float | None = None,
        decorate: Callable[[Image.Image, Callable[[float], float]], None] | None = None,
        headroom: float = 0.0,
        surface: Callable[[Image.Image], Image.Image] | None = None,
        grain: float = 1.0,
        **rest: object,
    ) -> Callable[[float], float]:
        """Add a ground whose upper edge is at `base` (pixels) minus the outline's heights; gives the edge by x.

        `deep`: how far down it goes below the base. `decorate` draws on the RGBA painting, with a function
        that gives the edge's y in the painting by x; `headroom` is the room above for it.
        """
        period = self.view.period
        highest = max(outline)
        upper = math.floor(base - highest - headroom) - 4
        lower = self.bottom if deep is None else math.ceil(base + deep)
        tall = max(8, lower - upper)
        step = period / len(outline)
        edge = [base - height - upper for height in outline]
        low = math.ceil(max(edge)) + 2
        mask = Image.new("L", (period * 2, low * 2), 0)
        points = [(i * step * 2, y * 2) for i, y in enumerate((*edge, edge[0]))]
        ImageDraw.Draw(mask).polygon([*points, (period * 2, low * 2), (0, low * 2)], fill=255)
        whole = Image.new("L", (period, tall), 255)
        whole.paste(mask.reduce(2), (0, 0))
        ground = math.floor(min(edge))
        colours = Image.new("RGB", (period, tall), top)
        colours.paste(gradient((period, tall - ground), top, bottom), (0, ground))
        if surface is not None:
            colours = surface(colours)
        painting = paint(whole, colours)

        def at(x: float) -> float:
            place = (x % period) / step
            left = int(place) % len(edge)
            return edge[left] + (edge[(left + 1) % len(edge)] - edge[left]) * (place % 1)

        if decorate is not None:
            decorate(painting, at)
        self.layer(painting, upper, depth, grain=grain, **rest)  # type: ignore[arg-type]
        return lambda x: at(x) + upper

    def stand(self, kind: str, place: Place) -> None:
        """Let the subjects come in that belong here."""
        self.arrive(self, kind, place)

    def mist(self, depth: float) -> None:
        """Let weather lie between what is behind and what comes."""
        if self.veil is not None:
            self.veil(self, depth)

    def scatter(self, rng: random.Random, count: int, *, gap: float = 0.5) -> list[float]:
        """So many places along the world, evenly spread and then moved by chance."""
        step = self.view.period / max(1, count)
        return [(i + 0.5 + rng.uniform(-gap, gap) * 0.9) * step for i in range(count)]

    def put(
        self,
        painting: Image.Image,
        figure: Image.Image,
        x: float,
        y: float,
        *,
        at: tuple[float, float] = (0.5, 1.0),
    ) -> None:
        """Put a figure onto a layer's painting, also across the world's seam; `at`: the point that is at x, y."""
        left, top = round(x - figure.width * at[0]), round(y - figure.height * at[1])
        for shift in (0, -self.view.period, self.view.period):
            px = left + shift
            if px < painting.width and px + figure.width > 0 and top < painting.height:
                source = (max(0, -px), max(0, -top))
                painting.alpha_composite(figure, (max(0, px), max(0, top)), source)

    # --- the sky

    def sky(self, *, down_to: float | None = None, sun: bool = True, x: float | None = None) -> None:
        """The sky of the hour, with its sun or moon, stars and clouds."""
        light, view, u = self.light, self.view, self.u
        rng = self.dice("sky")
        end = self.horizon if down_to is None else down_to
        period, above = view.period, view.above
        tall = round(above + end + 0.25 * view.height)
        first, second, third, last = light.sky
        far_up = shade(first, -0.12)
        upper = max(0.0, min(end * 0.5, self.lowered(0.0)))  # where the frame begins
        seen = end - upper
        starts = above + upper
        stops = [0.0, starts * 0.4, starts, starts + seen * 0.4, starts + seen * 0.75, above + end, tall]
        colours = gradient(
            (period, tall), far_up, first, first, second, third, last, last, places=[y / tall for y in stops]
        )
        if light.stars > 0.05 and "stars" not in self.direction.without:
            self._stars(colours, rng, above + end)
        wisps = light.clouds * 0.5
        if wisps > 0.05:
            cover = noise(rng, (period, tall), (5, 9), 5)
            low = 150 - 50 * wisps
            cover = cover.point([max(0, min(255, round((v - low) * 2.1 * wisps))) for v in range(256)])
            shape = fade((period, tall), 0.3, 0.8, 0.5, 0.1, 0.0, places=[0, 0.3, 0.6, 0.9, 1])
            tone = mix(light.sky[3], WHITE, 0.35 * (1 - light.dark))
            colours.paste(tone, (0, 0), ImageChops.multiply(cover, shape))
        where = view.width * (rng.uniform(0.6, 0.78) if rng.random() < 0.5 else rng.uniform(0.22, 0.4))
        where = where if x is None else x
        level = starts + max(17 * u, seen * light.height)  # clear of the mark
        self.sun = (where, level - above)
        sun = sun and not any(each.kind == "moon" for each in self.direction.subjects)  # one moon is enough
        if light.beam and (light.sun or light.dark < 0.9) and sun:
            tone = light.sun or mix(last, WHITE, 0.2)
            for reach, strength in ((200, 0.5), (96, 0.5), (30, 0.9 if light.sun else 0.0)):
                halo = glow(round(reach * u), tone, min(1.0, strength * light.beam), 2.2)
                colours.paste(halo, (round(where - halo.width / 2), round(level - halo.height / 2)), halo)
        if light.sun and sun:
            ball = self._moon(rng) if light.moon else disc(6.4 * u, mix(light.sun, WHITE, 0.6), 255, 0.22 * u)
            colours.paste(ball, (round(where - ball.width / 2), round(level - ball.height / 2)), ball)
        self.layer(colours, -above, 0.0, graded=True)
        self.stand("heaven", Place(view.height * 0.2, 0.04, x=0.5 if x is None else x / view.width))
        if light.clouds > 0.2 and "clouds" not in self.direction.without:
            self.clouds(end)

    def _stars(self, colours: Image.Image, rng: random.Random, down_to: float) -> None:
        pen = ImageDraw.Draw(colours, "RGBA")
        for _ in range(round(520 * self.light.stars)):
            x, y = rng.random() * colours.width, rng.random() ** 1.2 * down_to * 0.96
            size = self.u * rng.choice((0.1, 0.12, 0.15, 0.2))
            tone = rng.choice(((255, 255, 255), (206, 222, 255), (255, 236, 206)))
            alpha = round(rng.randrange(90, 255) * self.light.stars)
            pen.ellipse((x - size, y - size, x + size, y + size), fill=(*tone, alpha))

    def _moon(self, rng: random.Random) -> Image.Image:
        u = self.u
        ball = disc(8.4 * u, (240, 243, 250))
        spots = Image.new("L", ball.size, 0)
        pen = ImageDraw.Draw(spots)
        for _ in range(7):
            x, y, r = rng.uniform(0.2, 0.8), rng.uniform(0.2, 0.8), rng.uniform(0.05, 0.16)
            pen.ellipse([v * ball.width for v in (x - r, y - r, x + r, y + r)], fill=38)
        spots = ImageChops.multiply(spots.filter(ImageFilter.GaussianBlur(0.4 * u)), ball.getchannel("A"))
        ball.paste((150, 160, 190), (0, 0), spots)
        return ball

    def clouds(self, end: float, *, low: float = 0.95, count: int | None = None) -> None:
        """Heaped clouds that drift, each lit from where the light is."""
        view, u, light = self.view, self.u, self.light
        rng = self.dice("clouds")
        period, tall = view.period, round(view.above + end)
        half = (period // 2, tall // 2)
        heaps = Image.new("L", half, 0)
        pen = ImageDraw.Draw(heaps)
        number = (
            round(5 + 12 * light.clouds + 22 * max(0.0, light.clouds - 0.7) / 0.3) if count is None else count
        )
        for x in self.scatter(rng, number):
            share = rng.random()  # 0 high and large, 1 low and small
            y = view.above * 0.35 + (tall - view.above * 0.35) * (0.12 + 0.74 * share) * low
            wide = u * rng.uniform(18, 36) * (1.25 - 0.8 * share)
            for _ in range(24):
                k = rng.uniform(-1, 1)
                r = wide * 0.32 * (1 - k * k * 0.7) * rng.uniform(0.5, 1.1)
                cx, cy = x + k * wide, y - r * 0.5 - rng.random() * wide * 0.18 * (1 - abs(k))
                for shift in across_the_seam(cx - r, cx + r, period):
                    pen.ellipse(
                        [v / 2 for v in (cx - r + shift, cy - r * 0.75, cx + r + shift, cy + r * 0.5)],
                        fill=255,
                    )
        soft = heaps.filter(ImageFilter.GaussianBlur(u * 0.8))
        grain = noise(rng, half, (round(period / (5 * u)), round(tall / (3.4 * u))), 4)
        body = ImageChops.add(soft, grain.point([round((v - 128) * 0.8 + 128) for v in range(256)]), 1, -128)
        mask = body.point([max(0, min(255, round((v - 96) * 2.4))) for v in range(256)])
        mask = ImageChops.multiply(mask, soft.point([min(255, v * 3) for v in range(256)]))
        shadow = ImageChops.subtract(
            mask.filter(ImageFilter.GaussianBlur(u * 0.9)),
            ImageChops.offset(mask.filter(ImageFilter.GaussianBlur(u * 1.1)), 0, round(1.6 * u)),
            1,
            128,
        )
        bright = mix(
            mix(light.sky[3], WHITE, (0.72 if light.sun else 0.2) * (1 - 0.83 * light.dark)),
            light.sun or light.sky[3],
            0.25,
        )
        dim = mix(mix(light.sky[1], light.sky[2], 0.6), bright, 0.34)
        if light.dark > 0.6:
            bright, dim = shade(light.sky[3], 0.06), mix(light.sky[2], light.sky[3], 0.3)
        tones = [
            [round(mix(dim, bright, max(0.0, min(1.0, (v - 70) / 110)))[c]) for v in range(256)]
            for c in range(3)
        ]
        colours = Image.merge("RGB", [shadow.point(tone) for tone in tones])
        mask = mask.point([round(v * (0.92 if light.dark < 0.5 else 0.6)) for v in range(256)])
        size = (period, tall)
        painting = paint(
            mask.resize(size, Image.Resampling.BICUBIC), colours.resize(size, Image.Resampling.BICUBIC)
        )
        windy = 3.0 if {"wind", "storm"} & set(self.direction.weather) else 1.0
        pace = {"slow": 0.3, "normal": 0.5, "fast": 6.0}[self.direction.clouds]
        self.layer(painting, -view.above, 0.06, graded=True, drift=pace * u * windy)

    def sprite(
        self, cells: list[Image.Image], motion: Callable[[float], State], depth: float, **rest: object
    ) -> Sprite:
        """Add figures that move."""
        found = Sprite(self.view, cells, motion, depth, **rest)  # type: ignore[arg-type]
        self.stage.add(found)
        return found

    def add(self, element: Element) -> None:
        """Add any other element."""
        self.stage.add(element)
