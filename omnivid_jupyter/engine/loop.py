"""The engine's own event loop, on one daemon thread.

It never touches the caller's loop, and carries nothing of the caller's context with it
(a kernel keeps there which cell is running, and late output would go astray).
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextvars
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

__all__ = ["Loop"]

Result = TypeVar("Result")


class Loop:
    """A running event loop that takes work from any thread."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="omnivid-engine", daemon=True)
        self._thread.start()

    def start(self, work: Coroutine[Any, Any, Result]) -> concurrent.futures.Future[Result]:
        """Start `work` in the background."""
        return contextvars.Context().run(asyncio.run_coroutine_threadsafe, work, self._loop)

    def stop(self, last: Coroutine[Any, Any, None]) -> None:
        """Cancel what still runs, do a `last` thing, and end the loop and its thread."""
        self.start(_cancel_the_others()).result()
        self.start(last).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


async def _cancel_the_others() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
