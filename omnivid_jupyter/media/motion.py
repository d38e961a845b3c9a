"""How one picture moves into another as a whole: shift and growth, found to a small part of a pixel.

Phase correlation gives a first guess; then the difference of the two pictures is made as small as it can be (Gauss and
Newton), where pixels that do not fit count little: a title that stands still over a moving scene, or a boat that
crosses a still one, does not decide.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

__all__ = ["Shift", "shift_between"]

_ROUNDS = 6
_SOFT = 6.0  # levels of 255: residuals beyond it count less and less


class Shift(NamedTuple):
    """Where the content goes, in pixels to the right and down, and by what part of itself it grows."""

    right: float
    down: float
    growth: float

    def length(self, width: int, height: int) -> float:
        """How far the points of a picture of this size move, in pixels: root mean square."""
        grown = self.growth**2 * (width**2 + height**2) / 12
        return math.sqrt(self.right**2 + self.down**2 + grown)


def shift_between(first: Any, second: Any) -> Shift:
    """The shift from one picture to the next: two float32 arrays of luma, H×W, levels of 255."""
    guesses = [Shift(0.0, 0.0, 0.0), _correlated(first, second)]
    best = min(
        (_refined(first, second, guess) for guess in dict.fromkeys(guesses)), key=lambda found: found[1]
    )
    return best[0]


def _correlated(first: Any, second: Any) -> Shift:
    """The whole pixels by which the pictures' phases agree best."""
    import numpy as np

    height, width = first.shape
    window = np.outer(np.hanning(height), np.hanning(width))
    one, two = (np.fft.rfft2((each - each.mean()) * window) for each in (first, second))
    cross = two * np.conj(one)
    surface = np.fft.irfft2(cross / (np.abs(cross) + 1e-3 * np.abs(cross).max() + 1e-9), first.shape)
    surface[0, 0] = -np.inf  # that nothing moves is guessed anyhow
    down, right = np.unravel_index(int(np.argmax(surface)), surface.shape)
    return Shift(
        float(right if right <= width // 2 else right - width),
        float(down if down <= height // 2 else down - height),
        0.0,
    )


def _refined(first: Any, second: Any, guess: Shift) -> tuple[Shift, float]:
    """The shift near a guess that fits best, and how badly it fits."""
    import numpy as np

    height, width = first.shape
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    across, along = xs - (width - 1) / 2, ys - (height - 1) / 2
    now = np.array(guess, dtype=np.float64)
    badness = math.inf
    for turn in range(_ROUNDS):
        moved, inside = _sampled(first, xs - now[0] - now[2] * across, ys - now[1] - now[2] * along)
        rest = (second - moved) * inside
        rest -= np.median(rest[inside]) if inside.any() else 0.0
        weights = inside / (1 + (rest / _SOFT) ** 2)
        badness = float((np.minimum(np.abs(rest), 4 * _SOFT) * inside).sum() / max(1, inside.sum()))
        if turn == _ROUNDS - 1:
            break
        slope_down, slope_right = np.gradient(moved)
        columns = np.stack([-slope_right, -slope_down, -(slope_right * across + slope_down * along)])
        left = np.einsum("ihw,jhw,hw->ij", columns, columns, weights)
        right = np.einsum("ihw,hw,hw->i", columns, rest, weights)
        try:
            step = np.linalg.solve(left + np.diag([1e-3, 1e-3, 1e-3 * width**2]), right)
        except np.linalg.LinAlgError:
            break
        now = now + np.clip(step, [-3, -3, -0.05], [3, 3, 0.05])
    if not math.isfinite(badness) or abs(now[0]) > width or abs(now[1]) > height:
        return Shift(0.0, 0.0, 0.0), math.inf
    return Shift(float(now[0]), float(now[1]), float(now[2])), badness


def _sampled(picture: Any, xs: Any, ys: Any) -> tuple[Any, Any]:
    """A picture at these places, between its pixels; and which of them are inside."""
    import numpy as np

    height, width = picture.shape
    inside = (xs >= 0) & (xs <= width - 1) & (ys >= 0) & (ys <= height - 1)
    left, top = np.floor(xs).clip(0, width - 2).astype(int), np.floor(ys).clip(0, height - 2).astype(int)
    right, down = (xs - left).clip(0, 1), (ys - top).clip(0, 1)
    upper = picture[top, left] * (1 - right) + picture[top, left + 1] * right
    lower = picture[top + 1, left] * (1 - right) + picture[top + 1, left + 1] * right
    return upper * (1 - down) + lower * down, inside
