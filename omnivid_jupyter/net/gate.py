"""How many requests are on their way at once, and how many in a second: so many to one origin, so many altogether.

Who came first goes first.

A thousand jobs ask more than one client, one service or one process's open files can take. They wait here, before
the client: it would count the waiting as a fault, and look through all that wait each time that one is done.

Who waits here has sent nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from omnivid_jupyter import clock

__all__ = ["Gate"]


class Gate:
    """Places for one kind of request: `each` to one origin, `total` to all. On the engine's loop.

    `rate` is how many may begin in a second, once as many as fill two seconds have; None is any number.
    """

    def __init__(self, *, each: int, total: int, rate: float | None = None) -> None:
        self._each = each
        self._total = asyncio.Semaphore(total)
        self._origins: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._gap = 1 / rate if rate else 0.0
        self._next = 0.0

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
            if (pause := self._pause()) > 0:
                await clock.sleep(pause)
            yield

    def _pause(self) -> float:
        """Seconds until this request may begin: what nobody began in the last two seconds may be made up for."""
        now = clock.monotonic()
        self._next = max(self._next, now - 2.0) + self._gap
        return self._next - now if self._gap else 0.0
