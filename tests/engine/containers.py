"""Small real videos and images in every container that a service may answer with, made with PyAV and Pillow."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import av
from av.video.stream import VideoStream
from PIL import Image

SIZE = (64, 36)


@cache
def video(name: str) -> bytes:
    """Two seconds of noise, so that each picture takes some bytes."""
    form, codec, how = VIDEOS[name]
    with TemporaryDirectory() as folder:  # an index is moved to the front in a file only
        path = Path(folder) / "video"
        with av.open(str(path), "w", format=form, options=how) as container:
            stream = container.add_stream(codec, rate=24, options={"g": "12"})
            assert isinstance(stream, VideoStream)
            stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
            for number in range(48):
                picture = av.VideoFrame.from_image(noise())  # type: ignore[no-untyped-call]
                picture.pts = number
                container.mux(stream.encode(picture))
            container.mux(stream.encode())
        return path.read_bytes()


VIDEOS: dict[str, tuple[str, str, dict[str, str]]] = {
    "mp4, index first": ("mp4", "libx264", {"movflags": "faststart"}),
    "mp4, index last": ("mp4", "libx264", {}),
    "mp4 in fragments": ("mp4", "libx264", {"movflags": "frag_keyframe+empty_moov"}),
    "mov": ("mov", "libx264", {"movflags": "faststart"}),
    "webm": ("webm", "libvpx-vp9", {}),
}


@cache
def image(name: str) -> bytes:
    """A picture of noise; three of them where the format moves."""
    form, how = IMAGES[name]
    buffer = io.BytesIO()
    noise().save(buffer, form, **how)
    return buffer.getvalue()


def noise() -> Image.Image:
    """Another picture each time."""
    return Image.effect_noise(SIZE, 90).convert("RGB")


IMAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "png": ("PNG", {}),
    "jpeg": ("JPEG", {}),
    "progressive jpeg": ("JPEG", {"progressive": True}),
    "webp": ("WEBP", {}),
    "gif": ("GIF", {}),
    "animated gif": ("GIF", {"save_all": True, "append_images": [noise(), noise()]}),
    "animated webp": ("WEBP", {"save_all": True, "append_images": [noise(), noise()]}),
}
