"""Media from this machine on their way through the package: data: URIs that know a little more.

RFC 2397 lets a data: URI carry parameters beside its media type. Ours say what a message or a check needs and
no service does: a name, a length, the task that made it, and what counts as its content.

`LocalMedia.parse(media.uri) == media`, and only `bare` leaves for a service.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

__all__ = ["LAST_FRAME", "PIXELS", "LocalMedia", "identity_of", "named_by"]

#: What an identity begins with that is not that of a whole file: of a video, its last frame; of a picture or an
#: array that was given as such, its pixels.
LAST_FRAME = "last-frame-"
PIXELS = "pixels-"
_HASH = "sha256:"


@dataclass(frozen=True, slots=True)
class LocalMedia:
    """A picture or a video by its bytes.

    `name` is that of the file which was given, else the place where it was; `seconds` the length of a video;
    `task` the service and task that made it ("omniflash:abc", "demo:abc"), where the bytes are such a result, and
    `result` which one of how many ((0, 2) is the first of two), where that is known; `stands_for` names the
    content where the bytes are only one way to write it down (a picture that was encoded here), else they speak
    for themselves.
    """

    content: bytes = field(repr=False)
    media_type: str
    name: str = ""
    seconds: float | None = None
    task: str | None = None
    stands_for: str | None = None
    result: tuple[int, int] | None = None

    @property
    def title(self) -> str:
        """What people call it, "" where nothing is known: the name, or whose last frame it is."""
        of_video = (self.stands_for or "").startswith(LAST_FRAME)
        return f"the last frame of {self.name}" if of_video else self.name

    @property
    def identity(self) -> str:
        """What makes two media the same, on every machine."""
        return self.stands_for or named_by(hashlib.sha256(self.content).hexdigest())

    @property
    def canonical(self) -> str:
        """The medium as it is compared and written down: by its identity, without its bytes."""
        return f"data:{self.media_type};base64,{self.identity}"

    @property
    def bare(self) -> str:
        """The data: URI as a service gets it."""
        return f"data:{self.media_type};base64,{b64encode(self.content).decode()}"

    @property
    def uri(self) -> str:
        """The data: URI with all that is known."""
        known = {
            "name": self.name or None,
            "seconds": None if self.seconds is None else repr(self.seconds),
            "task": self.task,
            "result": "{}/{}".format(*self.result) if self.result else None,
            "stands-for": self.stands_for,
        }
        parameters = "".join(f";{word}={quote(text, safe='')}" for word, text in known.items() if text)
        return self.bare.replace(";base64,", f"{parameters};base64,", 1)

    @classmethod
    def parse(cls, uri: str) -> LocalMedia:
        """The medium of a data: URI, whoever wrote it. Raises ValueError where it is none in Base64."""
        head, _, body = uri.partition(",")
        media_type, *parameters = head.removeprefix("data:").split(";")
        content = b64decode(body, validate=True)
        if not (head.startswith("data:") and re.fullmatch(r"[\w.+-]+/[\w.+-]+", media_type) and content):
            raise ValueError("it has no media type or no content")
        if not parameters or parameters[-1] != "base64":
            raise ValueError("it is not in Base64")
        pairs = (parameter.partition("=") for parameter in parameters)
        known = {word: unquote(text) for word, _, text in pairs}
        return cls(
            content=content,
            media_type=media_type,
            name=known.get("name", ""),
            seconds=float(known["seconds"]) if "seconds" in known else None,
            task=known.get("task"),
            stands_for=known.get("stands-for"),
            result=_place(known["result"]) if "result" in known else None,
        )


def named_by(digest: str, part: str = "") -> str:
    """The identity that a SHA-256 gives: of a whole file, or of the `part` that is meant, such as `LAST_FRAME`."""
    return f"{part}{_HASH}{digest}"


def identity_of(reference: str) -> str | None:
    """The identity of a local medium in a request that was written down; None for an address."""
    head, _, identity = reference.partition(",")
    return identity if head.startswith("data:") and _HASH in identity else None


def _place(text: str) -> tuple[int, int]:
    """Which one of how many: "0/2" is the first of two."""
    index, _, count = text.partition("/")
    return int(index), int(count)
