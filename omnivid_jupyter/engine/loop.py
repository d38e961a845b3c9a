"""The engine's own event loop, on one daemon thread, and what the end of the process waits for.

It never touches the caller's loop, and carries nothing of the caller's context with it
(a kernel keeps there which cell is running, and late output would go astray).
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextvars
import sys
import threading
import time
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

from omnivid_jupyter.engine.run import Run
from omnivid_jupyter.saying import say

__all__ = ["Loop", "wait_for_submissions"]

_BEAT = 0.3  # seconds between two looks

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


def wait_for_submissions(jobs: Sequence[Run], limit: float) -> None:
    """The end of the process: wait until no submission of these jobs is unanswered, at most `limit` seconds.

    Their tasks are known afterwards. Nothing new is submitted; Ctrl+C leaves what was sent.
    """
    for job in jobs:
        job.abandoned = True
    ends = time.monotonic() + limit
    told = False
    try:
        while (open_ones := [job for job in jobs if job.is_unanswered]) and time.monotonic() < ends:
            concurrent.futures.wait([job.accepted for job in open_ones], timeout=_BEAT)
            if not told and any(job.is_unanswered for job in open_ones):
                _say(
                    "omnivid: waiting for the answer to a submission that may be charged (Ctrl+C leaves it)."
                )
                told = True
    except KeyboardInterrupt:
        _say("omnivid: left. %omnivid history tells what is known of it.")


def _say(text: str) -> None:
    """Tell it where a process has something to tell it on; a kernel's own streams are closed by now."""
    if sys.__stderr__:
        say(text, sys.__stderr__)
