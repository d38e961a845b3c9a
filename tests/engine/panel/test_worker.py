"""The thread that keeps an open panel up to date."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from omnivid_jupyter.panel.board import _Parts
from omnivid_jupyter.panel.gallery import Gallery
from omnivid_jupyter.panel.worker import Worker
from tests import PATIENCE
from tests.engine.panel.parts import until


def test_the_worker_works_in_order_reports_failures_and_goes_on() -> None:
    done: list[int] = []
    failures: list[Exception] = []
    over = threading.Event()
    worker = Worker(lambda: True, failures.append)
    worker.do(lambda: done.append(1))
    worker.do(lambda: [][0])
    worker.do(lambda: done.append(2))
    worker.do(over.set)
    assert over.wait(PATIENCE)
    assert done == [1, 2] and [type(failure) for failure in failures] == [IndexError]
    worker.stop()
    until(lambda: "omnivid-panel" not in [thread.name for thread in threading.enumerate()])


@pytest.mark.parametrize("takes", [0.0, 0.2, 3.0])
def test_it_looks_at_the_jobs_half_a_second_after_it_has_looked_however_much_there_is_to_do(
    takes: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    looks: list[float] = []

    class Queue:
        """Work that comes each quarter of a second; who waits for it winds the clock."""

        def empty(self) -> bool:
            return True

        def get(self, timeout: float) -> Callable[[], None]:
            nonlocal now
            comes = 0.25 * (now // 0.25 + 1)
            due, now = now + timeout, min(comes, now + timeout)
            if comes < due:
                return lambda: None
            raise queue.Empty

    def tick() -> bool:
        nonlocal now
        looks.append(now)
        now += takes
        return len(looks) < 12

    worker = Worker(tick, lambda error: None)
    monkeypatch.setattr(worker, "_work", Queue())
    monkeypatch.setattr(time, "monotonic", lambda: now)
    worker._run()
    assert looks == pytest.approx([(0.5 + takes) * number for number in range(12)])


def test_a_gallery_is_told_of_clips_once_a_second_also_when_each_is_there_already(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 0.0
    told: list[float] = []
    parts: Any = object.__new__(_Parts)
    parts._views, parts._box, parts._gallery_due = 1, SimpleNamespace(comm=1), 0.0
    parts._keys = SimpleNamespace(look=lambda: None)
    parts._queue = SimpleNamespace(update=lambda: None, live_on=lambda: None)
    parts._gallery = Gallery.__new__(Gallery)
    parts._gallery._made, parts._gallery._finished = [], []
    parts._gallery._library = SimpleNamespace(refresh=lambda: False, at=lambda path: None)
    monkeypatch.setattr(Gallery, "_send_cards", lambda gallery: told.append(now))
    monkeypatch.setattr(time, "monotonic", lambda: now)
    while now < 5:
        parts._gallery.finished([Path("clip.mp4")])
        assert parts._tick()
        now += 0.5
    assert told == [0, 1, 2, 3, 4]


def test_a_report_that_fails_does_not_end_the_thread_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    threads: list[threading.Thread] = []
    over = threading.Event()

    def fail(error: Exception) -> None:
        raise error

    worker = Worker(lambda: True, fail)
    worker.do(lambda: threads.append(threading.current_thread()))
    worker.do(lambda: [][0])
    worker.do(lambda: threads.append(threading.current_thread()))
    worker.do(over.set)
    assert over.wait(PATIENCE)
    assert threads[0] is threads[1] and "could not be shown" in caplog.text
    worker.stop()
    threads[0].join(PATIENCE)


def test_a_thread_that_is_dead_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    worker = Worker(lambda: True, lambda error: None)
    with monkeypatch.context() as patched:
        patched.setattr(Worker, "_run", lambda self: None)  # as in a forked child: set, and not alive
        worker.do(lambda: None)
        until(lambda: "omnivid-panel" not in [thread.name for thread in threading.enumerate()])
    worker.do(over.set)
    assert over.wait(PATIENCE)
    worker.stop()


def test_the_worker_rests_when_nobody_looks_and_comes_back() -> None:
    ticked, over = threading.Event(), threading.Event()

    def tick() -> bool:
        ticked.set()
        return False

    worker = Worker(tick, lambda error: None)
    worker.do(lambda: None)
    assert ticked.wait(PATIENCE)
    until(lambda: "omnivid-panel" not in [thread.name for thread in threading.enumerate()])
    worker.do(over.set)
    assert over.wait(PATIENCE)
    worker.stop()
