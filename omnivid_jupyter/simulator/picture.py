"""What is to be drawn, as plain data: the order for one file, and its name.

The one rule: the same picture has the same key, and the same key the same bytes.
"""

from __future__ import annotations

import hashlib
from typing import Literal

import msgspec

from omnivid_jupyter.simulator.orders import Order

__all__ = ["Picture"]

_DRAWING = 2  # raise it when the drawing changes, so that no old file stands for a new picture
_MEDIA_TYPES = {"video": "video/mp4", "image": "image/png"}
_SUFFIXES = {"video": ".mp4", "image": ".png"}


class Picture(msgspec.Struct, frozen=True):
    """Everything that decides how a clip or an image looks.

    `theme` decides the colours; a picture that extends another takes over its theme. `references` are
    digests of the reference media. `take` counts the same order from 1: each take looks different.
    """

    model: str
    prompt: str
    kind: Literal["video", "image"]
    width: int
    height: int
    seconds: int | None
    theme: str
    references: tuple[str, ...] = ()
    extends: str | None = None
    take: int = 1

    @classmethod
    def of(cls, order: Order, parent: Picture | None = None, take: int = 1) -> Picture:
        """The picture of an order; `parent` is that of the task it extends."""
        own = (order.prompt,) if take == 1 else (order.prompt, f"take {take}")
        references = tuple(_digest(url.encode("utf-8", "surrogatepass")) for url in order.references)
        return cls(
            model=order.model,
            prompt=order.prompt,
            kind=order.kind,
            width=order.width,
            height=order.height,
            seconds=order.seconds,
            theme=parent.theme if parent else "\n".join((*own, *references)),
            references=references,
            extends=order.extends,
            take=take,
        )

    @property
    def key(self) -> str:
        """32 hex digits that name this picture."""
        return _digest(b"%d" % _DRAWING + msgspec.json.encode(self))

    @property
    def file_name(self) -> str:
        """The name of the file that holds it."""
        return self.key + _SUFFIXES[self.kind]

    @property
    def media_type(self) -> str:
        """The file's Content-Type."""
        return _MEDIA_TYPES[self.kind]


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]
