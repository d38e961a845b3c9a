"""First pictures of clips, no larger than the notebook that holds them has room for.

A saved notebook takes at most 1.34 times the films that are in it, and 6 kB a clip: base64 makes 4 bytes of 3, and
what is said of a clip takes 2 kB.
"""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Sequence
from functools import lru_cache

from PIL import Image

from omnivid_jupyter.clip import Clip

__all__ = ["STILL", "poster", "room_beside", "room_for", "twice_within", "within"]

STILL = 6_000
"""Bytes of the picture for where no HTML is shown, at most: it is one more in a notebook that has the film."""

# pixels of the longer side, and the format's quality, from the largest file to the smallest
_JPEG = ((480, 70), (400, 65), (320, 60), (280, 55), (240, 50), (200, 45), (160, 40), (96, 30))
_WEBP = ((640, 75), (640, 50), (480, 50), (480, 30), (400, 30), (320, 30), (240, 30), (160, 25), (96, 20))
_QUICK = 1  # WebP's method: a quarter of the usual one's time, for files a tenth larger
_LEAST = 1_500  # bytes that the pictures of a clip may always have: with less, one would see nothing on them
_IN_A_ROW = 4


def room_for(size: int) -> int:
    """Bytes that all pictures of a clip may take in a notebook that holds its film, of `size` bytes."""
    return 3_000 + size // 200


def room_beside(size: int, bytes_around: int, count: int) -> int:
    """The same where each of so many clips bears a share of what is around them all, at least `_LEAST`."""
    return max(_LEAST, room_for(size) - bytes_around * 3 // (4 * max(count, 1)))


@lru_cache(maxsize=1024)
def within(picture: bytes, most: int) -> bytes:
    """A picture of at most so many bytes: as it is, else as a smaller WebP, which takes half of what a JPEG does; as
    it is also where it cannot be read."""
    if len(picture) <= most:
        return picture
    opened = _opened(picture)
    return _small(opened, most, "WEBP", _WEBP) if opened else picture


def twice_within(picture: bytes, room: int) -> tuple[bytes, bytes]:
    """A player's picture, and a smaller one for where the player is taken away; both together of at most `room` bytes,
    and the same where there is room for it."""
    if 2 * len(picture) <= room:
        return picture, picture
    instead = within(picture, room // 3)
    return within(picture, room - len(instead)), instead


def poster(clips: Sequence[Clip], most: int = STILL) -> str | None:
    """The first pictures of clips side by side, the first four, as one JPEG for where no HTML is shown: LaTeX, PDF,
    some consoles. As base64 of at most `most` bytes; None where none has a picture."""
    opened = [picture for clip in clips if clip.poster and (picture := _opened(clip.poster))]
    if not opened:
        return None
    return b64encode(_small(_side_by_side(opened[:_IN_A_ROW]), most, "JPEG", _JPEG)).decode("ascii")


def _side_by_side(pictures: Sequence[Image.Image]) -> Image.Image:
    if len(pictures) == 1:
        return pictures[0]
    height = min(picture.height for picture in pictures)
    row = [each.resize((max(1, each.width * height // each.height), height)) for each in pictures]
    together = Image.new("RGB", (sum(each.width for each in row), height), "white")
    at = 0
    for each in row:
        together.paste(each, (at, 0))
        at += each.width
    return together


@lru_cache(
    maxsize=_IN_A_ROW
)  # a player's picture, the one instead of it, and the one without HTML are of one poster
def _opened(content: bytes) -> Image.Image | None:
    try:
        with Image.open(io.BytesIO(content)) as picture:
            return picture.convert("RGB")
    except Exception:  # a nicety: whatever is the matter with it, the clip is shown
        return None


def _small(picture: Image.Image, most: int, kind: str, steps: Sequence[tuple[int, int]]) -> bytes:
    """As good as the room allows; the smallest where nothing fits. Each try is work that somebody waits for, so that
    the step is looked for by halves."""
    best, tried = b"", b""
    good, bad = len(steps), -1  # steps of which is known, or taken for granted, that they fit, or do not
    while good - bad > 1:
        step = (good + bad) // 2
        tried = _pressed(picture, kind, *steps[step])
        if len(tried) <= most:
            best, good = tried, step
        else:
            bad = step
    return best or tried  # of the last step


def _pressed(picture: Image.Image, kind: str, pixels: int, quality: int) -> bytes:
    smaller, buffer = picture.copy(), io.BytesIO()
    smaller.thumbnail((pixels, pixels), Image.Resampling.BILINEAR)
    smaller.save(buffer, kind, quality=quality, optimize=True, method=_QUICK)
    return buffer.getvalue()
