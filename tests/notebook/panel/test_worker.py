"""The thread that keeps an open panel up to date."""

from __future__ import annotations

import threading

from omnivid_jupyter.notebook.panel.worker import Worker
from tests.kernels import PATIENCE
from tests.notebook.panel.parts import until


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
