"""How many requests are on their way at once: so many to one origin, so many altogether; who came first goes first.

A thousand jobs ask more than one client, one service or one process's open files can take. They wait here, before
the client: it would count the waiting as a fault, and look through all that wait each time that one is done.

The one rule: who waits here has sent nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

__all__ = ["Gate"]


class Gate:
    """Places for one kind of request: `each` to one origin, `total` to all. On the engine's loop."""

    def __init__(self, *, each: int, total: int) -> None:
        self._each = each
        self._total = asyncio.Semaphore(total)
        self._origins: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    def is_full(self, origin: str) -> bool:
        """Whether a request to `origin` would have to wait now."""
        places = self._origins.get(origin)
        return self._total.locked() or (places is not None and places.locked())

    @asynccontextmanager
    async def place(self, origin: str) -> AsyncIterator[None]:
        """A place for a request to `origin`, as long as this lasts."""
        places = self._origins.get(origin)
        if places is None:
            places = self._origins[origin] = asyncio.Semaphore(self._each)
        async with places, self._total:  # in this order: an origin that hangs keeps no more than its own
            yield
