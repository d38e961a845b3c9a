"""Engines over a scripted service, closed after each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from omnivid_jupyter.engine import collecting
from omnivid_jupyter.engine.engine import Engine
from omnivid_jupyter.engine.run import Run
from omnivid_jupyter.net import simulated
from omnivid_jupyter.request import RunOptions, VideoRequest
from omnivid_jupyter.simulator import Simulator, studio
from tests.drawings import FOLDER, PainterHere
from tests.engine.service import Service

KEY = "sk-test-0123456789abcdef"

Start = Callable[..., Run]
Process = Callable[[httpx.AsyncBaseTransport], Engine]


@pytest.fixture(autouse=True)
def fresh_links_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A task is asked for a fresh link as often as ever, but at once."""
    monkeypatch.setattr(collecting, "_PAUSES", (0.01,) * len(collecting._PAUSES))


@pytest.fixture(autouse=True)
def painted_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """No process is started to draw, and no film is drawn twice; `tests/process/simulator` has real painters."""
    monkeypatch.setattr(studio, "_Painter", PainterHere)
    monkeypatch.setattr(simulated, "Simulator", partial(Simulator, media_dir=FOLDER))


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Start a job against a scripted service: `start(service, prompt=…, timeout=…)`."""
    monkeypatch.setenv("OMNIVID_HOME", str(tmp_path / "home"))
    for name in ("OMNIFLASH", "APIMART", "EVOLINK"):
        monkeypatch.setenv(f"{name}_API_KEY", KEY)
        monkeypatch.delenv(f"{name}_BASE_URL", raising=False)
    engines: list[Engine] = []

    def begin(
        service: Service,
        *,
        model: str = "apimart/Omni-Flash-Ext",
        prompt: str = "a red apple",
        timeout: float = 30,
        poll_interval: float = 0.01,
        output_dir: Path | None = None,
        new: bool = False,
        takes: Sequence[int] = (1,),
        **fields: Any,
    ) -> Run:
        engine = Engine(network=service)
        engines.append(engine)
        plans = [
            engine.plan(
                VideoRequest(model=model, prompt=prompt, **{"take": take, **fields}),
                RunOptions(
                    timeout=timeout,
                    poll_interval=poll_interval,
                    output_dir=output_dir or tmp_path / "clips",
                    new=new,
                ),
            )
            for take in takes
        ]
        return engine.start_all(plans)[0]

    yield begin
    for engine in engines:
        engine.close()


@pytest.fixture
def process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Process]:
    """Engines as separate processes would have them: one journal, one folder, owners of their own."""
    monkeypatch.setenv("OMNIVID_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("OMNIVID_OUTPUT_DIR", str(tmp_path / "clips"))
    monkeypatch.setenv("OMNIVID_POLL_INTERVAL", "0.02")
    monkeypatch.setenv("APIMART_API_KEY", KEY)
    engines: list[Engine] = []

    def begin(service: httpx.AsyncBaseTransport) -> Engine:
        engines.append(Engine(network=service))
        return engines[-1]

    yield begin
    for engine in engines:
        engine.close()
