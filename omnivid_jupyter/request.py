"""What is asked for: one request for one clip, in the words of this package.

A request is plain, frozen data. Whether a model takes it is decided in `providers`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

__all__ = ["Duration", "VideoRequest", "seconds", "settings_texts"]

Duration = int | Literal["auto"]

_NAMED = ("images", "videos", "extends", "take")  # settings whose value does not say what it is


@dataclass(frozen=True, slots=True)
class VideoRequest:
    """One request for one clip (or one image, from the image models).

    Parameters
    ----------
    model:
        Full address, `service/model` or `demo/model`.
    prompt:
        What to show. May be empty only where a model accepts reference media alone.
    duration:
        Seconds, or "auto" where the model may decide. None leaves it to the service.
    aspect_ratio, resolution:
        As the model's table names them, such as "16:9" and "720p". None leaves them to the service.
    images, videos:
        Reference media: http(s) or data: URLs. In a request that was written down, a file has its checksum in
        place of its bytes, and an address that was signed begins with `signed:` and lacks its signature.
    extend:
        Task id of the earlier generation that this one goes on editing.
    callback_url:
        Where the service reports the end of the task.
    take:
        Which of several clips for the same words this is: 1, 2, 3 …
    """

    model: str
    prompt: str = ""
    duration: Duration | None = None
    aspect_ratio: str | None = None
    resolution: str | None = None
    images: tuple[str, ...] = ()
    videos: tuple[str, ...] = ()
    extend: str | None = None
    callback_url: str | None = None
    take: int = 1

    @property
    def settings(self) -> dict[str, str]:
        """The parameters beside model and prompt that were given, as short text to show."""
        shown = {
            "duration": f"{self.duration} s" if isinstance(self.duration, int) else self.duration,
            "aspect ratio": self.aspect_ratio,
            "resolution": self.resolution,
            "images": str(len(self.images)) if self.images else None,
            "videos": str(len(self.videos)) if self.videos else None,
            "extends": self.extend,
            "take": str(self.take) if self.take > 1 else None,
        }
        return {name: text for name, text in shown.items() if text is not None}


def settings_texts(settings: Mapping[str, str]) -> list[str]:
    """`VideoRequest.settings` for a line of text, such as "6 s" and "take 2": named where the value says too little."""
    return [f"{name} {text}" if name in _NAMED else text for name, text in settings.items()]


def seconds(text: Duration | str | None) -> Duration | str | None:
    """A duration as it was typed: a number where it is one (the model's table judges the rest)."""
    return int(text) if isinstance(text, str) and text.isascii() and text.isdigit() else text
