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
_FLAT = 1.0  # levels of 255: a picture that differs by less from its own mean has nothing that could move


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
    if min(first.std(), second.std()) < _FLAT:
        return Shift(0.0, 0.0, 0.0)
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
    xs, ys = np.arange(width, dtype=np.float64), np.arange(height, dtype=np.float64)
    across, along = xs - (width - 1) / 2, ys - (height - 1) / 2
    now = np.array(guess, dtype=np.float64)
    badness = math.inf
    for turn in range(_ROUNDS):
        moved, rows, columns = _sampled(first, xs - now[0] - now[2] * across, ys - now[1] - now[2] * along)
        if min(moved.shape) < 2:  # the pictures have nothing in common
            return Shift(0.0, 0.0, 0.0), math.inf
        rest = second[rows, columns] - moved
        rest -= np.median(rest)
        badness = float(np.minimum(np.abs(rest), 4 * _SOFT).mean())
        if turn == _ROUNDS - 1:
            break
        weights = 1 / (1 + (rest / _SOFT) ** 2)
        down, right = np.gradient(moved)
        grown = right * across[columns].astype(np.float32)
        grown += down * along[rows, np.newaxis].astype(np.float32)
        slopes = -np.stack([right, down, grown]).reshape(3, -1)
        weighted = slopes * weights.ravel()
        left = np.einsum("ik,jk->ij", weighted, slopes)  # in one thread: the same sums on every machine
        try:
            step = np.linalg.solve(
                left + np.diag([1e-3, 1e-3, 1e-3 * width**2]), np.einsum("ik,k->i", weighted, rest.ravel())
            )
        except np.linalg.LinAlgError:
            break
        now = now + np.clip(step, [-3, -3, -0.05], [3, 3, 0.05])
    if not math.isfinite(badness) or abs(now[0]) > width or abs(now[1]) > height:
        return Shift(0.0, 0.0, 0.0), math.inf
    return Shift(float(now[0]), float(now[1]), float(now[2])), badness


def _sampled(picture: Any, xs: Any, ys: Any) -> tuple[Any, slice, slice]:
    """A picture at columns `xs` and rows `ys`, between its pixels, as far as they are inside; which rows and columns.

    Both rise, so what is inside is a rectangle.
    """
    import numpy as np

    height, width = picture.shape
    rows, columns = _inside(ys, height), _inside(xs, width)
    top, left = (
        np.floor(each).clip(0, most - 2).astype(int)
        for each, most in ((ys[rows], height), (xs[columns], width))
    )
    down = (ys[rows] - top).astype(np.float32)[:, np.newaxis]
    right = (xs[columns] - left).astype(np.float32)
    lines = picture[top] * (1 - down) + picture[top + 1] * down
    return lines[:, left] * (1 - right) + lines[:, left + 1] * right, rows, columns


def _inside(places: Any, size: int) -> slice:
    """Which of these rising places lie in a picture with so many pixels."""
    import numpy as np

    first, end = np.searchsorted(places, [0, size - 1 + 1e-9])
    return slice(int(first), int(end))
