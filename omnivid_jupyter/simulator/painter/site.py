"""Where a painting is: so that a surface's grain stays with the world, however much of the world is painted."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image

from omnivid_jupyter.simulator.painter.brush import noise

__all__ = ["Site"]


@dataclass(frozen=True, slots=True)
class Site:
    """A painting's place: its left upper corner in the world and the world's period, in pixels, and the unit.

    `name` tells paintings apart that are to differ by chance.
    """

    u: float
    x: int = 0
    y: int = 0
    period: int = 0
    name: str = ""

    def cloth(
        self, size: tuple[int, int], cell: float, name: str, octaves: int = 3, stretch: float = 1.0
    ) -> Image.Image:
        """Noise of mode L whose cells are so many units wide, and `stretch` times flatter than wide."""
        side = self.period // 4 if self.period else max(64, round(60 * self.u))
        tile = _tile(name, side, max(2, round(side / (cell * self.u))), octaves, stretch)
        sheet = Image.new("L", size)
        for y in range(-(self.y % side), size[1], side):
            for x in range(-(self.x % side), size[0], side):
                sheet.paste(tile, (x, y))
        return sheet

    def dice(self) -> random.Random:
        """Randomness of its own."""
        return random.Random(self.name)


@lru_cache(maxsize=24)
def _tile(name: str, side: int, cells: int, octaves: int, stretch: float) -> Image.Image:
    return noise(random.Random(name), (side, side), (cells, max(2, round(cells * stretch))), octaves)
