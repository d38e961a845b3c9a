"""Colours: names, mixtures, and gradings that turn one painting into another light.

A grading is a table of 768 values (256 for each of red, green and blue), as `Image.point` takes it.
"""

from __future__ import annotations

import colorsys
from collections.abc import Sequence
from functools import lru_cache

from PIL import Image

__all__ = [
    "BLACK",
    "NAMED",
    "RGB",
    "WHITE",
    "Triple",
    "duotone",
    "hsv",
    "luminance",
    "mix",
    "saturate",
    "shade",
    "table",
]

RGB = tuple[int, int, int]
Triple = tuple[float, float, float]
WHITE: RGB = (255, 255, 255)
BLACK: RGB = (0, 0, 0)

NAMED: dict[str, RGB] = {
    "red": (214, 40, 44),
    "crimson": (176, 22, 52),
    "vermilion": (228, 70, 38),
    "orange": (242, 128, 28),
    "amber": (250, 172, 36),
    "yellow": (250, 210, 48),
    "gold": (222, 172, 58),
    "golden": (222, 172, 58),
    "lime": (160, 212, 50),
    "green": (48, 156, 72),
    "emerald": (20, 150, 104),
    "olive": (128, 134, 54),
    "teal": (20, 138, 142),
    "turquoise": (52, 196, 190),
    "cyan": (60, 196, 226),
    "blue": (36, 96, 206),
    "navy": (26, 44, 108),
    "indigo": (70, 62, 170),
    "purple": (126, 58, 172),
    "violet": (134, 82, 206),
    "lavender": (176, 156, 224),
    "magenta": (212, 46, 150),
    "pink": (244, 138, 172),
    "rose": (232, 96, 128),
    "brown": (130, 82, 46),
    "beige": (220, 198, 162),
    "fawn": (222, 180, 116),
    "cream": (246, 232, 200),
    "white": (246, 246, 242),
    "grey": (142, 146, 152),
    "gray": (142, 146, 152),
    "silver": (196, 202, 210),
    "black": (28, 28, 34),
}
"""The colours that a direction may name."""


def hsv(hue: float, saturation: float, value: float) -> RGB:
    """A colour from hue (any number, wraps at 1), saturation and value (0–1)."""
    red, green, blue = colorsys.hsv_to_rgb(hue % 1.0, min(1.0, saturation), min(1.0, value))
    return round(red * 255), round(green * 255), round(blue * 255)


def mix(first: RGB, second: RGB, share: float) -> RGB:
    """The colour that lies `share` (0–1) of the way from the first to the second."""
    (red, green, blue), (to_red, to_green, to_blue) = first, second
    return (
        round(red + (to_red - red) * share),
        round(green + (to_green - green) * share),
        round(blue + (to_blue - blue) * share),
    )


def shade(colour: RGB, by: float) -> RGB:
    """The colour made darker (below 0, down to -1) or lighter (above 0, up to 1)."""
    return mix(colour, BLACK, -by) if by < 0 else mix(colour, WHITE, by)


def luminance(colour: RGB) -> float:
    """How bright a colour looks, 0 to 1."""
    return (0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]) / 255


@lru_cache(maxsize=128)  # a scene's paintings have few depths, and its colours the same ones
def table(
    gain: Triple = (1, 1, 1),
    lift: Triple = (0, 0, 0),
    *,
    contrast: float = 1.0,
    air: RGB = BLACK,
    share: float = 0.0,
) -> tuple[int, ...]:
    """A grading: contrast about the middle, times gain, plus lift (0–255), then `share` of the air's colour."""
    values = []
    for channel in range(3):
        for level in range(256):
            value = (level - 118) * contrast + 118
            value = value * gain[channel] + lift[channel]
            value += (air[channel] - value) * share
            values.append(max(0, min(255, round(value))))
    return tuple(values)


def saturate(image: Image.Image, factor: float) -> Image.Image:
    """The RGB image with its colours weaker (below 1) or stronger (above 1)."""
    if abs(factor - 1) < 0.01:
        return image
    return Image.blend(image.convert("L").convert("RGB"), image, factor)


def duotone(image: Image.Image, stops: Sequence[RGB], share: float) -> Image.Image:
    """The image with its brightness told in colours from dark to light, mixed by `share` into its own."""
    grey = image.convert("L")
    return Image.blend(image, Image.merge("RGB", (grey, grey, grey)).point(_told(tuple(stops))), share)


@lru_cache(maxsize=32)
def _told(stops: tuple[RGB, ...]) -> tuple[int, ...]:
    """The table that tells brightness in these colours."""
    steps = len(stops) - 1
    tones = []
    for level in range(256):
        place = level / 255 * steps
        index = min(int(place), steps - 1)
        tones.append(mix(stops[index], stops[index + 1], place - index))
    return tuple(tone[channel] for channel in range(3) for tone in tones)
