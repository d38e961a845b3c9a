"""Which requests are the same request.

Two requests are the same when they ask the same model for the same thing: every parameter after the model's
defaults, the content of local media, and the number of the take. Keys, addresses, waiting, folders and
callbacks do not count.

The one rule: the same request always has the same fingerprint, on every machine and in every later version.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import msgspec

from omnivid_jupyter.localmedia import LocalMedia
from omnivid_jupyter.providers.capabilities import Choice, Model, Seconds
from omnivid_jupyter.request import VideoRequest

__all__ = ["canonical", "fingerprint"]


def canonical(model: Model, request: VideoRequest) -> VideoRequest:
    """A checked request in the form that is compared and written down: defaults filled in, data by its hash."""
    return replace(
        request,
        duration=_or_default(request.duration, model.duration),
        aspect_ratio=_or_default(request.aspect_ratio, model.aspect_ratio),
        resolution=_or_default(request.resolution, model.resolution),
        images=tuple(_media(url) for url in request.images),
        videos=tuple(_media(url) for url in request.videos),
        callback_url=None,
    )


def fingerprint(form: VideoRequest) -> str:
    """64 hexadecimal digits for a request in canonical form.

    What is not asked for does not count, so that a parameter which a later version adds changes nothing.
    """
    asked = {name: value for name, value in msgspec.to_builtins(form).items() if value not in (None, [], "")}
    if form.take == 1:
        del asked["take"]
    return hashlib.sha256(msgspec.json.encode(asked, order="deterministic")).hexdigest()


def _or_default(value: Any, table: object) -> Any:
    if value is None and isinstance(table, (Choice, Seconds)):
        return table.default
    return value


def _media(url: str) -> str:
    """A reference as it is compared: an address as it is, local media by their content."""
    return LocalMedia.parse(url).form if url.startswith("data:") else url
