"""A service that is asked by somebody who has made many clips there: end to end, in time that tests wind."""

from __future__ import annotations

import random
from pathlib import Path

import httpx
import pytest

from omnivid_jupyter import clock
from omnivid_jupyter.engine.engine import Engine
from omnivid_jupyter.request import RunOptions, VideoRequest
from tests.engine.conftest import KEY
from tests.engine.service import Service, completed, submitted, task
from tests.wound import Wound

MODEL = "apimart/Omni-Flash-Ext"


class Slow(Service):
    """A service whose next task is ready after `seconds`; it says so itself, or keeps it to itself."""

    def __init__(self, tells: bool) -> None:
        super().__init__(submit=[self._submitted], query=[self._queried])
        self.seconds, self.tells, self._since = 40.0, tells, 0.0

    def _submitted(self, request: httpx.Request) -> httpx.Response:
        self._since = clock.monotonic()
        return submitted(f"task_{len(self.calls['submit'])}")

    def _queried(self, request: httpx.Request) -> httpx.Response:
        if clock.monotonic() - self._since < self.seconds:
            return task("processing")
        times = {"created": 1_779_246_294, "completed": 1_779_246_294 + round(self.seconds)}
        return completed(**times if self.tells else {})


def queries(engine: Engine, service: Slow, take: int, seconds: float, duration: int = 4) -> int:
    """How often a task that takes so long is asked for."""
    service.seconds, before = seconds, len(service.calls["query"])
    request = VideoRequest(model=MODEL, prompt="a red apple", duration=duration, take=take)
    engine.start(engine.plan(request, RunOptions(timeout=1000))).result()
    return len(service.calls["query"]) - before


@pytest.mark.parametrize("tells", [True, False], ids=["told", "seen"])
def test_a_journal_that_knows_twenty_tasks_asks_a_third(
    tells: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wound: Wound
) -> None:
    monkeypatch.setenv("APIMART_API_KEY", KEY)
    monkeypatch.setenv("OMNIVID_OUTPUT_DIR", str(tmp_path / "clips"))
    service, dice = Slow(tells), random.Random(5)
    engine = Engine(network=service)
    try:
        unlearned = [queries(engine, service, take, dice.uniform(180, 300)) for take in range(1, 21)]
        learned = [queries(engine, service, take, dice.uniform(180, 300)) for take in range(21, 33)]
        other = queries(engine, service, 1, 40, duration=8)
        assert sum(unlearned[:5]) / 5 > 30
        assert sum(learned) / len(learned) <= 40 / 3
        assert other == 7  # of films of another length nothing is known
    finally:
        engine.close()
