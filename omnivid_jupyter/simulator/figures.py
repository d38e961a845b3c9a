"""Figures: small pictures with a clear ground, for motifs to send on their way.

The one rule: a figure knows its size and its colours, not where it is.
"""

from __future__ import annotations

import random

from PIL import Image, ImageDraw

from omnivid_jupyter.simulator.drawing import RGB, Palette, disc, glow, mix

__all__ = ["bird", "boat", "bubble", "planet"]

WHITE = (255, 255, 255)


def bird(span: float, colour: RGB) -> Image.Image:
    """Two spread wings, `span` pixels wide."""
    image = Image.new("RGBA", (round(span * 4), round(span * 2)), (*colour, 0))
    wings = [(0, 0.55), (0.22, 0.3), (0.5, 0.62), (0.78, 0.3), (1, 0.55)]
    line = [(x * span * 4, y * span * 2) for x, y in wings]
    ImageDraw.Draw(image).line(line, fill=(*colour, 220), width=round(span / 4), joint="curve")
    return image.reduce(2)


def boat(size: int, palette: Palette) -> Image.Image:
    """A little boat under sail, `size` pixels square."""
    image = Image.new("RGBA", (size * 4, size * 4), (*palette.light, 0))
    pen = ImageDraw.Draw(image)

    def shape(points: list[tuple[float, float]], colour: RGB) -> None:
        pen.polygon([(x * size * 4, y * size * 4) for x, y in points], fill=(*colour, 255))

    shape([(0.1, 0.72), (0.92, 0.72), (0.78, 0.9), (0.24, 0.9)], palette.near)
    shape([(0.49, 0.05), (0.49, 0.68), (0.16, 0.68)], mix(palette.light, WHITE, 0.6))
    shape([(0.53, 0.14), (0.53, 0.68), (0.84, 0.68)], palette.accent)
    return image.reduce(4)


def planet(rng: random.Random, palette: Palette, size: int) -> Image.Image:
    """A banded ball, lit from one side, with a ring around it."""
    bands = Image.new("RGB", (1, 24))
    for y in range(24):
        tone = mix(palette.accent, palette.middle, rng.random())
        bands.putpixel((0, y), mix(tone, palette.light, rng.random() * 0.4))
    ball = bands.resize((size, size), Image.Resampling.BICUBIC)
    ball = ball.rotate(-14, Image.Resampling.BICUBIC, fillcolor=palette.accent)
    corner = size * 7 // 10  # the light comes from the upper left
    lit = glow(size * 2, WHITE).getchannel("A").crop((corner, corner, corner + size, corner + size))
    ball.paste((6, 6, 20), (0, 0), lit.point([round(0.8 * (255 - value)) for value in range(256)]))
    round_mask = disc(size, (0, 0, 0)).getchannel("A").resize((size, size))
    canvas = Image.new("RGBA", (size * 2, size * 2), (*palette.light, 0))
    ring = Image.new("RGBA", (size * 4, size * 4), (*palette.light, 0))
    pen = ImageDraw.Draw(ring)
    for i, alpha in enumerate((90, 190, 60, 150, 110)):
        reach, flat = size * (1.9 - 0.11 * i), size * (0.5 - 0.03 * i)
        middle = size * 2
        box = (middle - reach, middle - flat, middle + reach, middle + flat)
        pen.ellipse(box, outline=(*mix(palette.light, palette.accent, i / 5), alpha), width=max(2, size // 9))
    ring = ring.reduce(2).rotate(14, Image.Resampling.BICUBIC)
    canvas.alpha_composite(ring)
    canvas.paste(ball, (size // 2, size // 2), round_mask)
    front = ring.copy()
    veil = Image.new("L", ring.size, 0)
    ImageDraw.Draw(veil).rectangle((0, size, size * 2, size * 2), fill=255)
    front.putalpha(Image.composite(ring.getchannel("A"), Image.new("L", ring.size, 0), veil.rotate(14)))
    canvas.alpha_composite(front)
    return canvas


def bubble(size: int, colour: RGB) -> Image.Image:
    """A glass bubble, `size` pixels wide."""
    image = Image.new("RGBA", (size * 3, size * 3), (*colour, 0))
    pen = ImageDraw.Draw(image)
    edge, rim = size * 3 - 3, mix(colour, WHITE, 0.6)
    pen.ellipse((3, 3, edge, edge), fill=(*colour, 48), outline=(*rim, 190), width=max(2, size // 9))
    shine = (size * 0.45, size * 0.45, size * 2.5, size * 2.5)
    pen.arc(shine, 195, 260, fill=(*WHITE, 230), width=max(2, size // 6))
    pen.ellipse((size * 2.0, size * 2.0, size * 2.3, size * 2.3), fill=(255, 255, 255, 170))
    return image.reduce(3)
