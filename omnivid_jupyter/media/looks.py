"""One look for many requests: what lies in a folder is listed once, however many of them are looked for in it.

A sweep of hundreds looks for the clip of each cell, and a folder may hold thousands: listing it anew for each takes
longer than all else. A look lasts as long as its `with`, in its thread, while nothing is begun yet; which clips were
made meanwhile is seen when a job begins.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, TypeVar

__all__ = ["names_in", "once", "one_look"]

_seen: ContextVar[dict[Any, Any] | None] = ContextVar("omnivid_look", default=None)

Seen = TypeVar("Seen")


@contextmanager
def one_look() -> Iterator[None]:
    """Meanwhile each folder is listed once."""
    seen = _seen.get()
    token = _seen.set({} if seen is None else seen)
    try:
        yield
    finally:
        _seen.reset(token)


def once(key: Any, look: Callable[[], Seen]) -> Seen:
    """What `look` sees, in one look only once for the same key."""
    seen = _seen.get()
    if seen is None:
        return look()
    if key not in seen:
        seen[key] = look()
    found: Seen = seen[key]
    return found


def names_in(folder: Path) -> list[str]:
    """The names in a folder. Raises `OSError`."""
    return once(("names", folder), lambda: os.listdir(folder))
