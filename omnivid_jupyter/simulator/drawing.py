"""Brushes: colours, gradients, glows, text. What the scenes are painted with.

No randomness of its own; what is drawn follows from the arguments.
"""

from __future__ import annotations

import colorsys
import random
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

__all__ = [
    "RGB",
    "Palette",
    "disc",
    "font",
    "glow",
    "gradient",
    "hsv",
    "mix",
    "text_lines",
]

RGB = tuple[int, int, int]
_FONT_FILE = Path(__file__).with_name("fonts") / "NotoSansCJKjp-Subset.otf"  # licence beside it: OFL.txt
_MISSING = "〓"  # the printers' sign for a type they do not have
_LONGEST_WORD = 24  # characters, before a word is broken somewhere
_NEVER_FIRST = set(
    "、。，．・：；？！）」』】〉》〕］｝”’ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ,.!?:;)]}"
)


def hsv(hue: float, saturation: float, value: float) -> RGB:
    """A colour from hue (any number, wraps at 1), saturation and value (0–1)."""
    red, green, blue = colorsys.hsv_to_rgb(hue % 1.0, min(1.0, saturation), min(1.0, value))
    return round(red * 255), round(green * 255), round(blue * 255)


def mix(first: RGB, second: RGB, share: float) -> RGB:
    """The colour that lies `share` (0–1) of the way from the first to the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def _turn(colour: str, turn: float, deepen: float) -> RGB:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4))
    hue, saturation, value = colorsys.rgb_to_hsv(red, green, blue)
    return hsv(hue + turn, saturation * deepen, value)


# top, middle and horizon of the sky, light, far and near ground, accent
_MOODS = tuple(
    mood.split()
    for mood in (
        "1b2a6b 7a4a94 ffb07c fff0cf a06a92 1d1538 ff7e5f",  # violet dawn
        "2f80c9 7cc3ea fdebc8 fffbe6 86b6b8 17404a ffb347",  # clear morning
        "16324f 2f6f7e f2b880 ffe8c2 5e8c87 0d2530 f4845f",  # teal evening
        "0b1030 27306b 8a6fb8 f4ecff 4a4a8a 0a0c24 ff9ecb",  # indigo night
        "3a1c5a b4436c f9a66c ffe9c9 a8546f 24102f ffd166",  # burning sky
        "0f4c5c 3aa6a0 e9f5d3 fffdf0 6fae8e 123a34 ffc857",  # lagoon
        "6a8fd8 b9b4e6 ffd9dc fff7f2 b59cc6 3d2c5e ff8fab",  # cherry spring
        "274060 5b85aa ffe0b5 fff6e0 8a8fae 1b2440 f46036",  # harbour
        "13293d 1b6b8f a8e0e0 f3ffff 3f8ea6 0a1c2c ffe066",  # ice
        "4a2c2a c0693f ffd9a0 fff3d6 b98058 2c1a18 e8505b",  # desert
        "0d2818 2f7d5b e6e9a8 fffde0 5b9a6f 0b2417 ffb627",  # forest light
        "2d1e4f 5c4d9c ffb3c6 ffeff5 7d6bb0 191030 7ae7ff",  # neon dusk
    )
)


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one picture: sky from top to horizon, light, and ground from far to near."""

    top: RGB
    middle: RGB
    horizon: RGB
    light: RGB
    far: RGB
    near: RGB
    accent: RGB

    @classmethod
    def of(cls, rng: random.Random) -> Palette:
        """One of the moods, its hues turned a little."""
        turn, deepen = rng.uniform(-0.035, 0.035), rng.uniform(0.9, 1.08)
        return cls(*(_turn(colour, turn, deepen) for colour in rng.choice(_MOODS)))

    def depth(self, share: float) -> RGB:
        """The ground's colour from the far (0) to the near (1)."""
        return mix(self.far, self.near, share)


def gradient(size: tuple[int, int], *colours: RGB) -> Image.Image:
    """Colours from top to bottom, evenly spaced and smoothly joined."""
    column = Image.new("RGB", (1, 256))
    steps = len(colours) - 1
    for y in range(256):
        place = y / 255 * steps
        index = min(int(place), steps - 1)
        share = place - index
        column.putpixel((0, y), mix(colours[index], colours[index + 1], share * share * (3 - 2 * share)))
    return column.resize(size, Image.Resampling.BILINEAR)


def glow(diameter: int, colour: RGB, strength: float = 1.0, falloff: float = 2.0) -> Image.Image:
    """A round, soft light, fading to nothing at its rim."""
    rim = 180  # the level that the gradient has in the middle of an edge
    curve = [round(255 * strength * max(0.0, 1 - level / rim) ** falloff) for level in range(256)]
    mask = Image.radial_gradient("L").point(curve).resize((diameter, diameter), Image.Resampling.BICUBIC)
    image = Image.new("RGBA", mask.size, colour)
    image.putalpha(mask)
    return image


def disc(diameter: int, colour: RGB, alpha: int = 255, blur: float = 0.0) -> Image.Image:
    """A round sheet of one colour, its rim smooth or blurred."""
    pad = round(blur * 3) + 1
    mask = Image.new("L", ((diameter + 2 * pad) * 2, (diameter + 2 * pad) * 2), 0)
    ImageDraw.Draw(mask).ellipse((2 * pad, 2 * pad, 2 * (pad + diameter), 2 * (pad + diameter)), fill=alpha)
    mask = mask.reduce(2)
    if blur:
        mask = mask.filter(ImageFilter.GaussianBlur(blur))
    image = Image.new("RGBA", mask.size, colour)
    image.putalpha(mask)
    return image


@lru_cache(maxsize=32)
def font(size: int) -> ImageFont.FreeTypeFont:
    """The package's own font, which has Latin and Japanese, at this size in pixels."""
    return ImageFont.truetype(_FONT_FILE, size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4096)
def _printable(character: str) -> str:
    """The character, or the sign for a missing one."""
    if character.isspace():
        return " "
    probe = font(24)
    if bytes(probe.getmask(character)) == bytes(probe.getmask("\U0010fffe")):
        return _MISSING
    return character


def text_lines(text: str, face: ImageFont.FreeTypeFont, width: int, limit: int) -> list[str]:
    """The text in at most `limit` lines of at most `width` pixels, broken as Latin and Japanese want it."""
    clean = "".join(_printable(character) for character in " ".join(text.split()))
    lines: list[str] = []
    line = ""
    for word in _words(clean):
        if line and face.getlength(line + word.rstrip()) > width:
            lines.append(line.rstrip())
            line = word.lstrip()
            if len(lines) == limit:
                break
        else:
            line += word
    else:
        lines.append(line.rstrip())
    if len(lines) > limit or (len(lines) == limit and line and lines[-1] != line.rstrip()):
        lines = lines[:limit]
        while lines[-1] and face.getlength(lines[-1] + "…") > width:
            lines[-1] = lines[-1][:-1]
        lines[-1] += "…"
    return lines


def _words(text: str) -> list[str]:
    """The pieces between which a line may break: Latin words with their space, and single wide characters."""
    pieces: list[str] = []
    for character in text:
        previous = pieces[-1][-1] if pieces else " "
        wide = ord(character) >= 0x2E80
        joins = character in _NEVER_FIRST or character == " " or previous in "「『（【〈《"
        within = not (wide or previous == " " or ord(previous) >= 0x2E80)
        if pieces and (joins or within) and len(pieces[-1]) < _LONGEST_WORD:
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces
