"""What is to be drawn, as plain data: the order for one file, and its name.

The same picture has the same key, and the same key the same bytes.
"""

from __future__ import annotations

import hashlib
from typing import Literal

import msgspec

from omnivid_jupyter.simulator.orders import Order

__all__ = ["Chapter", "Films", "Picture"]

Films = Literal["drawn", "coarse", "sketched"]
"""How much care is taken: coarse ones have few pixels, sketched ones also no sound and few pictures a second."""

_DRAWING = 13  # raise it when the drawing changes, so that no old file stands for a new picture
_MEDIA_TYPES = {"video": "video/mp4", "image": "image/png"}
_SUFFIXES = {"video": ".mp4", "image": ".png"}


class Chapter(msgspec.Struct, frozen=True):
    """An earlier film that a picture goes on from: its words, its length in seconds, its reference media."""

    prompt: str
    seconds: int
    references: tuple[str, ...] = ()


class Picture(msgspec.Struct, frozen=True):
    """Everything that decides how a clip or an image looks.

    `references` name the reference media: a digest with ".image" or ".video" is a file in the studio's
    folder, a bare digest stands for what could not be fetched. `take` counts the same order from 1: each take
    looks different. `before` are the films that this one goes on from, the first one first; `layout` is the
    take that the first one was. `films` says with how much care it is made.
    """

    model: str
    prompt: str
    kind: Literal["video", "image"]
    width: int
    height: int
    seconds: int | None
    references: tuple[str, ...] = ()
    extends: str | None = None
    take: int = 1
    before: tuple[Chapter, ...] = ()
    layout: int = 1
    films: Films = "drawn"

    @classmethod
    def of(
        cls,
        order: Order,
        parent: Picture | None = None,
        take: int = 1,
        references: tuple[str, ...] = (),
        *,
        films: Films = "drawn",
    ) -> Picture:
        """The picture of an order; `parent` is that of the task it extends."""
        before: tuple[Chapter, ...] = ()
        if parent is not None:
            before = (*parent.before, Chapter(parent.prompt, parent.seconds or 0, parent.references))
        return cls(
            model=order.model,
            prompt=order.prompt,
            kind=order.kind,
            width=order.width,
            height=order.height,
            seconds=order.seconds,
            references=references,
            extends=order.extends,
            take=take,
            before=before,
            layout=parent.layout if parent else take,
            films=films,
        )

    @property
    def key(self) -> str:
        """32 hex digits that name this picture."""
        return hashlib.sha256(b"%d" % _DRAWING + msgspec.json.encode(self)).hexdigest()[:32]

    @property
    def file_name(self) -> str:
        """The name of the file that holds it."""
        return self.key + _SUFFIXES[self.kind]

    @property
    def media_type(self) -> str:
        """The file's Content-Type."""
        return _MEDIA_TYPES[self.kind]
