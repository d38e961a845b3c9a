"""A scene: a still backdrop, layers that slide past at different speeds, and sprites on their paths.

All of it is drawn once; a frame is put together from ready pieces, which is what makes it quick.
What is in a scene is decided in `motifs`.

The one rule: how a scene looks depends on the time alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import Image, ImageDraw

from omnivid_jupyter.simulator.drawing import RGB, gradient

__all__ = ["Path", "Scene", "orbit", "wander"]

Path = Callable[[float], tuple[float, float]]
"""Where something is, in pixels, after so many seconds."""


def wander(
    x: float = 0.0,
    y: float = 0.0,
    *,
    pace: tuple[float, float] = (0.0, 0.0),
    sway: tuple[float, float] = (0.0, 0.0),
    tempo: float = 1.0,
    phase: float = 0.0,
    span: float = math.inf,
) -> Path:
    """From a place at a steady pace (pixels a second), swaying; after `span` pixels down or up, anew."""

    def path(t: float) -> tuple[float, float]:
        swing = math.sin(tempo * t + phase)
        down = y + pace[1] * t
        if span != math.inf:
            down = down % span - span / 12  # the turn is hidden above the picture
        return x + pace[0] * t + sway[0] * swing, down + sway[1] * swing

    return path


def orbit(x: float, y: float, reach: tuple[float, float], tempo: float, phase: float) -> Path:
    """On an ellipse around a place."""
    return lambda t: (x + reach[0] * math.cos(tempo * t + phase), y + reach[1] * math.sin(tempo * t + phase))


@dataclass
class _Piece:
    """A ready image with its mask, and where it is (its left upper corner) after so many seconds."""

    image: Image.Image
    mask: Image.Image
    path: Path
    period: int = 0  # a layer repeats after so many pixels; 0: it is a sprite

    def put(self, frame: Image.Image, t: float) -> None:
        x, y = self.path(t)
        if not self.period:
            frame.paste(self.image, (round(x), round(y)), self.mask)
            return
        shift = round(x) % self.period
        box = (shift, 0, shift + frame.width, self.image.height)
        frame.paste(self.image.crop(box), (0, round(y)), self.mask.crop(box))


@dataclass
class Scene:
    """A picture of `width` × `height` pixels that moves."""

    width: int
    height: int
    backdrop: Image.Image
    pieces: list[_Piece] = field(default_factory=list)

    @property
    def unit(self) -> float:
        """A hundredth of the shorter side: what sizes are given in."""
        return min(self.width, self.height) / 100

    def draw(self, t: float) -> Image.Image:
        """The picture after `t` seconds."""
        frame = self.backdrop.copy()
        for piece in self.pieces:
            piece.put(frame, t)
        return frame

    def stamp(self, image: Image.Image, x: float, y: float) -> None:
        """Put an image into the backdrop for good, its middle at this place."""
        self.backdrop.paste(image, (round(x - image.width / 2), round(y - image.height / 2)), image)

    def add_sprite(self, image: Image.Image, path: Path) -> None:
        """Add an image whose middle follows the path."""

        def corner(t: float) -> tuple[float, float]:
            x, y = path(t)
            return x - image.width / 2, y - image.height / 2

        self.pieces.append(_Piece(image.convert("RGB"), image.getchannel("A"), corner))

    def add_layer(self, outline: list[float], top: RGB, bottom: RGB, path: Path) -> None:
        """Add a ground that repeats sideways: heights above the lower edge, evenly spaced over one width."""
        width = self.width
        tall = math.ceil(max(outline)) + 2
        mask = Image.new("L", (width * 2, tall * 2), 0)
        step = width * 2 / len(outline)
        points = [(i * step, (tall - h) * 2) for i, h in enumerate((*outline, outline[0]))]
        ImageDraw.Draw(mask).polygon([*points, (width * 2, tall * 2), (0, tall * 2)], fill=255)
        self.add_strip(gradient((width, tall), top, bottom), mask.reduce(2), path)

    def add_strip(self, image: Image.Image, mask: Image.Image, path: Path) -> None:
        """Add a layer as wide as the picture, which repeats sideways; it stands on the lower edge."""
        twice = Image.new("RGB", (image.width * 2, image.height))
        mask_twice = Image.new("L", twice.size)
        for x in (0, image.width):
            twice.paste(image, (x, 0))
            mask_twice.paste(mask, (x, 0))
        floor = self.height - image.height

        def corner(t: float) -> tuple[float, float]:
            x, y = path(t)
            return x, y + floor

        self.pieces.append(_Piece(twice, mask_twice, corner, period=image.width))
