"""A finished clip: a file on this machine and what is known about it.

A clip is plain, frozen data about a file that was downloaded whole and checked.
How it looks in a notebook is `views.player`'s business.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from omnivid_jupyter.request import VideoRequest

if TYPE_CHECKING:
    from PIL.Image import Image

    from omnivid_jupyter.media.measure import Measures
    from omnivid_jupyter.media.ratings import Rating

__all__ = ["Clip"]


@dataclass(frozen=True, slots=True)
class Clip:
    """One generated video or image. It is an `os.PathLike`: `open(clip)` and `shutil.copy(clip, …)` take its file.

    `path` is the file; `url` where it came from (it expires, and may be a secret: it is never written down);
    `media_type` such as "video/mp4" or "image/png"; `width` and `height` in pixels; `duration` in seconds
    (None for an image); `size` in bytes; `sha256` in hex; `cost` in USD and `credits` in the service's own
    unit, None where the service does not say; `poster` the first picture as JPEG bytes;
    `others` the further results of the same task.
    """

    path: Path
    media_type: str
    width: int
    height: int
    duration: float | None
    size: int
    sha256: str
    prompt: str
    model: str
    task_id: str
    cost: float | None = None
    credits: float | None = None
    request: VideoRequest | None = field(default=None, repr=False)
    url: str | None = field(default=None, repr=False)
    poster: bytes | None = field(default=None, repr=False)
    others: tuple[Clip, ...] = field(default=(), repr=False)

    def __fspath__(self) -> str:
        return os.fspath(self.path)

    def replace(self, old: str, new: str, /) -> str:
        """The path as text with something replaced. IPython's `Video(clip)` writes what it is given in this way.

        Parameters
        ----------
        old, new:
            What stands in the path, and what is put in its place.
        """
        return os.fspath(self).replace(old, new)

    @property
    def is_video(self) -> bool:
        """Whether this is a moving picture (the image models give a still one)."""
        return self.media_type.startswith("video/")

    def frame(self, at: float = -1) -> Image:
        """One frame as a PIL picture: at so many seconds, or counted from the end (-1 is the last).

        An image is its own only frame. Raises `InvalidRequestError` where there is no such frame.
        """
        from omnivid_jupyter.media import frames

        return frames.frame(self.path, at) if self.is_video else frames.still(self.path)

    def measure(self) -> Measures:
        """What can be measured of it: the camera's way, light, colour, sharpness, loudness (`media.measure.Measures`).

        Raises `ConfigurationError` without numpy (the extra `measure`).
        """
        from omnivid_jupyter.media.measure import measure

        return measure(self.path)

    @property
    def rating(self) -> Rating:
        """What is thought of it, as it is kept beside its file now: `.stars`, `.note`, `.rejected`."""
        from omnivid_jupyter.media import ratings

        return ratings.rating_of(self.path)

    def rate(self, stars: int | None = None, note: str | None = None, rejected: bool | None = None) -> Rating:
        """Say what you think of it: 1 to 5 stars, a note, whether it is rejected. It is kept beside its file.

        Parameters
        ----------
        stars:
            1 to 5; 0 takes them away.
        note:
            A few words; "" takes them away.
        rejected:
            Whether it is put aside.

        What is None stays as it is. Raises `InvalidRequestError` for anything else.
        """
        from omnivid_jupyter.media import ratings

        return ratings.rate(self.path, stars, note, rejected)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """How a notebook shows the clip: a player in text/html, a line in text/plain."""
        from omnivid_jupyter.views.player import mimebundle  # a clip is usable without a notebook

        return mimebundle(self)
