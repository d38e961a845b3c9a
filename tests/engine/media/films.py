"""Films whose camera, light and sound are known: a still picture, seen through a frame that moves."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

FPS = 24
WIDTH, HEIGHT = 320, 180

#: Where the camera is after so many seconds: shares of the width to the right and of the height up, and its zoom.
Camera = Callable[[float], tuple[float, float, float]]
#: How bright the picture is after so many seconds, as a factor.
Light = Callable[[float], float]
Wave = Callable[[NDArray[np.float64]], NDArray[np.float64]]


def still(_: float) -> tuple[float, float, float]:
    return 0.0, 0.0, 1.0


def steady(_: float) -> float:
    return 1.0


def film(
    path: Path,
    camera: Camera = still,
    *,
    seconds: float = 2.0,
    light: Light = steady,
    scene: Callable[[float], int] = lambda t: 1,
    title: bool = False,
    sound: Wave | None = None,
) -> Path:
    """Write an mp4; `scene` numbers the picture that is filmed, `title` lays still words over it."""
    with av.open(str(path), "w", format="mp4") as container:
        video = container.add_stream("libx264", rate=FPS, options={"crf": "18", "preset": "veryfast"})
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        audio = container.add_stream("aac", rate=48_000, layout="stereo") if sound else None
        for number in range(round(seconds * FPS)):
            t = number / FPS
            image = _seen(_picture(scene(t)), *camera(t)).point(
                [min(255, round(v * light(t))) for v in range(256)] * 3
            )
            if title:
                ImageDraw.Draw(image).rectangle((10, 10, 150, 30), fill=(0, 0, 0), outline=(255, 255, 255))
            frame = av.VideoFrame.from_image(image)  # type: ignore[no-untyped-call]
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        if audio and sound:
            wave = sound(np.arange(round(seconds * 48_000)) / 48_000).astype(np.float32)
            for start in range(0, len(wave) - 1024, 1024):
                part = np.stack([wave[start : start + 1024]] * 2)
                samples = av.AudioFrame.from_ndarray(
                    np.ascontiguousarray(part), format="fltp", layout="stereo"
                )
                samples.sample_rate, samples.pts = 48_000, start
                container.mux(audio.encode(samples))
            container.mux(audio.encode(None))
    return path


@cache
def _picture(number: int) -> Image.Image:
    noise = np.random.default_rng(number).integers(0, 256, (60, 106, 3), dtype=np.uint8)
    large = Image.fromarray(noise).resize((WIDTH * 3, HEIGHT * 3), Image.Resampling.BICUBIC)
    return large.filter(ImageFilter.GaussianBlur(2))


def _seen(picture: Image.Image, right: float, up: float, zoom: float) -> Image.Image:
    width, height = WIDTH / zoom, HEIGHT / zoom
    x, y = WIDTH * (1.5 + right), HEIGHT * (1.5 - up)
    box = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    return picture.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC, box)
