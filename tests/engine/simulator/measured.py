"""Films as numbers: small films of the painter, and what is measured of them."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from omnivid_jupyter.simulator.painter.story import scene_of
from omnivid_jupyter.simulator.picture import Picture

Frames = NDArray[np.float32]
"""Pictures one after the other: time, height, width, red-green-blue from 0 to 255."""

SIZE = (256, 144)
SECONDS = 4


@lru_cache(maxsize=64)
def film(
    prompt: str,
    *,
    times: tuple[float, ...] = (1.0, 1.25, 1.5, 1.75, 2.0),
    take: int = 1,
    model: str = "omni-flash",
    size: tuple[int, int] = SIZE,
) -> Frames:
    """Pictures of a film of four seconds at some times, without its captions."""
    picture = Picture(model, prompt, "video", *size, seconds=SECONDS, take=take)
    scene = scene_of(picture, Path("nothing"), size)
    return np.stack([np.asarray(scene.draw(t).convert("RGB"), np.float32) for t in times])


def still(prompt: str, *, take: int = 1, model: str = "omni-flash", at: float = 0.0) -> Frames:
    """One picture of a film."""
    return np.asarray(film(prompt, times=(at,), take=take, model=model)[0])


def grey(frames: Frames) -> Frames:
    return np.asarray(frames @ np.array([0.299, 0.587, 0.114], np.float32))


def shift(one: Frames, other: Frames) -> tuple[float, float]:
    """How far the content of a grey picture has moved, right and down, in pixels: phase correlation."""
    window = np.outer(np.hanning(one.shape[0]), np.hanning(one.shape[1]))
    spectra = [np.fft.rfft2((each - each.mean()) * window) for each in (one, other)]
    cross = np.conj(spectra[0]) * spectra[1]
    frequencies = np.hypot(np.fft.fftfreq(one.shape[0])[:, None], np.fft.rfftfreq(one.shape[1])[None, :])
    peak = np.fft.irfft2(cross / (np.abs(cross) + 1e-3) * np.exp(-18 * frequencies**2), one.shape)
    row, column = np.unravel_index(int(np.argmax(peak)), peak.shape)

    def part(values: NDArray[np.floating], at: int) -> float:
        """Where between the samples the peak is: the top of a parabola."""
        low, mid, high = (float(values[(at + step) % len(values)]) for step in (-1, 0, 1))
        curve = low - 2 * mid + high
        found = at + (0.5 * (low - high) / curve if curve else 0.0)
        return found - len(values) if found > len(values) / 2 else found

    return part(peak[row], int(column)), part(peak[:, column], int(row))


def motion(frames: Frames) -> tuple[float, float]:
    """How far the content moves from picture to picture, right and down, in pixels: the median."""
    pictures = grey(frames)
    found = [shift(one, other) for one, other in pairwise(pictures)]
    across, down = np.median(np.array(found), axis=0)
    return float(across), float(down)


def growth(frames: Frames) -> float:
    """How far the four sides of the picture go apart, in pixels from the first picture to the last."""
    pictures = grey(frames[[0, -1]])
    height, width = pictures.shape[1:]
    left, right = (shift(*pictures[:, :, cut])[0] for cut in (slice(0, width // 2), slice(width // 2, None)))
    top, bottom = (
        shift(*pictures[:, cut, :])[1] for cut in (slice(0, height // 2), slice(height // 2, None))
    )
    return float(right - left + bottom - top)


def unrest(frames: Frames) -> float:
    """The mean change from picture to picture, in levels of grey."""
    return float(np.abs(np.diff(grey(frames), axis=0)).mean())


def detail(frames: Frames) -> float:
    """How much of the fine detail changes from picture to picture: what rain and snow do."""
    change = np.diff(grey(frames), axis=0)
    fine = (
        change
        - (np.roll(change, 2, 1) + np.roll(change, -2, 1) + np.roll(change, 2, 2) + np.roll(change, -2, 2))
        / 4
    )
    return float(np.abs(fine).mean())


def brightness(image: Frames) -> float:
    return float(grey(image).mean())


def contrast(image: Frames) -> float:
    return float(grey(image).std())


def warmth(image: Frames) -> float:
    """How much more red than blue there is, in levels."""
    return float((image[..., 0] - image[..., 2]).mean())


def saturation(image: Frames) -> float:
    """The mean distance of the strongest from the weakest of the three colours, in levels."""
    return float((image.max(-1) - image.min(-1)).mean())


def share(image: Frames, colour: str) -> float:
    """The share of the picture that anybody would call by this name."""
    hsv = np.asarray(Image.fromarray(image.astype(np.uint8)).convert("HSV"), np.float32)
    hue, saturated, value = hsv[..., 0] * 360 / 256, hsv[..., 1] / 255, hsv[..., 2] / 255
    vivid = (saturated > 0.35) & (value > 0.3)

    def between(low: float, high: float) -> NDArray[np.bool_]:
        return np.asarray((hue - low) % 360 < (high - low) % 360)

    found = {
        "red": vivid & between(345, 14),
        "orange": vivid & (value > 0.5) & between(14, 42),
        "yellow": vivid & (value > 0.5) & between(42, 68),
        "green": vivid & between(75, 165),
        "turquoise": vivid & between(160, 196),
        "blue": vivid & between(205, 252),
        "purple": vivid & between(252, 318),
        "pink": (saturated > 0.2) & (value > 0.6) & between(310, 352),
        "brown": (saturated > 0.25) & (value > 0.15) & (value < 0.65) & between(10, 42),
        "white": (saturated < 0.14) & (value > 0.8),
        "black": value < 0.2,
        "grey": (saturated < 0.16) & (value > 0.3) & (value < 0.75),
        "gold": vivid & (value > 0.45) & between(36, 58),
        "silver": (saturated < 0.18) & (value > 0.55) & (value < 0.9),
    }
    return float(found[colour].mean())


def features(image: Frames) -> Frames:
    """What a glance takes in: colours in a coarse grid, and how much fine structure there is where."""
    small = Image.fromarray(image.astype(np.uint8)).resize((4, 9), Image.Resampling.BOX)
    red, green, blue = np.moveaxis(np.asarray(small, np.float32).mean(1), -1, 0)
    rows = np.stack([(red + green + blue) / 3, red - green, (red + green) / 2 - blue])
    pictures = grey(image)
    edges = np.abs(np.diff(pictures, axis=1))[:-1] + np.abs(np.diff(pictures, axis=0))[:, :-1]
    bands = np.array([band.mean() for band in np.array_split(edges, 6)])
    return np.concatenate([rows.ravel(), 4 * np.sqrt(bands) * 3]).astype(np.float32)
