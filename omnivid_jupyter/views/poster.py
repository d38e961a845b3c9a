"""The first pictures of clips as one small JPEG, for where no HTML is shown: LaTeX, PDF, some consoles."""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Sequence

from PIL import Image

from omnivid_jupyter.clip import Clip

__all__ = ["poster"]

_MOST = 6_000  # bytes: it is one more in a notebook that has the film
_PLAINER = (
    (480, 70),
    (320, 60),
    (240, 50),
    (160, 40),
    (96, 30),
)  # pixels of all side by side, and JPEG's quality
_IN_A_ROW = 4


def poster(clips: Sequence[Clip]) -> str | None:
    """At most so many clips side by side, as base64; None where none has a picture."""
    opened = [picture for clip in clips if clip.poster and (picture := _opened(clip.poster))]
    pictures = opened[:_IN_A_ROW]
    if not pictures:
        return None
    height = min(picture.height for picture in pictures)
    row = [each.resize((max(1, each.width * height // each.height), height)) for each in pictures]
    together = Image.new("RGB", (sum(each.width for each in row), height), "white")
    at = 0
    for each in row:
        together.paste(each, (at, 0))
        at += each.width
    return b64encode(_small(together)).decode("ascii")


def _opened(content: bytes) -> Image.Image | None:
    try:
        with Image.open(io.BytesIO(content)) as picture:
            return picture.convert("RGB")
    except Exception:  # a nicety: whatever is the matter with it, the clip is shown
        return None


def _small(picture: Image.Image) -> bytes:
    """As good as the room allows."""
    content = b""
    for width, quality in _PLAINER:
        smaller = picture.copy()
        smaller.thumbnail((width, width))
        buffer = io.BytesIO()
        smaller.save(buffer, "JPEG", quality=quality, optimize=True)
        content = buffer.getvalue()
        if len(content) <= _MOST:
            break
    return content
