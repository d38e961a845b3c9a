"""The films that the server gives out: a large one as services make them, a small and a long one; and one for pages."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np

__all__ = ["film", "long", "scene"]


def film(folder: Path, *, large: bool) -> Path:
    """A film of moving noise in that folder, made if it is not there yet: 6 s in 720p, or 1 s of 64 × 36 pixels."""
    path = folder / ("large.mp4" if large else "small.mp4")
    width, height, frames = (1280, 720, 144) if large else (64, 36, 24)
    return _made(path, width, height, frames, square=4, noise=30)


def long(folder: Path, times: int) -> Path:
    """The large film so many times over in one file."""
    path = folder / f"long-{times}.mp4"
    if path.exists():
        return path
    begun = path.with_suffix(".part")
    with av.open(film(folder, large=True)) as source, av.open(begun, "w", format="mp4") as container:
        pictures = source.streams.video[0]
        stream = container.add_stream_from_template(pictures)
        for turn in range(times):
            source.seek(0)
            for packet in source.demux(pictures):
                if packet.pts is None or packet.dts is None or pictures.duration is None:  # the end
                    continue
                packet.pts += turn * pictures.duration
                packet.dts += turn * pictures.duration
                packet.stream = stream
                container.mux(packet)
    begun.rename(path)
    return path


def scene(folder: Path) -> Path:
    """A film of 640 × 360 pixels whose pictures are about as hard to press as those of a real one."""
    return _made(folder / "scene.mp4", 640, 360, 12, square=20, noise=8)


def _made(path: Path, width: int, height: int, frames: int, *, square: int, noise: int) -> Path:
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    dice = np.random.default_rng(1)
    squares = dice.integers(0, 255, (height // square, width // square, 3), dtype=np.uint8)
    begun = path.with_suffix(".part")
    with av.open(begun, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=24, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.bit_rate = 7_000_000
        for number in range(frames):
            picture = np.kron(np.roll(squares, number, 1), np.ones((square, square, 1), dtype=np.uint8))
            picture[::2] ^= dice.integers(0, noise, picture[::2].shape, dtype=np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "rgb24")))
        container.mux(stream.encode())
    begun.rename(path)
    return path
