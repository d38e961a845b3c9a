"""Small films of the painter's, as arrays, and what is measured of them."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from omnivid_jupyter.media.motion import shift_between
from omnivid_jupyter.simulator.painter.story import scene_of
from omnivid_jupyter.simulator.picture import Chapter, Picture
from omnivid_jupyter.simulator.render import FPS, render

Film = npt.NDArray[np.uint8]
"""Pictures × rows × columns × red, green, blue."""

WIDTH, HEIGHT = 320, 180
SECONDS = 3
_LUMA = np.array((0.2126, 0.7152, 0.0722), dtype=np.float32)


def order(prompt: str, **fields: Any) -> Picture:
    """A small film of a prompt."""
    return Picture(
        **{
            "model": "omni-flash",
            "prompt": prompt,
            "kind": "video",
            "width": WIDTH,
            "height": HEIGHT,
            "seconds": SECONDS,
            **fields,
        }
    )


def shoot(picture: Picture, folder: Path) -> Film:
    """Render a picture and read it as anybody would."""
    path = folder / picture.file_name
    render(picture, path)
    with av.open(path) as container:
        return np.stack([frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)])


@lru_cache(maxsize=160)
def film(prompt: str, model: str = "omni-flash", take: int = 1, before: tuple[str, ...] = ()) -> Film:
    """The film of a prompt, without the rows in which something is written."""
    chapters = tuple(Chapter(words, SECONDS) for words in before)
    with tempfile.TemporaryDirectory() as folder:
        shot = shoot(order(prompt, model=model, take=take, before=chapters), Path(folder))
    return shot[:, HEIGHT * 15 // 100 : HEIGHT * 74 // 100]


@lru_cache(maxsize=320)
def first(prompt: str, model: str = "omni-flash", take: int = 1) -> Film:
    """The first picture alone of what `film` gives, as it is drawn: for what does not change in time."""
    return opening(order(prompt, model=model, take=take))[:, HEIGHT * 15 // 100 : HEIGHT * 74 // 100]


def opening(picture: Picture, folder: Path = Path()) -> Film:
    """The first picture of a film, without its captions, as it is drawn; its references are in `folder`."""
    drawn = scene_of(picture, folder, (picture.width, picture.height)).draw(0.0)
    return np.asarray(drawn.convert("RGB"))[np.newaxis]


def luma(pictures: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    """Brightness of RGB pictures, in levels of 255."""
    return np.asarray(pictures.astype(np.float32) @ _LUMA, dtype=np.float32)


def motion(shot: Film) -> tuple[float, float, float]:
    """Where the content goes in the middle: right and down in % of the width a second, growth in % a second."""
    step = 3  # pictures
    middle = len(shot) // 2
    found = []
    for first in (middle - 12, middle - 4, middle + 4):
        shift = shift_between(luma(shot[first]), luma(shot[first + step]))
        found.append([value * FPS / step for value in shift])
    right, down, growth = np.median(np.array(found), axis=0)
    return float(right / WIDTH * 100), float(down / WIDTH * 100), float(growth * 100)


def brightness(shot: Film) -> float:
    """Mean brightness, 0 to 255."""
    return float(luma(shot).mean())


def warmth(shot: Film) -> float:
    """How much more red than blue there is, in levels of 255."""
    return float(shot[..., 0].mean() - shot[..., 2].mean())


def contrast(shot: Film) -> float:
    """How far brightness is spread: between its 5th and 95th percentile."""
    low, high = np.percentile(luma(shot[0]), (5, 95))
    return float(high - low)


def flicker(shot: Film) -> float:
    """How much changes from one picture to the next in small places, in levels of 255."""
    grey = luma(shot)
    change = np.abs(np.diff(grey, axis=0))
    return float(change.mean())


def share_of(shot: Film, hue: tuple[float, float], *, strong: float = 0.4, bright: float = 0.25) -> float:
    """The share of the first picture in colours between two hues (degrees; may run through 360)."""
    rgb = shot[0].astype(np.float32) / 255
    high, low = rgb.max(axis=-1), rgb.min(axis=-1)
    spread = np.maximum(high - low, 1e-6)
    red, green, blue = (rgb[..., k] for k in range(3))
    degrees = np.where(
        high == red,
        (green - blue) / spread % 6,
        np.where(high == green, (blue - red) / spread + 2, (red - green) / spread + 4),
    )
    degrees = degrees * 60
    first, last = hue
    inside = (
        (degrees >= first) & (degrees <= last) if first <= last else (degrees >= first) | (degrees <= last)
    )
    saturation = spread / np.maximum(high, 1e-6)
    return float((inside & (saturation > strong) & (high > bright)).mean())


def difference(one: npt.NDArray[Any], two: npt.NDArray[Any]) -> float:
    """How far two pictures are apart, 0 to 255."""
    return float(np.abs(one.astype(np.float32) - two.astype(np.float32)).mean())
