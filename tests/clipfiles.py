"""Small real media files for the tests, made with PyAV; and the clips that a folder has."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import av
from PIL import Image

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.media import clips


@cache
def mp4(seconds: float = 1.0, width: int = 64, height: int = 36, color: str = "teal") -> bytes:
    """A real H.264 video."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=24, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        picture = av.VideoFrame.from_image(Image.new("RGB", (width, height), color))  # type: ignore[no-untyped-call]
        for number in range(round(seconds * 24)):
            picture.pts = number
            container.mux(stream.encode(picture))
        container.mux(stream.encode())
    return buffer.getvalue()


@cache
def png(width: int = 48, height: int = 32, color: str = "coral") -> bytes:
    """A real PNG image."""
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), color).save(buffer, "PNG")
    return buffer.getvalue()


@cache
def jpeg(width: int = 64, height: int = 36, color: str = "teal") -> bytes:
    """A real JPEG image, such as a clip's poster."""
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), color).save(buffer, "JPEG")
    return buffer.getvalue()


def clips_in(folder: Path) -> list[Clip]:
    """Every clip of a clip folder, its files checked."""
    found = [
        clips.load(folder, sidecar.files[0].name)
        for sidecar in map(clips.read_sidecar, folder.glob("*.json"))
        if sidecar
    ]
    return [clip for clip in found if clip]
