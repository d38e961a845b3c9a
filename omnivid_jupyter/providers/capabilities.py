"""What a model takes, as one declarative table.

The table validates (`checks`), documents and completes.

Whatever a person is told about a model is derived from its table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from omnivid_jupyter.localmedia import LocalMedia

__all__ = [
    "Anything",
    "Choice",
    "Delivery",
    "Media",
    "Model",
    "PerClip",
    "PerSecond",
    "Seconds",
    "listing",
    "span",
]

#: How a local medium reaches a service: within the request, by its upload, or as the link of its own result.
Delivery = Literal["data", "upload", "result"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words, matched case-insensitively. `default` is what the service uses without one."""

    values: tuple[str, ...]
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Seconds:
    """A whole number of seconds out of `values`, or "auto" where the model may decide."""

    values: tuple[int, ...]
    default: int | None = None
    auto: bool = False


@dataclass(frozen=True, slots=True)
class Anything:
    """A value that no table lists, for a model that is not in the catalogue: the service judges it."""


@dataclass(frozen=True, slots=True)
class Media:
    """Reference media: how many are possible (None: any number), and how those reach the service that are local.

    Every service takes addresses. `data_prefix` (such as "data:image/") is there where it takes data: URIs,
    `upload` where it has an upload for them, `own_results` where only what it made itself can be passed on, by
    the link that it gives out. `types` are the media types of files (None: any), `seconds` how long a video may be.
    """

    counts: tuple[int, ...] | None
    data_prefix: str | None = None
    upload: bool = False
    own_results: bool = False
    types: tuple[str, ...] | None = None
    seconds: tuple[float, float] | None = None

    @property
    def takes_files(self) -> bool:
        """Whether files of this machine can get to the service at all."""
        return bool(self.data_prefix) or self.upload

    def delivery(self, media: LocalMedia) -> Delivery | None:
        """How a local medium can reach the service; None where it cannot."""
        if self.data_prefix and f"data:{media.media_type}".startswith(self.data_prefix):
            return "data"
        if self.upload:
            return "upload"
        return "result" if self.own_results and media.task else None


@dataclass(frozen=True, slots=True)
class PerClip:
    """A price for each clip: USD by resolution and seconds, as the service's price list said on `as_of`."""

    usd: Mapping[str, Mapping[int, float]]
    as_of: date


@dataclass(frozen=True, slots=True)
class PerSecond:
    """A price for each second of a clip, in USD, on `as_of`; and the shortest and longest clip in seconds.

    The two lengths count where the model decides.
    """

    usd: float
    shortest: int
    longest: int
    as_of: date


@dataclass(frozen=True, slots=True)
class Model:
    """One model of one service. A field that is None (or False) does not exist for this model.

    `price` is what a clip costs, None where that is not known in USD; `hint` is advice for people; `extra` has the
    tables of parameters that a service of another package brought along (`parameters.register`).
    """

    service: str
    id: str
    output: Literal["video", "image"] = "video"
    duration: Seconds | Anything | None = None
    aspect_ratio: Choice | Anything | None = None
    resolution: Choice | Anything | None = None
    images: Media | None = None
    videos: Media | None = None
    extend: bool = False
    callback_url: bool = False
    prompt_optional_with_media: bool = False
    price: PerClip | PerSecond | None = None
    hint: str = ""
    extra: Mapping[str, Choice | Anything] = field(default_factory=dict, hash=False)

    def table(self, name: str) -> Seconds | Choice | Media | Anything | bool | None:
        """What the model takes for the parameter of this name; None or False where it has no such parameter."""
        own: Seconds | Choice | Media | Anything | bool | None = getattr(self, name, None)
        return own if name in self.__dataclass_fields__ else self.extra.get(name)

    @property
    def address(self) -> str:
        """`service/id`, the way people name it."""
        return f"{self.service}/{self.id}"


def listing(values: Sequence[object], last: str = "or") -> str:
    """`4, 6, 8 or 10`."""
    words = [str(value) for value in values]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def span(values: Sequence[int], to: str = " to ", listed: Callable[[Sequence[int]], str] = listing) -> str:
    """`3 to 10` for four or more numbers in an unbroken row, any others one by one, as `listed` writes them."""
    low, high = values[0], values[-1]
    unbroken = list(values) == list(range(low, high + 1))
    return f"{low}{to}{high}" if unbroken and len(values) > 3 else listed(values)
