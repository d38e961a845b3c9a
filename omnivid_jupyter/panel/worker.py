"""One thread for a panel's work, so that the kernel's main thread never waits for a disk or a service.

Work is done in the order in which it came, one piece at a time, and a piece that fails is
reported and does not end the thread; nor does a report that fails.
"""

from __future__ import annotations

import contextvars
import logging
import queue
import threading
import time
from collections.abc import Callable

__all__ = ["Worker"]

_log = logging.getLogger(__name__)

_BEAT = 0.5  # seconds between two looks at the jobs, however long a look takes on a busy machine


class Worker:
    """Does what it is given, and calls `tick` in between: each time half a second after the last one has ended.

    The thread runs from the first `do` until `stop`, or until `tick` returns False. `failed` is told of the
    exceptions.
    """

    def __init__(self, tick: Callable[[], bool], failed: Callable[[Exception], None]) -> None:
        self._tick = tick
        self._failed = failed
        self._work: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def do(self, work: Callable[[], None]) -> None:
        """Have something done soon; returns at once."""
        with self._lock:
            self._work.put(work)
            if self._thread is None or not self._thread.is_alive():  # as in a forked child
                # An empty context: the cell whose message this is must not be taken for the parent of all.
                run = contextvars.Context().run
                self._thread = threading.Thread(
                    target=run, args=(self._run,), name="omnivid-panel", daemon=True
                )
                self._thread.start()

    def stop(self) -> None:
        """End the thread after the work that it has."""
        self._work.put(None)

    def _run(self) -> None:
        due = time.monotonic()
        while True:
            work: Callable[[], object] | None
            try:
                work = self._work.get(timeout=max(0.0, due - time.monotonic()))
            except queue.Empty:
                work = self._tick
            over = work is None or self._guarded(work) is False
            if work == self._tick:
                due = time.monotonic() + _BEAT
            if over:
                with self._lock:
                    if self._work.empty():
                        self._thread = None
                        return

    def _guarded(self, work: Callable[[], object]) -> object:
        try:
            return work()
        except Exception as error:  # whatever it is, it belongs on the screen, not into a dead thread
            self._report(error)
            return None

    def _report(self, error: Exception) -> None:
        try:
            self._failed(error)
        except Exception:
            _log.exception("this could not be shown in the panel")
