"""A scripted service that takes whatever comes, and somebody who answers questions."""

from __future__ import annotations

import builtins
import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from omnivid_jupyter.engine import engine as engine_module
from omnivid_jupyter.engine.engine import Engine
from omnivid_jupyter.experiments import asking
from tests.engine.service import Service, submitted

Use = Callable[[Service], Service]


def paid(*answers: Any, **others: Any) -> Service:
    """A service that takes whatever comes, each as a task of its own; first come these answers."""
    numbers = count(1)
    return Service(submit=[*answers, *[lambda request: submitted(f"task_{next(numbers)}")] * 50], **others)


@pytest.fixture
def use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Use]:
    """Have this service be the world, for a process that begins anew."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OMNIVID_HOME", str(tmp_path / ".home"))
    monkeypatch.setenv("OMNIVID_POLL_INTERVAL", "0.02")
    for name in ("OMNIFLASH", "APIMART", "EVOLINK"):
        monkeypatch.setenv(f"{name}_API_KEY", "sk-test-0123456789abcdef")
    engines: list[Engine] = []

    def begin(service: Service) -> Service:
        for earlier in engines:
            earlier.close()
        engines[:] = [Engine(network=service)]
        monkeypatch.setattr(engine_module, "_engines", {os.getpid(): engines[0]})
        return service

    yield begin
    for engine in engines:
        engine.close()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Somebody is there, who says what the test puts into `answers`; these are the questions."""
    questions: list[str] = []

    def answer(question: str) -> str:
        questions.append(question)
        said = answers.pop(0)
        if isinstance(said, type):
            raise said
        return str(said)

    monkeypatch.setattr(asking, "somebody_is_there", lambda: True)
    monkeypatch.setattr(builtins, "input", answer)
    yield questions
    answers.clear()


answers: list[Any] = []
