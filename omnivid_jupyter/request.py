"""What is asked for: one request for one clip, in the words of this package, and how it is to be run.

A request is plain, frozen data. Whether a model takes it is decided in `providers`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from omnivid_jupyter.parameters import Parameter, known

__all__ = [
    "USUAL",
    "Duration",
    "RunOptions",
    "VideoRequest",
    "seconds",
    "settings_and_take",
    "settings_texts",
]

Duration = int | Literal["auto"]


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
    extra:
        Parameters that services of other packages brought along, by their names.
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
    extra: Mapping[str, str] = field(default_factory=dict, hash=False)

    def get(self, name: str) -> Any:
        """The value of the parameter of this name; None where it is not there."""
        return getattr(self, name) if name in self.__dataclass_fields__ else self.extra.get(name)

    def having(self, values: Mapping[str, Any]) -> VideoRequest:
        """The request with these values of parameters, by their names."""
        own = {name: value for name, value in values.items() if name in self.__dataclass_fields__}
        extra = {name: value for name, value in values.items() if name not in own}
        kept = {name: value for name, value in {**self.extra, **extra}.items() if value is not None}
        return replace(self, **own, extra=kept)

    @property
    def settings(self) -> dict[str, str]:
        """The parameters beside model and prompt that were given, as short text to show."""
        given = [(row, self.get(row.name)) for row in known() if row.shown]
        return {row.shown: _text(row, value) for row, value in given if value != row.default}


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a request is run: what does not make it another request. None: by the settings, else as usual.

    Parameters
    ----------
    new:
        Make another clip although the same request has one, or one in flight.
    max_cost:
        USD. What may cost more, or has no known price, is refused before anything is sent.
    assume_yes:
        Accept, in spite of `max_cost`, what has no known price.
    timeout, poll_interval:
        Seconds to wait altogether, and between two queries.
    output_dir:
        The clip folder.
    """

    new: bool = False
    max_cost: float | None = None
    assume_yes: bool = False
    timeout: float | None = None
    poll_interval: float | None = None
    output_dir: str | Path | None = None


USUAL = RunOptions()


def _text(row: Parameter, value: Any) -> str:
    if isinstance(value, tuple):
        return str(len(value))
    return f"{value} s" if row.kind == "seconds" and isinstance(value, int) else str(value)


def settings_and_take(request: VideoRequest | None) -> dict[str, str]:
    """`VideoRequest.settings`, where the first take is told as well: beside others it is one of several."""
    return request.settings | {"take": str(request.take)} if request else {}


def settings_texts(settings: Mapping[str, str]) -> list[str]:
    """`VideoRequest.settings` for a line of text, such as "6 s" and "take 2": named where the value says too little."""
    named = {row.shown for row in known() if row.named}
    return [f"{name} {text}" if name in named else text for name, text in settings.items()]


def seconds(text: Duration | str | None) -> Duration | str | None:
    """A duration as it was typed: a number where it is one (the model's table judges the rest)."""
    return int(text) if isinstance(text, str) and text.isascii() and text.isdigit() else text
