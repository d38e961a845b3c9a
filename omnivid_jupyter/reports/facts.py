"""A clip in words: what the gallery, and an exported page, say of it.

Plain data out of a sidecar, with nothing in it that a page could take for more than text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.markup import plain
from omnivid_jupyter.providers.prices import cost_text
from omnivid_jupyter.providers.registry import resolve
from omnivid_jupyter.reports.cell_text import cell_text
from omnivid_jupyter.reports.library import ListedClip
from omnivid_jupyter.request import VideoRequest
from omnivid_jupyter.views.player import duration_text, file_url, size_text

__all__ = ["card", "detail", "extension_of"]


def card(item: ListedClip) -> dict[str, Any]:
    """A clip in the list: what is needed to draw, find and play it."""
    return {
        "id": item.id,
        "prompt": plain(item.request.prompt),
        "model": plain(item.model),
        "facts": " · ".join([plain(item.model), *_length(item), *_take(item)]),
        "created": item.created,
        "url": file_url(item.files[0]),
        "type": item.media_types[0],
        "ratio": round(item.width / item.height, 4) if item.height else 1.0,
    }


def detail(
    item: ListedClip, local: Mapping[str, str], thread: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """A clip as it is opened: facts to read, its cell, and what is possible.

    `local` is as for `cell_text`; `thread` has the turns that the clip is one of, as `turns_of` makes them.
    """
    try:
        cell, no_cell = cell_text(item.request, local), ""
    except InvalidRequestError as error:
        cell, no_cell = "", error.message
    settings = " · ".join(f"{name} {value}" for name, value in item.request.settings.items())
    facts = {
        "Model": item.model,
        "Settings": settings or "none",
        "Picture": " · ".join([f"{item.width}×{item.height}", *_length(item), size_text(item.size)]),
        "Cost": cost_text(item.model, item.cost, item.credits) or "not reported",
        "Made": f"{datetime.fromtimestamp(item.created):%Y-%m-%d %H:%M}",
        "Task": item.task_id,
        "File": item.files[0].name,
    }
    files = zip(item.files, item.media_types, strict=True)
    return card(item) | {
        "shown": [[name, plain(value)] for name, value in facts.items()],
        "cell": cell,
        "noCell": no_cell,
        "path": plain(item.files[0]),
        "media": [{"url": file_url(path), "type": media_type} for path, media_type in files],
        "extends": extension_of(item) is not None,
        "turns": list(thread),
    }


def extension_of(item: ListedClip) -> VideoRequest | None:
    """A request that goes on editing this clip, where its model can."""
    try:
        target = resolve(item.model)
    except InvalidRequestError:  # made by a later version, whose models are not known here
        return None
    return VideoRequest(target.address, extend=item.task_id) if target.model.extend else None


def _take(item: ListedClip) -> list[str]:
    """Which take it is, where it is not the first: what else there is of the same words reads alike."""
    return [f"take\N{NO-BREAK SPACE}{item.request.take}"] if item.request.take > 1 else []


def _length(item: ListedClip) -> list[str]:
    return [] if item.duration is None else [duration_text(item.duration, "\N{NO-BREAK SPACE}")]
