"""The thread that keeps an open panel up to date."""

from __future__ import annotations

import threading

import pytest

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
